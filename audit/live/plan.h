/*
 * What a server's planner says of statements it has parsed: EXPLAIN of a generic plan, on request only. Nothing is executed but what planning itself executes:
 * immutable functions of constants, and stable ones to guess how many rows there will be.
 *
 *     pg_plan(pg, &(struct plan){.text = text, .parameters = counts, .texts = n, .on_plan = on_plan, .context = c}, &err);
 *
 * Each text is prepared and explained in a short read-only transaction that is rolled back, with the limits of every transaction of ours. The texts have passed
 * Parse, as single statements that read or change rows.
 */
#ifndef PLUMBLINE_LIVE_PLAN_H
#define PLUMBLINE_LIVE_PLAN_H

#include "pg.h"

struct plan_answer {
	size_t index;
	const char *json;      /* EXPLAIN (VERBOSE, FORMAT JSON); NULL: there is none */
	const char *sqlstate;  /* of an error of the planner's that every execution would meet, too; "00000" */
	const char *message;   /* its words; "" */
	const char *unchecked; /* why there is neither; NULL */
};

struct plan {
	const char *const *text;
	const size_t *parameters; /* how many each has */
	size_t texts;
	void (*on_plan)(void *context, const struct plan_answer *answer); /* once for each */
	void (*progress)(void *context, size_t done, size_t total);	  /* NULL */
	void *context;
};

/* false: the server is gone, or we were interrupted. */
bool pg_plan(struct pg *pg, const struct plan *plan, struct err *err);

#endif
