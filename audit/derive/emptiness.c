/* Which tests ask "is there nothing?", of which statement, and which exits they lead to. See derive.h. */
#include "conditions.h"
#include "empty_error.h"
#include "flow.h"
#include "statements.h"
#include "reach.h"

#include <stdio.h>

struct atom { struct ref value; const char *form; enum shape shape; bool effective; int64_t statement; bool certain; };

struct exit { int64_t id, file_id; struct ref function; int region, line; const char *kind, *error_type; };

static bool is_zero(struct derive *d, struct ref e)
{
	const char *t = constant_text(d->r, e);

	return t && strcmp(t, "0") == 0;
}

static bool is_one(struct derive *d, struct ref e)
{
	const char *t = constant_text(d->r, e);

	return t && strcmp(t, "1") == 0;
}

/* x.length, len(x): x; else REF_NONE. */
static struct ref measured(struct derive *d, struct ref e)
{
	const struct unit *u;
	const struct expr *x;

	e = expr_plain(d->r, e);
	if (!ref_ok(e))
		return REF_NONE;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	if (x->kind == E_MEMBER && strcmp(ref_text(d->r, e), "length") == 0)
		return (struct ref){e.unit, x->a};
	if (x->kind == E_CALL && x->n == 1 && u->expr.v[x->a].kind == E_NAME && strcmp(unit_text(u, u->expr.v[x->a].text), "len") == 0)
		return (struct ref){e.unit, u->kid.v[x->first].expr};
	return REF_NONE;
}

/* rows[0], or a name for it: undefined when there is none, never null. */
static bool is_element(struct derive *d, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct binding *b;
	const int *list;
	struct ref value;

	if (ref_expr(d->r, e)->kind == E_INDEX)
		return true;
	if (ref_expr(d->r, e)->kind != E_NAME || bindings_of(d->r, e, &list) != 1)
		return false;
	b = &u->binding.v[list[0]];
	value = expr_plain(d->r, (struct ref){e.unit, b->value});
	return ends_with(unit_text(u, b->part), "]") || (ref_ok(value) && !*unit_text(u, b->part) && ref_expr(d->r, value)->kind == E_INDEX);
}

static bool atom_of(struct derive *d, struct ref value, const char *form, bool strict_null, struct atom *out)
{
	bool python = strcmp(d->r->family[value.unit], "python") == 0;

	value = expr_plain(d->r, value);
	if (!ref_ok(value))
		return false;
	out->value = value;
	out->shape = shape_of(d, value);
	out->statement = statement_of(d, value, &out->certain);
	if (out->shape == SHAPE_NONE || out->shape >= SHAPE_NO_ROW || !out->statement)
		return false;
	if (out->shape == SHAPE_ROWS && strcmp(form, "null") == 0 && strcmp(d->r->family[value.unit], "go") == 0)
		return false; /* a slice nothing was appended to is nil, one that was made is not */
	out->form = form;
	out->effective = true;
	if (out->shape == SHAPE_RESULT || (out->shape == SHAPE_ROWS && strcmp(form, "null") == 0))
		out->effective = false;
	if (out->shape == SHAPE_ROWS && strcmp(form, "falsy") == 0)
		out->effective = python;	/* an empty array is true in JavaScript */
	if (out->shape == SHAPE_ROW && strcmp(form, "null") == 0 && strict_null && !python && is_element(d, value))
		out->effective = false;		/* a missing element is undefined, not null */
	if (out->shape == SHAPE_ROW && ref_expr(d->r, value)->kind == E_INDEX)
		out->form = "first";
	return true;
}

/* err == sql.ErrNoRows, errors.Is(err, sql.ErrNoRows) */
static bool error_atom(struct derive *d, struct ref c, struct ref subject, bool holds, struct atom *out)
{
	struct error_test t;

	if (!error_test_of(d, c, subject, &t) || t.holds != holds)
		return false;
	*out = (struct atom){.value = t.error, .form = "error", .shape = t.effective ? SHAPE_ROW : SHAPE_ROWS, .effective = t.effective, .statement = t.statement, .certain = t.certain};
	return true;
}

