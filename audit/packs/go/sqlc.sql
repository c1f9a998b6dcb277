-- title: sqlc
-- package: go database/sql github.com/jackc/pgx/v5 github.com/jackc/pgx/v4 github.com/lib/pq
--
-- The code sqlc makes is often not kept with the program: a call of a method of Queries or Querier, types nothing in the tree declares (or of what New and WithTx
-- give), by the name of a query of a file ("-- name: GetUser :one") sends that query. Where the code is there, the statement is found in it.

-- types

-- facts
INSERT INTO statement_site(call_id, driver, kind, query_id, placeholders, parameters, api)
SELECT c.id, 'sqlc', 'sql', q.id, 'sqlc', NULL,
    CASE WHEN q.kind = ':one' THEN 'row' WHEN q.kind IN (':many', ':batchmany') THEN 'rows' WHEN q.kind IN (':exec', ':execrows', ':execlastid') THEN 'value' ELSE 'result' END
FROM call c
JOIN named_query q ON q.name = c.name AND q.kind GLOB ':[a-z]*'
WHERE (c.receiver_type LIKE '%.Queries()' OR c.receiver_type LIKE '%.Querier()' OR c.receiver_type LIKE '%.New()' OR c.receiver_type LIKE '%.WithTx()')
  AND NOT EXISTS (SELECT 1 FROM call_target t WHERE t.call_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM named_query o WHERE o.name = q.name AND o.id <> q.id);
INSERT INTO call_shape(call_id, shape)
SELECT call_id, iif(api = 'rows', 'rows', 'row') FROM statement_site WHERE driver = 'sqlc' AND api IN ('rows', 'row');
