/*
 * The calls of a chain: those whose receiver came from the call it began with, in the order of the source; those a callback makes on its parameter.
 * What a method means is a builder_word. See compose_chain.h.
 */
#include "compose_chain.h"

#include <stdlib.h>

static const struct expr *call_of(const struct composer *c, struct ref call)
{
	const struct unit *u = c->d->r->unit[call.unit];

	return &u->expr.v[u->call.v[call.index].expr];
}

int arguments_of(const struct composer *c, const struct link *l)
{
	return call_of(c, l->call)->n;
}

struct ref argument_of(const struct composer *c, const struct link *l, int i)
{
	const struct expr *x = call_of(c, l->call);

	return i < x->n ? (struct ref){l->call.unit, c->d->r->unit[l->call.unit]->kid.v[x->first + i].expr} : REF_NONE;
}

static void apply_callback(struct composer *c, struct chain *h, const struct link *l);

static void add_link(struct composer *c, struct chain *h, struct ref call, bool sometimes)
{
	const struct unit *u = c->d->r->unit[call.unit];
	const struct expr *callee = &u->expr.v[call_of(c, call)->a];
	struct link l = {.call = call, .place = call_of(c, call)->end, .sometimes = sometimes};

	l.method = callee->kind == E_MEMBER ? unit_text(u, callee->text) : "()";
	l.meaning = word_meaning(c, "method", l.method, &l.detail);
	l.connect = word_meaning(c, "connect", l.method, NULL);
	if (!l.meaning || strcmp(l.meaning, "opaque") == 0) { /* it may bring tables in */
		not_known(c, arena_printf(c->arena, "a call of the chain is not read: %s", l.method));
		c->fragment = true;
	} else if (strcmp(l.meaning, "unread") == 0) { /* no table, but more than is read */
		not_known(c, arena_printf(c->arena, "a call of the chain is not read: %s", l.method));
	} else if (strcmp(l.meaning, "apply") == 0) { /* modify(query => …): its calls are the chain's */
		apply_callback(c, h, &l);
	} else {
		vec_push(&h->v, l);
	}
}

/* The model's function of this name: modify('active'). */
static struct ref named_scope(const struct composer *c, const struct chain *h, struct ref e)
{
	const char *name = ref_ok(e) ? constant_text(c->d->r, e) : NULL;

	for (size_t i = 0; name && h->model && i < h->model->scope.n; i++)
		if (strcmp(h->model->scope.v[i].name, name) == 0)
			return h->model->scope.v[i].function;
	return REF_NONE;
}

/* The unfinished query in a function's hands: what it calls on it stands in the chain. */
static void apply_callback(struct composer *c, struct chain *h, const struct link *l)
{
	struct ref first = argument_of(c, l, l->detail ? (int)strtol(l->detail, NULL, 10) : 0);
	struct value v = ref_ok(first) ? resolve(c->d->r, first) : (struct value){.entity = ENTITY_NONE};
	struct ref function = v.entity == ENTITY_FUNCTION ? v.self : named_scope(c, h, first);
	struct chain inner = {0};

	if (!ref_ok(function)) {
		not_known(c, arena_printf(c->arena, "a call of the chain is not read: %s", l->method));
		c->fragment = true;
		return;
	}
	gather_callback(c, &inner, function);
	for (size_t i = 0; i < inner.v.n; i++) {
		inner.v.v[i].place = l->place;
		inner.v.v[i].sometimes |= l->sometimes || (l->detail && *l->detail != '0'); /* $if(test, function) */
		vec_push(&h->v, inner.v.v[i]);
	}
	vec_free(&inner.v);
}

static struct ref callee_object(const struct composer *c, struct ref call)
{
	const struct unit *u = c->d->r->unit[call.unit];
	const struct expr *callee = &u->expr.v[call_of(c, call)->a];

	return callee->kind == E_MEMBER ? (struct ref){call.unit, callee->a} : REF_NONE;
}

static const struct composer *sorting; /* qsort has no context; one thread */

static int by_place(const void *a, const void *b)
{
	const struct link *x = a, *y = b;
	uint32_t i = x->place, k = y->place;

	if (i == k) { /* of one function that was handed the query */
		i = call_of(sorting, x->call)->end;
		k = call_of(sorting, y->call)->end;
	}
	return i < k ? -1 : i > k;
}

static void sort_links(const struct composer *c, struct chain *h)
{
	sorting = c;
	if (h->v.n > 1)
		qsort(h->v.v, h->v.n, sizeof(*h->v.v), by_place);
}

static bool is_settled(const struct composer *c, struct ref e, struct ref root, int depth);

/* A parameter: what callers hand in was awaited; without callers it is a callback's, which gets what the query gave. */
static bool is_handed_settled(const struct composer *c, struct ref parameter, struct ref root, int depth)
{
	const struct parameter *p = &c->d->r->unit[parameter.unit]->parameter.v[parameter.index];
	struct ref function = {parameter.unit, p->function};
	const struct ref *caller;
	int n = callers_of(c->d->r, function, &caller);

	for (int i = 0; i < n; i++) {
		struct ref argument = argument_for(c->d->r, caller[i], function, p->position);

		if (ref_ok(argument) && is_settled(c, argument, root, depth + 1))
			return true;
	}
	return n == 0;
}

