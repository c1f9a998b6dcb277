-- title: Next.js
-- package: npm next next-connect
-- files: **/app/**/route.ts **/app/**/route.js **/app/**/route.tsx **/app/**/route.mjs **/pages/api/** app/**/route.ts app/**/route.js pages/api/**
--
-- Routes are files. App Router: app/api/calls/[id]/route.ts exports a function per method; folders in parentheses and those beginning with @ do not count.
-- Pages API: pages/api/calls/[id].ts exports one handler by default, which looks at req.method itself: each method it names is a route, made of the parts that run for it.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('next/server.NextRequest()',            'next.Request()',      0),
    ('next/server.NextResponse()',           'next.Response()',     0),
    ('next.NextApiRequest()',                'next.ApiRequest()',   0),
    ('next.NextApiResponse()',               'next.ApiResponse()',  0),
    ('next.Request().nextUrl.searchParams',  'next.Request().query', 0),
    ('next/headers.cookies()',               'next.Cookies()',      0),
    ('next/headers.headers()',               'next.Headers()',      0);
INSERT INTO type_alias(path, type, same)
    SELECT f.path || '#' || m.column1 || '(fn)#0', 'next.Request()', 0 FROM file f, (VALUES ('GET'), ('POST'), ('PUT'), ('PATCH'), ('DELETE'), ('HEAD'), ('OPTIONS')) m
    WHERE regexp('(^|/)app/(.*/)?route\.(m?[jt]s|tsx)$', f.path) UNION ALL
    SELECT f.path || '#' || m.column1 || '(fn)#1', 'next.RouteContext()', 0 FROM file f, (VALUES ('GET'), ('POST'), ('PUT'), ('PATCH'), ('DELETE'), ('HEAD'), ('OPTIONS')) m
    WHERE regexp('(^|/)app/(.*/)?route\.(m?[jt]s|tsx)$', f.path) UNION ALL
    SELECT f.path || '#default(fn)#0', 'next.ApiRequest()', 0 FROM file f WHERE regexp('(^|/)pages/api/.*\.(m?[jt]s|[jt]sx)$', f.path) UNION ALL
    SELECT f.path || '#default(fn)#1', 'next.ApiResponse()', 0 FROM file f WHERE regexp('(^|/)pages/api/.*\.(m?[jt]s|[jt]sx)$', f.path);
INSERT INTO type_alias(path, type, same)
    SELECT 'next.ApiResponse().' || column1 || '()', 'next.ApiResponse()', 1 FROM (VALUES ('status'), ('setHeader'), ('writeHead'), ('setPreviewData'), ('clearPreviewData'));
INSERT INTO type_alias(path, type, same) VALUES                                -- next-connect: const handler = nc().get(list).post(create); export default handler
    ('next-connect()',                'next.Connect()', 0),
    ('next-connect.default()',        'next.Connect()', 0),
    ('next-connect.createRouter()',   'next.Connect()', 0),
    ('next-connect.nc()',             'next.Connect()', 0),
    ('next.Connect().handler()',      'next.Connect()', 1);
INSERT INTO type_alias(path, type, same)
    SELECT 'next.Connect().' || column1 || '()', 'next.Connect()', 1 FROM (VALUES ('get'), ('post'), ('put'), ('patch'), ('delete'), ('head'), ('options'), ('all'), ('use')) UNION ALL
    SELECT 'next.Connect().' || column1 || '(fn)#0', 'next.ApiRequest()', 0 FROM (VALUES ('get'), ('post'), ('put'), ('patch'), ('delete'), ('head'), ('options'), ('all'), ('use')) UNION ALL
    SELECT 'next.Connect().' || column1 || '(fn)#1', 'next.ApiResponse()', 0 FROM (VALUES ('get'), ('post'), ('put'), ('patch'), ('delete'), ('head'), ('options'), ('all'), ('use'));
INSERT INTO request_part(path, origin) VALUES
    ('next.RouteContext().params',    'path'),
    ('next.Request().query',          'query'),
    ('next.Request().nextUrl',        'query'),
    ('next.Request().url',            'query'),
    ('next.Request().json()',         'body'),
    ('next.Request().formData()',     'body'),
    ('next.Request().text()',         'body'),
    ('next.Request().headers',        'header'),
    ('next.Request().cookies',        'cookie'),
    ('next.Cookies()',                'cookie'),
    ('next.Headers()',                'header'),
    ('next.ApiRequest().query',       'query'),
    ('next.ApiRequest().body',        'body'),
    ('next.ApiRequest().headers',     'header'),
    ('next.ApiRequest().cookies',     'cookie'),
    ('next.ApiRequest().session',     'session'),
    ('next-auth.getServerSession()',  'session'),
    ('next-auth/next.getServerSession()', 'session'),
    ('next-auth/jwt.getToken()',      'session'),
    ('@clerk/nextjs/server.auth()',   'session'),
    ('@clerk/nextjs.auth()',          'session');
