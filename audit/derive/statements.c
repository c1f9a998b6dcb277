/*
 * Statement sites → statements: through wrappers that only pass a text on, to the call where the text is written; folded to texts;
 * then bound to the effective schema. Problems are reported where the offending name is written.
 */
#include "compose.h"
#include "narrow.h"

#include <stdio.h>

#define FORWARD_DEPTH_MAX 5
#define QUERY_FILE_MAX (1 << 20)	/* a longer file is no text of a statement */

static void add_site(struct derive *d, struct site site)
{
	int64_t id = call_id(d, site.call), *slot;
	bool is_new;

	slot = map_put(&d->site_of_call, (const char *)&id, sizeof(id), &is_new);
	if (!is_new) {
		/* the same call through two ways: one statement */
		for (int s = (int)*slot; s; s = d->sites.v[s - 1].next)
			if (ref_eq(d->sites.v[s - 1].text, site.text) && d->sites.v[s - 1].class_id == site.class_id && d->sites.v[s - 1].table_call == site.table_call &&
			    d->sites.v[s - 1].query == site.query)
				return;
	}
	site.next = is_new ? 0 : (int)*slot;
	vec_push(&d->sites, site);
	slot = map_get(&d->site_of_call, (const char *)&id, sizeof(id));
	*slot = (int64_t)d->sites.n;
}

static struct ref nth_argument(struct derive *d, struct ref call, int64_t position)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];

	return position >= 0 && position < x->n ? (struct ref){call.unit, u->kid.v[x->first + position].expr} : REF_NONE;
}

static struct ref keyword_argument(struct derive *d, struct ref call, const char *keyword)
{
	const struct unit *u = d->r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];

	for (int i = 0; i < x->n; i++)
		if (u->kid.v[x->first + i].key && strcmp(unit_text(u, u->kid.v[x->first + i].key), keyword) == 0)
			return (struct ref){call.unit, u->kid.v[x->first + i].expr};
	return REF_NONE;
}

/* The value under a key of an object literal, also behind a name. */
static struct ref object_key(struct derive *d, struct ref e, const char *key)
{
	struct value v = resolve(d->r, e);
	const struct expr *x;

	if (v.entity != ENTITY_OBJECT)
		return REF_NONE;
	x = ref_expr(d->r, v.self);
	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &d->r->unit[v.self.unit]->kid.v[x->first + i];

		if (k->key && strcmp(unit_text(d->r->unit[v.self.unit], k->key), key) == 0)
			return (struct ref){v.self.unit, k->expr};
	}
	return REF_NONE;
}

/* The name of a parameter whose method gave the value: sql in sql, args, err := query.ToSql(); REF_NONE. */
static struct ref made_by_parameter(struct derive *d, struct ref e)
{
	const int *list;
	const struct unit *u;
	const struct expr *x;
	struct ref object;

	e = expr_plain(d->r, e);
	if (!ref_ok(e))
		return REF_NONE;
	u = d->r->unit[e.unit];
	if (ref_expr(d->r, e)->kind == E_NAME && bindings_of(d->r, e, &list) == 1)
		e.index = u->binding.v[list[0]].value;
	x = e.index > 0 ? ref_expr(d->r, e) : NULL;
	if (!x || x->kind != E_CALL || u->expr.v[x->a].kind != E_MEMBER)
		return REF_NONE;
	object = (struct ref){e.unit, u->expr.v[x->a].a};
	return ref_expr(d->r, object)->kind == E_NAME && bindings_of(d->r, object, &list) == 1 && u->binding.v[list[0]].how == HOW_PARAMETER ? object : REF_NONE;
}

/* A text that a builder gives is composed from the builder's calls; where that is a parameter, from what callers hand in. */
static void read_builder(struct derive *d, struct site *site)
{
	struct ref builder;

	site->grammar = ref_ok(site->text) ? text_grammar(d, resolve(d->r, site->text).type) : NULL;
	if (!site->grammar)
		return;
	builder = made_by_parameter(d, site->text);
	if (ref_ok(builder))
		site->text = builder;
	site->values = REF_NONE;
}

/*
 * text.replaceAll(pattern, (…) => `$${n}`): a program's own placeholders, which a function of its makes the driver's. What was written is the text before that, with {{name}}
 * where values go: the only form that is read.
 */
