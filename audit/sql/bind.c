/* One statement against one catalogue. See bind.h, and bind_private.h for how the work is divided. */
#include "bind_type.h"
#include "parse.h"

#include <stdarg.h>
#include <stdio.h>

bool is_hole(const char *name)
{
	return starts_with(name, HOLE_PREFIX);
}

static const char *code_of(const char *sqlstate, const char *message)
{
	static const char *const codes[][2] = {
		{"42601", "syntax-error"}, {"42P01", "unknown-table"}, {"42703", "unknown-column"}, {"42702", "ambiguous-column"}, {"PL001", "captured-outer-column"},
		{"42804", "type-mismatch"}, {"42846", "type-mismatch"}, {"42809", "type-mismatch"}, {"22P02", "bad-literal"}, {"22007", "bad-literal"}, {"22008", "bad-literal"},
		{"22003", "bad-literal"}, {"42803", "group-by"}, {"42P18", "undetermined-parameter"}, {"42P08", "undetermined-parameter"}, {"42P02", "unknown-parameter"},
		{"42P10", "on-conflict-without-unique"}, {"428C9", "write-to-generated"}, {"22001", "literal-too-long"},
		{"55000", "write-to-view"}, {"42P20", "window"}, {"23514", "check-violated"},
	};

	if (strcmp(sqlstate, "0A000") == 0)
		return starts_with(message, "FOR ") ? "locking-not-allowed" : starts_with(message, "whole row") ? "on-conflict-without-unique" : strstr(message, "set-returning") ? "set-returning" : "window";
	if (starts_with(message, "window") || strstr(message, "an aggregate function") || strstr(message, "OVER specified"))
		return strstr(message, "aggregate function") && !strstr(message, "OVER") ? "group-by" : "window";
	if (strcmp(sqlstate, "42704") == 0)
		return starts_with(message, "type") ? "unknown-type" : "on-conflict-without-unique";
	if (strcmp(sqlstate, "42883") == 0 || strcmp(sqlstate, "42725") == 0)
		return starts_with(message, "function") ? "function-not-found" : "operator-not-found";

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (strcmp(codes[i][0], sqlstate) == 0)
			return codes[i][1];
	return "insert-missing-required";
}

struct bound_problem *problem(struct binder *b, const char *sqlstate, int position, const char *object, const char *format, ...)
{
	struct bound_problem p = {.sqlstate = sqlstate, .nearest = "", .detail = "", .position = position, .certain = true};
	char message[512];
	va_list ap;

	if (b->bound->problems.n >= MAX_PROBLEMS)
		return NULL;
	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	p.message = arena_strdup(b->arena, message);
	p.code = code_of(sqlstate, message);
	p.certain = !b->tainted;
	p.object = arena_strdup(b->arena, object);
	vec_push(&b->bound->problems, p);
	return &b->bound->problems.v[b->bound->problems.n - 1];
}

size_t note_column(struct binder *b, const struct bound_column *column)
{
	if (b->bound->columns.n >= MAX_FACTS)
		return SIZE_MAX;
	vec_push(&b->bound->columns, *column);
	return b->bound->columns.n - 1;
}

struct bound_column column_fact(const struct binder *b, const struct field *field, const char *name, int position)
{
	struct bound_column c = {.schema = "", .table = "", .column = arena_strdup(b->arena, name), .clause = b->clause, .position = position, .operator = ""};

	if (field && field->relation && field->column) {
		c.schema = field->relation->schema;
		c.table = field->relation->name;
		c.column = field->column->name;
	}
	return c;
}

void note_table(struct binder *b, const struct relation *relation, const cJSON *range, const char *alias, const char *role)
{
	struct bound_table t = {.schema = relation ? relation->schema : arena_strdup(b->arena, tree_text(range, "schemaname")),
				.name = relation ? relation->name : arena_strdup(b->arena, tree_text(range, "relname")),
				.alias = alias, .role = role, .relation = relation, .position = tree_location(range)};

	if (b->bound->tables.n < MAX_FACTS)
		vec_push(&b->bound->tables, t);
}

