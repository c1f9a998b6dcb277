/* Pieces of text and their values: the library's scanner; structs and maps of the program. See compose_pieces.h. */
#include "compose_pieces.h"

#include <ctype.h>

bool is_word(const struct link *l, const char *meaning)
{
	return strcmp(l->meaning, meaning) == 0;
}

const struct link *find_word(const struct pieces *p, const char *meaning)
{
	for (size_t i = 0; i < p->chain.v.n; i++)
		if (is_word(&p->chain.v.v[i], meaning))
			return &p->chain.v.v[i];
	return NULL;
}

struct ref record_literal(const struct composer *c, struct ref e)
{
	struct resolver *r = c->d->r;
	const int *list;

	e = expr_plain(r, e);
	for (int i = 0; i < 4 && ref_ok(e); i++) {
		const struct expr *x = ref_expr(r, e);
		const struct binding *b;

		if (x->kind == E_OBJECT || x->kind == E_ARRAY)
			return e;
		if (x->kind != E_NAME || bindings_of(r, e, &list) != 1)
			return REF_NONE;
		b = &r->unit[e.unit]->binding.v[list[0]];
		if (!b->value || *unit_text(r->unit[e.unit], b->part) || b->how == HOW_EACH)
			return REF_NONE;
		e = expr_plain(r, (struct ref){e.unit, b->value});
	}
	return REF_NONE;
}

/* map[string]any{…}: its type is a list of what an interface with no methods is. */
static bool is_map(const struct composer *c, struct ref e)
{
	struct ref literal = record_literal(c, e);
	const struct expr *type = ref_ok(literal) && ref_expr(c->d->r, literal)->a ? &c->d->r->unit[literal.unit]->expr.v[ref_expr(c->d->r, literal)->a] : NULL;

	return type && type->kind == E_UNARY && strcmp(unit_text(c->d->r->unit[literal.unit], type->text), "map[]") == 0;
}

bool is_record(const struct composer *c, struct ref e)
{
	struct value v = ref_ok(e) ? resolve(c->d->r, e) : (struct value){0};

	return v.type && strstr(v.type, "class:") && ends_with(v.type, "()") && !is_map(c, e);
}

const struct mapping *record_mapping(const struct composer *c, struct ref e)
{
	const char *type;
	size_t n;

	if (!is_record(c, e))
		return NULL;
	type = resolve(c->d->r, e).type;
	while (starts_with(type, "[]"))
		type += 2;
	n = strlen(type);
	return mapping_of(c->d, arena_strndup(c->arena, type, n - 2));
}

void put_model_column(struct composer *c, const struct pieces *p, const char *column)
{
	if (p->alias) {
		put_sql(c, p->alias);
		put_sql(c, ".");
	}
	put_name(c, column, REF_NONE);
}

/* Pieces of text */

/* The constant text of an expression, also where helpers and formats make it; *literal: where its bytes stand, REF_NONE. */
const char *piece_text(struct composer *c, struct ref e, struct ref *literal)
{
	const char *text = constant_text(c->d->r, e);
	struct ref plain = expr_plain(c->d->r, e);
	struct folding f;
	struct buf all = {0};

	*literal = ref_ok(plain) && ref_expr(c->d->r, plain)->kind == E_STRING ? plain : REF_NONE;
	if (text)
		return text;
	fold(c->d->r, c->arena, e, &f);
	if (f.variants != 1 || !f.literal)
		return NULL;
	for (int i = 0; i < f.variant[0].parts; i++) {
		if (!f.variant[0].part[i].text) {
			buf_free(&all);
			return NULL;
		}
		buf_add(&all, f.variant[0].part[i].text, f.variant[0].part[i].n);
	}
	text = arena_strdup(c->arena, buf_text(&all));
	buf_free(&all);
	return text;
}

/* Text from `from` to `to` as it stands, with its place in the source. */
void put_as_written(struct composer *c, const char *text, size_t from, size_t to, struct ref literal, struct ref e)
{
	if (to <= from)
		return;
	vec_push(&c->map, (struct text_map){c->text.n, to - from, ref_ok(literal) ? literal : e, ref_ok(literal) ? from : TEXT_AT_EXPRESSION});
	buf_add(&c->text, text + from, to - from);
}

/* "… IN ?": the library writes a list in parentheses. */
static bool behind_in(const struct buf *text)
{
	size_t n = text->n;

	while (n > 0 && isspace((unsigned char)text->p[n - 1]))
		n--;
	return n > 2 && n < text->n && strncasecmp(text->p + n - 2, "IN", 2) == 0 && isspace((unsigned char)text->p[n - 3]);
}

/* A value of a piece; where the library puts SQL in its place, that. */
void put_argument(struct composer *c, const struct pieces *p, struct ref value)
{
	bool list = behind_in(&c->text);

	put_sql(c, list ? "(" : "");
	if (!ref_ok(value) || !put_value_or_piece(c, p, value))
		put_value(c, value);
	put_sql(c, list ? ")" : "");
}

static size_t name_length(const char *p)
{
	static const char ends[] = " ,)\"'`\r\n;";

	return strcspn(p, ends);
}

/*
 * The library's scanner: a ? anywhere, in quotes too, takes the next value; where values have run out it stays. ?? is a ? for some. @name where
 * no ? is written. Values: the call's arguments from `first` on.
 */
