/*
 * Scalar and aggregate SQL functions for rules and packs; every connection has them. functions.c holds the list:
 * what each takes and answers is said there, beside its name. All are deterministic and free of side effects.
 */
#ifndef PLUMBLINE_FUNCTIONS_H
#define PLUMBLINE_FUNCTIONS_H

#include <stdbool.h>

struct sqlite3;

bool functions_register(struct sqlite3 *sqlite);	/* false: SQLite refused (out of memory) */

#endif
