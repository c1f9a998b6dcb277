/* Tests for "nothing there": their form, whether they can be true at all, and the exits they lead to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"
#include "sqlx.h"

#define TESTS "SELECT line, form, shape, effective FROM emptiness_test ORDER BY 1, 2"

static void test_forms(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.js",
		"const s = require('sqlx');\nconst db = new s.Db();\nexport async function f() {\n"
		" const r = await db.run('SELECT 1');\n const rows = await db.rows('SELECT 2'); const row = await db.row('SELECT 3'); const v = await db.value('SELECT 4'); const n = await db.count('SELECT 5');\n"
		" if (r.rows.length === 0) s.respond(404);\n"
		" if (!r.rows.length) s.respond(404);\n"
		" if (r.rows.length < 1) s.respond(404);\n"
		" if (r.rows.length) { ok(); } else { s.respond(404); }\n"
		" if (!(r.rows.length > 0)) s.respond(404);\n"
		" if (!r.rows[0]) s.respond(404);\n"
		" if (r.rows[0] === undefined) s.respond(404);\n"
		" if (r.rows[0] === null) s.respond(404);\n"		/* never: a missing element is undefined */
		" if (r.rows[0] == null) s.respond(404);\n"
		" if (!r) s.respond(404);\n"				/* never: a result is always there */
		" if (!rows) s.respond(404);\n"				/* never: [] is true in JavaScript */
		" if (rows === null) s.respond(404);\n"
		" if (!row) s.respond(404);\n"
		" if (row === null) s.respond(404);\n"			/* a driver that gives one row gives null for none */
		" if (!v) s.respond(404);\n"
		" if (r.rowCount === 0) s.respond(404);\n"
		" if (!r.rowCount) s.respond(404);\n"
		" if (n < 1) s.respond(404);\n"
		" if (r.rows.length > 1) s.respond(409);\n"		/* not about nothing */
		" if (r.rows.length === 2) s.respond(409);\n"
		" if (row) s.respond(409);\n"
		" if (!row || !user) s.respond(404);\n"
		" if (unknown.length === 0) s.respond(404);\n"
		" if (!rows.map((x) => x.id).length) s.respond(404);\n"
		" const [first] = r.rows;\n if (!first) s.respond(404);\n"
		" if (first === null) s.respond(404);\n const maybe = r.rows.length ? r.rows[0] : null;\n if (maybe === null) s.respond(404);\n"
		" if (rows == []) s.respond(404);\n"			/* never: another list */
		"}\n"}), SQLX_PACK);
	assert_rows(&p, TESTS,
		"6|length|rows|1\n"
		"7|length|rows|1\n"
		"8|length|rows|1\n"
		"9|length|rows|1\n"
		"10|length|rows|1\n"
		"11|first|row|1\n"
		"12|first|row|1\n"
		"13|first|row|0\n"
		"14|first|row|1\n"
		"15|falsy|result|0\n"
		"16|falsy|rows|0\n"
		"17|null|rows|0\n"
		"18|falsy|row|1\n"
		"19|null|row|1\n"
		"20|falsy|value|1\n"
		"21|count|count|1\n"
		"22|count|count|1\n"
		"23|count|count|1\n"
		"27|falsy|row|1\n"
		"29|length|rows|1\n"
		"31|falsy|row|1\n"
		"32|null|row|0\n"
		"34|null|row|1\n"
		"35|length|rows|0\n");
	project_close(&p);
}

