/* INSERT, UPDATE, DELETE and MERGE. */
#include "bind_type.h"

/* The target columns of an INSERT, in the order of its expressions; NULL entries: not known, or a part of a column. */
struct targets {
	VEC_OF(const struct column *) column;
	VEC_OF(const cJSON *) node;	/* ResTarget as written; NULL for an implicit list */
	bool known, written;
};

static void open_target(struct binder *b, struct scope *scope, struct source *target)
{
	target->rel_visible = target->cols_visible = true;
	target->lateral_only = false;
	target->lateral_ok = true;
	arena_push(b->arena, &scope->visible, target);
}

static bool has_trigger(const struct relation *relation, bool insert)
{
	for (size_t i = 0; relation && i < relation->trigger.n; i++) {
		const struct trigger *t = relation->trigger.v[i];

		if (t->timing == 'b' && t->row && !t->disabled && (insert ? t->insert : t->update))
			return true;
	}
	return false;
}

static bool is_table(const struct relation *relation)
{
	return relation && (relation->kind == RELATION_TABLE || relation->kind == RELATION_PARTITIONED);
}

static bool domain_default(const struct binder *b, const struct column *column)
{
	const struct user_type *type = column->type.schema ? catalog_type(b->catalog, column->type.schema, column->type.name) : NULL;

	return type && type->has_default;
}

static void not_null_problem(struct binder *b, const struct relation *relation, const struct column *column, const char *code, int position)
{
	struct bound_problem *p = problem(b, "23502", position, arena_printf(b->arena, "%s.%s", relation->name, column->name),
					  "null value in column \"%s\" of relation \"%s\" violates not-null constraint", column->name, relation->name);

	if (p)
		p->code = code;
}

/* transformAssignedExpr: the value becomes what the column is. */
static void assign_type(struct binder *b, const struct relation *relation, const struct column *column, struct value *v)
{
	int type = type_number(b, &column->type), from = v->t;

	if (!v->t || tree_is(v->node, "SetToDefault"))
		return;
	if (!coerce(b, v, type, 'a'))
		type_problem(b, v->shared, "42804", expr_position(v->node), arena_printf(b->arena, "%s.%s", relation->name, column->name),
			"column \"%s\" is of type %s but expression is of type %s", column->name, type_label(b, type), type_label(b, from));
}

/* What is assigned to a column: its parameter, and NULL where it cannot be. `set`: by UPDATE. */
static void judge_assignment(struct binder *b, const struct relation *relation, const struct column *column, struct value *v, size_t bound, bool set)
{
	struct field f = {0};
	const cJSON *value = v->node;
	bool absent = tree_is(value, "SetToDefault");
	int low = -1, high = -1;

	if (!column || !relation) {
		coerce(b, v, 0, 'a');
		return;
	}
	f = field_of_column(relation, column);
	link_parameter(b, bound, &f, value, set ? "set" : "insert", set ? "set" : "insert");
	judge_generated(b, relation, column, value, set, bound == SIZE_MAX ? -1 : b->bound->columns.v[bound].position);
	judge_fit(b, relation, column, value);
	assign_type(b, relation, column, v);
	if (is_table(relation) && !column->generated && !has_trigger(relation, !set))
		judge_checks(b, relation, column, value);
	if (!is_table(relation) || !column->not_null || column->generated || (set ? has_trigger(relation, false) : column->filled_by_trigger))
		return;
	/* OVERRIDING USER VALUE throws it away. */
	if (column->identity && b->override && strcmp(b->override, "OVERRIDING_USER_VALUE") == 0)
		return;
	absent = absent && !column->has_default && !domain_default(b, column);
	if (!absent && !tree_is_null_constant(value))
		return;
	tree_extent(value, &low, &high);
	not_null_problem(b, relation, column, absent && !set ? "insert-missing-required" : "null-into-not-null", low);
}

static void find_missing(struct binder *b, const struct relation *relation, const struct targets *targets, size_t given, int position)
{
	if (!is_table(relation) || relation->columns_unknown)
		return;
	for (size_t i = 0; i < relation->column.n; i++) {
		const struct column *column = relation->column.v[i];
		bool written = !column->not_null || column->has_default || column->identity || column->generated || column->filled_by_trigger ||
			       domain_default(b, column);

		for (size_t k = 0; k < targets->column.n && k < given && !written; k++)
			written = targets->column.v[k] == column;
		if (!written)
			not_null_problem(b, relation, column, "insert-missing-required", position);
	}
}

