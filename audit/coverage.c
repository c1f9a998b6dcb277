/* Coverage, from the facts. See coverage.h. */
#include "coverage.h"

/* reason and count, most frequent first */
static bool collect_reasons(struct report *report, struct db *facts, struct report_counts *counts, const char *sql, struct err *err)
{
	struct query *query = db_query(facts, err, sql);

	if (!query)
		return false;
	while (query_next(query, err))
		vec_push(counts, (struct report_count){arena_strdup(&report->arena, query_text(query, 0)), query_int(query, 1)});
	query_end(query);
	return !err->message[0];
}

/* One row of numbers; NULL is 0. */
static bool collect_numbers(struct db *facts, int64_t *const *numbers, const char *sql, struct err *err)
{
	struct query *query = db_query(facts, err, sql);
	bool ok = query && query_next(query, err);

	for (int i = 0; ok && numbers[i]; i++)
		*numbers[i] = query_int(query, i);
	query_end(query);
	return ok;
}

static bool collect_schema(struct report *report, struct db *facts, struct err *err)
{
	struct query *query = db_query(facts, err,
		"SELECT s.kind, s.path, s.objects, s.used, s.complete, count(m.source_id) FILTER (WHERE m.state = 'replayed'),"
		" count(m.source_id) FILTER (WHERE m.state = 'failed'), count(m.source_id) FILTER (WHERE m.state = 'skipped')"
		" FROM declared_source s LEFT JOIN declared_migration m ON m.source_id = s.id"
		" WHERE s.kind <> 'effective' GROUP BY s.id ORDER BY s.used DESC, s.kind, s.path");

	if (!query)
		return false;
	while (query_next(query, err))
		vec_push(&report->schema, (struct report_source){
			.kind = arena_strdup(&report->arena, query_text(query, 0)), .path = arena_strdup(&report->arena, query_text(query, 1)),
			.objects = query_int(query, 2), .used = query_int(query, 3) != 0, .complete = query_int(query, 4) != 0,
			.replayed = query_int(query, 5), .failed = query_int(query, 6), .skipped = query_int(query, 7)});
	query_end(query);
	return !err->message[0];
}

bool coverage_collect(struct report *r, struct db *facts, struct err *err)
{
	return collect_numbers(facts, (int64_t *const[]){&r->files.with_errors, NULL}, "SELECT count(*) FROM file WHERE parse_errors > 0", err) &&
		collect_reasons(r, facts, &r->files.skipped,
			"SELECT coalesce(reason, 'no reason given'), count(*) FROM coverage WHERE domain = 'files' AND state IN ('skipped', 'unchecked')"
			" GROUP BY 1 ORDER BY 2 DESC, 1", err) &&
		collect_numbers(facts, (int64_t *const[]){&r->routes.found, &r->routes.linked, NULL},
			"SELECT count(*), sum(function_id IS NOT NULL AND prefix_known) FROM route", err) &&
		collect_numbers(facts, (int64_t *const[]){&r->statements.found, &r->statements.resolved, &r->statements.checked, NULL},
			"SELECT count(*), sum(complete), sum(checked) FROM statement", err) &&
		collect_reasons(r, facts, &r->statements.unchecked,
			"SELECT coalesce(reason, 'no reason given'), count(*) FROM statement WHERE NOT checked GROUP BY 1 ORDER BY 2 DESC, 1", err) &&
		collect_schema(r, facts, err);
}
