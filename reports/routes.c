/* The list of routes. See routes.h. */
#include "routes.h"

#include "../audit/base/embed.h"
#include "json.h"
#include "layout.h"

/* "calls read, users insert" */
static void table_list(struct buf *buf, const struct route_row *route)
{
	for (size_t i = 0; i < route->table.n; i++)
		buf_printf(buf, "%s%s %s", i ? ", " : "", route->table.v[i].name, route->table.v[i].role);
}

void routes_write_text(const struct route_list *routes, size_t hidden, FILE *out, bool color, size_t width)
{
	static const char *const titles[] = {"METHOD", "PATH", "HANDLER", "GUARD", "SQL", "TABLES", "WHERE"};
	struct grid grid = {.columns = 7, .titles = titles, .color = color, .width = width, .right = 1u << 4, .keep_end = 1u << 6};
	struct buf tables = {0};

	for (size_t i = 0; i < routes->n; i++) {
		const struct route_row *r = &routes->v[i];
		char statements[32], place[1200];

		buf_reset(&tables);
		table_list(&tables, r);
		snprintf(statements, sizeof(statements), "%zu", r->statement.n);
		snprintf(place, sizeof(place), "%.1100s:%d", r->file, r->line);
		grid_row(&grid, (const char *[]){r->method, r->path, r->handler ? r->handler : "?", r->guard ? r->guard : "-", statements,
					tables.n ? buf_text(&tables) : "-", place});
	}
	if (routes->n)
		grid_print(&grid, out);
	fprintf(out, "%s%zu route%s", routes->n ? "\n" : "", routes->n, routes->n == 1 ? "" : "s");
	if (hidden)
		fprintf(out, ", %zu left out by the filter", hidden);
	putc('\n', out);
	buf_free(&tables);
	grid_free(&grid);
}

static void write_tables(struct json *j, const struct route_table *table, size_t n)
{
	json_open(j, "tables", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "name", table[i].name);
		json_text(j, "role", table[i].role);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void write_route(struct json *j, const struct route_row *r)
{
	json_line(j);
	json_open(j, NULL, '{');
	json_text(j, "method", r->method);
	json_text(j, "path", r->path);
	json_text(j, "file", r->file);
	json_int(j, "line", r->line);
	json_text(j, "handler", r->handler);
	json_text(j, "framework", r->framework);
	json_text(j, "guard", r->guard);
	write_tables(j, r->table.v, r->table.n);
	json_open(j, "statements", '[');
	for (size_t i = 0; i < r->statement.n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "file", r->statement.v[i].file);
		json_int(j, "line", r->statement.v[i].line);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_bool(j, "prefix_known", r->prefix_known);
	json_open(j, "witness", '[');
	for (size_t i = 0; i < r->witness.n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "file", r->witness.v[i].file);
		json_int(j, "line", r->witness.v[i].line);
		json_text(j, "text", r->witness.v[i].text);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_open(j, "middleware", '[');
	for (size_t i = 0; i < r->middleware.n; i++)
		json_text(j, NULL, r->middleware.v[i]);
	json_close(j, ']');
	json_open(j, "responses", '[');
	for (size_t i = 0; i < r->stated.n; i++) {
		const struct route_stated *s = &r->stated.v[i];

		json_open(j, NULL, '{');
		if (s->status)
			json_int(j, "status", s->status);
		else
			json_null(j, "status");
		json_text(j, "body", s->body);
		json_text(j, "media", s->media);
		json_text(j, "source", s->source);
		json_text(j, "file", s->file);
		json_int(j, "line", s->line);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

void routes_write_json(const struct route_list *routes, FILE *out)
{
	struct json j = {.out = out};

	json_open(&j, NULL, '[');
	for (size_t i = 0; i < routes->n; i++)
		write_route(&j, &routes->v[i]);
	json_line(&j);
	json_close(&j, ']');
	putc('\n', out);
}

static void graph_data(const struct route_list *routes, FILE *out)
{
	struct json j = {.out = out, .script = true};

	json_open(&j, NULL, '{');
	json_open(&j, "routes", '[');
	for (size_t i = 0; i < routes->n; i++) {
		const struct route_row *r = &routes->v[i];

		json_line(&j);
		json_open(&j, NULL, '{');
		json_text(&j, "method", r->method);
		json_text(&j, "path", r->path);
		json_text(&j, "handler", r->handler);
		json_text(&j, "file", r->file);
		json_int(&j, "line", r->line);
		json_text(&j, "guard", r->guard);
		json_open(&j, "statements", '[');
		for (size_t k = 0; k < r->statement.n; k++)
			json_int(&j, NULL, (int64_t)r->statement.v[k].statement);
		json_close(&j, ']');
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_open(&j, "statements", '[');
	for (size_t i = 0; i < routes->statement.n; i++) {
		const struct route_statement *s = &routes->statement.v[i];

		json_line(&j);
		json_open(&j, NULL, '{');
		json_text(&j, "function", s->function);
		json_text(&j, "file", s->file);
		json_int(&j, "line", s->line);
		json_text(&j, "kind", s->kind);
		json_text(&j, "text", s->text);
		write_tables(&j, s->table.v, s->table.n);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
}

void routes_write_html(const struct route_list *routes, FILE *out)
{
	const struct embedded *page = embedded_find("reports/graph.html");
	const char *data = strstr(page->text, "@DATA@");

	fwrite(page->text, 1, (size_t)(data - page->text), out);
	graph_data(routes, out);
	fputs(data + strlen("@DATA@"), out);
}

void route_free(struct route_row *route)
{
	vec_free(&route->middleware);
	vec_free(&route->stated);
	vec_free(&route->table);
	vec_free(&route->statement);
	vec_free(&route->witness);
}

void routes_free(struct route_list *routes)
{
	for (size_t i = 0; i < routes->n; i++)
		route_free(&routes->v[i]);
	for (size_t i = 0; i < routes->statement.n; i++)
		vec_free(&routes->statement.v[i].table);
	vec_free(&routes->statement);
	vec_free(routes);
}
