/* FROM items. See bind_private.h; the flags follow PostgreSQL's namespace items, LATERAL included. */
#include "bind_type.h"

struct sources { VEC(struct source *); };

struct source *source_new(struct binder *b, enum source_kind kind, const char *name)
{
	struct source *source = arena_new(b->arena, struct source);

	source->kind = kind;
	source->name = name;
	source->rel_visible = source->cols_visible = source->lateral_ok = true;
	source->rows = CARD_MANY;
	return source;
}

struct field field_of_column(const struct relation *relation, const struct column *column)
{
	/* A view's column says nothing of NULL. */
	bool table = relation->kind == RELATION_TABLE || relation->kind == RELATION_PARTITIONED;

	return (struct field){.name = column->name, .relation = relation, .column = column, .type = column->type,
			      .null = {!table ? NULL_UNKNOWN : column->not_null ? NULL_NEVER : NULL_MAY, "column"}};
}

/* A primary key of a table with inheritance children holds for the parent's own rows only. */
static bool has_children(const struct binder *b, const struct relation *relation)
{
	if (relation->kind != RELATION_TABLE)
		return false;
	for (size_t i = 0; i < b->catalog->relation.n; i++)
		for (size_t p = 0; p < b->catalog->relation.v[i]->parent.n; p++)
			if (b->catalog->relation.v[i]->parent.v[p] == relation)
				return true;
	return false;
}

static void add_key(struct binder *b, struct source *source, const char **columns, size_t n, struct key key)
{
	size_t *field = arena_array(b->arena, size_t, n ? n : 1);

	for (size_t i = 0; i < n; i++) {
		if (!columns[i]) {
			key.expressions = key.unsure = true;
			continue;
		}
		if (source_column(source, columns[i], &field[key.n]) != 1)
			return;
		key.n++;
	}
	key.field = field;
	arena_push(b->arena, &source->key, key);
}

static void add_keys(struct binder *b, struct source *source, const struct relation *relation, bool children)
{
	for (int primary = 1; primary >= 0; primary--)
		for (size_t i = 0; i < relation->constraint.n; i++) {
			const struct constraint *c = relation->constraint.v[i];

			if (c->kind == (primary ? CONSTRAINT_PRIMARY : CONSTRAINT_UNIQUE))
				add_key(b, source, c->column, c->columns, (struct key){.name = c->name, .nulls_equal = primary || c->nulls_not_distinct,
										       .unsure = c->deferrable || children});
		}
	for (size_t i = 0; i < relation->index.n; i++) {
		const struct index *x = relation->index.v[i];

		/* Those of constraints were added above. */
		if (x->unique && !x->invalid && !x->constraint)
			add_key(b, source, x->column, x->columns, (struct key){.name = x->name, .nulls_equal = x->nulls_not_distinct,
									       .unsure = x->partial || children, .index = children ? NULL : x});
	}
}

struct source *source_of_relation(struct binder *b, const struct relation *relation, const char *name)
{
	struct source *source = source_new(b, SOURCE_RELATION, name);
	static const char *const sequence[] = {"last_value", "log_cnt", "is_called"};
	bool children = has_children(b, relation);

	source->relation = relation;
	source->opaque = relation->columns_unknown || relation->kind == RELATION_COMPOSITE;
	source->system_columns = relation->kind != RELATION_VIEW;
	for (size_t i = 0; i < relation->column.n; i++)
		arena_push(b->arena, &source->field, field_of_column(relation, relation->column.v[i]));
	for (size_t i = 0; relation->kind == RELATION_SEQUENCE && !relation->column.n && i < 3; i++)
		arena_push(b->arena, &source->field, (struct field){.name = sequence[i]});
	if (relation->kind == RELATION_SEQUENCE)
		source->rows = CARD_ONE;
	for (size_t i = 0; i < source->field.n; i++) {
		source->field.v[i].leaf = source;
		source->field.v[i].leaf_field = i;
		/* A child may have dropped NOT NULL. */
		if (children && source->field.v[i].null.is == NULL_NEVER)
			source->field.v[i].null.is = NULL_UNKNOWN;
	}
	add_keys(b, source, relation, children);
	return source;
}

