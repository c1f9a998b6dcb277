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
 * `kinds`. -t prints a table of agreement per class of error and per kind of mutation. Exit 1 when anything is reported that the server does not report, or more
 * than 2 % of the server's errors are missed.
 */
#include "../../audit/sql/bind.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

/* The errors of Parse that are the binder's to find. */
static const struct { const char *sqlstate, *what; } classes[] = {
	{"42601", "syntax, arity"}, {"42P01", "no such table, or not in FROM"}, {"42703", "no such column"}, {"42702", "ambiguous column"},
	{"42883", "no such function or operator"}, {"42725", "function or operator not unique"}, {"42804", "type mismatch"}, {"42846", "no such cast"},
	{"42809", "ANY of what is no array"}, {"22P02", "literal not readable"}, {"22007", "date not readable"}, {"22008", "date out of range"}, {"22003", "number out of range"},
	{"42803", "GROUP BY, aggregates"}, {"42P08", "parameter of two types"}, {"42P18", "parameter of no type"}, {"428C9", "write to a generated column"}, {"55000", "write to a view that cannot be"}, {"0A000", "lock of grouped rows"}, {"42P10", "ON CONFLICT without a unique index"},
	{"42704", "no such type, or constraint of ON CONFLICT"}, {"22001", "literal too long"},
};
#define CLASSES (sizeof(classes) / sizeof(*classes))
static const char *const kinds[] = {"as written", "name misspelt", "name for name", "qualifier dropped", "list item dropped", "qualifier added", "literal of another type",
	"GROUP BY item dropped", "operands swapped", "alias renamed", "operator exchanged", "cast added"};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

struct tally { int server, agreed, later, moved, missed, not_judged, false_error; };

struct count { struct tally by_class[CLASSES], by_kind[KINDS]; int types, types_known, parameters, parameters_known, parameters_wrong;
	int agreed_valid, agreed_error, later, masked, other, missed, false_error, moved, worded, outputs, output_wrong, base_unknown, not_judged; };

static struct { PGconn *db; struct catalog *catalog; struct count n; bool verbose, table; size_t kind; } t;

static void die(const char *what)
{
	fprintf(stderr, "bind_truth: %s: %s", what, PQerrorMessage(t.db));
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

/* --- the catalogue, read from the server --- */

#define MINE "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
/* Temporary relations are in a schema of the session's own. */
#define SCHEMA "CASE WHEN n.nspname LIKE 'pg\\_temp\\_%' THEN 'pg_temp' ELSE n.nspname END"
#define TYPE_PARTS "coalesce(en.nspname, tn.nspname), coalesce(et.typname, ty.typname), (et.oid IS NOT NULL)::int"
#define TYPE_JOIN(oid) " JOIN pg_type ty ON ty.oid = " oid " JOIN pg_namespace tn ON tn.oid = ty.typnamespace" \
	" LEFT JOIN pg_type et ON et.oid = ty.typelem AND ty.typcategory = 'A' LEFT JOIN pg_namespace en ON en.oid = et.typnamespace "

static char *word(const char *text)
{
	return arena_strdup(&t.catalog->arena, text);
}

static struct sql_type read_type(PGresult *r, int row, int column)
{
	return (struct sql_type){word(PQgetvalue(r, row, column)), word(PQgetvalue(r, row, column + 1)), "", atoi(PQgetvalue(r, row, column + 2))};
}

static const char **read_names(const char *list, size_t *n)
{
	const char **names = arena_array(&t.catalog->arena, const char *, strlen(list) + 1);

	*n = 0;
	for (const char *p = list; *p;) {
		size_t length = strcspn(p, "\n");

		names[(*n)++] = length ? arena_strndup(&t.catalog->arena, p, length) : NULL;
		p += length + (p[length] == '\n');
	}
	return names;
}

/* Enums and domains; those that extensions bring are base types. */
static void read_types(void)
{
	PGresult *r = ask("SELECT n.nspname, t.typname, t.typtype, (SELECT string_agg(enumlabel, E'\\n' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), " TYPE_PARTS
			  " FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace" TYPE_JOIN("CASE t.typbasetype WHEN 0 THEN t.oid ELSE t.typbasetype END")
			  "WHERE " MINE " AND t.typtype IN ('e', 'd', 'b') AND t.typcategory <> 'A'");

	for (int i = 0; i < PQntuples(r); i++) {
		struct user_type *type = catalog_add_type(t.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1), PQgetvalue(r, i, 2)[0]);
		size_t n;
		const char **labels = read_names(PQgetvalue(r, i, 3), &n);

		for (size_t k = 0; k < n; k++)
			vec_push(&type->label, labels[k]);
		if (type->kind == TYPE_DOMAIN)
			type->base = read_type(r, i, 4);
	}
	PQclear(r);
	r = ask("SELECT extname, nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace");
	for (int i = 0; i < PQntuples(r); i++) {
		struct extension *extension = arena_new(&t.catalog->arena, struct extension);

		*extension = (struct extension){.name = word(PQgetvalue(r, i, 0)), .schema = word(PQgetvalue(r, i, 1))};
		vec_push(&t.catalog->extension, extension);
	}
	PQclear(r);
}

