/* Dispatch by the type of an argument. See dispatch.h. */
#include "dispatch.h"

#include <stdio.h>

#define STEPS_MAX 10 /* of names and calls between a key and the value whose type it is made of */
#define ROUNDS_MAX 4 /* functions that hand on to functions that dispatch */

struct registrar {
	struct ref function;
	int handler, key, in;
	const char *store;
}; /* key: the parameter whose type counts; in: of the function it is, parameter number; -1: its own type */
struct dispatcher {
	struct ref function;
	int message;
	bool rest, answers;
	const char *store;
};
struct kept {
	const char *store, *type;
	struct ref function;
	int parameter;
}; /* parameter: of the function, the one of that type; -1 none */

struct dispatching {
	VEC_OF(struct registrar) registrar;
	VEC_OF(struct dispatcher) dispatcher;
	VEC_OF(struct kept) kept;
};

static const struct expr *at(const struct resolver *r, int unit, int e)
{
	return &r->unit[unit]->expr.v[e];
}

static bool is_call_of(struct resolver *r, struct ref e, const char *type)
{
	struct value v = ref_expr(r, e)->kind == E_CALL ? resolve(r, (struct ref){e.unit, ref_expr(r, e)->a}) : value_unknown;

	return v.type && v.entity == ENTITY_NONE && strcmp(v.type, type) == 0;
}

static struct ref first_argument(struct resolver *r, struct ref e)
{
	return ref_expr(r, e)->n > 0 ? expr_plain(r, (struct ref){e.unit, r->unit[e.unit]->kid.v[ref_expr(r, e)->first].expr}) : REF_NONE;
}

/* The last binding of a local name before the place it stands at. */
static const struct binding *binding_before(struct resolver *r, struct ref name)
{
	const struct unit *u = r->unit[name.unit];
	const struct binding *last = NULL;
	const int *list;
	int n = ref_expr(r, name)->kind == E_NAME ? bindings_of(r, name, &list) : 0;

	for (int i = 0; i < n; i++) {
		const struct binding *b = &u->binding.v[list[i]];

		if (b->scope > 1 && (b->how == HOW_PARAMETER || (b->value && u->expr.v[b->value].start < ref_expr(r, name)->start)))
			last = b;
	}
	return last;
}

/* The parameter a name is, or is an element of, in a loop over it: its number in the unit; 0 none. */
static int parameter_named(struct resolver *r, struct ref name)
{
	const struct binding *b = binding_before(r, name);

	if (b && b->how == HOW_EACH)
		b = binding_before(r, (struct ref){name.unit, b->value});
	return b && b->how == HOW_PARAMETER ? b->entity : 0;
}

/* Whether the function asks for the type of its parameter. */
static bool reflects(struct resolver *r, struct ref function, int position)
{
	const struct unit *u = r->unit[function.unit];
	const struct function *f = &u->function.v[function.index];

	for (int c = 1; c < (int)u->call.n; c++) {
		struct ref e = {function.unit, u->call.v[c].expr}, name;

		if (u->call.v[c].function != function.index || !is_call_of(r, e, "reflect.TypeOf"))
			continue;
		name = first_argument(r, e);
		if (ref_ok(name) && position < f->parameters && parameter_named(r, name) == f->first_parameter + position)
			return true;
	}
	return false;
}

/* The value whose type a key is made of: msg in getKey(msg), reflect.TypeOf(msg).Elem().Name(). *in: the key is made of that one's In(n). */
static struct ref key_subject(struct resolver *r, struct ref e, int *in, int depth)
{
	const struct expr *x;
	const struct binding *b;
	struct value f;

