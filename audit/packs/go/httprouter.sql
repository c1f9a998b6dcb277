-- title: httprouter
-- package: go github.com/julienschmidt/httprouter
--
-- No groups: programs write their own registrars around it, which derivation follows to where the path is written.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/julienschmidt/httprouter', 'httprouter', 0),
    ('httprouter.New()',                    'httprouter.Router()', 0),
    ('httprouter.Handle()',                 '#0', 0),
    ('func(httprouter.Handle())httprouter.Handle()', '#0', 0);
INSERT INTO request_part(path, origin) VALUES
    ('httprouter.Params().ByName()',            'path'),
    ('httprouter.ParamsFromContext().ByName()', 'path');

-- facts
INSERT INTO web_object(call_id, framework, kind, prefix, style)
SELECT id, 'httprouter', 'app', '', 'plain' FROM call WHERE result_type = 'httprouter.Router()' AND result_origin = id;

INSERT INTO registration(framework, object_call_id, method, path, method_position, path_position, handler_position, function_id, wrapper_call_id, call_id, file_id, line)
SELECT 'httprouter', c.receiver_origin, iif(c.name LIKE 'Handle%', coalesce(upper(m.value), 'ALL'), c.name), p.value, m.position, p.position, p.position + 1,
    coalesce(h.function_id, s.id), h.wrapper_call_id, c.id, c.file_id, c.line
FROM call c
LEFT JOIN argument m ON m.call_id = c.id AND m.position = 0 AND c.name LIKE 'Handle%'
LEFT JOIN argument p ON p.call_id = c.id AND p.position = iif(c.name LIKE 'Handle%', 1, 0)
LEFT JOIN last_callable h ON h.call_id = c.id AND h.position = p.position + 1
LEFT JOIN argument a ON a.call_id = c.id AND a.position = p.position + 1 AND a.entity = 'instance'
LEFT JOIN function s ON s.class_id = a.entity_id AND s.name = 'ServeHTTP'
WHERE c.receiver_type = 'httprouter.Router()'
  AND c.name IN ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'Handle', 'Handler', 'HandlerFunc');
