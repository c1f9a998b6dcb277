/* plumbline help [COMMAND]: written from the tables, so it cannot lag behind them. */
#include "command.h"

#include "../reports/layout.h"

#define HELP_COLUMN 34

void help_overview(FILE *out)
{
	fprintf(out, "plumbline: does the code stand true to its PostgreSQL schema?\n\nusage: plumbline COMMAND [OPTION…] [ARGUMENT…]\n\n");
	for (const struct command *const *c = commands; *c; c++) {
		char left[100];
		size_t columns;

		snprintf(left, sizeof(left), "  %s%s%s", (*c)->name, *(*c)->arguments ? " " : "", (*c)->arguments);
		columns = text_columns(left, strlen(left));
		fprintf(out, "%s%*s%s\n", left, columns < 32 ? (int)(32 - columns) : 1, "", (*c)->summary);
	}
	fprintf(out, "\n\"plumbline help COMMAND\" tells more.\n"
		     "Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 could not complete.\n");
}

static void help_option(FILE *out, const struct option_row *row, const struct command *command)
{
	const char *argument = option_argument(row, command);
	char left[100];

	snprintf(left, sizeof(left), "  %c%c%c --%s%s%s", row->letter ? '-' : ' ', row->letter ? row->letter : ' ', row->letter ? ',' : ' ', row->name,
		argument ? " " : "", argument ? argument : "");
	if (strlen(left) < HELP_COLUMN)
		fprintf(out, "%-*s%s\n", HELP_COLUMN, left, row->help);
	else
		fprintf(out, "%s\n%*s%s\n", left, HELP_COLUMN, "", row->help);
}

void help_command(FILE *out, const struct command *command)
{
	fprintf(out, "usage: plumbline %s%s%s%s\n\n%s.\n", command->name, command->options ? " [OPTION…]" : "", *command->arguments ? " " : "",
		command->arguments, command->summary);
	if (command->options) {
		fprintf(out, "\n");
		for (const char *const *name = command->options; *name; name++)
			help_option(out, option_find(*name), command);
		help_option(out, option_find("help"), command);
		fprintf(out, "\nAn option may stand in the environment: PLUMBLINE_FAIL_ON for --fail-on; lists with commas.\n"
			     "Flags come before the environment, the environment before the configuration file.\n");
	}
	if (command->text)
		fprintf(out, "\n%s", command->text);
}

static int run(struct cli *cli, struct err *err)
{
	const struct command *command;

	if (cli->words.n == 0) {
		help_overview(cli->out);
		return EXIT_CLEAN;
	}
	command = command_find(cli->words.v[0], err);
	if (!command)
		return -1;
	help_command(cli->out, command);
	return EXIT_CLEAN;
}

const struct command command_help = {
	.name = "help",
	.arguments = "[COMMAND]",
	.summary = "explain a command, or list them",
	.max_words = 1,
	.run = run,
};
