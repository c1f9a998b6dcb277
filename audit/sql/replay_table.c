/* CREATE TABLE: columns, LIKE, INHERITS, PARTITION OF. */
#include "replay_private.h"

/* TableLikeClause.options */
#define LIKE_CONSTRAINTS (1 << 2)
#define LIKE_DEFAULTS (1 << 3)
#define LIKE_GENERATED (1 << 4)
#define LIKE_IDENTITY (1 << 5)
#define LIKE_INDEXES (1 << 6)

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
static void own_sequence(struct run *run, struct relation *relation, struct column *column, bool identity)
{
	const char *name = choose_relation_name(run, relation->schema, relation->name, column->name, "seq", false);
	struct relation *sequence = add_sequence(run, relation, column, identity, relation->schema, name);

	if (!identity) {
		column->default_sql = arena_printf(run->arena, "nextval('%s'::regclass)", quote_name(run->arena, name));
		depends(run, part_object(OBJECT_DEFAULT, column, relation), relation_object(sequence), 'n');
	}
}

static bool find_column_ref(void *context, const char *tag, const cJSON *body)
{
	bool *found = context;

	(void)body;
	if (strcmp(tag, "ColumnRef") == 0)
		*found = true;
	return strcmp(tag, "SelectStmt") != 0;
}

/* DEFAULT NULL is no default; NULL cast to the very type of the column neither. */
static bool is_no_default(struct run *run, const struct column *column, const cJSON *expression)
{
	struct sql_type type;

	if (!tree_is_null_constant(expression) || !tree_is(expression, "TypeCast"))
		return tree_is_null_constant(expression);
	type = type_from_tree(run->arena, run->catalog, tree_get(tree_body(expression), "typeName"));
	return type_same(&type, &column->type) && !*type.modifier;
}

bool set_default(struct run *run, struct relation *relation, struct column *column, const cJSON *expression, int end)
{
	bool refers = false;

	tree_walk(expression, find_column_ref, &refers);
	if (refers)
		return fail(run, "0A000", dotted(run, relation, column->name), "cannot use column reference in DEFAULT expression");
	touch(run, column);
	forget_depends(run, column, OBJECT_DEFAULT);
	column->has_default = !is_no_default(run, column, expression);
	column->default_sql = column->has_default ? default_text(run, expression, end) : NULL;
	if (column->has_default)
		depends_on_expression(run, part_object(OBJECT_DEFAULT, column, relation), expression, NULL, 0);
	return true;
}

static bool is_identity_type(const struct sql_type *type)
{
	return type->schema && strcmp(type->schema, "pg_catalog") == 0 && !type->array &&
	       (strcmp(type->name, "int2") == 0 || strcmp(type->name, "int4") == 0 || strcmp(type->name, "int8") == 0);
}

bool make_identity(struct run *run, struct relation *relation, struct column *column, const char *when)
{
	if (!is_identity_type(&column->type))
		return fail(run, "22023", dotted(run, relation, column->name), "identity column type must be smallint, integer, or bigint");
	column->identity = when[0] == 'd' ? 'd' : 'a';
	column->has_default = true;
	own_sequence(run, relation, column, true);
	return true;
}

/* What a column's constraint list has said so far, for contradictions. */
struct said {
	bool null, not_null, has_default, identity, generated;
};

static bool take_constraint(struct run *run, struct relation *relation, struct column *column, const cJSON *node, int next, struct said *said,
	struct wishes *wishes)
{
	const char *type = tree_text(node, "contype"), *object = dotted(run, relation, column->name);

