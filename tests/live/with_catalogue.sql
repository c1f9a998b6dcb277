-- One part of schemas/data/catalogue.txt: the types, casts, operators and functions that depend on an extension, or (part "core") PostgreSQL's own.
-- Variables: part, the name written; extension, '' for core.
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset fieldsep ' '
CREATE TEMP VIEW wanted AS
	SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
	WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass AND e.extname = current_setting('catalogue.extension');
CREATE FUNCTION pg_temp.mine(class regclass, object oid) RETURNS bool LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN current_setting('catalogue.extension') = '' THEN object < 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = class AND d.objid = object AND d.deptype = 'e')
		ELSE EXISTS (SELECT FROM wanted w WHERE w.classid = class AND w.objid = object) END $$;
CREATE FUNCTION pg_temp.type(oid) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN t.typcategory = 'A' AND e.oid IS NOT NULL AND e.typarray = t.oid THEN e.typname || '[]' ELSE t.typname END
	FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem WHERE t.oid = $1 $$;
CREATE FUNCTION pg_temp.types(oid[]) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT coalesce(string_agg(pg_temp.type(o), ',' ORDER BY n), '') FROM unnest($1) WITH ORDINALITY x(o, n) $$;
-- Input and output functions, and what takes or gives internal.
CREATE FUNCTION pg_temp.internal(pg_proc) RETURNS bool LANGUAGE sql STABLE AS $$
	SELECT ($1).prorettype IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype, 'language_handler'::regtype, 'index_am_handler'::regtype,
		'table_am_handler'::regtype, 'tsm_handler'::regtype, 'fdw_handler'::regtype, 'cstring'::regtype)
		OR 'internal'::regtype = ANY(($1).proargtypes::oid[]) OR 'cstring'::regtype = ANY(($1).proargtypes::oid[]) $$;
SELECT 'part ' || current_setting('catalogue.part');
SELECT 'type', t.typname, t.typcategory, CASE WHEN t.typispreferred THEN '!' ELSE '-' END, t.typtype,
	coalesce(pg_temp.type(CASE t.typtype WHEN 'd' THEN t.typbasetype WHEN 'r' THEN r.rngsubtype WHEN 'm' THEN m.rngtypid END), '-')
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_range r ON r.rngtypid = t.oid LEFT JOIN pg_range m ON m.rngmultitypid = t.oid
WHERE pg_temp.mine('pg_type', t.oid) AND n.nspname <> 'information_schema' AND t.typtype <> 'c'
	AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
ORDER BY t.typname COLLATE "C";
SELECT 'cast', pg_temp.type(castsource), pg_temp.type(casttarget), castcontext, castmethod
FROM pg_cast WHERE pg_temp.mine('pg_cast', oid) ORDER BY pg_temp.type(castsource) COLLATE "C", pg_temp.type(casttarget) COLLATE "C";
SELECT 'operator', oprname, CASE oprleft WHEN 0 THEN '-' ELSE pg_temp.type(oprleft) END, pg_temp.type(oprright), pg_temp.type(oprresult)
FROM pg_operator WHERE pg_temp.mine('pg_operator', oid)
ORDER BY oprname COLLATE "C", pg_temp.type(oprleft) COLLATE "C", pg_temp.type(oprright) COLLATE "C";
-- Names of functions nobody writes calls of (below): they exist, and that is all.
SELECT DISTINCT 'other', p.proname COLLATE "C" FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE pg_temp.mine('pg_proc', p.oid) AND n.nspname <> 'information_schema' AND pg_temp.internal(p) ORDER BY 2;
-- function NAME KIND SET STRICT VOLATILITY DEFAULTS VARIADIC RESULT (ARGUMENTS) [names of input arguments] {output columns}
SELECT 'function', p.proname,
	CASE WHEN p.prokind = 'a' THEN coalesce(nullif(a.aggkind, 'n')::text, 'a') ELSE p.prokind::text END || CASE WHEN a.aggkind IN ('o', 'h') THEN a.aggnumdirectargs::text ELSE '' END,
	CASE WHEN p.proretset THEN 's' ELSE '-' END || CASE WHEN p.proisstrict THEN 'n' ELSE '-' END || p.provolatile::text,
	p.pronargdefaults, CASE p.provariadic WHEN 0 THEN '-' ELSE pg_temp.type(p.provariadic) END, pg_temp.type(p.prorettype),
	'(' || pg_temp.types(p.proargtypes::oid[]) || ')' ||
	coalesce(' [' || (SELECT string_agg(p.proargnames[i], ',' ORDER BY i) FROM generate_subscripts(p.proargnames, 1) i
		WHERE p.proargmodes IS NULL OR p.proargmodes[i] IN ('i', 'b', 'v')) || ']', '') ||
	coalesce(' {' || (SELECT string_agg(p.proargnames[i] || ':' || pg_temp.type(p.proallargtypes[i]), ',' ORDER BY i) FROM generate_subscripts(p.proargmodes, 1) i
		WHERE p.proargmodes[i] IN ('o', 'b', 't')) || '}', '')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
WHERE pg_temp.mine('pg_proc', p.oid) AND n.nspname <> 'information_schema' AND NOT pg_temp.internal(p)
ORDER BY p.proname COLLATE "C", p.pronargs, pg_temp.types(p.proargtypes::oid[]) COLLATE "C";
