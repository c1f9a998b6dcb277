-- title: SvelteKit endpoints
-- package: npm @sveltejs/kit
-- files: **/routes/**/+server.ts **/routes/**/+server.js **/routes/+server.ts **/routes/+server.js
--
-- src/routes/api/calls/[id]/+server.ts exports a function per method; fallback answers the others. Folders in parentheses do not count.

-- types
INSERT INTO framework_package(framework, package) VALUES ('sveltekit', '@sveltejs/kit');
INSERT INTO type_alias(path, type, same) VALUES
    ('@sveltejs/kit.RequestEvent()', 'sveltekit.Event()', 0),
    ('sveltekit.Event().url.searchParams', 'sveltekit.Event().query', 0);
INSERT INTO type_alias(path, type, same)
    SELECT f.path || '#' || m.column1 || '(fn)#0', 'sveltekit.Event()', 0
    FROM file f, (VALUES ('GET'), ('POST'), ('PUT'), ('PATCH'), ('DELETE'), ('HEAD'), ('OPTIONS'), ('fallback')) m
    WHERE regexp('(^|/)routes/(.*/)?\+server\.[jt]s$', f.path);
INSERT INTO request_part(path, origin) VALUES
    ('sveltekit.Event().params',             'path'),
    ('sveltekit.Event().query',              'query'),
    ('sveltekit.Event().url',                'query'),
    ('sveltekit.Event().request.json()',     'body'),
    ('sveltekit.Event().request.formData()', 'body'),
    ('sveltekit.Event().request.text()',     'body'),
    ('sveltekit.Event().request.headers',    'header'),
    ('sveltekit.Event().cookies',            'cookie'),
    ('sveltekit.Event().locals',             'session');

-- facts
CREATE TEMP TABLE kit_file AS
SELECT id AS file_id, regexp_replace('/\([^/]*\)', '/' || regexp_capture('(^|/)routes/(.*/)?\+server\.[jt]s$', path, 2), '') AS path
FROM file WHERE parsed AND regexp('(^|/)routes/(.*/)\+server\.[jt]s$', path)
UNION ALL
SELECT id, '/' FROM file WHERE parsed AND regexp('(^|/)routes/\+server\.[jt]s$', path);

INSERT INTO registration(framework, method, path, whole, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'sveltekit', iif(e.name = 'fallback', 'ALL', e.name), iif(length(k.path) > 1, rtrim(k.path, '/'), k.path), 1, h.function_id, h.wrapper_call_id, h.wrapper_call_id, e.file_id,
    coalesce(iif(f.file_id = e.file_id, f.line, NULL), e.line)
FROM kit_file k
JOIN export e ON e.file_id = k.file_id AND e.name IN ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'fallback')
LEFT JOIN callable_export h ON h.file_id = e.file_id AND h.name = e.name
LEFT JOIN function f ON f.id = h.function_id
GROUP BY e.file_id, e.name;

-- json(x, { status: 404 }), text(…), new Response(null, { status: 204 })
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'sveltekit', c.function_id, c.region_id, c.id, 'respond', iif(o.call_id IS NULL OR p.object_id IS NULL AND o.entity = 'object', 200, CAST(p.value AS INTEGER)), coalesce(b.kind, 'none'),
    iif(c.name IN ('json', 'text'), c.name, NULL), c.file_id, c.line
FROM call c
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN argument o ON o.call_id = c.id AND o.position = 1
LEFT JOIN property p ON p.object_id = o.entity_id AND o.entity = 'object' AND p.key = 'status'
WHERE c.callee IN ('@sveltejs/kit.json', '@sveltejs/kit.text') OR c.callee IN ('global.Response', 'global.Response.json') AND (c.is_new OR c.name = 'json')
  AND c.file_id IN (SELECT file_id FROM kit_file UNION SELECT file_id FROM import WHERE package = '@sveltejs/kit');

-- error(404, 'no such call') throws by itself since version 2; before it, throw error(404, …). redirect(302, '/x') alike
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'sveltekit', c.function_id, c.region_id, c.id, 'throw', CAST(a.value AS INTEGER), c.callee || '()', 'string', iif(c.name = 'redirect', 'redirect', NULL), c.file_id, c.line
FROM call c LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.callee IN ('@sveltejs/kit.error', '@sveltejs/kit.redirect');

DROP TABLE kit_file;

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('sveltekit', 0, 99, 1, NULL, 'clean', 'SvelteKit answers a plain 500 and hands the error to handleError.');
