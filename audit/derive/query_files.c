/*
 * Files of named queries: "-- name: GetUser :one" and the statement below it (sqlc, aiosql, goyesql). What calls a query is a pack's to say;
 * the placeholders such files are written with are @name and sqlc's macros.
 */
#include "query_files.h"

#include <ctype.h>

#define FILE_MAX (4 << 20)

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

/* "-- name: get-user^" or "-- name: GetUser :one" at the start of a line: the name and what is said of the result. */
static bool annotation(const char *line, size_t n, const char **name, size_t *name_n, const char **kind, size_t *kind_n)
{
	size_t i = 0;

	while (i < n && (line[i] == ' ' || line[i] == '\t'))
		i++;
	if (n - i < 2 || line[i] != '-' || line[i + 1] != '-')
		return false;
	for (i += 2; i < n && (line[i] == ' ' || line[i] == '\t'); i++)
		;
	if (n - i < 5 || strncmp(line + i, "name:", 5) != 0)
		return false;
	for (i += 5; i < n && (line[i] == ' ' || line[i] == '\t'); i++)
		;
	*name = line + i;
	while (i < n && name_char(line[i]))
		i++;
	*name_n = (size_t)(line + i - *name);
	while (i < n && (line[i] == ' ' || line[i] == '\t'))
		i++;
	*kind = line + i;
	while (i < n && !isspace((unsigned char)line[i]))
		i++;
	*kind_n = (size_t)(line + i - *kind);
	return *name_n > 0;
}

static void read_queries(struct derive *d, int file, const char *text, size_t length, struct table *t)
{
	struct named_query q = {0};
	int line = 1;

	for (size_t at = 0; at <= length;) {
		size_t n = strcspn(text + at, "\n");
		const char *name = NULL, *kind = NULL;
		size_t name_n = 0, kind_n = 0;
		bool next = at < length && annotation(text + at, n, &name, &name_n, &kind, &kind_n), end = at + n >= length;

		if (q.text && (next || end)) {
			size_t to = next ? at : length;

			q.length = to - (size_t)(q.text - text);
			q.text = arena_strndup(d->arena, q.text, q.length);
			vec_push(&d->queries, q);
			row_id(t, 0, (int64_t)d->queries.n);
			row_id(t, 1, q.file_id);
			row_text(t, 2, q.name);
			row_text(t, 3, q.kind);
			row_int(t, 4, q.line);
			row_end(t);
			q.text = NULL;
		}
		if (next)
			q = (struct named_query){.file_id = file + 1, .line = line + 1, .name = arena_strndup(d->arena, name, name_n), .text = end ? NULL : text + at + n + 1,
				.kind = kind_n ? arena_strndup(d->arena, kind, kind_n) : NULL};
		at += n + 1;
		line++;
	}
}

bool query_files_read(struct derive *d, struct err *err)
{
	struct table *t = facts_table(d->facts, "named_query", COLUMNS("id", "file_id", "name", "kind", "line"));

	for (int i = 0; i < d->files; i++) {
		struct err unread = {0};
		size_t length;
		char *text;

		if (!ends_with(d->path[i], ".sql") || strcmp(d->role[i], "source") != 0)
			continue;
		text = d->read(d->read_context, d->path[i], FILE_MAX, &length, &unread);
		if (text)
			read_queries(d, i, text, strlen(text), t);
		free(text);
	}
	return !err->message[0];
}

/* Placeholders */

static bool letter(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

static size_t word_end(const char *p, size_t i, size_t n)
{
	while (i < n && (letter(p[i]) || isdigit((unsigned char)p[i])))
		i++;
	return i;
}

/* sqlc.arg(x), sqlc.narg('x'), sqlc.slice("x"), sqlc.embed(t) */
static size_t macro(const char *p, size_t n, const char **name, size_t *name_n, bool *embed)
{
	static const char *const names[] = {"sqlc.arg(", "sqlc.narg(", "sqlc.slice(", "sqlc.embed(", NULL};
	size_t i, start;

	for (int k = 0; names[k]; k++) {
		size_t length = strlen(names[k]);

		if (n < length || strncmp(p, names[k], length) != 0)
			continue;
		i = length + (length < n && (p[length] == '\'' || p[length] == '"'));
		start = i;
		i = word_end(p, i, n);
		*name = p + start;
		*name_n = i - start;
		i += i < n && (p[i] == '\'' || p[i] == '"');
		*embed = k == 3;
		return i < n && p[i] == ')' && *name_n ? i + 1 : 0;
	}
	return 0;
}

size_t at_placeholder(const char *text, size_t at, size_t n, bool macros, const char **name, size_t *name_n, bool *embed)
{
	const char *p = text + at;

	*embed = false;
	if (macros && *p == 's' && (at == 0 || !(letter(p[-1]) || isdigit((unsigned char)p[-1]) || p[-1] == '.')))
		return macro(p, n - at, name, name_n, embed);
	/* pgx looks at nothing before the @: of a @@to_tsquery(b) it makes a parameter. sqlc parses. */
	if (*p != '@' || at + 1 >= n || !letter(p[1]) || (macros && at > 0 && strchr("@<>=~!#%^&|?*/+-", p[-1])))
		return 0;
	*name = p + 1;
	*name_n = word_end(text, at + 1, n) - at - 1;
	return *name_n + 1;
}
