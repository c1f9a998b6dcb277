/* ALTER TABLE and its relatives (ALTER VIEW, ALTER INDEX, ALTER TYPE of composites). */
#include "replay_private.h"

/*
 * PostgreSQL carries the commands of one ALTER TABLE out in passes, whatever order they are written in: drops, types, new columns, checks,
 * column attributes, keys, then the rest.
 */
enum pass { PASS_DROP,
	PASS_TYPE,
	PASS_ADD_COLUMN,
	PASS_CHECK,
	PASS_ATTRIBUTES,
	PASS_KEY,
	PASS_OTHER,
	PASS_MISC,
	PASSES };

static enum pass pass_of(const cJSON *command)
{
	const char *type = tree_text(command, "subtype");

	if (strcmp(type, "AT_DropColumn") == 0 || strcmp(type, "AT_DropConstraint") == 0 || strcmp(type, "AT_DropNotNull") == 0 || strcmp(type, "AT_DropIdentity") == 0 ||
		strcmp(type, "AT_DropExpression") == 0 || (strcmp(type, "AT_ColumnDefault") == 0 && !tree_get(command, "def")))
		return PASS_DROP;
	if (strcmp(type, "AT_AlterColumnType") == 0)
		return PASS_TYPE;
	if (strcmp(type, "AT_AddColumn") == 0)
		return PASS_ADD_COLUMN;
	if (strcmp(type, "AT_AddConstraint") == 0) {
		const char *kind = tree_text(tree_at(command, "def", "Constraint"), "contype");

		return strcmp(kind, "CONSTR_FOREIGN") == 0 ? PASS_OTHER : strcmp(kind, "CONSTR_CHECK") == 0 ? PASS_CHECK
													    : PASS_KEY;
	}
	if (strcmp(type, "AT_SetNotNull") == 0)
		return PASS_ATTRIBUTES;
	if (strcmp(type, "AT_ColumnDefault") == 0 || strcmp(type, "AT_AddIdentity") == 0)
		return PASS_OTHER;
	return PASS_MISC;
}

static void table_event(struct run *run, const struct relation *relation, const char *operation, const char *part)
{
	struct ddl_event *e = event(run, operation, part ? dotted(run, relation, part) : qualified(run, relation->schema, relation->name));

	e->on = qualified(run, relation->schema, relation->name);
}

static bool add_constraint(struct run *run, struct relation *relation, const cJSON *node, bool only)
{
	size_t before = relation->constraint.n;

	if (!add_constraint_node(run, relation, node, only))
		return false;
	if (relation->constraint.n > before) {
		struct constraint *made = relation->constraint.v[before];
		struct ddl_event *e = event(run, "add constraint", dotted(run, relation, made->name));

		e->on = qualified(run, relation->schema, relation->name);
		e->not_valid = made->not_valid;
	}
	return true;
}

/* Copies of an inherited constraint in the tables below: those that have no other reason go too. */
static void children_constraints(struct run *run, const struct relation *relation, const struct constraint *constraint, struct relations *tables)
{
	for (size_t i = 0; i < run->catalog->relation.n; i++) {
		struct relation *child = run->catalog->relation.v[i];
		struct constraint *own = find_constraint(child, constraint->name);
		bool below = false;

		for (size_t k = 0; k < child->parent.n; k++)
			below |= child->parent.v[k] == relation;
		if (!below || !own || own->inherited == 0)
			continue;
		touch_relation(run, child);
		own->inherited--;
		if (own->inherited == 0 && !own->local) {
			vec_push(tables, child);
			children_constraints(run, child, constraint, tables);
		}
	}
}

