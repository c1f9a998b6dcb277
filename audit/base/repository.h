/*
 * Where the git repository of a folder lies, found by looking at files alone: no library is asked. Of its configuration nothing is obeyed.
 */
#ifndef PLUMBLINE_REPOSITORY_H
#define PLUMBLINE_REPOSITORY_H

#include "arena.h"

#include <stdbool.h>
#include <sys/types.h>

/*
 * The git folder of the work tree `root` (absolute, without links) lies in; *top: the work tree's own folder. NULL: it lies in none. A linked work tree or
 * submodule has a file that names the folder. Both in the arena.
 */
const char *repository_find(struct arena *arena, const char *root, const char **top);
/* The folder that holds objects and branches: of a linked work tree that of its main one. */
const char *repository_common(struct arena *arena, const char *folder);
/* The id HEAD, a branch, a tag or a remote branch stands for, looked up as git does; NULL: there is none. */
const char *repository_reference(struct arena *arena, const char *folder, const char *name);
/* What remote "origin" is called: "owner/name" of its address, without host, user or password. NULL: there is none. */
const char *repository_origin(struct arena *arena, const char *folder);
/* Whether the path is a file that can be read to its end, of at most `max` bytes: no pipe, no device. */
bool repository_regular(const char *path, off_t max);

#endif
