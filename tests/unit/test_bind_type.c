/* Types: what expressions give, which calls resolve, what literals mean. The server is asked the same by tests/live/bind.sh; here are the rules one by one. */
#include "../../audit/sql/bind.h"
#include "../../audit/sql/builtin.h"
#include "../../audit/sql/replay.h"
#include "../../audit/sql/types.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static const char schema[] =
	"CREATE TYPE mood AS ENUM ('sad', 'ok');"
	"CREATE DOMAIN positive AS int;"
	"CREATE TABLE t (id bigint PRIMARY KEY, name text, code varchar(4), small smallint, cost numeric(6,2), seen timestamptz, mood mood, level positive, tags text[],"
	" meta jsonb, raw json, fixed int GENERATED ALWAYS AS (1) STORED);"
	"CREATE UNIQUE INDEX t_name ON t (name, code);"
	"CREATE FUNCTION twice(n int, times int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT 1';";

#include "bind_text.h"

/* The types of the output, as the server would print them; "?" for one that is not known. */
static void gives(struct fixture *f, const char *text, const char *types)
{
	struct bound *b = bind(f, text);
	const char *all = "";

	if (b->problems.n)
		fail_msg("%s: %s", text, b->problems.v[0].message);
	for (size_t i = 0; i < b->outputs.n; i++)
		all = arena_printf(&f->arena, "%s%s%s", all, i ? ", " : "", b->outputs.v[i].type.name ? type_text(&f->arena, &b->outputs.v[i].type) : "?");
	assert_string_equal(all, types);
}

static const struct bound_problem *refused(struct fixture *f, const char *text, const char *code, const char *message)
{
	struct bound *b = bind(f, text);

	if (!b->problems.n)
		fail_msg("%s: nothing is said", text);
	assert_string_equal(b->problems.v[0].message, message);
	assert_string_equal(b->problems.v[0].code, code);
	return &b->problems.v[0];
}

static void operators(void **state)
{
	gives(*state, "SELECT id + 1, small * 2, cost / id, name || 'x', id || name, seen - seen, seen + interval '1 day', meta->'a', meta->>'a', tags || name FROM t",
	      "bigint, integer, numeric, text, text, interval, timestamp with time zone, jsonb, text, text[]");
	gives(*state, "SELECT level + 1, mood = 'ok', name = ANY(tags), tags[1], -id, 9999999999, 1.5 FROM t",
	      "integer, boolean, boolean, text, bigint, bigint, numeric");
	refused(*state, "SELECT 1 FROM t WHERE name = 5", "operator-not-found", "operator does not exist: text = integer");
	refused(*state, "SELECT 1 FROM t WHERE mood LIKE 's%'", "operator-not-found", "operator does not exist: mood ~~ unknown");
	refused(*state, "SELECT 1 FROM t WHERE id = ANY(name)", "type-mismatch", "op ANY/ALL (array) requires array on right side");
}

static void functions(void **state)
{
	gives(*state, "SELECT lower(name), round(cost, 1), count(*), max(seen), array_agg(id), coalesce(cost, 0), make_interval(days => 3), twice(1), twice(times => 1, n => 2)"
		      " FROM t GROUP BY name, cost",
	      "text, numeric, bigint, timestamp with time zone, bigint[], numeric, interval, integer, integer");
	gives(*state, "SELECT u, e.key, g FROM t, unnest(tags) u, jsonb_each(meta) e, generate_series(1, 3) g", "text, text, integer");
	refused(*state, "SELECT lower(id) FROM t", "function-not-found", "function lower(bigint) does not exist");
	refused(*state, "SELECT nope(1)", "function-not-found", "function nope(integer) does not exist");
	refused(*state, "SELECT twice(1, 2, 3)", "function-not-found", "function twice(integer, integer, integer) does not exist");
}