static bool drop_constraint(struct run *run, struct relation *relation, const cJSON *command)
{
	const char *name = tree_text(command, "name");
	struct constraint *constraint = find_constraint(relation, name);
	struct relations tables = {0};
	struct object *objects;
	bool ok;

	if (!constraint && tree_flag(command, "missing_ok")) {
		skipped(run, "drop constraint", dotted(run, relation, name));
		return true;
	}
	if (!constraint)
		return fail_missing(run, "42704", dotted(run, relation, name), "constraint \"%s\" of relation \"%s\" does not exist", name, relation->name);
	if (constraint->inherited)
		return fail(run, "42P16", dotted(run, relation, name), "cannot drop inherited constraint \"%s\" of relation \"%s\"", name, relation->name);
	vec_push(&tables, relation);
	children_constraints(run, relation, constraint, &tables);
	objects = arena_array(run->arena, struct object, tables.n);
	for (size_t i = 0; i < tables.n; i++)
		objects[i] = part_object(OBJECT_CONSTRAINT, find_constraint(tables.v[i], name), tables.v[i]);
	ok = drop_objects(run, objects, tables.n, tree_text_is(command, "behavior", "DROP_CASCADE"));
	vec_free(&tables);
	return ok;
}

static bool change_constraint(struct run *run, struct relation *relation, const cJSON *command, bool validate)
{
	const cJSON *def = tree_at(command, "def", "Constraint");
	const char *name = validate ? tree_text(command, "name") : tree_text(def, "conname");
	struct constraint *constraint = find_constraint(relation, name);

	if (!constraint)
		return fail_missing(run, "42704", dotted(run, relation, name), "constraint \"%s\" of relation \"%s\" does not exist", name, relation->name);
	if (!validate && constraint->kind != CONSTRAINT_FOREIGN)
		return fail(run, "42809", dotted(run, relation, name), "constraint \"%s\" of relation \"%s\" is not a foreign key constraint", name, relation->name);
	if (validate && constraint->kind != CONSTRAINT_FOREIGN && constraint->kind != CONSTRAINT_CHECK)
		return fail(run, "42809", dotted(run, relation, name), "constraint \"%s\" of relation \"%s\" is not a foreign key or check constraint", name,
			relation->name);
	touch(run, constraint);
	if (validate) {
		constraint->not_valid = false;
	} else {
		constraint->deferrable = tree_flag(def, "deferrable");
		constraint->deferred = tree_flag(def, "initdeferred");
	}
	table_event(run, relation, validate ? "validate constraint" : "alter constraint", name);
	return true;
}

static bool change_partition(struct run *run, struct relation *relation, const cJSON *command, bool attach)
{
	const cJSON *def = tree_at(command, "def", "PartitionCmd"), *var = tree_get(def, "name");
	struct relation *child = need_relation(run, var);
	bool ok;

	if (!child)
		return false;
	ok = attach ? attach_parent(run, child, relation, true) : detach_parent(run, child, relation);
	if (ok) {
		struct ddl_event *e = event(run, attach ? "attach partition" : "detach partition", qualified(run, child->schema, child->name));

		e->on = qualified(run, relation->schema, relation->name);
		e->concurrently = tree_flag(def, "concurrent");
	}
	return ok;
}

static bool change_inheritance(struct run *run, struct relation *relation, const cJSON *command, bool add)
{
	struct relation *parent = need_relation(run, tree_at(command, "def", "RangeVar"));

	if (!parent)
		return false;
	table_event(run, relation, add ? "inherit" : "no inherit", NULL);
	return add ? attach_parent(run, relation, parent, false) : detach_parent(run, relation, parent);
}

/* ENABLE/DISABLE TRIGGER name, ALL, USER */
static bool switch_trigger(struct run *run, struct relation *relation, const char *name, bool disable)
{
	bool found = !*name;

	for (size_t i = 0; i < relation->trigger.n; i++) {
		if (*name && strcmp(relation->trigger.v[i]->name, name) != 0)
			continue;
		relation->trigger.v[i]->disabled = disable;
		found = true;
	}
	if (!found)
		return fail_missing(run, "42704", dotted(run, relation, name), "trigger \"%s\" for table \"%s\" does not exist", name, relation->name);
	table_event(run, relation, disable ? "disable trigger" : "enable trigger", *name ? name : NULL);
	refresh_filled(run, relation);
	return true;
}

