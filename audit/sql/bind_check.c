/*
 * A constant against the CHECK constraints of the column it is assigned to: what the server says when the row is written. See bind_type.h.
 * Only what is surely false is said: comparisons, IN, BETWEEN, length(), AND, OR and NOT over this one column; everything else may be true.
 */
#include "bind_form.h"

#include <stdlib.h>

enum truth { IS_FALSE, IS_TRUE, IS_OPEN };

/* The value as it is in the row. */
struct given { struct form f; const struct column *column; const char *text; bool number; double n; };

static bool plain_number(const char *text)
{
	const char *p = text + (*text == '-');
	size_t digits = strspn(p, "0123456789."), dots = 0;

	for (size_t i = 0; i < digits; i++)
		dots += p[i] == '.';
	return digits && !p[digits] && dots < 2 && strlen(text) < 15;
}

static bool is_column(const struct given *g, const cJSON *node)
{
	return column_of(&g->f, node) == g->column;
}

/* What the side of a comparison is: the column, its length, or a constant. */
static bool side_of(const struct given *g, const cJSON *node, bool *number, double *n, const char **text)
{
	const cJSON *call = tree_as(node, "FuncCall"), *cast = tree_as(node, "TypeCast");
	const char *schema, *name, *form;

	if (is_column(g, node)) {
		*number = g->number;
		*n = g->n;
		*text = g->text;
		return true;
	}
	if (call && tree_name(tree_get(call, "funcname"), &schema, &name) && tree_count(tree_get(call, "args")) == 1 && !g->number &&
	    (strcmp(name, "length") == 0 || strcmp(name, "char_length") == 0 || strcmp(name, "character_length") == 0)) {
		/* length((name)::text) of a varchar column too. */
		form = form_of(&g->f, tree_item(tree_get(call, "args"), 0));
		if (!form || form[0] != '.' || strcmp(form + 1, g->column->name) != 0)
			return false;
		*number = true;
		*n = 0;
		for (const char *p = g->text; *p; p++)
			*n += ((unsigned char)*p & 0xc0) != 0x80;
		return true;
	}
	if (cast && !g->number && (form = form_of(&g->f, node)) && form[0] == '.') {
		*number = false;
		*text = g->text;
		return strcmp(form + 1, g->column->name) == 0;
	}
	*text = tree_is(node, "A_Const") || (cast && tree_is(tree_get(cast, "arg"), "A_Const")) ? tree_constant(g->f.b->arena, node) : NULL;
	if (!*text)
		return false;
	*number = plain_number(*text);
	*n = strtod(*text, NULL);
	return true;
}

static enum truth compare(const struct given *g, const char *operator, const cJSON *left, const cJSON *right)
{
	bool number, other;
	double a = 0, c = 0;
	const char *x = NULL, *y = NULL;
	int order;

	if (!side_of(g, left, &number, &a, &x) || !side_of(g, right, &other, &c, &y))
		return IS_OPEN;
	/* The column, or what is counted of it, says what is compared. */
	if (g->number || tree_is(left, "FuncCall") || tree_is(right, "FuncCall")) {
		if (!number || !other)
			return IS_OPEN;
		order = a < c ? -1 : a > c;
	} else {
		/* Only equality does not ask the collation. */
		order = strcmp(x, y);
		if (strcmp(operator, "=") != 0 && strcmp(operator, "<>") != 0)
			return IS_OPEN;
	}
	if (strcmp(operator, "=") == 0)
		return order == 0 ? IS_TRUE : IS_FALSE;
	if (strcmp(operator, "<>") == 0 || strcmp(operator, "!=") == 0)
		return order != 0 ? IS_TRUE : IS_FALSE;
	if (strcmp(operator, "<") == 0 || strcmp(operator, "<=") == 0)
		return order < 0 || (order == 0 && operator[1]) ? IS_TRUE : IS_FALSE;
	if (strcmp(operator, ">") == 0 || strcmp(operator, ">=") == 0)
		return order > 0 || (order == 0 && operator[1]) ? IS_TRUE : IS_FALSE;
	return IS_OPEN;
}

static enum truth not(enum truth t)
{
	return t == IS_OPEN ? t : t == IS_TRUE ? IS_FALSE : IS_TRUE;
}

static enum truth any_of(const struct given *g, const cJSON *left, const cJSON *items)
{
	enum truth any = IS_FALSE;
	const cJSON *item;

	tree_each(item, items) {
		enum truth one = tree_is_null_constant(item) ? IS_OPEN : compare(g, "=", left, item);

		any = one == IS_TRUE || any == IS_TRUE ? IS_TRUE : one == IS_OPEN || any == IS_OPEN ? IS_OPEN : IS_FALSE;
	}
	return tree_count(items) ? any : IS_OPEN;
}

