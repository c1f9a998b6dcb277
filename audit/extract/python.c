/* Python: the role table, expressions, small statements, imports. See python.h. */
#include "python.h"

#include <ctype.h>

const TSLanguage *tree_sitter_python(void);

/* Statements */

static void read_children(struct walker *w, const struct node *n, int settled)
{
	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].named)
			read_expr(w, &n->child[i], settled);
}

/* One expression, an assignment, or a tuple without parentheses. A bare string says nothing to the program. */
static int32_t read_bare(struct walker *w, const struct node *n)
{
	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].named && n->child[i].kind != K_STRING && n->child[i].kind != K_CONCATENATED_STRING)
			read_expr(w, &n->child[i], SETTLED_DISCARD);
	return 0;
}

static int32_t read_tuple(struct walker *w, const struct node *n)
{
	int32_t e = read_array(w, n);

	w->unit->expr.v[e].flags |= EXPR_TUPLE;
	return e;
}

static int32_t read_assert(struct walker *w, const struct node *n)
{
	read_children(w, n, SETTLED_TEST);
	return 0;
}

/* a = b = v: the value is read once and bound to each target, left to right. */
static int32_t read_assignment(struct walker *w, const struct node *n)
{
	struct node *right = child(n, F_RIGHT), *link = (struct node *)n;
	int32_t annotation = python_annotation(w, child(n, F_TYPE)), value;

	while (right && right->kind == K_ASSIGNMENT)
		right = child(node_open(w, right), F_RIGHT);
	value = read_expr(w, right, SETTLED_ASSIGNED);
	for (; link && link->kind == K_ASSIGNMENT; link = child(link, F_RIGHT)) {
		struct node *left = child(link, F_LEFT);
		size_t part = part_start(w);

		if (value && left && left->kind == K_IDENTIFIER)
			name_value(w, value, put_node(w, left));
		python_bind_target(w, left, HOW_ASSIGN, value, annotation);
		part_restore(w, part);
	}
	return value;
}

static int32_t read_augmented(struct walker *w, const struct node *n)
{
	int32_t value = read_expr(w, child(n, F_RIGHT), SETTLED_ASSIGNED);
	size_t part = part_start(w);

	python_bind_target(w, child(n, F_LEFT), HOW_AUGMENT, value, 0);
	part_restore(w, part);
	return value;
}

static int32_t read_delete(struct walker *w, const struct node *n)
{
	size_t part = part_start(w);

	python_bind_target(w, child_named(n, 0), HOW_DELETE, 0, 0);
	part_restore(w, part);
	return 0;
}

static int32_t read_global(struct walker *w, const struct node *n)
{
	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].kind == K_IDENTIFIER)
			bind(w, &n->child[i], put_node(w, &n->child[i]), python_scope(w), HOW_GLOBAL, 0, 0);
	return 0;
}

/* Expressions */

static int32_t read_named(struct walker *w, const struct node *n)
{
	struct node *name = child(n, F_NAME);
	int32_t value = read_expr(w, child(n, F_VALUE), SETTLED_ASSIGNED);
	int32_t target = read_expr(w, name, SETTLED_NOT);
	int32_t e = expr_text(w, n, E_ASSIGN, put_text(w, "="));

	expr_at(w, e)->a = target;
	expr_at(w, e)->b = value;
	if (name)
		bind(w, name, put_node(w, name), function_scope(w), HOW_ASSIGN, value, 0);
	return e;
}

/* A function that yields is a generator; what comes back from a yield is not known. */
static int32_t read_yield(struct walker *w, const struct node *n)
{
	struct node *value = child_named(n, 0);
	bool from = has_kind(n, K_FROM);
	int32_t v = from ? read_awaited(w, value) : read_expr(w, value, SETTLED_RETURN), e;

	if (w->function > 1)
		function_at(w, w->function)->flags |= FN_GENERATOR;
	return_add(w, n, 'y', v, 0);
	if (!from && w->settled == SETTLED_DISCARD)
		return 0;
	e = expr_new(w, n, from ? E_AWAIT : E_OTHER);
	if (from)
		expr_at(w, e)->a = v;
	return e;
}

/* value if condition else other: the grammar gives the three no fields. */
static int32_t read_conditional_expression(struct walker *w, const struct node *n)
{
	static const enum field order[] = {F_CONSEQUENCE, F_CONDITION, F_ALTERNATIVE};

	for (int i = 0; i < 3; i++) {
		struct node *part = child_named(n, i);

		if (part)
			part->field = (uint8_t)order[i];
	}
	return read_conditional(w, n);
}

