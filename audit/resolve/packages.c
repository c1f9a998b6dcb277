/* Go's packages. See packages.h. */
#include "packages.h"

#include <stdio.h>

#define FIELD_VALUES_MAX 32	/* a field filled in more places is not looked into */

/* A class entry in one unit; `next` another entry of the same type in the package. */
struct part { struct ref class; int next; };
struct filled { struct ref value; int next; };
struct declared { struct ref binding; bool elsewhere; };	/* elsewhere: another file gives it a value, too */
struct method { struct ref function; int next; };

struct packages {
	int *package;			/* per unit: the first unit of its package */
	int *next;			/* per unit: the next one of the package; 0 none */
	struct map folder;		/* folder → first unit + 1 */
	struct map name;		/* package unit, name → declaring unit, binding */
	struct map class_;		/* package unit, name → first part + 1 */
	VEC_OF(struct part) part;
	struct map method;		/* name → first method + 1 */
	VEC_OF(struct method) methods;
	struct map field;		/* class, name → first value + 1 */
	VEC_OF(struct filled) value;
	VEC_OF(struct declared) declared;	/* of name */
	struct map found;		/* method of an interface → first of its implementers + 1 in found_target, ends with none */
	VEC_OF(struct target) found_target;
	bool *linked;			/* per unit; NULL: not asked for yet */
	int depth;
};

static size_t key_of(char *out, size_t size, int a, int b, const char *name)
{
	size_t n = strlen(name);

	if (n > size - 9)
		n = size - 9;
	memcpy(out, &a, 4);
	memcpy(out + 4, &b, 4);
	memcpy(out + 8, name, n);
	return n + 8;
}

static const char *clause(const struct resolver *r, int unit)
{
	return unit_text(r->unit[unit], r->unit[unit]->function.v[1].name);
}

/* Making */

static void add_names(struct resolver *r, struct packages *p, int unit)
{
	const struct unit *u = r->unit[unit];

	for (int b = 1; b < (int)u->binding.n; b++) {
		const struct binding *x = &u->binding.v[b];
		char key[512];
		int64_t *slot;
		bool is_new;
		const struct binding *old;

		if (x->scope != 1 || !x->name || x->how == HOW_IMPORT || x->how == HOW_AUGMENT)
			continue;
		slot = map_put(&p->name, key, key_of(key, sizeof(key), p->package[unit], 0, unit_text(u, x->name)), &is_new);
		if (!is_new) {
			/* Its declaration says more than an assignment in another file. */
			struct declared *d = &p->declared.v[*slot];

			old = &r->unit[d->binding.unit]->binding.v[d->binding.index];
			d->elsewhere |= d->binding.unit != unit;
			if (old->how == HOW_ASSIGN && x->how != HOW_ASSIGN)
				d->binding = (struct ref){unit, b};
			continue;
		}
		*slot = (int64_t)p->declared.n;
		vec_push(&p->declared, (struct declared){{unit, b}, false});
	}
}

static void add_classes(struct resolver *r, struct packages *p, int unit)
{
	const struct unit *u = r->unit[unit];

	for (int c = 1; c < (int)u->class_.n; c++) {
		char key[512];
		int64_t *slot;

		if (!u->class_.v[c].name || u->class_.v[c].outer_scope != 1)
			continue;
		slot = map_put(&p->class_, key, key_of(key, sizeof(key), p->package[unit], 0, unit_text(u, u->class_.v[c].name)), NULL);
		vec_push(&p->part, (struct part){{unit, c}, (int)*slot});
		*slot = (int64_t)p->part.n;
	}
	for (int f = 1; f < (int)u->function.n; f++) {
		const struct function *x = &u->function.v[f];
		int64_t *slot;

		if (!x->class_ || x->flags & FN_ABSTRACT)
			continue;
		slot = map_puts(&p->method, unit_text(u, x->name));
		vec_push(&p->methods, (struct method){{unit, f}, (int)*slot});
		*slot = (int64_t)p->methods.n;
	}
}

