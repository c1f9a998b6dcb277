/*
 * Rows for the tables of server.catalog: small values that meet each other, NULL wherever a column allows it, whatever the constraints let through.
 * For test programs; seeded. Needs server_catalog.h and mutate.h.
 */
#ifndef PLUMBLINE_TEST_ROWS_H
#define PLUMBLINE_TEST_ROWS_H

#include "../../audit/base/str.h"

#define ROWS_PER_TABLE 10

/* A value of the type as SQL text or, for a parameter, as its input (`quote` false). NULL: nothing is known to fit. */
static bool random_value(struct buf *out, const struct sql_type *type, const char *const *words, size_t n_words, bool quote, unsigned *seed)
{
	static const struct {
		const char *types, *values;
	} pool[] = {
		{" int2 int4 int8 oid ", "0|1|2|3|4|11|-1"},
		{" numeric float4 float8 money ", "0|1|1.5|2|12.25|-3"},
		{" bool ", "t|f"},
		{" text varchar bpchar citext name char ", "a|b|x||ok|A b|a@b.c|1|1'2"},
		{" date ", "2024-01-01|2024-01-02|2024-02-29|infinity"},
		{" timestamp timestamptz ", "2024-01-01|2024-01-02 03:04:05|infinity|1999-12-31"},
		{" time timetz ", "00:00|12:30:01"},
		{" interval ", "1 day|0|2 hours"},
		{" uuid ", "11111111-1111-1111-1111-111111111111|22222222-2222-2222-2222-222222222222|33333333-3333-3333-3333-333333333333"},
		{" json jsonb ", "{}|{\"a\": 1}|null|[1, null]|\"x\"|{\"a\": {\"b\": \"c\"}, \"tags\": [\"a\"]}"},
		{" bytea ", "a|\\x00ff"},
		{" inet cidr ", "10.0.0.1|::1"},
		{" hstore ", "a=>1|a=>NULL|"},
		{" int4range int8range numrange ", "[1,3)|empty|(,)"},
		{" daterange tsrange tstzrange ", "[2024-01-01,2024-01-03)|empty"},
		{" tsvector ", "a b|"},
		{" tsquery ", "a & b|a"},
		{" point ", "(1,2)"},
		{" box lseg path ", "((1,2),(3,4))"},
		{" polygon ", "((0,0),(1,1),(1,0))"},
		{" circle ", "<(0,0),1>"},
		{" xml ", "<a/>"},
		{" bit varbit ", "1|0"},
		{" regclass ", "pg_class"},
	};
	const struct user_type *user = catalog_type(server.catalog, type->schema, type->name);
	const struct relation *composite = catalog_relation(server.catalog, type->schema, type->name);
	struct buf value = {0};
	char key[80];
	bool found = false;
	unsigned most;

	if (type->array) {
		struct sql_type element = *type;
		bool rows;

		element.array = 0;
		rows = catalog_relation(server.catalog, element.schema, element.name) != NULL;
		buf_puts(&value, "{");
		for (unsigned i = 0, n = rows ? 0 : random_next(seed) % 4; i < n; i++) {
			struct buf one = {0};

			if (random_next(seed) % 4 && random_value(&one, &element, NULL, 0, false, seed) && one.n && !strpbrk(one.p, "\"\\{},'() "))
				buf_printf(&value, "%s%s", i ? "," : "", one.p);
			else
				buf_printf(&value, "%sNULL", i ? "," : "");
			buf_free(&one);
		}
		buf_puts(&value, "}");
		found = true;
	} else if (user && user->kind == TYPE_DOMAIN) {
		found = random_value(&value, &user->base, words, n_words, false, seed);
	} else if (user && user->kind == TYPE_ENUM && user->label.n) {
		buf_puts(&value, user->label.v[random_next(seed) % user->label.n]);
		found = true;
	} else if (composite) {
		buf_puts(&value, "(");
		for (size_t i = 1; i < composite->column.n; i++)
			buf_puts(&value, ",");
		buf_puts(&value, ")");
		found = true;
	} else {
		snprintf(key, sizeof(key), " %s ", type->name);
		for (size_t i = 0; i < sizeof(pool) / sizeof(*pool) && !found; i++) {
			const char *p = pool[i].values;

			if (!strstr(pool[i].types, key))
				continue;
			found = true;
			if (i == 3 && n_words && random_next(seed) % 5) {
				buf_puts(&value, words[random_next(seed) % n_words]);
				continue;
			}
			most = 1;
			for (const char *q = p; *q; q++)
				most += *q == '|';
			for (unsigned k = random_next(seed) % most; k; k--)
				p += strcspn(p, "|") + 1;
			buf_add(&value, p, strcspn(p, "|"));
		}
		if (found && *type->modifier == '(' && strstr(" varchar bpchar bit varbit ", key) && value.n > (size_t)atoi(type->modifier + 1))
			value.p[value.n = (size_t)atoi(type->modifier + 1)] = 0;
	}
	if (found && quote) {
		buf_putc(out, '\'');
		for (size_t i = 0; i < value.n; i++) {
			if (value.p[i] == '\'')
				buf_putc(out, '\'');
			buf_putc(out, value.p[i]);
		}
		buf_putc(out, '\'');
	} else if (found) {
		buf_puts(out, buf_text(&value));
	}
	buf_free(&value);
	return found;
}

