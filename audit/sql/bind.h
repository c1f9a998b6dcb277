/*
 * One statement against one catalogue: which tables, which columns, what is wrong, how many rows.
 *
 *     struct bound *b = bind_statement(&arena, catalog, text, length);
 *     for (size_t i = 0; i < b->problems.n; i++) ... b->problems.v[i].sqlstate ...
 *
 * Scoping is PostgreSQL's: aliases, CTEs (recursive, data-modifying), subqueries, LATERAL, USING/NATURAL, set operations, RETURNING,
 * ON CONFLICT's excluded, UPDATE … FROM, DELETE … USING, MERGE, table functions, WINDOW, GROUP BY / ORDER BY output names, whole-row references, system columns (ctid, tableoid, xmin …).
 * A name is judged only where everything that could provide it is known: an opaque relation (columns_unknown, a system view, a table
 * function whose result is not known, an unknown table already reported) in scope silences unqualified names.
 * With catalog->open, an unknown table is reported with `certain = false`.
 * Holes: the text may hold typed holes written by the folder: $n value parameters, and identifiers starting with HOLE_PREFIX for an unknown identifier or
 * fragment; names with that prefix are never judged and make their surroundings opaque.
 * Types: every expression's is PostgreSQL's or not known (bind_type.h); what is not known silences all that rests on it. With an extension whose functions are
 * not known, or catalog->open, no function, operator or type is missing. What rests on what another place says of the same $n is not certain: numbers may be put
 * together at run time.
 * SET search_path, DDL and DO earlier in the same text make the relations they may touch opaque.
 * Strings are in the arena, or the catalogue's (names of tables and columns): both must outlive the result. Never NULL.
 * Limits: 100,000 columns and 500 problems are noted of one text; a select list beyond 1664 columns counts as not known.
 */
#ifndef PLUMBLINE_SQL_BIND_H
#define PLUMBLINE_SQL_BIND_H

#include "catalog.h"

#define HOLE_PREFIX "plumbline_hole_"

struct bound_table {
	const char *schema, *name;	/* schema resolved where the table exists; else as written or "" */
	const char *alias;
	const char *role;		/* "read", "insert", "update", "delete", "merge", "truncate", "lock" */
	const struct relation *relation;	/* NULL: unknown (or a CTE is never listed) */
	int position;			/* byte offset in the text; -1 */
};

struct bound_column {
	const char *schema, *table, *column;	/* base column it resolves to (through CTEs and subqueries one level only where plain); table "" when not resolved */
	const char *clause;		/* "select", "where", "join", "group", "order", "insert", "set", "returning", "values", "conflict", "having", "limit", "offset" */
	int level;			/* 0: found in its own query; 1: in the query around it (correlated), … */
	bool qualified;
	bool whole_row;			/* came from * */
	int position;
	int parameter;			/* compared with (see operator) or assigned from $n, casts allowed; of a list the first; 0: none */
	const char *operator;		/* of that comparison: "=", "<", "in", "not in", "any", "all", "between", "like", "using", "set", "insert"; "": not compared */
	bool conjunct;			/* it or its comparison is a top-level AND conjunct of WHERE/ON of the main query */
};

/* NEVER is proved. The cause of MAY: "column" (it may hold NULL), "outer join", "aggregate" (of no rows), "subquery" (of no rows), "NULL" (as written), "NULLIF", "window". */
enum null_answer { NULL_UNKNOWN, NULL_NEVER, NULL_MAY };
struct nullness { enum null_answer is; const char *cause; };

struct bound_output {
	const char *name;
	const char *schema, *table, *column;	/* base column or "" */
	struct sql_type type;			/* name NULL: unknown; a domain stays one */
	struct nullness null;
};

struct bound_parameter { int number; const char *schema, *table, *column; /* of the column it is compared with or assigned to; "" */ struct sql_type type; /* name NULL unknown */ const char *use; /* "where","set","insert","limit","offset","" */ };

struct bound_problem {
	const char *sqlstate;	/* as PostgreSQL has it: 42601 syntax, 42P01 table, 42703 column, 42702 ambiguous, 42P01/missing FROM, 23502 (insert misses required column / NULL into NOT NULL), and "PL001" column captured from an outer query */
	const char *code;	/* "syntax-error", "unknown-table", "unknown-column", "ambiguous-column", "captured-outer-column", "insert-missing-required", "null-into-not-null";
				 * of types: "function-not-found", "operator-not-found" (42883, 42725), "type-mismatch" (42804, 42846, 42809), "unknown-type" (42704),
				 * "bad-literal" (22P02, 22007, 22008, 22003), "group-by" (42803), "undetermined-parameter" (42P18, 42P08; never certain: drivers differ);
				 * what Parse does not say: "write-to-generated" (428C9), "write-to-view" (55000), "literal-too-long" (22001), "literal-out-of-range" (22003),
				 * "on-conflict-without-unique" (42P10, 42704), "locking-not-allowed" (0A000), "check-violated" (23514);
				 * "window" (42704, 42P20, 42809, 0A000), "set-returning" (0A000) */
	const char *message;	/* as PostgreSQL words it where it has words */
	const char *object;	/* name concerned: table, or table.column */
	const char *nearest;	/* nearest existing name; "" none */
	const char *detail;	/* e.g. for captured: "posts.language of the outer query; \"tenants\" has no column \"language\"" ; "" */
	int position;		/* byte offset in the text; -1: whole statement */
	bool certain;
};

