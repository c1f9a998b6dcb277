/*
 * The binder against PostgreSQL: every statement of the files in tests/live/bind is parsed by a real server (Parse, never Execute)
 * and by the binder, and the answers are compared.
 *
 *     PLUMBLINE_TEST_PG=conninfo bind_truth [-m MUTANTS] [-s SEED] [-t] [-v] FILE...
 *
 * A file is `-- schema:` and DDL, then `-- statements:` and statements separated by lines of `;;`. The schema is made in the server's
 * empty database, in a transaction that is rolled back; the catalogue is read from the server, so that the binder is measured alone.
 * Statements PostgreSQL does not analyse at Parse (CREATE VIEW, COPY, TRUNCATE, LOCK) are executed inside the transaction and undone.
 *
 * Compared: the SQLSTATEs of `classes` with their positions and messages; for what the server accepts, that none of these is reported, and the names,
 * base columns and (where the binder claims to know them) types of the output and of the parameters. With -m, the statements the server accepts are mutated, see
 * `kinds`. Statements both accept are executed on generated rows (rows.h) and undone: no NULL may come where the binder said never, and no more rows than it
 * proved. -t prints a table of agreement per class of error and per kind of mutation. Exit 1 when anything is reported that the server does not report, or more
 * than 2 % of the server's errors are missed.
 */
#include "server_catalog.h"

#include "mutate.h"
#include "rows.h"

/* The errors of Parse that are the binder's to find. */
static const struct {
	const char *sqlstate, *what;
} classes[] = {
	{"42601", "syntax, arity"},
	{"42P01", "no such table, or not in FROM"},
	{"42703", "no such column"},
	{"42702", "ambiguous column"},
	{"42883", "no such function or operator"},
	{"42725", "function or operator not unique"},
	{"42804", "type mismatch"},
	{"42846", "no such cast"},
	{"42809", "ANY of what is no array, OVER of what is no window"},
	{"22P02", "literal not readable"},
	{"22007", "date not readable"},
	{"22008", "date out of range"},
	{"22003", "number out of range"},
	{"42803", "GROUP BY, aggregates"},
	{"42P08", "parameter of two types"},
	{"42P18", "parameter of no type"},
	{"428C9", "write to a generated column"},
	{"55000", "write to a view that cannot be"},
	{"0A000", "row locks and set-returning functions that cannot be"},
	{"42P20", "windows"},
	{"42P10", "ON CONFLICT without a unique index"},
	{"42704", "no such type, window, or constraint of ON CONFLICT"},
	{"22001", "literal too long"},
};
#define CLASSES (sizeof(classes) / sizeof(*classes))

struct tally {
	int server, agreed, later, moved, missed, not_judged, false_error;
};

struct count {
	struct tally by_class[CLASSES], by_kind[KINDS];
	int types, types_known, parameters, parameters_known, parameters_wrong;
	struct {
		int columns, seen_null, filled;
	} null[3]; /* by enum null_answer: columns said to be so, those that held a NULL, those that had rows */
	int executed, proved, null_wrong, rows_wrong, refused, refused_wrong;
	int agreed_valid, agreed_error, later, masked, other, missed, false_error, moved, worded, outputs, output_wrong, base_unknown, not_judged;
};

static struct {
	struct count n;
	bool verbose, table;
	size_t kind;
	unsigned seed;
} t;

/* --- one statement --- */

struct answer {
	char sqlstate[6];
	char message[512];
	int position;
	PGresult *description;
};

