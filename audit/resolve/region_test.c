/* What a condition says of constants. See region_test.h. */
#include "region_test.h"

#define ATOMS_MAX 24
#define DEPTH_MAX 12

struct atom { struct ref value; const char *constant; bool holds, any; };
struct atoms { struct resolver *r; struct atom v[ATOMS_MAX]; int n; };

static bool compare(struct atoms *out, struct ref a, struct ref b, bool equal, bool any)
{
	const char *constant = constant_text(out->r, b);

	if (!constant || constant_text(out->r, a) || out->n == ATOMS_MAX)
		return false;
	out->v[out->n++] = (struct atom){expr_plain(out->r, a), constant, equal, any};
	return true;
}

/* false: one of several ways to make an || true says nothing, so that all of it says nothing. */
static bool collect(struct atoms *out, struct ref e, bool truth, bool any, int depth)
{
	const struct expr *x;
	const char *op;

	e = expr_plain(out->r, e);
	if (!ref_ok(e) || depth > DEPTH_MAX)
		return false;
	x = ref_expr(out->r, e);
	op = ref_text(out->r, e);
	if (x->kind == E_UNARY && strcmp(op, "!") == 0)
		return collect(out, (struct ref){e.unit, x->a}, !truth, any, depth + 1);
	if (x->kind != E_BINARY)
		return false;
	if (strcmp(op, "===") == 0 || strcmp(op, "==") == 0 || strcmp(op, "!==") == 0 || strcmp(op, "!=") == 0) {
		struct ref a = {e.unit, x->a}, b = {e.unit, x->b};
		bool equal = (op[0] == '=') == truth;

		return compare(out, a, b, equal, any) || compare(out, b, a, equal, any);
	}
	if (strcmp(op, "&&") == 0 || strcmp(op, "||") == 0) {
		struct ref a = {e.unit, x->a}, b = {e.unit, x->b};
		int before = out->n;

		if ((op[0] == '&') == truth) {		/* both hold */
			if (any)
				return false;
			collect(out, a, truth, false, depth + 1);
			collect(out, b, truth, false, depth + 1);
			return true;
		}
		if (!any && before > 0 && out->v[before - 1].any)	/* a second set of alternatives could not be told from the first */
			return false;
		if (collect(out, a, truth, true, depth + 1) && collect(out, b, truth, true, depth + 1))
			return true;
		out->n = before;
	}
	return false;
}

/* case 'GET': case 'HEAD': …: the labels a case runs for; default: none of the others. */
static void collect_case(struct atoms *out, const struct unit *u, int unit, int region)
{
	const struct region *g = &u->region.v[region];
	struct ref subject = {unit, g->subject};

	if (!g->subject)
		return;
	if (!g->test) {
		for (int i = 1; i < (int)u->region.n; i++)
			if (u->region.v[i].kind == REGION_CASE && u->region.v[i].subject == g->subject && u->region.v[i].test)
				compare(out, subject, (struct ref){unit, u->region.v[i].test}, false, false);
		return;
	}
	if (!compare(out, subject, (struct ref){unit, g->test}, true, true))
		return;
	for (int i = region - 1; i > 0; i--) {
		if (u->region.v[i].kind != REGION_CASE || u->region.v[i].subject != g->subject)
			continue;
		if (u->region.v[i].leaves != LEAVES_NOT)
			break;
		if (!u->region.v[i].test || !compare(out, subject, (struct ref){unit, u->region.v[i].test}, true, true)) {
			out->n = 0;
			return;
		}
	}
}

void region_tests(struct resolver *r, int unit, region_test_found *found, void *context)
{
	const struct unit *u = r->unit[unit];

	for (int i = 1; i < (int)u->region.n; i++) {
		const struct region *g = &u->region.v[i];
		struct atoms out = {.r = r};

		if (g->kind == REGION_THEN)
			collect(&out, (struct ref){unit, g->test}, true, false, 0);
		else if (g->kind == REGION_ELSE && u->region.v[g->pair].kind == REGION_THEN)
			collect(&out, (struct ref){unit, u->region.v[g->pair].test}, false, false, 0);
		else if (g->kind == REGION_CASE)
			collect_case(&out, u, unit, i);
		for (int k = 0; k < out.n; k++)
			found(context, (struct ref){unit, i}, out.v[k].value, out.v[k].constant, out.v[k].holds, out.v[k].any);
	}
}
