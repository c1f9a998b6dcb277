-- Every database of the server: its age in transactions stops the whole server, not itself alone. Statistics of ours only.
-- Where no reset of its statistics is recorded, those of the archiver and the background writer tell since when there are any: a crash empties all of them.
-- into: live_database(name, own, encoding, frozen_age, multixact_age, sessions, statistics_since, statistics_days, checksum_failures, collation_made, collation_now)
-- domain: statistics
SELECT d.datname, (d.datname = pg_catalog.current_database())::int, pg_catalog.pg_encoding_to_char(d.encoding), pg_catalog.age(d.datfrozenxid), pg_catalog.mxid_age(d.datminmxid),
	s.numbackends, pg_catalog.to_char(since.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), extract(epoch FROM pg_catalog.now() - since.at)::bigint / 86400,
	coalesce(s.checksum_failures, 0),
	CASE WHEN d.datname = pg_catalog.current_database() THEN d.datcollversion END, -- from 150000
	CASE WHEN d.datname = pg_catalog.current_database() THEN pg_catalog.pg_database_collation_actual_version(d.oid) END -- from 150000
	NULL, NULL -- before 150000
FROM pg_catalog.pg_database d LEFT JOIN pg_catalog.pg_stat_database s ON s.datid = d.oid
	CROSS JOIN (SELECT greatest((SELECT a.stats_reset FROM pg_catalog.pg_stat_archiver a), (SELECT b.stats_reset FROM pg_catalog.pg_stat_bgwriter b)) AS at) shared
	CROSS JOIN LATERAL (SELECT coalesce(s.stats_reset, shared.at) AS at) since
WHERE d.datallowconn OR d.datname = pg_catalog.current_database()
ORDER BY d.datname COLLATE "C"
