-- title: FastAPI
-- package: pypi fastapi starlette
--
-- A dependency is a function the framework calls before the handler: Depends(f) gives what f() gives, and f's way belongs to the request's.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('fastapi.applications.FastAPI()',         'fastapi.FastAPI()',   0),
    ('fastapi.routing.APIRouter()',            'fastapi.APIRouter()', 0),
    ('fastapi.routing.APIRoute()',             'fastapi.APIRoute()',  0),
    ('starlette.applications.Starlette()',     'fastapi.FastAPI()',   0),
    ('starlette.routing.Router()',             'fastapi.APIRouter()', 0),
    ('starlette.requests.Request()',           'fastapi.Request()',   0),
    ('fastapi.requests.Request()',             'fastapi.Request()',   0),
    ('starlette.requests.HTTPConnection()',    'fastapi.Request()',   0),
    ('fastapi.requests.HTTPConnection()',      'fastapi.Request()',   0),
    ('starlette.websockets.WebSocket()',       'fastapi.WebSocket()', 0),
    ('fastapi.websockets.WebSocket()',         'fastapi.WebSocket()', 0),
    ('starlette.exceptions.HTTPException',     'fastapi.HTTPException', 0),
    ('fastapi.exceptions.HTTPException',       'fastapi.HTTPException', 0),
    ('starlette.exceptions.HTTPException()',   'fastapi.HTTPException()', 0),
    ('fastapi.exceptions.HTTPException()',     'fastapi.HTTPException()', 0),
    ('fastapi.params.Depends',                 'fastapi.Depends',     0),
    ('fastapi.param_functions.Depends',        'fastapi.Depends',     0),
    ('fastapi.Depends()',                      '#0()',                0),
    ('fastapi.Security()',                     '#0()',                0),
    ('starlette.status',                       'fastapi.status',      0);
INSERT INTO type_alias(path, type, same)
    SELECT p || '.responses.' || c, 'fastapi.' || c, 0
    FROM (SELECT column1 AS p FROM (VALUES ('fastapi'), ('starlette'))),
        (SELECT column1 AS c FROM (VALUES ('Response'), ('JSONResponse'), ('ORJSONResponse'), ('UJSONResponse'), ('HTMLResponse'), ('PlainTextResponse'), ('RedirectResponse'),
            ('FileResponse'), ('StreamingResponse')));
INSERT INTO type_alias(path, type, same)
    SELECT 'fastapi.FastAPI().' || column1 || '(fn)#0', 'fastapi.Request()', 0 FROM (VALUES ('middleware'), ('exception_handler'), ('add_exception_handler'));