static struct ref before_replacing(struct derive *d, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = &u->expr.v[e.index], *callee;
	const int *list;

	if (x->kind == E_NAME && bindings_of(d->r, e, &list) == 1 && u->binding.v[list[0]].how == HOW_CONST && u->binding.v[list[0]].value)
		x = &u->expr.v[u->binding.v[list[0]].value];
	if (x->kind != E_CALL || x->n != 2)
		return REF_NONE;
	callee = &u->expr.v[x->a];
	if (callee->kind != E_MEMBER || (strcmp(unit_text(u, callee->text), "replaceAll") != 0 && strcmp(unit_text(u, callee->text), "replace") != 0))
		return REF_NONE;
	if (resolve(d->r, (struct ref){e.unit, u->kid.v[x->first + 1].expr}).entity != ENTITY_FUNCTION || resolve(d->r, (struct ref){e.unit, callee->a}).entity != ENTITY_PARAMETER)
		return REF_NONE;
	return (struct ref){e.unit, callee->a};
}

/*
 * A site whose text is a parameter of the function around it belongs to that function's callers, each with a text of its own.
 * The wrapper's own call stays a statement only when nobody calls it.
 */
static void forward(struct derive *d, struct site site, int depth)
{
	struct ref parameter, function, values, written;
	const struct ref *caller;
	int n, at;
	bool any = false;

	if (!site.grammar)
		read_builder(d, &site);
	fold(d->r, d->arena, site.text, &site.folding);
	written = site.folding.literal || ref_ok(site.folding.parameter) ? REF_NONE : before_replacing(d, site.text);
	if (ref_ok(written)) {
		site.text = written;
		site.placeholders = "braces";
		fold(d->r, d->arena, site.text, &site.folding);
	}
	parameter = site.folding.parameter;
	if (!ref_ok(parameter) || site.folding.literal || depth >= FORWARD_DEPTH_MAX) {
		add_site(d, site);
		return;
	}
	function = (struct ref){parameter.unit, d->r->unit[parameter.unit]->parameter.v[parameter.index].function};
	at = d->r->unit[parameter.unit]->parameter.v[parameter.index].position;
	n = callers_of(d->r, function, &caller);
	values = REF_NONE;
	if (ref_ok(site.values)) {
		struct folding f;

		fold(d->r, d->arena, site.values, &f);
		values = f.parameter;
	}
	for (int i = 0; i < n; i++) {
		struct site outer = site;

		outer.text = argument_for(d->r, caller[i], function, at);
		if (!ref_ok(outer.text))
			continue;
		outer.call = caller[i];
		outer.values = ref_ok(values) ? argument_for(d->r, caller[i], function, d->r->unit[values.unit]->parameter.v[values.index].position) : REF_NONE;
		if (ref_ok(values) && site.values_follow)
			outer.values_follow = true;
		any = true;
		forward(d, outer, depth + 1);
	}
	if (!any)
		add_site(d, site);
}

static const struct expr *call_expr(struct derive *d, struct ref call)
{
	return &d->r->unit[call.unit]->expr.v[d->r->unit[call.unit]->call.v[call.index].expr];
}

/* A tagged template that begins with no statement's word is a piece of one: sql`AND status = ${x}`. */
static bool is_piece(struct derive *d, const struct site *site)
{
	struct folding f;

	if (strcmp(site->placeholders, "tagged") != 0)
		return false;
	fold(d->r, d->arena, site->text, &f);
	for (int i = 0; i < f.variants; i++)
		if (f.variant[i].parts > 0 && (!f.variant[i].part[0].text || begins_statement(f.variant[i].part[0].text)))
			return false;
	return true;
}

/* The text stands in a file of named queries: one variant, one part. */
static void named_query_site(struct derive *d, struct site *site, int number)
{
	struct fold_part *part = arena_array(d->arena, struct fold_part, 1);
	struct fold_variant *variant = arena_array(d->arena, struct fold_variant, 1);

	if (number < 1 || (size_t)number > d->queries.n)
		return;
	*part = (struct fold_part){.text = d->queries.v[number - 1].text, .n = d->queries.v[number - 1].length, .literal = REF_NONE, .hole = REF_NONE};
	*variant = (struct fold_variant){part, 1};
	site->query = number;
	site->folding = (struct folding){.variant = variant, .variants = 1, .literal = true, .parameter = REF_NONE};
	add_site(d, *site);
}