static void test_python_forms(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.py",
		"import sqlx\ndb = sqlx.Db()\ndef f():\n    rows = db.rows('SELECT 1'); row = db.row('SELECT 2'); n = db.count('SELECT 3')\n"
		"    if not rows:\n        sqlx.respond(404)\n"
		"    if len(rows) == 0:\n        sqlx.respond(404)\n"
		"    if row is None:\n        sqlx.respond(404)\n"
		"    if rows is None:\n        sqlx.respond(404)\n"		/* never */
		"    if not row:\n        raise sqlx.HttpError(404)\n"
		"    if n == 0:\n        sqlx.respond(404)\n"
		"    if rows == []:\n        sqlx.respond(404)\n"
		"    if row == []:\n        sqlx.respond(404)\n"		/* not about nothing: a row is no list */
		"    if row is not None:\n        return row\n    sqlx.respond(404)\n"
		"def g():\n    result = db.rows('SELECT 24')\n    if result == []:\n        sqlx.respond(404)\n    result = dump(result)\n"	/* what it is before */
		"    if result == []:\n        sqlx.respond(404)\n"					/* and after */
		"def h(x):\n    result = db.rows('SELECT 30')\n    while x:\n        if not result:\n            sqlx.respond(404)\n        result = dump(x)\n"}), SQLX_PACK);
	assert_rows(&p, TESTS,
		"5|falsy|rows|1\n"
		"7|length|rows|1\n"
		"9|null|row|1\n"
		"11|null|rows|0\n"
		"13|falsy|row|1\n"
		"15|count|count|1\n"
		"17|length|rows|1\n"
		"21|null|row|1\n"
		"26|length|rows|1\n");
	project_close(&p);
}

#define GO_PACK \
	"-- title: test driver for Go\n-- package: go gosql\n-- types\n" \
	"INSERT INTO type_alias(path, type, same) VALUES ('gosql.DB().Query()', 'gosql.Rows()', 0), ('gosql.DB().QueryRow()', 'gosql.Row()', 0);\n" \
	"INSERT INTO value_shape(path, shape) VALUES ('gosql.NoRow', 'no_row'), ('gosql.Missing()', 'no_row'), ('gosql.Row().Scan()', 'row_error'), ('gosql.Rows()#1', 'rows_error'),\n" \
	"  ('gosql.DB().Get()', 'row_error'), ('gosql.Rows().Next()', 'row');\n" \
	"-- facts\n" \
	"INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)\n" \
	"SELECT id, 'gosql', 'sql', iif(name = 'Get', 1, 0), 'dollar', NULL, 'result' FROM call WHERE receiver_type = 'gosql.DB()' AND name IN ('Query', 'QueryRow', 'Get');\n" \
	"INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, file_id, line)\n" \
	"SELECT 'gosql', function_id, region_id, id, 'respond', 404, file_id, line FROM call WHERE callee = 'gosql.NotFound';\n"

/* The error for "no row": how it is asked for, which of the values of err it is asked of, and functions that hand it on or make nil of it. */
static void test_errors(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"go.mod", "module m\n"}, {"a.go",
		"package m\nimport (\n\"errors\"\n\"gosql\"\n)\ntype user struct { Name string }\n"
		"func one(db *gosql.DB) (*user, error) { var u user\n err := db.QueryRow(\"SELECT 8\").Scan(&u)\n return &u, err }\n"
		"func orNil(db *gosql.DB) (*user, error) { var u user\n err := db.QueryRow(\"SELECT 11\").Scan(&u)\n if errors.Is(err, gosql.NoRow) { return nil, nil }\n return &u, err }\n"
		"func orOld(db *gosql.DB) (*user, error) { var u user\n err := db.QueryRow(\"SELECT 15\").Scan(&u)\n if err == gosql.NoRow { return nil, nil }\n if u.Name == \"\" { return nil, nil }\n return &u, err }\n"
		"func f(db *gosql.DB, given error) {\n var u user\n"
		" rows, err := db.Query(\"SELECT 21\")\n if err == gosql.NoRow { gosql.NotFound() }\n"	/* 22, never: a list */
		" err = db.QueryRow(\"SELECT 23\").Scan(&u)\n if errors.Is(err, gosql.NoRow) { gosql.NotFound() }\n"	/* 24 */
		" if err != nil && err != gosql.NoRow { return }\n gosql.NotFound()\n"	/* 25, 26: nothing proven */
		" if err := db.Get(&u, \"SELECT 27\"); gosql.Missing(err) { gosql.NotFound() }\n"	/* 27 */
		" if given == gosql.NoRow { gosql.NotFound() }\n"	/* 28: whose? */
		" if u.Name == \"\" { _, err = one(db) }\n if err == gosql.NoRow { gosql.NotFound() }\n"	/* 30: one of two */
		" v, err := one(db)\n switch err {\n case gosql.NoRow: gosql.NotFound()\n }\n"	/* 32 */
		" w, err := orNil(db)\n if w == nil { gosql.NotFound() }\n"	/* 36 */
		" x, err := orOld(db)\n if x == nil { gosql.NotFound() }\n"	/* 38: nil for another reason too */
		" if err != nil { gosql.NotFound() }\n _, _ = v, rows\n}\n"}), GO_PACK);
	assert_rows(&p, "SELECT t.line, s.text, t.form, t.effective, t.certain FROM emptiness_test t JOIN statement s ON s.id = t.statement_id ORDER BY 1",
		"22|SELECT 21|error|0|1\n"
		"24|SELECT 23|error|1|1\n"
		"27|SELECT 27|error|1|1\n"
		"32|SELECT 8|error|1|1\n"
		"36|SELECT 11|null|1|1\n");
	project_close(&p);
}

