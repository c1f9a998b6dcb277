/* Routes → functions → statements, with guards and witnesses. See derive.h, reach.h. */
#include "reach.h"

#include <stdio.h>

#define DEPTH_MAX 10
#define FUNCTIONS_MAX 4000 /* from one handler */

/* Calls after which nobody waits for the function handed over. */
static bool detaches(const char *callee)
{
	static const char *const names[] = {"global.setTimeout", "global.setInterval", "global.setImmediate", "global.queueMicrotask", "global.process.nextTick", "asyncio.create_task",
		"asyncio.ensure_future", "global.requestIdleCallback", "threading.Thread", NULL};

	for (int i = 0; callee && names[i]; i++)
		if (strcmp(names[i], callee) == 0)
			return true;
	return callee && (ends_with(callee, ".on") || ends_with(callee, ".once") || ends_with(callee, ".add_task") || ends_with(callee, ".addListener"));
}

/* Whether the caller waits for what the call runs. */
static bool is_detached(const struct derive *d, struct ref call, const struct target *t)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct call *c = &u->call.v[call.index];
	const struct expr *x = &u->expr.v[c->expr];
	const struct function *f = &d->r->unit[t->function.unit]->function.v[t->function.index];
	struct value callee = resolve(d->r, (struct ref){call.unit, x->a});
	bool async = (f->flags & FN_ASYNC) != 0;

	if (c->settled == SETTLED_DETACHED && strcmp(t->how, "callback") != 0)
		return true;
	if (strcmp(t->how, "callback") == 0) {
		const char *method = u->expr.v[x->a].kind == E_MEMBER ? unit_text(u, u->expr.v[x->a].text) : "";

		return detaches(callee.type) || (async && strcmp(method, "forEach") == 0);
	}
	if (!async)
		return false;
	if (c->argument_of) {
		const struct expr *outer = &u->expr.v[u->call.v[c->argument_of].expr];
		struct value v = resolve(d->r, (struct ref){call.unit, outer->a});

		if (detaches(v.type))
			return true;
	}
	if (c->settled == SETTLED_CHAINED) {
		/* f().catch(log) as a statement: nobody waits. The chain's last call says. */
		int e = c->expr;

		for (int i = 1; i < (int)u->call.n; i++) {
			const struct expr *y = &u->expr.v[u->call.v[i].expr], *m = &u->expr.v[y->a];

			if (m->kind == E_MEMBER && m->a == e) {
				if (u->call.v[i].settled == SETTLED_DISCARD)
					return true;
				e = u->call.v[i].expr;
				i = 0;
			}
		}
		return false;
	}
	return c->settled == SETTLED_DISCARD;
}

/* Its place in the list, -1: no more room. */
static int add(struct reach *out, struct map *seen, struct reached r)
{
	int64_t key[2] = {r.function.unit, r.function.index}, *slot;
	bool is_new;

	slot = map_put(seen, (const char *)key, sizeof(key), &is_new);
	if (!is_new && *slot == 0)
		return -1;
	if (!is_new) {
		struct reached *old = &out->v.v[*slot - 1];

		/* Guarded and detached only when every way is. */
		old->guarded &= r.guarded;
		if (old->detached && !r.detached && r.depth <= old->depth + 2) {
			old->detached = false;
			old->via = r.via;
			old->from = r.from;
			old->depth = r.depth;
		}
		return (int)*slot - 1;
	}
	if (out->v.n >= FUNCTIONS_MAX) {
		*slot = 0;
		return -1;
	}
	vec_push(&out->v, r);
	*slot = (int64_t)out->v.n;
	return (int)*slot - 1;
}

/* The call graph, made once: what each function runs. */

static int edge_order(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return x->from.unit != y->from.unit ? x->from.unit - y->from.unit : x->from.index != y->from.index ? x->from.index - y->from.index
													   : x->call.index - y->call.index;
}

