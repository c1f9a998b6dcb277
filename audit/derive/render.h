/*
 * The text of one variant as the server would get it: placeholders rewritten to $n, holes filled so that the rest can be judged, and a map back to
 * the source. How a driver writes its placeholders is known here; what a statement means is not. Private to derive/.
 */
#ifndef PLUMBLINE_RENDER_H
#define PLUMBLINE_RENDER_H

#include "statements.h"

/* What a hole is filled with, so that the rest can be judged. */
enum fill { FILL_VALUE /* $n */, FILL_NAME /* an unknown identifier */, FILL_NOTHING, FILL_ASSIGNMENT /* a = a, after SET */, FILL_NUMBER /* the n of $n */, FILL_QUOTED /* inside '…' */, FILLS };

/* forced: per hole the enum fill to use, NULL: by what stands before it. Everything in out is in the arena. */
void render(struct derive *derive, struct arena *arena, const struct site *site, const struct fold_variant *variant, const uint8_t *forced, struct variant_text *out);
/* The text's first word in capitals, comments and parentheses passed over; returns out. */
const char *first_word(const char *text, char *out, size_t size);
bool one_of(const char *word, const char *const *list);	/* ends with NULL */

#endif
