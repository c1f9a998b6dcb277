-- title: A migration was changed after it ran
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: "{version}" is not the text that {origin} ran: its digest is not the one "{tool_table}" records.
-- needs: schema, live
-- since: 0.2.0
-- tags: drift, live
--
-- ## Why
-- A migration that has run is never run again. What was changed in it reaches new databases alone, and those that ran the old text stay different for ever. Prisma refuses to
-- go on in development because of it; Drizzle says nothing.
--
-- Digests are compared where the tool records one (Prisma, Drizzle); either end of line will do.
--
-- ## Fix
-- Restore the text that ran, and write the change as a migration of its own.
SELECT m.file_id, 1 AS line, m.version AS subject, m.version AS object, m.version, x.table_name AS tool_table, o.path AS origin
FROM migration_match x
	JOIN declared_migration m ON m.source_id = x.source_id AND m.ordinal = x.ordinal
	JOIN declared_source o ON o.kind IN ('live', 'snapshot')
WHERE x.live_digest IS NOT NULL AND x.digest IS NOT NULL AND instr(x.digest, x.live_digest) = 0
