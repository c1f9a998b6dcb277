/* Emptiness written anew. See nothing.h. */
#include "nothing.h"
#include "conditions.h"

#include <stdio.h>
#include <stdlib.h>

#define CALLS_MAX 5	/* functions it is handed up through */
#define PART_MAX 64

static bool of_value(struct derive *d, struct ref e, const char *part, struct nothing *out, int depth);

/* ".data" or "[0]" of an object or list that is written out; "" the value itself; REF_NONE: not known. */
static struct ref part_of(struct derive *d, struct ref e, const char *part)
{
	const struct unit *u;
	const struct expr *x;

	e = expr_plain(d->r, e);
	if (!*part || !ref_ok(e))
		return e;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	if (x->kind == E_ARRAY && part[0] == '[') {
		long at = strtol(part + 1, NULL, 10);

		return at < x->n && !u->kid.v[x->first + at].spread ? (struct ref){e.unit, u->kid.v[x->first + at].expr} : REF_NONE;
	}
	for (int i = 0; x->kind == E_OBJECT && part[0] == '.' && i < x->n; i++)
		if (u->kid.v[x->first + i].key && strcmp(unit_text(u, u->kid.v[x->first + i].key), part + 1) == 0)
			return (struct ref){e.unit, u->kid.v[x->first + i].expr};
	return REF_NONE;
}

/* null, None, undefined, or nothing at all: GONE_NULL; false, 0: GONE_FALSE. */
static enum gone written(struct derive *d, struct ref e)
{
	const struct expr *x;
	const char *text;

	e = ref_ok(e) ? expr_plain(d->r, e) : e;
	if (!ref_ok(e))
		return GONE_NULL;
	x = ref_expr(d->r, e);
	text = ref_text(d->r, e);
	if (x->kind == E_CONSTANT)
		return strcmp(text, "true") == 0 ? GONE_SET : strcmp(text, "false") == 0 ? GONE_FALSE : GONE_NULL;
	if (x->kind == E_NAME && strcmp(text, "undefined") == 0)
		return GONE_NULL;
	if (x->kind == E_STRING || x->kind == E_TEMPLATE || x->kind == E_OBJECT || (x->kind == E_CALL && x->flags & EXPR_NEW))
		return GONE_SET;
	return GONE_NOT;
}

/* The atom of the conditions on the way to the place: with `taken` those that hold because there is nothing, else those that do not hold then. */
static bool on_the_way(struct derive *d, int unit, const struct condition *c, int n, bool taken, struct atom *out)
{
	for (int i = 0; i < n; i++) {
		struct ref test = {unit, c[i].test};
		struct atom a[ATOMS_MAX];

		if (c[i].subject)
			continue;
		if (empty_atoms(d, test, taken ? c[i].holds : !c[i].holds, a) == 1 && a[0].effective && a[0].statement) {
			*out = a[0];
			return true;
		}
	}
	return false;
}

static bool is_test(struct derive *d, struct ref e, bool holds, struct atom *out)
{
	struct atom a[ATOMS_MAX];

	if (empty_atoms(d, e, holds, a) != 1 || !a[0].effective || !a[0].statement)
		return false;
	*out = a[0];
	return true;
}

/* What a function gives, or the part of it that is asked for, when a statement in it gave nothing. That it may give the same for another reason does not matter. */
static bool of_function(struct derive *d, struct ref function, const char *part, struct nothing *out, int depth)
{
	const struct unit *u = d->r->unit[function.unit];
	struct atom skipped = {0};
	bool certain = true, always_skipped = true;

	if (depth > CALLS_MAX || u->function.v[function.index].flags & FN_GENERATOR)
		return false;
	out->gone = GONE_NOT;
	for (int i = 1; i < (int)u->return_.n; i++) {
		const struct return_ *r = &u->return_.v[i];
		struct condition c[CONDITIONS_MAX];
		struct nothing one = {0};
		struct ref value;
		struct atom a;
		int n;

		if (r->function != function.index || r->how != 'r')
			continue;
		value = r->value ? part_of(d, (struct ref){function.unit, r->value}, part) : REF_NONE;
		if (r->value && !ref_ok(value)) {	/* the part of something else: another function's */
			if (!of_value(d, (struct ref){function.unit, r->value}, part, &one, depth + 1))
				return false;
		} else {
			enum gone gone = written(d, value);

			n = conditions_of(u, function.index, r->region, r->line, c);
			if (gone != GONE_NOT && on_the_way(d, function.unit, c, n, true, &a)) {
				one = (struct nothing){gone, a};
			} else if (gone == GONE_NOT && of_value(d, value, "", &one, depth + 1)) {
				;
			} else if (on_the_way(d, function.unit, c, n, false, &a)) {
				if (skipped.statement && skipped.statement != a.statement)
					always_skipped = false;
				skipped = a;	/* does not come here when there is nothing */
				continue;
			} else {
				always_skipped = false;
				continue;
			}
		}
		always_skipped = false;
		certain = certain && one.atom.certain;
		if (out->gone != GONE_NOT && (out->gone != one.gone || out->atom.statement != one.atom.statement))
			return false;
		*out = one;
	}
	if (out->gone == GONE_NOT && always_skipped && skipped.statement && !*part)	/* its end is reached only when there is nothing */
		*out = (struct nothing){GONE_NULL, skipped};
	if (out->gone == GONE_NOT || (out->gone == GONE_SET && !*part))
		return false;
	out->atom.certain = out->atom.certain && certain;
	return true;
}

