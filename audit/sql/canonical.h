/*
 * Expressions compared by what they mean, not by how they are written: PostgreSQL stores a default or a check as a tree and prints it its own way,
 * `status IN ('a', 'b')` as `(status = ANY (ARRAY['a'::text, 'b'::text]))`.
 */
#ifndef PLUMBLINE_SQL_CANONICAL_H
#define PLUMBLINE_SQL_CANONICAL_H

#include "../base/arena.h"

/*
 * One form for all spellings of an expression: casts, schemas of functions and columns, and the numbers' quotes are left out, IN is = ANY, BETWEEN two
 * comparisons, LIKE an operator. "" for NULL or no text; NULL when it does not parse. In the arena.
 */
const char *canonical_expression(struct arena *arena, const char *sql);

#endif
