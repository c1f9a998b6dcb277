/*
 * Writes the pages that are made from the sources: docs/rules.md from the rules and their first cases, docs/vocabulary.md from the comments of the schema.
 *
 *     docs FOLDER
 *
 * Examples are the cases the tests run, so every documented one is known to work.
 */
#include "../audit/base/case.h"
#include "../audit/base/embed.h"
#include "../audit/base/io.h"
#include "../audit/base/str.h"
#include "../audit/judge/rule.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static const char made_note[] = "<!-- Made by `make docs`; what is written here by hand is lost. -->\n\n";

static void write_page(const char *folder, const char *name, const struct buf *page)
{
	struct arena arena = {0};
	struct err err = {0};

	if (!io_write_atomic(arena_printf(&arena, "%s/%s", folder, name), buf_text(page), page->n, &err)) {
		fprintf(stderr, "docs: %s\n", err.message);
		exit(1);
	}
	arena_free(&arena);
}

/* The lines of prose, whose headings move below the rule's own. */
static void add_prose(struct buf *page, const char *prose)
{
	while (*prose) {
		size_t n = strcspn(prose, "\n");

		if (*prose == '#')
			buf_putc(page, '#');
		buf_add(page, prose, n);
		buf_putc(page, '\n');
		prose += n + (prose[n] == '\n');
	}
	buf_putc(page, '\n');
}

static const struct embedded *first_case(const struct rule *rule, const char *kind)
{
	struct arena arena = {0};
	const char *prefix = arena_printf(&arena, "%s%s_", rule->folder, kind);
	const struct embedded *e = embedded_files;

	while (e->path && !(starts_with(e->path, prefix) && ends_with(e->path, ".case")))
		e++;
	arena_free(&arena);
	return e->path ? e : NULL;
}

static void add_case(struct buf *page, const struct rule *rule, const char *kind, const char *title)
{
	const struct embedded *e = first_case(rule, kind);
	struct arena arena = {0};
	struct case_file file = {0};
	struct err err = {0};

	if (!e)
		return;
	if (!case_parse(&file, &arena, e->text, e->length, &err)) {
		fprintf(stderr, "docs: %s:%s\n", e->path, err.message);
		exit(1);
	}
	buf_printf(page, "#### %s\n\n%s\n\n", title, file.note);
	for (size_t i = 0; i < file.section.n; i++) {
		const struct case_section *s = &file.section.v[i];
		const char *dot = strrchr(s->path, '.');

		buf_printf(page, "`%s`\n\n````%s\n%s````\n\n", s->path, dot ? dot + 1 : "", s->text);
	}
	case_free(&file);
	arena_free(&arena);
}

static void rules_page(const char *folder)
{
	struct rule_set set = {0};
	struct buf page = {0};
	const char *group = "";

	rules_add_embedded(&set, embedded_files);
	buf_printf(&page, "# Rules\n\n%s", made_note);
	buf_puts(&page, "| rule | level | profile | what it says |\n|---|---|---|---|\n");
	for (size_t i = 0; i < set.rule.n; i++) {
		const struct rule *r = &set.rule.v[i];

		if (r->broken) {
			fprintf(stderr, "docs: %s\n", r->broken);
			exit(1);
		}
		buf_printf(&page, "| [`%s`](#%s) | %s | %s%s | %s |\n", r->id, r->id, level_name(r->severity), r->strict ? "strict" : "safety",
			   r->preview ? ", preview" : "", r->title);
	}
	for (size_t i = 0; i < set.rule.n; i++) {
		const struct rule *r = &set.rule.v[i];

		if (strcmp(r->group, group) != 0)
			buf_printf(&page, "\n## %s\n", group = r->group);
		buf_printf(&page, "\n<a id=\"%s\"></a>\n\n### %s\n\n%s.\n\n", r->id, r->id, r->title);
		buf_printf(&page, "Level %s, confidence %s, since %s.\n\n> %s\n\n", level_name(r->severity), r->confidence, r->since, r->message);
		add_prose(&page, r->prose);
		add_case(&page, r, "bad", "Found");
		add_case(&page, r, "good", "Not found");
	}
	write_page(folder, "rules.md", &page);
	buf_free(&page);
	rules_free(&set);
}

/* "    name  TYPE NOT NULL,  -- what it means" becomes a row of the table. */
static void add_column(struct buf *page, const char *line, size_t n)
{
	size_t name = 0, type, comment = 0, end;

	while (name < n && isspace((unsigned char)line[name]))
		name++;
	for (type = name; type < n && !isspace((unsigned char)line[type]); type++)
		;
	for (size_t i = type; i + 2 < n && !comment; i++)
		if (memcmp(line + i, "-- ", 3) == 0)
			comment = i;
	if (type == name || !islower((unsigned char)line[name]) || !comment)
		return;
	for (end = comment; end > type && (isspace((unsigned char)line[end - 1]) || line[end - 1] == ','); end--)
		;
	buf_printf(page, "| `%.*s` | ", (int)(type - name), line + name);
	while (type < end && isspace((unsigned char)line[type]))
		type++;
	buf_printf(page, "%.*s | ", (int)(end - type), line + type);
	for (size_t i = comment + 3; i < n; i++) {
		if (line[i] == '|')
			buf_putc(page, '\\');
		buf_putc(page, line[i]);
	}
	buf_puts(page, " |\n");
}

static void add_table(struct buf *page, const char *line, size_t n)
{
	const char *name = line + strcspn(line, " ");
	size_t length;
	struct str comment = {0};

	name += 1 + strcspn(name + 1, " ") + 1;	/* behind CREATE TABLE or CREATE VIEW */
	length = strcspn(name, " (\n");
	for (size_t i = 0; i + 2 < n && !comment.p; i++)
		if (memcmp(line + i, "-- ", 3) == 0)
			comment = (struct str){line + i + 3, n - i - 3};
	buf_printf(page, "\n### %.*s\n\n%.*s\n\n", (int)length, name, (int)comment.n, comment.n ? comment.p : "");
	if (starts_with(line, "CREATE TABLE"))
		buf_puts(page, "| column | type | meaning |\n|---|---|---|\n");
}

static void vocabulary_page(const char *folder)
{
	struct buf page = {0};

	buf_printf(&page, "# The fact vocabulary\n\n%s", made_note);
	buf_puts(&page, "The tables rules and packs read. `plumbline facts 'SELECT …'` asks them.\n");
	for (const struct embedded *e = embedded_files; e->path; e++) {
		const char *p = e->text;
		bool head = true, table = false;

		if (!starts_with(e->path, "schemas/") || !ends_with(e->path, ".sql"))
			continue;
		buf_printf(&page, "\n## %s\n\n", strrchr(e->path, '/') + 1);
		while (*p) {
			size_t n = strcspn(p, "\n");

			if (head && starts_with(p, "-- ")) {
				buf_printf(&page, "%.*s\n", (int)n - 3, p + 3);
			} else {
				head = false;
				if (starts_with(p, "CREATE TABLE ") || starts_with(p, "CREATE VIEW ")) {
					add_table(&page, p, n);
					table = starts_with(p, "CREATE TABLE ");
				} else if (*p == ')') {
					table = false;
				} else if (table) {
					add_column(&page, p, n);
				}
			}
			p += n + (p[n] == '\n');
		}
	}
	write_page(folder, "vocabulary.md", &page);
	buf_free(&page);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: docs FOLDER\n");
		return 2;
	}
	rules_page(argv[1]);
	vocabulary_page(argv[1]);
	return 0;
}
