/*
 * Two catalogues of one schema, object by object. Names decide what is the same table, column or type; of constraints and indexes what they do decides, since
 * their names differ from one database to the next. Expressions are compared in one form for all spellings. What one side does not know is no difference.
 */
#include "difference.h"

#include "../sql/canonical.h"
#include "../sql/types.h"

struct compare {
	struct derive *d;
	const struct schema_sources *sources;
	const struct catalog *declared, *live;
	struct table *rows;
	const bool *other; /* per source: of another database */
	bool known;	   /* everything the sources do was followed */
};

static void note(struct compare *c, const char *object, const char *schema, const char *table, const char *name, const char *aspect, const char *declared,
	const char *live, const struct place *place)
{
	row_text(c->rows, 0, object);
	row_text(c->rows, 1, schema);
	row_text(c->rows, 2, table);
	row_text(c->rows, 3, name);
	row_text(c->rows, 4, aspect);
	row_text(c->rows, 5, declared);
	row_text(c->rows, 6, live);
	row_int(c->rows, 7, c->known);
	row_id(c->rows, 8, place ? place->file : 0);
	row_id(c->rows, 9, place ? place->line : 0);
	row_end(c->rows);
}

static const char *names(struct compare *c, const char *const *name, size_t n)
{
	struct buf b = {0};
	const char *text;

	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", name[i] ? name[i] : "");
	text = arena_strdup(c->d->arena, buf_text(&b));
	buf_free(&b);
	return text;
}

static bool same_expression(struct compare *c, const char *a, const char *b)
{
	const char *x = canonical_expression(c->d->arena, a), *y = canonical_expression(c->d->arena, b);

	return !x || !y || strcmp(x, y) == 0;
}

static bool is_known_type(const struct sql_type *t)
{
	return t->name && *t->name && t->schema && !starts_with(t->name, UNKNOWN_TYPE);
}

/* char and bpchar are one; serial is its integer already. Dimensions beyond the first are not kept by the server. */
static bool same_type(const struct sql_type *a, const struct sql_type *b)
{
	return !is_known_type(a) || !is_known_type(b) ||
	       (strcmp(a->name, b->name) == 0 && strcmp(a->schema, b->schema) == 0 && (a->array > 0) == (b->array > 0) &&
		       strcmp(a->modifier ? a->modifier : "", b->modifier ? b->modifier : "") == 0);
}

static const char *identity_name(char c)
{
	return c == 'a' ? "always" : c == 'd' ? "by default"
					      : "none";
}

static void compare_column(struct compare *c, const struct relation *t, const struct column *a, const struct column *b)
{
	struct arena *arena = c->d->arena;

	if (!same_type(&a->type, &b->type))
		note(c, "column", t->schema, t->name, a->name, "type", type_text(arena, &a->type), type_text(arena, &b->type), &a->place);
	if (t->kind != RELATION_TABLE && t->kind != RELATION_PARTITIONED)
		return;
	if (a->not_null != b->not_null)
		note(c, "column", t->schema, t->name, a->name, "not null", a->not_null ? "NOT NULL" : "NULL", b->not_null ? "NOT NULL" : "NULL", &a->place);
	if (a->identity != b->identity)
		note(c, "column", t->schema, t->name, a->name, "identity", identity_name(a->identity), identity_name(b->identity), &a->place);
	else if (a->generated != b->generated)
		note(c, "column", t->schema, t->name, a->name, "generated", a->generated ? "generated" : "plain", b->generated ? "generated" : "plain", &a->place);
	else if (!a->identity && !a->generated && !same_expression(c, a->default_sql, b->default_sql) &&
		 !(starts_with(a->default_sql ? a->default_sql : "", "nextval(") && starts_with(b->default_sql ? b->default_sql : "", "nextval(")))
		note(c, "column", t->schema, t->name, a->name, "default", a->default_sql, b->default_sql, &a->place);
}

/* Two lists of columns as sets: keys are found by what they hold. */
static bool same_columns(const char *const *a, size_t n, const char *const *b, size_t m, bool ordered)
{
	if (n != m)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool found = false;

		for (size_t k = 0; k < m; k++)
			found |= (!ordered || i == k) && a[i] && b[k] && strcmp(a[i], b[k]) == 0;
		if (!found)
			return false;
	}
	return true;
}

static bool same_constraint(struct compare *c, const struct constraint *a, const struct constraint *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CONSTRAINT_CHECK:
		return same_expression(c, a->expression, b->expression);
	case CONSTRAINT_FOREIGN:
		return same_columns(a->column, a->columns, b->column, b->columns, false) && a->ref_table && b->ref_table && strcmp(a->ref_table, b->ref_table) == 0;
	case CONSTRAINT_EXCLUDE:
		return a->name && b->name && strcmp(a->name, b->name) == 0;
	default:
		return same_columns(a->column, a->columns, b->column, b->columns, false);
	}
}

