/* Which rules run, and what becomes of their rows. See judge.h. */
#include "judge_parts.h"

#include "../base/str.h"
#include "../base/walk.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>

#define LONGEST_TEXT 8192	/* bytes of a message or a subject: names in a hostile file may be long */

struct source_file { int64_t id; const char *path; };

/* What one run knows. */
struct run {
	struct judgement *out;
	struct rule_set *rules;
	struct rule_reading reading;
	struct db *facts;
	const struct judge_config *config;
	VEC_OF(struct source_file) file;	/* in order of id */
	struct map domains;			/* coverage domains with an ok or partial row */
	struct suppressions suppressions;
	VEC_OF(int64_t) witness;		/* of each finding, while a rule is run; 0: none */
};

/* What the configuration says about one rule. */
struct choice {
	bool selected, has_level;
	enum level level;
};

static bool any_match(const char *const *patterns, const char *id)
{
	for (; patterns && *patterns; patterns++)
		if (rules_match(*patterns, id))
			return true;
	return false;
}

static struct choice choose(const struct judge_config *config, const struct rule *rule)
{
	struct choice choice = {.selected = (!rule->strict || config->strict) && (!rule->preview || config->preview)};
	bool off = false;

	for (size_t i = 0; i < config->settings; i++) {
		const struct rule_setting *s = &config->setting[i];

		if (!s->level || !rules_match(s->rule, rule->id))
			continue;
		off = strcmp(s->level, "off") == 0;
		if (level_parse(s->level, &choice.level))
			choice.has_level = true;
		if (!off && strcmp(s->rule, rule->id) == 0)
			choice.selected = true;
	}
	for (const char *const *only = config->only; only && *only; only++)
		if (strcmp(*only, rule->id) == 0)
			choice.selected = true;
	if (config->only && !any_match(config->only, rule->id))
		choice.selected = false;
	if (off || any_match(config->disabled, rule->id))
		choice.selected = false;
	return choice;
}

static bool names_a_rule(const struct rule_set *rules, const char *pattern, struct err *err)
{
	for (size_t i = 0; i < rules->rule.n; i++)
		if (rules_match(pattern, rules->rule.v[i].id))
			return true;
	return err_usage(err, "there is no rule \"%s\"", pattern);
}

bool judge_check_config(const struct rule_set *rules, const struct judge_config *config, struct err *err)
{
	enum level level;

	for (const char *const *p = config->only; p && *p; p++)
		if (!names_a_rule(rules, *p, err))
			return false;
	for (const char *const *p = config->disabled; p && *p; p++)
		if (!names_a_rule(rules, *p, err))
			return false;
	for (size_t i = 0; i < config->settings; i++) {
		const struct rule_setting *s = &config->setting[i];

		if (!names_a_rule(rules, s->rule, err))
			return false;
		if (s->level && strcmp(s->level, "off") != 0 && strcmp(s->level, "on") != 0 && !level_parse(s->level, &level))
			return err_usage(err, "rule \"%s\": \"%s\" is not a level: error, warning, note, on, off", s->rule, s->level);
	}
	return true;
}

static bool load(struct run *run, struct err *err)
{
	struct arena *arena = &run->out->arena;
	struct query *query = db_query(run->facts, err, "SELECT id, path FROM file ORDER BY id");

	if (!query)
		return false;
	while (query_next(query, err))
		vec_push(&run->file, (struct source_file){query_int(query, 0), arena_strdup(arena, query_text(query, 1))});
	query_end(query);
	if (err->message[0])
		return false;
	query = db_query(run->facts, err, "SELECT DISTINCT domain FROM coverage WHERE state IN ('ok', 'partial') AND domain IS NOT NULL");
	if (!query)
		return false;
	while (query_next(query, err))
		*map_puts(&run->domains, query_text(query, 0)) = 1;
	query_end(query);
	return !err->message[0] && suppress_load(&run->suppressions, arena, run->facts, err);
}

