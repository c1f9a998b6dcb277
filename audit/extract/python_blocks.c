/* Python's compound statements and comprehensions. See python.h. */
#include "python.h"

/* How deep an elif chain, the items of a with or the conditions of a comprehension nest; what follows stands in the last. */
#define NEST_MAX 100

static bool is_async(const struct node *n)
{
	return has_kind(n, K_ASYNC);
}

/* An iterated object or a context manager: async for and async with await it. */
static int32_t read_used(struct walker *w, const struct node *n, bool async, int settled)
{
	uint8_t outer = w->settled;
	int32_t outer_argument = w->argument_of, e;

	w->settled = (uint8_t)settled;
	w->argument_of = 0;
	e = async ? read_awaited(w, n) : read_expr(w, n, settled);
	w->settled = outer;
	w->argument_of = outer_argument;
	return e;
}

static void bind_whole(struct walker *w, struct node *target, int how, int32_t value)
{
	size_t part = part_start(w);

	python_bind_target(w, target, how, value, 0);
	part_restore(w, part);
}

/* Reads a body in a region of its own; returns the region. A region without a body in a broken file is empty. */
static int32_t read_region(struct walker *w, const struct node *n, const struct node *body, int kind, int32_t test, int32_t pair)
{
	int32_t region = region_begin(w, body ? body : n, kind, test);

	region_at(w, region)->pair = pair;
	if (body)
		read_statement(w, body);
	region_end(w);
	return region;
}

/* if a: … elif b: … else: …  is  if a: … else: (if b: … else: …) */
int32_t python_read_if(struct walker *w, const struct node *n)
{
	VEC_OF(int32_t) then = {0};	/* how the THEN of each open ELSE leaves */
	const struct node *at = n;
	int32_t next = 0;

	for (;;) {
		int32_t test = read_expr(w, child(at, F_CONDITION), SETTLED_TEST);
		int32_t first = read_region(w, at, child(at, F_CONSEQUENCE), REGION_THEN, test, 0);
		struct node *other = NULL;

		for (; next < n->children && !other; next++)
			if (n->child[next].field == F_ALTERNATIVE)
				other = node_open(w, &n->child[next]);
		if (!other) {
			w->leaves = LEAVES_NOT;
			break;
		}
		if (then.n < NEST_MAX) {
			vec_push(&then, w->leaves);
			region_at(w, region_begin(w, other, REGION_ELSE, test))->pair = first;
		}
		if (other->kind != K_ELIF) {
			w->leaves = LEAVES_NOT;
			if (child(other, F_BODY))
				read_statement(w, child(other, F_BODY));
			break;
		}
		at = other;
	}
	while (then.n) {
		region_end(w);
		w->leaves = leaves_both(then.v[--then.n], w->leaves);
	}
	vec_free(&then);
	return 0;
}

static void read_loop_else(struct walker *w, const struct node *n, int32_t loop, int32_t test)
{
	struct node *other = node_open(w, child(n, F_ALTERNATIVE));

	if (other)
		read_region(w, other, child(other, F_BODY), REGION_ELSE, test, loop);
	w->leaves = LEAVES_NOT;
}

/* Reads the body and steps out; the else behind a loop is not repeated. */
static void end_loop(struct walker *w, const struct node *body)
{
	if (body) {
		region_at(w, w->region)->end_line = node_end_line(body);
		read_statement(w, body);
	}
	region_end(w);
}

int32_t python_read_for(struct walker *w, const struct node *n)
{
	bool async = is_async(n);
	int32_t iterated = read_used(w, child(n, F_RIGHT), async, SETTLED_ASSIGNED);
	int32_t loop = region_begin(w, n, REGION_LOOP, iterated);

	region_at(w, loop)->flags = async ? 2 : 1;
	bind_whole(w, child(n, F_LEFT), HOW_EACH, iterated);
	end_loop(w, child(n, F_BODY));
	read_loop_else(w, n, loop, 0);
	return 0;
}

int32_t python_read_while(struct walker *w, const struct node *n)
{
	int32_t loop = region_begin(w, n, REGION_LOOP, 0);
	int32_t test = read_expr(w, child(n, F_CONDITION), SETTLED_TEST);

	region_at(w, loop)->test = test;
	end_loop(w, child(n, F_BODY));
	read_loop_else(w, n, loop, test);
	return 0;
}

