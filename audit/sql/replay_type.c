/* Types, enums, domains, schemas, extensions, sequences. */
#include "replay_private.h"

struct user_type *need_type(struct run *run, const char *schema, const char *name)
{
	struct user_type *type = catalog_type(run->catalog, schema, name);

	if (!type)
		fail_missing(run, "42704", name, "type \"%s\" does not exist", schema ? qualified(run, schema, name) : name);
	return type;
}

/* A new type of this name, or NULL after fail(). */
static struct user_type *create_type(struct run *run, const cJSON *names, enum type_kind kind, const char *operation)
{
	const char *written = NULL, *name = "", *schema;
	struct user_type *type;

	tree_name(names, &written, &name);
	schema = creation_schema(run, written, false);
	if (!schema)
		return NULL;
	if (catalog_type(run->catalog, schema, name) || catalog_relation(run->catalog, schema, name)) {
		fail(run, "42710", qualified(run, schema, name), "type \"%s\" already exists", name);
		return NULL;
	}
	type = catalog_add_type(run->catalog, schema, name, kind);
	type->base.modifier = "";
	type->place = run->place;
	event(run, operation, qualified(run, schema, name));
	return type;
}

static bool create_enum(struct run *run, const cJSON *body)
{
	struct user_type *type = create_type(run, tree_get(body, "typeName"), TYPE_ENUM, "create type");
	const cJSON *item, *values = tree_get(body, "vals");

	if (!type)
		return false;
	tree_each(item, values) {
		const char *label = tree_string(item);

		for (size_t i = 0; label && i < type->label.n; i++)
			if (strcmp(type->label.v[i], label) == 0)
				return fail(run, "23505", qualified(run, type->schema, type->name), "duplicate key value violates unique constraint \"pg_enum_typid_label_index\"");
		if (label)
			vec_push(&type->label, arena_strdup(run->arena, label));
	}
	return true;
}

static size_t label_at(const struct user_type *type, const char *label)
{
	size_t i = 0;

	while (i < type->label.n && strcmp(type->label.v[i], label) != 0)
		i++;
	return i;
}

static bool alter_enum(struct run *run, const cJSON *body)
{
	const char *schema = NULL, *name = NULL, *value = tree_text(body, "newVal"), *object;
	struct user_type *type;
	size_t at;

	if (!tree_name(tree_get(body, "typeName"), &schema, &name) || !(type = need_type(run, schema, name)))
		return false;
	object = arena_printf(run->arena, "%s.%s.%s", type->schema, type->name, value);
	if (type->kind != TYPE_ENUM)
		return fail(run, "42809", qualified(run, type->schema, type->name), "%s is not an enum", type->name);
	touch_type(run, type);
	if (tree_get(body, "oldVal")) {
		at = label_at(type, tree_text(body, "oldVal"));
		if (at == type->label.n)
			return fail(run, "22023", object, "\"%s\" is not an existing enum label", tree_text(body, "oldVal"));
		if (label_at(type, value) < type->label.n)
			return fail(run, "42710", object, "enum label \"%s\" already exists", value);
		type->label.v[at] = arena_strdup(run->arena, value);
		event(run, "rename enum value", object);
		return true;
	}
	if (label_at(type, value) < type->label.n) {
		if (!tree_flag(body, "skipIfNewValExists"))
			return fail(run, "42710", object, "enum label \"%s\" already exists", value);
		skipped(run, "add enum value", object);
		return true;
	}
	at = type->label.n;
	if (tree_get(body, "newValNeighbor")) {
		at = label_at(type, tree_text(body, "newValNeighbor"));
		if (at == type->label.n)
			return fail(run, "22023", object, "\"%s\" is not an existing enum label", tree_text(body, "newValNeighbor"));
		at += tree_flag(body, "newValIsAfter") ? 1 : 0;
	}
	vec_push(&type->label, NULL);
	memmove(type->label.v + at + 1, type->label.v + at, (type->label.n - 1 - at) * sizeof(*type->label.v));
	type->label.v[at] = arena_strdup(run->arena, value);
	event(run, "add enum value", object);
	return true;
}

static bool create_domain(struct run *run, const cJSON *body)
{
	struct sql_type base = type_from_tree(run->arena, run->catalog, tree_get(body, "typeName"));
	struct user_type *type;
	const cJSON *item, *list = tree_get(body, "constraints");

	if (!known_type(run, &base) || !(type = create_type(run, tree_get(body, "domainname"), TYPE_DOMAIN, "create domain")))
		return false;
	type->base = base;
	depends_on_type(run, part_object(OBJECT_TYPE, type, NULL), &base);
	tree_each(item, list) {
		const cJSON *node = tree_as(item, "Constraint");

		type->not_null |= tree_text_is(node, "contype", "CONSTR_NOTNULL");
		type->has_default |= tree_text_is(node, "contype", "CONSTR_DEFAULT");
		type->has_check |= tree_text_is(node, "contype", "CONSTR_CHECK");
	}
	return true;
}

