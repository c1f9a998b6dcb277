/* What a chain of pieces reads, and which statement it is. See compose_pieces.h. */
#include "compose_pieces.h"

#include "../store/inflect.h"

#include <ctype.h>
#include <stdlib.h>

/* What is read */

static void put_all_columns(struct composer *c, const struct pieces *p)
{
	int n = 0;

	for (size_t i = 0; p->model && i < p->model->field.n; i++)
		if (p->model->field.v[i].column) {
			put_separator(c, &n, "", ", ");
			put_model_column(c, p, p->model->field.v[i].column);
		}
	if (!n)
		put_sql(c, "*");
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && *text != '_')
			return false;
	return true;
}

/* An item: a field's name, a list of items, SQL. */
static void put_item(struct composer *c, struct pieces *p, const struct link *l, int at, struct ref e, int *n)
{
	struct ref list = record_literal(c, e), literal;
	const char *text = ref_ok(list) ? NULL : piece_text(c, e, &literal);
	const struct field *f = text && p->model ? mapping_field(p->model, text) : NULL;
	size_t before = c->text.n;

	for (int i = 0; ref_ok(list) && i < entries_of(c, list); i++)
		put_item(c, p, l, -1, entry_of(c, list, i).value, n);
	if (ref_ok(list))
		return;
	put_separator(c, n, "", ", ");
	if (is_word(l, "column") && text && is_plain(text) && p->model)
		put_model_column(c, p, f && f->column ? f->column : text);
	else if (f && f->column)
		put_name(c, f->column, e);
	else if (text && word_meaning(c, "form", "names", NULL))
		put_identifier(c, text, e, true);
	else if (text)
		put_text(c, p, text, e, literal, l->call, at + 1, at >= 0 && strchr(text, '?') ? arguments_of(c, l) - at - 1 : 0);
	else if (!put_piece_call(c, p, e) && !put_value_or_piece(c, p, e)) {
		take_back(c, before);
		--*n;
		c->unknown = c->fragment = true;
	}
}

static void put_items(struct composer *c, struct pieces *p)
{
	int n = 0;

	for (size_t i = 0; i < p->chain.v.n; i++) {
		const struct link *l = &p->chain.v.v[i];
		bool values = false;

		if (!is_word(l, "select") && !is_word(l, "column") && !(is_word(l, "distinct") && arguments_of(c, l) > 0 && !l->detail))
			continue;
		for (int k = 0; k < arguments_of(c, l) && !values; k++) {
			const char *text = constant_text(c->d->r, argument_of(c, l, k));

			put_item(c, p, l, k, argument_of(c, l, k), &n);
			values = text && strchr(text, '?') && !is_word(l, "column"); /* the others are its values */
		}
	}
	if (n)
		return;
	if (c->fragment)
		put_sql(c, "NULL");
	else if (p->joined || word_meaning(c, "form", "all_columns", NULL))
		put_all_columns(c, p);
	else
		put_sql(c, "*");
}

/* A relation of the model by name: its table under the relation's name. */
static bool put_relation(struct composer *c, const struct pieces *p, const struct link *l)
{
	const char *name = constant_text(c->d->r, argument_of(c, l, 0));
	const struct field *f = name && p->model ? mapping_field(p->model, name) : NULL;
	const struct mapping *target = f && !f->column ? mapping_of(c->d, f->target) : NULL;
	const char *near = f ? f->near : NULL, *far = f ? f->far : NULL, *a, *b;
	int n = 0;

	if (target && f->is_list && word_meaning(c, "form", "lists_apart", NULL)) /* read by a statement of its own */
		return true;
	if (!target || !near || !far)
		return false;
	buf_printf(&c->text, " %s ", l->detail ? l->detail : "LEFT JOIN");
	put_table(c, target->schema, target->table, argument_of(c, l, 0));
	put_sql(c, " AS ");
	if (word_meaning(c, "form", "snake_relations", NULL)) {
		struct buf snake = {0};

		inflect_snake_case(&snake, name);
		name = arena_strdup(c->arena, buf_text(&snake));
		buf_free(&snake);
	}
	put_name(c, name, REF_NONE);
	while ((a = next_name(c, &near)) && (b = next_name(c, &far))) {
		put_separator(c, &n, " ON ", " AND ");
		put_model_column(c, p, a);
		put_sql(c, " = ");
		put_name(c, name, REF_NONE);
		put_sql(c, ".");
		put_name(c, b, REF_NONE);
	}
	return n > 0;
}

