/* From a value back to the statement it comes from. Private to derive/. */
#ifndef PLUMBLINE_FLOW_H
#define PLUMBLINE_FLOW_H

#include "derive.h"

/* The one statement whose result (or a part of it) the expression is; statement.id, 0: none, or more than one. *certain: no call with several candidates on the way. */
int64_t statement_of(struct derive *derive, struct ref expr, bool *certain);

/* The one statement that a call of the program sends; 0. */
int64_t statement_at(struct derive *derive, struct ref call);

/* What a value is to an emptiness test, as value_shape says it; those from NO_ROW on are errors. */
enum shape { SHAPE_NONE, SHAPE_ROWS, SHAPE_ROW, SHAPE_VALUE, SHAPE_COUNT, SHAPE_RESULT, SHAPE_NO_ROW, SHAPE_ROW_ERROR, SHAPE_ROWS_ERROR };
enum shape shape_of(struct derive *derive, struct ref expr);
enum shape shape_of_type(struct derive *derive, const char *type);	/* only what the packs say of the symbolic type */
const char *shape_name(enum shape shape);

#endif
