-- title: Flask
-- package: pypi flask flask_restful
--
-- A blueprint's own prefix is a default: what register_blueprint says takes its place. Nested blueprints add theirs to it.
-- What a view returns is its body, or (body, status), (body, headers), (body, status, headers).

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('flask.app.Flask()',                  'flask.Flask()',     0),
    ('flask.blueprints.Blueprint()',       'flask.Blueprint()', 0),
    ('flask.globals.request',              'flask.request',     0),
    ('flask.globals.session',              'flask.session',     0),
    ('flask.globals.g',                    'flask.g',           0),
    ('flask.json.jsonify',                 'flask.jsonify',     0),
    ('flask.wrappers.Response',            'flask.Response',    0),
    ('werkzeug.wrappers.Response',         'flask.Response',    0),
    ('werkzeug.Response',                  'flask.Response',    0),
    ('werkzeug.utils.redirect',            'flask.redirect',    0),
    ('werkzeug.exceptions.abort',          'flask.abort',       0),
    ('flask_restful.abort',                'flask.abort',       0),
    ('flask.views.MethodView',             'flask.MethodView',  0),
    ('flask_restful.Resource',             'flask.MethodView',  0),
    ('flask_restful.Api()',                'flask.Api()',       0),
    ('flask.helpers.make_response',        'flask.make_response', 0);
INSERT INTO request_part(path, origin) VALUES
    ('flask.request.view_args',   'path'),
    ('flask.request.args',        'query'),
    ('flask.request.values',      'query'),
    ('flask.request.form',        'body'),
    ('flask.request.json',        'body'),
    ('flask.request.data',        'body'),
    ('flask.request.files',       'body'),
    ('flask.request.get_json()',  'body'),
    ('flask.request.get_data()',  'body'),
    ('flask.request.headers',     'header'),
    ('flask.request.cookies',     'cookie'),
    ('flask.request.authorization', 'header'),
    ('flask.request.path',        'path'),
    ('flask.request.url',         'path'),
    ('flask.session',             'session'),
    ('flask.g',                   'session'),
    ('flask_login.current_user',  'session'),
    ('flask_jwt_extended.get_jwt_identity()', 'session'),
    ('flask_jwt_extended.get_jwt()',          'session'),
    ('flask_jwt_extended.current_user',       'session');
CREATE TEMP TABLE flask_status(code INTEGER, exception TEXT, name TEXT);
INSERT INTO flask_status VALUES
    (200, NULL, 'OK'), (201, NULL, 'CREATED'), (202, NULL, 'ACCEPTED'), (204, NULL, 'NO_CONTENT'), (301, NULL, 'MOVED_PERMANENTLY'), (302, NULL, 'FOUND'), (303, NULL, 'SEE_OTHER'),
    (304, NULL, 'NOT_MODIFIED'), (400, 'BadRequest', 'BAD_REQUEST'), (401, 'Unauthorized', 'UNAUTHORIZED'), (402, NULL, 'PAYMENT_REQUIRED'), (403, 'Forbidden', 'FORBIDDEN'),
    (404, 'NotFound', 'NOT_FOUND'), (405, 'MethodNotAllowed', 'METHOD_NOT_ALLOWED'), (406, 'NotAcceptable', 'NOT_ACCEPTABLE'), (408, 'RequestTimeout', 'REQUEST_TIMEOUT'),
    (409, 'Conflict', 'CONFLICT'), (410, 'Gone', 'GONE'), (411, 'LengthRequired', 'LENGTH_REQUIRED'), (412, 'PreconditionFailed', 'PRECONDITION_FAILED'),
    (413, 'RequestEntityTooLarge', 'REQUEST_ENTITY_TOO_LARGE'), (414, 'RequestURITooLarge', 'REQUEST_URI_TOO_LONG'), (415, 'UnsupportedMediaType', 'UNSUPPORTED_MEDIA_TYPE'),
    (422, 'UnprocessableEntity', 'UNPROCESSABLE_ENTITY'), (423, 'Locked', 'LOCKED'), (424, 'FailedDependency', 'FAILED_DEPENDENCY'), (428, 'PreconditionRequired', 'PRECONDITION_REQUIRED'),
    (429, 'TooManyRequests', 'TOO_MANY_REQUESTS'), (500, 'InternalServerError', 'INTERNAL_SERVER_ERROR'), (501, 'NotImplemented', 'NOT_IMPLEMENTED'), (502, 'BadGateway', 'BAD_GATEWAY'),
    (503, 'ServiceUnavailable', 'SERVICE_UNAVAILABLE'), (504, 'GatewayTimeout', 'GATEWAY_TIMEOUT');
