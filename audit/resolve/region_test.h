/*
 * Comparisons with a constant that decide whether a region runs: if (req.method === 'GET'), case 'GET':.
 *
 * A condition is taken apart as far as it says something certain: with && each part holds, with || one of them does; where the two are mixed in
 * a way that leaves nothing certain, nothing is said.
 */
#ifndef PLUMBLINE_REGION_TEST_H
#define PLUMBLINE_REGION_TEST_H

#include "resolve.h"

/* The region runs only when value equals (holds) or differs from the constant; any: only when one of those told for it with `any` is so. */
typedef void region_test_found(void *context, struct ref region, struct ref value, const char *constant, bool holds, bool any);
void region_tests(struct resolver *resolver, int unit, region_test_found *found, void *context);

#endif
