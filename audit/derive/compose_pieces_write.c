/* INSERT, UPDATE and DELETE of a chain of pieces. See compose_pieces.h. */
#include "compose_pieces.h"

#include <stdlib.h>

/* Names that Select and Omit take, as columns of the model. */
struct picked {
	VEC_OF(const char *) only, but;
	bool open;
};

static void pick(struct composer *c, const struct pieces *p, struct ref e, bool omit, struct picked *out)
{
	struct ref list = record_literal(c, e);
	const char *text = ref_ok(list) ? NULL : constant_text(c->d->r, e);
	const struct field *f = text && p->model ? mapping_field(p->model, text) : NULL;

	for (int i = 0; ref_ok(list) && i < entries_of(c, list); i++)
		pick(c, p, entry_of(c, list, i).value, omit, out);
	if (ref_ok(list))
		return;
	if (f && f->column)
		text = f->column;
	if (!text)
		out->open = true;
	else if (omit)
		vec_push(&out->but, text);
	else
		vec_push(&out->only, text);
}

static void picked_of(struct composer *c, const struct pieces *p, struct picked *out)
{
	for (size_t i = 0; i < p->chain.v.n; i++) {
		const struct link *l = &p->chain.v.v[i];

		for (int k = 0; (is_word(l, "select") || is_word(l, "column") || is_word(l, "omit")) && k < arguments_of(c, l); k++)
			pick(c, p, argument_of(c, l, k), is_word(l, "omit"), out);
	}
}

static bool in_list(const char *const *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i], name) == 0)
			return true;
	return false;
}

static bool is_picked_column(const struct picked *x, const char *column)
{
	return (!x->only.n || in_list(x->only.v, x->only.n, column) || in_list(x->only.v, x->only.n, "*")) && !in_list(x->but.v, x->but.n, column);
}

static struct ref set_value(const struct composer *c, struct ref literal, const char *attribute)
{
	for (int i = 0; ref_ok(literal) && i < entries_of(c, literal); i++)
		if (strcmp(entry_of(c, literal, i).key, attribute) == 0)
			return entry_of(c, literal, i).value;
	return REF_NONE;
}

/* One row of the literal, where it is a list of them. */
static struct ref first_row(const struct composer *c, struct ref literal)
{
	while (ref_ok(literal) && ref_expr(c->d->r, literal)->kind == E_ARRAY && entries_of(c, literal) > 0)
		literal = record_literal(c, entry_of(c, literal, 0).value);
	return literal;
}

/* Keys of a map, by a field's name or a column's. */
static void assign_keys(struct composer *c, const struct pieces *p, struct ref literal, struct assignments *out)
{
	for (int i = 0; i < entries_of(c, literal); i++) {
		struct entry e = entry_of(c, literal, i);
		const struct field *f = p->model && *e.key ? mapping_field(p->model, e.key) : NULL;

		if (e.is_spread || !*e.key)
			out->open = true;
		else if (!f || f->column)
			assign(out, f ? f->column : e.key, e.value, e.value);
	}
}

/* Columns of the model: all of them (whole), or those the literal fills. */
static void assign_fields(struct composer *c, const struct pieces *p, struct ref literal, bool whole, bool inserts, struct assignments *out)
{
	struct picked picked = {0};
	bool named = word_meaning(c, "form", "default_named", NULL);

	picked_of(c, p, &picked);
	for (size_t i = 0; p->model && i < p->model->field.n; i++) {
		const struct field *f = &p->model->field.v[i];
		struct ref value = set_value(c, literal, f->attribute);

		if (!f->column || !is_picked_column(&picked, f->column))
			continue;
		if (inserts && f->has_default && !named && !ref_ok(value)) /* the library leaves it to the database */
			continue;
		if (!inserts && (f->is_key || (!whole && !ref_ok(value) && !in_list(picked.only.v, picked.only.n, f->column))))
			continue;
		assign(out, f->column, value, REF_NONE);
	}
	c->unknown |= picked.open;
	vec_free(&picked.only);
	vec_free(&picked.but);
}

static void put_target(struct composer *c, struct pieces *p, const struct link *l)
{
	const struct link *from = find_word(p, "from");
	size_t before = c->text.n;

	if (l && arguments_of(c, l) > 0 ? put_clause_text(c, p, l, 0) : from && put_clause_text(c, p, from, 0))
		return;
	take_back(c, before);
	if (p->model && !from) {
		put_table(c, p->model->schema, p->model->table, p->table_at);
		return;
	}
	put_sql(c, "plumbline_hole_1");
	c->unknown = c->fragment = true;
}

/* A value, or the SQL in its place. */
static void put_written(struct composer *c, const struct pieces *p, struct ref value)
{
	size_t before = c->text.n;

	if (!ref_ok(value)) {
		put_value(c, value);
	} else if (is_constant_value(c, value, "null")) {
		put_sql(c, "NULL");
	} else if (!put_piece_call(c, p, value)) {
		take_back(c, before);
		put_value(c, value);
	}
}

