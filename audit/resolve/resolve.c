/* What every expression is: names, members, calls, results. See resolve.h. */
#include "packages.h"

#include <stdio.h>

#define DEPTH_MAX 60	/* of one chain of definitions: longer ones are unknown */
#define TYPE_MAX 200	/* characters of a type: longer ones are unknown */

const struct value value_unknown = {.self = {-1, 0}, .origin = {-1, 0}};

const char *intern(struct resolver *r, const char *text, size_t n)
{
	bool is_new;
	int64_t *slot;

	if (n > TYPE_MAX)
		return NULL;
	slot = map_put(&r->type, text, n, &is_new);
	if (is_new)
		*slot = (int64_t)(intptr_t)arena_strndup(&r->arena, text, n);
	return (const char *)(intptr_t)*slot;
}

const char *type_join(struct resolver *r, const char *base, const char *middle, const char *name)
{
	char text[TYPE_MAX + 2];
	int n;

	if (!base || !name)
		return NULL;
	n = snprintf(text, sizeof(text), "%s%s%s", base, middle, name);
	return n > TYPE_MAX ? NULL : intern(r, text, (size_t)n);
}

/* What packs call the type. */
static const char *canonical(struct resolver *r, const char *type, bool *same, const char **special)
{
	for (int i = 0; type && i < 5; i++) {
		int64_t *n = map_gets(&r->alias, type);

		if (!n)
			break;
		if (r->aliases.v[*n - 1].same && same)
			*same = true;
		if (r->aliases.v[*n - 1].type[0] == '#') {
			if (special)
				*special = r->aliases.v[*n - 1].type;
			return type;
		}
		if (strcmp(r->aliases.v[*n - 1].type, type) == 0)
			break;
		type = intern(r, r->aliases.v[*n - 1].type, strlen(r->aliases.v[*n - 1].type));
	}
	return type;
}

static struct value typed(struct resolver *r, const char *type, struct ref origin)
{
	struct value v = value_unknown;

	v.type = canonical(r, type, NULL, NULL);
	v.origin = origin;
	return v;
}

struct value value_of_class(struct resolver *r, struct ref class, bool instance)
{
	struct value v = value_unknown;
	char text[64];
	int n = snprintf(text, sizeof(text), "class:%lld%s", (long long)r->state[class.unit].class_base + class.index, instance ? "()" : "");

	v.type = intern(r, text, (size_t)n);
	v.entity = instance ? ENTITY_INSTANCE : ENTITY_CLASS;
	v.self = class;
	return v;
}

static struct value value_of_module(struct resolver *r, struct module_ref m)
{
	struct value v = value_unknown;

	if (m.file >= 0 && r->unit_of_file[m.file] >= 0) {
		v.entity = ENTITY_MODULE;
		v.self = (struct ref){r->unit_of_file[m.file], 1};
	} else if (m.dir) {
		v.type = type_join(r, "dir:", "", m.dir);
	} else if (m.package) {
		v.type = canonical(r, intern(r, m.package, strlen(m.package)), NULL, NULL);
	}
	return v;
}

bool value_known(struct value v)
{
	return v.type || v.entity != ENTITY_NONE;
}

static bool is_null_like(struct resolver *r, struct value v)
{
	const struct expr *e;

	if (!ref_ok(v.self) || (v.entity != ENTITY_CONSTANT && v.entity != ENTITY_OBJECT))
		return false;
	e = ref_expr(r, v.self);
	if (e->kind == E_OBJECT || e->kind == E_ARRAY)
		return e->n == 0 && !e->a;
	return e->kind == E_CONSTANT;
}

/* Two values one name may have: what they agree on. null, [] and {} give way to the other. */
struct value value_merge(struct resolver *r, struct value a, struct value b)
{
	struct value v = value_unknown;

	if (is_null_like(r, b))
		return a;
	if (is_null_like(r, a))
		return b;
	if (a.type && a.type == b.type) {
		v.type = a.type;
		if (ref_eq(a.origin, b.origin))
			v.origin = a.origin;
	}
	if (a.entity == b.entity && ref_eq(a.self, b.self)) {
		v.entity = a.entity;
		v.self = a.self;
	}
	return v;
}

