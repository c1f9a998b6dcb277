/* Reading the command line and the environment. See command.h. Flags come before the environment; the configuration file comes last. */
#include "command.h"

#include "base/str.h"
#include "sql/catalog.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>

#define MAX_OPTIONS 64

/* What getopt_long wants, made from the tables, and which options were given. */
struct accepted {
	const struct option_row *row[MAX_OPTIONS];
	bool given[MAX_OPTIONS];
	size_t n;
	struct option longs[MAX_OPTIONS + 1];
	char shorts[2 * MAX_OPTIONS + 3];
};

static void accept_options(struct accepted *accepted, const struct command *command)
{
	size_t letters = 0;

	/* Stop at the first word that is no option: this loop goes on behind it, so that a word's exact spelling is known. */
	accepted->shorts[letters++] = '+';
	accepted->shorts[letters++] = ':';
	for (const char *const *name = command->options; name && *name && accepted->n < MAX_OPTIONS - 1; name++)
		accepted->row[accepted->n++] = option_find(*name);
	accepted->row[accepted->n++] = option_find("help");
	for (size_t i = 0; i < accepted->n; i++) {
		const struct option_row *row = accepted->row[i];
		bool value = row->kind != OPTION_FLAG;

		accepted->longs[i] = (struct option){row->name, value ? required_argument : no_argument, NULL, (int)(1000 + i)};
		if (row->letter) {
			accepted->shorts[letters++] = row->letter;
			if (value)
				accepted->shorts[letters++] = ':';
		}
	}
	accepted->shorts[letters] = '\0';
}

static bool unknown_option(const struct cli *cli, const struct accepted *accepted, const char *word, struct err *err)
{
	const char *names[MAX_OPTIONS], *near;
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	for (size_t i = 0; i < accepted->n; i++)
		names[i] = accepted->row[i]->name;
	near = nearest_name(name, names, accepted->n);
	if (near)
		return err_usage(err, "%s has no option \"--%s\"; did you mean \"--%s\"?", cli->command->name, name, near);
	return err_usage(err, "%s has no option \"--%s\"; \"plumbline help %s\" lists them", cli->command->name, name, cli->command->name);
}

static bool is_choice(const char *choices, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = choices; *p; p += strcspn(p, "|"), p += *p == '|')
		if (n && strcspn(p, "|") == n && memcmp(p, word, n) == 0)
			return true;
	return false;
}

static bool set_flag(bool *flag, const char *value, const char *from, struct err *err)
{
	if (!value || is_choice("1|true|yes|on", value))
		*flag = true;
	else if (*value && !is_choice("0|false|no|off", value))
		return err_usage(err, "%s must be 1 or 0, not \"%s\"", from, value);
	return true;
}

static bool set_number(int *number, const struct option_row *row, const char *value, const char *from, struct err *err)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (!isdigit((unsigned char)*value) || *end || errno || n > row->max)
		return err_usage(err, "%s must be a number from 0 to %d, not \"%s\"", from, row->max, value);
	*number = (int)n;
	return true;
}

/* `from` names the option or variable in messages. In the environment a list is written with commas. */
static bool set_option(struct cli *cli, const struct option_row *row, const char *value, const char *from, bool environment, struct err *err)
{
	char *member = (char *)&cli->options + row->offset;

	if (row->kind == OPTION_FLAG)
		return set_flag((bool *)member, value, from, err);
	if (!*value)
		return err_usage(err, "%s is empty", from);
	if (row->kind == OPTION_NUMBER)
		return set_number((int *)member, row, value, from, err);
	if (row->kind == OPTION_CHOICE && !is_choice(option_argument(row, cli->command), value))
		return err_usage(err, "%s must be one of %s, not \"%s\"", from, option_argument(row, cli->command), value);
	if (row->kind == OPTION_LIST) {
		struct { VEC(const char *); } *list = (void *)member;

		for (const char *p = value; *p; p += *p == ',') {
			size_t n = environment ? strcspn(p, ",") : strlen(p);

			if (n)
				vec_push(list, arena_strndup(&cli->arena, p, n));
			p += n;
		}
		return true;
	}
	if (row->more && *(const char **)member) {
		struct { VEC(const char *); } *list = (void *)((char *)&cli->options + row->more);

		vec_push(list, value);
		return cli->command->several_databases || err_usage(err, "%s takes one database, and %s was given twice", cli->command->name, from);
	}
	*(const char **)member = value;
	return true;
}

