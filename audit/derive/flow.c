/* From a value back to the statement it comes from. See flow.h. */
#include "empty_error.h"

#include <stdio.h>

#define DEPTH_MAX 20

int64_t statement_at(struct derive *d, struct ref call)
{
	int64_t id = call_id(d, call), *slot = map_get(&d->site_of_call, (const char *)&id, sizeof(id));

	return slot && d->sites.v[*slot - 1].next == 0 ? *slot : 0;
}

static int64_t of_call(struct derive *d, struct ref call)
{
	return d->within.statement && ref_eq(d->within.sink, call) ? d->within.statement : statement_at(d, call);
}

/* A list made of a list that is empty exactly when it is. */
static bool keeps_emptiness(const char *method)
{
	static const char *const names[] = {"map", "sort", "reverse", "slice", "toSorted", "toReversed", "concat", "then", "all", "first", "one", "one_or_none", "scalars", "scalar",
		"scalar_one_or_none", "scalar_one", "fetchall", "fetchone", "fetchmany", "mappings", "unique", "fetch", "fetchrow", "fetchval", "tuples", "values", "Next", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], method) == 0)
			return true;
	return false;
}

static int64_t chase(struct derive *d, struct ref e, bool *certain, int depth);

/* Whether a loop holds both lines, and not the third. */
static bool in_loop_without(const struct unit *u, int a, int b, int c)
{
	for (int i = 1; i < (int)u->region.n; i++) {
		const struct region *g = &u->region.v[i];

		if (g->kind == REGION_LOOP && g->line <= a && a <= g->end_line && g->line <= b && b <= g->end_line && !(g->line <= c && c <= g->end_line))
			return true;
	}
	return false;
}

/* Of several values the one the name has where it stands; NULL: not known. What a turn of a loop gives it, the next finds. */
static const struct binding *only_value(struct derive *d, struct ref name, const int *list, int n)
{
	const struct unit *u = d->r->unit[name.unit];
	const struct binding *last = n > 1 ? binding_reaching(d, name) : NULL;

	for (int i = 0; last && i < n; i++)
		if (&u->binding.v[list[i]] != last && in_loop_without(u, ref_expr(d->r, name)->line, u->binding.v[list[i]].line, last->line))
			return NULL;
	return last && last->how != HOW_PARAMETER && last->how != HOW_WITH ? last : NULL;
}

static bool is_go(const struct derive *d, struct ref e)
{
	return strcmp(d->r->family[e.unit], "go") == 0;
}

/* Whether the call is one of the language's own: make([]T, 0), append(list, x). */
static bool is_builtin(const struct unit *u, int expr, const char *name)
{
	const struct expr *x = &u->expr.v[expr];

	return x->kind == E_CALL && u->expr.v[x->a].kind == E_NAME && strcmp(unit_text(u, u->expr.v[x->a].text), name) == 0;
}

/* list = append(list, row) in `for rows.Next()` or in a loop over rows, in every turn: the list is empty exactly when the rows are. */
static struct ref appended_from(const struct unit *u, int unit, const struct binding *b)
{
	int loop = b->region;
	const struct region *g = &u->region.v[loop];
	const struct expr *test = &u->expr.v[g->test], *callee = &u->expr.v[test->a];

	if (g->kind != REGION_LOOP)
		return REF_NONE;
	for (int i = loop + 1; i < (int)u->region.n; i++)
		if (u->region.v[i].parent == loop && u->region.v[i].leaves == LEAVES_BREAK)
			return REF_NONE;	/* some turns are left out */
	if (g->flags == 1)
		return (struct ref){unit, g->test};
	return test->kind == E_CALL && callee->kind == E_MEMBER && strcmp(unit_text(u, callee->text), "Next") == 0 ? (struct ref){unit, callee->a} : REF_NONE;
}

