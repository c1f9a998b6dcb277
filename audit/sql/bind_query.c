/* SELECT, VALUES, set operations and WITH, in the order of PostgreSQL's analysis. */
#include "bind_type.h"

static void copy_fields(struct binder *b, struct query *to, const struct query *from)
{
	for (size_t i = 0; i < from->field.n; i++)
		arena_push(b->arena, &to->field, from->field.v[i]);
}

struct value *bind_values_row(struct binder *b, struct scope *scope, const cJSON *list, bool default_allowed, size_t *n)
{
	const char *clause = b->clause;
	struct value *values = arena_array(b->arena, struct value, tree_count(list) + 1);
	const cJSON *item;

	*n = 0;
	b->clause = "values";
	tree_each(item, list) {
		if (!default_allowed || !tree_is(item, "SetToDefault"))
			values[*n] = bind_expr(b, scope, item);
		else
			values[*n].node = item;
		(*n)++;
	}
	b->clause = clause;
	return values;
}

struct value bound_field_value(struct binder *b, const struct field *field)
{
	struct value v;

	if (field->pending)
		return *field->pending;
	v = (struct value){.type = field->type, .t = type_number(b, &field->type), .shared = field->shared, .node = field->node,
			   .field = field};
	return v;
}

static void settle_field(struct binder *b, struct field *field)
{
	if (!field->pending)
		return;
	coerce_unknown(b, field->pending);
	field->type = field->pending->type;
	field->pending = NULL;
}

void resolve_unknowns(struct binder *b, struct query *query)
{
	for (size_t i = 0; i < query->field.n; i++)
		settle_field(b, &query->field.v[i]);
}

/* The type each column of VALUES has in common. */
static void values_types(struct binder *b, struct value **row, size_t rows, struct query *query)
{
	struct value *column = arena_array(b->arena, struct value, rows + 1);

	for (size_t i = 0; i < query->field.n; i++) {
		int type;

		for (size_t r = 0; r < rows; r++) {
			column[r] = row[r][i];
			query->field.v[i].shared |= column[r].shared;
		}
		type = coerce_common(b, column, rows, "VALUES");
		query->field.v[i].type = type_of_number(b, type);
		/* One row, or one type and length: the modifier stays. */
		if (rows == 1 && column[0].t && column[0].type.name)
			query->field.v[i].type = column[0].type;
	}
}

static void bind_values(struct binder *b, struct scope *scope, const cJSON *rows, struct query *query)
{
	struct source *source = source_new(b, SOURCE_QUERY, "*VALUES*");
	struct value **values = arena_array(b->arena, struct value *, tree_count(rows) + 1);
	const cJSON *row;
	size_t width = SIZE_MAX, r = 0;
	bool even = true;

	tree_each(row, rows) {
		const cJSON *items = tree_get(tree_as(row, "List"), "items");
		size_t n;
		int low = -1, high = -1;

		values[r++] = bind_values_row(b, scope, items, false, &n);
		if (width == SIZE_MAX)
			width = n;
		else if (n != width && tree_extent(items, &low, &high))
			problem(b, "42601", low, "", "VALUES lists must all be the same length");
		even &= n == width;
		for (size_t i = query->field.n; i < n && i < MAX_FIELDS; i++)
			arena_push(b->arena, &query->field, (struct field){.name = arena_printf(b->arena, "column%zu", i + 1), .node = tree_item(items, i)});
	}
	if (even)
		values_types(b, values, r, query);
	if (even)
		judge_value_nulls(b, scope, rows, query);
	for (size_t i = 0; i < query->field.n; i++) {
		query->field.v[i].leaf = source;
		query->field.v[i].leaf_field = i;
		arena_push(b->arena, &source->field, query->field.v[i]);
	}
	source->rows = tree_count(rows) == 1 ? CARD_ONE : CARD_MANY;
	arena_push(b->arena, &scope->visible, source);
	arena_push(b->arena, &scope->all, source);
}

