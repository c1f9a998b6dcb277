/* Emptiness told by an error. See empty_error.h. */
#include "empty_error.h"
#include "conditions.h"

#include <stdio.h>
#include <stdlib.h>

#define CALLS_MAX 6 /* functions an error is handed up through */

/* The statement that gave an error, and what its call says of a missing row. */
struct gave {
	int64_t statement;
	enum shape shape;
};

static struct gave error_given(struct derive *d, struct ref error, bool *certain, int depth);

/*
 * The binding whose value the name has where it stands: the last before it, when nothing between the two can be left out. Go gives err a new value in
 * every other line, so that all bindings of it together say nothing.
 */
static const struct binding *reaching(struct derive *d, struct ref name)
{
	const struct unit *u = d->r->unit[name.unit];
	const struct expr *x = ref_expr(d->r, name);
	const struct binding *last = NULL;
	const int *list;
	int n = x->kind == E_NAME ? bindings_of(d->r, name, &list) : 0;

	for (int i = 0; i < n; i++) {
		const struct binding *b = &u->binding.v[list[i]];

		if (b->how == HOW_PARAMETER || b->how == HOW_EACH || b->how == HOW_AUGMENT || (b->how == HOW_ASSIGN && !b->value) || b->function != u->scope.v[x->scope].function)
			return NULL;
		if (b->value && u->expr.v[b->value].start < x->start && (!last || u->expr.v[b->value].start >= u->expr.v[last->value].start))
			last = b;
	}
	if (last && last->region > 0 && u->region.v[last->region].kind != REGION_BODY &&
		(x->line < u->region.v[last->region].line || x->line > u->region.v[last->region].end_line))
		return NULL;
	return last;
}

/* Of a call with several results which one the binding takes: "" and "[0]" the first. */
static int place_of(const struct unit *u, const struct binding *b)
{
	const char *part = unit_text(u, b->part);

	return part[0] == '[' && part[1] >= '0' && part[1] <= '9' ? (int)strtol(part + 1, NULL, 10) : 0;
}

static struct ref result_at(struct derive *d, struct ref returned, int place)
{
	const struct expr *x = ref_expr(d->r, returned);

	if (x->kind == E_ARRAY && !x->a)
		return place < x->n ? (struct ref){returned.unit, d->r->unit[returned.unit]->kid.v[x->first + place].expr} : REF_NONE;
	return place == 0 ? returned : REF_NONE;
}

static bool is_nil(struct derive *d, struct ref e)
{
	return ref_ok(e) && ref_expr(d->r, e)->kind == E_CONSTANT && strcmp(ref_text(d->r, e), "null") == 0;
}

static bool only_target(struct derive *d, struct ref call, struct ref *function, bool *certain)
{
	struct target t[TARGETS_MAX];
	int n = call_targets(d->r, (struct ref){call.unit, ref_expr(d->r, call)->b}, t);

	if (n == 0 || strcmp(t[0].how, "callback") == 0)
		return false;
	*certain = *certain && t[0].candidates == 1;
	*function = t[0].function;
	return true;
}

/* What result number `place` of the call says, as an error. */
static struct gave error_of_call(struct derive *d, struct ref call, int place, bool *certain, int depth)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct expr *x = ref_expr(d->r, call);
	struct value v = resolve(d->r, call);
	struct gave found = {0};
	struct ref function;
	const int *list;
	int n;

	if (v.type) {
		char type[256];
		bool way = true;

		snprintf(type, sizeof(type), place > 0 ? "%s#%d" : "%s", v.type, place);
		found.shape = shape_of_type(d, type);
		if (found.shape == SHAPE_ROW_ERROR || found.shape == SHAPE_ROWS_ERROR) {
			found.statement = statement_of(d, call, &way); /* db.Get(&user, "SELECT …") */
			if (!found.statement && u->expr.v[x->a].kind == E_MEMBER)
				found.statement = statement_of(d, (struct ref){call.unit, u->expr.v[x->a].a}, &way);
			if (!found.statement && x->n > 0) /* pgx.CollectOneRow(rows, …) */
				found.statement = statement_of(d, (struct ref){call.unit, u->kid.v[x->first].expr}, &way);
			*certain = *certain && way;
			return found;
		}
	}
	found.shape = SHAPE_NONE;
	if (depth > CALLS_MAX || !only_target(d, call, &function, certain))
		return found;
	n = returns_of(d->r, function, &list);
	for (int i = 0; i < n; i++) {
		struct ref e = {function.unit, list[i]}, error = result_at(d, e, place);
		struct gave one;

		if (is_nil(d, error))
			continue;
		/* return s.find(id): its results are handed on */
		if (ref_expr(d->r, e)->kind == E_CALL)
			one = error_of_call(d, e, place, certain, depth + 1);
		else
			one = ref_ok(error) ? error_given(d, error, certain, depth + 1) : (struct gave){0};
		if (!one.statement)
			*certain = false; /* an error somebody else made may still be this one */
		else if (found.statement && found.statement != one.statement)
			return (struct gave){0};
		else
			found = one;
	}
	return found;
}

