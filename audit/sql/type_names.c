/* Names PostgreSQL brings: built-in types, key words, what extensions create. See types.h. */
#include "types.h"

#include <ctype.h>

/* pg_type of PostgreSQL 15, without array and row types; sorted. */
static const char *const builtins[] = {
	"aclitem", "any", "anyarray", "anycompatible", "anycompatiblearray", "anycompatiblemultirange", "anycompatiblenonarray", "anycompatiblerange",
	"anyelement", "anyenum", "anymultirange", "anynonarray", "anyrange", "bit", "bool", "box", "bpchar", "bytea", "char", "cid", "cidr", "circle",
	"cstring", "date", "datemultirange", "daterange", "event_trigger", "fdw_handler", "float4", "float8", "gtsvector", "index_am_handler", "inet",
	"int2", "int2vector", "int4", "int4multirange", "int4range", "int8", "int8multirange", "int8range", "internal", "interval", "json", "jsonb",
	"jsonpath", "language_handler", "line", "lseg", "macaddr", "macaddr8", "money", "name", "numeric", "nummultirange", "numrange", "oid",
	"oidvector", "path", "pg_brin_bloom_summary", "pg_brin_minmax_multi_summary", "pg_ddl_command", "pg_dependencies", "pg_lsn", "pg_mcv_list",
	"pg_ndistinct", "pg_node_tree", "pg_snapshot", "point", "polygon", "record", "refcursor", "regclass", "regcollation", "regconfig",
	"regdictionary", "regnamespace", "regoper", "regoperator", "regproc", "regprocedure", "regrole", "regtype", "table_am_handler", "text", "tid",
	"time", "timestamp", "timestamptz", "timetz", "trigger", "tsm_handler", "tsmultirange", "tsquery", "tsrange", "tstzmultirange", "tstzrange",
	"tsvector", "txid_snapshot", "unknown", "uuid", "varbit", "varchar", "void", "xid", "xid8", "xml"};

/* Key words that cannot be used as a name without quotes everywhere; sorted. */
static const char *const keywords[] = {
	"all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between", "bigint", "binary", "bit", "boolean",
	"both", "case", "cast", "char", "character", "check", "coalesce", "collate", "collation", "column", "concurrently", "constraint", "create",
	"cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "dec",
	"decimal", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "exists", "extract", "false", "fetch", "float", "for",
	"foreign", "freeze", "from", "full", "grant", "greatest", "group", "grouping", "having", "ilike", "in", "initially", "inner", "inout", "int",
	"integer", "intersect", "interval", "into", "is", "isnull", "join", "lateral", "leading", "least", "left", "like", "limit", "localtime",
	"localtimestamp", "national", "natural", "nchar", "none", "normalize", "not", "notnull", "null", "nullif", "numeric", "offset", "on", "only",
	"or", "order", "out", "outer", "overlaps", "overlay", "placing", "position", "precision", "primary", "real", "references", "returning", "right",
	"row", "select", "session_user", "setof", "similar", "smallint", "some", "substring", "symmetric", "table", "tablesample", "then", "time",
	"timestamp", "to", "trailing", "treat", "trim", "true", "union", "unique", "user", "using", "values", "varchar", "variadic", "verbose", "when",
	"where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot",
	"xmlserialize", "xmltable"};

/* Types an extension creates, and its relations. */
static const struct brought {
	const char *extension;
	const char *types, *relations; /* separated by blanks */
} extensions[] = {
	{"adminpack", "", ""},
	{"amcheck", "", ""},
	{"autoinc", "", ""},
	{"bloom", "", ""},
	{"btree_gin", "", ""},
	{"btree_gist", "gbtreekey4 gbtreekey8 gbtreekey16 gbtreekey32 gbtreekey_var gbtreekey2", ""},
	{"citext", "citext", ""},
	{"cube", "cube", ""},
	{"dblink", "dblink_pkey_results", ""},
	{"dict_int", "", ""},
	{"dict_xsyn", "", ""},
	{"earthdistance", "earth", ""},
	{"file_fdw", "", ""},
	{"fuzzystrmatch", "", ""},
	{"hstore", "hstore ghstore", ""},
	{"insert_username", "", ""},
	{"intagg", "", ""},
	{"intarray", "query_int intbig_gkey", ""},
	{"isn", "ean13 isbn13 ismn13 issn13 isbn ismn issn upc", ""},
	{"lo", "lo", ""},
	{"ltree", "ltree lquery ltxtquery ltree_gist", ""},
	{"moddatetime", "", ""},
	{"pageinspect", "", ""},
	{"pg_buffercache", "", "pg_buffercache"},
	{"pg_freespacemap", "", ""},
	{"pg_prewarm", "", ""},
	{"pg_stat_statements", "", "pg_stat_statements pg_stat_statements_info"},
	{"pg_trgm", "gtrgm", ""},
	{"pg_visibility", "", ""},
	{"pg_walinspect", "", ""},
	{"pgcrypto", "", ""},
	{"pgrowlocks", "", ""},
	{"pgstattuple", "statistics", ""},
	{"plpgsql", "", ""},
	{"plpgsql_check", "", ""},
	{"postgres_fdw", "", ""},
	{"refint", "", ""},
	{"seg", "seg", ""},
	{"sslinfo", "", ""},
	{"tablefunc", "tablefunc_crosstab_2 tablefunc_crosstab_3 tablefunc_crosstab_4", ""},
	{"tcn", "", ""},
	{"tsm_system_rows", "", ""},
	{"tsm_system_time", "", ""},
	{"unaccent", "", ""},
	{"uuid-ossp", "", ""},
	{"xml2", "", ""},
	/* outside contrib, common in applications */
	{"postgis", "geometry geography box2d box3d box2df gidx spheroid geometry_dump valid_detail",
		"spatial_ref_sys geometry_columns geography_columns"},
	{"postgis_raster", "raster rastbandarg geomval addbandarg summarystats agg_count reclassarg agg_samealignment unionarg",
		"raster_columns raster_overviews"},
	{"vector", "vector halfvec sparsevec", ""},
	{"pg_uuidv7", "", ""},
	{"pgjwt", "", ""},
	{"rum", "rum_distance_query", ""},
	{"prefix", "prefix_range", ""},
	{"semver", "semver semverrange", ""},
	{"uint", "int1 uint1 uint2 uint4 uint8", ""},
	{"ulid", "ulid", ""},
	{"hll", "hll hll_hashval", ""}};

static int compare_name(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

bool type_is_builtin(const char *name)
{
	return bsearch(name, builtins, sizeof(builtins) / sizeof(*builtins), sizeof(*builtins), compare_name) != NULL;
}

bool extension_objects(const char *name, const char **types, const char **relations)
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

const char *extension_of_type(const char *type)
{
	size_t n = strlen(type);

	for (size_t i = 0; i < sizeof(extensions) / sizeof(*extensions); i++)
		for (const char *p = extensions[i].types; (p = strstr(p, type)); p += n)
			if ((p == extensions[i].types || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
				return extensions[i].extension;
	return NULL;
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
