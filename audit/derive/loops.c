/*
 * Statements sent once for each row another one gave: where what is bound is made from a loop's variable, and the loop runs over rows.
 *
 *     for (const call of calls.rows) await linesOf(call.id);        linesOf sends SELECT … WHERE call_id = $1
 *
 * Asked backwards, from what a statement's call is made of: names to their values, parameters to what callers give, until a loop's variable is met or nothing is.
 */
#include "flow.h"

#define CALLS_MAX 5	/* between the loop and the statement */
#define STEPS_MAX 3000	/* expressions looked at for one statement */
#define FOUND_MAX 8	/* loops told of one statement */

struct found {
	struct ref over;	/* what is run over */
	struct ref call;	/* the call in the loop: the statement's own, or the one that leads to it */
	int depth;
};

struct search {
	struct derive *d;
	struct map *handed;	/* per unit, made when asked for: function → call that runs it for each element + 1 */
	bool *known;
	struct ref at;		/* the call the expression belongs to */
	int depth, steps;
	struct found found[FOUND_MAX];
	int n;
};

/* Methods that run a function once for each element. */
static bool is_each(const char *method)
{
	static const char *const names[] = {"map", "forEach", "flatMap", "filter", "reduce", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], method) == 0)
			return true;
	return false;
}

static void handed_load(struct search *s, int unit)
{
	const struct unit *u = s->d->r->unit[unit];

	s->known[unit] = true;
	for (int c = 1; c < (int)u->call.n; c++) {
		const struct expr *x = &u->expr.v[u->call.v[c].expr], *callee = &u->expr.v[x->a];
		struct value v;

		if (x->n < 1 || callee->kind != E_MEMBER || !is_each(unit_text(u, callee->text)))
			continue;
		v = resolve(s->d->r, (struct ref){unit, u->kid.v[x->first].expr});
		if (v.entity == ENTITY_FUNCTION && v.self.unit == unit)
			*map_put(&s->handed[unit], (const char *)&v.self.index, sizeof(int), NULL) = c + 1;
	}
}

/* rows.map(f): the call that runs the function for each element; 0 none. */
static int each_call(struct search *s, int unit, int function)
{
	int64_t *c;

	if (!s->known[unit])
		handed_load(s, unit);
	c = map_get(&s->handed[unit], (const char *)&function, sizeof(int));
	return c ? (int)*c - 1 : 0;
}

static void tell(struct search *s, struct ref over)
{
	for (int i = 0; i < s->n; i++)
		if (ref_eq(s->found[i].over, over))
			return;
	if (s->n < FOUND_MAX)
		s->found[s->n++] = (struct found){over, s->at, s->depth};
}

static bool is_inside(const struct unit *u, int loop_test, int line)
{
	for (int i = 1; i < (int)u->region.n; i++)
		if (u->region.v[i].kind == REGION_LOOP && u->region.v[i].test == loop_test)
			return line >= u->region.v[i].line && line <= u->region.v[i].end_line;
	return true;	/* a comprehension: the name is of nothing else */
}

static void look(struct search *s, struct ref e, int depth);

static void look_at_parameter(struct search *s, struct ref p)
{
	struct derive *d = s->d;
	const struct unit *u = d->r->unit[p.unit];
	const struct parameter *x = &u->parameter.v[p.index];
	struct ref function = {p.unit, x->function}, at = s->at;
	const struct ref *caller;
	int each = each_call(s, p.unit, x->function), n;

	if (each && x->position <= 1) {	/* of reduce the second is the element, of map a number that says which */
		tell(s, (struct ref){p.unit, u->expr.v[u->expr.v[u->call.v[each].expr].a].a});
		return;
	}
	if (s->depth >= CALLS_MAX)
		return;
	n = callers_of(d->r, function, &caller);
	for (int i = 0; i < n; i++) {
		struct ref a = argument_for(d->r, caller[i], function, x->position);
		struct target t[TARGETS_MAX];

		if (!ref_ok(a) || call_targets(d->r, caller[i], t) != 1)
			continue;
		s->at = caller[i];
		s->depth++;
		look(s, a, 0);
		s->depth--;
		s->at = at;
	}
}

/* for rows.Next() { rows.Scan(&id) … }: what the name was scanned from. */
static struct ref scanned_from(const struct unit *u, int unit, int function, const char *name)
{
	for (int c = 1; c < (int)u->call.n; c++) {
		const struct expr *x = &u->expr.v[u->call.v[c].expr], *callee = &u->expr.v[x->a];
		bool takes = false;

		if (u->call.v[c].function != function || callee->kind != E_MEMBER || strcmp(unit_text(u, callee->text), "Scan") != 0)
			continue;
		for (int i = 0; i < x->n && !takes; i++) {
			const struct expr *a = &u->expr.v[u->kid.v[x->first + i].expr];

			if (a->kind == E_UNARY)
				a = &u->expr.v[a->a];
			takes = a->kind == E_NAME && strcmp(unit_text(u, a->text), name) == 0;
		}
		for (int r = u->call.v[c].region, i = 0; takes && r > 0 && i < 200; r = u->region.v[r].parent, i++) {
			const struct expr *test = &u->expr.v[u->region.v[r].test];

			if (u->region.v[r].kind == REGION_LOOP && test->kind == E_CALL && u->expr.v[test->a].kind == E_MEMBER && strcmp(unit_text(u, u->expr.v[test->a].text), "Next") == 0)
				return (struct ref){unit, u->expr.v[test->a].a};
		}
	}
	return REF_NONE;
}

