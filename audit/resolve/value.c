/* What a value is: types, their canonical names, what two values have in common. See resolve.h. */
#include "packages.h"

#include <stdio.h>

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

/* The alias of the type, or of any member of what it is a member of: drizzle.Db().query.* */
static int64_t *alias_for(struct resolver *r, const char *type)
{
	int64_t *n = map_gets(&r->alias, type);
	const char *dot = n || !r->any_member ? NULL : strrchr(type, '.');
	char path[TYPE_MAX + 2];

	if (!dot || strpbrk(dot, "()[]#{") || dot - type + 3 > TYPE_MAX)
		return n;
	snprintf(path, sizeof(path), "%.*s.*", (int)(dot - type), type);
	return map_gets(&r->alias, path);
}

/* What packs call the type. */
const char *canonical(struct resolver *r, const char *type, bool *same, const char **special)
{
	for (int i = 0; type && i < 5; i++) {
		int64_t *n = alias_for(r, type);

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

struct value value_typed(struct resolver *r, const char *type, struct ref origin)
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

struct value value_of_module(struct resolver *r, struct module_ref m)
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

bool is_null_like(struct resolver *r, struct value v)
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
