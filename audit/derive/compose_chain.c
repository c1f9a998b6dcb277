/* The statement a chain of calls makes: knex('calls as c').join(…).where({ id }).first(). Its calls are gathered in compose_links.c. See compose.h. */
#include "compose_chain.h"

#include <stdio.h>
#include <stdlib.h>

/* The table */

static void name_table(struct composer *c, struct chain *h, struct ref e)
{
	struct ref object = literal_of(c, e, E_OBJECT);
	const struct mapping *m = table_mapping(c, e);
	const char *text, *as;

	if (m) {
		h->model = m;
		h->table = m->table;
		h->schema = m->schema;
		h->table_at = e;
		return;
	}
	if (ref_ok(object) && entries_of(c, object) == 1) { /* { alias: 'table' } */
		struct entry x = entry_of(c, object, 0);

		h->table = constant_text(c->d->r, x.value);
		h->alias = *x.key ? x.key : NULL;
		h->table_at = x.value;
		return;
	}
	text = ref_ok(e) ? constant_text(c->d->r, e) : NULL;
	if (!text) {
		h->table = NULL;
		return;
	}
	as = find_as(text);
	h->table = as ? arena_strndup(c->arena, text, (size_t)(as - text)) : text;
	if (as)
		h->alias = as + 4 + strspn(as + 4, " ");
	h->table_at = e;
}

static void find_table(struct composer *c, struct chain *h)
{
	for (size_t i = 0; i < h->v.n; i++) {
		const struct link *l = &h->v.v[i];

		if (strcmp(l->meaning, "from") == 0 || strcmp(l->detail ? l->detail : "", "table") == 0) {
			name_table(c, h, argument_of(c, l, 0));
			h->named = true;
		} else if (strcmp(l->meaning, "alias") == 0) {
			h->alias = arguments_of(c, l) > 0 ? constant_text(c->d->r, argument_of(c, l, 0)) : NULL;
		} else if (strcmp(l->meaning, "schema") == 0) {
			h->schema = constant_text(c->d->r, argument_of(c, l, 0));
			if (!h->schema)
				not_known(c, "the schema is only known at run time");
			c->fragment |= !h->schema;
		}
	}
	if (!h->named && h->model) {
		h->table = h->model->table;
		h->schema = h->schema ? h->schema : h->model->schema;
		h->named = true;
	}
}

static void put_from(struct composer *c, const struct chain *h)
{
	if (h->schema && strcmp(h->schema, "public") != 0) {
		put_name(c, h->schema, h->table_at);
		put_sql(c, ".");
	}
	if (!put_identifier(c, h->table, h->table_at, false)) {
		put_name(c, h->table, h->table_at);
		not_known(c, "the table's name is not plain");
		c->fragment = true;
	}
	if (h->alias) {
		put_sql(c, " AS ");
		put_name(c, h->alias, REF_NONE);
	}
}

/* What is read */

static void open_items(struct composer *c, struct chain *h)
{
	h->open_select = true;
	not_known(c, "what is read is only known at run time");
}

/* A table among the items, or ...columns(table): every mapped column. false: it is neither. */
static bool put_all_columns(struct composer *c, struct ref e, int *n)
{
	const struct mapping *m = table_mapping(c, e);
	struct ref plain = expr_plain(c->d->r, e);
	const struct expr *x = ref_ok(plain) ? ref_expr(c->d->r, plain) : NULL;
	const char *type = !m && x && x->kind == E_CALL && x->n == 1 ? resolve(c->d->r, (struct ref){plain.unit, x->a}).type : NULL;
	const char *meaning = type ? word_meaning(c, "function", type, NULL) : NULL;

	if (meaning && strcmp(meaning, "columns") == 0)
		m = table_mapping(c, (struct ref){plain.unit, c->d->r->unit[plain.unit]->kid.v[x->first].expr});
	for (size_t i = 0; m && i < m->field.n; i++)
		if (m->field.v[i].column) {
			put_separator(c, n, "", ", ");
			put_name(c, m->table, e);
			put_sql(c, ".");
			put_name(c, m->field.v[i].column, e);
		}
	return m != NULL;
}

