/*
 * plumbline preflight: may this build start on this database? One line and an exit code, in milliseconds.
 *
 * It fails only on what is proven: the server does not know a table, column, function or type a statement names; an INSERT leaves out a column the database
 * demands; a table or column that an ORM's statement names is not there; a migration of the build is not recorded by the tool whose table records the others.
 * What the program makes itself when it starts may be missing before; --migrated says that it was made.
 * Whatever could not be looked at is said and counted apart, and where nothing at all was looked at the answer is "unknown".
 */
#include "base/embed.h"
#include "contract.h"
#include "live/history.h"
#include "live/redis.h"
#include "server.h"

#include <cjson/cJSON.h>
#include <unistd.h>

#define CONTRACT_FILE "plumbline.snapshot"
#define TIMEOUT_MS 3000

static const char *const option_names[] = {"db", "redis", "contract", "expect-build", "migrated", "unreachable", "json", "allow-superuser", "output", "config", "packs", "jobs",
	"no-cache", "color", "quiet", "verbose", NULL};

enum health { PASS,
	UNKNOWN, /* nothing was proven, nor could be: there was nothing to ask */
	UNREACHABLE,
	FAIL }; /* in order of gravity */

struct check {		  /* of one thing that was looked at */
	const char *name; /* "postgresql:schema", "redis:ping" */
	enum health health;
	const char *output; /* what is wrong, first of all; NULL */
	int64_t ms;
};

struct preflight {
	struct cli *cli;
	struct session session;
	struct snapshot contract;
	struct check check[2];
	int checks;
	size_t asked, drift, unclear, answered; /* statements; drift and unclear also of what follows */
	size_t objects, present;		/* tables and columns that an ORM's statements name */
	size_t waiting;				/* statements and columns that are not there, and may be made when the program starts */
	size_t migrations;			/* of the build, recorded as run */
	const size_t *index;			/* of asked texts: which statement */
	const char *first;			/* the first drift, in words */
	const char *database;
};

/* --- the contract --- */

static bool load_contract(struct preflight *p, struct err *err)
{
	const char *file = p->cli->options.contract;

	if (!file) {
		file = arena_printf(&p->contract.arena, "%s/%s", cli_path(p->cli, 0), CONTRACT_FILE);
		if (access(file, R_OK) != 0)
			file = NULL;
	}
	if (file) {
		if (!snapshot_read(&p->contract, file, err))
			return false;
	} else if (!session_open(&p->session, p->cli, cli_path(p->cli, 0), err) || !session_run(&p->session, err) ||
		   !contract_collect(&p->contract, facts_db(p->session.pipeline.facts), true, err)) {
		return false;
	} else {
		p->contract.search_path = server_configured_path(&p->contract.arena, &p->session.config);
	}
	if (p->cli->options.expect_build && (!p->contract.build || strcmp(p->contract.build, p->cli->options.expect_build) != 0))
		return err_usage(err, "the contract is that of build %s, not of \"%s\": make it again with this build",
			p->contract.build ? arena_printf(&p->contract.arena, "\"%s\"", p->contract.build) : "nobody named", p->cli->options.expect_build);
	if (file && !p->contract.statement.n && !p->contract.migration.n)
		return err_usage(err, "\"%s\" holds no statement: it is no contract, or one of no program", file);
	return true;
}

/* --- the database --- */

static void drift(struct preflight *p, const char *where, const char *what)
{
	if (!p->drift++)
		p->first = arena_printf(&p->contract.arena, "%s (%s)", what, where);
}

/* A name the server does not know. Errors of types may come of parameters whose type the driver says, so they prove nothing here. */
static bool is_proof(const struct prepare_answer *a)
{
	static const char *const states[] = {"42P01", "42703", "42704", "3F000", "428C9", NULL};

	for (int i = 0; states[i]; i++)
		if (strcmp(states[i], a->sqlstate) == 0)
			return true;
	return strcmp(a->sqlstate, "42883") == 0 && starts_with(a->message, "function ") && !strstr(a->message, "unknown");
}

