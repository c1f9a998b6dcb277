-- title: A primary key that grows is a 4-byte integer
-- severity: note
-- confidence: high
-- profile: strict
-- status: preview
-- message: Key "{column_name}" of table "{table_name}" is {type}, counts up by itself and ends at {last}: from then on every INSERT fails.{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: schema, types
--
-- ## Why
-- A sequence also counts the rows that were rolled back, deleted, or refused by ON CONFLICT. A table that is written to much comes to the end of its
-- numbers long before it has that many rows, and then the service stops; changing the type of the key at that moment rewrites the table and every table that references it.
--
-- Reported for keys with a sequence or identity, of tables the program is seen to insert into: a lookup table filled by a migration does not grow. How far
-- a sequence has come only the server knows.
--
-- ## Fix
-- Make new keys `bigint`. Existing ones while the table is small.
SELECT d.file_id, d.line, t.schema || '.' || t.name || '.' || d.name AS subject, t.schema || '.' || t.name || '.' || d.name AS object,
	d.name AS column_name, t.name AS table_name, d.type, iif(d.type = 'smallint', '32767', '2147483647') AS last,
	CASE WHEN u.routes > 1 THEN ' ' || u.routes || ' routes insert into it, among them ' || u.route || '.' WHEN u.routes = 1 THEN ' ' || u.route || ' inserts into it.' ELSE '' END AS reach,
	u.witness_id AS witness
FROM effective_table t
	JOIN (SELECT schema, name, max(routes) AS routes, route, witness_id FROM table_change WHERE role = 'insert' GROUP BY schema, name) u ON u.schema = t.schema AND u.name = t.name
	JOIN declared_constraint c ON c.table_id = t.id AND c.kind = 'primary'
	JOIN declared_column d ON d.table_id = t.id AND d.name = c.columns AND d.type IN ('integer', 'smallint')
WHERE t.partition_of IS NULL AND (d.identity IS NOT NULL OR d.has_default AND (d.default_sql IS NULL AND NOT d.generated OR d.default_sql LIKE 'nextval(%'))
