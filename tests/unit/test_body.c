/* Bodies of functions: what is said, where, and how surely. That it is what PostgreSQL says is tests/live/body_truth.c's to show. */
#include "../../audit/sql/body.h"
#include "../../audit/sql/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char schema[] = "CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL, settings jsonb);\n"
			     "CREATE TABLE calls (id serial PRIMARY KEY, user_id bigint, seconds int);\n"
			     "CREATE SCHEMA other; CREATE TABLE other.hidden (id int);\n";

static void on_problem(void *context, const struct replay_problem *p)
{
	buf_printf(context, "refused: %s %s\n", p->sqlstate, p->message);
}

/* Replays the schema and the text, and prints what is said of every body. */
static void says(const char *text, const char *expected)
{
	struct catalog *catalog = catalog_new();
	struct buf out = {0};
	struct replay replay = {.catalog = catalog, .on_problem = on_problem, .context = &out};
	struct arena arena = {0};
	struct bodies bodies;

	replay_text(&replay, schema, strlen(schema), 1, 1);
	replay_text(&replay, text, strlen(text), 2, 1);
	bodies = bodies_prepare(&arena, catalog);
	for (size_t i = 0; i < catalog->function.n; i++) {
		struct body *body = body_bind(&arena, catalog, catalog->function.v[i], &bodies);

		if (body->unchecked)
			buf_printf(&out, "unchecked: %s\n", body->unchecked);
		for (size_t k = 0; k < body->newer.n; k++)
			buf_printf(&out, "unchecked: %s\n", body->newer.v[k].problem.message);
		for (size_t k = 0; k < body->dynamic.n; k++)
			buf_printf(&out, "dynamic: %d\n", body_line(catalog->function.v[i], body->dynamic.v[k]));
		for (size_t k = 0; k < body->problem.n; k++) {
			const struct body_problem *p = &body->problem.v[k];

			buf_printf(&out, "%d: %s%s%s%s%s%s%s%s\n", body_line(catalog->function.v[i], p->problem.position), p->problem.sqlstate, p->problem.certain ? "" : "?",
				p->conditional ? " perhaps" : "", p->caught ? " caught by " : "", p->caught ? p->caught : "", p->on ? " on " : "", p->on ? p->on->name : "",
				*p->problem.message ? arena_printf(&arena, " %s", p->problem.message) : "");
		}
		body_free(body);
	}
	assert_string_equal(buf_text(&out), expected);
	buf_free(&out);
	arena_free(&arena);
	catalog_free(catalog);
}

static void in_sql(void **state)
{
	(void)state;
	says("CREATE FUNCTION f(uid bigint) RETURNS text LANGUAGE sql AS $$\n SELECT email FROM users WHERE id = uid AND id = $1 AND id = f.uid $$;", "");
	says("CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT nope FROM users';", "refused: 42703 column \"nope\" does not exist\n");
	says("SET check_function_bodies = false;\nCREATE FUNCTION f() RETURNS text LANGUAGE sql AS '\nSELECT nope\nFROM users';", "3: 42703 column \"nope\" does not exist\n");
	says("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT email FROM users';", "refused: 42P13 return type mismatch in function declared to return integer\n");
	says("CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT FROM users';", "refused: 42P13 return type mismatch in function declared to return text\n");
	says("CREATE FUNCTION f() RETURNS users LANGUAGE sql AS 'SELECT FROM users';", "refused: 42P13 return type mismatch in function declared to return users\n");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT FROM users';", "");
	says("CREATE FUNCTION f(a int, b text, a int) RETURNS int LANGUAGE sql AS 'SELECT 1';", "refused: 42P13 parameter name \"a\" used more than once\n");
	says("CREATE FUNCTION f(a int, INOUT b int, OUT a int) LANGUAGE sql AS 'SELECT 1, 2';", "");
	says("CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT b; END;", "refused: 42703 column \"b\" does not exist\n");
	says("CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT id FROM calls';\nALTER TABLE calls RENAME id TO number;", "1: 42703 column \"id\" does not exist\n");
	says("CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT id FROM calls; END;\nALTER TABLE calls RENAME id TO number;", "");
}

static void variables(void **state)
{
	(void)state;
	says("CREATE FUNCTION f(a int, OUT b text) LANGUAGE plpgsql AS $$\nDECLARE x calls%ROWTYPE; y users.email%TYPE;\nBEGIN\nSELECT * INTO x FROM calls WHERE id = a AND seconds > $1;\n"
	     "b := x.seconds || y || f.a;\nEND $$;",
		"");
	says("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nDECLARE x calls%ROWTYPE;\nBEGIN\nx.minutes := 1;\nRETURN x.hours;\nEND $$;",
		"4: 42703 record \"x\" has no field \"minutes\"\n5: 42703 record \"x\" has no field \"hours\"\n");
	says("CREATE FUNCTION f(id int) RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nDELETE FROM calls WHERE id = f.id;\nEND $$;", "3: 42702 column reference \"id\" is ambiguous\n");
	says("CREATE FUNCTION f(id int) RETURNS void LANGUAGE plpgsql AS $$\n#variable_conflict use_column\nBEGIN\nDELETE FROM calls WHERE id = id;\nEND $$;", "");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nDECLARE n int; BEGIN n := 1; END;\nPERFORM n;\nEND $$;", "4: 42703 column \"n\" does not exist\n");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nDECLARE r record;\nBEGIN\nFOR r IN SELECT id AS n FROM calls LOOP\nPERFORM r.n;\nPERFORM r.id;\nEND LOOP;\n"
	     "PERFORM r.id;\nEND $$;",
		"6: 42703 perhaps record \"r\" has no field \"id\"\n");
}