/* Sequences of its columns are logged as the table is. */
static void set_logged(struct run *run, struct relation *relation, bool unlogged)
{
	for (size_t i = 0; i < run->catalog->depend.n; i++) {
		const struct depend *d = &run->catalog->depend.v[i];

		if (d->on.kind != OBJECT_COLUMN || d->on.relation != relation || d->who.kind != OBJECT_RELATION || d->who.relation->kind != RELATION_SEQUENCE)
			continue;
		touch_relation(run, d->who.relation);
		d->who.relation->unlogged = unlogged;
	}
	relation->unlogged = unlogged;
	table_event(run, relation, unlogged ? "set unlogged" : "set logged", NULL);
}

static void set_flag(struct run *run, struct relation *relation, bool *flag, bool value, const char *operation)
{
	*flag = value;
	table_event(run, relation, operation, NULL);
}

static bool other_command(struct run *run, struct relation *relation, const cJSON *command)
{
	const char *type = tree_text(command, "subtype"), *name = tree_text(command, "name");

	if (strcmp(type, "AT_DropConstraint") == 0)
		return drop_constraint(run, relation, command);
	if (strcmp(type, "AT_ValidateConstraint") == 0 || strcmp(type, "AT_AlterConstraint") == 0)
		return change_constraint(run, relation, command, type[3] == 'V');
	if (strcmp(type, "AT_AttachPartition") == 0 || strcmp(type, "AT_DetachPartition") == 0)
		return change_partition(run, relation, command, type[3] == 'A');
	if (strcmp(type, "AT_AddInherit") == 0 || strcmp(type, "AT_DropInherit") == 0)
		return change_inheritance(run, relation, command, type[3] == 'A');
	if (starts_with(type, "AT_EnableTrig") || starts_with(type, "AT_EnableReplicaTrig") || starts_with(type, "AT_EnableAlwaysTrig"))
		return switch_trigger(run, relation, name, false);
	if (starts_with(type, "AT_DisableTrig"))
		return switch_trigger(run, relation, name, true);
	if (strcmp(type, "AT_EnableRowSecurity") == 0)
		set_flag(run, relation, &relation->row_security, true, "enable row security");
	else if (strcmp(type, "AT_DisableRowSecurity") == 0)
		set_flag(run, relation, &relation->row_security, false, "disable row security");
	else if (strcmp(type, "AT_ForceRowSecurity") == 0)
		set_flag(run, relation, &relation->force_row_security, true, "force row security");
	else if (strcmp(type, "AT_NoForceRowSecurity") == 0)
		set_flag(run, relation, &relation->force_row_security, false, "no force row security");
	else if (strcmp(type, "AT_SetLogged") == 0)
		set_logged(run, relation, false);
	else if (strcmp(type, "AT_SetUnLogged") == 0)
		set_logged(run, relation, true);
	return true;
}

/* What may be done to a view or a sequence by ALTER TABLE. */
static bool command_fits(const struct relation *relation, const char *type)
{
	static const char *const any[] = {"AT_ChangeOwner", "AT_SetRelOptions", "AT_ResetRelOptions", "AT_ColumnDefault", "AT_SetAccessMethod",
		"AT_SetTableSpace", "AT_ClusterOn", "AT_DropCluster",
		"AT_SetStatistics", "AT_SetStorage", "AT_SetOptions", "AT_ResetOptions", "AT_SetLogged", "AT_SetUnLogged"};

	if (relation->kind == RELATION_TABLE || relation->kind == RELATION_PARTITIONED || relation->kind == RELATION_FOREIGN ||
		relation->kind == RELATION_COMPOSITE)
		return true;
	for (size_t i = 0; i < sizeof(any) / sizeof(*any); i++)
		if (strcmp(any[i], type) == 0)
			return true;
	return false;
}

