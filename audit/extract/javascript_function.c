/* JavaScript: functions, methods, classes, decorators. */
#include "javascript.h"

static int flags_of(const struct node *n)
{
	return (has_kind(n, JS_T_ASYNC) ? FN_ASYNC : 0) | (has_kind(n, JS_T_STAR) ? FN_GENERATOR : 0) | (n->kind == JS_ARROW ? FN_ARROW : 0) |
	       (has_kind(n, JS_T_STATIC) ? FN_STATIC : 0);
}

void js_add_decorators(struct walker *w, const struct node *n, int target_kind, int32_t target)
{
	int32_t position = 0;

	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].kind == JS_DECORATOR)
			decorator_add(w, &n->child[i], target_kind, target, position++, read_expr(w, &n->child[i], SETTLED_NOT));
}

/* A parameter: a pattern, with its default and rest in JavaScript's grammar; a node with pattern, type and value in TypeScript's. */
static void read_parameter(struct walker *w, int32_t function, int32_t position, struct node *n)
{
	struct node *pattern = n, *value = NULL;
	int32_t annotation = 0, default_ = 0, number;
	bool property = false;
	int flags = 0;
	size_t outer;

	node_open(w, n);
	if (n->kind == JS_REQUIRED_PARAMETER || n->kind == JS_OPTIONAL_PARAMETER) {
		pattern = child(n, F_PATTERN);
		value = child(n, F_VALUE);
		annotation = read_expr(w, child(n, F_TYPE), SETTLED_NOT);
		property = has_kind(n, JS_ACCESSIBILITY) || has_kind(n, JS_T_READONLY) || has_kind(n, JS_OVERRIDE);
	} else if (n->kind == JS_ASSIGNMENT_PATTERN) {
		pattern = child(n, F_LEFT);
		value = child(n, F_RIGHT);
	}
	if (pattern && pattern->kind == JS_REST_PATTERN) {
		pattern = child_named(node_open(w, pattern), 0);
		flags |= PARAM_REST;
	}
	default_ = read_expr(w, value, SETTLED_ASSIGNED);
	if (pattern && pattern->kind == JS_IDENTIFIER) {
		number = parameter_fill(w, function, position, n, put_node(w, pattern), annotation, default_, flags | (property ? PARAM_PROPERTY : 0));
		if (property) {
			int32_t class_scope = w->unit->scope.v[w->scope].parent, name = expr_text(w, pattern, E_NAME, put_node(w, pattern));
			int32_t field = bind(w, pattern, put_node(w, pattern), class_scope, HOW_FIELD, name, 0);

			binding_at(w, field)->annotation = annotation;
		}
	} else {
		number = parameter_fill(w, function, position, n, 0, annotation, default_, flags);
		outer = part_start(w);
		if (pattern)
			js_bind_pattern(w, pattern, &(struct js_target){HOW_PARAMETER, function_at(w, function)->scope, 0, number, 0});
		part_restore(w, outer);
	}
	js_add_decorators(w, n, 'p', number);
}

/* TypeScript's `this: T` in front of the parameters is none. */
static bool is_parameter(struct walker *w, struct node *n)
{
	const struct node *pattern;

	if (!n->named || n->kind == JS_DECORATOR)
		return false;
	if (n->kind != JS_REQUIRED_PARAMETER)
		return true;
	pattern = child(node_open(w, n), F_PATTERN);
	return !pattern || pattern->kind != JS_THIS;
}

static void read_parameters(struct walker *w, const struct node *n, int32_t function)
{
	struct node *list = node_open(w, child(n, F_PARAMETERS)), *single = child(n, F_PARAMETER);
	int32_t count = 0;

	if (single) {
		parameters_reserve(w, function, 1);
		read_parameter(w, function, 0, single);
		return;
	}
	for (int32_t i = 0; list && i < list->children; i++)
		count += is_parameter(w, &list->child[i]);
	parameters_reserve(w, function, count);
	count = 0;
	for (int32_t i = 0; list && i < list->children; i++)
		if (is_parameter(w, &list->child[i]))
			read_parameter(w, function, count++, &list->child[i]);
}

/* Everything of a function but its name and place. Returns its number. */
static int32_t read_body(struct walker *w, const struct node *n, uint32_t name, int flags)
{
	int32_t function = function_begin(w, n, name, flags), result;
	struct node *body = child(n, F_BODY);

	read_parameters(w, n, function);
	result = read_expr(w, child(n, F_RETURN_TYPE), SETTLED_NOT);
	function_at(w, function)->result_annotation = result;
	if (body && body->kind == JS_BLOCK) {
		read_statements(w, node_open(w, body));
	} else if (body) {
		return_add(w, body, 'r', read_expr(w, body, SETTLED_RETURN), 0);
		w->leaves = LEAVES_RETURN;
	}
	function_end(w);
	return function;
}

int32_t js_read_function(struct walker *w, const struct node *n)
{
	uint32_t name = put_node(w, child(n, F_NAME));
	int32_t function = read_body(w, n, name, flags_of(n));

	if (name)	/* visible inside only */
		binding_at(w, bind(w, n, name, function_at(w, function)->scope, HOW_FUNCTION, 0, 0))->entity = function;
	return function_at(w, function)->expr;
}

