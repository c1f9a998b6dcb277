/*
 * A typed growable array.
 *
 *     struct { VEC(struct row); } rows = {0};      or a member:  VEC_OF(struct row) rows;
 *     vec_push(&rows, (struct row){...});
 *     for (size_t i = 0; i < rows.n; i++) use(rows.v[i]);
 *     vec_free(&rows);
 *
 * Elements move when the array grows: keep indices, not pointers. Out of memory aborts.
 */
#ifndef PLUMBLINE_VEC_H
#define PLUMBLINE_VEC_H

#include "arena.h"

#include <stdlib.h>
#include <string.h>

#define VEC(type) type *v; size_t n, cap
#define VEC_OF(type) struct { VEC(type); }

#define vec_reserve(vec, want) \
	do { \
		if ((vec)->cap < (size_t)(want)) { \
			(vec)->cap = (vec)->cap ? (vec)->cap * 2 : 8; \
			if ((vec)->cap < (size_t)(want)) \
				(vec)->cap = (size_t)(want); \
			(vec)->v = xrealloc((vec)->v, (vec)->cap * sizeof(*(vec)->v)); \
		} \
	} while (0)
#define vec_push(vec, ...) \
	do { \
		vec_reserve((vec), (vec)->n + 1); \
		(vec)->v[(vec)->n++] = (__VA_ARGS__); \
	} while (0)
#define vec_free(vec) \
	do { \
		free((vec)->v); \
		(vec)->v = NULL; \
		(vec)->n = (vec)->cap = 0; \
	} while (0)

#endif
