/*
 * A chain of calls, each adding a clause: knex('calls as c').join(…).where({ id }).first(). The calls are those whose receiver came from the
 * call the chain began with, in the order of the source; what a method means is a builder_word. See compose.h.
 */
#include "compose_chain.h"

#include "../extract/language.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static const struct expr *call_of(const struct composer *c, struct ref call)
{
	const struct unit *u = c->d->r->unit[call.unit];

	return &u->expr.v[u->call.v[call.index].expr];
}

int arguments_of(const struct composer *c, const struct link *l)
{
	return call_of(c, l->call)->n;
}

struct ref argument_of(const struct composer *c, const struct link *l, int i)
{
	const struct expr *x = call_of(c, l->call);

	return i < x->n ? (struct ref){l->call.unit, c->d->r->unit[l->call.unit]->kid.v[x->first + i].expr} : REF_NONE;
}

static void add_link(struct composer *c, struct chain *h, struct ref call, bool sometimes)
{
	const struct unit *u = c->d->r->unit[call.unit];
	const struct expr *callee = &u->expr.v[call_of(c, call)->a];
	struct link l = {.call = call, .sometimes = sometimes};

	l.method = callee->kind == E_MEMBER ? unit_text(u, callee->text) : "()";
	l.meaning = word_meaning(c, "method", l.method, &l.detail);
	if (!l.meaning)
		c->unknown = c->fragment = true; /* it may bring tables in */
	else if (strcmp(l.meaning, "opaque") == 0)
		c->unknown = c->fragment = true;
	else if (strcmp(l.meaning, "unread") == 0) /* no table, but more than is read */
		c->unknown = true;
	else
		vec_push(&h->v, l);
}

static struct ref callee_object(const struct composer *c, struct ref call)
{
	const struct unit *u = c->d->r->unit[call.unit];
	const struct expr *callee = &u->expr.v[call_of(c, call)->a];

	return callee->kind == E_MEMBER ? (struct ref){call.unit, callee->a} : REF_NONE;
}

static const struct composer *sorting; /* qsort has no context; one thread */

static int by_place(const void *a, const void *b)
{
	uint32_t x = call_of(sorting, ((const struct link *)a)->call)->end, y = call_of(sorting, ((const struct link *)b)->call)->end;

	return x < y ? -1 : x > y;
}

static void sort_links(const struct composer *c, struct chain *h)
{
	sorting = c;
	if (h->v.n > 1)
		qsort(h->v.v, h->v.n, sizeof(*h->v.v), by_place);
}

/* The unfinished query is handed to somebody who may add anything: fill(query), not fill(await query). */
static bool is_handed_on(const struct composer *c, struct ref argument, struct ref root)
{
	const struct unit *u = c->d->r->unit[argument.unit];
	const int *list;
	struct value v;

	if (u->expr.v[argument.index].kind != E_NAME)
		return false;
	v = resolve(c->d->r, argument);
	if (!ref_eq(v.origin, root) || bindings_of(c->d->r, argument, &list) < 1)
		return false;
	return u->binding.v[list[0]].value && u->expr.v[u->binding.v[list[0]].value].kind == E_CALL;
}

static void gather(struct composer *c, struct chain *h)
{
	struct ref root = c->site->call;
	const struct unit *u = c->d->r->unit[root.unit];

	add_link(c, h, root, false);
	for (int i = 1; i < (int)u->call.n; i++) {
		struct ref call = {root.unit, i}, object;
		const struct expr *x = call_of(c, call);

		if (i == root.index)
			continue;
		object = callee_object(c, call);
		if (ref_ok(object)) {
			struct value v = resolve(c->d->r, object);

			if (v.type && ref_eq(v.origin, root) && word_meaning(c, "type", v.type, NULL))
				add_link(c, h, call, u->call.v[i].region != u->call.v[root.index].region);
		}
		for (int k = 0; k < x->n; k++)
			if (is_handed_on(c, (struct ref){root.unit, u->kid.v[x->first + k].expr}, root))
				c->unknown = c->fragment = true;
	}
	sort_links(c, h);
}

