/* Where the git repository of a folder lies. See repository.h. */
#include "repository.h"

#include "io.h"
#include "str.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

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
