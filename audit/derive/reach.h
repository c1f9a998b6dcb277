/* What a request runs. Private to derive/. */
#ifndef PLUMBLINE_REACH_H
#define PLUMBLINE_REACH_H

#include "gates.h"
#include "guard.h"

/* A function reached from a handler, by its shortest way. */
struct reached {
	struct ref function, via;	/* via: the call that leads in; REF_NONE for the handler */
	int from;			/* index in the list of the function the call stands in; -1 */
	int depth;
	bool certain, guarded, detached;
};
struct reach { VEC_OF(struct reached) v; };

/* A function that runs before a handler. */
struct before { struct ref function, call; bool certain; };

struct handler {
	int64_t route, registration, file_id;
	int line;
	const char *method, *path;
	struct ref function;
	const int *except;		/* regions of it that do not run for this route, 0 at the end; NULL none */
	const struct before *before;	/* middleware, in order */
	int befores;
};

/* The call graph, made once by reach_derive: edges in order of the function they start in. */
struct edge {
	struct ref from, to, call;
	bool certain, guarded, detached;
	bool by_call;		/* the call's arguments are the function's: it is neither handed over nor run by a framework */
	const struct gate *gate;	/* what parameters of `from` have to be for the call to run */
	int gates;
};
struct graph {
	struct derive *d;
	VEC_OF(struct edge) edge;
	int **first;		/* per unit, per function: its first edge + 1; 0 none */
	bool **gated;		/* per unit, per function: it tests a parameter */
};

/* The handler, what it calls on the request's way, and what runs before it (dependencies, middleware). Breadth first. */
void reach_from(const struct graph *graph, const struct handler *handler, struct reach *out);
/* Whether a region of the handler runs for its route. */
bool handler_runs(const struct derive *derive, const struct handler *handler, int region);
/* The witness route → calls → reached[at]; further steps may be added with *position. */
int64_t reach_witness(struct derive *derive, const struct handler *handler, const struct reach *reach, int at, int *position);
/* One line of a statement's text for people; in the run's arena. */
const char *statement_text_of(struct derive *derive, struct site *site);	/* kept in the site */
bool handlers_load(struct derive *derive, struct handler **out, int *n, struct err *err);
/* Shared by reach and emptiness: made once. */
struct guards *derive_guards(struct derive *derive, struct err *err);

#endif
