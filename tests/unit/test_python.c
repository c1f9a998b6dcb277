/* Extraction of Python. Runs in the root of the source tree. tests/unit/python/x.py say what must be read from them: see unit_marks.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit_marks.h"

#include <pthread.h>

#define CASES "tests/unit/python"

static struct unit *read_python(const char *text, size_t length)
{
	return extract(language_of("a.py"), text, length);
}

static void cases(void **state)
{
	(void)state;
	marks_check_all(CASES, "#", 14);
}

/* Places: line, column, byte range of expressions and parts. */

static void places_of_strings(void **state)
{
	static const char source[] =
		"q = 'plain'\n"
		"f(x, f\"a {b} c{{d}}\"\n"
		"  r'e\\d' f'''\n"
		" {g}h''')\n"
		"j = ('k' # l\n"
		"  'm')\n";
	struct unit *u = read_python(source, sizeof(source) - 1);

	(void)state;
	assert_int_equal(u->parse_errors, 0);
	assert_place(find_string(u, "plain"), source, "'plain'", 1, 5);
	assert_place(find_string(u, "a "), source, "a ", 2, 8);
	assert_place(find_string(u, " c{d}"), source, " c{{d}}", 2, 13);
	assert_place(find_string(u, "e\\d"), source, "e\\d", 3, 5);
	assert_true(find_string(u, "e\\d")->flags & EXPR_RAW);
	assert_place(find_string(u, "\n "), source, "\n ", 3, 14);
	assert_place(find_string(u, "h"), source, "h", 4, 5);
	assert_place(find_string(u, "km"), source, "'k' # l\n  'm'", 5, 6);
	assert_int_equal(find_string(u, "km")->flags, EXPR_CONCAT);
	assert_int_equal(find_string(u, "plain")->flags, 0);
	unit_free(u);
}

/* Every byte of a decoded value is found again in the source. */
static void offsets_of_strings(void **state)
{
	static const char source[] = "q = ('a\\n' # no 'x'\n  r\"\\d\" \"\"\"e\\x41\"f\"\"\")\nr = f'g\\th{{i{j}k'\n";
	static const struct { const char *value; size_t at; const char *found; bool part; } points[] = {
		{"a\n\\deA\"f", 0, "a\\n", false}, {"a\n\\deA\"f", 1, "\\n'", false}, {"a\n\\deA\"f", 2, "\\d\"", false}, {"a\n\\deA\"f", 4, "e\\x41", false},
		{"a\n\\deA\"f", 5, "\\x41\"f", false}, {"a\n\\deA\"f", 7, "f\"\"\")", false}, {"g\th{i", 1, "\\th", true}, {"g\th{i", 3, "{{i", true}, {"g\th{i", 4, "i{j}", true},
	};
	struct unit *u = read_python(source, sizeof(source) - 1);

	(void)state;
	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		const struct expr *e = find_string(u, points[i].value);
		size_t at = literal_offset(language_of("a.py"), source, e->start, e->end, points[i].part, e->flags & EXPR_RAW, points[i].at);

		assert_memory_equal(source + at, points[i].found, strlen(points[i].found));
	}
	unit_free(u);
}

/* Names of defaults, annotations and decorators are looked up around the definition, those of the body inside it. */
static void scopes_of_expressions(void **state)
{
	static const char source[] = "def f(a=outside1, b: outside2 = 1) -> outside3:\n  inside\n  return [element for x in outside4]\nclass C(outside5): pass\n";
	static const struct { const char *name; int kind; } wanted[] = {
		{"outside1", SCOPE_MODULE}, {"outside2", SCOPE_MODULE}, {"outside3", SCOPE_MODULE}, {"inside", SCOPE_FUNCTION}, {"element", SCOPE_COMPREHENSION},
		{"outside4", SCOPE_FUNCTION}, {"outside5", SCOPE_MODULE},
	};
	struct unit *u = read_python(source, sizeof(source) - 1);

	(void)state;
	for (size_t w = 0; w < sizeof(wanted) / sizeof(*wanted); w++) {
		bool found = false;

		for (size_t i = 1; i < u->expr.n; i++)
			if (u->expr.v[i].kind == E_NAME && strcmp(unit_text(u, u->expr.v[i].text), wanted[w].name) == 0) {
				assert_int_equal(u->scope.v[u->expr.v[i].scope].kind, wanted[w].kind);
				found = true;
			}
		assert_true(found);
	}
	for (size_t i = 2; i < u->scope.n; i++)	/* the class scope is the parent of its methods' */
		assert_true(u->scope.v[i].parent > 0 && u->scope.v[i].parent < (int32_t)i);
	unit_free(u);
}