void note_parameter(struct binder *b, const cJSON *body)
{
	struct bound_parameter p = {.number = tree_int(body, "number"), .schema = "", .table = "", .column = "", .use = b->use};

	if (p.number > b->bound->max_parameter)
		b->bound->max_parameter = p.number;
	if (b->bound->parameters.n >= MAX_FACTS)
		return;
	*map_put(&b->params, (const char *)&body, sizeof(body), NULL) = (int64_t)b->bound->parameters.n;
	vec_push(&b->bound->parameters, p);
}

/* --- statements --- */

static const char *kind_of(const char *tag)
{
	static const char *const kinds[][2] = {
		{"SelectStmt", "select"}, {"InsertStmt", "insert"}, {"UpdateStmt", "update"}, {"DeleteStmt", "delete"}, {"MergeStmt", "merge"},
		{"TransactionStmt", "transaction"}, {"VariableSetStmt", "set"}, {"CallStmt", "call"}, {"CopyStmt", "copy"},
		{"ExplainStmt", "utility"}, {"DeclareCursorStmt", "utility"}, {"PrepareStmt", "utility"}, {"ExecuteStmt", "utility"}, {"DeallocateStmt", "utility"},
		{"TruncateStmt", "utility"}, {"LockStmt", "utility"}, {"VacuumStmt", "utility"}, {"FetchStmt", "utility"}, {"ClosePortalStmt", "utility"},
		{"VariableShowStmt", "utility"}, {"NotifyStmt", "utility"}, {"ListenStmt", "utility"}, {"UnlistenStmt", "utility"}, {"DiscardStmt", "utility"},
		{"CheckPointStmt", "utility"}, {"RefreshMatViewStmt", "utility"}, {"ReindexStmt", "utility"}, {"ClusterStmt", "utility"}, {"LoadStmt", "utility"},
		{"ConstraintsSetStmt", "utility"}, {"DoStmt", "other"},
	};
	static const char *const ddl[] = {"Create", "Alter", "Drop", "Index", "View", "Rename", "Define", "Composite", "Grant", "Comment", "Rule", "Import",
		"Reassign", "SecLabel"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i][0], tag) == 0)
			return kinds[i][1];
	for (size_t i = 0; i < sizeof(ddl) / sizeof(*ddl); i++)
		if (starts_with(tag, ddl[i]))
			return "ddl";
	return "other";
}

static bool is_query(const cJSON *node)
{
	static const char *const tags[] = {"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"};

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (tree_is(node, tags[i]))
			return true;
	return false;
}

/* Relations later statements of the same text may see differently from the catalogue. */
static void remember_made(struct binder *b, const cJSON *range)
{
	const char *name = tree_text(range, "relname");

	if (*name)
		arena_push(b->arena, &b->made, arena_strdup(b->arena, name));
}

static void remember_changes(struct binder *b, const cJSON *node)
{
	const cJSON *body = tree_body(node), *into = tree_get(body, "into");

	if (tree_is(node, "CreateStmt") || tree_is(node, "AlterTableStmt") || tree_is(node, "RenameStmt") || tree_is(node, "AlterObjectSchemaStmt"))
		remember_made(b, tree_get(body, "relation"));
	if (tree_is(node, "RenameStmt") && *tree_text(body, "newname"))
		arena_push(b->arena, &b->made, arena_strdup(b->arena, tree_text(body, "newname")));
	if (tree_is(node, "CreateForeignTableStmt"))
		remember_made(b, tree_get(tree_get(body, "base"), "relation"));
	if (tree_is(node, "ViewStmt"))
		remember_made(b, tree_get(body, "view"));
	if (tree_is(node, "CreateTableAsStmt"))
		remember_made(b, tree_get(into, "rel"));
	if (tree_is(node, "SelectStmt") && tree_get(body, "intoClause"))
		remember_made(b, tree_get(tree_get(body, "intoClause"), "rel"));
	if (tree_is(node, "CreateSeqStmt"))
		remember_made(b, tree_get(body, "sequence"));
	if (tree_is(node, "VariableSetStmt") && tree_text_is(body, "name", "search_path"))
		b->path_changed = true;
	if (tree_is(node, "DoStmt"))
		b->path_changed = true;
}