/* What a framework runs for a function without a call in the source: dependencies. */
static void implied_edges(struct graph *g, struct err *err)
{
	struct derive *d = g->d;
	struct query *q = db_query(d->db, err, "SELECT function_id, target_function_id, call_id FROM implied_call");

	while (q && query_next(q, err)) {
		struct ref from = numbering_function(d->n, query_int(q, 0)), to = numbering_function(d->n, query_int(q, 1));

		if (ref_ok(from) && ref_ok(to))
			vec_push(&g->edge, (struct edge){.from = from, .to = to, .call = numbering_call(d->n, query_int(q, 2)), .certain = true});
	}
	query_end(q);
}

/* In the run's arena. */
static const struct gate *gates_of_call(struct derive *d, struct ref call, int *n)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct call *c = &u->call.v[call.index];
	struct gate gate[GATES_MAX], *out;

	*n = gates_of(d, call.unit, c->function, c->region, u->expr.v[c->expr].line, gate);
	if (*n == 0)
		return NULL;
	out = arena_array(d->arena, struct gate, *n);
	memcpy(out, gate, sizeof(*gate) * (size_t)*n);
	return out;
}

static bool graph_make(struct graph *g, struct derive *d, const struct guards *guards, struct err *err)
{
	g->d = d;
	g->first = arena_array(d->arena, int *, d->n->units + 1);
	g->gated = arena_array(d->arena, bool *, d->n->units + 1);
	for (int unit = 0; unit < d->n->units; unit++) {
		const struct unit *u = d->r->unit[unit];

		g->first[unit] = arena_array(d->arena, int, u->function.n + 1);
		g->gated[unit] = gates_functions(d, unit);
		for (int c = 1; c < (int)u->call.n; c++) {
			struct ref call = {unit, c};
			struct target t[TARGETS_MAX];
			int n = call_targets(d->r, call, t);
			bool guarded = n > 0 && guard_of_call(guards, call) != 0;
			int gates = 0;
			const struct gate *gate = n > 0 && g->gated[unit][u->call.v[c].function] ? gates_of_call(d, call, &gates) : NULL;

			for (int k = 0; k < n; k++)
				vec_push(&g->edge, (struct edge){{unit, u->call.v[c].function}, t[k].function, call, t[k].candidates == 1, guarded, is_detached(d, call, &t[k]),
					strcmp(t[k].how, "callback") != 0, gate, gates});
		}
	}
	implied_edges(g, err);
	if (g->edge.n)
		qsort(g->edge.v, g->edge.n, sizeof(*g->edge.v), edge_order);
	for (size_t i = g->edge.n; i-- > 0;)
		g->first[g->edge.v[i].from.unit][g->edge.v[i].from.index] = (int)i + 1;
	return !err->message[0];
}

static const struct edge *edges_of(const struct graph *g, struct ref function, const struct edge **end)
{
	int first = g->first[function.unit][function.index];
	const struct edge *e = first ? &g->edge.v[first - 1] : NULL, *last = e;

	while (last && last < g->edge.v + g->edge.n && ref_eq(last->from, function))
		last++;
	*end = last;
	return e;
}

static bool edge_runs(const struct graph *g, const struct handler *h, size_t at, bool waited, const struct edge *e)
{
	return (!waited || !e->detached) && (at > 0 || !h || !ref_ok(e->call) || e->call.unit != h->function.unit ||
		handler_runs(g->d, h, g->d->r->unit[e->call.unit]->call.v[e->call.index].region));
}

struct walk {
	const struct graph *g;
	struct reach *out;
	struct map *seen;
	const struct handler *h;	/* NULL: none */
	bool waited;			/* only what is waited for */
};

/*
 * A function is come to, by a call whose arguments are its own or in another way. Calls in it that only run when a parameter is so are followed here, once for
 * every call that comes to it: one that says by a constant that it is not leaves them out.
 */
