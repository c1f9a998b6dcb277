/* What is sent by COPY is characters, one row a line, whatever bytes came in. */
#include "../../audit/live/copy_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_row(const char *const *fields, size_t n, const char *want)
{
	struct buf row = {0};

	for (size_t i = 0; i < n; i++)
		copy_field(&row, fields[i]);
	copy_end(&row);
	assert_string_equal(buf_text(&row), want);
	buf_free(&row);
}

#define ROW(want, ...) assert_row((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), want)

static void rows(void **state)
{
	(void)state;
	ROW("calls\t\\N\t7\n", "calls", NULL, "7");
	ROW("\\N\t\\N\n", NULL, NULL);
	ROW("a\\tb\\nc\\rd\\\\e\n", "a\tb\nc\rd\\e");
	ROW("\\\\N\t\\\\.\n", "\\N", "\\.");	/* neither null nor the end */
}

static void assert_clean(const char *text, const char *want)
{
	struct buf out = {0};

	copy_clean(&out, text);
	assert_string_equal(buf_text(&out), want);
	buf_free(&out);
}

static void bytes_that_are_no_characters(void **state)
{
	(void)state;
	assert_clean("plain", "plain");
	assert_clean("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80", "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80");
	assert_clean("caf\xe9.js", "caf?.js");
	assert_clean("\xc3", "?");
	assert_clean("\xe2\x82", "??");
	assert_clean("\xc0\xaf \xe0\x80\xaf", "?? ???");		/* a slash in too many bytes */
	assert_clean("\xed\xa0\x80", "???");				/* half a pair of UTF-16 */
	assert_clean("\xf4\x90\x80\x80 \xff", "???? ?");		/* beyond the last character */
}

static void long_values_are_cut_at_a_character(void **state)
{
	static char text[2 * COPY_TEXT_MAX];
	struct buf out = {0};

	(void)state;
	memset(text, 'x', COPY_TEXT_MAX);
	copy_clean(&out, text);
	assert_int_equal(out.n, COPY_TEXT_MAX);
	buf_reset(&out);
	memcpy(text + COPY_TEXT_MAX - 1, "\xe2\x82\xac more", sizeof("\xe2\x82\xac more"));
	copy_clean(&out, text);
	assert_int_equal(out.n, COPY_TEXT_MAX - 1 + strlen("\xe2\x80\xa6"));
	assert_string_equal(buf_text(&out) + COPY_TEXT_MAX - 2, "x\xe2\x80\xa6");
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows),
		cmocka_unit_test(bytes_that_are_no_characters),
		cmocka_unit_test(long_values_are_cut_at_a_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
