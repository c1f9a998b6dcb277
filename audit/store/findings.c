/* findings.db. See findings.h. */
#include "findings.h"

#include "../base/io.h"
#include "../base/str.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#define APPLICATION_ID 0x504c4653	/* "PLFS" */

struct findings {
	struct db *db;
	int64_t run;			/* id of the run that was begun; 0: none */
	struct query *record, *seen, *rule_ran, *file_unknown, *use, *count;
	const char *started_at;		/* of that run; the caller's until findings_end */
	bool counted;			/* findings_count was called for it */
	struct findings_counts counts;
	struct err failed;		/* the first failure since findings_begin */
};

const char *findings_path(struct arena *arena, const char *state_dir, const char *root)
{
	char absolute[PATH_MAX];
	const char *path = realpath(root, absolute) ? absolute : root;

	return arena_printf(arena, "%s/%016" PRIx64 "/findings.db", state_dir, hash_bytes(path, strlen(path), 0));
}

/* The number in front of migrations/NNNN_name.sql; 0: not a migration. */
static int migration_number(const char *path)
{
	static const char prefix[] = "migrations/";
	const char *p = path + sizeof(prefix) - 1;

	if (!starts_with(path, prefix) || !ends_with(path, ".sql") || !isdigit((unsigned char)*p))
		return 0;
	return (int)strtol(p, NULL, 10);
}

static bool apply(struct db *db, const struct embedded *file, int number, struct err *err)
{
	char pragma[96];
	bool ok = db_begin(db, err);

	/* Another process may have applied it while we waited for the lock. */
	if (ok && db_int(db, 0, "PRAGMA user_version") < number) {
		snprintf(pragma, sizeof(pragma), "PRAGMA user_version=%d; PRAGMA application_id=%d", number, APPLICATION_ID);
		ok = db_exec_file(db, file->text, file->path, 1, err) && db_exec(db, pragma, err);
	}
	if (!ok) {
		db_rollback(db);
		return false;
	}
	return db_commit(db, err);
}

/* Whether the database is ours or empty: one statement, since another process may be making it just now. */
static bool is_ours(struct db *db, struct err *err)
{
	char sql[200];
	int64_t answer;

	snprintf(sql, sizeof(sql), "SELECT application_id = %d OR (application_id = 0 AND NOT EXISTS (SELECT 1 FROM sqlite_schema))"
		 " FROM pragma_application_id", APPLICATION_ID);
	answer = db_int(db, -1, sql);
	return answer > 0 || err_set(err, answer < 0 ? "cannot be read" : "a database of another program");
}

static bool migrate(struct db *db, const struct embedded *files, struct err *err)
{
	int64_t version;
	int newest = 0;

	if (!is_ours(db, err))
		return false;
	version = db_int(db, 0, "PRAGMA user_version");
	for (const struct embedded *e = files; e->path; e++)
		if (migration_number(e->path) > newest)
			newest = migration_number(e->path);
	if (version > newest)
		return err_set(err, "written by a newer release of plumbline (schema %d, this one knows %d): update, or remove the file", (int)version, newest);
	for (int next = (int)version + 1; next <= newest; next++)
		for (const struct embedded *e = files; e->path; e++)
			if (migration_number(e->path) == next && !apply(db, e, next, err))
				return false;
	return true;
}