static struct gave error_given(struct derive *d, struct ref error, bool *certain, int depth)
{
	const struct binding *b;
	struct ref value;

	error = expr_plain(d->r, error);
	if (!ref_ok(error) || depth > CALLS_MAX)
		return (struct gave){0};
	if (ref_expr(d->r, error)->kind == E_CALL)
		return error_of_call(d, error, 0, certain, depth);
	b = reaching(d, error);
	value = b ? expr_plain(d->r, (struct ref){error.unit, b->value}) : REF_NONE;
	if (!ref_ok(value) || ref_expr(d->r, value)->kind != E_CALL)
		return (struct gave){0};
	return error_of_call(d, value, place_of(d->r->unit[error.unit], b), certain, depth);
}

bool error_test_of(struct derive *d, struct ref test, struct ref subject, struct error_test *out)
{
	const struct expr *x;
	struct gave g;

	test = expr_plain(d->r, test);
	if (!ref_ok(test))
		return false;
	x = ref_expr(d->r, test);
	*out = (struct error_test){.holds = true, .certain = true, .error = REF_NONE};
	if (ref_ok(subject)) {
		if (shape_of(d, test) == SHAPE_NO_ROW)
			out->error = subject;
	} else if (x->kind == E_BINARY && (strcmp(ref_text(d->r, test), "==") == 0 || strcmp(ref_text(d->r, test), "!=") == 0)) {
		if (shape_of(d, (struct ref){test.unit, x->b}) == SHAPE_NO_ROW)
			out->error = (struct ref){test.unit, x->a};
		else if (shape_of(d, (struct ref){test.unit, x->a}) == SHAPE_NO_ROW)
			out->error = (struct ref){test.unit, x->b};
		out->holds = strcmp(ref_text(d->r, test), "==") == 0;
	} else if (x->kind == E_CALL && x->n > 0) {
		const struct kid *kid = &d->r->unit[test.unit]->kid.v[x->first];

		/* errors.Is(err, sql.ErrNoRows), and functions of a library that ask the same: pgxscan.NotFound(err) */
		if ((x->n == 2 && shape_of(d, (struct ref){test.unit, kid[1].expr}) == SHAPE_NO_ROW) || (x->n == 1 && shape_of(d, test) == SHAPE_NO_ROW))
			out->error = (struct ref){test.unit, kid[0].expr};
	}
	if (!ref_ok(out->error))
		return false;
	g = error_given(d, out->error, &out->certain, 0);
	out->statement = g.statement;
	out->effective = g.shape == SHAPE_ROW_ERROR;
	return g.statement != 0;
}

/* The statement whose missing row the returned nil stands for; 0: another reason. */
static int64_t nil_reason(struct derive *d, const struct return_ *r, int unit, bool *certain)
{
	const struct unit *u = d->r->unit[unit];
	struct condition c[CONDITIONS_MAX];
	int n = conditions_of(u, r->function, r->region, r->line, c);

	for (int i = 0; i < n; i++) {
		struct error_test t;

		if (error_test_of(d, (struct ref){unit, c[i].test}, c[i].subject ? (struct ref){unit, c[i].subject} : REF_NONE, &t) && t.holds == c[i].holds && t.effective) {
			*certain = *certain && t.certain;
			return t.statement;
		}
	}
	return 0;
}

static int64_t nil_of_call(struct derive *d, struct ref call, int place, bool *certain, int depth)
{
	struct ref function;
	const struct unit *u;
	int64_t found = 0;

	if (depth > CALLS_MAX || !only_target(d, call, &function, certain))
		return 0;
	u = d->r->unit[function.unit];
	for (int i = 0; i < (int)u->return_.n; i++) {
		const struct return_ *r = &u->return_.v[i];
		struct ref e = {function.unit, r->value}, value;
		int64_t one;

		if (r->function != function.index || r->how != 'r')
			continue;
		if (!r->value)
			return 0; /* named results: not known what they hold */
		value = result_at(d, e, place);
		if (ref_expr(d->r, e)->kind == E_CALL)
			one = nil_of_call(d, e, place, certain, depth + 1);
		else if (!is_nil(d, value))
			continue;
		else if (ref_expr(d->r, e)->kind == E_ARRAY && !is_nil(d, result_at(d, e, ref_expr(d->r, e)->n - 1)))
			continue; /* nil and an error */
		else
			one = nil_reason(d, r, function.unit, certain);
		if (!one || (found && found != one))
			return 0;
		found = one;
	}
	return found;
}

int64_t nil_for_no_row(struct derive *d, struct ref name, bool *certain)
{
	const struct binding *b = reaching(d, name);
	struct ref value = b ? expr_plain(d->r, (struct ref){name.unit, b->value}) : REF_NONE;

	*certain = true;
	if (!ref_ok(value) || ref_expr(d->r, value)->kind != E_CALL)
		return 0;
	return nil_of_call(d, value, place_of(d->r->unit[name.unit], b), certain, 0);
}
