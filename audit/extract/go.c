/* Go: the role table, expressions, literals, simple statements. See go.h. */
#include "go.h"

#include <stdio.h>

const TSLanguage *tree_sitter_go(void);

int32_t go_read_list(struct walker *w, struct node *list, int settled, int32_t *out, int32_t most)
{
	int32_t n = 0;

	if (list && list->kind != G_EXPRESSION_LIST) {
		out[0] = read_expr(w, list, settled);
		return 1;
	}
	node_open(w, list);
	for (int32_t i = 0; list && i < list->children; i++) {
		int32_t e;

		if (!list->child[i].named)
			continue;
		e = read_expr(w, &list->child[i], settled);
		if (n < most)
			out[n] = e;
		n++;
	}
	return n;
}

/* Expressions */

/* Alone, a, b is a list of values: `case a, b`. */
static int32_t read_list(struct walker *w, const struct node *n)
{
	return child_named(n, 1) ? read_array(w, n) : read_through(w, child_named(n, 0));
}

static int32_t read_rune(struct walker *w, const struct node *n)
{
	return expr_text(w, n, E_NUMBER, put_node(w, n));
}

/* Of a const group the number of the line, where it stands alone; in a formula nobody works it out. */
static int32_t read_iota(struct walker *w, const struct node *n)
{
	char text[16];

	if (w->iota < 0)
		return expr_new(w, n, E_OTHER);
	snprintf(text, sizeof(text), "%d", (int)w->iota);
	return expr_text(w, n, E_NUMBER, put_text(w, text));
}

/* &x and *x are x to everything here. */
static int32_t read_prefix(struct walker *w, const struct node *n)
{
	const struct node *operator_ = child(n, F_OPERATOR);

	if (node_is(w, operator_, "&") || node_is(w, operator_, "*"))
		return read_through(w, child(n, F_OPERAND));
	return read_unary(w, n);
}

static int32_t read_typed_value(struct walker *w, const struct node *n)
{
	int32_t a = read_through(w, child(n, F_OPERAND)), type = go_type(w, child(n, F_TYPE)), e;

	if (!a)
		return 0;
	e = expr_new(w, n, E_CAST);
	expr_at(w, e)->a = a;
	expr_at(w, e)->b = type;
	return e;
}

static int32_t read_instantiation(struct walker *w, const struct node *n)
{
	int32_t e = expr_new(w, n, E_INDEX), a = go_type(w, child(n, F_TYPE));

	expr_at(w, e)->a = a;
	return e;
}

static uint32_t key_text(struct walker *w, const struct node *n)
{
	if (n->kind == G_STRING || n->kind == G_RAW_STRING) {
		struct literal l = literal_open(w->text, node_start(n), node_end(n), LITERAL_GO);

		return put_decoded(w, l.start, l.end, l.mode);
	}
	return n->kind == G_IDENTIFIER || n->kind == G_FIELD_IDENTIFIER || n->kind == G_INT ? put_node(w, n) : 0;
}

static int32_t literal_value(struct walker *w, struct node *n, int32_t type);

static int32_t read_element(struct walker *w, struct node *n, int settled, int32_t type)
{
	struct node *value = n && n->kind == G_LITERAL_ELEMENT ? child_named(node_open(w, n), 0) : n;

	if (value && value->kind == G_LITERAL_VALUE)
		return literal_value(w, value, type);
	return value ? read_argument(w, value, settled, 0) : 0;
}

/* What the elements of a list or map type are, as their own literals leave it out. */
static int32_t element_type(struct walker *w, int32_t type)
{
	return type && expr_at(w, type)->kind == E_UNARY ? expr_at(w, type)->a : 0;
}

