/* Aggregates where they may not be, and columns GROUP BY leaves out. See bind_type.h; after PostgreSQL's parse_agg. */
#include "bind_type.h"

/* The column a reference is, seen through joins. */
static struct group_item column_item(const struct ref *ref)
{
	const struct field *f = ref->field == SIZE_MAX ? NULL : &ref->source->field.v[ref->field];

	if (f && f->leaf)
		return (struct group_item){f->leaf, f->leaf_field, NULL};
	return (struct group_item){ref->source, ref->field, NULL};
}

static bool same_item(const struct group_item *a, const struct group_item *c)
{
	return !a->node && !c->node && a->leaf == c->leaf && a->field == c->field;
}

void note_group(struct binder *b, struct scope *scope, const cJSON *node, const struct field *field)
{
	const struct ref *ref;

	scope->grouped = true;
	if (field && field->node)
		node = field->node;
	node = without_cast(b, node);
	ref = ref_of(b, node);
	if (ref && ref->home == scope)
		arena_push(b->arena, &scope->group, column_item(ref));
	else if (field && !field->node && field->leaf)
		arena_push(b->arena, &scope->group, (struct group_item){field->leaf, field->leaf_field, NULL});
	else if (node && !tree_is(node, "ColumnRef"))
		arena_push(b->arena, &scope->group, (struct group_item){.node = node});
	else
		scope->group_vague |= !ref;
}

struct levels {
	struct binder *b;
	int least;
	bool any, unsure;
};

static bool look_for_level(void *context, const char *tag, const cJSON *body)
{
	struct levels *levels = context;
	const struct ref *ref;
	const int64_t *i;

	if (strcmp(tag, "SubLink") == 0)
		levels->unsure = true;
	if (strcmp(tag, "ColumnRef") != 0 || is_name_around(levels->b, body))
		return true;
	i = map_get(&levels->b->refs, (const char *)&body, sizeof(body));
	ref = i ? &levels->b->ref.v[*i] : row_ref_of(levels->b, body);
	if (!ref) {
		levels->unsure = true;
		return true;
	}
	levels->least = !levels->any || ref->level < levels->least ? ref->level : levels->least;
	levels->any = true;
	return true;
}

static bool look_for_aggregate(void *context, const char *tag, const cJSON *body)
{
	struct levels *levels = context;

	if (strcmp(tag, "SubLink") == 0)
		return false;
	if (!levels->any && strcmp(tag, "FuncCall") == 0 && function_is_aggregate(levels->b, body)) {
		levels->any = true;
		levels->least = tree_location(body);
	}
	return !levels->any;
}

static bool look_for_over(void *context, const char *tag, const cJSON *body)
{
	struct levels *levels = context;

	if (!levels->any && strcmp(tag, "FuncCall") == 0 && tree_get(body, "over")) {
		levels->any = true;
		levels->least = tree_location(body);
	}
	return !levels->any && strcmp(tag, "SubLink") != 0;
}

/* The part of the query, as check_agglevels_and_constraints names it; NULL: allowed there. */
static const char *forbidden(const char *clause)
{
	static const char *const clauses[][2] = {
		{"where", "aggregate functions are not allowed in WHERE"},
		{"join", "aggregate functions are not allowed in JOIN conditions"},
		{"group", "aggregate functions are not allowed in GROUP BY"},
		{"values", "aggregate functions are not allowed in VALUES"},
		{"set", "aggregate functions are not allowed in UPDATE"},
		{"returning", "aggregate functions are not allowed in RETURNING"},
		{"filter", "aggregate functions are not allowed in FILTER"},
		{"index", "aggregate functions are not allowed in index expressions"},
		{"predicate", "aggregate functions are not allowed in index predicates"},
		{"limit", "aggregate functions are not allowed in LIMIT"},
		{"offset", "aggregate functions are not allowed in OFFSET"},
		{"call", "aggregate functions are not allowed in CALL arguments"},
	};

	for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++)
		if (strcmp(clauses[i][0], clause) == 0)
			return clauses[i][1];
	return NULL;
}

