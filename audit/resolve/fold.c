/* The texts an expression may have. See fold.h. */
#include "fold.h"
#include "resolve_private.h"

#include <stdio.h>

#define DEPTH_MAX 24
#define PARTS_MAX 4000
#define EVENTS_MAX 200
#define STEPS_MAX 20000

/* Set of variants while folding. Variants are never changed once made. */
struct set {
	struct fold_variant v[FOLD_VARIANTS_MAX];
	int n;
};

/* Parameters of a helper function that is looked into, and the call that gives their values. */
struct env {
	struct ref function, call;
	const struct env *outer;
};

struct folder {
	struct resolver *r;
	struct arena *arena;
	bool truncated;
	int depth;
	struct ref loop;	/* the constant list a name of the text runs over: folded once per element, so that two names of one loop agree */
	int loop_at, loop_n;
	bool tagged;		/* inside a tagged template: what is put into it is bound, not text */
	int steps;	/* spent, of STEPS_MAX: helper functions calling helper functions must not take for ever */
};

static void fold_into(struct folder *f, struct ref e, const struct env *env, struct set *out);

static void set_one(struct folder *f, struct set *s, struct fold_part part)
{
	struct fold_part *p = arena_new(f->arena, struct fold_part);

	*p = part;
	s->v[0] = (struct fold_variant){p, 1};
	s->n = 1;
}

static void set_empty(struct set *s)
{
	s->v[0] = (struct fold_variant){NULL, 0};
	s->n = 1;
}

static void set_hole(struct folder *f, struct set *s, struct ref e)
{
	set_one(f, s, (struct fold_part){.hole = e, .literal = REF_NONE});
}

static bool same_variant(const struct fold_variant *a, const struct fold_variant *b)
{
	if (a->parts != b->parts)
		return false;
	for (int i = 0; i < a->parts; i++) {
		const struct fold_part *x = &a->part[i], *y = &b->part[i];

		if ((x->text == NULL) != (y->text == NULL) || x->separator != y->separator)
			return false;
		if (x->text ? x->n != y->n || memcmp(x->text, y->text, x->n) != 0 : !ref_eq(x->hole, y->hole))
			return false;
	}
	return true;
}

static void set_add(struct folder *f, struct set *s, const struct fold_variant *v)
{
	for (int i = 0; i < s->n; i++)
		if (same_variant(&s->v[i], v))
			return;
	if (s->n == FOLD_VARIANTS_MAX) {
		f->truncated = true;
		return;
	}
	s->v[s->n++] = *v;
}

static void set_union(struct folder *f, struct set *a, const struct set *b)
{
	for (int i = 0; i < b->n; i++)
		set_add(f, a, &b->v[i]);
}

static void set_concat(struct folder *f, struct set *a, const struct set *b)
{
	struct set out = {.n = 0};
	int step = 1;

	if (a->n * b->n > FOLD_VARIANTS_MAX) {
		/* Too many combinations: each variant of the larger set once, the other's taken in turn, so that every part is seen. */
		f->truncated = true;
		step = 0;
	}
	for (int i = 0; i < (step ? a->n * b->n : a->n > b->n ? a->n : b->n); i++) {
		const struct fold_variant *x = &a->v[step ? i / b->n : i % a->n], *y = &b->v[i % b->n];
		struct fold_part *p;

		if (x->parts + y->parts > PARTS_MAX) {
			f->truncated = true;
			continue;
		}
		p = arena_array(f->arena, struct fold_part, x->parts + y->parts + 1);
		if (x->parts)
			memcpy(p, x->part, sizeof(*p) * (size_t)x->parts);
		if (y->parts)
			memcpy(p + x->parts, y->part, sizeof(*p) * (size_t)y->parts);
		set_add(f, &out, &(struct fold_variant){p, x->parts + y->parts});
	}
	*a = out;
}

static void set_text(struct folder *f, struct set *s, const char *text, struct ref literal)
{
	if (!*text)
		set_empty(s);
	else
		set_one(f, s, (struct fold_part){.text = text, .n = strlen(text), .literal = literal, .hole = REF_NONE});
}

/* Separators of an array become the text of a join. */
static void set_join(struct folder *f, struct set *s, const char *with)
{
	for (int i = 0; i < s->n; i++) {
		struct fold_part *p = arena_array(f->arena, struct fold_part, s->v[i].parts + 1);

		for (int k = 0; k < s->v[i].parts; k++) {
			p[k] = s->v[i].part[k];
			if (p[k].separator)
				p[k] = (struct fold_part){.text = with, .n = strlen(with), .literal = REF_NONE, .hole = REF_NONE};
		}
		s->v[i].part = p;
	}
}

