-- title: A table has policies, but row level security is off
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: Table "{table_name}" has {policies}, but row level security is not enabled for it: every role that may read the table sees every row.
-- needs: schema
-- since: 0.1.0
-- tags: schema, security
--
-- ## Why
-- A policy has no effect until `ALTER TABLE … ENABLE ROW LEVEL SECURITY` is run for its table. `CREATE POLICY` does not say so. The guard is there to be read, and guards nothing.
--
-- A warning where part of the declared schema could not be followed: a loop over all tables may enable it.
--
-- ## Fix
-- `ALTER TABLE … ENABLE ROW LEVEL SECURITY`, and `FORCE ROW LEVEL SECURITY` where the application connects as the table's owner. Or drop the policies.
SELECT p.file_id, p.line, t.schema || '.' || t.name AS subject, t.schema || '.' || t.name AS object,
	iif(s.complete AND NOT gap.any, 'error', 'warning') AS level, iif(s.complete AND NOT gap.any, NULL, 'medium') AS confidence,
	t.name AS table_name, iif(p.n = 1, 'policy "' || p.name || '"', p.n || ' policies, among them "' || p.name || '"') AS policies
FROM effective_table t
	JOIN (SELECT *, count(*) OVER (PARTITION BY table_id) AS n, row_number() OVER (PARTITION BY table_id ORDER BY file_id, line, name) AS position FROM effective_policy) p
		ON p.table_id = t.id AND p.position = 1
	JOIN (SELECT min(complete) AS complete FROM declared_source WHERE used) s CROSS JOIN schema_gap gap
WHERE NOT t.row_security
