-- title: A comment suppresses a rule that finds nothing there
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: The comment "plumbline-ignore {subject}" {fault}. {advice}.
-- needs: files
-- since: 0.1.0
-- tags: meta, suppression
--
-- ## Why
-- A suppression outlives its cause: the query was corrected, the line moved, or the name of the rule was never right. What is left looks like an
-- accepted exception, and silences the next finding on that line, which nobody has looked at.
--
-- A suppression of a rule that was not run this time, because of the profile, the configuration or missing facts, is not reported: whether it is
-- of use cannot be told.
--
-- ## Fix
-- Remove the comment, or correct the rule's name: `plumbline rules` lists them. A comment covers the line it stands on; alone on its line, the
-- next line of code.
SELECT s.file_id, s.line, s.rule AS subject,
       CASE WHEN s.rule = '' THEN 'names no rule'
            WHEN r.rule_known = 0 THEN 'names a rule that does not exist'
            ELSE 'silences nothing: the rule has no finding on line ' || s.covers_line
       END AS fault,
       CASE r.rule_known WHEN 0 THEN 'Write "plumbline-ignore <rule>: <reason>" with one of the names "plumbline rules" lists'
                         ELSE 'Remove it, or move it to the line it is about'
       END AS advice
FROM suppression AS s
JOIN suppression_result AS r ON r.suppression_id = s.id
WHERE r.rule_known = 0 OR (r.used = 0 AND s.reason <> '')
