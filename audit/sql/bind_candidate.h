/* Functions and operators a call may mean, and the choice between them. Part of the binder; see bind_type.h. */
#ifndef PLUMBLINE_BIND_CANDIDATE_H
#define PLUMBLINE_BIND_CANDIDATE_H

#include "bind_type.h"

/* A function or operator that may be meant, its arguments in the order and number of the call's. */
struct candidate {
	const int *arg;
	int result;
	const struct proc *proc;
	const struct routine *routine;
	bool variadic;		/* expanded */
	int defaults;		/* arguments it takes from its defaults */
	enum answer fits;
};

struct candidates {
	VEC(struct candidate);
	bool named;		/* something of the name exists, whatever its arguments */
	bool vague;		/* of one, the arguments are not known */
};

/* Written with a schema that is not PostgreSQL's. */
bool own_schema(const char *schema);
/* The one that takes just these types; NULL. */
const struct candidate *exact_candidate(const struct candidates *list, const int *input, size_t n);
/* Leaves those that can take the arguments. *unsure: of one it is not known. */
void keep_matching(struct binder *b, struct candidates *list, const int *input, size_t n, bool *unsure);
/* func_select_candidate: the one that is best; NULL: none is. Changes the list. */
const struct candidate *select_candidate(struct binder *b, struct candidates *list, const int *types, size_t n);
/* The type all candidates give: what is known where the choice is not; 0. */
int agreed_result(struct binder *b, const struct candidates *list);
/* The arguments become what the candidate takes; its result. */
int apply_candidate(struct binder *b, const struct candidate *c, struct value **arg, size_t n);
void forget_values(struct binder *b, struct value **arg, size_t n);
/* An extension that is not created here brings something of the name: perhaps somebody created it elsewhere. */
void not_created(struct binder *b, struct bound_problem *p, unsigned part);

#endif
