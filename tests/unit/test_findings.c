#include "../../audit/store/findings.h"
#include "../../audit/base/str.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];		/* the state folder of one test */

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/plumbline-findings-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static struct findings *open_findings(void)
{
	struct err err = {0};
	struct findings *f = findings_open(folder, "/nowhere/project", &err);

	if (!f)
		fail_msg("%s", err.message);
	return f;
}

/* One finding of a run: "rule file fingerprint state". */
struct seen { const char *rule, *file, *fingerprint, *state; };

static void record(struct findings *f, const struct seen *s)
{
	findings_record(f, &(struct findings_row){.fingerprint = s->fingerprint, .rule = s->rule, .level = "error", .file = s->file, .line = 3,
		.subject = "s", .message = "m", .state = s->state});
}

/* A run that saw these (up to one without a rule); `ran` and `unknown`: NULL-terminated. Its counts as "fresh fixed still". */
static const char *run(struct findings *f, const struct seen *seen, const char *const *ran, const char *const *unknown)
{
	static char text[64];
	struct findings_counts counts = {-1, -1, -1};
	struct err err = {0};

	if (!findings_begin(f, &(struct findings_run){"2025-01-31T12:00:00Z", ".", "check", "0.1.0", NULL, NULL, 12, 34, 30}, &err))
		fail_msg("%s", err.message);
	for (; *ran; ran++)
		findings_rule_ran(f, *ran);
	for (; unknown && *unknown; unknown++)
		findings_file_unknown(f, *unknown);
	for (; seen->rule; seen++)
		record(f, seen);
	if (!findings_end(f, 1, 12, &counts, &err))
		fail_msg("%s", err.message);
	snprintf(text, sizeof(text), "%d %d %d", counts.fresh, counts.fixed, counts.still);
	return text;
}

#define SEEN(...) (const struct seen[]){__VA_ARGS__ {NULL, NULL, NULL, NULL}}
#define LIST(...) (const char *const[]){__VA_ARGS__ NULL}
#define A1 {"r/a", "x.js", "a1", "open"},
#define A2 {"r/a", "y.js", "a2", "open"},
#define B1 {"r/b", "x.js", "b1", "open"},
#define LIVE {"r/live", NULL, "l1", "open"},
#define ALL "r/a", "r/b", "r/live",

static void new_still_fixed(void **state)
{
	struct findings *f = open_findings();

	(void)state;
	assert_string_equal(run(f, SEEN(A1 A2 B1 LIVE A1), LIST(ALL), NULL), "4 0 0");
	assert_string_equal(run(f, SEEN(A1 A2 B1 LIVE), LIST(ALL), NULL), "0 0 4");
	assert_string_equal(run(f, SEEN(A1), LIST(ALL), NULL), "0 3 1");
	assert_string_equal(run(f, SEEN(A1), LIST(ALL), NULL), "0 0 1");	/* fixed once */
	assert_string_equal(run(f, SEEN(A1 B1), LIST(ALL), NULL), "1 0 1");	/* and back */
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM run WHERE exit_code = 1 AND duration_ms = 12 AND command = 'check'"), 5);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT first_run * 10 + last_run FROM finding WHERE fingerprint = 'b1' AND state = 'open' AND fixed_run IS NULL"), 15);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT fixed_run FROM finding WHERE fingerprint = 'l1' AND state = 'fixed' AND file IS NULL"), 3);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM finding_in_run"), 4 + 4 + 1 + 1 + 2);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM root WHERE path = '/nowhere/project'"), 1);
	findings_close(f);
	f = open_findings();
	assert_string_equal(run(f, SEEN(A1 B1), LIST(ALL), NULL), "0 0 2");
	findings_close(f);
	findings_close(NULL);
}

static void not_looking_is_not_fixing(void **state)
{
	struct findings *f = open_findings();

	(void)state;
	run(f, SEEN(A1 A2 B1 LIVE), LIST(ALL), NULL);
	assert_string_equal(run(f, SEEN(), LIST("r/b",), LIST("x.js",)), "0 0 0");
	assert_string_equal(run(f, SEEN(), LIST("r/a",), LIST("x.js", "z.js",)), "0 1 0");
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM finding WHERE state = 'open'"), 3);
	assert_string_equal(run(f, SEEN(A1), LIST(ALL), NULL), "0 2 1");	/* what one run was told does not reach the next */
	findings_close(f);
}

