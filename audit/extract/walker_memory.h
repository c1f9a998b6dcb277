/* What a walk keeps besides the unit. Shared by walker.c and build.c only. */
#ifndef PLUMBLINE_WALKER_MEMORY_H
#define PLUMBLINE_WALKER_MEMORY_H

#include "walker.h"

/* Gathered children live in a stack of chunks: a reader's nodes must not move while it reads others. */
struct node_chunk {
	struct node_chunk *next;
	size_t used, cap;
	struct node v[];
};

/* A grammar's symbols and fields by number, resolved once. */
struct grammar_ids {
	const TSLanguage *language;
	uint32_t symbols, fields;
	uint16_t *kind;		/* of a symbol: row of the table */
	uint8_t *keep;		/* of a symbol: SYMBOL_… */
	uint8_t *field;		/* of a field id: enum field */
};
enum { SYMBOL_SKIP /* punctuation */, SYMBOL_IN_FIELD /* kept when it has a field */, SYMBOL_KEEP, SYMBOL_COMMENT };

struct walker_memory {
	const struct grammar_ids *ids;
	TSTreeCursor cursor;
	struct node_chunk *chunk;		/* the one in use; older ones point to it */
	struct node_chunk *first_chunk;
	VEC_OF(struct kid) kid;
	VEC_OF(int32_t) outer_region;		/* of the functions being read: a body's region has no parent */
	VEC_OF(char) part;
	size_t part_from;
	struct buf scratch;			/* for decoding */
	struct intern_slot { uint32_t hash, offset, length; } *slot;	/* of the pool; offset 0: free */
	size_t slots, interned;
	int depth;
	bool broken;				/* the tree has error nodes */
	bool suppressions;			/* the text has the word */
	size_t blank_from, code_at;		/* between these offsets are only blanks and comments; code_line: the line at code_at */
	int32_t code_line;
};

#endif
