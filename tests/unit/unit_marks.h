/*
 * Sources that say what must be read from them: a line "<comment>= fact" demands that line among the facts of the unit
 * (unit_text.h says how they look), "<comment>! text" that no fact contains the text.
 *
 *     failed += marks_check("tests/unit/javascript", "calls.js", "//");
 */
#ifndef PLUMBLINE_UNIT_MARKS_H
#define PLUMBLINE_UNIT_MARKS_H

#include "../../audit/base/io.h"
#include "../../audit/extract/language.h"
#include "unit_text.h"

#include <stdio.h>
#include <stdlib.h>

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

#endif