static void take_outputs(struct binder *b, const struct query *query)
{
	b->bound->outputs.n = 0;
	b->bound->cardinality = query->rows;
	b->bound->proof = query->proof ? query->proof : "";
	b->bound->is_aggregate = query->aggregate;
	for (size_t i = 0; i < query->field.n && !query->opaque; i++) {
		const struct field *f = &query->field.v[i];
		struct bound_output out = {.name = f->name, .schema = "", .table = "", .column = "", .type = f->type, .null = f->null};

		out.null.cause = f->null.cause ? f->null.cause : "";
		if (f->relation && f->column) {
			out.schema = f->relation->schema;
			out.table = f->relation->name;
			out.column = f->column->name;
		}
		vec_push(&b->bound->outputs, out);
	}
}

static void bind_query(struct binder *b, const cJSON *node)
{
	const cJSON *body = tree_body(node);
	struct query *query = bind_any(b, NULL, node, SCOPE_STATEMENT, true);

	if (tree_get(body, "intoClause"))
		b->bound->writes = true;
	else if (query->returns)
		take_outputs(b, query);
	if (tree_is(node, "SelectStmt")) {
		b->bound->limited = tree_get(body, "limitCount") != NULL && !tree_is_null_constant(tree_get(body, "limitCount"));
		b->bound->limit_one = limit_is_one(body);
	}
}

/* A query inside a utility statement: its names are judged, its rows are not the statement's. */
static struct query *bind_inner(struct binder *b, const cJSON *node)
{
	return is_query(node) ? bind_any(b, NULL, node, SCOPE_STATEMENT, true) : NULL;
}

static void bind_explain(struct binder *b, const cJSON *body)
{
	const cJSON *option;
	bool analyze = false, writes = b->bound->writes;

	tree_each(option, tree_get(body, "options")) {
		const cJSON *arg = tree_get(tree_as(option, "DefElem"), "arg");
		const char *value = tree_string(arg);

		if (tree_text_is(tree_as(option, "DefElem"), "defname", "analyze"))
			analyze = !value || (strcmp(value, "false") != 0 && strcmp(value, "off") != 0);
	}
	bind_inner(b, tree_get(body, "query"));
	if (tree_is(tree_get(body, "query"), "CreateTableAsStmt"))
		bind_inner(b, tree_get(tree_body(tree_get(body, "query")), "query"));
	b->bound->writes = writes || (analyze && b->bound->writes);
	b->bound->outputs.n = 0;
	b->bound->cardinality = CARD_MANY;
	vec_push(&b->bound->outputs, (struct bound_output){.name = "QUERY PLAN", .schema = "", .table = "", .column = "", .type = {"pg_catalog", "text", "", 0}});
}

static void bind_copy(struct binder *b, const cJSON *body)
{
	const cJSON *item;
	bool from = tree_flag(body, "is_from");
	struct scope *scope;
	struct source *target;

	if (tree_get(body, "query"))
		bind_inner(b, tree_get(body, "query"));
	if (!tree_get(body, "relation"))
		return;
	b->bound->writes |= from;
	scope = scope_new(b, NULL, SCOPE_STATEMENT);
	target = bind_target_table(b, scope, tree_get(body, "relation"), from ? "insert" : "read");
	tree_each(item, tree_get(body, "attlist")) {
		const char *name = tree_string(item);
		size_t at = 0;

		if (!name || is_hole(name))
			continue;
		if (source_column(target, name, &at) && at != SIZE_MAX) {
			struct bound_column c = column_fact(b, &target->field.v[at], name, -1);

			c.clause = from ? "insert" : "select";
			note_column(b, &c);
		} else if (!target->opaque) {
			struct bound_problem *p = problem(b, "42703", -1, arena_printf(b->arena, "%s.%s", target->name, name),
							  "column \"%s\" of relation \"%s\" does not exist", name, target->name);

			if (p)
				p->nearest = nearest_column(b, NULL, target, name);
		}
	}
	scope->visible.n = 0;
	arena_push(b->arena, &scope->visible, target);
	bind_clause(b, scope, tree_get(body, "whereClause"), "where");
}

static void bind_relations(struct binder *b, const cJSON *list, const char *role)
{
	struct scope *scope = scope_new(b, NULL, SCOPE_STATEMENT);
	const cJSON *item;

	tree_each(item, list)
		if (tree_is(item, "RangeVar"))
			bind_target_table(b, scope, tree_body(item), role);
}

