/* DROP: finds the objects the statement names; replay_depend.c removes them. */
#include "replay_private.h"

/* DropStmt.removeType, by the words PostgreSQL and our events use. */
static const struct drop_form {
	const char *type;
	const char *word;      /* in messages */
	const char *operation; /* in events */
	const char *sqlstate;  /* when it is missing */
} forms[] = {
	{"OBJECT_TABLE", "table", "drop table", "42P01"},
	{"OBJECT_FOREIGN_TABLE", "foreign table", "drop table", "42P01"},
	{"OBJECT_VIEW", "view", "drop view", "42P01"},
	{"OBJECT_MATVIEW", "materialized view", "drop materialized view", "42P01"},
	{"OBJECT_SEQUENCE", "sequence", "drop sequence", "42P01"},
	{"OBJECT_INDEX", "index", "drop index", "42704"},
	{"OBJECT_TYPE", "type", "drop type", "42704"},
	{"OBJECT_DOMAIN", "type", "drop type", "42704"},
	{"OBJECT_SCHEMA", "schema", "drop schema", "3F000"},
	{"OBJECT_EXTENSION", "extension", "drop extension", "42704"},
	{"OBJECT_FUNCTION", "function", "drop function", "42883"},
	{"OBJECT_PROCEDURE", "procedure", "drop function", "42883"},
	{"OBJECT_AGGREGATE", "aggregate", "drop function", "42883"},
	{"OBJECT_ROUTINE", "routine", "drop function", "42883"},
	{"OBJECT_TRIGGER", "trigger", "drop trigger", "42704"},
	{"OBJECT_POLICY", "policy", "drop policy", "42704"},
};

/* DROP VIEW on a table is refused; partitioned tables are tables. */
static bool kind_fits(const struct relation *r, const char *type)
{
	switch (r->kind) {
	case RELATION_TABLE:
	case RELATION_PARTITIONED:
		return strcmp(type, "OBJECT_TABLE") == 0;
	case RELATION_VIEW:
		return strcmp(type, "OBJECT_VIEW") == 0;
	case RELATION_MATVIEW:
		return strcmp(type, "OBJECT_MATVIEW") == 0;
	case RELATION_FOREIGN:
		return strcmp(type, "OBJECT_FOREIGN_TABLE") == 0;
	case RELATION_SEQUENCE:
		return strcmp(type, "OBJECT_SEQUENCE") == 0;
	case RELATION_COMPOSITE:
		return false;
	}
	return false;
}

struct found {
	VEC_OF(struct object) object;
	size_t schemas; /* DROP SCHEMA names no object: counted here */
};

static bool missing(struct run *run, const struct drop_form *form, const char *name, bool missing_ok)
{
	bool quoted;

	if (missing_ok) {
		skipped(run, form->operation, name);
		return true;
	}
	/* PostgreSQL quotes the names of some kinds only. */
	quoted = strcmp(form->operation, "drop function") != 0;
	return fail_missing(run, form->sqlstate, name, quoted ? "%s \"%s\" does not exist" : "%s %s does not exist", form->word, name);
}

static bool find_relation(struct run *run, const struct drop_form *form, const char *schema, const char *name, bool missing_ok, struct found *found)
{
	struct relation *r = catalog_relation(run->catalog, schema, name);

	if (!r || r->kind == RELATION_COMPOSITE)
		return missing(run, form, schema ? qualified(run, schema, name) : name, missing_ok);
	if (!kind_fits(r, form->type))
		return fail(run, "42809", qualified(run, r->schema, r->name), "\"%s\" is not a %s", name, form->word);
	/* The sequence of an identity column is part of it. */
	for (size_t i = 0; i < run->catalog->depend.n; i++) {
		const struct depend *d = &run->catalog->depend.v[i];

		if (d->how == 'i' && d->who.p == r && d->who.kind == OBJECT_RELATION)
			return fail(run, "2BP01", qualified(run, r->schema, r->name), "cannot drop %s because %s requires it", describe(run, d->who), describe(run, d->on));
	}
	vec_push(&found->object, relation_object(r));
	return true;
}

