/* plumbline impact: what breaks when a table or column goes: routes, other code, models, and what of the schema depends on it. */
#include "session.h"

#include "../reports/impact.h"
#include "base/str.h"
#include "sql/catalog.h"

static const char *const option_names[] = {"format", "output", "packs", "config", "jobs", "no-cache", "color", "quiet", "verbose", NULL};

/*
 * ?1 schema, ?2 table, ?3 column or NULL. A view over it goes with it, as a whole. A statement whose tables' schema is not known ('') is
 * matched by the name alone.
 */
#define NEEDED \
	"WITH RECURSIVE target(schema, name, column_name, via) AS (SELECT ?1, ?2, ?3, NULL" \
	" UNION SELECT d.schema, d.name, NULL, d.name FROM target t JOIN declared_dependency d ON d.kind = 'view' AND d.on_schema = t.schema" \
	"   AND d.on_table = t.name AND (t.column_name IS NULL OR d.on_column = t.column_name))," \
	" hit AS (SELECT s.statement_id, t.via, group_concat(DISTINCT s.role) AS use FROM target t JOIN statement_table s ON s.name = t.name" \
	"   AND s.schema IN (t.schema, '') WHERE t.column_name IS NULL GROUP BY 1, 2" \
	" UNION ALL SELECT c.statement_id, t.via, group_concat(DISTINCT c.clause) FROM target t JOIN statement_column c ON c.table_name = t.name" \
	"   AND c.schema IN (t.schema, '') AND c.column_name = t.column_name WHERE t.column_name IS NOT NULL GROUP BY 1, 2)"

static const char *const routes_sql = NEEDED
	" SELECT r.id, r.method, r.path, iif(n.name = '', '(anonymous)', iif(c.name IS NULL, n.name, c.name || '.' || n.name)), f.path, r.line, sf.path, s.line, coalesce(sn.name, ''),"
	" replace(h.use, ',', ', '), h.via FROM hit h JOIN route_statement q ON q.statement_id = h.statement_id JOIN route r ON r.id = q.route_id"
	" JOIN file f ON f.id = r.file_id LEFT JOIN function n ON n.id = r.function_id LEFT JOIN class c ON c.id = n.class_id"
	" JOIN statement s ON s.id = h.statement_id JOIN file sf ON sf.id = s.file_id LEFT JOIN function sn ON sn.id = s.function_id"
	" ORDER BY r.path, r.method, f.path, r.line, r.id, sf.path, s.line, h.via";

static const char *const elsewhere_sql = NEEDED
	" SELECT sf.path, s.line, coalesce(sn.name, ''), replace(h.use, ',', ', '), h.via FROM hit h JOIN statement s ON s.id = h.statement_id"
	" JOIN file sf ON sf.id = s.file_id LEFT JOIN function sn ON sn.id = s.function_id"
	" WHERE NOT EXISTS (SELECT 1 FROM route_statement q WHERE q.statement_id = h.statement_id) ORDER BY sf.path, s.line, h.via";

static const char *const schema_sql = NEEDED
	" SELECT DISTINCT d.kind, iif(d.schema IN ('', 'public'), '', d.schema || '.') || iif(d.table_name IN ('', d.name), '', d.table_name || '.') || d.name,"
	" f.path, d.line FROM target t JOIN declared_dependency d ON d.on_schema = t.schema AND d.on_table = t.name"
	" AND (t.column_name IS NULL OR d.on_column = t.column_name) LEFT JOIN file f ON f.id = d.file_id"
	" WHERE NOT (d.kind IN ('column', 'default') AND d.schema = t.schema AND d.table_name = t.name) ORDER BY 1, 2";

static const char *const models_sql =
	"SELECT DISTINCT coalesce(c.name, m.table_name), f.path, iif(?3 IS NULL, m.line, x.line) FROM model m JOIN file f ON f.id = m.file_id"
	" LEFT JOIN class c ON c.id = m.class_id LEFT JOIN model_column x ON x.class_id IS m.class_id AND x.schema = m.schema AND x.table_name = m.table_name AND x.column_name = ?3"
	" WHERE m.schema = ?1 AND m.table_name = ?2 AND (?3 IS NULL OR x.column_name IS NOT NULL) ORDER BY 2, 3";

