/*
 * Bodies of functions against PostgreSQL: every function of the files in tests/live/body is created in a real server with check_function_bodies on, those in
 * plpgsql are then judged by the extension plpgsql_check, and the answers are compared with what the program says of the same texts.
 *
 *     PLUMBLINE_TEST_PG=conninfo body_truth [-m MUTANTS] [-s SEED] [-t] [-v] FILE...
 *
 * A file is `-- schema:` and DDL, then `-- bodies:` and texts separated by lines of `;;`: each creates a function, and perhaps triggers that use it. The schema is
 * replayed and made in the server, each text on top of it, undone afterwards. With -m, texts the server accepts are mutated, see mutate.h; those the server
 * cannot parse are passed over. -t prints a table per SQLSTATE and per kind of mutation.
 *
 * A difference is: a certain problem the server does not have (of that SQLSTATE, at that line); an error of the server of which nothing is said. Exit 1 when there
 * is one of the first kind, or more than 5 % of the second.
 */
#include "../../audit/sql/body.h"
#include "../../audit/sql/replay.h"

#include "mutate.h"

#include <libpq-fe.h>
#include <unistd.h>

static const struct { const char *sqlstate, *what; } classes[] = {
	{"42601", "syntax, arity"}, {"42P01", "no such table, or not in FROM"}, {"42703", "no such column or field"}, {"42702", "ambiguous: column or variable"},
	{"42883", "no such function or operator"}, {"42725", "function or operator not unique"}, {"42804", "type mismatch, RETURN QUERY"}, {"42846", "no such cast"},
	{"42809", "wrong kind of object"}, {"22P02", "literal not readable"}, {"22007", "date not readable"}, {"22003", "number out of range"}, {"42803", "GROUP BY, aggregates"},
	{"42704", "no such type"}, {"42P13", "result of an SQL function"}, {"42P02", "no such parameter"}, {"428C9", "write to a generated column"}, {"42P10", "ON CONFLICT, ORDER BY position"},
};
#define CLASSES (sizeof(classes) / sizeof(*classes))

struct tally { int server, agreed, line, missed, unchecked, false_error; };

static struct {
	PGconn *db;
	bool verbose, table;
	size_t kind;
	int valid, refused, functions, unchecked, crashed;
	struct tally by_class[CLASSES], by_kind[KINDS];
} t;

struct error { char sqlstate[6]; int line; char message[400]; bool said, told; };
struct errors {
	VEC(struct error);
};

static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, PQerrorMessage(t.db));
	exit(2);
}

static PGresult *ask(const char *sql)
{
	PGresult *r = PQexec(t.db, sql);

	if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
		die(sql);
	return r;
}

static void run(const char *sql)
{
	PQclear(ask(sql));
}

static size_t class_of(const char *sqlstate)
{
	size_t i = 0;

	while (i < CLASSES && strcmp(classes[i].sqlstate, sqlstate) != 0)
		i++;
	return i;
}

/* --- the server --- */

static void add_error(struct errors *errors, const char *sqlstate, int line, const char *message)
{
	struct error e = {.line = line};

	snprintf(e.sqlstate, sizeof(e.sqlstate), "%s", sqlstate);
	snprintf(e.message, sizeof(e.message), "%s", message);
	vec_push(errors, e);
}

static const char *sqlstate_of(const PGresult *r)
{
	const char *sqlstate = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	return sqlstate ? sqlstate : "";
}

/* Lines of plpgsql_check count from the body's first, as ours do. */
#define CHECK \
	"SELECT c.sqlstate, coalesce(c.lineno, 1), c.message FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'" \
	" JOIN LATERAL (SELECT 0::oid AS relid WHERE p.prorettype <> 'trigger'::regtype" \
	" UNION ALL SELECT g.tgrelid FROM pg_trigger g WHERE g.tgfoid = p.oid) g ON true," \
	" LATERAL plpgsql_check_function_tb(p.oid, g.relid, fatal_errors => false, other_warnings => false, performance_warnings => false, extra_warnings => false) c" \
	" WHERE p.pronamespace = 'public'::regnamespace AND c.level = 'error' AND p.oid > (SELECT max FROM floor)"

