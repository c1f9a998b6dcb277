/* Emptiness told by a value or an error. See empty_error.h. */
#include "conditions.h"
#include "empty_test.h"

#include <stdio.h>
#include <stdlib.h>

#define CALLS_MAX 16 /* functions an error is handed up through */
#define STEPS_MAX 400 /* values looked at for one test */

/* Which error is asked for: the driver's for "no row" (name NULL), or one of the program's own. */
struct asked { const char *own; bool through; };

/* The statement that gave an error, and what its call says of a missing row; or the parameter of the function around that the error was handed in by. */
struct gave {
	int64_t statement;
	enum shape shape;
	enum shape empty; /* what is empty then: an own error may stand for a list without rows */
	struct ref parameter;
	bool through; /* what is inside of it was taken out on the way */
	bool other; /* surely not the error asked for: another one of the program's own, or the driver's */
};

static const struct gave nothing = {.parameter = {-1, 0}}, another = {.parameter = {-1, 0}, .other = true};

static struct gave error_given(struct derive *d, struct ref error, const struct asked *asked, bool *certain, int depth);
static struct gave error_of_call(struct derive *d, struct ref call, int place, const struct asked *asked, bool *certain, int depth);

static bool spent(struct derive *d, int depth)
{
	return depth > CALLS_MAX || ++d->empty_steps > STEPS_MAX;
}

const struct binding *binding_reaching(struct derive *d, struct ref name)
{
	const struct unit *u = d->r->unit[name.unit];
	const struct expr *x = ref_expr(d->r, name);
	const struct binding *last = NULL;
	const int *list;
	int n = x->kind == E_NAME ? bindings_of(d->r, name, &list) : 0;

	for (int i = 0; i < n; i++) {
		const struct binding *b = &u->binding.v[list[i]];

		if (b->how == HOW_EACH || b->how == HOW_AUGMENT || (b->how == HOW_ASSIGN && !b->value) || b->function != u->scope.v[x->scope].function)
			return NULL;
		if (b->how == HOW_PARAMETER && !last)
			last = b;
		else if (b->value && u->expr.v[b->value].end <= x->start && (!last || last->how == HOW_PARAMETER || u->expr.v[b->value].start >= u->expr.v[last->value].start))
			last = b;
	}
	if (last && last->how != HOW_PARAMETER && last->region > 0 && u->region.v[last->region].kind != REGION_BODY &&
		(x->line < u->region.v[last->region].line || x->line > u->region.v[last->region].end_line))
		return NULL;
	return last;
}

int result_place(const struct unit *u, const struct binding *b)
{
	const char *part = unit_text(u, b->part);

	return part[0] == '[' && part[1] >= '0' && part[1] <= '9' ? (int)strtol(part + 1, NULL, 10) : 0;
}

static struct ref result_at(struct derive *d, struct ref returned, int place)
{
	const struct expr *x = ref_expr(d->r, returned);

	if (x->kind == E_ARRAY && !x->a)
		return place < x->n ? (struct ref){returned.unit, d->r->unit[returned.unit]->kid.v[x->first + place].expr} : REF_NONE;
	return place == 0 ? returned : REF_NONE;
}

static bool is_constant(struct derive *d, struct ref e, const char *text)
{
	return ref_ok(e) && ref_expr(d->r, e)->kind == E_CONSTANT && strcmp(ref_text(d->r, e), text) == 0;
}

static bool is_nil(struct derive *d, struct ref e)
{
	return is_constant(d, e, "null");
}

/* What an error of the program's own is called: a variable of a package (var ErrNotFound = …), or the type of a struct written out; NULL: neither. */
static const char *own_error(struct derive *d, struct ref e)
{
	const struct expr *x;
	struct value v;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || strcmp(d->r->family[e.unit], "go") != 0)
		return NULL;
	x = ref_expr(d->r, e);
	if (x->kind == E_NAME || x->kind == E_MEMBER) {
		const char *name = outer_name(d->r, e), *base = name ? strrchr(name, '#') : NULL;

		return base && shape_of(d, e) == SHAPE_NONE ? name : NULL;
	}
	v = resolve(d->r, e);
	return v.entity == ENTITY_INSTANCE && (x->kind == E_OBJECT || x->kind == E_CALL) ? v.type : NULL;
}

/* context.Canceled, io.EOF */
static bool is_of_library(struct derive *d, struct ref e)
{
	struct value v = ref_expr(d->r, e)->kind == E_MEMBER ? resolve(d->r, e) : (struct value){.entity = ENTITY_PARAMETER};

	return v.type && v.entity == ENTITY_NONE && !strchr(v.type, '(') && shape_of(d, e) == SHAPE_NONE;
}

