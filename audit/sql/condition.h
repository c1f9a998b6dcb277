/*
 * Names of PostgreSQL's errors, as EXCEPTION WHEN and RAISE write them: unique_violation is 23505.
 * Names are in small letters, as an identifier is stored.
 */
#ifndef PLUMBLINE_SQL_CONDITION_H
#define PLUMBLINE_SQL_CONDITION_H

#include <stdbool.h>

bool condition_known(const char *name);		/* "others" is */
/* Whether a handler WHEN name takes the error; the name of a class takes all of its members. */
bool condition_covers(const char *name, const char *sqlstate);
bool condition_is_sqlstate(const char *text);	/* five digits and capital letters */

#endif