static void arrive(const struct walk *w, struct reached r, bool by_call, int nested)
{
	int at = add(w->out, w->seen, r);
	const struct edge *end;

	if (at < 0 || !w->g->gated[r.function.unit][r.function.index] || r.depth >= DEPTH_MAX || nested > DEPTH_MAX)
		return;
	for (const struct edge *e = edges_of(w->g, r.function, &end); e < end; e++) {
		const struct reached *from = &w->out->v.v[at];

		if (e->gates && edge_runs(w->g, w->h, (size_t)at, w->waited, e) && !(by_call && gates_closed(w->g->d, e->gate, e->gates, r.via, r.function)))
			arrive(w, (struct reached){e->to, e->call, at, from->depth + 1, from->certain && e->certain, from->guarded || e->guarded, from->detached || e->detached}, e->by_call,
				nested + 1);
	}
}

/* What the functions already in the list run. */
static void follow(const struct walk *w)
{
	for (size_t i = 0; i < w->out->v.n; i++) {
		struct reached from = w->out->v.v[i];
		const struct edge *end;

		if (from.depth >= DEPTH_MAX)
			continue;
		for (const struct edge *e = edges_of(w->g, from.function, &end); e < end; e++)
			if (!e->gates && edge_runs(w->g, w->h, i, w->waited, e))
				arrive(w, (struct reached){e->to, e->call, (int)i, from.depth + 1, from.certain && e->certain, from.guarded || e->guarded, from.detached || e->detached}, e->by_call, 0);
	}
}

/* Whether a statement that only runs when a parameter of its function is so runs on this way: some call that comes to the function leaves it open. */
static bool site_runs(const struct graph *g, const struct reach *reach, int at, const struct site *site)
{
	const struct derive *d = g->d;
	struct ref function = reach->v.v[at].function;
	struct gate gate[GATES_MAX];
	const struct call *c = &d->r->unit[site->call.unit]->call.v[site->call.index];
	int gates = g->gated[function.unit][function.index] ? gates_of(g->d, site->call.unit, c->function, c->region, d->r->unit[site->call.unit]->expr.v[c->expr].line, gate) : 0;
	bool came = false;

	if (gates == 0 || reach->v.v[at].from < 0)
		return true;
	for (size_t i = 0; i < reach->v.n; i++) {
		const struct edge *end;

		for (const struct edge *e = edges_of(g, reach->v.v[i].function, &end); e < end; e++) {
			if (!ref_eq(e->to, function))
				continue;
			if (!e->by_call || !gates_closed(g->d, gate, gates, e->call, function))
				return true;
			came = true;
		}
	}
	return !came;
}

bool handler_runs(const struct derive *d, const struct handler *h, int region)
{
	const struct unit *u = d->r->unit[h->function.unit];

	for (int i = 0; h->except && region > 0 && i < 1000; region = u->region.v[region].parent, i++)
		for (const int *x = h->except; *x; x++)
			if (*x == region)
				return false;
	return true;
}

void reach_from(const struct graph *g, const struct handler *h, struct reach *out)
{
	struct map seen = {0};
	struct walk w = {.g = g, .out = out, .seen = &seen, .h = h};

	arrive(&w, (struct reached){h->function, REF_NONE, -1, 0, true, false, false}, false, 0);
	for (int i = 0; i < h->befores; i++)
		arrive(&w, (struct reached){h->before[i].function, h->before[i].call, 0, 1, h->before[i].certain, false, false}, false, 0);
	follow(&w);
	map_free(&seen);
}

static const int *regions_except(struct derive *d, const struct handler *h)
{
	struct err err = {0};
	struct query *q = db_query(d->db, &err, "SELECT region_id FROM registration_except WHERE registration_id = ?1");
	VEC_OF(int) v = {0};
	int *out = NULL;

	if (q)
		query_bind_int(q, 1, h->registration);
	while (q && query_next(q, &err))
		vec_push(&v, (int)(query_int(q, 0) - d->n->region[h->function.unit]));
	query_end(q);
	if (v.n) {
		out = arena_array(d->arena, int, v.n + 1);
		memcpy(out, v.v, sizeof(*v.v) * v.n);
	}
	vec_free(&v);
	return out;
}

struct befores { VEC_OF(struct before) v; };

