/* Expressions: every name in them, and what can be said of their type. */
#include "bind_type.h"

/* jsonb has subscripts, and a few types of the system that are arrays inside; of an extension's type it is not known. */
static bool has_no_subscripts(struct binder *b, int type)
{
	static const char *const others[] = {"name", "point", "lseg", "box", "line", "jsonb", "int2vector", "oidvector"};
	const struct builtin_type *builtin;

	type = base_type(b, type);
	if (!type || element_type(b, type) || type == b->p->unknown)
		return false;
	if (enum_of(b, type) || is_composite(b, type))
		return true;
	builtin = type < b->p->types ? &b->p->type[type / 2] : NULL;
	for (size_t i = 0; builtin && i < sizeof(others) / sizeof(*others); i++)
		if (strcmp(builtin->name, others[i]) == 0)
			return false;
	return builtin && builtin->part == 1 && strchr("brm", builtin->kind);
}

static struct value bind_subscript(struct binder *b, struct scope *scope, const cJSON *indices, const struct value *v)
{
	static const char *const bound[] = {"lidx", "uidx"};
	bool array = element_type(b, v->t) != 0, slice = tree_flag(indices, "is_slice");

	if (has_no_subscripts(b, v->t))
		type_problem(b, v->shared, "42804", v->node ? expr_position(v->node) : -1, "", "cannot subscript type %s because it does not support subscripting", type_label(b, v->t));
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
	tree_each(step, list)
	{
		const char *name = tree_string(step);
		const struct relation *composite = relation_of_type(b, &v.type);
		struct value next = {0};
		size_t i = 0;

		if (tree_is(step, "A_Indices")) {
			next = bind_subscript(b, scope, tree_as(step, "A_Indices"), &v);
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
			} else if (!function_takes_row(b, name))
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
	const char *place = b->place;

	b->place = "window";
	bind_list(b, scope, tree_get(window, "partitionClause"));
	bind_list(b, scope, tree_get(window, "orderClause"));
	bind_forgotten(b, scope, tree_get(window, "startOffset"));
	bind_forgotten(b, scope, tree_get(window, "endOffset"));
	b->place = place;
}

/* The arguments of an aggregate with WITHIN GROUP are those of its ORDER BY too. */
static const cJSON *order_item(const cJSON *node)
{
	return tree_get(tree_as(node, "SortBy"), "node");
}

static struct value bind_call(struct binder *b, struct scope *scope, const cJSON *body)
{
	bool within = tree_flag(body, "agg_within_group"), aggregate;
	const cJSON *order = tree_get(body, "agg_order"), *item;
	const char *place = b->place;
	struct sets before = b->sets;
	size_t n = 0, given;
	struct value *args = bind_values_list(b, scope, tree_get(body, "args"), &given), *all = arena_array(b->arena, struct value, given + tree_count(order) + 1), filter, v;
	struct call call;

	for (; n < given; n++)
		all[n] = args[n];
	tree_each(item, order)
	{
		struct value one = bind_expr(b, scope, order_item(item));

		if (within)
			all[n++] = one;
		else
			coerce_unknown(b, &one);
	}
	b->place = tree_get(body, "agg_filter") ? "filter" : place;
	filter = bind_expr(b, scope, tree_get(body, "agg_filter"));
	b->place = place;
	if (filter.node)
		coerce_boolean(b, &filter, "FILTER");
	v = infer_call(b, scope, body, all, n, &call);
	note_fact(b, body, (struct node_fact){.proc = call.proc, .result = v.t});
	judge_call(b, scope, body, &call);
	aggregate = (call.proc && strchr("aoh", call.proc->kind)) || (call.routine && call.routine->is_aggregate) || (!call.proc && function_is_aggregate(b, body));
	if (tree_get(body, "over"))
		judge_no_set(b, before, "window function calls cannot contain set-returning function calls");
	else if (aggregate)
		judge_no_set(b, before, "aggregate function calls cannot contain set-returning function calls");
	if (!tree_get(body, "over") && aggregate)
		note_aggregate(b, scope, body);
	if (call.set) {
		scope->has_sets |= strcmp(b->clause, "select") == 0 || strcmp(b->clause, "order") == 0;
		note_set(b, scope, body);
	}
	if (tree_get(body, "over"))
		bind_window(b, scope, tree_get(body, "over"));
	return v;
}

static struct value bind_case(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *item, *otherwise = tree_get(body, "defresult"), *tested = tree_get(body, "arg");
	size_t most = tree_count(tree_get(body, "args")) + 1, n = 1;
	struct value *result = arena_array(b->arena, struct value, most), arg = bind_expr(b, scope, tested);

	struct sets before = b->sets;

	if (tested)
		coerce_unknown(b, &arg);
	tree_each(item, tree_get(body, "args"))
	{
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
	judge_no_set(b, before, "set-returning functions are not allowed in CASE");
	return typed(b, coerce_common(b, result, n, "CASE"));
}

static struct value bind_coalesce(struct binder *b, struct scope *scope, const cJSON *body)
{
	struct sets before = b->sets;
	size_t n = 0;
	struct value *list = bind_values_list(b, scope, tree_get(body, "args"), &n);
	int type = coerce_common(b, list, n, "COALESCE");

	judge_no_set(b, before, "set-returning functions are not allowed in COALESCE");
	return typed(b, type);
}

static const char *nearest_type(struct binder *b, const char *name)
{
	size_t n = 0, most = b->catalog->type.n + (size_t)b->p->types / 2;
	const char **names = arena_array(b->arena, const char *, most + 1), *nearest;

	for (size_t i = 0; i < b->catalog->type.n; i++)
		names[n++] = b->catalog->type.v[i]->name;
	for (int i = 1; i < b->p->types / 2; i++)
		if (b->p->type[i].name && b->p->type[i].kind != 'p' && (b->p->type[i].part & b->parts))
			names[n++] = b->p->type[i].name;
	nearest = nearest_name(name, names, n);
	return nearest ? nearest : "";
}

void judge_type(struct binder *b, const cJSON *name)
{
	struct bound_problem *p;
	struct sql_type type = type_from_tree(b->arena, b->catalog, name);

	if (type.schema || !type.name || b->vague || is_hole(type.name) || tree_flag(name, "pct_type") || strstr(type.name, "pg_") || strstr(type.name, "information_schema"))
		return;
	p = problem(b, "42704", tree_location(name), type.name, "type \"%s%s\" does not exist", type.name, type.array ? "[]" : "");
	if (!p)
		return;
	p->nearest = nearest_type(b, type.name);
	/* Perhaps somebody created it elsewhere. */
	if (extension_of_type(type.name)) {
		p->certain = false;
		p->detail = arena_printf(b->arena, "extension \"%s\", which is not created here, has one", extension_of_type(type.name));
	}
}

static struct value bind_cast(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *array = tree_at(body, "arg", "A_ArrayExpr");
	struct value v;
	int from;

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
		v = (struct value){.node = tree_get(body, "arg")};
	} else {
		v = bind_expr(b, scope, tree_get(body, "arg"));
	}
	from = v.t;
	v = infer_cast(b, body, v);
	note_fact(b, body, (struct node_fact){.left = from, .result = v.t});
	return v;
}

static struct value bind_array(struct binder *b, struct scope *scope, const cJSON *body)
{
	size_t n = 0;
	struct value *list = bind_values_list(b, scope, tree_get(body, "elements"), &n);
	int element = n ? coerce_common(b, list, n, "ARRAY") : 0;

