/* The forms of ALTER TABLE that concern one column. */
#include "replay_private.h"

static struct column *need_column(struct run *run, struct relation *relation, const char *name)
{
	struct column *column = relation_column(relation, name);

	if (!column && !relation->columns_unknown)
		fail(run, "42703", dotted(run, relation, name), "column \"%s\" of relation \"%s\" does not exist", name, relation->name);
	return column;
}

static void column_event(struct run *run, const struct relation *relation, const char *operation, const char *name)
{
	struct ddl_event *e = event(run, operation, dotted(run, relation, name));

	e->on = qualified(run, relation->schema, relation->name);
}

bool alter_add_column(struct run *run, struct relation *relation, const cJSON *command, bool only, struct wishes *wishes)
{
	const cJSON *def = tree_at(command, "def", "ColumnDef");
	const char *name = tree_text(def, "colname");
	struct relations below = {0};
	struct column *column;

	if (relation_column(relation, name)) {
		if (!tree_flag(command, "missing_ok"))
			return fail(run, "42701", dotted(run, relation, name), "column \"%s\" of relation \"%s\" already exists", name, relation->name);
		skipped(run, "add column", dotted(run, relation, name));
		return true;
	}
	if (!define_column(run, relation, def, wishes, &column))
		return false;
	column_event(run, relation, "add column", name);
	descendants(run->catalog, relation, &below);
	if (only && below.n > 0) {
		vec_free(&below);
		return fail(run, "42P16", dotted(run, relation, name), "column must be added to child tables too");
	}
	for (size_t i = 0; i < below.n; i++) {
		touch_relation(run, below.v[i]);
		inherit_column(run, below.v[i], column, below.v[i]->parent.n && below.v[i]->parent.v[0]->kind == RELATION_PARTITIONED);
	}
	vec_free(&below);
	return true;
}

/* The columns of children that go with a parent's; the others become their own. */
static void children_columns(struct run *run, struct relation *relation, const char *name, bool only, struct relations *tables)
{
	for (size_t i = 0; i < run->catalog->relation.n; i++) {
		struct relation *child = run->catalog->relation.v[i];
		struct column *column = relation_column(child, name);
		bool below = false;

		for (size_t k = 0; k < child->parent.n; k++)
			below |= child->parent.v[k] == relation;
		if (!below || !column || column->inherited == 0)
			continue;
		touch_relation(run, child);
		column->inherited--;
		if (only) {
			column->local = true;
		} else if (column->inherited == 0 && !column->local) {
			vec_push(tables, child);
			children_columns(run, child, name, only, tables);
		}
	}
}

bool alter_drop_column(struct run *run, struct relation *relation, const cJSON *command, bool only)
{
	const char *name = tree_text(command, "name");
	struct column *column = relation_column(relation, name);
	struct relations tables = {0};
	struct object *objects;
	bool ok;

	if (!column && (tree_flag(command, "missing_ok") || relation->columns_unknown)) {
		skipped(run, "drop column", dotted(run, relation, name));
		return true;
	}
	if (!column)
		return need_column(run, relation, name) != NULL;
	if (column->inherited)
		return fail(run, "42P16", dotted(run, relation, name), "cannot drop inherited column \"%s\"", name);
	vec_push(&tables, relation);
	children_columns(run, relation, name, only, &tables);
	objects = arena_array(run->arena, struct object, tables.n);
	for (size_t i = 0; i < tables.n; i++)
		objects[i] = part_object(OBJECT_COLUMN, relation_column(tables.v[i], name), tables.v[i]);
	ok = drop_objects(run, objects, tables.n, tree_text_is(command, "behavior", "DROP_CASCADE"));
	vec_free(&tables);
	return ok;
}

bool set_not_null(struct run *run, struct relation *relation, const char *name, bool not_null)
{
	struct column *column = relation_column(relation, name);
	struct relations below = {0};

	if (column) {
		touch(run, column);
		column->not_null = not_null;
	}
	descendants(run->catalog, relation, &below);
	for (size_t i = 0; i < below.n; i++) {
		if (!(column = relation_column(below.v[i], name)))
			continue;
		touch(run, column);
		column->not_null = not_null;
	}
	vec_free(&below);
	return true;
}

