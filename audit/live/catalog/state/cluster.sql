-- The server as a whole: its date, how many replicas follow it, and the role that asks.
-- into: live_cluster(today, replicas)
-- domain: statistics
SELECT pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD'), (SELECT count(*) FROM pg_catalog.pg_stat_replication)
