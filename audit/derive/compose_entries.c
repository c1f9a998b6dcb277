/*
 * What an object is made of, as far as the source says: its literal, spreads, conditional parts, keys assigned later, what a function of the
 * program returns, the rest of a destructured one, the element of a list that is mapped; and, where it is a parameter, what a caller hands in.
 * See compose.h.
 */
#include "compose.h"

#define DEPTH_MAX 12
#define BINDINGS_MAX 4

static void add_parts(struct composer *c, struct ref e, struct record *out, bool sometimes, int depth);

static void add_part(struct record *out, const char *key, struct ref value, bool sometimes)
{
	for (size_t i = 0; i < out->v.n; i++)
		if (strcmp(out->v.v[i].key, key) == 0) {
			if (!sometimes)
				out->v.v[i] = (struct part){key, value, false};
			return;
		}
	vec_push(&out->v, (struct part){key, value, sometimes});
}

static const struct part *part_named(const struct record *o, const char *key)
{
	for (size_t i = 0; i < o->v.n; i++)
		if (strcmp(o->v.v[i].key, key) == 0)
			return &o->v.v[i];
	return NULL;
}

void record_free(struct record *o)
{
	vec_free(&o->v);
}

/* Parts of another object, but for the names that are taken out of it. */
static void add_others(struct composer *c, struct ref whole, const struct unit *u, int binding, struct record *out, bool sometimes, int depth)
{
	struct record inner = {0};

	add_parts(c, whole, &inner, sometimes, depth + 1);
	out->open |= inner.open;
	out->any |= inner.any;
	for (size_t i = 0; i < inner.v.n; i++) {
		bool taken = false;

		for (int b = 1; b < (int)u->binding.n && !taken; b++) {
			const struct binding *other = &u->binding.v[b];
			const char *part = unit_text(u, other->part);

			taken = b != binding && other->value == u->binding.v[binding].value && other->scope == u->binding.v[binding].scope && part[0] == '.' && strcmp(part + 1, inner.v.v[i].key) == 0;
		}
		if (!taken)
			add_part(out, inner.v.v[i].key, inner.v.v[i].value, inner.v.v[i].sometimes);
	}
	record_free(&inner);
}

/* The part of an object a path names (".a"): what is under the key. */
static void add_under(struct composer *c, struct ref whole, const char *key, struct record *out, bool sometimes, int depth)
{
	struct record inner = {0};
	const struct part *p;

	add_parts(c, whole, &inner, false, depth + 1);
	p = part_named(&inner, key);
	if (p)
		add_parts(c, p->value, out, sometimes || p->sometimes, depth + 1);
	else
		out->open |= inner.open;
	record_free(&inner);
}

static void add_of_path(struct composer *c, struct ref whole, const struct unit *u, int binding, struct record *out, bool sometimes, int depth)
{
	const char *part = unit_text(u, u->binding.v[binding].part);

	if (!*part)
		add_parts(c, whole, out, sometimes, depth + 1);
	else if (strcmp(part, ".*") == 0)
		add_others(c, whole, u, binding, out, sometimes, depth);
	else if (part[0] == '.' && !strpbrk(part + 1, ".["))
		add_under(c, whole, part + 1, out, sometimes, depth);
	else
		out->open = true;
}

/* What a caller hands in for a parameter; where nobody was chosen yet, the function is noted, for its callers to be tried one by one. */
static void add_parameter(struct composer *c, int unit, int parameter, int binding, struct record *out, bool sometimes, int depth)
{
	const struct unit *u = c->d->r->unit[unit];
	const struct parameter *p = &u->parameter.v[parameter];
	struct ref function = {unit, p->function}, argument;
	size_t frames = c->frames;

	for (size_t i = frames; i > 0; i--) {
		if (!ref_eq(c->frame[i - 1].function, function))
			continue;
		argument = argument_for(c->d->r, c->frame[i - 1].call, function, p->position);
		c->frames = i - 1;
		if (ref_ok(argument))
			add_of_path(c, argument, u, binding, out, sometimes, depth);
		else if (p->default_ > 0)
			add_of_path(c, (struct ref){unit, p->default_}, u, binding, out, sometimes, depth);
		c->frames = frames;
		return;
	}
	if (!ref_ok(c->asked))
		c->asked = function;
	out->open = true;
}

