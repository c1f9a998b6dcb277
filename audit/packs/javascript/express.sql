-- title: Express
-- package: npm express express-async-errors express-promise-router express-async-handler express-async-wrap async-middleware
--
-- An instance of X is written X(); (fn)#1 is the second parameter of a function handed over; (fn/4) one that declares four.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('express()',                           'express.Application()', 0),
    ('express.Express()',                   'express.Application()', 0),
    ('express.IRouter()',                   'express.Router()',      0),
    ('express-promise-router()',            'express.Router()',      0),
    ('express.Application().route()',       'express.Route()',       0),
    ('express.Router().route()',            'express.Route()',       0);
WITH object(o) AS (VALUES ('express.Application()'), ('express.Router()'), ('express.Route()')),
     verb(v) AS (VALUES ('get'), ('post'), ('put'), ('patch'), ('delete'), ('head'), ('options'), ('all'), ('use'), ('param'),
                        ('propfind'), ('report'), ('mkcol'), ('copy'), ('move'), ('lock'), ('unlock'), ('search'))
INSERT INTO type_alias(path, type, same)
    SELECT o || '.' || v || '()',       o,                    1 FROM object, verb UNION ALL   -- registering returns the object itself
    SELECT o || '.' || v || '(fn)#0',   'express.Request()',  0 FROM object, verb UNION ALL
    SELECT o || '.' || v || '(fn)#1',   'express.Response()', 0 FROM object, verb UNION ALL
    SELECT o || '.' || v || '(fn)#2',   'express.next',       0 FROM object, verb UNION ALL
    SELECT o || '.' || v || '(fn/4)#0', 'express.Error()',    0 FROM object, verb UNION ALL   -- an error handler declares four
    SELECT o || '.' || v || '(fn/4)#1', 'express.Request()',  0 FROM object, verb UNION ALL
    SELECT o || '.' || v || '(fn/4)#2', 'express.Response()', 0 FROM object, verb UNION ALL
    SELECT o || '.' || v || '(fn/4)#3', 'express.next',       0 FROM object, verb;
INSERT INTO type_alias(path, type, same)
    SELECT 'express.Application().' || column1 || '()', 'express.Application()', 1 FROM (VALUES ('set'), ('enable'), ('disable'), ('engine'), ('on'), ('once'));
-- wrappers that pass a handler on: what they call it with
INSERT INTO type_alias(path, type, same) VALUES
    ('express-async-handler(fn)#0', 'express.Request()',  0),
    ('express-async-handler(fn)#1', 'express.Response()', 0),
    ('express-async-handler(fn)#2', 'express.next',       0);
INSERT INTO type_alias(path, type, same)
    SELECT 'express.Response().' || column1 || '()', 'express.Response()', 1
    FROM (VALUES ('status'), ('set'), ('header'), ('type'), ('contentType'), ('cookie'), ('clearCookie'), ('attachment'), ('append'), ('links'), ('location'), ('vary'), ('setHeader'));
INSERT INTO error_channel(path) VALUES ('express.next');
INSERT INTO request_part(path, origin) VALUES
    ('express.Request().params',  'path'),
    ('express.Request().query',   'query'),
    ('express.Request().body',    'body'),
    ('express.Request().headers', 'header'),
    ('express.Request().header()', 'header'),
    ('express.Request().get()',   'header'),
    ('express.Request().cookies', 'cookie'),
    ('express.Request().session', 'session'),
    ('express.Request().user',    'session'),
    ('express.Request().auth',    'session'),
    ('express.Request().userId',  'session');

-- facts
INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'express', iif(result_type = 'express.Router()', 'router', 'app'), '', 'slash'
FROM call WHERE result_type IN ('express.Application()', 'express.Router()') AND result_origin = id;

INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'express', c.receiver_origin, upper(c.name), p.value, h.function_id, h.wrapper_call_id, c.id, c.file_id, c.line
FROM call c
JOIN argument p ON p.call_id = c.id AND p.position = 0
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > 0
WHERE c.receiver_type IN ('express.Application()', 'express.Router()')
  AND c.name IN ('get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all', 'propfind', 'report', 'mkcol', 'copy', 'move', 'lock', 'unlock', 'search')
  AND p.kind <> 'array'
  AND EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.position = 1);          -- app.get('setting') reads a setting

INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'express', c.receiver_origin, upper(c.name), e.value, h.function_id, h.wrapper_call_id, c.id, c.file_id, c.line   -- get(['/a', '/b'], h)
FROM call c
JOIN argument p ON p.call_id = c.id AND p.position = 0 AND p.kind = 'array'
JOIN property e ON e.object_id = p.entity_id
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > 0
WHERE c.receiver_type IN ('express.Application()', 'express.Router()') AND c.name IN ('get', 'post', 'put', 'patch', 'delete', 'all');

INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'express', r.receiver_origin, upper(c.name), p.value, h.function_id, h.wrapper_call_id, c.id, c.file_id, c.line   -- router.route('/x').get(h).post(h)
FROM call c
JOIN call r ON r.id = c.receiver_origin
LEFT JOIN argument p ON p.call_id = r.id AND p.position = 0
LEFT JOIN last_callable h ON h.call_id = c.id
WHERE c.receiver_type = 'express.Route()' AND c.name IN ('get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all');

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'express', c.receiver_origin, iif(a.position = 0, '', p.value), a.origin, c.id, c.file_id, c.line
FROM call c
JOIN argument a ON a.call_id = c.id AND a.type IN ('express.Router()', 'express.Application()')
LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0
WHERE c.receiver_type IN ('express.Application()', 'express.Router()') AND c.name = 'use';

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'express', c.receiver_origin, NULL, NULL, c.id, c.file_id, c.line                    -- app.use(plugin.base, plugin.router): only run time knows
FROM call c
JOIN argument p ON p.call_id = c.id AND p.position = 0 AND p.value IS NULL AND p.type IS NULL AND p.kind IN ('name', 'member', 'call')
JOIN argument a ON a.call_id = c.id AND a.position = 1 AND a.type IS NULL AND a.kind IN ('name', 'member', 'call') AND coalesce(a.entity, 'parameter') = 'parameter'
WHERE c.receiver_type IN ('express.Application()', 'express.Router()') AND c.name = 'use';

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
WITH pair AS MATERIALIZED (
    SELECT c.id, c.receiver_origin, c.file_id, c.line, replace(p.text, rtrim(p.text, replace(p.text, '.', '')), '') AS path_key,
        replace(a.text, rtrim(a.text, replace(a.text, '.', '')), '') AS router_key
    FROM call c
    JOIN argument p ON p.call_id = c.id AND p.position = 0 AND p.value IS NULL AND p.type IS NULL AND p.kind = 'member'
    JOIN argument a ON a.call_id = c.id AND a.position = 1 AND a.type IS NULL AND a.kind = 'member'
        AND rtrim(a.text, replace(a.text, '.', '')) = rtrim(p.text, replace(p.text, '.', ''))
    WHERE c.receiver_type IN ('express.Application()', 'express.Router()') AND c.name = 'use'
)
SELECT DISTINCT 'express', pair.receiver_origin, b.value, k.origin, pair.id, pair.file_id, pair.line       -- path and router are entries of one thing: the literals that hold such a pair
FROM property k
CROSS JOIN property b ON b.object_id = k.object_id AND b.value LIKE '/%'
CROSS JOIN pair ON pair.router_key = k.key AND pair.path_key = b.key
WHERE k.type = 'express.Router()' AND k.origin IS NOT NULL;

INSERT INTO middleware(object_call_id, prefix, position, function_id, type)
SELECT c.receiver_origin, p.value, c.id, iif(a.entity = 'function', a.entity_id, NULL), a.type
FROM call c
JOIN argument a ON a.call_id = c.id AND (a.entity = 'function' OR a.type IS NOT NULL AND a.type <> 'express.Router()')
LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0 AND p.kind = 'string'
WHERE c.receiver_type IN ('express.Application()', 'express.Router()') AND c.name = 'use';

INSERT INTO middleware(object_call_id, registration_id, position, function_id, type)
SELECT r.object_call_id, r.id, a.position, iif(a.entity = 'function', a.entity_id, NULL), a.type
FROM registration r
JOIN argument a ON a.call_id = r.call_id AND a.position > 0
WHERE r.framework = 'express' AND a.position < (SELECT max(position) FROM argument WHERE call_id = r.call_id) AND (a.entity = 'function' OR a.type IS NOT NULL);

-- router.param('id', …), and libraries whose middleware asks for a form: param('id').isUUID(), celebrate({ … })
INSERT INTO request_check(registration_id, part, name, how)
SELECT r.id, 'path', a.value, 'declared'
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0
JOIN registration r ON r.object_call_id = c.receiver_origin
WHERE c.receiver_type IN ('express.Application()', 'express.Router()') AND c.name = 'param' AND a.value IS NOT NULL;
INSERT INTO request_check(registration_id, part, how)
SELECT DISTINCT r.id, part.value, 'declared'
FROM call c CROSS JOIN registration r ON r.call_id = c.argument_of AND r.framework = 'express', json_each('["path", "query", "body"]') part
WHERE c.argument_of IS NOT NULL AND regexp('^(express-validator|celebrate|express-joi|express-zod|zod-express|@hapi/joi|joi|zod)', coalesce(c.callee, ''));

INSERT INTO boundary(framework, kind, error_type, file_id, line)
SELECT 'express', 'async_patch', '*', file_id, line FROM import WHERE package IN ('express-async-errors', 'express-promise-router') UNION ALL
SELECT 'express', 'async_patch', '*', file_id, line FROM call WHERE name = 'require' AND result_type IN ('express-async-errors', 'express-promise-router') UNION ALL
SELECT 'express', 'process_listener', '*', c.file_id, c.line FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.receiver_type = 'global.process' AND c.name IN ('on', 'once') AND a.value = 'unhandledRejection';