static void methods_stand_in_the_class_scope(void **state)
{
	static const char source[] = "class C:\n  def m(self): pass\n";
	struct unit *u = read_python(source, sizeof(source) - 1);
	int32_t scope = u->function.v[2].scope;

	(void)state;
	assert_int_equal(u->scope.v[u->scope.v[scope].parent].kind, SCOPE_CLASS);
	assert_int_equal(u->function.v[2].class_, 1);
	unit_free(u);
}

/* Hostile input: nothing crashes, all indices stay within their arrays. */

static void check_indices(const struct unit *u)
{
	for (size_t i = 1; i < u->expr.n; i++) {
		const struct expr *e = &u->expr.v[i];

		assert_true(e->text < u->pool.n);
		assert_true(e->first >= 0 && (size_t)(e->first + e->n) <= u->kid.n);
		assert_true(e->scope > 0 && (size_t)e->scope < u->scope.n);
		assert_true(e->kind == E_CALL || e->kind == E_FUNCTION || e->kind == E_CLASS || (size_t)e->b < u->expr.n);
		assert_true((size_t)e->a < u->expr.n && (size_t)e->c < u->expr.n);
	}
	for (size_t i = 1; i < u->kid.n; i++)
		assert_true((size_t)u->kid.v[i].expr < u->expr.n);
	for (size_t i = 1; i < u->call.n; i++)
		assert_true(u->call.v[i].function > 0 && u->call.v[i].region > 0);
	for (size_t i = 1; i < u->binding.n; i++)
		assert_true((u->binding.v[i].name || u->binding.v[i].target) && u->binding.v[i].scope > 0 && (size_t)u->binding.v[i].value < u->expr.n);
}

static void repeat(struct buf *b, const char *text, int n)
{
	while (n--)
		buf_puts(b, text);
}

/* {before, n times a, middle, n times b} */
static const char *const deep[][4] = {
	{"x = ", "(", "1", ")"}, {"x = ", "[", "1", "]"}, {"x = ", "f(", "", ")"}, {"x = ", "not ", "a", ""}, {"x = ", "lambda: ", "1", ""}, {"x = ", "await ", "a", ""},
	{"x = ", "a if b else ", "c", ""}, {"x = ", "a + ", "b", ""}, {"x = ", "a and ", "b", ""}, {"x = ", "a < ", "b", ""}, {"x = a", "", "", ".b()"}, {"x = a", "", "", "[1]"},
	{"x = ", "(y := ", "1", ")"}, {"x = ", "(yield ", "", ")"}, {"x = ", "{1: ", "2", "}"}, {"x = ", "[a for b in ", "c", "]"}, {"x = ", "lambda a=", "1", ": 1"},
	{"", "a = ", "v", ""}, {"", "(a, ", "b", ")"}, {"x: ", "A[", "int", "]"}, {"x: ", "A | ", "B", ""}, {"x: \"", "A[", "int", "]"}, {"type X = ", "A[", "int", "]"},
	{"del ", "(", "a", ")"}, {"for ", "(", "a", ") in b: pass"}, {"match x:\n case ", "[", "a", "]"}, {"match x:\n case ", "A(", "b", ")"}, {"match x:\n case ", "'a' | ", "1", ""},
	{"with ", "a() as b, ", "c", ": pass"}, {"if a: pass\n", "elif b: return 1\n", "else: pass\n", ""}, {"x = [a ", "for b in c if d ", "", "]"},
	{"", "@a(1)\n", "def f(): pass\n", ""}, {"x = (", "'a'\n", "", ")"}, {"x = (", "f'{a}'\n", "", ")"}, {"x = ", "f\"{", "1", "}\""}, {"", "*", "a = b", ""},
	{"try: pass\n", "except A as e: raise\n", "", ""}, {"import ", "a.", "b", ""}, {"from ", ".", " import b", ""}, {"def f(", "a=g(),", "", "): pass"}, {"", "\\\n", "x", ""},
};

