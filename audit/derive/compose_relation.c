/*
 * Tables a chain joins by the names of relations: joinRelated('farm'), withGraphJoined('[crops(active).[variety], owner as o]', { aliases }).
 * Each is a table under its path: crops, crops:variety. See compose_chain.h.
 */
#include "compose_chain.h"

#include <ctype.h>

#define NESTED_MAX 6

struct relations {
	struct composer *c;
	const struct link *link;
	struct record aliases;
	const char *alias; /* of the only relation; NULL */
	const char *p;	   /* what is left of the expression */
};

static void skip(struct relations *r)
{
	while (isspace((unsigned char)*r->p) || *r->p == ',')
		r->p++;
}

static const char *word(struct relations *r)
{
	size_t n = 0;

	skip(r);
	while (isalnum((unsigned char)r->p[n]) || r->p[n] == '_' || r->p[n] == '$')
		n++;
	r->p += n;
	return arena_strndup(r->c->arena, r->p - n, n);
}

/* The table of the relation `f`, and the one between, joined to what `near` is called. */
static void join_relation(struct relations *r, const struct field *f, const struct mapping *target, const char *near, const char *name)
{
	struct composer *c = r->c;
	struct ref at = argument_of(c, r->link, 0);
	const char *here = f->near, *there = f->far, *x, *y, *between = NULL;
	int n = 0;

	if (f->link) {
		between = arena_printf(c->arena, "%s_join", name);
		buf_printf(&c->text, " %s ", r->link->detail);
		put_table(c, target->schema, f->link, at);
		put_sql(c, " AS ");
		put_name(c, between, REF_NONE);
		there = f->link_near;
		while ((x = next_name(c, &here)) && (y = next_name(c, &there))) {
			put_separator(c, &n, " ON ", " AND ");
			put_name(c, near, REF_NONE);
			put_sql(c, ".");
			put_name(c, x, at);
			put_sql(c, " = ");
			put_name(c, between, REF_NONE);
			put_sql(c, ".");
			put_name(c, y, at);
		}
		put_sql(c, n ? "" : " ON true");
		here = f->link_far;
		there = f->far;
		near = between;
		n = 0;
	}
	buf_printf(&c->text, " %s ", r->link->detail);
	put_table(c, target->schema, target->table, at);
	put_sql(c, " AS ");
	put_name(c, name, at);
	while (here && there && (x = next_name(c, &here)) && (y = next_name(c, &there))) {
		put_separator(c, &n, " ON ", " AND ");
		put_name(c, near, REF_NONE);
		put_sql(c, ".");
		put_name(c, x, at);
		put_sql(c, " = ");
		put_name(c, name, REF_NONE);
		put_sql(c, ".");
		put_name(c, y, at);
	}
	put_sql(c, n ? "" : " ON true");
}

/* One relation or a list of them, of the model, whose table is called `near`. path: what its relations' names begin with. */
static bool put_list(struct relations *r, const struct mapping *m, const char *near, const char *path, int depth);

static bool put_one(struct relations *r, const struct mapping *m, const char *near, const char *path, int depth)
{
	const char *relation = word(r), *called = relation, *name;
	const struct field *f = *relation ? mapping_field(m, relation) : NULL;
	const struct mapping *target = f && !f->column ? mapping_of(r->c->d, f->target) : NULL;

	if (!target)
		return false;
	skip(r);
	if (*r->p == '(') { /* modifiers filter in the join's condition */
		r->p += strcspn(r->p, ")");
		r->p += *r->p == ')';
		skip(r);
	}
	if (strncmp(r->p, "as ", 3) == 0) {
		r->p += 3;
		called = word(r);
	}
	for (size_t i = 0; i < r->aliases.v.n; i++)
		if (strcmp(r->aliases.v.v[i].key, relation) == 0 && constant_text(r->c->d->r, r->aliases.v.v[i].value))
			called = constant_text(r->c->d->r, r->aliases.v.v[i].value);
	if (r->alias && !*path)
		called = r->alias;
	name = *path ? arena_printf(r->c->arena, "%s:%s", path, called) : called;
	join_relation(r, f, target, near, name);
	if (*r->p != '.')
		return *r->p != '*' && *r->p != '^';
	r->p++;
	return put_list(r, target, name, name, depth + 1);
}

static bool put_list(struct relations *r, const struct mapping *m, const char *near, const char *path, int depth)
{
	if (depth > NESTED_MAX)
		return false;
	skip(r);
	if (*r->p != '[')
		return put_one(r, m, near, path, depth);
	for (r->p++; skip(r), *r->p && *r->p != ']';)
		if (!put_one(r, m, near, path, depth))
			return false;
	r->p += *r->p == ']';
	return true;
}

bool put_relations(struct composer *c, struct chain *h, const struct link *l)
{
	struct relations r = {.c = c, .link = l};
	struct record options = {0};
	bool found = false;

	if (arguments_of(c, l) < 1 || !h->model)
		return false;
	r.p = constant_text(c->d->r, argument_of(c, l, 0));
	if (arguments_of(c, l) > 1)
		record_of(c, argument_of(c, l, 1), &options);
	for (size_t i = 0; i < options.v.n; i++) {
		const char *key = options.v.v[i].key;

		if (strcmp(key, "aliases") == 0 && !r.aliases.v.n)
			record_of(c, options.v.v[i].value, &r.aliases);
		else if (strcmp(key, "alias") == 0)
			r.alias = constant_text(c->d->r, options.v.v[i].value);
		else if (!word_meaning(c, "relation", key, NULL))
			options.open = true;
	}
	if (r.p && !options.open && !r.aliases.open) {
		found = put_list(&r, h->model, h->alias ? h->alias : h->table, "", 0);
		skip(&r);
		found = found && !*r.p;
	}
	record_free(&options);
	record_free(&r.aliases);
	return found;
}
