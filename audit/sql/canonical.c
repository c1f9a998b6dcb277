/* One form for all spellings of an expression. See canonical.h. */
#include "canonical.h"

#include "../base/str.h"
#include "parse.h"
#include "tree.h"

static void print(struct buf *out, struct arena *arena, const cJSON *node);

static const char *last_name(const cJSON *list)
{
	const char *schema, *name;

	return tree_name(list, &schema, &name) ? name : "?";
}

static void print_list(struct buf *out, struct arena *arena, const cJSON *list)
{
	const cJSON *item;
	bool first = true;

	tree_each(item, list)
	{
		buf_puts(out, first ? "" : ",");
		first = false;
		print(out, arena, item);
	}
}

static void print_members(struct buf *out, struct arena *arena, const cJSON *body)
{
	const cJSON *member;

	tree_each(member, body)
	{
		if (strcmp(member->string, "location") == 0)
			continue;
		buf_printf(out, " %s:", member->string);
		if (cJSON_IsArray(member))
			print_list(out, arena, member);
		else if (cJSON_IsObject(member))
			print(out, arena, member);
		else if (cJSON_IsString(member))
			buf_puts(out, member->valuestring);
		else
			buf_printf(out, "%g", member->valuedouble);
	}
}

static void print_operator(struct buf *out, struct arena *arena, const char *operator, const cJSON * left, const cJSON *right)
{
	buf_printf(out, "(%s ", operator);
	print(out, arena, left);
	buf_putc(out, ' ');
	print(out, arena, right);
	buf_putc(out, ')');
}

static void print_elements(struct buf *out, struct arena *arena, const cJSON *node)
{
	while (tree_is(node, "TypeCast"))
		node = tree_get(tree_body(node), "arg");
	buf_putc(out, '[');
	if (tree_is(node, "A_ArrayExpr"))
		print_list(out, arena, tree_get(tree_body(node), "elements"));
	else if (tree_is(node, "List"))
		print_list(out, arena, tree_get(tree_body(node), "items"));
	else
		print(out, arena, node);
	buf_putc(out, ']');
}

static void print_a_expr(struct buf *out, struct arena *arena, const cJSON *e)
{
	const char *kind = tree_text(e, "kind"), *operator= last_name(tree_get(e, "name"));
	const cJSON *left = tree_get(e, "lexpr"), *right = tree_get(e, "rexpr");
	bool negative = operator[0] == '<' && operator[1] == '>';

	if (strcmp(kind, "AEXPR_IN") == 0 || strcmp(kind, "AEXPR_OP_ANY") == 0 || strcmp(kind, "AEXPR_OP_ALL") == 0) {
		bool all = strcmp(kind, "AEXPR_OP_ALL") == 0 || (strcmp(kind, "AEXPR_IN") == 0 && negative);

		buf_printf(out, "(%s %s ", operator, all ? "all" : "any");
		print(out, arena, left);
		buf_putc(out, ' ');
		/* A list passed as an array constant, ANY (ARRAY[…]), and a right side of one list wrapped in a list read alike. */
		if (cJSON_IsArray(right)) {
			buf_putc(out, '[');
			print_list(out, arena, right);
			buf_putc(out, ']');
		} else {
			print_elements(out, arena, right);
		}
		buf_putc(out, ')');
	} else if (strstr(kind, "BETWEEN")) {
		const cJSON *bounds = tree_is(right, "List") ? tree_get(tree_body(right), "items") : right;
		bool not = strstr(kind, "NOT") != NULL;

		buf_puts(out, not ? "(or " : "(and ");
		print_operator(out, arena, not ? "<" : ">=", left, tree_item(bounds, 0));
		buf_putc(out, ' ');
		print_operator(out, arena, not ? ">" : "<=", left, tree_item(bounds, 1));
		buf_putc(out, ')');
	} else if (!left && strcmp(operator, "-") == 0 && tree_constant(arena, right)) {
		buf_printf(out, "-%s", tree_constant(arena, right));
	} else {
		print_operator(out, arena, operator, left, right);
	}
}

