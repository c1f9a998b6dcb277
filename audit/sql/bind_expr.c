/* Expressions: every name in them, and what can be said of their type. */
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

static struct value bind_sublink(struct binder *b, struct scope *scope, const cJSON *body, const cJSON *row, const cJSON *operator, int position, bool conjunct);

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

static struct value bind_operator(struct binder *b, struct scope *scope, const cJSON *body, bool conjunct)
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
	if (plain && is_comparison(operator_name(body))) {
		v.nullable = x.nullable || y.nullable;
		v.nullable_known = x.nullable_known && y.nullable_known;
	} else if (distinct) {
		v.nullable_known = true;
	} else if (strcmp(kind, "AEXPR_NULLIF") == 0) {
		v.nullable = v.nullable_known = true;
	}
	return v;
}

static struct value bind_boolean(struct binder *b, struct scope *scope, const cJSON *body, bool conjunct)
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

/* `row`: the left side of a comparison of rows; NULL: what the node itself says. `position`: of the operator, or the node. */
static struct value bind_sublink(struct binder *b, struct scope *scope, const cJSON *body, const cJSON *row, const cJSON *operator, int position, bool conjunct)
{
	const char *type = tree_text(body, "subLinkType");
	enum scope_kind kind = row ? SCOPE_ANY : sublink_scope(type);
	const cJSON *test = row ? row : tree_get(body, "testexpr"), *item;
	struct query *query = bind_any(b, scope, tree_get(body, "subselect"), kind, false);
	struct value v = typed(b, b->p->bool_), *left;
	struct ref *ref;
	size_t n = 0;

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
	if (kind == SCOPE_EXISTS) {
		v.nullable_known = true;
		return v;
	}
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
	v.nullable = true;
	v.nullable_known = true;
	if (kind == SCOPE_SCALAR && query->rows == CARD_ONE) {
		v.nullable = query->field.v[0].nullable;
		v.nullable_known = query->field.v[0].nullable_known;
	} else if (kind == SCOPE_ARRAY) {
		v.nullable = false;
	}
	return v;
}

static struct value bind_subscript(struct binder *b, struct scope *scope, const cJSON *indices, const struct value *v)
{
	static const char *const bound[] = {"lidx", "uidx"};
	bool array = element_type(b, v->t) != 0, slice = tree_flag(indices, "is_slice");

	for (int i = 0; i < 2; i++) {
		struct value subscript = bind_expr(b, scope, tree_get(indices, bound[i]));

		if (!subscript.node)
			continue;
		if (!array)
			coerce(b, &subscript, 0, 'i');
		else if (subscript.t && !coerce(b, &subscript, b->p->int4, 'a'))
			problem(b, "42804", expr_position(subscript.node), "", "array subscript must have type integer");
	}
	if (array)
		return typed(b, slice ? base_type(b, v->t) : element_type(b, v->t));
	return typed(b, v->t == b->p->jsonb && !slice ? v->t : 0);
}

static struct value bind_indirection(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *list = tree_get(body, "indirection"), *arg = tree_get(body, "arg"), *step;
	struct value v = bind_expr(b, scope, arg);
	int low = -1, high = -1;

	tree_extent(arg, &low, &high);
	tree_each(step, list) {
		const char *name = tree_string(step);
		const struct relation *composite = relation_of_type(b, &v.type);
		struct value next = {.nullable = true, .nullable_known = false};
		size_t i = 0;

		if (tree_is(step, "A_Indices")) {
			next = bind_subscript(b, scope, tree_as(step, "A_Indices"), &v);
			next.nullable = true;
		} else if (name && !is_hole(name) && v.row) {
			if (source_column(v.row, name, &i) == 0 && !v.row->opaque && !function_takes_row(b, name))
				problem(b, "42703", low, name, "column %s.%s does not exist", v.row->name, name);
			else if (i != SIZE_MAX && i < v.row->field.n && strcmp(v.row->field.v[i].name, name) == 0)
				next = bound_field_value(b, &v.row->field.v[i]);
		} else if (name && !is_hole(name) && composite && !composite->columns_unknown) {
			const struct column *column = relation_column(composite, name);

			if (column) {
				next = typed(b, type_number(b, &column->type));
				next.type = column->type;
				next.nullable = true;
			}
			else if (!function_takes_row(b, name))
				problem(b, "42703", low, arena_printf(b->arena, "%s.%s", composite->name, name),
					"column \"%s\" not found in data type %s", name, composite->name);
		} else if (name && !is_hole(name) && v.t && !is_composite(b, v.t) && (!builtin_procs(name) || v.t == b->p->unknown) && !function_takes_row(b, name)) {
			/* name(x) may be a cast: $1.name. */
			if (v.t == b->p->unknown && builtin_type(name))
				coerce(b, &v, 0, 'i');
			else
				problem(b, "42809", low, name, "column notation .%s applied to type %s, which is not a composite type", name, type_label(b, v.t));
		}
		v = next;
	}
	return v;
}