/* An await lies between the chain's beginning and this value: it is no query any more, but what the query gave. */
static bool is_settled(const struct composer *c, struct ref e, struct ref root, int depth)
{
	const struct unit *u = c->d->r->unit[e.unit];
	const struct expr *x = &u->expr.v[e.index], *callee;
	const int *list;
	int n;

	if (depth > 40 || (x->kind == E_CALL && e.unit == root.unit && x->b == root.index))
		return false;
	switch (x->kind) {
	case E_AWAIT:
		return true;
	case E_CAST:
		return is_settled(c, (struct ref){e.unit, x->a}, root, depth + 1);
	case E_ASSIGN:
		return is_settled(c, (struct ref){e.unit, x->b}, root, depth + 1);
	case E_CALL:
		callee = &u->expr.v[x->a];
		return callee->kind == E_MEMBER && is_settled(c, (struct ref){e.unit, callee->a}, root, depth + 1);
	case E_NAME:
		n = bindings_of(c->d->r, e, &list);
		for (int i = 0; i < n; i++) {
			const struct binding *b = &u->binding.v[list[i]];

			if (b->how == HOW_PARAMETER && b->entity > 0)
				return is_handed_settled(c, (struct ref){e.unit, b->entity}, root, depth + 1);

			if (b->value && (*unit_text(u, b->part) || b->how == HOW_EACH || is_settled(c, (struct ref){e.unit, b->value}, root, depth + 1)))
				return true;
		}
		return false;
	default:
		return false;
	}
}

/* The unfinished query is handed to somebody who may add anything: fill(query), not fill(await query). */
static bool is_handed_on(const struct composer *c, struct ref argument, struct ref root)
{
	const struct unit *u = c->d->r->unit[argument.unit];
	const int *list;
	struct value v;

	if (u->expr.v[argument.index].kind != E_NAME)
		return false;
	v = resolve(c->d->r, argument);
	if (!ref_eq(v.origin, root) || bindings_of(c->d->r, argument, &list) < 1)
		return false;
	return u->binding.v[list[0]].value && u->expr.v[u->binding.v[list[0]].value].kind == E_CALL;
}

void gather_links(struct composer *c, struct chain *h)
{
	struct ref root = c->site->call;
	const struct unit *u = c->d->r->unit[root.unit];

	add_link(c, h, root, false);
	for (int i = 1; i < (int)u->call.n; i++) {
		struct ref call = {root.unit, i}, object;
		const struct expr *x = call_of(c, call);

		if (i == root.index)
			continue;
		object = callee_object(c, call);
		if (ref_ok(object)) {
			struct value v = resolve(c->d->r, object);

			if (v.type && ref_eq(v.origin, root) && word_meaning(c, "type", v.type, NULL) && !is_settled(c, object, root, 0))
				add_link(c, h, call, u->call.v[i].region != u->call.v[root.index].region);
		}
		for (int k = 0; k < x->n; k++)
			if (is_handed_on(c, (struct ref){root.unit, u->kid.v[x->first + k].expr}, root)) {
				not_known(c, "the unfinished query is handed on");
				c->fragment = true;
			}
	}
	sort_links(c, h);
}

/* Calls on the function's first parameter, or on this: where(b => b.where('x', 1).orWhere('y', 2)). */
void gather_callback(struct composer *c, struct chain *h, struct ref function)
{
	const struct unit *u = c->d->r->unit[function.unit];
	const struct function *f = &u->function.v[function.index];
	const char *name = f->parameters > 0 ? unit_text(u, u->parameter.v[f->first_parameter].name) : "this";

	for (int i = 1; i < (int)u->call.n; i++) {
		struct ref call = {function.unit, i}, object = callee_object(c, call);

		if (u->call.v[i].function != function.index)
			continue;
		for (int k = 0; k < 40 && ref_ok(object) && ref_expr(c->d->r, object)->kind == E_CALL; k++)
			object = u->expr.v[ref_expr(c->d->r, object)->a].kind == E_MEMBER ? (struct ref){function.unit, u->expr.v[ref_expr(c->d->r, object)->a].a} : REF_NONE;
		for (int k = 0; k < call_of(c, call)->n; k++) {
			const struct expr *x = &u->expr.v[u->kid.v[call_of(c, call)->first + k].expr];

			if (x->kind == E_NAME && strcmp(unit_text(u, x->text), name) == 0) {
				not_known(c, "the unfinished query is handed on");
				c->fragment = true;
			}
		}
		if (ref_ok(object) && ref_expr(c->d->r, object)->kind == E_NAME && (strcmp(ref_text(c->d->r, object), name) == 0 || strcmp(ref_text(c->d->r, object), "this") == 0))
			add_link(c, h, call, u->call.v[i].region != f->region);
	}
	sort_links(c, h);
}
