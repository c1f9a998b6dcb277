/* Python's string literals: f-strings, adjacent literals, docstrings, types written as strings. See python.h. */
#include "python.h"

#include <ctype.h>

static struct literal literal_of(const struct walker *w, const struct node *n)
{
	return literal_open(w->text, node_start(n), node_end(n), true);
}

/* The text of a part, its bytes [start, end) in the source; `n` begins on the same line. */
static int32_t part_expr(struct walker *w, const struct node *n, size_t start, size_t end, int mode)
{
	int32_t e = expr_text(w, n, E_STRING, put_decoded(w, start, end, mode));
	struct expr *x = expr_at(w, e);
	size_t column = x->column + (start - node_start(n));

	x->flags = (uint8_t)((mode & LITERAL_RAW ? EXPR_RAW : 0) | (mode & LITERAL_BYTES ? EXPR_BYTES : 0));
	x->column = column > 65535 ? 65535 : (uint16_t)column;
	x->start = (uint32_t)start;
	x->end = (uint32_t)end;
	return e;
}

/* Adds the parts of one literal to the kids being collected. Conversions and format specifications say nothing about the text. */
static void add_parts(struct walker *w, struct node *string)
{
	struct literal l = literal_of(w, string);

	if (!(l.mode & LITERAL_FORMAT)) {
		if (l.end > l.start)
			kids_add(w, part_expr(w, string, l.start, l.end, l.mode), 0, 0);
		return;
	}
	node_open(w, string);
	for (int32_t i = 0; i < string->children; i++) {
		struct node *c = &string->child[i];

		if (c->kind == K_INTERPOLATION) {
			node_open(w, c);
			kids_add(w, read_expr(w, child(c, F_EXPRESSION), SETTLED_NOT), 0, 0);
		} else if (c->kind == K_STRING_CONTENT) {
			kids_add(w, part_expr(w, c, node_start(c), node_end(c), l.mode | LITERAL_BRACES), 0, 0);
		}
	}
}

int32_t python_read_string(struct walker *w, const struct node *n)
{
	struct literal l = literal_of(w, n);
	size_t mark;
	int32_t e;

	if (!(l.mode & LITERAL_FORMAT))
		return read_string(w, n);
	e = expr_new(w, n, E_TEMPLATE);
	expr_at(w, e)->flags = (uint8_t)(EXPR_FSTRING | (l.mode & LITERAL_RAW ? EXPR_RAW : 0));
	mark = kids_begin(w);
	add_parts(w, (struct node *)n);
	kids_end(w, mark, e);
	return e;
}

static int32_t joined_string(struct walker *w, const struct node *n, int modes)
{
	int32_t e = expr_new(w, n, E_STRING);
	struct buf text = {0};

	for (int32_t i = 0; i < n->children; i++) {
		struct literal l;

		if (n->child[i].kind != K_STRING)
			continue;
		l = literal_of(w, &n->child[i]);
		buf_puts(&text, unit_text(w->unit, put_decoded(w, l.start, l.end, l.mode)));
	}
	expr_at(w, e)->text = put(w, buf_text(&text), text.n);
	expr_at(w, e)->flags = (uint8_t)(EXPR_CONCAT | (modes & LITERAL_BYTES ? EXPR_BYTES : 0));
	buf_free(&text);
	return e;
}

/* "a" "b" is one string; with an f-string among them, one template. */
int32_t python_read_concatenated(struct walker *w, const struct node *n)
{
	int modes = 0;
	size_t mark;
	int32_t e;

	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].kind == K_STRING)
			modes |= literal_of(w, &n->child[i]).mode;
	if (!(modes & LITERAL_FORMAT))
		return joined_string(w, n, modes);
	e = expr_new(w, n, E_TEMPLATE);
	expr_at(w, e)->flags = EXPR_FSTRING | EXPR_CONCAT;
	mark = kids_begin(w);
	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].kind == K_STRING)
			add_parts(w, &n->child[i]);
	kids_end(w, mark, e);
	return e;
}

