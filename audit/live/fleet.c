/* The store that runs are sent to. See fleet.h. */
#include "fleet.h"

#include "copy_text.h"
#include "pg_private.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ATTEMPTS 6
#define FOLDER "migrations/fleet/"
#define LOCK_KEY "7380412159126473551" /* of the advisory lock around migrations: any number, the same for ever */

/* --- trying again --- */

/* Others' doing: a conflict of transactions, a lock held too long, a server that stops or starts, too many connections. */
static bool passes(const struct pg *pg)
{
	static const char *const states[] = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300", "25P03", "57014"};

	if (pg->fault == PG_LOST || pg->fault == PG_UNREACHABLE)
		return true;
	for (size_t i = 0; pg->fault == PG_REFUSED && i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(pg->sqlstate, states[i]) == 0)
			return true;
	return false;
}

/* 50 ms, then twice as long each time, less up to half by chance: those who collided do not come back together. */
static void pause_before(int attempt)
{
	int64_t ms = (int64_t)50 << attempt;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms -= (now.tv_nsec / 1000 + getpid()) % (ms / 2);
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

/* Runs `work` as one transaction, again where that may help. After a lost connection it is opened anew. */
static bool in_transaction(struct pg *pg, bool (*work)(struct pg *pg, void *context, struct err *err), void *context, struct err *err)
{
	for (int attempt = 0;; attempt++) {
		struct err end = {0};

		pg->fault = PG_FINE;
		pg->sqlstate[0] = '\0';
		err->message[0] = '\0';
		if ((PQstatus(pg->connection) != CONNECTION_BAD || pg_reconnect(pg, err)) && pg_begin_now(pg, true, err) && work(pg, context, err) &&
			pg_command(pg, "COMMIT", err))
			return true;
		if (PQstatus(pg->connection) != CONNECTION_BAD && pg->fault == PG_REFUSED) {
			char state[sizeof(pg->sqlstate)];

			memcpy(state, pg->sqlstate, sizeof(state));
			if (!pg_command(pg, "ROLLBACK", &end)) {
				PQfinish(pg->connection);
				pg->connection = NULL;
			}
			pg->fault = PG_REFUSED;
			memcpy(pg->sqlstate, state, sizeof(state));
		} else {
			/* What is left of an answer, or of what we were sending, is of no use to anybody. */
			PQfinish(pg->connection);
			pg->connection = NULL;
		}
		if (!passes(pg) || attempt == ATTEMPTS)
			return false;
		pause_before(attempt);
	}
}

/* --- the store itself --- */

struct migration {
	const struct embedded *file;
	int number;
};

struct preparing {
	const struct embedded *files;
	int newest, version;
	bool there;
};

static int number_of(const char *path)
{
	const char *p = path + strlen(FOLDER);

	return starts_with(path, FOLDER) && ends_with(path, ".sql") && isdigit((unsigned char)*p) ? (int)strtol(p, NULL, 10) : 0;
}

static bool on_version(void *context, const struct pg_row *row)
{
	struct preparing *p = context;

	p->version = (int)pg_int(row, 0);
	p->there = true;
	return true;
}

static bool read_version(struct pg *pg, void *context, struct err *err)
{
	return pg_rows(pg, "SELECT coalesce(max(version), 0) FROM plumbline.schema_version", NULL, 0, on_version, context, err);
}

static bool migrate(struct pg *pg, void *context, struct err *err)
{
	struct preparing *p = context;

	/* Two statements of their own: who waited for the lock sees what the one before him did. */
	if (!pg_command(pg, "SELECT pg_catalog.pg_advisory_xact_lock(" LOCK_KEY ")", err) || !pg_command(pg, "CREATE SCHEMA IF NOT EXISTS plumbline", err) ||
		!pg_command(pg, "CREATE TABLE IF NOT EXISTS plumbline.schema_version (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now(), applied_by text NOT NULL"
				" DEFAULT current_user)",
			err) ||
		!read_version(pg, p, err))
		return false;
	for (int next = p->version + 1; next <= p->newest; next++)
		for (const struct embedded *e = p->files; e->path; e++) {
			char done[100];

			if (number_of(e->path) != next)
				continue;
			snprintf(done, sizeof(done), "INSERT INTO plumbline.schema_version (version) VALUES (%d)", next);
			if (!pg_command(pg, e->text, err))
				return err_in(err, "%s", e->path);
			if (!pg_command(pg, done, err))
				return false;
		}
	p->version = p->newest > p->version ? p->newest : p->version;
	return true;
}

bool fleet_prepare(struct pg *pg, const struct embedded *files, struct err *err)
{
	struct preparing p = {.files = files};

	for (const struct embedded *e = files; e->path; e++)
		if (number_of(e->path) > p.newest)
			p.newest = number_of(e->path);
	if (!in_transaction(pg, read_version, &p, err)) {
		bool missing = pg->fault == PG_REFUSED && (strcmp(pg->sqlstate, "42P01") == 0 || strcmp(pg->sqlstate, "3F000") == 0);

		if (pg->fault == PG_REFUSED && strcmp(pg->sqlstate, "42501") == 0)
			return err_set(err, "\"%s\" may not read plumbline.schema_version: it needs USAGE on schema plumbline, SELECT on that table and INSERT on run, finding and use", pg->server.user);
		if (!missing)
			return false;
	}
	if (pg->server.standby)
		return err_set(err, "the store is a read-only replica: give the address of its primary");
	if (p.version > p.newest)
		return err_set(err, "the store was made by a newer release of plumbline (schema %d, this one knows %d): update this one", p.version, p.newest);
	if (p.there && p.version == p.newest)
		return true;
	if (in_transaction(pg, migrate, &p, err))
		return true;
	if (pg->fault == PG_REFUSED && strcmp(pg->sqlstate, "42501") == 0)
		return err_in(err, "the store %s, and \"%s\" may not do that: push once as a role that owns schema plumbline, or may create it",
			p.there ? "has to be updated" : "has to be made", pg->server.user);
	return err_in(err, "preparing the store");
}

/* --- a run --- */

struct sending {
	struct db *db;
	int64_t run;
	const char *service, *target;
	enum fleet_sent sent;
	size_t rows;
};

/* Rows of a query of the run's own database, with the columns COPY names, as its text format; sent in pieces. */
static bool copy_rows(struct pg *pg, struct sending *s, const char *copy, const char *sql, bool takes_service, struct err *err)
{
	struct query *q = db_query(s->db, err, sql);
	struct buf row = {0};
	bool ok = q && pg_copy_begin(pg, copy, err);

	if (q)
		query_bind_int(q, 1, s->run);
	if (q && takes_service)
		query_bind_text(q, 2, s->service);
	while (ok && query_next(q, err)) {
		buf_reset(&row);
		for (int i = 0; i < query_columns(q); i++)
			copy_field(&row, query_is_null(q, i) ? NULL : query_text(q, i));
		copy_end(&row);
		ok = ++s->rows <= FLEET_ROWS_MAX ? pg_copy_row(pg, row.p, row.n, err) : pg_fail(pg, PG_LIMIT, err, "the run has more than %d findings and uses", FLEET_ROWS_MAX);
	}
	if (ok && err->message[0])
		pg->fault = PG_LIMIT, ok = false; /* our own database failed */
	query_end(q);
	buf_free(&row);
	return ok && pg_copy_end(pg, err);
}

#define RUN_COLUMNS 15

static bool insert_run(struct pg *pg, struct sending *s, bool *is_new, struct err *err)
{
	static const char mine[] = "SELECT uid, ?2, command, started_at, duration_ms, version, ?3, commit_id, exit_code, fresh, fixed, still, routes, statements, checked FROM run WHERE id = ?1";
	/* Who sends the same run at the same time waits here for the other's end, and then finds it there. */
	static const char theirs[] =
		"INSERT INTO plumbline.run (uid, service, command, started_at, duration_ms, version, target, commit_id, exit_code, fresh, fixed, still, routes, statements, checked)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING";
	struct query *q = db_query(s->db, err, mine);
	struct buf value[RUN_COLUMNS] = {{0}};
	const char *parameter[RUN_COLUMNS];
	int64_t rows = 0;
	bool ok;

	if (!q) {
		pg->fault = PG_LIMIT;
		return false;
	}
	query_bind_int(q, 1, s->run);
	query_bind_text(q, 2, s->service);
	query_bind_text(q, 3, s->target);
	ok = query_next(q, err) || pg_fail(pg, PG_LIMIT, err, "the run is no longer there");
	for (int i = 0; i < RUN_COLUMNS; i++) {
		if (ok && !query_is_null(q, i))
			copy_clean(&value[i], query_text(q, i));
		parameter[i] = ok && !query_is_null(q, i) ? buf_text(&value[i]) : NULL;
	}
	ok = ok && pg_change(pg, theirs, parameter, RUN_COLUMNS, &rows, err);
	for (int i = 0; i < RUN_COLUMNS; i++)
		buf_free(&value[i]);
	query_end(q);
	*is_new = rows > 0;
	return ok;
}

static bool send_run(struct pg *pg, void *context, struct err *err)
{
	struct sending *s = context;
	bool is_new = false;

	s->rows = 0;
	if (!insert_run(pg, s, &is_new, err))
		return false;
	s->sent = is_new ? FLEET_SENT : FLEET_THERE;
	return !is_new ||
	       (copy_rows(pg, s, "COPY plumbline.finding (run_uid, fingerprint, service, seen_at, rule, level, state, file, line, object, message) FROM STDIN",
			"SELECT r.uid, i.fingerprint, ?2, r.started_at, f.rule, i.level, i.state, f.file, i.line, f.object, f.message"
			" FROM run r JOIN finding_in_run i ON i.run_id = r.id JOIN finding f ON f.fingerprint = i.fingerprint WHERE r.id = ?1 ORDER BY i.fingerprint",
			true, err) &&
		       copy_rows(pg, s, "COPY plumbline.use (run_uid, schema_name, table_name, column_name, role, statements, routes, route) FROM STDIN",
			       "SELECT r.uid, u.\"schema\", u.\"table\", u.\"column\", u.role, u.statements, u.routes, u.route FROM run r JOIN run_use u ON u.run_id = r.id WHERE r.id = ?1", false, err));
}

bool fleet_send(struct pg *pg, struct db *findings, int64_t run, const char *service, const char *target, enum fleet_sent *sent, struct err *err)
{
	struct sending s = {.db = findings, .run = run, .service = service, .target = target};

	if (!in_transaction(pg, send_run, &s, err)) {
		if (pg->fault == PG_REFUSED && strcmp(pg->sqlstate, "42501") == 0)
			return err_in(err, "\"%s\" needs USAGE on schema plumbline, and INSERT on its tables run, finding and use", pg->server.user);
		return false;
	}
	*sent = s.sent;
	return true;
}
