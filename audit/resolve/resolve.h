/*
 * Name resolution over the whole program, in memory: what every expression is.
 *
 *     struct resolver *r = resolver_new(units, n, modules, paths);
 *     resolver_alias(r, "express.Router().get()", "express.Router()", true);      // from the packs' types half
 *     resolver_run(r);
 *     struct value v = resolve(r, ref_to_expr);
 *     v.type "pg.Pool().query()"   v.origin the call that made it   v.entity what of the program it is
 *
 * A type is spelled from the package it came from: X() an instance of X, [] one element, f(fn)#1 the second parameter of a function
 * handed to f. Await, casts and optional chaining are transparent. Two different answers for one name are no answer.
 * Go: a type is spelled from the import path (database/sql.DB()); pointers are transparent; []T, map[K]T and channels of T are "[]" before T's
 * type, and an element of them is T. The value of a call with several results is the first, the others are #1, #2:
 * rows, err := db.Query(q) gives database/sql.DB().Query() and database/sql.DB().Query()#1. What the program's own code returns, literals put into
 * fields and callers hand in is more than a declared interface says.
 * Types are interned: equal types are equal pointers. Not thread-safe. Values and strings live as long as the resolver.
 */
#ifndef PLUMBLINE_RESOLVE_H
#define PLUMBLINE_RESOLVE_H

#include "../extract/program.h"
#include "modules.h"

/* Something in a unit: an expression, a call, a function, … by its number there. unit < 0: nothing. */
struct ref {
	int unit, index;
};
#define REF_NONE ((struct ref){-1, 0})
static inline bool ref_ok(struct ref r) { return r.unit >= 0 && r.index > 0; }
static inline bool ref_eq(struct ref a, struct ref b) { return a.unit == b.unit && a.index == b.index; }

enum entity { ENTITY_NONE, ENTITY_FUNCTION, ENTITY_CLASS, ENTITY_INSTANCE /* of a class of the program */, ENTITY_MODULE, ENTITY_OBJECT /* object or array literal */,
	ENTITY_PARAMETER, ENTITY_CONSTANT /* string, template, number, true/false/null, concatenation */ };

struct value {
	const char *type;	/* interned; NULL unknown */
	struct ref origin;	/* a call; REF_NONE unknown */
	struct ref self;	/* by entity: function, class (also for an instance), E_OBJECT/E_ARRAY expr, parameter, defining expr of a constant; module: index unused */
	enum entity entity;
};

/* What a value put into a tagged template becomes: sql`… ${value}`. Those of types no pack names are bound values. */
enum template_part { PART_VALUE, PART_TEXT /* a tagged template itself: its text */, PART_NAME /* an identifier */, PART_COLUMNS /* columns, by what stands before it */, PART_UNKNOWN };
struct resolver_alias { const char *type; bool same; };

/* To functions handed to this one, as parameter `position`: a value's expression, or a type. */
struct handed_parameter { struct ref function, value; const char *type; int position; };

struct resolver {
	struct arena arena;
	struct unit **unit;		/* parsed units; not owned */
	int units;
	const char **path;		/* of unit i */
	const char **family;		/* of unit i: "javascript", "python", "go" */
	int *unit_of_file;		/* file number → unit, -1 */
	int files;
	struct modules *modules;
	struct unit_state *state;	/* private */
	struct map type;		/* interned types */
	struct map alias;		/* path → number in aliases + 1 */
	VEC_OF(struct resolver_alias) aliases;
	bool any_member;		/* some alias is of whatever member: "x.*" */
	struct map constant;		/* library constants: path → pointer to text */
	struct map template_part;	/* what values of a type are in a tagged template: path → enum template_part */
	VEC_OF(struct handed_parameter) handed_parameters;	/* declared parameters of functions handed to functions of the program */
	struct map handed;		/* private to each.c: unit and function → number of the call it is the first argument of */
	struct packages *packages;	/* private */
	struct dispatching *dispatching;	/* private to dispatch.c */
	int depth;
	/* Text of a file of the tree, for texts that are kept in files; NULL: there is none. Set by whoever has files; NULL: nobody has. */
	const char *(*read)(void *context, const char *path);
	void *read_context;
};

