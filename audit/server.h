/*
 * A running database as part of a run: its schema in the place of the declared one, its word on every statement.
 *
 *     struct server server = {0};
 *     if (server_open(&server, cli, &session, &err)) …     connects, reads the schema, hands both to session.pipeline
 *     session_run(&session, &err);                         asks about the statements on the way
 *     server_close(&server);
 *
 * Which database is never said by the audited tree: --db (or PLUMBLINE_DB), DATABASE_URL, then libpq's own PGHOST, PGDATABASE, PGSERVICE …
 */
#ifndef PLUMBLINE_SERVER_H
#define PLUMBLINE_SERVER_H

#include "../reports/report.h"
#include "derive/derive.h"
#include "live/catalog.h"
#include "session.h"
#include "snapshot_file.h"

struct server {
	struct arena arena;
	struct pg *pg;
	struct live_schema schema;
	struct snapshot snapshot; /* in the place of a database */
	struct given_schema given;
	struct progress *progress;
	struct pg_options options; /* of the connection */
	const char *live_facts;	   /* a file of statements that fill the tables of schemas/55_live.sql, in the place of a server's answers; NULL */
	bool schema_only;	   /* in: its state (ages, counters, roles, locks) is not read */
	bool plpgsql_check;	   /* ask the extension of that name about functions, where it is installed */
	bool debug;
	bool plan; /* level plan: the planner is asked, too */
};

/* The connection string in force; NULL with err: none was named. */
const char *server_conninfo(const struct cli *cli, struct err *err);
bool server_open(struct server *server, struct cli *cli, struct session *session, struct err *err);
/* The same with files in the place of the database: a snapshot of its schema, facts of its state; NULL: none. */
bool server_recall(struct server *server, const char *snapshot, const char *live_facts, struct session *session, struct err *err);
/* What the server was asked and answered, into report->server. */
bool server_report(const struct server *server, struct db *facts, struct report *report, struct err *err);
/* Whether a text is one statement that reads or changes rows: what a server is asked about. */
bool server_can_judge(const char *text);
void server_close(struct server *server);
/* "public, app" or "\"$user\", public" → names, NULL-terminated; in the arena. */
const char *const *server_search_path(struct arena *arena, const char *setting, const char *user);

/* The configuration's search path as a setting's value, "\"app\",\"public\""; NULL: it names none. In the arena. */
const char *server_configured_path(struct arena *arena, const struct config *config);

/* From the first Ctrl-C on what is asked of a server is cancelled; the second one kills, as ever. */
const volatile sig_atomic_t *interrupt_flag(void);

#endif
