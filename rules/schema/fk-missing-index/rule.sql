-- title: A foreign key has no index
-- severity: note
-- confidence: high
-- profile: strict
-- status: preview
-- message: Foreign key "{name}" of table "{table_name}" has no index that leads with "{columns}": each row deleted from "{ref_table}" {consequence}.{reach}
-- needs: schema
-- since: 0.1.0
-- tags: schema, performance
--
-- ## Why
-- PostgreSQL indexes the referenced side of a foreign key, never the referencing one. Each row deleted from the referenced table, and each of its keys
-- that changes, makes the server look for rows that refer to it: without an index by reading the whole referencing table, under a lock. Joins from the parent to its
-- children read it whole as well.
--
-- A warning where the program is seen to delete from the referenced table, or from one whose deletion cascades to it; else a note: a small table that nobody deletes from may do without.
--
-- An index serves when its first columns are those of the key, in any order, and it is not partial, except by `column IS NOT NULL`, which every row
-- that refers to something fulfils; a hash index serves a single column. Where an index leads with some columns of a longer key, a note says so. Partitions are not reported, their parent is.
--
-- ## Fix
-- Create the index (`CREATE INDEX CONCURRENTLY` on a table that is in use).
WITH deleted AS MATERIALIZED (					-- tables rows are deleted from, by a statement or because a statement deletes what they refer to
	SELECT schema, name, routes, route, witness_id FROM table_change WHERE role IN ('delete', 'truncate')
	UNION ALL
	SELECT c.schema, c.table_name, w.routes, w.route, w.witness_id
	FROM table_change w JOIN effective_constraint c ON c.kind = 'foreign' AND c.on_delete = 'cascade' AND c.ref_schema = w.schema AND c.ref_table = w.name
	WHERE w.role = 'delete'
), parent AS (
	SELECT schema, name, max(routes) AS routes, route, witness_id FROM deleted GROUP BY schema, name
), serving AS MATERIALIZED (					-- indexes that may serve
	SELECT i.* FROM effective_index i WHERE i.is_valid AND i.method IN ('btree', 'hash')
), keyed AS (							-- keys an index leads with
	SELECT f.id FROM effective_constraint f
		JOIN serving i ON i.table_id = f.table_id AND (NOT i.is_partial OR EXISTS (SELECT 1 FROM declared_constraint_column c
			WHERE c.constraint_id = f.id AND regexp('(?i)^\(*"?\Q' || c.name || '\E"?\s+is\s+not\s+null\)*$', i.predicate)))
	WHERE f.kind = 'foreign'
		AND (SELECT count(*) FROM declared_constraint_column c WHERE c.constraint_id = f.id)
			= (SELECT count(*) FROM declared_constraint_column c JOIN declared_index_column k ON k.index_id = i.id AND k.name = c.name AND NOT k.included
				AND k.position <= (SELECT count(*) FROM declared_constraint_column n WHERE n.constraint_id = f.id)
				WHERE c.constraint_id = f.id)
)
SELECT f.file_id, f.line, f.schema || '.' || f.table_name || '.' || replace(f.columns, ', ', '+') AS subject, f.schema || '.' || f.table_name AS object,
	iif(p.name IS NULL OR f.begun, 'note', 'warning') AS level,
	f.name, replace(f.columns, ', ', '", "') AS columns, f.table_name, f.ref_table,
	iif(f.begun, 'reads more of "' || f.table_name || '" than refers to it', 'makes the server read all of "' || f.table_name || '"') AS consequence,
	CASE WHEN p.routes > 1 THEN ' ' || p.routes || ' routes do that, among them ' || p.route || '.' WHEN p.routes = 1 THEN ' ' || p.route || ' does that.' ELSE '' END AS reach,
	p.witness_id AS witness
FROM (SELECT c.*, EXISTS (SELECT 1 FROM serving i JOIN declared_index_column k ON k.index_id = i.id AND k.position = 1 JOIN declared_constraint_column n ON n.constraint_id = c.id AND n.name = k.name
		WHERE i.table_id = c.table_id AND NOT i.is_partial) AS begun FROM effective_constraint c) f
	JOIN declared_table t ON t.id = f.table_id AND t.partition_of IS NULL AND NOT t.opaque
	LEFT JOIN parent p ON p.schema = f.ref_schema AND p.name = f.ref_table
WHERE f.kind = 'foreign' AND f.id NOT IN (SELECT id FROM keyed)