static bool read_words(struct cli *cli, struct accepted *accepted, int argc, char **argv, struct err *err)
{
	bool only_words = false;

	optind = 0;
	opterr = 0;
	for (;;) {
		int at = optind ? optind : 1;
		int c = only_words ? -1 : getopt_long(argc, argv, accepted->shorts, accepted->longs, NULL);
		size_t i = 0;
		char from[80];

		if (c == -1) {
			only_words = only_words || (optind > 1 && optind <= argc && optind > at && strcmp(argv[optind - 1], "--") == 0);
			if (optind >= argc)
				return true;
			vec_push(&cli->words, argv[optind++]);
			continue;
		}
		if ((c == '?' || c == ':') && starts_with(argv[at], "--") && (c == '?' ? !optopt : optopt < 1000))
			return unknown_option(cli, accepted, argv[at], err);
		if (c == '?' && optopt >= 1000)
			return err_usage(err, "\"--%s\" takes no value", accepted->row[optopt - 1000]->name);
		if (c == '?')
			return err_usage(err, "%s has no option \"-%c\"; \"plumbline help %s\" lists them", cli->command->name, optopt, cli->command->name);
		if (c == ':' && optopt < 1000)
			return err_usage(err, "\"-%c\" needs a value", optopt);
		if (c == ':')
			return err_usage(err, "\"--%s\" needs a value", accepted->row[optopt - 1000]->name);
		while (c < 1000 ? accepted->row[i]->letter != c : (int)i != c - 1000)
			i++;
		/* getopt_long takes any unambiguous beginning of a name; an option added later would change what that means. */
		if (c >= 1000 && strcspn(argv[at] + 2, "=") != strlen(accepted->row[i]->name))
			return unknown_option(cli, accepted, argv[at], err);
		snprintf(from, sizeof(from), "\"--%s\"", accepted->row[i]->name);
		accepted->given[i] = true;
		if (!set_option(cli, accepted->row[i], optarg, from, false, err))
			return false;
	}
}

static bool read_environment(struct cli *cli, const struct accepted *accepted, struct err *err)
{
	for (size_t i = 0; i < accepted->n; i++) {
		const struct option_row *row = accepted->row[i];
		char name[80] = "PLUMBLINE_";
		size_t n = strlen(name);
		const char *value;

		for (const char *p = row->name; *p && n < sizeof(name) - 1; p++)
			name[n++] = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
		name[n] = '\0';
		value = getenv(name);
		if (accepted->given[i] || !value || (!*value && row->kind != OPTION_FLAG) || strcmp(row->name, "help") == 0)
			continue;
		if (!set_option(cli, row, value, name, true, err))
			return false;
	}
	return true;
}

bool options_read(struct cli *cli, int argc, char **argv, struct err *err)
{
	struct accepted accepted = {0};

	cli->options.min_coverage = cli->options.jobs = cli->options.max_findings = -1;
	accept_options(&accepted, cli->command);
	if (!read_words(cli, &accepted, argc, argv, err))
		return false;
	if (cli->options.help)
		return true;
	if (cli->words.n > cli->command->max_words)
		return err_usage(err, "%s does not know what to do with \"%s\"", cli->command->name, cli->words.v[cli->command->max_words]);
	if (cli->words.n < cli->command->min_words)
		return err_usage(err, "%s needs %s", cli->command->name, cli->command->arguments);
	return read_environment(cli, &accepted, err);
}

void options_free(struct cli *cli)
{
	vec_free(&cli->options.rule);
	vec_free(&cli->options.disable);
	vec_free(&cli->options.packs);
	vec_free(&cli->options.more_db);
	vec_free(&cli->words);
	arena_free(&cli->arena);
}
