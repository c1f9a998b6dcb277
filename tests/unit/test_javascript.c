/*
 * Extraction of JavaScript, TypeScript and TSX. Runs in the root of the source tree. The sources under tests/unit/javascript
 * say what must be read from them (unit_marks.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "unit_marks.h"

#define CASES "tests/unit/javascript"

static struct unit *read_as(const char *name, const char *text)
{
	return extract(language_of(name), text, strlen(text));
}

static void cases(void **state)
{
	(void)state;
	marks_check_all(CASES, "//", 11);
}

static void places_of_strings(void **state)
{
	static const char source[] = "f('pl\\'ain', `a ${b} c\n d${e}${g}\n`, `no\nhole`)\n";
	struct unit *u = read_as("a.js", source);

	(void)state;
	assert_place(find_string(u, "pl'ain"), source, "'pl\\'ain'", 1, 3);
	assert_place(find_string(u, "a "), source, "a ", 1, 15);
	assert_place(find_string(u, " c\n d"), source, " c\n d", 1, 21);
	assert_place(find_string(u, "\n"), source, "\n", 2, 11);
	assert_place(find_string(u, "no\nhole"), source, "`no\nhole`", 3, 4);
	unit_free(u);
}

/* The same name at two places, looked up from two scopes. */
static void scopes_of_names(void **state)
{
	struct unit *u = read_as("a.ts", "x; { x } function f(a = x) { x } class C { m() { x } }");
	static const int wanted[] = {SCOPE_MODULE, SCOPE_BLOCK, SCOPE_FUNCTION, SCOPE_FUNCTION, SCOPE_FUNCTION};
	size_t n = 0;

	(void)state;
	for (size_t i = 1; i < u->expr.n; i++)
		if (u->expr.v[i].kind == E_NAME && strcmp(unit_text(u, u->expr.v[i].text), "x") == 0)
			assert_int_equal(u->scope.v[u->expr.v[i].scope].kind, wanted[n++]);
	assert_int_equal(n, 5);
	assert_int_equal(u->scope.v[u->scope.v[u->function.v[3].scope].parent].kind, SCOPE_CLASS);
	unit_free(u);
}

/* Entities of bindings: what the name stands for. */
static void entities(void **state)
{
	struct unit *u = read_as("a.ts", "import { a } from 'm'; function b(c, { d }) {} class E {}");

	(void)state;
	for (size_t i = 1; i < u->binding.n; i++) {
		const struct binding *b = &u->binding.v[i];
		const char *name = unit_text(u, b->name);

		switch (*name) {
		case 'a': assert_string_equal(unit_text(u, u->import.v[b->entity].name), name); break;
		case 'b': assert_string_equal(unit_text(u, u->function.v[b->entity].name), name); break;
		case 'c': assert_string_equal(unit_text(u, u->parameter.v[b->entity].name), name); break;
		case 'd': assert_int_equal(u->parameter.v[b->entity].position, 1); break;
		case 'E': assert_string_equal(unit_text(u, u->class_.v[b->entity].name), name); break;
		default: fail();
		}
	}
	assert_int_equal(u->binding.n, 6);
	unit_free(u);
}

static void languages_by_name(void **state)
{
	(void)state;
	assert_string_equal(language_of("a/b.mjs")->name, "javascript");
	assert_string_equal(language_of("x.test.ts")->name, "typescript");
	assert_string_equal(language_of("x.tsx")->name, "tsx");
	assert_string_equal(language_of("x.tsx")->family, "javascript");
	assert_string_equal(language_of("x.py")->name, "python");
	assert_null(language_of("x.d.ts"));
	assert_null(language_of("x.jsons"));
	assert_null(language_of("ts"));
	assert_int_equal(language_count, 5);
}

/* Type arguments before a template, which the grammar reads as comparisons; a comparison stays one. */
static void tags_with_types(void **state)
{
	struct unit *u = read_as("a.ts", "sql<A>`a`; sql<A | null>`b`.as('n'); x.sql<{ a: A }>`c`; y = await sql<A[]>`d`; z = await sql<A>`e ${1 < 2}`; i < j;");
	int tags = 0, awaited = 0;

	(void)state;
	for (size_t i = 1; i < u->call.n; i++) {
		const struct expr *x = &u->expr.v[u->call.v[i].expr];
		int callee;

		if (!(x->flags & EXPR_TAG))
			continue;
		tags++;
		awaited += u->call.v[i].settled == SETTLED_AWAIT && u->call.v[i].use == SETTLED_ASSIGNED;
		callee = x->a;
		while (u->expr.v[callee].kind == E_CAST)
			callee = u->expr.v[callee].a;
		assert_string_equal(unit_text(u, u->expr.v[callee].text), "sql");
		assert_int_equal(x->n, 1);
	}
	assert_int_equal(tags, 5);
	assert_int_equal(awaited, 2);
	unit_free(u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases),
		cmocka_unit_test(places_of_strings),
		cmocka_unit_test(scopes_of_names),
		cmocka_unit_test(entities),
		cmocka_unit_test(languages_by_name),
		cmocka_unit_test(tags_with_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
