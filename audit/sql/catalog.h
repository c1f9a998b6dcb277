/*
 * A database schema in memory, as replayed from DDL (or read from a server).
 *
 * Every object says where it was made or last changed: (file, line), given by whoever feeds the
 * replay. Names are stored as PostgreSQL stores them (folded unless quoted). Objects are owned by
 * the catalogue's arena: pointers stay valid until catalog_free. A dropped object is removed from its list
 * but its memory stays readable.
 */
#ifndef PLUMBLINE_SQL_CATALOG_H
#define PLUMBLINE_SQL_CATALOG_H

#include "../base/arena.h"
#include "../base/str.h"
#include "../base/vec.h"

#include <stdbool.h>

struct place {
	int file;	/* the feeder's number for a file; 0: unknown */
	int line;	/* from 1 */
};

/* A type as format_type() would print its parts: "character varying" with modifier 50 is {pg_catalog, varchar, "(50)"}. */
struct sql_type {
	const char *schema;	/* "pg_catalog" for built-ins; NULL: not known */
	const char *name;	/* internal name: int4, varchar, timestamptz, or a user type's name */
	const char *modifier;	/* "(50)", "(10,2)"; "" for none */
	int array;		/* dimensions written; PostgreSQL treats any > 0 alike */
};

struct column {
	const char *name;
	int number;		/* attnum: from 1, never reused */
	struct sql_type type;
	bool not_null;
	bool has_default;	/* default expression, identity, generated or serial */
	const char *default_sql;	/* source text of the default; NULL when none or not a plain default */
	struct sql_type literal_type;	/* the type the column had when a bare literal became its default; schema NULL: the default says its type itself */
	char identity;		/* 'a' always, 'd' by default, 0 none */
	bool generated;		/* GENERATED ALWAYS AS (…) STORED */
	bool filled_by_trigger;	/* a BEFORE INSERT row trigger exists that may assign it */
	const char *collation;	/* NULL: the type's */
	int inherited;		/* parents it comes from; 0: its own alone */
	bool local;		/* declared here (too) */
	struct place place;
};

enum constraint_kind { CONSTRAINT_PRIMARY = 'p', CONSTRAINT_UNIQUE = 'u', CONSTRAINT_FOREIGN = 'f', CONSTRAINT_CHECK = 'c', CONSTRAINT_EXCLUDE = 'x' };

struct constraint {
	const char *name;	/* as PostgreSQL would name it when the DDL does not */
	enum constraint_kind kind;
	const char **column;	/* constrained columns, in order */
	size_t columns;
	const char *ref_schema, *ref_table;	/* foreign key */
	const char **ref_column;
	size_t ref_columns;
	const bool *spared;	/* foreign key, per column: ON DELETE SET NULL (…) names others; NULL: none is */
	char on_delete, on_update;	/* 'a' no action, 'r' restrict, 'c' cascade, 'n' set null, 'd' set default */
	bool deferrable, deferred, not_valid, nulls_not_distinct;
	bool no_inherit;	/* CHECK: not passed on to children */
	int inherited;		/* as column.inherited */
	bool local;
	const char *expression;	/* CHECK: source text */
	const char **value;	/* CHECK over one column that leaves it these values (check_list.h); none: it does not */
	size_t values;
	struct place place;
};

struct index {
	const char *schema, *name;
	bool unique, primary, nulls_not_distinct;
	bool partial;		/* has WHERE */
	const char *predicate;	/* source text of WHERE; NULL */
	const char **column;	/* key columns; NULL entry: an expression */
	const char **expression;	/* source text per key, NULL for plain columns */
	const char **option;	/* per key: collation, operator class and order as written, COLLATE "C" text_pattern_ops DESC; NULL: the default */
	const char **attribute;	/* the index's own column names, as PostgreSQL derives them; what automatic names are made of */
	size_t columns;		/* key columns, without INCLUDE */
	const char **include;	/* columns of INCLUDE */
	size_t includes;
	const char *method;	/* btree, gin, … */
	const char *constraint;	/* name of the constraint that owns it; NULL */
	bool invalid;
	struct place place;
};

