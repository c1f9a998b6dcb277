/* Statements: from folded text to what the server would get, to what it binds to, and back to the source. Private to derive/. */
#ifndef PLUMBLINE_STATEMENTS_H
#define PLUMBLINE_STATEMENTS_H

#include "../sql/bind.h"
#include "derive.h"

/* A stretch of a statement's text and where it comes from. */
struct text_map { size_t at, n; struct ref literal; size_t offset; /* in the literal's decoded text */ };
#define TEXT_AT_EXPRESSION SIZE_MAX	/* offset: the expression is no literal the text is in, but where it is said */
struct text_hole {
	size_t at;
	struct ref expr;
	int number;	/* parameter number it became; 0: an identifier or nothing */
	bool bound;	/* the library sends it as a value: a tagged template's */
};

struct variant_text {
	const char *text;	/* as the server would get it */
	size_t n;
	bool complete;		/* no part unknown but values */
	bool generated;		/* what its map does not hold a library wrote: columns of a model, which is where a wrong one is told */
	bool fragment;		/* some hole could be anything, a FROM item included: names are not certain */
	const char *reason;
	struct text_map *map;
	int maps;
	struct text_hole *hole;
	int holes;
	struct bound *bound;	/* NULL: not tried */
	const char *const *names;	/* of parameter n (from 1), for drivers with named placeholders; NULL */
	int named;
};

struct bound_statement {
	struct variant_text *variant;
	int variants;
	bool complete;
	const char *reason;
};

/* What was put together becomes the variant's own: text, map and holes are copied into the arena. */
void variant_keep(struct arena *arena, struct variant_text *out, const struct buf *text, const struct text_map *map, size_t maps, const struct text_hole *hole, size_t holes);
/* Whether the text begins with a word a statement begins with. */
bool begins_statement(const char *text);
/* Folded parts → site->kind, site->ddl: enough to know what is DDL before there is a schema. */
void statement_texts(struct derive *derive, struct site *site);
void statement_bind(struct derive *derive, struct arena *arena, struct site *site, struct bound_statement *out);
void statement_unbind(struct bound_statement *statement);

struct source_position { int64_t file_id; int line, column; };
/* Where byte `position` of the text is written; the call itself for -1 and for text that comes from nowhere. */
struct source_position statement_position(struct derive *derive, const struct site *site, const struct variant_text *text, int position);

/* Where a value comes from. */
struct origin {
	const char *kind;	/* as statement_parameter.origin */
	const char *name;	/* in the arena; NULL */
	int64_t statement;	/* origin is a row of this statement; 0 */
	bool guarded;		/* passes a conversion, a whitelist or a quoting helper */
	unsigned narrowed;	/* enum narrowed: what the program does to it on the way */
};
void origins_prepare(struct derive *derive, struct err *err);
struct origin origin_of(struct derive *derive, struct ref expr);
/* The expression bound to $number; REF_NONE when it is not known. */
struct ref bound_value(struct derive *derive, const struct site *site, const struct variant_text *text, int number);
/* How many values the site's own call gives, where they are written out there: a list, or arguments one by one. -1: not known. */
int values_given(struct derive *derive, const struct site *site);
const char *value_form(struct derive *derive, struct ref value);	/* as statement_parameter.form */
struct origin parameter_origin(struct derive *derive, const struct site *site, const struct variant_text *text, int number);

/* Whether a library wrote what stands at this byte. */
static inline bool is_generated(const struct variant_text *x, int position)
{
	for (int i = 0; x->generated && i < x->maps; i++)
		if (position >= 0 && (size_t)position >= x->map[i].at && (size_t)position < x->map[i].at + x->map[i].n)
			return false;
	return x->generated;
}


/* statement_placeholder of a statement's variants. */
void placeholder_rows(struct derive *derive, const struct site *site, int64_t id, const struct bound_statement *statement);
/* statement_trait of a statement's variants; statement_parameter_value of a bound value. */
void trait_rows(struct derive *derive, const struct site *site, int64_t id, const struct bound_statement *statement);
void parameter_value_rows(struct derive *derive, const struct site *site, int64_t id, const struct variant_text *text, int number);

/* ORM sites: the tables and columns of their models. */
bool orm_statements(struct derive *derive, struct err *err);
/* ORM reads: the conditions along the chain of calls → statement_column, statement_parameter; and how many rows they leave. */
bool orm_conditions(struct derive *derive, struct err *err);

#endif