	e = expr_plain(r, e);
	if (!ref_ok(e) || depth > STEPS_MAX)
		return REF_NONE;
	x = ref_expr(r, e);
	if (x->kind == E_NAME) {
		b = binding_before(r, e);
		return b && b->value && b->how != HOW_EACH ? key_subject(r, (struct ref){e.unit, b->value}, in, depth + 1) : REF_NONE;
	}
	if (x->kind == E_BINARY) {
		struct ref left = key_subject(r, (struct ref){e.unit, x->a}, in, depth + 1);

		return ref_ok(left) ? left : key_subject(r, (struct ref){e.unit, x->b}, in, depth + 1);
	}
	if (x->kind != E_CALL)
		return REF_NONE;
	if (is_call_of(r, e, "reflect.TypeOf"))
		return first_argument(r, e);
	f = resolve(r, (struct ref){e.unit, x->a});
	if (f.entity == ENTITY_FUNCTION) {
		for (int i = 0; i < x->n; i++) {
			struct ref a = expr_plain(r, (struct ref){e.unit, r->unit[e.unit]->kid.v[x->first + i].expr}), subject = key_subject(r, a, in, depth + 1);

			if (!ref_ok(subject) && ref_ok(a) && ref_expr(r, a)->kind == E_NAME && reflects(r, f.self, i))
				subject = a;
			if (ref_ok(subject))
				return subject;
		}
		return REF_NONE;
	}
	if (at(r, e.unit, x->a)->kind != E_MEMBER)
		return REF_NONE;
	if (strcmp(ref_text(r, (struct ref){e.unit, x->a}), "In") == 0 && x->n == 1) {
		struct ref number = first_argument(r, e);

		if (!ref_ok(number) || ref_expr(r, number)->kind != E_NUMBER)
			return REF_NONE;
		*in = (int)strtol(ref_text(r, number), NULL, 10);
	}
	return key_subject(r, (struct ref){e.unit, at(r, e.unit, x->a)->a}, in, depth + 1);
}

/* m[key] = handler, m[key] = append(m[key], handler) */
static void find_registrar(struct resolver *r, int unit, const struct binding *b)
{
	const struct unit *u = r->unit[unit];
	const struct expr *target = at(r, unit, b->target);
	struct ref value = expr_plain(r, (struct ref){unit, b->value}), subject;
	struct registrar found = {.in = -1};
	int handler, key;

	if (target->kind != E_INDEX || !target->b || !ref_ok(value))
		return;
	if (ref_expr(r, value)->kind == E_CALL && ref_expr(r, value)->n == 2 && at(r, unit, ref_expr(r, value)->a)->kind == E_NAME &&
		strcmp(unit_text(u, at(r, unit, ref_expr(r, value)->a)->text), "append") == 0)
		value = expr_plain(r, (struct ref){unit, u->kid.v[ref_expr(r, value)->first + 1].expr});
	handler = ref_ok(value) ? parameter_named(r, value) : 0;
	found.store = handler ? outer_name(r, (struct ref){unit, target->a}) : NULL;
	subject = found.store ? key_subject(r, (struct ref){unit, target->b}, &found.in, 0) : REF_NONE;
	key = ref_ok(subject) ? parameter_named(r, subject) : 0;
	if (!key || u->parameter.v[key].function != u->parameter.v[handler].function || (found.in >= 0) != (key == handler))
		return;
	found.function = (struct ref){unit, u->parameter.v[handler].function};
	found.handler = u->parameter.v[handler].position;
	found.key = u->parameter.v[key].position;
	vec_push(&r->dispatching->registrar, found);
}

/* The entry of a map that an expression is, or is an element of: m[key] under a name, a loop over m[key]. */
static struct ref taken_out(struct resolver *r, struct ref e)
{
	for (int i = 0; i < 4; i++) {
		const struct binding *b;

		e = expr_plain(r, e);
		if (!ref_ok(e) || ref_expr(r, e)->kind == E_INDEX)
			return e;
		b = binding_before(r, e);
		if (!b || !b->value)
			return REF_NONE;
		e = (struct ref){e.unit, b->value};
	}
	return REF_NONE;
}

/* Whether the function gives back what the call gives: ret := reflect.ValueOf(h).Call(params); return ret[0].Interface().(error) */
static bool gives_back(struct resolver *r, struct ref function, struct ref call)
{
	const int *list;
	int n = returns_of(r, function, &list);

	for (int i = 0; i < n; i++) {
		struct ref e = {function.unit, list[i]};

		for (int k = 0; k < STEPS_MAX; k++) {
			const struct expr *x;
			const struct binding *b;

			e = expr_plain(r, e);
			if (!ref_ok(e))
				break;
			if (ref_eq(e, call))
				return true;
			x = ref_expr(r, e);
			b = x->kind == E_NAME ? binding_before(r, e) : NULL;
			if (b && b->value)
				e.index = b->value;
			else if (x->kind == E_INDEX)
				e.index = x->a;
			else if (x->kind == E_CALL && at(r, e.unit, x->a)->kind == E_MEMBER)
				e.index = at(r, e.unit, x->a)->a;
			else
				break;
		}
	}
	return false;
}

