/* What statements look like: the traits binding notes. */
#include "../../audit/sql/bind.h"
#include "../../audit/sql/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char schema[] =
	"CREATE TABLE owners (id int PRIMARY KEY, email text);"
	"CREATE TABLE calls (id int PRIMARY KEY, owner_id int, first_id int NOT NULL, status text CHECK (status IN ('new', 'done')), caller text);";

#include "bind_text.h"

/* Each trait as "kind table.column detail @ the text from its position on, one word". */
static void traits(struct fixture *f, const char *text, const char *expected)
{
	struct bound *b = bind(f, text);
	struct buf all = {0};

	for (size_t i = 0; i < b->traits.n; i++) {
		const struct bound_trait *t = &b->traits.v[i];

		buf_printf(&all, "%s%s %s%s%s%s%s @%.*s", i ? "; " : "", t->kind, t->table, *t->column ? "." : "", t->column, *t->detail ? " " : "", t->detail,
			t->position < 0 ? 0 : (int)strcspn(text + t->position, " ;),"), t->position < 0 ? "" : text + t->position);
	}
	if (strcmp(buf_text(&all), expected) != 0)
		fail_msg("%s:\n  %s\nexpected:\n  %s", text, buf_text(&all), expected);
	buf_free(&all);
}

static void stars(void **state)
{
	struct fixture *f = *state;

	traits(f, "SELECT * FROM calls", "star calls @*");
	traits(f, "SELECT o.email, c.* FROM owners o JOIN calls c ON c.owner_id = o.id", "star calls @c.*");
	traits(f, "SELECT 1, 'x' UNION ALL SELECT * FROM owners", "star owners @*");
	traits(f, "DELETE FROM calls WHERE id = 1 RETURNING *", "returning-star calls @*");
	traits(f, "SELECT count(*) FROM calls", "");
	traits(f, "SELECT id FROM calls WHERE EXISTS (SELECT * FROM owners)", "");
	traits(f, "WITH calls AS (SELECT 1 AS id) SELECT * FROM calls", "");
	traits(f, "SELECT * FROM (SELECT id FROM calls) c", "");
	traits(f, "SELECT * FROM nothing", "");
	traits(f, "SELECT * FROM plumbline_hole_1", "");
}

static void changes(void **state)
{
	struct fixture *f = *state;

	traits(f, "DELETE FROM calls", "no-where calls delete @calls");
	traits(f, "WITH g AS (UPDATE calls SET owner_id = 1 RETURNING id) SELECT id FROM g", "no-where calls update @calls");
	traits(f, "DELETE FROM calls USING owners WHERE owners.id = calls.owner_id; DELETE FROM calls WHERE true", "");
	traits(f, "DELETE FROM calls plumbline_hole_1", "");
	traits(f, "INSERT INTO owners VALUES (1, 'x')", "no-columns owners @owners");
	traits(f, "INSERT INTO owners SELECT * FROM owners; INSERT INTO owners SELECT (o).* FROM owners o; INSERT INTO owners DEFAULT VALUES; INSERT INTO owners (id) VALUES (1)", "");
}

static void null_operands(void **state)
{
	struct fixture *f = *state;

	traits(f, "SELECT id FROM calls WHERE owner_id = NULL", "null-operand  = @=");
	traits(f, "SELECT id FROM calls WHERE NULL::int <> owner_id", "null-operand  <> @<>");
	traits(f, "SELECT id FROM calls WHERE owner_id NOT IN (1, NULL)", "null-operand  NOT IN @NOT");
	traits(f, "UPDATE calls SET owner_id = NULL WHERE owner_id IS NULL AND owner_id IS DISTINCT FROM NULL AND owner_id IN (1, NULL) AND owner_id = $1", "");
}

static void not_in(void **state)
{
	struct fixture *f = *state;

	traits(f, "SELECT id FROM owners WHERE id NOT IN (SELECT owner_id FROM calls)", "nullable-not-in calls.owner_id @owner_id");
	traits(f, "SELECT id FROM owners WHERE id <> ALL (SELECT owner_id FROM calls)", "nullable-not-in calls.owner_id @owner_id");
	traits(f, "SELECT id FROM owners WHERE id NOT IN (SELECT c.first_id FROM owners o LEFT JOIN calls c ON c.owner_id = o.id)",
		"nullable-not-in calls.first_id outer join @c.first_id");
	traits(f, "SELECT id FROM owners WHERE id NOT IN (SELECT first_id FROM calls)", "");
	traits(f, "SELECT id FROM owners WHERE id NOT IN (SELECT owner_id FROM calls WHERE id = 1 AND owner_id IS NOT NULL)", "");
	traits(f, "SELECT id FROM owners WHERE id NOT IN (SELECT owner_id FROM calls WHERE owner_id = $1)", "");
	traits(f, "SELECT id FROM owners WHERE id NOT IN (SELECT c.owner_id FROM calls c JOIN owners o ON o.id = c.owner_id)", "");
	traits(f, "SELECT id FROM owners WHERE id NOT IN (SELECT coalesce(owner_id, 0) FROM calls) OR id IN (SELECT owner_id FROM calls)", "");
	traits(f, "SELECT id FROM owners WHERE id NOT IN (SELECT owner_id FROM calls WHERE owner_id IS NULL OR owner_id = 1)", "nullable-not-in calls.owner_id @owner_id");
}

static void patterns(void **state)
{
	struct fixture *f = *state;

	traits(f, "SELECT id FROM calls WHERE lower(caller) LIKE '%a'", "leading-wildcard calls.caller %a @LIKE");
	traits(f, "SELECT CASE WHEN caller LIKE '%a' THEN 1 END FROM calls WHERE id = 1", "");
	traits(f, "SELECT (SELECT 1 FROM calls c WHERE c.caller LIKE '%a')", "leading-wildcard calls.caller %a @LIKE");
	traits(f, "SELECT id FROM calls WHERE caller ILIKE '%' || $1 || '%'", "leading-wildcard calls.caller % @ILIKE");
	traits(f, "SELECT id FROM calls WHERE caller LIKE 'a%' OR caller NOT LIKE '%a' OR caller LIKE $1", "");
}

static void constants(void **state)
{
	struct fixture *f = *state;

	traits(f, "UPDATE calls SET status = 'gone' WHERE status = 'new'", "compared calls.status new @'new'");
	traits(f, "SELECT id FROM calls WHERE status IN ('a', 'b') AND caller = 'c'", "compared calls.status a @'a'; compared calls.status b @'b'");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(stars),
		TEST(changes),
		TEST(null_operands),
		TEST(not_in),
		TEST(patterns),
		TEST(constants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
