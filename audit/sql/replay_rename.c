/* RENAME and SET SCHEMA. Objects are the same before and after: only the texts that name them change. */
#include "replay_private.h"

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static void rename_type_use(struct sql_type *type, const char *schema, const char *name, const char *new_schema, const char *new_name)
{
	if (same(type->schema, schema) && same(type->name, name)) {
		type->schema = new_schema;
		type->name = new_name;
	}
}

static bool uses_type(const struct sql_type *type, const char *schema, const char *name)
{
	return same(type->schema, schema) && same(type->name, name);
}

/* Columns, functions and domains of a type that has another name now. */
static void rename_type_uses(struct run *run, const char *schema, const char *name, const char *new_schema, const char *new_name)
{
	struct catalog *c = run->catalog;

	for (size_t i = 0; i < c->relation.n; i++) {
		for (size_t k = 0; k < c->relation.v[i]->column.n; k++) {
			struct column *column = c->relation.v[i]->column.v[k];

			if (!uses_type(&column->type, schema, name))
				continue;
			touch(run, column);
			rename_type_use(&column->type, schema, name, new_schema, new_name);
		}
	}
	for (size_t i = 0; i < c->type.n; i++) {
		if (!uses_type(&c->type.v[i]->base, schema, name))
			continue;
		touch_type(run, c->type.v[i]);
		rename_type_use(&c->type.v[i]->base, schema, name, new_schema, new_name);
	}
	for (size_t i = 0; i < c->function.n; i++) {
		struct routine *f = c->function.v[i];

		touch_function(run, f);
		rename_type_use(&f->result, schema, name, new_schema, new_name);
		for (size_t k = 0; k < f->argument.n; k++)
			rename_type_use(&f->argument.v[k], schema, name, new_schema, new_name);
		for (size_t k = 0; k < f->output.n; k++) {
			touch(run, f->output.v[k]);
			rename_type_use(&f->output.v[k]->type, schema, name, new_schema, new_name);
		}
	}
}

/* Foreign keys of other tables, policies, and the row type. */
static void rename_relation_uses(struct run *run, const struct relation *relation, const char *new_schema, const char *new_name)
{
	struct catalog *c = run->catalog;

	for (size_t i = 0; i < c->relation.n; i++) {
		for (size_t k = 0; k < c->relation.v[i]->constraint.n; k++) {
			struct constraint *f = c->relation.v[i]->constraint.v[k];

			if (!same(f->ref_schema, relation->schema) || !same(f->ref_table, relation->name))
				continue;
			touch(run, f);
			f->ref_schema = new_schema;
			f->ref_table = new_name;
		}
	}
	for (size_t i = 0; i < c->policy.n; i++) {
		if (!same(c->policy.v[i]->schema, relation->schema) || !same(c->policy.v[i]->table, relation->name))
			continue;
		touch(run, c->policy.v[i]);
		c->policy.v[i]->schema = new_schema;
		c->policy.v[i]->table = new_name;
	}
	rename_type_uses(run, relation->schema, relation->name, new_schema, new_name);
}

/* A default that calls nextval means the sequence, not its name. */
static void rename_sequence_uses(struct run *run, const struct relation *sequence, const char *new_schema, const char *new_name)
{
	for (size_t i = 0; i < run->catalog->depend.n; i++) {
		const struct depend *d = &run->catalog->depend.v[i];
		struct column *column = d->who.p;
		const char *path;

		if (d->on.kind != OBJECT_RELATION || d->on.relation != sequence || d->who.kind != OBJECT_DEFAULT || !column->default_sql)
			continue;
		if (strncasecmp(column->default_sql, "nextval(", 8) != 0)
			continue;
		path = same(new_schema, d->who.relation->schema) ? "" : arena_printf(run->arena, "%s.", quote_name(run->arena, new_schema));
		touch(run, column);
		column->default_sql = arena_printf(run->arena, "nextval('%s%s'::regclass)", path, quote_name(run->arena, new_name));
	}
}

static void move_relation(struct run *run, struct relation *relation, const char *schema, const char *name)
{
	schema = arena_strdup(run->arena, schema);
	name = arena_strdup(run->arena, name);
	touch_relation(run, relation);
	rename_relation_uses(run, relation, schema, name);
	if (relation->kind == RELATION_SEQUENCE)
		rename_sequence_uses(run, relation, schema, name);
	relation->schema = schema;
	relation->name = name;
	for (size_t i = 0; i < relation->index.n; i++)
		relation->index.v[i]->schema = schema;
	catalog_reindex(run->catalog);
}

