/* A catalogue as DDL. See ddl.h. */
#include "ddl.h"

#include "types.h"

#include <stdlib.h>

struct writer {
	const struct catalog *c;
	struct arena arena;
	struct buf *out;
};

static const char *quoted(struct writer *w, const char *schema, const char *name)
{
	return arena_printf(&w->arena, "%s.%s", quote_name(&w->arena, schema ? schema : "public"), quote_name(&w->arena, name));
}

/* Types of the application's own are named with their schema: no search path decides what they are. */
static const char *type_name(struct writer *w, const struct sql_type *t)
{
	if (!t->name || !*t->name)
		return UNKNOWN_TYPE;
	if (t->schema && strcmp(t->schema, "pg_catalog") != 0)
		return arena_printf(&w->arena, "%s%s%s", quoted(w, t->schema, t->name), t->modifier ? t->modifier : "", t->array ? "[]" : "");
	return type_text(&w->arena, t);
}

static void literal(struct buf *out, const char *text)
{
	buf_putc(out, '\'');
	for (; *text; text++)
		buf_printf(out, *text == '\'' ? "''" : "%c", *text);
	buf_putc(out, '\'');
}

static int by_name(const char *as, const char *a, const char *bs, const char *b)
{
	int order = strcmp(as ? as : "", bs ? bs : "");

	return order ? order : strcmp(a ? a : "", b ? b : "");
}

static int compare_relations(const void *a, const void *b)
{
	const struct relation *x = *(const struct relation *const *)a, *y = *(const struct relation *const *)b;

	return by_name(x->schema, x->name, y->schema, y->name);
}

static int compare_types(const void *a, const void *b)
{
	const struct user_type *x = *(const struct user_type *const *)a, *y = *(const struct user_type *const *)b;

	/* Enums before the domains and composites that may be made of them. */
	if ((x->kind == TYPE_ENUM) != (y->kind == TYPE_ENUM))
		return x->kind == TYPE_ENUM ? -1 : 1;
	return by_name(x->schema, x->name, y->schema, y->name);
}

