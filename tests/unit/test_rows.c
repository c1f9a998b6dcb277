/* The rows of schemas/20_syntax.sql, and where caught errors go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"
#include "../../audit/resolve/rows.h"

static void test_calls(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.js",
		"const { Pool } = require('pg');\nconst pool = new Pool({ max: 5, ssl: { ca: 'x' } });\n"
		"export async function f(id) {\n  const r = await pool.query('SELECT 1', [id, ...rest]);\n  if (r.rows[0]) return pool.query(`a`);\n  pool.query('x').then(use);\n  return g(pool.end());\n}\n"
		"function g(x, { y }, ...z) { throw new Error('no'); }\n"}), NULL);
	assert_rows(&p, "SELECT line, name, receiver, receiver_type, callee, result_type, is_new, settled, use FROM call ORDER BY id",
		"1|require|-|-|global.require|pg|0|assigned|assigned\n"
		"2|Pool|-|-|pg.Pool|pg.Pool()|1|assigned|assigned\n"
		"4|query|pool|pg.Pool()|pg.Pool().query|pg.Result()|0|await|assigned\n"
		"5|query|pool|pg.Pool()|pg.Pool().query|pg.Result()|0|return|return\n"
		"6|then|-|pg.Result()|pg.Result().then|pg.Result().then()|0|discard|discard\n"
		"6|query|pool|pg.Pool()|pg.Pool().query|pg.Result()|0|chained|chained\n"
		"7|g|-|-|-|-|0|return|return\n"
		"7|end|pool|pg.Pool()|pg.Pool().end|pg.Pool().end()|0|argument|argument\n"
		"9|Error|-|-|global.Error|global.Error()|1|throw|throw\n");
	assert_rows(&p, "SELECT c.line, a.position, a.kind, a.text, a.value, a.type, a.entity, a.is_spread FROM argument a JOIN call c ON c.id = a.call_id ORDER BY c.id, 2",
		"1|0|string|pg|pg|-|constant|0\n"
		"2|0|object|-|-|-|object|0\n"
		"4|0|string|SELECT 1|SELECT 1|-|constant|0\n"
		"4|1|array|-|-|-|object|0\n"
		"5|0|string|a|a|-|constant|0\n"
		"6|0|name|use|-|global.use|-|0\n"
		"6|0|string|x|x|-|constant|0\n"
		"7|0|call|-|-|pg.Pool().end()|-|0\n"
		"9|0|string|no|no|-|constant|0\n");
	assert_rows(&p, "SELECT key, kind, value, line FROM property ORDER BY object_id, position",
		"max|number|5|2\n"
		"ssl|object|-|2\n"
		"ca|string|x|2\n"
		"-|name|-|4\n"
		"-|name|-|4\n");
	assert_rows(&p, "SELECT f.name, p.position, p.name, p.is_rest FROM parameter p JOIN function f ON f.id = p.function_id ORDER BY f.id, 2",
		"f|0|id|0\n"
		"g|0|x|0\n"
		"g|1||0\n"
		"g|2|z|1\n");
	assert_rows(&p, "SELECT how, kind, line FROM return ORDER BY line",
		"return|call|5\n"
		"return|call|7\n"
		"throw|call|9\n");
	assert_rows(&p, "SELECT r.kind, r.leaves, r.line FROM region r ORDER BY r.id",
		"then|return|5\n");
	assert_rows(&p, "SELECT f.name, t.how, c.line FROM call_target t JOIN function f ON f.id = t.function_id JOIN call c ON c.id = t.call_id", "g|name|7\n");
	project_close(&p);
}

static void test_python(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.py",
		"from fastapi import FastAPI, Depends\nfrom sqlalchemy.orm import DeclarativeBase, Mapped\nimport app.missing as m\napp = FastAPI()\nclass Base(DeclarativeBase):\n    pass\n"
		"class User(Base, metaclass=M):\n    __tablename__ = 'users'\n    id: Mapped[int] = col(primary_key=True)\n    name: str | None = None\n"
		"@app.get('/x', tags=['a'])\nasync def f(db: 'Session' = Depends(get), *args, k: list[int] = 3, **kw):\n    '''doc'''\n    yield 1\n"}), NULL);
	assert_rows(&p, "SELECT c.name, b.position, b.keyword, b.text, b.type FROM class_base b JOIN class c ON c.id = b.class_id ORDER BY 1, 2",
		"Base|0|-|DeclarativeBase|sqlalchemy.orm.DeclarativeBase\n"
		"User|0|-|Base|class:1\n"
		"User|1|metaclass|M|global.M\n");
	assert_rows(&p, "SELECT name, how, annotation, annotation_type, annotation_argument, kind, value FROM binding WHERE class_id IS NOT NULL ORDER BY line",
		"__tablename__|field|-|-|-|string|users\n"
		"id|field|Mapped[int]|sqlalchemy.orm.Mapped|int|call|-\n"
		"name|field|str | None|-|-|constant|null\n");
	assert_rows(&p, "SELECT position, name, annotation, default_kind, default_text, default_call_id IS NOT NULL, is_rest FROM parameter ORDER BY position",
		"0|db|Session|call|-|1|0\n"
		"1|args|-|-|-|0|1\n"
		"2|k|list[int]|number|3|0|0\n"
		"3|kw|-|-|-|0|1\n");
	assert_rows(&p, "SELECT target_kind, text, type, line FROM decorator",
		"function|-|fastapi.FastAPI().get()|11\n");
	assert_rows(&p, "SELECT module, package, name, local, is_type_only FROM import ORDER BY line, name",
		"fastapi|fastapi|Depends|Depends|0\n"
		"fastapi|fastapi|FastAPI|FastAPI|0\n"
		"sqlalchemy.orm|sqlalchemy.orm|DeclarativeBase|DeclarativeBase|0\n"
		"sqlalchemy.orm|sqlalchemy.orm|Mapped|Mapped|0\n"
		"app.missing|app.missing|*|m|0\n");
	assert_rows(&p, "SELECT name, is_async, is_generator, line, end_line FROM function ORDER BY id",
		"<module>|0|0|1|15\n"
		"f|1|1|12|14\n");
	project_close(&p);
}

static void test_catch_uses(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.js",
		"require('pg');\nfunction f(res) {\n"
		" try { a(); } catch (e) { res.json(e); }\n"
		" try { a(); } catch (e) { res.json({ error: e.message }); }\n"
		" try { a(); } catch (e) { res.send(`x ${e}`); }\n"
		" try { a(); } catch (e) { res.send('x' + e.stack); }\n"
		" try { a(); } catch (e) { res.send(String(e)); }\n"
		" try { a(); } catch (e) { const m = e.message || 'x'; res.send(m); }\n"
		" try { a(); } catch (e) { res.send(e.code === '23505' ? 'dup' : 'x'); }\n"
		" try { a(); } catch (e) { res.send(e.code); }\n"
		" try { a(); } catch (e) { res.send(translate(e)); }\n"		/* not known what comes of it */
		" try { a(); } catch (e) { res.send('x'); }\n"
		" try { a(); } catch (e) { const e2 = 1; { const e = 2; res.send(e); } }\n"
		" try { a(); } catch (e) { later(() => { res.send(e); }); }\n"
		" try { a(); } catch (e) { throw new Error(e.detail); }\n"
		"}\n"}, {"b.py",
		"import psycopg\ndef f():\n    try:\n        a()\n    except Exception as e:\n        raise H(500, detail=str(e))\n    try:\n        a()\n    except Exception as e:\n        log(f'{e}')\n        g('%s' % e)\n"
		"    try:\n        a()\n    except Exception as e:\n        g(repr(e.orig), e.args[0])\n"}), NULL);
	assert_rows(&p, "SELECT f.path || ':' || u.line, c.name, u.how FROM catch_use u JOIN call c ON c.id = u.call_id JOIN file f ON f.id = c.file_id ORDER BY c.id",
		"a.js:3|json|object\n"
		"a.js:4|json|message\n"
		"a.js:5|send|text\n"
		"a.js:6|send|stack\n"
		"a.js:7|send|text\n"
		"a.js:8|send|message\n"
		"a.js:10|send|code\n"
		"a.js:15|Error|detail\n"
		"b.py:6|H|text\n"
		"b.py:10|log|text\n"
		"b.py:11|g|text\n"
		"b.py:15|g|message\n");
	project_close(&p);
}

