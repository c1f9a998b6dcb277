/* What the server says after its analysis: ON CONFLICT and the indexes it needs, and what else its rewriter and planner refuse. */
#include "../../audit/sql/bind.h"
#include "../../audit/sql/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static const char schema[] =
	"CREATE TABLE k (id int, email text, nick varchar(9), tenant int, gone date, active bool, size int);"
	"CREATE UNIQUE INDEX k_email ON k (lower(email)) WHERE gone IS NULL; CREATE UNIQUE INDEX k_nick ON k (tenant, lower(nick));"
	"CREATE TYPE two AS (a int, b int);"
	"CREATE TABLE item (id int GENERATED ALWAYS AS IDENTITY, kind text CHECK (kind IN ('a', 'b', 'c')), size int CHECK (size > 0 AND size < 100),"
	" name varchar(20) CHECK (length(name) >= 2), low int, high int, CHECK (low < high), code text CHECK (code ~ '^[a-z]+$'), need int NOT NULL DEFAULT 1);"
	"CREATE TABLE filled (kind text CHECK (kind IN ('a', 'b')));"
	"CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.kind := ''a''; RETURN NEW; END';"
	"CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON filled FOR EACH ROW EXECUTE FUNCTION fill();"
	"CREATE UNIQUE INDEX k_active ON k (nick) WHERE active; CREATE UNIQUE INDEX k_size ON k (id) WHERE size > 10;";

#include "bind_text.h"

static void expect(struct fixture *f, const char *sqlstate, const char *text)
{
	struct bound *b = bind(f, text);
	const char *said = b->problems.n ? b->problems.v[0].sqlstate : "nothing";

	if (strcmp(said, *sqlstate ? sqlstate : "nothing") != 0)
		fail_msg("%s: %s is said, %s", text, said, b->problems.n ? b->problems.v[0].message : "");
}

static void conflicts(void **state)
{
	static const char *const right[] = {"(lower(email)) WHERE gone IS NULL", "(lower(email)) WHERE k.gone IS NULL AND id > 0", "(tenant, lower(nick))",
		"((lower(nick)), tenant)", "(nick) WHERE active", "(nick) WHERE active = true", "(nick) WHERE active AND $1", "(id) WHERE size > 20", "(id) WHERE size = $1",
		"(id) WHERE size IN (11, 12)"};
	static const char *const wrong[] = {"(lower(email))", "(lower(email)) WHERE gone IS NOT NULL", "(upper(email)) WHERE gone IS NULL", "(lower(nick))", "(nick)",
		"(nick) WHERE NOT active", "(id) WHERE size > 9", "(id) WHERE size IN (11, 9)", "(id) WHERE active", "(tenant, email)"};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++)
		expect(f, "", arena_printf(&f->arena, "INSERT INTO k (id) VALUES (1) ON CONFLICT %s DO NOTHING", right[i]));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		expect(f, "42P10", arena_printf(&f->arena, "INSERT INTO k (id) VALUES (1) ON CONFLICT %s DO NOTHING", wrong[i]));
}

static void checks(void **state)
{
	expect(*state, "23514", "INSERT INTO item (kind) VALUES ('d')");
	expect(*state, "23514", "UPDATE item SET kind = 'd'");
	expect(*state, "", "UPDATE item SET kind = 'b', size = 3, name = 'abc'");
	expect(*state, "", "UPDATE item SET kind = NULL, size = $1");
	expect(*state, "23514", "UPDATE item SET size = 0");
	expect(*state, "23514", "UPDATE item SET size = '100'");
	expect(*state, "23514", "UPDATE item SET name = 'a'");
	/* A trigger may change it; what the other column holds is not known; so is a pattern. */
	expect(*state, "", "UPDATE filled SET kind = 'd'");
	expect(*state, "", "UPDATE item SET low = 5");
	expect(*state, "", "UPDATE item SET code = '1'");
	assert_string_equal(bind(*state, "UPDATE item SET size = 0")->problems.v[0].code, "check-violated");
	assert_string_equal(bind(*state, "UPDATE item SET size = 0")->problems.v[0].message, "new row for relation \"item\" violates check constraint \"item_size_check\"");
}