static void look_at_name(struct search *s, struct ref e, int depth)
{
	struct derive *d = s->d;
	const struct unit *u = d->r->unit[e.unit];
	int line = u->expr.v[u->call.v[s->at.index].expr].line, n;
	const int *list;

	n = bindings_of(d->r, e, &list);
	for (int i = 0; i < n && n <= 4; i++) {
		const struct binding *b = &u->binding.v[list[i]];

		if (b->how == HOW_EACH && b->value && s->at.unit == e.unit && is_inside(u, b->value, line))
			tell(s, (struct ref){e.unit, b->value});
		else if (b->how == HOW_PARAMETER && b->entity)
			look_at_parameter(s, (struct ref){e.unit, b->entity});
		else if ((b->how == HOW_CONST || b->how == HOW_LET || b->how == HOW_VAR || b->how == HOW_ASSIGN) && b->value)
			look(s, (struct ref){e.unit, b->value}, depth + 1);
		else if (!b->value && strcmp(d->r->family[e.unit], "go") == 0) {
			struct ref rows = scanned_from(u, e.unit, b->function, ref_text(d->r, e));

			if (ref_ok(rows) && s->at.unit == e.unit && u->call.v[s->at.index].function == b->function)
				tell(s, rows);
		}
	}
}

/* Everything an expression is made of; not what functions in it do. */
static void look(struct search *s, struct ref e, int depth)
{
	const struct unit *u;
	const struct expr *x;

	e = expr_plain(s->d->r, e);
	if (!ref_ok(e) || depth > 12 || s->steps++ > STEPS_MAX)
		return;
	u = s->d->r->unit[e.unit];
	x = ref_expr(s->d->r, e);
	switch (x->kind) {
	case E_NAME:
		look_at_name(s, e, depth);
		break;
	case E_MEMBER: case E_UNARY: case E_AWAIT:
		look(s, (struct ref){e.unit, x->a}, depth + 1);
		break;
	case E_INDEX: case E_BINARY:
		look(s, (struct ref){e.unit, x->a}, depth + 1);
		look(s, (struct ref){e.unit, x->b}, depth + 1);
		break;
	case E_CONDITIONAL:
		look(s, (struct ref){e.unit, x->b}, depth + 1);
		look(s, (struct ref){e.unit, x->c}, depth + 1);
		break;
	case E_CALL:
		/* rows.map(row => row.id) is one value, whatever it is made of; what a call gives is asked of what it is given */
		if (u->expr.v[x->a].kind == E_MEMBER)
			look(s, (struct ref){e.unit, u->expr.v[x->a].a}, depth + 1);
		/* fallthrough */
	case E_ARRAY: case E_OBJECT: case E_TEMPLATE: case E_OTHER:
		for (int i = 0; i < x->n; i++)
			look(s, (struct ref){e.unit, u->kid.v[x->first + i].expr}, depth + 1);
		break;
	default:
		break;
	}
}

/* rows.slice(0, 5): a part of known size, or one of several batches. */
static bool is_part(struct derive *d, struct ref e)
{
	for (int i = 0; i < 6 && ref_ok(e = expr_plain(d->r, e)); i++) {
		const struct expr *x = ref_expr(d->r, e), *callee = x->kind == E_CALL ? &d->r->unit[e.unit]->expr.v[x->a] : NULL;
		const int *list;

		if (callee && callee->kind == E_MEMBER) {
			if (strcmp(unit_text(d->r->unit[e.unit], callee->text), "slice") == 0)
				return true;
			e.index = callee->a;
		} else if (x->kind == E_INDEX && !x->b) {
			return true;	/* rows[:5] */
		} else if (x->kind == E_NAME && bindings_of(d->r, e, &list) == 1 && d->r->unit[e.unit]->binding.v[list[0]].how != HOW_EACH) {
			e.index = d->r->unit[e.unit]->binding.v[list[0]].value;
		} else {
			return false;
		}
	}
	return false;
}