static bool only_target(struct derive *d, struct ref call, struct ref *function, bool *certain)
{
	struct target t[TARGETS_MAX];
	int n = call_targets(d->r, (struct ref){call.unit, ref_expr(d->r, call)->b}, t);

	if (n == 0 || strcmp(t[0].how, "callback") == 0 || (n > 1 && strcmp(t[0].how, "dispatch") == 0 && strcmp(t[1].how, "dispatch") == 0))
		return false;
	*certain = *certain && t[0].candidates == 1;
	*function = t[0].function;
	return true;
}

/* The function handed to a call for its parameter: withTx(ctx, func(tx *sql.Tx) error { … }) */
static bool handed_function(struct derive *d, struct ref call, struct ref parameter, struct ref *function)
{
	const struct unit *u = d->r->unit[parameter.unit];
	const struct parameter *p = &u->parameter.v[parameter.index];
	struct ref a = argument_for(d->r, (struct ref){call.unit, ref_expr(d->r, call)->b}, (struct ref){parameter.unit, p->function}, p->position);
	struct value v = ref_ok(a) ? resolve(d->r, a) : (struct value){.self = REF_NONE};

	*function = v.self;
	return v.entity == ENTITY_FUNCTION;
}

/* The parameter a name is, as it was handed in; REF_NONE. */
static struct ref parameter_of(struct derive *d, struct ref name)
{
	const struct binding *b = ref_ok(name) && ref_expr(d->r, name)->kind == E_NAME ? binding_reaching(d, name) : NULL;

	return b && b->how == HOW_PARAMETER ? (struct ref){name.unit, b->entity} : REF_NONE;
}

/* What Go's packages of errors call it when they take out the error inside. */
static bool unwraps(const char *name)
{
	return strcmp(name, "Cause") == 0 || strcmp(name, "Unwrap") == 0 || strcmp(name, "UnwrapAll") == 0;
}

/* Which argument of fmt.Errorf its %w stands for; 0: the error is made of text only. -1: the format is not known. */
static int wrapped_position(struct derive *d, struct ref call)
{
	struct ref first = {call.unit, d->r->unit[call.unit]->kid.v[ref_expr(d->r, call)->first].expr};
	const char *format = constant_text(d->r, first);
	int at = 0;

	if (!format)
		return -1;
	for (const char *p = format; (p = strchr(p, '%')); p++) {
		if (p[1] == '%') {
			p++;
			continue;
		}
		at++;
		if (p[1 + strspn(p + 1, "+-# 0123456789.")] == 'w')
			return at;
	}
	return 0;
}

/* An error made of one that is handed to it: fmt.Errorf("…: %w", err), errors.Wrap(err, "…"), errors.Cause(err). */
static struct gave error_wrapped(struct derive *d, struct ref call, const struct asked *asked, bool *certain, int depth)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct expr *x = ref_expr(d->r, call);
	const char *name = u->expr.v[x->a].kind == E_MEMBER || u->expr.v[x->a].kind == E_NAME ? unit_text(u, u->expr.v[x->a].text) : "";
	int at = strcmp(name, "Errorf") == 0 && x->n > 0 ? wrapped_position(d, call) : 0;
	struct gave g;

	if (strcmp(name, "New") == 0 || (strcmp(name, "Errorf") == 0 && at == 0))
		return another;
	if (at < 0 || at >= x->n)
		return nothing;
	g = error_given(d, (struct ref){call.unit, u->kid.v[x->first + at].expr}, asked, certain, depth + 1);
	return (g.statement || ref_ok(g.parameter)) && !asked->through && !unwraps(name) ? another : g;	/* == does not see what is inside */
}

/* A parameter that a struct written out keeps: &wrapped{cause: Cause(err)}. */
static struct ref kept_parameter(struct derive *d, struct ref e, int depth)
{
	const struct expr *x;
	struct ref found = REF_NONE;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || depth > 3)
		return REF_NONE;
	x = ref_expr(d->r, e);
	if (x->kind == E_NAME) {
		struct ref p = parameter_of(d, e);
		const struct unit *u = d->r->unit[e.unit];
		int annotation = ref_ok(p) ? u->parameter.v[p.index].annotation : 0;

		return annotation && u->expr.v[annotation].kind == E_NAME && strcmp(unit_text(u, u->expr.v[annotation].text), "error") == 0 ? p : REF_NONE;
	}
	for (int i = 0; (x->kind == E_OBJECT || x->kind == E_CALL) && i < x->n && !ref_ok(found); i++)
		found = kept_parameter(d, (struct ref){e.unit, d->r->unit[e.unit]->kid.v[x->first + i].expr}, depth + 1);
	return found;
}

