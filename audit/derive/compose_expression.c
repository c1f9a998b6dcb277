/*
 * Names and pieces of text; conditions and columns as expressions: eq(users.id, id), and(a, b), desc(users.name). A member of what stands for a table is its column; what a
 * function means is a builder_word. See compose.h.
 */
#include "compose_chain.h"

#include <ctype.h>
#include <stdio.h>

#define NESTED_MAX 10

static bool plain_name(const char *name, size_t n)
{
	if (n == 1 && *name == '*')
		return true;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_' && name[i] != '-' && name[i] != '$' && name[i] != ':')
			return false;
	return n > 0;
}

const char *find_as(const char *text)
{
	for (const char *p = text; *p; p++)
		if (isspace((unsigned char)p[0]) && strncasecmp(p + 1, "as", 2) == 0 && isspace((unsigned char)p[3]))
			return p;
	return NULL;
}

/* Space behind a dot counts for nothing: knex trims each part of a name. */
static const char *skip_space(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	return p;
}

/* A column of the chain's own table is said to be; of another one only where that is joined. */
static bool put_own(struct composer *c, const char *text, const char *end)
{
	const char *dot = memchr(text, '.', (size_t)(end - text));
	size_t n = dot ? (size_t)(dot - text) : 0;

	if (!dot) {
		put_name(c, c->own, REF_NONE);
		put_sql(c, ".");
		return true;
	}
	for (size_t i = 0; i < c->joined.n; i++)
		if (strlen(c->joined.v[i]) == n && strncmp(c->joined.v[i], text, n) == 0)
			return true;
	return strlen(c->own) == n && strncmp(c->own, text, n) == 0;
}

/* ->a->>b of a column of JSON, each key quoted. */
static void put_path(struct composer *c, const char *p)
{
	while (*p == '-') {
		size_t arrow = strncmp(p, "->>", 3) == 0 ? 3 : 2, n = strcspn(p + arrow, "-");

		buf_printf(&c->text, " %.*s '%.*s'", (int)arrow, p, (int)n, p + arrow);
		p += arrow + n;
	}
}