static int64_t of_function(struct derive *d, struct ref function, bool *certain, int depth)
{
	const int *list;
	int n = returns_of(d->r, function, &list);
	int64_t found = 0;

	for (int i = 0; i < n; i++) {
		struct ref e = {function.unit, list[i]};
		const struct expr *x = ref_expr(d->r, e);
		int64_t s;

		if (x->kind == E_ARRAY && !x->a && x->n > 0 && is_go(d, e)) {	/* return rows, err */
			e.index = d->r->unit[e.unit]->kid.v[x->first].expr;
			x = ref_expr(d->r, e);
		}
		if (x->kind == E_CONSTANT)	/* return null: the same emptiness, written out */
			continue;
		s = chase(d, e, certain, depth + 1);
		if (!s || (found && found != s))
			return 0;
		found = s;
	}
	return found;
}

/* user.businesses: the attribute is the load of a relationship. */
static int64_t relation_load(struct derive *d, struct ref member)
{
	struct value v = resolve(d->r, member), made;
	int64_t s = ref_ok(v.origin) ? of_call(d, v.origin) : 0;

	if (!s || !d->sites.v[s - 1].is_orm || !d->sites.v[s - 1].action || strcmp(d->sites.v[s - 1].action, "load") != 0)
		return 0;
	made = resolve(d->r, (struct ref){v.origin.unit, d->r->unit[v.origin.unit]->call.v[v.origin.index].expr});
	return made.type == v.type ? s : 0;	/* not of something further in */
}

/* The last call of a chain that describes a statement: Call.query().where(…).orderBy(…) is still the query that query() began. */
static int64_t of_chain(struct derive *d, struct ref e)
{
	struct value v = resolve(d->r, e);
	int64_t s = ref_ok(v.origin) ? of_call(d, v.origin) : 0;

	return s && d->sites.v[s - 1].grammar && resolve(d->r, (struct ref){v.origin.unit, d->r->unit[v.origin.unit]->call.v[v.origin.index].expr}).type == v.type ? s : 0;
}

