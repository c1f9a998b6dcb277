/* The files of a tree: roles, which can matter, what is kept between runs; and the pipeline around them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../audit/tree.h"
#include "../../audit/unit_cache.h"
#include "project.h"
#include "sqlx.h"

static void test_roles(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"src/a.js", ""}, {"test/a.js", ""}, {"src/a.test.js", ""}, {"src/__tests__/x.ts", ""}, {"test_a.py", ""}, {"tests.py", ""}, {"conftest.py", ""}, {"examples/a.js", ""},
		{"db/migrations/1.js", ""}, {"alembic/versions/1.py", ""}, {"versions/1.py", ""}, {"contest.py", ""}, {"latest/a.js", ""}, {"spec.js", ""}), NULL);
	assert_rows(&p, "SELECT path, role FROM file ORDER BY path",
		"alembic/versions/1.py|migration\nconftest.py|test\ncontest.py|source\ndb/migrations/1.js|migration\nexamples/a.js|example\nlatest/a.js|source\nspec.js|source\n"
		"src/__tests__/x.ts|test\nsrc/a.js|source\nsrc/a.test.js|test\ntest/a.js|test\ntest_a.py|test\ntests.py|source\nversions/1.py|source\n");
	project_close(&p);
}

/* A file matters when it imports a package some pack knows, imports such a file, or is imported by one that matters. */
static void test_selection(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"db.js", "const s = require('sqlx');\nmodule.exports = s;\n"},
		{"uses.js", "require('./db');\nrequire('./helper');\nrequire('./gone');\n"},
		{"helper.js", "require('./deep');\n"}, {"deep.js", "require('lodash');\n"},
		{"far.js", "require('./uses');\n"},			/* two steps away: what it does with a query it does not see */
		{"lonely.js", "require('lodash');\n"}, {"types.ts", "import type { X } from 'sqlx';\n"},
		{"ui/button.tsx", "import React from 'react';\n"}, {"broken.js", "require('sqlx'); function ( {{{\n"},
		{"pkg/__init__.py", ""}, {"pkg/a.py", "import sqlx\n"}, {"pkg/b.py", "x = 1\n"}, {"pkg/sub/c.py", ""}, {"main.py", "from pkg import a, b\n"}, {"other.py", "import json\n"},
		{"test/t.js", "require('../db');\n"}, {"dyn.js", "async function f() { await import('./db.js'); }\n"}), SQLX_PACK);
	assert_rows(&p, "SELECT path FROM file WHERE parsed ORDER BY path",
		"broken.js\ndb.js\ndeep.js\ndyn.js\nhelper.js\nmain.py\npkg/__init__.py\npkg/a.py\npkg/b.py\nuses.js\n");
	assert_rows(&p, "SELECT object, state, reason FROM coverage WHERE domain = 'files' AND state <> 'ok' ORDER BY 1",
		"broken.js|partial|syntax the grammar does not understand\ntest/t.js|skipped|test file\n");
	assert_int_equal(p.p.parsed, 10);
	assert_int_equal(p.p.from_cache, 0);
	project_close(&p);
}

