/* Conditions and joins of a chain of calls. See compose_chain.c. */
#include "compose_chain.h"

#include <stdio.h>

#define NESTED_MAX 6

static void put_links(struct composer *c, struct chain *h, const struct chain *links, const char *kind, int *n, int depth);

/* SQL for an operator as builders write it; NULL: not one we know. */
static const char *operator_of(const char *text)
{
	static const char *const known[] = {"=", "<", ">", "<=", ">=", "<>", "!=", "like", "ilike", "not like", "not ilike", "~", "~*", "!~", "!~*", "@>", "<@", "&&", "is", "is not", "in", "not in", NULL};

	for (int i = 0; known[i]; i++)
		if (strcasecmp(text, known[i]) == 0)
			return known[i];
	return NULL;
}

static void put_comparison(struct composer *c, const char *operator, struct ref value)
{
	if (is_constant_value(c, value, "null")) {
		put_sql(c, strcmp(operator, "=") == 0 || strcmp(operator, "is") == 0 ? " IS NULL" : " IS NOT NULL");
	} else if (strcmp(operator, "in") == 0 || strcmp(operator, "not in") == 0) {
		put_sql(c, strcmp(operator, "in") == 0 ? " = ANY(" : " <> ALL(");
		put_value(c, value);
		put_sql(c, ")");
	} else if (operator[0] == 'i' && operator[1] == 's') {
		put_sql(c, " IS NOT DISTINCT FROM ");
		put_value(c, value);
	} else {
		buf_printf(&c->text, " %s ", operator);
		put_value(c, value);
	}
}

/* { a: 1, 'b.c': null }. false: no object is seen. */
static bool put_object_condition(struct composer *c, struct ref e)
{
	struct record o;
	bool any;
	int n = 0;

	record_of(c, e, &o);
	any = o.any;
	if (o.open && any)
		not_known(c, "a condition is only known at run time");
	for (size_t i = 0; i < o.v.n; i++) {
		const struct part *p = &o.v.v[i];
		size_t before = c->text.n;

		put_separator(c, &n, "", " AND ");
		put_sql(c, p->sometimes ? "(" : "");
		if (!put_identifier(c, p->key, p->value, false)) {
			take_back(c, before);
			n--;
			not_known(c, "a condition is only known at run time");
			continue;
		}
		put_comparison(c, "=", p->value);
		put_sql(c, p->sometimes ? " OR true)" : "");
	}
	if (any && !n)
		put_sql(c, "true");
	record_free(&o);
	return any;
}

static bool put_callback(struct composer *c, struct chain *h, struct ref e, const char *kind, int depth)
{
	struct value v = resolve(c->d->r, e);
	struct chain inner = {.model = h->model, .schema = h->schema, .table = h->table, .alias = h->alias};
	int n = 0;

	if (v.entity != ENTITY_FUNCTION || depth > NESTED_MAX)
		return false;
	gather_callback(c, &inner, v.self);
	put_sql(c, "(");
	put_links(c, h, &inner, kind, &n, depth + 1);
	put_sql(c, n ? ")" : "true)");
	vec_free(&inner.v);
	return true;
}

