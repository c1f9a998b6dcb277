/* A guarded connection. See pg.h. */
#include "pg_private.h"

#include "../base/vec.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CONNECT_MS 5000
#define WAIT_MS 15000
#define ATTEMPTS 3 /* a query is asked again on a new connection */

/* name, value as an option, value as current_setting() shows it: what is asked for, and what must be in force. */
static const struct {
	const char *name, *value, *shown;
} guards[] = {
	{"default_transaction_read_only", "on", "on"},
	{"lock_timeout", "250", "250ms"},
	{"statement_timeout", "5000", "5s"},
	{"idle_in_transaction_session_timeout", "10000", "10s"},
};
#define GUARDS (sizeof(guards) / sizeof(*guards))

/* Of a connection that writes, in the same order. */
static const struct {
	const char *value, *shown;
} writing[GUARDS] = {{"off", "off"}, {"10000", "10s"}, {"60000", "1min"}, {"60000", "1min"}};

struct pg_row {
	PGresult *result;	   /* NULL: kept */
	const char *const *value; /* of a kept one */
	const struct kept *kept;
};

/* A whole answer: what was read of one that breaks off is forgotten, and it is asked again. */
struct kept {
	struct arena arena;
	VEC_OF(const char *const *) row;
	const char **name;
	int columns;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t pg_deadline(const struct pg *pg)
{
	return now_ms() + pg->options.wait_ms;
}

const char *pg_words(const struct pg *pg, const char *text, char *out)
{
	size_t n = 0, secret = pg->password ? strlen(pg->password) : 0;

	for (const char *p = text ? text : ""; *p && n < PG_MESSAGE_MAX - 4;) {
		if (secret && strncmp(p, pg->password, secret) == 0) {
			n += (size_t)snprintf(out + n, PG_MESSAGE_MAX - n, "***");
			p += secret;
			continue;
		}
		out[n++] = *p == '\n' || *p == '\r' || *p == '\t' ? ' ' : *p;
		p++;
	}
	while (n && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return out;
}

bool pg_fail(struct pg *pg, enum pg_fault fault, struct err *err, const char *format, ...)
{
	char text[PG_MESSAGE_MAX * 2], words[PG_MESSAGE_MAX + 1];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	pg->fault = fault;
	if (fault == PG_USAGE)
		return err_usage(err, "%s", pg_words(pg, text, words));
	return err_set(err, "%s", pg_words(pg, text, words));
}

static bool interrupted(struct pg *pg, struct err *err)
{
	char why[256];
	PGcancel *cancel;

	if (!pg->options.interrupted || !*pg->options.interrupted)
		return false;
	if ((cancel = PQgetCancel(pg->connection))) {
		PQcancel(cancel, why, sizeof(why));
		PQfreeCancel(cancel);
	}
	pg_fail(pg, PG_INTERRUPTED, err, "interrupted");
	return true;
}

bool pg_wait(struct pg *pg, bool write, int64_t deadline, struct err *err)
{
	struct pollfd p = {PQsocket(pg->connection), (short)(POLLIN | (write ? POLLOUT : 0)), 0};

	for (;;) {
		int64_t left = deadline - now_ms();
		int n;

		if (interrupted(pg, err))
			return false;
		if (p.fd < 0)
			return pg_fail(pg, PG_LOST, err, "the connection was lost");
		if (left <= 0)
			return pg_fail(pg, PG_LOST, err, "the server did not answer in time");
		n = poll(&p, 1, (int)left);
		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			return pg_fail(pg, PG_LOST, err, "cannot wait for the server: %s", strerror(errno));
	}
}

/* --- connecting --- */

static void ignore_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

#define MOST_KEYWORDS 64

/* Start-up options: the user's own ones first, so that ours are the last word. */
static const char *startup_options(struct pg *pg, const char *own)
{
	struct buf b = {0};
	const char *text;

	buf_puts(&b, own ? own : "");
	for (size_t i = 0; i < GUARDS; i++)
		buf_printf(&b, " -c %s=%s", guards[i].name, pg->options.writes ? writing[i].value : guards[i].value);
	if (pg->options.search_path) {
		buf_puts(&b, " -c search_path=");
		for (const char *p = pg->options.search_path; *p; p++)
			buf_printf(&b, *p == ' ' || *p == '\\' ? "\\%c" : "%c", *p);
	}
	text = arena_strdup(&pg->arena, buf_text(&b));
	buf_free(&b);
	return text;
}

static bool start(struct pg *pg, struct err *err)
{
	const char *keyword[MOST_KEYWORDS + 1], *value[MOST_KEYWORDS + 1], *own = getenv("PGOPTIONS");
	PQconninfoOption *parsed = PQconninfoParse(pg->options.conninfo, NULL);
	int n = 0;

	for (PQconninfoOption *o = parsed; o && o->keyword && n < MOST_KEYWORDS - 6; o++) {
		if (!o->val)
			continue;
		if (strcmp(o->keyword, "options") == 0) {
			own = arena_strdup(&pg->arena, o->val);
			continue;
		}
		if (strcmp(o->keyword, "application_name") == 0 || strcmp(o->keyword, "client_encoding") == 0)
			continue;
		keyword[n] = arena_strdup(&pg->arena, o->keyword);
		value[n++] = arena_strdup(&pg->arena, o->val);
	}
	PQconninfoFree(parsed);
	keyword[n] = "application_name", value[n++] = "plumbline";
	keyword[n] = "client_encoding", value[n++] = "UTF8";
	if (!pg->server.pooled)
		keyword[n] = "options", value[n++] = startup_options(pg, own);
	else
		keyword[n] = "options", value[n++] = ""; /* not PGOPTIONS: a pooler refuses options it does not know */
	keyword[n] = NULL, value[n] = NULL;
	pg->connection = PQconnectStartParams(keyword, value, 0);
	if (!pg->connection)
		return pg_fail(pg, PG_UNREACHABLE, err, "out of memory");
	PQsetNoticeReceiver(pg->connection, ignore_notice, NULL);
	return true;
}

static bool poll_connection(struct pg *pg, struct err *err)
{
	int64_t deadline = now_ms() + pg->options.connect_ms;
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;

	while (PQstatus(pg->connection) != CONNECTION_BAD) {
		/* One direction at a time: a connecting socket is always one of the two. */
		struct pollfd p = {PQsocket(pg->connection), status == PGRES_POLLING_READING ? POLLIN : POLLOUT, 0};
		int64_t left = deadline - now_ms();
		int n = left > 0 ? poll(&p, 1, (int)left) : 0;

		if (interrupted(pg, err))
			return false;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return pg_fail(pg, PG_UNREACHABLE, err, "cannot connect to the database: no answer within %d ms", pg->options.connect_ms);
		status = PQconnectPoll(pg->connection);
		if (status == PGRES_POLLING_OK) {
			const char *password = PQpass(pg->connection);

			if (password && *password && !pg->password)
				pg->password = arena_strdup(&pg->arena, password);
			return true;
		}
		if (status == PGRES_POLLING_FAILED)
			break;
	}
	if (!pg->password && PQpass(pg->connection) && *PQpass(pg->connection))
		pg->password = arena_strdup(&pg->arena, PQpass(pg->connection));
	return pg_fail(pg, PG_UNREACHABLE, err, "cannot connect to the database: %s", PQerrorMessage(pg->connection));
}

static bool connect_once(struct pg *pg, struct err *err)
{
	PQfinish(pg->connection);
	pg->connection = NULL;
	return start(pg, err) && poll_connection(pg, err) && (PQsetnonblocking(pg->connection, 1) == 0 || pg_fail(pg, PG_UNREACHABLE, err, "cannot connect to the database"));
}

/* --- statements --- */

bool pg_flush(struct pg *pg, struct err *err)
{
	int64_t deadline = pg_deadline(pg);
	int left;

	while ((left = PQflush(pg->connection)) > 0) {
		if (!pg_wait(pg, true, deadline, err))
			return false;
		if (!PQconsumeInput(pg->connection))
			break;
	}
	return left == 0 || pg_fail(pg, PG_LOST, err, "the connection was lost: %s", PQerrorMessage(pg->connection));
}

bool pg_refused(struct pg *pg, const PGresult *r, struct err *err)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	snprintf(pg->sqlstate, sizeof(pg->sqlstate), "%s", state ? state : "");
	if (PQstatus(pg->connection) == CONNECTION_BAD || !state)
		return pg_fail(pg, PG_LOST, err, "the connection was lost: %s", PQresultErrorMessage(r));
	return pg_fail(pg, PG_REFUSED, err, "%s", PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
}

/* Reads results to the end; rows go to on_row. After a failure the rest is read and dropped, so that the connection can be used again. */
static bool collect(struct pg *pg, bool (*on_row)(void *, const struct pg_row *), void *context, struct err *err)
{
	bool ok = true, wanted = on_row != NULL;
	size_t rows = 0, bytes = 0;

	for (;;) {
		PGresult *r;
		ExecStatusType status;

		while (PQisBusy(pg->connection)) {
			if (!pg_wait(pg, false, pg_deadline(pg), err))
				return false;
			if (!PQconsumeInput(pg->connection))
				return pg_fail(pg, PG_LOST, err, "the connection was lost: %s", PQerrorMessage(pg->connection));
		}
		if (!(r = PQgetResult(pg->connection)))
			return ok;
		status = PQresultStatus(r);
		if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
			PQclear(r);
			return pg_fail(pg, PG_LOST, err, "the server answers what was not asked");
		}
		if (status == PGRES_FATAL_ERROR && ok)
			ok = pg_refused(pg, r, err);
		if ((status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK) && ok && wanted) {
			for (int i = 0; i < PQntuples(r) && wanted; i++) {
				for (int c = 0; c < PQnfields(r); c++)
					bytes += (size_t)PQgetlength(r, i, c);
				if (++rows > PG_ROWS_MAX || bytes > PG_BYTES_MAX) {
					PQclear(r);
					return pg_fail(pg, PG_LIMIT, err, "the server sends more than we take");
				}
				wanted = on_row(context, &(struct pg_row){.result = r});
			}
		}
		PQclear(r);
	}
}

bool pg_command(struct pg *pg, const char *sql, struct err *err)
{
	if (!PQsendQuery(pg->connection, sql))
		return pg_fail(pg, PG_LOST, err, "the connection was lost: %s", PQerrorMessage(pg->connection));
	return pg_flush(pg, err) && collect(pg, NULL, NULL, err);
}

bool pg_rows(struct pg *pg, const char *sql, const char *const *parameters, int n, bool (*on_row)(void *, const struct pg_row *), void *context, struct err *err)
{
	if (!PQsendQueryParams(pg->connection, sql, n, NULL, parameters, NULL, NULL, 0))
		return pg_fail(pg, PG_LOST, err, "the connection was lost: %s", PQerrorMessage(pg->connection));
	PQsetSingleRowMode(pg->connection);
	return pg_flush(pg, err) && collect(pg, on_row, context, err);
}

/* Behind a pooler all of it goes with the transaction; otherwise the session has it from its start. */
const char *const *pg_begin(struct pg *pg)
{
	int n = 0;
	char *path;

	if (pg->begin[0])
		return pg->begin;
	pg->begin[n++] = pg->options.writes ? "BEGIN" : "BEGIN READ ONLY";
	for (size_t i = 1; i < GUARDS && (pg->server.pooled || pg->options.writes); i++)
		pg->begin[n++] = arena_printf(&pg->arena, "SET LOCAL %s = %s", guards[i].name, pg->options.writes ? writing[i].value : guards[i].value);
	if (pg->server.pooled && pg->options.search_path && (path = PQescapeLiteral(pg->connection, pg->options.search_path, strlen(pg->options.search_path)))) {
		pg->begin[n++] = arena_printf(&pg->arena, "SELECT pg_catalog.set_config('search_path', %s, true)", path);
		PQfreemem(path);
	}
	return pg->begin;
}

bool pg_begin_now(struct pg *pg, bool catalog, struct err *err)
{
	struct buf b = {0};
	bool ok;

	for (const char *const *line = pg_begin(pg); *line; line++)
		buf_printf(&b, "%s%s", b.n ? "; " : "", *line);
	if (catalog)
		buf_puts(&b, "; SET LOCAL search_path = ''");
	ok = pg_command(pg, buf_text(&b), err);
	buf_free(&b);
	return ok;
}

static bool each_once(struct pg *pg, bool catalog, const char *sql, const char *const *parameters, int n, bool (*on_row)(void *, const struct pg_row *), void *context,
	struct err *err)
{
	struct err end = {0};
	enum pg_fault fault;
	bool ok;

