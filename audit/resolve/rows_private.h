/* Shared by the files that write rows. Private to resolve/. */
#ifndef PLUMBLINE_ROWS_PRIVATE_H
#define PLUMBLINE_ROWS_PRIVATE_H

#include "packages.h"
#include "rows.h"

struct writer {
	struct resolver *r;
	const struct numbering *n;
	struct buf text;
	struct table *class_, *class_base, *function, *parameter, *import, *call, *argument, *property, *binding, *decorator, *region, *in_region, *catch_clause, *catch_use,
		*return_, *call_target, *suppression, *argument_turn, *export_, *region_test, *class_member;
	uint8_t **object_written;	/* per unit, per expr */
};

const char *kind_name(int kind);	/* of an expression, as in the head of schemas/20_syntax.sql */
/* Short source text of a type annotation: int | None, list[str]. */
void annotation_text(struct resolver *r, struct ref e, struct buf *out, int depth);
int64_t origin_id(const struct writer *w, struct ref origin);
void entity_cells(const struct writer *w, struct table *t, int at, struct value v);	/* entity, entity_id */
void known_cells(struct writer *w, struct table *t, int at, struct value v);		/* type, origin, entity, entity_id */
/* kind, text, value, type, origin, entity, entity_id, value_call_id from column `at` on. */
void value_cells(struct writer *w, struct table *t, int at, struct ref e);
/* The object or array literal an expression is, with what it holds, once. */
void write_object_of(struct writer *w, struct ref e, int depth);
int64_t struct_id(struct writer *w, struct ref e);	/* property.object_id of a struct written out (Go's T{…}), whose entries are written; 0: something else */

/* class_member */
void write_class_members(struct writer *w, int unit);

#endif