struct resolver *resolver_new(struct unit **unit, int units, const char **path, const char **family, int *unit_of_file, int files, struct modules *modules);
void resolver_free(struct resolver *resolver);
void resolver_alias(struct resolver *resolver, const char *path, const char *type, bool same);
void resolver_constant(struct resolver *resolver, const char *path, const char *value);
bool resolver_template_part(struct resolver *resolver, const char *path, const char *part);	/* text | name | columns | unknown; false: none of these */
/* What the expression is in a tagged template. */
enum template_part template_part_of(struct resolver *resolver, struct ref expr);
/*
 * "path#name is type": a module-level name of a file declared by configuration. "path#name(fn)#0 is other#thing": the first parameter of every function handed to that function
 * is what the name `thing` of the file `other` is (a container of what handlers may ask for), or of that type.
 */
void resolver_declare(struct resolver *resolver, const char *path, const char *name, const char *type);
/* Two rounds: names and types; then parameters typed by the callers found in the first. */
void resolver_run(struct resolver *resolver);

struct value resolve(struct resolver *resolver, struct ref expr);
struct value resolve_annotation(struct resolver *resolver, struct ref expr);	/* a type annotation: the value it declares (an instance) */
struct value resolve_base(struct resolver *resolver, struct ref expr);		/* a base class expression: class or type, not instance */
/* The constant text of an expression, folded over names and files; NULL when it is not constant. */
const char *constant_text(struct resolver *resolver, struct ref expr);

/* The expression that defines what a name or member expression is: its only value, through imports; REF_NONE when there is not exactly one. */
struct ref definition(struct resolver *resolver, struct ref expr);
/* All bindings of the name at a NAME expr, in source order: numbers in unit->binding; in the arena. Returns how many. */
int bindings_of(struct resolver *resolver, struct ref name, const int **out);
int binding_next(struct resolver *resolver, int unit, int binding);	/* next binding of the same name in the same scope, 0 */

/*
 * Functions a call may run, at most TARGETS_MAX; callbacks handed to it included with how "callback". The first one's result is the call's. Those of how "dispatch" were
 * kept for the types of its arguments: the call runs one for each argument, and where they stand first gives what they give.
 */
struct target { struct ref function; const char *how; int candidates; };
#define TARGETS_MAX 8
int call_targets(struct resolver *resolver, struct ref call, struct target *out);
/* Calls of the program that run the function (how other than callback). */
int callers_of(struct resolver *resolver, struct ref function, const struct ref **out);
/* The argument expression a call gives for a parameter (position as declared, a method's self/this not counted by the caller); REF_NONE. */
struct ref argument_for(struct resolver *resolver, struct ref call, struct ref function, int position);
/* Innermost exit values: the expressions a function returns (yields included for generators). Returns how many; in the arena. */
int returns_of(struct resolver *resolver, struct ref function, const int **out);

static inline struct expr *ref_expr(const struct resolver *r, struct ref e) { return &r->unit[e.unit]->expr.v[e.index]; }
static inline const char *ref_text(const struct resolver *r, struct ref e) { return unit_text(r->unit[e.unit], ref_expr(r, e)->text); }
/* The number in unit->binding a parameter has; 0 none. */
int parameter_binding(struct resolver *resolver, int unit, int parameter);
/* Go: what a variable of a package, or a field of a class, is called all over the program (folder#name, class.name); NULL: the expression is neither. */
const char *outer_name(struct resolver *resolver, struct ref expr);
/* Skips await, casts and assignment expressions. */
struct ref expr_plain(const struct resolver *resolver, struct ref expr);

#endif