/* A step of a schema's history, written as code: the statements in it run before what comes after them. */
static void mark_steps(struct derive *d)
{
	struct map function = {0};

	for (size_t i = 0; i < d->sites.n; i++) {
		struct site *s = &d->sites.v[i];
		int64_t f = function_id(d, (struct ref){s->call.unit, d->r->unit[s->call.unit]->call.v[s->call.index].function});

		if (s->alters)
			*map_put(&function, (const char *)&f, sizeof(f), NULL) = 1;
	}
	for (size_t i = 0; i < d->sites.n; i++) {
		struct site *s = &d->sites.v[i];
		int64_t f = function_id(d, (struct ref){s->call.unit, d->r->unit[s->call.unit]->call.v[s->call.index].function});

		s->before = map_get(&function, (const char *)&f, sizeof(f)) != NULL;
	}
	map_free(&function);
}

/* A file of the tree, for texts that are kept in one. */
static const char *read_text(void *context, const char *path)
{
	struct derive *d = context;
	struct err err = {0};
	size_t n;
	char *text = d->read(d->read_context, path, QUERY_FILE_MAX, &n, &err);
	const char *kept = text ? arena_strndup(d->arena, text, strlen(text)) : NULL;

	free(text);
	return kept;
}

static void read_bindings(struct derive *d, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT driver, iif(sent = 'inside', 1, 0) + iif(sent = 'beside', 2, 0) + iif(scans = 'all', 4, 0) + iif(scans = 'code', 8, 0) FROM driver_binding");

	while (q && query_next(q, err))
		*map_puts(&d->binding, query_text(q, 0)) = query_int(q, 1);
	query_end(q);
}

bool statements_find(struct derive *d, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT call_id, driver, kind, text_position, text_keyword, placeholders, parameters, api, class_id, action, table_call_id, "
		"grammar, model, query_id, values_follow FROM statement_site "
		"WHERE call_id IS NOT NULL ORDER BY call_id, rowid");

	d->r->read = read_text;
	d->r->read_context = d;
	if (!q || !compose_prepare(d, err)) {
		query_end(q);
		return false;
	}
	read_bindings(d, err);
	while (query_next(q, err)) {
		struct site site = {.call = numbering_call(d->n, query_int(q, 0)), .text = REF_NONE, .values = REF_NONE};

		if (!ref_ok(site.call))
			continue;
		site.sink = site.call;
		site.driver = arena_strdup(d->arena, query_text(q, 1));
		site.placeholders = arena_strdup(d->arena, query_text(q, 5));
		site.api = arena_strdup(d->arena, query_text(q, 7));
		site.class_id = query_int(q, 8);
		site.action = arena_strdup(d->arena, query_text(q, 9));
		site.table_call = query_int(q, 10);
		site.is_orm = strcmp(query_text(q, 2), "orm") == 0;
		if (site.is_orm) {
			if (!query_is_null(q, 3))
				site.text = nth_argument(d, site.call, query_int(q, 3));
			add_site(d, site);
			continue;
		}
		if (strcmp(query_text(q, 2), "step") == 0) {
			site.text = nth_argument(d, site.call, query_int(q, 3));
			if (ref_ok(site.text))
				fold(d->r, d->arena, site.text, &site.folding);
			if (ref_ok(site.text))
				vec_push(&d->steps, site);
			continue;
		}
		if (strcmp(query_text(q, 2), "built") == 0) {
			site.grammar = arena_strdup(d->arena, query_text(q, 11));
			site.model = arena_strdup(d->arena, query_text(q, 12));
			if (!query_is_null(q, 3))
				site.text = nth_argument(d, site.call, query_int(q, 3));
			if (ref_ok(site.text))
				forward(d, site, 0);
			else
				add_site(d, site);
			continue;
		}
		if (!query_is_null(q, 13)) {
			named_query_site(d, &site, (int)query_int(q, 13));
			continue;
		}
		if (!query_is_null(q, 3))
			site.text = nth_argument(d, site.call, query_int(q, 3));
		if (query_text(q, 4) && ref_ok(site.text)) {
			site.values = object_key(d, site.text, "values");
			site.text = object_key(d, site.text, query_text(q, 4));
		} else if (query_text(q, 4)) {
			site.text = keyword_argument(d, site.call, query_text(q, 4));
		}
		site.takes_values = !query_is_null(q, 6);
		if (site.takes_values)
			site.values = nth_argument(d, site.call, query_int(q, 6));
		if (strcmp(site.placeholders, "tagged") == 0 && ref_ok(site.text) && (call_expr(d, site.call)->flags & EXPR_TAG))
			site.text = (struct ref){site.call.unit, d->r->unit[site.call.unit]->call.v[site.call.index].expr};
		site.values_follow = query_int(q, 14) != 0;
		if (ref_ok(site.text) && !is_piece(d, &site))
			forward(d, site, 0);
	}
	query_end(q);
	for (size_t i = 0; i < d->sites.n; i++)
		statement_texts(d, &d->sites.v[i]);
	mark_steps(d);
	return !err->message[0];
}

