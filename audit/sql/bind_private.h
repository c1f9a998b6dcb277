/*
 * The inside of the binder. A statement is bound in the order in which PostgreSQL analyses it, so that the first problem is the one the server would report.
 *
 *   bind.c          the statement: dispatch, utility statements, the facts collected
 *   bind_scope.c    what a name means at a place: FROM items, columns, levels, and the errors when it means nothing
 *   bind_from.c     FROM items from the tree: relations, subqueries, joins, CTE references
 *   bind_function.c functions in FROM: which columns they give
 *   bind_query.c    SELECT, VALUES, set operations, WITH
 *   bind_target.c   select lists and what refers to them: output names, * expansion, ORDER BY, GROUP BY
 *   bind_expr.c     expressions
 *   bind_compare.c  comparisons, and what columns and parameters are compared with
 *   bind_name.c     the name of an output column without AS; sameness of expressions
 *   bind_dml.c      INSERT, UPDATE, DELETE, MERGE
 *   bind_place.c    where set-returning and window functions may stand
 *   bind_capture.c  columns captured from an outer query
 *   bind_utility.c  utility statements PostgreSQL does not analyse: what they are about
 *   bind_type.h     types: what expressions give, which function or operator is meant, GROUP BY
 *   bind_trait.c    what it looks like: traits
 *   bind_form.c     expressions of indexes and constraints against those of a statement
 *   bind_imply.c    conditions that imply others: of partial indexes
 *   bind_null.c     whether results can be NULL
 *   bind_hold.c     what a query's conditions prove of that
 *   cardinality.c, cardinality_proof.c   how many rows, with proof
 *
 * All structures are in the binder's arena; the vectors of struct bound alone are malloc'ed.
 */
#ifndef PLUMBLINE_SQL_BIND_PRIVATE_H
#define PLUMBLINE_SQL_BIND_PRIVATE_H

#include "bind.h"
#include "tree.h"
#include "types.h"

#define MAX_FIELDS 1664		/* PostgreSQL's limit for a select list */
#define MAX_JOIN_FIELDS 6656	/* beyond, a join's columns count as not known */
#define MAX_FACTS 100000	/* columns noted of one text; a text that refers to more is not written by people */
#define MAX_PROBLEMS 500

struct source;
struct scope;
struct query;

/* A column of a FROM item or of a query's result. */
struct field {
	const char *name;
	struct source *leaf;		/* the FROM item that is no join it comes from, and its number there; NULL for an expression */
	size_t leaf_field;
	const struct relation *relation;	/* base column, where plain; NULL */
	const struct column *column;
	struct sql_type type;		/* name NULL: not known */
	struct nullness null;
	bool no_star;			/* left out of *: SEARCH and CYCLE columns seen from inside */
	bool shared;			/* as in value */
	struct value *pending;		/* an untyped literal or a parameter nothing has decided: of the arms of set operations and the source of INSERT alone */
	const cJSON *node;		/* of a select list: the expression; NULL when it came from * */
};

/* Columns of which a row is determined by at most one value each. */
struct key {
	const char *name;		/* index or constraint; "GROUP BY", "DISTINCT" */
	const size_t *field;
	size_t n;
	bool nulls_equal;		/* two NULLs are equal under this key */
	bool unsure;			/* partial, deferrable, over expressions or inherited: perhaps unique, never a proof */
	bool expressions;		/* has key expressions beside `field` */
	const struct index *index;	/* partial or over expressions: a proof where a query has its condition and its expressions; else NULL */
};

/* A column of USING, as the two sides have it. */
struct merged { struct field side[2]; };

enum source_kind { SOURCE_RELATION, SOURCE_QUERY, SOURCE_CTE, SOURCE_FUNCTION, SOURCE_JOIN, SOURCE_UNKNOWN };

/* A FROM item, as PostgreSQL's namespace item. */
struct source {
	enum source_kind kind;
	const char *name;		/* what qualifies its columns; "" for an unnamed join */
	bool aliased;
	const struct relation *relation;	/* SOURCE_RELATION, when known */
	VEC_OF(struct field) field;
	VEC_OF(struct key) key;
	bool opaque;			/* may provide columns that are not in `field` */
	bool system_columns;
	bool rel_visible, cols_visible;	/* as a qualifier; for unqualified names */
	bool lateral_only, lateral_ok;
	bool null_extended;		/* on the nullable side of an outer join */
	struct source *left, *right;	/* SOURCE_JOIN of FROM */
	const char *join_type;		/* "JOIN_INNER" … */
	const cJSON *quals;		/* its ON */
	VEC_OF(struct merged) merged;	/* its USING or NATURAL columns */
	enum cardinality rows;		/* of subqueries and functions */
};