	if (!n) {
		struct bound_problem *p = problem(b, "42P18", tree_location(body), "", "cannot determine type of empty array");

		if (p)
			p->code = "type-mismatch";
	}
	return typed(b, element ? ARRAY_OF(element) : 0);
}

static struct value bind_extreme(struct binder *b, struct scope *scope, const cJSON *body)
{
	size_t n = 0;
	struct value *list = bind_values_list(b, scope, tree_get(body, "args"), &n);

	return typed(b, coerce_common(b, list, n, tree_text_is(body, "op", "IS_LEAST") ? "LEAST" : "GREATEST"));
}

static struct value value_function(struct binder *b, const cJSON *body)
{
	static const struct {
		const char *op, *type;
	} types[] = {
		{"SVFOP_CURRENT_DATE", "date"},
		{"SVFOP_CURRENT_TIMESTAMP", "timestamptz"},
		{"SVFOP_CURRENT_TIMESTAMP_N", "timestamptz"},
		{"SVFOP_CURRENT_TIME", "timetz"},
		{"SVFOP_CURRENT_TIME_N", "timetz"},
		{"SVFOP_LOCALTIMESTAMP", "timestamp"},
		{"SVFOP_LOCALTIMESTAMP_N", "timestamp"},
		{"SVFOP_LOCALTIME", "time"},
		{"SVFOP_LOCALTIME_N", "time"},
	};
	struct value v = typed(b, b->p->name);

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (tree_text_is(body, "op", types[i].op))
			v = typed(b, builtin_type(types[i].type));
	return v;
}

static const char *test_name(const char *type)
{
	static const char *const names[][2] = {
		{"IS_TRUE", "IS TRUE"},
		{"IS_NOT_TRUE", "IS NOT TRUE"},
		{"IS_FALSE", "IS FALSE"},
		{"IS_NOT_FALSE", "IS NOT FALSE"},
		{"IS_UNKNOWN", "IS UNKNOWN"},
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

	tree_each(member, body)
	{
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
		return typed(b, b->p->bool_);
	}
	if (strcmp(tag, "NullTest") == 0) {
		/* Says nothing of the type: a parameter stays undecided. */
		bind_expr(b, scope, tree_get(body, "arg"));
		return typed(b, b->p->bool_);
	}
	if (strcmp(tag, "RowExpr") == 0) {
		size_t n;

		/* Nothing in it gives a parameter a type. */
		bind_values_list(b, scope, tree_get(body, "args"), &n);
		return typed(b, b->p->record);
	}
	bind_below(b, scope, body);
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
		coerce_boolean(b, v, strcmp(clause, "join") == 0 ? "JOIN/ON" : strcmp(clause, "having") == 0 ? "HAVING"
													     : "WHERE");
}

struct value bind_clause(struct binder *b, struct scope *scope, const cJSON *node, const char *clause)
{
	const char *saved = b->clause, *use = b->use;
	bool conjunct = b->conjunct, filters = strcmp(clause, "where") == 0 || strcmp(clause, "join") == 0;
	struct value v;

	b->clause = clause;
	b->use = filters ? "where" : strcmp(clause, "limit") == 0 || strcmp(clause, "offset") == 0 ? clause
												   : "";
	b->conjunct = filters && scope->main;
	v = bind_expr(b, scope, node);
	judge_clause(b, &v, clause);
	b->clause = saved;
	b->use = use;
	b->conjunct = conjunct;
	return v;
}
