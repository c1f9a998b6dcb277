/* JavaScript, TypeScript and TSX: the table of node kinds, and the readers of statements and expressions that only they have. */
#include "javascript.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

extern const TSLanguage *tree_sitter_javascript(void);
extern const TSLanguage *tree_sitter_typescript(void);
extern const TSLanguage *tree_sitter_tsx(void);

uint32_t js_key(struct walker *w, const struct node *n)
{
	struct node copy = *n;

	if (n->kind == JS_COMPUTED_NAME) {
		n = child_kind(node_open(w, &copy), JS_STRING);
		if (!n)
			return 0;
	}
	if (n->kind == JS_STRING) {
		struct literal l = literal_open(w->text, node_start(n), node_end(n), false);

		return put_decoded(w, l.start, l.end, 0);
	}
	return put_node(w, n);
}

/* Where the type arguments that end with the '>' at `end` begin: the place of their '<'; 0: these are no type arguments. */
static size_t arguments_start(const char *text, size_t end)
{
	int angles = 1, braces = 0, parens = 0;

	for (size_t i = end; i > 1 && end - i < 2000; i--) {
		char c = text[i - 1];

		if (c == '>' && text[i - 2] != '=')
			angles++;
		else if (c == '<' && --angles == 0)
			return isalnum((unsigned char)text[i - 2]) || text[i - 2] == '_' || text[i - 2] == '$' ? i - 1 : 0;
		braces += c == '}' ? 1 : c == '{' ? -1 : 0;
		parens += c == ')' ? 1 : c == '(' ? -1 : 0;
		if (c == '`' || braces < 0 || parens < 0 || (c == ';' && !braces) || ((c == '&' || c == '|') && text[i - 2] == c))
			return 0;
	}
	return 0;
}

/* foo<code>`x`</code>: markup, not type arguments. */
static bool is_markup(const char *text, size_t length, size_t start, size_t end)
{
	char closing[64];
	int n = snprintf(closing, sizeof(closing), "</%.*s>", (int)(end - start - 1), text + start + 1);

	return n > 0 && (size_t)n < sizeof(closing) && memmem(text + end, length - end, closing, (size_t)n);
}

/* The grammar knows no type arguments before a template, sql<User[]>`…`: they are blanked. In strings and comments that changes nothing of the tree. */
static char *without_tag_types(const char *text, size_t length)
{
	char *copy = NULL;

	for (const char *p = text; (p = memmem(p, length - (size_t)(p - text), ">`", 2)); p += 2) {
		size_t end = (size_t)(p - text), start = arguments_start(text, end);

		if (!start || is_markup(text, length, start, end))
			continue;
		if (!copy) {
			copy = xmalloc(length + 1);
			memcpy(copy, text, length);
			copy[length] = '\0';
		}
		for (size_t i = start; i <= end; i++)
			if (copy[i] != '\n')
				copy[i] = ' ';
	}
	return copy;
}

/* Expressions */

static int32_t read_js_call(struct walker *w, const struct node *n)
{
	const struct node *arguments = child(n, F_ARGUMENTS);
	bool tag = arguments && arguments->kind == JS_TEMPLATE;
	bool optional = has_kind(n, JS_T_OPTIONAL) || child(n, F_OPTIONAL_CHAIN);

	return make_call(w, n, child(n, F_FUNCTION), arguments, (tag ? EXPR_TAG : 0) | (optional ? EXPR_OPTIONAL : 0));
}

/* The raw text between two substitutions. line and from tell where the last part began. */
static void add_part(struct walker *w, const struct node *n, uint32_t start, uint32_t end, int32_t *line, uint32_t *line_start, uint32_t *seen)
{
	struct expr *e;
	int32_t part;

	for (const char *p; (p = memchr(w->text + *seen, '\n', start - *seen)); ) {
		++*line;
		*seen = *line_start = (uint32_t)(p - w->text) + 1;
	}
	*seen = start;
	if (start >= end)
		return;
	part = expr_text(w, n, E_STRING, put_decoded(w, start, end, 0));
	e = expr_at(w, part);
	e->start = start;
	e->end = end;
	e->flags = EXPR_PART;
	e->line = *line;
	e->column = start - *line_start >= 65535 ? 65535 : (uint16_t)(start - *line_start + 1);
	kids_add(w, part, 0, 0);
}

