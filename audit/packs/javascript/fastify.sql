-- title: Fastify
-- package: npm fastify fastify-plugin @fastify/autoload
-- files: **/routes/**/*.js **/routes/**/*.ts **/routes/**/*.mjs **/routes/**/*.cjs **/plugins/**/*.js **/plugins/**/*.ts **/plugins/**/*.mjs **/plugins/**/*.cjs
--
-- A plugin is a function that is given an instance of its own. Every register call makes one: it is the web object, mounted on the instance it was called on,
-- so that a plugin registered twice has its routes twice. A plugin wrapped by fastify-plugin shares the instance around it, and has no prefix.
-- @fastify/autoload registers every file of a folder; the folders below it are prefixes.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('fastify()',                              'fastify.Instance()', 0),
    ('fastify.fastify()',                      'fastify.Instance()', 0),
    ('fastify.default()',                      'fastify.Instance()', 0),
    ('fastify.FastifyInstance()',              'fastify.Instance()', 0),
    ('fastify.FastifyRequest()',               'fastify.Request()',  0),
    ('fastify.FastifyReply()',                 'fastify.Reply()',    0),
    ('fastify-plugin.fastifyPlugin',           'fastify-plugin',     0),
    ('fastify-plugin.default',                 'fastify-plugin',     0),
    ('fastify-plugin(fn)#0',                   'fastify.Instance()', 0),
    ('fastify-plugin()',                       '#0',                 0),
    ('@fastify/autoload.default',              '@fastify/autoload',  0),
    ('@fastify/autoload.fastifyAutoload',      '@fastify/autoload',  0),
    ('fastify.Instance().withTypeProvider()',  'fastify.Instance()', 1),
    ('fastify.Instance().register()',          'fastify.Instance()', 1),
    ('fastify.Instance().decorate()',          'fastify.Instance()', 1),
    ('fastify.Instance().decorateRequest()',   'fastify.Instance()', 1),
    ('fastify.Instance().decorateReply()',     'fastify.Instance()', 1),
    ('fastify.Instance().addHook()',           'fastify.Instance()', 1),
    ('fastify.Instance().addSchema()',         'fastify.Instance()', 1),
    ('fastify.Instance().after()',             'fastify.Instance()', 1),
    ('fastify.Instance().ready()',             'fastify.Instance()', 1),
    ('fastify.Instance().setErrorHandler()',   'fastify.Instance()', 1),
    ('fastify.Instance().setNotFoundHandler()', 'fastify.Instance()', 1),
    ('fastify.Instance().setValidatorCompiler()', 'fastify.Instance()', 1),
    ('fastify.Instance().setSerializerCompiler()', 'fastify.Instance()', 1),
    ('fastify.Instance().register(fn)#0',      'fastify.Instance()', 0),
    ('fastify.Instance().setErrorHandler(fn)#0', 'fastify.Error()',  0),
    ('fastify.Instance().setErrorHandler(fn)#1', 'fastify.Request()', 0),
    ('fastify.Instance().setErrorHandler(fn)#2', 'fastify.Reply()',  0),
    ('fastify.Instance().setNotFoundHandler(fn)#0', 'fastify.Request()', 0),
    ('fastify.Instance().setNotFoundHandler(fn)#1', 'fastify.Reply()', 0),
    ('fastify.Instance().addHook(fn)#0',       'fastify.Request()',  0),
    ('fastify.Instance().addHook(fn)#1',       'fastify.Reply()',    0);
WITH verb(v) AS (VALUES ('get'), ('post'), ('put'), ('patch'), ('delete'), ('head'), ('options'), ('all'), ('route')),
     entry(e) AS (VALUES (''), ('.handler'), ('.preHandler'), ('.onRequest'), ('.preValidation'))
INSERT INTO type_alias(path, type, same)
    SELECT 'fastify.Instance().' || v || '()', 'fastify.Instance()', 1 FROM verb UNION ALL
    SELECT 'fastify.Instance().' || v || '(fn' || e || ')#0', 'fastify.Request()', 0 FROM verb, entry UNION ALL
    SELECT 'fastify.Instance().' || v || '(fn' || e || ')#1', 'fastify.Reply()', 0 FROM verb, entry;
INSERT INTO type_alias(path, type, same)
    SELECT 'fastify.Reply().' || column1 || '()', 'fastify.Reply()', 1
    FROM (VALUES ('code'), ('status'), ('header'), ('headers'), ('type'), ('removeHeader'), ('serializer'), ('setCookie'), ('clearCookie'), ('hijack'));
