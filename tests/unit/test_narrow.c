/* What the program does to a value on its way, and who looks at a part of the request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"

#define EXPRESS \
	{"package.json", "{\"dependencies\": {\"express\": \"^5.0.0\", \"pg\": \"^8.12.0\"}}"}, \
	{ \
		"schema.sql", "CREATE TABLE calls (id int PRIMARY KEY, at date, caller text);\n" \
	}
#define HEAD "const express = require('express');\nconst { Pool } = require('pg');\nconst pool = new Pool();\nconst app = express();\n"
#define WORDS "SELECT s.line, p.origin, p.name, p.narrowed FROM statement_parameter p JOIN statement s ON s.id = p.statement_id ORDER BY 1, p.number"

static void test_words(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(EXPRESS, {"app.js", HEAD "app.get('/:id', async (req, res) => {\n"
							"const { id } = req.params;\n"
							"await pool.query('SELECT 1 FROM calls WHERE id = $1', [id]);\n" /* 7: nothing */
							"await pool.query('SELECT 1 FROM calls WHERE id = $1', [Number(id)]);\n"
							"const n = parseInt(req.params.n, 10);\n"
							"if (!n || n > 5) return;\n"
							"await pool.query('SELECT 1 FROM calls WHERE id = $1', [n]);\n"
							"if (!LIST.includes(req.query.a) || typeof req.query.b !== 'number') return;\n"
							"await pool.query('SELECT 1 FROM calls WHERE caller = $1 AND id = $2', [req.query.a, req.query.b]);\n"
							"await pool.query('SELECT 1 FROM calls WHERE caller = $1', [req.query.c || 'x']);\n"
							"await pool.query('SELECT 1 FROM calls WHERE caller = $1', [String(req.query.d).slice(0, 9)]);\n"
							"await pool.query('UPDATE calls SET caller = $1', [req.query.e === 'x']);\n"
							"check(req.body.f.trim());\n"
							"await pool.query('UPDATE calls SET caller = $1', [req.body.f]);\n"
							"validate(req.cookies);\n"
							"await pool.query('UPDATE calls SET caller = $1', [req.cookies.g]);\n" /* all of it was looked at */
							"});\n"}),
		NULL);
	assert_rows(&p, WORDS,
		"7|path|id|-\n8|path|id|number\n11|path|n|number compared present\n13|query|a|listed\n13|query|b|typed\n14|query|c|present\n15|query|d|compared\n"
		"16|query|e|typed\n18|body|f|handed\n20|cookie|g|handed\n");
	project_close(&p);
}

/* What one caller asks is not asked of another's value; what one makes of it is. */
static void test_callers(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(EXPRESS, {"app.js", HEAD "async function find(id) {\n"
							"return pool.query('SELECT 1 FROM calls WHERE id = $1', [id]);\n"
							"}\n"
							"app.get('/a/:id', async (req, res) => { if (!isId(req.params.id)) return; res.json(await find(req.params.id)); });\n"
							"app.get('/b/:id', async (req, res) => { res.json(await find(req.params.id)); });\n"
							"app.get('/c/:id', async (req, res) => { const list = await rows(async () => pool.query('SELECT 1 FROM calls WHERE id = $1', [req.params.id]));\n"
							"if (!isId(req.params.id)) return; });\n"}),
		NULL);
	assert_rows(&p, WORDS, "6|path|id|-\n10|path|id|handed\n");
	assert_rows(&p, "SELECT r.path, k.part, k.name, k.how FROM request_check k JOIN route r ON r.function_id = k.function_id ORDER BY 1",
		"/a/:id|path|id|handed\n/c/:id|path|id|handed\n");
	project_close(&p);
}

