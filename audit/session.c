/* The beginning of every command that looks at a tree. See session.h. */
#include "session.h"

#include "base/io.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

static bool find_root(struct session *session, const char *path, struct err *err)
{
	char absolute[PATH_MAX];
	struct stat st;

	if (!realpath(path, absolute))
		return err_usage(err, "cannot open \"%s\": %s", path, strerror(errno));
	if (stat(absolute, &st) != 0 || !S_ISDIR(st.st_mode))
		return err_usage(err, "\"%s\" is not a folder", path);
	session->root = session->history = arena_strdup(&session->arena, absolute);
	return true;
}

static bool check_packs(struct session *session, const struct options *options, struct err *err)
{
	const char **dirs = arena_array(&session->arena, const char *, options->packs.n + 1);
	struct stat st;

	for (size_t i = 0; i < options->packs.n; i++) {
		dirs[i] = options->packs.v[i];
		if (stat(dirs[i], &st) != 0 || !S_ISDIR(st.st_mode))
			return err_usage(err, "\"--packs\": \"%s\" is not a folder", dirs[i]);
	}
	if (options->packs.n)
		session->pipeline.pack_dirs = dirs;
	return true;
}

bool session_open(struct session *session, struct cli *cli, const char *path, struct err *err)
{
	const struct options *options = &cli->options;
	struct config *config = &session->config;

	session->open = true;
	session->command = cli->command->name;
	session->began_ms = clock_ms();
	progress_begin(&session->progress, options->quiet, options->verbose);
	if (!find_root(session, path, err) || !config_load(config, &session->arena, session->root, options->config, err))
		return false;
	config->profile = options->profile ? options->profile : config->profile;
	config->fail_on = options->fail_on ? options->fail_on : config->fail_on;
	config->min_coverage = options->min_coverage >= 0 ? options->min_coverage : config->min_coverage;
	session->pipeline.root = session->root;
	session->pipeline.config = config;
	session->pipeline.jobs = options->jobs > 0 ? (unsigned)options->jobs : 0;
	session->pipeline.use_cache = !options->no_cache;
	session->pipeline.progress = progress_tick;
	session->pipeline.progress_context = &session->progress;
	return check_packs(session, options, err);
}

bool session_run(struct session *session, struct err *err)
{
	return pipeline_run(&session->pipeline, err);
}

void session_close(struct session *session)
{
	if (!session->open)
		return;
	progress_end(&session->progress);
	pipeline_end(&session->pipeline);
	config_free(&session->config);
	arena_free(&session->arena);
	*session = (struct session){0};
}

const char *session_cache_file(struct session *session, const char *folder, const char *name)
{
	const char *cache = io_cache_dir(&session->arena), *whole;

	if (!cache)
		return NULL;
	whole = arena_printf(&session->arena, "%s/%s", cache, folder);
	return io_make_dirs(whole, NULL) ? arena_printf(&session->arena, "%s/%s", whole, name) : NULL;
}
