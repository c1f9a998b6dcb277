-- Sequences, how far they have come, and the column they count for. Reading one holds a lock on it until the transaction ends, so they are read a few at a time; $3: behind which oid.
-- into: live_sequence_state(schema, name, type, last_value, readable, minimum, maximum, increment, cycles, table_schema, table_name, column_name, column_type)
-- domain: sequences
-- batch: 200
SELECT c.oid, n.nspname, c.relname, pg_catalog.format_type(s.seqtypid, NULL),
	CASE WHEN r.readable THEN pg_catalog.pg_sequence_last_value(c.oid) END, r.readable::int, s.seqmin, s.seqmax, s.seqincrement, s.seqcycle::int, tn.nspname, t.relname, a.attname,
	pg_catalog.format_type(a.atttypid, NULL)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
	CROSS JOIN LATERAL (SELECT pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE') AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery()) AS readable) r
	LEFT JOIN LATERAL (
		SELECT d.refobjid AS relid, d.refobjsubid AS attnum FROM pg_catalog.pg_depend d
		WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0 AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
		UNION ALL SELECT f.adrelid, f.adnum FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
		WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid
		LIMIT 1) o ON true
	LEFT JOIN pg_catalog.pg_class t ON t.oid = o.relid LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
	LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.relid AND a.attnum = o.attnum
WHERE c.relkind = 'S' AND c.relnamespace = ANY ($1::oid[]) AND c.oid <> ALL ($2::oid[]) AND c.oid > $3::oid
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.oid