/* The function, and in Go the one it gives back, which is what runs: func(next http.Handler) http.Handler { return http.HandlerFunc(func(w, r) { … }) }. Returns how many. */
static int push_before(struct derive *d, struct befores *out, struct before b, int depth)
{
	const int *list;
	int pushed = 1, n = strcmp(d->r->family[b.function.unit], "go") == 0 && depth < 3 ? returns_of(d->r, b.function, &list) : 0;

	vec_push(&out->v, b);
	for (int i = 0; i < n; i++) {
		struct value v = resolve(d->r, (struct ref){b.function.unit, list[i]});

		if (v.entity == ENTITY_FUNCTION && v.self.unit == b.function.unit && d->r->unit[v.self.unit]->function.v[v.self.index].parent == b.function.index)
			pushed += push_before(d, out, (struct before){v.self, b.call, b.certain}, depth + 1);
	}
	return pushed;
}

/* route_middleware, in order of the routes; each handler gets its part of the list. */
static bool befores_load(struct derive *d, struct handler *handler, int n, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT route_id, function_id, call_id, certain FROM route_middleware ORDER BY route_id, rowid");
	struct befores list = {0};
	int *first = arena_array(d->arena, int, n + 1), at = 0;
	struct before *all;

	while (q && query_next(q, err)) {
		struct before b = {numbering_function(d->n, query_int(q, 1)), numbering_call(d->n, query_int(q, 2)), query_int(q, 3) != 0};

		while (at < n && handler[at].route < query_int(q, 0))
			first[++at] = (int)list.v.n;
		if (at < n && handler[at].route == query_int(q, 0) && ref_ok(b.function))
			handler[at].befores += push_before(d, &list, b, 0);
	}
	query_end(q);
	all = arena_array(d->arena, struct before, list.v.n + 1);
	if (list.v.n)
		memcpy(all, list.v.v, sizeof(*list.v.v) * list.v.n);
	for (int i = 0; i <= at && i < n; i++)
		handler[i].before = &all[first[i]];
	vec_free(&list.v);
	return q && !err->message[0];
}

bool handlers_load(struct derive *d, struct handler **out, int *n, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT id, registration_id, file_id, line, method, path, function_id FROM route ORDER BY id");
	VEC_OF(struct handler) v = {0};

	if (!q)
		return false;
	while (query_next(q, err))
		vec_push(&v, (struct handler){query_int(q, 0), query_int(q, 1), query_int(q, 2), (int)query_int(q, 3), arena_strdup(d->arena, query_text(q, 4)),
				     arena_strdup(d->arena, query_text(q, 5)), numbering_function(d->n, query_int(q, 6)), NULL, NULL, 0});
	query_end(q);
	for (size_t i = 0; i < v.n; i++)
		if (ref_ok(v.v[i].function))
			v.v[i].except = regions_except(d, &v.v[i]);
	*out = arena_array(d->arena, struct handler, v.n + 1);
	if (v.n)
		memcpy(*out, v.v, sizeof(*v.v) * v.n);
	*n = (int)v.n;
	vec_free(&v);
	return !err->message[0] && befores_load(d, *out, *n, err);
}

static const char *call_text(struct derive *d, struct ref call)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];
	const char *text = x->a ? dotted_text(d->r, (struct ref){call.unit, x->a}) : NULL;

	return arena_printf(d->arena, "%.60s()", text ? text : x->a ? ref_text(d->r, (struct ref){call.unit, x->a})
								    : "");
}

int64_t reach_witness(struct derive *d, const struct handler *h, const struct reach *reach, int at, int *position)
{
	int path[DEPTH_MAX + 2], n = 0;
	int64_t w = witness_add(d, 0, 0, h->file_id, h->line, arena_printf(d->arena, "%s %s", h->method, h->path));

	*position = 1;
	for (int i = at; i >= 0 && n < DEPTH_MAX + 2; i = reach->v.v[i].from)
		path[n++] = i;
	while (n-- > 0) {
		const struct reached *r = &reach->v.v[path[n]];

		if (!ref_ok(r->via))
			continue;
		witness_add(d, w, (*position)++, d->n->file[r->via.unit], d->r->unit[r->via.unit]->expr.v[d->r->unit[r->via.unit]->call.v[r->via.index].expr].line, call_text(d, r->via));
	}
	return w;
}