static void renamed(struct run *run, const char *operation, const char *object, const struct relation *on)
{
	struct ddl_event *e = event(run, operation, object);

	if (on)
		e->on = qualified(run, on->schema, on->name);
}

static bool rename_index(struct run *run, const char *schema, const char *name, const char *new_name, bool missing_ok)
{
	struct relation *on = NULL;
	struct index *index = catalog_index(run->catalog, schema, name, &on);
	struct constraint *constraint;

	if (!index && missing_ok) {
		skipped(run, "rename index", name);
		return true;
	}
	if (!index)
		return fail_missing(run, "42P01", name, "relation \"%s\" does not exist", name);
	if (relation_name_taken(run, on->schema, new_name))
		return fail(run, "42P07", new_name, "relation \"%s\" already exists", new_name);
	renamed(run, "rename index", qualified(run, on->schema, name), on);
	touch_relation(run, on);
	constraint = index->constraint ? find_constraint(on, index->constraint) : NULL;
	index->name = arena_strdup(run->arena, new_name);
	catalog_note_part(run->catalog, new_name);
	if (constraint)
		constraint->name = index->constraint = index->name;
	return true;
}

static const char *rename_operation(const struct relation *r)
{
	return r->kind == RELATION_VIEW ? "rename view" : r->kind == RELATION_MATVIEW ? "rename materialized view"
						  : r->kind == RELATION_SEQUENCE      ? "rename sequence"
										      : "rename table";
}

static bool rename_relation(struct run *run, const cJSON *body)
{
	const cJSON *var = tree_get(body, "relation");
	const char *schema = *tree_text(var, "schemaname") ? tree_text(var, "schemaname") : NULL, *name = tree_text(var, "relname"),
		   *new_name = tree_text(body, "newname");
	struct relation *relation = range_var(run, var);

	if (tree_text_is(body, "renameType", "OBJECT_INDEX") || (!relation && catalog_index(run->catalog, schema, name, NULL)))
		return rename_index(run, schema, name, new_name, tree_flag(body, "missing_ok"));
	if (!relation && tree_flag(body, "missing_ok")) {
		skipped(run, "rename table", var_text(run, var));
		return true;
	}
	if (!relation)
		return need_relation(run, var) != NULL;
	if (relation_name_taken(run, relation->schema, new_name))
		return fail(run, "42P07", qualified(run, relation->schema, new_name), "relation \"%s\" already exists", new_name);
	if (relation->kind != RELATION_SEQUENCE && catalog_type(run->catalog, relation->schema, new_name))
		return fail(run, "42710", qualified(run, relation->schema, new_name), "type \"%s\" already exists", new_name);
	renamed(run, rename_operation(relation), qualified(run, relation->schema, relation->name), NULL);
	move_relation(run, relation, relation->schema, new_name);
	return true;
}

