/*
 * DDL → catalogue, as PostgreSQL would have it after running the text.
 *
 *     struct replay r = {.catalog = catalog_new(), .on_problem = note, .on_event = event, .context = x};
 *     replay_text(&r, text, length, file_number, line_of_first_byte);
 *
 * A statement that fails changes nothing; the rest goes on (`strict`: but for the transaction it is in). INSERT/UPDATE/SELECT and other statements without
 * effect on the schema are passed over (their names are not judged here; on_change is told of those that change rows).
 * Understands what migrations do: every ALTER TABLE form, CREATE TABLE (LIKE, INHERITS, PARTITION OF, AS), views (columns by binding
 * their query), matviews, indexes, types, enums, domains, functions, triggers, policies, extensions, schemas, renames, DROP … CASCADE,
 * SET search_path, COMMENT (ignored), DO blocks (constant DDL inside, IF … guards taken as true when they only test for absence), EXECUTE of constant text.
 * What it could not follow sets catalog->open and reports a problem with kind REPLAY_OPAQUE.
 */
#ifndef PLUMBLINE_SQL_REPLAY_H
#define PLUMBLINE_SQL_REPLAY_H

#include "catalog.h"

enum replay_problem_kind {
	REPLAY_FAILS,	/* PostgreSQL would refuse: sqlstate and message say why */
	REPLAY_SYNTAX,	/* does not parse */
	REPLAY_OPAQUE,	/* effect not known: dynamic SQL, unknown syntax */
};

struct replay_problem {
	enum replay_problem_kind kind;
	const char *sqlstate;	/* "42P07" …; "" for opaque */
	const char *message;	/* as PostgreSQL words it: relation "x" already exists */
	const char *object;	/* the name concerned, "schema.table.column" as far as it applies; may be "" */
	int file, line;
	int statement;		/* ordinal of the statement in its text, from 0 */
};

struct ddl_event {
	int file, line;
	const char *operation;	/* "create table", "add column", "alter column type", "drop column", "create index", … */
	const char *object;	/* "public.users" or "public.users.email" */
	const char *on;		/* the table an index, trigger, policy or constraint is on: "public.users"; "" */
	bool concurrently;	/* CREATE/DROP INDEX CONCURRENTLY, DETACH PARTITION CONCURRENTLY */
	bool not_valid;		/* ADD CONSTRAINT … NOT VALID */
	bool cascaded;		/* dropped because something it needs was, by CASCADE or silently */
	bool skipped;		/* IF NOT EXISTS on an existing object, IF EXISTS on a missing one: no effect */
};

/* A statement that changes rows, where it stands in the history: the catalogue is what it would find. */
struct replay_change { const char *text; size_t length; int file, line; };

struct replay {
	struct catalog *catalog;
	void (*on_problem)(void *context, const struct replay_problem *problem);	/* may be NULL */
	void (*on_event)(void *context, const struct ddl_event *event);			/* may be NULL; in replay order */
	void (*on_change)(void *context, const struct replay_change *change);		/* may be NULL; top-level INSERT, UPDATE and DELETE */
	void *context;
	bool strict;		/* a failure between BEGIN and COMMIT takes back all of it, as the server does; else what can be read goes on */
	bool in_transaction;	/* the texts run inside a transaction that whoever runs them begins: some statements cannot */
};

/* `line` is the line of the first byte in its file. Message and object strings live until the call returns. */
void replay_text(struct replay *replay, const char *text, size_t length, int file, int line);

/* The texts that follow run in a new session: the search path is the one ALTER DATABASE or ALTER ROLE set, or the default. */
void replay_session(struct catalog *catalog);

#endif
