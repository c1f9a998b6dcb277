/* JavaScript: declarations, destructuring, assignments, for-in and for-of, enums. */
#include "javascript.h"

#include <stdio.h>

static void bind_name(struct walker *w, const struct node *n, const struct js_target *t)
{
	int32_t b = bind(w, n, put_node(w, n), t->scope, t->how, t->value, put_part(w));

	binding_at(w, b)->entity = t->entity;
	binding_at(w, b)->annotation = t->annotation;
}

static void bind_target(struct walker *w, const struct node *n, const struct js_target *t)
{
	int32_t target = read_expr(w, n, SETTLED_NOT), b = bind(w, n, 0, t->scope, t->how, t->value, put_part(w));

	binding_at(w, b)->target = target;
	binding_at(w, b)->entity = t->entity;
}

/* left = right inside a pattern: the default is read as a value of its own. */
static void bind_default(struct walker *w, const struct node *n, const struct js_target *t)
{
	size_t outer = part_start(w);

	read_expr(w, child(n, F_RIGHT), SETTLED_ASSIGNED);
	part_restore(w, outer);
	if (child(n, F_LEFT))
		js_bind_pattern(w, child(n, F_LEFT), t);
}

static size_t push_key(struct walker *w, const struct node *key)
{
	uint32_t text = key ? js_key(w, key) : 0;
	size_t mark = part_push(w, ".", 1);

	if (text) {
		const char *name = unit_text(w->unit, text);

		part_push(w, name, strlen(name));
	} else {
		part_push(w, "?", 1);	/* computed: some part */
	}
	return mark;
}

static void bind_object(struct walker *w, const struct node *n, const struct js_target *t)
{
	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = node_open(w, &n->child[i]), *left;
		size_t mark;

		switch (c->kind) {
		case JS_SHORTHAND_PATTERN:
			mark = push_key(w, c);
			bind_name(w, c, t);
			part_pop(w, mark);
			break;
		case JS_PAIR_PATTERN:
			mark = push_key(w, child(c, F_KEY));
			if (child(c, F_VALUE))
				js_bind_pattern(w, child(c, F_VALUE), t);
			part_pop(w, mark);
			break;
		case JS_OBJECT_ASSIGNMENT_PATTERN:
			left = child(c, F_LEFT);
			mark = left && left->kind == JS_SHORTHAND_PATTERN ? push_key(w, left) : part_push(w, "", 0);
			bind_default(w, c, t);
			part_pop(w, mark);
			break;
		case JS_REST_PATTERN:
			mark = part_push(w, ".*", 2);
			if (child_named(c, 0))
				js_bind_pattern(w, child_named(c, 0), t);
			part_pop(w, mark);
			break;
		}
	}
}

/* Commas between two elements of an array pattern: holes have no node. */
static int32_t commas(const struct walker *w, uint32_t from, uint32_t to)
{
	const char *p = w->text + from, *end = w->text + to;
	int32_t n = 0;

	for (; p < end; p++) {
		if (*p == ',')
			n++;
		else if (*p == '/' && p + 1 < end && p[1] == '/')
			while (p < end && *p != '\n')
				p++;
		else if (*p == '/' && p + 1 < end && p[1] == '*')
			for (p += 2; p + 1 < end && !(p[0] == '*' && p[1] == '/'); p++)
				;
	}
	return n;
}

static void bind_array(struct walker *w, const struct node *n, const struct js_target *t)
{
	uint32_t from = node_start(n) + 1;
	int32_t index = 0;

	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i];
		size_t mark;

		if (!c->named)
			continue;
		index += commas(w, from, node_start(c));
		from = node_end(c);
		if (c->kind == JS_REST_PATTERN) {
			mark = part_push(w, "[*]", 3);
			c = child_named(node_open(w, c), 0);
		} else {
			mark = part_index(w, index);
		}
		if (c)
			js_bind_pattern(w, c, t);
		part_pop(w, mark);
	}
}

