/* What of audit/live and around it needs no server: connection strings, expressions in one form, snapshots. */
#include "../../audit/base/io.h"
#include "../../audit/live/pg.h"
#include "../../audit/live/state.h"
#include "../../audit/server.h"
#include "../../audit/snapshot_file.h"
#include "../../audit/sql/canonical.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena arena;

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static const char *clean(const char *given, bool *pooled)
{
	struct err err = {0};
	const char *out;

	if (!pg_conninfo(&arena, given, &out, pooled, &err))
		fail_msg("%s: %s", given, err.message);
	return out;
}

/* What other libraries put into DATABASE_URL does not keep libpq from reading it. */
static void test_urls_of_other_libraries(void **state)
{
	bool pooled;

	(void)state;
	assert_string_equal(clean("postgresql+asyncpg://u:p@h/db", &pooled), "postgresql://u:p@h/db");
	assert_false(pooled);
	assert_string_equal(clean("postgres://u:p@h:6543/db?pgbouncer=true&connection_limit=1&sslmode=require", &pooled), "postgresql://u:p@h:6543/db?sslmode=require");
	assert_true(pooled);
	assert_string_equal(clean("postgres://h/db?schema=public", &pooled), "postgresql://h/db");
	assert_string_equal(clean("postgres://h/db?ssl=true", &pooled), "postgresql://h/db?sslmode=require");
	assert_string_equal(clean("postgres://h/db?sslmode=no-verify&application_name=x", &pooled), "postgresql://h/db?sslmode=require&application_name=x");
	assert_string_equal(clean("host=/tmp dbname=a", &pooled), "host=/tmp dbname=a");
	assert_string_equal(clean("", &pooled), "");
}

/* A password that was not percent-encoded ends up as host or port: the message says so and holds none of it. */
static void test_no_secret_in_a_message(void **state)
{
	static const char *const bad[] = {"postgres://u:sec@ret@h/db", "postgres://u:sec/ret@h/db", "postgres://u:sec#ret@h/db", "host=h password='sec ret", "mysql://u:secret@h/db",
		"postgres://h:secret/db", "postgres://u:secret@h/db?nonsense=secret", "secret", NULL};

	(void)state;
	for (int i = 0; bad[i]; i++) {
		struct err err = {0};
		const char *out;
		bool pooled;

		if (pg_conninfo(&arena, bad[i], &out, &pooled, &err))
			fail_msg("%s was taken", bad[i]);
		assert_true(err.usage);
		if (strstr(err.message, "sec") || strstr(err.message, "ret"))
			fail_msg("%s: %s", bad[i], err.message);
	}
}

/* Nobody listens there: unreachable, soon, and without the password. */
static void test_unreachable(void **state)
{
	struct err err = {0};
	enum pg_fault fault;

	(void)state;
	assert_null(pg_open(&(struct pg_options){.conninfo = "host=/nonexistent password=sesame user=u dbname=d", .connect_ms = 500}, &fault, &err));
	assert_int_equal(fault, PG_UNREACHABLE);
	assert_false(err.usage);
	assert_null(strstr(err.message, "sesame"));
}

static void same(const char *a, const char *b)
{
	const char *x = canonical_expression(&arena, a), *y = canonical_expression(&arena, b);

	if (!x || !y || strcmp(x, y) != 0)
		fail_msg("%s is %s and %s is %s", a, x ? x : "(null)", b, y ? y : "(null)");
}

static void differ(const char *a, const char *b)
{
	const char *x = canonical_expression(&arena, a), *y = canonical_expression(&arena, b);

	if (x && y && strcmp(x, y) == 0)
		fail_msg("%s and %s are both %s", a, b, x);
}

static void test_expressions(void **state)
{
	(void)state;
	same("'open'", "'open'::character varying");
	same("now()", "NOW()");
	same("nextval('t_id_seq')", "nextval('public.t_id_seq'::regclass)");
	same("-1", "'-1'::integer");
	same("true", "'t'::boolean");
	same("NULL", "NULL::character varying");
	same("", "NULL");
	same("state IN ('a', 'b')", "((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))");
	same("state NOT IN ('a', 'b')", "(state <> ALL (ARRAY['a'::text, 'b'::text]))");
	same("n BETWEEN 1 AND 5", "((n >= 1) AND (n <= 5))");
	same("a > 0 AND b > 0 AND c > 0", "(((a > 0) AND (b > 0)) AND (c > 0))");
	same("email LIKE '%@%'", "(email ~~ '%@%'::text)");
	same("lower(t.name)", "lower((name)::text)");
	same("public.f(1)", "f(1)");
	same("a != 1", "(a <> 1)");
	same("gen_random_uuid()", "gen_random_uuid()");
	differ("'open'", "'done'");
	differ("n > 0", "n >= 0");
	differ("state IN ('a', 'b')", "state IN ('a', 'c')");
	differ("now()", "CURRENT_DATE");
	differ("1", NULL);
	differ("f(a)", "g(a)");
	assert_null(canonical_expression(&arena, "1 +"));
}

static void test_search_path(void **state)
{
	const char *const *path = server_search_path(&arena, "\"$user\", public", "ada"), *const *odd = server_search_path(&arena, "\"a\"\"b\",c", "ada");

	(void)state;
	assert_string_equal(path[0], "ada");
	assert_string_equal(path[1], "public");
	assert_null(path[2]);
	assert_string_equal(odd[0], "a\"b");
	assert_string_equal(odd[1], "c");
	assert_null(server_search_path(&arena, "", "ada")[0]);
}