INSERT INTO type_alias(path, type, same)                                    -- what autoload may find: the default export is a plugin
    SELECT path || '#default(fn)#0', 'fastify.Instance()', 0 FROM file WHERE regexp('(^|/)(routes|plugins)/.*\.[cm]?[jt]s$', path);
INSERT INTO request_part(path, origin) VALUES
    ('fastify.Request().params',   'path'),
    ('fastify.Request().query',    'query'),
    ('fastify.Request().body',     'body'),
    ('fastify.Request().headers',  'header'),
    ('fastify.Request().cookies',  'cookie'),
    ('fastify.Request().session',  'session'),
    ('fastify.Request().user',     'session'),
    ('fastify.Request().userId',   'session'),
    ('fastify.Request().auth',     'session');

-- facts
INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'fastify', 'app', '', 'slash' FROM call WHERE result_type = 'fastify.Instance()' AND result_origin = id AND name <> 'register';

INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'fastify', 'router', '', 'slash' FROM call WHERE receiver_type = 'fastify.Instance()' AND name = 'register';

-- the files an autoload call registers, with the prefix their folder gives them
CREATE TEMP TABLE autoload_folder AS
SELECT r.id AS call_id, pre.value AS prefix,
    regexp_replace('(^|/)\./', iif(instr(h.path, '/'), dirname(h.path) || '/', '') ||
        coalesce(dir.value, (SELECT group_concat(a.value, '/') FROM argument a WHERE a.call_id = dir.value_call_id AND a.value IS NOT NULL)), '$1') AS folder
FROM call r
JOIN file h ON h.id = r.file_id
JOIN argument p ON p.call_id = r.id AND p.position = 0 AND p.type = '@fastify/autoload'
JOIN argument o ON o.call_id = r.id AND o.position = 1 AND o.entity = 'object'
JOIN property dir ON dir.object_id = o.entity_id AND dir.key = 'dir'
LEFT JOIN property opt ON opt.object_id = o.entity_id AND opt.key = 'options'
LEFT JOIN property pre ON pre.object_id = opt.entity_id AND pre.key = 'prefix'
WHERE r.receiver_type = 'fastify.Instance()' AND r.name = 'register';

CREATE TEMP TABLE fastify_plugin AS                                         -- plugin functions and the register calls that hand them over
SELECT r.id AS call_id, a.entity_id AS function_id, '' AS folder, coalesce(r2.is_shared, 0) AS is_shared
FROM call r
JOIN argument a ON a.call_id = r.id AND a.position = 0 AND a.entity = 'function'
LEFT JOIN (SELECT w.entity_id AS function_id, 1 AS is_shared FROM argument w JOIN call f ON f.id = w.call_id AND f.callee = 'fastify-plugin' WHERE w.position = 0 AND w.entity = 'function'
    GROUP BY w.entity_id) r2 ON r2.function_id = a.entity_id
WHERE r.receiver_type = 'fastify.Instance()' AND r.name = 'register'
UNION
SELECT d.call_id, e.function_id, coalesce(d.prefix, '') || '/' || regexp_replace('(^|/)_([^/]+)', dirname(substr(f.path, length(d.folder) + 2)), '$1:$2'), 0
FROM autoload_folder d
JOIN file f ON substr(f.path, 1, length(d.folder) + 1) = d.folder || '/' AND f.role <> 'test'
JOIN callable_export e ON e.file_id = f.id AND e.name IN ('default', '=');

-- the function around whose parameter a name means: the innermost, since plugins stand in plugins and all call it fastify
CREATE TEMP TABLE fastify_holder AS
WITH RECURSIVE enclosing(function_id, outer_id, depth) AS (
    SELECT id, id, 0 FROM function WHERE file_id IN (SELECT c.file_id FROM call c WHERE c.receiver_type = 'fastify.Instance()'
        UNION SELECT c.file_id FROM argument a JOIN call c ON c.id = a.call_id WHERE a.type = 'fastify.Instance()')
    UNION
    SELECT e.function_id, f.parent_id, e.depth + 1 FROM enclosing e JOIN function f ON f.id = e.outer_id WHERE f.parent_id IS NOT NULL
)
SELECT e.function_id, p.name, e.outer_id AS owner_id, min(e.depth) AS depth
FROM enclosing e JOIN parameter p ON p.function_id = e.outer_id AND p.name <> ''
GROUP BY e.function_id, p.name;