/* Names that are built up: x = …; if (c) x += …; list.push(…) */

enum event_kind { EVENT_ASSIGN, EVENT_APPEND, EVENT_PUSH, EVENT_PREPEND };
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
		struct set separator, out = {.n = 0};

		set_one(f, &separator, (struct fold_part){.text = "", .separator = true, .literal = REF_NONE, .hole = REF_NONE});
		for (int i = 0; i < state->n; i++) {
			struct set one = {.v = {state->v[i]}, .n = 1};

			if (one.v[0].parts > 0)
				set_concat(f, &one, &separator);
			set_concat(f, &one, &value);
			set_union(f, &out, &one);
		}
		*state = out;
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

/* The list a for-each runs over when it is constant: an array, or an object through .items() / Object.entries(). */
static struct ref loop_list(struct folder *f, struct ref e, bool *pairs)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x;
	struct value v;

	e = expr_plain(f->r, e);
	*pairs = false;
	if (!ref_ok(e))
		return e;
	x = ref_expr(f->r, e);
	if (x->kind == E_CALL && u->expr.v[x->a].kind == E_MEMBER) {
		const char *method = unit_text(u, u->expr.v[x->a].text);

		if (strcmp(method, "items") == 0 && x->n == 0)
			e.index = u->expr.v[x->a].a;
		else if (strcmp(method, "entries") == 0 && x->n == 1)
			e.index = u->kid.v[x->first].expr;
		else
			return REF_NONE;
		*pairs = true;
	}
	v = resolve(f->r, e);
	if (v.entity != ENTITY_OBJECT || !ref_ok(v.self) || ref_expr(f->r, v.self)->kind != (*pairs ? E_OBJECT : E_ARRAY))
		return REF_NONE;
	return v.self;
}

/* The element of a constant list, or the part of it, that a loop's name is in the turn that is being folded. */
static bool fold_each(struct folder *f, int unit, const struct binding *b, const char *part, const struct env *env, struct set *out)
{
	bool pairs;
	struct ref list = loop_list(f, (struct ref){unit, b->value}, &pairs), at;
	const struct unit *u;
	const struct expr *x;
	const struct kid *k;

	if (!ref_ok(list) || ref_expr(f->r, list)->n == 0 || ref_expr(f->r, list)->n > FOLD_VARIANTS_MAX)
		return false;
	if (!ref_ok(f->loop)) {
		f->loop = list;
		f->loop_n = ref_expr(f->r, list)->n;
	}
	if (!ref_eq(f->loop, list))
		return false;
	u = f->r->unit[list.unit];
	k = &u->kid.v[ref_expr(f->r, list)->first + f->loop_at];
	if (k->spread)
		return false;
	at = (struct ref){list.unit, k->expr};
	if (pairs) {
		if (strcmp(part, "[0]") == 0) {
			set_text(f, out, unit_text(u, k->key), REF_NONE);
			return k->key != 0;
		}
		if (strncmp(part, "[1]", 3) != 0)
			return false;
		part += 3;
	}
	while (*part) {
		struct value v = resolve(f->r, at);
		bool found = false;

		if (v.entity != ENTITY_OBJECT)
			return false;
		x = ref_expr(f->r, v.self);
		u = f->r->unit[v.self.unit];
		for (int i = 0; i < x->n && !found; i++) {
			k = &u->kid.v[x->first + i];
			if (*part == '[' ? i == strtol(part + 1, NULL, 10) && !k->spread : k->key && strncmp(unit_text(u, k->key), part + 1, strlen(unit_text(u, k->key))) == 0 &&
			    strcspn(part + 1, ".[") == strlen(unit_text(u, k->key))) {
				at = (struct ref){v.self.unit, k->expr};
				found = true;
			}
		}
		if (!found)
			return false;
		part += 1 + strcspn(part + 1, ".[");
	}
	fold_into(f, at, env, out);
	return true;
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

/* What is assigned and added to the name, before it is used; false when something else happens to it. */
static bool name_events(struct folder *f, struct ref e, int first, int function, struct events *list)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);

	for (int b = first; b; b = binding_next(f->r, e.unit, b)) {
		const struct binding *d = &u->binding.v[b];
		uint32_t start = d->value ? u->expr.v[d->value].start : 0;

		if (d->how == HOW_PARAMETER || d->how == HOW_EACH || d->how == HOW_CATCH || d->how == HOW_WITH || d->how == HOW_IMPORT || d->how == HOW_FUNCTION ||
		    d->how == HOW_CLASS || *unit_text(u, d->part))
			return false;
		if (!d->value)
			continue;
		/* Within one function only what stands before the use counts; a closure sees everything. */
		if (u->scope.v[x->scope].function == function && start >= x->start)
			continue;
		events_add(f, list, (struct event){start, d->region, d->how == HOW_AUGMENT ? EVENT_APPEND : EVENT_ASSIGN, {e.unit, d->value}});
	}
	if (list->n > 0 && u->expr.v[list->v[0].value.index].kind == E_ARRAY)
		push_events(f, e, first, x->start, list);
	if (list->n > 0)
		qsort(list->v, list->n, sizeof(*list->v), event_order);
	return list->n > 0;
}

