/* Comparisons: operators, rows, IN, subqueries; what columns and parameters are compared with. See bind_private.h. */
#include "bind_type.h"

const cJSON *plain_column(const cJSON *node)
{
	for (;;) {
		if (tree_is(node, "ColumnRef"))
			return node;
		if (!tree_is(node, "TypeCast") && !tree_is(node, "CollateClause"))
			return NULL;
		node = tree_get(tree_body(node), "arg");
	}
}

const cJSON *plain_parameter(const cJSON *node, int *number)
{
	while (tree_is(node, "TypeCast"))
		node = tree_get(tree_body(node), "arg");
	if (!tree_is(node, "ParamRef"))
		return NULL;
	*number = tree_int(tree_body(node), "number");
	return node;
}

void link_parameter(struct binder *b, size_t bound_column, const struct field *field, const cJSON *other, const char *operator, const char *use)
{
	struct bound_column *c = bound_column == SIZE_MAX ? NULL : &b->bound->columns.v[bound_column];
	int number = 0;
	const cJSON *node = plain_parameter(other, &number);
	const cJSON *body = tree_body(node);
	int64_t *i;

	if (c && (!*c->operator || node)) {
		c->operator = operator;
		c->parameter = number;
	}
	i = body ? map_get(&b->params, (const char *)&body, sizeof(body)) : NULL;
	if (!i)
		return;
	if (field && field->relation && field->column) {
		b->bound->parameters.v[*i].schema = field->relation->schema;
		b->bound->parameters.v[*i].table = field->relation->name;
		b->bound->parameters.v[*i].column = field->column->name;
	}
	if (field && !b->bound->parameters.v[*i].type.name)
		b->bound->parameters.v[*i].type = field->type;
	if (use)
		b->bound->parameters.v[*i].use = use;
}

/* column OP other: the column's record says with what it is compared. */
static void link_column(struct binder *b, const cJSON *side, const cJSON *other, const char *operator, bool conjunct)
{
	struct ref *ref = ref_of(b, plain_column(side));
	const struct field *field;

	if (!ref || ref->bound == SIZE_MAX)
		return;
	field = ref->field == SIZE_MAX ? NULL : &ref->source->field.v[ref->field];
	if (conjunct)
		b->bound->columns.v[ref->bound].conjunct = true;
	link_parameter(b, ref->bound, field, other, operator, NULL);
}

/* Where several stand on the other side, the first parameter is the column's. */
static void link_list(struct binder *b, const cJSON *side, const cJSON *list, const char *operator, bool conjunct)
{
	const cJSON *item;
	bool any = false;

	tree_each(item, list) {
		int number = 0;

		if (!any || plain_parameter(item, &number)) {
			struct ref *ref = ref_of(b, plain_column(side));
			int kept = any && ref && ref->bound != SIZE_MAX ? b->bound->columns.v[ref->bound].parameter : 0;

			link_column(b, side, item, operator, conjunct);
			if (kept)
				b->bound->columns.v[ref->bound].parameter = kept;
		}
		any = true;
	}
}

static const char *operator_name(const cJSON *body)
{
	const cJSON *name = tree_get(body, "name");
	size_t n = tree_count(name);
	const char *text = n ? tree_string(tree_item(name, n - 1)) : NULL;

	return text ? text : "";
}

static bool is_comparison(const char *operator)
{
	static const char *const names[] = {"=", "<>", "!=", "<", ">", "<=", ">="};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], operator) == 0)
			return true;
	return false;
}

static void row_widths(struct binder *b, const cJSON *body, const cJSON *left, const cJSON *right)
{
	const cJSON *l = tree_as(left, "RowExpr"), *r = tree_as(right, "RowExpr"), *item;

	if (!l || !r || tree_count(tree_get(l, "args")) == tree_count(tree_get(r, "args")))
		return;
	/* t.* in a row is expanded; its width is not counted here. */
	tree_each(item, tree_get(l, "args"))
		if (!tree_is(item, "A_Const") && !tree_is(item, "ParamRef") && !plain_column(item))
			return;
	tree_each(item, tree_get(r, "args"))
		if (!tree_is(item, "A_Const") && !tree_is(item, "ParamRef"))
			return;
	tree_each(item, tree_get(l, "args")) {
		const cJSON *column = plain_column(item);

		if (column && !ref_of(b, column))
			return;
	}
	problem(b, "42601", tree_location(body), "", "unequal number of entries in row expressions");
}