static size_t note_target(struct binder *b, const struct relation *relation, const char *name, const char *clause, int position)
{
	struct bound_column c = {.schema = relation ? relation->schema : "", .table = relation ? relation->name : "", .column = arena_strdup(b->arena, name),
				 .clause = clause, .position = position, .operator = ""};

	return note_column(b, &c);
}

/* The column a SET or INSERT item names; a problem when the relation has none such. */
static const struct column *target_column(struct binder *b, const struct source *target, const cJSON *item)
{
	const char *name = tree_text(item, "name");
	const struct relation *relation = target->relation;
	const struct column *column = relation ? relation_column(relation, name) : NULL;
	struct bound_problem *p;

	if (column || !relation || target->opaque || is_hole(name))
		return column;
	p = problem(b, "42703", tree_location(item), arena_printf(b->arena, "%s.%s", relation->name, name),
		    "column \"%s\" of relation \"%s\" does not exist", name, relation->name);
	if (p)
		p->nearest = nearest_column(b, NULL, target, name);
	return NULL;
}

/* home.city = …: the part of a composite column, where its type is known. */
static void judge_part(struct binder *b, const struct column *column, const cJSON *item)
{
	const char *part = tree_string(tree_item(tree_get(item, "indirection"), 0));
	const struct relation *type = column && part ? relation_of_type(b, &column->type) : NULL;
	int number = column && part && !is_hole(part) ? base_type(b, type_number(b, &column->type)) : 0;

	if (number && !is_composite(b, number))
		problem(b, "42804", tree_location(item), column->name, "cannot assign to field \"%s\" of column \"%s\" because its type %s is not a composite type", part,
			column->name, type_label(b, number));
	else if (type && !type->columns_unknown && !is_hole(part) && !relation_column(type, part))
		problem(b, "42703", tree_location(item), arena_printf(b->arena, "%s.%s", type->name, part),
			"cannot assign to field \"%s\" of column \"%s\" because there is no such column in data type %s", part, column->name, type->name);
}

static void bind_insert_targets(struct binder *b, struct scope *scope, const struct source *target, const cJSON *list, struct targets *targets)
{
	const cJSON *node;

	targets->written = tree_count(list) > 0;
	targets->known = target->relation && !target->opaque;
	if (!targets->written) {
		for (size_t i = 0; targets->known && i < target->relation->column.n; i++) {
			arena_push(b->arena, &targets->column, target->relation->column.v[i]);
			arena_push(b->arena, &targets->node, NULL);
		}
		return;
	}
	tree_each(node, list) {
		const cJSON *item = tree_as(node, "ResTarget");
		const struct column *column = target_column(b, target, item);

		if (is_hole(tree_text(item, "name")))
			targets->known = false;
		judge_part(b, column, item);
		bind_list(b, scope, tree_get(item, "indirection"));
		arena_push(b->arena, &targets->column, column);
		arena_push(b->arena, &targets->node, item);
	}
}

static bool is_hole_expression(const cJSON *node)
{
	const cJSON *item;

	tree_each(item, tree_get(tree_as(node, "ColumnRef"), "fields"))
		if (tree_string(item) && is_hole(tree_string(item)))
			return true;
	return false;
}

static bool list_has_hole(const cJSON *list)
{
	const cJSON *item;

	tree_each(item, list)
		if (is_hole_expression(item))
			return true;
	return false;
}

/* INSERT with more or fewer expressions than columns. `first` is where the first expression too many stands. */
static void judge_width(struct binder *b, const struct targets *targets, size_t given, int too_many)
{
	if (!targets->known && !targets->written)
		return;
	if (given > targets->column.n)
		problem(b, "42601", too_many, "", "INSERT has more expressions than target columns");
	else if (targets->written && given < targets->column.n)
		problem(b, "42601", tree_location(targets->node.v[given]), "", "INSERT has more target columns than expressions");
}

