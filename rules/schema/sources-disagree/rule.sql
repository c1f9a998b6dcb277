-- title: Two declarations of one table differ
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: stable
-- message: Table "{table_name}" declared here is not the one of "{other}"{checked}: {differences}.
-- needs: schema
-- since: 0.1.0
-- tags: alignment, migrations
--
-- ## Why
-- A `schema.sql` for new installations beside the migrations for old ones, or `CREATE TABLE IF NOT EXISTS` in the start-up code beside both: the one
-- that runs first wins, and the other says nothing. Two databases of the same version then have different columns, and a statement works on one of
-- them.
--
-- Compared are the tables that both create: columns that one of them lacks, other types (lengths and precisions aside), and NOT NULL.
-- A file that another one in its folder goes on from (it alters the table, and does not create it) says only half of the table: then nothing is said of columns that are
-- missing in it. What models declare is compared by the rules of group `model`. Sources that have less than half of their tables in common are taken for those of
-- different databases.
--
-- ## Fix
-- Let one source create the table and generate the other from it, or delete the one that is not used.
WITH source AS (
	SELECT id, kind, path, used, CASE kind WHEN 'migrations' THEN 0 WHEN 'alembic' THEN 0 WHEN 'schema_file' THEN 1 ELSE 2 END AS rank
	FROM declared_source WHERE kind IN ('migrations', 'alembic', 'schema_file', 'startup')
), place AS (							-- folders a source shares with its neighbours: two levels, one, none
	SELECT id, CASE WHEN instr(substr(path, instr(path, '/') + 1), '/') > 0 AND instr(path, '/') > 0
			THEN substr(path, 1, instr(path, '/') + instr(substr(path, instr(path, '/') + 1), '/') - 1) END AS two,
		CASE WHEN instr(path, '/') > 0 THEN substr(path, 1, instr(path, '/') - 1) END AS one
	FROM source
), declaration AS (
	SELECT t.id AS table_id, t.source_id, t.schema, t.name, t.kind, t.file_id, t.line, s.rank, s.used, p.two, p.one, row_number() OVER (ORDER BY s.rank, s.used DESC, s.id) AS turn
	FROM declared_table t JOIN source s ON s.id = t.source_id JOIN place p ON p.id = s.id
	WHERE t.kind IN ('table', 'partitioned') AND NOT t.opaque
), nearest AS (							-- each table with the first source that has it, near by or anywhere: three at most, however many sources there are
	SELECT table_id, iif(two IS NULL, NULL, first_value(table_id) OVER (PARTITION BY schema, name, kind, two ORDER BY turn)) AS other, 1 AS distance FROM declaration
	UNION ALL SELECT table_id, iif(one IS NULL, NULL, first_value(table_id) OVER (PARTITION BY schema, name, kind, one ORDER BY turn)), 2 FROM declaration
	UNION ALL SELECT table_id, first_value(table_id) OVER (PARTITION BY schema, name, kind ORDER BY turn), 3 FROM declaration
), pair AS MATERIALIZED (					-- a is the one to go by
	SELECT a.source_id AS a_id, a.rank AS a_rank, a.used AS a_used, b.source_id AS b_id, b.used AS b_used, a.table_id AS a_table, b.table_id AS b_table, b.name, b.schema, b.file_id, b.line,
		n.distance
	FROM nearest n JOIN declaration b ON b.table_id = n.table_id JOIN declaration a ON a.table_id = n.other
	WHERE a.source_id <> b.source_id AND b.file_id IS NOT NULL
), related AS MATERIALIZED (					-- sources of one database declare the same tables, if not all of them
	SELECT a_id, b_id FROM (SELECT DISTINCT a_id, b_id, b_table FROM pair) p GROUP BY a_id, b_id
	HAVING count(*) * 2 >= (SELECT min(s.objects) FROM declared_source s WHERE s.id IN (p.a_id, p.b_id))
), compared AS MATERIALIZED (
	SELECT c.*, sa.path AS a_path, sb.path AS b_path FROM (
		SELECT p.*, row_number() OVER (PARTITION BY p.b_table ORDER BY p.distance) AS choice
		FROM pair p JOIN related r ON r.a_id = p.a_id AND r.b_id = p.b_id) c
		JOIN source sa ON sa.id = c.a_id JOIN source sb ON sb.id = c.b_id
	WHERE choice = 1
), typed AS (							-- lengths and precisions aside; varchar and text hold the same
	SELECT c.table_id, c.name, c.number, c.not_null,
		CASE WHEN c.type LIKE 'character varying%' AND c.type NOT LIKE '%[]' THEN 'text'
			WHEN instr(c.type, '(') THEN substr(c.type, 1, instr(c.type, '(') - 1) || substr(c.type, instr(c.type, ')') + 1) ELSE c.type END AS type
	FROM declared_column c
), half AS (							-- tables that another file of the folder alters and does not create
	SELECT DISTINCT p.b_table FROM compared p
		JOIN declared_source b ON b.id = p.b_id AND b.kind = 'schema_file'
		JOIN declared_source o ON o.id <> b.id AND o.kind = 'schema_file' AND rtrim(o.path, replace(o.path, '/', '')) = rtrim(b.path, replace(b.path, '/', ''))
		JOIN replay_problem r ON r.source_id = o.id AND r.sqlstate = '42P01' AND (r.object = p.name OR r.object = p.schema || '.' || p.name)
), difference AS (
	SELECT p.a_table, p.b_table, 1 AS kind, a.number, '"' || a.name || '"' AS text
	FROM compared p JOIN typed a ON a.table_id = p.a_table
	WHERE NOT EXISTS (SELECT 1 FROM typed b WHERE b.table_id = p.b_table AND b.name = a.name) AND p.b_table NOT IN (SELECT b_table FROM half)
	UNION ALL
	SELECT p.a_table, p.b_table, 2, b.number, '"' || b.name || '"'
	FROM compared p JOIN typed b ON b.table_id = p.b_table
	WHERE NOT EXISTS (SELECT 1 FROM typed a WHERE a.table_id = p.a_table AND a.name = b.name)
	UNION ALL
	SELECT p.a_table, p.b_table, 3, b.number, '"' || b.name || '" is ' || b.type || ' here and ' || a.type || ' there'
	FROM compared p JOIN typed b ON b.table_id = p.b_table JOIN typed a ON a.table_id = p.a_table AND a.name = b.name
	WHERE a.type <> b.type AND a.type <> '' AND b.type <> ''
	UNION ALL
	SELECT p.a_table, p.b_table, iif(b.not_null, 4, 5), b.number, '"' || b.name || '"'
	FROM compared p JOIN typed b ON b.table_id = p.b_table JOIN typed a ON a.table_id = p.a_table AND a.name = b.name
	WHERE a.not_null <> b.not_null
), listed AS (
	SELECT a_table, b_table, kind, text, row_number() OVER (PARTITION BY a_table, b_table, kind ORDER BY number) AS position,
		count(*) OVER (PARTITION BY a_table, b_table, kind) AS total
	FROM difference
), told AS (
	SELECT a_table, b_table, kind,
		CASE kind WHEN 1 THEN 'it lacks ' WHEN 2 THEN 'it alone has ' ELSE '' END || group_concat(text, ', ') || iif(total > 3, ' and ' || (total - 3) || ' more', '')
			|| CASE kind WHEN 4 THEN iif(total = 1, ' is', ' are') || ' NOT NULL only here' WHEN 5 THEN iif(total = 1, ' takes', ' take') || ' NULL only here' ELSE '' END AS text
	FROM listed WHERE position <= 3 GROUP BY a_table, b_table, kind
), summary AS (
	SELECT a_table, b_table, group_concat(text, '; ') AS text FROM (SELECT * FROM told ORDER BY a_table, b_table, kind) GROUP BY a_table, b_table
)
SELECT p.file_id, p.line, p.schema || '.' || p.name AS subject, p.schema || '.' || p.name AS object,
	p.name AS table_name, p.a_path AS other, iif(p.a_used AND NOT p.b_used, ', which statements are checked against', '') AS checked, s.text AS differences
FROM compared p JOIN summary s ON s.a_table = p.a_table AND s.b_table = p.b_table
	JOIN file f ON f.id = p.file_id AND f.role NOT IN ('test', 'example')