/* A FROM item over the columns of a query, a CTE or a function: they become its own. */
static void adopt_fields(struct binder *b, struct source *source, const struct field *field, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct field f = field[i];

		f.leaf = source;
		f.leaf_field = i;
		f.node = NULL;
		arena_push(b->arena, &source->field, f);
	}
}

void apply_column_aliases(struct binder *b, struct source *source, const cJSON *alias)
{
	const cJSON *item;
	size_t i = 0;

	tree_each(item, tree_get(alias, "colnames")) {
		const char *name = tree_string(item);

		if (!name)
			return;
		if (i < source->field.n)
			source->field.v[i].name = arena_strdup(b->arena, name);
		else if (source->opaque)
			/* A written list names columns that are not known here. */
			arena_push(b->arena, &source->field, (struct field){.name = arena_strdup(b->arena, name), .leaf = source, .leaf_field = i});
		i++;
	}
}

static bool made_here(const struct binder *b, const char *name)
{
	for (size_t i = 0; i < b->made.n; i++)
		if (strcmp(b->made.v[i], name) == 0)
			return true;
	return false;
}

/* The relation a RangeVar names, or NULL: *unknown says that it is not for us to say. */
const struct relation *lookup_relation(struct binder *b, const cJSON *range, bool *unknown)
{
	const char *name = tree_text(range, "relname"), *schema = tree_text(range, "schemaname");

	schema = *schema ? schema : NULL;
	*unknown = is_hole(name) || (schema && is_hole(schema)) || made_here(b, name);
	if (*unknown)
		return NULL;
	if (b->path_changed && !schema) {
		*unknown = true;
		return NULL;
	}
	return catalog_relation(b->catalog, schema, name);
}

static void unknown_table(struct binder *b, const cJSON *range)
{
	const char *name = tree_text(range, "relname"), *schema = tree_text(range, "schemaname"), *nearest = NULL;
	const char *full = *schema ? arena_printf(b->arena, "%s.%s", schema, name) : name;
	struct bound_problem *p = problem(b, "42P01", tree_location(range), full, "relation \"%s\" does not exist", full);
	size_t n = 0, most = b->catalog->relation.n;
	const char **names;

	if (!p)
		return;
	p->certain = !b->catalog->open;
	names = arena_array(b->arena, const char *, most + 1);
	for (size_t i = 0; i < most; i++)
		if (b->catalog->relation.v[i]->kind != RELATION_COMPOSITE && b->catalog->relation.v[i]->kind != RELATION_SEQUENCE)
			names[n++] = b->catalog->relation.v[i]->name;
	nearest = n ? nearest_name(name, names, n) : NULL;
	p->nearest = nearest ? nearest : "";
}

/* The relation, or an unknown item in its place; the problem and the table are noted. */
static struct source *bind_relation(struct binder *b, struct scope *scope, const cJSON *range, const char *role)
{
	const cJSON *alias = tree_get(range, "alias");
	const char *relname = tree_text(range, "relname"), *schema = tree_text(range, "schemaname");
	const char *name = alias ? tree_text(alias, "aliasname") : relname;
	bool unknown = false;
	const struct relation *relation = lookup_relation(b, range, &unknown);
	struct source *source;

	/* FROM t ${more}: the hole reads as an alias, but may be a join. */
	if (is_hole(name)) {
		scope->holed = true;
		name = relname;
		alias = NULL;
	}
	name = arena_strdup(b->arena, name);
	if (relation) {
		source = source_of_relation(b, relation, name);
	} else {
		source = source_new(b, SOURCE_UNKNOWN, name);
		source->opaque = true;
		if (!unknown && !catalog_is_system(*schema ? schema : NULL, relname))
			unknown_table(b, range);
	}
	source->aliased = alias != NULL;
	apply_column_aliases(b, source, alias);
	if (!is_hole(relname))
		note_table(b, relation, range, name, role);
	return source;
}