struct ref expr_plain(const struct resolver *r, struct ref e)
{
	for (int i = 0; i < 64 && ref_ok(e); i++) {
		const struct expr *x = ref_expr(r, e);

		if (x->kind == E_AWAIT || x->kind == E_CAST)
			e.index = x->a;
		else if (x->kind == E_ASSIGN)
			e.index = x->b;
		else
			break;
	}
	return e.index > 0 ? e : REF_NONE;
}

/* Members */

/* `made`: by a plain Class(); else an annotated field's default (x: int = 10) says nothing of this instance. */
static struct value member_of_class(struct resolver *r, struct ref class, const char *name, bool instance, bool made, int depth)
{
	const struct unit *u = r->unit[class.unit];
	const struct class *c = &u->class_.v[class.index];
	struct value v = value_unknown;
	int b = 0;

	if (is_go(r, class.unit)) {
		struct ref found = class_binding(r, class, name);

		if (ref_ok(found))
			return value_of_bindings(r, found.unit, found.index);
	} else {
		b = scope_binding(r, class.unit, c->scope, name);
	}
	if (b) {
		v = value_of_bindings(r, class.unit, b);
		if (v.entity == ENTITY_FUNCTION && v.self.unit == class.unit && u->function.v[v.self.index].flags & FN_PROPERTY && instance)
			return function_result(r, v.self, REF_NONE);
		if (instance && v.entity == ENTITY_CONSTANT && u->binding.v[b].annotation && strcmp(r->family[class.unit], "python") == 0 && (!made || is_null_like(r, v)))
			return value_unknown;
		return v;
	}
	if (instance) {
		bool first = true;

		for (int i = r->state[class.unit].class_member[class.index]; i; i = r->state[class.unit].member_next[i]) {
			const struct binding *m = &u->binding.v[i];

			if (strcmp(unit_text(u, u->expr.v[m->target].text), name) != 0)
				continue;
			v = first ? value_of_binding(r, class.unit, i) : value_merge(r, v, value_of_binding(r, class.unit, i));
			first = false;
		}
		if (!first)
			return v;
	}
	for (int i = 0; i < c->bases && depth < 8; i++) {
		const struct kid *k = &u->kid.v[c->first_base + i];
		struct value base;

		if (k->key)
			continue;
		base = resolve_base(r, (struct ref){class.unit, k->expr});
		if (base.entity == ENTITY_CLASS)
			v = member_of_class(r, base.self, name, instance, made, depth + 1);
		else if (base.type)
			v = typed(r, type_join(r, base.type, instance ? "()." : ".", name), REF_NONE);
		if (value_known(v))
			return v;
	}
	return v;
}

#define SPREADS_MAX 200	/* looked into for one name: x = { ...x, a } goes round, and spreads of spreads multiply */

static struct value member_of_object(struct resolver *r, struct ref object, const char *name, int *spreads)
{
	const struct unit *u = r->unit[object.unit];
	const struct expr *e = ref_expr(r, object);
	struct value v = value_unknown;

	for (int i = e->n; i-- > 0;) {
		const struct kid *k = &u->kid.v[e->first + i];

		if (k->spread) {
			struct value s = ++*spreads > SPREADS_MAX ? value_unknown : resolve(r, (struct ref){object.unit, k->expr});

			if (s.entity == ENTITY_OBJECT && !ref_eq(s.self, object))
				v = member_of_object(r, s.self, name, spreads);
			if (value_known(v))
				return v;
			continue;
		}
		if (k->key && strcmp(unit_text(u, k->key), name) == 0)
			return resolve(r, (struct ref){object.unit, k->expr});
	}
	return v;
}

static bool made_plainly(struct resolver *r, struct ref call)
{
	return ref_ok(call) && r->unit[call.unit]->expr.v[r->unit[call.unit]->call.v[call.index].expr].n == 0;
}

struct value value_member(struct resolver *r, struct value base, const char *name)
{
	struct value v = value_unknown;
	int spreads = 0;

