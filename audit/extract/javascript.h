/* JavaScript, TypeScript and TSX: what their reader files share. Private to extract/. */
#ifndef PLUMBLINE_JAVASCRIPT_H
#define PLUMBLINE_JAVASCRIPT_H

#include "walker.h"

/* Node kinds the readers ask for; the table in javascript.c has a row for each, and more. */
enum js_kind {
	JS_NONE,
	JS_IDENTIFIER, JS_SHORTHAND_PATTERN, JS_OBJECT_PATTERN, JS_ARRAY_PATTERN, JS_PAIR_PATTERN, JS_REST_PATTERN, JS_ASSIGNMENT_PATTERN,
	JS_OBJECT_ASSIGNMENT_PATTERN, JS_REQUIRED_PARAMETER, JS_OPTIONAL_PARAMETER, JS_ACCESSIBILITY, JS_OVERRIDE, JS_THIS,
	JS_PARENTHESIZED,
	JS_MEMBER, JS_SUBSCRIPT, JS_NON_NULL,
	JS_IMPORT_CLAUSE, JS_NAMED_IMPORTS, JS_IMPORT_SPECIFIER, JS_NAMESPACE_IMPORT, JS_IMPORT_REQUIRE, JS_EXPORT_CLAUSE, JS_EXPORT_SPECIFIER,
	JS_NAMESPACE_EXPORT, JS_STRING, JS_TEMPLATE, JS_SUBSTITUTION, JS_COMPUTED_NAME,
	JS_BLOCK, JS_ARROW, JS_METHOD, JS_FIELD, JS_PUBLIC_FIELD, JS_DECORATOR, JS_HERITAGE, JS_EXTENDS, JS_IMPLEMENTS, JS_DECLARATOR,
	JS_SWITCH_CASE, JS_SWITCH_DEFAULT,
	JS_ENUM_ASSIGNMENT,
	/* tokens */
	JS_T_ASYNC, JS_T_STAR, JS_T_STATIC, JS_T_GET, JS_T_SET, JS_T_TYPE, JS_T_TYPEOF, JS_T_DEFAULT, JS_T_AWAIT,
	JS_T_READONLY, JS_T_EQUAL, JS_T_OPTIONAL, JS_T_NAMESPACE,
	JS_REST	/* first row without a name of its own */
};

/* What a pattern's names are bound to. */
struct js_target {
	int how;
	int32_t scope, value, entity;
	int32_t annotation;	/* of a plain name */
};
/* Binds the names of a pattern (a plain name included), reads defaults and targets. The path into the value is the walker's current one. */
void js_bind_pattern(struct walker *w, struct node *n, const struct js_target *target);

/* javascript_function.c */
int32_t js_read_function(struct walker *w, const struct node *n);		/* function and arrow expressions */
int32_t js_read_function_declaration(struct walker *w, const struct node *n);
int32_t js_read_method(struct walker *w, const struct node *n);			/* of a class or an object */
int32_t js_read_class(struct walker *w, const struct node *n);
int32_t js_read_class_declaration(struct walker *w, const struct node *n);
void js_add_decorators(struct walker *w, const struct node *n, int target_kind, int32_t target);	/* those among n's children */

/* javascript_pattern.c */
int32_t js_read_let(struct walker *w, const struct node *n);			/* let, const, using */
int32_t js_read_var(struct walker *w, const struct node *n);
int32_t js_read_assignment(struct walker *w, const struct node *n);
int32_t js_read_augmented(struct walker *w, const struct node *n);
int32_t js_read_update(struct walker *w, const struct node *n);
int32_t js_read_for_in(struct walker *w, const struct node *n);
int32_t js_read_enum(struct walker *w, const struct node *n);

/* javascript_import.c */
int32_t js_read_import(struct walker *w, const struct node *n);
int32_t js_read_export(struct walker *w, const struct node *n);
void js_export_assignment(struct walker *w, const struct node *n, int32_t target, int32_t value);	/* module.exports = v, exports.x = v */

uint32_t js_key(struct walker *w, const struct node *n);

#endif
