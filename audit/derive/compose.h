/*
 * The statement a builder or an ORM sends, composed from its calls: the texts of sites of kind "built".
 *
 *     prisma.user.findMany({ where: { email }, include: { posts: true } })
 *     knex('users').where({ email }).select('id', 'name')
 *
 * C knows SQL's clauses; what a library's words mean is in its pack's rows: builder_word says that "findMany"'s `orderBy` is an order, model,
 * model_column and model_relation what a field is called in the database. A word nobody declared makes the statement not complete, and where
 * it could bring further tables in, no name in it is certain.
 * Private to derive/.
 */
#ifndef PLUMBLINE_COMPOSE_H
#define PLUMBLINE_COMPOSE_H

#include "statements.h"

struct field {
	const char *attribute, *column; /* column NULL: a relation */
	bool is_filled;			/* the library gives it a value on insert */
	bool is_key, has_default;	/* part of the primary key; the database has a value for it */
	const char *target;		/* relation: mapping.key of the other side */
	bool is_list;
	const char *near, *far;			 /* relation: columns here and there, joined by ',' */
	const char *link, *link_near, *link_far; /* through a table of its own; NULL */
};
struct scope_function {
	const char *name;
	struct ref function;
};
struct mapping {
	const char *key, *schema, *table;
	VEC_OF(struct field) field;
	VEC_OF(struct scope_function) scope; /* named pieces of queries */
};

/* A call of a function whose parameters are looked up in it. */
struct frame {
	struct ref function, call;
};
#define FRAMES_MAX 8
#define COMPOSED_MAX 16 /* texts of one site */

/* A statement's text while it grows. */
struct composer {
	struct derive *d;
	struct arena *arena;
	const struct site *site;
	struct buf text;
	VEC_OF(struct text_map) map;
	VEC_OF(struct text_hole) hole;
	int numbered;			/* highest $n so far */
	int aliases;			/* highest tn so far */
	bool unknown;			/* some part is not known */
	bool fragment;			/* and it could bring tables in */
	bool generated;			/* as in variant_text */
	bool questions;			/* values are sent as ?, which PostgreSQL does not know */
	const char *why;		/* what first made it unknown; NULL */
	struct frame frame[FRAMES_MAX]; /* callers chosen, the outermost first */
	size_t frames;
	struct ref asked; /* a function whose callers would say what is handed to the library; REF_NONE */
	struct ref row;	  /* a function handed to the library whose first parameter is a row of row_of, called row_alias; REF_NONE */
	const struct mapping *row_of;
	const char *row_alias;
	const char *own; /* names without a table are its columns, and of others only those joined may be named; NULL: as they are written */
	VEC_OF(const char *) joined;
	bool lean;     /* leave out the columns of a new row that are written only sometimes */
	bool optional; /* there are such */
};

bool compose_prepare(struct derive *derive, struct err *err);
void compose_free(struct derive *derive);
/*
 * The texts of a built site, at most COMPOSED_MAX: one for each caller of the function around it where what it hands to the library is a parameter,
 * one without the columns that are written only sometimes. 0: nothing of it is known; *reason says why. Everything in out is in the arena.
 */
int compose(struct derive *derive, struct arena *arena, const struct site *site, struct variant_text *out, const char **reason);

/* The columns of a built site are those its model declares: where one is missing the model is wrong, not the call. */
bool names_come_from_model(const struct derive *derive, const struct site *site);

/* Of the parts of the composer */