static const char *constraint_text(struct compare *c, const struct constraint *k)
{
	if (k->kind == CONSTRAINT_CHECK)
		return k->expression;
	if (k->kind == CONSTRAINT_FOREIGN)
		return arena_printf(c->d->arena, "(%s) references %s", names(c, k->column, k->columns), k->ref_table ? k->ref_table : "");
	return arena_printf(c->d->arena, "(%s)", names(c, k->column, k->columns));
}

/* A unique index does what a unique constraint does. */
static bool has_unique_index(const struct relation *t, const struct constraint *k)
{
	for (size_t i = 0; k->kind == CONSTRAINT_UNIQUE && i < t->index.n; i++)
		if (t->index.v[i]->unique && !t->index.v[i]->partial && same_columns(t->index.v[i]->column, t->index.v[i]->columns, k->column, k->columns, false))
			return true;
	return false;
}

static void compare_constraints(struct compare *c, const struct relation *a, const struct relation *b)
{
	for (int side = 0; side < 2; side++) {
		const struct relation *have = side ? b : a, *lack = side ? a : b;

		for (size_t i = 0; i < have->constraint.n; i++) {
			const struct constraint *k = have->constraint.v[i], *twin = NULL;

			for (size_t x = 0; x < lack->constraint.n && !twin; x++)
				twin = same_constraint(c, k, lack->constraint.v[x]) ? lack->constraint.v[x] : NULL;
			if (!twin && !has_unique_index(lack, k))
				note(c, "constraint", a->schema, a->name, k->name, side ? "undeclared" : "missing", side ? NULL : constraint_text(c, k), side ? constraint_text(c, k) : NULL,
					side ? &a->place : &k->place);
			if (twin && !side && k->kind == CONSTRAINT_FOREIGN && k->on_delete != twin->on_delete)
				note(c, "constraint", a->schema, a->name, k->name, "on delete", (char[]){k->on_delete, '\0'}, (char[]){twin->on_delete, '\0'}, &k->place);
			if (twin && !side && !k->not_valid && twin->not_valid)
				note(c, "constraint", a->schema, a->name, k->name, "not valid", "valid", "NOT VALID", &k->place);
		}
	}
}

static bool same_index(struct compare *c, const struct index *a, const struct index *b)
{
	if (a->unique != b->unique || a->columns != b->columns || strcmp(a->method ? a->method : "btree", b->method ? b->method : "btree") != 0 || a->partial != b->partial)
		return false;
	for (size_t i = 0; i < a->columns; i++) {
		if ((a->column[i] == NULL) != (b->column[i] == NULL))
			return false;
		if (a->column[i] ? strcmp(a->column[i], b->column[i]) != 0
				 : !same_expression(c, a->expression ? a->expression[i] : NULL, b->expression ? b->expression[i] : NULL))
			return false;
	}
	return !a->partial || same_expression(c, a->predicate, b->predicate);
}

static const char *index_text(struct compare *c, const struct index *x)
{
	const char **key = arena_array(c->d->arena, const char *, x->columns + 1);

	for (size_t i = 0; i < x->columns; i++)
		key[i] = x->column[i] ? x->column[i] : x->expression ? x->expression[i]
								     : NULL;
	return arena_printf(c->d->arena, "%s%s (%s)%s", x->unique ? "unique " : "", x->method ? x->method : "btree", names(c, key, x->columns), x->partial ? " with a condition" : "");
}

static void compare_indexes(struct compare *c, const struct relation *a, const struct relation *b)
{
	for (int side = 0; side < 2; side++) {
		const struct relation *have = side ? b : a, *lack = side ? a : b;

		for (size_t i = 0; i < have->index.n; i++) {
			const struct index *x = have->index.v[i];
			bool found = x->constraint != NULL || x->primary;

			for (size_t k = 0; k < lack->index.n && !found; k++)
				found = same_index(c, x, lack->index.v[k]);
			if (!found)
				note(c, "index", a->schema, a->name, x->name, side ? "undeclared" : "missing", side ? NULL : index_text(c, x), side ? index_text(c, x) : NULL,
					side ? &a->place : &x->place);
		}
	}
}

static const char *relation_word(const struct relation *r)
{
	return r->kind == RELATION_VIEW || r->kind == RELATION_MATVIEW ? "view" : "table";
}