INSERT INTO library_constant(path, value)
    SELECT 'fastapi.status.' || column1, substr(column1, 6, 3) FROM (VALUES
    ('HTTP_100_CONTINUE'), ('HTTP_101_SWITCHING_PROTOCOLS'), ('HTTP_102_PROCESSING'), ('HTTP_103_EARLY_HINTS'), ('HTTP_200_OK'), ('HTTP_201_CREATED'), ('HTTP_202_ACCEPTED'),
    ('HTTP_203_NON_AUTHORITATIVE_INFORMATION'), ('HTTP_204_NO_CONTENT'), ('HTTP_205_RESET_CONTENT'), ('HTTP_206_PARTIAL_CONTENT'), ('HTTP_207_MULTI_STATUS'),
    ('HTTP_208_ALREADY_REPORTED'), ('HTTP_226_IM_USED'), ('HTTP_300_MULTIPLE_CHOICES'), ('HTTP_301_MOVED_PERMANENTLY'), ('HTTP_302_FOUND'), ('HTTP_303_SEE_OTHER'),
    ('HTTP_304_NOT_MODIFIED'), ('HTTP_305_USE_PROXY'), ('HTTP_306_RESERVED'), ('HTTP_307_TEMPORARY_REDIRECT'), ('HTTP_308_PERMANENT_REDIRECT'), ('HTTP_400_BAD_REQUEST'),
    ('HTTP_401_UNAUTHORIZED'), ('HTTP_402_PAYMENT_REQUIRED'), ('HTTP_403_FORBIDDEN'), ('HTTP_404_NOT_FOUND'), ('HTTP_405_METHOD_NOT_ALLOWED'), ('HTTP_406_NOT_ACCEPTABLE'),
    ('HTTP_407_PROXY_AUTHENTICATION_REQUIRED'), ('HTTP_408_REQUEST_TIMEOUT'), ('HTTP_409_CONFLICT'), ('HTTP_410_GONE'), ('HTTP_411_LENGTH_REQUIRED'),
    ('HTTP_412_PRECONDITION_FAILED'), ('HTTP_413_CONTENT_TOO_LARGE'), ('HTTP_413_REQUEST_ENTITY_TOO_LARGE'), ('HTTP_414_URI_TOO_LONG'), ('HTTP_414_REQUEST_URI_TOO_LONG'),
    ('HTTP_415_UNSUPPORTED_MEDIA_TYPE'), ('HTTP_416_RANGE_NOT_SATISFIABLE'), ('HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE'), ('HTTP_417_EXPECTATION_FAILED'),
    ('HTTP_418_IM_A_TEAPOT'), ('HTTP_421_MISDIRECTED_REQUEST'), ('HTTP_422_UNPROCESSABLE_CONTENT'), ('HTTP_422_UNPROCESSABLE_ENTITY'), ('HTTP_423_LOCKED'),
    ('HTTP_424_FAILED_DEPENDENCY'), ('HTTP_425_TOO_EARLY'), ('HTTP_426_UPGRADE_REQUIRED'), ('HTTP_428_PRECONDITION_REQUIRED'), ('HTTP_429_TOO_MANY_REQUESTS'),
    ('HTTP_431_REQUEST_HEADER_FIELDS_TOO_LARGE'), ('HTTP_451_UNAVAILABLE_FOR_LEGAL_REASONS'), ('HTTP_500_INTERNAL_SERVER_ERROR'), ('HTTP_501_NOT_IMPLEMENTED'),
    ('HTTP_502_BAD_GATEWAY'), ('HTTP_503_SERVICE_UNAVAILABLE'), ('HTTP_504_GATEWAY_TIMEOUT'), ('HTTP_505_HTTP_VERSION_NOT_SUPPORTED'),
    ('HTTP_506_VARIANT_ALSO_NEGOTIATES'), ('HTTP_507_INSUFFICIENT_STORAGE'), ('HTTP_508_LOOP_DETECTED'), ('HTTP_510_NOT_EXTENDED'), ('HTTP_511_NETWORK_AUTHENTICATION_REQUIRED'));
INSERT INTO library_constant(path, value)
    SELECT 'http.HTTPStatus.' || substr(replace(path, 'fastapi.status.', ''), 10), value FROM library_constant WHERE path LIKE 'fastapi.status.HTTP!_%' ESCAPE '!';
INSERT INTO library_constant(path, value) SELECT path || '.value', value FROM library_constant WHERE path LIKE 'http.HTTPStatus.%';
INSERT INTO request_part(path, origin) VALUES
    ('fastapi.Request().path_params',  'path'),
    ('fastapi.Request().query_params', 'query'),
    ('fastapi.Request().url',          'path'),
    ('fastapi.Request().headers',      'header'),
    ('fastapi.Request().cookies',      'cookie'),
    ('fastapi.Request().session',      'session'),
    ('fastapi.Request().state',        'session'),
    ('fastapi.Request().user',         'session'),
    ('fastapi.Request().auth',         'session'),
    ('fastapi.Request().json()',       'body'),
    ('fastapi.Request().body()',       'body'),
    ('fastapi.Request().form()',       'body'),
    ('fastapi.WebSocket().query_params', 'query'),
    ('fastapi.WebSocket().path_params', 'path'),
    ('fastapi.WebSocket().headers',    'header'),
    ('fastapi.WebSocket().cookies',    'cookie'),
    ('fastapi.WebSocket().receive_json()', 'body'),
    ('fastapi.WebSocket().receive_text()', 'body'),
    ('fastapi.WebSocket().receive_bytes()', 'body');