/* Nothing told by an error of the program's own, by false, by what is inside another error, and by a function that answers for an error it is handed. */
static void test_own_errors(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"go.mod", "module m\n"}, {"a.go",
		"package m\nimport (\n\"errors\"\n\"fmt\"\n\"gosql\"\n)\ntype user struct { Name string }\nvar ErrNone = errors.New(\"none\")\nvar ErrOther = errors.New(\"other\")\n"
		"func find(db *gosql.DB) (*user, error) { var u user\n err := db.QueryRow(\"SELECT 11\").Scan(&u)\n if errors.Is(err, gosql.NoRow) { return nil, ErrNone }\n"
		" if err != nil { return nil, fmt.Errorf(\"find: %w\", err) }\n return &u, nil }\n"
		"func wrapped(db *gosql.DB) error { if _, err := find(db); err != nil { return fmt.Errorf(\"wrapped: %w\", err) }\n return nil }\n"
		"func list(db *gosql.DB) ([]user, error) { rows, err := db.Query(\"SELECT 18\")\n if err != nil { return nil, err }\n out := []user{}\n for rows.Next() { var u user\n out = append(out, u) }\n"
		" if len(out) == 0 { return nil, ErrNone }\n return out, nil }\n"
		"func exists(db *gosql.DB) (bool, error) { var found bool\n err := db.QueryRow(\"SELECT 27\").Scan(&found)\n if err == gosql.NoRow { return false, nil }\n return found, err }\n"
		"func any(db *gosql.DB) bool { rows, _ := db.Query(\"SELECT 31\")\n return rows.Next() }\n"
		"func fail(err error) { if errors.Is(err, ErrNone) { gosql.NotFound() }\n }\n"
		"func f(db *gosql.DB) {\n"
		" _, err := find(db)\n if err == ErrNone { gosql.NotFound() }\n"	/* 34 */
		" if err == ErrOther { gosql.NotFound() }\n"			/* 35, never said */
		" err = wrapped(db)\n if errors.Is(err, ErrNone) { gosql.NotFound() }\n"	/* 37 */
		" if err == ErrNone { gosql.NotFound() }\n"			/* 38: == does not look inside */
		" _, err = list(db)\n if err == ErrNone { gosql.NotFound() }\n"	/* 40 */
		" ok, _ := exists(db)\n if !ok { gosql.NotFound() }\n"		/* 42 */
		" if !any(db) { gosql.NotFound() }\n"				/* 43 */
		" _, err = find(db)\n fail(err)\n}\n"}), GO_PACK);		/* asked in line 30 */
	assert_rows(&p, "SELECT t.line, s.text, t.form, t.shape, t.effective, t.certain FROM emptiness_test t JOIN statement s ON s.id = t.statement_id ORDER BY 1",
		"30|SELECT 11|error|row|1|1\n"
		"34|SELECT 11|error|row|1|1\n"
		"37|SELECT 11|error|row|1|1\n"
		"40|SELECT 18|error|rows|1|1\n"
		"42|SELECT 27|falsy|value|1|1\n"
		"43|SELECT 31|falsy|row|1|1\n");
	project_close(&p);
}

