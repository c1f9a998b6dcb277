/* Code the schema holds: bodies of functions against the effective schema, and views made with * before their tables grew. */
#include "schema.h"

#include "../sql/body.h"

#include <stdlib.h>

/* Names of the tables for which it is so: "calls, users"; NULL. `first` is the first of its kind. */
static const char *tables_of(struct derive *d, const struct body *body, size_t first)
{
	const struct body_problem *p = &body->problem.v[first];
	const char *text = NULL;

	for (size_t i = first; i < body->problem.n; i++) {
		const struct body_problem *other = &body->problem.v[i];

		if (other->on && other->problem.position == p->problem.position && strcmp(other->problem.message, p->problem.message) == 0)
			text = text ? arena_printf(d->arena, "%s, %s", text, other->on->name) : other->on->name;
	}
	return text;
}

/* Of one line the same thing once. */
static bool told_before(const struct routine *f, const struct body *body, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (body_line(f, body->problem.v[k].problem.position) == body_line(f, body->problem.v[i].problem.position) &&
			strcmp(body->problem.v[k].problem.message, body->problem.v[i].problem.message) == 0)
			return true;
	return false;
}

static const char *kind_of(const struct routine *f)
{
	const char *result = f->result.name ? f->result.name : "";

	return strcmp(result, "trigger") == 0 ? "trigger function" : f->is_procedure ? "procedure" : "function";
}

static const char *arguments_of(struct derive *d, const struct routine *f)
{
	const char *text = "";

	for (size_t i = 0; i < f->argument.n; i++)
		text = arena_printf(d->arena, "%s%s%s", text, i ? ", " : "", f->argument.v[i].name ? type_text(d->arena, &f->argument.v[i]) : "?");
	return text;
}

static void problem_rows(struct derive *d, const struct routine *f, const struct body *body)
{
	struct table *t = facts_table(d->facts, "stored_problem", COLUMNS("kind", "schema", "name", "arguments", "on_tables", "tables", "code", "sqlstate", "message", "object",
		"nearest", "detail", "certain", "conditional", "caught", "file_id", "line"));

	for (size_t i = 0; i < body->problem.n; i++) {
		const struct body_problem *p = &body->problem.v[i];

		if (told_before(f, body, i))
			continue;
		row_text(t, 0, kind_of(f));
		row_text(t, 1, f->schema);
		row_text(t, 2, f->name);
		row_text(t, 3, arguments_of(d, f));
		row_text(t, 4, tables_of(d, body, i));
		row_text(t, 5, p->tables);
		row_text(t, 6, p->problem.code);
		row_text(t, 7, p->problem.sqlstate);
		row_text(t, 8, p->problem.message);
		row_text(t, 9, p->problem.object ? p->problem.object : "");
		row_text(t, 10, p->problem.nearest ? p->problem.nearest : "");
		row_text(t, 11, p->problem.detail ? p->problem.detail : "");
		row_int(t, 12, p->problem.certain);
		row_int(t, 13, p->conditional);
		row_text(t, 14, p->caught);
		row_id(t, 15, f->place.file);
		row_id(t, 16, !f->place.file ? 0 : p->problem.position < 0 ? f->place.line : body_line(f, p->problem.position));
		row_end(t);
	}
}

static void coverage_rows(struct derive *d, const struct routine *f, const struct body *body)
{
	const char *name = arena_printf(d->arena, "%s %s.%s(%s)", kind_of(f), f->schema, f->name, arguments_of(d, f));

	if (body->unchecked)
		facts_coverage(d->facts, "schema", name, "unchecked", arena_printf(d->arena, "body not read: %s", body->unchecked), f->place.file, f->body_line);
	for (size_t i = 0; i < body->dynamic.n; i++)
		facts_coverage(d->facts, "schema", name, "partial", "EXECUTE of a text that is not constant", f->place.file, body_line(f, body->dynamic.v[i]));
	for (size_t i = 0; i < body->newer.n; i++)
		facts_coverage(d->facts, "schema", name, "partial", body->newer.v[i].problem.message, f->place.file, body_line(f, body->newer.v[i].problem.position));
}

/* A view keeps the columns * stood for when it was made: those its tables have got since are missed. */
static void view_rows(struct derive *d, const struct relation *view)
{
	struct table *t = facts_table(d->facts, "view_gap", COLUMNS("schema", "name", "kind", "column_name", "table_name", "file_id", "line"));
	struct bound *bound;

	if (!view->view_sql || !strchr(view->view_sql, '*') || view->columns_unknown)
		return;
	bound = bind_statement(d->arena, d->effective, view->view_sql, strlen(view->view_sql));
	for (size_t i = 0; i < bound->outputs.n && !bound->problems.n && bound->outputs.n > view->column.n; i++) {
		const struct bound_output *out = &bound->outputs.v[i];

		if (!out->name || !out->column || !*out->column || relation_column(view, out->name))
			continue;
		row_text(t, 0, view->schema);
		row_text(t, 1, view->name);
		row_text(t, 2, view->kind == RELATION_MATVIEW ? "materialized view" : "view");
		row_text(t, 3, out->column);
		row_text(t, 4, out->table);
		row_id(t, 5, view->place.file);
		row_id(t, 6, view->place.line);
		row_end(t);
	}
	bound_free(bound);
}

void stored_rows(struct derive *d)
{
	const struct catalog *c = d->effective;
	struct bodies bodies = bodies_prepare(d->arena, c);

	for (size_t i = 0; i < c->function.n; i++) {
		const struct routine *f = c->function.v[i];
		struct body *body;

		/* Of a given schema everything was made by the application, in a file of the tree or not. */
		if (f->is_aggregate || (!f->place.file && !d->given))
			continue;
		body = body_bind(d->arena, c, f, &bodies);
		problem_rows(d, f, body);
		coverage_rows(d, f, body);
		body_free(body);
	}
	for (size_t i = 0; i < c->relation.n; i++)
		if (c->relation.v[i]->kind == RELATION_VIEW || c->relation.v[i]->kind == RELATION_MATVIEW)
			view_rows(d, c->relation.v[i]);
}
