/* Functions: the columns they give in FROM, whether they return sets, aggregate, and their types. */
#include "bind_type.h"

/*
 * Table functions of PostgreSQL 15: "" for one scalar column named after the alias or the function, else the OUT columns;
 * NULL: needs a column definition list, or depends on its argument.
 */
static const struct { const char *name, *columns; bool set; const char *type; } table_function[] = {
	{"aclexplode", "grantor,grantee,privilege_type,is_grantable", true, NULL},
	{"generate_series", "", true, NULL},
	{"generate_subscripts", "", true, "int4"},
	{"json_array_elements", "value", true, "json"},
	{"json_array_elements_text", "value", true, "text"},
	{"json_each", "key,value", true, NULL},
	{"json_each_text", "key,value", true, NULL},
	{"json_object_keys", "", true, "text"},
	{"json_populate_record", NULL, false, NULL},
	{"json_populate_recordset", NULL, true, NULL},
	{"json_to_record", NULL, false, NULL},
	{"json_to_recordset", NULL, true, NULL},
	{"jsonb_array_elements", "value", true, "jsonb"},
	{"jsonb_array_elements_text", "value", true, "text"},
	{"jsonb_each", "key,value", true, NULL},
	{"jsonb_each_text", "key,value", true, NULL},
	{"jsonb_object_keys", "", true, "text"},
	{"jsonb_path_query", "", true, "jsonb"},
	{"jsonb_path_query_array", "", false, "jsonb"},
	{"jsonb_path_query_first", "", false, "jsonb"},
	{"jsonb_path_query_tz", "", true, "jsonb"},
	{"jsonb_populate_record", NULL, false, NULL},
	{"jsonb_populate_recordset", NULL, true, NULL},
	{"jsonb_to_record", NULL, false, NULL},
	{"jsonb_to_recordset", NULL, true, NULL},
	{"now", "", false, "timestamptz"},
	{"pg_available_extensions", "name,default_version,comment", true, NULL},
	{"pg_get_keywords", "word,catcode,barelabel,catdesc,baredesc", true, NULL},
	{"pg_listening_channels", "", true, "text"},
	{"pg_ls_dir", "", true, "text"},
	{"pg_options_to_table", "option_name,option_value", true, NULL},
	{"pg_partition_ancestors", "relid", true, "regclass"},
	{"pg_partition_tree", "relid,parentrelid,isleaf,level", true, NULL},
	{"pg_timezone_abbrevs", "abbrev,utc_offset,is_dst", true, NULL},
	{"pg_timezone_names", "name,abbrev,utc_offset,is_dst", true, NULL},
	{"phraseto_tsquery", "", false, "tsquery"},
	{"plainto_tsquery", "", false, "tsquery"},
	{"random", "", false, "float8"},
	{"regexp_match", "", false, NULL},
	{"regexp_matches", "", true, NULL},
	{"regexp_split_to_array", "", false, NULL},
	{"regexp_split_to_table", "", true, "text"},
	{"string_to_array", "", false, NULL},
	{"string_to_table", "", true, "text"},
	{"to_tsquery", "", false, "tsquery"},
	{"to_tsvector", "", false, "tsvector"},
	{"ts_debug", "alias,description,token,dictionaries,dictionary,lexemes", true, NULL},
	{"ts_parse", "tokid,token", true, NULL},
	{"ts_stat", "word,ndoc,nentry", true, NULL},
	{"ts_token_type", "tokid,alias,description", true, NULL},
	{"unnest", NULL, true, NULL},
	{"websearch_to_tsquery", "", false, "tsquery"},
};

