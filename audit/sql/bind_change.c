/*
 * What the server says only after its analysis: writes to generated columns and to views (its rewriter), literals that do not fit and ON CONFLICT without a unique
 * index (its planner), and row locks that cannot be. Kept in binder.late. See bind_type.h.
 */
#include "bind_type.h"

#include "parse.h"

#include <stdarg.h>
#include <stdio.h>

struct bound_problem *late(struct binder *b, const char *sqlstate, int position, const char *object, const char *format, ...)
{
	char message[300];
	struct bound_problem *p;
	va_list ap;

	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	for (size_t i = 0; i < b->late.n; i++)
		if (strcmp(b->late.v[i].message, message) == 0)
			return &b->late.v[i];
	p = problem(b, sqlstate, position, object, "%s", message);
	if (!p)
		return NULL;
	arena_push(b->arena, &b->late, *p);
	b->bound->problems.n--;
	return &b->late.v[b->late.n - 1];
}

/* --- generated columns --- */

void judge_generated(struct binder *b, const struct relation *relation, const struct column *column, const cJSON *value, bool set, int position)
{
	const char *object = arena_printf(b->arena, "%s.%s", relation->name, column->name);
	bool identity = column->identity == 'a';

	if (tree_is(value, "SetToDefault") || (!column->generated && !identity) || relation->kind == RELATION_VIEW)
		return;
	if (identity && !set && b->override && *b->override && strcmp(b->override, "OVERRIDING_NOT_SET") != 0)
		return;
	if (set)
		late(b, "428C9", position, object, "column \"%s\" can only be updated to DEFAULT", column->name);
	else
		late(b, "428C9", position, object, "cannot insert a non-DEFAULT value into column \"%s\"", column->name);
}

/* --- literals that do not fit --- */

static size_t characters(const char *text, size_t bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static bool first_number(const char *modifier, int *first, int *second)
{
	*first = *second = 0;
	return sscanf(modifier, "(%d,%d)", first, second) >= 1;
}

static void judge_length(struct binder *b, const char *object, const struct sql_type *type, int number, const char *text, int position)
{
	size_t bytes = strlen(text);
	int most, unused;

	if ((number != b->p->varchar && number != b->p->bpchar) || !type->modifier)
		return;
	if (!first_number(type->modifier, &most, &unused) || most < 1)
		return;
	/* Spaces beyond the length are cut off silently. */
	while (bytes && text[bytes - 1] == ' ')
		bytes--;
	if (characters(text, bytes) > (size_t)most)
		late(b, "22001", position, object, "value too long for type %s(%d)", number == b->p->varchar ? "character varying" : "character", most);
}

/* 999.95 has a digit more as numeric(4,1). */
static bool rounds_up(const char *p, size_t digits, int precision, int scale)
{
	size_t kept = (size_t)scale;

	if ((long)digits != precision - scale || strspn(p, "9") < digits || p[digits] != '.' || strspn(p + digits + 1, "9") < kept)
		return false;
	return p[digits + 1 + kept] >= '5';
}

static void judge_digits(struct binder *b, const char *object, const struct sql_type *type, const char *text, int position)
{
	const char *p = text + (*text == '-' || *text == '+');
	int precision, scale;
	size_t digits;
	struct bound_problem *problem;

	if (!type->modifier || !first_number(type->modifier, &precision, &scale) || strspn(p, "0123456789.") != strlen(p))
		return;
	p += strspn(p, "0");
	digits = strspn(p, "0123456789");
	if (precision < 1 || scale < 0 || ((long)digits <= precision - scale && !rounds_up(p, digits, precision, scale)))
		return;
	problem = late(b, "22003", position, object, "numeric field overflow");
	if (problem)
		problem->code = "literal-out-of-range";
}

/* A number constant: too large for the integer the column is. */
static void judge_integer(struct binder *b, const char *object, int number, const char *text, int position)
{
	static const struct {
		const char *type, *name;
		double most;
	} ranges[] = {
		{"int2", "smallint", 32767.5},
		{"int4", "integer", 2147483647.5},
		{"int8", "bigint", 9223372036854775807.0},
	};
	struct bound_problem *problem;
	double value = strtod(text, NULL);

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		if (number != builtin_type(ranges[i].type) || (value < ranges[i].most && value >= -ranges[i].most - 1))
			continue;
		problem = late(b, "22003", position, object, "%s out of range", ranges[i].name);
		if (problem)
			problem->code = "literal-out-of-range";
	}
}

