/* Progress on standard error. See progress.h. */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 24
#define REDRAW_MS 80		/* at most so often; also how long a run may take before a bar shows at all */

int64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, bool quiet, bool verbose)
{
	pthread_mutex_init(&progress->lock, NULL);
	progress->bar = !quiet && isatty(STDERR_FILENO);
	progress->verbose = verbose;
	progress->last_drawn_ms = clock_ms();
}

static void wipe(struct progress *progress)
{
	if (progress->drawn)
		fputs("\r\033[K", stderr);
	progress->drawn = false;
}

static void draw(struct progress *progress, size_t done, size_t total)
{
	char bar[BAR_WIDTH + 1];
	size_t full = total ? done * BAR_WIDTH / total : 0;

	for (size_t i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < full ? '#' : '.';
	bar[BAR_WIDTH] = '\0';
	if (total)
		fprintf(stderr, "\r\033[K%s  %s  %zu/%zu", bar, progress->stage, done, total);
	else
		fprintf(stderr, "\r\033[K%s", progress->stage);
	fflush(stderr);
	progress->drawn = true;
}

static void end_stage(struct progress *progress, int64_t now)
{
	if (progress->verbose && progress->stage[0]) {
		wipe(progress);
		fprintf(stderr, "%8lld ms  %s\n", (long long)(now - progress->stage_began_ms), progress->stage);
	}
	progress->stage[0] = '\0';
}

void progress_tick(void *context, const char *stage, size_t done, size_t total)
{
	struct progress *progress = context;
	int64_t now;

	if (!progress->bar && !progress->verbose)
		return;
	pthread_mutex_lock(&progress->lock);
	now = clock_ms();
	if (strcmp(progress->stage, stage) != 0) {
		end_stage(progress, now);
		snprintf(progress->stage, sizeof(progress->stage), "%s", stage);
		progress->stage_began_ms = now;
	}
	if (progress->bar && now - progress->last_drawn_ms >= REDRAW_MS) {
		draw(progress, done < total ? done : total, total);
		progress->last_drawn_ms = now;
	}
	pthread_mutex_unlock(&progress->lock);
}

void progress_note(struct progress *progress, const char *what, double ms)
{
	end_stage(progress, clock_ms());
	if (!progress->verbose)
		return;
	wipe(progress);
	fprintf(stderr, "%8.1f ms  %s\n", ms, what);
}

void progress_clear(struct progress *progress)
{
	end_stage(progress, clock_ms());
	wipe(progress);
}

void progress_end(struct progress *progress)
{
	progress_clear(progress);
	pthread_mutex_destroy(&progress->lock);
}
