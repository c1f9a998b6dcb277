/* Where a schema is declared: which files, in which order, what of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../audit/derive/schema.h"
#include "project.h"

#define SOURCES "SELECT kind, path, used FROM declared_source WHERE kind <> 'effective' ORDER BY kind, path"
#define ORDER "SELECT version FROM declared_migration ORDER BY source_id, ordinal"
#define COLUMNS_OF_T "SELECT group_concat(name, ' ') FROM (SELECT c.name FROM declared_column c JOIN declared_source s ON s.id = c.source_id AND s.kind = 'effective' WHERE c.table_name = 't' ORDER BY c.number)"

static void cut(const char *text, const char *left)
{
	char *copy = xstrdup(text);

	cut_down_section(copy);
	assert_string_equal(copy, left);
	free(copy);
}

static void test_down_sections(void **state)
{
	(void)state;
	cut("a;\nb;\n", "a;\nb;\n");
	cut("-- +goose Up\na;\n-- +goose Down\nb;\n", "-- +goose Up\na;\n              \n  \n");
	cut("-- migrate:up\na;\n-- migrate:down\nb;", "-- migrate:up\na;\n               \n  ");
	cut("--!Ups\na;\n--!Downs\nb;\n--!Ups\nc;\n", "--!Ups\na;\n        \n  \n--!Ups\nc;\n");
	cut("  --  ROLLBACK;\nx", "               \n ");
	cut("select '-- migrate:down';\nx;\n", "select '-- migrate:down';\nx;\n");
	cut("", "");
}

static void test_order(void **state)
{
	struct project p;

	(void)state;
	/* Numbers of different width count as numbers, timestamps and equal widths as names. */
	project_open(&p, FILES(
		{"migrations/1_a.sql", "CREATE TABLE t (a int);\n"},
		{"migrations/2_b.sql", "ALTER TABLE t ADD b int;\n"},
		{"migrations/10_c.sql", "ALTER TABLE t ADD c int;\n"},
		{"migrations/10_d.sql", "ALTER TABLE t ADD d int;\n"}), NULL);
	assert_rows(&p, ORDER, "1_a.sql\n2_b.sql\n10_c.sql\n10_d.sql\n");
	assert_rows(&p, COLUMNS_OF_T, "a b c d\n");
	assert_rows(&p, SOURCES, "migrations|migrations|1\n");
	project_close(&p);
	project_open(&p, FILES(
		{"db/migrate/V2__b.sql", "ALTER TABLE t ADD b int;\n"},
		{"db/migrate/V1__a.sql", "CREATE TABLE t (a int);\n"},
		{"db/migrate/V10__c.sql", "ALTER TABLE t ADD c int;\n"},
		{"db/migrate/V3__d.down.sql", "DROP TABLE t;\n"},
		{"db/migrate/V3__d.undo.sql", "DROP TABLE t;\n"},
		{"db/migrate/archive/V0__x.sql", "CREATE TABLE old (a int);\n"},
		{"db/migrate/Rollback/V9__x.sql", "DROP TABLE t;\n"},
		{"db/seeds/1_s.sql", "CREATE TABLE seed (a int);\n"}), NULL);
	assert_rows(&p, ORDER, "V1__a.sql\nV2__b.sql\nV10__c.sql\n");
	assert_rows(&p, COLUMNS_OF_T, "a b c\n");
	assert_rows(&p, "SELECT count(*) FROM declared_table WHERE name <> 't'", "0\n");
	project_close(&p);
	project_open(&p, FILES(
		{"supabase/migrations/20240102000000_b.sql", "ALTER TABLE t ADD b int;\n"},
		{"supabase/migrations/20240101000000_a.sql", "CREATE TABLE t (a int);\n"},
		{"supabase/migrations/readme_later.sql", "ALTER TABLE t ADD z int;\n"}), NULL);
	assert_rows(&p, ORDER, "20240101000000_a.sql\n20240102000000_b.sql\nreadme_later.sql\n");
	project_close(&p);
}

static void test_folders_of_migrations(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"prisma/migrations/20240201_two/migration.sql", "ALTER TABLE t ADD b int;\n"},
		{"prisma/migrations/20240101_one/migration.sql", "CREATE TABLE t (a int);\n"},
		{"prisma/migrations/migration_lock.toml", ""}), NULL);
	assert_rows(&p, ORDER, "20240101_one\n20240201_two\n");
	assert_rows(&p, COLUMNS_OF_T, "a b\n");
	project_close(&p);
	project_open(&p, FILES(
		{"migrations/2024-02-01_two/up.sql", "ALTER TABLE t ADD b int;\n"},
		{"migrations/2024-02-01_two/down.sql", "DROP TABLE t;\n"},
		{"migrations/2024-01-01_one/up.sql", "CREATE TABLE t (a int);\n"},
		{"migrations/2024-01-01_one/down.sql", "DROP TABLE t;\n"}), NULL);
	assert_rows(&p, ORDER, "2024-01-01_one\n2024-02-01_two\n");
	assert_rows(&p, COLUMNS_OF_T, "a b\n");
	project_close(&p);
}