static void assign_row(struct binder *b, const struct source *target, const struct targets *targets, struct value *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const cJSON *node = i < targets->node.n ? targets->node.v[i] : NULL;
		const struct column *column = i < targets->column.n ? targets->column.v[i] : NULL;
		size_t bound = SIZE_MAX;

		if (column)
			bound = note_target(b, target->relation, column->name, "insert", node ? tree_location(node) : -1);
		if (!node || !tree_get(node, "indirection"))
			judge_assignment(b, target->relation, column, &values[i], bound, false);
		else
			coerce(b, &values[i], 0, 'a');
	}
}

static int position_of(const cJSON *node)
{
	int low = -1, high = -1;

	tree_extent(node, &low, &high);
	return low;
}

/* VALUES as PostgreSQL treats it in INSERT: DEFAULT is allowed, and nothing is in scope. */
static size_t bind_insert_values(struct binder *b, struct scope *scope, const struct source *target, const struct targets *targets, const cJSON *rows, bool *opaque)
{
	size_t width = SIZE_MAX;
	const cJSON *row;

	tree_each(row, rows) {
		const cJSON *items = tree_get(tree_as(row, "List"), "items");
		size_t n;
		bool one_row = b->one_row;
		struct value *values;

		b->one_row = tree_count(rows) == 1;
		values = bind_values_row(b, scope, items, true, &n);
		b->one_row = one_row;

		*opaque |= list_has_hole(items);
		if (width != SIZE_MAX && n != width && !*opaque)
			problem(b, "42601", position_of(items), "", "VALUES lists must all be the same length");
		else if (!*opaque)
			judge_width(b, targets, n, position_of(tree_item(items, (int)targets->column.n)));
		width = width == SIZE_MAX ? n : width;
		if (!*opaque)
			assign_row(b, target, targets, values, n);
		for (size_t i = 0; i < n && *opaque; i++)
			coerce(b, &values[i], 0, 'a');
	}
	return width == SIZE_MAX ? 0 : width;
}

static size_t bind_insert_query(struct binder *b, struct scope *scope, const struct source *target, const struct targets *targets, const cJSON *select,
				struct query **source, bool *opaque)
{
	struct query *query;
	size_t n;
	int too_many = -1;

	b->keep_unknown = tree_is(select, "SelectStmt");
	query = bind_any(b, scope, select, SCOPE_FROM, scope->main);
	n = query->field.n;

	*source = query;
	*opaque = query->opaque;
	if (query->opaque) {
		resolve_unknowns(b, query);
		return n;
	}
	if (n > targets->column.n && query->field.v[targets->column.n].node)
		too_many = position_of(query->field.v[targets->column.n].node);
	judge_width(b, targets, n, too_many);
	for (size_t i = 0; i < n && i < targets->column.n; i++) {
		const struct column *column = targets->column.v[i];
		size_t bound;

		struct value v = bound_field_value(b, &query->field.v[i]);

		if (!column || (targets->node.v[i] && tree_get(targets->node.v[i], "indirection"))) {
			coerce(b, &v, 0, 'a');
			continue;
		}
		bound = note_target(b, target->relation, column->name, "insert", targets->node.v[i] ? tree_location(targets->node.v[i]) : -1);
		judge_assignment(b, target->relation, column, &v, bound, false);
	}
	return n;
}

static void bind_returning(struct binder *b, struct scope *scope, const cJSON *list, struct query *query)
{
	const char *clause = b->clause;

	query->returns = tree_count(list) > 0;
	b->clause = "returning";
	bind_targets(b, scope, list, query);
	resolve_unknowns(b, query);
	b->clause = clause;
}

/* (a, b) = …: the same source stands under each column; its values, *n of them. */
static struct value *bind_multi(struct binder *b, struct scope *scope, const cJSON *multi, size_t *n)
{
	const cJSON *source = tree_get(multi, "source"), *select = tree_as(source, "SubLink"), *row = tree_as(source, "RowExpr");
	size_t want = (size_t)tree_int(multi, "ncolumns");
	struct value *values;