static bool alter_domain(struct run *run, const cJSON *body)
{
	const char *schema = NULL, *name = NULL, *subtype = tree_text(body, "subtype");
	struct user_type *type;

	if (!tree_name(tree_get(body, "typeName"), &schema, &name) || !(type = need_type(run, schema, name)))
		return false;
	if (type->kind != TYPE_DOMAIN)
		return fail(run, "42809", qualified(run, type->schema, type->name), "%s is not a domain", type->name);
	touch_type(run, type);
	if (*subtype == 'T')
		type->has_default = tree_get(body, "def") != NULL;
	else if (*subtype == 'N' || *subtype == 'O')
		type->not_null = *subtype == 'O';
	else if (*subtype == 'C')
		type->has_check = true;
	event(run, "alter domain", qualified(run, type->schema, type->name));
	return true;
}

static bool create_composite(struct run *run, const cJSON *body)
{
	const cJSON *var = tree_get(body, "typevar"), *item, *list = tree_get(body, "coldeflist");
	const char *written = *tree_text(var, "schemaname") ? tree_text(var, "schemaname") : NULL, *name = tree_text(var, "relname");
	const char *schema = creation_schema(run, written, false);
	struct relation *relation;
	struct user_type *type;
	struct wishes wishes = {0};
	struct column *made;
	bool ok = true;

	if (!schema)
		return false;
	if (catalog_type(run->catalog, schema, name))
		return fail(run, "42710", qualified(run, schema, name), "type \"%s\" already exists", name);
	if (relation_name_taken(run, schema, name))
		return fail(run, "42P07", qualified(run, schema, name), "relation \"%s\" already exists", name);
	relation = catalog_add_relation(run->catalog, schema, name, RELATION_COMPOSITE);
	relation->place = run->place;
	tree_each(item, list)
		ok = ok && define_column(run, relation, tree_as(item, "ColumnDef"), &wishes, &made);
	wishes_free(&wishes);
	if (!ok)
		return false;
	type = catalog_add_type(run->catalog, schema, name, TYPE_COMPOSITE);
	type->base.modifier = "";
	type->place = run->place;
	depends(run, relation_object(relation), part_object(OBJECT_TYPE, type, NULL), 'i');
	event(run, "create type", qualified(run, schema, name));
	return true;
}

/* A range type brings its multirange: floatrange → floatmultirange, span → span_multirange. */
static void add_multirange(struct run *run, struct user_type *range)
{
	const char *at = strstr(range->name, "range");
	const char *name = at ? arena_printf(run->arena, "%.*smulti%s", (int)(at - range->name), range->name, at) : arena_printf(run->arena, "%s_multirange", range->name);
	struct user_type *type = catalog_add_type(run->catalog, range->schema, name, TYPE_BASE);

	type->base.modifier = "";
	type->place = run->place;
	depends(run, part_object(OBJECT_TYPE, type, NULL), part_object(OBJECT_TYPE, range, NULL), 'i');
}

static bool create_range(struct run *run, const cJSON *body)
{
	struct user_type *type = create_type(run, tree_get(body, "typeName"), TYPE_RANGE, "create type");
	const cJSON *item, *params = tree_get(body, "params");

	if (!type)
		return false;
	tree_each(item, params) if (tree_text_is(tree_as(item, "DefElem"), "defname", "subtype"))
		type->base = type_from_tree(run->arena, run->catalog, tree_get(tree_as(item, "DefElem"), "arg"));
	add_multirange(run, type);
	return true;
}

/* CREATE TYPE name [(…)], CREATE AGGREGATE */
static bool define(struct run *run, const cJSON *body)
{
	const char *kind = tree_text(body, "kind"), *written = NULL, *name = NULL, *schema;
	struct user_type *type;
	struct routine *function;

	if (!tree_name(tree_get(body, "defnames"), &written, &name) || !(schema = creation_schema(run, written, false)))
		return false;
	if (strcmp(kind, "OBJECT_TYPE") == 0) {
		type = catalog_type(run->catalog, schema, name);
		if (type && type->kind == TYPE_BASE && tree_get(body, "definition"))
			return true; /* the shell made before is filled */
		return create_type(run, tree_get(body, "defnames"), TYPE_BASE, "create type") != NULL;
	}
	run->catalog->own_operators |= strcmp(kind, "OBJECT_OPERATOR") == 0;
	if (strcmp(kind, "OBJECT_AGGREGATE") != 0)
		return true;
	function = catalog_add_function(run->catalog, schema, name);
	function->is_aggregate = true;
	function->language = "internal";
	function->result.modifier = "";
	function->place = run->place;
	event(run, "create function", qualified(run, schema, name));
	return true;
}