static bool prepare(struct findings *f, const char *root, struct err *err)
{
	char absolute[PATH_MAX];
	struct query *query;
	bool ok = db_exec(f->db, "CREATE TEMP TABLE rule_ran(rule TEXT PRIMARY KEY); CREATE TEMP TABLE file_unknown(path TEXT PRIMARY KEY)", err);

	if (ok && db_int(f->db, 0, "SELECT count(*) FROM root") == 0) {
		query = db_query(f->db, err, "INSERT OR IGNORE INTO root(id, path) VALUES (1, ?1)");
		if (!query)
			return false;
		query_bind_text(query, 1, realpath(root, absolute) ? absolute : root);
		ok = query_run(query, err);
		query_end(query);
	}
	if (!ok)
		return false;
	f->rule_ran = db_query(f->db, err, "INSERT OR IGNORE INTO temp.rule_ran(rule) VALUES (?1)");
	f->file_unknown = f->rule_ran ? db_query(f->db, err, "INSERT OR IGNORE INTO temp.file_unknown(path) VALUES (?1)") : NULL;
	f->record = f->file_unknown ? db_query(f->db, err,
		"INSERT INTO finding(fingerprint, rule, level, file, line, \"column\", object, subject, message, state, first_run, last_run)"
		" VALUES (?1, ?2, ?3, ?4, nullif(?5, 0), nullif(?6, 0), ?7, ?8, ?9, ?10, ?11, ?11)"
		" ON CONFLICT(fingerprint) DO UPDATE SET rule = excluded.rule, level = excluded.level, file = excluded.file, line = excluded.line,"
		" \"column\" = excluded.\"column\", object = excluded.object, subject = excluded.subject, message = excluded.message,"
		" state = excluded.state, last_run = excluded.last_run, fixed_run = NULL") : NULL;
	f->seen = f->record ? db_query(f->db, err,
		"INSERT OR IGNORE INTO finding_in_run(run_id, fingerprint, level, line, state) VALUES (?1, ?2, ?3, nullif(?4, 0), ?5)") : NULL;
	f->use = f->seen ? db_query(f->db, err, "INSERT OR IGNORE INTO run_use VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)") : NULL;
	f->count = f->use ? db_query(f->db, err, "INSERT INTO counter(kind, object, value, reset, since, run_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
						 " ON CONFLICT(kind, object) DO UPDATE SET since = iif(value = excluded.value AND reset = excluded.reset, since, excluded.since),"
						 " value = excluded.value, reset = excluded.reset, run_id = excluded.run_id") : NULL;
	return f->count != NULL;
}

struct findings *findings_open_from(const char *state_dir, const char *root, const struct embedded *files, struct err *err)
{
	struct arena arena = {0};
	const char *path = findings_path(&arena, state_dir, root);
	struct findings *f = xcalloc(1, sizeof(*f));
	bool ok;

	ok = io_make_dirs(arena_strndup(&arena, path, (size_t)(strrchr(path, '/') - path)), err);
	if (ok) {
		f->db = db_open(path, DB_STATE, err);
		ok = f->db && ((migrate(f->db, files, err) && prepare(f, root, err)) || err_in(err, "\"%s\"", path));
	}
	arena_free(&arena);
	if (ok)
		return f;
	findings_close(f);
	return NULL;
}

struct findings *findings_open(const char *state_dir, const char *root, struct err *err)
{
	return findings_open_from(state_dir, root, embedded_files, err);
}

void findings_close(struct findings *f)
{
	if (!f)
		return;
	query_end(f->record);
	query_end(f->seen);
	query_end(f->use);
	query_end(f->count);
	query_end(f->rule_ran);
	query_end(f->file_unknown);
	if (f->db)
		db_rollback(f->db);
	db_close(f->db);
	free(f);
}

struct db *findings_db(struct findings *f)
{
	return f->db;
}

static void run_step(struct findings *f, struct query *query)
{
	if (f->run && !f->failed.message[0])
		query_run(query, &f->failed);
}

bool findings_begin(struct findings *f, const struct findings_run *run, struct err *err)
{
	struct query *query;
	bool ok;

	f->run = 0;
	f->failed = (struct err){0};
	f->started_at = run->started_at;
	f->counted = false;
	f->counts = (struct findings_counts){0};
	db_rollback(f->db);
	if (!db_begin(f->db, err))
		return err_in(err, "recording the run");
	query = db_query(f->db, err, "INSERT INTO run(started_at, duration_ms, path, command, version, config_digest, exit_code, fresh, fixed, still, uid, commit_id, routes,"
				     " statements, checked) VALUES (?1, 0, ?2, ?3, ?4, ?5, 0, 0, 0, 0, lower(hex(randomblob(16))), ?6, ?7, ?8, ?9)");
	ok = query && db_exec(f->db, "DELETE FROM temp.rule_ran; DELETE FROM temp.file_unknown", err);
	if (ok) {
		query_bind_text(query, 1, run->started_at);
		query_bind_text(query, 2, run->path);
		query_bind_text(query, 3, run->command);
		query_bind_text(query, 4, run->version);
		query_bind_text(query, 5, run->config_digest);
		query_bind_text(query, 6, run->commit);
		query_bind_int(query, 7, run->routes);
		query_bind_int(query, 8, run->statements);
		query_bind_int(query, 9, run->checked);
		ok = query_run(query, err);
		f->run = ok ? db_last_id(f->db) : 0;
	}
	query_end(query);
	if (!ok) {
		db_rollback(f->db);
		return err_in(err, "recording the run");
	}
	return true;
}

