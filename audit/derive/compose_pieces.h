/*
 * Statements put together from pieces of SQL: a chain of calls each of which adds a clause written as text, as keys, or as a struct of the program.
 *
 *     db.Model(&User{}).Where("email = ?", email).Order("id").First(&user)
 *     psql.Select("id", "email").From("users u").Where(sq.Eq{"u.id": ids})
 *
 * The chain is found by walking back from the call that sends it, through names, branches and functions of the program: each of its values began
 * with some other call. What a word means is a builder_word of the grammar; its form "pieces" chooses this way. Private to derive/.
 */
#ifndef PLUMBLINE_COMPOSE_PIECES_H
#define PLUMBLINE_COMPOSE_PIECES_H

#include "compose_chain.h"

struct pieces {
	struct chain chain;
	const struct mapping *model; /* NULL: tables are named in the chain */
	const struct link *sender;   /* the last call; NULL: the text is handed to a driver */
	const char *alias;	     /* of the table, for columns that the library writes itself */
	struct ref table_at;
	bool roots;	/* more than one call began it: which, is known when it runs */
	bool questions; /* begun where ? is what the library writes */
	bool unscoped, joined;
};

/* The links of the chain that ends in `sender` (a call), or in the expression `end` that is handed to a driver; in the order of the source. */
void walk_chain(struct composer *c, struct pieces *p, struct ref sender, struct ref end);

/* Of compose_pieces_text.c */

/* The constant text of an expression, also where helpers and formats make it; *literal: where its bytes stand, REF_NONE. NULL: it is not known. */
const char *piece_text(struct composer *c, struct ref e, struct ref *literal);
void put_as_written(struct composer *c, const char *text, size_t from, size_t to, struct ref literal, struct ref e); /* as it stands, with its place in the source */
/*
 * Text with its placeholders read as the library does: a ? anywhere, in quotes too, takes the next value; where values have run out it stays. ?? is a ? for some.
 * @name where no ? is written. Values: `given` arguments of the call from `first` on.
 */
void put_text(struct composer *c, const struct pieces *p, const char *text, struct ref e, struct ref literal, struct ref call, int first, int given);
/* Text of argument `at` of a call, with the values behind it. false: it is not known, and nothing is put. */
bool put_clause_text(struct composer *c, const struct pieces *p, const struct link *l, int at);
bool put_piece_call(struct composer *c, const struct pieces *p, struct ref call);      /* sq.Expr("a + ?", 1) */
void put_argument(struct composer *c, const struct pieces *p, struct ref value);       /* a value; where the library puts SQL in its place, that */
bool put_value_or_piece(struct composer *c, const struct pieces *p, struct ref value); /* false: it is a plain value, and nothing is put */
bool is_word(const struct link *l, const char *meaning);
const struct link *find_word(const struct pieces *p, const char *meaning);
/* The struct or map literal an expression is, also behind a name; REF_NONE. */
struct ref record_literal(const struct composer *c, struct ref e);
const struct mapping *record_mapping(const struct composer *c, struct ref e); /* of the struct the expression is, or is a list of; NULL */
bool is_record(const struct composer *c, struct ref e);			      /* a struct of the program */
void put_model_column(struct composer *c, const struct pieces *p, const char *column);

/* Of compose_pieces_where.c */
void put_piece_where(struct composer *c, struct pieces *p); /* " WHERE …", with what the library adds itself */
/* The condition in argument `at` of a call, with its values. false: nothing was put. */
bool put_conditions(struct composer *c, struct pieces *p, const struct link *l, int at);
bool put_comparison(struct composer *c, struct pieces *p, struct ref e); /* goqu.C("age").Gt(18) */
bool is_list(const struct composer *c, struct ref e);
bool is_number(const char *text);
const struct field *key_field(const struct mapping *m); /* the primary key's first; NULL */

void put_pieces_write(struct composer *c, struct pieces *p, const char *kind);
bool compose_pieces(struct composer *c);

#endif
