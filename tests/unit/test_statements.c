/* Statement sites → texts, placeholders, holes, and positions back in the source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"
#include "sqlx.h"

#define SCHEMA {"schema.sql", "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, mail text);\nCREATE TABLE calls (id int PRIMARY KEY, user_id int, at timestamptz);\n"}
#define TEXTS "SELECT text || iif(complete, '', ' (partial)') FROM statement_variant ORDER BY statement_id, variant"
#define PROBLEMS "SELECT f.path || ':' || p.line || ':' || p.column, p.object FROM statement_problem p JOIN file f ON f.id = p.file_id ORDER BY 1"

static void test_holes(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA,
		{"a.js",
		 "const s = require('sqlx');\nexport function f(x, y) {\n"
		 "s.dollar(`SELECT id FROM users WHERE id = ${x} AND name = $1`);\n"		/* a value */
		 "s.dollar(`SELECT id FROM ${x}`);\n"						/* a name */
		 "s.dollar(`SELECT id FROM public.${x}`);\n"
		 "s.dollar(`SELECT id FROM users_${x}`);\n"					/* part of a name */
		 "s.dollar(`SELECT id FROM users ${x}`);\n"					/* nothing */
		 "s.dollar(`UPDATE users SET ${x} WHERE id = $1`);\n"				/* assignments */
		 "s.dollar(`SELECT id FROM users WHERE id = $${x}`);\n"				/* the number of a placeholder */
		 "s.dollar(`SELECT id FROM users WHERE name = '${x}'`);\n"			/* inside quotes */
		 "s.dollar(`SELECT id FROM \"${x}\"`);\n"
		 "s.dollar(`SELECT id FROM users ORDER BY id ${x}`);\n"
		 "s.dollar(`SELECT id FROM users WHERE id IN (${x})`);\n"
		 "s.dollar(`SELECT id FROM users LIMIT ${x} OFFSET ${y}`);\n"
		 "s.dollar(`SELECT ${x} FROM users`);\n"
		 "s.dollar(x);\n"
		 "s.dollar(`SELECT 'it''s ${x}' , ${y}`);\n"
		 "}\n"}), SQLX_PACK);
	assert_rows(&p, TEXTS,
		"SELECT id FROM users WHERE id = $2 AND name = $1 (partial)\n"
		"SELECT id FROM plumbline_hole_1 (partial)\n"
		"SELECT id FROM public.plumbline_hole_1 (partial)\n"
		"SELECT id FROM plumbline_hole_1 (partial)\n"
		"SELECT id FROM users   (partial)\n"
		"UPDATE users SET plumbline_hole_1 = plumbline_hole_1 WHERE id = $1 (partial)\n"
		"SELECT id FROM users WHERE id = $1\n"
		"SELECT id FROM users WHERE name = 'x' (partial)\n"
		"SELECT id FROM \"plumbline_hole_1\" (partial)\n"
		"SELECT id FROM users ORDER BY id   (partial)\n"
		"SELECT id FROM users WHERE id IN ($1) (partial)\n"
		"SELECT id FROM users LIMIT $1 OFFSET $2 (partial)\n"
		"SELECT $1 FROM users (partial)\n"
		"SELECT 'it''s x' , $1 (partial)\n");
	assert_rows(&p, "SELECT line, reason FROM statement WHERE text IS NULL", "16|text is a parameter, and its callers are not known\n");
	assert_rows(&p, "SELECT count(*) FROM statement_problem", "0\n");
	assert_rows(&p, "SELECT statement_id, number, origin, name, line FROM statement_hole WHERE statement_id IN (1, 12) ORDER BY 1, 2", "1|1|parameter|x|3\n12|1|parameter|x|14\n12|2|parameter|y|14\n");
	project_close(&p);
}

