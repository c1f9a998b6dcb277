/* The texts an expression may have. See fold.h. */
#include "fold_private.h"

#define DEPTH_MAX 24
#define STEPS_MAX 20000

bool fold_known_text(const struct fold_variant *variant, struct buf *out)
{
	bool complete = true;

	for (int i = 0; i < variant->parts; i++) {
		complete &= variant->part[i].text != NULL;
		if (variant->part[i].text)
			buf_add(out, variant->part[i].text, variant->part[i].n);
	}
	return complete;
}

static void fold_array(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);

	set_empty(out);
	for (int i = 0; i < x->n; i++) {
		struct set one;

		fold_into(f, (struct ref){e.unit, u->kid.v[x->first + i].expr}, env, &one);
		set_push(f, out, &one);
	}
}

/* The number all texts of a set are made of; false: something else, or several. */
static bool one_number(const struct set *s, long *number)
{
	const struct fold_part *p = s->n == 1 && s->v[0].parts == 1 ? &s->v[0].part[0] : NULL;

	if (!p || !p->text || p->n == 0 || p->n > 9 || strspn(p->text, "0123456789") < p->n)
		return false;
	*number = strtol(p->text, NULL, 10);
	return true;
}

/* A sum, where both sides are numbers or one is written as such and the other is not known: the rest are texts put together. false: those. */
static bool fold_sum(struct folder *f, struct ref e, const struct set *left, const struct set *right, struct set *out)
{
	const struct expr *x = ref_expr(f->r, e);
	long a, b;
	bool known[2] = {one_number(left, &a), one_number(right, &b)};

	if (known[0] && known[1]) {
		set_text(f, out, arena_printf(f->arena, "%ld", a + b), REF_NONE);
		return true;
	}
	if ((known[1] && f->r->unit[e.unit]->expr.v[x->b].kind == E_NUMBER && left->n == 1 && left->v[0].parts == 1 && !left->v[0].part[0].text) ||
	    (known[0] && f->r->unit[e.unit]->expr.v[x->a].kind == E_NUMBER && right->n == 1 && right->v[0].parts == 1 && !right->v[0].part[0].text)) {
		set_hole(f, out, e);
		return true;
	}
	return false;
}

static void fold_plus(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct expr *x = ref_expr(f->r, e);
	struct set left, right;

	fold_into(f, (struct ref){e.unit, x->a}, env, &left);
	fold_into(f, (struct ref){e.unit, x->b}, env, &right);
	if (fold_sum(f, e, &left, &right, out))
		return;
	*out = left;
	set_concat(f, out, &right);
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
		if (ref_text(f->r, e)[0] == '\'')	/* Go's ' ': a character; escapes in SQL are blanks */
			set_text(f, out, ref_text(f->r, e)[1] == '\\' ? " " : arena_strndup(f->arena, ref_text(f->r, e) + 1, strcspn(ref_text(f->r, e) + 1, "'")), REF_NONE);
		else
			set_text(f, out, ref_text(f->r, e), REF_NONE);
		return;
	case E_TEMPLATE:
		set_empty(out);
		for (int i = 0; i < x->n; i++) {
			struct ref part = {e.unit, u->kid.v[x->first + i].expr};

			if (f->tagged && !(ref_expr(f->r, part)->flags & EXPR_PART) && template_part_of(f->r, part) != PART_TEXT)
				set_hole(f, &other, part);
			else
				fold_into(f, part, env, &other);
			set_concat(f, out, &other);
		}
		return;
	case E_BINARY:
		if (strcmp(ref_text(f->r, e), "+") == 0) {
			fold_plus(f, e, env, out);
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
	case E_OTHER:
		if (x->text && fold_go_file(f, e, out))
			return;
		break;
	default:
		break;
	}
	set_hole(f, out, e);
}

void fold_into(struct folder *f, struct ref e, const struct env *env, struct set *out)
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
	b = lookup_name(r, e);
	if (!b || u->binding.v[b].how != HOW_PARAMETER || *unit_text(u, u->binding.v[b].part))
		return REF_NONE;
	for (int other = binding_next(r, e.unit, b); other; other = binding_next(r, e.unit, other))
		if (!fold_go_cleans(r, e.unit, other))
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