/* Rows of one statement and its bindings */

struct tables { struct table *statement, *variant, *hole, *table, *column, *output, *parameter, *problem; };

#define PROBLEM_COLUMNS COLUMNS("statement_id", "variant", "code", "sqlstate", "message", "object", "nearest", "detail", "certain", "in_all", "drift", \
	"file_id", "line", "column")

static struct tables open_tables(struct facts *f)
{
	return (struct tables){
		.statement = facts_table(f, "statement", COLUMNS("id", "call_id", "sink_call_id", "file_id", "function_id", "region_id", "line", "column", "driver", "kind", "origin", "text",
			"complete", "variants", "checked", "reason", "writes", "cardinality", "proof", "has_limit", "settled", "use", "class_id", "table_call_id", "text_position",
			"values_needed", "values_given")),
		.variant = facts_table(f, "statement_variant", COLUMNS("statement_id", "variant", "text", "complete", "parsed", "reason")),
		.hole = facts_table(f, "statement_hole", COLUMNS("statement_id", "variant", "number", "origin", "name", "guarded", "file_id", "line")),
		.table = facts_table(f, "statement_table", COLUMNS("statement_id", "schema", "name", "role", "known")),
		.column = facts_table(f, "statement_column", COLUMNS("statement_id", "variant", "schema", "table_name", "column_name", "clause", "operator", "parameter", "conjunct", "level")),
		.output = facts_table(f, "statement_output", COLUMNS("statement_id", "position", "name", "table_name", "column_name", "nullable", "null_cause")),
		.parameter = facts_table(f, "statement_parameter", COLUMNS("statement_id", "number", "schema", "table_name", "column_name", "type", "use", "origin", "name",
			"origin_statement_id", "form", "narrowed")),
		.problem = facts_table(f, "statement_problem", PROBLEM_COLUMNS),
	};
}

static void table_rows(const struct tables *t, int64_t id, const struct bound_statement *s)
{
	struct map seen = {0};

	for (int v = 0; v < s->variants; v++)
		for (size_t i = 0; s->variant[v].bound && i < s->variant[v].bound->tables.n; i++) {
			const struct bound_table *b = &s->variant[v].bound->tables.v[i];
			char key[512];
			bool is_new;
			int n = snprintf(key, sizeof(key), "%s.%s.%s", b->schema ? b->schema : "", b->name, b->role);

			map_put(&seen, key, (size_t)n < sizeof(key) ? (size_t)n : sizeof(key) - 1, &is_new);
			if (!is_new || starts_with(b->name, HOLE_PREFIX))
				continue;
			row_id(t->table, 0, id);
			row_text(t->table, 1, b->relation ? b->relation->schema : "");
			row_text(t->table, 2, b->name);
			row_text(t->table, 3, b->role);
			row_int(t->table, 4, b->relation != NULL);
			row_end(t->table);
		}
	map_free(&seen);
}

static void column_rows(const struct tables *t, int64_t id, int variant, const struct bound *b)
{
	for (size_t i = 0; i < b->columns.n; i++) {
		const struct bound_column *c = &b->columns.v[i];

		row_id(t->column, 0, id);
		row_int(t->column, 1, variant);
		row_text(t->column, 2, c->schema ? c->schema : "");
		row_text(t->column, 3, c->table ? c->table : "");
		row_text(t->column, 4, c->column);
		row_text(t->column, 5, c->clause);
		row_text(t->column, 6, c->operator && *c->operator ? c->operator : NULL);
		row_id(t->column, 7, c->parameter);
		row_int(t->column, 8, c->conjunct);
		row_int(t->column, 9, c->level);
		row_end(t->column);
	}
}