static bool fold_name(struct folder *f, struct ref e, const struct env *env, struct set *out)
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
	if (name_events(f, e, first, function, &list)) {
		is_array = u->expr.v[list.v[0].value.index].kind == E_ARRAY;
		use = u->scope.v[x->scope].function == function ? region_of_expr(u, x, function) : u->function.v[function].region;
		apply_events(f, u, list.v, (int)list.n, use, u->function.v[function].region, env, out);
		if (out->n > 1 && (is_array ? tests_length(f, e, first, function) : under_own_test(f, e, first, use)))
			drop_empty(out);
	}
	vec_free(&list);
	return out->n > 0;
}

/* column.name where column runs over a constant list. */
static bool fold_member(struct folder *f, struct ref e, const struct env *env, struct set *out)
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

/* Calls */

static bool fold_format(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	/* "… {} {name} …".format(a, name=b) */
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);
	struct ref literal = definition(f->r, (struct ref){e.unit, u->expr.v[x->a].a});
	const char *text, *p;
	int next = 0;

	if (!ref_ok(literal) || ref_expr(f->r, literal)->kind != E_STRING)
		return false;
	text = ref_text(f->r, literal);
	set_empty(out);
	for (p = text; *p;) {
		size_t n = strcspn(p, "{}");
		struct set piece;

		if (n) {
			set_one(f, &piece, (struct fold_part){.text = p, .n = n, .literal = literal, .hole = REF_NONE});
			set_concat(f, out, &piece);
			p += n;
			continue;
		}
		if (p[0] == p[1]) {
			set_one(f, &piece, (struct fold_part){.text = p, .n = 1, .literal = literal, .hole = REF_NONE});
			set_concat(f, out, &piece);
			p += 2;
		} else if (*p == '{') {
			size_t len = strcspn(p + 1, "}!:"), whole = strcspn(p, "}");
			int found = 0, position = len == 0 ? next++ : p[1] >= '0' && p[1] <= '9' ? (int)strtol(p + 1, NULL, 10) : -1;

			for (int i = 0; i < x->n && !found; i++) {
				const struct kid *k = &u->kid.v[x->first + i];

				if (k->spread)
					return false;
				if (k->key ? strlen(unit_text(u, k->key)) == len && strncmp(unit_text(u, k->key), p + 1, len) == 0 : i == position)
					found = k->expr;
			}
			if (!found)
				return false;
			fold_into(f, (struct ref){e.unit, found}, env, &piece);
			set_concat(f, out, &piece);
			p += whole + (p[whole] == '}');
		} else {
			p++;
		}
	}
	return true;
}

static bool fold_function(struct folder *f, struct ref function, struct ref call, const struct env *env, struct set *out)
{
	struct env inner = {function, call, env};
	const int *list;
	int n = returns_of(f->r, function, &list);

	for (const struct env *v = env; v; v = v->outer)
		if (ref_eq(v->function, function))
			return false;
	if (n == 0 || n > 8)
		return false;
	out->n = 0;
	for (int i = 0; i < n; i++) {
		struct set one;

		fold_into(f, (struct ref){function.unit, list[i]}, &inner, &one);
		set_union(f, out, &one);
	}
	return out->n > 0;
}

static bool passes_through(const char *method)
{
	static const char *const names[] = {"trim", "trimStart", "trimEnd", "strip", "rstrip", "lstrip", "toString", "dedent", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], method) == 0)
			return true;
	return false;
}

