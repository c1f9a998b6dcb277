/*
 * What a program does with a row, or a value of one, that fails when the statement gave nothing: rows[0].id, fetchone()[0], row["total"] + 1, Scan(&total).
 * Which of it is wrong, the statement's cardinality and the NULLs it may give decide: that is a rule's to say. See derive.h.
 */
#include "flow.h"
#include "guard.h"
#include "statements.h"

#include <stdio.h>
#include <stdlib.h>

#define DEPTH_MAX 12
#define TEXT_MAX 60	/* of what is shown */

struct use {
	struct ref at;		/* the expression that fails */
	struct ref absent;	/* what is missing in it */
	const char *what, *how;
	const char *column;	/* of a value; NULL */
	const char *name;	/* of the entry or field it is put into; NULL */
	int64_t class_id;	/* of the class it is handed to; 0 */
	int position;		/* of a value; -1 */
};

/* On the way from a value to the statement. */
struct way {
	struct derive *d;
	struct map *tested_names;	/* unit, function and name → 1 not tested, 2 tested: asked once */
	bool tested, certain;
	int depth;
};

static bool is_python(const struct derive *d, int unit)
{
	return strcmp(d->r->family[unit], "python") == 0;
}

static bool is_number(const struct unit *u, int expr)
{
	return expr && u->expr.v[expr].kind == E_NUMBER;
}

/* The column of a row that the expression asks for: row.total, row["total"], row[0]. */
static bool column_of(struct derive *d, struct ref e, struct use *out)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = ref_expr(d->r, e);

	out->column = NULL;
	out->position = -1;
	if (x->kind == E_MEMBER)
		out->column = unit_text(u, x->text);
	else if (x->kind == E_INDEX && x->b && u->expr.v[x->b].kind == E_STRING)
		out->column = unit_text(u, u->expr.v[x->b].text);
	else if (x->kind == E_INDEX && is_number(u, x->b))
		out->position = (int)strtol(unit_text(u, u->expr.v[x->b].text), NULL, 10);
	return out->column || out->position >= 0;
}

/* Whether the value is a column of a row: by itself (fetchval), as a part of one, or by a name given to that. */
static bool is_column(struct derive *d, struct ref e, struct use *out, int depth)
{
	const struct unit *u;
	const struct expr *x;
	const int *list;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || depth > 4)
		return false;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	if (x->kind == E_NAME) {
		const struct binding *b;

		if (bindings_of(d->r, e, &list) != 1)
			return false;
		b = &u->binding.v[list[0]];
		if (!b->value || b->how == HOW_PARAMETER || b->how == HOW_EACH || b->how == HOW_AUGMENT || b->how == HOW_WITH)
			return false;
		if (!*unit_text(u, b->part))
			return is_column(d, (struct ref){e.unit, b->value}, out, depth + 1);
		/* const { total } = rows[0] */
		if (unit_text(u, b->part)[0] == '.' && !strpbrk(unit_text(u, b->part) + 1, ".[") && shape_of(d, (struct ref){e.unit, b->value}) == SHAPE_ROW) {
			out->column = unit_text(u, b->part) + 1;
			out->position = -1;
			return true;
		}
		return false;
	}
	if ((x->kind == E_MEMBER || x->kind == E_INDEX) && !(x->flags & EXPR_OPTIONAL) && shape_of(d, (struct ref){e.unit, x->a}) == SHAPE_ROW)
		return column_of(d, e, out);
	if (x->kind == E_CALL && shape_of(d, e) == SHAPE_VALUE) {
		out->column = NULL;
		out->position = 0;
		return true;
	}
	return false;
}

/* Python's calls that take no None. */
static bool converts(const char *name)
{
	static const char *const names[] = {"int", "float", "Decimal", "round", "abs", "len", "sum", "sorted", "list", "divmod", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool calculates(const char *op)
{
	static const char *const names[] = {"+", "-", "*", "/", "//", "%", "**", "<", ">", "<=", ">=", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], op) == 0)
			return true;
	return false;
}

/* A chain of calls that describes a query gives rows only once it is awaited: before that its members are steps of it. */
static bool is_described(struct derive *d, struct ref e, int depth)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = ref_expr(d->r, e);
	struct value v;
	const int *list;
	int64_t id, *slot;

	if (x->kind == E_AWAIT || depth > 4)
		return false;
	if (x->kind == E_MEMBER || x->kind == E_INDEX || x->kind == E_CAST)
		return is_described(d, (struct ref){e.unit, x->a}, depth + 1);
	if (x->kind == E_NAME && bindings_of(d->r, e, &list) == 1 && u->binding.v[list[0]].value)
		return is_described(d, (struct ref){e.unit, u->binding.v[list[0]].value}, depth + 1);
	v = resolve(d->r, e);
	id = ref_ok(v.origin) ? call_id(d, v.origin) : 0;
	slot = id ? map_get(&d->site_of_call, (const char *)&id, sizeof(id)) : NULL;
	return x->kind == E_CALL && slot && d->sites.v[*slot - 1].grammar;
}