WITH RECURSIVE named(name, rest) AS (                                       -- pages/api/calls/[id].ts: req.query.id is a part of the path
    SELECT NULL, path FROM file WHERE regexp('(^|/)pages/api/.*\[', path)
    UNION
    SELECT regexp_capture('\[+(\.\.\.)?([A-Za-z0-9_]+)', rest, 2), substr(rest, instr(rest, ']') + 1) FROM named WHERE instr(rest, '[') AND instr(rest, ']')
)
INSERT INTO request_part(path, origin) SELECT DISTINCT 'next.ApiRequest().query.' || name, 'path' FROM named WHERE name IS NOT NULL;

-- facts
CREATE TEMP TABLE next_file AS
SELECT id AS file_id, 'app' AS router, regexp_replace('/(\([^/]*\)|@[^/]*)', '/' || coalesce(regexp_capture('(^|/)app/(.*/)?route\.[a-z]+$', path, 2), ''), '') AS path
FROM file WHERE parsed AND regexp('(^|/)app/(.*/)?route\.(m?[jt]s|tsx)$', path)
UNION ALL
SELECT id, 'pages', '/api/' || regexp_replace('(^|/)index$', regexp_capture('(^|/)pages/api/(.*)\.(m?[jt]s|[jt]sx)$', path, 2), '')
FROM file WHERE parsed AND regexp('(^|/)pages/api/.*\.(m?[jt]s|[jt]sx)$', path);

