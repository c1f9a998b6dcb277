/* The thread pool of one loop. See parallel.h. */
#include "parallel.h"

#include "arena.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#define STACK_SIZE ((size_t)32 << 20)
#define MOST_WORKERS 8

struct loop {
	size_t n;
	atomic_size_t next;
	parallel_fn *run;
	void *context;
};

struct worker {
	struct loop *loop;
	unsigned number;
	pthread_t thread;
};

/* The processors this process may run on, which in a container are often fewer than the machine has. */
unsigned parallel_workers(void)
{
	cpu_set_t set;
	int n;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	n = CPU_COUNT(&set);
	return n < 1 ? 1 : n > MOST_WORKERS ? MOST_WORKERS : (unsigned)n;
}

static void *work(void *argument)
{
	struct worker *w = argument;
	struct loop *loop = w->loop;
	size_t i;

	while ((i = atomic_fetch_add(&loop->next, 1)) < loop->n)
		loop->run(loop->context, i, w->number);
	return NULL;
}

void parallel_for(size_t n, unsigned workers, parallel_fn *run, void *context)
{
	struct loop loop = {.n = n, .run = run, .context = context};
	struct worker *worker;
	pthread_attr_t attr;
	unsigned started = 0;

	if (n == 0)
		return;
	if (workers == 0)
		workers = parallel_workers();
	if (workers > n)
		workers = (unsigned)n;
	worker = xcalloc(workers, sizeof(*worker));
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	/* The calling thread only waits, even for one worker: its stack may be too small for the work. */
	for (unsigned i = 0; i < workers; i++) {
		worker[started] = (struct worker){.loop = &loop, .number = started};
		if (pthread_create(&worker[started].thread, &attr, work, &worker[started]) == 0)
			started++;
	}
	pthread_attr_destroy(&attr);
	/* Where not one thread could be had, slowly here is better than not at all. */
	if (started == 0)
		work(&worker[0]);
	for (unsigned i = 0; i < started; i++)
		pthread_join(worker[i].thread, NULL);
	free(worker);
}