INSERT INTO library_constant(path, value) SELECT 'http.HTTPStatus.' || name, code FROM flask_status;
INSERT INTO library_constant(path, value) SELECT 'http.HTTPStatus.' || name || '.value', code FROM flask_status;

-- facts
INSERT INTO web_object(call_id, framework, kind, prefix, style)
WITH RECURSIVE kind(class_id, kind) AS (                                -- also of a class of the program that extends one
    SELECT class_id, iif(type = 'flask.Flask', 'app', 'router') FROM class_base WHERE type IN ('flask.Flask', 'flask.Blueprint', 'flask_restful.Api')
    UNION
    SELECT b.class_id, k.kind FROM class_base b JOIN kind k ON b.base_class_id = k.class_id
)
SELECT c.id, 'flask', coalesce(k.kind, iif(c.result_type = 'flask.Flask()', 'app', 'router')), '', 'slash'
FROM call c LEFT JOIN kind k ON c.callee = 'class:' || k.class_id
WHERE c.result_origin = c.id AND (c.result_type IN ('flask.Flask()', 'flask.Blueprint()', 'flask.Api()') OR k.kind IS NOT NULL)
GROUP BY c.id;

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'flask', c.receiver_origin, iif(p.call_id IS NOT NULL AND NOT (p.kind = 'constant' AND p.value IN ('null', 'None')), p.value, iif(o.call_id IS NULL, '', o.value)), w.call_id, c.id, c.file_id, c.line
FROM call c
JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'blueprint')
LEFT JOIN argument_turn t ON t.call_id = c.id AND t.position = a.position
LEFT JOIN web_object w ON w.call_id = coalesce(t.origin, a.origin)
LEFT JOIN argument p ON p.call_id = c.id AND p.keyword = 'url_prefix'
LEFT JOIN argument o ON o.call_id = w.call_id AND o.keyword = 'url_prefix' AND NOT (o.kind = 'constant' AND o.value IN ('null', 'None'))
WHERE c.name = 'register_blueprint' AND c.callee IN ('flask.Flask().register_blueprint', 'flask.Blueprint().register_blueprint');

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)             -- Api(app, prefix='/v1'), api.init_app(app)
SELECT 'flask', a.origin, iif(p.call_id IS NULL, '', p.value), w.call_id, c.id, c.file_id, c.line
FROM call c
JOIN web_object w ON w.call_id = iif(c.name = 'init_app', c.receiver_origin, c.id)
JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'app')
LEFT JOIN argument p ON p.call_id = w.call_id AND (p.keyword = 'prefix' OR p.position = 1 AND p.keyword IS NULL)
WHERE c.callee IN ('flask_restful.Api', 'flask.Api().init_app') AND a.origin IS NOT NULL;

