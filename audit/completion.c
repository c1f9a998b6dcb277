/* plumbline completion: a completion script for bash, written from the tables. */
#include "command.h"

#include <string.h>

static void words(FILE *out, const struct command *command)
{
	for (const char *const *name = command->options; name && *name; name++)
		fprintf(out, "--%s ", *name);
	fprintf(out, "--help");
}

static void choices(FILE *out, const char *before, const char *name, const char *words)
{
	fprintf(out, "\t%s--%s) COMPREPLY=($(compgen -W '", before, name);
	for (const char *p = words; *p; p++)
		fputc(*p == '|' ? ' ' : *p, out);
	fprintf(out, "' -- \"$word\")); return ;;\n");
}

/* The word before says what the next may be; of --format, the command too. */
static void values(FILE *out)
{
	for (const struct option_row *row = option_table; row->name; row++) {
		if (row->kind == OPTION_CHOICE) {
			choices(out, "*:", row->name, row->argument);
		} else if (row->argument && (strcmp(row->argument, "FILE") == 0 || strcmp(row->argument, "DIR") == 0)) {
			fprintf(out, "\t*:--%s) COMPREPLY=($(compgen -%c -- \"$word\")); return ;;\n", row->name, *row->argument == 'F' ? 'f' : 'd');
		}
	}
	fprintf(out, "\t*:--rule | *:--disable | *:explain) COMPREPLY=($(compgen -W \"$(plumbline rules 2>/dev/null | cut -f 1)\" -- \"$word\")); return ;;\n");
}

static int run(struct cli *cli, struct err *err)
{
	(void)err;
	fprintf(cli->out, "# bash completion for plumbline:  source <(plumbline completion)\n_plumbline() {\n"
			  "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options=\n"
			  "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tCOMPREPLY=($(compgen -W '");
	for (const struct command *const *c = commands; *c; c++)
		fprintf(cli->out, "%s%s", c == commands ? "" : " ", (*c)->name);
	fprintf(cli->out, "' -- \"$word\"))\n\t\treturn\n\tfi\n\tcase ${COMP_WORDS[1]}:$before in\n");
	for (const struct command *const *c = commands; *c; c++)
		if ((*c)->formats)
			choices(cli->out, arena_printf(&cli->arena, "%s:", (*c)->name), "format", (*c)->formats);
	values(cli->out);
	fprintf(cli->out, "\tesac\n\tcase ${COMP_WORDS[1]} in\n");
	for (const struct command *const *c = commands; *c; c++) {
		fprintf(cli->out, "\t%s) options='", (*c)->name);
		words(cli->out, *c);
		fprintf(cli->out, "' ;;\n");
	}
	fprintf(cli->out, "\tesac\n\tcase $word in\n\t-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
			  "\t*) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n\tesac\n}\ncomplete -o filenames -F _plumbline plumbline\n");
	return EXIT_CLEAN;
}

const struct command command_completion = {
	.name = "completion",
	.arguments = "",
	.summary = "print a completion script for bash",
	.text = "To use it in this shell: source <(plumbline completion)\n",
	.run = run,
};
