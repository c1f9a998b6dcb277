/*
 * The replay against PostgreSQL: SQL files are run statement by statement in a new database and replayed into a catalogue; then both are
 * written down as lines and compared.
 *
 *     PLUMBLINE_TEST_PG=conninfo replay_truth [-v] [-e] FILE|FOLDER...
 *     PLUMBLINE_TEST_PG=conninfo replay_truth -t TREE...
 *     PLUMBLINE_TEST_PG=conninfo replay_truth -d DATABASE -k KIND -t TREE
 *
 * Each argument is one test (TAP) in a database of its own: a file, or a folder whose *.sql files run in the order of their names. Compared:
 * what each statement answers (SQLSTATE, where the schema decides it), and in the end every relation, column, constraint, index, enum label,
 * domain, function, trigger, policy and extension. What the replay says it does not know is counted; opaque statements and relations whose
 * columns are not known are a failure only where a file says `-- replay: complete`. With -t each argument is a program's tree: what the program finds
 * declared in it (migrations in their order, schema files, Alembic histories, models) is one test for each source. With -d the sources of one kind are
 * compared with a database that the program's own tool made. With -e the state is compared after every statement,
 * which a file that drops what it made needs. Statements of a transaction count as such, but with -e, where they run one by one.
 * The server's side is asked with tests/live/replay_truth.sql: run this from the root.
 */
#include "../../audit/config.h"
#include "../../audit/pipeline.h"
#include "../../audit/sql/parse.h"
#include "../../audit/sql/replay.h"
#include "../../audit/sql/tree.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct lines {
	VEC(char *);
};

struct answer {
	char sqlstate[6]; /* "" success */
	char message[300];
	bool opaque;
};

static struct {
	PGconn *db;
	struct catalog *catalog;
	struct replay replay;
	VEC_OF(struct answer) answers; /* of the replay, by statement of the file at hand */
	int differences, statements, opaque, unknown_relations, unknown_types;
	bool complete, verbose, every;
	int offset;		  /* added to the replay's statement numbers */
	struct sql_text *queries; /* tests/live/replay_truth.sql */
	const char *database, *kind; /* -d, -k; NULL */
	char *stand_in;		  /* tests/live/replay_stand_in.sql */
	struct buf report;
} t;

static void die(const char *what)
{
	fprintf(stderr, "replay_truth: %s: %s", what, PQerrorMessage(t.db));
	exit(2);
}

static void differ(const char *format, const char *a, const char *b, const char *c)
{
	t.differences++;
	buf_puts(&t.report, "# ");
	buf_printf(&t.report, format, a, b, c);
	buf_putc(&t.report, '\n');
}

/* --- statement by statement --- */

static void on_problem(void *context, const struct replay_problem *problem)
{
	size_t at = (size_t)(problem->statement + t.offset);

	(void)context;
	if (at >= t.answers.n)
		return;
	if (problem->kind == REPLAY_OPAQUE) {
		t.answers.v[at].opaque = true;
		t.opaque++;
		buf_printf(&t.report, "# opaque, line %d: %s\n", problem->line, problem->message);
		return;
	}
	snprintf(t.answers.v[at].sqlstate, 6, "%s", problem->sqlstate);
	snprintf(t.answers.v[at].message, sizeof(t.answers.v->message), "%s", problem->message);
}

/* Errors of the server that are about data, roles, files or settings, which the schema does not decide. */
static bool beyond_schema(const char *sqlstate, const char *message)
{
	static const char *const states[] = {"42501", "0LP01", "42P22", "55P04", "57014", "25P01", "3B001", "58P01", "22P02", "22007", "XX000", "25P02",
		"42939"};

	if (strncmp(sqlstate, "23", 2) == 0 || strncmp(sqlstate, "P0", 2) == 0 || (strcmp(sqlstate, "42704") == 0 && strncmp(message, "role ", 5) == 0))
		return true;
	if (strcmp(sqlstate, "0A000") == 0 && !strstr(message, "cannot alter type") && !strstr(message, "subquery") && !strstr(message, "column reference"))
		return true;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(states[i], sqlstate) == 0)
			return true;
	return false;
}

