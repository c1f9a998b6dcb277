/* ATTACH and DETACH PARTITION, INHERIT and NO INHERIT. */
#include "replay_private.h"

static bool columns_fit(struct run *run, const struct relation *child, const struct relation *parent, bool partition)
{
	for (size_t i = 0; i < parent->column.n && !child->columns_unknown; i++) {
		const struct column *wanted = parent->column.v[i], *column = relation_column(child, wanted->name);

		if (!column)
			return fail(run, "42804", dotted(run, child, wanted->name), "child table is missing column \"%s\"", wanted->name);
		if (!type_same(&column->type, &wanted->type))
			return fail(run, "42804", dotted(run, child, wanted->name), "child table \"%s\" has different type for column \"%s\"", child->name, wanted->name);
		if (wanted->not_null && !column->not_null)
			return fail(run, "42804", dotted(run, child, wanted->name), "column \"%s\" in child table must be marked NOT NULL", wanted->name);
	}
	for (size_t i = 0; i < child->column.n && partition && !parent->columns_unknown; i++)
		if (!relation_column(parent, child->column.v[i]->name))
			return fail(run, "42804", dotted(run, child, child->column.v[i]->name), "table \"%s\" contains column \"%s\" not found in parent \"%s\"",
				child->name,
				child->column.v[i]->name, parent->name);
	for (size_t i = 0; i < parent->constraint.n; i++) {
		const struct constraint *check = parent->constraint.v[i];

		if (check->kind == CONSTRAINT_CHECK && !check->no_inherit && !find_constraint(child, check->name))
			return fail(run, "42804", dotted(run, child, check->name), "child table is missing constraint \"%s\"", check->name);
	}
	return true;
}

void copy_triggers(struct run *run, struct relation *child, struct relation *parent)
{
	for (size_t i = 0; i < parent->trigger.n; i++) {
		struct trigger *trigger;

		if (!parent->trigger.v[i]->row)
			continue;
		trigger = arena_new(run->arena, struct trigger);
		*trigger = *parent->trigger.v[i];
		vec_push(&child->trigger, trigger);
		depends(run, part_object(OBJECT_TRIGGER, trigger, child), part_object(OBJECT_TRIGGER, parent->trigger.v[i], parent), 'a');
	}
	refresh_filled(run, child);
}

bool attach_parent(struct run *run, struct relation *child, struct relation *parent, bool partition)
{
	struct relations below = {0};
	bool circular = false;

	if (partition && parent->kind != RELATION_PARTITIONED)
		return fail(run, "42P17", qualified(run, parent->schema, parent->name), "table \"%s\" is not partitioned", parent->name);
	for (size_t i = 0; i < child->parent.n; i++)
		if (child->parent.v[i] == parent || partition)
			return partition ? fail(run, "42809", qualified(run, child->schema, child->name), "\"%s\" is already a partition", child->name)
					 : fail(run, "42P07", qualified(run, child->schema, child->name), "relation \"%s\" would be inherited from more than once", parent->name);
	descendants(run->catalog, child, &below);
	for (size_t i = 0; i < below.n; i++)
		circular |= below.v[i] == parent;
	vec_free(&below);
	if (circular || child == parent)
		return fail(run, "42P07", qualified(run, parent->schema, parent->name), "circular inheritance not allowed");
	if (!columns_fit(run, child, parent, partition))
		return false;
	touch_relation(run, child);
	for (size_t i = 0; i < parent->column.n; i++)
		if (relation_column(child, parent->column.v[i]->name))
			inherit_column(run, child, parent->column.v[i], partition);
	for (size_t i = 0; i < parent->constraint.n; i++)
		if (parent->constraint.v[i]->kind == CONSTRAINT_CHECK && !parent->constraint.v[i]->no_inherit)
			inherit_check(run, child, parent->constraint.v[i]);
	vec_push(&child->parent, parent);
	depends(run, relation_object(child), relation_object(parent), partition ? 'a' : 'n');
	if (!partition)
		return true;
	for (size_t i = 0; i < parent->constraint.n; i++)
		if (parent->constraint.v[i]->kind == CONSTRAINT_FOREIGN)
			copy_foreign_key(run, child, parent->constraint.v[i]);
	copy_triggers(run, child, parent);
	return attach_indexes(run, child, parent);
}

static bool forgets(const struct depend *d, const struct relation *child, const struct relation *parent)
{
	if (d->who.kind == OBJECT_RELATION && d->who.p == child && d->on.kind == OBJECT_RELATION && d->on.p == parent)
		return true;
	return (d->who.kind == OBJECT_INDEX || d->who.kind == OBJECT_TRIGGER) && d->who.relation == child && d->on.kind == d->who.kind &&
	       d->on.relation == parent;
}

bool detach_parent(struct run *run, struct relation *child, struct relation *parent)
{
	struct catalog *c = run->catalog;
	size_t kept = 0, at = child->parent.n;

	for (size_t i = 0; i < child->parent.n; i++)
		if (child->parent.v[i] == parent)
			at = i;
	if (at == child->parent.n)
		return fail(run, "42P01", qualified(run, child->schema, child->name), "relation \"%s\" is not a parent of relation \"%s\"", parent->name,
			child->name);
	touch_relation(run, child);
	memmove(child->parent.v + at, child->parent.v + at + 1, (child->parent.n - at - 1) * sizeof(*child->parent.v));
	child->parent.n--;
	for (size_t i = 0; i < child->column.n; i++) {
		struct column *column = child->column.v[i];

		if (!relation_column(parent, column->name) || column->inherited == 0)
			continue;
		if (--column->inherited == 0)
			column->local = true;
	}
	for (size_t i = 0; i < child->constraint.n; i++) {
		struct constraint *check = child->constraint.v[i];

		if (check->inherited > 0 && --check->inherited == 0)
			check->local = true;
	}
	undo_keeps_depends(run);
	for (size_t i = 0; i < c->depend.n; i++)
		if (!forgets(&c->depend.v[i], child, parent))
			c->depend.v[kept++] = c->depend.v[i];
	c->depend.n = kept;
	return true;
}
