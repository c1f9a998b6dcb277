/* JavaScript: imports and exports, ECMAScript's and CommonJS's. */
#include "javascript.h"

static uint32_t put_source(struct walker *w, const struct node *n)
{
	struct literal l;

	if (!n)
		return 0;
	l = literal_open(w->text, node_start(n), node_end(n), false);
	return put_decoded(w, l.start, l.end, 0);
}

/* x, x as y, "x" as y. */
static uint32_t put_specifier(struct walker *w, const struct node *n)
{
	return n && n->kind == JS_STRING ? put_source(w, n) : put_node(w, n);
}

static void read_named_imports(struct walker *w, const struct node *list, uint32_t module, bool type_only)
{
	int32_t before = (int32_t)w->unit->import.n;

	for (int32_t i = 0; i < list->children; i++) {
		struct node *s = &list->child[i];
		const struct node *name, *alias;

		if (s->kind != JS_IMPORT_SPECIFIER)
			continue;
		node_open(w, s);
		name = child(s, F_NAME);
		alias = child(s, F_ALIAS);
		import_add(w, s, module, put_specifier(w, name), put_node(w, alias ? alias : name), type_only || has_kind(s, JS_T_TYPE));
	}
	if ((int32_t)w->unit->import.n == before)
		import_add(w, list, module, 0, 0, type_only);
}

int32_t js_read_import(struct walker *w, const struct node *n)
{
	uint32_t module = put_source(w, child(n, F_SOURCE));
	bool type_only = has_kind(n, JS_T_TYPE) || has_kind(n, JS_T_TYPEOF);
	struct node *clause = node_open(w, child_kind(n, JS_IMPORT_CLAUSE)), *require = node_open(w, child_kind(n, JS_IMPORT_REQUIRE));

	if (require)
		import_add(w, n, put_source(w, child(require, F_SOURCE)), put_text(w, "*"), put_node(w, child_kind(require, JS_IDENTIFIER)), type_only);
	else if (!clause)
		import_add(w, n, module, 0, 0, type_only);
	for (int32_t i = 0; clause && i < clause->children; i++) {
		struct node *c = node_open(w, &clause->child[i]);

		if (c->kind == JS_IDENTIFIER)
			import_add(w, c, module, put_text(w, "default"), put_node(w, c), type_only);
		else if (c->kind == JS_NAMESPACE_IMPORT)
			import_add(w, c, module, put_text(w, "*"), put_node(w, child_named(c, 0)), type_only);
		else if (c->kind == JS_NAMED_IMPORTS)
			read_named_imports(w, c, module, type_only);
	}
	return 0;
}

static bool at_module(const struct walker *w)
{
	return w->scope == 1;	/* not in a namespace */
}

static int32_t reexport(struct walker *w, const struct node *n, uint32_t module, uint32_t name, bool type_only)
{
	int32_t import = import_add(w, n, module, name, 0, type_only);

	w->unit->import.v[import].is_reexport = 1;
	return import;
}

static void read_export_clause(struct walker *w, const struct node *clause, const struct node *source, bool type_only)
{
	for (int32_t i = 0; i < clause->children; i++) {
		struct node *s = &clause->child[i];
		const struct node *name, *alias;
		bool type;

		if (s->kind != JS_EXPORT_SPECIFIER)
			continue;
		node_open(w, s);
		name = child(s, F_NAME);
		alias = child(s, F_ALIAS);
		type = type_only || has_kind(s, JS_T_TYPE);
		if (source)
			export_add(w, s, put_specifier(w, alias ? alias : name), 0, reexport(w, s, put_source(w, source), put_specifier(w, name), type));
		else if (name)
			export_add(w, s, put_specifier(w, alias ? alias : name), expr_text(w, name, E_NAME, put_specifier(w, name)), 0);
	}
}

/* export const a = 1, {b} = c; export function f() {}: the names just declared in this scope. */
static void export_declared(struct walker *w, const struct node *n, size_t from)
{
	struct unit *u = w->unit;
	int32_t functions = function_scope(w);

	for (size_t i = from; i < u->binding.n; i++) {
		struct binding b = u->binding.v[i];
		bool here = b.scope == w->scope || (b.how == HOW_VAR && b.scope == functions);

		if (here && b.name && b.function == w->function &&
		    (b.how == HOW_CONST || b.how == HOW_LET || b.how == HOW_VAR || b.how == HOW_FUNCTION || b.how == HOW_CLASS))
			export_add(w, n, b.name, expr_text(w, n, E_NAME, b.name), 0);
	}
}

static void read_exported(struct walker *w, const struct node *n, const struct node *value)
{
	size_t bindings = w->unit->binding.n;
	bool is_default = has_kind(n, JS_T_DEFAULT), assigned = has_kind(n, JS_T_EQUAL);
	int32_t e = read_expr(w, value, SETTLED_ASSIGNED);

	if (e && expr_at(w, e)->kind == E_CLASS)
		js_add_decorators(w, n, 'c', expr_at(w, e)->b);
	if (!at_module(w))
		return;
	if (is_default && e) {
		name_value(w, e, put_text(w, "default"));
		export_add(w, n, put_text(w, "default"), e, 0);
	} else if (assigned && e) {
		export_add(w, n, put_text(w, "="), e, 0);
	} else {
		export_declared(w, n, bindings);
	}
}

int32_t js_read_export(struct walker *w, const struct node *n)
{
	const struct node *source = child(n, F_SOURCE), *value = child(n, F_DECLARATION);
	struct node *clause = node_open(w, child_kind(n, JS_EXPORT_CLAUSE)), *namespace = node_open(w, child_kind(n, JS_NAMESPACE_EXPORT));
	bool type_only = has_kind(n, JS_T_TYPE);

	if (clause) {
		if (at_module(w))
			read_export_clause(w, clause, source, type_only);
	} else if (namespace) {
		uint32_t name = put_specifier(w, child_named(namespace, 0));

		export_add(w, n, name, 0, reexport(w, n, put_source(w, source), put_text(w, "*"), type_only));
	} else if (source) {
		export_add(w, n, put_text(w, "*"), 0, reexport(w, n, put_source(w, source), put_text(w, "*"), type_only));
	} else if (!has_kind(n, JS_T_NAMESPACE)) {
		for (int32_t i = 0; !value && i < n->children; i++)
			if (n->child[i].named && n->child[i].kind != JS_DECORATOR)
				value = &n->child[i];
		if (value)
			read_exported(w, n, value);
	}
	return 0;
}

static bool is_name(struct walker *w, int32_t expr, const char *text)
{
	const struct expr *e = expr_at(w, expr);

	return e->kind == E_NAME && strcmp(unit_text(w->unit, e->text), text) == 0;
}

static bool is_module_exports(struct walker *w, int32_t expr)
{
	const struct expr *e = expr_at(w, expr);

	return e->kind == E_MEMBER && strcmp(unit_text(w->unit, e->text), "exports") == 0 && is_name(w, e->a, "module");
}

void js_export_assignment(struct walker *w, const struct node *n, int32_t target, int32_t value)
{
	const struct expr *e = expr_at(w, target);

	while (expr_at(w, value)->kind == E_ASSIGN)	/* module.exports = exports = v */
		value = expr_at(w, value)->b;
	if (is_module_exports(w, target))
		export_add(w, n, put_text(w, "="), value, 0);
	else if (e->kind == E_MEMBER && (is_name(w, e->a, "exports") || is_module_exports(w, e->a)))
		export_add(w, n, e->text, value, 0);
}