static void windows(void **state)
{
	expect(*state, "", "SELECT rank() OVER w, sum(id) OVER (w ORDER BY size) FROM k WINDOW w AS (PARTITION BY nick)");
	expect(*state, "42704", "SELECT rank() OVER v FROM k WINDOW w AS (PARTITION BY nick)");
	assert_string_equal(bind(*state, "SELECT rank() OVER wine FROM k WINDOW wind AS (PARTITION BY nick)")->problems.v[0].nearest, "wind");
	expect(*state, "42704", "SELECT rank() OVER (v ORDER BY id) FROM k");
	expect(*state, "42P20", "SELECT rank() OVER (w ORDER BY id) FROM k WINDOW w AS (ORDER BY size)");
	expect(*state, "42P20", "SELECT rank() OVER w FROM k WINDOW w AS (), w AS (ORDER BY id)");
	expect(*state, "42P20", "SELECT id FROM k WHERE rank() OVER () = 1");
	expect(*state, "42P20", "SELECT sum(rank() OVER ()) OVER () FROM k");
	expect(*state, "42809", "SELECT rank() FROM k");
	expect(*state, "42809", "SELECT lower(nick) OVER () FROM k");
	expect(*state, "0A000", "SELECT count(DISTINCT id) OVER () FROM k");
}

static void sets(void **state)
{
	expect(*state, "", "SELECT generate_series(1, 2), id FROM k ORDER BY generate_series(1, 2)");
	expect(*state, "0A000", "SELECT id FROM k WHERE generate_series(1, 2) = 1");
	expect(*state, "0A000", "SELECT CASE WHEN active THEN generate_series(1, 2) END FROM k");
	expect(*state, "0A000", "SELECT coalesce(generate_series(1, 2), 1) FROM k");
	expect(*state, "0A000", "SELECT sum(generate_series(1, 2)) FROM k");
	expect(*state, "0A000", "SELECT * FROM abs(generate_series(1, 2))");
	expect(*state, "", "INSERT INTO k (id) VALUES (generate_series(1, 2))");
	expect(*state, "0A000", "INSERT INTO k (id) VALUES (1), (generate_series(1, 2))");
	expect(*state, "0A000", "UPDATE k SET id = generate_series(1, 2)");
}

static void locks(void **state)
{
	expect(*state, "0A000", "SELECT k.id FROM k LEFT JOIN item i ON i.size = k.id FOR UPDATE");
	expect(*state, "0A000", "SELECT k.id FROM k LEFT JOIN item i ON i.size = k.id WHERE k.id = 1 FOR SHARE OF i");
	expect(*state, "", "SELECT k.id FROM k LEFT JOIN item i ON i.size = k.id FOR UPDATE OF k");
	expect(*state, "", "SELECT k.id FROM k LEFT JOIN item i ON i.size = k.id WHERE i.size = 1 FOR UPDATE");
	expect(*state, "0A000", "SELECT id, rank() OVER () FROM k FOR UPDATE");
}

static void values(void **state)
{
	expect(*state, "22001", "UPDATE k SET nick = 'much too long'::text");
	expect(*state, "22001", "UPDATE k SET nick = 1234567890");
	expect(*state, "23502", "INSERT INTO item (need) VALUES (NULL)");
	expect(*state, "", "INSERT INTO item (id, need) OVERRIDING USER VALUE VALUES (NULL, 1)");
	expect(*state, "42P18", "SELECT ROW($1, 2)");
	expect(*state, "", "SELECT ROW($1, 2)::two");
	expect(*state, "42846", "SELECT ROW(1, 2, 3)::two");
	expect(*state, "42804", "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1.5 FROM r) SELECT n FROM r");
	expect(*state, "42803", "SELECT nick, tenant FROM k GROUP BY ROLLUP (nick)");
	expect(*state, "42803", "SELECT nick, grouping(tenant) FROM k GROUP BY ROLLUP (nick)");
	expect(*state, "42803", "SELECT id FROM k WHERE id = (SELECT max(k.id))");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(conflicts, set_up, tear_down), cmocka_unit_test_setup_teardown(checks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(windows, set_up, tear_down), cmocka_unit_test_setup_teardown(sets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(locks, set_up, tear_down), cmocka_unit_test_setup_teardown(values, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
