/* What holds of a query's columns where it gives a row, and what that leaves of its outer joins. Private to bind_null.c and bind_hold.c. */
#ifndef PLUMBLINE_SQL_BIND_NULL_H
#define PLUMBLINE_SQL_BIND_NULL_H

#include "bind_type.h"

struct column_at {
	const struct source *leaf;
	size_t field;
};

/* One query level; a branch of CASE adds to the columns that are not NULL. */
struct nulls {
	struct binder *b;
	const struct scope *scope;
	const struct source *changed;		/* the target of an UPDATE: its conditions held before */
	VEC_OF(struct column_at) solid;		/* not NULL where this level gives a row */
	VEC_OF(const struct source *) extended; /* may be a row of NULLs */
	bool sets;				/* GROUPING SETS: its columns may be NULL for that */
};

const struct node_fact *fact_of(const struct nulls *nulls, const cJSON *body);	/* what binding found out of a node; NULL nothing */
const char *operator_of(const cJSON *body);	/* of an A_Expr; "" for one of another schema */
bool is_strict_operator(const struct nulls *nulls, const cJSON *body);
bool is_solid(const struct nulls *nulls, const struct source *leaf, size_t field);	/* some condition proves that the column is not NULL */
bool is_extended(const struct nulls *nulls, const struct source *leaf);			/* an outer join may give NULLs in its place */
/* The condition is true (or, with truth false, false): columns it thereby proves. */
void holds(struct nulls *nulls, const cJSON *condition, bool truth);
/* When the conditions have been told: which sides of the outer joins remain, again and again until nothing more is proved. */
void look_at_from(struct nulls *nulls);

#endif
