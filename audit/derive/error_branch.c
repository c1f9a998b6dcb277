/*
 * Go: the branch of a test of an error is the catch of what gave it. if err != nil { … } is written as catch_effect, with the statements whose errors may arrive there
 * (caught_statement) and the answers that hold the error or its text (catch_use): so the rules about catches are rules about Go, too.
 */
#include "derive.h"

#include "conditions.h"
#include "empty_error.h"


#define CALLS_MAX 12		/* functions an error is handed up through */
#define STEPS_MAX 600		/* values looked at for one branch */
#define STATEMENTS_MAX 64	/* of one branch: more say nothing new */
#define TEXT_DEPTH_MAX 8

struct caught { int64_t statement; int depth; };

/* The function looked into, and the call it is looked into for. */
struct frame { struct ref function, call; const struct frame *up; };

struct errors {
	struct derive *d;
	const struct frame *frame;
	VEC_OF(struct caught) found;
	struct map seen;		/* call and place: looked at for this branch */
	int steps;
};

struct answer { int64_t call; struct ref function; int region, status; };

struct branches {
	struct derive *d;
	struct table *effect, *statement, *use;
	VEC_OF(struct answer) answer;	/* exits in Go, by call */
	struct map answer_of;		/* call id → number in answer + 1 */
};

/* Statements */

static void errors_of_call(struct errors *e, struct ref call, int place, int depth);

static void error_from(struct errors *e, struct ref error, int depth)
{
	const struct binding *b;
	struct ref value;

	error = expr_plain(e->d->r, error);
	if (!ref_ok(error) || depth > CALLS_MAX || ++e->steps > STEPS_MAX)
		return;
	if (ref_expr(e->d->r, error)->kind == E_CALL) {
		errors_of_call(e, error, 0, depth);
		return;
	}
	b = binding_reaching(e->d, error);
	value = b && b->how != HOW_PARAMETER ? expr_plain(e->d->r, (struct ref){error.unit, b->value}) : REF_NONE;
	if (ref_ok(value) && ref_expr(e->d->r, value)->kind == E_CALL)
		errors_of_call(e, value, result_place(e->d->r->unit[error.unit], b), depth);
}

static void found(struct errors *e, int64_t statement, int depth)
{
	for (size_t i = 0; i < e->found.n; i++)
		if (e->found.v[i].statement == statement)
			return;
	if (statement && e->found.n < STATEMENTS_MAX)
		vec_push(&e->found, (struct caught){statement, depth});
}

static bool is_error_type(const struct unit *u, int annotation)
{
	return annotation && u->expr.v[annotation].kind == E_NAME && strcmp(unit_text(u, u->expr.v[annotation].text), "error") == 0;
}

/* Whether result number `place` of the function is an error. */
static bool gives_error(const struct unit *u, const struct function *f, int place)
{
	const struct expr *x = &u->expr.v[f->result_annotation];

	if (x->kind == E_ARRAY)
		return place < x->n && is_error_type(u, u->kid.v[x->first + place].expr);
	return place == 0 && is_error_type(u, f->result_annotation);
}

static void errors_of_function(struct errors *e, struct ref function, int place, int depth)
{
	const struct unit *u = e->d->r->unit[function.unit];

	for (size_t i = 1; i < u->return_.n; i++) {
		const struct return_ *r = &u->return_.v[i];
		struct ref value = {function.unit, r->value};

		if (r->function != function.index || r->how != 'r' || !r->value)
			continue;
		if (u->expr.v[r->value].kind == E_ARRAY && !u->expr.v[r->value].a) {
			if (place < u->expr.v[r->value].n)
				error_from(e, (struct ref){function.unit, u->kid.v[u->expr.v[r->value].first + place].expr}, depth + 1);
			continue;
		}
		value = expr_plain(e->d->r, value);
		if (ref_ok(value) && ref_expr(e->d->r, value)->kind == E_CALL)
			errors_of_call(e, value, place, depth + 1);
		else
			error_from(e, value, depth + 1);
	}
}

/* run(tx) in a function that was handed run: what the caller handed in. */
static bool handed_function(struct errors *e, struct ref call, struct ref *function)
{
	struct derive *d = e->d;
	const struct frame *f = e->frame;
	struct ref callee = {call.unit, ref_expr(d->r, call)->a}, a;
	const struct binding *b = f && ref_expr(d->r, callee)->kind == E_NAME ? binding_reaching(d, callee) : NULL;
	const struct parameter *p = b && b->how == HOW_PARAMETER ? &d->r->unit[call.unit]->parameter.v[b->entity] : NULL;
	struct value v;

	if (!p || call.unit != f->function.unit || p->function != f->function.index)
		return false;
	a = argument_for(d->r, (struct ref){f->call.unit, ref_expr(d->r, f->call)->b}, f->function, p->position);
	v = ref_ok(a) ? resolve(d->r, a) : (struct value){0};
	*function = v.self;
	return v.entity == ENTITY_FUNCTION;
}

