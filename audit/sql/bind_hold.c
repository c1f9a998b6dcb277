/* Columns that a query's conditions prove not to be NULL, and the outer joins these reduce. See bind_null.h. */
#include "bind_null.h"

/* --- what binding found out of a node --- */

void note_fact(struct binder *b, const cJSON *body, struct node_fact fact)
{
	*map_put(&b->facts, (const char *)&body, sizeof(body), NULL) = (int64_t)b->fact.n;
	arena_push(b->arena, &b->fact, fact);
}

const struct node_fact *fact_of(const struct nulls *n, const cJSON *body)
{
	const int64_t *i = body ? map_get(&n->b->facts, (const char *)&body, sizeof(body)) : NULL;

	return i ? &n->b->fact.v[*i] : NULL;
}

/* --- columns that conditions prove --- */

static void hold(struct nulls *n, const struct source *leaf, size_t field)
{
	if (!leaf || leaf == n->changed)
		return;
	for (size_t i = 0; i < n->solid.n; i++)
		if (n->solid.v[i].leaf == leaf && n->solid.v[i].field == field)
			return;
	arena_push(n->b->arena, &n->solid, (struct column_at){leaf, field});
}

bool is_solid(const struct nulls *n, const struct source *leaf, size_t field)
{
	for (size_t i = 0; i < n->solid.n; i++)
		if (n->solid.v[i].leaf == leaf && n->solid.v[i].field == field)
			return true;
	return false;
}

const char *operator_of(const cJSON *body)
{
	const char *schema, *name;

	return tree_name(tree_get(body, "name"), &schema, &name) && (!schema || strcmp(schema, "pg_catalog") == 0) ? name : "";
}

/* PostgreSQL's binary operators are strict, but for those that add to arrays. */
bool is_strict_operator(const struct nulls *n, const cJSON *body)
{
	const struct node_fact *f = fact_of(n, body);

	return f && f->result && !IS_ARRAY(f->result) && *operator_of(body) && !n->b->catalog->own_operators;
}

/* The expression is not NULL: what in it cannot be either. */
static void not_null(struct nulls *n, const cJSON *node)
{
	const cJSON *body = tree_body(node), *item;
	const struct node_fact *fact = fact_of(n, body);

	if (tree_is(node, "ColumnRef")) {
		const struct ref *ref = ref_of(n->b, node);
		const struct field *f = ref && ref->field != SIZE_MAX ? &ref->source->field.v[ref->field] : NULL;

		if (f && ref->home == n->scope)
			hold(n, f->leaf, f->leaf_field);
	} else if (tree_is(node, "TypeCast") || tree_is(node, "CollateClause")) {
		not_null(n, tree_get(body, "arg"));
	} else if (tree_is(node, "A_Expr") && tree_text_is(body, "kind", "AEXPR_OP") && is_strict_operator(n, body)) {
		not_null(n, tree_get(body, "lexpr"));
		not_null(n, tree_get(body, "rexpr"));
	} else if (tree_is(node, "FuncCall") && fact && fact->proc && fact->proc->strict && fact->proc->kind == 'f' && !fact->proc->returns_set) {
		tree_each(item, tree_get(body, "args"))
			not_null(n, item);
	}
}

/* Comparisons that are NULL where what they compare is. */
static void compared(struct nulls *n, const cJSON *body)
{
	const char *kind = tree_text(body, "kind");
	const cJSON *item;

	if (strcmp(kind, "AEXPR_OP") == 0) {
		if (is_strict_operator(n, body)) {
			not_null(n, tree_get(body, "lexpr"));
			not_null(n, tree_get(body, "rexpr"));
		}
	} else if (strstr(kind, "LIKE") || strcmp(kind, "AEXPR_SIMILAR") == 0) {
		not_null(n, tree_get(body, "lexpr"));
	} else if (strcmp(kind, "AEXPR_IN") == 0) {
		if (!tree_is(tree_get(body, "lexpr"), "RowExpr") && strcmp(operator_of(body), "=") == 0)
			not_null(n, tree_get(body, "lexpr"));
	} else if (strcmp(kind, "AEXPR_OP_ANY") == 0) {
		if (!n->b->catalog->own_operators)
			not_null(n, tree_get(body, "lexpr"));
	} else if (strcmp(kind, "AEXPR_BETWEEN") == 0) {
		not_null(n, tree_get(body, "lexpr"));
		tree_each(item, tree_get(tree_as(tree_get(body, "rexpr"), "List"), "items"))
			not_null(n, item);
	}
}