/* What is missing may be made when the program starts: of a table that it makes itself, or, by DDL of its own, of any part of one. */
static bool made_at_start(const struct preflight *p, const struct snapshot_statement *s, bool whole_table)
{
	for (size_t i = 0; i < s->made.n && !p->cli->options.migrated; i++)
		if (whole_table || strcmp(s->made.v[i].columns, "*") == 0)
			return true;
	return false;
}

static void on_answer(void *context, const struct prepare_answer *a)
{
	struct preflight *p = context;
	const struct snapshot_statement *s = &p->contract.statement.v[p->index[a->index]];

	if (a->unchecked)
		p->unclear++;
	else if (strcmp(a->sqlstate, "00000") == 0)
		p->answered++;
	else if (is_proof(a) && made_at_start(p, s, strcmp(a->sqlstate, "42P01") == 0))
		p->waiting++;
	else if (is_proof(a))
		drift(p, s->where, a->message);
	else
		p->unclear++;
}

static bool ask_statements(struct preflight *p, struct pg *pg, struct err *err)
{
	const char **text = arena_array(&p->contract.arena, const char *, p->contract.statement.n + 1);

	size_t *index = arena_array(&p->contract.arena, size_t, p->contract.statement.n + 1);

	for (size_t i = 0; i < p->contract.statement.n; i++)
		if (*p->contract.statement.v[i].text) {
			index[p->asked] = i;
			text[p->asked++] = p->contract.statement.v[i].text;
		}
	p->index = index;
	return pg_prepare(pg, &(struct prepare){.text = text, .texts = p->asked, .on_answer = on_answer, .context = p}, err);
}

/* Without USAGE on a schema nothing in it is there for us: that proves nothing. */
static bool may_look(struct preflight *p, struct pg *pg, struct err *err)
{
	const char *schema;

	if (!p->drift)
		return true;
	if (!live_denied(pg, &p->contract.arena, &schema, err))
		return false;
	if (!schema)
		return true;
	p->unclear += p->drift;
	p->drift = 0;
	return err_set(err, "the role may not look: GRANT USAGE ON SCHEMA %s", schema);
}

static bool in_list(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *at = list; *at; at += strcspn(at, ","), at += strspn(at, ", "))
		if (strcspn(at, ",") == n && memcmp(at, name, n) == 0)
			return true;
	return false;
}

static bool on_required(void *context, const struct pg_row *row)
{
	struct preflight *p = context;
	const char *table = pg_value(row, 0), *column = pg_value(row, 1);

	for (size_t i = 0; table && column && i < p->contract.statement.n; i++)
		for (size_t k = 0; k < p->contract.statement.v[i].insert.n; k++) {
			const struct snapshot_table *x = &p->contract.statement.v[i].insert.v[k];

			if (strcmp(x->table, table) == 0 && !in_list(x->columns, column))
				drift(p, p->contract.statement.v[i].where,
					arena_printf(&p->contract.arena, "an INSERT gives no value for \"%s.%s\", which is NOT NULL and has no default", table, column));
		}
	return true;
}

static void add_quoted(struct buf *array, const char *name)
{
	buf_puts(array, array->n > 1 ? ",\"" : "\"");
	for (; *name; name++)
		buf_printf(array, *name == '"' || *name == '\\' ? "\\%c" : "%c", *name);
	buf_putc(array, '"');
}

/* Asks a query of the catalogue about names; none: nothing to ask. Frees them. */
static bool ask_catalogue(struct pg *pg, const char *file, struct buf *names, bool (*on_row)(void *, const struct pg_row *), void *context, struct err *err)
{
	const char *parameter;
	bool ok = names->n <= 1;

	buf_putc(names, '}');
	parameter = buf_text(names);
	ok = ok || pg_each(pg, embedded_find(file)->text, &parameter, 1, on_row, context, err);
	buf_free(names);
	return ok;
}