void packages_make(struct resolver *r)
{
	struct packages *p = r->packages = xcalloc(1, sizeof(*p));

	p->package = arena_array(&r->arena, int, r->units + 1);
	p->next = arena_array(&r->arena, int, r->units + 1);
	for (int i = 0; i < r->units; i++) {
		const char *dir = path_dir(&r->arena, r->path[i]);
		int64_t *slot;
		bool is_new;

		if (!is_go(r, i))
			continue;
		p->package[i] = i;
		slot = map_put(&p->folder, dir, strlen(dir), &is_new);
		if (is_new) {
			*slot = i + 1;
		} else {
			for (int k = (int)*slot - 1; k >= 0; k = p->next[k] - 1)
				if (strcmp(clause(r, k), clause(r, i)) == 0) {
					p->package[i] = p->package[k];
					break;
				}
			p->next[i] = p->next[*slot - 1];
			p->next[*slot - 1] = i + 1;
		}
		add_names(r, p, i);
		add_classes(r, p, i);
	}
}

void packages_free(struct resolver *r)
{
	struct packages *p = r->packages;

	if (!p)
		return;
	map_free(&p->folder);
	map_free(&p->name);
	map_free(&p->class_);
	map_free(&p->method);
	map_free(&p->field);
	vec_free(&p->part);
	vec_free(&p->methods);
	vec_free(&p->value);
	vec_free(&p->declared);
	map_free(&p->found);
	vec_free(&p->found_target);
	free(p);
}

/* Names */

int package_of_folder(struct resolver *r, const char *dir)
{
	int64_t *unit = map_gets(&r->packages->folder, dir);

	return unit ? (int)*unit - 1 : -1;
}

struct value package_member(struct resolver *r, int unit, const char *name)
{
	struct packages *p = r->packages;
	char key[512];
	int64_t *slot = map_get(&p->name, key, key_of(key, sizeof(key), p->package[unit], 0, name));

	struct value v = value_unknown;

	if (slot)
		v = value_of_bindings(r, p->declared.v[*slot].binding.unit, p->declared.v[*slot].binding.index);
	return v.entity == ENTITY_CONSTANT && p->declared.v[*slot].elsewhere ? value_unknown : v;
}

struct value package_by_clause(struct resolver *r, int unit, const char *name)
{
	const struct unit *u = r->unit[unit];
	struct value v = value_unknown;

	for (int i = 1; i < (int)u->import.n; i++) {
		const struct import *im = &u->import.v[i];
		struct module_ref m = module_find(r->modules, r->family[unit], r->path[unit], unit_text(u, im->module));
		int other = m.dir ? package_of_folder(r, m.dir) : -1;

		if (other < 0 || !*unit_text(u, im->local) || strcmp(clause(r, other), name) != 0)
			continue;
		v.entity = ENTITY_MODULE;
		v.self = (struct ref){other, 1};
		break;
	}
	return v;
}

const char *outer_name(struct resolver *r, struct ref e)
{
	char text[64];

	e = expr_plain(r, e);
	if (!ref_ok(e))
		return NULL;
	if (ref_expr(r, e)->kind == E_NAME) {
		int b = lookup_name(r, e);

		return b && r->unit[e.unit]->binding.v[b].scope != 1 ? NULL : type_join(r, path_dir(&r->arena, r->path[e.unit]), "#", ref_text(r, e));
	}
	if (ref_expr(r, e)->kind == E_MEMBER) {
		struct value owner = resolve(r, (struct ref){e.unit, ref_expr(r, e)->a});
		struct ref class;

		if (owner.entity == ENTITY_MODULE)
			return type_join(r, path_dir(&r->arena, r->path[owner.self.unit]), "#", ref_text(r, e));
		if (owner.entity != ENTITY_INSTANCE)
			return NULL;
		class = class_declared_at(r, owner.self);
		snprintf(text, sizeof(text), "%d:%d", class.unit, class.index);
		return type_join(r, text, ".", ref_text(r, e));
	}
	return NULL;
}

/* Classes */

static int first_part(struct resolver *r, struct ref class)
{
	const struct class *c = &r->unit[class.unit]->class_.v[class.index];
	char key[512];
	int64_t *slot;

	if (!c->name || c->outer_scope != 1)
		return 0;
	slot = map_get(&r->packages->class_, key, key_of(key, sizeof(key), r->packages->package[class.unit], 0, unit_text(r->unit[class.unit], c->name)));
	return slot ? (int)*slot : 0;
}

struct ref class_binding(struct resolver *r, struct ref class, const char *name)
{
	int b = scope_binding(r, class.unit, r->unit[class.unit]->class_.v[class.index].scope, name);