static void output_rows(const struct tables *t, int64_t id, const struct bound *b)
{
	for (size_t i = 0; i < b->outputs.n; i++) {
		row_id(t->output, 0, id);
		row_int(t->output, 1, (int64_t)i);
		row_text(t->output, 2, b->outputs.v[i].name);
		row_text(t->output, 3, b->outputs.v[i].table && *b->outputs.v[i].table ? b->outputs.v[i].table : NULL);
		row_text(t->output, 4, b->outputs.v[i].column && *b->outputs.v[i].column ? b->outputs.v[i].column : NULL);
		if (b->outputs.v[i].null.is != NULL_UNKNOWN)
			row_int(t->output, 5, b->outputs.v[i].null.is == NULL_MAY);
		row_text(t->output, 6, b->outputs.v[i].null.is == NULL_MAY ? b->outputs.v[i].null.cause : NULL);
		row_end(t->output);
	}
}

static bool same_problem(const struct bound_problem *a, const struct bound_problem *b)
{
	return strcmp(a->code, b->code) == 0 && strcmp(a->object, b->object) == 0;
}

/* A problem several variants have is told once: of the one whose text is known best. */
static const struct bound_problem *same_in(const struct variant_text *x, const struct bound_problem *p)
{
	for (size_t k = 0; x->bound && k < x->bound->problems.n; k++)
		if (same_problem(p, &x->bound->problems.v[k]))
			return &x->bound->problems.v[k];
	return NULL;
}

static int rank(const struct variant_text *x, const struct bound_problem *p)
{
	return (p->certain && !x->fragment) * 2 + x->complete;
}

static void problem_row(struct derive *d, const struct tables *t, int64_t id, const struct site *site, const struct bound_statement *s, int v, const struct bound_problem *p)
{
	const struct variant_text *x = &s->variant[v];
	struct source_position at;
	bool in_all = true;

	for (int w = 0; w < s->variants; w++) {
		const struct bound_problem *other = same_in(&s->variant[w], p);

		if (other && w < v)
			return;	/* told with that one */
		in_all &= other != NULL;
	}
	for (int w = v + 1; w < s->variants; w++) {
		const struct bound_problem *other = same_in(&s->variant[w], p);

		if (other && rank(&s->variant[w], other) > rank(x, p)) {
			x = &s->variant[w];
			p = other;
		}
	}
	if (is_generated(x, p->position))
		return;
	at = statement_position(d, site, x, p->position);
	row_id(t->problem, 0, id);
	row_int(t->problem, 1, x - s->variant);
	row_text(t->problem, 2, p->code);
	row_text(t->problem, 3, p->sqlstate);
	row_text(t->problem, 4, p->message);
	row_text(t->problem, 5, p->object ? p->object : "");
	row_text(t->problem, 6, p->nearest ? p->nearest : "");
	row_text(t->problem, 7, p->detail ? p->detail : "");
	row_int(t->problem, 8, p->certain && !x->fragment && !site->before);
	row_int(t->problem, 9, in_all);
	row_int(t->problem, 10, 0);
	row_id(t->problem, 11, at.file_id);
	row_int(t->problem, 12, at.line);
	row_int(t->problem, 13, at.column);
	row_end(t->problem);
}

static void problem_rows(struct derive *d, const struct tables *t, int64_t id, const struct site *site, const struct bound_statement *s)
{
	for (int v = 0; v < s->variants; v++)
		for (size_t i = 0; s->variant[v].bound && i < s->variant[v].bound->problems.n; i++)
			problem_row(d, t, id, site, s, v, &s->variant[v].bound->problems.v[i]);
}

