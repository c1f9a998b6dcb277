/* Type annotations and base classes. See resolve.h. */
#include "packages.h"

struct value resolve_base(struct resolver *r, struct ref e)
{
	e = expr_plain(r, e);
	if (!ref_ok(e))
		return value_unknown;
	if (ref_expr(r, e)->kind == E_INDEX)	/* Generic[T], Base<T> */
		return resolve(r, (struct ref){e.unit, ref_expr(r, e)->a});
	if (ref_expr(r, e)->kind == E_UNARY && is_go(r, e.unit)) {	/* *T; []T and map[K]T are "[]" before T */
		struct value v;

		if (r->depth >= RESOLVE_DEPTH_MAX)
			return value_unknown;
		r->depth++;
		v = resolve_base(r, (struct ref){e.unit, ref_expr(r, e)->a});
		r->depth--;
		return strcmp(ref_text(r, e), "*") == 0 || !v.type ? v : value_typed(r, type_join(r, "[]", "", v.type), REF_NONE);
	}
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

#define ALIASES_MAX 8	/* of aliases, and of imports on the way to one */

/* SessionDep = Annotated[Session, Depends(get_session)], here or where it is imported from: what the name stands for. */
struct ref annotation_target(struct resolver *r, struct ref e)
{
	e = expr_plain(r, e);
	for (int i = 0; i < ALIASES_MAX && ref_ok(e) && ref_expr(r, e)->kind == E_NAME; i++) {
		int unit = e.unit, b = lookup_name(r, e);
		const struct expr *value;

		for (int k = 0; k < ALIASES_MAX && b && r->unit[unit]->binding.v[b].how == HOW_IMPORT; k++) {
			const struct unit *u = r->unit[unit];
			const struct import *im = &u->import.v[u->binding.v[b].entity];
			struct module_ref m = module_find(r->modules, r->family[unit], r->path[unit], unit_text(u, im->module));

			if (m.file < 0 || r->unit_of_file[m.file] < 0)
				return e;
			unit = r->unit_of_file[m.file];
			b = scope_binding(r, unit, 1, unit_text(u, im->name));
		}
		if (!b || binding_next(r, unit, b) || !r->unit[unit]->binding.v[b].value)
			return e;
		value = &r->unit[unit]->expr.v[r->unit[unit]->binding.v[b].value];
		if (value->kind != E_INDEX && value->kind != E_NAME && !(value->kind == E_BINARY && strcmp(unit_text(r->unit[unit], value->text), "|") == 0))
			return e;
		e = expr_plain(r, (struct ref){unit, r->unit[unit]->binding.v[b].value});
	}
	return e;
}

struct value resolve_annotation(struct resolver *r, struct ref e)
{
	const struct expr *x;
	struct value v;

	e = annotation_target(r, e);
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
		v = resolve_annotation(r, (struct ref){e.unit, x->a});
		if (strcmp(ref_text(r, e), "*") != 0)
			v = list_of(r, v);
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
