-- title: Echo
-- package: go github.com/labstack/echo/v4 github.com/labstack/echo/v5 github.com/labstack/echo
--
-- An Echo and its groups are one kind of object. The handler stands right behind the path; what follows it is middleware.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/labstack/echo/v4', 'echo', 0),
    ('github.com/labstack/echo/v5', 'echo', 0),
    ('github.com/labstack/echo',    'echo', 0),
    ('echo.New()',                  'echo.Router()', 0),
    ('echo.Echo()',                 'echo.Router()', 0),
    ('echo.Group()',                'echo.Router()', 0),
    ('echo.Router().Group()',       'echo.Router()', 0),
    ('echo.WrapHandler()',          '#0', 0),
    ('echo.HandlerFunc()',          '#0', 0),
    ('func(echo.HandlerFunc())echo.HandlerFunc()', '#0', 0);
INSERT INTO request_part(path, origin) VALUES
    ('echo.Context().Param()',        'path'),
    ('echo.Context().ParamValues()',  'path'),
    ('echo.Context().QueryParam()',   'query'),
    ('echo.Context().QueryParams()',  'query'),
    ('echo.Context().QueryString()',  'query'),
    ('echo.Context().FormValue()',    'body'),
    ('echo.Context().FormParams()',   'body'),
    ('echo.Context().Cookie()',       'cookie'),
    ('echo.Context().Get()',          'session');

-- facts
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'echo', c.receiver_origin, p.value, c.id, c.id, c.file_id, c.line
FROM call c LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0
WHERE c.receiver_type = 'echo.Router()' AND c.name = 'Group';

INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'echo', iif(id IN (SELECT child_call_id FROM mount), 'router', 'app'), '', 'slash'
FROM call WHERE result_type = 'echo.Router()' AND result_origin = id;

INSERT INTO registration(framework, object_call_id, method, path, method_position, path_position, handler_position, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'echo', c.receiver_origin,
    CASE WHEN c.name = 'Any' THEN 'ALL' WHEN c.name = 'Match' THEN coalesce(upper(mp.value), 'ALL') WHEN c.name = 'Add' THEN coalesce(upper(m.value), 'ALL') ELSE c.name END,
    p.value, iif(c.name = 'Add', 0, NULL), p.position, p.position + 1, h.function_id, h.wrapper_call_id, c.id, c.file_id, c.line
FROM call c
LEFT JOIN argument m ON m.call_id = c.id AND m.position = 0
LEFT JOIN property mp ON c.name = 'Match' AND m.entity = 'object' AND mp.object_id = m.entity_id
LEFT JOIN argument p ON p.call_id = c.id AND p.position = iif(c.name IN ('Add', 'Match'), 1, 0)
LEFT JOIN callable_argument h ON h.call_id = c.id AND h.position = p.position + 1
WHERE c.receiver_type = 'echo.Router()'
  AND c.name IN ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE', 'Any', 'Add', 'Match');

INSERT INTO middleware(object_call_id, registration_id, prefix, position, function_id, type)
SELECT r.object_call_id, r.id, NULL, a.position, a.function_id, NULL
FROM registration r JOIN callable_argument a ON a.call_id = r.call_id AND a.position > r.handler_position
WHERE r.framework = 'echo';
INSERT INTO middleware(object_call_id, registration_id, prefix, position, function_id, type)
SELECT iif(c.name = 'Group', c.id, c.receiver_origin), NULL, NULL, c.id, a.entity_id, iif(a.entity = 'function', NULL, a.type)
FROM call c JOIN argument a ON a.call_id = c.id AND a.position >= iif(c.name = 'Group', 1, 0)
WHERE c.receiver_type = 'echo.Router()' AND c.name IN ('Use', 'Pre', 'Group') AND (a.entity = 'function' OR a.type IS NOT NULL);

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'echo', c.function_id, c.region_id, c.id, 'respond',
    CASE WHEN c.name IN ('File', 'Attachment', 'Inline') THEN 200 ELSE CAST(s.value AS INTEGER) END,
    CASE WHEN c.name LIKE 'JSON%' AND c.name <> 'JSONBlob' THEN coalesce(b.kind, 'other') WHEN c.name = 'NoContent' THEN 'none' WHEN c.name IN ('File', 'Attachment', 'Inline', 'Stream') THEN 'file' ELSE 'string' END,
    CASE WHEN c.name LIKE 'JSON%' THEN 'json' WHEN c.name IN ('HTML', 'HTMLBlob', 'Render') THEN 'html' WHEN c.name = 'Redirect' THEN 'redirect'
         WHEN c.name IN ('File', 'Attachment', 'Inline', 'Stream') THEN 'file' WHEN c.name IN ('String', 'Blob', 'XML', 'XMLPretty', 'XMLBlob') THEN 'text' END,
    c.file_id, c.line
FROM call c
LEFT JOIN argument s ON s.call_id = c.id AND s.position = 0
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 1
WHERE c.receiver_type = 'echo.Context()'
  AND c.name IN ('JSON', 'JSONPretty', 'JSONBlob', 'JSONP', 'String', 'HTML', 'HTMLBlob', 'XML', 'XMLPretty', 'XMLBlob', 'Blob', 'Stream', 'NoContent', 'Redirect', 'Render', 'File', 'Attachment', 'Inline');
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'echo', c.function_id, c.region_id, c.id, 'throw', CAST(s.value AS INTEGER), 'echo.HTTPError', 'object', 'json', c.file_id, c.line
FROM call c LEFT JOIN argument s ON s.call_id = c.id AND s.position = 0
WHERE c.callee = 'echo.NewHTTPError';
-- return echo.ErrNotFound
WITH known(name, status) AS (VALUES ('ErrBadRequest', 400), ('ErrUnauthorized', 401), ('ErrForbidden', 403), ('ErrNotFound', 404), ('ErrMethodNotAllowed', 405), ('ErrStatusRequestEntityTooLarge', 413),
    ('ErrUnsupportedMediaType', 415), ('ErrTooManyRequests', 429), ('ErrInternalServerError', 500), ('ErrBadGateway', 502), ('ErrServiceUnavailable', 503))
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'echo', r.function_id, r.region_id, NULL, 'throw', k.status, 'echo.HTTPError', 'object', 'json', r.file_id, r.line
FROM return r JOIN known k ON r.type = 'echo.' || k.name;

INSERT INTO boundary(framework, kind, object_call_id, error_type, file_id, line)
SELECT 'echo', 'recover', NULL, '*', file_id, line FROM call WHERE callee IN ('github.com/labstack/echo/v4/middleware.Recover', 'github.com/labstack/echo/v4/middleware.RecoverWithConfig',
    'github.com/labstack/echo/v5/middleware.Recover', 'github.com/labstack/echo/middleware.Recover', 'github.com/labstack/echo/middleware.RecoverWithConfig');
