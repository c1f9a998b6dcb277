/* The walk over a tree. See walk.h. */
#include "walk.h"

#include "repository.h"
#include "revision.h"
#include "str.h"

#include <git2.h>
#include <git2/sys/repository.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define INDEX_MAX ((off_t)512 << 20)
#define IGNORE_FILE_MAX ((off_t)1 << 20)

/* What a folder's name alone tells. */
static const struct {
	const char *name, *reason;
	bool package;	/* only beside a package file or at the root: elsewhere the name may mean something to the application */
} left_out[] = {
	{"node_modules", "vendored tree", false},
	{"bower_components", "vendored tree", false},
	{"jspm_packages", "vendored tree", false},
	{"site-packages", "vendored tree", false},
	{".yarn", "vendored tree", false},
	{".pnpm-store", "vendored tree", false},
	{"vendor", "vendored tree", true},
	{"third_party", "vendored tree", true},
	{".venv", "virtual environment", false},
	{".tox", "virtual environment", false},
	{".nox", "virtual environment", false},
	{"__pycache__", "build output", false},
	{".mypy_cache", "build output", false},
	{".pytest_cache", "build output", false},
	{".ruff_cache", "build output", false},
	{".next", "build output", false},
	{".nuxt", "build output", false},
	{".svelte-kit", "build output", false},
	{".turbo", "build output", false},
	{".serverless", "build output", false},
	{"dist", "build output", false},
	{"build", "build output", true},
	{"out", "build output", true},
	{"coverage", "build output", true},
	{"target", "build output", true},
};

static const char *const package_files[] = {
	"package.json", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "go.mod",
	"Cargo.toml", "pom.xml", "build.gradle", "composer.json", "Gemfile", "tsconfig.json", NULL,
};

/* git's view of the tree. */
struct git {
	git_repository *repo;	/* has a work tree and our empty configuration, nothing else; NULL: plain walk */
	git_index *index;
	const char *prefix;	/* from the work tree to the root: "" or "services/api/" */
};

struct folder {
	const char *path;	/* from the root; "" is the root */
	bool package;		/* the root, or holds a package file: known once read */
	bool untracked;		/* nothing in it is in the index */
	bool all;		/* its ignore file is not one: nothing below is asked for */
};

struct entry {
	const char *name;
	unsigned char type;	/* DT_DIR, DT_REG, DT_LNK, … */
	struct file_stat stat;	/* of regular files */
};

struct walker {
	struct walk *walk;
	struct git git;
	const char *const *exclude;
	int root_fd;
	struct revision *revision;	/* in the place of a folder; NULL */
	size_t entries;
	VEC_OF(struct folder) todo;
	VEC_OF(struct entry) entry;	/* of the folder being read */
};

static void skip(struct walker *w, const char *path, const char *reason)
{
	vec_push(&w->walk->skipped, (struct walk_skip){*path ? path : ".", reason});
}

/* --- the repository --- */

/* Rules of info/exclude are handed over as text, because the repository object knows no git folder. */
static void add_exclude_file(struct arena *arena, struct git *git, const char *folder)
{
	char *text;
	size_t length;

	if (io_read(arena_printf(arena, "%s/info/exclude", repository_common(arena, folder)), (size_t)IGNORE_FILE_MAX, &text, &length, NULL)) {
		git_ignore_add_rule(git->repo, text);
		free(text);
	}
}

static const char *git_reason(struct arena *arena, const char *what)
{
	const git_error *e = git_error_last();

	return arena_printf(arena, "plain (%s: %s)", what, e && e->message ? e->message : "unknown");
}

/*
 * A repository without configuration, whose work tree is `top`, and its index. The search paths for the user's and the system's files
 * are emptied too: the same tree gives the same list on every machine.
 */
static bool git_attach(struct walker *w, const char *folder, const char *top)
{
	struct arena *arena = w->walk->arena;
	const char *index = arena_printf(arena, "%s/index", folder);
	git_config *empty = NULL;
	struct stat st;
	bool ok;

	for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
	if (stat(index, &st) == 0 && !repository_regular(index, INDEX_MAX)) {
		w->walk->how = "plain (the git index is not a regular file, or too large)";
		return false;
	}
	ok = git_config_new(&empty) == 0 && git_repository_new(&w->git.repo) == 0 && git_repository_set_config(w->git.repo, empty) == 0 &&
	     git_repository_set_workdir(w->git.repo, top, 0) == 0 && git_index_open(&w->git.index, index) == 0;
	git_config_free(empty);
	if (!ok) {
		w->walk->how = git_reason(arena, "libgit2 refuses the repository");
		return false;
	}
	add_exclude_file(arena, &w->git, folder);
	return true;
}