	if (strcmp(type, "CONSTR_NULL") == 0 || strcmp(type, "CONSTR_NOTNULL") == 0) {
		bool not_null = strcmp(type, "CONSTR_NOTNULL") == 0;

		if (not_null ? said->null : said->not_null)
			return fail(run, "42601", object, "conflicting NULL/NOT NULL declarations for column \"%s\" of table \"%s\"", column->name, relation->name);
		*(not_null ? &said->not_null : &said->null) = true;
		column->not_null |= not_null;
	} else if (strcmp(type, "CONSTR_DEFAULT") == 0) {
		if (said->has_default)
			return fail(run, "42601", object, "multiple default values specified for column \"%s\" of table \"%s\"", column->name, relation->name);
		said->has_default = true;
		return set_default(run, relation, column, tree_get(node, "raw_expr"), next);
	} else if (strcmp(type, "CONSTR_IDENTITY") == 0) {
		if (said->identity)
			return fail(run, "42601", object, "multiple identity specifications for column \"%s\" of table \"%s\"", column->name, relation->name);
		if (said->null)
			return fail(run, "42601", object, "conflicting NULL/NOT NULL declarations for column \"%s\" of table \"%s\"", column->name, relation->name);
		said->identity = said->not_null = true;
		column->not_null = true;
		return make_identity(run, relation, column, tree_text(node, "generated_when"));
	} else if (strcmp(type, "CONSTR_GENERATED") == 0) {
		if (said->generated)
			return fail(run, "42601", object, "multiple generation clauses specified for column \"%s\" of table \"%s\"", column->name, relation->name);
		said->generated = true;
		column->generated = column->has_default = true;
		column->default_sql = parenthesised_text(run, tree_location(node));
		vec_push(&wishes->generated, (struct key_wish){.node = node, .column = column->name});
	} else if (strncmp(type, "CONSTR_ATTR_", 12) == 0) {
		struct key_wish *last = wishes->foreign.n ? &wishes->foreign.v[wishes->foreign.n - 1] : NULL,
				*key = wishes->key.n ? &wishes->key.v[wishes->key.n - 1] : NULL;

		/* DEFERRABLE after a key or reference of this column, whichever was written last. */
		if (key && (!last || key->position > last->position))
			last = key;
		if (last && strcmp(type, "CONSTR_ATTR_DEFERRABLE") == 0)
			last->deferrable = true;
		else if (last && strcmp(type, "CONSTR_ATTR_DEFERRED") == 0)
			last->deferrable = last->deferred = true;
	} else {
		if (strcmp(type, "CONSTR_PRIMARY") == 0 && said->null)
			return fail(run, "42601", object, "conflicting NULL/NOT NULL declarations for column \"%s\" of table \"%s\"", column->name, relation->name);
		add_wish(wishes, node, column->name);
	}
	return true;
}