	if (row) {
		values = bind_values_row(b, scope, tree_get(row, "args"), true, n);
		if (*n != want)
			problem(b, "42601", tree_location(row), "", "number of columns does not match number of values");
		return values;
	}
	*n = 0;
	if (!select) {
		values = arena_new(b->arena, struct value);
		values[0] = bind_expr(b, scope, source);
		coerce(b, values, 0, 'a');
		return values;
	}
	struct query *query = bind_any(b, scope, tree_get(select, "subselect"), SCOPE_SCALAR, false);

	if (!query->opaque && query->field.n != want)
		problem(b, "42601", tree_location(select), "", "number of columns does not match number of values");
	values = arena_array(b->arena, struct value, query->field.n + 1);
	for (*n = 0; *n < query->field.n && !query->opaque; (*n)++)
		values[*n] = bound_field_value(b, &query->field.v[*n]);
	return values;
}

/* Expressions first, then the names, as PostgreSQL does. */
static void bind_set(struct binder *b, struct scope *scope, const struct source *target, const cJSON *list)
{
	struct value *values = arena_array(b->arena, struct value, tree_count(list) + 1), *multi = NULL;
	size_t k = 0, n = 0;
	const cJSON *node;

	tree_each(node, list) {
		const cJSON *value = tree_get(tree_as(node, "ResTarget"), "val"), *part = tree_as(value, "MultiAssignRef");

		if (part) {
			size_t at = (size_t)tree_int(part, "colno") - 1;

			if (at == 0)
				multi = bind_multi(b, scope, part, &n);
			if (at < n)
				values[k] = multi[at];
		} else if (tree_is(value, "SetToDefault")) {
			values[k].node = value;
		} else {
			values[k] = bind_expr(b, scope, value);
		}
		k++;
	}
	k = 0;
	tree_each(node, list) {
		const cJSON *item = tree_as(node, "ResTarget");
		const struct column *column = target_column(b, target, item);
		size_t bound = SIZE_MAX;

		if (!is_hole(tree_text(item, "name")))
			bound = note_target(b, target->relation, tree_text(item, "name"), "set", tree_location(item));
		judge_part(b, column, item);
		if (tree_get(item, "indirection")) {
			bind_list(b, scope, tree_get(item, "indirection"));
			coerce(b, &values[k], 0, 'a');
		} else {
			judge_assignment(b, target->relation, column, &values[k], bound, true);
		}
		k++;
	}
}

/* SET a = 1, a = 2: parts of a column may be assigned apart, the column itself once. */
static void judge_twice(struct binder *b, const struct source *target, const cJSON *list)
{
	struct map seen = {0};
	const cJSON *node;

	tree_each(node, list) {
		const char *name = tree_text(tree_as(node, "ResTarget"), "name");
		bool new = false;

		if (tree_get(tree_as(node, "ResTarget"), "indirection") || !target->relation || !relation_column(target->relation, name))
			continue;
		*map_put(&seen, name, strlen(name), &new) = 1;
		if (new)
			continue;
		problem(b, "42601", -1, arena_printf(b->arena, "%s.%s", target->relation->name, name), "multiple assignments to same column \"%s\"", name);
		break;
	}
	map_free(&seen);
}

static void bind_update_list(struct binder *b, struct scope *scope, const struct source *target, const cJSON *list)
{
	const char *clause = b->clause;

	b->clause = "set";
	bind_set(b, scope, target, list);
	judge_twice(b, target, list);
	b->clause = clause;
}

