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
-- `SET DEFAULT` without a default is the same. Of a key over several columns all must be NOT NULL, since `SET NULL` may name some of them. Silent where a
-- BEFORE trigger on the table could fill the column.
--
-- ## Fix
-- Say what is meant: `ON DELETE CASCADE`, `ON DELETE RESTRICT`, or a column that takes NULL.
WITH emptied AS (
	SELECT c.*, iif(c.on_delete IN ('set null', 'set default'), 'delete', 'update') AS event, iif(c.on_delete IN ('set null', 'set default'), c.on_delete, c.on_update) AS action
	FROM effective_constraint c
	WHERE c.kind = 'foreign' AND (c.on_delete IN ('set null', 'set default') OR c.on_update IN ('set null', 'set default'))
)
SELECT e.file_id, e.line, e.schema || '.' || e.table_name || '.' || replace(e.columns, ', ', '+') AS subject, e.schema || '.' || e.table_name AS object,
	e.name, e.table_name, replace(e.columns, ', ', '", "') AS columns, iif(instr(e.columns, ','), 'they are', 'it is') AS which,
	iif(e.event = 'delete', 'a row of "' || e.ref_table || '" is deleted', 'a key of "' || e.ref_table || '" changes') AS event,
	CASE WHEN u.routes > 1 THEN ' ' || u.routes || ' routes do that, among them ' || u.route || '.' WHEN u.routes = 1 THEN ' ' || u.route || ' does that.' ELSE '' END AS reach,
	u.witness_id AS witness
FROM emptied e
	JOIN declared_table t ON t.id = e.table_id AND t.partition_of IS NULL
	LEFT JOIN (SELECT schema, name, max(routes) AS routes, route, witness_id FROM table_change WHERE role = 'delete' GROUP BY schema, name) u
		ON u.schema = e.ref_schema AND u.name = e.ref_table AND e.event = 'delete'
WHERE NOT EXISTS (SELECT 1 FROM declared_constraint_column k LEFT JOIN declared_column d ON d.table_id = e.table_id AND d.name = k.name
		WHERE k.constraint_id = e.id AND NOT coalesce(d.not_null AND (e.action = 'set null' OR NOT d.has_default), 0))
	AND NOT EXISTS (SELECT 1 FROM declared_trigger g WHERE g.table_id = e.table_id AND g.timing = 'before')