/* Results of common functions whose type does not depend on their arguments. */
static const struct { const char *name, *type; } scalar_function[] = {
	{"bool_and", "bool"}, {"bool_or", "bool"}, {"char_length", "int4"}, {"clock_timestamp", "timestamptz"}, {"concat", "text"}, {"concat_ws", "text"},
	{"count", "int8"}, {"cume_dist", "float8"}, {"dense_rank", "int8"}, {"encode", "text"}, {"every", "bool"}, {"extract", "numeric"}, {"format", "text"},
	{"gen_random_uuid", "uuid"}, {"initcap", "text"}, {"json_agg", "json"}, {"json_build_array", "json"}, {"json_build_object", "json"},
	{"json_object_agg", "json"}, {"jsonb_agg", "jsonb"}, {"jsonb_array_length", "int4"}, {"jsonb_build_array", "jsonb"}, {"jsonb_build_object", "jsonb"},
	{"jsonb_object_agg", "jsonb"}, {"jsonb_set", "jsonb"}, {"length", "int4"}, {"left", "text"}, {"md5", "text"}, {"nextval", "int8"}, {"ntile", "int4"},
	{"percent_rank", "float8"}, {"position", "int4"}, {"rank", "int8"}, {"regexp_replace", "text"}, {"repeat", "text"}, {"replace", "text"},
	{"right", "text"}, {"row_number", "int8"}, {"row_to_json", "json"}, {"split_part", "text"}, {"statement_timestamp", "timestamptz"},
	{"strpos", "int4"}, {"to_char", "text"}, {"to_json", "json"}, {"to_jsonb", "jsonb"}, {"to_timestamp", "timestamptz"},
	{"transaction_timestamp", "timestamptz"}, {"translate", "text"},
};

static const char *const aggregate[] = {
	"array_agg", "avg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "corr", "count", "covar_pop", "covar_samp", "every", "json_agg",
	"json_object_agg", "jsonb_agg", "jsonb_object_agg", "max", "min", "mode", "percentile_cont", "percentile_disc", "range_agg", "range_intersect_agg",
	"regr_avgx", "regr_avgy", "regr_count", "regr_intercept", "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "stddev", "stddev_pop",
	"stddev_samp", "string_agg", "sum", "var_pop", "var_samp", "variance", "xmlagg",
};

