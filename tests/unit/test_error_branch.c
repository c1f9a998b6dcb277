/* Go: branches that take a statement's error, errors nobody looks at, lists that are null in JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"

#define GO_PACK \
	"-- title: test driver for Go\n-- package: go gosql\n-- types\n" \
	"INSERT INTO type_alias(path, type, same) VALUES ('gosql.DB().Query()', 'gosql.Rows()', 0), ('gosql.DB().Exec()', 'gosql.Result()', 0);\n" \
	"INSERT INTO value_shape(path, shape) VALUES ('gosql.NoRow', 'no_row'), ('gosql.Rows()#1', 'rows_error'), ('gosql.Result()#1', 'rows_error'), ('gosql.Rows()', 'result');\n" \
	"-- facts\n" \
	"INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)\n" \
	"SELECT id, 'gosql', 'sql', 0, 'dollar', NULL, 'result' FROM call WHERE receiver_type = 'gosql.DB()' AND name IN ('Query', 'Exec');\n" \
	"INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, media, file_id, line)\n" \
	"SELECT 'gosql', c.function_id, c.region_id, c.id, 'respond', CAST(a.value AS INTEGER), 'json', c.file_id, c.line FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0\n" \
	"WHERE c.callee = 'gosql.Answer';\n"

#define START "package m\nimport (\n\"errors\"\n\"fmt\"\n\"gosql\"\n\"log\"\n)\nvar ErrNone = errors.New(\"none\")\n"

/* Which branches there are, what they do, whose errors arrive in them, and which answers have the error in them. */
static void test_branches(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"go.mod", "module m\n"}, {"a.go", START
		"func add(db *gosql.DB) error { _, err := db.Exec(\"SELECT 9\")\n return err }\n"
		"func both(db *gosql.DB) error { if err := add(db); err != nil { return fmt.Errorf(\"both: %w\", err) }\n _, err := db.Exec(\"SELECT 12\")\n return err }\n"
		"func in(db *gosql.DB, run func() error) error { if err := run(); err != nil { return err }\n return nil }\n"
		"func check() error { return ErrNone }\n"
		"func fail(err error, code int) { gosql.Answer(500, text(err)) }\n"
		"func text(err error) string { return \"failed: \" + err.Error() }\n"
		"func quiet(err error) { log.Print(err); gosql.Answer(500, \"failed\") }\n"
		"func f(db *gosql.DB) {\n"
		" if err := both(db); err != nil {\n gosql.Answer(500, err.Error())\n }\n"		/* 21, 22 */
		" err := in(db, func() error { return add(db) })\n if err != nil && !errors.Is(err, ErrNone) {\n gosql.Answer(404, \"none\")\n }\n"	/* 25 */
		" if err := add(db); err == nil {\n gosql.Answer(200, 1)\n } else {\n fail(err, 1)\n }\n"	/* 30 */
		" if err := add(db); err != nil && errors.Is(err, ErrNone) {\n quiet(err)\n }\n"		/* 33: not for all errors */
		" if err := check(); err != nil {\n gosql.Answer(500, err.Error())\n }\n"			/* 36: no statement's */
		" switch err := add(db); {\n case err != nil:\n panic(err)\n }\n"				/* 40 */
		"}\n"}), GO_PACK);
	assert_rows(&p, "SELECT g.line, e.takes_database_errors, e.action, coalesce(e.status, 0), group_concat(DISTINCT s.text) FROM catch_effect e JOIN region g ON g.id = e.region_id "
		"JOIN caught_statement k ON k.region_id = e.region_id JOIN statement s ON s.id = k.statement_id GROUP BY g.id ORDER BY 1",
		"11|1|value|0|SELECT 9\n"
		"14|1|value|0|SELECT 9\n"
		"21|1|respond|500|SELECT 9,SELECT 12\n"
		"25|1|respond|404|SELECT 9\n"
		"30|1|respond|500|SELECT 9\n"
		"33|0|respond|500|SELECT 9\n"
		"40|1|rethrow|0|SELECT 9\n");
	assert_rows(&p, "SELECT u.line, u.how, k.line FROM catch_use u LEFT JOIN call k ON k.id = u.answer_call_id ORDER BY 1",
		"22|message|-\n"
		"31|message|17\n");
	project_close(&p);
}

static void test_unread(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"go.mod", "module m\n"}, {"a.go",
		"package m\nimport \"gosql\"\n"
		"func f(db *gosql.DB) error {\n"
		" _, err := db.Exec(\"SELECT 4\")\n _, err = db.Exec(\"SELECT 5\")\n if err != nil { return err }\n"
		" _, err = db.Exec(\"SELECT 7\")\n return err }\n"
		"func g(db *gosql.DB) (err error) {\n _, err = db.Exec(\"SELECT 10\")\n _, err = db.Exec(\"SELECT 11\")\n return }\n"}), GO_PACK);
	assert_rows(&p, "SELECT c.line, u.line FROM error_unread u JOIN call c ON c.id = u.call_id", "4|5\n");
	project_close(&p);
}

#define FILL "rows, err := db.Query(\"SELECT 1\")\n if err != nil { return nil, err }\n for rows.Next() { list = append(list, 1) }\n return list, nil }\n"

static void test_null_lists(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"go.mod", "module m\n"}, {"a.go",
		"package m\nimport \"gosql\"\n"
		"func none(db *gosql.DB) ([]int, error) { var list []int\n " FILL
		"func made(db *gosql.DB) ([]int, error) { list := []int{}\n " FILL
		"func f(db *gosql.DB) {\n"
		" a, _ := none(db)\n gosql.Answer(200, a)\n gosql.Answer(200, map[string]any{\"list\": a})\n"	/* 15, 16 */
		" b, _ := made(db)\n gosql.Answer(200, b)\n gosql.Answer(500, a)\n}\n"
		"func g(db *gosql.DB) {\n a, _ := none(db)\n if len(a) == 0 { return }\n gosql.Answer(200, a)\n}\n"}), GO_PACK);
	assert_rows(&p, "SELECT e.line, n.line FROM null_list n JOIN exit e ON e.id = n.exit_id ORDER BY 1", "15|3\n16|3\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_branches), cmocka_unit_test(test_unread), cmocka_unit_test(test_null_lists) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
