/* Tests that ask "is there nothing?". See empty_test.h. */
#include "empty_test.h"
#include "conditions.h"
#include "nothing.h"

static bool is_zero(struct derive *d, struct ref e)
{
	const char *t = constant_text(d->r, e);

	return t && strcmp(t, "0") == 0;
}

static bool is_one(struct derive *d, struct ref e)
{
	const char *t = constant_text(d->r, e);

	return t && strcmp(t, "1") == 0;
}

/* x.length, len(x): x; else REF_NONE. */
static struct ref measured(struct derive *d, struct ref e)
{
	const struct unit *u;
	const struct expr *x;

	e = expr_plain(d->r, e);
	if (!ref_ok(e))
		return REF_NONE;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	if (x->kind == E_MEMBER && strcmp(ref_text(d->r, e), "length") == 0)
		return (struct ref){e.unit, x->a};
	if (x->kind == E_CALL && x->n == 1 && u->expr.v[x->a].kind == E_NAME && strcmp(unit_text(u, u->expr.v[x->a].text), "len") == 0)
		return (struct ref){e.unit, u->kid.v[x->first].expr};
	return REF_NONE;
}

/* rows[0], or a name for it: undefined when there is none, never null. */
static bool is_element(struct derive *d, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct binding *b;
	const int *list;
	struct ref value;

	if (ref_expr(d->r, e)->kind == E_INDEX)
		return true;
	if (ref_expr(d->r, e)->kind != E_NAME || bindings_of(d->r, e, &list) != 1)
		return false;
	b = &u->binding.v[list[0]];
	value = expr_plain(d->r, (struct ref){e.unit, b->value});
	return ends_with(unit_text(u, b->part), "]") || (ref_ok(value) && !*unit_text(u, b->part) && ref_expr(d->r, value)->kind == E_INDEX);
}

static bool atom_of(struct derive *d, struct ref value, const char *form, bool strict_null, struct atom *out)
{
	bool python = strcmp(d->r->family[value.unit], "python") == 0;

	value = expr_plain(d->r, value);
	if (!ref_ok(value))
		return false;
	out->value = value;
	out->shape = shape_of(d, value);
	out->statement = statement_of(d, value, &out->certain);
	if (out->shape == SHAPE_NONE || out->shape >= SHAPE_NO_ROW || !out->statement)
		return false;
	if (out->shape == SHAPE_ROWS && strcmp(form, "null") == 0 && strcmp(d->r->family[value.unit], "go") == 0)
		return false; /* a slice nothing was appended to is nil, one that was made is not */
	out->form = form;
	out->effective = true;
	if (out->shape == SHAPE_RESULT || (out->shape == SHAPE_ROWS && strcmp(form, "null") == 0))
		out->effective = false;
	if (out->shape == SHAPE_ROWS && strcmp(form, "falsy") == 0)
		out->effective = python;	/* an empty array is true in JavaScript */
	if (out->shape == SHAPE_ROW && strcmp(form, "null") == 0 && strict_null && !python && is_element(d, value))
		out->effective = false;		/* a missing element is undefined, not null */
	if (out->shape == SHAPE_ROW && ref_expr(d->r, value)->kind == E_INDEX)
		out->form = "first";
	return true;
}

/* err == sql.ErrNoRows, errors.Is(err, sql.ErrNoRows), errors.Is(err, ErrNotFound) */
static bool error_atom(struct derive *d, struct ref c, struct ref subject, bool holds, struct atom *out)
{
	struct error_test t;

	if (!error_test_of(d, c, subject, &t) || t.holds != holds)
		return false;
	*out = (struct atom){t.error, "error", t.empty, t.effective, t.certain, t.statement, t};
	return true;
}

/* x == nil, !found: where what gave x gives nil, or false, for a missing row. */
static bool value_atom(struct derive *d, struct ref value, enum empty_value kind, struct atom *out)
{
	bool certain;
	int64_t s = strcmp(d->r->family[value.unit], "go") == 0 ? empty_value_of(d, value, kind, &certain) : 0;

	if (!s)
		return false;
	*out = (struct atom){.value = value, .form = kind == EMPTY_NIL ? "null" : "falsy", .shape = kind == EMPTY_NIL ? SHAPE_ROW : SHAPE_VALUE, .effective = true, .certain = certain, .statement = s};
	return true;
}

/* x == null, !x, x == false, if (x): where x is what a function of the program makes of a statement that gave nothing. */
static bool written_atom(struct derive *d, struct ref value, bool null, enum gone wanted, struct atom *out)
{
	struct nothing n;

	value = expr_plain(d->r, value);
	if (!ref_ok(value) || !nothing_of(d, value, &n) || (wanted == GONE_SET) != (n.gone == GONE_SET) || (null && n.gone != GONE_NULL) || (wanted == GONE_FALSE && n.gone != GONE_FALSE))
		return false;
	*out = n.atom;
	out->value = value;
	return true;
}

/* bool(row), Boolean(row): what is in it. */
static struct ref converted(struct derive *d, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = ref_expr(d->r, e);
	const char *name = x->kind == E_CALL && x->n == 1 && u->expr.v[x->a].kind == E_NAME ? unit_text(u, u->expr.v[x->a].text) : "";

	return strcmp(name, "bool") == 0 || strcmp(name, "Boolean") == 0 ? (struct ref){e.unit, u->kid.v[x->first].expr} : REF_NONE;
}

