/*
 * Loops over literals, turn by turn: what an expression is each time round.
 *
 *     for name, kind in [("a", Integer()), ("b", Text())]:
 *         op.add_column("t", Column(name, kind))          name: "a", then "b"; kind: Integer(), then Text()
 *
 * Lists, tuples, sets, and a dict's keys, .values() and .items(). Two loop variables in one expression are followed only when
 * they belong to the same loop.
 */
#ifndef PLUMBLINE_EACH_H
#define PLUMBLINE_EACH_H

#include "resolve.h"

#define EACH_MAX 200	/* turns; longer lists are data */

/* What an expression is in one turn: another expression of the program, or a text made of constants (value NULL: not constant). */
struct turn { struct ref expr; const char *value; };

/* The turns of the expression, in the resolver's arena; 0 when it does not depend on a loop over a literal. */
int each_turns(struct resolver *resolver, struct ref expr, struct turn **out);

#endif