static void triggers(void **state)
{
	static const char body[] = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\nNEW.seconds := 1;\nRETURN NEW;\nEND $$;\n";
	struct arena arena = {0};

	(void)state;
	says(body, "");
	says(arena_printf(&arena, "%sCREATE TRIGGER t BEFORE INSERT ON calls FOR EACH ROW EXECUTE FUNCTION f();", body), "");
	says(arena_printf(&arena, "%sCREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();", body),
		"3: 42703 on users record \"new\" has no field \"seconds\"\n");
	says("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\nIF TG_TABLE_NAME = 'calls' THEN\nNEW.seconds := 1;\nEND IF;\nRETURN NEW;\nEND $$;\n"
	     "CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();\nCREATE TRIGGER t BEFORE INSERT ON calls FOR EACH ROW EXECUTE FUNCTION f();",
		"4: 42703? perhaps on users record \"new\" has no field \"seconds\"\n");
	says("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\nPERFORM seconds FROM fresh;\nRETURN NULL;\nEND $$;\n"
	     "CREATE TRIGGER t AFTER INSERT ON calls REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION f();",
		"");
	arena_free(&arena);
}

static void ways(void **state)
{
	(void)state;
	says("CREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\nIF a > 1 THEN\nRETURN nope();\nEND IF;\nRETURN nope();\nEND $$;",
		"4: 42883 perhaps function nope() does not exist\n6: 42883 perhaps function nope() does not exist\n");
	says("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\nRETURN 1;\nRETURN nope();\nEND $$;", "");
	says("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\nRETURN nope();\nEXCEPTION WHEN undefined_function OR OTHERS THEN\nRETURN nope();\nEND $$;",
		"3: 42883 caught by undefined_function function nope() does not exist\n5: 42883 perhaps function nope() does not exist\n");
	says("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\nSELECT 1;\nEXECUTE 'SELECT nope FROM users';\nEXECUTE 'SELECT ' || now();\nRETURN 1;\nEND $$;",
		"dynamic: 5\n3: 42601 query has no destination for result data\n4: 42703 column \"nope\" does not exist\n");
	says("CREATE FUNCTION f() RETURNS TABLE (a int) LANGUAGE plpgsql AS $$\nBEGIN\nRETURN QUERY SELECT count(*) FROM calls;\nEND $$;",
		"3: 42804 structure of query does not match function result type\n");
}

static void values(void **state)
{
	(void)state;
	says("CREATE FUNCTION f(a int) RETURNS void LANGUAGE plpgsql AS $$\nDECLARE n int; u users; j jsonb;\nBEGIN\nn := ;\nn := 1, 2;\nn := a[1];\nn := (u).id;\nj := j['x'];\nEND $$;",
		"4: 42601 assignment source returned 0 columns\n5: 42601 assignment source returned 2 columns\n"
		"6: 42804 cannot subscript type integer because it does not support subscripting\n");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nDECLARE n int; b boolean; t text; a int[];\nBEGIN\nn := 9999999999;\nn := '{}';\nn := 1.5;\nn := -3;\nb := 'yes';\nt := 1;\na := '{}';\n"
	     "n := 'x' || 'y';\nEND $$;",
		"4: 22003 value \"9999999999\" is out of range for type integer\n5: 22P02 invalid input syntax for type integer: \"{}\"\n");
	says("CREATE FUNCTION f() RETURNS users LANGUAGE plpgsql AS $$\nDECLARE n int; u users; c calls; r record;\nBEGIN\nIF n = 1 THEN RETURN count(u); END IF;\nIF n = 2 THEN RETURN u; END IF;\n"
	     "IF n = 3 THEN RETURN n; END IF;\nIF n = 4 THEN RETURN r; END IF;\nRETURN NULL;\nEND $$;",
		"4: 42804 perhaps cannot return non-composite value from function returning composite type\n");
	says("CREATE FUNCTION f(x int, list int[]) RETURNS void LANGUAGE plpgsql AS $$\nDECLARE i int;\nBEGIN\nFOREACH i IN ARRAY list LOOP NULL; END LOOP;\nFOREACH i IN ARRAY x LOOP NULL; END LOOP;\n"
	     "FOR k IN 1 .. (x, 2) LOOP NULL; END LOOP;\nEND $$;",
		"5: 42804 FOREACH expression must yield an array, not type integer\n6: 42804 cannot cast composite value of \"record\" type to a scalar value of \"integer\" type\n");
	says("CREATE FUNCTION f(n int, t text) RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nCASE n\nWHEN 0, 1 THEN NULL;\nWHEN '{}' THEN NULL;\nWHEN now() THEN NULL;\nEND CASE;\n"
	     "CASE 'a' WHEN t THEN NULL; WHEN 'b' -- the end\nTHEN NULL; END CASE;\nEND $$;",
		"5: 22P02 perhaps invalid input syntax for type integer: \"{}\"\n6: 42883 perhaps operator does not exist: integer = timestamp with time zone\n");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nDECLARE c CURSOR (low int, high int) FOR SELECT id FROM calls WHERE id BETWEEN low AND high;\nBEGIN\n"
	     "FOR x IN c(1, high := 2) LOOP x.nope := 1; END LOOP;\nOPEN c(high := $1, low := nope);\nEND $$;",
		"4: 42703 perhaps record \"x\" has no field \"nope\"\n5: 42P02 there is no parameter $1\n5: 42703 column \"nope\" does not exist\n");
}

