/* Which SQL files are migrations, and what runs of them in which order: one small project for each tool. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../audit/derive/schema.h"
#include "project.h"

#define ORDER "SELECT coalesce(group_concat(version, ' '), '') FROM (SELECT version FROM declared_migration ORDER BY source_id, ordinal)"
#define TABLES "SELECT coalesce(group_concat(name, ' '), '') FROM (SELECT t.name FROM declared_table t JOIN declared_source s ON s.id = t.source_id AND s.kind = 'effective' WHERE t.kind = 'table' ORDER BY 1)"
#define PROBLEMS "SELECT kind || ': ' || message FROM replay_problem ORDER BY rowid"

static void expect(const char *const order, const char *tables, const char *problems, const struct program_file *files)
{
	struct project p;

	project_open(&p, files, NULL);
	assert_rows(&p, ORDER, arena_printf(&p.arena, "%s\n", order));
	assert_rows(&p, TABLES, arena_printf(&p.arena, "%s\n", tables));
	assert_rows(&p, PROBLEMS, problems);
	project_close(&p);
}

static void test_marked(void **state)
{
	(void)state;
	/* goose, in a folder of any name; numbers count */
	expect("9_a.sql 10_b.sql", "t", "", FILES(
		{"internal/store/sql/9_a.sql", "-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE t (a int);\n-- +goose StatementEnd\n-- +goose Down\nDROP TABLE t;\n"},
		{"internal/store/sql/10_b.sql", "-- +goose Up\nALTER TABLE t ADD b int;\n-- +goose Down\nALTER TABLE t DROP b;\n"}));
	expect("1_a.sql 2_b.sql", "t", "fails: CREATE INDEX CONCURRENTLY cannot run inside a transaction block\n", FILES(
		{"db/1_a.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY ON t (a);\n"},
		{"db/2_b.sql", "-- +goose Up\nCREATE INDEX CONCURRENTLY i ON t (a);\n"}));
	/* sql-migrate */
	expect("1.sql 2.sql", "t", "", FILES(
		{"changes/1.sql", "-- +migrate Up\nCREATE TABLE t (a int);\n-- +migrate Down\nDROP TABLE t;\n"},
		{"changes/2.sql", "-- +migrate Up notransaction\nCREATE INDEX CONCURRENTLY i ON t (a);\n-- +migrate Down\nDROP INDEX i;\n"}));
	/* dbmate takes names as they are */
	expect("10_b.sql 9_a.sql", "t", "fails: relation \"t\" does not exist\n", FILES(
		{"db/migrations/9_a.sql", "-- migrate:up\nCREATE TABLE t (a int);\n-- migrate:down\nDROP TABLE t;\n"},
		{"db/migrations/10_b.sql", "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t (a);\n-- migrate:down\nDROP INDEX i;\n"}));
	/* node-pg-migrate, the way back first */
	expect("1_a.sql", "t", "", FILES({"pg/1_a.sql", "-- Down Migration\nDROP TABLE t;\n-- Up Migration\nCREATE TABLE t (a int);\n"}));
	/* tern */
	expect("001_a.sql", "t", "", FILES({"data/001_a.sql", "create table t (a int);\n---- create above / drop below ----\ndrop table t;\n"}));
	/* Play evolutions: the marks are no SQL */
	expect("1.sql 2.sql", "t", "", FILES(
		{"conf/evolutions/1.sql", "# --- !Ups\nCREATE TABLE t (a int);\n# --- !Downs\nDROP TABLE t;\n"}, {"conf/evolutions/2.sql", "# --- !Ups\nALTER TABLE t ADD b int;\n# --- !Downs\n"}));
	/* an own "@down", and a pair of plain marks; "-- down" alone is a comment */
	expect("1_a.sql 2_b.sql 3_c.sql", "t u v w", "", FILES(
		{"migrations/1_a.sql", "CREATE TABLE t (a int);\n-- @down\nDROP TABLE t;\n"}, {"migrations/2_b.sql", "-- Up\nCREATE TABLE u (a int);\n-- Down\nDROP TABLE u;\n"},
		{"migrations/3_c.sql", "CREATE TABLE v (a int);\n-- down\nCREATE TABLE w (a int);\n"}));
	/* Liquibase: change sets for another database do not run */
	expect("a.sql", "t", "", FILES({"db/a.sql",
		"--liquibase formatted sql\n--changeset x:1\nCREATE TABLE t (a int);\n--rollback DROP TABLE t;\n--changeset x:2 dbms:mysql\nCREATE TABLE m (a int auto_increment);\n"
		"--changeset x:3 dbms:postgresql,h2\nALTER TABLE t ADD b int;\n--changeset x:4 dbms:!postgresql\nDROP TABLE t;\n"}));
}

