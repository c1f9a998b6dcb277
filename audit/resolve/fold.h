/*
 * The texts an expression may have: strings, templates, concatenation, +=, joins, conditional parts, constants and helper functions of
 * other files → a bounded set of variants, each a list of parts: literal text (with the literal it comes from) and holes.
 *
 *     struct folding f;
 *     fold(resolver, &arena, argument, &f);
 *     for each f.variant[i]: parts; a hole's expression says what fills it at run time
 *
 * All memory is in the arena.
 */
#ifndef PLUMBLINE_FOLD_H
#define PLUMBLINE_FOLD_H

#include "resolve.h"

#define FOLD_VARIANTS_MAX 16

struct fold_part {
	const char *text;	/* literal part: decoded text, may start inside the literal; NULL for a hole */
	size_t n;
	struct ref literal;	/* E_STRING (also a template's part) the text comes from; REF_NONE: made by a join */
	struct ref hole;	/* the expression that fills it */
	bool number;		/* a hole that a whole number is written into: %d */
	bool repeats;		/* a hole of its own kind: what stands before it was added in a loop, nobody knows how often */
	bool separator;		/* private: between the elements of an array */
};

struct fold_variant {
	const struct fold_part *part;
	int parts;
};

struct folding {
	struct fold_variant *variant;
	int variants;
	bool truncated;		/* more than FOLD_VARIANTS_MAX: some were left out */
	bool literal;		/* at least one literal part in every variant: it is text, not just a value */
	struct ref parameter;	/* the whole expression is this parameter of the function around (a wrapper forwards it); REF_NONE */
};

/* Appends the parts that are known. false: some are only at run time. */
bool fold_known_text(const struct fold_variant *variant, struct buf *out);

void fold(struct resolver *resolver, struct arena *arena, struct ref expr, struct folding *out);

#endif
