/*
 * Sources that say what must be read from them: a line "<comment>= fact" demands that line among the facts of the unit
 * (unit_text.h says how they look), "<comment>! text" that no fact contains the text.
 *
 *     marks_check_all("tests/unit/javascript", "//", 11);
 *
 * Include it after cmocka.h.
 */
#ifndef PLUMBLINE_UNIT_MARKS_H
#define PLUMBLINE_UNIT_MARKS_H

#include "../../audit/base/io.h"
#include "../../audit/extract/language.h"
#include "unit_text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool marks_has_line(const char *facts, const char *line)
{
	size_t n = strlen(line);

	for (const char *p = facts; *p; p = strchr(p, '\n') + 1)
		if (strncmp(p, line, n) == 0 && p[n] == '\n')
			return true;
	return false;
}

static int marks_compare(const char *name, const char *text, const char *facts, const char *comment)
{
	size_t prefix = strlen(comment);
	int marks = 0, failed = 0;

	for (const char *p = text; p && *p; p = strchr(p, '\n'), p = p ? p + 1 : NULL) {
		size_t n = strcspn(p, "\n");
		char wanted[1024];
		bool demand;

		if (n < prefix + 3 || strncmp(p, comment, prefix) != 0 || (p[prefix] != '=' && p[prefix] != '!') || p[prefix + 1] != ' ' || n >= sizeof(wanted))
			continue;
		demand = p[prefix] == '=';
		marks++;
		snprintf(wanted, sizeof(wanted), "%.*s", (int)(n - prefix - 2), p + prefix + 2);
		if (demand ? marks_has_line(facts, wanted) : !strstr(facts, wanted))
			continue;
		fprintf(stderr, "%s: %s: %s\n", name, demand ? "missing" : "must not be there", wanted);
		failed++;
	}
	if (!marks)
		fprintf(stderr, "%s: no marks\n", name);
	return failed + !marks;
}

/* Returns how many marks of the file are not met; a file without marks is one. VERBOSE=1 shows the facts. */
static int marks_check(const char *folder, const char *name, const char *comment)
{
	char path[512];
	struct buf facts = {0};
	struct unit *u;
	char *text;
	size_t length;
	int failed;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (!io_read(path, 1 << 20, &text, &length, NULL))
		return 1;
	u = extract(language_of(name), text, length);
	unit_as_text(&facts, u);
	failed = marks_compare(name, text, buf_text(&facts), comment);
	if (failed && getenv("VERBOSE"))
		fprintf(stderr, "%s", buf_text(&facts));
	buf_free(&facts);
	unit_free(u);
	free(text);
	return failed;
}

/* Every source of the folder has all its marks met; there are at least so many of them. */
static void marks_check_all(const char *folder, const char *comment, int at_least)
{
	DIR *entries = opendir(folder);
	int failed = 0, n = 0;

	assert_non_null(entries);
	for (struct dirent *d; (d = readdir(entries)); )
		if (language_of(d->d_name)) {
			failed += marks_check(folder, d->d_name, comment);
			n++;
		}
	closedir(entries);
	assert_true(n >= at_least);
	assert_int_equal(failed, 0);
}

/* Places */

static const struct expr *find_string(const struct unit *u, const char *text)
{
	for (size_t i = 1; i < u->expr.n; i++)
		if (u->expr.v[i].kind == E_STRING && strcmp(unit_text(u, u->expr.v[i].text), text) == 0)
			return &u->expr.v[i];
	fail_msg("no string \"%s\"", text);
	return NULL;
}

static inline void assert_place(const struct expr *e, const char *source, const char *covered, int line, int column)
{
	assert_int_equal(e->end - e->start, strlen(covered));
	assert_memory_equal(source + e->start, covered, strlen(covered));
	assert_int_equal(e->line, line);
	assert_int_equal(e->column, column);
}

#endif