/* Over functions, to routes: which exits are taken for nothing, and whether they get out. */
static void test_exits(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.js",
		"const s = require('sqlx');\nconst db = new s.Db();\n"
		"async function find(id) { const r = await db.run('SELECT 3'); return r.rows[0]; }\n"
		"async function must(id) { const x = await find(id); if (!x) throw new s.HttpError(404); return x; }\n"
		"async function orNull(id) { const r = await db.run('SELECT 5'); return r.rows.length ? r.rows[0] : null; }\n"
		"s.route('/found', async () => { const x = await find(1); if (!x) return s.respond(404); s.respond(200); });\n"
		"s.route('/must', async () => { await must(1); });\n"
		"s.route('/caught', async () => { try { await must(1); } catch (e) { s.respond(200); } });\n"
		"s.route('/detached', async () => { must(1); });\n"
		"s.route('/null', async () => { const x = await orNull(1); if (x === null) s.respond(404); });\n"
		"s.route('/early', async () => { const r = await db.run('SELECT 11'); if (r.rows.length) { return s.respond(200); }\n s.respond(404); });\n"
		"s.route('/nested', async () => { const r = await db.run('SELECT 12'); if (r.rows.length === 0) { if (x) { s.respond(404); } else { s.respond(204); } } });\n"
		"s.route('/catch', async () => { const r = await db.run('SELECT 13'); if (!r.rows.length) { try { go(); } catch (e) { s.respond(500); } } });\n"
		"s.route('/other', async () => { const r = await db.run('SELECT 14'); if (x) s.respond(404); });\n"}), SQLX_PACK);
	assert_rows(&p, "SELECT r.path, s.text, x.status, t.form, e.survives FROM empty_exit e JOIN emptiness_test t ON t.id = e.test_id JOIN exit x ON x.id = e.exit_id JOIN route r ON r.id = e.route_id "
		"JOIN statement s ON s.id = t.statement_id ORDER BY r.id, x.id",
		"…/found|SELECT 3|404|falsy|1\n"
		"…/must|SELECT 3|404|falsy|1\n"
		"…/caught|SELECT 3|404|falsy|0\n"
		"…/detached|SELECT 3|404|falsy|0\n"
		"…/null|SELECT 5|404|null|1\n"
		"…/early|SELECT 11|404|length|1\n"
		"…/nested|SELECT 12|404|length|1\n"
		"…/nested|SELECT 12|204|length|1\n");
	project_close(&p);
}

/* Emptiness that a function writes anew, and errors of the program's own that stand for it. */
static void test_written_anew(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.js",
		"const s = require('sqlx');\nconst db = new s.Db();\n"
		"async function orNull() { const r = await db.run('SELECT 3');\n if (!r.rows.length) return null;\n return make(r.rows); }\n"
		"async function any() { const r = await db.run('SELECT 6'); return r.rows.length > 0; }\n"
		"async function pair() { const rows = await db.rows('SELECT 7');\n if (rows.length === 0) return { data: null, error: 'none' };\n return { data: make(rows), error: null }; }\n"
		"async function ends() { const r = await db.run('SELECT 10'); if (r.rowCount > 0) { return make(r.rows); } }\n"
		"async function unknown(x) { const r = await db.run('SELECT 11'); if (x) return null; return make(r.rows); }\n"
		"async function set() { return { error: 'always' }; }\n"
		"export async function f(x) {\n"
		" const a = await orNull(); if (!a) s.respond(404);\n"	/* 14 */
		" if (a === null) s.respond(404);\n"
		" if (!(await any())) s.respond(404);\n"
		" const b = await any(); if (b === false) s.respond(404);\n"
		" if (!Boolean(b)) s.respond(404);\n"
		" const { data, error } = await pair(); if (!data) s.respond(404);\n"
		" if (error) s.respond(404);\n"
		" const c = await pair(); if (c.error) s.respond(404);\n"
		" const d = await ends(); if (d === undefined) s.respond(404);\n"
		" const e = await unknown(x); if (!e) s.respond(404);\n"	/* 23: not for being empty */
		" const g = await set(); if (g.error) s.respond(404);\n"
		" if (a) s.respond(409);\n"
		" if (b === null) s.respond(404);\n"			/* false is not null */
		"}\n"}), SQLX_PACK);
	assert_rows(&p, "SELECT t.line, s.text, t.form, t.shape FROM emptiness_test t JOIN statement s ON s.id = t.statement_id ORDER BY 1",
		"14|SELECT 3|length|rows\n"
		"15|SELECT 3|length|rows\n"
		"16|SELECT 6|length|rows\n"
		"17|SELECT 6|length|rows\n"
		"18|SELECT 6|length|rows\n"
		"19|SELECT 7|length|rows\n"
		"20|SELECT 7|length|rows\n"
		"21|SELECT 7|length|rows\n"
		"22|SELECT 10|count|count\n");
	project_close(&p);
	project_open(&p, FILES({"a.py",
		"import sqlx\ndb = sqlx.Db()\nclass Missing(Exception):\n    pass\nclass Other(Exception):\n    pass\n"
		"def must():\n    rows = db.rows('SELECT 8')\n    if not rows:\n        raise Missing()\n    return rows\n"
		"def through():\n    return must()\n"
		"def f():\n    try:\n        through()\n    except Missing:\n        sqlx.respond(404)\n"
		"def g():\n    try:\n        through()\n    except Other:\n        sqlx.respond(404)\n"
		"def h():\n    try:\n        through()\n    except Exception:\n        sqlx.respond(404)\n"}), SQLX_PACK);
	assert_rows(&p, "SELECT t.line, s.text, f.name FROM emptiness_test t JOIN statement s ON s.id = t.statement_id JOIN function f ON f.id = t.function_id ORDER BY 1",
		"9|SELECT 8|f\n");
	project_close(&p);
}