-- which instance a parameter holds: that of the register call its function is handed to; of a function called with one, what its callers give
CREATE TEMP TABLE fastify_instance AS
WITH RECURSIVE instance(function_id, name, object_call_id, folder) AS (
    SELECT x.function_id, p.name, x.call_id, x.folder FROM fastify_plugin x JOIN parameter p ON p.function_id = x.function_id AND p.position = 0
    UNION
    SELECT t.function_id, p.name, i.object_call_id, i.folder
    FROM instance i
    JOIN fastify_holder h ON h.owner_id = i.function_id AND h.name = i.name
    JOIN call c ON c.function_id = h.function_id
    JOIN call_target t ON t.call_id = c.id AND t.how <> 'callback' AND t.candidates = 1
    JOIN argument a ON a.call_id = c.id AND a.text = i.name AND a.type = 'fastify.Instance()' AND a.origin IS NULL
    JOIN parameter p ON p.function_id = t.function_id AND p.position = a.position
)
SELECT DISTINCT c.id AS call_id, i.object_call_id, i.folder
FROM call c
LEFT JOIN call r ON r.id = c.receiver_call_id
JOIN fastify_holder h ON h.function_id = c.function_id AND h.name = regexp_capture('^[^.]+', coalesce(c.receiver, r.receiver, ''), 0)
JOIN instance i ON i.function_id = h.owner_id AND i.name = h.name
WHERE c.receiver_type = 'fastify.Instance()' AND c.receiver_origin IS NULL
UNION
SELECT c.id, c.receiver_origin, '' FROM call c WHERE c.receiver_type = 'fastify.Instance()' AND c.receiver_origin IS NOT NULL;

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'fastify', i.object_call_id, i.folder || CASE WHEN o.call_id IS NULL OR x.is_shared OR al.call_id IS NOT NULL THEN '' WHEN p.object_id IS NULL THEN '' ELSE '/' || p.value END,
    c.id, c.id, c.file_id, c.line
FROM call c
LEFT JOIN fastify_instance i ON i.call_id = c.id
LEFT JOIN autoload_folder al ON al.call_id = c.id
LEFT JOIN fastify_plugin x ON x.call_id = c.id AND x.is_shared
LEFT JOIN argument o ON o.call_id = c.id AND o.position = 1
LEFT JOIN property p ON p.object_id = o.entity_id AND o.entity = 'object' AND p.key = 'prefix'
WHERE c.receiver_type = 'fastify.Instance()' AND c.name = 'register' AND i.object_call_id IS NOT NULL
GROUP BY c.id, i.object_call_id, i.folder;

-- app.get('/x', options, handler), app.get('/x', { handler })
INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'fastify', i.object_call_id, upper(c.name), coalesce(i.folder, '') || '/' || p.value, coalesce(h.function_id, k.entity_id), h.wrapper_call_id, c.id, c.file_id, c.line
FROM call c
LEFT JOIN fastify_instance i ON i.call_id = c.id
JOIN argument p ON p.call_id = c.id AND p.position = 0
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > 0
LEFT JOIN argument o ON o.call_id = c.id AND o.position = 1 AND o.entity = 'object'
LEFT JOIN property k ON k.object_id = o.entity_id AND k.key = 'handler' AND k.entity = 'function'
WHERE c.receiver_type = 'fastify.Instance()' AND c.name IN ('get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all');