/* a OR b: what both prove. */
static void hold_in_all(struct nulls *n, const cJSON *arms, bool truth)
{
	struct nulls first = *n;
	const cJSON *item;
	bool any = false;

	tree_each(item, arms) {
		struct nulls one = {.b = n->b, .scope = n->scope, .changed = n->changed};
		size_t kept = 0;

		holds(&one, item, truth);
		if (!any)
			first.solid = one.solid;
		for (size_t i = 0; any && i < first.solid.n; i++)
			if (is_solid(&one, first.solid.v[i].leaf, first.solid.v[i].field))
				first.solid.v[kept++] = first.solid.v[i];
		if (any)
			first.solid.n = kept;
		any = true;
	}
	for (size_t i = 0; any && i < first.solid.n; i++)
		hold(n, first.solid.v[i].leaf, first.solid.v[i].field);
}

/* The condition is true, or (truth false) it is false: never NULL. */
void holds(struct nulls *n, const cJSON *node, bool truth)
{
	const cJSON *body = tree_body(node), *item;

	if (tree_is(node, "BoolExpr")) {
		bool all = tree_text_is(body, "boolop", "AND_EXPR"), not = tree_text_is(body, "boolop", "NOT_EXPR");

		if (not || all == truth)
			tree_each(item, tree_get(body, "args"))
				holds(n, item, not ? !truth : truth);
		else
			hold_in_all(n, tree_get(body, "args"), truth);
	} else if (tree_is(node, "NullTest")) {
		if (tree_text_is(body, "nulltesttype", "IS_NULL") != truth)
			not_null(n, tree_get(body, "arg"));
	} else if (tree_is(node, "BooleanTest")) {
		if (truth && (tree_text_is(body, "booltesttype", "IS_TRUE") || tree_text_is(body, "booltesttype", "IS_FALSE") || tree_text_is(body, "booltesttype", "IS_NOT_UNKNOWN")))
			not_null(n, tree_get(body, "arg"));
	} else if (tree_is(node, "A_Expr")) {
		const char *kind = tree_text(body, "kind");

		/* Of a list some items may be NULL, and BETWEEN is false for one bound alone: only what is true says it of all. */
		if (truth || strcmp(kind, "AEXPR_OP") == 0 || strstr(kind, "LIKE") || (strcmp(kind, "AEXPR_IN") == 0))
			compared(n, body);
		else if (strcmp(kind, "AEXPR_BETWEEN") == 0)
			not_null(n, tree_get(body, "lexpr"));
	} else if (tree_is(node, "SubLink")) {
		if (truth && tree_text_is(body, "subLinkType", "ANY_SUBLINK") && !tree_is(tree_get(body, "testexpr"), "RowExpr") && !n->b->catalog->own_operators)
			not_null(n, tree_get(body, "testexpr"));
	} else {
		not_null(n, node);
	}
}

/* --- outer joins --- */

static bool is_forced(const struct nulls *n, const struct source *source)
{
	if (source->kind == SOURCE_JOIN)
		return (source->left && is_forced(n, source->left)) || (source->right && is_forced(n, source->right));
	for (size_t i = 0; i < n->solid.n; i++)
		if (n->solid.v[i].leaf == source)
			return true;
	return false;
}

static void both_sides_match(struct nulls *n, const struct source *join)
{
	holds(n, join->quals, true);
	for (size_t i = 0; i < join->merged.n; i++)
		for (int s = 0; s < 2; s++)
			hold(n, join->merged.v[i].side[s].leaf, join->merged.v[i].side[s].leaf_field);
}

static void look_at_join(struct nulls *n, const struct source *source, bool extended)
{
	const char *type = source->join_type;
	bool left = false, right = false;

	if (source->kind != SOURCE_JOIN) {
		if (extended)
			arena_push(n->b->arena, &n->extended, source);
		return;
	}
	if (!source->left || !source->right || !type)
		return;
	if (strcmp(type, "JOIN_LEFT") == 0 || strcmp(type, "JOIN_FULL") == 0)
		right = !is_forced(n, source->right);
	if (strcmp(type, "JOIN_RIGHT") == 0 || strcmp(type, "JOIN_FULL") == 0)
		left = !is_forced(n, source->left);
	if (!left && !right && !extended)
		both_sides_match(n, source);
	look_at_join(n, source->left, extended || left);
	look_at_join(n, source->right, extended || right);
}

void look_at_from(struct nulls *n)
{
	size_t before;

	do {
		before = n->solid.n;
		n->extended.n = 0;
		for (size_t i = 0; i < n->scope->item.n; i++)
			look_at_join(n, n->scope->item.v[i], false);
	} while (n->solid.n != before);
}

bool is_extended(const struct nulls *n, const struct source *leaf)
{
	for (size_t i = 0; i < n->extended.n; i++)
		if (n->extended.v[i] == leaf)
			return true;
	return false;
}