/* Reads one item of a with and stands in its region, unless `nest` is false. */
static void begin_item(struct walker *w, struct node *item, bool async, bool nest)
{
	struct node *value = child(node_open(w, item), F_VALUE), *alias = NULL;
	int32_t manager;

	while (value && value->kind == K_PARENTHESIZED && child_named(node_open(w, value), 0))
		value = child_named(value, 0);
	if (value && value->kind == K_AS_PATTERN) {
		node_open(w, value);
		alias = child(value, F_ALIAS);
		value = child_named(value, 0);
	}
	manager = read_used(w, value, async, alias ? SETTLED_ASSIGNED : SETTLED_CHAINED);
	if (nest)
		region_begin(w, item, REGION_WITH, manager);
	if (alias)
		bind_whole(w, alias, HOW_WITH, manager);
}

int32_t python_read_with(struct walker *w, const struct node *n)
{
	struct node *clause = node_open(w, child_kind(n, K_WITH_CLAUSE));
	int32_t open = 0;

	for (int32_t i = 0; clause && i < clause->children; i++) {
		if (clause->child[i].kind != K_WITH_ITEM)
			continue;
		begin_item(w, &clause->child[i], is_async(n), open < NEST_MAX);
		if (open < NEST_MAX) {
			region_at(w, w->region)->end_line = node_end_line(n);
			open++;
		}
	}
	w->leaves = LEAVES_NOT;
	if (child(n, F_BODY))
		read_statement(w, child(n, F_BODY));
	while (open--)
		region_end(w);
	return 0;
}

/* value as name, where it is not the item of a with */
int32_t python_read_as(struct walker *w, const struct node *n)
{
	int32_t value = read_through(w, child_named(n, 0));

	bind_whole(w, child(n, F_ALIAS), HOW_WITH, value);
	return value;
}

/* except A, e: was `as` once; today two types may stand without parentheses. A type's name begins with a capital, or is dotted. */
static bool is_old_alias(const struct walker *w, const struct node *n)
{
	char c = *node_text(w, n);

	return n->kind == K_IDENTIFIER && (c == '_' || (c >= 'a' && c <= 'z'));
}

static void add_types(struct walker *w, struct node *type)
{
	while (type->kind == K_PARENTHESIZED && child_named(node_open(w, type), 0))
		type = child_named(type, 0);
	if (type->kind == K_TUPLE)
		read_elements(w, node_open(w, type), SETTLED_NOT, 0);
	else
		kids_add(w, read_expr(w, type, SETTLED_NOT), 0, 0);
}

static void read_except(struct walker *w, struct node *n, int32_t try)
{
	struct node *body = child_kind(node_open(w, n), K_BLOCK), *alias = child(n, F_ALIAS);
	int32_t region = region_begin(w, n, REGION_CATCH, 0), first, types, given = 0;
	size_t mark = kids_begin(w);

	region_at(w, region)->pair = try;
	for (int32_t i = 0; i < n->children; i++) {
		struct node *type = &n->child[i];

		if (type->field != F_VALUE || !type->named)
			continue;
		if (type->kind == K_AS_PATTERN) {
			node_open(w, type);
			alias = child(type, F_ALIAS);
			type = child_named(type, 0);
		}
		if (type && given++ == 1 && !alias && is_old_alias(w, type))
			alias = type;
		else if (type)
			add_types(w, type);
	}
	kids_take(w, mark, &first, &types);
	if (alias && alias->kind == K_AS_PATTERN_TARGET)
		alias = child_named(node_open(w, alias), 0);
	catch_add(w, n, region, put_node(w, alias), first, types);
	if (alias)
		bind_whole(w, alias, HOW_CATCH, 0);
	if (body)
		read_statement(w, body);
	region_end(w);
}

/* What a try does at its end: as its body (then its else), or as its handlers; finally has the last word. */
int32_t python_read_try(struct walker *w, const struct node *n)
{
	int32_t try = read_region(w, n, child(n, F_BODY), REGION_TRY, 0, 0), leaves = w->leaves, handled = -1;

	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i];

		if (c->kind == K_EXCEPT) {
			read_except(w, c, try);
			handled = handled < 0 ? w->leaves : leaves_both(handled, w->leaves);
		} else if (c->kind == K_ELSE) {
			read_region(w, c, child(node_open(w, c), F_BODY), REGION_ELSE_OF_TRY, 0, try);
			leaves = leaves == LEAVES_NOT ? w->leaves : leaves;
		}
	}
	if (handled >= 0)
		leaves = leaves_both(leaves, handled);
	if (child_kind(n, K_FINALLY)) {
		struct node *last = node_open(w, child_kind(n, K_FINALLY));

		read_region(w, last, child_kind(last, K_BLOCK), REGION_FINALLY, 0, try);
		leaves = w->leaves == LEAVES_NOT ? leaves : w->leaves;
	}
	w->leaves = leaves;
	return 0;
}