struct trigger {
	const char *name, *function_schema, *function;
	char timing;		/* 'b' before, 'a' after, 'i' instead of */
	bool insert, update, delete_, truncate, row;
	bool disabled;
	const char **argument;	/* of the function, as written */
	size_t arguments;
	const char **transition;	/* names of REFERENCING … TABLE AS */
	size_t transitions;
	struct place place;
};

enum relation_kind { RELATION_TABLE = 'r', RELATION_PARTITIONED = 'p', RELATION_VIEW = 'v', RELATION_MATVIEW = 'm', RELATION_FOREIGN = 'f', RELATION_SEQUENCE = 'S', RELATION_COMPOSITE = 'c' };

struct relation {
	const char *schema, *name;
	enum relation_kind kind;
	bool temporary, unlogged;
	bool made;		/* its CREATE statement is through */
	bool columns_unknown;	/* its columns could not be determined (view over unknown things, CTAS of opaque query): names in it are never judged */
	VEC_OF(struct column *) column;		/* live columns, in order */
	VEC_OF(struct constraint *) constraint;
	VEC_OF(struct index *) index;
	VEC_OF(struct trigger *) trigger;
	VEC_OF(struct relation *) parent;	/* inheritance and partitioning */
	VEC_OF(const char *) dropped_column;	/* names that existed and were dropped or renamed away, for better messages */
	int next_number;		/* attnum the next column gets; 0: 1 */
	bool row_security, force_row_security;
	const char *view_sql;	/* source text of a view's query */
	struct place place;
};

enum type_kind { TYPE_ENUM = 'e', TYPE_DOMAIN = 'd', TYPE_COMPOSITE = 'c', TYPE_RANGE = 'r', TYPE_BASE = 'b' };

struct user_type {
	const char *schema, *name;
	enum type_kind kind;
	VEC_OF(const char *) label;	/* enum labels in order */
	struct sql_type base;		/* domain */
	bool not_null, has_default, has_check;
	struct place place;
};

/* A parameter as declared. mode: 'i' in, 'o' out, 'b' both, 'v' variadic, 't' column of RETURNS TABLE. */
struct routine_parameter { const char *name; struct sql_type type; char mode; };	/* name NULL: none */

/* A function or procedure. (The name leaves "struct function" to the program's own functions, extract/program.h.) */
struct routine {
	const char *schema, *name;
	VEC_OF(struct sql_type) argument;	/* input arguments */
	VEC_OF(const char *) argument_name;	/* NULL where unnamed; parallel to `argument` */
	int defaults;				/* how many trailing inputs have defaults */
	bool variadic, returns_set, is_procedure, is_aggregate;
	bool security_definer;
	bool own_path;				/* names in it do not depend on the caller's search_path: SET search_path, or a body that was parsed when it was made */
	struct sql_type result;			/* name "record" with output columns below for RETURNS TABLE / OUT */
	VEC_OF(struct column *) output;		/* RETURNS TABLE / OUT columns */
	struct routine_parameter *parameter;	/* all of them, in order: what $1 … mean in plpgsql */
	size_t parameters;
	const char *language, *body;		/* body: what stands between the quotes of AS; NULL for BEGIN ATOMIC and RETURN */
	int body_line;				/* of the body's first byte */
	bool body_fixed;			/* made by a text inside another: everything in it is on body_line */
	const char **search_path;		/* SET search_path of the function; NULL: the caller's */
	size_t n_search_path;
	const char **assigns;			/* trigger functions: fields of NEW it assigns, … */
	size_t n_assigns;
	bool assigns_unknown;			/* … or it may assign any: not plpgsql, NEW as a whole, a body that does not parse */
	struct place place;
};

struct policy { const char *schema, *table, *name, *command; bool permissive; const char *roles; /* joined by ", "; "public": everybody */ const char *using_sql, *check_sql; struct place place; };
struct extension { const char *name, *schema; struct place place; };
/* CREATE on schema public for everybody: 1 granted, -1 revoked, 0 as the server has it (granted before PostgreSQL 15). */
struct public_create { int granted; struct place place; };