static void put_names_and_values(struct composer *c, const struct pieces *p, const struct assignments *a)
{
	put_sql(c, a->v.n ? " (" : " DEFAULT VALUES");
	for (size_t i = 0; i < a->v.n; i++) {
		put_sql(c, i ? ", " : "");
		put_name(c, a->v.v[i].column, a->v.v[i].at);
	}
	put_sql(c, a->v.n ? ") VALUES (" : "");
	for (size_t i = 0; i < a->v.n; i++) {
		const struct field *f = p->model ? mapping_field(p->model, a->v.v[i].column) : NULL;

		for (size_t k = 0; !f && p->model && k < p->model->field.n; k++)
			if (p->model->field.v[k].column && strcmp(p->model->field.v[k].column, a->v.v[i].column) == 0)
				f = &p->model->field.v[k];
		put_sql(c, i ? ", " : "");
		if (!ref_ok(a->v.v[i].value) && f && f->has_default)
			put_sql(c, "DEFAULT");
		else
			put_written(c, p, a->v.v[i].value);
	}
	put_sql(c, a->v.n ? ")" : "");
}

/* Insert("t").Columns("a", "b").Values(1, 2): the first row. */
static void put_listed(struct composer *c, const struct pieces *p)
{
	const struct link *values = find_word(p, "values"), *columns = find_word(p, "columns");
	int n = 0;

	for (size_t i = 0; i < p->chain.v.n; i++) {
		const struct link *l = &p->chain.v.v[i];

		for (int k = 0; is_word(l, "columns") && k < arguments_of(c, l); k++) {
			size_t before = c->text.n;

			put_separator(c, &n, " (", ", ");
			if (!put_clause_text(c, p, l, k)) {
				take_back(c, before);
				n--;
				c->unknown = c->fragment = true;
			}
		}
	}
	put_sql(c, n ? ")" : "");
	if (!values || (arguments_of(c, values) == 1 && n > 1)) { /* Values(row...) */
		c->unknown |= columns != NULL;
		put_sql(c, " VALUES (");
		for (int k = 0; k < (n ? n : 1); k++) {
			put_sql(c, k ? ", " : "");
			put_value(c, REF_NONE);
		}
	} else {
		put_sql(c, " VALUES (");
		for (int k = 0; k < arguments_of(c, values); k++) {
			put_sql(c, k ? ", " : "");
			put_written(c, p, argument_of(c, values, k));
		}
	}
	put_sql(c, ")");
}

/* On("CONFLICT (id) DO UPDATE").Set("a = EXCLUDED.a") */
static void put_conflict_set(struct composer *c, struct pieces *p)
{
	int n = 0;

	for (size_t i = 0; i < p->chain.v.n; i++) {
		size_t before = c->text.n;

		if (!is_word(&p->chain.v.v[i], "set_piece"))
			continue;
		put_separator(c, &n, " SET ", ", ");
		if (!put_clause_text(c, p, &p->chain.v.v[i], 0)) {
			take_back(c, before);
			n--;
			c->unknown = c->fragment = true;
		}
	}
}

static void put_suffix(struct composer *c, struct pieces *p)
{
	for (size_t i = 0; i < p->chain.v.n; i++) {
		const struct link *l = &p->chain.v.v[i];
		bool returning = is_word(l, "returning");
		size_t before = c->text.n;

		if (!is_word(l, "suffix") && !is_word(l, "conflict") && !returning)
			continue;
		put_sql(c, returning ? " RETURNING " : is_word(l, "conflict") ? " ON "
									      : " ");
		if (!put_clause_text(c, p, l, 0)) {
			take_back(c, before);
			c->unknown = true;
		} else if (is_word(l, "conflict")) {
			put_conflict_set(c, p);
		}
	}
}

/* What the database filled in is asked back. */
static void put_defaults(struct composer *c, const struct pieces *p, const struct assignments *a)
{
	int n = 0;

	for (size_t i = 0; p->model && i < p->model->field.n; i++) {
		const struct field *f = &p->model->field.v[i];

		if (!f->column || !f->has_default || is_assigned(a, f->column))
			continue;
		put_separator(c, &n, " RETURNING ", ", ");
		put_name(c, f->column, REF_NONE);
	}
}

static void put_inserted(struct composer *c, struct pieces *p, const struct link *l)
{
	struct ref argument = p->sender && is_word(p->sender, "insert") ? argument_of(c, p->sender, 0) : l && find_word(p, "model") ? argument_of(c, find_word(p, "model"), 0)
																    : REF_NONE;
	struct ref literal = ref_ok(argument) ? first_row(c, record_literal(c, argument)) : REF_NONE;
	const struct link *keys = find_word(p, "set_keys");
	struct assignments a = {0};

	put_sql(c, "INSERT INTO ");
	put_target(c, p, l);
	if (find_word(p, "values") || find_word(p, "columns")) {
		put_listed(c, p);
		put_suffix(c, p);
		return;
	}
	if (keys && ref_ok(record_literal(c, argument_of(c, keys, 0))) && !is_record(c, argument_of(c, keys, 0)))
		assign_keys(c, p, record_literal(c, argument_of(c, keys, 0)), &a);
	else if (keys)
		a.open = true;
	else if (ref_ok(argument) && !is_record(c, argument) && ref_ok(literal))
		assign_keys(c, p, literal, &a);
	else if (p->model)
		assign_fields(c, p, literal, true, true, &a);
	else
		a.open = true;
	if (a.open) { /* what the table demands may be among what is not seen */
		c->unknown = c->fragment = true;
		if (!a.v.n)
			assign(&a, "plumbline_hole_2", REF_NONE, REF_NONE);
	}
	put_names_and_values(c, p, &a);
	put_suffix(c, p);
	if (word_meaning(c, "form", "returning_default", NULL))
		put_defaults(c, p, &a);
	vec_free(&a.v);
}

