/* What every expression is: names, calls, results. See resolve.h. */
#include "packages.h"

/* Bindings */

/* A field is what it is declared to be; what the program puts into it says where that comes from, or which of an interface's types it is. */
static struct value go_field(struct resolver *r, int unit, const struct binding *b)
{
	const struct unit *u = r->unit[unit];
	struct value a = b->annotation ? resolve_annotation(r, (struct ref){unit, b->annotation}) : value_unknown;
	struct value v = field_filled(r, (struct ref){unit, u->scope.v[b->scope].class_}, unit_text(u, b->name));

	if (!value_known(v) || (v.type && starts_with(v.type, "global.")))
		return a;
	if (a.type && a.type == v.type) {
		a.origin = v.origin;
		return a;
	}
	return a.entity == ENTITY_INSTANCE && !class_is_interface(r, a.self) ? a : v;
}

struct value value_of_binding(struct resolver *r, int unit, int binding)
{
	const struct unit *u = r->unit[unit];
	const struct binding b = u->binding.v[binding];
	struct value v = value_unknown;

	switch (b.how) {
	case HOW_FUNCTION:
		v.entity = ENTITY_FUNCTION;
		v.self = (struct ref){unit, b.entity};
		return v;
	case HOW_CLASS:
		return value_of_class(r, (struct ref){unit, b.entity}, false);
	case HOW_IMPORT:
		return import_value(r, unit, b.entity);
	case HOW_PARAMETER:
		return value_part(r, parameter_value(r, unit, b.entity), unit_text(u, b.part));
	case HOW_CATCH:
	case HOW_DELETE:
	case HOW_AUGMENT:
		return v;
	default:
		break;
	}
	if (b.how == HOW_FIELD && is_go(r, unit))
		return go_field(r, unit, &b);
	if (b.value && is_go(r, unit) && unit_text(u, b.part)[0] == '[')
		return result_part(r, (struct ref){unit, b.value}, (int)strtol(unit_text(u, b.part) + 1, NULL, 10));
	if (b.value) {
		v = resolve(r, (struct ref){unit, b.value});
		if (b.how == HOW_EACH)
			v = value_element(r, v, -1);
		v = value_part(r, v, unit_text(u, b.part));
	}
	if (b.annotation && (!value_known(v) || v.entity == ENTITY_CONSTANT)) {
		struct value a = resolve_annotation(r, (struct ref){unit, b.annotation});

		if (value_known(a)) {
			a.origin = v.origin;
			return a;
		}
	}
	return v;
}

/* A pack says a function that takes one P and gives an R hands its argument on: func(P)R. */
static bool hands_on(struct resolver *r, const char *parameter, const char *result)
{
	const char *path = type_join(r, type_join(r, "func(", parameter, ")"), result, "");

	return path && map_gets(&r->alias, path);
}

/* var h http.Handler = mux; then, under conditions, a handler put before it: of what may be handed on, the one object made. */
static struct value object_among(struct resolver *r, int unit, int first)
{
	const struct unit *u = r->unit[unit];
	struct value v = value_unknown;
	const char *type = u->binding.v[first].annotation ? resolve_annotation(r, (struct ref){unit, u->binding.v[first].annotation}).type : NULL;

	if (!type || !hands_on(r, type, type))
		return v;
	for (int b = first; b; b = binding_next(r, unit, b)) {
		struct value w = u->binding.v[b].value ? value_of_binding(r, unit, b) : value_unknown;

		if (w.type && w.type != type && w.entity != ENTITY_FUNCTION)
			v = value_known(v) ? value_merge(r, v, w) : w;
	}
	return v;
}

