/* The schema in memory. See catalog.h. */
#include "catalog.h"

#include <stdio.h>

/* Temporary relations live here; looked up before the search path, as PostgreSQL does. */
#define TEMP_SCHEMA "pg_temp"

struct catalog *catalog_new(void)
{
	struct catalog *catalog = xcalloc(1, sizeof(*catalog));

	vec_push(&catalog->schema, "public");
	vec_push(&catalog->schema, "pg_catalog");
	vec_push(&catalog->schema, "information_schema");
	vec_push(&catalog->search_path, "public");
	return catalog;
}

void catalog_free(struct catalog *catalog)
{
	if (!catalog)
		return;
	for (size_t i = 0; i < catalog->every_relation.n; i++) {
		struct relation *r = catalog->every_relation.v[i];

		vec_free(&r->column);
		vec_free(&r->constraint);
		vec_free(&r->index);
		vec_free(&r->trigger);
		vec_free(&r->parent);
		vec_free(&r->dropped_column);
	}
	for (size_t i = 0; i < catalog->every_type.n; i++)
		vec_free(&catalog->every_type.v[i]->label);
	for (size_t i = 0; i < catalog->every_function.n; i++) {
		struct routine *f = catalog->every_function.v[i];

		vec_free(&f->argument);
		vec_free(&f->argument_name);
		vec_free(&f->output);
	}
	vec_free(&catalog->schema);
	vec_free(&catalog->relation);
	vec_free(&catalog->type);
	vec_free(&catalog->function);
	vec_free(&catalog->policy);
	vec_free(&catalog->extension);
	vec_free(&catalog->search_path);
	vec_free(&catalog->session_path);
	vec_free(&catalog->depend);
	vec_free(&catalog->dropped);
	vec_free(&catalog->every_relation);
	vec_free(&catalog->every_type);
	vec_free(&catalog->every_function);
	map_free(&catalog->relation_index);
	map_free(&catalog->part_name);
	arena_free(&catalog->arena);
	free(catalog);
}

static void relation_key(struct buf *key, const char *schema, const char *name)
{
	buf_reset(key);
	buf_puts(key, schema);
	buf_putc(key, '.');
	buf_puts(key, name);
}

void catalog_reindex(struct catalog *catalog)
{
	struct buf key = {0};

	map_free(&catalog->relation_index);
	for (size_t i = 0; i < catalog->relation.n; i++) {
		relation_key(&key, catalog->relation.v[i]->schema, catalog->relation.v[i]->name);
		*map_put(&catalog->relation_index, key.p, key.n, NULL) = (int64_t)i + 1;
	}
	buf_free(&key);
}

struct relation *catalog_add_relation(struct catalog *catalog, const char *schema, const char *name, enum relation_kind kind)
{
	struct relation *relation = arena_new(&catalog->arena, struct relation);
	struct buf key = {0};

	relation->schema = arena_strdup(&catalog->arena, schema);
	relation->name = arena_strdup(&catalog->arena, name);
	relation->kind = kind;
	vec_push(&catalog->every_relation, relation);
	vec_push(&catalog->relation, relation);
	relation_key(&key, schema, name);
	*map_put(&catalog->relation_index, key.p, key.n, NULL) = (int64_t)catalog->relation.n;
	buf_free(&key);
	return relation;
}

void catalog_remove_relations(struct catalog *catalog, bool (*gone)(const void *context, struct relation *relation), const void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < catalog->relation.n; i++) {
		struct relation *relation = catalog->relation.v[i];

		if (gone(context, relation))
			vec_push(&catalog->dropped, relation);
		else
			catalog->relation.v[kept++] = relation;
	}
	if (kept == catalog->relation.n)
		return;
	catalog->relation.n = kept;
	catalog_reindex(catalog);
}

static bool is_this(const void *context, struct relation *relation)
{
	return relation == context;
}

void catalog_remove_relation(struct catalog *catalog, struct relation *relation)
{
	catalog_remove_relations(catalog, is_this, relation);
}

struct user_type *catalog_add_type(struct catalog *catalog, const char *schema, const char *name, enum type_kind kind)
{
	struct user_type *type = arena_new(&catalog->arena, struct user_type);

	type->schema = arena_strdup(&catalog->arena, schema);
	type->name = arena_strdup(&catalog->arena, name);
	type->kind = kind;
	vec_push(&catalog->every_type, type);
	vec_push(&catalog->type, type);
	return type;
}

struct routine *catalog_add_function(struct catalog *catalog, const char *schema, const char *name)
{
	struct routine *function = arena_new(&catalog->arena, struct routine);

