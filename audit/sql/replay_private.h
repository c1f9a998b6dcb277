/*
 * The inside of the replay.
 *
 *   replay.c            texts, statements, dispatch, problems, events
 *   replay_session.c    transactions, SET search_path, functions that are called
 *   replay_undo.c       taking a failed statement back
 *   replay_name.c       names: where an object is made, what PostgreSQL calls what the DDL does not name
 *   replay_text.c       source text of expressions, cut out of the statement
 *   replay_depend.c     what needs what; DROP and its cascade
 *   replay_drop.c       DROP
 *   replay_table.c      CREATE TABLE: LIKE, INHERITS, PARTITION OF
 *   replay_define.c     its columns, and those of ALTER TABLE
 *   replay_constraint.c PRIMARY KEY, UNIQUE, EXCLUDE, CHECK; replay_foreign.c FOREIGN KEY
 *   replay_index.c      CREATE INDEX, indexes of partitions
 *   replay_partition.c  ATTACH and DETACH PARTITION, INHERIT and NO INHERIT
 *   replay_alter.c      ALTER TABLE and its forms; replay_column.c those on one column
 *   replay_rename.c     RENAME, SET SCHEMA
 *   replay_view.c       views, CREATE TABLE AS
 *   replay_type.c       types, enums, domains, schemas, extensions, sequences
 *   replay_function.c   functions and triggers; replay_policy.c policies and privileges
 *   replay_do.c         DO blocks; replay_guard.c their conditions, replay_fold.c their constant texts
 *
 * Functions that carry out a statement return false after fail(): the caller undoes the statement. All that is made lives in the catalogue's arena.
 */
#ifndef PLUMBLINE_SQL_REPLAY_PRIVATE_H
#define PLUMBLINE_SQL_REPLAY_PRIVATE_H

#include "bind.h"
#include "parse.h"
#include "replay.h"
#include "tree.h"
#include "types.h"

#define NAME_LENGTH 63	/* NAMEDATALEN - 1 */

struct undo;

/* One text being replayed: the file's, or one inside a DO block. */
struct run {
	struct replay *replay;
	struct catalog *catalog;
	struct arena *arena;		/* the catalogue's */
	const char *text;
	size_t length;
	int file;
	int first_line;			/* line of the text's first byte */
	size_t mark;			/* a position, and how many lines lie before it: lines are counted from there */
	int mark_lines;
	bool lines_fixed;		/* text of a DO block: every position is on first_line */
	int statement;			/* ordinal */
	const struct sql_statement *sql;	/* being carried out */
	struct place place;		/* of it */
	struct undo *undo;		/* innermost frame */
	VEC_OF(struct ddl_event) events;	/* of the statement, told when it has succeeded */
	struct replay_problem problem;	/* why it failed */
	const char **local_path;	/* the search path before SET LOCAL changed it; NULL: it did not */
	size_t n_local_path;
	bool bodies_unchecked;		/* SET check_function_bodies = off */
	int depth;			/* nested DO blocks, recursion through children */
	bool in_block;			/* after BEGIN */
	bool aborted;			/* a statement of the transaction failed, and the replay is strict */
	VEC_OF(const char *) savepoint;	/* each has a frame of its own */
	VEC_OF(struct replay_problem) opaque;	/* told whether or not the statement fails */
};

