/* Expressions: every name in them, and what can be said of their type. */
#include "bind_private.h"

#define BUILTIN(name_) ((struct sql_type){"pg_catalog", (name_), "", 0})

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

static struct value bind_sublink(struct binder *b, struct scope *scope, const cJSON *body, const cJSON *row, int position, bool conjunct);

static struct value bind_operator(struct binder *b, struct scope *scope, const cJSON *body, bool conjunct)
{
	const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr"), *select = tree_as(right, "SubLink");
	const char *kind = tree_text(body, "kind"), *name = operator_name(body);
	struct value v = {0}, x, y = {0};

	/* (a, b) = (SELECT …): one subquery of as many columns. */
	if (strcmp(kind, "AEXPR_OP") == 0 && tree_is(left, "RowExpr") && tree_text_is(select, "subLinkType", "EXPR_SUBLINK"))
		return bind_sublink(b, scope, select, left, tree_location(body), conjunct);
	x = bind_expr(b, scope, left);
	if (tree_is(right, "List"))
		bind_list(b, scope, tree_get(tree_as(right, "List"), "items"));
	else
		y = bind_expr(b, scope, right);
	if (strcmp(kind, "AEXPR_OP") == 0) {
		link_rows(b, left, right, arena_strdup(b->arena, name), conjunct);
		row_widths(b, body, left, right);
		if (is_comparison(name)) {
			judge_comparison(b, scope, left, right);
			v.type = BUILTIN("bool");
			v.nullable = x.nullable || y.nullable;
			v.nullable_known = x.nullable_known && y.nullable_known;
		}
		return v;
	}
	if (strcmp(kind, "AEXPR_NULLIF") == 0)
		return (struct value){.type = x.type, .nullable = true, .nullable_known = true};
	v.type = BUILTIN("bool");
	if (strcmp(kind, "AEXPR_IN") == 0) {
		link_list(b, left, tree_get(tree_as(right, "List"), "items"), strcmp(name, "=") == 0 ? "in" : "not in", conjunct);
		judge_comparison(b, scope, left, right);
	} else if (strcmp(kind, "AEXPR_OP_ANY") == 0 || strcmp(kind, "AEXPR_OP_ALL") == 0) {
		bool any = strcmp(kind, "AEXPR_OP_ANY") == 0;

		link_column(b, left, right, any ? "any" : "all", conjunct);
		link_column(b, right, left, any ? "any" : "all", conjunct);
		judge_comparison(b, scope, left, right);
	} else if (strstr(kind, "BETWEEN")) {
		link_list(b, left, tree_get(tree_as(right, "List"), "items"), strstr(kind, "NOT") ? "not between" : "between", conjunct);
		judge_comparison(b, scope, left, right);
	} else if (strcmp(kind, "AEXPR_DISTINCT") == 0 || strcmp(kind, "AEXPR_NOT_DISTINCT") == 0) {
		bool not_ = strcmp(kind, "AEXPR_NOT_DISTINCT") == 0;

		link_rows(b, left, right, not_ ? "is not distinct from" : "is distinct from", conjunct);
		row_widths(b, body, left, right);
		v.nullable_known = true;
	} else {
		link_column(b, left, right, strcmp(kind, "AEXPR_LIKE") == 0 ? (*name == '!' ? "not like" : "like") :
					    strcmp(kind, "AEXPR_ILIKE") == 0 ? (*name == '!' ? "not ilike" : "ilike") : "similar", conjunct);
	}
	return v;
}

static struct value bind_boolean(struct binder *b, struct scope *scope, const cJSON *body, bool conjunct)
{
	const cJSON *item;
	bool and_ = tree_text_is(body, "boolop", "AND_EXPR");

	tree_each(item, tree_get(body, "args")) {
		b->conjunct = conjunct && and_;
		bind_expr(b, scope, item);
	}
	return (struct value){.type = BUILTIN("bool")};
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

/* `row`: the left side of a comparison of rows; NULL: what the node itself says. `position`: of the operator, or the node. */
static struct value bind_sublink(struct binder *b, struct scope *scope, const cJSON *body, const cJSON *row, int position, bool conjunct)
{
	const char *type = tree_text(body, "subLinkType");
	enum scope_kind kind = row ? SCOPE_ANY : sublink_scope(type);
	const cJSON *test = row ? row : tree_get(body, "testexpr"), *item;
	struct query *query = bind_any(b, scope, tree_get(body, "subselect"), kind, false);
	struct value v = {.type = BUILTIN("bool")};
	struct ref *ref;