static void put_item(struct composer *c, struct chain *h, struct ref e, const char *function, int *n)
{
	struct ref list = literal_of(c, e, E_ARRAY), object = literal_of(c, e, E_OBJECT);
	const char *text = ref_ok(list) || ref_ok(object) ? NULL : constant_text(c->d->r, e);
	size_t before = c->text.n;

	if (ref_ok(list)) {
		for (int i = 0; i < entries_of(c, list); i++)
			put_item(c, h, entry_of(c, list, i).value, function, n);
		return;
	}
	if (ref_ok(object)) { /* { alias: 'column' } */
		for (int i = 0; i < entries_of(c, object); i++) {
			struct entry x = entry_of(c, object, i);
			const char *column = x.is_spread || !*x.key ? NULL : constant_text(c->d->r, x.value);
			size_t mark = c->text.n;

			if (x.is_spread && put_all_columns(c, x.value, n))
				continue;
			if (!column && table_mapping(c, x.value)) {
				put_all_columns(c, x.value, n);
				continue;
			}
			if (!column && !x.is_spread && *x.key) {
				put_separator(c, n, "", ", ");
				if (put_expression(c, x.value, 0)) {
					put_sql(c, " AS ");
					put_name(c, x.key, REF_NONE);
					continue;
				}
				take_back(c, mark);
				--*n;
			}
			if (!column) {
				open_items(c, h);
				continue;
			}
			put_separator(c, n, "", ", ");
			buf_printf(&c->text, "%s%s", function ? function : "", function ? "(" : "");
			if (!put_identifier(c, column, x.value, false))
				put_sql(c, "NULL");
			put_sql(c, function ? ") AS " : " AS ");
			put_name(c, x.key, REF_NONE);
		}
		return;
	}
	put_separator(c, n, "", ", ");
	if (text && function) {
		const char *as = find_as(text);

		buf_printf(&c->text, "%s(", function);
		if (put_identifier(c, text, e, false)) {
			put_sql(c, ")");
			if (as) {
				put_sql(c, " AS ");
				put_name(c, as + 4 + strspn(as + 4, " "), REF_NONE);
			}
			return;
		}
	} else if (text ? put_identifier(c, text, e, true) : !function && put_raw_call(c, e)) {
		return;
	}
	take_back(c, before);
	--*n;
	open_items(c, h);
}

static const struct link *find_link(const struct chain *h, const char *meaning)
{
	for (size_t i = 0; i < h->v.n; i++)
		if (strcmp(h->v.v[i].meaning, meaning) == 0)
			return &h->v.v[i];
	return NULL;
}

static bool has(const struct chain *h, const char *meaning)
{
	return find_link(h, meaning) != NULL;
}

static bool has_columns(const struct mapping *m)
{
	for (size_t i = 0; i < m->field.n; i++)
		if (m->field.v[i].column)
			return true;
	return false;
}

static void put_stars(struct composer *c, struct ref e, int *n)
{
	struct ref list = literal_of(c, e, E_ARRAY);
	const char *table = ref_ok(list) ? NULL : constant_text(c->d->r, e);
	size_t before = c->text.n;

	for (int i = 0; i < entries_of(c, list); i++)
		put_stars(c, entry_of(c, list, i).value, n);
	if (!table)
		return;
	put_separator(c, n, "", ", ");
	if (put_identifier(c, table, e, false)) {
		put_sql(c, ".*");
		return;
	}
	take_back(c, before);
	--*n;
	not_known(c, "what is read is only known at run time");
}

static void put_items(struct composer *c, struct chain *h)
{
	bool any = false, distinct = false;
	int n = 0;

	for (size_t i = 0; i < h->v.n; i++)
		distinct |= strcmp(h->v.v[i].meaning, "distinct") == 0;
	put_sql(c, distinct ? "DISTINCT " : "");
	for (size_t i = 0; i < h->v.n; i++) {
		const struct link *l = &h->v.v[i];
		bool aggregate = strcmp(l->meaning, "aggregate") == 0;

		for (int k = 0; strcmp(l->meaning, "select_all") == 0 && k < arguments_of(c, l); k++) /* selectAll('posts') */
			put_stars(c, argument_of(c, l, k), &n);
		any |= strcmp(l->meaning, "select_all") == 0 && arguments_of(c, l) > 0;
		if (strcmp(l->meaning, "select_text") == 0) {
			any = true;
			if (!put_select_text(c, h, l, &n))
				open_items(c, h);
			continue;
		}
		if (strcmp(l->meaning, "select") != 0 && strcmp(l->meaning, "distinct") != 0 && strcmp(l->meaning, "select_raw") != 0 && !aggregate)
			continue;
		any |= aggregate || arguments_of(c, l) > 0;
		if (aggregate && arguments_of(c, l) == 0) {
			put_separator(c, &n, "", ", ");
			put_sql(c, "count(*)");
		}
		if (strcmp(l->meaning, "select_raw") == 0) {
			size_t before = c->text.n;

			put_separator(c, &n, "", ", ");
			if (!put_raw_text(c, argument_of(c, l, 0))) {
				take_back(c, before);
				n--;
				open_items(c, h);
			}
			continue;
		}
		for (int k = 0; k < arguments_of(c, l); k++)
			put_item(c, h, argument_of(c, l, k), aggregate ? l->detail : NULL, &n);
	}
	h->grouped |= n > 0 && any;
	if (n)
		return;
	if (any)
		put_sql(c, "NULL");
	else if (h->model && has_columns(h->model) && !has(h, "join"))
		for (size_t i = 0; i < h->model->field.n; i++) {
			const struct field *f = &h->model->field.v[i];

			if (!f->column)
				continue;
			put_separator(c, &n, "", ", ");
			put_identifier(c, h->alias ? h->alias : h->table, REF_NONE, false);
			put_sql(c, ".");
			put_name(c, f->column, REF_NONE);
		}
	else if (h->alias || h->model) {
		put_identifier(c, h->alias ? h->alias : h->table, REF_NONE, false);
		put_sql(c, ".*");
	} else {
		put_sql(c, "*");
	}
}

