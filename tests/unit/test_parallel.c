#include "../../audit/base/parallel.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct counts {
	atomic_int seen[1000];
	atomic_int by_worker[8];
	atomic_size_t stack;
	atomic_int running, most;
};

static void count(void *context, size_t index, unsigned worker)
{
	struct counts *c = context;
	pthread_attr_t attr;
	size_t size;
	int now = atomic_fetch_add(&c->running, 1) + 1, most = c->most;

	while (now > most && !atomic_compare_exchange_weak(&c->most, &most, now))
		;
	c->seen[index]++;
	c->by_worker[worker]++;
	pthread_getattr_np(pthread_self(), &attr);
	pthread_attr_getstacksize(&attr, &size);
	pthread_attr_destroy(&attr);
	c->stack = size;
	c->running--;
}

static void every_index_once(void **state)
{
	(void)state;
	for (unsigned workers = 0; workers <= 5; workers++) {
		static struct counts c;
		int total = 0;

		memset(&c, 0, sizeof(c));
		parallel_for(1000, workers, count, &c);
		for (size_t i = 0; i < 1000; i++)
			assert_int_equal(c.seen[i], 1);
		for (unsigned w = 0; w < 8; w++) {
			total += c.by_worker[w];
			if (w >= (workers ? workers : parallel_workers()))
				assert_int_equal(c.by_worker[w], 0);
		}
		assert_int_equal(total, 1000);
		assert_true(c.most <= (int)(workers ? workers : parallel_workers()));
	}
}

static void stacks_are_large(void **state)
{
	static struct counts c;

	(void)state;
	parallel_for(1, 1, count, &c);
	assert_true(c.stack >= (size_t)32 << 20);
}

static void none_and_few(void **state)
{
	static struct counts c;

	(void)state;
	parallel_for(0, 4, count, &c);
	assert_int_equal(c.seen[0], 0);
	parallel_for(2, 8, count, &c);
	assert_int_equal(c.seen[0] + c.seen[1], 2);
	assert_int_equal(c.by_worker[2], 0);
	assert_in_range(parallel_workers(), 1, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_index_once),
		cmocka_unit_test(stacks_are_large),
		cmocka_unit_test(none_and_few),
	};

	return cmocka_run_group_tests_name("parallel", tests, NULL, NULL);
}
