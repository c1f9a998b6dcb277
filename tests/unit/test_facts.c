#include "../../audit/store/facts.h"
#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct embedded files[] = {
	{"rules/a/b/rule.sql", "not SQL at all", 14},
	{"schemas/20_second.sql", "CREATE VIEW names AS SELECT name FROM thing;\nCREATE INDEX of_second ON thing(name);", 0},
	{"schemas/10_first.sql", "-- first\nCREATE TABLE thing (\n  -- domain: statements\n  id INTEGER PRIMARY KEY, -- id\n  name TEXT NOT NULL, n INTEGER);\n"
		"create  unique\nindex u ON thing(n);\nCreate Index i ON thing(n);\n"
		"CREATE TABLE coverage (domain TEXT, object TEXT, state TEXT, reason TEXT, file_id INTEGER, line INTEGER);", 0},
	{"schemas/data/types.sql", "INSERT INTO thing VALUES (1, 'one', 1);", 0},
	{"schemas/report.schema.json", "{}", 2},
	{"schemas/data/old/x.sql", "nonsense", 8},
	{NULL, NULL, 0},
};

static struct facts *open_facts(const char *path)
{
	struct err err = {0};
	struct facts *f = facts_open_from(path, files, &err);

	if (!f)
		fail_msg("%s", err.message);
	return f;
}

static void schema_in_order_and_indexes_later(void **state)
{
	static const char indexes[] = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name IN ('i', 'of_second')";
	struct facts *f = open_facts(":memory:");
	struct err err = {0};

	(void)state;
	assert_int_equal(db_int(facts_db(f), 0, "SELECT count(*) FROM names"), 1);
	assert_int_equal(db_int(facts_db(f), 9, indexes), 0);
	assert_int_equal(db_int(facts_db(f), 0, "SELECT count(*) FROM sqlite_schema WHERE name = 'u'"), 1);
	assert_true(facts_index(f, &err));
	assert_int_equal(db_int(facts_db(f), 0, indexes), 2);
	assert_true(db_int(facts_db(f), 0, "SELECT count(*) FROM sqlite_stat1") > 0);
	assert_true(facts_index(f, &err));
	facts_close(f);
	facts_close(NULL);
}

static void rows(void **state)
{
	struct facts *f = open_facts(":memory:");
	struct table *thing = facts_table(f, "thing", (const char *const[]){"id", "name", "n", NULL});
	struct table *names = facts_table(f, "thing", (const char *const[]){"name", NULL});
	struct err err = {0};

	(void)state;
	row_int(thing, 0, 40);
	row_text(thing, 1, "forty");
	row_id(thing, 2, 0);
	assert_int_equal(row_end(thing), 40);
	row_text(names, 0, "next");
	assert_int_equal(row_end(names), 41);
	row_text(thing, 1, "set again");	/* what the row before had is forgotten */
	assert_int_equal(row_end(thing), 42);
	assert_int_equal(db_int(facts_db(f), 0, "SELECT count(*) FROM thing WHERE id >= 40 AND n IS NULL"), 3);
	facts_coverage(f, "files", "a.js", "skipped", "too large", 3, 0);
	facts_coverage(f, "files", NULL, "ok", NULL, 0, 0);
	assert_int_equal(db_int(facts_db(f), 0, "SELECT count(*) FROM coverage WHERE domain = 'files' AND file_id = 3 AND line IS NULL"), 1);
	assert_true(facts_done(f, &err));
	row_text(names, 0, "afterwards");
	assert_int_equal(row_end(names), 43);
	facts_close(f);
}

static void a_row_that_fails_is_reported_later(void **state)
{
	struct facts *f = open_facts(":memory:");
	struct table *thing = facts_table(f, "thing", (const char *const[]){"name", "n", NULL});
	struct err err = {0};

	(void)state;
	row_text(thing, 0, NULL);
	assert_int_equal(row_end(thing), 0);
	row_text(thing, 0, "a");
	row_int(thing, 1, 1);
	assert_int_equal(row_end(thing), 0);
	row_text(thing, 0, "fine");
	assert_true(row_end(thing) > 0);
	assert_false(facts_index(f, &err));
	assert_string_equal(err.message, "writing a row of \"thing\": NOT NULL constraint failed: thing.name");
	assert_false(facts_done(f, &err));
	facts_close(f);
}

