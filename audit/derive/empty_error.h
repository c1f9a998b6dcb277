/*
 * Emptiness told by an error: Go's drivers give sql.ErrNoRows for a row that is not there. Private to derive/.
 * Which values are such errors, and which calls give them, is the packs' to say (value_shape: no_row, row_error, rows_error).
 */
#ifndef PLUMBLINE_EMPTY_ERROR_H
#define PLUMBLINE_EMPTY_ERROR_H

#include "flow.h"

/* A comparison of an error with the one for "no row". */
struct error_test {
	struct ref error;  /* what is compared */
	int64_t statement; /* the one statement that gave the error */
	bool holds;	   /* true when there is no row: err == sql.ErrNoRows; false: err != sql.ErrNoRows */
	bool effective;	   /* false: the statement's call never gives this error */
	bool certain;	   /* no call with several candidates, and no error of unknown making, on the way */
};

/* Whether the expression is such a test of a statement known. `subject` is what a case is compared with: switch err { case sql.ErrNoRows: }, else REF_NONE. */
bool error_test_of(struct derive *derive, struct ref test, struct ref subject, struct error_test *out);
/* The statement for whose missing row the call behind the name gives nil and no error; 0: it does not, or gives nil for other reasons too. */
int64_t nil_for_no_row(struct derive *derive, struct ref name, bool *certain);

#endif
