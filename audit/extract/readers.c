/* Readers that any language's table may name. See walker.h. */
#include "walker.h"

#include <ctype.h>

int32_t read_other(struct walker *w, const struct node *n)
{
	size_t mark = kids_begin(w);
	bool inside = false;
	int32_t e = 0;

	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].named) {
			inside = true;
			kids_add(w, read_expr(w, &n->child[i], SETTLED_NOT), 0, 0);
		}
	w->leaves = LEAVES_NOT;
	if (!inside || kids_begin(w) > mark) {
		e = expr_new(w, n, E_OTHER);
		kids_end(w, mark, e);
	}
	return e;
}

int32_t read_nothing(struct walker *w, const struct node *n)
{
	(void)w;
	(void)n;
	return 0;
}

int32_t read_opaque(struct walker *w, const struct node *n)
{
	return expr_new(w, n, E_OTHER);
}

int32_t read_name(struct walker *w, const struct node *n)
{
	return expr_text(w, n, E_NAME, put_node(w, n));
}

int32_t read_number(struct walker *w, const struct node *n)
{
	return expr_text(w, n, E_NUMBER, put_node(w, n));
}

int32_t read_constant(struct walker *w, const struct node *n)
{
	char text[16] = "";
	size_t length = node_length(n);

	for (size_t i = 0; i < length && i < sizeof(text) - 1; i++)
		text[i] = (char)tolower((unsigned char)node_text(w, n)[i]);
	if (strcmp(text, "none") == 0 || strcmp(text, "nil") == 0)
		return expr_text(w, n, E_CONSTANT, put_text(w, "null"));
	return expr_text(w, n, E_CONSTANT, put_text(w, text));
}

int32_t read_string(struct walker *w, const struct node *n)
{
	struct literal l = literal_open(w->text, node_start(n), node_end(n), literal_style(w->grammar));
	int32_t e = expr_text(w, n, E_STRING, put_decoded(w, l.start, l.end, l.mode));

	expr_at(w, e)->flags = (uint8_t)((l.mode & LITERAL_RAW ? EXPR_RAW : 0) | (l.mode & LITERAL_BYTES ? EXPR_BYTES : 0));
	return e;
}

int32_t read_member(struct walker *w, const struct node *n)
{
	const struct kind *k = &w->grammar->kinds[n->kind];
	int32_t e = expr_text(w, n, E_MEMBER, put_node(w, child(n, k->b)));
	int32_t object;

	if (child(n, F_OPTIONAL_CHAIN))
		expr_at(w, e)->flags |= EXPR_OPTIONAL;
	object = read_expr(w, child(n, k->a), SETTLED_CHAINED);
	expr_at(w, e)->a = object;
	return e;
}

int32_t read_index(struct walker *w, const struct node *n)
{
	const struct kind *k = &w->grammar->kinds[n->kind];
	int32_t e = expr_new(w, n, E_INDEX), part, first = 0, parts = 0;
	size_t mark = kids_begin(w);

	if (child(n, F_OPTIONAL_CHAIN))
		expr_at(w, e)->flags |= EXPR_OPTIONAL;
	part = read_expr(w, child(n, k->a), SETTLED_CHAINED);
	expr_at(w, e)->a = part;
	for (int32_t i = 0; i < n->children; i++) {
		if (n->child[i].field != k->b || !n->child[i].named)
			continue;
		part = read_expr(w, &n->child[i], SETTLED_NOT);
		first = parts++ ? first : part;
		kids_add(w, part, 0, 0);
	}
	if (parts > 1)
		kids_end(w, mark, e);
	else
		kids_drop(w, mark);
	expr_at(w, e)->b = parts > 1 ? 0 : first;
	return e;
}

void read_elements(struct walker *w, const struct node *n, int settled, int32_t call)
{
	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i], *value = c;
		const struct kind *k = &w->grammar->kinds[c->kind];
		uint32_t key = 0;
		int32_t e;

		if (!c->named)
			continue;
		if (k->spread) {
			node_open(w, c);
			value = k->a ? child(c, k->a) : child_named(c, 0);
		} else if (k->pair || k->keyed) {
			struct node *name = c;

			node_open(w, c);
			if (k->pair || k->a)
				name = child(c, k->a);
			if (k->pair)
				value = child(c, k->b);
			key = name ? w->grammar->key(w, name) : 0;
			if (!key && name && name != c)
				read_expr(w, name, SETTLED_NOT);
		}
		e = read_argument(w, value, settled, call);
		if (key && !call)
			name_value(w, e, key);
		kids_add(w, e, key, k->spread);
	}
}

