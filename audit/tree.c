/* The source files of a tree. See tree.h. */
#include "tree.h"

#include "base/parallel.h"
#include "base/revision.h"
#include "unit_cache.h"

#include <cjson/cJSON.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

static bool path_has(const char *path, const char *part)
{
	const char *p = path;
	size_t n = strlen(part);

	while ((p = strstr(p, part))) {
		if ((p == path || p[-1] == '/') && (p[n] == '/' || p[n] == '\0'))
			return true;
		p += n;
	}
	return false;
}

static const char *role_of(const char *path)
{
	static const char *const test_dirs[] = {"test", "tests", "__tests__", "__mocks__", "spec", "specs", "e2e", "cypress", "testing", "fixtures", NULL};
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	for (int i = 0; test_dirs[i]; i++)
		if (path_has(path, test_dirs[i]) && strcmp(name, test_dirs[i]) != 0)
			return "test";
	if (strstr(name, ".test.") || strstr(name, ".spec.") || strstr(name, ".stories.") || (starts_with(name, "test_") && ends_with(name, ".py")) ||
	    ends_with(name, "_test.py") || ends_with(name, "_test.go") || strcmp(name, "conftest.py") == 0)
		return "test";
	if (path_has(path, "examples") || path_has(path, "example"))
		return "example";
	if (path_has(path, "db/migration") || path_has(path, "db/migrate") || path_has(path, "database/migration"))
		return "migration";
	if (path_has(path, "migrations") || (path_has(path, "versions") && path_has(path, "alembic")))
		return "migration";
	return "source";
}

bool tree_open(struct tree *t, const char *root, struct revision *revision, const char *const *exclude, struct err *err)
{
	t->root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->root_fd < 0)
		return err_usage(err, "cannot open the folder \"%s\": %s", root, strerror(errno));
	t->revision = revision;
	t->walk.arena = &t->arena;
	t->modules.arena = &t->arena;
	if (revision)
		walk_revision(&t->walk, revision, exclude);
	else if (!walk_tree(&t->walk, root, exclude, err))
		return false;
	t->sources = t->walk.file.n;
	t->source = xcalloc(t->sources + 1, sizeof(*t->source));
	for (size_t i = 0; i < t->sources; i++) {
		struct source *s = &t->source[i];

		s->path = t->walk.file.v[i].path;
		s->stat = t->walk.file.v[i].stat;
		s->language = language_of(s->path);
		s->role = role_of(s->path);
		modules_add_file(&t->modules, s->path, (int)i);
	}
	return true;
}

char *tree_read(const struct tree *t, const char *path, size_t max, size_t *length, struct err *err)
{
	char *text;

	return (t->revision ? revision_read(t->revision, path, max, &text, length, err) : io_read_beneath(t->root_fd, path, max, &text, length, NULL, err)) ? text : NULL;
}

void tree_close(struct tree *t)
{
	for (size_t i = 0; i < t->sources; i++) {
		free(t->source[i].text);
		unit_free(t->source[i].unit);
		vec_free(&t->source[i].imports);
		vec_free(&t->source[i].packages);
	}
	free(t->source);
	modules_free(&t->modules);
	walk_free(&t->walk);
	if (t->root_fd >= 0)
		close(t->root_fd);
	arena_free(&t->arena);
}

/* Reading and scanning, in parallel: each worker touches its own source only. Found specifiers wait in a list of texts. */

struct scanned { VEC_OF(char *) specifier; };
struct scan_job {
	struct tree *tree;
	struct scanned *found;		/* per source */
	struct unit_cache *cache;
};

static void found_specifier(void *context, const char *specifier, size_t n, bool is_type_only)
{
	struct scanned *s = context;
	char *copy;

	if (is_type_only || n == 0 || n > 500)
		return;
	copy = xmalloc(n + 1);
	memcpy(copy, specifier, n);
	copy[n] = '\0';
	for (size_t i = 0; i < s->specifier.n; i++)
		if (strcmp(s->specifier.v[i], copy) == 0) {
			free(copy);
			return;
		}
	vec_push(&s->specifier, copy);
}

