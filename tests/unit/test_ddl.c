/* A catalogue written as DDL and replayed is the same catalogue: written again it is the same text. */
#include "../../audit/sql/ddl.h"
#include "../../audit/sql/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char problem[300];

static void on_problem(void *context, const struct replay_problem *p)
{
	(void)context;
	snprintf(problem, sizeof(problem), "%s %s", p->message, p->object);
}

static struct catalog *replayed(const char *text)
{
	struct catalog *c = catalog_new();
	struct replay r = {.catalog = c, .on_problem = on_problem};

	problem[0] = '\0';
	replay_text(&r, text, strlen(text), 1, 1);
	if (problem[0])
		fail_msg("%s in\n%s", problem, text);
	return c;
}

static void same_again(const char *text, const char *const *holds)
{
	struct catalog *first = replayed(text), *second;
	struct buf once = {0}, twice = {0};

	catalog_ddl(first, &once);
	second = replayed(buf_text(&once));
	catalog_ddl(second, &twice);
	if (strcmp(buf_text(&once), buf_text(&twice)) != 0)
		fail_msg("first\n%s\nthen\n%s", buf_text(&once), buf_text(&twice));
	for (; holds && *holds; holds++)
		if (!strstr(buf_text(&once), *holds))
			fail_msg("\"%s\" is missing in\n%s", *holds, buf_text(&once));
	catalog_free(first);
	catalog_free(second);
	buf_free(&once);
	buf_free(&twice);
}

/* The default of a column goes on meaning its sequence when that gets another name. */
static void test_renamed_sequence(void **state)
{
	(void)state;
	same_again("CREATE TABLE ideas (id serial PRIMARY KEY); ALTER TABLE ideas RENAME TO posts; ALTER SEQUENCE ideas_id_seq RENAME TO posts_id_seq;",
		(const char *const[]){"DEFAULT nextval('posts_id_seq'::regclass)", NULL});
}

static void test_tables(void **state)
{
	(void)state;
	same_again("CREATE TABLE users (id serial PRIMARY KEY, email varchar(50) NOT NULL UNIQUE, \"Odd Name\" text DEFAULT 'it''s', born date, age int CHECK (age > 0));"
		   "CREATE TABLE calls (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id int NOT NULL REFERENCES users ON DELETE CASCADE, cost numeric(10,2)[],"
		   " double int GENERATED ALWAYS AS (user_id * 2) STORED);"
		   "CREATE UNIQUE INDEX calls_lower ON calls (lower(user_id::text) DESC) WHERE cost IS NOT NULL;"
		   "CREATE INDEX calls_both ON calls USING gin (cost) ; CREATE INDEX calls_more ON calls (user_id) INCLUDE (cost);",
		(const char *const[]){"email character varying(50) NOT NULL", "\"Odd Name\" text DEFAULT 'it''s'", "GENERATED ALWAYS AS IDENTITY", "ON DELETE CASCADE",
			"CREATE UNIQUE INDEX calls_lower", "USING gin", "INCLUDE (cost)", NULL});
}

static void test_types_and_schemas(void **state)
{
	(void)state;
	same_again("CREATE SCHEMA app; CREATE TYPE app.state AS ENUM ('open', 'it''s'); CREATE DOMAIN app.mail AS text NOT NULL; CREATE TYPE pair AS (a int, b app.state);"
		   "CREATE TABLE app.t (s app.state DEFAULT 'open', m app.mail, all_of app.state[], p pair); CREATE SEQUENCE counter;",
		(const char *const[]){"CREATE SCHEMA IF NOT EXISTS app", "AS ENUM ('open', 'it''s')", "m app.mail", "all_of app.state[]", "CREATE SEQUENCE public.counter", NULL});
}

/* What a trigger's function assigns decides which columns an INSERT may leave out: it must survive. */
static void test_triggers_and_views(void **state)
{
	struct catalog *c, *back;
	struct buf text = {0};

	(void)state;
	c = replayed("CREATE TABLE t (id int PRIMARY KEY, stamp timestamptz NOT NULL, name text NOT NULL);"
		     "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.stamp := now(); RETURN NEW; END $$;"
		     "CREATE TRIGGER t_touch BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();"
		     "CREATE VIEW v AS SELECT id, name AS label FROM t; CREATE VIEW w AS SELECT label FROM v;"
		     "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON t FOR SELECT USING (id = 1);");
	catalog_ddl(c, &text);
	back = replayed(buf_text(&text));
	assert_true(relation_column(catalog_relation(back, "public", "t"), "stamp")->filled_by_trigger);
	assert_false(relation_column(catalog_relation(back, "public", "t"), "name")->filled_by_trigger);
	assert_non_null(relation_column(catalog_relation(back, "public", "w"), "label"));
	assert_true(catalog_relation(back, "public", "t")->row_security);
	assert_int_equal(back->policy.n, 1);
	catalog_free(c);
	catalog_free(back);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_renamed_sequence), cmocka_unit_test(test_tables), cmocka_unit_test(test_types_and_schemas), cmocka_unit_test(test_triggers_and_views)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