const char *statement_text_of(struct derive *d, struct site *s)
{
	struct buf b = {0};
	const char *out;

	if (s->shown)
		return s->shown;
	if (s->composed) {
		out = strlen(s->composed) > 120 ? arena_strndup(d->arena, s->composed, 120) : s->composed;
	} else if (s->is_orm) {
		out = arena_printf(d->arena, "%s (ORM)", s->kind ? s->kind : "statement");
	} else {
		for (int i = 0; s->folding.variants > 0 && i < s->folding.variant[0].parts && b.n < 120; i++) {
			const struct fold_part *p = &s->folding.variant[0].part[i];

			for (size_t k = 0; p->text && k < p->n && b.n < 120; k++)
				if (p->text[k] > ' ' || (b.n > 0 && b.p[b.n - 1] != ' '))
					buf_putc(&b, p->text[k] > ' ' ? p->text[k] : ' ');
			if (!p->text)
				buf_puts(&b, "…");
		}
		out = arena_strdup(d->arena, b.n ? buf_text(&b) : "a statement not known before run time");
	}
	buf_free(&b);
	return s->shown = out;
}

/* The schema objects a statement names, as the last steps of its witness. */
struct named_table {
	int64_t statement, file_id;
	int line;
	const char *text;
};
struct named_tables {
	VEC_OF(struct named_table) v;
};

static bool tables_load(struct derive *d, struct named_tables *out, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT DISTINCT st.statement_id, t.file_id, t.line, t.kind || ' ' || t.name FROM statement_table st "
					       "JOIN declared_source e ON e.kind = 'effective' JOIN declared_table t ON t.source_id = e.id AND t.schema = st.schema AND t.name = st.name "
					       "WHERE t.file_id IS NOT NULL ORDER BY st.statement_id, st.rowid");

	while (q && query_next(q, err))
		vec_push(&out->v, (struct named_table){query_int(q, 0), query_int(q, 1), (int)query_int(q, 2), arena_strdup(d->arena, query_text(q, 3))});
	query_end(q);
	return q && !err->message[0];
}

#define TABLE_STEPS_MAX 3

static void table_steps(struct derive *d, const struct named_tables *tables, int64_t statement, int64_t witness, int position)
{
	size_t low = 0, high = tables->v.n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (tables->v.v[middle].statement < statement)
			low = middle + 1;
		else
			high = middle;
	}
	for (int n = 0; low < tables->v.n && tables->v.v[low].statement == statement && n < TABLE_STEPS_MAX; low++, n++)
		witness_add(d, witness, position + n, tables->v.v[low].file_id, tables->v.v[low].line, tables->v.v[low].text);
}

/* A witness of its own for every statement: what rules show where no route leads to it. */
static void statement_witnesses(struct derive *d, const struct named_tables *tables)
{
	struct table *t = facts_table(d->facts, "statement_witness", COLUMNS("statement_id", "witness_id"));

	for (size_t s = 0; s < d->sites.n; s++) {
		struct site *site = &d->sites.v[s];
		const struct unit *u = d->r->unit[site->call.unit];
		int64_t w = witness_add(d, 0, 0, d->n->file[site->call.unit], u->expr.v[u->call.v[site->call.index].expr].line, statement_text_of(d, site));

		table_steps(d, tables, (int64_t)s + 1, w, 1);
		row_int(t, 0, (int64_t)s + 1);
		row_int(t, 1, w);
		row_end(t);
	}
}

