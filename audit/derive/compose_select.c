/*
 * What PostgREST is asked to read: select('id, author:users!fk(name), tags(word), data->>kind'). Columns by their names in the database; a resource in parentheses is a
 * table joined by its foreign key, under its own name or the alias before it. See compose_chain.h.
 */
#include "compose_chain.h"

#include <ctype.h>

#define NESTED_MAX 6

struct reading {
	struct composer *c;
	struct ref at;
	const char *p; /* what is left of the text */
	bool items;    /* the items are put; else the joins */
	bool plain;    /* but those of resources */
	int n;	       /* items put */
	int depth;
};

static void skip(struct reading *r)
{
	while (isspace((unsigned char)*r->p))
		r->p++;
}

static const char *word(struct reading *r)
{
	size_t n;

	skip(r);
	if (*r->p == '"') {
		n = strcspn(r->p + 1, "\"");
		r->p += n + 1 + (r->p[n + 1] == '"');
		return arena_strndup(r->c->arena, r->p - n - 1, n);
	}
	n = strcspn(r->p, ",()!:. \t\n");
	for (const char *arrow = r->p; (arrow = memchr(arrow, '-', n - (size_t)(arrow - r->p))); arrow++)
		if (arrow[1] == '>') {
			n = (size_t)(arrow - r->p);
			break;
		}
	r->p += n;
	return arena_strndup(r->c->arena, r->p - n, n);
}

/* The foreign key of a by which it refers to b: of this name or column where one is asked for. */
static const struct constraint *key_between(const struct relation *a, const struct relation *b, const char *hint)
{
	for (size_t i = 0; a && i < a->constraint.n; i++) {
		const struct constraint *k = a->constraint.v[i];

		if (k->kind != CONSTRAINT_FOREIGN || !k->ref_table || (b && strcmp(k->ref_table, b->name) != 0))
			continue;
		if (!hint || strcmp(k->name, hint) == 0 || (k->columns == 1 && strcmp(k->column[0], hint) == 0))
			return k;
	}
	return NULL;
}

static void put_pairs(struct reading *r, const char *a, const char **x, const char *b, const char **y, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		put_sql(r->c, i ? " AND " : " ON ");
		put_name(r->c, a, REF_NONE);
		put_sql(r->c, ".");
		put_name(r->c, x[i], r->at);
		put_sql(r->c, " = ");
		put_name(r->c, b, REF_NONE);
		put_sql(r->c, ".");
		put_name(r->c, y[i], r->at);
	}
}

/* JOIN the resource. Which key joins it is the server's to find where none is seen: then nothing is said of it. */
static void put_resource(struct reading *r, const char *near, const struct relation *mine, const char *name, const char *called, const char *hint, const struct relation *target)
{
	const struct constraint *to = key_between(mine, target, hint), *back = to || !target ? NULL : key_between(target, mine, hint);

	vec_push(&r->c->joined, called);
	put_sql(r->c, " LEFT JOIN ");
	put_name(r->c, target ? target->name : name, r->at);
	put_sql(r->c, " AS ");
	put_name(r->c, called, REF_NONE);
	if (to && to->ref_columns == to->columns)
		put_pairs(r, near, to->column, called, to->ref_column, to->columns);
	else if (back && back->ref_columns == back->columns)
		put_pairs(r, near, back->ref_column, called, back->column, back->columns);
	else
		put_sql(r->c, " ON true");
}

static void put_list(struct reading *r, const char *near, const struct relation *mine, int depth);

static void put_embedded(struct reading *r, const char *near, const struct relation *mine, const char *name, const char *alias, const char *hint, int depth)
{
	const struct relation *target = table_of(r->c, NULL, name);
	const struct constraint *by_column = target ? NULL : key_between(mine, NULL, name); /* author:author_id(name) */

	if (by_column)
		target = table_of(r->c, by_column->ref_schema, by_column->ref_table);
	if (!r->items)
		put_resource(r, near, mine, name, alias ? alias : name, by_column ? name : hint, target);
	r->p++;
	r->depth++;
	put_list(r, alias ? alias : name, target, depth + 1);
	r->depth--;
	r->p += *r->p == ')';
}