-- facts
-- an application or router, also of a class of the program that extends one
INSERT INTO web_object(call_id, framework, kind, prefix, style)
WITH RECURSIVE kind(class_id, kind) AS (
    SELECT class_id, iif(type = 'fastapi.FastAPI', 'app', 'router') FROM class_base WHERE type IN ('fastapi.FastAPI', 'fastapi.APIRouter')
    UNION
    SELECT b.class_id, k.kind FROM class_base b JOIN kind k ON b.base_class_id = k.class_id
)
SELECT c.id, 'fastapi', coalesce(k.kind, iif(c.result_type = 'fastapi.FastAPI()', 'app', 'router')), iif(p.call_id IS NULL, '', p.value), 'plain'
FROM call c
LEFT JOIN kind k ON c.callee = 'class:' || k.class_id
LEFT JOIN argument p ON p.call_id = c.id AND p.keyword = 'prefix'
WHERE c.result_origin = c.id AND (c.result_type IN ('fastapi.FastAPI()', 'fastapi.APIRouter()') OR k.kind IS NOT NULL)
GROUP BY c.id;

-- @router.get('/x'), @app.websocket('/ws'), @router.api_route('/x', methods=['GET', 'POST'])
INSERT INTO registration(framework, object_call_id, method, path, function_id, call_id, file_id, line)
SELECT 'fastapi', c.receiver_origin, m.method, p.value, f.id, c.id, f.file_id, f.line
FROM decorator d
JOIN call c ON c.id = d.call_id
JOIN function f ON f.id = d.target_id
JOIN (SELECT column1 AS name, upper(column1) AS method FROM (VALUES ('get'), ('post'), ('put'), ('patch'), ('delete'), ('head'), ('options'), ('trace'))
      UNION ALL VALUES ('websocket', 'WS'), ('websocket_route', 'WS')) m ON m.name = c.name
LEFT JOIN argument p ON p.call_id = c.id AND (p.position = 0 AND p.keyword IS NULL OR p.keyword = 'path')
WHERE d.target_kind = 'function' AND c.callee IN ('fastapi.FastAPI().' || c.name, 'fastapi.APIRouter().' || c.name)
ORDER BY f.file_id, f.line, d.position;

INSERT INTO registration(framework, object_call_id, method, path, function_id, call_id, file_id, line)
SELECT 'fastapi', c.receiver_origin, upper(coalesce(v.value, iif(m.call_id IS NULL, 'GET', 'ALL'))), p.value, f.id, c.id, f.file_id, f.line
FROM decorator d
JOIN call c ON c.id = d.call_id
JOIN function f ON f.id = d.target_id
LEFT JOIN argument p ON p.call_id = c.id AND (p.position = 0 AND p.keyword IS NULL OR p.keyword = 'path')
LEFT JOIN argument m ON m.call_id = c.id AND m.keyword = 'methods'
LEFT JOIN property v ON v.object_id = m.entity_id AND m.entity = 'object'
WHERE d.target_kind = 'function' AND c.name IN ('api_route', 'route') AND c.callee IN ('fastapi.FastAPI().' || c.name, 'fastapi.APIRouter().' || c.name);

-- router.add_api_route('/x', handler, methods=['GET']): the handler's def is the place
INSERT INTO registration(framework, object_call_id, method, path, function_id, call_id, file_id, line)
SELECT 'fastapi', c.receiver_origin, iif(c.name LIKE '%websocket%', 'WS', upper(coalesce(v.value, iif(m.call_id IS NULL, 'GET', 'ALL')))), p.value, f.id, c.id,
    coalesce(f.file_id, c.file_id), coalesce(f.line, c.line)