static void test_schema_files(void **state)
{
	struct project p;

	(void)state;
	/* A schema file beside migrations describes the same thing once more: it is read, and not used. */
	project_open(&p, FILES(
		{"schema.sql", "CREATE TABLE t (a int, from_file int);\n"},
		{"migrations/1_a.sql", "CREATE TABLE t (a int);\n"},
		{"queries/report.sql", "CREATE TABLE x (a int);\n"},
		{"tests/schema.sql", "CREATE TABLE y (a int);\n"}), NULL);
	assert_rows(&p, SOURCES, "migrations|migrations|1\nschema_file|schema.sql|0\n");
	assert_rows(&p, COLUMNS_OF_T, "a\n");
	project_close(&p);
	project_open(&p, FILES({"db/init.sql", "CREATE TABLE t (a int);\n"}, {"sql/notes.sql", "SELECT 1;\n"}), NULL);
	assert_rows(&p, "SELECT path, used FROM declared_source WHERE kind = 'schema_file' ORDER BY 1", "db/init.sql|1\n");
	project_close(&p);
	/* What the configuration names is all there is. */
	project_open(&p, FILES(
		{".plumbline.yml", "migrations: [ops/sql/, one.sql]\n"},
		{"ops/sql/a.sql", "CREATE TABLE t (a int);\n"}, {"ops/sqlite/a.sql", "CREATE TABLE q (a int);\n"},
		{"one.sql", "ALTER TABLE t ADD b int;\n"}, {"migrations/1_x.sql", "CREATE TABLE u (a int);\n"}), NULL);
	assert_rows(&p, "SELECT count(*) FROM declared_table d JOIN declared_source s ON s.id = d.source_id WHERE s.kind = 'effective' AND d.name IN ('u', 'q')", "0\n");
	assert_rows(&p, "SELECT path FROM declared_source WHERE kind <> 'effective' ORDER BY 1", "one.sql\nops/sql\n");
	project_close(&p);
}

static void test_startup(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"migrations/1_a.sql", "CREATE TABLE t (a int);\n"},
		{"init.js",
		 "const { Pool } = require('pg');\nconst db = new Pool();\ndb.query('ALTER TABLE t ADD COLUMN IF NOT EXISTS b int');\ndb.query(`CREATE TABLE IF NOT EXISTS u (id int)`);\n"
		 "db.query('CREATE TABLE ' + name + ' (id int)');\ndb.query('SELECT 1');\n"}), NULL);
	assert_rows(&p, COLUMNS_OF_T, "a b\n");
	assert_rows(&p, "SELECT kind, path, complete FROM declared_source ORDER BY id", "migrations|migrations|1\nstartup|init.js|0\neffective||0\n");
	project_close(&p);
}

static void test_failing(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"migrations/1_a.sql", "CREATE TABLE t (a int);\nCREATE TABLE t (a int);\nSELEC;\n"},
		{"migrations/2_b.sql", "ALTER TABLE missing ADD b int;\nALTER TABLE t ADD b int;\n"},
		{"migrations/3_c.sql", "DO $$ BEGIN EXECUTE 'x' || current_user; END $$;\n"},
		{"migrations/4_d.sql", "\xff\xfe broken\n"}), NULL);
	assert_rows(&p, "SELECT version, state FROM declared_migration ORDER BY ordinal", "1_a.sql|failed\n2_b.sql|failed\n3_c.sql|replayed\n4_d.sql|failed\n");
	assert_rows(&p, "SELECT kind, f.path, line FROM replay_problem p JOIN file f ON f.id = p.file_id ORDER BY 2, 3",
		"fails|migrations/1_a.sql|2\nsyntax|migrations/1_a.sql|3\nfails|migrations/2_b.sql|1\nopaque|migrations/3_c.sql|1\nsyntax|migrations/4_d.sql|1\n");
	assert_rows(&p, COLUMNS_OF_T, "a b\n");		/* what can be read is used */
	project_close(&p);
}

/* Revision histories, as packs state them. */
#define HISTORY(rows) "-- title: test history\n-- facts\nINSERT INTO revision(source, unit, parents, file_id, line) VALUES " rows ";\n" \
	"INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line) SELECT 'alembic', unit, 2, 'ALTER TABLE t ADD ' || unit || ' int', 1, 1 FROM revision WHERE parents IS NOT NULL;\n" \
	"INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line) SELECT 'alembic', unit, 1, 'CREATE TABLE t (' || unit || ' int)', 1, 1 FROM revision WHERE parents IS NULL;\n"
