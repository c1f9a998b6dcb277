/*
 * Expressions of indexes and constraints against those of a statement: which are the same. See bind_private.h.
 *
 * Both are written in one form: casts that only rename a type left out, constants as their text, comparisons with the smaller side first, IN and = ANY (ARRAY[…])
 * alike. Equal forms mean the same; forms that differ may mean the same all the same, which is only ruled out where the columns or the functions are others.
 */
#include "bind_form.h"

static const struct column *named_column(const struct form *f, const cJSON *node)
{
	const cJSON *fields = tree_get(tree_as(node, "ColumnRef"), "fields");
	const char *schema, *name;
	const struct ref *ref;

	if (!fields || !tree_name(fields, &schema, &name))
		return NULL;
	if (!f->leaf)
		return relation_column(f->relation, name);
	ref = ref_of(f->b, node);
	if (!ref || ref->field == SIZE_MAX || ref->source->field.v[ref->field].leaf != f->leaf)
		return NULL;
	return ref->source->field.v[ref->field].column;
}

const struct column *column_of(const struct form *f, const cJSON *node)
{
	const cJSON *cast = tree_as(node, "TypeCast");
	const struct column *column = named_column(f, cast ? tree_get(cast, "arg") : node);
	struct sql_type type;

	if (!column || !cast)
		return column;
	type = type_from_tree(f->b->arena, f->b->catalog, tree_get(cast, "typeName"));
	return type.schema && !*type.modifier && type_number(f->b, &type) == type_number(f->b, &column->type) ? column : NULL;
}

static bool is_string(struct binder *b, const struct sql_type *type)
{
	int number = type_number(b, type);

	return number && (number == b->p->text || number == b->p->varchar);
}

static const char *form_list(const struct form *f, const cJSON *list)
{
	const char *text = "";
	const cJSON *item;

	tree_each(item, list) {
		const char *one = form_of(f, item);

		if (!one)
			return NULL;
		text = arena_printf(f->b->arena, "%s%s%s", text, *text ? "," : "", one);
	}
	return text;
}

/* A constant whose value the cast leaves as it is. */
static bool keeps_constant(struct binder *b, const cJSON *constant, const struct sql_type *type)
{
	int number = type_number(b, type);
	const cJSON *sval = tree_get(constant, "sval");

	if (*type->modifier || IS_ARRAY(number))
		return false;
	if (tree_get(constant, "ival"))
		return number == b->p->int8 || number == b->p->int4 || number == b->p->numeric;
	return sval && (number == b->p->text || number == b->p->varchar || number == b->p->bpchar || number == b->p->uuid || enum_of(b, number));
}

static bool gives_text(struct binder *b, const cJSON *call)
{
	const char *schema, *name;
	const struct proc *p;

	if (!tree_name(tree_get(call, "funcname"), &schema, &name) || !(p = builtin_procs(name)))
		return false;
	for (; p; p = p->next)
		if (p->result != b->p->text)
			return false;
	return true;
}

static const char *form_cast(const struct form *f, const cJSON *body)
{
	const cJSON *arg = tree_get(body, "arg");
	struct sql_type type = type_from_tree(f->b->arena, f->b->catalog, tree_get(body, "typeName"));
	const struct column *column = column_of(f, arg);
	const char *inner = form_of(f, arg);
	bool string;

	if (!inner || !type.name || !type.schema)
		return NULL;
	string = is_string(f->b, &type) && !*type.modifier && !type.array;
	if (tree_is(arg, "A_Const") ? keeps_constant(f->b, tree_body(arg), &type)
				    : string && ((column && is_string(f->b, &column->type)) || (tree_is(arg, "FuncCall") && gives_text(f->b, tree_body(arg)))))
		return inner;
	return arena_printf(f->b->arena, "cast(%s,%s%s%s)", inner, type.name, type.modifier, type.array ? "[]" : "");
}

/* 'it''s' */
static const char *quoted(struct arena *arena, const char *text)
{
	char *out = arena_array(arena, char, 2 * strlen(text) + 3), *p = out;

	*p++ = '\'';
	for (; *text; text++) {
		if (*text == '\'')
			*p++ = '\'';
		*p++ = *text;
	}
	*p++ = '\'';
	return out;
}

static const char *form_compare(const struct form *f, const char *name, const char *left, const char *right)
{
	bool even = strcmp(name, "=") == 0 || strcmp(name, "<>") == 0;

	if (!left || !right)
		return NULL;
	/* active = true is active. */
	if (even && strcmp(right, name[0] == '=' ? "true" : "false") == 0)
		return left;
	if (even && strcmp(right, name[0] == '=' ? "false" : "true") == 0)
		return arena_printf(f->b->arena, "not(%s)", left);
	if ((even && strcmp(left, right) > 0) || name[0] == '>') {
		const char *swapped = left;

		left = right;
		right = swapped;
		name = strcmp(name, ">") == 0 ? "<" : strcmp(name, ">=") == 0 ? "<="
									      : name;
	}
	return arena_printf(f->b->arena, "%s(%s,%s)", name, left, right);
}