static bool is_executed(const char *text)
{
	static const char *const words[] = {"CREATE ", "COPY ", "TRUNCATE ", "LOCK ", "REFRESH "};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strncasecmp(text, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* Characters, counted from 1, to bytes counted from 0. */
static int byte_position(const char *text, const char *characters)
{
	int n = characters ? atoi(characters) : 0, i = 0;

	if (!n)
		return -1;
	for (; text[i] && n > 1; n--)
		for (i++; (text[i] & 0xc0) == 0x80; i++)
			;
	return i;
}

/* What the planner says of a change, its parameters NULL: some errors are no sooner found. Of the others of that stage (division by zero …) nothing is asked. */
static void plan(const char *text, struct answer *a)
{
	static const char *const wanted[] = {"42P10", "22001", "22003", "0A000"};
	int n = PQnparams(a->description);
	char sql[9000];
	PGresult *r;

	if (!strcasestr(text, " FOR ") && strncasecmp(text, "INSERT", 6) != 0 && strncasecmp(text, "UPDATE", 6) != 0 && strncasecmp(text, "WITH", 4) != 0 && strncasecmp(text, "MERGE", 5) != 0)
		return;
	snprintf(sql, sizeof(sql), "PREPARE planned AS %s", text);
	r = PQexec(server.db, sql);
	if (PQresultStatus(r) == PGRES_COMMAND_OK) {
		PQclear(r);
		snprintf(sql, sizeof(sql), "EXPLAIN EXECUTE planned");
		for (int i = 0; i < n; i++)
			snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), "%sNULL%s", i ? ", " : "(", i + 1 == n ? ")" : "");
		r = PQexec(server.db, sql);
		/* Out of memory or locks: no answer. */
		if (PQresultStatus(r) == PGRES_FATAL_ERROR && strncmp(PQresultErrorField(r, PG_DIAG_SQLSTATE), "53", 2) == 0)
			die(text);
		for (size_t i = 0; PQresultStatus(r) == PGRES_FATAL_ERROR && i < sizeof(wanted) / sizeof(*wanted); i++)
			if (strcmp(wanted[i], PQresultErrorField(r, PG_DIAG_SQLSTATE)) == 0) {
				snprintf(a->sqlstate, sizeof(a->sqlstate), "%s", wanted[i]);
				snprintf(a->message, sizeof(a->message), "%s", PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
			}
	}
	PQclear(r);
	run("ROLLBACK TO one");
	PQclear(PQexec(server.db, "DEALLOCATE ALL"));
}

/* SQLSTATEs that stand for much: what the binder judges of them begins with these words. */
static bool means_other(const struct answer *a)
{
	static const char *const words[][2] = {
		{"42P10", "there is no"},
		{"42704", "type "},
		{"42704", "constraint "},
		{"42809", "op ANY"},
		{"42809", "column notation"},
		{"0A000", "FOR "},
		{"55000", "cannot "},
	};
	bool listed = false;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(words[i][0], a->sqlstate) != 0)
			continue;
		listed = true;
		if (strncmp(a->message, words[i][1], strlen(words[i][1])) == 0)
			return false;
	}
	return listed;
}

static struct answer ask_server(const char *text)
{
	struct answer a = {.position = -1};
	PGresult *r;

	run("SAVEPOINT one");
	r = is_executed(text) ? PQexec(server.db, text) : PQprepare(server.db, "", text, 0, NULL);
	if (PQresultStatus(r) == PGRES_FATAL_ERROR) {
		snprintf(a.sqlstate, sizeof(a.sqlstate), "%s", PQresultErrorField(r, PG_DIAG_SQLSTATE));
		snprintf(a.message, sizeof(a.message), "%s", PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
		if (means_other(&a))
			snprintf(a.sqlstate, sizeof(a.sqlstate), "other");
		a.position = byte_position(text, PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION));
	} else if (!is_executed(text)) {
		a.description = PQdescribePrepared(server.db, "");
		plan(text, &a);
	}
	PQclear(r);
	run("ROLLBACK TO one; RELEASE one");
	return a;
}

/* The place in `classes`; CLASSES: none. */
static size_t class_of(const char *sqlstate)
{
	size_t i = 0;

	while (i < CLASSES && strcmp(classes[i].sqlstate, sqlstate) != 0)
		i++;
	return i;
}

