/* CREATE TABLE: columns, LIKE, INHERITS, PARTITION OF. */
#include "replay_private.h"

/* TableLikeClause.options */
#define LIKE_CONSTRAINTS (1 << 2)
#define LIKE_DEFAULTS (1 << 3)
#define LIKE_GENERATED (1 << 4)
#define LIKE_IDENTITY (1 << 5)
#define LIKE_INDEXES (1 << 6)

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
	copy->literal_type = column->literal_type;
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

	tree_each(item, list) {
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
			if (!make_identity(run, relation, copy, column->identity == 'd' ? "d" : "a", NULL))
				return false;
		} else if (column->generated ? options & LIKE_GENERATED : (options & LIKE_DEFAULTS) && !column->identity) {
			copy->generated = column->generated;
			copy->has_default = column->has_default;
			copy->default_sql = column->default_sql;
			copy->literal_type = column->literal_type;
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
		const cJSON *range = tree_get(tree_body(item), "relation");
		struct relation *from;

		/* Columns that code lists and a pack could not follow. */
		if (tree_text_is(range, "relname", UNKNOWN_TYPE))
			return relation->columns_unknown = true;
		from = need_relation(run, range);
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
	tree_each(item, elements) {
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
	relation->temporary = strcmp(schema, "pg_temp") == 0;
	relation->unlogged = tree_text_is(var, "relpersistence", "u");
	relation->place = run->place;
	event(run, "create table", qualified(run, schema, name));
	ok = fill_table(run, relation, base, &wishes);
	relation->made = true;
	wishes_free(&wishes);
	return ok;
}
