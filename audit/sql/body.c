/* Bodies of functions: what all languages have in common, and LANGUAGE sql. See body.h. */
#include "body_private.h"

#include "parse.h"
#include "split.h"
#include "types.h"

#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

int body_line(const struct routine *routine, int position)
{
	int line = routine->body_line;

	for (int i = 0; !routine->body_fixed && routine->body && i < position && routine->body[i]; i++)
		line += routine->body[i] == '\n';
	return line;
}

const struct relation *row_of_type(const struct catalog *catalog, const struct sql_type *type)
{
	if (!type->name || !type->schema || type->array || strcmp(type->schema, "pg_catalog") == 0)
		return NULL;
	return catalog_relation(catalog, type->schema, type->name);
}

/* --- problems --- */

static void keep(struct reading *r, const struct bound_problem *problem)
{
	struct body_problem p = {.problem = *problem, .on = r->on, .tables = r->tables ? r->tables : "", .conditional = r->conditional, .caught = r->caught};

	/* The same place is bound once for each table a trigger function is for. */
	for (size_t i = 0; i < r->out->problem.n; i++) {
		const struct body_problem *old = &r->out->problem.v[i];

		if (old->problem.position == p.problem.position && strcmp(old->problem.message, p.problem.message) == 0 && old->on == p.on)
			return;
	}
	vec_push(&r->out->problem, p);
}

void reading_problem(struct reading *r, const char *sqlstate, const char *code, size_t position, const char *object, const char *detail, const char *format, ...)
{
	struct bound_problem p = {.sqlstate = sqlstate, .code = code, .object = object, .nearest = "", .detail = detail, .position = (int)position, .certain = true};
	char message[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	p.message = arena_strdup(r->arena, message);
	keep(r, &p);
}

static bool in_another_schema(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->relation.n; i++)
		if (strcmp(catalog->relation.v[i]->name, name) == 0)
			return true;
	return false;
}

static void settle_certainty(struct reading *r, struct bound_problem *p)
{
	/* The caller's search_path decides where tables and functions are looked for. */
	if (strcmp(p->sqlstate, "42P01") == 0 && starts_with(p->message, "relation "))
		p->certain &= !r->bodies->makes_unknown && (r->routine->search_path || !in_another_schema(r->catalog, p->object));
	/* Drivers' parameters are not at issue here: every type is declared. */
	if (strcmp(p->code, "undetermined-parameter") == 0)
		p->certain = false;
}

static const char *table_names(struct arena *arena, const struct bound *bound)
{
	const char *text = "";

	for (size_t i = 0; i < bound->tables.n; i++)
		if (bound->tables.v[i].relation)
			text = arena_printf(arena, "%s%s%s.%s", text, *text ? ", " : "", bound->tables.v[i].schema, bound->tables.v[i].name);
	return text;
}

struct bound *reading_bind(struct reading *r, const char *text, size_t length, size_t prefix, size_t position, const struct surroundings *around)
{
	struct bound *bound = bind_statement_in(r->arena, r->catalog, text, length, around);

	r->out->statements++;
	r->tables = bound->problems.n ? table_names(r->arena, bound) : NULL;
	for (size_t i = 0; i < bound->problems.n; i++) {
		struct bound_problem p = bound->problems.v[i];
		int at = p.position < (int)prefix ? 0 : p.position - (int)prefix;

		/* Columns captured from an outer query are judged in statements; here the names of variables blur them. */
		if (strcmp(p.sqlstate, "PL001") == 0)
			continue;
		settle_certainty(r, &p);
		p.position = (int)position + at;
		keep(r, &p);
	}
	r->tables = NULL;
	if (bound->unchecked) {
		struct body_problem p = {.problem = {.sqlstate = "", .code = "", .object = "", .nearest = "", .detail = "", .message = bound->unchecked, .position = (int)position}};

		vec_push(&r->out->newer, p);
	}
	return bound;
}

/* --- LANGUAGE sql --- */

struct sql_names {
	const struct routine *routine;
	const struct catalog *catalog;
};

static enum name_answer field_of(const struct catalog *catalog, const struct sql_type *row, const char *field, struct sql_type *type)
{
	const struct relation *relation = row_of_type(catalog, row);
	const struct column *column;

	if (!relation || relation->columns_unknown)
		return NAME_VALUE;
	column = relation_column(relation, field);
	if (!column)
		return NAME_NO_FIELD;
	*type = column->type;
	return NAME_VALUE;
}