static int64_t chase(struct derive *d, struct ref e, bool *certain, int depth)
{
	const struct unit *u;
	const struct expr *x;
	int64_t s;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || depth > DEPTH_MAX)
		return 0;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	switch (x->kind) {
	case E_NAME: {
		const int *list;
		int n = bindings_of(d->r, e, &list);
		const struct binding *only = is_go(d, e) ? NULL : only_value(d, e, list, n);
		int64_t found = 0;

		if (only && u->expr.v[only->value].kind != E_CONSTANT && u->expr.v[only->value].kind != E_ARRAY)
			return chase(d, (struct ref){e.unit, only->value}, certain, depth + 1);	/* result = schema.dump(result): before that it is the rows */

		for (int i = 0; i < n; i++) {
			const struct binding *b = &u->binding.v[list[i]];

			if (b->how == HOW_PARAMETER) {	/* query(…).then(result => …), or what its only callers hand in */
				struct value v = resolve(d->r, e);

				return n == 1 && ref_ok(v.origin) ? of_call(d, v.origin) : 0;
			}
			if (b->how == HOW_EACH || b->how == HOW_AUGMENT || b->how == HOW_CATCH)
				return 0;
			if (is_go(d, e) && unit_text(u, b->part)[0] == '[' && strcmp(unit_text(u, b->part), "[0]") != 0)
				return 0;	/* rows, err := …: err is none of the rows */
			if (!b->value || u->expr.v[b->value].kind == E_CONSTANT || (u->expr.v[b->value].kind == E_ARRAY && u->expr.v[b->value].n == 0))
				continue;
			if (is_go(d, e) && is_builtin(u, b->value, "make"))
				continue;
			s = chase(d, is_go(d, e) && is_builtin(u, b->value, "append") ? appended_from(u, e.unit, b) : (struct ref){e.unit, b->value}, certain, depth + 1);
			/* const [a, b] = await Promise.all([query(…), query(…)]) */
			if (!s && unit_text(u, b->part)[0] == '[') {
				struct ref v = expr_plain(d->r, (struct ref){e.unit, b->value});
				struct value list_value = resolve(d->r, v);
				long at = strtol(unit_text(u, b->part) + 1, NULL, 10);

				if (list_value.entity == ENTITY_OBJECT && ref_expr(d->r, list_value.self)->kind == E_ARRAY && at < ref_expr(d->r, list_value.self)->n)
					s = chase(d, (struct ref){list_value.self.unit, d->r->unit[list_value.self.unit]->kid.v[ref_expr(d->r, list_value.self)->first + at].expr}, certain,
						depth + 1);
			}
			if (!s || (found && found != s))
				return 0;
			found = s;
		}
		return found;
	}
	case E_MEMBER:
		s = relation_load(d, e);
		return s ? s : chase(d, (struct ref){e.unit, x->a}, certain, depth + 1);
	case E_INDEX:
		return chase(d, (struct ref){e.unit, x->a}, certain, depth + 1);
	case E_BINARY:
		if (strcmp(ref_text(d->r, e), "||") == 0 || strcmp(ref_text(d->r, e), "??") == 0)
			return chase(d, (struct ref){e.unit, x->a}, certain, depth + 1);
		return 0;
	case E_CONDITIONAL: {
		/* rows.length ? rows[0] : null */
		int64_t a = u->expr.v[x->b].kind == E_CONSTANT ? 0 : chase(d, (struct ref){e.unit, x->b}, certain, depth + 1);
		int64_t b = u->expr.v[x->c].kind == E_CONSTANT ? 0 : chase(d, (struct ref){e.unit, x->c}, certain, depth + 1);

		if (a && (u->expr.v[x->c].kind == E_CONSTANT || a == b))
			return a;
		return b && u->expr.v[x->b].kind == E_CONSTANT ? b : 0;
	}
	case E_CALL: {
		struct ref call = {e.unit, x->b};
		const struct expr *callee = &u->expr.v[x->a];
		struct target t[TARGETS_MAX];
		int n;

		s = of_call(d, call);
		if (s)
			return s;
		n = call_targets(d->r, call, t);
		if (n > 0 && strcmp(t[0].how, "callback") != 0) {
			if (t[0].candidates > 1)
				*certain = false;
			return of_function(d, t[0].function, certain, depth);
		}
		if ((s = of_chain(d, e)))
			return s;
		if (callee->kind == E_MEMBER && keeps_emptiness(unit_text(u, callee->text)))
			return chase(d, (struct ref){e.unit, callee->a}, certain, depth + 1);
		if (is_go(d, e) && x->n == 2 && callee->kind == E_MEMBER && strcmp(unit_text(u, callee->text), "CollectRows") == 0)
			return chase(d, (struct ref){e.unit, u->kid.v[x->first].expr}, certain, depth + 1);
		/* list(rows), Array.from(rows) */
		if (x->n == 1 && (callee->kind == E_NAME || callee->kind == E_MEMBER)) {
			const char *name = unit_text(u, callee->text);

			if (strcmp(name, "list") == 0 || strcmp(name, "from") == 0 || strcmp(name, "dict") == 0)
				return chase(d, (struct ref){e.unit, u->kid.v[x->first].expr}, certain, depth + 1);
		}
		return 0;
	}
	case E_COMPREHENSION:
		return x->n == 0 ? chase(d, (struct ref){e.unit, x->b}, certain, depth + 1) : 0;	/* a condition may empty it */
	default:
		return 0;
	}
}

int64_t statement_of(struct derive *d, struct ref e, bool *certain)
{
	*certain = true;
	return chase(d, e, certain, 0);
}

const char *shape_name(enum shape shape)
{
	static const char *const names[] = {"", "rows", "row", "value", "count", "result", "no_row", "row_error", "rows_error"};

	return names[shape];
}

