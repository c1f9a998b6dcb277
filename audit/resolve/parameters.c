/* What a parameter is: by annotation, by default, as a method's self, as the callback of a known call, by its callers. And the calls themselves. */
#include "dispatch.h"

#include <stdio.h>

static bool is_self(struct resolver *r, int unit, const struct parameter *p)
{
	const struct function *f = &r->unit[unit]->function.v[p->function];

	return f->class_ && p->position == 0 && !(f->flags & FN_STATIC) && strcmp(r->family[unit], "python") == 0;
}

/* The function is handed to a call of a known type: that type's path names the parameter: express.Router().get(fn)#1 */
static struct value parameter_by_type(struct resolver *r, const char *callee, const char *key, int parameters, int position)
{
	struct value v = value_unknown;
	char suffix[100];
	const char *path, *dot = key ? "." : "";
	int64_t *alias;

	key = key ? key : "";
	/* The number of parameters tells some callbacks apart: Express's error handler has four. */
	snprintf(suffix, sizeof(suffix), "(fn%s%.60s/%d)#%d", dot, key, parameters, position);
	path = type_join(r, callee, suffix, "");
	alias = path ? map_gets(&r->alias, path) : NULL;
	if (!alias) {
		snprintf(suffix, sizeof(suffix), "(fn%s%.60s)#%d", dot, key, position);
		path = type_join(r, callee, suffix, "");
		alias = path ? map_gets(&r->alias, path) : NULL;
	}
	if (alias)
		v.type = intern(r, r->aliases.v[*alias - 1].type, strlen(r->aliases.v[*alias - 1].type));
	return v;
}

/* Whether the expression is this parameter of the function around it. */
static bool is_parameter(struct resolver *r, int unit, const struct expr *name, int parameter)
{
	const struct unit *u = r->unit[unit];
	int b;

	if (name->kind != E_NAME || name->text != u->parameter.v[parameter].name)
		return false;
	b = lookup(r, unit, name->scope, unit_text(u, name->text));
	return b && u->binding.v[b].how == HOW_PARAMETER && u->binding.v[b].entity == parameter;
}

#define HANDED_DEPTH_MAX 3

/*
 * withTransaction(client => …): what the function called hands to its own parameter when it calls it, or what a call of a known type does that it hands it on to:
 * (fn) => client.$transaction(fn). parameters: how many the callback has.
 */
static struct value parameter_by_callee(struct resolver *r, struct ref callee, int argument, int parameters, int position, int depth)
{
	const struct unit *u = r->unit[callee.unit];
	const struct function *f = &u->function.v[callee.index];
	int at = argument + (f->class_ && !(f->flags & FN_STATIC) && strcmp(r->family[callee.unit], "python") == 0);
	struct value v = value_unknown;
	bool any = false;

	if (at >= f->parameters || depth > HANDED_DEPTH_MAX)
		return v;
	for (int c = 1; c < (int)u->call.n; c++) {
		const struct expr *x = &u->expr.v[u->call.v[c].expr];
		struct value w = value_unknown;
		bool handed = false;

		if (is_parameter(r, callee.unit, &u->expr.v[x->a], f->first_parameter + at)) {
			handed = position < x->n;
			if (handed)
				w = resolve(r, (struct ref){callee.unit, u->kid.v[x->first + position].expr});
		}
		for (int k = 0; k < x->n && !handed; k++) {
			struct value called;

			if (!is_parameter(r, callee.unit, &u->expr.v[u->kid.v[x->first + k].expr], f->first_parameter + at))
				continue;
			called = resolve(r, (struct ref){callee.unit, x->a});
			if (called.entity == ENTITY_FUNCTION)
				w = parameter_by_callee(r, called.self, k, parameters, position, depth + 1);
			else if (called.type && called.entity == ENTITY_NONE)
				w = parameter_by_type(r, called.type, NULL, parameters, position);
			handed = value_known(w);
		}
		if (!handed)
			continue;
		v = any ? value_merge(r, v, w) : w;
		any = true;
	}
	return v;
}

