/*
 * A YAML document as a small tree with line numbers, for files people write by hand.
 *
 * Deliberately less than YAML: one document, text keys, no anchors, aliases or tags, no key twice, at most YAML_MAX_DEPTH levels and
 * YAML_MAX_NODES nodes. Every value is text; what it means (a number, true) is the reader's business.
 */
#ifndef PLUMBLINE_YAML_TREE_H
#define PLUMBLINE_YAML_TREE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define YAML_MAX_DEPTH 20
#define YAML_MAX_NODES 10000

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	int line;			/* from 1: of the key in a map, of the value elsewhere */
	const char *key;		/* its key when it stands in a map; NULL */
	const char *text;		/* YAML_TEXT: without its quotes */
	bool empty;			/* YAML_TEXT: nothing was written, or ~ or null without quotes */
	struct yaml_node *first, *next;	/* children of a list or map in order; next sibling */
};

struct yaml_limits { int nodes, depth; };

/* *root is NULL for a file without content. Errors read "name:line: …", err->usage set. */
bool yaml_tree(struct yaml_node **root, struct arena *arena, const char *name, const char *text, size_t length, struct err *err);
/* The same for documents that programs write, with limits of their own. JSON is YAML. */
bool yaml_tree_within(struct yaml_node **root, struct arena *arena, const char *name, const char *text, size_t length, struct yaml_limits limits, struct err *err);
const char *yaml_kind_name(enum yaml_kind kind);	/* "a text", "a list", "a map" */

#endif
