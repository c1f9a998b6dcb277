/*
 * Counters of a database over time: what the audits before found goes into the facts (earlier_counter), what this one finds into the history. Between the two a rule sees
 * what was not used since; statistics that were reset in between make another counter.
 */
#ifndef PLUMBLINE_COUNTER_H
#define PLUMBLINE_COUNTER_H

#include "session.h"
#include "store/findings.h"

/* Before the rules are run. started_at: of this run, for the days in between. false: the history cannot be read; nothing is recalled. */
bool counters_recall(struct session *session, const char *started_at, struct err *err);
/* Within findings_begin and findings_end. */
bool counters_record(struct findings *findings, struct db *facts, struct err *err);

#endif
