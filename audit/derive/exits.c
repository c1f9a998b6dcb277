/*
 * Answers given by a helper: return notFound(res), fail(res, 404, 'no such call'). Packs state the exit where the framework is called, inside the helper;
 * the place that decides is the call, so that it is an exit too. Only helpers that do one thing and on every way: one status, not under a condition, no statement;
 * a 5xx under a condition beside it (the body could not be encoded) is the helper's own failure.
 *
 * A builder keeps the status in a field, and sends it later: NewBuilder(w, r).WithStatus(404).WithBody(b).Write(). Its own exits know no status; the call that ends
 * the chain is the exit, with the status that the last method of the chain put into the field, or the one the builder was made with.
 */
#include "derive.h"

#define LEVELS_MAX 6	/* helpers that call helpers */

/* The field of its own class that a status is read from, the methods that get to that exit, and the chains that end in one of them. */
static const char *const builder[] = {
	"CREATE TEMP TABLE builder_method AS WITH RECURSIVE method(class_id, field, function_id, depth) AS ("
	"SELECT DISTINCT f.class_id, s.name, f.id, 0 FROM exit e JOIN function f ON f.id = e.function_id AND f.class_id IS NOT NULL "
	"JOIN argument a ON a.call_id = e.call_id AND a.kind = 'member' "
	"JOIN binding s ON s.how = 'member' AND s.owner_type = 'class:' || f.class_id || '()' AND s.entity = 'parameter' AND a.text LIKE '%.' || s.name "
	"WHERE e.status IS NULL "
	"UNION SELECT m.class_id, m.field, c.function_id, m.depth + 1 FROM method m JOIN call_target t ON t.function_id = m.function_id JOIN call c ON c.id = t.call_id "
	"JOIN function f ON f.id = c.function_id AND f.class_id = m.class_id WHERE m.depth < 4) "
	"SELECT DISTINCT class_id, field, function_id FROM method",
	"CREATE TEMP TABLE builder_link AS WITH RECURSIVE link(exit_call_id, class_id, field, call_id, depth) AS ("
	"SELECT c.id, m.class_id, m.field, c.id, 0 FROM builder_method m JOIN call_target t ON t.function_id = m.function_id AND t.candidates = 1 AND t.how <> 'callback' "
	"JOIN call c ON c.id = t.call_id AND c.receiver_call_id IS NOT NULL JOIN function f ON f.id = c.function_id AND f.class_id IS NOT m.class_id "
	"UNION ALL SELECT l.exit_call_id, l.class_id, l.field, c.receiver_call_id, l.depth + 1 FROM link l JOIN call c ON c.id = l.call_id WHERE c.receiver_call_id IS NOT NULL AND l.depth < 20) "
	"SELECT * FROM link",
	"CREATE TEMP TABLE builder_status AS "
	"SELECT l.exit_call_id, l.depth, a.value FROM builder_link l JOIN call_target t ON t.call_id = l.call_id AND t.candidates = 1 "
	"JOIN binding s ON s.function_id = t.function_id AND s.name = l.field AND s.how = 'member' AND s.owner_type = 'class:' || l.class_id || '()' "
	"JOIN parameter p ON p.function_id = t.function_id AND p.name = s.text JOIN argument a ON a.call_id = l.call_id AND a.position = p.position "
	"UNION ALL SELECT l.exit_call_id, 1000, p.value FROM builder_link l JOIN call_target t ON t.call_id = l.call_id AND t.candidates = 1 "
	"JOIN return r ON r.function_id = t.function_id AND r.kind = 'object' JOIN property p ON p.object_id = r.object_id AND p.key = l.field",
	"INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line) "
	"SELECT e.framework, c.function_id, c.region_id, c.id, 'respond', CAST(s.value AS INTEGER), 'other', "
	"CASE WHEN m.value LIKE 'application/%json%' THEN 'json' WHEN m.value LIKE 'text/html%' THEN 'html' WHEN m.value LIKE 'text/%' THEN 'text' END, c.file_id, c.line "
	"FROM (SELECT DISTINCT exit_call_id, class_id FROM builder_link) l JOIN call c ON c.id = l.exit_call_id "
	"JOIN (SELECT f.class_id, min(x.framework) AS framework FROM exit x JOIN function f ON f.id = x.function_id GROUP BY 1) e ON e.class_id = l.class_id "
	"LEFT JOIN (SELECT exit_call_id, value, min(depth) FROM builder_status GROUP BY 1) s ON s.exit_call_id = c.id "
	"LEFT JOIN (SELECT k.exit_call_id, min(a.value) AS value FROM builder_link k JOIN argument a ON a.call_id = k.call_id AND a.value GLOB '[at]*/*' GROUP BY 1) m ON m.exit_call_id = c.id",
	"DELETE FROM exit WHERE function_id IN (SELECT function_id FROM builder_method)",
	"DROP TABLE builder_status", "DROP TABLE builder_link", "DROP TABLE builder_method", NULL};

