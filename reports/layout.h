/*
 * Text on a page: columns, wrapping, tables, emphasis. Everything handed in came from files or servers and is made printable here.
 * A column is one character (code point); wide and combining characters are not measured.
 */
#ifndef PLUMBLINE_LAYOUT_H
#define PLUMBLINE_LAYOUT_H

#include "../audit/base/arena.h"
#include "../audit/base/str.h"
#include "../audit/base/vec.h"

#include <stdbool.h>
#include <stdio.h>

#define INK_BOLD "1"
#define INK_DIM "2"
#define INK_RED "1;31"
#define INK_YELLOW "33"
#define INK_BLUE "36"

/*
 * As buf_printable without newlines, and what a CI service would take for a command is broken up: "::name" where a word begins, "##[" and "##name[".
 * Everything below shows its texts through this.
 */
void text_safe(struct buf *buf, const char *text, size_t length);
size_t text_columns(const char *text, size_t length);			/* of printable UTF-8 */
size_t text_bytes(const char *text, size_t length, size_t columns);	/* bytes of the first `columns` characters */
/* `text`, printable, cut to `columns` with an ellipsis; with `keep_end` the beginning is cut instead. columns 0: not cut. */
void text_fit(struct buf *buf, const char *text, size_t columns, bool keep_end);
/* Adds `text`, printable, broken at spaces into lines of `width` columns. The first begins at `column`, the others with `indent` spaces. */
void text_wrap(struct buf *buf, const char *text, size_t column, size_t indent, size_t width);
void ink(FILE *out, bool color, const char *code, const char *text);	/* text in a color, when there are colors */

/* A table of texts, aligned. Cells are copied. */
struct grid {
	size_t columns;
	const char *const *titles;	/* NULL: no heading line */
	bool color;
	size_t width;			/* 0: as wide as it gets; otherwise the widest columns are cut */
	unsigned right;			/* bit per column: aligned to the right */
	unsigned keep_end;		/* bit per column: when cut, the end stays (paths) */
	VEC_OF(const char *) cell;
	struct arena arena;
};
void grid_row(struct grid *grid, const char *const *cells);	/* NULL cells are empty */
void grid_print(struct grid *grid, FILE *out);
void grid_free(struct grid *grid);

#endif