void put_text(struct composer *c, const struct pieces *p, const char *text, struct ref e, struct ref literal, struct ref call, int first, int given)
{
	const struct unit *u = c->d->r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];
	bool doubled = word_meaning(c, "form", "doubled", NULL), parts = word_meaning(c, "form", "parts", NULL), named = word_meaning(c, "form", "at", NULL) && given > 0 && !strchr(text, '?');
	bool spread = given > 0 && u->kid.v[x->first + first + given - 1].spread;
	size_t start = 0, i = 0;
	int taken = 0;

	while (text[i]) {
		size_t n = 1;

		if (text[i] == '?' && doubled && text[i + 1] == '?') {
			put_as_written(c, text, start, i + 1, literal, e);
			start = i += 2;
			continue;
		}
		if (text[i] == '@' && named && (n = 1 + name_length(text + i + 1)) > 1 && !memchr(text + i + 1, ':', n - 1) && (isalpha((unsigned char)text[i + 1]) || text[i + 1] == '_')) {
			put_as_written(c, text, start, i, literal, e);
			put_argument(c, p, REF_NONE);
			start = i += n;
			continue;
		}
		if (text[i] == '?' && parts && isalpha((unsigned char)text[i + 1])) { /* ?TableAlias; ?name of a struct's field */
			for (n = 1; isalnum((unsigned char)text[i + n]) || text[i + n] == '_'; n++)
				;
			put_as_written(c, text, start, i, literal, e);
			if (strncmp(text + i, "?TableAlias", n) == 0 && p->alias)
				put_sql(c, p->alias);
			else
				put_argument(c, p, REF_NONE);
			c->unknown |= isupper((unsigned char)text[i + 1]) && strncmp(text + i, "?TableAlias", n) != 0;
			start = i += n;
			continue;
		}
		if (text[i] == '?' && (taken < given || spread || word_meaning(c, "form", "always", NULL))) {
			put_as_written(c, text, start, i, literal, e);
			put_argument(c, p, taken < given && !u->kid.v[x->first + first + taken].spread ? (struct ref){call.unit, u->kid.v[x->first + first + taken].expr} : REF_NONE);
			taken++;
			start = ++i;
			continue;
		}
		i++;
	}
	put_as_written(c, text, start, i, literal, e);
}

static const char *function_meaning(const struct composer *c, struct ref call)
{
	const struct unit *u = c->d->r->unit[call.unit];
	struct value callee = resolve(c->d->r, (struct ref){call.unit, u->expr.v[u->call.v[call.index].expr].a});

	return callee.type ? word_meaning(c, "function", callee.type, NULL) : NULL;
}

/* A table's name where the library quotes it; SQL where it does not. */
static bool put_piece_of(struct composer *c, const struct pieces *p, struct ref call, int at)
{
	const struct unit *u = c->d->r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];
	struct ref e = at < x->n ? (struct ref){call.unit, u->kid.v[x->first + at].expr} : REF_NONE, literal;
	const char *text = ref_ok(e) ? piece_text(c, e, &literal) : NULL;

	if (text && word_meaning(c, "form", "names", NULL) && !function_meaning(c, call))
		return put_identifier(c, text, e, true);
	if (!text)
		return ref_ok(e) && word_meaning(c, "form", "names", NULL) && put_value_or_piece(c, p, e);
	put_text(c, p, text, e, literal, call, at + 1, x->n - at - 1);
	return true;
}

bool put_clause_text(struct composer *c, const struct pieces *p, const struct link *l, int at)
{
	return put_piece_of(c, p, l->call, at);
}

bool put_piece_call(struct composer *c, const struct pieces *p, struct ref e)
{
	const struct expr *x;
	struct value callee;
	const char *meaning;

	e = expr_plain(c->d->r, e);
	x = ref_ok(e) ? ref_expr(c->d->r, e) : NULL;
	if (!x || x->kind != E_CALL)
		return false;
	callee = resolve(c->d->r, (struct ref){e.unit, x->a});
	meaning = callee.type ? word_meaning(c, "function", callee.type, NULL) : NULL;
	return meaning && strcmp(meaning, "piece") == 0 && put_piece_of(c, p, (struct ref){e.unit, x->b}, 0);
}

/* bun.Ident("a.b"), gorm.Expr("x + ?", 1): SQL in the place of a value. */
bool put_value_or_piece(struct composer *c, const struct pieces *p, struct ref value)
{
	struct ref e = expr_plain(c->d->r, value);
	const struct expr *x = ref_ok(e) ? ref_expr(c->d->r, e) : NULL;
	struct value callee = x && x->kind == E_CALL ? resolve(c->d->r, (struct ref){e.unit, x->a}) : (struct value){0};
	const char *meaning = callee.type ? word_meaning(c, "function", callee.type, NULL) : NULL, *text;
	size_t before = c->text.n;

	if (!meaning)
		return false;
	if (strcmp(meaning, "name") == 0) {
		text = x->n ? constant_text(c->d->r, (struct ref){e.unit, c->d->r->unit[e.unit]->kid.v[x->first].expr}) : NULL;
		if (text && put_identifier(c, text, e, false))
			return true;
		take_back(c, before);
		c->unknown = c->fragment = true;
		put_sql(c, "NULL");
		return true;
	}
	if (strcmp(meaning, "list") == 0) { /* a list, which the library spells out */
		put_value(c, REF_NONE);
		return true;
	}
	if (put_piece_call(c, p, e))
		return true;
	take_back(c, before);
	return false;
}
