/* The command line and the environment. */
#include "../../audit/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Reads a command line for `check`; words end with NULL. */
static bool read_line(struct cli *cli, struct err *err, const char *const *words)
{
	static char *argv[40];
	int argc = 0;

	*cli = (struct cli){.command = command_find("check", err)};
	*err = (struct err){0};
	argv[argc++] = "check";
	for (; *words; words++)
		argv[argc++] = (char *)*words;
	argv[argc] = NULL;
	return options_read(cli, argc, argv, err);
}

#define LINE(cli, err, ...) read_line(cli, err, (const char *const[]){__VA_ARGS__ __VA_OPT__(,) NULL})

static void refuses(const char *word, const char *next, const char *message)
{
	struct cli cli;
	struct err err;

	assert_false(LINE(&cli, &err, word, next));
	assert_true(err.usage);
	if (!strstr(err.message, message))
		fail_msg("\"%s\" lacks \"%s\"", err.message, message);
	options_free(&cli);
}

static void reads_flags_in_any_place(void **state)
{
	struct cli cli;
	struct err err;

	(void)state;
	assert_true(LINE(&cli, &err, "--format=json", "src", "--rule", "a/b", "--rule", "c/d,e", "-qv", "--min-coverage", "80", "-j2"));
	assert_string_equal(cli.options.format, "json");
	assert_int_equal(cli.words.n, 1);
	assert_string_equal(cli_path(&cli, 0), "src");
	assert_int_equal(cli.options.rule.n, 2);
	assert_string_equal(cli.options.rule.v[1], "c/d,e");
	assert_true(cli.options.quiet && cli.options.verbose && !cli.options.preview);
	assert_int_equal(cli.options.min_coverage, 80);
	assert_int_equal(cli.options.jobs, 2);
	assert_int_equal(cli.options.max_findings, -1);
	options_free(&cli);

	assert_true(LINE(&cli, &err, "--quiet", "--", "--format"));
	assert_string_equal(cli_path(&cli, 0), "--format");
	options_free(&cli);

	assert_true(LINE(&cli, &err));
	assert_string_equal(cli_path(&cli, 0), ".");
	assert_null(cli.options.format);
	options_free(&cli);
}

static void refuses_with_the_nearest_name(void **state)
{
	(void)state;
	refuses("--fromat", "json", "check has no option \"--fromat\"; did you mean \"--format\"?");
	refuses("--fromat=json", NULL, "did you mean \"--format\"?");
	refuses("--zzzzzzzzz", NULL, "\"plumbline help check\" lists them");
	refuses("--unguarded", NULL, "check has no option \"--unguarded\"");
	refuses("-x", NULL, "check has no option \"-x\"");
	/* Half a name means something else once another option begins with it. */
	refuses("--form", "json", "did you mean \"--format\"?");
	refuses("--no", NULL, "check has no option \"--no\"");
}

static void refuses_wrong_values(void **state)
{
	(void)state;
	refuses("--format", "xml", "\"--format\" must be one of text|json, not \"xml\"");
	refuses("--format", NULL, "\"--format\" needs a value");
	refuses("-f", NULL, "\"-f\" needs a value");
	refuses("--quiet=1", NULL, "\"--quiet\" takes no value");
	refuses("--min-coverage", "101", "a number from 0 to 100, not \"101\"");
	refuses("--min-coverage", "-1", "a number");
	refuses("--min-coverage", " 1", "a number");
	refuses("--min-coverage", "99999999999999999999", "a number");
	refuses("--output", "", "\"--output\" is empty");
	refuses("a", "b", "check does not know what to do with \"b\"");
}

static void the_environment_fills_what_flags_leave_open(void **state)
{
	struct cli cli;
	struct err err;

	(void)state;
	setenv("PLUMBLINE_FORMAT", "json", 1);
	setenv("PLUMBLINE_FAIL_ON", "note", 1);
	setenv("PLUMBLINE_NO_CACHE", "1", 1);
	setenv("PLUMBLINE_NO_HISTORY", "0", 1);
	setenv("PLUMBLINE_DISABLE", "a/b,,c/*", 1);
	assert_true(LINE(&cli, &err, "--format", "text"));
	assert_string_equal(cli.options.format, "text");
	assert_string_equal(cli.options.fail_on, "note");
	assert_true(cli.options.no_cache);
	assert_false(cli.options.no_history);
	assert_int_equal(cli.options.disable.n, 2);
	assert_string_equal(cli.options.disable.v[1], "c/*");
	options_free(&cli);

	assert_true(LINE(&cli, &err, "--disable", "x/y"));
	assert_int_equal(cli.options.disable.n, 1);
	options_free(&cli);

	setenv("PLUMBLINE_NO_CACHE", "perhaps", 1);
	assert_false(LINE(&cli, &err));
	assert_true(err.usage);
	assert_non_null(strstr(err.message, "PLUMBLINE_NO_CACHE must be 1 or 0"));
	options_free(&cli);
	setenv("PLUMBLINE_NO_CACHE", "", 1);
	setenv("PLUMBLINE_FAIL_ON", "", 1);
	assert_true(LINE(&cli, &err));
	assert_false(cli.options.no_cache);
	assert_null(cli.options.fail_on);
	options_free(&cli);
	unsetenv("PLUMBLINE_FORMAT");
	unsetenv("PLUMBLINE_FAIL_ON");
	unsetenv("PLUMBLINE_NO_CACHE");
	unsetenv("PLUMBLINE_NO_HISTORY");
	unsetenv("PLUMBLINE_DISABLE");
}

static void commands_are_found_or_suggested(void **state)
{
	struct err err = {0};

	(void)state;
	assert_non_null(command_find("routes", &err));
	assert_null(command_find("chekc", &err));
	assert_true(err.usage);
	assert_non_null(strstr(err.message, "did you mean \"check\"?"));
	assert_null(command_find("qqqqqqqq", &err));
	assert_non_null(strstr(err.message, "plumbline help"));
}

/* A name in a command's list that the table lacks would be a NULL row. */
static void every_option_of_every_command_exists(void **state)
{
	(void)state;
	for (const struct command *const *c = commands; *c; c++) {
		assert_non_null((*c)->summary);
		assert_non_null((*c)->arguments);
		for (const char *const *name = (*c)->options; name && *name; name++)
			if (!option_find(*name))
				fail_msg("%s: no option \"%s\"", (*c)->name, *name);
	}
	for (const struct option_row *a = option_table; a->name; a++)
		for (const struct option_row *b = a + 1; b->name; b++) {
			assert_string_not_equal(a->name, b->name);
			assert_false(a->letter && a->letter == b->letter);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_flags_in_any_place),
		cmocka_unit_test(refuses_with_the_nearest_name),
		cmocka_unit_test(refuses_wrong_values),
		cmocka_unit_test(the_environment_fills_what_flags_leave_open),
		cmocka_unit_test(commands_are_found_or_suggested),
		cmocka_unit_test(every_option_of_every_command_exists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
