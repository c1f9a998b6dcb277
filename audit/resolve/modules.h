/*
 * Which file an import specifier means.
 *
 * Knows the paths of the tree, tsconfig/jsconfig "paths", workspace package names, and Python's package layout. Looks at no file's
 * content but those configurations; what does not resolve inside the tree is a package.
 */
#ifndef PLUMBLINE_MODULES_H
#define PLUMBLINE_MODULES_H

#include "../base/arena.h"
#include "../base/str.h"
#include "../base/vec.h"

struct module_alias { const char *dir, *pattern, *target; };	/* under dir, "pattern" (one *) means "target" (relative to the root) */
struct module_package { const char *name, *dir, *main; };	/* a workspace package of the tree */

struct module_file { int file, next; };	/* next: number in go_file + 1 of another file of the folder; 0 none */

struct module_ref {
	int file;		/* ≥ 0: a file of the tree; -1: none */
	const char *dir;	/* Python: a folder without __init__.py; Go: the folder of a package; NULL */
	const char *package;	/* otherwise: the name to spell types with ("express", "sqlalchemy.orm"); in the arena */
};

struct modules {
	struct arena *arena;
	struct map path;		/* path → file number + 1 */
	struct map dir;			/* every folder that holds Python, at any depth → 1 */
	struct map go_dir;		/* every folder that holds Go files that are no tests → number in go_file + 1 */
	VEC_OF(struct module_file) go_file;
	VEC_OF(struct module_package) go_module;	/* name: as go.mod has it */
	struct map asked;		/* private: folder and specifier → number in found */
	VEC_OF(struct module_ref) found;
	struct map known;		/* first components of package names that packs know: never taken for a folder without __init__.py */
	VEC_OF(struct module_alias) alias;
	VEC_OF(struct module_package) package;
	VEC_OF(struct module_package) generated;	/* name: the package; dir: path in the tree that code is generated to */
	const char *generated_hit;	/* private: package of the generated path last looked for in vain */
};

void modules_add_file(struct modules *modules, const char *path, int file);
void modules_add_tsconfig(struct modules *modules, const char *path, const char *text);	/* unreadable JSON is passed over */
void modules_add_package(struct modules *modules, const char *path, const char *text);	/* a package.json */
void modules_add_go_mod(struct modules *modules, const char *path, const char *text);
void modules_add_generated(struct modules *modules, const char *path, const char *package);	/* imports of what is there, or below, and no file of the tree are imports of the package */
void modules_free(struct modules *modules);

/* family: "javascript", "python" or "go". Go: a package of the tree is its folder, and file the last of its files. */
struct module_ref module_find(struct modules *modules, const char *family, const char *from_path, const char *specifier);
/* Python: name inside the package that `dir` is (submodule file or folder). */
struct module_ref module_child(struct modules *modules, const char *dir, const char *name);
/* "a/b/../c" → "a/c"; NULL when it leaves the root. */
const char *path_normal(struct arena *arena, const char *path);
const char *path_dir(struct arena *arena, const char *path);	/* "" for a file at the root */

#endif
