#include "../../audit/store/db.h"
#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Compares `expression`, as text, with what it must be; NULL for NULL, "error: …" for a failure that says so. */
static void check(struct db *db, const char *expression, const char *expected)
{
	struct buf sql = {0};
	struct err err = {0};
	struct query *q;
	const char *got;

	buf_printf(&sql, "SELECT %s", expression);
	q = db_query(db, &err, buf_text(&sql));
	if (!q)
		fail_msg("%s: %s", expression, err.message);
	got = query_next(q, &err) ? query_text(q, 0) : NULL;
	if (expected && starts_with(expected, "error: ")) {
		if (!strstr(err.message, expected + 7))
			fail_msg("%s: \"%s\" is not an error with \"%s\"", expression, err.message, expected + 7);
	} else if (err.message[0] || !got != !expected || (got && strcmp(got, expected) != 0)) {
		fail_msg("%s: %s%s, not %s", expression, got ? got : "NULL", err.message, expected ? expected : "NULL");
	}
	query_end(q);
	buf_free(&sql);
}

struct pair { const char *expression, *expected; };

static void check_all(const struct pair *pair, size_t n)
{
	struct db *db = db_open(":memory:", DB_FACTS, NULL);

	for (size_t i = 0; i < n; i++)
		check(db, pair[i].expression, pair[i].expected);
	db_close(db);
}
#define CHECK_ALL(pairs) check_all(pairs, sizeof(pairs) / sizeof(pairs[0]))

static void snake_case(void **state)
{
	static const struct pair pairs[] = {
		{"snake_case('userId')", "user_id"}, {"snake_case('HTTPServerId')", "http_server_id"}, {"snake_case('already_snake')", "already_snake"},
		{"snake_case('User_Id')", "user_id"}, {"snake_case('user-name of')", "user_name_of"}, {"snake_case('line2Text')", "line2_text"},
		{"snake_case('address1')", "address1"}, {"snake_case('ID')", "id"}, {"snake_case('')", ""}, {"snake_case(NULL)", NULL},
		{"snake_case('straßeNr')", "straße_nr"}, {"snake_case(12)", "12"},
		{"snake_case('UserIDs', 'API ID')", "user_ids"}, {"snake_case('UserIDs')", "user_i_ds"}, {"snake_case('HTTPSServer', 'HTTP HTTPS')", "http_s_server"},
		{"snake_case('UUID', 'UID UUID')", "uuid"}, {"snake_case('', 'ID')", ""},
	};

	(void)state;
	CHECK_ALL(pairs);
}

static void inflection(void **state)
{
	/* singular, plural: both ways */
	static const char *const both[][2] = {
		{"user", "users"}, {"category", "categories"}, {"day", "days"}, {"status", "statuses"}, {"address", "addresses"}, {"box", "boxes"},
		{"branch", "branches"}, {"person", "people"}, {"user_child", "user_children"}, {"UserCategory", "UserCategories"}, {"OrderPerson", "OrderPeople"},
		{"Person", "People"}, {"PERSON", "PEOPLE"}, {"index", "indices"}, {"analysis", "analyses"}, {"hypothesis", "hypotheses"}, {"movie", "movies"},
		{"cache", "caches"}, {"warehouse", "warehouses"}, {"database", "databases"}, {"bonus", "bonuses"}, {"size", "sizes"}, {"quiz", "quizzes"},
		{"news", "news"}, {"series", "series"}, {"menu", "menus"}, {"wish", "wishes"}, {"use", "uses"}, {"alias", "aliases"}, {"hero", "heroes"},
		{"knowledge_base", "knowledge_bases"}, {"release", "releases"}, {"metadata", "metadata"}, {"leaf", "leaves"}, {"archive", "archives"},
	};
	static const struct pair more[] = {
		{"plural('users')", "users"}, {"plural('people')", "people"}, {"singular('status')", "status"}, {"singular('address')", "address"},
		{"singular('user')", "user"}, {"singular('s')", "s"}, {"plural('')", "s"}, {"singular('')", ""}, {"plural(NULL)", NULL}, {"singular(NULL)", NULL},
		{"length(plural(printf('%.*c', 100000, 'x')))", "100001"}, {"length(singular(printf('%.*c', 100000, 's')))", "99999"},
	};
	struct db *db = db_open(":memory:", DB_FACTS, NULL);
	struct buf expression = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(both) / sizeof(both[0]); i++) {
		buf_reset(&expression);
		buf_printf(&expression, "plural('%s')", both[i][0]);
		check(db, buf_text(&expression), both[i][1]);
		buf_reset(&expression);
		buf_printf(&expression, "singular('%s')", both[i][1]);
		check(db, buf_text(&expression), both[i][0]);
	}
	buf_free(&expression);
	db_close(db);
	CHECK_ALL(more);
}

