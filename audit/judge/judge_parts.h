/* Between the files of this folder that judge. */
#ifndef PLUMBLINE_JUDGE_PARTS_H
#define PLUMBLINE_JUDGE_PARTS_H

#include "judge.h"

/* finding.c: sorts, drops duplicates, computes fingerprints. */
void findings_settle(struct judgement *judgement);

/* suppress.c */
struct suppression { int64_t id, file_id; int line; const char *rule, *reason; bool used; };
struct suppressions { VEC_OF(struct suppression) list; };	/* in order of file and line */

bool suppress_load(struct suppressions *all, struct arena *arena, struct db *facts, struct err *err);
void suppress_apply(struct suppressions *all, struct judgement *judgement, size_t from);	/* to the findings from `from` on */
bool suppress_write(const struct suppressions *all, const struct rule_set *rules, const struct judgement *judgement, struct db *facts, struct err *err);
void suppress_free(struct suppressions *all);

#endif
