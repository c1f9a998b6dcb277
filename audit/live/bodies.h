/*
 * What the extension plpgsql_check says of the functions of a database, where it is installed and the user asks for it: it plans the queries of a body, and planning may
 * call functions that are declared not to change anything. Its errors become rows of stored_problem, except those our own binder has already.
 */
#ifndef PLUMBLINE_LIVE_BODIES_H
#define PLUMBLINE_LIVE_BODIES_H

#include "../store/facts.h"
#include "catalog.h"

/* Each function in a transaction of its own, with the search path of the session. false: the server is gone. What it refuses to look at is coverage. */
bool live_bodies_check(struct pg *pg, const struct live_schema *schema, struct facts *facts, struct arena *arena, struct err *err);

#endif