static void read_relations(void)
{
	PGresult *r = ask("SELECT " SCHEMA ", c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
			  " WHERE " MINE " AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') ORDER BY c.oid");

	for (int i = 0; i < PQntuples(r); i++)
		catalog_add_relation(t.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1), PQgetvalue(r, i, 2)[0]);
	PQclear(r);
	r = ask("SELECT " SCHEMA ", c.relname, a.attname, a.attnum, a.attnotnull::int, (a.atthasdef OR a.attidentity <> '')::int, a.attidentity, (a.attgenerated <> '')::int, "
		TYPE_PARTS ", coalesce(substring(format_type(a.atttypid, a.atttypmod) from '\\([0-9,]+\\)'), '') FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace" TYPE_JOIN("a.atttypid")
		"WHERE " MINE " AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.oid, a.attnum");
	for (int i = 0; i < PQntuples(r); i++) {
		struct relation *relation = catalog_relation(t.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1));
		struct column *column = arena_new(&t.catalog->arena, struct column);

		*column = (struct column){.name = word(PQgetvalue(r, i, 2)), .number = atoi(PQgetvalue(r, i, 3)), .not_null = atoi(PQgetvalue(r, i, 4)),
					  .has_default = atoi(PQgetvalue(r, i, 5)), .identity = PQgetvalue(r, i, 6)[0],
					  .generated = atoi(PQgetvalue(r, i, 7)), .type = read_type(r, i, 8)};
		column->type.modifier = word(PQgetvalue(r, i, 11));
		vec_push(&relation->column, column);
	}
	PQclear(r);
	r = ask("SELECT " SCHEMA ", c.relname, pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " MINE " AND c.relkind = 'v'");
	for (int i = 0; i < PQntuples(r); i++)
		catalog_relation(t.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1))->view_sql = word(PQgetvalue(r, i, 2));
	PQclear(r);
	r = ask("SELECT " SCHEMA ", c.relname, pn.nspname, p.relname FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid"
		" JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace"
		" WHERE c.relkind IN ('r', 'p')");
	for (int i = 0; i < PQntuples(r); i++)
		vec_push(&catalog_relation(t.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1))->parent,
			 catalog_relation(t.catalog, PQgetvalue(r, i, 2), PQgetvalue(r, i, 3)));
	PQclear(r);
}

static void read_keys(void)
{
	PGresult *r = ask("SELECT " SCHEMA ", c.relname, k.conname, k.contype, k.condeferrable::int, (SELECT string_agg(a.attname, E'\\n' ORDER BY x.n)"
			  " FROM unnest(k.conkey) WITH ORDINALITY AS x(attnum, n) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.attnum)"
			  " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " MINE " AND k.contype IN ('p', 'u')");

	for (int i = 0; i < PQntuples(r); i++) {
		struct constraint *c = arena_new(&t.catalog->arena, struct constraint);

		*c = (struct constraint){.name = word(PQgetvalue(r, i, 2)), .kind = PQgetvalue(r, i, 3)[0], .deferrable = atoi(PQgetvalue(r, i, 4))};
		c->column = read_names(PQgetvalue(r, i, 5), &c->columns);
		vec_push(&catalog_relation(t.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1))->constraint, c);
	}
	PQclear(r);
}

