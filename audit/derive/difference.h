/* Declared schema × schema of a database or snapshot → schema_difference. Private to derive/. */
#ifndef PLUMBLINE_DIFFERENCE_H
#define PLUMBLINE_DIFFERENCE_H

#include "schema.h"

/* `sources`: those the declared catalogue is made of, their own catalogues still there: a history most of whose tables are not in `live` is another database's.
 * whole: everything of `live` could be read. */
void schema_differences(struct derive *derive, const struct schema_sources *sources, const struct catalog *declared, const struct catalog *live, bool whole);
/* Gives the objects of `live` the places where the sources declare them. */
void schema_places(const struct catalog *declared, struct catalog *live);

#endif
