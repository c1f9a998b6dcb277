/* Type annotations and base classes. See resolve.h. */
#include "packages.h"

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
	if (!ref_ok(e) || r->depth >= RESOLVE_DEPTH_MAX)
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
	return value_typed(r, type_join(r, v.type, "()", ""), REF_NONE);
}
