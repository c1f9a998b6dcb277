/*
 * DO blocks: the plpgsql inside is followed as far as it is constant. A statement runs, EXECUTE of a constant text runs, IF is decided by the
 * catalogue, EXCEPTION takes its block back; loops over constant arrays are unrolled. What else could change a schema is opaque.
 */
#include "condition.h"
#include "replay_private.h"

#include <stdio.h>
#include <strings.h>

#define MAX_ROUNDS 256 /* of a loop that is unrolled */
#define ELEVEL_ERROR 21

enum flow { FLOW_ON,
	FLOW_LEAVE,
	FLOW_FAIL }; /* LEAVE: RETURN, EXIT */

struct block {
	struct run *run;
	struct variables variables;
	const cJSON *datums;
	int first_line; /* of the body, in the file */
};

static enum flow run_body(struct block *block, const cJSON *list);

static void bind_variable(struct block *block, const char *name, const char *value)
{
	name = arena_strdup(block->run->arena, name);
	for (size_t i = 0; i < block->variables.n; i++) {
		if (strcasecmp(block->variables.v[i].name, name) == 0) {
			block->variables.v[i].value = value;
			return;
		}
	}
	vec_push(&block->variables, (struct variable){name, value});
}

/* The SQL text of a member that holds a PLpgSQL_expr. */
static const char *query_of(const cJSON *node, const char *member)
{
	return tree_text(tree_get(tree_get(node, member), "PLpgSQL_expr"), "query");
}

