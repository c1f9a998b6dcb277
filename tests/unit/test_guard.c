/* What catches an error, who waits for whom, and which statements a route reaches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"
#include "sqlx.h"

#define GUARDS "SELECT s.line, g.action, g.status FROM statement s LEFT JOIN statement_guard g ON g.statement_id = s.id ORDER BY 1"

static void test_javascript_guards(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.js",
		"const s = require('sqlx');\n"
		"export async function f() {\n"
		" try { await s.dollar('SELECT 3'); } catch (e) { s.respond(500); }\n"
		" try { return s.dollar('SELECT 4'); } catch (e) { s.respond(500); }\n"			/* the rejection is not seen here */
		" try { return await s.dollar('SELECT 5'); } catch (e) { s.respond(500); }\n"
		" try { await s.dollar('SELECT 6'); } finally { done(); }\n"
		" try { await s.dollar('SELECT 7'); } catch (e) { throw e; }\n"
		" try { try { await s.dollar('SELECT 8'); } catch (e) { throw e; } } catch (e) { s.respond(503); }\n"
		" try { go(); } catch (e) { await s.dollar('SELECT 9'); }\n"				/* a catch does not guard itself */
		" s.dollar('SELECT 10').catch(log);\n"
		" s.dollar('SELECT 11').then(use).catch(log);\n"
		" s.dollar('SELECT 12').then(use, log);\n"
		" s.dollar('SELECT 13').then(use);\n"
		" s.dollar('SELECT 14').catch();\n"
		" try { await s.dollar('SELECT 15'); } catch {}\n"
		" try { await s.dollar('SELECT 16'); } catch (e) { return null; }\n"
		" try { await s.dollar('SELECT 17'); } catch (e) { if (e.code) throw e; s.respond(409); }\n"
		" try { const x = async () => { await s.dollar('SELECT 18'); }; } catch (e) { s.respond(500); }\n"
		" try { if (x) { for (;;) { await s.dollar('SELECT 19'); } } } catch (e) { s.respond(500); }\n"
		"}\n"}), SQLX_PACK);
	assert_rows(&p, GUARDS,
		"3|respond|500\n4|-|-\n5|respond|500\n6|-|-\n7|-|-\n8|respond|503\n9|-|-\n10|chained|-\n11|chained|-\n12|chained|-\n13|-|-\n14|-|-\n15|swallow|-\n16|value|-\n17|respond|409\n18|-|-\n19|respond|500\n");
	project_close(&p);
}

static void test_python_guards(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.py",
		"import sqlx\nimport psycopg\nimport asyncpg\n"
		"def f():\n"
		"    try:\n        sqlx.dollar('SELECT 6')\n    except Exception:\n        sqlx.respond(500)\n"
		"    try:\n        sqlx.dollar('SELECT 10')\n    except ValueError:\n        sqlx.respond(400)\n"
		"    try:\n        sqlx.dollar('SELECT 14')\n    except (KeyError, psycopg.Error) as e:\n        sqlx.respond(500)\n"
		"    try:\n        return sqlx.dollar('SELECT 18')\n    except:\n        raise sqlx.HttpError(502)\n"
		"    try:\n        sqlx.dollar('SELECT 22')\n    except Exception:\n        raise\n"
		"    try:\n        sqlx.dollar('SELECT 26')\n    except ValueError:\n        pass\n    except asyncpg.PostgresError:\n        pass\n"
		"    try:\n        ok()\n    except Exception:\n        pass\n    else:\n        sqlx.dollar('SELECT 36')\n"
		"    try:\n        ok()\n    finally:\n        sqlx.dollar('SELECT 40')\n"
		"    with open('x') as h:\n        sqlx.dollar('SELECT 42')\n"}), SQLX_PACK);
	assert_rows(&p, GUARDS, "6|respond|500\n10|-|-\n14|respond|500\n18|respond|502\n22|-|-\n26|swallow|-\n36|-|-\n40|-|-\n42|-|-\n");
	assert_rows(&p, "SELECT r.line, e.action, e.takes_database_errors, e.logged FROM catch_effect e JOIN region r ON r.id = e.region_id ORDER BY 1",
		"7|respond|1|0\n11|respond|0|0\n15|respond|1|0\n19|respond|1|0\n23|rethrow|1|0\n27|swallow|0|0\n29|swallow|1|0\n33|swallow|1|0\n");
	project_close(&p);
}

/* guarded and detached: on every way; certain: no call with several candidates; the witness names the calls. */
static void test_reach(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"a.js",
		"const s = require('sqlx');\n"
		"async function q(n) { await s.dollar('SELECT 2'); }\n"
		"async function mid() { return q(1); }\n"
		"async function loud() { await s.dollar('SELECT 4'); }\n"
		"async function loop() { await loop(); await other(); }\n"
		"async function other() { await loop(); await s.dollar('SELECT 6'); }\n"
		"s.route('/direct', async () => { await s.dollar('SELECT 7'); });\n"
		"s.route('/mid', async () => { await mid(); });\n"
		"s.route('/guarded', async () => { try { await mid(); } catch (e) { s.respond(500); } });\n"
		"s.route('/both', async () => { try { await mid(); } catch (e) {} await q(2); });\n"
		"s.route('/detached', async () => { loud(); setTimeout(() => s.dollar('SELECT 11'), 5); });\n"
		"s.route('/chained', async () => { loud().catch(log); await loud(); });\n"
		"s.route('/loop', async () => { await loop(); });\n"
		"s.route('/each', async (xs) => { await Promise.all(xs.map(async (x) => { await s.dollar('SELECT 14'); })); xs.forEach(async (x) => { await loud(); }); });\n"}), SQLX_PACK);
	assert_rows(&p, "SELECT r.path, s.text, x.depth, x.certain, x.guarded, x.detached FROM route_statement x JOIN route r ON r.id = x.route_id JOIN statement s ON s.id = x.statement_id ORDER BY r.id, s.id",
		"…/direct|SELECT 7|0|1|0|0\n…/mid|SELECT 2|2|1|0|0\n…/guarded|SELECT 2|2|1|1|0\n…/both|SELECT 2|1|1|0|0\n…/detached|SELECT 4|1|1|0|1\n…/detached|SELECT 11|1|1|0|1\n"
		"…/chained|SELECT 4|1|1|0|0\n…/loop|SELECT 6|2|1|0|0\n…/each|SELECT 4|2|1|0|1\n…/each|SELECT 14|1|1|0|0\n");
	assert_rows(&p, "SELECT w.position, w.line, w.text FROM route_statement x JOIN route r ON r.id = x.route_id JOIN witness_step w ON w.witness_id = x.witness_id WHERE r.path = '…/mid' ORDER BY 1",
		"0|8|GET …/mid\n1|8|mid()\n2|3|q()\n3|2|SELECT 2\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_javascript_guards), cmocka_unit_test(test_python_guards), cmocka_unit_test(test_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
