/*
 * Walking parse trees: libpg_query's JSON through cJSON. Everything here takes NULL for "not there" and gives NULL, "", 0 or false back,
 * so that a walk over an odd tree ends in silence, not in a crash.
 *
 * A node is an object with one member, its tag: { "SelectStmt": { body } }. A node whose type the grammar fixes (a RangeVar in
 * CreateStmt.relation, a TypeName) stands without tag: there the body is given directly. Zero, false and empty members are left out by the printer.
 */
#ifndef PLUMBLINE_SQL_TREE_H
#define PLUMBLINE_SQL_TREE_H

#include "../base/arena.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

const char *tree_tag(const cJSON *node);			/* "SelectStmt"; "" when it is not a node */
const cJSON *tree_body(const cJSON *node);			/* what the tag holds */
const cJSON *tree_as(const cJSON *node, const char *tag);	/* the body when the node has that tag, else NULL */
bool tree_is(const cJSON *node, const char *tag);

const cJSON *tree_get(const cJSON *body, const char *key);	/* member; NULL */
const cJSON *tree_at(const cJSON *body, const char *key, const char *tag);	/* tree_as(tree_get(body, key), tag) */
const char *tree_text(const cJSON *body, const char *key);	/* string member; "" when absent */
bool tree_text_is(const cJSON *body, const char *key, const char *text);
int tree_int(const cJSON *body, const char *key);
bool tree_flag(const cJSON *body, const char *key);
int tree_location(const cJSON *body);				/* "location": byte offset in sql_text.text; -1 unknown */

const char *tree_string(const cJSON *node);			/* a String node's text; NULL for other nodes */
size_t tree_count(const cJSON *list);				/* elements of an array; 0 */
const cJSON *tree_item(const cJSON *list, size_t i);		/* NULL past the end */
#define tree_each(item, list) cJSON_ArrayForEach(item, (list))

/* A dotted name, a list of String nodes: [catalog,] schema, name. *schema is NULL when not written. false: not such a list. */
bool tree_name(const cJSON *list, const char **schema, const char **name);
/* The name of an object in DropStmt.objects and the like: a List of Strings, a TypeName, an ObjectWithArgs, a String. */
bool tree_object_name(const cJSON *node, const char **schema, const char **name);
/* The texts of a list of String nodes, in the arena; other nodes are left out. */
const char **tree_strings(struct arena *arena, const cJSON *list, size_t *n);

/* A constant: the text of a string, integer, float or boolean A_Const (through casts of constants); NULL: not a constant, or NULL itself. */
const char *tree_constant(struct arena *arena, const cJSON *node);
bool tree_is_null_constant(const cJSON *node);

/*
 * Visits every node below `node` (itself included), parents first, objects and arrays alike. The visitor gets the tag and body of tagged nodes only and returns
 * false to stay out of that node's children. `depth` limits nothing: cJSON refuses what is nested deeper than 1000.
 */
void tree_walk(const cJSON *node, bool (*visit)(void *context, const char *tag, const cJSON *body), void *context);

/* Lowest and highest "location" below the node; false when there is none. */
bool tree_extent(const cJSON *node, int *low, int *high);

#endif
