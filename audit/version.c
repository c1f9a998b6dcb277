/* plumbline version: which program this is. */
#include "command.h"

#include "base/build_id.h"

static int run(struct cli *cli, struct err *err)
{
	(void)err;
	fprintf(cli->out, "plumbline %s (build %s)\n", PLUMBLINE_VERSION, build_id);
	return EXIT_CLEAN;
}

const struct command command_version = {
	.name = "version",
	.arguments = "",
	.summary = "print version and build",
	.run = run,
};