/* What the configuration says that a function of the program hands to those it is given. */
static struct value parameter_declared(struct resolver *r, struct ref callee, int position)
{
	for (size_t i = 0; i < r->handed_parameters.n; i++) {
		const struct handed_parameter *h = &r->handed_parameters.v[i];

		if (ref_eq(h->function, callee) && h->position == position)
			return ref_ok(h->value) ? resolve(r, h->value) : value_typed(r, h->type, REF_NONE);
	}
	return value_unknown;
}

/* What all calls the function is handed to agree on; those of which nothing is known say nothing. */
static struct value callback_parameter(struct resolver *r, int unit, int function, int position)
{
	struct unit_state *s = &r->state[unit];
	struct value v = value_unknown;
	bool any = false;

	for (size_t i = 0; i < s->handed[function].n; i++) {
		struct handed h = s->handed[function].v[i];
		struct value callee = value_unknown, w = value_unknown;

		if (h.exported)
			callee.type = h.exported;
		else
			callee = resolve(r, (struct ref){h.call.unit, ref_expr(r, h.call)->a});
		if (callee.type && callee.entity == ENTITY_NONE && !h.exported && !h.key && position == 0 && h.position == 0 && ends_with(callee.type, ".then") &&
			ref_expr(r, (struct ref){h.call.unit, ref_expr(r, h.call)->a})->kind == E_MEMBER) /* query(…).then(result => …) */
			w = resolve(r, (struct ref){h.call.unit, ref_expr(r, (struct ref){h.call.unit, ref_expr(r, h.call)->a})->a});
		else if (callee.type && callee.entity == ENTITY_NONE)
			w = parameter_by_type(r, callee.type, h.key, r->unit[unit]->function.v[function].parameters, position);
		else if (callee.entity == ENTITY_FUNCTION && !h.key) {
			w = parameter_declared(r, callee.self, position);
			if (!value_known(w))
				w = parameter_by_callee(r, callee.self, h.position, r->unit[unit]->function.v[function].parameters, position, 0);
		}
		if (!value_known(w))
			continue;
		if (callee.entity == ENTITY_NONE && is_go(r, unit) && ref_ok(h.call)) /* r.Route("/x", func(r chi.Router) { … }): the call made it */
			w.origin = (struct ref){h.call.unit, ref_expr(r, h.call)->b};
		v = any ? value_merge(r, v, w) : w;
		any = true;
	}
	return v;
}

struct value parameter_value(struct resolver *r, int unit, int parameter)
{
	const struct unit *u = r->unit[unit];
	const struct parameter *p = &u->parameter.v[parameter];
	struct value v = value_unknown;

	if (is_self(r, unit, p))
		return value_of_class(r, (struct ref){unit, u->function.v[p->function].class_}, !(u->function.v[p->function].flags & FN_CLASSMETHOD));
	if (p->annotation)
		v = resolve_annotation(r, (struct ref){unit, p->annotation});
	if (p->default_) {
		/* db = Depends(get_db): the default's value says more than a plain annotation does. */
		struct value d = resolve(r, (struct ref){unit, p->default_});

		if ((value_known(d) && d.entity != ENTITY_CONSTANT && d.entity != ENTITY_OBJECT && !value_known(v)) || (d.type && d.type == v.type))
			v = d;
	}
	if (!value_known(v))
		v = callback_parameter(r, unit, p->function, p->position);
	if (!value_known(v)) {
		v = r->state[unit].caller_value[parameter];
	} else if (is_go(r, unit)) { /* what callers hand in: where it comes from, and which of an interface's types it is */
		struct value c = callback_parameter(r, unit, p->function, p->position);

		if (!value_known(c))
			c = r->state[unit].caller_value[parameter];
		if (c.type && c.type == v.type && !ref_ok(v.origin))
			v.origin = c.origin;
		else if (value_known(c) && v.entity == ENTITY_INSTANCE && class_is_interface(r, v.self))
			v = c;
	} else if (v.type && !ref_ok(v.origin) && r->state[unit].caller_value[parameter].type == v.type)
		v.origin = r->state[unit].caller_value[parameter].origin; /* what it is, is annotated; which one, the callers say */
	if (!value_known(v)) {
		v.entity = ENTITY_PARAMETER;
		v.self = (struct ref){unit, parameter};
	}
	return v;
}

