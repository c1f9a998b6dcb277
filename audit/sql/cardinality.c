/*
 * How many rows a query gives, and why.
 *
 * A FROM item is fixed when it stands for at most one row: it is a query of at most one row, or the columns of one of its keys are all equal to something that does
 * not vary (constants, parameters, outer columns, columns of fixed items). Equalities count where they hold for every row: top-level AND conjuncts of WHERE; ON of an
 * inner join; ON of an outer join for its nullable side only. When all items are fixed, the query gives at most one row.
 *
 * Nothing is guessed: what may be unique without proof (a partial or expression index, OR over a key, a view, a hole) makes the answer unknown, not many.
 */
#include "bind_private.h"

/* leaf.field = something that depends on the items in `on`. */
struct equality {
	struct source *leaf;
	size_t field;
	VEC_OF(struct source *) on;
	const struct source *within;	/* only items of this subtree are fixed by it; NULL: any */
	const char *text;
	bool nulls;			/* IS NOT DISTINCT FROM: holds for NULL too */
};

struct proof {
	struct binder *b;
	struct scope *scope;
	VEC_OF(struct equality) equality;
	VEC_OF(struct source *) leaf;
	VEC_OF(bool) fixed;
	VEC_OF(struct source *) vague;	/* may be fixed by something that is no proof */
	bool holed;
	const char *text;
};

static void collect_leaves(struct proof *p, struct source *source)
{
	if (source->kind == SOURCE_JOIN) {
		if (source->left)
			collect_leaves(p, source->left);
		if (source->right)
			collect_leaves(p, source->right);
		return;
	}
	arena_push(p->b->arena, &p->leaf, source);
	arena_push(p->b->arena, &p->fixed, false);
}

static bool contains(const struct source *tree, const struct source *leaf)
{
	if (!tree)
		return false;
	if (tree == leaf)
		return true;
	return tree->kind == SOURCE_JOIN && (contains(tree->left, leaf) || contains(tree->right, leaf));
}

struct walk { struct proof *p; struct equality *equality; bool known; };

