/* Chains whose calls add pieces of SQL → the statement they send: walking back, pieces and their values, conditions, writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"

/* A builder no one has: q.On(db).Where("a = ?", 1).All(&rows), q.Pick("a").Of("t").Text(). */
#define PACK \
	"-- title: pieces\n-- package: go example.org/q\n\n-- types\n" \
	"INSERT INTO type_alias(path, type, same) VALUES ('example.org/q', 'q', 0), ('q.On()', 'q.Base()', 0), ('q.Pick()', 'q.Chain()', 0), ('q.Chain().Text()', 'q.Text()', 0);\n" \
	"CREATE TEMP TABLE word(method TEXT, meaning TEXT, detail TEXT);\n" \
	"INSERT INTO word VALUES ('Where', 'where', NULL), ('Or', 'or', NULL), ('Not', 'not', NULL), ('Of', 'from', NULL), ('Pick', 'select', NULL), ('Left', 'join', 'LEFT JOIN'), ('By', 'order', 'all'),\n" \
	"  ('Group', 'group', 'all'), ('Some', 'limit', NULL), ('Model', 'model', NULL), ('Put', 'set', NULL), ('Scoped', 'scopes', NULL), ('All', 'ignored', NULL), ('Text', 'ignored', NULL), ('Odd', 'opaque', NULL);\n" \
	"INSERT INTO type_alias(path, type, same) SELECT b.column1 || method || '()', iif(b.column1 LIKE '%Base%', 'q.Base()', 'q.Chain()'), 0 FROM word CROSS JOIN (VALUES ('q.Base().'), ('q.Chain().')) b WHERE method NOT IN ('All', 'Text');\n" \
	"-- facts\n" \
	"INSERT INTO builder_word(grammar, place, word, meaning, detail) SELECT 'q', 'method', method, meaning, detail FROM word;\n" \
	"INSERT INTO builder_word(grammar, place, word, meaning, detail) VALUES ('q', 'form', 'pieces', 'yes', NULL), ('q', 'form', 'by_key', 'yes', NULL), ('q', 'form', 'at', 'yes', NULL), ('q', 'type', 'q.Base()', 'base', NULL),\n" \
	"  ('q', 'type', 'q.Chain()', 'query', NULL), ('q', 'text', 'q.Text()', 'text', NULL), ('q', 'root', 'q.Pick', 'yes', NULL), ('q', 'sender', 'All', 'read', '0'), ('q', 'sender', 'One', 'first', '0'), ('q', 'sender', 'Add', 'insert', '0'),\n" \
	"  ('q', 'sender', 'Change', 'update', '0'), ('q', 'sender', 'Remove', 'delete', '0'), ('q', 'conditions', 'One', 'yes', NULL), ('q', 'function', 'q.Raw', 'piece', NULL), ('q', 'literal', 'q.Eq()', 'keys', '='),\n" \
	"  ('q', 'literal', 'q.Any()', 'group', ' OR ');\n" \
	"INSERT INTO model(class_id, key, framework, schema, table_name, file_id, line) SELECT id, 'class:' || id, 'q', 'public', 'users', file_id, line FROM class WHERE name = 'User';\n" \
	"INSERT INTO model_column(class_id, schema, table_name, attribute, column_name, not_null, has_default, has_client_default, primary_key, file_id, line)\n" \
	"SELECT class_id, 'public', 'users', name, lower(name), 0, name = 'ID', 0, name = 'ID', file_id, line FROM binding WHERE how = 'field' AND class_id IN (SELECT class_id FROM model);\n" \
	"INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar) SELECT id, 'q', 'built', 'none', 'rows', 'chain', 'q' FROM call WHERE receiver_type = 'q.Base()' AND name IN ('All', 'One', 'Add', 'Change', 'Remove');\n" \
	"INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api) SELECT id, 'q', 'sql', 0, 'dollar', NULL, 'rows' FROM call WHERE callee = 'q.Send';\n"

#define SCHEMA {"schema.sql", "CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, age int);\nCREATE TABLE pets (id int, user_id int);\n"}
#define HEAD "package m\nimport \"example.org/q\"\ntype User struct { ID int; Name string; Age int }\nvar base = q.On(nil)\n"
#define TEXTS "SELECT text || iif(complete, '', ' (partial)') FROM statement ORDER BY line, id"

