-- title: An index is the beginning of another
-- severity: note
-- confidence: high
-- profile: strict
-- status: preview
-- message: Index "{name}" of table "{table_name}" covers {columns}, with which "{other}" begins as well ({other_columns}): what it serves, that one serves too.
-- needs: schema
-- since: 0.1.0
-- tags: schema, performance
--
-- ## Why
-- A btree index over (a, b) serves what an index over (a) serves, at nearly the same cost. The shorter one is written at every INSERT all the same.
--
-- Compared are btree indexes of one table with the same condition, operator classes, collations and orders. An index that is unique, or that has included columns, is never redundant; one over the same columns as a unique index is. Partitions are left out.
-- A short index may be kept on purpose where the long one is much wider and the query is a hot one: hence a note.
--
-- ## Fix
-- Drop the shorter one, after a look at how wide the longer one is.
WITH keys AS MATERIALIZED (						-- the keys of each index, closed by a comma, so that a prefix ends at a key
	SELECT i.id, i.table_id, i.schema, i.table_name, i.name, i.columns, i.is_unique, i.predicate, i.constraint_name, i.file_id, i.line,
		(SELECT group_concat(coalesce('"' || k.name || '"', k.expression) || coalesce(' ' || k.option, '') || ',', '')
			FROM (SELECT * FROM declared_index_column x WHERE x.index_id = i.id AND NOT x.included ORDER BY x.position) k) AS definition,
		EXISTS (SELECT 1 FROM declared_index_column x WHERE x.index_id = i.id AND x.included) AS includes
	FROM effective_index i JOIN declared_table t ON t.id = i.table_id AND t.partition_of IS NULL
	WHERE i.is_valid AND i.method = 'btree'
)
SELECT a.file_id, a.line, a.schema || '.' || a.table_name || '.' || a.name AS subject, a.schema || '.' || a.table_name AS object,
	a.name, a.table_name, '"' || replace(a.columns, ', ', '", "') || '"' AS columns, b.name AS other, b.columns AS other_columns
FROM keys a
	JOIN keys b ON b.id = (SELECT x.id FROM keys x WHERE x.table_id = a.table_id AND x.id <> a.id AND x.predicate IS a.predicate
			AND substr(x.definition, 1, length(a.definition)) = a.definition AND (length(x.definition) > length(a.definition) OR x.is_unique)
		ORDER BY x.is_unique DESC, length(x.definition), x.id LIMIT 1)
WHERE NOT a.is_unique AND NOT a.includes AND a.constraint_name IS NULL
