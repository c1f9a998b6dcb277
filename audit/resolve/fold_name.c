/* Names that are built up: x = …; if (c) x += …; list.push(…). See fold_private.h. */
#include "fold_private.h"

#include <stdlib.h>

#define EVENTS_MAX 200

enum event_kind { EVENT_ASSIGN, EVENT_APPEND, EVENT_PUSH };
struct event {
	uint32_t start;
	int region;
	enum event_kind kind;
	struct ref value;
};
struct events { VEC(struct event); };

static int event_order(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static void events_add(struct folder *f, struct events *list, struct event e)
{
	if (list->n < EVENTS_MAX)
		vec_push(list, e);
	else
		f->truncated = true;
}

static bool is_ancestor(const struct unit *u, int ancestor, int region)
{
	for (int i = 0; region > 0 && i < 1000; region = u->region.v[region].parent, i++)
		if (region == ancestor)
			return true;
	return false;
}

/* The outermost region around `region` that is not around the use, and lies inside `base`; 0: none, the event happens on every way to the use. */
static int conditional_region(const struct unit *u, int region, int use, int base)
{
	int found = 0;

	for (int i = 0; region > 0 && region != base && i < 1000; region = u->region.v[region].parent, i++)
		if (u->region.v[region].kind != REGION_BODY && !is_ancestor(u, region, use))
			found = region;
	return found;
}

static void apply_event(struct folder *f, const struct event *e, const struct env *env, struct set *state)
{
	struct set value;

	fold_into(f, e->value, env, &value);
	if (state->n == 0 && e->kind != EVENT_ASSIGN)
		set_empty(state);
	if (e->kind == EVENT_ASSIGN) {
		*state = value;
	} else if (e->kind == EVENT_APPEND) {
		set_concat(f, state, &value);
	} else {
		set_push(f, state, &value);
	}
}

static void apply_events(struct folder *f, const struct unit *u, const struct event *e, int n, int use, int base, const struct env *env, struct set *state)
{
	for (int i = 0; i < n;) {
		int region = conditional_region(u, e[i].region, use, base), end = i, kind;
		struct set inside = *state;

		if (!region) {
			apply_event(f, &e[i++], env, state);
			continue;
		}
		while (end < n && conditional_region(u, e[end].region, use, base) == region)
			end++;
		kind = u->region.v[region].kind;
		apply_events(f, u, e + i, end - i, use, region, env, &inside);
		i = end;
		if (kind == REGION_TRY || kind == REGION_WITH || kind == REGION_FINALLY) {
			*state = inside;
		} else if (kind == REGION_THEN) {
			struct set otherwise = *state;
			int other = i < n ? conditional_region(u, e[i].region, use, base) : 0;

			if (other && u->region.v[other].kind == REGION_ELSE && u->region.v[other].pair == region) {
				for (end = i; end < n && conditional_region(u, e[end].region, use, base) == other; end++)
					;
				apply_events(f, u, e + i, end - i, use, other, env, &otherwise);
				i = end;
				if (u->region.v[other].leaves == LEAVES_RETURN || u->region.v[other].leaves == LEAVES_THROW)
					otherwise.n = 0;
			}
			/* A branch that returns never reaches the use. */
			if (u->region.v[region].leaves == LEAVES_RETURN || u->region.v[region].leaves == LEAVES_THROW)
				inside.n = 0;
			set_union(f, &inside, &otherwise);
			*state = inside;
		} else if (kind == REGION_LOOP && e[end - 1].kind != EVENT_ASSIGN) {
			struct set again;

			set_one(f, &again, (struct fold_part){.hole = e[end - 1].value, .literal = REF_NONE, .repeats = true});
			set_concat(f, &inside, &again);
			/* A list that only a loop fills is taken to have something in it. */
			if (state->n == 1 && state->v[0].parts == 0)
				*state = inside;
			else
				set_union(f, state, &inside);
		} else {
			set_union(f, state, &inside);
		}
	}
}

/* list.push(x), list.append(x), list.unshift(x) before the use. */
static void push_events(struct folder *f, struct ref name, int first_binding, uint32_t before, struct events *list)
{
	const struct unit *u = f->r->unit[name.unit];

	for (int c = 1; c < (int)u->call.n; c++) {
		const struct expr *x = &u->expr.v[u->call.v[c].expr], *callee = &u->expr.v[x->a], *object;
		const char *method;

		if (callee->kind != E_MEMBER || x->n == 0 || x->start >= before)
			continue;
		method = unit_text(u, callee->text);
		if (strcmp(method, "push") != 0 && strcmp(method, "append") != 0)
			continue;
		object = &u->expr.v[callee->a];
		if (object->kind != E_NAME || object->text != ref_expr(f->r, name)->text || lookup(f->r, name.unit, object->scope, unit_text(u, object->text)) != first_binding)
			continue;
		for (int i = 0; i < x->n; i++)
			events_add(f, list, (struct event){x->start, u->call.v[c].region, EVENT_PUSH, {name.unit, u->kid.v[x->first + i].expr}});
	}
}

static int region_of_expr(const struct unit *u, const struct expr *x, int function)
{
	/* The innermost region whose lines hold the expression: exact enough to tell branches apart, since regions nest. */
	int best = u->function.v[function].region;

	for (int i = 1; i < (int)u->region.n; i++)
		if (u->region.v[i].function == function && u->region.v[i].line <= x->line && u->region.v[i].end_line >= x->line && is_ancestor(u, best, i))
			best = i;
	return best;
}

/* if (!list.length) return …; or if (list.length) { … }: the code itself keeps the empty list away from the text. */
static bool tests_length(struct folder *f, struct ref name, int first_binding, int function)
{
	const struct unit *u = f->r->unit[name.unit];

	for (int i = 1; i < (int)u->region.n; i++) {
		int stack[16] = {u->region.v[i].test}, n = 1;

		if (u->region.v[i].function != function || u->region.v[i].kind == REGION_LOOP)
			continue;
		while (n > 0) {
			const struct expr *x = &u->expr.v[stack[--n]];

			if (x->kind == E_NAME && x->text == ref_expr(f->r, name)->text && lookup(f->r, name.unit, x->scope, unit_text(u, x->text)) == first_binding)
				return true;
			if (x->kind == E_UNARY || x->kind == E_MEMBER || x->kind == E_BINARY)
				stack[n++] = x->a;
			if (x->kind == E_BINARY && n < 15)
				stack[n++] = x->b;
			if (x->kind == E_CALL && x->n == 1)	/* len(list) */
				stack[n++] = u->kid.v[x->first].expr;
		}
	}
	return false;
}

/* if (text) use(text): where it is used it is not empty. */
static bool under_own_test(struct folder *f, struct ref name, int first_binding, int use)
{
	const struct unit *u = f->r->unit[name.unit];

	for (int r = use, i = 0; r > 0 && i < 1000; r = u->region.v[r].parent, i++) {
		const struct expr *t = &u->expr.v[u->region.v[r].test];

		if ((u->region.v[r].kind == REGION_THEN || u->region.v[r].kind == REGION_CONDITION) && t->kind == E_NAME && t->text == ref_expr(f->r, name)->text &&
		    lookup(f->r, name.unit, t->scope, unit_text(u, t->text)) == first_binding)
			return true;
	}
	return false;
}

static void drop_empty(struct set *s)
{
	int n = 0;

	for (int i = 0; i < s->n; i++)
		if (s->v[i].parts > 0)
			s->v[n++] = s->v[i];
	s->n = n;
}

/* A parameter of the helper function that is looked into: what the call gives for it. */
static bool fold_parameter(struct folder *f, struct ref e, const struct binding *d, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct parameter *p = &u->parameter.v[d->entity];

	for (; env; env = env->outer) {
		struct ref a;

		if (env->function.unit != e.unit || env->function.index != p->function || *unit_text(u, d->part) || p->flags & (PARAM_REST | PARAM_KEYWORDS))
			continue;
		a = argument_for(f->r, env->call, env->function, p->position);
		if (!ref_ok(a) && p->default_)
			a = (struct ref){e.unit, p->default_};
		if (!ref_ok(a))
			return false;
		fold_into(f, a, env->outer, out);
		return true;
	}
	return false;
}

/* list = append(list, a, b) of Go; false: something else. */
static bool append_events(const struct unit *u, int unit, const struct binding *d, struct events *list, struct folder *f)
{
	const struct expr *x = &u->expr.v[d->value], *callee = &u->expr.v[x->a], *to = x->n ? &u->expr.v[u->kid.v[x->first].expr] : NULL;

	if (x->kind != E_CALL || !to || callee->kind != E_NAME || strcmp(unit_text(u, callee->text), "append") != 0 || to->kind != E_NAME || to->text != d->name)
		return false;
	for (int i = 1; i < x->n; i++) {
		if (u->kid.v[x->first + i].spread)
			return false;
		events_add(f, list, (struct event){u->expr.v[u->kid.v[x->first + i].expr].start, d->region, EVENT_PUSH, {unit, u->kid.v[x->first + i].expr}});
	}
	return true;
}

/* What is assigned and added to the name, before it is used; false when something else happens to it. */
static bool name_events(struct folder *f, struct ref e, int first, int function, struct events *list)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);

	bool go = strcmp(f->r->family[e.unit], "go") == 0;

	for (int b = first; b; b = binding_next(f->r, e.unit, b)) {
		const struct binding *d = &u->binding.v[b];
		uint32_t start = d->value ? u->expr.v[d->value].start : 0;

		if (d->how == HOW_PARAMETER || d->how == HOW_EACH || d->how == HOW_CATCH || d->how == HOW_WITH || d->how == HOW_IMPORT || d->how == HOW_FUNCTION ||
		    d->how == HOW_CLASS || (*unit_text(u, d->part) && !(go && strcmp(unit_text(u, d->part), "[0]") == 0)))
			return false;
		if (!d->value && d->how == HOW_AUGMENT)	/* p++: a counter */
			return false;
		if (!d->value)
			continue;
		/* Within one function only what stands before the use counts; a closure sees everything. */
		if (u->scope.v[x->scope].function == function && start >= x->start)
			continue;
		if (go && start <= x->start && x->start < u->expr.v[d->value].end)	/* query = db.Rebind(query): this one is the value before */
			continue;
		if (d->how == HOW_ASSIGN && go && append_events(u, e.unit, d, list, f))
			continue;
		events_add(f, list, (struct event){start, d->region, d->how == HOW_AUGMENT ? EVENT_APPEND : EVENT_ASSIGN, {e.unit, d->value}});
	}
	if (list->n > 0 && u->expr.v[list->v[0].value.index].kind == E_ARRAY)
		push_events(f, e, first, x->start, list);
	if (list->n > 0)
		qsort(list->v, list->n, sizeof(*list->v), event_order);
	return list->n > 0;
}