/* (a, b) = ($1, $2) compares item by item. */
static void link_rows(struct binder *b, const cJSON *left, const cJSON *right, const char *operator, bool conjunct)
{
	const cJSON *l = tree_get(tree_as(left, "RowExpr"), "args"), *r = tree_get(tree_as(right, "RowExpr"), "args");

	if (!l || !r) {
		link_column(b, left, right, operator, conjunct);
		link_column(b, right, left, operator, conjunct);
		return;
	}
	for (const cJSON *x = l->child, *y = r->child; x && y; x = x->next, y = y->next) {
		link_column(b, x, y, operator, conjunct);
		link_column(b, y, x, operator, conjunct);
	}
}

/* One pair of a comparison of rows; false: it cannot be compared. */
static bool compare_item(struct binder *b, const char *schema, const char *name, struct value x, struct value y, int position)
{
	struct value v = resolve_operator(b, schema, name, &x, &y, position);

	if (!v.t || v.t == b->p->bool_)
		return true;
	problem(b, "42804", position, name, "row comparison operator must yield type boolean, not type %s", type_label(b, v.t));
	return false;
}

/* Whether a RowExpr's items can be counted: t.* stands for many. */
static bool is_countable(const cJSON *row)
{
	const cJSON *item;

	tree_each(item, tree_get(row, "args")) {
		const cJSON *fields = tree_get(tree_as(item, "ColumnRef"), "fields");
		size_t n = tree_count(fields);

		if (tree_is(item, "A_Indirection") || (n && tree_is(tree_item(fields, n - 1), "A_Star")))
			return false;
	}
	return true;
}

/* (a, b) IN ((1, 2), (3, 4)) */
static struct value bind_row_in(struct binder *b, struct scope *scope, const cJSON *body, const cJSON *left, const cJSON *items)
{
	size_t n = 0, rows = tree_count(items), r = 0, *m = arena_array(b->arena, size_t, rows + 1);
	struct value *x = bind_values_list(b, scope, tree_get(left, "args"), &n), **y = arena_array(b->arena, struct value *, rows + 1);
	const char *name = operator_name(body), *schema = NULL;
	bool countable = is_countable(left);
	const cJSON *item;

	tree_name(tree_get(body, "name"), &schema, &name);
	tree_each(item, items) {
		const cJSON *row = tree_as(item, "RowExpr");

		if (row) {
			y[r] = bind_values_list(b, scope, tree_get(row, "args"), &m[r]);
			countable &= is_countable(row);
		} else {
			y[r] = arena_new(b->arena, struct value);
			y[r][0] = bind_expr(b, scope, item);
			m[r] = 0;
			coerce(b, &y[r][0], 0, 'i');
		}
		r++;
	}
	for (r = 0; r < rows; r++) {
		if (m[r] && m[r] != n && countable) {
			problem(b, "42601", tree_location(body), "", "unequal number of entries in row expressions");
			break;
		}
		for (size_t i = 0; i < m[r] && countable; i++)
			if (!compare_item(b, schema, name, again(b, &x[i]), y[r][i], tree_location(body)))
				break;
	}
	for (r = 0; r < rows && !countable; r++)
		for (size_t i = 0; i < m[r]; i++)
			coerce(b, &y[r][i], 0, 'i');
	for (size_t i = 0; i < n; i++)
		if (!countable || !rows)
			coerce(b, &x[i], 0, 'i');
	return typed(b, b->p->bool_);
}

/* (a, b) = (c, d): item by item. */
static struct value bind_row_operator(struct binder *b, struct scope *scope, const cJSON *body, const cJSON *left, const cJSON *right)
{
	size_t n = 0, m = 0;
	struct value *x = bind_values_list(b, scope, tree_get(left, "args"), &n), *y = bind_values_list(b, scope, tree_get(right, "args"), &m);
	bool countable = is_countable(left) && is_countable(right) && n == m;
	const char *name = operator_name(body), *schema = NULL;

