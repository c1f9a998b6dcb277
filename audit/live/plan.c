/*
 * Generic plans. See plan.h.
 *
 * PREPARE and EXPLAIN EXECUTE rather than EXPLAIN (GENERIC_PLAN): it is one way for every version. A prepared statement outlives its transaction, and behind a pooler
 * would be left to the application, so it is taken back in the same transaction whatever came of EXPLAIN: hence the savepoint.
 */
#include "plan.h"

#include "pg_private.h"

#include <stdio.h>

#define JSON_MAX ((size_t)4 << 20)
#define ATTEMPTS 2

struct planning {
	struct pg *pg;
	struct buf json;
	bool too_large;
};

static bool on_row(void *context, const struct pg_row *row)
{
	struct planning *p = context;
	const char *text = pg_value(row, 0);

	p->too_large |= text && p->json.n + strlen(text) > JSON_MAX;
	if (text && !p->too_large)
		buf_printf(&p->json, "%s\n", text);
	return true;
}

/* Errors that every execution meets. Others may come of our role, our settings or a row that was there: they prove nothing. */
static bool is_proof(const char *state)
{
	static const char *const states[] = {"42P10", "0A000", "22012"};

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(states[i], state) == 0)
			return true;
	return false;
}

static const char *reason_of(struct pg *pg, const char *message)
{
	if (strcmp(pg->sqlstate, "42501") == 0)
		return "no plan: the role may not do what the statement does (GRANT SELECT, INSERT, UPDATE, DELETE)";
	if (strcmp(pg->sqlstate, "55P03") == 0 || strcmp(pg->sqlstate, "40P01") == 0)
		return "locked";
	if (strcmp(pg->sqlstate, "57014") == 0)
		return "the server took too long";
	return arena_printf(&pg->arena, "no plan: %s", message);
}

/* false: the connection is of no more use. *refused: the server refused EXPLAIN; pg->sqlstate and err->message say why. */
static bool explain(struct planning *p, const char *text, size_t parameters, bool *refused, struct err *err)
{
	struct pg *pg = p->pg;
	struct buf prepare = {0}, execute = {0};
	struct err end = {0};
	bool ok, prepared;
	char state[sizeof(pg->sqlstate)];

	buf_printf(&prepare, "PREPARE plumbline_plan AS %s", text);
	buf_puts(&execute, "EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE plumbline_plan");
	for (size_t i = 0; i < parameters; i++)
		buf_puts(&execute, i ? ", NULL" : "(NULL");
	buf_puts(&execute, parameters ? ")" : "");
	pg->sqlstate[0] = '\0';
	/* Texts that are not ours go by the extended protocol, which takes one statement at a time. */
	ok = pg_begin_now(pg, false, err) && pg_command(pg, "SET LOCAL plan_cache_mode = force_generic_plan", err);
	prepared = ok && pg_rows(pg, buf_text(&prepare), NULL, 0, NULL, NULL, err);
	ok = prepared && pg_command(pg, "SAVEPOINT plumbline", err) && pg_rows(pg, buf_text(&execute), NULL, 0, on_row, p, err);
	buf_free(&prepare);
	buf_free(&execute);
	*refused = !ok && pg->fault == PG_REFUSED;
	if (!ok && !*refused)
		return false;
	memcpy(state, pg->sqlstate, sizeof(state));
	ok = (!prepared || pg_command(pg, "ROLLBACK TO SAVEPOINT plumbline", &end)) && (!prepared || pg_command(pg, "DEALLOCATE plumbline_plan", &end)) && pg_command(pg, "ROLLBACK", &end);
	memcpy(pg->sqlstate, state, sizeof(state));
	if (!ok)
		return err_set(err, "%s", end.message);
	return true;
}

static bool plan_one(struct planning *p, const struct plan *plan, size_t i, struct err *err)
{
	struct plan_answer a = {.index = i, .sqlstate = "00000", .message = ""};
	char words[sizeof(err->message)];

	for (int attempt = 0;; attempt++) {
		bool refused = false;

		buf_reset(&p->json);
		p->too_large = false;
		err->message[0] = '\0';
		p->pg->fault = PG_FINE;
		if (PQstatus(p->pg->connection) == CONNECTION_BAD && !pg_reconnect(p->pg, err))
			return false;
		if (explain(p, plan->text[i], plan->parameters[i], &refused, err)) {
			snprintf(words, sizeof(words), "%s", err->message);
			err->message[0] = '\0';
			if (refused && is_proof(p->pg->sqlstate))
				a.sqlstate = p->pg->sqlstate, a.message = words;
			else if (refused)
				a.unchecked = reason_of(p->pg, words);
			else if (p->too_large)
				a.unchecked = "no plan: it is larger than 4 MB";
			else
				a.json = buf_text(&p->json);
			break;
		}
		if (p->pg->fault == PG_INTERRUPTED)
			return false;
		PQfinish(p->pg->connection);
		p->pg->connection = NULL;
		if (attempt == ATTEMPTS) {
			err->message[0] = '\0';
			a.unchecked = "the connection was lost over it";
			break;
		}
	}
	plan->on_plan(plan->context, &a);
	return true;
}

bool pg_plan(struct pg *pg, const struct plan *plan, struct err *err)
{
	struct planning p = {.pg = pg};
	bool ok = true;

	for (size_t i = 0; ok && i < plan->texts; i++) {
		ok = plan_one(&p, plan, i, err);
		if (plan->progress)
			plan->progress(plan->context, i + 1, plan->texts);
	}
	buf_free(&p.json);
	return ok;
}