/* Calls */

static int add_target(struct target *out, int n, struct ref function, const char *how)
{
	for (int i = 0; i < n; i++)
		if (ref_eq(out[i].function, function))
			return n;
	if (n < TARGETS_MAX)
		out[n++] = (struct target){function, how, 1};
	return n;
}

/* Python's __init__, JavaScript's constructor: in the class or the nearest base of the program. */
static struct ref constructor_of(struct resolver *r, struct ref class)
{
	struct value v = value_member(r, value_of_class(r, class, true), strcmp(r->family[class.unit], "python") == 0 ? "__init__" : "constructor");

	return v.entity == ENTITY_FUNCTION ? v.self : REF_NONE;
}

/* Behind the function called, or before it where the call gives back what they give, those it runs by the types of its arguments. Returns how many there are then. */
static int add_dispatched(struct resolver *r, struct ref call, struct target *out)
{
	struct target called = out[0];
	bool answers = false;
	int n = dispatch_targets(r, call, called.function, out, 1, &answers);

	if (n > 1 && answers) {
		memmove(out, out + 1, sizeof(*out) * (size_t)(n - 1));
		out[n - 1] = called;
	}
	return n;
}

int call_targets(struct resolver *r, struct ref call, struct target *out)
{
	const struct unit *u = r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];
	struct value f = x->a ? resolve(r, (struct ref){call.unit, x->a}) : value_unknown;
	int n = 0, direct;

	if (f.entity == ENTITY_FUNCTION && r->unit[f.self.unit]->function.v[f.self.index].flags & FN_ABSTRACT) {
		n = implementers(r, f.self, out);
	} else if (f.entity == ENTITY_FUNCTION) {
		const struct expr *callee = &u->expr.v[x->a];

		n = add_target(out, n, f.self, callee->kind == E_NAME ? "name" : r->unit[f.self.unit]->function.v[f.self.index].class_ ? "method"
																       : "member");
	} else if (f.entity == ENTITY_CLASS) {
		struct ref c = constructor_of(r, f.self);

		if (ref_ok(c))
			n = add_target(out, n, c, "constructor");
	}
	direct = n;
	for (int i = 0; i < direct; i++)
		out[i].candidates = direct;
	if (direct == 1)
		n = add_dispatched(r, call, out);
	for (int i = 0; i < x->n; i++) {
		struct ref a = expr_plain(r, (struct ref){call.unit, u->kid.v[x->first + i].expr});

		if (ref_ok(a) && ref_expr(r, a)->kind == E_FUNCTION)
			n = add_target(out, n, (struct ref){a.unit, ref_expr(r, a)->b}, "callback");
	}
	return n;
}

int callers_of(struct resolver *r, struct ref function, const struct ref **out)
{
	*out = r->state[function.unit].callers[function.index].v;
	return (int)r->state[function.unit].callers[function.index].n;
}

struct ref argument_for(struct resolver *r, struct ref call, struct ref function, int position)
{
	const struct unit *u = r->unit[call.unit], *fu = r->unit[function.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];
	const struct function *f = &fu->function.v[function.index];
	struct ref dispatched;
	const char *name;
	int shift = 0;

	if (position >= f->parameters)
		return REF_NONE;
	if (dispatch_argument(r, call, function, position, &dispatched))
		return dispatched;
	name = unit_text(fu, fu->parameter.v[f->first_parameter + position].name);
	if (f->class_ && strcmp(r->family[function.unit], "python") == 0 && !(f->flags & FN_STATIC))
		shift = 1; /* self is not among the arguments */
	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &u->kid.v[x->first + i];

		if (k->spread)
			return REF_NONE;
		if (k->key ? strcmp(unit_text(u, k->key), name) == 0 : i == position - shift)
			return (struct ref){call.unit, k->expr};
	}
	return REF_NONE;
}

