/* Comments `plumbline-ignore <rule>: <reason>`: what they silence, and whether they are of use. See judge.h. */
#include "judge_parts.h"

#include "../base/str.h"

bool suppress_load(struct suppressions *all, struct arena *arena, struct db *facts, struct err *err)
{
	struct err local = {0};
	struct query *query;

	err = err ? err : &local;
	query = db_query(facts, err, "SELECT id, file_id, covers_line, rule, reason FROM suppression ORDER BY file_id, covers_line, id");
	if (!query)
		return false;
	while (query_next(query, err))
		vec_push(&all->list, (struct suppression){
			.id = query_int(query, 0), .file_id = query_int(query, 1), .line = (int)query_int(query, 2),
			.rule = arena_strdup(arena, query_is_null(query, 3) ? "" : query_text(query, 3)),
			.reason = arena_strdup(arena, query_is_null(query, 4) ? "" : query_text(query, 4)),
		});
	query_end(query);
	return !err->message[0];
}

/* The first suppression at or after this place. */
static size_t lower_bound(const struct suppressions *all, int64_t file_id, int line)
{
	size_t low = 0, high = all->list.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct suppression *s = &all->list.v[middle];

		if (s->file_id < file_id || (s->file_id == file_id && s->line < line))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A comment names a rule or a group; all rules at once would hide what nobody has looked at. */
static bool covers(const struct suppression *s, const char *id)
{
	return strcmp(s->rule, "*") != 0 && rules_match(s->rule, id);
}

void suppress_apply(struct suppressions *all, struct judgement *judgement, size_t from)
{
	for (size_t i = from; i < judgement->finding.n; i++) {
		struct finding *f = &judgement->finding.v[i];

		if (!f->file_id)
			continue;
		for (size_t j = lower_bound(all, f->file_id, f->line); j < all->list.n; j++) {
			struct suppression *s = &all->list.v[j];

			if (s->file_id != f->file_id || s->line != f->line)
				break;
			if (!covers(s, f->rule->id))
				continue;
			s->used = true;
			if (*s->reason && !f->suppressed) {
				f->suppressed = true;
				f->suppression = s->reason;
			}
		}
	}
}

bool suppress_write(const struct suppressions *all, const struct rule_set *rules, const struct judgement *judgement, struct db *facts, struct err *err)
{
	struct query *insert;
	bool *ran = xcalloc(rules->rule.n, sizeof(*ran)), ok;

	for (size_t i = 0; i < judgement->run.n; i++)
		ran[judgement->run.v[i].rule - rules->rule.v] = true;
	ok = db_begin(facts, err) && db_exec(facts, "DELETE FROM suppression_result", err);
	insert = ok ? db_query(facts, err, "INSERT INTO suppression_result (suppression_id, rule_known, used) VALUES (?1, ?2, ?3)") : NULL;
	ok = insert != NULL;
	for (size_t i = 0; ok && i < all->list.n; i++) {
		const struct suppression *s = &all->list.v[i];
		bool known = false, all_ran = true;

		for (size_t j = 0; j < rules->rule.n; j++) {
			if (covers(s, rules->rule.v[j].id)) {
				known = true;
				all_ran = all_ran && ran[j];
			}
		}
		if (starts_with(s->rule, "meta/") || (known && !s->used && !all_ran))
			continue;
		query_bind_int(insert, 1, s->id);
		query_bind_int(insert, 2, known);
		query_bind_int(insert, 3, s->used);
		ok = query_run(insert, err);
	}
	query_end(insert);
	free(ran);
	if (!ok)
		db_rollback(facts);
	return ok && db_commit(facts, err);
}

void suppress_free(struct suppressions *all)
{
	vec_free(&all->list);
}