static bool is_polymorphic(const struct sql_type *type)
{
	return type->name && starts_with(type->name, "any");
}

/* parameter, function.parameter, parameter.field, function.parameter.field */
static enum name_answer look_up_parameter(void *context, const char *const *name, size_t n, struct sql_type *type)
{
	const struct sql_names *names = context;
	const struct routine *f = names->routine;

	if (n > 1 && strcmp(name[0], f->name) == 0)
		for (size_t i = 0; i < f->argument_name.n; i++)
			if (f->argument_name.v[i] && strcmp(f->argument_name.v[i], name[1]) == 0) {
				*type = n == 2 && !is_polymorphic(&f->argument.v[i]) ? f->argument.v[i] : (struct sql_type){0};
				return n == 2 ? NAME_VALUE : field_of(names->catalog, &f->argument.v[i], name[2], type);
			}
	for (size_t i = 0; n < 3 && i < f->argument_name.n; i++)
		if (f->argument_name.v[i] && strcmp(f->argument_name.v[i], name[0]) == 0) {
			enum name_answer answer;

			*type = n == 1 && !is_polymorphic(&f->argument.v[i]) ? f->argument.v[i] : (struct sql_type){0};
			if (n == 1)
				return NAME_VALUE;
			answer = row_of_type(names->catalog, &f->argument.v[i]) ? field_of(names->catalog, &f->argument.v[i], name[1], type) : NAME_NONE;
			/* PostgreSQL then speaks of a missing FROM item. */
			return answer == NAME_NO_FIELD ? NAME_NONE : answer;
		}
	return NAME_NONE;
}

/* Polymorphic parameters are what the call makes them. */
static const struct sql_type *parameter_types(struct arena *arena, const struct routine *f)
{
	struct sql_type *types = arena_array(arena, struct sql_type, f->argument.n + 1);

	for (size_t i = 0; i < f->argument.n; i++) {
		types[i] = f->argument.v[i];
		if (is_polymorphic(&types[i]))
			types[i] = (struct sql_type){0};
	}
	return types;
}

static bool is_result(const struct sql_type *type, const char *name)
{
	return type->name && strcmp(type->name, name) == 0 && !type->array && type->schema && strcmp(type->schema, "pg_catalog") == 0;
}

static void mismatch(struct reading *r, const char *detail)
{
	const struct routine *f = r->routine;
	const char *type = f->output.n > 1 || (f->output.n == 1 && is_result(&f->result, "record")) ? "record" : type_text(r->arena, &f->result);

	reading_problem(r, "42P13", "type-mismatch", 0, f->name, detail, "return type mismatch in function declared to return %s", type);
	r->out->problem.v[r->out->problem.n - 1].problem.position = -1;
}

static void judge_column(struct reading *r, const struct bound_output *out, const struct sql_type *want, size_t number, bool only)
{
	if (!out->type.name || !want->name || bind_assignable(r->arena, r->catalog, &out->type, want) != 'n')
		return;
	mismatch(r, only ? arena_printf(r->arena, "Actual return type is %s.", type_text(r->arena, &out->type))
			 : arena_printf(r->arena, "Final statement returns %s instead of %s at column %zu.", type_text(r->arena, &out->type), type_text(r->arena, want), number));
}

static bool gives_rows(const cJSON *tree)
{
	const cJSON *body = tree_body(tree);

	if (tree_is(tree, "SelectStmt"))
		return !tree_get(body, "intoClause");
	return tree_count(tree_get(body, "returningList")) > 0;
}

/* SELECT FROM …: rows without columns. */
static bool selects_nothing(const cJSON *tree)
{
	const cJSON *select = tree_as(tree, "SelectStmt");

	return select && !tree_get(select, "larg") && !tree_get(select, "valuesLists") && tree_count(tree_get(select, "targetList")) == 0;
}