static void conditions(void **state)
{
	(void)state;
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nRAISE WARNING 'x' USING ERRCODE = '23505';\nRAISE WARNING 'x' USING ERRCODE = 'unique_violation';\n"
	     "RAISE WARNING unique_violation USING MESSAGE = 'x';\nRAISE WARNING SQLSTATE 'ABCDE';\nRAISE WARNING E'x';\nRAISE WARNING $x$y$x$;\nRAISE WARNING 'x' USING ERRCODE = 'no such';\n"
	     "RAISE WARNING unique_violations;\nRAISE;\nEND $$;",
		"9: 42704 unrecognized exception condition \"no such\"\n10: 42704 unrecognized exception condition \"unique_violations\"\n");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nPERFORM 1;\nEXCEPTION\nWHEN UNIQUE_violation OR SQLSTATE '23503' THEN\nNULL;\nWHEN unique_error THEN\nNULL;\n"
	     "WHEN others THEN NULL;\nEND $$;",
		"7: 42704 unrecognized exception condition \"unique_error\"\n");
	/* The name of a class takes what is in it. */
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nPERFORM nope();\nEXCEPTION WHEN syntax_error_or_access_rule_violation THEN\nNULL;\nEND $$;",
		"3: 42883 caught by syntax_error_or_access_rule_violation function nope() does not exist\n");
	says("CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nEXECUTE format('SELECT nope, ''%%'' FROM users');\nEXECUTE format('SELECT 1 FROM %I', t);\nEND $$;",
		"dynamic: 4\n3: 42703 column \"nope\" does not exist\n");
}

static void not_sure(void **state)
{
	(void)state;
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nPERFORM 1 FROM hidden;\nEND $$;", "3: 42P01? relation \"hidden\" does not exist\n");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql SET search_path = public AS $$\nBEGIN\nPERFORM 1 FROM hidden;\nEND $$;", "3: 42P01 relation \"hidden\" does not exist\n");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql SET search_path = other AS $$\nBEGIN\nPERFORM 1 FROM hidden;\nEND $$;", "");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nCREATE TEMP TABLE scratch (n int);\nEND $$;\n"
	     "CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nINSERT INTO scratch VALUES (1);\nEND $$;",
		"");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nCREATE TEMP TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL);\nEND $$;",
		"unchecked: syntax newer than the parser (needs PostgreSQL 18)\n");
	says("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nIF a;\nEND $$;", "unchecked: no \"then\" behind an expression (line 3)\n");
}

/* Which columns a trigger fills. */
static void filled(const char *body, const char *column, bool expected)
{
	struct catalog *catalog = catalog_new();
	struct replay replay = {.catalog = catalog};
	char text[2000];

	snprintf(text, sizeof(text), "%sCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ %s $$;\nCREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();", schema, body);
	replay_text(&replay, text, strlen(text), 1, 1);
	assert_int_equal(relation_column(catalog_relation(catalog, "public", "users"), column)->filled_by_trigger, expected);
	catalog_free(catalog);
}

static void assignments(void **state)
{
	(void)state;
	filled("BEGIN IF NEW.id > 3 THEN NEW.email := 'x'; END IF; RETURN NEW; END", "email", true);
	filled("BEGIN IF NEW.id > 3 THEN NEW.email := 'x'; END IF; RETURN NEW; END", "settings", false);
	filled("BEGIN SELECT 'a' INTO NEW.email; RETURN NEW; END", "email", true);
	filled("DECLARE u users%ROWTYPE; BEGIN u.email := NEW.email; RETURN NEW; END", "email", false);
	filled("DECLARE u users%ROWTYPE; BEGIN u := NEW; RETURN u; END", "email", true);
	filled("BEGIN NEW := jsonb_populate_record(NEW, '{}'); RETURN NEW; END", "email", true);
	filled("BEGIN IF NEW.email IS NULL THEN RETURN NULL; END IF; RETURN NEW; END", "email", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_sql),
		cmocka_unit_test(variables),
		cmocka_unit_test(triggers),
		cmocka_unit_test(ways),
		cmocka_unit_test(values),
		cmocka_unit_test(conditions),
		cmocka_unit_test(not_sure),
		cmocka_unit_test(assignments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