static void suppressed_and_baseline_are_not_open(void **state)
{
	struct findings *f = open_findings();

	(void)state;
	assert_string_equal(run(f, SEEN({"r/a", "x", "1", "suppressed"}, {"r/a", "x", "2", "baseline"}, {"r/a", "x", "3", "open"},), LIST(ALL), NULL), "1 0 0");
	assert_string_equal(run(f, SEEN({"r/a", "x", "3", "suppressed"}, {"r/a", "x", "1", "open"},), LIST(ALL), NULL), "1 0 0");
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM finding WHERE fingerprint = '2' AND state = 'fixed'"), 1);
	assert_string_equal(run(f, SEEN(), LIST(ALL), NULL), "0 1 0");
	findings_close(f);
}

static void pruning(void **state)
{
	struct findings *f = open_findings();
	struct err err = {0};
	int removed = -1;

	(void)state;
	run(f, SEEN(A1 A2 B1), LIST(ALL), NULL);
	run(f, SEEN(A1 A2), LIST(ALL), NULL);	/* b1 is fixed here */
	for (int i = 0; i < 3; i++)
		run(f, SEEN(A2), LIST("r/b",), NULL);
	assert_true(findings_prune(f, 4, &removed, &err));
	assert_int_equal(removed, 1);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM finding"), 3);	/* the run that fixed b1 is still there */
	assert_true(findings_prune(f, 0, &removed, &err));
	assert_int_equal(removed, 3);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM run"), 1);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM finding_in_run"), 1);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM finding WHERE state = 'open'"), 2);	/* open ones are never forgotten */
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM finding"), 2);
	assert_string_equal(run(f, SEEN(A1), LIST(ALL), NULL), "0 1 1");
	assert_int_equal(db_int(findings_db(f), 0, "SELECT max(id) FROM run"), 6);
	findings_close(f);
}

static void one_database_per_root(void **state)
{
	struct arena a = {0};
	char here[100], link[100];

	(void)state;
	snprintf(here, sizeof(here), "%s/project", folder);
	snprintf(link, sizeof(link), "%s/link", folder);
	assert_int_equal(mkdir(here, 0700), 0);
	assert_int_equal(symlink(here, link), 0);
	assert_string_equal(findings_path(&a, "/s", here), findings_path(&a, "/s", link));
	assert_string_not_equal(findings_path(&a, "/s", here), findings_path(&a, "/s", "/nowhere/project"));
	assert_int_equal(strlen(findings_path(&a, "/s", here)), strlen("/s/0123456789abcdef/findings.db"));
	arena_free(&a);
}

static const struct embedded newer[] = {
	{"migrations/0004_more.sql", "CREATE TABLE more(a);\nINSERT INTO more SELECT id FROM run;", 0},
	{"migrations/0001_findings.sql", NULL, 0}, {"migrations/0002_push.sql", NULL, 0}, {"migrations/0003_counter.sql", NULL, 0}, {NULL, NULL, 0},
};

static void migrations_go_forward(void **state)
{
	struct embedded files[5], broken[5];
	struct err err = {0};
	struct findings *f = open_findings();

	(void)state;
	run(f, SEEN(A1), LIST(ALL), NULL);
	findings_close(f);
	memcpy(files, newer, sizeof(files));
	for (int i = 1; i < 4; i++)
		files[i].text = embedded_find(files[i].path)->text;
	memcpy(broken, files, sizeof(broken));
	broken[0].text = "CREATE TABLE more(a);\n\nINSERT INTO nowhere VALUES (1);";
	assert_null(findings_open_from(folder, "/nowhere/project", broken, &err));
	assert_non_null(strstr(err.message, "migrations/0004_more.sql:3: no such table: nowhere"));
	f = open_findings();		/* nothing of it stayed */
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM sqlite_schema WHERE name = 'more'"), 0);
	findings_close(f);
	f = findings_open_from(folder, "/nowhere/project", files, &err);
	assert_non_null(f);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT a FROM more"), 1);
	findings_close(f);
	assert_null(findings_open(folder, "/nowhere/project", &err));
	assert_non_null(strstr(err.message, "findings.db\": written by a newer release of plumbline (schema 4, this one knows 3)"));
}

