/* A running database as part of a run. See server.h. */
#include "server.h"

#include "live/history.h"

#include "../reports/layout.h"
#include "base/io.h"
#include "derive/render.h"
#include "live/bodies.h"
#include "live/state.h"
#include "server_plan.h"
#include "sql/split.h"

#define LIVE_FACTS_MAX (64u << 20)

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
	(void)signal_number;
	interrupted = 1;
}

const volatile sig_atomic_t *interrupt_flag(void)
{
	struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};

	sigaction(SIGINT, &action, NULL);
	return &interrupted;
}

const char *server_conninfo(const struct cli *cli, struct err *err)
{
	static const char *const libpq[] = {"PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", NULL};
	const char *url = getenv("DATABASE_URL");

	if (cli->options.db)
		return cli->options.db;
	if (url && *url)
		return url;
	for (int i = 0; libpq[i]; i++)
		if (getenv(libpq[i]) && *getenv(libpq[i]))
			return "";
	err_usage(err, "no database is named: give --db postgresql://…, or set DATABASE_URL or PGHOST");
	return NULL;
}

const char *const *server_search_path(struct arena *arena, const char *setting, const char *user)
{
	const char **names = arena_array(arena, const char *, strlen(setting) + 2);
	size_t n = 0;

	for (const char *p = setting; *p;) {
		struct buf name = {0};

		while (*p == ' ' || *p == ',')
			p++;
		if (*p == '"') {
			for (p++; *p && (*p != '"' || p[1] == '"'); p++) {
				p += *p == '"';
				buf_putc(&name, *p);
			}
			p += *p == '"';
		} else {
			size_t length = strcspn(p, ", ");

			buf_add(&name, p, length);
			p += length;
		}
		if (name.n)
			names[n++] = strcmp(buf_text(&name), "$user") == 0 ? arena_strdup(arena, user) : arena_strdup(arena, buf_text(&name));
		buf_free(&name);
	}
	return names;
}

const char *server_configured_path(struct arena *arena, const struct config *config)
{
	struct buf b = {0};
	const char *text;

	for (size_t i = 0; i < config->search_path.n; i++) {
		buf_puts(&b, i ? "," : "");
		buf_identifier(&b, config->search_path.v[i]);
	}
	text = config->search_path.n ? arena_strdup(arena, buf_text(&b)) : NULL;
	buf_free(&b);
	return text;
}

/* --- what the server says of the statements --- */

struct text {
	const char *text;
	VEC_OF(int64_t) statement, variant;
	size_t parameters;
	bool accepted;
};

struct asking {
	struct server *server;
	struct table *result;
	const char *denied; /* why a name that is not found proves nothing; NULL */
	VEC_OF(struct text) text;
};

static bool is_single(const char *text)
{
	struct splitter s = {.text = text, .length = strlen(text)};
	struct piece piece;

	return split_next(&s, &piece) && !split_next(&s, &piece);
}

