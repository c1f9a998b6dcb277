/* Column definitions, for CREATE TABLE and ALTER TABLE alike, and what they ask for beyond the column. */
#include "replay_private.h"

#include <ctype.h>
#include <stdio.h>

#define MAX_COLUMNS 1600 /* PostgreSQL's limit */

void wishes_free(struct wishes *wishes)
{
	vec_free(&wishes->check);
	vec_free(&wishes->key);
	vec_free(&wishes->foreign);
	vec_free(&wishes->generated);
}

bool is_system_column(const char *name)
{
	static const char *const names[] = {"tableoid", "cmax", "xmax", "cmin", "xmin", "ctid"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

struct column *new_column(struct run *run, struct relation *relation, const char *name, struct sql_type type, struct place place)
{
	struct column *column = arena_new(run->arena, struct column);

	column->name = arena_strdup(run->arena, name);
	column->number = relation->next_number ? relation->next_number : 1;
	relation->next_number = column->number + 1;
	column->type = type;
	column->local = true;
	column->place = place;
	vec_push(&relation->column, column);
	depends_on_type(run, part_object(OBJECT_COLUMN, column, relation), &type);
	return column;
}

bool known_type(struct run *run, const struct sql_type *type)
{
	const char *name = type->name ? type->name : "";

	if (type->schema || !type->name || run->catalog->open)
		return true;
	if (ends_with(name, "%TYPE"))
		return fail_missing(run, "42P01", name, "type reference %s cannot be resolved", name);
	return fail_missing(run, "42704", name, "type \"%s%s\" does not exist", name, type->array ? "[]" : "");
}

static struct sql_type builtin_type(const char *name)
{
	return (struct sql_type){"pg_catalog", name, "", 0};
}

struct relation *add_sequence(struct run *run, struct relation *relation, struct column *column, bool identity, const char *schema, const char *name)
{
	struct relation *sequence = catalog_add_relation(run->catalog, schema, name, RELATION_SEQUENCE);

	sequence->place = run->place;
	sequence->temporary = strcmp(schema, "pg_temp") == 0;
	sequence->unlogged = relation && relation->unlogged;
	new_column(run, sequence, "last_value", builtin_type("int8"), run->place)->not_null = true;
	new_column(run, sequence, "log_cnt", builtin_type("int8"), run->place)->not_null = true;
	new_column(run, sequence, "is_called", builtin_type("bool"), run->place)->not_null = true;
	if (column)
		depends(run, relation_object(sequence), part_object(OBJECT_COLUMN, column, relation), identity ? 'i' : 'a');
	return sequence;
}

/* The sequence behind serial and identity columns. */
static bool own_sequence(struct run *run, struct relation *relation, struct column *column, const cJSON *options, bool identity)
{
	const char *schema = NULL, *name = NULL;
	struct relation *sequence;
	const cJSON *item;

	tree_each(item, options) if (tree_text_is(tree_as(item, "DefElem"), "defname", "sequence_name"))
		tree_name(tree_get(tree_at(tree_as(item, "DefElem"), "arg", "List"), "items"), &schema, &name);
	if (!schema)
		schema = relation->schema;
	if (!name)
		name = choose_relation_name(run, schema, relation->name, column->name, "seq", false);
	else if (relation_name_taken(run, schema, name))
		return fail(run, "42P07", qualified(run, schema, name), "relation \"%s\" already exists", name);
	sequence = add_sequence(run, relation, column, identity, arena_strdup(run->arena, schema), arena_strdup(run->arena, name));

	if (!identity) {
		column->default_sql = arena_printf(run->arena, "nextval('%s'::regclass)", quote_name(run->arena, name));
		depends(run, part_object(OBJECT_DEFAULT, column, relation), relation_object(sequence), 'n');
	}
	return true;
}

static bool find_column_ref(void *context, const char *tag, const cJSON *body)
{
	bool *found = context;

	(void)body;
	if (strcmp(tag, "ColumnRef") == 0)
		*found = true;
	return strcmp(tag, "SelectStmt") != 0;
}

struct missing {
	struct run *run;
	const char *name;	/* of a sequence; NULL: all are there */
};

/* nextval('s'): the name is looked up when the default is set. */
static bool find_missing_sequence(void *context, const char *tag, const cJSON *body)
{
	struct missing *missing = context;
	struct run *run = missing->run;
	const char *schema, *name, *constant;
	char *text, *dot;

	if (strcmp(tag, "FuncCall") != 0 || !tree_name(tree_get(body, "funcname"), &schema, &name) || strcmp(name, "nextval") != 0 ||
	    !(constant = tree_constant(run->arena, tree_item(tree_get(body, "args"), 0))) || strchr(constant, '"'))
		return true;
	text = arena_strdup(run->arena, constant);
	dot = strchr(text, '.');
	if (dot)
		*dot++ = '\0';
	for (char *c = text; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	for (char *c = dot; c && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (!catalog_relation(run->catalog, dot ? text : NULL, dot ? dot : text) && !(dot && strchr(dot, '.')))
		missing->name = dot ? qualified(run, text, dot) : text;
	return true;
}

bool set_default(struct run *run, struct relation *relation, struct column *column, const cJSON *expression, int end)
{
	struct missing missing = {.run = run};
	bool refers = false;

	tree_walk(expression, find_column_ref, &refers);
	if (refers)
		return fail(run, "0A000", dotted(run, relation, column->name), "cannot use column reference in DEFAULT expression");
	tree_walk(expression, find_missing_sequence, &missing);
	if (missing.name && !run->catalog->open)
		return fail(run, "42P01", missing.name, "relation \"%s\" does not exist", missing.name);
	if (!expression_binds(run, NULL, expression, NULL))
		return false;
	touch(run, column);
	forget_depends(run, column, OBJECT_DEFAULT);
	column->has_default = !tree_is_null_constant(expression);	/* DEFAULT NULL fills nothing, whatever it is cast to */
	column->default_sql = column->has_default ? default_text(run, expression, end) : NULL;
	column->literal_type = tree_get(tree_as(expression, "A_Const"), "sval") ? column->type : (struct sql_type){0};
	if (column->has_default)
		depends_on_expression(run, part_object(OBJECT_DEFAULT, column, relation), expression, NULL, 0);
	return true;
}

static bool is_identity_type(const struct sql_type *type)
{
	return type->schema && strcmp(type->schema, "pg_catalog") == 0 && !type->array &&
	       (strcmp(type->name, "int2") == 0 || strcmp(type->name, "int4") == 0 || strcmp(type->name, "int8") == 0);
}

bool make_identity(struct run *run, struct relation *relation, struct column *column, const char *when, const cJSON *options)
{
	if (!is_identity_type(&column->type))
		return fail(run, "22023", dotted(run, relation, column->name), "identity column type must be smallint, integer, or bigint");
	column->identity = when[0] == 'd' ? 'd' : 'a';
	column->has_default = true;
	return own_sequence(run, relation, column, options, true);
}

/* What a column's constraint list has said so far, for contradictions. */
struct said {
	bool null, not_null, has_default, identity, generated;
};

/* Notes that something was said; false: for the second time. */
static bool once(struct run *run, const struct relation *relation, const struct column *column, bool *said, const char *what)
{
	if (*said)
		return fail(run, "42601", dotted(run, relation, column->name), "multiple %s for column \"%s\" of table \"%s\"", what, column->name, relation->name);
	return *said = true;
}

static bool conflicting(struct run *run, const struct relation *relation, const struct column *column)
{
	return fail(run, "42601", dotted(run, relation, column->name), "conflicting NULL/NOT NULL declarations for column \"%s\" of table \"%s\"", column->name,
		relation->name);
}

/* DEFERRABLE after a key or reference of this column, whichever was written last. */
static void defer_last(struct wishes *wishes, const char *type)
{
	struct key_wish *last = wishes->foreign.n ? &wishes->foreign.v[wishes->foreign.n - 1] : NULL;
	struct key_wish *key = wishes->key.n ? &wishes->key.v[wishes->key.n - 1] : NULL;

	if (key && (!last || key->position > last->position))
		last = key;
	if (!last)
		return;
	if (strcmp(type, "CONSTR_ATTR_DEFERRABLE") == 0 || strcmp(type, "CONSTR_ATTR_DEFERRED") == 0)
		last->deferrable = true;
	if (strcmp(type, "CONSTR_ATTR_DEFERRED") == 0)
		last->deferred = true;
}

static bool take_constraint(struct run *run, struct relation *relation, struct column *column, const cJSON *node, int next, struct said *said,
	struct wishes *wishes)
{
	const char *type = tree_text(node, "contype");

	if (strcmp(type, "CONSTR_NULL") == 0 || strcmp(type, "CONSTR_NOTNULL") == 0) {
		bool not_null = strcmp(type, "CONSTR_NOTNULL") == 0;

		*(not_null ? &said->not_null : &said->null) = true;
		column->not_null |= not_null;
		return !(said->null && said->not_null) || conflicting(run, relation, column);
	}
	if (strcmp(type, "CONSTR_DEFAULT") == 0)
		return once(run, relation, column, &said->has_default, "default values specified") &&
		       set_default(run, relation, column, tree_get(node, "raw_expr"), next);
	if (strcmp(type, "CONSTR_IDENTITY") == 0) {
		if (!once(run, relation, column, &said->identity, "identity specifications"))
			return false;
		column->not_null = said->not_null = true;
		if (said->null)
			return conflicting(run, relation, column);
		return make_identity(run, relation, column, tree_text(node, "generated_when"), tree_get(node, "options"));
	}
	if (strcmp(type, "CONSTR_GENERATED") == 0) {
		column->generated = column->has_default = true;
		column->default_sql = parenthesised_text(run, tree_location(node));
		vec_push(&wishes->generated, (struct key_wish){.node = node, .column = column->name});
		return once(run, relation, column, &said->generated, "generation clauses specified");
	}
	if (strncmp(type, "CONSTR_ATTR_", 12) == 0) {
		defer_last(wishes, type);
		return true;
	}
	if (strcmp(type, "CONSTR_PRIMARY") == 0 && said->null)
		return conflicting(run, relation, column);
	add_wish(wishes, node, column->name);
	return true;
}

static bool take_constraints(struct run *run, struct relation *relation, struct column *column, const cJSON *list, bool serial, struct wishes *wishes)
{
	struct said said = {.has_default = serial, .not_null = serial};
	const char *object = dotted(run, relation, column->name);
	const cJSON *item;

	tree_each(item, list) {
		const cJSON *node = tree_as(item, "Constraint"), *next = tree_as(item->next, "Constraint");

		if (node && !take_constraint(run, relation, column, node, tree_location(next), &said, wishes))
			return false;
	}
	if (said.has_default && said.identity)
		return fail(run, "42601", object, "both default and identity specified for column \"%s\" of table \"%s\"", column->name, relation->name);
	if (said.has_default && said.generated)
		return fail(run, "42601", object, "both default and generation expression specified for column \"%s\" of table \"%s\"", column->name, relation->name);
	if (said.identity && said.generated)
		return fail(run, "42601", object, "both identity and generation expression specified for column \"%s\" of table \"%s\"", column->name,
			relation->name);
	return true;
}

/* A column that a parent has given already. */
static bool merge_column(struct run *run, struct relation *relation, struct column *column, const cJSON *def, const struct sql_type *type)
{
	const char *object = dotted(run, relation, column->name);

	if (column->local || column->inherited == 0)
		return fail(run, "42701", object, "column \"%s\" specified more than once", column->name);
	if (tree_get(def, "typeName") && !type_same(&column->type, type))
		return fail(run, "42804", object, "column \"%s\" has a type conflict", column->name);
	touch(run, column);
	column->local = true;
	return true;
}

/* Types no column can have, and lengths no type takes. */
static bool fit_for_column(struct run *run, const char *column, const struct sql_type *type)
{
	static const char *const pseudo[] = {"anyelement", "anyarray", "anynonarray", "anyenum", "anyrange", "anymultirange", "anycompatible", "record", "trigger", "event_trigger", "void",
		"cstring", "internal", "unknown", "language_handler", "fdw_handler", "any"};
	int n;

	if (!type->schema || strcmp(type->schema, "pg_catalog") != 0)
		return true;
	for (size_t i = 0; i < sizeof(pseudo) / sizeof(*pseudo); i++)
		if (strcmp(type->name, pseudo[i]) == 0)
			return fail(run, "42P16", column, "column \"%s\" has pseudo-type %s%s", column, pseudo[i], type->array ? "[]" : "");
	if (sscanf(type->modifier, "(%d", &n) != 1)
		return true;
	if (strcmp(type->name, "numeric") == 0 && (n < 1 || n > 1000))
		return fail(run, "22023", column, "NUMERIC precision %d must be between 1 and 1000", n);
	if ((strcmp(type->name, "varchar") == 0 || strcmp(type->name, "bpchar") == 0) && n < 1)
		return fail(run, "22023", column, "length for type %s must be at least 1", strcmp(type->name, "bpchar") == 0 ? "char" : "varchar");
	if ((strcmp(type->name, "varchar") == 0 || strcmp(type->name, "bpchar") == 0) && n > 10485760)
		return fail(run, "22023", column, "length for type %s cannot exceed 10485760", strcmp(type->name, "bpchar") == 0 ? "char" : "varchar");
	return true;
}

bool define_column(struct run *run, struct relation *relation, const cJSON *def, struct wishes *wishes, struct column **made)
{
	const char *name = tree_text(def, "colname"), *schema, *collation;
	const cJSON *type_name = tree_get(def, "typeName");
	struct sql_type type = type_from_tree(run->arena, run->catalog, type_name);
	struct column *column = relation_column(relation, name);
	bool serial = type_serial(type_name) != NULL;

	if (is_system_column(name))
		return fail(run, "42701", dotted(run, relation, name), "column name \"%s\" conflicts with a system column name", name);
	if (relation->column.n >= MAX_COLUMNS)
		return fail(run, "54011", dotted(run, relation, name), "tables can have at most %d columns", MAX_COLUMNS);
	if (serial && type.array)
		return fail(run, "0A000", dotted(run, relation, name), "array of serial is not implemented");
	if (type_name && (!known_type(run, &type) || !fit_for_column(run, name, &type)))
		return false;
	if (type.schema && strcmp(type.schema, relation->schema) == 0 && strcmp(type.name, relation->name) == 0)
		return relation->made ? fail(run, "42P16", dotted(run, relation, name), "composite type %s cannot be made a member of itself", relation->name)
				      : fail(run, "42704", dotted(run, relation, name), "type \"%s\" does not exist", relation->name);
	if (column && !merge_column(run, relation, column, def, &type))
		return false;
	if (!column) {
		if (!type_name)
			return fail(run, "42703", dotted(run, relation, name), "column \"%s\" does not exist", name);
		column = new_column(run, relation, name, type, place_of(run, tree_location(def)));
	}
	if (tree_name(tree_get(tree_get(def, "collClause"), "collname"), &schema, &collation))
		column->collation = arena_strdup(run->arena, collation);
	if (serial) {
		column->not_null = column->has_default = true;
		if (!own_sequence(run, relation, column, NULL, false))
			return false;
	}
	*made = column;
	return take_constraints(run, relation, column, tree_get(def, "constraints"), serial, wishes);
}

static bool grant_generated(struct run *run, struct relation *relation, const struct key_wish *wish)
{
	struct column *column = relation_column(relation, wish->column);
	const cJSON *expression = tree_get(wish->node, "raw_expr");
	struct names names = {0};
	bool ok = expression_columns(run, relation, expression, "column generation expression", &names);

	for (size_t i = 0; ok && i < names.n; i++)
		if (relation_column(relation, names.v[i]) && relation_column(relation, names.v[i])->generated)
			ok = fail(run, "42P17", dotted(run, relation, wish->column), "cannot use generated column \"%s\" in column generation expression", names.v[i]);
	vec_free(&names);
	if (ok && column)
		depends_on_expression(run, part_object(OBJECT_COLUMN, column, relation), expression, relation, 'n');
	return ok;
}

/* UNIQUE beside PRIMARY KEY on the same columns, or twice: one index. */
static void find_doubled(struct run *run, struct wishes *wishes, size_t i)
{
	struct key_wish *key = &wishes->key.v[i];
	bool primary = tree_text_is(key->node, "contype", "CONSTR_PRIMARY");
	size_t n, m;
	const char **names = key_columns(run->arena, key, &n), **others;

	if (tree_text_is(key->node, "contype", "CONSTR_EXCLUSION"))
		return;
	for (size_t k = 0; k < wishes->key.n; k++) {
		struct key_wish *other = &wishes->key.v[k];
		bool first = tree_text_is(other->node, "contype", "CONSTR_PRIMARY") || (k < i && !primary);

		if (k == i || !first || primary || other->doubled || tree_text_is(other->node, "contype", "CONSTR_EXCLUSION"))
			continue;
		others = key_columns(run->arena, other, &m);
		if (!same_names(names, n, others, m) || key->deferrable != other->deferrable || key->deferred != other->deferred)
			continue;
		if (!other->name)
			other->name = key->name;
		key->doubled = true;
		return;
	}
}

/* A PRIMARY KEY among several keys is made first. */
static bool grant_keys(struct run *run, struct relation *relation, struct wishes *wishes)
{
	size_t primaries = 0;

	for (size_t i = 0; i < wishes->key.n; i++) {
		find_doubled(run, wishes, i);
		primaries += tree_text_is(wishes->key.v[i].node, "contype", "CONSTR_PRIMARY");
	}
	if (primaries > 1)
		return fail(run, "42P16", qualified(run, relation->schema, relation->name), "multiple primary keys for table \"%s\" are not allowed", relation->name);
	for (int primary = 1; primary >= 0; primary--)
		for (size_t i = 0; i < wishes->key.n; i++)
			if (!wishes->key.v[i].doubled && tree_text_is(wishes->key.v[i].node, "contype", "CONSTR_PRIMARY") == (primary == 1) &&
				!add_key(run, relation, &wishes->key.v[i]))
				return false;
	return true;
}

bool grant_wishes(struct run *run, struct relation *relation, struct wishes *wishes)
{
	for (size_t i = 0; i < wishes->generated.n; i++)
		if (!grant_generated(run, relation, &wishes->generated.v[i]))
			return false;
	for (size_t i = 0; i < wishes->check.n; i++)
		if (!add_check(run, relation, &wishes->check.v[i]))
			return false;
	if (!grant_keys(run, relation, wishes))
		return false;
	for (size_t i = 0; i < wishes->foreign.n; i++)
		if (!add_foreign_key(run, relation, &wishes->foreign.v[i]))
			return false;
	return true;
}
