/*
 * Go: calls that run whatever function was kept for the type of their argument.
 *
 *     bus.AddHandler(getUser)                  func getUser(ctx context.Context, q *query.User) error
 *     bus.Dispatch(ctx, &query.User{ID: 1})    runs getUser
 *
 * Nothing is known by name. AddHandler is one that keeps functions because it puts its parameter into a map, by a key made of reflect.TypeOf of that
 * parameter (of one of its In(n)) or of another; Dispatch because it takes out of the same map, by a key made of reflect.TypeOf of its own parameter, and calls
 * what it got. Functions that hand their parameter on to such a one dispatch too. Private to resolve/.
 */
#ifndef PLUMBLINE_DISPATCH_H
#define PLUMBLINE_DISPATCH_H

#include "packages.h"

void dispatch_find(struct resolver *r); /* once, when names are known */
void dispatch_free(struct resolver *r);
/*
 * The functions that the call, which runs `function`, runs by the types of its arguments: added to the n of `out`, which holds TARGETS_MAX. Returns how many there are then.
 * candidates: how many functions are kept for that type.
 * *answers: the call gives back what they give (what one gives, where there are several).
 */
int dispatch_targets(struct resolver *r, struct ref call, struct ref function, struct target *out, int n, bool *answers);
/* The argument such a call gives for a parameter of a function it runs; false: the call does not dispatch to it. */
bool dispatch_argument(struct resolver *r, struct ref call, struct ref function, int position, struct ref *out);

#endif
