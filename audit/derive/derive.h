/*
 * Facts from facts: what a database query alone cannot say. Each stage reads tables (and the resolved program), writes tables.
 *
 *     query_files_read(&d);     files of named queries → named_query
 *     registrars_derive(&d);    registrations in functions that are given the path or the router → registrations where these are called
 *     routes_derive(&d);        registrations × mounts → route
 *     responses_derive(&d);     what the program says its routes answer → route_response
 *     engines_derive(&d);       sites whose client speaks to another engine → coverage
 *     statements_find(&d);      statement sites → statement, statement_variant (texts)
 *     schema_derive(&d);        migrations, models, DDL in code → declared_*; d.effective
 *     statements_bind(&d);      texts × effective schema → statement_table, _column, _problem, …
 *     statements_answered(&d);  what a server said of the texts → statement_problem
 *     checks_derive(&d);        tests of what is asked for in a request → request_check; texts that are searched for → searched_text
 *     loops_derive(&d);         statements in loops over the rows of others → loop_statement
 *     results_derive(&d);       what the program reads of a statement's rows → result_field
 *     exits_derive(&d);         exits inside helpers → exits where the helper is called
 *     reach_derive(&d);         route → functions and statements, guards, witnesses
 *     emptiness_derive(&d);     tests for "nothing there" and the exits they lead to
 *     empty_use_derive(&d);     what is done with rows and values that fails when there is nothing
 */
#ifndef PLUMBLINE_DERIVE_H
#define PLUMBLINE_DERIVE_H

#include "../base/err.h"
#include "../resolve/fold.h"
#include "../resolve/resolve.h"
#include "../resolve/rows.h"
#include "../sql/catalog.h"
#include "../store/facts.h"

struct site;
struct guards;
struct graph;
struct composing;

/* A statement of a file of named queries; number i is named_query.id i + 1. */
struct named_query {
	int64_t file_id;
	int line;		/* of the text */
	const char *name, *kind;	/* kind NULL: none said */
	const char *text;
	size_t length;
};

/* A schema that is not made of the tree's sources: a running database's, or a snapshot of one. Statements are judged against it. */
struct given_schema {
	const char *kind;			/* live | snapshot | revision (of the same sources, at another time) */
	const char *where;			/* what a message calls it: database "app" */
	const char *text;			/* DDL; NULL with `catalog` */
	const struct catalog *catalog;		/* the schema itself, which is copied; NULL */
	const char *const *opaque;		/* "schema.table" of which only the columns' names are known, NULL-terminated; NULL none */
	const char *const *search_path;		/* NULL-terminated; NULL: public */
};

struct within { struct ref sink; int64_t statement; };	/* the driver's call; statement.id, 0 none */

struct derive {
	/* in */
	const struct given_schema *given;	/* NULL: statements are judged against what the tree declares */
	struct facts *facts;
	struct db *db;
	struct resolver *r;
	const struct numbering *n;
	struct arena *arena;			/* of the run */
	unsigned jobs;
	int files;				/* file number i has file.id i + 1 */
	const char *const *path, *const *role;
	char *(*read)(void *context, const char *path, size_t max, size_t *length, struct err *err);
	void *read_context;
	const char *const *migrations;		/* folders or files given by configuration, NULL-terminated; NULL: found by looking */
	const char *const *search_path;		/* NULL-terminated; NULL: public */
	const char *const *session;		/* expressions that hold the session's identity, NULL-terminated; NULL */
	/* Told each text a declared source is made of, as it is replayed; NULL. */
	void (*on_schema_text)(void *context, int64_t source, const char *kind, const char *path, const char *file, const char *text);
	void *schema_context;
	bool want_ddl, want_schema;		/* make `ddl`, `schema` */
	/* made on the way */
	const char *ddl;			/* what the sources of the tree make together as a script, see sql/ddl.h */
	struct catalog *schema;			/* a copy of it, for whoever runs this to free; NULL */
	VEC_OF(struct named_query) queries;	/* by query_files_read */
	struct catalog *effective;		/* what statements are judged against */
	struct catalog *declared;		/* with `given`: what the sources of the tree make together; NULL: there are none */
	VEC_OF(struct site) steps;		/* texts of migrations written as code; action: revision.unit */
	VEC_OF(struct site) sites;		/* statement.id i + 1 */
	struct map site_of_call;		/* call id (as 8 bytes) → first site + 1 */
	struct map shape;			/* type → enum shape */
	struct map request;			/* type → origin, pointer to text */
	struct map parameter_origin;		/* function id, position → "origin\0name" */
	struct map binding;			/* driver → BINDING_… */
	struct map helper;			/* callee → enum helper: text_helper */
	struct map app;				/* framework and folder → app.id */
	struct map narrowed;			/* unit and function, name → enum narrowed; units looked at */
	struct composing *composing;		/* by statements_find */
	struct within within;			/* of emptiness: a function is looked into for one of its calls, which is the statement sent inside */
	int origin_steps;			/* of origins: what one value has cost so far */
	int empty_steps, empty_nesting;		/* of emptiness: what one test has cost so far */
	struct guards *guards;			/* by reach_derive */
	struct graph *graph;			/* by reach_derive */
	int64_t witness;			/* last witness_step.witness_id */
	struct table *witness_step;
};

