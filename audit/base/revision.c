/*
 * A commit's files. See revision.h.
 *
 * The repository may be as hostile as the tree: libgit2 is given an object folder it was made sure holds nothing but regular files, and never the repository's
 * configuration or its references.
 */
#include "revision.h"

#include "repository.h"
#include "str.h"
#include "vec.h"

#include <git2.h>
#include <git2/sys/repository.h>

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 5			 /* object folders that name others */

struct revision {
	struct arena arena;
	git_repository *repo;
	git_odb *odb;
	git_tree *tree; /* of the folder that was asked for */
	char id[GIT_OID_HEXSZ + 1];
	pthread_mutex_t lock; /* around all of libgit2 */
};

static bool git_failed(struct err *err, const char *what)
{
	const git_error *e = git_error_last();

	return err_set(err, "%s: %s", what, e && e->message ? e->message : "unknown");
}

/* --- objects --- */

/* Every file of an object folder is a regular one: libgit2 opens what it finds, and a pipe would make it wait for ever. */
static bool only_files(int parent, const char *name, bool top, struct err *err)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (top ? 0 : O_NOFOLLOW));
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *d;
	bool ok = true;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return err_set(err, "cannot read the objects of the repository: %s", strerror(errno));
	}
	while (ok && (d = readdir(dir))) {
		unsigned char type = d->d_type;
		struct stat st;

		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (type == DT_UNKNOWN && fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			type = (unsigned char)IFTODT(st.st_mode);
		if (type == DT_DIR && top)
			ok = only_files(dirfd(dir), d->d_name, false, err);
		else if (type != DT_REG && type != DT_DIR)
			ok = err_set(err, "the repository's objects/%s is not a regular file", d->d_name);
	}
	closedir(dir);
	return ok;
}

/* The same of the folders it borrows objects from. */
static bool safe_objects(struct arena *arena, const char *folder, int depth, struct err *err)
{
	char *text, *next;
	size_t length;
	bool ok;

	if (depth > DEPTH_MAX)
		return err_set(err, "the repository's objects name other folders too many times over");
	if (!only_files(AT_FDCWD, folder, true, err))
		return false;
	ok = repository_regular(arena_printf(arena, "%s/info/alternates", folder), PATH_MAX * 16L);
	if (!ok)
		return true;
	if (!io_read(arena_printf(arena, "%s/info/alternates", folder), PATH_MAX * 16, &text, &length, err))
		return false;
	for (char *p = text; ok && p && *p; p = next) {
		next = strchr(p, '\n');
		if (next)
			*next++ = '\0';
		if (*p && *p != '#')
			ok = safe_objects(arena, *p == '/' ? arena_strdup(arena, p) : arena_printf(arena, "%s/%s", folder, p), depth + 1, err);
	}
	free(text);
	return ok;
}

/* A repository that has objects and nothing else. */
static bool attach(struct revision *r, const char *common, struct err *err)
{
	const char *objects = arena_printf(&r->arena, "%s/objects", common);
	git_config *empty = NULL;
	bool ok;

	if (!safe_objects(&r->arena, objects, 0, err))
		return false;
	for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
	ok = git_config_new(&empty) == 0 && git_repository_new(&r->repo) == 0 && git_repository_set_config(r->repo, empty) == 0 &&
	     git_odb_open(&r->odb, objects) == 0 && git_repository_set_odb(r->repo, r->odb) == 0;
	git_config_free(empty);
	return ok || git_failed(err, "libgit2 refuses the repository's objects");
}

/* The commit a name stands for: a reference or the beginning of an id, then what follows from ~ or ^ on. */
static bool find_commit(struct revision *r, const char *folder, const char *name, git_object **out, struct err *err)
{
	size_t n = strcspn(name, "~^");
	const char *base, *id;
	git_object *found = NULL;
	git_oid oid;

	if (strstr(name, "@{"))
		return err_usage(err, "\"%s\": a reflog is not read; give a branch, a tag or a commit's id", name);
	base = n == 0 || (n == 1 && *name == '@') ? "HEAD" : arena_strndup(&r->arena, name, n);
	id = repository_reference(&r->arena, folder, base);
	if (!id && strlen(base) >= 4 && strlen(base) <= GIT_OID_HEXSZ && !base[strspn(base, "0123456789abcdefABCDEF")] && git_oid_fromstrn(&oid, base, strlen(base)) == 0) {
		git_oid whole;
		char hex[GIT_OID_HEXSZ + 1];

		if (git_odb_exists_prefix(&whole, r->odb, &oid, strlen(base)) == 0)
			id = arena_strdup(&r->arena, git_oid_tostr(hex, sizeof(hex), &whole));
	}
	if (!id)
		return err_usage(err, "the repository knows no branch, tag or commit \"%s\" (in a shallow clone it has to be fetched first)", base);
	if (git_revparse_single(&found, r->repo, arena_printf(&r->arena, "%s%s", id, name + n)) != 0 || git_object_peel(out, found, GIT_OBJECT_COMMIT) != 0) {
		git_object_free(found);
		git_failed(err, name);
		err->usage = true;
		return false;
	}
	git_object_free(found);
	return true;
}

