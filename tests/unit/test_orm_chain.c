/* Chains of calls that make a query: what steps mean is told by a pack, here one for an ORM that does not exist. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"

#define PACK \
	"-- title: ORM\n-- package: npm orm\n\n-- types\n" \
	"INSERT INTO type_alias(path, type, same) VALUES ('orm.Model.query()', 'orm.Query()', 0), ('orm.Query().where()', 'orm.Query()', 1), ('orm.Query().sort()', 'orm.Query()', 1), ('orm.Query().joined()', 'orm.Query()', 1);\n" \
	"INSERT INTO query_step(path, effect, position, takes) VALUES ('orm.Model.query', 'root', NULL, NULL), ('orm.Query()', 'root', NULL, NULL), ('orm.Query().where', 'compare', NULL, NULL),\n" \
	"  ('orm.Query().sort', 'order', NULL, NULL), ('orm.Query().joined', 'join', NULL, NULL), ('orm.Query().all', 'same', NULL, 'all'), ('orm.Query().first', 'same', NULL, 'first'),\n" \
	"  ('orm.Query().count', 'same', NULL, 'count'), ('orm.Query().find', 'key', 0, 'all'), ('orm.Query().patch', 'set', 0, 'all'), ('orm.Model.search', 'options', 0, 'all'),\n" \
	"  ('orm.Model.search{where}', 'equals', NULL, NULL), ('orm.Model.search{take}', 'limit', NULL, NULL), ('orm.Model.run', 'argument', 0, 'all');\n" \
	"INSERT INTO query_condition(path, operator) VALUES ('orm:contains', 'like'), ('orm:gt', '>');\n" \
	"-- facts\n" \
	"INSERT INTO model(class_id, framework, schema, table_name, file_id, line) SELECT c.id, 'orm', 'public', 'calls', c.file_id, c.line FROM class c;\n" \
	"INSERT INTO model_column(class_id, schema, table_name, attribute, column_name, has_default, has_client_default, primary_key, file_id, line)\n" \
	"  SELECT c.id, 'public', 'calls', column1, column2, 0, 0, column1 = 'id', c.file_id, c.line FROM class c, (VALUES ('id', 'id'), ('toNumber', 'to_number'), ('slug', 'slug'));\n" \
	"INSERT INTO model_attribute(class_id, attribute, column_name) SELECT c.id, 'pk', 'id' FROM class c UNION ALL SELECT c.id, 'business', NULL FROM class c;\n" \
	"INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)\n" \
	"  SELECT c.id, 'orm', 'orm', 'none', 'rows', k.id, iif(c.name = 'patch', 'update', 'read') FROM call c, class k WHERE c.name IN ('all', 'first', 'count', 'find', 'patch', 'search', 'run');\n"

#define SCHEMA \
	{ \
		"migrations/1.sql", "CREATE TABLE calls (id int PRIMARY KEY, to_number text NOT NULL, slug text UNIQUE);\n" \
	}
#define HEAD "const { Model } = require('orm');\nclass Call extends Model {}\nfunction f(x, unknown) {\n"

static void expect(const char *line, const char *statement, const char *columns)
{
	struct project p;
	char *text = NULL;

	assert_true(asprintf(&text, HEAD "%s\n}\nmodule.exports = f;\n", line) > 0);
	project_open(&p, FILES(SCHEMA, {"app.js", text}), PACK);
	assert_rows(&p, "SELECT coalesce(cardinality, '?'), coalesce(proof, '-') FROM statement", statement);
	assert_rows(&p, "SELECT clause, column_name, coalesce(operator, '-') FROM statement_column WHERE clause <> 'select' ORDER BY rowid", columns);
	project_close(&p);
	free(text);
}

static void test_cardinality(void **state)
{
	(void)state;
	expect("return Call.query().all();", "many|-\n", "");
	expect("return Call.query().where('id', x).all();", "maybe_one|calls_pkey (id)\n", "where|id|=\n");
	expect("return Call.query().where('slug', '=', x).all();", "maybe_one|calls_slug_key (slug)\n", "where|slug|=\n");
	expect("return Call.query().where('slug', '>', x).all();", "many|-\n", "where|slug|>\n");
	expect("return Call.query().where('slug', x).sort('toNumber').first();", "maybe_one|calls_slug_key (slug)\n", "order|to_number|-\nwhere|slug|=\n");
	expect("return Call.query().where('toNumber', x).first();", "maybe_one|LIMIT 1\n", "where|to_number|=\n");
	expect("return Call.query().count();", "one|-\n", "");
	expect("return Call.query().find(x);", "maybe_one|calls_pkey (id)\n", "where|id|=\n");
	expect("const q = Call.query(); return q.where('pk', x).all();", "maybe_one|calls_pkey (id)\n", "where|id|=\n");
	expect("return Call.query().joined().where('id', x).all();", "?|-\n", "where|id|=\n"); /* rows of two tables */
	expect("return Call.query().elsewhere().all();", "?|-\n", "");			       /* a step no pack names */
}

static void test_objects(void **state)
{
	(void)state;
	expect("return Call.query().where({ id: x, toNumber: 'a' }).all();", "maybe_one|calls_pkey (id)\n", "where|id|=\nwhere|to_number|=\n");
	expect("return Call.search({ where: { slug: x } });", "maybe_one|calls_slug_key (slug)\n", "where|slug|=\n");
	expect("return Call.search({ where: { slug: { contains: x }, id: { gt: 1 } }, take: 1 });", "maybe_one|LIMIT 1\n", "where|slug|like\nwhere|id|>\n");
	expect("return Call.search({ where: { slug: { other: x } } });", "many|-\n", ""); /* restricts, nobody knows how */
	expect("return Call.search({ where: x });", "many|-\n", "");
	expect("return Call.search({ elsewhere: x });", "?|-\n", ""); /* an entry no pack names */
	expect("return Call.search(x);", "?|-\n", "");
	expect("return Call.run(Call.query().where('id', x));", "maybe_one|calls_pkey (id)\n", "where|id|=\n");
	expect("return Call.query().where('id', x).patch({ toNumber: x });", "?|-\n", "set|to_number|set\nwhere|id|=\n");
	expect("return Call.query().patch(x);", "?|-\n", "set|id|-\nset|to_number|-\nset|slug|-\n"); /* not known which: every mapped column */
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_cardinality), cmocka_unit_test(test_objects)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
