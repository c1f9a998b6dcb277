/* Import specifiers: relative paths, tsconfig, workspaces, Python packages. */
#include "../../audit/resolve/modules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct fixture { struct arena arena; struct modules m; const char *path[40]; int n; };

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	f->m.arena = &f->arena;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	modules_free(&f->m);
	arena_free(&f->arena);
	free(f);
	return 0;
}

static void files(struct fixture *f, const char *const *path)
{
	for (; *path; path++) {
		modules_add_file(&f->m, *path, f->n);
		f->path[f->n++] = *path;
	}
}

#define PATHS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The file found, "package:name", "dir:path", or "?". */
static const char *find(struct fixture *f, const char *family, const char *from, const char *specifier)
{
	struct module_ref r = module_find(&f->m, family, from, specifier);

	if (r.file >= 0)
		return f->path[r.file];
	if (r.dir)
		return arena_printf(&f->arena, "dir:%s", r.dir);
	return r.package ? arena_printf(&f->arena, "package:%s", r.package) : "?";
}

#define js(from, specifier, found) assert_string_equal(find(f, "javascript", from, specifier), found)
#define py(from, specifier, found) assert_string_equal(find(f, "python", from, specifier), found)

static void test_path_normal(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(path_normal(&f->arena, "a/b/../c"), "a/c");
	assert_string_equal(path_normal(&f->arena, "/a//./b/"), "a/b");
	assert_string_equal(path_normal(&f->arena, "a/.."), "");
	assert_string_equal(path_normal(&f->arena, "./..a/b..c"), "..a/b..c");
	assert_null(path_normal(&f->arena, ".."));
	assert_null(path_normal(&f->arena, "a/../../b"));
	assert_string_equal(path_dir(&f->arena, "a/b/c.js"), "a/b");
	assert_string_equal(path_dir(&f->arena, "c.js"), "");
}

static void test_relative(void **state)
{
	struct fixture *f = *state;

	files(f, PATHS("app.js", "db/index.ts", "db/pool.mjs", "routes/a.ts", "routes/a.js", "routes/b.jsx", "index.js", "data.json", "view.tsx"));
	js("app.js", "./db", "db/index.ts");
	js("routes/a.ts", "../db/pool", "db/pool.mjs");
	js("routes/a.ts", "../db/pool.mjs", "db/pool.mjs");
	js("app.js", "./routes/a", "routes/a.ts");	/* TypeScript before what it was compiled to */
	js("app.js", "./routes/a.js", "routes/a.js");	/* but the file itself first */
	js("app.js", "./db/index.js", "db/index.ts");	/* a .js specifier may mean a .ts file */
	js("app.js", "./view.js", "view.tsx");
	js("routes/a.ts", "..", "index.js");
	js("routes/a.ts", "../", "index.js");
	js("app.js", ".", "index.js");
	js("app.js", "./data.json", "data.json");
	js("app.js", "./missing", "?");			/* a relative specifier is never a package */
	js("app.js", "../outside", "?");
	js("app.js", ".hidden", "package:.hidden");
}

static void test_packages(void **state)
{
	struct fixture *f = *state;

	files(f, PATHS("app.js", "express/index.js"));
	js("app.js", "express", "package:express");	/* a folder of that name is not it */
	js("app.js", "@scope/name/sub", "package:@scope/name/sub");
	js("app.js", "node:fs", "package:fs");
	js("app.js", "", "package:");
}