static void bind_locking(struct binder *b, struct scope *scope, const cJSON *list)
{
	const cJSON *clause, *item;

	tree_each(clause, list)
		tree_each(item, tree_get(tree_as(clause, "LockingClause"), "lockedRels")) {
			const cJSON *range = tree_as(item, "RangeVar");
			const char *name = tree_text(range, "relname");
			struct found f = {0};
			bool found = is_hole(name) || scope->holed;

			/* Names of this query level only: unaliased joins have none. */
			for (size_t i = 0; i < scope->all.n && !found; i++)
				found = scope->all.v[i]->kind != SOURCE_JOIN && strcmp(scope->all.v[i]->name, name) == 0;
			if (!found && find_source(b, scope, NULL, name, &f) == LOOKUP_FOUND && f.level == 0)
				found = true;
			if (*tree_text(range, "schemaname"))
				problem(b, "42601", tree_location(range), name, "%s must specify unqualified relation names",
					lock_words(tree_as(clause, "LockingClause")));
			else if (!found)
				problem(b, "42P01", tree_location(range), name, "relation \"%s\" in %s clause not found in FROM clause", name,
					lock_words(tree_as(clause, "LockingClause")));
		}
}

static void bind_limits(struct binder *b, struct scope *scope, const cJSON *body)
{
	bind_clause(b, scope, tree_get(body, "limitOffset"), "offset");
	bind_clause(b, scope, tree_get(body, "limitCount"), "limit");
}

static void bind_plain(struct binder *b, struct scope *scope, const cJSON *body, struct query *query, bool keep_unknown)
{
	const cJSON *distinct = tree_get(body, "distinctClause");

	scope->windows = tree_get(body, "windowClause");
	bind_from_clause(b, scope, tree_get(body, "fromClause"));
	bind_targets(b, scope, tree_get(body, "targetList"), query);
	bind_clause(b, scope, tree_get(body, "whereClause"), "where");
	bind_clause(b, scope, tree_get(body, "havingClause"), "having");
	bind_sort_list(b, scope, tree_get(body, "sortClause"), query, SORT_ORDER);
	bind_sort_list(b, scope, tree_get(body, "groupClause"), query, SORT_GROUP);
	/* Plain DISTINCT is a list of one empty node. */
	bind_sort_list(b, scope, distinct, query, SORT_DISTINCT);
	bind_limits(b, scope, body);
	bind_list(b, scope, tree_get(body, "windowClause"));
	judge_windows(b, scope);
	if (!keep_unknown)
		resolve_unknowns(b, query);
	judge_groups(b, scope, body, query);
	judge_nulls(b, scope, body, NULL, query);
	judge_lock(b, scope, body);
	bind_locking(b, scope, tree_get(body, "lockingClause"));
}

static const char *operation_name(const cJSON *body)
{
	if (tree_text_is(body, "op", "SETOP_INTERSECT"))
		return "INTERSECT";
	return tree_text_is(body, "op", "SETOP_EXCEPT") ? "EXCEPT" : "UNION";
}

static bool is_set_operation(const cJSON *body)
{
	return tree_get(body, "op") && !tree_text_is(body, "op", "SETOP_NONE");
}

static const struct cte *recursive_fields(struct binder *b, struct scope *scope, const cJSON *body, const struct query *left);

/* One arm of a set operation, itself a tree of arms as far as it has no ORDER BY, LIMIT or WITH of its own. */
static struct query *bind_arm(struct binder *b, struct scope *scope, const cJSON *body, struct scope *root)
{
	struct query *left, *right, *query;
	const struct cte *cte;
	int low = -1, high = -1;
	bool nested = tree_get(body, "sortClause") || tree_get(body, "limitCount") || tree_get(body, "limitOffset") || tree_get(body, "withClause") ||
		      tree_get(body, "lockingClause");