static void what_is_not_ours_is_left_alone(void **state)
{
	struct arena a = {0};
	const char *path = findings_path(&a, folder, "/nowhere/project");
	struct err err = {0};
	struct findings *f = open_findings();
	struct db *db;
	FILE *out;

	(void)state;
	findings_close(f);
	assert_int_equal(unlink(path), 0);
	db = db_open(path, DB_STATE, &err);
	assert_true(db_exec(db, "CREATE TABLE precious(a)", &err));
	db_close(db);
	assert_null(findings_open(folder, "/nowhere/project", &err));
	assert_non_null(strstr(err.message, "a database of another program"));
	out = fopen(path, "w");
	for (int i = 0; i < 100; i++)
		fputs("no database, but text\n", out);
	fclose(out);
	assert_null(findings_open(folder, "/nowhere/project", &err));
	assert_non_null(strstr(err.message, "not a database"));
	assert_null(findings_open("/proc/none/such", "/nowhere/project", &err));
	arena_free(&a);
}

static void a_full_disk(void **state)
{
	struct findings *f = open_findings();
	struct findings_counts counts;
	struct err err = {0};
	char name[20];

	(void)state;
	run(f, SEEN(A1), LIST(ALL), NULL);
	assert_true(db_exec(findings_db(f), "PRAGMA max_page_count=12", &err));
	assert_true(findings_begin(f, &(struct findings_run){"t", ".", "check", "0", NULL, NULL, 0, 0, 0}, &err));
	for (int i = 0; i < 2000; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		record(f, &(struct seen){"r/a", "x.js", name, "open"});
	}
	assert_false(findings_end(f, 1, 1, &counts, &err));
	assert_string_equal(err.message, "recording the run: database or disk is full");
	assert_false(findings_end(f, 1, 1, &counts, &err));
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM run"), 1);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM finding"), 1);
	assert_true(db_exec(findings_db(f), "PRAGMA max_page_count=100000", &err));
	assert_string_equal(run(f, SEEN(A1 A2), LIST(ALL), NULL), "1 0 1");
	findings_close(f);
}

/* Writes runs until it is killed. Each has all of its findings or is not there. */
static void killed_at_any_moment(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		pid_t child = fork();
		struct findings *f;
		char name[20];

		assert_true(child >= 0);
		if (child == 0) {
			f = open_findings();
			for (;;) {
				struct findings_counts counts;

				findings_begin(f, &(struct findings_run){"t", ".", "check", "0", NULL, NULL, 0, 0, 0}, NULL);
				for (int i = 0; i < 100; i++) {
					snprintf(name, sizeof(name), "f%d", i);
					record(f, &(struct seen){"r/a", "x.js", name, "open"});
				}
				findings_end(f, 1, 1, &counts, NULL);
			}
		}
		usleep(3000u * (unsigned)(round + 1));
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		f = open_findings();
		assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
		assert_int_equal(db_int(findings_db(f), 1, "SELECT count(*) FROM (SELECT 1 FROM run LEFT JOIN finding_in_run ON run_id = id GROUP BY id"
								  " HAVING count(fingerprint) <> 100)"), 0);
		if (round == 19)
			assert_true(db_int(findings_db(f), 0, "SELECT count(*) FROM run") > 0);
		findings_close(f);
	}
}

static void at_the_same_time(void **state)
{
	enum { PROCESSES = 8, RUNS = 10 };
	pid_t child[PROCESSES];
	struct findings *f;

	(void)state;
	for (int p = 0; p < PROCESSES; p++) {
		child[p] = fork();
		if (child[p] == 0) {
			struct err err = {0};

			f = findings_open(folder, "/nowhere/project", &err);	/* all of them make the database */
			for (int r = 0; f && r < RUNS; r++) {
				struct findings_counts counts;

				if (!findings_begin(f, &(struct findings_run){"t", ".", "check", "0", NULL, NULL, 0, 0, 0}, &err))
					break;
				record(f, &(struct seen){"r/a", "x.js", "one", "open"});
				if (!findings_end(f, 1, 1, &counts, &err))
					break;
			}
			if (err.message[0])
				fprintf(stderr, "%s\n", err.message);
			findings_close(f);
			_exit(err.message[0] ? 1 : 0);
		}
	}
	for (int p = 0; p < PROCESSES; p++) {
		int status;

		assert_int_equal(waitpid(child[p], &status, 0), child[p]);
		assert_int_equal(status, 0);
	}
	f = open_findings();
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM run"), PROCESSES * RUNS);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT sum(fresh) * 1000 + sum(still) FROM run"), 1000 + PROCESSES * RUNS - 1);
	findings_close(f);
}