/* Unique indexes that are no constraint's. */
static void read_indexes(void)
{
	PGresult *r = ask("SELECT " SCHEMA ", c.relname, x.relname, (i.indpred IS NOT NULL)::int, (SELECT string_agg(coalesce(a.attname, ''), E'\\n' ORDER BY k.n)"
			  " FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n) LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0)"
			  " FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
			  " WHERE " MINE " AND c.relkind IN ('r', 'p', 'm') AND i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)");

	for (int i = 0; i < PQntuples(r); i++) {
		struct index *index = arena_new(&t.catalog->arena, struct index);

		*index = (struct index){.name = word(PQgetvalue(r, i, 2)), .unique = true, .partial = atoi(PQgetvalue(r, i, 3))};
		index->column = read_names(PQgetvalue(r, i, 4), &index->columns);
		vec_push(&catalog_relation(t.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1))->index, index);
	}
	PQclear(r);
}

static struct sql_type input_type(const char *text)
{
	char schema[80], name[80];
	int array = 0;

	if (sscanf(text, "%79s %79s %d", schema, name, &array) != 3)
		return (struct sql_type){0};
	return (struct sql_type){word(schema), word(name), "", array};
}

static void read_functions(void)
{
	PGresult *r = ask("SELECT n.nspname, p.proname, p.pronargs, p.pronargdefaults, p.proretset::int, (p.prokind = 'p')::int, (p.prokind = 'a')::int, (p.provariadic <> 0)::int, "
			  TYPE_PARTS ", (SELECT string_agg(p.proargnames[i], E'\\n' ORDER BY i) FROM generate_subscripts(p.proargmodes, 1) i"
			  " WHERE p.proargmodes[i] IN ('o', 'b', 't')),"
			  " (SELECT string_agg(format('%s %s %s', coalesce(en.nspname, tn.nspname), coalesce(et.typname, ty.typname), (et.oid IS NOT NULL)::int), E'\\n' ORDER BY x.i)"
			  " FROM unnest(p.proargtypes) WITH ORDINALITY x(o, i)" TYPE_JOIN("x.o") "),"
			  " (SELECT string_agg(p.proargnames[i], E'\\n' ORDER BY i) FROM generate_subscripts(p.proargnames, 1) i"
			  " WHERE p.proargmodes IS NULL OR p.proargmodes[i] IN ('i', 'b', 'v')) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
			  TYPE_JOIN("p.prorettype") " WHERE " MINE " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')");

	for (int i = 0; i < PQntuples(r); i++) {
		struct routine *f = catalog_add_function(t.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1));
		size_t n, types, named;
		const char **names = read_names(PQgetvalue(r, i, 11), &n), **type = read_names(PQgetvalue(r, i, 12), &types), **in = read_names(PQgetvalue(r, i, 13), &named);

		f->defaults = atoi(PQgetvalue(r, i, 3));
		f->returns_set = atoi(PQgetvalue(r, i, 4));
		f->is_procedure = atoi(PQgetvalue(r, i, 5));
		f->is_aggregate = atoi(PQgetvalue(r, i, 6));
		f->variadic = atoi(PQgetvalue(r, i, 7));
		f->result = read_type(r, i, 8);
		for (size_t k = 0; k < (size_t)atoi(PQgetvalue(r, i, 2)); k++) {
			vec_push(&f->argument, k < types && type[k] ? input_type(type[k]) : (struct sql_type){0});
			vec_push(&f->argument_name, k < named ? in[k] : NULL);
		}
		for (size_t k = 0; k < n; k++) {
			struct column *column = arena_new(&t.catalog->arena, struct column);

			column->name = names[k];
			vec_push(&f->output, column);
		}
	}
	PQclear(r);
}

