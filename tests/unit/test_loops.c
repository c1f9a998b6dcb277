/* Statements in loops over the rows of others; calls that only run when a parameter is so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"

#define EXPRESS {"package.json", "{\"dependencies\": {\"express\": \"^5.0.0\", \"pg\": \"^8.12.0\"}}"}, \
	{"schema.sql", "CREATE TABLE calls (id int PRIMARY KEY, caller text);\nCREATE TABLE lines (id int PRIMARY KEY, call_id int);\n"}
#define HEAD "const express = require('express');\nconst { Pool } = require('pg');\nconst pool = new Pool();\nconst app = express();\n"
#define LOOPS "SELECT s.line, o.line, c.line, l.depth FROM loop_statement l JOIN statement s ON s.id = l.statement_id JOIN statement o ON o.id = l.over_statement_id " \
	"JOIN call c ON c.id = l.call_id ORDER BY 1, 2, 3"
#define REACHED "SELECT r.path, s.line FROM route_statement q JOIN route r ON r.id = q.route_id JOIN statement s ON s.id = q.statement_id ORDER BY 1, 2"

static void test_loops(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(EXPRESS, {"app.js", HEAD
		"async function lines(id) { return one('x', id); }\n"
		"async function one(x, id) {\n"
		"return pool.query('SELECT 1 FROM lines WHERE call_id = $1', [id]);\n"						/* 7 */
		"}\n"
		"export async function f(ids) {\n"
		"const { rows } = await pool.query('SELECT id FROM calls');\n"							/* 10 */
		"for (const r of rows) { await lines(r.id); }\n"
		"const other = await pool.query('SELECT id FROM calls');\n"							/* 12 */
		"other.rows.forEach((r) => { const key = r.id; pool.query(`DELETE FROM lines WHERE id = ${key}`); });\n"
		"for (const id of ids) { await lines(id); }\n"									/* not rows */
		"for (const r of rows) { await pool.query('SELECT 1 FROM lines'); }\n"						/* always the same */
		"for (const r of rows) { ids.push(r.id); }\n"
		"for (const r of rows.slice(0, 2)) { await lines(r.id); }\n"
		"}\n"}), NULL);
	assert_rows(&p, LOOPS, "7|10|11|2\n13|12|13|0\n");
	project_close(&p);
}

static void test_gates(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(EXPRESS, {"app.js", HEAD
		"async function auth() { return pool.query('SELECT 1 FROM calls'); }\n"						/* 5 */
		"async function parse(req, options) {\n"
		"if (!options?.skip && req) { await auth(); }\n"
		"}\n"
		"async function find(id, deep = false, { all } = {}) {\n"
		"if (!id) return;\n"
		"await pool.query('SELECT 1 FROM lines');\n"									/* 11 */
		"if (deep) await pool.query('SELECT 2 FROM lines');\n"								/* 12 */
		"if (all) await pool.query('SELECT 3 FROM lines');\n"								/* 13 */
		"}\n"
		"app.get('/a', async (req, res) => { await parse(req, { skip: true }); });\n"
		"app.get('/b', async (req, res) => { await parse(req, { skip: false }); });\n"
		"app.get('/c', async (req, res) => { await parse(req); });\n"
		"app.get('/d', async (req, res) => { await parse(req, { skip: true }); await parse(req, { ...req.query }); });\n"	/* one of them may */
		"app.get('/e', async (req, res) => { await find(); });\n"
		"app.get('/f', async (req, res) => { await find(req.params.id); });\n"
		"app.get('/g', async (req, res) => { await find(1, true, { all: false }); });\n"
		"app.get('/h', async (req, res) => { await find(1, req.query.deep, req.query); });\n"
		"app.get('/i', parse, async (req, res) => { await find(...req.body); });\n"}), NULL);
	assert_rows(&p, REACHED, "/b|5\n/c|5\n/d|5\n/f|11\n/g|11\n/g|12\n/h|11\n/h|12\n/h|13\n/i|5\n/i|11\n/i|12\n/i|13\n");
	project_close(&p);
}

/* What is set on the way, or handed on, is no longer what the caller wrote. */
static void test_gates_open(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(EXPRESS, {"app.js", HEAD
		"async function a(cache) {\n"
		"if (!cache.known) cache.known = await load();\n"
		"if (cache.known) await pool.query('SELECT 1 FROM calls');\n"							/* 7 */
		"}\n"
		"async function b(options) {\n"
		"fill(options);\n"
		"if (options.known) await pool.query('SELECT 2 FROM calls');\n"							/* 11 */
		"}\n"
		"async function c(on) {\n"
		"if (x()) on = true;\n"
		"if (on) await pool.query('SELECT 3 FROM calls');\n"								/* 15 */
		"}\n"
		"const shared = {};\n"
		"async function e(options) { if (options.known) await pool.query('SELECT 4 FROM calls'); }\n"
		"app.get('/', async (req, res) => { await a({}); await b({}); await c(false); await e(shared); });\n"}), NULL);
	assert_rows(&p, REACHED, "/|7\n/|11\n/|15\n/|18\n");
	project_close(&p);
}

/* A method's self is no argument; a default stands for what is not given. */
static void test_gates_python(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"requirements.txt", "fastapi\nasyncpg\n"}, {"schema.sql", "CREATE TABLE calls (id int PRIMARY KEY);\n"},
		{"main.py",
		 "import asyncpg\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\nclass Service:\n"
		 "    async def find(self, db: asyncpg.Connection = None, deep=False):\n"
		 "        if db:\n            await db.fetch('SELECT 1 FROM calls')\n"					/* 10 */
		 "        if not deep:\n            return\n"
		 "        connection = await asyncpg.connect()\n        await connection.fetch('SELECT 2 FROM calls')\n\n\n"	/* 14 */
		 "service = Service()\n\n\n"
		 "@app.get('/a')\nasync def a():\n    await service.find()\n\n\n"
		 "@app.get('/b')\nasync def b():\n    await service.find(await asyncpg.connect())\n\n\n"
		 "@app.get('/c')\nasync def c():\n    await service.find(deep=True)\n\n\n"
		 "@app.get('/d')\nasync def d(**more):\n    await service.find(**more)\n"}), NULL);
	assert_rows(&p, REACHED, "/b|10\n/c|14\n/d|10\n/d|14\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_gates),
		cmocka_unit_test(test_gates_open),
		cmocka_unit_test(test_gates_python),
	};

	return cmocka_run_group_tests_name("loops", tests, NULL, NULL);
}
