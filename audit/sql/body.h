/*
 * The body of a function against a catalogue: what PostgreSQL would refuse when it is called.
 *
 *     struct body *body = body_bind(&arena, catalog, routine, &shared);
 *     if (body->unchecked) ... else for (size_t i = 0; i < body->problem.n; i++) ...
 *
 * LANGUAGE sql: every statement with the parameters by name and number, and the last one against the declared result. LANGUAGE plpgsql: every statement and
 * expression with the variables in scope; NEW and OLD are rows of each table a trigger of this function is on. Other languages are not read.
 *
 * What rests on something not known is not certain: an unqualified table where the function has no search_path of its own and another schema has the table; a table
 * that some body creates, or may create by EXECUTE; in a trigger function of several tables a branch that may be meant for another of them.
 */
#ifndef PLUMBLINE_SQL_BODY_H
#define PLUMBLINE_SQL_BODY_H

#include "bind.h"

struct body_problem {
	struct bound_problem problem;	/* its position is a byte of routine.body; -1: the whole body */
	const struct relation *on;	/* trigger functions: it is so for this table; NULL */
	const char *tables;		/* of the statement: "public.calls, public.users"; "" */
	bool conditional;		/* on some way through the body only */
	const char *caught;		/* the condition of the handler that keeps it from the caller ("others"); NULL */
};

struct body {
	const char *unchecked;		/* why nothing was judged; NULL */
	VEC_OF(struct body_problem) problem;	/* malloc'ed: body_free */
	VEC_OF(int) dynamic;		/* positions of EXECUTE whose text is not constant */
	VEC_OF(struct body_problem) newer;	/* statements with syntax newer than the parser, or that could not be read: the message says why */
	size_t statements;		/* how many queries and expressions were bound */
};

/* What all bodies of a catalogue have in common. */
struct bodies {
	const char **made;		/* relations they create, temporary ones mostly */
	size_t n_made;
	bool makes_unknown;		/* one may create any, by EXECUTE */
};

struct bodies bodies_prepare(struct arena *arena, const struct catalog *catalog);
struct body *body_bind(struct arena *arena, const struct catalog *catalog, const struct routine *routine, const struct bodies *bodies);
void body_free(struct body *body);
/* The line of a place in the body. */
int body_line(const struct routine *routine, int position);

/* routine.assigns of a trigger function: fields of NEW that are assigned on some way through it. */
void body_assigns(struct arena *arena, struct routine *routine);

/* CREATE FUNCTION … LANGUAGE sql checks its body. `tree`: the body of BEGIN ATOMIC or RETURN, NULL for a text. The first certain problem; NULL: none. */
const struct bound_problem *body_check_sql(struct arena *arena, const struct catalog *catalog, const struct routine *routine, const struct cJSON *tree);

#endif
