-- The joins that rules share.

CREATE VIEW error_effect AS             -- what an error that leaves a route's handler does: verdicts none of whose boundaries is present, worst first
    SELECT route_id, verdict, detail, min(rank) AS rank
    FROM (SELECT r.id AS route_id, e.verdict, e.detail,
                 CASE e.verdict WHEN 'crash' THEN 0 WHEN 'hang' THEN 1 WHEN 'leak' THEN 2 ELSE 3 END AS rank
          FROM route r
          JOIN app a ON a.id = r.app_id AND a.major IS NOT NULL
          JOIN function h ON h.id = r.function_id
          JOIN file hf ON hf.id = h.file_id
          JOIN framework_effect e ON e.framework = r.framework AND a.major BETWEEN e.major_from AND e.major_to
               AND e.async = iif(hf.language = 'python', h.is_async, 1)
          WHERE r.method <> 'WS'
            AND NOT EXISTS (SELECT 1 FROM boundary b WHERE b.kind = 'wrapper' AND b.function_id = r.function_id)
            AND NOT EXISTS (SELECT 1 FROM framework_effect o
                            JOIN boundary b ON b.kind = o.unless AND (b.framework = r.framework OR b.kind = 'process_listener')
                                 AND regexp('(?i)(^\*$|^(builtins\.)?(Base)?Exception$|sqlalchemy|asyncpg|psycopg|database|postgres)', coalesce(b.error_type, '*'))
                            JOIN file f ON f.id = b.file_id AND f.role NOT IN ('test', 'example')
                                 AND (a.root = '' OR substr(f.path, 1, length(a.root) + 1) = a.root || '/')
                            WHERE o.framework = e.framework AND o.async = e.async AND o.verdict = e.verdict AND a.major BETWEEN o.major_from AND o.major_to))
    GROUP BY route_id;

CREATE VIEW statement_way AS            -- a statement's nearest certain route, how many there are, and the way to it
    SELECT q.statement_id, count(DISTINCT q.route_id) AS routes, r.method || ' ' || r.path AS route, q.witness_id, min(q.depth) AS depth
    FROM route_statement q JOIN route r ON r.id = q.route_id
    WHERE q.certain
    GROUP BY q.statement_id;
