-- title: The server's version gets no fixes any more
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: PostgreSQL {version} got its last fixes on {last}: holes found since stay open.
-- needs: live, statistics
-- since: 0.1.0
-- tags: database, live, security
--
-- ## Why
-- Each major version gets fixes for five years. What is found later, in security or in crash recovery, is fixed in the newer ones, and the fix tells everybody where to look.
--
-- The dates are those postgresql.org announces for versions 9.6 to 18, and the day is the server's. A newer version is not reported.
--
-- ## Fix
-- Upgrade with `pg_upgrade` or logical replication; the release notes of every version between list what changes.
WITH life AS (
	SELECT substr(value, 1, instr(value, ' ') - 1) + 0 AS major, substr(value, instr(value, ' ') + 1) AS last
	FROM json_each('["9 2021-11-11", "10 2022-11-10", "11 2023-11-09", "12 2024-11-21", "13 2025-11-13", "14 2026-11-12", "15 2027-11-11", "16 2028-11-09", "17 2029-11-08", "18 2030-11-14"]')
)
SELECT NULL AS file_id, NULL AS line, 'PostgreSQL ' || l.major AS subject, 'server' AS object, iif(s.version < 100000, '9.' || (s.version / 100 % 100), l.major) AS version, l.last
FROM server s JOIN life l ON l.major = s.version / 10000 JOIN live_cluster c ON c.today > l.last
