-- A schema as lines of text, for replay_truth.c: each query gives one column of lines in the form the program prints the catalogue in.

-- The schemas that count, and what extensions brought, which does not. (Objects below 16384 are the server's own: said first because it is cheap.)
CREATE OR REPLACE FUNCTION pg_temp.mine(namespace oid, class regclass, object oid) RETURNS boolean LANGUAGE sql AS $$
	SELECT EXISTS (SELECT FROM pg_namespace WHERE oid = namespace AND nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema')
		AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = class AND objid = object AND deptype = 'e'
			OR class = 'pg_class'::regclass AND deptype = 'e' AND classid = 'pg_type'::regclass AND objid = (SELECT reltype FROM pg_class WHERE oid = object AND relkind = 'c'))
$$;
CREATE OR REPLACE FUNCTION pg_temp.named(relation oid) RETURNS text LANGUAGE sql AS $$
	SELECT nspname || '.' || relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE pg_class.oid = relation
$$;
CREATE OR REPLACE FUNCTION pg_temp.columns(keys int2[], relation oid) RETURNS text LANGUAGE sql AS $$
	SELECT '(' || coalesce(string_agg(coalesce(attname, '?'), ',' ORDER BY n), '') || ')'
	FROM unnest(keys) WITH ORDINALITY k(number, n) LEFT JOIN pg_attribute ON attrelid = relation AND attnum = number
$$;
CREATE OR REPLACE FUNCTION pg_temp.word(said boolean, text) RETURNS text LANGUAGE sql AS $$ SELECT CASE WHEN $1 THEN ' ' || $2 ELSE '' END $$;

SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema';

SELECT 'relation ' || pg_temp.named(oid) || ' ' || relkind::text || pg_temp.word(relrowsecurity, 'rls') || pg_temp.word(relforcerowsecurity, 'force')
	|| pg_temp.word(relpersistence = 'u', 'unlogged')
FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND oid >= 16384 AND pg_temp.mine(relnamespace, 'pg_class', oid);

SELECT 'column ' || pg_temp.named(attrelid) || ' ' || row_number() OVER (PARTITION BY attrelid ORDER BY attnum) || ' ' || attname
	|| ' ' || format_type(atttypid, atttypmod) || pg_temp.word(attnotnull, 'not null') || pg_temp.word(atthasdef AND NOT EXISTS (SELECT FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum AND pg_get_expr(adbin, adrelid) LIKE 'NULL::%') OR attidentity <> '', 'default')
	|| pg_temp.word(attidentity <> '', 'identity ' || attidentity::text) || pg_temp.word(attgenerated <> '', 'generated')
-- (a default that is NULL, which the server keeps for types with a length, fills nothing)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND c.oid >= 16384 AND pg_temp.mine(relnamespace, 'pg_class', c.oid);

-- A key that refers to a partitioned table has one row more for each partition.
SELECT 'constraint ' || pg_temp.named(conrelid) || ' ' || conname || ' ' || contype::text || ' ' || pg_temp.columns(conkey, conrelid)
	|| CASE WHEN contype = 'f' THEN ' -> ' || pg_temp.named(confrelid) || ' ' || pg_temp.columns(confkey, confrelid) || ' ' || confdeltype::text || confupdtype::text ELSE '' END
	|| pg_temp.word(condeferrable, 'deferrable') || pg_temp.word(condeferred, 'deferred') || pg_temp.word(NOT convalidated, 'not valid')
FROM pg_constraint k JOIN pg_class c ON c.oid = conrelid
WHERE contype IN ('p', 'u', 'f', 'c', 'x') AND c.oid >= 16384 AND pg_temp.mine(relnamespace, 'pg_class', c.oid)
	AND NOT (contype = 'f' AND conparentid <> 0 AND EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid));

SELECT 'index ' || pg_temp.named(i.oid) || ' on ' || c.relname || pg_temp.word(indisunique, 'unique') || pg_temp.word(indisprimary, 'primary')
	|| pg_temp.word(indnullsnotdistinct, 'nulls not distinct') || ' ' || amname || ' ' || pg_temp.columns((indkey::int2[])[0:indnkeyatts - 1], indrelid)
	|| pg_temp.word(indpred IS NOT NULL, 'partial')
	|| pg_temp.word(EXISTS (SELECT FROM pg_constraint WHERE conindid = i.oid AND contype IN ('p', 'u', 'x')), 'constraint')
FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class c ON c.oid = indrelid JOIN pg_am m ON m.oid = i.relam
WHERE c.oid >= 16384 AND pg_temp.mine(i.relnamespace, 'pg_class', c.oid);

SELECT 'type ' || nspname || '.' || typname || ' ' || typtype::text
	|| coalesce(' ' || (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), '')
	|| pg_temp.word(typtype = 'd', format_type(typbasetype, typtypmod) || pg_temp.word(typnotnull, 'not null'))
FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
WHERE typtype IN ('e', 'd', 'r', 'c') AND (typrelid = 0 OR (SELECT relkind FROM pg_class WHERE oid = typrelid) = 'c') AND t.oid >= 16384 AND pg_temp.mine(typnamespace, 'pg_type', t.oid);

SELECT 'function ' || nspname || '.' || proname
	|| '(' || coalesce((SELECT string_agg(format_type(a, NULL), ',' ORDER BY n) FROM unnest(proargtypes) WITH ORDINALITY u(a, n)), '') || ') '
	|| CASE WHEN prokind = 'p' THEN 'procedure' ELSE CASE WHEN proretset THEN 'setof ' ELSE '' END || format_type(prorettype, NULL) END
	|| ' defaults ' || pronargdefaults
FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE prokind IN ('f', 'p') AND p.oid >= 16384 AND pg_temp.mine(pronamespace, 'pg_proc', p.oid) AND NOT EXISTS (SELECT FROM pg_range WHERE prorettype IN (rngtypid, rngmultitypid));

SELECT 'trigger ' || pg_temp.named(tgrelid) || ' ' || tgname || ' ' || CASE WHEN tgtype & 2 > 0 THEN 'b' WHEN tgtype & 64 > 0 THEN 'i' ELSE 'a' END
	|| pg_temp.word(tgtype & 4 > 0, 'insert') || pg_temp.word(tgtype & 16 > 0, 'update') || pg_temp.word(tgtype & 8 > 0, 'delete')
	|| pg_temp.word(tgtype & 1 > 0, 'row') || pg_temp.word(tgenabled = 'D', 'disabled') || ' ' || proname
FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid
WHERE NOT (tgisinternal AND tgconstraint <> 0) AND c.oid >= 16384 AND pg_temp.mine(relnamespace, 'pg_class', c.oid);

SELECT 'policy ' || schemaname || '.' || tablename || ' ' || policyname || ' ' || lower(cmd) || ' ' || lower(permissive) FROM pg_policies;

SELECT 'extension ' || extname || ' ' || nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname <> 'plpgsql';
