/*
 * Go: a statement's error that is put into a variable, and nobody looks at it before the variable gets another value: error_unread.
 * Only what stands in one block, one after the other, in no loop: everything between the two runs, and nothing else does.
 */
#include "empty_error.h"


/* Whether the name is written, to be read, between two places of the source; inside functions that know it, anywhere. */
static bool is_read(struct derive *d, int unit, int binding, int function, uint32_t from, uint32_t to)
{
	const struct unit *u = d->r->unit[unit];

	for (int i = 1; i < (int)u->expr.n; i++) {
		const struct expr *x = &u->expr.v[i];
		const int *list;

		if (x->kind != E_NAME || strcmp(unit_text(u, x->text), unit_text(u, u->binding.v[binding].name)) != 0)
			continue;
		if (u->scope.v[x->scope].function == function && (x->start < from || x->start >= to))
			continue;
		if (bindings_of(d->r, (struct ref){unit, i}, &list) > 0)
			for (int b = list[0]; b; b = binding_next(d->r, unit, b))
				if (b == binding)
					return true;
	}
	return false;
}

static bool in_loop(const struct unit *u, int region)
{
	for (int i = 0; region > 0 && i < 1000; region = u->region.v[region].parent, i++)
		if (u->region.v[region].kind == REGION_LOOP)
			return true;
	return false;
}

static bool is_named_result(const struct unit *u, const struct binding *b)
{
	return b->how == HOW_VAR && b->scope == u->function.v[b->function].scope && !b->value;
}

/* The next value the variable gets in the same block; 0 none, or it may be known outside of the function. */
static int overwritten_by(struct derive *d, int unit, int binding)
{
	const struct unit *u = d->r->unit[unit];
	const struct binding *b = &u->binding.v[binding];
	int next = 0;

	if (b->scope == 1)
		return 0;
	for (int i = 1; i < (int)u->binding.n; i++) {
		const struct binding *o = &u->binding.v[i];

		if (i == binding || o->name != b->name || o->scope != b->scope)
			continue;
		if (o->how == HOW_PARAMETER || is_named_result(u, o))
			return 0;
		if (o->value && o->region == b->region && u->expr.v[o->value].start > u->expr.v[b->value].end && (!next || u->expr.v[o->value].start < u->expr.v[u->binding.v[next].value].start))
			next = i;
	}
	return next;
}

bool unread_errors_derive(struct derive *d, struct err *err)
{
	struct table *t = facts_table(d->facts, "error_unread", COLUMNS("call_id", "line"));

	for (int unit = 0; unit < d->n->units; unit++) {
		const struct unit *u = d->r->unit[unit];

		for (int b = 1; strcmp(d->r->family[unit], "go") == 0 && b < (int)u->binding.n; b++) {
			const struct binding *x = &u->binding.v[b];
			struct ref value = x->value && x->name ? expr_plain(d->r, (struct ref){unit, x->value}) : REF_NONE;
			int next;

			if (!ref_ok(value) || ref_expr(d->r, value)->kind != E_CALL || error_shape(d, value, result_place(u, x)) == SHAPE_NONE || in_loop(u, x->region))
				continue;
			next = overwritten_by(d, unit, b);
			if (!next || is_read(d, unit, b, x->function, u->expr.v[x->value].end, u->expr.v[u->binding.v[next].value].end))
				continue;
			row_id(t, 0, d->n->call[unit] + ref_expr(d->r, value)->b);
			row_int(t, 1, u->binding.v[next].line);
			row_end(t);
		}
	}
	return !err->message[0];
}
