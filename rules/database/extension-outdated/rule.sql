-- title: An extension is older than the files on the server
-- severity: note
-- confidence: high
-- profile: strict
-- status: preview
-- message: Extension "{name}" is {version} in the database, and the server's files would bring {available}{gone}.
-- needs: live, settings
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- Upgrading the server or its packages brings new files; what the database has of an extension stays as it was until it is told. Its fixes are missing, and the next major upgrade may refuse a version
-- too old. Where the files are gone its functions fail.
--
-- ## Fix
-- `ALTER EXTENSION … UPDATE`, after its release notes.
SELECT NULL AS file_id, NULL AS line, e.name AS subject, 'extension ' || e.name AS object, e.name, e.version, iif(e.available IS NULL, 'warning', 'note') AS level,
	coalesce(e.available, 'none') AS available, iif(e.available IS NULL, ': its functions fail when they are first called', '') AS gone
FROM live_extension e WHERE e.available IS NULL OR e.available <> e.version
