/* Type names. See types.h. */
#include "types.h"

#include "tree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* pg_type of PostgreSQL 15, without array and row types; sorted. */
static const char *const builtins[] = {
	"aclitem", "any", "anyarray", "anycompatible", "anycompatiblearray", "anycompatiblemultirange", "anycompatiblenonarray", "anycompatiblerange", "anyelement", "anyenum",
	"anymultirange", "anynonarray", "anyrange", "bit", "bool", "box", "bpchar", "bytea", "char", "cid", "cidr", "circle", "cstring", "date", "datemultirange", "daterange",
	"event_trigger", "fdw_handler", "float4", "float8", "gtsvector", "index_am_handler", "inet", "int2", "int2vector", "int4", "int4multirange", "int4range", "int8", "int8multirange",
	"int8range", "internal", "interval", "json", "jsonb", "jsonpath", "language_handler", "line", "lseg", "macaddr", "macaddr8", "money", "name", "numeric", "nummultirange", "numrange",
	"oid", "oidvector", "path", "pg_brin_bloom_summary", "pg_brin_minmax_multi_summary", "pg_ddl_command", "pg_dependencies", "pg_lsn", "pg_mcv_list", "pg_ndistinct", "pg_node_tree",
	"pg_snapshot", "point", "polygon", "record", "refcursor", "regclass", "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator", "regproc",
	"regprocedure", "regrole", "regtype", "table_am_handler", "text", "tid", "time", "timestamp", "timestamptz", "timetz", "trigger", "tsm_handler", "tsmultirange", "tsquery",
	"tsrange", "tstzmultirange", "tstzrange", "tsvector", "txid_snapshot", "unknown", "uuid", "varbit", "varchar", "void", "xid", "xid8", "xml",
};

/* Key words that cannot be used as a name without quotes everywhere; sorted. */
static const char *const keywords[] = {
	"all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between", "bigint", "binary", "bit", "boolean", "both", "case", "cast", "char",
	"character", "check", "coalesce", "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog", "current_date", "current_role",
	"current_schema", "current_time", "current_timestamp", "current_user", "dec", "decimal", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "exists",
	"extract", "false", "fetch", "float", "for", "foreign", "freeze", "from", "full", "grant", "greatest", "group", "grouping", "having", "ilike", "in", "initially", "inner", "inout",
	"int", "integer", "intersect", "interval", "into", "is", "isnull", "join", "lateral", "leading", "least", "left", "like", "limit", "localtime", "localtimestamp", "national",
	"natural", "nchar", "none", "normalize", "not", "notnull", "null", "nullif", "numeric", "offset", "on", "only", "or", "order", "out", "outer", "overlaps", "overlay", "placing",
	"position", "precision", "primary", "real", "references", "returning", "right", "row", "select", "session_user", "setof", "similar", "smallint", "some", "substring", "symmetric",
	"table", "tablesample", "then", "time", "timestamp", "to", "trailing", "treat", "trim", "true", "union", "unique", "user", "using", "values", "varchar", "variadic", "verbose",
	"when", "where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable",
};

