/* A value becomes another type: literals are read, parameters decided. See bind_type.h. */
#include "bind_type.h"

static int least(int a, int c)
{
	return a < 0 ? c : c < 0 ? a : a < c ? a : c;
}

static int least_of(const cJSON *list)
{
	const cJSON *item;
	int position = -1;

	tree_each(item, list)
		position = least(position, expr_position(item));
	return position;
}

int expr_position(const cJSON *node)
{
	const char *tag = tree_tag(node);
	const cJSON *body = tree_body(node), *arg = tree_get(body, "arg");
	int own = tree_location(body);

	if (strcmp(tag, "List") == 0)
		return least_of(tree_get(body, "items"));
	if (strcmp(tag, "A_Expr") == 0)
		return least(least(own, expr_position(tree_get(body, "lexpr"))), tree_get(body, "lexpr") ? -1 : expr_position(tree_get(body, "rexpr")));
	if (strcmp(tag, "TypeCast") == 0) {
		/* An untyped literal becomes a constant that stands where the literal does. */
		if (tree_is(arg, "A_Const") && (tree_get(tree_body(arg), "sval") || tree_flag(tree_body(arg), "isnull")))
			return expr_position(arg);
		if (own < 0)
			own = tree_location(tree_get(body, "typeName"));
		return least(own, expr_position(arg));
	}
	if (strcmp(tag, "BoolExpr") == 0)
		return least(own, least_of(tree_get(body, "args")));
	if (strcmp(tag, "NullTest") == 0 || strcmp(tag, "BooleanTest") == 0)
		return least(own, expr_position(arg));
	if (strcmp(tag, "A_Indirection") == 0 || strcmp(tag, "CollateClause") == 0)
		return expr_position(arg);
	if (strcmp(tag, "SubLink") == 0)
		return least(own, expr_position(tree_get(body, "testexpr")));
	if (strcmp(tag, "FuncCall") == 0 && !tree_get(body, "over"))
		return least(own, least_of(tree_get(body, "args")));
	return own;
}

/* --- parameters --- */

/* What is known of $n; a gap in the numbers leaves entries nobody names. */
static struct deduced *deduced(struct binder *b, int number)
{
	while (b->deduced.n <= (size_t)number)
		arena_push(b->arena, &b->deduced, (struct deduced){0});
	return &b->deduced.v[number];
}

struct value bound_parameter_value(struct binder *b, const cJSON *body)
{
	int number = tree_int(body, "number");
	struct deduced *d;
	struct value v = {0};

	if (b->around) {
		if (number >= 1 && (size_t)number <= b->around->parameters)
			return typed(b, type_number(b, &b->around->parameter[number - 1]));
		problem(b, "42P02", tree_location(body), arena_printf(b->arena, "$%d", number), "there is no parameter $%d", number);
		return v;
	}
	if (number < 1 || number > 65535)
		return v;
	d = deduced(b, number);
	d->named = true;
	if (d->vague)
		return v;
	if (d->type) {
		b->shared_reads++;
		return typed(b, d->type);
	}
	v.t = b->p->unknown;
	v.parameter = number;
	v.occurrence = b->occurrence.n;
	arena_push(b->arena, &b->occurrence, (struct occurrence){number, tree_location(body), 0});
	return v;
}

static void give_up(struct binder *b, struct value *v)
{
	if (v->parameter)
		deduced(b, v->parameter)->vague = true;
	v->parameter = 0;
}

static void decide(struct binder *b, struct value *v, int target)
{
	struct deduced *d = deduced(b, v->parameter);
	struct occurrence *o = &b->occurrence.v[v->occurrence];

	o->type = target;
	if (!d->type && !d->vague)
		d->type = target;
	else if (!d->vague && d->type != target) {
		struct bound_problem *p = problem(b, "42P08", o->position, arena_printf(b->arena, "$%d", v->parameter), "inconsistent types deduced for parameter $%d",
						  v->parameter);

		if (p) {
			p->detail = arena_printf(b->arena, "%s versus %s", type_label(b, d->type), type_label(b, target));
			p->certain = false;
		}
		d->vague = true;
	}
	v->parameter = 0;
}