/* sql`… ${x}`: only templates put into it, directly or by name, are text. */
static bool fold_tag(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct expr *x = ref_expr(f->r, e);
	bool outer = f->tagged;

	if (!(x->flags & EXPR_TAG) || x->n != 1 || template_part_of(f->r, e) != PART_TEXT)
		return false;
	f->tagged = true;
	fold_into(f, (struct ref){e.unit, f->r->unit[e.unit]->kid.v[x->first].expr}, env, out);
	f->tagged = outer;
	return true;
}

static bool fold_call(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e), *callee = &u->expr.v[x->a];
	struct ref object = {e.unit, callee->kind == E_MEMBER ? callee->a : 0}, first = {e.unit, x->n ? u->kid.v[x->first].expr : 0};
	const char *method = callee->kind == E_MEMBER || callee->kind == E_NAME ? unit_text(u, callee->text) : "";
	struct value v, c;

	if (fold_tag(f, e, env, out))
		return true;
	if (ref_ok(object) && strcmp(method, "join") == 0) {
		bool python = strcmp(f->r->family[e.unit], "python") == 0;
		const char *with = python ? constant_text(f->r, object) : ref_ok(first) ? constant_text(f->r, first) : ",";

		if (!with || (python && !ref_ok(first)))
			return false;
		fold_into(f, python ? first : object, env, out);
		set_join(f, out, with);
		return true;
	}
	if (ref_ok(object) && ((x->n == 0 && passes_through(method)) || strcmp(method, "bindparams") == 0)) {
		fold_into(f, object, env, out);
		return true;
	}
	if (ref_ok(object) && strcmp(method, "filter") == 0 && x->n == 1 && u->expr.v[first.index].kind == E_NAME && strcmp(ref_text(f->r, first), "Boolean") == 0) {
		fold_into(f, object, env, out);
		return true;
	}
	if (ref_ok(object) && strcmp(method, "format") == 0 && strcmp(f->r->family[e.unit], "python") == 0 && fold_format(f, e, env, out))
		return true;
	if (ref_ok(object) && strcmp(method, "concat") == 0) {
		fold_into(f, object, env, out);
		for (int i = 0; i < x->n; i++) {
			struct set one;

			fold_into(f, (struct ref){e.unit, u->kid.v[x->first + i].expr}, env, &one);
			set_concat(f, out, &one);
		}
		return true;
	}
	c = resolve(f->r, (struct ref){e.unit, x->a});
	if (c.type && ref_ok(first) && (strcmp(c.type, "global.String") == 0 || strcmp(c.type, "global.str") == 0 || strcmp(c.type, "textwrap.dedent") == 0 ||
	    strcmp(c.type, "inspect.cleandoc") == 0)) {
		fold_into(f, first, env, out);
		return true;
	}
	v = resolve(f->r, e);
	if (v.entity == ENTITY_CONSTANT && ref_ok(v.self) && !ref_eq(v.self, e) && c.entity != ENTITY_FUNCTION) {
		fold_into(f, v.self, env, out);
		return true;
	}
	if (c.entity == ENTITY_FUNCTION)
		return fold_function(f, c.self, (struct ref){e.unit, x->b}, env, out);
	/* A call a pack says gives its argument: text("…") */
	if (c.type && ref_ok(first)) {
		const char *path = type_join(f->r, c.type, "()", "");
		int64_t *alias = path ? map_gets(&f->r->alias, path) : NULL;

		if (alias && strcmp(f->r->aliases.v[*alias - 1].type, "#0") == 0) {
			fold_into(f, first, env, out);
			return true;
		}
	}
	return false;
}

static void fold_array(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);

	set_empty(out);
	for (int i = 0; i < x->n; i++)
		apply_event(f, &(struct event){0, 0, EVENT_PUSH, {e.unit, u->kid.v[x->first + i].expr}}, env, out);
}

