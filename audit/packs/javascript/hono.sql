-- title: Hono
-- package: npm hono @hono/zod-openapi @hono/node-server
--
-- Every new Hono() is an application of its own until another one takes it in with route().

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('hono/quick.Hono()',                  'hono.Hono()',    0),
    ('hono/tiny.Hono()',                   'hono.Hono()',    0),
    ('hono/hono-base.HonoBase()',          'hono.Hono()',    0),
    ('@hono/zod-openapi.OpenAPIHono()',    'hono.Hono()',    0),
    ('hono/factory.createFactory().createApp()', 'hono.Hono()', 0),
    ('@hono/zod-openapi.createRoute()',    '#0',             0),
    ('hono/http-exception.HTTPException',  'hono.HTTPException', 0),
    ('hono/http-exception.HTTPException()', 'hono.HTTPException()', 0),
    ('hono.Context().req.param()',         'hono.Path()',    0),
    ('hono.Hono().basePath()',             'hono.Hono()',    0),
    ('hono.Hono().route()',                'hono.Hono()',    1),
    ('hono.Hono().mount()',                'hono.Hono()',    1),
    ('hono.Hono().onError()',              'hono.Hono()',    1),
    ('hono.Hono().notFound()',             'hono.Hono()',    1),
    ('hono.Hono().onError(fn)#0',          'hono.Error()',   0),
    ('hono.Hono().onError(fn)#1',          'hono.Context()', 0),
    ('hono.Hono().notFound(fn)#0',         'hono.Context()', 0),
    ('hono/factory.createMiddleware(fn)#0', 'hono.Context()', 0),
    ('hono/factory.createMiddleware(fn)#1', 'hono.next',     0),
    ('hono/factory.createMiddleware()',    '#0',             0),
    ('hono/factory.createFactory().createMiddleware(fn)#0', 'hono.Context()', 0),
    ('hono/factory.createFactory().createHandlers(fn)#0', 'hono.Context()', 0);
WITH verb(v) AS (VALUES ('get'), ('post'), ('put'), ('patch'), ('delete'), ('options'), ('all'), ('on'), ('use'), ('openapi'))
INSERT INTO type_alias(path, type, same)
    SELECT 'hono.Hono().' || v || '()', 'hono.Hono()', 1 FROM verb UNION ALL
    SELECT 'hono.Hono().' || v || '(fn)#0', 'hono.Context()', 0 FROM verb UNION ALL
    SELECT 'hono.Hono().' || v || '(fn)#1', 'hono.next', 0 FROM verb;
INSERT INTO request_part(path, origin) VALUES
    ('hono.Path()',                     'path'),
    ('hono.Context().req.query()',      'query'),
    ('hono.Context().req.queries()',    'query'),
    ('hono.Context().req.json()',       'body'),
    ('hono.Context().req.parseBody()',  'body'),
    ('hono.Context().req.formData()',   'body'),
    ('hono.Context().req.text()',       'body'),
    ('hono.Context().req.valid()',      'body'),
    ('hono.Context().req.header()',     'header'),
    ('hono.Context().get()',            'session'),
    ('hono.Context().var',              'session'),
    ('hono/cookie.getCookie()',         'cookie');

-- facts
INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT c.id, 'hono', iif(c.name = 'basePath' OR EXISTS (SELECT 1 FROM call r JOIN argument a ON a.call_id = r.id AND a.position = 1 AND a.origin = c.id
        WHERE r.receiver_type = 'hono.Hono()' AND r.name IN ('route', 'mount')), 'router', 'app'),
    iif(c.name = 'basePath', (SELECT '/' || value FROM argument WHERE call_id = c.id AND position = 0), ''), 'slash'
FROM call c WHERE c.result_type = 'hono.Hono()' AND c.result_origin = c.id;

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'hono', c.receiver_origin, '', c.id, c.id, c.file_id, c.line FROM call c
WHERE c.receiver_type = 'hono.Hono()' AND c.name = 'basePath' AND c.receiver_origin IS NOT NULL;

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'hono', c.receiver_origin, '/' || p.value, a.origin, c.id, c.file_id, c.line
FROM call c
JOIN argument p ON p.call_id = c.id AND p.position = 0
JOIN argument a ON a.call_id = c.id AND a.position = 1 AND a.type = 'hono.Hono()'
WHERE c.receiver_type = 'hono.Hono()' AND c.name = 'route';

-- app.get('/x', handler)
INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'hono', c.receiver_origin, upper(c.name), '/' || p.value, h.function_id, h.wrapper_call_id, c.id, c.file_id,
    coalesce(iif(c.receiver_call_id IS NULL, NULL, (SELECT f.line FROM function f WHERE f.id = h.function_id AND f.file_id = c.file_id)), c.line)   -- in a chain every call starts on the first line
FROM call c
JOIN argument p ON p.call_id = c.id AND p.position = 0
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > 0
WHERE c.receiver_type = 'hono.Hono()' AND c.name IN ('get', 'post', 'put', 'patch', 'delete', 'options', 'all') AND p.entity IS NOT 'function';

