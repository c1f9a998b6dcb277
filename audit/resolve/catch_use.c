/* Where a caught error goes. See catch_use.h. */
#include "catch_use.h"
#include "resolve_private.h"

#define DEPTH_MAX 12

static bool in_region(const struct unit *u, int region, int ancestor)
{
	for (int i = 0; region > 0 && i < 1000; region = u->region.v[region].parent, i++)
		if (region == ancestor)
			return true;
	return false;
}

static const char *member_how(const char *name)
{
	static const char *const known[][2] = {{"message", "message"}, {"stack", "stack"}, {"detail", "detail"}, {"hint", "detail"}, {"args", "message"}, {"orig", "message"},
		{"code", "code"}, {"status", "code"}, {"statusCode", "code"}, {"status_code", "code"}, {"name", "code"}, {"pgcode", "code"}, {"sqlstate", "code"}, {"constraint", "code"}};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(known[i][0], name) == 0)
			return known[i][1];
	return NULL;
}

/* How expression `e` holds the error caught by `region`: NULL when it does not. */
static const char *holds(struct resolver *r, struct ref e, int region, bool as_text, int depth)
{
	const struct unit *u = r->unit[e.unit];
	const struct expr *x;
	const char *how;

	e = expr_plain(r, e);
	if (!ref_ok(e) || depth > DEPTH_MAX)
		return NULL;
	x = ref_expr(r, e);
	switch (x->kind) {
	case E_NAME: {
		int b = lookup(r, e.unit, x->scope, ref_text(r, e));

		if (!b)
			return NULL;
		/* In Python the clauses of one function share the name's scope. */
		for (int c = b; c; c = binding_next(r, e.unit, c))
			if (u->binding.v[c].how == HOW_CATCH && u->binding.v[c].region == region)
				return as_text ? "text" : "object";
		/* const message = err.message; … */
		if (binding_next(r, e.unit, b) == 0 && u->binding.v[b].value && in_region(u, u->binding.v[b].region, region) && !*unit_text(u, u->binding.v[b].part))
			return holds(r, (struct ref){e.unit, u->binding.v[b].value}, region, as_text, depth + 1);
		return NULL;
	}
	case E_MEMBER:
		how = holds(r, (struct ref){e.unit, x->a}, region, false, depth + 1);
		return how && strcmp(how, "object") == 0 ? member_how(ref_text(r, e)) : NULL;
	case E_CALL: {
		const struct expr *callee = &u->expr.v[x->a];

		/* err.toString(), String(err), str(e), JSON.stringify(err): text. Of other calls nothing is known. */
		if (callee->kind == E_MEMBER && (strcmp(unit_text(u, callee->text), "toString") == 0 || strcmp(unit_text(u, callee->text), "format") == 0) &&
		    holds(r, (struct ref){e.unit, callee->a}, region, true, depth + 1))
			return "text";
		if (callee->kind == E_MEMBER && strcmp(unit_text(u, callee->text), "stringify") != 0 && strcmp(unit_text(u, callee->text), "format") != 0)
			return NULL;
		if (callee->kind == E_NAME && strcmp(unit_text(u, callee->text), "str") != 0 && strcmp(unit_text(u, callee->text), "repr") != 0 &&
		    strcmp(unit_text(u, callee->text), "String") != 0 && !(x->flags & EXPR_NEW))
			return NULL;
		for (int i = 0; i < x->n; i++)
			if ((how = holds(r, (struct ref){e.unit, u->kid.v[x->first + i].expr}, region, true, depth + 1)))
				return how;
		return NULL;
	}
	case E_TEMPLATE:
	case E_OBJECT:
	case E_ARRAY:
	case E_OTHER:
		for (int i = 0; i < x->n; i++)
			if ((how = holds(r, (struct ref){e.unit, u->kid.v[x->first + i].expr}, region, as_text || x->kind == E_TEMPLATE, depth + 1)))
				return how;
		return NULL;
	case E_BINARY:
		if (strchr("=!<>i&", *ref_text(r, e)))	/* a comparison gives a truth value; debug && err.stack is conditional */
			return NULL;
		how = holds(r, (struct ref){e.unit, x->a}, region, as_text || *ref_text(r, e) == '+' || *ref_text(r, e) == '%', depth + 1);
		return how ? how : holds(r, (struct ref){e.unit, x->b}, region, as_text || *ref_text(r, e) == '+' || *ref_text(r, e) == '%', depth + 1);
	case E_CONDITIONAL:	/* development ? err.message : undefined is the usual right way: not said to be sent */
	default:
		return NULL;
	}
}

void catch_uses(struct resolver *r, int unit, void (*found)(void *context, struct ref region, struct ref call, const char *how, int line), void *context)
{
	const struct unit *u = r->unit[unit];

	for (int i = 1; i < (int)u->catch_.n; i++) {
		int region = u->catch_.v[i].region;

		if (!u->catch_.v[i].name)
			continue;
		for (int c = 1; c < (int)u->call.n; c++) {
			const struct expr *x = &u->expr.v[u->call.v[c].expr];

			if (u->call.v[c].argument_of || u->call.v[c].function != u->region.v[region].function || !in_region(u, u->call.v[c].region, region))
				continue;
			for (int k = 0; k < x->n; k++) {
				const char *how = holds(r, (struct ref){unit, u->kid.v[x->first + k].expr}, region, false, 0);

				if (how)
					found(context, (struct ref){unit, region}, (struct ref){unit, c}, how, x->line);
			}
		}
	}
}
