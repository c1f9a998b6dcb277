/*
 * A commit's files, read from the objects of the repository a folder lies in. Nothing is checked out, the git program is not run, no configuration is read.
 *
 *     struct revision *r = revision_open("/srv/app/services/api", "origin/main", &err);
 *     walk_revision(&walk, r, exclude);
 *     revision_read(r, "src/app.js", 4 << 20, &text, &length, &err);
 *     revision_close(r);
 *
 * What a name means is looked up as git does: HEAD, a branch, tag or remote branch, a commit's id or its beginning; then ~n, ^n and ^{…}. A reflog (@{…}) is not
 * read. The folder's own place in the work tree is the root of what is seen.
 */
#ifndef PLUMBLINE_REVISION_H
#define PLUMBLINE_REVISION_H

#include "err.h"
#include "io.h"

struct revision;

/* NULL: no repository, no such commit in it, or the folder is not in that commit; err says which. */
struct revision *revision_open(const char *root, const char *name, struct err *err);
const char *revision_id(const struct revision *revision);	/* 40 hexadecimal digits of the commit */
/*
 * Files and folders of a folder of it, "" for the root; false: it has no such folder. Of a file `stat` has its size and, in the place of time and inode, what
 * its content decides: the same content, the same stat.
 */
bool revision_folder(struct revision *revision, const char *path, void (*entry)(void *context, const char *name, bool is_folder, const struct file_stat *stat), void *context);
/* As io_read_beneath; may be called from several threads. */
bool revision_read(struct revision *revision, const char *path, size_t max, char **text, size_t *length, struct err *err);
void revision_close(struct revision *revision);	/* NULL allowed */

#endif
