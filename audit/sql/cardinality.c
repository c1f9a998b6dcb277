/* How many rows a statement gives, and the keys of its result. The proof by keys is in cardinality_proof.c. */
#include "bind_private.h"

struct search { struct binder *b; const struct scope *scope; bool aggregate, set; };

struct outer { const struct search *s; bool own, any; };

static bool look_for_level(void *context, const char *tag, const cJSON *body)
{
	struct outer *o = context;
	const int64_t *i = strcmp(tag, "ColumnRef") == 0 ? map_get(&o->s->b->refs, (const char *)&body, sizeof(body)) : NULL;

	if (strcmp(tag, "ColumnRef") == 0) {
		o->any = true;
		o->own |= !i || o->s->b->ref.v[*i].home == o->s->scope;
	}
	return true;
}

/* Aggregates and set-returning functions of this level; an aggregate over outer columns alone belongs to the outer query. */
static bool look_for_calls(void *context, const char *tag, const cJSON *body)
{
	struct search *s = context;

	if (strcmp(tag, "SubLink") == 0)
		return false;
	if (strcmp(tag, "FuncCall") == 0) {
		if (function_is_aggregate(s->b, body)) {
			struct outer o = {s, false, false};

			tree_walk(tree_get(body, "args"), look_for_level, &o);
			s->aggregate |= o.own || !o.any;
		}
		s->set |= function_returns_set(s->b, body);
	}
	return true;
}

bool limit_is_one(const cJSON *body)
{
	const cJSON *count = tree_as(tree_get(body, "limitCount"), "A_Const");

	return tree_text_is(body, "limitOption", "LIMIT_OPTION_COUNT") && tree_int(tree_get(count, "ival"), "ival") == 1;
}

/* OFFSET, and a LIMIT that may be 0, take away the only row. */
static bool may_skip(const cJSON *body)
{
	const cJSON *offset = tree_get(body, "limitOffset"), *count = tree_get(body, "limitCount");
	const cJSON *zero = tree_get(tree_as(offset, "A_Const"), "ival"), *n = tree_get(tree_as(count, "A_Const"), "ival");

	return (offset && !(zero && tree_int(zero, "ival") == 0) && !tree_is_null_constant(offset)) ||
	       (count && !(n && tree_int(n, "ival") > 0) && !tree_is_null_constant(count));
}

static bool is_set_operation(const cJSON *body)
{
	return tree_get(body, "op") && !tree_text_is(body, "op", "SETOP_NONE");
}

static void plain_cardinality(struct binder *b, struct scope *scope, const cJSON *body, const struct search *calls, struct query *query)
{
	const cJSON *where = tree_get(body, "whereClause");
	struct proof p;

	if (calls->aggregate && !tree_count(tree_get(body, "groupClause"))) {
		query->aggregate = true;
		query->rows = tree_get(body, "havingClause") ? CARD_MAYBE_ONE : CARD_ONE;
		query->proof = "aggregate without GROUP BY";
		return;
	}
	start_proof(&p, b, scope, where);
	if (!scope->item.n && !scope->holed) {
		query->rows = where || tree_get(body, "havingClause") ? CARD_MAYBE_ONE : CARD_ONE;
		query->proof = "SELECT without FROM";
		return;
	}
	query->rows = finish_proof(&p, &query->proof);
}

static bool has_grouping_sets(const cJSON *list)
{
	const cJSON *item;

	tree_each(item, list)
		if (tree_is(item, "GroupingSet"))
			return true;
	return false;
}

