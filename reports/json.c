/* JSON to a stream. See json.h. */
#include "json.h"

#include <math.h>
#include <string.h>

/* Decodes one UTF-8 character; returns its length, 0 where the bytes are no UTF-8. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *c)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;

	if (length == 0 || length > n)
		return 0;
	*c = length == 1 ? p[0] : p[0] & (0xFFu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		*c = *c << 6 | (p[i] & 0x3Fu);
	}
	return *c < least[length] || *c > 0x10FFFF || (*c >= 0xD800 && *c <= 0xDFFF) ? 0 : length;
}

/* Characters that are not seen, or that change how others are seen. */
static bool invisible(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

static void quoted(const struct json *json, const char *text, size_t length)
{
	const unsigned char *p = (const unsigned char *)text;
	FILE *out = json->out;
	size_t plain = 0;

	putc('"', out);
	for (size_t i = 0; i < length;) {
		uint32_t c = 0;
		size_t n = decode(p + i, length - i, &c);

		if (n && c != '"' && c != '\\' && !invisible(c) && !(c == '<' && json->script)) {
			i += n;
			continue;
		}
		fwrite(p + plain, 1, i - plain, out);
		if (n == 0)
			fputs("\\ufffd", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", (int)c);
		else if (c == '\n')
			fputs("\\n", out);
		else if (c == '\t')
			fputs("\\t", out);
		else if (c < 0x10000)
			fprintf(out, "\\u%04x", c);
		else
			fprintf(out, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + ((c - 0x10000) & 0x3FF));
		i += n ? n : 1;
		plain = i;
	}
	fwrite(p + plain, 1, length - plain, out);
	putc('"', out);
}

static void before(struct json *json, const char *key)
{
	if (json->comma)
		putc(',', json->out);
	if (json->newline)
		putc('\n', json->out);
	json->newline = false;
	json->comma = true;
	if (key) {
		quoted(json, key, strlen(key));
		putc(':', json->out);
	}
}

void json_open(struct json *json, const char *key, char bracket)
{
	before(json, key);
	putc(bracket, json->out);
	json->comma = false;
}

void json_close(struct json *json, char bracket)
{
	if (json->newline)
		putc('\n', json->out);
	json->newline = false;
	json->comma = true;
	putc(bracket, json->out);
}

void json_text_n(struct json *json, const char *key, const char *text, size_t length)
{
	before(json, key);
	if (text)
		quoted(json, text, length);
	else
		fputs("null", json->out);
}

void json_text(struct json *json, const char *key, const char *text)
{
	json_text_n(json, key, text, text ? strlen(text) : 0);
}

void json_int(struct json *json, const char *key, int64_t value)
{
	before(json, key);
	fprintf(json->out, "%lld", (long long)value);
}

void json_double(struct json *json, const char *key, double value)
{
	before(json, key);
	if (isfinite(value))
		fprintf(json->out, "%.17g", value);
	else
		fputs("null", json->out);
}

void json_bool(struct json *json, const char *key, bool value)
{
	before(json, key);
	fputs(value ? "true" : "false", json->out);
}

void json_null(struct json *json, const char *key)
{
	before(json, key);
	fputs("null", json->out);
}

void json_line(struct json *json)
{
	json->newline = true;
}