#define CHAIN "SELECT message FROM replay_problem WHERE kind = 'chain' ORDER BY 1"

static void test_revisions(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.txt", ""}), HISTORY("('alembic', 'c', 'b', 1, 1), ('alembic', 'a', NULL, 1, 1), ('alembic', 'b', 'a', 1, 1)"));
	assert_rows(&p, ORDER, "a\nb\nc\n");
	assert_rows(&p, COLUMNS_OF_T, "a b c\n");
	assert_rows(&p, CHAIN, "");
	project_close(&p);
	/* A branch that is merged again is one history. */
	project_open(&p, FILES({"a.txt", ""}), HISTORY("('alembic', 'm', 'b,c', 1, 1), ('alembic', 'a', NULL, 1, 1), ('alembic', 'b', 'a', 1, 1), ('alembic', 'c', 'a', 1, 1)"));
	assert_rows(&p, ORDER, "a\nb\nc\nm\n");
	assert_rows(&p, CHAIN, "");
	project_close(&p);
	project_open(&p, FILES({"a.txt", ""}), HISTORY("('alembic', 'a', NULL, 1, 1), ('alembic', 'b', 'gone', 1, 1), ('alembic', 'c', 'a', 1, 1), ('alembic', 'd', 'a', 1, 1), ('alembic', 'd', 'c', 1, 1)"));
	assert_rows(&p, CHAIN,
		"revision \"b\" follows \"gone\", which no file has\nrevision \"c\" is a second head: \"alembic upgrade head\" refuses to choose\n"
		"revision \"d\" is a second head: \"alembic upgrade head\" refuses to choose\nrevision \"d\" is defined twice\n");
	project_close(&p);
	project_open(&p, FILES({"a.txt", ""}), HISTORY("('alembic', 'a', 'c', 1, 1), ('alembic', 'b', 'a', 1, 1), ('alembic', 'c', 'b', 1, 1), ('alembic', 's', 's', 1, 1)"));
	assert_rows(&p, CHAIN, "revision \"a\" is part of a circle\nrevision \"b\" is part of a circle\nrevision \"c\" is part of a circle\nrevision \"s\" is part of a circle\n");
	project_close(&p);
}

/* Long histories in the worst order of files do not take the square of their length. */
static void test_long_history(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.txt", ""}),
		"-- title: test history\n-- facts\nINSERT INTO revision(source, unit, parents, file_id, line) WITH RECURSIVE n(i) AS (VALUES (3000) UNION ALL SELECT i - 1 FROM n WHERE i > 1) "
		"SELECT 'alembic', 'r' || i, iif(i > 1, 'r' || (i - 1), NULL), 1, 1 FROM n;\n");
	assert_rows(&p, "SELECT count(*), min(version) FROM declared_migration", "3000|r1\n");
	assert_rows(&p, "SELECT version FROM declared_migration WHERE ordinal IN (1, 2, 3000) ORDER BY ordinal", "r1\nr2\nr3000\n");
	project_close(&p);
}

static void test_models(void **state)
{
	struct project p;
	static const char pack[] =
		"-- title: test models\n-- facts\nINSERT INTO ddl_text(source, unit, ordinal, text, file_id, line) VALUES "
		"('models', 'public.t', 1, 'CREATE TABLE public.t (a int, only_model int)', 1, 1), ('models', 'public.v', 1, 'CREATE TABLE public.v (a int)', 1, 2);\n";

	(void)state;
	/* Models alone are the schema; beside migrations they are a second opinion, unless the application makes its tables from them. */
	project_open(&p, FILES({"a.txt", ""}), pack);
	assert_rows(&p, COLUMNS_OF_T, "a only_model\n");
	project_close(&p);
	project_open(&p, FILES({"a.txt", ""}, {"migrations/1_a.sql", "CREATE TABLE t (a int);\n"}), pack);
	assert_rows(&p, COLUMNS_OF_T, "a\n");
	assert_rows(&p, "SELECT count(*) FROM declared_table d JOIN declared_source s ON s.id = d.source_id WHERE s.kind = 'effective' AND d.name = 'v'", "0\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_down_sections), cmocka_unit_test(test_order), cmocka_unit_test(test_folders_of_migrations), cmocka_unit_test(test_schema_files),
		cmocka_unit_test(test_startup), cmocka_unit_test(test_failing), cmocka_unit_test(test_revisions), cmocka_unit_test(test_long_history), cmocka_unit_test(test_models),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
