/* Python's definitions: functions, parameters, classes, decorators, annotations. See python.h. */
#include "python.h"

/* Types nest by recursion of our own. */
#define TYPE_MAX_DEPTH 200

static int32_t type_expr(struct walker *w, struct node *n, int depth);

/* Annotated[type, value, …] holds values from its second argument on, Literal[…] nothing else. */
static bool argument_is_type(struct walker *w, int32_t generic, int32_t position)
{
	const struct expr *e = expr_at(w, generic);
	const char *name = e->kind == E_NAME || e->kind == E_MEMBER ? unit_text(w->unit, e->text) : "";

	return strcmp(name, "Literal") != 0 && (position == 0 || strcmp(name, "Annotated") != 0);
}

/* The E_INDEX of generic[…] written as a subscript or as a generic type: the arguments are always kids. */
static int32_t generic_expr(struct walker *w, struct node *n, int depth)
{
	struct node *list = n->kind == K_GENERIC_TYPE ? node_open(w, child_kind(n, K_TYPE_PARAMETER)) : n;
	struct node *base = n->kind == K_GENERIC_TYPE ? child_named(n, 0) : child(n, F_VALUE);
	int32_t e = expr_new(w, n, E_INDEX), generic = read_expr(w, base, SETTLED_NOT), position = 0;
	size_t mark = kids_begin(w);

	expr_at(w, e)->a = generic;
	for (int32_t i = 0; list && i < list->children; i++) {
		struct node *c = &list->child[i];

		if (!c->named || (list == n && c->field != F_SUBSCRIPT))
			continue;
		if (argument_is_type(w, generic, position++)) {
			kids_add(w, type_expr(w, c, depth + 1), 0, 0);
			continue;
		}
		if (c->kind == K_TYPE)
			c = child_named(node_open(w, c), 0);
		kids_add(w, read_expr(w, c, SETTLED_NOT), 0, 0);
	}
	kids_end(w, mark, e);
	return e;
}

static int32_t union_expr(struct walker *w, struct node *n, int depth)
{
	int32_t e = expr_text(w, n, E_BINARY, put_text(w, "|"));
	struct node *right = n->kind == K_BINARY ? child(n, F_RIGHT) : child_named(n, 1);
	int32_t a = type_expr(w, n->kind == K_BINARY ? child(n, F_LEFT) : child_named(n, 0), depth + 1);
	int32_t b = type_expr(w, right, depth + 1);

	expr_at(w, e)->a = a;
	expr_at(w, e)->b = b;
	return e;
}

static int32_t list_expr(struct walker *w, struct node *n, int depth)
{
	int32_t e = expr_new(w, n, E_ARRAY);
	size_t mark = kids_begin(w);

	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].named)
			kids_add(w, type_expr(w, &n->child[i], depth + 1), 0, 0);
	kids_end(w, mark, e);
	return e;
}

static int32_t type_expr(struct walker *w, struct node *n, int depth)
{
	int32_t e, a;

	if (!n)
		return 0;
	if (depth > TYPE_MAX_DEPTH) {
		error_add(w, n);
		return 0;
	}
	switch (n->kind) {
	case K_TYPE:
	case K_PARENTHESIZED:
		return type_expr(w, child_named(node_open(w, n), 0), depth + 1);
	case K_STRING:
		e = python_string_type(w, n);
		return e ? e : read_expr(w, n, SETTLED_NOT);
	case K_GENERIC_TYPE:
	case K_SUBSCRIPT:
		return generic_expr(w, node_open(w, n), depth);
	case K_UNION_TYPE:
		return union_expr(w, node_open(w, n), depth);
	case K_BINARY:
		if (node_is(w, child(node_open(w, n), F_OPERATOR), "|"))
			return union_expr(w, n, depth);
		return read_expr(w, n, SETTLED_NOT);
	case K_LIST:
		return list_expr(w, node_open(w, n), depth);
	case K_MEMBER_TYPE:
		a = type_expr(w, child_named(node_open(w, n), 0), depth + 1);
		e = expr_text(w, n, E_MEMBER, put_node(w, child_named(n, 1)));
		expr_at(w, e)->a = a;
		return e;
	default:
		return read_expr(w, n, SETTLED_NOT);
	}
}