const char *fixed_text(struct binder *b, const cJSON *value, bool *number)
{
	const cJSON *cast = tree_as(value, "TypeCast"), *constant = cast ? tree_get(cast, "arg") : value;
	const char *text = tree_is(constant, "A_Const") ? tree_constant(b->arena, constant) : NULL;
	struct sql_type type;
	int t;

	*number = tree_get(tree_body(constant), "ival") || tree_get(tree_body(constant), "fval");
	if (!text || !cast)
		return text;
	type = type_from_tree(b->arena, b->catalog, tree_get(cast, "typeName"));
	t = type_number(b, &type);
	if (*type.modifier)
		return NULL;
	if (*number)
		return strspn(text, "-0123456789") == strlen(text) && (t == b->p->int4 || t == b->p->int8 || t == b->p->numeric) ? text : NULL;
	return t == b->p->text || t == b->p->varchar ? text : NULL;
}

void judge_fit(struct binder *b, const struct relation *relation, const struct column *column, const cJSON *value)
{
	bool written;
	const char *text = fixed_text(b, value, &written);
	const char *object = arena_printf(b->arena, "%s.%s", relation->name, column->name);
	int number = base_type(b, type_number(b, &column->type)), position = expr_position(value);

	/* OVERRIDING USER VALUE throws it away. */
	if (column->identity && b->override && strcmp(b->override, "OVERRIDING_USER_VALUE") == 0)
		return;
	if (!text || !number || number >= b->p->types || strstr(text, HOLE_PREFIX))
		return;
	/* Numbers as they are printed: 1e3 is not looked at. */
	if (!written || strspn(text, "-0123456789") == strlen(text))
		judge_length(b, object, &column->type, number, text, position);
	if (written)
		judge_integer(b, object, number, text, position);
	if (number == b->p->numeric && (written || !tree_is(value, "TypeCast")))
		judge_digits(b, object, &column->type, text, position);
}

/* --- ON CONFLICT --- */

/* The column an element names, as a name or in parentheses, perhaps with a cast to what it is; NULL: an expression. */
static const char *inferred_column(struct binder *b, const cJSON *element)
{
	const char *name = tree_text(element, "name"), *schema;

	if (*name)
		return name;
	return tree_name(tree_get(tree_as(without_cast(b, tree_get(element, "expr")), "ColumnRef"), "fields"), &schema, &name) ? name : NULL;
}

/* Whether the columns are those inferred, in any order. */
static bool same_columns(struct binder *b, const char **column, size_t n, const cJSON *elements)
{
	const cJSON *item;

	for (size_t i = 0; i < n; i++) {
		bool found = !column[i];

		tree_each(item, elements) {
			const char *name = inferred_column(b, tree_as(item, "IndexElem"));

			found |= name && column[i] && strcmp(name, column[i]) == 0;
		}
		if (!found)
			return false;
	}
	tree_each(item, elements) {
		const char *name = inferred_column(b, tree_as(item, "IndexElem"));
		bool found = !name;

		for (size_t i = 0; i < n; i++)
			found |= name && column[i] && strcmp(name, column[i]) == 0;
		if (!found)
			return false;
	}
	return true;
}

/* Whether each expression inferred is one of the index's, and the other way round. */
static enum answer same_expressions(struct binder *b, const struct source *target, const struct index *x, const cJSON *elements)
{
	enum answer answer = YES;
	const cJSON *item;

