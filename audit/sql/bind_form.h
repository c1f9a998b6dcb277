/* Expressions in one form, to tell whether two are the same. Part of the binder; see bind_form.c. */
#ifndef PLUMBLINE_BIND_FORM_H
#define PLUMBLINE_BIND_FORM_H

#include "bind_type.h"
#include "parse.h"

/* `leaf`: the FROM item whose columns are meant; NULL: the names stand alone, as in an index of `relation`. */
struct form {
	struct binder *b;
	const struct source *leaf;
	const struct relation *relation;
};

/* In the arena; NULL: it has none. ".name" is a column, "not(.name)" a column negated. */
const char *form_of(const struct form *f, const cJSON *node);
/* The column a node is, a cast to its own type included; NULL: none. */
const struct column *column_of(const struct form *f, const cJSON *node);
/* An expression of the catalogue's, parsed: *node, NULL where it does not parse. Free the text. */
struct sql_text *parse_source(const char *source, const cJSON **node);

/* The names of columns (".name") and functions below a node, casts left out: what no rewriting of PostgreSQL's exchanges. A visitor for tree_walk. */
struct names_below {
	const struct form *f;
	VEC_OF(const char *) name;
	bool unsure;
};
bool look_for_name(void *context, const char *tag, const cJSON *body);
bool has_name(const struct names_below *names, const char *name);

#endif