static bool ask_required(struct preflight *p, struct pg *pg, struct err *err)
{
	struct buf tables = {0};

	buf_putc(&tables, '{');
	for (size_t i = 0; i < p->contract.statement.n; i++)
		for (size_t k = 0; k < p->contract.statement.v[i].insert.n; k++)
			add_quoted(&tables, p->contract.statement.v[i].insert.v[k].table);
	return ask_catalogue(pg, "audit/live/catalog/required.sql", &tables, on_required, p, err);
}

/* --- what an ORM's statements name --- */

static bool on_object(void *context, const struct pg_row *row)
{
	struct map *there = context;
	const char *table = pg_value(row, 0), *column = pg_value(row, 1), *name = pg_value(row, 2);
	struct buf key = {0};

	if (!table || !name)
		return true;
	*map_puts(there, table) = 1;
	buf_printf(&key, ".%s", name); /* in some schema; no name of a schema is empty */
	*map_puts(there, buf_text(&key)) = 1;
	if (column) {
		buf_reset(&key);
		buf_printf(&key, "%s %s", table, column);
		*map_puts(there, buf_text(&key)) = 1;
	}
	buf_free(&key);
	return true;
}

/* What is missing is told once, with the first that needs it. */
static void miss(struct preflight *p, struct map *there, const char *key, const char *where, const char *what)
{
	int64_t *told = map_puts(there, key);

	if (*told)
		return;
	*told = -1;
	p->objects++;
	drift(p, where, what);
}

static void count(struct preflight *p, int64_t *state)
{
	p->objects += *state == 1;
	p->present += *state == 1;
	*state = *state == 1 ? 2 : *state;
}

/* Whether the program makes the table, or what is missing of it, when it starts. */
static bool is_made(const struct preflight *p, const struct snapshot_statement *s, const char *table, bool whole_table)
{
	for (size_t i = 0; i < s->made.n && !p->cli->options.migrated; i++)
		if (strcmp(s->made.v[i].table, table) == 0)
			return whole_table || strcmp(s->made.v[i].columns, "*") == 0;
	return false;
}

/* Told once, however many need it. */
static void wait_for_start(struct preflight *p, struct map *there, const char *key)
{
	int64_t *state = map_puts(there, key);

	p->waiting += !*state;
	*state = -1;
}

/*
 * A table that the program makes itself may be missing before it starts; create_all adds no column to one that is there.
 * The model says no schema where the search path decides: a table that is only in another one is neither there nor missing.
 */
static void compare_table(struct preflight *p, struct map *there, const struct snapshot_statement *s, const struct snapshot_table *t)
{
	const char *dot = strchr(t->table, '.');
	int64_t *state = map_gets(there, t->table), *elsewhere = dot ? map_gets(there, dot) : NULL;

	if (!state || *state == -1) {
		if (elsewhere && *elsewhere > 0) {
			p->unclear += *elsewhere == 1;
			*elsewhere = 3;
			return;
		}
		if (is_made(p, s, t->table, true)) {
			wait_for_start(p, there, t->table);
			return;
		}
		miss(p, there, t->table, s->where, arena_printf(&p->contract.arena, "table \"%s\" does not exist", t->table));
		return;
	}
	count(p, state);
	for (const char *at = t->columns; *at; at += strcspn(at, ","), at += strspn(at, ", ")) {
		const char *column = arena_strndup(&p->contract.arena, at, strcspn(at, ","));
		const char *key = arena_printf(&p->contract.arena, "%s %s", t->table, column);

		state = map_gets(there, key);
		if (state && *state > 0)
			count(p, state);
		else if (is_made(p, s, t->table, false))
			wait_for_start(p, there, key);
		else
			miss(p, there, key, s->where, arena_printf(&p->contract.arena, "column \"%s.%s\" does not exist", t->table, column));
	}
}