static void statements_of_route(struct derive *d, const struct guards *g, const struct handler *h, const struct reach *reach, struct table *t, const struct map *by_function,
	const struct named_tables *tables)
{
	for (size_t i = 0; i < reach->v.n; i++) {
		const struct reached *r = &reach->v.v[i];
		int64_t key[2] = {r->function.unit, r->function.index}, *first = map_get(by_function, (const char *)key, sizeof(key));

		for (size_t s = first ? (size_t)*first - 1 : d->sites.n; s < d->sites.n; s++) {
			struct site *site = &d->sites.v[s];
			const struct unit *u = d->r->unit[site->call.unit];
			const struct call *c = &u->call.v[site->call.index];
			bool loose;
			int position;
			int64_t w;

			if (site->call.unit != r->function.unit || c->function != r->function.index || (i == 0 && !handler_runs(d, h, c->region)) ||
			    !site_runs(d->graph, reach, (int)i, site))
				continue;
			loose = c->settled == SETTLED_DETACHED || (c->settled == SETTLED_DISCARD && strcmp(d->r->family[site->call.unit], "javascript") == 0);
			w = reach_witness(d, h, reach, (int)i, &position);
			witness_add(d, w, position, d->n->file[site->call.unit], u->expr.v[c->expr].line, statement_text_of(d, site));
			table_steps(d, tables, (int64_t)s + 1, w, position + 1);
			row_id(t, 0, h->route);
			row_int(t, 1, (int64_t)s + 1);
			row_int(t, 2, r->depth);
			row_int(t, 3, r->certain);
			row_int(t, 4, r->guarded || guard_of_call(g, site->call) != 0);
			row_int(t, 5, r->detached || loose);
			row_id(t, 6, w);
			row_end(t);
		}
	}
}

/* Statements inside the try of each catch, and in what is called from there. */
static void caught_statements(struct derive *d, const struct guards *g, const struct map *by_function)
{
	struct table *t = facts_table(d->facts, "caught_statement", COLUMNS("region_id", "statement_id", "depth"));

	for (int unit = 0; unit < d->n->units; unit++) {
		const struct unit *u = d->r->unit[unit];

		for (int k = 1; k < (int)u->catch_.n; k++) {
			int region = u->catch_.v[k].region, try = u->region.v[region].pair;
			struct reach r = {0};
			struct map seen = {0}, written = {0};
			struct walk w = {.g = d->graph, .out = &r, .seen = &seen, .waited = true};

			for (int c = 1; c < (int)u->call.n; c++) {
				struct target target[TARGETS_MAX];
				int in = u->call.v[c].region, n;
				int64_t id = call_id(d, (struct ref){unit, c}), *slot;

				for (int i = 0; in > 0 && in != try && i < 200; i++)
					in = u->region.v[in].parent;
				if (in != try || u->call.v[c].function != u->region.v[region].function)
					continue;
				slot = map_get(&d->site_of_call, (const char *)&id, sizeof(id));
				for (int s = slot ? (int)*slot : 0; s; s = d->sites.v[s - 1].next) {
					row_id(t, 0, d->n->region[unit] + region);
					row_int(t, 1, s);
					row_int(t, 2, 0);
					row_end(t);
				}
				n = call_targets(d->r, (struct ref){unit, c}, target);
				for (int i = 0; i < n; i++)
					if (!is_detached(d, (struct ref){unit, c}, &target[i]))
						arrive(&w, (struct reached){target[i].function, {unit, c}, -1, 1, target[i].candidates == 1, false, false},
							strcmp(target[i].how, "callback") != 0, 0);
			}
			follow(&w);
			for (size_t i = 0; i < r.v.n; i++) {
				struct reached x = r.v.v[i];
				int64_t key[2] = {x.function.unit, x.function.index}, *first = map_get(by_function, (const char *)key, sizeof(key));

				if (x.guarded)
					continue; /* some catch on every way to it is nearer */
				for (size_t s = first ? (size_t)*first - 1 : d->sites.n; s < d->sites.n; s++) {
					const struct site *site = &d->sites.v[s];
					bool is_new;

					if (site->call.unit != x.function.unit || d->r->unit[site->call.unit]->call.v[site->call.index].function != x.function.index ||
					    !site_runs(d->graph, &r, (int)i, site))
						continue;
					map_put(&written, (const char *)&s, sizeof(s), &is_new);
					if (!is_new || guard_of_call(g, site->call) != 0)
						continue; /* caught nearer to it */
					row_id(t, 0, d->n->region[unit] + region);
					row_int(t, 1, (int64_t)s + 1);
					row_int(t, 2, x.depth);
					row_end(t);
				}
			}
			map_free(&seen);
			map_free(&written);
			vec_free(&r.v);
		}
	}
}

