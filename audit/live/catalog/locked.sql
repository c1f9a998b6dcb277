-- Relations somebody holds, or waits for, ACCESS EXCLUSIVE on: what waits for their locks is asked for without them, and of them it stays unknown.
SELECT c.oid, n.nspname || '.' || c.relname AS name
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
ORDER BY 2