/* Reads and changes of rows: what Parse analyses. Anything else is not the server's to see. */
bool server_can_judge(const char *text)
{
	static const char *const words[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES", "TABLE", NULL};
	char word[32];

	return one_of(first_word(text, word, sizeof(word)), words) && is_single(text);
}

static bool collect_texts(struct asking *a, struct db *db, struct err *err)
{
	struct query *q = db_query(db, err, "SELECT v.text, v.statement_id, v.variant FROM statement_variant v JOIN statement s ON s.id = v.statement_id"
					    " WHERE v.complete AND s.origin = 'text' ORDER BY v.statement_id, v.variant");
	struct map seen = {0};

	while (q && query_next(q, err)) {
		const char *text = query_text(q, 0);
		bool is_new;
		int64_t *slot;

		if (!server_can_judge(text))
			continue;
		slot = map_put(&seen, text, strlen(text), &is_new);
		if (is_new) {
			vec_push(&a->text, (struct text){.text = arena_strdup(&a->server->arena, text)});
			*slot = (int64_t)a->text.n;
		}
		vec_push(&a->text.v[*slot - 1].statement, query_int(q, 1));
		vec_push(&a->text.v[*slot - 1].variant, query_int(q, 2));
	}
	query_end(q);
	map_free(&seen);
	return !err->message[0];
}

static void on_answer(void *context, const struct prepare_answer *answer)
{
	struct asking *a = context;
	struct text *t = &a->text.v[answer->index];
	const char *unchecked = answer->unchecked;

	t->parameters = answer->parameters;
	t->accepted = !unchecked && strcmp(answer->sqlstate, "00000") == 0;
	if (!unchecked && a->denied && prepare_misses(answer->sqlstate))
		unchecked = a->denied;
	for (size_t i = 0; i < t->statement.n; i++) {
		row_int(a->result, 0, t->statement.v[i]);
		row_int(a->result, 1, t->variant.v[i]);
		row_text(a->result, 2, unchecked ? "" : answer->sqlstate);
		row_text(a->result, 3, answer->message);
		row_text(a->result, 4, answer->hint);
		row_text(a->result, 5, answer->detail);
		row_int(a->result, 6, answer->position);
		row_text(a->result, 7, unchecked);
		row_end(a->result);
	}
}

static void on_progress(void *context, size_t done, size_t total)
{
	progress_tick(((struct asking *)context)->server->progress, "asking the database", done, total);
}

static void migration_rows(struct facts *facts, const struct live_migration *v, size_t n)
{
	static const char *const kinds[] = {[HISTORY_NAMES] = "names", [HISTORY_NUMBERS] = "numbers", [HISTORY_NEWEST] = "newest", [HISTORY_HEADS] = "heads"};
	struct table *migration = facts_table(facts, "live_migration", COLUMNS("tool", "table_name", "version", "failed", "kind", "digest"));

	for (size_t i = 0; i < n; i++) {
		row_text(migration, 0, v[i].tool);
		row_text(migration, 1, v[i].table);
		row_text(migration, 2, v[i].version);
		row_int(migration, 3, v[i].failed);
		row_text(migration, 4, kinds[live_history_kind(v[i].tool)]);
		row_text(migration, 5, v[i].digest);
		row_end(migration);
	}
}

static void server_rows(const struct server *s, struct facts *facts)
{
	const struct pg_server *who = pg_server(s->pg);
	struct table *server = facts_table(facts, "server", COLUMNS("version", "name", "user", "standby", "superuser", "pooled"));

	row_int(server, 0, who->version);
	row_text(server, 1, who->database);
	row_text(server, 2, who->user);
	row_int(server, 3, who->standby);
	row_int(server, 4, who->superuser);
	row_int(server, 5, who->pooled);
	row_end(server);
	migration_rows(facts, s->schema.migration.v, s->schema.migration.n);
	facts_coverage(facts, "live", who->database, s->schema.locked.n || s->schema.gap.n ? "partial" : "ok", NULL, 0, 0);
	for (size_t i = 0; i < s->schema.locked.n; i++)
		facts_coverage(facts, "live", s->schema.locked.v[i], "unchecked", "locked", 0, 0);
	for (size_t i = 0; i < s->schema.gap.n; i++)
		facts_coverage(facts, "live", s->schema.gap.v[i].what, "unchecked", s->schema.gap.v[i].reason, 0, 0);
}

/* Settings our guards hide are seen by a second connection, which may not be had: they are unknown then. */
static bool ask_state(struct server *s, struct facts *facts, struct err *err)
{
	struct pg_options options = s->options;
	struct live_state state = {.pg = s->pg, .schema = &s->schema};
	bool ok;

	options.guard_each = true;
	progress_tick(s->progress, "reading the state of the database", 0, 0);
	if (!pg_server(s->pg)->pooled)
		state.plain = pg_open(&options, NULL, &(struct err){0});
	ok = live_state_read(&state, facts, &s->arena, err);
	pg_close(state.plain);
	return ok;
}

/* What it accepts is planned, on request. */
static bool ask_planner(struct asking *a, struct facts *facts, struct err *err)
{
	struct planned_text *text = arena_array(&a->server->arena, struct planned_text, a->text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < a->text.n; i++)
		if (a->text.v[i].accepted)
			text[n++] = (struct planned_text){a->text.v[i].text, a->text.v[i].parameters, a->text.v[i].statement.v, a->text.v[i].variant.v, a->text.v[i].statement.n};
	return server_plan(a->server->pg, facts, text, n, a->server->progress, err);
}

static bool ask(void *context, struct facts *facts, struct err *err)
{
	struct server *s = context;
	struct asking a = {.server = s};
	const char **texts;
	bool ok;

	server_rows(s, facts);
	if (!s->schema_only && !ask_state(s, facts, err))
		return false;
	if (s->plpgsql_check && !live_bodies_check(s->pg, &s->schema, facts, &s->arena, err))
		return false;
	if (s->schema.denied.n)
		a.denied = arena_printf(&s->arena, "permission: GRANT USAGE ON SCHEMA %s", s->schema.denied.v[0]);
	a.result = facts_table(facts, "prepare_result", COLUMNS("statement_id", "variant", "sqlstate", "message", "hint", "detail", "position", "unchecked"));
	if (!collect_texts(&a, facts_db(facts), err))
		return false;
	texts = arena_array(&s->arena, const char *, a.text.n + 1);
	for (size_t i = 0; i < a.text.n; i++)
		texts[i] = a.text.v[i].text;
	ok = pg_prepare(s->pg, &(struct prepare){.text = texts, .texts = a.text.n, .describe = true, .on_answer = on_answer, .progress = on_progress, .context = &a}, err);
	ok = ok && (!s->plan || ask_planner(&a, facts, err));
	for (size_t i = 0; i < a.text.n; i++) {
		vec_free(&a.text.v[i].statement);
		vec_free(&a.text.v[i].variant);
	}
	vec_free(&a.text);
	return ok;
}

/* --- opening and closing --- */

static bool recall(void *context, struct facts *facts, struct err *err)
{
	struct server *s = context;
	char *text;
	size_t length;
	bool ok;

	migration_rows(facts, s->snapshot.migration.v, s->snapshot.migration.n);
	facts_coverage(facts, "live", s->given.where, "ok", NULL, 0, 0);
	if (!s->live_facts)
		return true;
	if (!io_read(s->live_facts, LIVE_FACTS_MAX, &text, &length, err)) {
		err->usage = true;
		return false;
	}
	live_state_known(facts, &s->arena);
	ok = db_exec_file(facts_db(facts), text, s->live_facts, 1, err);
	err->usage |= !ok;
	free(text);
	return ok;
}

bool server_recall(struct server *s, const char *snapshot, const char *live_facts, struct session *session, struct err *err)
{
	if (snapshot) {
		if (!snapshot_read(&s->snapshot, snapshot, err))
			return false;
		s->given = (struct given_schema){.kind = "snapshot", .where = arena_printf(&s->arena, "snapshot \"%s\"", snapshot), .text = s->snapshot.ddl};
		session->pipeline.given = &s->given;
	}
	s->live_facts = live_facts;
	session->pipeline.ask = recall;
	session->pipeline.ask_context = s;
	return true;
}

bool server_open(struct server *s, struct cli *cli, struct session *session, struct err *err)
{
	const char *conninfo = server_conninfo(cli, err), **opaque;
	struct pg_options options = {.conninfo = conninfo, .allow_superuser = cli->options.allow_superuser, .interrupted = interrupt_flag()};
	const struct pg_server *who;

	if (!conninfo)
		return false;
	s->progress = &session->progress;
	s->debug = cli->options.debug;
	s->plan = cli->options.level && strcmp(cli->options.level, "plan") == 0;
	s->plpgsql_check = cli->options.plpgsql_check;
	options.search_path = server_configured_path(&s->arena, &session->config);
	progress_tick(s->progress, "connecting", 0, 0);
	s->options = options;
	if (!(s->pg = pg_open(&options, NULL, err)))
		return false;
	progress_tick(s->progress, "reading the catalogue", 0, 0);
	if (!live_schema_read(s->pg, &s->arena, &s->schema, err))
		return false;
	who = pg_server(s->pg);
	opaque = arena_array(&s->arena, const char *, s->schema.locked.n + 1);
	for (size_t i = 0; i < s->schema.locked.n; i++)
		opaque[i] = s->schema.locked.v[i];
	s->given = (struct given_schema){.kind = "live", .where = arena_printf(&s->arena, "database \"%s\"", who->database),
		.text = s->schema.text, .opaque = opaque, .search_path = server_search_path(&s->arena, who->search_path, who->user)};
	session->pipeline.given = &s->given;
	session->pipeline.ask = ask;
	session->pipeline.ask_context = s;
	session->history = arena_printf(&session->arena, "%s#%s", session->root, pg_identity(s->pg));
	return true;
}

/* Where our binder and the server judge a text differently, one of us is wrong, and it is not the server. */
static bool print_differences(struct db *facts, struct err *err)
{
	struct query *q = db_query(facts, err, "SELECT f.path, c.line, c.object, c.reason FROM coverage c JOIN file f ON f.id = c.file_id WHERE c.domain = 'binder' ORDER BY 1, 2");

	while (q && query_next(q, err)) {
		struct buf line = {0}, safe = {0};

		buf_printf(&line, "%s:%lld: %s, but %s", query_text(q, 0), (long long)query_int(q, 1), query_text(q, 2), query_text(q, 3));
		text_safe(&safe, buf_text(&line), line.n);
		fprintf(stderr, "debug: %s\n", buf_text(&safe));
		buf_free(&line);
		buf_free(&safe);
	}
	query_end(q);
	return !err->message[0];
}

bool server_report(const struct server *s, struct db *facts, struct report *report, struct err *err)
{
	const struct pg_server *who = pg_server(s->pg);
	struct query *q = db_query(facts, err, "SELECT count(*), count(*) FILTER (WHERE sqlstate = '00000'), count(*) FILTER (WHERE unchecked IS NULL AND sqlstate <> '00000') FROM prepare_result");

	if (!q || !query_next(q, err)) {
		query_end(q);
		return false;
	}
	report->server.name = arena_strdup(&report->arena, s->given.where);
	report->server.version = arena_strdup(&report->arena, who->version_text);
	report->server.standby = who->standby;
	report->server.pooled = who->pooled;
	report->server.tls = who->tls;
	report->server.asked = query_int(q, 0);
	report->server.accepted = query_int(q, 1);
	report->server.refused = query_int(q, 2);
	query_end(q);
	q = db_query(facts, err, "SELECT reason, sum(n) FROM (SELECT unchecked AS reason, count(*) AS n FROM prepare_result WHERE unchecked IS NOT NULL GROUP BY 1"
				 " UNION ALL SELECT unchecked, 1 FROM statement_plan WHERE unchecked IS NOT NULL"
				 " UNION ALL SELECT object || ': ' || reason, 1 FROM coverage WHERE domain = 'live' AND state = 'unchecked') GROUP BY 1 ORDER BY 2 DESC, 1");
	while (q && query_next(q, err))
		vec_push(&report->server.unchecked, (struct report_count){arena_strdup(&report->arena, query_text(q, 0)), query_int(q, 1)});
	query_end(q);
	if (err->message[0])
		return false;
	q = db_query(facts, err, "SELECT what, grant_sql FROM live_unknown ORDER BY rowid");
	while (q && query_next(q, err))
		vec_push(&report->server.hidden, (struct report_grant){arena_strdup(&report->arena, query_text(q, 0)), arena_strdup(&report->arena, query_text(q, 1))});
	query_end(q);
	return !err->message[0] && (!s->debug || print_differences(facts, err));
}

void server_close(struct server *s)
{
	pg_close(s->pg);
	live_schema_free(&s->schema);
	snapshot_free(&s->snapshot);
	arena_free(&s->arena);
}