/* handler(ctx, msg) and reflect.ValueOf(handler).Call(…) where handler was taken out of a map by the type of a parameter. */
static void find_dispatcher(struct resolver *r, int unit, int call)
{
	const struct unit *u = r->unit[unit];
	struct ref e = {unit, u->call.v[call].expr}, handler = {unit, ref_expr(r, e)->a}, entry, subject;
	struct dispatcher found = {0};
	int in = -1, parameter;

	if (ref_expr(r, handler)->kind == E_MEMBER) {
		struct ref made = {unit, ref_expr(r, handler)->a};
		const struct binding *b;

		if (strcmp(ref_text(r, handler), "Call") != 0)
			return;
		b = ref_expr(r, made)->kind == E_NAME ? binding_before(r, made) : NULL;
		if (b && b->value)
			made = (struct ref){unit, b->value};
		if (!is_call_of(r, made, "reflect.ValueOf"))
			return;
		handler = first_argument(r, made);
	}
	entry = ref_ok(handler) && (ref_expr(r, handler)->kind == E_NAME || ref_expr(r, handler)->kind == E_INDEX) ? taken_out(r, handler) : REF_NONE;
	found.store = ref_ok(entry) ? outer_name(r, (struct ref){unit, ref_expr(r, entry)->a}) : NULL;
	subject = found.store && ref_expr(r, entry)->b ? key_subject(r, (struct ref){unit, ref_expr(r, entry)->b}, &in, 0) : REF_NONE;
	parameter = ref_ok(subject) && in < 0 ? parameter_named(r, subject) : 0;
	if (!parameter)
		return;
	found.function = (struct ref){unit, u->parameter.v[parameter].function};
	found.message = u->parameter.v[parameter].position;
	found.rest = u->parameter.v[parameter].flags & PARAM_REST;
	found.answers = gives_back(r, found.function, e);
	vec_push(&r->dispatching->dispatcher, found);
}

static const struct dispatcher *dispatcher_of(const struct resolver *r, struct ref function)
{
	for (size_t i = 0; r->dispatching && i < r->dispatching->dispatcher.n; i++)
		if (ref_eq(r->dispatching->dispatcher.v[i].function, function))
			return &r->dispatching->dispatcher.v[i];
	return NULL;
}

/* func MustDispatch(ctx, msgs ...Msg) { err := Dispatch(ctx, msgs...) … } */
static void find_handed_on(struct resolver *r, int unit, int call)
{
	const struct unit *u = r->unit[unit];
	struct ref e = {unit, u->call.v[call].expr}, message;
	struct value f = resolve(r, (struct ref){unit, ref_expr(r, e)->a});
	const struct dispatcher *d = f.entity == ENTITY_FUNCTION ? dispatcher_of(r, f.self) : NULL;
	struct dispatcher found;
	int parameter;

	if (!d || d->message >= ref_expr(r, e)->n)
		return;
	message = expr_plain(r, (struct ref){unit, u->kid.v[ref_expr(r, e)->first + d->message].expr});
	parameter = ref_ok(message) ? parameter_named(r, message) : 0;
	if (!parameter)
		return;
	found = (struct dispatcher){{unit, u->parameter.v[parameter].function}, u->parameter.v[parameter].position, u->parameter.v[parameter].flags & PARAM_REST, false, d->store};
	found.answers = d->answers && gives_back(r, found.function, e);
	if (!dispatcher_of(r, found.function))
		vec_push(&r->dispatching->dispatcher, found);
}

static void note_kept(struct resolver *r, const struct registrar *g, struct ref call)
{
	struct ref e = {call.unit, r->unit[call.unit]->call.v[call.index].expr};
	const struct expr *x = ref_expr(r, e);
	struct value handler, key = value_unknown;
	const struct function *f;

	if (g->handler >= x->n || g->key >= x->n)
		return;
	handler = resolve(r, (struct ref){e.unit, r->unit[e.unit]->kid.v[x->first + g->handler].expr});
	if (handler.entity != ENTITY_FUNCTION)
		return;
	f = &r->unit[handler.self.unit]->function.v[handler.self.index];
	if (g->in < 0)
		key = resolve(r, (struct ref){e.unit, r->unit[e.unit]->kid.v[x->first + g->key].expr});
	else if (g->in < f->parameters)
		key = resolve_annotation(r, (struct ref){handler.self.unit, r->unit[handler.self.unit]->parameter.v[f->first_parameter + g->in].annotation});
	if (key.type && package_is_linked(r, call.unit))
		vec_push(&r->dispatching->kept, (struct kept){g->store, key.type, handler.self, g->in});
}

static bool is_source(const struct resolver *r, int unit)
{
	return is_go(r, unit) && r->unit[unit]->call.n > 1;
}