/* Set("a", 1), Set("a = ?", 1), SetMap(…), Updates(…), Update("a", 1) */
static int put_assigned(struct composer *c, struct pieces *p)
{
	struct assignments a = {0};
	const char *touched = p->model ? word_meaning(c, "touched", p->model->key, NULL) : NULL;
	int n = 0;

	for (size_t i = 0; i < p->chain.v.n; i++) {
		const struct link *l = &p->chain.v.v[i];
		struct ref first = arguments_of(c, l) > 0 ? argument_of(c, l, 0) : REF_NONE, literal = ref_ok(first) ? record_literal(c, first) : REF_NONE;
		const char *name = ref_ok(first) && !ref_ok(literal) ? constant_text(c->d->r, first) : NULL;
		const struct field *f = name && p->model ? mapping_field(p->model, name) : NULL;

		if (is_word(l, "set_piece")) {
			size_t before = c->text.n;

			put_separator(c, &n, "", ", ");
			if (!put_clause_text(c, p, l, 0)) {
				take_back(c, before);
				n--;
				c->unknown = c->fragment = true;
			}
		} else if (is_word(l, "set") || is_word(l, "update_pair")) {
			if (name)
				assign(&a, f && f->column ? f->column : name, argument_of(c, l, 1), first);
			c->unknown |= !name;
		} else if (is_word(l, "set_keys") || is_word(l, "update")) {
			if (ref_ok(first) && is_record(c, first))
				assign_fields(c, p, literal, false, false, &a);
			else if (ref_ok(literal))
				assign_keys(c, p, literal, &a);
			c->unknown |= !ref_ok(literal);
		} else if (is_word(l, "save") || is_word(l, "update_table")) {
			if (p->model && !find_word(p, "set_piece") && !find_word(p, "set"))
				assign_fields(c, p, REF_NONE, true, false, &a);
		}
	}
	if (touched && p->sender && (is_word(p->sender, "update") || is_word(p->sender, "update_pair")) && !(p->sender->detail && strcmp(p->sender->detail, "bare") == 0))
		assign(&a, touched, REF_NONE, REF_NONE);
	for (size_t i = 0; i < a.v.n; i++) {
		put_separator(c, &n, "", ", ");
		put_identifier(c, a.v.v[i].column, a.v.v[i].at, false);
		put_sql(c, " = ");
		put_written(c, p, a.v.v[i].value);
	}
	vec_free(&a.v);
	return n;
}

static void put_updated(struct composer *c, struct pieces *p, const struct link *l)
{
	put_sql(c, "UPDATE ");
	put_target(c, p, l);
	if (p->alias && p->model && word_meaning(c, "alias", p->model->key, NULL)) {
		put_sql(c, " AS ");
		put_sql(c, p->alias);
	}
	put_sql(c, " SET ");
	if (!put_assigned(c, p)) {
		put_sql(c, "plumbline_hole_3 = NULL");
		c->unknown = c->fragment = true;
	}
	put_piece_where(c, p);
	put_suffix(c, p);
}

static void put_deleted(struct composer *c, struct pieces *p, const struct link *l)
{
	const char *hidden = p->model && !p->unscoped && !find_word(p, "force_delete") ? word_meaning(c, "soft_delete", p->model->key, NULL) : NULL;

	put_sql(c, hidden ? "UPDATE " : "DELETE FROM ");
	put_target(c, p, l);
	if (p->alias && p->model && word_meaning(c, "alias", p->model->key, NULL)) {
		put_sql(c, " AS ");
		put_sql(c, p->alias);
	}
	if (hidden) {
		put_sql(c, " SET ");
		put_name(c, hidden, REF_NONE);
		put_sql(c, " = ");
		put_value(c, REF_NONE);
	}
	put_piece_where(c, p);
	put_suffix(c, p);
}

void put_pieces_write(struct composer *c, struct pieces *p, const char *kind)
{
	const struct link *l = find_word(p, "insert_into");

	l = l ? l : find_word(p, "update_table") ? find_word(p, "update_table")
						 : find_word(p, "delete_from");
	if (strcmp(kind, "insert") == 0)
		put_inserted(c, p, l);
	else if (strcmp(kind, "delete") == 0)
		put_deleted(c, p, l);
	else
		put_updated(c, p, l);
}