static void extensions_that_bring_functions(void **state)
{
	struct fixture *f = *state;
	struct replay replay = {.catalog = f->catalog};
	const struct bound_problem *p = refused(f, "SELECT similarity(name, 'x') FROM t", "function-not-found", "function similarity(text, unknown) does not exist");

	/* Perhaps somebody created the extension elsewhere. */
	assert_false(p->certain);
	assert_string_equal(p->detail, "extension \"pg_trgm\", which is not created here, has one");
	replay_text(&replay, "CREATE EXTENSION pg_trgm;", 25, 1, 1);
	gives(f, "SELECT similarity(name, 'x'), name % 'x' FROM t", "real, boolean");
	replay_text(&replay, "CREATE EXTENSION postgis;", 25, 1, 1);
	gives(f, "SELECT nope(1), name <@@> 5 FROM t", "?, ?");
}

static void common_types(void **state)
{
	gives(*state, "SELECT CASE WHEN id > 1 THEN small ELSE cost END, greatest(id, 1), ARRAY[1, 2.5], nullif(name, '') FROM t", "numeric, bigint, numeric[], text");
	gives(*state, "SELECT id, NULL FROM t UNION SELECT 1.5, seen FROM t", "numeric, timestamp with time zone");
	gives(*state, "VALUES (1, 'a'), (2.5, NULL)", "numeric, text");
	refused(*state, "SELECT CASE WHEN true THEN name ELSE 1 END FROM t", "type-mismatch", "CASE types integer and text cannot be matched");
	refused(*state, "SELECT id FROM t UNION SELECT name FROM t", "type-mismatch", "UNION types bigint and text cannot be matched");
	refused(*state, "SELECT id FROM t WHERE small", "type-mismatch", "argument of WHERE must be type boolean, not type smallint");
}

