/*
 * What a statement looks like where that is a matter of opinion: UPDATE without WHERE, SELECT *, = NULL and the like. Nothing here is an error of PostgreSQL's;
 * rules decide what is worth saying. Syntax is read off the tree, names are what binding found them to be; what is not resolved has no traits.
 */
#include "bind_private.h"

struct traits {
	struct binder *b;
	VEC_OF(const char *) cte;	/* names of WITH, anywhere in the statement */
	VEC_OF(const cJSON *) shown;	/* operators in what is selected or assigned: they choose no row */
};

static struct bound_trait *note(struct binder *b, const char *kind, const struct relation *relation, const struct column *column, int position)
{
	struct bound_trait t = {.kind = kind, .schema = relation ? relation->schema : "", .table = relation ? relation->name : "", .column = column ? column->name : "", .detail = "", .position = position};

	vec_push(&b->bound->traits, t);
	return &b->bound->traits.v[b->bound->traits.n - 1];
}

static int position_of(const cJSON *node)
{
	int low, high;

	return tree_extent(node, &low, &high) ? low : -1;
}

/* The relation of a RangeVar; NULL for names of WITH, holes, and what is not known. */
static const struct relation *named(struct traits *t, const cJSON *range)
{
	const char *name = tree_text(range, "relname"), *schema = tree_text(range, "schemaname"), *alias = tree_text(tree_get(range, "alias"), "aliasname");

	if (is_hole(name) || is_hole(alias))
		return NULL;
	for (size_t i = 0; i < t->cte.n && !*schema; i++)
		if (strcmp(t->cte.v[i], name) == 0)
			return NULL;
	return catalog_relation(t->b->catalog, *schema ? schema : NULL, name);
}

/* The column a node is, casts aside, of a table in its own or an outer query; NULL. */
static const struct field *field_of(struct binder *b, const cJSON *node, const struct ref **found)
{
	const struct ref *ref = node ? ref_of(b, plain_column(node)) : NULL;

	if (!ref || ref->field == SIZE_MAX || !ref->source || !ref->source->field.v[ref->field].column)
		return NULL;
	if (found)
		*found = ref;
	return &ref->source->field.v[ref->field];
}

/* --- SELECT * --- */

/* The first table among FROM items that `qualifier` names ("": any). */
static const struct relation *starred(struct traits *t, const cJSON *item, const char *qualifier)
{
	const cJSON *join = tree_as(item, "JoinExpr"), *range = tree_as(item, "RangeVar");
	const char *alias = tree_text(tree_get(range, "alias"), "aliasname");
	const struct relation *found;

	if (join)
		return (found = starred(t, tree_get(join, "larg"), qualifier)) ? found : starred(t, tree_get(join, "rarg"), qualifier);
	if (!range || (*qualifier && strcmp(qualifier, *alias ? alias : tree_text(range, "relname")) != 0))
		return NULL;
	return named(t, range);
}

/* (row).*: the columns of a row put together. */
static bool is_expanded(const cJSON *target)
{
	const cJSON *steps = tree_get(tree_at(tree_as(target, "ResTarget"), "val", "A_Indirection"), "indirection");
	size_t n = tree_count(steps);

	return n && tree_is(tree_item(steps, n - 1), "A_Star");
}

static bool is_star(const cJSON *target, const char **qualifier, int *position)
{
	const cJSON *reference = tree_at(tree_as(target, "ResTarget"), "val", "ColumnRef"), *fields = tree_get(reference, "fields");
	size_t n = tree_count(fields);
	const char *name = n > 1 ? tree_string(tree_item(fields, n - 2)) : NULL;

	if (!n || !tree_is(tree_item(fields, n - 1), "A_Star"))
		return false;
	*qualifier = name ? name : "";
	*position = tree_location(reference);
	return true;
}

/* The rows that leave the statement: of a set operation those of its arms. */
static void select_stars(struct traits *t, const cJSON *select)
{
	const cJSON *target, *item;
	const char *qualifier;
	int position;

	if (tree_get(select, "larg")) {
		select_stars(t, tree_get(select, "larg"));
		select_stars(t, tree_get(select, "rarg"));
	}
	tree_each(target, tree_get(select, "targetList")) {
		const struct relation *relation = NULL;

		if (!is_star(target, &qualifier, &position))
			continue;
		tree_each(item, tree_get(select, "fromClause")) relation = relation ? relation : starred(t, item, qualifier);
		if (relation)
			note(t->b, "star", relation, NULL, position);
	}
}

