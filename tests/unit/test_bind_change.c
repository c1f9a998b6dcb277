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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(conflicts, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
