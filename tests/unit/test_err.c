#include "../../audit/base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void set_and_prefix(void **state)
{
	struct err err = {0};

	(void)state;
	assert_false(err_set(&err, "cannot open \"%s\": %d", "a", 2));
	assert_string_equal(err.message, "cannot open \"a\": 2");
	assert_false(err.usage);
	assert_false(err_in(&err, "reading \"%s\"", "b"));
	assert_string_equal(err.message, "reading \"b\": cannot open \"a\": 2");
}

static void usage_stays_through_a_prefix(void **state)
{
	struct err err = {0};

	(void)state;
	assert_false(err_usage(&err, "unknown flag"));
	err_in(&err, "check");
	assert_true(err.usage);
	assert_string_equal(err.message, "check: unknown flag");
}

static void no_err_is_allowed(void **state)
{
	(void)state;
	assert_false(err_set(NULL, "x"));
	assert_false(err_in(NULL, "x"));
	assert_false(err_usage(NULL, "x"));
}

static void long_messages_are_cut(void **state)
{
	struct err err = {0};
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, "%s", text);
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
	for (int i = 0; i < 10; i++)
		err_in(&err, "%s", text);
	assert_true(strlen(err.message) < sizeof(err.message));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_and_prefix),
		cmocka_unit_test(usage_stays_through_a_prefix),
		cmocka_unit_test(no_err_is_allowed),
		cmocka_unit_test(long_messages_are_cut),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
