-- title: Fiber
-- package: go github.com/gofiber/fiber/v2 github.com/gofiber/fiber/v3 github.com/gofiber/fiber
--
-- An App and its groups are one kind of object; a method gives its receiver back. The handler is the last argument. Status is set apart
-- from the body: c.Status(404).JSON(x).

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/gofiber/fiber/v2',       'fiber', 0),
    ('github.com/gofiber/fiber/v3',       'fiber', 0),
    ('github.com/gofiber/fiber',          'fiber', 0),
    ('fiber.New()',                       'fiber.Router()', 0),
    ('fiber.App()',                       'fiber.Router()', 0),
    ('fiber.Group()',                     'fiber.Router()', 0),
    ('fiber.Router().Group()',            'fiber.Router()', 0),
    ('fiber.Router().Route()',            'fiber.Router()', 0),
    ('fiber.Router().Route(fn)#0',        'fiber.Router()', 0),
    ('fiber.Ctx().Status()',              'fiber.Ctx()', 1),
    ('fiber.Ctx().Type()',                'fiber.Ctx()', 1),
    ('fiber.Handler()',                   '#0', 0),
    ('func(fiber.Handler())fiber.Handler()', '#0', 0);
WITH method(m) AS (VALUES ('Get'), ('Post'), ('Put'), ('Patch'), ('Delete'), ('Head'), ('Options'), ('Connect'), ('Trace'), ('All'), ('Add'), ('Use'), ('Mount'), ('Name'), ('Static'))
INSERT INTO type_alias(path, type, same) SELECT 'fiber.Router().' || m || '()', 'fiber.Router()', 1 FROM method
UNION ALL SELECT 'fiber.Router().' || m || '(fn)#0', 'fiber.Ctx()', 0 FROM method;
INSERT INTO library_constant(path, value)
    SELECT 'fiber.' || substr(path, length('net/http.') + 1), value FROM library_constant WHERE path LIKE 'net/http.Status%';
INSERT INTO request_part(path, origin) VALUES
    ('fiber.Ctx().Params()',       'path'),
    ('fiber.Ctx().ParamsInt()',    'path'),
    ('fiber.Ctx().AllParams()',    'path'),
    ('fiber.Ctx().Query()',        'query'),
    ('fiber.Ctx().QueryInt()',     'query'),
    ('fiber.Ctx().QueryBool()',    'query'),
    ('fiber.Ctx().Queries()',      'query'),
    ('fiber.Ctx().Body()',         'body'),
    ('fiber.Ctx().BodyRaw()',      'body'),
    ('fiber.Ctx().FormValue()',    'body'),
    ('fiber.Ctx().Get()',          'header'),
    ('fiber.Ctx().Cookies()',      'cookie'),
    ('fiber.Ctx().Locals()',       'session');
UPDATE request_part SET typed = 1 WHERE path IN ('fiber.Ctx().ParamsInt()', 'fiber.Ctx().QueryInt()', 'fiber.Ctx().QueryBool()');

-- facts
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'fiber', c.receiver_origin, p.value, c.id, c.id, c.file_id, c.line
FROM call c LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0
WHERE c.receiver_type = 'fiber.Router()' AND c.name IN ('Group', 'Route');
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'fiber', c.receiver_origin, iif(a.position = 0, '', p.value), a.origin, c.id, c.file_id, c.line
FROM call c
JOIN argument a ON a.call_id = c.id AND a.type = 'fiber.Router()'
LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0
WHERE c.receiver_type = 'fiber.Router()' AND c.name IN ('Mount', 'Use');

INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'fiber', iif(id IN (SELECT child_call_id FROM mount), 'router', 'app'), '', 'slash'
FROM call WHERE result_type = 'fiber.Router()' AND result_origin = id;

