/* Texts and statements. See replay.h and replay_private.h. */
#include "replay_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

#define MAX_DEPTH 16 /* DO blocks that hold statements that hold … */

static void set_problem(struct run *run, enum replay_problem_kind kind, const char *sqlstate, const char *object, const char *format, va_list args)
{
	char message[1024];

	vsnprintf(message, sizeof(message), format, args);
	run->problem = (struct replay_problem){
		.kind = kind,
		.sqlstate = sqlstate,
		.message = arena_strdup(run->arena, message),
		.object = arena_strdup(run->arena, object ? object : ""),
		.file = run->file,
		.line = run->place.line,
		.statement = run->statement,
	};
}

bool fail(struct run *run, const char *sqlstate, const char *object, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_problem(run, REPLAY_FAILS, sqlstate, object, format, args);
	va_end(args);
	return false;
}

bool fail_missing(struct run *run, const char *sqlstate, const char *object, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_problem(run, run->catalog->open ? REPLAY_OPAQUE : REPLAY_FAILS, run->catalog->open ? "" : sqlstate, object, format, args);
	va_end(args);
	return false;
}

void opaque(struct run *run, const char *format, ...)
{
	struct replay_problem before = run->problem;
	va_list args;

	va_start(args, format);
	set_problem(run, REPLAY_OPAQUE, "", "", format, args);
	va_end(args);
	vec_push(&run->opaque, run->problem);
	run->problem = before;
	run->catalog->open = true;
}

struct ddl_event *event(struct run *run, const char *operation, const char *object)
{
	object = arena_strdup(run->arena, object);
	vec_push(&run->events, (struct ddl_event){.file = run->file, .line = run->place.line, .operation = operation, .object = object, .on = ""});
	return &run->events.v[run->events.n - 1];
}

void skipped(struct run *run, const char *operation, const char *object)
{
	event(run, operation, object)->skipped = true;
}

struct place place_of(const struct run *run, int position)
{
	size_t from = 0;
	int line = run->first_line;

	if (position < 0 || (size_t)position > run->length)
		return run->place;
	if ((size_t)position >= run->mark) {
		from = run->mark;
		line += run->mark_lines;
	}
	for (size_t i = from; i < (size_t)position; i++)
		line += run->text[i] == '\n';
	return (struct place){run->file, run->lines_fixed ? run->first_line : line};
}

/* The statements that change a schema, but those replay_type.c and replay_function.c know. */
static const struct {
	const char *tag;
	bool (*carry_out)(struct run *run, const cJSON *body);
} handlers[] = {
	{"CreateStmt", run_create_table},
	{"CreateForeignTableStmt", run_create_table},
	{"IndexStmt", run_create_index},
	{"AlterTableStmt", run_alter_table},
	{"DropStmt", run_drop},
	{"RenameStmt", run_rename},
	{"AlterObjectSchemaStmt", run_set_schema},
	{"ViewStmt", run_view},
	{"CreateTableAsStmt", run_table_as},
	{"DoStmt", run_do},
	{"VariableSetStmt", run_set},
	{"AlterDatabaseSetStmt", run_alter_setting},
	{"AlterRoleSetStmt", run_alter_setting},
};

bool run_statement(struct run *run, const cJSON *tree)
{
	const char *tag = tree_tag(tree);
	const cJSON *body = tree_body(tree);
	bool known = false, done;

	for (size_t i = 0; i < sizeof(handlers) / sizeof(*handlers); i++)
		if (strcmp(handlers[i].tag, tag) == 0)
			return handlers[i].carry_out(run, body);
	done = run_type_statement(run, tag, body, &known);
	if (known)
		return done;
	done = run_function_statement(run, tag, body, &known);
	if (known)
		return done;
	done = run_policy_statement(run, tag, body, &known);
	if (known)
		return done;
	if (strcmp(tag, "SelectStmt") == 0) {
		if (tree_get(body, "intoClause"))
			return run_table_as(run, body);
		run_select(run, body);
	}
	return true;
}

static bool changes_nothing(const cJSON *tree)
{
	static const char *const tags[] = {"InsertStmt", "UpdateStmt", "DeleteStmt", "CommentStmt", "CopyStmt", "VacuumStmt", "ExplainStmt",
		"GrantRoleStmt"};

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (tree_is(tree, tags[i]))
			return true;
	return tree_is(tree, "SelectStmt") && !tree_get(tree_body(tree), "intoClause") && !tree_get(tree_body(tree), "targetList");
}

/* What PostgreSQL does not analyse, but carries out: COMMENT ON, GRANT, VACUUM and so on of something that is not there. */
static bool objects_exist(struct run *run, const cJSON *tree)
{
	static const char *const tags[] = {"CommentStmt", "GrantStmt", "VacuumStmt", "ClusterStmt", "ReindexStmt", "TruncateStmt", "LockStmt", "RefreshMatViewStmt"};
	bool ok = true, wanted = false;
	struct bound *bound;

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		wanted |= tree_is(tree, tags[i]);
	if (!wanted)
		return true;
	bound = bind_tree_in(run->arena, run->catalog, tree, NULL);
	for (size_t i = 0; i < bound->problems.n && ok; i++) {
		const struct bound_problem *p = &bound->problems.v[i];

		if (p->certain)
			ok = fail_missing(run, p->sqlstate, p->object, "%s", p->message);
	}
	bound_free(bound);
	return ok;
}

