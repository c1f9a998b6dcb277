/* Where a schema is declared: found, ordered, cut to what runs forward. Private to derive/. */
#ifndef PLUMBLINE_SCHEMA_H
#define PLUMBLINE_SCHEMA_H

#include "../sql/replay.h"
#include "derive.h"

struct schema_text {
	const char *text;	/* SQL; in the run's arena */
	int file_id, line;	/* of its first byte */
	const char *version;	/* migration this text is; NULL */
	const char *schema, *table;	/* models: the table it creates; NULL */
};

struct schema_source {
	int64_t id;
	const char *kind, *path;
	VEC_OF(struct schema_text) text;	/* in the order they run */
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
/* The forward half of a migration file: from the first "up" marker to the "down" marker of its tool; lines are kept. In place. */
void cut_down_section(char *text);

#endif
