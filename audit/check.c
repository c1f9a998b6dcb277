/* plumbline check: the code against the schema that is declared. No server, nothing of the project is run. */
#include "stored.h"

#include <time.h>

#define MAX_FINDINGS 20		/* of one rule in text, unless asked otherwise */

static const char *const option_names[] = {
	"format", "output", "fail-on", "min-coverage", "profile", "preview", "rule", "disable", "rules", "packs", "config", "group", "max-findings",
	"jobs", "no-cache", "no-history", "color", "quiet", "verbose", NULL,
};

static const char *utc_now(struct arena *arena)
{
	char text[32];
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return arena_strdup(arena, text);
}

/* Findings come before gaps: 1 beats 3. */
static int exit_code(const struct report *report, const struct config *config)
{
	enum report_level least = REPORT_ERROR;

	report_level_parse(config->fail_on, &least);
	for (size_t i = 0; i < report->finding.n; i++)
		if (report->finding.v[i].level >= least)
			return EXIT_FINDINGS;
	for (size_t i = 0; i < report->not_run.n; i++)
		if (report->not_run.v[i].failed)
			return EXIT_INCOMPLETE;
	return report_percent_checked(report) < config->min_coverage ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

static bool complete(const struct report *report)
{
	for (size_t i = 0; i < report->not_run.n; i++)
		if (report->not_run.v[i].failed)
			return false;
	return true;
}

static void write_report(const struct cli *cli, const struct session *session, const struct report *report)
{
	if (cli->options.format && strcmp(cli->options.format, "json") == 0) {
		report_write_json(report, cli->out);
		return;
	}
	report_write_text(report, &(struct report_style){
		.out = cli->out, .color = cli->color, .width = cli->width, .root = session->root,
		.by_rule = cli->options.group && strcmp(cli->options.group, "rule") == 0,
		.max_findings = cli->options.max_findings >= 0 ? cli->options.max_findings : MAX_FINDINGS,
	});
}

/* A run from the beginning. */
static bool judge_now(struct cli *cli, struct session *session, struct verdict *verdict, const struct stored *stored, struct report *report,
	struct err *err)
{
	if (!session_run(session, err) || !verdict_judge(verdict, session, report, err))
		return false;
	report_sort(report);
	report->duration_ms = clock_ms() - session->began_ms;
	if (!cli->options.no_history && !verdict_history(verdict, session, report, exit_code(report, &session->config), &cli->warning))
		err_in(&cli->warning, "the history of findings was not kept");
	if (complete(report))
		stored_save(stored, report);
	return true;
}

static bool check(struct cli *cli, struct session *session, struct verdict *verdict, struct report *report, struct err *err)
{
	struct stored stored = {0};
	bool unchanged;

	if (!session_open(session, cli, cli_path(cli, 0), err) || !verdict_rules(verdict, session, cli, err))
		return false;
	unchanged = !cli->options.no_cache && stored_key(&stored, verdict, session) && stored_load(&stored, report);
	report->version = PLUMBLINE_VERSION;
	report->path = cli_path(cli, 0);
	report->started_at = utc_now(&report->arena);
	if (unchanged) {
		/* What was found then is what is found now. */
		progress_note(&session->progress, "nothing changed: the report of the last run", (double)(clock_ms() - session->began_ms));
		report->history = !cli->options.no_history;
		report->new_findings = report->fixed_findings = 0;
	} else if (!judge_now(cli, session, verdict, &stored, report, err)) {
		return false;
	}
	verdict_fixes(verdict, report);
	report->duration_ms = clock_ms() - session->began_ms;
	return true;
}

static int run(struct cli *cli, struct err *err)
{
	struct session session = {0};
	struct verdict verdict = {0};
	struct report report = {0};
	int code = -1;

	if (check(cli, &session, &verdict, &report, err)) {
		progress_clear(&session.progress);
		write_report(cli, &session, &report);
		code = exit_code(&report, &session.config);
	}
	report_free(&report);
	verdict_free(&verdict);
	session_close(&session);
	return code;
}

const struct command command_check = {
	.name = "check",
	.arguments = "[PATH]",
	.summary = "compare the code below PATH with the schema its migrations declare",
	.text = "Exit codes: 0 no finding at or above --fail-on; 1 findings; 2 usage or configuration;\n"
		"3 a rule failed, or coverage is below --min-coverage. 1 comes before 3.\n",
	.options = option_names,
	.max_words = 1,
	.run = run,
};