	switch (base.entity) {
	case ENTITY_MODULE:
		return module_member(r, base.self.unit, name);
	case ENTITY_CLASS:
	case ENTITY_INSTANCE:
		v = member_of_class(r, base.self, name, base.entity == ENTITY_INSTANCE, made_plainly(r, base.origin), 0);
		if (!value_known(v) && base.type)
			v.type = type_join(r, base.type, ".", name);
		if (base.entity == ENTITY_INSTANCE && !ref_ok(v.origin))
			v.origin = base.origin;
		return v;
	case ENTITY_OBJECT:
		v = member_of_object(r, base.self, name, &spreads);
		return !value_known(v) && base.type ? typed(r, type_join(r, base.type, ".", name), base.origin) : v;
	default:
		break;
	}
	if (base.type && starts_with(base.type, "dir:"))
		return value_of_module(r, module_child(r->modules, base.type + 4, name));
	if (base.type)
		return typed(r, type_join(r, base.type, ".", name), base.origin);
	return v;
}

static struct value value_element(struct resolver *r, struct value base, long index)
{
	if (base.entity == ENTITY_OBJECT) {
		const struct expr *e = ref_expr(r, base.self);

		if (e->kind == E_ARRAY && index >= 0 && index < e->n && !r->unit[base.self.unit]->kid.v[e->first + index].spread)
			return resolve(r, (struct ref){base.self.unit, r->unit[base.self.unit]->kid.v[e->first + index].expr});
		if (e->kind == E_ARRAY && index < 0 && e->n > 0 && e->n <= 64) {	/* any element: what all have in common */
			struct value v = value_unknown;

			for (int i = 0; i < e->n; i++) {
				struct value w = resolve(r, (struct ref){base.self.unit, r->unit[base.self.unit]->kid.v[e->first + i].expr});

				v = i == 0 ? w : value_merge(r, v, w);
			}
			return v;
		}
		return value_unknown;
	}
	if (base.type && starts_with(base.type, "[]"))
		return element_of(r, base.type, base.origin);
	if (base.entity == ENTITY_INSTANCE && is_go(r, base.self.unit)) {	/* type Users []User */
		const struct class *c = &r->unit[base.self.unit]->class_.v[base.self.index];
		struct value list = c->bases == 1 ? resolve_annotation(r, (struct ref){base.self.unit, r->unit[base.self.unit]->kid.v[c->first_base].expr}) : value_unknown;

		return list.type && starts_with(list.type, "[]") ? element_of(r, list.type, base.origin) : value_unknown;
	}
	if (base.type)
		return typed(r, type_join(r, base.type, "[]", ""), base.origin);
	return value_unknown;
}

/* ".rows[0]" of a value */
struct value value_part(struct resolver *r, struct value v, const char *part)
{
	while (*part && value_known(v)) {
		char name[256];
		size_t n;

		if (*part == '[') {
			v = part[1] == '*' ? value_unknown : value_element(r, v, strtol(part + 1, NULL, 10));
			part += strcspn(part, "]");
			part += *part == ']';
			continue;
		}
		part += *part == '.';
		n = strcspn(part, ".[");
		if (n >= sizeof(name) || n == 0 || *part == '*')
			return value_unknown;
		memcpy(name, part, n);
		name[n] = '\0';
		v = value_member(r, v, name);
		part += n;
	}
	return v;
}

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

struct value value_of_bindings(struct resolver *r, int unit, int first)
{
	const struct unit *u = r->unit[unit];
	struct value v = value_unknown;
	bool any = false;

	for (int b = first; b; b = binding_next(r, unit, b)) {
		int how = u->binding.v[b].how;
		struct value w;

		/* x = None declared first, filled later; += does not change what kind of thing it is. */
		if (how == HOW_AUGMENT || how == HOW_GLOBAL || how == HOW_DELETE ||
		    (!u->binding.v[b].value && !u->binding.v[b].annotation && (how == HOW_LET || how == HOW_VAR)))
			continue;
		w = value_of_binding(r, unit, b);
		v = any ? value_merge(r, v, w) : w;
		any = true;
	}
	/* config: Config; then one of several kinds of it: what it is declared to be. */
	for (int b = first; b && any && !value_known(v); b = binding_next(r, unit, b))
		if (u->binding.v[b].annotation && u->binding.v[b].how != HOW_PARAMETER)
			v = resolve_annotation(r, (struct ref){unit, u->binding.v[b].annotation});
	for (int b = first; b && v.entity == ENTITY_INSTANCE && !ref_ok(v.origin); b = binding_next(r, unit, b))
		if (u->binding.v[b].value && *unit_text(u, u->binding.v[b].part) == '\0')
			v.origin = value_of_binding(r, unit, b).origin;
	return v;
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
	int b = lookup(r, e.unit, x->scope, name);