/* Fills run->problem and returns false. `object` may be "". */
bool fail(struct run *run, const char *sqlstate, const char *object, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Something is not there. In an open catalogue that proves nothing: the problem is then REPLAY_OPAQUE. */
bool fail_missing(struct run *run, const char *sqlstate, const char *object, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Notes what could not be followed, and opens the catalogue. */
void opaque(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct ddl_event *event(struct run *run, const char *operation, const char *object);
void skipped(struct run *run, const char *operation, const char *object);
struct place place_of(const struct run *run, int position);	/* the statement's when position is -1 */
/* Carries out the statements of a text; inside a DO block it stops at the first that fails and returns false. */
bool run_text(struct run *run, const char *text, size_t length);
bool run_statement(struct run *run, const cJSON *tree);

/* Undo frames. What a statement changes in place is noted before. */
void undo_begin(struct run *run);
void undo_keeps_depends(struct run *run);	/* before entries of catalog->depend are taken away: until then it only grows, and is not copied */
void undo_commit(struct run *run);	/* the frame's notes go to the frame around it */
void undo_back(struct run *run);	/* everything as it was at undo_begin */
void touch_bytes(struct run *run, void *p, size_t size);	/* a struct without vectors */
void touch_relation(struct run *run, struct relation *relation);	/* its fields and lists; columns, constraints, indexes and triggers too */
void touch_type(struct run *run, struct user_type *type);
void touch_function(struct run *run, struct routine *function);
#define touch(run, p) touch_bytes((run), (p), sizeof(*(p)))

/* replay_session.c */
bool run_set(struct run *run, const cJSON *body);
bool run_alter_setting(struct run *run, const cJSON *body);	/* ALTER DATABASE, ALTER ROLE … SET: of the sessions to come */
void run_select(struct run *run, const cJSON *body);
bool run_transaction(struct run *run, const cJSON *body);
void end_session(struct run *run);	/* at the end of the text */
/* Statements that refuse to run inside a transaction: their name when this is one, or NULL. */
const char *refuses_transaction(const cJSON *tree);

/* replay_name.c */
const char *qualified(struct run *run, const char *schema, const char *name);			/* "public.users" */
const char *dotted(struct run *run, const struct relation *relation, const char *part);	/* "public.users.email" */
/* The schema a new object goes to; NULL after fail(). */
const char *creation_schema(struct run *run, const char *written, bool temporary);
struct relation *range_var(struct run *run, const cJSON *var);	/* the relation a RangeVar names; NULL: none, no problem told */
struct relation *need_relation(struct run *run, const cJSON *var);	/* or fail 42P01 */
const char *var_text(struct run *run, const cJSON *var);	/* as PostgreSQL names it in messages */
bool relation_name_taken(struct run *run, const char *schema, const char *name);	/* tables, indexes, sequences, views share names */
const char *choose_relation_name(struct run *run, const char *schema, const char *name1, const char *name2, const char *label, bool constraint);
const char *choose_constraint_name(struct run *run, const char *schema, const char *name1, const char *name2, const char *label);
const char *joined_names(struct run *run, const char *const *names, size_t n);
const char *expression_name(struct run *run, const cJSON *expression);	/* of an index column over it: the function, "expr", … */

/* replay_text.c: all in the arena; "" when it cannot be cut out */
const char *default_text(struct run *run, const cJSON *expression, int end);	/* end: where the next clause starts, -1 unknown */
const char *parenthesised_text(struct run *run, int position);		/* what is between the first ( at or after position and its ) */
const char *key_expression_text(struct run *run, const cJSON *expression);
const char *tail_text(struct run *run, const cJSON *expression);		/* from the expression to the end of the statement */
const char *query_source(struct run *run, int after);				/* what follows the AS that comes after this position */

/* replay_depend.c */
struct object relation_object(struct relation *relation);
struct object part_object(enum object_kind kind, void *p, struct relation *relation);
void depends(struct run *run, struct object who, struct object on, char how);
void depends_on_type(struct run *run, struct object who, const struct sql_type *type);
/* Functions, sequences (nextval('s'), 's'::regclass) and types an expression uses; with `relation`, its columns as well, 'n' or 'a' as `columns` says. */
void depends_on_expression(struct run *run, struct object who, const cJSON *expression, struct relation *relation, char columns);
void forget_depends(struct run *run, const void *who, enum object_kind kind);
const char *describe(struct run *run, struct object object);	/* "column a of table t" */
/* Drops all of them and what goes with them; false: 2BP01. */
bool drop_objects(struct run *run, const struct object *objects, size_t n, bool cascade);

void refresh_filled(struct run *run, struct relation *relation);	/* column.filled_by_trigger */

/* replay_drop.c */
bool run_drop(struct run *run, const cJSON *body);

/* What a column or table definition asks for beyond its columns, carried out in PostgreSQL's order. */
struct key_wish {
	const cJSON *node;		/* the Constraint */
	const char *column;		/* column constraint: its column; NULL */
	const char *name;		/* as written, or taken over from an equal key; NULL */
	bool deferrable, deferred;
	bool doubled;			/* an equal key came before */
	bool only;			/* ALTER TABLE ONLY: partitions get no index of it */
	int position;
};
struct wishes {
	VEC_OF(struct key_wish) check, key, foreign, generated;
};
void wishes_free(struct wishes *wishes);

/* replay_table.c, replay_define.c */
bool run_create_table(struct run *run, const cJSON *body);
struct column *new_column(struct run *run, struct relation *relation, const char *name, struct sql_type type, struct place place);
bool define_column(struct run *run, struct relation *relation, const cJSON *def, struct wishes *wishes, struct column **made);
bool grant_wishes(struct run *run, struct relation *relation, struct wishes *wishes);
bool known_type(struct run *run, const struct sql_type *type);	/* or fail 42704 */
struct relation *add_sequence(struct run *run, struct relation *relation, struct column *column, bool identity, const char *schema, const char *name);
struct column *inherit_column(struct run *run, struct relation *child, const struct column *column, bool partition);
bool is_system_column(const char *name);
bool set_default(struct run *run, struct relation *relation, struct column *column, const cJSON *expression, int end);
bool make_identity(struct run *run, struct relation *relation, struct column *column, const char *when, const cJSON *options);	/* when: "a" or "d" */
/* What stands in the way of a new relation: true when something does, with *ok saying whether IF NOT EXISTS makes that harmless. */
bool relation_exists(struct run *run, const char *schema, const char *name, const char *operation, bool if_not_exists, bool *ok);

/* replay_constraint.c */
/* Whether the columns an expression names exist in the relation (42703), and that it holds no subquery. Their names, each once, go to `names`. */
struct names {
	VEC(const char *);
};
/* Its names and types, subqueries too, as the binder sees them. */
bool expression_binds(struct run *run, const struct relation *relation, const cJSON *expression, const char *condition);
bool expression_columns(struct run *run, const struct relation *relation, const cJSON *expression, const char *where, struct names *names);
bool add_check(struct run *run, struct relation *relation, const struct key_wish *wish);
bool add_key(struct run *run, struct relation *relation, const struct key_wish *wish);
bool add_foreign_key(struct run *run, struct relation *relation, const struct key_wish *wish);
const char **key_columns(struct arena *arena, const struct key_wish *wish, size_t *n);
void add_wish(struct wishes *wishes, const cJSON *constraint, const char *column);
bool add_constraint_node(struct run *run, struct relation *relation, const cJSON *node, bool only);
struct constraint *find_constraint(const struct relation *relation, const char *name);
struct constraint *inherit_check(struct run *run, struct relation *child, const struct constraint *check);
struct index *key_index(const struct relation *relation, const struct constraint *constraint);
struct relations {
	VEC(struct relation *);
};
/* Adds every table below this one, each once, parents first. */
void descendants(const struct catalog *catalog, const struct relation *relation, struct relations *out);
/* The column names of a list of Strings, all of which must exist (42703, worded with `format` and the name). */
bool need_columns(struct run *run, const struct relation *relation, const char *const *names, size_t n, const char *format);
bool same_names(const char *const *a, size_t n, const char *const *b, size_t m);
void copy_foreign_key(struct run *run, struct relation *child, const struct constraint *foreign);

/* replay_index.c */
bool run_create_index(struct run *run, const cJSON *body);
const char *key_column(const cJSON *element);
struct index *new_index(struct run *run, struct relation *relation, const char *name, size_t columns);
void link_index(struct run *run, struct relation *relation, struct index *index, const char *const *include, size_t n_include);
/* A copy for another table, with an automatic name; its constraint as well when it has one. */
struct index *copy_index_to(struct run *run, struct relation *to, const struct relation *from, const struct index *index);
void index_partitions(struct run *run, struct relation *relation, const struct index *index);
bool attach_indexes(struct run *run, struct relation *partition, const struct relation *parent);

/* replay_partition.c */
void copy_triggers(struct run *run, struct relation *child, struct relation *parent);	/* row triggers, to a partition */
bool attach_parent(struct run *run, struct relation *child, struct relation *parent, bool partition);
bool detach_parent(struct run *run, struct relation *child, struct relation *parent);

/* replay_alter.c, replay_column.c */
bool run_alter_table(struct run *run, const cJSON *body);
/* A form of ALTER TABLE that concerns one column; *known says whether it is one. */
bool alter_column(struct run *run, struct relation *relation, const cJSON *command, bool only, bool *known);
bool alter_add_column(struct run *run, struct relation *relation, const cJSON *command, bool only, struct wishes *wishes);
bool alter_drop_column(struct run *run, struct relation *relation, const cJSON *command, bool only);
bool alter_type_refused(struct run *run, struct relation *relation, const cJSON *command);
bool set_not_null(struct run *run, struct relation *relation, const char *name, bool not_null);

/* replay_rename.c */
bool run_rename(struct run *run, const cJSON *body);
bool run_set_schema(struct run *run, const cJSON *body);

/* replay_view.c */
bool run_view(struct run *run, const cJSON *body);
bool run_table_as(struct run *run, const cJSON *body);

/* replay_type.c */
bool run_type_statement(struct run *run, const char *tag, const cJSON *body, bool *known);
struct user_type *need_type(struct run *run, const char *schema, const char *name);

/* replay_function.c */
bool run_function_statement(struct run *run, const char *tag, const cJSON *body, bool *known);
struct routine *find_function(struct run *run, const cJSON *object_with_args, bool *ambiguous);
struct routine *function_named(const struct catalog *catalog, const char *schema, const char *name);

/* replay_policy.c */
bool run_policy_statement(struct run *run, const char *tag, const cJSON *body, bool *known);

/* replay_do.c */
bool run_do(struct run *run, const cJSON *body);

/* Values of plpgsql variables that are known; value NULL: not known. */
struct variable {
	const char *name, *value;
};
struct variables {
	VEC(struct variable);
};

/* replay_fold.c */
/* SELECT expression, parsed: its tree, or NULL. *text owns it: sql_free(). */
const cJSON *parse_expression(struct run *run, const char *expression, struct sql_text **text);
/* Constant texts: literals, ||, format() and known variables. NULL: not constant. */
const char *fold_expression(struct run *run, const struct variables *variables, const cJSON *node);
const char *fold_text(struct run *run, const struct variables *variables, const char *expression);
bool fold_array(struct run *run, const struct variables *variables, const char *expression, struct names *values);
/* What a text that is not constant begins with; "" when that is not known either. */
const char *fold_beginning(struct run *run, const struct variables *variables, const char *expression);

/* replay_guard.c: what the condition of an IF says about the catalogue */
enum verdict { VERDICT_FALSE, VERDICT_TRUE, VERDICT_UNKNOWN };
enum verdict judge_condition(struct run *run, const struct variables *variables, const char *condition);
bool tests_absence(const char *condition);	/* NOT EXISTS (…), … IS NULL */

#endif