static void test_tsconfig(void **state)
{
	struct fixture *f = *state;

	files(f, PATHS("src/db/pool.ts", "src/lib/a.ts", "gen/lib/b.ts", "src/exact.ts", "src/deep/x.ts", "apps/api/src/main.ts", "apps/api/src/db/own.ts", "other/db/pool.ts"));
	modules_add_tsconfig(&f->m, "tsconfig.json",
		"{ // comment\n \"compilerOptions\": { /* more */ \"baseUrl\": \".\", \"paths\": { \"@/*\": [\"src/*\"], \"~lib/*\": [\"src/lib/*\", \"gen/lib/*\"],\n"
		"  \"exact\": [\"src/exact.ts\"], \"@/deep/*\": [\"src/deep/*\",], \"*.pool\": [\"src/db/pool\"], \"url\": [\"http://x/*y\"] }, } }");
	modules_add_tsconfig(&f->m, "apps/api/tsconfig.json", "{\"compilerOptions\": {\"baseUrl\": \"./src\", \"paths\": {\"@/*\": [\"./*\"]}}}");
	js("src/lib/a.ts", "@/db/pool", "src/db/pool.ts");
	js("src/lib/a.ts", "~lib/b", "gen/lib/b.ts");		/* the second target when the first has no such file */
	js("src/lib/a.ts", "exact", "src/exact.ts");
	js("src/lib/a.ts", "exactly", "package:exactly");
	js("src/lib/a.ts", "@/deep/x", "src/deep/x.ts");	/* the longest pattern */
	js("src/lib/a.ts", "a.pool", "src/db/pool.ts");
	js("src/lib/a.ts", "src/lib/a", "src/lib/a.ts");	/* baseUrl */
	js("apps/api/src/main.ts", "@/db/own", "apps/api/src/db/own.ts");	/* the nearest configuration */
	js("apps/api/src/main.ts", "db/own", "apps/api/src/db/own.ts");
	js("apps/api/src/main.ts", "@/db/pool", "src/db/pool.ts");	/* and further out when it has no such file */
	js("other/db/pool.ts", "@/db/own", "package:@/db/own");
}

static void test_tsconfig_hostile(void **state)
{
	struct fixture *f = *state;
	static const char *const bad[] = {"", "{", "[]", "null", "{\"compilerOptions\": 3}", "{\"compilerOptions\": {\"paths\": [1, {}]}}", "\"\\", "/*", "//", "{\"compilerOptions\": {\"baseUrl\": []}}",
		"{\"compilerOptions\": {\"paths\": {\"x/*\": [null, 3, \"../../out/*\"]}}}", "{\"compilerOptions\": {\"paths\": {\"*\": \"y\"}}}"};

	files(f, PATHS("a.ts"));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		modules_add_tsconfig(&f->m, "tsconfig.json", bad[i]);
		modules_add_package(&f->m, "package.json", bad[i]);
	}
	js("a.ts", "x/y", "package:x/y");
}

static void test_bundler_alias(void **state)
{
	struct fixture *f = *state;

	files(f, PATHS("web/src/lib/db.ts", "web/src/app/page.ts", "lib/other.ts"));
	js("web/src/app/page.ts", "@/lib/db", "web/src/lib/db.ts");
	js("web/src/app/page.ts", "~/lib/other", "lib/other.ts");
	js("web/src/app/page.ts", "$lib/db", "web/src/lib/db.ts");
	js("web/src/app/page.ts", "$library/db", "package:$library/db");
	js("web/src/app/page.ts", "@scope/lib", "package:@scope/lib");
}

/* Code a generator writes into the tree is the generator's package, until somebody commits it. */
static void test_generated(void **state)
{
	struct fixture *f = *state;

	files(f, PATHS("src/db.ts", "src/generated/kept.ts"));
	modules_add_generated(&f->m, "src/generated", "@prisma/client");
	js("src/db.ts", "./generated/client", "package:@prisma/client");
	js("src/db.ts", "@/generated", "package:@prisma/client");
	js("src/db.ts", "./generated/kept", "src/generated/kept.ts");
	js("src/db.ts", "./generatedx", "?");
}

