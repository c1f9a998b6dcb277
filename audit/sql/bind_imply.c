/*
 * Whether conditions that hold imply another one: the WHERE of a statement that of a partial index. See bind_private.h; after PostgreSQL's predtest.c.
 *
 * YES and NO are what its prover finds; where its answer may rest on more than is looked at here (constants folded, orders of other types), it is MAYBE.
 */
#include "bind_form.h"

#include <stdlib.h>

/* A condition PostgreSQL's prover looks into. */
enum shape { SHAPE_OTHER,
	SHAPE_FLAG,
	SHAPE_NOT_FLAG,
	SHAPE_NULL,
	SHAPE_NOT_NULL,
	SHAPE_COMPARE,
	SHAPE_LIST };

struct atom {
	enum shape shape;
	const char *form; /* of the whole; NULL: none */
	const struct column *column;
	const char *operator;	   /* of SHAPE_COMPARE, the column on its left */
	const cJSON *value, *list; /* a constant or parameter; constants */
};

static const char *turned(const char *operator)
{
	static const char *const turn[][2] = {{"<", ">"}, {">", "<"}, {"<=", ">="}, {">=", "<="}};

	for (size_t i = 0; i < 4; i++)
		if (strcmp(turn[i][0], operator) == 0)
			return turn[i][1];
	return operator;
}

static bool is_value(const cJSON *node)
{
	while (tree_is(node, "TypeCast"))
		node = tree_get(tree_body(node), "arg");
	return tree_is(node, "ParamRef") || (tree_is(node, "A_Const") && !tree_flag(tree_body(node), "isnull"));
}

/* (status)::text of a varchar column is that column. */
static const struct column *bare_column(const struct form *f, const cJSON *node)
{
	const char *form = form_of(f, node);

	if (column_of(f, node))
		return column_of(f, node);
	return tree_is(node, "TypeCast") && form && form[0] == '.' ? column_of(f, plain_column(node)) : NULL;
}

static void read_comparison(const struct form *f, const cJSON *body, struct atom *atom)
{
	const cJSON *left = tree_get(body, "lexpr"), *right = tree_get(body, "rexpr"), *item, *items;
	const char *kind = tree_text(body, "kind"), *schema, *name = "";
	bool compares = tree_name(tree_get(body, "name"), &schema, &name) && strlen(name) <= 2 && strspn(name, "<>=!") == strlen(name);

	if (!compares)
		return;
	if (strcmp(kind, "AEXPR_OP") == 0) {
		if (is_value(left) && bare_column(f, right)) {
			const cJSON *other = left;

			left = right;
			right = other;
			name = turned(name);
		}
		if (!is_value(right) || !(atom->column = bare_column(f, left)) || type_number(f->b, &atom->column->type) == f->b->p->bool_)
			return;
		atom->shape = SHAPE_COMPARE;
		atom->operator= strcmp(name, "!=") == 0 ? "<>" : name;
		atom->value = right;
		return;
	}
	if ((strcmp(kind, "AEXPR_IN") != 0 && strcmp(kind, "AEXPR_OP_ANY") != 0) || strcmp(name, "=") != 0)
		return;
	while (tree_is(right, "TypeCast"))
		right = tree_get(tree_body(right), "arg");
	items = tree_is(right, "List") ? tree_get(tree_body(right), "items") : tree_get(tree_as(right, "A_ArrayExpr"), "elements");
	tree_each(item, items) if (!is_value(item)) return;
	if (!tree_count(items) || !(atom->column = bare_column(f, left)))
		return;
	atom->shape = SHAPE_LIST;
	atom->list = items;
}

static struct atom read_atom(const struct form *f, const cJSON *node)
{
	struct atom atom = {.form = form_of(f, node)};
	const cJSON *body = tree_body(node), *arg = tree_get(body, "arg");

	if (tree_is(node, "NullTest") && (atom.column = column_of(f, arg))) {
		atom.shape = tree_text_is(body, "nulltesttype", "IS_NULL") ? SHAPE_NULL : SHAPE_NOT_NULL;
	} else if (tree_is(node, "A_Expr")) {
		read_comparison(f, body, &atom);
	}
	/* active, active = true, NOT active, active <> true */
	if (atom.shape == SHAPE_OTHER && atom.form && (atom.form[0] == '.' || starts_with(atom.form, "not(."))) {
		bool not = atom.form[0] == 'n';

		atom.column = relation_column(f->relation, not ? arena_strndup(f->b->arena, atom.form + 5, strlen(atom.form) - 6) : atom.form + 1);
		atom.shape = !atom.column ? SHAPE_OTHER : not ? SHAPE_NOT_FLAG
							      : SHAPE_FLAG;
	}
	return atom;
}

