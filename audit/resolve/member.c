/* Members, elements and parts of values. See resolve.h. */
#include "packages.h"

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
		/* db: Db | null = null, assigned later: what it is then */
		if (!instance || !is_null_like(r, v) || strcmp(r->family[class.unit], "javascript") != 0)
			return v;
	}
	if (instance) {
		bool first = !b;

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
			v = value_typed(r, type_join(r, base.type, instance ? "()." : ".", name), REF_NONE);
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

/* A class of the program that extends it, at any depth. */
static bool extends(struct resolver *r, struct ref class, struct ref ancestor, int depth)
{
	const struct class *c = &r->unit[class.unit]->class_.v[class.index];

	for (int i = 0; i < c->bases && depth < 8; i++) {
		const struct kid *k = &r->unit[class.unit]->kid.v[c->first_base + i];
		struct value base = k->key ? value_unknown : resolve_base(r, (struct ref){class.unit, k->expr});

		if (base.entity == ENTITY_CLASS && (ref_eq(base.self, ancestor) || extends(r, base.self, ancestor, depth + 1)))
			return true;
	}
	return false;
}

/* Whether all classes of the program that extend it leave the attribute's constant as it is: then it does not matter which of them was chosen. */
static bool agreed(struct resolver *r, struct ref class, const char *name)
{
	const char *text = NULL;
	struct value v = member_of_class(r, class, name, true, true, 0);

	if (v.entity == ENTITY_CONSTANT && ref_ok(v.self))
		text = constant_text(r, v.self);
	for (int unit = 0; text && unit < r->units; unit++) {
		const struct unit *u = r->unit[unit];

		for (int c = 1; c < (int)u->class_.n; c++) {
			int b = is_go(r, unit) ? 0 : scope_binding(r, unit, u->class_.v[c].scope, name);
			struct value w;
			const char *other;

			if (!b || ref_eq(class, (struct ref){unit, c}) || !extends(r, (struct ref){unit, c}, class, 0))
				continue;
			w = value_of_bindings(r, unit, b);
			other = w.entity == ENTITY_CONSTANT && ref_ok(w.self) ? constant_text(r, w.self) : NULL;
			if (!other || strcmp(other, text) != 0)
				return false;
		}
	}
	return text != NULL;
}

/* By a plain Class(); or by a call without arguments of one of the classes that extend it, when all of these say the same. */
static bool made_plainly(struct resolver *r, struct value base, const char *name)
{
	const struct unit *u;
	const struct expr *call;
	struct value made;

	if (!ref_ok(base.origin))
		return false;
	u = r->unit[base.origin.unit];
	call = &u->expr.v[u->call.v[base.origin.index].expr];
	if (call->n > 0)
		return false;
	made = resolve(r, (struct ref){base.origin.unit, call->a});
	return (made.entity == ENTITY_CLASS && ref_eq(made.self, base.self)) || strcmp(r->family[base.self.unit], "python") != 0 || agreed(r, base.self, name);
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
		v = member_of_class(r, base.self, name, base.entity == ENTITY_INSTANCE, base.entity == ENTITY_INSTANCE && made_plainly(r, base, name), 0);
		if (!value_known(v) && base.type)
			v.type = type_join(r, base.type, ".", name);
		if (base.entity == ENTITY_INSTANCE && !ref_ok(v.origin))
			v.origin = base.origin;
		return v;
	case ENTITY_OBJECT:
		v = member_of_object(r, base.self, name, &spreads);
		return !value_known(v) && base.type ? value_typed(r, type_join(r, base.type, ".", name), base.origin) : v;
	default:
		break;
	}
	if (base.type && starts_with(base.type, "dir:"))
		return value_of_module(r, module_child(r->modules, base.type + 4, name));
	if (base.type)
		return value_typed(r, type_join(r, base.type, ".", name), base.origin);
	return v;
}

struct value value_element(struct resolver *r, struct value base, long index)
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
		return value_typed(r, type_join(r, base.type, "[]", ""), base.origin);
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