static bool create_schema(struct run *run, const cJSON *body)
{
	const char *name = tree_text(body, "schemaname");
	const cJSON *item, *elements = tree_get(body, "schemaElts");
	struct catalog *c = run->catalog;
	bool ok = true;

	if (!*name)
		name = tree_text(tree_get(body, "authrole"), "rolename");
	if (!*name) {
		opaque(run, "schema named after a role that is not known");
		return true;
	}
	if (starts_with(name, "pg_"))
		return fail(run, "42939", name, "unacceptable schema name \"%s\"", name);
	if (catalog_has_schema(c, name)) {
		if (!tree_flag(body, "if_not_exists"))
			return fail(run, "42P06", name, "schema \"%s\" already exists", name);
		skipped(run, "create schema", name);
		return true;
	}
	name = arena_strdup(run->arena, name);
	vec_push(&c->schema, name);
	event(run, "create schema", name);
	if (!elements)
		return true;
	/* What is inside is made in the new schema. */
	vec_push(&c->search_path, NULL);
	memmove(c->search_path.v + 1, c->search_path.v, (c->search_path.n - 1) * sizeof(*c->search_path.v));
	c->search_path.v[0] = name;
	tree_each(item, elements)
		ok = ok && run_statement(run, item);
	c->search_path.n--;
	memmove(c->search_path.v, c->search_path.v + 1, c->search_path.n * sizeof(*c->search_path.v));
	return ok;
}

static const char *option_text(const cJSON *options, const char *name)
{
	const cJSON *item;

	tree_each(item, options) if (tree_text_is(tree_as(item, "DefElem"), "defname", name)) return tree_string(tree_get(tree_as(item, "DefElem"), "arg"));
	return NULL;
}

/* A type or relation that comes with an extension, and goes with it. */
static void bring(struct run *run, struct extension *extension, const char *name, bool is_relation)
{
	struct object owner = part_object(OBJECT_EXTENSION, extension, NULL);

	if (is_relation) {
		struct relation *relation = catalog_add_relation(run->catalog, extension->schema, name, RELATION_VIEW);

		relation->columns_unknown = true;
		relation->place = run->place;
		depends(run, relation_object(relation), owner, 'a');
	} else {
		struct user_type *type = catalog_add_type(run->catalog, extension->schema, name, TYPE_BASE);

		type->base.modifier = "";
		type->place = run->place;
		depends(run, part_object(OBJECT_TYPE, type, NULL), owner, 'a');
	}
}

static bool create_extension(struct run *run, const cJSON *body)
{
	const char *name = tree_text(body, "extname"), *written = option_text(tree_get(body, "options"), "schema"), *schema;
	const char *types, *relations;
	struct extension *extension;

	for (size_t i = 0; i < run->catalog->extension.n; i++) {
		if (strcmp(run->catalog->extension.v[i]->name, name) != 0)
			continue;
		if (!tree_flag(body, "if_not_exists"))
			return fail(run, "42710", name, "extension \"%s\" already exists", name);
		skipped(run, "create extension", name);
		return true;
	}
	if (strcmp(name, "plpgsql") == 0) {
		if (!tree_flag(body, "if_not_exists"))
			return fail(run, "42710", name, "extension \"%s\" already exists", name);
		skipped(run, "create extension", name);
		return true;
	}
	if (!(schema = creation_schema(run, written, false)))
		return false;
	extension = arena_new(run->arena, struct extension);
	*extension = (struct extension){arena_strdup(run->arena, name), arena_strdup(run->arena, schema), run->place};
	vec_push(&run->catalog->extension, extension);
	event(run, "create extension", name);
	if (!extension_objects(name, &types, &relations)) {
		opaque(run, "extension \"%s\" is not known: it may bring types, tables and functions", name);
		return true;
	}
	for (char *save, *type = strtok_r(arena_strdup(run->arena, types), " ", &save); type; type = strtok_r(NULL, " ", &save))
		bring(run, extension, type, false);
	for (char *save, *relation = strtok_r(arena_strdup(run->arena, relations), " ", &save); relation; relation = strtok_r(NULL, " ", &save))
		bring(run, extension, relation, true);
	return true;
}

