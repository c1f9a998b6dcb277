/* Constraints: CHECK, keys, foreign keys, as tables ask for them. */
#include "check_list.h"
#include "replay_private.h"

bool same_names(const char *const *a, size_t n, const char *const *b, size_t m)
{
	if (n != m)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!a[i] || !b[i] || strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

struct constraint *find_constraint(const struct relation *relation, const char *name)
{
	for (size_t i = 0; i < relation->constraint.n; i++)
		if (strcmp(relation->constraint.v[i]->name, name) == 0)
			return relation->constraint.v[i];
	return NULL;
}

struct index *key_index(const struct relation *relation, const struct constraint *constraint)
{
	for (size_t i = 0; i < relation->index.n; i++)
		if (relation->index.v[i]->constraint && strcmp(relation->index.v[i]->constraint, constraint->name) == 0)
			return relation->index.v[i];
	return NULL;
}

void descendants(const struct catalog *catalog, const struct relation *relation, struct relations *out)
{
	for (size_t i = 0; i < catalog->relation.n; i++) {
		struct relation *child = catalog->relation.v[i];
		bool below = false, have = false;

		for (size_t k = 0; k < child->parent.n; k++)
			below |= child->parent.v[k] == relation;
		for (size_t k = 0; k < out->n; k++)
			have |= out->v[k] == child;
		if (!below || have)
			continue;
		vec_push(out, child);
		descendants(catalog, child, out);
	}
}

bool need_columns(struct run *run, const struct relation *relation, const char *const *names, size_t n, const char *format)
{
	for (size_t i = 0; i < n && !relation->columns_unknown; i++) {
		if (!relation_column(relation, names[i]) && !is_system_column(names[i])) {
			const char *message = arena_printf(run->arena, "column \"%s\" %s", names[i], format);

			return fail(run, "42703", dotted(run, relation, names[i]), "%s", message);
		}
	}
	return true;
}

/* Walk for expression_columns. */
struct refs {
	const struct relation *relation;
	struct names *names;
	const char *missing, *missing_table;
	bool subquery;
};

static void add_name(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->v[i], name) == 0)
			return;
	vec_push(names, name);
}

static bool visit_ref(void *context, const char *tag, const cJSON *body)
{
	struct refs *refs = context;
	const cJSON *fields = tree_get(body, "fields");
	const char *schema, *name;

	if (strcmp(tag, "SubLink") == 0)
		refs->subquery = true;
	if (strcmp(tag, "ColumnRef") != 0 || !tree_name(fields, &schema, &name))
		return true;
	if (schema && strcmp(schema, refs->relation->name) != 0) {
		if (!refs->missing_table && tree_count(fields) == 2)
			refs->missing_table = schema;
		return true;
	}
	if (relation_column(refs->relation, name))
		add_name(refs->names, relation_column(refs->relation, name)->name);
	else if (!is_system_column(name) && strcmp(name, refs->relation->name) != 0 && !refs->missing)
		refs->missing = name;
	return true;
}

bool expression_binds(struct run *run, const struct relation *relation, const cJSON *expression, const char *condition)
{
	struct bound *bound = expression ? bind_expression(run->arena, run->catalog, relation, expression, condition) : NULL;
	bool ok = true;

	for (size_t i = 0; bound && i < bound->problems.n && ok; i++) {
		const struct bound_problem *p = &bound->problems.v[i];

		if (p->certain && strcmp(p->sqlstate, "PL001") != 0)
			ok = fail_missing(run, p->sqlstate, p->object, "%s", p->message);
	}
	bound_free(bound);
	return ok;
}

bool expression_columns(struct run *run, const struct relation *relation, const cJSON *expression, const char *where, struct names *names)
{
	struct refs refs = {.relation = relation, .names = names};

	tree_walk(expression, visit_ref, &refs);
	if (refs.subquery)
		return fail(run, "0A000", qualified(run, relation->schema, relation->name), "cannot use subquery in %s", where);
	if (relation->columns_unknown)
		return true;
	if (refs.missing_table)
		return fail(run, "42P01", refs.missing_table, "missing FROM-clause entry for table \"%s\"", refs.missing_table);
	if (refs.missing)
		return fail(run, "42703", dotted(run, relation, refs.missing), "column \"%s\" does not exist", refs.missing);
	return expression_binds(run, relation, expression, strcmp(where, "check constraint") == 0 ? "CHECK" : strcmp(where, "index predicate") == 0 ? "WHERE"
												: strcmp(where, "policy expression") == 0 ? "POLICY"
																	  : NULL);
}