struct cte {
	const char *name;
	const cJSON *body;		/* CommonTableExpr */
	struct scope *scope;		/* of its WITH */
	enum { CTE_WAITING, CTE_RUNNING, CTE_DONE } state;
	bool recursive;			/* in WITH RECURSIVE */
	bool fields_known;		/* false while its own first arm is being bound */
	bool refers;			/* its other arm names it */
	bool opaque;
	struct query *query;		/* when done */
	VEC_OF(struct field) field;
};

enum scope_kind { SCOPE_STATEMENT, SCOPE_SCALAR, SCOPE_ANY, SCOPE_EXISTS, SCOPE_ARRAY, SCOPE_FROM, SCOPE_LATERAL, SCOPE_CTE };

/* One query level. */
struct scope {
	struct scope *parent;
	enum scope_kind kind;
	VEC_OF(struct source *) visible;	/* the namespace */
	VEC_OF(struct source *) all;		/* every FROM item made so far, for better messages */
	VEC_OF(struct source *) item;		/* the FROM items themselves, joins whole; a DML target is none */
	VEC_OF(struct cte *) cte;
	bool lateral_active;
	bool transparent;	/* holds a set operation or an INSERT's source: no level of its own */
	bool holed;		/* a hole may add FROM items: nothing is judged here */
	bool holed_list;	/* a hole stands in the select list */
	bool main;		/* the statement's own query */
	bool correlated;	/* refers on purpose to an outer query */
	bool in_from;		/* binding a FROM function's arguments */
	const cJSON *windows;	/* its WINDOW clause */
	VEC_OF(const cJSON *) inline_window;	/* OVER (…) */
	bool has_windows, has_sets;	/* window functions, set-returning functions in its select list or ORDER BY */
	const char *within;	/* the clause of the parent it stands in */
	VEC_OF(struct group_item) group;
	bool grouped, group_vague, aggregates;	/* has GROUP BY; not all of it is known; holds aggregates of its own */
	VEC_OF(size_t) suspect;	/* problems that become certain when the query is not correlated otherwise */
};

/* The result of a query. */
struct query {
	VEC_OF(struct field) field;
	VEC_OF(struct key) key;
	bool opaque;			/* fields are not all, or not these */
	bool returns;			/* false: INSERT … without RETURNING */
	bool aggregate;
	enum cardinality rows;
	const char *proof;
};

/* What a column reference turned out to be; looked up by its node. */
struct ref {
	struct scope *scope;		/* where it is written */
	struct scope *home;		/* whose FROM provides it */
	struct source *source;
	size_t field;			/* SIZE_MAX: whole row or system column */
	int level;
	bool qualified;
	size_t bound;			/* its row in bound->columns; SIZE_MAX none */
	size_t problem;			/* the captured-outer-column problem; SIZE_MAX none */
};

/* What an expression gives. */
struct value {
	struct sql_type type;		/* name NULL: not known, or `unknown` */
	int t;				/* the same as a number (bind_type.h), without modifier */
	int parameter;			/* an undecided $n; its place in binder.occurrence */
	size_t occurrence;
	const cJSON *literal;		/* A_Const of an untyped literal */
	bool shared;			/* follows from what another place says of the same $n: numbers may be put together at run time */
	const cJSON *node;		/* the expression */
	const struct field *field;	/* a plain column */
	const struct source *row;	/* a whole row of this FROM item */
};

/* What is known of parameter $n, and each place that names it before something does. */
struct deduced { int type; bool named, vague; };
struct occurrence { int number, position, type; };

/* A grouping expression: a column, or a node. */
struct group_item { const struct source *leaf; size_t field; const cJSON *node; };

/* What binding found out of a node: the function a call means, the query of a subquery, the types an operator or a cast takes in and gives. */
struct proc;
struct node_fact { const struct proc *proc; const struct query *query; int left, right, result; };

/* Set-returning functions met so far, and where the last one is. */
struct sets { size_t n; int last; };

struct own_type;
struct builtins;

