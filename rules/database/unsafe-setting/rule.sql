-- title: A setting lets a crash or a damaged page cost data
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: Setting "{name}" is {value}: {consequence}.
-- needs: live, settings
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- Without `fsync` or `full_page_writes` a power failure or a crash of the operating system leaves a database that cannot be repaired; they make imports and test machines faster, and stay off when such a machine becomes
-- a real one. `zero_damaged_pages` and `ignore_checksum_failure` are for rescuing what is left of a damaged database: left on, they destroy what a backup could still have told apart.
--
-- ## Fix
-- `ALTER SYSTEM RESET` it and reload; none of the four needs a restart.
SELECT NULL AS file_id, NULL AS line, s.name AS subject, 'setting ' || s.name AS object, s.name, s.value,
	CASE s.name WHEN 'fsync' THEN 'after a crash of the machine the database may be damaged beyond repair'
		WHEN 'full_page_writes' THEN 'after a crash of the machine pages may be half old and half new'
		WHEN 'zero_damaged_pages' THEN 'a damaged page is emptied without a word, with all its rows'
		ELSE 'damaged pages are read as if they were right, and written back with a checksum that says so' END AS consequence
FROM live_setting s
WHERE s.name IN ('fsync', 'full_page_writes') AND s.value = 'off' OR s.name IN ('zero_damaged_pages', 'ignore_checksum_failure') AND s.value = 'on'
