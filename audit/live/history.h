/* What migration tools have recorded as run, from their own tables where we may read them. Part of catalog.h. */
#ifndef PLUMBLINE_LIVE_HISTORY_H
#define PLUMBLINE_LIVE_HISTORY_H

#include "catalog.h"

/* How a tool's table is to be read. */
enum live_history {
	HISTORY_NAMES,	 /* each that was run, by its name */
	HISTORY_NUMBERS, /* each, by the number its name begins with */
	HISTORY_NEWEST,	 /* the newest alone, by its number */
	HISTORY_HEADS,	 /* those that nothing that was run follows */
};
enum live_history live_history_kind(const char *tool);

bool live_history_read(struct pg *pg, struct arena *arena, struct live_schema *out, struct err *err);
/*
 * Which migrations of a build one table's records show as run: run[i], all false before. false: the table records none of them, so it tells nothing of them.
 */
bool live_history_compare(const struct live_migration *live, size_t n, const struct live_migration *ours, size_t count, bool *run);

#endif