static bool find_index(struct run *run, const struct drop_form *form, const char *schema, const char *name, bool missing_ok, struct found *found)
{
	struct relation *on = NULL;
	struct index *index = catalog_index(run->catalog, schema, name, &on);

	if (!index) {
		if (catalog_relation(run->catalog, schema, name))
			return fail(run, "42809", name, "\"%s\" is not an index", name);
		return missing(run, form, schema ? qualified(run, schema, name) : name, missing_ok);
	}
	if (index->constraint && find_constraint(on, index->constraint))
		return fail(run, "2BP01", qualified(run, on->schema, name), "cannot drop index %s because constraint %s on table %s requires it", name,
			index->constraint, on->name);
	vec_push(&found->object, part_object(OBJECT_INDEX, index, on));
	return true;
}

static bool find_type(struct run *run, const struct drop_form *form, const char *schema, const char *name, bool missing_ok, struct found *found)
{
	struct user_type *type = catalog_type(run->catalog, schema, name);
	bool domain = strcmp(form->type, "OBJECT_DOMAIN") == 0;

	if (!type)
		return missing(run, form, schema ? qualified(run, schema, name) : name, missing_ok);
	if (domain && type->kind != TYPE_DOMAIN)
		return fail(run, "42809", qualified(run, type->schema, type->name), "\"%s\" is not a domain", name);
	vec_push(&found->object, part_object(OBJECT_TYPE, type, NULL));
	return true;
}

/* DROP SCHEMA: everything in it must go first, or with it. */
static bool find_schema(struct run *run, const struct drop_form *form, const char *name, bool missing_ok, bool cascade, struct found *found)
{
	struct catalog *c = run->catalog;
	size_t before = found->object.n, kept = 0;

	if (!catalog_has_schema(c, name))
		return missing(run, form, name, missing_ok);
	for (size_t i = 0; i < c->relation.n; i++)
		if (strcmp(c->relation.v[i]->schema, name) == 0)
			vec_push(&found->object, relation_object(c->relation.v[i]));
	for (size_t i = 0; i < c->type.n; i++)
		if (strcmp(c->type.v[i]->schema, name) == 0)
			vec_push(&found->object, part_object(OBJECT_TYPE, c->type.v[i], NULL));
	for (size_t i = 0; i < c->function.n; i++)
		if (strcmp(c->function.v[i]->schema, name) == 0)
			vec_push(&found->object, part_object(OBJECT_FUNCTION, c->function.v[i], NULL));
	for (size_t i = 0; i < c->extension.n; i++)
		if (strcmp(c->extension.v[i]->schema, name) == 0)
			vec_push(&found->object, part_object(OBJECT_EXTENSION, c->extension.v[i], NULL));
	if (found->object.n > before && !cascade)
		return fail(run, "2BP01", name, "cannot drop schema %s because other objects depend on it", name);
	for (size_t i = 0; i < c->schema.n; i++)
		if (strcmp(c->schema.v[i], name) != 0)
			c->schema.v[kept++] = c->schema.v[i];
	c->schema.n = kept;
	found->schemas++;
	event(run, "drop schema", name);
	return true;
}

static bool find_extension(struct run *run, const struct drop_form *form, const char *name, bool missing_ok, struct found *found)
{
	for (size_t i = 0; i < run->catalog->extension.n; i++) {
		if (strcmp(run->catalog->extension.v[i]->name, name) == 0) {
			vec_push(&found->object, part_object(OBJECT_EXTENSION, run->catalog->extension.v[i], NULL));
			return true;
		}
	}
	return missing(run, form, name, missing_ok);
}

static bool find_routine(struct run *run, const struct drop_form *form, const cJSON *object, bool missing_ok, struct found *found)
{
	const char *schema = NULL, *name = "";
	bool ambiguous = false;
	struct routine *function = find_function(run, tree_body(object), &ambiguous);

	tree_object_name(object, &schema, &name);
	if (ambiguous)
		return fail(run, "42725", name, "%s name \"%s\" is not unique", form->word, name);
	if (!function && !tree_get(tree_body(object), "objargs") && tree_flag(tree_body(object), "args_unspecified") && !missing_ok)
		return fail_missing(run, form->sqlstate, name, "could not find a %s named \"%s\"", form->word, name);
	if (!function)
		return missing(run, form, schema ? qualified(run, schema, name) : name, missing_ok);
	vec_push(&found->object, part_object(OBJECT_FUNCTION, function, NULL));
	return true;
}