uint32_t python_docstring(struct walker *w, struct node *body)
{
	struct node *statement = child_named(node_open(w, body), 0), *string;
	struct literal l;

	if (!statement || statement->kind != K_EXPRESSION_STATEMENT)
		return 0;
	string = child_named(node_open(w, statement), 0);
	if (!string || string->kind != K_STRING || child_named(statement, 1))
		return 0;
	l = literal_of(w, string);
	return l.mode & (LITERAL_FORMAT | LITERAL_BYTES) ? 0 : put_decoded(w, l.start, l.end, l.mode);
}

/* Types as strings: name(.name)*, [type, …] after it, and | between. */

#define TYPE_MAX_LENGTH 400
#define TYPE_MAX_DEPTH 16

struct type_text {
	struct walker *w;
	const struct node *n;
	const char *p;
	int depth;
};

static int32_t parse_union(struct type_text *t);

static void skip_blank(struct type_text *t)
{
	while (isspace((unsigned char)*t->p))
		t->p++;
}

static uint32_t parse_word(struct type_text *t)
{
	const char *start = t->p;

	if (isdigit((unsigned char)*start))
		return 0;
	while (isalnum((unsigned char)*t->p) || *t->p == '_' || (unsigned char)*t->p >= 0x80)
		t->p++;
	return put(t->w, start, (size_t)(t->p - start));
}

static int32_t parse_arguments(struct type_text *t, int32_t generic)
{
	int32_t e = expr_new(t->w, t->n, E_INDEX), argument;
	size_t mark = kids_begin(t->w);

	expr_at(t->w, e)->a = generic;
	do {
		t->p++;
		argument = parse_union(t);
		kids_add(t->w, argument, 0, 0);
		skip_blank(t);
	} while (argument && *t->p == ',');
	kids_end(t->w, mark, e);
	if (!argument || *t->p != ']')
		return 0;
	t->p++;
	return e;
}

static int32_t parse_one(struct type_text *t)
{
	uint32_t word;
	int32_t e;

	skip_blank(t);
	if (!(word = parse_word(t)))
		return 0;
	if (strcmp(unit_text(t->w->unit, word), "None") == 0)
		e = expr_text(t->w, t->n, E_CONSTANT, put_text(t->w, "null"));
	else
		e = expr_text(t->w, t->n, E_NAME, word);
	for (skip_blank(t); *t->p == '.'; skip_blank(t)) {
		int32_t member;

		t->p++;
		skip_blank(t);
		if (!(word = parse_word(t)))
			return 0;
		member = expr_text(t->w, t->n, E_MEMBER, word);
		expr_at(t->w, member)->a = e;
		e = member;
	}
	return *t->p == '[' ? parse_arguments(t, e) : e;
}

static int32_t parse_union(struct type_text *t)
{
	int32_t e = 0;

	if (t->depth++ < TYPE_MAX_DEPTH)
		e = parse_one(t);
	for (skip_blank(t); e && *t->p == '|'; skip_blank(t)) {
		int32_t either, right;

		t->p++;
		if (!(right = parse_one(t)))
			return 0;
		either = expr_text(t->w, t->n, E_BINARY, put_text(t->w, "|"));
		expr_at(t->w, either)->a = e;
		expr_at(t->w, either)->b = right;
		e = either;
	}
	t->depth--;
	return e;
}

int32_t python_string_type(struct walker *w, const struct node *n)
{
	struct literal l = literal_of(w, n);
	char text[TYPE_MAX_LENGTH + 1];
	struct type_text t = {.w = w, .n = n, .p = text};
	int32_t e;

	if (l.mode & (LITERAL_FORMAT | LITERAL_BYTES) || l.end - l.start > TYPE_MAX_LENGTH || memchr(w->text + l.start, '\\', l.end - l.start))
		return 0;
	memcpy(text, w->text + l.start, l.end - l.start);
	text[l.end - l.start] = '\0';
	e = parse_union(&t);
	return e && t.p == text + (l.end - l.start) ? e : 0;
}