void finish_parameters(struct binder *b)
{
	for (size_t i = 0; i < b->bound->parameters.n; i++) {
		struct bound_parameter *p = &b->bound->parameters.v[i];
		const struct deduced *d = (size_t)p->number < b->deduced.n ? &b->deduced.v[p->number] : NULL;
		const char *modifier = p->type.modifier;

		if (!d || d->vague || !d->type)
			p->type.name = NULL;
		else if (type_number(b, &p->type) != d->type)
			p->type = type_of_number(b, d->type);
		else
			p->type.modifier = modifier;
	}
	for (size_t i = 0; i < b->late.n && b->bound->problems.n < MAX_PROBLEMS; i++)
		vec_push(&b->bound->problems, b->late.v[i]);
	b->late.n = 0;
	/* A reference nothing decided, of a parameter something else did. */
	for (size_t i = 0; i < b->occurrence.n; i++) {
		const struct occurrence *o = &b->occurrence.v[i];
		const struct deduced *d = &b->deduced.v[o->number];
		struct bound_problem *p;

		if (d->vague || !d->type || o->type)
			continue;
		p = problem(b, "42P08", o->position, arena_printf(b->arena, "$%d", o->number), "could not determine data type of parameter $%d", o->number);
		if (p)
			p->certain = false;
		return;
	}
	for (size_t i = 1; i < b->deduced.n; i++) {
		const struct deduced *d = &b->deduced.v[i];
		struct bound_problem *p;

		if (d->vague || d->type)
			continue;
		p = problem(b, "42P18", -1, arena_printf(b->arena, "$%zu", i), "could not determine data type of parameter $%zu", i);
		if (p)
			p->certain = false;
		return;
	}
}

/* --- literals --- */

static void literal_problem(struct binder *b, enum literal_fault fault, const char *text, int type, int position)
{
	const char *sqlstate = "22P02", *label = type_label(b, type);
	bool dates = type == b->p->date || type == b->p->timestamp || type == b->p->timestamptz || type == b->p->interval || type == b->p->time || type == b->p->timetz;
	const struct user_type *labels = enum_of(b, type);
	struct bound_problem *p;

	if (fault == LITERAL_RANGE) {
		problem(b, "22003", position, text, "value \"%s\" is out of range for type %s", text, label);
	} else if (fault == LITERAL_DATE) {
		problem(b, "22008", position, text, "date/time field value out of range: \"%s\"", text);
	} else if (labels) {
		p = problem(b, sqlstate, position, text, "invalid input value for enum %s: \"%s\"", label, text);
		if (p && labels->label.n) {
			const char *nearest = nearest_name(text, labels->label.v, labels->label.n);

			p->nearest = nearest ? nearest : "";
		}
	} else if (is_composite(b, type)) {
		problem(b, sqlstate, position, text, "malformed record literal: \"%s\"", text);
	} else if (IS_ARRAY(type)) {
		problem(b, sqlstate, position, text, "malformed array literal: \"%s\"", text);
	} else if (type == b->p->json || type == b->p->jsonb) {
		problem(b, sqlstate, position, text, "invalid input syntax for type json");
	} else {
		problem(b, dates ? "22007" : sqlstate, position, text, "invalid input syntax for type %s: \"%s\"", label, text);
	}
}

static void judge_literal(struct binder *b, const struct value *v, int target)
{
	const cJSON *sval = tree_get(v->literal, "sval");
	const char *text = tree_text(sval, "sval");
	int type = base_type(b, target);
	enum literal_fault fault;

	/* A hole inside a literal may be anything. */
	if (!sval || strstr(text, HOLE_PREFIX))
		return;
	fault = read_literal(b, text, type);
	if (fault != LITERAL_FINE)
		literal_problem(b, fault, text, type, tree_location(v->literal));
}

/* --- coercion --- */

static bool look_for_parameter(void *context, const char *tag, const cJSON *body)
{
	struct binder *b = context;
	int number = tree_int(body, "number");

	if (strcmp(tag, "ParamRef") == 0 && number > 0 && number <= 65535)
		deduced(b, number)->vague = true;
	return strcmp(tag, "SubLink") != 0;
}

/* ROW(…) with more or fewer items than the row type has columns. */
static bool row_misfits(struct binder *b, const struct value *v, int target)
{
	const cJSON *args = tree_get(tree_as(v->node, "RowExpr"), "args"), *item;
	struct sql_type type = target && is_composite(b, target) && target != b->p->record ? type_of_number(b, target) : (struct sql_type){0};
	const struct relation *row = type.name ? relation_of_type(b, &type) : NULL;

	if (!args || !row || row->columns_unknown || !row->column.n || v->t != b->p->record)
		return false;
	/* t.* stands for many. */
	tree_each(item, args) {
		const cJSON *fields = tree_get(tree_as(item, "ColumnRef"), "fields");

		if (tree_is(item, "A_Indirection") || (fields && tree_is(tree_item(fields, tree_count(fields) - 1), "A_Star")))
			return false;
	}
	return tree_count(args) != row->column.n;
}

