/*
 * The engine of extraction: walks a syntax tree once and builds a struct unit. Private to extract/.
 *
 * A language is a table of `struct kind`, one row per node kind of its grammar that matters: the function that reads
 * such a node, and the fields it finds its parts in. Most rows name a reader from this header; a reader of the language's own
 * has the same form (a "hook"). A node kind without a row is read by read_other: its children are read, nothing is lost.
 *
 *     static int32_t read_delete(struct walker *w, const struct node *n)
 *     {
 *         struct node *target = child(n, F_ARGUMENT);
 *         ...read_expr(w, target, SETTLED_NOT)...
 *         return 0;                                       // a statement has no value
 *     }
 *     enum { K_CALL = 1, K_IF, K_DELETE, K_ASYNC, K_END };
 *     static const struct kind kinds[] = {
 *         [K_CALL] = {"call", read_call, F_FUNCTION, F_ARGUMENTS},
 *         [K_IF] = {"if_statement", read_if, F_CONDITION, F_CONSEQUENCE, F_ALTERNATIVE},
 *         [K_DELETE] = {"delete_statement", read_delete},
 *         [K_ASYNC] = {"async", .token = true},           // an anonymous node worth seeing
 *     };
 *
 * A reader gets its node with the children gathered: named nodes, listed tokens and whatever has a field; comments are taken out.
 * Children may be read in any order, each at most once (reading adds facts). A reader returns its expression, 0 for none.
 * Pointers to nodes stay valid until the reader that got them returns. Pointers into the unit (expr_at, …) die with the next read or add.
 *
 * What happens to a value is known from above: `w->settled` and `w->use` describe the node being read.
 */
#ifndef PLUMBLINE_WALKER_H
#define PLUMBLINE_WALKER_H

#include "language.h"

#include <tree_sitter/api.h>

/* The names of fields, over all grammars. Add here (and in field_names, walker.c) what a language needs. */
enum field {
	F_NONE, F_ALIAS, F_ALTERNATIVE, F_ARGUMENT, F_ARGUMENTS, F_ATTRIBUTE, F_BODY, F_CAUSE, F_CHANNEL, F_COMMUNICATION, F_CONDITION, F_CONSEQUENCE, F_CONSTRUCTOR,
	F_DECLARATION, F_DEFINITION, F_ELEMENT, F_EXPRESSION, F_FIELD, F_FINALIZER, F_FUNCTION, F_GUARD, F_HANDLER, F_INCREMENT, F_INDEX, F_INITIALIZER, F_KEY,
	F_KIND, F_LEFT, F_MODULE, F_MODULE_NAME, F_NAME, F_OBJECT, F_OPERAND, F_OPERATOR, F_OPERATORS, F_OPTIONAL_CHAIN, F_PACKAGE, F_PARAMETER, F_PARAMETERS,
	F_PATH, F_PATTERN, F_PROPERTY, F_RECEIVER, F_RESULT, F_RETURN_TYPE, F_RIGHT, F_SOURCE, F_SUBJECT, F_SUBSCRIPT, F_SUPERCLASSES, F_TAG, F_TYPE, F_TYPE_ARGUMENTS, F_UPDATE, F_VALUE, F_COUNT
};

struct walker;

struct node {
	TSNode ts;
	uint16_t kind;		/* row in the grammar's table; 0: a named node without a row, or an unlisted token in a field */
	uint8_t field;		/* enum field: its field in its parent */
	bool named;
	int32_t children;	/* gathered for the node handed to a reader, and after node_open */
	struct node *child;
};

struct kind {
	const char *name;	/* as the grammar spells it */
	int32_t (*read)(struct walker *w, const struct node *n);	/* NULL: read_other */
	uint8_t a, b, c;	/* enum field: parts, as the reader says */
	int8_t detail;		/* as the reader says */
	bool token;		/* an anonymous node */
	bool leaf;		/* its reader wants no children */
	bool comment;
	uint8_t spread;		/* as an element of an argument list, array or object: its one named child (or field a) is spread, 1 or 2 */
	bool pair;		/* as an element: key in field a, value in field b */
	bool keyed;		/* as an element: the value is the node itself, its key in field a (F_NONE: its own text) */
};

