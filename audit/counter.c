/* Counters of a database over time. See counter.h. */
#include "counter.h"

#include "base/io.h"

static void on_counter(void *context, const struct findings_counter *c)
{
	struct table *earlier = context;

	row_text(earlier, 0, c->kind);
	row_text(earlier, 1, c->object);
	row_int(earlier, 2, c->value);
	row_text(earlier, 3, c->reset);
	row_text(earlier, 4, c->since);
	row_int(earlier, 5, 0);
	row_end(earlier);
}

bool counters_recall(struct session *session, const char *started_at, struct err *err)
{
	struct facts *facts = session->pipeline.facts;
	struct table *earlier = facts_table(facts, "earlier_counter", COLUMNS("kind", "object", "value", "reset", "since", "days"));
	const char *folder = io_state_dir(&session->arena);
	struct findings *findings;
	struct query *query;
	bool ok;

	if (!folder)
		return err_set(err, "there is no home folder to keep the history of findings in");
	if (!(findings = findings_open(folder, session->history, err)))
		return false;
	ok = db_begin(facts_db(facts), err) && findings_counters(findings, on_counter, earlier, err);
	query = ok ? db_query(facts_db(facts), err, "UPDATE earlier_counter SET days = CAST(julianday(?1) - julianday(since) AS INTEGER)") : NULL;
	if (query)
		query_bind_text(query, 1, started_at);
	ok = query && query_run(query, err);
	query_end(query);
	findings_close(findings);
	return facts_done(facts, ok ? err : NULL) && ok;
}

bool counters_record(struct findings *findings, struct db *facts, struct err *err)
{
	struct query *q = db_query(facts, err, "SELECT 'index scans', i.schema || '.' || i.table_name || '.' || i.name, i.scans, d.statistics_since"
					       " FROM live_index_state i CROSS JOIN live_database d WHERE d.own AND d.statistics_since IS NOT NULL AND i.scans IS NOT NULL");

	while (q && query_next(q, err))
		findings_count(findings, &(struct findings_counter){.kind = query_text(q, 0), .object = query_text(q, 1), .value = query_int(q, 2), .reset = query_text(q, 3)});
	query_end(q);
	return q && !err->message[0];
}
