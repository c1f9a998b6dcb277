#include "../../audit/base/case.h"
#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena arena;

static void parse(struct case_file *file, const char *text)
{
	struct err err = {0};

	if (!case_parse(file, &arena, text, strlen(text), &err))
		fail_msg("%s", err.message);
}

static void refused(const char *text, const char *why)
{
	struct case_file file;
	struct err err = {0};

	assert_false(case_parse(&file, &arena, text, strlen(text), &err));
	assert_string_equal(err.message, why);
	case_free(&file);
}

static void sections(void **state)
{
	struct case_file f;

	(void)state;
	parse(&f, "Why it exists.\nTwo lines.\n\n==> schema.sql <==\nCREATE TABLE a ();\n\n==> src/a b.js <==\n\n\nx\n==> empty.py <==\n==> last <==\nno newline");
	assert_string_equal(f.note, "Why it exists.\nTwo lines.");
	assert_int_equal(f.section.n, 4);
	assert_string_equal(f.section.v[0].path, "schema.sql");
	assert_string_equal(f.section.v[0].text, "CREATE TABLE a ();\n");
	assert_int_equal(f.section.v[0].line, 5);
	assert_string_equal(f.section.v[1].path, "src/a b.js");
	assert_string_equal(f.section.v[1].text, "\n\nx\n");	/* empty lines at the start count: marks name line numbers */
	assert_string_equal(f.section.v[2].text, "");
	assert_int_equal(f.section.v[2].length, 0);
	assert_string_equal(f.section.v[3].text, "no newline\n");
	assert_null(f.args);
	assert_int_equal(f.exit, -1);
	case_free(&f);
}

static void windows_line_ends(void **state)
{
	struct case_file f;

	(void)state;
	parse(&f, "note\r\n==> a.js <==\r\nx // expect: a/b\r\n");
	assert_string_equal(f.section.v[0].path, "a.js");
	assert_string_equal(f.section.v[0].text, "x // expect: a/b\r\n");
	assert_int_equal(f.mark.n, 1);
	assert_string_equal(f.mark.v[0].rule, "a/b");
	case_free(&f);
}

static void assert_mark(const struct case_file *f, size_t i, const char *path, int line, const char *rule)
{
	assert_true(i < f->mark.n);
	assert_string_equal(f->mark.v[i].path, path);
	assert_int_equal(f->mark.v[i].line, line);
	assert_string_equal(f->mark.v[i].rule, rule);
}

static void marks(void **state)
{
	struct case_file f;

	(void)state;
	parse(&f,
		"The words expect: a/b in the note are no mark.\n"
		"==> a.js <==\n"
		"one();\n"
		"two();  // expect: query/unknown-column\n"
		"three(); /* expect: a/b, c/d-2 */\n"
		"'expect: a/b'; say(\"# of what to expect: a/b\");\n"
		"==> b.py <==\n"
		"x = 1 #expect:a/b,a/b\n"
		"==> c.sql <==\n"
		"SELECT 1 --\texpect: e/f because\n"
		"==> d.html <==\n"
		"<p><!-- expect: g/h-->\n");
	assert_int_equal(f.mark.n, 7);
	assert_mark(&f, 0, "a.js", 2, "query/unknown-column");
	assert_mark(&f, 1, "a.js", 3, "a/b");
	assert_mark(&f, 2, "a.js", 3, "c/d-2");
	assert_mark(&f, 3, "b.py", 1, "a/b");
	assert_mark(&f, 4, "b.py", 1, "a/b");
	assert_mark(&f, 5, "c.sql", 1, "e/f");
	assert_mark(&f, 6, "d.html", 1, "g/h");
	case_free(&f);
}