int returns_of(struct resolver *r, struct ref function, const int **out)
{
	const struct unit *u = r->unit[function.unit];
	struct unit_state *s = &r->state[function.unit];
	int n = 0, *list;

	for (int i = s->first_return[function.index]; i; i = s->return_next[i])
		n++;
	list = arena_array(&r->arena, int, n + 1);
	n = 0;
	for (int i = s->first_return[function.index]; i; i = s->return_next[i])
		if (u->return_.v[i].how != 't' && u->return_.v[i].value)
			list[n++] = u->return_.v[i].value;
	*out = list;
	return n;
}

#define HANDED_MAX 64 /* places one function is handed to; more say nothing new */

static void note_handed(struct resolver *r, struct ref function, struct handed h)
{
	struct unit_state *s = &r->state[function.unit];

	for (size_t i = 0; i < s->handed[function.index].n; i++) {
		const struct handed *x = &s->handed[function.index].v[i];

		if (i >= HANDED_MAX || (ref_eq(x->call, h.call) && x->position == h.position && x->key == h.key && x->exported == h.exported))
			return;
	}
	vec_push(&s->handed[function.index], h);
}

/* route({ handler: controller.list }): entries that are functions by name; those written in an object written there are known already. */
static void hand_over_entries(struct resolver *r, struct ref call, int position, struct ref object, bool written_here)
{
	const struct unit *u = r->unit[object.unit];
	const struct expr *x = ref_expr(r, object);

	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &u->kid.v[x->first + i];
		struct value v = k->key ? resolve(r, (struct ref){object.unit, k->expr}) : value_unknown;

		if (v.entity == ENTITY_FUNCTION && !(written_here && u->expr.v[k->expr].kind == E_FUNCTION))
			note_handed(r, v.self, (struct handed){call, position, unit_text(u, k->key), NULL});
	}
}

/* router.get('/', controller.list), router.get('/', wrap(handler)): a function that is the value of an argument, not written there. */
static void hand_over(struct resolver *r, struct ref call)
{
	const struct unit *u = r->unit[call.unit];
	struct ref e = {call.unit, u->call.v[call.index].expr};
	const struct expr *x = ref_expr(r, e);
	struct value callee = resolve(r, (struct ref){call.unit, x->a});

	if (callee.entity != ENTITY_FUNCTION && (!callee.type || starts_with(callee.type, "global.")))
		return;
	for (int i = 0; i < x->n; i++) {
		struct value v = resolve(r, (struct ref){call.unit, u->kid.v[x->first + i].expr});

		if (v.entity == ENTITY_OBJECT && ref_expr(r, v.self)->kind == E_ARRAY && ref_expr(r, v.self)->n > 0) /* [authenticate, handler] */
			v = resolve(r, (struct ref){v.self.unit, r->unit[v.self.unit]->kid.v[ref_expr(r, v.self)->first + ref_expr(r, v.self)->n - 1].expr});
		if (v.entity == ENTITY_FUNCTION && u->expr.v[u->kid.v[x->first + i].expr].kind != E_FUNCTION)
			note_handed(r, v.self, (struct handed){.call = e, .position = i});
		if (v.entity == ENTITY_OBJECT && ref_expr(r, v.self)->kind == E_OBJECT)
			hand_over_entries(r, e, i, v.self, u->expr.v[u->kid.v[x->first + i].expr].kind == E_OBJECT);
	}
}