static void load_shapes(struct derive *d)
{
	struct err err = {0};
	struct query *q = db_query(d->db, &err, "SELECT path, shape FROM value_shape UNION ALL SELECT ' ' || call_id, shape FROM call_shape");

	while (q && query_next(q, &err)) {
		int shape = SHAPE_NONE;

		for (int i = SHAPE_ROWS; i <= SHAPE_ROWS_ERROR; i++)
			if (strcmp(query_text(q, 1), shape_name(i)) == 0)
				shape = i;
		*map_puts(&d->shape, query_text(q, 0)) = shape;
	}
	query_end(q);
	*map_puts(&d->shape, " loaded") = SHAPE_NONE;
}

/* A Go list that is appended to: what its literal says of its type is not needed then. */
static bool is_grown(struct derive *d, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	const int *list;
	int n = ref_expr(d->r, e)->kind == E_NAME ? bindings_of(d->r, e, &list) : 0;

	for (int i = 0; i < n; i++)
		if (is_builtin(u, u->binding.v[list[i]].value, "append"))
			return true;
	return false;
}

enum shape shape_of_type(struct derive *d, const char *type)
{
	int64_t *s;

	if (!map_gets(&d->shape, " loaded"))
		load_shapes(d);
	s = map_gets(&d->shape, type);
	return s ? (enum shape)*s : SHAPE_NONE;
}

#define KEY_SIZE 32

static const char *call_shape_key(const struct derive *d, struct ref call, char key[KEY_SIZE])
{
	snprintf(key, KEY_SIZE, " %lld", (long long)call_id(d, call));
	return key;
}

enum shape shape_of(struct derive *d, struct ref e)
{
	char key[KEY_SIZE];
	struct value v;
	int64_t *s;

	if (!map_gets(&d->shape, " loaded"))
		load_shapes(d);
	e = expr_plain(d->r, e);
	if (!ref_ok(e))
		return SHAPE_NONE;
	v = resolve(d->r, e);
	if (ref_expr(d->r, e)->kind == E_MEMBER && relation_load(d, e)) {
		s = map_gets(&d->shape, call_shape_key(d, v.origin, key));
		return s ? (enum shape)*s : SHAPE_NONE;
	}
	s = v.type ? map_gets(&d->shape, v.type) : NULL;
	if (s)
		return (enum shape)*s;
	if (v.type && ref_ok(v.origin) && (s = map_gets(&d->shape, call_shape_key(d, v.origin, key))) &&
		resolve(d->r, (struct ref){v.origin.unit, d->r->unit[v.origin.unit]->call.v[v.origin.index].expr}).type == v.type)
		return (enum shape)*s;	/* what this one call gives, not something further in */
	if (is_go(d, e) && ((v.type && starts_with(v.type, "[]")) || is_grown(d, e))) {
		bool certain;

		return statement_of(d, e, &certain) ? SHAPE_ROWS : SHAPE_NONE;
	}
	/* A list made of a list of rows, or the comprehension over one. */
	if (ref_expr(d->r, e)->kind == E_COMPREHENSION)
		return SHAPE_ROWS;
	if (ref_expr(d->r, e)->kind == E_CALL) {
		const struct expr *x = ref_expr(d->r, e), *callee = &d->r->unit[e.unit]->expr.v[x->a];

		if (callee->kind == E_MEMBER && strcmp(unit_text(d->r->unit[e.unit], callee->text), "map") == 0)
			return shape_of(d, (struct ref){e.unit, callee->a});
	}
	if (ref_expr(d->r, e)->kind == E_NAME) {
		const int *list;
		int n = bindings_of(d->r, e, &list);
		const struct binding *only = only_value(d, e, list, n);

		if (only && !*unit_text(d->r->unit[e.unit], only->part))
			return shape_of(d, (struct ref){e.unit, only->value});

		if (n == 1 && d->r->unit[e.unit]->binding.v[list[0]].value && !*unit_text(d->r->unit[e.unit], d->r->unit[e.unit]->binding.v[list[0]].part) &&
		    d->r->unit[e.unit]->binding.v[list[0]].how != HOW_EACH)
			return shape_of(d, (struct ref){e.unit, d->r->unit[e.unit]->binding.v[list[0]].value});
	}
	return SHAPE_NONE;
}