static int32_t read_template(struct walker *w, const struct node *n)
{
	TSPoint at = ts_node_start_point(n->ts);
	uint32_t start = node_start(n) + 1, stop = node_end(n), line_start = node_start(n) - at.column, seen = node_start(n);
	int32_t line = (int32_t)at.row + 1, e;
	size_t mark;

	if (!has_kind(n, JS_SUBSTITUTION))
		return read_string(w, n);
	if (stop > start && w->text[stop - 1] == '`')
		stop--;
	e = expr_new(w, n, E_TEMPLATE);
	mark = kids_begin(w);
	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i];

		if (c->kind != JS_SUBSTITUTION)
			continue;
		add_part(w, n, start, node_start(c), &line, &line_start, &seen);
		kids_add(w, read_expr(w, child_named(node_open(w, c), 0), SETTLED_NOT), 0, 0);
		start = node_end(c);
	}
	add_part(w, n, start, stop, &line, &line_start, &seen);
	kids_end(w, mark, e);
	return e;
}

/* a, b: the value is the last one's. */
static int32_t read_sequence(struct walker *w, const struct node *n)
{
	const struct node *last = NULL;

	for (int32_t i = 0; i < n->children; i++) {
		if (!n->child[i].named)
			continue;
		if (last)
			read_expr(w, last, SETTLED_DISCARD);
		last = &n->child[i];
	}
	return read_through(w, last);
}

static int32_t read_yield(struct walker *w, const struct node *n)
{
	int32_t e, value;
	size_t mark;

	if (has_kind(n, JS_T_STAR))
		return read_await(w, n);
	value = read_expr(w, child_named(n, 0), SETTLED_RETURN);
	return_add(w, n, 'y', value, 0);
	e = expr_new(w, n, E_OTHER);
	mark = kids_begin(w);
	kids_add(w, value, 0, 0);
	kids_end(w, mark, e);
	return e;
}

/* <T>x */
static int32_t read_assertion(struct walker *w, const struct node *n)
{
	int32_t value = read_through(w, child_named(n, 1)), type, e;

	if (!value)
		return 0;
	type = read_expr(w, child_named(n, 0), SETTLED_NOT);
	e = expr_new(w, n, E_CAST);
	expr_at(w, e)->a = value;
	expr_at(w, e)->b = type;
	return e;
}

/* Types */

/* A<B, C>: the arguments are always kids. */
static int32_t read_generic(struct walker *w, const struct node *n)
{
	struct node *arguments = node_open(w, child(n, F_TYPE_ARGUMENTS));
	int32_t e = expr_new(w, n, E_INDEX), name = read_expr(w, child(n, F_NAME), SETTLED_NOT);
	size_t mark = kids_begin(w);

	expr_at(w, e)->a = name;
	for (int32_t i = 0; arguments && i < arguments->children; i++)
		if (arguments->child[i].named)
			kids_add(w, read_expr(w, &arguments->child[i], SETTLED_NOT), 0, 0);
	kids_end(w, mark, e);
	return e;
}

/* T[] is Array<T>. */
static int32_t read_array_type(struct walker *w, const struct node *n)
{
	int32_t e = expr_new(w, n, E_INDEX), name = expr_text(w, n, E_NAME, put_text(w, "Array"));
	size_t mark = kids_begin(w);

	expr_at(w, e)->a = name;
	kids_add(w, read_expr(w, child_named(n, 0), SETTLED_NOT), 0, 0);
	kids_end(w, mark, e);
	return e;
}