	if (PQstatus(pg->connection) == CONNECTION_BAD && !pg_reconnect(pg, err))
		return false;
	if (!pg_begin_now(pg, catalog, err))
		return false;
	ok = pg_rows(pg, sql, parameters, n, on_row, context, err);
	fault = pg->fault;
	if (!ok && fault != PG_REFUSED)
		return false;
	if (!pg_command(pg, "ROLLBACK", &end) && ok)
		return err_set(err, "%s", end.message);
	pg->fault = fault;
	return ok;
}

static bool keep(void *context, const struct pg_row *row)
{
	struct kept *k = context;
	const char **value;

	if (!k->name) {
		k->columns = pg_columns(row);
		k->name = arena_array(&k->arena, const char *, k->columns + 1);
		for (int i = 0; i < k->columns; i++)
			k->name[i] = arena_strdup(&k->arena, pg_column_name(row, i));
	}
	value = arena_array(&k->arena, const char *, k->columns + 1);
	for (int i = 0; i < k->columns; i++)
		value[i] = arena_strdup(&k->arena, pg_value(row, i));
	vec_push(&k->row, value);
	return true;
}

static bool each_kept(struct pg *pg, bool catalog, const char *sql, const char *const *parameters, int n, struct kept *kept, struct err *err)
{
	for (int attempt = 0;; attempt++) {
		pg->fault = PG_FINE;
		pg->sqlstate[0] = '\0';
		arena_reset(&kept->arena);
		kept->row.n = 0;
		kept->name = NULL;
		if (each_once(pg, catalog, sql, parameters, n, keep, kept, err))
			return true;
		if (pg->fault == PG_REFUSED)
			return false;
		/* What is left of an answer is not read: the connection is of no more use. */
		PQfinish(pg->connection);
		pg->connection = NULL;
		if (pg->fault != PG_LOST || attempt == ATTEMPTS)
			return false;
		err->message[0] = '\0';
	}
}

static bool each(struct pg *pg, bool catalog, const char *sql, const char *const *parameters, int n, bool (*on_row)(void *, const struct pg_row *), void *context,
	struct err *err)
{
	struct kept kept = {0};
	bool ok = each_kept(pg, catalog, sql, parameters, n, &kept, err);