FROM call c
LEFT JOIN argument p ON p.call_id = c.id AND (p.position = 0 AND p.keyword IS NULL OR p.keyword = 'path')
LEFT JOIN argument h ON h.call_id = c.id AND (h.position = 1 AND h.keyword IS NULL OR h.keyword IN ('endpoint', 'route'))
LEFT JOIN function f ON h.entity = 'function' AND f.id = h.entity_id
LEFT JOIN argument m ON m.call_id = c.id AND m.keyword = 'methods'
LEFT JOIN property v ON v.object_id = m.entity_id AND m.entity = 'object'
WHERE c.name IN ('add_api_route', 'add_route', 'add_api_websocket_route', 'add_websocket_route')
  AND c.callee IN ('fastapi.FastAPI().' || c.name, 'fastapi.APIRouter().' || c.name);

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'fastapi', c.receiver_origin, iif(p.call_id IS NULL, '', p.value), w.call_id, c.id, c.file_id, c.line
FROM call c
JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'router')
LEFT JOIN argument p ON p.call_id = c.id AND p.keyword = 'prefix'
LEFT JOIN argument_turn t ON t.call_id = c.id AND t.position = a.position
LEFT JOIN web_object w ON w.call_id = coalesce(t.origin, a.origin)
WHERE c.name = 'include_router' AND c.callee IN ('fastapi.FastAPI().include_router', 'fastapi.APIRouter().include_router');

-- app.mount('/sub', other_app); static files and unknown ASGI applications have no routes of ours
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'fastapi', c.receiver_origin, p.value, w.call_id, c.id, c.file_id, c.line
FROM call c
JOIN argument p ON p.call_id = c.id AND (p.position = 0 AND p.keyword IS NULL OR p.keyword = 'path')
JOIN argument a ON a.call_id = c.id AND (a.position = 1 AND a.keyword IS NULL OR a.keyword = 'app')
JOIN web_object w ON w.call_id = a.origin
WHERE c.name = 'mount' AND c.callee IN ('fastapi.FastAPI().mount', 'fastapi.APIRouter().mount');

-- Depends(f) in parameters, Annotated and decorators, and of the router or application a handler belongs to
CREATE TEMP TABLE depends AS
SELECT c.id AS call_id, coalesce(iif(a.entity = 'function', a.entity_id, NULL), m.id) AS target_id
FROM call c
JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'dependency')
LEFT JOIN function m ON m.class_id = a.entity_id AND (a.entity = 'class' AND m.name = '__init__' OR a.entity = 'instance' AND m.name = '__call__')
WHERE c.callee IN ('fastapi.Depends', 'fastapi.Security') AND (a.entity = 'function' OR m.id IS NOT NULL);

CREATE INDEX temp.depends_call ON depends(call_id);
INSERT INTO implied_call(function_id, target_function_id, call_id, how)
SELECT p.function_id, d.target_id, d.call_id, 'depends' FROM parameter p JOIN depends d ON d.call_id = p.default_call_id;

INSERT INTO implied_call(function_id, target_function_id, call_id, how)
WITH given(call_id, target_id, depends_id) AS MATERIALIZED (         -- dependencies=[Depends(…)] of a registration, a router, an application or a mount
    SELECT a.call_id, d.target_id, d.call_id
    FROM argument a CROSS JOIN property p ON p.object_id = a.entity_id CROSS JOIN depends d ON d.call_id = p.value_call_id
    WHERE a.keyword = 'dependencies' AND a.entity = 'object'
)
SELECT r.function_id, g.target_id, g.depends_id, 'depends' FROM given g CROSS JOIN registration r ON r.call_id = g.call_id
WHERE r.framework = 'fastapi' AND r.function_id IS NOT NULL
UNION
SELECT r.function_id, g.target_id, g.depends_id, 'depends' FROM given g CROSS JOIN registration r ON r.object_call_id = g.call_id
WHERE r.framework = 'fastapi' AND r.function_id IS NOT NULL
UNION
SELECT r.function_id, g.target_id, g.depends_id, 'depends'
FROM given g CROSS JOIN mount m ON g.call_id IN (m.call_id, m.parent_call_id) CROSS JOIN registration r ON r.object_call_id = m.child_call_id
WHERE r.framework = 'fastapi' AND r.function_id IS NOT NULL;

