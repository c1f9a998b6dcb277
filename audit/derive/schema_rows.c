/* A declared schema as rows: what a catalogue holds → declared_table and the tables beside it. */
#include "schema.h"

static const char *relation_kind_name(enum relation_kind kind)
{
	switch (kind) {
	case RELATION_TABLE:
		return "table";
	case RELATION_PARTITIONED:
		return "partitioned";
	case RELATION_VIEW:
		return "view";
	case RELATION_MATVIEW:
		return "matview";
	case RELATION_FOREIGN:
		return "foreign";
	case RELATION_SEQUENCE:
		return "sequence";
	default:
		return "composite";
	}
}

static const char *joined(struct arena *a, const char *const *names, size_t n)
{
	struct buf b = {0};
	const char *text;

	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", names[i] ? names[i] : "");
	text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

static void column_rows(struct derive *d, const struct schema_source *s, const struct relation *rel, int64_t table_id)
{
	struct table *t = facts_table(d->facts, "declared_column", COLUMNS("source_id", "table_id", "schema", "table_name", "name", "number", "type", "not_null",
		"has_default", "default_sql", "identity", "generated", "trigger_fills", "file_id", "line"));

	for (size_t i = 0; i < rel->column.n; i++) {
		const struct column *c = rel->column.v[i];
		char identity[2] = {c->identity, '\0'};

		row_id(t, 0, s->id);
		row_id(t, 1, table_id);
		row_text(t, 2, rel->schema);
		row_text(t, 3, rel->name);
		row_text(t, 4, c->name);
		row_int(t, 5, c->number);
		row_text(t, 6, c->type.name ? type_text(d->arena, &c->type) : "");
		row_int(t, 7, c->not_null);
		row_int(t, 8, c->has_default);
		row_text(t, 9, c->default_sql);
		row_text(t, 10, c->identity ? identity : NULL);
		row_int(t, 11, c->generated);
		row_int(t, 12, c->filled_by_trigger);
		row_id(t, 13, c->place.file);
		row_id(t, 14, c->place.line);
		row_end(t);
	}
}

static const char *action_name(char action)
{
	return action == 'r' ? "restrict" : action == 'c' ? "cascade"
				    : action == 'n'	  ? "set null"
				    : action == 'd'	  ? "set default"
							  : "no action";
}

static const char *constraint_kind_name(enum constraint_kind kind)
{
	return kind == CONSTRAINT_PRIMARY ? "primary" : kind == CONSTRAINT_UNIQUE ? "unique"
						: kind == CONSTRAINT_FOREIGN	  ? "foreign"
						: kind == CONSTRAINT_CHECK	  ? "check"
										  : "exclude";
}

static void constraint_columns(struct derive *d, const struct constraint *c, int64_t id)
{
	struct table *t = facts_table(d->facts, "declared_constraint_column", COLUMNS("constraint_id", "position", "name", "ref_name", "emptied"));

	for (size_t i = 0; i < c->columns; i++) {
		row_id(t, 0, id);
		row_int(t, 1, (int64_t)i + 1);
		row_text(t, 2, c->column[i]);
		row_text(t, 3, i < c->ref_columns ? c->ref_column[i] : NULL);
		row_int(t, 4, c->kind == CONSTRAINT_FOREIGN && (c->on_delete == 'n' || c->on_delete == 'd') && !(c->spared && c->spared[i]));
		row_end(t);
	}
}

static void check_values(struct derive *d, const struct constraint *c, int64_t id)
{
	struct table *t = facts_table(d->facts, "declared_check_value", COLUMNS("constraint_id", "value"));

	for (size_t i = 0; i < c->values; i++) {
		row_id(t, 0, id);
		row_text(t, 1, c->value[i]);
		row_end(t);
	}
}

static void constraint_rows(struct derive *d, const struct schema_source *s, const struct relation *rel, int64_t table_id)
{
	struct table *t = facts_table(d->facts, "declared_constraint", COLUMNS("source_id", "table_id", "schema", "table_name", "name", "kind", "columns", "ref_schema",
		"ref_table", "ref_columns", "on_delete", "on_update", "expression", "not_valid", "file_id", "line"));

	for (size_t i = 0; i < rel->constraint.n; i++) {
		const struct constraint *c = rel->constraint.v[i];
		int64_t id;

		row_id(t, 0, s->id);
		row_id(t, 1, table_id);
		row_text(t, 2, rel->schema);
		row_text(t, 3, rel->name);
		row_text(t, 4, c->name ? c->name : "");
		row_text(t, 5, constraint_kind_name(c->kind));
		row_text(t, 6, joined(d->arena, c->column, c->columns));
		if (c->kind == CONSTRAINT_FOREIGN) {
			row_text(t, 7, c->ref_schema);
			row_text(t, 8, c->ref_table);
			row_text(t, 9, joined(d->arena, c->ref_column, c->ref_columns));
			row_text(t, 10, action_name(c->on_delete));
			row_text(t, 11, action_name(c->on_update));
		}
		row_text(t, 12, c->expression);
		row_int(t, 13, c->not_valid);
		row_id(t, 14, c->place.file);
		row_id(t, 15, c->place.line);
		id = row_end(t);
		constraint_columns(d, c, id);
		check_values(d, c, id);
	}
}

static void index_columns(struct derive *d, const struct index *x, int64_t id)
{
	struct table *t = facts_table(d->facts, "declared_index_column", COLUMNS("index_id", "position", "name", "expression", "option", "included"));

	for (size_t i = 0; i < x->columns + x->includes; i++) {
		bool key = i < x->columns;

		row_id(t, 0, id);
		row_int(t, 1, (int64_t)i + 1);
		row_text(t, 2, key ? x->column[i] : x->include[i - x->columns]);
		row_text(t, 3, key && !x->column[i] ? x->expression[i] : NULL);
		row_text(t, 4, key ? x->option[i] : NULL);
		row_int(t, 5, !key);
		row_end(t);
	}
}

static void index_rows(struct derive *d, const struct schema_source *s, const struct relation *rel, int64_t table_id)
{
	struct table *t = facts_table(d->facts, "declared_index", COLUMNS("source_id", "table_id", "schema", "table_name", "name", "is_unique", "is_partial", "is_valid",
		"nulls_distinct", "predicate", "columns", "method", "constraint_name", "file_id", "line"));

	for (size_t i = 0; i < rel->index.n; i++) {
		const struct index *x = rel->index.v[i];
		const char **key = arena_array(d->arena, const char *, x->columns + 1);

		for (size_t k = 0; k < x->columns; k++)
			key[k] = x->column[k] ? x->column[k] : arena_printf(d->arena, "(%s)", x->expression && x->expression[k] ? x->expression[k] : "");
		row_id(t, 0, s->id);
		row_id(t, 1, table_id);
		row_text(t, 2, rel->schema);
		row_text(t, 3, rel->name);
		row_text(t, 4, x->name ? x->name : "");
		row_int(t, 5, x->unique);
		row_int(t, 6, x->partial);
		row_int(t, 7, !x->invalid);
		row_int(t, 8, !x->nulls_not_distinct);
		row_text(t, 9, x->predicate);
		row_text(t, 10, joined(d->arena, key, x->columns));
		row_text(t, 11, x->method ? x->method : "btree");
		row_text(t, 12, x->constraint);
		row_id(t, 13, x->place.file);
		row_id(t, 14, x->place.line);
		index_columns(d, x, row_end(t));
	}
}

static void policy_rows(struct derive *d, const struct schema_source *s, const struct relation *rel, int64_t table_id)
{
	struct table *t = facts_table(d->facts, "declared_policy", COLUMNS("source_id", "table_id", "schema", "table_name", "name", "command", "permissive", "roles",
		"using_sql", "check_sql", "file_id", "line"));

	for (size_t i = 0; i < s->catalog->policy.n; i++) {
		const struct policy *p = s->catalog->policy.v[i];

		if (strcmp(p->table, rel->name) != 0 || strcmp(p->schema, rel->schema) != 0)
			continue;
		row_id(t, 0, s->id);
		row_id(t, 1, table_id);
		row_text(t, 2, rel->schema);
		row_text(t, 3, rel->name);
		row_text(t, 4, p->name);
		row_text(t, 5, p->command);
		row_int(t, 6, p->permissive);
		row_text(t, 7, p->roles);
		row_text(t, 8, p->using_sql);
		row_text(t, 9, p->check_sql);
		row_id(t, 10, p->place.file);
		row_id(t, 11, p->place.line);
		row_end(t);
	}
}

static void trigger_rows(struct derive *d, const struct schema_source *s, const struct relation *rel, int64_t table_id)
{
	struct table *t = facts_table(d->facts, "declared_trigger", COLUMNS("source_id", "table_id", "name", "timing", "function_name", "file_id", "line"));

	for (size_t i = 0; i < rel->trigger.n; i++) {
		const struct trigger *g = rel->trigger.v[i];

		row_id(t, 0, s->id);
		row_id(t, 1, table_id);
		row_text(t, 2, g->name);
		row_text(t, 3, g->timing == 'b' ? "before" : g->timing == 'a' ? "after"
									      : "instead");
		row_text(t, 4, g->function ? g->function : "");
		row_id(t, 5, g->place.file);
		row_id(t, 6, g->place.line);
		row_end(t);
	}
}

static void type_rows(struct derive *d, const struct schema_source *s)
{
	static const char *const names[] = {['e'] = "enum", ['d'] = "domain", ['c'] = "composite", ['r'] = "range", ['b'] = "base"};
	struct table *t = facts_table(d->facts, "declared_type", COLUMNS("source_id", "schema", "name", "kind", "labels", "file_id", "line"));
	struct table *f = facts_table(d->facts, "declared_function", COLUMNS("source_id", "schema", "name", "arguments", "language", "security_definer", "own_path", "file_id", "line"));
	struct table *x = facts_table(d->facts, "declared_extension", COLUMNS("source_id", "name", "file_id", "line"));

	for (size_t i = 0; i < s->catalog->type.n; i++) {
		const struct user_type *u = s->catalog->type.v[i];

		row_id(t, 0, s->id);
		row_text(t, 1, u->schema);
		row_text(t, 2, u->name);
		row_text(t, 3, names[u->kind]);
		row_text(t, 4, u->kind == TYPE_ENUM ? joined(d->arena, u->label.v, u->label.n) : NULL);
		row_id(t, 5, u->place.file);
		row_id(t, 6, u->place.line);
		row_end(t);
	}
	for (size_t i = 0; i < s->catalog->function.n; i++) {
		const struct routine *g = s->catalog->function.v[i];
		const char **types = arena_array(d->arena, const char *, g->argument.n + 1);

		for (size_t k = 0; k < g->argument.n; k++)
			types[k] = g->argument.v[k].name ? type_text(d->arena, &g->argument.v[k]) : "";
		row_id(f, 0, s->id);
		row_text(f, 1, g->schema);
		row_text(f, 2, g->name);
		row_text(f, 3, joined(d->arena, types, g->argument.n));
		row_text(f, 4, g->language);
		row_int(f, 5, g->security_definer);
		row_int(f, 6, g->own_path);
		row_id(f, 7, g->place.file);
		row_id(f, 8, g->place.line);
		row_end(f);
	}
	for (size_t i = 0; i < s->catalog->extension.n; i++) {
		row_id(x, 0, s->id);
		row_text(x, 1, s->catalog->extension.v[i]->name);
		row_id(x, 2, s->catalog->extension.v[i]->place.file);
		row_id(x, 3, s->catalog->extension.v[i]->place.line);
		row_end(x);
	}
}

static void namespace_rows(struct derive *d, const struct schema_source *s)
{
	struct table *t = facts_table(d->facts, "declared_schema", COLUMNS("source_id", "name", "public_create", "file_id", "line"));
	const struct public_create *create = &s->catalog->public_create;

	for (size_t i = 0; i < s->catalog->schema.n; i++) {
		if (strcmp(s->catalog->schema.v[i], "pg_catalog") == 0 || strcmp(s->catalog->schema.v[i], "information_schema") == 0)
			continue;
		row_id(t, 0, s->id);
		row_text(t, 1, s->catalog->schema.v[i]);
		if (create->granted && strcmp(s->catalog->schema.v[i], "public") == 0) {
			row_int(t, 2, create->granted > 0);
			row_id(t, 3, create->place.file);
			row_id(t, 4, create->place.line);
		}
		row_end(t);
	}
}

void schema_rows(struct derive *d, const struct schema_source *s)
{
	struct table *t = facts_table(d->facts, "declared_table", COLUMNS("source_id", "schema", "name", "kind", "opaque", "partition_of", "row_security", "file_id", "line"));

	namespace_rows(d, s);
	for (size_t i = 0; i < s->catalog->relation.n; i++) {
		const struct relation *rel = s->catalog->relation.v[i];
		int64_t id;

		if (rel->temporary)
			continue;
		row_id(t, 0, s->id);
		row_text(t, 1, rel->schema);
		row_text(t, 2, rel->name);
		row_text(t, 3, relation_kind_name(rel->kind));
		row_int(t, 4, rel->columns_unknown);
		if (rel->parent.n == 1 && rel->parent.v[0]->kind == RELATION_PARTITIONED)
			row_text(t, 5, arena_printf(d->arena, "%s.%s", rel->parent.v[0]->schema, rel->parent.v[0]->name));
		row_int(t, 6, rel->row_security);
		row_id(t, 7, rel->place.file);
		row_id(t, 8, rel->place.line);
		id = row_end(t);
		column_rows(d, s, rel, id);
		constraint_rows(d, s, rel, id);
		index_rows(d, s, rel, id);
		trigger_rows(d, s, rel, id);
		policy_rows(d, s, rel, id);
	}
	type_rows(d, s);
}
