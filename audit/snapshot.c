/* plumbline snapshot: a schema, and what a program asks of it, as one text file. */
#include "contract.h"
#include "server.h"

static const char *const option_names[] = {"db", "allow-superuser", "build", "output", "config", "packs", "jobs", "no-cache", "color", "quiet", "verbose", NULL};

static bool take(struct cli *cli, struct session *session, struct server *server, struct snapshot *snapshot, struct err *err)
{
	session->pipeline.want_ddl = !cli->options.db;
	server->schema_only = true;
	if (!session_open(session, cli, cli_path(cli, 0), err) || (cli->options.db && !server_open(server, cli, session, err)) || !session_run(session, err) ||
		!contract_collect(snapshot, facts_db(session->pipeline.facts), !cli->options.db, err))
		return false;
	snapshot->build = cli->options.build;
	snapshot->search_path = server_configured_path(&snapshot->arena, &session->config);
	if (snapshot->search_path && strpbrk(snapshot->search_path, "\n\r"))
		return err_usage(err, "\"search_path\" in the configuration must be one line");
	if (cli->options.build && strpbrk(cli->options.build, "\n\r"))
		return err_usage(err, "\"--build\" must be one line");
	if (!cli->options.db) {
		snapshot->ddl = session->pipeline.ddl;
		return true;
	}
	if (server->schema.locked.n || server->schema.gap.n)
		err_set(&cli->warning, "%s could not be read: the snapshot is not complete", server->schema.locked.n ? server->schema.locked.v[0] : server->schema.gap.v[0].what);
	snapshot->version = pg_server(server->pg)->version_text;
	snapshot->ddl = server->schema.text;
	for (size_t i = 0; i < server->schema.migration.n; i++)
		vec_push(&snapshot->migration, server->schema.migration.v[i]);
	return true;
}

static int run(struct cli *cli, struct err *err)
{
	struct session session = {0};
	struct server server = {0};
	struct snapshot snapshot = {0};
	struct buf text = {0};
	int code = -1;

	if (take(cli, &session, &server, &snapshot, err)) {
		progress_clear(&session.progress);
		snapshot_write(&snapshot, &text);
		fwrite(text.p, 1, text.n, cli->out);
		code = cli->warning.message[0] ? EXIT_INCOMPLETE : EXIT_CLEAN;
	}
	buf_free(&text);
	snapshot_free(&snapshot);
	session_close(&session);
	server_close(&server);
	return code;
}

const struct command command_snapshot = {
	.name = "snapshot",
	.arguments = "[PATH]",
	.summary = "write the schema, and what the code below PATH asks of it, to one file",
	.text = "Without --db the schema is what the tree declares, with it that of the database. The same code and schema give the same bytes, so that a snapshot in\n"
		"git shows in a diff what a change does. \"check --snapshot FILE\" compares code with it, \"preflight --contract FILE\" a database.\n\n"
		"    plumbline snapshot --build \"$(git rev-parse HEAD)\" -o plumbline.snapshot\n",
	.options = option_names,
	.max_words = 1,
	.run = run,
};