-- where a handler's parameters come from; a dependency's parameters are the request's as well
INSERT INTO parameter_origin(function_id, position, origin, name)
WITH RECURSIVE routed(function_id, path) AS (
    SELECT function_id, path FROM registration WHERE framework = 'fastapi' AND function_id IS NOT NULL
    UNION
    SELECT i.target_function_id, r.path FROM implied_call i JOIN registration r ON r.function_id = i.function_id WHERE r.framework = 'fastapi' AND i.how = 'depends'
    UNION
    SELECT j.target_function_id, r.path FROM implied_call j JOIN implied_call i ON i.target_function_id = j.function_id JOIN registration r ON r.function_id = i.function_id
    WHERE r.framework = 'fastapi' AND j.how = 'depends'
), asked(function_id, path) AS MATERIALIZED (                        -- all paths a function is asked by
    SELECT function_id, group_concat(path, ' ') FROM routed GROUP BY function_id
), secured(function_id) AS MATERIALIZED (                                     -- who asks: what is read with a security scheme, and what depends on that
    SELECT p.function_id FROM parameter p JOIN argument s ON s.call_id = p.default_call_id AND s.type LIKE 'fastapi.security.%'
    UNION
    SELECT id FROM function WHERE regexp('(?i)^(get_|require_|verify_|check_|_)*(current|auth|authenticated|logged_in|session|principal|identity|user_from)(_|$)', name)
    UNION
    SELECT i.function_id FROM implied_call i JOIN secured s ON s.function_id = i.target_function_id JOIN implied_call o ON o.target_function_id = i.function_id
), model(class_id) AS MATERIALIZED (
    SELECT class_id FROM class_base WHERE type IN ('pydantic.BaseModel', 'pydantic.main.BaseModel', 'sqlmodel.SQLModel', 'pydantic.RootModel')
    UNION
    SELECT b.class_id FROM class_base b JOIN model m ON b.base_class_id = m.class_id
)
SELECT p.function_id, p.position,
    CASE c.callee WHEN 'fastapi.Path' THEN 'path' WHEN 'fastapi.Query' THEN 'query' WHEN 'fastapi.Body' THEN 'body' WHEN 'fastapi.Form' THEN 'body'
        WHEN 'fastapi.File' THEN 'body' WHEN 'fastapi.Header' THEN 'header' WHEN 'fastapi.Cookie' THEN 'cookie'
        WHEN 'fastapi.Depends' THEN iif(max(d.target_id IN (SELECT function_id FROM secured)) OR max(coalesce(sc.type, '') LIKE 'fastapi.security.%'), 'session', 'dependency')
        WHEN 'fastapi.Security' THEN 'session'
        ELSE CASE WHEN instr(coalesce(a.path, ''), '{' || p.name || '}') OR instr(coalesce(a.path, ''), '{' || p.name || ':') THEN 'path'
            WHEN m.class_id IS NOT NULL THEN 'body' ELSE 'query' END END,
    coalesce(al.value, p.name)
FROM asked a
JOIN parameter p ON p.function_id = a.function_id AND NOT p.is_rest AND p.name NOT IN ('self', 'cls')
LEFT JOIN call c ON c.id = p.default_call_id
LEFT JOIN argument al ON al.call_id = c.id AND al.keyword = 'alias'
LEFT JOIN depends d ON d.call_id = c.id
LEFT JOIN argument sc ON sc.call_id = c.id AND sc.position = 0
LEFT JOIN (SELECT class_id, 'class:' || class_id || '()' AS type FROM model) m ON m.type = p.type
WHERE c.callee LIKE 'fastapi.%' OR coalesce(p.type, '') NOT LIKE '%.%' OR m.class_id IS NOT NULL
GROUP BY p.function_id, p.position;