static bool of_call(struct derive *d, struct ref e, const char *part, struct nothing *out, int depth)
{
	struct target t[TARGETS_MAX];
	int n = call_targets(d->r, (struct ref){e.unit, ref_expr(d->r, e)->b}, t);

	if (n == 0 || strcmp(t[0].how, "callback") == 0 || !of_function(d, t[0].function, part, out, depth + 1))
		return false;
	out->atom.certain = out->atom.certain && t[0].candidates == 1;
	return true;
}

static bool of_name(struct derive *d, struct ref e, const char *part, struct nothing *out, int depth)
{
	const struct unit *u = d->r->unit[e.unit];
	char whole[PART_MAX];
	const struct binding *b;
	const int *list;

	if (bindings_of(d->r, e, &list) != 1)
		return false;
	b = &u->binding.v[list[0]];
	if (!b->value || (b->how != HOW_CONST && b->how != HOW_LET && b->how != HOW_VAR && b->how != HOW_ASSIGN))
		return false;
	if (snprintf(whole, sizeof(whole), "%s%s", unit_text(u, b->part), part) >= (int)sizeof(whole))
		return false;
	return of_value(d, (struct ref){e.unit, b->value}, whole, out, depth + 1);
}

static bool of_value(struct derive *d, struct ref e, const char *part, struct nothing *out, int depth)
{
	const struct expr *x;
	const struct unit *u;
	char whole[PART_MAX];

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || depth > 2 * CALLS_MAX)
		return false;
	x = ref_expr(d->r, e);
	u = d->r->unit[e.unit];
	switch (x->kind) {
	case E_NAME:
		if (of_name(d, e, part, out, depth))
			return true;
		break;
	case E_CALL:
		if (of_call(d, e, part, out, depth))
			return true;
		break;
	case E_MEMBER:
		if (snprintf(whole, sizeof(whole), ".%s%s", ref_text(d->r, e), part) < (int)sizeof(whole) && of_value(d, (struct ref){e.unit, x->a}, whole, out, depth + 1))
			return true;
		return false;	/* a field of a row may be null for itself */
	case E_CONDITIONAL:	/* row ? toCall(row) : null */
		if (!*part && written(d, (struct ref){e.unit, x->c}) == GONE_NULL && u->expr.v[x->c].kind != E_NONE && is_test(d, (struct ref){e.unit, x->a}, false, &out->atom)) {
			out->gone = GONE_NULL;
			return true;
		}
		if (!*part && written(d, (struct ref){e.unit, x->b}) == GONE_NULL && is_test(d, (struct ref){e.unit, x->a}, true, &out->atom)) {
			out->gone = GONE_NULL;
			return true;
		}
		return false;
	case E_BINARY:
	case E_UNARY:	/* rows.length > 0, !!row, row is not None, row and Call(row) */
		if (*part || strcmp(ref_text(d->r, e), "||") == 0 || strcmp(ref_text(d->r, e), "??") == 0)
			return false;
		if (!is_test(d, e, false, &out->atom))
			return false;
		out->gone = GONE_FALSE;
		return true;
	default:
		break;
	}
	/* return rows[0], return row */
	if (*part || depth == 0 || shape_of(d, e) != SHAPE_ROW || !is_test(d, e, false, &out->atom))
		return false;
	out->gone = GONE_NULL;
	return true;
}

bool nothing_of(struct derive *d, struct ref value, struct nothing *out)
{
	*out = (struct nothing){0};
	if (!ref_ok(value) || strcmp(d->r->family[value.unit], "go") == 0)
		return false;
	return of_value(d, value, "", out, 0);
}

/* What a throw throws: as the program writes it (a class's name), or its symbolic type. */
static bool throws_type(struct derive *d, int unit, const struct return_ *r, const char *type)
{
	struct ref e = expr_plain(d->r, (struct ref){unit, r->value});
	const char *text;
	struct value v;

	if (!ref_ok(e))
		return false;
	if (ref_expr(d->r, e)->kind == E_CALL)
		e = (struct ref){e.unit, ref_expr(d->r, e)->a};
	text = dotted_text(d->r, e);
	v = resolve(d->r, e);
	return (text && strcmp(text, type) == 0) || (v.type && strcmp(v.type, type) == 0);
}

static bool thrown(struct derive *d, struct ref function, const char *type, struct atom *out, int depth)
{
	const struct unit *u = d->r->unit[function.unit];
	bool any = false;

	for (int i = 1; i < (int)u->return_.n; i++) {
		const struct return_ *r = &u->return_.v[i];
		struct condition c[CONDITIONS_MAX];
		struct atom a;

		if (r->function != function.index || r->how != 't' || !throws_type(d, function.unit, r, type))
			continue;
		if (!on_the_way(d, function.unit, c, conditions_of(u, function.index, r->region, r->line, c), true, &a) || (any && out->statement != a.statement))
			return false;
		*out = a;
		any = true;
	}
	for (int i = 1; i < (int)u->call.n && depth < CALLS_MAX; i++) {
		struct target t[TARGETS_MAX];
		struct atom a;
		int n;

		if (u->call.v[i].function != function.index)
			continue;
		n = call_targets(d->r, (struct ref){function.unit, i}, t);
		if (n == 0 || strcmp(t[0].how, "callback") == 0 || ref_eq(t[0].function, function) || !thrown(d, t[0].function, type, &a, depth + 1))
			continue;
		if (any && out->statement != a.statement)
			return false;
		a.certain = a.certain && t[0].candidates == 1;
		*out = a;
		any = true;
	}
	return any;
}

bool nothing_thrown(struct derive *d, struct ref function, const char *type, struct atom *out)
{
	return strcmp(d->r->family[function.unit], "go") != 0 && thrown(d, function, type, out, 0);
}
