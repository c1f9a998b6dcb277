/*
 * Files of named queries → named_query, before packs run; and the placeholders they are written with. Private to derive/.
 */
#ifndef PLUMBLINE_QUERY_FILES_H
#define PLUMBLINE_QUERY_FILES_H

#include "derive.h"

/* The placeholder at text[at]: its length and its name; 0: none. @name; with `macros` also sqlc's. *embed: it stands for all columns of the table named. */
size_t at_placeholder(const char *text, size_t at, size_t n, bool macros, const char **name, size_t *name_n, bool *embed);

#endif
