#include "../../audit/sql/bind.h"
#include "../../audit/sql/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char schema[] =
	"CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE, phone text UNIQUE, org_id int, deleted_at timestamptz, name text);"
	"CREATE TABLE calls (id uuid CONSTRAINT calls_pkey PRIMARY KEY, user_id int NOT NULL, at timestamptz);"
	"CREATE TABLE members (org_id int, user_id int, role text, PRIMARY KEY (org_id, user_id));"
	"CREATE TABLE profiles (user_id int NOT NULL, bio text, nick text, code text);"
	"CREATE UNIQUE INDEX profiles_user ON profiles (user_id);"
	"CREATE UNIQUE INDEX profiles_nick ON profiles (nick) WHERE bio IS NOT NULL;"
	"CREATE UNIQUE INDEX profiles_code ON profiles (lower(code));"
	"CREATE TABLE base (id int PRIMARY KEY); CREATE TABLE derived () INHERITS (base);"
	"CREATE TABLE slow (id int, UNIQUE (id) DEFERRABLE);"
	"CREATE VIEW people AS SELECT * FROM users;";

static const struct { const char *text; enum cardinality rows; const char *proof; } cases[] = {
	/* by key */
	{"SELECT * FROM calls WHERE id = $1", CARD_MAYBE_ONE, "calls_pkey (id = $1)"},
	{"SELECT * FROM calls c WHERE $1::uuid = c.id AND user_id = 3", CARD_MAYBE_ONE, "calls_pkey (id = $1)"},
	{"SELECT * FROM users WHERE email = 'a'", CARD_MAYBE_ONE, "users_email_key (email = 'a')"},
	{"SELECT * FROM users WHERE id IN ($1)", CARD_MAYBE_ONE, "users_pkey (id = $1)"},
	{"SELECT * FROM users WHERE id = ANY (ARRAY[$1]::int[])", CARD_MAYBE_ONE, "users_pkey (id = $1)"},
	{"SELECT * FROM members WHERE org_id = $1 AND user_id = $2", CARD_MAYBE_ONE, "members_pkey (org_id = $1 AND user_id = $2)"},
	{"SELECT * FROM members WHERE (user_id, org_id) = ($1, $2)", CARD_MAYBE_ONE, "members_pkey (org_id = $2 AND user_id = $1)"},
	{"SELECT * FROM profiles WHERE user_id = (SELECT 1)", CARD_MAYBE_ONE, "profiles_user (user_id = (SELECT …))"},
	{"SELECT * FROM users WHERE id IS NOT DISTINCT FROM $1", CARD_MAYBE_ONE, "users_pkey (id = $1)"},
	/* by a partial index, or one over expressions */
	{"SELECT * FROM profiles WHERE lower(code) = lower($1)", CARD_MAYBE_ONE, "profiles_code (lower(…) = lower(…))"},
	{"SELECT * FROM profiles p WHERE p.nick = $1 AND p.bio IS NOT NULL", CARD_MAYBE_ONE, "profiles_nick (nick = $1)"},
	{"SELECT * FROM profiles p WHERE p.nick = $1 AND bio LIKE 'a%'", CARD_MAYBE_ONE, "profiles_nick (nick = $1)"},
	{"SELECT * FROM users u LEFT JOIN profiles p ON p.nick = u.name AND p.bio <> '' WHERE u.id = $1", CARD_MAYBE_ONE, "users_pkey (id = $1), profiles_nick (nick = u.name)"},
	{"SELECT * FROM users u LEFT JOIN profiles p ON p.nick = u.name WHERE u.id = $1 AND u.name IS NOT NULL", CARD_UNKNOWN, ""},
	/* not by key */
	{"SELECT * FROM calls", CARD_MANY, ""},
	{"SELECT * FROM calls WHERE user_id = $1", CARD_MANY, ""},
	{"SELECT * FROM members WHERE org_id = $1", CARD_MANY, ""},
	{"SELECT * FROM users WHERE id = ANY ($1)", CARD_MANY, ""},
	{"SELECT * FROM users WHERE id IN ($1, $2)", CARD_MANY, ""},
	{"SELECT * FROM users WHERE id > $1", CARD_MANY, ""},
	{"SELECT * FROM users WHERE NOT id = $1 AND name = 'x'", CARD_UNKNOWN, ""},
	{"SELECT * FROM users WHERE phone IS NOT DISTINCT FROM $1", CARD_MANY, ""},
	{"SELECT * FROM users u WHERE u.id = u.org_id", CARD_MANY, ""},
	{"SELECT * FROM users WHERE name IS NULL OR name = $1", CARD_MANY, ""},
	/* perhaps: never a proof, never the claim of many */
	{"SELECT * FROM users WHERE ($1::int IS NULL OR id = $1)", CARD_UNKNOWN, ""},
	{"SELECT * FROM profiles WHERE nick = $1", CARD_UNKNOWN, ""},
	{"SELECT * FROM profiles WHERE upper(code) = lower($1)", CARD_UNKNOWN, ""},
	{"SELECT * FROM profiles WHERE nick = $1 AND bio IS NULL", CARD_UNKNOWN, ""},
	{"SELECT * FROM base WHERE id = $1", CARD_UNKNOWN, ""},
	{"SELECT * FROM slow WHERE id = $1", CARD_UNKNOWN, ""},
	{"SELECT * FROM people WHERE id = $1", CARD_UNKNOWN, ""},
	{"SELECT * FROM people", CARD_MANY, ""},
	{"SELECT * FROM users WHERE id = $1 AND plumbline_hole_1", CARD_UNKNOWN, ""},
	{"SELECT * FROM users WHERE id = plumbline_hole_1", CARD_UNKNOWN, ""},
	{"SELECT * FROM users WHERE id = floor(random() * 10)", CARD_UNKNOWN, ""},
	/* joins */
	{"SELECT * FROM calls c JOIN users u ON u.id = c.user_id WHERE c.id = $1", CARD_MAYBE_ONE, "calls_pkey (id = $1), users_pkey (id = c.user_id)"},
	{"SELECT * FROM calls c LEFT JOIN users u ON u.id = c.user_id WHERE c.id = $1", CARD_MAYBE_ONE, "calls_pkey (id = $1), users_pkey (id = c.user_id)"},
	{"SELECT * FROM users u LEFT JOIN calls c ON c.user_id = u.id WHERE u.id = $1", CARD_MANY, ""},
	{"SELECT * FROM users u LEFT JOIN profiles p ON u.id = p.user_id WHERE p.user_id = $1", CARD_MANY, ""},
	{"SELECT * FROM users u JOIN profiles p ON u.id = p.user_id WHERE p.user_id = $1", CARD_MAYBE_ONE, "profiles_user (user_id = $1), users_pkey (id = p.user_id)"},
	{"SELECT * FROM users JOIN profiles ON users.id = profiles.user_id AND users.id = $1", CARD_MAYBE_ONE,
	 "users_pkey (id = $1), profiles_user (user_id = users.id)"},
	{"SELECT * FROM users u LEFT JOIN profiles p ON p.user_id = u.id AND u.id = $1", CARD_MANY, ""},
	{"SELECT * FROM users u FULL JOIN profiles p ON p.user_id = u.id WHERE u.id = $1", CARD_MANY, ""},
	{"SELECT * FROM calls JOIN profiles USING (user_id) WHERE calls.id = $1", CARD_MAYBE_ONE, "calls_pkey (id = $1), profiles_user (user_id = calls.user_id)"},
	{"SELECT * FROM users u, members m WHERE u.id = $1 AND m.user_id = u.id AND m.org_id = u.org_id", CARD_MAYBE_ONE,
	 "users_pkey (id = $1), members_pkey (org_id = u.org_id AND user_id = u.id)"},
	{"SELECT * FROM users u CROSS JOIN calls WHERE u.id = $1", CARD_MANY, ""},
	{"SELECT * FROM users u LEFT JOIN (SELECT user_id, count(*) AS n FROM calls GROUP BY user_id) c ON c.user_id = u.id WHERE u.id = $1", CARD_MAYBE_ONE,
	 "users_pkey (id = $1), GROUP BY (user_id = u.id)"},
	{"SELECT * FROM users u, LATERAL (SELECT * FROM calls c WHERE c.user_id = u.id ORDER BY at LIMIT 1) l WHERE u.id = $1", CARD_MAYBE_ONE, "users_pkey (id = $1)"},
	{"SELECT * FROM users u, unnest(ARRAY[1, 2]) x WHERE u.id = $1", CARD_MANY, ""},
	/* through CTEs and subqueries */
	{"WITH c AS (SELECT * FROM calls WHERE user_id = $1) SELECT * FROM c WHERE id = $2", CARD_MAYBE_ONE, "calls_pkey (id = $2)"},
	{"SELECT s.cid FROM (SELECT c.id AS cid FROM calls c JOIN users u ON u.id = c.user_id) s WHERE cid = $1", CARD_MAYBE_ONE, "calls_pkey (cid = $1)"},
	{"SELECT s.cid FROM (SELECT u.id AS cid FROM calls c JOIN users u ON u.id = c.user_id) s WHERE cid = $1", CARD_MANY, ""},
	{"SELECT * FROM (SELECT DISTINCT user_id FROM calls) d WHERE user_id = $1", CARD_MAYBE_ONE, "DISTINCT (user_id = $1)"},
	{"SELECT id FROM users WHERE EXISTS (SELECT 1 FROM calls WHERE calls.id = $1)", CARD_MANY, ""},
	/* aggregates, LIMIT, no FROM */
	{"SELECT count(*) FROM calls", CARD_ONE, "aggregate without GROUP BY"},
	{"SELECT coalesce(max(at), now()) FROM calls WHERE user_id = $1", CARD_ONE, "aggregate without GROUP BY"},
	{"SELECT count(*) FROM calls HAVING count(*) > 3", CARD_MAYBE_ONE, "aggregate without GROUP BY"},
	{"SELECT user_id, count(*) FROM calls GROUP BY user_id", CARD_MANY, ""},
	{"SELECT id, count(*) FROM users WHERE id = 1 GROUP BY id", CARD_MAYBE_ONE, "users_pkey (id = '1')"},
	{"SELECT id, count(*) FROM users WHERE id = 1 GROUP BY ROLLUP (id)", CARD_MANY, ""},
	{"SELECT count(*) OVER () FROM calls", CARD_MANY, ""},
	{"SELECT (SELECT count(*) FROM calls) FROM users", CARD_MANY, ""},
	{"SELECT * FROM calls ORDER BY at LIMIT 1", CARD_MAYBE_ONE, "LIMIT 1"},
	{"SELECT * FROM calls ORDER BY at FETCH FIRST ROW ONLY", CARD_MAYBE_ONE, "LIMIT 1"},
	{"SELECT * FROM calls ORDER BY at FETCH FIRST ROW WITH TIES", CARD_MANY, ""},
	{"SELECT * FROM calls LIMIT 2", CARD_MANY, ""},
	{"SELECT * FROM calls LIMIT $1", CARD_MANY, ""},
	{"SELECT count(*) FROM calls LIMIT $1", CARD_MAYBE_ONE, "aggregate without GROUP BY"},
	{"SELECT count(*) FROM calls OFFSET 1", CARD_MAYBE_ONE, "aggregate without GROUP BY"},
	{"SELECT EXISTS (SELECT 1 FROM calls WHERE user_id = $1)", CARD_ONE, "SELECT without FROM"},
	{"SELECT 1 WHERE $1", CARD_MAYBE_ONE, "SELECT without FROM"},
	{"SELECT generate_series(1, 3)", CARD_MANY, ""},
	{"SELECT unnest(ARRAY[1, 2]) FROM users WHERE id = $1", CARD_MANY, ""},
	{"VALUES (1, 2)", CARD_ONE, "VALUES of one row"},
	{"VALUES (1), (2)", CARD_MANY, ""},
	{"SELECT 1 UNION SELECT 2", CARD_MANY, ""},
	{"SELECT id FROM users UNION SELECT id FROM base LIMIT 1", CARD_MAYBE_ONE, "LIMIT 1"},
	/* writes */
	{"INSERT INTO users (id, email) VALUES (1, $1)", CARD_NONE, ""},
	{"INSERT INTO users (id, email) VALUES (1, $1) RETURNING id", CARD_ONE, "INSERT of one row"},
	{"INSERT INTO users (id, email) VALUES (1, $1) ON CONFLICT DO NOTHING RETURNING id", CARD_MAYBE_ONE, "INSERT of one row"},
	{"INSERT INTO users (id, email) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET name = 'x' RETURNING id", CARD_ONE, "INSERT of one row"},
	{"INSERT INTO users (id, email) VALUES (1, 'a'), (2, 'b') RETURNING id", CARD_MANY, ""},
	{"INSERT INTO users (id, email) SELECT length(bio), bio FROM calls, profiles RETURNING id", CARD_MANY, ""},
	{"UPDATE users SET name = 'x' WHERE id = $1", CARD_NONE, ""},
	{"UPDATE users SET name = 'x' WHERE id = $1 RETURNING *", CARD_MAYBE_ONE, "users_pkey (id = $1)"},
	{"UPDATE users SET name = 'x' WHERE org_id = $1 RETURNING *", CARD_MANY, ""},
	{"UPDATE users u SET name = 'x' FROM calls c WHERE c.user_id = u.id AND u.id = $1 RETURNING u.id", CARD_MAYBE_ONE, "users_pkey (id = $1)"},
	{"UPDATE users u SET name = 'x' FROM calls c WHERE c.user_id = u.id AND c.id = $1 RETURNING u.id", CARD_MAYBE_ONE,
	 "calls_pkey (id = $1), users_pkey (id = c.user_id)"},
	{"DELETE FROM calls WHERE id = $1 RETURNING id", CARD_MAYBE_ONE, "calls_pkey (id = $1)"},
	{"DELETE FROM calls USING users u WHERE u.id = calls.user_id AND u.email = $1 RETURNING calls.id", CARD_MANY, ""},
	{"WITH x AS (UPDATE users SET name = 'x' WHERE id = $1 RETURNING id) SELECT id FROM x", CARD_MAYBE_ONE, "one row in FROM"},
	/* others */
	{"BEGIN", CARD_NONE, ""},
	{"EXPLAIN SELECT 1", CARD_MANY, ""},
	{"SHOW search_path", CARD_ONE, ""},
};

