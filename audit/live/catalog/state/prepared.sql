-- Prepared transactions of this database: they hold their locks, and VACUUM back, with no session behind them.
-- into: live_prepared(gid, owner, seconds, age)
-- domain: locks
SELECT p.gid, p.owner, extract(epoch FROM pg_catalog.now() - p.prepared)::bigint, pg_catalog.age(p.transaction)
FROM pg_catalog.pg_prepared_xacts p WHERE p.database = pg_catalog.current_database() ORDER BY p.gid COLLATE "C"
