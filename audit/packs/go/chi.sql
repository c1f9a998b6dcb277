-- title: chi
-- package: go github.com/go-chi/chi/v5 github.com/go-chi/chi github.com/go-chi/chi/v4
--
-- Route, Group and With hand a router of their own to a function or give it back: each is an object mounted where it was made.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/go-chi/chi/v5',    'chi', 0),
    ('github.com/go-chi/chi/v4',    'chi', 0),
    ('github.com/go-chi/chi',       'chi', 0),
    ('chi.NewRouter()',             'chi.Router()', 0),
    ('chi.NewMux()',                'chi.Router()', 0),
    ('chi.Mux()',                   'chi.Router()', 0),
    ('chi.Router().With()',         'chi.Router()', 0),
    ('chi.Router().Group()',        'chi.Router()', 0),
    ('chi.Router().Route()',        'chi.Router()', 0),
    ('chi.Router().Route(fn)#0',    'chi.Router()', 0),
    ('chi.Router().Group(fn)#0',    'chi.Router()', 0);
INSERT INTO request_part(path, origin) VALUES ('chi.URLParam()', 'path'), ('chi.URLParamFromCtx()', 'path');

-- facts
-- r.Route("/x", fn) and r.Group(fn): the call makes the router fn is given
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'chi', c.receiver_origin, CASE c.name WHEN 'Route' THEN p.value ELSE '' END, c.id, c.id, c.file_id, c.line
FROM call c LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0
WHERE c.receiver_type = 'chi.Router()' AND c.name IN ('Route', 'Group', 'With');

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'chi', c.receiver_origin, p.value, a.origin, c.id, c.file_id, c.line
FROM call c
LEFT JOIN argument p ON p.call_id = c.id AND p.position = 0
JOIN argument a ON a.call_id = c.id AND a.position = 1 AND a.type IN ('chi.Router()', 'net/http.ServeMux()')
WHERE c.receiver_type = 'chi.Router()' AND c.name = 'Mount';

INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'chi', iif(id IN (SELECT child_call_id FROM mount), 'router', 'app'), '', 'slash'
FROM call WHERE result_type = 'chi.Router()' AND result_origin = id;

INSERT INTO registration(framework, object_call_id, method, path, method_position, path_position, handler_position, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'chi', c.receiver_origin,
    CASE WHEN c.name IN ('Handle', 'HandleFunc') THEN 'ALL' WHEN c.name IN ('Method', 'MethodFunc') THEN coalesce(upper(m.value), 'ALL') ELSE upper(c.name) END,
    p.value, iif(c.name IN ('Method', 'MethodFunc'), 0, NULL), p.position, p.position + 1, coalesce(h.function_id, s.id), h.wrapper_call_id, c.id, c.file_id, c.line
FROM call c
LEFT JOIN argument m ON m.call_id = c.id AND m.position = 0
LEFT JOIN argument p ON p.call_id = c.id AND p.position = iif(c.name IN ('Method', 'MethodFunc'), 1, 0)
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position > 0
LEFT JOIN argument a ON a.call_id = c.id AND a.entity = 'instance'
LEFT JOIN function s ON s.class_id = a.entity_id AND s.name = 'ServeHTTP'
WHERE c.receiver_type = 'chi.Router()'
  AND c.name IN ('Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'Connect', 'Trace', 'Handle', 'HandleFunc', 'Method', 'MethodFunc');

INSERT INTO boundary(framework, kind, object_call_id, error_type, file_id, line)
SELECT 'chi', 'recover', c.receiver_origin, '*', c.file_id, c.line FROM call c JOIN argument a ON a.call_id = c.id AND a.type LIKE 'github.com/go-chi/chi%/middleware.Recoverer'
WHERE c.receiver_type = 'chi.Router()' AND c.name IN ('Use', 'With');