/* Where the first guess does not parse, others are tried; what was guessed gives no certain problem. */
static void test_guesses(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA,
		{"a.js",
		 "const s = require('sqlx');\nexport function f(x, y) {\n"
		 "s.dollar(`SELECT id FROM users WHERE ${x} = 1`);\n"
		 "s.dollar(`SELECT nam FROM users ${x} WHERE id = 1`);\n"
		 "s.dollar(`SELECT nam, ${x} FROM users`);\n"
		 "s.dollar(`INSERT INTO users (${x}) VALUES (${y})`);\n"
		 "s.dollar(`nonsense ${x} all the way`);\n"
		 "s.dollar(`SELEC 1`);\n"
		 "}\n"}), SQLX_PACK);
	assert_rows(&p, "SELECT s.line, v.parsed, v.reason FROM statement_variant v JOIN statement s ON s.id = v.statement_id ORDER BY 1",
		"3|1|-\n4|1|-\n5|1|-\n6|1|-\n7|0|text is assembled at run time\n8|0|-\n");
	assert_rows(&p, "SELECT s.line, p.code, p.object, p.certain FROM statement_problem p JOIN statement s ON s.id = p.statement_id ORDER BY 1, 3",
		"4|unknown-column|nam|0\n5|unknown-column|nam|1\n8|syntax-error||1\n");
	project_close(&p);
}

static void test_placeholders(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA,
		{"a.py",
		 "import sqlx\n"
		 "def f(x):\n"
		 "    sqlx.named('SELECT :id, :name, :id::text, x\\\\:y, a::int, \\':quoted\\' , b:c, :d: FROM users', {})\n"
		 "    sqlx.pyformat('SELECT %s, %(name)s, %s, 5 %% 2, %(name)s', ())\n"
		 "    sqlx.pyformat('SELECT 5 % 2')\n"
		 "    sqlx.dollar('SELECT $2, $1, $2')\n"
		 "    sqlx.pyformat('SELECT %d %(x) %( %', (x,))\n"
		 "    sqlx.plain('SELECT %s :a $1', x)\n"}), SQLX_PACK);
	assert_rows(&p, TEXTS,
		"SELECT $1, $2, :id::text, x:y, a::int, '$3' , b:c, :d: FROM users\n"	/* the driver's scanner leaves a name with a colon behind it */
		"SELECT $1, $2, $3, 5 % 2, $2\n"
		"SELECT 5 % 2\n"
		"SELECT $2, $1, $2\n"
		"SELECT %d %(x) %( %\n"
		"SELECT %s :a $1\n");
	project_close(&p);
}

static void test_positions(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA,
		{"a.js",
		 "const s = require('sqlx');\n"
		 "s.dollar('SELECT bad1 FROM users');\n"
		 "s.dollar(`SELECT id,\n    bad2\n  FROM users`);\n"
		 "s.dollar('SELECT id, \\'q\\', \\x41 AS a, bad3 FROM users');\n"
		 "s.dollar('SELECT id, ' +\n  'bad4 FROM users');\n"
		 "s.dollar(`SELECT ${'id'}, bad5 FROM users`);\n"
		 "s.dollar(`SELECT 'ü', bad6 FROM users`);\n"
		 "const COLS = 'id, bad7';\n"
		 "s.dollar(`SELECT ${COLS} FROM users`);\n"
		 "s.dollar(require('./sql').q);\n"
		 "s.dollar(['SELECT id', 'bad9 FROM users'].join(', '));\n"},
		{"sql.js", "exports.q = 'SELECT id,'\n  + ' bad8 FROM users';\n"},
		{"b.py",
		 "import sqlx\n"
		 "sqlx.named('''\n  SELECT id,\n    bad1 FROM users WHERE id = :id\n''', {})\n"
		 "sqlx.named('SELECT :a, :bb, bad2 FROM users', {})\n"
		 "sqlx.pyformat(f'SELECT %s, {1 + 1}, bad3 FROM users', ())\n"
		 "sqlx.dollar('SELECT id, '\n            'bad4 FROM users')\n"
		 "sqlx.dollar(r'SELECT id, bad5 FROM users')\n"
		 "sqlx.dollar('SELECT {}, bad6 FROM users'.format('id'))\n"}), SQLX_PACK);
	assert_rows(&p, PROBLEMS,
		"a.js:10:24|bad6\n"
		"a.js:11:19|bad7\n"
		"a.js:14:25|bad9\n"
		"a.js:2:18|bad1\n"
		"a.js:4:5|bad2\n"
		"a.js:6:29|a\n"
		"a.js:6:40|bad3\n"
		"a.js:8:4|bad4\n"
		"a.js:9:27|bad5\n"
		"b.py:10:26|bad5\n"
		"b.py:11:25|bad6\n"
		"b.py:4:5|bad1\n"
		"b.py:6:29|bad2\n"
		"b.py:7:37|bad3\n"
		"b.py:9:14|bad4\n"
		"sql.js:2:7|bad8\n");
	project_close(&p);
}

