-- title: Connections are nearly used up
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {used} of the {most} connections applications can have are open: the next ones are refused.
-- needs: live, statistics, settings
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- At `max_connections`, less those reserved for superusers, the server refuses with "sorry, too many clients already", and a deployment that starts new instances before it stops the old ones needs half as
-- many again. Reported from nine tenths on; pools that are not needed to their full keep them open all the same.
--
-- ## Fix
-- Make the pools smaller (instances × pool size below the limit), or put a pooler in transaction mode between; every connection more costs the server memory.
SELECT NULL AS file_id, NULL AS line, 'connections' AS subject, 'setting max_connections' AS object, u.used, m.most
FROM (SELECT sum(sessions) AS used FROM live_database) u
	CROSS JOIN (SELECT sum(iif(name = 'max_connections', 1, -1) * CAST(value AS INTEGER)) AS most FROM live_setting
		WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')) m
WHERE u.used * 10 >= m.most * 9 AND m.most > 0
