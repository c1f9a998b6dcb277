-- title: A function with its owner's rights looks names up on the caller's search_path
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: Function "{name}" is SECURITY DEFINER and sets no search_path: whoever calls it decides which tables and functions its names mean, and they run with its owner's rights.
-- needs: schema
-- since: 0.1.0
-- tags: schema, security
--
-- ## Why
-- The caller may set `search_path`, and `pg_temp` is searched for tables before every other schema: a temporary table `users` made by the caller is what an unqualified `users` in the function means. With the owner's rights
-- that is a way to every row the owner may touch (CVE-2018-1058 and its kin).
--
-- Only SECURITY DEFINER functions are reported; all others run with the caller's own rights. Silent where the function sets its path, in CREATE or by a later ALTER FUNCTION, and for bodies in `BEGIN ATOMIC` form, whose names were
-- resolved when the function was made.
--
-- ## Fix
-- `ALTER FUNCTION … SET search_path = ''` and qualified names in the body, or `SET search_path = app, pg_temp` with `pg_temp` last.
SELECT f.file_id, f.line, f.schema || '.' || f.name || '(' || f.arguments || ')' AS subject, f.schema || '.' || f.name AS object, f.name
FROM effective_function f
WHERE f.security_definer AND NOT f.own_path AND coalesce(f.language, 'sql') NOT IN ('c', 'internal')