/* The atoms that make the condition have the value `holds` when something is empty. */
static int atoms(struct derive *d, struct ref c, bool holds, struct atom *out, int n, int depth)
{
	const struct expr *x;
	const char *op;

	c = expr_plain(d->r, c);
	if (!ref_ok(c) || depth > 8 || n >= ATOMS_MAX)
		return n;
	if (ref_ok(converted(d, c)))
		return atoms(d, converted(d, c), holds, out, n, depth + 1);
	x = ref_expr(d->r, c);
	op = ref_text(d->r, c);
	if (x->kind == E_UNARY && strcmp(op, "!") == 0)
		return atoms(d, (struct ref){c.unit, x->a}, !holds, out, n, depth + 1);
	if (x->kind == E_BINARY && (strcmp(op, "&&") == 0 || strcmp(op, "||") == 0)) {
		int before = n;

		n = atoms(d, (struct ref){c.unit, x->a}, holds, out, n, depth + 1);
		n = atoms(d, (struct ref){c.unit, x->b}, holds, out, n, depth + 1);
		/* after `if err != nil && err != sql.ErrNoRows { return }` there may as well be a row */
		if (strcmp(op, "&&") == 0 && !holds)
			for (int i = n - 1; i >= before; i--)
				if (strcmp(out[i].form, "error") == 0)
					out[i] = out[--n];
		return n;
	}
	if (error_atom(d, c, REF_NONE, holds, &out[n]))
		return n + 1;
	if (x->kind == E_BINARY) {
		struct ref left = {c.unit, x->a}, right = {c.unit, x->b}, list = measured(d, left);
		bool equals = strcmp(op, "==") == 0 || strcmp(op, "===") == 0 || strcmp(op, "is") == 0;
		bool differs = strcmp(op, "!=") == 0 || strcmp(op, "!==") == 0 || strcmp(op, "is not") == 0;
		bool empty_when, number = is_zero(d, right) || is_one(d, right);
		const struct expr *r = ref_expr(d->r, expr_plain(d->r, right));

		if (number) {
			if (is_zero(d, right) && (equals || strcmp(op, "<=") == 0))
				empty_when = true;
			else if (is_zero(d, right) && (differs || strcmp(op, ">") == 0))
				empty_when = false;
			else if (is_one(d, right) && strcmp(op, "<") == 0)
				empty_when = true;
			else if (is_one(d, right) && strcmp(op, ">=") == 0)
				empty_when = false;
			else
				return n;
			if (empty_when != holds)
				return n;
			return n + (ref_ok(list) ? atom_of(d, list, "length", false, &out[n]) : atom_of(d, left, "count", false, &out[n]));
		}
		if (r->kind == E_ARRAY && r->n == 0) {	/* rows == []: lists are compared by what is in them in Python, by identity in JavaScript */
			if ((!equals && !differs) || equals != holds || strcmp(op, "is") == 0 || shape_of(d, left) != SHAPE_ROWS || !atom_of(d, left, "length", false, &out[n]))
				return n;
			out[n].effective = strcmp(d->r->family[c.unit], "python") == 0;
			return n + 1;
		}
		if (r->kind == E_CONSTANT || (r->kind == E_NAME && strcmp(ref_text(d->r, expr_plain(d->r, right)), "undefined") == 0)) {
			bool null = strcmp(ref_text(d->r, expr_plain(d->r, right)), "null") == 0;

			if (strcmp(ref_text(d->r, expr_plain(d->r, right)), "false") == 0 && (equals || differs) && equals == holds)
				return n + written_atom(d, left, false, GONE_FALSE, &out[n]);
			if ((!null && strcmp(ref_text(d->r, expr_plain(d->r, right)), "undefined") != 0) || (!equals && !differs) || equals != holds)
				return n;
			return n + (atom_of(d, left, "null", null && strlen(op) == 3, &out[n]) || value_atom(d, expr_plain(d->r, left), EMPTY_NIL, &out[n]) ||
				written_atom(d, left, true, GONE_NULL, &out[n]));
		}
		return n;
	}
	if (holds)	/* a bare value: true means there is something */
		return n + written_atom(d, c, false, GONE_SET, &out[n]);
	{
		struct ref list = measured(d, c);

		if (ref_ok(list))
			return n + atom_of(d, list, "length", false, &out[n]);
	}
	return n + (atom_of(d, c, shape_of(d, c) == SHAPE_COUNT ? "count" : "falsy", false, &out[n]) || value_atom(d, c, EMPTY_FALSE, &out[n]) ||
		written_atom(d, c, false, GONE_NULL, &out[n]));
}

int empty_atoms(struct derive *d, struct ref condition, bool holds, struct atom *out)
{
	return atoms(d, condition, holds, out, 0, 0);
}

int empty_case(struct derive *d, struct ref test, struct ref subject, struct atom *out)
{
	return error_atom(d, test, subject, true, out);
}

int empty_conditions(struct derive *d, int unit, int function, int region, int line, struct atom *out, int *in_region)
{
	struct condition c[CONDITIONS_MAX];
	int n = conditions_of(d->r->unit[unit], function, region, line, c);

	for (int i = 0; i < n; i++) {
		int found = c[i].subject ? empty_case(d, (struct ref){unit, c[i].test}, (struct ref){unit, c[i].subject}, out) : empty_atoms(d, (struct ref){unit, c[i].test}, c[i].holds, out);

		*in_region = c[i].region;
		if (found > 0)
			return found;
	}
	return 0;
}
