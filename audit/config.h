/*
 * Configuration: .plumbline.yml of the audited tree, overlaid by environment and flags.
 *
 *     struct config config = {0};
 *     if (!config_load(&config, &arena, root, NULL, &err)) ...    ".plumbline.yml:7: unknown key "exlude"; did you mean "exclude"?"
 *     config_free(&config);
 *
 * What stands in the tree may describe the code; it never names a connection, a host, a folder of rules or packs, a command, or the place of
 * a database of ours: such keys are errors. The keys are those of schemas/config.schema.json. Unknown keys, keys given twice, aliases, more
 * than one document, 1 MB, 20 levels: errors too, each with file and line. All text is in the arena given to config_load.
 */
#ifndef PLUMBLINE_CONFIG_H
#define PLUMBLINE_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"

#define CONFIG_FILE ".plumbline.yml"

/* A function of the program that sends SQL. function: "services/db.js#query" (file#name) or a symbolic type "mydb.Client().run". */
struct config_sink {
	const char *function;
	int text;		/* argument that holds the SQL, from 0 */
	int parameters;		/* argument that holds the first bound value, from 0; -1 none */
	const char *returns;	/* rows | row | value | result | none */
	const char *driver;	/* as in statement_site.driver; NULL: not said */
	const char *placeholders;	/* as in statement_site.placeholders; dollar where not said */
};

struct config_wrapper {		/* a function that takes a handler and gives one back */
	const char *function;
	bool guards;		/* it catches what the handler throws */
};

struct config_not_found {	/* a function that ends the request because something is not there */
	const char *function;
	int status;		/* the HTTP status it answers with */
};

struct config_rule {
	const char *pattern;	/* rule id, or group with a star */
	const char *level;	/* off | note | warning | error */
	VEC_OF(const char *) paths;	/* globs of files it applies to; none: all */
};

struct config {
	const char *path;		/* file it came from; NULL: none */
	VEC_OF(const char *) exclude;	/* globs left out of the walk */
	VEC_OF(const char *) migrations;	/* folders or files that declare the schema; none: found by looking */
	VEC_OF(const char *) search_path;
	VEC_OF(const char *) session;	/* expressions that hold the session's identity: req.session.userId */
	VEC_OF(struct config_sink) sinks;
	VEC_OF(struct config_wrapper) wrappers;
	VEC_OF(struct config_not_found) not_found;
	VEC_OF(struct config_rule) rules;	/* in the order of the file; the last that matches counts */
	VEC_OF(const char *) types;	/* "file#name is symbolic.type()" lines: index.ts#prisma is @prisma/client.PrismaClient() */
	const char *principal_table;	/* table the authenticated identity lives in; NULL */
	const char *service;		/* what a store of many services' runs calls this one; NULL */
	const char *profile;		/* safety | strict; never NULL after config_load */
	const char *fail_on;		/* error | warning | note; never NULL after config_load */
	int min_coverage;		/* percent of statements that must be checked; 0 none */
};

/* root/.plumbline.yml when it exists (or `path`, when the user named one). false with a "file:line: …" message, err->usage set. */
bool config_load(struct config *config, struct arena *arena, const char *root, const char *path, struct err *err);
/* The same from text; `name` is used in messages. */
bool config_parse(struct config *config, struct arena *arena, const char *name, const char *text, size_t length, struct err *err);
void config_free(struct config *config);

/* The keys of a section ("" the file itself, "sinks", "wrappers", "not_found", "rules" one rule written as a map), ending with NULL. */
const char *const *config_keys(struct arena *arena, const char *section);

#endif
