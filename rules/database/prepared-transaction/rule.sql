-- title: A prepared transaction waits to be finished
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: Transaction "{gid}" of role "{owner}" was prepared {words} ago and is still open: it holds its locks and keeps VACUUM from cleaning, and no restart ends it.
-- needs: live, locks
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- Between PREPARE TRANSACTION and COMMIT PREPARED a transaction belongs to no session. When the coordinator that should finish it is gone, nobody does: its locks stay, VACUUM removes no row
-- that died since, in the end transaction numbers run out. Restarting the server changes nothing.
--
-- A warning from five minutes on, which a coordinator may need after a failure, an error from an hour on.
--
-- ## Fix
-- `COMMIT PREPARED` or `ROLLBACK PREPARED` it, whichever the coordinator decided; without a coordinator set `max_prepared_transactions` to 0.
SELECT NULL AS file_id, NULL AS line, t.gid AS subject, 'transaction ' || t.gid AS object, iif(t.seconds >= 3600, 'error', 'warning') AS level, t.gid, t.owner, duration(t.seconds) AS words
FROM live_prepared t
WHERE t.seconds >= 300