static void scan_one(void *context, size_t i, unsigned worker)
{
	struct scan_job *job = context;
	struct source *s = &job->tree->source[i];
	struct err err = {0};
	const char *kept;

	(void)worker;
	if (!s->language)
		return;
	if (strcmp(s->role, "test") == 0) {
		s->skipped = "test file";
		return;
	}
	if (s->stat.size > SOURCE_MAX) {
		s->skipped = "larger than 4 MB";
		return;
	}
	if (ends_with(s->path, ".min.js") || ends_with(s->path, ".bundle.js")) {
		s->skipped = "generated";
		return;
	}
	kept = unit_cache_specifiers(job->cache, s->path, &s->stat);
	if (kept) {
		while (*kept) {
			size_t n = strcspn(kept, "\n");

			found_specifier(&job->found[i], kept, n, false);
			kept += n + (kept[n] == '\n');
		}
		return;
	}
	s->text = tree_read(job->tree, s->path, SOURCE_MAX, &s->length, &err);
	if (!s->text) {
		s->skipped = "not readable";
		return;
	}
	scan_imports(s->language, s->text, s->length, found_specifier, &job->found[i]);
}

static void link_folder(struct tree *t, struct source *s, const char *dir)
{
	const struct modules *m = &t->modules;
	int64_t *slot = map_gets(&m->go_dir, dir);

	for (int i = slot ? (int)*slot : 0; i; i = m->go_file.v[i - 1].next)
		if (&t->source[m->go_file.v[i - 1].file] != s)
			vec_push(&s->imports, m->go_file.v[i - 1].file);
}

static void link_imports(struct tree *t, struct scanned *found)
{
	for (size_t i = 0; i < t->sources; i++) {
		struct source *s = &t->source[i];

		if (s->language && strcmp(s->language->family, "go") == 0 && !s->skipped)
			link_folder(t, s, path_dir(&t->arena, s->path));
		for (size_t k = 0; k < found[i].specifier.n; k++) {
			const char *specifier = found[i].specifier.v[k];
			struct module_ref m = module_find(&t->modules, s->language->family, s->path, specifier);

			if (m.file >= 0)
				vec_push(&s->imports, m.file);
			else if (m.package)
				vec_push(&s->packages, arena_strdup(&t->arena, specifier));
			if (strcmp(s->language->family, "go") == 0 && m.dir)	/* a package is all files of its folder */
				link_folder(t, s, m.dir);
			/* Python: from package import submodule */
			if (strcmp(s->language->family, "python") == 0 && (m.dir || (m.file >= 0 && ends_with(t->source[m.file].path, "__init__.py")))) {
				const char *dir = m.dir ? m.dir : path_dir(&t->arena, t->source[m.file].path);
				size_t n = strlen(dir);

				for (size_t f = 0; f < t->sources; f++)
					if (ends_with(t->source[f].path, ".py") && strncmp(t->source[f].path, dir, n) == 0 && (n == 0 || t->source[f].path[n] == '/') &&
					    !strchr(t->source[f].path + n + (n > 0), '/'))
						vec_push(&s->imports, (int)f);
			}
		}
	}
}

/* Packages that the package.json files of the tree ask for, each with the manifest's folder. */
struct asked { const char *dir, *package; };
struct asked_list { VEC_OF(struct asked) v; };

static void read_asked(struct tree *t, const char *path, const char *text, struct asked_list *out)
{
	static const char *const parts[] = {"dependencies", "devDependencies", "peerDependencies"};
	const char *dir = path_dir(&t->arena, path);
	cJSON *root = cJSON_Parse(text);

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const cJSON *e;

		cJSON_ArrayForEach(e, cJSON_GetObjectItemCaseSensitive(root, parts[i]))
			if (e->string)
				vec_push(&out->v, (struct asked){dir, arena_strdup(&t->arena, e->string)});
	}
	cJSON_Delete(root);
}