static const char lift[] =
	"INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line) "
	"SELECT e.framework, c.function_id, c.region_id, c.id, e.kind, "
	"coalesce(e.status, (SELECT CAST(a.value AS INTEGER) FROM parameter p JOIN argument a ON a.call_id = c.id AND a.position = p.position AND a.value GLOB '[1-5][0-9][0-9]' "
	"WHERE p.function_id = e.function_id AND p.name IN ('status', 'statusCode', 'status_code', 'code', 'httpStatus'))), "
	"e.error_type, e.body_kind, e.media, c.file_id, c.line "
	"FROM (SELECT x.*, min(x.id) FROM exit x WHERE x.region_id IS NULL GROUP BY x.function_id) e "
	"JOIN call_target t ON t.function_id = e.function_id AND t.candidates = 1 AND t.how <> 'callback' "
	"JOIN call c ON c.id = t.call_id AND c.function_id <> e.function_id "
	"JOIN file f ON f.id = c.file_id AND (coalesce(c.use, c.settled) IN ('return', 'discard', 'throw') OR f.language = 'go' AND coalesce(c.use, c.settled) IN ('assigned', 'dropped', 'test')) "
	"WHERE NOT EXISTS (SELECT 1 FROM exit o WHERE o.function_id = e.function_id AND o.id <> e.id AND (o.status IS NOT e.status OR o.kind <> e.kind) "
	"AND NOT (o.region_id IS NOT NULL AND o.status >= 500)) "
	"AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.function_id = e.function_id) "
	"AND NOT EXISTS (SELECT 1 FROM statement_site s JOIN call x ON x.id = s.call_id WHERE x.function_id = e.function_id) "
	"AND NOT EXISTS (SELECT 1 FROM exit o WHERE o.call_id = c.id) "
	/* the body behind a status: w.WriteHeader(404); w.Write(b), of a ResponseWriter of the program's own */
	"AND NOT (c.name IN ('Write', 'WriteString') AND EXISTS (SELECT 1 FROM call h WHERE h.function_id = c.function_id AND h.name = 'WriteHeader'))";

/*
 * An error of the program's own that a handler of the application turns into an answer: @app.exception_handler(NotFound) gives a 404, so raise NotFound() does.
 * Where two handlers take it, the one for the nearest class does.
 */
static const char mapped[] =
	"INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line) "
	"WITH RECURSIVE handled(framework, class_id, status, media, depth) AS ("
	"SELECT b.framework, k.id, e.status, e.media, 0 FROM boundary b JOIN class k ON b.error_type IN ('class:' || k.id, 'class:' || k.id || '()') "
	"JOIN (SELECT function_id, min(status) AS status, min(media) AS media FROM exit WHERE kind = 'respond' GROUP BY function_id HAVING min(status) = max(status) AND count(*) = count(status)) e "
	"ON e.function_id = b.function_id "
	"UNION SELECT h.framework, b.class_id, h.status, h.media, h.depth + 1 FROM handled h JOIN class_base b ON b.base_class_id = h.class_id WHERE h.depth < 6) "
	"SELECT h.framework, r.function_id, r.region_id, r.value_call_id, 'throw', h.status, 'class:' || r.entity_id, 'string', h.media, r.file_id, r.line "
	"FROM (SELECT framework, class_id, status, media, min(depth) FROM handled GROUP BY class_id) h "
	"JOIN return r ON r.how = 'throw' AND r.entity IN ('instance', 'class') AND r.entity_id = h.class_id "
	"WHERE NOT EXISTS (SELECT 1 FROM exit o WHERE o.function_id = r.function_id AND o.file_id = r.file_id AND o.line = r.line AND o.kind = 'throw')";

