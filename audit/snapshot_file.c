/* Reading and writing snapshots. See snapshot_file.h. */
#include "snapshot_file.h"

#include "base/io.h"

#include <stdio.h>
#include <stdlib.h>

#define MAGIC "-- plumbline snapshot "
#define FORMAT "1"
#define SIZE_MAX_BYTES (64u << 20)

static uint64_t digest_of(const char *body)
{
	return hash_bytes(body, strlen(body), 0);
}

/* The line at `at` when it begins with `key`: what follows, in the arena. */
static const char *value_of(struct arena *arena, const char *line, size_t n, const char *key)
{
	size_t k = strlen(key);

	return n >= k && memcmp(line, key, k) == 0 ? arena_strndup(arena, line + k, n - k) : NULL;
}

/* What stands behind a migration's version. */
static const struct { const char *key; size_t at; } migration_words[] = {
	{"digest=", offsetof(struct live_migration, digest)}, {"recorded=", offsetof(struct live_migration, recorded)}, {"after=", offsetof(struct live_migration, after)}};
#define MIGRATION_WORDS (sizeof(migration_words) / sizeof(*migration_words))

/* "goose public.goose_db_version 20240101", and the words behind it; "-" for a table without a row. A version may hold blanks, so words are taken from the end. */
static void read_migration(struct snapshot *s, char *text)
{
	char *table = strchr(text, ' '), *version = table ? strchr(table + 1, ' ') : NULL, *word;
	struct live_migration m = {.tool = text};

	if (!version)
		return;
	*table++ = *version++ = '\0';
	while ((word = strrchr(version, ' '))) {
		size_t i = 0;

		while (i < MIGRATION_WORDS && !starts_with(word + 1, migration_words[i].key))
			i++;
		if (i < MIGRATION_WORDS)
			*(const char **)((char *)&m + migration_words[i].at) = word + 1 + strlen(migration_words[i].key);
		else if (strcmp(word + 1, "failed") == 0)
			m.failed = true;
		else
			break;
		*word = '\0';
	}
	m.table = table;
	m.version = strcmp(version, "-") == 0 ? NULL : version;
	vec_push(&s->migration, m);
}

static void read_columns(struct snapshot_columns *out, char *text)
{
	char *columns = strchr(text, ' ');

	if (columns)
		*columns++ = '\0';
	vec_push(out, (struct snapshot_table){text, columns ? columns : ""});
}

static void read_statements(struct snapshot *s, const char *p)
{
	struct buf text = {0};

	for (; *p;) {
		size_t n = strcspn(p, "\n");
		const char *value;

		if (strncmp(p, "--\t", 3) == 0 && s->statement.n) {
			if (text.n)
				buf_putc(&text, '\n');
			buf_add(&text, p + 3, n - 3);
			s->statement.v[s->statement.n - 1].text = arena_strdup(&s->arena, buf_text(&text));
		} else if ((value = value_of(&s->arena, p, n, "-- statement "))) {
			vec_push(&s->statement, (struct snapshot_statement){.where = value, .text = ""});
			buf_reset(&text);
		} else if (s->statement.n && (value = value_of(&s->arena, p, n, "-- insert "))) {
			read_columns(&s->statement.v[s->statement.n - 1].insert, (char *)value);
		} else if (s->statement.n && (value = value_of(&s->arena, p, n, "-- need "))) {
			read_columns(&s->statement.v[s->statement.n - 1].need, (char *)value);
		} else if (s->statement.n && (value = value_of(&s->arena, p, n, "-- made "))) {
			read_columns(&s->statement.v[s->statement.n - 1].made, (char *)value);
		}
		p += n + (p[n] == '\n');
	}
	buf_free(&text);
}

static void read_text(struct snapshot *s, const char *body)
{
	const char *statements = starts_with(body, "-- statements\n") ? body : strstr(body, "\n-- statements\n"), *value;

	for (const char *p = body; *p && p != statements;) {
		size_t n = strcspn(p, "\n");

		if (*p == '\n') {
			p++;
			continue;
		}
		if (strncmp(p, "-- ", 3) != 0)
			break;
		if ((value = value_of(&s->arena, p, n, "-- migration ")))
			read_migration(s, (char *)value);
		else if ((value = value_of(&s->arena, p, n, "-- search_path ")))
			s->search_path = value;
		p += n + (p[n] == '\n');
	}
	s->ddl = statements ? arena_strndup(&s->arena, body, (size_t)(statements - body) + 1) : arena_strdup(&s->arena, body);
	if (statements)
		read_statements(s, statements + strspn(statements, "\n"));
}