static void test_large_and_hostile(void **state)
{
	struct project p;
	char *large = xmalloc(SOURCE_MAX + 100);
	char path[200];
	struct err err = {0};

	(void)state;
	for (size_t i = 0; i < SOURCE_MAX + 99; i++)
		large[i] = i % 40 == 39 ? '\n' : ';';
	large[SOURCE_MAX + 99] = '\0';
	project_make(&p, FILES({"large.js", large}, {"a.js", "const s = require('sqlx');\ns.dollar('SELECT 1');\n"}, {"nul.js", "x"}, {"dir/real.js", "require('sqlx');\n"},
		{"new\nline.js", "require('sqlx');\n"}, {"empty.js", ""}), SQLX_PACK);
	snprintf(path, sizeof(path), "%s/tree/link.js", p.folder);
	assert_int_equal(symlink("/etc/hostname", path), 0);
	snprintf(path, sizeof(path), "%s/tree/dir/loop", p.folder);
	assert_int_equal(symlink("..", path), 0);
	snprintf(path, sizeof(path), "%s/tree/pipe.js", p.folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_true(project_run(&p, &err));
	assert_rows(&p, "SELECT reason FROM coverage WHERE object = 'large.js'", "larger than 4 MB\n");
	assert_rows(&p, "SELECT count(*) FROM statement", "1\n");
	assert_rows(&p, "SELECT count(*) FROM file WHERE path LIKE '%link%' OR path LIKE '%loop%' OR path LIKE '%pipe%'", "0\n");
	assert_rows(&p, "SELECT parsed FROM file WHERE path = 'new' || char(10) || 'line.js'", "1\n");
	project_close(&p);
	free(large);
}

static void test_pack_failure(void **state)
{
	struct project p;
	struct err err = {0};

	(void)state;
	project_make(&p, FILES({"a.js", "x;\n"}), "-- title: t\n-- facts\nSELECT 1;\nINSERT INTO nothing VALUES (1);\n");
	assert_false(project_run(&p, &err));
	assert_true(err.usage);
	assert_non_null(strstr(err.message, "test.sql:4"));
	assert_null(p.p.facts);
	project_close(&p);
}

static void test_digest(void **state)
{
	struct project p;
	struct err err = {0};
	uint64_t first;

	(void)state;
	project_make(&p, FILES({"a.js", "x;\n"}), NULL);
	assert_true(config_load(&p.config, &p.arena, p.p.root, NULL, &err));
	assert_true(pipeline_digest(&p.p, &err));
	first = p.p.digest;
	assert_true(pipeline_digest(&p.p, &err));
	assert_true(p.p.digest == first);
	project_put(&p, "tree/a.js", "longer;\n");
	assert_true(pipeline_digest(&p.p, &err));
	assert_true(p.p.digest != first);
	first = p.p.digest;
	project_put(&p, "tree/readme.md", "");
	assert_true(pipeline_digest(&p.p, &err));
	assert_true(p.p.digest != first);
	first = p.p.digest;
	vec_push(&p.config.types, "a.js#x is pg.Pool()");	/* a configuration from outside the tree: nothing in the tree changed */
	assert_true(pipeline_digest(&p.p, &err));
	assert_true(p.p.digest != first);
	first = p.p.digest;
	vec_push(&p.config.session, "req.user");
	assert_true(pipeline_digest(&p.p, &err));
	assert_true(p.p.digest != first);
	p.p.root = "/nowhere/at/all";
	assert_false(pipeline_digest(&p.p, &err));
	project_close(&p);
}

/* Kept units */

static const struct file_stat STAT = {10, 20, 30};

static struct unit *unit_of(const char *text)
{
	return extract(language_of("a.js"), text, strlen(text));
}

static void keep(struct unit_cache *c, const char *path, const char *text)
{
	struct unit *u = unit_of(text);

	unit_cache_keep(c, path, &STAT, "pg\n./b\n", u);
	unit_free(u);
}

static void test_cache(void **state)
{
	struct project p;
	struct unit_cache *c;
	struct unit *u;
	struct file_stat other = STAT;
	const char *dir;

	(void)state;
	project_make(&p, FILES({"a.js", ""}), NULL);
	dir = arena_printf(&p.arena, "%s/cache/deep", p.folder);
	c = unit_cache_open(dir);
	assert_non_null(c);
	assert_null(unit_cache_specifiers(c, "a.js", &STAT));
	assert_null(unit_cache_unit(c, "a.js", &STAT));
	keep(c, "a.js", "f(1); g(2);");
	unit_cache_keep(c, "scanned.js", &STAT, "", NULL);
	unit_cache_close(c);
	c = unit_cache_open(dir);
	assert_string_equal(unit_cache_specifiers(c, "a.js", &STAT), "pg\n./b\n");
	assert_string_equal(unit_cache_specifiers(c, "scanned.js", &STAT), "");
	assert_null(unit_cache_unit(c, "scanned.js", &STAT));
	u = unit_cache_unit(c, "a.js", &STAT);
	assert_non_null(u);
	assert_int_equal(u->call.n, 3);
	unit_free(u);
	other.mtime_ns++;
	assert_null(unit_cache_specifiers(c, "a.js", &other));
	assert_null(unit_cache_unit(c, "a.js", &other));
	other = STAT;
	other.inode++;
	assert_null(unit_cache_unit(c, "a.js", &other));
	/* Scanned only, now that it is not selected: the unit kept for the same file stays. */
	unit_cache_keep(c, "a.js", &STAT, "pg\n./b\n", NULL);
	unit_cache_close(c);
	c = unit_cache_open(dir);
	u = unit_cache_unit(c, "a.js", &STAT);
	assert_non_null(u);
	unit_free(u);
	unit_cache_close(c);
	/* No cache is no failure. */
	assert_null(unit_cache_open("/proc/nowhere"));
	assert_null(unit_cache_specifiers(NULL, "a.js", &STAT));
	assert_null(unit_cache_unit(NULL, "a.js", &STAT));
	unit_cache_keep(NULL, "a.js", &STAT, "", NULL);
	unit_cache_close(NULL);
	project_close(&p);
}

/* Files that are gone do not stay in the cache for ever. */
static void test_cache_forgets(void **state)
{
	struct project p;
	struct unit_cache *c;
	const char *dir;

	(void)state;
	project_make(&p, FILES({"a.js", ""}), NULL);
	dir = arena_printf(&p.arena, "%s/cache", p.folder);
	c = unit_cache_open(dir);
	keep(c, "a.js", "f();");
	keep(c, "gone.js", "f();");
	unit_cache_close(c);
	c = unit_cache_open(dir);
	assert_non_null(unit_cache_specifiers(c, "a.js", &STAT));
	keep(c, "new.js", "f();");
	unit_cache_close(c);
	c = unit_cache_open(dir);
	assert_non_null(unit_cache_specifiers(c, "a.js", &STAT));
	assert_non_null(unit_cache_specifiers(c, "new.js", &STAT));
	assert_null(unit_cache_specifiers(c, "gone.js", &STAT));
	unit_cache_close(c);
	project_close(&p);
}

static void test_cache_broken(void **state)
{
	struct project p;
	struct unit_cache *c;
	const char *dir, *file;

	(void)state;
	project_make(&p, FILES({"a.js", ""}), NULL);
	dir = arena_printf(&p.arena, "%s/cache", p.folder);
	file = arena_printf(&p.arena, "%s/units.db", dir);
	project_put(&p, "cache/units.db", "this is no database, and long enough to be sure of that: ...............................................................................");
	c = unit_cache_open(dir);
	if (c)
		assert_null(unit_cache_unit(c, "a.js", &STAT));
	unit_cache_close(c);
	assert_int_equal(unlink(file), 0);
	c = unit_cache_open(dir);
	assert_non_null(c);
	keep(c, "a.js", "f();");
	unit_cache_close(c);
	{
		struct err err = {0};
		struct db *db = db_open(file, DB_STATE, &err);

		assert_non_null(db);
		assert_true(db_exec(db, "UPDATE unit SET bytes = x'00112233'", &err));
		db_close(db);
	}
	c = unit_cache_open(dir);
	assert_null(unit_cache_unit(c, "a.js", &STAT));		/* bytes that are no unit are no unit */
	unit_cache_close(c);
	project_close(&p);
}

/* A second run gives the same rows from the cache as the first did from the source. */
static void test_cached_run(void **state)
{
	struct project p;
	struct err err = {0};
	const char *first, *sql = "SELECT c.line, c.name, c.result_type, a.value FROM call c LEFT JOIN argument a ON a.call_id = c.id ORDER BY c.id, a.position";
	size_t parsed;

	(void)state;
	project_make(&p, FILES({"a.js", "const s = require('sqlx');\nconst { q } = require('./q');\ns.dollar(`SELECT ${q}`);\n"}, {"q.js", "exports.q = 'id' + 1;\n"}), SQLX_PACK);
	setenv("XDG_CACHE_HOME", p.folder, 1);
	p.p.use_cache = true;
	assert_true(project_run(&p, &err));
	first = project_rows(&p, sql);
	parsed = p.p.parsed;
	assert_int_equal(p.p.from_cache, 0);
	facts_close(p.p.facts);
	p.p.facts = NULL;
	assert_true(pipeline_run(&p.p, &err));
	assert_int_equal(p.p.from_cache, parsed);
	assert_string_equal(project_rows(&p, sql), first);
	unsetenv("XDG_CACHE_HOME");
	project_close(&p);
}

/* Files that a framework finds by where they lie, below a manifest that asks for it. */
static void test_files_of_a_pack(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES({"web/package.json", "{\"dependencies\": {\"folders\": \"1\"}}"}, {"web/app/a/route.js", "require('./near');\n"}, {"web/app/a/near.js", ""}, {"web/app/b.js", ""},
		{"other/package.json", "{\"dependencies\": {\"else\": \"1\"}}"}, {"other/app/a/route.js", ""}, {"app/route.js", ""}, {"broken/package.json", "{\"dependencies\": 1"}),
		"-- title: folders\n-- package: npm folders\n-- files: **/app/**/route.js app/**/route.js\n\n-- facts\n"
		"INSERT INTO registration(framework, method, path, whole, file_id, line) SELECT 'folders', 'GET', '/' || path, 1, id, 1 FROM file WHERE parsed AND path LIKE '%route.js';\n");
	assert_rows(&p, "SELECT path FROM file WHERE parsed ORDER BY path", "web/app/a/near.js\nweb/app/a/route.js\n");
	assert_rows(&p, "SELECT path, prefix_known FROM route", "/web/app/a/route.js|1\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roles), cmocka_unit_test(test_selection), cmocka_unit_test(test_large_and_hostile), cmocka_unit_test(test_pack_failure), cmocka_unit_test(test_digest),
		cmocka_unit_test(test_cache), cmocka_unit_test(test_cache_forgets), cmocka_unit_test(test_cache_broken), cmocka_unit_test(test_cached_run),
		cmocka_unit_test(test_files_of_a_pack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