/* check_sql_fn_retval: what the last statement gives against what is declared. */
static void judge_result(struct reading *r, const struct bound *bound, const cJSON *tree)
{
	const struct routine *f = r->routine;
	const struct relation *row = row_of_type(r->catalog, &f->result);
	size_t want = f->output.n > 1 || (f->output.n && is_result(&f->result, "record")) ? f->output.n : 0;

	if (is_result(&f->result, "void") || !f->result.name || starts_with(f->result.name, "any") || (f->is_procedure && !f->output.n))
		return;
	if (!gives_rows(tree)) {
		mismatch(r, "Function's final statement must be SELECT or INSERT/UPDATE/DELETE RETURNING.");
		return;
	}
	if ((!bound->outputs.n && !selects_nothing(tree)) || bound->problems.n || (!want && is_result(&f->result, "record")))
		return;
	if (!want && row) {
		if (row->columns_unknown || (bound->outputs.n == 1 && (!bound->outputs.v[0].type.name || row_of_type(r->catalog, &bound->outputs.v[0].type) == row)))
			return;
		want = row->column.n;
	}
	if (want) {
		for (size_t i = 0; i < want && i < bound->outputs.n; i++)
			judge_column(r, &bound->outputs.v[i], row && !f->output.n ? &row->column.v[i]->type : &f->output.v[i]->type, i + 1, false);
		if (bound->outputs.n < want && !r->out->problem.n)
			mismatch(r, "Final statement returns too few columns.");
		else if (bound->outputs.n > want && !r->out->problem.n)
			mismatch(r, "Final statement returns too many columns.");
		return;
	}
	if (bound->outputs.n != 1)
		mismatch(r, "Final statement must return exactly one column.");
	else
		judge_column(r, &bound->outputs.v[0], &f->result, 1, true);
}

/* Utility statements are not analysed before they run: nothing of them is certain. */
static bool is_analysed(const cJSON *tree)
{
	return tree_is(tree, "SelectStmt") || tree_is(tree, "InsertStmt") || tree_is(tree, "UpdateStmt") || tree_is(tree, "DeleteStmt") || tree_is(tree, "MergeStmt");
}

static void read_sql_body(struct reading *r)
{
	const struct routine *f = r->routine;
	struct sql_names names = {f, r->catalog};
	struct surroundings around = {.both = COLUMN_WINS, .look_up = look_up_parameter, .context = &names, .parameter = parameter_types(r->arena, f),
				      .parameters = f->argument.n, .made = r->bodies->made, .n_made = r->bodies->n_made};
	struct sql_text *sql = sql_parse(f->body, strlen(f->body));
	const struct sql_statement *last = sql->n ? &sql->statement[sql->n - 1] : NULL;
	bool utility = false;

	for (size_t i = 0; i < sql->n; i++) {
		const struct sql_statement *s = &sql->statement[i];
		struct bound *bound = reading_bind(r, sql->text + s->start, (size_t)s->length, 0, (size_t)s->start, &around);

		/* DDL that runs before it may make what a statement needs: only the first ones are sure. */
		utility |= s->tree && !is_analysed(s->tree);
		for (size_t k = 0; utility && k < r->out->problem.n; k++)
			r->out->problem.v[k].problem.certain = false;
		if (s == last && s->tree)
			judge_result(r, bound, s->tree);
		bound_free(bound);
	}
	sql_free(sql);
}

/* --- any language --- */

static bool is_word(const char *language, const char *word)
{
	return language && strcasecmp(language, word) == 0;
}

/* The catalogue as the function sees it. The copy shares everything. */
static struct catalog *catalog_for(struct arena *arena, const struct catalog *catalog, const struct routine *routine)
{
	struct catalog *own = arena_new(arena, struct catalog);

	*own = *catalog;
	if (routine->search_path) {
		own->search_path.v = routine->search_path;
		own->search_path.n = routine->n_search_path;
	}
	return own;
}

struct body *body_bind(struct arena *arena, const struct catalog *catalog, const struct routine *routine, const struct bodies *bodies)
{
	struct body *body = arena_new(arena, struct body);
	struct reading r = {.arena = arena, .catalog = catalog_for(arena, catalog, routine), .routine = routine, .bodies = bodies, .out = body};

	/* BEGIN ATOMIC: PostgreSQL keeps it parsed and follows every change, as it does with views. */
	if (!routine->body)
		return body;
	if (is_word(routine->language, "sql"))
		read_sql_body(&r);
	else if (is_word(routine->language, "plpgsql"))
		read_plpgsql(&r);
	else
		body->unchecked = arena_printf(arena, "written in %s", routine->language ? routine->language : "?");
	return body;
}

void body_free(struct body *body)
{
	if (!body)
		return;
	vec_free(&body->problem);
	vec_free(&body->dynamic);
	vec_free(&body->newer);
}

