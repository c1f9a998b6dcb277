/* Where a caught error goes: calls in a catch region whose arguments hold the error, or text made of it. */
#ifndef PLUMBLINE_CATCH_USE_H
#define PLUMBLINE_CATCH_USE_H

#include "resolve.h"

/* found(context, catch region, call, how, line); how: object message text stack detail code. */
void catch_uses(struct resolver *resolver, int unit, void (*found)(void *context, struct ref region, struct ref call, const char *how, int line), void *context);

#endif
