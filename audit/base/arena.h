/*
 * A bump allocator: many small allocations, one free.
 *
 * Lifetimes in this program are few and named: run (until exit), file (one source file),
 * statement (one SQL statement). `struct arena *` as first parameter means "the result lives
 * as long as this arena". Memory is zeroed. Out of memory aborts: these functions cannot fail.
 * An arena is used by one thread at a time.
 *
 *     struct arena a = {0};
 *     char *s = arena_printf(&a, "%s.%s", schema, table);
 *     arena_free(&a);
 */
#ifndef PLUMBLINE_ARENA_H
#define PLUMBLINE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *head;	/* newest block; NULL in an unused arena */
	size_t used;			/* bytes handed out over its life, for tests and statistics */
};

void *arena_alloc(struct arena *arena, size_t size);
char *arena_strdup(struct arena *arena, const char *text);		/* NULL gives NULL */
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void arena_reset(struct arena *arena);	/* forgets all, keeps one block for reuse */
void arena_free(struct arena *arena);	/* gives everything back; the arena may be used again */

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (size_t)(n)))

/* malloc family that aborts instead of returning NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *text);

#endif
