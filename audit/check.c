/* plumbline check: the code against the schema that is declared. No server, nothing of the project is run. */
#include "outcome.h"
#include "server.h"
#include "stored.h"

static const char *const option_names[] = {
	"format", "output", "fail-on", "min-coverage", "profile", "preview", "rule", "disable", "rules", "packs", "config", "snapshot", "live-facts", "group", "max-findings",
	"jobs", "no-cache", "no-history", "color", "quiet", "verbose", NULL,
};

/* A run from the beginning. */
static bool judge_now(struct cli *cli, struct session *session, struct verdict *verdict, const struct stored *stored, struct report *report,
	struct err *err)
{
	if (!session_run(session, err) || !verdict_judge(verdict, session, report, err))
		return false;
	outcome_order(cli, report);
	report->duration_ms = clock_ms() - session->began_ms;
	if (!cli->options.no_history && !verdict_history(verdict, session, report, outcome_exit_code(report, &session->config), &cli->warning))
		err_in(&cli->warning, "the history of findings was not kept");
	if (outcome_complete(report) && !cli->options.live_facts)
		stored_save(stored, report);
	return true;
}

static bool check(struct cli *cli, struct session *session, struct server *server, struct verdict *verdict, struct report *report, struct err *err)
{
	struct stored stored = {0};
	bool unchanged;

	if (!session_open(session, cli, cli_path(cli, 0), err) || !verdict_rules(verdict, session, cli, err) ||
		((cli->options.snapshot || cli->options.live_facts) && !server_recall(server, cli->options.snapshot, cli->options.live_facts, session, err)))
		return false;
	unchanged = !cli->options.no_cache && !cli->options.live_facts && stored_key(&stored, verdict, session) && stored_load(&stored, report);
	report->version = PLUMBLINE_VERSION;
	report->path = cli_path(cli, 0);
	report->started_at = outcome_now(&report->arena);
	if (unchanged) {
		/* What was found then is what is found now. */
		progress_note(&session->progress, "nothing changed: the report of the last run", (double)(clock_ms() - session->began_ms));
		report->history = !cli->options.no_history;
		report->still_findings += report->new_findings;
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
	struct server server = {0};
	struct verdict verdict = {0};
	struct report report = {0};
	int code = -1;

	if (check(cli, &session, &server, &verdict, &report, err)) {
		progress_clear(&session.progress);
		outcome_write(cli, &session, &report);
		code = outcome_exit_code(&report, &session.config);
	}
	report_free(&report);
	verdict_free(&verdict);
	session_close(&session);
	server_close(&server);
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