/* casted, ok := err.(*wrapped); return casted.cause: what the parameter holds. */
static struct ref inside_parameter(struct derive *d, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	struct ref owner = ref_expr(d->r, e)->kind == E_MEMBER ? expr_plain(d->r, (struct ref){e.unit, ref_expr(d->r, e)->a}) : REF_NONE;
	const struct binding *b = ref_ok(owner) ? binding_reaching(d, owner) : NULL;

	if (!b || !b->value || u->expr.v[b->value].kind != E_CAST)
		return REF_NONE;
	return parameter_of(d, expr_plain(d->r, (struct ref){e.unit, b->value}));
}

/* The statement for whose emptiness a function returns what it does; 0: another reason. */
static int64_t reason_of(struct derive *d, int unit, const struct return_ *r, bool *certain, enum shape *empty)
{
	struct atom a[ATOMS_MAX];
	int region, n = empty_conditions(d, unit, r->function, r->region, r->line, a, &region);

	if (n == 0 || !a[0].statement || !a[0].effective)
		return 0;
	*certain = *certain && a[0].certain && n == 1;
	*empty = a[0].shape;
	return a[0].statement;
}

/* What one return of a function says, as an error at `place`. */
static struct gave error_returned(struct derive *d, int unit, const struct return_ *r, int place, struct ref call, const struct asked *asked, bool *certain, int depth)
{
	struct ref e = {unit, r->value}, error = result_at(d, e, place), parameter, handed;
	struct gave g = nothing;
	const char *own;

	if (is_nil(d, error))
		return another;
	own = own_error(d, error);
	if (asked->own && own && strcmp(own, asked->own) == 0) {
		g.statement = reason_of(d, unit, r, certain, &g.empty);
		g.shape = g.statement ? SHAPE_ROW_ERROR : SHAPE_NONE;
		return g;
	}
	if (own && ref_expr(d->r, expr_plain(d->r, error))->kind != E_OBJECT && ref_expr(d->r, expr_plain(d->r, error))->kind != E_CALL)
		return another;
	/* return handler(trx): what the caller handed in for it */
	if (ref_expr(d->r, e)->kind == E_CALL && ref_expr(d->r, (struct ref){unit, ref_expr(d->r, e)->a})->kind == E_NAME) {
		parameter = parameter_of(d, (struct ref){unit, ref_expr(d->r, e)->a});
		if (ref_ok(parameter) && handed_function(d, call, parameter, &handed)) {
			for (size_t i = 1; i < d->r->unit[handed.unit]->return_.n; i++) {
				const struct return_ *x = &d->r->unit[handed.unit]->return_.v[i];
				struct gave one;

				if (x->function != handed.index || x->how != 'r' || !x->value || spent(d, depth))
					continue;
				one = error_returned(d, handed.unit, x, place, e, asked, certain, depth + 1);
				if (one.statement && g.statement && one.statement != g.statement)
					return nothing;
				if (one.statement)
					g = one;
				else if (!one.other)
					*certain = false;
			}
			return g;
		}
	}
	/* return s.find(id): its results are handed on */
	if (ref_expr(d->r, e)->kind == E_CALL)
		return error_of_call(d, e, place, asked, certain, depth + 1);
	if (!ref_ok(error))
		return nothing;
	g.parameter = inside_parameter(d, expr_plain(d->r, error));
	if (ref_ok(g.parameter))
		return g;
	if (ref_expr(d->r, expr_plain(d->r, error))->kind == E_OBJECT) {
		g.parameter = kept_parameter(d, error, 0);
		g.other = !ref_ok(g.parameter) || !asked->through;
		return g.other ? another : g;
	}
	return error_given(d, error, asked, certain, depth + 1);
}

enum shape error_shape(struct derive *d, struct ref call, int place)
{
	const struct expr *x = ref_expr(d->r, call);
	struct value v = resolve(d->r, call);
	struct target t[TARGETS_MAX];
	enum shape shape = SHAPE_NONE;
	int64_t site;

