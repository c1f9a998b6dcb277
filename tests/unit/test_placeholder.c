/* What looks like a placeholder and is none: statement_placeholder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"
#include "sqlx.h"

#define SCHEMA \
	{ \
		"schema.sql", "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, data jsonb);\n" \
	}
#define FOUND "SELECT line || ':' || \"column\", kind, text, coalesce(given, ''), coalesce(form, '') FROM statement_placeholder ORDER BY line, \"column\", kind, text"
#define EVERYWHERE SQLX_PACK "INSERT INTO driver_binding(driver, sent, scans) VALUES ('sqlx', 'inside', 'all');\n"
#define BESIDE SQLX_PACK "INSERT INTO driver_binding(driver, sent, scans) VALUES ('sqlx', 'beside', 'code');\n"

static void run(const char *file, const char *text, const char *pack, const char *expected)
{
	struct project p;

	project_open(&p, FILES(SCHEMA, {file, text}), pack);
	assert_rows(&p, FOUND, expected);
	project_close(&p);
}

static void test_foreign(void **state)
{
	(void)state;
	run("a.js",
		"const s = require('sqlx');\n"
		"s.dollar('SELECT id FROM users WHERE id = ? AND name = %s', [1]);\n"
		"s.dollar('SELECT id FROM users WHERE id = :id OR id = @id OR id = %(id)s', [1]);\n"
		"s.dollar('SELECT id FROM users WHERE id = {id} OR id IN (${id})', [1]);\n"
		"s.dollar(\"SELECT id % 3, id::text, '?', data ? 'a', (ARRAY[1])[1:2], $1 FROM users -- = ?\", [1]);\n"
		"s.dollar('SELECT $$ = ? $$, $a$ = :x $a$, \"= ?\", E\\'\\\\\\' = ?\\' /* = ? /* = ? */ = ? */ FROM users', [1]);\n"
		"s.pyformat('SELECT id FROM users WHERE id = $1 AND data ?| ARRAY[%s]', [1]);\n",
		BESIDE,
		"2:43|foreign|?||\n2:56|foreign|%s||\n3:43|foreign|:id||\n3:55|foreign|@id||\n3:67|foreign|%(id)s||\n4:43|foreign|{id}||\n4:58|foreign|${id}||\n7:45|foreign|$1||\n");
}

static void test_scanner(void **state)
{
	(void)state;
	run("a.py",
		"import sqlx as s\n"
		"s.named('SELECT id FROM users WHERE id = :id::int AND name = \\':name\\' -- :end', {'id': 1})\n"
		"s.named('SELECT id FROM users WHERE id = :id AND name = :name', {'id': 1, 'more': 2})\n"
		"s.named('SELECT \\'10:20:30\\', id::text, \\'a\\\\\\\\:b\\' FROM users WHERE id = :id', {'id': 1})\n"
		"s.pyformat('SELECT id FROM users WHERE name LIKE \\'a%\\' AND id = %s AND id = %(id)s', (1,))\n"
		"s.pyformat('SELECT id FROM users WHERE name LIKE \\'%%%s%%\\'', ('x',))\n"
		"s.pyformat('SELECT id FROM users WHERE name LIKE \\'a%\\'')\n",
		EVERYWHERE,
		"2:42|cut|:id||\n2:64|quoted|:name|0|\n2:75|commented|:end|0|\n3:57|no-value|:name|0|\n3:65|unused|more|1|\n5:53|percent|%'||\n5:78|mixed|%(id)s||\n6:54|quoted|%s||string\n");
	/* One that knows literals and casts. */
	run("a.py",
		"import sqlx as s\n"
		"s.named('SELECT id FROM users WHERE id = :id::int AND name = \\':name\\' -- :end', {'id': 1})\n",
		BESIDE, "");
}

static void test_places(void **state)
{
	(void)state;
	run("a.py",
		"import sqlx as s\n"
		"def f(a: list[int], b):\n"
		"    s.pyformat('SELECT id FROM users WHERE id IN %s OR id IN (%s) OR id IN (%s, 1)', ((1, 2), a, b))\n"
		"    s.pyformat('SELECT id FROM users ORDER BY %s DESC, id', (b,))\n"
		"    s.pyformat('SELECT id FROM users ORDER BY %s + 1, id', (b,))\n"
		"    s.pyformat('SELECT id FROM %s', (b,))\n"
		"    s.pyformat('SELECT extract(day FROM %s), position(%s IN name) FROM users', (b, b))\n"
		"    s.dollar(\"SELECT id FROM users WHERE name = '$1' AND id = $2\", [b, b])\n"
		"    s.dollar(\"SELECT '$1' FROM users WHERE name = $1\", [b])\n"
		"    s.dollar(\"SELECT '$1' FROM users\", b)\n",
		EVERYWHERE,
		"3:50|bare-list|%s||tuple\n3:63|list|%s||array\n4:47|sort-key|%s||\n6:32|table|%s||\n8:50|quoted|$1||\n");
}

static void test_variants(void **state)
{
	(void)state;
	/* The same place of several texts is told once; what one of them asks for is not given in vain. */
	run("a.py",
		"import sqlx as s\n"
		"def f(a, b):\n"
		"    q = 'SELECT id FROM users WHERE id = ? AND name = :name'\n"
		"    if a:\n"
		"        q += ' AND data = :data'\n"
		"    s.named(q, {'name': a, 'data': b})\n"
		"    values = {'name': a}\n"
		"    s.named('SELECT id FROM users WHERE name = :name AND id = :id', values)\n"
		"    grows = {'name': a}\n"
		"    grows['id'] = b\n"
		"    s.named('SELECT id FROM users WHERE name = :name AND id = :id', grows)\n",
		EVERYWHERE, "3:42|foreign|?||\n8:63|no-value|:id|0|\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_foreign), cmocka_unit_test(test_scanner), cmocka_unit_test(test_places), cmocka_unit_test(test_variants)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