static void bind_forgotten(struct binder *b, struct scope *scope, const cJSON *node);

static void bind_window(struct binder *b, struct scope *scope, const cJSON *window)
{
	bind_list(b, scope, tree_get(window, "partitionClause"));
	bind_list(b, scope, tree_get(window, "orderClause"));
	bind_forgotten(b, scope, tree_get(window, "startOffset"));
	bind_forgotten(b, scope, tree_get(window, "endOffset"));
}

/* The arguments of an aggregate with WITHIN GROUP are those of its ORDER BY too. */
static const cJSON *order_item(const cJSON *node)
{
	return tree_get(tree_as(node, "SortBy"), "node");
}

static struct value bind_call(struct binder *b, struct scope *scope, const cJSON *body)
{
	bool within = tree_flag(body, "agg_within_group");
	const cJSON *order = tree_get(body, "agg_order"), *item;
	size_t n = 0, given;
	struct value *args = bind_values_list(b, scope, tree_get(body, "args"), &given), *all = arena_array(b->arena, struct value, given + tree_count(order) + 1), filter, v;
	struct call call;

	for (; n < given; n++)
		all[n] = args[n];
	tree_each(item, order) {
		struct value one = bind_expr(b, scope, order_item(item));

		if (within)
			all[n++] = one;
		else
			coerce_unknown(b, &one);
	}
	filter = bind_expr(b, scope, tree_get(body, "agg_filter"));
	if (filter.node)
		coerce_boolean(b, &filter, "FILTER");
	v = infer_call(b, scope, body, all, n, &call);
	if (!tree_get(body, "over") && ((call.proc && strchr("aoh", call.proc->kind)) || (call.routine && call.routine->is_aggregate) || function_is_aggregate(b, body)))
		note_aggregate(b, scope, body);
	if (tree_get(body, "over"))
		bind_window(b, scope, tree_get(body, "over"));
	return v;
}

static struct value bind_case(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *item, *otherwise = tree_get(body, "defresult"), *tested = tree_get(body, "arg");
	size_t most = tree_count(tree_get(body, "args")) + 1, n = 1;
	struct value *result = arena_array(b->arena, struct value, most), arg = bind_expr(b, scope, tested);

	if (tested)
		coerce_unknown(b, &arg);
	tree_each(item, tree_get(body, "args")) {
		const cJSON *when = tree_as(item, "CaseWhen");
		struct value test = bind_expr(b, scope, tree_get(when, "expr")), left = arg;

		if (tested)
			resolve_operator(b, NULL, "=", &left, &test, tree_location(when) < 0 ? -1 : tree_location(when));
		else
			coerce_boolean(b, &test, "CASE/WHEN");
		if (n < most)
			result[n++] = bind_expr(b, scope, tree_get(when, "result"));
	}
	/* The last one decides first, and is NULL when it is not written. */
	result[0] = otherwise ? bind_expr(b, scope, otherwise) : typed(b, b->p->unknown);
	return typed(b, coerce_common(b, result, n, "CASE"));
}

static struct value bind_coalesce(struct binder *b, struct scope *scope, const cJSON *body)
{
	struct value v;
	size_t n = 0;
	struct value *list = bind_values_list(b, scope, tree_get(body, "args"), &n);
	bool known = true, nullable = true;

	for (size_t i = 0; i < n; i++) {
		if (list[i].nullable_known && !list[i].nullable)
			nullable = false;
		known &= list[i].nullable_known;
	}
	v = typed(b, coerce_common(b, list, n, "COALESCE"));
	v.nullable = nullable;
	v.nullable_known = known || !nullable;
	return v;
}

void judge_type(struct binder *b, const cJSON *name)
{
	struct sql_type type = type_from_tree(b->arena, b->catalog, name);

	if (type.schema || !type.name || b->vague || is_hole(type.name) || tree_flag(name, "pct_type") || strstr(type.name, "pg_") || strstr(type.name, "information_schema"))
		return;
	problem(b, "42704", tree_location(name), type.name, "type \"%s%s\" does not exist", type.name, type.array ? "[]" : "");
}

