-- title: A trigger is switched off
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {what} on table "{table_name}" {state}.{reach}
-- needs: live, roles, statistics
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- `ALTER TABLE … DISABLE TRIGGER ALL` makes an import faster, and switches off the triggers that enforce foreign keys too: the constraint is still shown as valid, and every row is taken. That is an
-- error, since what the schema promises is not kept. A trigger of the application's own that does not fire is a warning: rows are not stamped, logged or counted.
--
-- ## Fix
-- `ALTER TABLE … ENABLE TRIGGER ALL`, then look for the rows that should not be there: the constraint dropped and added again finds them.
SELECT p.file_id, p.line, t.schema || '.' || t.table_name || '.' || coalesce(t.constraint_name, t.name) AS subject, t.schema || '.' || t.table_name AS object, p.title AS table_name,
	iif(t.is_internal AND t.constraint_name IS NOT NULL, 'error', 'warning') AS level,
	iif(t.is_internal AND t.constraint_name IS NOT NULL, 'Foreign key "' || t.constraint_name || '"', 'Trigger "' || t.name || '"') AS what,
	iif(t.is_internal AND t.constraint_name IS NOT NULL, 'is not enforced: the triggers that do it are switched off', iif(t.enabled = 'replica', 'fires on replicas alone', 'is switched off')) AS state,
	p.reach, p.witness
FROM live_trigger_state t
	JOIN table_place p ON p.schema = t.schema AND p.name = t.table_name
GROUP BY t.schema, t.table_name, coalesce(t.constraint_name, t.name)
