/*
 * Runs .case files (audit/base/case.h) against the program, in parallel, each in a folder of its own, and reports in TAP.
 *
 *     cases PROGRAM [SUBSTRING]       from the root of the source tree
 *
 * A section live.snapshot is a running database as a script, and a snapshot to the program: `check --snapshot live.snapshot` finds what the case marks. With
 * PLUMBLINE_CASES_PG, the connection string of a superuser, only such cases are run: the script runs in a database of its own, and `audit`, as a role that may
 * read nothing but migration tools' tables, must find the same there.
 *
 * A section deployed:PATH is a file of the version that runs now: it goes into a commit of branch "deployed", not into the folder, and the program is asked
 * `verify --against deployed`. Marks in it are of the old code, as the program names it.
 *
 * A section live.facts states what a server would say of its state, as SQL: `check --live-facts live.facts`. A mark in either is a finding in no file. Cases with facts are
 * not run on a server, whose state cannot be made to order; tests/live/database.sh asks real ones.
 *
 * rules/<group>/<rule>/{bad,good}_*.case compare the findings of that rule only; tests/cases/ compares all of them.
 * A line that differs is called noisy (a finding nobody marked) or missing (a mark nothing was found for);
 * the rest is reported (marked and found) or validated (a case that expects silence and gets it).
 */
#include "../audit/base/arena.h"
#include "../audit/base/case.h"
#include "../audit/base/io.h"
#include "../audit/base/parallel.h"
#include "../audit/base/str.h"
#include "../audit/base/vec.h"

#include <cjson/cJSON.h>
#include <git2.h>
#include <libpq-fe.h>

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CASE_MAX ((size_t)4 << 20)
#define OUTPUT_MAX ((size_t)64 << 20)
#define TIMEOUT_MS 60000
#define MOST_WORDS 32
#define LIVE_FACTS "live.facts"

struct one {			/* a case and what came of it */
	const char *path;
	const char *rule;	/* "group/rule" for a case of a rule, else NULL */
	struct arena arena;
	struct buf log;		/* the reasons of its failure, as TAP comments */
	bool failed;
	int reported, validated, noisy, missing;
};

struct run { struct buf out, err; int exit; };	/* exit: -1 killed by a signal or after the timeout */

struct suite {
	const char *program;
	const char *server;	/* PLUMBLINE_CASES_PG; NULL */
	VEC_OF(struct one) one;
};

