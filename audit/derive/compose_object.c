/* A call whose one argument, an object, says everything: { where, select, include, data, … }. See compose.h. */
#include "compose.h"

#include <stdio.h>

#define NESTED_MAX 8 /* relations within relations */

/* What is under the key that means this at this place ("argument": where, data, …). */
const struct part *part_meant(const struct composer *c, const struct record *arguments, const char *meaning)
{
	const struct part *found = NULL;

	for (size_t i = 0; i < arguments->v.n; i++) {
		const char *m = word_meaning(c, "argument", arguments->v.v[i].key, NULL);

		if (m && strcmp(m, meaning) == 0)
			found = &arguments->v.v[i];
	}
	return found;
}

struct ref part_of(const struct composer *c, const struct record *arguments, const char *meaning)
{
	const struct part *p = part_meant(c, arguments, meaning);

	return p ? p->value : REF_NONE;
}

/* As part_of, of the call itself: what has no object of its own around it is told by its place: findOneBy({ id }), update({ id }, { name }). */
struct ref whole_part(const struct composer *c, const struct record *arguments, const char *meaning)
{
	struct ref found = part_of(c, arguments, meaning);
	const struct unit *u = c->d->r->unit[c->site->call.unit];
	const struct expr *call = &u->expr.v[u->call.v[c->site->call.index].expr], *callee = &u->expr.v[call->a];

	for (int i = 0; !ref_ok(found) && callee->kind == E_MEMBER && i < call->n && !u->kid.v[call->first + i].spread; i++) {
		const char *m = word_meaning(c, "position", arena_printf(c->arena, "%s.%d", unit_text(u, callee->text), i), NULL);

		if (m && strcmp(m, meaning) == 0)
			return (struct ref){c->site->call.unit, u->kid.v[call->first + i].expr};
	}
	return found;
}

/* a.x = b.y AND …: how two sides of a relation meet. */
static void put_join(struct composer *c, const char *a, const char *columns, const char *b, const char *others, struct ref at)
{
	const char *x, *y;
	int n = 0;

	while ((x = next_name(c, &columns)) && (y = next_name(c, &others))) {
		put_separator(c, &n, "", " AND ");
		put_column(c, a, x, at);
		put_sql(c, " = ");
		put_column(c, b, y, at);
	}
	if (!n)
		put_sql(c, "true");
}

/* FROM target AS `other` WHERE it belongs to the row `alias` */
static void put_related(struct composer *c, const struct field *f, const struct mapping *target, const char *alias, const char *other, struct ref at)
{
	const char *link;

	put_sql(c, " FROM ");
	put_table(c, target->schema, target->table, at);
	buf_printf(&c->text, " AS %s", other);
	if (f->link) {
		link = new_alias(c);
		put_sql(c, " JOIN ");
		put_table(c, target->schema, f->link, at);
		buf_printf(&c->text, " AS %s ON ", link);
		put_join(c, link, f->link_far, other, f->far, at);
		put_sql(c, " WHERE ");
		put_join(c, link, f->link_near, alias, f->near, at);
	} else {
		put_sql(c, " WHERE ");
		put_join(c, other, f->far, alias, f->near, at);
	}
}

/* Conditions */

static void put_conditions(struct composer *c, const struct mapping *m, const char *alias, struct ref e, int *n, int depth);

/* { gt: 1, lte: 5 }: each operator a comparison of its own. */
static void put_operators(struct composer *c, const struct field *f, const char *alias, struct ref literal, int *n)
{
	for (int i = 0; i < entries_of(c, literal); i++) {
		struct entry e = entry_of(c, literal, i);
		const char *form = NULL, *meaning = e.is_spread || !*e.key ? NULL : word_meaning(c, "operator", e.key, &form);
		struct ref nested = meaning && strcmp(meaning, "not") == 0 ? literal_of(c, e.value, E_OBJECT) : REF_NONE;

		if (meaning && strcmp(meaning, "ignored") == 0)
			continue;
		if (!meaning) {
			not_known(c, "a condition is only known at run time");
			continue;
		}
		if (ref_ok(nested)) {
			put_operators(c, f, alias, nested, n);
			continue;
		}
		put_separator(c, n, "", " AND ");
		put_column(c, alias, f->column, e.value);
		if (is_constant_value(c, e.value, "null")) {
			put_sql(c, strcmp(meaning, "not") == 0 ? " IS NOT NULL" : " IS NULL");
			continue;
		}
		buf_printf(&c->text, " %s ", form ? form : "=");
		put_value(c, e.value);
		if (form && strchr(form, '('))
			put_sql(c, ")");
	}
}

