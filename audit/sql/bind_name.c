/* The name PostgreSQL gives an output column without AS, and whether two output columns are the same expression. */
#include "bind_private.h"

static const char *last_string(const cJSON *list)
{
	const char *name = NULL;
	const cJSON *item;

	tree_each(item, list)
		if (tree_string(item))
			name = tree_string(item);
	return name;
}

static const char *value_function_name(const char *op)
{
	static const char *const names[][2] = {
		{"SVFOP_CURRENT_DATE", "current_date"}, {"SVFOP_CURRENT_TIME", "current_time"}, {"SVFOP_CURRENT_TIME_N", "current_time"},
		{"SVFOP_CURRENT_TIMESTAMP", "current_timestamp"}, {"SVFOP_CURRENT_TIMESTAMP_N", "current_timestamp"},
		{"SVFOP_LOCALTIME", "localtime"}, {"SVFOP_LOCALTIME_N", "localtime"}, {"SVFOP_LOCALTIMESTAMP", "localtimestamp"},
		{"SVFOP_LOCALTIMESTAMP_N", "localtimestamp"}, {"SVFOP_CURRENT_ROLE", "current_role"}, {"SVFOP_CURRENT_USER", "current_user"},
		{"SVFOP_USER", "user"}, {"SVFOP_SESSION_USER", "session_user"}, {"SVFOP_CURRENT_CATALOG", "current_catalog"},
		{"SVFOP_CURRENT_SCHEMA", "current_schema"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i][0], op) == 0)
			return names[i][1];
	return NULL;
}