/* Names of ORDER BY, GROUP BY and RETURNING. An unqualified name may be that of an item nobody read. */
static void put_names(struct composer *c, const struct chain *h, struct ref e, const char *first, int *n, bool may_be_item)
{
	struct ref list = literal_of(c, e, E_ARRAY), object = literal_of(c, e, E_OBJECT);
	const char *text = ref_ok(list) || ref_ok(object) ? NULL : constant_text(c->d->r, e);
	size_t before = c->text.n;

	for (int i = 0; ref_ok(list) && i < entries_of(c, list); i++)
		put_names(c, h, entry_of(c, list, i).value, first, n, may_be_item);
	for (int i = 0; ref_ok(object) && i < entries_of(c, object); i++)
		if (strcmp(entry_of(c, object, i).key, "column") == 0)
			put_names(c, h, entry_of(c, object, i).value, first, n, may_be_item);
	if (!text && !ref_ok(list)) {
		put_separator(c, n, first, ", ");
		if (ref_ok(object) || put_expression(c, e, 0)) {
			if (ref_ok(object)) {
				take_back(c, before);
				--*n;
			}
			return;
		}
		take_back(c, before);
		--*n;
		not_known(c, "an order or a group is only known at run time");
		return;
	}
	if (!text)
		return;
	if (may_be_item && h->open_select && !strchr(text, '.'))
		return;
	put_separator(c, n, first, ", ");
	if (!put_identifier(c, text, e, false)) {
		take_back(c, before);
		--*n;
		not_known(c, "an order or a group is only known at run time");
	}
}

static void put_named(struct composer *c, const struct chain *h, const char *meaning, const char *first, bool only_first, bool may_be_item)
{
	int n = 0;

	for (size_t i = 0; i < h->v.n; i++)
		for (int k = 0; strcmp(h->v.v[i].meaning, meaning) == 0 && k < (only_first ? 1 : arguments_of(c, &h->v.v[i])); k++)
			put_names(c, h, argument_of(c, &h->v.v[i], k), first, &n, may_be_item);
}

static void put_read(struct composer *c, struct chain *h)
{
	const struct link *count;

	put_sql(c, "SELECT ");
	count = find_link(h, "count_rows");
	if (count && count->detail) /* of the query's own rows */
		put_sql(c, "count(*) FROM (SELECT ");
	if (count && !count->detail)
		put_sql(c, "count(*)");
	else
		put_items(c, h);
	put_sql(c, " FROM ");
	put_from(c, h);
	put_joins(c, h);
	put_chain_where(c, h);
	if (count) {
		put_sql(c, count->detail ? ") AS counted" : "");
		return;
	}
	c->own = word_meaning(c, "form", "own_columns", NULL) ? h->table : NULL;
	put_named(c, h, "group", " GROUP BY ", false, true);
	put_named(c, h, "order", " ORDER BY ", !word_meaning(c, "form", "order_all", NULL), true);
	c->own = NULL;
	if (has(h, "one"))
		put_sql(c, " LIMIT 1");
	else
		for (size_t i = 0; i < h->v.n; i++)
			if (strcmp(h->v.v[i].meaning, "limit") == 0 && !h->v.v[i].sometimes) {
				const char *limit = constant_text(c->d->r, argument_of(c, &h->v.v[i], 0));

				put_sql(c, " LIMIT ");
				if (limit && strcmp(limit, "1") == 0)
					put_sql(c, "1");
				else
					put_value(c, argument_of(c, &h->v.v[i], 0));
				break;
			}
}

/* What is written */