/* What of the expression may be missing. */
static bool use_of(struct derive *d, struct ref e, struct use *out)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = ref_expr(d->r, e);
	bool python = is_python(d, e.unit);

	*out = (struct use){.at = e, .position = -1};
	switch (x->kind) {
	case E_MEMBER:
	case E_INDEX:
		if (x->flags & EXPR_OPTIONAL)
			return false;
		out->absent = (struct ref){e.unit, x->a};
		out->how = "member";
		if (is_column(d, out->absent, out, 0)) {
			out->what = "value";
			return true;
		}
		out->what = "row";
		if (is_described(d, out->absent, 0))
			return false;
		/* rows[0] of no rows is undefined in JavaScript and an IndexError in Python */
		if (python && x->kind == E_INDEX && is_number(u, x->b) && shape_of(d, out->absent) == SHAPE_ROWS)
			return true;
		if (shape_of(d, out->absent) != SHAPE_ROW)
			return false;
		return !(python && ref_expr(d->r, expr_plain(d->r, out->absent))->kind == E_INDEX);	/* has failed there */
	case E_BINARY:
		out->how = "arithmetic";
		out->what = "value";
		if (!python || !calculates(ref_text(d->r, e)))
			return false;
		out->absent = (struct ref){e.unit, x->a};
		if (is_column(d, out->absent, out, 0))
			return true;
		out->absent = (struct ref){e.unit, x->b};
		return is_column(d, out->absent, out, 0);
	case E_CALL:
		out->how = "conversion";
		out->what = "value";
		if (!python || x->n < 1 || u->expr.v[x->a].kind != E_NAME || !converts(unit_text(u, u->expr.v[x->a].text)))
			return false;
		out->absent = (struct ref){e.unit, u->kid.v[x->first].expr};
		return is_column(d, out->absent, out, 0);
	default:
		return false;
	}
}

/* Where a function says the name. */
struct places { const struct unit *u; const struct function *f; VEC_OF(uint32_t) at; };

static void places_of(struct places *p, const char *name)
{
	for (int i = 1; i < (int)p->u->expr.n; i++) {
		const struct expr *x = &p->u->expr.v[i];

		if (x->kind == E_NAME && x->line >= p->f->line && x->line <= p->f->end_line && strcmp(unit_text(p->u, x->text), name) == 0)
			vec_push(&p->at, x->start);
	}
}

static bool mentions(const struct places *p, int whole)
{
	for (size_t i = 0; i < p->at.n; i++)
		if (p->at.v[i] >= p->u->expr.v[whole].start && p->at.v[i] < p->u->expr.v[whole].end)
			return true;
	return false;
}

static bool asks(const struct unit *u, const struct expr *x)
{
	static const char *const operators[] = {"&&", "||", "??", "==", "!=", "===", "!==", "is", "is not", "in", "not in", "<", ">", "<=", ">=", NULL};

	if (x->kind == E_CONDITIONAL || (x->kind == E_UNARY && strcmp(unit_text(u, x->text), "!") == 0) || x->flags & EXPR_OPTIONAL)
		return true;
	for (int i = 0; x->kind == E_BINARY && operators[i]; i++)
		if (strcmp(operators[i], unit_text(u, x->text)) == 0)
			return true;
	return false;
}

/* assert row: the name stands alone, and nothing is made of it. */
static bool stands_alone(const struct unit *u, uint32_t at)
{
	int alone = 0;

	for (int i = 1; i < (int)u->expr.n; i++)
		if (u->expr.v[i].start <= at && u->expr.v[i].end > at && u->expr.v[i].kind != E_FUNCTION && u->expr.v[i].kind != E_CLASS) {
			if (u->expr.v[i].kind != E_NAME || u->expr.v[i].start != at)
				return false;
			alone = i;
		}
	for (int i = 1; i < (int)u->return_.n; i++)
		if (u->return_.v[i].value == alone)
			return false;
	for (int i = 1; i < (int)u->binding.n; i++)
		if (u->binding.v[i].value == alone)
			return false;
	return alone != 0;
}

