#include "../../audit/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void zeroed_and_aligned(void **state)
{
	struct arena a = {0};

	(void)state;
	for (size_t size = 0; size < 300; size++) {
		unsigned char *p = arena_alloc(&a, size);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAA, size);
	}
	arena_free(&a);
}

static void allocations_do_not_overlap(void **state)
{
	struct arena a = {0};
	unsigned char *p[500];

	(void)state;
	for (size_t i = 0; i < 500; i++) {
		/* Small ones, and every 50th larger than a block. */
		size_t size = i % 50 == 49 ? 100000 : i;

		p[i] = arena_alloc(&a, size);
		memset(p[i], (int)(i % 251), size);
	}
	for (size_t i = 0; i < 500; i++) {
		size_t size = i % 50 == 49 ? 100000 : i;

		for (size_t k = 0; k < size; k++)
			assert_int_equal(p[i][k], i % 251);
	}
	arena_free(&a);
}

static void large_one_leaves_the_current_block_usable(void **state)
{
	struct arena a = {0};
	char *first = arena_alloc(&a, 16), *after;

	(void)state;
	arena_alloc(&a, 1 << 20);
	after = arena_alloc(&a, 16);
	assert_ptr_equal(after, first + 16);
	arena_free(&a);
}

static void reset_zeroes_again(void **state)
{
	struct arena a = {0};
	char *p = arena_alloc(&a, 64);

	(void)state;
	memset(p, 1, 64);
	arena_alloc(&a, 1 << 20);
	arena_reset(&a);
	assert_int_equal(a.used, 0);
	p = arena_alloc(&a, 64);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(p[i], 0);
	arena_free(&a);
	assert_null(a.head);
	assert_string_equal(arena_strdup(&a, "used again"), "used again");
	arena_free(&a);
}

static void texts(void **state)
{
	struct arena a = {0};
	char *long_text;

	(void)state;
	assert_null(arena_strdup(&a, NULL));
	assert_string_equal(arena_strdup(&a, ""), "");
	assert_string_equal(arena_strndup(&a, "abcdef", 3), "abc");
	assert_string_equal(arena_printf(&a, "%s.%d", "users", 42), "users.42");
	long_text = arena_printf(&a, "%0100000d", 7);
	assert_int_equal(strlen(long_text), 100000);
	assert_int_equal(long_text[99999], '7');
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zeroed_and_aligned),
		cmocka_unit_test(allocations_do_not_overlap),
		cmocka_unit_test(large_one_leaves_the_current_block_usable),
		cmocka_unit_test(reset_zeroes_again),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
