/*
 * The list of routes: as a table for people, as JSON for programs (an array of objects, each on a line of its own), and as a graph to look at.
 */
#ifndef PLUMBLINE_REPORT_ROUTES_H
#define PLUMBLINE_REPORT_ROUTES_H

#include "report.h"

struct route_table { const char *name, *role; };	/* schema.table where the schema is known and not public */
struct route_stated { int status; const char *body, *media, *source; const char *file; int line; };	/* status 0: any other; NULL: not said */
struct route_place { const char *file; int line; size_t statement; };	/* index in route_list.statement */

struct route_row {
	const char *method, *path;	/* path begins with … when its prefix is not known */
	const char *file;		/* of the registration */
	int line;
	const char *handler;		/* name of the function; NULL: not resolved */
	const char *framework;
	const char *guard;		/* of the statements it may send: guarded | partly | unguarded; NULL: it sends none */
	bool prefix_known;
	VEC_OF(const char *) middleware;	/* names of the program's functions that run before the handler, in order */
	VEC_OF(struct route_table) table;
	VEC_OF(struct route_place) statement;
	VEC_OF(struct route_stated) stated;	/* what the program says it answers */
	VEC_OF(struct report_step) witness;	/* registration → handler */
};

/* A statement some route may send: what the graph shows between routes and tables. */
struct route_statement {
	const char *function, *file;	/* function it stands in; "" at the top of a file */
	int line;
	const char *kind, *text;	/* text NULL: not known before run time */
	VEC_OF(struct route_table) table;
};

struct route_list {
	VEC(struct route_row);
	VEC_OF(struct route_statement) statement;	/* filled for the graph only */
};

/* color: emphasis; width: columns, 0 as wide as it gets. hidden: routes a filter left out. */
void routes_write_text(const struct route_list *routes, size_t hidden, FILE *out, bool color, size_t width);
void routes_write_json(const struct route_list *routes, FILE *out);
/* A page of its own, nothing loaded from elsewhere: route → function → statement → table. */
void routes_write_html(const struct route_list *routes, FILE *out);
void route_free(struct route_row *route);
void routes_free(struct route_list *routes);

#endif