static bool is_volatile(const char *name)
{
	static const char *const names[] = {"random", "nextval", "gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1", "clock_timestamp", "timeofday"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Notes the items of this query level that an expression depends on. */
static bool look_at_node(void *context, const char *tag, const cJSON *body)
{
	struct walk *w = context;
	const char *schema, *name;

	if (strcmp(tag, "FuncCall") == 0 && tree_name(tree_get(body, "funcname"), &schema, &name) && is_volatile(name))
		w->known = false;
	if (strcmp(tag, "ColumnRef") == 0) {
		const int64_t *i = map_get(&w->p->b->refs, (const char *)&body, sizeof(body));
		const struct ref *ref = i ? &w->p->b->ref.v[*i] : NULL;
		struct source *leaf;

		if (!ref) {
			w->known = false;
			return false;
		}
		if (ref->home != w->p->scope)
			return false;
		leaf = ref->field == SIZE_MAX ? ref->source : ref->source->field.v[ref->field].leaf;
		if (!leaf)
			w->known = false;
		else
			arena_push(w->p->b->arena, &w->equality->on, leaf);
	}
	return w->known;
}

static const char *render(struct arena *arena, const cJSON *node)
{
	const char *constant, *schema, *name;
	int number = 0;
	size_t n = 0;
	const char **names;

	if (plain_parameter(node, &number))
		return arena_printf(arena, "$%d", number);
	constant = tree_constant(arena, node);
	if (constant)
		return plain_column(node) ? constant : arena_printf(arena, "'%s'", constant);
	if (plain_column(node)) {
		names = tree_strings(arena, tree_get(tree_body(plain_column(node)), "fields"), &n);
		return n > 1 ? arena_printf(arena, "%s.%s", names[n - 2], names[n - 1]) : n ? names[0] : "";
	}
	if (tree_is(node, "FuncCall") && tree_name(tree_get(tree_body(node), "funcname"), &schema, &name))
		return arena_printf(arena, "%s(…)", name);
	return tree_is(node, "SubLink") ? "(SELECT …)" : "expression";
}

static void mark_vague(struct proof *p, struct source *leaf)
{
	arena_push(p->b->arena, &p->vague, leaf);
}

/* The items an expression of several columns belongs to: lower(email) = $1 may be unique by an expression index. */
static void note_expression(struct proof *p, const cJSON *node)
{
	struct equality e = {0};
	struct walk w = {p, &e, true};

	tree_walk(node, look_at_node, &w);
	for (size_t i = 0; i < e.on.n; i++)
		for (size_t k = 0; k < e.on.v[i]->key.n; k++)
			if (e.on.v[i]->key.v[k].unsure && e.on.v[i]->key.v[k].expressions)
				mark_vague(p, e.on.v[i]);
}

static void add_side(struct proof *p, const cJSON *side, const cJSON *other, const struct source *within, bool nulls)
{
	const struct ref *ref = tree_is(side, "ColumnRef") ? ref_of(p->b, side) : NULL;
	struct equality e = {.within = within, .nulls = nulls};
	struct walk w = {p, &e, true};
	const struct field *field;

	if (!ref || ref->home != p->scope || ref->level != 0 || ref->field == SIZE_MAX)
		return;
	field = &ref->source->field.v[ref->field];
	if (!field->leaf)
		return;
	e.leaf = field->leaf;
	e.field = field->leaf_field;
	tree_walk(other, look_at_node, &w);
	if (!w.known) {
		mark_vague(p, e.leaf);
		return;
	}
	/* A column compared with its own item says nothing. */
	for (size_t i = 0; i < e.on.n; i++)
		if (e.on.v[i] == e.leaf)
			return;
	e.text = arena_printf(p->b->arena, "%s = %s", e.leaf->field.v[e.field].name, render(p->b->arena, other));
	arena_push(p->b->arena, &p->equality, e);
}

static void add_equality(struct proof *p, const cJSON *left, const cJSON *right, const struct source *within, bool nulls)
{
	const cJSON *l = tree_get(tree_as(left, "RowExpr"), "args"), *r = tree_get(tree_as(right, "RowExpr"), "args");

	if (l && r) {
		const cJSON *x = l->child, *y = r->child;

		for (; x && y; x = x->next, y = y->next)
			add_equality(p, x, y, within, nulls);
		return;
	}
	add_side(p, left, right, within, nulls);
	add_side(p, right, left, within, nulls);
	if (!tree_is(left, "ColumnRef") && !tree_is(left, "ParamRef") && !tree_is(left, "A_Const"))
		note_expression(p, left);
	if (!tree_is(right, "ColumnRef") && !tree_is(right, "ParamRef") && !tree_is(right, "A_Const"))
		note_expression(p, right);
}

static bool is_equals(const cJSON *body)
{
	const cJSON *name = tree_get(body, "name");

	return tree_count(name) == 1 && tree_string(tree_item(name, 0)) && strcmp(tree_string(tree_item(name, 0)), "=") == 0;
}

/* The one element of ARRAY[x]; NULL: not such an array. */
static const cJSON *only_element(const cJSON *node)
{
	const cJSON *elements;

	while (tree_is(node, "TypeCast"))
		node = tree_get(tree_body(node), "arg");
	elements = tree_get(tree_as(node, "A_ArrayExpr"), "elements");
	return tree_count(elements) == 1 ? tree_item(elements, 0) : NULL;
}

/* id = $1 OR slug = $1: perhaps one row, perhaps not. */
static bool look_for_key(void *context, const char *tag, const cJSON *body)
{
	struct walk *w = context;
	const int64_t *i = strcmp(tag, "ColumnRef") == 0 ? map_get(&w->p->b->refs, (const char *)&body, sizeof(body)) : NULL;
	const struct ref *ref = i ? &w->p->b->ref.v[*i] : NULL;
	const struct field *field;

	if (!ref || ref->home != w->p->scope || ref->field == SIZE_MAX)
		return true;
	field = &ref->source->field.v[ref->field];
	for (size_t k = 0; field->leaf && k < field->leaf->key.n; k++)
		for (size_t f = 0; f < field->leaf->key.v[k].n; f++)
			if (field->leaf->key.v[k].field[f] == field->leaf_field)
				mark_vague(w->p, field->leaf);
	return true;
}

static bool hole_alone(const cJSON *node)
{
	const cJSON *item;

	tree_each(item, tree_get(tree_as(node, "ColumnRef"), "fields"))
		if (tree_string(item) && is_hole(tree_string(item)))
			return true;
	return false;
}

static void collect_conjuncts(struct proof *p, const cJSON *node, const struct source *within)
{
	const cJSON *body = tree_body(node), *item;
	struct walk w = {p, NULL, true};

	if (hole_alone(node)) {
		p->holed = true;
	} else if (tree_is(node, "BoolExpr") && tree_text_is(body, "boolop", "AND_EXPR")) {
		tree_each(item, tree_get(body, "args"))
			collect_conjuncts(p, item, within);
	} else if (tree_is(node, "BoolExpr")) {
		tree_walk(node, look_for_key, &w);
	} else if (tree_is(node, "A_Expr") && is_equals(body)) {
		const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr");
		const cJSON *items = tree_get(tree_as(right, "List"), "items");

		if (tree_text_is(body, "kind", "AEXPR_OP"))
			add_equality(p, left, right, within, false);
		else if (tree_text_is(body, "kind", "AEXPR_NOT_DISTINCT"))
			add_equality(p, left, right, within, true);
		else if (tree_text_is(body, "kind", "AEXPR_IN") && tree_count(items) == 1)
			add_equality(p, left, tree_item(items, 0), within, false);
		else if (tree_text_is(body, "kind", "AEXPR_OP_ANY") && only_element(right))
			add_equality(p, left, only_element(right), within, false);
	}
}

static void collect_using(struct proof *p, const struct source *join, const struct source *within)
{
	for (size_t i = 0; i < join->merged.n; i++)
		for (int side = 0; side < 2; side++) {
			const struct field *f = &join->merged.v[i].side[side], *other = &join->merged.v[i].side[!side];
			struct equality e = {.leaf = f->leaf, .field = f->leaf_field, .within = within};

			if (!f->leaf || !other->leaf || f->leaf == other->leaf)
				continue;
			arena_push(p->b->arena, &e.on, other->leaf);
			e.text = arena_printf(p->b->arena, "%s = %s.%s", f->name, other->leaf->name, other->name);
			arena_push(p->b->arena, &p->equality, e);
		}
}

static void collect_joins(struct proof *p, const struct source *source)
{
	const struct source *within = NULL;

	if (source->kind != SOURCE_JOIN || !source->left || !source->right)
		return;
	collect_joins(p, source->left);
	collect_joins(p, source->right);
	if (strcmp(source->join_type, "JOIN_FULL") == 0)
		return;
	if (strcmp(source->join_type, "JOIN_LEFT") == 0)
		within = source->right;
	else if (strcmp(source->join_type, "JOIN_RIGHT") == 0)
		within = source->left;
	collect_conjuncts(p, source->quals, within);
	collect_using(p, source, within);
}

static bool is_fixed(const struct proof *p, const struct source *leaf)
{
	for (size_t i = 0; i < p->leaf.n; i++)
		if (p->leaf.v[i] == leaf)
			return p->fixed.v[i];
	return false;
}

static const struct equality *find_equality(const struct proof *p, const struct source *leaf, size_t field, bool nulls_matter)
{
	for (size_t i = 0; i < p->equality.n; i++) {
		const struct equality *e = &p->equality.v[i];
		bool ready = e->leaf == leaf && e->field == field && (!e->within || contains(e->within, leaf)) && !(e->nulls && nulls_matter);

		for (size_t k = 0; k < e->on.n && ready; k++)
			ready = is_fixed(p, e->on.v[k]);
		if (ready)
			return e;
	}
	return NULL;
}

/* The text of the equalities that cover a key; NULL: not covered. */
static const char *covered(struct proof *p, const struct source *leaf, const struct key *key)
{
	const char *text = "";

	for (size_t i = 0; i < key->n; i++) {
		const struct equality *e = find_equality(p, leaf, key->field[i], !key->nulls_equal);

		if (!e)
			return NULL;
		text = arena_printf(p->b->arena, "%s%s%s", text, i ? " AND " : "", e->text);
	}
	return key->n ? arena_printf(p->b->arena, "%s (%s)", key->name, text) : NULL;
}

static bool try_leaf(struct proof *p, struct source *leaf)
{
	const char *text;

	if (leaf->rows == CARD_ONE || leaf->rows == CARD_MAYBE_ONE)
		return true;
	for (size_t i = 0; i < leaf->key.n; i++) {
		if (leaf->key.v[i].unsure || !(text = covered(p, leaf, &leaf->key.v[i])))
			continue;
		p->text = p->text ? arena_printf(p->b->arena, "%s, %s", p->text, text) : text;
		return true;
	}
	return false;
}

static bool fix_all(struct proof *p)
{
	bool progress = true, all = true;

	while (progress) {
		progress = false;
		for (size_t i = 0; i < p->leaf.n; i++)
			if (!p->fixed.v[i] && try_leaf(p, p->leaf.v[i]))
				p->fixed.v[i] = progress = true;
	}
	for (size_t i = 0; i < p->leaf.n; i++)
		all &= p->fixed.v[i];
	return all;
}

/* Whether a leaf that is not fixed may be so for reasons that are no proof. */
static bool maybe_fixed(struct proof *p, struct source *leaf)
{
	bool filtered = false;

	for (size_t i = 0; i < p->vague.n; i++)
		if (p->vague.v[i] == leaf)
			return true;
	for (size_t i = 0; i < p->equality.n; i++)
		filtered |= p->equality.v[i].leaf == leaf;
	if (leaf->rows == CARD_UNKNOWN)
		return true;
	if (!filtered)
		return false;
	if (leaf->opaque || leaf->kind == SOURCE_UNKNOWN || (leaf->relation && leaf->relation->kind != RELATION_TABLE && leaf->relation->kind != RELATION_PARTITIONED))
		return true;
	for (size_t i = 0; i < leaf->key.n; i++)
		if (leaf->key.v[i].unsure && covered(p, leaf, &leaf->key.v[i]))
			return true;
	return false;
}

static void start_proof(struct proof *p, struct binder *b, struct scope *scope, const cJSON *where)
{
	*p = (struct proof){.b = b, .scope = scope, .holed = scope->holed};
	for (size_t i = 0; i < scope->item.n; i++)
		collect_leaves(p, scope->item.v[i]);
	for (size_t i = 0; i < scope->item.n; i++)
		collect_joins(p, scope->item.v[i]);
	collect_conjuncts(p, where, NULL);
}

static enum cardinality finish_proof(struct proof *p, const char **text)
{
	if (fix_all(p) && !p->holed) {
		*text = p->text ? p->text : "one row in FROM";
		return CARD_MAYBE_ONE;
	}
	*text = "";
	if (p->holed)
		return CARD_UNKNOWN;
	for (size_t i = 0; i < p->leaf.n; i++)
		if (!p->fixed.v[i] && !maybe_fixed(p, p->leaf.v[i]))
			return CARD_MANY;
	return CARD_UNKNOWN;
}

struct search { struct binder *b; const struct scope *scope; bool aggregate, set; };

struct outer { const struct search *s; bool own, any; };

static bool look_for_level(void *context, const char *tag, const cJSON *body)
{
	struct outer *o = context;
	const int64_t *i = strcmp(tag, "ColumnRef") == 0 ? map_get(&o->s->b->refs, (const char *)&body, sizeof(body)) : NULL;

	if (strcmp(tag, "ColumnRef") == 0) {
		o->any = true;
		o->own |= !i || o->s->b->ref.v[*i].home == o->s->scope;
	}
	return true;
}

/* Aggregates and set-returning functions of this level; an aggregate over outer columns alone belongs to the outer query. */
static bool look_for_calls(void *context, const char *tag, const cJSON *body)
{
	struct search *s = context;

	if (strcmp(tag, "SubLink") == 0)
		return false;
	if (strcmp(tag, "FuncCall") == 0) {
		if (function_is_aggregate(s->b, body)) {
			struct outer o = {s, false, false};

			tree_walk(tree_get(body, "args"), look_for_level, &o);
			s->aggregate |= o.own || !o.any;
		}
		s->set |= function_returns_set(s->b, body);
	}
	return true;
}

bool limit_is_one(const cJSON *body)
{
	const cJSON *count = tree_as(tree_get(body, "limitCount"), "A_Const");

	return tree_text_is(body, "limitOption", "LIMIT_OPTION_COUNT") && tree_int(tree_get(count, "ival"), "ival") == 1;
}

/* OFFSET, and a LIMIT that may be 0, take away the only row. */
static bool may_skip(const cJSON *body)
{
	const cJSON *offset = tree_get(body, "limitOffset"), *count = tree_get(body, "limitCount");
	const cJSON *zero = tree_get(tree_as(offset, "A_Const"), "ival"), *n = tree_get(tree_as(count, "A_Const"), "ival");

	return (offset && !(zero && tree_int(zero, "ival") == 0) && !tree_is_null_constant(offset)) ||
	       (count && !(n && tree_int(n, "ival") > 0) && !tree_is_null_constant(count));
}

static bool is_set_operation(const cJSON *body)
{
	return tree_get(body, "op") && !tree_text_is(body, "op", "SETOP_NONE");
}

static void plain_cardinality(struct binder *b, struct scope *scope, const cJSON *body, const struct search *calls, struct query *query)
{
	const cJSON *where = tree_get(body, "whereClause");
	struct proof p;

	if (calls->aggregate && !tree_count(tree_get(body, "groupClause"))) {
		query->aggregate = true;
		query->rows = tree_get(body, "havingClause") ? CARD_MAYBE_ONE : CARD_ONE;
		query->proof = "aggregate without GROUP BY";
		return;
	}
	start_proof(&p, b, scope, where);
	if (!scope->item.n && !scope->holed) {
		query->rows = where || tree_get(body, "havingClause") ? CARD_MAYBE_ONE : CARD_ONE;
		query->proof = "SELECT without FROM";
		return;
	}
	query->rows = finish_proof(&p, &query->proof);
}

static bool has_grouping_sets(const cJSON *list)
{
	const cJSON *item;

	tree_each(item, list)
		if (tree_is(item, "GroupingSet"))
			return true;
	return false;
}

void select_cardinality(struct binder *b, struct scope *scope, const cJSON *body, struct query *query)
{
	struct search calls = {b, scope, false, false};
	const cJSON *rows = tree_get(body, "valuesLists");

	query->proof = "";
	if (is_set_operation(body)) {
		query->rows = CARD_MANY;
	} else if (tree_count(rows)) {
		query->rows = tree_count(rows) == 1 ? CARD_ONE : CARD_MANY;
		query->proof = tree_count(rows) == 1 ? "VALUES of one row" : "";
	} else {
		tree_walk(tree_get(body, "targetList"), look_for_calls, &calls);
		tree_walk(tree_get(body, "havingClause"), look_for_calls, &calls);
		tree_walk(tree_get(body, "sortClause"), look_for_calls, &calls);
		plain_cardinality(b, scope, body, &calls, query);
	}
	if (calls.set || has_grouping_sets(tree_get(body, "groupClause"))) {
		query->rows = CARD_MANY;
		query->proof = "";
	}
	/* An opaque list may hold an aggregate or a set-returning function. */
	if (query->opaque && scope->holed_list && query->rows != CARD_UNKNOWN) {
		query->rows = CARD_UNKNOWN;
		query->proof = "";
	}
	if (query->rows == CARD_ONE && may_skip(body))
		query->rows = CARD_MAYBE_ONE;
	if (limit_is_one(body) && (query->rows == CARD_MANY || query->rows == CARD_UNKNOWN)) {
		query->rows = CARD_MAYBE_ONE;
		query->proof = "LIMIT 1";
	}
}

static bool fires_before_insert(const struct relation *relation)
{
	for (size_t i = 0; relation && i < relation->trigger.n; i++) {
		const struct trigger *t = relation->trigger.v[i];

		if (t->insert && t->row && !t->disabled && t->timing != 'a')
			return true;
	}
	return false;
}

void insert_cardinality(struct binder *b, const struct source *target, const cJSON *body, const struct query *source, struct query *query)
{
	const cJSON *conflict = tree_get(body, "onConflictClause");
	const cJSON *rows = tree_get(tree_as(tree_get(body, "selectStmt"), "SelectStmt"), "valuesLists");

	(void)b;
	query->proof = "";
	if (!query->returns) {
		query->rows = CARD_NONE;
		return;
	}
	query->rows = source ? source->rows : tree_count(rows) > 1 ? CARD_MANY : CARD_ONE;
	if (query->rows == CARD_MANY || query->rows == CARD_UNKNOWN)
		return;
	query->proof = source ? source->proof : "INSERT of one row";
	/* A row may be left out: by the conflict clause, or by a trigger that returns NULL. */
	if ((conflict && (tree_text_is(conflict, "action", "ONCONFLICT_NOTHING") || tree_get(conflict, "whereClause"))) ||
	    fires_before_insert(target->relation))
		query->rows = CARD_MAYBE_ONE;
}

void change_cardinality(struct binder *b, struct scope *scope, struct source *target, const cJSON *where, struct query *query)
{
	struct proof p;

	query->proof = "";
	if (!query->returns) {
		query->rows = CARD_NONE;
		return;
	}
	start_proof(&p, b, scope, where);
	collect_leaves(&p, target);
	fix_all(&p);
	/* A target row is changed, and returned, once however many rows it is joined to. */
	if (is_fixed(&p, target) && !p.holed) {
		query->rows = CARD_MAYBE_ONE;
		query->proof = p.text ? p.text : "";
	} else {
		query->rows = p.holed || maybe_fixed(&p, target) ? CARD_UNKNOWN : CARD_MANY;
	}
}

/* --- keys of a query's result --- */

static void add_result_key(struct binder *b, struct query *query, const char *name, const size_t *field, size_t n, bool nulls_equal)
{
	size_t *copy = arena_array(b->arena, size_t, n ? n : 1);

	if (n)
		memcpy(copy, field, n * sizeof(*copy));
	if (n && query->key.n < 32)
		arena_push(b->arena, &query->key, (struct key){.name = name, .field = copy, .n = n, .nulls_equal = nulls_equal});
}

/* The output column that carries leaf.field; SIZE_MAX none. */
static size_t output_of(const struct query *query, const struct source *leaf, size_t field)
{
	for (size_t i = 0; i < query->field.n; i++)
		if (query->field.v[i].leaf == leaf && query->field.v[i].leaf_field == field)
			return i;
	return SIZE_MAX;
}

static size_t output_of_item(struct binder *b, const struct query *query, const cJSON *node)
{
	const cJSON *constant = tree_as(node, "A_Const"), *fields = tree_get(tree_as(node, "ColumnRef"), "fields");
	const struct ref *ref = tree_is(node, "ColumnRef") ? ref_of(b, node) : NULL;
	const char *name = tree_count(fields) == 1 ? tree_string(tree_item(fields, 0)) : NULL;

	if (tree_is(node, "SortBy"))
		return output_of_item(b, query, tree_get(tree_body(node), "node"));
	if (constant && tree_get(constant, "ival")) {
		int n = tree_int(tree_get(constant, "ival"), "ival");

		return n > 0 && (size_t)n <= query->field.n ? (size_t)n - 1 : SIZE_MAX;
	}
	if (ref && ref->field != SIZE_MAX && ref->source->field.v[ref->field].leaf)
		return output_of(query, ref->source->field.v[ref->field].leaf, ref->source->field.v[ref->field].leaf_field);
	for (size_t i = 0; name && !ref && i < query->field.n; i++)
		if (strcmp(query->field.v[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

static void key_of_list(struct binder *b, struct query *query, const cJSON *list, const char *name)
{
	size_t field[32], n = 0;
	const cJSON *item;

	tree_each(item, list) {
		size_t at = output_of_item(b, query, item);

		if (at == SIZE_MAX || n == 32)
			return;
		field[n++] = at;
	}
	add_result_key(b, query, name, field, n, true);
}

static void key_of_all(struct binder *b, struct query *query, const char *name)
{
	size_t *field = arena_array(b->arena, size_t, query->field.n + 1);

	for (size_t i = 0; i < query->field.n; i++)
		field[i] = i;
	add_result_key(b, query, name, field, query->field.n, true);
}

/* With one leaf held fixed, are all others fixed through it? Then its keys are the result's. */
static void keys_of_leaf(struct binder *b, struct scope *scope, const cJSON *where, size_t leaf, struct query *query)
{
	struct proof p;
	const struct source *source;

	start_proof(&p, b, scope, where);
	source = p.leaf.v[leaf];
	p.fixed.v[leaf] = true;
	if (p.holed || !fix_all(&p))
		return;
	for (size_t k = 0; k < source->key.n; k++) {
		size_t field[32], n = 0;

		if (source->key.v[k].unsure || source->key.v[k].n > 32)
			continue;
		while (n < source->key.v[k].n && (field[n] = output_of(query, source, source->key.v[k].field[n])) != SIZE_MAX)
			n++;
		if (n == source->key.v[k].n)
			add_result_key(b, query, source->key.v[k].name, field, n, source->key.v[k].nulls_equal && !source->null_extended);
	}
}

void query_keys(struct binder *b, struct scope *scope, const cJSON *body, struct query *query)
{
	const cJSON *distinct = tree_get(body, "distinctClause"), *group = tree_get(body, "groupClause");
	struct search calls = {b, scope, false, false};
	struct proof p;

	if (query->opaque || scope->main)
		return;
	if (is_set_operation(body)) {
		if (!tree_flag(body, "all"))
			key_of_all(b, query, "UNION");
		return;
	}
	if (tree_count(tree_get(body, "valuesLists")))
		return;
	if (tree_count(distinct) == 1 && !tree_body(tree_item(distinct, 0)))
		key_of_all(b, query, "DISTINCT");
	else if (tree_count(distinct))
		key_of_list(b, query, distinct, "DISTINCT ON");
	tree_walk(tree_get(body, "targetList"), look_for_calls, &calls);
	if (calls.set)
		return;
	if (tree_count(group)) {
		if (!has_grouping_sets(group))
			key_of_list(b, query, group, "GROUP BY");
		return;
	}
	start_proof(&p, b, scope, NULL);
	for (size_t i = 0; i < p.leaf.n && p.leaf.n <= 16; i++)
		keys_of_leaf(b, scope, tree_get(body, "whereClause"), i, query);
}