static bool take_constraints(struct run *run, struct relation *relation, struct column *column, const cJSON *list, bool serial, struct wishes *wishes)
{
	struct said said = {.has_default = serial, .not_null = serial};
	const char *object = dotted(run, relation, column->name);
	const cJSON *item;

	tree_each(item, list)
	{
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
	if (type_name && !known_type(run, &type))
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
		own_sequence(run, relation, column, false);
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

struct column *inherit_column(struct run *run, struct relation *child, const struct column *column, bool partition)
{
	struct column *copy = relation_column(child, column->name);
	struct catalog *c = run->catalog;
	size_t n = c->depend.n;

	if (copy) {
		touch(run, copy);
		copy->inherited++;
		copy->not_null |= column->not_null;
		if (partition)
			copy->local = false;
		return copy;
	}
	copy = new_column(run, child, column->name, column->type, run->place);
	copy->local = false;
	copy->inherited = 1;
	copy->not_null = column->not_null;
	copy->generated = column->generated;
	copy->collation = column->collation;
	if (column->identity)
		return copy;
	copy->has_default = column->has_default;
	copy->default_sql = column->default_sql;
	for (size_t i = 0; i < n; i++) {
		struct depend d = c->depend.v[i];

		if (d.who.p == column && d.who.kind == OBJECT_DEFAULT)
			depends(run, part_object(OBJECT_DEFAULT, copy, child), d.on, d.how);
	}
	return copy;
}

static bool take_parents(struct run *run, struct relation *relation, const cJSON *list, bool partition)
{
	const cJSON *item;

	tree_each(item, list)
	{
		const cJSON *var = tree_as(item, "RangeVar");
		struct relation *parent = need_relation(run, var);

		if (!parent && run->catalog->open) {
			relation->columns_unknown = true;
			continue;
		}
		if (!parent)
			return false;
		if (partition && parent->kind != RELATION_PARTITIONED)
			return fail(run, "42P17", var_text(run, var), "\"%s\" is not partitioned", parent->name);
		if (!partition && parent->kind == RELATION_PARTITIONED)
			return fail(run, "42809", var_text(run, var), "cannot inherit from partitioned table \"%s\"", parent->name);
		if (parent->columns_unknown)
			relation->columns_unknown = true;
		for (size_t i = 0; i < parent->column.n; i++)
			inherit_column(run, relation, parent->column.v[i], partition);
		vec_push(&relation->parent, parent);
		depends(run, relation_object(relation), relation_object(parent), partition ? 'a' : 'n');
	}
	return true;
}

static void take_parents_checks(struct run *run, struct relation *relation)
{
	for (size_t i = 0; i < relation->parent.n; i++) {
		const struct relation *parent = relation->parent.v[i];

		for (size_t k = 0; k < parent->constraint.n; k++)
			if (parent->constraint.v[k]->kind == CONSTRAINT_CHECK && !parent->constraint.v[k]->no_inherit)
				inherit_check(run, relation, parent->constraint.v[k]);
	}
}

/* What a partition gets from the table it is a partition of. */
static bool take_partition_parts(struct run *run, struct relation *relation)
{
	const struct relation *parent = relation->parent.v[0];

	if (!attach_indexes(run, relation, parent))
		return false;
	for (size_t i = 0; i < parent->constraint.n; i++)
		if (parent->constraint.v[i]->kind == CONSTRAINT_FOREIGN)
			copy_foreign_key(run, relation, parent->constraint.v[i]);
	copy_triggers(run, relation, relation->parent.v[0]);
	return true;
}

static bool like_columns(struct run *run, struct relation *relation, const struct relation *from, int options)
{
	for (size_t i = 0; i < from->column.n; i++) {
		const struct column *column = from->column.v[i];
		struct column *copy;

		if (relation_column(relation, column->name))
			return fail(run, "42701", dotted(run, relation, column->name), "column \"%s\" specified more than once", column->name);
		copy = new_column(run, relation, column->name, column->type, run->place);
		copy->not_null = column->not_null;
		copy->collation = column->collation;
		if (column->identity && (options & LIKE_IDENTITY)) {
			if (!make_identity(run, relation, copy, column->identity == 'd' ? "d" : "a"))
				return false;
		} else if (column->generated ? options & LIKE_GENERATED : (options & LIKE_DEFAULTS) && !column->identity) {
			copy->generated = column->generated;
			copy->has_default = column->has_default;
			copy->default_sql = column->default_sql;
		}
	}
	return true;
}

/* LIKE's constraints and indexes come after the table's own. */
static void like_parts(struct run *run, struct relation *relation, const struct relation *from, int options)
{
	for (size_t i = 0; i < from->constraint.n; i++) {
		if (from->constraint.v[i]->kind == CONSTRAINT_CHECK && (options & LIKE_CONSTRAINTS)) {
			struct constraint *copy = inherit_check(run, relation, from->constraint.v[i]);

			if (copy) {
				copy->inherited = 0;
				copy->local = true;
			}
		}
	}
	for (size_t i = 0; i < from->index.n && (options & LIKE_INDEXES); i++)
		copy_index_to(run, relation, from, from->index.v[i]);
}

static bool take_element(struct run *run, struct relation *relation, const cJSON *item, struct wishes *wishes)
{
	struct column *made;

	if (tree_is(item, "ColumnDef"))
		return define_column(run, relation, tree_body(item), wishes, &made);
	if (tree_is(item, "Constraint"))
		add_wish(wishes, tree_body(item), NULL);
	if (tree_is(item, "TableLikeClause")) {
		struct relation *from = need_relation(run, tree_get(tree_body(item), "relation"));

		if (!from && run->catalog->open)
			return relation->columns_unknown = true;
		if (!from)
			return false;
		relation->columns_unknown |= from->columns_unknown;
		return like_columns(run, relation, from, tree_int(tree_body(item), "options"));
	}
	return true;
}

/* CREATE TABLE … OF type */
static bool take_type_columns(struct run *run, struct relation *relation, const cJSON *type_name)
{
	struct sql_type type = type_from_tree(run->arena, run->catalog, type_name);
	const struct relation *from;

	if (!known_type(run, &type))
		return false;
	from = type.schema ? catalog_relation(run->catalog, type.schema, type.name) : NULL;
	if (!from) {
		relation->columns_unknown = true;
		return true;
	}
	depends(run, relation_object(relation), relation_object((struct relation *)from), 'n');
	for (size_t i = 0; i < from->column.n; i++) {
		struct column *column = new_column(run, relation, from->column.v[i]->name, from->column.v[i]->type, run->place);

		/* The definition that may follow adds constraints: it is merged as for a parent's column. */
		column->local = false;
		column->inherited = 1;
	}
	return true;
}

static bool fill_table(struct run *run, struct relation *relation, const cJSON *body, struct wishes *wishes)
{
	const cJSON *item, *elements = tree_get(body, "tableElts"), *parents = tree_get(body, "inhRelations");
	bool partition = tree_get(body, "partbound") != NULL;

	if (!take_parents(run, relation, parents, partition))
		return false;
	if (tree_get(body, "ofTypename") && !take_type_columns(run, relation, tree_get(body, "ofTypename")))
		return false;
	tree_each(item, elements) if (!take_element(run, relation, item, wishes)) return false;
	if (tree_get(body, "ofTypename"))
		for (size_t i = 0; i < relation->column.n; i++)
			relation->column.v[i]->inherited = 0;
	take_parents_checks(run, relation);
	if (partition && relation->parent.n && !take_partition_parts(run, relation))
		return false;
	if (!grant_wishes(run, relation, wishes))
		return false;
	tree_each(item, elements)
	{
		const cJSON *like = tree_as(item, "TableLikeClause");
		struct relation *from = like ? range_var(run, tree_get(like, "relation")) : NULL;

		if (from && from != relation)
			like_parts(run, relation, from, tree_int(like, "options"));
	}
	return true;
}

bool relation_exists(struct run *run, const char *schema, const char *name, const char *operation, bool if_not_exists, bool *ok)
{
	const char *object = qualified(run, schema, name);

	if (relation_name_taken(run, schema, name)) {
		*ok = if_not_exists;
		if (if_not_exists)
			skipped(run, operation, object);
		else
			fail(run, "42P07", object, "relation \"%s\" already exists", name);
		return true;
	}
	if (catalog_type(run->catalog, schema, name)) {
		*ok = fail(run, "42710", object, "type \"%s\" already exists", name);
		return true;
	}
	return false;
}

bool run_create_table(struct run *run, const cJSON *body)
{
	/* CREATE FOREIGN TABLE wraps the same statement. */
	const cJSON *base = tree_get(body, "base") ? tree_get(body, "base") : body, *var = tree_get(base, "relation");
	bool foreign = tree_get(body, "servername") != NULL, temporary = tree_text_is(var, "relpersistence", "t"), ok = true;
	const char *written = *tree_text(var, "schemaname") ? tree_text(var, "schemaname") : NULL;
	const char *schema = creation_schema(run, written, temporary), *name = tree_text(var, "relname");
	struct wishes wishes = {0};
	struct relation *relation;

	if (!schema || relation_exists(run, schema, name, "create table", tree_flag(base, "if_not_exists"), &ok))
		return schema && ok;
	relation = catalog_add_relation(run->catalog, schema, name, foreign ? RELATION_FOREIGN : tree_get(base, "partspec") ? RELATION_PARTITIONED
															    : RELATION_TABLE);
	relation->temporary = temporary;
	relation->unlogged = tree_text_is(var, "relpersistence", "u");
	relation->place = run->place;
	event(run, "create table", qualified(run, schema, name));
	ok = fill_table(run, relation, base, &wishes);
	relation->made = true;
	wishes_free(&wishes);
	return ok;
}
