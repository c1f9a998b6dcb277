/* What a rule's SQL answers, checked against its header. See rule.h. */
#include "rule_parse.h"

#include "../base/str.h"
#include "../store/facts.h"

#include <stdio.h>

static const char *const column_names[RULE_COLUMNS] = {
	[RULE_FILE_ID] = "file_id", [RULE_LINE] = "line", [RULE_SUBJECT] = "subject", [RULE_COLUMN] = "column", [RULE_OBJECT] = "object",
	[RULE_SCOPE] = "scope", [RULE_LEVEL] = "level", [RULE_VERDICT] = "verdict", [RULE_CONFIDENCE] = "confidence", [RULE_WITNESS] = "witness",
};

static void on_read(void *context, const char *table, const char *column)
{
	struct rule_reading *reading = context;

	(void)column;
	if (table && *table)
		*map_puts(&reading->tables, table) = 1;
}

struct db_guard rule_guard(struct rule_reading *reading, int budget_ms)
{
	return (struct db_guard){on_read, reading, budget_ms};
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void note_reads(struct rule *rule, struct rule_reading *reading)
{
	struct arena *arena = &reading->set->arena;
	size_t n = 0;

	if (rule->reads)
		return;
	rule->reads = arena_array(arena, const char *, reading->tables.n + 1);
	for (size_t i = 0; i < reading->tables.cap; i++)
		if (reading->tables.slot[i].key)
			rule->reads[n++] = arena_strdup(arena, reading->tables.slot[i].key);
	qsort(rule->reads, n, sizeof(*rule->reads), compare_text);
}

static bool check_needs(struct rule *rule, struct rule_reading *reading, struct db *facts)
{
	char domain[64];

	for (const char **table = rule->reads; *table; table++) {
		const char **need = rule->needs;

		if (!facts_domain(facts, *table, domain, sizeof(domain)))
			continue;
		while (*need && strcmp(*need, domain) != 0)
			need++;
		if (!*need)
			return rule_break(rule, &reading->set->arena, rule->sql_line, "reads table \"%s\" of domain \"%s\", which \"needs\" does not name", *table,
					  domain);
	}
	return true;
}

static int find_column(const struct query *query, const char *name)
{
	for (int i = 0; i < query_columns(query); i++)
		if (strcmp(query_column_name(query, i), name) == 0)
			return i;
	return -1;
}

static bool shown(const struct rule *rule, const char *name)
{
	for (int i = 0; i < RULE_COLUMNS; i++)
		if (strcmp(column_names[i], name) == 0)
			return true;
	for (size_t i = 0; i < rule->part.n; i++)
		if (rule->part.v[i].is_column && strcmp(rule->part.v[i].text, name) == 0)
			return true;
	return false;
}

static bool check_columns(struct rule *rule, struct arena *arena, const struct query *query, struct rule_shape *shape)
{
	for (int i = 0; i < RULE_COLUMNS; i++) {
		shape->at[i] = find_column(query, column_names[i]);
		if (shape->at[i] < 0 && i <= RULE_SUBJECT)
			return rule_break(rule, arena, rule->sql_line, "the SELECT has no column \"%s\"", column_names[i]);
	}
	for (int i = 0; i < query_columns(query); i++) {
		const char *name = query_column_name(query, i);

		if (find_column(query, name) != i)
			return rule_break(rule, arena, rule->sql_line, "the SELECT has two columns \"%s\"", name);
		if (!shown(rule, name))
			return rule_break(rule, arena, rule->sql_line, "column \"%s\" is not used in the message", name);
	}
	shape->part = arena_array(arena, int, rule->part.n + 1);
	for (size_t i = 0; i < rule->part.n; i++) {
		shape->part[i] = rule->part.v[i].is_column ? find_column(query, rule->part.v[i].text) : -1;
		if (rule->part.v[i].is_column && shape->part[i] < 0)
			return rule_break(rule, arena, rule->message_line, "the message uses {%s}, and the SELECT has no such column", rule->part.v[i].text);
	}
	return true;
}

struct query *rule_prepare(struct rule *rule, struct rule_reading *reading, struct db *facts, struct rule_shape *shape)
{
	struct arena *arena = &reading->set->arena;
	struct err err = {0};
	struct query *query;

	if (rule->broken)
		return NULL;
	query = db_query_file(facts, &err, rule->sql, rule->file, 1);
	if (!query) {
		rule->broken = arena_strdup(arena, err.message);
	} else {
		note_reads(rule, reading);
		if (!check_columns(rule, arena, query, shape) || !check_needs(rule, reading, facts)) {
			query_end(query);
			query = NULL;
		}
	}
	map_free(&reading->tables);
	return query;
}

bool rules_check(struct rule_set *set, struct db *facts, struct err *err)
{
	struct rule_reading reading = {.set = set};
	struct db_guard guard = rule_guard(&reading, 0);
	bool ok = db_in_transaction(facts) ? db_commit(facts, err) : true;

	for (size_t i = 0; ok && i < set->rule.n; i++) {
		struct rule *rule = &set->rule.v[i];
		struct rule_shape shape;

		db_guard_begin(facts, &guard);
		query_end(rule_prepare(rule, &reading, facts, &shape));
		db_guard_end(facts);
		if (rule->broken && rule->user)
			ok = err_usage(err, "%s", rule->broken);
	}
	return ok;
}