static bool is_ddl(const struct sql_statement *s)
{
	static const char *const not_ddl[] = {"InsertStmt", "UpdateStmt", "DeleteStmt", "SelectStmt", "CommentStmt", "GrantStmt", "GrantRoleStmt",
		"CopyStmt", "TransactionStmt", "VariableSetStmt",
		"TruncateStmt", "CallStmt", "VacuumStmt", "ExplainStmt", "LockStmt", "RefreshMatViewStmt", "ClusterStmt", "ReindexStmt", "MergeStmt"};

	for (size_t i = 0; i < sizeof(not_ddl) / sizeof(*not_ddl); i++)
		if (s->tree && tree_is(s->tree, not_ddl[i]))
			return false;
	return true;
}

/* What the server says to one statement. */
static struct answer execute(const char *sql)
{
	struct answer answer = {.sqlstate = ""};
	PGresult *r = PQexec(t.db, sql);

	while (PQresultStatus(r) == PGRES_COPY_IN || PQresultStatus(r) == PGRES_COPY_OUT) {
		PQclear(r);
		PQputCopyEnd(t.db, NULL);
		r = PQgetResult(t.db);
		while (PQresultStatus(r) == PGRES_COPY_OUT) {
			char *line;

			while (PQgetCopyData(t.db, &line, 0) > 0)
				PQfreemem(line);
			PQclear(r);
			r = PQgetResult(t.db);
		}
		PGresult *rest;

		while ((rest = PQgetResult(t.db)))
			PQclear(rest);
	}
	if (PQresultStatus(r) == PGRES_FATAL_ERROR) {
		const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE), *message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

		snprintf(answer.sqlstate, sizeof(answer.sqlstate), "%s", state ? state : "?????");
		snprintf(answer.message, sizeof(answer.message), "%s", message ? message : "");
	}
	PQclear(r);
	return answer;
}

static void compare_answers(const char *file, const char *text, const struct sql_statement *s, const struct answer *server, const struct answer *ours)
{
	int line = 1;
	char where[600];

	if (!is_ddl(s) || ours->opaque || strcmp(server->sqlstate, ours->sqlstate) == 0)
		return;
	if (!*ours->sqlstate && (beyond_schema(server->sqlstate, server->message) || strstr(server->message, "plumbline_unknown")))
		return;
	for (int i = 0; i < s->start; i++)
		line += text[i] == '\n';
	snprintf(where, sizeof(where), "%s:%d", strrchr(file, '/') ? strrchr(file, '/') + 1 : file, line);
	differ("%s\n#   server: %s\n#   replay: %s", where, *server->sqlstate ? arena_printf(&t.catalog->arena, "%s %s", server->sqlstate, server->message) : "success",
		*ours->sqlstate ? arena_printf(&t.catalog->arena, "%s %s", ours->sqlstate, ours->message) : "success");
}

static char *read_file(const char *path, size_t *length)
{
	FILE *f = fopen(path, "rb");
	struct buf text = {0};
	char part[65536];
	size_t n;

	if (!f) {
		perror(path);
		exit(2);
	}
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&text, part, n);
	fclose(f);
	buf_add(&text, "", 0);
	*length = text.n;
	return text.p ? text.p : xstrdup("");
}

/* --- the server, as lines --- */

static void server_lines(struct lines *out)
{
	PGresult *path = PQexec(t.db, "SHOW search_path");
	char *restore = arena_printf(&t.catalog->arena, "SET search_path = %s", *PQgetvalue(path, 0, 0) ? PQgetvalue(path, 0, 0) : "''");

	PQclear(path);
	PQclear(PQexec(t.db, "SET search_path = public"));
	for (size_t i = 0; i < t.queries->n; i++) {
		const struct sql_statement *query = &t.queries->statement[i];
		char *sql = arena_strndup(&t.catalog->arena, t.queries->text + query->start, (size_t)query->length);
		PGresult *r = PQexec(t.db, sql);

		if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
			die(sql);
		for (int row = 0; row < PQntuples(r); row++)
			vec_push(out, xstrdup(PQgetvalue(r, row, 0)));
		PQclear(r);
	}
	PQclear(PQexec(t.db, restore));
}