/* All it takes in is an outer query's: so is the aggregate, and where the subquery stands is where it stands. */
static void aggregate_of_outer(struct binder *b, const struct scope *scope, int level, int position)
{
	const struct scope *inner = scope, *s = scope;
	struct scope *home;
	const char *why;

	for (; s && (s->transparent || level-- > 0); s = s->parent)
		inner = s;
	home = (struct scope *)s;
	if (!home)
		return;
	home->aggregates = true;
	why = home->in_from ? "aggregate functions are not allowed in functions in FROM"
	      : inner->kind == SCOPE_FROM || inner->kind == SCOPE_LATERAL
		      ? "aggregate functions are not allowed in FROM clause of their own query level"
		      : forbidden(inner->within);
	if (why)
		problem(b, "42803", position, "", "%s", why);
}

void note_aggregate(struct binder *b, struct scope *scope, const cJSON *body)
{
	struct levels levels = {.b = b}, nested = {.b = b}, windowed = {.b = b};
	const char *why = scope->in_from ? "aggregate functions are not allowed in functions in FROM" : forbidden(b->place ? b->place : b->clause);

	tree_walk(tree_get(body, "args"), look_for_level, &levels);
	tree_walk(tree_get(body, "agg_order"), look_for_level, &levels);
	tree_walk(tree_get(body, "agg_filter"), look_for_level, &levels);
	if (!levels.unsure && levels.any && levels.least > 0) {
		aggregate_of_outer(b, scope, levels.least, tree_location(body));
		return;
	}
	if (levels.unsure || (scope->transparent && strcmp(b->clause, "values") != 0)) {
		/* Whose aggregate it is cannot be said. */
		for (struct scope *s = scope; s; s = s->parent)
			s->group_vague = true;
		return;
	}
	scope->aggregates = true;
	tree_walk(tree_get(body, "args"), look_for_aggregate, &nested);
	tree_walk(tree_get(body, "agg_order"), look_for_aggregate, &nested);
	tree_walk(tree_get(body, "args"), look_for_over, &windowed);
	if (nested.any)
		problem(b, "42803", nested.least, "", "aggregate function calls cannot be nested");
	else if (windowed.any)
		problem(b, "42803", windowed.least, "", "aggregate function calls cannot contain window function calls");
	else if (why)
		problem(b, "42803", tree_location(body), "", "%s", why);
}

/* --- columns outside of GROUP BY --- */

struct grouping {
	struct binder *b;
	struct scope *scope;
	const cJSON *top; /* the expression of the list it is in */
	int inside;	  /* subqueries around */
	bool sets;	  /* GROUPING SETS: a key need not be in each */
	bool reported;
};

const cJSON *without_cast(struct binder *b, const cJSON *node)
{
	const cJSON *arg = tree_get(tree_as(node, "TypeCast"), "arg");
	const struct ref *ref = ref_of(b, arg);
	struct sql_type type;

	if (!ref || ref->field == SIZE_MAX)
		return node;
	type = type_from_tree(b->arena, b->catalog, tree_get(tree_body(node), "typeName"));
	return *type.modifier || type_number(b, &type) != type_number(b, &ref->source->field.v[ref->field].type) ? node : arg;
}

static bool same_expression(struct binder *b, const cJSON *a, const cJSON *c)
{
	const struct ref *r, *s;
	const cJSON *x, *y;

	a = without_cast(b, a);
	c = without_cast(b, c);
	if (!a || !c)
		return a == c;
	if (tree_is(a, "ColumnRef") && tree_is(c, "ColumnRef")) {
		struct group_item m, n;

		if (!(r = ref_of(b, a)) || !(s = ref_of(b, c)))
			return false;
		m = column_item(r);
		n = column_item(s);
		return same_item(&m, &n);
	}
	if ((a->type & 0xff) != (c->type & 0xff))
		return false;
	if (cJSON_IsString(a))
		return strcmp(a->valuestring, c->valuestring) == 0;
	if (cJSON_IsNumber(a))
		return a->valuedouble == c->valuedouble;
	for (x = a->child, y = c->child; x || y; x = x ? x->next : NULL, y = y ? y->next : NULL) {
		while (x && x->string && (strcmp(x->string, "location") == 0 || strcmp(x->string, "funcformat") == 0))
			x = x->next;
		while (y && y->string && (strcmp(y->string, "location") == 0 || strcmp(y->string, "funcformat") == 0))
			y = y->next;
		if (!x && !y)
			break;
		if (!x || !y || (x->string && (!y->string || strcmp(x->string, y->string) != 0)) || !same_expression(b, x, y))
			return false;
	}
	return true;
}

static bool is_grouped_expression(const struct grouping *g, const cJSON *node)
{
	for (size_t i = 0; i < g->scope->group.n; i++)
		if (g->scope->group.v[i].node && same_expression(g->b, g->scope->group.v[i].node, node))
			return true;
	return false;
}