-- a type other than a text's is asked for before the handler runs, and so is a pattern or a limit; a model's fields have types of their own
INSERT INTO request_check(function_id, part, name, how)
SELECT o.function_id, o.origin, iif(o.origin = 'body', NULL, o.name), 'declared'
FROM parameter_origin o JOIN parameter p ON p.function_id = o.function_id AND p.position = o.position
LEFT JOIN argument k ON k.call_id = p.default_call_id AND k.keyword IN ('pattern', 'regex')
WHERE o.origin IN ('path', 'query', 'body') AND (k.call_id IS NOT NULL OR p.annotation IS NOT NULL AND NOT regexp('(^|[^\w.])(str|Any)([^\w]|$)', p.annotation))
  AND p.function_id IN (SELECT function_id FROM registration WHERE framework = 'fastapi' UNION SELECT target_function_id FROM implied_call);
INSERT INTO request_check(function_id, part, name, how)
SELECT DISTINCT o.function_id, o.origin, o.name, 'compared'
FROM parameter_origin o JOIN parameter p ON p.function_id = o.function_id AND p.position = o.position
JOIN argument k ON k.call_id = p.default_call_id AND k.keyword IN ('le', 'lt')
WHERE o.origin IN ('path', 'query');

-- ways out: raise HTTPException(404), raise NotFound(), return JSONResponse(…, status_code=404)
CREATE TEMP TABLE http_error AS
WITH RECURSIVE error(class_id) AS (
    SELECT class_id FROM class_base WHERE type = 'fastapi.HTTPException'
    UNION
    SELECT b.class_id FROM class_base b JOIN error e ON b.base_class_id = e.class_id
), stated(class_id, status) AS (                                -- super().__init__(status_code=404), HTTPException.__init__(self, 404), status_code = 404 in the class
    SELECT e.class_id, CAST(coalesce(k.value, p.value) AS INTEGER)
    FROM error e JOIN function i ON i.class_id = e.class_id AND i.name = '__init__'
    JOIN call c ON c.function_id = i.id AND c.name = '__init__'
    LEFT JOIN argument k ON k.call_id = c.id AND k.keyword = 'status_code'
    LEFT JOIN argument p ON p.call_id = c.id AND p.keyword IS NULL AND p.position = iif(c.receiver LIKE 'super%' OR c.receiver IS NULL, 0, 1)
    WHERE coalesce(k.value, p.value) GLOB '[1-5][0-9][0-9]'
    UNION ALL
    SELECT e.class_id, CAST(b.value AS INTEGER) FROM error e JOIN binding b ON b.class_id = e.class_id AND b.name = 'status_code' WHERE b.value GLOB '[1-5][0-9][0-9]'
)
SELECT e.class_id, coalesce((SELECT s.status FROM stated s WHERE s.class_id = e.class_id),
    (SELECT s.status FROM class_base b JOIN stated s ON s.class_id = b.base_class_id WHERE b.class_id = e.class_id)) AS status
FROM error e;

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'fastapi', r.function_id, r.region_id, c.id, 'throw', CAST(coalesce(k.value, p.value) AS INTEGER), 'fastapi.HTTPException', 'string', 'json', r.file_id, r.line
FROM return r
JOIN call c ON c.id = r.value_call_id
LEFT JOIN argument k ON k.call_id = c.id AND k.keyword = 'status_code'
LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0 AND p.keyword IS NULL
WHERE r.how = 'throw' AND c.result_type = 'fastapi.HTTPException()';

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'fastapi', r.function_id, r.region_id, r.value_call_id, 'throw', coalesce(CAST(k.value AS INTEGER), e.status), 'class:' || e.class_id, 'string', 'json', r.file_id, r.line
FROM return r
JOIN http_error e ON r.entity IN ('instance', 'class') AND r.entity_id = e.class_id
LEFT JOIN argument k ON k.call_id = r.value_call_id AND k.keyword = 'status_code'
WHERE r.how = 'throw';

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'fastapi', c.function_id, c.region_id, c.id, 'respond',
    iif(k.call_id IS NOT NULL, CAST(k.value AS INTEGER), iif(c.callee = 'fastapi.RedirectResponse', 307, 200)),
    coalesce(b.kind, 'none'),
    CASE c.callee WHEN 'fastapi.FileResponse' THEN 'file' WHEN 'fastapi.StreamingResponse' THEN 'file' WHEN 'fastapi.HTMLResponse' THEN 'html'
        WHEN 'fastapi.PlainTextResponse' THEN 'text' WHEN 'fastapi.RedirectResponse' THEN 'redirect' WHEN 'fastapi.Response' THEN NULL ELSE 'json' END,
    c.file_id, c.line
