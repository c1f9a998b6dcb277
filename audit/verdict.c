/* From facts to a report. See verdict.h. */
#include "verdict.h"

#include "base/embed.h"
#include "base/io.h"
#include "base/repository.h"
#include "counter.h"
#include "coverage.h"
#include "sql/catalog.h"
#include "store/findings.h"

#include <ctype.h>

bool rules_load(struct rule_set *rules, const char *folder, struct err *err)
{
	rules_add_embedded(rules, embedded_files);
	return !folder || rules_add_folder(rules, folder, err);
}

bool rules_unknown(const struct rule_set *rules, const char *id, struct err *err)
{
	const char **ids = xcalloc(rules->rule.n + 1, sizeof(*ids)), *near;

	for (size_t i = 0; i < rules->rule.n; i++)
		ids[i] = rules->rule.v[i].id;
	near = nearest_name(id, ids, rules->rule.n);
	if (near)
		err_usage(err, "there is no rule \"%s\"; did you mean \"%s\"?", id, near);
	else
		err_usage(err, "there is no rule \"%s\"; \"plumbline rules\" lists them", id);
	free(ids);
	return false;
}

static bool names_a_rule(const struct rule_set *rules, const char *pattern)
{
	for (size_t i = 0; i < rules->rule.n; i++)
		if (rules_match(pattern, rules->rule.v[i].id))
			return true;
	return false;
}