/*
 * An error that carries its status: class NotFound extends AppError { constructor(m) { super(m, 404) } }, thrown or handed to the framework, where a handler of the
 * application answers with a status it reads at run time. The status is a constant of the class, or what the error is made with.
 */
#define STATUS_FIELDS "('status', 'statusCode', 'status_code', 'errorCode', 'httpStatus', 'httpCode')"
#define IS_STATUS " GLOB '[1-5][0-9][0-9]'"
static const char carried[] =
	"INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line) "
	"WITH RECURSIVE carries(class_id, value, position, depth) AS ("
	"SELECT f.class_id, iif(b.value" IS_STATUS ", b.value, NULL), p.position, 0 FROM binding b JOIN function f ON f.id = b.function_id AND f.name = 'constructor' "
	"LEFT JOIN parameter p ON p.function_id = f.id AND p.name = b.text "
	"WHERE b.how = 'member' AND b.name IN " STATUS_FIELDS " AND b.owner_type = 'class:' || f.class_id || '()' AND (b.value" IS_STATUS " OR p.position IS NOT NULL) "
	"UNION SELECT b.class_id, b.value, NULL, 0 FROM binding b WHERE b.how = 'field' AND b.class_id IS NOT NULL AND b.name IN " STATUS_FIELDS " AND b.value" IS_STATUS " "
	"UNION SELECT k.class_id, coalesce(o.value, iif(a.value" IS_STATUS ", a.value, NULL)), iif(f.id IS NULL, o.position, p.position), o.depth + 1 "
	"FROM carries o JOIN class_base k ON k.base_class_id = o.class_id "
	"LEFT JOIN function f ON f.class_id = k.class_id AND f.name = 'constructor' LEFT JOIN call s ON s.function_id = f.id AND s.name = 'super' "
	"LEFT JOIN argument a ON a.call_id = s.id AND a.position = o.position LEFT JOIN parameter p ON p.function_id = f.id AND p.name = a.text WHERE o.depth < 6), "
	"one AS (SELECT class_id, min(value) AS value, min(position) AS position FROM carries GROUP BY class_id HAVING count(DISTINCT coalesce(value, '') || ' ' || coalesce(position, '')) = 1), "
	"answered AS (SELECT DISTINCT b.framework FROM boundary b JOIN exit x ON x.function_id = b.function_id AND x.status IS NULL WHERE b.kind = 'error_handler'), "
	"made AS ("
	"SELECT r.function_id, r.region_id, r.value_call_id AS call_id, r.entity_id AS class_id, r.file_id, r.line, 'throw' AS kind FROM return r "
	"WHERE r.how = 'throw' AND r.entity = 'instance' AND r.value_call_id IS NOT NULL "
	"UNION ALL SELECT c.function_id, c.region_id, a.value_call_id, a.entity_id, c.file_id, c.line, 'respond' "
	"FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'instance' "
	"WHERE c.callee IN (SELECT path FROM error_channel) AND a.value_call_id IS NOT NULL) "
	"SELECT (SELECT min(framework) FROM answered), m.function_id, m.region_id, m.call_id, m.kind, CAST(coalesce(o.value, g.value) AS INTEGER), "
	"'class:' || m.class_id, 'string', 'json', m.file_id, m.line "
	"FROM made m JOIN one o ON o.class_id = m.class_id LEFT JOIN argument g ON g.call_id = m.call_id AND g.position = o.position "
	"WHERE coalesce(o.value, g.value)" IS_STATUS " AND EXISTS (SELECT 1 FROM answered) "
	"AND NOT EXISTS (SELECT 1 FROM exit x WHERE x.file_id = m.file_id AND x.line = m.line AND x.kind = 'throw')";

bool exits_derive(struct derive *d, struct err *err)
{
	for (int i = 0; builder[i]; i++)
		if (!db_exec(d->db, builder[i], err))
			return false;
	if (!db_exec(d->db, mapped, err) || !db_exec(d->db, carried, err))
		return false;
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
