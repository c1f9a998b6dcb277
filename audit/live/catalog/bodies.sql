-- The plpgsql functions of the application, trigger functions once for each table they serve, where the extension plpgsql_check is installed. $1: the application's schemas.
-- Columns: oid, oid of the table or 0, schema, name, argument types, kind, table, whether it makes temporary tables; the extension's schema.
SELECT p.oid, coalesce(t.tgrelid, 0), n.nspname, p.proname, coalesce((SELECT string_agg(pg_catalog.format_type(a.type, NULL), ', ' ORDER BY a.number) FROM unnest(p.proargtypes) WITH ORDINALITY a(type, number)), ''),
	CASE WHEN p.prorettype = 'pg_catalog.trigger'::regtype THEN 'trigger function' WHEN p.prokind = 'p' THEN 'procedure' ELSE 'function' END, c.relname,
	(p.prosrc ~* '\mtemp(orary)?\M')::int, x.nspname
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace JOIN pg_catalog.pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
	JOIN pg_catalog.pg_extension e ON e.extname = 'plpgsql_check' JOIN pg_catalog.pg_namespace x ON x.oid = e.extnamespace
	LEFT JOIN (SELECT DISTINCT g.tgfoid, g.tgrelid FROM pg_catalog.pg_trigger g WHERE NOT g.tgisinternal AND g.tgparentid = 0) t ON t.tgfoid = p.oid -- from 130000
	LEFT JOIN (SELECT DISTINCT g.tgfoid, g.tgrelid FROM pg_catalog.pg_trigger g WHERE NOT g.tgisinternal) t ON t.tgfoid = p.oid -- before 130000
	LEFT JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
WHERE p.pronamespace = ANY ($1::oid[]) AND (p.prorettype <> 'pg_catalog.trigger'::regtype OR t.tgrelid IS NOT NULL)
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C", p.oid, t.tgrelid
