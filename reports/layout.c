/* Text on a page. See layout.h. */
#include "layout.h"

#include <ctype.h>

#define ELLIPSIS "…"

/* Whether a CI service would read a command here; its first character is then written escaped. */
static bool is_command(const char *p, bool word_start)
{
	const char *q = p + 2;

	if (word_start && p[0] == ':' && p[1] == ':')
		return true;
	if (p[0] != '#' || p[1] != '#')
		return false;
	while (isalnum((unsigned char)*q))
		q++;
	return *q == '[';
}

void text_safe(struct buf *buf, const char *text, size_t length)
{
	struct buf safe = {0};
	bool word_start = true;

	buf_printable(&safe, text, length, false);
	for (const char *p = buf_text(&safe); *p; p++) {
		if (is_command(p, word_start))
			buf_printf(buf, "\\x%02x", (unsigned char)*p);
		else
			buf_putc(buf, *p);
		word_start = *p == ' ';
	}
	buf_free(&safe);
}

size_t text_columns(const char *text, size_t length)
{
	size_t n = 0;

	for (size_t i = 0; i < length; i++)
		n += ((unsigned char)text[i] & 0xC0) != 0x80;
	return n;
}

size_t text_bytes(const char *text, size_t length, size_t columns)
{
	size_t i = 0;

	while (i < length && columns--) {
		i++;
		while (i < length && ((unsigned char)text[i] & 0xC0) == 0x80)
			i++;
	}
	return i;
}

void text_fit(struct buf *buf, const char *text, size_t columns, bool keep_end)
{
	struct buf safe = {0};
	size_t n, have;

	text_safe(&safe, text, strlen(text));
	n = safe.n;
	have = text_columns(buf_text(&safe), n);
	if (columns == 0 || have <= columns) {
		buf_add(buf, buf_text(&safe), n);
	} else if (keep_end) {
		size_t skip = text_bytes(safe.p, n, have - columns + 1);

		buf_puts(buf, ELLIPSIS);
		buf_add(buf, safe.p + skip, n - skip);
	} else {
		buf_add(buf, safe.p, text_bytes(safe.p, n, columns - 1));
		buf_puts(buf, ELLIPSIS);
	}
	buf_free(&safe);
}

void text_wrap(struct buf *buf, const char *text, size_t column, size_t indent, size_t width)
{
	struct buf safe = {0};
	const char *p;
	bool at_start = true;

	text_safe(&safe, text, strlen(text));
	for (p = buf_text(&safe); *p;) {
		size_t spaces = strspn(p, " "), word = strcspn(p + spaces, " ");
		size_t columns = text_columns(p + spaces, word);

		if (!at_start && column + spaces + columns > width) {
			buf_printf(buf, "\n%*s", (int)indent, "");
			column = indent;
			p += spaces;
			spaces = 0;
		}
		buf_add(buf, p, spaces + word);
		column += spaces + columns;
		p += spaces + word;
		at_start = false;
	}
	buf_free(&safe);
}

void ink(FILE *out, bool color, const char *code, const char *text)
{
	if (color)
		fprintf(out, "\033[%sm%s\033[0m", code, text);
	else
		fputs(text, out);
}

void grid_row(struct grid *grid, const char *const *cells)
{
	struct buf safe = {0};

	for (size_t i = 0; i < grid->columns; i++) {
		buf_reset(&safe);
		text_safe(&safe, cells[i] ? cells[i] : "", cells[i] ? strlen(cells[i]) : 0);
		vec_push(&grid->cell, arena_strndup(&grid->arena, buf_text(&safe), safe.n));
	}
	buf_free(&safe);
}

/* Takes columns from the widest until the whole fits; no column goes below 8. */
static void shrink(size_t *widths, size_t columns, size_t width)
{
	size_t total = 2 * (columns - 1);

	for (size_t i = 0; i < columns; i++)
		total += widths[i];
	while (total > width) {
		size_t widest = 0;

		for (size_t i = 1; i < columns; i++)
			if (widths[i] > widths[widest])
				widest = i;
		if (widths[widest] <= 8)
			return;
		widths[widest]--;
		total--;
	}
}

static void print_row(const struct grid *grid, const char *const *cells, const size_t *widths, const char *code, FILE *out)
{
	struct buf line = {0};

	for (size_t i = 0; i < grid->columns; i++) {
		size_t before = line.n, have;
		bool last = i + 1 == grid->columns, right = grid->right >> i & 1;

		text_fit(&line, cells[i], widths[i], grid->keep_end >> i & 1);
		have = text_columns(line.p ? line.p + before : "", line.n - before);
		if (right && have < widths[i]) {
			struct buf cell = {0};

			buf_add(&cell, line.p ? line.p + before : "", line.n - before);
			line.n = before;
			buf_printf(&line, "%*s%s", (int)(widths[i] - have), "", buf_text(&cell));
			buf_free(&cell);
		} else if (!last && have < widths[i]) {
			buf_printf(&line, "%*s", (int)(widths[i] - have), "");
		}
		if (!last)
			buf_puts(&line, "  ");
	}
	while (line.n && line.p[line.n - 1] == ' ')
		line.p[--line.n] = '\0';
	ink(out, code && grid->color, code, buf_text(&line));
	putc('\n', out);
	buf_free(&line);
}

void grid_print(struct grid *grid, FILE *out)
{
	size_t *widths = xcalloc(grid->columns + 1, sizeof(*widths));
	size_t rows = grid->columns ? grid->cell.n / grid->columns : 0;

	for (size_t i = 0; i < grid->columns; i++)
		widths[i] = grid->titles ? text_columns(grid->titles[i], strlen(grid->titles[i])) : 1;
	for (size_t i = 0; i < grid->cell.n; i++) {
		size_t n = text_columns(grid->cell.v[i], strlen(grid->cell.v[i]));

		if (n > widths[i % grid->columns])
			widths[i % grid->columns] = n;
	}
	if (grid->width && grid->columns)
		shrink(widths, grid->columns, grid->width);
	if (grid->titles)
		print_row(grid, grid->titles, widths, INK_BOLD, out);
	for (size_t i = 0; i < rows; i++)
		print_row(grid, grid->cell.v + i * grid->columns, widths, NULL, out);
	free(widths);
}

void grid_free(struct grid *grid)
{
	vec_free(&grid->cell);
	arena_free(&grid->arena);
}
