-- title: A comment suppresses a rule without saying why
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: The comment "plumbline-ignore {subject}" gives no reason, so it silences nothing. Write "plumbline-ignore {subject}: <reason>".
-- needs: files
-- since: 0.1.0
-- tags: meta, suppression
--
-- ## Why
-- A suppression is a decision. Without its reason nobody can tell later whether it still holds, and so it is never removed. The reason is part
-- of the comment; a comment without one has no effect.
--
-- ## Fix
-- Write the reason behind a colon, for whoever reads the line next: `plumbline-ignore query/unknown-column: created by the nightly import`.
SELECT s.file_id, s.line, s.rule AS subject
FROM suppression AS s
LEFT JOIN suppression_result AS r ON r.suppression_id = s.id
WHERE s.reason = '' AND coalesce(r.rule_known, 1) = 1
