/* plumbline routes: every route, its handler, the statements it may send and the tables they name. */
#include "session.h"

#include "../reports/routes.h"
#include "base/str.h"
#include "base/walk.h"

#include <strings.h>

static const char *const option_names[] = {
	"format",
	"output",
	"table",
	"method",
	"path",
	"unguarded",
	"packs",
	"config",
	"jobs",
	"no-cache",
	"color",
	"quiet",
	"verbose",
	NULL,
};

static const char *const routes_sql =
	"SELECT r.id, r.method, r.path, f.path, r.line, r.framework, r.prefix_known, r.function_id,"
	" CASE WHEN c.name IS NULL THEN n.name ELSE c.name || '.' || n.name END, h.path, n.line,"
	" (SELECT verdict FROM error_effect e WHERE e.route_id = r.id),"
	" EXISTS (SELECT 1 FROM framework_effect e JOIN app a ON a.id = r.app_id AND a.major IS NOT NULL WHERE e.framework = r.framework),"
	" h.language = 'go'" /* errors are values there: nothing is thrown that a guard could catch */
	" FROM route r JOIN file f ON f.id = r.file_id LEFT JOIN function n ON n.id = r.function_id"
	" LEFT JOIN file h ON h.id = n.file_id LEFT JOIN class c ON c.id = n.class_id"
	" ORDER BY r.path, r.method, f.path, r.line, r.id";

static const char *const statements_sql =
	"SELECT f.path, s.line, q.guarded OR q.detached, s.id, (SELECT t.verdict FROM callback_throw t WHERE t.statement_id = s.id)"
	" FROM route_statement q JOIN statement s ON s.id = q.statement_id JOIN file f ON f.id = s.file_id"
	" WHERE q.route_id = ?1 ORDER BY q.depth, f.path, s.line, s.column";

static const char *const middleware_sql =
	"SELECT coalesce(nullif(n.name, ''), '(anonymous)') FROM route_middleware m JOIN function n ON n.id = m.function_id WHERE m.route_id = ?1 ORDER BY m.rowid";

static const char *const stated_sql =
	"SELECT s.status, s.body, s.media, s.source, f.path, s.line FROM route_response s JOIN file f ON f.id = s.file_id WHERE s.route_id = ?1 ORDER BY s.status IS NULL, s.status, f.path, s.line";

/* All statements that routes may send, and their tables: a row per table. */
static const char *const graph_sql =
	"SELECT s.id, coalesce(nullif(n.name, ''), '(anonymous):' || n.line, ''), f.path, s.line, s.kind, substr(s.text, 1, 2000),"
	" CASE WHEN t.schema IN ('', 'public') THEN t.name ELSE t.schema || '.' || t.name END, t.role"
	" FROM statement s JOIN file f ON f.id = s.file_id LEFT JOIN function n ON n.id = s.function_id LEFT JOIN statement_table t ON t.statement_id = s.id"
	" WHERE s.id IN (SELECT statement_id FROM route_statement) ORDER BY s.id, 7, 8";

static const char *const tables_sql =
	"SELECT DISTINCT CASE WHEN t.schema IN ('', 'public') THEN t.name ELSE t.schema || '.' || t.name END, t.role"
	" FROM route_statement q JOIN statement_table t ON t.statement_id = q.statement_id WHERE q.route_id = ?1 ORDER BY 1, 2";

static const char *kept(struct query *query, int column, struct arena *arena)
{
	const char *text = query_text(query, column);

	return text ? arena_strdup(arena, text) : NULL;
}

/* Fills the statements of the graph; `numbers` says which one an id became. */
static bool read_graph(struct db *facts, struct arena *arena, struct route_list *routes, struct map *numbers, struct err *err)
{
	struct query *query = db_query(facts, err, graph_sql);
	bool is_new;

	if (!query)
		return false;
	while (query_next(query, err)) {
		int64_t *number = map_put(numbers, (const char *)&(int64_t){query_int(query, 0)}, sizeof(int64_t), &is_new);

		if (is_new) {
			struct route_statement statement = {kept(query, 1, arena), kept(query, 2, arena), (int)query_int(query, 3), kept(query, 4, arena), kept(query, 5, arena), {0}};

			*number = (int64_t)routes->statement.n;
			vec_push(&routes->statement, statement);
		}
		if (!query_is_null(query, 6))
			vec_push(&routes->statement.v[routes->statement.n - 1].table, (struct route_table){kept(query, 6, arena), kept(query, 7, arena)});
	}
	query_end(query);
	return !err->message[0];
}

