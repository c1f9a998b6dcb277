#include "../../audit/sql/parse.h"
#include "../../audit/sql/split.h"
#include "../../audit/sql/tree.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Statement i as written. */
static const char *piece(const struct sql_text *t, size_t i)
{
	static char text[4][2000];
	static int at;

	at = (at + 1) % 4;
	snprintf(text[at], sizeof(text[at]), "%.*s", t->statement[i].length, t->text + t->statement[i].start);
	return text[at];
}

static struct sql_text *parse(const char *text)
{
	return sql_parse(text, strlen(text));
}

static void whole_file(void **state)
{
	struct sql_text *t = parse("-- head\nSELECT 1; /* two */ CREATE TABLE t (a int);;\n  SELECT 'é', x -- tail");

	(void)state;
	assert_int_equal(t->n, 3);
	assert_string_equal(piece(t, 0), "SELECT 1");
	assert_int_equal(t->statement[0].leading, 8);
	assert_string_equal(piece(t, 1), "CREATE TABLE t (a int)");
	assert_string_equal(tree_tag(t->statement[1].tree), "CreateStmt");
	assert_int_equal(strncmp(piece(t, 2), "SELECT 'é', x", 14), 0);
	sql_free(t);
}

/* Bytes, in the whole text, in whichever way a statement was parsed. */
static void positions(void **state)
{
	const char *texts[] = {"SELECT 'é'; SELECT b FROM t", "SELEC 'é'; SELECT b FROM t"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sql_text *t = parse(texts[i]);
		const cJSON *select = tree_as(t->statement[1].tree, "SelectStmt");
		const cJSON *table = tree_as(tree_item(tree_get(select, "fromClause"), 0), "RangeVar");

		assert_int_equal(tree_location(table), (int)strlen(texts[i]) - 1);
		sql_free(t);
	}
}

static void one_bad_statement(void **state)
{
	struct sql_text *t = parse("CREATE TABLE a (x int);\nCREATE TABEL b (x int);\nSELECT 'éé', FROM c;\nSELECT 1;");

	(void)state;
	assert_int_equal(t->n, 4);
	assert_null(t->statement[1].tree);
	assert_string_equal(t->statement[1].error, "syntax error at or near \"TABEL\"");
	assert_int_equal(t->statement[1].error_position, 31);
	assert_false(t->statement[1].unchecked);
	/* The parser counts characters, we count bytes. */
	assert_int_equal(strncmp(t->text + t->statement[2].error_position, "FROM c", 6), 0);
	assert_non_null(t->statement[3].tree);
	sql_free(t);
}

static void psql_files(void **state)
{
	struct sql_text *t = parse("\\restrict abc\nCREATE TABLE a (x int);\n\\connect other\nCOPY a (x) FROM stdin;\n1;2\ndon't\n\\.\n\nSELECT 2 \\gset\nSELECT 3;\n\\unrestrict abc\n");

	(void)state;
	assert_int_equal(t->n, 4);
	assert_string_equal(tree_tag(t->statement[1].tree), "CopyStmt");
	assert_string_equal(piece(t, 2), "SELECT 2");
	assert_string_equal(piece(t, 3), "SELECT 3");
	sql_free(t);
}

static void bodies(void **state)
{
	struct sql_text *t = parse("SELEC;\n"
				   "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\n"
				   "CREATE OR REPLACE FUNCTION g() RETURNS int AS $b$ BEGIN; ';$$ $b$ LANGUAGE plpgsql;\n"
				   "SELECT E'it\\'s;', 'a;''b', \"c;d\", $1, U&'\\0041;' /* ; /* ; */ ; */ -- ;\n;\n"
				   "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);\nSELECT a$b$c;\n");

	(void)state;
	assert_int_equal(t->n, 6);
	assert_string_equal(tree_tag(t->statement[1].tree), "CreateFunctionStmt");
	assert_string_equal(tree_tag(t->statement[2].tree), "CreateFunctionStmt");
	assert_string_equal(tree_tag(t->statement[3].tree), "SelectStmt");
	assert_string_equal(tree_tag(t->statement[4].tree), "RuleStmt");
	assert_string_equal(piece(t, 5), "SELECT a$b$c");
	sql_free(t);
}