void findings_rule_ran(struct findings *f, const char *rule)
{
	query_bind_text(f->rule_ran, 1, rule);
	run_step(f, f->rule_ran);
}

void findings_file_unknown(struct findings *f, const char *path)
{
	query_bind_text(f->file_unknown, 1, path);
	run_step(f, f->file_unknown);
}

/* Whether the finding was open before this run: 1; 0: it was not; -1: this run has recorded it already. */
static int was_open(struct findings *f, const char *fingerprint)
{
	struct query *query = db_query(f->db, &f->failed, "SELECT last_run = ?2, state = 'open' FROM finding WHERE fingerprint = ?1");
	int answer = 0;

	if (!query)
		return 0;
	query_bind_text(query, 1, fingerprint);
	query_bind_int(query, 2, f->run);
	if (query_next(query, &f->failed))
		answer = query_int(query, 0) ? -1 : query_int(query, 1) ? 1 : 0;
	query_end(query);
	return answer;
}

void findings_record(struct findings *f, const struct findings_row *row)
{
	int before;

	if (!f->run || f->failed.message[0])
		return;
	before = was_open(f, row->fingerprint);
	if (before < 0 || f->failed.message[0])
		return;
	query_bind_text(f->record, 1, row->fingerprint);
	query_bind_text(f->record, 2, row->rule);
	query_bind_text(f->record, 3, row->level);
	query_bind_text(f->record, 4, row->file);
	query_bind_int(f->record, 5, row->line);
	query_bind_int(f->record, 6, row->column);
	query_bind_text(f->record, 7, row->object);
	query_bind_text(f->record, 8, row->subject);
	query_bind_text(f->record, 9, row->message);
	query_bind_text(f->record, 10, row->state);
	query_bind_int(f->record, 11, f->run);
	run_step(f, f->record);
	query_bind_int(f->seen, 1, f->run);
	query_bind_text(f->seen, 2, row->fingerprint);
	query_bind_text(f->seen, 3, row->level);
	query_bind_int(f->seen, 4, row->line);
	query_bind_text(f->seen, 5, row->state);
	run_step(f, f->seen);
	if (strcmp(row->state, "open") != 0)
		return;
	if (before)
		f->counts.still++;
	else
		f->counts.fresh++;
}

void findings_use(struct findings *f, const struct findings_use *use)
{
	query_bind_int(f->use, 1, f->run);
	query_bind_text(f->use, 2, use->schema);
	query_bind_text(f->use, 3, use->table);
	query_bind_text(f->use, 4, use->column);
	query_bind_text(f->use, 5, use->role);
	query_bind_int(f->use, 6, use->statements);
	query_bind_int(f->use, 7, use->routes);
	query_bind_text(f->use, 8, use->route);
	run_step(f, f->use);
}

/* Runs one statement whose parameters ?1… are these numbers. */
static bool run_numbers(struct db *db, const char *sql, const int64_t *number, int n, struct err *err)
{
	struct query *query = db_query(db, err, sql);
	bool ok;

	if (!query)
		return false;
	for (int i = 0; i < n; i++)
		query_bind_int(query, i + 1, number[i]);
	ok = query_run(query, err);
	query_end(query);
	return ok;
}

