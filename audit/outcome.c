/* What a judged run ends with. See outcome.h. */
#include "outcome.h"

#include <time.h>

#define MAX_FINDINGS 20 /* of one rule in text, unless asked otherwise */

const char *outcome_now(struct arena *arena)
{
	char text[32];
	struct timespec now;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	return arena_printf(arena, "%s.%03ldZ", text, now.tv_nsec / 1000000);
}

/* Findings come before gaps: 1 beats 3. */
int outcome_exit_code(const struct report *report, const struct config *config)
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

bool outcome_complete(const struct report *report)
{
	for (size_t i = 0; i < report->not_run.n; i++)
		if (report->not_run.v[i].failed)
			return false;
	return true;
}

static enum report_group group_of(const struct cli *cli)
{
	if (!cli->options.group)
		return strcmp(cli->command->name, "audit") == 0 ? REPORT_BY_LEVEL : REPORT_BY_FILE;
	return strcmp(cli->options.group, "rule") == 0 ? REPORT_BY_RULE : strcmp(cli->options.group, "level") == 0 ? REPORT_BY_LEVEL : REPORT_BY_FILE;
}

void outcome_order(const struct cli *cli, struct report *report)
{
	if (group_of(cli) == REPORT_BY_LEVEL)
		report_rank(report);
	else
		report_sort(report);
}

void outcome_write(const struct cli *cli, const struct session *session, const struct report *report)
{
	if (cli->options.format && strcmp(cli->options.format, "json") == 0) {
		report_write_json(report, cli->out);
		return;
	}
	report_write_text(report, &(struct report_style){
					  .out = cli->out,
					  .color = cli->color,
					  .width = cli->width,
					  .root = session->root,
					  .group = group_of(cli),
					  .max_findings = cli->options.max_findings >= 0 ? cli->options.max_findings : MAX_FINDINGS,
				  });
}