/* Like('a%'), In([1, 2]): an operator as a call around the value. false: it is no such call. */
static bool put_operator_call(struct composer *c, const struct field *f, const char *alias, struct ref value, int *n)
{
	struct ref plain = expr_plain(c->d->r, value);
	const struct expr *x = ref_ok(plain) ? ref_expr(c->d->r, plain) : NULL;
	const char *form = NULL, *type = x && x->kind == E_CALL && x->a ? resolve(c->d->r, (struct ref){plain.unit, x->a}).type : NULL;

	if (!type || !word_meaning(c, "function", type, &form))
		return false;
	put_separator(c, n, "", " AND ");
	put_column(c, alias, f->column, value);
	if (!form) { /* it says something of the column, but not what */
		put_sql(c, " IS NOT NULL");
		not_known(c, "a condition is not read");
	} else if (x->n < 1) {
		buf_printf(&c->text, " %s", form);
	} else {
		buf_printf(&c->text, " %s ", form);
		put_value(c, (struct ref){plain.unit, c->d->r->unit[plain.unit]->kid.v[x->first].expr});
		put_sql(c, strchr(form, '(') ? ")" : "");
	}
	return true;
}

/* An object is seen, or some may be handed in. */
static bool is_object(struct composer *c, struct ref e)
{
	struct record o;
	bool any;

	if (ref_ok(literal_of(c, e, E_ARRAY)))
		return true;
	record_of(c, e, &o);
	any = o.any;
	record_free(&o);
	return any;
}

static void put_field_condition(struct composer *c, const struct field *f, const char *alias, struct ref value, int *n)
{
	struct ref literal = literal_of(c, value, E_OBJECT);

	if (ref_ok(literal)) {
		put_operators(c, f, alias, literal, n);
		return;
	}
	if (is_constant_value(c, value, "undefined") || put_operator_call(c, f, alias, value, n))
		return;
	put_separator(c, n, "", " AND ");
	put_column(c, alias, f->column, value);
	if (is_constant_value(c, value, "null")) {
		put_sql(c, " IS NULL");
	} else {
		put_sql(c, " = ");
		put_value(c, value);
	}
}

/* author: { name: 'x' }, posts: { some: { … } } */
static void put_relation_condition(struct composer *c, const struct field *f, const char *alias, struct ref value, int *n, int depth)
{
	const struct mapping *target = mapping_of(c->d, f->target);
	struct record o;
	const char *other, *near = f->near, *column;
	bool quantified = false;
	int inner = 1;

	if (!target || depth > NESTED_MAX) {
		not_known(c, "a relation is not known");
		return;
	}
	if (word_meaning(c, "form", "relation_value", NULL) && !f->is_list && near && !strchr(near, ',') && !is_object(c, value)) { /* author: 1 */
		column = next_name(c, &near);
		put_separator(c, n, "", " AND ");
		put_column(c, alias, column, value);
		if (is_constant_value(c, value, "null")) {
			put_sql(c, " IS NULL");
		} else {
			put_sql(c, " = ");
			put_value(c, value);
		}
		return;
	}
	other = new_alias(c);
	put_separator(c, n, "", " AND ");
	put_sql(c, "EXISTS (SELECT 1");
	put_related(c, f, target, alias, other, value);
	record_of(c, value, &o);
	for (size_t i = 0; i < o.v.n; i++)
		if (word_meaning(c, "quantifier", o.v.v[i].key, NULL)) {
			put_conditions(c, target, other, o.v.v[i].value, &inner, depth + 1);
			quantified = true;
		}
	if (!quantified && o.any)
		put_conditions(c, target, other, value, &inner, depth + 1);
	else if (o.open)
		not_known(c, "a condition is only known at run time");
	record_free(&o);
	put_sql(c, ")");
}

