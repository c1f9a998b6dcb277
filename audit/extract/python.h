/*
 * Python, between its files: the node kinds of its grammar and the readers they share. Private to python*.c.
 *
 *     python.c            the role table; expressions, small statements, imports
 *     python_blocks.c     if, for, while, with, try, match
 *     python_define.c     functions, parameters, classes, decorators, annotations
 *     python_pattern.c    assignment targets and case patterns
 *     python_string.c     literals, f-strings, joined literals, types written as strings
 *
 * What Python does otherwise than the neutral rows suggest:
 *   - A name assigned anywhere in a function belongs to the function's scope; blocks have none. In a class body it is a field of the class.
 *     A comprehension has a scope of its own; := in it binds in the function around it.
 *   - Defaults, annotations and decorators are read in the scope and function around the definition, where they are evaluated.
 *   - `else` of a loop is a REGION_ELSE whose pair is the REGION_LOOP; its test is that of the loop (0 for `for`).
 *   - A comprehension runs its element in a REGION_LOOP, below one REGION_CONDITION for each `if`.
 *   - A part "[-1]" counts from the end: a, *b, c = v gives "[0]", "[*]", "[-1]".
 *   - The docstring is function.doc (function 1: of the module); bare string statements are no expressions.
 */
#ifndef PLUMBLINE_PYTHON_H
#define PLUMBLINE_PYTHON_H

#include "walker.h"

enum python_kind {
	K_OTHER, K_COMMENT, K_ASYNC, K_FROM,
	K_IDENTIFIER, K_INTEGER, K_FLOAT, K_TRUE, K_FALSE, K_NONE, K_ELLIPSIS,
	K_STRING, K_STRING_CONTENT, K_INTERPOLATION, K_CONCATENATED_STRING,
	K_ATTRIBUTE, K_SUBSCRIPT, K_CALL, K_ARGUMENT_LIST, K_KEYWORD_ARGUMENT, K_LIST_SPLAT, K_DICTIONARY_SPLAT,
	K_LIST, K_SET, K_TUPLE, K_EXPRESSION_LIST, K_PATTERN_LIST, K_DICTIONARY, K_PAIR,
	K_PARENTHESIZED, K_BINARY, K_BOOLEAN, K_COMPARISON, K_NOT, K_UNARY, K_CONDITIONAL, K_AWAIT, K_NAMED, K_YIELD, K_LAMBDA, K_AS_PATTERN, K_AS_PATTERN_TARGET,
	K_LIST_COMPREHENSION, K_SET_COMPREHENSION, K_DICTIONARY_COMPREHENSION, K_GENERATOR, K_FOR_IN, K_IF_CLAUSE,
	K_TUPLE_PATTERN, K_LIST_PATTERN, K_LIST_SPLAT_PATTERN, K_DICTIONARY_SPLAT_PATTERN,
	K_BLOCK, K_EXPRESSION_STATEMENT, K_ASSIGNMENT, K_AUGMENTED_ASSIGNMENT, K_DELETE, K_RETURN, K_RAISE, K_ASSERT, K_BREAK, K_CONTINUE, K_GLOBAL, K_NONLOCAL,
	K_IMPORT, K_IMPORT_FROM, K_FUTURE_IMPORT, K_ALIASED_IMPORT, K_WILDCARD_IMPORT, K_DOTTED_NAME, K_RELATIVE_IMPORT, K_TYPE_ALIAS,
	K_IF, K_ELIF, K_ELSE, K_FOR, K_WHILE, K_WITH, K_WITH_CLAUSE, K_WITH_ITEM, K_TRY, K_EXCEPT, K_FINALLY,
	K_MATCH, K_CASE, K_CASE_PATTERN, K_CLASS_PATTERN, K_KEYWORD_PATTERN, K_UNION_PATTERN, K_DICT_PATTERN, K_SPLAT_PATTERN, K_COMPLEX_PATTERN,
	K_FUNCTION, K_CLASS, K_DECORATED, K_DECORATOR,
	K_TYPED_PARAMETER, K_DEFAULT_PARAMETER, K_TYPED_DEFAULT_PARAMETER, K_KEYWORD_SEPARATOR, K_POSITIONAL_SEPARATOR,
	K_TYPE, K_GENERIC_TYPE, K_UNION_TYPE, K_TYPE_PARAMETER, K_MEMBER_TYPE, K_SPLAT_TYPE,
	K_END
};

/* Parts in a row are cut beyond this many, so that a folded chain (a < b < c …, A | B | …) is never deeper than the tree may be. */
#define PYTHON_MAX_CHAIN 64

/* python_pattern.c */
int32_t python_scope(const struct walker *w);	/* the scope an assigned name belongs to, here */
/* Binds the names, members and indices of a target, at the part pushed so far. */
void python_bind_target(struct walker *w, struct node *target, int how, int32_t value, int32_t annotation);
/* The label of a case (0: a wildcard or a capture, which takes everything); binds its names. Sets *always when it cannot fail to match. */
int32_t python_case_label(struct walker *w, const struct node *clause, int32_t subject, bool *always);

/* python_string.c */
int32_t python_read_string(struct walker *w, const struct node *n);
int32_t python_read_concatenated(struct walker *w, const struct node *n);
/* A type written as a string: "Session", "orm.Session", "list[Item] | None". 0 when it is not one. */
int32_t python_string_type(struct walker *w, const struct node *n);
/* The documentation at the head of a body; 0 none. */
uint32_t python_docstring(struct walker *w, struct node *body);

/* python_define.c */
int32_t python_annotation(struct walker *w, struct node *type);	/* NULL gives 0 */
int32_t python_read_function(struct walker *w, const struct node *n);
int32_t python_read_lambda(struct walker *w, const struct node *n);
int32_t python_read_class(struct walker *w, const struct node *n);
int32_t python_read_decorated(struct walker *w, const struct node *n);
int32_t python_read_type_alias(struct walker *w, const struct node *n);

/* python_blocks.c */
int32_t python_read_if(struct walker *w, const struct node *n);
int32_t python_read_for(struct walker *w, const struct node *n);
int32_t python_read_while(struct walker *w, const struct node *n);
int32_t python_read_with(struct walker *w, const struct node *n);
int32_t python_read_try(struct walker *w, const struct node *n);
int32_t python_read_match(struct walker *w, const struct node *n);
int32_t python_read_as(struct walker *w, const struct node *n);
int32_t python_read_comprehension(struct walker *w, const struct node *n);

#endif