static void compare_relation(struct compare *c, const struct relation *a, const struct relation *b)
{
	bool tables = strcmp(relation_word(a), "table") == 0 && strcmp(relation_word(b), "table") == 0;

	if (a->columns_unknown || b->columns_unknown)
		return;
	for (size_t i = 0; i < a->column.n; i++) {
		const struct column *twin = relation_column(b, a->column.v[i]->name);

		if (!twin)
			note(c, "column", a->schema, a->name, a->column.v[i]->name, "missing", NULL, NULL, &a->column.v[i]->place);
		else
			compare_column(c, a, a->column.v[i], twin);
	}
	for (size_t i = 0; i < b->column.n; i++)
		if (!relation_column(a, b->column.v[i]->name))
			note(c, "column", a->schema, a->name, b->column.v[i]->name, "undeclared", NULL, type_text(c->d->arena, &b->column.v[i]->type), &a->place);
	if (!tables || a->kind == RELATION_FOREIGN || b->parent.n)
		return;
	compare_constraints(c, a, b);
	compare_indexes(c, a, b);
	if (a->row_security != b->row_security)
		note(c, "table", a->schema, a->name, a->name, "row security", a->row_security ? "on" : "off", b->row_security ? "on" : "off", &a->place);
}

/* Whether only sources of other databases declare it. */
static bool elsewhere(const struct compare *c, const struct relation *r)
{
	bool any = false;

	for (size_t i = 0; i < c->sources->source.n; i++) {
		const struct schema_source *s = &c->sources->source.v[i];

		if (!s->catalog || !catalog_relation(s->catalog, r->schema, r->name))
			continue;
		if (!c->other[i])
			return false;
		any = true;
	}
	return any;
}

static bool is_compared(const struct relation *r)
{
	return !r->temporary && r->kind != RELATION_SEQUENCE && r->kind != RELATION_COMPOSITE && !catalog_is_system(r->schema, r->name);
}

static void compare_relations(struct compare *c)
{
	for (size_t i = 0; i < c->declared->relation.n; i++) {
		const struct relation *a = c->declared->relation.v[i], *b = catalog_relation(c->live, a->schema, a->name);

		if (!is_compared(a) || elsewhere(c, a))
			continue;
		if (!b)
			note(c, relation_word(a), a->schema, a->name, a->name, "missing", NULL, NULL, &a->place);
		else
			compare_relation(c, a, b);
	}
	for (size_t i = 0; i < c->live->relation.n; i++) {
		const struct relation *b = c->live->relation.v[i];

		if (is_compared(b) && !b->parent.n && !catalog_relation(c->declared, b->schema, b->name))
			note(c, relation_word(b), b->schema, b->name, b->name, "undeclared", NULL, NULL, NULL);
	}
}

static bool has_label(const struct user_type *t, const char *label)
{
	for (size_t i = 0; i < t->label.n; i++)
		if (strcmp(t->label.v[i], label) == 0)
			return true;
	return false;
}

static void compare_types(struct compare *c)
{
	for (size_t i = 0; i < c->declared->type.n; i++) {
		const struct user_type *a = c->declared->type.v[i], *b = catalog_type(c->live, a->schema, a->name);

		if (!b && (a->kind == TYPE_ENUM || a->kind == TYPE_DOMAIN))
			note(c, "type", a->schema, NULL, a->name, "missing", NULL, NULL, &a->place);
		if (!b || a->kind != TYPE_ENUM || b->kind != TYPE_ENUM)
			continue;
		for (size_t k = 0; k < a->label.n; k++)
			if (!has_label(b, a->label.v[k]))
				note(c, "label", a->schema, a->name, a->label.v[k], "missing", NULL, NULL, &a->place);
		for (size_t k = 0; k < b->label.n; k++)
			if (!has_label(a, b->label.v[k]))
				note(c, "label", a->schema, a->name, b->label.v[k], "undeclared", NULL, NULL, &a->place);
	}
}

static bool has_function(const struct catalog *in, const struct routine *f)
{
	for (size_t i = 0; i < in->function.n; i++)
		if (strcmp(in->function.v[i]->name, f->name) == 0 && strcmp(in->function.v[i]->schema, f->schema) == 0 && in->function.v[i]->argument.n == f->argument.n)
			return true;
	return false;
}

static void compare_functions(struct compare *c)
{
	for (size_t i = 0; i < c->declared->function.n; i++)
		if (!has_function(c->live, c->declared->function.v[i]))
			note(c, "function", c->declared->function.v[i]->schema, NULL, c->declared->function.v[i]->name, "missing", NULL, NULL, &c->declared->function.v[i]->place);
	for (size_t i = 0; i < c->declared->relation.n; i++) {
		const struct relation *a = c->declared->relation.v[i], *b = catalog_relation(c->live, a->schema, a->name);

		for (size_t k = 0; b && !b->columns_unknown && k < a->trigger.n; k++) {
			bool found = false;

			for (size_t x = 0; x < b->trigger.n; x++)
				found |= strcmp(a->trigger.v[k]->name, b->trigger.v[x]->name) == 0;
			if (!found)
				note(c, "trigger", a->schema, a->name, a->trigger.v[k]->name, "missing", NULL, NULL, &a->trigger.v[k]->place);
		}
	}
}

