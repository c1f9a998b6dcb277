#include "../../audit/live/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define LIVE(t, v) {.tool = t, .table = "public.t", .version = v}
#define OURS(v) {.tool = "migrations", .table = "migrations", .version = v}

/* Which of four migrations were run: "1001"; "-" when the table tells nothing of them. */
static void says(const struct live_migration *live, size_t n, const struct live_migration *ours, const char *expected)
{
	bool run[4] = {false};
	char out[5] = "";

	if (!live_history_compare(live, n, ours, 4, run)) {
		assert_string_equal("-", expected);
		return;
	}
	for (int i = 0; i < 4; i++)
		out[i] = run[i] ? '1' : '0';
	assert_string_equal(out, expected);
}

static void names_and_numbers(void **state)
{
	const struct live_migration ours[] = {OURS("001_a.up.sql"), OURS("002_b.up.sql"), OURS("003_c.up.sql"), OURS("004_d.up.sql")};

	(void)state;
	says((struct live_migration[]){LIVE("knex", "001_a.js"), LIVE("knex", "003_c.js")}, 2, ours, "1010");
	says((struct live_migration[]){LIVE("goose", "1"), LIVE("goose", "4")}, 2, ours, "1001");
	says((struct live_migration[]){LIVE("golang-migrate", "3")}, 1, ours, "1110");
	says((struct live_migration[]){LIVE("golang-migrate", "9")}, 1, ours, "-");
	says((struct live_migration[]){LIVE("knex", "1")}, 1, ours, "-");
	says((struct live_migration[]){{.tool = "goose", .table = "public.t"}}, 1, ours, "-");
}

static void recorded_otherwise(void **state)
{
	struct live_migration ours[] = {OURS("0000_a.sql"), OURS("0001_b.sql"), OURS("0002_c.sql"), OURS("0003_d.sql")};

	(void)state;
	ours[0].recorded = "1700000000000";
	ours[1].recorded = "1700000001000";
	says((struct live_migration[]){LIVE("drizzle", "1700000000000")}, 1, ours, "1000");
	says((struct live_migration[]){LIVE("drizzle", "1700000001000"), LIVE("drizzle", "0002_c")}, 2, ours, "0110");
}

/* b and c follow a; d joins them. */
static void heads(void **state)
{
	struct live_migration ours[] = {OURS("a"), OURS("b"), OURS("c"), OURS("d")};

	(void)state;
	ours[1].after = ours[2].after = "a";
	ours[3].after = "b,c";
	says((struct live_migration[]){LIVE("alembic", "d")}, 1, ours, "1111");
	says((struct live_migration[]){LIVE("alembic", "c")}, 1, ours, "1010");
	says((struct live_migration[]){LIVE("alembic", "b"), LIVE("alembic", "c")}, 2, ours, "1110");
	says((struct live_migration[]){LIVE("alembic", "e")}, 1, ours, "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(names_and_numbers), cmocka_unit_test(recorded_otherwise), cmocka_unit_test(heads)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