	bind_expr(b, scope, test);
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
		ref = ref_of(b, plain_column(test));
		if (ref && ref->bound != SIZE_MAX) {
			b->bound->columns.v[ref->bound].operator = strcmp(type, "ALL_SUBLINK") == 0 ? "all" : "in";
			b->bound->columns.v[ref->bound].conjunct |= conjunct;
		}
		return v;
	}
	v.type = (struct sql_type){0};
	if (query->opaque)
		return v;
	if (query->field.n != 1) {
		problem(b, "42601", position, "", "subquery must return only one column");
		return v;
	}
	v.type = query->field.v[0].type;
	v.nullable = true;
	v.nullable_known = true;
	if (kind == SCOPE_ARRAY && v.type.name)
		v.type.array++;
	if (kind == SCOPE_SCALAR && query->rows == CARD_ONE) {
		v.nullable = query->field.v[0].nullable;
		v.nullable_known = query->field.v[0].nullable_known;
	} else if (kind == SCOPE_ARRAY) {
		v.nullable = false;
	}
	return v;
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
			const cJSON *indices = tree_as(step, "A_Indices");

			bind_expr(b, scope, tree_get(indices, "lidx"));
			bind_expr(b, scope, tree_get(indices, "uidx"));
			if (v.type.array && !tree_flag(indices, "is_slice")) {
				next.type = v.type;
				next.type.array = 0;
			}
		} else if (name && !is_hole(name) && v.row) {
			if (source_column(v.row, name, &i) == 0 && !v.row->opaque && !function_takes_row(b, name))
				problem(b, "42703", low, name, "column %s.%s does not exist", v.row->name, name);
			else if (i != SIZE_MAX && i < v.row->field.n && strcmp(v.row->field.v[i].name, name) == 0)
				next = (struct value){.type = v.row->field.v[i].type, .field = &v.row->field.v[i]};
		} else if (name && !is_hole(name) && composite && !composite->columns_unknown) {
			const struct column *column = relation_column(composite, name);

			if (column)
				next.type = column->type;
			else if (!function_takes_row(b, name))
				problem(b, "42703", low, arena_printf(b->arena, "%s.%s", composite->name, name),
					"column \"%s\" not found in data type %s", name, composite->name);
		}
		v = next;
	}
	return v;
}

static void bind_window(struct binder *b, struct scope *scope, const cJSON *window)
{
	bind_list(b, scope, tree_get(window, "partitionClause"));
	bind_list(b, scope, tree_get(window, "orderClause"));
	bind_expr(b, scope, tree_get(window, "startOffset"));
	bind_expr(b, scope, tree_get(window, "endOffset"));
}

static struct value bind_call(struct binder *b, struct scope *scope, const cJSON *body)
{
	bind_list(b, scope, tree_get(body, "args"));
	bind_list(b, scope, tree_get(body, "agg_order"));
	bind_expr(b, scope, tree_get(body, "agg_filter"));
	if (tree_get(body, "over"))
		bind_window(b, scope, tree_get(body, "over"));
	return (struct value){.type = function_type(b, body)};
}

static struct value bind_case(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *item, *otherwise = tree_get(body, "defresult");
	struct value v = {0}, w;
	bool first = true, same = true;

	bind_expr(b, scope, tree_get(body, "arg"));
	tree_each(item, tree_get(body, "args")) {
		const cJSON *when = tree_as(item, "CaseWhen");

		bind_expr(b, scope, tree_get(when, "expr"));
		w = bind_expr(b, scope, tree_get(when, "result"));
		same = same && w.type.name && (first || type_same(&v.type, &w.type));
		v.type = w.type;
		first = false;
	}
	w = bind_expr(b, scope, otherwise);
	if (otherwise && !tree_is_null_constant(otherwise))
		same = same && w.type.name && type_same(&v.type, &w.type);
	return same ? (struct value){.type = v.type} : (struct value){0};
}

/* A value without a type of its own takes that of the others. */
static bool is_untyped(const cJSON *node)
{
	const cJSON *constant = tree_as(node, "A_Const");

	return tree_is(node, "ParamRef") || (constant && (tree_flag(constant, "isnull") || tree_get(constant, "sval")));
}

