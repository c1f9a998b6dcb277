/* Package manifests (package.json, requirements*.txt, pyproject.toml) → dependency, app. Private to derive/. */
#ifndef PLUMBLINE_MANIFEST_H
#define PLUMBLINE_MANIFEST_H

#include "derive.h"

void manifests_read(struct derive *derive);
/* app.id for a framework used in a file: made at first use. The framework's name is its package's name. */
int64_t manifest_app(struct derive *derive, const char *framework, const char *path);

/* Whether the file is what a container, a process manager or a package script starts, or is imported by one that is. */
struct deployment;
struct deployment *deployment_find(struct derive *derive, const int *file, int files);	/* of these candidates (file numbers) */
bool deployment_has(const struct deployment *deployment, int candidate);
/* Whether another source file of the program imports this one (an application made here and started there). */
bool deployment_imports(struct derive *derive, int64_t file_id);

#endif