struct grammar {
	const TSLanguage *(*get)(void);
	const struct kind *kinds;	/* row 0 is empty */
	size_t kind_count;
	void (*module)(struct walker *w, const struct node *root);	/* NULL: read_statements */
	uint32_t (*key)(struct walker *w, const struct node *n);	/* text of an object key or keyword; 0 when computed */
	const char *(*operator_)(const char *text, size_t length);	/* neutral spelling of an operator, NULL: as written */
	char *(*prepare)(const char *text, size_t length);	/* what the parser is given instead, every byte in its place, malloc'ed; NULL: the text itself */
	bool python;			/* # comments, Python's literals */
	bool go;			/* Go's literals and imports */
	struct grammar_ids *ids;	/* filled at first use */
};
extern struct grammar grammar_javascript, grammar_typescript, grammar_tsx, grammar_python, grammar_go;

struct walker {
	struct unit *unit;
	struct grammar *grammar;
	const char *text;
	size_t length;
	int32_t function, scope, region;	/* where the reading stands */
	uint8_t settled, use;			/* what happens to the value of the node being read: enum settled */
	int32_t argument_of;			/* call whose argument is being read, also through array and object literals */
	int32_t leaves;				/* of the statement read last: enum leaves */
	int32_t iota;				/* Go: what iota is in the const line being read; -1: not known */
	int32_t nesting;			/* Go: literals around the one being read */
	struct walker_memory *memory;		/* private to walker.c */
};

/* Nodes */
struct node *child(const struct node *n, enum field field);		/* first child in the field; NULL */
struct node *child_kind(const struct node *n, int kind);		/* first child of the kind; NULL */
struct node *child_named(const struct node *n, int index);		/* index-th named child; NULL */
static inline bool has_kind(const struct node *n, int kind) { return child_kind(n, kind) != NULL; }
struct node *node_open(struct walker *w, struct node *n);		/* gathers the children of a child, to look into it; returns n; NULL allowed */
static inline uint32_t node_start(const struct node *n) { return ts_node_start_byte(n->ts); }
static inline uint32_t node_end(const struct node *n) { return ts_node_end_byte(n->ts); }
static inline const char *node_text(const struct walker *w, const struct node *n) { return w->text + node_start(n); }
static inline size_t node_length(const struct node *n) { return node_end(n) - node_start(n); }
bool node_is(const struct walker *w, const struct node *n, const char *text);	/* its source text equals */
static inline int32_t node_line(const struct node *n) { return (int32_t)ts_node_start_point(n->ts).row + 1; }
static inline int32_t node_end_line(const struct node *n) { return (int32_t)ts_node_end_point(n->ts).row + 1; }

/* Strings: equal texts have equal offsets; length 0 is offset 0. */
uint32_t put(struct walker *w, const char *text, size_t length);
static inline uint32_t put_text(struct walker *w, const char *text) { return put(w, text, strlen(text)); }
static inline uint32_t put_node(struct walker *w, const struct node *n) { return n ? put(w, node_text(w, n), node_length(n)) : 0; }

/* Reading. NULL nodes give 0. */
int32_t read_expr(struct walker *w, const struct node *n, int settled);	/* its value is settled so; not an argument any more */
int32_t read_argument(struct walker *w, const struct node *n, int settled, int32_t call);	/* an argument of the call (0: of w->argument_of still) */
int32_t read_through(struct walker *w, const struct node *n);			/* as the node being read: parentheses, casts, branches of ?: */
int32_t read_awaited(struct walker *w, const struct node *n);		/* SETTLED_AWAIT, then what happens to the node being read */
void read_statement(struct walker *w, const struct node *n);			/* sets w->leaves; the value of a bare expression is discarded */
void read_statements(struct walker *w, const struct node *n);			/* its named children in order; w->leaves of the first that leaves */