/* Types an extension creates, and its relations. */
static const struct brought {
	const char *extension;
	const char *const *types, *const *relations;
} extensions[] = {
#define LIST(...) (const char *const[]){__VA_ARGS__ __VA_OPT__(,) NULL}
	{"adminpack", LIST(), LIST()},
	{"amcheck", LIST(), LIST()},
	{"autoinc", LIST(), LIST()},
	{"bloom", LIST(), LIST()},
	{"btree_gin", LIST(), LIST()},
	{"btree_gist", LIST("gbtreekey4", "gbtreekey8", "gbtreekey16", "gbtreekey32", "gbtreekey_var", "gbtreekey2"), LIST()},
	{"citext", LIST("citext"), LIST()},
	{"cube", LIST("cube"), LIST()},
	{"dblink", LIST("dblink_pkey_results"), LIST()},
	{"dict_int", LIST(), LIST()},
	{"dict_xsyn", LIST(), LIST()},
	{"earthdistance", LIST("earth"), LIST()},
	{"file_fdw", LIST(), LIST()},
	{"fuzzystrmatch", LIST(), LIST()},
	{"hstore", LIST("hstore", "ghstore"), LIST()},
	{"insert_username", LIST(), LIST()},
	{"intagg", LIST(), LIST()},
	{"intarray", LIST("query_int", "intbig_gkey"), LIST()},
	{"isn", LIST("ean13", "isbn13", "ismn13", "issn13", "isbn", "ismn", "issn", "upc"), LIST()},
	{"lo", LIST("lo"), LIST()},
	{"ltree", LIST("ltree", "lquery", "ltxtquery", "ltree_gist"), LIST()},
	{"moddatetime", LIST(), LIST()},
	{"pageinspect", LIST(), LIST()},
	{"pg_buffercache", LIST(), LIST("pg_buffercache")},
	{"pg_freespacemap", LIST(), LIST()},
	{"pg_prewarm", LIST(), LIST()},
	{"pg_stat_statements", LIST(), LIST("pg_stat_statements", "pg_stat_statements_info")},
	{"pg_trgm", LIST("gtrgm"), LIST()},
	{"pg_visibility", LIST(), LIST()},
	{"pg_walinspect", LIST(), LIST()},
	{"pgcrypto", LIST(), LIST()},
	{"pgrowlocks", LIST(), LIST()},
	{"pgstattuple", LIST("statistics"), LIST()},
	{"plpgsql", LIST(), LIST()},
	{"postgres_fdw", LIST(), LIST()},
	{"refint", LIST(), LIST()},
	{"seg", LIST("seg"), LIST()},
	{"sslinfo", LIST(), LIST()},
	{"tablefunc", LIST("tablefunc_crosstab_2", "tablefunc_crosstab_3", "tablefunc_crosstab_4"), LIST()},
	{"tcn", LIST(), LIST()},
	{"tsm_system_rows", LIST(), LIST()},
	{"tsm_system_time", LIST(), LIST()},
	{"unaccent", LIST(), LIST()},
	{"uuid-ossp", LIST(), LIST()},
	{"xml2", LIST(), LIST()},
	/* outside contrib, common in applications */
	{"postgis", LIST("geometry", "geography", "box2d", "box3d", "box2df", "gidx", "spheroid", "geometry_dump", "valid_detail"),
	 LIST("spatial_ref_sys", "geometry_columns", "geography_columns")},
	{"postgis_raster", LIST("raster", "rastbandarg", "geomval", "addbandarg", "summarystats", "agg_count", "reclassarg", "agg_samealignment", "unionarg"),
	 LIST("raster_columns", "raster_overviews")},
	{"vector", LIST("vector", "halfvec", "sparsevec"), LIST()},
	{"pg_uuidv7", LIST(), LIST()},
	{"pgjwt", LIST(), LIST()},
	{"rum", LIST("rum_distance_query"), LIST()},
	{"prefix", LIST("prefix_range"), LIST()},
	{"semver", LIST("semver", "semverrange"), LIST()},
	{"uint", LIST("int1", "uint1", "uint2", "uint4", "uint8"), LIST()},
	{"ulid", LIST("ulid"), LIST()},
	{"hll", LIST("hll", "hll_hashval"), LIST()},
#undef LIST
};

static int compare_name(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

bool type_is_builtin(const char *name)
{
	return bsearch(name, builtins, sizeof(builtins) / sizeof(*builtins), sizeof(*builtins), compare_name) != NULL;
}

bool extension_objects(const char *name, const char *const **types, const char *const **relations)
{
	for (size_t i = 0; i < sizeof(extensions) / sizeof(*extensions); i++) {
		if (strcmp(extensions[i].extension, name) == 0) {
			*types = extensions[i].types;
			*relations = extensions[i].relations;
			return true;
		}
	}
	return false;
}

const char *quote_name(struct arena *arena, const char *name)
{
	bool plain = islower((unsigned char)name[0]) || name[0] == '_';
	struct buf quoted = {0};
	const char *result;

	for (const char *c = name; *c && plain; c++)
		plain = islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '_';
	if (plain && !bsearch(name, keywords, sizeof(keywords) / sizeof(*keywords), sizeof(*keywords), compare_name))
		return name;
	buf_putc(&quoted, '"');
	for (const char *c = name; *c; c++) {
		if (*c == '"')
			buf_putc(&quoted, '"');
		buf_putc(&quoted, *c);
	}
	buf_putc(&quoted, '"');
	result = arena_strdup(arena, buf_text(&quoted));
	buf_free(&quoted);
	return result;
}

/* typmods of interval: a mask of fields and a precision, as the grammar packs them. */
static const char *interval_modifier(struct arena *arena, const cJSON *mods)
{
	static const struct { int mask; const char *text; } fields[] = {
		{4, " year"}, {2, " month"}, {8, " day"}, {1024, " hour"}, {2048, " minute"}, {4096, " second"}, {4 | 2, " year to month"}, {8 | 1024, " day to hour"},
		{8 | 1024 | 2048, " day to minute"}, {8 | 1024 | 2048 | 4096, " day to second"}, {1024 | 2048, " hour to minute"}, {1024 | 2048 | 4096, " hour to second"}, {2048 | 4096, " minute to second"},
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

static const struct { const char *alias, *type; } serials[] = {
	{"serial", "int4"}, {"serial4", "int4"}, {"bigserial", "int8"}, {"serial8", "int8"}, {"smallserial", "int2"}, {"serial2", "int2"},
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
	static const struct { const char *name, *before, *after; } printed[] = {
		{"bool", "boolean", ""}, {"int2", "smallint", ""}, {"int4", "integer", ""}, {"int8", "bigint", ""}, {"float4", "real", ""}, {"float8", "double precision", ""},
		{"varchar", "character varying", ""}, {"varbit", "bit varying", ""}, {"time", "time", " without time zone"}, {"timetz", "time", " with time zone"},
		{"timestamp", "timestamp", " without time zone"}, {"timestamptz", "timestamp", " with time zone"}, {"char", "\"char\"", ""}, {"interval", "interval", ""},
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