/* Calls on the function's first parameter, or on this: where(b => b.where('x', 1).orWhere('y', 2)). */
void gather_callback(struct composer *c, struct chain *h, struct ref function)
{
	const struct unit *u = c->d->r->unit[function.unit];
	const struct function *f = &u->function.v[function.index];
	const char *name = f->parameters > 0 ? unit_text(u, u->parameter.v[f->first_parameter].name) : "this";

	for (int i = 1; i < (int)u->call.n; i++) {
		struct ref call = {function.unit, i}, object = callee_object(c, call);

		if (u->call.v[i].function != function.index)
			continue;
		for (int k = 0; k < 40 && ref_ok(object) && ref_expr(c->d->r, object)->kind == E_CALL; k++)
			object = u->expr.v[ref_expr(c->d->r, object)->a].kind == E_MEMBER ? (struct ref){function.unit, u->expr.v[ref_expr(c->d->r, object)->a].a} : REF_NONE;
		if (ref_ok(object) && ref_expr(c->d->r, object)->kind == E_NAME && (strcmp(ref_text(c->d->r, object), name) == 0 || strcmp(ref_text(c->d->r, object), "this") == 0))
			add_link(c, h, call, u->call.v[i].region != f->region);
	}
	sort_links(c, h);
}

static bool plain_name(const char *name, size_t n)
{
	if (n == 1 && *name == '*')
		return true;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_' && name[i] != '-' && name[i] != '$')
			return false;
	return n > 0;
}

/* The " as " of "users as u"; NULL. */
static const char *find_as(const char *text)
{
	for (const char *p = text; *p; p++)
		if (isspace((unsigned char)p[0]) && strncasecmp(p + 1, "as", 2) == 0 && isspace((unsigned char)p[3]))
			return p;
	return NULL;
}

bool put_identifier(struct composer *c, const char *text, struct ref at, bool with_alias)
{
	const char *as = find_as(text), *end = as ? as : text + strlen(text);
	size_t alias_n = as ? strlen(as + 4 + strspn(as + 4, " ")) : 0;

	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	for (const char *p = text; p < end;) {
		const char *dot = memchr(p, '.', (size_t)(end - p)), *stop = dot ? dot : end;

		if (!plain_name(p, (size_t)(stop - p)))
			return false;
		p = stop + 1;
	}
	if (end == text || (alias_n && !plain_name(as + 4 + strspn(as + 4, " "), alias_n)))
		return false;
	for (const char *p = text; p < end;) {
		const char *dot = memchr(p, '.', (size_t)(end - p)), *stop = dot ? dot : end;

		if (stop - p == 1 && *p == '*')
			put_sql(c, "*");
		else
			put_name(c, arena_strndup(c->arena, p, (size_t)(stop - p)), at);
		put_sql(c, dot ? "." : "");
		p = stop + 1;
	}
	if (alias_n && with_alias) {
		put_sql(c, " AS ");
		put_name(c, as + 4 + strspn(as + 4, " "), REF_NONE);
	}
	return true;
}

bool is_raw(const struct composer *c, struct ref e)
{
	struct value v = resolve(c->d->r, e);

	return v.type && strcmp(word_meaning(c, "type", v.type, NULL) ? word_meaning(c, "type", v.type, NULL) : "", "raw") == 0;
}

/* Text of its own with ? for values, from argument `first` of a call. false: not constant, or with names put in. */
bool put_raw_text(struct composer *c, struct ref text)
{
	const char *raw = constant_text(c->d->r, text);
	char quote = 0;
	size_t start = c->text.n;

	if (!raw || strstr(raw, "??") || strchr(raw, ':'))
		return false;
	for (; *raw; raw++) {
		if (quote ? *raw == quote : *raw == '\'' || *raw == '"')
			quote = quote ? 0 : *raw;
		if (*raw == '?' && !quote)
			put_value(c, REF_NONE);
		else
			buf_putc(&c->text, *raw);
	}
	vec_push(&c->map, (struct text_map){start, c->text.n - start, text, TEXT_AT_EXPRESSION});
	return true;
}

bool put_raw_call(struct composer *c, struct ref e)
{
	const struct expr *x;

	e = expr_plain(c->d->r, e);
	if (!ref_ok(e) || (x = ref_expr(c->d->r, e))->kind != E_CALL || x->n < 1 || !is_raw(c, e))
		return false;
	return put_raw_text(c, (struct ref){e.unit, c->d->r->unit[e.unit]->kid.v[x->first].expr});
}

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
			c->unknown |= !h->schema;
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
		c->unknown = c->fragment = true;
	}
	if (h->alias) {
		put_sql(c, " AS ");
		put_name(c, h->alias, REF_NONE);
	}
}

/* What is read */

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

			if (!column && !x.is_spread && *x.key) {
				put_separator(c, n, "", ", ");
				if (put_expression(c, x.value, 0)) {
					put_sql(c, " AS ");
					put_name(c, x.key, REF_NONE);
					continue;
				}
				c->text.n = mark;
				c->text.p[mark] = '\0';
				--*n;
			}
			if (!column) {
				h->open_select = c->unknown = true;
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
	c->text.n = before;
	c->text.p[before] = '\0';
	--*n;
	h->open_select = c->unknown = true;
}