/* AND: [{…}, {…}] or one {…} */
static void put_connected(struct composer *c, const struct mapping *m, const char *alias, struct ref value, int *n, const char *word, int depth)
{
	struct ref list = literal_of(c, value, E_ARRAY);
	int count = 0, entries = ref_ok(list) ? entries_of(c, list) : 1;
	const char *negated = strcmp(word, "not") == 0 ? "NOT " : "";

	put_separator(c, n, "", " AND ");
	buf_printf(&c->text, "%s(", negated);
	for (int i = 0; i < entries; i++) {
		struct entry e = ref_ok(list) ? entry_of(c, list, i) : (struct entry){"", value, false};
		int inner = 0;

		if (e.is_spread) {
			not_known(c, "a condition is only known at run time");
			continue;
		}
		put_separator(c, &count, "", strcmp(word, "or") == 0 ? " OR " : " AND ");
		put_sql(c, "(");
		put_conditions(c, m, alias, e.value, &inner, depth + 1);
		put_sql(c, inner ? ")" : "true)");
	}
	put_sql(c, count ? ")" : "true)");
}

static bool all_fields(const struct composer *c, const struct mapping *m, struct ref literal)
{
	int n = entries_of(c, literal);

	for (int i = 0; i < n; i++) {
		struct entry e = entry_of(c, literal, i);

		if (e.is_spread || !*e.key || !mapping_field(m, e.key))
			return false;
	}
	return n > 0;
}

static void put_part_condition(struct composer *c, const struct mapping *m, const char *alias, const struct part *x, int *n, int depth)
{
	const char *word = word_meaning(c, "condition", x->key, NULL);
	const struct field *f = mapping_field(m, x->key);
	struct ref key = literal_of(c, x->value, E_OBJECT);

	if (word)
		put_connected(c, m, alias, x->value, n, word, depth);
	else if (f && f->column)
		put_field_condition(c, f, alias, x->value, n);
	else if (f)
		put_relation_condition(c, f, alias, x->value, n, depth);
	else if (ref_ok(key) && all_fields(c, m, key)) /* the name of a key of several fields: { a_b: { a, b } } */
		put_conditions(c, m, alias, key, n, depth + 1);
	else
		not_known(c, "a condition names a field the model does not have");
}

/* Conditions of an object, after `*n` others. One that holds only sometimes is (… OR true). */
static void put_conditions(struct composer *c, const struct mapping *m, const char *alias, struct ref e, int *n, int depth)
{
	struct record o;

	if (ref_ok(literal_of(c, e, E_ARRAY)) && depth <= NESTED_MAX) { /* one of them holds */
		put_connected(c, m, alias, e, n, "or", depth);
		return;
	}
	record_of(c, e, &o);
	if (o.open || depth > NESTED_MAX)
		not_known(c, "a condition is only known at run time");
	for (size_t i = 0; depth <= NESTED_MAX && i < o.v.n; i++) {
		size_t before = c->text.n;
		int inner = 0;

		if (!o.v.v[i].sometimes) {
			put_part_condition(c, m, alias, &o.v.v[i], n, depth);
			continue;
		}
		put_separator(c, n, "", " AND ");
		put_sql(c, "((");
		put_part_condition(c, m, alias, &o.v.v[i], &inner, depth);
		put_sql(c, ") OR true)");
		if (!inner) {
			take_back(c, before);
			--*n;
		}
	}
	record_free(&o);
}

/* findByPk(1): the primary key, where it is one column. */
static void put_key(struct composer *c, const struct mapping *m, const char *alias, struct ref value)
{
	const struct field *key = NULL;
	int n = 0;

	for (size_t i = 0; i < m->field.n; i++)
		if (m->field.v[i].is_key) {
			key = &m->field.v[i];
			n++;
		}
	if (!ref_ok(value))
		return;
	if (n != 1) {
		not_known(c, "the primary key is not known");
		return;
	}
	put_sql(c, " WHERE ");
	put_column(c, alias, key->column, value);
	put_sql(c, " = ");
	put_value(c, value);
}