struct wanted {
	const char *schema, *table, *column;
}; /* column NULL: the table */

static bool exists(struct db *facts, const struct wanted *w, struct impact *impact, struct arena *arena, struct err *err)
{
	struct query *query = db_query(facts, err, w->column ? "SELECT f.path, c.line, c.type FROM declared_column c JOIN declared_source s ON s.id = c.source_id AND s.kind = 'effective'"
							       " LEFT JOIN file f ON f.id = c.file_id WHERE c.schema = ?1 AND c.table_name = ?2 AND c.name = ?3"
							     : "SELECT f.path, t.line, NULL FROM declared_table t JOIN declared_source s ON s.id = t.source_id AND s.kind = 'effective'"
							       " LEFT JOIN file f ON f.id = t.file_id WHERE t.schema = ?1 AND t.name = ?2");
	bool found = false;

	if (!query)
		return false;
	query_bind_text(query, 1, w->schema);
	query_bind_text(query, 2, w->table);
	if (w->column)
		query_bind_text(query, 3, w->column);
	if (query_next(query, err)) {
		found = true;
		impact->file = query_text(query, 0) ? arena_strdup(arena, query_text(query, 0)) : NULL;
		impact->line = (int)query_int(query, 1);
		impact->type = query_text(query, 2) ? arena_strdup(arena, query_text(query, 2)) : NULL;
	}
	query_end(query);
	return found;
}

