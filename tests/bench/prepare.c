/*
 * What asking a server alone costs: connects and sends every text of a contract through Parse in one pipeline, a Sync each, and prints the milliseconds.
 * `plumbline preflight` does this, and everything else it does, in the same run on the same server.
 *
 *     prepare CONNINFO CONTRACT
 */
#include "../../audit/snapshot_file.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <time.h>

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static size_t read_all(PGconn *db, size_t syncs)
{
	size_t refused = 0;

	while (syncs) {
		PGresult *r = PQgetResult(db);

		syncs -= r && PQresultStatus(r) == PGRES_PIPELINE_SYNC;
		refused += r && PQresultStatus(r) == PGRES_FATAL_ERROR;
		PQclear(r);
	}
	return refused;
}

int main(int argc, char **argv)
{
	struct snapshot s = {0};
	struct err err = {0};
	double began = now_ms();
	size_t refused = 0;
	PGconn *db;

	if (argc < 3 || !snapshot_read(&s, argv[2], &err)) {
		fprintf(stderr, "usage: prepare CONNINFO CONTRACT %s\n", err.message);
		return 2;
	}
	db = PQconnectdb(argv[1]);
	if (PQstatus(db) != CONNECTION_OK || !PQenterPipelineMode(db)) {
		fprintf(stderr, "%s", PQerrorMessage(db));
		return 3;
	}
	/* In portions the socket's buffers hold, since this side does not read while it writes. */
	for (size_t i = 0; i < s.statement.n; i += 50) {
		size_t n = s.statement.n - i < 50 ? s.statement.n - i : 50;

		for (size_t k = 0; k < n; k++)
			if (!PQsendPrepare(db, "", s.statement.v[i + k].text, 0, NULL) || !PQpipelineSync(db))
				return 3;
		refused += read_all(db, n);
	}
	PQfinish(db);
	printf("%.1f %zu %zu\n", now_ms() - began, s.statement.n, refused);
	snapshot_free(&s);
	return 0;
}
