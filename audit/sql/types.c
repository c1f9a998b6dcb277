/* Type names. See types.h. */
#include "types.h"

#include "tree.h"

#include <string.h>

/* typmods of interval: a mask of fields and a precision, as the grammar packs them. */
static const char *interval_modifier(struct arena *arena, const cJSON *mods)
{
	static const struct {
		int mask;
		const char *text;
	} fields[] = {
		{4, " year"},
		{2, " month"},
		{8, " day"},
		{1024, " hour"},
		{2048, " minute"},
		{4096, " second"},
		{4 | 2, " year to month"},
		{8 | 1024, " day to hour"},
		{8 | 1024 | 2048, " day to minute"},
		{8 | 1024 | 2048 | 4096, " day to second"},
		{1024 | 2048, " hour to minute"},
		{1024 | 2048 | 4096, " hour to second"},
		{2048 | 4096, " minute to second"},
	};
	const cJSON *mask = tree_get(tree_as(tree_item(mods, 0), "A_Const"), "ival");
	const cJSON *precision = tree_as(tree_item(mods, 1), "A_Const");
	const char *text = "";

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (tree_int(mask, "ival") == fields[i].mask)
			text = fields[i].text;
	return precision ? arena_printf(arena, "%s(%d)", text, tree_int(tree_get(precision, "ival"), "ival")) : text;
}

/* "(10,2)" of the typmods list; "" when there is none. */
static const char *modifier_text(struct arena *arena, const char *name, const cJSON *mods)
{
	struct buf text = {0};
	const cJSON *item;
	const char *result;
	size_t n = tree_count(mods);

	if (n == 0)
		return "";
	if (strcmp(name, "interval") == 0)
		return interval_modifier(arena, mods);
	tree_each(item, mods) {
		const char *schema, *column, *value = tree_constant(arena, item);

		if (!value && tree_name(tree_get(tree_as(item, "ColumnRef"), "fields"), &schema, &column))
			value = column;
		buf_printf(&text, "%s%s", text.n ? "," : "", value ? value : "?");
	}
	result = arena_printf(arena, strcmp(name, "numeric") == 0 && n == 1 ? "(%s,0)" : "(%s)", buf_text(&text));
	buf_free(&text);
	return result;
}

static const struct {
	const char *alias, *type;
} serials[] = {
	{"serial", "int4"},
	{"serial4", "int4"},
	{"bigserial", "int8"},
	{"serial8", "int8"},
	{"smallserial", "int2"},
	{"serial2", "int2"},
};

static const cJSON *type_name_body(const cJSON *type_name)
{
	return tree_is(type_name, "TypeName") ? tree_body(type_name) : type_name;
}

const char *type_serial(const struct cJSON *type_name)
{
	const char *schema, *name;

	if (!tree_name(tree_get(type_name_body(type_name), "names"), &schema, &name) || schema)
		return NULL;
	for (size_t i = 0; i < sizeof(serials) / sizeof(*serials); i++)
		if (strcmp(serials[i].alias, name) == 0)
			return serials[i].type;
	return NULL;
}

/* table.column%TYPE */
static struct sql_type type_of_column(struct arena *arena, const struct catalog *catalog, const cJSON *names)
{
	const char *parts[3] = {0};
	size_t n = tree_count(names);
	const struct relation *relation;
	const struct column *column = NULL;

	for (size_t i = 0; i < n && i < 3; i++)
		parts[i] = tree_string(tree_item(names, n - 1 - i));
	if (n >= 2 && parts[0] && parts[1]) {
		relation = catalog_relation(catalog, parts[2], parts[1]);
		column = relation ? relation_column(relation, parts[0]) : NULL;
	}
	if (column)
		return column->type;
	return (struct sql_type){.name = arena_printf(arena, "%s.%s%%TYPE", parts[1] ? parts[1] : "?", parts[0] ? parts[0] : "?"), .modifier = ""};
}