/* Some part of the statement is only known at run time: why, in words that coverage counts. */
void not_known(struct composer *c, const char *why);
void take_back(struct composer *c, size_t length); /* the text is as long as this again */
/* What the word means at this place of the site's grammar; NULL: nobody said. detail may be NULL. */
const char *word_meaning(const struct composer *c, const char *place, const char *word, const char **detail);
const struct mapping *mapping_of(const struct derive *derive, const char *key);
const struct field *mapping_field(const struct mapping *mapping, const char *attribute);
void put_sql(struct composer *c, const char *text);
void put_name(struct composer *c, const char *name, struct ref at);			 /* quoted; problems with it are told at the expression */
void put_column(struct composer *c, const char *alias, const char *name, struct ref at); /* alias NULL or "": the name alone */
void put_table(struct composer *c, const char *schema, const char *table, struct ref at);
void put_value(struct composer *c, struct ref value); /* $n */
bool put_piece(struct composer *c, struct ref value); /* a value that is SQL: a template of the library's. false: it is none, and nothing is put */
/* The object or array literal a value is, also behind a name; REF_NONE. */
struct ref literal_of(const struct composer *c, struct ref e, enum expr_kind kind);
/* Entry i of an object or array: its key ("" none) and value; spread entries have is_spread. */
struct entry {
	const char *key;
	struct ref value;
	bool is_spread;
};
struct entry entry_of(const struct composer *c, struct ref literal, int i);
int entries_of(const struct composer *c, struct ref literal);
bool is_constant_value(const struct composer *c, struct ref e, const char *text);
/* The table in the effective schema; NULL. */
const struct relation *table_of(const struct composer *c, const char *schema, const char *table);

/* What an object holds, wherever its parts are written. In a list: of its elements. */
struct part {
	const char *key;
	struct ref value;
	bool sometimes; /* under a condition, or of some elements only */
};
struct record {
	VEC_OF(struct part) v;
	bool open; /* it may hold more */
	bool any;  /* a literal of it was seen */
};
void record_of(struct composer *c, struct ref e, struct record *out);
void record_free(struct record *record);
/* The columns of a new row that are written only sometimes: left out of the lean text, noted in the other. */
void settle_optional(struct composer *c, struct record *row);

/* The next of "a,b", which moves on; NULL at the end. */
const char *next_name(struct composer *c, const char **list);
const char *new_alias(struct composer *c);
void put_separator(struct composer *c, int *n, const char *first, const char *other); /* counts in *n */

struct assignment {
	const char *column;
	struct ref value, at;
	bool is_default; /* DEFAULT is written */
};
struct assignments {
	VEC_OF(struct assignment) v;
	bool open;
}; /* open: it may assign more than what is seen */
bool is_assigned(const struct assignments *assignments, const char *column);
void assign(struct assignments *assignments, const char *column, struct ref value, struct ref at); /* a second value for a column is passed over */
/* Columns of a new row that nobody names and the library writes as DEFAULT: all of them, all but keys the database makes, or these alone. Of an open row each is a value: it may be one. */
void assign_defaults(struct composer *c, const struct mapping *mapping, struct assignments *assignments);
void put_assignments(struct composer *c, const struct assignments *assignments); /* a = $1, b = $2 */
/* INSERT INTO … VALUES …: of an open one what the table demands is taken to be among what is not seen. */
void put_rows(struct composer *c, const char *schema, const char *table, struct assignments *assignments, struct ref at);

/* Of a call with one object: the value under the key that has this meaning; WHERE; what it writes (false: nothing). */
const struct part *part_meant(const struct composer *c, const struct record *arguments, const char *meaning); /* NULL */
struct ref part_of(const struct composer *c, const struct record *arguments, const char *meaning);
/* Whether an object names an attribute, but with false: { name: true }. */
bool is_picked(const struct composer *c, const struct record *wanted, const char *attribute);
struct ref whole_part(const struct composer *c, const struct record *arguments, const char *meaning); /* or the argument whose place has it */
/* Conditions and orders written as expressions, or as a function of the table: where: (t, { eq }) => eq(t.id, 1). */
bool put_row_expressions(struct composer *c, const struct mapping *mapping, const char *alias, struct ref e, const char *first, int *n);
void put_where(struct composer *c, const struct mapping *mapping, const char *alias, struct ref where);
bool put_write(struct composer *c, const struct mapping *mapping, const struct record *arguments, const char *action);
/* A call with one object that says everything: Prisma's grammar and its like. */
bool compose_object(struct composer *c, const struct mapping *mapping);
/* A chain of calls, each adding a clause: knex and its like. false: its table is not known. */
bool compose_chain(struct composer *c);
/* A chain of calls, each adding a piece of SQL: squirrel, GORM and their like (compose_pieces.h). false: its table is not known. */
bool compose_pieces(struct composer *c);
/* The grammar of the builder that gives a text of this type; NULL: none does. */
const char *text_grammar(const struct derive *derive, const char *type);

#endif
