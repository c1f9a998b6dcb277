/* What pg.c and prepare.c share. */
#ifndef PLUMBLINE_LIVE_PG_PRIVATE_H
#define PLUMBLINE_LIVE_PG_PRIVATE_H

#include "../base/str.h"
#include "pg.h"

#include <libpq-fe.h>

struct pg {
	PGconn *connection;
	struct arena arena;
	struct pg_options options; /* text copied */
	struct pg_server server;
	enum pg_fault fault;
	char sqlstate[6];
	size_t unsent;	/* bytes of a COPY since the socket was asked */
	char *password; /* for redaction; NULL */
	const char *begin[8]; /* pg_begin(); the first NULL: not written yet */
};

/* The statements a transaction of ours begins with, up to NULL: the guards, too, where the session cannot have them. */
const char *const *pg_begin(struct pg *pg);
/* Sends them; with catalog, names are looked for nowhere, since ours are written in full. */
bool pg_begin_now(struct pg *pg, bool catalog, struct err *err);
int64_t pg_deadline(const struct pg *pg); /* of an answer asked for now */
/* Waits until the socket can be read (or written, when `write`). false: deadline, interrupt or a broken connection; err and fault say so. */
bool pg_wait(struct pg *pg, bool write, int64_t deadline, struct err *err);
bool pg_fail(struct pg *pg, enum pg_fault fault, struct err *err, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The server's words without the password, one line, capped; in `out` of PG_MESSAGE_MAX + 1 bytes. */
const char *pg_words(const struct pg *pg, const char *text, char *out);
bool pg_reconnect(struct pg *pg, struct err *err);
bool pg_command(struct pg *pg, const char *sql, struct err *err);
bool pg_flush(struct pg *pg, struct err *err);	/* all that waits is sent; false: deadline, interrupt or a broken connection */
bool pg_refused(struct pg *pg, const PGresult *result, struct err *err);	/* false: what the server refused, or that the connection broke */
/* One query within a transaction that is open already; its rows, or how many it changed. */
bool pg_rows(struct pg *pg, const char *sql, const char *const *parameters, int n, bool (*on_row)(void *context, const struct pg_row *row), void *context,
	struct err *err);
bool pg_change(struct pg *pg, const char *sql, const char *const *parameters, int n, int64_t *rows, struct err *err);
/* COPY … FROM STDIN, row by row in its text format. */
bool pg_copy_begin(struct pg *pg, const char *copy, struct err *err);
bool pg_copy_row(struct pg *pg, const char *text, size_t n, struct err *err);
bool pg_copy_end(struct pg *pg, struct err *err);

#endif