static void test_workspaces(void **state)
{
	struct fixture *f = *state;

	files(f, PATHS("packages/db/src/index.ts", "packages/db/src/pool.ts", "packages/util/lib/main.js", "packages/util/extra.js", "packages/flat/index.js", "apps/api/app.ts"));
	modules_add_package(&f->m, "packages/db/package.json", "{\"name\": \"@acme/db\"}");
	modules_add_package(&f->m, "packages/util/package.json", "{\"name\": \"util-x\", \"main\": \"./lib/main.js\"}");
	modules_add_package(&f->m, "packages/flat/package.json", "{\"name\": \"flat\", \"main\": \"../../../etc/passwd\"}");
	js("apps/api/app.ts", "@acme/db", "packages/db/src/index.ts");
	js("apps/api/app.ts", "@acme/db/pool", "packages/db/src/pool.ts");
	js("apps/api/app.ts", "@acme/db-extra", "package:@acme/db-extra");
	js("apps/api/app.ts", "util-x", "packages/util/lib/main.js");
	js("apps/api/app.ts", "util-x/extra", "packages/util/extra.js");
	js("apps/api/app.ts", "flat", "packages/flat/index.js");
	js("apps/api/app.ts", "flat/none", "package:flat/none");
}

static void test_python(void **state)
{
	struct fixture *f = *state;

	files(f, PATHS("app/__init__.py", "app/main.py", "app/db/__init__.py", "app/db/session.py", "app/routers/calls.py", "manage.py", "ns/deep/mod.py", "alembic/env.py", "svc/src/pkg/__init__.py",
		"svc/src/pkg/core.py"));
	*map_puts(&f->m.known, "alembic") = 1;
	py("app/main.py", "app.db.session", "app/db/session.py");
	py("app/main.py", "app.db", "app/db/__init__.py");
	py("app/db/session.py", "app", "app/__init__.py");
	py("app/main.py", ".db", "app/db/__init__.py");
	py("app/main.py", ".db.session", "app/db/session.py");
	py("app/db/session.py", "..main", "app/main.py");
	py("app/db/session.py", ".", "app/db/__init__.py");
	py("app/db/session.py", "..", "app/__init__.py");
	py("app/main.py", "...x", "?");				/* above the root */
	py("manage.py", "..x", "?");
	py("app/main.py", ".missing", "?");			/* relative is never a package */
	py("app/main.py", "app.routers", "dir:app/routers");	/* a package without __init__.py */
	py("app/main.py", "app.routers.calls", "app/routers/calls.py");
	py("manage.py", "ns.deep.mod", "ns/deep/mod.py");
	py("manage.py", "ns", "dir:ns");
	py("app/routers/calls.py", "calls", "app/routers/calls.py");	/* beside the file, as a script sees it */
	py("alembic/env.py", "alembic", "package:alembic");	/* a folder is not the library packs know */
	py("alembic/env.py", "alembic.op", "package:alembic.op");
	py("svc/src/pkg/core.py", "pkg.core", "svc/src/pkg/core.py");	/* src layout */
	py("svc/src/pkg/core.py", "app.db", "app/db/__init__.py");
	py("app/main.py", "sqlalchemy.orm", "package:sqlalchemy.orm");
}

static void test_python_children(void **state)
{
	struct fixture *f = *state;

	files(f, PATHS("a/b/c.py", "a/d/__init__.py"));
	assert_int_equal(module_child(&f->m, "a/b", "c").file, 0);
	assert_int_equal(module_child(&f->m, "a", "d").file, 1);
	assert_string_equal(module_child(&f->m, "a", "b").dir, "a/b");
	assert_int_equal(module_child(&f->m, "a", "x").file, -1);
	assert_null(module_child(&f->m, "a", "x").dir);
	assert_string_equal(module_child(&f->m, "", "a").dir, "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_path_normal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_relative, setup, teardown),
		cmocka_unit_test_setup_teardown(test_packages, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tsconfig, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tsconfig_hostile, setup, teardown),
		cmocka_unit_test_setup_teardown(test_generated, setup, teardown), cmocka_unit_test_setup_teardown(test_bundler_alias, setup, teardown),
		cmocka_unit_test_setup_teardown(test_workspaces, setup, teardown),
		cmocka_unit_test_setup_teardown(test_python, setup, teardown),
		cmocka_unit_test_setup_teardown(test_python_children, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