#include "catalog_lines.h"

/* --- comparison --- */

/* Whether the line is about something the catalogue says it does not know: "column s.t …" of a relation without known columns, or a type printed "?". */
static bool unknown_to_us(const char *text, const struct lines *ours)
{
	char head[400];
	const char *name = text + strlen("column ");
	size_t n;

	if (!starts_with(text, "column "))
		return false;
	for (size_t i = 0; i < t.catalog->relation.n; i++) {
		const struct relation *r = t.catalog->relation.v[i];

		n = (size_t)snprintf(head, sizeof(head), "%s.%s ", r->schema, r->name);
		if (r->columns_unknown && strncmp(name, head, n) == 0)
			return true;
	}
	/* "column s.t 3 name ?": all up to the type is equal */
	for (size_t i = 0; i < ours->n; i++) {
		n = strlen(ours->v[i]);
		if (n > 2 && strcmp(ours->v[i] + n - 2, " ?") == 0 && strncmp(ours->v[i], text, n - 1) == 0) {
			t.unknown_types++;
			buf_printf(&t.report, "# type not known: %s\n", text);
			return true;
		}
	}
	return false;
}

static bool has_unknown_type(const char *text)
{
	return starts_with(text, "column ") && ends_with(text, " ?");
}

/* An extension that the server's machine does not have. */
static bool not_installed(const char *text)
{
	const char *name = text + strlen("extension ");
	PGresult *r;
	bool missing;

	if (!starts_with(text, "extension "))
		return false;
	r = PQexec(t.db, arena_printf(&t.catalog->arena, "SELECT FROM pg_available_extensions WHERE name = '%.*s'", (int)strcspn(name, " '"), name));
	missing = PQntuples(r) == 0;
	PQclear(r);
	return missing;
}

static void compare_lines(struct lines *server, struct lines *ours)
{
	size_t i = 0, k = 0;

	if (server->n)
		qsort(server->v, server->n, sizeof(*server->v), compare_text);
	if (ours->n)
		qsort(ours->v, ours->n, sizeof(*ours->v), compare_text);
	while (i < server->n || k < ours->n) {
		int order = i == server->n ? 1 : k == ours->n ? -1
							      : strcmp(server->v[i], ours->v[k]);

		if (order < 0 && !unknown_to_us(server->v[i], ours))
			differ("only the server: %s%s%s", server->v[i], "", "");
		if (order > 0 && !has_unknown_type(ours->v[k]) && !not_installed(ours->v[k]))
			differ("only the replay: %s%s%s", ours->v[k], "", "");
		i += order <= 0;
		k += order >= 0;
	}
}

static void free_lines(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->v[i]);
	vec_free(lines);
}

/* The state of both sides; true when they are equal. */
static bool compare_state(size_t *facts)
{
	struct lines server = {0}, ours = {0};
	int before = t.differences;

	server_lines(&server);
	our_lines(&ours);
	compare_lines(&server, &ours);
	*facts = server.n;
	free_lines(&server);
	free_lines(&ours);
	return t.differences == before;
}

