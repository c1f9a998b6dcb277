/*
 * Emptiness told by a value or an error. Go's drivers give sql.ErrNoRows for a row that is not there; programs make nil, false or an error of their own of it, or
 * of a list without rows, and test that further up. Private to derive/.
 * Which values are the drivers' errors, and which calls give them, is the packs' to say (value_shape: no_row, row_error, rows_error).
 */
#ifndef PLUMBLINE_EMPTY_ERROR_H
#define PLUMBLINE_EMPTY_ERROR_H

#include "flow.h"

/* A comparison of an error with the one for "no row": the driver's, or one of the program's own that some function makes of nothing. */
struct error_test {
	struct ref error;      /* what is compared */
	int64_t statement;     /* the one statement that gave the error; 0: `parameter` is set */
	struct ref parameter;  /* the error is handed in: the parameter's number in its unit; REF_NONE */
	const char *own;       /* which of the program's own errors it is compared with; NULL: the driver's */
	bool through;	       /* sees what is wrapped: errors.Is, errors.As, errors.Cause(err) == … */
	bool holds;	       /* true when there is no row: err == sql.ErrNoRows; false: err != sql.ErrNoRows */
	enum shape empty;      /* what is empty then: a row, or rows */
	bool effective;	       /* false: the statement's call never gives this error */
	bool certain;	       /* no call with several candidates, and no error of unknown making, on the way */
};

/* Whether the expression is such a test of a statement known, or of a parameter. `subject` is what a case is compared with: switch err { case sql.ErrNoRows: }, else REF_NONE. */
bool error_test_of(struct derive *derive, struct ref test, struct ref subject, struct error_test *out);
/* The same for the error that a caller hands in for the parameter of a test. */
bool error_test_handed(struct derive *derive, const struct error_test *test, struct ref error, struct error_test *out);

enum empty_value { EMPTY_NIL, EMPTY_FALSE };
/* The statement for which the expression is nil or false, without an error, when it gives nothing; 0: it is not, or is so for other reasons too. */
int64_t empty_value_of(struct derive *derive, struct ref expr, enum empty_value value, bool *certain);

/*
 * The binding whose value the name has where it stands: the last before it, when nothing between the two can be left out; NULL. Go gives err a new value in every
 * other line, so that all bindings of it together say nothing.
 */
const struct binding *binding_reaching(struct derive *derive, struct ref name);
/* Of a call with several results which one the binding takes: "" and "[0]" the first. */
int result_place(const struct unit *unit, const struct binding *binding);

/* What result number `place` of a driver's call says, as an error: SHAPE_ROW_ERROR, SHAPE_ROWS_ERROR; SHAPE_NONE: it is none. */
enum shape error_shape(struct derive *derive, struct ref call, int place);

#endif