static bool listed(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool call_name(const cJSON *call, const char **schema, const char **name)
{
	*schema = *name = NULL;
	return call && tree_name(tree_get(call, "funcname"), schema, name) && *name;
}

static bool may_be_builtin(const char *schema)
{
	return !schema || strcmp(schema, "pg_catalog") == 0;
}

static const struct routine *next_function(const struct binder *b, const char *schema, const char *name, size_t *i)
{
	for (; *i < b->catalog->function.n; (*i)++) {
		const struct routine *f = b->catalog->function.v[*i];

		if (strcmp(f->name, name) == 0 && (!schema || strcmp(f->schema, schema) == 0))
			return b->catalog->function.v[(*i)++];
	}
	return NULL;
}

/* A type a row can be given for; one that is not known counts. */
static bool accepts_row(const struct binder *b, const struct sql_type *type)
{
	return !type->name || !type->schema || starts_with(type->name, "any") || strcmp(type->name, "record") == 0 || relation_of_type(b, type);
}

bool function_takes_row(const struct binder *b, const char *name)
{
	const struct builtins *p = b->p;
	const struct routine *f;
	size_t i = 0;

	/* Those of extensions too: hstore(record). */
	for (const struct proc *q = builtin_procs(name); q; q = q->next)
		if ((q->part & b->parts) && q->n && (q->n <= (size_t)q->defaults + 1 || q->variadic) &&
		    (q->argument[0] == p->record || q->argument[0] == p->any || q->argument[0] == p->anyelement || q->argument[0] == p->anynonarray ||
		     q->argument[0] == p->anycompatible || q->argument[0] == p->anycompatiblenonarray || !strchr("fp", q->kind)))
			return true;
	while ((f = next_function(b, NULL, name, &i)))
		if (f->argument.n && f->argument.n <= (size_t)f->defaults + 1 && accepts_row(b, &f->argument.v[0]))
			return true;
	return false;
}

bool function_is_aggregate(const struct binder *b, const cJSON *call)
{
	const char *schema, *name;
	const struct routine *f;
	size_t i = 0;

	if (!call_name(call, &schema, &name) || tree_get(call, "over"))
		return false;
	if (tree_flag(call, "agg_star") || tree_flag(call, "agg_within_group") || tree_flag(call, "agg_distinct") || tree_get(call, "agg_filter") ||
	    tree_get(call, "agg_order"))
		return true;
	if (may_be_builtin(schema) && listed(aggregate, sizeof(aggregate) / sizeof(*aggregate), name))
		return true;
	while ((f = next_function(b, schema, name, &i)))
		if (f->is_aggregate)
			return true;
	return false;
}

bool function_returns_set(const struct binder *b, const cJSON *call)
{
	const char *schema, *name;
	const struct routine *f;
	size_t i = 0;

	if (!call_name(call, &schema, &name))
		return false;
	while ((f = next_function(b, schema, name, &i)))
		if (f->returns_set)
			return true;
	for (size_t k = 0; k < sizeof(table_function) / sizeof(*table_function); k++)
		if (may_be_builtin(schema) && strcmp(table_function[k].name, name) == 0)
			return table_function[k].set;
	return may_be_builtin(schema) && starts_with(name, "pg_ls_");
}

struct sql_type function_type(const struct binder *b, const cJSON *call)
{
	struct sql_type type = {0};
	const struct routine *f;
	const char *schema, *name;
	size_t i = 0, n = 0;

	if (!call_name(call, &schema, &name))
		return type;
	while ((f = next_function(b, schema, name, &i))) {
		if (n++ && !type_same(&type, &f->result))
			return (struct sql_type){0};
		type = f->result;
	}
	if (n)
		return type.name && starts_with(type.name, "any") ? (struct sql_type){0} : type;
	for (size_t k = 0; may_be_builtin(schema) && k < sizeof(scalar_function) / sizeof(*scalar_function); k++)
		if (strcmp(scalar_function[k].name, name) == 0)
			return (struct sql_type){"pg_catalog", scalar_function[k].type, "", 0};
	for (size_t k = 0; may_be_builtin(schema) && k < sizeof(table_function) / sizeof(*table_function); k++)
		if (strcmp(table_function[k].name, name) == 0 && table_function[k].type)
			return (struct sql_type){"pg_catalog", table_function[k].type, "", 0};
	return type;
}

const struct relation *relation_of_type(const struct binder *b, const struct sql_type *type)
{
	if (!type->name || !type->schema || type->array || strcmp(type->schema, "pg_catalog") == 0)
		return NULL;
	return catalog_relation(b->catalog, type->schema, type->name);
}

static void push(struct binder *b, struct source *source, const char *name, struct sql_type type)
{
	arena_push(b->arena, &source->field, (struct field){.name = arena_strdup(b->arena, name), .leaf = source, .leaf_field = source->field.n, .type = type});
}

static void push_relation(struct binder *b, struct source *source, const struct relation *relation)
{
	for (size_t i = 0; i < relation->column.n; i++)
		push(b, source, relation->column.v[i]->name, relation->column.v[i]->type);
	source->opaque |= relation->columns_unknown;
}

static void push_definitions(struct binder *b, struct source *source, const cJSON *list)
{
	const cJSON *item;

	tree_each(item, list) {
		const cJSON *column = tree_as(item, "ColumnDef");

		judge_type(b, tree_get(column, "typeName"));
		push(b, source, tree_text(column, "colname"), type_from_tree(b->arena, b->catalog, tree_get(column, "typeName")));
	}
}

static bool is_scalar(const struct binder *b, const struct routine *f)
{
	return !f->output.n && f->result.name && f->result.schema && !starts_with(f->result.name, "any") && strcmp(f->result.name, "record") != 0 &&
	       !relation_of_type(b, &f->result);
}

/* Whether every function of the name gives one scalar: then so does the call. */
static bool all_scalar(const struct binder *b, const char *schema, const char *name)
{
	const struct routine *f;
	size_t i = 0;

	while ((f = next_function(b, schema, name, &i)))
		if (!is_scalar(b, f))
			return false;
	return true;
}

/* The one catalogue function a call can mean, by its number of arguments; NULL: none, or several that may differ. */
static const struct routine *function_of_call(const struct binder *b, const char *schema, const char *name, size_t arguments, bool *several)
{
	const struct routine *f, *found = NULL;
	size_t i = 0;

	*several = false;
	while ((f = next_function(b, schema, name, &i))) {
		if (arguments > f->argument.n && !f->variadic)
			continue;
		if (arguments + (size_t)f->defaults < f->argument.n && !f->variadic)
			continue;
		*several |= found != NULL;
		found = f;
	}
	return *several ? NULL : found;
}

static bool push_catalog_function(struct binder *b, struct source *source, const struct routine *f, const char *scalar_name, const cJSON *call)
{
	const struct relation *composite = relation_of_type(b, &f->result);
	int low = -1, high = -1;

	if (f->output.n) {
		for (size_t i = 0; i < f->output.n; i++)
			push(b, source, f->output.v[i]->name, f->output.v[i]->type);
	} else if (composite) {
		push_relation(b, source, composite);
	} else if (!f->result.name || starts_with(f->result.name, "any")) {
		return false;
	} else if (strcmp(f->result.name, "record") == 0) {
		tree_extent(tree_get(call, "args"), &low, &high);
		problem(b, "42601", tree_location(call), f->name, "a column definition list is required for functions returning \"record\"");
		return false;
	} else {
		push(b, source, scalar_name, f->result);
	}
	return true;
}

static bool push_builtin(struct binder *b, struct source *source, const char *name, const char *scalar_name, const cJSON *call)
{
	for (size_t i = 0; i < sizeof(table_function) / sizeof(*table_function); i++) {
		const char *columns = table_function[i].columns;
		struct sql_type type = {table_function[i].type ? "pg_catalog" : NULL, table_function[i].type, "", 0};

		if (strcmp(table_function[i].name, name) != 0)
			continue;
		if (!columns) {
			if (ends_with(name, "_to_record") || ends_with(name, "_to_recordset"))
				problem(b, "42601", tree_location(call), name, "a column definition list is required for functions returning \"record\"");
			return false;
		}
		if (!*columns)
			push(b, source, scalar_name, type);
		while (*columns) {
			size_t n = strcspn(columns, ",");

			push(b, source, arena_strndup(b->arena, columns, n), type);
			columns += n + (columns[n] == ',');
		}
		return true;
	}
	return false;
}

/* json_populate_record(NULL::t, …) gives t's columns; so does unnest of an array of t. */
static bool push_by_argument(struct binder *b, struct source *source, const char *name, const char *scalar_name, const cJSON *call)
{
	const cJSON *first = tree_item(tree_get(call, "args"), 0), *cast = tree_as(first, "TypeCast");
	struct sql_type type = {0};
	const struct relation *composite;
	bool unnest = strcmp(name, "unnest") == 0;

	if (cast)
		type = type_from_tree(b->arena, b->catalog, tree_get(cast, "typeName"));
	if (unnest && type.schema && strcmp(type.name, "tsvector") == 0) {
		push(b, source, "lexeme", (struct sql_type){0});
		push(b, source, "positions", (struct sql_type){0});
		push(b, source, "weights", (struct sql_type){0});
		return true;
	}
	if (unnest)
		type.array = 0;
	composite = relation_of_type(b, &type);
	if (composite) {
		push_relation(b, source, composite);
		return true;
	}
	if (!unnest || !type.schema)
		return false;
	push(b, source, scalar_name, type);
	return true;
}

/* What unnest gives when the type of its argument is a column's or a constant array's. */
static bool push_unnest(struct binder *b, struct source *source, const char *scalar_name, const cJSON *call, const struct value *argument)
{
	const cJSON *first = tree_item(tree_get(call, "args"), 0);
	struct sql_type type = argument->type;
	bool plain = tree_is(first, "A_ArrayExpr") || tree_is(first, "ParamRef");
	const cJSON *element = tree_item(tree_get(tree_as(first, "A_ArrayExpr"), "elements"), 0);

	if (type.array && type.schema) {
		type.array = 0;
		if (relation_of_type(b, &type)) {
			push_relation(b, source, relation_of_type(b, &type));
			return true;
		}
		push(b, source, scalar_name, type);
		return true;
	}
	/* ARRAY[…] of constants or parameters is no array of rows. */
	if (plain && (!element || tree_is(element, "A_Const") || tree_is(element, "ParamRef"))) {
		push(b, source, scalar_name, (struct sql_type){0});
		return true;
	}
	return false;
}

/* The columns of a function of PostgreSQL's own that the arguments decided on. */
static bool push_meant(struct binder *b, struct source *source, const struct call *call, const char *scalar_name)
{
	if (call->proc->outputs) {
		for (size_t i = 0; i < call->proc->outputs; i++)
			push(b, source, call->proc->output_name[i], type_of_number(b, is_polymorphic(b, call->proc->output[i]) ? 0 : call->proc->output[i]));
		return true;
	}
	if (!call->result || is_composite(b, call->result) || call->result == b->p->void_)
		return false;
	push(b, source, scalar_name, type_of_number(b, call->result));
	return true;
}

static void bind_one_function(struct binder *b, struct scope *scope, struct source *source, const cJSON *node, const cJSON *definitions, const char *scalar_name)
{
	const cJSON *call = tree_as(node, "FuncCall");
	const char *schema = NULL, *name = NULL;
	const struct routine *f;
	struct value first = {0}, *args;
	struct sets before;
	struct call meant = {0};
	size_t n = 0;
	bool several = false, known;

	before = b->sets;
	args = bind_values_list(b, scope, tree_get(call, "args"), &n);
	judge_no_set(b, before, "set-returning functions must appear at top level of FROM");
	if (n)
		first = args[0];
	if (!call) {
		/* CURRENT_DATE, COALESCE(…) and other expressions that read as calls. */
		struct value v = bind_expr(b, scope, node);

		push(b, source, scalar_name, v.type);
		source->opaque |= !tree_is(node, "SQLValueFunction");
		return;
	}
	infer_call(b, scope, call, args, n, &meant);
	if (!tree_get(call, "over") && ((meant.proc && strchr("aoh", meant.proc->kind)) || (meant.routine && meant.routine->is_aggregate)))
		note_aggregate(b, scope, call);
	bind_expr(b, scope, tree_get(call, "agg_filter"));
	bind_list(b, scope, tree_get(call, "agg_order"));
	if (tree_count(definitions)) {
		push_definitions(b, source, definitions);
		return;
	}
	if (!call_name(call, &schema, &name) || is_hole(name)) {
		source->opaque = true;
		return;
	}
	f = function_of_call(b, schema, name, tree_count(tree_get(call, "args")), &several);
	if (f && !several)
		known = push_catalog_function(b, source, f, scalar_name, call);
	else if (several && (known = all_scalar(b, schema, name)))
		push(b, source, scalar_name, (struct sql_type){0});
	else if (several || !may_be_builtin(schema))
		known = false;
	else if (meant.proc && push_meant(b, source, &meant, scalar_name))
		known = true;
	else
		known = push_by_argument(b, source, name, scalar_name, call) || (strcmp(name, "unnest") == 0 && push_unnest(b, source, scalar_name, call, &first)) ||
			push_builtin(b, source, name, scalar_name, call);
	source->opaque |= !known;
}

/* unnest(a, b) in FROM is ROWS FROM (unnest(a), unnest(b)). */
static bool is_wide_unnest(const cJSON *call)
{
	const char *schema, *name;

	return call_name(call, &schema, &name) && may_be_builtin(schema) && strcmp(name, "unnest") == 0 && tree_count(tree_get(call, "args")) > 1;
}

static void bind_functions(struct binder *b, struct scope *scope, struct source *source, const cJSON *body)
{
	const cJSON *list = tree_get(body, "functions"), *alias = tree_get(body, "alias"), *item, *arg;
	bool many = tree_count(list) > 1;

	tree_each(item, list) {
		const cJSON *pair = tree_get(tree_as(item, "List"), "items"), *node = tree_item(pair, 0);
		const cJSON *definitions = tree_get(tree_as(tree_item(pair, 1), "List"), "items");
		const cJSON *call = tree_as(node, "FuncCall");

		if (!tree_count(definitions))
			definitions = tree_get(body, "coldeflist");
		if (is_wide_unnest(call)) {
			tree_each(arg, tree_get(call, "args")) {
				struct value v = bind_expr(b, scope, arg);

				push(b, source, "unnest", (struct sql_type){0});
				/* An array of rows would be several columns. */
				source->opaque |= !v.type.name && !tree_is(arg, "ParamRef") && !tree_is(arg, "A_ArrayExpr");
			}
			source->rows = CARD_MANY;
			continue;
		}
		bind_one_function(b, scope, source, node, definitions,
				  alias && !many && *tree_text(alias, "aliasname") ? tree_text(alias, "aliasname") : figure_name(node));
		if (!call || function_returns_set(b, call) || source->opaque)
			source->rows = CARD_MANY;
	}
}

/* Functions whose rows hold no NULL. Several side by side are filled up with NULLs. */
static bool gives_no_null(const cJSON *functions)
{
	static const char *const names[] = {"generate_series", "generate_subscripts", "json_array_elements", "json_each", "json_object_keys", "jsonb_array_elements",
		"jsonb_each", "jsonb_object_keys", "regexp_split_to_table"};
	const cJSON *pair = tree_get(tree_as(tree_item(functions, 0), "List"), "items");
	const char *schema, *name;

	return tree_count(functions) == 1 && call_name(tree_as(tree_item(pair, 0), "FuncCall"), &schema, &name) && may_be_builtin(schema) &&
	       listed(names, sizeof(names) / sizeof(*names), name);
}

struct source *bind_range_function(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *alias = tree_get(body, "alias");
	const cJSON *first = tree_item(tree_get(tree_as(tree_item(tree_get(body, "functions"), 0), "List"), "items"), 0);
	const char *name = *tree_text(alias, "aliasname") ? tree_text(alias, "aliasname") : figure_name(first);
	struct source *source = source_new(b, SOURCE_FUNCTION, arena_strdup(b->arena, name));
	bool active = scope->lateral_active, in_from = scope->in_from;
	size_t shared = b->shared_reads;

	source->rows = CARD_ONE;
	scope->lateral_active = scope->in_from = true;
	bind_functions(b, scope, source, body);
	for (size_t i = 0; i < source->field.n; i++)
		source->field.v[i].shared = b->shared_reads != shared;
	scope->lateral_active = active;
	scope->in_from = in_from;
	for (size_t i = 0; i < source->field.n && gives_no_null(tree_get(body, "functions")); i++)
		source->field.v[i].null.is = NULL_NEVER;
	if (tree_flag(body, "ordinality")) {
		push(b, source, "ordinality", (struct sql_type){"pg_catalog", "int8", "", 0});
		source->field.v[source->field.n - 1].null.is = NULL_NEVER;
	}
	source->aliased = alias != NULL;
	if (is_hole(name))
		scope->holed = true;
	apply_column_aliases(b, source, alias);
	return source;
}