static void distances(void **state)
{
	static const struct pair pairs[] = {
		{"edit_distance('kitten', 'sitting')", "3"}, {"edit_distance('', 'abc')", "3"}, {"edit_distance('abc', '')", "3"}, {"edit_distance('ab', 'BA')", "1"},
		{"edit_distance('user_id', 'userId')", "1"}, {"edit_distance('a', NULL)", NULL}, {"edit_distance(printf('%.*c', 65, 'x'), 'x')", NULL},
		{"edit_distance(printf('%.*c', 64, 'x'), 'x')", "63"},
		{"nearest('nmae', value) FROM json_each('[\"id\",\"name\",\"names\"]')", "name"},
		{"nearest('user_nam', value) FROM json_each('[\"user_name\",\"user_map\"]')", "user_name"},
		{"nearest('colour', value) FROM json_each('[\"id\",\"price\"]')", NULL},
		{"nearest('id', value) FROM json_each('[\"ip\",\"is\"]')", NULL},
		{"nearest('ID', value) FROM json_each('[\"ip\",\"id\"]')", "id"},
		/* of equally near ones the first by name, in whatever order they come */
		{"nearest('catt', value) FROM json_each('[\"cats\",\"cart\",\"bat\"]')", "cart"},
		{"nearest('catt', value) FROM json_each('[\"cart\",\"cats\"]')", "cart"},
		{"nearest('x', NULL)", NULL}, {"nearest('abc', value) FROM json_each('[]')", NULL},
	};

	(void)state;
	CHECK_ALL(pairs);
}

static void paths(void **state)
{
	static const struct pair pairs[] = {
		{"path_join('/api/', '/users')", "/api/users"}, {"path_join('api', 'users', ':id')", "/api/users/:id"}, {"path_join('/api', '/')", "/api"},
		{"path_join('', '/')", "/"}, {"path_join()", "/"}, {"path_join('/', '')", "/"}, {"path_join('/api', NULL)", NULL}, {"path_join('//a//', 'b/')", "/a/b"},
		{"basename('db/schema.sql')", "schema.sql"}, {"basename('schema.sql')", "schema.sql"}, {"basename('db/')", ""}, {"basename(NULL)", NULL},
		{"dirname('a/b/c')", "a/b"}, {"dirname('a')", ""}, {"dirname('/a')", ""}, {"dirname(NULL)", NULL},
	};

	(void)state;
	CHECK_ALL(pairs);
}

static void versions(void **state)
{
	static const struct pair pairs[] = {
		{"duration(0)", "0 seconds"}, {"duration(119)", "119 seconds"}, {"duration(5400)", "90 minutes"}, {"duration(90000)", "25 hours"}, {"duration(172800)", "2 days"},
		{"duration(NULL)", NULL},
		{"semver_major('4.18.2')", "4"}, {"semver_major('^4.18.2')", "4"}, {"semver_major('~0.25')", "0"}, {"semver_major('v5')", "5"},
		{"semver_major('>= 4.2, < 5')", "4"}, {"semver_major('>=4 <6')", "4"}, {"semver_major('5.x || 4')", "4"}, {"semver_major('4.x')", "4"},
		{"semver_major('1.2 - 2.3')", "1"}, {"semver_major('~=4.2')", "4"}, {"semver_major('==4.2.*')", "4"}, {"semver_major('!=3.1,>=4')", "4"},
		{"semver_major('npm:other@^7.1.0')", "7"}, {"semver_major('npm:@scope/other@^7.1.0')", "7"}, {"semver_major('workspace:^2.0.0')", "2"},
		{"semver_major('4.0.0-beta.1')", "4"}, {"semver_major('*')", NULL}, {"semver_major('latest')", NULL}, {"semver_major('')", NULL},
		{"semver_major('<5')", NULL}, {"semver_major('4 || *')", NULL}, {"semver_major('git+https://host/x.git')", NULL}, {"semver_major('workspace:*')", NULL},
		{"semver_major(NULL)", NULL}, {"semver_major('99999999999999999999')", "999999"},
	};

	(void)state;
	CHECK_ALL(pairs);
}

