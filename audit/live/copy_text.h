/*
 * A row in the text form of COPY.
 *
 *     struct buf row = {0};
 *     copy_field(&row, "calls");
 *     copy_field(&row, NULL);
 *     copy_end(&row);                     "calls\t\\N\n"
 *
 * The server takes characters only: bytes that are no UTF-8 (names of files may be any) become question marks, and a value of more than COPY_TEXT_MAX bytes
 * is cut at a character and ends in "…".
 */
#ifndef PLUMBLINE_LIVE_COPY_TEXT_H
#define PLUMBLINE_LIVE_COPY_TEXT_H

#include "../base/str.h"

#define COPY_TEXT_MAX 4000

void copy_field(struct buf *row, const char *text); /* NULL: null. The first field of a row goes into an empty buffer */
void copy_end(struct buf *row);
/* The value alone, made characters and cut, without COPY's escapes: what goes as a parameter. */
void copy_clean(struct buf *out, const char *text);

#endif
