/* A chain of calls while a statement is composed of it. Private to compose_links.c, compose_chain.c, compose_where.c and compose_expression.c. */
#ifndef PLUMBLINE_COMPOSE_CHAIN_H
#define PLUMBLINE_COMPOSE_CHAIN_H

#include "compose.h"

struct link {
	struct ref call;
	const char *method, *meaning, *detail; /* as builder_word has it */
	uint32_t place;			       /* where in the chain: a position in the source */
	const char *connect;		       /* to the conditions before it: or | not | or not; NULL: and */
	bool sometimes;			       /* under a condition */
};
struct chain {
	VEC_OF(struct link) v;
	const struct mapping *model; /* NULL: the table is named in the chain */
	const char *schema, *table, *alias;
	struct ref table_at;
	bool named;
	bool open_select; /* items that were not read: a name may be one of them */
	bool grouped;
};

/* The calls of the site's chain. */
void gather_links(struct composer *c, struct chain *chain);
int arguments_of(const struct composer *c, const struct link *link);
struct ref argument_of(const struct composer *c, const struct link *link, int i); /* REF_NONE: there is none */
/* The calls a callback makes on its parameter, or on this. */
void gather_callback(struct composer *c, struct chain *chain, struct ref function);
const char *find_as(const char *text); /* the " as " of "users as u"; NULL */
/* "a.b as c", quoted. false: it is no plain name, and nothing is put. */
bool put_identifier(struct composer *c, const char *text, struct ref at, bool with_alias);
/* raw('lower(a) = ?', …): its text. false: it is not known. */
bool is_raw(const struct composer *c, struct ref e);
bool put_raw_text(struct composer *c, struct ref text);
bool put_raw_call(struct composer *c, struct ref e);
/* What stands for a table: its mapping; NULL. */
const struct mapping *table_mapping(const struct composer *c, struct ref e);
/* A column, or a function of columns and values. false: it is not known, and nothing is put. */
bool put_expression(struct composer *c, struct ref e, int depth);
/* Tables by the names of relations. false: further than that is read; some may be put. */
bool put_relations(struct composer *c, struct chain *chain, const struct link *link);
/* A text of PostgREST's grammar: its items; the resources it joins. false: it is not known. */
bool put_select_text(struct composer *c, const struct chain *chain, const struct link *link, int *n);
bool put_returned_text(struct composer *c, const struct chain *chain, const struct link *link, int *n); /* of a written row: without resources */
void put_select_joins(struct composer *c, const struct chain *chain, const struct link *link);
bool put_rpc(struct composer *c, const struct link *link);
void put_joins(struct composer *c, struct chain *chain);
void put_chain_where(struct composer *c, struct chain *chain);

#endif
