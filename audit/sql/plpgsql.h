/*
 * The body of a plpgsql function as a tree of statements whose expressions and queries are stretches of the body.
 *
 *     struct pl_body *body = pl_read(&arena, text, length);
 *     if (!body->error) walk(body->block);
 *
 * It reads what PostgreSQL's own grammar of plpgsql reads, and leaves SQL to the SQL parser. libpg_query's tree of a body is not enough for binding: it says neither
 * where in a line an expression stands, nor which block declares a variable, nor what a label names, and it refuses bodies that are right wherever a variable
 * is a row of a table, a function RETURNS TABLE, or a cursor has arguments.
 * What is not understood ends the reading: `error` says what, and nothing of the body is to be judged.
 * Everything is in the arena. Limits: blocks nested 200 deep.
 */
#ifndef PLUMBLINE_SQL_PLPGSQL_H
#define PLUMBLINE_SQL_PLPGSQL_H

#include "../base/arena.h"
#include "../base/vec.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes [at, end) of the body; empty where there is nothing. */
struct pl_text { size_t at, end; };

enum pl_kind {
	PL_BLOCK,	/* declarations; branch 0 is its body, the others its handlers */
	PL_ASSIGN,	/* target 0, expression 0 */
	PL_IF,		/* branches with conditions; one without is ELSE */
	PL_CASE,	/* expression 0: what is compared, perhaps empty; branches as of IF */
	PL_LOOP, PL_WHILE,	/* branch 0, with its condition */
	PL_FOR_RANGE,	/* target 0: its own variable; expressions: bounds and step; branch 0 */
	PL_FOR_QUERY,	/* targets, query */
	PL_FOR_EXECUTE,	/* targets, expressions: the text, then what is USED */
	PL_FOR_CURSOR,	/* target 0: its own variable; target 1: the cursor; expressions: its arguments */
	PL_FOREACH,	/* targets, expression 0 */
	PL_EXIT,	/* EXIT, CONTINUE; expression 0: WHEN, perhaps empty */
	PL_RETURN,	/* expression 0, perhaps empty */
	PL_RETURN_NEXT,	/* the same */
	PL_RETURN_QUERY,	/* query */
	PL_RETURN_EXECUTE,	/* expressions as of EXECUTE */
	PL_RAISE,	/* expressions; fails: EXCEPTION */
	PL_SQL,		/* query, targets of INTO */
	PL_PERFORM,	/* query: what follows the word */
	PL_EXECUTE,	/* expression 0: the text, the others: USING; targets */
	PL_OPEN,	/* target 0: the cursor; query, or expressions of EXECUTE, or (dynamic false) its arguments */
	PL_OTHER	/* targets that are assigned (GET DIAGNOSTICS, FETCH), expressions (ASSERT) */
};

struct pl_branch {
	struct pl_text condition;
	struct pl_statement *first;
	struct pl_text *caught;		/* of a handler: the condition names */
	size_t n_caught;
};

struct pl_declaration {
	const char *name;		/* as stored */
	size_t at;
	struct pl_text type;		/* empty: an alias or a cursor */
	struct pl_text alias;		/* ALIAS FOR this */
	struct pl_text value;		/* its default */
	bool cursor;
	struct pl_text arguments, query;	/* of a cursor: (name type, …) without the parentheses */
};

struct pl_statement {
	enum pl_kind kind;
	size_t at, end;
	const char *label;		/* <<label>>; NULL */
	struct pl_text *expression;
	size_t expressions;
	struct pl_text *target;
	size_t targets;
	struct pl_text query;
	struct pl_text into;		/* the INTO clause inside the query, to be read as white space */
	bool fails;			/* RAISE EXCEPTION */
	struct pl_text condition, errcode;	/* of RAISE: its format, or the name of a condition; what USING ERRCODE is */
	bool dynamic;			/* OPEN … FOR EXECUTE */
	struct pl_branch *branch;
	size_t branches;
	struct pl_declaration *declaration;
	size_t declarations;
	struct pl_statement *next;
};

enum pl_conflict { PL_CONFLICT_ERROR, PL_CONFLICT_VARIABLE, PL_CONFLICT_COLUMN };

struct pl_body {
	const char *text;
	size_t length;
	enum pl_conflict conflict;	/* #variable_conflict */
	struct pl_statement *block;
	const char *error;		/* what was not understood; NULL */
	size_t error_at;
};

/* Never NULL; `text` has to outlive it. */
struct pl_body *pl_read(struct arena *arena, const char *text, size_t length);
/* The parts of a dotted name in the body, as stored; at most `most`. Subscripts end it. */
size_t pl_names(struct arena *arena, const char *text, struct pl_text range, const char **names, size_t most);
/* One token from `at`: words, numbers, quoted texts of every kind, := .. << >> and single characters. Its end. */
size_t pl_token(const char *text, size_t at, size_t end);
bool pl_is_name_byte(unsigned char c);
/* Whether the token [at, end) is this keyword. */
bool pl_is(const char *text, size_t at, size_t end, const char *word);

#endif