/* false: it could not be created. Its errors: what CREATE says of LANGUAGE sql, what plpgsql_check says otherwise. */
static bool ask_server(const char *text, struct errors *errors)
{
	PGresult *r = PQexec(t.db, text);
	bool created = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;

	if (!created)
		add_error(errors, sqlstate_of(r), 0, PQresultErrorMessage(r));
	PQclear(r);
	if (!created)
		return false;
	r = PQexec(t.db, CHECK);
	if (PQresultStatus(r) == PGRES_TUPLES_OK)
		for (int i = 0; i < PQntuples(r); i++)
			add_error(errors, PQgetvalue(r, i, 0), atoi(PQgetvalue(r, i, 1)), PQgetvalue(r, i, 2));
	else
		add_error(errors, sqlstate_of(r), -1, PQresultErrorMessage(r));
	PQclear(r);
	return true;
}

/* --- ours --- */

struct ours { struct errors errors; bool unchecked; char reason[200]; };

static void on_problem(void *context, const struct replay_problem *p)
{
	struct ours *o = context;

	if (p->kind == REPLAY_FAILS)
		add_error(&o->errors, p->sqlstate, 0, p->message);
	else if (p->kind == REPLAY_OPAQUE)
		o->unchecked = true;
}

static void ask_ours(const struct catalog *schema, const char *text, struct ours *out)
{
	struct catalog *catalog = catalog_clone(schema);
	struct replay replay = {.catalog = catalog, .on_problem = on_problem, .context = out};
	struct arena arena = {0};
	struct bodies bodies;

	replay_text(&replay, text, strlen(text), 1, 1);
	bodies = bodies_prepare(&arena, catalog);
	for (size_t i = schema->function.n; i < catalog->function.n; i++) {
		const struct routine *f = catalog->function.v[i];
		struct body *body;

		if (strcmp(f->language, "sql") == 0)
			continue; /* it was judged when it was created */
		body = body_bind(&arena, catalog, f, &bodies);

		out->unchecked |= body->unchecked != NULL || body->newer.n > 0;
		if (body->unchecked)
			snprintf(out->reason, sizeof(out->reason), "%s", body->unchecked);
		for (size_t k = 0; k < body->problem.n; k++)
			if (body->problem.v[k].problem.certain)
				add_error(&out->errors, body->problem.v[k].problem.sqlstate,
					  body_line(f, body->problem.v[k].problem.position) - f->body_line + 1, body->problem.v[k].problem.message);
		body_free(body);
	}
	arena_free(&arena);
	catalog_free(catalog);
}

/* --- the comparison --- */

static void count(size_t class, int offset)
{
	if (class < CLASSES)
		++*(int *)((char *)&t.by_class[class] + offset);
	++*(int *)((char *)&t.by_kind[t.kind] + offset);
}
#define COUNT(class, member) count((class), (int)offsetof(struct tally, member))

static void tell(const char *what, const struct error *e, const char *text)
{
	printf("%s %s line %d: %s\n\t", what, e->sqlstate, e->line, e->message);
	for (const char *c = text; *c; c++)
		printf(*c == '\n' ? "\n\t" : "%c", *c);
	printf("\n");
}