int32_t python_annotation(struct walker *w, struct node *type)
{
	return type_expr(w, type, 0);
}

int32_t python_read_type_alias(struct walker *w, const struct node *n)
{
	struct node *left = child(n, F_LEFT), *name = left ? child_named(node_open(w, left), 0) : NULL;
	int32_t value = python_annotation(w, child(n, F_RIGHT));

	if (name && name->kind == K_GENERIC_TYPE)
		name = child_named(node_open(w, name), 0);
	if (name && name->kind == K_IDENTIFIER)
		bind(w, name, put_node(w, name), python_scope(w), HOW_ASSIGN, value, 0);
	return 0;
}

/* Parameters: read where the definition stands, filled in once the function exists. */

struct parameter_read {
	const struct node *node;
	struct node *pattern;		/* Python 2: def f(a, (b, c)) */
	uint32_t name;
	int32_t annotation, default_, flags;
};
struct parameter_list { VEC(struct parameter_read); };

/* The name in `n`, which may have stars. */
static void set_name(struct walker *w, struct node *n, struct parameter_read *p)
{
	if (!n)
		return;
	if (n->kind == K_LIST_SPLAT_PATTERN || n->kind == K_DICTIONARY_SPLAT_PATTERN) {
		p->flags = (p->flags & ~PARAM_KEYWORD_ONLY) | (n->kind == K_LIST_SPLAT_PATTERN ? PARAM_REST : PARAM_KEYWORDS);
		n = child_named(node_open(w, n), 0);
	}
	if (n && n->kind == K_TUPLE_PATTERN)
		p->pattern = n;
	else
		p->name = put_node(w, n);
}

static void read_parameters(struct walker *w, struct node *n, struct parameter_list *list)
{
	int flags = 0;

	node_open(w, n);
	for (int32_t i = 0; n && i < n->children; i++) {
		struct node *c = &n->child[i];
		struct parameter_read p = {.node = c, .flags = flags};

		switch (c->kind) {
		case K_IDENTIFIER:
		case K_TUPLE_PATTERN:
		case K_LIST_SPLAT_PATTERN:
		case K_DICTIONARY_SPLAT_PATTERN:
			set_name(w, c, &p);
			break;
		case K_TYPED_PARAMETER:
			set_name(w, child_named(node_open(w, c), 0), &p);
			break;
		case K_DEFAULT_PARAMETER:
		case K_TYPED_DEFAULT_PARAMETER:
			set_name(w, child(node_open(w, c), F_NAME), &p);
			break;
		case K_KEYWORD_SEPARATOR:
			flags = PARAM_KEYWORD_ONLY;
			continue;
		default:
			continue;
		}
		p.annotation = python_annotation(w, child(c, F_TYPE));
		p.default_ = read_expr(w, child(c, F_VALUE), SETTLED_ASSIGNED);
		if (p.flags & PARAM_REST)
			flags = PARAM_KEYWORD_ONLY;
		vec_push(list, p);
	}
}

/* Fills the parameters of the function just begun and frees the list. */
static void fill_parameters(struct walker *w, int32_t function, struct parameter_list *list)
{
	parameters_reserve(w, function, (int32_t)list->n);
	for (size_t i = 0; i < list->n; i++) {
		struct parameter_read *p = &list->v[i];
		int32_t number = parameter_fill(w, function, (int32_t)i, p->node, p->name, p->annotation, p->default_, p->flags);
		size_t part, from = w->unit->binding.n;

		if (!p->pattern)
			continue;
		part = part_start(w);
		python_bind_target(w, p->pattern, HOW_PARAMETER, 0, 0);
		part_restore(w, part);
		for (; from < w->unit->binding.n; from++)
			binding_at(w, (int32_t)from)->entity = number;
	}
	vec_free(list);
}

