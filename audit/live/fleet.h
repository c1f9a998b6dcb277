/*
 * A store in PostgreSQL that the runs of many services, CI runners and machines are sent to: schema "plumbline", made by migrations/fleet.
 *
 *     fleet_prepare(pg, embedded_files, &err);              makes or updates the store, once for all who come at the same time
 *     fleet_send(pg, findings_db, run_id, "billing", NULL, &sent, &err);
 *
 * A run has a name of its own (run.uid), so that sending it again, from here or elsewhere and at the same time, does nothing. One transaction each: a run is there
 * whole or not at all. What fails for others' sake (a conflict of transactions, a lock, a server that is being restarted) is tried again. A role needs INSERT on
 * run, finding and use, and SELECT on schema_version: it may read nothing of what others sent.
 */
#ifndef PLUMBLINE_LIVE_FLEET_H
#define PLUMBLINE_LIVE_FLEET_H

#include "../base/embed.h"
#include "../store/db.h"
#include "pg.h"

#define FLEET_ROWS_MAX 1000000 /* findings and uses of one run; more is an error, not a cut */

enum fleet_sent { FLEET_SENT,
	FLEET_THERE /* it had been sent before */ };

/* false: the store is newer than this program, or not there and the role may not make it, or not to be reached. `pg` was opened with `writes`. */
bool fleet_prepare(struct pg *pg, const struct embedded *files, struct err *err);
/* `findings`: a database of store/findings.h. target: what was audited, host:port/database; NULL. */
bool fleet_send(struct pg *pg, struct db *findings, int64_t run, const char *service, const char *target, enum fleet_sent *sent, struct err *err);

#endif
