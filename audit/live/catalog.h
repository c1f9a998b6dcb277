/*
 * The schema of a running database, as DDL in an order that can be replayed: what the server itself says of its objects, statement by statement.
 * The replay of migrations reads it like any other source, so a live table and a declared one are compared as rows of the same making.
 *
 * The queries lie in audit/live/catalog/. Each is asked in a short transaction of its own. What waits for a lock longer than a quarter of a second is asked
 * again without the relations that are locked, and once more at the end; what stays locked is in `locked`: of these relations the columns are known and
 * nothing else.
 */
#ifndef PLUMBLINE_LIVE_CATALOG_H
#define PLUMBLINE_LIVE_CATALOG_H

#include "../base/vec.h"
#include "pg.h"

struct live_gap {
	const char *what, *reason;
};

struct live_migration {		  /* a row of a migration tool's own table */
	const char *tool, *table; /* "goose", "public.goose_db_version" */
	const char *version;	  /* as stored; NULL: the table may not be read, or holds no row */
	bool failed;		  /* recorded as not finished */
	const char *digest;	  /* of what was run, as the tool records it; NULL */
	const char *recorded;	  /* a build's own: what the tool will record in place of the version; NULL: the version */
	const char *after;	  /* a build's own: the versions it follows, "a,b"; NULL: not that kind of history */
};

struct live_schema {
	const char *text;	     /* DDL, each statement ended by ";\n" */
	const char *schemas;	     /* oids of the application's schemas as an array literal */
	VEC_OF(const char *) locked; /* "schema.table" */
	VEC_OF(const char *) denied; /* schemas without USAGE: to Parse, what is in them does not exist */
	VEC_OF(struct live_gap) gap; /* families of objects the server would not tell */
	VEC_OF(struct live_migration) migration;
};

/* Text in the arena; the vectors are the caller's to free with live_schema_free. false: the server is gone, or tables and columns could not be read. */
bool live_schema_read(struct pg *pg, struct arena *arena, struct live_schema *out, struct err *err);
/* The first of the `denied` schemas alone; NULL: none. */
bool live_denied(struct pg *pg, struct arena *arena, const char **schema, struct err *err);
void live_schema_free(struct live_schema *schema);

#endif