static void a_broken_schema_names_its_line(void **state)
{
	static const struct embedded broken[] = {{"schemas/1.sql", "CREATE TABLE a(b);\n\n-- c\nCREATE TABLE\n  b(b,\n  b);", 0}, {NULL, NULL, 0}};
	static const struct embedded index[] = {{"schemas/1.sql", "CREATE TABLE a(b);\nCREATE INDEX i\nON a(c);", 0}, {NULL, NULL, 0}};
	struct err err = {0};

	(void)state;
	assert_null(facts_open_from(":memory:", broken, &err));
	assert_non_null(strstr(err.message, "schemas/1.sql:4: duplicate column name: b"));
	assert_null(facts_open_from(":memory:", index, &err));
	assert_non_null(strstr(err.message, "schemas/1.sql:3: no such column: c"));
}

static void domains(void **state)
{
	struct facts *f = open_facts(":memory:");
	char domain[32];

	(void)state;
	assert_true(facts_domain(facts_db(f), "Thing", domain, sizeof(domain)));
	assert_string_equal(domain, "statements");
	assert_false(facts_domain(facts_db(f), "coverage", domain, sizeof(domain)));
	assert_false(facts_domain(facts_db(f), "names", domain, sizeof(domain)));
	assert_false(facts_domain(facts_db(f), "nowhere", domain, sizeof(domain)));
	facts_close(f);
}

static void a_file_is_replaced_only_when_it_is_ours(void **state)
{
	char folder[] = "/tmp/plumbline-facts-XXXXXX";
	struct err err = {0};
	struct arena a = {0};
	const char *path;
	struct facts *f;
	struct db *db;
	FILE *out;

	(void)state;
	assert_non_null(mkdtemp(folder));
	path = arena_printf(&a, "%s/facts.db", folder);
	f = open_facts(path);
	row_text(facts_table(f, "thing", (const char *const[]){"name", NULL}), 0, "kept");
	facts_close(f);			/* without facts_done: as a killed run leaves it */
	f = open_facts(path);
	facts_coverage(f, "files", "x", "ok", NULL, 0, 0);
	assert_true(facts_index(f, &err));
	assert_true(facts_done(f, &err));
	facts_close(f);
	db = db_open(path, DB_READ, &err);
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM coverage"), 1);
	db_close(db);
	out = fopen(path, "w");
	fputs("a letter to my aunt", out);
	fclose(out);
	assert_null(facts_open_from(path, files, &err));
	assert_true(err.usage);
	assert_non_null(strstr(err.message, "not replaced"));
	assert_int_equal(unlink(path), 0);
	db = db_open(path, DB_STATE, &err);
	assert_true(db_exec(db, "CREATE TABLE precious(a)", &err));
	db_close(db);
	assert_null(facts_open_from(path, files, &err));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_null(facts_open_from(arena_printf(&a, "%s/none/facts.db", folder), files, &err));
	arena_free(&a);
}

/* The vocabulary that is shipped: it loads, its indexes can be made, and the tables this program's C names are there. */
static void the_embedded_schema(void **state)
{
	struct err err = {0};
	struct facts *f = facts_open(":memory:", &err);

	(void)state;
	if (!f)
		fail_msg("%s", err.message);
	facts_coverage(f, "files", "x", "ok", NULL, 0, 0);
	if (!facts_index(f, &err) || !facts_done(f, &err))
		fail_msg("%s", err.message);
	assert_int_equal(db_int(facts_db(f), 0, "SELECT count(*) FROM coverage"), 1);
	assert_int_equal(db_int(facts_db(f), 0, "SELECT count(*) FROM sqlite_schema WHERE name IN ('file', 'suppression', 'suppression_result', 'witness_step')"), 4);
	facts_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schema_in_order_and_indexes_later),
		cmocka_unit_test(rows),
		cmocka_unit_test(a_row_that_fails_is_reported_later),
		cmocka_unit_test(a_broken_schema_names_its_line),
		cmocka_unit_test(domains),
		cmocka_unit_test(a_file_is_replaced_only_when_it_is_ours),
		cmocka_unit_test(the_embedded_schema),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
