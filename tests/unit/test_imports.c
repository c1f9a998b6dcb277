/* The scan for import specifiers. */
#include "../../audit/extract/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void add(void *context, const char *specifier, size_t length, bool is_type_only)
{
	buf_printf(context, "%.*s%s ", (int)length, specifier, is_type_only ? "(type)" : "");
}

static void scan(const char *file, const char *text, const char *wanted)
{
	struct buf found = {0};
	char *exact = xmalloc(strlen(text) + 1);

	memcpy(exact, text, strlen(text));	/* not terminated: the scan must keep to the length */
	scan_imports(language_of(file), exact, strlen(text), add, &found);
	if (strcmp(buf_text(&found), wanted) != 0)
		fail_msg("%s\nfound  %s\nwanted %s", text, buf_text(&found), wanted);
	buf_free(&found);
	free(exact);
}

static void javascript(void **state)
{
	(void)state;
	scan("a.ts", "import express from 'express'\nimport * as p from \"./p\";import 'side'\nimport{a}from'min'", "express ./p side min ");
	scan("a.ts", "import a, {\n  b, // from 'no'\n  c as d\n} from 'x'", "no x ");
	scan("a.ts", "const a = require('a'), b = require ( /* c */ \"b\" ).c; await import(`c`); import(\n'd')", "a b c d ");
	scan("a.ts", "export { x } from './x'; export * from './y'; export * as z from './z'", "./x ./y ./z ");
	scan("a.ts", "import lib = require('lib')", "lib ");
	scan("a.ts", "import/**/x/**/from/**/'y'", "y ");
	scan("a.ts", "\xEF\xBB\xBFimport 'first'", "first ");
	scan("a.ts", "importer('no'); my_require('no'); xfrom 'no'; from; import; require('unclosed", "");
	scan("a.ts", "", "");
	scan("a.ts", "import 'a\n'", "");
	scan("a.ts", "require(name); import(name)", "");
}

static void type_only(void **state)
{
	(void)state;
	scan("a.ts", "import type { A } from 'a'; import type B from 'b'; import { type C, type D as E } from 'c'", "a(type) b(type) c(type) ");
	scan("a.ts", "export type { A } from 'a'; import { type B, c } from 'b'; import d, { type D } from 'd'", "a(type) b d ");
	scan("a.ts", "import type from 'a'; import type, { b } from 'b'; import { type } from 'c'; import { type as t } from 'd'", "a b c d ");
	scan("a.ts", "import type A from 'a'; import b from 'b'", "a(type) b ");
	scan("a.ts", "import {} from 'a'", "a ");
	scan("a.ts", "import /* from 'c' */ type A from 'a'", "c a ");	/* surplus, and not taken for types */
	scan("a.ts", "import { type", "");
}

static void python(void **state)
{
	(void)state;
	scan("a.py", "import os\nimport a.b as c, d\nfrom fastapi import FastAPI\n", "os a.b d fastapi fastapi.FastAPI ");
	scan("a.py", "from . import models, db as x\nfrom .m import y\nfrom ..p.q import (\n  z, # why\n  w as v,\n)\n", ". .models .db .m .m.y ..p.q ..p.q.z ..p.q.w ");
	scan("a.py", "from x import *\nif a: import b\ntry: import c; import d\nexcept: pass", "x b c d ");
	scan("a.py", "from a \\\n  import b\n\timport tabbed\n", "a a.b b tabbed ");
	scan("a.py", "raise X from e\nyield from y\nx = important\nfrom_x = 1\n", "");
	scan("a.py", "\xEF\xBB\xBFimport first", "first ");
	scan("a.py", "from a import (b,", "a a.b ");
	scan("a.py", "from a import", "");
	scan("a.py", "import", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(javascript), cmocka_unit_test(type_only), cmocka_unit_test(python)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
