/*
 * A catalogue as a script that makes it again: what a snapshot holds. The order is fixed and names decide it, so that the same schema gives the same text.
 * What is made by an extension is left to the extension; the bodies of functions are kept, since triggers' bodies say which columns they fill.
 */
#ifndef PLUMBLINE_SQL_DDL_H
#define PLUMBLINE_SQL_DDL_H

#include "catalog.h"

void catalog_ddl(const struct catalog *catalog, struct buf *out);

#endif