/* Fills statements and guard. */
static bool read_statements(struct query *query, int64_t route, const char *effect, const struct map *numbers, struct arena *arena, struct route_row *row, struct err *err)
{
	const char *thrown = NULL;
	size_t guarded = 0;

	query_bind_int(query, 1, route);
	while (query_next(query, err)) {
		const int64_t *index = map_get(numbers, (const char *)&(int64_t){query_int(query, 3)}, sizeof(int64_t));

		vec_push(&row->statement, (struct route_place){arena_strdup(arena, query_text(query, 0)), (int)query_int(query, 1), index ? (size_t)*index : 0});
		guarded += query_int(query, 2) != 0;
		if (!thrown && !query_is_null(query, 4))
			thrown = arena_strdup(arena, query_text(query, 4));
	}
	query_reset(query);
	/* What is thrown in a callback no guard of the handler's sees. */
	if (thrown)
		row->guard = thrown;
	else if (row->statement.n && guarded == row->statement.n)
		row->guard = "guarded";
	else if (row->statement.n && effect)
		row->guard = effect;
	else if (row->statement.n)
		row->guard = guarded ? "partly" : "unguarded";
	return !err->message[0];
}

static bool read_tables(struct query *query, int64_t route, struct arena *arena, struct route_row *row, struct err *err)
{
	query_bind_int(query, 1, route);
	while (query_next(query, err))
		vec_push(&row->table, (struct route_table){arena_strdup(arena, query_text(query, 0)), arena_strdup(arena, query_text(query, 1))});
	query_reset(query);
	return !err->message[0];
}

static bool read_middleware(struct query *query, int64_t route, struct arena *arena, struct route_row *row, struct err *err)
{
	query_bind_int(query, 1, route);
	while (query_next(query, err))
		vec_push(&row->middleware, arena_strdup(arena, query_text(query, 0)));
	query_reset(query);
	return !err->message[0];
}

static bool read_stated(struct query *query, int64_t route, struct arena *arena, struct route_row *row, struct err *err)
{
	query_bind_int(query, 1, route);
	while (query_next(query, err))
		vec_push(&row->stated, (struct route_stated){(int)query_int(query, 0), kept(query, 1, arena), kept(query, 2, arena), kept(query, 3, arena), kept(query, 4, arena), (int)query_int(query, 5)});
	query_reset(query);
	return !err->message[0];
}

static struct route_row route_of(struct query *q, struct arena *arena)
{
	struct route_row row = {
		.method = arena_strdup(arena, query_text(q, 1)),
		.path = arena_strdup(arena, query_text(q, 2)),
		.file = arena_strdup(arena, query_text(q, 3)),
		.line = (int)query_int(q, 4),
		.framework = arena_strdup(arena, query_text(q, 5)),
		.prefix_known = query_int(q, 6) != 0,
	};

	if (!query_is_null(q, 7)) {
		const char *name = query_text(q, 8);

		row.handler = name && *name ? arena_strdup(arena, name) : "(anonymous)";
	}
	vec_push(&row.witness, (struct report_step){row.file, row.line, arena_printf(arena, "%s %s", row.method, row.path)});
	if (row.handler && query_text(q, 9))
		vec_push(&row.witness, (struct report_step){arena_strdup(arena, query_text(q, 9)), (int)query_int(q, 10), row.handler});
	return row;
}