static int32_t read_union(struct walker *w, const struct node *n)
{
	int32_t left = read_expr(w, child_named(n, 0), SETTLED_NOT), right = read_expr(w, child_named(n, 1), SETTLED_NOT), e;

	if (!right)
		return left;
	e = expr_text(w, n, E_BINARY, put_text(w, "|"));
	expr_at(w, e)->a = left;
	expr_at(w, e)->b = right;
	return e;
}

/* Statements */

static int32_t read_else(struct walker *w, const struct node *n)
{
	if (child_named(n, 0))
		read_statement(w, child_named(n, 0));
	return 0;
}

static int32_t read_do(struct walker *w, const struct node *n)
{
	int32_t loop = region_begin(w, n, REGION_LOOP, 0), test;

	if (child(n, F_BODY))
		read_statement(w, child(n, F_BODY));
	test = read_expr(w, child(n, F_CONDITION), SETTLED_TEST);
	region_at(w, loop)->test = test;
	region_end(w);
	w->leaves = LEAVES_NOT;
	return 0;
}

static int32_t read_for(struct walker *w, const struct node *n)
{
	int32_t outer = scope_begin(w, SCOPE_BLOCK), loop, test;
	const struct node *condition = child(n, F_CONDITION);

	if (child(n, F_INITIALIZER))
		read_statement(w, child(n, F_INITIALIZER));
	loop = region_begin(w, n, REGION_LOOP, 0);
	test = condition && condition->named ? read_expr(w, condition, SETTLED_TEST) : 0;
	region_at(w, loop)->test = test;
	read_expr(w, child(n, F_INCREMENT), SETTLED_DISCARD);
	if (child(n, F_BODY))
		read_statement(w, child(n, F_BODY));
	region_end(w);
	w->leaves = LEAVES_NOT;
	w->scope = outer;
	return 0;
}

/* Returns what the clause's last statement does. */
static int32_t read_catch(struct walker *w, struct node *n, int32_t try_)
{
	int32_t outer = scope_begin(w, SCOPE_BLOCK), region = region_begin(w, n, REGION_CATCH, 0);
	struct node *parameter = child(node_open(w, n), F_PARAMETER);
	size_t path = part_start(w);

	region_at(w, region)->pair = try_;
	if (parameter)
		js_bind_pattern(w, parameter, &(struct js_target){.how = HOW_CATCH, .scope = w->scope});
	part_restore(w, path);
	catch_add(w, n, region, parameter && parameter->kind == JS_IDENTIFIER ? put_node(w, parameter) : 0, 0, 0);
	if (child(n, F_BODY))
		read_statement(w, child(n, F_BODY));
	region_end(w);
	w->scope = outer;
	return w->leaves;
}

static int32_t read_try(struct walker *w, const struct node *n)
{
	struct node *body = child(n, F_BODY), *handler = child(n, F_HANDLER), *finalizer = child(n, F_FINALIZER);
	int32_t try_ = 0, leaves = LEAVES_NOT;

	if (body) {
		try_ = region_begin(w, body, REGION_TRY, 0);
		read_statement(w, body);
		leaves = w->leaves;
		region_end(w);
	}
	if (handler)
		leaves = leaves_both(leaves, read_catch(w, handler, try_));
	if (finalizer) {
		region_at(w, region_begin(w, finalizer, REGION_FINALLY, 0))->pair = try_;
		if (child(node_open(w, finalizer), F_BODY))
			read_statement(w, child(finalizer, F_BODY));
		region_end(w);
		leaves = w->leaves != LEAVES_NOT ? w->leaves : leaves;
	}
	w->leaves = leaves;
	return 0;
}

