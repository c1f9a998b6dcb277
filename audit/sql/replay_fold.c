/* Constant texts in plpgsql: literals, ||, casts, format(), quote_ident(), and variables whose value is known. */
#include "replay_private.h"

#include <strings.h>

static const char *fold_variable(const struct variables *variables, const cJSON *fields)
{
	const char *schema, *name;

	if (!tree_name(fields, &schema, &name))
		return NULL;
	for (size_t i = 0; variables && i < variables->n; i++)
		if (strcasecmp(variables->v[i].name, name) == 0)
			return variables->v[i].value;
	return NULL;
}

static void add_literal(struct buf *buf, const char *text)
{
	buf_putc(buf, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buf_putc(buf, '\'');
		buf_putc(buf, *text);
	}
	buf_putc(buf, '\'');
}

/* format('… %I … %L … %s', …) */
static const char *fold_format(struct run *run, const struct variables *variables, const cJSON *args)
{
	const char *format = fold_expression(run, variables, tree_item(args, 0)), *result = NULL;
	struct buf out = {.max = SQL_STATEMENT_MAX};
	size_t next = 1;
	bool ok = format != NULL;

	for (const char *c = format; ok && *c; c++) {
		const char *value;

		if (*c != '%') {
			buf_putc(&out, *c);
			continue;
		}
		c++;
		if (*c == '%') {
			buf_putc(&out, '%');
			continue;
		}
		if (c[0] >= '1' && c[0] <= '9' && c[1] == '$') {
			next = (size_t)(c[0] - '0');
			c += 2;
		}
		value = fold_expression(run, variables, tree_item(args, next++));
		ok = value && (*c == 'I' || *c == 'L' || *c == 's');
		if (ok && *c == 'I')
			buf_puts(&out, quote_name(run->arena, value));
		else if (ok && *c == 'L')
			add_literal(&out, value);
		else if (ok)
			buf_puts(&out, value);
	}
	if (ok && !out.truncated)
		result = arena_strdup(run->arena, buf_text(&out));
	buf_free(&out);
	return result;
}

static const char *fold_call(struct run *run, const struct variables *variables, const cJSON *call)
{
	const cJSON *args = tree_get(call, "args"), *item;
	const char *schema, *name, *first;
	struct buf out = {.max = SQL_STATEMENT_MAX};
	bool ok = true;

	if (!tree_name(tree_get(call, "funcname"), &schema, &name))
		return NULL;
	if (strcmp(name, "format") == 0)
		return fold_format(run, variables, args);
	first = fold_expression(run, variables, tree_item(args, 0));
	if (strcmp(name, "current_schema") == 0)
		return run->catalog->search_path.n ? run->catalog->search_path.v[0] : NULL;
	if (!first)
		return NULL;
	if (strcmp(name, "quote_ident") == 0)
		return quote_name(run->arena, first);
	if (strcmp(name, "to_regclass") == 0 || strcmp(name, "to_regtype") == 0)
		return first;
	if (strcmp(name, "quote_literal") != 0 && strcmp(name, "concat") != 0)
		return NULL;
	if (strcmp(name, "quote_literal") == 0)
		add_literal(&out, first);
	else
		tree_each(item, args) {
			const char *part = fold_expression(run, variables, item);

			ok = ok && part;
			buf_puts(&out, part ? part : "");
		}
	first = ok && !out.truncated ? arena_strdup(run->arena, buf_text(&out)) : NULL;
	buf_free(&out);
	return first;
}

const char *fold_expression(struct run *run, const struct variables *variables, const cJSON *node)
{
	const cJSON *body;

	if (!node)
		return NULL;
	if ((body = tree_as(node, "TypeCast")))
		return fold_expression(run, variables, tree_get(body, "arg"));
	if (tree_is(node, "A_Const"))
		return tree_constant(run->arena, node);
	if ((body = tree_as(node, "ColumnRef")))
		return fold_variable(variables, tree_get(body, "fields"));
	if ((body = tree_as(node, "FuncCall")))
		return fold_call(run, variables, body);
	if (tree_as(node, "SQLValueFunction") && tree_text_is(tree_body(node), "op", "SVFOP_CURRENT_SCHEMA"))
		return run->catalog->search_path.n ? run->catalog->search_path.v[0] : NULL;
	if ((body = tree_as(node, "A_Expr"))) {
		const char *op = tree_string(tree_item(tree_get(body, "name"), 0));
		const char *left = fold_expression(run, variables, tree_get(body, "lexpr")), *right = fold_expression(run, variables, tree_get(body, "rexpr"));

		if (op && strcmp(op, "||") == 0 && left && right && strlen(left) + strlen(right) < SQL_STATEMENT_MAX)
			return arena_printf(run->arena, "%s%s", left, right);
	}
	return NULL;
}

/* SELECT expression, parsed; the caller frees the text. */
const cJSON *parse_expression(struct run *run, const char *expression, struct sql_text **text)
{
	const char *select = arena_printf(run->arena, "SELECT %s", expression);
	const cJSON *target;

	*text = sql_parse(select, strlen(select));
	if ((*text)->n != 1 || !(*text)->statement[0].tree)
		return NULL;
	target = tree_item(tree_get(tree_as((*text)->statement[0].tree, "SelectStmt"), "targetList"), 0);
	return tree_get(tree_as(target, "ResTarget"), "val");
}

const char *fold_text(struct run *run, const struct variables *variables, const char *expression)
{
	struct sql_text *text;
	const char *folded = fold_expression(run, variables, parse_expression(run, expression, &text));

	sql_free(text);
	return folded;
}

const char *fold_beginning(struct run *run, const struct variables *variables, const char *expression)
{
	struct sql_text *text;
	const cJSON *node = parse_expression(run, expression, &text), *body;
	const char *folded = "", *operator;

	/* a || b || c leans to the left; format() begins with its first argument */
	for (;;) {
		if ((body = tree_as(node, "A_Expr"))) {
			const char *left = fold_expression(run, variables, tree_get(body, "lexpr"));

			operator= tree_string(tree_item(tree_get(body, "name"), 0));
			if (!operator|| strcmp(operator, "||") != 0)
				break;
			if (left) {
				folded = left;
				break;
			}
			node = tree_get(body, "lexpr");
		} else if ((body = tree_as(node, "FuncCall"))) {
			node = tree_item(tree_get(body, "args"), 0);
		} else {
			folded = fold_expression(run, variables, node);
			break;
		}
	}
	sql_free(text);
	return folded ? folded : "";
}

bool fold_array(struct run *run, const struct variables *variables, const char *expression, struct names *values)
{
	struct sql_text *text;
	const cJSON *node = parse_expression(run, expression, &text), *item, *elements;
	bool ok;

	while (tree_is(node, "TypeCast"))
		node = tree_get(tree_body(node), "arg");
	elements = tree_get(tree_as(node, "A_ArrayExpr"), "elements");
	ok = elements != NULL;
	tree_each(item, elements) {
		const char *value = fold_expression(run, variables, item);

		ok = ok && value;
		if (value)
			vec_push(values, value);
	}
	sql_free(text);
	return ok;
}