void js_bind_pattern(struct walker *w, struct node *n, const struct js_target *t)
{
	struct js_target plain = *t;

	node_open(w, n);
	plain.annotation = 0;
	switch (n->kind) {
	case JS_IDENTIFIER:
	case JS_SHORTHAND_PATTERN:
		bind_name(w, n, t);
		break;
	case JS_OBJECT_PATTERN:
		bind_object(w, n, &plain);
		break;
	case JS_ARRAY_PATTERN:
		bind_array(w, n, &plain);
		break;
	case JS_ASSIGNMENT_PATTERN:
	case JS_OBJECT_ASSIGNMENT_PATTERN:
		bind_default(w, n, &plain);
		break;
	case JS_NON_NULL:
	case JS_PARENTHESIZED:
		if (child_named(n, 0))
			js_bind_pattern(w, child_named(n, 0), t);
		break;
	default:
		bind_target(w, n, t);
	}
}

static void read_declarators(struct walker *w, const struct node *n, int how, int32_t scope)
{
	for (int32_t i = 0; i < n->children; i++) {
		struct node *d = &n->child[i], *name;
		struct js_target t = {.how = how, .scope = scope};

		if (d->kind != JS_DECLARATOR)
			continue;
		node_open(w, d);
		name = child(d, F_NAME);
		t.value = read_expr(w, child(d, F_VALUE), SETTLED_ASSIGNED);
		t.annotation = read_expr(w, child(d, F_TYPE), SETTLED_NOT);
		if (!name)
			continue;
		if (t.value && name->kind == JS_IDENTIFIER)
			name_value(w, t.value, put_node(w, name));
		js_bind_pattern(w, name, &t);
	}
}

int32_t js_read_let(struct walker *w, const struct node *n)
{
	read_declarators(w, n, node_is(w, child(n, F_KIND), "let") ? HOW_LET : HOW_CONST, w->scope);
	return 0;
}

int32_t js_read_var(struct walker *w, const struct node *n)
{
	read_declarators(w, n, HOW_VAR, function_scope(w));
	return 0;
}

/* The name a function gets from what it is assigned to: x = …, o.x = …. */
static uint32_t target_name(struct walker *w, const struct node *target)
{
	if (target->kind == JS_IDENTIFIER)
		return put_node(w, target);
	return target->kind == JS_MEMBER ? put_node(w, child(target, F_PROPERTY)) : 0;
}

int32_t js_read_assignment(struct walker *w, const struct node *n)
{
	struct node *left = node_open(w, child(n, F_LEFT));
	int32_t e = expr_text(w, n, E_ASSIGN, put_text(w, "=")), value = read_expr(w, child(n, F_RIGHT), SETTLED_ASSIGNED), target = 0;
	size_t outer = part_start(w);

	while (left && left->kind == JS_PARENTHESIZED)
		left = node_open(w, child_named(left, 0));
	if (left && value)
		name_value(w, value, target_name(w, left));
	if (left && (left->kind == JS_MEMBER || left->kind == JS_SUBSCRIPT)) {
		target = read_expr(w, left, SETTLED_NOT);
		binding_at(w, bind(w, left, 0, w->scope, HOW_ASSIGN, value, 0))->target = target;
		if (target)
			js_export_assignment(w, n, target, value);
	} else if (left) {
		js_bind_pattern(w, left, &(struct js_target){.how = HOW_ASSIGN, .scope = w->scope, .value = value});
		target = left->kind == JS_IDENTIFIER ? read_name(w, left) : 0;
	}
	part_restore(w, outer);
	expr_at(w, e)->a = target;
	expr_at(w, e)->b = value;
	return e;
}

int32_t js_read_augmented(struct walker *w, const struct node *n)
{
	struct node *left = child(n, F_LEFT), *operator_ = child(n, F_OPERATOR);
	int32_t e = expr_text(w, n, E_ASSIGN, put_node(w, operator_)), target = read_expr(w, left, SETTLED_NOT), value, b;
	bool sometimes = node_is(w, operator_, "||=") || node_is(w, operator_, "?\?=") || node_is(w, operator_, "&&=");
	int32_t region = 0;

	if (sometimes && child(n, F_RIGHT)) {
		region = region_begin(w, child(n, F_RIGHT), REGION_CONDITION, target);
		region_at(w, region)->flags = !node_is(w, operator_, "&&=");
	}
	value = read_expr(w, child(n, F_RIGHT), SETTLED_ASSIGNED);
	if (region)
		region_end(w);
	b = bind(w, n, left && left->kind == JS_IDENTIFIER ? put_node(w, left) : 0, w->scope, HOW_AUGMENT, value, 0);
	binding_at(w, b)->target = left && left->kind == JS_IDENTIFIER ? 0 : target;
	expr_at(w, e)->a = target;
	expr_at(w, e)->b = value;
	return e;
}