/* x == nil, where the call that gave x gives nil for a missing row. */
static bool nil_atom(struct derive *d, struct ref value, struct atom *out)
{
	bool certain;
	int64_t s = strcmp(d->r->family[value.unit], "go") == 0 ? nil_for_no_row(d, value, &certain) : 0;

	if (!s)
		return false;
	*out = (struct atom){.value = value, .form = "null", .shape = SHAPE_ROW, .effective = true, .statement = s, .certain = certain};
	return true;
}

/* The atoms that make the condition have the value `holds` when something is empty. */
static int atoms(struct derive *d, struct ref c, bool holds, struct atom *out, int n, int max, int depth)
{
	const struct expr *x;
	const char *op;

	c = expr_plain(d->r, c);
	if (!ref_ok(c) || depth > 8 || n >= max)
		return n;
	x = ref_expr(d->r, c);
	op = ref_text(d->r, c);
	if (x->kind == E_UNARY && strcmp(op, "!") == 0)
		return atoms(d, (struct ref){c.unit, x->a}, !holds, out, n, max, depth + 1);
	if (x->kind == E_BINARY && (strcmp(op, "&&") == 0 || strcmp(op, "||") == 0)) {
		int before = n;

		n = atoms(d, (struct ref){c.unit, x->a}, holds, out, n, max, depth + 1);
		n = atoms(d, (struct ref){c.unit, x->b}, holds, out, n, max, depth + 1);
		/* after `if err != nil && err != sql.ErrNoRows { return }` there may as well be a row */
		if (strcmp(op, "&&") == 0 && !holds)
			for (int i = n - 1; i >= before; i--)
				if (strcmp(out[i].form, "error") == 0)
					out[i] = out[--n];
		return n;
	}
	if (error_atom(d, c, REF_NONE, holds, &out[n]))
		return n + 1;
	if (x->kind == E_BINARY) {
		struct ref left = {c.unit, x->a}, right = {c.unit, x->b}, list = measured(d, left);
		bool equals = strcmp(op, "==") == 0 || strcmp(op, "===") == 0 || strcmp(op, "is") == 0;
		bool differs = strcmp(op, "!=") == 0 || strcmp(op, "!==") == 0 || strcmp(op, "is not") == 0;
		bool empty_when, number = is_zero(d, right) || is_one(d, right);
		const struct expr *r = ref_expr(d->r, expr_plain(d->r, right));

		if (number) {
			if (is_zero(d, right) && (equals || strcmp(op, "<=") == 0))
				empty_when = true;
			else if (is_zero(d, right) && (differs || strcmp(op, ">") == 0))
				empty_when = false;
			else if (is_one(d, right) && strcmp(op, "<") == 0)
				empty_when = true;
			else if (is_one(d, right) && strcmp(op, ">=") == 0)
				empty_when = false;
			else
				return n;
			if (empty_when != holds)
				return n;
			return n + (ref_ok(list) ? atom_of(d, list, "length", false, &out[n]) : atom_of(d, left, "count", false, &out[n]));
		}
		if (r->kind == E_ARRAY && r->n == 0) {	/* rows == []: lists are compared by what is in them in Python, by identity in JavaScript */
			if ((!equals && !differs) || equals != holds || strcmp(op, "is") == 0 || shape_of(d, left) != SHAPE_ROWS || !atom_of(d, left, "length", false, &out[n]))
				return n;
			out[n].effective = strcmp(d->r->family[c.unit], "python") == 0;
			return n + 1;
		}
		if (r->kind == E_CONSTANT || (r->kind == E_NAME && strcmp(ref_text(d->r, expr_plain(d->r, right)), "undefined") == 0)) {
			bool null = strcmp(ref_text(d->r, expr_plain(d->r, right)), "null") == 0;

			if ((!null && strcmp(ref_text(d->r, expr_plain(d->r, right)), "undefined") != 0) || (!equals && !differs) || equals != holds)
				return n;
			return n + (atom_of(d, left, "null", null && strlen(op) == 3, &out[n]) || nil_atom(d, expr_plain(d->r, left), &out[n]));
		}
		return n;
	}
	if (holds)	/* a bare value: true means there is something */
		return n;
	{
		struct ref list = measured(d, c);

		if (ref_ok(list))
			return n + atom_of(d, list, "length", false, &out[n]);
	}
	return n + atom_of(d, c, shape_of(d, c) == SHAPE_COUNT ? "count" : "falsy", false, &out[n]);
}

