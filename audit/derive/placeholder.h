/*
 * How drivers write their placeholders: a scanner each, looking at one place of a text. Private to derive/.
 */
#ifndef PLUMBLINE_PLACEHOLDER_H
#define PLUMBLINE_PLACEHOLDER_H

#include "render.h"

/* A placeholder as found: what it becomes. name NULL: by its place. */
struct placeholder { size_t length; const char *name; size_t name_n; int number; enum fill fill; };

size_t named_placeholder(const char *text, size_t at, size_t n, bool casts);	/* its length; 0: none. casts: :x::type is one, with its type behind it */
bool formatted_placeholder(const char *p, size_t n, struct placeholder *out);
bool question_placeholder(const char *p, size_t n, bool after_word, struct placeholder *out);
bool braces_placeholder(const char *p, size_t n, struct placeholder *out, const char **cast, size_t *cast_n);	/* cast: the ::type written inside the braces */

#endif