-- @bp.route('/x', methods=['GET', 'POST']), @bp.get('/x')
CREATE TEMP TABLE flask_rule AS
SELECT c.id AS call_id, c.receiver_origin AS object_id, c.name, f.id AS function_id, f.file_id, f.line, d.position AS ordinal
FROM decorator d JOIN call c ON c.id = d.call_id JOIN function f ON f.id = d.target_id
WHERE d.target_kind = 'function' AND c.name IN ('route', 'get', 'post', 'put', 'patch', 'delete') AND c.callee IN ('flask.Flask().' || c.name, 'flask.Blueprint().' || c.name)
UNION ALL                                       -- app.add_url_rule('/x', 'name', f): the handler's def is the place
SELECT c.id, c.receiver_origin, 'route', f.id, coalesce(f.file_id, c.file_id), coalesce(f.line, c.line), 0
FROM call c
JOIN argument h ON h.call_id = c.id AND (h.position = 2 AND h.keyword IS NULL OR h.keyword = 'view_func') AND coalesce(h.value_call_id, 0) NOT IN (SELECT id FROM call WHERE name = 'as_view')
LEFT JOIN function f ON h.entity = 'function' AND f.id = h.entity_id
WHERE c.name = 'add_url_rule' AND c.callee IN ('flask.Flask().add_url_rule', 'flask.Blueprint().add_url_rule');

INSERT INTO registration(framework, object_call_id, method, path, function_id, call_id, file_id, line)
SELECT 'flask', r.object_id, upper(CASE WHEN r.name <> 'route' THEN r.name WHEN m.call_id IS NULL THEN 'GET' ELSE coalesce(v.value, 'ALL') END), '/' || ltrim(p.value, '/'), r.function_id, r.call_id, r.file_id, r.line
FROM flask_rule r
LEFT JOIN argument p ON p.call_id = r.call_id AND (p.position = 0 AND p.keyword IS NULL OR p.keyword = 'rule')
LEFT JOIN argument m ON m.call_id = r.call_id AND m.keyword = 'methods'
LEFT JOIN property v ON v.object_id = m.entity_id AND m.entity = 'object'
ORDER BY r.file_id, r.line, r.ordinal, v.position;