static void put_piece_joins(struct composer *c, struct pieces *p)
{
	for (size_t i = 0; i < p->chain.v.n; i++) {
		const struct link *l = &p->chain.v.v[i];
		size_t before = c->text.n;

		if (!is_word(l, "join") && !is_word(l, "join_relation"))
			continue;
		if (put_relation(c, p, l))
			continue;
		take_back(c, before);
		buf_printf(&c->text, " %s ", is_word(l, "join") && l->detail ? l->detail : "");
		if (put_clause_text(c, p, l, 0))
			continue;
		take_back(c, before);
		c->unknown = c->fragment = true;
	}
}

static void put_clause(struct composer *c, struct pieces *p, const char *meaning, const char *first, const char *other)
{
	int n = 0;

	for (size_t i = 0; i < p->chain.v.n; i++) {
		const struct link *l = &p->chain.v.v[i];
		bool all = l->detail && strcmp(l->detail, "all") == 0;

		for (int k = 0; is_word(l, meaning) && k < (all ? arguments_of(c, l) : 1); k++) {
			struct ref e = argument_of(c, l, k), literal;
			const char *text = ref_ok(e) ? piece_text(c, e, &literal) : NULL;

			if (text && !*text)
				continue;
			if (!text && !ref_ok(e))
				continue;
			if (!text || word_meaning(c, "form", "names", NULL)) {
				size_t before = c->text.n;

				put_separator(c, &n, first, other);
				if (text ? put_identifier(c, text, e, false) : put_comparison(c, p, e) || put_value_or_piece(c, p, e))
					continue;
				take_back(c, before);
				n--;
				c->unknown = true;
				continue;
			}
			put_separator(c, &n, first, other);
			put_text(c, p, text, e, literal, l->call, k + 1, all ? 0 : arguments_of(c, l) - 1);
		}
	}
}

static void put_limits(struct composer *c, struct pieces *p)
{
	const struct link *limit = find_word(p, "limit"), *offset = find_word(p, "offset");
	const char *number = limit && !limit->sometimes ? constant_text(c->d->r, argument_of(c, limit, 0)) : NULL;

	if (p->sender && (is_word(p->sender, "first") || is_word(p->sender, "take")))
		put_sql(c, " LIMIT 1");
	else if (number && strcmp(number, "-1") == 0)
		return;
	else if (number && is_number(number))
		buf_printf(&c->text, " LIMIT %s", number);
	else if (limit && !limit->sometimes) {
		put_sql(c, " LIMIT ");
		put_value(c, argument_of(c, limit, 0));
	}
	if (offset && !offset->sometimes) {
		put_sql(c, " OFFSET ");
		put_value(c, argument_of(c, offset, 0));
	}
}

static void put_from(struct composer *c, struct pieces *p)
{
	const struct link *from = find_word(p, "from");

	if (from) {
		size_t before = c->text.n;

		put_sql(c, " FROM ");
		if (!put_clause_text(c, p, from, 0)) {
			take_back(c, before);
			put_sql(c, " FROM plumbline_hole_1");
			c->unknown = c->fragment = true;
		}
	} else if (p->model) {
		put_sql(c, " FROM ");
		put_table(c, p->model->schema, p->model->table, p->table_at);
		if (word_meaning(c, "alias", p->model->key, NULL)) {
			put_sql(c, " AS ");
			put_sql(c, p->alias);
		}
	}
}

static void put_read(struct composer *c, struct pieces *p)
{
	const char *kind = p->sender ? p->sender->meaning : "read";
	const struct link *prefix = find_word(p, "prefix");

	if (prefix && !put_clause_text(c, p, prefix, 0))
		c->unknown = c->fragment = true;
	put_sql(c, prefix ? " SELECT " : "SELECT ");
	put_sql(c, find_word(p, "distinct") ? "DISTINCT " : "");
	if (strcmp(kind, "count_rows") == 0) {
		put_sql(c, "count(*)");
	} else if (strcmp(kind, "pluck") == 0) {
		int n = 0;

		put_item(c, p, p->sender, 0, argument_of(c, p->sender, 0), &n);
		put_sql(c, n ? "" : "NULL");
	} else {
		put_items(c, p);
	}
	put_from(c, p);
	put_piece_joins(c, p);
	put_piece_where(c, p);
	put_clause(c, p, "group", " GROUP BY ", ", ");
	put_clause(c, p, "having", " HAVING ", " AND ");
	if (strcmp(kind, "count_rows") == 0)
		return;
	put_clause(c, p, "order", " ORDER BY ", ", ");
	if (strcmp(kind, "first") == 0 && key_field(p->model) && !find_word(p, "from") && !find_word(p, "group")) {
		put_sql(c, find_word(p, "order") ? ", " : " ORDER BY ");
		put_model_column(c, p, key_field(p->model)->column);
	}
	put_limits(c, p);
	put_clause(c, p, "suffix", " ", " ");
}

