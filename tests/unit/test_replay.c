/* The replay's own answers: places, events, problems, texts, triggers. That the schema is PostgreSQL's is tests/live/replay_truth.c's to show. */
#include "../../audit/sql/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* All that was told, one line each. */
struct told {
	struct catalog *catalog;
	struct buf events, problems;
};

static void on_event(void *context, const struct ddl_event *e)
{
	struct told *t = context;

	buf_printf(&t->events, "%d:%d %s %s%s%s%s%s%s%s%s\n", e->file, e->line, e->operation, e->object, *e->on ? " on " : "", e->on,
		e->concurrently ? " concurrently" : "",
		e->not_valid ? " not valid" : "", e->cascaded ? " cascaded" : "", e->skipped ? " skipped" : "", "");
}

static void on_problem(void *context, const struct replay_problem *p)
{
	struct told *t = context;
	static const char *const kinds[] = {"fails", "syntax", "opaque"};

	buf_printf(&t->problems, "%d:%d #%d %s %s %s [%s]\n", p->file, p->line, p->statement, kinds[p->kind], p->sqlstate, p->message, p->object);
}

static int setup(void **state)
{
	struct told *t = calloc(1, sizeof(*t));

	t->catalog = catalog_new();
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	struct told *t = *state;

	catalog_free(t->catalog);
	buf_free(&t->events);
	buf_free(&t->problems);
	free(t);
	return 0;
}

static void run(struct told *t, const char *sql)
{
	struct replay replay = {.catalog = t->catalog, .on_problem = on_problem, .on_event = on_event, .context = t};

	replay_text(&replay, sql, strlen(sql), 7, 100);
}

static void quiet(struct told *t, const char *sql)
{
	run(t, sql);
	assert_string_equal(buf_text(&t->problems), "");
}

static const struct column *column(struct told *t, const char *table, const char *name)
{
	const struct relation *r = catalog_relation(t->catalog, NULL, table);
	const struct column *c = r ? relation_column(r, name) : NULL;

	if (!c)
		fail_msg("no %s.%s", table, name);
	return c;
}

static void places(void **state)
{
	struct told *t = *state;

	quiet(t, "-- head\nCREATE TABLE a (\n\tid int PRIMARY KEY,\n\tb text\n\t\tCHECK (b <> '')\n);\n\nALTER TABLE a\n\tADD COLUMN c int,\n\tADD d int;\n\nCREATE INDEX ON a (c);");
	assert_int_equal(catalog_relation(t->catalog, NULL, "a")->place.line, 101);
	assert_int_equal(column(t, "a", "id")->place.line, 102);
	assert_int_equal(column(t, "a", "b")->place.line, 103);
	assert_int_equal(column(t, "a", "d")->place.line, 109);
	assert_int_equal(column(t, "a", "d")->place.file, 7);
	assert_int_equal(catalog_relation(t->catalog, NULL, "a")->index.v[1]->place.line, 111);
	assert_int_equal(catalog_relation(t->catalog, NULL, "a")->constraint.v[0]->place.line, 104);
}

static void events(void **state)
{
	struct told *t = *state;

	quiet(t, "CREATE TABLE a (id serial PRIMARY KEY, b int);\n"
		 "CREATE TABLE IF NOT EXISTS a (x int);\n"
		 "ALTER TABLE a ADD COLUMN c int, ALTER b SET NOT NULL, DROP COLUMN IF EXISTS nosuch, ADD CONSTRAINT k CHECK (b > 0) NOT VALID;\n"
		 "CREATE INDEX CONCURRENTLY i ON a (b);\n"
		 "CREATE VIEW v AS SELECT b FROM a;\n"
		 "ALTER TABLE a DROP COLUMN b CASCADE;\n"
		 "DROP TABLE IF EXISTS nosuch;\n"
		 "ALTER TABLE a RENAME c TO d;\n");
	assert_string_equal(buf_text(&t->events),
		"7:100 create table public.a\n"
		"7:101 create table public.a skipped\n"
		"7:102 drop column public.a.nosuch skipped\n"
		"7:102 add column public.a.c on public.a\n"
		"7:102 add constraint public.a.k on public.a not valid\n"
		"7:102 set not null public.a.b on public.a\n"
		"7:103 create index public.i on public.a concurrently\n"
		"7:104 create view public.v\n"
		"7:105 drop column public.a.b on public.a\n"
		"7:105 drop constraint public.a.k on public.a cascaded\n"
		"7:105 drop index public.i on public.a cascaded\n"
		"7:105 drop view public.v cascaded\n"
		"7:106 drop table nosuch skipped\n"
		"7:107 rename column public.a.c on public.a\n");
	assert_string_equal(catalog_relation(t->catalog, NULL, "a")->dropped_column.v[0], "b");
	assert_string_equal(catalog_relation(t->catalog, NULL, "a")->dropped_column.v[1], "c");
}

