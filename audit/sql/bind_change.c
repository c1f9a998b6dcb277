/*
 * What the server says only after its analysis: writes to generated columns and to views (its rewriter), literals that do not fit and ON CONFLICT without a unique
 * index (its planner), and row locks that cannot be. Kept in binder.late. See bind_type.h.
 */
#include "bind_type.h"

#include "parse.h"

#include <stdarg.h>
#include <stdio.h>

static struct bound_problem *late(struct binder *b, const char *sqlstate, int position, const char *object, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* As problem(), behind those of the analysis; the same one is said once. */
static struct bound_problem *late(struct binder *b, const char *sqlstate, int position, const char *object, const char *format, ...)
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
	if (precision < 1 || scale < 0 || (long)digits <= precision - scale)
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

void judge_fit(struct binder *b, const struct relation *relation, const struct column *column, const cJSON *value)
{
	const cJSON *constant = tree_as(value, "A_Const");
	const char *text = constant ? tree_constant(b->arena, value) : NULL;
	const char *object = arena_printf(b->arena, "%s.%s", relation->name, column->name);
	int number = base_type(b, type_number(b, &column->type)), position = tree_location(constant);

	/* OVERRIDING USER VALUE throws it away. */
	if (column->identity && b->override && strcmp(b->override, "OVERRIDING_USER_VALUE") == 0)
		return;
	if (!text || !number || number >= b->p->types || strstr(text, HOLE_PREFIX))
		return;
	if (tree_get(constant, "sval"))
		judge_length(b, object, &column->type, number, text, position);
	else if (tree_get(constant, "ival") || tree_get(constant, "fval"))
		judge_integer(b, object, number, text, position);
	if (number == b->p->numeric)
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

void judge_lock(struct binder *b, const struct scope *scope, const cJSON *body)
{
	const cJSON *list = tree_get(body, "lockingClause"), *clause;
	const char *what = NULL;

	if (!tree_count(list))
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
	if (!what || scope->holed)
		return;
	tree_each(clause, list) {
		problem(b, "0A000", -1, "", "%s is not allowed with %s", lock_words(tree_as(clause, "LockingClause")), what);
		return;
	}
}
