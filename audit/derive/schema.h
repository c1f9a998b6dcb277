/* Where a schema is declared: found, ordered, cut to what runs forward. Private to derive/. */
#ifndef PLUMBLINE_SCHEMA_H
#define PLUMBLINE_SCHEMA_H

#include "../sql/replay.h"
#include "derive.h"

#define SQL_FILE_MAX (16 << 20)

struct schema_text {
	const char *text;	/* SQL; in the run's arena */
	int file_id, line;	/* of its first byte */
	const char *version;	/* migration this text is; NULL */
	const char *recorded;	/* what its tool writes down of it, where that is not its version; NULL */
	const char *digest;	/* as its tool records it; NULL: it records none, or is not known */
	const char *schema, *table;	/* models: the table it creates; NULL */
	const char *blurs;	/* what it does to this table is not known; "" no table in particular; NULL */
	const char *unknown;	/* what of the file could not be followed (\gexec, an include that is not in the tree); NULL */
	const char *database;	/* psql script: the database \connect went to; NULL the one it began in */
	bool transaction;	/* the tool that runs it does so inside a transaction */
	bool filled;		/* parts of it are only known at run time: what does not parse is not its fault */
};

struct schema_texts { VEC(struct schema_text); };

struct schema_source {
	int64_t id;
	const char *kind, *path;
	const char *tool;	/* that runs it, where its files show which; NULL */
	struct schema_texts text;	/* in the order they run */
	struct catalog *catalog;
	bool open;		/* startup: makes relations whose names are only known at run time */
	bool history;		/* part of the effective schema by its own right: migrations, or a schema file where there are none */
	bool created;		/* models: create_all is called, so the application makes missing tables itself */
	int failed, opaque;
};

struct schema_sources { VEC_OF(struct schema_source) source; };

bool schema_sources_find(struct derive *derive, struct schema_sources *out, struct err *err);
void schema_sources_free(struct schema_sources *sources);
void schema_rows(struct derive *derive, const struct schema_source *source);	/* what its catalogue holds → declared_* */
/* declared_dependency: what could not live without which table or column. */
void dependency_rows(struct derive *derive, int64_t source, const struct catalog *catalog);
/* The number of a file by its path; -1: the tree has none. */
int schema_file(const struct derive *derive, const char *path);
/* A file of the tree as malloc'ed text; NULL: not readable, said in coverage. */
char *schema_read(struct derive *derive, int file);

/* schema_history.c: histories whose revisions name their predecessors, as packs state them. */
bool revision_sources(struct derive *derive, struct schema_sources *out, struct err *err);

/*
 * schema_layout.c: which SQL files are migrations, and in which order they run. A file is neither when it belongs to another database or runs
 * backwards; `loose` are those that are no migrations.
 */
struct schema_member {
	int file;
	const char *version;
	const char *recorded;	/* what the tool writes into its table; NULL: the version */
};
struct schema_set {
	const char *path;	/* the folder, or what its names begin with */
	const char *tool;	/* NULL: not known */
	bool transaction;	/* the tool runs each in a transaction, unless the file says otherwise */
	VEC_OF(struct schema_member) member;
};
struct schema_sets {
	VEC_OF(struct schema_set) set;
	VEC_OF(int) loose;	/* files that may be a schema of their own */
};
void schema_sets_find(struct derive *derive, struct schema_sets *out);
struct schema_set *schema_set_add(struct schema_sets *sets, const char *path, const char *tool);
bool schema_is_sql(const char *path);
bool schema_runs_forward(const char *name);	/* by the name of a file: neither a way back nor for another database */
/* schema_manifest.c: sets that a list in the tree describes; marks in `owned` (by file) what such a list decides over. */
void schema_manifests_read(struct derive *derive, bool *owned, struct schema_sets *out);
void schema_sets_free(struct schema_sets *sets);

/*
 * schema_script.c: what of a file runs. Marks are comments of migration tools: which tool wrote the file, where its way back begins.
 */
struct schema_marks {
	const char *tool;	/* NULL: none found */
	bool no_transaction;	/* the file asks to run outside one */
	bool dump;		/* pg_dump wrote it */
};
struct schema_marks schema_marks(const char *text);
/* Bodies of functions and views against the effective schema: stored_problem, view_gap, coverage. */
void stored_rows(struct derive *derive);
/* The forward half of a migration file: from the first "up" marker to the "down" marker of its tool; lines are kept. In place. */
void cut_down_section(char *text);
/* Name of the database product a text is written for when that is not PostgreSQL; NULL. */
const char *other_database(const char *text, size_t length);
/* Adds what runs of a file: one text, or several where a psql script includes others. `prototype` has file, version and transaction. */
void schema_script(struct derive *derive, struct schema_texts *out, struct schema_text prototype, char *text);

#endif