/* (column, value), (column, operator, value), ({…}), (callback), (raw) */
static bool put_compare(struct composer *c, struct chain *h, const struct link *l, const char *kind, int depth)
{
	struct ref first = argument_of(c, l, 0), literal = ref_ok(first) ? literal_of(c, first, E_OBJECT) : REF_NONE;
	int n = arguments_of(c, l);
	const char *column = ref_ok(first) && !ref_ok(literal) ? constant_text(c->d->r, first) : NULL, *operator= "=";

	if (!ref_ok(first))
		return false;
	if (n == 1 && put_expression(c, first, 0))
		return true;
	if (n == 3 && !column && put_piece(c, first)) { /* where(sql`lower(name)`, '=', name) */
		const char *text = constant_text(c->d->r, argument_of(c, l, 1));

		if (text && operator_of(text)) {
			put_comparison(c, operator_of(text), argument_of(c, l, 2));
			return true;
		}
		return false;
	}
	if (ref_ok(literal) && n == 1)
		return put_object_condition(c, literal);
	if (put_callback(c, h, first, kind, depth) || (n == 1 && (put_raw_call(c, first) || (!column && put_object_condition(c, first)))))
		return true;
	if (!column || n < 2) {
		if (!column)
			not_known(c, "a condition is only known at run time");
		return false;
	}
	if (n > 2) {
		const char *text = constant_text(c->d->r, argument_of(c, l, 1));

		operator= text ? operator_of(text) : NULL;
	}
	if (!put_identifier(c, column, first, false)) {
		not_known(c, "a condition is only known at run time");
		return false;
	}
	if (operator) {
		put_comparison(c, operator, argument_of(c, l, n > 2 ? 2 : 1));
	} else {
		put_sql(c, " IS NOT NULL"); /* an operator we do not know */
		not_known(c, "an operator is not known");
	}
	return true;
}

/* on('a.x', '=', 'b.y'), columns on both sides */
static bool put_columns(struct composer *c, const struct link *l, int from, struct chain *h, int depth)
{
	struct ref first = argument_of(c, l, from), literal = ref_ok(first) ? literal_of(c, first, E_OBJECT) : REF_NONE, last = argument_of(c, l, arguments_of(c, l) - 1);
	const char *a = ref_ok(first) && !ref_ok(literal) ? constant_text(c->d->r, first) : NULL, *b = arguments_of(c, l) > from + 1 ? constant_text(c->d->r, last) : NULL;
	size_t before = c->text.n;
	int n = 0;

	if (ref_ok(first) && put_callback(c, h, first, "on", depth))
		return true;
	for (int i = 0; ref_ok(literal) && i < entries_of(c, literal); i++) {
		struct entry e = entry_of(c, literal, i);
		const char *other = e.is_spread || !*e.key ? NULL : constant_text(c->d->r, e.value);
		size_t mark = c->text.n;

		put_separator(c, &n, "", " AND ");
		if (!other || !put_identifier(c, e.key, e.value, false) || (put_sql(c, " = "), !put_identifier(c, other, e.value, false))) {
			take_back(c, mark);
			n--;
			not_known(c, "the columns of a join are only known at run time");
		}
	}
	if (ref_ok(literal))
		return n > 0;
	if (!a || !b || !put_identifier(c, a, first, false) || (put_sql(c, " = "), !put_identifier(c, b, last, false))) {
		take_back(c, before);
		not_known(c, "the columns of a join are only known at run time");
		return false;
	}
	return true;
}

/* (column, values), ([columns], values) */
static bool put_in(struct composer *c, const struct link *l, const char *form)
{
	struct ref first = argument_of(c, l, 0), list = ref_ok(first) ? literal_of(c, first, E_ARRAY) : REF_NONE;
	int entries = ref_ok(list) ? entries_of(c, list) : 1, n = 0;

	for (int i = 0; i < entries; i++) {
		struct ref at = ref_ok(list) ? entry_of(c, list, i).value : first;
		const char *name = ref_ok(at) ? constant_text(c->d->r, at) : NULL;
		size_t before = c->text.n;

		put_separator(c, &n, "", " AND ");
		if (!name || !put_identifier(c, name, at, false)) {
			take_back(c, before);
			n--;
			not_known(c, "a condition is only known at run time");
			continue;
		}
		if (strchr(form, '(')) {
			buf_printf(&c->text, " %s", form);
			put_value(c, entries == 1 ? argument_of(c, l, 1) : REF_NONE);
			put_sql(c, ")");
		} else if (strstr(form, "BETWEEN")) {
			buf_printf(&c->text, " %s ", form);
			put_value(c, REF_NONE);
			put_sql(c, " AND ");
			put_value(c, REF_NONE);
		} else if (strstr(form, "NULL")) {
			buf_printf(&c->text, " %s", form);
		} else {
			buf_printf(&c->text, " %s ", form);
			put_value(c, argument_of(c, l, 1));
		}
	}
	return n > 0;
}

