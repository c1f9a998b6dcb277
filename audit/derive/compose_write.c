/* What a call with one object writes: rows, and the rows of other tables that are written with them. See compose.h. */
#include "compose.h"

#define NESTED_MAX 8 /* relations within relations */

/* The object that says what to write to a relation: { connect: { id } } gives "connect" and { id }; the first word known. */
static const char *relation_write(const struct composer *c, struct ref value, struct ref *what)
{
	struct ref literal = literal_of(c, value, E_OBJECT);

	for (int i = 0; i < entries_of(c, literal); i++) {
		struct entry e = entry_of(c, literal, i);
		const char *meaning = e.is_spread || !*e.key ? NULL : word_meaning(c, "relation", e.key, NULL);

		if (meaning) {
			*what = e.value;
			return meaning;
		}
	}
	return NULL;
}

bool is_assigned(const struct assignments *a, const char *column)
{
	for (size_t i = 0; i < a->v.n; i++)
		if (strcmp(a->v.v[i].column, column) == 0)
			return true;
	return false;
}

void assign(struct assignments *a, const char *column, struct ref value, struct ref at)
{
	if (!is_assigned(a, column))
		vec_push(&a->v, (struct assignment){column, value, at, false});
}

/* The value that { set: v } or { increment: 1 } writes. */
static struct ref written_value(const struct composer *c, struct ref value)
{
	struct ref literal = literal_of(c, value, E_OBJECT);

	if (entries_of(c, literal) == 1 && *entry_of(c, literal, 0).key && word_meaning(c, "write", entry_of(c, literal, 0).key, NULL))
		return entry_of(c, literal, 0).value;
	return value;
}

static void collect_assignments(struct composer *c, const struct mapping *m, const struct record *data, struct assignments *out)
{
	out->open |= data->open;
	for (size_t i = 0; i < data->v.n; i++) {
		const struct part *p = &data->v.v[i];
		const struct field *f = mapping_field(m, p->key);

		if (!f) {
			out->open = true;
		} else if (f->column) {
			if (!is_constant_value(c, p->value, "undefined"))
				assign(out, f->column, written_value(c, p->value), p->value);
		} else if (!f->is_list && !f->link && f->near) {
			const char *near = f->near, *column;
			struct ref what;

			while ((relation_write(c, p->value, &what) || word_meaning(c, "form", "relation_value", NULL)) && (column = next_name(c, &near)))
				assign(out, column, REF_NONE, p->value);
		}
	}
}

/* A value, or a piece of SQL the library puts in its place: sql`${users.n} + 1`. */
static void put_written(struct composer *c, struct ref value)
{
	if (!ref_ok(value) || !put_piece(c, value))
		put_value(c, value);
}

void assign_defaults(struct composer *c, const struct mapping *m, struct assignments *a)
{
	const char *all = word_meaning(c, "form", "insert_all", NULL);
	bool keys = word_meaning(c, "form", "insert_key", NULL), made = all && strcmp(all, "made") == 0; /* but what the database makes */

	for (size_t i = 0; m && (all || keys) && i < m->field.n; i++) {
		const struct field *f = &m->field.v[i];

		if (f->column && !is_assigned(a, f->column) && (all ? !made || !f->is_key || !f->has_default : f->is_key && f->has_default))
			vec_push(&a->v, (struct assignment){f->column, REF_NONE, REF_NONE, !a->open});
	}
}

void put_assignments(struct composer *c, const struct assignments *a)
{
	for (size_t i = 0; i < a->v.n; i++) {
		put_sql(c, i ? ", " : "");
		put_name(c, a->v.v[i].column, a->v.v[i].at);
		put_sql(c, " = ");
		put_written(c, a->v.v[i].value);
	}
}

