/* Where the git repository of a folder lies. See repository.h. */
#include "repository.h"

#include "io.h"
#include "str.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_LENGTH 40			 /* hexadecimal digits */
#define REFERENCE_MAX ((size_t)64 << 20) /* bytes of packed-refs */
#define CONFIG_MAX ((size_t)1 << 20)
#define DEPTH_MAX 5 /* references to references */

bool repository_regular(const char *path, off_t max)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= max;
}

/* The first line of a small file, without `prefix`; made absolute beneath `base`. NULL: no such file. */
static const char *pointer_file(struct arena *arena, const char *path, const char *prefix, const char *base)
{
	char *text, *target = NULL;
	size_t length;

	if (!io_read(path, PATH_MAX + 16, &text, &length, NULL))
		return NULL;
	text[strcspn(text, "\r\n")] = '\0';
	if (starts_with(text, prefix)) {
		target = text + strlen(prefix);
		target = *target == '/' ? arena_strdup(arena, target) : arena_printf(arena, "%s/%s", base, target);
	}
	free(text);
	return target;
}

/* The git folder of the work tree `top`, or NULL when it is none. */
static const char *git_folder(struct arena *arena, const char *top)
{
	const char *path = arena_printf(arena, "%s/.git", strcmp(top, "/") == 0 ? "" : top);
	struct stat st;

	if (lstat(path, &st) != 0)
		return NULL;
	if (S_ISREG(st.st_mode))
		path = pointer_file(arena, path, "gitdir: ", top);
	if (!path || !repository_regular(arena_printf(arena, "%s/HEAD", path), PATH_MAX))
		return NULL;
	return path;
}

const char *repository_common(struct arena *arena, const char *folder)
{
	const char *common = pointer_file(arena, arena_printf(arena, "%s/commondir", folder), "", folder);

	return common ? common : folder;
}

const char *repository_find(struct arena *arena, const char *root, const char **top)
{
	char *dir = arena_strdup(arena, root);
	const char *folder;

	*top = dir;
	while (!(folder = git_folder(arena, dir))) {
		char *slash = strrchr(dir, '/');

		if (!slash || strcmp(dir, "/") == 0)
			return NULL;
		slash[slash == dir] = '\0';
	}
	return folder;
}

/* --- references, by their files --- */

static bool is_id(const char *s)
{
	size_t n = strspn(s, "0123456789abcdef");

	return n == ID_LENGTH && (s[n] == '\0' || isspace((unsigned char)s[n]));
}

/* "id name" a line; a line that begins with ^ belongs to the one before. */
static const char *packed(struct arena *arena, int folder, const char *name)
{
	char *text, *p;
	size_t length, n = strlen(name);
	const char *id = NULL;

	if (!io_read_beneath(folder, "packed-refs", REFERENCE_MAX, &text, &length, NULL, NULL))
		return NULL;
	for (p = text; *p && !id; p += strcspn(p, "\n"), p += *p == '\n')
		if (is_id(p) && strncmp(p + ID_LENGTH + 1, name, n) == 0 && (p[ID_LENGTH + 1 + n] == '\n' || !p[ID_LENGTH + 1 + n]))
			id = arena_strndup(arena, p, ID_LENGTH);
	free(text);
	return id;
}

/* Of a linked work tree: its own git folder and the shared one. */
struct places {
	int folder, common;
};

/* The id a full name stands for; NULL. */
static const char *reference(struct arena *arena, const struct places *at, const char *name, int depth)
{
	char *text = NULL;
	size_t length;
	const char *id = NULL;

	if (depth > DEPTH_MAX || strstr(name, "..") || *name == '/' || strpbrk(name, "\\:?*[ "))
		return NULL;
	if (!io_read_beneath(at->folder, name, PATH_MAX, &text, &length, NULL, NULL) && !io_read_beneath(at->common, name, PATH_MAX, &text, &length, NULL, NULL))
		return packed(arena, at->common, name);
	if (starts_with(text, "ref: ")) {
		text[strcspn(text, "\r\n")] = '\0';
		id = reference(arena, at, arena_strdup(arena, text + 5), depth + 1);
	} else if (is_id(text)) {
		id = arena_strndup(arena, text, ID_LENGTH);
	}
	free(text);
	return id;
}

/* As git looks for what a user calls a branch. */
static const char *short_reference(struct arena *arena, const struct places *at, const char *name)
{
	static const char *const forms[][2] = {{"", ""}, {"refs/", ""}, {"refs/tags/", ""}, {"refs/heads/", ""}, {"refs/remotes/", ""}, {"refs/remotes/", "/HEAD"}};
	const char *id = NULL;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms) && !id; i++) {
		char full[PATH_MAX];

		/* Only what git writes in capitals lies beside refs/: config and index are no references. */
		if (i == 0 && !starts_with(name, "refs/") && name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_")])
			continue;
		snprintf(full, sizeof(full), "%s%s%s", forms[i][0], name, forms[i][1]);
		id = reference(arena, at, full, 0);
	}
	return id;
}

const char *repository_reference(struct arena *arena, const char *folder, const char *name)
{
	struct places at = {open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), open(repository_common(arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	const char *id = at.folder >= 0 && at.common >= 0 ? short_reference(arena, &at, name) : NULL;

	if (at.folder >= 0)
		close(at.folder);
	if (at.common >= 0)
		close(at.common);
	return id;
}

/* The end of an address: "owner/name" behind a host, the folder's name of a path. Never what stands before: it may hold a password. */
static const char *end_of_address(struct arena *arena, const char *url)
{
	const char *path = strstr(url, "://"), *colon = strchr(url, ':');
	size_t parts = 1, n, start;

	if (path) {
		path += 3;
		path += strcspn(path, "/");
		parts = 2;
	} else if (colon && colon < url + strcspn(url, "/")) { /* user@host:owner/name */
		path = colon + 1;
		parts = 2;
	} else {
		path = url;
	}
	path += *path == '/';
	n = strlen(path);
	while (n && (path[n - 1] == '/' || isspace((unsigned char)path[n - 1])))
		n--;
	if (n > 4 && strncmp(path + n - 4, ".git", 4) == 0)
		n -= 4;
	for (start = n; start > 0; start--)
		if (path[start - 1] == '/' && --parts == 0)
			break;
	return start < n ? arena_strndup(arena, path + start, n - start) : NULL;
}

const char *repository_origin(struct arena *arena, const char *folder)
{
	const char *found = NULL;
	char *text, *next;
	size_t length;
	bool origin = false;

	if (!repository_regular(arena_printf(arena, "%s/config", repository_common(arena, folder)), CONFIG_MAX) ||
		!io_read(arena_printf(arena, "%s/config", repository_common(arena, folder)), CONFIG_MAX, &text, &length, NULL))
		return NULL;
	for (char *p = text; p && *p && !found; p = next) {
		next = strchr(p, '\n');
		if (next)
			*next++ = '\0';
		p += strspn(p, " \t");
		if (*p == '[')
			origin = starts_with(p, "[remote \"origin\"]");
		else if (origin && starts_with(p, "url") && strchr(" \t=", p[3]) && strchr(p, '='))
			found = end_of_address(arena, strchr(p, '=') + 1 + strspn(strchr(p, '=') + 1, " \t"));
	}
	free(text);
	return found;
}