	for (size_t i = 0; ok && i < kept.row.n && on_row(context, &(struct pg_row){.value = kept.row.v[i], .kept = &kept}); i++)
		;
	vec_free(&kept.row);
	arena_free(&kept.arena);
	return ok;
}

bool pg_each(struct pg *pg, const char *sql, const char *const *parameters, int n, bool (*on_row)(void *context, const struct pg_row *row), void *context,
	struct err *err)
{
	return each(pg, true, sql, parameters, n, on_row, context, err);
}

bool pg_each_in_session(struct pg *pg, const char *sql, const char *const *parameters, int n, bool (*on_row)(void *context, const struct pg_row *row), void *context,
	struct err *err)
{
	return each(pg, false, sql, parameters, n, on_row, context, err);
}

const char *pg_value(const struct pg_row *row, int column)
{
	if (!row->result)
		return column < row->kept->columns ? row->value[column] : NULL;
	return column < PQnfields(row->result) && !PQgetisnull(row->result, 0, column) ? PQgetvalue(row->result, 0, column) : NULL;
}

int64_t pg_int(const struct pg_row *row, int column)
{
	const char *text = pg_value(row, column);

	return text ? strtoll(text, NULL, 10) : 0;
}

bool pg_true(const struct pg_row *row, int column)
{
	const char *text = pg_value(row, column);

	return text && *text == 't';
}

int pg_columns(const struct pg_row *row)
{
	return row->result ? PQnfields(row->result) : row->kept->columns;
}

const char *pg_column_name(const struct pg_row *row, int column)
{
	return row->result ? PQfname(row->result, column) : row->kept->name[column];
}

/* --- who we are, and whether the guards hold --- */

struct identity {
	struct pg *pg;
	bool guarded;
};

static bool on_identity(void *context, const struct pg_row *row)
{
	struct identity *id = context;
	struct pg_server *s = &id->pg->server;
	struct arena *a = &id->pg->arena;

	s->version = (int)pg_int(row, 0);
	s->version_text = arena_strdup(a, pg_value(row, 1) ? pg_value(row, 1) : "");
	s->database = arena_strdup(a, pg_value(row, 2) ? pg_value(row, 2) : "");
	s->user = arena_strdup(a, pg_value(row, 3) ? pg_value(row, 3) : "");
	s->superuser = pg_true(row, 4);
	s->bypass_rls = pg_true(row, 5);
	s->standby = pg_true(row, 6);
	s->search_path = arena_strdup(a, pg_value(row, 7) ? pg_value(row, 7) : "");
	id->guarded = true;
	for (size_t i = 0; i < GUARDS; i++)
		id->guarded &= pg_value(row, 8 + (int)i) && strcmp(pg_value(row, 8 + (int)i), i == 0 && s->standby ? "on" : id->pg->options.writes ? writing[i].shown : guards[i].shown) == 0;
	return true;
}

/* transaction_read_only is on in either way of guarding; default_transaction_read_only only with start-up options. */
static bool identify(struct pg *pg, bool *guarded, struct err *err)
{
	static const char sql[] =
		"SELECT pg_catalog.current_setting('server_version_num'), pg_catalog.current_setting('server_version'), pg_catalog.current_database(), current_user,"
		" r.rolsuper, r.rolbypassrls, pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('search_path'), pg_catalog.current_setting('transaction_read_only'),"
		" pg_catalog.current_setting('lock_timeout'), pg_catalog.current_setting('statement_timeout'), pg_catalog.current_setting('idle_in_transaction_session_timeout')"
		" FROM pg_catalog.pg_roles r WHERE r.rolname = current_user";
	struct identity id = {pg, false};
	bool ok;

	/* The search path shown is the one statements will meet, so not the empty one of catalogue queries. */
	if (pg->server.pooled && !pg_begin_now(pg, false, err))
		return false;
	ok = pg_rows(pg, sql, NULL, 0, on_identity, &id, err);
	if (pg->server.pooled && ok)
		ok = pg_command(pg, "ROLLBACK", err);
	*guarded = id.guarded;
	return ok;
}

static void behind_pooler(struct pg *pg)
{
	pg->server.pooled = true;
	memset(pg->begin, 0, sizeof(pg->begin));
}

static bool open_guarded(struct pg *pg, struct err *err)
{
	bool guarded = false;

	for (int attempt = 0; attempt < 2; attempt++) {
		err->message[0] = '\0';
		if (!connect_once(pg, err)) {
			/* "unsupported startup parameter": a pooler; the guards go with the transactions. */
			if (!pg->server.pooled && strstr(err->message, "startup parameter")) {
				behind_pooler(pg);
				continue;
			}
			return false;
		}
		if (!identify(pg, &guarded, err))
			return false;
		if (guarded)
			break;
		if (pg->server.pooled)
			return pg_fail(pg, PG_UNGUARDED, err, "the server ignores the limits that keep it safe from us (read-only, lock_timeout, statement_timeout): nothing was asked of it");
		behind_pooler(pg);
	}
	if (pg->server.superuser && !pg->options.allow_superuser && !pg->options.writes)
		return pg_fail(pg, PG_USAGE, err, "\"%s\" is a superuser: use a role that only may read the catalogue (GRANT USAGE ON SCHEMA …), or insist with --allow-superuser",
			pg->server.user);
	pg->server.tls = PQsslInUse(pg->connection);
	return true;
}

/* A server that is being started again refuses for a moment: it is asked until it answers, as long as a connection may take. */
bool pg_reconnect(struct pg *pg, struct err *err)
{
	int64_t deadline = now_ms() + pg->options.connect_ms;

	while (!open_guarded(pg, err)) {
		if ((pg->fault != PG_UNREACHABLE && pg->fault != PG_LOST) || now_ms() >= deadline || (pg->options.interrupted && *pg->options.interrupted))
			return false;
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	}
	return true;
}

struct pg *pg_open(const struct pg_options *options, enum pg_fault *fault, struct err *err)
{
	struct pg *pg = calloc(1, sizeof(*pg));
	enum pg_fault none;
	const char *conninfo;

