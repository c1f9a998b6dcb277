-- title: Transaction numbers come to their end
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: {what} is {age} {unit} old, {percent} % of the way to the point where the server takes no more writes{because}.{reach}
-- needs: live, statistics, settings, locks
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- Transactions have 32-bit numbers. VACUUM freezes old rows so that numbers can be used again; when it does not get there, the server stops taking writes in all databases some three
-- million numbers before 2,147,483,648, and what follows is hours of VACUUM while the service is down.
--
-- Autovacuum sets out at `autovacuum_freeze_max_age` (200 million) whatever its settings. A warning from one and a half times that on, at most 1.2 billion: it was started long ago and does not come to
-- its end. An error from 1.6 billion on, where the server itself gives up delays and index cleaning (`vacuum_failsafe_age`). The same for multixacts, which row locks shared by several
-- transactions use up. Databases other than the one that was asked are reported too, since each of them stops the whole server; of a database its oldest tables are named.
--
-- ## Fix
-- End what holds VACUUM back (long transactions, prepared transactions, replication slots: `database/long-transaction` and its neighbours), then `VACUUM (FREEZE, INDEX_CLEANUP off)` the oldest tables by hand.
WITH most AS (
	SELECT coalesce((SELECT CAST(value AS INTEGER) FROM live_setting WHERE name = 'autovacuum_freeze_max_age'), 200000000) AS transactions,
		coalesce((SELECT CAST(value AS INTEGER) FROM live_setting WHERE name = 'autovacuum_multixact_freeze_max_age'), 400000000) AS multixacts
), old AS (
	SELECT d.name, d.own, 'transactions' AS unit, d.frozen_age AS age, m.transactions AS most FROM live_database d CROSS JOIN most m
	UNION ALL SELECT d.name, d.own, 'multixacts', d.multixact_age, m.multixacts FROM live_database d CROSS JOIN most m
), oldest AS (
	SELECT 'transactions' AS unit, t.schema, t.name, t.frozen_age AS age FROM live_table_state t UNION ALL SELECT 'multixacts', t.schema, t.name, t.multixact_age FROM live_table_state t
)
SELECT p.file_id, p.line, iif(p.schema IS NULL, 'database ' || o.name, p.schema || '.' || p.name) || ' ' || o.unit AS subject, p.schema || '.' || p.name AS object,
	iif(coalesce(t.age, o.age) >= 1600000000, 'error', 'warning') AS level,
	iif(p.schema IS NULL, 'Database "' || o.name || '"', 'Table "' || p.title || '"') AS what, coalesce(t.age, o.age) AS age, o.unit, coalesce(t.age, o.age) * 100 / 2144483648 AS percent,
	iif(h.who IS NULL, '', ': VACUUM is held back by ' || h.who) AS because, coalesce(p.reach, '') AS reach, p.witness
FROM old o
	LEFT JOIN oldest t ON o.own AND t.unit = o.unit AND t.age >= min(1200000000, o.most * 3 / 2)
	LEFT JOIN table_place p ON p.schema = t.schema AND p.name = t.name
	LEFT JOIN (SELECT who, max(age) FROM (
			SELECT 'prepared transaction "' || gid || '"' AS who, age FROM live_prepared
			UNION ALL SELECT 'replication slot "' || name || '"', horizon_age FROM live_slot WHERE horizon_age IS NOT NULL) WHERE age >= 100000000) h ON o.own AND o.unit = 'transactions'
WHERE o.age >= min(1200000000, o.most * 3 / 2)
