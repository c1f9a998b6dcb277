/*
 * Calls that only run when a parameter of the function around them is so, and what a caller says of that parameter.
 *
 *     async function parse(request, options) { if (!options?.skipAuth) await checkAuth(request); }
 *     await parse(request, { skipAuth: true });        from here checkAuth is not reached
 *
 * Only what the tests around a call say by themselves (nested ifs, conjuncts, returns before it), and only constants written at the call. Private to derive/.
 */
#ifndef PLUMBLINE_GATES_H
#define PLUMBLINE_GATES_H

#include "derive.h"

struct gate {
	int position;		/* of the parameter, as declared */
	const char *member;	/* options.skipAuth: skipAuth; NULL: the parameter itself */
	bool truthy;		/* it has to be so for the call to run */
};
#define GATES_MAX 4

/* Of each function of the unit whether it tests a parameter at all; in the run's arena. */
bool *gates_functions(struct derive *derive, int unit);
/* Under which of its function's parameters a place is reached; returns how many. */
int gates_of(struct derive *derive, int unit, int function, int region, int line, struct gate out[GATES_MAX]);
/* Whether a call of the function says by constants that one of the gates is closed. */
bool gates_closed(struct derive *derive, const struct gate *gates, int n, struct ref call, struct ref function);

#endif