static struct value bind_cast(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *array = tree_at(body, "arg", "A_ArrayExpr");
	struct value v;

	judge_type(b, tree_get(body, "typeName"));
	/* ARRAY[]::int[] and ARRAY['a', $1]::t[]: the items are cast one by one. */
	if (array) {
		struct sql_type type = type_from_tree(b->arena, b->catalog, tree_get(body, "typeName"));
		int element = element_type(b, type_number(b, &type));
		size_t n = 0;
		struct value *list = bind_values_list(b, scope, tree_get(array, "elements"), &n);

		for (size_t i = 0; i < n; i++)
			if (list[i].t == b->p->unknown || !element)
				coerce(b, &list[i], element, 'e');
		v = (struct value){.nullable_known = true, .node = tree_get(body, "arg")};
	} else {
		v = bind_expr(b, scope, tree_get(body, "arg"));
	}
	return infer_cast(b, body, v);
}

static struct value bind_array(struct binder *b, struct scope *scope, const cJSON *body)
{
	size_t n = 0;
	struct value *list = bind_values_list(b, scope, tree_get(body, "elements"), &n), v;
	int element = n ? coerce_common(b, list, n, "ARRAY") : 0;

	if (!n) {
		struct bound_problem *p = problem(b, "42P18", tree_location(body), "", "cannot determine type of empty array");

		if (p)
			p->code = "type-mismatch";
	}
	v = typed(b, element ? ARRAY_OF(element) : 0);
	v.nullable_known = true;
	return v;
}

static struct value bind_extreme(struct binder *b, struct scope *scope, const cJSON *body)
{
	size_t n = 0;
	struct value *list = bind_values_list(b, scope, tree_get(body, "args"), &n);

	return typed(b, coerce_common(b, list, n, tree_text_is(body, "op", "IS_LEAST") ? "LEAST" : "GREATEST"));
}

static struct value value_function(struct binder *b, const cJSON *body)
{
	static const struct { const char *op, *type; } types[] = {
		{"SVFOP_CURRENT_DATE", "date"}, {"SVFOP_CURRENT_TIMESTAMP", "timestamptz"}, {"SVFOP_CURRENT_TIMESTAMP_N", "timestamptz"}, {"SVFOP_CURRENT_TIME", "timetz"},
		{"SVFOP_CURRENT_TIME_N", "timetz"}, {"SVFOP_LOCALTIMESTAMP", "timestamp"}, {"SVFOP_LOCALTIMESTAMP_N", "timestamp"}, {"SVFOP_LOCALTIME", "time"},
		{"SVFOP_LOCALTIME_N", "time"},
	};
	struct value v = typed(b, b->p->name);

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (tree_text_is(body, "op", types[i].op))
			v = typed(b, builtin_type(types[i].type));
	v.nullable_known = v.t != b->p->name;
	return v;
}

static const char *test_name(const char *type)
{
	static const char *const names[][2] = {
		{"IS_TRUE", "IS TRUE"}, {"IS_NOT_TRUE", "IS NOT TRUE"}, {"IS_FALSE", "IS FALSE"}, {"IS_NOT_FALSE", "IS NOT FALSE"}, {"IS_UNKNOWN", "IS UNKNOWN"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i][0], type) == 0)
			return names[i][1];
	return "IS NOT UNKNOWN";
}

/* Any other node: what is below it. */
static void bind_forgotten(struct binder *b, struct scope *scope, const cJSON *node)
{
	struct value v = bind_expr(b, scope, node);

	coerce(b, &v, 0, 'i');
}

static void bind_below(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *member;

	tree_each(member, body) {
		if (cJSON_IsArray(member))
			bind_list(b, scope, member);
		else if (cJSON_IsObject(member) && *tree_tag(member))
			bind_forgotten(b, scope, member);
	}
}

static struct value bind_other(struct binder *b, struct scope *scope, const char *tag, const cJSON *body)
{
	struct value v = {0};

	if (strcmp(tag, "SetToDefault") == 0) {
		problem(b, "42601", tree_location(body), "", "DEFAULT is not allowed in this context");
		return v;
	}
	if (strcmp(tag, "CollateClause") == 0) {
		v = bind_expr(b, scope, tree_get(body, "arg"));
		v.field = NULL;
		return v;
	}
	if (strcmp(tag, "WindowDef") == 0) {
		bind_window(b, scope, body);
		return v;
	}
	if (strcmp(tag, "NamedArgExpr") == 0)
		return bind_expr(b, scope, tree_get(body, "arg"));
	if (strcmp(tag, "A_ArrayExpr") == 0)
		return bind_array(b, scope, body);
	if (strcmp(tag, "MinMaxExpr") == 0)
		return bind_extreme(b, scope, body);
	if (strcmp(tag, "SQLValueFunction") == 0)
		return value_function(b, body);
	if (strcmp(tag, "BooleanTest") == 0) {
		v = bind_expr(b, scope, tree_get(body, "arg"));
		coerce_boolean(b, &v, test_name(tree_text(body, "booltesttype")));
		v = typed(b, b->p->bool_);
		v.nullable_known = true;
		return v;
	}
	if (strcmp(tag, "NullTest") == 0) {
		/* Says nothing of the type: a parameter stays undecided. */
		bind_expr(b, scope, tree_get(body, "arg"));
		v = typed(b, b->p->bool_);
		v.nullable_known = true;
		return v;
	}
	bind_below(b, scope, body);
	if (strcmp(tag, "RowExpr") == 0)
		return typed(b, b->p->record);
	return typed(b, strcmp(tag, "GroupingFunc") == 0 ? b->p->int4 : 0);
}

