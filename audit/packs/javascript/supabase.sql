-- title: Supabase (PostgREST)
-- package: npm @supabase/supabase-js @supabase/ssr @supabase/auth-helpers-nextjs @supabase/auth-helpers-sveltekit @supabase/postgrest-js
--
-- client.from('t') is a request of PostgREST: select('id, author:users(name)') reads columns by their names in the database, with rows of other tables by foreign key;
-- insert, update, upsert and delete write; rpc(name, arguments) calls a function by the names of its arguments. What comes back is { data, error }.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('@supabase/supabase-js.createClient()',                      'supabase.Client()', 0),
    ('@supabase/supabase-js.SupabaseClient()',                    'supabase.Client()', 0),
    ('@supabase/ssr.createServerClient()',                        'supabase.Client()', 0),
    ('@supabase/ssr.createBrowserClient()',                       'supabase.Client()', 0),
    ('@supabase/postgrest-js.PostgrestClient()',                  'supabase.Client()', 0),
    ('supabase.Client().from()',                                  'supabase.Query()',  0),
    ('supabase.Client().rpc()',                                   'supabase.Query()',  0),
    ('supabase.Client().schema()',                                'supabase.Query()',  0);
INSERT INTO type_alias(path, type, same)
SELECT '@supabase/auth-helpers-' || k.column1 || '.' || m.column1 || '()', 'supabase.Client()', 0
FROM (VALUES ('nextjs'), ('sveltekit')) k CROSS JOIN (VALUES ('createClientComponentClient'), ('createServerComponentClient'), ('createRouteHandlerClient'), ('createMiddlewareClient'), ('createServerActionClient'),
    ('createPagesServerClient'), ('createPagesBrowserClient'), ('createSupabaseLoadClient'), ('createSupabaseServerClient'), ('createBrowserSupabaseClient'), ('createServerSupabaseClient')) m;
CREATE TEMP TABLE supabase_word(method TEXT, meaning TEXT, detail TEXT);
INSERT INTO supabase_word VALUES
    ('from', 'from', NULL), ('schema', 'schema', NULL), ('rpc', 'call', NULL), ('select', 'select_text', NULL), ('insert', 'insert', '0'), ('upsert', 'insert', '0'), ('update', 'update', '0'), ('delete', 'delete', NULL),
    ('eq', 'where_form', '='), ('neq', 'where_form', '<>'), ('gt', 'where_form', '>'), ('gte', 'where_form', '>='), ('lt', 'where_form', '<'), ('lte', 'where_form', '<='), ('like', 'where_form', 'LIKE'), ('ilike', 'where_form', 'ILIKE'),
    ('is', 'where_form', 'IS NULL'), ('in', 'where_form', '= ANY('), ('contains', 'where_form', '@>'), ('containedBy', 'where_form', '<@'), ('overlaps', 'where_form', '&&'), ('not', 'where_form', 'IS NOT NULL'),
    ('filter', 'where_form', 'IS NOT NULL'), ('likeAllOf', 'where_form', 'IS NOT NULL'), ('likeAnyOf', 'where_form', 'IS NOT NULL'), ('ilikeAllOf', 'where_form', 'IS NOT NULL'), ('ilikeAnyOf', 'where_form', 'IS NOT NULL'),
    ('rangeGt', 'where_form', 'IS NOT NULL'), ('rangeGte', 'where_form', 'IS NOT NULL'), ('rangeLt', 'where_form', 'IS NOT NULL'), ('rangeLte', 'where_form', 'IS NOT NULL'), ('rangeAdjacent', 'where_form', 'IS NOT NULL'),
    ('textSearch', 'where_form', 'IS NOT NULL'), ('match', 'where', NULL), ('or', 'where_text', NULL), ('order', 'order', NULL), ('limit', 'limit', NULL), ('range', 'ignored', NULL), ('single', 'ignored', NULL),
    ('maybeSingle', 'ignored', NULL), ('csv', 'ignored', NULL), ('geojson', 'ignored', NULL), ('explain', 'ignored', NULL), ('rollback', 'ignored', NULL), ('throwOnError', 'ignored', NULL), ('abortSignal', 'ignored', NULL),
    ('setHeader', 'ignored', NULL), ('returns', 'ignored', NULL), ('overrideTypes', 'ignored', NULL), ('maxAffected', 'ignored', NULL), ('then', 'ignored', NULL), ('catch', 'ignored', NULL), ('finally', 'ignored', NULL);
INSERT INTO type_alias(path, type, same)
SELECT 'supabase.Query().' || method || '()', iif(method IN ('single', 'maybeSingle'), 'supabase.One()', 'supabase.Query()'), 1 FROM supabase_word WHERE method NOT IN ('then', 'catch', 'finally', 'rpc');
INSERT INTO type_alias(path, type, same) SELECT 'supabase.One().' || m.column1 || '()', 'supabase.One()', 1 FROM (VALUES ('throwOnError'), ('abortSignal'), ('returns'), ('overrideTypes'), ('setHeader')) m;
INSERT INTO value_shape(path, shape) VALUES ('supabase.Query()', 'result'), ('supabase.Query().data', 'rows'), ('supabase.Query().data[]', 'row'), ('supabase.Query().count', 'count'), ('supabase.One()', 'result'), ('supabase.One().data', 'row');

-- facts
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'supabase', 'method', method, meaning, detail FROM supabase_word
UNION ALL SELECT 'supabase', 'form', 'chain', 'chain', NULL
UNION ALL SELECT 'supabase', 'form', 'json_paths', 'yes', NULL                                 -- a column may be data->a->>b
UNION ALL SELECT 'supabase', 'form', 'own_columns', 'yes', NULL                                -- a filter without a table is the table's own
UNION ALL SELECT 'supabase', 'conflict', 'upsert', 'onConflict', NULL
UNION ALL SELECT 'supabase', 'type', column1, 'query', NULL FROM (VALUES ('supabase.Query()'), ('supabase.One()'));
-- from() alone asks for nothing
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar)
SELECT c.id, 'supabase', 'built', 'none', 'result', 'chain', 'supabase'
FROM call c JOIN file f ON f.id = c.file_id AND f.role <> 'migration'
WHERE c.receiver_type = 'supabase.Client()' AND c.name IN ('from', 'rpc', 'schema') AND c.result_origin = c.id
  AND (c.name = 'rpc' OR EXISTS (SELECT 1 FROM call k WHERE k.receiver_origin = c.id AND k.name IN ('select', 'insert', 'upsert', 'update', 'delete', 'rpc')));