/* The primary key: findById(5), findById([5, 7]) where it is two columns. What cannot be put leaves a condition that is not known. */
static bool put_key(struct composer *c, struct chain *h, const struct link *l)
{
	const struct relation *table = table_of(c, h->schema, h->table);
	const struct index *key = NULL;
	struct ref list;
	bool many = l->detail && strcmp(l->detail, "many") == 0;

	for (size_t i = 0; table && i < table->index.n; i++)
		if (table->index.v[i]->primary)
			key = table->index.v[i];
	list = key && key->columns > 1 && !many ? literal_of(c, argument_of(c, l, 0), E_ARRAY) : REF_NONE;
	if (!key || (key->columns > 1 && (!ref_ok(list) || entries_of(c, list) != (int)key->columns))) {
		not_known(c, "the primary key is not known");
		return false;
	}
	for (size_t i = 0; i < key->columns; i++) {
		put_sql(c, i ? " AND " : "");
		put_identifier(c, h->alias ? h->alias : h->table, REF_NONE, false);
		put_sql(c, ".");
		put_name(c, key->column[i], REF_NONE);
		put_comparison(c, many ? "in" : "=", key->columns > 1 ? entry_of(c, list, (int)i).value : argument_of(c, l, 0));
	}
	return true;
}

/* PostgREST's or('name.eq.a,and(n.gt.1,n.lt.5)'): the columns it names, whatever it says of them. */
static bool put_filters(struct composer *c, struct ref e)
{
	const char *text = ref_ok(e) ? constant_text(c->d->r, e) : NULL;
	int n = 0, lists = 0;

	if (!text) {
		not_known(c, "a condition is only known at run time");
		return false;
	}
	for (const char *p = text; *p;) {
		size_t name = strcspn(p, ".,()");

		if (p[name] == '(' && lists == 0) { /* and(…), or(…): the filters in it */
			p += name + 1;
		} else if (p[name] == '.') {
			const char *column = arena_strndup(c->arena, p, name);
			size_t before = c->text.n;

			put_separator(c, &n, "", " OR ");
			if (!put_identifier(c, column, e, false)) {
				take_back(c, before);
				n--;
				not_known(c, "a condition is only known at run time");
			} else {
				put_sql(c, " IS NOT NULL");
			}
			for (p += name; *p && (lists || (*p != ',' && *p != ')')); p++) /* the value, a list of them in parentheses */
				lists += *p == '(' ? 1 : *p == ')' ? -1
								   : 0;
		} else {
			p += name + (p[name] != '\0');
		}
		while (*p == ',' || *p == ')' || *p == ' ')
			p++;
	}
	return n > 0;
}

/* One condition of the chain. false: nothing was put. kind "where": WHERE's; "on": a join's. */
static bool put_condition(struct composer *c, struct chain *h, const struct link *l, const char *kind, int depth)
{
	const char *detail = l->detail ? l->detail : "";

	if (strcmp(l->meaning, "where") == 0)
		return put_compare(c, h, l, kind, depth);
	if (strcmp(l->meaning, "where_columns") == 0 || (strcmp(kind, "on") == 0 && strcmp(l->meaning, "on") == 0))
		return put_columns(c, l, 0, h, depth);
	if (strcmp(l->meaning, "where_form") == 0)
		return put_in(c, l, detail);
	if (strcmp(l->meaning, "where_raw") == 0) {
		size_t before = c->text.n;

		put_sql(c, "(");
		if (put_raw_text(c, argument_of(c, l, 0))) {
			put_sql(c, ")");
			return true;
		}
		take_back(c, before);
		not_known(c, "a piece of text is not read");
		return false;
	}
	if (strcmp(l->meaning, "where_text") == 0)
		return put_filters(c, argument_of(c, l, 0));
	if (strcmp(l->meaning, "where_key") == 0 || strcmp(l->meaning, "delete_key") == 0 || strcmp(l->meaning, "update_key") == 0)
		return put_key(c, h, l);
	if (strcmp(l->meaning, "where_name") == 0) { /* a column the library has in mind */
		if (!*detail)
			return false;
		put_identifier(c, h->alias ? h->alias : h->table, REF_NONE, false);
		put_sql(c, ".");
		put_name(c, detail, argument_of(c, l, 0));
		put_sql(c, " = false");
		return true;
	}
	return false;
}