struct tested { int exit; int64_t test, statement; int line; };	/* exit: index in exits */

struct emptiness {
	struct derive *d;
	const struct guards *g;
	struct table *test, *exit;
	VEC_OF(struct exit) exits;
};

static bool load_exits(struct emptiness *e, struct err *err)
{
	struct query *q = db_query(e->d->db, err, "SELECT id, function_id, region_id, line, kind, error_type, file_id FROM exit WHERE status >= 400 OR status = 204");

	if (!q)
		return false;
	while (query_next(q, err)) {
		struct ref f = numbering_function(e->d->n, query_int(q, 1));

		if (ref_ok(f))
			vec_push(&e->exits, (struct exit){query_int(q, 0), query_int(q, 6), f, query_is_null(q, 2) ? e->d->r->unit[f.unit]->function.v[f.index].region :
				(int)(query_int(q, 2) - e->d->n->region[f.unit]), (int)query_int(q, 3), arena_strdup(e->d->arena, query_text(q, 4)), arena_strdup(e->d->arena, query_text(q, 5))});
	}
	query_end(q);
	return !err->message[0];
}

/* Whether the function takes element 0 of the tested list: it is used as one row, not as a collection. */
static bool takes_first(struct derive *d, struct ref function, struct ref list)
{
	const struct unit *u = d->r->unit[function.unit];
	const char *text = dotted_text(d->r, list);

	for (int i = 1; text && i < (int)u->expr.n; i++) {
		const struct expr *x = &u->expr.v[i];
		const char *other;

		if (x->kind != E_INDEX || u->scope.v[x->scope].function != function.index || !x->b || !is_zero(d, (struct ref){function.unit, x->b}))
			continue;
		other = dotted_text(d->r, (struct ref){function.unit, x->a});
		if (other && strcmp(other, text) == 0)
			return true;
	}
	return false;
}

static int64_t test_row(struct emptiness *e, const struct exit *x, const struct condition *c, const struct atom *a)
{
	const struct unit *u = e->d->r->unit[x->function.unit];

	row_id(e->test, 0, a->statement);
	row_id(e->test, 1, function_id(e->d, x->function));
	row_id(e->test, 2, c->region > 0 && u->region.v[c->region].kind != REGION_BODY ? e->d->n->region[x->function.unit] + c->region : 0);
	row_text(e->test, 3, a->form);
	row_text(e->test, 4, shape_name(a->shape));
	row_int(e->test, 5, a->effective);
	row_int(e->test, 6, a->certain);
	if (e->d->sites.v[a->statement - 1].action && strcmp(e->d->sites.v[a->statement - 1].action, "load") == 0 && ref_expr(e->d->r, a->value)->kind == E_MEMBER)
		row_text(e->test, 10, origin_of(e->d, (struct ref){a->value.unit, ref_expr(e->d->r, a->value)->a}).kind);
	row_int(e->test, 7, takes_first(e->d, x->function, a->value));
	row_id(e->test, 8, e->d->n->file[a->value.unit]);
	row_int(e->test, 9, ref_expr(e->d->r, a->value)->line);
	return row_end(e->test);
}

