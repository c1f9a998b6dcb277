/* Go's names and blocks: declarations, assignments, if, for, switch, select, return. See go.h. */
#include "go.h"

/* Binding */

struct target { int how; int32_t value, annotation; uint32_t part; };

static void bind_target(struct walker *w, struct node *n, const struct target *t)
{
	int32_t target, b;

	if (n->kind == G_IDENTIFIER) {
		if (node_is(w, n, "_"))
			return;
		b = bind(w, n, put_node(w, n), w->scope, t->how, t->value, t->part);
	} else {
		target = read_expr(w, n, SETTLED_NOT);
		if (!target)
			return;
		b = bind(w, n, 0, w->scope, t->how, t->value, t->part);
		binding_at(w, b)->target = target;
	}
	binding_at(w, b)->annotation = t->annotation;
}

static uint32_t part_of(struct walker *w, int32_t index)
{
	size_t start = part_start(w), mark = part_index(w, index);
	uint32_t part = put_part(w);

	part_pop(w, mark);
	part_restore(w, start);
	return part;
}

/* The i-th named node of a list, or the node itself. */
static struct node *nth(struct node *list, int32_t index)
{
	return !list ? NULL : list->kind == G_EXPRESSION_LIST ? child_named(list, index) : index == 0 ? list : NULL;
}

/* rows, _ := f(), _ = f(): the result that says whether it worked is not looked at. */
static void note_dropped(struct walker *w, struct node *left, int32_t value)
{
	const struct expr *x = expr_at(w, value);
	struct node *last = NULL, *target;

	for (int32_t i = 0; (target = nth(left, i)); i++)
		last = target;
	if (x->kind == E_CALL && last && node_is(w, last, "_"))
		w->unit->call.v[x->b].use = SETTLED_DROPPED;
}

/* a, b = x, y pairs them; a, b = f() takes f's results; what is not paired in broken code is bound to nothing. */
static void bind_list(struct walker *w, struct node *left, struct node *right, int how)
{
	int32_t value[GO_MAX_LIST] = {0}, n = right ? go_read_list(w, right, SETTLED_ASSIGNED, value, GO_MAX_LIST) : 0;
	bool several = nth(node_open(w, left), 1) != NULL;
	struct node *target;

	if (n == 1)
		note_dropped(w, left, value[0]);
	for (int32_t i = 0; (target = nth(left, i)); i++) {
		struct target t = {.how = how};

		if (n == 1 && several) {
			t.value = value[0];
			t.part = part_of(w, i);
		} else if (i < n && i < GO_MAX_LIST) {
			t.value = value[i];
			if (target->kind == G_IDENTIFIER)
				name_value(w, t.value, put_node(w, target));
		}
		bind_target(w, target, &t);
		if (left->kind != G_EXPRESSION_LIST)
			break;
	}
}

int32_t go_read_short_var(struct walker *w, const struct node *n)
{
	struct node *left = child(n, F_LEFT);

	if (left)
		bind_list(w, left, child(n, F_RIGHT), HOW_LET);
	w->leaves = LEAVES_NOT;
	return 0;
}

int32_t go_read_assignment(struct walker *w, const struct node *n)
{
	struct node *left = child(n, F_LEFT);

	if (left)
		bind_list(w, left, child(n, F_RIGHT), node_is(w, child(n, F_OPERATOR), "=") ? HOW_ASSIGN : HOW_AUGMENT);
	w->leaves = LEAVES_NOT;
	return 0;
}

int32_t go_read_step(struct walker *w, const struct node *n)
{
	struct node *target = child_named(n, 0);

	if (target)
		bind_target(w, target, &(struct target){.how = HOW_AUGMENT});
	w->leaves = LEAVES_NOT;
	return 0;
}

