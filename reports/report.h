/*
 * What a run has to say, in memory: the one structure every writer renders, whether it was judged just now or read back from an earlier run.
 *
 *     struct report report = {0};
 *     … fill; all text in report.arena …
 *     report_sort(&report);
 *     report_write_json(&report, stdout);
 *     report_write_text(&report, &(struct report_style){.out = stdout, .width = 100, .root = "."});
 *     report_free(&report);
 *
 * Writers know nothing of rules, facts or SQLite.
 */
#ifndef PLUMBLINE_REPORT_H
#define PLUMBLINE_REPORT_H

#include "../audit/base/arena.h"
#include "../audit/base/err.h"
#include "../audit/base/vec.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum report_level { REPORT_NOTE, REPORT_WARNING, REPORT_ERROR };	/* in order of gravity */

struct report_step {		/* one step of the path that proves a finding */
	const char *file;	/* NULL: in no file */
	int line;
	const char *text;	/* GET /calls · listCalls() · SELECT … FROM calls */
};

struct report_finding {
	const char *rule;
	enum report_level level;
	const char *verdict, *confidence;	/* NULL: none */
	const char *file;	/* relative to the audited root; NULL: in no file */
	int line, column;	/* from 1; 0 not known. Columns are bytes */
	const char *object;	/* schema object or route; NULL */
	int64_t routes;		/* routes whose statements touch the object's table */
	const char *message;
	const char *fingerprint;
	const char *fix;	/* what to do, one sentence; NULL. Not written to JSON */
	VEC_OF(struct report_step) witness;
};

struct report_count { const char *reason; int64_t n; };
struct report_counts { VEC(struct report_count); };	/* most frequent first */

struct report_source {		/* a place that declares a schema */
	const char *kind, *path;
	int64_t objects;	/* tables and views it ends with */
	bool used, complete;
	int64_t replayed, failed, skipped;	/* migrations, where it has any */
};

struct report_not_run {
	const char *rule;
	const char *needs;	/* coverage domains it lacks, ", " between; NULL: it failed */
	const char *why;	/* in words */
	bool failed;		/* it was tried and broke, or took too long: the run is not complete */
};

struct report_grant { const char *what, *grant; };	/* what the role that asked may not see, and the statement that would show it */

struct report {
	struct arena arena;
	const char *version;	/* of the program */
	const char *path;	/* what was audited, as the user wrote it */
	const char *started_at;	/* 2026-01-31T12:00:00Z */
	int64_t duration_ms;
	struct { int64_t seen, parsed, with_errors; struct report_counts skipped; } files;
	struct { int64_t found, linked; } routes;	/* linked: the handler and the whole path are known */
	struct { int64_t found, resolved, checked; struct report_counts unchecked; } statements;	/* resolved: the whole text is known */
	VEC_OF(struct report_source) schema;
	struct {
		const char *name, *version;	/* name NULL: no database was asked */
		bool standby, pooled, tls;
		int64_t asked, accepted, refused;
		struct report_counts unchecked;
		VEC_OF(struct report_grant) hidden;
	} server;
	VEC_OF(struct report_finding) finding;
	VEC_OF(struct report_not_run) not_run;
	int64_t suppressed;	/* findings silenced by a comment in the source */
	bool history;		/* the findings were compared with those of the run before: the three below count */
	int64_t new_findings, fixed_findings, still_findings;	/* still: there before and now */
};

enum report_group { REPORT_BY_FILE, REPORT_BY_RULE, REPORT_BY_LEVEL };	/* by level: as report_rank orders them */

struct report_style {
	FILE *out;
	bool color;
	int width;		/* columns */
	const char *root;	/* folder the files of findings are read from, for the source lines shown */
	enum report_group group;
	int max_findings;	/* of one rule; 0 all */
};

const char *report_level_name(enum report_level level);
bool report_level_parse(const char *name, enum report_level *level);
void report_sort(struct report *report);	/* findings by file (none last), line, column, rule, message */
void report_rank(struct report *report);	/* the gravest first, of these what most routes touch, then as report_sort */
int64_t report_count_level(const struct report *report, enum report_level level);
int report_percent_checked(const struct report *report);	/* statements checked, rounded down; 0 when none was found */
void report_free(struct report *report);

void report_write_text(const struct report *report, const struct report_style *style);
void report_write_json(const struct report *report, FILE *out);
/* Reads what report_write_json wrote; `fix` stays NULL. false: not such a text. */
bool report_read_json(struct report *report, const char *text, size_t length, struct err *err);

#endif