struct binder {
	struct arena *arena;
	const struct catalog *catalog;
	struct bound *bound;
	struct map around_refs;		/* ColumnRef bodies that are names of the function around, no columns */
	struct map refs, params;	/* address of a ColumnRef's body → index in ref; of a ParamRef's → index in bound->parameters */
	VEC_OF(struct ref) ref;		/* malloc'ed, freed with the binder */
	const struct surroundings *around;	/* of a function's body; NULL */
	VEC_OF(const char *) made;	/* relations made, changed or renamed earlier in this text: not judged */
	bool path_changed;		/* SET search_path earlier in this text */
	const char *clause;		/* of the expression being bound */
	struct sets sets;
	bool one_row;			/* of VALUES in INSERT */
	const char *place;		/* "filter", "index", "predicate", "window": where in it no aggregate may be; NULL */
	const char *use;		/* of parameters in it */
	bool conjunct;			/* it is a top-level AND conjunct of the main query's WHERE or ON */
	const cJSON *sole;		/* the only expression of a subquery's select list */
	const struct builtins *p;
	unsigned parts;			/* of the built-in catalogue: what the extensions of this schema bring */
	bool vague;			/* functions and operators may exist that are not known: none is reported missing */
	bool keep_unknown;		/* the next query's untyped columns stay as they are */
	VEC_OF(struct own_type) own;
	VEC_OF(struct deduced) deduced;	/* by number */
	VEC_OF(struct occurrence) occurrence;
	struct map facts;		/* address of a node's body → index in fact */
	VEC_OF(struct node_fact) fact;
	struct map rows;		/* address of a whole-row ColumnRef's body → index in row */
	VEC_OF(struct ref) row;
	size_t shared_reads;		/* how often a parameter decided elsewhere was read */
	bool tainted;			/* problems at hand rest on such a parameter: not certain */
	const char *override;		/* OVERRIDING of the INSERT being bound */
	VEC_OF(struct bound_problem) late;	/* of the rewriter and the planner: reported behind those of the analysis */
};

/* Appends to a vector whose memory is in the arena. */
#define arena_push(arena_, vec, ...) \
	do { \
		if ((vec)->n == (vec)->cap) { \
			void *grown_ = arena_array((arena_), char, sizeof(*(vec)->v) * ((vec)->cap = (vec)->cap ? (vec)->cap * 2 : 8)); \
			if ((vec)->n) \
				memcpy(grown_, (vec)->v, sizeof(*(vec)->v) * (vec)->n); \
			(vec)->v = grown_; \
		} \
		(vec)->v[(vec)->n++] = (__VA_ARGS__); \
	} while (0)

