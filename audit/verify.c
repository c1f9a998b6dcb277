/*
 * plumbline verify: two versions of a program, the code of each against the schema of the other. Both trees are read from git objects, or the newer one from the
 * work tree; nothing is checked out. What differs is found as drift is: a statement right by its own schema and wrong by the one it is given.
 */
#include "outcome.h"
#include "base/revision.h"
#include "derive/derive.h"
#include "verdict.h"

static const char *const option_names[] = {
	"against",
	"head",
	"format",
	"output",
	"fail-on",
	"min-coverage",
	"profile",
	"preview",
	"rule",
	"disable",
	"rules",
	"packs",
	"config",
	"group",
	"max-findings",
	"jobs",
	"no-cache",
	"color",
	"quiet",
	"verbose",
	NULL,
};

/* Coverage domains: which of the two comparisons a run makes. A rule needs the one it speaks of. */
#define OLD_CODE "old_code"
#define NEW_CODE "new_code"

struct event {
	const char *kind, *operation, *object, *path;
	int line;
};

/* One of the two versions. */
struct side {
	const char *name;	   /* what a message calls it */
	const char *prefix;	   /* before the paths of its files: "main:"; "" for the work tree */
	struct revision *revision; /* NULL: the work tree */
	struct catalog *catalog;   /* its own schema, once it is known */
	struct given_schema schema;
	bool has_schema;
	VEC_OF(struct event) event;
};

struct verify {
	struct cli *cli;
	struct session session;
	struct pipeline fresh; /* before any run */
	struct side old, new;
	struct verdict old_verdict, new_verdict;
	struct report report;
};

/* What a run that is over says of its own schema. */
static bool keep_schema(struct verify *v, struct side *side, struct err *err)
{
	struct pipeline *p = &v->session.pipeline;
	struct arena *arena = &v->session.arena;
	struct query *q;

	side->catalog = p->schema;
	p->schema = NULL;
	side->schema = (struct given_schema){.kind = "revision", .where = side->name, .catalog = side->catalog};
	side->has_schema = db_int(facts_db(p->facts), 0, "SELECT EXISTS (SELECT 1 FROM declared_source WHERE kind NOT IN ('effective', 'revision') AND objects > 0)") != 0;
	q = db_query(facts_db(p->facts), err,
		"SELECT s.kind, e.operation, e.object, f.path, e.line FROM ddl_event e JOIN declared_source s ON s.id = e.source_id JOIN file f ON f.id = e.file_id"
		" WHERE NOT e.skipped ORDER BY e.source_id, e.ordinal");
	while (q && query_next(q, err))
		vec_push(&side->event, (struct event){arena_strdup(arena, query_text(q, 0)), arena_strdup(arena, query_text(q, 1)), arena_strdup(arena, query_text(q, 2)),
					       arena_strdup(arena, query_text(q, 3)), (int)query_int(q, 4)});
	query_end(q);
	return !err->message[0];
}

/* One tree through the pipeline, judged against `other` when there is one. */
struct turn {
	struct side *code, *other;
};

static bool write_pair(void *context, struct facts *facts, struct err *err)
{
	const struct turn *turn = context;
	struct table *t = facts_table(facts, "deployment", COLUMNS("side", "code", "schema", "code_prefix", "schema_prefix"));
	bool old = !turn->code->catalog; /* the newer schema is known first */

	(void)err;
	row_text(t, 0, old ? "old" : "new");
	row_text(t, 1, turn->code->name);
	row_text(t, 2, turn->other->name);
	row_text(t, 3, turn->code->prefix);
	row_text(t, 4, turn->other->prefix);
	row_end(t);
	t = facts_table(facts, "other_event", COLUMNS("kind", "ordinal", "operation", "object", "path", "line"));
	for (size_t i = 0; i < turn->other->event.n; i++) {
		const struct event *e = &turn->other->event.v[i];

		row_text(t, 0, e->kind);
		row_int(t, 1, (int64_t)i + 1);
		row_text(t, 2, e->operation);
		row_text(t, 3, e->object);
		row_text(t, 4, e->path);
		row_int(t, 5, e->line);
		row_end(t);
	}
	facts_coverage(facts, old ? OLD_CODE : NEW_CODE, turn->other->name, turn->other->has_schema ? "ok" : "unchecked",
		turn->other->has_schema ? NULL : "no schema was found in the version to compare with", 0, 0);
	return true;
}

static bool run_turn(struct verify *v, struct turn *turn, struct err *err)
{
	struct pipeline *p = &v->session.pipeline;

	pipeline_end(p);
	*p = v->fresh;
	p->revision = turn->code->revision;
	p->want_schema = !turn->code->catalog;
	if (turn->other) {
		p->given = &turn->other->schema;
		p->ask = write_pair;
		p->ask_context = turn;
	}
	return session_run(&v->session, err);
}

static const char *in_tree(struct arena *arena, const struct side *side, const char *file)
{
	return file && *side->prefix ? arena_printf(arena, "%s%s", side->prefix, file) : file;
}

static bool judge_turn(struct verify *v, const struct side *side, struct verdict *verdict, struct report *report, struct err *err)
{
	if (!verdict_judge(verdict, &v->session, report, err))
		return false;
	for (size_t i = 0; i < report->finding.n; i++) {
		struct report_finding *f = &report->finding.v[i];

		f->file = in_tree(&report->arena, side, f->file);
		for (size_t k = 0; k < f->witness.n; k++)
			f->witness.v[k].file = in_tree(&report->arena, side, f->witness.v[k].file);
	}
	return true;
}

