/*
 * SQL text → statements. The only code that includes pg_query.h.
 *
 * A text is parsed whole; when the parser refuses, it is cut with our own splitter and parsed per
 * statement, so that one bad statement costs one statement. Trees are libpg_query's JSON, read with
 * cJSON; the trees of libpg_query 15 and 17 are alike for what we read (differences: parse.c only).
 *
 *     struct sql_text *t = sql_parse(text, length);
 *     for (size_t i = 0; i < t->n; i++)
 *         if (t->statement[i].tree) walk(t->statement[i].tree);
 *     sql_free(t);
 *
 * Thread-safe. Needs a large stack (the parser recurses): callers run it on threads with ≥ 16 MB, or main.
 */
#ifndef PLUMBLINE_SQL_PARSE_H
#define PLUMBLINE_SQL_PARSE_H

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

struct sql_statement {
	int start, length;	/* bytes in the text; leading white space and comments are left out */
	int leading;		/* bytes of comments and white space before `start` that belong to the statement */
	struct cJSON *tree;	/* the statement node, { "SelectStmt": {...} }; NULL: not parsed, see error */
	const char *error;	/* the parser's message, or why it was not tried (too long, too deep); NULL when parsed */
	int error_position;	/* byte offset in the text; -1 unknown */
	bool unchecked;		/* the refusal says nothing about the statement: length or depth limit, or syntax newer than this parser */
	const char *needs;	/* e.g. "PostgreSQL 16" where the newer syntax was recognised; else NULL */
};

struct sql_text {
	struct sql_statement *statement;
	size_t n;
	const char *text;	/* a copy of the input; tree positions count bytes in it */
};

/* Never NULL. psql meta-command lines and COPY … FROM stdin data are skipped, not statements. */
struct sql_text *sql_parse(const char *text, size_t length);
void sql_free(struct sql_text *text);	/* NULL allowed */

/* The plpgsql bodies of a CREATE FUNCTION / DO statement as libpg_query's JSON; NULL and a message when refused. Free with cJSON_Delete. */
struct cJSON *sql_parse_plpgsql(const char *statement_text, char *message, size_t size);

int sql_parser_version(void);	/* 15, 17 */

#define SQL_STATEMENT_MAX (128 * 1024)

#endif