static void git_detach(struct git *git)
{
	git_index_free(git->index);
	git_repository_free(git->repo);
	git->index = NULL;
	git->repo = NULL;
}

static bool tracked_file(const struct git *git, const char *path)
{
	return git_index_get_bypath(git->index, path, GIT_INDEX_STAGE_NORMAL) != NULL;
}

static bool tracked_folder(const struct git *git, struct arena *arena, const char *path)
{
	return !*path ? git_index_entrycount(git->index) > 0 : git_index_find_prefix(NULL, git->index, arena_printf(arena, "%s/", path)) == 0;
}

static bool ignored(const struct git *git, const char *path)
{
	int yes = 0;

	return git_ignore_path_is_ignored(&yes, git->repo, path) == 0 && yes;
}

/* Reading an ignore file that is a pipe would wait for ever, and one that is a link leads out of the tree. */
static bool odd_ignore_file(int dir_fd)
{
	struct stat st;

	return fstatat(dir_fd, ".gitignore", &st, AT_SYMLINK_NOFOLLOW) == 0 && (!S_ISREG(st.st_mode) || st.st_size > IGNORE_FILE_MAX);
}

static bool odd_ignore_file_above(struct arena *arena, const char *top, const char *prefix)
{
	for (const char *slash = prefix; *prefix && slash; slash = strchr(slash + 1, '/')) {
		const char *path = arena_printf(arena, "%s/%.*s", top, (int)(slash - prefix), prefix);
		int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
		bool odd = fd >= 0 && odd_ignore_file(fd);

		if (fd >= 0)
			close(fd);
		if (odd)
			return true;
	}
	return false;
}

/* Finds the repository `root` (absolute, without links) lies in. Sets walk->how. */
static void find_repository(struct walker *w, const char *root)
{
	struct arena *arena = w->walk->arena;
	const char *top, *folder = repository_find(arena, root, &top), *rest;

	w->walk->how = "plain";
	if (!folder)
		return;
	if (!git_attach(w, folder, top)) {
		git_detach(&w->git);
		return;
	}
	rest = root + strlen(top);
	rest += *rest == '/';
	w->git.prefix = *rest ? arena_printf(arena, "%s/", rest) : "";
	w->walk->how = "git";
	if (!*rest)
		return;
	if (odd_ignore_file_above(arena, top, w->git.prefix))
		w->walk->how = "plain (an ignore file above the folder is not a regular file)";
	else if (!tracked_folder(&w->git, arena, rest) && ignored(&w->git, rest))
		w->walk->how = "plain (the folder is ignored by the repository it lies in)";
	else
		return;
	git_detach(&w->git);
}

/* --- folders --- */

