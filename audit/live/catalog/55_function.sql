-- Functions and procedures, after the tables their arguments may name; aggregates only by their signature.
SELECT n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS name,
	CASE p.prokind WHEN 'a' THEN 'CREATE AGGREGATE ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)
			|| '(' || coalesce(nullif(pg_catalog.pg_get_function_arguments(p.oid), ''), '*') || ') (SFUNC = '
			|| (SELECT pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.proname) || ', STYPE = ' || pg_catalog.format_type(g.aggtranstype, NULL)
				FROM pg_catalog.pg_aggregate g JOIN pg_catalog.pg_proc f ON f.oid = g.aggtransfn JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
				WHERE g.aggfnoid = p.oid) || ')'
	ELSE rtrim(pg_catalog.pg_get_functiondef(p.oid), E' \n') END AS ddl
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.pronamespace = ANY ($1::oid[]) AND cardinality($2::oid[]) >= 0
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY p.prokind = 'a', n.nspname COLLATE "C", p.proname COLLATE "C", pg_catalog.pg_get_function_identity_arguments(p.oid) COLLATE "C"
