/* Which tests ask "is there nothing?", of which statement, and which exits they lead to. See derive.h. */
#include "nothing.h"
#include "statements.h"
#include "reach.h"

#include <stdio.h>

struct exit { int64_t id, file_id; struct ref function; int region, line; const char *kind, *error_type; };

/* A test of a statement that leads to an exit: the number in exits. `call`: the test is in a function that the error is handed to there; REF_NONE. */
struct tested { int exit; int64_t test, statement, file_id; int line; struct ref function, call; };

struct emptiness {
	struct derive *d;
	const struct guards *g;
	struct table *test, *exit;
	VEC_OF(struct exit) exits;
	VEC_OF(struct tested) found;
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

static bool is_first(struct derive *d, struct ref index)
{
	const char *t = constant_text(d->r, index);

	return t && strcmp(t, "0") == 0;
}

/* Whether the function takes element 0 of the tested list: it is used as one row, not as a collection. */
static bool takes_first(struct derive *d, struct ref function, struct ref list)
{
	const struct unit *u = d->r->unit[function.unit];
	const char *text = dotted_text(d->r, list);

	for (int i = 1; text && i < (int)u->expr.n; i++) {
		const struct expr *x = &u->expr.v[i];
		const char *other;

		if (x->kind != E_INDEX || u->scope.v[x->scope].function != function.index || !x->b || !is_first(d, (struct ref){function.unit, x->b}))
			continue;
		other = dotted_text(d->r, (struct ref){function.unit, x->a});
		if (other && strcmp(other, text) == 0)
			return true;
	}
	return false;
}

static int64_t test_row(struct emptiness *e, const struct exit *x, int region, const struct atom *a)
{
	const struct unit *u = e->d->r->unit[x->function.unit];

	row_id(e->test, 0, a->statement);
	row_id(e->test, 1, function_id(e->d, x->function));
	row_id(e->test, 2, region > 0 && u->region.v[region].kind != REGION_BODY ? e->d->n->region[x->function.unit] + region : 0);
	row_text(e->test, 3, a->form);
	row_text(e->test, 4, shape_name(a->shape));
	row_int(e->test, 5, a->effective);
	row_int(e->test, 6, a->certain);
	if (e->d->sites.v[a->statement - 1].action && strcmp(e->d->sites.v[a->statement - 1].action, "load") == 0 && ref_expr(e->d->r, a->value)->kind == E_MEMBER)
		row_text(e->test, 10, origin_of(e->d, (struct ref){a->value.unit, ref_expr(e->d->r, a->value)->a}).kind);
	row_int(e->test, 7, a->value.unit == x->function.unit && takes_first(e->d, x->function, a->value));
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

static int call_line(const struct emptiness *e, struct ref call)
{
	const struct unit *u = e->d->r->unit[call.unit];

	return u->expr.v[u->call.v[call.index].expr].line;
}

static void exit_row(struct emptiness *e, const struct handler *h, const struct reach *reach, int at, const struct tested *t)
{
	const struct exit *x = &e->exits.v[t->exit];
	struct site *site = &e->d->sites.v[t->statement - 1];
	bool handed = ref_ok(t->call);
	int64_t file_id = handed ? e->d->n->file[t->call.unit] : x->file_id;
	int position, line = handed ? call_line(e, t->call) : x->line;
	int64_t w = reach_witness(e->d, h, reach, at, &position);

	witness_add(e->d, w, position++, e->d->n->file[site->call.unit], call_line(e, site->call), statement_text_of(e->d, site));
	if (handed)
		witness_add(e->d, w, position++, file_id, line, "its error is handed on");
	witness_add(e->d, w, position++, t->file_id, t->line, "tested for being empty");
	witness_add(e->d, w, position, x->file_id, x->line, "the answer given then");
	row_id(e->exit, 0, t->test);
	row_id(e->exit, 1, x->id);
	row_id(e->exit, 2, h->route);
	row_int(e->exit, 3, handed ? strcmp(x->kind, "throw") != 0 : survives(e, x, reach, at));
	row_int(e->exit, 4, reach->v.v[at].certain);
	row_id(e->exit, 5, w);
	row_id(e->exit, 6, file_id);
	row_int(e->exit, 7, line);
	row_end(e->exit);
}

static bool same_error(const struct error_test *a, const struct error_test *b)
{
	return a->own == b->own || (a->own && b->own && strcmp(a->own, b->own) == 0);
}

/* Whether a condition that has to hold says that the error is not that one: err != nil && !errors.Is(err, ErrNotFound) */
static bool says_not(struct derive *d, struct ref c, bool holds, const struct error_test *given, int depth)
{
	const struct expr *x;
	struct error_test t;

	c = expr_plain(d->r, c);
	if (!ref_ok(c) || depth > 8)
		return false;
	x = ref_expr(d->r, c);
	if (x->kind == E_UNARY && strcmp(ref_text(d->r, c), "!") == 0)
		return says_not(d, (struct ref){c.unit, x->a}, !holds, given, depth + 1);
	if (x->kind == E_BINARY && strcmp(ref_text(d->r, c), holds ? "&&" : "||") == 0)
		return says_not(d, (struct ref){c.unit, x->a}, holds, given, depth + 1) || says_not(d, (struct ref){c.unit, x->b}, holds, given, depth + 1);
	return error_test_of(d, c, REF_NONE, &t) && t.holds != holds && t.statement == given->statement && same_error(&t, given);
}

/* Whether the call is reached with the error in hand: no branch before it that leaves takes it, and none it stands in is for others. */
static bool is_handed(struct derive *d, struct ref call, const struct error_test *given)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct call *x = &u->call.v[call.index];
	int line = u->expr.v[x->expr].line;

	for (int r = x->region, i = 0; i < 200; r = u->region.v[r].parent, i++) {
		const struct region *in = &u->region.v[r], *then = in->kind == REGION_ELSE ? &u->region.v[in->pair] : in;
		bool is_default = in->kind == REGION_CASE && !in->test;	/* none of the cases above it */

		for (int s = 1; s < (int)u->region.n; s++) {
			const struct region *g = &u->region.v[s];
			bool before = g->parent == (is_default ? in->parent : r) && g->end_line < line && (is_default || g->leaves == LEAVES_RETURN || g->leaves == LEAVES_THROW);

			if (before && g->function == x->function && g->kind == REGION_THEN && says_not(d, (struct ref){call.unit, g->test}, false, given, 0))
				return false;
		}
		if (r <= 0 || in->kind == REGION_BODY)
			break;
		if (then->kind == REGION_THEN && says_not(d, (struct ref){call.unit, then->test}, in->kind == REGION_THEN, given, 0))
			return false;
	}
	return true;
}

#define HANDED_MAX 3 /* functions an error is handed down through to the one that answers */

/* The function answers for an error it is handed: every call that hands it one of a known statement is a test of that statement. */
static void handed_errors(struct emptiness *e, int exit, int region, const struct atom *a, const struct error_test *t, int depth)
{
	struct derive *d = e->d;
	const struct parameter *p = &d->r->unit[t->parameter.unit]->parameter.v[t->parameter.index];
	struct ref function = {t->parameter.unit, p->function};
	const struct ref *caller;
	int n = callers_of(d->r, function, &caller);

	for (int i = 0; i < n; i++) {
		struct ref argument = argument_for(d->r, caller[i], function, p->position);
		struct error_test given;
		struct atom one = *a;

		if (!ref_ok(argument) || !error_test_handed(d, t, argument, &given))
			continue;
		if (!given.statement) {
			if (depth < HANDED_MAX)
				handed_errors(e, exit, region, a, &given, depth + 1);
			continue;
		}
		one.statement = given.statement;
		one.certain = a->certain && given.certain;
		one.effective = given.effective;
		one.shape = given.empty;
		if (!given.effective || !is_handed(d, caller[i], &given))	/* a list, which never gives this error; or asked before */
			continue;
		vec_push(&e->found, (struct tested){exit, test_row(e, &e->exits.v[exit], region, &one), one.statement, d->n->file[a->value.unit], ref_expr(d->r, a->value)->line,
			{caller[i].unit, d->r->unit[caller[i].unit]->call.v[caller[i].index].function}, caller[i]});
	}
}

/* The type of error whose catch the exit is: except NotFound: return 404; if (error instanceof NotFound) … in a catch. *catch: its region; REF_NONE: any error's, or no catch. */
static struct ref caught_type(const struct unit *u, const struct exit *x, int *catch)
{
	const struct expr *test = &u->expr.v[u->region.v[x->region].test];
	int at = u->region.v[x->region].kind == REGION_THEN ? u->region.v[x->region].parent : x->region;

