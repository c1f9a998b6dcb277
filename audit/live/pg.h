/*
 * A connection to a PostgreSQL server that may be slow, locked, half dead or hostile. Only audit/live includes libpq-fe.h.
 *
 *     struct pg *pg = pg_open(&(struct pg_options){.conninfo = "postgres://auditor@db/app"}, &err);
 *     if (!pg_each(pg, "SELECT relname FROM pg_catalog.pg_class", NULL, 0, on_row, context, &err)) … pg_sqlstate(pg) …
 *     pg_close(pg);
 *
 * Nothing is ever written: the session is read-only, locks are waited for a quarter of a second, a statement has five. The guards travel as start-up options;
 * where something between us and the server drops them (a pooler), every transaction begins with them as SET LOCAL. A session-level SET is never sent:
 * a pooler would hand it on to the application. Whether the guards are in force is asked of the server before anything else is.
 *
 * Every wait has a deadline of ours: a server that stops answering costs wait_ms, whatever its own timeouts say. Rows, bytes and the lengths of messages
 * are capped. Messages never hold the password.
 */
#ifndef PLUMBLINE_LIVE_PG_H
#define PLUMBLINE_LIVE_PG_H

#include "../base/arena.h"
#include "../base/err.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PG_MESSAGE_MAX 500	/* bytes of a server's message that are kept */
#define PG_ROWS_MAX 5000000	/* of one query */
#define PG_BYTES_MAX (1u << 30) /* of one query's values, which are kept until the last one has come */

struct pg_options {
	const char *conninfo;			  /* URI or "keyword=value …"; NULL or "": what PG* and the service file say */
	const char *search_path;		  /* the application's, for the names in its statements; NULL: the role's own */
	bool writes;				  /* to a store of ours: not read-only, longer limits, no question of superuser */
	bool allow_superuser;			  /* otherwise a superuser is refused */
	bool guard_each;			  /* the guards go with every transaction, as behind a pooler: pg_settings.reset_val then is what the server gives a session */
	int connect_ms, wait_ms;		  /* 0: 5000 and 15000 */
	const volatile sig_atomic_t *interrupted; /* set by a signal handler: what is under way is cancelled; NULL */
};

/* Why the last call failed. */
enum pg_fault {
	PG_FINE,
	PG_USAGE,	/* the connection string, or a superuser without allow_superuser: err->usage is set */
	PG_UNREACHABLE, /* no server answered, or it would not let us in */
	PG_UNGUARDED,	/* the server ignores the guards */
	PG_REFUSED,	/* the server refused a statement: pg_sqlstate() */
	PG_LOST,	/* the connection broke, or the deadline passed */
	PG_LIMIT,	/* more rows or bytes than we take */
	PG_INTERRUPTED,
};

struct pg_server {   /* all text in the connection's arena */
	int version; /* 150020 */
	const char *version_text, *database, *user, *search_path;
	bool superuser, bypass_rls, standby;
	bool pooled; /* guards go with every transaction */
	bool tls;
};

struct pg;
struct pg_row;

/* "postgres" of DATABASE_URL conventions: drops a driver suffix and parameters of other libraries that libpq refuses. In the arena. false: err says what is wrong, without the text. */
bool pg_conninfo(struct arena *arena, const char *given, const char **conninfo, bool *pooled, struct err *err);
/* Connects, sets the guards and asks for them. NULL: err; *fault says why (may be NULL). */
struct pg *pg_open(const struct pg_options *options, enum pg_fault *fault, struct err *err);
void pg_close(struct pg *pg); /* NULL allowed */
const struct pg_server *pg_server(const struct pg *pg);
const char *pg_identity(struct pg *pg); /* host:port/database, which tells one database from another; no secrets */
enum pg_fault pg_last_fault(const struct pg *pg);
const char *pg_sqlstate(const struct pg *pg); /* of the last refused statement; "" */

/*
 * Runs one query in a short read-only transaction of its own, with an empty search path, and hands its rows on one by one when all of them have come: where the
 * connection breaks in between it is opened again, and the query is sent anew. parameters: text, NULL allowed.
 * on_row answers false to stop, which is no failure.
 */
bool pg_each(struct pg *pg, const char *sql, const char *const *parameters, int n, bool (*on_row)(void *context, const struct pg_row *row), void *context,
	struct err *err);
/* The same with the search path of the session: for the one function that reads names as the application does. */
bool pg_each_in_session(struct pg *pg, const char *sql, const char *const *parameters, int n, bool (*on_row)(void *context, const struct pg_row *row), void *context,
	struct err *err);
const char *pg_value(const struct pg_row *row, int column); /* NULL: null; valid within on_row */
int64_t pg_int(const struct pg_row *row, int column);	    /* 0 for null */
bool pg_true(const struct pg_row *row, int column);
int pg_columns(const struct pg_row *row);
const char *pg_column_name(const struct pg_row *row, int column);

/* What the server says of a statement's text (Parse and Describe; nothing is executed). All text valid within on_answer. */
struct prepare_column {
	const char *name;
	uint32_t type, table;
	int number;
}; /* table: oid of the base table or view, 0 none */
struct prepare_answer {
	size_t index;			     /* of the text */
	const char *sqlstate;		     /* "00000": it would run */
	const char *message, *hint, *detail; /* "" none; capped */
	int position;			     /* byte offset in the text; -1 not said */
	const char *unchecked;		     /* the server could not say: why; NULL */
	const struct prepare_column *column;
	size_t columns;
	const uint32_t *parameter; /* type oids */
	size_t parameters;
};

/* Whether a refusal is of a name that is not there. To a role without USAGE on a schema nothing in it is. */
bool prepare_misses(const char *sqlstate);

struct prepare {
	const char *const *text;
	size_t texts;
	bool describe;							       /* ask for columns and parameters, too */
	void (*on_answer)(void *context, const struct prepare_answer *answer); /* once for each text, in any order */
	void (*progress)(void *context, size_t done, size_t total);	       /* NULL */
	void *context;
};
/*
 * Sends the texts in pipeline mode, one Sync each, so that a refused one poisons no other. A broken connection is opened again and the rest goes on;
 * a text whose table is locked is tried once more at the end. false: the server is gone, or we were interrupted: texts not answered got no on_answer.
 */
bool pg_prepare(struct pg *pg, const struct prepare *prepare, struct err *err);

#endif