static void collect_keys(struct composer *c, const struct chain *h, struct ref data, bool is_new, struct assignments *out)
{
	struct record row;

	record_of(c, data, &row);
	if (is_new)
		settle_optional(c, &row);
	out->open |= row.open || !row.any;
	for (size_t i = 0; i < row.v.n; i++) {
		const struct part *p = &row.v.v[i];
		const struct field *f = h->model ? mapping_field(h->model, p->key) : NULL;

		if ((!f || f->column) && !is_constant_value(c, p->value, "undefined")) /* a relation's rows are no column */
			assign(out, f ? f->column : p->key, p->value, p->value);
	}
	record_free(&row);
}

/* Columns of the table by their name alone: users.a, [users.a, users.b]. */
static void put_targets(struct composer *c, const struct chain *h, struct ref e, int *n)
{
	struct ref list = literal_of(c, e, E_ARRAY);
	struct ref plain = expr_plain(c->d->r, e);
	const struct field *f = h->model && ref_ok(plain) && ref_expr(c->d->r, plain)->kind == E_MEMBER ? mapping_field(h->model, ref_text(c->d->r, plain)) : NULL;

	for (int i = 0; i < entries_of(c, list); i++)
		put_targets(c, h, entry_of(c, list, i).value, n);
	if (f && f->column) {
		put_separator(c, n, " (", ", ");
		put_name(c, f->column, e);
	}
	for (const char *names = f || ref_ok(list) ? NULL : constant_text(c->d->r, e); names;) { /* 'a, b' */
		const char *name = next_name(c, &names);

		if (!name)
			break;
		put_separator(c, n, " (", ", ");
		put_name(c, name + strspn(name, " "), e);
	}
}

/* onConflict('a'), onConflict((c) => c.columns(['a'])), onConflictDoNothing({ target: users.a }): the columns that tell rows apart. */
static void put_conflict(struct composer *c, struct chain *h, const struct link *l, const char *key)
{
	struct chain inner = {0};
	int n = 0;

	put_sql(c, " ON CONFLICT");
	for (int k = 0; k < arguments_of(c, l); k++) {
		struct value v = resolve(c->d->r, argument_of(c, l, k));
		struct record target = {0};

		if (key) /* the columns are under it */
			record_of(c, argument_of(c, l, k), &target);
		for (size_t i = 0; i < target.v.n; i++)
			if (strcmp(target.v.v[i].key, key) == 0)
				put_targets(c, h, target.v.v[i].value, &n);
		record_free(&target);
		if (key)
			continue;
		if (v.entity == ENTITY_FUNCTION)
			gather_callback(c, &inner, v.self);
		else
			put_names(c, h, argument_of(c, l, k), " (", &n, false);
	}
	for (size_t i = 0; i < inner.v.n; i++)
		for (int k = 0; strcmp(inner.v.v[i].meaning, "conflict_column") == 0 && k < arguments_of(c, &inner.v.v[i]); k++)
			put_names(c, h, argument_of(c, &inner.v.v[i], k), " (", &n, false);
	vec_free(&inner.v);
	put_sql(c, n ? ") DO NOTHING" : " DO NOTHING");
}

/* What hooks of the library's classes may add before the row is written. */
static void put_inserted(struct composer *c, struct chain *h, const struct link *l)
{
	struct ref data = argument_of(c, l, l->detail ? (int)strtol(l->detail, NULL, 10) : 0);
	const struct link *conflict;
	struct assignments a = {0};
	bool unknown = c->unknown;
	const char *why = c->why;

	collect_keys(c, h, data, true, &a);
	for (size_t i = 0; h->model && i < h->model->field.n; i++)
		if (h->model->field.v[i].column && h->model->field.v[i].is_filled)
			assign(&a, h->model->field.v[i].column, REF_NONE, REF_NONE);
	assign_defaults(c, h->model, &a);
	if (h->model && !has_columns(h->model) && !a.open) {
		a.open = true;
		put_rows(c, h->schema, h->table, &a, h->table_at);
		c->unknown = unknown;
		c->why = why;
	} else {
		put_rows(c, h->schema, h->table, &a, h->table_at);
	}
	vec_free(&a.v);
	conflict = find_link(h, "conflict");
	if (conflict)
		put_conflict(c, h, conflict, conflict->detail);
	else if (word_meaning(c, "conflict", l->method, NULL))
		put_conflict(c, h, l, word_meaning(c, "conflict", l->method, NULL));
}

