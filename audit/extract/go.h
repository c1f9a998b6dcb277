/*
 * Go, between its files: the node kinds of its grammar and the readers they share. Private to go*.c.
 *
 *     go.c            the role table; expressions, literals, simple statements
 *     go_blocks.c     assignments and declarations of names, if, for, switch, select
 *     go_define.c     imports, functions, methods, types
 *
 * What Go does otherwise than the neutral rows suggest:
 *   - function 1 (the module) has the package clause's name. All files of a folder with one package clause share their top-level names: the resolver joins them.
 *   - import "a/b" imports "*" under the local name the path suggests (its last element without /v2, .v3, go- and -go); import . is a Python-like star import.
 *   - Several results: result_annotation is an E_ARRAY of types (keys: names of named results), `return a, b` an E_ARRAY of values, and
 *     `x, err := f()` binds x to part "[0]" and err to part "[1]" of the call. The value of such a call itself is its first result.
 *   - A struct, interface or other defined type is a class; its fields are HOW_FIELD bindings with the tag as value. Embedded types are bases;
 *     the type behind any other defined type is a base with the key "underlying".
 *   - Methods belong to the class of their receiver's type. When that type is declared in another file of the package, a class of line 0 stands for it here.
 *     The receiver is a HOW_CONST binding with an annotation, no parameter. Methods of an interface are FN_ABSTRACT functions.
 *   - Types: NAME, MEMBER (of a package), INDEX (generic), UNARY "[]" (slice, array, channel, map: what its elements are), CLASS (written in place).
 *     Pointers are transparent, and so are & and * before a value.
 *   - T{…} is an E_OBJECT (with keys) or E_ARRAY whose a is the type. x.(T) and []T(x) are E_CAST with b = the type.
 *   - go f() is settled SETTLED_DETACHED. panic(x) throws. `case` of a switch without subject is a REGION_THEN.
 */
#ifndef PLUMBLINE_GO_H
#define PLUMBLINE_GO_H

#include "walker.h"

enum go_kind {
	G_OTHER, G_COMMENT, G_DEFINE,
	G_IDENTIFIER, G_BLANK, G_FIELD_IDENTIFIER, G_TYPE_IDENTIFIER, G_PACKAGE_IDENTIFIER, G_LABEL,
	G_INT, G_FLOAT, G_IMAGINARY, G_RUNE, G_TRUE, G_FALSE, G_NIL, G_IOTA, G_STRING, G_RAW_STRING,
	G_SELECTOR, G_INDEX, G_SLICE, G_CALL, G_ARGUMENTS, G_VARIADIC_ARGUMENT, G_ASSERTION, G_CONVERSION, G_INSTANTIATION, G_PARENTHESIZED, G_BINARY, G_UNARY,
	G_COMPOSITE, G_LITERAL_VALUE, G_LITERAL_ELEMENT, G_KEYED_ELEMENT, G_FUNC_LITERAL, G_EXPRESSION_LIST,
	G_QUALIFIED_TYPE, G_POINTER_TYPE, G_SLICE_TYPE, G_ARRAY_TYPE, G_IMPLICIT_ARRAY_TYPE, G_MAP_TYPE, G_CHANNEL_TYPE, G_GENERIC_TYPE, G_PARENTHESIZED_TYPE,
	G_FUNCTION_TYPE, G_STRUCT_TYPE, G_INTERFACE_TYPE, G_NEGATED_TYPE, G_TYPE_ARGUMENTS, G_TYPE_ELEM, G_METHOD_ELEM, G_FIELD_DECLARATIONS, G_FIELD_DECLARATION,
	G_BLOCK, G_STATEMENT_LIST, G_EXPRESSION_STATEMENT, G_SEND, G_RECEIVE, G_INC, G_DEC, G_ASSIGNMENT, G_SHORT_VAR, G_LABELED, G_EMPTY, G_FALLTHROUGH, G_BREAK, G_CONTINUE, G_GOTO,
	G_RETURN, G_GO, G_DEFER, G_IF, G_FOR, G_FOR_CLAUSE, G_RANGE_CLAUSE, G_SWITCH, G_CASE, G_DEFAULT, G_TYPE_SWITCH, G_TYPE_CASE, G_SELECT, G_COMMUNICATION,
	G_PACKAGE, G_IMPORT, G_IMPORT_LIST, G_IMPORT_SPEC, G_DOT, G_CONST, G_CONST_SPEC, G_VAR, G_VAR_SPEC_LIST, G_VAR_SPEC, G_TYPE_DECLARATION, G_TYPE_SPEC, G_TYPE_ALIAS,
	G_FUNCTION, G_METHOD, G_PARAMETERS, G_PARAMETER, G_VARIADIC_PARAMETER, G_TYPE_PARAMETERS,
	G_END
};

/* go.c */
/* The values of a list in field `field`, or of `list` itself, each settled so: numbers of expressions in out; returns how many there are (more than `most` are read and left out). */
int32_t go_read_list(struct walker *w, struct node *list, int settled, int32_t *out, int32_t most);
#define GO_MAX_LIST 64

/* go_define.c */
int32_t go_type(struct walker *w, struct node *n);	/* NULL gives 0 */
int32_t go_declared_type(struct walker *w, struct node *n);	/* of a field or variable: *T stays an E_UNARY */
int32_t go_read_type(struct walker *w, const struct node *n);
int32_t go_read_import(struct walker *w, const struct node *n);
int32_t go_read_type_spec(struct walker *w, const struct node *n);
int32_t go_read_type_alias(struct walker *w, const struct node *n);
int32_t go_read_function(struct walker *w, const struct node *n);
int32_t go_read_func_literal(struct walker *w, const struct node *n);
int32_t go_read_class_type(struct walker *w, const struct node *n);	/* struct { … }, interface { … } written in place */

/* go_blocks.c */
int32_t go_read_assignment(struct walker *w, const struct node *n);
int32_t go_read_short_var(struct walker *w, const struct node *n);
int32_t go_read_step(struct walker *w, const struct node *n);		/* x++, x-- */
int32_t go_read_var_spec(struct walker *w, const struct node *n);
int32_t go_read_const(struct walker *w, const struct node *n);
int32_t go_read_receive(struct walker *w, const struct node *n);
int32_t go_read_if(struct walker *w, const struct node *n);
int32_t go_read_for(struct walker *w, const struct node *n);
int32_t go_read_switch(struct walker *w, const struct node *n);
int32_t go_read_type_switch(struct walker *w, const struct node *n);
int32_t go_read_select(struct walker *w, const struct node *n);
int32_t go_read_return(struct walker *w, const struct node *n);

#endif
