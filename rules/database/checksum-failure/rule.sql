-- title: The server met damaged pages
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: The server met {failures} damaged {pages} in database "{name}" since {since}.
-- needs: live, statistics
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- The checksum of a page that was read did not match what is in it: the disk, its controller or memory changed it. Queries that come to it fail; what is on pages nobody read yet is not known. Backups made from
-- now on hold the damage, and the good ones before it are kept for so many days.
--
-- ## Fix
-- Keep the oldest good backup, find the relation in the server's log ("page verification failed"), and move to other hardware before anything is repaired.
SELECT NULL AS file_id, NULL AS line, d.name AS subject, 'database ' || d.name AS object, d.checksum_failures AS failures, iif(d.checksum_failures = 1, 'page', 'pages') AS pages, d.name,
	coalesce(substr(d.statistics_since, 1, 10), 'its statistics were reset') AS since
FROM live_database d WHERE d.checksum_failures > 0