/* A new list with one name replaced: lists of names may be shared with copies. */
static const char **replaced(struct run *run, const char **names, size_t n, const char *old, const char *new_name)
{
	const char **copy = arena_array(run->arena, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		copy[i] = same(names[i], old) ? new_name : names[i];
	return copy;
}

static void rename_column_uses(struct run *run, struct relation *relation, const char *old, const char *new_name)
{
	struct catalog *c = run->catalog;

	for (size_t i = 0; i < relation->constraint.n; i++)
		relation->constraint.v[i]->column = replaced(run, relation->constraint.v[i]->column, relation->constraint.v[i]->columns, old, new_name);
	for (size_t i = 0; i < relation->index.n; i++) {
		struct index *index = relation->index.v[i];

		for (size_t k = 0; k < index->columns; k++)
			if (same(index->column[k], old))
				index->attribute = replaced(run, index->attribute, index->columns, old, new_name);
		index->column = replaced(run, index->column, index->columns, old, new_name);
		index->include = replaced(run, index->include, index->includes, old, new_name);
	}
	for (size_t i = 0; i < c->relation.n; i++) {
		for (size_t k = 0; k < c->relation.v[i]->constraint.n; k++) {
			struct constraint *f = c->relation.v[i]->constraint.v[k];

			if (!same(f->ref_schema, relation->schema) || !same(f->ref_table, relation->name))
				continue;
			touch(run, f);
			f->ref_column = replaced(run, f->ref_column, f->ref_columns, old, new_name);
		}
	}
}

static void rename_one_column(struct run *run, struct relation *relation, struct column *column, const char *new_name)
{
	const char *old = column->name;

	touch_relation(run, relation);
	touch(run, column);
	column->name = arena_strdup(run->arena, new_name);
	column->place = run->place;
	vec_push(&relation->dropped_column, old);
	rename_column_uses(run, relation, old, column->name);
}

static bool rename_column(struct run *run, const cJSON *body)
{
	const cJSON *var = tree_get(body, "relation");
	const char *old = tree_text(body, "subname"), *new_name = tree_text(body, "newname");
	struct relation *relation = range_var(run, var);
	struct column *column;
	struct relations tables = {0};
	bool ok = true;

	if (!relation && tree_flag(body, "missing_ok")) {
		skipped(run, "rename column", var_text(run, var));
		return true;
	}
	if (!relation)
		return need_relation(run, var) != NULL;
	column = relation_column(relation, old);
	if (!column)
		return relation->columns_unknown || fail(run, "42703", dotted(run, relation, old), "column \"%s\" does not exist", old);
	if (column->inherited)
		return fail(run, "42P16", dotted(run, relation, old), "cannot rename inherited column \"%s\"", old);
	vec_push(&tables, relation);
	descendants(run->catalog, relation, &tables);
	renamed(run, "rename column", dotted(run, relation, old), relation);
	for (size_t i = 0; i < tables.n && ok; i++) {
		column = relation_column(tables.v[i], old);
		if (column && (relation_column(tables.v[i], new_name) || is_system_column(new_name)))
			ok = fail(run, "42701", dotted(run, tables.v[i], new_name), "column \"%s\" of relation \"%s\" already exists", new_name, tables.v[i]->name);
		else if (column)
			rename_one_column(run, tables.v[i], column, new_name);
	}
	vec_free(&tables);
	return ok;
}

static bool rename_constraint(struct run *run, const cJSON *body)
{
	const char *old = tree_text(body, "subname"), *new_name = tree_text(body, "newname");
	struct relation *relation = range_var(run, tree_get(body, "relation"));
	struct constraint *constraint;
	struct relations tables = {0};

	if (!relation)
		return tree_flag(body, "missing_ok") || need_relation(run, tree_get(body, "relation")) != NULL;
	if (!(constraint = find_constraint(relation, old)))
		return fail_missing(run, "42704", dotted(run, relation, old), "constraint \"%s\" for table \"%s\" does not exist", old, relation->name);
	if (constraint->inherited)
		return fail(run, "42P16", dotted(run, relation, old), "cannot rename inherited constraint \"%s\"", old);
	renamed(run, "rename constraint", dotted(run, relation, old), relation);
	if (key_index(relation, constraint))
		return rename_index(run, relation->schema, key_index(relation, constraint)->name, new_name, false);
	if (find_constraint(relation, new_name))
		return fail(run, "42710", dotted(run, relation, new_name), "constraint \"%s\" for relation \"%s\" already exists", new_name, relation->name);
	vec_push(&tables, relation);
	if (constraint->kind == CONSTRAINT_CHECK)
		descendants(run->catalog, relation, &tables);
	for (size_t i = 0; i < tables.n; i++) {
		if (!(constraint = find_constraint(tables.v[i], old)))
			continue;
		touch(run, constraint);
		constraint->name = arena_strdup(run->arena, new_name);
		catalog_note_part(run->catalog, new_name);
	}
	vec_free(&tables);
	return true;
}

static void move_type(struct run *run, struct user_type *type, const char *schema, const char *name)
{
	struct relation *composite = type->kind == TYPE_COMPOSITE ? catalog_relation(run->catalog, type->schema, type->name) : NULL;

	schema = arena_strdup(run->arena, schema);
	name = arena_strdup(run->arena, name);
	rename_type_uses(run, type->schema, type->name, schema, name);
	touch_type(run, type);
	type->schema = schema;
	type->name = name;
	if (composite)
		move_relation(run, composite, schema, name);
}

static bool rename_type(struct run *run, const cJSON *body)
{
	const char *schema = NULL, *name = NULL, *new_name = tree_text(body, "newname");
	struct user_type *type;

	if (!tree_object_name(tree_get(body, "object"), &schema, &name))
		return true;
	if (!(type = need_type(run, schema, name)))
		return false;
	if (catalog_type(run->catalog, type->schema, new_name) || catalog_relation(run->catalog, type->schema, new_name))
		return fail(run, "42710", qualified(run, type->schema, new_name), "type \"%s\" already exists", new_name);
	renamed(run, "rename type", qualified(run, type->schema, type->name), NULL);
	move_type(run, type, type->schema, new_name);
	return true;
}

static bool rename_schema(struct run *run, const char *old, const char *new_name)
{
	struct catalog *c = run->catalog;

	if (!catalog_has_schema(c, old))
		return fail_missing(run, "3F000", old, "schema \"%s\" does not exist", old);
	if (catalog_has_schema(c, new_name))
		return fail(run, "42P06", new_name, "schema \"%s\" already exists", new_name);
	renamed(run, "rename schema", old, NULL);
	new_name = arena_strdup(run->arena, new_name);
	for (size_t i = 0; i < c->schema.n; i++)
		if (strcmp(c->schema.v[i], old) == 0)
			c->schema.v[i] = new_name;
	for (size_t i = 0; i < c->relation.n; i++)
		if (strcmp(c->relation.v[i]->schema, old) == 0)
			move_relation(run, c->relation.v[i], new_name, c->relation.v[i]->name);
	for (size_t i = 0; i < c->type.n; i++)
		if (strcmp(c->type.v[i]->schema, old) == 0)
			move_type(run, c->type.v[i], new_name, c->type.v[i]->name);
	for (size_t i = 0; i < c->function.n; i++) {
		if (strcmp(c->function.v[i]->schema, old) != 0)
			continue;
		touch_function(run, c->function.v[i]);
		c->function.v[i]->schema = new_name;
	}
	return true;
}

/* Triggers name their function. */
static void move_function(struct run *run, struct routine *function, const char *schema, const char *name)
{
	struct catalog *c = run->catalog;

	schema = arena_strdup(run->arena, schema);
	name = arena_strdup(run->arena, name);
	for (size_t i = 0; i < c->relation.n; i++) {
		for (size_t k = 0; k < c->relation.v[i]->trigger.n; k++) {
			struct trigger *t = c->relation.v[i]->trigger.v[k];

			if (!same(t->function_schema, function->schema) || !same(t->function, function->name))
				continue;
			touch(run, t);
			t->function_schema = schema;
			t->function = name;
		}
	}
	touch_function(run, function);
	function->schema = schema;
	function->name = name;
}

static struct routine *need_function(struct run *run, const cJSON *object)
{
	const char *schema = NULL, *name = "";
	bool ambiguous = false;
	struct routine *function = find_function(run, tree_body(object), &ambiguous);

	tree_object_name(object, &schema, &name);
	if (ambiguous)
		fail(run, "42725", name, "function name \"%s\" is not unique", name);
	else if (!function)
		fail_missing(run, "42883", name, "function %s does not exist", name);
	return function;
}

static bool rename_function(struct run *run, const cJSON *body)
{
	struct routine *function = need_function(run, tree_get(body, "object"));

	if (!function)
		return false;
	renamed(run, "rename function", qualified(run, function->schema, function->name), NULL);
	move_function(run, function, function->schema, tree_text(body, "newname"));
	return true;
}

/* Triggers and policies: `list` names them within the table. */
static bool rename_part(struct run *run, const cJSON *body, bool trigger)
{
	const char *old = tree_text(body, "subname"), *new_name = tree_text(body, "newname");
	struct relation *relation = need_relation(run, tree_get(body, "relation"));
	const char **found = NULL;

	if (!relation)
		return false;
	for (size_t i = 0; trigger && i < relation->trigger.n; i++) {
		if (strcmp(relation->trigger.v[i]->name, old) == 0) {
			touch(run, relation->trigger.v[i]);
			found = &relation->trigger.v[i]->name;
		}
	}
	for (size_t i = 0; !trigger && i < run->catalog->policy.n; i++) {
		struct policy *p = run->catalog->policy.v[i];

		if (same(p->schema, relation->schema) && same(p->table, relation->name) && strcmp(p->name, old) == 0) {
			touch(run, p);
			found = &p->name;
		}
	}
	if (!found)
		return fail_missing(run, "42704", dotted(run, relation, old), "%s \"%s\" for table \"%s\" does not exist", trigger ? "trigger" : "policy", old,
			relation->name);
	renamed(run, trigger ? "rename trigger" : "rename policy", dotted(run, relation, old), relation);
	*found = arena_strdup(run->arena, new_name);
	return true;
}

bool run_rename(struct run *run, const cJSON *body)
{
	const char *type = tree_text(body, "renameType");

	if (strcmp(type, "OBJECT_COLUMN") == 0 || strcmp(type, "OBJECT_ATTRIBUTE") == 0)
		return rename_column(run, body);
	if (strcmp(type, "OBJECT_TABCONSTRAINT") == 0)
		return rename_constraint(run, body);
	if (strcmp(type, "OBJECT_TYPE") == 0 || strcmp(type, "OBJECT_DOMAIN") == 0)
		return rename_type(run, body);
	if (strcmp(type, "OBJECT_SCHEMA") == 0)
		return rename_schema(run, tree_text(body, "subname"), tree_text(body, "newname"));
	if (strcmp(type, "OBJECT_FUNCTION") == 0 || strcmp(type, "OBJECT_PROCEDURE") == 0 || strcmp(type, "OBJECT_ROUTINE") == 0 || strcmp(type, "OBJECT_AGGREGATE") == 0)
		return rename_function(run, body);
	if (strcmp(type, "OBJECT_TRIGGER") == 0 || strcmp(type, "OBJECT_POLICY") == 0)
		return rename_part(run, body, strcmp(type, "OBJECT_TRIGGER") == 0);
	if (strcmp(type, "OBJECT_TABLE") == 0 || strcmp(type, "OBJECT_VIEW") == 0 || strcmp(type, "OBJECT_MATVIEW") == 0 || strcmp(type, "OBJECT_INDEX") == 0 ||
		strcmp(type, "OBJECT_SEQUENCE") == 0 || strcmp(type, "OBJECT_FOREIGN_TABLE") == 0)
		return rename_relation(run, body);
	return true;
}

/* A table takes its own sequences along. */
static void move_sequences(struct run *run, const struct relation *relation, const char *schema)
{
	for (size_t i = 0; i < run->catalog->depend.n; i++) {
		struct depend d = run->catalog->depend.v[i];

		if (d.who.kind == OBJECT_RELATION && d.who.relation->kind == RELATION_SEQUENCE && d.on.kind == OBJECT_COLUMN && d.on.relation == relation)
			move_relation(run, d.who.relation, schema, d.who.relation->name);
	}
}

static bool set_relation_schema(struct run *run, const cJSON *body, const char *schema)
{
	const cJSON *var = tree_get(body, "relation");
	struct relation *relation = range_var(run, var);

	if (!relation && tree_flag(body, "missing_ok")) {
		skipped(run, "set schema", var_text(run, var));
		return true;
	}
	if (!relation)
		return need_relation(run, var) != NULL;
	if (strcmp(relation->schema, schema) == 0)
		return true;
	if (relation_name_taken(run, schema, relation->name))
		return fail(run, "42P07", qualified(run, schema, relation->name), "relation \"%s\" already exists in schema \"%s\"", relation->name, schema);
	renamed(run, "set schema", qualified(run, relation->schema, relation->name), NULL);
	move_relation(run, relation, schema, relation->name);
	move_sequences(run, relation, schema);
	return true;
}

/* What the extension brought goes with it. */
static bool set_extension_schema(struct run *run, const char *name, const char *schema)
{
	struct catalog *c = run->catalog;
	struct extension *extension = NULL;

	for (size_t i = 0; i < c->extension.n; i++)
		if (same(c->extension.v[i]->name, name))
			extension = c->extension.v[i];
	if (!extension)
		return fail_missing(run, "42704", name, "extension \"%s\" does not exist", name);
	touch(run, extension);
	extension->schema = arena_strdup(run->arena, schema);
	for (size_t i = 0; i < c->depend.n; i++) {
		struct object who = c->depend.v[i].who;

		if (c->depend.v[i].on.p != extension)
			continue;
		if (who.kind == OBJECT_TYPE)
			move_type(run, who.p, schema, ((struct user_type *)who.p)->name);
		else if (who.kind == OBJECT_RELATION)
			move_relation(run, who.p, schema, ((struct relation *)who.p)->name);
	}
	return true;
}

bool run_set_schema(struct run *run, const cJSON *body)
{
	const char *schema = tree_text(body, "newschema"), *type = tree_text(body, "objectType"), *old = NULL, *name = NULL;
	const cJSON *object = tree_get(body, "object");
	struct user_type *user;
	struct routine *function;

	if (!catalog_has_schema(run->catalog, schema))
		return fail_missing(run, "3F000", schema, "schema \"%s\" does not exist", schema);
	if (tree_get(body, "relation"))
		return set_relation_schema(run, body, schema);
	if (strcmp(type, "OBJECT_EXTENSION") == 0)
		return set_extension_schema(run, tree_string(object), schema);
	if (strcmp(type, "OBJECT_TYPE") == 0 || strcmp(type, "OBJECT_DOMAIN") == 0) {
		if (!tree_object_name(object, &old, &name) || !(user = need_type(run, old, name)))
			return false;
		renamed(run, "set schema", qualified(run, user->schema, user->name), NULL);
		move_type(run, user, schema, user->name);
	} else if (strcmp(type, "OBJECT_FUNCTION") == 0 || strcmp(type, "OBJECT_PROCEDURE") == 0 || strcmp(type, "OBJECT_ROUTINE") == 0) {
		if (!(function = need_function(run, object)))
			return false;
		renamed(run, "set schema", qualified(run, function->schema, function->name), NULL);
		move_function(run, function, schema, function->name);
	}
	return true;
}
