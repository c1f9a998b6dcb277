-- title: Indexes were sorted by another version of the collation
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: Database "{name}" was made with version {made} of its collation, and the system has {now}: indexes over text may be in the wrong order.
-- needs: live, statistics
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- The operating system's library says how text is sorted. After its upgrade, or on another system's files (a restored base backup, a replica on a newer distribution), an index is ordered by rules that
-- no longer hold: lookups miss rows that are there, and unique indexes take doubles. PostgreSQL 15 and later record the version.
--
-- ## Fix
-- `REINDEX DATABASE CONCURRENTLY`, then `ALTER DATABASE … REFRESH COLLATION VERSION`.
SELECT NULL AS file_id, NULL AS line, d.name AS subject, 'database ' || d.name AS object, d.name, d.collation_made AS made, d.collation_now AS now
FROM live_database d WHERE d.own AND d.collation_made <> d.collation_now