-- app.route({ method: 'GET', url: '/x', handler }), method: ['GET', 'HEAD']
INSERT INTO registration(framework, object_call_id, method, path, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'fastify', i.object_call_id, upper(coalesce(e.value, m.value)), coalesce(i.folder, '') || '/' || u.value,
    coalesce(iif(k.entity = 'function' AND w.function_id IS NULL, k.entity_id, NULL), w.function_id), iif(w.function_id IS NULL, NULL, k.value_call_id), c.id, c.file_id, c.line
FROM call c
LEFT JOIN fastify_instance i ON i.call_id = c.id
JOIN argument o ON o.call_id = c.id AND o.position = 0 AND o.entity = 'object'
JOIN property m ON m.object_id = o.entity_id AND m.key = 'method'
LEFT JOIN property e ON e.object_id = m.entity_id AND m.kind = 'array'
JOIN property u ON u.object_id = o.entity_id AND u.key IN ('url', 'path')
LEFT JOIN property k ON k.object_id = o.entity_id AND k.key = 'handler'
LEFT JOIN last_callable w ON w.call_id = k.value_call_id
WHERE c.receiver_type = 'fastify.Instance()' AND c.name = 'route';

-- { schema: { params, querystring, body } }: asked before the handler runs
INSERT INTO request_check(registration_id, part, how)
SELECT DISTINCT r.id, CASE x.key WHEN 'params' THEN 'path' WHEN 'body' THEN 'body' ELSE 'query' END, 'declared'
FROM registration r
JOIN argument o ON o.call_id = r.call_id AND o.position IN (0, 1) AND o.entity = 'object'
JOIN property p ON p.object_id = o.entity_id AND p.key = 'schema'
JOIN property x ON x.object_id = p.entity_id AND x.key IN ('params', 'querystring', 'query', 'body')
WHERE r.framework = 'fastify' AND p.entity = 'object';
INSERT INTO request_check(registration_id, part, how)                       -- a schema that is not written out
SELECT r.id, part.value, 'declared'
FROM registration r
JOIN argument o ON o.call_id = r.call_id AND o.position IN (0, 1) AND o.entity = 'object'
JOIN property p ON p.object_id = o.entity_id AND p.key = 'schema' AND p.entity IS NOT 'object',
    json_each('["path", "query", "body"]') part
WHERE r.framework = 'fastify';

-- what a route says it answers: { schema: { response: { 200: { type: 'array' }, 404: … } } }; TypeBox and zod name lists by a call
INSERT INTO stated_response(registration_id, status, body, source, file_id, line)
SELECT r.id, iif(p.key GLOB '[1-5][0-9][0-9]', CAST(p.key AS INTEGER), NULL),
    CASE WHEN t.value = 'array' OR b.name IN ('Array', 'array') THEN 'list' WHEN t.value = 'object' OR b.name IN ('Object', 'object') THEN 'object' WHEN t.value = 'null' OR b.name = 'Null' THEN 'none' END,
    'schema', r.file_id, p.line
FROM registration r
JOIN argument o ON o.call_id = r.call_id AND o.position IN (0, 1) AND o.entity = 'object'
JOIN property s ON s.object_id = o.entity_id AND s.key = 'schema' AND s.entity = 'object'
JOIN property q ON q.object_id = s.entity_id AND q.key = 'response' AND q.entity = 'object'
JOIN property p ON p.object_id = q.entity_id AND p.key IS NOT NULL
LEFT JOIN property t ON t.object_id = p.entity_id AND p.entity = 'object' AND t.key = 'type'
LEFT JOIN call b ON b.id = p.value_call_id
WHERE r.framework = 'fastify';

-- hooks of an instance, and of one route
INSERT INTO middleware(object_call_id, position, function_id, type)
SELECT i.object_call_id, c.id, iif(a.entity = 'function', a.entity_id, NULL), a.type
FROM call c JOIN fastify_instance i ON i.call_id = c.id
JOIN argument a ON a.call_id = c.id AND a.position = 1
JOIN argument n ON n.call_id = c.id AND n.position = 0 AND n.value IN ('onRequest', 'preParsing', 'preValidation', 'preHandler')
WHERE c.receiver_type = 'fastify.Instance()' AND c.name = 'addHook';

INSERT INTO middleware(object_call_id, registration_id, position, function_id, type)
SELECT r.object_call_id, r.id, p.position, iif(coalesce(v.entity, p.entity) = 'function', coalesce(v.entity_id, p.entity_id), NULL), coalesce(v.type, p.type)
FROM registration r
JOIN argument o ON o.call_id = r.call_id AND o.position IN (0, 1) AND o.entity = 'object'
JOIN property p ON p.object_id = o.entity_id AND p.key IN ('onRequest', 'preValidation', 'preHandler', 'preParsing')
LEFT JOIN property v ON v.object_id = p.entity_id AND p.kind = 'array'
WHERE r.framework = 'fastify' AND (coalesce(v.entity, p.entity) = 'function' OR coalesce(v.type, p.type) IS NOT NULL);

INSERT INTO boundary(framework, kind, object_call_id, error_type, function_id, file_id, line)
SELECT DISTINCT 'fastify', 'error_handler', i.object_call_id, '*', iif(a.entity = 'function', a.entity_id, NULL), c.file_id, c.line
FROM call c LEFT JOIN fastify_instance i ON i.call_id = c.id LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.receiver_type = 'fastify.Instance()' AND c.name = 'setErrorHandler';

-- reply.code(404).send(…), reply.redirect(…); what a handler returns is sent with 200
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'fastify', c.function_id, c.region_id, c.id, 'respond',
    CASE WHEN c.name = 'redirect' THEN coalesce(CAST(n.value AS INTEGER), 302) WHEN c.name = 'callNotFound' THEN 404 WHEN sc.id IS NOT NULL THEN CAST(s.value AS INTEGER)
        WHEN EXISTS (SELECT 1 FROM call z WHERE z.receiver_type = 'fastify.Reply()' AND z.name IN ('code', 'status') AND z.function_id = c.function_id
            AND z.region_id IS c.region_id AND z.line <= c.line) THEN NULL
        ELSE 200 END,
    coalesce(b.kind, 'none'),
    CASE WHEN c.name IN ('sendFile', 'download') THEN 'file' WHEN c.name = 'redirect' THEN 'redirect' WHEN c.name = 'view' THEN 'html' WHEN b.kind IN ('object', 'array') THEN 'json' END,
    c.file_id, c.line
FROM call c
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN argument n ON n.call_id = c.id AND n.value GLOB '3[0-9][0-9]'
LEFT JOIN call sc ON sc.id = (SELECT z.id FROM call z WHERE z.function_id = c.function_id AND z.receiver_type = 'fastify.Reply()' AND z.name IN ('code', 'status')
    AND z.region_id IS c.region_id AND z.line BETWEEN c.line - 6 AND c.line AND z.result_origin IS c.receiver_origin
    AND (z.id = c.receiver_call_id OR z.line < c.line OR EXISTS (SELECT 1 FROM call y WHERE y.id = c.receiver_call_id AND y.receiver_call_id = z.id)) ORDER BY z.id DESC LIMIT 1)
LEFT JOIN argument s ON s.call_id = sc.id AND s.position = 0
WHERE c.receiver_type = 'fastify.Reply()' AND c.name IN ('send', 'redirect', 'sendFile', 'download', 'view', 'callNotFound', 'notFound')
GROUP BY c.id;

-- reply.code(404); return { … }: the status is set in the region, the body is what is returned
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'fastify', c.function_id, c.region_id, c.id, 'respond', CAST(s.value AS INTEGER), coalesce(t.kind, 'none'), iif(t.kind IN ('object', 'array'), 'json', NULL), c.file_id, c.line
FROM call c
JOIN argument s ON s.call_id = c.id AND s.position = 0
JOIN return t ON t.function_id = c.function_id AND t.region_id IS c.region_id AND t.how = 'return' AND t.line >= c.line AND coalesce(t.type, '') <> 'fastify.Reply()'
WHERE c.receiver_type = 'fastify.Reply()' AND c.name IN ('code', 'status') AND c.settled = 'discard'
GROUP BY c.id;

-- throw fastify.httpErrors.notFound(), reply.notFound() of @fastify/sensible; throw createError(404)
CREATE TEMP TABLE http_word AS
SELECT column1 AS name, column2 AS status FROM (VALUES ('badRequest', 400), ('unauthorized', 401), ('forbidden', 403), ('notFound', 404), ('methodNotAllowed', 405), ('conflict', 409),
    ('gone', 410), ('unprocessableEntity', 422), ('tooManyRequests', 429), ('internalServerError', 500), ('notImplemented', 501), ('badGateway', 502), ('serviceUnavailable', 503));

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'fastify', c.function_id, c.region_id, c.id, iif(c.receiver_type = 'fastify.Reply()', 'respond', 'throw'), w.status, 'http-errors.HttpError', 'string', 'json', c.file_id, c.line
FROM call c JOIN http_word w ON w.name = c.name
WHERE c.receiver_type = 'fastify.Reply()' OR c.callee LIKE 'fastify.Instance().httpErrors.%' AND c.settled = 'throw';

DROP TABLE autoload_folder;
DROP TABLE fastify_plugin;
DROP TABLE fastify_holder;
DROP TABLE fastify_instance;
DROP TABLE http_word;

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('fastify', 0, 99, 1, 'error_handler', 'leak', 'Fastify answers 500 with the text and the SQLSTATE of the database''s error, as no setErrorHandler says otherwise.');