struct source *bind_target_table(struct binder *b, struct scope *scope, const cJSON *range, const char *role)
{
	struct source *source = bind_relation(b, scope, range, role);

	arena_push(b->arena, &scope->all, source);
	return source;
}

static struct source *bind_cte_reference(struct binder *b, struct cte *cte, const cJSON *alias, const char *name)
{
	struct source *source = source_new(b, SOURCE_CTE, arena_strdup(b->arena, alias ? tree_text(alias, "aliasname") : name));

	if (cte->state == CTE_WAITING)
		bind_cte(b, cte);
	cte->refers |= cte->state == CTE_RUNNING;
	source->aliased = alias != NULL;
	adopt_fields(b, source, cte->field.v, cte->field.n);
	source->opaque = cte->opaque || !cte->fields_known;
	if (cte->query && cte->state == CTE_DONE) {
		source->rows = cte->query->rows;
		for (size_t i = 0; i < cte->query->key.n; i++)
			arena_push(b->arena, &source->key, cte->query->key.v[i]);
	}
	apply_column_aliases(b, source, alias);
	return source;
}

static struct source *bind_range_var(struct binder *b, struct scope *scope, const cJSON *range)
{
	const char *name = tree_text(range, "relname");
	struct cte *cte = *tree_text(range, "schemaname") ? NULL : find_cte(scope, name);
	const cJSON *alias = tree_get(range, "alias");

	if (cte) {
		if (alias && is_hole(tree_text(alias, "aliasname"))) {
			scope->holed = true;
			alias = NULL;
		}
		return bind_cte_reference(b, cte, alias, name);
	}
	/* A hole alone may be several items, with aliases of their own. */
	if (is_hole(name) && !alias)
		scope->holed = true;
	return bind_relation(b, scope, range, "read");
}

static struct source *bind_subselect(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *alias = tree_get(body, "alias");
	bool lateral = tree_flag(body, "lateral"), active = scope->lateral_active;
	struct source *source = source_new(b, SOURCE_QUERY, arena_strdup(b->arena, tree_text(alias, "aliasname")));
	struct query *query;

	scope->lateral_active = lateral;
	query = bind_any(b, scope, tree_get(body, "subquery"), lateral ? SCOPE_LATERAL : SCOPE_FROM, false);
	scope->lateral_active = active;
	if (is_hole(source->name)) {
		scope->holed = true;
		source->name = "";
	}
	source->aliased = true;
	source->opaque = query->opaque;
	source->rows = query->rows;
	adopt_fields(b, source, query->field.v, query->field.n);
	for (size_t i = 0; i < query->key.n; i++)
		arena_push(b->arena, &source->key, query->key.v[i]);
	apply_column_aliases(b, source, alias);
	return source;
}

static void null_extend_item(struct source *source)
{
	source->null_extended = true;
	if (source->kind == SOURCE_JOIN && source->left && source->right) {
		null_extend_item(source->left);
		null_extend_item(source->right);
	}
}

static void null_extend(struct sources *side)
{
	for (size_t i = 0; i < side->n; i++)
		null_extend_item(side->v[i]);
}

static int count_name(const struct source *source, const char *name, size_t *field)
{
	int n = 0;

	for (size_t i = 0; i < source->field.n; i++)
		if (strcmp(source->field.v[i].name, name) == 0) {
			*field = i;
			n++;
		}
	return n;
}

/* One column of USING: where both sides have it once, its numbers. */
static bool using_column(struct binder *b, const char *name, const struct source *left, const struct source *right, size_t at[2])
{
	const struct source *side[2] = {left, right};
	static const char *const word[2] = {"left", "right"};
	bool found = true;

	for (int i = 0; i < 2; i++) {
		int n = count_name(side[i], name, &at[i]);

		if (n == 0 && !side[i]->opaque) {
			struct bound_problem *p = problem(b, "42703", -1, name, "column \"%s\" specified in USING clause does not exist in %s table", name, word[i]);

			if (p)
				p->nearest = nearest_column(b, NULL, side[i], name);
		} else if (n > 1) {
			problem(b, "42702", -1, name, "common column name \"%s\" appears more than once in %s table", name, word[i]);
		}
		found &= n == 1;
	}
	return found;
}