static int32_t literal_value(struct walker *w, struct node *n, int32_t type)
{
	int settled = w->settled == SETTLED_ARGUMENT || w->settled == SETTLED_COLLECTED ? SETTLED_COLLECTED : SETTLED_ASSIGNED;
	int32_t element = element_type(w, type), e;
	size_t mark = kids_begin(w);

	node_open(w, n);
	e = expr_new(w, n, has_kind(n, G_KEYED_ELEMENT) || !element ? E_OBJECT : E_ARRAY);
	expr_at(w, e)->a = type;
	if (++w->nesting > EXTRACT_MAX_DEPTH / 4) {
		error_add(w, n);
		w->nesting--;
		return e;
	}
	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i], *key;
		uint32_t name = 0;
		int32_t value;

		if (!c->named)
			continue;
		if (c->kind != G_KEYED_ELEMENT) {
			kids_add(w, read_element(w, c, settled, element), 0, 0);
			continue;
		}
		key = child(node_open(w, c), F_KEY);
		if (key && key->kind == G_LITERAL_ELEMENT)
			key = child_named(node_open(w, key), 0);
		if (key && !(name = key_text(w, key)))
			read_expr(w, key, SETTLED_NOT);
		value = read_element(w, child(c, F_VALUE), settled, element);
		if (name)
			name_value(w, value, name);
		kids_add(w, value, name, 0);
	}
	w->nesting--;
	kids_end(w, mark, e);
	return e;
}

static int32_t read_composite(struct walker *w, const struct node *n)
{
	int32_t type = go_type(w, child(n, F_TYPE)), e;
	struct node *body = child(n, F_BODY);

	if (!body)
		return type;
	e = literal_value(w, body, type);
	expr_at(w, e)->start = node_start(n);
	return e;
}

static int32_t read_bare_value(struct walker *w, const struct node *n)
{
	return literal_value(w, (struct node *)n, 0);
}

/* Statements */

/* panic(x) as a statement of its own ends the function. */
static int32_t read_bare(struct walker *w, const struct node *n)
{
	struct node *c = child_named(n, 0);
	int32_t e = read_expr(w, c, SETTLED_DISCARD), value;
	const struct expr *x = expr_at(w, e);

	w->leaves = LEAVES_NOT;
	if (!e || x->kind != E_CALL || expr_at(w, x->a)->kind != E_NAME || strcmp(unit_text(w->unit, expr_at(w, x->a)->text), "panic") != 0)
		return e;
	value = x->n ? w->unit->kid.v[x->first].expr : 0;
	return_add(w, n, 't', value, 0);
	w->leaves = LEAVES_THROW;
	return e;
}

static int32_t read_go(struct walker *w, const struct node *n)
{
	read_expr(w, child_named(n, 0), SETTLED_DETACHED);
	w->leaves = LEAVES_NOT;
	return 0;
}

static int32_t read_send(struct walker *w, const struct node *n)
{
	read_expr(w, child(n, F_CHANNEL), SETTLED_NOT);
	read_expr(w, child(n, F_VALUE), SETTLED_ASSIGNED);
	w->leaves = LEAVES_NOT;
	return 0;
}

/* A break inside leaves only what is labelled. */
static int32_t read_labeled(struct walker *w, const struct node *n)
{
	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].named && n->child[i].kind != G_LABEL)
			read_statement(w, &n->child[i]);
	if (w->leaves == LEAVES_BREAK)
		w->leaves = LEAVES_NOT;
	return 0;
}

/* The table */

static void read_file(struct walker *w, const struct node *root)
{
	for (int32_t i = 0; i < root->children; i++)
		if (root->child[i].kind == G_PACKAGE) {
			uint32_t name = put_node(w, child_named(node_open(w, &root->child[i]), 0));

			function_at(w, 1)->name = name;
		}
	read_statements(w, root);
	settle_assignments(w);
}