static bool ask_objects(struct preflight *p, struct pg *pg, struct err *err)
{
	struct buf names = {0};
	struct map there = {0};
	bool ok;

	buf_putc(&names, '{');
	for (size_t i = 0; i < p->contract.statement.n; i++)
		for (size_t k = 0; k < p->contract.statement.v[i].need.n; k++) {
			const char *table = p->contract.statement.v[i].need.v[k].table, *dot = strchr(table, '.');

			add_quoted(&names, dot ? dot + 1 : table);
		}
	ok = ask_catalogue(pg, "audit/live/catalog/objects.sql", &names, on_object, &there, err);
	for (size_t i = 0; ok && i < p->contract.statement.n; i++)
		for (size_t k = 0; k < p->contract.statement.v[i].need.n; k++)
			compare_table(p, &there, &p->contract.statement.v[i], &p->contract.statement.v[i].need.v[k]);
	map_free(&there);
	return ok;
}

/* --- its migrations --- */

/* One of the database's tables and one folder of the build: what the folder holds and the table does not record was not run. */
static void compare_folder(struct preflight *p, const struct live_migration *live, size_t n, const struct live_migration *ours, size_t count)
{
	bool *run = arena_array(&p->contract.arena, bool, count);

	if (!live_history_compare(live, n, ours, count, run))
		return;
	for (size_t i = 0; i < count; i++) {
		p->migrations += run[i];
		if (!run[i] && ours[i].version)
			drift(p, live->table, arena_printf(&p->contract.arena, "migration \"%s\" was not run", ours[i].version));
	}
}

/* How many records of one table, or migrations of one folder, stand together from here. */
static size_t together(const struct live_migration *v, size_t n)
{
	size_t i = n > 0;

	while (i < n && strcmp(v[i].table, v->table) == 0)
		i++;
	return i;
}

static void compare_history(struct preflight *p, const struct live_schema *live)
{
	for (size_t i = 0, n; i < live->migration.n; i += n) {
		n = together(&live->migration.v[i], live->migration.n - i);
		for (size_t k = 0, count; k < p->contract.migration.n; k += count) {
			count = together(&p->contract.migration.v[k], p->contract.migration.n - k);
			if (live->migration.v[i].version)
				compare_folder(p, &live->migration.v[i], n, &p->contract.migration.v[k], count);
		}
	}
}

static bool ask_history(struct preflight *p, struct pg *pg, struct err *err)
{
	struct live_schema live = {0};
	bool ok = !p->contract.migration.n || live_history_read(pg, &p->contract.arena, &live, err);

	if (ok)
		compare_history(p, &live);
	live_schema_free(&live);
	return ok;
}

static bool check_database(struct preflight *p, struct err *err)
{
	struct check *c = &p->check[p->checks++];
	const char *conninfo = server_conninfo(p->cli, err);
	int64_t began = clock_ms();
	enum pg_fault fault;
	struct err why = {0};
	struct pg *pg;
	bool ok;

	*c = (struct check){.name = "postgresql:schema"};
	if (!conninfo)
		return false;
	pg = pg_open(&(struct pg_options){.conninfo = conninfo, .search_path = p->contract.search_path, .allow_superuser = p->cli->options.allow_superuser,
			     .connect_ms = TIMEOUT_MS, .interrupted = interrupt_flag()},
		&fault, &why);
	ok = pg && ask_statements(p, pg, &why) && may_look(p, pg, &why) && ask_required(p, pg, &why) && ask_objects(p, pg, &why) && ask_history(p, pg, &why);
	if (pg)
		p->database = arena_strdup(&p->contract.arena, pg_server(pg)->database);
	pg_close(pg);
	c->ms = clock_ms() - began;
	if (fault == PG_USAGE) {
		*err = why;
		return false;
	}
	if (p->drift) {
		c->health = FAIL;
		c->output = p->drift > 1 ? arena_printf(&p->contract.arena, "%s, and %zu more", p->first, p->drift - 1) : p->first;
	} else if (!ok) {
		c->health = UNREACHABLE;
		c->output = arena_strdup(&p->contract.arena, why.message);
	} else if (!p->answered && !p->present && !p->migrations) {
		c->health = UNKNOWN;
		c->output = p->waiting	 ? "all the program asks of it is to be made by the program when it starts"
			    : p->unclear ? "nothing the program asks of it could be checked"
					 : "the program is not known to ask anything of it, so nothing was checked";
	}
	return true;
}

