/*
 * A query that is made by a chain of calls, read along its calls. What a call means is told by packs (query_step, query_condition); here is only how to walk.
 *
 *     session.query(Call).filter(Call.business_id == business.id).order_by(Call.id)
 *
 * Everything lives in the arena of the run. Private to derive/.
 */
#ifndef PLUMBLINE_ORM_CHAIN_H
#define PLUMBLINE_ORM_CHAIN_H

#include "statements.h"

#define CONDITIONS_MAX 64

struct mapped {
	const char *schema, *table, *column;
};

struct condition {
	const struct mapped *column; /* NULL: not understood, or a limit */
	const char *clause;	     /* where set order limit */
	const char *operator;	     /* NULL: none */
	struct ref value;	     /* REF_NONE: none, or constant */
	bool constant;
};

struct chain {
	struct condition v[CONDITIONS_MAX];
	int n;
	int64_t model;		      /* class id, or a table's call id below zero: whose attributes keywords name */
	const struct relation *table; /* NULL unknown */
	bool unknown;		      /* a call whose effect is not known, or a name built up on several ways */
	bool joined, grouped, limited;
};

enum takes { TAKES_NOTHING,
	TAKES_ALL,
	TAKES_FIRST,
	TAKES_COUNT };

struct orm {
	struct derive *d;
	struct map column;    /* model (8 bytes) + attribute → struct mapped * */
	struct map framework; /* model (8 bytes) → text */
	struct map step;      /* path → struct step * */
	struct map condition; /* path → operator */
};

static inline int64_t model_key(int64_t class_id, int64_t table_call)
{
	return class_id ? class_id : -table_call;
}

bool orm_load(struct orm *orm, struct derive *derive, struct err *err);
void orm_free(struct orm *orm);
/* The whole chain that ends in a call which sends it. `chain` comes with model and table set. TAKES_NOTHING: no pack says that it sends. */
enum takes chain_read(struct orm *orm, struct chain *chain, struct ref call_expr);
/* The chain an expression is, which something else sends as it is. */
enum takes chain_handed(struct orm *orm, struct chain *chain, struct ref query);

#endif
