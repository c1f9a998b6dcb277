/* Foreign keys. */
#include "replay_private.h"

/* Types whose values can be compared with each other; 0: not known. */
static int comparable_family(const struct sql_type *type)
{
	static const struct {
		const char *name;
		int family;
	} families[] = {
		{"int2", 1},
		{"int4", 1},
		{"int8", 1},
		{"numeric", 1},
		{"float4", 1},
		{"float8", 1},
		{"oid", 1},
		{"text", 2},
		{"varchar", 2},
		{"bpchar", 2},
		{"name", 2},
		{"date", 3},
		{"timestamp", 3},
		{"timestamptz", 3},
		{"uuid", 4},
		{"bool", 5},
		{"bytea", 6},
		{"inet", 7},
		{"cidr", 7},
		{"macaddr", 8},
		{"time", 9},
		{"timetz", 9},
	};

	if (!type->schema || strcmp(type->schema, "pg_catalog") != 0 || type->array)
		return 0;
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (strcmp(families[i].name, type->name) == 0)
			return families[i].family;
	return 0;
}

/* numeric → int and the like: the referenced type must be reachable by an implicit cast, or share its operator family. */
static bool number_refused(const struct sql_type *from, const struct sql_type *to)
{
	bool whole = strncmp(to->name, "int", 3) == 0, fraction = strcmp(from->name, "numeric") == 0 || strncmp(from->name, "float", 5) == 0;

	return whole && fraction;
}

static bool types_refused(const struct sql_type *from, const struct sql_type *to)
{
	int a = comparable_family(from), b = comparable_family(to);

	if (!a || !b)
		return false;
	return a != b || (a == 1 && number_refused(from, to));
}

/* A unique index over exactly these columns, in any order. */
static struct index *matching_index(const struct relation *relation, const char *const *names, size_t n)
{
	for (size_t i = 0; i < relation->index.n; i++) {
		struct index *index = relation->index.v[i];
		size_t found = 0;

		if (!index->unique || index->partial || index->columns != n)
			continue;
		for (size_t k = 0; k < n; k++)
			for (size_t j = 0; j < n; j++)
				if (index->column[k] && strcmp(index->column[k], names[j]) == 0) {
					found++;
					break;
				}
		if (found == n)
			return index;
	}
	return NULL;
}

static struct index *primary_index(const struct relation *relation)
{
	for (size_t i = 0; i < relation->index.n; i++)
		if (relation->index.v[i]->primary)
			return relation->index.v[i];
	return NULL;
}

/* Two sides of the key being made. */
struct sides {
	const char **from, **to;
	size_t n, m;
	struct relation *target;
	struct index *index;
};

static bool find_target(struct run *run, const struct relation *relation, struct sides *s)
{
	const char *object = qualified(run, s->target->schema, s->target->name);

	if (s->target->kind != RELATION_TABLE && s->target->kind != RELATION_PARTITIONED)
		return fail(run, "42809", object, "referenced relation \"%s\" is not a table", s->target->name);
	if (s->target->temporary != relation->temporary)
		return fail(run, "42P16", object, "constraints on %s tables may reference only %s tables", relation->temporary ? "temporary" : "permanent",
			relation->temporary ? "temporary" : "permanent");
	if (s->m == 0) {
		if (!(s->index = primary_index(s->target)))
			return s->target->columns_unknown || fail(run, "42704", object, "there is no primary key for referenced table \"%s\"", s->target->name);
		s->to = s->index->column;
		s->m = s->index->columns;
	} else {
		if (!need_columns(run, s->target, s->to, s->m, "referenced in foreign key constraint does not exist"))
			return false;
		s->index = matching_index(s->target, s->to, s->m);
	}
	if (s->n != s->m)
		return fail(run, "42830", object, "number of referencing and referenced columns for foreign key disagree");
	if (!s->index && !s->target->columns_unknown)
		return fail(run, "42830", object, "there is no unique constraint matching given keys for referenced table \"%s\"", s->target->name);
	return true;
}

static bool types_fit(struct run *run, const struct relation *relation, const struct sides *s, const char *name)
{
	for (size_t i = 0; i < s->n && i < s->m; i++) {
		const struct column *from = relation_column(relation, s->from[i]), *to = relation_column(s->target, s->to[i]);

		if (from && to && types_refused(&from->type, &to->type))
			return fail(run, "42804", dotted(run, relation, s->from[i]), "foreign key constraint \"%s\" cannot be implemented", name);
	}
	return true;
}

static void link_target(struct run *run, struct relation *relation, struct constraint *c, const struct sides *s)
{
	struct object who = part_object(OBJECT_CONSTRAINT, c, relation);

	depends(run, who, relation_object(s->target), 'n');
	for (size_t i = 0; i < c->ref_columns; i++) {
		struct column *column = relation_column(s->target, c->ref_column[i]);

		if (column)
			depends(run, who, part_object(OBJECT_COLUMN, column, s->target), 'n');
	}
	if (s->index)
		depends(run, who, part_object(OBJECT_INDEX, s->index, s->target), 'n');
}

