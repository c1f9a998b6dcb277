/*
 * The source lines shown under a finding: the line, one before and one after, with numbers and a caret under the column.
 *
 *          41 │ const rows = await pool.query(
 *        > 42 │   'SELECT id, stauts FROM calls WHERE user_id = $1',
 *             │               ^
 *          43 │   [request.user.id]);
 *
 * Files are opened beneath the audited root without following links; what cannot be read, or has no such line, gives no frame.
 */
#ifndef PLUMBLINE_FRAME_H
#define PLUMBLINE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define FRAME_MAX_FILE (8u << 20)	/* a larger file gives no frame */

struct frame_source {
	int root_fd;		/* -1: no frames */
	char *path, *text;	/* the file read last; owned */
	size_t length;
};

void frame_open(struct frame_source *source, const char *root);
/* column from 1 in bytes, 0 for no caret. Returns false when nothing was printed. */
bool frame_print(struct frame_source *source, FILE *out, bool color, int width, const char *path, int line, int column);
void frame_close(struct frame_source *source);

#endif