/* i++: the name has no constant value any more. */
int32_t js_read_update(struct walker *w, const struct node *n)
{
	struct node *argument = child(n, F_ARGUMENT);
	int32_t e = expr_text(w, n, E_UNARY, put_node(w, child(n, F_OPERATOR))), target = read_expr(w, argument, SETTLED_NOT), b;
	bool name = argument && argument->kind == JS_IDENTIFIER;

	b = bind(w, n, name ? put_node(w, argument) : 0, w->scope, HOW_AUGMENT, 0, 0);
	binding_at(w, b)->target = name ? 0 : target;
	expr_at(w, e)->a = target;
	return e;
}

int32_t js_read_for_in(struct walker *w, const struct node *n)
{
	const struct node *kind = child(n, F_KIND);
	bool awaits = has_kind(n, JS_T_AWAIT), of = node_is(w, child(n, F_OPERATOR), "of");
	int32_t outer = w->scope, iterated, loop;
	size_t path;

	w->settled = w->use = SETTLED_ASSIGNED;
	iterated = awaits ? read_awaited(w, child(n, F_RIGHT)) : read_through(w, child(n, F_RIGHT));
	scope_begin(w, SCOPE_BLOCK);
	loop = region_begin(w, n, REGION_LOOP, iterated);
	region_at(w, loop)->flags = awaits ? 2 : 1;
	path = part_start(w);
	if (child(n, F_LEFT)) {	/* for-in gives keys, which are no part of the value; a name declared elsewhere gets something */
		struct js_target t = {.how = !kind ? HOW_ASSIGN : of ? HOW_EACH : HOW_LET, .value = kind && of ? iterated : 0,
			.scope = node_is(w, kind, "var") ? function_scope(w) : w->scope};

		js_bind_pattern(w, child(n, F_LEFT), &t);
	}
	part_restore(w, path);
	if (child(n, F_BODY))
		read_statement(w, child(n, F_BODY));
	region_end(w);
	w->leaves = LEAVES_NOT;
	w->scope = outer;
	return 0;
}

/* enum E { A, B = 'b' }: a constant object. A member without a value counts on from the number before it. */
int32_t js_read_enum(struct walker *w, const struct node *n)
{
	struct node *name = child(n, F_NAME), *body = node_open(w, child(n, F_BODY));
	int32_t e, value;
	size_t mark = kids_begin(w);
	long next = 0;

	for (int32_t i = 0; body && i < body->children; i++) {
		struct node *c = node_open(w, &body->child[i]), *key = c->kind == JS_ENUM_ASSIGNMENT ? child(c, F_NAME) : c;

		if (!c->named || !key)
			continue;
		value = c->kind == JS_ENUM_ASSIGNMENT ? read_expr(w, child(c, F_VALUE), SETTLED_ASSIGNED) : 0;
		if (value && expr_at(w, value)->kind == E_NUMBER) {
			next = strtol(unit_text(w->unit, expr_at(w, value)->text), NULL, 0) + 1;
		} else if (value) {
			next = -1;	/* no number to count on from */
		} else if (next >= 0) {
			char text[24];

			snprintf(text, sizeof(text), "%ld", next++);
			value = expr_text(w, c, E_NUMBER, put_text(w, text));
		}
		kids_add(w, value, js_key(w, key), 0);
	}
	e = expr_new(w, n, E_OBJECT);
	kids_end(w, mark, e);
	if (name)
		bind(w, n, put_node(w, name), w->scope, HOW_CONST, e, 0);
	return 0;
}