INSERT INTO registration(framework, object_call_id, method, path, path_position, handler_position, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'fiber', c.receiver_origin, CASE c.name WHEN 'All' THEN 'ALL' WHEN 'Add' THEN coalesce(upper(m.value), 'ALL') ELSE upper(c.name) END,
    p.value, p.position, (SELECT max(position) FROM argument l WHERE l.call_id = c.id), h.function_id, h.wrapper_call_id, c.id, c.file_id, c.line
FROM call c
LEFT JOIN argument m ON m.call_id = c.id AND m.position = 0
LEFT JOIN argument p ON p.call_id = c.id AND p.position = iif(c.name = 'Add', 1, 0)
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > p.position
WHERE c.receiver_type = 'fiber.Router()'
  AND c.name IN ('Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'Connect', 'Trace', 'All', 'Add');

INSERT INTO middleware(object_call_id, registration_id, prefix, position, function_id, type)
SELECT r.object_call_id, r.id, NULL, a.position, a.function_id, NULL
FROM registration r JOIN callable_argument a ON a.call_id = r.call_id AND a.position > r.path_position AND a.position < r.handler_position
WHERE r.framework = 'fiber';
INSERT INTO middleware(object_call_id, registration_id, prefix, position, function_id, type)
SELECT iif(c.name = 'Group', c.id, c.receiver_origin), NULL, iif(c.name = 'Use', p.value, NULL), c.id, a.entity_id, iif(a.entity = 'function', NULL, a.type)
FROM call c JOIN argument a ON a.call_id = c.id AND (a.entity = 'function' OR a.type IS NOT NULL AND a.type <> 'fiber.Router()')
LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0
WHERE c.receiver_type = 'fiber.Router()' AND c.name IN ('Use', 'Group');

-- what a handler answers: the status of a Status() in the same chain, or 200
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'fiber', c.function_id, c.region_id, c.id, 'respond',
    CASE WHEN c.name = 'SendStatus' THEN CAST(b.value AS INTEGER) WHEN s.call_id IS NOT NULL THEN CAST(s.value AS INTEGER)
         WHEN c.name = 'Redirect' THEN coalesce(CAST(r.value AS INTEGER), 302) ELSE 200 END,
    CASE WHEN c.name = 'JSON' THEN coalesce(b.kind, 'other') WHEN c.name IN ('SendFile', 'Download', 'SendStream') THEN 'file' WHEN c.name = 'SendStatus' THEN 'none' ELSE 'string' END,
    CASE c.name WHEN 'JSON' THEN 'json' WHEN 'Render' THEN 'html' WHEN 'Redirect' THEN 'redirect' WHEN 'SendFile' THEN 'file' WHEN 'Download' THEN 'file' WHEN 'SendStream' THEN 'file' ELSE 'text' END,
    c.file_id, c.line
FROM call c
LEFT JOIN call sc ON sc.id = c.receiver_call_id AND sc.name = 'Status'
LEFT JOIN argument s ON s.call_id = sc.id AND s.position = 0
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN argument r ON r.call_id = c.id AND r.position = 1
WHERE c.receiver_type = 'fiber.Ctx()' AND c.name IN ('JSON', 'SendString', 'Send', 'SendStatus', 'Redirect', 'Render', 'SendFile', 'Download', 'SendStream', 'XML');
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'fiber', c.function_id, c.region_id, c.id, 'throw', CAST(s.value AS INTEGER), 'fiber.Error', 'string', 'text', c.file_id, c.line
FROM call c LEFT JOIN argument s ON s.call_id = c.id AND s.position = 0
WHERE c.callee = 'fiber.NewError';
-- return fiber.ErrNotFound: each has the name of its status
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'fiber', r.function_id, r.region_id, NULL, 'throw', CAST(k.value AS INTEGER), 'fiber.Error', 'string', 'text', r.file_id, r.line
FROM return r JOIN library_constant k ON r.type LIKE 'fiber.Err%' AND k.path = 'fiber.Status' || substr(r.type, length('fiber.Err') + 1);

INSERT INTO boundary(framework, kind, object_call_id, error_type, file_id, line)
SELECT 'fiber', 'recover', NULL, '*', file_id, line FROM call WHERE callee LIKE 'github.com/gofiber/fiber%/middleware/recover.New';
