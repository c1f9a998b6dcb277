/* argv → command → exit code. The only place that prints an error. */
#include "command.h"

#include "../reports/layout.h"
#include "base/io.h"
#include "store/db.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void complain(const char *kind, const struct err *err)
{
	struct buf safe = {0};

	text_safe(&safe, err->message, strlen(err->message));
	fprintf(stderr, "plumbline: %s%s\n", kind, buf_text(&safe));
	buf_free(&safe);
}

static bool wants_color(const struct cli *cli)
{
	const char *how = cli->options.color, *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (how && strcmp(how, "auto") != 0)
		return strcmp(how, "always") == 0;
	return cli->terminal && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

static int columns(const struct cli *cli)
{
	struct winsize size;

	if (!cli->terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_col > 100)
		return 100;
	return size.ws_col < 40 ? 40 : size.ws_col;
}

/* Runs the command with its result going to standard output, or to memory and from there to --output in one piece. */
static int run(struct cli *cli, struct err *err)
{
	char *text = NULL;
	size_t length = 0;
	int code;

	cli->out = cli->options.output ? open_memstream(&text, &length) : stdout;
	if (!cli->out)
		return err_set(err, "cannot open a stream: %s", strerror(errno)), -1;
	cli->terminal = !cli->options.output && isatty(STDOUT_FILENO);
	cli->color = wants_color(cli);
	cli->width = columns(cli);
	code = cli->command->run(cli, err);
	if (fflush(cli->out) != 0 || ferror(cli->out)) {
		err_set(err, "cannot write the result: %s", strerror(errno));
		code = -1;
	}
	if (cli->options.output) {
		fclose(cli->out);
		if (code >= 0 && !io_write_atomic(cli->options.output, text, length, err))
			code = -1;
		free(text);
	}
	return code;
}

int main(int argc, char **argv)
{
	struct cli cli = {0};
	struct err err = {0};
	int code = -1;

	db_single_thread();
	if (argc < 2) {
		help_overview(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		argv[1] = "help";
	else if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
		argv[1] = "version";
	cli.command = command_find(argv[1], &err);
	if (cli.command && options_read(&cli, argc - 1, argv + 1, &err)) {
		if (cli.options.help) {
			help_command(stdout, cli.command);
			code = EXIT_CLEAN;
		} else {
			code = run(&cli, &err);
		}
	}
	if (cli.warning.message[0])
		complain("warning: ", &cli.warning);
	if (code < 0) {
		complain("", &err);
		code = err.usage ? EXIT_USAGE : EXIT_INCOMPLETE;
	}
	options_free(&cli);
	return code;
}
