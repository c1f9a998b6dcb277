/*
 * String literals: finding their content, decoding escapes, and mapping an offset in the value back to the source.
 * One function, step, knows what one piece of source stands for; decoding and mapping both walk with it and so agree.
 */
#include "walker_memory.h"

static size_t put_utf8(char *out, uint32_t c)
{
	if (c >= 0xD800 && c <= 0xDFFF)
		c = 0xFFFD;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Up to `most` digits of the base at p[0, n); returns how many. */
static size_t number(const char *p, size_t n, int base, size_t most, uint32_t *value)
{
	size_t i;

	*value = 0;
	for (i = 0; i < n && i < most && digit(p[i]) < base; i++)
		*value = *value * (uint32_t)base + (uint32_t)digit(p[i]);
	return i;
}

/* \u…: returns the source bytes after the backslash; 0 when it is not well formed. plain: no \u{…}, no surrogate pairs. */
static size_t unicode_escape(const char *p, size_t n, bool plain, uint32_t *c)
{
	size_t digits, used;
	uint32_t low;

	if (!plain && n > 1 && p[1] == '{') {
		digits = number(p + 2, n - 2, 16, 6, c);
		return digits && 2 + digits < n && p[2 + digits] == '}' && *c <= 0x10FFFF ? digits + 3 : 0;
	}
	digits = p[0] == 'x' ? 2 : p[0] == 'u' ? 4 : 8;
	if (number(p + 1, n - 1, 16, digits, c) != digits || *c > 0x10FFFF)
		return 0;
	used = 1 + digits;
	if (!plain && *c >= 0xD800 && *c < 0xDC00 && n >= used + 6 && p[used] == '\\' && p[used + 1] == 'u' && number(p + used + 2, 4, 16, 4, &low) == 4 &&
	    low >= 0xDC00 && low < 0xE000) {
		*c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
		used += 6;
	}
	return used;
}

/* After a backslash: p[0, n) is what follows, n > 0. Returns the source bytes used, the value in out. */
static size_t escape(const char *p, size_t n, int mode, char out[4], size_t *out_n)
{
	static const char letters[] = "n\nt\tr\rb\bf\fv\v\\\\'\'\"\"";
	bool python = mode & LITERAL_PYTHON;
	size_t used;
	uint32_t c;

	if (*p == '\n' || *p == '\r') {	/* the line goes on */
		*out_n = 0;
		return *p == '\r' && n > 1 && p[1] == '\n' ? 2 : 1;
	}
	for (const char *l = letters; *l; l += 2)
		if (*p == *l) {
			*out = l[1];
			*out_n = 1;
			return 1;
		}
	if ((mode & (LITERAL_PYTHON | LITERAL_GO)) && *p == 'a') {
		*out = '\a';
		*out_n = 1;
		return 1;
	}
	used = number(p, n, 8, 3, &c);
	if (used) {
		*out_n = put_utf8(out, c);
		return used;
	}
	if (*p == 'x' || (*p == 'u' && !(mode & LITERAL_BYTES)) || (*p == 'U' && (mode & (LITERAL_PYTHON | LITERAL_GO)) && !(mode & LITERAL_BYTES))) {
		used = unicode_escape(p, n, mode & (LITERAL_PYTHON | LITERAL_GO), &c);
		if (used) {
			*out_n = put_utf8(out, c);
			return used;
		}
	}
	if (*p == 'N' && python && n > 1 && p[1] == '{') {	/* a character by its name: which one does not matter to anybody here */
		const char *close = memchr(p, '}', n);

		if (close) {
			*out_n = put_utf8(out, 0xFFFD);
			return (size_t)(close - p) + 1;
		}
	}
	*out = python ? '\\' : *p;	/* Python keeps the backslash of an unknown escape; the character follows as itself */
	*out_n = 1;
	return python ? 0 : 1;
}

/* What the source at p[0, n), n > 0, stands for: returns the source bytes used (at least 1). */
static size_t step(const char *p, size_t n, int mode, char out[4], size_t *out_n)
{
	if (*p == '\\' && !(mode & LITERAL_RAW) && n > 1)
		return 1 + escape(p + 1, n - 1, mode, out, out_n);
	*out = *p;
	*out_n = 1;
	return (mode & LITERAL_BRACES) && n > 1 && (*p == '{' || *p == '}') && p[1] == *p ? 2 : 1;
}

struct literal literal_open(const char *text, size_t start, size_t end, int style)
{
	struct literal l = {start, end, style};
	bool python = style & LITERAL_PYTHON;
	size_t quotes = 1;

	for (; python && l.start < end && strchr("rRbBuUfFtT", text[l.start]) && text[l.start]; l.start++) {
		char c = text[l.start] | 0x20;

		l.mode |= c == 'r' ? LITERAL_RAW : c == 'b' ? LITERAL_BYTES : c == 'f' || c == 't' ? LITERAL_FORMAT | LITERAL_BRACES : 0;
	}
	if (l.start >= end || !strchr("'\"`", text[l.start]) || !text[l.start])
		return l;
	if (style & LITERAL_GO && text[l.start] == '`')
		l.mode |= LITERAL_RAW;
	if (python && end - l.start >= 6 && text[l.start + 1] == text[l.start] && text[l.start + 2] == text[l.start])
		quotes = 3;
	if (end - l.start >= 2 * quotes && memcmp(text + end - quotes, text + l.start, quotes) == 0)
		l.end = end - quotes;
	l.start += quotes;
	return l;
}

uint32_t put_decoded(struct walker *w, size_t start, size_t end, int mode)
{
	struct buf *b = &w->memory->scratch;
	char out[4];
	size_t n;

	if (start >= end)
		return 0;
	if (!memchr(w->text + start, '\\', end - start) && !(mode & LITERAL_BRACES))
		return put(w, w->text + start, end - start);
	buf_reset(b);
	while (start < end) {
		start += step(w->text + start, end - start, mode, out, &n);
		buf_add(b, out, n);
	}
	return put(w, b->p, b->n);
}

/* Python: between adjacent literals may stand space, line ends, backslashes, comments. */
static size_t skip_between(const char *source, size_t at, size_t end)
{
	bool comment = false;

	for (; at < end; at++) {
		if (source[at] == '\n')
			comment = false;
		else if (source[at] == '#')
			comment = true;
		else if (!comment && !strchr(" \t\r\f\\", source[at]))
			break;
	}
	return at;
}

/* The literal that begins at *at, of the several adjacent ones that Python joins; *at moves behind it and what separates it from the next. */
static struct literal next_literal(const char *source, size_t *at, size_t end)
{
	struct literal l = literal_open(source, *at, end, LITERAL_PYTHON);
	char quote = l.start > *at ? source[l.start - 1] : '\0';
	size_t quotes = l.start - *at >= 3 && source[l.start - 2] == quote && source[l.start - 3] == quote ? 3 : 1, i = l.start;

	while (i < end && !(source[i] == quote && (quotes == 1 || (end - i >= 3 && source[i + 1] == quote && source[i + 2] == quote))))
		i += source[i] == '\\' && end - i > 1 ? 2 : 1;	/* also in a raw literal a quote after a backslash does not close */
	l.end = i;
	*at = skip_between(source, end - i > quotes ? i + quotes : end, end);
	return l;
}

size_t literal_offset(const struct language *language, const char *source, size_t start, size_t end, bool is_part, bool raw, size_t offset)
{
	bool python = ((const struct grammar *)language->grammar)->python;
	struct literal l = {start, end, (python ? LITERAL_PYTHON | LITERAL_BRACES : 0)};
	size_t at = end, n, used;
	char out[4];

	if (!is_part && !python) {
		l = literal_open(source, start, end, literal_style(language->grammar));
	} else if (!is_part) {
		at = start;
		l = next_literal(source, &at, end);
	}
	for (;;) {
		l.mode |= raw ? LITERAL_RAW : 0;
		for (; l.start < l.end; l.start += used) {
			used = step(source + l.start, l.end - l.start, l.mode, out, &n);
			if (offset < n)
				return l.start;
			offset -= n;
		}
		if (at >= end)
			return l.end;
		l = next_literal(source, &at, end);
	}
}