/* Whether the function does something with the name that may be a test: compares it, asks for its truth, hands it to something that looks at it. */
static bool look_for_test(struct derive *d, struct ref function, const char *name)
{
	const struct unit *u = d->r->unit[function.unit];
	struct places p = {.u = u, .f = &u->function.v[function.index]};
	bool found = false;

	places_of(&p, name);
	for (int i = 1; i < (int)u->region.n && !found; i++)
		found = u->region.v[i].test && u->region.v[i].kind != REGION_WITH && u->region.v[i].line >= p.f->line && u->region.v[i].end_line <= p.f->end_line &&
			mentions(&p, u->region.v[i].test);
	for (int i = 1; i < (int)u->expr.n && !found; i++)
		found = u->expr.v[i].line >= p.f->line && u->expr.v[i].line <= p.f->end_line && asks(u, &u->expr.v[i]) && mentions(&p, i);
	for (int i = 1; i < (int)u->call.n && !found; i++) {
		const struct call *c = &u->call.v[i];
		const struct expr *call = &u->expr.v[c->expr];

		if (call->line < p.f->line || call->line > p.f->end_line || (c->settled != SETTLED_DISCARD && c->settled != SETTLED_TEST && c->use != SETTLED_DISCARD))
			continue;
		for (int k = 0; k < call->n && !found; k++) {	/* assertFound(row), expect(row) */
			const struct expr *x = &u->expr.v[u->kid.v[call->first + k].expr];

			found = x->kind == E_NAME && strcmp(unit_text(u, x->text), name) == 0;
		}
	}
	for (size_t i = 0; i < p.at.n && !found && is_python(d, function.unit); i++)
		found = stands_alone(u, p.at.v[i]);
	vec_free(&p.at);
	return found;
}

static bool is_tested(struct way *w, struct ref function, const char *name)
{
	int64_t key[2] = {(int64_t)function.unit << 32 | function.index, (int64_t)hash_bytes(name, strlen(name), 0)};
	int64_t *known = map_put(w->tested_names, (const char *)key, sizeof(key), NULL);

	if (!*known)
		*known = look_for_test(w->d, function, name) ? 2 : 1;
	return *known == 2;
}

/* The statement the value comes from, over names that have one value each; 0: not known. Unlike statement_of it stops at whatever may put something else in the place of nothing. */
static int64_t trace(struct way *w, struct ref e)
{
	struct derive *d = w->d;
	const struct unit *u;
	const struct expr *x;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || ++w->depth > DEPTH_MAX)
		return 0;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	switch (x->kind) {
	case E_NAME: {
		struct ref function = {e.unit, u->scope.v[x->scope].function};
		const struct binding *b;
		const int *list;

		if (bindings_of(d->r, e, &list) != 1)
			return 0;
		b = &u->binding.v[list[0]];
		if (!b->value || (b->how != HOW_CONST && b->how != HOW_LET && b->how != HOW_VAR && b->how != HOW_ASSIGN) || b->function != function.index)
			return 0;
		w->tested = w->tested || is_tested(w, function, unit_text(u, x->text));
		return trace(w, (struct ref){e.unit, b->value});
	}
	case E_MEMBER:
	case E_INDEX:
		return x->flags & EXPR_OPTIONAL ? 0 : trace(w, (struct ref){e.unit, x->a});
	case E_CALL: {
		struct ref call = {e.unit, x->b};
		int64_t id = call_id(d, call), *slot = map_get(&d->site_of_call, (const char *)&id, sizeof(id));
		struct target t[TARGETS_MAX];
		const int *list;
		bool certain;
		int n;

		if (slot)
			return d->sites.v[*slot - 1].next == 0 ? *slot : 0;
		n = call_targets(d->r, call, t);
		if (n > 0 && strcmp(t[0].how, "callback") != 0) {
			w->certain = w->certain && t[0].candidates == 1;
			return returns_of(d->r, t[0].function, &list) == 1 ? trace(w, (struct ref){t[0].function.unit, list[0]}) : 0;
		}
		id = statement_of(d, e, &certain);
		w->certain = w->certain && certain;
		return id;
	}
	default:
		return 0;
	}
}

/* In a try one of whose catches takes a certain type of error, which may be written for just this, or answers otherwise than by 500. */
static bool is_caught(struct derive *d, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = ref_expr(d->r, e);
	int function = u->scope.v[x->scope].function;

	for (int i = 1; i < (int)u->catch_.n; i++) {
		int region = u->catch_.v[i].region, try = u->region.v[region].pair;
		const struct catch_effect *effect = &d->guards->effect[e.unit][region];

		if (u->region.v[try].function != function || x->line < u->region.v[try].line || x->line > u->region.v[try].end_line)
			continue;
		if (u->catch_.v[i].types && !effect->takes_database_errors)
			return true;
		if (effect->takes_database_errors && effect->action != ACTION_RETHROW && effect->action != ACTION_NEXT && !(effect->action == ACTION_RESPOND && effect->status >= 500))
			return true;
	}
	return false;
}

