/* What migration tools have recorded as run, from their own tables where we may read them. Part of catalog.h. */
#ifndef PLUMBLINE_LIVE_HISTORY_H
#define PLUMBLINE_LIVE_HISTORY_H

#include "catalog.h"

bool live_history_read(struct pg *pg, struct arena *arena, struct live_schema *out, struct err *err);

#endif