/* An open quote, comment or parenthesis costs one statement. */
static void resumes(void **state)
{
	const char *texts[] = {
		"INSERT INTO t VALUES ('it's);\nCREATE TABLE a (x text DEFAULT 'y');\nSELECT 1;\n",
		"CREATE TABLE open (a int, b text;\nCREATE TABLE a (x int);\nSELECT 1;\n",
		"SELECT 'open;\nCREATE TABLE a (x int);\nSELECT 1;\n",
		"SELECT \"open;\nCREATE TABLE a (x int);\nSELECT 1;\n",
		"SELECT /* open;\nCREATE TABLE a (x int);\nSELECT 1;\n",
		"DO $x$ open;\nCREATE TABLE a (x int);\nSELECT 1;\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct sql_text *t = parse(texts[i]);

		assert_int_equal(t->n, 3);
		assert_null(t->statement[0].tree);
		assert_string_equal(tree_tag(t->statement[1].tree), "CreateStmt");
		assert_string_equal(piece(t, 2), "SELECT 1");
		sql_free(t);
	}
}

static void newer_syntax_is_unchecked(void **state)
{
	static const struct {
		const char *text, *needs;
	} cases[] = {
		{"SELECT * FROM (SELECT 1)", "PostgreSQL 16"},
		{"SELECT 1_000", "PostgreSQL 16"},
		{"SELECT 0x1F", "PostgreSQL 16"},
		{"SELECT x IS JSON OBJECT",
			"PostgreSQL 16"},
		{"CREATE TABLE t (a text STORAGE external)", "PostgreSQL 16"},
		{"SELECT JSON_OBJECT('a': 1)", "PostgreSQL 16"},
		{"SELECT * FROM JSON_TABLE(x, '$' COLUMNS (a int))", "PostgreSQL 17"},
		{"MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE RETURNING *",
			"PostgreSQL 17"},
		{"MERGE INTO t USING s ON true WHEN NOT MATCHED BY SOURCE THEN DELETE", "PostgreSQL 17"},
		{"ALTER TABLE t ALTER c SET EXPRESSION AS (1)",
			"PostgreSQL 17"},
		{"ALTER TABLE t ADD CONSTRAINT n NOT NULL c", "PostgreSQL 18"},
		{"CREATE TABLE t (a int, NOT NULL a)", "PostgreSQL 18"},
		{"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) VIRTUAL)", "PostgreSQL 18"},
		{"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a), c int)",
			"PostgreSQL 18"},
		{"CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED)", "PostgreSQL 18"},
		{"UPDATE t SET a = 1 RETURNING WITH (OLD AS o) o.a", "PostgreSQL 18"},
		{"CREATE TABLE t (a int4range, UNIQUE (a WITHOUT OVERLAPS))", "PostgreSQL 18"},
		/* wrong in every version */
		{"CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, x numeric(10,2)) )", NULL},
		{"SELECT * FROM (SELECT 1) AS", NULL},
		{"SELECT 1x", NULL},
		{"SELECT 1__0", NULL},
		{"SELECT a FROM t WHERE", NULL},
		{"ALTER TABLE t ADD CONSTRAINT n NOT c", NULL},
		{"MERGE INTO t USING s ON true WHEN", NULL},
		{"SELECT x IS JSN",
			NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sql_text *t = parse(cases[i].text);
		const char *needs = cases[i].needs;

		/* A newer parser reads what it knows. */
		if (needs && atoi(needs + 11) <= sql_parser_version()) {
			sql_free(t);
			continue;
		}
		assert_null(t->statement[0].tree);
		if (!needs && t->statement[0].needs)
			fail_msg("%s: taken for %s", cases[i].text, t->statement[0].needs);
		if (needs && (!t->statement[0].needs || strcmp(t->statement[0].needs, needs) != 0))
			fail_msg("%s: %s", cases[i].text, t->statement[0].needs ? t->statement[0].needs : "not recognised");
		assert_int_equal(t->statement[0].unchecked, needs != NULL);
		sql_free(t);
	}
}

static void limits(void **state)
{
	char *text = malloc(600000), *p;
	struct sql_text *t;

	(void)state;
	/* too long, with statements around it */
	p = text + sprintf(text, "SELECT 1; SELECT '");
	memset(p, 'x', SQL_STATEMENT_MAX);
	strcpy(p + SQL_STATEMENT_MAX, "'; SELECT 2");
	t = parse(text);
	assert_int_equal(t->n, 3);
	assert_true(t->statement[1].unchecked);
	assert_string_equal(t->statement[1].error, "longer than 128 KB");
	assert_non_null(t->statement[2].tree);
	sql_free(t);
	/* too deep */
	p = text + sprintf(text, "SELECT 1; SELECT 1");
	for (int i = 0; i < 3000; i++)
		p += sprintf(p, "+1");
	sprintf(p, "; SELECT 3");
	t = parse(text);
	assert_int_equal(t->n, 3);
	assert_true(t->statement[1].unchecked);
	assert_string_equal(t->statement[1].error, "nested too deeply");
	sql_free(t);
	/* more parentheses than the parser's stack takes */
	memset(text, '(', 20000);
	text[20000] = '\0';
	t = parse(text);
	assert_int_equal(t->n, 1);
	assert_null(t->statement[0].tree);
	sql_free(t);
	free(text);
}

static void odd_bytes(void **state)
{
	static const char nul[] = "SELECT 1; SELECT \0 2; SELECT 3", invalid[] = "SELECT '\xff\xfe\xc3'; SELEC \xe9\x80; SELECT 2";
	struct sql_text *t;

	(void)state;
	t = sql_parse(nul, sizeof(nul) - 1);
	assert_int_equal(t->n, 3);
	assert_string_equal(t->statement[1].error, "NUL byte in statement");
	assert_int_equal(t->statement[1].error_position, 17);
	sql_free(t);
	t = sql_parse(invalid, sizeof(invalid) - 1);
	assert_int_equal(t->n, 3);
	assert_null(t->statement[1].tree);
	sql_free(t);
	t = sql_parse("", 0);
	assert_int_equal(t->n, 0);
	sql_free(t);
	t = parse(" -- nothing\n;;/* x */");
	assert_int_equal(t->n, 0);
	sql_free(t);
	sql_free(NULL);
}

/* Every cut of a text ends in an answer; the pieces never overlap. */
static void every_prefix(void **state)
{
	static const char text[] = "\\c x\nCREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;\nCOPY t FROM stdin;\n1\n\\.\nSELECT E'\\'', $a$ ' $a$, U&\"x\" /* /* */ */;\n"
				   "CREATE TABLE t (a text DEFAULT 'it''s' CHECK (a <> ''));\n";

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		struct sql_text *t = sql_parse(text, n);
		int end = 0;

		for (size_t i = 0; i < t->n; i++) {
			assert_true(t->statement[i].start >= end);
			assert_true(t->statement[i].length > 0);
			end = t->statement[i].start + t->statement[i].length;
			assert_true((size_t)end <= n);
			assert_true((t->statement[i].tree != NULL) != (t->statement[i].error != NULL));
		}
		sql_free(t);
	}
}