static bool is_ours(const char *sqlstate)
{
	return class_of(sqlstate) < CLASSES;
}

/* Adds one to a count of the class and of the kind of mutation at hand. */
#define TALLY(sqlstate_, what_) \
	do { \
		t.n.by_class[class_of(sqlstate_)].what_++; \
		t.n.by_kind[t.kind].what_++; \
	} while (0)

static void show(const char *what, const char *text, const struct answer *a, const struct bound *b)
{
	printf("%s: %s\n\tserver: %s %s @%d\n", what, text, *a->sqlstate ? a->sqlstate : "ok", a->message, a->position);
	for (size_t i = 0; i < b->problems.n; i++)
		if (is_ours(b->problems.v[i].sqlstate))
			printf("\tours:   %s %s @%d\n", b->problems.v[i].sqlstate, b->problems.v[i].message, b->problems.v[i].position);
	if (b->unchecked)
		printf("\tunchecked: %s\n", b->unchecked);
}

static void compare_outputs(const char *text, const struct answer *a, const struct bound *b)
{
	static const char *const question =
		"SELECT coalesce((SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.oid = $1::oid AND a.attnum = $2::int), ''),"
		" coalesce(et.typname, ty.typname), coalesce(et.oid IS NOT NULL, false)::int FROM pg_type ty LEFT JOIN pg_type et ON et.oid = ty.typelem AND et.typarray = ty.oid"
		" WHERE ty.oid = $3::oid";
	int n = PQnfields(a->description);

	if (!b->outputs.n || b->statements != 1)
		return;
	t.n.outputs++;
	if ((size_t)n != b->outputs.n) {
		t.n.output_wrong++;
		printf("OUTPUT WIDTH %d, ours %zu: %s\n", n, b->outputs.n, text);
		return;
	}
	for (int i = 0; i < n; i++) {
		const struct bound_output *o = &b->outputs.v[i];
		char value[3][32], ours[300];
		struct sql_type type;
		const char *const parameter[3] = {value[0], value[1], value[2]};
		PGresult *r;
		bool wrong = strcmp(o->name, PQfname(a->description, i)) != 0;

		snprintf(value[0], 32, "%u", PQftable(a->description, i));
		snprintf(value[1], 32, "%d", PQftablecol(a->description, i));
		snprintf(value[2], 32, "%u", PQftype(a->description, i));
		r = PQexecParams(server.db, question, 3, NULL, parameter, NULL, NULL, 0);
		if (PQresultStatus(r) != PGRES_TUPLES_OK)
			die(question);
		snprintf(ours, sizeof(ours), "%s%s%s", o->table, *o->table ? "." : "", o->column);
		/* System columns and those of the system's own views are not followed. */
		wrong |= *ours && strcmp(ours, PQgetvalue(r, 0, 0)) != 0;
		t.n.base_unknown += !*ours && *PQgetvalue(r, 0, 0);
		t.n.types++;
		t.n.types_known += o->type.name != NULL;
		/* A domain is described as what it is over. */
		type = o->type;
		for (const struct user_type *domain; type.name && !type.array && (domain = catalog_type(server.catalog, type.schema, type.name)) && domain->kind == TYPE_DOMAIN;)
			type = domain->base;
		wrong |= type.name && (strcmp(type.name, PQgetvalue(r, 0, 1)) != 0 || (type.array > 0) != (PQgetvalue(r, 0, 2)[0] == '1'));
		if (wrong) {
			t.n.output_wrong++;
			printf("OUTPUT %d is %s %s %s%s, ours %s %s %s%s: %s\n", i + 1, PQfname(a->description, i), PQgetvalue(r, 0, 0), PQgetvalue(r, 0, 1),
				PQgetvalue(r, 0, 2)[0] == '1' ? "[]" : "", o->name, ours, o->type.name ? o->type.name : "?", o->type.array ? "[]" : "", text);
		}
		PQclear(r);
	}
}

