/* Calls that only run when a parameter is so. See gates.h. */
#include "gates.h"

#include "conditions.h"

/* Whether what a parameter holds stays as it was handed in: the function reads members of it and nothing else, and nobody in the file sets this one. */
static bool only_read(const struct unit *u, const char *name, const char *member)
{
	int names = 0, owners = 0;

	for (int i = 1; i < (int)u->expr.n; i++) {
		const struct expr *x = &u->expr.v[i];

		names += x->kind == E_NAME && strcmp(unit_text(u, x->text), name) == 0;
		owners += x->kind == E_MEMBER && u->expr.v[x->a].kind == E_NAME && strcmp(unit_text(u, u->expr.v[x->a].text), name) == 0;
	}
	for (int b = 1; b < (int)u->binding.n; b++) {
		const struct expr *target = &u->expr.v[u->binding.v[b].target];

		if (u->binding.v[b].target && target->kind == E_MEMBER && strcmp(unit_text(u, target->text), member) == 0)
			return false;
	}
	return names == owners;
}

/* The parameter of the function that a name is, or that a member is read from: options, options?.skipAuth, and skipAuth of { skipAuth }. */
static bool parameter_of(struct derive *d, struct ref e, int function, struct gate *out)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = ref_expr(d->r, e);
	const struct binding *b;
	const int *list;
	const char *part;

	out->member = NULL;
	if (x->kind == E_MEMBER && u->expr.v[x->a].kind == E_NAME) {
		out->member = unit_text(u, x->text);
		e.index = x->a;
		x = ref_expr(d->r, e);
	}
	if (x->kind != E_NAME || bindings_of(d->r, e, &list) != 1)
		return false;
	b = &u->binding.v[list[0]];
	if (b->how != HOW_PARAMETER || !b->entity || u->parameter.v[b->entity].function != function || u->parameter.v[b->entity].flags)
		return false;
	part = unit_text(u, b->part);
	if (*part && (out->member || part[0] != '.' || strpbrk(part + 1, ".[")))
		return false;
	if (*part)
		out->member = part + 1;
	out->position = u->parameter.v[b->entity].position;
	return !out->member || *part || only_read(u, unit_text(u, x->text), out->member);
}

/* The conjuncts of a condition that holds, or the disjuncts of one that does not. */
static int collect(struct derive *d, struct ref e, bool holds, int function, struct gate *out, int n)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || n == GATES_MAX)
		return n;
	x = ref_expr(d->r, e);
	if (x->kind == E_UNARY && strcmp(unit_text(u, x->text), "!") == 0)
		return collect(d, (struct ref){e.unit, x->a}, !holds, function, out, n);
	if (x->kind == E_BINARY && strcmp(unit_text(u, x->text), holds ? "&&" : "||") == 0) {
		n = collect(d, (struct ref){e.unit, x->a}, holds, function, out, n);
		return collect(d, (struct ref){e.unit, x->b}, holds, function, out, n);
	}
	if (parameter_of(d, e, function, &out[n])) {
		out[n].truthy = holds;
		n++;
	}
	return n;
}

bool *gates_functions(struct derive *d, int unit)
{
	const struct unit *u = d->r->unit[unit];
	bool *out = arena_array(d->arena, bool, u->function.n + 1);
	struct gate gate[GATES_MAX];

	for (int i = 1; i < (int)u->region.n; i++) {
		const struct region *g = &u->region.v[i];

		if (g->kind == REGION_THEN && g->test && !out[g->function])
			out[g->function] = collect(d, (struct ref){unit, g->test}, true, g->function, gate, 0) || collect(d, (struct ref){unit, g->test}, false, g->function, gate, 0);
	}
	return out;
}

int gates_of(struct derive *d, int unit, int function, int region, int line, struct gate out[GATES_MAX])
{
	struct condition c[CONDITIONS_MAX];
	int conditions = conditions_of(d->r->unit[unit], function, region, line, c), n = 0;

	for (int i = 0; i < conditions; i++)
		if (!c[i].subject && c[i].test)
			n = collect(d, (struct ref){unit, c[i].test}, c[i].holds, function, out, n);
	return n;
}

enum truth { UNKNOWN, FALSY, TRUTHY };

static enum truth truth_of(struct derive *d, struct ref e, const char *member)
{
	const struct unit *u;
	const struct expr *x;
	const char *text;

	e = expr_plain(d->r, e);
	if (ref_ok(e) && ref_expr(d->r, e)->kind == E_NAME && !member)	/* what has a name may be filled before it is handed over */
		e = definition(d->r, e);
	if (!ref_ok(e))
		return UNKNOWN;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	text = unit_text(u, x->text);
	if (member) {
		if (x->kind != E_OBJECT)	/* of nothing a member is nothing */
			return truth_of(d, e, NULL) == FALSY ? FALSY : UNKNOWN;
		for (int i = x->n; i-- > 0;) {
			const struct kid *k = &u->kid.v[x->first + i];

			if (k->spread || !k->key || !*unit_text(u, k->key))
				return UNKNOWN;
			if (strcmp(unit_text(u, k->key), member) == 0)
				return truth_of(d, (struct ref){e.unit, k->expr}, NULL);
		}
		return strcmp(d->r->family[e.unit], "javascript") == 0 ? FALSY : UNKNOWN;
	}
	switch (x->kind) {
	case E_CONSTANT: return strcmp(text, "true") == 0 ? TRUTHY : strcmp(text, "false") == 0 || strcmp(text, "null") == 0 || strcmp(text, "undefined") == 0 ? FALSY : UNKNOWN;
	case E_STRING: return *text ? TRUTHY : FALSY;
	case E_NUMBER: return strcmp(text, "0") == 0 ? FALSY : UNKNOWN;
	case E_FUNCTION: case E_CLASS: return TRUTHY;
	default: return UNKNOWN;
	}
}

static const struct parameter *parameter_at(const struct unit *u, int function, int position)
{
	const struct function *f = &u->function.v[function];

	for (int i = 0; i < f->parameters; i++)
		if (u->parameter.v[f->first_parameter + i].position == position)
			return &u->parameter.v[f->first_parameter + i];
	return NULL;
}

bool gates_closed(struct derive *d, const struct gate *gates, int n, struct ref call, struct ref function)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];

	for (int i = 0; i < x->n; i++)
		if (u->kid.v[x->first + i].spread)
			return false;
	for (int i = 0; i < n; i++) {
		const struct parameter *p = parameter_at(d->r->unit[function.unit], function.index, gates[i].position);
		struct ref a = argument_for(d->r, call, function, gates[i].position);
		enum truth t = UNKNOWN;

		if (ref_ok(a))
			t = truth_of(d, a, gates[i].member);
		else if (p && p->default_)
			t = truth_of(d, (struct ref){function.unit, p->default_}, gates[i].member);
		else if (p && strcmp(d->r->family[function.unit], "javascript") == 0)
			t = FALSY;
		if (t == (gates[i].truthy ? FALSY : TRUTHY))
			return true;
	}
	return false;
}