static void use_row(struct table *t, struct derive *d, int64_t statement, const struct use *use, const struct way *w)
{
	const struct unit *u = d->r->unit[use->at.unit];
	const char *text = use->name ? use->name : dotted_text(d->r, use->at);

	if (!text)
		text = ref_expr(d->r, use->at)->kind == E_MEMBER ? arena_printf(d->arena, "….%s", ref_text(d->r, use->at)) : ref_expr(d->r, use->at)->kind == E_INDEX ? "…[…]" : use->column;
	row_id(t, 0, statement);
	row_id(t, 1, function_id(d, (struct ref){use->at.unit, u->scope.v[ref_expr(d->r, use->at)->scope].function}));
	row_text(t, 2, use->what);
	if (use->column && strcmp(use->what, "value") == 0)
		row_text(t, 3, use->column);
	if (use->position >= 0)
		row_int(t, 4, use->position);
	row_text(t, 5, use->how);
	row_text(t, 6, text ? arena_printf(d->arena, "%.*s", TEXT_MAX, text) : "");
	row_int(t, 7, w->tested);
	row_int(t, 8, is_caught(d, use->at));
	row_int(t, 9, w->certain);
	row_id(t, 10, d->n->file[use->at.unit]);
	row_int(t, 11, ref_expr(d->r, use->name ? use->absent : use->at)->line);
	row_id(t, 12, use->class_id);
	row_end(t);
}

/* Go's scan of a column that is NULL when there is no row: into what cannot be NULL. The columns a place may have are asked first: they are few. */
static const char *declared_type(struct derive *d, struct ref e)
{
	const struct unit *u;
	const struct expr *x;
	const struct binding *b = NULL;
	const int *list;

	e = expr_plain(d->r, e);	/* &total is total: a pointer is what it points to */
	if (!ref_ok(e))
		return NULL;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	if (x->kind == E_NAME && bindings_of(d->r, e, &list) > 0)
		b = &u->binding.v[list[0]];
	if (x->kind == E_MEMBER) {
		struct value owner = resolve(d->r, (struct ref){e.unit, x->a});

		if (owner.entity != ENTITY_INSTANCE || !ref_ok(owner.self))
			return NULL;
		u = d->r->unit[owner.self.unit];
		for (int i = 1; i < (int)u->binding.n && !b; i++)
			if (u->binding.v[i].how == HOW_FIELD && u->scope.v[u->binding.v[i].scope].class_ == owner.self.index && strcmp(unit_text(u, u->binding.v[i].name), ref_text(d->r, e)) == 0)
				b = &u->binding.v[i];
	}
	if (!b)
		return NULL;
	if (b->annotation)
		return u->expr.v[b->annotation].kind == E_NAME && !(u->expr.v[b->annotation].flags & EXPR_POINTER) ? unit_text(u, u->expr.v[b->annotation].text) : NULL;
	if (!b->value || *unit_text(u, b->part))
		return NULL;
	return u->expr.v[b->value].kind == E_NUMBER ? (strchr(unit_text(u, u->expr.v[b->value].text), '.') ? "float64" : "int") : u->expr.v[b->value].kind == E_STRING ? "string" : NULL;
}

