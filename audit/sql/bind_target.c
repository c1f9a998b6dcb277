/* Select lists, and the clauses that refer to them by name: ORDER BY, GROUP BY, DISTINCT ON. */
#include "bind_type.h"

static void add_field(struct binder *b, struct query *query, struct field field)
{
	if (query->field.n >= MAX_FIELDS) {
		query->opaque = true;
		return;
	}
	arena_push(b->arena, &query->field, field);
}

static void expand_source(struct binder *b, struct query *query, const struct source *source, int level, int position)
{
	for (size_t i = 0; i < source->field.n && query->field.n < MAX_FIELDS; i++) {
		struct field f = source->field.v[i];
		struct bound_column c;

		if (f.no_star)
			continue;
		c = column_fact(b, &f, f.name, position);
		c.level = level;
		c.whole_row = true;
		note_column(b, &c);
		f.node = NULL;
		add_field(b, query, f);
	}
	query->opaque |= source->opaque;
}

static void expand_all(struct binder *b, struct scope *scope, struct query *query, int position)
{
	bool any = scope->holed;

	for (size_t i = 0; i < scope->visible.n; i++)
		if (scope->visible.v[i]->cols_visible) {
			expand_source(b, query, scope->visible.v[i], 0, position);
			any = true;
		}
	query->opaque |= scope->holed;
	if (!any)
		problem(b, "42601", position, "", "SELECT * with no tables specified is not valid");
}

/* NEW.*, or a record's, inside a function. */
static bool expand_around(struct binder *b, struct query *query, const char *name, int position)
{
	struct sql_type type;
	const struct relation *relation;

	if (name_around(b, &name, 1, &type) == NAME_NONE)
		return false;
	relation = type.name ? relation_of_type(b, &type) : NULL;
	if (relation)
		expand_source(b, query, source_of_relation(b, relation, name), 0, position);
	else
		query->opaque = true;
	return true;
}

static void expand_qualified(struct binder *b, struct scope *scope, struct query *query, const cJSON *fields, int position)
{
	size_t n = tree_count(fields);
	const char *table = tree_string(tree_item(fields, n - 2)), *schema = n > 2 ? tree_string(tree_item(fields, n - 3)) : NULL;
	struct found f = {0};
	enum lookup lookup;

	if (n > 4) {
		too_many_names(b, fields, position);
		query->opaque = true;
		return;
	}
	lookup = table && !is_hole(table) && !(schema && is_hole(schema)) ? find_source(b, scope, schema, table, &f) : LOOKUP_UNKNOWN;
	if (lookup == LOOKUP_FOUND) {
		for (struct scope *s = scope; s && s != f.scope; s = s->parent)
			s->correlated = true;
		expand_source(b, query, f.source, f.level, position);
		return;
	}
	if (lookup == LOOKUP_MISSING && expand_around(b, query, table, position))
		return;
	if (lookup == LOOKUP_MISSING)
		missing_source(b, scope, schema, table, position);
	query->opaque = true;
}

static void expand_composite(struct binder *b, struct scope *scope, struct query *query, const cJSON *body)
{
	const cJSON *list = tree_get(body, "indirection");
	struct value v = bind_expr(b, scope, tree_get(body, "arg"));
	const struct relation *composite = relation_of_type(b, &v.type);

	if (tree_count(list) == 1 && v.row) {
		for (size_t i = 0; i < v.row->field.n; i++)
			add_field(b, query, v.row->field.v[i]);
		query->opaque |= v.row->opaque;
	} else if (tree_count(list) == 1 && composite && !composite->columns_unknown) {
		for (size_t i = 0; i < composite->column.n; i++)
			add_field(b, query, (struct field){.name = composite->column.v[i]->name, .type = composite->column.v[i]->type});
	} else {
		query->opaque = true;
	}
}

static bool has_hole(const cJSON *fields)
{
	const cJSON *item;

	tree_each(item, fields)
		if (tree_string(item) && is_hole(tree_string(item)))
			return true;
	return false;
}

static void bind_target(struct binder *b, struct scope *scope, const cJSON *target, struct query *query)
{
	const cJSON *val = tree_get(target, "val"), *column = tree_as(val, "ColumnRef"), *fields = tree_get(column, "fields");
	const cJSON *steps = tree_get(tree_as(val, "A_Indirection"), "indirection");
	size_t n = tree_count(fields);
	struct field f = {.name = tree_text(target, "name"), .node = val};
	struct value v;

	if (n && tree_is(tree_item(fields, n - 1), "A_Star")) {
		if (n == 1)
			expand_all(b, scope, query, tree_location(column));
		else
			expand_qualified(b, scope, query, fields, tree_location(column));
		return;
	}
	if (tree_count(steps) && tree_is(tree_item(steps, tree_count(steps) - 1), "A_Star")) {
		expand_composite(b, scope, query, tree_body(val));
		return;
	}
	if (has_hole(fields) && n == 1)
		scope->holed_list = true;
	if (has_hole(fields) && !*f.name) {
		query->opaque = true;
		return;
	}
	v = bind_expr(b, scope, val);
	if (!*f.name)
		f.name = figure_name(val);
	f.name = arena_strdup(b->arena, f.name);
	f.type = v.type;
	f.shared = v.shared;
	if (v.t == b->p->unknown) {
		f.pending = arena_new(b->arena, struct value);
		*f.pending = v;
	}
	if (v.field && (column || tree_is(val, "A_Indirection"))) {
		f.leaf = v.field->leaf;
		f.leaf_field = v.field->leaf_field;
		f.relation = v.field->relation;
		f.column = v.field->column;
	}
	add_field(b, query, f);
}

