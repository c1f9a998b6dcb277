/*
 * Text: slices, a growable buffer with a mandatory maximum, and a map from text to a number.
 */
#ifndef PLUMBLINE_STR_H
#define PLUMBLINE_STR_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A slice of somebody else's text; not NUL-terminated. */
struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
static inline struct str str_of(const char *text) { return (struct str){text, text ? strlen(text) : 0}; }
static inline bool str_eq(struct str a, struct str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool str_is(struct str a, const char *text) { return str_eq(a, str_of(text)); }
static inline bool starts_with(const char *s, const char *prefix) { return strncmp(s, prefix, strlen(prefix)) == 0; }
bool ends_with(const char *s, const char *suffix);
/* The text of a slice in the arena, NUL-terminated. */
static inline char *str_dup(struct arena *arena, struct str s) { return arena_strndup(arena, s.p, s.n); }

/*
 * A growable buffer. Always NUL-terminated once something was added. Appending past `max` drops
 * the rest and sets `truncated`: whoever uses the text must look at it.
 */
struct buf {
	char *p;
	size_t n, cap, max;	/* max 0: BUF_DEFAULT_MAX */
	bool truncated;
};
#define BUF_DEFAULT_MAX (256u << 20)

void buf_add(struct buf *buf, const char *text, size_t length);
void buf_puts(struct buf *buf, const char *text);
void buf_identifier(struct buf *buf, const char *name);	/* as SQL quotes a name: "a""b" */
void buf_putc(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_reset(struct buf *buf);
void buf_free(struct buf *buf);
static inline const char *buf_text(const struct buf *buf) { return buf->p ? buf->p : ""; }

/*
 * Appends `text` so that it is safe to show: control characters, bidirectional and other invisible
 * format characters and bytes that are not UTF-8 become \x.. or \u....; with `keep_newlines`, line feeds and tabs stay.
 * Everything that came from a file or a server goes through here before it is printed.
 */
void buf_printable(struct buf *buf, const char *text, size_t length, bool keep_newlines);

/* A map from text to a 64-bit number; keys are copied. Iterate over `slot[0..cap)` where key != NULL. */
struct map_slot {
	char *key;
	uint32_t length;
	uint32_t hash;
	int64_t value;
};
struct map {
	struct map_slot *slot;
	size_t n, cap;
};

int64_t *map_get(const struct map *map, const char *key, size_t length);	/* NULL: not in the map */
/* The place of key's value, made (0) when new; *is_new (may be NULL) says which. Valid until the next map_put. */
int64_t *map_put(struct map *map, const char *key, size_t length, bool *is_new);
static inline int64_t *map_gets(const struct map *m, const char *key) { return map_get(m, key, strlen(key)); }
static inline int64_t *map_puts(struct map *m, const char *key) { return map_put(m, key, strlen(key), NULL); }
void map_free(struct map *map);

/* A 64-bit hash of bytes (xxHash): stable over machines and releases. */
uint64_t hash_bytes(const void *bytes, size_t length, uint64_t seed);

#endif
