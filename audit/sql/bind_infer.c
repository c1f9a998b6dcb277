/* What operators, calls, casts and constants give. See bind_type.h. */
#include "bind_type.h"

struct vars { struct binder *b; const struct scope *scope; bool found; };

static bool look_for_var(void *context, const char *tag, const cJSON *body)
{
	struct vars *vars = context;

	if (strcmp(tag, "ColumnRef") == 0) {
		const int64_t *i = map_get(&vars->b->refs, (const char *)&body, sizeof(body));

		/* One that is not known counts as a column. */
		vars->found |= (!i && !is_name_around(vars->b, body)) || (i && vars->b->ref.v[*i].home == vars->scope);
	}
	return !vars->found;
}

static bool has_columns(struct binder *b, const struct scope *scope, const cJSON *node)
{
	struct vars vars = {b, scope, false};

	tree_walk(node, look_for_var, &vars);
	return vars.found;
}

static const char *operator_parts(const cJSON *body, const char **schema)
{
	const char *name = "";

	*schema = NULL;
	if (!tree_name(tree_get(body, "name"), schema, &name))
		return "";
	return name;
}

struct value again(struct binder *b, const struct value *v)
{
	struct value copy = *v;

	if (!v->parameter)
		return copy;
	copy = bound_parameter_value(b, tree_body(v->node));
	copy.node = v->node;
	return copy;
}

/* IN: items without columns are one array where they have a common type, the others are compared one by one. */
struct value infer_in(struct binder *b, const struct scope *scope, const cJSON *body, struct value left, struct value *list, size_t n)
{
	const char *schema, *name = operator_parts(body, &schema);
	int *types = arena_array(b->arena, int, n + 1), position = tree_location(body);
	size_t plain = 0, at;
	bool *columns = arena_array(b->arena, bool, n + 1), array = false;

	types[0] = left.t;
	for (size_t i = 0; i < n; i++)
		if (!(columns[i] = has_columns(b, scope, list[i].node)))
			types[++plain] = list[i].t;
	if (plain > 1) {
		int common = common_type(b, types, plain + 1, &at);
		bool works = common > 0 && common != b->p->record;

		for (size_t i = 0; i <= plain && works; i++)
			works = can_coerce(b, types[i], common, 'i') != NO;
		array = works;
		for (size_t i = 0; i < n; i++)
			if (!columns[i] && (works || !common))
				coerce(b, &list[i], common > 0 ? common : 0, 'i');
		if (works) {
			struct value right = typed(b, ARRAY_OF(common)), copy = left;

			resolve_any(b, schema, name, &copy, &right, position);
		} else if (!common) {
			coerce(b, &left, 0, 'i');
			return typed(b, b->p->bool_);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (columns[i] || !array) {
			struct value copy = again(b, &left);

			resolve_operator(b, schema, name, &copy, &list[i], position);
		}
	return typed(b, b->p->bool_);
}

static void infer_between(struct binder *b, const cJSON *body, struct value left, struct value *list)
{
	const char *kind = tree_text(body, "kind");
	bool negated = strstr(kind, "NOT") != NULL, symmetric = strstr(kind, "SYM") != NULL;
	static const char *const words[2][2] = {{">=", "<="}, {"<", ">"}};
	struct value low = list[0], high = list[1], copy;
	int position = tree_location(body);

	copy = again(b, &left);
	resolve_operator(b, NULL, words[negated][0], &copy, &low, position);
	copy = again(b, &left);
	resolve_operator(b, NULL, words[negated][1], &copy, &high, position);
	for (int i = 0; symmetric && i < 2; i++) {
		struct value other = again(b, &list[1 - i]);

		copy = again(b, &left);
		resolve_operator(b, NULL, words[negated][i], &copy, &other, position);
	}
}

struct value infer_operator(struct binder *b, const cJSON *body, struct value left, struct value right, struct value *list, size_t n)
{
	const char *kind = tree_text(body, "kind"), *schema, *name = operator_parts(body, &schema);
	int position = tree_location(body);
	bool prefix = !tree_get(body, "lexpr");

	if (strstr(kind, "BETWEEN")) {
		if (n == 2)
			infer_between(b, body, left, list);
		return typed(b, b->p->bool_);
	}
	if (strcmp(kind, "AEXPR_OP_ANY") == 0 || strcmp(kind, "AEXPR_OP_ALL") == 0)
		return resolve_any(b, schema, name, &left, &right, position);
	if (strcmp(kind, "AEXPR_NULLIF") == 0) {
		resolve_operator(b, schema, name, &left, &right, position);
		return typed(b, left.t);
	}
	right = resolve_operator(b, schema, name, prefix ? NULL : &left, &right, position);
	return strcmp(kind, "AEXPR_DISTINCT") == 0 || strcmp(kind, "AEXPR_NOT_DISTINCT") == 0 ? typed(b, b->p->bool_) : right;
}

struct value infer_call(struct binder *b, struct scope *scope, const cJSON *body, struct value *args, size_t n, struct call *call)
{
	const char **names = arena_array(b->arena, const char *, n + 1);
	const cJSON *list = tree_get(body, "args"), *item;
	size_t i = 0;

	tree_each(item, list) {
		const cJSON *named = tree_as(item, "NamedArgExpr");

		if (i < n && named)
			names[i] = tree_text(named, "name");
		i++;
	}
	*call = resolve_function(b, body, args, names, n);
	if (call->routine && (call->routine->output.n > 1 || is_composite(b, call->result)))
		return typed(b, call->result == b->p->record ? 0 : call->result);
	(void)scope;
	return typed(b, call->proc && call->proc->outputs ? 0 : call->result);
}

struct value infer_cast(struct binder *b, const cJSON *body, struct value v)
{
	struct sql_type type = type_from_tree(b->arena, b->catalog, tree_get(body, "typeName"));
	int target = type_number(b, &type), from = v.t;
	int position = tree_location(body);
	struct value result;

	if (position < 0)
		position = expr_position(v.node);
	if (!coerce(b, &v, target, 'e'))
		type_problem(b, v.shared, "42846", position, type_label(b, target), "cannot cast type %s to %s", type_label(b, from), type_label(b, target));
	result = (struct value){.t = target, .type = type};
	if (!type.schema)
		result.type.name = NULL;
	return result;
}

/* A constant too large for int4: int8 where it fits, else numeric. */
static bool is_int8(const char *text)
{
	char *end;

	text += *text == '-';
	if (strspn(text, "0123456789") != strlen(text) || strlen(text) > 19)
		return false;
	return strtoull(text, &end, 10) <= INT64_MAX && !*end;
}

struct value infer_constant(struct binder *b, const cJSON *body)
{
	struct value v;

	if (tree_flag(body, "isnull") || tree_get(body, "sval")) {
		v = typed(b, b->p->unknown);
		v.literal = body;
	} else if (tree_get(body, "ival")) {
		v = typed(b, b->p->int4);
	} else if (tree_get(body, "fval")) {
		v = typed(b, is_int8(tree_text(tree_get(body, "fval"), "fval")) ? b->p->int8 : b->p->numeric);
	} else if (tree_get(body, "boolval")) {
		v = typed(b, b->p->bool_);
	} else {
		v = typed(b, tree_get(body, "bsval") ? b->p->bit : 0);
	}
	return v;
}