	for (size_t i = 0; i < x->columns; i++) {
		enum answer best = NO;

		if (x->column[i])
			continue;
		tree_each(item, elements) {
			const cJSON *element = tree_as(item, "IndexElem");
			enum sameness same = inferred_column(b, element)	 ? SAME_NO
					     : x->expression && x->expression[i] ? same_as_key(b, target->relation, x->expression[i], target, tree_get(element, "expr"))
										 : SAME_MAYBE;

			best = same == SAME_YES ? YES : same == SAME_MAYBE && best == NO ? MAYBE
											 : best;
		}
		answer = best == NO || answer == NO ? NO : best == MAYBE ? MAYBE
									 : answer;
	}
	tree_each(item, elements) {
		bool may = false;

		if (inferred_column(b, tree_as(item, "IndexElem")))
			continue;
		for (size_t i = 0; i < x->columns; i++)
			may |= !x->column[i] && (!x->expression || !x->expression[i] ||
							same_as_key(b, target->relation, x->expression[i], target, tree_get(tree_as(item, "IndexElem"), "expr")) != SAME_NO);
		if (!may)
			return NO;
	}
	return answer;
}

static void judge_constraint(struct binder *b, const struct relation *relation, const cJSON *infer)
{
	const char *name = tree_text(infer, "conname"), **names = arena_array(b->arena, const char *, relation->constraint.n + 1), *nearest;
	struct bound_problem *p;

	for (size_t i = 0; i < relation->constraint.n; i++) {
		names[i] = relation->constraint.v[i]->name;
		if (strcmp(names[i], name) == 0)
			return;
	}
	if (is_hole(name))
		return;
	p = problem(b, "42704", -1, name, "constraint \"%s\" for table \"%s\" does not exist", name, relation->name);
	nearest = relation->constraint.n ? nearest_name(name, names, relation->constraint.n) : NULL;
	if (p && nearest)
		p->nearest = nearest;
}

static enum answer infers(struct binder *b, const struct source *target, const struct index *x, const cJSON *infer)
{
	const cJSON *elements = tree_get(infer, "indexElems"), *where = tree_get(infer, "whereClause");
	enum answer expressions, condition = YES;

	if (!x->unique || x->invalid || !same_columns(b, x->column, x->columns, elements))
		return NO;
	expressions = same_expressions(b, target, x, elements);
	if (x->partial)
		condition = !where ? NO : !x->predicate ? MAYBE
							: implies_predicate(b, target->relation, x->predicate, target, &where, 1);
	if (expressions == NO || condition == NO)
		return NO;
	return expressions == YES && condition == YES ? YES : MAYBE;
}

void judge_conflict(struct binder *b, const struct source *target, const cJSON *conflict)
{
	const cJSON *infer = tree_get(conflict, "infer"), *elements = tree_get(infer, "indexElems"), *item;
	const struct relation *relation = target->relation;
	bool expressions = false;
	struct bound_problem *p;

	if (!infer || !relation || relation->columns_unknown || (relation->kind != RELATION_TABLE && relation->kind != RELATION_PARTITIONED))
		return;
	if (*tree_text(infer, "conname")) {
		judge_constraint(b, relation, infer);
		return;
	}
	/* Names that are no columns were reported. */
	tree_each(item, elements) {
		const char *name = inferred_column(b, tree_as(item, "IndexElem"));

		expressions |= !name;
		if (name && !is_hole(name) && !relation_column(relation, name) && strcmp(name, target->name) == 0)
			late(b, "0A000", -1, name, "whole row unique index inference specifications are not supported");
		if (name && (is_hole(name) || !relation_column(relation, name)))
			return;
	}
	for (size_t i = 0; i < relation->constraint.n && !expressions; i++) {
		const struct constraint *c = relation->constraint.v[i];

		if ((c->kind == CONSTRAINT_PRIMARY || c->kind == CONSTRAINT_UNIQUE) && !c->deferrable && same_columns(b, c->column, c->columns, elements))
			return;
	}
	for (size_t i = 0; i < relation->index.n; i++)
		if (!relation->index.v[i]->constraint && infers(b, target, relation->index.v[i], infer) != NO)
			return;
	p = late(b, "42P10", tree_location(infer), relation->name, "there is no unique or exclusion constraint matching the ON CONFLICT specification");
	if (p)
		p->certain = !b->catalog->open;
}

