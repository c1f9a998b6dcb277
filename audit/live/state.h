/*
 * The state of a running database: ages, counters, roles, locks; what no DDL says. The queries lie in audit/live/catalog/state, one file for each table of
 * schemas/55_live.sql it fills; each is asked in a short transaction of its own, and what waits for a lock is asked once more without the relations that are locked.
 *
 * A file begins with comments. What they mean:
 *
 *     -- into: live_slot(name, kind, …)     the table, and its columns in the order of the query's
 *     -- domain: locks                      coverage.domain that says whether the question was answered
 *     -- batch: 200                         asked again and again for so many rows behind $3; the first column is the oid it goes on from, and is not kept
 *     -- session: plain                     asked without guards in the start-up options (see `plain`)
 *
 * $1: oids of the application's schemas, $2: of the locked relations. A line that ends in "-- from 140000" is for servers of that version and later, one that
 * ends in "-- before 140000" for those before. Of one question at most STATE_ROWS_MAX rows are kept; coverage says so where there are more.
 */
#ifndef PLUMBLINE_LIVE_STATE_H
#define PLUMBLINE_LIVE_STATE_H

#include "../store/facts.h"
#include "catalog.h"

#define STATE_ROWS_MAX 200000

struct live_state {
	struct pg *pg;
	struct pg *plain;		 /* a second connection whose guards go with each transaction, so that the settings it was given are seen; NULL: `pg` is asked */
	const struct live_schema *schema; /* as read before */
};

/* Asks and writes rows, coverage of each domain, and live_unknown. false: the server is gone. A question it refuses is coverage. */
bool live_state_read(const struct live_state *state, struct facts *facts, struct arena *arena, struct err *err);
/* The domains there are, each once, as coverage where the state is known from elsewhere (a file of facts). */
void live_state_known(struct facts *facts, struct arena *arena);
/* The lines of a query that are for a server of this version. In the arena. */
char *live_gated(struct arena *arena, const char *sql, int version);

#endif