/* Whether two constants of a column's type are one value, or which is less: *order; false: not known. Parameters are never known. */
static bool compare_constants(struct binder *b, const struct column *column, const cJSON *x, const cJSON *y, int *order)
{
	const char *a = tree_constant(b->arena, x), *c = tree_constant(b->arena, y);
	int type = type_number(b, &column->type);
	bool integers = type == b->p->int2 || type == b->p->int4 || type == b->p->int8, strings = type == b->p->text || type == b->p->varchar || enum_of(b, type);

	if (!a || !c)
		return false;
	*order = strings ? strcmp(a, c) : 0;
	if (!integers || strlen(a) > 9 || strlen(c) > 9 || strspn(a, "0123456789") != strlen(a) || strspn(c, "0123456789") != strlen(c))
		return strings || strcmp(a, c) == 0;
	*order = (int)strtol(a, NULL, 10) - (int)strtol(c, NULL, 10);
	return true;
}

/* column KNOWN k => column WANTED w, `order` being that of k and w. */
static bool follows(const char *known, const char *wanted, int order)
{
	bool equal = strcmp(known, "=") == 0, less = known[0] == '<' && known[1] != '>', more = known[0] == '>', strictly = !known[1];

	if (strcmp(wanted, "=") == 0)
		return equal && order == 0;
	if (strcmp(wanted, "<>") == 0)
		return equal  ? order != 0
		       : less ? order < 0 || (order == 0 && strictly)
		       : more ? order > 0 || (order == 0 && strictly)
			      : order == 0;
	if (strcmp(wanted, "<") == 0)
		return (equal && order < 0) || (less && (order < 0 || (order == 0 && strictly)));
	if (strcmp(wanted, "<=") == 0)
		return (equal || less) && order <= 0;
	if (strcmp(wanted, ">") == 0)
		return (equal && order > 0) || (more && (order > 0 || (order == 0 && strictly)));
	return (equal || more) && order >= 0;
}

static bool is_fraction(const cJSON *constant)
{
	return strpbrk(tree_text(tree_get(tree_as(constant, "A_Const"), "fval"), "fval"), ".eE") != NULL;
}

static enum answer compare_implies(struct binder *b, const struct atom *k, const struct atom *w, const cJSON *known, const cJSON *wanted)
{
	const char *operator= k->shape == SHAPE_LIST ? "=" : k->operator, * other = w->shape == SHAPE_LIST ? "=" : w->operator;
	int type = type_number(b, &k->column->type), order;
	bool ordered = strchr("<>", operator[0]) || strchr("<>", other[0]);

	bool integer = type == b->p->int2 || type == b->p->int4 || type == b->p->int8;

	/* What is bound is known to a plan made for its values. score > 1.5 compares score::numeric. Only equality proves equality. */
	if (!tree_constant(b->arena, known) || !tree_constant(b->arena, wanted))
		return MAYBE;
	if ((integer && (is_fraction(known) || is_fraction(wanted))) || (strcmp(other, "=") == 0 && strcmp(operator, "=") != 0))
		return NO;
	/* Strings are in the order of their collation, enums in their own. */
	ordered &= strcmp(operator, "<>") != 0 || (strcmp(other, "=") != 0 && strcmp(other, "<>") != 0);
	ordered &= strcmp(other, "<>") != 0 || (strcmp(operator, "=") != 0 && strcmp(operator, "<>") != 0);
	if (!compare_constants(b, k->column, known, wanted, &order) || (ordered && order && !integer))
		return MAYBE;
	return follows(operator, other, order) ? YES : NO;
}

/* The lists of =: every known value must satisfy the wanted condition, one of its values is enough. */
static enum answer lists_imply(struct binder *b, const struct atom *k, const struct atom *w)
{
	enum answer all = YES;
	size_t n = k->list ? tree_count(k->list) : 1, m = w->list ? tree_count(w->list) : 1;

	for (size_t i = 0; i < n; i++) {
		enum answer any = NO;

		for (size_t j = 0; j < m; j++) {
			enum answer one = compare_implies(b, k, w, k->list ? tree_item(k->list, i) : k->value, w->list ? tree_item(w->list, j) : w->value);

			any = one == YES || any == YES ? YES : one == MAYBE || any == MAYBE ? MAYBE
											    : NO;
		}
		all = any == NO || all == NO ? NO : any == MAYBE || all == MAYBE ? MAYBE
										 : YES;
	}
	return all;
}

static bool is_other_operator(const cJSON *node)
{
	const char *schema, *name;

	return (tree_text_is(tree_as(node, "A_Expr"), "kind", "AEXPR_OP") || tree_text_is(tree_as(node, "A_Expr"), "kind", "AEXPR_LIKE")) &&
	       tree_name(tree_get(tree_body(node), "name"), &schema, &name) && (strspn(name, "<>=!") != strlen(name) || strlen(name) > 2);
}

static enum answer atom_implies(const struct form *f, const cJSON *known, const struct form *bare, const cJSON *wanted)
{
	struct atom k = read_atom(f, known), w = read_atom(bare, wanted);
	struct names_below x = {.f = f}, y = {.f = bare};
	const char *schema, *name;
	bool touched = false, strict = k.shape == SHAPE_COMPARE || k.shape == SHAPE_LIST || k.shape == SHAPE_FLAG || k.shape == SHAPE_NOT_NULL;

