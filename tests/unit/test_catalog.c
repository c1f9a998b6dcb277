#include "../../audit/sql/catalog.h"
#include "../../audit/sql/parse.h"
#include "../../audit/sql/replay.h"
#include "../../audit/sql/tree.h"
#include "../../audit/sql/types.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct catalog *made_by(const char *sql)
{
	struct replay replay = {.catalog = catalog_new()};

	replay_text(&replay, sql, strlen(sql), 1, 1);
	return replay.catalog;
}

/* What a type written in SQL is called afterwards. */
static const char *printed(struct arena *arena, const struct catalog *catalog, const char *written)
{
	const char *sql = arena_printf(arena, "SELECT x::%s", written);
	struct sql_text *t = sql_parse(sql, strlen(sql));
	const cJSON *target = tree_item(tree_get(tree_as(t->statement[0].tree, "SelectStmt"), "targetList"), 0);
	const cJSON *cast = tree_at(tree_as(target, "ResTarget"), "val", "TypeCast");
	struct sql_type type = type_from_tree(arena, catalog, tree_get(cast, "typeName"));
	const char *text = type_text(arena, &type);

	sql_free(t);
	return text;
}

/* The expectations are what format_type() of PostgreSQL 15 answers. */
static void types(void **state)
{
	static const char *const cases[][2] = {
		{"int", "integer"},
		{"int4", "integer"},
		{"smallint", "smallint"},
		{"bigint[]", "bigint[]"},
		{"float(24)", "real"},
		{"float", "double precision"},
		{"decimal", "numeric"},
		{"numeric(10)", "numeric(10,0)"},
		{"numeric(10,2)", "numeric(10,2)"},
		{"varchar", "character varying"},
		{"character varying(50)",
			"character varying(50)"},
		{"char", "character(1)"},
		{"char(5)", "character(5)"},
		{"\"char\"", "\"char\""},
		{"bpchar", "bpchar"},
		{"bool", "boolean"},
		{"bit", "bit(1)"},
		{"bit varying(3)", "bit varying(3)"},
		{"timestamp", "timestamp without time zone"},
		{"timestamptz(3)", "timestamp(3) with time zone"},
		{"time", "time without time zone"},
		{"timetz",
			"time with time zone"},
		{"interval", "interval"},
		{"interval(3)", "interval(3)"},
		{"interval year to month", "interval year to month"},
		{"interval day to second(2)",
			"interval day to second(2)"},
		{"_text", "text[]"},
		{"text[][]", "text[]"},
		{"int array", "integer[]"},
		{"jsonb", "jsonb"},
		{"pg_catalog.int8", "bigint"},
		{"mood", "mood"},
		{"\"Mood\"[]", "\"Mood\"[]"},
		{"app.kind", "app.kind"},
		{"person", "person"},
		{"\"user\"", "\"user\""},
		{"nosuch", "nosuch"},
		{"s.nosuch(3)", "s.nosuch(3)"},
	};
	struct catalog *c = made_by("CREATE TYPE mood AS ENUM ('a'); CREATE TYPE \"Mood\" AS ENUM ('a'); CREATE SCHEMA app; CREATE TYPE app.kind AS ENUM (); CREATE TABLE person (a int);"
				    "CREATE TYPE \"user\" AS ENUM ();");
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(printed(&arena, c, cases[i][0]), cases[i][1]);
	arena_free(&arena);
	catalog_free(c);
}

