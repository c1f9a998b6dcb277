/*
 * for i in 0..n: run(context, i, worker), on `workers` threads with large stacks (32 MB: libpg_query and tree walkers recurse).
 * workers 0: as many as there are processors, at most 8. Work is handed out in order, one index at a time; returns when all are done.
 * `worker` is 0..workers-1, for per-thread arenas.
 */
#ifndef PLUMBLINE_PARALLEL_H
#define PLUMBLINE_PARALLEL_H

#include <stddef.h>

typedef void parallel_fn(void *context, size_t index, unsigned worker);
void parallel_for(size_t n, unsigned workers, parallel_fn *run, void *context);
unsigned parallel_workers(void);	/* what 0 means here */

#endif