/* NATURAL: the columns both sides have. */
static const char **natural_names(struct binder *b, const struct source *left, const struct source *right, size_t *n)
{
	const char **names = arena_array(b->arena, const char *, left->field.n + 1);
	size_t at;

	*n = 0;
	for (size_t i = 0; i < left->field.n; i++)
		if (count_name(right, left->field.v[i].name, &at))
			names[(*n)++] = left->field.v[i].name;
	return names;
}

static struct sql_type merged_type(struct binder *b, const struct field *left, const struct field *right)
{
	struct value x = bound_field_value(b, left), y = bound_field_value(b, right);
	int types[2] = {x.t, y.t}, type;
	size_t at;
	bool plain = type_same(&(struct sql_type){left->type.schema, left->type.name, "", left->type.array},
			       &(struct sql_type){right->type.schema, right->type.name, "", right->type.array});

	if (plain)
		return type_of_number(b, x.t);
	type = common_type(b, types, 2, &at);
	if (type < 0)
		problem(b, "42804", -1, left->name, "JOIN/USING types %s and %s cannot be matched", type_label(b, x.t), type_label(b, y.t));
	else
		resolve_operator(b, NULL, "=", &x, &y, -1);
	return type_of_number(b, type > 0 ? type : 0);
}

/* The merged columns first, then the rest of the left side, then of the right. */
static void join_fields(struct binder *b, struct source *join, const struct source *left, const struct source *right, const char **names, size_t n, const char *type)
{
	const struct source *side[2] = {left, right};

	for (size_t i = 0; i < n; i++) {
		size_t at[2] = {0};
		struct field f = {.name = names[i]};

		if (using_column(b, names[i], left, right, at)) {
			const struct field *l = &left->field.v[at[0]], *r = &right->field.v[at[1]];

			f = strcmp(type, "JOIN_RIGHT") == 0 ? *r : *l;
			arena_push(b->arena, &join->merged, (struct merged){{*l, *r}});
			for (int s = 0; s < 2; s++) {
				struct bound_column c = column_fact(b, s ? r : l, names[i], -1);

				c.clause = "join";
				c.operator = "using";
				note_column(b, &c);
			}
			/* Sides of different types are brought to a common one: no plain column. */
			if (!type_same(&l->type, &r->type)) {
				f.relation = NULL;
				f.type = merged_type(b, l, r);
			}
			if (strcmp(type, "JOIN_FULL") == 0)
				f = (struct field){.name = names[i], .type = f.type};
		} else if (count_name(left, names[i], &at[0]) == 1) {
			f = left->field.v[at[0]];
		} else if (count_name(right, names[i], &at[1]) == 1) {
			f = right->field.v[at[1]];
		}
		arena_push(b->arena, &join->field, f);
	}
	if (left->field.n + right->field.n > MAX_JOIN_FIELDS)
		join->opaque = true;
	for (int s = 0; s < 2 && !(join->opaque && left->field.n + right->field.n > MAX_JOIN_FIELDS); s++)
		for (size_t i = 0; i < side[s]->field.n; i++) {
			bool merged = false;

			for (size_t k = 0; k < n && !merged; k++)
				merged = strcmp(names[k], side[s]->field.v[i].name) == 0;
			if (!merged)
				arena_push(b->arena, &join->field, side[s]->field.v[i]);
		}
}

static struct source *bind_from_item(struct binder *b, struct scope *scope, const cJSON *node, struct sources *space);

static void set_lateral(struct sources *space, bool only, bool ok)
{
	for (size_t i = 0; i < space->n; i++) {
		space->v[i]->lateral_only = only;
		space->v[i]->lateral_ok = ok;
	}
}