/* query = query.filter(a).order_by(b): calls on the name itself, innermost last. How many; 0: something else. */
static int calls_on_itself(struct resolver *r, int unit, int first, int value, int *call, int max)
{
	const struct unit *u = r->unit[unit];
	int n = 0;

	for (struct ref e = expr_plain(r, (struct ref){unit, value}); ref_ok(e);) {
		const struct expr *x = ref_expr(r, e), *callee = &u->expr.v[x->a];

		if (x->kind == E_NAME)
			return n > 0 && lookup(r, unit, x->scope, unit_text(u, x->text)) == first ? n : 0;
		if (x->kind != E_CALL || callee->kind != E_MEMBER || n == max)
			return 0;
		call[n++] = e.index;
		e = expr_plain(r, (struct ref){unit, callee->a});
	}
	return 0;
}

/* Whether all of them give their receiver back, of this type: then the name is still what it was. */
static bool stays_itself(struct resolver *r, int unit, const char *type, const int *call, int n)
{
	const struct unit *u = r->unit[unit];

	for (int i = n; i-- > 0;) {
		const struct expr *callee = &u->expr.v[u->expr.v[call[i]].a];
		const char *special = NULL;
		bool same = false;

		if (canonical(r, type_join(r, type_join(r, type, ".", unit_text(u, callee->text)), "()", ""), &same, &special) != type || !same)
			return false;
	}
	return true;
}

#define CALLS_MAX 24

/* The values of the bindings from `first` on, up to the one that is `end` (0: all of them). */
static struct value value_of_some(struct resolver *r, int unit, int first, int end)
{
	const struct unit *u = r->unit[unit];
	struct value v = value_unknown;
	int call[CALLS_MAX], n;
	bool any = false;

	for (int b = first; b && b != end; b = binding_next(r, unit, b)) {
		int how = u->binding.v[b].how;
		struct value w;

		/* x = None declared first, filled later; += does not change what kind of thing it is. */
		if (how == HOW_AUGMENT || how == HOW_GLOBAL || how == HOW_DELETE ||
		    (!u->binding.v[b].value && !u->binding.v[b].annotation && (how == HOW_LET || how == HOW_VAR)))
			continue;
		if (any && v.type && how != HOW_EACH && !*unit_text(u, u->binding.v[b].part) && u->binding.v[b].value &&
			(n = calls_on_itself(r, unit, first, u->binding.v[b].value, call, CALLS_MAX)) > 0 && stays_itself(r, unit, v.type, call, n))
			continue;
		w = value_of_binding(r, unit, b);
		v = any ? value_merge(r, v, w) : w;
		any = true;
	}
	if (any && !value_known(v) && is_go(r, unit))
		v = object_among(r, unit, first);
	/* config: Config; then one of several kinds of it: what it is declared to be. */
	for (int b = first; b && any && !value_known(v); b = binding_next(r, unit, b))
		if (u->binding.v[b].annotation && u->binding.v[b].how != HOW_PARAMETER)
			v = resolve_annotation(r, (struct ref){unit, u->binding.v[b].annotation});
	for (int b = first; b && v.entity == ENTITY_INSTANCE && !ref_ok(v.origin); b = binding_next(r, unit, b))
		if (u->binding.v[b].value && *unit_text(u, u->binding.v[b].part) == '\0')
			v.origin = value_of_binding(r, unit, b).origin;
	return v;
}

struct value value_of_bindings(struct resolver *r, int unit, int first)
{
	return value_of_some(r, unit, first, 0);
}

/* query = query.Where(…): the assignment the name itself stands in the value of; 0 none. It is made of what the name was before. */
static int own_assignment(struct resolver *r, struct ref e, int first)
{
	const struct unit *u = r->unit[e.unit];
	const struct expr *x = ref_expr(r, e);

	for (int b = first; b; b = binding_next(r, e.unit, b)) {
		const struct expr *value = &u->expr.v[u->binding.v[b].value];

		if (u->binding.v[b].how == HOW_ASSIGN && u->binding.v[b].value && value->start <= x->start && x->end <= value->end)
			return b != first ? b : 0;
	}
	return 0;
}

