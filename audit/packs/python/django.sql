-- title: Django and Django REST framework: routes
-- package: pypi django rest_framework
--
-- ROOT_URLCONF names the module whose urlpatterns are served; include() hangs another list below a prefix. A path is complete where its list is reached from there.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('django.conf.urls.include',              'django.urls.include',  0),
    ('django.conf.urls.url',                  'django.urls.re_path',  0),
    ('django.urls.conf.path',                 'django.urls.path',     0),
    ('django.urls.conf.re_path',              'django.urls.re_path',  0),
    ('django.urls.conf.include',              'django.urls.include',  0),
    ('rest_framework.routers.DefaultRouter()', 'rest_framework.Router()', 0),
    ('rest_framework.routers.SimpleRouter()',  'rest_framework.Router()', 0),
    ('django.urls.path(fn)#0',                'django.Request()',     0),
    ('django.urls.re_path(fn)#0',             'django.Request()',     0),
    ('django.http.HttpRequest()',             'django.Request()',     0),
    ('rest_framework.request.Request()',      'django.Request()',     0);
INSERT INTO request_part(path, origin) VALUES
    ('django.Request().GET',          'query'),
    ('django.Request().query_params', 'query'),
    ('django.Request().POST',         'body'),
    ('django.Request().FILES',        'body'),
    ('django.Request().body',         'body'),
    ('django.Request().data',         'body'),
    ('django.Request().headers',      'header'),
    ('django.Request().META',         'header'),
    ('django.Request().COOKIES',      'cookie'),
    ('django.Request().session',      'session'),
    ('django.Request().user',         'session'),
    ('django.Request().auth',         'session'),
    ('django.Request().path',         'path');
INSERT INTO library_constant(path, value)
    SELECT 'rest_framework.status.HTTP_' || column1 || '_' || column2, column1
    FROM (VALUES (200, 'OK'), (201, 'CREATED'), (202, 'ACCEPTED'), (204, 'NO_CONTENT'), (301, 'MOVED_PERMANENTLY'), (302, 'FOUND'), (304, 'NOT_MODIFIED'), (400, 'BAD_REQUEST'),
        (401, 'UNAUTHORIZED'), (402, 'PAYMENT_REQUIRED'), (403, 'FORBIDDEN'), (404, 'NOT_FOUND'), (405, 'METHOD_NOT_ALLOWED'), (406, 'NOT_ACCEPTABLE'), (408, 'REQUEST_TIMEOUT'),
        (409, 'CONFLICT'), (410, 'GONE'), (412, 'PRECONDITION_FAILED'), (413, 'REQUEST_ENTITY_TOO_LARGE'), (415, 'UNSUPPORTED_MEDIA_TYPE'), (422, 'UNPROCESSABLE_ENTITY'), (423, 'LOCKED'),
        (428, 'PRECONDITION_REQUIRED'), (429, 'TOO_MANY_REQUESTS'), (500, 'INTERNAL_SERVER_ERROR'), (501, 'NOT_IMPLEMENTED'), (502, 'BAD_GATEWAY'), (503, 'SERVICE_UNAVAILABLE'),
        (504, 'GATEWAY_TIMEOUT'));
INSERT INTO framework_package(framework, package) VALUES ('django', 'Django'), ('django', 'django');

-- facts
-- the entries of lists of patterns: path('x/', view), path('x/', include(…)), re_path(r'^x/$', view)
CREATE TEMP TABLE django_entry AS
SELECT p.object_id AS list_id, p.position, c.id AS call_id, c.file_id, c.line,
    iif(c.callee = 'django.urls.path', r.value, regexp_replace('\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)', regexp_replace('^\^|\$$|\\Z$', r.value, ''), '<$1>')) AS path,
    v.kind AS view_kind, v.type AS view_type, v.origin AS view_origin, v.entity, v.entity_id, v.value_call_id
FROM call c
JOIN property p ON p.value_call_id = c.id
LEFT JOIN argument r ON r.call_id = c.id AND (r.position = 0 AND r.keyword IS NULL OR r.keyword = 'route')
LEFT JOIN argument v ON v.call_id = c.id AND (v.position = 1 AND v.keyword IS NULL OR v.keyword = 'view')
WHERE c.callee IN ('django.urls.path', 'django.urls.re_path');
CREATE INDEX temp.django_entry_list ON django_entry(list_id);