static void print_bool(struct buf *out, struct arena *arena, const cJSON *e)
{
	const char *word = strcmp(tree_text(e, "boolop"), "AND_EXPR") == 0 ? "and" : strcmp(tree_text(e, "boolop"), "OR_EXPR") == 0 ? "or"
																    : "not";
	const cJSON *item;

	buf_printf(out, "(%s", word);
	tree_each(item, tree_get(e, "args"))
	{
		const cJSON *inner = tree_as(item, "BoolExpr");

		/* a AND (b AND c) is a AND b AND c */
		if (inner && strcmp(word, "not") != 0 && strcmp(tree_text(inner, "boolop"), tree_text(e, "boolop")) == 0) {
			const cJSON *deeper;

			tree_each(deeper, tree_get(inner, "args"))
			{
				buf_putc(out, ' ');
				print(out, arena, deeper);
			}
			continue;
		}
		buf_putc(out, ' ');
		print(out, arena, item);
	}
	buf_putc(out, ')');
}

/* nextval('public.t_id_seq') is nextval('t_id_seq'); 't' is true, '0' is 0. */
static void print_constant(struct buf *out, const char *text)
{
	if (starts_with(text, "public."))
		text += 7;
	if (strcmp(text, "t") == 0)
		text = "true";
	else if (strcmp(text, "f") == 0)
		text = "false";
	for (; *text; text++)
		if (*text != '"')
			buf_putc(out, *text);
}

static void print(struct buf *out, struct arena *arena, const cJSON *node)
{
	const cJSON *body = tree_body(node);
	const char *tag = tree_tag(node), *constant;

	if (!node)
		return;
	if (strcmp(tag, "TypeCast") == 0) {
		print(out, arena, tree_get(body, "arg"));
	} else if (strcmp(tag, "A_Const") == 0 && (constant = tree_constant(arena, node))) {
		print_constant(out, constant);
	} else if (tree_is_null_constant(node)) {
		buf_puts(out, "null");
	} else if (strcmp(tag, "ColumnRef") == 0) {
		const char *schema, *name;

		buf_puts(out, tree_name(tree_get(body, "fields"), &schema, &name) ? name : "*");
	} else if (strcmp(tag, "FuncCall") == 0) {
		buf_printf(out, "%s(", last_name(tree_get(body, "funcname")));
		print_list(out, arena, tree_get(body, "args"));
		buf_putc(out, ')');
	} else if (strcmp(tag, "A_Expr") == 0) {
		print_a_expr(out, arena, body);
	} else if (strcmp(tag, "BoolExpr") == 0) {
		print_bool(out, arena, body);
	} else if (strcmp(tag, "String") == 0) {
		buf_puts(out, tree_string(node) ? tree_string(node) : "");
	} else {
		buf_printf(out, "(%s", tag);
		print_members(out, arena, *tag ? body : node);
		buf_putc(out, ')');
	}
}

const char *canonical_expression(struct arena *arena, const char *sql)
{
	struct sql_text *parsed;
	const cJSON *target;
	const char *text, *whole;
	struct buf out = {0};

	if (!sql || !*sql)
		return "";
	whole = arena_printf(arena, "SELECT %s", sql);
	parsed = sql_parse(whole, strlen(whole));
	target = parsed->n == 1 && parsed->statement[0].tree ? tree_get(tree_as(parsed->statement[0].tree, "SelectStmt"), "targetList") : NULL;
	if (tree_count(target) != 1) {
		sql_free(parsed);
		return NULL;
	}
	print(&out, arena, tree_get(tree_as(tree_item(target, 0), "ResTarget"), "val"));
	text = arena_strdup(arena, strcmp(buf_text(&out), "null") == 0 ? "" : buf_text(&out));
	buf_free(&out);
	sql_free(parsed);
	return text;
}