	tree_name(tree_get(body, "name"), &schema, &name);
	for (size_t i = 0; i < n && countable; i++)
		if (!compare_item(b, schema, name, x[i], y[i], tree_location(body)))
			break;
	for (size_t i = 0; i < n && !countable; i++)
		coerce(b, &x[i], 0, 'i');
	for (size_t i = 0; i < m && !countable; i++)
		coerce(b, &y[i], 0, 'i');
	return typed(b, b->p->bool_);
}

/* What a comparison links: columns, and parameters they are compared with. */
static void link_operator(struct binder *b, struct scope *scope, const cJSON *body, bool conjunct)
{
	const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr"), *items = tree_get(tree_as(right, "List"), "items");
	const char *kind = tree_text(body, "kind"), *name = operator_name(body);
	bool any = strcmp(kind, "AEXPR_OP_ANY") == 0, negated = *name == '!';

	if (strcmp(kind, "AEXPR_NULLIF") == 0)
		return;
	if (strcmp(kind, "AEXPR_OP") == 0) {
		link_rows(b, left, right, arena_strdup(b->arena, name), conjunct);
		row_widths(b, body, left, right);
		if (is_comparison(name))
			judge_comparison(b, scope, left, right);
	} else if (strcmp(kind, "AEXPR_IN") == 0) {
		link_list(b, left, items, strcmp(name, "=") == 0 ? "in" : "not in", conjunct);
		judge_comparison(b, scope, left, right);
	} else if (any || strcmp(kind, "AEXPR_OP_ALL") == 0) {
		link_column(b, left, right, any ? "any" : "all", conjunct);
		link_column(b, right, left, any ? "any" : "all", conjunct);
		judge_comparison(b, scope, left, right);
	} else if (strstr(kind, "BETWEEN")) {
		link_list(b, left, items, strstr(kind, "NOT") ? "not between" : "between", conjunct);
		judge_comparison(b, scope, left, right);
	} else if (strcmp(kind, "AEXPR_DISTINCT") == 0 || strcmp(kind, "AEXPR_NOT_DISTINCT") == 0) {
		link_rows(b, left, right, strcmp(kind, "AEXPR_DISTINCT") == 0 ? "is distinct from" : "is not distinct from", conjunct);
		row_widths(b, body, left, right);
	} else {
		link_column(b, left, right, strcmp(kind, "AEXPR_LIKE") == 0 ? (negated ? "not like" : "like") :
					    strcmp(kind, "AEXPR_ILIKE") == 0 ? (negated ? "not ilike" : "ilike") : "similar", conjunct);
	}
}

struct value bind_operator(struct binder *b, struct scope *scope, const cJSON *body, bool conjunct)
{
	const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr"), *select = tree_as(right, "SubLink");
	const char *kind = tree_text(body, "kind");
	bool plain = strcmp(kind, "AEXPR_OP") == 0, distinct = strstr(kind, "DISTINCT") != NULL;
	struct value v, x, y = {0}, *list = NULL;
	size_t n = 0;

	/* (a, b) = (SELECT …): one subquery of as many columns. */
	if (plain && tree_is(left, "RowExpr") && tree_text_is(select, "subLinkType", "EXPR_SUBLINK"))
		return bind_sublink(b, scope, select, left, tree_get(body, "name"), tree_location(body), conjunct);
	if ((plain || distinct) && tree_is(left, "RowExpr") && tree_is(right, "RowExpr")) {
		v = bind_row_operator(b, scope, body, tree_body(left), tree_body(right));
		link_operator(b, scope, body, conjunct);
		return v;
	}
	if (strcmp(kind, "AEXPR_IN") == 0 && tree_is(left, "RowExpr")) {
		v = bind_row_in(b, scope, body, tree_body(left), tree_get(tree_as(right, "List"), "items"));
		link_operator(b, scope, body, conjunct);
		return v;
	}
	x = bind_expr(b, scope, left);
	if (tree_is(right, "List"))
		list = bind_values_list(b, scope, tree_get(tree_as(right, "List"), "items"), &n);
	else
		y = bind_expr(b, scope, right);
	if (strcmp(kind, "AEXPR_IN") == 0)
		v = infer_in(b, scope, body, x, list, n);
	else
		v = infer_operator(b, body, x, y, list, n);
	link_operator(b, scope, body, conjunct);
	note_fact(b, body, (struct node_fact){.left = x.t, .right = y.t, .result = v.t});
	return v;
}