static void lookup(void **state)
{
	struct catalog *c = made_by("CREATE SCHEMA app; CREATE SCHEMA \"a.b\"; CREATE TABLE t (pub int); CREATE TABLE app.t (app int); CREATE TABLE \"a.b\".c (first int);"
				    "CREATE SCHEMA a; CREATE TABLE a.\"b.c\" (second int); CREATE TABLE app.only (id int PRIMARY KEY); SET search_path = app, public");
	struct relation *on;

	(void)state;
	assert_non_null(relation_column(catalog_relation(c, NULL, "t"), "app"));
	assert_non_null(relation_column(catalog_relation(c, "public", "t"), "pub"));
	assert_null(catalog_relation(c, "public", "only"));
	assert_null(catalog_relation(c, NULL, "nosuch"));
	/* names with dots that share a key */
	assert_non_null(relation_column(catalog_relation(c, "a.b", "c"), "first"));
	assert_non_null(relation_column(catalog_relation(c, "a", "b.c"), "second"));
	assert_null(catalog_relation(c, "a.b.c", ""));
	assert_string_equal(catalog_index(c, NULL, "only_pkey", &on)->constraint, "only_pkey");
	assert_string_equal(on->name, "only");
	assert_true(catalog_has_schema(c, "app"));
	assert_true(catalog_has_schema(c, "pg_catalog"));
	assert_false(catalog_has_schema(c, "nosuch"));
	assert_true(catalog_is_system("pg_catalog", "anything"));
	assert_true(catalog_is_system(NULL, "pg_class"));
	assert_true(catalog_is_system("information_schema", "columns"));
	assert_false(catalog_is_system(NULL, "users"));
	assert_false(catalog_is_system("public", "pg_like"));
	catalog_free(c);
	catalog_free(NULL);
}

static void temporary_first(void **state)
{
	struct catalog *c = made_by("CREATE TABLE t (a int); CREATE TEMP TABLE t (b int)");

	(void)state;
	assert_non_null(relation_column(catalog_relation(c, NULL, "t"), "b"));
	catalog_free(c);
}

/* The copy lives on without the original, and changing it changes nothing there. */
static void clone(void **state)
{
	struct catalog *c = made_by("CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE p (id serial PRIMARY KEY, m mood DEFAULT 'a', CHECK (id > 0));"
				    "CREATE TABLE ch () INHERITS (p); CREATE VIEW v AS SELECT id FROM p; CREATE INDEX i ON p (lower(m::text)) INCLUDE (id) WHERE id > 1;"
				    "CREATE FUNCTION f(a int) RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.m := 'b'; RETURN NEW; END $$;"
				    "CREATE POLICY pol ON p USING (id > 0); CREATE EXTENSION citext;");
	struct catalog *copy = catalog_clone(c);
	struct replay replay = {.catalog = copy};
	const char *change = "DROP VIEW v; ALTER TABLE p RENAME TO q; ALTER TABLE q DROP COLUMN m; ALTER TYPE mood ADD VALUE 'c'";
	struct relation *q;

	(void)state;
	replay_text(&replay, change, strlen(change), 2, 1);
	assert_non_null(catalog_relation(c, NULL, "v"));
	assert_non_null(relation_column(catalog_relation(c, NULL, "p"), "m"));
	assert_int_equal(catalog_type(c, NULL, "mood")->label.n, 2);
	catalog_free(c);
	q = catalog_relation(copy, NULL, "q");
	assert_null(relation_column(q, "m"));
	assert_null(relation_column(catalog_relation(copy, NULL, "ch"), "m"));
	assert_ptr_equal(catalog_relation(copy, NULL, "ch")->parent.v[0], q);
	assert_int_equal(catalog_type(copy, NULL, "mood")->label.n, 3);
	assert_string_equal(copy->policy.v[0]->table, "q");
	/* what depends on what was copied too: the view is gone, so is the sequence with its column */
	change = "DROP TABLE ch; ALTER TABLE q DROP COLUMN id CASCADE; DROP TABLE q";
	replay_text(&replay, change, strlen(change), 3, 1);
	assert_int_equal(copy->relation.n, 0);
	catalog_free(copy);
}

static void nearest(void **state)
{
	static const char *const names[] = {"id", "name", "created_at", "user_id", "email", "organization_id"};
	static const char *const cases[][2] = {
		{"nmae", "name"},
		{"emial", "email"},
		{"createdAt", "created_at"},
		{"userid", "user_id"},
		{"names", "name"},
		{"created", "created_at"},
		{"user_name", "name"},
		{"organisation_id", "organization_id"},
		{"zzzzzz", NULL},
		{"x", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *found = nearest_name(cases[i][0], names, 6);

		if (!cases[i][1])
			assert_null(found);
		else if (!found || strcmp(found, cases[i][1]) != 0)
			fail_msg("%s: %s", cases[i][0], found ? found : "nothing");
	}
	assert_null(nearest_name("x", NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types),
		cmocka_unit_test(lookup),
		cmocka_unit_test(temporary_first),
		cmocka_unit_test(clone),
		cmocka_unit_test(nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