void bind_targets(struct binder *b, struct scope *scope, const cJSON *list, struct query *query)
{
	const cJSON *item, *sole = b->sole;

	b->sole = tree_count(list) == 1 ? plain_column(tree_get(tree_as(tree_item(list, 0), "ResTarget"), "val")) : NULL;
	tree_each(item, list)
		bind_target(b, scope, tree_as(item, "ResTarget"), query);
	b->sole = sole;
}

static const char *clause_name(enum sort_rule rule)
{
	return rule == SORT_GROUP ? "GROUP BY" : rule == SORT_ORDER ? "ORDER BY" : "DISTINCT ON";
}

/* The output column of that name. Several are one when they are the same expression. */
static const struct field *find_output(struct binder *b, const struct query *query, const char *name, bool *ambiguous)
{
	const struct field *found = NULL;

	*ambiguous = false;
	for (size_t i = 0; i < query->field.n; i++) {
		const struct field *f = &query->field.v[i];

		if (strcmp(f->name, name) != 0)
			continue;
		if (!found)
			found = f;
		else if (same_field(b, found, f) == SAME_NO)
			*ambiguous = true;
	}
	return found;
}

/* Types without equality, or without an order. */
static void judge_sort(struct binder *b, int type, enum sort_rule rule, int position)
{
	if (type != b->p->json && type != b->p->xml)
		return;
	problem(b, "42883", position, type_label(b, type), "could not identify an %s operator for type %s", rule == SORT_ORDER ? "ordering" : "equality",
		type_label(b, type));
}

/* GROUP BY an output column, which holds neither aggregates nor windows. */
static void group_by_output(struct binder *b, struct scope *scope, const struct field *field)
{
	int window = window_position(field->node);

	if (window >= 0)
		problem(b, "42P20", window, field->name, "window functions are not allowed in GROUP BY");
	note_group(b, scope, NULL, field);
}

/* A bare name: an output column first, except in GROUP BY, where the FROM items come first. false: bind it as an expression. */
static bool bind_output_name(struct binder *b, struct scope *scope, const cJSON *node, struct query *query, enum sort_rule rule)
{
	const cJSON *body = tree_as(node, "ColumnRef"), *fields = tree_get(body, "fields");
	const char *name = tree_count(fields) == 1 ? tree_string(tree_item(fields, 0)) : NULL;
	const struct field *f;
	struct found found = {0};
	bool ambiguous;

	if (!name || is_hole(name))
		return name != NULL;
	f = find_output(b, query, name, &ambiguous);
	if (rule == SORT_GROUP) {
		enum lookup lookup = find_column(scope, name, true, &found);

		if (lookup == LOOKUP_FOUND || lookup == LOOKUP_AMBIGUOUS)
			return false;
		if (lookup == LOOKUP_UNKNOWN)
			scope->grouped = scope->group_vague = true;
		if (lookup == LOOKUP_UNKNOWN && f)
			return true;
	}
	if (ambiguous) {
		problem(b, "42702", tree_location(body), name, "%s \"%s\" is ambiguous", clause_name(rule), name);
		return true;
	}
	if (f) {
		struct bound_column c = column_fact(b, f, f->relation ? f->column->name : name, tree_location(body));

		if (f->relation)
			note_column(b, &c);
		judge_sort(b, type_number(b, &f->type), rule, tree_location(body));
		if (rule == SORT_GROUP)
			group_by_output(b, scope, f);
		return true;
	}
	/* The output may hold the name all the same. */
	return query->opaque && find_column(scope, name, false, &found) == LOOKUP_MISSING;
}

/* GROUP BY 1 */
static void group_by_number(struct binder *b, struct scope *scope, const struct query *query, int number)
{
	if (number >= 1 && (size_t)number <= query->field.n && !query->opaque)
		group_by_output(b, scope, &query->field.v[number - 1]);
	else
		scope->grouped = scope->group_vague = true;
}

static void bind_sort_item(struct binder *b, struct scope *scope, const cJSON *node, struct query *query, enum sort_rule rule)
{
	const cJSON *item, *body = tree_body(node);

	if (tree_is(node, "SortBy")) {
		bind_sort_item(b, scope, tree_get(body, "node"), query, rule);
		return;
	}
	if (rule == SORT_GROUP && tree_is(node, "GroupingSet")) {
		tree_each(item, tree_get(body, "content"))
			bind_sort_item(b, scope, item, query, rule);
		return;
	}
	if (rule == SORT_GROUP && tree_is(node, "RowExpr") && tree_text_is(body, "row_format", "COERCE_IMPLICIT_CAST")) {
		tree_each(item, tree_get(body, "args"))
			bind_sort_item(b, scope, item, query, rule);
		return;
	}
	if (tree_is(node, "A_Const")) {
		if (!tree_get(body, "ival"))
			problem(b, "42601", tree_location(body), "", "non-integer constant in %s", clause_name(rule));
		else if (rule == SORT_GROUP)
			group_by_number(b, scope, query, tree_int(tree_get(body, "ival"), "ival"));
		return;
	}
	if (!bind_output_name(b, scope, node, query, rule)) {
		struct value v = bind_expr(b, scope, node);

		coerce_unknown(b, &v);
		judge_sort(b, v.t, rule, expr_position(node));
		if (rule == SORT_GROUP)
			note_group(b, scope, node, NULL);
	}
}

void bind_sort_list(struct binder *b, struct scope *scope, const cJSON *list, struct query *query, enum sort_rule rule)
{
	const char *clause = b->clause;
	const cJSON *item;

	b->clause = rule == SORT_GROUP ? "group" : "order";
	tree_each(item, list)
		bind_sort_item(b, scope, item, query, rule);
	b->clause = clause;
}