/* A history of which the database has less than half is not its own, unless there is no other. */
static const bool *other_databases(struct derive *d, const struct schema_sources *all, const struct catalog *live)
{
	bool *other = arena_array(d->arena, bool, all->source.n + 1), any = false;

	for (size_t i = 0; i < all->source.n; i++) {
		const struct schema_source *s = &all->source.v[i];
		size_t tables = 0, common = 0;

		for (size_t k = 0; s->history && s->catalog && k < s->catalog->relation.n; k++) {
			const struct relation *r = s->catalog->relation.v[k];

			if (!is_compared(r))
				continue;
			tables++;
			common += catalog_relation(live, r->schema, r->name) != NULL;
		}
		other[i] = tables && common * 2 < tables && strcmp(d->given->kind, "revision") != 0;
		any |= tables && !other[i];
	}
	for (size_t i = 0; i < all->source.n && !any; i++)
		other[i] = false;
	return other;
}

void schema_differences(struct derive *d, const struct schema_sources *all, const struct catalog *declared, const struct catalog *live, bool whole)
{
	struct compare c = {.d = d, .sources = all, .declared = declared, .live = live, .other = other_databases(d, all, live), .known = whole && !declared->open};

	for (size_t i = 0; i < all->source.n; i++)
		c.known &= all->source.v[i].failed == 0 && all->source.v[i].opaque == 0;
	c.rows = facts_table(d->facts, "schema_difference", COLUMNS("object", "schema", "table_name", "name", "aspect", "declared", "live", "certain", "file_id", "line"));
	compare_relations(&c);
	compare_types(&c);
	compare_functions(&c);
}

/* A body the server prints as it was declared keeps its lines; of another one, all is where the function is declared. */
static void function_place(const struct catalog *declared, struct routine *f)
{
	const struct routine *twin = NULL;

	for (size_t k = 0; k < declared->function.n && !twin; k++) {
		const struct routine *a = declared->function.v[k];

		if (strcmp(a->name, f->name) == 0 && strcmp(a->schema, f->schema) == 0 && a->argument.n == f->argument.n)
			twin = a;
	}
	f->place = twin ? twin->place : (struct place){0};
	if (twin && twin->body && f->body && strcmp(twin->body, f->body) == 0) {
		f->body_line = twin->body_line;
		f->body_fixed = twin->body_fixed;
	} else {
		f->body_line = f->place.line;
		f->body_fixed = true;
	}
}

void schema_places(const struct catalog *declared, struct catalog *live)
{
	for (size_t i = 0; i < live->relation.n; i++) {
		struct relation *b = live->relation.v[i];
		const struct relation *a = catalog_relation(declared, b->schema, b->name);

		b->place = a ? a->place : (struct place){0};
		for (size_t k = 0; k < b->column.n; k++) {
			const struct column *twin = a ? relation_column(a, b->column.v[k]->name) : NULL;

			b->column.v[k]->place = twin ? twin->place : b->place;
		}
		for (size_t k = 0; k < b->constraint.n; k++) {
			b->constraint.v[k]->place = b->place;
			for (size_t x = 0; a && x < a->constraint.n; x++)
				if (a->constraint.v[x]->name && b->constraint.v[k]->name && strcmp(a->constraint.v[x]->name, b->constraint.v[k]->name) == 0)
					b->constraint.v[k]->place = a->constraint.v[x]->place;
		}
		for (size_t k = 0; k < b->index.n; k++) {
			b->index.v[k]->place = b->place;
			for (size_t x = 0; a && x < a->index.n; x++)
				if (a->index.v[x]->name && b->index.v[k]->name && strcmp(a->index.v[x]->name, b->index.v[k]->name) == 0)
					b->index.v[k]->place = a->index.v[x]->place;
		}
		for (size_t k = 0; k < b->trigger.n; k++)
			b->trigger.v[k]->place = b->place;
	}
	for (size_t i = 0; i < live->type.n; i++) {
		const struct user_type *a = catalog_type(declared, live->type.v[i]->schema, live->type.v[i]->name);

		live->type.v[i]->place = a ? a->place : (struct place){0};
	}
	for (size_t i = 0; i < live->function.n; i++) {
		struct routine *f = live->function.v[i];

		function_place(declared, f);
	}
	for (size_t i = 0; i < live->policy.n; i++) {
		const struct relation *on = catalog_relation(live, live->policy.v[i]->schema, live->policy.v[i]->table);

		live->policy.v[i]->place = on ? on->place : (struct place){0};
	}
	for (size_t i = 0; i < live->extension.n; i++)
		live->extension.v[i]->place = (struct place){0};
	live->public_create.place = (struct place){0};
}