static const char *join(struct arena *arena, const char *folder, const char *name)
{
	return *folder ? arena_printf(arena, "%s/%s", folder, name) : arena_strdup(arena, name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static void revision_entry(void *context, const char *name, bool is_folder, const struct file_stat *stat)
{
	struct walker *w = context;
	struct entry e = {arena_strdup(w->walk->arena, name), is_folder ? DT_DIR : DT_REG, *stat};

	vec_push(&w->entry, e);
}

static bool sorted(struct walker *w)
{
	if (w->entry.n)
		qsort(w->entry.v, w->entry.n, sizeof(*w->entry.v), by_name);
	return true;
}

/* Reads the names of a folder, sorted. */
static bool read_folder(struct walker *w, const char *path, int fd)
{
	DIR *dir;
	struct dirent *d;

	w->entry.n = 0;
	if (w->revision)
		return revision_folder(w->revision, path, revision_entry, w) && sorted(w);
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return false;
	}
	while ((d = readdir(dir))) {
		struct entry e = {.type = d->d_type};
		struct stat st;

		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (e.type == DT_REG || e.type == DT_UNKNOWN) {
			if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
				continue;
			e.type = (unsigned char)IFTODT(st.st_mode);
			e.stat = (struct file_stat){st.st_size, (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec, st.st_ino};
		}
		e.name = arena_strdup(w->walk->arena, d->d_name);
		vec_push(&w->entry, e);
	}
	closedir(dir);
	return sorted(w);
}

static bool has_entry(const struct walker *w, const char *name)
{
	struct entry key = {.name = name};

	return w->entry.n && bsearch(&key, w->entry.v, w->entry.n, sizeof(*w->entry.v), by_name);
}

static bool has_package_file(const struct walker *w)
{
	for (const char *const *p = package_files; *p; p++)
		if (has_entry(w, *p))
			return true;
	return false;
}

/* As in an ignore file: a slash before the end ties the pattern to the root. */
static bool excluded(const struct walker *w, const char *path, const char *name)
{
	for (const char *const *e = w->exclude; e && *e; e++) {
		char pattern[1024];
		size_t n = strlen(*e);
		const char *slash = strchr(*e, '/');

		if (n >= sizeof(pattern))
			continue;
		memcpy(pattern, *e + (**e == '/'), n + 1 - (**e == '/'));
		n = strlen(pattern);
		if (n > 3 && strcmp(pattern + n - 3, "/**") == 0)
			pattern[n - 3] = '\0';
		else if (n > 1 && pattern[n - 1] == '/')
			pattern[n - 1] = '\0';
		if (glob_match(pattern, slash && slash[1] ? path : name))
			return true;
	}
	return false;
}

static const char *left_out_reason(const char *name, bool package)
{
	for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++)
		if (strcmp(left_out[i].name, name) == 0 && (package || !left_out[i].package))
			return left_out[i].reason;
	return NULL;
}

static void visit_folder(struct walker *w, const struct folder *parent, const char *name)
{
	struct arena *arena = w->walk->arena;
	const char *path = join(arena, parent->path, name), *reason;
	struct folder f = {.path = path, .untracked = parent->untracked, .all = parent->all};

	reason = left_out_reason(name, parent->package);
	if (!reason && excluded(w, path, name))
		reason = "excluded by configuration";
	if (reason) {
		skip(w, path, reason);
		return;
	}
	if (w->git.repo) {
		const char *full = arena_printf(arena, "%s%s", w->git.prefix, path);

		/* A submodule is one index entry with the name of the folder. */
		if (!f.untracked && !tracked_folder(&w->git, arena, full) && !tracked_file(&w->git, full))
			f.untracked = true;
		if (f.untracked && !f.all && ignored(&w->git, full))
			return;
	}
	vec_push(&w->todo, f);
}

/* A script whose lines are, in three samples, hundreds of characters long was not written by hand. */
static bool minified(const struct walker *w, const char *path, const struct file_stat *st)
{
	const size_t sample = 4096;
	char *text;
	size_t length;
	bool dense = true;

	if (st->size < 32 << 10 || st->size > 64 << 20 ||
	    !(w->revision ? revision_read(w->revision, path, 64 << 20, &text, &length, NULL) : io_read_beneath(w->root_fd, path, 64 << 20, &text, &length, NULL, NULL)))
		return false;
	for (size_t quarter = 1; dense && quarter <= 3; quarter++) {
		size_t lines = 0, start = length / 4 * quarter;

		for (size_t i = start; i < start + sample && i < length; i++)
			lines += text[i] == '\n';
		dense = lines < sample / 500;
	}
	free(text);
	return dense;
}

static bool is_script(const char *name)
{
	return ends_with(name, ".js") || ends_with(name, ".mjs") || ends_with(name, ".cjs");
}

static void visit_file(struct walker *w, const struct folder *parent, const struct entry *e)
{
	const char *path = join(w->walk->arena, parent->path, e->name);
	struct walk_file file = {.path = path};

	if (is_script(e->name) && (strstr(e->name, ".min.") || strstr(e->name, "-min.") || strstr(e->name, ".bundle."))) {
		skip(w, path, "minified");
		return;
	}
	if (excluded(w, path, e->name)) {
		skip(w, path, "excluded by configuration");
		return;
	}
	if (w->git.repo && !parent->all) {
		const char *full = *w->git.prefix ? arena_printf(w->walk->arena, "%s%s", w->git.prefix, path) : path;

		if ((parent->untracked || !tracked_file(&w->git, full)) && ignored(&w->git, full))
			return;
	}
	if (is_script(e->name) && minified(w, path, &e->stat)) {
		skip(w, path, "minified");
		return;
	}
	file.stat = e->stat;
	vec_push(&w->walk->file, file);
}

static void walk_folder(struct walker *w, struct folder f)
{
	int fd = w->revision ? -1 : io_open_dir_beneath(w->root_fd, *f.path ? f.path : ".");
	bool is_root = !*f.path;

	if (fd >= 0 && w->git.repo && odd_ignore_file(fd)) {
		f.all = true;
		skip(w, join(w->walk->arena, f.path, ".gitignore"), "not a regular file, or too large: ignores nothing");
	}
	if ((fd < 0 && !w->revision) || !read_folder(w, f.path, fd)) {
		skip(w, f.path, "not readable");
		return;
	}
	if (!is_root && has_entry(w, "pyvenv.cfg")) {
		skip(w, f.path, "virtual environment");
		return;
	}
	if (!is_root && f.untracked && w->git.repo && has_entry(w, ".git") &&
	    !tracked_file(&w->git, arena_printf(w->walk->arena, "%s%s", w->git.prefix, f.path))) {
		skip(w, f.path, "another repository");
		return;
	}
	f.package = is_root || has_package_file(w);
	for (size_t i = 0; i < w->entry.n; i++) {
		const struct entry *e = &w->entry.v[i];

		if (++w->entries > WALK_MOST_ENTRIES) {
			skip(w, join(w->walk->arena, f.path, e->name), "too many files");
			w->todo.n = 0;
			return;
		}
		/* The repository itself, or in a linked work tree the file that names it. */
		if (strcmp(e->name, ".git") == 0)
			continue;
		if (e->type == DT_DIR)
			visit_folder(w, &f, e->name);
		else if (e->type == DT_REG)
			visit_file(w, &f, e);
	}
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct walk_file *)a)->path, ((const struct walk_file *)b)->path);
}

