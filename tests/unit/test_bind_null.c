/* Whether results can be NULL: "n" never, "m" may, "." not known. The server is asked the same on generated rows by tests/live/bind.sh. */
#include "../../audit/sql/bind.h"
#include "../../audit/sql/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static const char schema[] =
	"CREATE TABLE team (id int PRIMARY KEY, name text NOT NULL, motto text);"
	"CREATE TABLE person (id int PRIMARY KEY, team_id int, name text NOT NULL, nick text, age int, meta jsonb, at timestamp NOT NULL);"
	"CREATE TABLE base (id int NOT NULL); CREATE TABLE derived () INHERITS (base);"
	"CREATE VIEW people AS SELECT * FROM person;"
	"CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT x';";

#include "bind_text.h"

static const struct {
	const char *text, *nulls;
} cases[] = {
	{"SELECT id, name, nick FROM person", "nnm"},
	{"SELECT * FROM people", "......."},
	{"SELECT id FROM base", "."},
	{"SELECT $1::int, NULL, 1, f(id) FROM person", ".mn."},
	/* conditions that hold */
	{"SELECT nick, age FROM person WHERE nick = $1 AND age IS NOT NULL", "nn"},
	{"SELECT nick, age FROM person WHERE nick = $1 OR age = 2", "mm"},
	{"SELECT nick, age FROM person WHERE (nick = 'a' AND age = 1) OR lower(nick) LIKE 'b'", "nm"},
	{"SELECT nick, age FROM person WHERE NOT (nick IS NULL OR age IS NULL)", "nn"},
	{"SELECT nick FROM person WHERE nick IS DISTINCT FROM 'a'", "m"},
	{"SELECT nick FROM person WHERE nick <> ALL ($1)", "m"},
	/* joins */
	{"SELECT p.id, t.id FROM person p LEFT JOIN team t ON t.id = p.team_id", "nm"},
	{"SELECT p.id, t.id, p.team_id FROM person p LEFT JOIN team t ON t.id = p.team_id WHERE t.name = 'x'", "nnn"},
	{"SELECT p.id, t.id, p.team_id FROM person p JOIN team t ON t.id = p.team_id", "nnn"},
	{"SELECT t.id, p.id, q.id FROM team t LEFT JOIN (person p JOIN person q ON q.id = p.age) ON p.team_id = t.id", "nmm"},
	{"SELECT t.id, p.id FROM team t FULL JOIN person p ON p.team_id = t.id WHERE p.age > 1", "mn"},
	{"SELECT j.* FROM team t LEFT JOIN (person p JOIN team q ON true) AS j (a) ON true", "mmmmmmmmmm"},
	{"SELECT id FROM team FULL JOIN person USING (id)", "."},
	/* aggregates */
	{"SELECT count(*), sum(age), max(name) FROM person", "nmm"},
	{"SELECT team_id, sum(age), max(name), array_agg(nick), max(name) FILTER (WHERE age > 1) FROM person GROUP BY team_id", "mmnnm"},
	{"SELECT name, max(name) FROM person GROUP BY ROLLUP (name)", ".."},
	{"SELECT coalesce(sum(age), 0), coalesce(nick, name), coalesce(nick, age::text) FROM person GROUP BY nick, name, age", "nnm"},
	/* expressions */
	{"SELECT CASE WHEN age > 1 THEN name ELSE '' END, CASE WHEN age > 1 THEN name END, CASE WHEN nick IS NULL THEN '' ELSE nick END FROM person", "n.n"},
	{"SELECT name || 'x', name || nick, meta->'a', name = nick, nick IS NULL, lower(name), lower(nick), extract(month FROM at) FROM person", "nmmmnnm."},
	{"SELECT EXISTS (SELECT 1), (SELECT count(*) FROM team), (SELECT name FROM team WHERE id = 1), ARRAY(SELECT nick FROM person)", "nnmn"},
	{"SELECT row_number() OVER (), lag(name) OVER (), sum(id) OVER () FROM person", "nm."},
	/* other queries */
	{"SELECT name FROM team UNION SELECT name FROM person", "n"},
	{"SELECT name FROM team UNION SELECT nick FROM person", "m"},
	{"SELECT nick FROM person INTERSECT SELECT name FROM team", "n"},
	{"VALUES (1, 'a'), (2, NULL)", "nm"},
	{"WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n FROM r", "."},
	{"SELECT a, b FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) AS g (a, b)", ".."},
	{"SELECT g FROM generate_series(1, 2) g", "n"},
	{"SELECT l.n, l.m FROM person p, LATERAL (SELECT p.name AS n, p.nick AS m) l", "nm"},
	/* changes: conditions on the target held before */
	{"INSERT INTO team (id, name) VALUES (1, 'a') RETURNING *", "nnm"},
	{"UPDATE person SET nick = NULL WHERE nick IS NOT NULL RETURNING id, nick", "nm"},
	{"UPDATE person p SET nick = 'x' FROM team t WHERE t.motto = p.name RETURNING p.nick, t.motto", "mn"},
	{"DELETE FROM person WHERE nick IS NOT NULL RETURNING nick, age", "nm"},
};

static void every_case(void **state)
{
	static const char signs[] = {[NULL_UNKNOWN] = '.', [NULL_NEVER] = 'n', [NULL_MAY] = 'm'};
	int failed = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct bound *b = bind(*state, cases[i].text);
		char nulls[64] = "";

		for (size_t k = 0; k < b->outputs.n && k < 60; k++)
			nulls[k] = signs[b->outputs.v[k].null.is];
		if (strcmp(nulls, cases[i].nulls) == 0)
			continue;
		failed++;
		print_error("%s\n\tis %s, not %s\n", cases[i].text, nulls, cases[i].nulls);
	}
	assert_int_equal(failed, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_case, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