	if (b)
		return (struct ref){class.unit, b};
	for (int i = first_part(r, class); i; i = r->packages->part.v[i - 1].next) {
		struct ref c = r->packages->part.v[i - 1].class;

		b = scope_binding(r, c.unit, r->unit[c.unit]->class_.v[c.index].scope, name);
		if (b)
			return (struct ref){c.unit, b};
	}
	return REF_NONE;
}

struct ref class_declared_at(struct resolver *r, struct ref class)
{
	if (r->unit[class.unit]->class_.v[class.index].line || !is_go(r, class.unit))
		return class;
	for (int i = first_part(r, class); i; i = r->packages->part.v[i - 1].next) {
		struct ref c = r->packages->part.v[i - 1].class;

		if (r->unit[c.unit]->class_.v[c.index].line)
			return c;
	}
	return class;
}

static bool interface_at(struct resolver *r, struct ref class, int depth)
{
	const struct unit *u = r->unit[class.unit];
	const struct class *c = &u->class_.v[class.index];

	for (int f = 1; f < (int)u->function.n; f++)
		if (u->function.v[f].class_ == class.index && u->function.v[f].flags & FN_ABSTRACT)
			return true;
	for (int i = 0; i < c->bases && depth < 8; i++) {
		struct value base;

		if (u->kid.v[c->first_base + i].key || scope_binding(r, class.unit, c->scope, unit_text(u, u->expr.v[u->kid.v[c->first_base + i].expr].text)))
			continue;	/* an embedded type is a field of a struct, too */
		base = resolve_base(r, (struct ref){class.unit, u->kid.v[c->first_base + i].expr});
		if (base.entity == ENTITY_CLASS && interface_at(r, base.self, depth + 1))
			return true;
	}
	return false;
}

bool class_is_interface(struct resolver *r, struct ref class)
{
	return is_go(r, class.unit) && interface_at(r, class, 0);
}

/* Fields */

static void add_field(struct resolver *r, struct ref class, const char *name, struct ref value)
{
	struct packages *p = r->packages;
	char key[512];
	int64_t *slot;

	class = class_declared_at(r, class);
	slot = map_put(&p->field, key, key_of(key, sizeof(key), class.unit, class.index, name), NULL);
	vec_push(&p->value, (struct filled){value, (int)*slot});
	*slot = (int64_t)p->value.n;
}

static void literal_fields(struct resolver *r, struct ref literal)
{
	const struct unit *u = r->unit[literal.unit];
	const struct expr *x = &u->expr.v[literal.index];
	struct value type = resolve_base(r, (struct ref){literal.unit, x->a});

	if (type.entity != ENTITY_CLASS)
		return;
	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &u->kid.v[x->first + i];

		if (k->key)
			add_field(r, type.self, unit_text(u, k->key), (struct ref){literal.unit, k->expr});
	}
}

void packages_fields(struct resolver *r)
{
	for (int unit = 0; unit < r->units; unit++) {
		const struct unit *u = r->unit[unit];

		if (!is_go(r, unit))
			continue;
		for (int e = 1; e < (int)u->expr.n; e++)
			if (u->expr.v[e].kind == E_OBJECT && u->expr.v[e].a)
				literal_fields(r, (struct ref){unit, e});
		for (int b = 1; b < (int)u->binding.n; b++) {
			const struct binding *x = &u->binding.v[b];
			const struct expr *target = &u->expr.v[x->target];
			struct value owner;

			if (!x->target || target->kind != E_MEMBER || x->how != HOW_ASSIGN || !x->value || u->expr.v[target->a].kind != E_NAME)
				continue;
			owner = resolve(r, (struct ref){unit, target->a});
			if (owner.entity == ENTITY_INSTANCE)
				add_field(r, owner.self, unit_text(u, target->text), (struct ref){unit, -b});
		}
	}
}

struct value field_filled(struct resolver *r, struct ref class, const char *name)
{
	struct packages *p = r->packages;
	struct value v = value_unknown;
	char key[512];
	int64_t *slot;
	int n = 0;