/* The primary key of the column's table is grouped by: the rest follows from it. */
static bool follows_from_key(const struct grouping *g, const struct source *leaf)
{
	const struct relation *relation = leaf ? leaf->relation : NULL;

	for (size_t i = 0; relation && i < relation->constraint.n; i++) {
		const struct constraint *c = relation->constraint.v[i];
		size_t held = 0;

		if (c->kind != CONSTRAINT_PRIMARY || c->deferrable)
			continue;
		for (size_t k = 0; k < c->columns; k++)
			for (size_t j = 0; j < g->scope->group.n; j++) {
				const struct group_item *item = &g->scope->group.v[j];

				if (!item->node && item->leaf == leaf && item->field < leaf->field.n && leaf->field.v[item->field].column &&
					strcmp(leaf->field.v[item->field].column->name, c->column[k]) == 0) {
					held++;
					break;
				}
			}
		if (held == c->columns)
			return true;
	}
	return false;
}

static bool is_grouped_column(const struct grouping *g, const struct group_item *item)
{
	for (size_t i = 0; i < g->scope->group.n; i++)
		if (same_item(&g->scope->group.v[i], item))
			return true;
	return !g->sets && follows_from_key(g, item->leaf);
}

struct casts {
	struct binder *b;
	bool found;
};

static bool look_for_cast(void *context, const char *tag, const cJSON *body)
{
	struct casts *casts = context;
	const struct ref *ref;
	struct sql_type type;

	if (strcmp(tag, "TypeCast") != 0)
		return !casts->found;
	ref = ref_of(casts->b, tree_get(body, "arg"));
	type = type_from_tree(casts->b->arena, casts->b->catalog, tree_get(body, "typeName"));
	casts->found |= !ref || ref->field == SIZE_MAX ||
			can_coerce(casts->b, type_number(casts->b, &ref->source->field.v[ref->field].type), type_number(casts->b, &type), 'i') != NO;
	return !casts->found;
}

/* An expression with a cast may be equal to a grouping expression where PostgreSQL casts unasked. */
static bool may_be_equal(const struct grouping *g)
{
	struct casts casts = {g->b, false};
	bool nodes = false;

	for (size_t i = 0; i < g->scope->group.n; i++) {
		nodes |= g->scope->group.v[i].node != NULL;
		tree_walk(g->scope->group.v[i].node, look_for_cast, &casts);
	}
	tree_walk(g->top, look_for_cast, &casts);
	return nodes && casts.found;
}

static void ungrouped(struct grouping *g, const struct group_item *item, int position)
{
	const char *column = item->field < item->leaf->field.n ? item->leaf->field.v[item->field].name : "*";

	g->reported = true;
	if (!tree_is(g->top, "ColumnRef") && may_be_equal(g))
		return;
	/* Whether the key is in every set is not looked at. */
	if (g->sets && follows_from_key(g, item->leaf))
		return;
	problem(g->b, "42803", position, arena_printf(g->b->arena, "%s.%s", item->leaf->name, column),
		g->inside ? "subquery uses ungrouped column \"%s.%s\" from outer query"
			  : "column \"%s.%s\" must appear in the GROUP BY clause or be used in an aggregate function",
		item->leaf->name, column);
}

static void check_node(struct grouping *g, const cJSON *node);

static void check_children(struct grouping *g, const cJSON *body)
{
	const cJSON *member;

	tree_each(member, body) if (cJSON_IsArray(member) || (cJSON_IsObject(member) && !*tree_tag(member)))
		check_children(g, member);
	else if (cJSON_IsObject(member))
		check_node(g, member);
}

/* tableoid, ctid: which one a grouping item is, is not kept. */
static void check_system_column(struct grouping *g, const cJSON *node, const struct ref *ref)
{
	const char *schema, *name;

	for (size_t i = 0; i < g->scope->group.n; i++)
		if (g->scope->group.v[i].leaf == ref->source && g->scope->group.v[i].field == SIZE_MAX)
			return;
	if (ref->home != g->scope || follows_from_key(g, ref->source) || g->inside || !tree_name(tree_get(tree_body(node), "fields"), &schema, &name))
		return;
	g->reported = true;
	problem(g->b, "42803", tree_location(tree_body(node)), name, "column \"%s.%s\" must appear in the GROUP BY clause or be used in an aggregate function",
		ref->source->name, name);
}