/* var a, b T = x, y and const a = x: names are children of the spec itself. */
static void bind_spec(struct walker *w, const struct node *n, int how, int32_t annotation, struct node *values)
{
	int32_t value[GO_MAX_LIST] = {0}, count = values ? go_read_list(w, values, SETTLED_ASSIGNED, value, GO_MAX_LIST) : 0, names = 0, at = 0;

	for (int32_t i = 0; i < n->children; i++)
		names += n->child[i].field == F_NAME && n->child[i].named;
	for (int32_t i = 0; i < n->children; i++) {
		struct node *name = &n->child[i];
		struct target t = {.how = how, .annotation = annotation};

		if (name->field != F_NAME || !name->named)
			continue;
		if (count == 1 && names > 1) {
			t.value = value[0];
			t.part = part_of(w, at);
			t.annotation = 0;
		} else if (at < count && at < GO_MAX_LIST) {
			t.value = value[at];
			name_value(w, t.value, put_node(w, name));
		}
		bind_target(w, name, &t);
		at++;
	}
}

/* The patterns of a //go:embed in the comment lines right above; 0 none. */
static uint32_t embedded(struct walker *w, const struct node *n)
{
	static const char word[] = "//go:embed ";
	const char *line = w->text + node_start(n), *end;

	while (line > w->text && line[-1] != '\n')
		line--;
	while (line > w->text) {
		end = line - 1;
		for (line = end; line > w->text && line[-1] != '\n'; line--)
			;
		line += strspn(line, " \t");
		if (end - line > (ptrdiff_t)sizeof(word) && strncmp(line, word, sizeof(word) - 1) == 0) {
			line += sizeof(word) - 1;
			return put(w, line, (size_t)(end - line - (end[-1] == '\r')));
		}
		if (line[0] != '/' || line[1] != '/')
			return 0;
		while (line > w->text && line[-1] != '\n')
			line--;
	}
	return 0;
}

int32_t go_read_var_spec(struct walker *w, const struct node *n)
{
	int32_t annotation = go_declared_type(w, child(n, F_TYPE));
	struct node *name = child(n, F_NAME), *value = child(n, F_VALUE);
	uint32_t files = value || !name ? 0 : embedded(w, n);

	if (files) {
		int32_t e = expr_text(w, n, E_OTHER, files);

		bind_target(w, name, &(struct target){.how = HOW_VAR, .annotation = annotation, .value = e});
		w->leaves = LEAVES_NOT;
		return 0;
	}
	bind_spec(w, n, HOW_VAR, annotation, node_open(w, value));
	w->leaves = LEAVES_NOT;
	return 0;
}

/* A line of a group without a value repeats the one above. iota counts the lines. */
int32_t go_read_const(struct walker *w, const struct node *n)
{
	struct node *above = NULL;
	int32_t line = 0, annotation = 0;

	for (int32_t i = 0; i < n->children; i++) {
		struct node *spec = &n->child[i], *value, *only;

		if (spec->kind != G_CONST_SPEC)
			continue;
		value = node_open(w, child(node_open(w, spec), F_VALUE));
		if (value) {
			annotation = go_type(w, child(spec, F_TYPE));
			above = value;
		}
		only = above && !child_named(above, 1) ? child_named(above, 0) : NULL;
		w->iota = only && only->kind == G_IOTA ? line : -1;
		bind_spec(w, spec, HOW_CONST, annotation, above);
		w->iota = -1;
		line++;
	}
	w->leaves = LEAVES_NOT;
	return 0;
}

int32_t go_read_receive(struct walker *w, const struct node *n)
{
	struct node *left = child(n, F_LEFT);

	if (left)
		bind_list(w, left, child(n, F_RIGHT), has_kind(n, G_DEFINE) ? HOW_LET : HOW_ASSIGN);
	else
		read_expr(w, child(n, F_RIGHT), SETTLED_DISCARD);
	w->leaves = LEAVES_NOT;
	return 0;
}


/* Blocks */

static void read_part(struct walker *w, struct node *n)
{
	if (n)
		read_statement(w, n);
}

int32_t go_read_if(struct walker *w, const struct node *n)
{
	int32_t outer = scope_begin(w, SCOPE_BLOCK);

	read_part(w, child(n, F_INITIALIZER));
	read_if(w, n);
	w->scope = outer;
	return 0;
}