/* Whether the file lies where one of the pack's packages looks for it: below a manifest that asks for that package, or, Python's, where the program imports it. */
static bool lies_in_place(const struct pack *pack, const struct asked_list *asked, const char *path, bool imported)
{
	bool found = false;

	for (size_t i = 0; i < pack->files.n && !found; i++)
		found = glob_match(pack->files.v[i], path);
	if (found && imported && ends_with(path, ".py"))
		return true;
	for (size_t i = 0; found && i < asked->v.n; i++) {
		size_t n = strlen(asked->v.v[i].dir);

		if ((n == 0 || (strncmp(path, asked->v.v[i].dir, n) == 0 && path[n] == '/')) && pack_knows(pack, "javascript", asked->v.v[i].package))
			return true;
	}
	return false;
}

static void select_files(struct tree *t, struct packs *packs, const struct asked_list *asked)
{
	VEC_OF(int) queue = {0};
	uint8_t *seed = xcalloc(t->sources + 1, 1), *imported = xcalloc(packs->pack.n + 1, 1);

	for (size_t i = 0; i < t->sources; i++) {
		struct source *s = &t->source[i];

		if (!s->language || s->skipped)
			continue;
		for (size_t p = 0; p < packs->pack.n; p++)
			for (size_t k = 0; k < s->packages.n; k++)
				if (pack_knows(&packs->pack.v[p], s->language->family, s->packages.v[k]))
					seed[i] = imported[p] = 1;
	}
	for (size_t i = 0; i < t->sources; i++)
		for (size_t p = 0; p < packs->pack.n; p++)
			if (t->source[i].language && !t->source[i].skipped && lies_in_place(&packs->pack.v[p], asked, t->source[i].path, imported[p]))
				seed[i] = packs->pack.v[p].used = true;
	free(imported);
	for (size_t i = 0; i < t->sources; i++) {
		struct source *s = &t->source[i];

		s->selected = seed[i];
		for (size_t k = 0; k < s->imports.n && !s->selected; k++)
			s->selected = seed[s->imports.v[k]];
		if (s->selected)
			vec_push(&queue, (int)i);
	}
	while (queue.n > 0) {
		struct source *s = &t->source[queue.v[--queue.n]];

		for (size_t k = 0; k < s->imports.n; k++) {
			struct source *d = &t->source[s->imports.v[k]];

			if (d->selected || d->skipped || !d->language)
				continue;
			d->selected = true;
			vec_push(&queue, s->imports.v[k]);
		}
	}
	for (size_t i = 0; i < t->sources; i++)
		for (size_t p = 0; t->source[i].selected && p < packs->pack.n; p++)
			for (size_t k = 0; k < t->source[i].packages.n && !packs->pack.v[p].used; k++)
				packs->pack.v[p].used = pack_knows(&packs->pack.v[p], t->source[i].language->family, t->source[i].packages.v[k]);
	for (size_t p = 0; p < packs->pack.n; p++)
		packs->pack.v[p].used |= packs->pack.v[p].npm.n == 0 && packs->pack.v[p].pypi.n == 0 && packs->pack.v[p].go.n == 0;
	free(seed);
	vec_free(&queue);
}

struct extract_job {
	struct tree *tree;
	struct unit_cache *cache;
	const int *list;
	size_t n, done;
	pthread_mutex_t lock;
	void (*progress)(void *context, const char *stage, size_t done, size_t total);
	void *context;
};

static void extract_one(void *context, size_t i, unsigned worker)
{
	struct extract_job *job = context;
	struct source *s = &job->tree->source[job->list[i]];
	struct err err = {0};

	(void)worker;
	s->unit = unit_cache_unit(job->cache, s->path, &s->stat);
	s->from_cache = s->unit != NULL;
	if (!s->unit) {
		if (!s->text && !(s->text = tree_read(job->tree, s->path, SOURCE_MAX, &s->length, &err))) {
			s->skipped = "not readable";
			return;
		}
		s->unit = extract(s->language, s->text, s->length);
	}
	free(s->text);
	s->text = NULL;
	pthread_mutex_lock(&job->lock);
	job->done++;
	if (job->progress)
		job->progress(job->context, "reading", job->done, job->n);
	pthread_mutex_unlock(&job->lock);
}

