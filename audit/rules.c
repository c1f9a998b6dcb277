/* plumbline rules: which rules there are; rules explain ID: what one says, why, what to do, and the examples it is tested with. */
#include "verdict.h"

#include "../reports/json.h"
#include "../reports/layout.h"
#include "base/embed.h"
#include "base/io.h"

#include <dirent.h>

#define MAX_CASE (1u << 20)

static const char *const option_names[] = {"format", "output", "rules", "color", NULL};

static const char *profile_of(const struct rule *rule)
{
	return rule->strict ? "strict" : "safety";
}

static const char *status_of(const struct rule *rule)
{
	return rule->broken ? "broken" : rule->preview ? "preview" : "stable";
}

static void list_text(const struct rule_set *rules, const struct cli *cli)
{
	static const char *const titles[] = {"RULE", "LEVEL", "PROFILE", "STATUS", "TITLE"};
	struct grid grid = {.columns = 5, .titles = titles, .color = cli->color, .width = (size_t)cli->width};

	for (size_t i = 0; i < rules->rule.n; i++) {
		const struct rule *r = &rules->rule.v[i];
		const char *const cells[] = {r->id, level_name(r->severity), profile_of(r), status_of(r), r->title};

		if (cli->terminal || cli->options.format) {
			grid_row(&grid, cells);
			continue;
		}
		for (size_t c = 0; c < 5; c++) {
			struct buf cell = {0};

			text_fit(&cell, cells[c] ? cells[c] : "", 0, false);
			fprintf(cli->out, "%s%s", c ? "\t" : "", buf_text(&cell));
			buf_free(&cell);
		}
		putc('\n', cli->out);
	}
	if (cli->terminal || cli->options.format)
		grid_print(&grid, cli->out);
	grid_free(&grid);
}

static void list_names(struct json *j, const char *key, const char *const *names)
{
	json_open(j, key, '[');
	for (; names && *names; names++)
		json_text(j, NULL, *names);
	json_close(j, ']');
}

static void rule_json(struct json *j, struct arena *arena, const struct rule *r, bool whole)
{
	json_open(j, NULL, '{');
	json_text(j, "id", r->id);
	json_text(j, "title", r->title);
	json_text(j, "level", level_name(r->severity));
	json_text(j, "confidence", r->confidence);
	json_text(j, "profile", profile_of(r));
	json_text(j, "status", status_of(r));
	json_text(j, "since", r->since);
	list_names(j, "needs", r->needs);
	if (whole) {
		list_names(j, "reads", r->reads);
		json_text(j, "message", r->message);
		json_text(j, "why", rule_section(arena, r, "Why"));
		json_text(j, "fix", rule_section(arena, r, "Fix"));
	}
	json_close(j, '}');
}

static void list_json(const struct rule_set *rules, FILE *out)
{
	struct json j = {.out = out};
	struct arena arena = {0};

	json_open(&j, NULL, '[');
	for (size_t i = 0; i < rules->rule.n; i++) {
		json_line(&j);
		rule_json(&j, &arena, &rules->rule.v[i], false);
	}
	json_line(&j);
	json_close(&j, ']');
	putc('\n', out);
	arena_free(&arena);
}

/* --- explain --- */

static void put_text(const struct cli *cli, const char *text, size_t length)
{
	struct buf safe = {0};

	buf_printable(&safe, text, length, true);
	fputs(buf_text(&safe), cli->out);
	if (safe.n && safe.p[safe.n - 1] != '\n')
		putc('\n', cli->out);
	buf_free(&safe);
}

static void put_heading(const struct cli *cli, const char *text)
{
	putc('\n', cli->out);
	ink(cli->out, cli->color, INK_BOLD, text);
	putc('\n', cli->out);
}

static void put_line(const struct cli *cli, const char *label, const char *value)
{
	struct buf line = {0};

	if (!value || !*value)
		return;
	buf_printf(&line, "  %-12s", label);
	text_wrap(&line, value, 14, 14, (size_t)cli->width);
	fprintf(cli->out, "%s\n", buf_text(&line));
	buf_free(&line);
}

static const char *joined(struct arena *arena, const char *const *names)
{
	struct buf list = {0};
	const char *text;

	for (const char *const *name = names; name && *name; name++)
		buf_printf(&list, "%s%s", name == names ? "" : ", ", *name);
	text = arena_strdup(arena, buf_text(&list));
	buf_free(&list);
	return text;
}