/* One report of both: counts are of both trees together. */
static void add_report(struct report *to, struct report *from)
{
	for (size_t i = 0; i < from->finding.n; i++)
		vec_push(&to->finding, from->finding.v[i]);
	from->finding.n = 0;
	to->suppressed += from->suppressed;
	to->files.seen += from->files.seen;
	to->files.parsed += from->files.parsed;
	to->files.with_errors += from->files.with_errors;
	to->routes.found += from->routes.found;
	to->routes.linked += from->routes.linked;
	to->statements.found += from->statements.found;
	to->statements.resolved += from->statements.resolved;
	to->statements.checked += from->statements.checked;
	for (size_t i = 0; i < from->statements.unchecked.n; i++) {
		size_t k = 0;

		while (k < to->statements.unchecked.n && strcmp(to->statements.unchecked.v[k].reason, from->statements.unchecked.v[i].reason) != 0)
			k++;
		if (k < to->statements.unchecked.n)
			to->statements.unchecked.v[k].n += from->statements.unchecked.v[i].n;
		else
			vec_push(&to->statements.unchecked, from->statements.unchecked.v[i]);
	}
}

/* Whether ", " separated words have this one. */
static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; p && (p = strstr(p, word)); p += n)
		if ((p == words || p[-1] == ' ') && (p[n] == ',' || !p[n]))
			return true;
	return false;
}

/* That a rule about the other comparison did not run in this one is as it should be. */
static void keep_own(struct report *report, const char *other)
{
	size_t n = 0;

	for (size_t i = 0; i < report->not_run.n; i++)
		if (!has_word(report->not_run.v[i].needs, other))
			report->not_run.v[n++] = report->not_run.v[i];
	report->not_run.n = n;
}

static void add_not_run(struct report *to, const struct report *from)
{
	for (size_t i = 0; i < from->not_run.n; i++) {
		size_t k = 0;

		while (k < to->not_run.n && strcmp(to->not_run.v[k].rule, from->not_run.v[i].rule) != 0)
			k++;
		if (k == to->not_run.n)
			vec_push(&to->not_run, from->not_run.v[i]);
	}
}

static bool open_side(struct verify *v, struct side *side, const char *name, struct err *err)
{
	side->name = name ? name : "the work tree";
	side->prefix = name ? arena_printf(&v->session.arena, "%s:", name) : "";
	return !name || (side->revision = revision_open(v->session.root, name, err)) != NULL;
}

static bool verify(struct verify *v, struct report *older, struct err *err)
{
	struct cli *cli = v->cli;
	struct session *session = &v->session;

	if (!cli->options.against)
		return err_usage(err, "verify needs --against REF: the version that runs now");
	if (!session_open(session, cli, cli_path(cli, 0), err) || !verdict_rules(&v->old_verdict, session, cli, err) || !verdict_rules(&v->new_verdict, session, cli, err) ||
		!open_side(v, &v->old, cli->options.against, err) || !open_side(v, &v->new, cli->options.head, err))
		return false;
	v->fresh = session->pipeline;
	v->report.version = PLUMBLINE_VERSION;
	v->report.path = cli_path(cli, 0);
	v->report.started_at = outcome_now(&v->report.arena);
	/* The newer schema; the old code on it, which gives the older schema; the new code on that. */
	if (!run_turn(v, &(struct turn){&v->new, NULL}, err) || !keep_schema(v, &v->new, err) || !run_turn(v, &(struct turn){&v->old, &v->new}, err) ||
		!judge_turn(v, &v->old, &v->old_verdict, older, err) || !keep_schema(v, &v->old, err) || !run_turn(v, &(struct turn){&v->new, &v->old}, err) ||
		!judge_turn(v, &v->new, &v->new_verdict, &v->report, err))
		return false;
	keep_own(older, NEW_CODE);
	keep_own(&v->report, OLD_CODE);
	add_report(&v->report, older);
	add_not_run(&v->report, older);
	report_sort(&v->report);
	v->report.duration_ms = clock_ms() - session->began_ms;
	verdict_fixes(&v->new_verdict, &v->report);
	return true;
}

static int run(struct cli *cli, struct err *err)
{
	struct verify v = {.cli = cli};
	struct report older = {0};
	int code = -1;

	if (verify(&v, &older, err)) {
		progress_clear(&v.session.progress);
		outcome_write(cli, &v.session, &v.report);
		code = outcome_exit_code(&v.report, &v.session.config);
	}
	report_free(&v.report);
	report_free(&older);
	verdict_free(&v.old_verdict);
	verdict_free(&v.new_verdict);
	session_close(&v.session);
	catalog_free(v.old.catalog);
	catalog_free(v.new.catalog);
	vec_free(&v.old.event);
	vec_free(&v.new.event);
	revision_close(v.old.revision);
	revision_close(v.new.revision);
	return code;
}

const struct command command_verify = {
	.name = "verify",
	.arguments = "[PATH]",
	.summary = "compare the code below PATH and its schema with those of the version that runs: is this deployment, and its rollback, safe?",
	.text = "While a deployment rolls out, and after it is rolled back, the code of REF runs on the new schema; until the migration has run, the new code runs on that of REF.\n"
		"Each statement that is right by the schema of its own version and wrong by the other one is reported, with the DDL that makes it so. Both versions are read\n"
		"from the repository's objects, the new one from the work tree unless --head names it; nothing is checked out. Files are named as git does: REF:src/app.js.\n\n"
		"    plumbline verify --against origin/main\n"
		"    plumbline verify --against v1.4.2 --head v1.5.0\n\n"
		"Exit codes: 0 no finding at or above --fail-on; 1 findings; 2 usage, configuration, or no such REF; 3 a rule failed, or coverage is below --min-coverage.\n",
	.options = option_names,
	.max_words = 1,
	.run = run,
};
