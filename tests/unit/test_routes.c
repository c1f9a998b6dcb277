/* Registrations and mounts → routes; which application runs; manifests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"

#define ROUTES "SELECT method, path, prefix_known FROM route ORDER BY path, method"

static void test_mounts(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"app.js",
		 "const express = require('express');\nconst app = express();\nconst api = express.Router();\n"
		 "app.use('/api/', api);\napi.use('/users', require('./users'));\napp.use('/v2', api);\napp.get('/', h);\napp.post('//x//y/', h);\napp.use(require('./plain'));\napp.all('*', h);\nmodule.exports = app;\n"},
		{"users.js", "const r = require('express').Router();\nr.get('/', h);\nr.get('/:id/calls/:call_id', h);\nr.route('/:id').put(h).delete(h);\nmodule.exports = r;\n"},
		{"plain.js", "const r = require('express').Router();\nr.get(['/a', '/b'], h);\nr.get(PATH, h);\nmodule.exports = r;\n"},
		{"lost.js", "const r = require('express').Router();\nr.get('/lost', h);\nmodule.exports = r;\n"}), NULL);
	assert_rows(&p, ROUTES,
		"ALL|*|1\n"
		"GET|/|1\n"
		"GET|/a|1\n"
		"GET|/api/users|1\n"
		"DELETE|/api/users/:id|1\n"
		"PUT|/api/users/:id|1\n"
		"GET|/api/users/:id/calls/:call_id|1\n"
		"GET|/b|1\n"
		"GET|/v2/users|1\n"
		"DELETE|/v2/users/:id|1\n"
		"PUT|/v2/users/:id|1\n"
		"GET|/v2/users/:id/calls/:call_id|1\n"
		"POST|/x/y|1\n"
		"GET|…|0\n");
	project_close(&p);
}

/* Mounted in a loop over what only run time knows: kept, their prefix said to be unknown. */
static void test_open_mounts(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"app.js", "const app = require('express')();\nfor (const plugin of require('./registry').list) app.use(plugin.base, plugin.router);\napp.get('/known', h);\n"},
		{"registry.js", "exports.list = [];\n"},
		{"plugin.js", "const r = require('express').Router();\nr.get('/x', h);\nexports.router = r;\n"}), NULL);
	assert_rows(&p, ROUTES, "GET|/known|1\nGET|…/x|0\n");
	project_close(&p);
}

static void test_mount_circle(void **state)
{
	struct project p;
	struct buf text = {0};

	(void)state;
	buf_puts(&text, "const e = require('express');\nconst app = e();\nconst a = e.Router(); const b = e.Router();\na.use('/a', b); b.use('/b', a); app.use('/r', a); a.use('/self', a);\na.get('/x', h);\n");
	buf_puts(&text, "const w = e.Router(); w.get('/many', h);\n");
	for (int i = 0; i < 100; i++)
		buf_printf(&text, "app.use('/m%d', w);\n", i);
	project_open(&p, FILES({"app.js", buf_text(&text)}), NULL);
	assert_rows(&p, "SELECT count(*), min(path) FROM route WHERE path LIKE '%/many'", "64|/m0/many\n");
	assert_rows(&p, "SELECT count(*) > 0 AND count(*) <= 64 FROM route WHERE path LIKE '%/x'", "1\n");
	project_close(&p);
	buf_free(&text);
}

static void test_parameters(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"app.js", "const app = require('express')();\napp.get('/u/:id/x/:file.:ext', h);\napp.get('/o/:opt?/', h);\napp.get('/r/:n(\\\\d+)', h);\napp.get('/plain', h);\n"}), NULL);
	assert_rows(&p, "SELECT r.line, x.position, x.name, x.is_tail FROM route_parameter x JOIN route r ON r.id = x.route_id ORDER BY 1, 2, 3", "2|1|id|0\n2|3|ext|1\n2|3|file|1\n3|1|opt|1\n4|1|n|1\n");
	project_close(&p);
}

#define TWO_APPS {"src/server.js", "const app = require('express')();\napp.get('/new', h);\n"}, {"old/server.js", "const app = require('express')();\napp.get('/old', h);\n"}