void put_where(struct composer *c, const struct mapping *m, const char *alias, struct ref where)
{
	size_t before = c->text.n;
	int n = 0;

	if (!ref_ok(where) || is_constant_value(c, where, "undefined") || put_row_expressions(c, m, alias, where, " WHERE ", &n))
		return;
	if (word_meaning(c, "form", "key_where", NULL) && !is_object(c, where)) { /* findOne(User, id) */
		put_key(c, m, alias, where);
		return;
	}
	put_sql(c, " WHERE ");
	put_conditions(c, m, alias, where, &n, 0);
	if (!n)
		take_back(c, before);
}

/* What is selected */

static void put_selection(struct composer *c, const struct mapping *m, const char *alias, const struct record *arguments, int depth);

static void put_subselect(struct composer *c, const struct field *f, const char *alias, struct ref value, int depth)
{
	const struct mapping *target = mapping_of(c->d, f->target);
	struct record arguments;
	const char *other = new_alias(c);
	int n = 0;

	if (!target || depth > NESTED_MAX) {
		not_known(c, "a relation is not known");
		return;
	}
	record_of(c, value, &arguments);
	put_sql(c, "ARRAY(SELECT ROW(");
	put_selection(c, target, other, &arguments, depth + 1);
	put_sql(c, ")");
	put_related(c, f, target, alias, other, value);
	if (ref_ok(part_of(c, &arguments, "where"))) {
		size_t before = c->text.n;

		if (!put_row_expressions(c, target, other, part_of(c, &arguments, "where"), " AND ", &n)) {
			put_sql(c, " AND ");
			put_conditions(c, target, other, part_of(c, &arguments, "where"), &n, depth + 1);
		}
		if (!n)
			take_back(c, before);
	}
	record_free(&arguments);
	put_sql(c, ")");
}

/* true of { name: true } and { name: { … } }; not of { name: false } */
static bool is_wanted(const struct composer *c, struct ref value)
{
	return !is_constant_value(c, value, "false") && !is_constant_value(c, value, "undefined");
}

bool is_picked(const struct composer *c, const struct record *wanted, const char *attribute)
{
	for (size_t i = 0; i < wanted->v.n; i++)
		if (strcmp(wanted->v.v[i].key, attribute) == 0 && is_wanted(c, wanted->v.v[i].value))
			return true;
	return false;
}

static void put_wanted(struct composer *c, const struct mapping *m, const char *alias, const struct record *wanted, int *n, bool relations_only, int depth)
{
	if (wanted->open)
		not_known(c, "what is read is only known at run time");
	for (size_t i = 0; i < wanted->v.n; i++) {
		const struct part *p = &wanted->v.v[i];
		const struct field *f = mapping_field(m, p->key);

		if (word_meaning(c, "selection", p->key, NULL))
			continue; /* _count: of relations */
		if (!f) {
			not_known(c, "a field is read that the model does not have");
		} else if (is_wanted(c, p->value) && !(relations_only && f->column)) {
			put_separator(c, n, "", ", ");
			if (f->column)
				put_column(c, alias, f->column, p->value);
			else
				put_subselect(c, f, alias, p->value, depth);
		}
	}
}

/* { email: false }: all but these. */
static bool is_refused(const struct composer *c, const struct record *wanted, const char *attribute)
{
	for (size_t i = 0; i < wanted->v.n; i++)
		if (strcmp(wanted->v.v[i].key, attribute) == 0 && !is_wanted(c, wanted->v.v[i].value))
			return true;
	return false;
}

static bool refuses(const struct composer *c, const struct record *wanted)
{
	for (size_t i = 0; i < wanted->v.n; i++)
		if (is_wanted(c, wanted->v.v[i].value))
			return false;
	return wanted->v.n > 0 && !wanted->open;
}

