-- title: gorilla/mux
-- package: go github.com/gorilla/mux
--
-- A route is built by a chain: r.HandleFunc("/x", h).Methods("GET"), r.Methods("GET").Path("/x").HandlerFunc(h), r.PathPrefix("/x").Subrouter().
-- A link of the chain is spelled mux.Route(), whatever it adds.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/gorilla/mux',            'mux', 0),
    ('mux.NewRouter()',                   'mux.Router()', 0),
    ('mux.Router().StrictSlash()',        'mux.Router()', 1),
    ('mux.Router().SkipClean()',          'mux.Router()', 1),
    ('mux.Router().UseEncodedPath()',     'mux.Router()', 1),
    ('mux.Route().Subrouter()',           'mux.Router()', 0);
WITH link(m) AS (VALUES ('HandleFunc'), ('Handle'), ('Path'), ('PathPrefix'), ('Methods'), ('Name'), ('Queries'), ('Host'), ('Schemes'), ('Headers'), ('HeadersRegexp'), ('NewRoute'), ('MatcherFunc'), ('BuildOnly'),
    ('Handler'), ('HandlerFunc'))
INSERT INTO type_alias(path, type, same) SELECT 'mux.Router().' || m || '()', 'mux.Route()', 0 FROM link UNION ALL SELECT 'mux.Route().' || m || '()', 'mux.Route()', 0 FROM link;
INSERT INTO request_part(path, origin) VALUES ('mux.Vars()', 'path');

-- facts
-- every link of a chain with the router it hangs on; it is walked from the router on
CREATE TEMP TABLE mux_chain AS
    WITH RECURSIVE chain(root_id, call_id, object_id, name, depth) AS (
        SELECT id, id, receiver_origin, name, 0 FROM call WHERE receiver_type = 'mux.Router()' AND (result_type = 'mux.Route()')
        UNION ALL
        SELECT h.root_id, c.id, h.object_id, c.name, h.depth + 1 FROM chain h JOIN call c ON c.receiver_call_id = h.call_id AND c.receiver_type = 'mux.Route()' WHERE h.depth < 12)
    SELECT * FROM chain;
CREATE INDEX temp.mux_chain_root ON mux_chain(root_id);

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'gorilla/mux', s.object_id, CASE WHEN p.call_id IS NULL THEN '' ELSE a.value END, s.call_id, s.call_id, c.file_id, c.line
FROM mux_chain s
JOIN call c ON c.id = s.call_id
LEFT JOIN mux_chain p ON p.root_id = s.root_id AND p.name IN ('PathPrefix', 'Path')
LEFT JOIN argument a ON a.call_id = p.call_id AND a.position = 0
WHERE s.name = 'Subrouter';
-- a router handed on whole: r.PathPrefix("/api").Handler(http.StripPrefix("/api", api))
INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
SELECT 'gorilla/mux', s.object_id, iif(t.id IS NULL, '', rtrim(p.value, '/')), a.origin, s.call_id, c.file_id, c.line
FROM mux_chain s
JOIN call c ON c.id = s.call_id
JOIN argument a ON a.call_id = s.call_id AND a.position = iif(s.name = 'Handler', 0, 1) AND a.type IN ('mux.Router()', 'net/http.ServeMux()') AND a.origin IS NOT NULL
LEFT JOIN call t ON t.id = a.value_call_id AND t.callee = 'net/http.StripPrefix'
LEFT JOIN argument p ON p.call_id = t.id AND p.position = 0
WHERE s.name IN ('Handler', 'Handle');

INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'gorilla/mux', iif(id IN (SELECT child_call_id FROM mount), 'router', 'app'), '', 'plain'
FROM call WHERE result_type = 'mux.Router()' AND result_origin = id;

INSERT INTO registration(framework, object_call_id, method, path, path_position, handler_position, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'gorilla/mux', e.object_id, coalesce(upper(m.value), 'ALL'), pa.value, iif(e.name IN ('Handle', 'HandleFunc'), 0, NULL), iif(e.name IN ('Handle', 'HandleFunc'), 1, 0),
    coalesce(h.function_id, s.id), h.wrapper_call_id, e.call_id, c.file_id, c.line
FROM mux_chain e
JOIN call c ON c.id = e.call_id
LEFT JOIN mux_chain p ON p.root_id = e.root_id AND p.name IN ('Path', 'PathPrefix') AND e.name IN ('Handler', 'HandlerFunc')
LEFT JOIN argument pa ON pa.call_id = coalesce(p.call_id, e.call_id) AND pa.position = 0 AND (p.call_id IS NOT NULL OR e.name IN ('Handle', 'HandleFunc'))
LEFT JOIN mux_chain w ON w.root_id = e.root_id AND w.name = 'Methods'
LEFT JOIN argument m ON m.call_id = w.call_id
LEFT JOIN last_callable h ON h.call_id = e.call_id
LEFT JOIN argument a ON a.call_id = e.call_id AND a.entity = 'instance' AND a.type NOT IN ('mux.Router()', 'net/http.ServeMux()')
LEFT JOIN function s ON s.class_id = a.entity_id AND s.name = 'ServeHTTP'
WHERE e.name IN ('Handle', 'HandleFunc', 'Handler', 'HandlerFunc')
  AND NOT EXISTS (SELECT 1 FROM argument x WHERE x.call_id = e.call_id AND (x.type IN ('mux.Router()', 'net/http.ServeMux()') OR x.type LIKE 'net/http.FileServer%'));

INSERT INTO middleware(object_call_id, registration_id, prefix, position, function_id, type)
SELECT c.receiver_origin, NULL, NULL, c.id, a.entity_id, iif(a.entity = 'function', NULL, a.type)
FROM call c JOIN argument a ON a.call_id = c.id
WHERE c.receiver_type = 'mux.Router()' AND c.name = 'Use' AND (a.entity = 'function' OR a.type IS NOT NULL);

INSERT INTO boundary(framework, kind, object_call_id, error_type, file_id, line)
SELECT 'gorilla/mux', 'recover', NULL, '*', file_id, line FROM call WHERE callee = 'github.com/gorilla/handlers.RecoveryHandler';