/* Whether the exit, thrown in its function, gets out of the handler along the way it was reached. */
static bool survives(const struct emptiness *e, const struct exit *x, const struct reach *reach, int at)
{
	if (strcmp(x->kind, "throw") != 0)
		return true;
	if (!throw_survives(e->g, x->function.unit, x->region, x->error_type))
		return false;
	for (int i = at; i >= 0 && ref_ok(reach->v.v[i].via); i = reach->v.v[i].from) {
		struct ref via = reach->v.v[i].via;

		if (reach->v.v[i].detached || !throw_survives(e->g, via.unit, e->d->r->unit[via.unit]->call.v[via.index].region, x->error_type))
			return false;
	}
	return true;
}

static void exit_row(struct emptiness *e, const struct handler *h, const struct reach *reach, int at, const struct exit *x, int64_t test, int64_t statement, int test_line)
{
	struct site *site = &e->d->sites.v[statement - 1];
	int position;
	int64_t w = reach_witness(e->d, h, reach, at, &position);

	witness_add(e->d, w, position++, e->d->n->file[site->call.unit], e->d->r->unit[site->call.unit]->expr.v[e->d->r->unit[site->call.unit]->call.v[site->call.index].expr].line,
		statement_text_of(e->d, site));
	witness_add(e->d, w, position++, x->file_id, test_line, "tested for being empty");
	witness_add(e->d, w, position, x->file_id, x->line, "the answer given then");
	row_id(e->exit, 0, test);
	row_id(e->exit, 1, x->id);
	row_id(e->exit, 2, h->route);
	row_int(e->exit, 3, survives(e, x, reach, at));
	row_int(e->exit, 4, reach->v.v[at].certain);
	row_id(e->exit, 5, w);
	row_end(e->exit);
}

bool emptiness_derive(struct derive *d, struct err *err)
{
	struct emptiness e = {.d = d};
	VEC_OF(struct tested) found = {0};
	struct handler *h;
	int n;

	e.test = facts_table(d->facts, "emptiness_test", COLUMNS("statement_id", "function_id", "region_id", "form", "shape", "effective", "certain", "one_row", "file_id", "line", "owner"));
	e.exit = facts_table(d->facts, "empty_exit", COLUMNS("test_id", "exit_id", "route_id", "survives", "certain", "witness_id"));
	if (!load_exits(&e, err) || !handlers_load(d, &h, &n, err))
		return false;
	e.g = d->guards;
	for (size_t i = 0; i < e.exits.n; i++) {
		const struct exit *x = &e.exits.v[i];
		struct condition c[CONDITIONS_MAX];
		int k = conditions_of(d->r->unit[x->function.unit], x->function.index, x->region, x->line, c);

		for (int j = 0; j < k; j++) {
			struct atom a[4];
			struct ref test = {x->function.unit, c[j].test}, subject = {x->function.unit, c[j].subject};
			int m = c[j].subject ? error_atom(d, test, subject, c[j].holds, a) : atoms(d, test, c[j].holds, a, 0, 4, 0);

			for (int z = 0; z < m; z++) {
				int64_t test = test_row(&e, x, &c[j], &a[z]);

				vec_push(&found, (struct tested){(int)i, test, a[z].statement, ref_expr(d->r, a[z].value)->line});
			}
			if (m > 0)
				break;	/* the nearest test that is about a statement decides */
		}
	}
	for (int i = 0; i < n; i++) {
		struct reach reach = {0};

		if (!ref_ok(h[i].function))
			continue;
		reach_from(d->graph, &h[i], &reach);
		for (size_t k = 0; k < reach.v.n; k++)
			for (size_t f = 0; f < found.n; f++)
				if (ref_eq(e.exits.v[found.v[f].exit].function, reach.v.v[k].function) && (k > 0 || handler_runs(d, &h[i], e.exits.v[found.v[f].exit].region)))
					exit_row(&e, &h[i], &reach, (int)k, &e.exits.v[found.v[f].exit], found.v[f].test, found.v[f].statement, found.v[f].line);
		vec_free(&reach.v);
	}
	vec_free(&found);
	vec_free(&e.exits);
	return true;
}