static void test_named(void **state)
{
	(void)state;
	expect("1_a.up.sql 2_b.up.sql 10_c.up.sql", "t", "", FILES(
		{"store/1_a.up.sql", "CREATE TABLE t (a int);\n"}, {"store/1_a.down.sql", "DROP TABLE t;\n"}, {"store/10_c.up.sql", "ALTER TABLE t DROP b;\n"},
		{"store/2_b.up.sql", "ALTER TABLE t ADD b int;\n"}));
	expect("1_a.tx.up.sql 2_b.up.sql", "t", "", FILES(
		{"schema/1_a.tx.up.sql", "CREATE TABLE t (a int);\n"}, {"schema/1_a.tx.down.sql", "DROP TABLE t;\n"}, {"schema/2_b.up.sql", "ALTER TABLE t ADD b int;\n"}));
	/* Flyway: dotted versions, subfolders, a baseline first and what is repeated last */
	expect("B1__base.sql V1_2__b.sql V1.10__c.sql V2__d.sql R__views.sql", "t", "", FILES(
		{"src/main/resources/db/migration/V1_2__b.sql", "ALTER TABLE t ADD b int;\n"}, {"src/main/resources/db/migration/V1.10__c.sql", "ALTER TABLE t RENAME b TO c;\n"},
		{"src/main/resources/db/migration/V2__d.sql", "ALTER TABLE t DROP c;\n"}, {"src/main/resources/db/migration/R__views.sql", "CREATE OR REPLACE VIEW v AS SELECT a FROM t;\n"},
		{"src/main/resources/db/migration/U2__d.sql", "DROP TABLE t;\n"}, {"src/main/resources/db/migration/B1__base.sql", "CREATE TABLE t (a int);\n"}));
	expect("V1__a.sql later/V2__b.sql V3__c.sql", "t", "", FILES(
		{"db/migration/V1__a.sql", "CREATE TABLE t (a int);\n"}, {"db/migration/later/V2__b.sql", "ALTER TABLE t ADD b int;\n"}, {"db/migration/V3__c.sql", "ALTER TABLE t DROP b;\n"}));
	/* postgrator */
	expect("001.do.a.sql 002.do.sql", "t", "", FILES(
		{"pg/001.do.a.sql", "CREATE TABLE t (a int);\n"}, {"pg/001.undo.a.sql", "DROP TABLE t;\n"}, {"pg/002.do.sql", "ALTER TABLE t ADD b int;\n"}));
	/* Diesel: versions without their dashes */
	expect("00000000000000_diesel_initial_setup 2023-01-02-101500_a 20230103000000_b", "t", "", FILES(
		{"migrations/00000000000000_diesel_initial_setup/up.sql", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n"}, {"migrations/2023-01-02-101500_a/up.sql", "CREATE TABLE t (a int);\n"},
		{"migrations/2023-01-02-101500_a/down.sql", "DROP TABLE t;\n"}, {"migrations/20230103000000_b/up.sql", "ALTER TABLE t ADD b int;\n"}));
	/* Prisma takes folders by name, and the lock says for which database */
	expect("10_a 9_b", "t", "", FILES(
		{"prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"}, {"prisma/migrations/10_a/migration.sql", "CREATE TABLE t (a int);\n"},
		{"prisma/migrations/9_b/migration.sql", "ALTER TABLE t ADD b int;\n"}));
	expect("", "", "", FILES({"prisma/migrations/migration_lock.toml", "provider = \"sqlite\"\n"}, {"prisma/migrations/1_a/migration.sql", "CREATE TABLE t (a int);\n"}));
	/* graphile-migrate */
	expect("committed/000001.sql committed/000002.sql current.sql", "t", "", FILES(
		{"migrations/committed/000001.sql", "--! Previous: -\n--! Hash: sha1:0\n\nCREATE TABLE t (a int);\nGRANT SELECT ON t TO :DATABASE_OWNER;\n"}, {"migrations/current.sql", "ALTER TABLE t ADD c int;\n"},
		{"migrations/committed/000002.sql", "--! Previous: sha1:0\n\nALTER TABLE t ADD b int;\n"}, {"migrations/afterReset.sql", "CREATE TABLE never (a int);\n"}));
	/* numbers last, two databases, what comes before and after them */
	expect("schema_version_1.sql schema_version_2.sql schema_version_10.sql", "t", "", FILES({"sql/schema_version_1.sql", "create table t (a int);\n"},
		{"sql/schema_version_10.sql", "alter table t drop column b;\n"}, {"sql/schema_version_2.sql", "alter table t add column b int;\n"}));
	expect("_x.db.sql _upgrade_x_2.sql _upgrade_x_10.sql _x_indexes.sql", "t", "", FILES(
		{"databases/_x.db.sql", "CREATE TABLE t (a int);\n"}, {"databases/_upgrade_x_10.sql", "ALTER TABLE t DROP b; --!sqlite-only VACUUM;\n"},
		{"databases/_upgrade_x_2.sql", "--!sqlite-only PRAGMA x;\nALTER TABLE t ADD b int;\n"}, {"databases/_x_indexes.sql", "CREATE INDEX i ON t (a);\n"}));
	/* numbers of any width; a variant for PostgreSQL in the place of the general one */
	expect("0002-b.sql 00010-c.sql", "t", "", FILES({"migrations/tenant/0002-b.sql", "CREATE TABLE t (a int);\n"}, {"migrations/tenant/00010-c.sql", "ALTER TABLE t ADD b int;\n"}));
	expect("1_a.postgres.up.sql 2_b.up.sql", "t", "", FILES(
		{"migrations/1_a.up.sql", "CREATE TABLE general (a int);\n"}, {"migrations/1_a.postgres.up.sql", "CREATE TABLE t (a int);\n"}, {"migrations/1_a.mysql.up.sql", "CREATE TABLE m (a int);\n"},
		{"migrations/2_b.up.sql", "ALTER TABLE t ADD b int;\n"}));
	expect("54/01_a.sql 54/02_b.sql.postgres 100/01_c.sql", "t", "", FILES(
		{"storage/delta/54/01_a.sql", "CREATE TABLE t (a int);\n"}, {"storage/delta/54/02_b.sql.postgres", "ALTER TABLE t ADD b int;\n"}, {"storage/delta/54/02_b.sql.sqlite", "DROP TABLE t;\n"},
		{"storage/delta/100/01_c.sql", "ALTER TABLE t ADD c int;\n"}));
}

static void test_listed(void **state)
{
	(void)state;
	/* Drizzle: the journal decides order and membership */
	expect("0001_b.sql 0000_a.sql", "t", "", FILES(
		{"drizzle/meta/_journal.json", "{\"dialect\": \"postgresql\", \"entries\": [{\"idx\": 0, \"tag\": \"0001_b\"}, {\"idx\": 1, \"tag\": \"0000_a\"}]}"},
		{"drizzle/0000_a.sql", "ALTER TABLE t ADD b int;--> statement-breakpoint\nALTER TABLE t ADD c int;\n"}, {"drizzle/0001_b.sql", "CREATE TABLE t (a int);\n"},
		{"drizzle/0002_left.sql", "DROP TABLE t;\n"}));
	expect("", "", "", FILES({"drizzle/meta/_journal.json", "{\"dialect\": \"sqlite\", \"entries\": [{\"tag\": \"0000_a\"}]}"}, {"drizzle/0000_a.sql", "CREATE TABLE t (a int);\n"}));
	/* Sqitch: the plan; a change that was reworked has its first form under the tag */
	expect("schema users users", "t", "", FILES(
		{"sqitch.plan", "%syntax-version=1.0.0\n%project=x\n\nschema 2020-01-01T00:00:00Z A <a@b.c> # s\nusers [schema] 2020-01-02T00:00:00Z A <a@b.c> # u\n@v1 2020-01-03T00:00:00Z A <a@b.c> # t\n"
			"users [users@v1] 2020-01-04T00:00:00Z A <a@b.c> # again\n"},
		{"deploy/schema.sql", "BEGIN;\nCREATE SCHEMA app;\nCOMMIT;\n"}, {"deploy/users.sql", "BEGIN; ALTER TABLE t ADD b int; COMMIT;\n"}, {"deploy/users@v1.sql", "BEGIN; CREATE TABLE t (a int); COMMIT;\n"},
		{"revert/users.sql", "DROP TABLE t;\n"}, {"verify/users.sql", "CREATE TABLE never (a int);\n"}, {"deploy/left.sql", "CREATE TABLE never (a int);\n"}));
	/* Atlas */
	expect("1_a.sql 2_b.sql", "t", "", FILES({"migrations/atlas.sum", "h1:x=\n1_a.sql h1:y=\n2_b.sql h1:z=\n"}, {"migrations/1_a.sql", "CREATE TABLE t (a int);\n"},
		{"migrations/2_b.sql", "ALTER TABLE t ADD b int;\n"}, {"migrations/3_c.sql", "DROP TABLE t;\n"}));
	/* Liquibase's master list */
	expect("changes/b.sql changes/a.sql", "t", "", FILES(
		{"db/changelog/db.changelog-master.yaml", "databaseChangeLog:\n  - include:\n      file: changes/b.sql\n      relativeToChangelogFile: true\n  - include: {file: changes/a.sql}\n"},
		{"db/changelog/changes/a.sql", "--liquibase formatted sql\n--changeset x:1\nALTER TABLE t ADD b int;\n"}, {"db/changelog/changes/b.sql", "--liquibase formatted sql\n--changeset x:2\nCREATE TABLE t (a int);\n"}));
}

static void test_other_products(void **state)
{
	struct project p;

	(void)state;
	expect("1_a.sql", "t", "", FILES(
		{"db/clickhouse/migrations/1_a.sql", "CREATE TABLE c (a UInt64) ENGINE = MergeTree ORDER BY a;\n"}, {"db/other/migrations/1_a.sql", "CREATE TABLE `m` (a int auto_increment) ENGINE=InnoDB;\n"},
		{"db/lite/migrations/1_a.sql", "CREATE TABLE l (a integer primary key autoincrement);\n"}, {"db/postgres/migrations/1_a.sql", "CREATE TABLE t (a int); -- no AUTO_INCREMENT and no `quotes`\n"},
		{"db/postgres/migrations/revert/1_a.sql", "DROP TABLE t;\n"}, {"db/postgres/migrations/archived/0_z.sql", "CREATE TABLE old (a int);\n"}));
	project_open(&p, FILES({"lite/migrations/1_a.sql", "CREATE TABLE l (a integer primary key autoincrement);\n"}), NULL);
	assert_rows(&p, "SELECT object, state, reason FROM coverage WHERE domain = 'schema' AND state = 'skipped'", "lite/migrations|skipped|written for SQLite\n");
	project_close(&p);
}

static void test_psql(void **state)
{
	struct project p;

	(void)state;
	/* Includes in their place, from where they are said; variables; conditions; the database is made first. */
	project_open(&p, FILES(
		{"db/schema.sql", "SELECT 'CREATE DATABASE app' WHERE NOT EXISTS (SELECT 1)\\gexec\n\\c app\n\\set owner boss\n\\set size 20\n\\ir tables/users.sql\n\\i db/tables/posts.sql\n"
			"\\if false\nCREATE TABLE never (a int);\n\\else\nCREATE TABLE taken (a varchar(:size));\n\\endif\nALTER TABLE users OWNER TO :\"owner\";\n"
			"COPY users FROM stdin;\n1\t\\N\n\\.\nSELECT a[1:2], b::text FROM users;\nALTER TABLE users ADD late int;\n"},
		{"db/tables/users.sql", "CREATE TABLE users (id int, b int[]);\n"}, {"db/tables/posts.sql", "CREATE TABLE posts (id int);\nCREATE TABLE posts (id int);\n"}), NULL);
	assert_rows(&p, "SELECT kind, path, complete, objects FROM declared_source WHERE kind = 'schema_file'", "schema_file|db/schema.sql|1|3\n");
	assert_rows(&p, "SELECT t.name, f.path, t.line FROM declared_table t JOIN file f ON f.id = t.file_id WHERE t.source_id = 1 ORDER BY 1",
		"posts|db/tables/posts.sql|1\ntaken|db/schema.sql|10\nusers|db/tables/users.sql|1\n");
	assert_rows(&p, "SELECT type FROM declared_column WHERE source_id = 1 AND table_name = 'taken'", "character varying(20)\n");
	assert_rows(&p, "SELECT f.path, line FROM replay_problem p JOIN file f ON f.id = p.file_id", "db/tables/posts.sql|2\n");
	assert_rows(&p, "SELECT line FROM declared_column WHERE name = 'late' AND source_id = 1", "17\n");
	project_close(&p);
	/* Two databases in one script are two schemas; what cannot be followed is said. */
	project_open(&p, FILES(
		{"init.sql", "CREATE DATABASE a;\nCREATE DATABASE b;\n\\connect a\nCREATE TABLE t (x int);\n\\connect b\nCREATE TABLE t (y int);\nSELECT format('CREATE TABLE %I (a int)', n) FROM generate_series(1, 3) n \\gexec\n"
			"\\i missing.sql\nCREATE TABLE :name (a int);\n"}), NULL);
	assert_rows(&p, "SELECT path, complete, objects FROM declared_source WHERE kind = 'schema_file'", "init.sql|1|1\ninit.sql|0|2\n");
	assert_rows(&p, PROBLEMS, "opaque: \\gexec runs what a query returns\nopaque: includes \"missing.sql\", which is not in the tree\n");
	project_close(&p);
}

static void test_templates(void **state)
{
	(void)state;
	expect("1_a.up.sql 2_b.up.sql", "orders tusers", "", FILES(
		{"migrations/1_a.up.sql", "CREATE TABLE {{ index .Options \"Namespace\" }}.tusers (id int);\n{{ if true }}\nCREATE TABLE \"{{.Schema}}\".orders (id int);\n{{ end }}\n"},
		{"migrations/2_b.up.sql", "ALTER TABLE t{{ .Infix }}users ADD b int;\nGRANT SELECT ON tusers TO {{ .User }};\n"}));
	/* what a template makes of a statement may be anything */
	expect("1_a.up.sql", "t", "opaque: syntax error at or near \"x\"\n", FILES({"migrations/1_a.up.sql", "CREATE TABLE t (id int);\n{{ .Statements }};\n"}));
}

static void test_sessions(void **state)
{
	(void)state;
	/* pg_dump empties the search path for itself; ALTER DATABASE sets that of the sessions that come after it. */
	expect("1_a.sql 2_b.sql 3_c.sql", "t u v", "", FILES(
		{"migrations/1_a.sql", "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t (a int);\n"}, {"migrations/2_b.sql", "CREATE TABLE u (a int);\nCREATE SCHEMA app;\nALTER DATABASE d SET search_path = app, public;\n"},
		{"migrations/3_c.sql", "CREATE TABLE v (a int);\nALTER TABLE app.v ADD b int;\n"}));
	/* A transaction that fails is taken back where a new installation is concerned. */
	expect("1_a.sql", "t u", "fails: relation \"gone\" does not exist\n", FILES({"migrations/1_a.sql", "CREATE TABLE t (a int);\nBEGIN;\nCREATE TABLE u (a int);\nALTER TABLE gone ADD b int;\nALTER TABLE gone ADD c int;\nCOMMIT;\n"}));
}

static void test_start_up(void **state)
{
	struct project p;

	(void)state;
	/* A program that empties the database is not a step of the start. */
	project_open(&p, FILES({"migrations/1_a.sql", "CREATE TABLE t (a int);\n"},
		{"reset.js", "const { Pool } = require('pg');\nconst db = new Pool();\ndb.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public;');\ndb.query('DROP TABLE t');\n"}), NULL);
	assert_rows(&p, TABLES, "t\n");
	project_close(&p);
	/* A schema file beside a history nobody could read may be old. */
	project_open(&p, FILES({"schema.sql", "CREATE TABLE t (a int);\n"}, {"db/migrations/20200101_a.rb", ""}), NULL);
	assert_rows(&p, "SELECT complete FROM declared_source WHERE kind = 'effective'", "0\n");
	assert_rows(&p, "SELECT object, reason FROM coverage WHERE state = 'partial'", "db/migrations|a history of migrations that was not read: the schema may be newer\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marked), cmocka_unit_test(test_named), cmocka_unit_test(test_listed), cmocka_unit_test(test_other_products), cmocka_unit_test(test_psql),
		cmocka_unit_test(test_templates), cmocka_unit_test(test_sessions), cmocka_unit_test(test_start_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