static int by_skipped_path(const void *a, const void *b)
{
	return strcmp(((const struct walk_skip *)a)->path, ((const struct walk_skip *)b)->path);
}

static void walk_all(struct walker *w)
{
	struct walk *walk = w->walk;

	vec_push(&w->todo, (struct folder){.path = ""});
	while (w->todo.n)
		walk_folder(w, w->todo.v[--w->todo.n]);
	vec_free(&w->todo);
	vec_free(&w->entry);
	if (walk->file.n)
		qsort(walk->file.v, walk->file.n, sizeof(*walk->file.v), by_path);
	if (walk->skipped.n)
		qsort(walk->skipped.v, walk->skipped.n, sizeof(*walk->skipped.v), by_skipped_path);
}

static void need_arena(struct walk *walk)
{
	if (walk->arena)
		return;
	walk->arena = xcalloc(1, sizeof(*walk->arena));
	walk->own_arena = true;
}

bool walk_tree(struct walk *walk, const char *root, const char *const *exclude, struct err *err)
{
	struct walker w = {.walk = walk, .exclude = exclude, .git = {.prefix = ""}};
	char real[PATH_MAX];

	w.root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w.root_fd < 0 || !realpath(root, real)) {
		int why = errno;

		if (w.root_fd >= 0)
			close(w.root_fd);
		return err_usage(err, "cannot read folder \"%s\": %s", root, strerror(why));
	}
	need_arena(walk);
	git_libgit2_init();
	find_repository(&w, real);
	walk_all(&w);
	git_detach(&w.git);
	git_libgit2_shutdown();
	close(w.root_fd);
	return true;
}

void walk_revision(struct walk *walk, struct revision *revision, const char *const *exclude)
{
	struct walker w = {.walk = walk, .exclude = exclude, .git = {.prefix = ""}, .root_fd = -1, .revision = revision};

	need_arena(walk);
	walk->how = "revision";
	walk_all(&w);
}

void walk_free(struct walk *walk)
{
	vec_free(&walk->file);
	vec_free(&walk->skipped);
	if (walk->own_arena) {
		arena_free(walk->arena);
		free(walk->arena);
	}
	*walk = (struct walk){0};
}
