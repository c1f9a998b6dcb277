/* Go's definitions: imports, types, functions, methods. See go.h. */
#include "go.h"

#include <ctype.h>

/* Types nest by recursion of our own. */
#define TYPE_MAX_DEPTH 200

/* Imports */

static bool is_version(const char *p, size_t n)
{
	if (n < 2 || *p != 'v')
		return false;
	for (size_t i = 1; i < n; i++)
		if (!isdigit((unsigned char)p[i]))
			return false;
	return true;
}

/* The name a path suggests: database/sql → sql, github.com/go-chi/chi/v5 → chi, gopkg.in/yaml.v3 → yaml, github.com/redis/go-redis/v9 → redis. */
static uint32_t package_name(struct walker *w, const char *path, size_t n)
{
	const char *last = memrchr(path, '/', n), *dot, *dash;

	if (last && is_version(last + 1, n - (size_t)(last + 1 - path))) {
		n = (size_t)(last - path);
		last = memrchr(path, '/', n);
	}
	last = last ? last + 1 : path;
	n -= (size_t)(last - path);
	if ((dot = memrchr(last, '.', n)) && is_version(dot + 1, n - (size_t)(dot + 1 - last)))
		n = (size_t)(dot - last);
	if (n > 3 && memcmp(last + n - 3, "-go", 3) == 0)
		n -= 3;
	if ((dash = memrchr(last, '-', n))) {
		n -= (size_t)(dash + 1 - last);
		last = dash + 1;
	}
	return put(w, last, n);
}

static void read_import_spec(struct walker *w, struct node *n)
{
	struct node *name = child(node_open(w, n), F_NAME), *path = child(n, F_PATH);
	uint32_t module, star = put_text(w, "*");
	size_t length;

	if (!path || node_length(path) < 3)
		return;
	length = node_length(path) - 2;
	module = put(w, node_text(w, path) + 1, length);
	if (name && name->kind == G_BLANK)
		import_add(w, n, module, 0, 0, false);
	else if (name && name->kind == G_DOT)
		import_add(w, n, module, star, 0, false);
	else
		import_add(w, n, module, star, name ? put_node(w, name) : package_name(w, node_text(w, path) + 1, length), false);
}

int32_t go_read_import(struct walker *w, const struct node *n)
{
	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].kind == G_IMPORT_SPEC)
			read_import_spec(w, &n->child[i]);
		else if (n->child[i].kind == G_IMPORT_LIST)
			go_read_import(w, node_open(w, &n->child[i]));
	return 0;
}

/* Types */

static int32_t type_expr(struct walker *w, struct node *n, int depth);
static int32_t class_in_place(struct walker *w, struct node *n, int depth);

/* A list, a channel, a map: of `element`. */
static int32_t list_type(struct walker *w, struct node *n, const char *text, enum field element, int depth)
{
	int32_t e = expr_text(w, n, E_UNARY, put_text(w, text)), a = type_expr(w, child(node_open(w, n), element), depth);

	expr_at(w, e)->a = a;
	return e;
}

static int32_t generic_type(struct walker *w, struct node *n, int depth)
{
	struct node *list = node_open(w, child(node_open(w, n), F_TYPE_ARGUMENTS));
	int32_t e = expr_new(w, n, E_INDEX), base = type_expr(w, child(n, F_TYPE), depth);
	size_t mark = kids_begin(w);

	expr_at(w, e)->a = base;
	for (int32_t i = 0; list && i < list->children; i++)
		if (list->child[i].named)
			kids_add(w, type_expr(w, &list->child[i], depth), 0, 0);
	kids_end(w, mark, e);
	return e;
}

static int32_t qualified_type(struct walker *w, struct node *n)
{
	int32_t package, e;

	node_open(w, n);
	package = read_expr(w, child(n, F_PACKAGE), SETTLED_NOT);
	e = expr_text(w, n, E_MEMBER, put_node(w, child(n, F_NAME)));
	expr_at(w, e)->a = package;
	return e;
}

