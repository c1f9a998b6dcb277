/* Tests that ask "is there nothing?". Private to derive/. */
#ifndef PLUMBLINE_EMPTY_TEST_H
#define PLUMBLINE_EMPTY_TEST_H

#include "empty_error.h"

/* One of them, in a condition: what is tested, and of which statement. */
struct atom {
	struct ref value;
	const char *form; /* as emptiness_test.form */
	enum shape shape;
	bool effective, certain;
	int64_t statement;	  /* 0: of the error that is handed to the function, see `error` */
	struct error_test error;  /* statement = 0 */
};

#define ATOMS_MAX 4

/* The tests that make the condition have the value `holds` when something is empty. Returns how many, at most ATOMS_MAX. */
int empty_atoms(struct derive *derive, struct ref condition, bool holds, struct atom *out);
/* switch subject { case test: } */
int empty_case(struct derive *derive, struct ref test, struct ref subject, struct atom *out);
/* Of the conditions under which a place in a function is reached, the nearest that is about a statement. */
int empty_conditions(struct derive *derive, int unit, int function, int region, int line, struct atom *out, int *in_region);

#endif
