/* Level `plan` of audit: the planner's word on statements the server has parsed → statement_plan, plan_node, and prepare_result of those that cannot be planned. */
#ifndef PLUMBLINE_SERVER_PLAN_H
#define PLUMBLINE_SERVER_PLAN_H

#include "live/pg.h"
#include "progress.h"
#include "store/facts.h"

struct planned_text {
	const char *text; /* accepted by the server's Parse */
	size_t parameters;
	const int64_t *statement, *variant; /* whose text it is */
	size_t n;
};

bool server_plan(struct pg *pg, struct facts *facts, const struct planned_text *text, size_t n, struct progress *progress, struct err *err);

#endif
