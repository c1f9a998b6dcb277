/*
 * A project on disk, run through the whole pipeline, for the tests of derive/. What came out is asked in SQL:
 *
 *     struct project p;
 *     project_open(&p, FILES({"package.json", "{}"}, {"app.js", "…"}), NULL);
 *     assert_rows(&p, "SELECT method, path FROM route", "GET|/a\nPOST|/a\n");
 *     project_close(&p);
 *
 * A pack given as text is run besides the built-in ones, so that a test needs no driver's pack to have what it tests.
 */
#ifndef PLUMBLINE_PROJECT_H
#define PLUMBLINE_PROJECT_H

#include "../../audit/config.h"
#include "../../audit/pipeline.h"
#include "program_text.h"

#include <sys/stat.h>
#include <unistd.h>

struct project {
	char folder[32];
	struct arena arena;
	struct config config;
	struct pipeline p;
};

static inline void project_put(const struct project *p, const char *path, const char *text)
{
	char full[4096];
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", p->folder, path);
	for (char *s = full + strlen(p->folder) + 1; (s = strchr(s, '/')); *s++ = '/') {
		*s = '\0';
		mkdir(full, 0755);
	}
	f = fopen(full, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* Only made, not run. */
static inline void project_make(struct project *p, const struct program_file *file, const char *pack)
{
	const char **dirs;

	memset(p, 0, sizeof(*p));
	strcpy(p->folder, "/tmp/plumbline-test-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	for (; file->path; file++)
		project_put(p, arena_printf(&p->arena, "tree/%s", file->path), file->text);
	dirs = arena_array(&p->arena, const char *, 2);
	if (pack) {
		project_put(p, "packs/test.sql", pack);
		dirs[0] = arena_printf(&p->arena, "%s/packs", p->folder);
		p->p.pack_dirs = dirs;
	}
	p->p.root = arena_printf(&p->arena, "%s/tree", p->folder);
	p->p.config = &p->config;
	p->p.jobs = 1;
}

static inline bool project_run(struct project *p, struct err *err)
{
	return config_load(&p->config, &p->arena, p->p.root, NULL, err) && pipeline_run(&p->p, err);
}

static inline void project_open(struct project *p, const struct program_file *file, const char *pack)
{
	struct err err = {0};

	project_make(p, file, pack);
	if (!project_run(p, &err))
		fail_msg("%s", err.message);
}

static inline void project_close(struct project *p)
{
	char command[64];

	pipeline_end(&p->p);
	config_free(&p->config);
	arena_free(&p->arena);
	snprintf(command, sizeof(command), "rm -rf %s", p->folder);
	assert_int_equal(system(command), 0);
}

/* One line a row, columns between bars, NULL as "-". */
static inline const char *project_rows(struct project *p, const char *sql)
{
	struct err err = {0};
	struct query *q = db_query(facts_db(p->p.facts), &err, sql);
	struct buf b = {0};
	const char *text;

	if (!q)
		fail_msg("%s", err.message);
	while (query_next(q, &err)) {
		for (int i = 0; i < query_columns(q); i++)
			buf_printf(&b, "%s%s", i ? "|" : "", query_is_null(q, i) ? "-" : query_text(q, i));
		buf_putc(&b, '\n');
	}
	if (err.message[0])
		fail_msg("%s", err.message);
	query_end(q);
	text = arena_strdup(&p->arena, buf_text(&b));
	buf_free(&b);
	return text;
}

#define assert_rows(p, sql, rows) assert_string_equal(project_rows((p), (sql)), (rows))

#endif