void add_wish(struct wishes *wishes, const cJSON *node, const char *column)
{
	const char *type = tree_text(node, "contype"), *name = tree_text(node, "conname");
	struct key_wish wish = {
		.node = node,
		.column = column,
		.name = *name ? name : NULL,
		.deferrable = tree_flag(node, "deferrable"),
		.deferred = tree_flag(node, "initdeferred"),
		.position = tree_location(node),
	};

	if (strcmp(type, "CONSTR_CHECK") == 0)
		vec_push(&wishes->check, wish);
	else if (strcmp(type, "CONSTR_FOREIGN") == 0)
		vec_push(&wishes->foreign, wish);
	else if (strcmp(type, "CONSTR_PRIMARY") == 0 || strcmp(type, "CONSTR_UNIQUE") == 0 || strcmp(type, "CONSTR_EXCLUSION") == 0)
		vec_push(&wishes->key, wish);
}

const char **key_columns(struct arena *arena, const struct key_wish *wish, size_t *n)
{
	const char **names;

	if (!wish->column)
		return tree_strings(arena, tree_get(wish->node, "keys"), n);
	names = arena_array(arena, const char *, 1);
	names[0] = wish->column;
	*n = 1;
	return names;
}

/* The columns named stand for the table's own strings, so that a renamed column is found by comparing text alone. */
static struct constraint *new_constraint(struct run *run, struct relation *relation, enum constraint_kind kind, const char *name,
	const char *const *columns, size_t n, int position)
{
	struct constraint *c = arena_new(run->arena, struct constraint);

	c->name = arena_strdup(run->arena, name);
	c->kind = kind;
	c->local = true;
	c->column = arena_array(run->arena, const char *, n + 1);
	c->columns = n;
	c->place = place_of(run, position);
	catalog_note_part(run->catalog, c->name);
	vec_push(&relation->constraint, c);
	for (size_t i = 0; i < n; i++) {
		struct column *column = relation_column(relation, columns[i]);

		c->column[i] = arena_strdup(run->arena, columns[i]);
		if (column)
			depends(run, part_object(OBJECT_CONSTRAINT, c, relation), part_object(OBJECT_COLUMN, column, relation), 'a');
	}
	return c;
}

static bool name_free(struct run *run, const struct relation *relation, const char *name)
{
	if (!find_constraint(relation, name))
		return true;
	return fail(run, "42710", dotted(run, relation, name), "constraint \"%s\" for relation \"%s\" already exists", name, relation->name);
}

struct constraint *inherit_check(struct run *run, struct relation *child, const struct constraint *check)
{
	struct constraint *copy = find_constraint(child, check->name);

	if (copy) {
		touch(run, copy);
		copy->inherited++;
		return copy;
	}
	copy = new_constraint(run, child, CONSTRAINT_CHECK, check->name, check->column, check->columns, -1);
	copy->expression = check->expression;
	copy->value = check->value;
	copy->values = check->values;
	copy->not_valid = check->not_valid;
	copy->inherited = 1;
	copy->local = false;
	return copy;
}

bool add_check(struct run *run, struct relation *relation, const struct key_wish *wish)
{
	const cJSON *expression = tree_get(wish->node, "raw_expr");
	struct names names = {0};
	struct relations below = {0};
	const char *name = wish->name;
	struct constraint *c;
	bool ok = expression_columns(run, relation, expression, "check constraint", &names) && (!name || name_free(run, relation, name));

	if (!ok) {
		vec_free(&names);
		return false;
	}
	if (!name)
		name = choose_constraint_name(run, relation->schema, relation->name, names.n == 1 ? names.v[0] : NULL, "check");
	c = new_constraint(run, relation, CONSTRAINT_CHECK, name, names.v, names.n, wish->position);
	c->expression = parenthesised_text(run, wish->position);
	if (c->columns == 1)
		c->values = check_list(run->arena, expression, c->column[0], &c->value);
	c->not_valid = tree_flag(wish->node, "skip_validation");
	c->no_inherit = tree_flag(wish->node, "is_no_inherit");
	depends_on_expression(run, part_object(OBJECT_CONSTRAINT, c, relation), expression, NULL, 0);
	vec_free(&names);
	if (!c->no_inherit)
		descendants(run->catalog, relation, &below);
	for (size_t i = 0; i < below.n; i++) {
		touch_relation(run, below.v[i]);
		inherit_check(run, below.v[i], c);
	}
	vec_free(&below);
	return true;
}