/* --- views --- */

static bool calls_aggregate(struct binder *b, const cJSON *list)
{
	const cJSON *item;

	tree_each(item, list) {
		const cJSON *call = tree_as(tree_get(tree_as(item, "ResTarget"), "val"), "FuncCall");

		if (call && (tree_get(call, "over") || function_is_aggregate(b, call)))
			return true;
	}
	return false;
}

/* Why a view's query cannot be written through; NULL: it can, or that is not known. */
static const char *why_fixed(struct binder *b, const cJSON *select)
{
	const cJSON *from = tree_get(select, "fromClause");

	if (tree_get(select, "op") && !tree_text_is(select, "op", "SETOP_NONE"))
		return "UNION, INTERSECT or EXCEPT";
	if (tree_get(select, "distinctClause"))
		return "DISTINCT";
	if (tree_get(select, "groupClause"))
		return "GROUP BY";
	if (tree_get(select, "havingClause"))
		return "HAVING";
	if (tree_get(select, "withClause"))
		return "WITH";
	if (tree_get(select, "limitCount") || tree_get(select, "limitOffset"))
		return "LIMIT or OFFSET";
	if (tree_count(tree_get(select, "valuesLists")) || tree_count(from) != 1 || !tree_is(tree_item(from, 0), "RangeVar"))
		return "more than one table, or none";
	return calls_aggregate(b, tree_get(select, "targetList")) ? "an aggregate or window function" : NULL;
}

void judge_view(struct binder *b, const struct relation *relation, const char *verb)
{
	struct sql_text *text;
	const cJSON *select;
	const char *why;
	struct bound_problem *p;

	if (!relation || relation->kind != RELATION_VIEW || !relation->view_sql || b->catalog->own_rules)
		return;
	for (size_t i = 0; i < relation->trigger.n; i++)
		if (relation->trigger.v[i]->timing == 'i')
			return;
	text = sql_parse(relation->view_sql, strlen(relation->view_sql));
	select = text->n == 1 ? tree_as(text->statement[0].tree, "SelectStmt") : NULL;
	why = select ? why_fixed(b, select) : NULL;
	if (why) {
		p = late(b, "55000", -1, relation->name, "cannot %s view \"%s\"", verb, relation->name);
		if (p) {
			p->detail = arena_printf(b->arena, "its query has %s", why);
			p->certain = !b->catalog->open;
		}
	}
	sql_free(text);
}

/* --- row locks --- */