static void fail(struct one *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(struct one *c, const char *format, ...)
{
	va_list ap;
	char line[1024];

	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	c->failed = true;
	buf_puts(&c->log, "# ");
	buf_printable(&c->log, line, strlen(line), false);
	buf_putc(&c->log, '\n');
}

static void quote_lines(struct one *c, const char *title, const char *text)
{
	for (int lines = 0; *text && lines < 30; lines++) {
		size_t n = strcspn(text, "\n");

		buf_printf(&c->log, "#   %s: ", title);
		buf_printable(&c->log, text, n, false);
		buf_putc(&c->log, '\n');
		text += n + (text[n] == '\n');
	}
}

/* --- running the program --- */

/* Splits a command line at spaces; double quotes keep words together. */
static bool split_words(struct arena *arena, const char *line, const char **word, size_t most)
{
	char *p = arena_strdup(arena, line);
	size_t n = 0;

	while (*p) {
		char *to = p, *start = p;
		bool quoted = false;

		for (; *p && (quoted || *p != ' '); p++) {
			if (*p == '"')
				quoted = !quoted;
			else
				*to++ = *p;
		}
		while (*p == ' ')
			*p++ = '\0';
		*to = '\0';
		if (n + 1 >= most)
			return false;
		word[n++] = start;
	}
	word[n] = NULL;
	return true;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads both pipes until they are closed; false when the time is up. */
static bool drain(struct run *run, int out, int err)
{
	struct pollfd fd[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
	struct buf *buf[2] = {&run->out, &run->err};
	int64_t deadline = now_ms() + TIMEOUT_MS;

	while (fd[0].fd >= 0 || fd[1].fd >= 0) {
		int64_t left = deadline - now_ms();
		char chunk[16384];

		if (left <= 0)
			return false;
		if (poll(fd, 2, (int)left) < 0 && errno != EINTR)
			return false;
		for (int i = 0; i < 2; i++) {
			ssize_t n;

			if (fd[i].fd < 0 || !fd[i].revents)
				continue;
			n = read(fd[i].fd, chunk, sizeof(chunk));
			if (n > 0)
				buf_add(buf[i], chunk, (size_t)n);
			else if (n == 0 || errno != EINTR)
				fd[i].fd = -1;
		}
	}
	return true;
}

/* The program's whole environment: nothing of the caller's settings may change a result. */
static char **environment(struct arena *arena, const char *folder)
{
	static const char *const passed[] = {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
	char **env = arena_array(arena, char *, 16);
	size_t n = 0;

	for (size_t i = 0; i < sizeof(passed) / sizeof(*passed); i++)
		if (getenv(passed[i]))
			env[n++] = arena_printf(arena, "%s=%s", passed[i], getenv(passed[i]));
	env[n++] = arena_printf(arena, "HOME=%s", folder);
	env[n++] = arena_printf(arena, "XDG_CACHE_HOME=%s/cache", folder);
	env[n++] = arena_printf(arena, "XDG_STATE_HOME=%s/state", folder);
	env[n++] = arena_strdup(arena, "LANG=C.UTF-8");
	env[n++] = arena_strdup(arena, "NO_COLOR=1");
	return env;
}

static bool run_program(struct one *c, const char *program, const char *folder, const char *args, struct run *run)
{
	const char *word[MOST_WORDS] = {program};
	posix_spawn_file_actions_t actions;
	int out[2], err[2], status, failure;
	pid_t pid;
	bool in_time;

	run->out.max = run->err.max = OUTPUT_MAX;
	if (!split_words(&c->arena, args, word + 1, MOST_WORDS - 1)) {
		fail(c, "too many words in args");
		return false;
	}
	if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
		abort();
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	posix_spawn_file_actions_adddup2(&actions, err[1], 2);
	posix_spawn_file_actions_addchdir_np(&actions, arena_printf(&c->arena, "%s/project", folder));
	failure = posix_spawn(&pid, program, &actions, NULL, (char *const *)word, environment(&c->arena, folder));
	posix_spawn_file_actions_destroy(&actions);
	close(out[1]);
	close(err[1]);
	in_time = failure == 0 && drain(run, out[0], err[0]);
	close(out[0]);
	close(err[0]);
	if (failure != 0) {
		fail(c, "cannot start %s: %s", program, strerror(failure));
		return false;
	}
	if (!in_time)
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	run->exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	if (!in_time)
		fail(c, "`%s` did not end within %d s", args, TIMEOUT_MS / 1000);
	else if (WIFSIGNALED(status))
		fail(c, "`%s` ended by signal %d", args, WTERMSIG(status));
	if (run->exit < 0)
		quote_lines(c, "stderr", buf_text(&run->err));
	return run->exit >= 0;
}

static void run_end(struct run *run)
{
	buf_free(&run->out);
	buf_free(&run->err);
}

/* --- comparing --- */

static const char *json_text(const cJSON *object, const char *key)
{
	const char *s = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));

	return s ? s : "";
}

/* What is wrong with a database alone is in no file: its mark stands where the database is stated. */
static bool marks_place(const struct case_mark *m, const char *path, int line)
{
	return strcmp(m->path, LIVE_FACTS) == 0 || strcmp(m->path, "live.snapshot") == 0 ? !*path : m->line == line && strcmp(m->path, path) == 0;
}

/* A finding takes one mark of its rule on its line. */
static void take_mark(struct one *c, const struct case_file *file, bool *hit, const cJSON *f)
{
	const char *rule = json_text(f, "rule"), *path = json_text(f, "file");
	const cJSON *line = cJSON_GetObjectItemCaseSensitive(f, "line");
	int number = cJSON_IsNumber(line) ? line->valueint : 0;

	for (size_t i = 0; i < file->mark.n; i++) {
		const struct case_mark *m = &file->mark.v[i];

		if (!hit[i] && strcmp(m->rule, rule) == 0 && marks_place(m, path, number)) {
			hit[i] = true;
			c->reported++;
			return;
		}
	}
	c->noisy++;
	fail(c, "noisy: %s:%d %s: %s", path, number, rule, json_text(f, "message"));
}

static void compare_findings(struct one *c, const struct case_file *file, const cJSON *json)
{
	const cJSON *findings = cJSON_GetObjectItemCaseSensitive(json, "findings"), *not_run = cJSON_GetObjectItemCaseSensitive(json, "not_run"), *f;
	bool *hit = arena_array(&c->arena, bool, file->mark.n + 1);

	if (!cJSON_IsArray(findings)) {
		fail(c, "the JSON has no findings array");
		return;
	}
	cJSON_ArrayForEach(f, findings)
		if (!c->rule || strcmp(json_text(f, "rule"), c->rule) == 0)
			take_mark(c, file, hit, f);
	for (size_t i = 0; i < file->mark.n; i++) {
		if (hit[i] || (c->rule && strcmp(file->mark.v[i].rule, c->rule) != 0))
			continue;
		c->missing++;
		fail(c, "missing: %s:%d %s", file->mark.v[i].path, file->mark.v[i].line, file->mark.v[i].rule);
	}
	/* Silence of a rule that did not run proves nothing. */
	cJSON_ArrayForEach(f, not_run)
		if (c->rule && strcmp(json_text(f, "rule"), c->rule) == 0)
			fail(c, "the rule did not run: it needs %s", json_text(f, "needs"));
	if (!c->failed && file->mark.n == 0)
		c->validated++;
}

static void check_findings(struct one *c, const char *program, const char *folder, const struct case_file *file, const char *args)
{
	struct run run = {0};
	cJSON *json;

	if (!strstr(args, "--format"))
		args = arena_printf(&c->arena, "%s --format json", args);
	if (run_program(c, program, folder, args, &run)) {
		json = cJSON_Parse(buf_text(&run.out));
		if (run.exit > 1)
			fail(c, "`%s` ended with exit code %d", args, run.exit);
		else if (!json)
			fail(c, "`%s` wrote no JSON", args);
		else
			compare_findings(c, file, json);
		cJSON_Delete(json);
		if (c->failed)
			quote_lines(c, "stderr", buf_text(&run.err));
	}
	run_end(&run);
}

static void check_text(struct one *c, const char *program, const char *folder, const struct case_file *file, const char *args)
{
	struct run run = {0};

	if (run_program(c, program, folder, args, &run)) {
		for (size_t i = 0; i < file->text.n; i++) {
			const struct case_text *t = &file->text.v[i];
			const char *where = buf_text(t->kind == CASE_STDERR ? &run.err : &run.out);
			bool found = strstr(where, t->text) != NULL;

			if (found && t->kind == CASE_LACKS) {
				c->noisy++;
				fail(c, "noisy: `%s` wrote \"%s\"", args, t->text);
			} else if (!found && t->kind != CASE_LACKS) {
				c->missing++;
				fail(c, "missing: `%s` did not write \"%s\"%s", args, t->text, t->kind == CASE_STDERR ? " to standard error" : "");
			} else if (found) {
				c->reported++;
			} else {
				c->validated++;
			}
		}
		if (file->exit >= 0 && run.exit != file->exit)
			fail(c, "`%s` ended with exit code %d, not %d", args, run.exit, file->exit);
		else if (file->exit < 0 && run.exit > 1)
			fail(c, "`%s` ended with exit code %d", args, run.exit);
		if (c->failed) {
			quote_lines(c, "stdout", buf_text(&run.out));
			quote_lines(c, "stderr", buf_text(&run.err));
		}
	}
	run_end(&run);
}

/* --- one case --- */

#define DEPLOYED "deployed:"

static bool has_deployed(const struct case_file *file)
{
	for (size_t i = 0; i < file->section.n; i++)
		if (starts_with(file->section.v[i].path, DEPLOYED))
			return true;
	return false;
}

/* The files of the version that runs, as the commit branch "deployed" is at. */
static bool commit_deployed(const char *folder, const struct case_file *file, struct err *err)
{
	git_repository *repo = NULL;
	git_index *index = NULL;
	git_tree *tree = NULL;
	git_signature *who = NULL;
	git_oid tree_id, id;
	bool ok = git_repository_init(&repo, folder, 0) == 0 && git_repository_index(&index, repo) == 0;

	for (size_t i = 0; ok && i < file->section.n; i++) {
		const struct case_section *s = &file->section.v[i];
		git_index_entry entry = {.mode = GIT_FILEMODE_BLOB, .path = s->path + strlen(DEPLOYED)};

		if (starts_with(s->path, DEPLOYED))
			ok = git_index_add_from_buffer(index, &entry, s->text, s->length) == 0;
	}
	ok = ok && git_index_write_tree(&tree_id, index) == 0 && git_tree_lookup(&tree, repo, &tree_id) == 0 &&
	     git_signature_new(&who, "case", "case@example.invalid", 1700000000, 0) == 0 &&
	     git_commit_create_v(&id, repo, "refs/heads/deployed", who, who, NULL, "deployed", tree, 0) == 0;
	if (!ok)
		err_set(err, "the deployed version could not be committed: %s", git_error_last() ? git_error_last()->message : "unknown");
	git_signature_free(who);
	git_tree_free(tree);
	git_index_free(index);
	git_repository_free(repo);
	return ok;
}

static bool write_project(struct one *c, const char *folder, const struct case_file *file, struct err *err)
{
	const char *project = arena_printf(&c->arena, "%s/project", folder);

	if (!io_make_dirs(project, err) || (has_deployed(file) && !commit_deployed(project, file, err)))
		return false;
	for (size_t i = 0; i < file->section.n; i++) {
		const struct case_section *s = &file->section.v[i];
		char *path = arena_printf(&c->arena, "%s/project/%s", folder, s->path), *slash = strrchr(path, '/');

		if (starts_with(s->path, DEPLOYED))
			continue;
		*slash = '\0';
		if (!io_make_dirs(path, err))
			return false;
		*slash = '/';
		if (!io_write_atomic(path, s->text, s->length, err))
			return false;
	}
	return true;
}

static void remove_tree(const char *folder)
{
	char *const paths[] = {(char *)folder, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *e;

	while (fts && (e = fts_read(fts)))
		if (e->fts_info != FTS_D)
			remove(e->fts_accpath);
	if (fts)
		fts_close(fts);
}

/* Whether a rule's header says `value` for `key`. */
static bool header_says(const char *text, const char *key, const char *value)
{
	const char *p = strstr(text, key);

	if (!p)
		return false;
	p += strlen(key);
	p += strspn(p, " \t");
	return starts_with(p, value);
}

/* --- a running database --- */

#define AUDITOR "plumbline_cases_auditor"

static bool run_script(struct one *c, const char *conninfo, const char *sql)
{
	PGconn *db = PQconnectdb(conninfo);
	PGresult *r = NULL;
	bool ok;

	if (PQstatus(db) == CONNECTION_OK) {
		PQclear(PQexec(db, "SET client_min_messages = warning"));
		r = PQexec(db, sql);
	}
	ok = r && (PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK);

	if (!ok && c)
		fail(c, "the database could not be made: %s", PQerrorMessage(db));
	PQclear(r);
	PQfinish(db);
	return ok;
}

/* A database of its own with the case's script in it; the words of a command line that name it, none after a failure. */
static const char *make_database(struct one *c, const char *server, size_t number, const struct case_section *script)
{
	static const char *const readable[] = {"goose_db_version", "schema_migrations", "_prisma_migrations", "alembic_version", "knex_migrations", NULL};
	const char *own = arena_printf(&c->arena, "%s dbname=plumbline_case_%zu", server, number);

	if (!run_script(c, server, arena_printf(&c->arena, "DROP DATABASE IF EXISTS plumbline_case_%zu", number)) ||
	    !run_script(c, server, arena_printf(&c->arena, "CREATE DATABASE plumbline_case_%zu", number)) || !run_script(c, own, script->text) ||
	    !run_script(c, own, "GRANT USAGE ON SCHEMA public TO " AUDITOR))
		return "";
	for (int i = 0; readable[i]; i++)
		if (strstr(script->text, readable[i]) && !run_script(c, own, arena_printf(&c->arena, "GRANT SELECT ON %s TO " AUDITOR, readable[i])))
			return "";
	return arena_printf(&c->arena, " --db \"%s user=" AUDITOR "\"", own);
}

static const struct case_section *section_of(const struct case_file *file, const char *path)
{
	for (size_t i = 0; i < file->section.n; i++)
		if (strcmp(file->section.v[i].path, path) == 0)
			return &file->section.v[i];
	return NULL;
}

/* The running database of a case, as a script. tests/live/cases.sh runs it on a server; here it is a snapshot: both must say the same. */
static const char *truth_of(struct one *c, const struct suite *suite, const struct case_file *file)
{
	const struct case_section *live = section_of(file, "live.snapshot");

	if (has_deployed(file))
		return "verify . --against deployed";
	if (live && suite->server)
		return arena_printf(&c->arena, "audit . --no-history%s", make_database(c, suite->server, (size_t)(c - suite->one.v), live));
	return arena_printf(&c->arena, "check .%s%s", live ? " --snapshot live.snapshot" : "", section_of(file, LIVE_FACTS) ? " --live-facts " LIVE_FACTS : "");
}

/* The command line a case of a rule needs so that its rule runs: the rule's own header says. */
static const char *default_args(struct one *c, const struct suite *suite, const struct case_file *file)
{
	const char *args;
	size_t length;
	char *text;

	if (!c->rule || !io_read(arena_printf(&c->arena, "rules/%s/rule.sql", c->rule), CASE_MAX, &text, &length, NULL))
		return truth_of(c, suite, file);
	args = arena_printf(&c->arena, "%s%s%s", truth_of(c, suite, file), header_says(text, "-- profile:", "strict") ? " --profile strict" : "",
		header_says(text, "-- status:", "preview") ? " --preview" : "");
	free(text);
	return args;
}

static void check_marks(struct one *c, const struct case_file *file)
{
	const char *name = strrchr(c->path, '/') + 1;
	size_t own = 0;

	if (!c->rule)
		return;
	for (size_t i = 0; i < file->mark.n; i++)
		own += strcmp(file->mark.v[i].rule, c->rule) == 0;
	if (starts_with(name, "bad_") ? own == 0 : own > 0)
		fail(c, starts_with(name, "bad_") ? "a bad_ case marks at least one line with %s" : "a good_ case marks no line with %s", c->rule);
	if (!starts_with(name, "bad_") && !starts_with(name, "good_"))
		fail(c, "the name of a rule's case starts with bad_ or good_");
}

static void run_case(void *context, size_t index, unsigned worker)
{
	struct suite *suite = context;
	struct one *c = &suite->one.v[index];
	char folder[] = "/tmp/plumbline-case-XXXXXX", *text = NULL;
	struct case_file file = {0};
	struct err err = {0};
	const char *args;
	size_t length;

	(void)worker;
	if (!io_read(c->path, CASE_MAX, &text, &length, &err) || !case_parse(&file, &c->arena, text, length, &err) ||
	    !mkdtemp(folder) || !write_project(c, folder, &file, &err)) {
		fail(c, "%s", *err.message ? err.message : strerror(errno));
	} else {
		check_marks(c, &file);
		args = file.args ? file.args : default_args(c, suite, &file);
		if (file.mark.n > 0 || (file.text.n == 0 && file.exit < 0))
			check_findings(c, suite->program, folder, &file, args);
		if (file.text.n > 0 || file.exit >= 0)
			check_text(c, suite->program, folder, &file, args);
	}
	if (!ends_with(folder, "XXXXXX"))
		remove_tree(folder);
	case_free(&file);
	free(text);
}

/* --- the suite --- */

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct one *)a)->path, ((const struct one *)b)->path);
}

