/* See check_list.h. */
#include "check_list.h"

#include "../base/vec.h"

#include <string.h>

struct list {
	struct arena *arena;
	const char *column;
	VEC_OF(const char *) value;
};

static const cJSON *below_casts(const cJSON *node)
{
	while (tree_is(node, "TypeCast"))
		node = tree_get(tree_body(node), "arg");
	return node;
}

static bool is_column(const struct list *l, const cJSON *node)
{
	const char *schema, *name;

	node = below_casts(node);
	return tree_name(tree_get(tree_as(node, "ColumnRef"), "fields"), &schema, &name) && strcmp(name, l->column) == 0;
}

static bool take(struct list *l, const cJSON *node)
{
	const char *text = tree_constant(l->arena, node);

	if (text)
		vec_push(&l->value, text);
	return text != NULL;
}

static bool take_all(struct list *l, const cJSON *nodes)
{
	const cJSON *item;

	tree_each(item, nodes)
		if (!take(l, item))
			return false;
	return tree_count(nodes) > 0;
}

static bool listed(struct list *l, const cJSON *node);

static bool comparison(struct list *l, const cJSON *body)
{
	const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr");
	const char *kind = tree_text(body, "kind"), *name = tree_string(tree_item(tree_get(body, "name"), 0));

	if (!name || strcmp(name, "=") != 0)
		return false;
	if (strcmp(kind, "AEXPR_IN") == 0)
		return is_column(l, left) && take_all(l, tree_get(tree_as(right, "List"), "items"));
	if (strcmp(kind, "AEXPR_OP_ANY") == 0)
		return is_column(l, left) && take_all(l, tree_get(tree_as(below_casts(right), "A_ArrayExpr"), "elements"));
	return strcmp(kind, "AEXPR_OP") == 0 && ((is_column(l, left) && take(l, right)) || (is_column(l, right) && take(l, left)));
}

/* OR: every arm is a list, or lets NULL alone through. */
static bool every_arm(struct list *l, const cJSON *arms)
{
	const cJSON *item, *test;

	tree_each(item, arms) {
		test = tree_as(item, "NullTest");
		if (test ? !tree_text_is(test, "nulltesttype", "IS_NULL") || !is_column(l, tree_get(test, "arg")) : !listed(l, item))
			return false;
	}
	return true;
}

static bool listed(struct list *l, const cJSON *node)
{
	const cJSON *all = tree_as(node, "BoolExpr"), *item;
	size_t before = l->value.n;

	if (tree_is(node, "A_Expr"))
		return comparison(l, tree_body(node));
	if (tree_text_is(all, "boolop", "OR_EXPR"))
		return every_arm(l, tree_get(all, "args"));
	if (tree_text_is(all, "boolop", "AND_EXPR"))
		tree_each(item, tree_get(all, "args")) {
			if (listed(l, item))
				return true;
			l->value.n = before;
		}
	return false;
}

size_t check_list(struct arena *arena, const cJSON *expression, const char *column, const char ***values)
{
	struct list l = {.arena = arena, .column = column};
	size_t n = listed(&l, expression) ? l.value.n : 0;

	*values = arena_array(arena, const char *, n + 1);
	if (n)
		memcpy(*values, l.value.v, n * sizeof(**values));
	vec_free(&l.value);
	return n;
}