static bool check_redis(struct preflight *p, struct err *err)
{
	struct redis_answer answer;
	struct check *c;

	if (!p->cli->options.redis)
		return true;
	if (!redis_ping(p->cli->options.redis, TIMEOUT_MS, &answer, err))
		return false;
	c = &p->check[p->checks++];
	*c = (struct check){.name = "redis:ping", .ms = (int64_t)(answer.ms + 0.5), .health = answer.state == REDIS_READY ? PASS : answer.state == REDIS_REFUSES ? FAIL
																				 : UNREACHABLE};
	if (c->health != PASS)
		c->output = arena_strdup(&p->contract.arena, answer.message);
	return true;
}

/* --- the answer --- */

static enum health worst(const struct preflight *p)
{
	enum health h = PASS;

	for (int i = 0; i < p->checks; i++)
		h = p->check[i].health > h ? p->check[i].health : h;
	return h;
}

static void write_line(const struct preflight *p)
{
	static const char *const words[] = {"ok", "unknown", "unreachable", "drift"};
	struct buf line = {0}, safe = {0};
	enum health h = worst(p);

	buf_printf(&line, "%s: ", words[h]);
	if (p->check[0].health == PASS) {
		buf_printf(&line, "database \"%s\"", p->database ? p->database : "");
		if (p->asked || !p->objects)
			buf_printf(&line, " answers %zu of %zu statements", p->answered, p->asked);
		if (p->objects)
			buf_printf(&line, "%s has %zu of %zu tables and columns", p->asked ? "," : "", p->present, p->objects);
		if (p->unclear)
			buf_printf(&line, ", %zu unchecked", p->unclear);
		if (p->waiting)
			buf_printf(&line, ", %zu to be made by the program when it starts", p->waiting);
	}
	for (int i = 0; i < p->checks; i++)
		if (p->check[i].output)
			buf_printf(&line, "%s%s: %s", line.n > strlen(words[h]) + 2 ? "; " : "", i ? "redis" : "database", p->check[i].output);
		else if (i)
			buf_puts(&line, "; redis answers");
	if (p->contract.build)
		buf_printf(&line, " [build %s]", p->contract.build);
	buf_printable(&safe, buf_text(&line), line.n, false);
	fprintf(p->cli->out, "%s\n", buf_text(&safe));
	buf_free(&line);
	buf_free(&safe);
}