static void problems(void **state)
{
	struct told *t = *state;

	run(t, "CREATE TABLE a (id int);\nCREATE TABLE a (id int);\nALTER TABLE a ADD COLUMN b int, DROP COLUMN nosuch;\nCREATE TABEL x;\nALTER TABLE nosuch ADD x int;\nCREATE INDEX ON a (zz);\n");
	assert_string_equal(buf_text(&t->problems),
		"7:101 #1 fails 42P07 relation \"a\" already exists [public.a]\n"
		"7:102 #2 fails 42703 column \"nosuch\" of relation \"a\" does not exist [public.a.nosuch]\n"
		"7:103 #3 syntax 42601 syntax error at or near \"TABEL\" []\n"
		"7:104 #4 fails 42P01 relation \"nosuch\" does not exist [nosuch]\n"
		"7:105 #5 fails 42703 column \"zz\" does not exist [public.a.zz]\n");
	/* nothing of what failed is left */
	assert_null(relation_column(catalog_relation(t->catalog, NULL, "a"), "b"));
	assert_string_equal(buf_text(&t->events), "7:100 create table public.a\n");
	assert_false(t->catalog->open);
}

/* A failing statement leaves every list and struct as it was. */
static void undone(void **state)
{
	struct told *t = *state;
	const struct relation *a;

	quiet(t, "CREATE TABLE a (id serial PRIMARY KEY, b int NOT NULL DEFAULT 5, CHECK (b > 0)); CREATE INDEX i ON a (b); CREATE TABLE b (x int REFERENCES a); CREATE VIEW v AS SELECT b FROM a;");
	run(t, "ALTER TABLE a ALTER b DROP NOT NULL, ALTER b DROP DEFAULT, ADD c serial UNIQUE, ADD CHECK (id > 0), DROP CONSTRAINT a_b_check, ALTER id TYPE bigint, ADD FOREIGN KEY (b) REFERENCES nosuch;"
	       "CREATE TABLE c (id serial, x int REFERENCES a, y nosuch); DROP TABLE b, nosuch; DROP TABLE b, a;");
	a = catalog_relation(t->catalog, NULL, "a");
	assert_int_equal(a->column.n, 2);
	assert_true(a->column.v[1]->not_null && a->column.v[1]->has_default);
	assert_string_equal(a->column.v[0]->type.name, "int4");
	assert_int_equal(a->constraint.n, 2);
	assert_int_equal(a->index.n, 2);
	assert_int_equal(t->catalog->relation.n, 4); /* a, its sequence, b, v */
	assert_non_null(catalog_relation(t->catalog, NULL, "b"));
	assert_null(catalog_relation(t->catalog, NULL, "a_c_seq"));
	assert_null(catalog_relation(t->catalog, NULL, "c_id_seq"));
}

