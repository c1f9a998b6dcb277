#include "../../audit/store/db.h"
#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct db *memory(const char *sql)
{
	struct err err = {0};
	struct db *db = db_open(":memory:", DB_FACTS, &err);

	assert_non_null(db);
	if (sql && !db_exec(db, sql, &err))
		fail_msg("%s", err.message);
	return db;
}

static void values_of_every_type(void **state)
{
	struct db *db = memory("CREATE TABLE t(a, b, c, d, e)");
	struct err err = {0};
	struct query *q = db_query(db, &err, "INSERT INTO t VALUES (?1, ?2, ?3, ?4, 1.5)");
	const void *blob;
	size_t n;

	(void)state;
	query_bind_int(q, 1, INT64_MIN);
	query_bind_text(q, 2, "text");
	query_bind_blob(q, 3, "\0x", 2);
	query_bind_text(q, 4, NULL);
	assert_true(query_run(q, &err));
	query_end(q);
	assert_int_equal(db_last_id(db), 1);
	q = db_query(db, &err, "SELECT a, b, c, d, e AS five FROM t");
	assert_int_equal(query_columns(q), 5);
	assert_string_equal(query_column_name(q, 4), "five");
	strcpy(err.message, "an old failure");
	assert_true(query_next(q, &err));
	assert_true(query_int(q, 0) == INT64_MIN);
	assert_string_equal(query_text(q, 1), "text");
	blob = query_blob(q, 2, &n);
	assert_int_equal(n, 2);
	assert_memory_equal(blob, "\0x", 2);
	assert_true(query_is_null(q, 3));
	assert_null(query_text(q, 3));
	assert_true(query_double(q, 4) == 1.5);
	assert_int_equal(query_type(q, 0), 'i');
	assert_int_equal(query_type(q, 1), 't');
	assert_int_equal(query_type(q, 2), 'b');
	assert_int_equal(query_type(q, 3), 'n');
	assert_int_equal(query_type(q, 4), 'f');
	assert_false(query_next(q, &err));
	assert_string_equal(err.message, "");
	query_end(q);
	assert_int_equal(db_int(db, 7, "SELECT count(*) FROM t"), 1);
	assert_int_equal(db_int(db, 7, "SELECT a FROM t WHERE a = 1"), 7);
	assert_int_equal(db_int(db, 7, "SELECT nonsense"), 7);
	db_close(db);
}

static void a_file_of_statements_names_the_line(void **state)
{
	struct db *db = memory(NULL);
	struct err err = {0};

	(void)state;
	assert_true(db_exec_file(db, "-- a\nCREATE TABLE t(a); /* b\n*/ INSERT INTO t VALUES (1);;\n-- end", "x.sql", 1, &err));
	assert_false(db_exec_file(db, "CREATE TABLE u(a);\n\n-- why\nSELECT a,\n  b FROM u", "x.sql", 10, &err));
	assert_string_equal(err.message, "x.sql:14: no such column: b");
	assert_false(db_exec_file(db, "SELECT 1;\n\nINSERT INTO t\nVALUES (1, 2)", "y.sql", 1, &err));
	assert_string_equal(err.message, "y.sql:3: table t has 1 columns but 2 values were supplied");
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM t"), 1);
	db_close(db);
}

static void one_statement_and_parts(void **state)
{
	struct db *db = memory("CREATE TABLE t(a)");
	struct err err = {0};
	const char *tail;
	struct query *q;

	(void)state;
	assert_null(db_query(db, &err, " -- nothing\n"));
	assert_string_equal(err.message, "there is no statement");
	assert_null(db_query_file(db, &err, "SELECT 1;\nSELECT 2", "r.sql", 1));
	assert_string_equal(err.message, "r.sql:2: there is more than one statement");
	q = db_query(db, &err, "SELECT 1; -- done\n");
	assert_non_null(q);
	query_end(q);
	q = db_query_part(db, &err, "SELECT 1; SELECT 2;", &tail);
	assert_string_equal(tail, " SELECT 2;");
	query_end(q);
	assert_null(db_query_part(db, &err, " /* no end", &tail));
	assert_string_equal(err.message, "");
	assert_null(db_query_part(db, &err, "SELECT nope", &tail));
	assert_string_equal(tail, "nope");
	db_close(db);
}