void dispatch_find(struct resolver *r)
{
	struct dispatching *d = r->dispatching = xcalloc(1, sizeof(*d));

	for (int unit = 0; unit < r->units; unit++)
		for (size_t b = 1; is_source(r, unit) && b < r->unit[unit]->binding.n; b++)
			if (r->unit[unit]->binding.v[b].target && r->unit[unit]->binding.v[b].value)
				find_registrar(r, unit, &r->unit[unit]->binding.v[b]);
	for (int unit = 0; d->registrar.n > 0 && unit < r->units; unit++)
		for (int c = 1; is_source(r, unit) && c < (int)r->unit[unit]->call.n; c++) {
			struct value f = resolve(r, (struct ref){unit, at(r, unit, r->unit[unit]->call.v[c].expr)->a});

			for (size_t i = 0; f.entity == ENTITY_FUNCTION && i < d->registrar.n; i++)
				if (ref_eq(f.self, d->registrar.v[i].function))
					note_kept(r, &d->registrar.v[i], (struct ref){unit, c});
		}
	for (int unit = 0; d->kept.n > 0 && unit < r->units; unit++)
		for (int c = 1; is_source(r, unit) && c < (int)r->unit[unit]->call.n; c++)
			find_dispatcher(r, unit, c);
	for (int round = 0, before = -1; round < ROUNDS_MAX && before < (int)d->dispatcher.n; round++) {
		before = (int)d->dispatcher.n;
		for (int unit = 0; before > 0 && unit < r->units; unit++)
			for (int c = 1; is_source(r, unit) && c < (int)r->unit[unit]->call.n; c++)
				find_handed_on(r, unit, c);
	}
}

void dispatch_free(struct resolver *r)
{
	if (!r->dispatching)
		return;
	vec_free(&r->dispatching->registrar);
	vec_free(&r->dispatching->dispatcher);
	vec_free(&r->dispatching->kept);
	free(r->dispatching);
}

/* The functions kept for a type. */
static int kept_for(struct resolver *r, const struct dispatcher *d, const char *type, struct target *out, int n)
{
	for (size_t i = 0; type && i < r->dispatching->kept.n && n < TARGETS_MAX; i++) {
		const struct kept *k = &r->dispatching->kept.v[i];

		if (k->type == type && strcmp(k->store, d->store) == 0)
			out[n++] = (struct target){k->function, "dispatch", 1};
	}
	return n;
}

/* Those kept for what an argument is; of a name that is given values of several types (var command Msg), for each. */
static int kept_for_argument(struct resolver *r, const struct dispatcher *d, struct ref argument, struct target *out, int n)
{
	int first = n, bindings;
	const int *list;

	n = kept_for(r, d, resolve(r, argument).type, out, n);
	bindings = n == first && ref_expr(r, argument)->kind == E_NAME ? bindings_of(r, argument, &list) : 0;
	for (int i = 0; i < bindings; i++)
		if (r->unit[argument.unit]->binding.v[list[i]].value)
			n = kept_for(r, d, value_of_binding(r, argument.unit, list[i]).type, out, n);
	for (int i = first; i < n; i++)
		out[i].candidates = n - first;
	return n;
}

int dispatch_targets(struct resolver *r, struct ref call, struct ref function, struct target *out, int n, bool *answers)
{
	const struct unit *u = r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];
	const struct dispatcher *d = dispatcher_of(r, function);

	for (int i = d ? d->message : x->n; i < x->n && (d->rest || i == d->message); i++)
		if (!u->kid.v[x->first + i].spread)
			n = kept_for_argument(r, d, (struct ref){call.unit, u->kid.v[x->first + i].expr}, out, n);
	*answers = d && d->answers;
	return n;
}

bool dispatch_argument(struct resolver *r, struct ref call, struct ref function, int position, struct ref *out)
{
	const struct unit *u = r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];
	struct value f = resolve(r, (struct ref){call.unit, x->a});
	const struct dispatcher *d = f.entity == ENTITY_FUNCTION && !ref_eq(f.self, function) ? dispatcher_of(r, f.self) : NULL;

	if (!d)
		return false;
	*out = position < d->message && position < x->n ? (struct ref){call.unit, u->kid.v[x->first + position].expr} : REF_NONE;
	for (int i = d->message; i < x->n; i++) {
		struct ref a = {call.unit, u->kid.v[x->first + i].expr};
		const char *type = resolve(r, a).type;

		for (size_t k = 0; type && k < r->dispatching->kept.n; k++)
			if (r->dispatching->kept.v[k].type == type && ref_eq(r->dispatching->kept.v[k].function, function) && r->dispatching->kept.v[k].parameter == position)
				*out = a;
	}
	return true;
}