static void texts(void **state)
{
	struct told *t = *state;
	const struct relation *r;

	quiet(t, "CREATE TABLE a (a int DEFAULT (1 + 2) * 3 NOT NULL, b text DEFAULT 'x, y' CHECK (b <> ')'), c timestamptz NOT NULL DEFAULT now(), d int DEFAULT -1, e text[] DEFAULT ARRAY['a', 'b'],\n"
		 "f int DEFAULT coalesce(1, 2), g numeric GENERATED ALWAYS AS ((a + 1) * 2) STORED, h text DEFAULT 'x' || E'\\'' UNIQUE, CHECK ((a > 1) OR (b = '(')));\n"
		 "ALTER TABLE a ALTER a SET DEFAULT (5 + 6), ADD i jsonb DEFAULT '{}'::jsonb; CREATE INDEX ON a (lower(b), (a + 1), (b || ')') text_pattern_ops) WHERE (a > 0) AND b IS NOT NULL;\n"
		 "CREATE VIEW v (x) AS SELECT a FROM a WHERE b = 'as' WITH LOCAL CHECK OPTION; CREATE MATERIALIZED VIEW m AS (SELECT 1 AS as_is) WITH NO DATA;\n"
		 "CREATE POLICY p ON a USING ((a > 0)) WITH CHECK (b = current_user);");
	assert_string_equal(column(t, "a", "a")->default_sql, "5 + 6");
	assert_string_equal(column(t, "a", "b")->default_sql, "'x, y'");
	assert_string_equal(column(t, "a", "c")->default_sql, "now()");
	assert_string_equal(column(t, "a", "d")->default_sql, "-1");
	assert_string_equal(column(t, "a", "e")->default_sql, "ARRAY['a', 'b']");
	assert_string_equal(column(t, "a", "f")->default_sql, "coalesce(1, 2)");
	assert_string_equal(column(t, "a", "g")->default_sql, "(a + 1) * 2");
	assert_string_equal(column(t, "a", "h")->default_sql, "'x' || E'\\''");
	assert_string_equal(column(t, "a", "i")->default_sql, "'{}'::jsonb");
	r = catalog_relation(t->catalog, NULL, "a");
	assert_string_equal(r->constraint.v[0]->expression, "b <> ')'");
	assert_string_equal(r->constraint.v[1]->expression, "(a > 1) OR (b = '(')");
	assert_string_equal(r->index.v[1]->expression[0], "lower(b)");
	assert_string_equal(r->index.v[1]->expression[1], "a + 1");
	assert_string_equal(r->index.v[1]->expression[2], "b || ')'");
	assert_string_equal(r->index.v[1]->predicate, "(a > 0) AND b IS NOT NULL");
	assert_string_equal(catalog_relation(t->catalog, NULL, "v")->view_sql, "SELECT a FROM a WHERE b = 'as'");
	assert_string_equal(catalog_relation(t->catalog, NULL, "m")->view_sql, "(SELECT 1 AS as_is)");
	assert_string_equal(t->catalog->policy.v[0]->using_sql, "a > 0");
	assert_string_equal(t->catalog->policy.v[0]->check_sql, "b = current_user");
}

static void triggers(void **state)
{
	struct told *t = *state;

	quiet(t, "CREATE TABLE a (id int, at timestamptz NOT NULL, slug text NOT NULL, other text NOT NULL);\n"
		 "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.slug IS NULL THEN NEW.at := now(); END IF; SELECT 'x' INTO NEW.slug; RETURN NEW; END $$;\n"
		 "CREATE TRIGGER s BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION stamp();");
	assert_true(column(t, "a", "at")->filled_by_trigger);
	assert_true(column(t, "a", "slug")->filled_by_trigger);
	assert_false(column(t, "a", "other")->filled_by_trigger);
	assert_false(column(t, "a", "id")->filled_by_trigger);
	quiet(t, "ALTER TABLE a DISABLE TRIGGER s");
	assert_false(column(t, "a", "at")->filled_by_trigger);
	quiet(t, "ALTER TABLE a ENABLE TRIGGER s; CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.other := 1; RETURN NEW; END $$;");
	assert_false(column(t, "a", "at")->filled_by_trigger);
	assert_true(column(t, "a", "other")->filled_by_trigger);
	/* AFTER, UPDATE and statement triggers fill nothing */
	quiet(t, "DROP TRIGGER s ON a; CREATE TRIGGER s AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION stamp(); CREATE TRIGGER u BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION stamp();"
		 "CREATE TRIGGER st BEFORE INSERT ON a EXECUTE FUNCTION stamp();");
	assert_false(column(t, "a", "other")->filled_by_trigger);
	/* what replaces NEW as a whole, or cannot be read, may fill anything */
	quiet(t, "CREATE FUNCTION whole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW := jsonb_populate_record(NEW, '{}'); RETURN NEW; END $$;"
		 "CREATE TRIGGER w BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION whole();");
	assert_true(column(t, "a", "id")->filled_by_trigger);
	quiet(t, "DROP FUNCTION whole CASCADE; CREATE FUNCTION c() RETURNS trigger LANGUAGE c AS 'lib', 'c'; CREATE TRIGGER c BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION c();");
	assert_true(column(t, "a", "id")->filled_by_trigger);
	quiet(t, "DROP TRIGGER c ON a; CREATE TRIGGER tsv BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger('slug', 'pg_catalog.english', 'other');");
	assert_true(column(t, "a", "slug")->filled_by_trigger);
	assert_false(column(t, "a", "id")->filled_by_trigger);
}