/* bind.c */
bool is_hole(const char *name);
/* A problem at `position`; its code follows from the SQLSTATE. The result may be changed until the next call; NULL when there are too many. */
struct bound_problem *problem(struct binder *b, const char *sqlstate, int position, const char *object, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
size_t note_column(struct binder *b, const struct bound_column *column);	/* its index; SIZE_MAX when there are too many */
void note_table(struct binder *b, const struct relation *relation, const cJSON *range_var, const char *alias, const char *role);
void note_parameter(struct binder *b, const cJSON *body);
/* The column record of a base column: schema, table, column filled; clause and position given. */
struct bound_column column_fact(const struct binder *b, const struct field *field, const char *name, int position);

/* bind_scope.c */
enum lookup { LOOKUP_FOUND, LOOKUP_MISSING, LOOKUP_UNKNOWN, LOOKUP_AMBIGUOUS };
struct found { struct source *source; size_t field; int level; struct scope *scope; };
struct scope *scope_new(struct binder *b, struct scope *parent, enum scope_kind kind);
enum lookup find_column(struct scope *scope, const char *name, bool local_only, struct found *found);
enum lookup find_source(struct binder *b, struct scope *scope, const char *schema, const char *name, struct found *found);
/* How many columns of that name the source has (2 stands for more); *field is the first, SIZE_MAX for a system column. */
int source_column(const struct source *source, const char *name, size_t *field);
struct value bind_column_ref(struct binder *b, struct scope *scope, const cJSON *node, const cJSON *body);
void too_many_names(struct binder *b, const cJSON *fields, int position);
struct ref *ref_of(struct binder *b, const cJSON *node);	/* of a ColumnRef node; NULL */
const struct ref *row_ref_of(struct binder *b, const cJSON *body);	/* of a ColumnRef's body that is a whole row; NULL */
void missing_source(struct binder *b, struct scope *scope, const char *schema, const char *name, int position);
struct cte *find_cte(struct scope *scope, const char *name);
const char *nearest_column(struct binder *b, const struct scope *scope, const struct source *source, const char *name);
void note_whole_row(struct binder *b, const struct source *source, int level, int position);

/* What a name means in the function around the statement; NAME_NONE without one. */
enum name_answer name_around(const struct binder *b, const char *const *name, size_t n, struct sql_type *type);
bool is_name_around(const struct binder *b, const cJSON *column_ref);	/* a ColumnRef's body that turned out to be one */
/* A column that is a variable as well, where that is an error: told. */
bool clashes(struct binder *b, const char *const *name, size_t n, int position);

/* bind_from.c */
void bind_from_clause(struct binder *b, struct scope *scope, const cJSON *list);
void bind_from_node(struct binder *b, struct scope *scope, const cJSON *node);
/* The target of a DML statement: never a CTE. */
struct source *bind_target_table(struct binder *b, struct scope *scope, const cJSON *range_var, const char *role);
struct source *source_of_relation(struct binder *b, const struct relation *relation, const char *name);
struct source *source_new(struct binder *b, enum source_kind kind, const char *name);
void apply_column_aliases(struct binder *b, struct source *source, const cJSON *alias);
const struct relation *lookup_relation(struct binder *b, const cJSON *range_var, bool *unknown);
struct field field_of_column(const struct relation *relation, const struct column *column);

/* bind_function.c */
struct source *bind_range_function(struct binder *b, struct scope *scope, const cJSON *body);
bool function_returns_set(const struct binder *b, const cJSON *func_call);
bool function_is_aggregate(const struct binder *b, const cJSON *func_call);
struct sql_type function_type(const struct binder *b, const cJSON *func_call);
/* Whether t.name may be the function call name(t). */
bool function_takes_row(const struct binder *b, const char *name);
const struct relation *relation_of_type(const struct binder *b, const struct sql_type *type);

/* bind_query.c */
/* A SelectStmt, InsertStmt, … as part of another statement or as the statement. `parent` may be NULL. */
struct query *bind_any(struct binder *b, struct scope *parent, const cJSON *node, enum scope_kind kind, bool main);
struct query *bind_select(struct binder *b, struct scope *parent, const cJSON *body, enum scope_kind kind, bool main);
void bind_with(struct binder *b, struct scope *scope, const cJSON *with);
void bind_cte(struct binder *b, struct cte *cte);
/* A row of VALUES: its values, in the arena; *n of them. */
struct value *bind_values_row(struct binder *b, struct scope *scope, const cJSON *list, bool default_allowed, size_t *n);
/* Untyped literals and undecided parameters of a select list become text. */
void resolve_unknowns(struct binder *b, struct query *query);
struct value bound_field_value(struct binder *b, const struct field *field);

/* bind_target.c */
void bind_targets(struct binder *b, struct scope *scope, const cJSON *list, struct query *query);
enum sort_rule { SORT_ORDER, SORT_GROUP, SORT_DISTINCT };
void bind_sort_list(struct binder *b, struct scope *scope, const cJSON *list, struct query *query, enum sort_rule rule);

/* bind_expr.c */
struct value bind_expr(struct binder *b, struct scope *scope, const cJSON *node);
/* A clause: sets b->clause (NULL leaves it), b->use and b->conjunct around bind_expr. */
struct value bind_clause(struct binder *b, struct scope *scope, const cJSON *node, const char *clause);
/* Binds each and forgets what they give: parameters in them are not known. */
void bind_list(struct binder *b, struct scope *scope, const cJSON *list);
/* The values of a list, in the arena; *n of them. */
struct value *bind_values_list(struct binder *b, struct scope *scope, const cJSON *list, size_t *n);

/* bind_compare.c; `conjunct`: as binder.conjunct was for the node */
struct value bind_operator(struct binder *b, struct scope *scope, const cJSON *body, bool conjunct);
struct value bind_boolean(struct binder *b, struct scope *scope, const cJSON *body, bool conjunct);
/* `row`: the left side of a comparison of rows; NULL: what the node itself says. `operator`: its name, NULL "=". `position`: of the operator, or the node. */
struct value bind_sublink(struct binder *b, struct scope *scope, const cJSON *body, const cJSON *row, const cJSON *operator, int position, bool conjunct);
/* Below casts and COLLATE: the ColumnRef or ParamRef node, or NULL. */
const cJSON *plain_column(const cJSON *node);
/* A TypeName of no type, where it is certain that there is none. */
void judge_type(struct binder *b, const cJSON *name);
const cJSON *plain_parameter(const cJSON *node, int *number);
/* `column` is compared with or assigned from the parameter in `other`, if that is one. */
void link_parameter(struct binder *b, size_t bound_column, const struct field *field, const cJSON *other, const char *operator, const char *use);

/* bind_trait.c: after the statement was bound */
void note_traits(struct binder *b, const cJSON *node);

/* bind_name.c */
const char *figure_name(const cJSON *node);
enum sameness { SAME_YES, SAME_NO, SAME_MAYBE };
enum sameness same_field(struct binder *b, const struct field *a, const struct field *c);

/* bind_form.c */
/* Whether `node` is the expression `source` of an index of the relation. `leaf`: the FROM item of the relation `node` refers to. */
enum sameness same_as_key(struct binder *b, const struct relation *relation, const char *source, const struct source *leaf, const cJSON *node);

/* bind_null.c */
void note_fact(struct binder *b, const cJSON *body, struct node_fact fact);
/* The fields of a bound query, or of RETURNING; `changed`: the target of an UPDATE, else NULL. */
void judge_nulls(struct binder *b, const struct scope *scope, const cJSON *body, const struct source *changed, struct query *query);
void judge_value_nulls(struct binder *b, const struct scope *scope, const cJSON *rows, struct query *query);
struct nullness null_of_both(struct nullness left, struct nullness right, const char *operation);	/* "UNION", "INTERSECT", "EXCEPT" */

/* bind_utility.c */
bool bind_objects(struct binder *b, const cJSON *node);	/* false: not one of its statements */

/* bind_capture.c */
void note_capture(struct binder *b, struct ref *ref, const cJSON *node, const char *name, int position);
void judge_comparison(struct binder *b, struct scope *scope, const cJSON *left, const cJSON *right);
void close_scope(struct binder *b, struct scope *scope);

/* bind_dml.c */
struct query *bind_dml(struct binder *b, struct scope *parent, const cJSON *node, enum scope_kind kind, bool main);

/* cardinality_proof.c */
/* leaf.field = something that depends on the items in `on`. */
struct equality {
	struct source *leaf;
	size_t field;
	VEC_OF(struct source *) on;
	const struct source *within;	/* only items of this subtree are fixed by it; NULL: any */
	const char *text;
	const cJSON *node;		/* an expression over the leaf's columns instead of `field`; NULL */
	bool nulls;			/* IS NOT DISTINCT FROM: holds for NULL too */
};

/* A condition that holds for every row, or (within) for those of a subtree. */
struct condition { const cJSON *node; const struct source *within; };

struct proof {
	struct binder *b;
	struct scope *scope;
	VEC_OF(struct equality) equality;
	VEC_OF(struct condition) condition;
	VEC_OF(struct source *) leaf;
	VEC_OF(bool) fixed;
	VEC_OF(struct source *) vague;	/* may be fixed by something that is no proof */
	bool holed;
	const char *text;
};

/* Collects the items of a query level and the equalities that hold in it. `where` may be NULL. */
void start_proof(struct proof *p, struct binder *b, struct scope *scope, const cJSON *where);
void collect_leaves(struct proof *p, struct source *source);
bool fix_all(struct proof *p);		/* fixes what can be; whether that is all */
bool is_fixed(const struct proof *p, const struct source *leaf);
bool maybe_fixed(struct proof *p, struct source *leaf);	/* for reasons that are no proof */
enum cardinality finish_proof(struct proof *p, const char **text);

/* cardinality.c */
void select_cardinality(struct binder *b, struct scope *scope, const cJSON *body, struct query *query);
void insert_cardinality(struct binder *b, const struct source *target, const cJSON *body, const struct query *source, struct query *query);
/* UPDATE and DELETE … RETURNING. */
void change_cardinality(struct binder *b, struct scope *scope, struct source *target, const cJSON *where, struct query *query);
/* Keys of a query's result: what it groups by, is distinct in, or passes on of its only FROM item. */
void query_keys(struct binder *b, struct scope *scope, const cJSON *body, struct query *query);
bool limit_is_one(const cJSON *body);

#endif