static void returning_star(struct traits *t, const cJSON *body)
{
	const struct relation *relation = named(t, tree_get(body, "relation"));
	const cJSON *target;
	const char *qualifier;
	int position;

	tree_each(target, tree_get(body, "returningList")) if (relation && is_star(target, &qualifier, &position)) note(t->b, "returning-star", relation, NULL, position);
}

/* --- constants beside columns that a CHECK restricts --- */

static void note_constant(struct binder *b, const struct relation *relation, const struct column *column, const cJSON *value)
{
	const char *text = tree_constant(b->arena, value);

	if (!relation || !column || !text)
		return;
	for (size_t i = 0; i < relation->constraint.n; i++) {
		const struct constraint *c = relation->constraint.v[i];

		if (c->kind == CONSTRAINT_CHECK && c->columns == 1 && strcmp(c->column[0], column->name) == 0) {
			note(b, "compared", relation, column, position_of(value))->detail = text;
			return;
		}
	}
}

static void compared(struct binder *b, const cJSON *body)
{
	const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr"), *item;
	const struct field *f = field_of(b, left, NULL);

	if (!f) {
		f = field_of(b, right, NULL);
		right = left;
	}
	if (!f)
		return;
	if (tree_is(right, "List"))
		tree_each(item, tree_get(tree_body(right), "items")) note_constant(b, f->relation, f->column, item);
	else
		note_constant(b, f->relation, f->column, right);
}

/* --- changes --- */

static void visit_insert(struct traits *t, const cJSON *body)
{
	const cJSON *select = tree_at(body, "selectStmt", "SelectStmt"), *target;
	const struct relation *relation = named(t, tree_get(body, "relation"));
	const char *qualifier;
	int position;
	bool copies = false;

	if (!relation || !select)
		return;
	/* INSERT INTO a SELECT * FROM b, SELECT (b #= …).*: rows of one shape, on purpose. */
	tree_each(target, tree_get(select, "targetList")) copies |= is_star(target, &qualifier, &position) || is_expanded(target);
	if (!tree_count(tree_get(body, "cols")) && !copies)
		note(t->b, "no-columns", relation, NULL, tree_location(tree_get(body, "relation")));
}

static void visit_change(struct traits *t, const cJSON *body, const char *other)
{
	const cJSON *range = tree_get(body, "relation");
	const struct relation *relation = named(t, range);

	if (relation && !relation->temporary && !tree_get(body, "whereClause") && !tree_count(tree_get(body, other)))
		note(t->b, "no-where", relation, NULL, tree_location(range))->detail = strcmp(other, "usingClause") == 0 ? "delete" : "update";
}

/* --- conditions --- */

/* x NOT IN (SELECT column …) where the column may be NULL: one NULL, and the condition is true for no row. */
static void visit_not_in(struct binder *b, const cJSON *link)
{
	const cJSON *select = tree_at(link, "subselect", "SelectStmt"), *value = tree_get(tree_as(tree_item(tree_get(select, "targetList"), 0), "ResTarget"), "val");
	const int64_t *i = map_get(&b->facts, (const char *)&link, sizeof(link));
	const struct query *query = i ? b->fact.v[*i].query : NULL;
	const struct field *f = query && query->field.n == 1 && !query->opaque ? &query->field.v[0] : NULL;

	if (f && f->column && tree_is(value, "ColumnRef") && f->null.is == NULL_MAY)
		note(b, "nullable-not-in", f->relation, f->column, tree_location(tree_body(value)))->detail = f->column->not_null ? f->null.cause : "";
}

/* What a pattern begins with, where that is written: '%' || $1 too. */
static const char *pattern_start(struct binder *b, const cJSON *node)
{
	const cJSON *expression = tree_as(node, "A_Expr"), *call = tree_as(node, "FuncCall");
	const char *schema, *name;

	if (expression && strcmp(tree_string(tree_item(tree_get(expression, "name"), 0)) ? tree_string(tree_item(tree_get(expression, "name"), 0)) : "", "||") == 0)
		return pattern_start(b, tree_get(expression, "lexpr"));
	if (call && tree_name(tree_get(call, "funcname"), &schema, &name) && strcmp(name, "concat") == 0)
		return pattern_start(b, tree_item(tree_get(call, "args"), 0));
	return tree_constant(b->arena, node);
}