static void bind_utility(struct binder *b, const cJSON *node)
{
	const cJSON *body = tree_body(node);
	struct query *query;

	if (tree_is(node, "ExplainStmt")) {
		bind_explain(b, body);
	} else if (tree_is(node, "CopyStmt")) {
		bind_copy(b, body);
	} else if (tree_is(node, "TruncateStmt")) {
		b->bound->writes = true;
		bind_relations(b, tree_get(body, "relations"), "truncate");
	} else if (tree_is(node, "LockStmt")) {
		bind_relations(b, tree_get(body, "relations"), "lock");
	} else if (tree_is(node, "ViewStmt") || tree_is(node, "CreateTableAsStmt") || tree_is(node, "DeclareCursorStmt") || tree_is(node, "PrepareStmt")) {
		query = bind_inner(b, tree_get(body, "query"));
		if (query && tree_is(node, "CreateTableAsStmt") && !query->returns)
			b->bound->writes = true;
	} else if (tree_is(node, "RefreshMatViewStmt")) {
		bind_target_table(b, scope_new(b, NULL, SCOPE_STATEMENT), tree_get(body, "relation"), "read");
	} else if (bind_objects(b, node)) {
		b->bound->cardinality = tree_is(node, "CallStmt") ? CARD_UNKNOWN : CARD_NONE;
	} else if (tree_is(node, "ExecuteStmt")) {
		bind_list(b, scope_new(b, NULL, SCOPE_STATEMENT), tree_get(body, "params"));
		b->bound->cardinality = CARD_UNKNOWN;
	} else if (tree_is(node, "ReturnStmt")) {
		bind_expr(b, scope_new(b, NULL, SCOPE_STATEMENT), tree_get(body, "returnval"));
	} else if (tree_is(node, "FetchStmt")) {
		b->bound->cardinality = tree_flag(body, "ismove") ? CARD_NONE : CARD_UNKNOWN;
	} else if (tree_is(node, "VariableShowStmt")) {
		b->bound->cardinality = CARD_ONE;
	}
}

static void bind_node(struct binder *b, const cJSON *node)
{
	b->clause = "select";
	b->use = "";
	b->conjunct = false;
	b->sole = NULL;
	b->keep_unknown = false;
	b->deduced.n = b->occurrence.n = b->late.n = 0;
	if (is_query(node))
		bind_query(b, node);
	else
		bind_utility(b, node);
	finish_parameters(b);
	remember_changes(b, node);
}

static struct bound *bound_new(struct arena *arena)
{
	struct bound *bound = arena_new(arena, struct bound);

	bound->kind = "empty";
	bound->proof = "";
	bound->parsed = true;
	bound->cardinality = CARD_NONE;
	return bound;
}

/* What the extensions of this schema bring is known of some; the others may bring anything. */
static struct binder binder_new(struct arena *arena, const struct catalog *catalog)
{
	static const char *const bring_none[] = {"plpgsql", "moddatetime", "pg_stat_statements", "adminpack", "amcheck", "pg_buffercache", "pg_prewarm", "pgrowlocks", "plpgsql_check"};
	struct binder b = {.arena = arena, .catalog = catalog, .bound = bound_new(arena), .clause = "select", .use = "", .p = builtins(), .parts = 1, .vague = catalog->open};

	for (size_t i = 0; i < catalog->extension.n; i++) {
		const char *name = catalog->extension.v[i]->name;
		bool known = false;

		for (size_t k = 1; k < b.p->parts; k++)
			if (strcmp(b.p->part[k], name) == 0) {
				b.parts |= 1u << k;
				known = true;
			}
		for (size_t k = 0; k < sizeof(bring_none) / sizeof(*bring_none) && !known; k++)
			known = strcmp(bring_none[k], name) == 0;
		b.vague |= !known;
	}
	return b;
}

/* The kind of a text with several statements: that of the first which is more than a frame. */
static void take_kind(struct bound *bound, const char *kind)
{
	if (strcmp(bound->kind, "empty") == 0 || strcmp(bound->kind, "transaction") == 0 || strcmp(bound->kind, "set") == 0)
		bound->kind = kind;
}

static void refused(struct binder *b, const struct sql_statement *s, const char *text, size_t length)
{
	const char *message = s->error ? s->error : "syntax error";

	b->bound->parsed = false;
	if (s->needs)
		b->bound->unchecked = arena_printf(b->arena, "syntax newer than the parser (needs %s)", s->needs);
	else if (s->unchecked)
		b->bound->unchecked = arena_strdup(b->arena, message);
	else if (memmem(text, length, HOLE_PREFIX, strlen(HOLE_PREFIX)))
		/* What stands in the hole may make it right. */
		b->bound->unchecked = "built from a part that is not known";
	else
		problem(b, "42601", s->error_position, "", "%s", message);
}