static const char *file_path(const struct run *run, int64_t id)
{
	size_t low = 0, high = run->file.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (run->file.v[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < run->file.n && run->file.v[low].id == id ? run->file.v[low].path : NULL;
}

static bool wanted_file(const struct judge_config *config, const struct rule *rule, const char *path)
{
	const char *const *include = NULL, *const *exclude = NULL;

	for (size_t i = 0; path && i < config->settings; i++) {
		if (!rules_match(config->setting[i].rule, rule->id))
			continue;
		include = config->setting[i].include ? config->setting[i].include : include;
		exclude = config->setting[i].exclude ? config->setting[i].exclude : exclude;
	}
	for (; exclude && *exclude; exclude++)
		if (glob_match(*exclude, path))
			return false;
	if (!include)
		return true;
	for (; *include; include++)
		if (glob_match(*include, path))
			return true;
	return false;
}

/* A copy for the findings, cut at a character's end when it is too long. */
static const char *keep(struct run *run, const char *text)
{
	size_t n;

	if (!text)
		return NULL;
	n = strlen(text);
	if (n <= LONGEST_TEXT)
		return arena_strndup(&run->out->arena, text, n);
	for (n = LONGEST_TEXT; n && ((unsigned char)text[n] & 0xC0) == 0x80; n--)
		;
	return arena_printf(&run->out->arena, "%.*s…", (int)n, text);
}

static const char *column(struct query *query, const struct rule_shape *shape, enum rule_column which)
{
	return shape->at[which] < 0 ? NULL : query_text(query, shape->at[which]);
}

static int column_int(struct query *query, const struct rule_shape *shape, enum rule_column which)
{
	int64_t value = shape->at[which] < 0 ? 0 : query_int(query, shape->at[which]);

	return value < 0 ? 0 : value > INT_MAX ? INT_MAX : (int)value;
}

static const char *message(struct run *run, const struct rule *rule, struct query *query, const struct rule_shape *shape)
{
	struct buf out = {.max = 4 * LONGEST_TEXT};
	const char *kept;

	for (size_t i = 0; i < rule->part.n; i++) {
		const char *text = rule->part.v[i].is_column ? query_text(query, shape->part[i]) : rule->part.v[i].text;

		buf_puts(&out, text ? text : "");
	}
	kept = keep(run, buf_text(&out));
	buf_free(&out);
	return kept;
}

/* Makes a finding of a row. false: the row breaks the contract, and so the rule is broken. */
static bool take_row(struct run *run, struct rule *rule, const struct choice *choice, struct query *query, const struct rule_shape *shape, const char **why)
{
	struct finding f = {.rule = rule, .level = rule->severity, .confidence = rule->confidence};
	const char *text;

	f.file_id = query_int(query, shape->at[RULE_FILE_ID]);
	if (query_is_null(query, shape->at[RULE_FILE_ID]))
		f.file_id = 0;
	else if (!(f.file = file_path(run, f.file_id)))
		return *why = arena_printf(&run->out->arena, "a row has file_id %lld, which no file has", (long long)f.file_id), false;
	if (!wanted_file(run->config, rule, f.file))
		return true;
	if ((text = column(query, shape, RULE_LEVEL)) && !level_parse(text, &f.level))
		return *why = arena_printf(&run->out->arena, "a row has the level \"%.40s\"; error, warning and note are levels", text), false;
	if ((text = column(query, shape, RULE_CONFIDENCE))) {
		f.confidence = strcmp(text, "high") == 0 ? "high" : strcmp(text, "medium") == 0 ? "medium" : strcmp(text, "low") == 0 ? "low" : NULL;
		if (!f.confidence)
			return *why = arena_printf(&run->out->arena, "a row has the confidence \"%.40s\"; high, medium and low are", text), false;
	}
	if (!(text = column(query, shape, RULE_SUBJECT)))
		return *why = "a row has no subject", false;
	f.subject = keep(run, text);
	if (choice->has_level)
		f.level = choice->level;
	f.line = column_int(query, shape, RULE_LINE);
	f.column = column_int(query, shape, RULE_COLUMN);
	f.verdict = keep(run, column(query, shape, RULE_VERDICT));
	f.object = keep(run, column(query, shape, RULE_OBJECT));
	f.scope = keep(run, column(query, shape, RULE_SCOPE));
	f.message = message(run, rule, query, shape);
	vec_push(&run->out->finding, f);
	vec_push(&run->witness, shape->at[RULE_WITNESS] < 0 ? 0 : query_int(query, shape->at[RULE_WITNESS]));
	return true;
}

/* Reads the witnesses of the findings from `from` on: after the guard, for it would count against the rule's budget. */
static bool read_witnesses(struct run *run, size_t from, struct err *err)
{
	struct query *query = NULL;
	bool ok = true;

	for (size_t i = 0; ok && i < run->witness.n; i++) {
		struct finding *f = &run->out->finding.v[from + i];
		VEC_OF(struct witness_step) steps = {0};

		if (run->witness.v[i] <= 0)
			continue;
		if (!query)
			query = db_query(run->facts, err, "SELECT file_id, line, text FROM witness_step WHERE witness_id = ?1 ORDER BY position");
		if (!query)
			return false;
		query_bind_int(query, 1, run->witness.v[i]);
		while (query_next(query, err)) {
			const char *path = query_is_null(query, 0) ? NULL : file_path(run, query_int(query, 0));

			vec_push(&steps, (struct witness_step){path, (int)query_int(query, 1), keep(run, query_text(query, 2))});
		}
		ok = !err->message[0];
		query_reset(query);
		f->witness = memcpy(arena_array(&run->out->arena, struct witness_step, steps.n), steps.v ? steps.v : (void *)"",
				    steps.n * sizeof(*steps.v));
		f->witness_n = steps.n;
		vec_free(&steps);
	}
	query_end(query);
	return ok;
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The domains a rule needs and the run does not have, with the reason coverage gives for the first; NULL: none is missing. */
static const char *missing(struct run *run, const struct rule *rule, const char **why)
{
	const char *list = NULL;

	for (const char **need = rule->needs; *need; need++) {
		struct query *query;

		if (map_gets(&run->domains, *need))
			continue;
		list = list ? arena_printf(&run->out->arena, "%s, %s", list, *need) : *need;
		if (*why)
			continue;
		query = db_query(run->facts, NULL, "SELECT reason FROM coverage WHERE domain = ?1 AND reason IS NOT NULL LIMIT 1");
		if (!query)
			continue;
		query_bind_text(query, 1, *need);
		*why = query_next(query, NULL) ? arena_printf(&run->out->arena, "nothing is known about %s: %s", *need, keep(run, query_text(query, 0)))
					       : arena_printf(&run->out->arena, "nothing is known about %s", *need);
		query_end(query);
	}
	return list;
}

/* Steps through the rule's rows. *why: why it did not come to its end; NULL: it did. */
static void take_rows(struct run *run, struct rule *rule, const struct choice *choice, struct query *query, const struct rule_shape *shape, const char **why,
		      bool *broken)
{
	size_t before = run->out->finding.n;
	struct err err = {0};

	while (query_next(query, &err)) {
		if (run->out->finding.n - before == JUDGE_MOST_FINDINGS) {
			*why = arena_printf(&run->out->arena, "more than %d findings: the others are not shown", JUDGE_MOST_FINDINGS);
			return;
		}
		if (!take_row(run, rule, choice, query, shape, why)) {
			*broken = true;
			break;
		}
	}
	if (err.message[0])
		*why = arena_strdup(&run->out->arena, err.message);
	if (*why)
		run->out->finding.n = before;	/* part of an answer would be another part the next time */
}

static bool run_rule(struct run *run, struct rule *rule, const struct choice *choice, struct err *err)
{
	struct not_run not_run = {.rule = rule};
	size_t before = run->out->finding.n;
	struct db_guard guard = rule_guard(&run->reading, run->config->budget_ms > 0 ? run->config->budget_ms : JUDGE_BUDGET_MS);
	struct rule_shape shape;
	struct query *query;
	double start = now_ms(), ms;

	not_run.needs = rule->broken ? NULL : missing(run, rule, &not_run.why);
	if (not_run.needs) {
		vec_push(&run->out->not_run, not_run);
		return true;
	}
	run->witness.n = 0;
	db_guard_begin(run->facts, &guard);
	query = rule_prepare(rule, &run->reading, run->facts, &shape);
	if (query)
		take_rows(run, rule, choice, query, &shape, &not_run.why, &not_run.broken);
	query_end(query);
	db_guard_end(run->facts);
	map_free(&run->reading.tables);
	ms = now_ms() - start;
	if (rule->broken) {
		not_run.why = rule->broken;
		not_run.broken = true;
	}
	if (not_run.why) {
		not_run.ms = ms;
		vec_push(&run->out->not_run, not_run);
	} else {
		vec_push(&run->out->run, (struct rule_run){rule, ms, run->out->finding.n - before});
	}
	return run->out->finding.n == before || read_witnesses(run, before, err);
}

/* Runs group meta, or all the others. */
static bool run_rules(struct run *run, bool meta, struct err *err)
{
	for (size_t i = 0; i < run->rules->rule.n; i++) {
		struct rule *rule = &run->rules->rule.v[i];
		struct choice choice = choose(run->config, rule);

		if (choice.selected && (strcmp(rule->group, "meta") == 0) == meta && !run_rule(run, rule, &choice, err))
			return false;
	}
	return true;
}

static bool run_all(struct run *run, struct err *err)
{
	size_t others;

	if (!run_rules(run, false, err))
		return false;
	suppress_apply(&run->suppressions, run->out, 0);
	others = run->out->finding.n;
	if (!suppress_write(&run->suppressions, run->rules, run->out, run->facts, err) || !run_rules(run, true, err))
		return false;
	suppress_apply(&run->suppressions, run->out, others);
	findings_settle(run->out);
	return true;
}

bool judge_run(struct judgement *judgement, struct rule_set *rules, struct db *facts, const struct judge_config *config, struct err *err)
{
	struct run run = {.out = judgement, .rules = rules, .reading = {.set = rules}, .facts = facts, .config = config};
	struct err local = {0};
	bool ok;

	err = err ? err : &local;
	ok = judge_check_config(rules, config, err);
	if (ok && db_in_transaction(facts))
		ok = db_commit(facts, err);
	if (ok)
		ok = (load(&run, err) && run_all(&run, err)) || err_in(err, "judging");
	vec_free(&run.file);
	vec_free(&run.witness);
	map_free(&run.domains);
	suppress_free(&run.suppressions);
	return ok;
}

size_t judge_count(const struct judgement *judgement, enum level level)
{
	size_t n = 0;

	for (size_t i = 0; i < judgement->finding.n; i++) {
		const struct finding *f = &judgement->finding.v[i];

		n += f->level >= level && !f->suppressed && !f->baseline;
	}
	return n;
}

void judge_free(struct judgement *judgement)
{
	vec_free(&judgement->finding);
	vec_free(&judgement->run);
	vec_free(&judgement->not_run);
	arena_free(&judgement->arena);
}