int32_t make_call(struct walker *w, const struct node *n, const struct node *callee, const struct node *arguments, int flags)
{
	struct unit *u = w->unit;
	int32_t number = (int32_t)u->call.n, e = expr_new(w, n, E_CALL), part;
	size_t mark;

	vec_push(&u->call, (struct call){e, w->function, w->region, w->settled, w->use, w->argument_of});
	expr_at(w, e)->b = number;
	expr_at(w, e)->flags = (uint8_t)flags;
	part = read_expr(w, callee, SETTLED_NOT);
	expr_at(w, e)->a = part;
	mark = kids_begin(w);
	if (arguments && w->grammar->kinds[arguments->kind].read) {
		kids_add(w, read_argument(w, arguments, SETTLED_ARGUMENT, number), 0, 0);
	} else if (arguments) {
		struct node list = *arguments;

		read_elements(w, node_open(w, &list), SETTLED_ARGUMENT, number);
	}
	kids_end(w, mark, e);
	return e;
}

int32_t read_call(struct walker *w, const struct node *n)
{
	const struct kind *k = &w->grammar->kinds[n->kind];

	return make_call(w, n, child(n, k->a), child(n, k->b), k->detail | (child(n, F_OPTIONAL_CHAIN) ? EXPR_OPTIONAL : 0));
}

int32_t read_array(struct walker *w, const struct node *n)
{
	int32_t e = expr_new(w, n, E_ARRAY);
	size_t mark = kids_begin(w);
	int settled = SETTLED_NOT;

	if (w->settled == SETTLED_ARGUMENT || w->settled == SETTLED_ASSIGNED || w->settled == SETTLED_COLLECTED)
		settled = SETTLED_COLLECTED;
	else if (w->settled == SETTLED_RETURN)
		settled = SETTLED_ASSIGNED;
	read_elements(w, n, settled, 0);
	kids_end(w, mark, e);
	return e;
}

int32_t read_object(struct walker *w, const struct node *n)
{
	int32_t e = expr_new(w, n, E_OBJECT);
	size_t mark = kids_begin(w);

	read_elements(w, n, w->settled == SETTLED_ARGUMENT ? SETTLED_ARGUMENT : SETTLED_ASSIGNED, 0);
	kids_end(w, mark, e);
	return e;
}

int32_t read_sometimes(struct walker *w, const struct node *n, int32_t test)
{
	int32_t e, leaves = w->leaves;

	if (!n)
		return 0;
	region_begin(w, n, REGION_CONDITION, test);
	e = read_through(w, n);
	w->leaves = LEAVES_NOT;
	region_end(w);
	w->leaves = leaves;
	return e;
}

static uint32_t put_operator(struct walker *w, const struct node *n)
{
	const char *neutral;

	if (!n)
		return 0;
	neutral = w->grammar->operator_ ? w->grammar->operator_(node_text(w, n), node_length(n)) : NULL;
	return neutral ? put_text(w, neutral) : put_node(w, n);
}

int32_t read_binary(struct walker *w, const struct node *n)
{
	const struct kind *k = &w->grammar->kinds[n->kind];
	uint32_t operator_ = put_operator(w, child(n, k->b));
	const char *text = unit_text(w->unit, operator_);
	bool and = strcmp(text, "&&") == 0, or = strcmp(text, "||") == 0 || strcmp(text, "??") == 0;
	int32_t e = expr_text(w, n, E_BINARY, operator_), left, right;

	if (or && w->settled != SETTLED_DISCARD)
		left = read_through(w, child(n, k->a));
	else
		left = read_expr(w, child(n, k->a), and || or || w->settled == SETTLED_TEST ? SETTLED_TEST : SETTLED_NOT);
	if (and || or) {
		int32_t region = (int32_t)w->unit->region.n;

		right = read_sometimes(w, child(n, k->c), left);
		if (or && right)
			region_at(w, region)->flags = 1;
	} else {
		right = read_expr(w, child(n, k->c), w->settled == SETTLED_TEST ? SETTLED_TEST : SETTLED_NOT);
	}
	expr_at(w, e)->a = left;
	expr_at(w, e)->b = right;
	return e;
}

int32_t read_unary(struct walker *w, const struct node *n)
{
	const struct kind *k = &w->grammar->kinds[n->kind];
	uint32_t operator_ = k->detail == 1 ? put_text(w, "!") : put_operator(w, child(n, k->b));
	const char *text = unit_text(w->unit, operator_);
	int settled = strcmp(text, "!") == 0 ? SETTLED_TEST : strcmp(text, "void") == 0 ? SETTLED_DISCARD : SETTLED_NOT;
	int32_t e = expr_text(w, n, E_UNARY, operator_);
	int32_t argument = read_expr(w, child(n, k->a), settled);

	expr_at(w, e)->a = argument;
	return e;
}