/* The statements whose error result number `place` of the call may be. */
static void errors_of_call(struct errors *e, struct ref call, int place, int depth)
{
	struct derive *d = e->d;
	const struct unit *u = d->r->unit[call.unit];
	const struct expr *x = ref_expr(d->r, call);
	struct value v = resolve(d->r, call);
	struct target t[TARGETS_MAX];
	int64_t key[2] = {((int64_t)call.unit << 32) | (uint32_t)call.index, place};
	int64_t site = statement_at(d, (struct ref){call.unit, x->b});
	const struct frame *before = e->frame;
	struct ref handed;
	bool is_new, certain;
	int n;

	map_put(&e->seen, (const char *)key, sizeof(key), &is_new);
	if (!is_new || depth > CALLS_MAX || ++e->steps > STEPS_MAX)
		return;
	if (error_shape(d, call, place) != SHAPE_NONE) {
		int64_t s = site ? site : statement_of(d, call, &certain);

		if (!s && u->expr.v[x->a].kind == E_MEMBER)
			s = statement_of(d, (struct ref){call.unit, u->expr.v[x->a].a}, &certain);
		if (!s && x->n > 0)
			s = statement_of(d, (struct ref){call.unit, u->kid.v[x->first].expr}, &certain);
		found(e, s, depth);
		if (s)
			return;
	}
	if (handed_function(e, call, &handed)) {
		const struct frame *here = e->frame;

		e->frame = here->up;
		errors_of_function(e, handed, place, depth + 1);
		e->frame = here;
		return;
	}
	n = call_targets(d->r, (struct ref){call.unit, x->b}, t);
	if (n == 0)	/* fmt.Errorf("…: %w", err) */
		for (int i = 0; i < x->n; i++) {
			struct ref a = expr_plain(d->r, (struct ref){call.unit, u->kid.v[x->first + i].expr});
			struct value w = ref_ok(a) && v.type && !starts_with(v.type, "global.") ? resolve(d->r, a) : (struct value){0};

			if (ref_ok(a) && ref_expr(d->r, a)->kind == E_NAME && w.entity == ENTITY_NONE)
				error_from(e, a, depth + 1);
		}
	for (int i = 0; i < n; i++) {
		const struct unit *fu = d->r->unit[t[i].function.unit];
		const struct function *f = &fu->function.v[t[i].function.index];

		if (strcmp(t[i].how, "callback") == 0 || !gives_error(fu, f, place))
			continue;
		if (site) {
			found(e, site, depth);
			continue;
		}
		for (int k = 0; k < f->parameters; k++)	/* errors.Wrap(err, …) of the program's own */
			if (is_error_type(fu, fu->parameter.v[f->first_parameter + k].annotation)) {
				struct ref a = argument_for(d->r, (struct ref){call.unit, x->b}, t[i].function, k);

				if (ref_ok(a))
					error_from(e, a, depth);
			}
		e->frame = &(struct frame){t[i].function, call, before};
		errors_of_function(e, t[i].function, place, depth);
		e->frame = before;
	}
}

/* Texts: `binding` is the first binding of the error's name, in the unit of the expression. */

static const char *shows(struct branches *b, struct ref e, int binding, int depth);

/* Calls of libraries that give back what they are given, as text. */
static bool keeps_text(const char *type)
{
	static const char *const starts[] = {"fmt.Sprint", "fmt.Errorf", "fmt.Append", "strings.", "html.", "html/template.", "text/template.", "encoding/json.Marshal", "strconv.Quote", "errors.Join",
		"errors.New", "github.com/pkg/errors.", "bytes.", "net/url.QueryEscape", "global.string", NULL};

	for (int i = 0; type && starts[i]; i++)
		if (starts_with(type, starts[i]))
			return true;
	return false;
}

static int first_binding(struct derive *d, struct ref name, int *n)
{
	const int *list;

	*n = bindings_of(d->r, name, &list);
	return *n > 0 ? list[0] : 0;
}

