/*
 * What every command that looks at a tree begins with: the folder, its configuration overlaid by environment and flags, and a pipeline ready to run.
 *
 *     struct session session = {0};
 *     if (session_open(&session, cli, cli_path(cli, 0), &err) && session_run(&session, &err)) read(facts_db(session.pipeline.facts));
 *     session_close(&session);            also after a failure
 */
#ifndef PLUMBLINE_SESSION_H
#define PLUMBLINE_SESSION_H

#include "command.h"
#include "config.h"
#include "pipeline.h"
#include "progress.h"

struct session {
	struct arena arena;
	struct config config;	/* profile, fail_on and min_coverage are what is in force */
	struct pipeline pipeline;
	struct progress progress;
	const char *root;	/* absolute, links resolved */
	const char *command;	/* its name */
	const char *history;	/* what the history of findings is kept under: the root, or the root and a database */
	int64_t began_ms;
	bool open;
};

bool session_open(struct session *session, struct cli *cli, const char *path, struct err *err);
bool session_run(struct session *session, struct err *err);	/* pipeline_run, with progress */
void session_close(struct session *session);

/* A file of ours in the user's cache folder, its folder made: cache/reports/NAME. NULL when there is no such folder to be had. */
const char *session_cache_file(struct session *session, const char *folder, const char *name);

#endif