static void test_deployment(void **state)
{
	static const struct { const char *path, *text, *routes; } cases[] = {
		{"README", "node src/server.js", "/new\n/old\n"},		/* no evidence: both may run */
		{"Dockerfile", "FROM node\nCMD [\"node\", \"src/server.js\"]\n", "/new\n"},
		{"package.json", "{\"scripts\": {\"start\": \"node old/server.js\"}}", "/old\n"},
		{"Procfile", "web: node ./src/server.js\n", "/new\n"},
		{"docker-compose.yml", "services:\n  a:\n    command: node src/server.js --x\n", "/new\n"},
		{"old/package.json", "{\"main\": \"server.js\"}", "/old\n"},	/* seen from its own folder */
		{"deploy/app.service", "ExecStart=/usr/bin/node /srv/src/server.js\n", "/new\n"},
		{"Dockerfile", "CMD node mysrc/server.jsx\n", "/new\n/old\n"},
		{"tests/Dockerfile", "CMD node src/server.js\n", "/new\n/old\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct project p;

		project_open(&p, FILES(TWO_APPS, {cases[i].path, cases[i].text}), NULL);
		assert_rows(&p, "SELECT path FROM route ORDER BY path", cases[i].routes);
		project_close(&p);
	}
}

static void test_started_by_another(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"Dockerfile", "CMD node bin/www.js\n"},
		{"bin/www.js", "const app = require('../app');\napp.listen(1);\n"},
		{"app.js", "const app = require('express')();\napp.get('/app', h);\nmodule.exports = app;\n"},
		{"other.js", "const app = require('express')();\napp.get('/other', h);\n"}), NULL);
	assert_rows(&p, "SELECT path FROM route WHERE path = '/app'", "/app\n");
	project_close(&p);
}

static void test_dependencies(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"package.json", "{\"dependencies\": {\"express\": \"^4.18.2\", \"local\": \"file:../x\", \"odd\": 3}, \"devDependencies\": {\"pg\": \">=8\"}}"},
		{"api/package.json", "{\"dependencies\": {\"express\": \"5.0.0-beta.1\"}}"},
		{"api/app.js", "const app = require('express')();\napp.get('/a', h);\n"},
		{"app.js", "const app = require('express')();\napp.get('/b', h);\n"},
		{"requirements.txt", "# comment\nFastAPI[all]>=0.110,<1 ; python_version > '3'\npsycopg2_binary==2.9.1\n-r other.txt\nSQLAlchemy\n"},
		{"svc/pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\n  \"asyncpg~=0.29\",\n  'httpx',\n]\n[tool.poetry.dependencies]\npython = \"^3.11\"\nuvicorn = {version = \"^0.30\", extras = [\"x\"]}\n[other]\nredis = \"5\"\n"},
		{"bad/package.json", "{\"dependencies\": [1"}, {"bad/pyproject.toml", "dependencies = [\"x"}, {"bad/requirements-dev.txt", "[[[\n\"\n\0"}), NULL);
	assert_rows(&p, "SELECT root, ecosystem, name, version, major FROM dependency WHERE root <> 'bad' ORDER BY 1, 2, 3",
		"|npm|express|^4.18.2|4\n"
		"|npm|local|file:../x|-\n"
		"|npm|odd|-|-\n"
		"|npm|pg|>=8|8\n"
		"|pypi|fastapi|>=0.110,<1 |0\n"
		"|pypi|psycopg2-binary|==2.9.1|2\n"
		"|pypi|sqlalchemy||-\n"
		"api|npm|express|5.0.0-beta.1|5\n"
		"svc|pypi|asyncpg|~=0.29|0\n"
		"svc|pypi|httpx||-\n"
		"svc|pypi|python|^3.11|3\n"
		"svc|pypi|uvicorn|^0.30|0\n");
	assert_rows(&p, "SELECT a.framework, a.major, a.root, r.path FROM route r JOIN app a ON a.id = r.app_id ORDER BY 4", "express|5|api|/a\nexpress|4||/b\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mounts), cmocka_unit_test(test_open_mounts), cmocka_unit_test(test_mount_circle), cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_deployment), cmocka_unit_test(test_started_by_another), cmocka_unit_test(test_dependencies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
