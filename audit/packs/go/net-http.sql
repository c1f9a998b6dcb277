-- title: net/http
-- package: go net/http
--
-- A pattern is "[METHOD ][HOST]/path". The default mux has no call that makes it: the first registration on it stands for it.
-- An instance of X is written X(); a call with several results is worth its first, the others are #1, #2.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('net/http.NewServeMux()',             'net/http.ServeMux()', 0),
    ('net/http.HandlerFunc()',             '#0', 0),
    ('net/http.TimeoutHandler()',          '#0', 0),
    ('net/http.MaxBytesHandler()',         '#0', 0),
    ('net/http.AllowQuerySemicolons()',    '#0', 0),
    ('net/http.StripPrefix()',             '#1', 0),
    ('func(net/http.Handler())net/http.Handler()',         '#0', 0),
    ('func(net/http.HandlerFunc())net/http.Handler()',     '#0', 0),
    ('func(net/http.Handler())net/http.HandlerFunc()',     '#0', 0),
    ('func(net/http.HandlerFunc())net/http.HandlerFunc()', '#0', 0),
    ('net/http.Request().WithContext()',   'net/http.Request()', 1),
    ('net/http.Request().Clone()',         'net/http.Request()', 1),
    ('net/http.NewRequest()',              'net/http.ClientRequest()', 0),
    ('net/http.NewRequestWithContext()',   'net/http.ClientRequest()', 0);
INSERT INTO library_constant(path, value)
    SELECT 'net/http.Status' || column1, column2 FROM (VALUES
    ('Continue', 100), ('SwitchingProtocols', 101), ('Processing', 102), ('EarlyHints', 103), ('OK', 200), ('Created', 201), ('Accepted', 202),
    ('NonAuthoritativeInfo', 203), ('NoContent', 204), ('ResetContent', 205), ('PartialContent', 206), ('MultiStatus', 207),
    ('AlreadyReported', 208), ('IMUsed', 226), ('MultipleChoices', 300), ('MovedPermanently', 301), ('Found', 302), ('SeeOther', 303),
    ('NotModified', 304), ('UseProxy', 305), ('TemporaryRedirect', 307), ('PermanentRedirect', 308), ('BadRequest', 400), ('Unauthorized', 401),
    ('PaymentRequired', 402), ('Forbidden', 403), ('NotFound', 404), ('MethodNotAllowed', 405), ('NotAcceptable', 406), ('ProxyAuthRequired', 407),
    ('RequestTimeout', 408), ('Conflict', 409), ('Gone', 410), ('LengthRequired', 411), ('PreconditionFailed', 412), ('RequestEntityTooLarge', 413),
    ('RequestURITooLong', 414), ('UnsupportedMediaType', 415), ('RequestedRangeNotSatisfiable', 416), ('ExpectationFailed', 417), ('Teapot', 418),
    ('MisdirectedRequest', 421), ('UnprocessableEntity', 422), ('Locked', 423), ('FailedDependency', 424), ('TooEarly', 425),
    ('UpgradeRequired', 426), ('PreconditionRequired', 428), ('TooManyRequests', 429), ('RequestHeaderFieldsTooLarge', 431),
    ('UnavailableForLegalReasons', 451), ('InternalServerError', 500), ('NotImplemented', 501), ('BadGateway', 502), ('ServiceUnavailable', 503),
    ('GatewayTimeout', 504), ('HTTPVersionNotSupported', 505), ('VariantAlsoNegotiates', 506), ('InsufficientStorage', 507), ('LoopDetected', 508),
    ('NotExtended', 510), ('NetworkAuthenticationRequired', 511));
INSERT INTO library_constant(path, value)
    SELECT 'net/http.Method' || column1, upper(column1) FROM (VALUES ('Get'), ('Head'), ('Post'), ('Put'), ('Patch'), ('Delete'), ('Connect'), ('Options'), ('Trace'));
INSERT INTO request_part(path, origin) VALUES
    ('net/http.Request().PathValue()',      'path'),
    ('net/http.Request().URL.Path',         'path'),
    ('net/http.Request().URL.RawPath',      'path'),
    ('net/http.Request().RequestURI',       'path'),
    ('net/http.Request().URL.Query()',      'query'),
    ('net/http.Request().URL.RawQuery',     'query'),
    ('net/http.Request().FormValue()',      'query'),
    ('net/http.Request().Form',             'query'),
    ('net/http.Request().PostFormValue()',  'body'),
    ('net/http.Request().PostForm',         'body'),
    ('net/http.Request().Body',             'body'),
    ('net/http.Request().Header',           'header'),
    ('net/http.Request().UserAgent()',      'header'),
    ('net/http.Request().Referer()',        'header'),
    ('net/http.Request().Host',             'header'),
    ('net/http.Request().Cookie()',         'cookie'),
    ('net/http.Request().Context().Value()', 'session');

-- facts
CREATE TEMP TABLE http_default AS
    SELECT min(id) AS call_id FROM call WHERE callee IN ('net/http.HandleFunc', 'net/http.Handle')
       OR receiver_type = 'net/http.DefaultServeMux' AND name IN ('HandleFunc', 'Handle');

