/* Python's patterns: what an assignment, a loop or a case binds. See python.h. */
#include "python.h"

#include <ctype.h>
#include <stdio.h>

/* Patterns are taken apart by recursion of our own. */
#define PATTERN_MAX_DEPTH 200

int32_t python_scope(const struct walker *w)
{
	return w->unit->scope.v[w->scope].kind == SCOPE_CLASS ? w->scope : function_scope(w);
}

/* (a) is a itself; (a,) and () are tuples: the grammar calls all of them a tuple pattern. */
static bool is_group(const struct walker *w, const struct node *n)
{
	const char *p = node_text(w, n) + node_length(n);

	if ((n->kind != K_TUPLE_PATTERN && n->kind != K_PARENTHESIZED) || !child_named(n, 0) || child_named(n, 1))
		return false;
	for (p--; p > node_text(w, n) && (*p == ')' || isspace((unsigned char)*p)); p--)
		;
	return *p != ',';
}

/* Pushes the part of element i of n, `star` being the place of the starred one (-1 none). */
static void push_element(struct walker *w, int32_t i, int32_t star, int32_t n)
{
	char text[24];

	if (star < 0 || i < star) {
		part_index(w, i);
	} else if (i == star) {
		part_push(w, "[*]", 3);
	} else {
		snprintf(text, sizeof(text), "[-%d]", (int)(n - i));
		part_push(w, text, strlen(text));
	}
}

/* Where the path stands: for part_pop. */
static size_t part_mark(struct walker *w)
{
	size_t mark = part_push(w, ".", 1);

	part_pop(w, mark);
	return mark;
}

static int32_t star_place(const struct node *n)
{
	int32_t place = 0;

	for (int32_t i = 0; i < n->children; i++) {
		const struct node *c = &n->child[i];

		if (!c->named)
			continue;
		if (c->kind == K_LIST_SPLAT_PATTERN || c->kind == K_LIST_SPLAT || c->kind == K_SPLAT_PATTERN)
			return place;
		place++;
	}
	return -1;
}

struct target { int how; int32_t value, annotation; };

static void bind_target(struct walker *w, struct node *n, const struct target *t, int depth);

static void bind_elements(struct walker *w, struct node *n, const struct target *t, int depth)
{
	int32_t star = star_place(n), count = 0, place = 0;

	for (int32_t i = 0; i < n->children; i++)
		count += n->child[i].named;
	for (int32_t i = 0; i < n->children; i++) {
		size_t mark = part_mark(w);

		if (!n->child[i].named)
			continue;
		if (t->how != HOW_DELETE)
			push_element(w, place, star, count);
		bind_target(w, &n->child[i], t, depth);
		part_pop(w, mark);
		place++;
	}
}

/* A name in a class body is a field; what a comprehension iterates stays inside it. */
static void bind_one(struct walker *w, struct node *n, const struct target *t)
{
	bool name = n->kind == K_IDENTIFIER;
	int kind = w->unit->scope.v[w->scope].kind;
	int how = name && t->how == HOW_ASSIGN && kind == SCOPE_CLASS ? HOW_FIELD : t->how;
	int32_t scope = t->how == HOW_EACH && kind == SCOPE_COMPREHENSION ? w->scope : python_scope(w);
	int32_t target = name ? 0 : read_expr(w, n, SETTLED_NOT), b;

	if (!name && !target)
		return;
	b = bind(w, n, name ? put_node(w, n) : 0, scope, how, t->value, put_part(w));
	binding_at(w, b)->target = target;
	binding_at(w, b)->annotation = t->annotation;
}

static void bind_target(struct walker *w, struct node *n, const struct target *t, int depth)
{
	if (!n)
		return;
	if (depth > PATTERN_MAX_DEPTH) {
		error_add(w, n);
		return;
	}
	switch (n->kind) {
	case K_IDENTIFIER:
	case K_ATTRIBUTE:
	case K_SUBSCRIPT:
		bind_one(w, n, t);
		break;
	case K_TUPLE_PATTERN:
	case K_LIST_PATTERN:
	case K_PATTERN_LIST:
	case K_EXPRESSION_LIST:
	case K_TUPLE:
	case K_LIST:
	case K_PARENTHESIZED:
		node_open(w, n);
		if (is_group(w, n))
			bind_target(w, child_named(n, 0), t, depth + 1);
		else
			bind_elements(w, n, t, depth + 1);
		break;
	case K_LIST_SPLAT_PATTERN:
	case K_LIST_SPLAT:
	case K_AS_PATTERN_TARGET:
		bind_target(w, child_named(node_open(w, n), 0), t, depth + 1);
		break;
	default:
		read_expr(w, n, SETTLED_NOT);	/* no target in this language: a broken file */
	}
}