/* The written row's columns: those of `select`, or all but those of `omit`. */
static void put_returning(struct composer *c, const struct mapping *m, const struct record *arguments)
{
	struct ref select = part_of(c, arguments, "select");
	bool all = !ref_ok(select) || is_constant_value(c, select, "undefined");
	bool made = word_meaning(c, "form", "returning_made", NULL); /* only what the database fills */
	struct record wanted, omit;
	int n = 0;

	record_of(c, select, &wanted);
	record_of(c, part_of(c, arguments, "omit"), &omit);
	if (wanted.open || omit.open)
		not_known(c, "what is read is only known at run time");
	all |= !wanted.any && !wanted.v.n; /* undefined, or nothing of it is seen */
	for (size_t i = 0; i < m->field.n; i++)
		if (m->field.v[i].column && (!made || m->field.v[i].has_default) && (all ? !is_picked(c, &omit, m->field.v[i].attribute) : is_picked(c, &wanted, m->field.v[i].attribute))) {
			put_separator(c, &n, " RETURNING ", ", ");
			put_name(c, m->field.v[i].column, REF_NONE);
		}
	if (!n && !made)
		put_sql(c, " RETURNING 1");
	record_free(&wanted);
	record_free(&omit);
}

/* What the insert has to name and is not seen is named by what is not seen. */
void put_rows(struct composer *c, const char *schema, const char *table_name, struct assignments *a, struct ref at)
{
	const struct relation *table = table_of(c, schema, table_name);

	if (a->open)
		not_known(c, "what is written is only known at run time");
	if (a->open)
		for (size_t i = 0; table && i < table->column.n; i++)
			if (table->column.v[i]->not_null && !table->column.v[i]->has_default && !table->column.v[i]->generated && !table->column.v[i]->identity)
				assign(a, table->column.v[i]->name, REF_NONE, REF_NONE);
	put_sql(c, "INSERT INTO ");
	put_table(c, schema, table_name, at);
	put_sql(c, a->v.n ? " (" : " DEFAULT VALUES");
	for (size_t i = 0; i < a->v.n; i++) {
		put_sql(c, i ? ", " : "");
		put_name(c, a->v.v[i].column, a->v.v[i].at);
	}
	put_sql(c, a->v.n ? ") VALUES (" : "");
	for (size_t i = 0; i < a->v.n; i++) {
		put_sql(c, i ? ", " : "");
		if (a->v.v[i].is_default)
			put_sql(c, "DEFAULT");
		else if (ref_ok(a->v.v[i].value) && is_constant_value(c, a->v.v[i].value, "null"))
			put_sql(c, "NULL");
		else
			put_written(c, a->v.v[i].value);
	}
	put_sql(c, a->v.n ? ")" : "");
}

/* further: columns the library fills because of what stands around, joined by ','; NULL */
static void put_insert(struct composer *c, const struct mapping *m, struct ref data, const char *further)
{
	struct assignments a = {0};
	struct record row;

	record_of(c, data, &row);
	settle_optional(c, &row);
	collect_assignments(c, m, &row, &a);
	a.open |= !row.any;
	record_free(&row);
	for (size_t i = 0; i < m->field.n; i++)
		if (m->field.v[i].column && m->field.v[i].is_filled)
			assign(&a, m->field.v[i].column, REF_NONE, REF_NONE);
	for (const char *column; further && (column = next_name(c, &further));)
		assign(&a, column, REF_NONE, REF_NONE);
	assign_defaults(c, m, &a);
	put_rows(c, m->schema, m->table, &a, REF_NONE);
	vec_free(&a.v);
}

static void put_update(struct composer *c, const struct mapping *m, struct ref data, struct ref where)
{
	const char *alias = new_alias(c);
	struct assignments a = {0};
	struct record row;

	record_of(c, data, &row);
	collect_assignments(c, m, &row, &a);
	a.open |= !row.any;
	record_free(&row);
	for (size_t i = 0; !a.v.n && i < m->field.n; i++) /* only relations change, or what is written is not seen */
		if (m->field.v[i].column) {
			assign(&a, m->field.v[i].column, REF_NONE, REF_NONE);
		}
	if (a.open)
		not_known(c, "what is written is only known at run time");
	put_sql(c, "UPDATE ");
	put_table(c, m->schema, m->table, REF_NONE);
	buf_printf(&c->text, " AS %s SET ", alias);
	put_assignments(c, &a);
	put_where(c, m, alias, where);
	vec_free(&a.v);
}