	class = class_declared_at(r, class);
	slot = map_get(&p->field, key, key_of(key, sizeof(key), class.unit, class.index, name));
	for (int i = slot ? (int)*slot : 0; i; i = p->value.v[i - 1].next) {
		struct ref e = p->value.v[i - 1].value;
		struct value w = e.index < 0 ? value_of_binding(r, e.unit, -e.index) : resolve(r, e);

		if (++n > FIELD_VALUES_MAX)
			return value_unknown;
		if (w.entity == ENTITY_PARAMETER)
			w = value_unknown;
		v = n == 1 ? w : value_merge(r, v, w);
	}
	return v.entity == ENTITY_CONSTANT || v.entity == ENTITY_OBJECT ? value_unknown : v;
}

/* Results */

struct value function_part(struct resolver *r, struct ref function, int i)
{
	const struct unit *u = r->unit[function.unit];
	const struct function f = u->function.v[function.index];
	const struct expr *results = &u->expr.v[f.result_annotation];
	uint8_t *mark = &r->state[function.unit].result_mark[function.index], before = *mark;
	struct value v = value_unknown;
	const int *list;
	bool several = results->kind == E_ARRAY && results->n > 1;
	int n, type = results->kind == E_ARRAY ? i < results->n ? u->kid.v[results->first + i].expr : 0 : i == 0 ? f.result_annotation : 0;

	if (before == MARK_BUSY || !f.result_annotation)
		return type ? resolve_annotation(r, (struct ref){function.unit, type}) : v;
	*mark = MARK_BUSY;
	n = returns_of(r, function, &list);
	for (int k = 0; k < n; k++) {
		struct ref e = {function.unit, list[k]};
		const struct expr *x = ref_expr(r, e);
		struct value w;

		if (x->kind == E_ARRAY && !x->a && i < x->n)
			w = resolve(r, (struct ref){function.unit, u->kid.v[x->first + i].expr});
		else
			w = several ? result_part(r, e, i) : resolve(r, e);
		v = k == 0 ? w : value_merge(r, v, w);
	}
	*mark = before;
	if (v.entity == ENTITY_CONSTANT || v.entity == ENTITY_OBJECT || v.entity == ENTITY_PARAMETER || !value_known(v)) {
		struct value a = type ? resolve_annotation(r, (struct ref){function.unit, type}) : value_unknown;

		if (value_known(a) || v.entity == ENTITY_PARAMETER)
			v = a;
	}
	return v;
}

struct value result_part(struct resolver *r, struct ref e, int i)
{
	struct value v = value_unknown, f;
	const struct expr *x;

	e = expr_plain(r, e);
	if (!ref_ok(e) || r->packages->depth > 20)
		return v;
	x = ref_expr(r, e);
	if (x->kind != E_CALL)
		return i == 0 ? resolve(r, e) : v;
	f = resolve(r, (struct ref){e.unit, x->a});
	if (f.entity == ENTITY_FUNCTION) {
		r->packages->depth++;
		v = function_part(r, f.self, i);
		r->packages->depth--;
		return v;
	}
	v = resolve(r, e);
	if (i == 0)
		return v;
	if (v.type && v.entity == ENTITY_NONE) {
		char suffix[24];

		snprintf(suffix, sizeof(suffix), "#%d", i);
		v = (struct value){.type = type_join(r, v.type, suffix, ""), .self = {-1, 0}, .origin = {-1, 0}};
		return v;
	}
	return value_unknown;
}

struct value list_of(struct resolver *r, struct value element)
{
	struct value v = value_unknown;

	v.type = element.type ? type_join(r, "[]", element.type, "") : NULL;
	return v;
}

struct value element_of(struct resolver *r, const char *type, struct ref origin)
{
	struct value v = value_unknown;

	type += 2;
	if (starts_with(type, "class:")) {
		int64_t id = strtoll(type + 6, NULL, 10);

		for (int unit = r->units; unit-- > 0;)
			if (id > r->state[unit].class_base && id < r->state[unit].class_base + (int64_t)r->unit[unit]->class_.n)
				return value_of_class(r, (struct ref){unit, (int)(id - r->state[unit].class_base)}, true);
		return v;
	}
	v.type = intern(r, type, strlen(type));
	v.origin = origin;
	return v;
}

