/*
 * Go: a list that is nil when its statement gives no rows, and is sent as JSON: null in place of []. A slice is nil until something is appended to it, unless it was
 * made: var list []T, filled in a loop over rows, or by a call that leaves it alone when there are none.
 */
#include "empty_error.h"

#define DEPTH_MAX 8

struct nil_list { int64_t statement; struct ref name; int line; };	/* the statement that fills it; where it is declared: a name of that unit */

/* A name declared as a list, without a value, and appended to only. */
static bool declared_nil(struct derive *d, struct ref name, struct nil_list *out)
{
	const struct unit *u = d->r->unit[name.unit];
	const int *list;
	int n = bindings_of(d->r, name, &list);
	bool declared = false, certain = true;

	for (int i = 0; i < n; i++) {
		const struct binding *b = &u->binding.v[list[i]];
		const struct expr *x = &u->expr.v[b->value];

		if (b->how == HOW_VAR && !b->value && b->annotation && u->expr.v[b->annotation].kind == E_UNARY && strcmp(unit_text(u, u->expr.v[b->annotation].text), "[]") == 0) {
			declared = true;
			out->line = b->line;
		} else if (!b->value || x->kind != E_CALL || u->expr.v[x->a].kind != E_NAME || strcmp(unit_text(u, u->expr.v[x->a].text), "append") != 0) {
			return false;
		}
	}
	if (!declared)
		return false;
	out->statement = statement_of(d, name, &certain);
	out->name = name;
	return out->statement && certain;
}

static bool nil_list_of(struct derive *d, struct ref e, struct nil_list *out, int depth);

/* What result number `place` of the call is: on every way that gives no error the same list. */
static bool nil_list_given(struct derive *d, struct ref call, int place, struct nil_list *out, int depth)
{
	struct target t[TARGETS_MAX];
	int n = call_targets(d->r, (struct ref){call.unit, ref_expr(d->r, call)->b}, t);
	const struct unit *u;
	bool any = false;

	if (n != 1 || t[0].candidates != 1 || strcmp(t[0].how, "callback") == 0)
		return false;
	u = d->r->unit[t[0].function.unit];
	for (size_t i = 1; i < u->return_.n; i++) {
		const struct return_ *r = &u->return_.v[i];
		struct ref e = {t[0].function.unit, r->value};
		const struct expr *x;

		if (r->function != t[0].function.index || r->how != 'r' || !r->value)
			continue;
		x = ref_expr(d->r, e);
		if (x->kind == E_ARRAY && !x->a) {
			if (place >= x->n)
				return false;
			if (u->expr.v[u->kid.v[x->first + place].expr].kind == E_CONSTANT && u->expr.v[u->kid.v[x->first + x->n - 1].expr].kind != E_CONSTANT)
				continue;	/* return nil, err */
			e.index = u->kid.v[x->first + place].expr;
		} else if (x->kind == E_CALL) {
			if (!nil_list_given(d, e, place, out, depth + 1))
				return false;
			any = true;
			continue;
		}
		if (!nil_list_of(d, e, out, depth + 1))
			return false;
		any = true;
	}
	return any;
}

static bool nil_list_of(struct derive *d, struct ref e, struct nil_list *out, int depth)
{
	const struct binding *b;
	struct ref value;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || depth > DEPTH_MAX)
		return false;
	if (ref_expr(d->r, e)->kind == E_CALL)
		return nil_list_given(d, e, 0, out, depth);
	if (ref_expr(d->r, e)->kind != E_NAME)
		return false;
	if (declared_nil(d, e, out))
		return true;
	b = binding_reaching(d, e);
	value = b && b->how != HOW_PARAMETER ? expr_plain(d->r, (struct ref){e.unit, b->value}) : REF_NONE;
	return ref_ok(value) && ref_expr(d->r, value)->kind == E_CALL && result_place(d->r->unit[e.unit], b) == 0 && nil_list_given(d, value, 0, out, depth);
}

/* The tests of a list for having nothing, before it is sent: whatever they do, somebody has thought of it. */
static bool is_looked_at(struct derive *d, struct ref list, int function)
{
	const struct unit *u = d->r->unit[list.unit];
	const char *text = dotted_text(d->r, list);

	for (int i = 1; text && i < (int)u->expr.n; i++) {
		const struct expr *x = &u->expr.v[i];
		struct ref tested = REF_NONE;
		const char *other;

		if (u->scope.v[x->scope].function != function)
			continue;
		if (x->kind == E_CALL && x->n == 1 && u->expr.v[x->a].kind == E_NAME && strcmp(unit_text(u, u->expr.v[x->a].text), "len") == 0)
			tested.unit = list.unit, tested.index = u->kid.v[x->first].expr;
		else if (x->kind == E_BINARY && (strcmp(unit_text(u, x->text), "==") == 0 || strcmp(unit_text(u, x->text), "!=") == 0))
			tested.unit = list.unit, tested.index = x->a;
		other = ref_ok(tested) ? dotted_text(d->r, tested) : NULL;
		if (other && strcmp(other, text) == 0)
			return true;
	}
	return false;
}

/* The list, or an object written out that has it for an entry, among the arguments of an answer. */
static bool nil_list_sent(struct derive *d, struct ref e, int function, struct nil_list *out, int depth)
{
	const struct unit *u;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || depth > 3)
		return false;
	u = d->r->unit[e.unit];
	if (ref_expr(d->r, e)->kind == E_OBJECT) {
		for (int i = 0; i < ref_expr(d->r, e)->n; i++)
			if (nil_list_sent(d, (struct ref){e.unit, u->kid.v[ref_expr(d->r, e)->first + i].expr}, function, out, depth + 1))
				return true;
		return false;
	}
	return nil_list_of(d, e, out, 0) && !(ref_expr(d->r, e)->kind == E_NAME && is_looked_at(d, e, function));
}

bool null_lists_derive(struct derive *d, struct err *err)
{
	struct table *t = facts_table(d->facts, "null_list", COLUMNS("exit_id", "statement_id", "file_id", "line"));
	struct query *q = db_query(d->db, err, "SELECT e.id, e.call_id FROM exit e JOIN file f ON f.id = e.file_id AND f.language = 'go' "
		"WHERE e.media = 'json' AND e.status BETWEEN 200 AND 299 AND e.call_id IS NOT NULL");

	while (q && query_next(q, err)) {
		struct ref call = numbering_call(d->n, query_int(q, 1));
		struct nil_list found;

		for (int i = 0; ref_ok(call); i++) {
			const struct unit *u = d->r->unit[call.unit];
			const struct expr *x = &u->expr.v[u->call.v[call.index].expr];

			if (i >= x->n)
				break;
			if (!nil_list_sent(d, (struct ref){call.unit, u->kid.v[x->first + i].expr}, u->call.v[call.index].function, &found, 0) ||
				is_looked_at(d, found.name, d->r->unit[found.name.unit]->scope.v[ref_expr(d->r, found.name)->scope].function))
				continue;
			row_id(t, 0, query_int(q, 0));
			row_int(t, 1, found.statement);
			row_id(t, 2, d->n->file[found.name.unit]);
			row_int(t, 3, found.line);
			row_end(t);
		}
	}
	query_end(q);
	return q && !err->message[0];
}