/* OWNED BY table.column, OWNED BY NONE */
static bool own(struct run *run, struct relation *sequence, const cJSON *options)
{
	const cJSON *item, *names;
	const char *parts[3] = {0};
	struct relation *table;
	struct column *column;
	size_t n;

	tree_each(item, options) {
		if (!tree_text_is(tree_as(item, "DefElem"), "defname", "owned_by"))
			continue;
		names = tree_get(tree_at(tree_as(item, "DefElem"), "arg", "List"), "items");
		n = tree_count(names);
		for (size_t i = 0; i < n && i < 3; i++)
			parts[i] = tree_string(tree_item(names, n - 1 - i));
		forget_depends(run, sequence, OBJECT_RELATION);
		if (n < 2)
			return true;
		table = catalog_relation(run->catalog, parts[2], parts[1]);
		if (!table)
			return fail_missing(run, "42P01", parts[1], "relation \"%s\" does not exist", parts[1]);
		if (!(column = relation_column(table, parts[0])))
			return table->columns_unknown || fail(run, "42703", dotted(run, table, parts[0]), "column \"%s\" of relation \"%s\" does not exist", parts[0],
								 table->name);
		depends(run, relation_object(sequence), part_object(OBJECT_COLUMN, column, table), 'a');
	}
	return true;
}

static bool create_sequence(struct run *run, const cJSON *body)
{
	const cJSON *var = tree_get(body, "sequence");
	const char *written = *tree_text(var, "schemaname") ? tree_text(var, "schemaname") : NULL, *name = tree_text(var, "relname");
	const char *schema = creation_schema(run, written, tree_text_is(var, "relpersistence", "t"));
	struct relation *sequence;

	if (!schema)
		return false;
	if (relation_name_taken(run, schema, name)) {
		if (!tree_flag(body, "if_not_exists"))
			return fail(run, "42P07", qualified(run, schema, name), "relation \"%s\" already exists", name);
		skipped(run, "create sequence", qualified(run, schema, name));
		return true;
	}
	event(run, "create sequence", qualified(run, schema, name));
	sequence = add_sequence(run, NULL, NULL, false, schema, name);
	sequence->unlogged = tree_text_is(var, "relpersistence", "u");
	return own(run, sequence, tree_get(body, "options"));
}

static bool alter_sequence(struct run *run, const cJSON *body)
{
	struct relation *sequence = range_var(run, tree_get(body, "sequence"));

	if (!sequence && tree_flag(body, "missing_ok")) {
		skipped(run, "alter sequence", var_text(run, tree_get(body, "sequence")));
		return true;
	}
	if (!sequence)
		return need_relation(run, tree_get(body, "sequence")) != NULL;
	return own(run, sequence, tree_get(body, "options"));
}

static bool import_schema(struct run *run, const cJSON *body)
{
	(void)body;
	opaque(run, "IMPORT FOREIGN SCHEMA makes tables that are not known");
	return true;
}

static bool drop_owned(struct run *run, const cJSON *body)
{
	(void)body;
	opaque(run, "DROP OWNED drops objects that are not known");
	return true;
}

static bool create_cast(struct run *run, const cJSON *body)
{
	(void)body;
	run->catalog->own_casts = true;
	return true;
}

/* What a rule makes of a statement is not followed: views may be written through one. */
static bool create_rule(struct run *run, const cJSON *body)
{
	(void)body;
	run->catalog->own_rules = true;
	return true;
}

static bool call(struct run *run, const cJSON *body)
{
	const char *schema, *name;

	if (tree_name(tree_get(tree_get(body, "funccall"), "funcname"), &schema, &name))
		opaque(run, "CALL of \"%s\", whose effect is not known", name);
	return true;
}

bool run_type_statement(struct run *run, const char *tag, const cJSON *body, bool *known)
{
	static const struct {
		const char *tag;
		bool (*carry_out)(struct run *run, const cJSON *body);
	} handlers[] = {
		{"CreateEnumStmt", create_enum},
		{"AlterEnumStmt", alter_enum},
		{"CreateDomainStmt", create_domain},
		{"AlterDomainStmt", alter_domain},
		{"CompositeTypeStmt", create_composite},
		{"CreateRangeStmt", create_range},
		{"DefineStmt", define},
		{"CreateSchemaStmt", create_schema},
		{"CreateExtensionStmt", create_extension},
		{"CreateSeqStmt", create_sequence},
		{"AlterSeqStmt", alter_sequence},
		{"ImportForeignSchemaStmt", import_schema},
		{"DropOwnedStmt", drop_owned},
		{"CallStmt", call},
		{"CreateCastStmt", create_cast},
		{"RuleStmt", create_rule},
	};

	for (size_t i = 0; i < sizeof(handlers) / sizeof(*handlers); i++) {
		if (strcmp(handlers[i].tag, tag) != 0)
			continue;
		*known = true;
		return handlers[i].carry_out(run, body);
	}
	return true;
}
