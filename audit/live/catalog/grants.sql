-- What our role is not shown, and the grant that would change it. $1: the application's schemas.
-- Columns: coverage domain; unchecked (nothing of it is known) or partial; what is not known; the grant.
SELECT 'sessions', 'unchecked', 'what sessions of other roles are doing', 'GRANT pg_read_all_stats TO ' || pg_catalog.quote_ident(session_user)
WHERE NOT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
UNION ALL
SELECT 'sequences', CASE WHEN bool_or(s.readable) THEN 'partial' ELSE 'unchecked' END, 'how far ' || CASE count(*) FILTER (WHERE NOT s.readable) WHEN 1 THEN 'a sequence has come' ELSE count(*) FILTER (WHERE NOT s.readable) || ' sequences have come' END,
	'GRANT SELECT ON ALL SEQUENCES IN SCHEMA ' || string_agg(DISTINCT pg_catalog.quote_ident(s.nspname), ', ') FILTER (WHERE NOT s.readable) || ' TO ' || pg_catalog.quote_ident(session_user)
FROM (SELECT n.nspname, pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE') AS readable
	FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind = 'S' AND c.relnamespace = ANY ($1::oid[])
		AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) s
HAVING NOT bool_and(s.readable)
