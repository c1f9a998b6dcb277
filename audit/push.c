/* plumbline push: runs this machine keeps → a PostgreSQL that many services' runs are kept in. */
#include "base/embed.h"
#include "base/io.h"
#include "base/repository.h"
#include "live/fleet.h"
#include "server.h"
#include "store/findings.h"

#include "../reports/json.h"

#include <dirent.h>

static const char *const option_names[] = {"to", "service", "all", "format", "config", "output", "quiet", NULL};

struct push {
	struct cli *cli;
	struct session session;
	struct pg *pg;
	const char *service;
	VEC_OF(const char *) history; /* what findings_open calls them: the root, or the root and a database */
	int sent, there;
};

/* Of a folder below the repository's own, its path is part of the name: each is a service by itself. */
static const char *service_name(struct push *p)
{
	struct arena *arena = &p->session.arena;
	const char *top = p->session.root, *folder, *origin = NULL, *base, *below;

	if (p->cli->options.service)
		return p->cli->options.service;
	if (p->session.config.service)
		return p->session.config.service;
	folder = repository_find(arena, p->session.root, &top);
	if (folder)
		origin = repository_origin(arena, folder);
	else
		top = p->session.root;
	base = strrchr(top, '/') && strrchr(top, '/')[1] ? strrchr(top, '/') + 1 : top;
	below = p->session.root + strlen(top);
	return arena_printf(arena, "%s%s", origin ? origin : base, below);
}

/* The root a database of the history is about; NULL: it is none of ours. */
static const char *root_of(struct arena *arena, const char *path)
{
	struct err err = {0};
	struct db *db = db_open(path, DB_READ, &err);
	struct query *q = db ? db_query(db, &err, "SELECT path FROM root") : NULL;
	const char *root = q && query_next(q, &err) ? arena_strdup(arena, query_text(q, 0)) : NULL;

	query_end(q);
	db_close(db);
	return root;
}

static bool find_histories(struct push *p, const char *state, struct err *err)
{
	struct arena *arena = &p->session.arena;
	size_t n = strlen(p->session.root);
	DIR *dir = opendir(state);
	struct dirent *d;

	while (dir && (d = readdir(dir))) {
		const char *path = arena_printf(arena, "%s/%s/findings.db", state, d->d_name), *root;

		if (d->d_name[0] == '.' || !repository_regular(path, INT32_MAX) || !(root = root_of(arena, path)))
			continue;
		if (strncmp(root, p->session.root, n) == 0 && (!root[n] || root[n] == '#'))
			vec_push(&p->history, root);
	}
	if (dir)
		closedir(dir);
	return p->history.n > 0 || err_set(err, "no run of \"%s\" is kept here: run plumbline check or audit first, without --no-history", p->session.root);
}

static bool send_runs(struct push *p, struct findings *findings, const char *target, struct err *err)
{
	struct db *db = findings_db(findings);
	VEC_OF(int64_t) run = {0};
	struct query *q = db_query(db, err, p->cli->options.all ? "SELECT id FROM run ORDER BY id" : "SELECT max(id) FROM run HAVING count(*) > 0");
	bool ok = q != NULL;

	while (q && query_next(q, err))
		vec_push(&run, query_int(q, 0));
	query_end(q);
	for (size_t i = 0; ok && i < run.n; i++) {
		enum fleet_sent sent;

		progress_tick(&p->session.progress, "sending", i, run.n);
		ok = fleet_send(p->pg, db, run.v[i], p->service, target, &sent, err);
		if (ok)
			*(sent == FLEET_SENT ? &p->sent : &p->there) += 1;
	}
	vec_free(&run);
	return ok && !err->message[0];
}

static bool push(struct push *p, struct err *err)
{
	struct cli *cli = p->cli;
	enum pg_fault fault;
	const char *state;

	if (!cli->options.to)
		return err_usage(err, "push needs --to postgresql://…: the store (PLUMBLINE_TO in the environment)");
	if (!session_open(&p->session, cli, cli_path(cli, 0), err))
		return false;
	state = io_state_dir(&p->session.arena);
	if (!state)
		return err_set(err, "there is no home folder, so no history of findings");
	if (!find_histories(p, state, err))
		return false;
	p->service = service_name(p);
	progress_tick(&p->session.progress, "connecting", 0, 0);
	p->pg = pg_open(&(struct pg_options){.conninfo = cli->options.to, .writes = true, .wait_ms = 70000, .interrupted = interrupt_flag()}, &fault, err);
	if (!p->pg || !fleet_prepare(p->pg, embedded_files, err))
		return false;
	for (size_t i = 0; i < p->history.n; i++) {
		struct findings *findings = findings_open(state, p->history.v[i], err);
		const char *target = strchr(p->history.v[i] + strlen(p->session.root), '#');
		bool ok = findings && send_runs(p, findings, target ? target + 1 : NULL, err);

		findings_close(findings);
		if (!ok)
			return false;
	}
	return true;
}

static void report(struct push *p)
{
	FILE *out = p->cli->out;

	if (p->cli->options.format && strcmp(p->cli->options.format, "json") == 0) {
		struct json j = {.out = out};

		json_open(&j, NULL, '{');
		json_int(&j, "format", 1);
		json_text(&j, "service", p->service);
		json_int(&j, "sent", p->sent);
		json_int(&j, "there", p->there);
		json_close(&j, '}');
		fputc('\n', out);
		return;
	}
	fprintf(out, "%d %s of \"%s\" sent", p->sent, p->sent == 1 ? "run" : "runs", p->service);
	if (p->there)
		fprintf(out, "; %d had been sent before", p->there);
	fprintf(out, "\n");
}

static int run(struct cli *cli, struct err *err)
{
	struct push p = {.cli = cli};
	int code = -1;

	if (push(&p, err)) {
		progress_clear(&p.session.progress);
		report(&p);
		code = EXIT_CLEAN;
	}
	pg_close(p.pg);
	vec_free(&p.history);
	session_close(&p.session);
	return code;
}

const struct command command_push = {
	.name = "push",
	.arguments = "[PATH]",
	.summary = "send what check and audit found below PATH to a PostgreSQL that keeps the runs of many services",
	.text = "The newest run of PATH, and of each database it was audited against; with --all every run that is kept here. A run is sent once, however often this is\n"
		"asked, from however many machines. The first to push makes schema \"plumbline\"; who only sends needs INSERT on its tables (docs/fleet.md).\n\n"
		"    plumbline check && plumbline push --to service=fleet\n\n"
		"Exit codes: 0 sent, or there already; 2 usage; 3 no run to send, or the store cannot be reached or will not take it.\n",
	.options = option_names,
	.max_words = 1,
	.run = run,
};