	if (!is_set_operation(body) || (nested && !root)) {
		b->keep_unknown = true;
		return bind_select(b, scope, body, scope->kind, false);
	}
	query = arena_new(b->arena, struct query);
	cte = NULL;
	left = bind_arm(b, scope, tree_get(body, "larg"), NULL);
	if (root)
		cte = recursive_fields(b, root, body, left);
	right = bind_arm(b, scope, tree_get(body, "rarg"), NULL);
	if (!left->opaque && !right->opaque && left->field.n != right->field.n) {
		const cJSON *first = tree_get(body, "rarg");

		while (is_set_operation(first))
			first = tree_get(first, "larg");
		/* Columns of VALUES have no place. */
		tree_extent(tree_get(first, "targetList"), &low, &high);
		problem(b, "42601", low, "", "each %s query must have the same number of columns", operation_name(body));
	}
	copy_fields(b, query, left);
	query->opaque = left->opaque;
	for (size_t i = 0; i < query->field.n; i++) {
		struct field *f = &query->field.v[i];
		const struct field *r = i < right->field.n && !right->opaque ? &right->field.v[i] : NULL;
		bool same = r && f->type.name && r->type.name && type_same(&f->type, &r->type);
		struct value none = {0}, side[2] = {bound_field_value(b, f), r ? bound_field_value(b, r) : none};
		int first = side[0].t, type = r ? coerce_common(b, side, 2, operation_name(body)) : 0;

		if (first == b->p->unknown)
			first = b->p->text;
		if (cte && cte->refers && first && type && first != type)
			problem(b, "42804", f->node ? expr_position(f->node) : -1, f->name,
				"recursive query \"%s\" column %zu has type %s in non-recursive term but type %s overall", cte->name, i + 1, type_label(b, first),
				type_label(b, type));

		*f = (struct field){.name = f->name, .type = same ? f->type : type_of_number(b, type), .shared = side[0].shared || side[1].shared,
				    .null = r ? null_of_both(f->null, r->null, operation_name(body)) : (struct nullness){0}};
	}
	return query;
}

static void bind_set_operation(struct binder *b, struct scope *scope, const cJSON *body, struct query *query)
{
	struct source *source = source_new(b, SOURCE_JOIN, "");
	struct query *arms;

	scope->transparent = true;
	arms = bind_arm(b, scope, body, scope);
	scope->transparent = false;
	copy_fields(b, query, arms);
	query->opaque = arms->opaque;
	/* ORDER BY sees the output columns, and nothing else. */
	for (size_t i = 0; i < query->field.n; i++)
		arena_push(b->arena, &source->field, query->field.v[i]);
	source->opaque = query->opaque;
	source->rel_visible = false;
	arena_push(b->arena, &scope->visible, source);
	bind_sort_list(b, scope, tree_get(body, "sortClause"), query, SORT_ORDER);
	bind_limits(b, scope, body);
	judge_lock(b, scope, body);
	bind_locking(b, scope, tree_get(body, "lockingClause"));
}

struct query *bind_select(struct binder *b, struct scope *parent, const cJSON *body, enum scope_kind kind, bool main)
{
	struct scope *scope = scope_new(b, parent, kind);
	struct query *query = arena_new(b->arena, struct query);
	const char *clause = b->clause, *use = b->use, *place = b->place;
	bool conjunct = b->conjunct, keep_unknown = b->keep_unknown, one_row = b->one_row;
	struct sets sets = b->sets;

	scope->main = main;
	b->one_row = false;
	b->keep_unknown = false;
	b->place = NULL;
	query->returns = true;
	if (kind != SCOPE_STATEMENT && tree_get(body, "intoClause"))
		problem(b, "42601", tree_location(tree_get(tree_get(body, "intoClause"), "rel")), "", "SELECT ... INTO is not allowed here");
	b->clause = "select";
	b->use = "";
	b->conjunct = false;
	bind_with(b, scope, tree_get(body, "withClause"));
	if (is_set_operation(body)) {
		bind_set_operation(b, scope, body, query);
	} else if (tree_count(tree_get(body, "valuesLists"))) {
		bind_values(b, scope, tree_get(body, "valuesLists"), query);
		bind_sort_list(b, scope, tree_get(body, "sortClause"), query, SORT_ORDER);
		bind_limits(b, scope, body);
	} else {
		bind_plain(b, scope, body, query, keep_unknown);
	}
	select_cardinality(b, scope, body, query);
	query_keys(b, scope, body, query);
	close_scope(b, scope);
	b->one_row = one_row;
	b->sets = sets;
	b->place = place;
	b->clause = clause;
	b->use = use;
	b->conjunct = conjunct;
	return query;
}

struct query *bind_any(struct binder *b, struct scope *parent, const cJSON *node, enum scope_kind kind, bool main)
{
	if (tree_is(node, "SelectStmt"))
		return bind_select(b, parent, tree_body(node), kind, main);
	return bind_dml(b, parent, node, kind, main);
}