#define USES "SELECT line, absent, coalesce(column, position), how, tested, caught FROM empty_use ORDER BY 1"

/* What fails when there is nothing, and what keeps it from failing. */
static void test_uses(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.js",
		"const s = require('sqlx');\nconst db = new s.Db();\n"
		"async function one() { const r = await db.run('SELECT 3'); return r.rows[0]; }\n"
		"async function a() { const r = await db.run('SELECT 4'); return r.rows[0].x; }\n"
		"async function b() { const r = await db.run('SELECT 5'); return r.rows[0]?.x; }\n"
		"async function c() { const r = await db.run('SELECT 6'); if (!r.rows.length) return; return r.rows[0].x; }\n"
		"async function d() { const r = await db.run('SELECT 7'); const row = r.rows[0] || {}; return row.x; }\n"
		"async function e() { const row = await one(); return row.x; }\n"
		"async function f() { const r = await db.run('SELECT 9'); const { x } = r.rows[0]; return x.trim(); }\n"
		"async function g() { try { const r = await db.run('SELECT 10'); return r.rows[0].x; } catch (e) { s.respond(404); } }\n"
		"async function h() { try { const r = await db.run('SELECT 11'); return r.rows[0].x; } catch (e) { s.respond(500); } }\n"
		"async function i(row) { return row.x; }\n"}), SQLX_PACK);
	assert_rows(&p, USES,
		"4|row|-|member|0|0\n"
		"6|row|-|member|1|0\n"
		"8|row|-|member|0|0\n"
		"9|value|x|member|0|0\n"
		"10|row|-|member|0|1\n"
		"11|row|-|member|0|0\n");
	project_close(&p);
	project_open(&p, FILES({"a.py",
		"import sqlx\ndb = sqlx.Db()\n"
		"def a():\n    row = db.row('SELECT 4')\n    return row[0] + 1\n"
		"def b():\n    return int(db.value('SELECT 7'))\n"
		"def c():\n    row = db.row('SELECT 9')\n    assert row\n    return row[0]\n"
		"def d():\n    return db.rows('SELECT 13')[0]\n"}), SQLX_PACK);
	assert_rows(&p, "SELECT line, absent, coalesce(column, position), how, tested FROM empty_use ORDER BY 1, 2",
		"5|row|-|member|0\n"
		"5|value|0|arithmetic|0\n"
		"7|value|0|conversion|0\n"
		"11|row|-|member|1\n"
		"13|row|-|member|0\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_written_anew), cmocka_unit_test(test_uses), cmocka_unit_test(test_forms), cmocka_unit_test(test_python_forms), cmocka_unit_test(test_errors), cmocka_unit_test(test_own_errors), cmocka_unit_test(test_exits) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
