-- title: tRPC
-- package: npm @trpc/server
--
-- A router is an object of procedures; the path of a procedure is the names on the way to it, joined by dots. A query is a GET, a mutation a POST.

-- types
INSERT INTO framework_package(framework, package) VALUES ('trpc', '@trpc/server');
INSERT INTO type_alias(path, type, same) VALUES
    ('@trpc/server.initTRPC.create()',             'trpc.Root()', 0),
    ('@trpc/server.initTRPC.context()',            '@trpc/server.initTRPC', 0),
    ('@trpc/server.initTRPC.meta()',               '@trpc/server.initTRPC', 0),
    ('@trpc/server.initTRPC().create()',           'trpc.Root()', 0),
    ('trpc.Root().router()',                       'trpc.Router()', 0),
    ('trpc.Root().mergeRouters()',                 'trpc.Router()', 0),
    ('trpc.Root().procedure',                      'trpc.Procedure()', 0),
    ('trpc.Root().middleware(fn)#0',               'trpc.Call()', 0),
    ('trpc.Procedure().use(fn)#0',                 'trpc.Call()', 0),
    ('trpc.Procedure().query(fn)#0',               'trpc.Call()', 0),
    ('trpc.Procedure().mutation(fn)#0',            'trpc.Call()', 0),
    ('trpc.Procedure().subscription(fn)#0',        'trpc.Call()', 0),
    ('trpc.Procedure().query()',                   'trpc.Endpoint()', 0),
    ('trpc.Procedure().mutation()',                'trpc.Endpoint()', 0),
    ('trpc.Procedure().subscription()',            'trpc.Endpoint()', 0),
    ('trpc.Procedure().input()',                   'trpc.Procedure()', 1),
    ('trpc.Procedure().output()',                  'trpc.Procedure()', 1),
    ('trpc.Procedure().use()',                     'trpc.Procedure()', 1),
    ('trpc.Procedure().meta()',                    'trpc.Procedure()', 1),
    ('trpc.Procedure().concat()',                  'trpc.Procedure()', 1),
    ('trpc.Procedure().unstable_concat()',         'trpc.Procedure()', 1);
INSERT INTO request_part(path, origin) VALUES
    ('trpc.Call().input',        'query'),
    ('trpc.Call().ctx.user',     'session'),
    ('trpc.Call().ctx.userId',   'session'),
    ('trpc.Call().ctx.session',  'session'),
    ('trpc.Call().ctx.auth',     'session');

-- facts
-- routers, and what holds them; objects without a router() around them are routers too
CREATE TEMP TABLE trpc_entry AS
WITH RECURSIVE entry(router_id, path, object_id, key, origin, type, entity, entity_id, depth) AS (
    SELECT c.id, '', p.object_id, p.key, p.origin, p.type, p.entity, p.entity_id, 0
    FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object' JOIN property p ON p.object_id = a.entity_id
    WHERE c.result_type = 'trpc.Router()' AND c.name <> 'mergeRouters'
    UNION ALL
    SELECT e.router_id, e.path || e.key || '.', p.object_id, p.key, p.origin, p.type, p.entity, p.entity_id, e.depth + 1
    FROM entry e JOIN property p ON p.object_id = e.entity_id AND e.entity = 'object' WHERE e.depth < 4 AND e.key IS NOT NULL
)
SELECT * FROM entry WHERE key IS NOT NULL;

CREATE TEMP TABLE trpc_adapter AS                                           -- fetchRequestHandler({ endpoint: '/api/trpc', router: appRouter })
SELECT c.id AS call_id, p.origin AS router_id, coalesce(e.value, '') AS prefix
FROM call c
JOIN argument a ON a.call_id = c.id AND a.entity = 'object'
JOIN property p ON p.object_id = a.entity_id AND p.key = 'router' AND p.type = 'trpc.Router()'
LEFT JOIN property e ON e.object_id = a.entity_id AND e.key IN ('endpoint', 'prefix', 'basePath')
WHERE c.callee LIKE '@trpc/server/adapters/%' OR e.value IS NOT NULL;

INSERT INTO trpc_adapter(call_id, router_id, prefix)                        -- app.use('/trpc', createExpressMiddleware({ router }))
SELECT m.id, t.router_id, p.value FROM trpc_adapter t JOIN call c ON c.id = t.call_id JOIN call m ON m.id = c.argument_of
JOIN argument p ON p.call_id = m.id AND p.position = 0 AND p.value LIKE '/%' WHERE t.prefix = '';

INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT c.id, 'trpc', iif(EXISTS (SELECT 1 FROM trpc_entry e WHERE e.origin = c.id AND e.type = 'trpc.Router()')
        OR EXISTS (SELECT 1 FROM call m JOIN argument a ON a.call_id = m.id AND a.origin = c.id WHERE m.callee = 'trpc.Root().mergeRouters'), 'router', 'app'),
    coalesce((SELECT max(rtrim(t.prefix, '/')) || '/' FROM trpc_adapter t WHERE t.router_id = c.id), iif(EXISTS (SELECT 1 FROM trpc_entry e WHERE e.origin = c.id AND e.type = 'trpc.Router()')
        OR EXISTS (SELECT 1 FROM call m JOIN argument a ON a.call_id = m.id AND a.origin = c.id WHERE m.callee = 'trpc.Root().mergeRouters'), '', '/')), 'plain'
