/*
 * Walking back along a chain of calls: from the call that sends it, receiver by receiver, through the values of names (in all branches before it),
 * functions that return such a chain, and the arguments they are given. See compose_pieces.h.
 */
#include "compose_pieces.h"

#include <stdlib.h>

#define WALK_MAX 400 /* expressions looked at for one chain */
#define DEPTH_MAX 60

struct entered {
	struct ref function, call;
	const struct entered *outer;
};
struct walk {
	struct composer *c;
	struct pieces *p;
	struct ref sender; /* call */
	VEC_OF(struct ref) seen;
	int roots;
};

static void walk(struct walk *w, struct ref e, const struct entered *frame, int depth);

static void lost(struct walk *w)
{
	not_known(w->c, "the chain of calls is not known from its beginning");
	w->c->fragment = true;
}

static const char *type_meaning(const struct walk *w, struct ref e)
{
	struct value v = resolve(w->c->d->r, e);

	return v.type ? word_meaning(w->c, "type", v.type, NULL) : NULL;
}

static struct ref call_ref(const struct walk *w, struct ref e)
{
	return (struct ref){e.unit, ref_expr(w->c->d->r, e)->b};
}

/* A region within which the sender stands, too, or that all of a function's ways go through. */
static bool is_sometimes(const struct walk *w, struct ref call)
{
	const struct unit *u = w->c->d->r->unit[call.unit], *su = w->c->d->r->unit[w->sender.unit];
	int region = u->call.v[call.index].region;

	if (call.unit == w->sender.unit && u->call.v[call.index].function == su->call.v[w->sender.index].function)
		for (int r = su->call.v[w->sender.index].region; r > 0; r = su->region.v[r].parent)
			if (r == region)
				return false;
	return region > 0 && u->region.v[region].kind != REGION_BODY;
}

/* The chain ends here: whatever the value is, it has no clauses yet, or nobody knows. */
static void stop(struct walk *w, struct ref e)
{
	const char *meaning = type_meaning(w, e);

	if (!meaning || strcmp(meaning, "base") != 0)
		lost(w);
}

static void add(struct walk *w, struct ref e, const char *method)
{
	struct link l = {.call = call_ref(w, e), .method = method};
	bool is_sender = ref_eq(l.call, w->sender);

	l.meaning = is_sender ? word_meaning(w->c, "sender", method, &l.detail) : NULL;
	if (!l.meaning)
		l.meaning = word_meaning(w->c, "method", method, &l.detail);
	l.sometimes = !is_sender && is_sometimes(w, l.call);
	if (!l.meaning && !word_meaning(w->c, "sender", method, NULL))
		lost(w);
	else if (l.meaning && strcmp(l.meaning, "opaque") == 0)
		lost(w);
	else if (l.meaning && strcmp(l.meaning, "unread") == 0)
		w->c->unknown = true;
	else if (l.meaning)
		vec_push(&w->p->chain.v, l);
}

/* list(db.Where(…)): what a caller hands over may have clauses of its own. */
static bool has_clauses(const struct walk *w, struct ref e)
{
	const struct expr *x;
	const int *list;
	int n;

	e = expr_plain(w->c->d->r, e);
	if (!ref_ok(e))
		return false;
	x = ref_expr(w->c->d->r, e);
	if (x->kind == E_CALL && w->c->d->r->unit[e.unit]->expr.v[x->a].kind == E_MEMBER) {
		const char *meaning = word_meaning(w->c, "method", unit_text(w->c->d->r->unit[e.unit], w->c->d->r->unit[e.unit]->expr.v[x->a].text), NULL);

		return meaning && strcmp(meaning, "ignored") != 0;
	}
	n = x->kind == E_NAME ? bindings_of(w->c->d->r, e, &list) : 0;
	for (int i = 0; i < n; i++) {
		const struct binding *b = &w->c->d->r->unit[e.unit]->binding.v[list[i]];
		const struct expr *v = &w->c->d->r->unit[e.unit]->expr.v[b->value];

		if (b->value && v->kind == E_CALL && has_clauses(w, (struct ref){e.unit, b->value}))
			return true;
	}
	return false;
}

static void walk_parameter(struct walk *w, struct ref e, int parameter, const struct entered *frame, int depth)
{
	struct resolver *r = w->c->d->r;
	const struct parameter *p = &r->unit[e.unit]->parameter.v[parameter];
	struct ref function = {e.unit, p->function};
	const struct ref *caller;
	int n;

	for (const struct entered *f = frame; f; f = f->outer)
		if (ref_eq(f->function, function)) {
			struct ref argument = argument_for(r, f->call, function, p->position);

			if (ref_ok(argument))
				walk(w, argument, f->outer, depth + 1);
			else
				lost(w);
			return;
		}
	stop(w, e);
	n = callers_of(r, function, &caller);
	for (int i = 0; i < n; i++) {
		struct ref argument = argument_for(r, caller[i], function, p->position);

		if (ref_ok(argument) && has_clauses(w, argument))
			lost(w);
	}
}

static void walk_name(struct walk *w, struct ref e, const struct entered *frame, int depth)
{
	struct resolver *r = w->c->d->r;
	const struct unit *u = r->unit[e.unit];
	const int *list;
	int n = bindings_of(r, e, &list), followed = 0;

	for (int i = 0; i < n; i++) {
		const struct binding *b = &u->binding.v[list[i]];
		const struct expr *value = &u->expr.v[b->value];

		if (b->how == HOW_PARAMETER) {
			walk_parameter(w, e, b->entity, frame, depth);
			followed++;
			continue;
		}
		if (!b->value || (b->scope > 1 && value->start > ref_expr(r, e)->start)) /* given later */
			continue;
		if (b->how == HOW_EACH) {
			lost(w);
			continue;
		}
		followed++;
		walk(w, (struct ref){e.unit, b->value}, frame, depth + 1);
	}
	if (!followed)
		stop(w, e);
}