/* A NULL-terminated copy; NULL for an empty list. */
static const char *const *list_of(struct arena *arena, const char *const *v, size_t n)
{
	const char **list = arena_array(arena, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		list[i] = v[i];
	return n ? list : NULL;
}

/* "off" for some paths means: no findings there; any other level for some paths means: findings only there. */
static struct rule_setting setting_of(struct arena *arena, const struct config_rule *rule)
{
	const char *const *paths = list_of(arena, rule->paths.v, rule->paths.n);

	if (paths && strcmp(rule->level, "off") == 0)
		return (struct rule_setting){.rule = rule->pattern, .exclude = paths};
	return (struct rule_setting){.rule = rule->pattern, .level = rule->level, .include = paths};
}

static bool check_patterns(const struct verdict *v, const struct config *config, struct err *err)
{
	const char *const *const lists[] = {v->config.only, v->config.disabled};

	for (size_t i = 0; i < 2; i++)
		for (const char *const *p = lists[i]; p && *p; p++)
			if (!names_a_rule(&v->rules, *p))
				return rules_unknown(&v->rules, *p, err);
	for (size_t i = 0; i < v->config.settings; i++) {
		if (!names_a_rule(&v->rules, v->config.setting[i].rule)) {
			rules_unknown(&v->rules, v->config.setting[i].rule, err);
			return err_in(err, "%s", config->path);
		}
	}
	return judge_check_config(&v->rules, &v->config, err);
}

/* Groups that compare with something this run does not have; whoever names a rule is told what it needs. */
static const char *const *without_object(struct session *session, const struct options *options, const char *const *disabled)
{
	const bool audit = strcmp(session->command, "audit") == 0, drift = options->snapshot || audit, state = options->live_facts || audit, deploy = strcmp(session->command, "verify") == 0;
	VEC_OF(const char *) more = {0};
	const char *const *list;

	for (const char *const *p = disabled; p && *p; p++)
		vec_push(&more, *p);
	if (!drift && !options->rule.n)
		vec_push(&more, "drift/*");
	if (!state && !options->rule.n)
		vec_push(&more, "database/*");
	if (!deploy && !options->rule.n)
		vec_push(&more, "deploy/*");
	list = list_of(&session->arena, more.v, more.n);
	vec_free(&more);
	return list;
}

bool verdict_rules(struct verdict *v, struct session *session, const struct cli *cli, struct err *err)
{
	const struct options *options = &cli->options;
	const struct config *config = &session->config;
	const char *const *disabled, *const *only = list_of(&session->arena, options->rule.v, options->rule.n);
	struct rule_setting *settings = arena_array(&session->arena, struct rule_setting, config->rules.n + 1);

	if (!rules_load(&v->rules, options->rules_dir, err))
		return false;
	for (size_t i = 0; i < config->rules.n; i++)
		settings[i] = setting_of(&session->arena, &config->rules.v[i]);
	disabled = list_of(&session->arena, options->disable.v, options->disable.n);
	/* What two versions are to each other is all verify is asked. */
	if (!only && strcmp(session->command, "verify") == 0)
		only = list_of(&session->arena, (const char *const[]){"deploy/*"}, 1);
	disabled = without_object(session, options, disabled);
	v->config = (struct judge_config){
		.strict = strcmp(config->profile, "strict") == 0,
		.preview = options->preview,
		.only = only,
		.disabled = disabled,
		.setting = settings,
		.settings = config->rules.n,
	};
	return check_patterns(v, config, err);
}

static void take_finding(struct report *report, const struct finding *f)
{
	struct report_finding out = {
		.rule = f->rule->id, .level = (enum report_level)f->level, .verdict = f->verdict, .confidence = f->confidence, .file = f->file,
		.line = f->line, .column = f->column, .object = f->object, .message = f->message, .fingerprint = f->fingerprint,
	};

	_Static_assert((int)LEVEL_NOTE == (int)REPORT_NOTE && (int)LEVEL_ERROR == (int)REPORT_ERROR, "levels agree");
	for (size_t i = 0; i < f->witness_n; i++)
		vec_push(&out.witness, (struct report_step){f->witness[i].file, f->witness[i].line, f->witness[i].text});
	vec_push(&report->finding, out);
}

/* Of each finding whose object is a table, or belongs to one, how many routes touch that table. */
static bool count_routes(struct report *report, struct db *facts, struct err *err)
{
	struct query *query = db_query(facts, err, "SELECT schema || '.' || name, routes FROM table_way WHERE routes > 0");
	struct map routes = {0};

	while (query && query_next(query, err))
		*map_puts(&routes, query_text(query, 0)) = query_int(query, 1);
	query_end(query);
	for (size_t i = 0; i < report->finding.n; i++) {
		struct report_finding *f = &report->finding.v[i];
		size_t n = f->object ? strlen(f->object) : 0;
		const int64_t *count = NULL;

		/* public.calls.id: the name, then without its last part. */
		while (n && !(count = map_get(&routes, f->object, n)))
			for (n--; n && f->object[n] != '.'; n--)
				;
		f->routes = count ? *count : 0;
	}
	map_free(&routes);
	return query && !err->message[0];
}

bool verdict_judge(struct verdict *v, struct session *session, struct report *report, struct err *err)
{
	struct judgement *j = &v->judgement;
	struct db *facts = facts_db(session->pipeline.facts);

	report->files.seen = (int64_t)session->pipeline.files;
	report->files.parsed = (int64_t)session->pipeline.parsed;
	if (!coverage_collect(report, facts, err) || !judge_run(j, &v->rules, facts, &v->config, err))
		return false;
	for (size_t i = 0; i < j->run.n; i++)
		progress_note(&session->progress, j->run.v[i].rule->id, j->run.v[i].ms);
	for (size_t i = 0; i < j->finding.n; i++) {
		if (j->finding.v[i].suppressed)
			report->suppressed++;
		else
			take_finding(report, &j->finding.v[i]);
	}
	for (size_t i = 0; i < j->not_run.n; i++)
		vec_push(&report->not_run, (struct report_not_run){j->not_run.v[i].rule->id, j->not_run.v[i].needs, j->not_run.v[i].why, !j->not_run.v[i].needs});
	return count_routes(report, facts, err);
}

void verdict_fixes(const struct verdict *v, struct report *report)
{
	struct { const char *sentence; bool known; } *fix = xcalloc(v->rules.rule.n + 1, sizeof(*fix));

	for (size_t i = 0; i < report->finding.n; i++) {
		const struct rule *rule = rules_find(&v->rules, report->finding.v[i].rule);
		size_t at = rule ? (size_t)(rule - v->rules.rule.v) : v->rules.rule.n;

		if (rule && !fix[at].known) {
			const char *text = rule_section(&report->arena, rule, "Fix");

			fix[at].sentence = text ? first_sentence(&report->arena, text) : NULL;
			fix[at].known = true;
		}
		report->finding.v[i].fix = fix[at].sentence;
	}
	free(fix);
}

/* --- history --- */

static bool record(struct verdict *v, struct findings *findings, struct session *session, struct err *err)
{
	struct query *query;

	for (size_t i = 0; i < v->judgement.run.n; i++)
		findings_rule_ran(findings, v->judgement.run.v[i].rule->id);
	query = db_query(facts_db(session->pipeline.facts), err,
		"SELECT DISTINCT f.path FROM coverage c JOIN file f ON f.id = c.file_id WHERE c.domain = 'files' AND c.state IN ('skipped', 'unchecked')");
	if (!query)
		return false;
	while (query_next(query, err))
		findings_file_unknown(findings, query_text(query, 0));
	query_end(query);
	if (err->message[0])
		return false;
	for (size_t i = 0; i < v->judgement.finding.n; i++) {
		const struct finding *f = &v->judgement.finding.v[i];

		findings_record(findings, &(struct findings_row){
			.fingerprint = f->fingerprint, .rule = f->rule->id, .level = level_name(f->level), .file = f->file, .line = f->line, .column = f->column,
			.object = f->object, .subject = f->subject, .message = f->message, .state = f->suppressed ? "suppressed" : "open"});
	}
	return true;
}

/* What the statements of the sources ask for: tables with their role, columns read or written. */
static bool record_uses(struct findings *findings, struct db *facts, struct err *err)
{
	static const char sql[] =
		"WITH sent AS (SELECT q.statement_id, count(DISTINCT q.route_id) AS routes, min(r.method || ' ' || r.path) AS route FROM route_statement q JOIN route r ON r.id = q.route_id"
		" GROUP BY q.statement_id),"
		" named AS (SELECT DISTINCT t.statement_id, t.schema, t.name, '' AS column_name, t.role FROM statement_table t"
		" UNION SELECT DISTINCT c.statement_id, c.schema, c.table_name, c.column_name, iif(c.clause IN ('set', 'insert'), 'write', 'read') FROM statement_column c WHERE c.table_name <> '')"
		" SELECT n.schema, n.name, n.column_name, n.role, count(*), coalesce(max(sent.routes), 0), min(sent.route)"
		" FROM named n JOIN statement s ON s.id = n.statement_id JOIN file f ON f.id = s.file_id AND f.role = 'source' LEFT JOIN sent ON sent.statement_id = n.statement_id"
		" GROUP BY 1, 2, 3, 4";
	struct query *q = db_query(facts, err, sql);

	while (q && query_next(q, err))
		findings_use(findings, &(struct findings_use){.schema = query_text(q, 0), .table = query_text(q, 1), .column = query_text(q, 2), .role = query_text(q, 3),
			.statements = query_int(q, 4), .routes = query_int(q, 5), .route = query_text(q, 6)});
	query_end(q);
	return !err->message[0];
}

bool verdict_history(struct verdict *v, struct session *session, struct report *report, int exit_code, struct err *err)
{
	const char *folder = io_state_dir(&session->arena);
	struct findings_run run = {.started_at = report->started_at, .path = session->root, .command = session->command, .version = report->version,
		.routes = report->routes.found, .statements = report->statements.found, .checked = report->statements.checked};
	const char *top, *repository = repository_find(&session->arena, session->root, &top);
	struct findings_counts counts = {0};
	struct findings *findings;
	bool ok;

	if (!folder)
		return err_set(err, "there is no home folder to keep the history of findings in");
	if (repository)
		run.commit = repository_reference(&session->arena, repository, "HEAD");
	findings = findings_open(folder, session->history, err);
	if (!findings)
		return false;
	report->history = db_int(findings_db(findings), 0, "SELECT EXISTS (SELECT 1 FROM run)");
	ok = findings_begin(findings, &run, err) && record(v, findings, session, err) && record_uses(findings, facts_db(session->pipeline.facts), err) &&
		counters_record(findings, facts_db(session->pipeline.facts), err) &&
		findings_end(findings, exit_code, report->duration_ms, &counts, err);
	findings_close(findings);
	report->history = report->history && ok;
	report->new_findings = counts.fresh;
	report->fixed_findings = counts.fixed;
	report->still_findings = counts.still;
	return ok;
}

void verdict_free(struct verdict *v)
{
	judge_free(&v->judgement);
	rules_free(&v->rules);
}

/* --- prose --- */

const char *rule_section(struct arena *arena, const struct rule *rule, const char *heading)
{
	const char *p = rule->prose ? rule->prose : "";
	size_t n = strlen(heading);

	while (*p) {
		size_t line = strcspn(p, "\n");
		const char *next = p + line + (p[line] == '\n');

		if (line == n + 3 && starts_with(p, "## ") && memcmp(p + 3, heading, n) == 0) {
			const char *end = next;

			while (*end && !starts_with(end, "## "))
				end += strcspn(end, "\n") + (end[strcspn(end, "\n")] == '\n');
			while (next < end && isspace((unsigned char)*next))
				next++;
			while (end > next && isspace((unsigned char)end[-1]))
				end--;
			return end > next ? arena_strndup(arena, next, (size_t)(end - next)) : NULL;
		}
		p = next;
	}
	return NULL;
}

const char *first_sentence(struct arena *arena, const char *text)
{
	char *out = arena_strdup(arena, text), *to = out;
	bool code = false;

	for (const char *p = text; *p; p++) {
		if (p[0] == '\n' && p[1] == '\n')
			break;
		code ^= *p == '`';
		*to++ = isspace((unsigned char)*p) ? ' ' : *p;
		if (!code && *p == '.' && (p[1] == '\0' || isspace((unsigned char)p[1])) && to - out > 12)
			break;
	}
	*to = '\0';
	return out;
}