/* Whether what the function gives back has its parameter in it. */
static const char *gives_parameter(struct branches *b, struct ref function, int position, int depth)
{
	const struct unit *u = b->d->r->unit[function.unit];
	const struct function *f = &u->function.v[function.index];
	int binding = position < f->parameters ? parameter_binding(b->d->r, function.unit, f->first_parameter + position) : 0;
	const char *how = NULL;

	for (size_t i = 1; binding && i < u->return_.n && !how; i++)
		if (u->return_.v[i].function == function.index && u->return_.v[i].value)
			how = shows(b, (struct ref){function.unit, u->return_.v[i].value}, binding, depth + 1);
	return how;
}

static const char *call_shows(struct branches *b, struct ref e, int binding, int depth)
{
	struct derive *d = b->d;
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = ref_expr(d->r, e);
	struct ref callee = {e.unit, x->a};
	struct value f = resolve(d->r, callee);
	const char *how;

	if (ref_expr(d->r, callee)->kind == E_MEMBER && strcmp(ref_text(d->r, callee), "Error") == 0 && x->n == 0)
		return shows(b, (struct ref){e.unit, ref_expr(d->r, callee)->a}, binding, depth + 1) ? "message" : NULL;
	for (int i = 0; i < x->n; i++) {
		how = shows(b, (struct ref){e.unit, u->kid.v[x->first + i].expr}, binding, depth + 1);
		if (how && f.entity == ENTITY_FUNCTION)
			how = gives_parameter(b, f.self, i, depth);
		else if (how && !keeps_text(f.type))
			how = NULL;
		if (how)
			return strcmp(how, "object") == 0 ? "text" : how;
	}
	return NULL;
}

/* How the expression holds the error: object, or its message, or text made of it; NULL: not, or nobody knows. */
static const char *shows(struct branches *b, struct ref e, int binding, int depth)
{
	struct derive *d = b->d;
	const struct unit *u;
	const struct expr *x;
	const char *how = NULL;
	int first, n;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || depth > TEXT_DEPTH_MAX)
		return NULL;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	switch (x->kind) {
	case E_NAME:
		first = first_binding(d, e, &n);
		if (first == binding && n > 0)
			return "object";
		if (n != 1 || !u->binding.v[first].value || u->binding.v[first].how == HOW_PARAMETER || u->binding.v[first].how == HOW_EACH || strcmp(unit_text(u, u->binding.v[first].part), "[1]") == 0)
			return NULL;
		return shows(b, (struct ref){e.unit, u->binding.v[first].value}, binding, depth + 1);
	case E_CALL:
		return call_shows(b, e, binding, depth);
	case E_OBJECT:
	case E_ARRAY:
		for (int i = 0; i < x->n && !how; i++)
			how = shows(b, (struct ref){e.unit, u->kid.v[x->first + i].expr}, binding, depth + 1);
		return how;
	case E_BINARY:
		if (strcmp(ref_text(d->r, e), "+") != 0)
			return NULL;
		how = shows(b, (struct ref){e.unit, x->a}, binding, depth + 1);
		return how ? how : shows(b, (struct ref){e.unit, x->b}, binding, depth + 1);
	default:
		return NULL;
	}
}

static const char *answer_shows(struct branches *b, struct ref call, int binding, struct ref *at, int depth);

/* Whether an answer the helper gives has its parameter in it. */
static const char *helper_shows(struct branches *b, struct ref function, int position, struct ref *at, int depth)
{
	const struct unit *u = b->d->r->unit[function.unit];
	const struct function *f = &u->function.v[function.index];
	int binding = position < f->parameters ? parameter_binding(b->d->r, function.unit, f->first_parameter + position) : 0;
	const char *how = NULL;

	for (size_t i = 0; binding && i < b->answer.n && !how; i++)
		if (ref_eq(b->answer.v[i].function, function))
			how = answer_shows(b, numbering_call(b->d->n, b->answer.v[i].call), binding, at, depth + 1);
	return how;
}

/* The answer is given by a call of a library, which sends its arguments; by a helper, which may not; at the end of a chain, which has them before it. *at: where it is sent. */
static const char *answer_shows(struct branches *b, struct ref call, int binding, struct ref *at, int depth)
{
	struct derive *d = b->d;
	const struct unit *u = d->r->unit[call.unit];
	struct target t[TARGETS_MAX];
	int n = depth > TEXT_DEPTH_MAX ? 0 : call_targets(d->r, call, t), e = u->call.v[call.index].expr;
	bool helped = n > 0 && strcmp(t[0].how, "callback") != 0;
	const char *how = NULL;

	*at = call;
	for (int link = 0; u->expr.v[e].kind == E_CALL && link < 20 && !how; link++) {
		const struct expr *x = &u->expr.v[e];

		for (int i = 0; i < x->n && !how; i++) {
			how = shows(b, (struct ref){call.unit, u->kid.v[x->first + i].expr}, binding, depth + 1);
			if (how && helped && link == 0) {
				struct ref inside;
				const char *sent = helper_shows(b, t[0].function, i, &inside, depth);

				if (sent && strcmp(how, "object") == 0)	/* the helper makes the text of it */
					*at = inside;
				how = sent && strcmp(how, "object") != 0 ? how : sent;
			}
		}
		if (u->expr.v[x->a].kind != E_MEMBER)
			break;
		e = u->expr.v[x->a].a;
	}
	return how;
}

