/* What a connection that writes adds to a guarded one. See pg_private.h. */
#include "pg_private.h"

#include <stdlib.h>

#define PIECE 65536 /* bytes that wait to be sent before the socket is asked */

static bool lost(struct pg *pg, struct err *err)
{
	return pg_fail(pg, PG_LOST, err, "the connection was lost: %s", PQerrorMessage(pg->connection));
}

/* The next result; NULL at the end or after a failure, which err then tells. */
static PGresult *next_result(struct pg *pg, struct err *err)
{
	while (PQisBusy(pg->connection)) {
		if (!pg_wait(pg, false, pg_deadline(pg), err))
			return NULL;
		if (!PQconsumeInput(pg->connection)) {
			lost(pg, err);
			return NULL;
		}
	}
	return PQgetResult(pg->connection);
}

bool pg_change(struct pg *pg, const char *sql, const char *const *parameters, int n, int64_t *rows, struct err *err)
{
	PGresult *r;
	bool ok = true;

	*rows = 0;
	if (!PQsendQueryParams(pg->connection, sql, n, NULL, parameters, NULL, NULL, 0))
		return lost(pg, err);
	if (!pg_flush(pg, err))
		return false;
	while ((r = next_result(pg, err))) {
		if (PQresultStatus(r) == PGRES_FATAL_ERROR && ok)
			ok = pg_refused(pg, r, err);
		else
			*rows = strtoll(PQcmdTuples(r), NULL, 10);
		PQclear(r);
	}
	return ok && !err->message[0];
}

bool pg_copy_begin(struct pg *pg, const char *copy, struct err *err)
{
	PGresult *r;
	ExecStatusType status;

	if (!PQsendQuery(pg->connection, copy))
		return lost(pg, err);
	if (!pg_flush(pg, err) || !(r = next_result(pg, err)))
		return err->message[0] ? false : lost(pg, err);
	status = PQresultStatus(r);
	if (status == PGRES_COPY_IN) {
		PQclear(r);
		return true;
	}
	if (status == PGRES_FATAL_ERROR)
		pg_refused(pg, r, err);
	else
		pg_fail(pg, PG_LOST, err, "the server answers what was not asked");
	PQclear(r);
	while ((r = next_result(pg, err)))
		PQclear(r);
	return false;
}

bool pg_copy_row(struct pg *pg, const char *text, size_t n, struct err *err)
{
	for (;;) {
		int sent = PQputCopyData(pg->connection, text, (int)n);

		if (sent < 0)
			return lost(pg, err);
		if (sent > 0)
			break;
		if (!pg_flush(pg, err))
			return false;
	}
	pg->unsent += n;
	if (pg->unsent < PIECE)
		return true;
	pg->unsent = 0;
	return pg_flush(pg, err);
}

bool pg_copy_end(struct pg *pg, struct err *err)
{
	PGresult *r;
	bool ok = true;
	int ended;

	pg->unsent = 0;
	while ((ended = PQputCopyEnd(pg->connection, NULL)) == 0)
		if (!pg_flush(pg, err))
			return false;
	if (ended < 0)
		return lost(pg, err);
	if (!pg_flush(pg, err))
		return false;
	while ((r = next_result(pg, err))) {
		if (PQresultStatus(r) == PGRES_FATAL_ERROR && ok)
			ok = pg_refused(pg, r, err);
		PQclear(r);
	}
	return ok && !err->message[0];
}