static void fold_fresh(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);
	struct set other;

	switch (x->kind) {
	case E_STRING:
		set_text(f, out, ref_text(f->r, e), e);
		return;
	case E_NUMBER:
		set_text(f, out, ref_text(f->r, e), REF_NONE);
		return;
	case E_TEMPLATE:
		set_empty(out);
		for (int i = 0; i < x->n; i++) {
			struct ref part = {e.unit, u->kid.v[x->first + i].expr};

			if (f->tagged && ref_expr(f->r, part)->kind != E_STRING && template_part_of(f->r, part) != PART_TEXT)
				set_hole(f, &other, part);
			else
				fold_into(f, part, env, &other);
			set_concat(f, out, &other);
		}
		return;
	case E_BINARY:
		if (strcmp(ref_text(f->r, e), "+") == 0) {
			fold_into(f, (struct ref){e.unit, x->a}, env, out);
			fold_into(f, (struct ref){e.unit, x->b}, env, &other);
			set_concat(f, out, &other);
			return;
		}
		if (strcmp(ref_text(f->r, e), "&&") == 0) {
			fold_into(f, (struct ref){e.unit, x->b}, env, out);
			set_empty(&other);
			set_union(f, out, &other);
			return;
		}
		break;
	case E_CONDITIONAL:
		fold_into(f, (struct ref){e.unit, x->b}, env, out);
		fold_into(f, (struct ref){e.unit, x->c}, env, &other);
		set_union(f, out, &other);
		return;
	case E_CONSTANT:
		if (strcmp(ref_text(f->r, e), "null") == 0 || strcmp(ref_text(f->r, e), "undefined") == 0 || strcmp(ref_text(f->r, e), "false") == 0) {
			set_empty(out);
			return;
		}
		break;
	case E_ARRAY:
		fold_array(f, e, env, out);
		return;
	case E_NAME:
		if (fold_name(f, e, env, out)) {
			/* A name for a value that is not text: the hole is the name, which the code around may test. */
			if (!env && out->n == 1 && out->v[0].parts == 1 && !out->v[0].part[0].text)
				set_hole(f, out, e);
			return;
		}
		/* fallthrough */
	case E_MEMBER:
	case E_INDEX: {
		struct ref d;

		if (x->kind != E_NAME && fold_member(f, e, env, out))
			return;
		d = definition(f->r, e);

		if (ref_ok(d) && !ref_eq(d, e) && ref_expr(f->r, d)->kind != E_OBJECT && !(x->kind == E_NAME && d.unit == e.unit)) {
			fold_into(f, d, env, out);
			return;
		}
		break;
	}
	case E_CALL:
		if (fold_call(f, e, env, out))
			return;
		break;
	default:
		break;
	}
	set_hole(f, out, e);
}

static void fold_into(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	e = expr_plain(f->r, e);
	if (!ref_ok(e) || f->depth >= DEPTH_MAX || ++f->steps > STEPS_MAX) {
		f->truncated = true;
		set_hole(f, out, e);
		return;
	}
	f->depth++;
	fold_fresh(f, e, env, out);
	f->depth--;
}

static struct ref whole_parameter(struct resolver *r, struct ref e)
{
	const struct unit *u;
	int b;

	e = expr_plain(r, e);
	if (!ref_ok(e) || ref_expr(r, e)->kind != E_NAME)
		return REF_NONE;
	u = r->unit[e.unit];
	b = lookup(r, e.unit, ref_expr(r, e)->scope, ref_text(r, e));
	if (!b || u->binding.v[b].how != HOW_PARAMETER || binding_next(r, e.unit, b) || *unit_text(u, u->binding.v[b].part))
		return REF_NONE;
	return (struct ref){e.unit, u->binding.v[b].entity};
}

void fold(struct resolver *r, struct arena *arena, struct ref e, struct folding *out)
{
	struct folder f = {.r = r, .arena = arena, .loop = REF_NONE};
	struct set s;

	memset(out, 0, sizeof(*out));
	out->parameter = whole_parameter(r, e);
	fold_into(&f, e, NULL, &s);
	for (f.loop_at = 1; f.loop_at < f.loop_n; f.loop_at++) {
		struct set turn;

		fold_into(&f, e, NULL, &turn);
		set_union(&f, &s, &turn);
	}
	set_join(&f, &s, ", ");	/* an array that is text only by being printed */
	out->variant = arena_array(arena, struct fold_variant, s.n + 1);
	memcpy(out->variant, s.v, sizeof(s.v[0]) * (size_t)s.n);
	out->variants = s.n;
	out->truncated = f.truncated;
	out->literal = s.n > 0;
	for (int i = 0; i < s.n; i++) {
		bool any = false;

		for (int k = 0; k < s.v[i].parts; k++)
			any |= s.v[i].part[k].text != NULL;
		out->literal &= any;
	}
}