/* Written and read back it is the same; a changed byte is noticed. */
static void test_snapshot(void **state)
{
	char path[] = "/tmp/plumbline-snapshot-XXXXXX";
	int fd = mkstemp(path);
	struct snapshot s = {.build = "b1", .version = "15.4", .ddl = "CREATE TABLE t (id integer);\n"}, back = {0}, bad = {0}, script = {0};
	struct snapshot_statement statement = {.where = "app.js#f GET /t", .text = "SELECT id\n-- statement not one\nFROM t"};
	struct snapshot_statement orm = {.where = "app.py#g", .text = ""};
	struct buf text = {0};
	struct err err = {0};

	(void)state;
	close(fd);
	vec_push(&statement.insert, (struct snapshot_table){"public.t", "id, name"});
	vec_push(&orm.need, (struct snapshot_table){"public.t", ""});
	vec_push(&orm.need, (struct snapshot_table){"public.u", "id"});
	vec_push(&orm.made, (struct snapshot_table){"public.u", ""});
	vec_push(&s.statement, statement);
	vec_push(&s.statement, orm);
	vec_push(&s.migration, (struct live_migration){.tool = "goose", .table = "public.goose_db_version", .version = "7 of spring", .digest = "ab", .after = "5,6"});
	vec_push(&s.migration, (struct live_migration){.tool = "prisma", .table = "public._prisma_migrations", .failed = true});
	snapshot_write(&s, &text);
	assert_true(io_write_atomic(path, buf_text(&text), text.n, &err));
	if (!snapshot_read(&back, path, &err))
		fail_msg("%s", err.message);
	assert_string_equal(back.build, "b1");
	assert_string_equal(back.version, "15.4");
	assert_string_equal(back.statement.v[0].where, statement.where);
	assert_string_equal(back.statement.v[0].text, statement.text);
	assert_string_equal(back.statement.v[0].insert.v[0].columns, "id, name");
	assert_string_equal(back.statement.v[1].where, "app.py#g");
	assert_string_equal(back.statement.v[1].text, "");
	assert_int_equal(back.statement.v[1].need.n, 2);
	assert_string_equal(back.statement.v[1].need.v[0].table, "public.t");
	assert_string_equal(back.statement.v[1].need.v[0].columns, "");
	assert_string_equal(back.statement.v[1].need.v[1].columns, "id");
	assert_int_equal(back.statement.v[1].made.n, 1);
	assert_string_equal(back.statement.v[1].made.v[0].table, "public.u");
	assert_int_equal(back.migration.n, 2);
	assert_string_equal(back.migration.v[0].version, "7 of spring");
	assert_string_equal(back.migration.v[0].digest, "ab");
	assert_string_equal(back.migration.v[0].after, "5,6");
	assert_null(back.migration.v[0].recorded);
	assert_null(back.migration.v[1].version);
	assert_true(back.migration.v[1].failed);
	assert_non_null(strstr(back.ddl, "CREATE TABLE t (id integer);"));
	text.p[text.n - 3] = 'X';
	assert_true(io_write_atomic(path, buf_text(&text), text.n, &err));
	assert_false(snapshot_read(&bad, path, &err));
	assert_true(err.usage);
	assert_true(io_write_atomic(path, "CREATE TABLE x ();\n", 19, &err));
	assert_true(snapshot_read(&script, path, &err));
	assert_string_equal(script.ddl, "CREATE TABLE x ();\n");
	unlink(path);
	buf_free(&text);
	snapshot_free(&s);
	snapshot_free(&back);
	snapshot_free(&bad);
	snapshot_free(&script);
}

/* Lines for other versions are left out, the mark of the others is. */
static void test_versions(void **state)
{
	static const char sql[] = "-- a comment -- kept\nSELECT a,\n\tb, -- from 140000\n\tNULL, -- before 140000\n\tc -- from 140000\nFROM t";

	(void)state;
	assert_string_equal(live_gated(&arena, sql, 150004), "-- a comment -- kept\nSELECT a,\n\tb,\n\tc\nFROM t\n");
	assert_string_equal(live_gated(&arena, sql, 140000), live_gated(&arena, sql, 150004));
	assert_string_equal(live_gated(&arena, sql, 120022), "-- a comment -- kept\nSELECT a,\n\tNULL,\nFROM t\n");
	assert_string_equal(live_gated(&arena, "", 150000), "");
}

/* Every question about a database's state names a table and columns of the vocabulary, and a domain of its own. */
static void test_state_files(void **state)
{
	struct err err = {0};
	struct facts *facts = facts_open(":memory:", &err);

	(void)state;
	assert_non_null(facts);
	live_state_known(facts, &arena);
	assert_int_equal(db_int(facts_db(facts), -1, "SELECT count(*) FROM coverage WHERE state = 'ok' AND domain IN ('statistics', 'settings', 'roles', 'sessions', 'sequences', 'locks')"), 6);
	assert_int_equal(db_int(facts_db(facts), -1, "SELECT count(*) FROM coverage"), 6);
	facts_close(facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_urls_of_other_libraries, tear_down),
		cmocka_unit_test_teardown(test_no_secret_in_a_message, tear_down),
		cmocka_unit_test_teardown(test_unreachable, tear_down),
		cmocka_unit_test_teardown(test_expressions, tear_down),
		cmocka_unit_test_teardown(test_search_path, tear_down),
		cmocka_unit_test_teardown(test_snapshot, tear_down),
		cmocka_unit_test_teardown(test_versions, tear_down),
		cmocka_unit_test_teardown(test_state_files, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