/* Says what there is instead: the nearest name, of a column of the table when that exists. */
static bool not_found(struct db *facts, const struct wanted *as, struct arena *arena, struct err *err)
{
	struct query *query;
	VEC_OF(const char *) names = {0};
	const char *near, *name = as->column ? as->column : as->table;

	query = db_query(facts, err, as->column ? "SELECT c.name FROM declared_column c JOIN declared_source s ON s.id = c.source_id AND s.kind = 'effective'"
						  " WHERE c.schema = ?1 AND c.table_name = ?2"
						: "SELECT t.name FROM declared_table t JOIN declared_source s ON s.id = t.source_id AND s.kind = 'effective'"
						  " WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL");
	if (!query)
		return false;
	query_bind_text(query, 1, as->schema);
	query_bind_text(query, 2, as->table);
	while (query_next(query, err))
		vec_push(&names, arena_strdup(arena, query_text(query, 0)));
	query_end(query);
	near = nearest_name(name, names.v, names.n);
	if (as->column)
		err_usage(err, "the table \"%s\" has no column \"%s\"%s%s%s", as->table, as->column, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	else if (names.n == 0)
		err_usage(err, "no schema was found, so there is no table \"%s\"", as->table);
	else
		err_usage(err, "the schema has no table \"%s\"%s%s%s", as->table, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	vec_free(&names);
	return false;
}

/* TABLE, SCHEMA.TABLE, TABLE.COLUMN or SCHEMA.TABLE.COLUMN. Of two readings the one that exists. */
static bool find_object(struct db *facts, const char *given, struct wanted *w, struct impact *impact, struct arena *arena, struct err *err)
{
	char *part[3] = {arena_strdup(arena, given)}, *dot;
	struct wanted reading[2];
	size_t n = 1;
	bool found = false;

	while (n < 3 && (dot = strchr(part[n - 1], '.'))) {
		*dot = '\0';
		part[n++] = dot + 1;
	}
	for (size_t i = 0; i < n; i++)
		if (!part[i][0] || strchr(part[i], '.'))
			return err_usage(err, "\"%s\" is no TABLE, TABLE.COLUMN or SCHEMA.TABLE.COLUMN", given);
	reading[0] = n == 3 ? (struct wanted){part[0], part[1], part[2]} : (struct wanted){"public", part[0], n == 2 ? part[1] : NULL};
	reading[1] = (struct wanted){part[0], part[1], NULL};
	for (size_t i = 0; i < (n == 2 ? 2 : 1) && !found && !err->message[0]; i++) {
		*w = reading[i];
		found = exists(facts, w, impact, arena, err);
	}
	if (err->message[0])
		return false;
	if (!found) {
		*w = reading[0];
		if (w->column && !exists(facts, &(struct wanted){w->schema, w->table, NULL}, impact, arena, err))
			w->column = NULL;
		return !err->message[0] && not_found(facts, w, arena, err);
	}
	impact->object = strcmp(w->schema, "public") == 0 ? arena_strdup(arena, w->table) : arena_printf(arena, "%s.%s", w->schema, w->table);
	if (w->column)
		impact->object = arena_printf(arena, "%s.%s", impact->object, w->column);
	return true;
}

static struct query *ask(struct db *facts, const char *sql, const struct wanted *w, struct err *err)
{
	struct query *query = db_query(facts, err, sql);

	if (query) {
		query_bind_text(query, 1, w->schema);
		query_bind_text(query, 2, w->table);
		query_bind_text(query, 3, w->column);
	}
	return query;
}

static const char *kept(struct query *query, int column, struct arena *arena)
{
	const char *text = query_text(query, column);

	return text ? arena_strdup(arena, text) : NULL;
}

static struct impact_statement statement_at(struct query *query, int column, struct arena *arena)
{
	return (struct impact_statement){kept(query, column, arena), (int)query_int(query, column + 1), kept(query, column + 2, arena),
		kept(query, column + 3, arena), kept(query, column + 4, arena)};
}

static bool collect(struct db *facts, const struct wanted *w, struct impact *impact, struct arena *arena, struct err *err)
{
	struct query *query = ask(facts, routes_sql, w, err);
	int64_t last = -1;

	if (!query)
		return false;
	while (query_next(query, err)) {
		if (query_int(query, 0) != last) {
			struct impact_route route = {kept(query, 1, arena), kept(query, 2, arena), kept(query, 3, arena), kept(query, 4, arena), (int)query_int(query, 5), {0}};

			vec_push(&impact->route, route);
		}
		last = query_int(query, 0);
		vec_push(&impact->route.v[impact->route.n - 1].statement, statement_at(query, 6, arena));
	}
	query_end(query);
	if (err->message[0] || !(query = ask(facts, elsewhere_sql, w, err)))
		return false;
	while (query_next(query, err))
		vec_push(&impact->elsewhere, statement_at(query, 0, arena));
	query_end(query);
	if (err->message[0] || !(query = ask(facts, schema_sql, w, err)))
		return false;
	while (query_next(query, err))
		vec_push(&impact->schema, (struct impact_object){kept(query, 0, arena), kept(query, 1, arena), kept(query, 2, arena), (int)query_int(query, 3)});
	query_end(query);
	if (err->message[0] || !(query = ask(facts, models_sql, w, err)))
		return false;
	while (query_next(query, err))
		vec_push(&impact->model, (struct impact_object){"model", kept(query, 0, arena), kept(query, 1, arena), (int)query_int(query, 2)});
	query_end(query);
	return !err->message[0];
}

static int run(struct cli *cli, struct err *err)
{
	struct session session = {0};
	struct impact impact = {0};
	struct wanted w;
	int code = -1;

	if (session_open(&session, cli, cli_path(cli, 1), err) && session_run(&session, err)) {
		struct db *facts = facts_db(session.pipeline.facts);

		if (find_object(facts, cli->words.v[0], &w, &impact, &session.arena, err) && collect(facts, &w, &impact, &session.arena, err)) {
			progress_clear(&session.progress);
			if (cli->options.format && strcmp(cli->options.format, "json") == 0)
				impact_write_json(&impact, cli->out);
			else
				impact_write_text(&impact, cli->out, cli->color, cli->terminal ? (size_t)cli->width : 0);
			code = EXIT_CLEAN;
		}
	}
	impact_free(&impact);
	session_close(&session);
	return code;
}

const struct command command_impact = {
	.name = "impact",
	.arguments = "TABLE[.COLUMN] [PATH]",
	.summary = "list what breaks when a table or column goes: routes, other code, models, the schema",
	.text = "A table in a schema other than public is written SCHEMA.TABLE. USE says what a statement does with it: read, insert, update or delete\n"
		"a table; name a column in select, where, set and so on. SELECT * names every column. Views over it are followed.\n",
	.options = option_names,
	.min_words = 1,
	.max_words = 2,
	.run = run,
};