static bool find_trigger(struct run *run, struct relation *r, const char *name, bool missing_ok, struct found *found)
{
	for (size_t i = 0; i < r->trigger.n; i++) {
		if (strcmp(r->trigger.v[i]->name, name) == 0) {
			vec_push(&found->object, part_object(OBJECT_TRIGGER, r->trigger.v[i], r));
			return true;
		}
	}
	if (missing_ok) {
		skipped(run, "drop trigger", dotted(run, r, name));
		return true;
	}
	return fail_missing(run, "42704", dotted(run, r, name), "trigger \"%s\" for table \"%s\" does not exist", name, r->name);
}

static bool find_policy(struct run *run, struct relation *r, const char *name, bool missing_ok, struct found *found)
{
	for (size_t i = 0; i < run->catalog->policy.n; i++) {
		struct policy *p = run->catalog->policy.v[i];

		if (strcmp(p->schema, r->schema) == 0 && strcmp(p->table, r->name) == 0 && strcmp(p->name, name) == 0) {
			vec_push(&found->object, part_object(OBJECT_POLICY, p, r));
			return true;
		}
	}
	if (missing_ok) {
		skipped(run, "drop policy", dotted(run, r, name));
		return true;
	}
	return fail_missing(run, "42704", dotted(run, r, name), "policy \"%s\" for table \"%s\" does not exist", name, r->name);
}

/* A name with its table in front: [schema,] table, trigger. */
static bool find_on_table(struct run *run, const struct drop_form *form, const cJSON *object, bool missing_ok, struct found *found)
{
	const cJSON *items = tree_get(tree_as(object, "List"), "items");
	size_t n = tree_count(items);
	const char *name = n >= 2 ? tree_string(tree_item(items, n - 1)) : NULL;
	const char *table = n >= 2 ? tree_string(tree_item(items, n - 2)) : NULL;
	const char *schema = n >= 3 ? tree_string(tree_item(items, n - 3)) : NULL;
	struct relation *r;

	if (!name || !table)
		return true;
	r = catalog_relation(run->catalog, schema, table);
	if (!r) {
		if (missing_ok) {
			skipped(run, form->operation, name);
			return true;
		}
		return fail_missing(run, "42P01", table, "relation \"%s\" does not exist", schema ? qualified(run, schema, table) : table);
	}
	if (strcmp(form->word, "trigger") == 0)
		return find_trigger(run, r, name, missing_ok, found);
	return find_policy(run, r, name, missing_ok, found);
}

static bool find_one(struct run *run, const struct drop_form *form, const cJSON *object, bool missing_ok, bool cascade, struct found *found)
{
	const char *schema = NULL, *name = NULL;

	if (strcmp(form->word, "trigger") == 0 || strcmp(form->word, "policy") == 0)
		return find_on_table(run, form, object, missing_ok, found);
	if (!tree_object_name(object, &schema, &name))
		return true;
	if (strcmp(form->word, "index") == 0)
		return find_index(run, form, schema, name, missing_ok, found);
	if (strcmp(form->word, "type") == 0)
		return find_type(run, form, schema, name, missing_ok, found);
	if (strcmp(form->word, "schema") == 0)
		return find_schema(run, form, name, missing_ok, cascade, found);
	if (strcmp(form->word, "extension") == 0)
		return find_extension(run, form, name, missing_ok, found);
	if (strcmp(form->operation, "drop function") == 0)
		return find_routine(run, form, object, missing_ok, found);
	return find_relation(run, form, schema, name, missing_ok, found);
}

bool run_drop(struct run *run, const cJSON *body)
{
	const struct drop_form *form = NULL;
	const cJSON *object, *objects = tree_get(body, "objects");
	bool cascade = tree_text_is(body, "behavior", "DROP_CASCADE"), ok = true;
	struct found found = {0};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (tree_text_is(body, "removeType", forms[i].type))
			form = &forms[i];
	if (!form)
		return true;
	tree_each(object, objects) {
		ok = find_one(run, form, object, tree_flag(body, "missing_ok"), cascade, &found);
		if (!ok)
			break;
	}
	if (ok && found.object.n)
		ok = drop_objects(run, found.object.v, found.object.n, cascade || found.schemas > 0);
	if (ok && tree_flag(body, "concurrent"))
		for (size_t i = 0; i < run->events.n; i++)
			run->events.v[i].concurrently = true;
	vec_free(&found.object);
	return ok;
}