static void compare_errors(const char *text, struct errors *server, struct ours *ours)
{
	for (size_t i = 0; i < server->n; i++) {
		struct error *e = &server->v[i];
		bool same = false, line = false, again = false;

		for (size_t k = 0; k < ours->errors.n; k++)
			if (strcmp(ours->errors.v[k].sqlstate, e->sqlstate) == 0) {
				same = true;
				line |= e->line <= 0 || ours->errors.v[k].line == e->line;
			}
		/* Of one line the first: others follow from it. */
		for (size_t k = 0; k < i; k++)
			again |= server->v[k].line == e->line;
		if (class_of(e->sqlstate) == CLASSES || again)
			continue;
		COUNT(class_of(e->sqlstate), server);
		if (line)
			COUNT(class_of(e->sqlstate), agreed);
		else if (same)
			COUNT(class_of(e->sqlstate), line);
		else if (ours->unchecked)
			COUNT(class_of(e->sqlstate), unchecked);
		else
			COUNT(class_of(e->sqlstate), missed);
		if (t.verbose && !same && !ours->unchecked)
			tell("MISSED", e, text);
		if (t.verbose && same && !line)
			tell("LINE", e, text);
	}
	for (size_t k = 0; k < ours->errors.n; k++) {
		struct error *e = &ours->errors.v[k];
		bool same = false;

		/* plpgsql_check gives up a statement at its first error; a function that could not be created has one. */
		for (size_t i = 0; i < server->n && !same; i++)
			same = strcmp(server->v[i].sqlstate, e->sqlstate) == 0 || class_of(server->v[i].sqlstate) == CLASSES || server->v[i].line <= 0 || server->v[i].line == e->line;
		/* What follows on a line whose first problem the server has: it stops there, and calls an ELSIF's line that of its IF. */
		for (size_t j = 0; j < k && !same; j++)
			for (size_t i = 0; i < server->n && ours->errors.v[j].line == e->line; i++)
				same |= strcmp(server->v[i].sqlstate, ours->errors.v[j].sqlstate) == 0;
		/* Errors of execution are not plpgsql_check's; of a cursor's query it speaks where that is opened. */
		if (same || class_of(e->sqlstate) == CLASSES || (server->n && strcasestr(text, " CURSOR ")))
			continue;
		COUNT(class_of(e->sqlstate), false_error);
		tell("FALSE", e, text);
		for (size_t i = 0; i < server->n; i++)
			printf("\tserver: %s line %d: %s\n", server->v[i].sqlstate, server->v[i].line, server->v[i].message);
	}
}

/* true: both accept it. A mutant the server cannot create says something of LANGUAGE sql alone. */
static bool compare(const struct catalog *schema, const char *text, bool mutant)
{
	struct errors server = {0};
	struct ours ours = {0};
	bool created, valid, sql = strcasestr(text, "language sql") != NULL;

	run("SAVEPOINT body");
	created = ask_server(text, &server);
	if (PQstatus(t.db) != CONNECTION_OK) {
		t.crashed++;
		vec_free(&server);
		return false;
	}
	run("ROLLBACK TO SAVEPOINT body");
	if (!created && (!sql || mutant) && !(sql && class_of(server.v[0].sqlstate) < CLASSES && strcmp(server.v[0].sqlstate, "42601") != 0)) {
		if (!mutant)
			tell("REFUSED", &server.v[0], text);
		t.refused++;
		vec_free(&server);
		return false;
	}
	t.functions++;
	ask_ours(schema, text, &ours);
	compare_errors(text, &server, &ours);
	t.unchecked += ours.unchecked;
	if (ours.unchecked && t.verbose)
		printf("UNCHECKED %s\n\t%s\n", ours.reason, text);
	valid = server.n == 0 && !ours.unchecked;
	t.valid += valid;
	vec_free(&server);
	vec_free(&ours.errors);
	return valid;
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text;
	long n;

	if (!f)
		die(path);
	fseek(f, 0, SEEK_END);
	n = ftell(f);
	rewind(f);
	text = malloc((size_t)n + 1);
	if (!text || fread(text, 1, (size_t)n, f) != (size_t)n)
		die(path);
	text[n] = '\0';
	fclose(f);
	return text;
}

/* A transaction with the schema in it. false: the connection is lost again. */
static bool prepare_once(const char *schema)
{
	const char *const texts[] = {"SET client_min_messages = error", "BEGIN", "CREATE EXTENSION IF NOT EXISTS plpgsql_check", schema,
		"CREATE TEMP TABLE floor AS SELECT max(oid::int8) FROM pg_proc"};

	t.db = PQconnectdb(getenv("PLUMBLINE_TEST_PG"));
	for (size_t i = 0; PQstatus(t.db) == CONNECTION_OK && i < sizeof(texts) / sizeof(*texts); i++) {
		PGresult *r = PQexec(t.db, texts[i]);
		bool done = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;

		PQclear(r);
		if (!done && PQstatus(t.db) == CONNECTION_OK)
			die(texts[i]);
	}
	return PQstatus(t.db) == CONNECTION_OK;
}

/* plpgsql_check may bring the server down over a mutant: then it is waited for. */
static void prepare(const char *schema)
{
	if (t.db)
		PQfinish(t.db);
	for (int i = 0; !prepare_once(schema); i++) {
		if (i == 150)
			die("connecting");
		PQfinish(t.db);
		usleep(200000);
	}
}

