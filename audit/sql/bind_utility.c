/* Utility statements PostgreSQL's analysis does not look into: the objects they are about, CALL, and the body of DO. See bind_private.h. */
#include "bind_type.h"

#include "body.h"

#include <strings.h>

/* The relation, and columns of it. A list of String nodes, or none. */
static void judge_columns(struct binder *b, const struct source *source, const cJSON *columns)
{
	const cJSON *item;
	size_t at;

	tree_each(item, columns)
	{
		const char *name = tree_string(item);
		struct bound_problem *p;

		if (!name || is_hole(name) || source->opaque || source_column(source, name, &at))
			continue;
		p = problem(b, "42703", -1, arena_printf(b->arena, "%s.%s", source->name, name), "column \"%s\" of relation \"%s\" does not exist", name, source->name);
		if (p)
			p->nearest = nearest_column(b, NULL, source, name);
	}
}

static struct source *judge_range(struct binder *b, const cJSON *range)
{
	return bind_target_table(b, scope_new(b, NULL, SCOPE_STATEMENT), range, "read");
}

static void bind_vacuum(struct binder *b, const cJSON *body)
{
	const cJSON *item;

	tree_each(item, tree_get(body, "rels"))
	{
		const cJSON *relation = tree_as(item, "VacuumRelation");

		if (tree_get(relation, "relation"))
			judge_columns(b, judge_range(b, tree_get(relation, "relation")), tree_get(relation, "va_cols"));
	}
}

static void bind_grant(struct binder *b, const cJSON *body)
{
	const cJSON *item, *privilege;

	if (!tree_text_is(body, "targtype", "ACL_TARGET_OBJECT"))
		return;
	tree_each(item, tree_get(body, "objects"))
	{
		struct source *source = tree_is(item, "RangeVar") ? judge_range(b, tree_body(item)) : NULL;

		if (source)
			tree_each(privilege, tree_get(body, "privileges"))
				judge_columns(b, source, tree_get(tree_as(privilege, "AccessPriv"), "cols"));
	}
}

/* A name in a list of Strings is no RangeVar: one is made of it. */
static void judge_named(struct binder *b, const cJSON *list, bool column)
{
	size_t n = tree_count(list), relation = n - column;
	cJSON *range, *columns;

	if (n < 1u + column || relation > 2)
		return;
	range = cJSON_CreateObject();
	if (relation == 2)
		cJSON_AddStringToObject(range, "schemaname", tree_string(tree_item(list, 0)));
	cJSON_AddStringToObject(range, "relname", tree_string(tree_item(list, relation - 1)));
	columns = cJSON_CreateArray();
	if (column)
		cJSON_AddItemToArray(columns, cJSON_Duplicate(tree_item(list, n - 1), true));
	judge_columns(b, judge_range(b, range), columns);
	cJSON_Delete(columns);
	cJSON_Delete(range);
}

static void bind_comment(struct binder *b, const cJSON *body)
{
	static const char *const kinds[] = {"OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_COLUMN"};
	const cJSON *list = tree_get(tree_at(body, "object", "List"), "items");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (tree_text_is(body, "objtype", kinds[i]))
			judge_named(b, list, i == 3);
}

/* Arguments of OUT parameters are given too, and are not kept: what has some is not judged. */
static bool has_outputs(const struct binder *b, const char *name)
{
	for (size_t i = 0; i < b->catalog->function.n; i++) {
		const struct routine *f = b->catalog->function.v[i];

		for (size_t k = 0; strcmp(f->name, name) == 0 && k < f->parameters; k++)
			if (f->parameter[k].mode == 'o')
				return true;
	}
	return false;
}

static void bind_procedure(struct binder *b, const cJSON *call)
{
	struct scope *scope = scope_new(b, NULL, SCOPE_STATEMENT);
	const char *schema, *name;
	size_t n, known = b->bound->problems.n;
	struct value *args;
	struct call found;

	b->place = "call";
	args = bind_values_list(b, scope, tree_get(call, "args"), &n);
	b->place = NULL;

	if (!tree_name(tree_get(call, "funcname"), &schema, &name) || has_outputs(b, name))
		return;
	infer_call(b, scope, call, args, n, &found);
	for (size_t i = known; i < b->bound->problems.n; i++) {
		struct bound_problem *p = &b->bound->problems.v[i];

		if (starts_with(p->message, "function "))
			p->message = arena_printf(b->arena, "procedure %s", p->message + strlen("function "));
	}
}

/* DO in plpgsql. What only some ways come to, or a handler catches, is not said of the statement. */
static void bind_block(struct binder *b, const cJSON *body)
{
	struct routine block = {.schema = "", .name = "inline_code_block", .language = "plpgsql", .body_line = 1, .result = {"pg_catalog", "void", "", 0}};
	struct bodies bodies = bodies_prepare(b->arena, b->catalog);
	const cJSON *item;
	struct body *read;

	tree_each(item, tree_get(body, "args"))
	{
		const cJSON *option = tree_as(item, "DefElem");
		const char *value = tree_string(tree_get(option, "arg"));

		if (value && tree_text_is(option, "defname", "language"))
			block.language = value;
		else if (value && tree_text_is(option, "defname", "as"))
			block.body = value;
	}
	if (!block.body || strcasestr(block.body, HOLE_PREFIX) || strcasecmp(block.language, "plpgsql") != 0 || b->path_changed || b->made.n)
		return;
	read = body_bind(b->arena, b->catalog, &block, &bodies);
	for (size_t i = 0; i < read->problem.n && b->bound->problems.n < MAX_PROBLEMS; i++) {
		struct bound_problem p = read->problem.v[i].problem;

		p.position = -1;
		if (p.certain && !read->problem.v[i].conditional && !read->problem.v[i].caught)
			vec_push(&b->bound->problems, p);
	}
	if (read->unchecked)
		b->bound->unchecked = arena_printf(b->arena, "DO block not read: %s", read->unchecked);
	body_free(read);
}

bool bind_objects(struct binder *b, const cJSON *node)
{
	const cJSON *body = tree_body(node);

	if (tree_is(node, "VacuumStmt"))
		bind_vacuum(b, body);
	else if (tree_is(node, "GrantStmt"))
		bind_grant(b, body);
	else if (tree_is(node, "CommentStmt"))
		bind_comment(b, body);
	else if ((tree_is(node, "ClusterStmt") || tree_is(node, "ReindexStmt")) && tree_get(body, "relation") && !tree_text_is(body, "kind", "REINDEX_OBJECT_INDEX"))
		judge_range(b, tree_get(body, "relation"));
	else if (tree_is(node, "CallStmt"))
		bind_procedure(b, tree_get(body, "funccall"));
	else if (tree_is(node, "DoStmt"))
		bind_block(b, body);
	else
		return false;
	return true;
}