-- export async function GET(request, { params }) …; of a router another library brings (export const GET = handle(app)) the routes are that library's
INSERT INTO registration(framework, method, path, whole, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'next', e.name, iif(length(n.path) > 1, rtrim(n.path, '/'), n.path), 1, h.function_id, h.wrapper_call_id, h.wrapper_call_id, e.file_id, coalesce(iif(f.file_id = e.file_id, f.line, NULL), e.line)
FROM next_file n
JOIN export e ON e.file_id = n.file_id AND e.name IN ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS')
LEFT JOIN callable_export h ON h.file_id = e.file_id AND h.name = e.name
LEFT JOIN function f ON f.id = h.function_id
WHERE n.router = 'app' AND NOT EXISTS (SELECT 1 FROM call c WHERE c.id = e.value_call_id AND c.callee IN ('hono/vercel.handle', 'elysia.handle'))
  AND NOT EXISTS (SELECT 1 FROM call c WHERE c.function_id = h.function_id AND c.callee = '@trpc/server/adapters/fetch.fetchRequestHandler')
GROUP BY e.file_id, e.name;

-- the methods a Pages handler tells apart: each by the regions that do not run for it
CREATE TEMP TABLE next_page AS
SELECT n.file_id, n.path, h.function_id, h.wrapper_call_id, f.line
FROM next_file n JOIN callable_export h ON h.file_id = n.file_id AND h.name IN ('default', '=') JOIN function f ON f.id = h.function_id
WHERE n.router = 'pages' AND NOT EXISTS (SELECT 1 FROM call c WHERE c.function_id = h.function_id AND c.callee LIKE '@trpc/server/adapters/%')
  AND NOT EXISTS (SELECT 1 FROM export e WHERE e.file_id = n.file_id AND e.name IN ('default', '=') AND e.type = 'next.Connect()')
GROUP BY n.file_id;

CREATE TEMP TABLE next_test AS
SELECT r.function_id, t.region_id, t.value AS method, t.holds, t.any, r.leaves, r.parent_id
FROM region_test t JOIN region r ON r.id = t.region_id JOIN next_page p ON p.function_id = r.function_id
WHERE t.type = 'next.ApiRequest().method' AND t.value IN ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS');

CREATE TEMP TABLE next_method AS
SELECT DISTINCT function_id, method FROM next_test
UNION                                                                       -- nothing is told apart, or an answer other than 405 stands outside of what is
SELECT p.function_id, 'ALL' FROM next_page p
WHERE NOT EXISTS (SELECT 1 FROM next_test t WHERE t.function_id = p.function_id)
   OR NOT EXISTS (SELECT 1 FROM next_test t WHERE t.function_id = p.function_id AND NOT t.holds AND t.leaves IN ('return', 'throw'))
      AND EXISTS (SELECT 1 FROM call c LEFT JOIN call s ON s.id = c.receiver_call_id AND s.name = 'status' LEFT JOIN argument a ON a.call_id = s.id AND a.position = 0
          WHERE c.function_id = p.function_id AND c.receiver_type = 'next.ApiResponse()' AND c.name IN ('json', 'send', 'redirect') AND coalesce(a.value, '200') NOT IN ('405', '500', '400', '401', '403')
            AND NOT EXISTS (SELECT 1 FROM in_region i JOIN next_test t ON t.region_id = i.ancestor_id AND t.holds WHERE i.region_id = c.region_id));

INSERT INTO registration(framework, method, path, whole, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'next', coalesce(m.method, 'ALL'), iif(length(p.path) > 1, rtrim(p.path, '/'), p.path), 1, p.function_id, p.wrapper_call_id, p.wrapper_call_id, p.file_id, p.line
FROM next_page p LEFT JOIN next_method m ON m.function_id = p.function_id;

INSERT INTO registration(framework, method, path, whole, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'next', upper(c.name), iif(length(n.path) > 1, rtrim(n.path, '/'), n.path), 1, h.function_id, h.wrapper_call_id, c.id, c.file_id,
    coalesce((SELECT f.line FROM function f WHERE f.id = h.function_id AND f.file_id = c.file_id), c.line)
FROM next_file n
JOIN export e ON e.file_id = n.file_id AND e.name IN ('default', '=') AND e.type = 'next.Connect()'
JOIN call c ON c.receiver_type = 'next.Connect()' AND c.file_id = n.file_id AND c.name IN ('get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all')
LEFT JOIN last_callable h ON h.call_id = c.id
WHERE n.router = 'pages';

INSERT INTO registration_except(registration_id, region_id)
SELECT DISTINCT r.id, t.region_id
FROM registration r JOIN next_test t ON t.function_id = r.function_id
WHERE r.framework = 'next' AND (
    t.holds AND NOT t.any AND t.method <> r.method
    OR NOT t.holds AND NOT t.any AND t.method = r.method
    OR t.any AND t.holds AND NOT EXISTS (SELECT 1 FROM next_test o WHERE o.region_id = t.region_id AND o.any AND o.holds AND o.method = r.method));

-- res.status(404).json(…)
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'next', c.function_id, c.region_id, c.id, 'respond', coalesce(CAST(s.value AS INTEGER), CASE WHEN c.name = 'redirect' THEN 307 WHEN sc.id IS NULL THEN 200 END), coalesce(b.kind, 'none'),
    CASE WHEN c.name = 'redirect' THEN 'redirect' WHEN c.name = 'json' OR b.kind IN ('object', 'array') THEN 'json' END, c.file_id, c.line
FROM call c
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN call sc ON sc.id = c.receiver_call_id AND sc.name IN ('status', 'writeHead')
LEFT JOIN argument s ON s.call_id = sc.id AND s.position = 0
WHERE c.receiver_type = 'next.ApiResponse()' AND c.name IN ('json', 'send', 'end', 'redirect');

-- NextResponse.json(body, { status: 404 }), Response.json(…), new Response(null, { status: 404 })
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'next', c.function_id, c.region_id, c.id, 'respond', iif(o.call_id IS NULL, iif(c.name = 'redirect', 307, 200), iif(p.object_id IS NULL AND o.entity = 'object', 200,
    CAST(coalesce(p.value, iif(c.name = 'redirect', o.value, NULL)) AS INTEGER))), coalesce(b.kind, 'none'),
    CASE WHEN c.name = 'json' THEN 'json' WHEN c.name = 'redirect' THEN 'redirect' END, c.file_id, c.line
FROM call c
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN argument o ON o.call_id = c.id AND o.position = 1
LEFT JOIN property p ON p.object_id = o.entity_id AND o.entity = 'object' AND p.key = 'status'
WHERE c.callee IN ('next/server.NextResponse.json', 'next/server.NextResponse.redirect', 'global.Response.json', 'global.Response.redirect', 'next/server.NextResponse', 'global.Response')
  AND (c.is_new OR c.name IN ('json', 'redirect')) AND c.file_id IN (SELECT file_id FROM import WHERE package LIKE 'next%' UNION SELECT file_id FROM next_file
      UNION SELECT i.target_file_id FROM import i JOIN next_file n ON n.file_id = i.file_id WHERE i.target_file_id IS NOT NULL);

-- notFound(), redirect('/x'): thrown inside
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'next', function_id, region_id, id, 'throw', CASE name WHEN 'notFound' THEN 404 WHEN 'permanentRedirect' THEN 308 WHEN 'unauthorized' THEN 401 WHEN 'forbidden' THEN 403 ELSE 307 END, callee, 'none',
    iif(name LIKE '%edirect', 'redirect', NULL), file_id, line
FROM call WHERE callee IN ('next/navigation.notFound', 'next/navigation.redirect', 'next/navigation.permanentRedirect', 'next/navigation.unauthorized', 'next/navigation.forbidden');

DROP TABLE next_file;
DROP TABLE next_page;
DROP TABLE next_test;
DROP TABLE next_method;

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('next', 0, 99, 1, NULL, 'clean', 'Next.js answers a plain 500 and logs the error.');