static int32_t pair_of(struct walker *w, const struct node *n, const struct node *operator_, int32_t left, int32_t right)
{
	int32_t e = expr_text(w, n, E_BINARY, node_is(w, operator_, "<>") ? put_text(w, "!=") : put_node(w, operator_));

	expr_at(w, e)->a = left;
	expr_at(w, e)->b = right;
	return e;
}

/* a < b < c is a < b && b < c, with b read once. `not in` and `is not` may hold any blank space in the source; the token says it canonically. */
static int32_t read_comparison(struct walker *w, const struct node *n)
{
	int32_t left = 0, chain = 0, pairs = 0;
	const struct node *operator_ = NULL;
	size_t mark = kids_begin(w);

	for (int32_t i = 0; i < n->children; i++) {
		const struct node *c = &n->child[i];
		int32_t right, pair;

		if (c->field == F_OPERATORS) {
			operator_ = c;
			continue;
		}
		if (!c->named)
			continue;
		right = read_expr(w, c, SETTLED_TEST);
		if (pairs >= PYTHON_MAX_CHAIN) {
			kids_add(w, right, 0, 0);
		} else if (operator_) {
			const char *name = ts_node_type(operator_->ts);

			pair = pair_of(w, n, operator_, left, right);
			if (strchr(name, ' '))
				expr_at(w, pair)->text = put_text(w, name);
			if (chain) {
				int32_t both = expr_text(w, n, E_BINARY, put_text(w, "&&"));

				expr_at(w, both)->a = chain;
				expr_at(w, both)->b = pair;
				pair = both;
			}
			chain = pair;
			pairs++;
		}
		left = right;
	}
	if (pairs >= PYTHON_MAX_CHAIN) {
		int32_t e;

		kids_add(w, chain, 0, 0);
		e = expr_new(w, n, E_OTHER);
		kids_end(w, mark, e);
		return e;
	}
	return chain ? chain : left;
}

static int32_t read_ellipsis(struct walker *w, const struct node *n)
{
	return expr_text(w, n, E_CONSTANT, put_text(w, "..."));
}

/* A literal key of a dict, or the name of a keyword argument; a name as key of a dict is computed. */
static uint32_t element_key(struct walker *w, const struct node *n)
{
	if (n->kind == K_IDENTIFIER)
		return n->field == F_NAME ? put_node(w, n) : 0;
	if (n->kind == K_STRING) {
		struct literal l = literal_open(w->text, node_start(n), node_end(n), true);

		return l.mode & LITERAL_FORMAT ? 0 : put_decoded(w, l.start, l.end, l.mode);
	}
	return n->kind == K_INTEGER ? put_node(w, n) : 0;
}

static const char *operator_name(const char *text, size_t length)
{
	if (length == 3 && memcmp(text, "and", 3) == 0)
		return "&&";
	if (length == 2 && memcmp(text, "or", 2) == 0)
		return "||";
	return NULL;
}

/* Imports */

/* A dotted name as written, without the blank space the language allows around dots. */
static uint32_t put_dotted(struct walker *w, const struct node *n)
{
	char name[512];
	size_t length = 0;

	if (!n)
		return 0;
	for (size_t i = 0; i < node_length(n) && length < sizeof(name); i++) {
		char c = node_text(w, n)[i];

		if (!isspace((unsigned char)c) && c != '\\')
			name[length++] = c;
	}
	return put(w, name, length);
}

/* Below `if TYPE_CHECKING:` nothing is imported when the program runs. */
static bool type_checking(struct walker *w)
{
	for (int32_t r = w->region; r; r = region_at(w, r)->parent) {
		const struct region *region = region_at(w, r);
		const struct expr *test = expr_at(w, region->test);

		if (region->kind == REGION_THEN && (test->kind == E_NAME || test->kind == E_MEMBER)
		    && strcmp(unit_text(w->unit, test->text), "TYPE_CHECKING") == 0)
			return true;
	}
	return false;
}

/* import a.b binds "a" and loads a.b besides; import a.b as c binds the submodule. */
static int32_t read_import(struct walker *w, const struct node *n)
{
	bool type_only = type_checking(w);
	uint32_t star = put_text(w, "*");

	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i];

		if (c->kind == K_ALIASED_IMPORT) {
			node_open(w, c);
			import_add(w, c, put_dotted(w, child(c, F_NAME)), star, put_node(w, child(c, F_ALIAS)), type_only);
		} else if (c->kind == K_DOTTED_NAME) {
			struct node *first = child_named(node_open(w, c), 0);
			uint32_t top = put_node(w, first);

			if (!top)
				continue;
			import_add(w, c, top, star, top, type_only);
			if (child_named(c, 1))
				import_add(w, c, put_dotted(w, c), 0, 0, type_only);
		}
	}
	return 0;
}