void python_bind_target(struct walker *w, struct node *target, int how, int32_t value, int32_t annotation)
{
	bind_target(w, target, &(struct target){how, value, annotation}, 0);
}

/* Case patterns */

struct label { bool always; int depth; int32_t subject; };

static int32_t pattern(struct walker *w, struct node *n, struct label *l);

static void capture(struct walker *w, const struct node *name, const struct label *l)
{
	if (name && !node_is(w, name, "_"))
		bind(w, name, put_node(w, name), python_scope(w), HOW_ASSIGN, l->subject, l->subject ? put_part(w) : 0);
}

static int32_t number(struct walker *w, const struct node *n)
{
	const char *p = node_text(w, n);
	int32_t value = read_expr(w, n, SETTLED_NOT), e;

	while (p > w->text && isspace((unsigned char)p[-1]))
		p--;
	if (p == w->text || p[-1] != '-')
		return value;
	e = expr_text(w, n, E_UNARY, put_text(w, "-"));
	expr_at(w, e)->a = value;
	return e;
}

/* One name captures; a dotted one is a value to compare with. */
static int32_t name_pattern(struct walker *w, struct node *n, struct label *l)
{
	struct node *first = child_named(node_open(w, n), 0);
	int32_t e;

	if (!child_named(n, 1)) {
		l->always = true;
		capture(w, first, l);
		return 0;
	}
	e = read_expr(w, first, SETTLED_NOT);
	for (int i = 1; i < PYTHON_MAX_CHAIN && child_named(n, i); i++) {
		int32_t member = expr_text(w, n, E_MEMBER, put_node(w, child_named(n, i)));

		expr_at(w, member)->a = e;
		e = member;
	}
	return e;
}

static int32_t union_pattern(struct walker *w, struct node *n, struct label *l)
{
	bool always = false;
	int32_t e = 0, parts = 0;

	node_open(w, n);
	for (int32_t i = 0; i < n->children; i++) {
		int32_t right, either;

		if (!n->child[i].named)
			continue;
		l->always = false;
		right = pattern(w, &n->child[i], l);
		always |= l->always;
		if (!e || !right || ++parts > PYTHON_MAX_CHAIN) {
			e = e ? e : right;
			continue;
		}
		either = expr_text(w, n, E_BINARY, put_text(w, "|"));
		expr_at(w, either)->a = e;
		expr_at(w, either)->b = right;
		e = either;
	}
	l->always = always;
	if (parts > PYTHON_MAX_CHAIN)
		e = read_opaque(w, n);
	return always ? 0 : e;
}

/* Where in the subject a part of a structured pattern is found. Pushed onto the part; false: only the class knows. */
static bool push_place(struct walker *w, const struct node *n, int32_t i, bool sequence, int32_t place, int32_t star, int32_t count)
{
	const struct node *c = &n->child[i];

	if (sequence) {
		push_element(w, place, star, count);
	} else if (c->field == F_VALUE && i && n->child[i - 1].kind == K_STRING) {
		const char *key = unit_text(w->unit, w->grammar->key(w, &n->child[i - 1]));

		part_push(w, ".", 1);
		if (*key)
			part_push(w, key, strlen(key));
	} else {
		return has_kind(c, K_KEYWORD_PATTERN);	/* pushes its own name */
	}
	return true;
}

/* The class of a class pattern; false: not the node naming it. */
static bool add_class(struct walker *w, const struct node *n, struct node *c)
{
	struct label none = {0};
	int32_t e;

	if (n->kind != K_CLASS_PATTERN || c->kind != K_DOTTED_NAME)
		return false;
	node_open(w, c);
	e = child_named(c, 1) ? name_pattern(w, c, &none) : read_expr(w, child_named(c, 0), SETTLED_NOT);
	kids_add(w, e, 0, 0);
	return true;
}

