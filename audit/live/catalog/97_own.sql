-- What the replay does not follow, but which makes it careful: casts, operators and rules of the application's own, in the form that tells it so.
SELECT 'cast' AS name, 'CREATE CAST (text AS integer) WITHOUT FUNCTION' AS ddl
FROM pg_catalog.pg_cast k WHERE k.oid >= 16384 AND cardinality($1::oid[]) >= 0 AND cardinality($2::oid[]) >= 0
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_cast'::regclass AND d.objid = k.oid AND d.deptype = 'e')
UNION SELECT 'operator', 'CREATE OPERATOR public.+ (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_catalog.textcat)'
FROM pg_catalog.pg_operator o WHERE o.oid >= 16384
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
