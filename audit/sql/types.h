/*
 * Type names: from a TypeName node to struct sql_type, and the built-in types PostgreSQL 15 has.
 */
#ifndef PLUMBLINE_SQL_TYPES_H
#define PLUMBLINE_SQL_TYPES_H

#include "catalog.h"

struct cJSON;

/* A type of pg_catalog, by its internal name ("int4", "_text" for an array of text is not one). */
bool type_is_builtin(const char *name);

/* Stands in DDL rendered from code for a type that is not known: the column's type is left without a name. LIKE it in a
 * CREATE TABLE: the table has columns that are not known. */
#define UNKNOWN_TYPE "plumbline_unknown"

/*
 * The type a TypeName (body, or node with the tag) means in this catalogue: aliases resolved ("character varying" → varchar, "serial" → int4), user types found along
 * the search path, row types of relations included, "_int4" read as int4[], table.column%TYPE followed. Strings are in the arena. `schema` stays NULL when no such
 * type is known: the name is then as written.
 */
struct sql_type type_from_tree(struct arena *arena, const struct catalog *catalog, const struct cJSON *type_name);

/* "int2", "int4" or "int8" for smallserial, serial, bigserial and their aliases; NULL for other types. */
const char *type_serial(const struct cJSON *type_name);

/* Whether both mean the same type; modifiers and not-known schemas included. */
bool type_same(const struct sql_type *a, const struct sql_type *b);

/* An identifier as quote_identifier() prints it; in the arena (or the argument itself). */
const char *quote_name(struct arena *arena, const char *name);

/*
 * The types and relations an extension brings, for the common ones; false: an extension not known here.
 * `types` and `relations` are names separated by blanks.
 */
bool extension_objects(const char *name, const char **types, const char **relations);
/* The common extension that brings a type of this name; NULL: none of them. */
const char *extension_of_type(const char *type);

#endif
