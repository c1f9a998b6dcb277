/* Source lines under a finding. See frame.h. */
#include "frame.h"

#include "../audit/base/io.h"
#include "../audit/base/str.h"
#include "layout.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define MARGIN 5		/* spaces before the line number */
#define MAX_PREFIX 65536	/* bytes of a line looked at before the column */

void frame_open(struct frame_source *source, const char *root)
{
	*source = (struct frame_source){.root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

void frame_close(struct frame_source *source)
{
	if (source->root_fd >= 0)
		close(source->root_fd);
	free(source->path);
	free(source->text);
	*source = (struct frame_source){.root_fd = -1};
}

static bool load(struct frame_source *source, const char *path)
{
	if (source->root_fd < 0)
		return false;
	if (source->path && strcmp(source->path, path) == 0)
		return source->text != NULL;
	free(source->path);
	free(source->text);
	source->text = NULL;
	source->path = xstrdup(path);
	return io_read_beneath(source->root_fd, path, FRAME_MAX_FILE, &source->text, &source->length, NULL, NULL);
}

/* The text of line `number`, from 1, without its line end. */
static bool find_line(const struct frame_source *source, int number, struct str *line)
{
	const char *p = source->text, *end = source->text + source->length, *stop;

	for (int i = 1; i < number; i++) {
		p = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
		if (!p)
			return false;
		p++;
	}
	if (number < 1 || p >= end)
		return false;
	stop = memchr(p, '\n', (size_t)(end - p));
	stop = stop ? stop : end;
	if (stop > p && stop[-1] == '\r')
		stop--;
	*line = (struct str){p, (size_t)(stop - p)};
	return true;
}

/* Printable, tabs as four spaces. */
static void shown(struct buf *buf, const char *text, size_t length)
{
	while (length) {
		const char *tab = memchr(text, '\t', length);
		size_t n = tab ? (size_t)(tab - text) : length;

		text_safe(buf, text, n);
		if (tab)
			buf_puts(buf, "    ");
		n += tab != NULL;
		text += n;
		length -= n;
	}
}

/* Where in a long line to begin, so that the column is seen: in characters of the printable text. */
static size_t window_start(struct str line, int column, size_t room, size_t *caret)
{
	struct buf prefix = {0};
	size_t n = column > 0 ? (size_t)column - 1 : 0;

	if (n > line.n)
		n = line.n;
	shown(&prefix, line.p, n);
	*caret = text_columns(buf_text(&prefix), prefix.n);
	buf_free(&prefix);
	return *caret + 10 < room ? 0 : *caret - room / 3;
}

static void print_line(FILE *out, bool color, int digits, int number, bool marked, struct str line, size_t start, size_t room)
{
	struct buf text = {0};
	char gutter[40];
	size_t from, n, have;

	shown(&text, line.p, line.n < start + MAX_PREFIX ? line.n : start + MAX_PREFIX);
	have = text_columns(buf_text(&text), text.n);
	from = text_bytes(buf_text(&text), text.n, start);
	n = text_bytes(buf_text(&text) + from, text.n - from, have > start + room ? room - 1 : room);
	snprintf(gutter, sizeof(gutter), "%*s%s%*d │", MARGIN - 2, "", marked ? "> " : "  ", digits, number);
	ink(out, color, marked ? INK_BOLD : INK_DIM, gutter);
	if (text.n > from)
		putc(' ', out);
	if (start > 0 && from < text.n) {
		size_t first = text_bytes(text.p + from, n, 1);

		fputs("…", out);
		fwrite(text.p + from + first, 1, n - first, out);
	} else {
		fwrite(buf_text(&text) + from, 1, n, out);
	}
	if (from + n < text.n)
		fputs("…", out);
	putc('\n', out);
	buf_free(&text);
}

bool frame_print(struct frame_source *source, FILE *out, bool color, int width, const char *path, int line, int column)
{
	size_t room, start, caret;
	struct str text;
	char gutter[40];
	int digits;

	if (!path || !load(source, path) || !find_line(source, line, &text) || column > MAX_PREFIX)
		return false;
	digits = snprintf(gutter, sizeof(gutter), "%d", line + 1);
	room = (size_t)(width > MARGIN + digits + 23 ? width - MARGIN - digits - 3 : 20);
	start = window_start(text, column, room, &caret);
	for (int i = line - 1; i <= line + 1; i++) {
		struct str near;

		if (!find_line(source, i, &near))
			continue;
		print_line(out, color, digits, i, i == line, near, start, room);
		if (i == line && column > 0) {
			snprintf(gutter, sizeof(gutter), "%*s │", MARGIN + digits, "");
			ink(out, color, INK_DIM, gutter);
			fprintf(out, "%*s", (int)(caret - start) + 1, "");
			ink(out, color, INK_RED, "^");
			putc('\n', out);
		}
	}
	return true;
}
