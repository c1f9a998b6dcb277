/* The engine of extraction: what holds for every unit, whatever the source. */
#include "../../audit/extract/language.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

static struct unit *read_text(const char *file, const char *text)
{
	return extract(language_of(file), text, strlen(text));
}

/* What every unit promises. */
static void assert_sound(const struct unit *u)
{
	size_t length;
	void *bytes = unit_store(u, &length);
	struct unit *again = unit_load(bytes, length);

	assert_non_null(again);		/* all references in bounds, parents first */
	unit_free(again);
	free(bytes);
	for (size_t i = 1; i < u->call.n; i++) {
		const struct call *c = &u->call.v[i];

		assert_int_equal(u->expr.v[c->expr].kind, E_CALL);
		assert_int_equal(u->expr.v[c->expr].b, i);
		assert_true(c->argument_of < (int32_t)i);
		assert_int_equal(u->region.v[c->region].function, c->function);
	}
	for (size_t i = 2; i < u->function.n; i++) {
		const struct function *f = &u->function.v[i];

		assert_int_equal(u->expr.v[f->expr].kind, E_FUNCTION);
		assert_int_equal(u->expr.v[f->expr].b, i);
		assert_int_equal(u->region.v[f->region].kind, REGION_BODY);
		assert_int_equal(u->region.v[f->region].parent, 0);	/* one tree of regions per function */
		for (int32_t k = 0; k < f->parameters; k++) {
			assert_int_equal(u->parameter.v[f->first_parameter + k].function, i);
			assert_int_equal(u->parameter.v[f->first_parameter + k].position, k);
		}
	}
	for (size_t i = 2; i < u->region.n; i++)
		if (u->region.v[i].kind != REGION_BODY)
			assert_int_equal(u->region.v[u->region.v[i].parent].function, u->region.v[i].function);
}

static void empty_and_odd_texts(void **state)
{
	static const char *const files[] = {"a.js", "a.ts", "a.tsx", "a.py"};
	static const char *const texts[] = {"", "\n", " ", "}", "(", "'", "`", "\"\"\"", "@", "class", "async", "\xFF\xFE", "\xEF\xBB\xBF", "a\\", "`${", "f'{", "/*", "#",
		"=>", "function f(", "def f(", "x = {a:", "import", "from", "export default", "try {", "switch (x) { case"};

	(void)state;
	for (size_t f = 0; f < sizeof(files) / sizeof(*files); f++) {
		struct unit *u = extract(language_of(files[f]), "a\0b\0c(d)\0", 9);

		assert_sound(u);
		unit_free(u);
		for (size_t t = 0; t < sizeof(texts) / sizeof(*texts); t++) {
			u = read_text(files[f], texts[t]);
			assert_sound(u);
			assert_int_equal(u->language, language_of(files[f]) - languages);
			unit_free(u);
		}
	}
}

/* Every prefix of a source with everything in it. */
static void every_prefix(void **state)
{
	static const char js[] = "import a, { b as c } from 'm'; @D({ x: 1 }) export class K<T> extends B<T> { @F() x: string = `v${1}`; constructor(@P() private p: T = f(1)) "
		"{ super(p) } async *m({ a: [q, ...r] = [], ...s }) { try { for await (const z of g()) yield z } catch ({ e }) { throw new E(e) } finally { h?.() } } }"
		" switch (a) { case 1: return; default: x &&= y } enum G { A = 1, B } const w = (a ? b! : c as D<E>)[0]?.f`t${u}`;";
	static const char py[] = "from .a import (b as c, d)\n@dec(1)\nasync def f(a: int, /, *b, c=g(1), **d) -> X[Y]:\n    \"\"\"doc\"\"\"\n    try:\n        async with a as b, c: x = "
		"[i async for i in f'{y!r:>{w}}' 'z' if i]\n    except (A, B) as e: raise C from e\n    else: yield await q\n    match a:\n        case {'k': v, **r} if v: return\n";

	(void)state;
	for (size_t n = 0; n < sizeof(js); n++) {
		struct unit *u = extract(language_of("a.ts"), js, n);

		assert_sound(u);
		unit_free(u);
	}
	for (size_t n = 0; n < sizeof(py); n++) {
		struct unit *u = extract(language_of("a.py"), py, n);

		assert_sound(u);
		unit_free(u);
	}
}

/* before, `n` times middle, core, `n` times after */
static char *nested(const char *before, const char *middle, const char *core, const char *after, size_t n)
{
	struct buf b = {0};

	buf_puts(&b, before);
	for (size_t i = 0; i < n; i++)
		buf_puts(&b, middle);
	buf_puts(&b, core);
	for (size_t i = 0; i < n; i++)
		buf_puts(&b, after);
	return b.p;
}

