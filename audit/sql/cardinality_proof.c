/*
 * The proof that a query gives at most one row.
 *
 * A FROM item is fixed when it stands for at most one row: it is a query of at most one row, or the columns of one of its keys are all equal to something that does
 * not vary (constants, parameters, outer columns, columns of fixed items). Equalities count where they hold for every row: top-level AND conjuncts of WHERE; ON of an
 * inner join; ON of an outer join for its nullable side only. When all items are fixed, the query gives at most one row.
 *
 * A partial index is a key where the conditions that hold imply its own; one over expressions where the same expressions are compared (bind_imply.c).
 * Nothing is guessed: what may be unique without proof (OR over a key, a view, a hole) makes the answer unknown, not many.
 */
#include "bind_type.h"

void collect_leaves(struct proof *p, struct source *source)
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

struct walk {
	struct proof *p;
	struct equality *equality;
	bool known;
};

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
		return n > 1 ? arena_printf(arena, "%s.%s", names[n - 2], names[n - 1]) : n ? names[0]
											    : "";
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

/* The one item an expression like lower(email) depends on, when it has a unique index over expressions. */
static bool side_leaf(struct proof *p, const cJSON *side, struct source **leaf)
{
	struct equality e = {0};
	struct walk w = {p, &e, true};

	tree_walk(side, look_at_node, &w);
	*leaf = e.on.n ? e.on.v[0] : NULL;
	for (size_t i = 0; i < e.on.n; i++)
		if (e.on.v[i] != *leaf)
			return false;
	for (size_t k = 0; w.known && *leaf && k < (*leaf)->key.n; k++)
		if ((*leaf)->key.v[k].expressions)
			return true;
	return false;
}

static void add_side(struct proof *p, const cJSON *side, const cJSON *other, const struct source *within, bool nulls)
{
	const struct ref *ref = tree_is(side, "ColumnRef") ? ref_of(p->b, side) : NULL;
	struct equality e = {.within = within, .nulls = nulls};
	struct walk w = {p, &e, true};
	const struct field *field;

	if (!ref) {
		if (!side_leaf(p, side, &e.leaf))
			return;
		e.node = side;
		e.field = SIZE_MAX;
	} else {
		if (ref->home != p->scope || ref->level != 0 || ref->field == SIZE_MAX)
			return;
		field = &ref->source->field.v[ref->field];
		if (!field->leaf)
			return;
		e.leaf = field->leaf;
		e.field = field->leaf_field;
	}
	tree_walk(other, look_at_node, &w);
	if (!w.known) {
		mark_vague(p, e.leaf);
		return;
	}
	/* A column compared with its own item says nothing. */
	for (size_t i = 0; i < e.on.n; i++)
		if (e.on.v[i] == e.leaf)
			return;
	e.text = arena_printf(p->b->arena, "%s = %s", e.node ? render(p->b->arena, side) : e.leaf->field.v[e.field].name, render(p->b->arena, other));
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

	tree_each(item, tree_get(tree_as(node, "ColumnRef"), "fields")) if (tree_string(item) && is_hole(tree_string(item))) return true;
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
		return;
	}
	if (node)
		arena_push(p->b->arena, &p->condition, (struct condition){node, within});
	if (tree_is(node, "BoolExpr")) {
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

bool is_fixed(const struct proof *p, const struct source *leaf)
{
	for (size_t i = 0; i < p->leaf.n; i++)
		if (p->leaf.v[i] == leaf)
			return p->fixed.v[i];
	return false;
}

/* `expression`: of an index, instead of a field; NULL. */
static const struct equality *find_equality(const struct proof *p, const struct source *leaf, size_t field, const char *expression, bool nulls_matter)
{
	for (size_t i = 0; i < p->equality.n; i++) {
		const struct equality *e = &p->equality.v[i];
		bool ready = e->leaf == leaf && e->field == field && !e->node == !expression && (!e->within || contains(e->within, leaf)) && !(e->nulls && nulls_matter);

		ready = ready && (!expression || same_as_key(p->b, leaf->relation, expression, leaf, e->node) == SAME_YES);

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
		const struct equality *e = find_equality(p, leaf, key->field[i], NULL, !key->nulls_equal);

		if (!e)
			return NULL;
		text = arena_printf(p->b->arena, "%s%s%s", text, i ? " AND " : "", e->text);
	}
	return key->n ? arena_printf(p->b->arena, "%s (%s)", key->name, text) : NULL;
}

/* The same of a partial index or one over expressions: its expressions are compared too, and its condition holds. */
static const char *covered_index(struct proof *p, const struct source *leaf, const struct key *key)
{
	const struct index *x = key->index;
	const cJSON **where = arena_array(p->b->arena, const cJSON *, p->condition.n + 1);
	const char *text = "";
	size_t n = 0;

	for (size_t i = 0, k = 0; i < x->columns; i++) {
		const struct equality *e = x->column[i]			       ? find_equality(p, leaf, key->field[k++], NULL, !key->nulls_equal)
					   : x->expression && x->expression[i] ? find_equality(p, leaf, SIZE_MAX, x->expression[i], !key->nulls_equal)
									       : NULL;

		if (!e)
			return NULL;
		text = arena_printf(p->b->arena, "%s%s%s", text, i ? " AND " : "", e->text);
	}
	for (size_t i = 0; i < p->condition.n; i++)
		if (!p->condition.v[i].within || contains(p->condition.v[i].within, leaf))
			where[n++] = p->condition.v[i].node;
	if (x->partial && (!x->predicate || implies_predicate(p->b, leaf->relation, x->predicate, leaf, where, n) != YES))
		return NULL;
	return arena_printf(p->b->arena, "%s (%s)", key->name, text);
}

static bool try_leaf(struct proof *p, struct source *leaf)
{
	const char *text;

	if (leaf->rows == CARD_ONE || leaf->rows == CARD_MAYBE_ONE)
		return true;
	for (size_t i = 0; i < leaf->key.n; i++) {
		const struct key *key = &leaf->key.v[i];

		text = key->unsure ? key->index && leaf->relation ? covered_index(p, leaf, key) : NULL : covered(p, leaf, key);
		if (!text)
			continue;
		p->text = p->text ? arena_printf(p->b->arena, "%s, %s", p->text, text) : text;
		return true;
	}
	return false;
}

bool fix_all(struct proof *p)
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
bool maybe_fixed(struct proof *p, struct source *leaf)
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

void start_proof(struct proof *p, struct binder *b, struct scope *scope, const cJSON *where)
{
	*p = (struct proof){.b = b, .scope = scope, .holed = scope->holed};
	for (size_t i = 0; i < scope->item.n; i++)
		collect_leaves(p, scope->item.v[i]);
	for (size_t i = 0; i < scope->item.n; i++)
		collect_joins(p, scope->item.v[i]);
	collect_conjuncts(p, where, NULL);
}

enum cardinality finish_proof(struct proof *p, const char **text)
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