bool fold_name(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);
	int first = lookup(f->r, e.unit, x->scope, ref_text(f->r, e)), function, use;
	struct events list = {0};
	bool is_array;

	if (!first)
		return false;
	if (!binding_next(f->r, e.unit, first) && u->binding.v[first].how == HOW_PARAMETER)
		return fold_parameter(f, e, &u->binding.v[first], env, out);
	if (!binding_next(f->r, e.unit, first) && u->binding.v[first].how == HOW_EACH)
		return fold_each(f, e.unit, &u->binding.v[first], unit_text(u, u->binding.v[first].part), env, out);
	function = u->scope.v[u->binding.v[first].scope].function;
	out->n = 0;	/* let x; filled in every branch that goes on: not having been set is no text */
	if (u->binding.v[first].how == HOW_VAR && !u->binding.v[first].value && strcmp(f->r->family[e.unit], "go") == 0)
		set_empty(out);	/* var x string is "" */
	if (name_events(f, e, first, function, &list)) {
		is_array = list.v[0].kind == EVENT_PUSH || u->expr.v[list.v[0].value.index].kind == E_ARRAY;
		use = u->scope.v[x->scope].function == function ? region_of_expr(u, x, function) : u->function.v[function].region;
		apply_events(f, u, list.v, (int)list.n, use, u->function.v[function].region, env, out);
		if (out->n > 1 && (is_array ? tests_length(f, e, first, function) : under_own_test(f, e, first, use)))
			drop_empty(out);
	} else {
		out->n = 0;
	}
	vec_free(&list);
	return out->n > 0;
}