static void depth_is_cut(void **state)
{
	static const struct { const char *file, *before, *middle, *core, *after; } cases[] = {
		{"a.js", "x = ", "[", "y()", "]"}, {"a.js", "x = ", "f(", "1", ")"}, {"a.js", "", "if (a) {", "y()", "}"}, {"a.js", "x", ".a()", "", ""},
		{"a.js", "x = 'a'", " + 'b'", "", ""}, {"a.js", "", "function f() {", "y()", "}"}, {"a.ts", "let {a: ", "{a: ", "b", "}"}, {"a.ts", "let x: ", "A<", "B", ">"},
		{"a.py", "x = ", "(", "y", ")"}, {"a.py", "x = ", "f(", "1", ")"}, {"a.py", "x = 'a'", " + 'b'", "", ""}, {"a.py", "x = ", "lambda: ", "y", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text = nested(cases[i].before, cases[i].middle, cases[i].core, cases[i].after, 100);
		struct unit *u = read_text(cases[i].file, text);
		size_t shallow = u->expr.n;

		if (strncmp(cases[i].before, "let {", 5) != 0)	/* that one is no sentence of the language */
			assert_int_equal(u->parse_errors, 0);
		assert_sound(u);
		unit_free(u);
		free(text);
		text = nested(cases[i].before, cases[i].middle, cases[i].core, cases[i].after, 20000);
		u = read_text(cases[i].file, text);
		assert_true(u->parse_errors > 0);
		assert_true(u->expr.n >= shallow / 2);
		assert_sound(u);
		unit_free(u);
		free(text);
	}
}

static double seconds(const char *file, const char *text, size_t length)
{
	struct timespec a, b;
	struct unit *u;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
	u = extract(language_of(file), text, length);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
	unit_free(u);
	return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

/* Ten times the text, far less than a hundred times the time: wide lists, one long line, many comments, long templates. */
static void time_is_linear(void **state)
{
	static const struct { const char *file, *before, *middle, *after; } cases[] = {
		{"a.js", "x = [", "1,", "]"}, {"a.js", "f(", "g(1),", "1)"}, {"a.js", "", "var a=function(b){return c(b)&&d.e[1]};", ""}, {"a.js", "x = `", "a ${b}\n", "`"},
		{"a.js", "", "// plumbline-ignore a: b\n", "x()"}, {"a.js", "", "a(),", "b()"}, {"a.ts", "class A {", "m() {}\n", "}"}, {"a.ts", "let [", "a,", "b] = c"},
		{"a.py", "x = [", "1,", "]"}, {"a.py", "", "# plumbline-ignore a: b\n", "x()"}, {"a.py", "", "a = b(c)\n", ""}, {"a.py", "x = (", "'a'\n", "'b')"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *small = nested(cases[i].before, cases[i].middle, cases[i].after, "", 1500), *large = nested(cases[i].before, cases[i].middle, cases[i].after, "", 15000);
		double one = seconds(cases[i].file, small, strlen(small)), ten = seconds(cases[i].file, large, strlen(large));

		if (ten > 0.05 && ten > 40 * one)
			fail_msg("%s %s: %f s, ten times as much %f s", cases[i].file, cases[i].middle, one, ten);
		free(small);
		free(large);
	}
}

/* Equal texts are stored once: the names of a unit can be compared by offset. */
static void texts_are_shared(void **state)
{
	struct unit *u = read_text("a.js", "const name = 'name'; f(name, { name: 1 }, o.name)");
	uint32_t name = 0;

	(void)state;
	for (size_t i = 1; i < u->binding.n; i++)
		name = u->binding.v[i].name;
	assert_string_equal(unit_text(u, name), "name");
	for (size_t i = 1; i < u->expr.n; i++)
		if (strcmp(unit_text(u, u->expr.v[i].text), "name") == 0)
			assert_int_equal(u->expr.v[i].text, name);
	unit_free(u);
}

static void errors_have_a_line(void **state)
{
	struct unit *u = read_text("a.js", "ok()\n\nfunction (\nok2()\n");

	(void)state;
	assert_true(u->parse_errors > 0);
	assert_int_equal(u->first_error_line, 3);
	unit_free(u);
	u = read_text("a.js", "ok()\n");
	assert_int_equal(u->parse_errors, 0);
	assert_int_equal(u->first_error_line, 0);
	unit_free(u);
}

static void columns_are_bytes_and_capped(void **state)
{
	char *wide = nested("x = '", "e", "'; far()", "", 70000);
	struct unit *u = read_text("a.js", wide);
	const struct expr *call = &u->expr.v[u->call.v[1].expr];

	(void)state;
	assert_int_equal(call->column, 65535);
	assert_int_equal(call->start, 70008);
	assert_memory_equal(wide + call->start, "far()", 5);
	unit_free(u);
	free(wide);
	u = read_text("a.js", "'\xC3\xA9'; f()");
	assert_int_equal(u->expr.v[u->call.v[1].expr].column, 7);
	unit_free(u);
}

static void *extract_often(void *file)
{
	for (int i = 0; i < 200; i++) {
		struct unit *u = read_text(file, "f(a)\n");

		if (u->call.n != 2) {
			unit_free(u);
			return file;
		}
		unit_free(u);
	}
	return NULL;
}

static void files_run_in_parallel(void **state)
{
	static char *const files[4] = {"a.js", "a.ts", "a.tsx", "a.py"};
	pthread_t threads[8];
	void *failed;

	(void)state;
	for (int i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, extract_often, files[i % 4]), 0);
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_run_in_parallel),	/* first: the grammars' tables are not made yet */
		cmocka_unit_test(empty_and_odd_texts),
		cmocka_unit_test(every_prefix),
		cmocka_unit_test(depth_is_cut),
		cmocka_unit_test(time_is_linear),
		cmocka_unit_test(texts_are_shared),
		cmocka_unit_test(errors_have_a_line),
		cmocka_unit_test(columns_are_bytes_and_capped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