-- app.on('PURGE', '/x', h), app.on(['PUT', 'DELETE'], ['/x', '/y'], h)
INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'hono', c.receiver_origin, upper(coalesce(me.value, m.value)), '/' || coalesce(pe.value, p.value), h.function_id, h.wrapper_call_id, c.id, c.file_id,
    coalesce(iif(c.receiver_call_id IS NULL, NULL, (SELECT f.line FROM function f WHERE f.id = h.function_id AND f.file_id = c.file_id)), c.line)
FROM call c
JOIN argument m ON m.call_id = c.id AND m.position = 0
JOIN argument p ON p.call_id = c.id AND p.position = 1
LEFT JOIN property me ON me.object_id = m.entity_id AND m.kind = 'array'
LEFT JOIN property pe ON pe.object_id = p.entity_id AND p.kind = 'array'
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > 1
WHERE c.receiver_type = 'hono.Hono()' AND c.name = 'on' AND coalesce(me.value, m.value) IS NOT NULL;

-- app.openapi(createRoute({ method: 'get', path: '/x/{id}' }), handler)
INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'hono', c.receiver_origin, upper(m.value), '/' || p.value, h.function_id, h.wrapper_call_id, c.id, c.file_id,
    coalesce(iif(c.receiver_call_id IS NULL, NULL, (SELECT f.line FROM function f WHERE f.id = h.function_id AND f.file_id = c.file_id)), c.line)
FROM call c
JOIN argument o ON o.call_id = c.id AND o.position = 0 AND o.entity = 'object'
JOIN property m ON m.object_id = o.entity_id AND m.key = 'method' AND m.value IS NOT NULL
LEFT JOIN property p ON p.object_id = o.entity_id AND p.key = 'path'
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > 0
WHERE c.receiver_type = 'hono.Hono()' AND c.name = 'openapi';

INSERT INTO middleware(object_call_id, prefix, position, function_id, type)
SELECT c.receiver_origin, p.value, c.id, iif(a.entity = 'function', a.entity_id, NULL), a.type
FROM call c
JOIN argument a ON a.call_id = c.id AND (a.entity = 'function' OR a.type IS NOT NULL)
LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0 AND p.kind = 'string'
WHERE c.receiver_type = 'hono.Hono()' AND c.name = 'use';

INSERT INTO middleware(object_call_id, registration_id, position, function_id, type)
SELECT r.object_call_id, r.id, a.position, iif(a.entity = 'function', a.entity_id, NULL), a.type
FROM registration r
JOIN argument a ON a.call_id = r.call_id AND a.position > 0
WHERE r.framework = 'hono' AND a.position < (SELECT max(position) FROM argument WHERE call_id = r.call_id) AND (a.entity = 'function' OR a.type IS NOT NULL);

INSERT INTO boundary(framework, kind, object_call_id, error_type, function_id, file_id, line)
SELECT 'hono', 'error_handler', c.receiver_origin, '*', iif(a.entity = 'function', a.entity_id, NULL), c.file_id, c.line
FROM call c LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.receiver_type = 'hono.Hono()' AND c.name = 'onError';

-- c.json(x, 404), c.body(null, 204), c.notFound(); c.status(404) before it
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'hono', c.function_id, c.region_id, c.id, 'respond',
    CASE WHEN c.name = 'notFound' THEN 404
        WHEN s.call_id IS NOT NULL THEN CAST(coalesce(st.value, s.value) AS INTEGER)
        WHEN c.name = 'redirect' THEN 302
        ELSE coalesce((SELECT CAST(a.value AS INTEGER) FROM call z JOIN argument a ON a.call_id = z.id AND a.position = 0 WHERE z.function_id = c.function_id AND z.receiver_type = 'hono.Context()'
            AND z.name = 'status' AND z.region_id IS c.region_id AND z.line <= c.line), 200) END,
    coalesce(b.kind, 'none'),
    CASE c.name WHEN 'json' THEN 'json' WHEN 'html' THEN 'html' WHEN 'render' THEN 'html' WHEN 'redirect' THEN 'redirect' WHEN 'text' THEN 'text' END, c.file_id, c.line
FROM call c
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN argument s ON s.call_id = c.id AND s.position = 1
LEFT JOIN property st ON st.object_id = s.entity_id AND s.entity = 'object' AND st.key = 'status'
WHERE c.receiver_type = 'hono.Context()' AND c.name IN ('json', 'text', 'html', 'body', 'newResponse', 'notFound', 'redirect', 'render')
GROUP BY c.id;

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'hono', t.function_id, t.region_id, t.value_call_id, 'throw', coalesce(CAST(a.value AS INTEGER), 500), 'hono.HTTPException', 'string', NULL, t.file_id, t.line
FROM return t LEFT JOIN argument a ON a.call_id = t.value_call_id AND a.position = 0
WHERE t.how = 'throw' AND t.type = 'hono.HTTPException()';

INSERT INTO framework_order(framework) VALUES ('hono');

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('hono', 0, 99, 1, NULL, 'clean', 'Hono answers a plain 500 and logs the error.');
