/*
 * What breaks when a table or column goes: the routes whose statements need it, the code on no route's way, and what of the schema goes with it.
 */
#ifndef PLUMBLINE_REPORT_IMPACT_H
#define PLUMBLINE_REPORT_IMPACT_H

#include "../audit/base/vec.h"

#include <stdbool.h>
#include <stdio.h>

struct impact_statement {
	const char *file;
	int line;
	const char *function;	/* it stands in; "" outside any */
	const char *use;	/* "read, update" of a table; "select, where" of a column */
	const char *via;	/* the view it goes through; NULL */
};

struct impact_route {
	const char *method, *path, *handler, *file;	/* handler NULL: not resolved */
	int line;
	VEC_OF(struct impact_statement) statement;
};

struct impact_object { const char *kind, *name, *file; int line; };	/* file NULL: not known */

struct impact {
	const char *object;	/* schema.table.column, without the schema "public" */
	const char *type;	/* of a column; NULL for a table */
	const char *file;	/* where it was made or last changed; NULL not known */
	int line;
	VEC_OF(struct impact_route) route;
	VEC_OF(struct impact_statement) elsewhere;	/* statements no route leads to */
	VEC_OF(struct impact_object) schema;
	VEC_OF(struct impact_object) model;
};

void impact_write_text(const struct impact *impact, FILE *out, bool color, size_t width);	/* width 0: as wide as it gets */
void impact_write_json(const struct impact *impact, FILE *out);
void impact_free(struct impact *impact);	/* the lists; texts belong to whoever filled it in */

#endif