/* exports and module.exports of a CommonJS module, used by its own code */
static struct value value_of_exports(int unit)
{
	struct value v = value_unknown;

	v.entity = ENTITY_MODULE;
	v.self = (struct ref){unit, 1};
	return v;
}

static bool is_module_exports(struct resolver *r, struct ref member)
{
	struct ref owner = {member.unit, ref_expr(r, member)->a};

	return strcmp(ref_text(r, member), "exports") == 0 && ref_expr(r, owner)->kind == E_NAME && strcmp(ref_text(r, owner), "module") == 0 &&
	       strcmp(r->family[member.unit], "javascript") == 0 && !lookup(r, member.unit, ref_expr(r, owner)->scope, "module");
}

static struct value resolve_name(struct resolver *r, struct ref e)
{
	const struct expr *x = ref_expr(r, e);
	const char *name = ref_text(r, e);
	int b = lookup_name(r, e);

	if (b)
		return value_of_some(r, e.unit, b, own_assignment(r, e, b));
	if (strcmp(name, "this") == 0 || strcmp(name, "super") == 0) {
		struct ref class = class_around(r, e.unit, x->scope);

		return ref_ok(class) ? value_of_class(r, class, true) : value_unknown;
	}
	if (strcmp(r->family[e.unit], "python") == 0) {
		struct value v = star_import(r, e.unit, name);

		if (value_known(v))
			return v;
	} else if (is_go(r, e.unit)) {
		struct value v = package_member(r, e.unit, name);

		if (!value_known(v))
			v = star_import(r, e.unit, name);
		if (!value_known(v))
			v = package_by_clause(r, e.unit, name);
		if (value_known(v))
			return v;
	} else if (strcmp(name, "exports") == 0) {
		return value_of_exports(e.unit);
	}
	return value_typed(r, type_join(r, "global.", "", name), REF_NONE);
}

/* Calls */

struct value function_result(struct resolver *r, struct ref function, struct ref call)
{
	const struct unit *u = r->unit[function.unit];
	const struct function f = u->function.v[function.index];
	struct value *memo = &r->state[function.unit].result[function.index];
	uint8_t *mark = &r->state[function.unit].result_mark[function.index];
	const int *list;
	struct value v = value_unknown;
	int n;

	(void)call;
	if (is_go(r, function.unit) && *mark != MARK_BUSY && *mark != MARK_DONE) {
		*memo = function_part(r, function, 0);
		*mark = MARK_DONE;
	}
	if (*mark == MARK_DONE)
		return *memo;
	if (*mark == MARK_BUSY)
		return value_unknown;
	*mark = MARK_BUSY;
	n = returns_of(r, function, &list);
	for (int i = 0; i < n; i++) {
		struct value w = resolve(r, (struct ref){function.unit, list[i]});

		v = i == 0 ? w : value_merge(r, v, w);
	}
	if (f.result_annotation && !value_known(v)) {
		struct ref made = n == 1 ? expr_plain(r, (struct ref){function.unit, list[0]}) : REF_NONE;

		v = resolve_annotation(r, (struct ref){function.unit, f.result_annotation});
		if (v.entity == ENTITY_INSTANCE && !ref_ok(v.origin) && ref_ok(made) && ref_expr(r, made)->kind == E_CALL)	/* -> Settings: return chosen() */
			v.origin = (struct ref){made.unit, ref_expr(r, made)->b};
	}
	*memo = v;
	*mark = MARK_DONE;
	return v;
}

static struct ref call_argument(struct resolver *r, struct ref e, int position)
{
	const struct expr *x = ref_expr(r, e);

	if (position >= x->n)
		return REF_NONE;
	return (struct ref){e.unit, r->unit[e.unit]->kid.v[x->first + position].expr};
}