/* ON sees the two sides and nothing else of its level. */
static void bind_on(struct binder *b, struct scope *scope, const cJSON *quals, const struct sources *left, const struct sources *right)
{
	__typeof__(scope->visible) saved = scope->visible;
	const cJSON *column = tree_as(quals, "ColumnRef");
	const char *name = tree_string(tree_item(tree_get(column, "fields"), 0));

	memset(&scope->visible, 0, sizeof(scope->visible));
	for (size_t i = 0; i < left->n; i++)
		arena_push(b->arena, &scope->visible, left->v[i]);
	for (size_t i = 0; i < right->n; i++)
		arena_push(b->arena, &scope->visible, right->v[i]);
	bind_clause(b, scope, quals, "join");
	scope->visible = saved;
	/* ON ${condition}: more joins may follow in it. */
	if (name && is_hole(name))
		scope->holed = true;
}

static struct source *bind_join(struct binder *b, struct scope *scope, const cJSON *body, struct sources *space)
{
	struct sources left = {0}, right = {0};
	const cJSON *alias = tree_get(body, "alias"), *using_alias = tree_get(body, "join_using_alias");
	const char *type = tree_text(body, "jointype");
	bool outer_ok = strcmp(type, "JOIN_INNER") == 0 || strcmp(type, "JOIN_LEFT") == 0;
	struct source *join, *l, *r;
	size_t before = scope->visible.n, n = 0;
	const char **names;

	l = bind_from_item(b, scope, tree_get(body, "larg"), &left);
	set_lateral(&left, true, outer_ok);
	for (size_t i = 0; i < left.n; i++)
		arena_push(b->arena, &scope->visible, left.v[i]);
	r = bind_from_item(b, scope, tree_get(body, "rarg"), &right);
	scope->visible.n = before;
	set_lateral(&left, false, true);
	set_lateral(&right, false, true);
	join = source_new(b, SOURCE_JOIN, arena_strdup(b->arena, tree_text(alias, "aliasname")));
	join->opaque = l->opaque || r->opaque;
	join->left = l;
	join->right = r;
	join->join_type = arena_strdup(b->arena, type);
	join->quals = tree_get(body, "quals");
	if (tree_flag(body, "isNatural"))
		names = natural_names(b, l, r, &n);
	else
		names = tree_strings(b->arena, tree_get(body, "usingClause"), &n);
	join_fields(b, join, l, r, names, n, type);
	if (tree_get(body, "quals"))
		bind_on(b, scope, tree_get(body, "quals"), &left, &right);
	if (strcmp(type, "JOIN_LEFT") == 0 || strcmp(type, "JOIN_FULL") == 0)
		null_extend(&right);
	if (strcmp(type, "JOIN_RIGHT") == 0 || strcmp(type, "JOIN_FULL") == 0)
		null_extend(&left);
	join->aliased = alias != NULL;
	join->rel_visible = alias != NULL;
	apply_column_aliases(b, join, alias);
	/* The items inside keep their names as qualifiers, unless the join has a name of its own. */
	for (size_t i = 0; i < left.n + right.n; i++) {
		struct source *s = i < left.n ? left.v[i] : right.v[i - left.n];

		s->cols_visible = false;
		if (alias)
			s->rel_visible = false;
		else
			arena_push(b->arena, space, s);
	}
	if (using_alias) {
		struct source *merged = source_new(b, SOURCE_JOIN, arena_strdup(b->arena, tree_text(using_alias, "aliasname")));

		for (size_t i = 0; i < n && i < join->field.n; i++)
			arena_push(b->arena, &merged->field, join->field.v[i]);
		merged->cols_visible = false;
		arena_push(b->arena, space, merged);
	}
	arena_push(b->arena, space, join);
	arena_push(b->arena, &scope->all, join);
	return join;
}

/* XMLTABLE: its expressions may refer to earlier items. */
static struct source *bind_table_function(struct binder *b, struct scope *scope, const cJSON *body)
{
	const cJSON *alias = tree_get(body, "alias"), *item;
	struct source *source = source_new(b, SOURCE_FUNCTION, arena_strdup(b->arena, alias ? tree_text(alias, "aliasname") : "xmltable"));
	bool active = scope->lateral_active, in_from = scope->in_from;

