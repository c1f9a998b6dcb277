/*
 * The list of files of a tree, by git's own view: tracked, and untracked but not ignored (through libgit2; the git program is never run).
 * Of the repository only its index, info/exclude and .gitignore files are read, never its configuration: nothing in there can make us run,
 * open or wait for anything, so it does not matter who owns it either. The work tree is the folder that holds .git, by definition here.
 * Outside git, or where the index cannot be read, a plain walk; *how says which.
 * A subfolder of a work tree is walked with the ignore rules of the repository it lies in, unless it is itself ignored: then plainly.
 * A submodule is part of the tree; another repository lying in it is not.
 *
 * Always left out, also when tracked (a committed node_modules is not the application): .git, node_modules, bower_components, site-packages,
 * __pycache__, .venv and other virtualenvs (a folder with pyvenv.cfg), dist, .next and other tools' folders; and, at the root or beside a package
 * file (package.json, pyproject.toml …; elsewhere they are names like any other): vendor, third_party, build, out, coverage, target.
 * *.min.js and other minified scripts (told by their name, or by the length of their lines when large). Links are not followed.
 * Files come sorted by path (bytes). A limit on the number of files is an entry in `skipped`, never silent; what git ignores is not mentioned.
 */
#ifndef PLUMBLINE_WALK_H
#define PLUMBLINE_WALK_H

#include "arena.h"
#include "err.h"
#include "io.h"
#include "vec.h"

struct revision;

struct walk_file { const char *path; struct file_stat stat; };	/* path relative to the root, '/' separated */
struct walk_skip { const char *path; const char *reason; };	/* "vendored tree", "not readable", "too many files" … */

struct walk {
	struct arena *arena;		/* where the paths live; NULL: walk_tree makes one, walk_free frees it */
	VEC_OF(struct walk_file) file;
	VEC_OF(struct walk_skip) skipped;	/* one row for a folder, not for its files */
	const char *how;		/* "git" | "revision" | "plain" | "plain (reason)" */
	bool own_arena;
};

#define WALK_MOST_ENTRIES 500000	/* files and folders looked at */

/*
 * `exclude`: extra glob patterns (from configuration), NULL-terminated or NULL. As in an ignore file, a pattern without '/' before its end is
 * compared with the name at any depth ("legacy", "*.spec.js"), another with the path from the root ("src/legacy", "/legacy", "legacy" followed
 * by a slash and **); a folder that matches is left out whole. Patterns of 1024 bytes and more match nothing.
 * err only when root itself cannot be read. The struct starts zeroed, but for `arena`.
 */
bool walk_tree(struct walk *walk, const char *root, const char *const *exclude, struct err *err);
/* The same of a commit, by its objects: what it holds, whatever is ignored. Links and submodules are no files of it. */
void walk_revision(struct walk *walk, struct revision *revision, const char *const *exclude);
void walk_free(struct walk *walk);
/* Shell-like glob over '/'-separated paths: * ? [] within a component, ** across; \ takes the next character as it is. Linear in pattern × path. */
bool glob_match(const char *pattern, const char *path);

#endif