static void bind_conflict(struct binder *b, struct scope *scope, struct source *target, const cJSON *conflict)
{
	const cJSON *infer = tree_get(conflict, "infer"), *node;
	const char *clause = b->clause;
	struct source *excluded;
	struct found f = {0};

	b->clause = "conflict";
	if (tree_text_is(conflict, "action", "ONCONFLICT_UPDATE") && !infer)
		problem(b, "42601", tree_location(conflict), "", "ON CONFLICT DO UPDATE requires inference specification or constraint name");
	tree_each(node, tree_get(infer, "indexElems")) {
		const cJSON *element = tree_as(node, "IndexElem");
		const char *name = tree_text(element, "name");

		if (!*name) {
			b->place = "index";
			bind_expr(b, scope, tree_get(element, "expr"));
			b->place = NULL;
		} else if (!is_hole(name)) {
			if (source_column(target, name, &f.field) && !clashes(b, &name, 1, tree_location(infer)))
				note_target(b, target->relation, name, "conflict", tree_location(infer));
			else if (!source_column(target, name, &f.field) && !target->opaque && strcmp(name, target->name) != 0) {
				struct bound_problem *p = problem(b, "42703", tree_location(infer), name, "column \"%s\" does not exist", name);

				if (p)
					p->nearest = nearest_column(b, NULL, target, name);
			}
		}
	}
	b->place = "predicate";
	bind_expr(b, scope, tree_get(infer, "whereClause"));
	b->place = NULL;
	b->clause = clause;
	if (!tree_text_is(conflict, "action", "ONCONFLICT_UPDATE"))
		return;
	if (target->relation) {
		excluded = source_of_relation(b, target->relation, "excluded");
		excluded->system_columns = false;
	} else {
		excluded = source_new(b, SOURCE_UNKNOWN, "excluded");
		excluded->opaque = true;
	}
	excluded->aliased = true;
	arena_push(b->arena, &scope->visible, excluded);
	arena_push(b->arena, &scope->all, excluded);
	bind_update_list(b, scope, target, tree_get(conflict, "targetList"));
	bind_clause(b, scope, tree_get(conflict, "whereClause"), "conflict");
	scope->visible.n--;
}

static void bind_insert(struct binder *b, struct scope *scope, const cJSON *body, struct query *query)
{
	const cJSON *select = tree_get(body, "selectStmt"), *values = tree_as(select, "SelectStmt"), *conflict = tree_get(body, "onConflictClause");
	struct source *target;
	struct targets targets = {0};
	struct query *source = NULL;
	const char *override = b->override;
	size_t given = 0;
	bool opaque = false;

	scope->transparent = true;
	bind_with(b, scope, tree_get(body, "withClause"));
	target = bind_target_table(b, scope, tree_get(body, "relation"), "insert");
	bind_insert_targets(b, scope, target, tree_get(body, "cols"), &targets);
	b->override = tree_text(body, "override");
	if (tree_count(tree_get(values, "valuesLists")) && !tree_get(values, "sortClause") && !tree_get(values, "limitCount") &&
	    !tree_get(values, "limitOffset") && !tree_get(values, "withClause") && !tree_get(values, "lockingClause"))
		given = bind_insert_values(b, scope, target, &targets, tree_get(values, "valuesLists"), &opaque);
	else if (select)
		given = bind_insert_query(b, scope, target, &targets, select, &source, &opaque);
	if (targets.known && !opaque && given <= targets.column.n)
		find_missing(b, target->relation, &targets, given, tree_location(tree_get(body, "relation")));
	b->override = override;
	scope->transparent = false;
	open_target(b, scope, target);
	if (conflict) {
		bind_conflict(b, scope, target, conflict);
		judge_conflict(b, target, conflict);
	}
	bind_returning(b, scope, tree_get(body, "returningList"), query);
	judge_nulls(b, scope, body, NULL, query);
	judge_view(b, target->relation, "insert into");
	insert_cardinality(b, target, body, source, query);
}

static void bind_update(struct binder *b, struct scope *scope, const cJSON *body, struct query *query)
{
	struct source *target;

	bind_with(b, scope, tree_get(body, "withClause"));
	target = bind_target_table(b, scope, tree_get(body, "relation"), "update");
	open_target(b, scope, target);
	/* Visible to LATERAL items, which may not use it: PostgreSQL has a message for that. */
	target->lateral_only = true;
	target->lateral_ok = false;
	bind_from_clause(b, scope, tree_get(body, "fromClause"));
	target->lateral_only = false;
	target->lateral_ok = true;
	bind_clause(b, scope, tree_get(body, "whereClause"), "where");
	bind_returning(b, scope, tree_get(body, "returningList"), query);
	bind_update_list(b, scope, target, tree_get(body, "targetList"));
	judge_nulls(b, scope, body, target, query);
	judge_view(b, target->relation, "update");
	change_cardinality(b, scope, target, tree_get(body, "whereClause"), query);
}