static void compare_parameters(const char *text, const struct answer *a, const struct bound *b)
{
	static const char *const question = "SELECT coalesce(et.typname, ty.typname), (et.oid IS NOT NULL)::int FROM pg_type ty"
					    " LEFT JOIN pg_type et ON et.oid = ty.typelem AND et.typarray = ty.oid WHERE ty.oid = $1::oid";

	for (size_t i = 0; i < b->parameters.n && b->statements == 1; i++) {
		const struct bound_parameter *p = &b->parameters.v[i];
		char oid[32];
		const char *const parameter[1] = {oid};
		PGresult *r;

		if (p->number < 1 || p->number > PQnparams(a->description))
			continue;
		t.n.parameters++;
		if (!p->type.name)
			continue;
		t.n.parameters_known++;
		snprintf(oid, sizeof(oid), "%u", PQparamtype(a->description, p->number - 1));
		r = PQexecParams(server.db, question, 1, NULL, parameter, NULL, NULL, 0);
		if (PQresultStatus(r) != PGRES_TUPLES_OK)
			die(question);
		if (strcmp(PQgetvalue(r, 0, 0), p->type.name) != 0 || (p->type.array > 0) != (PQgetvalue(r, 0, 1)[0] == '1')) {
			t.n.parameters_wrong++;
			printf("PARAMETER $%d is %s%s, ours %s%s: %s\n", p->number, PQgetvalue(r, 0, 0), PQgetvalue(r, 0, 1)[0] == '1' ? "[]" : "", p->type.name,
				p->type.array ? "[]" : "", text);
		}
		PQclear(r);
	}
}

/* The parameters as small values of the types the server deduced, some NULL. */
static PGresult *execute(const char *text, const struct answer *a, unsigned *seed)
{
	static const char *const question = "SELECT coalesce(en.nspname, tn.nspname), coalesce(et.typname, ty.typname), (et.oid IS NOT NULL)::int, '' FROM pg_type ty"
					    " JOIN pg_namespace tn ON tn.oid = ty.typnamespace LEFT JOIN pg_type et ON et.oid = ty.typelem AND et.typarray = ty.oid"
					    " LEFT JOIN pg_namespace en ON en.oid = et.typnamespace WHERE ty.oid = $1::oid";
	int n = PQnparams(a->description);
	struct buf *value = xcalloc((size_t)n + 1, sizeof(*value));
	const char **text_of = xcalloc((size_t)n + 1, sizeof(*text_of));
	PGresult *r;

	for (int i = 0; i < n; i++) {
		char oid[32];
		const char *const parameter[1] = {oid};
		struct sql_type type;

		snprintf(oid, sizeof(oid), "%u", PQparamtype(a->description, i));
		r = PQexecParams(server.db, question, 1, NULL, parameter, NULL, NULL, 0);
		type = read_type(r, 0, 0);
		PQclear(r);
		if (random_next(seed) % 6 && random_value(&value[i], &type, NULL, 0, false, seed))
			text_of[i] = buf_text(&value[i]);
	}
	r = PQexecParams(server.db, text, n, NULL, text_of, NULL, NULL, 0);
	for (int i = 0; i < n; i++)
		buf_free(&value[i]);
	free(value);
	free(text_of);
	return r;
}

static bool counts_fit(enum cardinality said, int rows)
{
	return said == CARD_ONE ? rows == 1 : said == CARD_MAYBE_ONE ? rows <= 1
								     : true;
}

