-- title: Two indexes are the same
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: Index "{name}" of table "{table_name}" does what "{other}" does already{same}: every write pays for both.
-- needs: schema
-- since: 0.1.0
-- tags: schema, performance
--
-- ## Why
-- An index that another one repeats serves no query and no constraint, and is written at every INSERT and at most UPDATEs. It usually comes from a migration that
-- indexes a column which a UNIQUE or PRIMARY KEY had indexed, or from two migrations with different names for one index.
--
-- The same are two indexes of one table with the same method, columns or expressions in the same order, collations, operator classes, sort orders, included columns, condition, uniqueness and
-- treatment of NULL. Reported is the one that can be dropped: not the one a constraint owns. Two exclusion constraints are not compared, nor are partitions.
--
-- ## Fix
-- Drop it (`DROP INDEX CONCURRENTLY`), or the constraint where one constraint repeats another.
WITH keys AS MATERIALIZED (						-- each index with what makes two of them the same
	SELECT i.*, (SELECT group_concat(iif(k.included, 'include ', '') || coalesce('"' || k.name || '"', k.expression) || coalesce(' ' || k.option, ''), ', ')
			FROM (SELECT * FROM declared_index_column x WHERE x.index_id = i.id ORDER BY x.position) k) AS definition,
		c.kind AS constraint_kind
	FROM effective_index i
		JOIN declared_table t ON t.id = i.table_id AND t.partition_of IS NULL
		LEFT JOIN declared_constraint c ON c.table_id = i.table_id AND c.name = i.constraint_name
	WHERE i.is_valid
)
SELECT b.file_id, b.line, b.schema || '.' || b.table_name || '.' || b.name AS subject, b.schema || '.' || b.table_name AS object,
	b.name, b.table_name, a.name AS other,
	iif(a.constraint_kind = 'primary', ', the index of the primary key', iif(a.constraint_kind = 'unique', ', the index of a unique constraint', '')) AS same
FROM keys b
	JOIN keys a ON a.id = (SELECT x.id FROM keys x WHERE x.table_id = b.table_id AND x.id <> b.id AND x.definition = b.definition AND x.method = b.method
			AND x.is_unique = b.is_unique AND x.nulls_distinct = b.nulls_distinct AND x.predicate IS b.predicate
			AND (iif(x.constraint_kind = 'primary', 0, iif(x.constraint_kind IS NULL, 2, 1)), x.id) < (iif(b.constraint_kind = 'primary', 0, iif(b.constraint_kind IS NULL, 2, 1)), b.id)
		ORDER BY x.constraint_kind IS NULL, x.id LIMIT 1)
WHERE coalesce(b.constraint_kind, '') <> 'exclude' AND coalesce(a.constraint_kind, '') <> 'exclude'
