/* Reading plpgsql: shared by plpgsql.c (the reader, blocks, declarations) and plpgsql_statement.c (statements). */
#ifndef PLUMBLINE_SQL_PLPGSQL_PRIVATE_H
#define PLUMBLINE_SQL_PLPGSQL_PRIVATE_H

#include "../base/str.h"
#include "plpgsql.h"

struct token { size_t at, end; };

struct reader {
	struct arena *arena;
	const char *text;
	size_t length;
	struct token token;		/* the one to be read next; at the end empty */
	struct pl_body *body;
	int depth;
};

struct texts {
	VEC(struct pl_text);
};

struct branches {
	VEC(struct pl_branch);
};

/* plpgsql.c: the reader stands at a token. `lost` notes what is not understood, and it stands at the end from then on. */
bool reader_token_is(const struct reader *r, struct token token, const char *word);
bool reader_at(const struct reader *r, const char *word);
struct token reader_after(const struct reader *r, struct token token);
struct token reader_token(const struct reader *r, size_t at);
void reader_advance(struct reader *r);
void reader_lost(struct reader *r, const char *format, const char *what);
bool reader_accept(struct reader *r, const char *word);
void reader_expect(struct reader *r, const char *word);
struct pl_text reader_until(struct reader *r, const char *const *words);
bool reader_at_end(const struct reader *r);
struct pl_text pl_read_target(struct reader *r);
void pl_read_targets(struct reader *r, struct texts *targets);
void pl_take_texts(struct reader *r, struct texts *list, struct pl_text **out, size_t *n);
void pl_read_expressions(struct reader *r, struct texts *out, const char *const *words);
void pl_take_branches(struct reader *r, struct pl_statement *s, struct branches *list);
void pl_one_branch(struct reader *r, struct pl_statement *s, struct pl_text condition, struct pl_statement *first);
struct pl_statement *pl_read_statements(struct reader *r, const char *const *ends);
#define UNTIL(r, ...) reader_until((r), (const char *const[]){__VA_ARGS__, NULL})
#define EXPRESSIONS(r, out, ...) pl_read_expressions((r), (out), (const char *const[]){__VA_ARGS__, NULL})
#define STATEMENTS(r, ...) pl_read_statements((r), (const char *const[]){__VA_ARGS__, NULL})

/* plpgsql_statement.c: each reads what follows the statement's first word, up to its semicolon. */
void pl_read_if(struct reader *r, struct pl_statement *s);
void pl_read_case(struct reader *r, struct pl_statement *s);
void pl_read_for(struct reader *r, struct pl_statement *s);
void pl_read_foreach(struct reader *r, struct pl_statement *s);
void pl_read_execute(struct reader *r, struct pl_statement *s);
void pl_read_return(struct reader *r, struct pl_statement *s);
void pl_read_raise(struct reader *r, struct pl_statement *s);
void pl_read_open(struct reader *r, struct pl_statement *s);
void pl_read_diagnostics(struct reader *r, struct pl_statement *s);
void pl_read_fetch(struct reader *r, struct pl_statement *s);
void pl_read_assert(struct reader *r, struct pl_statement *s);
void pl_read_sql(struct reader *r, struct pl_statement *s);
bool pl_read_assignment(struct reader *r, struct pl_statement *s);
void pl_read_exit(struct reader *r, struct pl_statement *s);
void pl_read_perform(struct reader *r, struct pl_statement *s);
void pl_read_bare_loop(struct reader *r, struct pl_statement *s);
void pl_read_while(struct reader *r, struct pl_statement *s);
void pl_read_rest(struct reader *r, struct pl_statement *s);

#endif