static int32_t read_switch(struct walker *w, const struct node *n)
{
	int32_t subject = read_expr(w, child(n, F_VALUE), SETTLED_TEST), outer = scope_begin(w, SCOPE_BLOCK);
	struct node *body = node_open(w, child(n, F_BODY));

	for (int32_t i = 0; body && i < body->children; i++) {
		struct node *c = node_open(w, &body->child[i]);
		int32_t region, label, leaves = LEAVES_NOT;

		if (c->kind != JS_SWITCH_CASE && c->kind != JS_SWITCH_DEFAULT) {
			read_statement(w, c);
			continue;
		}
		label = read_expr(w, child(c, F_VALUE), SETTLED_NOT);
		region = region_begin(w, c, REGION_CASE, label);
		region_at(w, region)->subject = subject;
		for (int32_t j = 0; j < c->children; j++) {
			if (c->child[j].field != F_BODY || !c->child[j].named)
				continue;
			read_statement(w, &c->child[j]);
			leaves = leaves ? leaves : w->leaves;
		}
		w->leaves = leaves;
		region_end(w);
	}
	w->leaves = LEAVES_NOT;
	w->scope = outer;
	return 0;
}

/* A break inside leaves only the labelled statement. */
static int32_t read_labeled(struct walker *w, const struct node *n)
{
	if (child(n, F_BODY))
		read_statement(w, child(n, F_BODY));
	if (w->leaves == LEAVES_BREAK)
		w->leaves = LEAVES_NOT;
	return 0;
}

/* namespace N { … }: its statements in a scope of their own; the name stands for something not looked into. */
static int32_t read_namespace(struct walker *w, const struct node *n)
{
	const struct node *name = child(n, F_NAME), *body = child(n, F_BODY);

	if (name && name->kind == JS_IDENTIFIER)
		bind(w, n, put_node(w, name), w->scope, HOW_CONST, expr_new(w, n, E_OTHER), 0);
	if (body)
		read_statement(w, body);
	return 0;
}

static void read_program(struct walker *w, const struct node *root)
{
	read_statements(w, root);
	settle_assignments(w);
}