/* "#0" the value of argument 0; "#0()" the result of calling it; "#0[]" an element; "#0.x" a part. */
static struct value special_result(struct resolver *r, struct ref e, const char *special, struct ref call)
{
	char *rest;
	long position = strtol(special + 1, &rest, 10);
	struct ref argument = call_argument(r, e, (int)position);
	struct value v;

	if (!ref_ok(argument))
		return value_unknown;
	v = resolve(r, argument);
	if (starts_with(rest, "()")) {
		if (v.entity == ENTITY_FUNCTION)
			v = function_result(r, v.self, call);
		else if (v.entity == ENTITY_CLASS)
			v = value_of_class(r, v.self, true);
		else if (v.type)
			v = value_typed(r, type_join(r, v.type, "()", ""), call);
		rest += 2;
	} else if (starts_with(rest, "[]")) {
		v = value_element(r, v, -1);
		rest += 2;
	}
	return value_part(r, v, rest);
}

/* Middleware of the program: the call is worth what it was given. */
static struct value handed_through(struct resolver *r, struct ref e, struct ref function)
{
	const struct unit *u = r->unit[function.unit];
	const struct function f = u->function.v[function.index];
	const char *result;
	int at = -1;

	if (!f.result_annotation || u->expr.v[f.result_annotation].kind == E_ARRAY)
		return value_unknown;
	result = resolve_annotation(r, (struct ref){function.unit, f.result_annotation}).type;
	for (int i = 0; i < f.parameters && result; i++) {
		int annotation = u->parameter.v[f.first_parameter + i].annotation;

		if (!annotation || !hands_on(r, resolve_annotation(r, (struct ref){function.unit, annotation}).type, result))
			continue;
		if (at >= 0)
			return value_unknown;
		at = i;
	}
	return at >= 0 ? resolve(r, call_argument(r, e, at)) : value_unknown;
}

static struct value module_by_text(struct resolver *r, struct ref e)
{
	struct ref argument = call_argument(r, e, 0);
	const char *specifier = ref_ok(argument) ? constant_text(r, argument) : NULL;

	if (!specifier)
		return value_unknown;
	return value_of_module(r, module_find(r->modules, r->family[e.unit], r->path[e.unit], specifier));
}

/* require() of a CommonJS module gives what module.exports was set to. */
static struct value required(struct resolver *r, struct value module)
{
	struct value v;

	if (module.entity != ENTITY_MODULE)
		return module;
	v = module_member(r, module.self.unit, "=");
	return value_known(v) ? v : module;
}

static struct value resolve_call(struct resolver *r, struct ref e)
{
	const struct expr *x = ref_expr(r, e);
	struct ref call = {e.unit, x->b};
	struct ref callee = {e.unit, x->a};
	struct value f, v;
	const char *special = NULL;
	bool same = false;