/* Expressions */
int32_t expr_new(struct walker *w, const struct node *n, int kind);		/* with scope, line, column, start, end */
int32_t expr_text(struct walker *w, const struct node *n, int kind, uint32_t text);
static inline struct expr *expr_at(struct walker *w, int32_t expr) { return &w->unit->expr.v[expr]; }
/* Kids are collected aside, because kids of kids come first: mark = kids_begin(w); kids_add(…)…; kids_end(w, mark, expr). */
size_t kids_begin(struct walker *w);
void kids_add(struct walker *w, int32_t expr, uint32_t key, int32_t spread);	/* expr 0 is not added */
void kids_end(struct walker *w, size_t mark, int32_t expr);
void kids_drop(struct walker *w, size_t mark);
void kids_take(struct walker *w, size_t mark, int32_t *first, int32_t *n);	/* for the owners that are no expr */
/*
 * Elements of an argument list, array or object: plain, spread, pair and keyed rows; values are settled so.
 * call: number of the call whose arguments they are; 0 keeps w->argument_of, and names functions after their keys.
 */
void read_elements(struct walker *w, const struct node *n, int settled, int32_t call);

/* Scopes: outer = scope_begin(w, SCOPE_BLOCK); …; w->scope = outer; */
int32_t scope_begin(struct walker *w, int kind);
int32_t function_scope(const struct walker *w);	/* nearest function or module scope: where var and Python's names belong */

/* Regions: r = region_begin(w, n, REGION_TRY, 0); …; region_end(w); region_end stores w->leaves and steps out. */
int32_t region_begin(struct walker *w, const struct node *n, int kind, int32_t test);
void region_end(struct walker *w);
static inline struct region *region_at(struct walker *w, int32_t region) { return &w->unit->region.v[region]; }
/* Reads an operand that is evaluated only sometimes (and as read_through). test: expr deciding it. */
int32_t read_sometimes(struct walker *w, const struct node *n, int32_t test);
int32_t leaves_both(int32_t a, int32_t b);	/* of two branches of which one is taken */

/*
 * Functions: begin makes function, E_FUNCTION expr, scope and REGION_BODY and stands inside; end steps out.
 * With FN_METHOD it becomes a method of the class around. `n` gives line and end line.
 * Parameters must be contiguous: reserve all, then fill each by its position.
 */
int32_t function_begin(struct walker *w, const struct node *n, uint32_t name, int flags);
void function_end(struct walker *w);
static inline struct function *function_at(struct walker *w, int32_t function) { return &w->unit->function.v[function]; }
void parameters_reserve(struct walker *w, int32_t function, int32_t count);
/* Fills parameter `position` and binds its name (HOW_PARAMETER); name 0: the caller binds the names of the pattern. Returns its number. */
int32_t parameter_fill(struct walker *w, int32_t function, int32_t position, const struct node *n, uint32_t name,
	int32_t annotation, int32_t default_, int flags);
/* function.name / class.name of an anonymous value that is bound to a name; looks through casts. */
void name_value(struct walker *w, int32_t expr, uint32_t name);

/* Classes: begin makes class, E_CLASS expr, SCOPE_CLASS and REGION_CLASS and stands inside. Bases are read before, outside: from kids_take. */
int32_t class_begin(struct walker *w, const struct node *n, uint32_t name, int32_t first_base, int32_t bases);
void class_end(struct walker *w);
static inline struct class *class_at(struct walker *w, int32_t class_) { return &w->unit->class_.v[class_]; }

/* Bindings. Returns its number; set target, annotation, entity in binding_at(w, number). function and region are where the reading stands. */
int32_t bind(struct walker *w, const struct node *n, uint32_t name, int32_t scope, int how, int32_t value, uint32_t part);
static inline struct binding *binding_at(struct walker *w, int32_t binding) { return &w->unit->binding.v[binding]; }
void settle_assignments(struct walker *w);	/* at the end: gives plain assignments the scope their name was declared in; else the module's */
/* The path into a value, while a pattern is taken apart: mark = part_push(w, ".rows", 5) or part_index(w, 0); …put_part(w)…; part_pop. */
size_t part_push(struct walker *w, const char *text, size_t length);
size_t part_index(struct walker *w, int32_t index);
void part_pop(struct walker *w, size_t mark);
uint32_t put_part(struct walker *w);
/* Starts an empty path (for a pattern inside a default or a nested function); hand the result back to part_restore. */
size_t part_start(struct walker *w);
void part_restore(struct walker *w, size_t start);

