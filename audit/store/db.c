/* SQLite behind a small door. See db.h. */
#include "db.h"

#include "../base/arena.h"
#include "../base/str.h"
#include "functions.h"

#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BUSY_TIMEOUT_MS 10000
#define GUARD_HEAP (512ll << 20)	/* what one guarded statement may add to the memory in use */
#define GUARD_STEPS 2000		/* virtual machine steps between two looks at the clock */

/* What a guard narrows, and what it restores at the end. */
static const struct { int id, value; } guard_limits[] = {
	{SQLITE_LIMIT_LENGTH, 64 << 20},
	{SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
	{SQLITE_LIMIT_COLUMN, 200},
	{SQLITE_LIMIT_EXPR_DEPTH, 400},
	{SQLITE_LIMIT_COMPOUND_SELECT, 200},
	{SQLITE_LIMIT_VDBE_OP, 1 << 20},
	{SQLITE_LIMIT_FUNCTION_ARG, 64},
	{SQLITE_LIMIT_ATTACHED, 0},
	{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
	{SQLITE_LIMIT_TRIGGER_DEPTH, 1},
	{SQLITE_LIMIT_WORKER_THREADS, 0},
};
#define GUARD_LIMITS (sizeof(guard_limits) / sizeof(guard_limits[0]))

struct db {
	sqlite3 *sqlite;
	bool guarded;
	struct db_guard guard;
	int64_t deadline_ns;
	bool over_budget;
	int limit_before[GUARD_LIMITS];
	char refused[200];		/* what the authorizer refused last */
};

static const char only_reads[] = "a rule or query only reads, with SELECT";

struct query {
	struct db *db;
	sqlite3_stmt *stmt;
};

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The best words for what just failed: ours where we stopped it, SQLite's otherwise. */
static const char *reason(struct db *db, int rc, char *words, size_t size)
{
	if (db->guarded && (rc & 0xff) == SQLITE_INTERRUPT && db->over_budget)
		snprintf(words, size, "stopped: over its budget of %d ms", db->guard.budget_ms);
	else if (db->guarded && (rc & 0xff) == SQLITE_AUTH && db->refused[0])
		snprintf(words, size, "not allowed here: %s", db->refused);
	else if (db->guarded && (rc & 0xff) == SQLITE_NOMEM)
		snprintf(words, size, "stopped: needs more than %lld MB of memory", GUARD_HEAP >> 20);
	else if ((rc & 0xff) == SQLITE_BUSY)
		snprintf(words, size, "locked by another process for more than %d s", BUSY_TIMEOUT_MS / 1000);
	else
		return sqlite3_errmsg(db->sqlite);
	return words;
}

static bool fail(struct db *db, int rc, struct err *err)
{
	char words[300];

	return err_set(err, "%s", reason(db, rc, words, sizeof(words)));
}

static int count_lines(const char *from, const char *to)
{
	int n = 0;

	for (; from < to; from++)
		n += *from == '\n';
	return n;
}

/* Past white space, comments and stray semicolons: where the next statement begins. */
static const char *skip_space(const char *p)
{
	for (;;) {
		if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r' || *p == '\f' || *p == ';') {
			p++;
		} else if (p[0] == '-' && p[1] == '-') {
			while (*p && *p != '\n')
				p++;
		} else if (p[0] == '/' && p[1] == '*') {
			const char *end = strstr(p + 2, "*/");

			p = end ? end + 2 : p + strlen(p);
		} else {
			return p;
		}
	}
}

static bool configure(struct db *db, enum db_mode mode, struct err *err)
{
	static const char *const pragmas[] = {
		[DB_FACTS] = "PRAGMA page_size=8192; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
			     "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-131072; PRAGMA secure_delete=OFF; PRAGMA recursive_triggers=OFF",
		/* Not WAL: its file comes and goes with the first and the last process, and one that opens in between is refused. */
		[DB_STATE] = "PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY",
		[DB_READ] = "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY",
	};

	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_busy_timeout(db->sqlite, BUSY_TIMEOUT_MS);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (!functions_register(db->sqlite))
		return fail(db, SQLITE_ERROR, err);
	/* A table-valued function declares its columns when first used, which the authorizer of a guard would take for a write. */
	if (!db_exec(db, pragmas[mode], err) || !db_exec(db, "SELECT 1 FROM json_each('[]'), json_tree('[]')", err))
		return false;
	/* Last: defensive mode refuses some of the pragmas above. */
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return true;
}

void db_single_thread(void)
{
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
}

struct db *db_open(const char *path, enum db_mode mode, struct err *err)
{
	struct db *db = xcalloc(1, sizeof(*db));
	int flags = SQLITE_OPEN_NOMUTEX | (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	struct buf name = {0};
	int rc;

	/* SQLite may be built to read "file:..." as a URI with options. */
	buf_printf(&name, "%s%s", starts_with(path, "file:") ? "./" : "", path);
	rc = sqlite3_open_v2(buf_text(&name), &db->sqlite, flags, NULL);
	buf_free(&name);
	if (!db->sqlite) {
		err_set(err, "cannot open \"%s\": %s", path, sqlite3_errstr(rc));
	} else if (rc != SQLITE_OK) {
		fail(db, rc, err);
		err_in(err, "cannot open \"%s\"", path);
	} else if (!configure(db, mode, err)) {
		err_in(err, "cannot open \"%s\"", path);
	} else {
		return db;
	}
	db_close(db);
	return NULL;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db_guard_end(db);
	sqlite3_close_v2(db->sqlite);
	free(db);
}

/* Prepares one statement; *where is the offset of an error within sql. SQLITE_OK with *stmt NULL: there is none. */
static int prepare(struct db *db, const char *sql, sqlite3_stmt **stmt, const char **tail, int *where)
{
	int rc;

	*stmt = NULL;
	*where = -1;
	db->refused[0] = '\0';
	rc = sqlite3_prepare_v3(db->sqlite, sql, -1, 0, stmt, tail);
	if (rc != SQLITE_OK) {
		*where = sqlite3_error_offset(db->sqlite);
	} else if (db->guarded && *stmt && sqlite3_column_count(*stmt) == 0) {
		/* What answers nothing is no query; REINDEX without an index does not ask the authorizer. */
		sqlite3_finalize(*stmt);
		*stmt = NULL;
		snprintf(db->refused, sizeof(db->refused), "%s", only_reads);
		rc = SQLITE_AUTH;
	}
	return rc;
}

bool db_exec_file(struct db *db, const char *sql, const char *file, int line, struct err *err)
{
	const char *p = sql;

	while (*(p = skip_space(p))) {
		sqlite3_stmt *stmt;
		const char *tail = p;
		int where, rc = prepare(db, p, &stmt, &tail, &where);

		if (rc == SQLITE_OK && stmt) {
			do
				rc = sqlite3_step(stmt);
			while (rc == SQLITE_ROW);
			if (rc == SQLITE_DONE)
				rc = SQLITE_OK;
		}
		if (rc != SQLITE_OK) {
			fail(db, rc, err);
			sqlite3_finalize(stmt);
			return file ? err_in(err, "%s:%d", file, line + count_lines(sql, p + (where > 0 ? where : 0))) : false;
		}
		sqlite3_finalize(stmt);
		p = tail;
	}
	return true;
}

bool db_exec(struct db *db, const char *sql, struct err *err)
{
	return db_exec_file(db, sql, NULL, 1, err);
}

static struct query *query_new(struct db *db, sqlite3_stmt *stmt)
{
	struct query *query = xmalloc(sizeof(*query));

	query->db = db;
	query->stmt = stmt;
	return query;
}

struct query *db_query_part(struct db *db, struct err *err, const char *sql, const char **tail)
{
	sqlite3_stmt *stmt;
	const char *p = skip_space(sql);
	int where, rc;

	if (err)
		err->message[0] = '\0';
	*tail = p;
	if (!*p)
		return NULL;
	rc = prepare(db, p, &stmt, tail, &where);
	if (rc != SQLITE_OK) {
		*tail = p + (where > 0 ? where : 0);
		fail(db, rc, err);
		return NULL;
	}
	return stmt ? query_new(db, stmt) : NULL;
}

struct query *db_query_file(struct db *db, struct err *err, const char *sql, const char *file, int line)
{
	const char *p = skip_space(sql), *tail;
	sqlite3_stmt *stmt;
	int where, rc;

	if (!*p) {
		err_set(err, "there is no statement");
		where = 0;
	} else if ((rc = prepare(db, p, &stmt, &tail, &where)) != SQLITE_OK) {
		fail(db, rc, err);
	} else if (!stmt) {
		err_set(err, "there is no statement");
	} else if (*skip_space(tail)) {
		sqlite3_finalize(stmt);
		err_set(err, "there is more than one statement");
		p = skip_space(tail);
	} else {
		return query_new(db, stmt);
	}
	if (file)
		err_in(err, "%s:%d", file, line + count_lines(sql, p + (where > 0 ? where : 0)));
	return NULL;
}

struct query *db_query(struct db *db, struct err *err, const char *sql)
{
	return db_query_file(db, err, sql, NULL, 1);
}

/* Binding fails only for an index the statement does not have (a defect of the program) or a value over a limit. */
static void bound(struct query *query, int index, int rc)
{
	if (rc == SQLITE_RANGE || rc == SQLITE_MISUSE) {
		fprintf(stderr, "plumbline: no parameter %d in: %s\n", index, sqlite3_sql(query->stmt));
		abort();
	}
	if (rc != SQLITE_OK)
		sqlite3_bind_null(query->stmt, index);
}

void query_bind_int(struct query *query, int index, int64_t value)
{
	bound(query, index, sqlite3_bind_int64(query->stmt, index, value));
}

void query_bind_text(struct query *query, int index, const char *text)
{
	bound(query, index, text ? sqlite3_bind_text(query->stmt, index, text, -1, SQLITE_TRANSIENT) : sqlite3_bind_null(query->stmt, index));
}

void query_bind_text_static(struct query *query, int index, const char *text)
{
	bound(query, index, text ? sqlite3_bind_text(query->stmt, index, text, -1, SQLITE_STATIC) : sqlite3_bind_null(query->stmt, index));
}

void query_bind_blob(struct query *query, int index, const void *bytes, size_t length)
{
	bound(query, index, sqlite3_bind_blob64(query->stmt, index, bytes ? bytes : "", length, SQLITE_TRANSIENT));
}

void query_bind_null(struct query *query, int index)
{
	bound(query, index, sqlite3_bind_null(query->stmt, index));
}

bool query_next(struct query *query, struct err *err)
{
	int rc = sqlite3_step(query->stmt);

	if (err)
		err->message[0] = '\0';
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		fail(query->db, rc, err);
	return false;
}

bool query_run(struct query *query, struct err *err)
{
	int rc;

	do
		rc = sqlite3_step(query->stmt);
	while (rc == SQLITE_ROW);
	if (rc != SQLITE_DONE)
		fail(query->db, rc, err);
	sqlite3_reset(query->stmt);
	return rc == SQLITE_DONE;
}

void query_clear(struct query *query)
{
	sqlite3_clear_bindings(query->stmt);
}

void query_reset(struct query *query)
{
	sqlite3_reset(query->stmt);
}

void query_end(struct query *query)
{
	if (!query)
		return;
	sqlite3_finalize(query->stmt);
	free(query);
}

int query_columns(const struct query *query)
{
	return sqlite3_column_count(query->stmt);
}

const char *query_column_name(const struct query *query, int column)
{
	return sqlite3_column_name(query->stmt, column);
}

bool query_is_null(struct query *query, int column)
{
	return sqlite3_column_type(query->stmt, column) == SQLITE_NULL;
}

int64_t query_int(struct query *query, int column)
{
	return sqlite3_column_int64(query->stmt, column);
}

double query_double(struct query *query, int column)
{
	return sqlite3_column_double(query->stmt, column);
}

const char *query_text(struct query *query, int column)
{
	return (const char *)sqlite3_column_text(query->stmt, column);
}

const void *query_blob(struct query *query, int column, size_t *length)
{
	const void *bytes = sqlite3_column_blob(query->stmt, column);

	*length = (size_t)sqlite3_column_bytes(query->stmt, column);
	return bytes;
}

int query_type(struct query *query, int column)
{
	switch (sqlite3_column_type(query->stmt, column)) {
	case SQLITE_INTEGER:
		return 'i';
	case SQLITE_FLOAT:
		return 'f';
	case SQLITE_TEXT:
		return 't';
	case SQLITE_BLOB:
		return 'b';
	}
	return 'n';
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}

int64_t db_int(struct db *db, int64_t fallback, const char *sql)
{
	struct query *query = db_query(db, NULL, sql);
	int64_t value = fallback;

	if (query && query_next(query, NULL) && !query_is_null(query, 0))
		value = query_int(query, 0);
	query_end(query);
	return value;
}

bool db_begin(struct db *db, struct err *err)
{
	return db_exec(db, "BEGIN IMMEDIATE", err);
}

bool db_commit(struct db *db, struct err *err)
{
	if (db_exec(db, "COMMIT", err))
		return true;
	db_rollback(db);
	return false;
}

void db_rollback(struct db *db)
{
	if (db_in_transaction(db))
		db_exec(db, "ROLLBACK", NULL);
}

bool db_in_transaction(const struct db *db)
{
	return !sqlite3_get_autocommit(db->sqlite);
}

static int authorize(void *context, int action, const char *a, const char *b, const char *database, const char *view)
{
	struct db *db = context;

	(void)database;
	(void)view;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		if (db->guard.on_read)
			db->guard.on_read(db->guard.context, a, b ? b : "");
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		if (b && sqlite3_stricmp(b, "load_extension") != 0 && sqlite3_stricmp(b, "fts3_tokenizer") != 0)
			return SQLITE_OK;
		snprintf(db->refused, sizeof(db->refused), "the function %s", b ? b : "");
		return SQLITE_DENY;
	}
	snprintf(db->refused, sizeof(db->refused), "%s", only_reads);
	return SQLITE_DENY;
}

static int progress(void *context)
{
	struct db *db = context;

	if (now_ns() < db->deadline_ns)
		return 0;
	db->over_budget = true;
	return 1;
}

void db_guard_begin(struct db *db, const struct db_guard *guard)
{
	if (db->guarded || db_in_transaction(db)) {
		fputs("plumbline: a guard inside a guard or a transaction\n", stderr);
		abort();
	}
	db->guard = *guard;
	db->guarded = true;
	db->over_budget = false;
	for (size_t i = 0; i < GUARD_LIMITS; i++)
		db->limit_before[i] = sqlite3_limit(db->sqlite, guard_limits[i].id, guard_limits[i].value);
	sqlite3_hard_heap_limit64(sqlite3_memory_used() + GUARD_HEAP);
	sqlite3_set_authorizer(db->sqlite, authorize, db);
	if (guard->budget_ms > 0) {
		db->deadline_ns = now_ns() + (int64_t)guard->budget_ms * 1000000;
		sqlite3_progress_handler(db->sqlite, GUARD_STEPS, progress, db);
	}
}

void db_guard_end(struct db *db)
{
	if (!db->guarded)
		return;
	sqlite3_progress_handler(db->sqlite, 0, NULL, NULL);
	sqlite3_set_authorizer(db->sqlite, NULL, NULL);
	sqlite3_hard_heap_limit64(0);
	for (size_t i = 0; i < GUARD_LIMITS; i++)
		sqlite3_limit(db->sqlite, guard_limits[i].id, db->limit_before[i]);
	db->guarded = false;
}