void select_cardinality(struct binder *b, struct scope *scope, const cJSON *body, struct query *query)
{
	struct search calls = {b, scope, false, false};
	const cJSON *rows = tree_get(body, "valuesLists");

	query->proof = "";
	if (is_set_operation(body)) {
		query->rows = CARD_MANY;
	} else if (tree_count(rows)) {
		query->rows = tree_count(rows) == 1 ? CARD_ONE : CARD_MANY;
		query->proof = tree_count(rows) == 1 ? "VALUES of one row" : "";
	} else {
		tree_walk(tree_get(body, "targetList"), look_for_calls, &calls);
		tree_walk(tree_get(body, "havingClause"), look_for_calls, &calls);
		tree_walk(tree_get(body, "sortClause"), look_for_calls, &calls);
		plain_cardinality(b, scope, body, &calls, query);
	}
	if (calls.set || has_grouping_sets(tree_get(body, "groupClause"))) {
		query->rows = CARD_MANY;
		query->proof = "";
	}
	/* An opaque list may hold an aggregate or a set-returning function. */
	if (query->opaque && scope->holed_list && query->rows != CARD_UNKNOWN) {
		query->rows = CARD_UNKNOWN;
		query->proof = "";
	}
	if (query->rows == CARD_ONE && may_skip(body))
		query->rows = CARD_MAYBE_ONE;
	if (limit_is_one(body) && (query->rows == CARD_MANY || query->rows == CARD_UNKNOWN)) {
		query->rows = CARD_MAYBE_ONE;
		query->proof = "LIMIT 1";
	}
}

static bool fires_before_insert(const struct relation *relation)
{
	for (size_t i = 0; relation && i < relation->trigger.n; i++) {
		const struct trigger *t = relation->trigger.v[i];

		if (t->insert && t->row && !t->disabled && t->timing != 'a')
			return true;
	}
	return false;
}

void insert_cardinality(struct binder *b, const struct source *target, const cJSON *body, const struct query *source, struct query *query)
{
	const cJSON *conflict = tree_get(body, "onConflictClause");
	const cJSON *rows = tree_get(tree_as(tree_get(body, "selectStmt"), "SelectStmt"), "valuesLists");

	(void)b;
	query->proof = "";
	if (!query->returns) {
		query->rows = CARD_NONE;
		return;
	}
	query->rows = source ? source->rows : tree_count(rows) > 1 ? CARD_MANY : CARD_ONE;
	if (query->rows == CARD_MANY || query->rows == CARD_UNKNOWN)
		return;
	query->proof = source ? source->proof : "INSERT of one row";
	/* A row may be left out: by the conflict clause, or by a trigger that returns NULL. */
	if ((conflict && (tree_text_is(conflict, "action", "ONCONFLICT_NOTHING") || tree_get(conflict, "whereClause"))) ||
	    fires_before_insert(target->relation))
		query->rows = CARD_MAYBE_ONE;
}

void change_cardinality(struct binder *b, struct scope *scope, struct source *target, const cJSON *where, struct query *query)
{
	struct proof p;

	query->proof = "";
	if (!query->returns) {
		query->rows = CARD_NONE;
		return;
	}
	start_proof(&p, b, scope, where);
	collect_leaves(&p, target);
	fix_all(&p);
	/* A target row is changed, and returned, once however many rows it is joined to. */
	if (is_fixed(&p, target) && !p.holed) {
		query->rows = CARD_MAYBE_ONE;
		query->proof = p.text ? p.text : "";
	} else {
		query->rows = p.holed || maybe_fixed(&p, target) ? CARD_UNKNOWN : CARD_MANY;
	}
}

/* --- keys of a query's result --- */

static void add_result_key(struct binder *b, struct query *query, const char *name, const size_t *field, size_t n, bool nulls_equal)
{
	size_t *copy = arena_array(b->arena, size_t, n ? n : 1);

	if (n)
		memcpy(copy, field, n * sizeof(*copy));
	if (n && query->key.n < 32)
		arena_push(b->arena, &query->key, (struct key){.name = name, .field = copy, .n = n, .nulls_equal = nulls_equal});
}

/* The output column that carries leaf.field; SIZE_MAX none. */
static size_t output_of(const struct query *query, const struct source *leaf, size_t field)
{
	for (size_t i = 0; i < query->field.n; i++)
		if (query->field.v[i].leaf == leaf && query->field.v[i].leaf_field == field)
			return i;
	return SIZE_MAX;
}

