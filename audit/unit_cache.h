/*
 * Extraction kept between runs: import specifiers and units by path and stat, for one build of the program.
 *
 * A file in the cache folder; disposable. Any failure means "not cached": it never fails a run. Thread-safe for reading.
 */
#ifndef PLUMBLINE_UNIT_CACHE_H
#define PLUMBLINE_UNIT_CACHE_H

#include "base/io.h"
#include "extract/program.h"

struct unit_cache;

struct unit_cache *unit_cache_open(const char *dir);	/* NULL when it cannot be used: the other functions take that */
void unit_cache_close(struct unit_cache *cache);	/* when something was kept, files that were not asked for are forgotten */
/* Newline-separated specifiers of an unchanged file; NULL: not known. Valid until close. */
const char *unit_cache_specifiers(struct unit_cache *cache, const char *path, const struct file_stat *stat);
struct unit *unit_cache_unit(struct unit_cache *cache, const char *path, const struct file_stat *stat);	/* NULL: not kept */
/* unit NULL: the file was only scanned; what is already kept for an unchanged file stays. */
void unit_cache_keep(struct unit_cache *cache, const char *path, const struct file_stat *stat, const char *specifiers, const struct unit *unit);

#endif
