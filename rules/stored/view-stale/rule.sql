-- title: A view made with * lacks columns its table has got since
-- severity: note
-- confidence: high
-- profile: strict
-- status: preview
-- message: The {kind} "{view_name}" selects *, but was made before "{table_name}" had {columns}: it does not show {them}.
-- needs: schema
-- since: 0.1.0
-- tags: sql, migrations
--
-- ## Why
-- PostgreSQL replaces * by the columns there are when the view is made, and keeps that list. A column added to the table later is not in the view, though the text of
-- the view reads as if it were.
--
-- ## Fix
-- Make the view anew in the migration that adds the column, or write its columns out.
SELECT v.file_id, v.line, v.schema || '.' || v.name || ' ' || v.table_name AS subject, v.schema || '.' || v.name AS object, v.kind, v.name AS view_name, v.table_name,
	iif(count(*) = 1, 'column ', 'columns ') || group_concat('"' || v.column_name || '"', ', ') AS columns, iif(count(*) = 1, 'it', 'them') AS them
FROM view_gap v JOIN file f ON f.id = v.file_id AND f.role NOT IN ('test', 'example')
GROUP BY v.schema, v.name, v.table_name