/* What executing gives against what was said of NULL and of the number of rows. */
static void compare_rows(const char *text, const struct answer *a, const struct bound *b)
{
	static const char *const said[] = {"not known", "never", "may"};
	bool wrong = false, null[1700] = {0};
	const struct bound_problem *claim = NULL;
	int rows = 0;

	if (b->statements != 1 || is_executed(text) || PQnfields(a->description) > 1700)
		return;
	for (size_t i = 0; i < b->problems.n; i++)
		/* What DO UPDATE and MERGE write is refused when it comes to that. */
		if (b->problems.v[i].certain && starts_with(b->problems.v[i].sqlstate, "235") && !strcasestr(text, "DO UPDATE") && !strcasestr(text, "MERGE"))
			claim = &b->problems.v[i];
	t.n.proved += b->cardinality == CARD_ONE || b->cardinality == CARD_MAYBE_ONE;
	/* With other parameters, until some rows came. */
	for (int i = 0; i < 3; i++) {
		PGresult *r;

		run("SAVEPOINT one");
		run("SET LOCAL statement_timeout = '100ms'");
		r = execute(text, a, &t.seed);
		if (claim && PQresultStatus(r) == PGRES_FATAL_ERROR) {
			t.n.refused += strcmp(PQresultErrorField(r, PG_DIAG_SQLSTATE), claim->sqlstate) == 0;
		} else if (claim && atoi(PQcmdTuples(r)) > 0) {
			t.n.refused_wrong++;
			printf("WRITTEN although %s: %s\n", claim->message, text);
		}
		if (PQresultStatus(r) == PGRES_TUPLES_OK) {
			t.n.executed++;
			rows += PQntuples(r);
			if (!counts_fit(b->cardinality, PQntuples(r))) {
				t.n.rows_wrong++;
				printf("ROWS %d, proved by %s: %s\n", PQntuples(r), b->proof, text);
				i = 3;
			}
			for (int k = 0; k < PQnfields(r); k++)
				for (int row = 0; row < PQntuples(r) && !null[k]; row++)
					null[k] = PQgetisnull(r, row, k);
		}
		PQclear(r);
		run("ROLLBACK TO one; RELEASE one");
		if (rows > 5)
			break;
	}
	for (size_t k = 0; k < b->outputs.n && (size_t)PQnfields(a->description) == b->outputs.n; k++) {
		enum null_answer is = b->outputs.v[k].null.is;

		t.n.null[is].columns++;
		t.n.null[is].filled += rows > 0;
		t.n.null[is].seen_null += null[k];
		if (is == NULL_NEVER && null[k] && !wrong) {
			wrong = true;
			t.n.null_wrong++;
			printf("NULL in column %zu, said %s: %s\n", k + 1, said[is], text);
		}
	}
}

/* PostgreSQL's own relations are not judged. */
static bool names_system(const struct bound *b)
{
	for (size_t i = 0; i < b->tables.n; i++)
		if (!b->tables.v[i].relation && catalog_is_system(*b->tables.v[i].schema ? b->tables.v[i].schema : NULL, b->tables.v[i].name))
			return true;
	return false;
}

/* The rewriter and the planner say no place. */
static bool has_no_place(const char *sqlstate)
{
	static const char *const none[] = {"428C9", "55000", "42P10", "22001", "22003", "0A000"};

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (strcmp(none[i], sqlstate) == 0)
			return true;
	return false;
}

static void judge_error(const char *text, const struct answer *a, const struct bound *b)
{
	const struct bound_problem *first = NULL;
	bool same = false;

	TALLY(a->sqlstate, server);
	for (size_t i = 0; i < b->problems.n; i++) {
		const struct bound_problem *p = &b->problems.v[i];

		if (!is_ours(p->sqlstate))
			continue;
		first = first ? first : p;
		same |= strcmp(p->sqlstate, a->sqlstate) == 0 && (p->position == a->position || (a->position < 0 && has_no_place(a->sqlstate)));
	}
	/* What is executed instead of analysed has no position on the server. */
	if (first && strcmp(first->sqlstate, a->sqlstate) == 0 && (first->position == a->position || (a->position < 0 && (is_executed(text) || has_no_place(a->sqlstate))))) {
		t.n.agreed_error++;
		TALLY(a->sqlstate, agreed);
		if (strcmp(first->message, a->message) != 0) {
			t.n.worded++;
			show("WORDED", text, a, b);
		}
	} else if (same) {
		t.n.later++;
		TALLY(a->sqlstate, later);
		if (t.verbose)
			show("LATER", text, a, b);
	} else if (b->unchecked || names_system(b)) {
		t.n.not_judged++;
		TALLY(a->sqlstate, not_judged);
	} else if (first && strcmp(first->sqlstate, a->sqlstate) == 0) {
		t.n.moved++;
		TALLY(a->sqlstate, moved);
		show("MOVED", text, a, b);
	} else {
		t.n.missed++;
		TALLY(a->sqlstate, missed);
		show("MISSED", text, a, b);
	}
}