/* for i, v := range xs: i is a position or key, which is no part of the values. */
static int32_t begin_range(struct walker *w, const struct node *n, struct node *clause)
{
	int32_t iterated = read_expr(w, child(node_open(w, clause), F_RIGHT), SETTLED_ASSIGNED), loop = region_begin(w, n, REGION_LOOP, iterated);
	struct node *left = node_open(w, child(clause, F_LEFT)), *key = nth(left, 0), *value = key ? nth(left, 1) : NULL;
	bool defines = has_kind(clause, G_DEFINE);

	region_at(w, loop)->flags = 1;
	if (key)
		bind_target(w, key, &(struct target){.how = defines ? HOW_LET : HOW_ASSIGN});
	if (value)
		bind_target(w, value, &(struct target){.how = defines ? HOW_EACH : HOW_ASSIGN, .value = defines ? iterated : 0});
	return loop;
}

int32_t go_read_for(struct walker *w, const struct node *n)
{
	int32_t outer = scope_begin(w, SCOPE_BLOCK), test;
	struct node *range = child_kind(n, G_RANGE_CLAUSE), *clause = node_open(w, child_kind(n, G_FOR_CLAUSE)), *condition = NULL, *body = child(n, F_BODY);

	if (range) {
		begin_range(w, n, range);
	} else {
		if (clause)
			read_part(w, child(clause, F_INITIALIZER));
		region_begin(w, n, REGION_LOOP, 0);
		condition = clause ? child(clause, F_CONDITION) : child_named(n, 0) != body ? child_named(n, 0) : NULL;
		test = read_expr(w, condition, SETTLED_TEST);
		region_at(w, w->region)->test = test;
		if (clause)
			read_part(w, child(clause, F_UPDATE));
	}
	read_part(w, body);
	region_end(w);
	w->leaves = LEAVES_NOT;
	w->scope = outer;
	return 0;
}

/* The statements of a clause, in the region begun and a scope of their own; ends the region. Returns how it leaves. */
static int32_t read_clause(struct walker *w, struct node *n)
{
	int32_t leaves = LEAVES_NOT, last = region_at(w, w->region)->line;

	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].kind == G_STATEMENT_LIST) {
			struct node *list = node_open(w, &n->child[i]), *statement;

			read_statement(w, list);
			leaves = w->leaves;
			for (int32_t k = 0; (statement = child_named(list, k)); k++)
				last = node_end_line(statement);
		}
	region_at(w, w->region)->end_line = last;	/* a clause's node goes on to the next one */
	w->leaves = leaves;
	region_end(w);
	return leaves;
}

static int32_t either(struct walker *w, const struct node *n, const int32_t *label, int32_t count)
{
	int32_t e = label[0];

	for (int32_t i = 1; i < count && i < GO_MAX_LIST; i++) {
		int32_t both = expr_text(w, n, E_BINARY, put_text(w, "|"));

		expr_at(w, both)->a = e;
		expr_at(w, both)->b = label[i];
		e = both;
	}
	return e;
}

/* Without a subject each case is a condition of its own. */
int32_t go_read_switch(struct walker *w, const struct node *n)
{
	int32_t outer = scope_begin(w, SCOPE_BLOCK), subject = 0, leaves = -1;
	struct node *value = child(n, F_VALUE);
	bool complete = false;

	read_part(w, child(n, F_INITIALIZER));
	if (value)
		subject = read_expr(w, value, SETTLED_TEST);
	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i];
		int32_t label[GO_MAX_LIST] = {0}, count, test = 0, region, in = w->scope;

		if (c->kind != G_CASE && c->kind != G_DEFAULT)
			continue;
		node_open(w, c);
		if (c->kind == G_CASE) {
			count = go_read_list(w, node_open(w, child(c, F_VALUE)), SETTLED_TEST, label, GO_MAX_LIST);
			test = value ? either(w, c, label, count) : label[0];
		}
		scope_begin(w, SCOPE_BLOCK);
		region = region_begin(w, c, value || c->kind == G_DEFAULT ? REGION_CASE : REGION_THEN, test);
		region_at(w, region)->subject = subject;
		leaves = leaves < 0 ? read_clause(w, c) : leaves_both(leaves, read_clause(w, c));
		complete |= c->kind == G_DEFAULT;
		w->scope = in;
	}
	/* A break leaves the switch only. */
	w->leaves = complete && leaves > 0 && leaves != LEAVES_BREAK ? leaves : LEAVES_NOT;
	w->scope = outer;
	return 0;
}