static bool in_primary_key(const struct relation *relation, const char *name)
{
	for (size_t i = 0; i < relation->constraint.n; i++)
		for (size_t k = 0; k < relation->constraint.v[i]->columns && relation->constraint.v[i]->kind == CONSTRAINT_PRIMARY; k++)
			if (strcmp(relation->constraint.v[i]->column[k], name) == 0)
				return true;
	return false;
}

static bool drop_not_null(struct run *run, struct relation *relation, const struct column *column)
{
	const char *object = dotted(run, relation, column->name);

	if (column->identity)
		return fail(run, "42601", object, "column \"%s\" of relation \"%s\" is an identity column", column->name, relation->name);
	if (in_primary_key(relation, column->name))
		return fail(run, "42P16", object, "column \"%s\" is in a primary key", column->name);
	for (size_t i = 0; i < relation->parent.n; i++) {
		const struct column *above = relation_column(relation->parent.v[i], column->name);

		if (relation->parent.v[i]->kind == RELATION_PARTITIONED && above && above->not_null)
			return fail(run, "42P16", object, "column \"%s\" is marked NOT NULL in parent table", column->name);
	}
	column_event(run, relation, "drop not null", column->name);
	return set_not_null(run, relation, column->name, false);
}

static bool change_default(struct run *run, struct relation *relation, struct column *column, const cJSON *expression, bool only)
{
	const char *object = dotted(run, relation, column->name);
	struct relations below = {0};
	bool ok = true;

	if (column->identity)
		return fail(run, "42601", object, "column \"%s\" of relation \"%s\" is an identity column", column->name, relation->name);
	if (column->generated)
		return fail(run, "42601", object, "column \"%s\" of relation \"%s\" is a generated column", column->name, relation->name);
	vec_push(&below, relation);
	if (!only)
		descendants(run->catalog, relation, &below);
	for (size_t i = 0; i < below.n && ok; i++) {
		struct column *own = relation_column(below.v[i], column->name);

		if (own && expression) {
			ok = set_default(run, below.v[i], own, expression, -1);
		} else if (own) {
			touch(run, own);
			own->has_default = false;
			own->default_sql = NULL;
			forget_depends(run, own, OBJECT_DEFAULT);
		}
	}
	vec_free(&below);
	column_event(run, relation, expression ? "set default" : "drop default", column->name);
	return ok;
}

static bool add_identity(struct run *run, struct relation *relation, struct column *column, const cJSON *def)
{
	const char *object = dotted(run, relation, column->name);

	if (!column->not_null)
		return fail(run, "55000", object, "column \"%s\" of relation \"%s\" must be declared NOT NULL before identity can be added", column->name,
			relation->name);
	if (column->identity)
		return fail(run, "55000", object, "column \"%s\" of relation \"%s\" is already an identity column", column->name, relation->name);
	if (column->has_default)
		return fail(run, "55000", object, "column \"%s\" of relation \"%s\" already has a default value", column->name, relation->name);
	touch(run, column);
	column_event(run, relation, "add identity", column->name);
	return make_identity(run, relation, column, tree_text(tree_as(def, "Constraint"), "generated_when"), tree_get(tree_as(def, "Constraint"), "options"));
}

static bool set_identity(struct run *run, struct relation *relation, struct column *column, const cJSON *options)
{
	const cJSON *item;

	if (!column->identity)
		return fail(run, "55000", dotted(run, relation, column->name), "column \"%s\" of relation \"%s\" is not an identity column", column->name,
			relation->name);
	touch(run, column);
	tree_each(item, options) if (tree_text_is(tree_as(item, "DefElem"), "defname", "generated"))
		column->identity = tree_int(tree_at(tree_as(item, "DefElem"), "arg", "Integer"), "ival") == 'd' ? 'd' : 'a';
	column_event(run, relation, "set identity", column->name);
	return true;
}

