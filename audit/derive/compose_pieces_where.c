/* Conditions of a chain of pieces: text, keys, the fields of a struct, comparisons written as calls. See compose_pieces.h. */
#include "compose_pieces.h"

#include <ctype.h>
#include <stdlib.h>

#define NESTED_MAX 8

/* Conditions */

static bool put_condition(struct composer *c, struct pieces *p, struct ref e, int depth);

static void put_key(struct composer *c, const struct pieces *p, const char *key, struct ref at)
{
	const struct field *f = p->model ? mapping_field(p->model, key) : NULL;
	size_t before = c->text.n;

	if (f && f->column)
		key = f->column;
	if (p->model && !strchr(key, '.') && p->alias) {
		vec_push(&c->map, (struct text_map){before, strlen(p->alias) + 1, at, TEXT_AT_EXPRESSION});
		put_sql(c, p->alias);
		put_sql(c, ".");
	}
	if (!put_identifier(c, key, at, false)) { /* an expression as a key: lower(name) */
		take_back(c, before);
		put_as_written(c, key, 0, strlen(key), REF_NONE, at);
	}
}

bool is_list(const struct composer *c, struct ref e)
{
	struct value v = resolve(c->d->r, e);
	const struct unit *u = ref_ok(e) ? c->d->r->unit[e.unit] : NULL;
	const int *list;

	if (u && u->expr.v[e.index].kind == E_NAME && bindings_of(c->d->r, e, &list) == 1) { /* ids []int */
		const struct binding *b = &u->binding.v[list[0]];
		const struct expr *type = &u->expr.v[b->how == HOW_PARAMETER ? u->parameter.v[b->entity].annotation : b->annotation];

		if (type->kind == E_UNARY && strcmp(unit_text(u, type->text), "[]") == 0)
			return true;
	}
	return (v.type && starts_with(v.type, "[]")) || (ref_ok(v.self) && v.entity == ENTITY_OBJECT && ref_expr(c->d->r, v.self)->kind == E_ARRAY);
}

/* {"a": 1, "b": list}: operator between key and value. */
static bool put_keys(struct composer *c, struct pieces *p, struct ref literal, const char *operator_)
{
	bool equal = strcmp(operator_, "=") == 0, differs = strcmp(operator_, "<>") == 0;
	int n = 0;

	put_sql(c, "(");
	for (int i = 0; i < entries_of(c, literal); i++) {
		struct entry x = entry_of(c, literal, i);

		if (x.is_spread || !*x.key) {
			c->unknown = true;
			continue;
		}
		put_separator(c, &n, "", " AND ");
		put_key(c, p, x.key, x.value);
		if ((equal || differs) && is_constant_value(c, x.value, "null")) {
			put_sql(c, equal ? " IS NULL" : " IS NOT NULL");
			continue;
		}
		if ((equal || differs) && is_list(c, x.value)) {
			put_sql(c, equal ? " IN (" : " NOT IN (");
			put_value(c, x.value);
			put_sql(c, ")");
			continue;
		}
		buf_printf(&c->text, " %s ", operator_);
		put_argument(c, p, x.value);
	}
	put_sql(c, n ? ")" : "true)");
	return true;
}

/* &User{Name: name}: the fields that are set. */
static bool put_record_condition(struct composer *c, struct pieces *p, struct ref e, struct ref literal)
{
	const struct mapping *m = record_mapping(c, e);
	int n = 0;

	if (!m) {
		c->unknown = true;
		return false;
	}
	for (int i = 0; i < entries_of(c, literal); i++) {
		struct entry x = entry_of(c, literal, i);
		const struct field *f = *x.key ? mapping_field(m, x.key) : NULL;

		if (!f || !f->column) {
			c->unknown = true;
			continue;
		}
		put_separator(c, &n, "(", " AND ");
		put_model_column(c, p, f->column);
		put_sql(c, " = ");
		put_value(c, x.value);
	}
	c->unknown |= !ref_ok(literal);
	put_sql(c, n ? ")" : "");
	return n > 0;
}

const struct field *key_field(const struct mapping *m)
{
	for (size_t i = 0; m && i < m->field.n; i++)
		if (m->field.v[i].is_key)
			return &m->field.v[i];
	return NULL;
}

static bool put_by_key(struct composer *c, struct pieces *p, struct ref value)
{
	const struct field *key = key_field(p->model);

	if (!key)
		return false;
	put_model_column(c, p, key->column);
	put_sql(c, ref_ok(value) && is_list(c, value) ? " IN (" : " = ");
	put_value(c, value);
	put_sql(c, ref_ok(value) && is_list(c, value) ? ")" : "");
	return true;
}

