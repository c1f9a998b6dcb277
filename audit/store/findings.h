/*
 * findings.db: what every run found, kept between runs. One database per audited root, in the state folder, outside the tree.
 *
 *     struct findings *f = findings_open(state_dir, root, &err);
 *     findings_begin(f, &(struct findings_run){.started_at = "2025-01-31T12:00:00Z", .path = root, .command = "check", .version = "0.1.0"}, &err);
 *     for each rule that came to its end:   findings_rule_ran(f, rule->id);
 *     for each file not analysed this time: findings_file_unknown(f, path);
 *     for each finding:                     findings_record(f, &row);
 *     findings_end(f, exit_code, duration_ms, &counts, &err);
 *     findings_close(f);
 *
 * From begin to end is one transaction, so a run is in the database whole or not at all, whenever it is killed, and runs at the same time wait
 * for each other (10 s at most). Call begin when the verdict is ready, not before the work.
 *
 * A finding that was open and is not recorded again becomes "fixed" only when its rule ran to its end and its file was analysed; otherwise it
 * keeps its state: not looking is not fixing.
 *
 * The history is not the verdict. When this store fails (no home folder, read-only or full disk, a lock, a newer database), the command prints
 * a warning with err->message on stderr, prints its findings as ever, and its exit code is unchanged. Only a command whose result is the
 * history itself (report of earlier runs, prune) fails with 3.
 */
#ifndef PLUMBLINE_FINDINGS_H
#define PLUMBLINE_FINDINGS_H

#include "../base/arena.h"
#include "../base/embed.h"
#include "db.h"

#define FINDINGS_USES 20

struct findings;

struct findings_run {
	const char *started_at;		/* UTC, ISO 8601 */
	const char *path;		/* the audited root, as given */
	const char *command;		/* "check", "audit" … without arguments: they may hold secrets */
	const char *version;		/* of the program */
	const char *config_digest;	/* of the configuration in force; NULL */
	const char *commit;		/* the repository is at; NULL not known */
	int64_t routes, statements, checked;	/* found; found; that could be judged */
};

/* A table (column "") or a column that statements name. */
struct findings_use {
	const char *schema, *table, *column, *role, *route;	/* role: as in run_use; route NULL: none */
	int64_t statements, routes;
};

struct findings_row {
	const char *fingerprint, *rule, *level;
	const char *file;		/* NULL: in no file */
	int line, column;		/* 0: none */
	const char *object;		/* NULL */
	const char *subject, *message;
	const char *state;		/* "open" | "suppressed" | "baseline" */
};

/* A counter that only grows, of a database that was audited: how often an index was scanned. */
struct findings_counter {
	const char *kind, *object;	/* "index scans", "public.calls.calls_day" */
	int64_t value;
	const char *reset;		/* since when it counts */
	const char *since;		/* read: the first audit that found this value; all since found it too */
};

/* fresh: open and not open in any run before, or fixed in between. still: open before and now. fixed: open before, looked for, gone. */
struct findings_counts { int fresh, fixed, still; };

/* state_dir/<16 hex digits of the root>/findings.db, in the arena. `root` is made absolute; when it cannot be, it is taken as it is. */
const char *findings_path(struct arena *arena, const char *state_dir, const char *root);
/*
 * Creates what is missing and brings the schema to the newest version, each step in its own transaction.
 * NULL: cannot be created or opened, is no database of ours, or was written by a newer release.
 */
struct findings *findings_open(const char *state_dir, const char *root, struct err *err);
struct findings *findings_open_from(const char *state_dir, const char *root, const struct embedded *files, struct err *err);	/* migrations from another table */
void findings_close(struct findings *findings);		/* NULL allowed; an unfinished run leaves no trace */
struct db *findings_db(struct findings *findings);	/* for reading */

bool findings_begin(struct findings *findings, const struct findings_run *run, struct err *err);
/* A failure of these four is remembered and reported by findings_end. */
void findings_rule_ran(struct findings *findings, const char *rule);
void findings_file_unknown(struct findings *findings, const char *path);
void findings_record(struct findings *findings, const struct findings_row *row);	/* a fingerprint recorded twice counts once */
void findings_use(struct findings *findings, const struct findings_use *use);	/* kept of the newest FINDINGS_USES runs */
/* As the three above. What is not counted in a run that counts anything is forgotten. */
void findings_count(struct findings *findings, const struct findings_counter *counter);
/* The counters of the runs before. false: err says why; `use` may have seen some. Text valid within `use`. */
bool findings_counters(struct findings *findings, void (*use)(void *context, const struct findings_counter *counter), void *context, struct err *err);
bool findings_end(struct findings *findings, int exit_code, int64_t duration_ms, struct findings_counts *counts, struct err *err);

/* Forgets all runs but the newest `keep` (at least 1), and findings that are no longer open and in none of these. *removed: runs. May be NULL. */
bool findings_prune(struct findings *findings, int keep, int *removed, struct err *err);

#endif