-- app.add_url_rule('/x', view_func=Users.as_view('users')), api.add_resource(Users, '/x', '/y'): a method of the class for each method of HTTP
INSERT INTO registration(framework, object_call_id, method, path, function_id, call_id, file_id, line)
WITH RECURSIVE view(call_id, path, class_id, asked) AS (
    SELECT c.id, '/' || ltrim(p.value, '/'), k.id, m.entity_id
    FROM call c
    JOIN argument h ON h.call_id = c.id AND (h.position = 2 AND h.keyword IS NULL OR h.keyword = 'view_func')
    JOIN call v ON v.id = coalesce(h.origin, h.value_call_id) AND v.name = 'as_view' JOIN class k ON v.receiver_type = 'class:' || k.id
    LEFT JOIN argument p ON p.call_id = c.id AND (p.position = 0 AND p.keyword IS NULL OR p.keyword = 'rule')
    LEFT JOIN argument m ON m.call_id = c.id AND m.keyword = 'methods' AND m.entity = 'object'
    WHERE c.callee IN ('flask.Flask().add_url_rule', 'flask.Blueprint().add_url_rule')
    UNION ALL
    SELECT c.id, '/' || ltrim(p.value, '/'), a.entity_id, NULL
    FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'class' JOIN argument p ON p.call_id = c.id AND p.position > 0 AND p.keyword IS NULL
    WHERE c.callee = 'flask.Api().add_resource'
), up(class_id, base_id, depth) AS (
    SELECT class_id, class_id, 0 FROM view
    UNION
    SELECT u.class_id, b.base_class_id, u.depth + 1 FROM up u JOIN class_base b ON b.class_id = u.base_id AND b.base_class_id IS NOT NULL WHERE u.depth < 8
)
SELECT 'flask', c.receiver_origin, coalesce(upper(w.value), iif(f.name = 'dispatch_request', 'GET', upper(f.name))), v.path, f.id, c.id, f.file_id, f.line
FROM view v
JOIN call c ON c.id = v.call_id
JOIN up u ON u.class_id = v.class_id
JOIN function f ON f.class_id = u.base_id AND f.name IN ('get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'dispatch_request')
LEFT JOIN property w ON f.name = 'dispatch_request' AND w.object_id = v.asked
WHERE (v.asked IS NULL OR f.name = 'dispatch_request' OR EXISTS (SELECT 1 FROM property p WHERE p.object_id = v.asked AND lower(p.value) = f.name))
  AND NOT EXISTS (SELECT 1 FROM up n JOIN function o ON o.class_id = n.base_id AND o.name = f.name WHERE n.class_id = u.class_id AND n.depth < u.depth)
ORDER BY f.file_id, f.line, v.path;

-- before_request: of an application before every view, of a blueprint before its own
INSERT INTO implied_call(function_id, target_function_id, call_id, how)
SELECT DISTINCT r.function_id, f.id, NULL, 'middleware'
FROM decorator d
JOIN function f ON f.id = d.target_id
LEFT JOIN call c ON c.id = d.call_id
JOIN binding b ON d.call_id IS NULL AND b.file_id = f.file_id AND b.name = substr(d.text, 1, instr(d.text, '.') - 1) AND b.how <> 'member'
JOIN web_object w ON w.call_id = b.origin AND w.framework = 'flask'
JOIN registration r ON r.framework = 'flask' AND r.function_id IS NOT NULL AND (w.kind = 'app' OR d.type LIKE '%before_app_request' OR r.object_call_id = w.call_id)
WHERE d.target_kind = 'function' AND d.type IN ('flask.Flask().before_request', 'flask.Blueprint().before_request', 'flask.Blueprint().before_app_request');

-- parameters of a view are the variable parts of its path
INSERT INTO parameter_origin(function_id, position, origin, name)
SELECT DISTINCT p.function_id, p.position, 'path', p.name
FROM registration r JOIN parameter p ON p.function_id = r.function_id AND NOT p.is_rest AND p.name NOT IN ('self', 'cls')
WHERE r.framework = 'flask' AND (r.path LIKE '%<' || p.name || '>%' OR r.path LIKE '%:' || p.name || '>%');

-- what catches an error that leaves a view
INSERT INTO boundary(framework, kind, object_call_id, error_type, function_id, file_id, line)
SELECT 'flask', 'error_handler', iif(c.name = 'app_errorhandler' OR c.receiver_type = 'flask.Flask()', NULL, c.receiver_origin),
    CASE WHEN a.text IN ('Exception', 'BaseException') OR a.value = '500' THEN '*' ELSE coalesce(a.type, a.text, 'class:' || a.entity_id, a.value) END,
    coalesce(d.target_id, iif(h.entity = 'function', h.entity_id, NULL)), c.file_id, c.line
FROM call c
JOIN argument a ON a.call_id = c.id AND a.position = 0
LEFT JOIN decorator d ON d.call_id = c.id
LEFT JOIN argument h ON h.call_id = c.id AND h.position = 1
WHERE c.name IN ('errorhandler', 'app_errorhandler', 'register_error_handler') AND c.callee IN ('flask.Flask().' || c.name, 'flask.Blueprint().' || c.name);

-- ways out: return body, 404 · abort(404) · raise NotFound() · return make_response(body, 404) · redirect(…)
CREATE TEMP TABLE flask_view AS
WITH RECURSIVE view(function_id) AS (           -- views, and what they hand on as it is
    SELECT function_id FROM registration WHERE framework = 'flask' AND function_id IS NOT NULL
    UNION
    SELECT function_id FROM boundary WHERE framework = 'flask' AND function_id IS NOT NULL
    UNION
    SELECT t.function_id FROM view v JOIN call c ON c.function_id = v.function_id AND c.use = 'return' JOIN call_target t ON t.call_id = c.id
)
SELECT function_id FROM view;
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'flask', r.function_id, r.region_id, NULL, 'respond', CAST(s.value AS INTEGER), CASE WHEN b.kind = 'string' AND b.value = '' THEN 'none' ELSE coalesce(iif(j.kind IS NULL, b.kind, j.kind), 'none') END,
    iif(c.callee = 'flask.jsonify' OR b.kind = 'object', 'json', iif(c.callee = 'flask.render_template', 'html', NULL)), r.file_id, r.line   -- a short text is no page
FROM return r
JOIN property s ON s.object_id = r.entity_id AND s.position = 1 AND s.value GLOB '[1-5][0-9][0-9]'
JOIN property b ON b.object_id = r.entity_id AND b.position = 0
LEFT JOIN call c ON c.id = b.value_call_id
LEFT JOIN argument j ON c.callee = 'flask.jsonify' AND j.call_id = c.id AND j.position = 0
WHERE r.how = 'return' AND r.kind = 'array' AND r.entity = 'object' AND r.function_id IN (SELECT function_id FROM flask_view);

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'flask', c.function_id, c.region_id, c.id, 'respond',
    CASE WHEN k.call_id IS NOT NULL THEN CAST(k.value AS INTEGER) WHEN c.callee = 'flask.redirect' THEN 302 ELSE 200 END, coalesce(b.kind, 'none'),
    CASE c.callee WHEN 'flask.jsonify' THEN 'json' WHEN 'flask.redirect' THEN 'redirect' WHEN 'flask.render_template' THEN 'html' WHEN 'flask.send_file' THEN 'file'
        WHEN 'flask.send_from_directory' THEN 'file' END, c.file_id, c.line
FROM call c
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN argument k ON k.call_id = c.id AND (k.position = 1 AND k.keyword IS NULL AND c.callee IN ('flask.make_response', 'flask.Response', 'flask.redirect') OR k.keyword IN ('status', 'code'))
WHERE c.callee IN ('flask.jsonify', 'flask.make_response', 'flask.Response', 'flask.redirect', 'flask.render_template', 'flask.send_file', 'flask.send_from_directory') AND c.use = 'return'
  AND c.function_id IN (SELECT function_id FROM flask_view) AND (k.call_id IS NULL OR k.value IS NOT NULL)
GROUP BY c.id;

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'flask', c.function_id, c.region_id, c.id, 'throw', CAST(a.value AS INTEGER), 'werkzeug.exceptions.HTTPException', 'string', NULL, c.file_id, c.line
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.callee = 'flask.abort';

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
WITH RECURSIVE error(class_id, status) AS (     -- also of a class of the program that extends one
    SELECT b.class_id, coalesce((SELECT CAST(c.value AS INTEGER) FROM binding c WHERE c.class_id = b.class_id AND c.name = 'code' AND c.value GLOB '[1-5][0-9][0-9]'), s.code)
    FROM class_base b LEFT JOIN flask_status s ON b.type = 'werkzeug.exceptions.' || s.exception WHERE b.type GLOB 'werkzeug.exceptions.*'
    UNION
    SELECT b.class_id, coalesce((SELECT CAST(c.value AS INTEGER) FROM binding c WHERE c.class_id = b.class_id AND c.name = 'code' AND c.value GLOB '[1-5][0-9][0-9]'), e.status)
    FROM class_base b JOIN error e ON b.base_class_id = e.class_id
)
SELECT 'flask', r.function_id, r.region_id, r.value_call_id, 'throw', coalesce(s.code, e.status), coalesce(rtrim(r.type, '()'), 'class:' || e.class_id), 'string', NULL, r.file_id, r.line
FROM return r
LEFT JOIN flask_status s ON s.exception IS NOT NULL AND r.type IN ('werkzeug.exceptions.' || s.exception, 'werkzeug.exceptions.' || s.exception || '()')
LEFT JOIN error e ON r.entity IN ('instance', 'class') AND r.entity_id = e.class_id
WHERE r.how = 'throw' AND (s.code IS NOT NULL OR e.class_id IS NOT NULL);

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('flask', 0, 99, 1, NULL, 'clean', 'Flask answers a plain 500 and logs the error.'),
    ('flask', 0, 99, 0, NULL, 'clean', 'Flask answers a plain 500 and logs the error.');