static bool drop_identity(struct run *run, struct relation *relation, struct column *column, bool missing_ok)
{
	struct catalog *c = run->catalog;
	struct relation *sequence = NULL;

	if (!column->identity && missing_ok) {
		skipped(run, "drop identity", dotted(run, relation, column->name));
		return true;
	}
	if (!column->identity)
		return fail(run, "55000", dotted(run, relation, column->name), "column \"%s\" of relation \"%s\" is not an identity column", column->name,
			relation->name);
	touch(run, column);
	column->identity = 0;
	column->has_default = false;
	column_event(run, relation, "drop identity", column->name);
	for (size_t i = 0; i < c->depend.n; i++)
		if (c->depend.v[i].how == 'i' && c->depend.v[i].on.p == column && c->depend.v[i].who.kind == OBJECT_RELATION)
			sequence = c->depend.v[i].who.p;
	if (!sequence)
		return true;
	forget_depends(run, sequence, OBJECT_RELATION);
	catalog_remove_relation(c, sequence);
	return true;
}

/* What the column needs for its type, or for its generation expression. */
static void forget_uses(struct run *run, const struct column *column, bool types)
{
	struct catalog *c = run->catalog;
	size_t kept = 0;

	undo_keeps_depends(run);
	for (size_t i = 0; i < c->depend.n; i++) {
		const struct depend *d = &c->depend.v[i];
		bool is_type = d->on.kind == OBJECT_TYPE || d->on.kind == OBJECT_RELATION;

		if (d->who.p != column || d->who.kind != OBJECT_COLUMN || is_type != types)
			c->depend.v[kept++] = *d;
	}
	c->depend.n = kept;
}

static bool drop_expression(struct run *run, struct relation *relation, struct column *column, bool missing_ok)
{
	if (!column->generated && !missing_ok)
		return fail(run, "55000", dotted(run, relation, column->name), "column \"%s\" of relation \"%s\" is not a stored generated column", column->name,
			relation->name);
	if (!column->generated) {
		skipped(run, "drop expression", dotted(run, relation, column->name));
		return true;
	}
	touch(run, column);
	column->generated = column->has_default = false;
	column->default_sql = NULL;
	forget_uses(run, column, false);
	column_event(run, relation, "drop expression", column->name);
	return true;
}

static bool is_text_like(const struct sql_type *type)
{
	return strcmp(type->name, "text") == 0 || strcmp(type->name, "varchar") == 0 || strcmp(type->name, "bpchar") == 0 || strcmp(type->name, "name") == 0 ||
	       strcmp(type->name, "char") == 0;
}

/* Whether no assignment cast leads from one type to the other: said of pairs that are sure only. */
static bool cast_refused(const struct sql_type *from, const struct sql_type *to, bool own_casts)
{
	static const char *const numbers = " int2 int4 int8 numeric float4 float8 ", *const times = " date timestamp timestamptz ";
	static const char *const alone = " uuid bool bytea json jsonb inet date timestamp timestamptz time timetz interval point int2 int4 int8 numeric float4 float8 ";
	const char *a, *b;

	if (own_casts || !from->schema || !to->schema || type_same(from, to) || strcmp(from->schema, "pg_catalog") != 0)
		return false;
	if ((from->array > 0) != (to->array > 0))
		return !is_text_like(to) || to->array;
	if (is_text_like(to))
		return false;
	if (strcmp(to->schema, "pg_catalog") != 0)
		return is_text_like(from) && to->modifier && strcmp(to->modifier, "enum") == 0;
	a = from->name;
	b = to->name;
	if (strcmp(a, b) == 0)
		return false;
#define IN(set, name) (strstr(set, name) != NULL && strlen(name) > 2)
	if (is_text_like(from))
		return IN(alone, b);
	if (!IN(alone, a) || !IN(alone, b) || (IN(numbers, a) && IN(numbers, b)) || (IN(times, a) && IN(times, b)))
		return false;
	if ((strcmp(a, "json") == 0 && strcmp(b, "jsonb") == 0) || (strcmp(a, "jsonb") == 0 && strcmp(b, "json") == 0))
		return false;
	if (strncmp(b, "time", 4) == 0 && (strncmp(a, "time", 4) == 0 || strcmp(a, "interval") == 0))
		return false;
	if (strcmp(b, "interval") == 0 && strcmp(a, "time") == 0)
		return false;
#undef IN
	return true;
}