/* Columns and relations of one row: those of `select`, or every mapped column with what `include` adds. */
static void put_selection(struct composer *c, const struct mapping *m, const char *alias, const struct record *arguments, int depth)
{
	struct ref select = part_of(c, arguments, "select"), include = part_of(c, arguments, "include");
	struct ref named = literal_of(c, select, E_ARRAY), names;
	struct record wanted, added, omit;
	bool all = !ref_ok(select) || is_constant_value(c, select, "undefined");
	int n = 0;

	record_of(c, include, &added);
	record_of(c, part_of(c, arguments, "omit"), &omit);
	for (int i = 0; i < entries_of(c, named); i++) { /* ['id', 'name'] */
		struct entry e = entry_of(c, named, i);
		const char *name = e.is_spread ? NULL : constant_text(c->d->r, e.value);
		const struct field *f = name ? mapping_field(m, name) : NULL;

		if (f && f->column) {
			put_separator(c, &n, "", ", ");
			put_column(c, alias, f->column, e.value);
		} else {
			not_known(c, "what is read is only known at run time");
		}
	}
	record_of(c, select, &wanted);
	if (!all && !ref_ok(named)) {
		all = (!wanted.any && !wanted.v.n) || refuses(c, &wanted); /* undefined, nothing of it is seen, or { email: false } alone */
		put_wanted(c, m, alias, &wanted, &n, false, depth);
	}
	for (size_t i = 0; all && i < m->field.n; i++)
		if (m->field.v[i].column && !is_picked(c, &omit, m->field.v[i].attribute) && !is_refused(c, &wanted, m->field.v[i].attribute)) {
			put_separator(c, &n, "", ", ");
			put_column(c, alias, m->field.v[i].column, REF_NONE);
		}
	names = literal_of(c, include, E_ARRAY);
	for (int i = 0; i < entries_of(c, names); i++) { /* ['author', 'posts.tags']: the first of each */
		struct entry e = entry_of(c, names, i);
		const char *name = e.is_spread ? NULL : constant_text(c->d->r, e.value);
		const struct field *f = name ? mapping_field(m, arena_strndup(c->arena, name, strcspn(name, "."))) : NULL;

		if (f && !f->column) {
			put_separator(c, &n, "", ", ");
			put_subselect(c, f, alias, REF_NONE, depth);
		} else {
			not_known(c, "a relation is not known");
		}
	}
	if (ref_ok(include) && !ref_ok(names) && !is_constant_value(c, include, "undefined"))
		put_wanted(c, m, alias, &added, &n, true, depth);
	if (!n)
		put_sql(c, "1");
	record_free(&wanted);
	record_free(&added);
	record_free(&omit);
}

/* Order: { a: 'asc' }, [{ a: 'asc' }, { b: 'desc' }], { author: { name: 'asc' } } */
static void put_order(struct composer *c, const struct mapping *m, const char *alias, struct ref order, int *n)
{
	struct record o;

	if (put_row_expressions(c, m, alias, order, " ORDER BY ", n))
		return;
	record_of(c, order, &o);
	if (o.open)
		not_known(c, "the order is only known at run time");
	for (size_t i = 0; i < o.v.n; i++) {
		const struct field *f = mapping_field(m, o.v.v[i].key);

		if (f && f->column) {
			put_separator(c, n, " ORDER BY ", ", ");
			put_column(c, alias, f->column, o.v.v[i].value);
		} else if (!f && !word_meaning(c, "selection", o.v.v[i].key, NULL)) {
			not_known(c, "the order names a field the model does not have");
		}
	}
	record_free(&o);
}

static void put_limit(struct composer *c, const struct record *arguments, bool one)
{
	const struct part *part = part_meant(c, arguments, "limit");
	struct ref limit = part && !part->sometimes ? part->value : REF_NONE, offset = part_of(c, arguments, "offset");
	const char *constant = ref_ok(limit) ? constant_text(c->d->r, limit) : NULL;

	if (one || (constant && strcmp(constant, "1") == 0)) {
		put_sql(c, " LIMIT 1");
	} else if (ref_ok(limit)) {
		put_sql(c, " LIMIT ");
		put_value(c, limit);
	}
	if (ref_ok(offset)) {
		put_sql(c, " OFFSET ");
		put_value(c, offset);
	}
}

