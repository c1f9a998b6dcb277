/*
 * The program in memory: what extraction read from each source file, in arrays without pointers.
 *
 * A `struct unit` is one file. All references inside it are indices into its own arrays and offsets
 * into its own string pool, so that a unit can be stored as bytes and read back unchanged. Index 0 of every array
 * is a reserved null entry, so 0 means "none" everywhere. (Exception: function 1 is the module itself: code outside any function;
 * scope 1 its scope; region 1 its body.)
 *
 * Everything here is neutral syntax: no name of a framework or a driver.
 *
 *     const r = await pool.query('SELECT 1', [id]);
 *
 *     binding  name "r", how const, value → expr AWAIT(a = CALL)
 *     expr     CALL a = MEMBER(text "query", a = NAME "pool"), kids = [STRING "SELECT 1"], [ARRAY [NAME "id"]]
 *     call     expr → that CALL, function, region, settled await, use assign
 *
 * Ownership: a unit owns its arrays (unit_free). Extraction of one file touches nothing else: files run in parallel.
 */
#ifndef PLUMBLINE_PROGRAM_H
#define PLUMBLINE_PROGRAM_H

#include "../base/str.h"
#include "../base/vec.h"

#include <stdint.h>

enum expr_kind {
	E_NONE,
	E_STRING,	/* text = decoded value (escapes resolved); start/end = the literal with its quotes and prefix */
	E_TEMPLATE,	/* template literal, f-string: kids = parts in order, E_STRING or any expression. E_STRING parts: start/end = the raw part */
	E_NUMBER,	/* text as written */
	E_CONSTANT,	/* text: true false null undefined None True False … as written, lower case: "true" "false" "null" */
	E_NAME,		/* text; looked up from `scope`. "this", "super" and Python's self are names too */
	E_MEMBER,	/* a.text (a?.text sets EXPR_OPTIONAL) */
	E_INDEX,	/* a[b]; generics and subscripts with several arguments: kids */
	E_CALL,		/* a = callee, kids = arguments, b = number in unit->call. new X(): EXPR_NEW. tag`…`: EXPR_TAG, one kid E_TEMPLATE/E_STRING */
	E_FUNCTION,	/* b = number in unit->function */
	E_CLASS,	/* b = number in unit->class */
	E_OBJECT,	/* {…} and Python dict: kids with key ("" computed or not constant); spread kids; a = its type where one is written (Go's T{…}) */
	E_ARRAY,	/* [a, b], tuple, set: kids; a as above; several values returned at once (Go) */
	E_BINARY,	/* a text b: + - * / % == === != !== < > <= >= in "not in" is "is not" && || ?? (Python and/or are written && ||; == is "==", and "===" only in JS) | */
	E_UNARY,	/* text a: "!" (also Python not) - + ~ typeof void delete */
	E_CONDITIONAL,	/* a ? b : c */
	E_AWAIT,	/* await a (also yield from) */
	E_ASSIGN,	/* a = b as an expression (also :=); text: operator ("=", "+=") */
	E_COMPREHENSION,/* a = element, b = iterated (first generator); kids: conditions and further generators */
	E_CAST,		/* x as T, <T>x, x!, typing.cast left as call: a = x, b = type or 0. Transparent to everything */
	E_OTHER,	/* anything else; kids = the expressions inside it. With text: Go's //go:embed, the files that are the variable's value */
};

enum { EXPR_OPTIONAL = 1, EXPR_NEW = 2, EXPR_TAG = 4, EXPR_TUPLE = 4 /* of E_ARRAY: Python's (a, b) */, EXPR_FSTRING = 8, EXPR_RAW = 16 /* raw string: no escapes */,
	EXPR_BYTES = 32, EXPR_POINTER = 32 /* of a type: *T; strings have the bit for another purpose */, EXPR_CONCAT = 64 /* adjacent literals joined by the language */,
	EXPR_PART = 128 /* literal text of a JavaScript template, not a string put into it */ };

struct expr {
	uint8_t kind, flags;
	uint16_t column;	/* from 1, in bytes; 65535: further right */
	uint32_t text;		/* pool offset */
	int32_t a, b, c;
	int32_t first, n;	/* kids */
	int32_t scope;		/* where names in it are looked up */
	int32_t line;		/* from 1 */
	uint32_t start, end;	/* bytes in the source */
};

struct kid {
	int32_t expr;
	uint32_t key;		/* argument keyword or object key; 0 none */
	int32_t spread;		/* 1: ...x / *x, 2: **x */
};

