/*
 * The command line: commands and options are tables of const structs, one command a file.
 *
 *     plumbline check --format json src          argv[1] names the command, the rest is read by options_read()
 *
 * A command writes its result to cli->out, progress to stderr through progress.h, and answers an exit code; -1 with err filled when it could
 * not do its work: main.c prints the error and exits 2 when err.usage is set, 3 otherwise. Exit codes are a promise: docs/exit-codes.md.
 */
#ifndef PLUMBLINE_COMMAND_H
#define PLUMBLINE_COMMAND_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdio.h>

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_INCOMPLETE = 3 };

struct command;

/* Every option of every command; a command's table says which it takes. NULL or -1: neither a flag nor the environment said anything. */
struct options {
	const char *format, *output, *config, *fail_on, *profile, *group, *color, *rules_dir;
	const char *table, *method, *path_glob;
	const char *db, *redis, *snapshot, *live_facts, *contract, *expect_build, *build, *unreachable, *level, *against, *head, *to, *service;
	int min_coverage, jobs, max_findings;
	bool preview, migrated, no_cache, no_history, quiet, verbose, unguarded, allow_superuser, plpgsql_check, debug, json, all, help;
	VEC_OF(const char *) rule, disable, packs;
	VEC_OF(const char *) more_db;	/* those given after db, where the command takes several */
};

struct cli {
	const struct command *command;
	struct options options;
	VEC_OF(const char *) words;	/* arguments that are no options */
	struct arena arena;
	FILE *out;			/* where the result goes */
	bool color;			/* cli->out may have colors */
	bool terminal;			/* cli->out is a terminal */
	int width;			/* columns to write for, 40 to 100 */
	struct err warning;		/* something a run can do without; main.c prints it, the exit code stays */
};

struct command {
	const char *name;
	const char *arguments;		/* "[PATH]" */
	const char *summary;		/* one line, no full stop */
	const char *text;		/* what help adds below the options; NULL nothing */
	const char *const *options;	/* names from the option table, NULL-terminated; NULL none */
	const char *formats;		/* what --format may be; NULL: text|json */
	size_t min_words, max_words;
	bool several_databases;		/* --db may be given more than once */
	int (*run)(struct cli *cli, struct err *err);
};

extern const struct command *const commands[];	/* NULL-terminated, in the order help shows them */
const struct command *command_find(const char *name, struct err *err);	/* NULL: err suggests the nearest */

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_CHOICE, OPTION_NUMBER, OPTION_LIST };

struct option_row {
	const char *name;		/* without its dashes; PLUMBLINE_NAME in the environment */
	char letter;			/* '\0' none */
	enum option_kind kind;
	const char *argument;		/* what help calls the value; a CHOICE's words between bars; NULL for a flag */
	size_t offset;			/* in struct options */
	int max;			/* NUMBER: from 0 to this */
	size_t more;			/* TEXT: in struct options, the list of those given after the first; 0: the last one counts */
	const char *help;
};

extern const struct option_row option_table[];	/* ends with {0} */
const char *option_argument(const struct option_row *row, const struct command *command);	/* what help calls the value of a command's option */
const struct option_row *option_find(const char *name);	/* NULL: no such option */

/* Reads the words after the command's name, then the environment for what they left open. Text in cli points into argv, environment or cli->arena. */
bool options_read(struct cli *cli, int argc, char **argv, struct err *err);
void options_free(struct cli *cli);

/* The folder a command is about: word `index`, or ".". */
const char *cli_path(const struct cli *cli, size_t index);

void help_overview(FILE *out);
void help_command(FILE *out, const struct command *command);

#endif