/* Types of the catalogue stand for what they are: an enum is marked so that a cast from text to it is refused. */
static struct sql_type marked(const struct run *run, struct sql_type type)
{
	const struct user_type *user = type.schema && strcmp(type.schema, "pg_catalog") != 0 ? catalog_type(run->catalog, type.schema, type.name) : NULL;

	if (user && user->kind == TYPE_ENUM)
		type.modifier = "enum";
	return type;
}

/*
 * The type of a default, which ALTER COLUMN TYPE converts to the new one: that of the expression as it was written, for the conversion to the column's
 * type is taken off again. schema NULL: not known.
 */
static struct sql_type default_type(struct run *run, const struct column *column)
{
	struct sql_type type = column->literal_type;
	struct bound_output *output;
	const char *select;
	struct sql_text *text;
	size_t n;

	if (type.schema || !column->default_sql)
		return type;
	select = arena_printf(run->arena, "SELECT %s", column->default_sql);
	text = sql_parse(select, strlen(select));
	if (text->n == 1 && text->statement[0].tree && bind_query_columns(run->arena, run->catalog, text->statement[0].tree, select, &output, &n) && n == 1 && output[0].type.name)
		type = output[0].type;
	sql_free(text);
	return type;
}

/* What forbids changing the type of a column: what was compiled with it. */
static bool type_in_use(struct run *run, const struct relation *relation, const struct column *column)
{
	const char *object = dotted(run, relation, column->name), *user = NULL;

	for (size_t i = 0; i < run->catalog->depend.n && !user; i++) {
		const struct depend *d = &run->catalog->depend.v[i];

		if (d->on.p != column || d->on.kind != OBJECT_COLUMN)
			continue;
		if (d->who.kind == OBJECT_RELATION && (d->who.relation->kind == RELATION_VIEW || d->who.relation->kind == RELATION_MATVIEW))
			user = "used by a view or rule";
		else if (d->who.kind == OBJECT_POLICY)
			user = "used in a policy definition";
		else if (d->who.kind == OBJECT_TRIGGER)
			user = "used in a trigger definition";
		else if (d->who.kind == OBJECT_COLUMN)
			user = "used by a generated column";
	}
	return user && !fail(run, "0A000", object, "cannot alter type of a column %s", user);
}

static void retype(struct run *run, struct relation *relation, struct column *column, const struct sql_type *type, const char *collation)
{
	touch(run, column);
	column->type = *type;
	column->collation = collation;
	forget_uses(run, column, true);
	depends_on_type(run, part_object(OBJECT_COLUMN, column, relation), type);
}

/* Checked for every command of the statement before the first is carried out. */
bool alter_type_refused(struct run *run, struct relation *relation, const cJSON *command)
{
	const char *name = tree_text(command, "name"), *schema, *written = "serial";
	const cJSON *def = tree_at(command, "def", "ColumnDef"), *type_name = tree_get(def, "typeName");
	struct column *column = need_column(run, relation, name);
	struct sql_type type = type_from_tree(run->arena, run->catalog, type_name), from, to = marked(run, type);

	if (!column)
		return !relation->columns_unknown;
	if (column->inherited)
		return !fail(run, "42P16", dotted(run, relation, name), "cannot alter inherited column \"%s\"", name);
	if (type_serial(type_name)) {
		tree_name(tree_get(type_name, "names"), &schema, &written);
		return !fail(run, "42704", dotted(run, relation, name), "type \"%s\" does not exist", written);
	}
	if (!known_type(run, &type))
		return true;
	from = marked(run, column->type);
	if (!tree_get(def, "raw_default") && cast_refused(&from, &to, run->catalog->own_casts))
		return !fail(run, "42804", dotted(run, relation, name), "column \"%s\" cannot be cast automatically to type %s", name, type_text(run->arena, &type));
	return false;
}