static bool read_head(struct snapshot *s, const char *text, const char **body, const char *path, struct err *err)
{
	const char *p = text, *version = NULL, *value;
	char digest[17];

	for (; strncmp(p, "-- ", 3) == 0;) {
		size_t n = strcspn(p, "\n");

		if ((value = value_of(&s->arena, p, n, MAGIC)))
			version = value;
		else if ((value = value_of(&s->arena, p, n, "-- digest ")))
			s->digest = value;
		else if ((value = value_of(&s->arena, p, n, "-- build ")))
			s->build = value;
		else if ((value = value_of(&s->arena, p, n, "-- postgresql ")))
			s->version = value;
		p += n + (p[n] == '\n');
		if (p[0] == '\n')
			break;
	}
	*body = p;
	if (!version || strcmp(version, FORMAT) != 0)
		return err_usage(err, "\"%s\" is a snapshot of format %s, and this release reads format " FORMAT, path, version ? version : "?");
	snprintf(digest, sizeof(digest), "%016llx", (unsigned long long)digest_of(p));
	if (!s->digest || strcmp(s->digest, digest) != 0)
		return err_usage(err, "\"%s\" was changed after it was written: its digest is not that of its text; make it again with \"plumbline snapshot\"", path);
	return true;
}

bool snapshot_read(struct snapshot *s, const char *path, struct err *err)
{
	const char *body;
	char *text;
	size_t length;
	bool ok = true;

	if (!io_read(path, SIZE_MAX_BYTES, &text, &length, err)) {
		err->usage = true;
		return false;
	}
	body = text;
	if (starts_with(text, MAGIC))
		ok = read_head(s, text, &body, path, err);
	if (ok)
		read_text(s, body);
	free(text);
	return ok;
}

static void write_columns(struct buf *out, const char *key, const struct snapshot_columns *list)
{
	for (size_t i = 0; i < list->n; i++)
		buf_printf(out, "-- %s %s%s%s\n", key, list->v[i].table, *list->v[i].columns ? " " : "", list->v[i].columns);
}

static void write_body(const struct snapshot *s, struct buf *out)
{
	buf_putc(out, '\n');
	if (s->search_path)
		buf_printf(out, "-- search_path %s\n", s->search_path);
	for (size_t i = 0; i < s->migration.n; i++) {
		const struct live_migration *m = &s->migration.v[i];

		buf_printf(out, "-- migration %s %s %s", m->tool, m->table, m->version ? m->version : "-");
		for (size_t k = 0; k < MIGRATION_WORDS; k++) {
			const char *value = *(const char *const *)((const char *)m + migration_words[k].at);

			if (value)
				buf_printf(out, " %s%s", migration_words[k].key, value);
		}
		buf_puts(out, m->failed ? " failed\n" : "\n");
	}
	if (s->migration.n || s->search_path)
		buf_putc(out, '\n');
	buf_puts(out, s->ddl);
	buf_puts(out, "\n-- statements\n");
	for (size_t i = 0; i < s->statement.n; i++) {
		const struct snapshot_statement *t = &s->statement.v[i];

		buf_printf(out, "-- statement %s\n", t->where);
		for (const char *p = t->text; *p;) {
			size_t n = strcspn(p, "\n");

			buf_puts(out, "--\t");
			buf_add(out, p, n);
			buf_putc(out, '\n');
			p += n + (p[n] == '\n');
		}
		write_columns(out, "insert", &t->insert);
		write_columns(out, "need", &t->need);
		write_columns(out, "made", &t->made);
	}
}

void snapshot_write(const struct snapshot *s, struct buf *out)
{
	struct buf body = {0};

	write_body(s, &body);
	buf_printf(out, MAGIC FORMAT "\n-- digest %016llx\n", (unsigned long long)digest_of(buf_text(&body)));
	if (s->build)
		buf_printf(out, "-- build %s\n", s->build);
	if (s->version)
		buf_printf(out, "-- postgresql %s\n", s->version);
	buf_puts(out, buf_text(&body));
	buf_free(&body);
}

void snapshot_free(struct snapshot *s)
{
	for (size_t i = 0; i < s->statement.n; i++) {
		vec_free(&s->statement.v[i].insert);
		vec_free(&s->statement.v[i].need);
		vec_free(&s->statement.v[i].made);
	}
	vec_free(&s->statement);
	vec_free(&s->migration);
	arena_free(&s->arena);
}
