/* What the program itself says its routes answer: stated_response, by registration or by a document's method and path → route_response. */
#include "derive.h"

#define PLAIN(path) "lower(rtrim(regexp_replace('\\{[^/}]*\\}|<[^/>]*>|\\[\\[?[^/\\]]*\\]\\]?|:\\w+(\\([^)]*\\))?', " path ", '{}'), '/'))"

static const char *const steps[] = {
	"INSERT INTO route_response(route_id, status, body, media, source, file_id, line) "
	"SELECT r.id, s.status, s.body, s.media, s.source, s.file_id, s.line FROM stated_response s JOIN route r ON r.registration_id = s.registration_id",
	"CREATE TEMP TABLE plain_route AS SELECT id AS route_id, method, " PLAIN("path") " AS path FROM route WHERE EXISTS (SELECT 1 FROM stated_response WHERE path IS NOT NULL)",
	"CREATE INDEX temp.plain_route_path ON plain_route(path, method)",
	/* the same path; else the end of the path of exactly one route: what is before it the document does not know, or we do not */
	"CREATE TEMP TABLE stated_route AS WITH stated AS (SELECT DISTINCT method, base, path, " PLAIN("base || path") " AS whole, " PLAIN("path") " AS tail FROM stated_response WHERE path IS NOT NULL), "
	"same AS (SELECT s.method, s.base, s.path, r.route_id FROM stated s JOIN plain_route r ON r.path = s.whole AND r.method IN (s.method, 'ALL') "
	"UNION SELECT s.method, s.base, s.path, r.route_id FROM stated s JOIN plain_route r ON r.path = s.tail AND r.method IN (s.method, 'ALL')) "
	"SELECT * FROM same UNION SELECT s.method, s.base, s.path, min(r.route_id) FROM stated s JOIN plain_route r ON r.method = s.method AND s.tail <> '' AND r.path LIKE '%' || s.tail "
	"WHERE NOT EXISTS (SELECT 1 FROM same x WHERE x.method = s.method AND x.path = s.path) GROUP BY s.method, s.base, s.path HAVING count(*) = 1",
	"INSERT INTO route_response(route_id, status, body, media, source, file_id, line) "
	"SELECT t.route_id, s.status, s.body, s.media, s.source, s.file_id, s.line FROM stated_route t JOIN stated_response s ON s.method = t.method AND s.base = t.base AND s.path = t.path",
	"DROP TABLE stated_route", "DROP TABLE plain_route", NULL};

bool responses_derive(struct derive *d, struct err *err)
{
	if (!db_int(d->db, 0, "SELECT EXISTS (SELECT 1 FROM stated_response)"))
		return true;
	for (int i = 0; steps[i]; i++)
		if (!db_exec(d->db, steps[i], err))
			return false;
	return true;
}