/* Branches */

static bool is_nil(const struct unit *u, int e)
{
	return u->expr.v[e].kind == E_CONSTANT && strcmp(unit_text(u, u->expr.v[e].text), "null") == 0;
}

/* The error that is there when the condition has the value `holds`: err != nil; *narrow: something else is asked of it, too, which other errors are not. */
static struct ref error_tested(struct derive *d, struct ref c, bool holds, bool *narrow, int depth)
{
	const struct expr *x;
	const char *op;

	c = expr_plain(d->r, c);
	if (!ref_ok(c) || depth > 6)
		return REF_NONE;
	x = ref_expr(d->r, c);
	op = ref_text(d->r, c);
	if (x->kind == E_UNARY && strcmp(op, "!") == 0)
		return error_tested(d, (struct ref){c.unit, x->a}, !holds, narrow, depth + 1);
	if (x->kind != E_BINARY)
		return REF_NONE;
	if (strcmp(op, holds ? "&&" : "||") == 0) {
		struct ref left = error_tested(d, (struct ref){c.unit, x->a}, holds, narrow, depth + 1), right = error_tested(d, (struct ref){c.unit, x->b}, holds, narrow, depth + 1);
		struct ref other = expr_plain(d->r, (struct ref){c.unit, ref_ok(left) ? x->b : x->a});

		*narrow |= ref_ok(other) && holds && ref_expr(d->r, other)->kind == E_CALL;
		return ref_ok(left) ? left : right;
	}
	return strcmp(op, holds ? "!=" : "==") == 0 && is_nil(d->r->unit[c.unit], x->b) ? expr_plain(d->r, (struct ref){c.unit, x->a}) : REF_NONE;
}

static bool in_region(const struct unit *u, int region, int ancestor)
{
	for (int i = 0; region > 0 && i < 1000; region = u->region.v[region].parent, i++)
		if (region == ancestor)
			return true;
	return false;
}

/* Whether the call hands the error to something that may keep it: a call that gives no answer, or one inside of the helper that gives it. */
static bool keeps(struct branches *b, struct ref call, int binding, int depth)
{
	struct derive *d = b->d;
	const struct unit *u = d->r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];
	int64_t id = call_id(d, call);
	bool answers = map_get(&b->answer_of, (const char *)&id, sizeof(id)) != NULL;
	struct target t[TARGETS_MAX];
	int n = answers && depth < 3 ? call_targets(d->r, call, t) : 0;

	for (int i = 0; i < x->n; i++) {
		const struct function *f;
		int inner;

		if (!shows(b, (struct ref){call.unit, u->kid.v[x->first + i].expr}, binding, 0))
			continue;
		if (!answers)
			return true;
		if (n == 0 || strcmp(t[0].how, "callback") == 0)
			continue;
		f = &d->r->unit[t[0].function.unit]->function.v[t[0].function.index];
		inner = i < f->parameters ? parameter_binding(d->r, t[0].function.unit, f->first_parameter + i) : 0;
		for (int c = 1; inner && c < (int)d->r->unit[t[0].function.unit]->call.n; c++)
			if (d->r->unit[t[0].function.unit]->call.v[c].function == t[0].function.index && keeps(b, (struct ref){t[0].function.unit, c}, inner, depth + 1))
				return true;
	}
	return false;
}

/* What the branch does, as catch_effect says it. */
static void effect_row(struct branches *b, int unit, int region, bool takes, bool logged)
{
	struct derive *d = b->d;
	const struct unit *u = d->r->unit[unit];
	const char *action = "swallow";
	int status = 0;

	for (size_t i = 1; i < u->return_.n; i++)
		if (in_region(u, u->return_.v[i].region, region))
			action = u->return_.v[i].how == 't' ? "rethrow" : strcmp(action, "rethrow") == 0 ? action : "value";
	for (size_t i = 0; i < b->answer.n; i++)
		if (b->answer.v[i].function.unit == unit && in_region(u, b->answer.v[i].region, region)) {
			action = "respond";
			status = b->answer.v[i].status;
		}
	row_id(b->effect, 0, d->n->region[unit] + region);
	row_int(b->effect, 1, takes);
	row_text(b->effect, 2, action);
	row_id(b->effect, 3, status);
	row_int(b->effect, 4, logged);
	row_end(b->effect);
}