static void run_text(const char *path, const char *text, size_t length)
{
	size_t facts;
	struct sql_text *parsed = sql_parse(text, length);
	bool rolls_back = false, every;

	if (strstr(text, "-- replay: complete"))
		t.complete = true;
	for (size_t i = 0; i < parsed->n; i++)
		if (parsed->statement[i].tree)
			rolls_back |= tree_text_is(tree_as(parsed->statement[i].tree, "TransactionStmt"), "kind", "TRANS_STMT_ROLLBACK");
	every = t.every && !rolls_back;
	t.answers.n = 0;
	t.offset = 0;
	for (size_t i = 0; i < parsed->n; i++)
		vec_push(&t.answers, (struct answer){.sqlstate = ""});
	t.replay.strict = !every;
	if (!every)
		replay_text(&t.replay, text, length, 1, 1);
	for (size_t i = 0; i < parsed->n; i++) {
		const struct sql_statement *s = &parsed->statement[i];
		char *sql = arena_strndup(&t.catalog->arena, parsed->text + s->start, (size_t)s->length);
		struct answer server;

		t.statements++;
		t.offset = (int)i;
		if (every)
			replay_text(&t.replay, sql, (size_t)s->length, 1, 1);
		if (t.database || (every && s->tree && tree_is(s->tree, "TransactionStmt")))
			continue;
		server = execute(sql);
		if (t.verbose)
			fprintf(stderr, "%-5s %-5s %.100s\n", server.sqlstate, t.answers.v[i].sqlstate, sql);
		compare_answers(path, text, s, &server, &t.answers.v[i]);
		if (every && is_ddl(s) && !compare_state(&facts)) {
			buf_printf(&t.report, "# after: %s\n", sql);
			every = false;
			break;
		}
	}
	/* A transaction left open: whoever runs the file ends it. */
	if (!t.database)
		PQclear(PQexec(t.db, PQtransactionStatus(t.db) == PQTRANS_INERROR ? "ROLLBACK" : "COMMIT"));
	sql_free(parsed);
}

static void run_file(const char *path)
{
	size_t length;
	char *text = read_file(path, &length);

	run_text(path, text, length);
	free(text);
}

static int only_sql(const struct dirent *entry)
{
	return ends_with(entry->d_name, ".sql");
}

static void run_path(const char *path)
{
	struct stat st;
	struct dirent **names;
	int n;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		run_file(path);
		return;
	}
	if ((n = scandir(path, &names, only_sql, alphasort)) < 0) {
		perror(path);
		exit(2);
	}
	for (int i = 0; i < n; i++) {
		char *file = arena_printf(&t.catalog->arena, "%s/%s", path, names[i]->d_name);

		run_file(file);
		free(names[i]);
	}
	free(names);
}

static PGconn *connect_to(const char *conninfo, const char *database)
{
	char text[2000];
	PGconn *db;

	snprintf(text, sizeof(text), "%s%s%s", conninfo, database ? " dbname=" : "", database ? database : "");
	db = PQconnectdb(text);
	if (PQstatus(db) != CONNECTION_OK) {
		fprintf(stderr, "replay_truth: %s", PQerrorMessage(db));
		exit(2);
	}
	PQclear(PQexec(db, "SET client_min_messages = error"));
	return db;
}

/* --- trees --- */

/* A text of a source of a tree, in the order they run. */
struct piece {
	int64_t source;
	char *kind, *path, *file, *text;
};

static struct {
	VEC(struct piece);
} pieces;

static void note_text(void *context, int64_t source, const char *kind, const char *path, const char *file, const char *text)
{
	(void)context;
	if (t.kind ? strcmp(kind, t.kind) == 0 : strcmp(kind, "startup") != 0)
		vec_push(&pieces, (struct piece){source, xstrdup(kind), xstrdup(path), xstrdup(file), xstrdup(text)});
}

static void read_tree(const char *root)
{
	struct config config = {0};
	struct err err = {0};
	struct pipeline p = {.root = root, .config = &config, .on_schema_text = note_text};

	if (!pipeline_run(&p, &err)) {
		fprintf(stderr, "replay_truth: %s: %s\n", root, err.message);
		exit(2);
	}
	pipeline_end(&p);
}

/* The texts from `from` on that are of one source; the first of another. */
static size_t run_source(size_t from)
{
	size_t i;

	for (i = from; i < pieces.n && pieces.v[i].source == pieces.v[from].source; i++) {
		if (i > from && strcmp(pieces.v[i].file, pieces.v[i - 1].file) != 0 && t.catalog->search_path.n == 0) {
			replay_session(t.catalog);
			PQclear(PQexec(t.db, "RESET search_path"));
		}
		run_text(pieces.v[i].file, pieces.v[i].text, strlen(pieces.v[i].text));
	}
	return i;
}