static void test_wrappers(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA,
		{"db.js",
		 "const s = require('sqlx');\nexports.query = (text, values) => s.dollar(text, values);\nexports.twice = (t) => exports.query(t);\nexports.get = (t, v) => { const q = t; return s.dollar(q, v); };\n"
		 "exports.list = (table) => s.dollar(`SELECT id FROM ${table}`);\nexports.unused = (text) => s.dollar(text);\nexports.loop = (t) => exports.loop(t) || s.dollar(t);\n"},
		{"a.js",
		 "const db = require('./db');\ndb.query('SELECT 1', [1]);\ndb.query('SELECT 2');\ndb.twice('SELECT 3');\ndb.list('users');\ndb.get('SELECT 5');\ndb.loop('SELECT 6');\nexport function g(req) { return db.query(req); }\n"}), SQLX_PACK);
	assert_rows(&p, "SELECT f.path || ':' || s.line, c.line, s.text, s.reason FROM statement s JOIN file f ON f.id = s.file_id JOIN call c ON c.id = s.sink_call_id ORDER BY 1, 3",
		"a.js:2|2|SELECT 1|-\n"
		"a.js:3|2|SELECT 2|-\n"
		"a.js:4|2|SELECT 3|-\n"
		"a.js:7|7|SELECT 6|-\n"
		"a.js:8|2|-|text is a parameter, and its callers are not known\n"
		"db.js:4|4|-|text is not known before run time\n"
		"db.js:5|5|SELECT id FROM plumbline_hole_1|part of the text is only known at run time\n"
		"db.js:6|6|-|text is a parameter, and its callers are not known\n"
		"db.js:7|7|-|text is a parameter, and its callers are not known\n");
	project_close(&p);
}

static void test_variants(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA,
		{"a.js",
		 "const s = require('sqlx');\nexport function f(c, d) {\n let q = 'SELECT id FROM users';\n if (c) q += ' WHERE bad = 1';\n s.dollar(q);\n let r = 'SELECT worse FROM users';\n if (d) r += ' WHERE id = 1';\n s.dollar(r);\n"
		 " s.dollar(c ? 'SELECT 1' : 'DELETE FROM users');\n s.dollar('');\n s.dollar('-- nothing');\n}\n"}), SQLX_PACK);
	assert_rows(&p, "SELECT line, variants, complete, checked, kind, writes, coalesce(cardinality, '-') FROM statement ORDER BY id",
		"5|2|1|1|select|0|many\n"
		"8|2|1|1|select|0|-\n"
		"9|2|1|1|other|1|-\n"
		"10|0|0|0|unknown|0|-\n"
		"11|0|1|0|unknown|0|-\n");
	assert_rows(&p, "SELECT s.line, p.object, p.in_all FROM statement_problem p JOIN statement s ON s.id = p.statement_id ORDER BY 1", "5|bad|0\n8|worse|1\n");
	project_close(&p);
}