INSERT INTO boundary(framework, kind, object_call_id, error_type, function_id, file_id, line)
SELECT 'express', 'error_handler', c.receiver_origin, '*', a.entity_id, c.file_id, c.line
FROM call c
JOIN argument a ON a.call_id = c.id AND a.entity = 'function'
JOIN parameter p ON p.function_id = a.entity_id AND p.position = 3
WHERE c.receiver_type IN ('express.Application()', 'express.Router()') AND c.name = 'use';

INSERT INTO boundary(framework, kind, error_type, function_id, file_id, line)
SELECT 'express', 'wrapper', '*', r.function_id, r.file_id, r.line
FROM registration r JOIN call w ON w.id = r.wrapper_call_id
WHERE w.callee IN ('express-async-handler', 'express-async-wrap', 'async-middleware.wrap', 'express-async-router.wrap');

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'express', c.function_id, c.region_id, c.id, 'respond',
       coalesce(CASE WHEN c.name = 'sendStatus' THEN CAST(b.value AS INTEGER) END, CAST(s.value AS INTEGER), CASE WHEN c.name = 'redirect' THEN 302 WHEN sc.id IS NULL THEN 200 END),
       CASE WHEN c.name = 'sendStatus' THEN 'string' ELSE coalesce(b.kind, 'none') END,
       CASE WHEN c.name IN ('sendFile', 'download') THEN 'file' WHEN c.name = 'redirect' THEN 'redirect' WHEN c.name = 'render' THEN 'html' WHEN c.name = 'json' THEN 'json'
            WHEN b.kind = 'object' OR b.kind = 'array' THEN 'json' END,
       c.file_id, c.line
FROM call c
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN call sc ON sc.id = c.receiver_call_id AND sc.name IN ('status', 'writeHead')
LEFT JOIN argument s ON s.call_id = sc.id AND s.position = 0
WHERE c.receiver_type = 'express.Response()' AND c.name IN ('json', 'jsonp', 'send', 'sendStatus', 'end', 'redirect', 'render', 'sendFile', 'download');

-- throw createError(404), next(new createError.NotFound()): Express' own handler answers with the status it carries, and so do those of the program that read it
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'express', m.function_id, m.region_id, m.call_id, m.kind, CASE e.callee WHEN 'http-errors.NotFound' THEN 404 WHEN 'http-errors.Forbidden' THEN 403 WHEN 'http-errors.Unauthorized' THEN 401
    WHEN 'http-errors.BadRequest' THEN 400 WHEN 'http-errors.Conflict' THEN 409 WHEN 'http-errors.InternalServerError' THEN 500 ELSE CAST(a.value AS INTEGER) END, 'http-errors.HttpError', 'string', NULL, m.file_id, m.line
FROM (SELECT function_id, region_id, value_call_id AS call_id, 'throw' AS kind, file_id, line FROM return WHERE how = 'throw'
      UNION ALL SELECT c.function_id, c.region_id, a.value_call_id, 'respond', c.file_id, c.line FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 WHERE c.callee = 'express.next') m
JOIN call e ON e.id = m.call_id AND (e.callee = 'http-errors' OR e.callee IN ('http-errors.NotFound', 'http-errors.Forbidden', 'http-errors.Unauthorized', 'http-errors.BadRequest', 'http-errors.Conflict', 'http-errors.InternalServerError'))
LEFT JOIN argument a ON a.call_id = e.id AND a.position = 0 AND a.value GLOB '[1-5][0-9][0-9]'
WHERE (e.callee <> 'http-errors' OR a.value IS NOT NULL)
  AND (NOT EXISTS (SELECT 1 FROM boundary b WHERE b.framework = 'express' AND b.kind = 'error_handler')
    OR EXISTS (SELECT 1 FROM boundary b JOIN exit x ON x.function_id = b.function_id AND x.status IS NULL WHERE b.framework = 'express' AND b.kind = 'error_handler'));

-- A verdict stands when none of the boundaries named for it is there: with a listener for unhandled rejections the process lives on, and the request hangs.
INSERT INTO framework_order(framework) VALUES ('express');

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('express', 0, 4,  1, 'async_patch',      'crash', 'Express 4 does not see the rejection of an async handler: Node.js ends the process.'),
    ('express', 0, 4,  1, 'process_listener', 'crash', 'Express 4 does not see the rejection of an async handler: Node.js ends the process.'),
    ('express', 0, 4,  1, 'async_patch',      'hang',  'Express 4 does not see the rejection of an async handler: the process listens for it, and the client waits for an answer that never comes.'),
    ('express', 5, 99, 1, 'error_handler',    'leak',  'Express 5 answers 500 with the error''s stack unless NODE_ENV is production.');