static void plpgsql(void **state)
{
	char message[100];
	cJSON *tree = sql_parse_plpgsql("DO $$ BEGIN EXECUTE 'x'; END $$", message, sizeof(message));

	(void)state;
	assert_non_null(tree_get(tree_item(tree, 0), "PLpgSQL_function"));
	cJSON_Delete(tree);
	assert_null(sql_parse_plpgsql("DO $$ BEGIN IF; END $$", message, sizeof(message)));
	assert_true(strlen(message) > 0);
}

static void *parse_many(void *arg)
{
	(void)arg;
	for (int i = 0; i < 200; i++) {
		struct sql_text *t = parse("SELECT a FROM b; SELEC; CREATE TABLE c (d int)");

		if (t->n != 3 || !t->statement[0].tree || t->statement[1].tree || !t->statement[2].tree)
			return "wrong";
		sql_free(t);
	}
	return NULL;
}

static void threads(void **state)
{
	pthread_t thread[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, parse_many, NULL), 0);
	for (int i = 0; i < 4; i++) {
		void *result;

		pthread_join(thread[i], &result);
		assert_null(result);
	}
}

static void trees(void **state)
{
	struct arena arena = {0};
	struct sql_text *t = parse("ALTER TABLE s.t ALTER c SET DEFAULT 'x'::text; DROP TABLE a.b, c; SELECT NULL::int, -1, true, 1.5");
	const cJSON *alter = tree_as(t->statement[0].tree, "AlterTableStmt"), *command = tree_as(tree_item(tree_get(alter, "cmds"), 0), "AlterTableCmd");
	const cJSON *drop = tree_as(t->statement[1].tree, "DropStmt"), *targets = tree_get(tree_as(t->statement[2].tree, "SelectStmt"), "targetList");
	const char *schema, *name;
	int low, high;

	(void)state;
	assert_string_equal(tree_text(tree_get(alter, "relation"), "schemaname"), "s");
	assert_string_equal(tree_constant(&arena, tree_get(command, "def")), "x");
	assert_true(tree_object_name(tree_item(tree_get(drop, "objects"), 0), &schema, &name));
	assert_string_equal(schema, "a");
	assert_string_equal(name, "b");
	assert_true(tree_object_name(tree_item(tree_get(drop, "objects"), 1), &schema, &name));
	assert_null(schema);
	assert_true(tree_is_null_constant(tree_get(tree_as(tree_item(targets, 0), "ResTarget"), "val")));
	assert_string_equal(tree_constant(&arena, tree_get(tree_as(tree_item(targets, 1), "ResTarget"), "val")), "-1");
	assert_string_equal(tree_constant(&arena, tree_get(tree_as(tree_item(targets, 2), "ResTarget"), "val")), "true");
	assert_string_equal(tree_constant(&arena, tree_get(tree_as(tree_item(targets, 3), "ResTarget"), "val")), "1.5");
	assert_true(tree_extent(targets, &low, &high));
	assert_int_equal(strncmp(t->text + low, "NULL", 4), 0);
	assert_int_equal(strncmp(t->text + high, "1.5", 3), 0);
	/* nothing there: nothing said */
	assert_string_equal(tree_tag(NULL), "");
	assert_null(tree_body(NULL));
	assert_null(tree_get(NULL, "x"));
	assert_string_equal(tree_text(NULL, "x"), "");
	assert_int_equal(tree_count(NULL), 0);
	assert_int_equal(tree_location(NULL), -1);
	assert_null(tree_string(NULL));
	assert_false(tree_name(NULL, &schema, &name));
	assert_null(tree_constant(&arena, NULL));
	sql_free(t);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_file),
		cmocka_unit_test(positions),
		cmocka_unit_test(one_bad_statement),
		cmocka_unit_test(psql_files),
		cmocka_unit_test(bodies),
		cmocka_unit_test(resumes),
		cmocka_unit_test(newer_syntax_is_unchecked),
		cmocka_unit_test(limits),
		cmocka_unit_test(odd_bytes),
		cmocka_unit_test(every_prefix),
		cmocka_unit_test(plpgsql),
		cmocka_unit_test(threads),
		cmocka_unit_test(trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