static void read_catalog(void)
{
	PGresult *r;

	t.catalog = catalog_new();
	r = ask("SELECT nspname FROM pg_namespace n WHERE nspname <> 'public' AND " MINE);
	for (int i = 0; i < PQntuples(r); i++)
		vec_push(&t.catalog->schema, word(PQgetvalue(r, i, 0)));
	PQclear(r);
	read_types();
	read_relations();
	read_keys();
	read_indexes();
	read_functions();
}

/* --- one statement --- */

struct answer { char sqlstate[6]; char message[512]; int position; PGresult *description; };

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
	static const char *const wanted[] = {"42P10", "22001", "22003"};
	int n = PQnparams(a->description);
	char sql[9000];
	PGresult *r;

	if (strncasecmp(text, "INSERT", 6) != 0 && strncasecmp(text, "UPDATE", 6) != 0 && strncasecmp(text, "WITH", 4) != 0 && strncasecmp(text, "MERGE", 5) != 0)
		return;
	snprintf(sql, sizeof(sql), "PREPARE planned AS %s", text);
	r = PQexec(t.db, sql);
	if (PQresultStatus(r) == PGRES_COMMAND_OK) {
		PQclear(r);
		snprintf(sql, sizeof(sql), "EXPLAIN EXECUTE planned");
		for (int i = 0; i < n; i++)
			snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), "%sNULL%s", i ? ", " : "(", i + 1 == n ? ")" : "");
		r = PQexec(t.db, sql);
		for (size_t i = 0; PQresultStatus(r) == PGRES_FATAL_ERROR && i < sizeof(wanted) / sizeof(*wanted); i++)
			if (strcmp(wanted[i], PQresultErrorField(r, PG_DIAG_SQLSTATE)) == 0) {
				snprintf(a->sqlstate, sizeof(a->sqlstate), "%s", wanted[i]);
				snprintf(a->message, sizeof(a->message), "%s", PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
			}
	}
	PQclear(r);
	run("ROLLBACK TO one");
	PQclear(PQexec(t.db, "DEALLOCATE ALL"));
}

/* SQLSTATEs that stand for much: what the binder judges of them begins with these words. */
static bool means_other(const struct answer *a)
{
	static const char *const words[][2] = {
		{"42P10", "there is no"}, {"42704", "type "}, {"42704", "constraint "}, {"42809", "op ANY"}, {"42809", "column notation"}, {"0A000", "FOR "}, {"55000", "cannot "},
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
	r = is_executed(text) ? PQexec(t.db, text) : PQprepare(t.db, "", text, 0, NULL);
	if (PQresultStatus(r) == PGRES_FATAL_ERROR) {
		snprintf(a.sqlstate, sizeof(a.sqlstate), "%s", PQresultErrorField(r, PG_DIAG_SQLSTATE));
		snprintf(a.message, sizeof(a.message), "%s", PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
		if (means_other(&a))
			snprintf(a.sqlstate, sizeof(a.sqlstate), "other");
		a.position = byte_position(text, PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION));
	} else if (!is_executed(text)) {
		a.description = PQdescribePrepared(t.db, "");
		plan(text, &a);
	}
	PQclear(r);
	run("ROLLBACK TO one");
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
		" coalesce(et.typname, ty.typname), coalesce(et.oid IS NOT NULL, false)::int FROM pg_type ty LEFT JOIN pg_type et ON et.oid = ty.typelem AND ty.typcategory = 'A'"
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
		r = PQexecParams(t.db, question, 3, NULL, parameter, NULL, NULL, 0);
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
		for (const struct user_type *domain; type.name && !type.array && (domain = catalog_type(t.catalog, type.schema, type.name)) && domain->kind == TYPE_DOMAIN;)
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
					    " LEFT JOIN pg_type et ON et.oid = ty.typelem AND ty.typcategory = 'A' WHERE ty.oid = $1::oid";

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
		r = PQexecParams(t.db, question, 1, NULL, parameter, NULL, NULL, 0);
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
	struct bound *b = bind_statement(&arena, t.catalog, text, strlen(text));
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

/* --- mutants --- */

struct token { size_t start, length; };

static unsigned random_next(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Identifiers outside of strings and comments. */
static size_t identifiers(const char *text, struct token *token, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; text[i];) {
		if (text[i] == '\'') {
			for (i++; text[i] && text[i] != '\''; i++)
				;
			i += text[i] != 0;
		} else if (text[i] == '-' && text[i + 1] == '-') {
			i += strcspn(text + i, "\n");
		} else if (isalpha((unsigned char)text[i]) || text[i] == '_') {
			size_t start = i;

			while (isalnum((unsigned char)text[i]) || text[i] == '_')
				i++;
			if (n < most)
				token[n++] = (struct token){start, i - start};
		} else {
			i++;
		}
	}
	return n;
}

static void splice(char *out, size_t size, const char *text, size_t start, size_t length, const char *with, size_t with_length)
{
	snprintf(out, size, "%.*s%.*s%s", (int)start, text, (int)with_length, with, text + start + length);
}

/* Literals: quoted, or numbers that are no part of a name. */
static size_t literals(const char *text, struct token *token, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; text[i] && n < most;) {
		size_t start = i;

		if (text[i] == '\'') {
			for (i++; text[i] && text[i] != '\''; i++)
				;
			i += text[i] != 0;
			token[n++] = (struct token){start, i - start};
		} else if (isalpha((unsigned char)text[i]) || text[i] == '_' || text[i] == '$') {
			for (i++; isalnum((unsigned char)text[i]) || text[i] == '_';)
				i++;
		} else if (isdigit((unsigned char)text[i])) {
			while (isalnum((unsigned char)text[i]) || text[i] == '.')
				i++;
			token[n++] = (struct token){start, i - start};
		} else {
			i++;
		}
	}
	return n;
}

static size_t operators(const char *text, struct token *token, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; text[i] && n < most; i++) {
		size_t length = strspn(text + i, "=<>+-/|~");

		if (text[i] == '\'') {
			i += 1 + strcspn(text + i + 1, "'");
			if (!text[i])
				break;
		} else if (length) {
			token[n++] = (struct token){i, length};
			i += length - 1;
		}
	}
	return n;
}