	if (b)
		return value_of_bindings(r, e.unit, b);
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
	return typed(r, type_join(r, "global.", "", name), REF_NONE);
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
	if (f.result_annotation && !value_known(v))
		v = resolve_annotation(r, (struct ref){function.unit, f.result_annotation});
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
			v = typed(r, type_join(r, v.type, "()", ""), call);
		rest += 2;
	} else if (starts_with(rest, "[]")) {
		v = value_element(r, v, -1);
		rest += 2;
	}
	return value_part(r, v, rest);
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
	f = resolve(r, callee);
	if (f.entity == ENTITY_FUNCTION) {
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
	}
	return v;
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
	if (*mark == MARK_BUSY || r->depth >= DEPTH_MAX)
		return value_unknown;
	*mark = MARK_BUSY;
	r->depth++;
	*memo = resolve_fresh(r, e);
	r->depth--;
	*mark = MARK_DONE;
	return *memo;
}

/* Annotations */

struct value resolve_base(struct resolver *r, struct ref e)
{
	e = expr_plain(r, e);
	if (!ref_ok(e))
		return value_unknown;
	if (ref_expr(r, e)->kind == E_INDEX)	/* Generic[T], Base<T> */
		return resolve(r, (struct ref){e.unit, ref_expr(r, e)->a});
	return resolve(r, e);
}

static bool transparent_generic(const char *name)
{
	static const char *const names[] = {"Optional", "Annotated", "Promise", "Awaitable", "Final", "ClassVar", "Readonly", "Required", "NonNullable", "AsyncGenerator", "Generator",
		"AsyncIterator", "Iterator", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

struct value resolve_annotation(struct resolver *r, struct ref e)
{
	const struct expr *x;
	struct value v;

	e = expr_plain(r, e);
	if (!ref_ok(e) || r->depth >= DEPTH_MAX)
		return value_unknown;
	x = ref_expr(r, e);
	if (x->kind == E_BINARY && strcmp(ref_text(r, e), "|") == 0) {
		struct value a = resolve_annotation(r, (struct ref){e.unit, x->a}), b = resolve_annotation(r, (struct ref){e.unit, x->b});

		return !value_known(a) ? b : !value_known(b) ? a : value_merge(r, a, b);
	}
	if (x->kind == E_INDEX) {
		struct ref base = {e.unit, x->a};
		const char *name = ref_expr(r, base)->kind == E_NAME || ref_expr(r, base)->kind == E_MEMBER ? ref_text(r, base) : "";
		int first = x->n > 0 ? r->unit[e.unit]->kid.v[x->first].expr : x->b;

		if (transparent_generic(name) && first)
			return resolve_annotation(r, (struct ref){e.unit, first});
		return resolve_annotation(r, base);
	}
	if (x->kind == E_UNARY && is_go(r, e.unit)) {
		r->depth++;
		v = list_of(r, resolve_annotation(r, (struct ref){e.unit, x->a}));
		r->depth--;
		return v;
	}
	if (x->kind != E_NAME && x->kind != E_MEMBER && x->kind != E_CLASS)
		return value_unknown;
	v = resolve(r, e);
	if (v.type && starts_with(v.type, "[]"))	/* type Users = []User */
		return v;
	if (v.entity == ENTITY_CLASS)
		return value_of_class(r, v.self, true);
	if (v.entity != ENTITY_NONE || !v.type || starts_with(v.type, "global."))
		return value_unknown;
	return typed(r, type_join(r, v.type, "()", ""), REF_NONE);
}
