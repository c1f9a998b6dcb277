/*
 * The .case format: a whole small project in one file, and what is to be found in it. Tests are made of it, and the examples in the documentation.
 *
 *     A misspelt column is found in a query of a handler.
 *
 *     ==> schema.sql <==
 *     CREATE TABLE users (id int PRIMARY KEY, name text);
 *     ==> app.js <==
 *     db.query('SELECT nam FROM users');  // expect: query/unknown-column
 *
 * Free text on top says why the case exists. A section runs from its `==> path <==` line to the next; empty lines at its end do not belong to it.
 * A comment `expect: rule-id, rule-id` (behind //, #, --, the opening of a C comment, or <!--) marks its line: each id is one finding of that rule on this line.
 *
 * A section `deployed:PATH` is a file of the version that runs now, where a case is about two versions of a project; the rest is the version to come.
 * A section live.snapshot is a running database as a script, live.facts what it would say of its state, as SQL over the tables live_…; a mark in one
 * of them is a finding in no file (tests/cases.c).
 *
 * Two sections are not files:
 *   args    one line, the command line in place of `check .`; words may stand in double quotes
 *   expect  one a line: text that standard output must contain; `!text` it must not; `2> text` for standard error; `exit N`;
 *           `at path:line rule-id` is a mark, for files that have no comments. An expected text that starts with one of these is not possible.
 */
#ifndef PLUMBLINE_CASE_H
#define PLUMBLINE_CASE_H

#include "arena.h"
#include "err.h"
#include "vec.h"

#include <stdbool.h>
#include <stddef.h>

struct case_section { const char *path; const char *text; size_t length; int line; };	/* line: of the text's first line in the case file; text ends with a newline or is empty */
struct case_mark { const char *path; int line; const char *rule; };	/* line within the section */
enum case_text_kind { CASE_CONTAINS, CASE_LACKS, CASE_STDERR };
struct case_text { enum case_text_kind kind; const char *text; };

struct case_file {
	const char *note;			/* the text on top, without surrounding white space; "" when there is none */
	VEC_OF(struct case_section) section;	/* the files, in order */
	VEC_OF(struct case_mark) mark;		/* in order of files and lines */
	VEC_OF(struct case_text) text;		/* of the section expect */
	const char *args;			/* NULL: none given */
	int exit;				/* -1: not said */
};

/* Text is copied into the arena. false: err names the line ("12: …"); no path leads out of the project and none appears twice. case_free in both cases. */
bool case_parse(struct case_file *file, struct arena *arena, const char *text, size_t length, struct err *err);
void case_free(struct case_file *file);

#endif