static void run_file(const char *path, int mutants, unsigned seed)
{
	char *text = read_file(path), *body = strstr(text, "\n-- bodies:\n"), *next;
	struct catalog *schema = catalog_new();
	struct replay replay = {.catalog = schema};
	VEC_OF(char *) valid = {0};

	if (!body)
		die(path);
	*body = '\0';
	prepare(text);
	replay_text(&replay, text, strlen(text), 1, 1);
	t.kind = 0;
	for (body += strlen("\n-- bodies:\n"); body && *body; body = next) {
		next = strstr(body, "\n;;\n");
		if (next) {
			*next = '\0';
			next += 4;
		}
		if (compare(schema, body, false))
			vec_push(&valid, body);
	}
	for (int i = 0; i < mutants && valid.n; i++) {
		char mutant[8192];
		const char *whole = valid.v[random_next(&seed) % valid.n];
		const char *dollar = strstr(whole, "$$");
		size_t head = dollar ? (size_t)(dollar - whole) + 2 : 0;

		/* The head stays: what is wrong there is for others to measure. */
		memcpy(mutant, whole, head);
		mutate(whole + head, &seed, mutant + head, sizeof(mutant) - head, &t.kind);
		compare(schema, mutant, true);
		if (PQstatus(t.db) != CONNECTION_OK)
			prepare(text);
	}
	run("ROLLBACK");
	vec_free(&valid);
	catalog_free(schema);
	free(text);
}

static int print_tallies(void)
{
	const char *head = "| server's errors | same line | other line | missed | not judged | agreement | ours alone |\n|---|---|---|---|---|---|---|---|---|\n";
	int false_errors = 0, server = 0, missed = 0;

	if (t.table)
		printf("| SQLSTATE | class %s", head);
	for (size_t k = 0; k < CLASSES + KINDS; k++) {
		const struct tally *n = k < CLASSES ? &t.by_class[k] : &t.by_kind[k - CLASSES];
		int judged = n->server - n->unchecked;

		if (t.table && k == CLASSES)
			printf("\n| | mutation %s", head);
		if (t.table && (n->server || n->false_error))
			printf("| %s | %s | %d | %d | %d | %d | %d | %.1f %% | %d |\n", k < CLASSES ? classes[k].sqlstate : "", k < CLASSES ? classes[k].what : kinds[k - CLASSES], n->server,
			       n->agreed, n->line, n->missed, n->unchecked, judged ? 100.0 * (n->agreed + n->line) / judged : 100.0, n->false_error);
		if (k < CLASSES)
			continue;
		server += judged;
		missed += n->missed;
		false_errors += n->false_error;
	}
	printf("# %d functions, %d that the server cannot create passed over; right for both %d; not read %d\n", t.functions, t.refused, t.valid, t.unchecked);
	if (t.crashed)
		printf("# the server went down over %d of them\n", t.crashed);
	printf("# of %d errors missed %d; false errors %d\n", server, missed, false_errors);
	printf("1..2\n%s - nothing is reported that the server accepts\n", false_errors ? "not ok" : "ok");
	printf("%s - at most 5 %% of the server's errors are missed\n", missed * 20 > server ? "not ok" : "ok");
	return false_errors || missed * 20 > server;
}

int main(int argc, char **argv)
{
	int mutants = 0, i = 1, status;
	unsigned seed = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-v") == 0)
			t.verbose = true;
		else if (strcmp(argv[i], "-t") == 0)
			t.table = true;
		else if (strcmp(argv[i], "-m") == 0 && i + 1 < argc)
			mutants = atoi(argv[++i]);
		else if (strcmp(argv[i], "-s") == 0 && i + 1 < argc)
			seed = (unsigned)atoi(argv[++i]);
	}
	if (!getenv("PLUMBLINE_TEST_PG") || i == argc) {
		fprintf(stderr, "usage: PLUMBLINE_TEST_PG=conninfo body_truth [-m MUTANTS] [-s SEED] [-t] [-v] FILE...\n");
		return 2;
	}
	for (; i < argc; i++)
		run_file(argv[i], mutants, seed);
	PQfinish(t.db);
	status = print_tallies();
	return status;
}