/* column.name where column runs over a constant list. */
bool fold_member(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e), *owner = &u->expr.v[x->a];
	int b = owner->kind == E_NAME ? lookup(f->r, e.unit, owner->scope, unit_text(u, owner->text)) : 0;

	if (!b || binding_next(f->r, e.unit, b) || u->binding.v[b].how != HOW_EACH)
		return false;
	if (x->kind == E_INDEX) {
		const char *key = x->b ? constant_text(f->r, (struct ref){e.unit, x->b}) : NULL;

		return key && fold_each(f, e.unit, &u->binding.v[b],
			arena_printf(f->arena, *key >= '0' && *key <= '9' ? "%s[%s]" : "%s.%s", unit_text(u, u->binding.v[b].part), key), env, out);
	}
	return fold_each(f, e.unit, &u->binding.v[b], arena_printf(f->arena, "%s.%s", unit_text(u, u->binding.v[b].part), ref_text(f->r, e)), env, out);
}

/* The binding a name means, where it is the one looked for. */
static bool is_name_of(struct folder *f, int unit, const struct expr *x, int binding)
{
	return x->kind == E_NAME && lookup(f->r, unit, x->scope, unit_text(f->r->unit[unit], x->text)) == binding;
}

/* What is written into a strings.Builder or bytes.Buffer before its text is taken: sb.WriteString(x), formats, templates; a function it is
 * handed to may write anything. */
