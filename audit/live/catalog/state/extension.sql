-- Extensions, and the version the server's files would bring.
-- into: live_extension(name, version, available, schema)
-- domain: settings
SELECT e.extname, e.extversion, a.default_version, n.nspname
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace LEFT JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname
ORDER BY e.extname COLLATE "C"