static void literals(void **state)
{
	static const struct { const char *text, *message; } bad[] = {
		{"SELECT 1 FROM t WHERE id = ''", "invalid input syntax for type bigint: \"\""},
		{"SELECT 1 FROM t WHERE small = '40000'", "value \"40000\" is out of range for type smallint"},
		{"SELECT 1 FROM t WHERE mood = 'glad'", "invalid input value for enum mood: \"glad\""},
		{"SELECT 1 FROM t WHERE seen > 'yesterdayy'", "invalid input syntax for type timestamp with time zone: \"yesterdayy\""},
		{"SELECT 1 FROM t WHERE seen > '2023-02-29'", "date/time field value out of range: \"2023-02-29\""},
		{"SELECT 1 FROM t WHERE meta @> '{\"a\": 01}'", "invalid input syntax for type json"},
		{"SELECT 1 FROM t WHERE tags = 'a,b'", "malformed array literal: \"a,b\""},
		{"SELECT 'maybe'::boolean", "invalid input syntax for type boolean: \"maybe\""},
		{"SELECT 'a0eebc99'::uuid", "invalid input syntax for type uuid: \"a0eebc99\""},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refused(*state, bad[i].text, "bad-literal", bad[i].message);
	gives(*state, "SELECT id FROM t WHERE id = ' -5 ' AND mood = 'ok' AND seen > 'tomorrow' AND cost < '1e3' AND meta @> '{\"a\": [1, null]}' AND 'T'::boolean AND seen < '2024-02-29 10:00Z'",
	      "bigint");
	/* A hole in a literal may be anything. */
	gives(*state, "SELECT id FROM t WHERE id = '" HOLE_PREFIX "1'", "bigint");
}

static void parameters(void **state)
{
	struct fixture *f = *state;
	struct bound *b = bind(f, "SELECT id FROM t WHERE mood = $1 AND id = ANY($2) AND seen > now() - $3 * interval '1 day' LIMIT $4");

	assert_int_equal(b->problems.n, 0);
	assert_int_equal(b->parameters.n, 4);
	assert_string_equal(type_text(&f->arena, &b->parameters.v[0].type), "mood");
	assert_string_equal(type_text(&f->arena, &b->parameters.v[1].type), "bigint[]");
	assert_string_equal(type_text(&f->arena, &b->parameters.v[2].type), "double precision");
	assert_string_equal(type_text(&f->arena, &b->parameters.v[3].type), "bigint");
}

/* The number may be put together at run time, so what one place says of it proves nothing for another. */
static void parameters_used_twice_are_not_certain(void **state)
{
	const struct bound_problem *p = refused(*state, "SELECT id FROM t WHERE name = $1 LIMIT $1", "type-mismatch", "argument of LIMIT must be type bigint, not type text");

	assert_false(p->certain);
	p = refused(*state, "SELECT id FROM t WHERE $1 IS NULL OR name = $1", "undetermined-parameter", "could not determine data type of parameter $1");
	assert_false(p->certain);
	assert_true(refused(*state, "SELECT id FROM t WHERE name = $1 LIMIT name", "type-mismatch", "argument of LIMIT must be type bigint, not type text")->certain);
}

static void groups(void **state)
{
	gives(*state, "SELECT id, name, max(cost) FROM t GROUP BY id ORDER BY code", "bigint, text, numeric");
	gives(*state, "SELECT date_trunc('day', seen) AS day, count(*) FROM t GROUP BY day HAVING count(*) > 1", "timestamp with time zone, bigint");
	refused(*state, "SELECT name, code FROM t GROUP BY name", "group-by", "column \"t.code\" must appear in the GROUP BY clause or be used in an aggregate function");
	refused(*state, "SELECT name, count(*) FROM t", "group-by", "column \"t.name\" must appear in the GROUP BY clause or be used in an aggregate function");
	refused(*state, "SELECT 1 FROM t WHERE count(*) > 1", "group-by", "aggregate functions are not allowed in WHERE");
	refused(*state, "SELECT 1 FROM t GROUP BY raw", "operator-not-found", "could not identify an equality operator for type json");
}

static void assignments(void **state)
{
	gives(*state, "UPDATE t SET small = id, name = id, code = name, cost = 1.555 RETURNING id", "bigint");
	refused(*state, "UPDATE t SET seen = 5", "type-mismatch", "column \"seen\" is of type timestamp with time zone but expression is of type integer");
	refused(*state, "UPDATE t SET code = 'longer'", "literal-too-long", "value too long for type character varying(4)");
	refused(*state, "UPDATE t SET small = 40000", "literal-out-of-range", "smallint out of range");
	refused(*state, "UPDATE t SET cost = 12345", "literal-out-of-range", "numeric field overflow");
	refused(*state, "UPDATE t SET fixed = 2", "write-to-generated", "column \"fixed\" can only be updated to DEFAULT");
	refused(*state, "INSERT INTO t (id) VALUES (1) ON CONFLICT (name) DO NOTHING", "on-conflict-without-unique",
		"there is no unique or exclusion constraint matching the ON CONFLICT specification");
	gives(*state, "INSERT INTO t (id) VALUES (1) ON CONFLICT (code, name) DO NOTHING RETURNING small", "smallint");
	refused(*state, "SELECT count(*) FROM t FOR UPDATE", "locking-not-allowed", "FOR UPDATE is not allowed with aggregate functions");
}

/* What is not known takes all that rests on it with it. */
static void unknown_spreads(void **state)
{
	gives(*state, "SELECT x.a + 1, char_length(x.a), coalesce(x.a, 5) FROM pg_stats x", "?, integer, ?");
	gives(*state, "SELECT elsewhere.f(1) || 'x', elsewhere.f(1) = 5", "?, boolean");
	((struct fixture *)*state)->catalog->open = true;
	gives(*state, "SELECT nope(1), id @@@@ 5 FROM t WHERE nope(id) = 'x'", "?, ?");
}

static void catalogue(void **state)
{
	const struct builtins *p = builtins();
	char method = 0;

	(void)state;
	assert_string_equal(p->part[PART_CORE], "core");
	assert_true(p->parts >= 6);
	assert_int_equal(builtin_type("int4"), p->int4);
	assert_int_equal(builtin_type("no such type"), 0);
	assert_int_equal(builtin_cast(p->int4, p->int8, 1, &method), 'i');
	assert_int_equal(builtin_cast(p->int8, p->int4, 1, &method), 'a');
	assert_int_equal(builtin_cast(p->text, p->int4, 1, &method), 0);
	assert_non_null(builtin_procs("lower"));
	assert_null(builtin_procs("no such function"));
	assert_non_null(builtin_opers("->>"));
}

int main(void)
{
#define type_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		type_test(operators), type_test(functions), type_test(extensions_that_bring_functions), type_test(common_types), type_test(literals), type_test(parameters),
		type_test(parameters_used_twice_are_not_certain), type_test(groups), type_test(assignments), type_test(unknown_spreads), cmocka_unit_test(catalogue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