static bool wanted(const struct options *options, const struct route_row *row)
{
	bool table = !options->table;

	if (options->method && strcasecmp(options->method, row->method) != 0)
		return false;
	if (options->path_glob && !glob_match(options->path_glob, row->path))
		return false;
	if (options->unguarded && (!row->guard || strcmp(row->guard, "guarded") == 0 || strcmp(row->guard, "boundary") == 0))
		return false;
	for (size_t i = 0; !table && i < row->table.n; i++) {
		const char *name = row->table.v[i].name, *dot = strrchr(name, '.');

		table = strcmp(name, options->table) == 0 || (dot && strcmp(dot + 1, options->table) == 0) ||
			(starts_with(options->table, "public.") && strcmp(name, options->table + strlen("public.")) == 0);
	}
	return table;
}

static bool is_html(const struct options *options)
{
	return options->format && strcmp(options->format, "html") == 0;
}

static bool collect(struct route_list *routes, size_t *hidden, const struct options *options, struct arena *arena, struct db *facts, struct err *err)
{
	struct map numbers = {0};
	struct query *query = db_query(facts, err, routes_sql);
	struct query *statements = query ? db_query(facts, err, statements_sql) : NULL;
	struct query *tables = statements ? db_query(facts, err, tables_sql) : NULL;
	struct query *middleware = tables ? db_query(facts, err, middleware_sql) : NULL;
	struct query *stated = middleware ? db_query(facts, err, stated_sql) : NULL;
	bool ok = stated != NULL && (!is_html(options) || read_graph(facts, arena, routes, &numbers, err));

	while (ok && query_next(query, err)) {
		struct route_row row = route_of(query, arena);

		const char *effect = query_text(query, 11) ? arena_strdup(arena, query_text(query, 11)) : query_int(query, 12) ? "boundary"
															       : NULL;

		if (effect && strcmp(effect, "clean") == 0)
			effect = "boundary";
		if (query_int(query, 13))
			effect = "-";
		ok = read_statements(statements, query_int(query, 0), effect, &numbers, arena, &row, err) &&
		     read_tables(tables, query_int(query, 0), arena, &row, err) &&
		     read_middleware(middleware, query_int(query, 0), arena, &row, err) &&
		     read_stated(stated, query_int(query, 0), arena, &row, err);
		if (ok && !wanted(options, &row)) {
			route_free(&row);
			++*hidden;
			continue;
		}
		vec_push(routes, row);
	}
	ok = ok && !err->message[0];
	map_free(&numbers);
	query_end(stated);
	query_end(middleware);
	query_end(tables);
	query_end(statements);
	query_end(query);
	return ok;
}

static int run(struct cli *cli, struct err *err)
{
	struct session session = {0};
	struct route_list routes = {0};
	struct err trouble = {0};
	size_t hidden = 0;
	int code = -1;

	if (!session_open(&session, cli, cli_path(cli, 0), err) || !session_run(&session, err)) {
		session_close(&session);
		return -1;
	}
	if (collect(&routes, &hidden, &cli->options, &session.arena, facts_db(session.pipeline.facts), &trouble)) {
		progress_clear(&session.progress);
		if (cli->options.format && strcmp(cli->options.format, "json") == 0)
			routes_write_json(&routes, cli->out);
		else if (is_html(&cli->options))
			routes_write_html(&routes, cli->out);
		else
			routes_write_text(&routes, hidden, cli->out, cli->color, cli->terminal ? (size_t)cli->width : 0);
		code = EXIT_CLEAN;
	} else {
		err_set(err, "%s", trouble.message);
	}
	routes_free(&routes);
	session_close(&session);
	return code;
}

const struct command command_routes = {
	.name = "routes",
	.arguments = "[PATH]",
	.summary = "list the routes below PATH, their handlers, statements and tables",
	.text = "GUARD says what becomes of a database error on the way of a request: guarded (each statement's is caught), boundary\n"
		"(a central place answers it), crash, hang or leak (what the framework does with it), partly or unguarded where the\n"
		"framework's version is not known, - where the route sends no statement. SQL counts statements.\n"
		"--format html writes a page that draws routes, functions, statements and tables as a graph, to open in a browser.\n",
	.options = option_names,
	.formats = "text|json|html",
	.max_words = 1,
	.run = run,
};
