/*
 * Statement sites whose client speaks to another engine than PostgreSQL: taken away before they are looked at, and counted with that reason.
 * A client is told by the call that made it (engine.call_id), however many calls lie between; where that is not known, by what all clients of the driver speak to.
 */
#include "derive.h"

static const char *const other_sites =
	"CREATE TEMP TABLE other_site AS "
	"WITH RECURSIVE made(call_id, origin) AS (" /* what a call is made on: its receiver, or the value called by name */
	"    SELECT id, receiver_origin FROM call WHERE receiver_origin IS NOT NULL"
	"    UNION ALL SELECT c.id, b.origin FROM engine e JOIN binding b ON b.origin = e.call_id JOIN call c ON c.file_id = b.file_id AND c.name = b.name"
	"        AND c.receiver IS NULL AND c.receiver_origin IS NULL"
	"    UNION ALL SELECT c.id, x.origin FROM engine e JOIN export x ON x.origin = e.call_id JOIN import i ON i.target_file_id = x.file_id AND i.name = x.name"
	"        JOIN call c ON c.file_id = i.file_id AND c.name = i.local AND c.receiver IS NULL AND c.receiver_origin IS NULL), "
	"up(site, origin, depth) AS ("
	"    SELECT s.call_id, m.origin, 0 FROM statement_site s JOIN made m ON m.call_id = s.call_id"
	"    UNION SELECT u.site, m.origin, u.depth + 1 FROM up u JOIN made m ON m.call_id = u.origin WHERE u.depth < 6), "
	"own AS (SELECT u.site, min(coalesce(e.name, '')) AS name FROM up u JOIN engine e ON e.call_id = u.origin GROUP BY u.site), "
	"sole AS (SELECT driver, min(name) AS name FROM engine GROUP BY driver HAVING count(*) = count(name) AND NOT max(name = 'PostgreSQL')) "
	"SELECT s.rowid AS site, s.driver, iif(o.site IS NULL, a.name, nullif(o.name, '')) AS name, c.file_id, c.line "
	"FROM statement_site s JOIN call c ON c.id = s.call_id LEFT JOIN own o ON o.site = s.call_id LEFT JOIN sole a ON a.driver = s.driver "
	"WHERE s.kind <> 'step' AND iif(o.site IS NULL, a.name, nullif(o.name, '')) <> 'PostgreSQL';"
	"INSERT INTO coverage(domain, object, state, reason, file_id, line) SELECT 'statements', driver, 'skipped', 'sent to ' || name, file_id, line FROM other_site;"
	"DELETE FROM statement_site WHERE rowid IN (SELECT site FROM other_site);"
	"DROP TABLE other_site;";

bool engines_derive(struct derive *d, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT 1 FROM engine WHERE name <> 'PostgreSQL' LIMIT 1");
	bool any = q && query_next(q, err);

	query_end(q);
	return any ? db_exec(d->db, other_sites, err) : !err->message[0];
}