static enum truth both_of(enum truth a, enum truth c)
{
	return a == IS_FALSE || c == IS_FALSE ? IS_FALSE : a == IS_OPEN || c == IS_OPEN ? IS_OPEN : IS_TRUE;
}

static enum truth judge(const struct given *g, const cJSON *node);

static enum truth judge_operator(const struct given *g, const cJSON *body)
{
	const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr"), *items;
	const char *kind = tree_text(body, "kind"), *schema, *name;
	enum truth t;

	if (!left || !tree_name(tree_get(body, "name"), &schema, &name))
		return IS_OPEN;
	if (strcmp(kind, "AEXPR_OP") == 0)
		return compare(g, name, left, right);
	items = tree_get(tree_as(right, "List"), "items");
	if (strcmp(kind, "AEXPR_IN") == 0) {
		t = any_of(g, left, items);
		return strcmp(name, "=") == 0 ? t : not(t);
	}
	if (strcmp(kind, "AEXPR_OP_ANY") == 0 && strcmp(name, "=") == 0) {
		while (tree_is(right, "TypeCast"))
			right = tree_get(tree_body(right), "arg");
		return any_of(g, left, tree_get(tree_as(right, "A_ArrayExpr"), "elements"));
	}
	if (tree_count(items) == 2 && (strcmp(kind, "AEXPR_BETWEEN") == 0 || strcmp(kind, "AEXPR_NOT_BETWEEN") == 0)) {
		t = both_of(compare(g, ">=", left, tree_item(items, 0)), compare(g, "<=", left, tree_item(items, 1)));
		return strcmp(kind, "AEXPR_BETWEEN") == 0 ? t : not(t);
	}
	return IS_OPEN;
}

static enum truth judge(const struct given *g, const cJSON *node)
{
	const cJSON *body = tree_body(node), *item;
	enum truth t;

	if (tree_is(node, "A_Expr"))
		return judge_operator(g, body);
	if (tree_is(node, "NullTest") && is_column(g, tree_get(body, "arg")))
		return tree_text_is(body, "nulltesttype", "IS_NULL") ? IS_FALSE : IS_TRUE;
	if (!tree_is(node, "BoolExpr"))
		return IS_OPEN;
	if (tree_text_is(body, "boolop", "NOT_EXPR"))
		return not(judge(g, tree_item(tree_get(body, "args"), 0)));
	if (tree_text_is(body, "boolop", "AND_EXPR")) {
		t = IS_TRUE;
		tree_each(item, tree_get(body, "args"))
			t = both_of(t, judge(g, item));
		return t;
	}
	t = IS_TRUE;
	tree_each(item, tree_get(body, "args"))
		t = both_of(t, not(judge(g, item)));
	return not(t);
}

/* The value as a column of this type holds it; false: it is not known as what. */
static bool take_value(struct given *g, const struct sql_type *type)
{
	struct binder *b = g->f.b;
	int t = type_number(b, type);
	bool number = t == b->p->int2 || t == b->p->int4 || t == b->p->int8 || t == b->p->numeric, word = t == b->p->text || t == b->p->varchar || enum_of(b, t);

	g->number = number;
	g->n = strtod(g->text, NULL);
	/* Integers and numeric(p,s) round. */
	if (number)
		return plain_number(g->text) && (!strchr(g->text, '.') || (t == b->p->numeric && !*type->modifier));
	return word && (!*type->modifier || strlen(g->text) <= strtoul(type->modifier + 1, NULL, 10));
}

void judge_checks(struct binder *b, const struct relation *relation, const struct column *column, const cJSON *value)
{
	struct given g = {.f = {b, NULL, relation}, .column = column};
	bool unused;

	if (!relation->constraint.n || !(g.text = fixed_text(b, value, &unused)) || strstr(g.text, HOLE_PREFIX) || !take_value(&g, &column->type))
		return;
	for (size_t i = 0; i < relation->constraint.n; i++) {
		const struct constraint *c = relation->constraint.v[i];
		struct sql_text *text;
		const cJSON *node;

		if (c->kind != CONSTRAINT_CHECK || !c->expression)
			continue;
		text = parse_source(c->expression, &node);
		if (node && judge(&g, node) == IS_FALSE)
			late(b, "23514", expr_position(value), arena_printf(b->arena, "%s.%s", relation->name, column->name),
				"new row for relation \"%s\" violates check constraint \"%s\"", relation->name, c->name);
		sql_free(text);
	}
}
