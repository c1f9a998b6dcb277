/* Files of named queries: what is cut out of them, and the placeholders they are written with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../audit/derive/query_files.h"
#include "project.h"

static void test_cut(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"q/a.sql", "-- some words\nSELECT 0;\n  --name:  get-user^\n-- more\nSELECT 1;\n\n-- name: B.c :many extra\nSELECT 2;\n-- name:\n-- name: last\n"},
		{"q/none.sql", "SELECT 1; -- name: no\n"},
		{"migrations/1_a.sql", "-- name: no :one\nSELECT 1;\n"},
		{"q/empty.sql", ""},
		{"a.js", "\n"}), NULL);
	assert_rows(&p, "SELECT f.path, q.name, q.kind, q.line FROM named_query q JOIN file f ON f.id = q.file_id ORDER BY q.id",
		"q/a.sql|get-user|^|4\n"
		"q/a.sql|B.c|:many|8\n"
		"q/a.sql|last|-|11\n");
	project_close(&p);
}

static void assert_at(const char *text, bool macros, size_t length, const char *name, bool embeds)
{
	size_t at = strcspn(text, "|"), n;
	const char *found = NULL;
	size_t found_n = 0;
	bool embed;
	char plain[200];

	snprintf(plain, sizeof(plain), "%.*s%s", (int)at, text, text + at + 1);	/* the bar says where to look */
	n = at_placeholder(plain, at, strlen(plain), macros, &found, &found_n, &embed);
	assert_int_equal(n, length);
	if (n) {
		assert_int_equal(found_n, strlen(name));
		assert_memory_equal(found, name, found_n);
		assert_int_equal(embed, embeds);
	}
}

static void test_placeholders(void **state)
{
	(void)state;
	assert_at("id = |@id", false, 3, "id", false);
	assert_at("id= |@id_2::int", true, 5, "id_2", false);
	assert_at("id=|@id", true, 0, "", false);	/* =@ is one operator */
	assert_at("id=|@id", false, 3, "id", false);
	assert_at("|@1", false, 0, "", false);
	assert_at("a |@> b", false, 0, "", false);
	assert_at("a |@@ b", true, 0, "", false);
	assert_at("a @|@q", false, 2, "q", false);	/* pgx looks at nothing before the @ */
	assert_at("a @|@to_tsquery(b)", true, 0, "", false);
	assert_at("|@", false, 0, "", false);
	assert_at("|sqlc.arg(x)", true, 11, "x", false);
	assert_at("|sqlc.narg('a_b')::text", true, 16, "a_b", false);
	assert_at("|SQLC.slice(x)", true, 0, "", false);
	assert_at("|sqlc.slice(\"x\")", true, 15, "x", false);
	assert_at("|sqlc.embed(t)", true, 13, "t", true);
	assert_at("|sqlc.arg(x)", false, 0, "", false);
	assert_at("my.|sqlc.arg(x)", true, 0, "", false);
	assert_at("|sqlc.arg(", true, 0, "", false);
	assert_at("|sqlc.arg()", true, 0, "", false);
	assert_at("|sqlc.other(x)", true, 0, "", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_placeholders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