FROM call c WHERE c.result_type = 'trpc.Router()' AND c.result_origin = c.id;

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'trpc', e.router_id, e.path || e.key || '.', e.origin, e.router_id, c.file_id, c.line
FROM trpc_entry e JOIN call c ON c.id = e.router_id WHERE e.type = 'trpc.Router()'
UNION ALL
SELECT 'trpc', c.id, '', a.origin, c.id, c.file_id, c.line
FROM call c JOIN argument a ON a.call_id = c.id AND a.type = 'trpc.Router()' WHERE c.callee = 'trpc.Root().mergeRouters';

INSERT INTO registration(framework, object_call_id, method, path, function_id, call_id, file_id, line)
SELECT 'trpc', e.router_id, CASE c.name WHEN 'query' THEN 'GET' WHEN 'mutation' THEN 'POST' ELSE 'WS' END, e.path || e.key, h.function_id, c.id, c.file_id,
    coalesce((SELECT f.line FROM function f WHERE f.id = h.function_id AND f.file_id = c.file_id), c.line)
FROM trpc_entry e
JOIN call c ON c.id = e.origin AND c.result_type = 'trpc.Endpoint()'
LEFT JOIN last_callable h ON h.call_id = c.id
WHERE e.type = 'trpc.Endpoint()'
ORDER BY c.file_id, c.line;

-- middlewares of the procedure a query is made of
INSERT INTO implied_call(function_id, target_function_id, call_id, how)
WITH RECURSIVE chain(function_id, call_id, depth) AS (
    SELECT r.function_id, c.receiver_call_id, 0 FROM registration r JOIN call c ON c.id = r.call_id WHERE r.framework = 'trpc' AND r.function_id IS NOT NULL
    UNION
    SELECT k.function_id, c.receiver_call_id, k.depth + 1 FROM chain k JOIN call c ON c.id = k.call_id WHERE k.depth < 12
)
SELECT DISTINCT k.function_id, a.entity_id, c.id, 'middleware'
FROM chain k JOIN call c ON c.id = k.call_id AND c.name = 'use' JOIN argument a ON a.call_id = c.id AND a.entity = 'function';

-- throw new TRPCError({ code: 'NOT_FOUND' })
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'trpc', t.function_id, t.region_id, t.value_call_id, 'throw', CASE p.value WHEN 'NOT_FOUND' THEN 404 WHEN 'BAD_REQUEST' THEN 400 WHEN 'PARSE_ERROR' THEN 400 WHEN 'UNAUTHORIZED' THEN 401
        WHEN 'FORBIDDEN' THEN 403 WHEN 'METHOD_NOT_SUPPORTED' THEN 405 WHEN 'TIMEOUT' THEN 408 WHEN 'CONFLICT' THEN 409 WHEN 'PRECONDITION_FAILED' THEN 412 WHEN 'PAYLOAD_TOO_LARGE' THEN 413
        WHEN 'UNPROCESSABLE_CONTENT' THEN 422 WHEN 'TOO_MANY_REQUESTS' THEN 429 WHEN 'CLIENT_CLOSED_REQUEST' THEN 499 WHEN 'INTERNAL_SERVER_ERROR' THEN 500 WHEN 'NOT_IMPLEMENTED' THEN 501
        WHEN 'BAD_GATEWAY' THEN 502 WHEN 'SERVICE_UNAVAILABLE' THEN 503 END,
    '@trpc/server.TRPCError', 'string', 'json', t.file_id, t.line
FROM return t
LEFT JOIN argument a ON a.call_id = t.value_call_id AND a.position = 0 AND a.entity = 'object'
LEFT JOIN property p ON p.object_id = a.entity_id AND p.key = 'code'
WHERE t.how = 'throw' AND t.type = '@trpc/server.TRPCError()';

INSERT INTO boundary(framework, kind, error_type, function_id, file_id, line)
SELECT 'trpc', 'error_handler', '*', p.entity_id, c.file_id, c.line
FROM call c JOIN argument a ON a.call_id = c.id AND a.entity = 'object' JOIN property p ON p.object_id = a.entity_id AND p.key = 'errorFormatter'
WHERE c.result_type = 'trpc.Root()';

DROP TABLE trpc_entry;
DROP TABLE trpc_adapter;

-- what a procedure is given has passed its input()
INSERT INTO request_check(registration_id, part, how) SELECT id, 'query', 'declared' FROM registration WHERE framework = 'trpc';

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('trpc', 10, 99, 1, 'error_handler', 'leak', 'tRPC answers 500 with the text of the database''s error, as no errorFormatter says otherwise.');
