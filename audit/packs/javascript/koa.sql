-- title: Koa
-- package: npm koa @koa/router koa-router koa-mount koa-compose
--
-- A handler answers by assigning to ctx.status and ctx.body; where it assigns nothing, Koa answers 404, and where the body is null, 204.

-- types
INSERT INTO framework_package(framework, package) VALUES ('koa', 'koa');
INSERT INTO type_alias(path, type, same) VALUES
    ('koa()',                     'koa.Application()', 0),
    ('koa.default()',             'koa.Application()', 0),
    ('@koa/router()',             'koa.Router()',      0),
    ('@koa/router.default()',     'koa.Router()',      0),
    ('@koa/router.Router()',      'koa.Router()',      0),
    ('koa-router()',              'koa.Router()',      0),
    ('koa-router.default()',      'koa.Router()',      0),
    ('koa-router.Router()',       'koa.Router()',      0),
    ('koa.Router().routes()',     'koa.Router()',      1),
    ('koa.Router().middleware()', 'koa.Router()',      1),
    ('koa.Router().prefix()',     'koa.Router()',      1),
    ('koa.Router().use()',        'koa.Router()',      1),
    ('koa.Application().use()',   'koa.Application()', 1),
    ('koa.Application().use(fn)#0', 'koa.Context()',   0),
    ('koa.Application().use(fn)#1', 'koa.next',        0),
    ('koa.Router().use(fn)#0',    'koa.Context()',     0),
    ('koa.Router().use(fn)#1',    'koa.next',          0),
    ('koa.Router().param(fn)#1',  'koa.Context()',     0),
    ('koa.ParameterizedContext()', 'koa.Context()',    0),
    ('koa.DefaultContext()',      'koa.Context()',     0),
    ('@koa/router.RouterContext()', 'koa.Context()',   0),
    ('koa-router.RouterContext()', 'koa.Context()',    0),
    ('koa-router.IRouterContext()', 'koa.Context()',   0),
    ('koa.Context().response',    'koa.Context()',     0),
    ('koa.Context().request.query', 'koa.Context().query', 0),
    ('koa.Context().request.params', 'koa.Context().params', 0);
WITH verb(v) AS (VALUES ('get'), ('post'), ('put'), ('patch'), ('delete'), ('del'), ('head'), ('options'), ('all'), ('register'))
INSERT INTO type_alias(path, type, same)
    SELECT 'koa.Router().' || v || '()', 'koa.Router()', 1 FROM verb UNION ALL
    SELECT 'koa.Router().' || v || '(fn)#0', 'koa.Context()', 0 FROM verb UNION ALL
    SELECT 'koa.Router().' || v || '(fn)#1', 'koa.next', 0 FROM verb;
INSERT INTO request_part(path, origin) VALUES
    ('koa.Context().params',         'path'),
    ('koa.Context().query',          'query'),
    ('koa.Context().querystring',    'query'),
    ('koa.Context().request.body',   'body'),
    ('koa.Context().headers',        'header'),
    ('koa.Context().header',         'header'),
    ('koa.Context().request.headers', 'header'),
    ('koa.Context().request.header', 'header'),
    ('koa.Context().get()',          'header'),
    ('koa.Context().cookies.get()',  'cookie'),
    ('koa.Context().session',        'session'),
    ('koa.Context().user',           'session'),
    ('koa.Context().state',          'session');

-- facts
-- a router's prefix: new Router({ prefix }), router.prefix('/x')
INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT c.id, 'koa', iif(c.result_type = 'koa.Router()', 'router', 'app'),
    iif(o.object_id IS NULL, '', o.value) || iif(p.call_id IS NULL, '', p.value), 'slash'                          -- not constant: not known
FROM call c
LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object'
LEFT JOIN property o ON o.object_id = a.entity_id AND o.key = 'prefix'
LEFT JOIN (SELECT x.receiver_origin AS call_id, a.value FROM call x JOIN argument a ON a.call_id = x.id AND a.position = 0
    WHERE x.receiver_type = 'koa.Router()' AND x.name = 'prefix' GROUP BY x.receiver_origin) p ON p.call_id = c.id
WHERE c.result_type IN ('koa.Application()', 'koa.Router()') AND c.result_origin = c.id;

