-- title: A migration is recorded as not finished
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: Migration "{version}" is recorded in "{tool_table}" of {origin} as failed: the tool runs no other until that is mended.
-- needs: live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- golang-migrate calls it dirty, Prisma and Flyway failed: a migration broke half way. What it did before stays unless it ran in a transaction, nothing after
-- it was run, and the next deploy stops at it.
--
-- ## Fix
-- Finish or undo by hand what it began, then tell the tool: `migrate force`, `prisma migrate resolve`, `flyway repair`.
SELECT m.file_id, iif(m.file_id IS NULL, NULL, 1) AS line, l.version AS subject, l.table_name AS object, l.version, l.table_name AS tool_table, o.path AS origin
FROM live_migration l JOIN declared_source o ON o.kind IN ('live', 'snapshot')
	LEFT JOIN migration_match x ON x.live_id = l.rowid
	LEFT JOIN declared_migration m ON m.source_id = x.source_id AND m.ordinal = x.ordinal
WHERE l.failed
GROUP BY l.rowid