struct value bind_boolean(struct binder *b, struct scope *scope, const cJSON *body, bool conjunct)
{
	const cJSON *item;
	bool and_ = tree_text_is(body, "boolop", "AND_EXPR");

	tree_each(item, tree_get(body, "args")) {
		struct value v;

		b->conjunct = conjunct && and_;
		v = bind_expr(b, scope, item);
		coerce_boolean(b, &v, and_ ? "AND" : tree_text_is(body, "boolop", "OR_EXPR") ? "OR" : "NOT");
	}
	return typed(b, b->p->bool_);
}

static size_t width_of(const cJSON *testexpr)
{
	const cJSON *row = tree_as(testexpr, "RowExpr");

	return row ? tree_count(tree_get(row, "args")) : 1;
}

static enum scope_kind sublink_scope(const char *type)
{
	if (strcmp(type, "EXISTS_SUBLINK") == 0)
		return SCOPE_EXISTS;
	if (strcmp(type, "ARRAY_SUBLINK") == 0)
		return SCOPE_ARRAY;
	return strcmp(type, "EXPR_SUBLINK") == 0 ? SCOPE_SCALAR : SCOPE_ANY;
}

/* x OP (SELECT …), item by item. */
static void compare_fields(struct binder *b, const cJSON *operator, struct value *left, size_t n, const struct query *query, int position)
{
	const char *schema = NULL, *name = "=";

	if (operator)
		tree_name(operator, &schema, &name);
	for (size_t i = 0; i < n; i++) {
		struct value right = i < query->field.n && !query->opaque ? bound_field_value(b, &query->field.v[i]) : typed(b, 0);

		if (!compare_item(b, schema, name, left[i], right, position))
			return;
	}
}

struct value bind_sublink(struct binder *b, struct scope *scope, const cJSON *body, const cJSON *row, const cJSON *operator, int position, bool conjunct)
{
	const char *type = tree_text(body, "subLinkType");
	enum scope_kind kind = row ? SCOPE_ANY : sublink_scope(type);
	const cJSON *test = row ? row : tree_get(body, "testexpr"), *item;
	struct query *query = bind_any(b, scope, tree_get(body, "subselect"), kind, false);
	struct value v = typed(b, b->p->bool_), *left;
	struct ref *ref;
	size_t n = 0;

	note_fact(b, body, (struct node_fact){.query = query});
	if (tree_is(test, "RowExpr")) {
		left = bind_values_list(b, scope, tree_get(tree_body(test), "args"), &n);
	} else {
		left = arena_new(b->arena, struct value);
		*left = bind_expr(b, scope, test);
		n = test != NULL;
	}
	tree_each(item, tree_get(tree_as(test, "RowExpr"), "args"))
		if (tree_is(item, "A_Indirection") || (tree_is(item, "ColumnRef") && !ref_of(b, item)))
			return v;
	if (kind == SCOPE_EXISTS)
		return v;
	if (kind == SCOPE_ANY) {
		if (!query->opaque && query->field.n > width_of(test))
			problem(b, "42601", position, "", "subquery has too many columns");
		else if (!query->opaque && query->field.n < width_of(test))
			problem(b, "42601", position, "", "subquery has too few columns");
		else
			compare_fields(b, operator, left, n, query, position);
		ref = ref_of(b, plain_column(test));
		if (ref && ref->bound != SIZE_MAX) {
			b->bound->columns.v[ref->bound].operator = strcmp(type, "ALL_SUBLINK") == 0 ? "all" : "in";
			b->bound->columns.v[ref->bound].conjunct |= conjunct;
		}
		return v;
	}
	v = typed(b, 0);
	if (query->opaque)
		return v;
	if (query->field.n != 1) {
		problem(b, "42601", position, "", "subquery must return only one column");
		return v;
	}
	v = bound_field_value(b, &query->field.v[0]);
	if (kind == SCOPE_ARRAY)
		v = typed(b, v.t && !IS_ARRAY(v.t) ? ARRAY_OF(v.t) : v.t);
	v.field = NULL;
	return v;
}
