/*
 * The report of the last run of a tree under the same options, kept in the user's cache folder: when nothing it depends on changed, it is the
 * report of this run too. One file per tree and options, so the folder does not grow with the number of runs.
 */
#ifndef PLUMBLINE_STORED_H
#define PLUMBLINE_STORED_H

#include "verdict.h"

struct stored {
	const char *file;	/* NULL: there is no cache */
	char key[17];		/* of everything the report depends on */
};

/* Computes the key; runs pipeline_digest. false: there is nothing to compare with, a run is needed. */
bool stored_key(struct stored *stored, const struct verdict *verdict, struct session *session);
bool stored_load(const struct stored *stored, struct report *report);
void stored_save(const struct stored *stored, const struct report *report);	/* a failure costs only time */

#endif