static bool run_command(struct run *run, struct relation *relation, const cJSON *command, bool only, struct wishes *wishes)
{
	const char *type = tree_text(command, "subtype");
	bool known = false, ok;

	if (!command_fits(relation, type))
		return fail(run, "42809", qualified(run, relation->schema, relation->name), "ALTER action cannot be performed on relation \"%s\"", relation->name);
	if (strcmp(type, "AT_AddColumn") == 0)
		return alter_add_column(run, relation, command, only, wishes);
	if (strcmp(type, "AT_DropColumn") == 0)
		return alter_drop_column(run, relation, command, only);
	if (strcmp(type, "AT_AddConstraint") == 0)
		return add_constraint(run, relation, tree_at(command, "def", "Constraint"), only);
	ok = alter_column(run, relation, command, only, &known);
	return known ? ok : other_command(run, relation, command);
}

static bool run_passes(struct run *run, struct relation *relation, const cJSON *commands, bool only)
{
	size_t n = tree_count(commands), i;
	struct wishes *wishes = xcalloc(n, sizeof(*wishes));
	bool ok = true;
	const cJSON *item;

	tree_each(item, commands) if (ok && pass_of(tree_as(item, "AlterTableCmd")) == PASS_TYPE)
		ok = !alter_type_refused(run, relation, tree_as(item, "AlterTableCmd"));
	for (int pass = 0; pass < PASSES && ok; pass++) {
		i = 0;
		tree_each(item, commands) {
			const cJSON *command = tree_as(item, "AlterTableCmd");

			if (ok && (int)pass_of(command) == pass)
				ok = run_command(run, relation, command, only, &wishes[i]);
			i++;
		}
		/* What new columns ask for comes once all of them are there. */
		for (i = 0; i < n && ok && pass == PASS_ADD_COLUMN; i++)
			ok = grant_wishes(run, relation, &wishes[i]);
	}
	for (i = 0; i < n; i++)
		wishes_free(&wishes[i]);
	free(wishes);
	return ok;
}

/* ALTER INDEX parent ATTACH PARTITION child: of all that can be said of an index, what its DROP needs to know. */
static bool alter_index(struct run *run, struct index *index, struct relation *on, const cJSON *commands)
{
	const cJSON *item;

	tree_each(item, commands) {
		const cJSON *var = tree_get(tree_at(tree_as(item, "AlterTableCmd"), "def", "PartitionCmd"), "name");
		const char *schema = *tree_text(var, "schemaname") ? tree_text(var, "schemaname") : NULL;
		struct relation *partition;
		struct index *child;

		if (!tree_text_is(tree_as(item, "AlterTableCmd"), "subtype", "AT_AttachPartition"))
			continue;
		child = catalog_index(run->catalog, schema, tree_text(var, "relname"), &partition);
		if (!child)
			return fail_missing(run, "42P01", var_text(run, var), "relation \"%s\" does not exist", var_text(run, var));
		depends(run, part_object(OBJECT_INDEX, child, partition), part_object(OBJECT_INDEX, index, on), 'a');
	}
	return true;
}

bool run_alter_table(struct run *run, const cJSON *body)
{
	const cJSON *var = tree_get(body, "relation"), *commands = tree_get(body, "cmds");
	const char *schema = *tree_text(var, "schemaname") ? tree_text(var, "schemaname") : NULL;
	struct relation *relation = range_var(run, var), *on;
	struct index *index;

	if (!relation && (index = catalog_index(run->catalog, schema, tree_text(var, "relname"), &on)))
		return alter_index(run, index, on, commands);
	if (!relation && tree_flag(body, "missing_ok")) {
		skipped(run, "alter table", var_text(run, var));
		return true;
	}
	if (!relation)
		return need_relation(run, var) != NULL;
	touch_relation(run, relation);
	return run_passes(run, relation, commands, !tree_flag(var, "inh"));
}
