/* Rows of class_member: names asked of a class of the program that neither it nor the classes it extends define. */
#include "rows_private.h"

static bool defines(struct resolver *r, struct ref class, const char *name, int depth)
{
	const struct unit *u = r->unit[class.unit];
	const struct class *c = &u->class_.v[class.index];

	if (scope_binding(r, class.unit, c->scope, name))
		return true;
	for (int i = r->state[class.unit].class_member[class.index]; i; i = r->state[class.unit].member_next[i])
		if (strcmp(unit_text(u, u->expr.v[u->binding.v[i].target].text), name) == 0)
			return true;
	for (int i = 0; i < c->bases && depth < 8; i++) {
		const struct kid *k = &u->kid.v[c->first_base + i];
		struct value base = k->key ? value_unknown : resolve_base(r, (struct ref){class.unit, k->expr});

		if (base.entity == ENTITY_CLASS && defines(r, base.self, name, depth + 1))
			return true;
	}
	return false;
}

void write_class_members(struct writer *w, int unit)
{
	const struct unit *u = w->r->unit[unit];

	if (is_go(w->r, unit))
		return;
	for (int i = 1; i < (int)u->expr.n; i++) {
		const struct expr *x = &u->expr.v[i];
		struct value owner = x->kind == E_MEMBER ? resolve(w->r, (struct ref){unit, x->a}) : value_unknown;

		if (owner.entity != ENTITY_CLASS || starts_with(unit_text(u, x->text), "__") || defines(w->r, owner.self, unit_text(u, x->text), 0))
			continue;
		row_id(w->class_member, 0, w->n->class_[owner.self.unit] + owner.self.index);
		row_text(w->class_member, 1, unit_text(u, x->text));
		row_id(w->class_member, 2, w->n->file[unit]);
		row_id(w->class_member, 3, w->n->function[unit] + (u->scope.v[x->scope].function ? u->scope.v[x->scope].function : 1));
		row_int(w->class_member, 4, x->line);
		row_int(w->class_member, 5, x->column);
		row_end(w->class_member);
	}
}