static void test_conditions(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA, {"go.mod", "module m\n"}, {"a.go",
		HEAD "func f(x int, s string, ids []int) {\n"
		"base.Where(\"name = ? AND age > ?\", s, x).Or(\"age IN ?\", ids).All(&[]User{})\n"
		"base.Where(\"name = @n\", map[string]any{\"n\": s}).Not(\"age\", 3).All(&[]User{})\n"
		"base.Where(&User{Name: s}).Where(map[string]any{\"age\": nil, \"id\": ids}).All(&[]User{})\n"
		"base.Where(q.Any{q.Eq{\"age\": 1}, q.Raw(\"lower(name) = ?\", s)}).One(&User{}, x)\n"
		"base.Where(s).One(&User{}, 7)\n"
		"base.Where(\"payload ? 'a'\").All(&[]User{})\n"
		"}\n"}), PACK);
	assert_rows(&p, TEXTS,
		"SELECT * FROM \"users\" WHERE (((name = $1 AND age > $2)) OR ((age IN ($3))))\n"
		"SELECT * FROM \"users\" WHERE (((name = $1)) AND NOT (\"age\" = $2))\n"
		"SELECT * FROM \"users\" WHERE (((\"users\".\"name\" = $1)) AND ((\"users\".\"age\" IS NULL AND \"users\".\"id\" IN ($2))))\n"
		"SELECT * FROM \"users\" WHERE ((((\"users\".\"age\" = $1) OR lower(name) = $2)) AND (\"users\".\"id\" = $3)) ORDER BY \"users\".\"id\" LIMIT 1\n"
		"SELECT * FROM \"users\" WHERE ((\"users\".\"id\" = $1)) ORDER BY \"users\".\"id\" LIMIT 1 (partial)\n"
		"SELECT * FROM \"users\" WHERE (((payload ? 'a')))\n");
	assert_rows(&p, "SELECT object, line FROM statement_problem", "payload|11\n");
	project_close(&p);
}

/* Branches, functions of the program, parameters of theirs; a chain whose beginning is not known is told to be so, and nothing in it is certain. */
static void test_walk(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA, {"go.mod", "module m\n"}, {"a.go",
		HEAD "func grown(c q.Base) q.Base { return c.Where(\"age > 17\") }\n"
		"func only(n int) func(q.Base) q.Base {\n\treturn func(c q.Base) q.Base { return c.Some(n) }\n}\n"
		"func f(x int, late bool) {\n"
		"c := base.Model(&User{})\n"
		"if x > 0 { c = c.Where(\"id = ?\", x) }\n"
		"c.All(nil)\n"
		"c = c.By(\"name\")\n"
		"grown(c).Scoped(only(2)).All(nil)\n"
		"}\n"
		"func g(c q.Base) { c.Where(\"agge = 1\").All(&[]User{}) }\n"
		"func h() { g(base.Of(\"pets\")) }\n"
		"func other() q.Chain { return q.Pick(\"id\").Of(\"pets\") }\n"
		"func i(x bool) {\nt := other().Where(\"user_id = ?\", 1).Text()\nq.Send(t)\n"
		"d := q.Pick(\"id\").Of(\"users\")\nif x { d = q.Pick(\"id\").Of(\"pets\") }\nq.Send(d.Text())\n}\n"}), PACK);
	assert_rows(&p, TEXTS,
		"SELECT * FROM \"users\" WHERE (((id = $1) OR true))\n"
		"SELECT * FROM \"users\" WHERE (((age > 17)) AND ((id = $1) OR true)) ORDER BY name LIMIT $2\n"
		"SELECT NULL FROM \"users\" WHERE (((agge = 1))) (partial)\n"
		"SELECT id FROM pets WHERE (((user_id = $1)))\n-\n");
	assert_rows(&p, "SELECT object, certain FROM statement_problem", "agge|0\n");
	assert_rows(&p, "SELECT count(*) FROM statement WHERE text IS NULL", "1\n");	/* begun in two ways */
	project_close(&p);
}

static void test_writes(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(SCHEMA, {"go.mod", "module m\n"}, {"a.go",
		HEAD "func f(u *User) {\n"
		"base.Add(u)\n"
		"base.Model(&User{}).Add(map[string]any{\"Name\": 1, \"fax\": 2})\n"
		"base.Model(u).Change(map[string]any{\"age\": q.Raw(\"agee + ?\", 1)})\n"
		"base.Where(\"id = 1\").Change(User{Name: \"x\"})\n"
		"base.Remove(u)\n"
		"base.Of(\"pets\").Where(\"id = 1\").Remove(nil)\n"
		"}\n"}), PACK);
	assert_rows(&p, TEXTS,
		"INSERT INTO \"users\" (\"name\", \"age\") VALUES ($1, $2)\n"
		"INSERT INTO \"users\" (\"name\", \"fax\") VALUES ($1, $2)\n"
		"UPDATE \"users\" SET \"age\" = agee + $1 WHERE (\"users\".\"id\" = $2)\n"
		"UPDATE \"users\" SET \"name\" = $1 WHERE (((id = 1)))\n"
		"DELETE FROM \"users\" WHERE (\"users\".\"id\" = $1)\n"
		"DELETE FROM pets WHERE (((id = 1)))\n");
	assert_rows(&p, "SELECT object, line FROM statement_problem ORDER BY 2", "users.fax|7\nagee|8\n");
	assert_rows(&p, "SELECT line, origin FROM statement WHERE origin = 'orm' ORDER BY 1", "6|orm\n10|orm\n");	/* nothing in them is written here */
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_writes),
	};

	return cmocka_run_group_tests_name("pieces", tests, NULL, NULL);
}
