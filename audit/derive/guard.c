/* What catches an error. See guard.h. */
#include "guard.h"

#include <stdio.h>

/* Types that every database error of the drivers we know is, or inherits from. */
static bool takes_database_errors(const char *type)
{
	static const char *const names[] = {"Exception", "BaseException", "Error", "SQLAlchemyError", "DBAPIError", "DatabaseError", "PostgresError", "StatementError", NULL};
	const char *last = type ? strrchr(type, '.') : NULL;

	if (!type)
		return true;
	last = last ? last + 1 : type;
	for (int i = 0; names[i]; i++)
		if (strcmp(last, names[i]) == 0)
			return true;
	return false;
}

static int64_t region_id_of(const struct derive *d, int unit, int region)
{
	return d->n->region[unit] + region;
}

static struct ref region_ref(const struct derive *d, int64_t id)
{
	for (int u = 0; u < d->n->units; u++)
		if (id > d->n->region[u] && id < d->n->region[u + 1])
			return (struct ref){u, (int)(id - d->n->region[u])};
	return REF_NONE;
}

const char *action_name_of(enum action action)
{
	static const char *const names[] = {"", "respond", "rethrow", "next", "value", "swallow"};

	return names[action];
}

static bool inside(const struct unit *u, int region, int ancestor)
{
	for (int i = 0; region > 0 && i < 1000; region = u->region.v[region].parent, i++)
		if (region == ancestor)
			return true;
	return false;
}

/* Exits that packs know, by the catch region they stand in. */
static bool load_exits(struct guards *g, struct err *err)
{
	struct query *q = db_query(g->d->db, err, "SELECT x.kind, x.status, i.ancestor_id FROM exit x JOIN in_region i ON i.region_id = x.region_id AND i.kind = 'catch' ORDER BY x.line");

	if (!q)
		return false;
	while (query_next(q, err)) {
		struct ref r = region_ref(g->d, query_int(q, 2));
		struct catch_effect *e = ref_ok(r) ? &g->effect[r.unit][r.index] : NULL;

		if (e) {
			e->action = ACTION_RESPOND;
			e->status = (int)query_int(q, 1);
		}
	}
	query_end(q);
	q = db_query(g->d->db, err, "SELECT i.ancestor_id FROM call c JOIN in_region i ON i.region_id = c.region_id AND i.kind = 'catch' WHERE c.callee IN (SELECT path FROM error_channel)");
	if (!q)
		return false;
	while (query_next(q, err)) {
		struct ref r = region_ref(g->d, query_int(q, 0));

		if (ref_ok(r) && g->effect[r.unit][r.index].action == ACTION_NONE)
			g->effect[r.unit][r.index].action = ACTION_NEXT;
	}
	query_end(q);
	q = db_query(g->d->db, err, "SELECT DISTINCT u.region_id FROM catch_use u WHERE u.call_id NOT IN (SELECT call_id FROM exit WHERE call_id IS NOT NULL)");
	if (!q)
		return false;
	while (query_next(q, err)) {
		struct ref r = region_ref(g->d, query_int(q, 0));

		if (ref_ok(r))
			g->effect[r.unit][r.index].logged = true;
	}
	query_end(q);
	return !err->message[0];
}

/* What the region itself does, where no exit says so. */
static void finish_effect(const struct unit *u, int region, struct catch_effect *e)
{
	bool throws = false, returns = false;

	for (int i = 1; i < (int)u->return_.n; i++) {
		const struct return_ *t = &u->return_.v[i];

		if (t->function != u->region.v[region].function || !inside(u, t->region, region))
			continue;
		if (t->how == 't')
			throws = true;
		else
			returns = true;
	}
	if (e->action == ACTION_RESPOND) {
		/* An HTTP error raised in the catch is an answer; so is res.status(500).json(…). A plain throw beside it passes some errors on. */
		return;
	}
	if (throws)
		e->action = ACTION_RETHROW;
	else if (e->action == ACTION_NONE)
		e->action = returns ? ACTION_VALUE : ACTION_SWALLOW;
}

static void effect_row(struct table *t, const struct derive *d, int unit, int region, const struct catch_effect *e)
{
	row_id(t, 0, region_id_of(d, unit, region));
	row_int(t, 1, e->takes_database_errors);
	row_text(t, 2, action_name_of(e->action));
	if (e->status)
		row_int(t, 3, e->status);
	row_int(t, 4, e->logged);
	row_end(t);
}

static const char *type_name(struct derive *d, int unit, int expr)
{
	struct value v = resolve(d->r, (struct ref){unit, expr});
	const char *text = dotted_text(d->r, (struct ref){unit, expr});

	return v.type && v.entity == ENTITY_NONE ? v.type : text ? text : "?";
}