-- router.get('/x', handler), router.get('name', '/x', handler)
INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'koa', c.receiver_origin, iif(c.name = 'del', 'DELETE', upper(c.name)), coalesce(n.value, e.value, p.value), h.function_id, h.wrapper_call_id, c.id, c.file_id, c.line
FROM call c
JOIN argument p ON p.call_id = c.id AND p.position = 0
LEFT JOIN argument n ON n.call_id = c.id AND n.position = 1 AND n.kind IN ('string', 'template') AND p.value IS NOT NULL
LEFT JOIN property e ON e.object_id = p.entity_id AND p.kind = 'array'
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > 0
WHERE c.receiver_type = 'koa.Router()' AND c.name IN ('get', 'post', 'put', 'patch', 'delete', 'del', 'head', 'options', 'all');

-- router.register('/x', ['get', 'post'], handler)
INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'koa', c.receiver_origin, upper(e.value), p.value, h.function_id, h.wrapper_call_id, c.id, c.file_id, c.line
FROM call c
JOIN argument p ON p.call_id = c.id AND p.position = 0
JOIN argument m ON m.call_id = c.id AND m.position = 1 AND m.kind = 'array'
JOIN property e ON e.object_id = m.entity_id
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > 1
WHERE c.receiver_type = 'koa.Router()' AND c.name = 'register';

-- app.use(router.routes()), parent.use('/prefix', child.routes()), also inside compose([…])
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'koa', c.receiver_origin, iif(p.kind IN ('string', 'template', 'name', 'member') AND p.type IS NULL, p.value, ''), a.origin, c.id, c.file_id, c.line
FROM call c
JOIN argument a ON a.call_id = c.id AND a.type = 'koa.Router()'
LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0 AND a.position > 0
WHERE c.receiver_type IN ('koa.Application()', 'koa.Router()') AND c.name = 'use' AND a.origin IS NOT c.receiver_origin;

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'koa', c.receiver_origin, '', e.origin, c.id, c.file_id, c.line
FROM call c
JOIN call m ON m.argument_of = c.id AND m.callee = 'koa-compose'
JOIN argument l ON l.call_id = m.id AND l.position = 0 AND l.kind = 'array'
JOIN property e ON e.object_id = l.entity_id AND e.type = 'koa.Router()'
WHERE c.receiver_type IN ('koa.Application()', 'koa.Router()') AND c.name = 'use';

-- app.use(mount('/prefix', otherApp))
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'koa', c.receiver_origin, iif(a.position = 0, '', p.value), a.origin, c.id, c.file_id, c.line
FROM call m
JOIN call c ON c.id = m.argument_of AND c.receiver_type = 'koa.Application()' AND c.name = 'use'
JOIN argument a ON a.call_id = m.id AND a.type IN ('koa.Application()', 'koa.Router()')
LEFT JOIN argument p ON p.call_id = m.id AND p.position = 0
WHERE m.callee = 'koa-mount';

-- app.use(plugin.router.routes()), of a registry: only run time knows
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'koa', c.receiver_origin, NULL, NULL, c.id, c.file_id, c.line
FROM call c
JOIN argument a ON a.call_id = c.id AND a.type IS NULL AND a.kind = 'call'
JOIN call r ON r.id = a.value_call_id AND r.name = 'routes' AND r.receiver_type IS NULL
WHERE c.receiver_type IN ('koa.Application()', 'koa.Router()') AND c.name = 'use';

INSERT INTO middleware(object_call_id, prefix, position, function_id, type)
SELECT c.receiver_origin, p.value, c.id, iif(a.entity = 'function', a.entity_id, NULL), a.type
FROM call c
JOIN argument a ON a.call_id = c.id AND (a.entity = 'function' OR a.type IS NOT NULL AND a.type <> 'koa.Router()')
LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0 AND p.kind = 'string'
WHERE c.receiver_type IN ('koa.Application()', 'koa.Router()') AND c.name = 'use';

INSERT INTO middleware(object_call_id, registration_id, position, function_id, type)
SELECT r.object_call_id, r.id, a.position, iif(a.entity = 'function', a.entity_id, NULL), a.type
FROM registration r
JOIN argument a ON a.call_id = r.call_id AND a.position > 0
WHERE r.framework = 'koa' AND a.position < (SELECT max(position) FROM argument WHERE call_id = r.call_id) AND (a.entity = 'function' OR a.type IS NOT NULL);

