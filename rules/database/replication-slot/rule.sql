-- title: A replication slot keeps what nobody fetches
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {kind} replication slot "{name}" {state}.
-- needs: live, locks, settings
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- For a slot the server keeps all WAL since its consumer last fetched, for ever unless `max_slot_wal_keep_size` says otherwise, and row versions as old as the consumer may need. A consumer that was
-- taken down without its slot fills the disk, and a full disk stops the server.
--
-- Reported when nobody reads the slot and it keeps at least 1 GB, 64 WAL files, which an ordinary restart of a consumer does not come to; and when it is lost: its consumer can never
-- go on from there.
--
-- ## Fix
-- Start the consumer, or `SELECT pg_drop_replication_slot('…')`; set `max_slot_wal_keep_size`.
SELECT NULL AS file_id, NULL AS line, s.name AS subject, 'slot ' || s.name AS object, upper(substr(s.kind, 1, 1)) || substr(s.kind, 2) AS kind, s.name,
	CASE WHEN s.wal_status = 'lost' THEN 'is lost: WAL it needs is gone, and its consumer has to be built anew'
		ELSE 'is read by nobody' || coalesce(' for ' || duration(s.inactive_seconds), '') || ' and makes the server keep ' || printf('%.1f', s.retained / 1073741824.0) || ' GB of WAL'
			|| iif(k.value = '-1', ', without limit', '') END AS state
FROM live_slot s
	LEFT JOIN live_setting k ON k.name = 'max_slot_wal_keep_size'
WHERE s.wal_status = 'lost' OR NOT s.active AND s.retained >= 1073741824