static void resolve(struct arena *arena, const struct catalog *catalog, const char *schema, const char *name, struct sql_type *type)
{
	const struct user_type *user;
	const struct relation *relation;

	type->name = arena_strdup(arena, name);
	type->schema = NULL;
	if ((!schema || strcmp(schema, "pg_catalog") == 0) && type_is_builtin(name)) {
		type->schema = "pg_catalog";
	} else if (catalog && (user = catalog_type(catalog, schema, name))) {
		type->schema = user->schema;
		type->name = user->name;
	} else if (catalog && (relation = catalog_relation(catalog, schema, name)) && relation->kind != RELATION_SEQUENCE) {
		type->schema = relation->schema;
		type->name = relation->name;
	} else if (name[0] == '_' && name[1]) {
		resolve(arena, catalog, schema, name + 1, type);
		if (type->schema)
			type->array++;
		else
			type->name = arena_strdup(arena, name);
	}
}

struct sql_type type_from_tree(struct arena *arena, const struct catalog *catalog, const struct cJSON *type_name)
{
	const cJSON *body = type_name_body(type_name);
	const char *schema, *name, *serial = type_serial(body);
	struct sql_type type = {.modifier = ""};

	if (!tree_name(tree_get(body, "names"), &schema, &name) || (!schema && strcmp(name, UNKNOWN_TYPE) == 0))
		return type;
	if (tree_flag(body, "pct_type"))
		return type_of_column(arena, catalog, tree_get(body, "names"));
	if (serial)
		schema = "pg_catalog", name = serial;
	resolve(arena, catalog, schema, name, &type);
	if (!type.schema && schema)
		type.name = arena_printf(arena, "%s.%s", schema, name);
	type.modifier = modifier_text(arena, type.name, tree_get(body, "typmods"));
	type.array += (int)tree_count(tree_get(body, "arrayBounds"));
	return type;
}

bool type_same(const struct sql_type *a, const struct sql_type *b)
{
	const char *a_schema = a->schema ? a->schema : "", *b_schema = b->schema ? b->schema : "";
	const char *a_name = a->name ? a->name : "", *b_name = b->name ? b->name : "";

	return strcmp(a_schema, b_schema) == 0 && strcmp(a_name, b_name) == 0 && strcmp(a->modifier ? a->modifier : "", b->modifier ? b->modifier : "") == 0 &&
	       (a->array > 0) == (b->array > 0);
}

const char *type_text(struct arena *arena, const struct sql_type *type)
{
	static const struct {
		const char *name, *before, *after;
	} printed[] = {
		{"bool", "boolean", ""},
		{"int2", "smallint", ""},
		{"int4", "integer", ""},
		{"int8", "bigint", ""},
		{"float4", "real", ""},
		{"float8", "double precision", ""},
		{"varchar", "character varying", ""},
		{"varbit", "bit varying", ""},
		{"time", "time", " without time zone"},
		{"timetz", "time", " with time zone"},
		{"timestamp", "timestamp", " without time zone"},
		{"timestamptz", "timestamp", " with time zone"},
		{"char", "\"char\"", ""},
		{"interval", "interval", ""},
		{"numeric", "numeric", ""},
	};
	const char *modifier = type->modifier ? type->modifier : "", *array = type->array > 0 ? "[]" : "";
	const char *name = type->name ? type->name : "?";

	if (type->schema && strcmp(type->schema, "pg_catalog") == 0) {
		for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++)
			if (strcmp(printed[i].name, name) == 0)
				return arena_printf(arena, "%s%s%s%s", printed[i].before, modifier, printed[i].after, array);
		/* Without a length these two are not what their SQL names mean. */
		if (strcmp(name, "bpchar") == 0)
			return arena_printf(arena, *modifier ? "character%s%s" : "bpchar%s%s", modifier, array);
		if (strcmp(name, "bit") == 0)
			return arena_printf(arena, *modifier ? "bit%s%s" : "\"bit\"%s%s", modifier, array);
		return arena_printf(arena, "%s%s%s", name, modifier, array);
	}
	if (!type->schema)
		return arena_printf(arena, "%s%s%s", name, modifier, array);
	if (strcmp(type->schema, "public") == 0)
		return arena_printf(arena, "%s%s%s", quote_name(arena, name), modifier, array);
	return arena_printf(arena, "%s.%s%s%s", quote_name(arena, type->schema), quote_name(arena, name), modifier, array);
}
