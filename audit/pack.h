/*
 * Packs: what a framework or driver means, one .sql file each, embedded or from --packs folders.
 *
 *     -- title: node-postgres
 *     -- package: npm pg                  or pypi and import names, or go and import paths
 *     -- types
 *     INSERT INTO type_alias …            read before resolution
 *     -- facts
 *     INSERT INTO statement_site …        run after it
 *
 * A pack none of whose packages is imported anywhere is not run. A pack without a package line always runs.
 * A line "-- files: GLOB …" names files a framework finds by where they lie (routers made of folders): they are read although nothing in them
 * imports the framework, below a package.json that asks for one of the packages; and the pack is run.
 */
#ifndef PLUMBLINE_PACK_H
#define PLUMBLINE_PACK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"

struct pack {
	const char *path;		/* as the user knows it */
	const char *title;
	VEC_OF(const char *) npm;	/* package names */
	VEC_OF(const char *) pypi;	/* import names, not distribution names: psycopg2 */
	VEC_OF(const char *) go;	/* import paths: database/sql, github.com/jackc/pgx/v5 */
	VEC_OF(const char *) files;	/* globs of files that a framework finds by where they lie, below a manifest that asks for one of the packages */
	const char *types, *facts;	/* the halves; "" for none */
	int types_line, facts_line;	/* line of their first line in the file */
	bool used;			/* some selected file imports one of its packages */
};

struct packs { VEC_OF(struct pack) pack; };

bool packs_load(struct packs *packs, struct arena *arena, const char *const *dirs, struct err *err);
void packs_free(struct packs *packs);
/* Whether the specifier is one of the pack's packages, or a path inside one. */
bool pack_knows(const struct pack *pack, const char *family, const char *specifier);

#endif
