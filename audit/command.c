/* The tables of commands and options. See command.h. */
#include "command.h"

#include "sql/catalog.h"

extern const struct command command_check, command_audit, command_preflight, command_verify, command_push, command_snapshot,
	command_routes, command_impact, command_facts, command_rules, command_completion, command_help, command_version;

const struct command *const commands[] = {
	&command_check, &command_audit, &command_preflight, &command_verify, &command_snapshot, &command_routes,
	&command_impact, &command_facts, &command_rules, &command_push, &command_completion, &command_help, &command_version, NULL,
};

#define AT(member) .offset = offsetof(struct options, member)

const struct option_row option_table[] = {
	{"format", 'f', OPTION_CHOICE, "text|json", AT(format), .help = "how the result is written (default text)"},
	{"output", 'o', OPTION_TEXT, "FILE", AT(output), .help = "write the result to FILE instead of standard output"},
	{"fail-on", 0, OPTION_CHOICE, "error|warning|note", AT(fail_on), .help = "lowest level of a finding that makes the exit code 1 (default error)"},
	{"min-coverage", 0, OPTION_NUMBER, "N", AT(min_coverage), .max = 100,
		.help = "exit 3 when fewer than N percent of the statements could be checked (default 0)"},
	{"profile", 0, OPTION_CHOICE, "safety|strict", AT(profile), .help = "safety: only what is provably wrong (default); strict: more"},
	{"preview", 0, OPTION_FLAG, NULL, AT(preview), .help = "run rules that are still in preview, too"},
	{"rule", 0, OPTION_LIST, "ID", AT(rule), .help = "run only this rule, or group/*; may be given more than once"},
	{"disable", 0, OPTION_LIST, "ID", AT(disable), .help = "do not run this rule, or group/*; may be given more than once"},
	{"rules", 0, OPTION_TEXT, "DIR", AT(rules_dir), .help = "read more rules from DIR/<group>/<rule>/rule.sql"},
	{"packs", 0, OPTION_LIST, "DIR", AT(packs), .help = "read more packs from DIR; may be given more than once"},
	{"config", 0, OPTION_TEXT, "FILE", AT(config), .help = "configuration instead of PATH/.plumbline.yml"},
	{"group", 0, OPTION_CHOICE, "file|rule|level", AT(group), .help = "how findings are grouped in text: by level, what most routes touch comes first (default file; of audit level)"},
	{"max-findings", 0, OPTION_NUMBER, "N", AT(max_findings), .max = 1000000, .help = "show at most N findings of a rule in text, 0 all (default 20)"},
	{"table", 0, OPTION_TEXT, "T", AT(table), .help = "only routes whose statements name the table T"},
	{"method", 0, OPTION_TEXT, "M", AT(method), .help = "only routes with the method M"},
	{"path", 0, OPTION_TEXT, "GLOB", AT(path_glob), .help = "only routes whose path matches GLOB: * within a segment, ** across"},
	{"unguarded", 0, OPTION_FLAG, NULL, AT(unguarded), .help = "only routes with a statement whose errors nothing on the way catches"},
	{"db", 0, OPTION_TEXT, "URL", AT(db), .more = offsetof(struct options, more_db),
		.help = "the database: postgresql://…, \"keyword=value …\" or \"service=name\" (default: DATABASE_URL, then PGHOST, PGDATABASE …)"},
	{"snapshot", 0, OPTION_TEXT, "FILE", AT(snapshot), .help = "a snapshot, or any SQL script, as the schema to compare with"},
	{"live-facts", 0, OPTION_TEXT, "FILE", AT(live_facts), .help = "SQL that fills the tables of a database's state (live_…), for trying rules of group database"},
	{"redis", 0, OPTION_TEXT, "URL", AT(redis), .help = "a Redis that must answer: redis://[user:password@]host[:port][/database] or unix:///path"},
	{"contract", 0, OPTION_TEXT, "FILE", AT(contract), .help = "what the program asks of the database, as written by plumbline snapshot (default: PATH/plumbline.snapshot, else the source below PATH)"},
	{"migrated", 0, OPTION_FLAG, NULL, AT(migrated), .help = "what the program makes itself when it starts was made: that it is missing is drift"},
	{"expect-build", 0, OPTION_TEXT, "ID", AT(expect_build), .help = "exit 2 when the contract is not that of build ID"},
	{"build", 0, OPTION_TEXT, "ID", AT(build), .help = "name the build the snapshot is made for"},
	{"level", 0, OPTION_CHOICE, "parse|plan", AT(level),
		.help = "how much the server is asked: parse the statements (default), or plan them as well: EXPLAIN, with rights on the tables"},
	{"against", 0, OPTION_TEXT, "REF", AT(against), .help = "the version that runs now: a branch, a tag or a commit of the repository"},
	{"head", 0, OPTION_TEXT, "REF", AT(head), .help = "the version to come (default: the work tree)"},
	{"to", 0, OPTION_TEXT, "URL", AT(to), .help = "the store: postgresql://…, \"keyword=value …\" or \"service=name\""},
	{"service", 0, OPTION_TEXT, "NAME", AT(service), .help = "what the store calls this service (default: the configuration's, the git remote's, the folder's name)"},
	{"all", 0, OPTION_FLAG, NULL, AT(all), .help = "every run that is kept here, not the newest alone"},
	{"unreachable", 0, OPTION_CHOICE, "warn|fail", AT(unreachable), .help = "when nothing answers: exit 0 with a warning, or 3 (default fail)"},
	{"json", 0, OPTION_FLAG, NULL, AT(json), .help = "the answer as application/health+json"},
	{"allow-superuser", 0, OPTION_FLAG, NULL, AT(allow_superuser), .help = "connect even when the role is a superuser"},
	{"plpgsql-check", 0, OPTION_FLAG, NULL, AT(plpgsql_check), .help = "ask the extension plpgsql_check about functions, where it is installed; it plans their queries"},
	{"debug", 0, OPTION_FLAG, NULL, AT(debug), .help = "where plumbline and the server judge a statement differently, on standard error"},
	{"jobs", 'j', OPTION_NUMBER, "N", AT(jobs), .max = 64, .help = "threads to read files with (default: as many as processors, at most 8)"},
	{"no-cache", 0, OPTION_FLAG, NULL, AT(no_cache), .help = "neither read nor write what earlier runs kept"},
	{"no-history", 0, OPTION_FLAG, NULL, AT(no_history), .help = "do not record this run's findings"},
	{"color", 0, OPTION_CHOICE, "auto|always|never", AT(color), .help = "colors in text (default auto: on a terminal, and NO_COLOR is not set)"},
	{"quiet", 'q', OPTION_FLAG, NULL, AT(quiet), .help = "no progress on standard error"},
	{"verbose", 'v', OPTION_FLAG, NULL, AT(verbose), .help = "time of each stage and rule on standard error"},
	{"help", 'h', OPTION_FLAG, NULL, AT(help), .help = "this help"},
	{0},
};

const struct option_row *option_find(const char *name)
{
	for (const struct option_row *row = option_table; row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

const char *option_argument(const struct option_row *row, const struct command *command)
{
	return row->offset == offsetof(struct options, format) && command && command->formats ? command->formats : row->argument;
}

const struct command *command_find(const char *name, struct err *err)
{
	const char *names[sizeof(commands) / sizeof(commands[0])], *near;
	size_t n = 0;

	for (; commands[n]; n++) {
		if (strcmp(commands[n]->name, name) == 0)
			return commands[n];
		names[n] = commands[n]->name;
	}
	near = nearest_name(name, names, n);
	if (near)
		err_usage(err, "there is no command \"%s\"; did you mean \"%s\"?", name, near);
	else
		err_usage(err, "there is no command \"%s\"; \"plumbline help\" lists them", name);
	return NULL;
}

const char *cli_path(const struct cli *cli, size_t index)
{
	return index < cli->words.n ? cli->words.v[index] : ".";
}
