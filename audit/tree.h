/*
 * The source files of a tree: what each is, which of them can matter, and their units.
 *
 * Files that can matter are those whose import specifiers name a package some pack knows (type-only imports do not count), the files
 * that import one of those, those that lie where a pack's framework looks for them, and everything any of these imports. Specifiers are found by a byte scan before parsing.
 * Extraction results are kept in a cache outside the tree, keyed by path, stat and the program's build.
 */
#ifndef PLUMBLINE_TREE_H
#define PLUMBLINE_TREE_H

#include "base/walk.h"
#include "extract/language.h"
#include "pack.h"
#include "resolve/modules.h"

#define SOURCE_MAX (4 << 20)	/* bytes of a source file; larger ones are a coverage row */

struct source {
	const char *path;
	struct file_stat stat;
	const struct language *language;	/* NULL: not a language we parse */
	const char *role;		/* source test migration example generated */
	bool selected;
	const char *skipped;		/* why it is not read; NULL */
	char *text;			/* while needed; malloc'ed */
	size_t length;
	struct unit *unit;		/* NULL: not parsed */
	bool from_cache;
	VEC_OF(int) imports;		/* numbers of files */
	VEC_OF(const char *) packages;	/* specifiers that leave the tree */
};

struct revision;

struct tree {
	struct arena arena;
	struct walk walk;
	int root_fd;
	struct revision *revision;	/* the files are those of a commit; NULL: of the folder. Not owned */
	struct source *source;		/* one per file of the walk, same order: file number */
	size_t sources;
	struct modules modules;
	size_t parsed, from_cache;
};

bool tree_open(struct tree *tree, const char *root, struct revision *revision, const char *const *exclude, struct err *err);
/* Reads, selects and extracts; marks packs used. cache_dir NULL: no cache. */
bool tree_extract(struct tree *tree, struct packs *packs, unsigned jobs, const char *cache_dir, void (*progress)(void *context, const char *stage, size_t done, size_t total),
	void *context, struct err *err);
void tree_close(struct tree *tree);
/* The text of a file of the tree, read now; malloc'ed; NULL with a reason in err. */
char *tree_read(const struct tree *tree, const char *path, size_t max, size_t *length, struct err *err);

#endif