/* Ids lead back to where they came from, and none leads astray. */
static void test_numbering(void **state)
{
	struct program p;
	struct numbering n = {0};

	(void)state;
	program_open(&p, FILES({"a.js", "f();\nclass A { m() {} }\n"}, {"empty.js", ""}, {"b.js", "g(h());\nfunction k() {}\nclass B {}\n"}), NULL);
	numbering_make(&p.arena, &n, p.r, p.file_of_unit);
	for (int u = 0; u < p.units; u++) {
		for (int c = 1; c < (int)p.unit[u]->call.n; c++)
			assert_true(ref_eq(numbering_call(&n, n.call[u] + c), (struct ref){u, c}));
		for (int f = 1; f < (int)p.unit[u]->function.n; f++)
			assert_true(ref_eq(numbering_function(&n, n.function[u] + f), (struct ref){u, f}));
		for (int c = 1; c < (int)p.unit[u]->class_.n; c++)
			assert_true(ref_eq(numbering_class(&n, n.class_[u] + c), (struct ref){u, c}));
		assert_false(ref_ok(numbering_call(&n, n.call[u])));
	}
	assert_false(ref_ok(numbering_call(&n, -1)));
	assert_false(ref_ok(numbering_call(&n, 0)));
	assert_false(ref_ok(numbering_call(&n, INT64_MAX)));
	assert_false(ref_ok(numbering_function(&n, n.function[p.units])));
	assert_string_equal(settled_name(SETTLED_AWAIT), "await");
	assert_null(settled_name(SETTLED_NOT));
	assert_null(settled_name(99));
	assert_string_equal(region_name(REGION_CATCH), "catch");
	assert_string_equal(region_name(-1), "");
	program_close(&p);
}

