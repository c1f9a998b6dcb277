/*
 * What the program does to a value before it uses it: tests, conversions, limits. Private to derive/.
 *
 *     const id = Number(req.params.id);  if (Number.isNaN(id)) return res.sendStatus(400);       number handed
 *
 * Tests are noted per function and spelling: a test anywhere in the function, or in one it stands in, counts for every use there. That is generous on
 * purpose: rules that ask whether a value is looked at stay silent where it may be.
 */
#ifndef PLUMBLINE_NARROW_H
#define PLUMBLINE_NARROW_H

#include "derive.h"

enum narrowed {
	NARROWED_NUMBER = 1,   /* made a number; what is none becomes NaN */
	NARROWED_TYPED = 2,    /* made a value of a type, or an error */
	NARROWED_LISTED = 4,   /* compared with a list or a pattern */
	NARROWED_COMPARED = 8, /* compared in size, or the smaller of two */
	NARROWED_HANDED = 16,  /* handed to a call that checks */
	NARROWED_PRESENT = 32, /* tested for being there, or replaced where it is not */
};

/* What the function around an expression, or one that stands around it, does with this name or member, or with what it is a member of. */
unsigned narrowed_by_tests(struct derive *derive, struct ref expr);
/* What a call of this name makes of its argument, by the language's own functions; 0: not one of them. */
unsigned narrowed_by_call(const char *name, bool javascript);
/* Of a value that several callers hand in: what any of them makes of it, and what all of them ask of it. */
unsigned narrowed_of_both(unsigned a, unsigned b);
/* The words of statement_parameter.narrowed; NULL: nothing. */
const char *narrowed_text(struct arena *arena, unsigned narrowed);

#endif
