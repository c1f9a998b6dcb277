/* Names: where things go, and what PostgreSQL calls them when the DDL does not say. */
#include "bind_private.h"
#include "replay_private.h"

#include <stdio.h>

const char *qualified(struct run *run, const char *schema, const char *name)
{
	return arena_printf(run->arena, "%s.%s", schema, name);
}

const char *dotted(struct run *run, const struct relation *relation, const char *part)
{
	return arena_printf(run->arena, "%s.%s.%s", relation->schema, relation->name, part);
}

const char *creation_schema(struct run *run, const char *written, bool temporary)
{
	if (temporary || (written && strcmp(written, "pg_temp") == 0))
		return "pg_temp";
	if (written && strcmp(written, "pg_catalog") == 0) {
		fail(run, "42501", written, "permission denied for schema pg_catalog");
		return NULL;
	}
	if (written) {
		if (catalog_has_schema(run->catalog, written))
			return written;
		fail_missing(run, "3F000", written, "schema \"%s\" does not exist", written);
		return NULL;
	}
	for (size_t i = 0; i < run->catalog->search_path.n; i++)
		if (catalog_has_schema(run->catalog, run->catalog->search_path.v[i]))
			return run->catalog->search_path.v[i];
	fail(run, "3F000", "", "no schema has been selected to create in");
	return NULL;
}

static const char *var_schema(const cJSON *var)
{
	const char *schema = tree_text(var, "schemaname");

	return *schema ? schema : NULL;
}

struct relation *range_var(struct run *run, const cJSON *var)
{
	return catalog_relation(run->catalog, var_schema(var), tree_text(var, "relname"));
}

const char *var_text(struct run *run, const cJSON *var)
{
	const char *schema = var_schema(var);

	return schema ? qualified(run, schema, tree_text(var, "relname")) : tree_text(var, "relname");
}

struct relation *need_relation(struct run *run, const cJSON *var)
{
	struct relation *relation = range_var(run, var);

	if (!relation)
		fail_missing(run, "42P01", var_text(run, var), "relation \"%s\" does not exist", var_text(run, var));
	return relation;
}

bool relation_name_taken(struct run *run, const char *schema, const char *name)
{
	return catalog_relation(run->catalog, schema, name) || catalog_index(run->catalog, schema, name, NULL);
}

/* The longest prefix of at most `length` bytes that does not cut a character. */
static size_t clip(const char *name, size_t length)
{
	size_t n = strlen(name);

	if (n <= length)
		return n;
	while (length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80)
		length--;
	return length;
}

/* makeObjectName(): name1_name2_label in at most 63 bytes. */
static const char *object_name(struct run *run, const char *name1, const char *name2, const char *label)
{
	size_t n1 = strlen(name1), n2 = name2 ? strlen(name2) : 0;
	size_t overhead = (name2 ? 1 : 0) + (label ? strlen(label) + 1 : 0);
	size_t room = NAME_LENGTH > overhead ? NAME_LENGTH - overhead : 0;

	/* The longer of the two gives way. */
	while (n1 + n2 > room) {
		if (n1 > n2)
			n1--;
		else
			n2--;
	}
	n1 = clip(name1, n1);
	if (name2)
		n2 = clip(name2, n2);
	return arena_printf(run->arena, "%.*s%s%.*s%s%s", (int)n1, name1, name2 ? "_" : "", (int)n2, name2 ? name2 : "", label ? "_" : "", label ? label : "");
}

static bool constraint_name_taken(struct run *run, const char *schema, const char *name)
{
	if (!catalog_may_have_part(run->catalog, name))
		return false;
	for (size_t i = 0; i < run->catalog->relation.n; i++)
		if (strcmp(run->catalog->relation.v[i]->schema, schema) == 0 && find_constraint(run->catalog->relation.v[i], name))
			return true;
	return false;
}

const char *choose_relation_name(struct run *run, const char *schema, const char *name1, const char *name2, const char *label, bool constraint)
{
	char numbered[80];

	snprintf(numbered, sizeof(numbered), "%s", label);
	for (int pass = 1;; pass++) {
		const char *name = object_name(run, name1, name2, numbered);

		if (!relation_name_taken(run, schema, name) && !(constraint && constraint_name_taken(run, schema, name)))
			return name;
		snprintf(numbered, sizeof(numbered), "%s%d", label, pass);
	}
}

const char *choose_constraint_name(struct run *run, const char *schema, const char *name1, const char *name2, const char *label)
{
	char numbered[80];

	snprintf(numbered, sizeof(numbered), "%s", label);
	for (int pass = 1;; pass++) {
		const char *name = object_name(run, name1, name2, numbered);

		if (!constraint_name_taken(run, schema, name))
			return name;
		snprintf(numbered, sizeof(numbered), "%s%d", label, pass);
	}
}

const char *joined_names(struct run *run, const char *const *names, size_t n)
{
	struct buf joined = {0};
	const char *result;

	/* As PostgreSQL stops when the buffer cannot take another whole name. */
	for (size_t i = 0; i < n && joined.n <= NAME_LENGTH; i++)
		buf_printf(&joined, "%s%s", i ? "_" : "", names[i]);
	result = arena_strdup(run->arena, buf_text(&joined));
	buf_free(&joined);
	return result;
}

const char *expression_name(struct run *run, const cJSON *expression)
{
	const char *name = figure_name(expression);

	return name && strcmp(name, "?column?") != 0 ? arena_strdup(run->arena, name) : "expr";
}