static bool has_primary(const struct relation *relation)
{
	for (size_t i = 0; i < relation->constraint.n; i++)
		if (relation->constraint.v[i]->kind == CONSTRAINT_PRIMARY)
			return true;
	return false;
}

static bool columns_once(struct run *run, const struct relation *relation, const char *const *names, size_t n, bool primary)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(names[i], names[k]) == 0)
				return fail(run, "42701", dotted(run, relation, names[i]), "column \"%s\" appears twice in %s constraint", names[i],
					primary ? "primary key" : "unique");
	return true;
}

static void make_not_null(struct run *run, struct relation *relation, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		set_not_null(run, relation, names[i], true);
}

/* ADD CONSTRAINT … USING INDEX */
static bool key_from_index(struct run *run, struct relation *relation, const struct key_wish *wish, bool primary)
{
	const char *index_name = tree_text(wish->node, "indexname"), *name = wish->name ? wish->name : index_name;
	struct relation *on = NULL;
	struct index *index = catalog_index(run->catalog, relation->schema, index_name, &on);
	struct constraint *c;

	if (!index)
		return fail_missing(run, "42704", index_name, "index \"%s\" does not exist", index_name);
	if (on != relation)
		return fail(run, "55000", index_name, "index \"%s\" does not belong to table \"%s\"", index_name, relation->name);
	if (index->constraint)
		return fail(run, "55000", index_name, "index \"%s\" is already associated with a constraint", index_name);
	if (!index->unique)
		return fail(run, "42809", index_name, "\"%s\" is not a unique index", index_name);
	if (index->partial)
		return fail(run, "42809", index_name, "\"%s\" is a partial index", index_name);
	for (size_t i = 0; i < index->columns; i++)
		if (!index->column[i])
			return fail(run, "42809", index_name, "index \"%s\" contains expressions", index_name);
	if (strcmp(name, index_name) != 0 && relation_name_taken(run, relation->schema, name))
		return fail(run, "42P07", name, "relation \"%s\" already exists", name);
	if (!name_free(run, relation, name))
		return false;
	touch(run, index);
	c = new_constraint(run, relation, primary ? CONSTRAINT_PRIMARY : CONSTRAINT_UNIQUE, name, index->column, index->columns, wish->position);
	c->deferrable = wish->deferrable;
	c->deferred = wish->deferred;
	c->nulls_not_distinct = index->nulls_not_distinct;
	index->constraint = index->name = c->name;
	index->primary = primary;
	if (primary)
		make_not_null(run, relation, c->column, c->columns);
	return true;
}

/* The keys of EXCLUDE: pairs of an IndexElem and an operator. */
static bool exclusion_keys(struct run *run, struct relation *relation, const cJSON *list, struct index *index)
{
	const cJSON *item;
	size_t k = 0;

	tree_each(item, list) {
		const cJSON *element = tree_as(tree_item(tree_get(tree_as(item, "List"), "items"), 0), "IndexElem");
		const char *name = key_column(element);
		struct names names = {0};
		bool ok;

		if (!element || k >= index->columns)
			continue;
		if (*name) {
			if (!need_columns(run, relation, &name, 1, "named in key does not exist"))
				return false;
			index->column[k] = index->attribute[k] = arena_strdup(run->arena, name);
		} else {
			ok = expression_columns(run, relation, tree_get(element, "expr"), "index expression", &names);
			vec_free(&names);
			if (!ok)
				return false;
			index->expression[k] = key_expression_text(run, tree_get(element, "expr"));
			index->attribute[k] = expression_name(run, tree_get(element, "expr"));
		}
		k++;
	}
	return true;
}