CREATE TEMP TABLE django_include AS             -- what an entry hangs below its prefix: the lists of a module, a list, or a router
SELECT e.call_id, b.entity_id AS list_id, NULL AS router_id
FROM django_entry e JOIN call i ON i.id = e.value_call_id AND i.callee = 'django.urls.include' JOIN argument a ON a.call_id = i.id AND a.position = 0
JOIN file f ON iif(a.entity = 'module', f.id = a.entity_id, f.path = replace(a.value, '.', '/') || '.py' OR f.path LIKE '%/' || replace(a.value, '.', '/') || '.py'
    OR f.path LIKE '%/' || replace(a.value, '.', '/') || '/__init__.py')
JOIN binding b ON b.file_id = f.id AND b.name = 'urlpatterns' AND b.entity = 'object'
UNION ALL
SELECT e.call_id, coalesce(p.entity_id, a.entity_id), NULL
FROM django_entry e JOIN call i ON i.id = e.value_call_id AND i.callee = 'django.urls.include' JOIN argument a ON a.call_id = i.id AND a.position = 0 AND a.entity = 'object'
LEFT JOIN property p ON p.object_id = a.entity_id AND p.position = 0 AND p.entity = 'object'
UNION ALL
SELECT e.call_id, NULL, a.origin
FROM django_entry e JOIN call i ON i.id = e.value_call_id AND i.callee = 'django.urls.include' JOIN argument a ON a.call_id = i.id AND a.position = 0 AND a.type = 'rest_framework.Router().urls';

CREATE TEMP TABLE django_list AS                -- lists that are served, and below what prefix
WITH RECURSIVE root(file_id) AS (
    SELECT DISTINCT f.id FROM binding s JOIN file f ON f.path = replace(s.value, '.', '/') || '.py' OR f.path LIKE '%/' || replace(s.value, '.', '/') || '.py'
        OR f.path LIKE '%/' || replace(s.value, '.', '/') || '/__init__.py'
    WHERE s.name = 'ROOT_URLCONF' AND s.value IS NOT NULL
), served(list_id, router_id, prefix, depth) AS (
    SELECT iif(b.entity = 'object', b.entity_id, NULL), iif(b.type = 'rest_framework.Router().urls', b.origin, NULL), '/', 0
    FROM root r JOIN binding b ON b.file_id = r.file_id AND b.name = 'urlpatterns' WHERE b.entity = 'object' OR b.type = 'rest_framework.Router().urls'
    UNION
    SELECT i.list_id, i.router_id, s.prefix || e.path, s.depth + 1
    FROM served s JOIN django_entry e ON e.list_id = s.list_id JOIN django_include i ON i.call_id = e.call_id WHERE e.path IS NOT NULL AND s.depth < 12
)
SELECT list_id, router_id, prefix FROM served;

INSERT INTO coverage(domain, object, state, reason, file_id, line)
SELECT 'routes', 'urlpatterns', 'partial', 'list of patterns that cannot be followed', b.file_id, b.line
FROM binding b JOIN file f ON f.id = b.file_id AND f.role = 'source' WHERE b.name = 'urlpatterns' AND b.entity IS NOT 'object' AND coalesce(b.type, '') <> 'rest_framework.Router().urls' AND b.how <> 'member';

