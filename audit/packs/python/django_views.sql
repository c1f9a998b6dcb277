-- title: What Django REST framework's views send
-- package: pypi rest_framework
--
-- A viewset's queryset is read for every one of its routes that no method of the program answers; creating writes its serializer's model.

-- facts
CREATE TEMP TABLE dv_answer AS                  -- routes nothing of the program answers, and the class that does
SELECT g.id AS registration_id, r.class_id, a.column1 AS action, r.call_id
FROM django_resource r JOIN registration g ON g.call_id = r.call_id AND g.framework = 'django' AND g.function_id IS NULL
JOIN (VALUES ('list', 'GET', 0), ('create', 'POST', 0), ('retrieve', 'GET', 1), ('update', 'PUT', 1), ('update', 'PATCH', 1), ('destroy', 'DELETE', 1)) a
    ON a.column2 = g.method AND g.path = r.path || iif(a.column3, '/<' || r.lookup || '>/', '/')
UNION
SELECT g.id, k.id, iif(g.method = 'POST', 'create', 'list'), e.call_id
FROM django_entry e JOIN call v ON v.id = e.value_call_id AND v.name = 'as_view' JOIN class k ON v.receiver_type = 'class:' || k.id
JOIN registration g ON g.call_id = e.call_id AND g.framework = 'django' AND g.function_id IS NULL AND g.method <> 'ALL'
WHERE EXISTS (SELECT 1 FROM django_up u JOIN class_base b ON b.class_id = u.base_id AND b.type GLOB 'rest_framework.generics.*' WHERE u.class_id = k.id);
CREATE TEMP TABLE dv_asks AS                    -- get_queryset() where there is one, else queryset = …
SELECT v.registration_id, s.call_id FROM dv_answer v JOIN django_up u ON u.class_id = v.class_id JOIN function f ON f.class_id = u.base_id AND f.name IN ('get_queryset', 'get_object', 'perform_' || v.action)
JOIN call c ON c.function_id = f.id JOIN statement_site s ON s.call_id = c.id WHERE v.action <> 'create' OR f.name = 'perform_create'
UNION
SELECT v.registration_id, s.call_id FROM dv_answer v JOIN django_up u ON u.class_id = v.class_id JOIN binding b ON b.class_id = u.base_id AND b.name = 'queryset' AND b.how <> 'member'
JOIN statement_site s ON s.call_id = b.value_call_id
WHERE v.action <> 'create' AND NOT EXISTS (SELECT 1 FROM django_up o JOIN function f ON f.class_id = o.base_id AND f.name = 'get_queryset' WHERE o.class_id = v.class_id)
    AND NOT EXISTS (SELECT 1 FROM django_up o JOIN binding n ON n.class_id = o.base_id AND n.name = 'queryset' AND n.how <> 'member' WHERE o.class_id = v.class_id AND o.depth < u.depth);
INSERT INTO implied_statement(registration_id, call_id) SELECT registration_id, call_id FROM dv_asks;

CREATE TEMP TABLE dv_made AS                    -- POST: a row of the model of the serializer named
SELECT v.registration_id, v.call_id, z.model_id FROM dv_answer v JOIN django_up u ON u.class_id = v.class_id JOIN binding b ON b.class_id = u.base_id AND b.name = 'serializer_class' AND b.entity = 'class' AND b.how <> 'member'
JOIN dju_serializer z ON z.class_id = b.entity_id JOIN dj_model m ON m.class_id = z.model_id AND NOT m.is_foreign
WHERE v.action = 'create' AND NOT EXISTS (SELECT 1 FROM django_up o JOIN function f ON f.class_id = o.base_id AND f.name IN ('get_serializer_class', 'get_serializer') WHERE o.class_id = v.class_id)
    AND NOT EXISTS (SELECT 1 FROM django_up o JOIN binding n ON n.class_id = o.base_id AND n.name = 'serializer_class' AND n.how <> 'member' WHERE o.class_id = v.class_id AND o.depth < u.depth);
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action) SELECT DISTINCT call_id, 'django', 'orm', 'none', 'none', model_id, 'insert' FROM dv_made;
INSERT INTO implied_statement(registration_id, call_id) SELECT registration_id, call_id FROM dv_made;