bool builtin_result(struct resolver *r, struct ref e, struct value *out)
{
	const struct expr *x = ref_expr(r, e);
	struct ref callee = {e.unit, x->a}, first = {e.unit, x->n ? r->unit[e.unit]->kid.v[x->first].expr : 0};
	const char *name = ref_text(r, callee);

	if (ref_expr(r, callee)->kind != E_NAME || !ref_ok(first) || lookup(r, e.unit, ref_expr(r, callee)->scope, name))
		return false;
	if (strcmp(name, "new") == 0 || strcmp(name, "make") == 0) {
		*out = resolve_annotation(r, first);
		out->origin = (struct ref){e.unit, x->b};
		return true;
	}
	if (strcmp(name, "append") != 0)
		return false;
	*out = resolve(r, first);
	if (out->entity == ENTITY_OBJECT || out->entity == ENTITY_CONSTANT)
		*out = value_unknown;
	return true;
}

/* Programs */

static void link_package(struct resolver *r, int unit)
{
	struct packages *p = r->packages;

	for (int i = 0; i < r->units; i++) {
		const struct unit *u = r->unit[i];

		if (!is_go(r, i) || p->package[i] != p->package[unit] || p->linked[i])
			continue;
		p->linked[i] = true;
		for (size_t k = 1; k < u->import.n; k++) {
			struct module_ref m = module_find(r->modules, r->family[i], r->path[i], unit_text(u, u->import.v[k].module));
			int64_t *first = m.dir ? map_gets(&p->folder, m.dir) : NULL;

			for (int x = first ? (int)*first - 1 : -1; x >= 0; x = p->next[x] - 1)
				if (!p->linked[x])
					link_package(r, x);
		}
	}
}

bool package_is_linked(struct resolver *r, int unit)
{
	struct packages *p = r->packages;
	bool any = false;

	if (!p->linked) {
		p->linked = arena_array(&r->arena, bool, r->units + 1);
		for (int i = 0; i < r->units; i++)
			if (is_go(r, i) && !p->linked[i] && strcmp(clause(r, i), "main") == 0)
				link_package(r, i);
		for (int i = 0; i < r->units; i++)
			any |= p->linked[i];
		for (int i = 0; i < r->units && !any; i++)
			p->linked[i] = true;
	}
	return p->linked[unit];
}

/* Interfaces */

/* The class has every method its interface asks for. */
static bool satisfies(struct resolver *r, struct ref class, struct ref interface)
{
	const struct unit *u = r->unit[interface.unit];

	for (int f = 1; f < (int)u->function.n; f++) {
		const struct function *x = &u->function.v[f];
		struct value v;

		if (x->class_ != interface.index || !(x->flags & FN_ABSTRACT))
			continue;
		v = value_member(r, value_of_class(r, class, true), unit_text(u, x->name));
		if (v.entity != ENTITY_FUNCTION || r->unit[v.self.unit]->function.v[v.self.index].parameters != x->parameters)
			return false;
	}
	return true;
}

int implementers(struct resolver *r, struct ref method, struct target *out)
{
	struct packages *p = r->packages;
	const struct function *m = &r->unit[method.unit]->function.v[method.index];
	bool is_new;
	int64_t *first = map_put(&p->found, (const char *)&method, sizeof(method), &is_new), *slot;
	int n = 0;

	if (!is_new) {
		for (size_t i = (size_t)*first; ref_ok(p->found_target.v[i].function); i++)
			out[n++] = p->found_target.v[i];
		return n;
	}
	*first = (int64_t)p->found_target.n;
	vec_push(&p->found_target, (struct target){.function = REF_NONE});	/* asked again while looking: none yet */
	slot = map_gets(&p->method, unit_text(r->unit[method.unit], m->name));
	for (int i = slot ? (int)*slot : 0; i && n < TARGETS_MAX; i = p->methods.v[i - 1].next) {
		struct ref f = p->methods.v[i - 1].function;

		if (package_is_linked(r, method.unit) && !package_is_linked(r, f.unit))
			continue;
		if (satisfies(r, class_declared_at(r, (struct ref){f.unit, r->unit[f.unit]->function.v[f.index].class_}), (struct ref){method.unit, m->class_}))
			out[n++] = (struct target){f, "method", 1};
	}
	*map_put(&p->found, (const char *)&method, sizeof(method), NULL) = (int64_t)p->found_target.n;
	for (int i = 0; i < n; i++)
		vec_push(&p->found_target, out[i]);
	vec_push(&p->found_target, (struct target){.function = REF_NONE});
	return n;
}
