/*
 * Whether a result can be NULL: from the tree and the catalogue, when a query has been bound. See bind_private.h.
 *
 * NEVER is a proof: a NOT NULL column whose row is there, a column some condition that holds rejects NULL of, functions and operators that give no NULL when they
 * get none. MAY is said with what makes it so. Everything else is not known: parameters, user functions, elements of arrays.
 *
 * Conditions that hold reduce outer joins: with WHERE b.x = 1, a LEFT JOIN b gives no row without b.
 */
#include "bind_null.h"

static const struct nullness never = {NULL_NEVER, ""}, not_known = {NULL_UNKNOWN, ""};

static struct nullness may(const char *cause)
{
	return (struct nullness){NULL_MAY, cause};
}

static struct nullness null_of(struct nulls *n, const cJSON *node);

static struct nullness null_of_field(const struct nulls *n, const struct field *f)
{
	if (!f->leaf || n->sets)
		return f->null.is == NULL_NEVER ? not_known : f->null;
	if (is_solid(n, f->leaf, f->leaf_field))
		return never;
	if (is_extended(n, f->leaf))
		return may("outer join");
	return f->null;
}

static struct nullness null_of_column(struct nulls *n, const cJSON *node)
{
	const struct ref *ref = ref_of(n->b, node);
	const struct field *f;

	/* System columns are of rows that are there. */
	if (!ref || ref->field == SIZE_MAX)
		return not_known;
	f = &ref->source->field.v[ref->field];
	if (ref->home == n->scope)
		return null_of_field(n, f);
	/* GROUPING SETS around a subquery may make it NULL; those around LATERAL come later. */
	if (n->scope->kind != SCOPE_LATERAL || ref->level != 1 || !f->leaf || f->leaf->null_extended || ref->source->null_extended)
		return not_known;
	return f->null;
}

/* NULL where one of them is, and never else. */
static struct nullness null_of_all(struct nulls *n, const cJSON *list)
{
	struct nullness all = never;
	const cJSON *item;

	tree_each(item, list) {
		struct nullness one = null_of(n, tree_is(item, "NamedArgExpr") ? tree_get(tree_body(item), "arg") : item);

		if (one.is == NULL_MAY || all.is == NULL_NEVER)
			all = all.is == NULL_MAY ? all : one;
	}
	return all;
}

/* NULL only where all of them are. */
static struct nullness null_of_first(struct nulls *n, const cJSON *list)
{
	struct nullness found = {0};
	const cJSON *item;
	bool may_all = true;

	tree_each(item, list) {
		struct nullness one = null_of(n, item);

		if (one.is == NULL_NEVER)
			return never;
		may_all &= one.is == NULL_MAY;
		found = one;
	}
	return may_all ? found : not_known;
}

static struct nullness pair(struct nullness a, struct nullness c)
{
	if (a.is == NULL_MAY || c.is == NULL_MAY)
		return a.is == NULL_MAY ? a : c;
	return a.is == NULL_NEVER && c.is == NULL_NEVER ? never : not_known;
}