enum scope_kind { SCOPE_MODULE, SCOPE_FUNCTION, SCOPE_BLOCK, SCOPE_CLASS, SCOPE_COMPREHENSION };
struct scope { int32_t parent, function, class_, kind; };

enum binding_how { HOW_NONE, HOW_CONST, HOW_LET, HOW_VAR, HOW_ASSIGN, HOW_AUGMENT, HOW_WITH, HOW_EACH, HOW_CATCH, HOW_FIELD /* class body: x = v, x: T */,
	HOW_PARAMETER, HOW_FUNCTION, HOW_CLASS, HOW_IMPORT, HOW_GLOBAL /* Python global/nonlocal: look further out */, HOW_DELETE };

/* One fact "this name gets this value". A name may have several. */
struct binding {
	uint32_t name;		/* "" when the target is a member or an index: see target */
	int32_t scope;		/* the scope the name belongs to (hoisted for var and for Python's function-wide names) */
	int32_t function, region;
	int32_t how;
	int32_t value;		/* expr: initialiser, iterated object (EACH: its elements), context manager (WITH); 0 for parameters, imports, declarations without value;
				 * ASSIGN, AUGMENT: 0 when what is assigned is not known (i++, for (x of xs) on a name declared elsewhere) */
	uint32_t part;		/* which part of the value: "" all, ".rows", "[0]", ".rows[0]", ".*" rest, "[*]" rest; Go: "[1]" is the second result of a call; EACH adds nothing: an element is implied */
	int32_t target;		/* expr (MEMBER/INDEX) assigned to: x.a = v; 0 for plain names */
	int32_t annotation;	/* type expr; 0 none */
	int32_t entity;		/* PARAMETER: number in parameter; FUNCTION, CLASS, IMPORT: number there; AUGMENT: expr operator in `part` is "" */
	int32_t line;
};

enum { FN_ASYNC = 1, FN_GENERATOR = 2, FN_ARROW = 4, FN_METHOD = 8, FN_STATIC = 16, FN_CLASSMETHOD = 32, FN_PROPERTY = 64, FN_CONSTRUCTOR = 128, FN_LAMBDA = 256, FN_ABSTRACT = 512 /* a method an interface asks for: no body */ };
struct function {
	uint32_t name;		/* own name, or the name it is bound to (const f = () => …, { key: function }); "" anonymous */
	int32_t parent;		/* enclosing function; 0 for the module itself */
	int32_t class_;		/* class whose method it is; 0 */
	int32_t scope;		/* its own scope */
	int32_t region;		/* its body region */
	int32_t expr;		/* E_FUNCTION expr; always present except for the module */
	int32_t first_parameter, parameters;
	int32_t result_annotation;	/* Go, several or named results: E_ARRAY of types, keys are names */
	int32_t flags;
	int32_t line, end_line;	/* the def/function line, not its decorators */
	uint32_t doc;		/* docstring; 0 */
};

enum { PARAM_REST = 1, PARAM_KEYWORDS = 2, PARAM_KEYWORD_ONLY = 4, PARAM_PROPERTY = 8 /* TS constructor(private x: T): also a field */ };
struct parameter {
	int32_t function, position;	/* position from 0; Python's self counts */
	uint32_t name;			/* "" for a destructuring pattern (its names are bindings with part) */
	int32_t annotation, default_;
	int32_t flags;
};

struct class {
	uint32_t name;
	int32_t scope, outer_scope, function, region;	/* scope of its body; where it stands */
	int32_t first_base, bases;	/* kids (key: keyword such as metaclass, "implements", "underlying") */
	int32_t expr, line, end_line;	/* line 0: not declared here, only methods are (Go: the type is in another file of the package) */
};

struct import {
	uint32_t module;	/* specifier as written; Python relative imports keep their dots (".models") */
	uint32_t name;		/* imported name; "*" the module itself (namespace) or all names (Python from x import *: local ""); "default"; "" side effect only */
	uint32_t local;		/* local name; "" none */
	int32_t scope, line;
	int32_t is_type_only;
	int32_t is_reexport;	/* export … from: no local name */
};

struct export {
	uint32_t name;		/* exported name; "default"; "=" for module.exports = v; "*" for export * from */
	int32_t expr;		/* value (NAME for export { x }); 0 when import is set */
	int32_t import;		/* re-exported import */
	int32_t line;
};