static bool alter_type(struct run *run, struct relation *relation, struct column *column, const cJSON *def)
{
	const char *object = dotted(run, relation, column->name), *schema, *collation = NULL;
	struct sql_type type = type_from_tree(run->arena, run->catalog, tree_get(def, "typeName")), from = {0}, to = marked(run, type);
	struct relations below = {0};

	if (column->has_default && !column->generated && !column->identity)
		from = marked(run, default_type(run, column));
	if (from.schema && cast_refused(&from, &to, run->catalog->own_casts))
		return fail(run, "42804", object, "default for column \"%s\" cannot be cast automatically to type %s", column->name, type_text(run->arena, &type));
	if (type_in_use(run, relation, column))
		return false;
	if (tree_name(tree_get(tree_get(def, "collClause"), "collname"), &schema, &collation))
		collation = arena_strdup(run->arena, collation);
	vec_push(&below, relation);
	descendants(run->catalog, relation, &below);
	for (size_t i = 0; i < below.n; i++) {
		struct column *own = relation_column(below.v[i], column->name);

		if (own)
			retype(run, below.v[i], own, &type, collation);
	}
	vec_free(&below);
	column_event(run, relation, "alter column type", column->name);
	return true;
}

static bool carry_out(struct run *run, struct relation *relation, struct column *column, const cJSON *command, bool only)
{
	const char *subtype = tree_text(command, "subtype");
	const cJSON *def = tree_get(command, "def");

	if (strcmp(subtype, "AT_SetNotNull") == 0) {
		column_event(run, relation, "set not null", column->name);
		return set_not_null(run, relation, column->name, true);
	}
	if (strcmp(subtype, "AT_DropNotNull") == 0)
		return drop_not_null(run, relation, column);
	if (strcmp(subtype, "AT_ColumnDefault") == 0)
		return change_default(run, relation, column, def, only);
	if (strcmp(subtype, "AT_AlterColumnType") == 0)
		return alter_type(run, relation, column, tree_as(def, "ColumnDef"));
	if (strcmp(subtype, "AT_AddIdentity") == 0)
		return add_identity(run, relation, column, def);
	if (strcmp(subtype, "AT_SetIdentity") == 0)
		return set_identity(run, relation, column, tree_get(tree_as(def, "List"), "items"));
	if (strcmp(subtype, "AT_DropIdentity") == 0)
		return drop_identity(run, relation, column, tree_flag(command, "missing_ok"));
	if (strcmp(subtype, "AT_DropExpression") == 0)
		return drop_expression(run, relation, column, tree_flag(command, "missing_ok"));
	return true;
}

bool alter_column(struct run *run, struct relation *relation, const cJSON *command, bool only, bool *known)
{
	static const char *const subtypes[] = {"AT_SetNotNull", "AT_DropNotNull", "AT_ColumnDefault", "AT_AlterColumnType", "AT_AddIdentity",
		"AT_SetIdentity", "AT_DropIdentity",
		"AT_DropExpression", "AT_SetStatistics", "AT_SetStorage", "AT_SetOptions", "AT_ResetOptions", "AT_SetCompression"};
	const char *name = tree_text(command, "name");
	struct column *column;

	*known = false;
	for (size_t i = 0; i < sizeof(subtypes) / sizeof(*subtypes); i++)
		*known |= tree_text_is(command, "subtype", subtypes[i]);
	if (!*known || !*name)
		return true;
	column = need_column(run, relation, name);
	if (!column)
		return relation->columns_unknown;
	return carry_out(run, relation, column, command, only);
}