	if (v.type) {
		char type[256];

		snprintf(type, sizeof(type), place > 0 ? "%s#%d" : "%s", v.type, place);
		shape = shape_of_type(d, type);
	}
	if (shape == SHAPE_ROW_ERROR || shape == SHAPE_ROWS_ERROR)
		return shape;
	/* a call of code that is generated: a row and an error, or the error alone */
	site = statement_at(d, (struct ref){call.unit, x->b});
	if (!site || d->sites.v[site - 1].query == 0 || call_targets(d->r, (struct ref){call.unit, x->b}, t) > 0)
		return SHAPE_NONE;
	if (strcmp(d->sites.v[site - 1].api, "row") == 0)
		return place == 1 ? SHAPE_ROW_ERROR : SHAPE_NONE;
	return place == 1 || strcmp(d->sites.v[site - 1].api, "value") == 0 ? SHAPE_ROWS_ERROR : SHAPE_NONE;
}

/* What result number `place` of the call says, as an error. */
static struct gave error_of_call(struct derive *d, struct ref call, int place, const struct asked *asked, bool *certain, int depth)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct expr *x = ref_expr(d->r, call);
	struct gave found = nothing;
	struct within before = d->within;
	struct ref function;
	bool any_other = false;
	int64_t site;

	found.shape = error_shape(d, call, place);
	if (found.shape != SHAPE_NONE) {
		bool way = true;

		if (asked->own)
			return another;
		found.statement = statement_of(d, call, &way); /* db.Get(&user, "SELECT …") */
		if (!found.statement && u->expr.v[x->a].kind == E_MEMBER)
			found.statement = statement_of(d, (struct ref){call.unit, u->expr.v[x->a].a}, &way);
		if (!found.statement && x->n > 0) /* pgx.CollectOneRow(rows, …) */
			found.statement = statement_of(d, (struct ref){call.unit, u->kid.v[x->first].expr}, &way);
		*certain = *certain && way;
		return found;
	}
	if (spent(d, depth))
		return nothing;
	if (!only_target(d, call, &function, certain))
		return error_wrapped(d, call, asked, certain, depth);
	site = statement_at(d, (struct ref){call.unit, x->b});
	if (site) /* the statement is this call's: what is sent inside is sent for it */
		d->within = (struct within){d->sites.v[site - 1].sink, site};
	for (size_t i = 1; i < d->r->unit[function.unit]->return_.n; i++) {
		const struct return_ *r = &d->r->unit[function.unit]->return_.v[i];
		struct gave one;

		if (r->function != function.index || r->how != 'r' || !r->value)
			continue;
		one = error_returned(d, function.unit, r, place, call, asked, certain, depth);
		if (ref_ok(one.parameter) && d->r->unit[one.parameter.unit]->parameter.v[one.parameter.index].function == function.index && one.parameter.unit == function.unit) {
			struct ref a = argument_for(d->r, (struct ref){call.unit, x->b}, function, d->r->unit[function.unit]->parameter.v[one.parameter.index].position);
			struct within inner = d->within;
			struct asked inside = {asked->own, asked->through || unwraps(unit_text(d->r->unit[function.unit], d->r->unit[function.unit]->function.v[function.index].name))};

			d->within = before;
			one = ref_ok(a) ? error_given(d, a, &inside, certain, depth + 1) : nothing;
			one.through |= inside.through;
			d->within = inner;
		}
		if (one.other)
			any_other = true;
		else if (!one.statement && !ref_ok(one.parameter))
			*certain = false; /* an error somebody else made may still be this one */
		else if ((found.statement && found.statement != one.statement) || (ref_ok(found.parameter) && !ref_eq(found.parameter, one.parameter))) {
			found = nothing;
			*certain = false;
			break;
		} else {
			found = one;
		}
	}
	d->within = before;
	found.other = !found.statement && !ref_ok(found.parameter) && any_other;
	return found;
}

static struct gave error_given(struct derive *d, struct ref error, const struct asked *asked, bool *certain, int depth)
{
	const struct binding *b;
	struct ref value;

	error = expr_plain(d->r, error);
	if (!ref_ok(error) || spent(d, depth))
		return nothing;
	if (ref_expr(d->r, error)->kind == E_CALL)
		return error_of_call(d, error, 0, asked, certain, depth);
	if (is_of_library(d, error) || (own_error(d, error) && ref_expr(d->r, error)->kind != E_OBJECT))
		return another;
	b = binding_reaching(d, error);
	if (b && b->how == HOW_PARAMETER) {
		struct gave g = nothing;

		g.parameter = (struct ref){error.unit, b->entity};
		return g;
	}
	value = b ? expr_plain(d->r, (struct ref){error.unit, b->value}) : REF_NONE;
	if (!ref_ok(value) || ref_expr(d->r, value)->kind != E_CALL)
		return nothing;
	return error_of_call(d, value, result_place(d->r->unit[error.unit], b), asked, certain, depth);
}