enum helper { HELPER_QUOTES = 1, HELPER_PASSES };
enum { BINDING_INSIDE = 1, BINDING_BESIDE = 2, BINDING_EVERYWHERE = 4, BINDING_CODE = 8 };	/* driver_binding: sent; scans = all, code */

/* A statement at a place in the program. */
struct site {
	struct ref call, sink;		/* the program's own call; the driver's call it ends in */
	struct ref text;		/* expression of the text; REF_NONE for orm, and for a named query */
	int query;			/* number of the named query that is sent, from 1; 0 */
	struct ref values;		/* expression that holds the bound values; REF_NONE */
	bool takes_values;		/* where the driver's call takes values is known: a call that gives none there gives none */
	bool values_follow;		/* values are the arguments from `values` on, not one list */
	const char *driver, *placeholders, *api, *action;
	int64_t class_id, table_call;	/* orm model: a class, or the call that makes a table's object; 0 */
	const char *grammar, *model;	/* built: whose words its calls are, and model.key; NULL */
	struct folding folding;
	const char *kind;		/* as statement.kind, once parsed */
	const char *composed;		/* built: its text, once bound; NULL */
	const char *shown;		/* its text, shortened for a witness; NULL: not asked for yet */
	bool ddl, is_orm;
	bool revised;			/* a step of a revision, which has its own history */
	bool alters;			/* ALTER or DROP is among its statements */
	bool before;			/* its function alters tables: what it names is of another time than the schema at the end */
	const char *cardinality;	/* NULL unknown */
	bool writes;
	int next;			/* next site of the same call + 1 */
};

bool query_files_read(struct derive *derive, struct err *err);	/* before packs */
bool registrars_derive(struct derive *derive, struct err *err);
bool routes_derive(struct derive *derive, struct err *err);
bool responses_derive(struct derive *derive, struct err *err);
bool engines_derive(struct derive *derive, struct err *err);
bool statements_find(struct derive *derive, struct err *err);
bool schema_derive(struct derive *derive, struct err *err);
bool statements_bind(struct derive *derive, struct err *err);
bool statements_answered(struct derive *derive, struct err *err);
bool checks_derive(struct derive *derive, struct err *err);
bool loops_derive(struct derive *derive, struct err *err);
bool results_derive(struct derive *derive, struct err *err);
bool exits_derive(struct derive *derive, struct err *err);
bool reach_derive(struct derive *derive, struct err *err);
bool error_branches_derive(struct derive *derive, struct err *err);
bool unread_errors_derive(struct derive *derive, struct err *err);
bool null_lists_derive(struct derive *derive, struct err *err);
bool emptiness_derive(struct derive *derive, struct err *err);
bool empty_use_derive(struct derive *derive, struct err *err);
void derive_free(struct derive *derive);
void graph_free(struct graph *graph);	/* NULL allowed */

static inline int64_t call_id(const struct derive *d, struct ref call) { return d->n->call[call.unit] + call.index; }
static inline int64_t function_id(const struct derive *d, struct ref f) { return d->n->function[f.unit] + f.index; }
/* A step of a witness; returns the witness's id (a new one for id 0). */
int64_t witness_add(struct derive *derive, int64_t witness, int position, int64_t file_id, int line, const char *text);


#endif