static void *read_deep(void *unused)
{
	for (size_t i = 0; i < sizeof(deep) / sizeof(*deep); i++) {
		struct buf b = {0};
		struct unit *u;

		buf_puts(&b, deep[i][0]);
		repeat(&b, deep[i][1], 3000);
		buf_puts(&b, deep[i][2]);
		repeat(&b, deep[i][3], 3000);
		buf_puts(&b, "\n");
		u = read_python(buf_text(&b), b.n);
		check_indices(u);
		unit_free(u);
		buf_free(&b);
	}
	return unused;
}

static void deep_nesting(void **state)
{
	pthread_attr_t large;
	pthread_t thread;

	(void)state;
	pthread_attr_init(&large);
	pthread_attr_setstacksize(&large, 32 << 20);
	assert_int_equal(pthread_create(&thread, &large, read_deep, NULL), 0);
	pthread_join(thread, NULL);
	pthread_attr_destroy(&large);
}

/* What is cut for its depth is counted, so that a file is never taken for read when it was not. */
static void cut_depth_is_counted(void **state)
{
	static const char *const shapes[][3] = {{"x: ", "A[", "\n"}, {"match x:\n case ", "[", ": pass\n"}, {"", "[", " = v\n"}};

	(void)state;
	for (int i = 0; i < 3; i++)
		for (int depth = 50; depth <= 300; depth += 250) {
			struct buf b = {0};
			struct unit *u;

			buf_puts(&b, shapes[i][0]);
			repeat(&b, shapes[i][1], depth);
			buf_puts(&b, "a");
			repeat(&b, "]", depth);
			buf_puts(&b, shapes[i][2]);
			u = read_python(buf_text(&b), b.n);
			assert_int_equal(u->parse_errors, depth == 300);
			unit_free(u);
			buf_free(&b);
		}
}

/* Every beginning and every one-byte damage of a source is read. */
static void damaged_sources(void **state)
{
	static const char *const names[] = {"flow.py", "strings.py", "models.py"};
	static const char damage[] = {'\0', '(', '"', '\n', ':', '\xff', '{', '\\'};

	(void)state;
	for (size_t f = 0; f < sizeof(names) / sizeof(*names); f++) {
		char path[256], *text;
		size_t length;

		snprintf(path, sizeof(path), CASES "/%s", names[f]);
		assert_true(io_read(path, 1 << 20, &text, &length, NULL));
		for (size_t at = 0; at < length; at += 7) {
			char old = text[at];
			struct unit *u = read_python(text, at);

			check_indices(u);
			unit_free(u);
			text[at] = damage[at % sizeof(damage)];
			u = read_python(text, length);
			check_indices(u);
			unit_free(u);
			text[at] = old;
		}
		free(text);
	}
}

static void not_utf8(void **state)
{
	static const char source[] = "\xef\xbb\xbfx = \"\xff\xfe\x80\"\n\xff\xff = 1\ndef \xc3\xa9t\xc3\xa9(): return db.execute('a\0b')\ny: \"\xc3\xa9.b\" = 1\r\n";
	struct unit *u = read_python(source, sizeof(source) - 1);
	bool found = false;

	(void)state;
	check_indices(u);
	for (size_t i = 1; i < u->function.n; i++)
		found |= strcmp(unit_text(u, u->function.v[i].name), "\xc3\xa9t\xc3\xa9") == 0;
	assert_true(found);
	unit_free(u);
}

static void empty_sources(void **state)
{
	static const char *const sources[] = {"", "\n", "# only a comment", "   ", "\\", "\0", "\xef\xbb\xbf", "def", "f\"", "f\"{", "class", "@", "with", "match x:", "import", "from", "lambda"};

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		struct unit *u = read_python(sources[i], strlen(sources[i]));

		check_indices(u);
		assert_int_equal(u->function.v[1].region, 1);
		unit_free(u);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases),
		cmocka_unit_test(places_of_strings),
		cmocka_unit_test(offsets_of_strings),
		cmocka_unit_test(scopes_of_expressions),
		cmocka_unit_test(methods_stand_in_the_class_scope),
		cmocka_unit_test(deep_nesting),
		cmocka_unit_test(cut_depth_is_counted),
		cmocka_unit_test(damaged_sources),
		cmocka_unit_test(not_utf8),
		cmocka_unit_test(empty_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