static const char *form_operator(const struct form *f, const cJSON *body)
{
	const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr"), *items = tree_get(tree_as(right, "List"), "items");
	const char *kind = tree_text(body, "kind"), *schema, *name, *l, *r;

	if (!tree_name(tree_get(body, "name"), &schema, &name) || (schema && strcmp(schema, "pg_catalog") != 0))
		return NULL;
	if (!left) {
		r = form_of(f, right);
		return r ? arena_printf(f->b->arena, "%s(%s)", name, r) : NULL;
	}
	l = form_of(f, left);
	if (strcmp(kind, "AEXPR_IN") == 0 || strcmp(kind, "AEXPR_OP_ANY") == 0) {
		while (tree_is(right, "TypeCast"))
			right = tree_get(tree_body(right), "arg");
		r = form_list(f, items ? items : tree_get(tree_as(right, "A_ArrayExpr"), "elements"));
		if (!l || !r || !*r || strcmp(name, "=") != 0)
			return NULL;
		return tree_count(items) == 1 ? form_compare(f, "=", l, r) : arena_printf(f->b->arena, "any(%s|%s)", l, r);
	}
	r = form_of(f, right);
	if (strcmp(kind, "AEXPR_LIKE") == 0 || strcmp(kind, "AEXPR_ILIKE") == 0)
		return l && r ? arena_printf(f->b->arena, "%s(%s,%s)", name, l, r) : NULL;
	if (strcmp(kind, "AEXPR_OP") != 0)
		return NULL;
	if (strcmp(name, "!=") == 0)
		name = "<>";
	return l && r ? form_compare(f, name, l, r) : NULL;
}

static const char *form_call(const struct form *f, const cJSON *body)
{
	const char *schema, *name, *args;

	if (!tree_name(tree_get(body, "funcname"), &schema, &name) || tree_get(body, "over") || tree_flag(body, "agg_star") || tree_flag(body, "func_variadic"))
		return NULL;
	args = form_list(f, tree_get(body, "args"));
	return args ? arena_printf(f->b->arena, "%s(%s)", name, args) : NULL;
}

const char *form_of(const struct form *f, const cJSON *node)
{
	const cJSON *body = tree_body(node);
	const struct column *column = column_of(f, node);
	const char *text;

	if (column)
		return arena_printf(f->b->arena, ".%s", column->name);
	if (tree_is(node, "A_Const")) {
		text = tree_constant(f->b->arena, node);
		if (!text)
			return NULL;
		return tree_get(body, "boolval") ? text : quoted(f->b->arena, text);
	}
	if (tree_is(node, "ParamRef"))
		return arena_printf(f->b->arena, "$%d", tree_int(body, "number"));
	if (tree_is(node, "TypeCast"))
		return form_cast(f, body);
	if (tree_is(node, "A_Expr"))
		return form_operator(f, body);
	if (tree_is(node, "FuncCall"))
		return form_call(f, body);
	if (tree_is(node, "A_ArrayExpr")) {
		text = form_list(f, tree_get(body, "elements"));
		return text ? arena_printf(f->b->arena, "array(%s)", text) : NULL;
	}
	if (tree_is(node, "CoalesceExpr")) {
		text = form_list(f, tree_get(body, "args"));
		return text ? arena_printf(f->b->arena, "coalesce(%s)", text) : NULL;
	}
	if (tree_is(node, "NullTest")) {
		text = form_of(f, tree_get(body, "arg"));
		return text ? arena_printf(f->b->arena, "%s(%s)", tree_text_is(body, "nulltesttype", "IS_NULL") ? "null" : "notnull", text) : NULL;
	}
	if (tree_is(node, "BooleanTest")) {
		text = form_of(f, tree_get(body, "arg"));
		return text ? arena_printf(f->b->arena, "%s(%s)", tree_text(body, "booltesttype"), text) : NULL;
	}
	if (tree_is(node, "BoolExpr")) {
		text = form_list(f, tree_get(body, "args"));
		return text ? arena_printf(f->b->arena, "%s(%s)", tree_text_is(body, "boolop", "NOT_EXPR") ? "not" : tree_text(body, "boolop"), text) : NULL;
	}
	return NULL;
}

bool look_for_name(void *context, const char *tag, const cJSON *body)
{
	struct names_below *n = context;
	const char *schema, *name;

	if (strcmp(tag, "SubLink") == 0)
		n->unsure = true;
	if (strcmp(tag, "ColumnRef") == 0 && tree_name(tree_get(body, "fields"), &schema, &name))
		arena_push(n->f->b->arena, &n->name, arena_printf(n->f->b->arena, ".%s", name));
	if (strcmp(tag, "FuncCall") == 0 && tree_name(tree_get(body, "funcname"), &schema, &name)) {
		if (builtin_type(name))
			n->unsure = true;
		arena_push(n->f->b->arena, &n->name, name);
	}
	return true;
}