static const char *xml_name(const cJSON *body)
{
	static const char *const names[][2] = {
		{"IS_XMLCONCAT", "xmlconcat"}, {"IS_XMLELEMENT", "xmlelement"}, {"IS_XMLFOREST", "xmlforest"}, {"IS_XMLPARSE", "xmlparse"},
		{"IS_XMLPI", "xmlpi"}, {"IS_XMLROOT", "xmlroot"}, {"IS_XMLSERIALIZE", "xmlserialize"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (tree_text_is(body, "op", names[i][0]))
			return names[i][1];
	return NULL;
}

static int figure(const cJSON *node, const char **name);

static int figure_sublink(const cJSON *body, const char **name)
{
	if (tree_text_is(body, "subLinkType", "EXISTS_SUBLINK")) {
		*name = "exists";
		return 2;
	}
	if (tree_text_is(body, "subLinkType", "ARRAY_SUBLINK")) {
		*name = "array";
		return 2;
	}
	if (tree_text_is(body, "subLinkType", "EXPR_SUBLINK")) {
		const cJSON *select = tree_at(body, "subselect", "SelectStmt");
		const cJSON *target;

		while (select && tree_get(select, "larg"))
			select = tree_get(select, "larg");
		if (tree_count(tree_get(select, "valuesLists"))) {
			*name = "column1";
			return 2;
		}
		target = tree_as(tree_item(tree_get(select, "targetList"), 0), "ResTarget");
		if (!target)
			return 0;
		*name = *tree_text(target, "name") ? tree_text(target, "name") : figure_name(tree_get(target, "val"));
		return 2;
	}
	return 0;
}

/* How good the name is: 0 none, 1 a makeshift (a type's), 2 good. */
static int figure(const cJSON *node, const char **name)
{
	static const char *const fixed[][2] = {
		{"GroupingFunc", "grouping"}, {"A_ArrayExpr", "array"}, {"RowExpr", "row"}, {"CoalesceExpr", "coalesce"}, {"XmlSerialize", "xmlserialize"},
	};
	const char *tag = tree_tag(node), *found = NULL;
	const cJSON *body = tree_body(node);
	int strength;

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		if (strcmp(tag, fixed[i][0]) == 0) {
			*name = fixed[i][1];
			return 2;
		}
	if (strcmp(tag, "ColumnRef") == 0) {
		found = last_string(tree_get(body, "fields"));
	} else if (strcmp(tag, "A_Indirection") == 0) {
		found = last_string(tree_get(body, "indirection"));
		if (!found)
			return figure(tree_get(body, "arg"), name);
	} else if (strcmp(tag, "FuncCall") == 0) {
		found = last_string(tree_get(body, "funcname"));
	} else if (strcmp(tag, "A_Expr") == 0) {
		found = tree_text_is(body, "kind", "AEXPR_NULLIF") ? "nullif" : NULL;
	} else if (strcmp(tag, "TypeCast") == 0) {
		strength = figure(tree_get(body, "arg"), name);
		if (strength > 1 || !(found = last_string(tree_get(tree_get(body, "typeName"), "names"))))
			return strength;
		*name = found;
		return 1;
	} else if (strcmp(tag, "CollateClause") == 0) {
		return figure(tree_get(body, "arg"), name);
	} else if (strcmp(tag, "SubLink") == 0) {
		return figure_sublink(body, name);
	} else if (strcmp(tag, "CaseExpr") == 0) {
		strength = figure(tree_get(body, "defresult"), name);
		if (strength <= 1)
			*name = "case";
		return strength <= 1 ? 1 : strength;
	} else if (strcmp(tag, "MinMaxExpr") == 0) {
		found = tree_text_is(body, "op", "IS_LEAST") ? "least" : "greatest";
	} else if (strcmp(tag, "SQLValueFunction") == 0) {
		found = value_function_name(tree_text(body, "op"));
	} else if (strcmp(tag, "XmlExpr") == 0) {
		found = xml_name(body);
	}
	if (!found)
		return 0;
	*name = found;
	return 2;
}

const char *figure_name(const cJSON *node)
{
	const char *name = "?column?";

	figure(node, &name);
	return name;
}

static bool same_tree(const cJSON *a, const cJSON *c)
{
	const cJSON *x, *y;

	if (!a || !c)
		return a == c;
	if ((a->type & 0xff) != (c->type & 0xff))
		return false;
	if (cJSON_IsString(a))
		return strcmp(a->valuestring, c->valuestring) == 0;
	if (cJSON_IsNumber(a))
		return a->valuedouble == c->valuedouble;
	if (!cJSON_IsObject(a) && !cJSON_IsArray(a))
		return true;
	for (x = a->child, y = c->child; x || y; x = x ? x->next : NULL, y = y ? y->next : NULL) {
		while (x && x->string && strcmp(x->string, "location") == 0)
			x = x->next;
		while (y && y->string && strcmp(y->string, "location") == 0)
			y = y->next;
		if (!x && !y)
			break;
		if (!x || !y || (x->string && (!y->string || strcmp(x->string, y->string) != 0)) || !same_tree(x, y))
			return false;
	}
	return true;
}

/* Whether PostgreSQL would see two equal expressions, after dropping casts that do nothing and the like; mostly it cannot be known. */
enum sameness same_field(struct binder *b, const struct field *a, const struct field *c)
{
	const struct ref *x = ref_of(b, a->node), *y = ref_of(b, c->node);
	bool plain_a = !a->node || x, plain_c = !c->node || y;

	if (a->leaf && c->leaf && plain_a && plain_c)
		return a->leaf == c->leaf && a->leaf_field == c->leaf_field ? SAME_YES : SAME_NO;
	if (!a->node || !c->node)
		return SAME_MAYBE;
	if (same_tree(a->node, c->node))
		return SAME_YES;
	/* A column against a constant, a call or an aggregate: no simplification makes these equal. */
	if ((x && x->bound != SIZE_MAX && tree_as(c->node, "FuncCall")) || (y && y->bound != SIZE_MAX && tree_as(a->node, "FuncCall")) ||
	    (x && tree_as(c->node, "A_Const")) || (y && tree_as(a->node, "A_Const")))
		return SAME_NO;
	return SAME_MAYBE;
}