static bool finish(struct findings *f, int exit_code, int64_t duration_ms, struct err *err)
{
#define GONE " FROM finding WHERE last_run <> ?1 AND rule IN (SELECT rule FROM temp.rule_ran)" \
	     " AND (file IS NULL OR file NOT IN (SELECT path FROM temp.file_unknown))"
	struct query *query = db_query(f->db, err, "SELECT count(*)" GONE " AND state = 'open'");

	if (!query)
		return false;
	query_bind_int(query, 1, f->run);
	if (query_next(query, err))
		f->counts.fixed = (int)query_int(query, 0);
	query_end(query);
	return run_numbers(f->db, "UPDATE finding SET state = 'fixed', fixed_run = ?1 WHERE state <> 'fixed' AND fingerprint IN"
			   " (SELECT fingerprint" GONE ")", &f->run, 1, err) &&
	       run_numbers(f->db, "UPDATE run SET exit_code = ?2, duration_ms = ?3, fresh = ?4, fixed = ?5, still = ?6 WHERE id = ?1",
			   (const int64_t[]){f->run, exit_code, duration_ms, f->counts.fresh, f->counts.fixed, f->counts.still}, 6, err) &&
	       (!f->counted || run_numbers(f->db, "DELETE FROM counter WHERE run_id <> ?1", &f->run, 1, err)) &&
	       run_numbers(f->db, "DELETE FROM run_use WHERE run_id IN (SELECT id FROM run ORDER BY id DESC LIMIT -1 OFFSET ?1)", &(const int64_t){FINDINGS_USES}, 1, err) &&
	       db_commit(f->db, err);
#undef GONE
}

void findings_count(struct findings *f, const struct findings_counter *c)
{
	query_bind_text(f->count, 1, c->kind);
	query_bind_text(f->count, 2, c->object);
	query_bind_int(f->count, 3, c->value);
	query_bind_text(f->count, 4, c->reset);
	query_bind_text(f->count, 5, f->started_at);
	query_bind_int(f->count, 6, f->run);
	run_step(f, f->count);
	f->counted = true;
}

bool findings_counters(struct findings *f, void (*use)(void *context, const struct findings_counter *counter), void *context, struct err *err)
{
	struct query *query = db_query(f->db, err, "SELECT kind, object, value, reset, since FROM counter ORDER BY kind, object");

	while (query && query_next(query, err))
		use(context, &(struct findings_counter){query_text(query, 0), query_text(query, 1), query_int(query, 2), query_text(query, 3), query_text(query, 4)});
	query_end(query);
	return query && !err->message[0];
}

bool findings_end(struct findings *f, int exit_code, int64_t duration_ms, struct findings_counts *counts, struct err *err)
{
	bool ok;

	if (!f->run)
		return err_set(err, "recording the run: it was not begun");
	if (f->failed.message[0])
		ok = err_set(err, "%s", f->failed.message);
	else
		ok = finish(f, exit_code, duration_ms, err);
	f->run = 0;
	if (!ok) {
		db_rollback(f->db);
		return err_in(err, "recording the run");
	}
	*counts = f->counts;
	return true;
}

bool findings_prune(struct findings *f, int keep, int *removed, struct err *err)
{
	int64_t before, n = keep < 1 ? 1 : keep;
	bool ok = db_begin(f->db, err);

	before = db_int(f->db, 0, "SELECT count(*) FROM run");
	ok = ok && run_numbers(f->db, "DELETE FROM run WHERE id NOT IN (SELECT id FROM run ORDER BY id DESC LIMIT ?1)", &n, 1, err) &&
	     db_exec(f->db, "DELETE FROM finding WHERE state <> 'open' AND fingerprint NOT IN (SELECT fingerprint FROM finding_in_run)"
			    " AND coalesce(fixed_run, last_run) NOT IN (SELECT id FROM run)", err);
	if (removed)
		*removed = (int)(before - db_int(f->db, 0, "SELECT count(*) FROM run"));
	if (!ok) {
		db_rollback(f->db);
		return err_in(err, "pruning");
	}
	return db_commit(f->db, err);
}