static const struct kind kinds[G_END] = {
	[G_COMMENT] = {"comment", .comment = true},
	[G_DEFINE] = {":=", .token = true},
	[G_IDENTIFIER] = {"identifier", read_name, .leaf = true},
	[G_BLANK] = {"blank_identifier", read_nothing, .leaf = true},
	[G_FIELD_IDENTIFIER] = {"field_identifier", read_name, .leaf = true},
	[G_TYPE_IDENTIFIER] = {"type_identifier", read_name, .leaf = true},
	[G_PACKAGE_IDENTIFIER] = {"package_identifier", read_name, .leaf = true},
	[G_LABEL] = {"label_name", read_nothing, .leaf = true},
	[G_INT] = {"int_literal", read_number, .leaf = true},
	[G_FLOAT] = {"float_literal", read_number, .leaf = true},
	[G_IMAGINARY] = {"imaginary_literal", read_number, .leaf = true},
	[G_RUNE] = {"rune_literal", read_rune, .leaf = true},
	[G_TRUE] = {"true", read_constant, .leaf = true},
	[G_FALSE] = {"false", read_constant, .leaf = true},
	[G_NIL] = {"nil", read_constant, .leaf = true},
	[G_IOTA] = {"iota", read_iota, .leaf = true},
	[G_STRING] = {"interpreted_string_literal", read_string, .leaf = true},
	[G_RAW_STRING] = {"raw_string_literal", read_string, .leaf = true},
	[G_SELECTOR] = {"selector_expression", read_member, F_OPERAND, F_FIELD},
	[G_INDEX] = {"index_expression", read_index, F_OPERAND, F_INDEX},
	[G_SLICE] = {"slice_expression"},
	[G_CALL] = {"call_expression", read_call, F_FUNCTION, F_ARGUMENTS},
	[G_ARGUMENTS] = {"argument_list"},
	[G_VARIADIC_ARGUMENT] = {"variadic_argument", .spread = 1},
	[G_ASSERTION] = {"type_assertion_expression", read_typed_value},
	[G_CONVERSION] = {"type_conversion_expression", read_typed_value},
	[G_INSTANTIATION] = {"type_instantiation_expression", read_instantiation},
	[G_PARENTHESIZED] = {"parenthesized_expression", read_paren},
	[G_BINARY] = {"binary_expression", read_binary, F_LEFT, F_OPERATOR, F_RIGHT},
	[G_UNARY] = {"unary_expression", read_prefix, F_OPERAND, F_OPERATOR},
	[G_COMPOSITE] = {"composite_literal", read_composite},
	[G_LITERAL_VALUE] = {"literal_value", read_bare_value},
	[G_LITERAL_ELEMENT] = {"literal_element", read_paren},
	[G_KEYED_ELEMENT] = {"keyed_element"},
	[G_FUNC_LITERAL] = {"func_literal", go_read_func_literal},
	[G_EXPRESSION_LIST] = {"expression_list", read_list},
	[G_QUALIFIED_TYPE] = {"qualified_type", go_read_type},
	[G_POINTER_TYPE] = {"pointer_type", go_read_type},
	[G_SLICE_TYPE] = {"slice_type", go_read_type},
	[G_ARRAY_TYPE] = {"array_type", go_read_type},
	[G_IMPLICIT_ARRAY_TYPE] = {"implicit_length_array_type", go_read_type},
	[G_MAP_TYPE] = {"map_type", go_read_type},
	[G_CHANNEL_TYPE] = {"channel_type", go_read_type},
	[G_GENERIC_TYPE] = {"generic_type", go_read_type},
	[G_PARENTHESIZED_TYPE] = {"parenthesized_type", go_read_type},
	[G_FUNCTION_TYPE] = {"function_type", read_opaque, .leaf = true},
	[G_STRUCT_TYPE] = {"struct_type", go_read_class_type},
	[G_INTERFACE_TYPE] = {"interface_type", go_read_class_type},
	[G_NEGATED_TYPE] = {"negated_type", read_opaque, .leaf = true},
	[G_TYPE_ARGUMENTS] = {"type_arguments", read_nothing},
	[G_TYPE_ELEM] = {"type_elem", go_read_type},
	[G_METHOD_ELEM] = {"method_elem", read_nothing},
	[G_FIELD_DECLARATIONS] = {"field_declaration_list", read_nothing},
	[G_FIELD_DECLARATION] = {"field_declaration", read_nothing},
	[G_BLOCK] = {"block", read_block, .detail = 1},
	[G_STATEMENT_LIST] = {"statement_list", read_block},
	[G_EXPRESSION_STATEMENT] = {"expression_statement", read_bare},
	[G_SEND] = {"send_statement", read_send},
	[G_RECEIVE] = {"receive_statement", go_read_receive},
	[G_INC] = {"inc_statement", go_read_step},
	[G_DEC] = {"dec_statement", go_read_step},
	[G_ASSIGNMENT] = {"assignment_statement", go_read_assignment},
	[G_SHORT_VAR] = {"short_var_declaration", go_read_short_var},
	[G_LABELED] = {"labeled_statement", read_labeled},
	[G_EMPTY] = {"empty_statement", read_nothing, .leaf = true},
	[G_FALLTHROUGH] = {"fallthrough_statement", read_nothing, .leaf = true},
	[G_BREAK] = {"break_statement", read_break, .leaf = true},
	[G_CONTINUE] = {"continue_statement", read_break, .leaf = true},
	[G_GOTO] = {"goto_statement", read_break, .leaf = true},
	[G_RETURN] = {"return_statement", go_read_return},
	[G_GO] = {"go_statement", read_go},
	[G_DEFER] = {"defer_statement", read_expression_statement},
	[G_IF] = {"if_statement", go_read_if, F_CONDITION, F_CONSEQUENCE, F_ALTERNATIVE},
	[G_FOR] = {"for_statement", go_read_for},
	[G_FOR_CLAUSE] = {"for_clause", read_nothing},
	[G_RANGE_CLAUSE] = {"range_clause", read_nothing},
	[G_SWITCH] = {"expression_switch_statement", go_read_switch},
	[G_CASE] = {"expression_case", read_nothing},
	[G_DEFAULT] = {"default_case", read_nothing},
	[G_TYPE_SWITCH] = {"type_switch_statement", go_read_type_switch},
	[G_TYPE_CASE] = {"type_case", read_nothing},
	[G_SELECT] = {"select_statement", go_read_select},
	[G_COMMUNICATION] = {"communication_case", read_nothing},
	[G_PACKAGE] = {"package_clause", read_nothing, .leaf = true},
	[G_IMPORT] = {"import_declaration", go_read_import},
	[G_IMPORT_LIST] = {"import_spec_list", go_read_import},
	[G_IMPORT_SPEC] = {"import_spec", read_nothing},
	[G_DOT] = {"dot", read_nothing, .leaf = true},
	[G_CONST] = {"const_declaration", go_read_const},
	[G_CONST_SPEC] = {"const_spec", read_nothing},
	[G_VAR] = {"var_declaration", read_block},
	[G_VAR_SPEC_LIST] = {"var_spec_list", read_block},
	[G_VAR_SPEC] = {"var_spec", go_read_var_spec},
	[G_TYPE_DECLARATION] = {"type_declaration", read_block},
	[G_TYPE_SPEC] = {"type_spec", go_read_type_spec},
	[G_TYPE_ALIAS] = {"type_alias", go_read_type_alias},
	[G_FUNCTION] = {"function_declaration", go_read_function},
	[G_METHOD] = {"method_declaration", go_read_function},
	[G_PARAMETERS] = {"parameter_list", read_nothing},
	[G_PARAMETER] = {"parameter_declaration", read_nothing},
	[G_VARIADIC_PARAMETER] = {"variadic_parameter_declaration", read_nothing},
	[G_TYPE_PARAMETERS] = {"type_parameter_list", read_nothing},
};

struct grammar grammar_go = {
	.get = tree_sitter_go,
	.kinds = kinds,
	.kind_count = G_END,
	.module = read_file,
	.key = key_text,
	.go = true,
};