enum cardinality { CARD_UNKNOWN, CARD_ONE, CARD_MAYBE_ONE, CARD_MANY, CARD_NONE };	/* exactly one · 0..1 · 0..n · returns no rows */

/* What a statement looks like, where that is a matter of opinion; names as resolved, "" where none is concerned. */
struct bound_trait {
	const char *kind;	/* "star" (SELECT * of a table, in the rows the statement gives), "returning-star", "no-where" (of all rows; detail: update or delete), "no-columns" (INSERT without a list),
				 * "null-operand" (= NULL; detail: the operator, or NOT IN), "nullable-not-in" (NOT IN over a column that may be NULL; detail: why, when it is declared NOT NULL),
				 * "leading-wildcard" (LIKE '%…'; detail: the pattern's start), "compared" (with a constant: a column that a CHECK of its own restricts; detail: the constant) */
	const char *schema, *table, *column, *detail;
	int position;
};

struct bound {
	bool parsed;		/* false: syntax problem in problems, or unchecked */
	const char *unchecked;	/* reason when nothing could be said: "syntax newer than the parser (needs PostgreSQL 16)", "longer than 128 KB"; NULL */
	const char *kind;	/* "select", "insert", "update", "delete", "merge", "ddl", "utility", "transaction", "set", "call", "copy", "empty", "other" */
	bool writes;		/* changes data somewhere in it, data-modifying CTEs included */
	bool is_aggregate;	/* pure aggregate without GROUP BY: exactly one row */
	enum cardinality cardinality;	/* of the last row-returning statement. MANY: nothing limits it; UNKNOWN: something may (a partial or expression index, OR over a key, a view, a hole) */
	const char *proof;	/* "calls_pkey (id = $1)", "LIMIT 1", "aggregate without GROUP BY", "" */
	bool limited;		/* LIMIT or FETCH present */
	bool limit_one;
	int statements;		/* how many statements the text holds; facts below are of all of them */
	int max_parameter;
	VEC_OF(struct bound_table) tables;
	VEC_OF(struct bound_column) columns;
	VEC_OF(struct bound_output) outputs;	/* of the last row-returning statement; empty when unknown */
	VEC_OF(struct bound_parameter) parameters;
	VEC_OF(struct bound_problem) problems;
	VEC_OF(struct bound_trait) traits;	/* of queries and changes */
};

struct bound *bind_statement(struct arena *arena, const struct catalog *catalog, const char *text, size_t length);

/*
 * What a statement inside a function sees besides the schema. `look_up` says what one to three dotted names are there that are no columns; it fills *type
 * where it is known. Numbers beyond `parameters` are 42P02; a type without a name is one that is not known. Relations in `made` are not judged.
 */
enum name_answer { NAME_NONE, NAME_VALUE, NAME_NO_FIELD };	/* NO_FIELD: the first name is a record known not to have the second; *type is then the record's, where it is a table's */
struct surroundings {
	enum { COLUMN_WINS, CLASH, NAME_WINS } both;	/* a name that is a column too: SQL functions; plpgsql; plpgsql with #variable_conflict use_variable */
	enum name_answer (*look_up)(void *context, const char *const *name, size_t n, struct sql_type *type);	/* NULL: no names */
	void *context;
	const struct sql_type *parameter;
	size_t parameters;
	const char *const *made;
	size_t n_made;
};
struct bound *bind_statement_in(struct arena *arena, const struct catalog *catalog, const char *text, size_t length, const struct surroundings *around);
/* Statements already parsed (BEGIN ATOMIC, ALTER TABLE …): positions are those of the tree. */
struct cJSON;
struct bound *bind_tree_in(struct arena *arena, const struct catalog *catalog, const struct cJSON *statement, const struct surroundings *around);
/* An expression over the columns of one relation (CHECK, policy, generated column; NULL: over none, a default): what is wrong with it. `condition`: it has to be one; messages name it so (CHECK, WHERE, POLICY); NULL. */
struct bound *bind_expression(struct arena *arena, const struct catalog *catalog, const struct relation *relation, const struct cJSON *expression, const char *condition);
/* Whether a value of one type may be assigned to another: 'y', 'n', or '?' where that is not known. */
char bind_assignable(struct arena *arena, const struct catalog *catalog, const struct sql_type *from, const struct sql_type *to);
/* The vectors inside are malloc'ed: */
void bound_free(struct bound *bound);

/* For the replay: the output columns of a query (CREATE VIEW / TABLE AS). false: not known. */
bool bind_query_columns(struct arena *arena, const struct catalog *catalog, const struct cJSON *query, const char *text, struct bound_output **out, size_t *n);

#endif