/* The error that something is compared with. */
static bool compared_with(struct derive *d, struct ref e, const char **own)
{
	*own = NULL;
	if (shape_of(d, e) == SHAPE_NO_ROW)
		return true;
	*own = own_error(d, e);
	return *own != NULL;
}

/* errors.Is(err, X), errors.As(err, &x) of any package of errors. */
static bool asks_inside(struct derive *d, struct ref test)
{
	const struct expr *callee = ref_expr(d->r, (struct ref){test.unit, ref_expr(d->r, test)->a});
	const char *name = callee->kind == E_MEMBER ? unit_text(d->r->unit[test.unit], callee->text) : "";

	return strcmp(name, "Is") == 0 || strcmp(name, "As") == 0;
}

static bool answer(struct derive *d, struct error_test *out)
{
	struct asked asked = {out->own, out->through};
	struct gave g;

	if (ref_expr(d->r, out->error)->kind == E_CALL)
		asked.through = out->through = true; /* errors.Cause(err) == X */
	out->certain = true;
	if (++d->empty_nesting == 1)
		d->empty_steps = 0;
	g = d->empty_nesting > CALLS_MAX ? nothing : error_given(d, out->error, &asked, &out->certain, 0);
	d->empty_nesting--;
	out->statement = g.other ? 0 : g.statement;
	out->parameter = g.other || g.statement ? REF_NONE : g.parameter;
	out->through |= g.through;
	out->effective = g.shape == SHAPE_ROW_ERROR;
	out->empty = g.empty ? g.empty : out->effective ? SHAPE_ROW : SHAPE_ROWS;
	return out->statement || ref_ok(out->parameter);
}

bool error_test_of(struct derive *d, struct ref test, struct ref subject, struct error_test *out)
{
	const struct expr *x;

	test = expr_plain(d->r, test);
	if (!ref_ok(test))
		return false;
	x = ref_expr(d->r, test);
	*out = (struct error_test){.holds = true, .certain = true, .error = REF_NONE, .parameter = REF_NONE};
	if (ref_ok(subject)) {
		if (compared_with(d, test, &out->own))
			out->error = subject;
	} else if (x->kind == E_BINARY && (strcmp(ref_text(d->r, test), "==") == 0 || strcmp(ref_text(d->r, test), "!=") == 0)) {
		if (compared_with(d, (struct ref){test.unit, x->b}, &out->own))
			out->error = (struct ref){test.unit, x->a};
		else if (compared_with(d, (struct ref){test.unit, x->a}, &out->own))
			out->error = (struct ref){test.unit, x->b};
		out->holds = strcmp(ref_text(d->r, test), "==") == 0;
	} else if (x->kind == E_CALL && x->n > 0) {
		const struct kid *kid = &d->r->unit[test.unit]->kid.v[x->first];

		/* errors.Is(err, sql.ErrNoRows), and functions of a library that ask the same: pgxscan.NotFound(err) */
		if (x->n == 2 && (shape_of(d, (struct ref){test.unit, kid[1].expr}) == SHAPE_NO_ROW || (asks_inside(d, test) && compared_with(d, (struct ref){test.unit, kid[1].expr}, &out->own))))
			out->error = (struct ref){test.unit, kid[0].expr};
		else if (x->n == 1 && shape_of(d, test) == SHAPE_NO_ROW)
			out->error = (struct ref){test.unit, kid[0].expr};
		out->through = true;
	}
	out->error = expr_plain(d->r, out->error);
	return ref_ok(out->error) && answer(d, out);
}

bool error_test_handed(struct derive *d, const struct error_test *test, struct ref error, struct error_test *out)
{
	*out = *test;
	out->error = expr_plain(d->r, error);
	return ref_ok(out->error) && answer(d, out);
}

/* Values */

static int64_t value_of_call(struct derive *d, struct ref call, int place, enum empty_value kind, bool *certain, int depth);

