/* plumbline audit: the code and what its migrations declare against a running database. Nothing is executed there. */
#include "counter.h"
#include "outcome.h"
#include "server.h"
#include "verdict.h"

static const char *const option_names[] = {
	"db",
	"allow-superuser",
	"level",
	"plpgsql-check",
	"format",
	"output",
	"fail-on",
	"min-coverage",
	"profile",
	"preview",
	"rule",
	"disable",
	"rules",
	"packs",
	"config",
	"group",
	"max-findings",
	"jobs",
	"no-cache",
	"no-history",
	"debug",
	"color",
	"quiet",
	"verbose",
	NULL,
};

static bool audit(struct cli *cli, struct session *session, struct server *server, struct verdict *verdict, struct report *report, struct err *err)
{
	if (!session_open(session, cli, cli_path(cli, 0), err) || !verdict_rules(verdict, session, cli, err) || !server_open(server, cli, session, err))
		return false;
	report->version = PLUMBLINE_VERSION;
	report->path = cli_path(cli, 0);
	report->started_at = outcome_now(&report->arena);
	if (!session_run(session, err))
		return false;
	if (!cli->options.no_history && !counters_recall(session, report->started_at, &cli->warning))
		err_in(&cli->warning, "the counters of earlier audits were not read");
	progress_tick(&session->progress, "judging", 0, 0);
	if (!verdict_judge(verdict, session, report, err) || !server_report(server, facts_db(session->pipeline.facts), report, err))
		return false;
	outcome_order(cli, report);
	report->duration_ms = clock_ms() - session->began_ms;
	if (!cli->options.no_history && !verdict_history(verdict, session, report, outcome_exit_code(report, &session->config), &cli->warning))
		err_in(&cli->warning, "the history of findings was not kept");
	verdict_fixes(verdict, report);
	return true;
}

/* One database; `heading`: there are several. -1: err. */
static int audit_one(struct cli *cli, bool heading, struct err *err)
{
	struct session session = {0};
	struct server server = {0};
	struct verdict verdict = {0};
	struct report report = {0};
	int code = -1;

	if (audit(cli, &session, &server, &verdict, &report, err)) {
		progress_clear(&session.progress);
		if (heading && (!cli->options.format || strcmp(cli->options.format, "text") == 0))
			fprintf(cli->out, "--- %s ---\n\n", report.server.name);
		outcome_write(cli, &session, &report);
		code = outcome_exit_code(&report, &session.config);
		/* What could not be looked at for a lock or a missing right is no pass. */
		if (code == EXIT_CLEAN && report.server.unchecked.n)
			code = EXIT_INCOMPLETE;
	}
	report_free(&report);
	verdict_free(&verdict);
	session_close(&session);
	server_close(&server);
	return code;
}

/* Each database in turn. One that cannot be audited keeps none of the others from it; the gravest exit code counts, findings first. */
static int run(struct cli *cli, struct err *err)
{
	static const int gravity[] = {EXIT_FINDINGS, EXIT_USAGE, EXIT_INCOMPLETE};
	size_t n = cli->options.more_db.n;
	bool seen[4] = {false};

	if (!n)
		return audit_one(cli, false, err);
	for (size_t i = 0; i <= n; i++) {
		struct err why = {0};
		int code;

		if (i)
			cli->options.db = cli->options.more_db.v[i - 1];
		code = audit_one(cli, true, &why);
		if (code < 0) {
			fprintf(stderr, "plumbline: database %zu of %zu: %s\n", i + 1, n + 1, why.message);
			code = why.usage ? EXIT_USAGE : EXIT_INCOMPLETE;
		}
		if (i < n)
			fputc('\n', cli->out);
		seen[code] = true;
	}
	for (size_t i = 0; i < sizeof(gravity) / sizeof(*gravity); i++)
		if (seen[gravity[i]])
			return gravity[i];
	return EXIT_CLEAN;
}

const struct command command_audit = {
	.name = "audit",
	.arguments = "[PATH]",
	.summary = "compare the code below PATH and its migrations with a running database",
	.text = "The database is only read: every statement of the code is parsed by the server (Parse, Describe), none is executed. A role that may connect and has\n"
		"USAGE on the schemas is enough; it needs no right on any table. --db may be given more than\n"
		"once: each database is audited in turn, with a report (or a JSON document) of its own.\n\n"
		"With --level plan each statement the server accepts is also planned (EXPLAIN, a generic plan, in a read-only transaction that is rolled back): errors only the\n"
		"planner sees, costs, tables read from end to end. The role then needs the rights the statements need, and planning may run immutable and stable functions.\n\n"
		"Exit codes: 0 no finding at or above --fail-on; 1 findings; 2 usage or configuration;\n"
		"3 the database could not be reached, or something could not be looked at. 1 comes before 3.\n",
	.several_databases = true,
	.options = option_names,
	.max_words = 1,
	.run = run,
};
