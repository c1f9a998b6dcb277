/*
 * From a source tree to a finished fact database: walk, extract, resolve, packs, replay, statements, derivations.
 * Commands open it, then judge (judge/) and report (reports/), or read facts.
 *
 *     struct pipeline p = {.root = "/srv/app", .config = &config, .progress = tick};
 *     if (!pipeline_run(&p, &err)) ...
 *     judge(p.facts) ...
 *     pipeline_end(&p);
 */
#ifndef PLUMBLINE_PIPELINE_H
#define PLUMBLINE_PIPELINE_H

#include "base/arena.h"
#include "base/err.h"
#include "store/facts.h"

struct catalog;
struct config;
struct given_schema;
struct revision;

struct pipeline {
	/* in */
	const char *root;		/* folder to audit */
	struct revision *revision;	/* the folder as it is in a commit; NULL: as it lies there. Not owned */
	const struct config *config;	/* never NULL */
	const char *const *pack_dirs;	/* more packs, NULL-terminated; NULL none */
	unsigned jobs;			/* 0: as many as processors */
	bool use_cache;			/* read and write cached extraction */
	void (*progress)(void *context, const char *stage, size_t done, size_t total);	/* may be NULL */
	void *progress_context;
	/* Told each text a declared source is made of, as it is replayed; NULL. */
	void (*on_schema_text)(void *context, int64_t source, const char *kind, const char *path, const char *file, const char *text);
	void *schema_context;
	const struct given_schema *given;	/* what statements are judged against; NULL: what the tree declares */
	bool (*ask)(void *context, struct facts *facts, struct err *err);	/* after statements are bound: writes what a server says of them and of itself; may be NULL */
	void *ask_context;
	bool want_ddl;			/* make `ddl` */
	bool want_schema;		/* make `schema` */
	/* out */
	struct facts *facts;		/* open, indexed; owned by the pipeline */
	uint64_t digest;		/* of everything the result depends on: file stats, configuration, rules, packs, program. Equal digests: equal findings */
	size_t files, parsed, from_cache;	/* source files seen, with syntax facts, of those read from the cache */
	const char *ddl;		/* the schema the sources make together, as a script; NULL */
	struct catalog *schema;		/* the same in memory; NULL. Freed at the end unless the caller takes it out */
	struct arena arena;
};

/* The digest alone, without reading any file's content: what a warm run compares. */
bool pipeline_digest(struct pipeline *pipeline, struct err *err);
bool pipeline_run(struct pipeline *pipeline, struct err *err);
void pipeline_end(struct pipeline *pipeline);

#endif