static int32_t type_expr(struct walker *w, struct node *n, int depth)
{
	if (!n)
		return 0;
	if (++depth > TYPE_MAX_DEPTH) {
		error_add(w, n);
		return 0;
	}
	switch (n->kind) {
	case G_POINTER_TYPE: {
		int32_t e = type_expr(w, child_named(node_open(w, n), 0), depth);

		if (e)
			expr_at(w, e)->flags |= EXPR_POINTER;
		return e;
	}
	case G_PARENTHESIZED_TYPE:
	case G_TYPE_ELEM:
		return type_expr(w, child_named(node_open(w, n), 0), depth);
	case G_SLICE_TYPE:
	case G_ARRAY_TYPE:
	case G_IMPLICIT_ARRAY_TYPE:
		return list_type(w, n, "[]", F_ELEMENT, depth);
	case G_CHANNEL_TYPE:
		return list_type(w, n, "chan ", F_VALUE, depth);
	case G_MAP_TYPE:
		return list_type(w, n, "map[]", F_VALUE, depth);
	case G_GENERIC_TYPE:
		return generic_type(w, n, depth);
	case G_QUALIFIED_TYPE:
		return qualified_type(w, n);
	case G_STRUCT_TYPE:
	case G_INTERFACE_TYPE:
		return class_in_place(w, n, depth);
	default:
		return read_expr(w, n, SETTLED_NOT);
	}
}

int32_t go_type(struct walker *w, struct node *n)
{
	return type_expr(w, n, 0);
}

int32_t go_read_type(struct walker *w, const struct node *n)
{
	struct node copy = *n;

	return type_expr(w, &copy, 0);
}

/* Parameters and results: read where the definition stands, filled in once the function exists. */

struct parameter_read { const struct node *node; uint32_t name; int32_t annotation, flags; };
struct signature {
	VEC_OF(struct parameter_read) parameter;
	int32_t result;
};

static bool is_blank(const struct walker *w, const struct node *n)
{
	return node_is(w, n, "_");
}

static void read_parameters(struct walker *w, struct node *list, struct signature *s)
{
	node_open(w, list);
	for (int32_t i = 0; list && i < list->children; i++) {
		struct node *c = &list->child[i];
		struct parameter_read p = {.node = c};
		bool named = false;

		if (c->kind != G_PARAMETER && c->kind != G_VARIADIC_PARAMETER)
			continue;
		p.annotation = go_type(w, child(node_open(w, c), F_TYPE));
		if (c->kind == G_VARIADIC_PARAMETER) {
			int32_t rest = expr_text(w, c, E_UNARY, put_text(w, "[]"));

			expr_at(w, rest)->a = p.annotation;
			p.annotation = rest;
			p.flags = PARAM_REST;
		}
		for (int32_t k = 0; k < c->children; k++) {
			if (c->child[k].field != F_NAME)
				continue;
			p.node = &c->child[k];
			p.name = is_blank(w, p.node) ? 0 : put_node(w, p.node);
			vec_push(&s->parameter, p);
			named = true;
		}
		if (!named)
			vec_push(&s->parameter, p);
	}
}

static void read_result(struct walker *w, const struct node *n, struct node *result, struct signature *s)
{
	size_t mark;

	if (!result || result->kind != G_PARAMETERS) {
		s->result = go_type(w, result);
		return;
	}
	node_open(w, result);
	mark = kids_begin(w);
	for (int32_t i = 0; i < result->children; i++) {
		struct node *c = &result->child[i];
		bool named = false;
		int32_t type;

		if (c->kind != G_PARAMETER)
			continue;
		type = go_type(w, child(node_open(w, c), F_TYPE));
		for (int32_t k = 0; k < c->children; k++)
			if (c->child[k].field == F_NAME) {
				kids_add(w, type, put_node(w, &c->child[k]), 0);
				named = true;
			}
		if (!named)
			kids_add(w, type, 0, 0);
	}
	s->result = expr_new(w, n, E_ARRAY);
	kids_end(w, mark, s->result);
}

static void read_signature(struct walker *w, const struct node *n, struct signature *s)
{
	read_parameters(w, child(n, F_PARAMETERS), s);
	read_result(w, n, child(n, F_RESULT), s);
}

/* Fills the function just begun, binds named results, reads the body in the function's own scope, and ends it. */
static void finish_function(struct walker *w, const struct node *n, int32_t function, struct signature *s)
{
	struct node *body = node_open(w, child(n, F_BODY));
	const struct expr *results = expr_at(w, s->result);

	function_at(w, function)->result_annotation = s->result;
	parameters_reserve(w, function, (int32_t)s->parameter.n);
	for (size_t i = 0; i < s->parameter.n; i++) {
		const struct parameter_read *p = &s->parameter.v[i];

		parameter_fill(w, function, (int32_t)i, p->node, p->name, p->annotation, 0, p->flags);
	}
	for (int32_t i = 0; results->kind == E_ARRAY && i < results->n; i++) {
		struct kid k = w->unit->kid.v[results->first + i];

		if (k.key && strcmp(unit_text(w->unit, k.key), "_") != 0)
			binding_at(w, bind(w, n, k.key, w->scope, HOW_VAR, 0, 0))->annotation = k.expr;
	}
	vec_free(&s->parameter);
	w->leaves = LEAVES_NOT;
	if (body)
		read_statements(w, body);
	function_end(w);
}

