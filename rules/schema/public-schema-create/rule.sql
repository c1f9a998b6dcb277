-- title: Everybody may create objects in schema public
-- severity: warning
-- confidence: high
-- profile: strict
-- status: preview
-- message: Every role may create objects in schema "{name}": whoever can connect can put a table or function there that others' names then mean.
-- needs: schema
-- since: 0.1.0
-- tags: schema, security
--
-- ## Why
-- Up to PostgreSQL 14 everybody had CREATE on schema `public`; since 15 nobody has, unless a migration or a restored dump grants it again. With it, any role can place a function that is a better match for somebody
-- else's call than the one that was meant, and it runs with that somebody's rights.
--
-- Reported where the declared DDL grants it and nothing revokes it, and where a running database has it, as upgraded servers do.
--
-- ## Fix
-- `REVOKE CREATE ON SCHEMA public FROM PUBLIC`, and grant it to the role that runs the migrations.
SELECT coalesce(s.file_id, d.file_id) AS file_id, coalesce(s.line, d.line) AS line, s.name AS subject, s.name AS object, s.name
FROM effective_schema s
	LEFT JOIN (SELECT name, file_id, max(line) AS line FROM declared_schema WHERE file_id IS NOT NULL GROUP BY name) d ON d.name = s.name	-- of a database: where the code speaks of it
WHERE s.public_create