/* Where bound values come from. */
static void test_origins(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA,
		{".plumbline.yml", "session: [req.session.uid]\n"},
		{"a.js",
		 "const s = require('sqlx');\nconst app = require('express')();\nconst K = 5;\n"
		 "app.get('/u/:id', (req, res) => {\n"
		 " const local = Date.now();\n const { q } = req.query;\n const id = parseInt(req.params.id, 10);\n"
		 " s.dollar('SELECT id FROM users WHERE id = $1 AND name = $2 AND mail = $3', [req.params.id, q, req.body.mail]);\n"
		 " s.dollar('SELECT id FROM users WHERE id = $1 AND name = $2 AND mail = $3', [K, local, req.session.uid]);\n"
		 " save(id, req.header('x'));\n"
		 " const cols = ['name', 'mail'];\n if (!cols.includes(q)) return;\n s.dollar(`SELECT id FROM users ORDER BY ${q}`);\n s.dollar(`SELECT id FROM users WHERE name = '${req.query.raw}' AND id = ${id}`);\n"
		 "});\n"
		 "function save(a, b) {\n s.dollar('SELECT id FROM users WHERE id = $1 AND name = $2', [a, b]);\n}\n"},
		{"b.py", "import sqlx\ndef f(p, *rest):\n    sqlx.named('SELECT id FROM users WHERE id = :id AND name = :n', {'n': 'x', 'id': p})\n    sqlx.named('SELECT id FROM users WHERE id = :id', dict(id=1))\n"}),
		SQLX_PACK);
	assert_rows(&p, "SELECT f.path || ':' || s.line, p.number, p.column_name, p.origin, p.name FROM statement_parameter p JOIN statement s ON s.id = p.statement_id JOIN file f ON f.id = s.file_id ORDER BY s.id, 2",
		"a.js:8|1|id|path|id\n"
		"a.js:8|2|name|query|q\n"
		"a.js:8|3|mail|body|mail\n"
		"a.js:9|1|id|constant|5\n"
		"a.js:9|2|name|local|-\n"
		"a.js:9|3|mail|session|req.session.uid\n"
		"a.js:13|1|-|query|q\n"
		"a.js:14|1|id|path|id\n"
		"a.js:17|1|id|path|id\n"
		"a.js:17|2|name|header|-\n"
		"b.py:3|1|id|parameter|p\n"
		"b.py:3|2|name|constant|x\n"
		"b.py:4|1|id|unknown|-\n");
	assert_rows(&p, "SELECT s.line, h.origin, h.name, h.guarded FROM statement_hole h JOIN statement s ON s.id = h.statement_id ORDER BY 1, 2", "13|query|q|1\n14|path|id|1\n14|query|raw|0\n");
	project_close(&p);
}