	if (!x->a)
		return value_unknown;
	if (ref_expr(r, callee)->kind == E_NAME && !lookup(r, e.unit, ref_expr(r, callee)->scope, ref_text(r, callee))) {
		if (strcmp(ref_text(r, callee), "require") == 0)
			return required(r, module_by_text(r, e));
		if (strcmp(ref_text(r, callee), "import") == 0)
			return module_by_text(r, e);
	}
	if (ref_expr(r, callee)->kind == E_MEMBER && strcmp(ref_text(r, callee), "bind") == 0) {	/* f.bind(this) is f */
		f = resolve(r, (struct ref){e.unit, ref_expr(r, callee)->a});
		if (f.entity == ENTITY_FUNCTION)
			return f;
	}
	if (is_go(r, e.unit) && builtin_result(r, e, &v))
		return v;
	if (ref_expr(r, callee)->kind == E_MEMBER && strcmp(r->family[e.unit], "javascript") == 0) {
		/* promise.catch(f) is still what the promise gives; promise.then(f) is what f makes of it */
		const char *method = ref_text(r, callee);
		struct ref object = {e.unit, ref_expr(r, callee)->a}, handler = call_argument(r, e, 0);

		if (strcmp(method, "catch") == 0 || strcmp(method, "finally") == 0) {
			v = resolve(r, object);
			if (v.type && v.entity == ENTITY_NONE && !starts_with(v.type, "global."))
				return v;
		} else if (strcmp(method, "then") == 0 && ref_ok(handler) && resolve(r, object).type) {
			v = resolve(r, handler);
			if (v.entity == ENTITY_FUNCTION)
				return function_result(r, v.self, call);
		}
	}
	f = resolve(r, callee);
	if (f.entity == ENTITY_FUNCTION) {
		v = is_go(r, f.self.unit) ? handed_through(r, e, f.self) : value_unknown;
		if (!value_known(v) || v.entity == ENTITY_PARAMETER)
			v = function_result(r, f.self, call);
		if (v.entity == ENTITY_PARAMETER)
			v = value_unknown;
		return v;
	}
	if (f.entity == ENTITY_CLASS) {
		v = value_of_class(r, f.self, true);
		v.origin = call;
		return v;
	}
	if (!f.type)
		return value_unknown;
	if (strcmp(f.type, "global.Promise.all") == 0 || strcmp(f.type, "global.Promise.allSettled") == 0 || strcmp(f.type, "asyncio.gather") == 0) {
		struct ref list = call_argument(r, e, 0);

		if (ref_ok(list) && f.type[0] == 'g')
			return resolve(r, list);
		v = value_unknown;
		return v;
	}
	v = value_unknown;
	/* What comes out of a container of the language (Map, Set, Object.entries) is whatever was put in: unknown. */
	if (starts_with(f.type, "global.") && strstr(f.type, "()."))
		return v;
	v.type = canonical(r, type_join(r, f.type, "()", ""), &same, &special);
	v.origin = call;
	if (special)
		return special_result(r, e, special, call);
	if (same) {
		struct ref receiver = ref_expr(r, callee)->kind == E_MEMBER ? (struct ref){e.unit, ref_expr(r, callee)->a} : REF_NONE;
		struct value base = ref_ok(receiver) ? resolve(r, receiver) : value_unknown;

		v.origin = base.origin;
		/* what a class itself holds was made by no call: User.query.filter(…) begins there */
		if (!ref_ok(v.origin) && ref_ok(receiver) && ref_expr(r, receiver)->kind == E_MEMBER && resolve(r, (struct ref){e.unit, ref_expr(r, receiver)->a}).entity == ENTITY_CLASS)
			v.origin = call;
	}
	return v;
}

/* global.db || new Client(), globalThis['db'] ?? open(): what was made before and kept over a reload is what would be made now. */
static bool is_kept_globally(struct resolver *r, struct ref e)
{
	const struct expr *x, *object;

	e = expr_plain(r, e);
	if (!ref_ok(e) || strcmp(r->family[e.unit], "javascript") != 0)
		return false;
	x = ref_expr(r, e);
	if (x->kind != E_MEMBER && x->kind != E_INDEX)
		return false;
	e = expr_plain(r, (struct ref){e.unit, x->a});
	object = ref_ok(e) ? ref_expr(r, e) : NULL;
	return object && object->kind == E_NAME && (strcmp(ref_text(r, e), "global") == 0 || strcmp(ref_text(r, e), "globalThis") == 0);
}

static struct value resolve_fresh(struct resolver *r, struct ref e)
{
	const struct expr *x = ref_expr(r, e);
	struct value v = value_unknown;