	function->schema = arena_strdup(&catalog->arena, schema);
	function->name = arena_strdup(&catalog->arena, name);
	vec_push(&catalog->every_function, function);
	vec_push(&catalog->function, function);
	return function;
}

static struct relation *relation_in(const struct catalog *catalog, const char *schema, const char *name)
{
	struct buf key = {0};
	const int64_t *at;
	struct relation *found = NULL;

	relation_key(&key, schema, name);
	at = map_get(&catalog->relation_index, key.p, key.n);
	buf_free(&key);
	if (at && *at > 0 && (size_t)*at <= catalog->relation.n)
		found = catalog->relation.v[*at - 1];
	if (!found || (strcmp(found->schema, schema) == 0 && strcmp(found->name, name) == 0))
		return found;
	/* Two quoted names with dots in them share a key. */
	for (size_t i = 0; i < catalog->relation.n; i++)
		if (strcmp(catalog->relation.v[i]->schema, schema) == 0 && strcmp(catalog->relation.v[i]->name, name) == 0)
			return catalog->relation.v[i];
	return NULL;
}

struct relation *catalog_relation(const struct catalog *catalog, const char *schema, const char *name)
{
	struct relation *found;

	if (schema)
		return relation_in(catalog, schema, name);
	if ((found = relation_in(catalog, TEMP_SCHEMA, name)))
		return found;
	for (size_t i = 0; i < catalog->search_path.n; i++)
		if ((found = relation_in(catalog, catalog->search_path.v[i], name)))
			return found;
	return relation_in(catalog, "pg_catalog", name);
}

struct column *relation_column(const struct relation *relation, const char *name)
{
	for (size_t i = 0; i < relation->column.n; i++)
		if (strcmp(relation->column.v[i]->name, name) == 0)
			return relation->column.v[i];
	return NULL;
}

static struct user_type *type_in(const struct catalog *catalog, const char *schema, const char *name)
{
	for (size_t i = 0; i < catalog->type.n; i++)
		if (strcmp(catalog->type.v[i]->name, name) == 0 && strcmp(catalog->type.v[i]->schema, schema) == 0)
			return catalog->type.v[i];
	return NULL;
}

struct user_type *catalog_type(const struct catalog *catalog, const char *schema, const char *name)
{
	struct user_type *found;

	if (schema)
		return type_in(catalog, schema, name);
	if ((found = type_in(catalog, TEMP_SCHEMA, name)))
		return found;
	for (size_t i = 0; i < catalog->search_path.n; i++)
		if ((found = type_in(catalog, catalog->search_path.v[i], name)))
			return found;
	return type_in(catalog, "pg_catalog", name);
}

void catalog_note_part(struct catalog *catalog, const char *name)
{
	*map_puts(&catalog->part_name, name) = 1;
}

bool catalog_may_have_part(const struct catalog *catalog, const char *name)
{
	return map_gets(&catalog->part_name, name) != NULL;
}

static struct index *index_in(const struct catalog *catalog, const char *schema, const char *name, struct relation **on)
{
	for (size_t i = 0; i < catalog->relation.n; i++) {
		struct relation *r = catalog->relation.v[i];

		for (size_t k = 0; k < r->index.n; k++) {
			if (strcmp(r->index.v[k]->name, name) == 0 && strcmp(r->schema, schema) == 0) {
				if (on)
					*on = r;
				return r->index.v[k];
			}
		}
	}
	return NULL;
}

struct index *catalog_index(const struct catalog *catalog, const char *schema, const char *name, struct relation **on)
{
	struct index *found;

	/* Most names that are asked for are to be given to something new. */
	if (!catalog_may_have_part(catalog, name))
		return NULL;
	if (schema)
		return index_in(catalog, schema, name, on);
	if ((found = index_in(catalog, TEMP_SCHEMA, name, on)))
		return found;
	for (size_t i = 0; i < catalog->search_path.n; i++)
		if ((found = index_in(catalog, catalog->search_path.v[i], name, on)))
			return found;
	return NULL;
}

bool catalog_has_schema(const struct catalog *catalog, const char *schema)
{
	for (size_t i = 0; i < catalog->schema.n; i++)
		if (strcmp(catalog->schema.v[i], schema) == 0)
			return true;
	return strcmp(schema, TEMP_SCHEMA) == 0;
}

bool catalog_is_system(const char *schema, const char *name)
{
	if (schema && *schema)
		return strcmp(schema, "pg_catalog") == 0 || strcmp(schema, "information_schema") == 0 || strcmp(schema, "pg_toast") == 0;
	return starts_with(name, "pg_");
}
