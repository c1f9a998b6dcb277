/* What breaks when a table or column goes. See impact.h. */
#include "impact.h"

#include "json.h"
#include "layout.h"

#define SHOWN 4 /* statements of a route; JSON has them all */

static const char *place(struct arena *arena, const char *file, int line)
{
	return file ? arena_printf(arena, "%s:%d", file, line) : "";
}

static const char *use_of(struct arena *arena, const struct impact_statement *s)
{
	return s->via ? arena_printf(arena, "%s through %s", s->use, s->via) : s->use;
}

static void title(FILE *out, bool color, size_t n, const char *one, const char *many)
{
	char line[160];

	snprintf(line, sizeof(line), "%zu %s", n, n == 1 ? one : many);
	putc('\n', out);
	ink(out, color, INK_BOLD, line);
	putc('\n', out);
}

/* A route's first line has its name; further statements follow below it. */
static void write_routes(const struct impact *impact, FILE *out, bool color, size_t width)
{
	static const char *const titles[] = {"METHOD", "PATH", "HANDLER", "USE", "STATEMENT"};
	struct grid grid = {.columns = 5, .titles = titles, .color = color, .width = width, .keep_end = 1u << 4};

	for (size_t i = 0; i < impact->route.n; i++) {
		const struct impact_route *r = &impact->route.v[i];

		for (size_t k = 0; k < r->statement.n; k++) {
			const struct impact_statement *s = &r->statement.v[k];

			if (k == SHOWN && r->statement.n > SHOWN + 1) {
				grid_row(&grid, (const char *[]){"", "", "", arena_printf(&grid.arena, "and %zu more", r->statement.n - SHOWN), ""});
				break;
			}
			grid_row(&grid, (const char *[]){k ? "" : r->method, k ? "" : r->path, k ? "" : r->handler ? r->handler
														   : "?",
						use_of(&grid.arena, s),
						place(&grid.arena, s->file, s->line)});
		}
	}
	grid_print(&grid, out);
	grid_free(&grid);
}

static void write_elsewhere(const struct impact *impact, FILE *out, bool color, size_t width)
{
	static const char *const titles[] = {"FUNCTION", "USE", "STATEMENT"};
	struct grid grid = {.columns = 3, .titles = titles, .color = color, .width = width, .keep_end = 1u << 2};

	for (size_t i = 0; i < impact->elsewhere.n; i++) {
		const struct impact_statement *s = &impact->elsewhere.v[i];

		grid_row(&grid, (const char *[]){s->function[0] ? s->function : "-", use_of(&grid.arena, s), place(&grid.arena, s->file, s->line)});
	}
	grid_print(&grid, out);
	grid_free(&grid);
}

static void write_objects(const struct impact_object *object, size_t n, FILE *out, bool color, size_t width)
{
	struct grid grid = {.columns = 3, .color = color, .width = width, .keep_end = 1u << 2};

	for (size_t i = 0; i < n; i++)
		grid_row(&grid, (const char *[]){object[i].kind, object[i].name, place(&grid.arena, object[i].file, object[i].line)});
	grid_print(&grid, out);
	grid_free(&grid);
}

void impact_write_text(const struct impact *impact, FILE *out, bool color, size_t width)
{
	struct buf line = {0};

	text_safe(&line, impact->object, strlen(impact->object));
	if (impact->type && impact->type[0]) {
		buf_puts(&line, "  ");
		text_safe(&line, impact->type, strlen(impact->type));
	}
	if (impact->file) {
		buf_puts(&line, "  ");
		text_safe(&line, impact->file, strlen(impact->file));
		buf_printf(&line, ":%d", impact->line);
	}
	ink(out, color, INK_BOLD, buf_text(&line));
	putc('\n', out);
	buf_free(&line);
	title(out, color, impact->route.n, "route needs it", "routes need it");
	if (impact->route.n)
		write_routes(impact, out, color, width);
	if (impact->elsewhere.n) {
		title(out, color, impact->elsewhere.n, "statement that no route leads to", "statements that no route leads to");
		write_elsewhere(impact, out, color, width);
	}
	if (impact->model.n) {
		title(out, color, impact->model.n, "model maps it", "models map it");
		write_objects(impact->model.v, impact->model.n, out, color, width);
	}
	if (impact->schema.n) {
		title(out, color, impact->schema.n, "object of the schema goes with it", "objects of the schema go with it");
		write_objects(impact->schema.v, impact->schema.n, out, color, width);
	}
}

static void json_statement(struct json *j, const struct impact_statement *s)
{
	json_open(j, NULL, '{');
	json_text(j, "file", s->file);
	json_int(j, "line", s->line);
	json_text(j, "function", s->function[0] ? s->function : NULL);
	json_text(j, "use", s->use);
	json_text(j, "via", s->via);
	json_close(j, '}');
}

static void json_objects(struct json *j, const char *key, const struct impact_object *object, size_t n)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < n; i++) {
		json_line(j);
		json_open(j, NULL, '{');
		json_text(j, "kind", object[i].kind);
		json_text(j, "name", object[i].name);
		json_text(j, "file", object[i].file);
		if (object[i].file)
			json_int(j, "line", object[i].line);
		else
			json_null(j, "line");
		json_close(j, '}');
	}
	if (n)
		json_line(j);
	json_close(j, ']');
}

void impact_write_json(const struct impact *impact, FILE *out)
{
	struct json j = {.out = out};

	json_open(&j, NULL, '{');
	json_text(&j, "object", impact->object);
	json_text(&j, "type", impact->type);
	json_text(&j, "file", impact->file);
	if (impact->file)
		json_int(&j, "line", impact->line);
	else
		json_null(&j, "line");
	json_open(&j, "routes", '[');
	for (size_t i = 0; i < impact->route.n; i++) {
		const struct impact_route *r = &impact->route.v[i];

		json_line(&j);
		json_open(&j, NULL, '{');
		json_text(&j, "method", r->method);
		json_text(&j, "path", r->path);
		json_text(&j, "file", r->file);
		json_int(&j, "line", r->line);
		json_text(&j, "handler", r->handler);
		json_open(&j, "statements", '[');
		for (size_t k = 0; k < r->statement.n; k++)
			json_statement(&j, &r->statement.v[k]);
		json_close(&j, ']');
		json_close(&j, '}');
	}
	if (impact->route.n)
		json_line(&j);
	json_close(&j, ']');
	json_open(&j, "elsewhere", '[');
	for (size_t i = 0; i < impact->elsewhere.n; i++) {
		json_line(&j);
		json_statement(&j, &impact->elsewhere.v[i]);
	}
	if (impact->elsewhere.n)
		json_line(&j);
	json_close(&j, ']');
	json_objects(&j, "models", impact->model.v, impact->model.n);
	json_objects(&j, "schema", impact->schema.v, impact->schema.n);
	json_close(&j, '}');
	putc('\n', out);
}

void impact_free(struct impact *impact)
{
	for (size_t i = 0; i < impact->route.n; i++)
		vec_free(&impact->route.v[i].statement);
	vec_free(&impact->route);
	vec_free(&impact->elsewhere);
	vec_free(&impact->schema);
	vec_free(&impact->model);
}
