/*
 * Statements' texts through Parse and Describe. See pg.h.
 *
 * A window of texts is under way at any time. Each is an unnamed prepared statement and its Describe, ended by a Sync: an error skips to that Sync and no
 * further. Behind a pooler each is wrapped in a transaction of its own with the guards in it, and the ROLLBACK has a Sync to itself.
 */
#include "pg_private.h"

#include "../base/vec.h"

#include <stdio.h>
#include <stdlib.h>

#define WINDOW 128
#define COLUMNS_MAX 1700 /* more result columns a statement cannot have */
#define PARAMETERS_MAX 65535
#define ATTEMPTS 3 /* connections opened again in a row without an answer in between */

enum state { WAITING,
	SENT,
	ANSWERED,
	LOCKED };

struct run {
	struct pg *pg;
	const struct prepare *p;
	unsigned char *state;
	size_t *order; /* texts under way, in the order sent: a ring */
	size_t head, tail, sent_to, answered;
	bool last_round; /* locked ones are told as such */
	/* of the text now being answered */
	PGresult *description;
	PGresult *error;
	int syncs; /* still to come for it */
};

static const char *locked_reason(const char *sqlstate)
{
	if (strcmp(sqlstate, "55P03") == 0 || strcmp(sqlstate, "40P01") == 0)
		return "locked";
	return strcmp(sqlstate, "57014") == 0 ? "the server took too long" : NULL;
}

/* The server could not look, which says nothing of the statement. */
static const char *unchecked_reason(const char *sqlstate)
{
	if (strcmp(sqlstate, "42501") == 0)
		return "permission: GRANT USAGE ON SCHEMA";
	if (strncmp(sqlstate, "53", 2) == 0 || strncmp(sqlstate, "57", 2) == 0 || strncmp(sqlstate, "58", 2) == 0 || strncmp(sqlstate, "XX", 2) == 0 ||
		strncmp(sqlstate, "25", 2) == 0 || strncmp(sqlstate, "08", 2) == 0)
		return "the server could not say";
	return locked_reason(sqlstate);
}

bool prepare_misses(const char *sqlstate)
{
	static const char *const states[] = {"42P01", "42883", "42704", "3F000", "42725", NULL};

	for (int i = 0; states[i]; i++)
		if (strcmp(states[i], sqlstate) == 0)
			return true;
	return false;
}

/* The server counts characters from 1; sources are read in bytes from 0. */
static int byte_position(const char *text, const char *position)
{
	long n = position ? strtol(position, NULL, 10) : 0;
	int at = 0;

	if (n < 1)
		return -1;
	while (--n > 0 && text[at]) {
		at++;
		while (((unsigned char)text[at] & 0xc0) == 0x80)
			at++;
	}
	return text[at] ? at : -1;
}

static const char *field(const struct run *r, int code, char *out)
{
	return pg_words(r->pg, PQresultErrorField(r->error, code), out);
}

static void answer(struct run *r, size_t index)
{
	static struct prepare_column column[COLUMNS_MAX];
	static uint32_t parameter[PARAMETERS_MAX];
	char message[PG_MESSAGE_MAX + 1], hint[PG_MESSAGE_MAX + 1], detail[PG_MESSAGE_MAX + 1];
	struct prepare_answer a = {.index = index, .sqlstate = "00000", .message = "", .hint = "", .detail = "", .position = -1, .column = column, .parameter = parameter};
	const char *state = r->error ? PQresultErrorField(r->error, PG_DIAG_SQLSTATE) : NULL;

	if (r->error) {
		a.sqlstate = state ? state : "";
		a.message = field(r, PG_DIAG_MESSAGE_PRIMARY, message);
		a.hint = field(r, PG_DIAG_MESSAGE_HINT, hint);
		a.detail = field(r, PG_DIAG_MESSAGE_DETAIL, detail);
		a.position = byte_position(r->p->text[index], PQresultErrorField(r->error, PG_DIAG_STATEMENT_POSITION));
		a.unchecked = state ? unchecked_reason(state) : "the server could not say";
		if (state && locked_reason(state) && !r->last_round) {
			r->state[index] = LOCKED;
			return;
		}
	} else if (r->description) {
		a.columns = (size_t)PQnfields(r->description) < COLUMNS_MAX ? (size_t)PQnfields(r->description) : COLUMNS_MAX;
		a.parameters = (size_t)PQnparams(r->description) < PARAMETERS_MAX ? (size_t)PQnparams(r->description) : PARAMETERS_MAX;
		for (size_t i = 0; i < a.columns; i++)
			column[i] = (struct prepare_column){PQfname(r->description, (int)i), PQftype(r->description, (int)i), PQftable(r->description, (int)i),
				PQftablecol(r->description, (int)i)};
		for (size_t i = 0; i < a.parameters; i++)
			parameter[i] = PQparamtype(r->description, (int)i);
	}
	r->state[index] = ANSWERED;
	r->answered++;
	r->p->on_answer(r->p->context, &a);
	if (r->p->progress)
		r->p->progress(r->p->context, r->answered, r->p->texts);
}

static void forget(struct run *r)
{
	PQclear(r->error);
	PQclear(r->description);
	r->error = r->description = NULL;
}