	scope->lateral_active = scope->in_from = true;
	bind_list(b, scope, tree_get(body, "namespaces"));
	bind_expr(b, scope, tree_get(body, "rowexpr"));
	bind_expr(b, scope, tree_get(body, "docexpr"));
	tree_each(item, tree_get(body, "columns")) {
		const cJSON *column = tree_as(item, "RangeTableFuncCol");

		bind_expr(b, scope, tree_get(column, "colexpr"));
		bind_expr(b, scope, tree_get(column, "coldefexpr"));
		arena_push(b->arena, &source->field, (struct field){.name = arena_strdup(b->arena, tree_text(column, "colname")),
								    .leaf = source, .leaf_field = source->field.n,
								    .type = type_from_tree(b->arena, b->catalog, tree_get(column, "typeName"))});
	}
	scope->lateral_active = active;
	scope->in_from = in_from;
	source->aliased = alias != NULL;
	apply_column_aliases(b, source, alias);
	return source;
}

/* TABLESAMPLE: PostgreSQL's own methods take a percentage. */
static void bind_sample(struct binder *b, struct scope *scope, const cJSON *body)
{
	const char *schema, *method = "";
	size_t n;
	struct value *args = bind_values_list(b, scope, tree_get(body, "args"), &n), seed;
	bool known = tree_name(tree_get(body, "method"), &schema, &method) && (strcmp(method, "system") == 0 || strcmp(method, "bernoulli") == 0);

	for (size_t i = 0; i < n; i++) {
		if (known)
			coerce_specific(b, &args[i], b->p->float4, "TABLESAMPLE");
		else
			coerce(b, &args[i], 0, 'a');
	}
	seed = bind_expr(b, scope, tree_get(body, "repeatable"));
	if (seed.node)
		coerce_specific(b, &seed, b->p->float8, "REPEATABLE");
}

/* Binds one item; what it adds to the namespace goes to `space`, the item itself is returned. */
static struct source *bind_from_item(struct binder *b, struct scope *scope, const cJSON *node, struct sources *space)
{
	const cJSON *body = tree_body(node);
	struct source *source;

	if (tree_is(node, "JoinExpr"))
		return bind_join(b, scope, body, space);
	if (tree_is(node, "RangeTableSample")) {
		source = bind_from_item(b, scope, tree_get(body, "relation"), space);
		bind_sample(b, scope, body);
		return source;
	}
	if (tree_is(node, "RangeVar")) {
		source = bind_range_var(b, scope, body);
	} else if (tree_is(node, "RangeSubselect")) {
		source = bind_subselect(b, scope, body);
	} else if (tree_is(node, "RangeFunction")) {
		source = bind_range_function(b, scope, body);
	} else if (tree_is(node, "RangeTableFunc")) {
		source = bind_table_function(b, scope, body);
	} else {
		source = source_new(b, SOURCE_UNKNOWN, "");
		source->opaque = true;
		scope->holed = true;
	}
	arena_push(b->arena, space, source);
	arena_push(b->arena, &scope->all, source);
	return source;
}

/* The source of MERGE. */
void bind_from_node(struct binder *b, struct scope *scope, const cJSON *node)
{
	struct sources space = {0};

	arena_push(b->arena, &scope->item, bind_from_item(b, scope, node, &space));
	for (size_t i = 0; i < space.n; i++)
		arena_push(b->arena, &scope->visible, space.v[i]);
}

void bind_from_clause(struct binder *b, struct scope *scope, const cJSON *list)
{
	const char *clause = b->clause;
	const cJSON *item;
	struct sources all = {0};

	b->clause = "join";
	tree_each(item, list) {
		struct sources space = {0};

		arena_push(b->arena, &scope->item, bind_from_item(b, scope, item, &space));
		set_lateral(&space, true, true);
		for (size_t i = 0; i < space.n; i++) {
			arena_push(b->arena, &scope->visible, space.v[i]);
			arena_push(b->arena, &all, space.v[i]);
		}
	}
	set_lateral(&all, false, true);
	b->clause = clause;
}
