-- title: A foreign key sets a NOT NULL column to NULL
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: Foreign key "{name}" of table "{table_name}" sets "{columns}" to NULL when {event}, but {which} NOT NULL: the server refuses that with 23502.{reach}
-- needs: schema
-- since: 0.1.0
-- tags: schema
--
-- ## Why
-- `ON DELETE SET NULL` empties the referencing column when the referenced row goes. Where the column is NOT NULL that fails, and with it the DELETE: a
-- row that is referred to cannot be deleted at all. The table is created without a complaint, and the tests pass as long as they delete nothing that is referred to.
--
-- `SET DEFAULT` without a default is the same. Of a key over several columns one is enough; `SET NULL (column)` changes only what it names. Silent where a
-- BEFORE trigger on the table could fill the column.
--
-- ## Fix
-- Say what is meant: `ON DELETE CASCADE`, `ON DELETE RESTRICT`, or a column that takes NULL.
WITH emptied AS (
	SELECT c.id, 'delete' AS event, c.on_delete AS action FROM effective_constraint c WHERE c.kind = 'foreign' AND c.on_delete IN ('set null', 'set default')
	UNION ALL
	SELECT c.id, 'update', c.on_update FROM effective_constraint c WHERE c.kind = 'foreign' AND c.on_update IN ('set null', 'set default')
), refused AS (
	SELECT e.id, e.event, e.action, group_concat(k.name, '", "') AS columns, count(*) AS n
	FROM emptied e
		JOIN declared_constraint c ON c.id = e.id
		JOIN declared_constraint_column k ON k.constraint_id = e.id AND (k.emptied OR e.event = 'update')
		JOIN declared_column d ON d.table_id = c.table_id AND d.name = k.name AND d.not_null AND (e.action = 'set null' OR NOT d.has_default)
	GROUP BY e.id, e.event
)
SELECT c.file_id, c.line, c.schema || '.' || c.table_name || '.' || replace(c.columns, ', ', '+') AS subject, c.schema || '.' || c.table_name AS object,
	c.name, c.table_name, e.columns, iif(e.n > 1, 'they are', 'it is') AS which,
	iif(e.event = 'delete', 'a row of "' || c.ref_table || '" is deleted', 'a key of "' || c.ref_table || '" changes') AS event,
	CASE WHEN u.routes > 1 THEN ' ' || u.routes || ' routes do that, among them ' || u.route || '.' WHEN u.routes = 1 THEN ' ' || u.route || ' does that.' ELSE '' END AS reach,
	u.witness_id AS witness
FROM refused e
	JOIN declared_constraint c ON c.id = e.id
	JOIN declared_table t ON t.id = c.table_id AND t.partition_of IS NULL
	LEFT JOIN (SELECT schema, name, max(routes) AS routes, route, witness_id FROM table_change WHERE role = 'delete' GROUP BY schema, name) u
		ON u.schema = c.ref_schema AND u.name = c.ref_table AND e.event = 'delete'
WHERE NOT EXISTS (SELECT 1 FROM declared_trigger g WHERE g.table_id = c.table_id AND g.timing = 'before')