int32_t go_read_func_literal(struct walker *w, const struct node *n)
{
	struct signature s = {0};
	int32_t f, e, leaves = w->leaves;

	read_signature(w, n, &s);
	f = function_begin(w, n, 0, 0);
	e = function_at(w, f)->expr;
	finish_function(w, n, f, &s);
	w->leaves = leaves;
	return e;
}

/* Classes */

static int32_t class_named(const struct walker *w, uint32_t name)
{
	const struct unit *u = w->unit;

	for (int32_t i = 1; i < (int32_t)u->class_.n; i++)
		if (u->class_.v[i].name == name && u->class_.v[i].outer_scope == w->scope)
			return i;
	return 0;
}

/* Stands in the class of this name, made when it is not there: a method may come before its type, or its type be in another file. */
static int32_t class_enter(struct walker *w, const struct node *n, uint32_t name)
{
	int32_t c = name ? class_named(w, name) : 0;

	if (!c) {
		c = class_begin(w, n, name, 0, 0);
		class_at(w, c)->line = class_at(w, c)->end_line = 0;
		return c;
	}
	w->scope = class_at(w, c)->scope;
	w->region = class_at(w, c)->region;
	return c;
}

static void class_declared(struct walker *w, const struct node *n, int32_t c)
{
	struct class *x = class_at(w, c);
	struct region *r = region_at(w, x->region);

	x->line = r->line = expr_at(w, x->expr)->line = node_line(n);
	x->end_line = r->end_line = node_end_line(n);
	expr_at(w, x->expr)->start = node_start(n);
	expr_at(w, x->expr)->end = node_end(n);
}

static void add_field(struct walker *w, const struct node *n, uint32_t name, int32_t annotation, int32_t tag)
{
	int32_t b = bind(w, n, name, w->scope, HOW_FIELD, tag, 0);

	binding_at(w, b)->annotation = annotation;
}

/* The name an embedded type is reached under. */
static uint32_t embedded_name(struct walker *w, int32_t type)
{
	const struct expr *e = expr_at(w, type);

	if (e->kind == E_INDEX)
		e = expr_at(w, e->a);
	return e->kind == E_NAME || e->kind == E_MEMBER ? e->text : 0;
}

/* Fields and variables keep that they are pointers: what may be nil may hold NULL. */
static int32_t pointer_kept(struct walker *w, const struct node *written, int32_t type)
{
	int32_t e;

	if (!type || written->kind != G_POINTER_TYPE)
		return type;
	e = expr_text(w, written, E_UNARY, put_text(w, "*"));
	expr_at(w, e)->a = type;
	return e;
}

int32_t go_declared_type(struct walker *w, struct node *n)
{
	return pointer_kept(w, n, go_type(w, n));
}

static void read_field(struct walker *w, struct node *n, int depth)
{
	struct node *written = child(node_open(w, n), F_TYPE);
	int32_t type = type_expr(w, written, depth), tag = read_expr(w, child(n, F_TAG), SETTLED_NOT), annotation = pointer_kept(w, written, type);
	bool named = false;


	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].field == F_NAME) {
			if (!is_blank(w, &n->child[i]))
				add_field(w, &n->child[i], put_node(w, &n->child[i]), annotation, tag);
			named = true;
		}
	if (!named && type) {
		kids_add(w, type, 0, 0);
		if (embedded_name(w, type))
			add_field(w, n, embedded_name(w, type), annotation, tag);
	}
}

/* A method an interface asks for. */
static void read_method_elem(struct walker *w, struct node *n)
{
	struct node *name = child(node_open(w, n), F_NAME);
	struct signature s = {0};
	int32_t f;

	read_signature(w, n, &s);
	f = function_begin(w, n, put_node(w, name), FN_METHOD | FN_ABSTRACT);
	finish_function(w, n, f, &s);
	if (name)
		binding_at(w, bind(w, name, put_node(w, name), w->scope, HOW_FUNCTION, 0, 0))->entity = f;
}

