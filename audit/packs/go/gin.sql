-- title: Gin
-- package: go github.com/gin-gonic/gin
--
-- An Engine and its groups are one kind of object. The handler is the last argument; those between it and the path are middleware.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/gin-gonic/gin',        'gin', 0),
    ('gin.New()',                       'gin.Router()', 0),
    ('gin.Default()',                   'gin.Router()', 0),
    ('gin.Engine()',                    'gin.Router()', 0),
    ('gin.RouterGroup()',               'gin.Router()', 0),
    ('gin.IRouter()',                   'gin.Router()', 0),
    ('gin.IRoutes()',                   'gin.Router()', 0),
    ('gin.Router().Group()',            'gin.Router()', 0),
    ('gin.Router().Use()',              'gin.Router()', 1),
    ('gin.WrapF()',                     '#0', 0),
    ('gin.WrapH()',                     '#0', 0),
    ('gin.HandlerFunc()',               '#0', 0),
    ('func(gin.HandlerFunc())gin.HandlerFunc()', '#0', 0);
INSERT INTO request_part(path, origin) VALUES
    ('gin.Context().Param()',         'path'),
    ('gin.Context().Params',          'path'),
    ('gin.Context().Query()',         'query'),
    ('gin.Context().DefaultQuery()',  'query'),
    ('gin.Context().GetQuery()',      'query'),
    ('gin.Context().QueryArray()',    'query'),
    ('gin.Context().QueryMap()',      'query'),
    ('gin.Context().PostForm()',      'body'),
    ('gin.Context().DefaultPostForm()', 'body'),
    ('gin.Context().GetPostForm()',   'body'),
    ('gin.Context().GetRawData()',    'body'),
    ('gin.Context().GetHeader()',     'header'),
    ('gin.Context().Cookie()',        'cookie'),
    ('gin.Context().Get()',           'session'),
    ('gin.Context().MustGet()',       'session'),
    ('gin.Context().GetString()',     'session'),
    ('gin.Context().GetInt()',        'session'),
    ('gin.Context().GetInt64()',      'session'),
    ('gin.Context().GetUint()',       'session');

-- facts
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'gin', c.receiver_origin, p.value, c.id, c.id, c.file_id, c.line
FROM call c LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0
WHERE c.receiver_type = 'gin.Router()' AND c.name = 'Group';

INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'gin', iif(id IN (SELECT child_call_id FROM mount), 'router', 'app'), '', 'slash'
FROM call WHERE result_type = 'gin.Router()' AND result_origin = id;

INSERT INTO registration(framework, object_call_id, method, path, method_position, path_position, handler_position, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'gin', c.receiver_origin,
    CASE WHEN c.name = 'Any' THEN 'ALL' WHEN c.name = 'Match' THEN coalesce(upper(mp.value), 'ALL') WHEN c.name = 'Handle' THEN coalesce(upper(m.value), 'ALL') ELSE c.name END,
    p.value, iif(c.name = 'Handle', 0, NULL), p.position, (SELECT max(position) FROM argument l WHERE l.call_id = c.id), h.function_id, h.wrapper_call_id, c.id, c.file_id, c.line
FROM call c
LEFT JOIN argument m ON m.call_id = c.id AND m.position = 0
LEFT JOIN property mp ON c.name = 'Match' AND m.entity = 'object' AND mp.object_id = m.entity_id
LEFT JOIN argument p ON p.call_id = c.id AND p.position = iif(c.name IN ('Handle', 'Match'), 1, 0)
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > p.position
WHERE c.receiver_type = 'gin.Router()'
  AND c.name IN ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'Any', 'Handle', 'Match');

INSERT INTO middleware(object_call_id, registration_id, prefix, position, function_id, type)
SELECT r.object_call_id, r.id, NULL, a.position, a.function_id, NULL
FROM registration r JOIN callable_argument a ON a.call_id = r.call_id AND a.position > r.path_position AND a.position < r.handler_position
WHERE r.framework = 'gin';
INSERT INTO middleware(object_call_id, registration_id, prefix, position, function_id, type)
SELECT iif(c.name = 'Group', c.id, c.receiver_origin), NULL, NULL, c.id, a.entity_id, iif(a.entity = 'function', NULL, a.type)
FROM call c JOIN argument a ON a.call_id = c.id AND a.position >= iif(c.name = 'Group', 1, 0)
WHERE c.receiver_type = 'gin.Router()' AND c.name IN ('Use', 'Group') AND (a.entity = 'function' OR a.type IS NOT NULL);

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'gin', c.function_id, c.region_id, c.id, 'respond', iif(c.name IN ('File', 'FileAttachment'), 200, CAST(s.value AS INTEGER)),
    CASE WHEN c.name LIKE '%JSON' THEN coalesce(b.kind, 'other') WHEN c.name IN ('Status', 'AbortWithStatus', 'AbortWithError') THEN 'none' WHEN c.name LIKE 'File%' OR c.name LIKE 'Data%' THEN 'file' ELSE 'string' END,
    CASE WHEN c.name LIKE '%JSON' THEN 'json' WHEN c.name = 'HTML' THEN 'html' WHEN c.name = 'Redirect' THEN 'redirect' WHEN c.name LIKE 'File%' OR c.name LIKE 'Data%' THEN 'file'
         WHEN c.name IN ('String', 'XML', 'YAML', 'TOML') THEN 'text' END,
    c.file_id, c.line
FROM call c
LEFT JOIN argument s ON s.call_id = c.id AND s.position = 0
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 1
WHERE c.receiver_type = 'gin.Context()'
  AND c.name IN ('JSON', 'IndentedJSON', 'PureJSON', 'SecureJSON', 'AsciiJSON', 'AbortWithStatusJSON', 'String', 'HTML', 'XML', 'YAML', 'TOML', 'ProtoBuf', 'Redirect', 'Data', 'DataFromReader',
      'File', 'FileAttachment', 'Status', 'AbortWithStatus', 'AbortWithError');

INSERT INTO boundary(framework, kind, object_call_id, error_type, file_id, line)
SELECT 'gin', 'recover', id, '*', file_id, line FROM call WHERE callee IN ('gin.Default', 'gin.Recovery', 'gin.RecoveryWithWriter', 'gin.CustomRecovery', 'gin.CustomRecoveryWithWriter');