static void a_failing_statement_is_undone(void **state)
{
	struct db *db = memory("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT UNIQUE); INSERT INTO t VALUES (1, 'x')");
	struct err err = {0};

	(void)state;
	assert_true(db_begin(db, &err));
	assert_true(db_in_transaction(db));
	assert_true(db_exec(db, "INSERT INTO t VALUES (2, 'y')", &err));
	assert_false(db_exec(db, "INSERT INTO t SELECT 3, 'z' UNION ALL SELECT 4, 'x'", &err));
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM t"), 2);
	assert_true(db_commit(db, &err));
	assert_false(db_in_transaction(db));
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM t"), 2);
	db_rollback(db);
	db_close(db);
}

static void collect(void *context, const char *table, const char *column)
{
	buf_printf(context, "%s.%s ", table, column);
}

static bool guarded(struct db *db, const char *sql, struct buf *reads, int budget_ms, struct err *err)
{
	struct query *q;

	err->message[0] = '\0';
	db_guard_begin(db, &(struct db_guard){reads ? collect : NULL, reads, budget_ms});
	q = db_query(db, err, sql);
	while (q && query_next(q, err))
		;
	query_end(q);
	db_guard_end(db);
	return !err->message[0];
}

static void a_guard_only_reads(void **state)
{
	static const char *const refused[] = {
		"INSERT INTO t VALUES (1)", "UPDATE t SET a = 1", "DELETE FROM t", "DROP TABLE t", "CREATE TABLE x(a)", "CREATE TEMP TABLE x(a)",
		"PRAGMA user_version", "PRAGMA writable_schema=1", "ATTACH ':memory:' AS x", "DETACH main", "BEGIN", "SAVEPOINT x", "VACUUM", "ANALYZE", "REINDEX",
		"SELECT load_extension('x')", "SELECT * FROM pragma_user_version", "CREATE VIRTUAL TABLE x USING fts5(a)", "VACUUM INTO '/tmp/x.db'",
		"INSERT INTO t VALUES (1) RETURNING a",
	};
	struct db *db = memory("CREATE TABLE t(a); INSERT INTO t VALUES (5)");
	struct err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (guarded(db, refused[i], NULL, 1000, &err))
			fail_msg("allowed: %s", refused[i]);
	assert_true(guarded(db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT sum(i), max(a) FROM n, t", NULL, 1000, &err));
	assert_true(guarded(db, "SELECT value FROM json_each('[1,2]')", NULL, 1000, &err));
	assert_true(guarded(db, "SELECT snake_case('aB'), nearest('ab', 'ac')", NULL, 1000, &err));
	assert_true(guarded(db, "SELECT name FROM sqlite_schema", NULL, 1000, &err));
	assert_int_equal(db_int(db, 0, "SELECT a FROM t"), 5);
	assert_true(db_exec(db, "INSERT INTO t VALUES (6)", &err));	/* as before, once it ended */
	db_close(db);
}

static void a_guard_reports_reads_through_views(void **state)
{
	struct db *db = memory("CREATE TABLE t(a, b); CREATE VIEW v AS SELECT b FROM t");
	struct err err = {0};
	struct buf reads = {0};

	(void)state;
	assert_true(guarded(db, "SELECT b FROM v", &reads, 1000, &err));
	assert_non_null(strstr(buf_text(&reads), "t.b "));
	assert_non_null(strstr(buf_text(&reads), "v.b "));
	assert_null(strstr(buf_text(&reads), "t.a "));
	buf_reset(&reads);
	assert_true(guarded(db, "SELECT count(*) FROM t", &reads, 1000, &err));
	assert_string_equal(buf_text(&reads), "t. ");
	buf_free(&reads);
	db_close(db);
}

static void a_guard_has_limits(void **state)
{
	static const char endless[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
	static const char greedy[] = "WITH RECURSIVE n(i, x) AS (SELECT 1, randomblob(1000000) UNION SELECT i + 1, randomblob(1000000) FROM n) SELECT count(*) FROM n";
	struct db *db = memory("CREATE TABLE t(a); INSERT INTO t VALUES (5)");
	struct err err = {0};
	struct buf sql = {0};

	(void)state;
	assert_false(guarded(db, endless, NULL, 50, &err));
	assert_string_equal(err.message, "stopped: over its budget of 50 ms");
	assert_true(guarded(db, "SELECT 1", NULL, 50, &err));	/* a new budget each time */
	assert_false(guarded(db, "SELECT zeroblob(100000000)", NULL, 1000, &err));
	assert_false(guarded(db, greedy, NULL, 20000, &err));
	assert_string_equal(err.message, "stopped: needs more than 512 MB of memory");
	assert_int_equal(db_int(db, 0, "SELECT a FROM t"), 5);
	buf_puts(&sql, "SELECT ");
	for (int i = 0; i < 5000; i++)
		buf_putc(&sql, '(');
	buf_putc(&sql, '1');
	for (int i = 0; i < 5000; i++)
		buf_putc(&sql, ')');
	guarded(db, buf_text(&sql), NULL, 1000, &err);	/* SQLite before 3.46 refuses it; later ones answer 1 */
	buf_reset(&sql);
	buf_puts(&sql, "SELECT 1");
	for (int i = 0; i < 2000; i++)
		buf_puts(&sql, "+1");
	assert_false(guarded(db, buf_text(&sql), NULL, 1000, &err));
	buf_free(&sql);
	db_close(db);
}

static void files_and_modes(void **state)
{
	char folder[] = "/tmp/plumbline-db-XXXXXX";
	struct err err = {0};
	struct arena a = {0};
	const char *path, *text;
	struct db *db, *other;
	FILE *out;

	(void)state;
	assert_non_null(mkdtemp(folder));
	path = arena_printf(&a, "%s/s.db", folder);
	text = arena_printf(&a, "%s/text", folder);
	assert_null(db_open(path, DB_READ, &err));
	assert_non_null(strstr(err.message, path));
	db = db_open(path, DB_STATE, &err);
	assert_true(db_exec(db, "CREATE TABLE t(a)", &err));
	other = db_open(path, DB_READ, &err);
	assert_non_null(other);
	assert_int_equal(db_int(other, 9, "SELECT count(*) FROM t"), 0);
	assert_false(db_exec(other, "INSERT INTO t VALUES (1)", &err));
	db_close(other);
	db_close(db);
	out = fopen(text, "w");
	for (int i = 0; i < 1000; i++)
		fputs("this is not a database\n", out);
	fclose(out);
	assert_null(db_open(text, DB_STATE, &err));
	assert_non_null(strstr(err.message, "not a database"));
	/* A path is never a URI. */
	assert_int_equal(chdir(folder), 0);
	db = db_open("file:u.db?mode=memory", DB_STATE, &err);
	assert_non_null(db);
	assert_true(db_exec(db, "CREATE TABLE t(a)", &err));
	db_close(db);
	assert_int_equal(access("file:u.db?mode=memory", F_OK), 0);
	assert_int_equal(unlink("file:u.db?mode=memory"), 0);
	assert_int_equal(unlink(text), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0);
	arena_free(&a);
	db_close(NULL);
	query_end(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_of_every_type),
		cmocka_unit_test(a_file_of_statements_names_the_line),
		cmocka_unit_test(one_statement_and_parts),
		cmocka_unit_test(a_failing_statement_is_undone),
		cmocka_unit_test(a_guard_only_reads),
		cmocka_unit_test(a_guard_reports_reads_through_views),
		cmocka_unit_test(a_guard_has_limits),
		cmocka_unit_test(files_and_modes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