static void read_configurations(struct tree *t, struct asked_list *asked)
{
	for (size_t i = 0; i < t->sources; i++) {
		const char *path = t->source[i].path, *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
		struct err err = {0};
		bool tsconfig = (starts_with(name, "tsconfig") || starts_with(name, "jsconfig")) && ends_with(name, ".json");
		size_t n;
		char *text;

		if (!tsconfig && strcmp(name, "package.json") != 0 && strcmp(name, "go.mod") != 0)
			continue;
		text = tree_read(t, path, SOURCE_MAX, &n, &err);
		if (!text)
			continue;
		if (tsconfig) {
			modules_add_tsconfig(&t->modules, path, text);
		} else if (name[0] == 'g') {
			modules_add_go_mod(&t->modules, path, text);
		} else {
			modules_add_package(&t->modules, path, text);
			read_asked(t, path, text, asked);
		}
		free(text);
	}
}

static void keep_in_cache(struct tree *t, struct unit_cache *cache, struct scanned *found)
{
	struct buf text = {0};

	for (size_t i = 0; i < t->sources; i++) {
		struct source *s = &t->source[i];

		if (!s->language || s->skipped)
			continue;
		buf_reset(&text);
		for (size_t k = 0; k < found[i].specifier.n; k++)
			buf_printf(&text, "%s\n", found[i].specifier.v[k]);
		unit_cache_keep(cache, s->path, &s->stat, buf_text(&text), s->unit);
	}
	buf_free(&text);
}

bool tree_extract(struct tree *t, struct packs *packs, unsigned jobs, const char *cache_dir, void (*progress)(void *context, const char *stage, size_t done, size_t total),
	void *context, struct err *err)
{
	struct unit_cache *cache = cache_dir ? unit_cache_open(cache_dir) : NULL;
	struct scanned *found = xcalloc(t->sources + 1, sizeof(*found));
	struct scan_job scan = {t, found, cache};
	struct extract_job job = {.tree = t, .cache = cache, .lock = PTHREAD_MUTEX_INITIALIZER, .progress = progress, .context = context};
	int *list = xcalloc(t->sources + 1, sizeof(*list));
	struct asked_list asked = {0};

	(void)err;
	for (size_t p = 0; p < packs->pack.n; p++)
		for (size_t k = 0; k < packs->pack.v[p].pypi.n; k++)
			*map_put(&t->modules.known, packs->pack.v[p].pypi.v[k], strcspn(packs->pack.v[p].pypi.v[k], "."), NULL) = 1;
	read_configurations(t, &asked);
	parallel_for(t->sources, jobs, scan_one, &scan);
	link_imports(t, found);
	select_files(t, packs, &asked);
	vec_free(&asked.v);
	for (size_t i = 0; i < t->sources; i++) {
		if (t->source[i].selected) {
			list[job.n++] = (int)i;
		} else {
			free(t->source[i].text);
			t->source[i].text = NULL;
		}
	}
	job.list = list;
	parallel_for(job.n, jobs, extract_one, &job);
	for (size_t i = 0; i < t->sources; i++) {
		t->parsed += t->source[i].unit != NULL;
		t->from_cache += t->source[i].from_cache;
	}
	keep_in_cache(t, cache, found);
	unit_cache_close(cache);
	for (size_t i = 0; i < t->sources; i++) {
		for (size_t k = 0; k < found[i].specifier.n; k++)
			free(found[i].specifier.v[k]);
		vec_free(&found[i].specifier);
	}
	free(found);
	free(list);
	return true;
}