	if (k.form && w.form && strcmp(k.form, w.form) == 0)
		return YES;
	if (k.shape != SHAPE_OTHER && w.shape != SHAPE_OTHER) {
		if (k.column != w.column)
			return NO;
		if (w.shape == SHAPE_NOT_NULL)
			return strict ? YES : k.shape == SHAPE_NULL ? NO
								    : MAYBE;
		if ((k.shape == SHAPE_COMPARE || k.shape == SHAPE_LIST) && (w.shape == SHAPE_COMPARE || w.shape == SHAPE_LIST))
			return lists_imply(f->b, &k, &w);
		return NO;
	}
	if (w.shape == SHAPE_NOT_NULL && is_other_operator(known) &&
		(column_of(f, tree_get(tree_body(known), "lexpr")) == w.column || column_of(f, tree_get(tree_body(known), "rexpr")) == w.column))
		return f->b->catalog->own_operators ? MAYBE : YES;
	/* A comparison with NULL is NULL. */
	if (tree_is(known, "A_Expr") && (tree_is_null_constant(tree_get(tree_body(known), "lexpr")) || tree_is_null_constant(tree_get(tree_body(known), "rexpr"))) &&
		!strstr(tree_text(tree_body(known), "kind"), "DISTINCT"))
		return NO;
	if (tree_is(known, "NullTest") && !column_of(f, tree_get(tree_body(known), "arg")) && w.shape != SHAPE_OTHER)
		return NO;
	if (tree_text_is(tree_as(known, "A_Expr"), "kind", "AEXPR_OP") && k.shape == SHAPE_OTHER && (w.shape == SHAPE_FLAG || w.shape == SHAPE_NOT_FLAG) &&
		tree_name(tree_get(tree_body(known), "name"), &schema, &name) && strcmp(name, "=") != 0 && strcmp(name, "<>") != 0)
		return NO;
	/* An operator that is no comparison proves itself, and that what it takes in is not NULL. */
	if (is_other_operator(known) && w.shape != SHAPE_OTHER && w.shape != SHAPE_NOT_NULL)
		return NO;
	tree_walk(known, look_for_name, &x);
	tree_walk(wanted, look_for_name, &y);
	for (size_t i = 0; i < x.name.n; i++)
		touched |= has_name(&y, x.name.v[i]);
	/* WHERE false implies everything. */
	return touched || x.unsure || y.unsure || !x.name.n || !y.name.n ? MAYBE : NO;
}

static const cJSON *arms_of(const cJSON *node, const char *operation)
{
	return tree_is(node, "BoolExpr") && tree_text_is(tree_body(node), "boolop", operation) ? tree_get(tree_body(node), "args") : NULL;
}

static enum answer either(enum answer a, enum answer c)
{
	return a == YES || c == YES ? YES : a == MAYBE || c == MAYBE ? MAYBE
								     : NO;
}

static enum answer both(enum answer a, enum answer c)
{
	return a == NO || c == NO ? NO : a == MAYBE || c == MAYBE ? MAYBE
								  : YES;
}

static enum answer implies(const struct form *f, const cJSON *known, const struct form *bare, const cJSON *wanted)
{
	const cJSON *arms, *item;
	enum answer answer;

	if ((arms = arms_of(wanted, "AND_EXPR"))) {
		answer = YES;
		tree_each(item, arms)
			answer = both(answer, implies(f, known, bare, item));
		return answer;
	}
	if ((arms = arms_of(known, "OR_EXPR"))) {
		answer = YES;
		tree_each(item, arms)
			answer = both(answer, implies(f, item, bare, wanted));
		return answer;
	}
	answer = NO;
	if ((arms = arms_of(wanted, "OR_EXPR")))
		tree_each(item, arms)
			answer = either(answer, implies(f, known, bare, item));
	if (answer != YES && (item = arms_of(known, "AND_EXPR"))) {
		arms = item;
		tree_each(item, arms)
			answer = either(answer, implies(f, item, bare, wanted));
		return answer;
	}
	return arms ? answer : atom_implies(f, known, bare, wanted);
}

enum answer implies_predicate(struct binder *b, const struct relation *relation, const char *predicate, const struct source *leaf, const cJSON *const *where, size_t n)
{
	struct form bare = {b, NULL, relation}, f = {b, leaf, relation};
	const cJSON *node, *part, *parts;
	struct sql_text *text = parse_source(predicate, &node);
	enum answer answer = node ? YES : MAYBE;
	cJSON one = {0};

	/* The parts of the condition one by one: another of the conditions may imply each. */
	if (!(parts = arms_of(node, "AND_EXPR"))) {
		one.child = (cJSON *)node;
		one.type = cJSON_Array;
		parts = &one;
	}
	for (part = parts->child; part && node; part = parts == &one ? NULL : part->next) {
		enum answer any = NO;

		for (size_t i = 0; i < n; i++)
			any = either(any, implies(&f, where[i], &bare, part));
		answer = both(answer, any);
	}
	sql_free(text);
	return answer;
}