bool has_name(const struct names_below *n, const char *name)
{
	for (size_t i = 0; i < n->name.n; i++)
		if (strcmp(n->name.v[i], name) == 0)
			return true;
	return false;
}

static bool other_names(const struct form *fa, const cJSON *a, const struct form *fc, const cJSON *c)
{
	struct names_below x = {.f = fa}, y = {.f = fc};
	bool differ = false;

	tree_walk(a, look_for_name, &x);
	tree_walk(c, look_for_name, &y);
	for (size_t i = 0; i < x.name.n; i++)
		differ |= !has_name(&y, x.name.v[i]);
	for (size_t i = 0; i < y.name.n; i++)
		differ |= !has_name(&x, y.name.v[i]);
	return differ && !x.unsure && !y.unsure;
}

/* Whether every function of the name takes text there: two constants that differ are then two values. */
static bool takes_text(struct binder *b, const char *name, size_t i, size_t n)
{
	const struct proc *p = builtin_procs(name);

	if (!p)
		return false;
	for (; p; p = p->next)
		if (p->n == n && p->argument[i] != b->p->text)
			return false;
	return true;
}

/* Calls, operators and casts over columns: nothing in these is folded or exchanged, so two that differ are two. *columns: it holds some. */
static bool is_plain(const struct form *f, const cJSON *node, bool *columns)
{
	const cJSON *body = tree_body(node), *args = tree_get(body, "args"), *item;
	const char *schema, *name;
	size_t i = 0;

	if (column_of(f, node) || tree_is(node, "ParamRef"))
		return *columns = true;
	if (tree_is(node, "A_Const"))
		return tree_get(body, "ival") != NULL;
	if (tree_is(node, "TypeCast")) {
		struct sql_type type = type_from_tree(f->b->arena, f->b->catalog, tree_get(body, "typeName"));
		const struct column *column = column_of(f, tree_get(body, "arg"));

		return column && type.schema && type_number(f->b, &type) != type_number(f->b, &column->type) && (*columns = true);
	}
	if (tree_is(node, "A_Expr") && tree_text_is(body, "kind", "AEXPR_OP"))
		return is_plain(f, tree_get(body, "lexpr"), columns) && is_plain(f, tree_get(body, "rexpr"), columns);
	if (tree_is(node, "CoalesceExpr")) {
		const struct column *column = column_of(f, tree_item(args, 0));

		tree_each(item, args) {
			const cJSON *constant = tree_is(item, "TypeCast") ? tree_get(tree_body(item), "arg") : item;

			if (i++ && !tree_get(tree_as(constant, "A_Const"), "sval"))
				return false;
		}
		return column && is_string(f->b, &column->type) && (*columns = true);
	}
	if (!tree_is(node, "FuncCall") || !tree_name(tree_get(body, "funcname"), &schema, &name) || builtin_type(name))
		return false;
	tree_each(item, args) {
		const cJSON *constant = tree_is(item, "TypeCast") ? tree_get(tree_body(item), "arg") : item;
		bool word = tree_is(constant, "A_Const") && tree_get(tree_body(constant), "sval") && takes_text(f->b, name, i, tree_count(args));

		if (!word && !is_plain(f, item, columns))
			return false;
		i++;
	}
	return tree_count(args) > 0;
}

static bool plain_over_columns(const struct form *f, const cJSON *node)
{
	bool columns = false;

	return is_plain(f, node, &columns) && columns;
}

struct sql_text *parse_source(const char *source, const cJSON **node)
{
	struct buf buf = {0};
	struct sql_text *text;
	const cJSON *target;

	buf_printf(&buf, "SELECT (%s)", source);
	text = sql_parse(buf.p, buf.n);
	buf_free(&buf);
	target = tree_item(tree_get(text->n ? tree_as(text->statement[0].tree, "SelectStmt") : NULL, "targetList"), 0);
	*node = tree_get(tree_as(target, "ResTarget"), "val");
	return text;
}

enum sameness same_as_key(struct binder *b, const struct relation *relation, const char *source, const struct source *leaf, const cJSON *node)
{
	const cJSON *own;
	struct sql_text *text = parse_source(source, &own);
	struct form fa = {b, NULL, relation}, fc = {b, leaf, relation};
	const char *x = form_of(&fa, own), *y = form_of(&fc, node);
	enum sameness answer = SAME_MAYBE;

	if (x && y && strcmp(x, y) == 0)
		answer = SAME_YES;
	else if (own && (other_names(&fa, own, &fc, node) || (x && y && plain_over_columns(&fa, own) && plain_over_columns(&fc, node))))
		answer = SAME_NO;
	sql_free(text);
	return answer;
}
