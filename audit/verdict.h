/*
 * From facts to a report: which rules, what they found, what earlier runs had found.
 *
 *     verdict_rules(&verdict, session, cli, &err)      before the work: mistakes in rules and settings cost no run
 *     verdict_judge(&verdict, session, &report, &err)  after the pipeline
 *     verdict_history(&verdict, session, &report, exit_code, &err)
 *     verdict_free(&verdict)                           after the report is written: findings point into it
 */
#ifndef PLUMBLINE_VERDICT_H
#define PLUMBLINE_VERDICT_H

#include "../reports/report.h"
#include "judge/judge.h"
#include "session.h"

struct verdict {
	struct rule_set rules;
	struct judge_config config;
	struct judgement judgement;
};

bool verdict_rules(struct verdict *verdict, struct session *session, const struct cli *cli, struct err *err);
bool verdict_judge(struct verdict *verdict, struct session *session, struct report *report, struct err *err);
/* Fills `fix` of every finding from its rule's "## Fix". */
void verdict_fixes(const struct verdict *verdict, struct report *report);
/* Records the findings in the user's state folder and counts new and fixed ones. Its failure is none of the run's. */
bool verdict_history(struct verdict *verdict, struct session *session, struct report *report, int exit_code, struct err *err);
void verdict_free(struct verdict *verdict);

/* The embedded rules and those of `folder` (NULL none). */
bool rules_load(struct rule_set *rules, const char *folder, struct err *err);
/* As a usage error: there is no rule `id`, with the nearest. */
bool rules_unknown(const struct rule_set *rules, const char *id, struct err *err);
/* The paragraphs under a heading of a rule's prose ("Why", "Fix"), in the arena; NULL: none. */
const char *rule_section(struct arena *arena, const struct rule *rule, const char *heading);
/* The first sentence of a text, its lines joined. */
const char *first_sentence(struct arena *arena, const char *text);

#endif
