/* Runs in the root of the source tree, and compares the table with the files it was made from. */
#include "../../audit/base/embed.h"
#include "../../audit/base/io.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void same_bytes_as_the_files(void **state)
{
	size_t n = 0;

	(void)state;
	for (const struct embedded *e = embedded_files; e->path; e++, n++) {
		char *text;
		size_t length;

		assert_true(io_read(e->path, (size_t)64 << 20, &text, &length, NULL));
		assert_int_equal(e->length, length);
		assert_memory_equal(e->text, text, length);
		assert_int_equal(e->text[length], '\0');
		free(text);
	}
	assert_true(n > 0);
}

static void sorted_and_found(void **state)
{
	(void)state;
	for (const struct embedded *e = embedded_files; e->path; e++) {
		if (e[1].path)
			assert_true(strcmp(e->path, e[1].path) < 0);
		assert_ptr_equal(embedded_find(e->path), e);
	}
	assert_null(embedded_find(""));
	assert_null(embedded_find("rules"));
	assert_null(embedded_find("zzz"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_bytes_as_the_files),
		cmocka_unit_test(sorted_and_found),
	};

	return cmocka_run_group_tests_name("embed", tests, NULL, NULL);
}