/* switch v := x.(type): in a case of one type v is of that type. */
static void read_type_case(struct walker *w, struct node *c, struct node *alias, int32_t subject)
{
	int32_t label[GO_MAX_LIST] = {0}, count = 0, in = w->scope, test;

	node_open(w, c);
	for (int32_t i = 0; i < c->children; i++)
		if (c->child[i].field == F_TYPE && c->child[i].named && count < GO_MAX_LIST)
			label[count++] = go_type(w, &c->child[i]);
	test = either(w, c, label, count);
	scope_begin(w, SCOPE_BLOCK);
	region_at(w, region_begin(w, c, REGION_CASE, test))->subject = subject;
	if (alias)
		bind_target(w, alias, &(struct target){.how = HOW_LET, .value = count == 1 ? 0 : subject, .annotation = count == 1 ? label[0] : 0});
	read_clause(w, c);
	w->scope = in;
}

int32_t go_read_type_switch(struct walker *w, const struct node *n)
{
	int32_t outer = scope_begin(w, SCOPE_BLOCK), subject;
	struct node *alias = nth(node_open(w, child(n, F_ALIAS)), 0);

	read_part(w, child(n, F_INITIALIZER));
	subject = read_expr(w, child(n, F_VALUE), SETTLED_TEST);
	for (int32_t i = 0; i < n->children; i++)
		if (n->child[i].kind == G_TYPE_CASE || n->child[i].kind == G_DEFAULT)
			read_type_case(w, &n->child[i], alias, subject);
	w->leaves = LEAVES_NOT;
	w->scope = outer;
	return 0;
}

int32_t go_read_select(struct walker *w, const struct node *n)
{
	for (int32_t i = 0; i < n->children; i++) {
		struct node *c = &n->child[i];
		int32_t in = w->scope;

		if (c->kind != G_COMMUNICATION && c->kind != G_DEFAULT)
			continue;
		node_open(w, c);
		scope_begin(w, SCOPE_BLOCK);
		region_begin(w, c, REGION_CASE, 0);
		read_part(w, child(c, F_COMMUNICATION));
		read_clause(w, c);
		w->scope = in;
	}
	w->leaves = LEAVES_NOT;
	return 0;
}

/* return without values in a function of named results returns these. */
static int32_t named_results(struct walker *w, const struct node *n)
{
	const struct expr *results = expr_at(w, function_at(w, w->function)->result_annotation);
	int32_t first = results->first, count = results->n, e;
	size_t mark = kids_begin(w);

	if (results->kind != E_ARRAY || !count || !w->unit->kid.v[first].key)
		return 0;
	for (int32_t i = 0; i < count; i++)
		kids_add(w, expr_text(w, n, E_NAME, w->unit->kid.v[first + i].key), 0, 0);
	e = expr_new(w, n, E_ARRAY);
	kids_end(w, mark, e);
	return e;
}

int32_t go_read_return(struct walker *w, const struct node *n)
{
	struct node *list = node_open(w, child_kind(n, G_EXPRESSION_LIST));
	int32_t value[GO_MAX_LIST], count = list ? go_read_list(w, list, SETTLED_RETURN, value, GO_MAX_LIST) : 0, e = count == 1 ? value[0] : 0;
	size_t mark;

	if (count > 1) {
		mark = kids_begin(w);
		for (int32_t i = 0; i < count && i < GO_MAX_LIST; i++)
			kids_add(w, value[i], 0, 0);
		e = expr_new(w, n, E_ARRAY);
		kids_end(w, mark, e);
	} else if (!count) {
		e = named_results(w, n);
	}
	return_add(w, n, 'r', e, 0);
	w->leaves = LEAVES_RETURN;
	return 0;
}