/* The columns a CTE has to those who name it, after its own column list, SEARCH and CYCLE. */
static void cte_fields(struct binder *b, struct cte *cte, const struct query *query, bool inside)
{
	const cJSON *names = tree_get(cte->body, "aliascolnames"), *cycle = tree_get(cte->body, "cycle_clause");
	const char *extra[3] = {tree_text(tree_get(cte->body, "search_clause"), "search_seq_column"), tree_text(cycle, "cycle_mark_column"),
				tree_text(cycle, "cycle_path_column")};

	cte->field.n = 0;
	for (size_t i = 0; i < query->field.n; i++) {
		struct field f = query->field.v[i];
		const char *alias = i < tree_count(names) ? tree_string(tree_item(names, i)) : NULL;

		if (alias)
			f.name = arena_strdup(b->arena, alias);
		settle_field(b, &f);
		f.node = NULL;
		/* What the other arm gives comes back as its own input. */
		if (inside)
			f.null.is = NULL_UNKNOWN;
		arena_push(b->arena, &cte->field, f);
	}
	for (int i = 0; i < 3; i++)
		if (*extra[i])
			arena_push(b->arena, &cte->field, (struct field){.name = arena_strdup(b->arena, extra[i]), .no_star = inside});
	cte->opaque = query->opaque;
	cte->fields_known = true;
}

/* The first arm of WITH RECURSIVE gives the columns its other arm sees. The CTE; NULL: `body` is none's. */
static const struct cte *recursive_fields(struct binder *b, struct scope *scope, const cJSON *body, const struct query *left)
{
	const struct cte *found = NULL;

	for (size_t i = 0; scope->parent && i < scope->parent->cte.n; i++) {
		struct cte *cte = scope->parent->cte.v[i];

		if (cte->recursive && cte->state == CTE_RUNNING && tree_at(cte->body, "ctequery", "SelectStmt") == body) {
			cte_fields(b, cte, left, true);
			found = cte;
		}
	}
	return found;
}

/* The columns SEARCH or CYCLE names are the CTE's. */
static void judge_search(struct binder *b, const struct cte *cte, const cJSON *clause, const char *list, const char *word)
{
	const cJSON *item;
	bool found = true;

	tree_each(item, tree_get(clause, list)) {
		const char *name = tree_string(item);

		found = !name;
		for (size_t i = 0; i < cte->field.n && !found; i++)
			found = strcmp(cte->field.v[i].name, name) == 0;
		if (found)
			continue;
		problem(b, "42601", tree_location(clause), name, "%s column \"%s\" not in WITH query column list", word, name);
		return;
	}
}

void bind_cte(struct binder *b, struct cte *cte)
{
	const char *clause = b->clause, *use = b->use;
	bool conjunct = b->conjunct;

	cte->state = CTE_RUNNING;
	cte->query = bind_any(b, cte->scope, tree_get(cte->body, "ctequery"), SCOPE_CTE, false);
	cte->state = CTE_DONE;
	cte_fields(b, cte, cte->query, false);
	if (!cte->query->returns)
		cte->opaque = true;
	if (!cte->opaque) {
		judge_search(b, cte, tree_get(cte->body, "search_clause"), "search_col_list", "search");
		judge_search(b, cte, tree_get(cte->body, "cycle_clause"), "cycle_col_list", "cycle");
	}
	b->clause = clause;
	b->use = use;
	b->conjunct = conjunct;
}

void bind_with(struct binder *b, struct scope *scope, const cJSON *with)
{
	bool recursive = tree_flag(with, "recursive");
	const cJSON *item;

	if (!with)
		return;
	tree_each(item, tree_get(with, "ctes")) {
		const cJSON *body = tree_as(item, "CommonTableExpr");
		struct cte *cte = arena_new(b->arena, struct cte);

		cte->name = arena_strdup(b->arena, tree_text(body, "ctename"));
		cte->body = body;
		cte->scope = scope;
		cte->recursive = recursive;
		arena_push(b->arena, &scope->cte, cte);
		if (!recursive)
			bind_cte(b, cte);
	}
	/* A reference to a later one binds it first, as PostgreSQL sorts them. */
	for (size_t i = 0; recursive && i < scope->cte.n; i++)
		if (scope->cte.v[i]->state == CTE_WAITING)
			bind_cte(b, scope->cte.v[i]);
}
