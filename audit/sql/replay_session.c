/* What belongs to the session rather than to the schema: transactions and savepoints, the search path, functions that are called. */
#include "replay_private.h"

#include <strings.h>

/* SET search_path, SELECT set_config('search_path', …) */
static void set_search_path(struct run *run, const char *const *names, size_t n)
{
	run->catalog->search_path.n = 0;
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], "") != 0 && strcmp(names[i], "$user") != 0)
			vec_push(&run->catalog->search_path, names[i]);
}

void replay_session(struct catalog *catalog)
{
	catalog->search_path.n = 0;
	for (size_t i = 0; i < catalog->session_path.n; i++)
		vec_push(&catalog->search_path, catalog->session_path.v[i]);
	if (catalog->session_path.n == 0)
		vec_push(&catalog->search_path, "public");
}

bool run_alter_setting(struct run *run, const cJSON *body)
{
	const cJSON *set = tree_at(body, "setstmt", "VariableSetStmt"), *item, *args;

	if (!set)
		set = tree_get(body, "setstmt");
	args = tree_get(set, "args");
	if (!tree_text_is(set, "name", "search_path"))
		return true;
	run->catalog->session_path.n = 0;
	tree_each(item, args) {
		const char *name = tree_constant(run->arena, item);

		if (name && *name && strcmp(name, "$user") != 0)
			vec_push(&run->catalog->session_path, name);
	}
	return true;
}

bool run_set(struct run *run, const cJSON *body)
{
	const cJSON *item, *args = tree_get(body, "args");
	const char *names[64];
	size_t n = 0;

	if (tree_text_is(body, "kind", "VAR_RESET_ALL") || (tree_text_is(body, "name", "search_path") && !tree_text_is(body, "kind", "VAR_SET_VALUE"))) {
		replay_session(run->catalog);
		return true;
	}
	if (tree_text_is(body, "name", "check_function_bodies")) {
		const char *value = tree_constant(run->arena, tree_item(args, 0));

		run->bodies_unchecked = value && (strcmp(value, "false") == 0 || strcmp(value, "off") == 0 || strcmp(value, "0") == 0 || strcmp(value, "no") == 0);
	}
	if (!tree_text_is(body, "name", "search_path"))
		return true;
	if (tree_flag(body, "is_local") && !run->local_path) {
		run->n_local_path = run->catalog->search_path.n;
		run->local_path = arena_array(run->arena, const char *, run->n_local_path + 1);
		for (size_t i = 0; i < run->n_local_path; i++)
			run->local_path[i] = run->catalog->search_path.v[i];
	}
	tree_each(item, args) {
		const char *name = tree_constant(run->arena, item);

		if (name && n < 64)
			names[n++] = name;
	}
	set_search_path(run, names, n);
	return true;
}

/* SELECT f(): a function of the database's own may change the schema as well as any statement. */
static bool visit_call(void *context, const char *tag, const cJSON *body)
{
	static const char *const words[] = {"execute", "create ", "alter ", "drop "};
	struct run *run = context;
	const char *schema, *name;
	const struct routine *function;

	if (strcmp(tag, "FuncCall") != 0 || !tree_name(tree_get(body, "funcname"), &schema, &name) ||
		!(function = function_named(run->catalog, schema, name)) || !function->body || strcmp(function->language, "plpgsql") != 0)
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcasestr(function->body, words[i])) {
			opaque(run, "SELECT calls \"%s\", which may change the schema", name);
			return true;
		}
	}
	return true;
}

/* SELECT set_config('search_path', 'a, b', false), as pg_dump writes it. */
void run_select(struct run *run, const cJSON *body)
{
	const cJSON *target = tree_as(tree_item(tree_get(body, "targetList"), 0), "ResTarget");
	const cJSON *call = tree_at(target, "val", "FuncCall"), *args = tree_get(call, "args");
	const char *schema, *name, *setting, *value;
	const char *names[64];
	size_t n = 0;

	tree_walk(body, visit_call, run);
	if (!tree_name(tree_get(call, "funcname"), &schema, &name) || strcmp(name, "set_config") != 0)
		return;
	setting = tree_constant(run->arena, tree_item(args, 0));
	value = tree_constant(run->arena, tree_item(args, 1));
	if (!setting || !value || strcmp(setting, "search_path") != 0)
		return;
	for (char *copy = arena_strdup(run->arena, value), *save, *part = strtok_r(copy, ", \t\"", &save); part && n < 64; part = strtok_r(NULL, ", \t\"",
																   &save))
		names[n++] = part;
	set_search_path(run, names, n);
}

