/*
 * Types of expressions, as PostgreSQL decides them. Part of the binder; see bind_private.h.
 *
 *   bind_type.c     type numbers, categories, casts, common types, polymorphism
 *   bind_coerce.c   a value becomes another type: literals are read, parameters decided
 *   bind_literal.c  whether a literal can be read as a type
 *   bind_candidate.c, bind_resolve.c   which operator or function a call means
 *   bind_infer.c    what operators, calls, CASE, … give
 *   bind_group.c    aggregates, GROUP BY
 *   bind_check.c    constants against CHECK constraints
 *   bind_change.c   what the server says after its analysis: generated columns, views, literals that do not fit, ON CONFLICT, row locks
 *
 * A type is a number (builtin.h); 0 is "not known", and everything that touches it is not known either: no problem is reported of it.
 * The type `unknown` is PostgreSQL's: an untyped literal, or a parameter whose type nothing has decided yet.
 */
#ifndef PLUMBLINE_BIND_TYPE_H
#define PLUMBLINE_BIND_TYPE_H

#include "bind_private.h"
#include "builtin.h"

enum answer { NO, YES, MAYBE };

/* problem(), not certain where it rests on a parameter another place decided. */
#define type_problem(b_, shared_, ...) \
	do { \
		bool tainted_ = (b_)->tainted; \
		(b_)->tainted |= (shared_); \
		problem((b_), __VA_ARGS__); \
		(b_)->tainted = tainted_; \
	} while (0)

/* bind_type.c */
int type_number(struct binder *b, const struct sql_type *type);
struct sql_type type_of_number(struct binder *b, int type);
struct value typed(struct binder *b, int type);
const char *type_label(struct binder *b, int type);	/* as PostgreSQL's messages name it */
int base_type(struct binder *b, int type);		/* what a domain is over */
int element_type(struct binder *b, int type);		/* of an array; 0: none */
char type_category(struct binder *b, int type, bool *preferred);
const struct user_type *enum_of(struct binder *b, int type);	/* NULL: not an enum */
bool is_composite(struct binder *b, int type);		/* a row type, record included */
bool is_polymorphic(struct binder *b, int type);
/* The cast from source to target in a context ('i', 'a', 'e'). */
enum answer can_coerce(struct binder *b, int source, int target, char context);
/* Whether it changes nothing but the name: same base type or binary-coercible. */
bool is_relabel(struct binder *b, int source, int target);
/* select_common_type: 0 not known, -1 none; *at is the first that does not fit. */
int common_type(struct binder *b, const int *types, size_t n, size_t *at);
/* check_generic_type_consistency and enforce_…: the declared types filled in (changed in place) and the result's; 0 where not known. */
enum answer resolve_polymorphic(struct binder *b, const int *actual, int *declared, size_t n, int *result);

/* bind_coerce.c */
/* false: there is no such cast. Problems of the literal itself are reported. */
bool coerce(struct binder *b, struct value *v, int target, char context);
void coerce_boolean(struct binder *b, struct value *v, const char *construct);
/* coerce_to_specific_type: LIMIT, subscripts. */
void coerce_specific(struct binder *b, struct value *v, int target, const char *construct);
/* The common type of several values, all brought to it; `construct` names it in messages. 0: not known, or reported. */
int coerce_common(struct binder *b, struct value *values, size_t n, const char *construct);
/* Literals and parameters nothing has decided become text. */
void coerce_unknown(struct binder *b, struct value *v);
struct value bound_parameter_value(struct binder *b, const cJSON *body);
void finish_parameters(struct binder *b);
int expr_position(const cJSON *node);	/* exprLocation() */

/* bind_literal.c */
enum literal_fault { LITERAL_FINE, LITERAL_SYNTAX, LITERAL_RANGE, LITERAL_DATE };
/* The literal as the input function of the type would take it; LITERAL_FINE where that is not known. `type`: no domain. */
enum literal_fault read_literal(struct binder *b, const char *text, int type);

/* bind_resolve.c */
struct call {
	const struct proc *proc;	/* one of these, or neither: not known */
	const struct routine *routine;
	int result;
	bool set;
	bool cast;			/* the name is a type's */
};
struct value resolve_operator(struct binder *b, const char *schema, const char *name, struct value *left, struct value *right, int position);
/* left OP ANY (right): right is an array. */
struct value resolve_any(struct binder *b, const char *schema, const char *name, struct value *left, struct value *right, int position);
struct call resolve_function(struct binder *b, const cJSON *body, struct value *args, const char *const *names, size_t n);

/* bind_infer.c */
struct value infer_operator(struct binder *b, const cJSON *body, struct value left, struct value right, struct value *list, size_t n);
struct value infer_in(struct binder *b, const struct scope *scope, const cJSON *body, struct value left, struct value *list, size_t n);
struct value infer_call(struct binder *b, struct scope *scope, const cJSON *body, struct value *args, size_t n, struct call *call);
/* A copy for a second comparison: a parameter decided by the first has its type by now. */
struct value again(struct binder *b, const struct value *v);
struct value infer_cast(struct binder *b, const cJSON *body, struct value v);
struct value infer_constant(struct binder *b, const cJSON *body);

/* bind_place.c */
/* A call of a function that returns a set. */
void note_set(struct binder *b, const struct scope *scope, const cJSON *body);
/* None may have come since; `what` says so. */
void judge_no_set(struct binder *b, struct sets before, const char *what);
/* Marks of aggregates and windows on what is none, and OVER. */
void judge_call(struct binder *b, struct scope *scope, const cJSON *body, const struct call *call);
/* Where a window function stands below the node; -1: there is none. */
int window_position(const cJSON *node);
/* The WINDOW clause and the windows made of its own. */
void judge_windows(struct binder *b, struct scope *scope);

/* bind_imply.c */
/* Whether the conditions, all of which hold, imply the predicate of an index of the relation; `leaf` as in same_as_key(). */
enum answer implies_predicate(struct binder *b, const struct relation *relation, const char *predicate, const struct source *leaf, const cJSON *const *where, size_t n);

/* bind_change.c */
/* `value` is assigned to a column; `set`: by UPDATE. */
void judge_generated(struct binder *b, const struct relation *relation, const struct column *column, const cJSON *value, bool set, int position);
/* As problem(), behind those of the analysis; the same one is said once. */
struct bound_problem *late(struct binder *b, const char *sqlstate, int position, const char *object, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* A constant below casts that keep it as it is; *number: written as one. NULL: none. */
const char *fixed_text(struct binder *b, const cJSON *value, bool *number);
void judge_fit(struct binder *b, const struct relation *relation, const struct column *column, const cJSON *value);
void judge_conflict(struct binder *b, const struct source *target, const cJSON *conflict);
void judge_view(struct binder *b, const struct relation *relation, const char *verb);	/* "insert into", "update", "delete from" */
/* A locking clause in its own words, "FOR UPDATE" to "FOR KEY SHARE"; static text. */
const char *lock_words(const cJSON *clause);
void judge_lock(struct binder *b, const struct scope *scope, const cJSON *body);

/* bind_check.c */
void judge_checks(struct binder *b, const struct relation *relation, const struct column *column, const cJSON *value);

/* bind_group.c */
/* A column below a cast to what it is already, which does nothing; else the node itself. */
const cJSON *without_cast(struct binder *b, const cJSON *node);
void note_group(struct binder *b, struct scope *scope, const cJSON *node, const struct field *field);
void note_aggregate(struct binder *b, struct scope *scope, const cJSON *body);
void judge_groups(struct binder *b, struct scope *scope, const cJSON *body, const struct query *query);

#endif