const char *lock_words(const cJSON *clause)
{
	static const char *const names[][2] = {
		{"LCS_FORKEYSHARE", "FOR KEY SHARE"},
		{"LCS_FORSHARE", "FOR SHARE"},
		{"LCS_FORNOKEYUPDATE", "FOR NO KEY UPDATE"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (tree_text_is(clause, "strength", names[i][0]))
			return names[i][1];
	return "FOR UPDATE";
}

/* What the lock is of: every item, or those named. */
static bool is_locked(const cJSON *clause, const struct source *source)
{
	const cJSON *item;

	if (!tree_count(tree_get(clause, "lockedRels")))
		return true;
	tree_each(item, tree_get(clause, "lockedRels"))
		if (tree_text_is(tree_as(item, "RangeVar"), "relname", source->name))
			return true;
	return false;
}

struct mentions { struct binder *b; const struct source *side; bool found; };

static bool is_within(const struct source *tree, const struct source *leaf)
{
	return tree == leaf || (tree->kind == SOURCE_JOIN && tree->left && tree->right && (is_within(tree->left, leaf) || is_within(tree->right, leaf)));
}

static bool look_for_side(void *context, const char *tag, const cJSON *body)
{
	struct mentions *m = context;
	const int64_t *i = strcmp(tag, "ColumnRef") == 0 ? map_get(&m->b->refs, (const char *)&body, sizeof(body)) : NULL;
	const struct ref *ref = i ? &m->b->ref.v[*i] : NULL;

	if (strcmp(tag, "ColumnRef") == 0)
		m->found |= !ref || (ref->field == SIZE_MAX ? is_within(m->side, ref->source)
							    : ref->source->field.v[ref->field].leaf && is_within(m->side, ref->source->field.v[ref->field].leaf));
	return !m->found;
}

/* A table on the nullable side of an outer join nothing reduces: `where` and the conditions of the joins around do not name that side. */
static bool locks_nullable(struct binder *b, const cJSON *clause, const struct source *source, const cJSON *const *conditions, size_t n, bool nullable)
{
	const struct source *sides[2] = {source->left, source->right};
	const char *type = source->join_type;
	const cJSON **more = arena_array(b->arena, const cJSON *, n + 1);

	if (source->kind == SOURCE_RELATION)
		return nullable && source->relation && source->relation->kind != RELATION_VIEW && is_locked(clause, source);
	if (source->kind != SOURCE_JOIN || !source->left || !source->right || source->merged.n)
		return false;
	memcpy(more, conditions, n * sizeof(*more));
	more[n] = source->quals;
	for (int s = 0; s < 2; s++) {
		bool extends = strcmp(type, "JOIN_FULL") == 0 || strcmp(type, s ? "JOIN_LEFT" : "JOIN_RIGHT") == 0, reduced = false;
		bool inner = strcmp(type, "JOIN_INNER") == 0;

		for (size_t i = 0; extends && i < n; i++) {
			struct mentions m = {b, sides[s], false};
			const cJSON *compared = tree_as(conditions[i], "A_Expr");

			/* A comparison with NULL is NULL, and says nothing of the side. */
			if (tree_text_is(compared, "kind", "AEXPR_OP") &&
			    (tree_is_null_constant(tree_get(compared, "lexpr")) || tree_is_null_constant(tree_get(compared, "rexpr"))))
				continue;
			tree_walk(conditions[i], look_for_side, &m);
			reduced |= m.found;
		}
		if (!reduced && locks_nullable(b, clause, sides[s], more, inner ? n + 1 : n, nullable || extends))
			return true;
	}
	return false;
}

void judge_lock(struct binder *b, const struct scope *scope, const cJSON *body)
{
	const cJSON *list = tree_get(body, "lockingClause"), *clause, *where = tree_get(body, "whereClause");
	const char *what = NULL;

	if (!tree_count(list) || scope->holed)
		return;
	if (tree_get(body, "op") && !tree_text_is(body, "op", "SETOP_NONE"))
		what = "UNION/INTERSECT/EXCEPT";
	else if (tree_get(body, "distinctClause"))
		what = "DISTINCT clause";
	else if (tree_get(body, "groupClause"))
		what = "GROUP BY clause";
	else if (tree_get(body, "havingClause"))
		what = "HAVING clause";
	else if (scope->aggregates)
		what = "aggregate functions";
	else if (scope->has_windows)
		what = "window functions";
	else if (scope->has_sets)
		what = "set-returning functions in the target list";
	tree_each(clause, list) {
		if (what) {
			problem(b, "0A000", -1, "", "%s is not allowed with %s", lock_words(tree_as(clause, "LockingClause")), what);
			return;
		}
		for (size_t i = 0; i < scope->item.n; i++)
			if (locks_nullable(b, tree_as(clause, "LockingClause"), scope->item.v[i], &where, where != NULL, false)) {
				late(b, "0A000", -1, "", "%s cannot be applied to the nullable side of an outer join", lock_words(tree_as(clause, "LockingClause")));
				return;
			}
	}
}
