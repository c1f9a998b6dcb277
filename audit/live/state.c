/* The state of a running database. See state.h. */
#include "state.h"

#include "../base/embed.h"
#include "../base/str.h"

#define FOLDER "audit/live/catalog/state/"
#define COLUMNS_MAX 32
#define ATTEMPTS 3 /* a question is asked again on a new connection */

struct family {
	const char *path, *domain, *table;
	const char *column[COLUMNS_MAX + 1]; /* NULL-terminated */
	int columns;
	int batch; /* 0: all at once */
	bool plain;
	const char *sql;
};

struct domain {
	const char *name, *state, *reason;
};

struct reading {
	const struct live_state *state;
	struct facts *facts;
	struct arena *arena;
	VEC_OF(struct domain) domain;
	struct family family;
	struct table *table;
	const char *locked;    /* $2 */
	char *last;	       /* of a batch: the oid it goes on from */
	int64_t rows, in_batch; /* of the family; of the batch */
	bool cut;
};

/* The value of "-- key: value" among the comments on top; NULL. */
static const char *header(struct arena *arena, const char *text, const char *key)
{
	for (const char *p = text; starts_with(p, "-- "); p += strcspn(p, "\n"), p += *p == '\n') {
		size_t n = strlen(key);

		if (strncmp(p + 3, key, n) == 0 && p[3 + n] == ':' && p[4 + n] == ' ')
			return arena_strndup(arena, p + 5 + n, strcspn(p + 5 + n, "\n"));
	}
	return NULL;
}

/* Whether a line is for `version`; *kept: its length without the mark that says so. */
static bool gate(const char *line, size_t n, int version, size_t *kept)
{
	static const char from[] = " -- from ", before[] = " -- before ";
	const char *mark;

	*kept = n;
	if ((mark = memmem(line, n, from, sizeof(from) - 1))) {
		*kept = (size_t)(mark - line);
		return version >= strtol(mark + sizeof(from) - 1, NULL, 10);
	}
	if ((mark = memmem(line, n, before, sizeof(before) - 1))) {
		*kept = (size_t)(mark - line);
		return version < strtol(mark + sizeof(before) - 1, NULL, 10);
	}
	return true;
}

char *live_gated(struct arena *arena, const char *sql, int version)
{
	struct buf out = {0};
	char *text;

	for (const char *p = sql; *p;) {
		size_t n = strcspn(p, "\n"), kept;

		if (gate(p, n, version, &kept)) {
			buf_add(&out, p, kept);
			buf_putc(&out, '\n');
		}
		p += n + (p[n] == '\n');
	}
	text = arena_strdup(arena, buf_text(&out));
	buf_free(&out);
	return text;
}

/* Our own file: what is wrong in it is a defect of the program. */
static void read_header(struct arena *arena, struct family *f, const struct embedded *file)
{
	char *into = (char *)header(arena, file->text, "into"), *p = into ? strchr(into, '(') : NULL;
	const char *batch = header(arena, file->text, "batch"), *session = header(arena, file->text, "session");

	*f = (struct family){.path = file->path, .domain = header(arena, file->text, "domain"), .table = into, .sql = file->text, .batch = batch ? (int)strtol(batch, NULL, 10) : 0,
		.plain = session && strcmp(session, "plain") == 0};
	if (!p || !f->domain)
		abort();
	*p++ = '\0';
	for (char *end = p + strcspn(p, ")"); p < end && f->columns < COLUMNS_MAX; p += *p == ' ') {
		f->column[f->columns++] = p;
		p += strcspn(p, ",)");
		*p++ = '\0';
	}
}

static struct domain *domain_of(struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->domain.n; i++)
		if (strcmp(r->domain.v[i].name, name) == 0)
			return &r->domain.v[i];
	vec_push(&r->domain, (struct domain){.name = name, .state = "ok"});
	return &r->domain.v[r->domain.n - 1];
}

/* unchecked is worse than partial, and partial than ok. */
static void worsen(struct reading *r, const char *name, const char *state, const char *reason)
{
	struct domain *d = domain_of(r, name);

	if (strcmp(d->state, "unchecked") == 0 || strcmp(d->state, state) == 0)
		return;
	d->state = state;
	d->reason = reason;
}

static bool on_grant(void *context, const struct pg_row *row)
{
	struct reading *r = context;
	struct table *unknown = facts_table(r->facts, "live_unknown", COLUMNS("domain", "what", "grant_sql"));
	const char *domain = pg_value(row, 0), *state = pg_value(row, 1);

	if (!domain || !state || !pg_value(row, 2) || !pg_value(row, 3))
		return true;
	worsen(r, arena_strdup(r->arena, domain), strcmp(state, "partial") == 0 ? "partial" : "unchecked", arena_printf(r->arena, "%s shows it", pg_value(row, 3)));
	row_text(unknown, 0, domain);
	row_text(unknown, 1, pg_value(row, 2));
	row_text(unknown, 2, pg_value(row, 3));
	row_end(unknown);
	return true;
}

static bool on_row(void *context, const struct pg_row *row)
{
	struct reading *r = context;
	int first = r->family.batch ? 1 : 0;

	if (r->rows == STATE_ROWS_MAX) {
		r->cut = true;
		return false;
	}
	if (first)
		r->last = arena_strdup(r->arena, pg_value(row, 0) ? pg_value(row, 0) : "0");
	for (int i = 0; i < r->family.columns; i++)
		row_text(r->table, i, pg_value(row, first + i));
	row_end(r->table);
	r->rows++;
	r->in_batch++;
	return true;
}