static bool starts_ddl(const char *sql)
{
	static const char *const words[] = {"create", "alter", "drop", "execute"};

	while (*sql == ' ' || *sql == '\n' || *sql == '\t' || *sql == '\r' || *sql == '(')
		sql++;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strncasecmp(sql, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* Whether the text that EXECUTE runs could change a schema, judged by how it begins. */
static bool executes_ddl(struct block *block, const cJSON *execute)
{
	static const char *const harmless[] = {"grant ", "revoke ", "insert ", "update ", "delete ", "select ", "comment ", "set ", "notify ", "analyze ",
		"vacuum ", "refresh ", "truncate ",
		"alter default privileges ", "create role ", "create user ", "alter role ", "alter user ", "drop role ", "create database ",
		"alter database ",
		"create publication ", "alter publication ", "reassign "};
	const char *text = fold_beginning(block->run, &block->variables, query_of(execute, "query"));
	const char *end = text + strlen(text), *word = text + strspn(text, " \t\r\n");

	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		if (strncasecmp(word, harmless[i], strlen(harmless[i])) == 0)
			return false;
	return end - text < 9 || strncasecmp(end - 9, "owner to ", 9) != 0;
}

/* Whether something below could change a schema. */
static bool holds_ddl(struct block *block, const cJSON *node)
{
	const cJSON *item;

	if (!cJSON_IsObject(node) && !cJSON_IsArray(node))
		return false;
	if (tree_get(node, "PLpgSQL_stmt_dynexecute") && executes_ddl(block, tree_get(node, "PLpgSQL_stmt_dynexecute")))
		return true;
	if (starts_ddl(query_of(tree_get(node, "PLpgSQL_stmt_execsql"), "sqlstmt")))
		return true;
	tree_each(item, node) if (holds_ddl(block, item)) return true;
	return false;
}

/* Runs a text inside the block. Its places are on the line the plpgsql statement begins at. */
static enum flow run_inside(struct block *block, const char *text, const cJSON *node)
{
	struct run *run = block->run, outer = *run;
	int lineno = tree_int(node, "lineno");
	bool ok;

	run->depth++;
	run->first_line = block->first_line + (lineno > 0 ? lineno - 1 : 0);
	run->lines_fixed = true;
	ok = run_text(run, text, strlen(text));
	run->text = outer.text;
	run->length = outer.length;
	run->first_line = outer.first_line;
	run->lines_fixed = outer.lines_fixed;
	run->mark = outer.mark;
	run->mark_lines = outer.mark_lines;
	run->sql = outer.sql;
	run->place = outer.place;
	run->depth--;
	return ok ? FLOW_ON : FLOW_FAIL;
}

static enum flow run_execute(struct block *block, const cJSON *node)
{
	const char *text = fold_text(block->run, &block->variables, query_of(node, "query"));

	if (!text && !executes_ddl(block, node))
		return FLOW_ON;
	if (!text) {
		opaque(block->run, "EXECUTE of a text that is not constant: %.200s", query_of(node, "query"));
		return FLOW_ON;
	}
	return run_inside(block, text, node);
}

/* Conditions an IF … THEN may stand for when they cannot be decided: the statement's own failure then says so. */
static bool is_guarded_failure(const char *sqlstate, bool absence)
{
	static const char *const exists[] = {"42710", "42P07", "42701", "42P06", "42723"}, *const missing[] = {"42P01", "42703", "42704", "42883", "3F000"};
	const char *const *list = absence ? exists : missing;

	for (size_t i = 0; i < 5; i++)
		if (strcmp(list[i], sqlstate) == 0)
			return true;
	return false;
}

/* A branch whose condition could not be decided. */
static enum flow run_doubtful(struct block *block, const char *condition, const cJSON *body)
{
	struct run *run = block->run;
	bool absence = tests_absence(condition);
	enum flow flow;

	if (!holds_ddl(block, body))
		return FLOW_ON;
	if (!absence && strncasecmp(condition, "exists", 6) != 0) {
		opaque(run, "IF %.200s: not known whether it holds", condition);
		return FLOW_ON;
	}
	undo_begin(run);
	flow = run_body(block, body);
	if (flow == FLOW_FAIL && is_guarded_failure(run->problem.sqlstate, absence)) {
		undo_back(run);
		skipped(run, "do block", run->problem.object);
		return FLOW_ON;
	}
	if (flow == FLOW_FAIL)
		undo_back(run);
	else
		undo_commit(run);
	return flow;
}

static enum flow run_if(struct block *block, const cJSON *node)
{
	const cJSON *item, *others = tree_get(node, "elsif_list");
	const char *condition = query_of(node, "cond");
	enum verdict verdict = judge_condition(block->run, &block->variables, condition);

	if (verdict == VERDICT_TRUE)
		return run_body(block, tree_get(node, "then_body"));
	if (verdict == VERDICT_UNKNOWN) {
		if (holds_ddl(block, tree_get(node, "else_body")) || holds_ddl(block, others)) {
			opaque(block->run, "IF %.200s: not known which way it goes", condition);
			return FLOW_ON;
		}
		return run_doubtful(block, condition, tree_get(node, "then_body"));
	}
	tree_each(item, others) {
		const cJSON *other = tree_get(item, "PLpgSQL_if_elsif");

		condition = query_of(other, "cond");
		verdict = judge_condition(block->run, &block->variables, condition);
		if (verdict == VERDICT_TRUE)
			return run_body(block, tree_get(other, "stmts"));
		if (verdict == VERDICT_UNKNOWN) {
			if (holds_ddl(block, tree_get(other, "stmts")) || holds_ddl(block, tree_get(node, "else_body")))
				opaque(block->run, "ELSIF %.200s: not known whether it holds", condition);
			return FLOW_ON;
		}
	}
	return run_body(block, tree_get(node, "else_body"));
}

static bool handles(const cJSON *exception, const char *sqlstate)
{
	const cJSON *item, *list = tree_get(exception, "conditions");

	tree_each(item, list) {
		const char *name = tree_text(tree_get(item, "PLpgSQL_condition"), "condname");

		if (strcmp(name, sqlstate) == 0 || condition_covers(name, sqlstate))
			return true;
	}
	return false;
}

static enum flow run_block(struct block *block, const cJSON *node)
{
	struct run *run = block->run;
	const cJSON *item, *list = tree_get(tree_get(tree_get(node, "exceptions"), "PLpgSQL_exception_block"), "exc_list");
	enum flow flow;

	if (!list)
		return run_body(block, tree_get(node, "body"));
	undo_begin(run);
	flow = run_body(block, tree_get(node, "body"));
	if (flow != FLOW_FAIL) {
		undo_commit(run);
		return flow;
	}
	undo_back(run);
	tree_each(item, list) {
		const cJSON *exception = tree_get(item, "PLpgSQL_exception");

		if (!handles(exception, run->problem.sqlstate))
			continue;
		skipped(run, "do block", run->problem.object);
		return run_body(block, tree_get(exception, "action"));
	}
	return FLOW_FAIL;
}

static const char *variable_name(const struct block *block, const cJSON *node, const char *member)
{
	const cJSON *datum = tree_item(block->datums, (size_t)tree_int(node, member));

	return tree_text(datum ? datum->child : NULL, "refname");
}

static enum flow run_assign(struct block *block, const cJSON *node)
{
	const char *text = query_of(node, "expr"), *value = strpbrk(text, "=");

	/* "name := value" or "name = value", as written */
	bind_variable(block, variable_name(block, node, "varno"), value ? fold_text(block->run, &block->variables, value + 1) : NULL);
	return FLOW_ON;
}

static enum flow run_foreach(struct block *block, const cJSON *node)
{
	struct names values = {0};
	enum flow flow = FLOW_ON;

	if (!holds_ddl(block, tree_get(node, "body")))
		return FLOW_ON;
	if (!fold_array(block->run, &block->variables, query_of(node, "expr"), &values) || values.n > MAX_ROUNDS) {
		opaque(block->run, "FOREACH over values that are not constant");
	} else {
		for (size_t i = 0; i < values.n && flow == FLOW_ON; i++) {
			bind_variable(block, variable_name(block, node, "varno"), values.v[i]);
			flow = run_body(block, tree_get(node, "body"));
		}
	}
	vec_free(&values);
	return flow == FLOW_LEAVE ? FLOW_ON : flow;
}

static enum flow run_for(struct block *block, const cJSON *node)
{
	struct run *run = block->run;
	const char *low = fold_text(run, &block->variables, query_of(node, "lower")), *high = fold_text(run, &block->variables, query_of(node, "upper"));
	const char *name = tree_text(tree_get(tree_get(node, "var"), "PLpgSQL_var"), "refname");
	enum flow flow = FLOW_ON;

	if (!holds_ddl(block, tree_get(node, "body")))
		return FLOW_ON;
	if (!low || !high || tree_get(node, "step") || tree_flag(node, "reverse") || strtol(high, NULL, 10) - strtol(low, NULL, 10) > MAX_ROUNDS) {
		opaque(run, "FOR over bounds that are not constant");
		return FLOW_ON;
	}
	for (long i = strtol(low, NULL, 10); i <= strtol(high, NULL, 10) && flow == FLOW_ON; i++) {
		bind_variable(block, name, arena_printf(run->arena, "%ld", i));
		flow = run_body(block, tree_get(node, "body"));
	}
	return flow == FLOW_LEAVE ? FLOW_ON : flow;
}

static enum flow run_execsql(struct block *block, const cJSON *node)
{
	const char *text = query_of(node, "sqlstmt");

	/* SELECT … INTO variable: what it holds is not known any more. */
	if (tree_flag(node, "into")) {
		const cJSON *item, *fields = tree_get(tree_get(tree_get(node, "target"), "PLpgSQL_row"), "fields");

		tree_each(item, fields)
			bind_variable(block, tree_text(item, "name"), NULL);
		return FLOW_ON;
	}
	return run_inside(block, text, node);
}

static enum flow run_raise(struct block *block, const cJSON *node)
{
	const char *condition = tree_text(node, "condname");

	if (tree_int(node, "elog_level") < ELEVEL_ERROR)
		return FLOW_ON;
	/* RAISE alone passes on what was caught. */
	if (!*condition && !*tree_text(node, "message"))
		return FLOW_FAIL;
	fail(block->run, "P0001", "", "%s", *tree_text(node, "message") ? tree_text(node, "message") : condition);
	return FLOW_FAIL;
}

static enum flow run_one(struct block *block, const cJSON *item)
{
	static const struct {
		const char *tag;
		enum flow (*carry_out)(struct block *block, const cJSON *node);
	} handlers[] = {
		{"PLpgSQL_stmt_block", run_block},
		{"PLpgSQL_stmt_execsql", run_execsql},
		{"PLpgSQL_stmt_dynexecute", run_execute},
		{"PLpgSQL_stmt_if", run_if},
		{"PLpgSQL_stmt_assign", run_assign},
		{"PLpgSQL_stmt_foreach_a", run_foreach},
		{"PLpgSQL_stmt_fori", run_for},
		{"PLpgSQL_stmt_raise", run_raise},
	};

	for (size_t i = 0; i < sizeof(handlers) / sizeof(*handlers); i++)
		if (tree_get(item, handlers[i].tag))
			return handlers[i].carry_out(block, tree_get(item, handlers[i].tag));
	if (tree_get(item, "PLpgSQL_stmt_return") || tree_get(item, "PLpgSQL_stmt_exit"))
		return FLOW_LEAVE;
	if (holds_ddl(block, item))
		opaque(block->run, "DDL in a loop or branch that is not followed");
	return FLOW_ON;
}

static enum flow run_body(struct block *block, const cJSON *list)
{
	const cJSON *item;

	if (!cJSON_IsArray(list))
		return FLOW_ON;
	tree_each(item, list) {
		enum flow flow = run_one(block, item);

		if (flow != FLOW_ON)
			return flow;
	}
	return FLOW_ON;
}

/* Variables with a constant to start with. */
static void declare(struct block *block)
{
	const cJSON *item;

	tree_each(item, block->datums) {
		const cJSON *variable = tree_get(item, "PLpgSQL_var");
		const char *initial = query_of(variable, "default_val");
		struct names values = {0};

		if (variable && *initial)
			bind_variable(block, tree_text(variable, "refname"), fold_text(block->run, &block->variables, initial));
		vec_free(&values);
	}
}

/* The line the body begins at: what precedes it in the statement is counted. */
static int body_line(const struct run *run, const char *body)
{
	const char *statement = run->text + run->sql->start;
	const char *at = *body ? memmem(statement, (size_t)run->sql->length, body, strlen(body)) : NULL;

	return at ? place_of(run, (int)(at - run->text)).line : run->place.line;
}

bool run_do(struct run *run, const cJSON *body)
{
	const cJSON *item, *args = tree_get(body, "args"), *function;
	const char *language = "plpgsql", *code = "", *text;
	struct block block = {.run = run};
	char message[256];
	cJSON *tree;
	enum flow flow;

	tree_each(item, args) {
		const cJSON *option = tree_as(item, "DefElem");
		const char *value = tree_string(tree_get(option, "arg"));

		if (value && tree_text_is(option, "defname", "language"))
			language = value;
		else if (value && tree_text_is(option, "defname", "as"))
			code = value;
	}
	if (strcmp(language, "plpgsql") != 0) {
		opaque(run, "DO in language %s", language);
		return true;
	}
	text = arena_strndup(run->arena, run->text + run->sql->start, (size_t)run->sql->length);
	tree = sql_parse_plpgsql(text, message, sizeof(message));
	if (!tree) {
		opaque(run, "DO block not read: %s", message);
		return true;
	}
	function = tree_get(tree_item(tree, 0), "PLpgSQL_function");
	block.datums = tree_get(function, "datums");
	block.first_line = body_line(run, code);
	declare(&block);
	flow = run_block(&block, tree_get(tree_get(function, "action"), "PLpgSQL_stmt_block"));
	vec_free(&block.variables);
	cJSON_Delete(tree);
	return flow != FLOW_FAIL;
}