static void put_item(struct reading *r, const char *near, const char *name)
{
	if (!r->items || (r->plain && r->depth) || !*name || strcmp(name, "count") == 0) /* count of the rows */
		return;
	put_separator(r->c, &r->n, "", ", ");
	put_name(r->c, near, REF_NONE);
	put_sql(r->c, ".");
	if (strcmp(name, "*") == 0)
		put_sql(r->c, "*");
	else
		put_name(r->c, name, r->at);
}

static void put_list(struct reading *r, const char *near, const struct relation *mine, int depth)
{
	for (skip(r); *r->p && *r->p != ')'; skip(r)) {
		const char *start = r->p, *alias = NULL, *name, *hint = NULL;

		if (strncmp(r->p, "...", 3) == 0)
			r->p += 3;
		name = word(r);
		skip(r);
		if (*r->p == ':' && r->p[1] != ':') {
			r->p++;
			alias = name;
			name = word(r);
			skip(r);
		}
		while (*r->p == '!') {
			const char *asked;

			r->p++;
			asked = word(r);
			if (strcmp(asked, "inner") != 0 && strcmp(asked, "left") != 0)
				hint = asked;
			skip(r);
		}
		if (*r->p == '(' && depth < NESTED_MAX) {
			put_embedded(r, near, mine, name, alias, hint, depth);
		} else {
			put_item(r, near, name);
			while (*r->p && *r->p != ',' && *r->p != ')') { /* ->>key, ::type, .sum() */
				const char *open = r->p;

				r->p += *open == '(' ? strcspn(open, ")") : 0;
				r->p += *r->p != '\0';
			}
		}
		r->p += *r->p == ',';
		if (r->p == start) /* not of this grammar */
			return;
	}
}

static bool put_reading(struct composer *c, const struct chain *h, const struct link *l, bool items, bool plain, int *n)
{
	struct ref at = argument_of(c, l, 0);
	struct reading r = {.c = c, .at = at, .items = items, .plain = plain, .p = ref_ok(at) ? constant_text(c->d->r, at) : "*"};

	if (!r.p)
		return false;
	put_list(&r, h->alias ? h->alias : h->table, table_of(c, h->schema, h->table), 0);
	if (items && !r.n && !*n) { /* count alone */
		put_sql(c, "1");
		r.n = 1;
	}
	*n += r.n;
	return true;
}

bool put_select_text(struct composer *c, const struct chain *h, const struct link *l, int *n)
{
	return put_reading(c, h, l, true, false, n);
}

bool put_returned_text(struct composer *c, const struct chain *h, const struct link *l, int *n)
{
	return put_reading(c, h, l, true, true, n);
}

void put_select_joins(struct composer *c, const struct chain *h, const struct link *l)
{
	int n = 0;

	put_reading(c, h, l, false, false, &n);
}

/* rpc('search', { query }): the function's arguments by name. */
bool put_rpc(struct composer *c, const struct link *l)
{
	struct ref name = argument_of(c, l, 0);
	const char *function = ref_ok(name) ? constant_text(c->d->r, name) : NULL;
	struct record arguments;
	int n = 0;

	if (!function)
		return false;
	put_sql(c, "SELECT * FROM ");
	put_name(c, function, name);
	put_sql(c, "(");
	record_of(c, argument_of(c, l, 1), &arguments);
	if (arguments.open) {
		not_known(c, "the arguments are only known at run time");
		c->fragment = true;
	}
	for (size_t i = 0; i < arguments.v.n; i++) {
		if (is_constant_value(c, arguments.v.v[i].value, "undefined"))
			continue;
		put_separator(c, &n, "", ", ");
		put_name(c, arguments.v.v[i].key, arguments.v.v[i].value);
		put_sql(c, " => ");
		put_value(c, arguments.v.v[i].value);
	}
	put_sql(c, ")");
	record_free(&arguments);
	return true;
}