static const struct kind kinds[] = {
	/* names and literals */
	[JS_IDENTIFIER] = {"identifier", read_name, .leaf = true},
	[JS_THIS] = {"this", read_name, .leaf = true},
	[JS_STRING] = {"string", read_string, .leaf = true},
	[JS_TEMPLATE] = {"template_string", read_template},
	[JS_SUBSTITUTION] = {"template_substitution", read_paren},
	[JS_COMPUTED_NAME] = {"computed_property_name", read_paren},
	/* patterns: as values only in code that does not parse */
	[JS_SHORTHAND_PATTERN] = {"shorthand_property_identifier_pattern", read_name, .leaf = true},
	[JS_OBJECT_PATTERN] = {"object_pattern", read_other},
	[JS_ARRAY_PATTERN] = {"array_pattern", read_other},
	[JS_PAIR_PATTERN] = {"pair_pattern", read_other},
	[JS_REST_PATTERN] = {"rest_pattern", read_paren},
	[JS_ASSIGNMENT_PATTERN] = {"assignment_pattern", read_other},
	[JS_OBJECT_ASSIGNMENT_PATTERN] = {"object_assignment_pattern", read_other},
	/* expressions */
	[JS_PARENTHESIZED] = {"parenthesized_expression", read_paren},
	[JS_MEMBER] = {"member_expression", read_member, F_OBJECT, F_PROPERTY},
	[JS_SUBSCRIPT] = {"subscript_expression", read_index, F_OBJECT, F_INDEX},
	[JS_NON_NULL] = {"non_null_expression", read_cast},
	[JS_ARROW] = {"arrow_function", js_read_function},
	[JS_METHOD] = {"method_definition", js_read_method, F_NAME, .keyed = true},
	/* parts their owners read */
	[JS_REQUIRED_PARAMETER] = {"required_parameter", read_other},
	[JS_OPTIONAL_PARAMETER] = {"optional_parameter", read_other},
	[JS_ACCESSIBILITY] = {"accessibility_modifier", read_nothing, .leaf = true},
	[JS_OVERRIDE] = {"override_modifier", read_nothing, .leaf = true},
	[JS_DECLARATOR] = {"variable_declarator", read_other},
	[JS_FIELD] = {"field_definition", read_other},
	[JS_PUBLIC_FIELD] = {"public_field_definition", read_other},
	[JS_DECORATOR] = {"decorator", read_paren},
	[JS_HERITAGE] = {"class_heritage", read_other},
	[JS_EXTENDS] = {"extends_clause", read_other},
	[JS_IMPLEMENTS] = {"implements_clause", read_other},
	[JS_ENUM_ASSIGNMENT] = {"enum_assignment", read_other},
	[JS_SWITCH_CASE] = {"switch_case", read_other},
	[JS_SWITCH_DEFAULT] = {"switch_default", read_other},
	[JS_IMPORT_CLAUSE] = {"import_clause", read_nothing},
	[JS_NAMED_IMPORTS] = {"named_imports", read_nothing},
	[JS_IMPORT_SPECIFIER] = {"import_specifier", read_nothing},
	[JS_NAMESPACE_IMPORT] = {"namespace_import", read_nothing},
	[JS_IMPORT_REQUIRE] = {"import_require_clause", read_nothing},
	[JS_EXPORT_CLAUSE] = {"export_clause", read_nothing},
	[JS_EXPORT_SPECIFIER] = {"export_specifier", read_nothing},
	[JS_NAMESPACE_EXPORT] = {"namespace_export", read_nothing},
	[JS_BLOCK] = {"statement_block", read_block, .detail = 1},
	/* tokens */
	[JS_T_ASYNC] = {"async", .token = true},
	[JS_T_STAR] = {"*", .token = true},
	[JS_T_STATIC] = {"static", .token = true},
	[JS_T_GET] = {"get", .token = true},
	[JS_T_SET] = {"set", .token = true},
	[JS_T_TYPE] = {"type", .token = true},
	[JS_T_TYPEOF] = {"typeof", .token = true},
	[JS_T_DEFAULT] = {"default", .token = true},
	[JS_T_AWAIT] = {"await", .token = true},
	[JS_T_READONLY] = {"readonly", .token = true},
	[JS_T_EQUAL] = {"=", .token = true},
	[JS_T_OPTIONAL] = {"?.", .token = true},
	[JS_T_NAMESPACE] = {"namespace", .token = true},

	[JS_REST] = {"comment", .comment = true},
	{"html_comment", .comment = true},
	{"arguments"},
	{"formal_parameters", read_other},
	{"private_property_identifier", read_nothing, .leaf = true},
	{"property_identifier", read_nothing, .leaf = true},
	{"number", read_number, .leaf = true},
	{"super", read_name, .leaf = true},
	{"import", read_name, .leaf = true},
	{"true", read_constant, .leaf = true},
	{"false", read_constant, .leaf = true},
	{"null", read_constant, .leaf = true},
	{"undefined", read_constant, .leaf = true},
	{"regex", read_opaque, .leaf = true},
	{"meta_property", read_opaque, .leaf = true},
	{"shorthand_property_identifier", read_name, .leaf = true, .keyed = true},
	{"pair", read_other, F_KEY, F_VALUE, .pair = true},
	{"spread_element", read_paren, .spread = 1},
	{"object", read_object},
	{"array", read_array},
	{"call_expression", read_js_call},
	{"new_expression", read_call, F_CONSTRUCTOR, F_ARGUMENTS, .detail = EXPR_NEW},
	{"binary_expression", read_binary, F_LEFT, F_OPERATOR, F_RIGHT},
	{"unary_expression", read_unary, F_ARGUMENT, F_OPERATOR},
	{"update_expression", js_read_update},
	{"ternary_expression", read_conditional, F_CONDITION, F_CONSEQUENCE, F_ALTERNATIVE},
	{"await_expression", read_await},
	{"yield_expression", read_yield},
	{"sequence_expression", read_sequence},
	{"assignment_expression", js_read_assignment},
	{"augmented_assignment_expression", js_read_augmented},
	{"function_expression", js_read_function},
	{"generator_function", js_read_function},
	{"class", js_read_class},
	{"as_expression", read_cast},
	{"satisfies_expression", read_cast},
	{"type_assertion", read_assertion},
	{"instantiation_expression", read_paren},
	/* markup */
	{"jsx_expression", read_paren},
	{"jsx_text", read_nothing, .leaf = true},
	{"jsx_closing_element", read_nothing, .leaf = true},
	{"html_character_reference", read_nothing, .leaf = true},
	/* types */
	{"type_annotation", read_paren},
	{"type_identifier", read_name, .leaf = true},
	{"predefined_type", read_name, .leaf = true},
	{"this_type", read_name, .leaf = true},
	{"nested_type_identifier", read_member, F_MODULE, F_NAME},
	{"nested_identifier", read_member, F_OBJECT, F_PROPERTY},
	{"generic_type", read_generic},
	{"array_type", read_array_type},
	{"readonly_type", read_paren},
	{"parenthesized_type", read_paren},
	{"literal_type", read_paren},
	{"union_type", read_union},
	{"object_type", read_opaque, .leaf = true},
	{"function_type", read_opaque, .leaf = true},
	{"constructor_type", read_opaque, .leaf = true},
	{"conditional_type", read_opaque, .leaf = true},
	{"lookup_type", read_opaque, .leaf = true},
	{"index_type_query", read_opaque, .leaf = true},
	{"template_literal_type", read_opaque, .leaf = true},
	{"infer_type", read_opaque, .leaf = true},
	{"type_predicate_annotation", read_opaque, .leaf = true},
	{"asserts_annotation", read_opaque, .leaf = true},
	{"type_arguments", read_nothing, .leaf = true},
	{"type_parameters", read_nothing, .leaf = true},
	/* declarations without code */
	{"interface_declaration", read_nothing, .leaf = true},
	{"type_alias_declaration", read_nothing, .leaf = true},
	{"ambient_declaration", read_nothing, .leaf = true},
	{"function_signature", read_nothing, .leaf = true},
	{"method_signature", read_nothing, .leaf = true},
	{"abstract_method_signature", read_nothing, .leaf = true},
	{"index_signature", read_nothing, .leaf = true},
	{"import_attribute", read_nothing, .leaf = true},
	{"hash_bang_line", read_nothing, .leaf = true},
	{"statement_identifier", read_nothing, .leaf = true},
	{"empty_statement", read_nothing, .leaf = true},
	{"debugger_statement", read_nothing, .leaf = true},
	/* statements */
	{"expression_statement", read_expression_statement},
	{"lexical_declaration", js_read_let},
	{"using_declaration", js_read_let},
	{"variable_declaration", js_read_var},
	{"function_declaration", js_read_function_declaration},
	{"generator_function_declaration", js_read_function_declaration},
	{"class_declaration", js_read_class_declaration},
	{"abstract_class_declaration", js_read_class_declaration},
	{"class_static_block", read_else},
	{"enum_declaration", js_read_enum},
	{"internal_module", read_namespace},
	{"module", read_namespace},
	{"import_statement", js_read_import},
	{"export_statement", js_read_export},
	{"if_statement", read_if, F_CONDITION, F_CONSEQUENCE, F_ALTERNATIVE},
	{"else_clause", read_else},
	{"while_statement", read_while, F_CONDITION, F_BODY},
	{"do_statement", read_do},
	{"for_statement", read_for},
	{"for_in_statement", js_read_for_in},
	{"switch_statement", read_switch},
	{"try_statement", read_try},
	{"labeled_statement", read_labeled},
	{"with_statement", read_other},
	{"return_statement", read_return},
	{"throw_statement", read_throw},
	{"break_statement", read_break, .leaf = true},
	{"continue_statement", read_break, .leaf = true},
};

#define JS_GRAMMAR(language, before) \
	{.get = tree_sitter_##language, .kinds = kinds, .kind_count = sizeof(kinds) / sizeof(*kinds), .module = read_program, .key = js_key, .prepare = before}

struct grammar grammar_javascript = JS_GRAMMAR(javascript, NULL);
struct grammar grammar_typescript = JS_GRAMMAR(typescript, without_tag_types);
struct grammar grammar_tsx = JS_GRAMMAR(tsx, without_tag_types);