bool is_number(const char *text)
{
	text += *text == '-' || *text == '+';
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* sq.Or{sq.Eq{…}, sq.Expr(…)} */
static bool put_group(struct composer *c, struct pieces *p, struct ref literal, const char *operator_, int depth)
{
	int n = 0;

	put_sql(c, "(");
	for (int i = 0; i < entries_of(c, literal); i++) {
		size_t before = c->text.n;

		put_separator(c, &n, "", operator_);
		if (!put_condition(c, p, entry_of(c, literal, i).value, depth + 1)) {
			take_back(c, before);
			n--;
		}
	}
	put_sql(c, n ? ")" : "true)");
	return true;
}

static const struct expr *known_call(const struct composer *c, struct ref *e, const char *place, const char **meaning, const char **form)
{
	const struct expr *x;
	struct value callee;

	*e = expr_plain(c->d->r, *e);
	x = ref_ok(*e) ? ref_expr(c->d->r, *e) : NULL;
	if (!x || x->kind != E_CALL)
		return NULL;
	callee = resolve(c->d->r, (struct ref){e->unit, x->a});
	*meaning = callee.type ? word_meaning(c, place, callee.type, form) : NULL;
	return *meaning ? x : NULL;
}

/* goqu.C("age").Gt(18), goqu.I("a.b").Desc() */
bool put_comparison(struct composer *c, struct pieces *p, struct ref e)
{
	const char *meaning, *form = NULL;
	const struct expr *x = known_call(c, &e, "compare", &meaning, &form);
	const struct unit *u = x ? c->d->r->unit[e.unit] : NULL;
	size_t before = c->text.n;

	if (!x || u->expr.v[x->a].kind != E_MEMBER || !put_value_or_piece(c, p, (struct ref){e.unit, u->expr.v[x->a].a})) {
		take_back(c, before);
		return false;
	}
	buf_printf(&c->text, " %s", form);
	if (strcmp(meaning, "nothing") == 0)
		return true;
	put_sql(c, " ");
	put_argument(c, p, x->n == 1 ? (struct ref){e.unit, u->kid.v[x->first].expr} : REF_NONE);
	put_sql(c, strcmp(meaning, "list") == 0 ? ")" : "");
	return true;
}

/* goqu.Or(a, b) */
static bool put_gathered(struct composer *c, struct pieces *p, struct ref e, int depth)
{
	const char *meaning, *form = NULL;
	const struct expr *x = known_call(c, &e, "gathers", &meaning, &form);
	int n = 0;

	if (!x)
		return false;
	put_sql(c, "(");
	for (int i = 0; i < x->n; i++) {
		size_t before = c->text.n;

		put_separator(c, &n, "", form);
		if (!put_condition(c, p, (struct ref){e.unit, c->d->r->unit[e.unit]->kid.v[x->first + i].expr}, depth + 1)) {
			take_back(c, before);
			n--;
			c->unknown = true;
		}
	}
	put_sql(c, n ? ")" : "true)");
	return true;
}

/* A condition that is one expression. false: nothing was put. */
static bool put_condition(struct composer *c, struct pieces *p, struct ref e, int depth)
{
	struct value v = resolve(c->d->r, e);
	const char *form = NULL, *meaning = v.type ? word_meaning(c, "literal", v.type, &form) : NULL;
	struct ref literal = record_literal(c, e), at;
	const char *text;

	if (depth > NESTED_MAX)
		return false;
	if (meaning && ref_ok(literal))
		return strcmp(meaning, "group") == 0 ? put_group(c, p, literal, form, depth) : put_keys(c, p, literal, form);
	if (put_piece_call(c, p, e) || put_comparison(c, p, e) || put_gathered(c, p, e, depth))
		return true;
	if ((text = piece_text(c, e, &at))) {
		put_as_written(c, text, 0, strlen(text), at, e);
		return true;
	}
	if (is_record(c, e) && !(v.type && starts_with(v.type, "[]")))
		return put_record_condition(c, p, e, literal);
	if (ref_ok(literal) && ref_expr(c->d->r, literal)->kind == E_OBJECT)
		return put_keys(c, p, literal, "=");
	c->unknown = true;
	return false;
}

/* First(&user, id): a number is the primary key, a text would be a condition. Not known of a text that is handed in. */
static bool may_be_key(struct composer *c, struct ref e)
{
	const struct unit *u = c->d->r->unit[e.unit];
	const struct expr *x;
	const int *list;

	if (is_record(c, e) || ref_ok(record_literal(c, e)))
		return false;
	e = expr_plain(c->d->r, e);
	x = ref_ok(e) ? ref_expr(c->d->r, e) : NULL;
	if (!x || (x->kind != E_NAME && x->kind != E_MEMBER && x->kind != E_CALL))
		return false;
	if (x->kind == E_NAME && bindings_of(c->d->r, e, &list) == 1 && u->binding.v[list[0]].how == HOW_PARAMETER) {
		const struct expr *type = &u->expr.v[u->parameter.v[u->binding.v[list[0]].entity].annotation];

		c->unknown |= type->kind == E_NAME && strcmp(unit_text(u, type->text), "string") == 0;
	}
	return true;
}

/* Where(condition, values…), and the conditions First(&user, …) takes from argument `at` on. */
bool put_conditions(struct composer *c, struct pieces *p, const struct link *l, int at)
{
	struct ref e = argument_of(c, l, at), literal;
	int given = arguments_of(c, l) - at - 1;
	const char *text = ref_ok(e) ? piece_text(c, e, &literal) : NULL;
	bool by_key = word_meaning(c, "form", "by_key", NULL);

	if (!ref_ok(e))
		return false;
	if (text && by_key && is_number(text))
		return put_by_key(c, p, e);
	if (text && by_key && given == 1 && !strpbrk(text, "?@ ")) { /* Where("name", value) */
		put_identifier(c, text, e, false);
		put_sql(c, " = ");
		put_argument(c, p, argument_of(c, l, at + 1));
		return true;
	}
	if (text) {
		if (!*text)
			return false;
		put_sql(c, "(");
		put_text(c, p, text, e, literal, l->call, at + 1, given);
		put_sql(c, ")");
		return true;
	}
	if (by_key && at > 0 && given == 0 && may_be_key(c, e))
		return put_by_key(c, p, e);
	if (put_condition(c, p, e, 0))
		return true;
	c->unknown = true;
	return false;
}

static void put_one(struct composer *c, struct pieces *p, const struct link *l, int at, const char *before, bool either, bool not, int *n)
{
	size_t mark = c->text.n;

	put_sql(c, *n ? either ? " OR " : " AND " : before);
	put_sql(c, not ? "NOT (" : "(");
	if (!put_conditions(c, p, l, at)) {
		take_back(c, mark);
		return;
	}
	put_sql(c, l->sometimes ? " OR true)" : ")");
	++*n;
}

static void put_alone(struct composer *c, struct pieces *p, const struct link *l, int at, int *n)
{
	size_t mark = c->text.n;

	put_sql(c, *n ? " AND (" : "(");
	if (!put_condition(c, p, argument_of(c, l, at), 0)) {
		take_back(c, mark);
		c->unknown = true;
		return;
	}
	put_sql(c, l->sometimes ? " OR true)" : ")");
	++*n;
}

/* A row known by the value that is handed over: Delete(&user), Model(&user).Update(…), WherePK(). */
static bool has_key_value(struct composer *c, const struct pieces *p)
{
	const struct link *model = find_word(p, "model");
	struct ref e = model ? argument_of(c, model, 0) : p->sender && p->sender->detail && isdigit((unsigned char)*p->sender->detail) ? argument_of(c, p->sender, (int)strtol(p->sender->detail, NULL, 10))
																       : REF_NONE;
	struct ref literal = ref_ok(e) ? record_literal(c, e) : REF_NONE;
	struct ref plain = expr_plain(c->d->r, e);

	if (find_word(p, "where_key"))
		return true;
	if (!ref_ok(plain) || is_list(c, e))
		return false;
	/* a variable that holds a row; a literal has its key where it says so */
	if (ref_expr(c->d->r, plain)->kind != E_OBJECT)
		return true;
	for (int i = 0; i < entries_of(c, literal); i++) {
		const struct field *f = key_field(p->model);

		if (f && strcmp(entry_of(c, literal, i).key, f->attribute) == 0)
			return true;
	}
	return false;
}

void put_piece_where(struct composer *c, struct pieces *p)
{
	const char *hidden = p->model && !p->unscoped ? word_meaning(c, "soft_delete", p->model->key, NULL) : NULL;
	bool writes = p->sender && (starts_with(p->sender->meaning, "update") || is_word(p->sender, "delete") || is_word(p->sender, "save"));
	int n = 0, at = p->sender && p->sender->detail && isdigit((unsigned char)*p->sender->detail) ? (int)strtol(p->sender->detail, NULL, 10) : -1;
	size_t start = c->text.n;

	put_sql(c, " WHERE (");
	for (size_t i = 0; i < p->chain.v.n; i++) {
		const struct link *l = &p->chain.v.v[i];

		for (int k = 0; is_word(l, "where") && l->detail && k < arguments_of(c, l); k++) /* a condition each */
			put_alone(c, p, l, k, &n);
		if ((is_word(l, "where") && !l->detail) || is_word(l, "or") || is_word(l, "not"))
			put_one(c, p, l, 0, "", is_word(l, "or"), is_word(l, "not"), &n);
	}
	if (p->sender && at >= 0 && word_meaning(c, "conditions", p->sender->method, NULL) && arguments_of(c, p->sender) > at + 1)
		put_one(c, p, p->sender, at + 1, "", false, false, &n);
	if (key_field(p->model) && (find_word(p, "where_key") || (writes && has_key_value(c, p)) || (writes && !n))) {
		put_sql(c, n ? ") AND (" : "");
		put_by_key(c, p, REF_NONE);
		n++;
	}
	if (n)
		put_sql(c, ")");
	else
		take_back(c, start);
	if (hidden) {
		put_sql(c, n ? " AND " : " WHERE ");
		put_model_column(c, p, hidden);
		put_sql(c, " IS NULL");
	}
}
