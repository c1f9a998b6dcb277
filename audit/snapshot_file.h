/*
 * A snapshot: one text file of a schema and of what a program asks of it, for reviews, for `check` without a server, and for `preflight`.
 *
 *     -- plumbline snapshot 1
 *     -- digest 4f0c1d2e3a4b5c6d            of everything below the head
 *     -- build 2024-06-01.3                 as given by --build
 *     -- postgresql 15.4                    of a snapshot of a database
 *     -- search_path "app","public"         of the program's statements, where its configuration names one
 *     -- migration goose public.goose_db_version 20240101
 *                                           the tool's table (of a build's own the folder, or "-") and a version; behind it, where known: digest=… of what it runs,
 *                                           recorded=… in place of the version, after=a,b what it follows, failed
 *
 *     CREATE TABLE public.calls (…);        the schema: a script psql could run
 *
 *     -- statements
 *     -- statement app.js#listCalls GET /calls
 *     --	SELECT …                           the text, each line behind a tab: a comment, too, so that the file as a whole can be loaded
 *     -- insert public.calls id, caller     columns an INSERT of that statement gives
 *     -- statement app.py#calls GET /calls  of an ORM: without text,
 *     -- need public.calls caller, id       the tables and columns it names,
 *     -- made public.calls                  those of the tables that the program makes itself when they are missing;
 *     -- made public.users *                with their columns, where DDL of its own may change a table that is there
 *
 * The same schema and code give the same bytes. A file without the first line is taken for a schema alone: any SQL script will do.
 */
#ifndef PLUMBLINE_SNAPSHOT_FILE_H
#define PLUMBLINE_SNAPSHOT_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "live/catalog.h"

struct snapshot_table {
	const char *table, *columns; /* "public.calls", "id, caller"; "" the table alone */
};
struct snapshot_columns {
	VEC(struct snapshot_table);
};
struct snapshot_statement {
	const char *where; /* app.js#listCalls GET /calls */
	const char *text;  /* "" of an ORM: nobody but the library knows its text */
	struct snapshot_columns insert, need, made;
};

struct snapshot {
	struct arena arena;
	const char *digest, *build, *version, *search_path; /* NULL: not said */
	const char *ddl;
	VEC_OF(struct live_migration) migration;
	VEC_OF(struct snapshot_statement) statement;
};

/* false, as a mistake of the user's: cannot be read, a newer format, or its digest is not that of its text. */
bool snapshot_read(struct snapshot *snapshot, const char *path, struct err *err);
/* Appends the file's text; the digest is computed. */
void snapshot_write(const struct snapshot *snapshot, struct buf *out);
void snapshot_free(struct snapshot *snapshot);

#endif
