/* What catches an error: catch regions and what they do, and whether a call stands in one. Private to derive/. */
#ifndef PLUMBLINE_GUARD_H
#define PLUMBLINE_GUARD_H

#include "derive.h"

enum action { ACTION_NONE, ACTION_RESPOND, ACTION_RETHROW, ACTION_NEXT, ACTION_VALUE, ACTION_SWALLOW };
struct catch_effect { enum action action; int status; bool takes_database_errors, logged, by_name; };

struct guards {
	struct derive *d;
	struct catch_effect **effect;	/* per unit, per region (catch regions only) */
	struct map ancestor;		/* "thrown type": a class of the program that is thrown, and each type a catch of which takes it */
};

/* Writes catch_effect and statement_guard. */
bool guards_make(struct guards *guards, struct derive *derive, struct err *err);
/* The catch that takes a database error of this call in its own function and does not pass it on: region number; 0 none; -1: .catch(…) on the call itself. */
int guard_of_call(const struct guards *guards, struct ref call);
/* Whether an error thrown at a region (of class type, NULL unknown) reaches the caller: no try around it takes it for good. */
bool throw_survives(const struct guards *guards, int unit, int region, const char *type);
const char *action_name_of(enum action action);

#endif