static bool find_folder(struct revision *r, const git_object *commit, const char *prefix, const char *name, struct err *err)
{
	git_tree *root = NULL;
	git_tree_entry *entry = NULL;
	bool ok;

	if (git_commit_tree(&root, (const git_commit *)commit) != 0)
		return git_failed(err, name);
	if (!*prefix) {
		r->tree = root;
		return true;
	}
	ok = git_tree_entry_bypath(&entry, root, prefix) == 0 && git_tree_entry_type(entry) == GIT_OBJECT_TREE &&
	     git_tree_lookup(&r->tree, r->repo, git_tree_entry_id(entry)) == 0;
	git_tree_entry_free(entry);
	git_tree_free(root);
	return ok || err_usage(err, "\"%s\" has no folder \"%s\"", name, prefix);
}

static bool find_all(struct revision *r, const char *root, const char *name, struct err *err)
{
	char real[PATH_MAX];
	const char *top, *folder, *common, *prefix;
	git_object *commit = NULL;
	bool ok;

	if (!realpath(root, real))
		return err_usage(err, "cannot open the folder \"%s\": %s", root, strerror(errno));
	folder = repository_find(&r->arena, real, &top);
	if (!folder)
		return err_usage(err, "\"%s\" lies in no git repository, so there is no \"%s\" to compare with", root, name);
	common = repository_common(&r->arena, folder);
	prefix = real + strlen(top);
	prefix += *prefix == '/';
	ok = attach(r, common, err) && find_commit(r, folder, name, &commit, err);
	if (ok) {
		git_oid_tostr(r->id, sizeof(r->id), git_object_id(commit));
		ok = find_folder(r, commit, prefix, name, err);
	}
	git_object_free(commit);
	return ok;
}

struct revision *revision_open(const char *root, const char *name, struct err *err)
{
	struct revision *r = xcalloc(1, sizeof(*r));

	git_libgit2_init();
	pthread_mutex_init(&r->lock, NULL);
	if (find_all(r, root, name, err))
		return r;
	revision_close(r);
	return NULL;
}

const char *revision_id(const struct revision *r)
{
	return r->id;
}

static int64_t bytes_of(const git_oid *oid, size_t at)
{
	int64_t n;

	memcpy(&n, oid->id + at, sizeof(n));
	return n;
}

static void each_entry(struct revision *r, const git_tree *tree, void (*entry)(void *context, const char *name, bool is_folder, const struct file_stat *stat), void *context)
{
	for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *e = git_tree_entry_byindex(tree, i);
		const char *name = git_tree_entry_name(e);
		git_filemode_t mode = git_tree_entry_filemode(e);
		const git_oid *id = git_tree_entry_id(e);
		struct file_stat stat = {.mtime_ns = bytes_of(id, 0), .inode = (uint64_t)bytes_of(id, 8)};
		git_object_t type;
		size_t size;

		if (strchr(name, '/') || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (mode == GIT_FILEMODE_TREE) {
			entry(context, name, true, &stat);
		} else if ((mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE) && git_odb_read_header(&size, &type, r->odb, id) == 0 && type == GIT_OBJECT_BLOB) {
			stat.size = (int64_t)size;
			entry(context, name, false, &stat);
		}
	}
}

bool revision_folder(struct revision *r, const char *path, void (*entry)(void *context, const char *name, bool is_folder, const struct file_stat *stat), void *context)
{
	git_tree_entry *e = NULL;
	git_tree *tree = NULL;
	bool ok = true;

	pthread_mutex_lock(&r->lock);
	if (*path)
		ok = git_tree_entry_bypath(&e, r->tree, path) == 0 && git_tree_entry_type(e) == GIT_OBJECT_TREE && git_tree_lookup(&tree, r->repo, git_tree_entry_id(e)) == 0;
	if (ok)
		each_entry(r, tree ? tree : r->tree, entry, context);
	git_tree_free(tree);
	git_tree_entry_free(e);
	pthread_mutex_unlock(&r->lock);
	return ok;
}

static bool read_blob(struct revision *r, const git_oid *id, const char *path, size_t max, char **text, size_t *length, struct err *err)
{
	git_odb_object *object = NULL;
	git_object_t type;
	size_t size;

	if (git_odb_read_header(&size, &type, r->odb, id) != 0)
		return git_failed(err, path);
	if (type != GIT_OBJECT_BLOB)
		return err_set(err, "\"%s\" is not a regular file", path);
	if (size > max)
		return err_set(err, "\"%s\" is larger than %zu bytes", path, max);
	if (git_odb_read(&object, r->odb, id) != 0)
		return git_failed(err, path);
	*length = git_odb_object_size(object);
	*text = xmalloc(*length + 1);
	memcpy(*text, git_odb_object_data(object), *length);
	(*text)[*length] = '\0';
	git_odb_object_free(object);
	return true;
}

bool revision_read(struct revision *r, const char *path, size_t max, char **text, size_t *length, struct err *err)
{
	git_tree_entry *e = NULL;
	git_filemode_t mode;
	bool ok;

	pthread_mutex_lock(&r->lock);
	if (git_tree_entry_bypath(&e, r->tree, path) != 0) {
		ok = err_set(err, "cannot open \"%s\": the commit does not have it", path);
	} else {
		mode = git_tree_entry_filemode(e);
		ok = mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE ? read_blob(r, git_tree_entry_id(e), path, max, text, length, err)
										       : err_set(err, "\"%s\" is not a regular file", path);
	}
	git_tree_entry_free(e);
	pthread_mutex_unlock(&r->lock);
	return ok;
}

void revision_close(struct revision *r)
{
	if (!r)
		return;
	git_tree_free(r->tree);
	git_odb_free(r->odb);
	git_repository_free(r->repo);
	git_libgit2_shutdown();
	pthread_mutex_destroy(&r->lock);
	arena_free(&r->arena);
	free(r);
}