/* The classes of the program that exits throw, and all they extend: "class:7 class:3", "class:7 fastapi.HTTPException". */
static bool load_ancestors(struct guards *g, struct err *err)
{
	struct query *q = db_query(g->d->db, err, "WITH RECURSIVE up(thrown, class_id, type) AS (SELECT DISTINCT x.error_type, c.id, NULL FROM exit x JOIN class c ON x.error_type = 'class:' || c.id "
		"UNION SELECT u.thrown, b.base_class_id, b.type FROM up u JOIN class_base b ON b.class_id = u.class_id) "
		"SELECT thrown || ' ' || coalesce('class:' || class_id, type) FROM up WHERE class_id IS NOT NULL OR type IS NOT NULL");

	while (q && query_next(q, err))
		*map_puts(&g->ancestor, query_text(q, 0)) = 1;
	query_end(q);
	return q && !err->message[0];
}

/* Whether a catch of this type takes what is thrown: the same class of the program, or one it extends. */
static bool takes_class(const struct guards *g, int unit, int type, const char *thrown)
{
	struct value v = resolve(g->d->r, (struct ref){unit, type});
	char pair[512];

	return v.type && snprintf(pair, sizeof(pair), "%s %s", thrown, v.type) < (int)sizeof(pair) && map_gets(&g->ancestor, pair);
}

static bool clause_takes(const struct guards *g, int unit, const struct catch_clause *c, const char *thrown)
{
	struct derive *d = g->d;
	const struct unit *u = d->r->unit[unit];

	if (!c->types)
		return true;
	for (int i = 0; i < c->types; i++) {
		const char *t = type_name(d, unit, u->kid.v[c->first_type + i].expr);

		if (!thrown ? takes_database_errors(t) : strcmp(t, thrown) == 0 || takes_database_errors(t) || takes_class(g, unit, u->kid.v[c->first_type + i].expr, thrown))
			return true;
	}
	return false;
}

static int catch_of(const struct unit *u, int try, int after)
{
	for (int i = after + 1; i < (int)u->catch_.n; i++)
		if (u->region.v[u->catch_.v[i].region].pair == try)
			return i;
	return 0;
}

/* promise.catch(f), promise.then(f, g): the error has somewhere to go. */
static bool chain_catches(const struct unit *u, int call)
{
	int e = u->call.v[call].expr;

	for (int c = 1; c < (int)u->call.n; c++) {
		const struct expr *x = &u->expr.v[u->call.v[c].expr], *callee = &u->expr.v[x->a];
		int at = callee->kind == E_MEMBER ? callee->a : 0;
		const char *method = callee->kind == E_MEMBER ? unit_text(u, callee->text) : "";

		if ((strcmp(method, "catch") != 0 || x->n < 1) && (strcmp(method, "then") != 0 || x->n < 2))
			continue;
		/* down the chain: q().then(f).catch(g), Promise.resolve(q()).catch(g) */
		for (int i = 0; at && i < 20; i++) {
			const struct expr *y = &u->expr.v[at];

			if (at == e || (y->kind == E_CALL && y->n > 0 && u->kid.v[y->first].expr == e && u->expr.v[y->a].kind == E_MEMBER &&
			    strcmp(unit_text(u, u->expr.v[y->a].text), "resolve") == 0))
				return true;
			at = y->kind == E_CALL ? y->a : y->kind == E_MEMBER ? y->a : 0;
		}
	}
	return false;
}

int guard_of_call(const struct guards *g, struct ref call)
{
	const struct unit *u = g->d->r->unit[call.unit];
	const struct call *c = &u->call.v[call.index];
	bool js = strcmp(g->d->r->family[call.unit], "javascript") == 0;

	if ((c->settled == SETTLED_CHAINED || c->settled == SETTLED_ARGUMENT) && chain_catches(u, call.index))
		return -1;
	/* In JavaScript a try sees a rejection only where the promise is awaited inside it. A synchronous callee throws at once. */
	if (js && c->settled == SETTLED_RETURN)
		return 0;
	for (int r = c->region, i = 0; r > 0 && i < 1000; r = u->region.v[r].parent, i++) {
		if (u->region.v[r].kind != REGION_TRY)
			continue;
		for (int k = catch_of(u, r, 0); k; k = catch_of(u, r, k)) {
			const struct catch_effect *e = &g->effect[call.unit][u->catch_.v[k].region];

			if (!e->takes_database_errors)
				continue;
			if (e->action != ACTION_RETHROW)
				return u->catch_.v[k].region;
			break;	/* passed on: what is further out decides */
		}
	}
	return 0;
}