static void test_exports(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"a.ts", "import { Pool } from 'pg';\nexport const pool = new Pool(), N = 4;\nexport async function GET() {}\nconst handler = wrap(async () => {});\nexport { handler as POST };\n"
			 "export { other as PUT } from './b';\nexport * from './b';\nexport default class {}\n"},
		{"b.ts", "export function other() { require('pg'); }\n"}, {"c.js", "require('pg');\nmodule.exports = function f() {};\n"}), NULL);
	assert_rows(&p, "SELECT f.path, e.name, e.kind, e.value, e.type, e.entity FROM export e JOIN file f ON f.id = e.file_id WHERE e.name <> 'default' ORDER BY 1, e.rowid",
		"a.ts|pool|call|-|pg.Pool()|-\n"
		"a.ts|N|number|4|-|constant\n"
		"a.ts|GET|name|-|-|function\n"
		"a.ts|POST|call|-|global.wrap()|-\n"
		"a.ts|PUT|-|-|-|function\n"
		"b.ts|other|name|-|-|function\n"
		"c.js|=|function|-|-|function\n");
	assert_rows(&p, "SELECT f.path, e.name, n.name, e.wrapper_call_id IS NOT NULL FROM callable_export e JOIN file f ON f.id = e.file_id JOIN function n ON n.id = e.function_id ORDER BY 1, 2",
		"a.ts|GET|GET|0\na.ts|POST||1\na.ts|PUT|other|0\nb.ts|other|other|0\nc.js|=|f|0\n");
	project_close(&p);
}

/* What a condition says of constants, and where it says nothing certain. */
static void test_region_tests(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.js",
		"require('pg');\nfunction f(q, x) {\n"
		"  if (q.method === 'GET') a(); else b();\n"
		"  if (q.method !== 'GET' && q.method !== 'HEAD') c();\n"
		"  if (q.method === 'GET' || 'HEAD' == q.method) d();\n"
		"  if (q.method === 'PUT' && x) e();\n"
		"  if (q.method === 'PUT' || x) g();\n"
		"  if (!(q.method === 'PUT')) h();\n"
		"  switch (q.method) {\n    case 'GET':\n    case 'HEAD': i(); break;\n    case 'PUT': j(); break;\n    default: k();\n  }\n"
		"  if (q.method === 'GET' && (x || q.method === 'PUT')) l();\n"
		"  if (x === q) m();\n"
		"}\n"}), NULL);
	assert_rows(&p, "SELECT r.line, r.kind, t.text, t.value, t.holds, t.any FROM region_test t JOIN region r ON r.id = t.region_id ORDER BY r.id, t.rowid",
		"3|then|q.method|GET|1|0\n"
		"3|else|q.method|GET|0|0\n"
		"4|then|q.method|GET|0|0\n"
		"4|then|q.method|HEAD|0|0\n"
		"5|then|q.method|GET|1|1\n"
		"5|then|q.method|HEAD|1|1\n"
		"6|then|q.method|PUT|1|0\n"
		"8|then|q.method|PUT|0|0\n"
		"10|case|q.method|GET|1|1\n"
		"11|case|q.method|HEAD|1|1\n"
		"11|case|q.method|GET|1|1\n"
		"12|case|q.method|PUT|1|1\n"
		"13|case|q.method|GET|0|0\n"
		"13|case|q.method|HEAD|0|0\n"
		"13|case|q.method|PUT|0|0\n"
		"15|then|q.method|GET|1|0\n");
	project_close(&p);
}

/* What a with block is over: a call, or something that has a name. */
static void test_with(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.py", "import psycopg\n\n\ndef f(lock):\n    connection = psycopg.connect()\n    with connection.cursor() as cursor:\n        cursor.execute('SELECT 1')\n"
		"    with connection:\n        pass\n    with lock:\n        pass\n"}), NULL);
	assert_rows(&p, "SELECT r.line, r.type, c.name FROM region r LEFT JOIN call c ON c.id = r.call_id WHERE r.kind = 'with' ORDER BY 1",
		"6|psycopg.Cursor()|cursor\n8|psycopg.Connection()|-\n10|-|-\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_calls), cmocka_unit_test(test_python), cmocka_unit_test(test_catch_uses), cmocka_unit_test(test_numbering),
		cmocka_unit_test(test_exports), cmocka_unit_test(test_region_tests),
		cmocka_unit_test(test_with) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
