/* CREATE INDEX, and indexes that tables pass on to their partitions. */
#include "replay_private.h"

struct index *new_index(struct run *run, struct relation *relation, const char *name, size_t columns)
{
	struct index *index = arena_new(run->arena, struct index);

	index->schema = relation->schema;
	index->name = arena_strdup(run->arena, name);
	index->method = "btree";
	index->column = arena_array(run->arena, const char *, columns + 1);
	index->expression = arena_array(run->arena, const char *, columns + 1);
	index->option = arena_array(run->arena, const char *, columns + 1);
	index->attribute = arena_array(run->arena, const char *, columns + 1);
	index->columns = columns;
	index->place = run->place;
	return index;
}

static void index_on_column(struct run *run, struct relation *relation, struct index *index, const char *name)
{
	struct column *column = relation_column(relation, name);

	if (column)
		depends(run, part_object(OBJECT_INDEX, index, relation), part_object(OBJECT_COLUMN, column, relation), 'a');
}

void link_index(struct run *run, struct relation *relation, struct index *index, const char *const *include, size_t n_include)
{
	catalog_note_part(run->catalog, index->name);
	vec_push(&relation->index, index);
	index->include = arena_array(run->arena, const char *, n_include + 1);
	index->includes = n_include;
	for (size_t i = 0; i < n_include; i++)
		index->include[i] = arena_strdup(run->arena, include[i]);
	for (size_t i = 0; i < index->columns; i++)
		if (index->column[i])
			index_on_column(run, relation, index, index->column[i]);
	for (size_t i = 0; i < n_include; i++)
		index_on_column(run, relation, index, include[i]);
}

/* Repeated names get a number: lower, lower1. */
static const char **distinct_names(struct run *run, const char *const *names, size_t n)
{
	const char **out = arena_array(run->arena, const char *, n + 1);

	for (size_t i = 0; i < n; i++) {
		out[i] = names[i];
		for (int number = 1; number < 1000; number++) {
			bool taken = false;

			for (size_t k = 0; k < i; k++)
				taken |= strcmp(out[k], out[i]) == 0;
			if (!taken)
				break;
			out[i] = arena_printf(run->arena, "%s%d", names[i], number);
		}
	}
	return out;
}

/* What stands between table and label in an automatic name: keys and included columns. */
static const char *name_middle(struct run *run, const struct index *index, const char *const *include, size_t m)
{
	size_t n = index->columns;
	const char **all = arena_array(run->arena, const char *, n + m + 1);

	memcpy(all, index->attribute, n * sizeof(*all));
	if (m)
		memcpy(all + n, include, m * sizeof(*all));
	return joined_names(run, distinct_names(run, all, n + m), n + m);
}

/* Columns that index expressions and predicates use, beyond its plain keys: known from pg_depend alone. */
static void copy_index_depends(struct run *run, struct relation *to, struct index *copy, const struct relation *from, const struct index *index)
{
	size_t n = run->catalog->depend.n;

	for (size_t i = 0; i < n; i++) {
		struct depend d = run->catalog->depend.v[i];

		if (d.who.p != index || d.who.kind != OBJECT_INDEX || d.on.kind == OBJECT_INDEX)
			continue;
		if (d.on.kind == OBJECT_COLUMN && d.on.relation == from) {
			struct column *column = relation_column(to, ((struct column *)d.on.p)->name);

			if (!column)
				continue;
			d.on = part_object(OBJECT_COLUMN, column, to);
		}
		depends(run, part_object(OBJECT_INDEX, copy, to), d.on, d.how);
	}
}

static void copy_key_constraint(struct run *run, struct relation *to, const struct relation *from, const struct index *index, struct index *copy)
{
	const struct constraint *original = find_constraint(from, index->constraint);
	struct constraint *c;

	if (!original)
		return;
	c = arena_new(run->arena, struct constraint);
	*c = *original;
	c->name = copy->constraint = copy->name;
	c->place = run->place;
	vec_push(&to->constraint, c);
	for (size_t i = 0; i < c->columns; i++)
		if (relation_column(to, c->column[i]))
			depends(run, part_object(OBJECT_CONSTRAINT, c, to), part_object(OBJECT_COLUMN, relation_column(to, c->column[i]), to), 'a');
	if (c->kind == CONSTRAINT_PRIMARY)
		for (size_t i = 0; i < c->columns; i++)
			set_not_null(run, to, c->column[i], true);
}

