/* Views and CREATE TABLE AS: their columns are what binding their query says. */
#include "replay_private.h"

#include <ctype.h>
#include <strings.h>

/* The query's text without what may follow it: WITH [NO] DATA, WITH [CASCADED | LOCAL] CHECK OPTION. */
static const char *bare_query(struct run *run, const char *text)
{
	static const char *const tails[][5] = {
		{"data", "no", "with"},
		{"data", "with"},
		{"option", "check", "cascaded", "with"},
		{"option", "check", "local", "with"},
		{"option", "check", "with"},
	};

	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++) {
		size_t end = strlen(text);
		bool matches = true;

		for (size_t k = 0; k < 5 && tails[i][k] && matches; k++) {
			size_t n = strlen(tails[i][k]);

			while (end > 0 && isspace((unsigned char)text[end - 1]))
				end--;
			matches = end > n && strncasecmp(text + end - n, tails[i][k], n) == 0 && isspace((unsigned char)text[end - n - 1]);
			end -= matches ? n : 0;
		}
		if (!matches)
			continue;
		while (end > 0 && isspace((unsigned char)text[end - 1]))
			end--;
		return arena_strndup(run->arena, text, end);
	}
	return text;
}

/* A query that PostgreSQL would refuse makes no view. true: refused, after fail(). */
static bool query_refused(struct run *run, const struct bound *bound)
{
	for (size_t i = 0; i < bound->problems.n; i++) {
		const struct bound_problem *p = &bound->problems.v[i];

		if (p->certain && strlen(p->sqlstate) == 5 && strncmp(p->sqlstate, "42", 2) == 0) {
			char *state = arena_strdup(run->arena, p->sqlstate);

			return !fail(run, state, p->object ? p->object : "", "%s", p->message);
		}
	}
	return false;
}

/* Everything the query reads, for DROP. */
static void depends_on_query(struct run *run, struct relation *view, const struct bound *bound, const cJSON *query)
{
	for (size_t i = 0; i < bound->tables.n; i++)
		if (bound->tables.v[i].relation)
			depends(run, relation_object(view), relation_object((struct relation *)bound->tables.v[i].relation), 'n');
	for (size_t i = 0; i < bound->columns.n; i++) {
		const struct bound_column *c = &bound->columns.v[i];
		struct relation *table = *c->table ? catalog_relation(run->catalog, c->schema && *c->schema ? c->schema : NULL, c->table) : NULL;
		struct column *column = table ? relation_column(table, c->column) : NULL;

		if (column && table != view)
			depends(run, relation_object(view), part_object(OBJECT_COLUMN, column, table), 'n');
	}
	depends_on_expression(run, relation_object(view), query, NULL, 0);
}

static void forget_columns(struct run *run, struct relation *relation)
{
	for (size_t i = 0; i < relation->column.n; i++)
		forget_depends(run, relation->column.v[i], OBJECT_COLUMN);
	relation->column.n = 0;
	relation->next_number = 0;
}

/* An untyped literal becomes text in a column. */
static struct sql_type stored_type(const struct sql_type *type)
{
	if (type->schema && strcmp(type->schema, "pg_catalog") == 0 && strcmp(type->name, "unknown") == 0)
		return (struct sql_type){"pg_catalog", "text", "", 0};
	return *type;
}

static bool take_columns(struct run *run, struct relation *relation, const cJSON *query, const cJSON *aliases)
{
	struct bound_output *out = NULL;
	size_t n = 0, named = 0;
	const char **alias = tree_strings(run->arena, aliases, &named);

	if (!bind_query_columns(run->arena, run->catalog, query, run->text, &out, &n)) {
		relation->columns_unknown = true;
		return true;
	}
	if (named > n)
		return fail(run, "42601", qualified(run, relation->schema, relation->name),
			relation->kind == RELATION_VIEW ? "CREATE VIEW specifies more column names than columns"
							: "too many column names were specified");
	for (size_t i = 0; i < n; i++) {
		const char *name = i < named ? alias[i] : out[i].name;
		struct sql_type type = stored_type(&out[i].type);

		if (!name) {
			forget_columns(run, relation);
			relation->columns_unknown = true;
			return true;
		}
		if (relation_column(relation, name))
			return fail(run, "42701", dotted(run, relation, name), "column \"%s\" specified more than once", name);
		new_column(run, relation, name, type, run->place);
	}
	return true;
}

