/*
 * CHECK (status IN ('new', 'done')): the values a check leaves to a column.
 *
 *     const char **value;
 *     size_t n = check_list(&arena, expression, "status", &value);
 *
 * Understood are IN, = ANY (ARRAY[…]), = with a constant, OR of these, and any of them as a part of AND; IS NULL beside them says nothing, since a check that is NULL holds.
 */
#ifndef PLUMBLINE_SQL_CHECK_LIST_H
#define PLUMBLINE_SQL_CHECK_LIST_H

#include "tree.h"

/* The values, in the arena; 0: the expression is no such list, and says nothing. */
size_t check_list(struct arena *arena, const cJSON *expression, const char *column, const char ***values);

#endif