static void check_column(struct grouping *g, const cJSON *node)
{
	const struct ref *ref = ref_of(g->b, node);
	struct group_item item;

	if (ref && ref->field == SIZE_MAX) {
		check_system_column(g, node, ref);
		return;
	}
	if (!ref && (ref = row_ref_of(g->b, tree_body(node))) && ref->source->kind == SOURCE_JOIN)
		return;
	if (!ref || ref->home != g->scope)
		return;
	item = column_item(ref);
	if (!is_grouped_column(g, &item))
		ungrouped(g, &item, tree_location(tree_body(node)));
}

/* GROUPING(x): x is grouped by, as written. */
static void check_grouping(struct grouping *g, const cJSON *body)
{
	const cJSON *item;

	tree_each(item, tree_get(body, "args"))
	{
		const struct ref *ref = ref_of(g->b, without_cast(g->b, item));
		struct group_item column;
		bool grouped = false;

		if (tree_is(item, "ColumnRef") && (!ref || ref->home != g->scope || ref->field == SIZE_MAX))
			return;
		if (ref)
			column = column_item(ref);
		for (size_t i = 0; ref && i < g->scope->group.n; i++)
			grouped |= same_item(&g->scope->group.v[i], &column);
		g->top = item;
		if (grouped || is_grouped_expression(g, item) || (!ref && may_be_equal(g)))
			continue;
		g->reported = true;
		problem(g->b, "42803", expr_position(item), "", "arguments to GROUPING must be grouping expressions of the associated query level");
		return;
	}
}

static void check_node(struct grouping *g, const cJSON *node)
{
	const cJSON *body = tree_body(node);

	if (!body || g->reported)
		return;
	if (tree_is(node, "ColumnRef")) {
		check_column(g, node);
		return;
	}
	if (!g->inside && is_grouped_expression(g, node))
		return;
	if (tree_is(node, "GroupingFunc")) {
		check_grouping(g, body);
		return;
	}
	/* What an aggregate takes in is not this query's; whose one in a subquery is, is not said here. */
	if (tree_is(node, "FuncCall") && function_is_aggregate(g->b, body))
		return;
	g->inside += tree_is(node, "SubLink");
	check_children(g, body);
	g->inside -= tree_is(node, "SubLink");
}

static bool has_grouping_set(const cJSON *list)
{
	const cJSON *item;

	tree_each(item, list) if (tree_is(item, "GroupingSet")) return true;
	return false;
}

/* Those of the select list are looked at before its columns. */
static bool look_for_grouping(void *context, const char *tag, const cJSON *body)
{
	struct grouping *g = context;

	if (strcmp(tag, "GroupingFunc") == 0 && !g->reported)
		check_grouping(g, body);
	return strcmp(tag, "SubLink") != 0;
}

void judge_groups(struct binder *b, struct scope *scope, const cJSON *body, const struct query *query)
{
	struct grouping g = {.b = b, .scope = scope};
	const cJSON *item;

	if ((!scope->grouped && !scope->aggregates && !tree_get(body, "havingClause")) || scope->group_vague || scope->holed || scope->holed_list || query->opaque)
		return;
	g.sets = has_grouping_set(tree_get(body, "groupClause"));
	tree_walk(tree_get(body, "targetList"), look_for_grouping, &g);
	tree_each(item, tree_get(body, "targetList"))
	{
		const cJSON *val = tree_get(tree_as(item, "ResTarget"), "val"), *fields = tree_get(tree_as(val, "ColumnRef"), "fields");
		size_t n = tree_count(fields);

		if (n && tree_is(tree_item(fields, n - 1), "A_Star")) {
			for (size_t i = 0; i < query->field.n && !g.reported; i++) {
				const struct field *f = &query->field.v[i];
				struct group_item star = {f->leaf, f->leaf_field, NULL};

				if (!f->node && f->leaf && !is_grouped_column(&g, &star))
					ungrouped(&g, &star, tree_location(tree_as(val, "ColumnRef")));
			}
		} else {
			g.top = val;
			check_node(&g, val);
		}
	}
	tree_each(item, tree_get(body, "sortClause"))
	{
		const cJSON *node = tree_get(tree_as(item, "SortBy"), "node");

		/* An output's name was looked up as such, and has no reference. */
		g.top = node;
		check_node(&g, node);
	}
	g.top = tree_get(body, "havingClause");
	check_node(&g, g.top);
}