/* "rules/query/unknown-column/bad_1.case" belongs to "query/unknown-column". */
static const char *rule_of(const char *path)
{
	const char *end = strrchr(path, '/');

	if (!starts_with(path, "rules/"))
		return NULL;
	path += strlen("rules/");
	return end > path ? strndup(path, (size_t)(end - path)) : NULL;
}

/* Whether the case has a running database; read ahead of its run, so a text search is enough. */
static bool is_live(const char *path)
{
	size_t length;
	char *text;
	bool live;

	if (!io_read(path, CASE_MAX, &text, &length, NULL))
		return false;
	live = strstr(text, "\n==> live.snapshot <==\n") && !strstr(text, "\n==> " LIVE_FACTS " <==\n");
	free(text);
	return live;
}

static void find_cases(struct suite *suite, const char *wanted)
{
	char rules[] = "rules", cases[] = "tests/cases";
	char *const paths[] = {rules, cases, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *e;

	while (fts && (e = fts_read(fts)))
		if (e->fts_info == FTS_F && ends_with(e->fts_path, ".case") && (!wanted || strstr(e->fts_path, wanted)) && (!suite->server || is_live(e->fts_path)))
			vec_push(&suite->one, (struct one){.path = xstrdup(e->fts_path), .rule = rule_of(e->fts_path)});
	if (fts)
		fts_close(fts);
	if (suite->one.n)
		qsort(suite->one.v, suite->one.n, sizeof(*suite->one.v), by_path);
}

int main(int argc, char **argv)
{
	struct suite suite = {0};
	int reported = 0, validated = 0, noisy = 0, missing = 0;
	bool failed = false;

	git_libgit2_init();
	if (argc < 2 || !(suite.program = realpath(argv[1], NULL))) {
		fprintf(stderr, "usage: cases PROGRAM [SUBSTRING]\n");
		return 2;
	}
	suite.server = getenv("PLUMBLINE_CASES_PG");
	if (suite.server)
		run_script(NULL, suite.server, "CREATE ROLE " AUDITOR " LOGIN");
	find_cases(&suite, argc > 2 && *argv[2] ? argv[2] : NULL);
	parallel_for(suite.one.n, 0, run_case, &suite);
	printf("1..%zu\n", suite.one.n);
	for (size_t i = 0; i < suite.one.n; i++) {
		struct one *c = &suite.one.v[i];

		printf("%s - %s\n%s", c->failed ? "not ok" : "ok", c->path, buf_text(&c->log));
		failed |= c->failed;
		reported += c->reported;
		validated += c->validated;
		noisy += c->noisy;
		missing += c->missing;
		arena_free(&c->arena);
		buf_free(&c->log);
		free((char *)c->path);
		free((char *)c->rule);
	}
	printf("# cases: %d validated, %d reported, %d noisy, %d missing\n", validated, reported, noisy, missing);
	vec_free(&suite.one);
	free((char *)suite.program);
	return failed;
}