/* What a store is sent: each run has a name nobody else has, and what its statements use; of old runs that is forgotten. */
static void uses_of_the_newest_runs(void **state)
{
	struct findings *f = open_findings();
	struct findings_counts counts;
	struct err err = {0};

	(void)state;
	for (int i = 0; i < FINDINGS_USES + 3; i++) {
		assert_true(findings_begin(f, &(struct findings_run){"t", ".", "check", "0", NULL, "c0ffee", 2, 3, 1}, &err));
		findings_use(f, &(struct findings_use){"public", "calls", "", "read", "GET /calls", 2, 1});
		findings_use(f, &(struct findings_use){"public", "calls", "note", "write", NULL, 1, 0});
		findings_use(f, &(struct findings_use){"public", "calls", "note", "write", NULL, 1, 0});
		assert_true(findings_end(f, 0, 1, &counts, &err));
	}
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(DISTINCT uid) FROM run WHERE length(uid) = 32 AND commit_id = 'c0ffee' AND routes = 2 AND statements = 3 AND checked = 1"), FINDINGS_USES + 3);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM run_use"), 2 * FINDINGS_USES);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT min(run_id) FROM run_use"), 4);
	assert_int_equal(db_int(findings_db(f), 0, "SELECT count(*) FROM run_use WHERE \"column\" = '' AND route = 'GET /calls'"), FINDINGS_USES);
	findings_close(f);
}

struct seen_counter {
	int64_t value;
	char since[32];
	int n;
};

static void see_counter(void *context, const struct findings_counter *c)
{
	struct seen_counter *seen = context;

	seen->value = c->value;
	snprintf(seen->since, sizeof(seen->since), "%s", c->since);
	seen->n++;
}

/* A counter that stands keeps the day it was first found; one that moved or was reset begins anew, one that is gone is forgotten. */
static void counters_stand_or_move(void **state)
{
	static const struct { const char *day, *reset, *since; int64_t value; int n; } runs[] = {
		{"2026-01-01", "r1", "2026-01-01", 5, 1}, {"2026-01-02", "r1", "2026-01-01", 5, 1}, {"2026-01-03", "r1", "2026-01-03", 6, 1}, {"2026-01-04", "r2", "2026-01-04", 6, 1},
		{"2026-01-05", NULL, "2026-01-04", 0, 1}, {"2026-01-06", "", "", 0, 1},
	};
	struct findings *f = open_findings();
	struct findings_counts counts;
	struct err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++) {
		struct seen_counter seen = {0};

		assert_true(findings_begin(f, &(struct findings_run){.started_at = runs[i].day, .path = ".", .command = "audit", .version = "0"}, &err));
		if (runs[i].reset && *runs[i].reset)
			findings_count(f, &(struct findings_counter){.kind = "index scans", .object = "public.t.i", .value = runs[i].value, .reset = runs[i].reset});
		else if (runs[i].reset)
			findings_count(f, &(struct findings_counter){.kind = "index scans", .object = "public.t.other", .value = 1, .reset = "r2"});
		assert_true(findings_end(f, 0, 1, &counts, &err));
		assert_true(findings_counters(f, see_counter, &seen, &err));
		assert_int_equal(seen.n, runs[i].n);
		if (runs[i].reset && *runs[i].reset)
			assert_int_equal(seen.value, runs[i].value);
		assert_string_equal(seen.since, *runs[i].since ? runs[i].since : "2026-01-06");
	}
	findings_close(f);
}

static void an_unfinished_run_leaves_no_trace(void **state)
{
	struct findings *f = open_findings();
	struct err err = {0};

	(void)state;
	record(f, &(struct seen){"r/a", "x.js", "early", "open"});	/* before begin: nothing */
	assert_true(findings_begin(f, &(struct findings_run){"t", ".", "check", "0", NULL, NULL, 0, 0, 0}, &err));
	record(f, &(struct seen){"r/a", "x.js", "one", "open"});
	findings_close(f);
	f = open_findings();
	assert_int_equal(db_int(findings_db(f), 9, "SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM finding)"), 0);
	findings_close(f);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(new_still_fixed),
		TEST(not_looking_is_not_fixing),
		TEST(suppressed_and_baseline_are_not_open),
		TEST(pruning),
		TEST(one_database_per_root),
		TEST(migrations_go_forward),
		TEST(what_is_not_ours_is_left_alone),
		TEST(a_full_disk),
		TEST(killed_at_any_moment),
		TEST(at_the_same_time),
		TEST(uses_of_the_newest_runs),
		TEST(counters_stand_or_move),
		TEST(an_unfinished_run_leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
