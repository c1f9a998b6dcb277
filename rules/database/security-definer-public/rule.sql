-- title: Everybody may call a function that runs with its owner's rights
-- severity: warning
-- confidence: high
-- profile: strict
-- status: preview
-- message: Every role may call "{function_name}({arguments})", which runs with the rights of "{owner}"{superuser}.
-- needs: live, roles
-- since: 0.1.0
-- tags: database, live, security
--
-- ## Why
-- EXECUTE is granted to everybody when a function is made. With SECURITY DEFINER that lends the owner's rights to every role that may connect, those of other services among them.
--
-- Trigger functions are left out: nobody can call them.
--
-- ## Fix
-- `REVOKE EXECUTE ON FUNCTION … FROM PUBLIC` in the transaction that creates it, and grant it to who needs it.
SELECT d.file_id, d.line, f.schema || '.' || f.name || '(' || f.arguments || ')' AS subject, f.schema || '.' || f.name AS object, iif(f.schema = 'public', '', f.schema || '.') || f.name AS function_name,
	f.arguments, f.owner, iif(f.owner_superuser, ', a superuser', '') AS superuser
FROM live_function_state f
	LEFT JOIN (SELECT schema, name, min(file_id) AS file_id, min(line) AS line FROM effective_function GROUP BY schema, name HAVING count(*) = 1) d ON d.schema = f.schema AND d.name = f.name
WHERE f.public_execute AND NOT f.is_trigger