struct index *copy_index_to(struct run *run, struct relation *to, const struct relation *from, const struct index *index)
{
	struct index *copy = arena_new(run->arena, struct index);
	const struct constraint *c = index->constraint ? find_constraint(from, index->constraint) : NULL;
	const char *columns = name_middle(run, index, index->include, index->includes);
	const char *label = c && c->kind == CONSTRAINT_EXCLUDE ? "excl" : c ? "key"
									    : "idx";

	*copy = *index;
	copy->schema = to->schema;
	copy->place = run->place;
	copy->name = choose_relation_name(run, to->schema, to->name, index->primary ? NULL : columns, index->primary ? "pkey" : label, c != NULL);
	catalog_note_part(run->catalog, copy->name);
	vec_push(&to->index, copy);
	copy_index_depends(run, to, copy, from, index);
	if (c)
		copy_key_constraint(run, to, from, index, copy);
	return copy;
}

static bool same_text(const char *a, const char *b)
{
	return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

static bool same_index(const struct index *a, const struct index *b)
{
	if (a->columns != b->columns || a->unique != b->unique || a->nulls_not_distinct != b->nulls_not_distinct || strcmp(a->method, b->method) != 0 ||
		!same_text(a->predicate, b->predicate))
		return false;
	for (size_t i = 0; i < a->columns; i++)
		if (!same_text(a->column[i], b->column[i]) || !same_text(a->expression[i], b->expression[i]) || !same_text(a->option[i], b->option[i]))
			return false;
	return true;
}

/* The partition's index of a parent's: one it has already, or a new one. */
static struct index *attach_index(struct run *run, struct relation *partition, const struct relation *parent, struct index *index)
{
	struct index *found = NULL;

	for (size_t i = 0; i < partition->index.n && !found; i++)
		if (same_index(partition->index.v[i], index) && (!index->constraint || partition->index.v[i]->constraint))
			found = partition->index.v[i];
	if (!found)
		found = copy_index_to(run, partition, parent, index);
	depends(run, part_object(OBJECT_INDEX, found, partition), part_object(OBJECT_INDEX, index, (struct relation *)parent), 'a');
	return found;
}

bool attach_indexes(struct run *run, struct relation *partition, const struct relation *parent)
{
	for (size_t i = 0; i < parent->index.n; i++)
		attach_index(run, partition, parent, parent->index.v[i]);
	return true;
}

void index_partitions(struct run *run, struct relation *relation, const struct index *index)
{
	struct relations below = {0};

	if (relation->kind == RELATION_PARTITIONED)
		descendants(run->catalog, relation, &below);
	for (size_t i = 0; i < below.n; i++) {
		if (!below.v[i]->parent.n || below.v[i]->parent.v[0] != relation)
			continue; /* a partition of a partition gets its own from there */
		touch_relation(run, below.v[i]);
		index_partitions(run, below.v[i], attach_index(run, below.v[i], relation, (struct index *)index));
	}
	vec_free(&below);
}

/* The column of an IndexElem, also when it is written (column) or (column COLLATE c); "" for an expression. */
const char *key_column(const cJSON *element)
{
	const cJSON *expression = tree_get(element, "expr"), *fields;
	const char *schema, *name;

	if (*tree_text(element, "name"))
		return tree_text(element, "name");
	while (tree_is(expression, "CollateClause"))
		expression = tree_get(tree_body(expression), "arg");
	fields = tree_get(tree_as(expression, "ColumnRef"), "fields");
	return tree_count(fields) == 1 && tree_name(fields, &schema, &name) ? name : "";
}

/* COLLATE "C" text_pattern_ops DESC NULLS LAST: what is written of these; NULL: nothing. */
static const char *key_option(struct run *run, const cJSON *element)
{
	const cJSON *collation = tree_get(element, "collation"), *inner = tree_get(tree_at(element, "expr", "CollateClause"), "collname"), *item;
	const char *schema, *name, *order = tree_text(element, "ordering"), *nulls = tree_text(element, "nulls_ordering");
	struct buf b = {0};
	const char *text;

	if (tree_name(collation ? collation : inner, &schema, &name))
		buf_printf(&b, " COLLATE \"%s\"", name);
	if (tree_name(tree_get(element, "opclass"), &schema, &name))
		buf_printf(&b, " %s", name);
	tree_each(item, tree_get(element, "opclassopts")) {
		const cJSON *option = tree_as(item, "DefElem"), *value = tree_get(option, "arg");

		buf_printf(&b, " %s=%s%d", tree_text(option, "defname"), tree_string(value) ? tree_string(value) : "", tree_int(tree_body(value), "ival"));
	}
	if (strcmp(order, "SORTBY_DESC") == 0)
		buf_printf(&b, " DESC");
	if (strcmp(nulls, "SORTBY_NULLS_FIRST") == 0 || strcmp(nulls, "SORTBY_NULLS_LAST") == 0)
		buf_printf(&b, " NULLS %s", nulls + strlen("SORTBY_NULLS_"));
	text = buf_text(&b)[0] ? arena_strdup(run->arena, buf_text(&b) + 1) : NULL;
	buf_free(&b);
	return text;
}

/* One key column of CREATE INDEX. */
static bool take_key(struct run *run, struct relation *relation, const cJSON *element, struct index *index, size_t k)
{
	const char *name = key_column(element);
	const cJSON *expression = tree_get(element, "expr");
	struct names names = {0};
	bool ok;

	index->option[k] = key_option(run, element);
	if (*name) {
		if (!relation->columns_unknown && !relation_column(relation, name))
			return fail(run, "42703", dotted(run, relation, name), "column \"%s\" does not exist", name);
		index->column[k] = index->attribute[k] = arena_strdup(run->arena, name);
		return true;
	}
	ok = expression_columns(run, relation, expression, "index expression", &names);
	vec_free(&names);
	index->expression[k] = key_expression_text(run, expression);
	index->attribute[k] = expression_name(run, expression);
	if (ok)
		depends_on_expression(run, part_object(OBJECT_INDEX, index, relation), expression, relation, 'a');
	return ok;
}

static bool take_predicate(struct run *run, struct relation *relation, const cJSON *where, struct index *index)
{
	struct names names = {0};
	bool ok;

	if (!where)
		return true;
	ok = expression_columns(run, relation, where, "index predicate", &names);
	vec_free(&names);
	index->partial = true;
	index->predicate = tail_text(run, where);
	if (ok)
		depends_on_expression(run, part_object(OBJECT_INDEX, index, relation), where, relation, 'a');
	return ok;
}

static bool indexable(struct run *run, const struct relation *relation)
{
	if (relation->kind == RELATION_TABLE || relation->kind == RELATION_PARTITIONED || relation->kind == RELATION_MATVIEW)
		return true;
	return fail(run, "42809", qualified(run, relation->schema, relation->name), "cannot create index on relation \"%s\"", relation->name);
}

bool run_create_index(struct run *run, const cJSON *body)
{
	const cJSON *params = tree_get(body, "indexParams"), *included = tree_get(body, "indexIncludingParams"), *item;
	const char *name = tree_text(body, "idxname");
	struct relation *relation = need_relation(run, tree_get(body, "relation"));
	struct index *index;
	const char **include;
	struct ddl_event *e;
	size_t k = 0, m = 0;

	if (!relation || !indexable(run, relation))
		return false;
	if (*name && relation_name_taken(run, relation->schema, name)) {
		if (!tree_flag(body, "if_not_exists"))
			return fail(run, "42P07", qualified(run, relation->schema, name), "relation \"%s\" already exists", name);
		skipped(run, "create index", qualified(run, relation->schema, name));
		return true;
	}
	touch_relation(run, relation);
	index = new_index(run, relation, name, tree_count(params));
	index->unique = tree_flag(body, "unique");
	index->nulls_not_distinct = tree_flag(body, "nulls_not_distinct");
	if (*tree_text(body, "accessMethod"))
		index->method = arena_strdup(run->arena, tree_text(body, "accessMethod"));
	tree_each(item, params) if (!take_key(run, relation, tree_as(item, "IndexElem"), index, k++)) return false;
	include = arena_array(run->arena, const char *, tree_count(included) + 1);
	tree_each(item, included) {
		const char *column = tree_text(tree_as(item, "IndexElem"), "name");

		if (!need_columns(run, relation, &column, 1, "does not exist"))
			return false;
		include[m++] = arena_strdup(run->arena, column);
	}
	if (!take_predicate(run, relation, tree_get(body, "whereClause"), index))
		return false;
	if (!*name)
		index->name = choose_relation_name(run, relation->schema, relation->name, name_middle(run, index, include, m), "idx", false);
	link_index(run, relation, index, include, m);
	e = event(run, "create index", qualified(run, relation->schema, index->name));
	e->on = qualified(run, relation->schema, relation->name);
	e->concurrently = tree_flag(body, "concurrent");
	if (relation->kind == RELATION_PARTITIONED && tree_flag(tree_get(body, "relation"), "inh"))
		index_partitions(run, relation, index);
	return true;
}