FROM call c
LEFT JOIN argument k ON k.call_id = c.id AND (k.keyword = 'status_code' OR k.position = 1 AND k.keyword IS NULL AND c.callee NOT IN ('fastapi.FileResponse'))
LEFT JOIN argument b ON b.call_id = c.id AND (b.position = 0 AND b.keyword IS NULL OR b.keyword = 'content')
WHERE c.callee IN ('fastapi.Response', 'fastapi.JSONResponse', 'fastapi.ORJSONResponse', 'fastapi.UJSONResponse', 'fastapi.HTMLResponse', 'fastapi.PlainTextResponse',
    'fastapi.RedirectResponse', 'fastapi.FileResponse', 'fastapi.StreamingResponse') AND c.use = 'return'
GROUP BY c.id;

-- what a route says it answers: response_model=list[Call], responses={404: {…}}, status_code=201
INSERT INTO stated_response(registration_id, status, body, source, file_id, line)
SELECT r.id, CAST(coalesce(s.value, '200') AS INTEGER), iif(regexp('(?i)(^|\.)list\[\]$', coalesce(m.type, '')), 'list', 'object'), 'response_model', c.file_id, c.line
FROM registration r
JOIN call c ON c.id = r.call_id
JOIN argument m ON m.call_id = c.id AND m.keyword = 'response_model' AND m.kind <> 'constant' AND m.type IS NOT NULL
LEFT JOIN argument s ON s.call_id = c.id AND s.keyword = 'status_code'
WHERE r.framework = 'fastapi' AND (s.call_id IS NULL OR s.value IS NOT NULL);
INSERT INTO stated_response(registration_id, status, source, file_id, line)
SELECT r.id, CAST(p.key AS INTEGER), 'response_model', c.file_id, p.line
FROM registration r
JOIN call c ON c.id = r.call_id
JOIN argument a ON a.call_id = c.id AND a.keyword = 'responses' AND a.entity = 'object'
JOIN property p ON p.object_id = a.entity_id AND p.key GLOB '[1-5][0-9][0-9]'
WHERE r.framework = 'fastapi';

-- what catches an error that leaves a handler
INSERT INTO boundary(framework, kind, object_call_id, error_type, function_id, file_id, line)
SELECT 'fastapi', 'exception_handler', c.receiver_origin,
    CASE WHEN a.text = 'Exception' OR a.value = '500' THEN '*' ELSE coalesce(a.type, a.text, 'class:' || a.entity_id, a.value) END, d.target_id, c.file_id, c.line
FROM decorator d JOIN call c ON c.id = d.call_id JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.callee = 'fastapi.FastAPI().exception_handler';

INSERT INTO boundary(framework, kind, object_call_id, error_type, function_id, file_id, line)
SELECT 'fastapi', 'exception_handler', c.receiver_origin,
    CASE WHEN a.text = 'Exception' OR a.value = '500' THEN '*' ELSE coalesce(a.type, a.text, 'class:' || a.entity_id, a.value) END,
    iif(h.entity = 'function', h.entity_id, NULL), c.file_id, c.line
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 LEFT JOIN argument h ON h.call_id = c.id AND h.position = 1
WHERE c.callee = 'fastapi.FastAPI().add_exception_handler';

INSERT INTO framework_order(framework) VALUES ('fastapi');

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('fastapi', 0, 99, 1, NULL, 'clean', 'FastAPI answers a plain 500 and logs the error.'),
    ('fastapi', 0, 99, 0, NULL, 'clean', 'FastAPI answers a plain 500 and logs the error.');
