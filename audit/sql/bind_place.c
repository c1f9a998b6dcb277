/* Where calls may stand: set-returning and window functions, OVER and the windows it names. See bind_type.h; after PostgreSQL's parse_func and parse_agg. */
#include "bind_type.h"

/* How messages name a place; NULL: the call is allowed there. */
static const char *place_name(const struct binder *b, const struct scope *scope, bool window)
{
	static const struct { const char *clause, *set, *window; } places[] = {
		{"where", "WHERE", "WHERE"}, {"join", "JOIN conditions", "JOIN conditions"}, {"having", "HAVING", "HAVING"}, {"group", NULL, "GROUP BY"},
		{"values", "VALUES", "VALUES"}, {"set", "UPDATE", "UPDATE"}, {"returning", "RETURNING", "RETURNING"}, {"limit", "LIMIT", "LIMIT"},
		{"offset", "OFFSET", "OFFSET"}, {"filter", "FILTER", "FILTER"}, {"index", "index expressions", "index expressions"},
		{"predicate", "index predicates", "index predicates"}, {"window", NULL, "window definitions"},
	};
	const char *clause = b->place ? b->place : b->clause;

	if (scope->in_from)
		return window ? "functions in FROM" : NULL;
	/* VALUES of one row in INSERT are a select list to PostgreSQL. */
	if (!window && b->one_row && strcmp(clause, "values") == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (strcmp(places[i].clause, clause) == 0)
			return window ? places[i].window : places[i].set;
	return NULL;
}

static const char *written_name(struct binder *b, const cJSON *body)
{
	const char *text = "";
	const cJSON *item;

	tree_each(item, tree_get(body, "funcname"))
		text = arena_printf(b->arena, "%s%s%s", text, *text ? "." : "", tree_string(item) ? tree_string(item) : "");
	return text;
}

/* --- set-returning functions --- */

void note_set(struct binder *b, const struct scope *scope, const cJSON *body)
{
	const char *where = place_name(b, scope, false);

	if (where)
		problem(b, "0A000", tree_location(body), written_name(b, body), "set-returning functions are not allowed in %s", where);
	b->sets.n++;
	b->sets.last = tree_location(body);
}

void judge_no_set(struct binder *b, struct sets before, const char *what)
{
	if (b->sets.n != before.n)
		problem(b, "0A000", b->sets.last, what, "%s", what);
	b->sets = before;
}

/* --- windows --- */

struct nested { bool found; int position; };

static bool look_for_window(void *context, const char *tag, const cJSON *body)
{
	struct nested *n = context;

	if (strcmp(tag, "SubLink") == 0)
		return false;
	if (!n->found && strcmp(tag, "FuncCall") == 0 && tree_get(body, "over")) {
		n->found = true;
		n->position = tree_location(body);
	}
	return !n->found;
}

int window_position(const cJSON *node)
{
	struct nested n = {false, -1};

	tree_walk(node, look_for_window, &n);
	return n.position;
}

static const cJSON *find_window(const struct scope *scope, const char *name)
{
	const cJSON *item;

	tree_each(item, scope->windows)
		if (tree_text_is(tree_as(item, "WindowDef"), "name", name))
			return tree_as(item, "WindowDef");
	return NULL;
}

static void missing_window(struct binder *b, const struct scope *scope, const char *name, int position)
{
	const char **names = arena_array(b->arena, const char *, tree_count(scope->windows) + 1), *nearest;
	struct bound_problem *p = problem(b, "42704", position, name, "window \"%s\" does not exist", name);
	const cJSON *item;
	size_t n = 0;

	tree_each(item, scope->windows)
		names[n++] = tree_text(tree_as(item, "WindowDef"), "name");
	nearest = n ? nearest_name(name, names, n) : NULL;
	if (p && nearest)
		p->nearest = arena_strdup(b->arena, nearest);
}

/* A call with OVER of a function that may have it. */
static void judge_window_call(struct binder *b, struct scope *scope, const cJSON *body, const struct call *call)
{
	const cJSON *over = tree_get(body, "over");
	struct nested inner = {false, -1};
	const char *where = place_name(b, scope, true), *name = tree_text(over, "name");
	int position = tree_location(body);
	bool aggregate = (call->proc && call->proc->kind == 'a') || (call->routine && call->routine->is_aggregate);

	if (tree_flag(body, "agg_distinct"))
		problem(b, "0A000", position, "", "DISTINCT is not implemented for window functions");
	else if (tree_get(body, "agg_order"))
		problem(b, "0A000", position, "", "aggregate ORDER BY is not implemented for window functions");
	else if (tree_get(body, "agg_filter") && !aggregate)
		problem(b, "0A000", position, "", "FILTER is not implemented for non-aggregate window functions");
	tree_walk(tree_get(body, "args"), look_for_window, &inner);
	if (inner.found)
		problem(b, "42P20", inner.position, "", "window function calls cannot be nested");
	if (where)
		problem(b, "42P20", position, written_name(b, body), "window functions are not allowed in %s", where);
	if (*name && !is_hole(name) && !scope->holed && !find_window(scope, name))
		missing_window(b, scope, name, tree_location(over));
	scope->has_windows = true;
	if (!*name)
		arena_push(b->arena, &scope->inline_window, over);
}

void judge_call(struct binder *b, struct scope *scope, const cJSON *body, const struct call *call)
{
	char kind = call->proc ? call->proc->kind : call->routine ? (call->routine->is_aggregate ? 'a' : 'f') : 0;
	static const struct { const char *member, *words; } marks[] = {
		{"agg_star", NULL}, {"agg_distinct", "DISTINCT"}, {"agg_within_group", "WITHIN GROUP"}, {"agg_order", "ORDER BY"}, {"agg_filter", "FILTER"}, {"over", "OVER"},
	};
	const char *name = written_name(b, body);
	int position = tree_location(body);

	if (!kind || call->cast)
		return;
	for (size_t i = 0; kind == 'f' && i < sizeof(marks) / sizeof(*marks); i++) {
		const cJSON *mark = tree_get(body, marks[i].member);

		if (!mark || cJSON_IsFalse(mark))
			continue;
		if (!marks[i].words)
			problem(b, "42809", position, name, "%s(*) specified, but %s is not an aggregate function", name, name);
		else
			problem(b, "42809", position, name, "%s specified, but %s is not a%s", marks[i].words, name,
				strcmp(marks[i].words, "OVER") == 0 ? " window function nor an aggregate function" : "n aggregate function");
		return;
	}
	if (kind == 'w' && !tree_get(body, "over")) {
		problem(b, "42809", position, name, "window function %s requires an OVER clause", name);
		return;
	}
	if (tree_get(body, "over") && strchr("aw", kind))
		judge_window_call(b, scope, body, call);
}

/* transformWindowDefinitions: windows made from others. */
static void judge_definition(struct binder *b, const struct scope *scope, const cJSON *window, size_t before)
{
	const char *name = tree_text(window, "name"), *base = tree_text(window, "refname");
	const cJSON *item, *of = NULL;
	size_t i = 0;
	bool twice = false;

	tree_each(item, scope->windows) {
		const cJSON *other = tree_as(item, "WindowDef");

		if (i++ >= before)
			break;
		twice |= *name && tree_text_is(other, "name", name);
		if (*base && tree_text_is(other, "name", base))
			of = other;
	}
	if (twice)
		problem(b, "42P20", tree_location(window), name, "window \"%s\" is already defined", name);
	if (!*base || is_hole(base))
		return;
	if (!of)
		missing_window(b, scope, base, tree_location(window));
	else if (tree_count(tree_get(window, "partitionClause")))
		problem(b, "42P20", tree_location(window), base, "cannot override PARTITION BY clause of window \"%s\"", base);
	else if (tree_count(tree_get(window, "orderClause")) && tree_count(tree_get(of, "orderClause")))
		problem(b, "42P20", tree_location(window), base, "cannot override ORDER BY clause of window \"%s\"", base);
	else if (tree_int(of, "frameOptions") & 1)
		problem(b, "42P20", tree_location(window), base, "cannot copy window \"%s\" because it has a frame clause", base);
}

void judge_windows(struct binder *b, struct scope *scope)
{
	const cJSON *item;
	size_t i = 0;

	if (scope->holed)
		return;
	tree_each(item, scope->windows)
		judge_definition(b, scope, tree_as(item, "WindowDef"), i++);
	for (size_t k = 0; k < scope->inline_window.n; k++)
		judge_definition(b, scope, scope->inline_window.v[k], SIZE_MAX);
}