bool put_identifier(struct composer *c, const char *text, struct ref at, bool with_alias)
{
	const char *arrow = word_meaning(c, "form", "json_paths", NULL) ? strstr(text, "->") : NULL;
	const char *as = find_as(text), *end = as ? as : text + strlen(text);
	size_t alias_n = as ? strlen(as + 4 + strspn(as + 4, " ")) : 0;

	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	if (arrow && arrow < end)
		end = arrow;
	for (const char *p = text; p < end;) {
		const char *dot = memchr(p, '.', (size_t)(end - p)), *stop = dot ? dot : end;

		if (!plain_name(p, (size_t)(stop - p)))
			return false;
		p = skip_space(stop + 1, end);
	}
	if (c->own && !put_own(c, text, end))
		return false;
	if (end == text || (alias_n && !plain_name(as + 4 + strspn(as + 4, " "), alias_n)))
		return false;
	for (const char *p = text; p < end;) {
		const char *dot = memchr(p, '.', (size_t)(end - p)), *stop = dot ? dot : end;

		if (stop - p == 1 && *p == '*')
			put_sql(c, "*");
		else
			put_name(c, arena_strndup(c->arena, p, (size_t)(stop - p)), at);
		put_sql(c, dot ? "." : "");
		p = skip_space(stop + 1, end);
	}
	if (arrow && end == arrow) /* data->a->>b */
		put_path(c, arrow);
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

const struct mapping *table_mapping(const struct composer *c, struct ref e)
{
	struct value v;
	char key[48];
	struct ref plain;
	const struct mapping *whole;

	if (!ref_ok(e))
		return NULL;
	v = resolve(c->d->r, e);
	if (!v.type || !ref_ok(v.origin))
		return NULL;
	plain = expr_plain(c->d->r, e);
	whole = ref_expr(c->d->r, plain)->kind == E_MEMBER ? table_mapping(c, (struct ref){plain.unit, ref_expr(c->d->r, plain)->a}) : NULL;
	if (whole && mapping_field(whole, ref_text(c->d->r, plain))) /* a column of it */
		return NULL;
	snprintf(key, sizeof(key), "call:%lld", (long long)call_id(c->d, v.origin));
	return mapping_of(c->d, key);
}

/* The first parameter of the function that was handed to the library. */
static bool is_row(const struct composer *c, struct ref e)
{
	const struct unit *u = c->d->r->unit[e.unit];
	const int *list;

	if (!ref_ok(c->row) || c->row.unit != e.unit || u->expr.v[e.index].kind != E_NAME || bindings_of(c->d->r, e, &list) < 1 || u->binding.v[list[0]].how != HOW_PARAMETER)
		return false;
	return u->parameter.v[u->binding.v[list[0]].entity].function == c->row.index && u->parameter.v[u->binding.v[list[0]].entity].position == 0;
}

static bool put_member(struct composer *c, struct ref e)
{
	const struct expr *x = ref_expr(c->d->r, e);
	bool of_row = x->kind == E_MEMBER && is_row(c, (struct ref){e.unit, x->a});
	const struct mapping *m = of_row ? c->row_of : x->kind == E_MEMBER ? table_mapping(c, (struct ref){e.unit, x->a})
									   : NULL;
	const struct field *f = m ? mapping_field(m, ref_text(c->d->r, e)) : NULL;

	if (!f || !f->column)
		return false;
	if (of_row)
		put_sql(c, c->row_alias);
	else
		put_name(c, m->table, e);
	put_sql(c, ".");
	put_name(c, f->column, e);
	return true;
}

static struct ref call_argument(const struct composer *c, struct ref e, int i)
{
	const struct expr *x = ref_expr(c->d->r, e);

	return i < x->n && !c->d->r->unit[e.unit]->kid.v[x->first + i].spread ? (struct ref){e.unit, c->d->r->unit[e.unit]->kid.v[x->first + i].expr} : REF_NONE;
}

/* A piece of text of the library's: sql`lower(${users.name}) = ${name}`: columns and tables by name, other values bound. */
static void put_template(struct composer *c, struct ref e, int depth)
{
	struct ref text = call_argument(c, e, 0);
	const struct expr *x = ref_ok(text) ? ref_expr(c->d->r, text) : NULL;
	int parts = x && x->kind == E_TEMPLATE ? x->n : 1;

	if (!x)
		not_known(c, "a piece of text is not read");
	for (int i = 0; x && i < parts; i++) {
		struct ref part = x->kind == E_TEMPLATE ? (struct ref){text.unit, c->d->r->unit[text.unit]->kid.v[x->first + i].expr} : text;
		const struct expr *piece = ref_expr(c->d->r, part);
		const struct mapping *m;

		if (piece->kind == E_STRING && (piece->flags & EXPR_PART || x->kind != E_TEMPLATE)) {
			vec_push(&c->map, (struct text_map){c->text.n, strlen(ref_text(c->d->r, part)), part, 0});
			put_sql(c, ref_text(c->d->r, part));
		} else if (put_expression(c, part, depth + 1)) {
			continue;
		} else if ((m = table_mapping(c, part))) {
			put_table(c, m->schema, m->table, part);
		} else if (template_part_of(c->d->r, part) == PART_VALUE) {
			put_value(c, part);
		} else {
			not_known(c, "a piece of text is only known at run time");
			put_sql(c, "NULL");
		}
	}
}

static bool put_function(struct composer *c, struct ref e, int depth)
{
	const struct expr *x = ref_expr(c->d->r, e);
	struct value callee = resolve(c->d->r, (struct ref){e.unit, x->a});
	const char *form = NULL, *meaning = callee.type ? word_meaning(c, "function", callee.type, &form) : NULL;
	struct ref first = call_argument(c, e, 0), second = call_argument(c, e, 1);
	int n = 0;

	if (!meaning || depth > NESTED_MAX)
		return false;
	if (strcmp(meaning, "template") == 0) {
		put_template(c, e, depth);
		return true;
	}
	if (strcmp(meaning, "text") == 0 || strcmp(meaning, "name") == 0) { /* sql.raw('…'), sql.identifier('…') */
		const char *constant = ref_ok(first) ? constant_text(c->d->r, first) : NULL;

		if (constant && meaning[0] == 't')
			put_sql(c, constant);
		else if (constant)
			put_name(c, constant, first);
		return constant != NULL;
	}
	if (strcmp(meaning, "same") == 0) /* sql`…`.as('n') */
		return ref_expr(c->d->r, (struct ref){e.unit, x->a})->kind == E_MEMBER && put_expression(c, (struct ref){e.unit, ref_expr(c->d->r, (struct ref){e.unit, x->a})->a}, depth + 1);
	if (strcmp(meaning, "join") == 0) {
		put_sql(c, "(");
		for (int i = 0; i < x->n; i++) {
			struct ref part = call_argument(c, e, i);
			size_t before = c->text.n;

			if (ref_ok(part) && is_constant_value(c, part, "undefined"))
				continue;
			put_separator(c, &n, "", form);
			if (!ref_ok(part) || !put_expression(c, part, depth + 1)) {
				take_back(c, before);
				n--;
				not_known(c, "a condition is only known at run time");
			}
		}
		put_sql(c, n ? ")" : "true)");
		return true;
	}
	if (strcmp(meaning, "around") == 0) {
		put_sql(c, form);
		if (!ref_ok(first))
			put_sql(c, "*");
		else if (!put_expression(c, first, depth + 1))
			return false;
		put_sql(c, ")");
		return true;
	}
	if (!ref_ok(first) || !put_expression(c, first, depth + 1))
		return false;
	buf_printf(&c->text, " %s", form);
	if (strcmp(meaning, "behind") == 0)
		return true;
	put_sql(c, " ");
	if (strcmp(meaning, "between") == 0) {
		put_value(c, second);
		put_sql(c, " AND ");
		put_value(c, call_argument(c, e, 2));
		return true;
	}
	if (!ref_ok(second))
		return false;
	if (!put_expression(c, second, depth + 1))
		put_value(c, second);
	put_sql(c, strchr(form, '(') ? ")" : "");
	return true;
}

/* test ? a : undefined: a, or nothing; test ? a : b: one of them. */
static bool put_choice(struct composer *c, struct ref a, struct ref b, int depth)
{
	bool one = ref_ok(a) && !is_constant_value(c, a, "undefined"), other = ref_ok(b) && !is_constant_value(c, b, "undefined");

	put_sql(c, "((");
	if (!put_expression(c, one ? a : b, depth + 1))
		return false;
	put_sql(c, ") OR ");
	if (!one || !other) {
		put_sql(c, "true)");
		return one || other;
	}
	put_sql(c, "(");
	if (!put_expression(c, b, depth + 1))
		return false;
	put_sql(c, "))");
	return true;
}

/* const condition = and(…): what its only binding is. */
static bool put_named_value(struct composer *c, struct ref e, int depth)
{
	const struct unit *u = c->d->r->unit[e.unit];
	const int *list;
	int n = bindings_of(c->d->r, e, &list);

	if (n != 1 || !u->binding.v[list[0]].value || u->binding.v[list[0]].how == HOW_EACH || *unit_text(u, u->binding.v[list[0]].part))
		return false;
	return put_expression(c, (struct ref){e.unit, u->binding.v[list[0]].value}, depth + 1);
}

bool put_expression(struct composer *c, struct ref e, int depth)
{
	size_t before = c->text.n;
	bool found = false;

	e = expr_plain(c->d->r, e);
	if (!ref_ok(e) || depth > NESTED_MAX)
		return false;
	if (ref_expr(c->d->r, e)->kind == E_MEMBER)
		found = put_member(c, e);
	else if (ref_expr(c->d->r, e)->kind == E_CALL)
		found = put_function(c, e, depth);
	else if (ref_expr(c->d->r, e)->kind == E_CONDITIONAL)
		found = put_choice(c, (struct ref){e.unit, ref_expr(c->d->r, e)->b}, (struct ref){e.unit, ref_expr(c->d->r, e)->c}, depth);
	else if (ref_expr(c->d->r, e)->kind == E_BINARY && strcmp(ref_text(c->d->r, e), "&&") == 0)
		found = put_choice(c, (struct ref){e.unit, ref_expr(c->d->r, e)->b}, REF_NONE, depth);
	else if (ref_expr(c->d->r, e)->kind == E_NAME) {
		struct ref d = definition(c->d->r, e);

		if (ref_ok(d) && !ref_eq(d, e) && (ref_expr(c->d->r, d)->kind == E_CALL || ref_expr(c->d->r, d)->kind == E_MEMBER))
			found = put_expression(c, d, depth + 1);
		else
			found = put_named_value(c, e, depth);
	}
	if (!found)
		take_back(c, before);
	return found;
}

bool put_piece(struct composer *c, struct ref e)
{
	const struct expr *x;

	e = expr_plain(c->d->r, e);
	x = ref_expr(c->d->r, e);
	return x->kind == E_CALL && x->a && resolve(c->d->r, (struct ref){e.unit, x->a}).type && put_expression(c, e, 0);
}

static void put_list(struct composer *c, struct ref e, const char *first, int *n)
{
	struct ref list = literal_of(c, e, E_ARRAY);
	size_t before = c->text.n;

	for (int i = 0; i < entries_of(c, list); i++)
		put_list(c, entry_of(c, list, i).value, first, n);
	if (ref_ok(list))
		return;
	put_separator(c, n, first, ", ");
	if (!put_expression(c, e, 0)) {
		take_back(c, before);
		--*n;
		if (!is_constant_value(c, e, "undefined"))
			not_known(c, "a condition is only known at run time");
	}
}

bool put_row_expressions(struct composer *c, const struct mapping *m, const char *alias, struct ref e, const char *first, int *n)
{
	struct value v;
	const int *list;

	if (!ref_ok(e) || !word_meaning(c, "form", "expressions", NULL))
		return false;
	v = resolve(c->d->r, e);
	if (v.entity == ENTITY_FUNCTION) {
		c->row = v.self;
		c->row_of = m;
		c->row_alias = alias;
		if (returns_of(c->d->r, v.self, &list) == 1)
			put_list(c, (struct ref){v.self.unit, list[0]}, first, n);
		else
			not_known(c, "a condition is only known at run time");
		c->row = REF_NONE;
	} else {
		put_list(c, e, first, n);
	}
	return true;
}