static int32_t read_import_from(struct walker *w, const struct node *n)
{
	bool type_only = type_checking(w);
	uint32_t module = n->kind == K_FUTURE_IMPORT ? put_text(w, "__future__") : put_dotted(w, child(n, F_MODULE_NAME));

	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i];

		if (c->kind == K_WILDCARD_IMPORT) {
			import_add(w, c, module, put_text(w, "*"), 0, type_only);
		} else if (c->field == F_NAME && c->kind == K_ALIASED_IMPORT) {
			node_open(w, c);
			import_add(w, c, module, put_dotted(w, child(c, F_NAME)), put_node(w, child(c, F_ALIAS)), type_only);
		} else if (c->field == F_NAME) {
			uint32_t name = put_dotted(w, c);

			import_add(w, c, module, name, name, type_only);
		}
	}
	return 0;
}

/* The table */

static void read_module(struct walker *w, const struct node *root)
{
	function_at(w, 1)->doc = python_docstring(w, (struct node *)root);
	read_statements(w, root);
}

static const struct kind kinds[K_END] = {
	[K_COMMENT] = {"comment", .comment = true},
	[K_ASYNC] = {"async", .token = true},
	[K_FROM] = {"from", .token = true},
	[K_IDENTIFIER] = {"identifier", read_name, .leaf = true},
	[K_INTEGER] = {"integer", read_number, .leaf = true},
	[K_FLOAT] = {"float", read_number, .leaf = true},
	[K_TRUE] = {"true", read_constant, .leaf = true},
	[K_FALSE] = {"false", read_constant, .leaf = true},
	[K_NONE] = {"none", read_constant, .leaf = true},
	[K_ELLIPSIS] = {"ellipsis", read_ellipsis, .leaf = true},
	[K_STRING] = {"string", python_read_string, .leaf = true},
	[K_STRING_CONTENT] = {"string_content", read_nothing, .leaf = true},
	[K_INTERPOLATION] = {"interpolation"},
	[K_CONCATENATED_STRING] = {"concatenated_string", python_read_concatenated},
	[K_ATTRIBUTE] = {"attribute", read_member, F_OBJECT, F_ATTRIBUTE},
	[K_SUBSCRIPT] = {"subscript", read_index, F_VALUE, F_SUBSCRIPT},
	[K_CALL] = {"call", read_call, F_FUNCTION, F_ARGUMENTS},
	[K_ARGUMENT_LIST] = {"argument_list"},
	[K_KEYWORD_ARGUMENT] = {"keyword_argument", NULL, F_NAME, F_VALUE, .pair = true},
	[K_LIST_SPLAT] = {"list_splat", .spread = 1},
	[K_DICTIONARY_SPLAT] = {"dictionary_splat", .spread = 2},
	[K_LIST] = {"list", read_array},
	[K_SET] = {"set", read_array},
	[K_TUPLE] = {"tuple", read_tuple},
	[K_EXPRESSION_LIST] = {"expression_list", read_array},
	[K_PATTERN_LIST] = {"pattern_list", read_array},
	[K_DICTIONARY] = {"dictionary", read_object},
	[K_PAIR] = {"pair", NULL, F_KEY, F_VALUE, .pair = true},
	[K_PARENTHESIZED] = {"parenthesized_expression", read_paren},
	[K_BINARY] = {"binary_operator", read_binary, F_LEFT, F_OPERATOR, F_RIGHT},
	[K_BOOLEAN] = {"boolean_operator", read_binary, F_LEFT, F_OPERATOR, F_RIGHT},
	[K_COMPARISON] = {"comparison_operator", read_comparison},
	[K_NOT] = {"not_operator", read_unary, F_ARGUMENT, .detail = 1},
	[K_UNARY] = {"unary_operator", read_unary, F_ARGUMENT, F_OPERATOR},
	[K_CONDITIONAL] = {"conditional_expression", read_conditional_expression, F_CONDITION, F_CONSEQUENCE, F_ALTERNATIVE},
	[K_AWAIT] = {"await", read_await},
	[K_NAMED] = {"named_expression", read_named},
	[K_YIELD] = {"yield", read_yield},
	[K_LAMBDA] = {"lambda", python_read_lambda},
	[K_AS_PATTERN] = {"as_pattern", python_read_as},
	[K_AS_PATTERN_TARGET] = {"as_pattern_target"},
	[K_LIST_COMPREHENSION] = {"list_comprehension", python_read_comprehension},
	[K_SET_COMPREHENSION] = {"set_comprehension", python_read_comprehension},
	[K_DICTIONARY_COMPREHENSION] = {"dictionary_comprehension", python_read_comprehension},
	[K_GENERATOR] = {"generator_expression", python_read_comprehension},
	[K_FOR_IN] = {"for_in_clause"},
	[K_IF_CLAUSE] = {"if_clause"},
	[K_TUPLE_PATTERN] = {"tuple_pattern", read_array},
	[K_LIST_PATTERN] = {"list_pattern", read_array},
	[K_LIST_SPLAT_PATTERN] = {"list_splat_pattern", .spread = 1},
	[K_DICTIONARY_SPLAT_PATTERN] = {"dictionary_splat_pattern", .spread = 2},
	[K_BLOCK] = {"block", read_block},
	[K_EXPRESSION_STATEMENT] = {"expression_statement", read_bare},
	[K_ASSIGNMENT] = {"assignment", read_assignment},
	[K_AUGMENTED_ASSIGNMENT] = {"augmented_assignment", read_augmented},
	[K_DELETE] = {"delete_statement", read_delete},
	[K_RETURN] = {"return_statement", read_return},
	[K_RAISE] = {"raise_statement", read_throw, F_CAUSE},
	[K_ASSERT] = {"assert_statement", read_assert},
	[K_BREAK] = {"break_statement", read_break, .leaf = true},
	[K_CONTINUE] = {"continue_statement", read_break, .leaf = true},
	[K_GLOBAL] = {"global_statement", read_global},
	[K_NONLOCAL] = {"nonlocal_statement", read_global},
	[K_IMPORT] = {"import_statement", read_import},
	[K_IMPORT_FROM] = {"import_from_statement", read_import_from},
	[K_FUTURE_IMPORT] = {"future_import_statement", read_import_from},
	[K_ALIASED_IMPORT] = {"aliased_import", read_nothing},
	[K_WILDCARD_IMPORT] = {"wildcard_import", read_nothing, .leaf = true},
	[K_DOTTED_NAME] = {"dotted_name", read_nothing},
	[K_RELATIVE_IMPORT] = {"relative_import", read_nothing, .leaf = true},
	[K_TYPE_ALIAS] = {"type_alias_statement", python_read_type_alias},
	[K_IF] = {"if_statement", python_read_if},
	[K_ELIF] = {"elif_clause"},
	[K_ELSE] = {"else_clause"},
	[K_FOR] = {"for_statement", python_read_for},
	[K_WHILE] = {"while_statement", python_read_while},
	[K_WITH] = {"with_statement", python_read_with},
	[K_WITH_CLAUSE] = {"with_clause"},
	[K_WITH_ITEM] = {"with_item"},
	[K_TRY] = {"try_statement", python_read_try},
	[K_EXCEPT] = {"except_clause"},
	[K_FINALLY] = {"finally_clause"},
	[K_MATCH] = {"match_statement", python_read_match},
	[K_CASE] = {"case_clause"},
	[K_CASE_PATTERN] = {"case_pattern"},
	[K_CLASS_PATTERN] = {"class_pattern"},
	[K_KEYWORD_PATTERN] = {"keyword_pattern"},
	[K_UNION_PATTERN] = {"union_pattern"},
	[K_DICT_PATTERN] = {"dict_pattern"},
	[K_SPLAT_PATTERN] = {"splat_pattern"},
	[K_COMPLEX_PATTERN] = {"complex_pattern", read_opaque, .leaf = true},
	[K_FUNCTION] = {"function_definition", python_read_function},
	[K_CLASS] = {"class_definition", python_read_class},
	[K_DECORATED] = {"decorated_definition", python_read_decorated},
	[K_DECORATOR] = {"decorator"},
	[K_TYPED_PARAMETER] = {"typed_parameter"},
	[K_DEFAULT_PARAMETER] = {"default_parameter"},
	[K_TYPED_DEFAULT_PARAMETER] = {"typed_default_parameter"},
	[K_KEYWORD_SEPARATOR] = {"keyword_separator", read_nothing, .leaf = true},
	[K_POSITIONAL_SEPARATOR] = {"positional_separator", read_nothing, .leaf = true},
	[K_TYPE] = {"type"},
	[K_GENERIC_TYPE] = {"generic_type"},
	[K_UNION_TYPE] = {"union_type"},
	[K_TYPE_PARAMETER] = {"type_parameter"},
	[K_MEMBER_TYPE] = {"member_type"},
	[K_SPLAT_TYPE] = {"splat_type"},
};

struct grammar grammar_python = {
	.get = tree_sitter_python,
	.kinds = kinds,
	.kind_count = K_END,
	.module = read_module,
	.key = element_key,
	.operator_ = operator_name,
	.python = true,
};