static void tell_change(struct run *run, const struct sql_statement *s)
{
	if (run->replay->on_change && run->depth == 0 && (tree_is(s->tree, "InsertStmt") || tree_is(s->tree, "UpdateStmt") || tree_is(s->tree, "DeleteStmt")))
		run->replay->on_change(run->replay->context, &(struct replay_change){run->text + s->start, (size_t)s->length, run->place.file, run->place.line});
}

static void tell_problem(struct run *run, const struct replay_problem *problem)
{
	if (run->replay->on_problem)
		run->replay->on_problem(run->replay->context, problem);
}

/* Events and opaque notes go out when the outermost statement is done. */
static void tell(struct run *run, bool failed)
{
	/* Inside a transaction events wait: ROLLBACK may take them back. */
	if (!run->undo) {
		for (size_t i = 0; i < run->events.n; i++)
			if (run->replay->on_event)
				run->replay->on_event(run->replay->context, &run->events.v[i]);
		run->events.n = 0;
	}
	for (size_t i = 0; i < run->opaque.n; i++)
		tell_problem(run, &run->opaque.v[i]);
	if (failed)
		tell_problem(run, &run->problem);
	run->opaque.n = 0;
}

static void not_parsed(struct run *run, const struct sql_statement *s)
{
	/* What cannot be read may have made anything; what is wrong makes nothing. */
	if (s->unchecked && s->needs) {
		opaque(run, "%s (needs %s)", s->error, s->needs);
	} else if (s->unchecked) {
		/* A long INSERT changes no schema. */
		if (strncasecmp(run->text + s->start, "insert", 6) != 0)
			opaque(run, "statement not read: %s", s->error);
	} else {
		fail(run, "42601", "", "%s", s->error);
		run->problem.kind = REPLAY_SYNTAX;
		run->problem.line = place_of(run, s->error_position).line;
	}
}

static int count_lines(const char *text, size_t from, size_t to)
{
	int n = 0;

	for (size_t i = from; i < to; i++)
		n += text[i] == '\n';
	return n;
}

/* false: it failed, run->problem says why. */
static bool carry_out(struct run *run, const struct sql_statement *s)
{
	const char *refuses;
	bool done;

	run->sql = s;
	run->place = place_of(run, s->start);
	run->mark_lines += count_lines(run->text, run->mark, (size_t)s->start);
	run->mark = (size_t)s->start;
	if (!s->tree) {
		if (!run->aborted)
			not_parsed(run, s);
		return s->unchecked || run->aborted;
	}
	if (tree_is(s->tree, "TransactionStmt"))
		return run_transaction(run, tree_body(s->tree));
	if (run->aborted)
		return true;
	refuses = run->in_block || run->replay->in_transaction ? refuses_transaction(s->tree) : NULL;
	if (refuses)
		return fail(run, "25001", "", "%s cannot run inside a transaction block", refuses);
	tell_change(run, s);
	if (!objects_exist(run, s->tree))
		return run->problem.kind == REPLAY_OPAQUE;
	if (changes_nothing(s->tree))
		return true;
	undo_begin(run);
	done = run_statement(run, s->tree);
	if (done) {
		undo_commit(run);
		return true;
	}
	undo_back(run);
	if (run->problem.kind != REPLAY_OPAQUE)
		return false;
	vec_push(&run->opaque, run->problem); /* it may well succeed: what comes after it goes on */
	return true;
}

bool run_text(struct run *run, const char *text, size_t length)
{
	struct sql_text *parsed;
	bool ok = true;

	if (run->depth >= MAX_DEPTH) {
		opaque(run, "statements nested too deeply");
		return true;
	}
	parsed = sql_parse(text, length);
	run->text = parsed->text;
	run->length = length;
	run->mark = 0;
	run->mark_lines = 0;
	for (size_t i = 0; i < parsed->n && ok; i++) {
		if (run->depth == 0)
			run->statement = (int)i;
		ok = carry_out(run, &parsed->statement[i]);
		if (run->depth > 0)
			continue;
		run->aborted |= !ok && run->in_block && run->replay->strict;
		tell(run, !ok);
		ok = true;
	}
	sql_free(parsed);
	return ok;
}

void replay_text(struct replay *replay, const char *text, size_t length, int file, int line)
{
	struct run run = {.replay = replay, .catalog = replay->catalog, .arena = &replay->catalog->arena, .file = file, .first_line = line, .place = {file, line}};

	run_text(&run, text, length);
	end_session(&run);
	tell(&run, false);
	vec_free(&run.events);
	vec_free(&run.savepoint);
	vec_free(&run.opaque);
}