/* pg_depend: `who` cannot live without `on`. How: 'n' refuses a DROP of `on` without CASCADE, 'a' goes with it silently. */
enum object_kind { OBJECT_RELATION, OBJECT_COLUMN, OBJECT_DEFAULT, OBJECT_CONSTRAINT, OBJECT_INDEX, OBJECT_TRIGGER, OBJECT_POLICY, OBJECT_TYPE, OBJECT_FUNCTION, OBJECT_EXTENSION };
struct object {
	enum object_kind kind;
	void *p;			/* the struct; OBJECT_DEFAULT: the column it is the default of */
	struct relation *relation;	/* the table of a column, default, constraint, index, trigger, policy */
};
struct depend {
	struct object who, on;
	char how;
};

struct catalog {
	struct arena arena;
	VEC_OF(const char *) schema;		/* "public" and pg_catalog exist from the start */
	VEC_OF(struct relation *) relation;
	VEC_OF(struct user_type *) type;
	VEC_OF(struct routine *) function;
	VEC_OF(struct policy *) policy;
	VEC_OF(struct extension *) extension;
	VEC_OF(const char *) search_path;	/* from "public"; SET search_path in DDL changes it */
	VEC_OF(const char *) session_path;	/* of sessions to come, by ALTER DATABASE or ALTER ROLE; empty: the default */
	struct map relation_index;		/* "schema.name" → index + 1 in relation; kept by the functions below */
	struct map part_name;			/* every name an index or constraint ever had, by catalog_note_part: what is not in it is none */
	VEC_OF(struct depend) depend;
	VEC_OF(struct relation *) dropped;	/* relations dropped since, for better messages */
	/* Everything ever made, dropped or not: what catalog_free gives back. */
	VEC_OF(struct relation *) every_relation;
	VEC_OF(struct user_type *) every_type;
	VEC_OF(struct routine *) every_function;
	struct public_create public_create;
	bool own_casts, own_operators, own_rules;	/* CREATE CAST, CREATE OPERATOR, CREATE RULE were met: they are not replayed, so what they make is not known */
	bool open;	/* something could not be replayed (EXECUTE of built text, an unknown extension's objects): an unknown table may exist all the same */
};

struct catalog *catalog_new(void);
void catalog_free(struct catalog *catalog);	/* NULL allowed */
/* A copy that can be changed without touching the original. */
struct catalog *catalog_clone(const struct catalog *catalog);

/* Objects are made and removed through these: they keep relation_index and what catalog_free needs. The struct is zeroed but for the names, which are copied. */
struct relation *catalog_add_relation(struct catalog *catalog, const char *schema, const char *name, enum relation_kind kind);
void catalog_remove_relation(struct catalog *catalog, struct relation *relation);
/* Many at once: those `gone` says. */
void catalog_remove_relations(struct catalog *catalog, bool (*gone)(const void *context, struct relation *relation), const void *context);
/* After schema or name of a relation changed, or the list was rewritten. */
void catalog_reindex(struct catalog *catalog);
/* Before a name is given to an index or a constraint. */
void catalog_note_part(struct catalog *catalog, const char *name);
/* Whether an index or constraint may have this name. */
bool catalog_may_have_part(const struct catalog *catalog, const char *name);
struct user_type *catalog_add_type(struct catalog *catalog, const char *schema, const char *name, enum type_kind kind);
struct routine *catalog_add_function(struct catalog *catalog, const char *schema, const char *name);

/* schema NULL: along the search path (temporary first), then pg_catalog. NULL: no such relation. Names as stored (folded). */
struct relation *catalog_relation(const struct catalog *catalog, const char *schema, const char *name);
struct column *relation_column(const struct relation *relation, const char *name);	/* live columns only */
struct user_type *catalog_type(const struct catalog *catalog, const char *schema, const char *name);
/* An index by name, and the relation it is on (may be NULL). schema NULL: along the search path. */
struct index *catalog_index(const struct catalog *catalog, const char *schema, const char *name, struct relation **on);
bool catalog_has_schema(const struct catalog *catalog, const char *schema);
/* Whether the relation is one PostgreSQL itself provides (pg_catalog.*, information_schema.*, pg_*): not judged, columns not known unless listed. */
bool catalog_is_system(const char *schema, const char *name);

/* "character varying(50)[]" as format_type prints it with "public" in the search path; in the arena. */
const char *type_text(struct arena *arena, const struct sql_type *type);
/* The nearest of the given names to `name` (edit distance, then prefix), or NULL when none is near. */
const char *nearest_name(const char *name, const char *const *candidates, size_t n);

#endif