enum region_kind { REGION_NONE, REGION_BODY /* of a function or module */, REGION_TRY, REGION_CATCH, REGION_FINALLY, REGION_ELSE_OF_TRY, REGION_THEN, REGION_ELSE,
	REGION_CASE, REGION_LOOP, REGION_WITH, REGION_CONDITION /* right operand of && || ?:, evaluated only sometimes */, REGION_CLASS };
enum leaves { LEAVES_NOT, LEAVES_RETURN, LEAVES_THROW, LEAVES_BREAK /* break or continue */ };

/* Statement regions, one tree per function (a body has no parent); calls, returns and bindings carry the innermost one. */
struct region {
	int32_t kind, parent, function;
	int32_t test;		/* THEN, ELSE, LOOP (while), CONDITION: the condition; CASE: the label; WITH: the context manager; LOOP (each): the iterated */
	int32_t pair;		/* ELSE → its THEN; CATCH, FINALLY, ELSE_OF_TRY → their TRY; CASE → region-less, the switched value's expr is `subject`; CONDITION: last of ?: → its middle */
	int32_t subject;	/* CASE: switched expr; else 0 */
	int32_t leaves;		/* its last statement always leaves: enum leaves */
	int32_t flags;		/* LOOP: 1 = for-each, 2 = async for-each; CONDITION: 1 = evaluated when the test fails (right of || and ??, last of ?:) */
	int32_t line, end_line;
};

struct catch_clause { int32_t region; uint32_t name; int32_t first_type, types; /* kids: E_NAME/E_MEMBER of caught types; none: everything */ int32_t line; };

enum settled { SETTLED_NOT, SETTLED_AWAIT, SETTLED_RETURN, SETTLED_DISCARD, SETTLED_COLLECTED /* element of an array handed to a call, or of an array assigned */, SETTLED_CHAINED /* .then/.catch/.finally or any member used on it */, SETTLED_ASSIGNED, SETTLED_ARGUMENT, SETTLED_TEST, SETTLED_THROW, SETTLED_DETACHED /* go f(): runs beside, nobody waits */,
	SETTLED_DROPPED /* Go, as use: the last of its results is given to _ */ };
struct call {
	int32_t expr, function, region;
	int32_t settled;	/* what happens to the result first; AWAIT wins over what follows it */
	int32_t use;		/* what happens to it after the await (same enum): const r = await f() is settled AWAIT, use ASSIGNED */
	int32_t argument_of;	/* call number whose argument (also inside an array or object literal) it is */
};

struct decorator { int32_t target_kind; /* 'f' function, 'c' class, 'p' parameter, 'b' binding (of a field) */ int32_t target, position, expr, line; };
struct return_ { int32_t function, region; int32_t how; /* 'r' return, 't' throw/raise, 'y' yield */ int32_t value, line; int32_t cause; /* raise … from x */ };
struct suppression { uint32_t rule, reason; int32_t line, covers_line; };	/* plumbline-ignore <rule>: <reason> */

struct unit {
	int32_t file;		/* number of the file in the program; set by the program, not by extraction */
	int32_t language;	/* index in languages[] */
	int32_t parse_errors;	/* number of error nodes */
	int32_t first_error_line;
	VEC_OF(char) pool;	/* strings, NUL-terminated; offset 0 is "" */
	VEC_OF(struct expr) expr;
	VEC_OF(struct kid) kid;
	VEC_OF(struct scope) scope;
	VEC_OF(struct binding) binding;
	VEC_OF(struct function) function;
	VEC_OF(struct parameter) parameter;
	VEC_OF(struct class) class_;
	VEC_OF(struct import) import;
	VEC_OF(struct export) export_;
	VEC_OF(struct region) region;
	VEC_OF(struct catch_clause) catch_;
	VEC_OF(struct call) call;
	VEC_OF(struct decorator) decorator;
	VEC_OF(struct return_) return_;
	VEC_OF(struct suppression) suppression;
};

static inline const char *unit_text(const struct unit *u, uint32_t offset) { return u->pool.v + offset; }

struct unit *unit_new(void);		/* with the null entries in place */
void unit_free(struct unit *unit);	/* NULL allowed */
/* One block of bytes holding the unit, malloc'ed; unit_load takes what unit_store gave, checks bounds, and returns NULL when it is not such a block. */
void *unit_store(const struct unit *unit, size_t *length);
struct unit *unit_load(const void *bytes, size_t length);

#endif