-- classes: their own methods of HTTP, and those the library's generic views bring
CREATE TEMP TABLE django_generic(type TEXT, method TEXT);
INSERT INTO django_generic VALUES
    ('ListAPIView', 'GET'), ('RetrieveAPIView', 'GET'), ('CreateAPIView', 'POST'), ('DestroyAPIView', 'DELETE'), ('UpdateAPIView', 'PUT'), ('UpdateAPIView', 'PATCH'),
    ('ListCreateAPIView', 'GET'), ('ListCreateAPIView', 'POST'), ('RetrieveUpdateAPIView', 'GET'), ('RetrieveUpdateAPIView', 'PUT'), ('RetrieveUpdateAPIView', 'PATCH'),
    ('RetrieveDestroyAPIView', 'GET'), ('RetrieveDestroyAPIView', 'DELETE'), ('RetrieveUpdateDestroyAPIView', 'GET'), ('RetrieveUpdateDestroyAPIView', 'PUT'),
    ('RetrieveUpdateDestroyAPIView', 'PATCH'), ('RetrieveUpdateDestroyAPIView', 'DELETE'), ('ListView', 'GET'), ('DetailView', 'GET'), ('TemplateView', 'GET'), ('CreateView', 'GET'),
    ('CreateView', 'POST'), ('UpdateView', 'GET'), ('UpdateView', 'POST'), ('DeleteView', 'GET'), ('DeleteView', 'POST'), ('FormView', 'GET'), ('FormView', 'POST'), ('RedirectView', 'ALL');
CREATE TEMP TABLE django_set(type TEXT, action TEXT);
INSERT INTO django_set VALUES ('ModelViewSet', 'list'), ('ModelViewSet', 'create'), ('ModelViewSet', 'retrieve'), ('ModelViewSet', 'update'), ('ModelViewSet', 'partial_update'),
    ('ModelViewSet', 'destroy'), ('ReadOnlyModelViewSet', 'list'), ('ReadOnlyModelViewSet', 'retrieve'), ('ListModelMixin', 'list'), ('CreateModelMixin', 'create'),
    ('RetrieveModelMixin', 'retrieve'), ('UpdateModelMixin', 'update'), ('UpdateModelMixin', 'partial_update'), ('DestroyModelMixin', 'destroy');