int32_t js_read_function_declaration(struct walker *w, const struct node *n)
{
	uint32_t name = put_node(w, child(n, F_NAME));
	int32_t function = read_body(w, n, name, flags_of(n));

	if (name)
		binding_at(w, bind(w, n, name, w->scope, HOW_FUNCTION, 0, 0))->entity = function;
	return function_at(w, function)->expr;
}

int32_t js_read_method(struct walker *w, const struct node *n)
{
	const struct node *name_node = child(n, F_NAME);
	uint32_t name = name_node ? js_key(w, name_node) : 0;
	int flags = flags_of(n) | (has_kind(n, JS_T_GET) || has_kind(n, JS_T_SET) ? FN_PROPERTY : 0);
	int32_t function;

	if (node_is(w, name_node, "constructor"))
		flags |= FN_CONSTRUCTOR;
	function = read_body(w, n, name, flags);
	function_at(w, function)->flags |= FN_METHOD;
	return function_at(w, function)->expr;
}

/* Classes */

static void read_bases(struct walker *w, const struct node *n)
{
	struct node *heritage = node_open(w, child_kind(n, JS_HERITAGE));

	for (int32_t i = 0; heritage && i < heritage->children; i++) {
		struct node *c = &heritage->child[i];

		if (c->kind == JS_EXTENDS || c->kind == JS_IMPLEMENTS) {
			node_open(w, c);
			for (int32_t j = 0; j < c->children; j++)
				if (c->child[j].named && (c->kind == JS_IMPLEMENTS || c->child[j].field == F_VALUE))
					kids_add(w, read_expr(w, &c->child[j], SETTLED_NOT), c->kind == JS_IMPLEMENTS ? put_text(w, "implements") : 0, 0);
		} else if (c->named) {
			kids_add(w, read_expr(w, c, SETTLED_NOT), 0, 0);
		}
	}
}

static int32_t read_class_method(struct walker *w, struct node *n, int32_t class_)
{
	int32_t expr = read_expr(w, n, SETTLED_NOT), function;

	if (!expr)
		return 0;
	function = expr_at(w, expr)->b;
	function_at(w, function)->class_ = class_;
	if (function_at(w, function)->name && !has_kind(n, JS_T_SET))
		binding_at(w, bind(w, n, function_at(w, function)->name, w->scope, HOW_FUNCTION, 0, 0))->entity = function;
	return function;
}

static int32_t read_field(struct walker *w, struct node *n, int32_t class_)
{
	const struct node *name = child(n, n->kind == JS_FIELD ? F_PROPERTY : F_NAME);
	uint32_t key = name ? js_key(w, name) : 0;
	int32_t annotation = read_expr(w, child(n, F_TYPE), SETTLED_NOT), value = read_expr(w, child(n, F_VALUE), SETTLED_ASSIGNED), binding;

	if (value && key) {
		name_value(w, value, key);
		if (expr_at(w, value)->kind == E_FUNCTION)
			function_at(w, expr_at(w, value)->b)->class_ = class_;
	}
	binding = bind(w, n, key, w->scope, HOW_FIELD, value, 0);
	binding_at(w, binding)->annotation = annotation;
	return binding;
}

/* Decorators stand before the member they belong to, beside it or in it. */
static void read_class_body(struct walker *w, struct node *body, int32_t class_)
{
	int32_t pending = 0;

	for (int32_t i = 0; i < body->children; i++) {
		struct node *c = &body->child[i];
		int32_t target = 0, position = 0;
		int kind = c->kind == JS_METHOD ? 'f' : 'b';

		if (c->kind == JS_DECORATOR || !c->named)
			continue;
		node_open(w, c);
		if (c->kind == JS_METHOD)
			target = read_class_method(w, c, class_);
		else if (c->kind == JS_FIELD || c->kind == JS_PUBLIC_FIELD)
			target = read_field(w, c, class_);
		else
			read_statement(w, c);
		for (; target && pending < i; pending++)
			if (body->child[pending].kind == JS_DECORATOR)
				decorator_add(w, &body->child[pending], kind, target, position++, read_expr(w, &body->child[pending], SETTLED_NOT));
		for (int32_t j = 0; target && j < c->children; j++)
			if (c->child[j].kind == JS_DECORATOR)
				decorator_add(w, &c->child[j], kind, target, position++, read_expr(w, &c->child[j], SETTLED_NOT));
		pending = i + 1;
	}
}

int32_t js_read_class(struct walker *w, const struct node *n)
{
	int32_t class_, first, bases, outer = w->scope, expr;
	struct node *body = node_open(w, child(n, F_BODY));
	size_t mark = kids_begin(w);

	read_bases(w, n);
	kids_take(w, mark, &first, &bases);
	class_ = class_begin(w, n, put_node(w, child(n, F_NAME)), first, bases);
	expr = class_at(w, class_)->expr;
	if (body)
		read_class_body(w, body, class_);
	class_end(w);
	w->scope = outer;
	js_add_decorators(w, n, 'c', class_);
	return expr;
}

int32_t js_read_class_declaration(struct walker *w, const struct node *n)
{
	int32_t expr = js_read_class(w, n), class_ = expr_at(w, expr)->b;

	if (class_at(w, class_)->name)
		binding_at(w, bind(w, n, class_at(w, class_)->name, w->scope, HOW_CLASS, 0, 0))->entity = class_;
	return expr;
}