/* x.key = v after the object was made. */
static void add_assigned(struct composer *c, struct ref name, int first, struct record *out, bool sometimes)
{
	const struct unit *u = c->d->r->unit[name.unit];

	for (int b = 1; b < (int)u->binding.n; b++) {
		const struct binding *set = &u->binding.v[b];
		const struct expr *target = set->target ? &u->expr.v[set->target] : NULL;
		const int *list;

		if (!target || (target->kind != E_MEMBER && target->kind != E_INDEX) || u->expr.v[target->a].kind != E_NAME ||
			u->expr.v[target->a].text != ref_expr(c->d->r, name)->text || bindings_of(c->d->r, (struct ref){name.unit, target->a}, &list) < 1 || list[0] != first)
			continue;
		if (target->kind == E_INDEX)
			out->open = true;
		else if (set->value)
			add_part(out, unit_text(u, target->text), (struct ref){name.unit, set->value}, sometimes || set->region != u->binding.v[first].region);
	}
}

/* Elements put into a list: list.push({ … }). */
static void add_pushed(struct composer *c, struct ref name, int first, struct record *out, int depth)
{
	const struct unit *u = c->d->r->unit[name.unit];

	for (int i = 1; i < (int)u->call.n; i++) {
		const struct expr *x = &u->expr.v[u->call.v[i].expr], *callee = &u->expr.v[x->a];
		const int *list;

		if (callee->kind != E_MEMBER || strcmp(unit_text(u, callee->text), "push") != 0 || u->expr.v[callee->a].kind != E_NAME || u->expr.v[callee->a].text != ref_expr(c->d->r, name)->text ||
			bindings_of(c->d->r, (struct ref){name.unit, callee->a}, &list) < 1 || list[0] != first)
			continue;
		out->any = true;
		for (int k = 0; k < x->n; k++)
			add_parts(c, (struct ref){name.unit, u->kid.v[x->first + k].expr}, out, out->v.n > 0, depth + 1);
	}
}

static void add_name(struct composer *c, struct ref e, struct record *out, bool sometimes, int depth)
{
	const struct unit *u = c->d->r->unit[e.unit];
	const int *list;
	int n = bindings_of(c->d->r, e, &list), first = n > 0 ? list[0] : 0, values = 0;
	struct ref elsewhere;

	for (int i = 0; i < n && i <= BINDINGS_MAX; i++) {
		const struct binding *b = &u->binding.v[list[i]];

		if (b->how == HOW_PARAMETER && b->entity > 0 && !b->value)
			add_parameter(c, e.unit, b->entity, list[i], out, sometimes, depth);
		else if (b->value && b->how != HOW_IMPORT)
			add_of_path(c, (struct ref){e.unit, b->value}, u, list[i], out, sometimes || n > 1, depth);
		else if (b->how == HOW_LET || b->how == HOW_VAR)
			continue; /* declared, and assigned later */
		else
			break;
		values++;
	}
	if (values && n <= BINDINGS_MAX) {
		add_pushed(c, e, first, out, depth);
		add_assigned(c, e, first, out, sometimes);
		return;
	}
	elsewhere = definition(c->d->r, e);
	if (ref_ok(elsewhere) && !ref_eq(elsewhere, e))
		add_parts(c, elsewhere, out, sometimes, depth + 1);
	else
		out->open = true;
}

static struct ref kid_of(const struct composer *c, struct ref e, int i)
{
	const struct expr *x = ref_expr(c->d->r, e);

	return i < x->n ? (struct ref){e.unit, c->d->r->unit[e.unit]->kid.v[x->first + i].expr} : REF_NONE;
}

/* What a function of the program returns, told of the call that runs it. */
static void add_returned(struct composer *c, struct ref function, struct ref call, struct record *out, bool sometimes, int depth)
{
	const int *list;
	int n = returns_of(c->d->r, function, &list);

	if (n < 1 || c->frames >= FRAMES_MAX) {
		out->open = true;
		return;
	}
	if (ref_ok(call))
		c->frame[c->frames++] = (struct frame){function, call};
	for (int i = 0; i < n; i++)
		add_parts(c, (struct ref){function.unit, list[i]}, out, sometimes || n > 1, depth + 1);
	c->frames -= ref_ok(call);
}