struct value bind_expr(struct binder *b, struct scope *scope, const cJSON *node)
{
	const char *tag = tree_tag(node);
	const cJSON *body = tree_body(node);
	bool conjunct = b->conjunct;
	size_t shared = b->shared_reads;
	struct value v = {0};

	if (!body || strcmp(tag, "String") == 0)
		return v;
	b->conjunct = false;
	if (strcmp(tag, "ColumnRef") == 0) {
		v = bind_column_ref(b, scope, node, body);
		/* WHERE active: a comparison of its own kind. */
		if (conjunct && ref_of(b, node) && ref_of(b, node)->bound != SIZE_MAX)
			b->bound->columns.v[ref_of(b, node)->bound].conjunct = true;
	} else if (strcmp(tag, "ParamRef") == 0) {
		note_parameter(b, body);
		v = bound_parameter_value(b, body);
	} else if (strcmp(tag, "A_Const") == 0) {
		v = infer_constant(b, body);
	} else if (strcmp(tag, "TypeCast") == 0) {
		v = bind_cast(b, scope, body);
	} else if (strcmp(tag, "A_Expr") == 0) {
		v = bind_operator(b, scope, body, conjunct);
	} else if (strcmp(tag, "BoolExpr") == 0) {
		v = bind_boolean(b, scope, body, conjunct);
	} else if (strcmp(tag, "FuncCall") == 0) {
		v = bind_call(b, scope, body);
	} else if (strcmp(tag, "SubLink") == 0) {
		v = bind_sublink(b, scope, body, NULL, tree_get(body, "operName"), tree_location(body), conjunct);
	} else if (strcmp(tag, "A_Indirection") == 0) {
		v = bind_indirection(b, scope, body);
	} else if (strcmp(tag, "CaseExpr") == 0) {
		v = bind_case(b, scope, body);
	} else if (strcmp(tag, "CoalesceExpr") == 0) {
		v = bind_coalesce(b, scope, body);
	} else {
		v = bind_other(b, scope, tag, body);
	}
	b->conjunct = conjunct;
	v.node = node;
	v.shared |= b->shared_reads != shared;
	return v;
}

void bind_list(struct binder *b, struct scope *scope, const cJSON *list)
{
	const cJSON *item;
	bool conjunct = b->conjunct;

	b->conjunct = false;
	tree_each(item, list)
		bind_forgotten(b, scope, item);
	b->conjunct = conjunct;
}

struct value *bind_values_list(struct binder *b, struct scope *scope, const cJSON *list, size_t *n)
{
	struct value *values = arena_array(b->arena, struct value, tree_count(list) + 1);
	const cJSON *item;
	bool conjunct = b->conjunct;

	*n = 0;
	b->conjunct = false;
	tree_each(item, list)
		values[(*n)++] = bind_expr(b, scope, item);
	b->conjunct = conjunct;
	return values;
}

/* What the value of a clause has to be. */
static void judge_clause(struct binder *b, struct value *v, const char *clause)
{
	if (!v->node)
		return;
	if (strcmp(clause, "limit") == 0 || strcmp(clause, "offset") == 0)
		coerce_specific(b, v, b->p->int8, *clause == 'l' ? "LIMIT" : "OFFSET");
	else
		coerce_boolean(b, v, strcmp(clause, "join") == 0 ? "JOIN/ON" : strcmp(clause, "having") == 0 ? "HAVING" : "WHERE");
}

struct value bind_clause(struct binder *b, struct scope *scope, const cJSON *node, const char *clause)
{
	const char *saved = b->clause, *use = b->use;
	bool conjunct = b->conjunct, filters = strcmp(clause, "where") == 0 || strcmp(clause, "join") == 0;
	struct value v;

	b->clause = clause;
	b->use = filters ? "where" : strcmp(clause, "limit") == 0 || strcmp(clause, "offset") == 0 ? clause : "";
	b->conjunct = filters && scope->main;
	v = bind_expr(b, scope, node);
	judge_clause(b, &v, clause);
	b->clause = saved;
	b->use = use;
	b->conjunct = conjunct;
	return v;
}