/* Parameters that are items of ROW(…) get the types of the row's columns; false: what those are is not known. */
static bool row_takes(struct binder *b, const struct value *v, int target)
{
	struct sql_type type = is_composite(b, target) && target != b->p->record ? type_of_number(b, target) : (struct sql_type){0};
	const struct relation *row = type.name ? relation_of_type(b, &type) : NULL;
	const cJSON *item;
	size_t k = 0;

	if (!row || row->columns_unknown || tree_count(tree_get(tree_body(v->node), "args")) != row->column.n)
		return false;
	tree_each(item, tree_get(tree_body(v->node), "args")) {
		const struct column *column = row->column.v[k++];
		const cJSON *param = tree_as(item, "ParamRef");

		if (tree_is(item, "RowExpr"))
			tree_walk(item, look_for_parameter, b);
		for (size_t i = 0; param && i < b->occurrence.n; i++) {
			struct value one = {.t = b->p->unknown, .parameter = b->occurrence.v[i].number, .occurrence = i, .node = item};

			if (b->occurrence.v[i].position == tree_location(param) && !b->occurrence.v[i].type)
				coerce(b, &one, type_number(b, &column->type), 'a');
		}
	}
	return true;
}

static bool coerce_value(struct binder *b, struct value *v, int target, char context)
{
	enum answer answer;

	if (row_misfits(b, v, target)) {
		problem(b, "42846", expr_position(v->node), type_label(b, target), "cannot cast type record to %s", type_label(b, target));
		v->t = 0;
		return true;
	}
	/* ROW(…) as a row of a table: its items are brought to the columns' types. */
	if (tree_is(v->node, "RowExpr") && target && !row_takes(b, v, target) && is_composite(b, target) && target != b->p->record)
		tree_walk(v->node, look_for_parameter, b);
	if (tree_is(v->node, "RowExpr") && !target)
		tree_walk(v->node, look_for_parameter, b);
	if (!target) {
		give_up(b, v);
		*v = (struct value){.node = v->node, .shared = v->shared};
		return true;
	}
	if (target == b->p->any || is_polymorphic(b, target) || v->t == target)
		return true;
	if (v->t == b->p->unknown) {
		if (v->parameter)
			decide(b, v, target);
		else if (v->literal)
			judge_literal(b, v, target);
		answer = YES;
	} else {
		answer = can_coerce(b, v->t, target, context);
	}
	if (answer == NO)
		return false;
	v->literal = NULL;
	v->t = target;
	v->type = type_of_number(b, target);
	v->field = NULL;
	return true;
}

bool coerce(struct binder *b, struct value *v, int target, char context)
{
	bool tainted = b->tainted, done;

	b->tainted |= v->shared;
	done = coerce_value(b, v, target, context);
	b->tainted = tainted;
	return done;
}

void coerce_boolean(struct binder *b, struct value *v, const char *construct)
{
	if (!v->t)
		return;
	if (!coerce(b, v, b->p->bool_, 'a'))
		type_problem(b, v->shared, "42804", expr_position(v->node), construct, "argument of %s must be type boolean, not type %s", construct, type_label(b, v->t));
}

void coerce_specific(struct binder *b, struct value *v, int target, const char *construct)
{
	if (v->t && !coerce(b, v, target, 'a'))
		type_problem(b, v->shared, "42804", expr_position(v->node), construct, "argument of %s must be type %s, not type %s", construct, type_label(b, target), type_label(b, v->t));
}

void coerce_unknown(struct binder *b, struct value *v)
{
	if (v->t == b->p->unknown)
		coerce(b, v, b->p->text, 'i');
}

int coerce_common(struct binder *b, struct value *values, size_t n, const char *construct)
{
	int *types = arena_array(b->arena, int, n + 1), found;
	size_t at = 0;
	bool tainted = b->tainted;

	for (size_t i = 0; i < n; i++) {
		types[i] = values[i].t;
		b->tainted |= values[i].shared;
	}
	found = common_type(b, types, n, &at);
	if (found < 0) {
		int first = types[0];

		/* What those before it had in common so far. */
		for (size_t k = at; k > 1; k--) {
			size_t unused;
			int before = common_type(b, types, k, &unused);

			if (before > 0) {
				first = before;
				break;
			}
		}
		problem(b, "42804", expr_position(values[at].node), construct, "%s types %s and %s cannot be matched", construct, type_label(b, base_type(b, first)),
			type_label(b, base_type(b, types[at])));
		found = 0;
	}
	for (size_t i = 0; i < n; i++)
		if (!coerce(b, &values[i], found, 'i') && found)
			problem(b, "42846", expr_position(values[i].node), construct, "%s could not convert type %s to %s", construct, type_label(b, values[i].t),
				type_label(b, found));
	b->tainted = tainted;
	return found;
}