static size_t output_of_item(struct binder *b, const struct query *query, const cJSON *node)
{
	const cJSON *constant = tree_as(node, "A_Const"), *fields = tree_get(tree_as(node, "ColumnRef"), "fields");
	const struct ref *ref = tree_is(node, "ColumnRef") ? ref_of(b, node) : NULL;
	const char *name = tree_count(fields) == 1 ? tree_string(tree_item(fields, 0)) : NULL;

	if (tree_is(node, "SortBy"))
		return output_of_item(b, query, tree_get(tree_body(node), "node"));
	if (constant && tree_get(constant, "ival")) {
		int n = tree_int(tree_get(constant, "ival"), "ival");

		return n > 0 && (size_t)n <= query->field.n ? (size_t)n - 1 : SIZE_MAX;
	}
	if (ref && ref->field != SIZE_MAX && ref->source->field.v[ref->field].leaf)
		return output_of(query, ref->source->field.v[ref->field].leaf, ref->source->field.v[ref->field].leaf_field);
	for (size_t i = 0; name && !ref && i < query->field.n; i++)
		if (strcmp(query->field.v[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

static void key_of_list(struct binder *b, struct query *query, const cJSON *list, const char *name)
{
	size_t field[32], n = 0;
	const cJSON *item;

	tree_each(item, list) {
		size_t at = output_of_item(b, query, item);

		if (at == SIZE_MAX || n == 32)
			return;
		field[n++] = at;
	}
	add_result_key(b, query, name, field, n, true);
}

static void key_of_all(struct binder *b, struct query *query, const char *name)
{
	size_t *field = arena_array(b->arena, size_t, query->field.n + 1);

	for (size_t i = 0; i < query->field.n; i++)
		field[i] = i;
	add_result_key(b, query, name, field, query->field.n, true);
}

/* With one leaf held fixed, are all others fixed through it? Then its keys are the result's. */
static void keys_of_leaf(struct binder *b, struct scope *scope, const cJSON *where, size_t leaf, struct query *query)
{
	struct proof p;
	const struct source *source;

	start_proof(&p, b, scope, where);
	source = p.leaf.v[leaf];
	p.fixed.v[leaf] = true;
	if (p.holed || !fix_all(&p))
		return;
	for (size_t k = 0; k < source->key.n; k++) {
		size_t field[32], n = 0;

		if (source->key.v[k].unsure || source->key.v[k].n > 32)
			continue;
		while (n < source->key.v[k].n && (field[n] = output_of(query, source, source->key.v[k].field[n])) != SIZE_MAX)
			n++;
		if (n == source->key.v[k].n)
			add_result_key(b, query, source->key.v[k].name, field, n, source->key.v[k].nulls_equal && !source->null_extended);
	}
}

void query_keys(struct binder *b, struct scope *scope, const cJSON *body, struct query *query)
{
	const cJSON *distinct = tree_get(body, "distinctClause"), *group = tree_get(body, "groupClause");
	struct search calls = {b, scope, false, false};
	struct proof p;

	if (query->opaque || scope->main)
		return;
	if (is_set_operation(body)) {
		if (!tree_flag(body, "all"))
			key_of_all(b, query, "UNION");
		return;
	}
	if (tree_count(tree_get(body, "valuesLists")))
		return;
	if (tree_count(distinct) == 1 && !tree_body(tree_item(distinct, 0)))
		key_of_all(b, query, "DISTINCT");
	else if (tree_count(distinct))
		key_of_list(b, query, distinct, "DISTINCT ON");
	tree_walk(tree_get(body, "targetList"), look_for_calls, &calls);
	if (calls.set)
		return;
	if (tree_count(group)) {
		if (!has_grouping_sets(group))
			key_of_list(b, query, group, "GROUP BY");
		return;
	}
	start_proof(&p, b, scope, NULL);
	for (size_t i = 0; i < p.leaf.n && p.leaf.n <= 16; i++)
		keys_of_leaf(b, scope, tree_get(body, "whereClause"), i, query);
}