static void every_case(void **state)
{
	struct catalog *catalog = catalog_new();
	struct replay replay = {.catalog = catalog};
	int wrong = 0;

	(void)state;
	replay_text(&replay, schema, strlen(schema), 1, 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = {0};
		struct bound *b = bind_statement(&arena, catalog, cases[i].text, strlen(cases[i].text));

		if (b->cardinality != cases[i].rows || strcmp(b->proof, cases[i].proof) != 0 || b->problems.n) {
			print_message("%s\n\tis %d \"%s\", not %d \"%s\" %s\n", cases[i].text, b->cardinality, b->proof, cases[i].rows, cases[i].proof,
				      b->problems.n ? b->problems.v[0].message : "");
			wrong++;
		}
		bound_free(b);
		arena_free(&arena);
	}
	catalog_free(catalog);
	assert_int_equal(wrong, 0);
}

static void limits(void **state)
{
	struct catalog *catalog = catalog_new();
	struct arena arena = {0};
	struct bound *b = bind_statement(&arena, catalog, "SELECT 1 LIMIT 1", 16);

	(void)state;
	assert_true(b->limited && b->limit_one);
	bound_free(b);
	b = bind_statement(&arena, catalog, "SELECT 1 LIMIT 10", 17);
	assert_true(b->limited && !b->limit_one);
	bound_free(b);
	b = bind_statement(&arena, catalog, "SELECT count(*) FROM x LIMIT ALL", 32);
	assert_true(!b->limited && b->is_aggregate);
	bound_free(b);
	arena_free(&arena);
	catalog_free(catalog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_case), cmocka_unit_test(limits)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