static void functions(void **state)
{
	struct told *t = *state;
	const struct routine *f;

	quiet(t, "CREATE FUNCTION f(a int, b text DEFAULT 'x', VARIADIC c int[] DEFAULT '{}') RETURNS TABLE (id int, name text) LANGUAGE sql AS $$ SELECT 1, 'x' $$;"
		 "CREATE PROCEDURE p(INOUT x int) LANGUAGE plpgsql AS $$ BEGIN x := 1; END $$;");
	f = t->catalog->function.v[0];
	assert_int_equal(f->argument.n, 3);
	assert_string_equal(f->argument_name.v[1], "b");
	assert_int_equal(f->defaults, 2);
	assert_true(f->variadic && f->returns_set && !f->is_procedure);
	assert_string_equal(f->result.name, "record");
	assert_int_equal(f->output.n, 2);
	assert_string_equal(f->output.v[1]->name, "name");
	assert_string_equal(f->language, "sql");
	assert_string_equal(f->body, " SELECT 1, 'x' ");
	f = t->catalog->function.v[1];
	assert_true(f->is_procedure);
	assert_int_equal(f->argument.n, 1);
	assert_int_equal(f->output.n, 1);
}

static void blocks(void **state)
{
	struct told *t = *state;

	quiet(t, "SELECT 1;\nDO $$\nBEGIN\n  CREATE TABLE a (\n    id int);\n  EXECUTE 'ALTER TABLE a ADD b int';\n  BEGIN CREATE TABLE a (x int); EXCEPTION WHEN duplicate_table THEN NULL; END;\nEND $$;\n");
	assert_string_equal(buf_text(&t->events), "7:103 create table public.a\n7:105 add column public.a.b on public.a\n7:101 do block public.a skipped\n");
	run(t, "DO $$ BEGIN EXECUTE (SELECT string_agg(x, ';') FROM y); END $$; DO $$ BEGIN IF current_user = 'x' THEN DROP TABLE a; END IF; END $$;"
	       "DO LANGUAGE plperl $$ x $$; DO $$ BEGIN DECLARE; END $$;");
	assert_non_null(strstr(buf_text(&t->problems), "#0 opaque  EXECUTE of a text that is not constant"));
	assert_non_null(strstr(buf_text(&t->problems), "#1 opaque  IF current_user = 'x': not known whether it holds"));
	assert_non_null(strstr(buf_text(&t->problems), "#2 opaque  DO in language plperl"));
	assert_non_null(strstr(buf_text(&t->problems), "#3 opaque  DO block not read"));
	assert_true(t->catalog->open);
	assert_non_null(catalog_relation(t->catalog, NULL, "a"));
}

/* In an open catalogue what is missing may exist: nothing is said to fail, and what follows goes on. */
static void open_catalogue(void **state)
{
	struct told *t = *state;

	run(t, "CREATE EXTENSION something_unknown; ALTER TABLE nosuch ADD a int; CREATE TABLE a (x their_type, y int REFERENCES theirs); CREATE TABLE b (LIKE theirs); CREATE TABLE a (z int);");
	assert_true(t->catalog->open);
	assert_non_null(strstr(buf_text(&t->problems), "#1 opaque  relation \"nosuch\" does not exist"));
	assert_null(column(t, "a", "x")->type.schema);
	assert_string_equal(catalog_relation(t->catalog, NULL, "a")->constraint.v[0]->ref_table, "theirs");
	assert_true(catalog_relation(t->catalog, NULL, "b")->columns_unknown);
	assert_non_null(strstr(buf_text(&t->problems), "fails 42P07 relation \"a\" already exists"));
	assert_null(strstr(buf_text(&t->problems), "fails 42P01"));
}

/* A call may do what the body says. */
static void calls(void **state)
{
	struct told *t = *state;

	quiet(t, "CREATE FUNCTION plain() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; SELECT plain(), now();");
	assert_false(t->catalog->open);
	run(t, "CREATE FUNCTION grows() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE TABLE x ()'; END $$; SELECT grows();");
	assert_string_equal(buf_text(&t->problems), "7:100 #1 opaque  SELECT calls \"grows\", which may change the schema []\n");
	assert_true(t->catalog->open);
}

static void newer_statement(void **state)
{
	struct told *t = *state;

	run(t, "CREATE TABLE a (x int, CONSTRAINT n NOT NULL x)");
	if (!t->catalog->relation.n) {
		assert_non_null(strstr(buf_text(&t->problems), "opaque"));
		assert_non_null(strstr(buf_text(&t->problems), "needs PostgreSQL 18"));
		assert_true(t->catalog->open);
	}
}