int32_t python_read_function(struct walker *w, const struct node *n)
{
	bool method = w->unit->scope.v[w->scope].kind == SCOPE_CLASS;
	struct node *name = child(n, F_NAME), *body = child(n, F_BODY);
	int flags = (has_kind(n, K_ASYNC) ? FN_ASYNC : 0) | (method ? FN_METHOD : 0);
	struct parameter_list parameters = {0};
	int32_t result, f, e, b;

	if (method && node_is(w, name, "__init__"))
		flags |= FN_CONSTRUCTOR;
	read_parameters(w, child(n, F_PARAMETERS), &parameters);
	result = python_annotation(w, child(n, F_RETURN_TYPE));
	f = function_begin(w, n, put_node(w, name), flags);
	function_at(w, f)->result_annotation = result;
	e = function_at(w, f)->expr;
	fill_parameters(w, f, &parameters);
	if (body) {
		uint32_t doc = python_docstring(w, body);

		function_at(w, f)->doc = doc;
		read_statement(w, body);
	}
	function_end(w);
	if (name) {
		b = bind(w, name, put_node(w, name), python_scope(w), HOW_FUNCTION, 0, 0);
		binding_at(w, b)->entity = f;
	}
	return e;
}

int32_t python_read_lambda(struct walker *w, const struct node *n)
{
	struct parameter_list parameters = {0};
	struct node *body = child(n, F_BODY);
	int32_t f, e, leaves = w->leaves;

	read_parameters(w, child(n, F_PARAMETERS), &parameters);
	f = function_begin(w, n, 0, FN_LAMBDA);
	e = function_at(w, f)->expr;
	fill_parameters(w, f, &parameters);
	if (body)
		return_add(w, body, 'r', read_expr(w, body, SETTLED_RETURN), 0);
	w->leaves = LEAVES_RETURN;
	function_end(w);
	w->leaves = leaves;
	return e;
}

int32_t python_read_class(struct walker *w, const struct node *n)
{
	struct node *name = child(n, F_NAME), *bases = node_open(w, child(n, F_SUPERCLASSES)), *body = child(n, F_BODY);
	int32_t first, count, c, e, b;
	size_t mark = kids_begin(w);

	if (bases)
		read_elements(w, bases, SETTLED_NOT, 0);
	kids_take(w, mark, &first, &count);
	c = class_begin(w, n, put_node(w, name), first, count);
	e = class_at(w, c)->expr;
	if (body)
		read_statement(w, body);
	class_end(w);
	if (name) {
		b = bind(w, name, put_node(w, name), python_scope(w), HOW_CLASS, 0, 0);
		binding_at(w, b)->entity = c;
	}
	return e;
}

/* What a decorator of the language itself makes of a method. Methods of properties: @size.setter. */
static int decorator_flags(struct walker *w, int32_t decorator, const struct function *f)
{
	const struct expr *e = expr_at(w, decorator);
	const char *text = unit_text(w->unit, e->text);

	if (e->kind != E_NAME && e->kind != E_MEMBER)
		return 0;
	if (e->kind == E_MEMBER && (strcmp(text, "setter") == 0 || strcmp(text, "getter") == 0 || strcmp(text, "deleter") == 0))
		return expr_at(w, e->a)->kind == E_NAME && expr_at(w, e->a)->text == f->name ? FN_PROPERTY : 0;
	if (strcmp(text, "property") == 0 || strcmp(text, "cached_property") == 0 || strcmp(text, "abstractproperty") == 0)
		return FN_PROPERTY;
	if (strcmp(text, "staticmethod") == 0)
		return FN_STATIC;
	return strcmp(text, "classmethod") == 0 ? FN_CLASSMETHOD : 0;
}

int32_t python_read_decorated(struct walker *w, const struct node *n)
{
	VEC_OF(struct { const struct node *node; int32_t expr; }) decorators = {0};
	int32_t definition, target;

	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i];

		if (c->kind != K_DECORATOR)
			continue;
		node_open(w, c);
		vec_reserve(&decorators, decorators.n + 1);
		decorators.v[decorators.n].node = c;
		decorators.v[decorators.n++].expr = read_expr(w, child_named(c, 0), SETTLED_NOT);
	}
	definition = read_expr(w, child(n, F_DEFINITION), SETTLED_DISCARD);
	target = expr_at(w, definition)->b;
	for (size_t i = 0; i < decorators.n && definition; i++) {
		bool function = expr_at(w, definition)->kind == E_FUNCTION;

		decorator_add(w, decorators.v[i].node, function ? 'f' : 'c', target, (int32_t)i, decorators.v[i].expr);
		if (function && function_at(w, target)->flags & FN_METHOD)
			function_at(w, target)->flags |= decorator_flags(w, decorators.v[i].expr, function_at(w, target));
	}
	vec_free(&decorators);
	return definition;
}