/* Operators that give no NULL when they get none; those of geometry, JSON paths and extensions may. */
static bool is_total(const char *name)
{
	static const char *const names[] = {"=", "<>", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "^", "||", "~~", "!~~", "~~*", "!~~*", "~", "~*", "!~", "!~*",
		"@>", "<@", "&&", "&", "|", "<<", ">>", "?", "?|", "?&"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool is_geometric(const struct nulls *n, int type)
{
	bool preferred;

	return type && type < n->b->p->types && type_category(n->b, type, &preferred) == 'G';
}

static struct nullness null_of_operator(struct nulls *n, const cJSON *body)
{
	const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr"), *items = tree_get(tree_as(right, "List"), "items");
	const struct node_fact *f = fact_of(n, body);
	const char *kind = tree_text(body, "kind");
	struct nullness l, r;

	if (strstr(kind, "DISTINCT"))
		return tree_is(left, "RowExpr") ? not_known : never;
	if (strcmp(kind, "AEXPR_NULLIF") == 0)
		return may("NULLIF");
	if (n->b->catalog->own_operators || tree_is(left, "RowExpr"))
		return not_known;
	l = left ? null_of(n, left) : never;
	if (strcmp(kind, "AEXPR_IN") == 0 || strstr(kind, "BETWEEN"))
		return pair(l, null_of_all(n, items)).is == NULL_NEVER ? never : not_known;
	if (strcmp(kind, "AEXPR_OP_ANY") == 0 || strcmp(kind, "AEXPR_OP_ALL") == 0)
		return not_known;
	r = null_of(n, right);
	if (strstr(kind, "LIKE"))
		return pair(l, r);
	if (strcmp(kind, "AEXPR_OP") != 0 || !f || !f->result || is_geometric(n, f->left) || is_geometric(n, f->right))
		return not_known;
	if (IS_ARRAY(f->result))
		return l.is == NULL_NEVER && r.is == NULL_NEVER ? never : not_known;
	if (l.is == NULL_MAY || r.is == NULL_MAY)
		return pair(l, r);
	return is_total(operator_of(body)) ? pair(l, r) : not_known;
}

/* Functions that give no NULL when they get none. */
static bool is_total_function(const char *name)
{
	static const char *const names[] = {"abs", "array_to_string", "ascii", "bit_length", "btrim", "cardinality", "ceil", "ceiling", "char_length", "character_length",
		"chr", "clock_timestamp", "concat", "concat_ws", "convert_from", "convert_to", "crypt", "current_database", "date_trunc", "decode", "digest", "encode",
		"exp", "floor", "format", "gen_random_bytes", "gen_random_uuid", "gen_salt", "hashtext", "initcap", "json_build_array", "json_build_object", "json_typeof",
		"jsonb_array_length", "jsonb_build_array", "jsonb_build_object", "jsonb_set", "jsonb_strip_nulls", "jsonb_typeof", "json_array_length", "left", "length",
		"lower", "lpad", "ltrim", "make_date", "make_interval", "md5", "mod", "nextval", "now", "num_nonnulls", "num_nulls", "octet_length", "pg_typeof", "power",
		"quote_ident", "quote_literal", "random", "regexp_replace", "repeat", "replace", "reverse", "right", "round", "rpad", "rtrim", "sha256", "sha512", "sign",
		"similarity", "split_part", "sqrt", "starts_with", "statement_timestamp", "string_to_array", "strpos", "timeofday", "to_hex", "to_json", "to_jsonb",
		"to_tsvector", "transaction_timestamp", "translate", "trunc", "upper", "uuid_generate_v4", "version", "word_similarity"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Not NULL whatever they get. */
static bool takes_null(const char *name)
{
	static const char *const names[] = {"concat", "json_build_array", "json_build_object", "jsonb_build_array", "jsonb_build_object", "num_nonnulls", "num_nulls",
		"pg_typeof"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

struct own_columns {
	const struct nulls *n;
	bool own, other;
};

static bool look_for_own(void *context, const char *tag, const cJSON *body)
{
	struct own_columns *o = context;
	const int64_t *i = strcmp(tag, "ColumnRef") == 0 ? map_get(&o->n->b->refs, (const char *)&body, sizeof(body)) : NULL;

	if (strcmp(tag, "ColumnRef") == 0) {
		o->own |= i && o->n->b->ref.v[*i].home == o->n->scope;
		o->other |= !i || o->n->b->ref.v[*i].home != o->n->scope;
	}
	return true;
}

static struct nullness null_of_aggregate(struct nulls *n, const cJSON *body, const char *name)
{
	static const char *const of_values[] = {"min", "max", "sum", "avg", "bool_and", "bool_or", "every", "bit_and", "bit_or", "string_agg"};
	static const char *const of_rows[] = {"array_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg"};
	const cJSON *args = tree_get(body, "args");
	struct own_columns columns = {n, false, false};

	if (strcmp(name, "count") == 0)
		return never;
	/* One over outer columns alone is the outer query's. */
	tree_walk(args, look_for_own, &columns);
	if (columns.other)
		return not_known;
	if (!n->scope->grouped || tree_get(body, "agg_filter"))
		return may("aggregate");
	if (n->sets)
		return not_known;
	for (size_t i = 0; i < sizeof(of_rows) / sizeof(*of_rows); i++)
		if (strcmp(of_rows[i], name) == 0)
			return never;
	for (size_t i = 0; i < sizeof(of_values) / sizeof(*of_values); i++)
		if (strcmp(of_values[i], name) == 0)
			return null_of(n, tree_item(args, 0));
	return not_known;
}

static struct nullness null_of_window(const cJSON *body, const char *name)
{
	static const char *const counting[] = {"row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "count"};

	(void)body;
	for (size_t i = 0; i < sizeof(counting) / sizeof(*counting); i++)
		if (strcmp(counting[i], name) == 0)
			return never;
	if ((strcmp(name, "lag") == 0 || strcmp(name, "lead") == 0) && tree_count(tree_get(body, "args")) < 3)
		return may("window");
	return not_known;
}

static struct nullness null_of_call(struct nulls *n, const cJSON *body)
{
	const struct node_fact *f = fact_of(n, body);
	const struct proc *p = f ? f->proc : NULL;
	const char *schema, *name;
	struct nullness args;

	if (!p || !tree_name(tree_get(body, "funcname"), &schema, &name) || p->returns_set)
		return not_known;
	if (tree_get(body, "over"))
		return null_of_window(body, name);
	if (strchr("aoh", p->kind))
		return null_of_aggregate(n, body, name);
	if (tree_flag(body, "func_variadic") || (p->part != 1 && !is_total_function(name)))
		return not_known;
	if (takes_null(name))
		return never;
	if (strcmp(name, "concat_ws") == 0 || strcmp(name, "format") == 0)
		return null_of(n, tree_item(tree_get(body, "args"), 0));
	args = null_of_all(n, tree_get(body, "args"));
	if (args.is == NULL_MAY)
		return p->strict ? args : not_known;
	/* Of an instant without end there is no text, and no part. */
	return args.is == NULL_NEVER && is_total_function(name) ? never : not_known;
}

static struct nullness null_of_cast(struct nulls *n, const cJSON *body)
{
	const struct node_fact *f = fact_of(n, body);
	struct nullness arg = null_of(n, tree_get(body, "arg"));

	if (tree_is(tree_get(body, "arg"), "A_Const") && tree_flag(tree_body(tree_get(body, "arg")), "isnull"))
		return may("NULL");
	/* 'null'::jsonb::int is NULL for newer servers. */
	if (!f || n->b->catalog->own_casts || ((f->left == n->b->p->jsonb || f->left == n->b->p->json) && f->result != n->b->p->text && f->result != n->b->p->jsonb))
		return arg.is == NULL_MAY ? arg : not_known;
	return arg;
}

/* In a branch its condition holds, and those before it do not; one that is no more than NULL tests is then false. */
static bool is_null_test(const cJSON *node)
{
	return tree_is(node, "NullTest");
}

static struct nullness null_of_case(struct nulls *n, const cJSON *body)
{
	const cJSON *item, *tested = tree_get(body, "arg"), *otherwise = tree_get(body, "defresult");
	size_t before = n->solid.n, known;
	struct nullness all = never, one;

	tree_each(item, tree_get(body, "args")) {
		const cJSON *when = tree_as(item, "CaseWhen");

		known = n->solid.n;
		if (!tested)
			holds(n, tree_get(when, "expr"), true);
		one = null_of(n, tree_get(when, "result"));
		n->solid.n = known;
		all = one.is == NULL_NEVER ? all : not_known;
		if (!tested && is_null_test(tree_get(when, "expr")))
			holds(n, tree_get(when, "expr"), false);
	}
	one = otherwise ? null_of(n, otherwise) : not_known;
	n->solid.n = before;
	return one.is == NULL_NEVER ? all : not_known;
}

static struct nullness null_of_sublink(struct nulls *n, const cJSON *body)
{
	const struct node_fact *f = fact_of(n, body);
	const struct query *query = f ? f->query : NULL;

	if (tree_text_is(body, "subLinkType", "EXISTS_SUBLINK") || tree_text_is(body, "subLinkType", "ARRAY_SUBLINK"))
		return never;
	if (!query || query->opaque || query->field.n != 1)
		return not_known;
	if (tree_text_is(body, "subLinkType", "ANY_SUBLINK") || tree_text_is(body, "subLinkType", "ALL_SUBLINK")) {
		struct nullness left = null_of(n, tree_get(body, "testexpr"));

		return left.is == NULL_NEVER && query->field.v[0].null.is == NULL_NEVER && !n->b->catalog->own_operators ? never : not_known;
	}
	if (!tree_text_is(body, "subLinkType", "EXPR_SUBLINK"))
		return not_known;
	if (query->rows == CARD_ONE)
		return query->field.v[0].null;
	return query->field.v[0].null.is == NULL_MAY || query->rows == CARD_MAYBE_ONE ? may("subquery") : not_known;
}

static struct nullness null_of(struct nulls *n, const cJSON *node)
{
	const cJSON *body = tree_body(node);

	if (tree_is(node, "A_Const"))
		return tree_flag(body, "isnull") ? may("NULL") : never;
	if (tree_is(node, "ColumnRef"))
		return null_of_column(n, node);
	if (tree_is(node, "TypeCast"))
		return null_of_cast(n, body);
	if (tree_is(node, "CollateClause"))
		return null_of(n, tree_get(body, "arg"));
	if (tree_is(node, "A_Expr"))
		return null_of_operator(n, body);
	if (tree_is(node, "BoolExpr"))
		return null_of_all(n, tree_get(body, "args")).is == NULL_NEVER ? never : not_known;
	if (tree_is(node, "CoalesceExpr") || tree_is(node, "MinMaxExpr"))
		return null_of_first(n, tree_get(body, "args"));
	if (tree_is(node, "CaseExpr"))
		return null_of_case(n, body);
	if (tree_is(node, "FuncCall"))
		return null_of_call(n, body);
	if (tree_is(node, "SubLink"))
		return null_of_sublink(n, body);
	if (tree_is(node, "NullTest") || tree_is(node, "BooleanTest") || tree_is(node, "A_ArrayExpr"))
		return never;
	if (tree_is(node, "SQLValueFunction"))
		return tree_text_is(body, "op", "SVFOP_CURRENT_SCHEMA") ? not_known : never;
	return not_known;
}

/* --- queries --- */

static void judge_fields(struct nulls *n, struct query *query)
{
	for (size_t i = 0; i < query->field.n; i++) {
		struct field *f = &query->field.v[i];

		f->null = f->node ? null_of(n, f->node) : null_of_field(n, f);
	}
}

static bool has_grouping_set(const cJSON *list)
{
	const cJSON *item;

	tree_each(item, list) if (tree_is(item, "GroupingSet")) return true;
	return false;
}

void judge_nulls(struct binder *b, const struct scope *scope, const cJSON *body, const struct source *changed, struct query *query)
{
	struct nulls n = {.b = b, .scope = scope, .changed = changed, .sets = has_grouping_set(tree_get(body, "groupClause"))};

	if (scope->holed) {
		for (size_t i = 0; i < query->field.n; i++)
			query->field.v[i].null = not_known;
		return;
	}
	holds(&n, tree_get(body, "whereClause"), true);
	look_at_from(&n);
	judge_fields(&n, query);
}

void judge_value_nulls(struct binder *b, const struct scope *scope, const cJSON *rows, struct query *query)
{
	struct nulls n = {.b = b, .scope = scope};
	const cJSON *row;

	for (size_t i = 0; i < query->field.n; i++) {
		struct nullness all = never;

		tree_each(row, rows)
			all = pair(all, null_of(&n, tree_item(tree_get(tree_as(row, "List"), "items"), i)));
		query->field.v[i].null = all;
	}
}

struct nullness null_of_both(struct nullness left, struct nullness right, const char *operation)
{
	if (strcmp(operation, "EXCEPT") == 0)
		return left;
	if (strcmp(operation, "INTERSECT") == 0)
		return left.is == NULL_NEVER || right.is == NULL_NEVER ? never : not_known;
	return pair(left, right);
}
