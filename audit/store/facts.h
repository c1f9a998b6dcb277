/*
 * The fact database: disposable, made from schemas/, written through one generic row writer driven by the schema.
 *
 *     struct facts *f = facts_open(":memory:", &err);
 *     struct table *call = facts_table(f, "call", (const char *[]){"id", "file_id", "name", "line", NULL});
 *     row_int(call, 0, id); row_int(call, 1, file); row_text(call, 2, "query"); row_int(call, 3, 12);
 *     row_end(call);
 *
 * A misspelt table or column is a defect of the program and aborts with the name. Values not set are NULL.
 * A row that cannot be written (full disk, a violated constraint) is remembered: facts_index and facts_done report the first such failure.
 *
 * The schema is schemas/(name).sql in order of name, then schemas/data/(name).sql. CREATE INDEX statements are held back until facts_index;
 * CREATE UNIQUE INDEX is not, since it decides which rows may be. Within the parentheses of a CREATE TABLE a comment line
 * `-- domain: statements` names the coverage domain that says how complete the table is: a rule that reads it must say so in its `needs`.
 */
#ifndef PLUMBLINE_FACTS_H
#define PLUMBLINE_FACTS_H

#include "db.h"
#include "../base/embed.h"

struct facts;
struct table;

/*
 * Creates the database from the embedded schemas/; a fact database already at `path` is replaced, any other file is refused.
 * One transaction stays open until facts_done.
 */
struct facts *facts_open(const char *path, struct err *err);
struct facts *facts_open_from(const char *path, const struct embedded *files, struct err *err);	/* as facts_open, from another table of files */
struct db *facts_db(struct facts *facts);
void facts_close(struct facts *facts);	/* NULL allowed; without facts_done what was written is lost */
bool facts_done(struct facts *facts, struct err *err);	/* commits; more rows may follow, each then its own transaction. Before rules are run */
struct table *facts_table(struct facts *facts, const char *name, const char *const *columns);	/* same table may be asked for with different columns; lives as long as facts */
#define COLUMNS(...) ((const char *const[]){__VA_ARGS__, NULL})	/* facts_table(f, "call", COLUMNS("id", "name")) */
void row_int(struct table *table, int column, int64_t value);
void row_id(struct table *table, int column, int64_t id);	/* 0 or less writes NULL */
void row_text(struct table *table, int column, const char *text);	/* NULL writes NULL; the text must live until row_end */
int64_t row_end(struct table *table);	/* writes the row; returns its rowid, 0 when it could not be written */
bool facts_index(struct facts *facts, struct err *err);	/* creates the indexes held back and runs ANALYZE: once, after the bulk insert */
/* domain: files, routes, statements, schema, rules; state: ok, partial, skipped, unchecked */
void facts_coverage(struct facts *facts, const char *domain, const char *object, const char *state, const char *reason, int64_t file_id, int line);
/* The domain a table's comment names (see above); false: none. A view has none: what it reads has. */
bool facts_domain(struct db *db, const char *table, char *domain, size_t size);

#endif