-- ctx.status = 404
INSERT INTO exit(framework, function_id, region_id, kind, status, body_kind, media, file_id, line)
SELECT 'koa', s.function_id, s.region_id, 'respond', CAST(s.value AS INTEGER), coalesce(b.kind, 'none'), iif(b.kind IN ('object', 'array'), 'json', NULL), s.file_id, s.line
FROM binding s
LEFT JOIN binding b ON b.function_id = s.function_id AND b.region_id IS s.region_id AND b.owner_type = 'koa.Context()' AND b.name = 'body'
WHERE s.owner_type = 'koa.Context()' AND s.name = 'status' AND s.how = 'member'
GROUP BY s.id;

-- ctx.body = rows: 200, and 204 for null, where no status is set beside it
INSERT INTO exit(framework, function_id, region_id, kind, status, body_kind, media, file_id, line)
SELECT 'koa', b.function_id, b.region_id, 'respond', iif(b.value IN ('null', 'undefined') AND b.kind <> 'string' OR b.text = 'undefined', 204, 200), coalesce(b.kind, 'other'),
    CASE WHEN b.kind IN ('object', 'array') THEN 'json' WHEN b.type LIKE '%createReadStream()' THEN 'file' END, b.file_id, b.line
FROM binding b
WHERE b.owner_type = 'koa.Context()' AND b.name = 'body' AND b.how = 'member'
  AND NOT EXISTS (SELECT 1 FROM binding s WHERE s.function_id = b.function_id AND s.owner_type = 'koa.Context()' AND s.name = 'status' AND s.how = 'member'
      AND (s.region_id IS b.region_id OR s.region_id IS NULL AND s.line < b.line));

-- ctx.throw(404), ctx.assert(row, 404), ctx.redirect('/')
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'koa', c.function_id, c.region_id, c.id, iif(c.name = 'redirect', 'respond', 'throw'),
    CASE c.name WHEN 'redirect' THEN 302 ELSE coalesce((SELECT CAST(a.value AS INTEGER) FROM argument a WHERE a.call_id = c.id AND a.value GLOB '[1-5][0-9][0-9]'), 500) END,
    iif(c.name = 'redirect', NULL, 'http-errors.HttpError'), 'string', iif(c.name = 'redirect', 'redirect', NULL), c.file_id, c.line
FROM call c WHERE c.receiver_type = 'koa.Context()' AND c.name IN ('throw', 'redirect');

-- a handler that returns before anything was assigned: Koa's own 404
INSERT INTO exit(framework, function_id, region_id, kind, status, body_kind, media, file_id, line)
SELECT DISTINCT 'koa', t.function_id, t.region_id, 'respond', 404, 'string', NULL, t.file_id, t.line
FROM registration r
JOIN return t ON t.function_id = r.function_id AND t.how = 'return' AND (t.kind IS NULL OR t.kind = 'constant')
WHERE r.framework = 'koa' AND r.method <> 'HEAD'
  AND NOT EXISTS (SELECT 1 FROM binding b WHERE b.function_id = t.function_id AND b.owner_type = 'koa.Context()' AND b.name IN ('body', 'status', 'respond')
      AND (b.region_id IS t.region_id OR b.region_id IS NULL AND b.line < t.line OR b.region_id IN (SELECT ancestor_id FROM in_region WHERE region_id = t.region_id) AND b.line < t.line))
  AND NOT EXISTS (SELECT 1 FROM call c WHERE c.function_id = t.function_id AND c.region_id IS t.region_id
      AND (c.receiver_type = 'koa.Context()' OR EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.type = 'koa.Context()')));

-- app.use(async (ctx, next) => { try { await next() } catch … })
INSERT INTO boundary(framework, kind, object_call_id, error_type, function_id, file_id, line)
SELECT DISTINCT 'koa', 'error_handler', m.object_call_id, '*', m.function_id, f.file_id, f.line
FROM middleware m JOIN function f ON f.id = m.function_id
JOIN call c ON c.function_id = f.id AND c.callee = 'koa.next'
JOIN in_region i ON i.region_id = c.region_id AND i.kind = 'try'
WHERE m.registration_id IS NULL AND EXISTS (SELECT 1 FROM web_object w WHERE w.call_id = m.object_call_id AND w.framework = 'koa');

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('koa', 0, 99, 1, NULL, 'clean', 'Koa answers a plain 500 and logs the error.');