static void expectations(void **state)
{
	struct case_file f;

	(void)state;
	parse(&f,
		"==> args <==\nroutes . --format \"json\"\n"
		"==> expect <==\nGET /users\n! error here \n\n2> warning: x\nexit 12\nat package.json:3 deps/old\n"
		"==> package.json <==\n{}\n");
	assert_string_equal(f.note, "");
	assert_int_equal(f.section.n, 1);
	assert_string_equal(f.args, "routes . --format \"json\"");
	assert_int_equal(f.text.n, 3);
	assert_int_equal(f.text.v[0].kind, CASE_CONTAINS);
	assert_string_equal(f.text.v[0].text, "GET /users");
	assert_int_equal(f.text.v[1].kind, CASE_LACKS);
	assert_string_equal(f.text.v[1].text, "error here");
	assert_int_equal(f.text.v[2].kind, CASE_STDERR);
	assert_string_equal(f.text.v[2].text, "warning: x");
	assert_int_equal(f.exit, 12);
	assert_int_equal(f.mark.n, 1);
	assert_mark(&f, 0, "package.json", 3, "deps/old");
	case_free(&f);
}

static void what_is_refused(void **state)
{
	struct case_file f;
	struct err err = {0};

	(void)state;
	refused("", "1: no section (==> path <==)");
	refused("only a note\n", "1: no section (==> path <==)");
	refused("\n==> ../x <==\n", "2: \"../x\" is not a path within the project");
	refused("==> /x <==\n", "1: \"/x\" is not a path within the project");
	refused("==> a//b <==\n", "1: \"a//b\" is not a path within the project");
	refused("==> a/./b <==\n", "1: \"a/./b\" is not a path within the project");
	refused("==> a/ <==\n", "1: \"a/\" is not a path within the project");
	refused("==>  <==\n", "1: \"\" is not a path within the project");
	refused("==> a <==\n==> b <==\n==> a <==\n", "3: there are two sections \"a\"");
	refused("==> a.js <==\n\nx // expect: nothing\n", "3: \"expect:\" is followed by something that is no rule id");
	refused("==> a.js <==\nx // expect: a/b/c\n", "2: \"expect:\" is followed by something that is no rule id");
	refused("==> a.js <==\nx // expect: a/b,\n", "2: \"expect:\" is followed by something that is no rule id");
	refused("==> args <==\ncheck .\nroutes .\n==> a <==\n", "2: the section args is one line");
	refused("==> args <==\n==> a <==\n", "2: the section args is one line");
	refused("==> expect <==\nexit soon\n", "2: \"exit\" wants a number");
	refused("==> expect <==\n\n!\n", "3: nothing is expected here");
	refused("==> expect <==\nat a.js a/b\n", "2: \"at\" wants path:line rule-id");
	refused("==> expect <==\nat a.js:0 a/b\n", "2: \"at\" wants path:line rule-id");
	refused("==> expect <==\nat a.js:99999999999 a/b\n", "2: \"at\" wants path:line rule-id");
	refused("==> expect <==\nat a.js:1 ab\n", "2: \"at\" wants path:line rule-id");
	assert_false(case_parse(&f, &arena, "==> a <==\n\0", 11, &err));
	assert_string_equal(err.message, "1: not a text");
}

/* Every prefix of a case is parsed or refused, never read beyond. */
static void every_prefix(void **state)
{
	static const char text[] = "n\n==> args <==\ncheck\n==> a <==\nx # expect: a/b, c/d\n\n==> expect <==\n!x\n2> y\nexit 1\nat a:1 b/c\n";
	size_t parsed = 0;

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		char *copy = malloc(n ? n : 1);	/* no byte behind it: the sanitizer sees a read too far */
		struct case_file f;

		memcpy(copy, text, n);
		if (n < sizeof(text) && case_parse(&f, &arena, copy, n, NULL))
			parsed++;
		case_free(&f);
		free(copy);
	}
	assert_true(parsed > 50);
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections),
		cmocka_unit_test(windows_line_ends),
		cmocka_unit_test(marks),
		cmocka_unit_test(expectations),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(every_prefix),
	};

	return cmocka_run_group_tests_name("case", tests, NULL, teardown);
}
