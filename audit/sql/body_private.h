/* Shared by body.c (what all languages have in common, LANGUAGE sql), body_plpgsql.c (statements) and body_scope.c (names). */
#ifndef PLUMBLINE_SQL_BODY_PRIVATE_H
#define PLUMBLINE_SQL_BODY_PRIVATE_H

#include "body.h"
#include "plpgsql.h"
#include "tree.h"

struct reading {
	struct arena *arena;
	const struct catalog *catalog;	/* with the function's own search_path */
	const struct routine *routine;
	const struct bodies *bodies;
	struct body *out;
	const struct relation *on;	/* the table whose trigger is being judged; NULL */
	const char *tables;		/* of the statement at hand */
	bool conditional;
	const char *caught;
};

/*
 * Binds a text of the body and keeps its problems. `prefix` bytes stand before it that are not in the body; `position` is where the rest begins.
 * The result lives in the reading's arena, but for its vectors: bound_free().
 */
struct bound *reading_bind(struct reading *r, const char *text, size_t length, size_t prefix, size_t position, const struct surroundings *around);
void reading_problem(struct reading *r, const char *sqlstate, const char *code, size_t position, const char *object, const char *detail, const char *format, ...)
	__attribute__((format(printf, 7, 8)));
/* The row type a type stands for; NULL: it is none, or not known. */
const struct relation *row_of_type(const struct catalog *catalog, const struct sql_type *type);

void read_plpgsql(struct reading *r);

/* The fields a record has at a place. */
struct shape {
	const struct bound_output *field;
	size_t n;
};

struct variable {
	const char *name, *label;	/* label: of the block that declares it; NULL */
	struct sql_type type;		/* name NULL: not known */
	const struct relation *row;	/* a row of this; NULL */
	bool record;			/* RECORD: `shape` changes with what is assigned; NULL: not known */
	const struct shape *shape;
	const struct shape *cursor;	/* what the rows of a bound cursor are like; NULL */
};

struct handlers {
	const struct pl_statement *block;
	const struct handlers *around;
};

struct walk {
	struct reading *r;
	const struct pl_body *body;
	VEC_OF(struct variable) variable;	/* the innermost last */
	const struct handlers *handlers;
	struct surroundings around;
};

/* body_plpgsql.c */
/* `before` and the stretch of the body, bound; `blank` in it is read as white space. NULL: nothing stands there. */
struct bound *bind_text(struct walk *w, const char *before, struct pl_text t, struct pl_text blank);
const char *body_text_of(struct walk *w, struct pl_text t);
void bind_value(struct walk *w, struct pl_text t);
const struct shape *record_shape(struct walk *w, const struct bound *bound);	/* NULL: not known */

/* A name as it is stored. */
const char *body_lower(struct walk *w, struct pl_text t);
/* Notes which handler takes the problems from this one on. */
void tell_caught(struct walk *w, size_t from);
/* A constant the stretch is; NULL: it is none. *number: written as one. */
const char *body_constant(struct walk *w, struct pl_text t, bool *number);

/* body_value.c: what the values of a plpgsql body are and what they are for. */
void judge_one_column(struct walk *w, struct pl_text t, const struct bound *bound, const char *what);
void judge_assignment(struct walk *w, const struct pl_statement *s);
void judge_return(struct walk *w, const struct pl_statement *s);
void judge_foreach(struct walk *w, const struct pl_statement *s);
void judge_bounds(struct walk *w, const struct pl_statement *s);
/* CASE expression: a variable that stands for it is pushed; its name; NULL: there is none. Then a list of WHEN against it. */
const char *bind_tested(struct walk *w, const struct pl_statement *s);
void bind_when(struct walk *w, const char *tested, struct pl_text list);
void judge_raise(struct walk *w, const struct pl_statement *s);
void judge_handlers(struct walk *w, const struct pl_statement *block);
void bind_cursor_arguments(struct walk *w, const struct pl_statement *s);
bool same_type(const struct sql_type *a, const struct sql_type *b);

/* body_scope.c */
enum name_answer look_up_variable(void *walk, const char *const *name, size_t n, struct sql_type *type);
/* The variable a target is as a whole; NULL: a field, or unknown. */
struct variable *target_variable(struct walk *w, struct pl_text target);
struct variable *push_variable(struct walk *w, const char *name, const char *label, struct sql_type type);
void push_builtin(struct walk *w, const char *name, const char *label, const char *type, int array);
void declare_variable(struct walk *w, const struct pl_declaration *d, const char *label);

#endif
