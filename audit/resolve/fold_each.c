/* Loops over constant lists, folded once per element. See fold_private.h. */
#include "fold_private.h"

/* The list a for-each runs over when it is constant: an array, or an object through .items() / Object.entries(). */
static struct ref loop_list(struct folder *f, struct ref e, bool *pairs)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x;
	struct value v;

	e = expr_plain(f->r, e);
	*pairs = false;
	if (!ref_ok(e))
		return e;
	x = ref_expr(f->r, e);
	if (x->kind == E_CALL && u->expr.v[x->a].kind == E_MEMBER) {
		const char *method = unit_text(u, u->expr.v[x->a].text);

		if (strcmp(method, "items") == 0 && x->n == 0)
			e.index = u->expr.v[x->a].a;
		else if (strcmp(method, "entries") == 0 && x->n == 1)
			e.index = u->kid.v[x->first].expr;
		else
			return REF_NONE;
		*pairs = true;
	}
	v = resolve(f->r, e);
	if (v.entity != ENTITY_OBJECT || !ref_ok(v.self) || ref_expr(f->r, v.self)->kind != (*pairs ? E_OBJECT : E_ARRAY))
		return REF_NONE;
	return v.self;
}

/* The element of a constant list, or the part of it, that a loop's name is in the turn that is being folded. */
bool fold_each(struct folder *f, int unit, const struct binding *b, const char *part, const struct env *env, struct set *out)
{
	bool pairs;
	struct ref list = loop_list(f, (struct ref){unit, b->value}, &pairs), at;
	const struct unit *u;
	const struct expr *x;
	const struct kid *k;

	if (!ref_ok(list) || ref_expr(f->r, list)->n == 0 || ref_expr(f->r, list)->n > FOLD_VARIANTS_MAX)
		return false;
	if (!ref_ok(f->loop)) {
		f->loop = list;
		f->loop_n = ref_expr(f->r, list)->n;
	}
	if (!ref_eq(f->loop, list))
		return false;
	u = f->r->unit[list.unit];
	k = &u->kid.v[ref_expr(f->r, list)->first + f->loop_at];
	if (k->spread)
		return false;
	at = (struct ref){list.unit, k->expr};
	if (pairs) {
		if (strcmp(part, "[0]") == 0) {
			set_text(f, out, unit_text(u, k->key), REF_NONE);
			return k->key != 0;
		}
		if (strncmp(part, "[1]", 3) != 0)
			return false;
		part += 3;
	}
	if (*part == '.' && strcmp(f->r->family[list.unit], "go") == 0) {
		struct ref field = fold_go_field(f->r, list, at, part + 1);

		if (ref_ok(field)) {
			at = field;
			part = "";
		}
	}
	while (*part) {
		struct value v = resolve(f->r, at);
		bool found = false;

		if (v.entity != ENTITY_OBJECT)
			return false;
		x = ref_expr(f->r, v.self);
		u = f->r->unit[v.self.unit];
		for (int i = 0; i < x->n && !found; i++) {
			k = &u->kid.v[x->first + i];
			if (*part == '[' ? i == strtol(part + 1, NULL, 10) && !k->spread : k->key && strncmp(unit_text(u, k->key), part + 1, strlen(unit_text(u, k->key))) == 0 &&
			    strcspn(part + 1, ".[") == strlen(unit_text(u, k->key))) {
				at = (struct ref){v.self.unit, k->expr};
				found = true;
			}
		}
		if (!found)
			return false;
		part += 1 + strcspn(part + 1, ".[");
	}
	fold_into(f, at, env, out);
	return true;
}