/* --- transactions --- */

const char *refuses_transaction(const cJSON *tree)
{
	static const struct { const char *tag, *name; } always[] = {
		{"CreatedbStmt", "CREATE DATABASE"}, {"DropdbStmt", "DROP DATABASE"}, {"AlterSystemStmt", "ALTER SYSTEM"}, {"CreateTableSpaceStmt", "CREATE TABLESPACE"},
		{"DropTableSpaceStmt", "DROP TABLESPACE"},
	};
	const cJSON *body = tree_body(tree);

	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		if (tree_is(tree, always[i].tag))
			return always[i].name;
	if (tree_is(tree, "IndexStmt") && tree_flag(body, "concurrent"))
		return "CREATE INDEX CONCURRENTLY";
	if (tree_is(tree, "DropStmt") && tree_flag(body, "concurrent"))
		return "DROP INDEX CONCURRENTLY";
	if (tree_is(tree, "VacuumStmt") && tree_flag(body, "is_vacuumcmd"))
		return "VACUUM";
	return NULL;
}

static void end_block(struct run *run, bool keep)
{
	while (run->undo) {
		if (keep)
			undo_commit(run);
		else
			undo_back(run);
	}
	run->in_block = run->aborted = false;
	run->savepoint.n = 0;
	if (run->local_path)
		set_search_path(run, run->local_path, run->n_local_path);
	run->local_path = NULL;
}

/* The innermost savepoint of the name, counted from 1; 0: none. */
static size_t find_savepoint(const struct run *run, const char *name)
{
	size_t i = run->savepoint.n;

	while (i > 0 && strcmp(run->savepoint.v[i - 1], name) != 0)
		i--;
	return i;
}

/*
 * BEGIN opens a frame that ROLLBACK takes back, SAVEPOINT one inside it. Where the replay is strict, so does a statement that failed: COMMIT of such
 * a transaction is a ROLLBACK.
 */
bool run_transaction(struct run *run, const cJSON *body)
{
	const char *kind = tree_text(body, "kind"), *name = tree_text(body, "savepoint_name");
	size_t at;

	if (run->depth > 0)
		return true;
	if (strcmp(kind, "TRANS_STMT_BEGIN") == 0 || strcmp(kind, "TRANS_STMT_START") == 0) {
		if (!run->in_block)
			undo_begin(run);
		run->in_block = true;
	} else if (strcmp(kind, "TRANS_STMT_COMMIT") == 0 || strcmp(kind, "TRANS_STMT_ROLLBACK") == 0) {
		end_block(run, strcmp(kind, "TRANS_STMT_COMMIT") == 0 && !run->aborted);
		if (tree_flag(body, "chain")) {
			undo_begin(run);
			run->in_block = true;
		}
	} else if (strcmp(kind, "TRANS_STMT_SAVEPOINT") == 0 && run->in_block && !run->aborted) {
		undo_begin(run);
		vec_push(&run->savepoint, arena_strdup(run->arena, name));
	} else if (strcmp(kind, "TRANS_STMT_RELEASE") == 0 && (at = find_savepoint(run, name))) {
		for (; run->savepoint.n >= at; run->savepoint.n--)
			undo_commit(run);
	} else if (strcmp(kind, "TRANS_STMT_ROLLBACK_TO") == 0 && (at = find_savepoint(run, name))) {
		for (; run->savepoint.n > at; run->savepoint.n--)
			undo_back(run);
		undo_back(run);
		undo_begin(run);
		run->aborted = false;
	}
	return true;
}

void end_session(struct run *run)
{
	end_block(run, !run->aborted); /* a transaction that is not ended: whoever runs the file will */
}