static void test_checks(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(EXPRESS, {"app.js", HEAD "const of = (key) => (req, res, next) => { const id = req.params[key]; next(); };\n"
							"const known = (req, res, next) => { const id = req.params['id']; next(); };\n"
							"app.get('/a/:id', of('id'), (req, res) => res.end());\n"
							"app.get('/b/:id', validate({}), (req, res) => res.end());\n"
							"app.get('/c/:id', bodySchema, (req, res) => res.end());\n"
							"app.get('/d/:id', checkScope(['x']), (req, res) => res.end());\n"}),
		NULL);
	assert_rows(&p, "SELECT DISTINCT g.path, k.part, k.name, k.how FROM request_check k JOIN registration g ON g.id = k.registration_id ORDER BY 1, 2",
		"/b/:id|body|-|declared\n/b/:id|path|-|declared\n/b/:id|query|-|declared\n/c/:id|body|-|declared\n/c/:id|path|-|declared\n/c/:id|query|-|declared\n");
	assert_rows(&p, "SELECT part, name, how FROM request_check WHERE function_id IS NOT NULL", "path|-|computed\n");
	project_close(&p);
}

static void test_searched(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(EXPRESS, {"app.js", HEAD "function told(error) { return error.message.includes('unique') || error.detail.startsWith(PREFIX) || LIST.includes(error.code, 0); }\n"},
		{"requirements.txt", "flask\n"}, {"app.py", "from flask import Flask\napp = Flask(__name__)\n\ndef told(error):\n    return 'duplicate' in str(error) or error in KNOWN\n"}), NULL);
	assert_rows(&p, "SELECT f.name, t.value FROM searched_text t JOIN function f ON f.id = t.function_id ORDER BY 2", "told|duplicate\ntold|unique\n");
	project_close(&p);
}

static void test_patterns(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(EXPRESS, {"app.js", HEAD "app.get('/a/:id(\\\\d+)', (req, res) => res.end());\n"
							"app.get('/b/:id/:more', (req, res) => res.end());\n"},
				 {"requirements.txt", "flask\n"}, {"app.py", "from flask import Flask\napp = Flask(__name__)\n\n@app.route('/c/<int:id>/<name>')\ndef view(id, name):\n    return ''\n"}),
		NULL);
	assert_rows(&p, "SELECT r.path, p.name, p.pattern FROM route_parameter p JOIN route r ON r.id = p.route_id ORDER BY 1, p.position",
		"/a/:id(\\d+)|id|\\d+)\n/b/:id/:more|id|-\n/b/:id/:more|more|-\n/c/<int:id>/<name>|id|int\n/c/<int:id>/<name>|name|-\n");
	project_close(&p);
}

/* The name in the request where a call or an index says it; a value that is of a type already. */
static void test_names(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"go.mod", "module example.com/app\n\ngo 1.22\n\nrequire (\n\tgithub.com/gofiber/fiber/v2 v2.52.0\n\tgithub.com/gorilla/mux v1.8.0\n)\n"},
		{"schema.sql", "CREATE TABLE calls (id int PRIMARY KEY, caller text);\n"},
		{"main.go",
		 "package main\n\nimport (\n\t\"database/sql\"\n\t\"net/http\"\n\n\t\"github.com/gofiber/fiber/v2\"\n\t\"github.com/gorilla/mux\"\n)\n\n"
		 "var db *sql.DB\n\n"
		 "func get(w http.ResponseWriter, r *http.Request) {\n"
		 "\tid := mux.Vars(r)[\"id\"]\n"
		 "\tdb.QueryRow(\"SELECT caller FROM calls WHERE id = $1\", id)\n"						/* 15 */
		 "}\n\n"
		 "func list(c *fiber.Ctx) error {\n"
		 "\tid, err := c.ParamsInt(\"number\")\n"
		 "\tif err != nil {\n\t\treturn err\n\t}\n"
		 "\tdb.QueryRow(\"SELECT caller FROM calls WHERE id = $1\", id)\n"						/* 23 */
		 "\treturn nil\n}\n\n"
		 "func main() {\n"
		 "\tr := mux.NewRouter()\n\tr.HandleFunc(\"/calls/{id}\", get)\n"
		 "\tapp := fiber.New()\n\tapp.Get(\"/numbers/:number\", list)\n"
		 "}\n"}), NULL);
	assert_rows(&p, WORDS, "15|path|id|-\n23|path|number|typed\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_callers),
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_searched),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("narrow", tests, NULL, NULL);
}