static void parameter_rows(struct derive *d, const struct tables *t, int64_t id, const struct site *site, const struct bound_statement *s)
{
	const struct bound *b = s->variant[0].bound;

	for (size_t i = 0; b && i < b->parameters.n; i++) {
		const struct bound_parameter *p = &b->parameters.v[i];
		struct origin o = parameter_origin(d, site, &s->variant[0], p->number);
		bool before = false;

		for (size_t k = 0; k < i && !before; k++)
			before = b->parameters.v[k].number == p->number;
		if (before)
			continue;
		row_id(t->parameter, 0, id);
		row_int(t->parameter, 1, p->number);
		row_text(t->parameter, 2, p->table && *p->table ? p->schema : NULL);
		row_text(t->parameter, 3, p->table && *p->table ? p->table : NULL);
		row_text(t->parameter, 4, p->column && *p->column ? p->column : NULL);
		row_text(t->parameter, 5, p->type.name ? type_text(d->arena, &p->type) : NULL);
		row_text(t->parameter, 6, p->use && *p->use ? p->use : NULL);
		row_text(t->parameter, 7, o.kind);
		row_text(t->parameter, 8, o.name);
		row_id(t->parameter, 9, o.statement);
		row_text(t->parameter, 10, value_form(d, bound_value(d, site, &s->variant[0], p->number)));
		row_text(t->parameter, 11, narrowed_text(d->arena, o.narrowed));
		row_end(t->parameter);
		if (p->column && *p->column)
			parameter_value_rows(d, site, id, &s->variant[0], p->number);
	}
	for (int v = 0; v < s->variants; v++)
		for (int h = 0; h < s->variant[v].holes; h++) {
			const struct text_hole *hole = &s->variant[v].hole[h];
			struct origin o;

			if (hole->bound)
				continue;
			o = origin_of(d, hole->expr);
			row_id(t->hole, 0, id);
			row_int(t->hole, 1, v);
			row_int(t->hole, 2, h + 1);
			row_text(t->hole, 3, o.kind);
			row_text(t->hole, 4, o.name);
			row_int(t->hole, 5, o.guarded);
			row_id(t->hole, 6, d->n->file[hole->expr.unit]);
			row_int(t->hole, 7, ref_expr(d->r, hole->expr)->line);
			row_end(t->hole);
		}
}

/* The same texts against what the tree declares: what differs from the given schema's answer is drift. */
static void declared_problems(struct derive *d, int64_t id, struct site *site)
{
	struct tables t = {.problem = facts_table(d->facts, "declared_problem", PROBLEM_COLUMNS)};
	struct catalog *given = d->effective;
	struct site copy = *site;
	struct arena scratch = {0};
	struct bound_statement s = {0};

	d->effective = d->declared;
	statement_bind(d, &scratch, &copy, &s);
	problem_rows(d, &t, id, &copy, &s);
	statement_unbind(&s);
	arena_free(&scratch);
	d->effective = given;
}

static const char *cardinality_name(const struct bound_statement *s)
{
	static const char *const names[] = {NULL, "one", "maybe_one", "many", "none"};
	enum cardinality c = CARD_UNKNOWN;

	for (int v = 0; v < s->variants; v++) {
		if (!s->variant[v].bound || !s->variant[v].bound->parsed)
			return NULL;
		if (v > 0 && s->variant[v].bound->cardinality != c)
			return NULL;
		c = s->variant[v].bound->cardinality;
	}
	return names[c];
}

/* How many values the only text needs and the call gives: said where both are certain, so that a rule may compare them. */
static void value_counts(struct derive *d, const struct tables *t, const struct site *site, const struct bound_statement *s)
{
	const struct variant_text *only = &s->variant[0];
	int needed = 0, given;

	if (s->variants != 1 || !only->complete || only->holes > 0 || !only->bound || only->bound->unchecked)
		return;
	for (int i = 0; i < only->named; i++)
		if (only->names[i] && only->names[i][0] != '#')
			return;
	for (size_t i = 0; i < only->bound->parameters.n; i++)
		if (only->bound->parameters.v[i].number > needed)
			needed = only->bound->parameters.v[i].number;
	if (only->named > needed)
		needed = only->named;
	row_int(t->statement, 25, needed);
	given = values_given(d, site);
	if (given >= 0)
		row_int(t->statement, 26, given);
}

