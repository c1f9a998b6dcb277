/* What a run looked at and what it did not, from the facts into a report. */
#ifndef PLUMBLINE_COVERAGE_H
#define PLUMBLINE_COVERAGE_H

#include "../reports/report.h"
#include "store/db.h"

/* Fills files, routes, statements and schema of the report; files.seen and files.parsed are the caller's. */
bool coverage_collect(struct report *report, struct db *facts, struct err *err);

#endif