/* Preload("Orders", "state = ?", x): the rows of the other side. */
static bool put_preload(struct composer *c, struct pieces *p)
{
	const char *path = constant_text(c->d->r, argument_of(c, p->sender, 0));
	const struct mapping *m = p->model;
	const struct field *f = NULL;
	struct pieces other = {.questions = false};
	const char *hidden, *near;
	int n = 0;

	for (const char *at = path; at && *at && m;) {
		size_t length = strcspn(at, ".");

		f = mapping_field(m, arena_strndup(c->arena, at, length));
		m = f && !f->column ? mapping_of(c->d, f->target) : NULL;
		at += length + (at[length] == '.');
	}
	if (!m || !f)
		return false;
	other.model = m;
	put_sql(c, "SELECT * FROM ");
	put_table(c, m->schema, m->table, REF_NONE);
	near = f->link ? NULL : f->far;
	for (const char *column; near && (column = next_name(c, &near));) {
		put_separator(c, &n, " WHERE ", " AND ");
		put_name(c, column, REF_NONE);
		put_sql(c, " = ANY(");
		put_value(c, REF_NONE);
		put_sql(c, ")");
	}
	if (arguments_of(c, p->sender) > 1) {
		size_t before = c->text.n;

		put_sql(c, n ? " AND " : " WHERE ");
		if (put_conditions(c, &other, p->sender, 1))
			n++;
		else
			take_back(c, before);
	}
	if ((hidden = word_meaning(c, "soft_delete", m->key, NULL))) {
		put_sql(c, n ? " AND " : " WHERE ");
		put_name(c, hidden, REF_NONE);
		put_sql(c, " IS NULL");
	}
	return true;
}

/* Whose rows: Model(&user), or what the sender fills. */
static void find_model(struct composer *c, struct pieces *p)
{
	const struct link *model = find_word(p, "model"), *from = find_word(p, "from");
	struct ref e = model ? argument_of(c, model, 0) : REF_NONE;
	const char *alias;

	if (!model && p->sender && p->sender->detail && isdigit((unsigned char)*p->sender->detail) && !is_word(p->sender, "scan"))
		e = argument_of(c, p->sender, (int)strtol(p->sender->detail, NULL, 10));
	if (ref_ok(e)) {
		p->model = record_mapping(c, e);
		p->table_at = model ? e : REF_NONE;
	}
	if (!p->model && !from)
		p->model = mapping_of(c->d, c->site->model);
	p->unscoped = find_word(p, "unscoped") != NULL;
	p->joined = find_word(p, "join") || find_word(p, "join_relation");
	alias = p->model ? word_meaning(c, "alias", p->model->key, NULL) : NULL;
	if (p->model && !from)
		p->alias = arena_printf(c->arena, "\"%s\"", alias ? alias : p->model->table);
}

bool compose_pieces(struct composer *c)
{
	struct pieces p = {.table_at = REF_NONE};
	const struct link *insert, *update, *delete, *format;
	const char *style;
	bool found = true;

	walk_chain(c, &p, c->site->call, c->site->text);
	find_model(c, &p);
	format = find_word(&p, "placeholder");
	style = format ? resolve(c->d->r, argument_of(c, format, 0)).type : NULL;
	c->questions = p.questions && (!format || (style && ends_with(style, ".Question"))) && strcmp(c->site->placeholders, "question") != 0 && !c->unknown;
	c->generated = p.model != NULL;
	insert = find_word(&p, "insert_into");
	update = find_word(&p, "update_table");
	delete = find_word(&p, "delete_from");
	if (p.roots)
		found = false;
	else if (p.sender && is_word(p.sender, "preload"))
		found = put_preload(c, &p);
	else if (insert || update || delete)
		put_pieces_write(c, &p, insert ? "insert" : update ? "update"
								   : "delete");
	else if (p.sender && (is_word(p.sender, "insert") || starts_with(p.sender->meaning, "update") || is_word(p.sender, "save") || is_word(p.sender, "delete")))
		put_pieces_write(c, &p, p.sender->meaning);
	else if (p.model || find_word(&p, "from"))
		put_read(c, &p);
	else
		found = false;
	found &= c->text.n > 0;
	vec_free(&p.chain.v);
	return found;
}
