/* What every command that judges ends with: the exit code and the report in the form that was asked for. */
#ifndef PLUMBLINE_OUTCOME_H
#define PLUMBLINE_OUTCOME_H

#include "../reports/report.h"
#include "session.h"

const char *outcome_now(struct arena *arena); /* 2026-01-31T12:00:00.123Z: two runs of one second have an order */
/* Findings come before gaps: 1 beats 3. */
int outcome_exit_code(const struct report *report, const struct config *config);
bool outcome_complete(const struct report *report); /* no rule broke or took too long */
/* Findings in the order they are shown in: by place, or, as --group level and audits have it, by gravity. */
void outcome_order(const struct cli *cli, struct report *report);
void outcome_write(const struct cli *cli, const struct session *session, const struct report *report);

#endif
