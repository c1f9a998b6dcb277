/*
 * SQLite behind a small door. store/ is the only code that includes sqlite3.h.
 *
 *     struct query *q = db_query(db, &err, "SELECT id, name FROM function WHERE file_id = ?1");
 *     query_bind_int(q, 1, file);
 *     while (query_next(q, &err)) use(query_int(q, 0), query_text(q, 1));
 *     query_end(q);
 *
 * Text pointers are valid until the next query_next/query_end. NULL values read as 0 / NULL.
 * A db is used by one thread at a time. Every connection is in defensive mode, trusts no schema and loads no extension,
 * and has the functions of functions.c. A path is a path, never a URI.
 */
#ifndef PLUMBLINE_DB_H
#define PLUMBLINE_DB_H

#include "../base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct query;

enum db_mode {
	DB_FACTS,	/* disposable: rollback journal in memory (a failing statement is undone, a crash is not), no sync, exclusive, memory temp store */
	DB_STATE,	/* findings.db: rollback journal, busy timeout 10 s, foreign keys */
	DB_READ,	/* read-only */
};

/*
 * Before the first db_open: this process never uses two databases at the same time from different threads (one after the other, or under a
 * lock of its own, is fine). SQLite then does without its locks, which cost a tenth of a run that writes a million values.
 */
void db_single_thread(void);
struct db *db_open(const char *path, enum db_mode mode, struct err *err);	/* ":memory:" allowed; NULL on failure */
void db_close(struct db *db);	/* NULL allowed */
bool db_exec(struct db *db, const char *sql, struct err *err);	/* any number of statements */
/* As db_exec, but an error names `file` and the line within it. `line` is the line number of the text's first line. */
bool db_exec_file(struct db *db, const char *sql, const char *file, int line, struct err *err);

struct query *db_query(struct db *db, struct err *err, const char *sql);	/* one statement; NULL on failure */
/* As db_query; an error names `file` and the line, counted from `line` for the first line of `sql`. */
struct query *db_query_file(struct db *db, struct err *err, const char *sql, const char *file, int line);
/* The first statement of `sql`; *tail is what follows, after a failure where it is wrong. NULL with an empty err->message: nothing but space and comments. */
struct query *db_query_part(struct db *db, struct err *err, const char *sql, const char **tail);
void query_bind_int(struct query *query, int index, int64_t value);	/* from 1 */
void query_bind_text(struct query *query, int index, const char *text);	/* NULL binds NULL; copied */
void query_bind_text_static(struct query *query, int index, const char *text);	/* not copied: must live until the next step and query_clear */
void query_bind_blob(struct query *query, int index, const void *bytes, size_t length);	/* copied */
void query_bind_null(struct query *query, int index);
bool query_next(struct query *query, struct err *err);	/* false at the end (err->message is then empty) or on failure; clears an old message */
bool query_run(struct query *query, struct err *err);	/* step to the end and reset, keeping the statement and what is bound */
void query_reset(struct query *query);
void query_clear(struct query *query);	/* binds NULL to every parameter */
void query_end(struct query *query);	/* NULL allowed */
int query_columns(const struct query *query);
const char *query_column_name(const struct query *query, int column);
bool query_is_null(struct query *query, int column);
int64_t query_int(struct query *query, int column);
double query_double(struct query *query, int column);
const char *query_text(struct query *query, int column);
const void *query_blob(struct query *query, int column, size_t *length);
int query_type(struct query *query, int column);	/* 'i' 'f' 't' 'b' 'n' */
int64_t db_last_id(struct db *db);

/* One value in one call; `fallback` when there is no row. */
int64_t db_int(struct db *db, int64_t fallback, const char *sql);

/* Transactions. db_begin takes the write lock at once, so that a transaction never fails half way for want of it. */
bool db_begin(struct db *db, struct err *err);
bool db_commit(struct db *db, struct err *err);		/* on failure everything is rolled back */
void db_rollback(struct db *db);			/* nothing to do without a transaction */
bool db_in_transaction(const struct db *db);

/*
 * Untrusted SQL (rules, `plumbline facts`): read-only authorizer, defensive, no trusted schema, length/depth/heap limits, and a budget.
 * Every table read is reported to on_read while a statement is prepared (column "" when only rows are counted; a view and the tables under it).
 * A statement over budget fails with a message saying so; the budget runs from db_guard_begin.
 * Commit before db_guard_begin (it aborts otherwise): SQLite rolls an open transaction back when a statement runs out of memory,
 * and a rule must not cost us the facts. Not nested. `guard` is copied. The memory limit is the process's: one guard at a time.
 */
struct db_guard {
	void (*on_read)(void *context, const char *table, const char *column);	/* may be NULL */
	void *context;
	int budget_ms;		/* 0: none */
};
void db_guard_begin(struct db *db, const struct db_guard *guard);
void db_guard_end(struct db *db);

#endif