static struct value bind_coalesce(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *item;
	struct value v = {.nullable = true, .nullable_known = true}, w;
	bool same = true;

	tree_each(item, tree_get(body, "args")) {
		w = bind_expr(b, scope, item);
		if (!is_untyped(item)) {
			same = same && w.type.name && (!v.type.name || type_same(&v.type, &w.type));
			v.type = w.type;
		}
		if (w.nullable_known && !w.nullable)
			v.nullable = false;
		else if (!w.nullable_known && v.nullable)
			v.nullable_known = false;
	}
	if (!v.nullable)
		v.nullable_known = true;
	if (!same)
		v.type = (struct sql_type){0};
	return v;
}

/* A constant too large for int4: 18 digits always fit int8, more are left to numeric. */
static bool is_int8(const char *text)
{
	return strspn(text, "0123456789") == strlen(text) && strlen(text) < 19;
}

static struct value constant_value(const cJSON *body)
{
	struct value v = {.nullable_known = true};

	if (tree_flag(body, "isnull"))
		v.nullable = true;
	else if (tree_get(body, "ival"))
		v.type = BUILTIN("int4");
	else if (tree_get(body, "fval"))
		v.type = BUILTIN(is_int8(tree_text(tree_get(body, "fval"), "fval")) ? "int8" : "numeric");
	else if (tree_get(body, "boolval"))
		v.type = BUILTIN("bool");
	else if (tree_get(body, "sval"))
		v.type = BUILTIN("text");
	return v;
}

static struct value bind_cast(struct binder *b, struct scope *scope, const cJSON *body)
{
	struct value v = bind_expr(b, scope, tree_get(body, "arg"));
	const cJSON *parameter = tree_at(body, "arg", "ParamRef");
	const int64_t *i = parameter ? map_get(&b->params, (const char *)&parameter, sizeof(parameter)) : NULL;

	v.type = type_from_tree(b->arena, b->catalog, tree_get(body, "typeName"));
	if (!v.type.schema)
		v.type.name = NULL;
	if (i)
		b->bound->parameters.v[*i].type = v.type;
	return (struct value){.type = v.type, .nullable = v.nullable, .nullable_known = v.nullable_known};
}

/* Any other node: what is below it. */
static void bind_below(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *member;

	tree_each(member, body) {
		if (cJSON_IsArray(member))
			bind_list(b, scope, member);
		else if (cJSON_IsObject(member) && *tree_tag(member))
			bind_expr(b, scope, member);
	}
}

static struct value bind_other(struct binder *b, struct scope *scope, const char *tag, const cJSON *body)
{
	struct value v = {0};

	if (strcmp(tag, "ResTarget") == 0)
		return bind_expr(b, scope, tree_get(body, "val"));
	if (strcmp(tag, "SetToDefault") == 0) {
		problem(b, "42601", tree_location(body), "", "DEFAULT is not allowed in this context");
		return v;
	}
	if (strcmp(tag, "CollateClause") == 0)
		return bind_expr(b, scope, tree_get(body, "arg"));
	if (strcmp(tag, "WindowDef") == 0) {
		bind_window(b, scope, body);
		return v;
	}
	bind_below(b, scope, body);
	if (strcmp(tag, "NullTest") == 0 || strcmp(tag, "BooleanTest") == 0)
		v = (struct value){.type = BUILTIN("bool"), .nullable_known = true};
	return v;
}

struct value bind_expr(struct binder *b, struct scope *scope, const cJSON *node)
{
	const char *tag = tree_tag(node);
	const cJSON *body = tree_body(node);
	bool conjunct = b->conjunct;
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
	} else if (strcmp(tag, "A_Const") == 0) {
		v = constant_value(body);
	} else if (strcmp(tag, "TypeCast") == 0) {
		v = bind_cast(b, scope, body);
	} else if (strcmp(tag, "A_Expr") == 0) {
		v = bind_operator(b, scope, body, conjunct);
	} else if (strcmp(tag, "BoolExpr") == 0) {
		v = bind_boolean(b, scope, body, conjunct);
	} else if (strcmp(tag, "FuncCall") == 0) {
		v = bind_call(b, scope, body);
	} else if (strcmp(tag, "SubLink") == 0) {
		v = bind_sublink(b, scope, body, NULL, tree_location(body), conjunct);
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
	return v;
}

void bind_list(struct binder *b, struct scope *scope, const cJSON *list)
{
	const cJSON *item;
	bool conjunct = b->conjunct;

	b->conjunct = false;
	tree_each(item, list)
		bind_expr(b, scope, item);
	b->conjunct = conjunct;
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
	b->clause = saved;
	b->use = use;
	b->conjunct = conjunct;
	return v;
}