/* Whether the server accepts the statement. */
static bool compare(const char *text)
{
	struct arena arena = {0};
	struct answer a = ask_server(text);
	struct bound *b = bind_statement(&arena, server.catalog, text, strlen(text));
	bool reported = false, valid = !*a.sqlstate;

	for (size_t i = 0; i < b->problems.n; i++)
		reported |= is_ours(b->problems.v[i].sqlstate);
	if (valid && reported) {
		t.n.false_error++;
		for (size_t i = 0; i < b->problems.n; i++)
			if (is_ours(b->problems.v[i].sqlstate)) {
				TALLY(b->problems.v[i].sqlstate, false_error);
				break;
			}
		show("FALSE", text, &a, b);
	} else if (valid) {
		t.n.agreed_valid++;
		if (a.description) {
			compare_outputs(text, &a, b);
			compare_parameters(text, &a, b);
			compare_rows(text, &a, b);
		}
	} else if (is_ours(a.sqlstate)) {
		judge_error(text, &a, b);
	} else if (reported) {
		/* Another error came first on the server; whether ours would have followed cannot be asked. */
		t.n.masked++;
		if (t.verbose)
			show("MASKED", text, &a, b);
	} else {
		t.n.other++;
		if (t.verbose)
			show("OTHER", text, &a, b);
	}
	PQclear(a.description);
	bound_free(b);
	arena_free(&arena);
	return valid;
}

/* --- files --- */

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	struct buf buf = {0};
	char part[4096];
	size_t n;

	if (!f) {
		fprintf(stderr, "bind_truth: cannot open \"%s\"\n", path);
		exit(2);
	}
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&buf, part, n);
	fclose(f);
	return buf.p;
}

static void run_file(const char *path, int mutants, unsigned seed)
{
	char *text = read_file(path), *body = strstr(text, "\n-- statements:\n"), *next;
	VEC_OF(char *) valid = {0};

	if (!body) {
		fprintf(stderr, "bind_truth: \"%s\" has no \"-- statements:\" line\n", path);
		exit(2);
	}
	*body = 0;
	run("BEGIN");
	run("SET LOCAL client_min_messages = error");
	/* What holds for any value of the parameters, not for NULL. */
	run("SET LOCAL plan_cache_mode = force_generic_plan");
	run(text);
	read_catalog();
	t.seed = seed;
	fill_tables(seed);
	t.kind = 0;
	for (body += strlen("\n-- statements:\n"); body && *body; body = next) {
		next = strstr(body, "\n;;\n");
		if (next) {
			*next = 0;
			next += 4;
		}
		if (compare(body))
			vec_push(&valid, body);
	}
	for (int i = 0; i < mutants && valid.n; i++) {
		char mutant[8192];

		mutate(valid.v[random_next(&seed) % valid.n], &seed, mutant, sizeof(mutant), &t.kind);
		/* The end of input is where the binder's statement ends, without the white space behind. */
		for (size_t n = strlen(mutant); n && isspace((unsigned char)mutant[n - 1]); n--)
			mutant[n - 1] = 0;
		if (!*mutant)
			continue;
		compare(mutant);
	}
	run("ROLLBACK");
	vec_free(&valid);
	catalog_free(server.catalog);
	free(text);
}