static bool column_kept(const struct column *old, const struct column *now)
{
	return strcmp(old->name, now->name) == 0 && (!old->type.name || !now->type.name || !old->type.schema || !now->type.schema || type_same(&old->type, &now->type));
}

/* CREATE OR REPLACE VIEW may add columns at the end, nothing else. */
static bool replaces(struct run *run, const struct relation *view, struct column *const *old, size_t n)
{
	for (size_t i = 0; i < n && !view->columns_unknown; i++) {
		if (i >= view->column.n)
			return fail(run, "42P16", qualified(run, view->schema, view->name), "cannot drop columns from view");
		if (strcmp(old[i]->name, view->column.v[i]->name) != 0)
			return fail(run, "42P16", dotted(run, view, old[i]->name), "cannot change name of view column \"%s\" to \"%s\"", old[i]->name,
				view->column.v[i]->name);
		if (!column_kept(old[i], view->column.v[i]))
			return fail(run, "42P16", dotted(run, view, old[i]->name), "cannot change data type of view column \"%s\" from %s to %s", old[i]->name,
				type_text(run->arena, &old[i]->type), type_text(run->arena, &view->column.v[i]->type));
	}
	return true;
}

/* Columns that stay are the same objects: other views may need them. */
static void keep_columns(struct run *run, struct relation *view, struct column *const *old, size_t n)
{
	for (size_t i = 0; i < n && i < view->column.n; i++) {
		forget_depends(run, view->column.v[i], OBJECT_COLUMN);
		touch(run, old[i]);
		old[i]->type = view->column.v[i]->type;
		view->column.v[i] = old[i];
	}
}

/* CREATE RECURSIVE VIEW v (a) AS q stands for CREATE VIEW v (a) AS WITH RECURSIVE v (a) AS (q) SELECT a FROM v. */
static const char *spelled_out(struct run *run, const char *name, const cJSON *aliases, int after, const char *query)
{
	const char *start = run->text + run->sql->start;
	bool recursive = false;
	size_t n;
	const char **alias = tree_strings(run->arena, aliases, &n);
	struct buf columns = {0};

	for (const char *c = start; c + 9 < run->text + after && !recursive; c++)
		recursive = strncasecmp(c, "recursive", 9) == 0;
	if (!recursive)
		return query;
	for (size_t i = 0; i < n; i++)
		buf_printf(&columns, "%s%s", i ? ", " : "", quote_name(run->arena, alias[i]));
	name = quote_name(run->arena, name);
	query = arena_printf(run->arena, "WITH RECURSIVE %s (%s) AS (%s) SELECT %s FROM %s", name, buf_text(&columns), query, buf_text(&columns), name);
	buf_free(&columns);
	return query;
}

/* The text of SELECT … INTO [TEMP | UNLOGGED] [TABLE] name … without its target, whose name is at `target`; NULL: not found. */
static const char *without_into(struct run *run, int target)
{
	size_t start = (size_t)run->sql->start, at = (size_t)target, end = start + (size_t)run->sql->length;
	char *text;

	while (at > start && strncasecmp(run->text + at, "into", 4) != 0)
		at--;
	if (at == start || (size_t)target >= end)
		return NULL;
	text = arena_strndup(run->arena, run->text + start, (size_t)run->sql->length);
	for (target -= (int)start; text[target] && (isalnum((unsigned char)text[target]) || strchr("_$.\"", text[target])); target++)
		;
	memset(text + at - start, ' ', (size_t)target - (at - start));
	return text;
}

