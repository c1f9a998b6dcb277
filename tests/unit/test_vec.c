#include "../../audit/base/vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

struct pair { int a, b; };

static void push_keeps_order(void **state)
{
	VEC_OF(struct pair) pairs = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		vec_push(&pairs, (struct pair){i, -i});
	assert_int_equal(pairs.n, 1000);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(pairs.v[i].a, i);
		assert_int_equal(pairs.v[i].b, -i);
	}
	vec_free(&pairs);
	assert_null(pairs.v);
	assert_int_equal(pairs.n + pairs.cap, 0);
}

static void reserve(void **state)
{
	struct { VEC(int); } numbers = {0};
	int *before;

	(void)state;
	vec_reserve(&numbers, 100);
	assert_true(numbers.cap >= 100);
	assert_int_equal(numbers.n, 0);
	before = numbers.v;
	for (int i = 0; i < 100; i++)
		vec_push(&numbers, i);
	assert_ptr_equal(numbers.v, before);
	vec_reserve(&numbers, 5);
	assert_int_equal(numbers.n, 100);
	vec_free(&numbers);
}

/* The value is computed before it is stored, once. */
static void value_may_read_the_vector(void **state)
{
	VEC_OF(int) numbers = {0};
	int calls = 0;

	(void)state;
	vec_push(&numbers, ++calls);
	vec_push(&numbers, numbers.v[0] + 1);
	assert_int_equal(calls, 1);
	assert_int_equal(numbers.v[1], 2);
	vec_free(&numbers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(push_keeps_order),
		cmocka_unit_test(reserve),
		cmocka_unit_test(value_may_read_the_vector),
	};

	return cmocka_run_group_tests_name("vec", tests, NULL, NULL);
}