static int32_t read_subject(struct walker *w, const struct node *n)
{
	size_t mark = kids_begin(w);
	int32_t subjects = 0, e = 0;

	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].field == F_SUBJECT) {
			e = read_expr(w, &n->child[i], SETTLED_TEST);
			kids_add(w, e, 0, 0);
			subjects++;
		}
	if (subjects < 2) {
		kids_drop(w, mark);
		return e;
	}
	e = expr_new(w, n, E_ARRAY);
	kids_end(w, mark, e);
	return e;
}

/* A guard makes a REGION_THEN inside the REGION_CASE. True: takes whatever comes here. w->leaves is that of the body. */
static bool read_case(struct walker *w, struct node *clause, int32_t subject)
{
	struct node *body = child(node_open(w, clause), F_CONSEQUENCE), *guard = node_open(w, child(clause, F_GUARD));
	int32_t region = region_begin(w, clause, REGION_CASE, 0), label, leaves;
	bool always;

	region_at(w, region)->subject = subject;
	label = python_case_label(w, clause, subject, &always);
	region_at(w, region)->test = label;
	if (guard)
		read_region(w, clause, body, REGION_THEN, read_expr(w, child_named(guard, 0), SETTLED_TEST), 0);
	else if (body)
		read_statement(w, body);
	leaves = w->leaves;
	if (guard)
		w->leaves = LEAVES_NOT;
	region_end(w);
	w->leaves = leaves;
	return always && !guard;
}

int32_t python_read_match(struct walker *w, const struct node *n)
{
	int32_t subject = read_subject(w, n), leaves = -1;
	struct node *block = node_open(w, child(n, F_BODY));
	bool complete = false;

	for (int32_t i = 0; block && i < block->children; i++) {
		if (block->child[i].kind != K_CASE)
			continue;
		complete |= read_case(w, &block->child[i], subject);
		leaves = leaves < 0 ? w->leaves : leaves_both(leaves, w->leaves);
	}
	w->leaves = complete ? leaves : LEAVES_NOT;
	return 0;
}

/* Comprehensions */

struct comprehension { int32_t open, iterated; bool begun; size_t kids; };

/* One `for … in …`: the first is iterated in the scope around the comprehension, which it opens. */
static void begin_generator(struct walker *w, struct node *n, struct comprehension *c)
{
	bool async = is_async(node_open(w, n));
	int32_t iterated = read_used(w, child(n, F_RIGHT), async, SETTLED_ASSIGNED);

	if (!c->begun) {
		scope_begin(w, SCOPE_COMPREHENSION);
		c->begun = true;
		c->iterated = iterated;
	} else {
		kids_add(w, iterated, 0, 0);
	}
	if (c->open < NEST_MAX) {
		region_at(w, region_begin(w, n, REGION_LOOP, iterated))->flags = async ? 2 : 1;
		c->open++;
	}
	bind_whole(w, child(n, F_LEFT), HOW_EACH, iterated);
}

static void begin_condition(struct walker *w, struct node *n, struct comprehension *c)
{
	int32_t test = read_expr(w, child_named(node_open(w, n), 0), SETTLED_TEST);

	kids_add(w, test, 0, 0);
	if (c->open < NEST_MAX) {
		region_begin(w, n, REGION_CONDITION, test);
		c->open++;
	}
}

/* The element: an element of an array; of a dict, its value in an E_OBJECT of unknown key. */
static int32_t read_element(struct walker *w, struct node *n)
{
	size_t mark;
	int32_t e;

	if (!n || n->kind != K_PAIR)
		return n ? read_argument(w, n, SETTLED_COLLECTED, 0) : 0;
	e = expr_new(w, node_open(w, n), E_OBJECT);
	read_expr(w, child(n, F_KEY), SETTLED_NOT);
	mark = kids_begin(w);
	kids_add(w, read_argument(w, child(n, F_VALUE), SETTLED_COLLECTED, 0), 0, 0);
	kids_end(w, mark, e);
	return e;
}

int32_t python_read_comprehension(struct walker *w, const struct node *n)
{
	int32_t e = expr_new(w, n, E_COMPREHENSION), outer = w->scope, leaves = w->leaves, element;
	struct comprehension c = {.kids = kids_begin(w)};

	for (int32_t i = 0; i < n->children; i++) {
		if (n->child[i].kind == K_FOR_IN)
			begin_generator(w, &n->child[i], &c);
		else if (n->child[i].kind == K_IF_CLAUSE)
			begin_condition(w, &n->child[i], &c);
	}
	element = read_element(w, child(n, F_BODY));
	for (w->leaves = LEAVES_NOT; c.open; c.open--)
		region_end(w);
	w->leaves = leaves;
	w->scope = outer;
	kids_end(w, c.kids, e);
	expr_at(w, e)->a = element;
	expr_at(w, e)->b = c.iterated;
	return e;
}
