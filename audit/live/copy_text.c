/* COPY's text form. See copy_text.h. */
#include "copy_text.h"

/* Bytes of the UTF-8 character at p; 0: none begins there. */
static size_t character(const unsigned char *p)
{
	size_t n = *p < 0x80 ? 1 : *p >= 0xc2 && *p < 0xe0 ? 2
			   : *p >= 0xe0 && *p < 0xf0	   ? 3
			   : *p >= 0xf0 && *p < 0xf5	   ? 4
							   : 0;

	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) || (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

void copy_clean(struct buf *out, const char *text)
{
	size_t start = out->n;

	for (const unsigned char *p = (const unsigned char *)text; *p;) {
		size_t n = character(p);

		if (out->n - start + n > COPY_TEXT_MAX) {
			buf_puts(out, "…");
			return;
		}
		if (n)
			buf_add(out, (const char *)p, n);
		else
			buf_putc(out, '?');
		p += n ? n : 1;
	}
}

void copy_field(struct buf *row, const char *text)
{
	struct buf value = {0};

	if (row->n)
		buf_putc(row, '\t');
	if (!text) {
		buf_puts(row, "\\N");
		return;
	}
	copy_clean(&value, text);
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];

		if (c == '\\' || c == '\t' || c == '\n' || c == '\r') {
			buf_putc(row, '\\');
			c = c == '\t' ? 't' : c == '\n' ? 'n'
				      : c == '\r'	? 'r'
							: c;
		}
		buf_putc(row, c);
	}
	buf_free(&value);
}

void copy_end(struct buf *row)
{
	buf_putc(row, '\n');
}