static bool ask_once(struct reading *r, struct err *err)
{
	const struct family *f = &r->family;
	struct pg *pg = f->plain && r->state->plain ? r->state->plain : r->state->pg;
	const char *gated = live_gated(r->arena, f->sql, pg_server(pg)->version), *parameters[3] = {r->state->schema->schemas, r->locked, NULL};
	int n = strstr(gated, "$3") ? 3 : strstr(gated, "$2") ? 2 : strstr(gated, "$1") ? 1 : 0;

	r->rows = 0;
	r->cut = false;
	r->last = arena_strdup(r->arena, "0");
	if (f->batch)
		gated = arena_printf(r->arena, "%sLIMIT %d", gated, f->batch);
	do {
		parameters[2] = r->last;
		r->in_batch = 0;
		if (!pg_each(pg, gated, parameters, n, on_row, r, err))
			return false;
	} while (f->batch && r->in_batch == f->batch && !r->cut);
	return true;
}

static bool waits(struct pg *pg)
{
	return strcmp(pg_sqlstate(pg), "55P03") == 0 || strcmp(pg_sqlstate(pg), "57014") == 0 || strcmp(pg_sqlstate(pg), "40P01") == 0;
}

static bool on_locked(void *context, const struct pg_row *row)
{
	struct buf *list = context;

	buf_printf(list, "%s%s", list->n > 1 ? "," : "", pg_value(row, 0) ? pg_value(row, 0) : "0");
	return true;
}

/* A second time, after rows of the first may have been written. */
static bool ask_again(struct reading *r, struct err *err)
{
	err->message[0] = '\0';
	return db_exec(facts_db(r->facts), arena_printf(r->arena, "DELETE FROM %s", r->family.table), err) && ask_once(r, err);
}

static bool ask_without_locked(struct reading *r, struct err *err)
{
	struct buf list = {0};
	bool ok;

	buf_putc(&list, '{');
	ok = pg_each(r->state->pg, embedded_find("audit/live/catalog/locked.sql")->text, NULL, 0, on_locked, &list, err);
	buf_putc(&list, '}');
	r->locked = arena_strdup(r->arena, buf_text(&list));
	buf_free(&list);
	return ok && ask_again(r, err);
}

static bool read_family(struct reading *r, struct err *err)
{
	struct pg *pg = r->family.plain && r->state->plain ? r->state->plain : r->state->pg;
	struct err why = {0};
	bool ok;

	r->table = facts_table(r->facts, r->family.table, r->family.column);
	r->locked = "{}";
	ok = ask_once(r, &why);
	for (int attempt = 0; !ok && pg_last_fault(pg) == PG_LOST && attempt < ATTEMPTS; attempt++)
		ok = ask_again(r, &why);
	if (!ok && pg_last_fault(pg) == PG_REFUSED && waits(pg) && strstr(r->family.sql, "$2"))
		ok = ask_without_locked(r, &why);
	if (ok && strcmp(r->locked, "{}") != 0)
		worsen(r, r->family.domain, "partial", "locked");
	if (ok) {
		if (r->cut)
			worsen(r, r->family.domain, "partial", arena_printf(r->arena, "more than %d rows", STATE_ROWS_MAX));
		domain_of(r, r->family.domain);
		return true;
	}
	if (pg_last_fault(pg) != PG_REFUSED) {
		*err = why;
		return false;
	}
	worsen(r, r->family.domain, "unchecked", waits(pg) ? "locked" : arena_strdup(r->arena, why.message));
	facts_coverage(r->facts, "live", r->family.domain, "unchecked", waits(pg) ? "locked" : arena_strdup(r->arena, why.message), 0, 0);
	return db_exec(facts_db(r->facts), arena_printf(r->arena, "DELETE FROM %s", r->family.table), err);
}

static bool each_family(struct reading *r, bool (*use)(struct reading *r, struct err *err), struct err *err)
{
	for (const struct embedded *e = embedded_files; e->path; e++) {
		if (!starts_with(e->path, FOLDER))
			continue;
		read_header(r->arena, &r->family, e);
		if (!use(r, err))
			return false;
	}
	return true;
}

static void finish(struct reading *r)
{
	for (size_t i = 0; i < r->domain.n; i++)
		facts_coverage(r->facts, r->domain.v[i].name, NULL, r->domain.v[i].state, r->domain.v[i].reason, 0, 0);
	vec_free(&r->domain);
}

static bool read_grants(struct reading *r, struct err *err)
{
	struct pg *pg = r->state->pg;
	struct err why = {0};
	bool ok = false;

	for (int attempt = 0; !ok && attempt <= ATTEMPTS && (attempt == 0 || pg_last_fault(pg) == PG_LOST); attempt++)
		ok = db_exec(facts_db(r->facts), "DELETE FROM live_unknown", err) &&
			pg_each(pg, embedded_find("audit/live/catalog/grants.sql")->text, &r->state->schema->schemas, 1, on_grant, r, &why);
	if (ok || pg_last_fault(pg) == PG_REFUSED)
		return true;
	*err = why;
	return false;
}

bool live_state_read(const struct live_state *state, struct facts *facts, struct arena *arena, struct err *err)
{
	struct reading r = {.state = state, .facts = facts, .arena = arena};
	bool ok = read_grants(&r, err) && each_family(&r, read_family, err);

	finish(&r);
	return ok || err_in(err, "reading the state of the database");
}

static bool note_domain(struct reading *r, struct err *err)
{
	(void)err;
	facts_table(r->facts, r->family.table, r->family.column); /* a misspelt column shows here, not in somebody's audit */
	domain_of(r, r->family.domain);
	return true;
}

void live_state_known(struct facts *facts, struct arena *arena)
{
	struct reading r = {.facts = facts, .arena = arena};

	each_family(&r, note_domain, NULL);
	finish(&r);
}