static void branch_rows(struct branches *b, int unit, int region, struct ref error, bool takes, const struct errors *e)
{
	struct derive *d = b->d;
	const struct unit *u = d->r->unit[unit];
	int n, binding = ref_expr(d->r, error)->kind == E_NAME ? first_binding(d, error, &n) : 0;
	bool logged = false;

	for (size_t i = 0; i < e->found.n; i++) {
		row_id(b->statement, 0, d->n->region[unit] + region);
		row_int(b->statement, 1, e->found.v[i].statement);
		row_int(b->statement, 2, e->found.v[i].depth);
		row_end(b->statement);
	}
	for (size_t i = 1; binding && i < u->return_.n; i++)	/* handed up */
		if (u->return_.v[i].value && in_region(u, u->return_.v[i].region, region))
			logged |= shows(b, (struct ref){unit, u->return_.v[i].value}, binding, 0) != NULL;
	for (int c = 1; binding && c < (int)u->call.n; c++) {
		int64_t id = d->n->call[unit] + c;
		struct ref at;
		const char *how;

		if (!in_region(u, u->call.v[c].region, region))
			continue;
		logged = logged || keeps(b, (struct ref){unit, c}, binding, 0);
		if (!map_get(&b->answer_of, (const char *)&id, sizeof(id)))
			continue;
		how = u->call.v[c].region == region ? answer_shows(b, (struct ref){unit, c}, binding, &at, 0) : NULL;
		if (!how)
			continue;
		row_id(b->use, 0, d->n->region[unit] + region);
		row_id(b->use, 1, id);
		row_text(b->use, 2, how);
		row_int(b->use, 3, u->expr.v[u->call.v[c].expr].line);
		row_id(b->use, 4, at.unit == unit && at.index == c ? 0 : call_id(d, at));
		row_end(b->use);
	}
	effect_row(b, unit, region, takes, logged);
}

static void branches_of(struct branches *b, int unit)
{
	const struct unit *u = b->d->r->unit[unit];

	for (int r = 1; r < (int)u->region.n; r++) {
		const struct region *g = &u->region.v[r], *then = g->kind == REGION_ELSE ? &u->region.v[g->pair] : g;
		struct errors e = {.d = b->d};
		bool narrow = false;
		struct ref error;

		if (then->kind != REGION_THEN || !then->test)
			continue;
		error = error_tested(b->d, (struct ref){unit, then->test}, g->kind == REGION_THEN, &narrow, 0);
		if (!ref_ok(error))
			continue;
		error_from(&e, error, 0);
		if (e.found.n > 0)
			branch_rows(b, unit, r, error, !narrow, &e);
		vec_free(&e.found);
		map_free(&e.seen);
	}
}

static bool load_answers(struct branches *b, struct err *err)
{
	struct query *q = db_query(b->d->db, err, "SELECT e.call_id, e.function_id, e.region_id, e.status FROM exit e JOIN file f ON f.id = e.file_id AND f.language = 'go' "
		"WHERE e.call_id IS NOT NULL AND e.body_kind IS NOT 'none'");

	while (q && query_next(q, err)) {
		struct ref f = numbering_function(b->d->n, query_int(q, 1));
		int64_t id = query_int(q, 0);

		if (!ref_ok(f))
			continue;
		vec_push(&b->answer, (struct answer){id, f, query_is_null(q, 2) ? b->d->r->unit[f.unit]->function.v[f.index].region : (int)(query_int(q, 2) - b->d->n->region[f.unit]), (int)query_int(q, 3)});
		*map_put(&b->answer_of, (const char *)&id, sizeof(id), NULL) = (int64_t)b->answer.n;
	}
	query_end(q);
	return q && !err->message[0];
}

bool error_branches_derive(struct derive *d, struct err *err)
{
	struct branches b = {.d = d};
	bool ok = load_answers(&b, err);

	b.effect = facts_table(d->facts, "catch_effect", COLUMNS("region_id", "takes_database_errors", "action", "status", "logged"));
	b.statement = facts_table(d->facts, "caught_statement", COLUMNS("region_id", "statement_id", "depth"));
	b.use = facts_table(d->facts, "catch_use", COLUMNS("region_id", "call_id", "how", "line", "answer_call_id"));
	for (int unit = 0; ok && unit < d->n->units; unit++)
		if (strcmp(d->r->family[unit], "go") == 0)
			branches_of(&b, unit);
	vec_free(&b.answer);
	map_free(&b.answer_of);
	return ok;
}
