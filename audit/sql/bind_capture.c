/*
 * Columns captured from an outer query: `(SELECT language FROM tenants WHERE …)` where tenants has no column language, but the query around it has.
 * PostgreSQL says nothing; the subquery then answers with the outer row's own value.
 *
 * A capture is reported when all that the subquery selects from is known. It is certain
 *   - when it is all a scalar, IN or ARRAY subquery selects, or
 *   - when it is compared with something that holds no column of the subquery, and nothing else ties the subquery to the query around it
 *     (somebody who correlates on purpose compares an outer column with an inner one).
 */
#include "bind_private.h"

static bool selects_from_tables(const struct scope *scope)
{
	bool tables = false;

	for (size_t i = 0; i < scope->all.n; i++) {
		tables |= scope->all.v[i]->kind != SOURCE_FUNCTION && scope->all.v[i]->kind != SOURCE_JOIN;
		if (scope->all.v[i]->opaque)
			return false;
	}
	return tables && scope->visible.n > 0;
}

static bool yields_one_column(enum scope_kind kind)
{
	return kind == SCOPE_SCALAR || kind == SCOPE_ANY || kind == SCOPE_ARRAY;
}

/* "tenants", or "a", "b": the tables the writer may have meant. */
static const char *table_names(struct binder *b, const struct scope *scope)
{
	const char *text = "";

	for (size_t i = 0; i < scope->all.n; i++) {
		const struct source *source = scope->all.v[i];

		if (source->kind != SOURCE_JOIN)
			text = arena_printf(b->arena, "%s%s\"%s\"", text, *text ? ", " : "", source->relation ? source->relation->name : source->name);
	}
	return text;
}

static const char *first_table(const struct scope *scope)
{
	for (size_t i = 0; i < scope->all.n; i++)
		if (scope->all.v[i]->kind != SOURCE_JOIN)
			return scope->all.v[i]->relation ? scope->all.v[i]->relation->name : scope->all.v[i]->name;
	return "";
}

void note_capture(struct binder *b, struct ref *ref, const cJSON *node, const char *name, int position)
{
	struct scope *scope = ref->scope;
	struct bound_problem *p;
	const struct field *field;
	const char *outer, *tables;

	if (ref->level == 0 || ref->qualified || scope->in_from || !selects_from_tables(scope))
		return;
	field = ref->field == SIZE_MAX ? NULL : &ref->source->field.v[ref->field];
	outer = field && field->leaf ? field->leaf->name : ref->source->name;
	if (field && field->relation)
		outer = field->relation->name;
	tables = table_names(b, scope);
	p = problem(b, "PL001", position, arena_printf(b->arena, "%s.%s", first_table(scope), name),
		    "column \"%s\" is not in %s: it is taken from \"%s\" of the outer query", name, tables, outer);
	if (!p)
		return;
	p->detail = arena_printf(b->arena, "%s.%s of the outer query; %s has no column \"%s\"", outer, name, tables, name);
	p->certain = node == b->sole && yields_one_column(scope->kind);
	ref->problem = b->bound->problems.n - 1;
}

struct own { struct binder *b; const struct scope *scope; bool found; };

static bool look_for_own(void *context, const char *tag, const cJSON *body)
{
	struct own *own = context;

	if (strcmp(tag, "ColumnRef") == 0) {
		const int64_t *i = map_get(&own->b->refs, (const char *)&body, sizeof(body));

		own->found = own->found || (i && own->b->ref.v[*i].scope == own->scope && own->b->ref.v[*i].level == 0);
	}
	return !own->found;
}

static bool has_own_column(struct binder *b, const struct scope *scope, const cJSON *node)
{
	struct own own = {b, scope, false};

	tree_walk(node, look_for_own, &own);
	return own.found;
}

static void judge_side(struct binder *b, struct scope *scope, const cJSON *side, const cJSON *other)
{
	const cJSON *column = plain_column(side);
	struct ref *ref = ref_of(b, column);

	if (!ref || ref->problem == SIZE_MAX || ref->scope != scope)
		return;
	if (has_own_column(b, scope, other))
		scope->correlated = true;
	else if (yields_one_column(scope->kind) && !ref_of(b, plain_column(other)))
		arena_push(b->arena, &scope->suspect, ref->problem);
}

void judge_comparison(struct binder *b, struct scope *scope, const cJSON *left, const cJSON *right)
{
	judge_side(b, scope, left, right);
	judge_side(b, scope, right, left);
}

void close_scope(struct binder *b, struct scope *scope)
{
	for (size_t i = 0; i < scope->suspect.n && !scope->correlated; i++)
		b->bound->problems.v[scope->suspect.v[i]].certain = true;
}
