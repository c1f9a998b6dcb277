/*
 * Files embedded at build time: rules, packs, schemas, migrations, catalog SQL. The generated table is sorted by path.
 *
 *     for (const struct embedded *e = embedded_files; e->path; e++)
 *         if (starts_with(e->path, "audit/packs/")) ...
 */
#ifndef PLUMBLINE_EMBED_H
#define PLUMBLINE_EMBED_H

#include <stddef.h>

struct embedded { const char *path; const char *text; size_t length; };	/* path as in the source tree: "rules/query/unknown-column/rule.sql"; text is NUL-terminated */
extern const struct embedded embedded_files[];	/* ends with {NULL} */
const struct embedded *embedded_find(const char *path);	/* NULL: none */

#endif
