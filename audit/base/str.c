/* Text. See str.h. */
#include "str.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool ends_with(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

uint64_t hash_bytes(const void *bytes, size_t length, uint64_t seed)
{
	return XXH3_64bits_withSeed(bytes, length, seed);
}

void buf_add(struct buf *buf, const char *text, size_t length)
{
	size_t max = buf->max ? buf->max : BUF_DEFAULT_MAX;

	if (length > max - buf->n) {
		length = max - buf->n;
		buf->truncated = true;
	}
	if (buf->n + length + 1 > buf->cap) {
		size_t cap = buf->cap ? buf->cap * 2 : 256;

		if (cap < buf->n + length + 1)
			cap = buf->n + length + 1;
		buf->p = xrealloc(buf->p, cap);
		buf->cap = cap;
	}
	if (length)
		memcpy(buf->p + buf->n, text, length);
	buf->n += length;
	buf->p[buf->n] = '\0';
}

void buf_puts(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_identifier(struct buf *buf, const char *name)
{
	buf_putc(buf, '"');
	for (; *name; name++) {
		if (*name == '"')
			buf_putc(buf, '"');
		buf_putc(buf, *name);
	}
	buf_putc(buf, '"');
}

void buf_putc(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	char small[512];
	va_list ap, again;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), format, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(small)) {
		buf_add(buf, small, (size_t)n);
	} else if (n >= 0) {
		char *large = xmalloc((size_t)n + 1);

		vsnprintf(large, (size_t)n + 1, format, again);
		buf_add(buf, large, (size_t)n);
		free(large);
	}
	va_end(again);
}

void buf_reset(struct buf *buf)
{
	buf->n = 0;
	buf->truncated = false;
	if (buf->p)
		buf->p[0] = '\0';
}

void buf_free(struct buf *buf)
{
	free(buf->p);
	buf->p = NULL;
	buf->n = buf->cap = 0;
}

/* Decodes one UTF-8 character; returns its length, 0 where the bytes are not valid UTF-8. */
static size_t utf8_char(const unsigned char *p, size_t n, uint32_t *c)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = p[0] < 0x80 ? 1 : p[0] >= 0xF0 && p[0] < 0xF8 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC2 ? 2 : 0;

	if (len == 0 || len > n || p[0] >= 0xF8)
		return 0;
	*c = len == 1 ? p[0] : p[0] & (0xFFu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		*c = *c << 6 | (p[i] & 0x3Fu);
	}
	if (*c < least[len] || *c > 0x10FFFF || (*c >= 0xD800 && *c <= 0xDFFF))
		return 0;
	return len;
}

static bool unprintable(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
	       (c >= 0xE0000 && c <= 0xE0FFF);
}

void buf_printable(struct buf *buf, const char *text, size_t length, bool keep_newlines)
{
	const unsigned char *p = (const unsigned char *)text;

	for (size_t i = 0; i < length;) {
		uint32_t c = 0;
		size_t len = utf8_char(p + i, length - i, &c);

		if (len == 0) {
			buf_printf(buf, "\\x%02x", p[i]);
			len = 1;
		} else if (keep_newlines && (c == '\n' || c == '\t')) {
			buf_putc(buf, (char)c);
		} else if (unprintable(c)) {
			buf_printf(buf, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
		} else {
			buf_add(buf, text + i, len);
		}
		i += len;
	}
}

static struct map_slot *map_find(const struct map *map, const char *key, size_t length, uint32_t hash)
{
	size_t i = hash & (map->cap - 1);

	while (map->slot[i].key) {
		struct map_slot *s = &map->slot[i];

		if (s->hash == hash && s->length == length && memcmp(s->key, key, length) == 0)
			return s;
		i = (i + 1) & (map->cap - 1);
	}
	return &map->slot[i];
}

int64_t *map_get(const struct map *map, const char *key, size_t length)
{
	struct map_slot *s;

	if (!map->cap)
		return NULL;
	s = map_find(map, key, length, (uint32_t)hash_bytes(key, length, 0));
	return s->key ? &s->value : NULL;
}

static void map_grow(struct map *map)
{
	struct map bigger = {.cap = map->cap ? map->cap * 2 : 16, .n = map->n};

	bigger.slot = xcalloc(bigger.cap, sizeof(*bigger.slot));
	for (size_t i = 0; i < map->cap; i++) {
		struct map_slot *s = &map->slot[i];

		if (s->key)
			*map_find(&bigger, s->key, s->length, s->hash) = *s;
	}
	free(map->slot);
	*map = bigger;
}

int64_t *map_put(struct map *map, const char *key, size_t length, bool *is_new)
{
	uint32_t hash = (uint32_t)hash_bytes(key, length, 0);
	struct map_slot *s;

	if ((map->n + 1) * 4 > map->cap * 3)
		map_grow(map);
	s = map_find(map, key, length, hash);
	if (is_new)
		*is_new = !s->key;
	if (!s->key) {
		s->key = xmalloc(length + 1);
		memcpy(s->key, key, length);
		s->key[length] = '\0';
		s->length = (uint32_t)length;
		s->hash = hash;
		s->value = 0;
		map->n++;
	}
	return &s->value;
}

void map_free(struct map *map)
{
	for (size_t i = 0; i < map->cap; i++)
		free(map->slot[i].key);
	free(map->slot);
	map->slot = NULL;
	map->n = map->cap = 0;
}