/* Values put into a tagged template are bound, templates are text, a helper's are columns. */
static void test_tagged(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA,
		{"a.js",
		 "const sql = require('postgres')();\nexport async function f(x, y) {\n"
		 "const limit = 5, only = sql`AND mail = ${y}`;\n"
		 "await sql`SELECT id FROM users WHERE name = ${'n'} LIMIT ${limit}`;\n"		/* constants are bound, too */
		 "await sql`SELECT id FROM users WHERE id = ${x} ${only} ${y ? sql`AND name = ${y}` : sql``}`;\n"
		 "await sql`INSERT INTO users ${sql({ id: x, name: y })}`;\n"
		 "await sql`INSERT INTO users ${sql(x)}`;\n"
		 "await sql`UPDATE users SET ${sql(x, 'name', 'mail')} WHERE id IN ${sql(y)}`;\n"
		 "await sql`SELECT ${sql(['id', 'name'])} FROM ${sql('users')} ORDER BY ${sql(x)}`;\n"
		 "await sql.unsafe('SELECT 1 WHERE $1', [x]);\n"
		 "return sql`SELECT '${x}'`;\n"
		 "}\n"}), NULL);
	assert_rows(&p, TEXTS,
		"SELECT id FROM users WHERE name = $1 LIMIT $2\n"
		"SELECT id FROM users WHERE id = $1 AND mail = $2 AND name = $3\n"
		"SELECT id FROM users WHERE id = $1 AND mail = $2 \n"
		"INSERT INTO users (\"id\", \"name\") VALUES ($1, $2)\n"
		"INSERT INTO users  DEFAULT VALUES (partial)\n"
		"UPDATE users SET \"name\" = $1, \"mail\" = $2 WHERE id IN ($3)\n"
		"SELECT \"id\", \"name\" FROM \"users\" ORDER BY plumbline_hole_1 (partial)\n"
		"SELECT 1 WHERE $1\n"
		"SELECT '$1'\n");	/* bound all the same */
	assert_rows(&p, "SELECT number, origin, name FROM statement_parameter WHERE statement_id = 1 ORDER BY 1", "1|constant|n\n2|constant|5\n");
	assert_rows(&p, "SELECT count(*) FROM statement_problem WHERE certain", "0\n");
	project_close(&p);
}

/* knex's and pg-promise's own placeholders: identifiers and text beside values. */
static void test_rich_placeholders(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA,
		{"a.js",
		 "const knex = require('knex')({});\nconst db = require('pg-promise')()('x');\nexport async function f(x, y) {\n"
		 "await knex.raw('SELECT ?? FROM users WHERE id = ? AND name = \\'?\\' AND mail \\\\? ?', ['c', 1, 2]);\n"
		 "await knex.raw('SELECT id::int FROM :t: WHERE id = :id', { t: 'users', id: 7 });\n"
		 "await knex.raw('SELECT id FROM users WHERE mail ? 1');\n"
		 "await db.any('SELECT id::int FROM $1:name WHERE id = $2 AND $3:raw', [x, 8, y]);\n"
		 "await db.one('SELECT id FROM users WHERE id = $<id> AND name IN ($(names:csv)) AND ${at~} = 1 AND $/id/ = 2', { id: 9, names: y });\n"
		 "await db.none('UPDATE users SET name = $1', 'n');\n"
		 "await db.none('SELECT $1^, $', [x]);\n"
		 "}\n"}), NULL);
	assert_rows(&p, "SELECT text FROM statement_variant WHERE text NOT LIKE '%plumbline%' ORDER BY statement_id",
		"SELECT id FROM users WHERE mail ? 1\n"
		"UPDATE users SET name = $1\n"
		"SELECT $1, $\n");
	assert_rows(&p, "SELECT regexp_replace('plumbline_hole_\\d+', text, 'HOLE') FROM statement_variant WHERE text LIKE '%plumbline%' ORDER BY statement_id",
		"SELECT HOLE FROM users WHERE id = $1 AND name = '?' AND mail ? $2\n"
		"SELECT id::int FROM HOLE WHERE id = $1\n"
		"SELECT id::int FROM HOLE WHERE id = $2 AND $3\n"
		"SELECT id FROM users WHERE id = $1 AND name IN ($2) AND HOLE = 1 AND $1 = 2\n");
	assert_rows(&p, "SELECT s.line, p.number, p.name FROM statement_parameter p JOIN statement s ON s.id = p.statement_id WHERE p.origin = 'constant' ORDER BY 1, 2",
		"4|1|1\n4|2|2\n5|1|7\n7|2|8\n8|1|9\n9|1|n\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holes), cmocka_unit_test(test_guesses), cmocka_unit_test(test_placeholders), cmocka_unit_test(test_positions),
		cmocka_unit_test(test_wrappers), cmocka_unit_test(test_variants), cmocka_unit_test(test_origins),
		cmocka_unit_test(test_tagged),
		cmocka_unit_test(test_rich_placeholders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