static void identifiers(void **state)
{
	static const struct pair pairs[] = {
		{"quote_ident('users')", "users"}, {"quote_ident('user')", "\"user\""}, {"quote_ident('userId')", "\"userId\""}, {"quote_ident('a\"b')", "\"a\"\"b\""},
		{"quote_ident('1a')", "\"1a\""}, {"quote_ident('_a1')", "_a1"}, {"quote_ident('')", "\"\""}, {"quote_ident('a b')", "\"a b\""},
		{"quote_ident('all')", "\"all\""}, {"quote_ident('xmltable')", "\"xmltable\""}, {"quote_ident('name')", "name"}, {"quote_ident(NULL)", NULL},
	};

	(void)state;
	CHECK_ALL(pairs);
}

static void regular_expressions(void **state)
{
	static const struct pair pairs[] = {
		{"regexp('^a.c$', 'abc')", "1"}, {"'abc' REGEXP 'b'", "1"}, {"regexp('^b', 'abc')", "0"}, {"regexp('ä', 'Gänse')", "1"}, {"regexp('^G.nse$', 'Gänse')", "1"},
		{"regexp('x', NULL)", NULL}, {"regexp(NULL, 'x')", NULL}, {"regexp('(', 'x')", "error: missing closing parenthesis"},
		{"regexp('(a+)+$', printf('%.*c', 60, 'a') || 'b')", "error: match limit exceeded"},
		{"regexp('b', CAST(x'fffe62' AS TEXT))", "1"}, {"regexp(printf('%.*c', 5000, 'a'), 'a')", "error: too long"}, {"regexp('\\C', 'a')", "error: \\C"},
		{"sum(value REGEXP '^[ab]$') FROM json_each('[\"a\",\"b\",\"c\"]')", "2"},
		{"regexp_capture('(\\d+)-(\\d+)?', 'a 12-34', 1)", "12"}, {"regexp_capture('(\\d+)-(\\d+)?', 'a 12-34', 0)", "12-34"},
		{"regexp_capture('(\\d+)-(\\d+)?', 'a 12-', 2)", NULL}, {"regexp_capture('(x)', 'y', 1)", NULL}, {"regexp_capture('(x)', 'x', 2)", NULL},
		{"regexp_replace('/\\([^/]*\\)', '/(shop)/calls/(x)', '')", "/calls"}, {"regexp_replace('_(\\w+)', 'a/_id/_b', ':$1')", "a/:id/:b"},
		{"regexp_replace('x', 'abc', 'y')", "abc"}, {"regexp_replace('(a)|b', 'ab', '[$1]')", "[a][]"}, {"regexp_replace('x*', 'abc', '-')", "abc"},
		{"regexp_replace('b', 'abc', '$')", "a$c"}, {"regexp_replace('b', NULL, 'c')", NULL},
		{"regexp_capture('(x)', 'x', -1)", NULL}, {"regexp_capture('(?=a\\K)', 'a', 0)", "error: not allowed in lookarounds"},
	};

	(void)state;
	CHECK_ALL(pairs);
}

static void usable_in_indexes_and_views(void **state)
{
	struct db *db = db_open(":memory:", DB_FACTS, NULL);
	struct err err = {0};

	(void)state;
	assert_true(db_exec(db, "CREATE TABLE t(a); CREATE INDEX i ON t(snake_case(a)); CREATE VIEW v AS SELECT plural(a) AS p FROM t;"
				"INSERT INTO t VALUES ('userId'); CREATE VIEW r AS SELECT 1 FROM t WHERE a REGEXP 'I'", &err));
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM t INDEXED BY i WHERE snake_case(a) = 'user_id'"), 1);
	assert_int_equal(db_int(db, 0, "SELECT p = 'userIds' FROM v"), 1);
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM r"), 1);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snake_case),
		cmocka_unit_test(inflection),
		cmocka_unit_test(distances),
		cmocka_unit_test(paths),
		cmocka_unit_test(versions),
		cmocka_unit_test(identifiers),
		cmocka_unit_test(regular_expressions),
		cmocka_unit_test(usable_in_indexes_and_views),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