	if (at <= 0 || u->region.v[at].kind != REGION_CATCH)
		return REF_NONE;
	*catch = at;
	if (at != x->region)
		return test->kind == E_BINARY && strcmp(unit_text(u, test->text), "instanceof") == 0 ? (struct ref){x->function.unit, test->b} : REF_NONE;
	for (int i = 1; i < (int)u->catch_.n; i++)
		if (u->catch_.v[i].region == at && u->catch_.v[i].types == 1)
			return (struct ref){x->function.unit, u->kid.v[u->catch_.v[i].first_type].expr};
	return REF_NONE;
}

/* An exit in the catch of an error that the functions called in its try throw because a statement gave nothing. */
static bool caught_atom(struct emptiness *e, const struct exit *x, int *catch, struct atom *out)
{
	const struct unit *u = e->d->r->unit[x->function.unit];
	struct ref type = caught_type(u, x, catch);
	const char *name = ref_ok(type) ? dotted_text(e->d->r, type) : NULL;
	bool any = false;

	for (int c = 1; name && c < (int)u->call.n; c++) {
		struct target t[TARGETS_MAX];
		struct atom a;
		int n, r = u->call.v[c].region;

		if (u->call.v[c].function != x->function.index)
			continue;
		while (r > 0 && r != u->region.v[*catch].pair)
			r = u->region.v[r].parent;
		n = r > 0 ? call_targets(e->d->r, (struct ref){x->function.unit, c}, t) : 0;
		if (n == 0 || strcmp(t[0].how, "callback") == 0 || !nothing_thrown(e->d, t[0].function, name, &a))
			continue;
		if (any && out->statement != a.statement)
			return false;
		a.certain = a.certain && t[0].candidates == 1;
		*out = a;
		any = true;
	}
	return any;
}

/* Which of the tests before an exit decide on it. */
static void tests_of(struct emptiness *e, int exit)
{
	const struct exit *x = &e->exits.v[exit];
	struct atom a[ATOMS_MAX];
	int region, n = empty_conditions(e->d, x->function.unit, x->function.index, x->region, x->line, a, &region);

	for (int i = 0; i < n; i++)
		if (a[i].statement)
			vec_push(&e->found, (struct tested){exit, test_row(e, x, region, &a[i]), a[i].statement, e->d->n->file[a[i].value.unit], ref_expr(e->d->r, a[i].value)->line, x->function,
				REF_NONE});
		else
			handed_errors(e, exit, region, &a[i], &a[i].error, 0);
	if (caught_atom(e, x, &region, &a[0]))
		vec_push(&e->found, (struct tested){exit, test_row(e, x, region, &a[0]), a[0].statement, e->d->n->file[a[0].value.unit], ref_expr(e->d->r, a[0].value)->line, x->function, REF_NONE});
}

bool emptiness_derive(struct derive *d, struct err *err)
{
	struct emptiness e = {.d = d};
	struct handler *h;
	int n;

	e.test = facts_table(d->facts, "emptiness_test", COLUMNS("statement_id", "function_id", "region_id", "form", "shape", "effective", "certain", "one_row", "file_id", "line", "owner"));
	e.exit = facts_table(d->facts, "empty_exit", COLUMNS("test_id", "exit_id", "route_id", "survives", "certain", "witness_id", "file_id", "line"));
	if (!load_exits(&e, err) || !handlers_load(d, &h, &n, err))
		return false;
	e.g = d->guards;
	for (size_t i = 0; i < e.exits.n; i++)
		tests_of(&e, (int)i);
	for (int i = 0; i < n; i++) {
		struct reach reach = {0};

		if (!ref_ok(h[i].function))
			continue;
		reach_from(d->graph, &h[i], &reach);
		for (size_t k = 0; k < reach.v.n; k++)
			for (size_t f = 0; f < e.found.n; f++) {
				const struct tested *t = &e.found.v[f];
				int region = ref_ok(t->call) ? d->r->unit[t->call.unit]->call.v[t->call.index].region : e.exits.v[t->exit].region;

				if (ref_eq(t->function, reach.v.v[k].function) && (k > 0 || handler_runs(d, &h[i], region)))
					exit_row(&e, &h[i], &reach, (int)k, t);
			}
		vec_free(&reach.v);
	}
	vec_free(&e.found);
	vec_free(&e.exits);
	return true;
}