static void print_tally(const char *name, const char *what, const struct tally *n)
{
	int judged = n->server - n->not_judged;

	printf("| %s | %s | %d | %d | %d | %d | %d | %d | %.1f %% | %d |\n", name, what, n->server, n->agreed, n->later, n->moved, n->missed, n->not_judged,
		judged ? 100.0 * (n->agreed + n->later) / judged : 100.0, n->false_error);
}

static void print_table(void)
{
	const char *head = "| server's errors | first and in place | among ours | elsewhere | missed | not judged | agreement | ours alone |\n";

	printf("| SQLSTATE | class %s|---|---|---|---|---|---|---|---|---|---|\n", head);
	for (size_t i = 0; i < CLASSES; i++)
		print_tally(classes[i].sqlstate, classes[i].what, &t.n.by_class[i]);
	printf("\n| | mutation %s|---|---|---|---|---|---|---|---|---|---|\n", head);
	for (size_t i = 0; i < KINDS; i++)
		print_tally("", kinds[i], &t.n.by_kind[i]);
	printf("\n");
}

int main(int argc, char **argv)
{
	int mutants = 0, all, i = 1;
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
		fprintf(stderr, "usage: PLUMBLINE_TEST_PG=conninfo bind_truth [-m MUTANTS] [-s SEED] [-t] [-v] FILE...\n");
		return 2;
	}
	server.db = PQconnectdb(getenv("PLUMBLINE_TEST_PG"));
	if (PQstatus(server.db) != CONNECTION_OK)
		die("connecting");
	for (; i < argc; i++)
		run_file(argv[i], mutants, seed);
	PQfinish(server.db);
	all = t.n.agreed_error + t.n.later + t.n.moved + t.n.missed;
	if (t.table)
		print_table();
	printf("# types of outputs known %d of %d; parameters known %d of %d, wrong %d\n", t.n.types_known, t.n.types, t.n.parameters_known, t.n.parameters,
		t.n.parameters_wrong);
	printf("# accepted by both %d, false errors %d\n", t.n.agreed_valid, t.n.false_error);
	printf("# of %d errors: first and in place %d, among ours %d, elsewhere %d, missed %d, not judged %d; worded otherwise %d\n", all, t.n.agreed_error,
		t.n.later, t.n.moved, t.n.missed, t.n.not_judged, t.n.worded);
	printf("# other errors %d, of these masked %d; outputs compared %d, wrong %d, base column not known %d\n", t.n.other + t.n.masked, t.n.masked,
		t.n.outputs, t.n.output_wrong, t.n.base_unknown);
	printf("# said to violate NOT NULL or CHECK, and refused for it when executed %d times, written %d\n", t.n.refused, t.n.refused_wrong);
	printf("# executed %d times: rows beyond what was proved %d (of %d proofs), NULL where never %d\n", t.n.executed, t.n.rows_wrong, t.n.proved, t.n.null_wrong);
	for (int i = 0; i < 3; i++)
		printf("# said of NULL %s: columns %d, with rows %d, NULL seen %d\n", i == NULL_NEVER ? "never" : i == NULL_MAY ? "may"
																: "not known",
			t.n.null[i].columns,
			t.n.null[i].filled, t.n.null[i].seen_null);
	printf("1..4\n%s - nothing is reported that the server accepts\n", t.n.false_error ? "not ok" : "ok");
	printf("%s - at most 2 %% of the server's errors are missed\n", t.n.missed * 50 > all ? "not ok" : "ok");
	printf("%s - the columns and parameters are the server's\n", t.n.output_wrong + t.n.parameters_wrong ? "not ok" : "ok");
	printf("%s - no NULL where there can be none, no row more than proved, none written that cannot be\n", t.n.null_wrong + t.n.rows_wrong + t.n.refused_wrong ? "not ok" : "ok");
	return t.n.refused_wrong || t.n.null_wrong || t.n.rows_wrong || t.n.false_error || t.n.output_wrong || t.n.parameters_wrong || t.n.missed * 50 > all ? 1 : 0;
}