static bool takes_no_null(const char *type)
{
	static const char *const names[] = {"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "string", "bool", NULL};

	for (int i = 0; type && names[i]; i++)
		if (strcmp(names[i], type) == 0)
			return true;
	return false;
}

/* Place by place; and the one value of a call that is handed where to put it before the text: Get(&total, "SELECT max(…)") */
#define PLACES "SELECT f.statement_id, f.call_id, f.position, r.first FROM result_field f JOIN result_scan r ON r.call_id = f.call_id " \
	"JOIN statement_output o ON o.statement_id = f.statement_id AND o.position = f.position AND o.nullable = 1 WHERE f.how = 'place' " \
	"UNION ALL SELECT s.id, s.call_id, 0, s.text_position - 1 FROM statement s JOIN statement_output o ON o.statement_id = s.id AND o.nullable = 1 " \
	"JOIN file f ON f.id = s.file_id AND f.language = 'go' WHERE s.text_position > 0 AND s.cardinality = 'one' AND (SELECT count(*) FROM statement_output p WHERE p.statement_id = s.id) = 1"

static bool scans(struct derive *d, struct table *t, struct err *err)
{
	struct query *q = db_query(d->db, err, PLACES);

	while (q && query_next(q, err)) {
		struct ref call = numbering_call(d->n, query_int(q, 1));
		int place = (int)query_int(q, 2) + (int)query_int(q, 3);
		const struct expr *x;
		const char *type;

		if (!ref_ok(call))
			continue;
		x = &d->r->unit[call.unit]->expr.v[d->r->unit[call.unit]->call.v[call.index].expr];
		if (place >= x->n)
			continue;
		type = declared_type(d, (struct ref){call.unit, d->r->unit[call.unit]->kid.v[x->first + place].expr});
		if (!takes_no_null(type))
			continue;
		row_id(t, 0, query_int(q, 0));
		row_id(t, 1, function_id(d, (struct ref){call.unit, d->r->unit[call.unit]->call.v[call.index].function}));
		row_text(t, 2, "value");
		row_int(t, 4, query_int(q, 2));
		row_text(t, 5, "scan");
		row_text(t, 6, type);
		row_int(t, 7, 0);
		row_int(t, 8, 0);
		row_int(t, 9, 1);
		row_id(t, 10, d->n->file[call.unit]);
		row_int(t, 11, x->line);
		row_end(t);
	}
	query_end(q);
	return q && !err->message[0];
}

static void note_use(struct derive *d, struct table *t, struct map *seen, struct map *names, const struct use *use)
{
	const struct unit *u = d->r->unit[use->at.unit];
	struct way w = {.d = d, .tested_names = names, .certain = true};
	int64_t statement = trace(&w, use->absent), key[4];
	bool is_new;

	if (!statement)
		return;
	key[0] = statement;
	key[1] = (int64_t)use->at.unit << 32 | u->scope.v[ref_expr(d->r, use->at)->scope].function;
	key[2] = (intptr_t)use->what[0] << 32 | (use->column ? (int64_t)hash_bytes(use->column, strlen(use->column), 0) & 0xffffffff : use->position);
	key[3] = use->name ? (int64_t)hash_bytes(use->name, strlen(use->name), 0) : 0;
	map_put(seen, (const char *)key, sizeof(key), &is_new);
	if (is_new)
		use_row(t, d, statement, use, &w);
}

/* {"total": row["total"]} that is returned, Totals(total=row["total"]): what it is put into may not take None. */
static void note_entries(struct derive *d, struct table *t, struct map *seen, struct map *names, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = ref_expr(d->r, e);
	struct use use = {.at = e, .what = "value", .how = "entry"};

	if (x->kind == E_CALL) {
		struct value class = resolve(d->r, (struct ref){e.unit, x->a});

		if (class.entity != ENTITY_CLASS)
			return;
		use.how = "field";
		use.class_id = d->n->class_[class.self.unit] + class.self.index;
	}
	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &u->kid.v[x->first + i];

		use.absent = (struct ref){e.unit, k->expr};
		use.name = k->key ? unit_text(u, k->key) : NULL;
		if (use.name && *use.name && is_column(d, use.absent, &use, 0))
			note_use(d, t, seen, names, &use);
	}
}

bool empty_use_derive(struct derive *d, struct err *err)
{
	struct table *t = facts_table(d->facts, "empty_use",
		COLUMNS("statement_id", "function_id", "absent", "column", "position", "how", "text", "tested", "caught", "certain", "file_id", "line", "class_id"));
	struct map seen = {0}, names = {0};

	for (int unit = 0; unit < d->n->units; unit++) {
		const struct unit *u = d->r->unit[unit];

		if (strcmp(d->r->family[unit], "go") == 0)
			continue;
		for (int i = 1; i < (int)u->expr.n; i++) {
			struct use use;

			if (use_of(d, (struct ref){unit, i}, &use))
				note_use(d, t, &seen, &names, &use);
			if (u->expr.v[i].kind == E_CALL && u->expr.v[i].n > 0 && is_python(d, unit))
				note_entries(d, t, &seen, &names, (struct ref){unit, i});
		}
		for (int i = 1; i < (int)u->return_.n && is_python(d, unit); i++)
			if (u->return_.v[i].how == 'r' && u->return_.v[i].value && u->expr.v[u->return_.v[i].value].kind == E_OBJECT)
				note_entries(d, t, &seen, &names, (struct ref){unit, u->return_.v[i].value});
	}
	map_free(&seen);
	map_free(&names);
	return scans(d, t, err);
}