struct guards *derive_guards(struct derive *d, struct err *err)
{
	struct guards *g = arena_new(d->arena, struct guards);

	return guards_make(g, d, err) ? g : NULL;
}

/* Of routes nothing of the program answers: what the framework sends for them. */
static bool implied_statements(struct derive *d, struct table *t, const struct named_tables *tables, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT DISTINCT r.id, r.method || ' ' || r.path, r.file_id, r.line, i.call_id FROM implied_statement i JOIN route r ON r.registration_id = i.registration_id "
					       "WHERE r.function_id IS NULL ORDER BY r.id, i.call_id");

	while (q && query_next(q, err)) {
		int64_t call = query_int(q, 4), *first = map_get(&d->site_of_call, (const char *)&call, sizeof(call));

		for (int s = first ? (int)*first : 0; s; s = d->sites.v[s - 1].next) {
			struct site *site = &d->sites.v[s - 1];
			const struct unit *u = d->r->unit[site->call.unit];
			int64_t w = witness_add(d, 0, 0, query_int(q, 2), (int)query_int(q, 3), query_text(q, 1));

			witness_add(d, w, 1, d->n->file[site->call.unit], u->expr.v[u->call.v[site->call.index].expr].line, statement_text_of(d, site));
			table_steps(d, tables, s, w, 2);
			row_id(t, 0, query_int(q, 0));
			row_int(t, 1, s);
			row_int(t, 2, 0);
			row_int(t, 3, 1);
			row_int(t, 4, 0);
			row_int(t, 5, 0);
			row_id(t, 6, w);
			row_end(t);
		}
	}
	query_end(q);
	return !err->message[0];
}

bool reach_derive(struct derive *d, struct err *err)
{
	struct table *reach = facts_table(d->facts, "reach", COLUMNS("route_id", "function_id", "via_call_id", "from_function_id", "depth", "certain", "guarded", "detached"));
	struct table *statement = facts_table(d->facts, "route_statement", COLUMNS("route_id", "statement_id", "depth", "certain", "guarded", "detached", "witness_id"));
	struct guards *g = d->guards = derive_guards(d, err);
	struct graph *graph = d->graph = arena_new(d->arena, struct graph);
	struct map by_function = {0};
	struct named_tables tables = {0};
	struct handler *h;
	int n;

	if (!g || !graph_make(graph, d, g, err) || !handlers_load(d, &h, &n, err) || !tables_load(d, &tables, err))
		return false;
	statement_witnesses(d, &tables);
	for (size_t s = d->sites.n; s-- > 0;) {
		int64_t key[2] = {d->sites.v[s].call.unit, d->r->unit[d->sites.v[s].call.unit]->call.v[d->sites.v[s].call.index].function};

		*map_put(&by_function, (const char *)key, sizeof(key), NULL) = (int64_t)s + 1;
	}
	for (int i = 0; i < n; i++) {
		struct reach r = {0};

		if (!ref_ok(h[i].function))
			continue;
		reach_from(graph, &h[i], &r);
		for (size_t k = 0; k < r.v.n; k++) {
			const struct reached *x = &r.v.v[k];

			row_id(reach, 0, h[i].route);
			row_id(reach, 1, function_id(d, x->function));
			row_id(reach, 2, ref_ok(x->via) ? call_id(d, x->via) : 0);
			row_id(reach, 3, x->from >= 0 ? function_id(d, r.v.v[x->from].function) : 0);
			row_int(reach, 4, x->depth);
			row_int(reach, 5, x->certain);
			row_int(reach, 6, x->guarded);
			row_int(reach, 7, x->detached);
			row_end(reach);
		}
		statements_of_route(d, g, &h[i], &r, statement, &by_function, &tables);
		vec_free(&r.v);
	}
	caught_statements(d, g, &by_function);
	if (!implied_statements(d, statement, &tables, err))
		return false;
	vec_free(&tables.v);
	map_free(&by_function);
	return true;
}

void graph_free(struct graph *g)
{
	if (g)
		vec_free(&g->edge);
}