static void binder_free(struct binder *b)
{
	map_free(&b->refs);
	map_free(&b->around_refs);
	map_free(&b->params);
	map_free(&b->rows);
	map_free(&b->facts);
	vec_free(&b->ref);
}

static void take_surroundings(struct binder *b, const struct surroundings *around)
{
	b->around = around;
	for (size_t i = 0; around && i < around->n_made; i++)
		arena_push(b->arena, &b->made, around->made[i]);
}

struct bound *bind_statement_in(struct arena *arena, const struct catalog *catalog, const char *text, size_t length, const struct surroundings *around)
{
	struct binder b = binder_new(arena, catalog);
	struct sql_text *sql = sql_parse(text, length);

	take_surroundings(&b, around);
	b.bound->statements = (int)sql->n;
	for (size_t i = 0; i < sql->n; i++) {
		const struct sql_statement *s = &sql->statement[i];

		if (s->tree) {
			bind_node(&b, s->tree);
			if (is_query(s->tree))
				note_traits(&b, s->tree);
			take_kind(b.bound, kind_of(tree_tag(s->tree)));
		} else {
			refused(&b, s, text, length);
			take_kind(b.bound, "other");
			b.bound->cardinality = CARD_UNKNOWN;
		}
	}
	sql_free(sql);
	binder_free(&b);
	return b.bound;
}

struct bound *bind_statement(struct arena *arena, const struct catalog *catalog, const char *text, size_t length)
{
	return bind_statement_in(arena, catalog, text, length, NULL);
}

struct bound *bind_tree_in(struct arena *arena, const struct catalog *catalog, const cJSON *statement, const struct surroundings *around)
{
	struct binder b = binder_new(arena, catalog);

	take_surroundings(&b, around);
	bind_node(&b, statement);
	take_kind(b.bound, kind_of(tree_tag(statement)));
	binder_free(&b);
	return b.bound;
}

struct bound *bind_expression(struct arena *arena, const struct catalog *catalog, const struct relation *relation, const cJSON *expression, const char *condition)
{
	struct binder b = binder_new(arena, catalog);
	struct scope *scope = scope_new(&b, NULL, SCOPE_STATEMENT);
	struct value v;

	if (relation) {
		struct source *source = source_of_relation(&b, relation, relation->name);

		arena_push(arena, &scope->all, source);
		arena_push(arena, &scope->visible, source);
	}
	v = bind_expr(&b, scope, expression);
	if (condition)
		coerce_boolean(&b, &v, condition);
	finish_parameters(&b);
	binder_free(&b);
	return b.bound;
}

char bind_assignable(struct arena *arena, const struct catalog *catalog, const struct sql_type *from, const struct sql_type *to)
{
	struct binder b = binder_new(arena, catalog);
	int source = type_number(&b, from), target = type_number(&b, to);
	enum answer answer = source && target ? can_coerce(&b, source, target, 'a') : MAYBE;

	binder_free(&b);
	bound_free(b.bound);
	return answer == YES ? 'y' : answer == NO ? 'n' : '?';
}

void bound_free(struct bound *bound)
{
	if (!bound)
		return;
	vec_free(&bound->tables);
	vec_free(&bound->columns);
	vec_free(&bound->outputs);
	vec_free(&bound->parameters);
	vec_free(&bound->problems);
	vec_free(&bound->traits);
}

bool bind_query_columns(struct arena *arena, const struct catalog *catalog, const cJSON *node, const char *text, struct bound_output **out, size_t *n)
{
	struct binder b = binder_new(arena, catalog);
	bool known;

	(void)text;
	*out = NULL;
	*n = 0;
	if (is_query(node))
		bind_query(&b, node);
	known = b.bound->outputs.n > 0;
	if (known) {
		*n = b.bound->outputs.n;
		*out = arena_array(arena, struct bound_output, *n);
		memcpy(*out, b.bound->outputs.v, *n * sizeof(**out));
	}
	binder_free(&b);
	bound_free(b.bound);
	return known;
}