/* Words that CHECK constraints of a table compare with: other values would never get in. */
static const char **check_words(const struct relation *relation, size_t *n)
{
	const char *const parameter[2] = {relation->schema, relation->name};
	PGresult *r = PQexecParams(server.db,
		"SELECT string_agg(DISTINCT m[1], E'\\n') FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace,"
		" regexp_matches(pg_get_constraintdef(k.oid), '''([^'']{1,40})''', 'g') m WHERE k.contype = 'c' AND n.nspname = $1 AND c.relname = $2",
		2, NULL, parameter, NULL, NULL, 0);
	const char **words;

	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		die("words of checks");
	words = read_names(PQgetvalue(r, 0, 0), n);
	PQclear(r);
	return words;
}

/* The column a foreign key of one column takes its values from: "schema"."table"."column" parts, in the catalogue's arena; false: none. */
static bool referenced(const struct relation *relation, const struct column *column, char *select, size_t size)
{
	const char *const parameter[3] = {relation->schema, relation->name, column->name};
	PGresult *r = PQexecParams(server.db,
		"SELECT format('(SELECT %I FROM %s ORDER BY random() LIMIT 1)', fa.attname, k.confrelid::regclass) FROM pg_constraint k"
		" JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid"
		" JOIN LATERAL unnest(k.conkey, k.confkey) u(own, other) ON u.own = a.attnum JOIN pg_attribute fa ON fa.attrelid = k.confrelid AND fa.attnum = u.other"
		" WHERE k.contype = 'f' AND n.nspname = $1 AND c.relname = $2 AND a.attname = $3 LIMIT 1",
		3, NULL, parameter, NULL, NULL, 0);
	bool found = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1;

	if (found)
		snprintf(select, size, "%s", PQgetvalue(r, 0, 0));
	PQclear(r);
	return found;
}

static void insert_rows(const struct relation *relation, unsigned *seed)
{
	size_t n_words;
	const char **words = check_words(relation, &n_words), **from = arena_array(&server.catalog->arena, const char *, relation->column.n + 1);
	char select[400];

	for (size_t c = 0; c < relation->column.n; c++)
		from[c] = referenced(relation, relation->column.v[c], select, sizeof(select)) ? word(select) : NULL;
	for (int i = 0; i < ROWS_PER_TABLE; i++) {
		struct buf sql = {0}, values = {0};
		size_t n = 0;

		buf_printf(&sql, "SAVEPOINT fill; INSERT INTO \"%s\".\"%s\" (", relation->schema, relation->name);
		for (size_t c = 0; c < relation->column.n; c++) {
			const struct column *column = relation->column.v[c];
			struct buf value = {0};
			unsigned dice = random_next(seed) % 10;

			if (column->generated || column->identity == 'a' || (column->has_default && dice < 6))
				continue;
			if (!column->not_null && dice < 4)
				buf_puts(&value, "NULL");
			else if (from[c])
				buf_puts(&value, from[c]);
			else if (!random_value(&value, &column->type, words, n_words, true, seed))
				buf_puts(&value, column->has_default ? "DEFAULT" : "NULL");
			buf_printf(&sql, "%s\"%s\"", n ? ", " : "", column->name);
			buf_printf(&values, "%s%s", n++ ? ", " : "", value.p);
			buf_free(&value);
		}
		if (n)
			buf_printf(&sql, ") VALUES (%s)", values.p);
		else {
			buf_reset(&sql);
			buf_printf(&sql, "SAVEPOINT fill; INSERT INTO \"%s\".\"%s\" DEFAULT VALUES", relation->schema, relation->name);
		}
		PQclear(PQexec(server.db, sql.p));
		if (PQtransactionStatus(server.db) == PQTRANS_INERROR)
			run("ROLLBACK TO fill");
		run("RELEASE fill");
		buf_free(&sql);
		buf_free(&values);
	}
}

/* Twice: tables that refer to each other get their rows once the other has some. */
static void fill_tables(unsigned seed)
{
	run("SET LOCAL statement_timeout = '1s'");
	run("SELECT setseed(0.5)");
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < server.catalog->relation.n; i++)
			if (server.catalog->relation.v[i]->kind == RELATION_TABLE || server.catalog->relation.v[i]->kind == RELATION_PARTITIONED)
				insert_rows(server.catalog->relation.v[i], &seed);
	for (size_t i = 0; i < server.catalog->relation.n; i++)
		if (server.catalog->relation.v[i]->kind == RELATION_MATVIEW) {
			char sql[300];

			snprintf(sql, sizeof(sql), "SAVEPOINT fill; REFRESH MATERIALIZED VIEW \"%s\".\"%s\"", server.catalog->relation.v[i]->schema,
				server.catalog->relation.v[i]->name);
			PQclear(PQexec(server.db, sql));
			if (PQtransactionStatus(server.db) == PQTRANS_INERROR)
				run("ROLLBACK TO fill");
			run("RELEASE fill");
		}
	run("SET LOCAL statement_timeout = 0");
}

#endif
