/*
 * Answers given by a helper: return notFound(res), fail(res, 404, 'no such call'). Packs state the exit where the framework is called, inside the helper;
 * the place that decides is the call, so that it is an exit too. Only helpers that do one thing and on every way: one exit, under no condition, no statement.
 */
#include "derive.h"

#define LEVELS_MAX 3	/* helpers that call helpers */

static const char lift[] =
	"INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line) "
	"SELECT e.framework, c.function_id, c.region_id, c.id, e.kind, "
	"coalesce(e.status, (SELECT CAST(a.value AS INTEGER) FROM parameter p JOIN argument a ON a.call_id = c.id AND a.position = p.position AND a.value GLOB '[1-5][0-9][0-9]' "
	"WHERE p.function_id = e.function_id AND p.name IN ('status', 'statusCode', 'status_code', 'code', 'httpStatus'))), "
	"e.error_type, e.body_kind, e.media, c.file_id, c.line "
	"FROM exit e "
	"JOIN call_target t ON t.function_id = e.function_id AND t.candidates = 1 AND t.how <> 'callback' "
	"JOIN call c ON c.id = t.call_id AND c.function_id <> e.function_id AND coalesce(c.use, c.settled) IN ('return', 'discard', 'throw') "
	"WHERE e.region_id IS NULL "
	"AND (SELECT count(*) FROM exit o WHERE o.function_id = e.function_id) = 1 "
	"AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.function_id = e.function_id) "
	"AND NOT EXISTS (SELECT 1 FROM statement_site s JOIN call x ON x.id = s.call_id WHERE x.function_id = e.function_id) "
	"AND NOT EXISTS (SELECT 1 FROM exit o WHERE o.call_id = c.id)";

bool exits_derive(struct derive *d, struct err *err)
{
	for (int level = 0; level < LEVELS_MAX; level++) {
		struct query *q = db_query(d->db, err, "SELECT count(*) FROM exit");
		int64_t before = q && query_next(q, err) ? query_int(q, 0) : 0, after = 0;

		query_end(q);
		if (!db_exec(d->db, lift, err))
			return false;
		q = db_query(d->db, err, "SELECT count(*) FROM exit");
		after = q && query_next(q, err) ? query_int(q, 0) : 0;
		query_end(q);
		if (after == before)
			break;
	}
	return !err->message[0];
}