static bool send_text(struct run *r, size_t index)
{
	PGconn *c = r->pg->connection;
	bool ok = true;

	for (const char *const *line = pg_begin(r->pg); r->pg->server.pooled && *line && ok; line++)
		ok = PQsendQueryParams(c, *line, 0, NULL, NULL, NULL, NULL, 0);
	ok = ok && PQsendPrepare(c, "", r->p->text[index], 0, NULL) && (!r->p->describe || PQsendDescribePrepared(c, "")) && PQpipelineSync(c);
	if (ok && r->pg->server.pooled)
		ok = PQsendQueryParams(c, "ROLLBACK", 0, NULL, NULL, NULL, NULL, 0) && PQpipelineSync(c);
	if (ok) {
		r->state[index] = SENT;
		r->order[r->tail++ % WINDOW] = index;
	}
	return ok;
}

static bool wanted(const struct run *r, size_t index)
{
	return r->state[index] == WAITING || (r->last_round && r->state[index] == LOCKED);
}

/* In portions: a packet for each text, and a wait for each answer, cost more than the parsing. */
static bool fill(struct run *r)
{
	if (r->tail - r->head > WINDOW / 2)
		return true;
	while (r->tail - r->head < WINDOW && r->sent_to < r->p->texts) {
		size_t i = r->sent_to;

		if (wanted(r, i) && !send_text(r, i))
			return false;
		r->sent_to++;
	}
	return true;
}

/* One result of the oldest text under way. */
static void take(struct run *r, PGresult *result)
{
	switch (PQresultStatus(result)) {
	case PGRES_FATAL_ERROR:
		if (!r->error)
			r->error = result, result = NULL;
		break;
	case PGRES_PIPELINE_SYNC:
		if (r->syncs == 0)
			r->syncs = r->pg->server.pooled ? 2 : 1;
		if (--r->syncs == 0) {
			answer(r, r->order[r->head++ % WINDOW]);
			forget(r);
		}
		break;
	case PGRES_COMMAND_OK:
		/* Begin, SET and Parse answer so, too; the description is the one that comes last before the Sync. */
		if (r->p->describe && r->syncs == 0) {
			PQclear(r->description);
			r->description = result, result = NULL;
		}
		break;
	default:
		break;
	}
	PQclear(result);
}

static bool lost(struct run *r, struct err *err)
{
	return pg_fail(r->pg, PG_LOST, err, "the connection was lost: %s", PQerrorMessage(r->pg->connection));
}

/* Sends and reads until every text was answered, or the connection is of no more use. */
static bool round_trip(struct run *r, struct err *err)
{
	PGconn *c = r->pg->connection;

	while (fill(r)) {
		int left = PQflush(c);
		int64_t deadline = pg_deadline(r->pg);
		int nulls = 0;

		if (left < 0)
			break;
		if (r->head == r->tail)
			return true;
		while (!PQisBusy(c) && r->head != r->tail) {
			PGresult *result = PQgetResult(c);

			/* One NULL ends a command's results; two in a row: nothing more is there. */
			if (!result && ++nulls > 1)
				break;
			if (result) {
				nulls = 0;
				if (PQstatus(c) == CONNECTION_BAD) {
					PQclear(result);
					return lost(r, err);
				}
				take(r, result);
			}
		}
		if (r->head == r->tail)
			continue;
		if (PQisBusy(c) || left > 0) {
			if (!pg_wait(r->pg, left > 0, deadline, err))
				return false;
			if (!PQconsumeInput(c))
				break;
		}
	}
	return lost(r, err);
}

/* What was under way when the connection broke is sent again; the oldest of it may be what broke it, and is not. */
static void recover(struct run *r, bool blame)
{
	bool first = true;

	forget(r);
	r->syncs = 0;
	for (; r->head != r->tail; r->head++) {
		size_t i = r->order[r->head % WINDOW];

		if (first && blame) {
			struct prepare_answer a = {.index = i, .sqlstate = "", .message = "", .hint = "", .detail = "", .position = -1, .unchecked = "the connection was lost over it"};

			r->state[i] = ANSWERED;
			r->answered++;
			r->p->on_answer(r->p->context, &a);
		} else {
			r->state[i] = WAITING;
		}
		first = false;
	}
	r->head = r->tail = r->sent_to = 0;
}

static bool one_round(struct run *r, struct err *err)
{
	int failures = 0;
	size_t before = r->answered;

	for (;;) {
		bool ok;

		if (PQstatus(r->pg->connection) == CONNECTION_BAD && !pg_reconnect(r->pg, err))
			return false;
		r->sent_to = r->head = r->tail = 0;
		ok = PQenterPipelineMode(r->pg->connection) && round_trip(r, err);
		if (ok) {
			PQexitPipelineMode(r->pg->connection);
			err->message[0] = '\0';
			return true;
		}
		if (r->pg->fault == PG_INTERRUPTED)
			return false;
		failures = r->answered > before ? 1 : failures + 1;
		before = r->answered;
		recover(r, failures > 1);
		PQfinish(r->pg->connection);
		r->pg->connection = NULL;
		if (failures > ATTEMPTS)
			return false;
		err->message[0] = '\0';
		if (!pg_reconnect(r->pg, err))
			return false;
	}
}

bool pg_prepare(struct pg *pg, const struct prepare *prepare, struct err *err)
{
	struct run r = {.pg = pg, .p = prepare};
	size_t order[WINDOW];
	bool ok;

	pg->fault = PG_FINE;
	r.order = order;
	r.state = calloc(prepare->texts + 1, 1);
	if (!r.state)
		return err_set(err, "out of memory");
	ok = one_round(&r, err);
	if (ok && r.answered < prepare->texts) {
		r.last_round = true;
		ok = one_round(&r, err);
	}
	forget(&r);
	free(r.state);
	return ok;
}
