/*
 * Cuts SQL text into statements without parsing it, as psql does: quotes, E'' strings, dollar quotes, nested comments, parentheses,
 * BEGIN ATOMIC bodies, psql meta-commands, COPY data. Never refuses: what is broken ends up in some piece.
 *
 *     struct splitter s = {.text = text, .length = length};
 *     struct piece p;
 *     while (split_next(&s, &p)) ...
 */
#ifndef PLUMBLINE_SQL_SPLIT_H
#define PLUMBLINE_SQL_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

struct splitter {
	const char *text;
	size_t length;
	size_t at;	/* next byte to read; set it back to piece.resume to cut a piece shorter */
	void (*on_meta)(void *context, size_t start, size_t end);	/* a psql meta-command met outside quotes, with its line; may be NULL */
	void *context;
};

struct piece {
	size_t begin;	/* first byte after the previous piece: comments and white space before the statement */
	size_t start;	/* first byte of the statement proper */
	size_t end;	/* past its last byte; the semicolon and white space before it excluded */
	size_t resume;	/* where a new statement may start inside the piece, if a quote, comment or parenthesis was left open and swallowed it; 0: nowhere */
	bool has_nul;	/* a NUL byte inside */
};

/* The next piece that holds more than comments; false at the end of the text. */
bool split_next(struct splitter *splitter, struct piece *piece);

/* Offset of the first byte at or after `from` (below `end`) that is neither white space nor comment; `end` when there is none. */
size_t split_skip_blank(const char *text, size_t from, size_t end);

/* The end of the lexical element at `at`: a comment, a quoted text, a dollar-quoted body, a word, or one other character. */
size_t split_element(const char *text, size_t at, size_t end);

/* One token from `at`: its end. Words, numbers, quoted texts and single punctuation characters; for looking at what stands around an error. */
size_t split_token(const char *text, size_t at, size_t end);

#endif