static bool has(const struct chain *h, const char *meaning)
{
	for (size_t i = 0; i < h->v.n; i++)
		if (strcmp(h->v.v[i].meaning, meaning) == 0)
			return true;
	return false;
}

static bool has_columns(const struct mapping *m)
{
	for (size_t i = 0; i < m->field.n; i++)
		if (m->field.v[i].column)
			return true;
	return false;
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
				c->text.n = before;
				n--;
				h->open_select = c->unknown = true;
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
			if (ref_ok(object))
				c->text.n = before, --*n;
			return;
		}
		c->text.n = before;
		c->text.p[before] = '\0';
		--*n;
		c->unknown = true;
		return;
	}
	if (!text)
		return;
	if (may_be_item && h->open_select && !strchr(text, '.'))
		return;
	put_separator(c, n, first, ", ");
	if (!put_identifier(c, text, e, false)) {
		c->text.n = before;
		c->text.p[before] = '\0';
		--*n;
		c->unknown = true;
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
	put_sql(c, "SELECT ");
	if (has(h, "count_rows"))
		put_sql(c, "count(*)");
	else
		put_items(c, h);
	put_sql(c, " FROM ");
	put_from(c, h);
	put_joins(c, h);
	put_chain_where(c, h);
	if (has(h, "count_rows"))
		return;
	put_named(c, h, "group", " GROUP BY ", false, true);
	put_named(c, h, "order", " ORDER BY ", !word_meaning(c, "form", "order_all", NULL), true);
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

static void collect_keys(struct composer *c, const struct chain *h, struct ref data, struct assignments *out)
{
	struct ref literal = literal_of(c, data, E_OBJECT);

	if (!ref_ok(literal)) {
		out->open = true;
		return;
	}
	for (int i = 0; i < entries_of(c, literal); i++) {
		struct entry e = entry_of(c, literal, i);
		const struct field *f = h->model && *e.key ? mapping_field(h->model, e.key) : NULL;

		if (e.is_spread)
			collect_keys(c, h, e.value, out);
		else if (!*e.key)
			out->open = true;
		else if ((!f || f->column) && !is_constant_value(c, e.value, "undefined")) /* a relation's rows are no column */
			assign(out, f ? f->column : e.key, e.value, e.value);
	}
}

/* What hooks of the library's classes may add before the row is written. */
static void put_inserted(struct composer *c, struct chain *h, const struct link *l)
{
	struct ref data = argument_of(c, l, l->detail ? (int)strtol(l->detail, NULL, 10) : 0), list = literal_of(c, data, E_ARRAY);
	struct assignments a = {0};
	bool unknown = c->unknown;

	if (ref_ok(list) && entries_of(c, list) > 0)
		data = entry_of(c, list, 0).value;
	collect_keys(c, h, data, &a);
	for (size_t i = 0; h->model && i < h->model->field.n; i++)
		if (h->model->field.v[i].column && h->model->field.v[i].is_filled)
			assign(&a, h->model->field.v[i].column, REF_NONE, REF_NONE);
	if (h->model && !has_columns(h->model) && !a.open) {
		a.open = true;
		put_rows(c, h->schema, h->table, &a, h->table_at);
		c->unknown = unknown;
	} else {
		put_rows(c, h->schema, h->table, &a, h->table_at);
	}
	vec_free(&a.v);
	for (size_t i = 0; i < h->v.n; i++)
		if (strcmp(h->v.v[i].meaning, "conflict") == 0) {
			int n = 0;

			put_sql(c, " ON CONFLICT");
			for (int k = 0; k < arguments_of(c, &h->v.v[i]); k++)
				put_names(c, h, argument_of(c, &h->v.v[i], k), " (", &n, false);
			put_sql(c, n ? ") DO NOTHING" : " DO NOTHING");
			break;
		}
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
		collect_keys(c, h, data, &a);
	c->unknown |= a.open;
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

bool compose_chain(struct composer *c)
{
	struct chain h = {.model = mapping_of(c->d, c->site->model), .table_at = REF_NONE};
	const struct link *write = NULL;
	bool found;

	if (c->site->action && strcmp(c->site->action, "uncertain") == 0)
		c->fragment = true;
	gather(c, &h);
	find_table(c, &h);
	found = h.named && h.table;
	for (size_t i = 0; i < h.v.n; i++)
		if (strcmp(h.v.v[i].meaning, "insert") == 0 || strcmp(h.v.v[i].meaning, "update") == 0 || strcmp(h.v.v[i].meaning, "delete") == 0)
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
		put_named(c, &h, "returning", " RETURNING ", false, false);
	vec_free(&h.v);
	return true;
}
