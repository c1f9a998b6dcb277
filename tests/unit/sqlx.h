/* A pack for a driver that no one has, so that tests of derive/ depend on no real one: sqlx.dollar(text, values), sqlx.named, sqlx.pyformat, sqlx.plain. */
#ifndef PLUMBLINE_SQLX_H
#define PLUMBLINE_SQLX_H

#define SQLX_PACK \
	"-- title: test driver\n-- package: npm sqlx\n-- package: pypi sqlx\n-- types\n" \
	"INSERT INTO type_alias(path, type, same) VALUES ('sqlx.Db().run()', 'sqlx.Result()', 0), ('sqlx.Db().rows()', 'sqlx.Rows()', 0), ('sqlx.Db().row()', 'sqlx.Row()', 0),\n" \
	"  ('sqlx.Db().value()', 'sqlx.Value()', 0), ('sqlx.Db().count()', 'sqlx.Count()', 0);\n" \
	"INSERT INTO value_shape(path, shape) VALUES ('sqlx.Result()', 'result'), ('sqlx.Result().rows', 'rows'), ('sqlx.Result().rows[]', 'row'), ('sqlx.Result().rowCount', 'count'),\n" \
	"  ('sqlx.Rows()', 'rows'), ('sqlx.Rows()[]', 'row'), ('sqlx.Row()', 'row'), ('sqlx.Value()', 'value'), ('sqlx.Count()', 'count');\n" \
	"-- facts\n" \
	"INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)\n" \
	"SELECT id, 'sqlx', 'sql', 0, CASE callee WHEN 'sqlx.named' THEN 'named' WHEN 'sqlx.pyformat' THEN 'pyformat' WHEN 'sqlx.plain' THEN 'none' ELSE 'dollar' END,\n" \
	"       iif((SELECT count(*) FROM argument a WHERE a.call_id = call.id) > 1, 1, NULL), 'result'\n" \
	"FROM call WHERE callee IN ('sqlx.dollar', 'sqlx.named', 'sqlx.pyformat', 'sqlx.plain') OR receiver_type = 'sqlx.Db()' AND name IN ('run', 'rows', 'row', 'value', 'count');\n" \
	"INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, file_id, line)\n" \
	"SELECT 'sqlx', function_id, region_id, id, iif(callee = 'sqlx.HttpError', 'throw', 'respond'), (SELECT CAST(value AS INTEGER) FROM argument a WHERE a.call_id = call.id AND position = 0),\n" \
	"       iif(callee = 'sqlx.HttpError', 'sqlx.HttpError', NULL), file_id, line\n" \
	"FROM call WHERE callee IN ('sqlx.respond', 'sqlx.HttpError');\n" \
	"INSERT INTO registration(framework, method, path, function_id, call_id, file_id, line)\n" \
	"SELECT 'sqlx', 'GET', p.value, h.entity_id, c.id, c.file_id, c.line\n" \
	"FROM call c JOIN argument p ON p.call_id = c.id AND p.position = 0 JOIN argument h ON h.call_id = c.id AND h.position = 1 AND h.entity = 'function'\n" \
	"WHERE c.callee = 'sqlx.route';\n"

#endif
