/*
 * Files, safely. The audited tree is hostile: paths are opened beneath a root without following links out of it,
 * only regular files are read (not mapped), and never more than a cap.
 */
#ifndef PLUMBLINE_IO_H
#define PLUMBLINE_IO_H

#include "arena.h"
#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file_stat { int64_t size, mtime_ns; uint64_t inode; };

/*
 * Reads root/path (path relative, no ".." component) into malloc'ed, NUL-terminated memory. A symbolic link anywhere in `path` is refused.
 * max: a larger file is refused. false: err says why (not a regular file, too large, vanished, permission). *stat may be NULL.
 */
bool io_read_beneath(int root_fd, const char *path, size_t max, char **text, size_t *length, struct file_stat *stat, struct err *err);
bool io_stat_beneath(int root_fd, const char *path, struct file_stat *stat);	/* false: not a regular file reachable without links */
/* Opens a folder under the same rules; -1 and errno. "." is the root itself. The caller closes it. */
int io_open_dir_beneath(int root_fd, const char *path);
/* Reads a file the user named (configuration, a rule). Links are followed. */
bool io_read(const char *path, size_t max, char **text, size_t *length, struct err *err);
/* Writes a file beside its final place and renames it over it. */
bool io_write_atomic(const char *path, const char *text, size_t length, struct err *err);
bool io_make_dirs(const char *path, struct err *err);	/* mkdir -p, mode 0700 */
/* $XDG_CACHE_HOME/plumbline or ~/.cache/plumbline; $XDG_STATE_HOME/plumbline or ~/.local/state/plumbline. NULL when there is no home; in the arena. */
const char *io_cache_dir(struct arena *arena);
const char *io_state_dir(struct arena *arena);

#endif