static void statement_row(struct derive *d, const struct tables *t, int64_t id, struct site *site, const struct bound_statement *s)
{
	const struct unit *u = d->r->unit[site->call.unit];
	const struct call *c = &u->call.v[site->call.index];
	const struct expr *x = &u->expr.v[c->expr];
	const struct bound *first = s->variants ? s->variant[0].bound : NULL;
	int region = c->region > 0 && u->region.v[c->region].kind != REGION_BODY ? c->region : 0;
	int line = x->line, column = x->column, checked = 0;

	if (ref_ok(site->text) && site->text.unit == site->call.unit && ref_expr(d->r, site->text)->kind != E_NAME) {
		line = ref_expr(d->r, site->text)->line;
		column = ref_expr(d->r, site->text)->column;
	}
	for (int v = 0; v < s->variants; v++)
		checked += s->variant[v].bound && !s->variant[v].bound->unchecked;	/* a syntax error was found by looking, too */
	row_id(t->statement, 0, id);
	row_id(t->statement, 1, call_id(d, site->call));
	row_id(t->statement, 2, call_id(d, site->sink));
	row_id(t->statement, 3, d->n->file[site->call.unit]);
	row_id(t->statement, 4, d->n->function[site->call.unit] + c->function);
	row_id(t->statement, 5, region ? d->n->region[site->call.unit] + region : 0);
	row_int(t->statement, 6, line);
	row_int(t->statement, 7, column);
	row_text(t->statement, 8, site->driver);
	row_text(t->statement, 9, site->kind);
	row_text(t->statement, 10, site->is_orm || names_come_from_model(d, site) || (s->variants && s->variant[0].generated && !s->variant[0].maps) ? "orm" : "text");
	row_text(t->statement, 11, s->variants ? s->variant[0].text : NULL);
	row_int(t->statement, 12, s->complete);
	row_int(t->statement, 13, s->variants);
	row_int(t->statement, 14, checked > 0 || site->is_orm);
	row_text(t->statement, 15, s->reason);
	row_int(t->statement, 16, site->writes);
	row_text(t->statement, 17, site->cardinality = site->is_orm ? NULL : cardinality_name(s));
	row_text(t->statement, 18, first && first->proof && *first->proof && site->cardinality ? first->proof : NULL);
	row_int(t->statement, 19, first && first->limited);
	row_text(t->statement, 20, settled_name(c->settled));
	row_text(t->statement, 21, settled_name(c->use));
	row_id(t->statement, 22, site->class_id);
	row_id(t->statement, 23, site->table_call);
	for (int i = 0; ref_ok(site->text) && site->text.unit == site->call.unit && i < x->n; i++)
		if (u->kid.v[x->first + i].expr == site->text.index)
			row_int(t->statement, 24, i);
	value_counts(d, t, site, s);
	row_end(t->statement);
	facts_coverage(d->facts, "statements", site->driver, checked > 0 || site->is_orm ? s->complete ? "ok" : "partial" : "unchecked", s->reason, d->n->file[site->call.unit], line);
}

bool statements_bind(struct derive *d, struct err *err)
{
	struct tables t = open_tables(d->facts);

	origins_prepare(d, err);
	for (size_t i = 0; i < d->sites.n; i++) {
		struct site *site = &d->sites.v[i];
		int64_t id = (int64_t)i + 1;
		struct arena scratch = {0};
		struct bound_statement s = {0};

		statement_bind(d, &scratch, site, &s);
		statement_row(d, &t, id, site, &s);
		table_rows(&t, id, &s);
		for (int v = 0; v < s.variants; v++) {
			const struct variant_text *x = &s.variant[v];

			row_id(t.variant, 0, id);
			row_int(t.variant, 1, v);
			row_text(t.variant, 2, x->text);
			row_int(t.variant, 3, x->complete);
			row_int(t.variant, 4, x->bound && x->bound->parsed);
			row_text(t.variant, 5, x->bound ? x->bound->unchecked : x->reason);
			row_end(t.variant);
			if (x->bound)
				column_rows(&t, id, v, x->bound);
		}
		if (s.variants == 1 && s.variant[0].bound)
			output_rows(&t, id, s.variant[0].bound);
		if (s.variants > 0)
			parameter_rows(d, &t, id, site, &s);
		problem_rows(d, &t, id, site, &s);
		trait_rows(d, site, id, &s);
		placeholder_rows(d, site, id, &s);
		statement_unbind(&s);
		arena_free(&scratch);
		if (d->declared)
			declared_problems(d, id, site);
	}
	return orm_statements(d, err);
}