/* draft-inadarei-api-health-check */
static void write_health(const struct preflight *p)
{
	static const char *const words[] = {"pass", "warn", "warn", "fail"};
	cJSON *health = cJSON_CreateObject(), *checks = cJSON_CreateObject();
	char *text;

	cJSON_AddStringToObject(health, "status", words[worst(p)]);
	cJSON_AddStringToObject(health, "description", "plumbline preflight");
	if (p->contract.build)
		cJSON_AddStringToObject(health, "releaseId", p->contract.build);
	for (int i = 0; i < p->checks; i++) {
		const struct check *c = &p->check[i];
		cJSON *list = cJSON_AddArrayToObject(checks, c->name), *one = cJSON_CreateObject();

		cJSON_AddStringToObject(one, "status", words[c->health]);
		if (c->health == UNKNOWN)
			cJSON_AddStringToObject(one, "state", "unknown");
		cJSON_AddStringToObject(one, "componentType", "datastore");
		cJSON_AddNumberToObject(one, "observedValue", (double)c->ms);
		cJSON_AddStringToObject(one, "observedUnit", "ms");
		if (c->output)
			cJSON_AddStringToObject(one, "output", c->output);
		if (i == 0) {
			cJSON_AddNumberToObject(one, "statements", (double)p->asked);
			cJSON_AddNumberToObject(one, "answered", (double)p->answered);
			cJSON_AddNumberToObject(one, "objects", (double)p->objects);
			cJSON_AddNumberToObject(one, "present", (double)p->present);
			cJSON_AddNumberToObject(one, "migrations", (double)p->migrations);
			cJSON_AddNumberToObject(one, "drift", (double)p->drift);
			cJSON_AddNumberToObject(one, "unchecked", (double)p->unclear);
			cJSON_AddNumberToObject(one, "waiting", (double)p->waiting);
		}
		cJSON_AddItemToArray(list, one);
	}
	cJSON_AddItemToObject(health, "checks", checks);
	text = cJSON_PrintUnformatted(health);
	fprintf(p->cli->out, "%s\n", text ? text : "");
	free(text);
	cJSON_Delete(health);
}

static int answer(struct preflight *p)
{
	bool warn = p->cli->options.unreachable && strcmp(p->cli->options.unreachable, "warn") == 0;

	progress_clear(&p->session.progress);
	if (p->cli->options.json)
		write_health(p);
	else
		write_line(p);
	switch (worst(p)) {
	case FAIL:
		return EXIT_FINDINGS;
	case UNREACHABLE:
		return warn ? EXIT_CLEAN : EXIT_INCOMPLETE;
	default:
		return EXIT_CLEAN;
	}
}

static bool skipped(struct cli *cli)
{
	const char *skip = getenv("PLUMBLINE_SKIP_PREFLIGHT");

	if (!skip || !*skip || strcmp(skip, "0") == 0)
		return false;
	fprintf(stderr, "plumbline: WARNING: PLUMBLINE_SKIP_PREFLIGHT is set: NOTHING WAS CHECKED, the program starts on whatever schema there is\n");
	if (cli->options.json)
		fprintf(cli->out, "{\"status\":\"warn\",\"description\":\"plumbline preflight\",\"output\":\"skipped: PLUMBLINE_SKIP_PREFLIGHT is set\",\"checks\":{}}\n");
	else
		fprintf(cli->out, "skipped: PLUMBLINE_SKIP_PREFLIGHT is set, nothing was checked\n");
	return true;
}

static int run(struct cli *cli, struct err *err)
{
	struct preflight p = {.cli = cli};
	int code = -1;

	if (skipped(cli))
		return EXIT_CLEAN;
	if (load_contract(&p, err) && check_database(&p, err) && check_redis(&p, err))
		code = answer(&p);
	session_close(&p.session);
	snapshot_free(&p.contract);
	return code;
}

const struct command command_preflight = {
	.name = "preflight",
	.arguments = "[PATH]",
	.summary = "may this build start on this database? One line and an exit code",
	.text = "The contract is what \"plumbline snapshot\" wrote at build time. It fails only on what is proven: a table, column, type or function the database does not know,\n"
		"of an ORM's statements the tables and columns they name, a column an INSERT leaves out and the database demands, a migration of the build that was not run.\n"
		"Where nothing could be checked the answer is \"unknown\" (\"warn\" in JSON), and the exit code 0.\n"
		"PLUMBLINE_SKIP_PREFLIGHT=1 lets everything pass, and says so loudly.\n\n"
		"Exit codes: 0 it may start; 1 drift is proven; 2 usage, or the contract is of another build; 3 the database or Redis could not be reached.\n",
	.options = option_names,
	.max_words = 1,
	.run = run,
};