	fault = fault ? fault : &none;
	if (!pg) {
		err_set(err, "out of memory");
		return *fault = PG_UNREACHABLE, NULL;
	}
	pg->options = *options;
	pg->options.connect_ms = options->connect_ms ? options->connect_ms : CONNECT_MS;
	pg->options.wait_ms = options->wait_ms ? options->wait_ms : WAIT_MS;
	pg->options.search_path = options->search_path ? arena_strdup(&pg->arena, options->search_path) : NULL;
	if (!pg_conninfo(&pg->arena, options->conninfo, &conninfo, &pg->server.pooled, err)) {
		pg->fault = PG_USAGE;
	} else {
		pg->options.conninfo = conninfo;
		pg->server.pooled |= options->guard_each;
		if (open_guarded(pg, err))
			return *fault = PG_FINE, pg;
	}
	*fault = pg->fault;
	pg_close(pg);
	return NULL;
}

void pg_close(struct pg *pg)
{
	if (!pg)
		return;
	PQfinish(pg->connection);
	arena_free(&pg->arena);
	free(pg);
}

const struct pg_server *pg_server(const struct pg *pg)
{
	return &pg->server;
}
const char *pg_identity(struct pg *pg)
{
	return arena_printf(&pg->arena, "%s:%s/%s", PQhost(pg->connection) ? PQhost(pg->connection) : "", PQport(pg->connection), pg->server.database);
}

enum pg_fault pg_last_fault(const struct pg *pg)
{
	return pg->fault;
}
const char *pg_sqlstate(const struct pg *pg)
{
	return pg->sqlstate;
}
