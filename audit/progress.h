/*
 * What standard error says while a run is under way: a bar where somebody looks (a terminal), the time of each stage with --verbose.
 *
 *     struct progress progress = {0};
 *     progress_begin(&progress, quiet, verbose);
 *     pipeline.progress = progress_tick; pipeline.progress_context = &progress;
 *     … progress_end(&progress);
 */
#ifndef PLUMBLINE_PROGRESS_H
#define PLUMBLINE_PROGRESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	pthread_mutex_t lock;	/* ticks come from several threads */
	bool bar, verbose;
	char stage[64];
	int64_t stage_began_ms, last_drawn_ms;
	bool drawn;		/* a bar stands in the line */
};

void progress_begin(struct progress *progress, bool quiet, bool verbose);
/* A pipeline's progress callback. total 0: how much there is to do is not known. */
void progress_tick(void *progress, const char *stage, size_t done, size_t total);
/* With --verbose one line: what took how long. Ends the bar. */
void progress_note(struct progress *progress, const char *what, double ms);
void progress_clear(struct progress *progress);	/* before the result is written: both may be the same terminal */
void progress_end(struct progress *progress);
int64_t clock_ms(void);	/* monotonic */

#endif
