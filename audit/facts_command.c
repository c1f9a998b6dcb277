/* plumbline facts: one SELECT over the facts of a tree. The vocabulary is in schemas/. */
#include "server.h"

#include "../reports/json.h"
#include "../reports/layout.h"

#define BUDGET_MS 60000
#define TABLE_ROWS 10000	/* rows an aligned table holds; what follows is written without being measured */
#define MAX_COLUMNS 32		/* of an aligned table */

static const char *const option_names[] = {"db", "allow-superuser", "level", "format", "output", "packs", "config", "jobs", "no-cache", "color", "quiet", "verbose", NULL};

/* A value as text, in `buf` where it has none of its own. */
static const char *shown(struct query *query, int column, struct buf *buf)
{
	const unsigned char *bytes;
	size_t n;

	if (query_type(query, column) != 'b')
		return query_text(query, column);
	bytes = query_blob(query, column, &n);
	buf_reset(buf);
	buf_puts(buf, "x'");
	for (size_t i = 0; i < n; i++)
		buf_printf(buf, "%02x", bytes[i]);
	buf_puts(buf, "'");
	return buf_text(buf);
}

static bool write_json(struct query *query, FILE *out, struct err *err)
{
	struct json j = {.out = out};
	struct buf hex = {0};

	json_open(&j, NULL, '[');
	while (query_next(query, err)) {
		json_line(&j);
		json_open(&j, NULL, '{');
		for (int i = 0; i < query_columns(query); i++) {
			const char *key = query_column_name(query, i);
			int type = query_type(query, i);

			if (type == 'i')
				json_int(&j, key, query_int(query, i));
			else if (type == 'f')
				json_double(&j, key, query_double(query, i));
			else
				json_text(&j, key, type == 'n' ? NULL : shown(query, i, &hex));
		}
		json_close(&j, '}');
	}
	json_line(&j);
	json_close(&j, ']');
	putc('\n', out);
	buf_free(&hex);
	return !err->message[0];
}

/* Tab-separated with a line of names; NULL is empty; control characters are escaped, so a tab always separates. */
static bool write_tsv(struct query *query, FILE *out, bool names, struct err *err)
{
	struct buf line = {0}, hex = {0};

	for (int i = 0; names && i < query_columns(query); i++) {
		buf_puts(&line, i ? "\t" : "");
		text_fit(&line, query_column_name(query, i), 0, false);
	}
	if (names)
		fprintf(out, "%s\n", buf_text(&line));
	while (query_next(query, err)) {
		buf_reset(&line);
		for (int i = 0; i < query_columns(query); i++) {
			const char *text = shown(query, i, &hex);

			buf_puts(&line, i ? "\t" : "");
			text_fit(&line, text ? text : "", 0, false);
		}
		fprintf(out, "%s\n", buf_text(&line));
	}
	buf_free(&line);
	buf_free(&hex);
	return !err->message[0];
}

static bool write_table(struct query *query, const struct cli *cli, struct err *err)
{
	const char *titles[MAX_COLUMNS], *cells[MAX_COLUMNS];
	struct grid grid = {.columns = (size_t)query_columns(query), .titles = titles, .color = cli->color, .width = (size_t)cli->width};
	struct buf hex = {0};
	size_t rows = 0;
	bool more = true;

	if (grid.columns > MAX_COLUMNS)
		return write_tsv(query, cli->out, true, err);
	for (size_t i = 0; i < grid.columns; i++)
		titles[i] = arena_strdup(&grid.arena, query_column_name(query, (int)i));
	while (rows < TABLE_ROWS && (more = query_next(query, err))) {
		for (size_t i = 0; i < grid.columns; i++) {
			const char *text = shown(query, (int)i, &hex);

			cells[i] = text ? arena_strdup(&grid.arena, text) : NULL;
			if (rows == 0 && query_type(query, (int)i) == 'i')
				grid.right |= 1u << i;
		}
		grid_row(&grid, cells);
		rows++;
	}
	grid_print(&grid, cli->out);
	grid_free(&grid);
	buf_free(&hex);
	return more ? write_tsv(query, cli->out, false, err) : !err->message[0];
}

static bool answer(struct cli *cli, struct db *facts, const char *sql, struct err *err)
{
	const char *format = cli->options.format;
	struct query *query;
	bool ok;

	db_guard_begin(facts, &(struct db_guard){.budget_ms = BUDGET_MS});
	query = db_query(facts, err, sql);
	if (!query)
		ok = err_usage(err, "%s", arena_strdup(&cli->arena, err->message));
	else if (format && strcmp(format, "json") == 0)
		ok = write_json(query, cli->out, err);
	else if (format || !cli->terminal)
		ok = format ? write_table(query, cli, err) : write_tsv(query, cli->out, true, err);
	else
		ok = write_table(query, cli, err);
	query_end(query);
	db_guard_end(facts);
	return ok;
}

static int run(struct cli *cli, struct err *err)
{
	const char *path = cli->words.n == 2 ? cli->words.v[0] : ".", *sql = cli->words.v[cli->words.n - 1];
	struct session session = {0};
	struct server server = {0};
	int code = -1;

	if (session_open(&session, cli, path, err) && (!cli->options.db || server_open(&server, cli, &session, err)) && session_run(&session, err)) {
		progress_clear(&session.progress);
		if (answer(cli, facts_db(session.pipeline.facts), sql, err))
			code = EXIT_CLEAN;
	}
	session_close(&session);
	server_close(&server);
	return code;
}

const struct command command_facts = {
	.name = "facts",
	.arguments = "[PATH] 'SELECT …'",
	.summary = "ask the facts of the code below PATH a question in SQL",
	.text = "The query only reads. The result is a table on a terminal or with --format text, tab-separated text otherwise, JSON with --format json.\n"
		"Tables: plumbline facts \"SELECT name FROM sqlite_schema WHERE type = 'table'\"\n",
	.options = option_names,
	.min_words = 1,
	.max_words = 2,
	.run = run,
};