/* A variable that a row's column is put into: row.Scan(&found). */
static int64_t scanned_into(struct derive *d, struct ref name)
{
	const struct unit *u = d->r->unit[name.unit];
	int function = u->scope.v[ref_expr(d->r, name)->scope].function;
	int64_t found = 0;

	for (int c = 1; c < (int)u->call.n; c++) {
		struct ref e = {name.unit, u->call.v[c].expr};
		const struct expr *x = ref_expr(d->r, e);
		struct value v;
		bool certain;

		if (u->call.v[c].function != function || x->start >= ref_expr(d->r, name)->start || u->expr.v[x->a].kind != E_MEMBER)
			continue;
		v = resolve(d->r, e);
		if (!v.type || shape_of_type(d, v.type) != SHAPE_ROW_ERROR)
			continue;
		for (int i = 0; i < x->n; i++)
			if (u->expr.v[u->kid.v[x->first + i].expr].kind == E_NAME && strcmp(unit_text(u, u->expr.v[u->kid.v[x->first + i].expr].text), ref_text(d->r, name)) == 0) {
				int64_t s = statement_of(d, (struct ref){name.unit, u->expr.v[x->a].a}, &certain);

				if (!s || !certain || (found && found != s))
					return 0;
				found = s;
			}
	}
	return found;
}

static int64_t value_given(struct derive *d, struct ref e, enum empty_value kind, bool *certain, int depth)
{
	const struct binding *b;
	struct ref value;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || spent(d, depth))
		return 0;
	if (ref_expr(d->r, e)->kind == E_CALL)
		return value_of_call(d, e, 0, kind, certain, depth);
	if (ref_expr(d->r, e)->kind != E_NAME)
		return 0;
	b = binding_reaching(d, e);
	value = b && b->how != HOW_PARAMETER ? expr_plain(d->r, (struct ref){e.unit, b->value}) : REF_NONE;
	if (ref_ok(value) && ref_expr(d->r, value)->kind == E_CALL)
		return value_of_call(d, value, result_place(d->r->unit[e.unit], b), kind, certain, depth);
	return kind == EMPTY_FALSE && (!ref_ok(value) || is_constant(d, value, "false")) ? scanned_into(d, e) : 0;
}

static int64_t value_of_call(struct derive *d, struct ref call, int place, enum empty_value kind, bool *certain, int depth)
{
	struct within before = d->within;
	struct ref function;
	const struct unit *u;
	int64_t found = 0, site;
	bool no = false;

	if (spent(d, depth) || !only_target(d, call, &function, certain))
		return 0;
	u = d->r->unit[function.unit];
	site = statement_at(d, (struct ref){call.unit, ref_expr(d->r, call)->b});
	if (site)
		d->within = (struct within){d->sites.v[site - 1].sink, site};
	for (int i = 0; i < (int)u->return_.n && !no; i++) {
		const struct return_ *r = &u->return_.v[i];
		struct ref e = {function.unit, r->value}, value, last;
		struct atom a[ATOMS_MAX];
		enum shape empty;
		int64_t one;

		if (r->function != function.index || r->how != 'r')
			continue;
		if (!r->value)
			break; /* named results: not known what they hold */
		value = expr_plain(d->r, result_at(d, e, place));
		last = ref_expr(d->r, e)->kind == E_ARRAY && !ref_expr(d->r, e)->a ? result_at(d, e, ref_expr(d->r, e)->n - 1) : REF_NONE;
		if (ref_expr(d->r, e)->kind == E_CALL) {
			one = value_of_call(d, e, place, kind, certain, depth + 1);
			if (!one && kind == EMPTY_FALSE && empty_atoms(d, e, false, a) == 1)	/* return rows.Next() */
				one = a[0].statement;
		} else if (is_constant(d, value, kind == EMPTY_NIL ? "null" : "false")) {
			if (ref_ok(last) && !ref_eq(last, value) && !is_nil(d, last))
				continue; /* nil and an error */
			one = reason_of(d, function.unit, r, certain, &empty);
		} else if (kind == EMPTY_NIL || is_constant(d, value, "true") || !ref_ok(value)) {
			continue;
		} else if (ref_expr(d->r, value)->kind == E_NAME) {
			one = value_given(d, value, kind, certain, depth + 1);
		} else {
			one = empty_atoms(d, value, false, a) == 1 ? a[0].statement : 0;	/* return n > 0, nil */
		}
		no = !one || (found && found != one);
		found = one;
	}
	d->within = before;
	return no ? 0 : found;
}

int64_t empty_value_of(struct derive *d, struct ref e, enum empty_value kind, bool *certain)
{
	int64_t s;

	*certain = true;
	if (++d->empty_nesting == 1)
		d->empty_steps = 0;
	s = d->empty_nesting > CALLS_MAX ? 0 : value_given(d, e, kind, certain, 0);
	d->empty_nesting--;
	return s;
}