static void put_case(const struct cli *cli, const char *name, const char *text, size_t length)
{
	char title[300];

	snprintf(title, sizeof(title), "Example: %.200s", name);
	put_heading(cli, title);
	put_text(cli, text, length);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void put_cases_of_folder(const struct cli *cli, struct arena *arena, const char *folder)
{
	VEC_OF(const char *) names = {0};
	DIR *dir = opendir(folder);

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (ends_with(entry->d_name, ".case"))
			vec_push(&names, arena_strdup(arena, entry->d_name));
	if (dir)
		closedir(dir);
	if (names.n)
		qsort(names.v, names.n, sizeof(names.v[0]), by_name);
	for (size_t i = 0; i < names.n; i++) {
		char *text;
		size_t length;

		if (!io_read(arena_printf(arena, "%s%s", folder, names.v[i]), MAX_CASE, &text, &length, NULL))
			continue;
		put_case(cli, names.v[i], text, length);
		free(text);
	}
	vec_free(&names);
}

static void put_cases(const struct cli *cli, struct arena *arena, const struct rule *rule)
{
	if (rule->user) {
		put_cases_of_folder(cli, arena, rule->folder);
		return;
	}
	for (const struct embedded *e = embedded_files; e->path; e++)
		if (starts_with(e->path, rule->folder) && ends_with(e->path, ".case"))
			put_case(cli, e->path + strlen(rule->folder), e->text, e->length);
}

static void explain_text(const struct cli *cli, struct arena *arena, const struct rule *r)
{
	struct buf title = {0};
	const char *why = rule_section(arena, r, "Why"), *fix = rule_section(arena, r, "Fix");

	text_fit(&title, r->id, 0, false);
	ink(cli->out, cli->color, INK_BOLD, buf_text(&title));
	putc('\n', cli->out);
	put_line(cli, "title", r->title);
	put_line(cli, "level", level_name(r->severity));
	put_line(cli, "confidence", r->confidence);
	put_line(cli, "profile", profile_of(r));
	put_line(cli, "status", status_of(r));
	put_line(cli, "since", r->since);
	put_line(cli, "needs", joined(arena, r->needs));
	put_line(cli, "reads", joined(arena, r->reads));
	put_line(cli, "message", r->message);
	put_line(cli, "broken", r->broken);
	if (why) {
		put_heading(cli, "Why");
		put_text(cli, why, strlen(why));
	}
	if (fix) {
		put_heading(cli, "Fix");
		put_text(cli, fix, strlen(fix));
	}
	put_cases(cli, arena, r);
	buf_free(&title);
}

static bool explain(struct rule_set *rules, const struct cli *cli, const char *id, struct err *err)
{
	const struct rule *rule = rules_find(rules, id);
	struct arena arena = {0};
	struct facts *facts;

	if (!rule)
		return rules_unknown(rules, id, err);
	/* An empty fact database: what a rule reads is known when it is prepared. */
	facts = facts_open(":memory:", err);
	if (!facts || !rules_check(rules, facts_db(facts), err)) {
		facts_close(facts);
		return false;
	}
	if (cli->options.format && strcmp(cli->options.format, "json") == 0) {
		rule_json(&(struct json){.out = cli->out}, &arena, rule, true);
		putc('\n', cli->out);
	} else {
		explain_text(cli, &arena, rule);
	}
	facts_close(facts);
	arena_free(&arena);
	return true;
}

static bool answer(struct rule_set *rules, struct cli *cli, struct err *err)
{
	if (!rules_load(rules, cli->options.rules_dir, err))
		return false;
	if (cli->words.n == 0) {
		if (cli->options.format && strcmp(cli->options.format, "json") == 0)
			list_json(rules, cli->out);
		else
			list_text(rules, cli);
		return true;
	}
	if (strcmp(cli->words.v[0], "explain") != 0)
		return err_usage(err, "rules knows \"explain ID\", not \"%s\"", cli->words.v[0]);
	if (cli->words.n < 2)
		return err_usage(err, "rules explain needs the id of a rule");
	return explain(rules, cli, cli->words.v[1], err);
}

static int run(struct cli *cli, struct err *err)
{
	struct rule_set rules = {0};
	int code = answer(&rules, cli, err) ? EXIT_CLEAN : -1;

	rules_free(&rules);
	return code;
}

const struct command command_rules = {
	.name = "rules",
	.arguments = "[explain ID]",
	.summary = "list the rules, or explain one",
	.text = "The list is a table on a terminal or with --format text, tab-separated text otherwise.\n",
	.options = option_names,
	.max_words = 2,
	.run = run,
};