static const char **copied(struct run *run, const char *const *names, size_t n)
{
	const char **copy = arena_array(run->arena, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		copy[i] = arena_strdup(run->arena, names[i]);
	return copy;
}

static struct constraint *new_foreign(struct run *run, struct relation *relation, const char *name, const struct sides *s)
{
	struct constraint *c = arena_new(run->arena, struct constraint);

	c->name = arena_strdup(run->arena, name);
	c->kind = CONSTRAINT_FOREIGN;
	c->local = true;
	c->column = copied(run, s->from, s->n);
	c->columns = s->n;
	c->ref_column = copied(run, s->to, s->m);
	c->ref_columns = s->m;
	c->place = run->place;
	catalog_note_part(run->catalog, c->name);
	vec_push(&relation->constraint, c);
	for (size_t i = 0; i < s->n; i++)
		if (relation_column(relation, s->from[i]))
			depends(run, part_object(OBJECT_CONSTRAINT, c, relation), part_object(OBJECT_COLUMN, relation_column(relation, s->from[i]), relation), 'a');
	if (s->target) {
		c->ref_schema = s->target->schema;
		c->ref_table = s->target->name;
		link_target(run, relation, c, s);
	}
	return c;
}

static char action(const cJSON *node, const char *key)
{
	const char *text = tree_text(node, key);

	return *text ? *text : 'a';
}

/* ON DELETE SET NULL (a): the columns of the key it leaves alone. */
static const bool *spared_columns(struct run *run, const struct sides *s, const cJSON *list)
{
	size_t n;
	const char **names = tree_strings(run->arena, list, &n);
	bool *spared = n ? arena_array(run->arena, bool, s->n + 1) : NULL;

	for (size_t i = 0; spared && i < s->n; i++) {
		spared[i] = true;
		for (size_t k = 0; k < n; k++)
			spared[i] &= strcmp(names[k], s->from[i]) != 0;
	}
	return spared;
}

/* Partitions have the key too, under the same name where that is free. */
void copy_foreign_key(struct run *run, struct relation *child, const struct constraint *foreign)
{
	struct sides s = {.from = foreign->column, .n = foreign->columns, .to = foreign->ref_column, .m = foreign->ref_columns};
	const char *name = foreign->name;
	struct constraint *c;

	for (size_t i = 0; i < child->constraint.n; i++) {
		struct constraint *old = child->constraint.v[i];

		/* One that says the same is taken over. */
		if (old->kind == CONSTRAINT_FOREIGN && old->ref_table && foreign->ref_table && strcmp(old->ref_table, foreign->ref_table) == 0 &&
			same_names(old->column, old->columns, foreign->column, foreign->columns))
			return;
	}
	s.target = foreign->ref_table ? catalog_relation(run->catalog, foreign->ref_schema, foreign->ref_table) : NULL;
	s.index = s.target ? matching_index(s.target, s.to, s.m) : NULL;
	if (find_constraint(child, name))
		name = choose_constraint_name(run, child->schema, child->name, joined_names(run, s.from, s.n), "fkey");
	c = new_foreign(run, child, name, &s);
	c->ref_schema = foreign->ref_schema;
	c->ref_table = foreign->ref_table;
	c->spared = foreign->spared;
	c->on_delete = foreign->on_delete;
	c->on_update = foreign->on_update;
	c->deferrable = foreign->deferrable;
	c->deferred = foreign->deferred;
	c->not_valid = foreign->not_valid;
	c->inherited = 1;
	c->local = false;
}

static const char **wished_columns(struct run *run, const struct key_wish *wish, size_t *n)
{
	const char **names;

	if (!wish->column)
		return tree_strings(run->arena, tree_get(wish->node, "fk_attrs"), n);
	names = arena_array(run->arena, const char *, 1);
	names[0] = wish->column;
	*n = 1;
	return names;
}

bool add_foreign_key(struct run *run, struct relation *relation, const struct key_wish *wish)
{
	const cJSON *node = wish->node, *table = tree_get(node, "pktable");
	struct sides s = {.target = range_var(run, table)};
	struct relations below = {0};
	const char *name = wish->name;
	struct constraint *c;

	s.from = wished_columns(run, wish, &s.n);
	s.to = tree_strings(run->arena, tree_get(node, "pk_attrs"), &s.m);
	if (!s.target && !run->catalog->open)
		return need_relation(run, table) != NULL;
	if (!need_columns(run, relation, s.from, s.n, "referenced in foreign key constraint does not exist") || (s.target && !find_target(run, relation, &s)))
		return false;
	if (name && find_constraint(relation, name))
		return fail(run, "42710", dotted(run, relation, name), "constraint \"%s\" for relation \"%s\" already exists", name, relation->name);
	if (!name)
		name = choose_constraint_name(run, relation->schema, relation->name, joined_names(run, s.from, s.n), "fkey");
	if (s.target && !types_fit(run, relation, &s, name))
		return false;
	c = new_foreign(run, relation, name, &s);
	if (!s.target) {
		c->ref_schema = arena_strdup(run->arena, tree_text(table, "schemaname"));
		c->ref_table = arena_strdup(run->arena, tree_text(table, "relname"));
	}
	c->place = place_of(run, wish->position);
	c->spared = spared_columns(run, &s, tree_get(node, "fk_del_set_cols"));
	c->on_delete = action(node, "fk_del_action");
	c->on_update = action(node, "fk_upd_action");
	c->deferrable = wish->deferrable;
	c->deferred = wish->deferred;
	c->not_valid = tree_flag(node, "skip_validation");
	if (relation->kind == RELATION_PARTITIONED)
		descendants(run->catalog, relation, &below);
	for (size_t i = 0; i < below.n; i++) {
		touch_relation(run, below.v[i]);
		copy_foreign_key(run, below.v[i], c);
	}
	vec_free(&below);
	return true;
}