/* What a function of the program returns. */
static void walk_function(struct walk *w, struct ref e, struct ref function, const struct entered *frame, int depth)
{
	struct resolver *r = w->c->d->r;
	const struct entered inner = {function, call_ref(w, e), frame};
	const int *list;
	int n = returns_of(r, function, &list), chains = 0;

	for (const struct entered *f = frame; f; f = f->outer)
		if (ref_eq(f->function, function)) {
			lost(w);
			return;
		}
	for (int i = 0; i < n; i++) {
		struct ref value = expr_plain(r, (struct ref){function.unit, list[i]});
		const struct expr *x = ref_ok(value) ? ref_expr(r, value) : NULL;

		if (x && x->kind == E_ARRAY && x->n > 0) /* several results: the first */
			value = expr_plain(r, (struct ref){function.unit, r->unit[function.unit]->kid.v[x->first].expr});
		x = ref_ok(value) ? ref_expr(r, value) : NULL;
		if (!x || x->kind == E_CONSTANT || x->kind == E_STRING || x->kind == E_OBJECT) /* nil, "": with an error */
			continue;
		chains++;
		walk(w, value, &inner, depth + 1);
	}
	if (chains != 1)
		lost(w);
}

static void walk(struct walk *w, struct ref e, const struct entered *frame, int depth)
{
	struct resolver *r = w->c->d->r;
	const struct expr *x;
	struct value callee;

	e = expr_plain(r, e);
	if (!ref_ok(e))
		return;
	for (size_t i = 0; i < w->seen.n; i++)
		if (ref_eq(w->seen.v[i], e))
			return;
	if (depth > DEPTH_MAX || w->seen.n >= WALK_MAX) {
		lost(w);
		return;
	}
	vec_push(&w->seen, e);
	x = ref_expr(r, e);
	if (x->kind == E_NAME) {
		walk_name(w, e, frame, depth);
		return;
	}
	if (x->kind != E_CALL) {
		stop(w, e);
		return;
	}
	callee = resolve(r, (struct ref){e.unit, x->a});
	if (callee.entity == ENTITY_FUNCTION) {
		const char *meaning = type_meaning(w, e);

		if (meaning && strcmp(meaning, "base") == 0 && !r->unit[callee.self.unit]->function.v[callee.self.index].parameters)
			return; /* r.conn(): where it comes from is its own affair */
		walk_function(w, e, callee.self, frame, depth);
	} else if (callee.type && r->unit[e.unit]->expr.v[x->a].kind == E_MEMBER) {
		struct ref object = {e.unit, r->unit[e.unit]->expr.v[x->a].a};
		struct value v = resolve(r, object);
		const char *method = unit_text(r->unit[e.unit], r->unit[e.unit]->expr.v[x->a].text), *made = type_meaning(w, e);

		if (made && strcmp(made, "base") == 0 && !type_meaning(w, object)) /* q.Open(…): a connection */
			return;
		add(w, e, method);
		if (word_meaning(w->c, "root", callee.type, NULL)) {
			if (w->roots++)
				w->p->roots = true;
			w->p->questions |= v.type && word_meaning(w->c, "questions", v.type, NULL);
			return;
		}
		walk(w, object, frame, depth + 1);
	} else {
		stop(w, e);
	}
}

/* Clauses a function adds that is handed over: Scopes(active, paginate(2)). */
static void walk_scopes(struct walk *w)
{
	struct resolver *r = w->c->d->r;
	size_t n = w->p->chain.v.n;

	for (size_t i = 0; i < n; i++) {
		const struct link l = w->p->chain.v.v[i];

		if (!is_word(&l, "scopes"))
			continue;
		for (int k = 0; k < arguments_of(w->c, &l); k++) {
			struct value v = resolve(r, argument_of(w->c, &l, k));
			const int *list;

			if (v.entity != ENTITY_FUNCTION || returns_of(r, v.self, &list) != 1) {
				lost(w);
				continue;
			}
			walk(w, (struct ref){v.self.unit, list[0]}, NULL, 1);
		}
	}
}

static const struct composer *sorting; /* qsort has no context; one thread */

static int by_place(const void *a, const void *b)
{
	const struct link *x = a, *y = b;
	const struct unit *u = sorting->d->r->unit[x->call.unit];

	if (x->call.unit != y->call.unit)
		return x->call.unit - y->call.unit;
	return u->expr.v[u->call.v[x->call.index].expr].end < u->expr.v[u->call.v[y->call.index].expr].end ? -1 : 1;
}

void walk_chain(struct composer *c, struct pieces *p, struct ref sender, struct ref end)
{
	struct walk w = {.c = c, .p = p, .sender = sender};
	const struct unit *u = c->d->r->unit[sender.unit];

	if (ref_ok(end))
		walk(&w, end, NULL, 0);
	else
		walk(&w, (struct ref){sender.unit, u->call.v[sender.index].expr}, NULL, 0);
	walk_scopes(&w);
	sorting = c;
	if (p->chain.v.n > 1)
		qsort(p->chain.v.v, p->chain.v.n, sizeof(*p->chain.v.v), by_place);
	for (size_t i = 0; i < p->chain.v.n && !ref_ok(end); i++)
		if (ref_eq(p->chain.v.v[i].call, sender))
			p->sender = &p->chain.v.v[i];
	vec_free(&w.seen);
}