/* tags: { connect: { id } }: a row of the table between is written, or removed. */
static int put_link_write(struct composer *c, const struct mapping *target, const struct field *f, struct ref at, bool remove, int count)
{
	buf_printf(&c->text, "%sw%d AS (%s", count ? ", " : "WITH ", count, remove ? "DELETE FROM " : "INSERT INTO ");
	put_table(c, target->schema, f->link, at);
	put_sql(c, remove ? " WHERE " : " (");
	put_name(c, f->link_near, at);
	put_sql(c, remove ? " = " : ", ");
	if (remove)
		put_value(c, REF_NONE);
	put_sql(c, remove ? " AND " : "");
	put_name(c, f->link_far, at);
	put_sql(c, remove ? " = " : ") VALUES (");
	put_value(c, REF_NONE);
	if (!remove) {
		put_sql(c, ", ");
		put_value(c, REF_NONE);
		put_sql(c, ")");
	}
	put_sql(c, " RETURNING 1)");
	return count + 1;
}

/* posts: { create: [{ … }] }: rows of other tables written with this one, before it in a WITH; returns how many. */
static int put_nested_writes(struct composer *c, const struct mapping *m, struct ref data, int count, int depth)
{
	struct record o;

	record_of(c, data, &o);
	for (size_t i = 0; depth < NESTED_MAX && i < o.v.n; i++) {
		struct ref value = o.v.v[i].value;
		const struct field *f = mapping_field(m, o.v.v[i].key);
		const struct mapping *target = f && !f->column ? mapping_of(c->d, f->target) : NULL;
		struct ref what = REF_NONE;
		struct record row;
		const char *meaning = target ? relation_write(c, value, &what) : NULL;

		if (meaning && f->link && strcmp(meaning, "insert") != 0) {
			count = put_link_write(c, target, f, value, strcmp(meaning, "unlink") == 0, count);
			continue;
		}
		if (!meaning || strcmp(meaning, "insert") != 0)
			continue;
		record_of(c, what, &row);
		if (row.any) {
			count = put_nested_writes(c, target, what, count, depth + 1);
			buf_printf(&c->text, "%sw%d AS (", count ? ", " : "WITH ", count);
			count++;
			put_insert(c, target, what, f->link ? NULL : f->is_list ? f->far
										: NULL);
			put_sql(c, " RETURNING 1)");
		}
		record_free(&row);
	}
	record_free(&o);
	return count;
}

/* false: the action writes nothing. */
bool put_write(struct composer *c, const struct mapping *m, const struct record *arguments, const char *action)
{
	struct ref data = whole_part(c, arguments, "data"), where = whole_part(c, arguments, "where");
	int with;

	if (strcmp(action, "insert") == 0) {
		with = put_nested_writes(c, m, data, 0, 0);
		put_sql(c, with ? " " : "");
		put_insert(c, m, data, NULL);
	} else if (strcmp(action, "update") == 0) {
		with = put_nested_writes(c, m, data, 0, 0);
		put_sql(c, with ? " " : "");
		put_update(c, m, data, where);
	} else if (strcmp(action, "upsert") == 0) {
		put_sql(c, "WITH w0 AS (");
		put_update(c, m, part_of(c, arguments, "update"), where);
		put_sql(c, " RETURNING 1) ");
		put_insert(c, m, part_of(c, arguments, "insert"), NULL);
	} else if (strcmp(action, "delete") == 0) {
		const char *alias = new_alias(c);

		put_sql(c, "DELETE FROM ");
		put_table(c, m->schema, m->table, REF_NONE);
		buf_printf(&c->text, " AS %s", alias);
		put_where(c, m, alias, where);
	} else {
		return false;
	}
	if (strcmp(c->site->api, "none") != 0)
		put_returning(c, m, arguments);
	return true;
}