/* The values, keys and classes a structured pattern asks for, in one E_OTHER; its captures are parts of the subject. */
static int32_t structured(struct walker *w, struct node *n, struct label *l)
{
	bool sequence = n->kind == K_LIST_PATTERN || n->kind == K_TUPLE_PATTERN || n->kind == K_CASE;
	int32_t star = -1, count = 0, place = 0, subject = l->subject, e;
	size_t mark = kids_begin(w);

	for (int32_t i = 0; i < n->children; i++)
		count += n->child[i].kind == K_CASE_PATTERN;
	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i], *splat;
		size_t part = part_mark(w);

		if (!c->named || (n->kind == K_CASE && c->kind != K_CASE_PATTERN) || add_class(w, n, c))
			continue;
		node_open(w, c);
		splat = c->kind == K_CASE_PATTERN ? child_kind(c, K_SPLAT_PATTERN) : c->kind == K_SPLAT_PATTERN ? c : NULL;
		if (splat) {
			part_push(w, sequence ? "[*]" : ".*", sequence ? 3 : 2);
			capture(w, child_named(node_open(w, splat), 0), l);
			star = place++;
		} else if (c->field == F_KEY) {
			kids_add(w, pattern(w, c, l), 0, 0);
		} else {
			if (!push_place(w, n, i, sequence, place++, star, count))
				l->subject = 0;
			kids_add(w, pattern(w, c, l), 0, 0);
			l->subject = subject;
		}
		part_pop(w, part);
	}
	e = expr_new(w, n, E_OTHER);
	kids_end(w, mark, e);
	l->always = false;
	return e;
}

static int32_t keyword_pattern(struct walker *w, struct node *n, struct label *l)
{
	struct node *name = child_named(node_open(w, n), 0);
	size_t part = part_push(w, ".", 1);
	int32_t e;

	if (name)
		part_push(w, node_text(w, name), node_length(name));
	e = pattern(w, child_named(n, 1), l);
	part_pop(w, part);
	return e;
}

static int32_t pattern_in(struct walker *w, struct node *n, struct label *l)
{
	struct node *inner;
	int32_t e;

	switch (n->kind) {
	case K_CASE_PATTERN:
		inner = child_named(node_open(w, n), 0);
		l->always = !inner;
		return pattern(w, inner, l);
	case K_AS_PATTERN:
		e = pattern(w, child_named(node_open(w, n), 0), l);
		capture(w, child_named(n, 1), l);
		return e;
	case K_TUPLE_PATTERN:
		node_open(w, n);
		return is_group(w, n) ? pattern(w, child_named(n, 0), l) : structured(w, n, l);
	case K_LIST_PATTERN:
	case K_CLASS_PATTERN:
	case K_DICT_PATTERN:
		return structured(w, node_open(w, n), l);
	case K_DOTTED_NAME:
		return name_pattern(w, n, l);
	case K_UNION_PATTERN:
		return union_pattern(w, n, l);
	case K_KEYWORD_PATTERN:
		return keyword_pattern(w, n, l);
	case K_INTEGER:
	case K_FLOAT:
		return number(w, n);
	default:
		return read_expr(w, n, SETTLED_NOT);
	}
}

static int32_t pattern(struct walker *w, struct node *n, struct label *l)
{
	int32_t e;

	if (!n)
		return 0;
	if (l->depth >= PATTERN_MAX_DEPTH) {
		error_add(w, n);
		return 0;
	}
	l->depth++;
	l->always = false;
	e = pattern_in(w, n, l);
	l->depth--;
	return e;
}

int32_t python_case_label(struct walker *w, const struct node *clause, int32_t subject, bool *always)
{
	struct label l = {.subject = subject};
	size_t part = part_start(w);
	int32_t patterns = 0, e;

	for (int32_t i = 0; i < clause->children; i++)
		patterns += clause->child[i].kind == K_CASE_PATTERN;
	if (patterns == 1)
		e = pattern(w, child_kind(clause, K_CASE_PATTERN), &l);
	else
		e = structured(w, (struct node *)clause, &l);
	part_restore(w, part);
	*always = l.always;
	return e;
}