bool throw_survives(const struct guards *g, int unit, int region, const char *type)
{
	const struct unit *u = g->d->r->unit[unit];

	for (int r = region, i = 0; r > 0 && i < 1000; r = u->region.v[r].parent, i++) {
		if (u->region.v[r].kind != REGION_TRY)
			continue;
		for (int k = catch_of(u, r, 0); k; k = catch_of(u, r, k)) {
			if (!clause_takes(g, unit, &u->catch_.v[k], type ? type : "?"))
				continue;
			if (g->effect[unit][u->catch_.v[k].region].action != ACTION_RETHROW)
				return false;
			break;
		}
	}
	return true;
}

/* A function that takes a handler and gives back one that catches what the handler throws. */
static bool wrapper_guards(const struct guards *g, struct ref wrapper)
{
	const struct unit *u = g->d->r->unit[wrapper.unit];
	const struct function *w = &u->function.v[wrapper.index];
	bool any = false;

	for (int c = 1; c < (int)u->call.n; c++) {
		const struct expr *callee = &u->expr.v[u->expr.v[u->call.v[c].expr].a];
		const int *list;
		int n;

		if (callee->kind != E_NAME)
			continue;
		n = bindings_of(g->d->r, (struct ref){wrapper.unit, u->expr.v[u->call.v[c].expr].a}, &list);
		if (n != 1 || u->binding.v[list[0]].how != HOW_PARAMETER || u->binding.v[list[0]].entity < w->first_parameter ||
		    u->binding.v[list[0]].entity >= w->first_parameter + w->parameters)
			continue;
		if (!guard_of_call(g, (struct ref){wrapper.unit, c}))
			return false;
		any = true;
	}
	return any;
}

static bool wrapper_boundaries(const struct guards *g, struct err *err)
{
	struct derive *d = g->d;
	struct table *t = facts_table(d->facts, "boundary", COLUMNS("framework", "kind", "error_type", "function_id", "file_id", "line"));
	struct query *q = db_query(d->db, err, "SELECT r.framework, r.function_id, r.file_id, r.line, t.function_id FROM registration r JOIN call_target t ON t.call_id = r.wrapper_call_id "
		"WHERE t.how <> 'callback' AND t.candidates = 1");

	if (!q)
		return false;
	while (query_next(q, err)) {
		struct ref w = numbering_function(d->n, query_int(q, 4));

		if (!ref_ok(w) || !wrapper_guards(g, w))
			continue;
		row_text(t, 0, arena_strdup(d->arena, query_text(q, 0)));
		row_text(t, 1, "wrapper");
		row_text(t, 2, "*");
		row_id(t, 3, query_int(q, 1));
		row_id(t, 4, query_int(q, 2));
		row_int(t, 5, query_int(q, 3));
		row_end(t);
	}
	query_end(q);
	return !err->message[0];
}

bool guards_make(struct guards *g, struct derive *d, struct err *err)
{
	struct table *t = facts_table(d->facts, "catch_effect", COLUMNS("region_id", "takes_database_errors", "action", "status", "logged"));
	struct table *s = facts_table(d->facts, "statement_guard", COLUMNS("statement_id", "region_id", "action", "status"));

	g->d = d;
	g->effect = arena_array(d->arena, struct catch_effect *, d->n->units + 1);
	for (int i = 0; i < d->n->units; i++)
		g->effect[i] = arena_array(d->arena, struct catch_effect, d->r->unit[i]->region.n);
	if (!load_exits(g, err) || !load_ancestors(g, err))
		return false;
	for (int i = 0; i < d->n->units; i++) {
		const struct unit *u = d->r->unit[i];

		for (int k = 1; k < (int)u->catch_.n; k++) {
			int region = u->catch_.v[k].region;
			struct catch_effect *e = &g->effect[i][region];

			e->takes_database_errors = clause_takes(g, i, &u->catch_.v[k], NULL);
			finish_effect(u, region, e);
			effect_row(t, d, i, region, e);
		}
	}
	for (size_t i = 0; i < d->sites.n; i++) {
		int region = guard_of_call(g, d->sites.v[i].call);

		if (!region)
			continue;
		row_id(s, 0, (int64_t)i + 1);
		if (region > 0) {
			const struct catch_effect *e = &g->effect[d->sites.v[i].call.unit][region];

			row_id(s, 1, region_id_of(d, d->sites.v[i].call.unit, region));
			row_text(s, 2, action_name_of(e->action));
			if (e->status)
				row_int(s, 3, e->status);
		} else {
			row_text(s, 2, "chained");
		}
		row_end(s);
	}
	return wrapper_boundaries(g, err);
}