bool fold_written(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e), *object = &u->expr.v[u->expr.v[x->a].a];
	int first = object->kind == E_NAME ? lookup(f->r, e.unit, object->scope, unit_text(u, object->text)) : 0, function;
	struct events list = {0};
	bool known = true;

	if (!first || u->binding.v[first].how == HOW_PARAMETER || binding_next(f->r, e.unit, first))
		return false;
	function = u->scope.v[u->binding.v[first].scope].function;
	for (int c = 1; c < (int)u->call.n && known; c++) {
		const struct expr *call = &u->expr.v[u->call.v[c].expr], *callee = &u->expr.v[call->a];
		const char *method = callee->kind == E_MEMBER ? unit_text(u, callee->text) : "";
		struct ref value = {e.unit, u->call.v[c].expr};
		bool own = callee->kind == E_MEMBER && is_name_of(f, e.unit, &u->expr.v[callee->a], first), handed = false;

		if (call->start >= x->start)
			continue;
		for (int i = 0; i < call->n; i++)
			handed |= is_name_of(f, e.unit, &u->expr.v[u->kid.v[call->first + i].expr], first);
		if (own && (strcmp(method, "Reset") == 0 || strcmp(method, "Truncate") == 0))
			known = false;
		if (own && call->n == 1 && (strcmp(method, "WriteString") == 0 || strcmp(method, "WriteByte") == 0 || strcmp(method, "WriteRune") == 0 || strcmp(method, "Write") == 0))
			value.index = u->kid.v[call->first].expr;
		else if (!handed)
			continue;
		events_add(f, &list, (struct event){call->start, u->call.v[c].region, EVENT_APPEND, value});
	}
	if (known && list.n > 0) {
		qsort(list.v, list.n, sizeof(*list.v), event_order);
		set_empty(out);
		apply_events(f, u, list.v, (int)list.n, u->scope.v[x->scope].function == function ? region_of_expr(u, x, function) : u->function.v[function].region,
			u->function.v[function].region, env, out);
	}
	known &= list.n > 0;
	vec_free(&list);
	return known && out->n > 0;
}