static void put_updated(struct composer *c, struct chain *h, const struct link *l)
{
	int at = l->detail ? (int)strtol(l->detail, NULL, 10) : 0;
	struct ref data = argument_of(c, l, at);
	const char *name = ref_ok(literal_of(c, data, E_OBJECT)) ? NULL : constant_text(c->d->r, data);
	struct assignments a = {0};
	const struct relation *table = table_of(c, h->schema, h->table);

	if (name)
		assign(&a, name, argument_of(c, l, at + 1), data);
	else
		collect_keys(c, h, data, false, &a);
	if (a.open)
		not_known(c, "what is written is only known at run time");
	if (!a.v.n && table && table->column.n > 0) /* some column, whatever is written */
		assign(&a, table->column.v[0]->name, REF_NONE, REF_NONE);
	put_sql(c, "UPDATE ");
	put_from(c, h);
	put_sql(c, " SET ");
	if (a.v.n)
		put_assignments(c, &a);
	else
		put_sql(c, "plumbline_hole_1 = $1");
	c->fragment |= !a.v.n;
	vec_free(&a.v);
	put_chain_where(c, h);
}

/* RETURNING: what is named, every column where nothing is, or the key a library asks for. */
static void put_returned(struct composer *c, struct chain *h, const struct link *write)
{
	const struct link *named = find_link(h, "returning_items"), *all = find_link(h, "returning_all");
	const struct relation *table = table_of(c, h->schema, h->table);
	size_t before = c->text.n;
	int n = 0;

	if (find_link(h, "select_text")) { /* of what is written, what select() asks for */
		put_sql(c, " RETURNING ");
		if (!put_returned_text(c, h, find_link(h, "select_text"), &n)) {
			take_back(c, before);
			not_known(c, "what is read is only known at run time");
		}
	} else if (all || (named && arguments_of(c, named) == 0)) {
		put_sql(c, " RETURNING ");
		for (size_t i = 0; h->model && i < h->model->field.n; i++)
			if (h->model->field.v[i].column) {
				put_separator(c, &n, "", ", ");
				put_name(c, h->model->field.v[i].column, REF_NONE);
			}
		put_sql(c, n ? "" : "*");
	} else if (named) {
		put_sql(c, " RETURNING ");
		put_item(c, h, argument_of(c, named, 0), NULL, &n);
		if (!n)
			take_back(c, before);
	} else if (has(h, "returning")) {
		put_named(c, h, "returning", " RETURNING ", false, false);
	} else if (write->meaning[0] == 'i' && word_meaning(c, "form", "returning_key", NULL) && h->model) {
		for (size_t i = 0; table && i < table->index.n; i++)
			for (size_t k = 0; table->index.v[i]->primary && k < table->index.v[i]->columns; k++) {
				put_separator(c, &n, " RETURNING ", ", ");
				put_name(c, table->index.v[i]->column[k], REF_NONE);
			}
	}
}

/* A text of its own: db.execute(sql`…`). */
static bool compose_text(struct composer *c)
{
	if (!ref_ok(c->site->text) || !put_expression(c, c->site->text, 0))
		return false;
	return c->text.n > 0;
}

static bool is_write(const char *meaning)
{
	static const char *const writes[] = {"insert", "update", "delete", "update_key", "delete_key", NULL};

	for (int i = 0; writes[i]; i++)
		if (strcmp(meaning, writes[i]) == 0)
			return true;
	return false;
}

bool compose_chain(struct composer *c)
{
	struct chain h = {.model = mapping_of(c->d, c->site->model), .table_at = REF_NONE};
	const struct link *write = NULL;
	bool found;

	if (c->site->action && strcmp(c->site->action, "uncertain") == 0) {
		c->fragment = true;
		c->why = "the library may change names on their way";
	}
	if (c->site->action && strcmp(c->site->action, "text") == 0)
		return compose_text(c);
	gather_links(c, &h);
	if (find_link(&h, "call")) {
		found = put_rpc(c, find_link(&h, "call"));
		vec_free(&h.v);
		return found;
	}
	find_table(c, &h);
	found = h.named && h.table;
	for (size_t i = 0; i < h.v.n; i++)
		if (is_write(h.v.v[i].meaning))
			write = &h.v.v[i];
	if (!found) {
		vec_free(&h.v);
		return false;
	}
	if (!write) {
		put_read(c, &h);
	} else if (write->meaning[0] == 'i') {
		put_inserted(c, &h, write);
	} else if (write->meaning[0] == 'u') {
		put_updated(c, &h, write);
	} else {
		put_sql(c, "DELETE FROM ");
		put_from(c, &h);
		put_chain_where(c, &h);
	}
	if (write)
		put_returned(c, &h, write);
	vec_free(&h.v);
	return true;
}
