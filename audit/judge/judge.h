/*
 * Runs rules over facts: which rules, in what order, under what limits; and makes findings of their rows.
 *
 *     struct rule_set rules = {0};
 *     rules_add_embedded(&rules, embedded_files);
 *     struct judgement j = {0};
 *     if (!judge_run(&j, &rules, facts_db(facts), &(struct judge_config){.strict = true}, &err)) …
 *     for (size_t i = 0; i < j.finding.n; i++) show(&j.finding.v[i]);
 *     judge_free(&j);
 *
 * A rule is run when the configuration selects it and coverage has an ok or partial row for each domain it needs. Otherwise, and when it is
 * broken, over its time budget or over JUDGE_MOST_FINDINGS, it is in not_run: never "clean". A rule the configuration does not select is in neither list.
 * Group meta is run last, over suppression_result, which is filled when all others have run:
 * one row per suppression of a rule outside group meta, except where a rule it names was not run, since then nobody can tell whether it is of use.
 * A suppression without a reason silences nothing. Suppressed findings stay in the list, marked.
 *
 * Findings are in order of path, line, column, rule; those in no file come last. Of rows equal in rule, file, line, column and subject one is kept.
 * The order and the fingerprints are the same for the same facts.
 */
#ifndef PLUMBLINE_JUDGE_H
#define PLUMBLINE_JUDGE_H

#include "rule.h"

#define JUDGE_BUDGET_MS 10000		/* time for one rule, unless configured */
#define JUDGE_MOST_FINDINGS 10000	/* of one rule; what is more is cut off, and the rule also is in not_run */

/* Configuration of rules; of several that match one rule, each thing the last says counts. Patterns: see rules_match. */
struct rule_setting {
	const char *rule;		/* pattern */
	const char *level;		/* "error" | "warning" | "note": over header and row; "off": not selected; "on": selected; NULL: as it is */
	const char *const *include;	/* globs: only findings in files that match one; NULL: all. NULL-terminated, as all lists here */
	const char *const *exclude;	/* globs: no findings in files that match one; NULL. A finding in no file is kept */
};

struct judge_config {
	bool strict;			/* profile strict: those of profile safety too */
	bool preview;			/* also rules of status preview */
	const char *const *only;	/* patterns: no other rule; NULL: all */
	const char *const *disabled;	/* patterns; NULL */
	const struct rule_setting *setting;
	size_t settings;
	int budget_ms;			/* 0: JUDGE_BUDGET_MS */
};
/* Naming a rule by its full id in `only`, or in a setting with a level, selects it whatever its profile and status. */

struct witness_step { const char *file; int line; const char *text; };

struct finding {
	const struct rule *rule;
	enum level level;
	const char *verdict;		/* NULL: none */
	const char *confidence;		/* "high" | "medium" | "low" */
	int64_t file_id;		/* 0: in no file */
	const char *file;		/* path in the tree; NULL: in no file */
	int line, column;		/* from 1; 0: none */
	const char *subject, *message;
	const char *object, *scope;	/* NULL: none */
	char fingerprint[17];		/* 16 hexadecimal digits, see finding.c */
	const struct witness_step *witness;
	size_t witness_n;
	bool suppressed;
	const char *suppression;	/* the reason given, when suppressed */
	bool baseline;			/* the caller's: known and accepted. judge_count leaves it out */
};

struct rule_run { const struct rule *rule; double ms; size_t findings; };	/* findings: rows before duplicates are dropped */
struct not_run {
	const struct rule *rule;
	const char *needs;		/* the domains that are missing, ", " between; NULL: another reason */
	const char *why;		/* a clause for people */
	bool broken;			/* header, SQL or rows break the contract of rule.h: a mistake of the user's when rule->user */
	double ms;
};

struct judgement {
	struct arena arena;		/* everything the findings point to, but the rules */
	VEC_OF(struct finding) finding;
	VEC_OF(struct rule_run) run;
	VEC_OF(struct not_run) not_run;
};

/* false, as a mistake of the user's: a pattern that names no rule, a level that is none. For use before the work begins; judge_run does it too. */
bool judge_check_config(const struct rule_set *rules, const struct judge_config *config, struct err *err);
/*
 * Commits an open transaction of `facts` and runs the rules. Writes suppression_result, nothing else. The set must not be added to while
 * the judgement is in use. false: the configuration is wrong, or the facts cannot be read; a rule's failure is no failure of the run.
 */
bool judge_run(struct judgement *judgement, struct rule_set *rules, struct db *facts, const struct judge_config *config, struct err *err);
/* Findings of at least this level, without those suppressed or in the baseline. */
size_t judge_count(const struct judgement *judgement, enum level level);
void judge_free(struct judgement *judgement);

#endif