CREATE TEMP TABLE django_up AS
WITH RECURSIVE up(class_id, base_id, depth) AS (
    SELECT id, id, 0 FROM class
    UNION
    SELECT u.class_id, b.base_class_id, u.depth + 1 FROM up u JOIN class_base b ON b.class_id = u.base_id AND b.base_class_id IS NOT NULL WHERE u.depth < 8
)
SELECT class_id, base_id, min(depth) AS depth FROM up GROUP BY class_id, base_id;
CREATE INDEX temp.django_up_class ON django_up(class_id);
CREATE TEMP TABLE django_method AS              -- class, method or action, the function that answers; NULL: the library's
SELECT u.class_id, f.name AS name, f.id AS function_id, min(u.depth) AS depth
FROM django_up u JOIN function f ON f.class_id = u.base_id AND f.name IN ('get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'list', 'create', 'retrieve', 'update', 'partial_update', 'destroy')
GROUP BY u.class_id, f.name;
INSERT INTO django_method
SELECT DISTINCT u.class_id, lower(g.method), NULL, 99 FROM django_up u JOIN class_base b ON b.class_id = u.base_id
JOIN django_generic g ON g.type = replace(b.type, rtrim(b.type, replace(b.type, '.', '')), '') AND (b.type GLOB 'rest_framework.generics.*' OR b.type GLOB 'django.views.generic*')
WHERE NOT EXISTS (SELECT 1 FROM django_method m WHERE m.class_id = u.class_id AND m.name = lower(g.method));
INSERT INTO django_method
SELECT DISTINCT u.class_id, s.action, NULL, 99 FROM django_up u JOIN class_base b ON b.class_id = u.base_id
JOIN django_set s ON s.type = replace(b.type, rtrim(b.type, replace(b.type, '.', '')), '') AND (b.type GLOB 'rest_framework.viewsets.*' OR b.type GLOB 'rest_framework.mixins.*')
WHERE NOT EXISTS (SELECT 1 FROM django_method m WHERE m.class_id = u.class_id AND m.name = s.action);
CREATE INDEX temp.django_method_class ON django_method(class_id, name);

-- functions: any method, unless a decorator names some
INSERT INTO registration(framework, method, path, whole, function_id, call_id, file_id, line)
SELECT DISTINCT 'django', upper(coalesce(CASE WHEN d.type LIKE '%.require_GET' THEN 'GET' WHEN d.type LIKE '%.require_POST' THEN 'POST' WHEN d.type LIKE '%.require_safe' THEN 'GET' END, p.value,
    iif(c.callee = 'rest_framework.decorators.api_view', 'GET', 'ALL'))), l.prefix || e.path, 1, f.id, e.call_id, f.file_id, f.line
FROM django_list l JOIN django_entry e ON e.list_id = l.list_id AND e.path IS NOT NULL
JOIN function f ON e.entity = 'function' AND f.id = e.entity_id
LEFT JOIN decorator d ON d.target_kind = 'function' AND d.target_id = f.id AND (d.type GLOB 'django.views.decorators.http.require_*' OR d.type GLOB 'rest_framework.decorators.api_view*')
LEFT JOIN call c ON c.id = d.call_id
LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object'
LEFT JOIN property p ON p.object_id = a.entity_id
ORDER BY e.file_id, e.line, p.position;

-- Users.as_view()
INSERT INTO registration(framework, method, path, whole, function_id, call_id, file_id, line)
SELECT 'django', iif(m.name = 'all', 'ALL', upper(m.name)), l.prefix || e.path, 1, m.function_id, e.call_id, coalesce(f.file_id, k.file_id), coalesce(f.line, k.line)
FROM django_list l JOIN django_entry e ON e.list_id = l.list_id AND e.path IS NOT NULL
JOIN call v ON v.id = e.value_call_id AND v.name = 'as_view' JOIN class k ON v.receiver_type = 'class:' || k.id
JOIN django_method m ON m.class_id = k.id AND m.name IN ('get', 'post', 'put', 'patch', 'delete', 'all', 'head', 'options')
LEFT JOIN function f ON f.id = m.function_id
WHERE NOT EXISTS (SELECT 1 FROM argument a WHERE a.call_id = v.id AND a.position = 0 AND a.keyword IS NULL)
UNION ALL                                       -- UserViewSet.as_view({'get': 'list'})
SELECT 'django', upper(p.key), l.prefix || e.path, 1, m.function_id, e.call_id, coalesce(f.file_id, k.file_id), coalesce(f.line, k.line)
FROM django_list l JOIN django_entry e ON e.list_id = l.list_id AND e.path IS NOT NULL
JOIN call v ON v.id = e.value_call_id AND v.name = 'as_view' JOIN class k ON v.receiver_type = 'class:' || k.id
JOIN argument a ON a.call_id = v.id AND a.position = 0 AND a.entity = 'object' JOIN property p ON p.object_id = a.entity_id AND p.key IS NOT NULL
LEFT JOIN django_method m ON m.class_id = k.id AND m.name = p.value
LEFT JOIN function f ON f.id = m.function_id;

-- router.register('users', UserViewSet)
CREATE TEMP TABLE django_resource AS
SELECT c.id AS call_id, l.prefix || p.value AS path, k.id AS class_id, k.file_id, k.line,
    coalesce((SELECT b.value FROM django_up u JOIN binding b ON b.class_id = u.base_id AND b.name = 'lookup_url_kwarg' AND b.value IS NOT NULL WHERE u.class_id = k.id ORDER BY u.depth LIMIT 1),
        (SELECT b.value FROM django_up u JOIN binding b ON b.class_id = u.base_id AND b.name = 'lookup_field' AND b.value IS NOT NULL WHERE u.class_id = k.id ORDER BY u.depth LIMIT 1), 'pk') AS lookup
FROM django_list l JOIN call c ON c.receiver_origin = l.router_id AND c.callee = 'rest_framework.Router().register'
JOIN argument p ON p.call_id = c.id AND (p.position = 0 AND p.keyword IS NULL OR p.keyword = 'prefix') AND p.value IS NOT NULL
JOIN argument v ON v.call_id = c.id AND (v.position = 1 AND v.keyword IS NULL OR v.keyword = 'viewset') AND v.entity = 'class' JOIN class k ON k.id = v.entity_id;
INSERT INTO registration(framework, method, path, whole, function_id, call_id, file_id, line)
SELECT 'django', a.column2, r.path || iif(a.column3, '/<' || r.lookup || '>/', '/'), 1, m.function_id, r.call_id, coalesce(f.file_id, r.file_id), coalesce(f.line, r.line)
FROM django_resource r JOIN django_method m ON m.class_id = r.class_id
JOIN (VALUES ('list', 'GET', 0), ('create', 'POST', 0), ('retrieve', 'GET', 1), ('update', 'PUT', 1), ('partial_update', 'PATCH', 1), ('destroy', 'DELETE', 1)) a ON a.column1 = m.name
LEFT JOIN function f ON f.id = m.function_id
UNION ALL                                       -- @action(detail=True, methods=['post'], url_path='close')
SELECT 'django', upper(coalesce(v.value, 'GET')), r.path || iif(d.value = 'true', '/<' || r.lookup || '>/', '/') || coalesce(p.value, f.name) || '/', 1, f.id, r.call_id, f.file_id, f.line
FROM django_resource r JOIN django_up u ON u.class_id = r.class_id JOIN function f ON f.class_id = u.base_id
JOIN decorator x ON x.target_kind = 'function' AND x.target_id = f.id JOIN call c ON c.id = x.call_id AND c.callee = 'rest_framework.decorators.action'
LEFT JOIN argument d ON d.call_id = c.id AND d.keyword = 'detail'
LEFT JOIN argument p ON p.call_id = c.id AND p.keyword = 'url_path'
LEFT JOIN argument m ON m.call_id = c.id AND m.keyword = 'methods' AND m.entity = 'object'
LEFT JOIN property v ON v.object_id = m.entity_id;

INSERT INTO parameter_origin(function_id, position, origin, name)
SELECT DISTINCT p.function_id, p.position, 'path', p.name
FROM registration r JOIN parameter p ON p.function_id = r.function_id AND NOT p.is_rest AND p.name NOT IN ('self', 'cls', 'request')
WHERE r.framework = 'django' AND (r.path LIKE '%<' || p.name || '>%' OR r.path LIKE '%:' || p.name || '>%');

-- ways out
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'django', c.function_id, c.region_id, c.id, 'respond',
    CASE WHEN k.call_id IS NOT NULL THEN CAST(k.value AS INTEGER) WHEN n.column2 IS NOT NULL THEN n.column2 ELSE 200 END, coalesce(b.kind, 'none'), n.column3, c.file_id, c.line
FROM call c
JOIN (VALUES ('django.http.HttpResponse', 200, NULL), ('django.http.JsonResponse', 200, 'json'), ('rest_framework.response.Response', 200, 'json'), ('django.http.HttpResponseNotFound', 404, NULL),
    ('django.http.HttpResponseBadRequest', 400, NULL), ('django.http.HttpResponseForbidden', 403, NULL), ('django.http.HttpResponseServerError', 500, NULL), ('django.http.HttpResponseGone', 410, NULL),
    ('django.http.HttpResponseRedirect', 302, 'redirect'), ('django.shortcuts.redirect', 302, 'redirect'), ('django.shortcuts.render', 200, 'html'), ('django.http.FileResponse', 200, 'file'),
    ('django.http.StreamingHttpResponse', 200, 'file')) n ON n.column1 = c.callee
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN argument k ON k.call_id = c.id AND (k.keyword = 'status' OR k.position = 1 AND k.keyword IS NULL AND c.callee = 'rest_framework.response.Response')
WHERE c.use = 'return' AND (k.call_id IS NULL OR k.value IS NOT NULL)
GROUP BY c.id;

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'django', r.function_id, r.region_id, r.value_call_id, 'throw', e.column2, rtrim(r.type, '()'), 'string', NULL, r.file_id, r.line
FROM return r
JOIN (VALUES ('django.http.Http404', 404), ('django.core.exceptions.PermissionDenied', 403), ('rest_framework.exceptions.NotFound', 404), ('rest_framework.exceptions.PermissionDenied', 403),
    ('rest_framework.exceptions.NotAuthenticated', 401), ('rest_framework.exceptions.AuthenticationFailed', 401), ('rest_framework.exceptions.ValidationError', 400),
    ('rest_framework.exceptions.ParseError', 400), ('rest_framework.exceptions.Throttled', 429)) e ON r.type IN (e.column1, e.column1 || '()')
WHERE r.how = 'throw';

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('django', 0, 99, 1, NULL, 'clean', 'Django answers a plain 500 and logs the error.'),
    ('django', 0, 99, 0, NULL, 'clean', 'Django answers a plain 500 and logs the error.');