/* What stands between the braces; bases are added to the kids open. */
static void read_members(struct walker *w, struct node *type, int depth)
{
	struct node *list = type->kind == G_STRUCT_TYPE ? node_open(w, child_kind(node_open(w, type), G_FIELD_DECLARATIONS)) : node_open(w, type);

	for (int32_t i = 0; list && i < list->children; i++) {
		struct node *c = &list->child[i];

		if (c->kind == G_FIELD_DECLARATION)
			read_field(w, c, depth);
		else if (c->kind == G_METHOD_ELEM)
			read_method_elem(w, c);
		else if (c->kind == G_TYPE_ELEM)
			kids_add(w, type_expr(w, c, depth), 0, 0);
	}
}

static int32_t class_in_place(struct walker *w, struct node *n, int depth)
{
	int32_t outer = w->scope, region = w->region, c = class_enter(w, n, 0), first, bases;
	size_t mark = kids_begin(w);

	read_members(w, n, depth);
	kids_take(w, mark, &first, &bases);
	class_at(w, c)->first_base = first;
	class_at(w, c)->bases = bases;
	class_declared(w, n, c);
	w->scope = outer;
	w->region = region;
	return class_at(w, c)->expr;
}

int32_t go_read_class_type(struct walker *w, const struct node *n)
{
	return go_read_type(w, n);
}

int32_t go_read_type_spec(struct walker *w, const struct node *n)
{
	struct node *name = child(n, F_NAME), *type = child(n, F_TYPE);
	int32_t outer = w->scope, region = w->region, c, first, bases;
	size_t mark;

	if (!name || !type)
		return 0;
	c = class_enter(w, n, put_node(w, name));
	mark = kids_begin(w);
	if (type->kind == G_STRUCT_TYPE || type->kind == G_INTERFACE_TYPE)
		read_members(w, type, 0);
	else
		kids_add(w, go_type(w, type), put_text(w, "underlying"), 0);
	kids_take(w, mark, &first, &bases);
	class_at(w, c)->first_base = first;
	class_at(w, c)->bases = bases;
	class_declared(w, n, c);
	w->scope = outer;
	w->region = region;
	binding_at(w, bind(w, name, put_node(w, name), outer, HOW_CLASS, 0, 0))->entity = c;
	w->leaves = LEAVES_NOT;
	return 0;
}

int32_t go_read_type_alias(struct walker *w, const struct node *n)
{
	struct node *name = child(n, F_NAME);
	int32_t value = go_type(w, child(n, F_TYPE));

	if (name)
		bind(w, name, put_node(w, name), w->scope, HOW_CONST, value, 0);
	w->leaves = LEAVES_NOT;
	return 0;
}

/* Functions */

/* The name of a receiver's type: (s *Store[T]) → Store. */
static struct node *receiver_type(struct walker *w, struct node *declaration)
{
	struct node *t = child(declaration, F_TYPE);

	for (int i = 0; t && i < 8 && t->kind != G_TYPE_IDENTIFIER; i++)
		t = t->kind == G_GENERIC_TYPE ? child(node_open(w, t), F_TYPE) : child_named(node_open(w, t), 0);
	return t && t->kind == G_TYPE_IDENTIFIER ? t : NULL;
}

int32_t go_read_function(struct walker *w, const struct node *n)
{
	struct node *name = child(n, F_NAME), *list = node_open(w, child(n, F_RECEIVER));
	struct node *receiver = list ? node_open(w, child_kind(list, G_PARAMETER)) : NULL, *type = receiver ? receiver_type(w, receiver) : NULL;
	int32_t outer = w->scope, region = w->region, annotation = 0, f, e;
	struct signature s = {0};

	read_signature(w, n, &s);
	if (type) {
		annotation = expr_text(w, type, E_NAME, put_node(w, type));
		class_enter(w, n, put_node(w, type));
	}
	f = function_begin(w, n, put_node(w, name), type ? FN_METHOD : 0);
	e = function_at(w, f)->expr;
	if (receiver && child(receiver, F_NAME) && !is_blank(w, child(receiver, F_NAME)))
		binding_at(w, bind(w, receiver, put_node(w, child(receiver, F_NAME)), w->scope, HOW_CONST, 0, 0))->annotation = annotation;
	finish_function(w, n, f, &s);
	/* init may stand several times in a package, and nobody calls it. */
	if (name && !is_blank(w, name) && (type || (!list && !node_is(w, name, "init"))))
		binding_at(w, bind(w, name, put_node(w, name), w->scope, HOW_FUNCTION, 0, 0))->entity = f;
	w->scope = outer;
	w->region = region;
	return e;
}