static void transactions(void **state)
{
	struct told *t = *state;

	quiet(t, "BEGIN; CREATE TABLE a (x int); ROLLBACK; BEGIN; CREATE TABLE b (x int); COMMIT; BEGIN; CREATE TABLE c (x int);");
	assert_null(catalog_relation(t->catalog, NULL, "a"));
	assert_non_null(catalog_relation(t->catalog, NULL, "b"));
	assert_non_null(catalog_relation(t->catalog, NULL, "c"));
	assert_string_equal(buf_text(&t->events), "7:100 create table public.b\n7:100 create table public.c\n");
	quiet(t, "CREATE SCHEMA s; BEGIN; SET LOCAL search_path = s; CREATE TABLE d (x int); COMMIT; CREATE TABLE e (x int);");
	assert_non_null(catalog_relation(t->catalog, "s", "d"));
	assert_non_null(catalog_relation(t->catalog, "public", "e"));
}

/* Deep and wide: no crash, no quadratic wait. */
static void hostile(void **state)
{
	struct told *t = *state;
	struct buf sql = {0};

	for (int i = 0; i < 2000; i++)
		buf_printf(&sql, "CREATE TABLE t%d (id serial PRIMARY KEY, a int REFERENCES t%d);\n", i, i ? i - 1 : 0);
	buf_puts(&sql, "DROP TABLE t0 CASCADE; DROP SCHEMA public CASCADE;");
	run(t, buf_text(&sql));
	assert_int_equal(t->catalog->relation.n, 0);
	buf_reset(&sql);
	buf_puts(&t->problems, "");
	for (int i = 0; i < 20; i++)
		buf_puts(&sql, "DO $a$ BEGIN EXECUTE $b$ ");
	run(t, buf_text(&sql));
	for (size_t i = 0; i < sql.n; i++)
		run(t, buf_text(&sql) + i);
	buf_free(&sql);
}

static void rights_and_options_are_kept(void **state)
{
	struct told *t = *state;
	const struct relation *r;

	quiet(t, "CREATE TABLE t (a text, b text); CREATE POLICY p ON t TO x, PUBLIC USING (true); CREATE POLICY q ON t USING (true); ALTER POLICY q ON t TO y;"
		 "CREATE INDEX i ON t (a COLLATE \"C\" text_pattern_ops DESC NULLS LAST, (lower(b)), b);"
		 "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';"
		 "ALTER FUNCTION g() SECURITY DEFINER SET search_path = ''; GRANT USAGE ON SCHEMA public TO PUBLIC");
	r = catalog_relation(t->catalog, NULL, "t");
	assert_string_equal(t->catalog->policy.v[0]->roles, "x, public");
	assert_string_equal(t->catalog->policy.v[1]->roles, "y");
	assert_string_equal(r->index.v[0]->option[0], "COLLATE \"C\" text_pattern_ops DESC NULLS LAST");
	assert_null(r->index.v[0]->option[1]);
	assert_null(r->index.v[0]->option[2]);
	assert_true(t->catalog->function.v[0]->security_definer && !t->catalog->function.v[0]->own_path);
	assert_true(t->catalog->function.v[1]->security_definer && t->catalog->function.v[1]->own_path);
	assert_int_equal(t->catalog->public_create.granted, 0);
	quiet(t, "GRANT ALL ON SCHEMA public TO PUBLIC");
	assert_int_equal(t->catalog->public_create.granted, 1);
	quiet(t, "BEGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC; ALTER FUNCTION g() RESET search_path; ROLLBACK");
	assert_int_equal(t->catalog->public_create.granted, 1);
	assert_true(t->catalog->function.v[1]->own_path);
	quiet(t, "REVOKE CREATE ON SCHEMA public FROM PUBLIC; ALTER FUNCTION g() RESET search_path");
	assert_int_equal(t->catalog->public_create.granted, -1);
	assert_false(t->catalog->function.v[1]->own_path);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(places),
		TEST(events),
		TEST(problems),
		TEST(undone),
		TEST(texts),
		TEST(triggers),
		TEST(functions),
		TEST(blocks),
		TEST(open_catalogue),
		TEST(calls),
		TEST(newer_statement),
		TEST(transactions),
		TEST(rights_and_options_are_kept),
		TEST(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