/* export const GET = guarded(handler): what the file exports, and through a wrapper of another package what that is given. */
static void hand_out(struct resolver *r, int unit, const struct export *x)
{
	const char *name = unit_text(r->unit[unit], x->name);
	const char *path = type_join(r, r->path[unit], "#", strcmp(name, "=") == 0 ? "default" : name);
	struct value v = x->import ? import_value(r, unit, x->import) : resolve(r, (struct ref){unit, x->expr});
	struct ref call;

	if (!path || strcmp(name, "*") == 0)
		return;
	if (v.entity == ENTITY_FUNCTION)
		note_handed(r, v.self, (struct handed){.call = REF_NONE, .exported = path});
	for (int i = 0; strcmp(name, "=") == 0 && v.entity == ENTITY_OBJECT && v.self.unit == unit && i < ref_expr(r, v.self)->n; i++) { /* module.exports = { up, down } */
		const struct kid *k = &r->unit[unit]->kid.v[ref_expr(r, v.self)->first + i];
		struct value entry = ref_expr(r, v.self)->kind == E_OBJECT && !k->spread && *unit_text(r->unit[unit], k->key) ? resolve(r, (struct ref){unit, k->expr}) : value_unknown;

		if (entry.entity == ENTITY_FUNCTION)
			note_handed(r, entry.self, (struct handed){.call = REF_NONE, .exported = type_join(r, r->path[unit], "#", unit_text(r->unit[unit], k->key))});
	}
	call = v.origin;
	if (v.entity != ENTITY_NONE || !ref_ok(call))
		return;
	for (int i = 0; i < ref_expr(r, (struct ref){call.unit, r->unit[call.unit]->call.v[call.index].expr})->n; i++) {
		const struct unit *u = r->unit[call.unit];

		v = resolve(r, (struct ref){call.unit, u->kid.v[u->expr.v[u->call.v[call.index].expr].first + i].expr});
		if (v.entity == ENTITY_FUNCTION)
			note_handed(r, v.self, (struct handed){.call = REF_NONE, .exported = path});
	}
}

/* What the calls of the program run, and the functions handed to them; those noted before stay. Returns how many. */
static size_t note_calls(struct resolver *r)
{
	size_t noted = 0;

	for (int unit = 0; unit < r->units; unit++)
		for (size_t i = 0; i < r->unit[unit]->function.n; i++)
			r->state[unit].callers[i].n = 0;
	for (int unit = 0; unit < r->units; unit++) {
		const struct unit *u = r->unit[unit];

		for (int c = 1; c < (int)u->call.n; c++) {
			struct target t[TARGETS_MAX];
			int n = call_targets(r, (struct ref){unit, c}, t);

			for (int i = 0; i < n; i++)
				if (strcmp(t[i].how, "callback") != 0)
					vec_push(&r->state[t[i].function.unit].callers[t[i].function.index], (struct ref){unit, c});
			hand_over(r, (struct ref){unit, c});
		}
		for (size_t x = 1; x < u->export_.n && strcmp(r->family[unit], "javascript") == 0; x++)
			hand_out(r, unit, &u->export_.v[x]);
	}
	for (int unit = 0; unit < r->units; unit++)
		for (size_t i = 0; i < r->unit[unit]->function.n; i++)
			noted += r->state[unit].callers[i].n + r->state[unit].handed[i].n;
	return noted;
}

/* Parameters are what all their callers hand in, where nothing else types them. */
static void note_arguments(struct resolver *r)
{
	for (int unit = 0; unit < r->units; unit++) {
		const struct unit *u = r->unit[unit];

		for (int p = 1; p < (int)u->parameter.n; p++) {
			struct ref function = {unit, u->parameter.v[p].function};
			const struct ref *caller;
			int n = callers_of(r, function, &caller);
			struct value v = value_unknown;

			for (int i = 0; i < n; i++) {
				struct ref a = argument_for(r, caller[i], function, u->parameter.v[p].position);
				struct value w = ref_ok(a) ? resolve(r, a) : value_unknown;

				if (w.entity == ENTITY_CONSTANT || w.entity == ENTITY_OBJECT || w.entity == ENTITY_PARAMETER)
					w = value_unknown;
				v = i == 0 ? w : value_merge(r, v, w);
				if (!value_known(v))
					break;
			}
			r->state[unit].caller_value[p] = v;
		}
	}
}

#define LOOKS_MAX 4

/*
 * What a function is handed shows what it hands on: a plugin registers plugins, which register routes. So everything is looked at again until
 * nothing more is seen. Go writes a type at every parameter, so its first look says only that.
 */
void type_by_callers(struct resolver *r)
{
	size_t before = 0, noted = note_calls(r);

	note_arguments(r);
	for (int look = 1; look < LOOKS_MAX && (look == 1 || noted > before); look++) {
		for (int unit = 0; unit < r->units; unit++) {
			memset(r->state[unit].value_mark, 0, r->unit[unit]->expr.n);
			memset(r->state[unit].result_mark, 0, r->unit[unit]->function.n);
		}
		before = noted;
		noted = note_calls(r);
		note_arguments(r);
	}
}