/* Keys nobody declared may change anything but the tables; what is not seen may bring any key. */
static void note_unknown_arguments(struct composer *c, const struct record *arguments)
{
	if (arguments->open)
		not_known(c, "what is asked for is only known at run time");
	for (size_t i = 0; i < arguments->v.n; i++)
		if (!word_meaning(c, "argument", arguments->v.v[i].key, NULL))
			not_known(c, arena_printf(c->arena, "an argument is not read: %s", arguments->v.v[i].key));
}

static void put_read(struct composer *c, const struct mapping *m, const struct record *arguments, const char *action)
{
	/* expressions call the table by its name */
	const char *alias = word_meaning(c, "form", "expressions", NULL) ? arena_printf(c->arena, "\"%s\"", m->table) : new_alias(c);
	struct ref by = literal_of(c, part_of(c, arguments, "group"), E_ARRAY);
	int n = 0;

	put_sql(c, "SELECT ");
	if (strcmp(action, "count") == 0) {
		put_sql(c, "count(*)");
	} else if (strcmp(action, "group") == 0) {
		for (int i = 0; i < entries_of(c, by); i++) {
			const char *name = constant_text(c->d->r, entry_of(c, by, i).value);
			const struct field *f = name ? mapping_field(m, name) : NULL;

			if (f && f->column) {
				put_separator(c, &n, "", ", ");
				put_column(c, alias, f->column, entry_of(c, by, i).value);
			} else {
				not_known(c, "the groups are only known at run time");
			}
		}
		put_separator(c, &n, "", ", ");
		put_sql(c, "count(*)");
	} else if (strcmp(action, "aggregate") == 0) {
		put_sql(c, "count(*)");
	} else {
		put_selection(c, m, alias, arguments, 0);
	}
	/* _sum: { amount: true } */
	for (size_t i = 0; (strcmp(action, "aggregate") == 0 || strcmp(action, "group") == 0) && i < arguments->v.n; i++) {
		const char *meaning = word_meaning(c, "argument", arguments->v.v[i].key, NULL);
		struct ref of = meaning && strcmp(meaning, "aggregate") == 0 ? literal_of(c, arguments->v.v[i].value, E_OBJECT) : REF_NONE;

		for (int k = 0; k < entries_of(c, of); k++) {
			struct entry a = entry_of(c, of, k);
			const struct field *f = a.is_spread || !*a.key ? NULL : mapping_field(m, a.key);

			if (f && f->column) {
				put_sql(c, ", count(");
				put_column(c, alias, f->column, a.value);
				put_sql(c, ")");
			}
		}
	}
	put_sql(c, " FROM ");
	put_table(c, m->schema, m->table, REF_NONE);
	buf_printf(&c->text, " AS %s", alias);
	put_where(c, m, alias, whole_part(c, arguments, "where"));
	put_key(c, m, alias, whole_part(c, arguments, "key"));
	if (strcmp(action, "group") == 0 && n > 1) {
		put_sql(c, " GROUP BY ");
		for (int i = 1; i < n; i++)
			buf_printf(&c->text, "%s%d", i > 1 ? ", " : "", i);
	}
	n = 0;
	if (strcmp(action, "read") == 0 || strcmp(action, "read_one") == 0 || strcmp(action, "first") == 0)
		put_order(c, m, alias, part_of(c, arguments, "order"), &n);
	if (strcmp(action, "count") != 0 && strcmp(action, "aggregate") != 0)
		put_limit(c, arguments, strcmp(action, "first") == 0 || (strcmp(action, "read_one") == 0 && !arguments->any));
}

bool compose_object(struct composer *c, const struct mapping *m)
{
	struct record arguments;
	const char *action = c->site->action ? c->site->action : "";

	record_of(c, c->site->text, &arguments);
	note_unknown_arguments(c, &arguments);
	if (!put_write(c, m, &arguments, action))
		put_read(c, m, &arguments, action);
	record_free(&arguments);
	return true;
}