CREATE TEMP TABLE http_handle AS
    SELECT c.id AS call_id, iif(c.receiver_type = 'net/http.ServeMux()', c.receiver_origin, d.call_id) AS object_call_id, c.file_id, c.line,
        trim(iif(instr(p.value, ' '), substr(p.value, 1, instr(p.value, ' ') - 1), '')) AS method,
        ltrim(iif(instr(p.value, ' '), substr(p.value, instr(p.value, ' ') + 1), p.value)) AS pattern
    FROM call c JOIN http_default d
    LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0
    WHERE c.name IN ('HandleFunc', 'Handle')
      AND (c.receiver_type IN ('net/http.ServeMux()', 'net/http.DefaultServeMux') OR c.callee IN ('net/http.HandleFunc', 'net/http.Handle'));

-- mux.Handle("/api/", http.StripPrefix("/api", api)) puts the prefix before the patterns of api; without StripPrefix they have it themselves
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'net/http', h.object_call_id, iif(s.id IS NULL, '', rtrim(p.value, '/')), a.origin, h.call_id, h.file_id, h.line
FROM http_handle h
JOIN argument a ON a.call_id = h.call_id AND a.position = 1 AND a.type IN ('net/http.ServeMux()', 'net/http.ServeMux().ServeHTTP') AND a.origin IS NOT NULL
LEFT JOIN call s ON s.id = a.value_call_id AND s.callee = 'net/http.StripPrefix'
LEFT JOIN argument p ON p.call_id = s.id AND p.position = 0;

INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'net/http', iif(id IN (SELECT child_call_id FROM mount), 'router', 'app'), '', 'plain'
FROM call WHERE result_type = 'net/http.ServeMux()' AND result_origin = id
UNION
SELECT call_id, 'net/http', 'app', '', 'plain' FROM http_default WHERE call_id IS NOT NULL;

INSERT INTO registration(framework, object_call_id, method, path, path_position, handler_position, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'net/http', h.object_call_id, iif(h.method = '', 'ALL', h.method),
    replace(replace(substr(h.pattern, instr(h.pattern, '/')), '...}', '}'), '{$}', ''),
    0, 1, coalesce(f.function_id, m.id), f.wrapper_call_id, h.call_id, h.file_id, h.line
FROM http_handle h
LEFT JOIN last_callable f ON f.call_id = h.call_id AND f.position = 1
LEFT JOIN argument a ON a.call_id = h.call_id AND a.position = 1
LEFT JOIN function m ON a.entity = 'instance' AND m.class_id = a.entity_id AND m.name = 'ServeHTTP'
WHERE coalesce(a.type, '') NOT IN ('net/http.ServeMux()', 'net/http.ServeMux().ServeHTTP') AND coalesce(a.type, '') NOT LIKE 'net/http.FileServer%';

-- what a handler answers: the status of an earlier WriteHeader in the same branch, or 200
CREATE TEMP TABLE http_answer AS
    SELECT c.id AS call_id, CASE c.callee WHEN 'net/http.Error' THEN 2 WHEN 'net/http.Redirect' THEN 3 WHEN 'net/http.ResponseWriter().WriteHeader' THEN 0 END AS status_position,
        CASE c.callee WHEN 'net/http.NotFound' THEN 404 END AS status,
        CASE c.callee WHEN 'net/http.Redirect' THEN 'redirect' WHEN 'net/http.ServeFile' THEN 'file' WHEN 'net/http.ServeContent' THEN 'file' END AS media
    FROM call c WHERE c.callee IN ('net/http.Error', 'net/http.NotFound', 'net/http.Redirect', 'net/http.ServeFile', 'net/http.ServeContent', 'net/http.ResponseWriter().WriteHeader',
        'net/http.ResponseWriter().Write')
    UNION ALL
    SELECT c.id, NULL, NULL, iif(c.callee LIKE 'encoding/json.%', 'json', 'text')
    FROM call c JOIN argument a ON a.call_id = iif(c.callee = 'encoding/json.NewEncoder().Encode', c.receiver_origin, c.id) AND a.position = 0 AND a.type = 'net/http.ResponseWriter()'
    WHERE c.callee IN ('encoding/json.NewEncoder().Encode', 'fmt.Fprint', 'fmt.Fprintf', 'fmt.Fprintln', 'io.WriteString', 'io.Copy');
-- WriteHeader and the body written after it in the same branch are one answer: the body's, with that status
CREATE TEMP TABLE http_headed AS
    SELECT h.call_id, w.id AS head_id
    FROM http_answer h
    JOIN call c ON c.id = h.call_id AND c.callee NOT IN ('net/http.Error', 'net/http.NotFound', 'net/http.Redirect', 'net/http.ResponseWriter().WriteHeader')
    JOIN call w ON w.callee = 'net/http.ResponseWriter().WriteHeader' AND w.function_id = c.function_id AND w.region_id IS c.region_id AND w.line <= c.line AND w.id <> c.id;
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'net/http', c.function_id, c.region_id, c.id, 'respond',
    coalesce(h.status, CAST(s.value AS INTEGER), iif(h.status_position IS NOT NULL, NULL, iif(w.id IS NULL, 200, CAST(e.value AS INTEGER)))),
    CASE h.media WHEN 'json' THEN coalesce(b.kind, 'other') ELSE 'string' END, h.media, c.file_id, c.line
FROM http_answer h
JOIN call c ON c.id = h.call_id
LEFT JOIN argument s ON s.call_id = c.id AND s.position = h.status_position
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN call w ON w.id = (SELECT max(l.head_id) FROM http_headed l WHERE l.call_id = c.id)
LEFT JOIN argument e ON e.call_id = w.id AND e.position = 0
WHERE c.id NOT IN (SELECT head_id FROM http_headed);
