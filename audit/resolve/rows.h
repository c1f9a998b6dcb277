/*
 * Resolved syntax → rows of schemas/20_syntax.sql, and the numbers that rows and arrays share.
 *
 *     id of call 3 of unit 1 in the database:   numbering->call[1] + 3
 */
#ifndef PLUMBLINE_ROWS_H
#define PLUMBLINE_ROWS_H

#include "../store/facts.h"
#include "resolve.h"

struct numbering {
	int64_t *file;		/* per unit: file.id */
	int64_t *call, *function, *class_, *region, *expr;	/* per unit: id = base + index */
	int units;
};

void numbering_make(struct arena *arena, struct numbering *numbering, const struct resolver *resolver, const int *file_of_unit);
/* Back from an id; REF_NONE when there is none such. */
struct ref numbering_call(const struct numbering *numbering, int64_t id);
struct ref numbering_function(const struct numbering *numbering, int64_t id);
struct ref numbering_class(const struct numbering *numbering, int64_t id);

void rows_write(struct resolver *resolver, const struct numbering *numbering, struct facts *facts);
const char *settled_name(int settled);	/* NULL for SETTLED_NOT */
const char *region_name(int kind);
/* "a.b.c" for names and members of names, as the source has it; NULL for anything else. In the resolver's arena. */
const char *dotted_text(struct resolver *resolver, struct ref expr);

#endif