static void check_tree(struct reading *r, const cJSON *statement, const struct surroundings *around, bool last)
{
	struct bound *bound = bind_tree_in(r->arena, r->catalog, statement, around);

	for (size_t i = 0; i < bound->problems.n; i++)
		if (bound->problems.v[i].certain && strcmp(bound->problems.v[i].sqlstate, "PL001") != 0)
			keep(r, &bound->problems.v[i]);
	if (last)
		judge_result(r, bound, statement);
	bound_free(bound);
}

/* BEGIN ATOMIC: a list of one list of statements; or RETURN. */
static void check_trees(struct reading *r, const cJSON *tree)
{
	struct sql_names names = {r->routine, r->catalog};
	struct surroundings around = {.both = COLUMN_WINS, .look_up = look_up_parameter, .context = &names, .parameter = parameter_types(r->arena, r->routine), .parameters = r->routine->argument.n};
	const cJSON *list, *statement;

	if (!tree_is(tree, "List"))
		check_tree(r, tree, &around, false);
	tree_each(list, tree_get(tree_as(tree, "List"), "items"))
		tree_each(statement, tree_get(tree_as(list, "List"), "items"))
			check_tree(r, statement, &around, !statement->next);
}

/* The planner's and the executor's errors come when it is called. */
static bool is_said_at_creation(const struct bound_problem *p)
{
	static const char *const later[] = {"literal-too-long", "literal-out-of-range", "on-conflict-without-unique", "insert-missing-required", "null-into-not-null"};

	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++)
		if (strcmp(later[i], p->code) == 0)
			return false;
	return true;
}

const struct bound_problem *body_check_sql(struct arena *arena, const struct catalog *catalog, const struct routine *routine, const cJSON *tree)
{
	struct bodies none = {0};
	struct body *body = arena_new(arena, struct body);
	struct reading r = {.arena = arena, .catalog = catalog_for(arena, catalog, routine), .routine = routine, .bodies = &none, .out = body};
	const struct bound_problem *found = NULL;

	for (size_t i = 0; i < routine->argument.n; i++)
		if (is_polymorphic(&routine->argument.v[i]))
			return NULL; /* what they are is known when it is called */
	if (tree) {
		check_trees(&r, tree);
	} else if (routine->body) {
		read_sql_body(&r);
	}
	for (size_t i = 0; i < body->problem.n && !found; i++)
		if (body->problem.v[i].problem.certain && is_said_at_creation(&body->problem.v[i].problem)) {
			struct bound_problem *copy = arena_new(arena, struct bound_problem);

			*copy = body->problem.v[i].problem;
			found = copy;
		}
	body_free(body);
	return found;
}

/* --- what bodies create --- */

struct names_made {
	VEC(const char *);
};

/* CREATE [TEMP …] TABLE [IF NOT EXISTS] name, anywhere in a body, texts for EXECUTE included. false: one whose name is put together. */
static bool find_made(struct arena *arena, const char *text, struct names_made *made)
{
	static const char *const passed[] = {"table", "view", "sequence", "temp", "temporary", "unlogged", "local", "global", "or", "replace", "materialized", "if", "not",
		"exists"};
	size_t length = strlen(text);
	bool known = true;

	for (const char *create = strcasestr(text, "create"); create; create = strcasestr(create + 1, "create")) {
		size_t end = (size_t)(create - text) + strlen("create"), at;
		bool relation = false, more;

		do {
			at = split_skip_blank(text, end, length);
			end = pl_token(text, at, length);
			more = false;
			for (size_t i = 0; i < sizeof(passed) / sizeof(*passed) && at < length; i++)
				if (pl_is(text, at, end, passed[i])) {
					relation |= i < 3;
					more = true;
				}
		} while (more);
		if (relation) {
			const char *name[3];
			size_t n = pl_names(arena, text, (struct pl_text){at, length}, name, 3);

			known &= n > 0;
			if (n)
				vec_push(made, name[n - 1]);
		}
	}
	return known;
}

struct bodies bodies_prepare(struct arena *arena, const struct catalog *catalog)
{
	struct bodies bodies = {0};
	struct names_made made = {0};

	for (size_t i = 0; i < catalog->function.n; i++)
		if (catalog->function.v[i]->body)
			bodies.makes_unknown |= !find_made(arena, catalog->function.v[i]->body, &made);
	bodies.made = arena_array(arena, const char *, made.n + 1);
	if (made.n)
		memcpy(bodies.made, made.v, made.n * sizeof(*bodies.made));
	bodies.n_made = made.n;
	vec_free(&made);
	return bodies;
}