static void put_links(struct composer *c, struct chain *h, const struct chain *links, const char *kind, int *n, int depth)
{
	for (size_t i = 0; i < links->v.n; i++) {
		const struct link *l = &links->v.v[i];
		bool either = l->connect && strncmp(l->connect, "or", 2) == 0, not = l->connect && strstr(l->connect, "not");
		size_t before = c->text.n;

		if (!either && *n > 0)
			put_sql(c, " AND ");
		else if (*n > 0)
			put_sql(c, " OR ");
		put_sql(c, not ? "NOT (" : "(");
		if (!put_condition(c, h, l, kind, depth)) {
			take_back(c, before);
			continue;
		}
		put_sql(c, l->sometimes ? " OR true)" : ")");
		++*n;
	}
}

void put_chain_where(struct composer *c, struct chain *h)
{
	size_t before = c->text.n;
	int n = 0;

	put_sql(c, " WHERE ");
	c->own = word_meaning(c, "form", "own_columns", NULL) ? h->table : NULL;
	put_links(c, h, h, "where", &n, 0);
	c->own = NULL;
	if (!n)
		take_back(c, before);
}

static void put_join(struct composer *c, struct chain *h, const struct link *l)
{
	struct ref first = argument_of(c, l, 0), literal = ref_ok(first) ? literal_of(c, first, E_OBJECT) : REF_NONE;
	const char *table = ref_ok(first) && !ref_ok(literal) ? constant_text(c->d->r, first) : NULL;
	size_t before = c->text.n;
	const struct mapping *m = table_mapping(c, first);
	bool named;

	buf_printf(&c->text, " %s ", l->detail ? l->detail : "JOIN");
	if (m) {
		put_table(c, m->schema, m->table, first);
		named = true;
	} else if (ref_ok(literal) && entries_of(c, literal) == 1 && *entry_of(c, literal, 0).key) {
		const char *other = constant_text(c->d->r, entry_of(c, literal, 0).value);

		named = other && put_identifier(c, other, first, false);
		put_sql(c, " AS ");
		put_name(c, entry_of(c, literal, 0).key, REF_NONE);
	} else {
		named = table && put_identifier(c, table, first, true);
	}
	if (!named) {
		take_back(c, before);
		not_known(c, "a joined table is only known at run time");
		c->fragment = true;
		return;
	}
	if (l->detail && strstr(l->detail, "CROSS"))
		return;
	put_sql(c, " ON ");
	before = c->text.n;
	if (m && arguments_of(c, l) > 1 && put_expression(c, argument_of(c, l, 1), 0))
		return;
	if (arguments_of(c, l) < 2 || !put_columns(c, l, 1, h, 0)) {
		take_back(c, before);
		put_sql(c, "true");
	}
}

void put_joins(struct composer *c, struct chain *h)
{
	for (size_t i = 0; i < h->v.n; i++) {
		const struct link *l = &h->v.v[i];

		if (strcmp(l->meaning, "join") == 0)
			put_join(c, h, l);
		else if (strcmp(l->meaning, "select_text") == 0)
			put_select_joins(c, h, l);
		else if (strcmp(l->meaning, "join_relation") == 0 && !put_relations(c, h, l)) {
			not_known(c, "the joined relations are not read");
			c->fragment = true;
		}
	}
}