static void rows_of_site(struct search *s, struct table *t, size_t site)
{
	struct derive *d = s->d;
	const struct site *x = &d->sites.v[site];

	s->at = x->call;
	s->depth = s->steps = s->n = 0;
	look(s, (struct ref){x->call.unit, d->r->unit[x->call.unit]->call.v[x->call.index].expr}, 0);
	for (int i = 0; i < s->n; i++) {
		const struct found *f = &s->found[i];
		const struct unit *u = d->r->unit[f->call.unit];
		bool certain;
		int64_t over = statement_of(d, f->over, &certain);

		if (!over || over == (int64_t)site + 1 || is_part(d, f->over))
			continue;
		row_int(t, 0, (int64_t)site + 1);
		row_int(t, 1, over);
		row_id(t, 2, call_id(d, f->call));
		row_id(t, 3, d->n->function[f->call.unit] + u->call.v[f->call.index].function);
		row_int(t, 4, f->depth);
		row_int(t, 5, certain);
		row_id(t, 6, d->n->file[f->call.unit]);
		row_int(t, 7, u->expr.v[u->call.v[f->call.index].expr].line);
		row_int(t, 8, u->expr.v[u->call.v[f->call.index].expr].column);
		row_end(t);
	}
}

static bool is_target(const struct unit *u, int expr)
{
	for (int b = 1; b < (int)u->binding.n; b++)
		if (u->binding.v[b].target == expr)
			return true;
	return false;
}

/* class.id of the model and the attribute's name → statement.id of the relationship's load. */
static void relations_load(struct derive *d, struct map *out)
{
	for (size_t i = 0; i < d->sites.n; i++) {
		const struct site *x = &d->sites.v[i];
		const struct unit *u = d->r->unit[x->call.unit];
		int expr = u->call.v[x->call.index].expr;

		if (!x->is_orm || !x->action || strcmp(x->action, "load") != 0 || strcmp(x->api, "rows") != 0)
			continue;
		for (int b = 1; b < (int)u->binding.n; b++) {
			const struct scope *s = &u->scope.v[u->binding.v[b].scope];
			const char *name = unit_text(u, u->binding.v[b].name);
			int64_t key[2] = {d->n->class_[x->call.unit] + s->class_, (int64_t)hash_bytes(name, strlen(name), 0)};

			if (u->binding.v[b].value == expr && s->kind == SCOPE_CLASS)
				*map_put(out, (const char *)key, sizeof(key), NULL) = (int64_t)i + 1;
		}
	}
}

/*
 * for user in users: user.businesses: reading the attribute sends the statement. A list has to be read; one row (many to one) may be at hand already, so that
 * nothing is said of it.
 */
static void relation_rows(struct derive *d, struct table *t, const struct map *relations, int unit)
{
	const struct unit *u = d->r->unit[unit];

	for (int i = 1; i < (int)u->expr.n; i++) {
		const struct expr *x = &u->expr.v[i];
		struct ref owner = {unit, x->a};
		const char *name = unit_text(u, x->text);
		int64_t key[2] = {0, (int64_t)hash_bytes(name, strlen(name), 0)}, over, *load;
		const int *list;
		bool certain;

		if (x->kind != E_MEMBER || u->expr.v[x->a].kind != E_NAME || bindings_of(d->r, owner, &list) != 1 || u->binding.v[list[0]].how != HOW_EACH || !u->binding.v[list[0]].value ||
		    *unit_text(u, u->binding.v[list[0]].part) || !is_inside(u, u->binding.v[list[0]].value, x->line))
			continue;
		over = statement_of(d, (struct ref){unit, u->binding.v[list[0]].value}, &certain);
		if (!over || is_part(d, (struct ref){unit, u->binding.v[list[0]].value}))
			continue;
		key[0] = d->sites.v[over - 1].class_id;
		load = map_get(relations, (const char *)key, sizeof(key));
		if (!load || is_target(u, i))
			continue;
		row_int(t, 0, *load);
		row_int(t, 1, over);
		row_id(t, 3, d->n->function[unit] + u->scope.v[x->scope].function);
		row_int(t, 4, 0);
		row_int(t, 5, certain);
		row_id(t, 6, d->n->file[unit]);
		row_int(t, 7, x->line);
		row_int(t, 8, x->column);
		row_end(t);
	}
}

bool loops_derive(struct derive *d, struct err *err)
{
	struct table *t = facts_table(d->facts, "loop_statement", COLUMNS("statement_id", "over_statement_id", "call_id", "function_id", "depth", "certain", "file_id", "line", "column"));
	struct map relations = {0};
	struct search s = {.d = d, .handed = arena_array(d->arena, struct map, d->n->units + 1), .known = arena_array(d->arena, bool, d->n->units + 1)};

	for (size_t i = 0; i < d->sites.n; i++)
		if (!d->sites.v[i].ddl)
			rows_of_site(&s, t, i);
	relations_load(d, &relations);
	for (int i = 0; relations.n && i < d->n->units; i++)
		relation_rows(d, t, &relations, i);
	map_free(&relations);
	for (int i = 0; i < d->n->units; i++)
		map_free(&s.handed[i]);
	return !err->message[0];
}