	switch (x->kind) {
	case E_NAME:
		return resolve_name(r, e);
	case E_MEMBER:
		if (is_module_exports(r, e))
			return value_of_exports(e.unit);
		return value_member(r, resolve(r, (struct ref){e.unit, x->a}), ref_text(r, e));
	case E_INDEX: {
		struct value base = resolve(r, (struct ref){e.unit, x->a});
		const char *key = x->b ? constant_text(r, (struct ref){e.unit, x->b}) : NULL;

		if (x->b && is_go(r, e.unit) && base.type && base.entity == ENTITY_NONE) {	/* f[T], a function of a library for a type of the program */
			struct value argument = resolve(r, (struct ref){e.unit, x->b});

			if (argument.entity == ENTITY_CLASS) {
				argument.type = base.type;
				return argument;
			}
		}
		if (key && (*key < '0' || *key > '9') && *key != '-')
			return value_member(r, base, key);
		return value_element(r, base, key ? strtol(key, NULL, 10) : -1);
	}
	case E_CALL:
		return resolve_call(r, e);
	case E_FUNCTION:
		v.entity = ENTITY_FUNCTION;
		v.self = (struct ref){e.unit, x->b};
		return v;
	case E_CLASS:
		return value_of_class(r, (struct ref){e.unit, x->b}, false);
	case E_OBJECT:
	case E_ARRAY:
		if (x->a)	/* T{…} */
			v = resolve_annotation(r, (struct ref){e.unit, x->a});
		if (v.entity == ENTITY_INSTANCE && x->kind == E_OBJECT)
			return v;
		v.entity = ENTITY_OBJECT;
		v.self = e;
		return v;
	case E_STRING:
	case E_TEMPLATE:
	case E_NUMBER:
	case E_CONSTANT:
		v.entity = ENTITY_CONSTANT;
		v.self = e;
		return v;
	case E_BINARY:
		if ((strcmp(ref_text(r, e), "||") == 0 || strcmp(ref_text(r, e), "??") == 0) && is_kept_globally(r, (struct ref){e.unit, x->a}))
			return resolve(r, (struct ref){e.unit, x->b});
		if (strcmp(ref_text(r, e), "||") == 0 || strcmp(ref_text(r, e), "??") == 0)
			return value_merge(r, resolve(r, (struct ref){e.unit, x->a}), resolve(r, (struct ref){e.unit, x->b}));
		if (strcmp(ref_text(r, e), "&&") == 0)
			return resolve(r, (struct ref){e.unit, x->b});
		v.entity = ENTITY_CONSTANT;
		v.self = e;
		return v;
	case E_CONDITIONAL:
		return value_merge(r, resolve(r, (struct ref){e.unit, x->b}), resolve(r, (struct ref){e.unit, x->c}));
	case E_CAST:
		if (x->b && is_go(r, e.unit)) {
			v = resolve_annotation(r, (struct ref){e.unit, x->b});
			if (value_known(v) && v.type && !starts_with(v.type, "[]"))
				return v;
		}
		return resolve(r, (struct ref){e.unit, x->a});
	case E_UNARY:
		return strcmp(ref_text(r, e), "<-") == 0 ? value_element(r, resolve(r, (struct ref){e.unit, x->a}), -1) : v;
	case E_AWAIT:
		return resolve(r, (struct ref){e.unit, x->a});
	case E_ASSIGN:
		return resolve(r, (struct ref){e.unit, x->b});
	case E_OTHER:
		if (x->text) {	/* //go:embed: a text, known to whoever reads the file */
			v.entity = ENTITY_CONSTANT;
			v.self = e;
		}
		return v;
	default:
		return v;
	}
}

struct value resolve(struct resolver *r, struct ref e)
{
	struct value *memo;
	uint8_t *mark;

	if (!ref_ok(e))
		return value_unknown;
	memo = &r->state[e.unit].value[e.index];
	mark = &r->state[e.unit].value_mark[e.index];
	if (*mark == MARK_DONE)
		return *memo;
	if (*mark == MARK_BUSY || r->depth >= RESOLVE_DEPTH_MAX)
		return value_unknown;
	*mark = MARK_BUSY;
	r->depth++;
	*memo = resolve_fresh(r, e);
	r->depth--;
	*mark = MARK_DONE;
	return *memo;
}