/* The rest */
void return_add(struct walker *w, const struct node *n, int how, int32_t value, int32_t cause);
void decorator_add(struct walker *w, const struct node *n, int target_kind, int32_t target, int32_t position, int32_t expr);
/* local != 0: also binds it (HOW_IMPORT) */
int32_t import_add(struct walker *w, const struct node *n, uint32_t module, uint32_t name, uint32_t local, bool type_only);
void export_add(struct walker *w, const struct node *n, uint32_t name, int32_t expr, int32_t import);
void catch_add(struct walker *w, const struct node *n, int32_t region, uint32_t name, int32_t first_type, int32_t types);
void error_add(struct walker *w, const struct node *n);			/* counts a parse error */

/* Readers for the tables. a, b, c, detail as said. */
int32_t read_other(struct walker *w, const struct node *n);		/* E_OTHER with the expressions inside; 0 when only statements were inside */
int32_t read_nothing(struct walker *w, const struct node *n);		/* nothing of interest in it */
int32_t read_opaque(struct walker *w, const struct node *n);		/* E_OTHER without kids */
int32_t read_name(struct walker *w, const struct node *n);
int32_t read_number(struct walker *w, const struct node *n);
int32_t read_constant(struct walker *w, const struct node *n);		/* text in lower case; none and null and nil are "null" */
int32_t read_string(struct walker *w, const struct node *n);		/* a string literal with quotes and prefix, decoded for the language */
int32_t read_member(struct walker *w, const struct node *n);		/* a object, b property; EXPR_OPTIONAL when F_OPTIONAL_CHAIN is there */
int32_t read_index(struct walker *w, const struct node *n);		/* a object, b index; several b: kids */
int32_t read_call(struct walker *w, const struct node *n);		/* a callee, b arguments (whose row has a reader: one argument); detail: flags */
int32_t read_array(struct walker *w, const struct node *n);
int32_t read_object(struct walker *w, const struct node *n);
int32_t read_binary(struct walker *w, const struct node *n);		/* a left, b operator, c right; && || ?? make REGION_CONDITION */
int32_t read_unary(struct walker *w, const struct node *n);		/* a argument, b operator (detail 1: no operator node, it is "!") */
int32_t read_conditional(struct walker *w, const struct node *n);	/* a condition, b consequence, c alternative */
int32_t read_await(struct walker *w, const struct node *n);		/* its named child */
int32_t read_paren(struct walker *w, const struct node *n);		/* its first named child, as itself */
int32_t read_cast(struct walker *w, const struct node *n);		/* a value (none: first named child), b type (none: second named child, if any) */
int32_t read_block(struct walker *w, const struct node *n);		/* statements; detail 1: in a scope of its own */
int32_t read_expression_statement(struct walker *w, const struct node *n);
int32_t read_if(struct walker *w, const struct node *n);		/* a condition, b consequence, c alternative */
int32_t read_while(struct walker *w, const struct node *n);		/* a condition, b body */
int32_t read_return(struct walker *w, const struct node *n);		/* its first named child */
int32_t read_throw(struct walker *w, const struct node *n);		/* its first named child; a cause in field a */
int32_t read_break(struct walker *w, const struct node *n);

/* One call node from its parts, for languages whose calls have another form. Returns the E_CALL expr; arguments may be NULL. */
int32_t make_call(struct walker *w, const struct node *n, const struct node *callee, const struct node *arguments, int flags);

/* literals.c: string literals. `mode` is a set of these. */
enum {
	LITERAL_PYTHON = 1, LITERAL_RAW = 2, LITERAL_BYTES = 4, LITERAL_FORMAT = 8 /* f-string */,
	LITERAL_BRACES = 16 /* {{ and }} stand for { and }: parts of an f-string */,
	LITERAL_GO = 32
};
struct literal {
	size_t start, end;	/* the content, without prefix and quotes */
	int mode;
};
static inline int literal_style(const struct grammar *g) { return g->python ? LITERAL_PYTHON : g->go ? LITERAL_GO : 0; }
struct literal literal_open(const char *text, size_t start, size_t end, int style);	/* the literal at text[start, end); style: LITERAL_PYTHON, LITERAL_GO or 0 */
uint32_t put_decoded(struct walker *w, size_t start, size_t end, int mode);		/* the value of source[start, end), content without quotes */

#endif
