-- title: A pool that waits for ever
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: Nothing of this pool says how long to wait: for a connection when all are taken, or for an answer. When the database hangs, so does every request ({route} is one). Set connectionTimeoutMillis and statement_timeout.
-- needs: statements
-- since: 0.2.0
-- tags: pool, operations
--
-- ## Why
-- A lock that is not released, a query without an index or a network that drops packets takes all connections one by one, and each request after that waits without an end.
-- Nothing fails, so nothing is restarted and nothing is told.
--
-- Reported for pools whose settings are written where they are made and have neither a limit for connecting nor one for a statement. What the connection string or the role sets is not seen.
--
-- ## Fix
-- `new Pool({ connectionTimeoutMillis: 5000, statement_timeout: 15000, … })`, or `ALTER ROLE app SET statement_timeout = '15s'`.
SELECT p.file_id, p.line, 'pool' AS subject, p.scope, p.route, p.witness_id AS witness
FROM pool_way p
WHERE NOT EXISTS (SELECT 1 FROM pool_limit l WHERE l.pool_call_id = p.pool_call_id)