/* Object.assign(a, b), list.map(f), list.filter(f), and functions of the program. */
static void add_call(struct composer *c, struct ref e, struct record *out, bool sometimes, int depth)
{
	const struct unit *u = c->d->r->unit[e.unit];
	const struct expr *x = ref_expr(c->d->r, e), *callee = &u->expr.v[x->a];
	const char *method = callee->kind == E_MEMBER ? unit_text(u, callee->text) : "";
	bool of_object = callee->kind == E_MEMBER && u->expr.v[callee->a].kind == E_NAME && strcmp(unit_text(u, u->expr.v[callee->a].text), "Object") == 0;
	struct target target[TARGETS_MAX];
	int n;

	if (of_object && strcmp(method, "assign") == 0) {
		for (int i = 0; i < x->n; i++)
			add_parts(c, kid_of(c, e, i), out, sometimes, depth + 1);
		return;
	}
	if (of_object && strcmp(method, "freeze") == 0) {
		add_parts(c, kid_of(c, e, 0), out, sometimes, depth + 1);
		return;
	}
	if ((strcmp(method, "map") == 0 || strcmp(method, "flatMap") == 0) && x->n == 1) {
		struct value f = resolve(c->d->r, kid_of(c, e, 0));

		if (f.entity == ENTITY_FUNCTION) {
			out->any = true;
			add_returned(c, f.self, REF_NONE, out, sometimes, depth);
			return;
		}
	}
	if (strcmp(method, "filter") == 0 || strcmp(method, "slice") == 0) {
		add_parts(c, (struct ref){e.unit, callee->a}, out, sometimes, depth + 1);
		return;
	}
	n = call_targets(c->d->r, (struct ref){e.unit, x->b}, target);
	if (n == 1 && target[0].candidates == 1 && strcmp(target[0].how, "callback") != 0)
		add_returned(c, target[0].function, (struct ref){e.unit, x->b}, out, sometimes, depth);
	else
		out->open = true;
}

static void add_literal(struct composer *c, struct ref e, struct record *out, bool sometimes, int depth)
{
	for (int i = 0; i < entries_of(c, e); i++) {
		struct entry x = entry_of(c, e, i);

		if (x.is_spread)
			add_parts(c, x.value, out, sometimes, depth + 1);
		else if (*x.key)
			add_part(out, x.key, x.value, sometimes);
		else
			out->open = true; /* [key]: value */
	}
}

static void add_parts(struct composer *c, struct ref e, struct record *out, bool sometimes, int depth)
{
	const struct expr *x;
	struct value v;

	e = ref_ok(e) ? expr_plain(c->d->r, e) : e;
	if (!ref_ok(e) || depth > DEPTH_MAX) {
		out->open = true;
		return;
	}
	x = ref_expr(c->d->r, e);
	switch (x->kind) {
	case E_OBJECT:
		out->any = true;
		add_literal(c, e, out, sometimes, depth);
		return;
	case E_ARRAY: /* rows: what the first has, others may have more */
		out->any = true;
		for (int i = 0; i < x->n; i++)
			add_parts(c, kid_of(c, e, i), out, sometimes || i > 0, depth + 1);
		return;
	case E_CONSTANT:
	case E_NUMBER:
	case E_STRING:
		return;
	case E_CONDITIONAL:
		add_parts(c, (struct ref){e.unit, x->b}, out, true, depth + 1);
		add_parts(c, (struct ref){e.unit, x->c}, out, true, depth + 1);
		return;
	case E_BINARY:
		if (strcmp(ref_text(c->d->r, e), "&&") != 0)
			add_parts(c, (struct ref){e.unit, x->a}, out, true, depth + 1);
		add_parts(c, (struct ref){e.unit, x->b}, out, true, depth + 1);
		return;
	case E_NAME:
		add_name(c, e, out, sometimes, depth);
		return;
	case E_CALL:
		add_call(c, e, out, sometimes, depth);
		return;
	default:
		break;
	}
	v = resolve(c->d->r, e);
	if (v.entity == ENTITY_OBJECT && ref_ok(v.self) && !ref_eq(v.self, e))
		add_parts(c, v.self, out, sometimes, depth + 1);
	else if (x->kind == E_MEMBER)
		add_under(c, (struct ref){e.unit, x->a}, ref_text(c->d->r, e), out, sometimes, depth);
	else
		out->open = true;
}

void record_of(struct composer *c, struct ref e, struct record *out)
{
	*out = (struct record){0};
	if (ref_ok(e))
		add_parts(c, e, out, false, 0);
}
