/* Under which conditions a place in a function is reached. Private to derive/. */
#ifndef PLUMBLINE_CONDITIONS_H
#define PLUMBLINE_CONDITIONS_H

#include "../extract/program.h"

#include <stdbool.h>

#define CONDITIONS_MAX 6

struct condition {
	int test;    /* expr */
	int subject; /* what a case's label is compared with; 0: test is a condition */
	bool holds;  /* test is true, or false, on the way */
	int region;  /* that runs then; 0: the rest of the function */
};

/* The conditions under which the line in the region is reached, nearest first, at most CONDITIONS_MAX; returns how many. */
int conditions_of(const struct unit *unit, int function, int region, int line, struct condition *out);

#endif
