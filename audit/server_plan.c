/* Level `plan` of audit. See server_plan.h. */
#include "server_plan.h"

#include "base/str.h"
#include "derive/render.h"
#include "live/plan.h"
#include "sql/parse.h"
#include "sql/tree.h"

#include <cjson/cJSON.h>

#define DEPTH_MAX 200 /* nodes above each other */

struct planning {
	struct facts *facts;
	struct progress *progress;
	const struct planned_text *text;
	struct table *plan, *node;
	struct query *refuse;
	struct arena arena;
	struct map rows; /* "schema.table" → rows of the table + 1 */
	struct err *err;
};

static bool on_table(void *context, const struct pg_row *row)
{
	struct planning *p = context;
	int64_t n = pg_int(row, 2);

	if (n >= 0)
		*map_puts(&p->rows, arena_printf(&p->arena, "%s.%s", pg_value(row, 0), pg_value(row, 1))) = n + 1;
	return true;
}

static const char *text_of(const cJSON *node, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(node, key));
}

static int64_t number_of(const cJSON *node, const char *key)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(node, key);

	return cJSON_IsNumber(value) && value->valuedouble < 9e15 ? (int64_t)(value->valuedouble + 0.5) : 0;
}

static void node_rows(struct planning *p, const struct planned_text *t, const cJSON *node, int depth)
{
	const char *table = text_of(node, "Relation Name"), *schema = text_of(node, "Schema"), *type = text_of(node, "Node Type");
	const cJSON *child;

	/* The node that changes rows names the table, too, and reads nothing. */
	for (size_t i = 0; table && schema && type && strcmp(type, "ModifyTable") != 0 && i < t->n; i++) {
		const int64_t *rows = map_gets(&p->rows, arena_printf(&p->arena, "%s.%s", schema, table));

		row_int(p->node, 0, t->statement[i]);
		row_int(p->node, 1, t->variant[i]);
		row_text(p->node, 2, type);
		row_text(p->node, 3, schema);
		row_text(p->node, 4, table);
		row_int(p->node, 5, number_of(node, "Plan Rows"));
		if (rows)
			row_int(p->node, 6, *rows - 1);
		row_text(p->node, 7, text_of(node, "Filter"));
		row_end(p->node);
	}
	if (depth < DEPTH_MAX)
		cJSON_ArrayForEach (child, cJSON_GetObjectItemCaseSensitive(node, "Plans"))
			node_rows(p, t, child, depth + 1);
}

/* It parses, and can never run: the server's answer is this one. */
static void refuse(struct planning *p, const struct planned_text *t, const struct plan_answer *a)
{
	for (size_t i = 0; i < t->n; i++) {
		query_bind_text(p->refuse, 1, a->sqlstate);
		query_bind_text(p->refuse, 2, a->message);
		query_bind_int(p->refuse, 3, t->statement[i]);
		query_bind_int(p->refuse, 4, t->variant[i]);
		query_run(p->refuse, p->err);
	}
}

static void on_plan(void *context, const struct plan_answer *a)
{
	struct planning *p = context;
	const struct planned_text *t = &p->text[a->index];
	cJSON *json = a->json ? cJSON_Parse(a->json) : NULL;
	const cJSON *top = cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(json, 0), "Plan");
	const char *unchecked = a->unchecked ? a->unchecked : a->json && !top ? "no plan: the server's answer is none"
									      : NULL;

	if (strcmp(a->sqlstate, "00000") != 0)
		refuse(p, t, a);
	for (size_t i = 0; i < t->n; i++) {
		row_int(p->plan, 0, t->statement[i]);
		row_int(p->plan, 1, t->variant[i]);
		if (top)
			row_int(p->plan, 2, number_of(top, "Total Cost"));
		if (top)
			row_int(p->plan, 3, number_of(top, "Plan Rows"));
		row_text(p->plan, 4, unchecked);
		row_end(p->plan);
	}
	if (top)
		node_rows(p, t, top, 0);
	cJSON_Delete(json);
}

static void on_progress(void *context, size_t done, size_t total)
{
	progress_tick(((struct planning *)context)->progress, "asking the planner", done, total);
}

/* By the parser's word, too: one statement that reads or changes rows. What it does not understand (newer syntax) is not sent. */
static bool may_be_planned(const char *text)
{
	static const char *const tags[] = {"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", NULL};
	struct sql_text *t = sql_parse(text, strlen(text));
	bool ok = t->n == 1 && t->statement[0].tree && one_of(tree_tag(t->statement[0].tree), tags);

	sql_free(t);
	return ok;
}

bool server_plan(struct pg *pg, struct facts *facts, const struct planned_text *text, size_t n, struct progress *progress, struct err *err)
{
	static const char tables[] = "SELECT n.nspname, c.relname, c.reltuples::pg_catalog.int8 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
				     " WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY c.oid LIMIT 200000";
	struct planning p = {.facts = facts, .progress = progress, .err = err};
	struct planned_text *wanted;
	const char **texts;
	size_t *parameters, many = 0;
	bool ok;

	if (!pg_each(pg, tables, NULL, 0, on_table, &p, err)) {
		map_free(&p.rows);
		arena_free(&p.arena);
		return err_in(err, "reading the sizes of tables");
	}
	wanted = arena_array(&p.arena, struct planned_text, n + 1);
	texts = arena_array(&p.arena, const char *, n + 1);
	parameters = arena_array(&p.arena, size_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (!may_be_planned(text[i].text))
			continue;
		texts[many] = text[i].text;
		parameters[many] = text[i].parameters;
		wanted[many++] = text[i];
	}
	p.text = wanted;
	p.plan = facts_table(facts, "statement_plan", COLUMNS("statement_id", "variant", "cost", "rows", "unchecked"));
	p.node = facts_table(facts, "plan_node", COLUMNS("statement_id", "variant", "node", "schema", "table_name", "rows", "table_rows", "filter"));
	p.refuse = db_query(facts_db(facts), err, "UPDATE prepare_result SET sqlstate = ?1, message = ?2 WHERE statement_id = ?3 AND variant = ?4");
	ok = p.refuse && pg_plan(pg, &(struct plan){.text = texts, .parameters = parameters, .texts = many, .on_plan = on_plan, .progress = on_progress, .context = &p}, err);
	facts_coverage(facts, "plan", "statements", "ok", NULL, 0, 0);
	query_end(p.refuse);
	map_free(&p.rows);
	arena_free(&p.arena);
	return ok;
}