static bool fill_view(struct run *run, struct relation *view, const cJSON *query, const cJSON *aliases, int after, const char *text)
{
	size_t n = view->column.n;
	struct column **old = arena_array(run->arena, struct column *, n + 1);
	bool was_unknown = view->columns_unknown, ok;
	struct bound *bound;

	for (size_t i = 0; i < n; i++)
		old[i] = view->column.v[i];
	view->view_sql = text ? text : spelled_out(run, view->name, aliases, after, bare_query(run, query_source(run, after)));
	bound = bind_statement(run->arena, run->catalog, view->view_sql, strlen(view->view_sql));
	if (query_refused(run, bound)) {
		bound_free(bound);
		return false;
	}
	forget_depends(run, view, OBJECT_RELATION);
	view->column.n = 0;
	view->next_number = 0;
	view->columns_unknown = false;
	ok = take_columns(run, view, query, aliases) && (was_unknown || replaces(run, view, old, n));
	if (ok && !was_unknown)
		keep_columns(run, view, old, n);
	if (ok)
		depends_on_query(run, view, bound, query);
	bound_free(bound);
	return ok;
}

bool run_view(struct run *run, const cJSON *body)
{
	const cJSON *var = tree_get(body, "view");
	const char *written = *tree_text(var, "schemaname") ? tree_text(var, "schemaname") : NULL, *name = tree_text(var, "relname");
	bool temporary = tree_text_is(var, "relpersistence", "t"), replace = tree_flag(body, "replace"), ok = true;
	const char *schema = creation_schema(run, written, temporary);
	struct relation *view;

	if (!schema)
		return false;
	view = replace ? catalog_relation(run->catalog, schema, name) : NULL;
	if (view && view->kind != RELATION_VIEW)
		return fail(run, "42809", qualified(run, schema, name), "\"%s\" is not a view", name);
	if (!view) {
		if (relation_exists(run, schema, name, "create view", false, &ok))
			return ok;
		view = catalog_add_relation(run->catalog, schema, name, RELATION_VIEW);
		view->place = run->place;
		view->temporary = strcmp(schema, "pg_temp") == 0;
		event(run, "create view", qualified(run, schema, name));
	} else {
		touch_relation(run, view);
		event(run, "replace view", qualified(run, schema, name));
	}
	return fill_view(run, view, tree_get(body, "query"), tree_get(body, "aliases"), tree_location(var), NULL);
}

/* EXECUTE of a prepared statement, as a source of rows, is not followed. */
bool run_table_as(struct run *run, const cJSON *body)
{
	/* SELECT … INTO has the target inside the query. */
	bool select_into = tree_get(body, "intoClause") != NULL, ok = true;
	const cJSON *into = select_into ? tree_get(body, "intoClause") : tree_get(body, "into"), *var = tree_get(into, "rel"), *query = tree_get(body, "query");
	const char *written = *tree_text(var, "schemaname") ? tree_text(var, "schemaname") : NULL, *name = tree_text(var, "relname"), *operation,
		   *text = NULL;
	struct sql_text *parsed = NULL;
	bool temporary = tree_text_is(var, "relpersistence", "t"), matview = tree_text_is(body, "objtype", "OBJECT_MATVIEW");
	const char *schema = creation_schema(run, written, temporary);
	struct relation *relation;

	operation = matview ? "create materialized view" : "create table as";
	if (!schema || relation_exists(run, schema, name, operation, tree_flag(body, "if_not_exists"), &ok))
		return schema && ok;
	relation = catalog_add_relation(run->catalog, schema, name, matview ? RELATION_MATVIEW : RELATION_TABLE);
	relation->place = run->place;
	relation->temporary = strcmp(schema, "pg_temp") == 0;
	relation->unlogged = tree_text_is(var, "relpersistence", "u");
	event(run, operation, qualified(run, schema, name));
	if (select_into && run->sql->tree && tree_body(run->sql->tree) == body && (text = without_into(run, tree_location(var)))) {
		parsed = sql_parse(text, strlen(text));
		query = parsed->n == 1 ? parsed->statement[0].tree : NULL;
	}
	if (!tree_is(query, "SelectStmt")) {
		relation->columns_unknown = true;
		sql_free(parsed);
		return true;
	}
	ok = fill_view(run, relation, query, tree_get(into, "colNames"), tree_location(var), text);
	sql_free(parsed);
	if (!matview) { /* a table forgets where its rows came from */
		forget_depends(run, relation, OBJECT_RELATION);
		relation->view_sql = NULL;
	}
	return ok;
}