static void free_pieces(void)
{
	for (size_t i = 0; i < pieces.n; i++) {
		free(pieces.v[i].kind);
		free(pieces.v[i].path);
		free(pieces.v[i].file);
		free(pieces.v[i].text);
	}
	vec_free(&pieces);
}

/* One argument or source: one database, one test. `from`: the first of its pieces, moved past the last; NULL: a path. */
static bool test(const char *conninfo, const char *path, int number, size_t *from)
{
	char database[64], sql[128];
	PGconn *admin = connect_to(conninfo, NULL);
	size_t facts;
	bool ok;

	snprintf(database, sizeof(database), "truth_%d_%d", (int)getpid(), number);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", database);
	PQclear(PQexec(admin, sql));
	t.db = connect_to(conninfo, t.database ? t.database : database);
	t.catalog = catalog_new();
	t.replay = (struct replay){.catalog = t.catalog, .on_problem = on_problem};
	t.differences = t.statements = t.opaque = 0;
	t.complete = false;
	if (from && !t.database)
		PQclear(PQexec(t.db, t.stand_in));
	if (from)
		*from = run_source(*from);
	else
		run_path(path);
	t.unknown_relations = t.unknown_types = 0;
	compare_state(&facts);
	ok = t.differences == 0 && !(t.complete && (t.opaque || t.unknown_relations));
	printf("%sok %d - %s: %d statements, %zu facts, %d differences, %d opaque, columns of %d relations and %d types not known\n%s", ok ? "" : "not ",
		number, from || !strrchr(path, '/') ? path : strrchr(path, '/') + 1, t.statements,
		facts, t.differences, t.opaque, t.unknown_relations, t.unknown_types, ok && !t.verbose ? "" : buf_text(&t.report));
	fflush(stdout);
	catalog_free(t.catalog);
	PQfinish(t.db);
	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s", database);
	PQclear(PQexec(admin, sql));
	PQfinish(admin);
	buf_reset(&t.report);
	return ok;
}

int main(int argc, char **argv)
{
	const char *conninfo = getenv("PLUMBLINE_TEST_PG");
	int first = 1, failed = 0, tests = 0;
	bool trees = false;
	char *text;
	size_t length;

	for (; first < argc && argv[first][0] == '-'; first++) {
		t.verbose |= strcmp(argv[first], "-v") == 0;
		t.every |= strcmp(argv[first], "-e") == 0;
		trees |= strcmp(argv[first], "-t") == 0;
		if (first + 1 < argc && strcmp(argv[first], "-d") == 0)
			t.database = argv[++first];
		else if (first + 1 < argc && strcmp(argv[first], "-k") == 0)
			t.kind = argv[++first];
	}
	if (!conninfo || first >= argc) {
		fprintf(stderr, "usage: PLUMBLINE_TEST_PG=conninfo replay_truth [-v] [-e] FILE|FOLDER... | [-d DATABASE -k KIND] -t TREE...\n");
		return 2;
	}
	text = read_file("tests/live/replay_truth.sql", &length);
	t.queries = sql_parse(text, length);
	free(text);
	t.stand_in = read_file("tests/live/replay_stand_in.sql", &length);
	if (!trees)
		printf("1..%d\n", argc - first);
	for (int i = first; i < argc; i++) {
		if (!trees) {
			failed += !test(conninfo, argv[i], ++tests, NULL);
			continue;
		}
		read_tree(argv[i]);
		for (size_t at = 0; at < pieces.n;) {
			char title[512];

			snprintf(title, sizeof(title), "%s %s %s", strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i], pieces.v[at].kind, pieces.v[at].path);
			failed += !test(conninfo, title, ++tests, &at);
		}
		free_pieces();
	}
	if (trees)
		printf("1..%d\n", tests);
	buf_free(&t.report);
	vec_free(&t.answers);
	sql_free(t.queries);
	free(t.stand_in);
	return failed ? 1 : 0;
}
