/*
 * Emptiness written anew by a function of the program: `if (!rows.length) return null; return toCall(rows[0])`. What a caller tests is then no value of
 * the statement's any more. JavaScript and Python; Go's nil and errors are empty_error.h's. Private to derive/.
 */
#ifndef PLUMBLINE_NOTHING_H
#define PLUMBLINE_NOTHING_H

#include "empty_test.h"

enum gone {
	GONE_NOT,
	GONE_NULL,	/* null, undefined, None */
	GONE_FALSE,	/* false, 0 */
	GONE_SET,	/* something true that is not there otherwise: { error: 'no such call' } */
};

struct nothing {
	enum gone gone;		/* what the value is when the statement gave nothing; otherwise it is something else */
	struct atom atom;	/* the test inside the function that says so, of the statement */
};

/* False: the value is no such thing. True does not mean that it is gone for no other reason. */
bool nothing_of(struct derive *derive, struct ref value, struct nothing *out);
/* The conditions under which a function of the program throws an error of this type (a type's name as the program writes it, or a symbolic one) because a statement gave
 * nothing; false: it does not, or throws it for other reasons too. */
bool nothing_thrown(struct derive *derive, struct ref function, const char *type, struct atom *out);

#endif