int32_t read_conditional(struct walker *w, const struct node *n)
{
	const struct kind *k = &w->grammar->kinds[n->kind];
	int32_t e = expr_new(w, n, E_CONDITIONAL), test, then, other, first;

	test = read_expr(w, child(n, k->a), SETTLED_TEST);
	first = (int32_t)w->unit->region.n;
	then = read_sometimes(w, child(n, k->b), test);
	if (child(n, k->c)) {
		int32_t region = (int32_t)w->unit->region.n;

		other = read_sometimes(w, child(n, k->c), test);
		region_at(w, region)->flags = 1;
		region_at(w, region)->pair = then ? first : 0;
		expr_at(w, e)->c = other;
	}
	expr_at(w, e)->a = test;
	expr_at(w, e)->b = then;
	return e;
}

int32_t read_await(struct walker *w, const struct node *n)
{
	int32_t e = expr_new(w, n, E_AWAIT);
	int32_t value = read_awaited(w, child_named(n, 0));

	expr_at(w, e)->a = value;
	return e;
}

int32_t read_paren(struct walker *w, const struct node *n)
{
	return read_through(w, child_named(n, 0));
}

int32_t read_cast(struct walker *w, const struct node *n)
{
	const struct kind *k = &w->grammar->kinds[n->kind];
	const struct node *value = k->a ? child(n, k->a) : child_named(n, 0);
	const struct node *type = k->b ? child(n, k->b) : child_named(n, 1);
	int32_t a = read_through(w, value), b, e;

	if (!a)
		return 0;
	b = type && type != value ? read_expr(w, type, SETTLED_NOT) : 0;
	e = expr_new(w, n, E_CAST);
	expr_at(w, e)->a = a;
	expr_at(w, e)->b = b;
	return e;
}

int32_t read_block(struct walker *w, const struct node *n)
{
	int32_t outer = w->scope;

	if (w->grammar->kinds[n->kind].detail == 1)
		scope_begin(w, SCOPE_BLOCK);
	read_statements(w, n);
	w->scope = outer;
	return 0;
}

int32_t read_expression_statement(struct walker *w, const struct node *n)
{
	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].named)
			read_expr(w, &n->child[i], SETTLED_DISCARD);
	w->leaves = LEAVES_NOT;
	return 0;
}

int32_t read_if(struct walker *w, const struct node *n)
{
	const struct kind *k = &w->grammar->kinds[n->kind];
	const struct node *then = child(n, k->b), *other = child(n, k->c);
	int32_t test = read_expr(w, child(n, k->a), SETTLED_TEST), first = 0, leaves = LEAVES_NOT;

	if (then) {
		first = region_begin(w, then, REGION_THEN, test);
		read_statement(w, then);
		leaves = w->leaves;
		region_end(w);
	}
	if (other) {
		region_at(w, region_begin(w, other, REGION_ELSE, test))->pair = first;
		read_statement(w, other);
		region_end(w);
		leaves = leaves_both(leaves, w->leaves);
	}
	w->leaves = other ? leaves : LEAVES_NOT;
	return 0;
}

int32_t read_while(struct walker *w, const struct node *n)
{
	const struct kind *k = &w->grammar->kinds[n->kind];
	int32_t loop = region_begin(w, n, REGION_LOOP, 0), test;

	test = read_expr(w, child(n, k->a), SETTLED_TEST);
	region_at(w, loop)->test = test;
	if (child(n, k->b))
		read_statement(w, child(n, k->b));
	region_end(w);
	w->leaves = LEAVES_NOT;
	return 0;
}

int32_t read_return(struct walker *w, const struct node *n)
{
	return_add(w, n, 'r', read_expr(w, child_named(n, 0), SETTLED_RETURN), 0);
	w->leaves = LEAVES_RETURN;
	return 0;
}

int32_t read_throw(struct walker *w, const struct node *n)
{
	const struct node *cause = child(n, w->grammar->kinds[n->kind].a), *value = child_named(n, 0);
	int32_t v = value != cause ? read_expr(w, value, SETTLED_THROW) : 0;

	return_add(w, n, 't', v, read_expr(w, cause, SETTLED_NOT));
	w->leaves = LEAVES_THROW;
	return 0;
}

int32_t read_break(struct walker *w, const struct node *n)
{
	(void)n;
	w->leaves = LEAVES_BREAK;
	return 0;
}