static int compare_routines(const void *a, const void *b)
{
	const struct routine *x = *(const struct routine *const *)a, *y = *(const struct routine *const *)b;
	int order = by_name(x->schema, x->name, y->schema, y->name);

	return order ? order : (int)x->argument.n - (int)y->argument.n;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A copy of a list of pointers in an order of names. */
static void *sorted(struct writer *w, const void *list, size_t n, int (*compare)(const void *, const void *))
{
	void **copy = arena_array(&w->arena, void *, n + 1);

	if (n) {
		memcpy(copy, list, n * sizeof(void *));
		qsort(copy, n, sizeof(void *), compare);
	}
	return copy;
}

static const struct relation *composite(const struct writer *w, const struct user_type *t)
{
	const struct relation *r = catalog_relation(w->c, t->schema, t->name);

	return r && r->kind == RELATION_COMPOSITE ? r : NULL;
}

static void write_types(struct writer *w)
{
	struct user_type **type = sorted(w, w->c->type.v, w->c->type.n, compare_types);

	for (size_t i = 0; i < w->c->type.n; i++) {
		const struct user_type *t = type[i];
		const struct relation *r = composite(w, t);

		if (t->kind == TYPE_ENUM) {
			buf_printf(w->out, "CREATE TYPE %s AS ENUM (", quoted(w, t->schema, t->name));
			for (size_t k = 0; k < t->label.n; k++) {
				buf_puts(w->out, k ? ", " : "");
				literal(w->out, t->label.v[k]);
			}
			buf_puts(w->out, ");\n");
		} else if (t->kind == TYPE_DOMAIN) {
			buf_printf(w->out, "CREATE DOMAIN %s AS %s%s%s;\n", quoted(w, t->schema, t->name), type_name(w, &t->base), t->not_null ? " NOT NULL" : "",
				t->has_check ? " CHECK (VALUE IS NOT NULL OR VALUE IS NULL)" : "");
		} else if (t->kind == TYPE_COMPOSITE && r) {
			buf_printf(w->out, "CREATE TYPE %s AS (", quoted(w, t->schema, t->name));
			for (size_t k = 0; k < r->column.n; k++)
				buf_printf(w->out, "%s%s %s", k ? ", " : "", quote_name(&w->arena, r->column.v[k]->name), type_name(w, &r->column.v[k]->type));
			buf_puts(w->out, ");\n");
		}
	}
}

static bool is_table(const struct relation *r)
{
	return !r->temporary && (r->kind == RELATION_TABLE || r->kind == RELATION_PARTITIONED || r->kind == RELATION_FOREIGN);
}

static void write_column(struct writer *w, const struct column *c)
{
	buf_printf(w->out, "    %s %s", quote_name(&w->arena, c->name), type_name(w, &c->type));
	if (c->generated && c->default_sql)
		buf_printf(w->out, " GENERATED ALWAYS AS (%s) STORED", c->default_sql);
	else if (c->identity)
		buf_printf(w->out, " GENERATED %s AS IDENTITY", c->identity == 'a' ? "ALWAYS" : "BY DEFAULT");
	else if (c->default_sql)
		buf_printf(w->out, " DEFAULT %s", c->default_sql);
	else if (c->has_default)
		buf_puts(w->out, " DEFAULT plumbline_unknown()");
	buf_puts(w->out, c->not_null ? " NOT NULL" : "");
}

/* A table whose columns are not known is made of a query nobody can bind: names in it stay unjudged. */
static void write_table(struct writer *w, const struct relation *r)
{
	if (r->columns_unknown) {
		buf_printf(w->out, "CREATE TABLE %s AS SELECT * FROM plumbline_unknown.relation;\n", quoted(w, r->schema, r->name));
		return;
	}
	buf_printf(w->out, "CREATE TABLE %s (\n", quoted(w, r->schema, r->name));
	for (size_t i = 0; i < r->column.n; i++) {
		write_column(w, r->column.v[i]);
		buf_puts(w->out, i + 1 < r->column.n ? ",\n" : "\n");
	}
	buf_puts(w->out, ");\n");
}

static void name_list(struct writer *w, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(w->out, "%s%s", i ? ", " : "", quote_name(&w->arena, names[i] ? names[i] : "?"));
}

static const char *action(char c)
{
	return c == 'c' ? "CASCADE" : c == 'n' ? "SET NULL"
			      : c == 'd'       ? "SET DEFAULT"
			      : c == 'r'       ? "RESTRICT"
					       : NULL;
}

static void write_constraint(struct writer *w, const struct relation *r, const struct constraint *k)
{
	static const char *const words[] = {['p'] = "PRIMARY KEY", ['u'] = "UNIQUE"};

	if (k->kind == CONSTRAINT_EXCLUDE || (k->kind == CONSTRAINT_CHECK && !k->expression))
		return;
	buf_printf(w->out, "ALTER TABLE %s ADD ", quoted(w, r->schema, r->name));
	if (k->name)
		buf_printf(w->out, "CONSTRAINT %s ", quote_name(&w->arena, k->name));
	if (k->kind == CONSTRAINT_CHECK) {
		buf_printf(w->out, "CHECK (%s)%s", k->expression, k->not_valid ? " NOT VALID" : "");
	} else if (k->kind == CONSTRAINT_FOREIGN) {
		buf_puts(w->out, "FOREIGN KEY (");
		name_list(w, k->column, k->columns);
		buf_printf(w->out, ") REFERENCES %s (", quoted(w, k->ref_schema, k->ref_table ? k->ref_table : "?"));
		name_list(w, k->ref_column, k->ref_columns);
		buf_puts(w->out, ")");
		if (action(k->on_update))
			buf_printf(w->out, " ON UPDATE %s", action(k->on_update));
		if (action(k->on_delete))
			buf_printf(w->out, " ON DELETE %s", action(k->on_delete));
		buf_puts(w->out, k->not_valid ? " NOT VALID" : "");
	} else {
		buf_printf(w->out, "%s%s (", words[(int)k->kind], k->nulls_not_distinct ? " NULLS NOT DISTINCT" : "");
		name_list(w, k->column, k->columns);
		buf_printf(w->out, ")%s", k->deferrable ? " DEFERRABLE" : "");
	}
	buf_puts(w->out, ";\n");
}

static void write_index(struct writer *w, const struct relation *r, const struct index *x)
{
	if (x->constraint || x->primary || x->invalid)
		return;
	buf_printf(w->out, "CREATE %sINDEX %s ON %s USING %s (", x->unique ? "UNIQUE " : "", x->name ? quote_name(&w->arena, x->name) : "", quoted(w, r->schema, r->name),
		x->method ? x->method : "btree");
	for (size_t i = 0; i < x->columns; i++) {
		buf_puts(w->out, i ? ", " : "");
		if (x->column[i])
			buf_puts(w->out, quote_name(&w->arena, x->column[i]));
		else
			buf_printf(w->out, "(%s)", x->expression && x->expression[i] ? x->expression[i] : "?");
		if (x->option && x->option[i])
			buf_printf(w->out, " %s", x->option[i]);
	}
	buf_putc(w->out, ')');
	if (x->includes) {
		buf_puts(w->out, " INCLUDE (");
		name_list(w, x->include, x->includes);
		buf_putc(w->out, ')');
	}
	if (x->predicate)
		buf_printf(w->out, " WHERE %s", x->predicate);
	buf_puts(w->out, ";\n");
}

static void write_routine(struct writer *w, const struct routine *f)
{
	if (f->is_aggregate || !f->language)
		return;
	buf_printf(w->out, "CREATE %s %s(", f->is_procedure ? "PROCEDURE" : "FUNCTION", quoted(w, f->schema, f->name));
	for (size_t i = 0; i < f->argument.n; i++)
		buf_printf(w->out, "%s%s%s%s%s%s", i ? ", " : "", f->variadic && i + 1 == f->argument.n ? "VARIADIC " : "",
			f->argument_name.v[i] ? quote_name(&w->arena, f->argument_name.v[i]) : "", f->argument_name.v[i] ? " " : "", type_name(w, &f->argument.v[i]),
			(int)(f->argument.n - i) <= f->defaults ? " DEFAULT NULL" : "");
	buf_putc(w->out, ')');
	if (f->output.n && f->returns_set) {
		buf_puts(w->out, " RETURNS TABLE(");
		for (size_t i = 0; i < f->output.n; i++)
			buf_printf(w->out, "%s%s %s", i ? ", " : "", quote_name(&w->arena, f->output.v[i]->name), type_name(w, &f->output.v[i]->type));
		buf_putc(w->out, ')');
	} else if (!f->is_procedure) {
		buf_printf(w->out, " RETURNS %s%s", f->returns_set ? "SETOF " : "", type_name(w, &f->result));
	}
	buf_printf(w->out, " LANGUAGE %s%s AS $plumbline$%s$plumbline$;\n", quote_name(&w->arena, f->language), f->security_definer ? " SECURITY DEFINER" : "", f->body ? f->body : "");
}

static void write_trigger(struct writer *w, const struct relation *r, const struct trigger *t)
{
	static const struct {
		size_t at;
		const char *word;
	} events[] = {{offsetof(struct trigger, insert), "INSERT"}, {offsetof(struct trigger, update), "UPDATE"},
		{offsetof(struct trigger, delete_), "DELETE"}, {offsetof(struct trigger, truncate), "TRUNCATE"}};
	bool first = true;

	if (t->disabled || !t->function)
		return;
	buf_printf(w->out, "CREATE TRIGGER %s %s ", quote_name(&w->arena, t->name), t->timing == 'b' ? "BEFORE" : t->timing == 'a' ? "AFTER"
																   : "INSTEAD OF");
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (*(const bool *)((const char *)t + events[i].at)) {
			buf_printf(w->out, "%s%s", first ? "" : " OR ", events[i].word);
			first = false;
		}
	buf_printf(w->out, " ON %s FOR EACH %s EXECUTE FUNCTION %s(", quoted(w, r->schema, r->name), t->row ? "ROW" : "STATEMENT",
		t->function_schema ? quoted(w, t->function_schema, t->function) : quote_name(&w->arena, t->function));
	for (size_t i = 0; i < t->arguments; i++) {
		buf_puts(w->out, i ? ", " : "");
		literal(w->out, t->argument[i]);
	}
	buf_puts(w->out, ");\n");
}

static void write_view(struct writer *w, const struct relation *r)
{
	buf_printf(w->out, "CREATE %sVIEW %s", r->kind == RELATION_MATVIEW ? "MATERIALIZED " : "", quoted(w, r->schema, r->name));
	if (r->column.n && !r->columns_unknown) {
		buf_puts(w->out, " (");
		for (size_t i = 0; i < r->column.n; i++)
			buf_printf(w->out, "%s%s", i ? ", " : "", quote_name(&w->arena, r->column.v[i]->name));
		buf_putc(w->out, ')');
	}
	buf_printf(w->out, " AS\n%s;\n", r->view_sql);
}

static void write_policy(struct writer *w, const struct policy *p)
{
	buf_printf(w->out, "CREATE POLICY %s ON %s%s FOR %s", quote_name(&w->arena, p->name), quoted(w, p->schema, p->table), p->permissive ? "" : " AS RESTRICTIVE",
		p->command ? p->command : "all");
	if (p->roles && strcmp(p->roles, "public") != 0)
		buf_printf(w->out, " TO %s", p->roles);
	if (p->using_sql)
		buf_printf(w->out, " USING (%s)", p->using_sql);
	if (p->check_sql)
		buf_printf(w->out, " WITH CHECK (%s)", p->check_sql);
	buf_puts(w->out, ";\n");
}

/* An identity column brings its sequence along. */
static bool is_of_identity(struct writer *w, const struct relation *sequence)
{
	for (size_t i = 0; i < w->c->relation.n; i++) {
		const struct relation *r = w->c->relation.v[i];

		for (size_t k = 0; strcmp(r->schema, sequence->schema) == 0 && starts_with(sequence->name, r->name) && k < r->column.n; k++)
			if (r->column.v[k]->identity && strcmp(sequence->name, arena_printf(&w->arena, "%s_%s_seq", r->name, r->column.v[k]->name)) == 0)
				return true;
	}
	return false;
}

static void write_heads(struct writer *w, struct relation **relation)
{
	const char **schema = sorted(w, w->c->schema.v, w->c->schema.n, compare_texts);

	for (size_t i = 0; i < w->c->schema.n; i++)
		if (strcmp(schema[i], "public") != 0 && strcmp(schema[i], "information_schema") != 0 && !starts_with(schema[i], "pg_"))
			buf_printf(w->out, "CREATE SCHEMA IF NOT EXISTS %s;\n", quote_name(&w->arena, schema[i]));
	for (size_t i = 0; i < w->c->extension.n; i++)
		buf_printf(w->out, "CREATE EXTENSION IF NOT EXISTS %s;\n", quote_name(&w->arena, w->c->extension.v[i]->name));
	write_types(w);
	for (size_t i = 0; i < w->c->relation.n; i++)
		if (relation[i]->kind == RELATION_SEQUENCE && !relation[i]->temporary && !is_of_identity(w, relation[i]))
			buf_printf(w->out, "CREATE SEQUENCE %s;\n", quoted(w, relation[i]->schema, relation[i]->name));
}

static void write_constraints(struct writer *w, struct relation **relation, bool foreign)
{
	for (size_t i = 0; i < w->c->relation.n; i++)
		for (size_t k = 0; is_table(relation[i]) && !relation[i]->columns_unknown && k < relation[i]->constraint.n; k++)
			if ((relation[i]->constraint.v[k]->kind == CONSTRAINT_FOREIGN) == foreign)
				write_constraint(w, relation[i], relation[i]->constraint.v[k]);
}

void catalog_ddl(const struct catalog *catalog, struct buf *out)
{
	struct writer w = {.c = catalog, .out = out};
	struct relation **relation = sorted(&w, catalog->relation.v, catalog->relation.n, compare_relations);
	struct routine **routine = sorted(&w, catalog->function.v, catalog->function.n, compare_routines);

	write_heads(&w, relation);
	for (size_t i = 0; i < catalog->relation.n; i++)
		if (is_table(relation[i]))
			write_table(&w, relation[i]);
	for (size_t i = 0; i < catalog->function.n; i++)
		write_routine(&w, routine[i]);
	/* Keys and unique indexes before what refers to them. */
	write_constraints(&w, relation, false);
	for (size_t i = 0; i < catalog->relation.n; i++)
		for (size_t k = 0; is_table(relation[i]) && !relation[i]->columns_unknown && k < relation[i]->index.n; k++)
			write_index(&w, relation[i], relation[i]->index.v[k]);
	write_constraints(&w, relation, true);
	/* Views in the order they were made: a later one may read an earlier one. */
	for (size_t i = 0; i < catalog->relation.n; i++)
		if (catalog->relation.v[i]->view_sql && !catalog->relation.v[i]->temporary)
			write_view(&w, catalog->relation.v[i]);
	for (size_t i = 0; i < catalog->relation.n; i++) {
		for (size_t k = 0; !relation[i]->temporary && k < relation[i]->trigger.n; k++)
			write_trigger(&w, relation[i], relation[i]->trigger.v[k]);
		if (relation[i]->row_security)
			buf_printf(out, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY;\n", quoted(&w, relation[i]->schema, relation[i]->name));
		if (relation[i]->force_row_security)
			buf_printf(out, "ALTER TABLE %s FORCE ROW LEVEL SECURITY;\n", quoted(&w, relation[i]->schema, relation[i]->name));
	}
	for (size_t i = 0; i < catalog->policy.n; i++)
		write_policy(&w, catalog->policy.v[i]);
	arena_free(&w.arena);
}