/* "a OP b" becomes "b OP a" where both are words. */
static bool swap_operands(const char *text, struct token op, char *out, size_t size)
{
	size_t end = op.start, start, from = op.start + op.length, to;

	while (end && text[end - 1] == ' ')
		end--;
	for (start = end; start && (isalnum((unsigned char)text[start - 1]) || strchr("_.$'", text[start - 1]));)
		start--;
	while (text[from] == ' ')
		from++;
	for (to = from; text[to] && (isalnum((unsigned char)text[to]) || strchr("_.$'", text[to]));)
		to++;
	if (start == end || from == to)
		return false;
	snprintf(out, size, "%.*s%.*s%.*s%.*s%s", (int)start, text, (int)(to - from), text + from, (int)(from - end), text + end, (int)(end - start), text + start, text + to);
	return true;
}

static void mutate(const char *text, unsigned *seed, char *out, size_t size)
{
	static const char *const values[] = {"1", "'x'", "'1'", "true", "1.5", "NULL", "''", "'2024-01-01'", "'{}'", "$1", "now()", "9999999999", "ARRAY[1]"};
	static const char *const words[] = {"=", "<", "+", "||", "-", "/", "->>", "~", "<>"};
	static const char *const casts[] = {"::int", "::text", "::boolean", "::date", "::uuid", "::jsonb", "::numeric", "::text[]", "::timestamptz"};
	struct token token[400], other[400];
	size_t n = identifiers(text, token, 400), m;
	struct token a = token[random_next(seed) % n], b = token[random_next(seed) % n];
	const char *group;
	char word[100];

	snprintf(out, size, "%s", text);
	t.kind = 1 + random_next(seed) % (KINDS - 1);
	switch (t.kind) {
	case 1:
		snprintf(word, sizeof(word), "%.*sx", (int)(a.length > 60 ? 60 : a.length), text + a.start);
		splice(out, size, text, a.start, a.length, word, strlen(word));
		break;
	case 2:
		splice(out, size, text, a.start, a.length, text + b.start, b.length);
		break;
	case 3:
		splice(out, size, text, a.start, a.length + (text[a.start + a.length] == '.'), "", 0);
		break;
	case 4: {
		const char *comma = strchr(text + a.start, ',');
		size_t at = comma ? (size_t)(comma - text) : a.start;

		splice(out, size, text, at, comma ? 1 + strcspn(comma + 1, ",()") : a.length, "", 0);
		break;
	}
	case 5:
		snprintf(word, sizeof(word), "%.*s.", (int)(b.length > 60 ? 60 : b.length), text + b.start);
		splice(out, size, text, a.start, 0, word, strlen(word));
		break;
	case 6:
		/* Where there is no literal, an identifier gives way to one. */
		m = literals(text, other, 400);
		a = m ? other[random_next(seed) % m] : a;
		snprintf(word, sizeof(word), "%s", values[random_next(seed) % (sizeof(values) / sizeof(*values))]);
		splice(out, size, text, a.start, a.length, word, strlen(word));
		break;
	case 7:
		group = strcasestr(text, "GROUP BY");
		if (group) {
			size_t at = (size_t)(group - text) + 8, length = strcspn(text + at, ",)\n");

			if (text[at + length] == ',')
				splice(out, size, text, at, length + 1, "", 0);
			else
				splice(out, size, text, at - 8, length + 8, "", 0);
		} else {
			/* One of the select list becomes an aggregate instead. */
			snprintf(word, sizeof(word), "count(%.*s)", (int)(a.length > 60 ? 60 : a.length), text + a.start);
			splice(out, size, text, a.start, a.length, word, strlen(word));
		}
		break;
	case 8:
		m = operators(text, other, 400);
		if (!m || !swap_operands(text, other[random_next(seed) % m], out, size))
			splice(out, size, text, a.start, a.length, text + b.start, b.length);
		break;
	case 9: {
		const char *as = strcasestr(text + (a.start > 60 ? a.start - 60 : 0), " AS ");

		if (!as)
			as = strcasestr(text, " AS ");
		if (as)
			splice(out, size, text, (size_t)(as - text) + 4, 0, "re", 2);
		else
			splice(out, size, text, a.start + a.length, 0, "_re", 3);
		break;
	}
	case 10: {
		const char *with = words[random_next(seed) % (sizeof(words) / sizeof(*words))];

		m = operators(text, other, 400);
		a = m ? other[random_next(seed) % m] : a;
		splice(out, size, text, a.start, a.length, with, strlen(with));
		break;
	}
	default: {
		const char *cast = casts[random_next(seed) % (sizeof(casts) / sizeof(*casts))];

		/* A call's name with a cast would read as a type with modifiers. */
		if (text[a.start + a.length] != '(')
			splice(out, size, text, a.start + a.length, 0, cast, strlen(cast));
	}
	}
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
	run(text);
	read_catalog();
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

		mutate(valid.v[random_next(&seed) % valid.n], &seed, mutant, sizeof(mutant));
		/* The end of input is where the binder's statement ends, without the white space behind. */
		for (size_t n = strlen(mutant); n && isspace((unsigned char)mutant[n - 1]); n--)
			mutant[n - 1] = 0;
		if (!*mutant)
			continue;
		compare(mutant);
	}
	run("ROLLBACK");
	vec_free(&valid);
	catalog_free(t.catalog);
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
	t.db = PQconnectdb(getenv("PLUMBLINE_TEST_PG"));
	if (PQstatus(t.db) != CONNECTION_OK)
		die("connecting");
	for (; i < argc; i++)
		run_file(argv[i], mutants, seed);
	PQfinish(t.db);
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
	printf("1..3\n%s - nothing is reported that the server accepts\n", t.n.false_error ? "not ok" : "ok");
	printf("%s - at most 2 %% of the server's errors are missed\n", t.n.missed * 50 > all ? "not ok" : "ok");
	printf("%s - the columns and parameters are the server's\n", t.n.output_wrong + t.n.parameters_wrong ? "not ok" : "ok");
	return t.n.false_error || t.n.output_wrong || t.n.parameters_wrong || t.n.missed * 50 > all ? 1 : 0;
}