static bool add_exclusion(struct run *run, struct relation *relation, const struct key_wish *wish)
{
	const cJSON *list = tree_get(wish->node, "exclusions"), *where = tree_get(wish->node, "where_clause");
	struct index *index = new_index(run, relation, "", tree_count(list));
	struct constraint *c;
	struct names names = {0};
	const char *name = wish->name;

	if (!exclusion_keys(run, relation, list, index))
		return false;
	if (name && relation_name_taken(run, relation->schema, name))
		return fail(run, "42P07", name, "relation \"%s\" already exists", name);
	if (!name)
		name = choose_relation_name(run, relation->schema, relation->name, joined_names(run, index->attribute, index->columns), "excl", true);
	for (size_t i = 0; i < index->columns; i++)
		if (index->column[i])
			vec_push(&names, index->column[i]);
	c = new_constraint(run, relation, CONSTRAINT_EXCLUDE, name, names.v, names.n, wish->position);
	vec_free(&names);
	c->deferrable = wish->deferrable;
	c->deferred = wish->deferred;
	index->name = index->constraint = c->name;
	index->method = *tree_text(wish->node, "access_method") ? arena_strdup(run->arena, tree_text(wish->node, "access_method")) : "gist";
	index->partial = where != NULL;
	index->predicate = where ? tail_text(run, where) : NULL;
	link_index(run, relation, index, NULL, 0);
	return true;
}

static bool make_key(struct run *run, struct relation *relation, const struct key_wish *wish, bool primary)
{
	size_t n, m;
	const char **columns = key_columns(run->arena, wish, &n), **include = tree_strings(run->arena, tree_get(wish->node, "including"), &m), **all;
	const char *name = wish->name;
	struct constraint *c;
	struct index *index;

	if (!need_columns(run, relation, columns, n, "named in key does not exist") || !need_columns(run, relation, include, m, "named in key does not exist") ||
		!columns_once(run, relation, columns, n, primary))
		return false;
	if (name && relation_name_taken(run, relation->schema, name))
		return fail(run, "42P07", qualified(run, relation->schema, name), "relation \"%s\" already exists", name);
	if (name && !name_free(run, relation, name))
		return false;
	all = arena_array(run->arena, const char *, n + m + 1);
	memcpy(all, columns, n * sizeof(*all));
	memcpy(all + n, include, m * sizeof(*all));
	if (!name)
		name = choose_relation_name(run, relation->schema, relation->name, primary ? NULL : joined_names(run, all, n + m), primary ? "pkey" : "key", true);
	c = new_constraint(run, relation, primary ? CONSTRAINT_PRIMARY : CONSTRAINT_UNIQUE, name, columns, n, wish->position);
	c->deferrable = wish->deferrable;
	c->deferred = wish->deferred;
	c->nulls_not_distinct = tree_flag(wish->node, "nulls_not_distinct");
	index = new_index(run, relation, c->name, n);
	index->place = c->place;
	index->constraint = c->name;
	index->unique = true;
	index->primary = primary;
	index->nulls_not_distinct = c->nulls_not_distinct;
	for (size_t i = 0; i < n; i++)
		index->column[i] = index->attribute[i] = c->column[i];
	link_index(run, relation, index, include, m);
	if (primary)
		make_not_null(run, relation, c->column, n);
	if (!wish->only)
		index_partitions(run, relation, index);
	return true;
}

bool add_key(struct run *run, struct relation *relation, const struct key_wish *wish)
{
	bool primary = tree_text_is(wish->node, "contype", "CONSTR_PRIMARY");

	if (primary && has_primary(relation))
		return fail(run, "42P16", qualified(run, relation->schema, relation->name), "multiple primary keys for table \"%s\" are not allowed", relation->name);
	if (tree_text_is(wish->node, "contype", "CONSTR_EXCLUSION"))
		return add_exclusion(run, relation, wish);
	if (*tree_text(wish->node, "indexname"))
		return key_from_index(run, relation, wish, primary);
	return make_key(run, relation, wish, primary);
}

bool add_constraint_node(struct run *run, struct relation *relation, const cJSON *node, bool only)
{
	struct wishes wishes = {0};
	bool ok;

	add_wish(&wishes, node, NULL);
	if (wishes.key.n)
		wishes.key.v[0].only = only;
	ok = grant_wishes(run, relation, &wishes);
	wishes_free(&wishes);
	return ok;
}