static void bind_delete(struct binder *b, struct scope *scope, const cJSON *body, struct query *query)
{
	struct source *target;

	bind_with(b, scope, tree_get(body, "withClause"));
	target = bind_target_table(b, scope, tree_get(body, "relation"), "delete");
	open_target(b, scope, target);
	target->lateral_only = true;
	target->lateral_ok = false;
	bind_from_clause(b, scope, tree_get(body, "usingClause"));
	target->lateral_only = false;
	target->lateral_ok = true;
	bind_clause(b, scope, tree_get(body, "whereClause"), "where");
	bind_returning(b, scope, tree_get(body, "returningList"), query);
	judge_nulls(b, scope, body, NULL, query);
	judge_view(b, target->relation, "delete from");
	change_cardinality(b, scope, target, tree_get(body, "whereClause"), query);
}

static void bind_merge_when(struct binder *b, struct scope *scope, struct source *target, const cJSON *when)
{
	bool matched = tree_flag(when, "matched"), insert = tree_text_is(when, "commandType", "CMD_INSERT"), opaque = false;
	const cJSON *values = tree_get(when, "values");
	struct targets targets = {0};

	target->rel_visible = target->cols_visible = matched;
	bind_clause(b, scope, tree_get(when, "condition"), "where");
	if (tree_text_is(when, "commandType", "CMD_UPDATE"))
		bind_update_list(b, scope, target, tree_get(when, "targetList"));
	if (insert) {
		size_t n;
		struct value *row;

		bind_insert_targets(b, scope, target, tree_get(when, "targetList"), &targets);
		row = bind_values_row(b, scope, values, true, &n);
		opaque = list_has_hole(values);
		if (!opaque && n)
			judge_width(b, &targets, n, position_of(tree_item(values, (int)targets.column.n)));
		if (!opaque)
			assign_row(b, target, &targets, row, n);
		if (targets.known && !opaque && n <= targets.column.n)
			find_missing(b, target->relation, &targets, n, position_of(when));
	}
	target->rel_visible = target->cols_visible = true;
}

/* ON of MERGE need not be boolean for PostgreSQL's analysis. */
static void bind_merge_condition(struct binder *b, struct scope *scope, const cJSON *node)
{
	const char *clause = b->clause, *use = b->use;
	bool conjunct = b->conjunct;
	struct value v;

	b->clause = "join";
	b->use = "where";
	b->conjunct = scope->main;
	v = bind_expr(b, scope, node);
	if (v.t == b->p->unknown)
		coerce(b, &v, 0, 'a');
	b->clause = clause;
	b->use = use;
	b->conjunct = conjunct;
}

static void bind_merge(struct binder *b, struct scope *scope, const cJSON *body, struct query *query)
{
	struct source *target;
	const cJSON *when;

	bind_with(b, scope, tree_get(body, "withClause"));
	target = bind_target_table(b, scope, tree_get(body, "relation"), "merge");
	bind_from_node(b, scope, tree_get(body, "sourceRelation"));
	open_target(b, scope, target);
	bind_merge_condition(b, scope, tree_get(body, "joinCondition"));
	tree_each(when, tree_get(body, "mergeWhenClauses"))
		bind_merge_when(b, scope, target, tree_as(when, "MergeWhenClause"));
	query->rows = CARD_NONE;
}

struct query *bind_dml(struct binder *b, struct scope *parent, const cJSON *node, enum scope_kind kind, bool main)
{
	static const struct { const char *tag; void (*bind)(struct binder *, struct scope *, const cJSON *, struct query *); } statement[] = {
		{"InsertStmt", bind_insert}, {"UpdateStmt", bind_update}, {"DeleteStmt", bind_delete}, {"MergeStmt", bind_merge},
	};
	struct scope *scope = scope_new(b, parent, kind);
	struct query *query = arena_new(b->arena, struct query);
	const char *clause = b->clause, *use = b->use;
	bool conjunct = b->conjunct;

	scope->main = main;
	query->opaque = true;
	b->conjunct = false;
	b->use = "";
	for (size_t i = 0; i < sizeof(statement) / sizeof(*statement); i++)
		if (tree_is(node, statement[i].tag)) {
			query->opaque = false;
			b->bound->writes = true;
			statement[i].bind(b, scope, tree_body(node), query);
		}
	close_scope(b, scope);
	b->clause = clause;
	b->use = use;
	b->conjunct = conjunct;
	return query;
}