static void visit_like(struct binder *b, const cJSON *body)
{
	const cJSON *left = tree_get(body, "lexpr"), *call = tree_as(left, "FuncCall");
	const struct field *f = field_of(b, call && tree_count(tree_get(call, "args")) == 1 ? tree_item(tree_get(call, "args"), 0) : left, NULL);
	const char *start = pattern_start(b, tree_get(body, "rexpr"));

	if (f && start && (*start == '%' || *start == '_'))
		note(b, "leading-wildcard", f->relation, f->column, tree_location(body))->detail = start;
}

static bool has_null(const cJSON *list)
{
	const cJSON *item;

	tree_each(item, list) if (tree_is_null_constant(item)) return true;
	return false;
}

static void visit_operator(struct binder *b, const cJSON *body, bool shown)
{
	const char *kind = tree_text(body, "kind"), *name = tree_string(tree_item(tree_get(body, "name"), 0));
	bool equal;

	if (!name)
		return;
	equal = strcmp(name, "=") == 0 || strcmp(name, "<>") == 0;
	if (strcmp(kind, "AEXPR_OP") == 0 && (equal || *name == '<' || *name == '>') && strlen(name) <= 2 && strchr("<>=", name[strlen(name) - 1])) {
		if (tree_is_null_constant(tree_get(body, "lexpr")) || tree_is_null_constant(tree_get(body, "rexpr")))
			note(b, "null-operand", NULL, NULL, tree_location(body))->detail = arena_strdup(b->arena, name);
		if (equal)
			compared(b, body);
	} else if (strcmp(kind, "AEXPR_IN") == 0) {
		if (strcmp(name, "<>") == 0 && has_null(tree_get(tree_as(tree_get(body, "rexpr"), "List"), "items")))
			note(b, "null-operand", NULL, NULL, tree_location(body))->detail = "NOT IN";
		compared(b, body);
	} else if ((strcmp(kind, "AEXPR_LIKE") == 0 || strcmp(kind, "AEXPR_ILIKE") == 0) && *name == '~' && !shown) {
		visit_like(b, body);
	}
}

static bool visit_shown(void *context, const char *tag, const cJSON *body)
{
	struct traits *t = context;

	if (strcmp(tag, "A_Expr") == 0)
		vec_push(&t->shown, body);
	return strcmp(tag, "SubLink") != 0;
}

static bool is_shown(const struct traits *t, const cJSON *body)
{
	for (size_t i = 0; i < t->shown.n; i++)
		if (t->shown.v[i] == body)
			return true;
	return false;
}

static bool visit(void *context, const char *tag, const cJSON *body)
{
	struct traits *t = context;
	const cJSON *link;

	if (strcmp(tag, "ResTarget") == 0) {
		tree_walk(tree_get(body, "val"), visit_shown, t);
	} else if (strcmp(tag, "A_Expr") == 0) {
		visit_operator(t->b, body, is_shown(t, body));
	} else if (strcmp(tag, "BoolExpr") == 0 && tree_text_is(body, "boolop", "NOT_EXPR")) {
		link = tree_as(tree_item(tree_get(body, "args"), 0), "SubLink");
		if (tree_text_is(link, "subLinkType", "ANY_SUBLINK") && !tree_count(tree_get(link, "operName")))
			visit_not_in(t->b, link);
	} else if (strcmp(tag, "SubLink") == 0 && tree_text_is(body, "subLinkType", "ALL_SUBLINK")) {
		const char *name = tree_string(tree_item(tree_get(body, "operName"), 0));

		if (name && strcmp(name, "<>") == 0)
			visit_not_in(t->b, body);
	} else if (strcmp(tag, "InsertStmt") == 0) {
		visit_insert(t, body);
	} else if (strcmp(tag, "UpdateStmt") == 0) {
		visit_change(t, body, "fromClause");
	} else if (strcmp(tag, "DeleteStmt") == 0) {
		visit_change(t, body, "usingClause");
	}
	return true;
}

static bool visit_with(void *context, const char *tag, const cJSON *body)
{
	struct traits *t = context;

	if (strcmp(tag, "CommonTableExpr") == 0)
		vec_push(&t->cte, tree_text(body, "ctename"));
	return true;
}

void note_traits(struct binder *b, const cJSON *node)
{
	struct traits t = {.b = b};

	tree_walk(node, visit_with, &t);
	if (tree_is(node, "SelectStmt"))
		select_stars(&t, tree_body(node));
	else
		returning_star(&t, tree_body(node));
	tree_walk(node, visit, &t);
	vec_free(&t.cte);
	vec_free(&t.shown);
}
