/* Functions and triggers. */
#include "body.h"
#include "replay_private.h"
#include "split.h"

#include <strings.h>

/* pg_trigger.tgtype */
#define TRIGGER_BEFORE 2
#define TRIGGER_INSERT 4
#define TRIGGER_DELETE 8
#define TRIGGER_UPDATE 16
#define TRIGGER_TRUNCATE 32
#define TRIGGER_INSTEAD 64

struct routine *function_named(const struct catalog *catalog, const char *schema, const char *name)
{
	for (size_t i = 0; i < catalog->function.n; i++) {
		struct routine *f = catalog->function.v[i];

		if (strcmp(f->name, name) != 0)
			continue;
		if (schema ? strcmp(f->schema, schema) == 0 : true)
			return f;
	}
	return NULL;
}

static bool in_path(const struct catalog *catalog, const char *schema)
{
	for (size_t i = 0; i < catalog->search_path.n; i++)
		if (strcmp(catalog->search_path.v[i], schema) == 0)
			return true;
	return false;
}

static bool same_arguments(const struct routine *f, const struct sql_type *types, size_t n)
{
	if (f->argument.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct sql_type a = f->argument.v[i], b = types[i];

		a.modifier = b.modifier = "";
		if (!type_same(&a, &b))
			return false;
	}
	return true;
}

struct routine *find_function(struct run *run, const cJSON *object, bool *ambiguous)
{
	const char *schema = NULL, *name = NULL;
	const cJSON *item, *args = tree_get(object, "objargs");
	struct sql_type *types = arena_array(run->arena, struct sql_type, tree_count(args) + 1);
	struct routine *found = NULL;
	size_t n = 0;

	*ambiguous = false;
	if (!tree_name(tree_get(object, "objname"), &schema, &name))
		return NULL;
	tree_each(item, args)
		types[n++] = type_from_tree(run->arena, run->catalog, item);
	for (size_t i = 0; i < run->catalog->function.n; i++) {
		struct routine *f = run->catalog->function.v[i];

		if (strcmp(f->name, name) != 0 || (schema ? strcmp(f->schema, schema) != 0 : !in_path(run->catalog, f->schema)))
			continue;
		/* The arguments of aggregates are not kept. */
		if (tree_flag(object, "args_unspecified") || f->is_aggregate) {
			*ambiguous = found != NULL;
			found = f;
		} else if (same_arguments(f, types, n)) {
			return f;
		}
	}
	return found;
}

/* One that only goes in may have the name of one that only comes out. */
static bool name_is_free(const struct routine *f, const char *name, bool only_out, bool out)
{
	for (size_t i = 0; i < f->parameters; i++) {
		const struct routine_parameter *before = &f->parameter[i];
		bool comes_out = before->mode == 't' || before->mode == 'o';

		if (before->name && strcmp(before->name, name) == 0 && !(comes_out && !out) && !(only_out && (before->mode == 'i' || before->mode == 'v')))
			return false;
	}
	return true;
}

/* Parameters of CREATE FUNCTION into the routine. */
static bool take_parameters(struct run *run, struct routine *f, const cJSON *list)
{
	const cJSON *item;

	f->parameter = arena_array(run->arena, struct routine_parameter, tree_count(list) + 1);
	tree_each(item, list)
	{
		const cJSON *parameter = tree_as(item, "FunctionParameter");
		const char *mode = tree_text(parameter, "mode"), *name = tree_text(parameter, "name");
		struct sql_type type = type_from_tree(run->arena, run->catalog, tree_get(parameter, "argType"));
		bool table = strcmp(mode, "FUNC_PARAM_TABLE") == 0, out = table || strcmp(mode, "FUNC_PARAM_OUT") == 0 || strcmp(mode, "FUNC_PARAM_INOUT") == 0;

		if (!known_type(run, &type))
			return false;
		name = *name ? arena_strdup(run->arena, name) : NULL;
		if (name && !name_is_free(f, name, table || strcmp(mode, "FUNC_PARAM_OUT") == 0, out))
			return fail(run, "42P13", name, "parameter name \"%s\" used more than once", name);
		f->parameter[f->parameters++] = (struct routine_parameter){
			name, type, table ? 't' : strcmp(mode, "FUNC_PARAM_OUT") == 0 ? 'o'
					  : out					      ? 'b'
					  : strcmp(mode, "FUNC_PARAM_VARIADIC") == 0  ? 'v'
										      : 'i'};
		if (!table && strcmp(mode, "FUNC_PARAM_OUT") != 0) {
			vec_push(&f->argument, type);
			vec_push(&f->argument_name, name);
			if (tree_get(parameter, "defexpr"))
				f->defaults++;
			f->variadic |= strcmp(mode, "FUNC_PARAM_VARIADIC") == 0;
		}
		if (out) {
			struct column *column = arena_new(run->arena, struct column);

			column->name = name ? name : arena_printf(run->arena, "column%zu", f->output.n + 1);
			column->number = (int)f->output.n + 1;
			column->type = type;
			vec_push(&f->output, column);
		}
		f->returns_set |= table;
	}
	return true;
}

static bool take_result(struct run *run, struct routine *f, const cJSON *type_name)
{
	if (type_name) {
		f->result = type_from_tree(run->arena, run->catalog, type_name);
		f->returns_set |= tree_flag(type_name, "setof");
		if (f->returns_set && f->output.n > 1)
			f->result = (struct sql_type){"pg_catalog", "record", "", 0};
		return known_type(run, &f->result);
	}
	if (f->output.n == 1)
		f->result = f->output.v[0]->type;
	else
		f->result = (struct sql_type){"pg_catalog", f->output.n ? "record" : "void", "", 0};
	return true;
}

/* The body begins behind the quote that follows AS; `as` is where that stands. */
static void take_body_place(struct run *run, struct routine *f, int as)
{
	size_t end = run->sql ? (size_t)(run->sql->start + run->sql->length) : 0, at = as < 0 ? end : split_token(run->text, (size_t)as, end);

	at = split_skip_blank(run->text, at, end);
	f->body_line = at < end ? place_of(run, (int)at).line : run->place.line;
	f->body_fixed = run->lines_fixed;
}

/* SET search_path = a, b. NULL: another setting's, or the caller's path. */
static const char **path_names(struct run *run, const cJSON *set, size_t *n)
{
	const cJSON *item, *args = tree_get(set, "args");
	const char **names = arena_array(run->arena, const char *, tree_count(args) + 1);

	*n = 0;
	if (!tree_text_is(set, "kind", "VAR_SET_VALUE"))
		return NULL;
	tree_each(item, args)
	{
		const char *name = tree_constant(run->arena, item);

		if (name && *name)
			names[(*n)++] = arena_strdup(run->arena, name);
	}
	return names;
}

/* SECURITY DEFINER or INVOKER, SET search_path: of CREATE and of ALTER FUNCTION. */
static void take_function_option(struct run *run, struct routine *f, const cJSON *option)
{
	const cJSON *set = tree_at(option, "arg", "VariableSetStmt");

	if (tree_text_is(option, "defname", "security")) {
		f->security_definer = tree_flag(tree_at(option, "arg", "Boolean"), "boolval");
	} else if (tree_text_is(set, "name", "search_path")) {
		f->own_path = tree_text_is(set, "kind", "VAR_SET_VALUE") || tree_text_is(set, "kind", "VAR_SET_CURRENT");
		f->search_path = path_names(run, set, &f->n_search_path);
	} else if (tree_text_is(set, "kind", "VAR_RESET_ALL")) {
		f->own_path = false;
		f->search_path = NULL;
	}
}

static void take_options(struct run *run, struct routine *f, const cJSON *list)
{
	const cJSON *item;

	tree_each(item, list)
	{
		const cJSON *option = tree_as(item, "DefElem");

		if (tree_text_is(option, "defname", "language")) {
			f->language = arena_strdup(run->arena, tree_string(tree_get(option, "arg")));
		} else if (tree_text_is(option, "defname", "security") || tree_text_is(option, "defname", "set")) {
			take_function_option(run, f, option);
		} else if (tree_text_is(option, "defname", "as")) {
			const char *body = tree_string(tree_item(tree_get(tree_at(option, "arg", "List"), "items"), 0));

			f->body = arena_strdup(run->arena, body);
			take_body_place(run, f, tree_location(option));
		}
	}
	if (!f->language)
		f->language = "sql";
}

static bool known_language(struct run *run, const char *language)
{
	static const char *const names[] = {"sql", "plpgsql", "c", "internal"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], language) == 0)
			return true;
	for (size_t i = 0; i < run->catalog->extension.n; i++)
		if (strcmp(run->catalog->extension.v[i]->name, language) == 0)
			return true;
	return fail_missing(run, "42704", language, "language \"%s\" does not exist", language);
}

static bool may_replace(struct run *run, const struct routine *old, const struct routine *now)
{
	const char *object = qualified(run, old->schema, old->name);

	if (old->is_procedure != now->is_procedure)
		return fail(run, "42809", object, "cannot change routine kind");
	if (!type_same(&old->result, &now->result) || old->returns_set != now->returns_set || old->output.n != now->output.n)
		return fail(run, "42P13", object, "cannot change return type of existing function");
	for (size_t i = 0; i < old->argument_name.n && i < now->argument_name.n; i++) {
		const char *a = old->argument_name.v[i], *b = now->argument_name.v[i];

		if (a && (!b || strcmp(a, b) != 0))
			return fail(run, "42P13", object, "cannot change name of input parameter \"%s\"", a);
	}
	if (now->defaults < old->defaults)
		return fail(run, "42P13", object, "cannot remove parameter defaults from existing function");
	return true;
}

/* The old object stays the one that triggers and views need; it gets the new contents. */
static void overwrite(struct run *run, struct routine *old, struct routine *now)
{
	struct routine before;

	touch_function(run, old);
	before = *old;
	*old = *now;
	old->schema = before.schema;
	old->name = before.name;
	memcpy(&now->argument, &before.argument, sizeof(now->argument));
	memcpy(&now->argument_name, &before.argument_name, sizeof(now->argument_name));
	memcpy(&now->output, &before.output, sizeof(now->output));
	run->catalog->function.n--; /* the new one was the last */
}

static void refresh_users(struct run *run, const struct routine *f)
{
	for (size_t i = 0; i < run->catalog->relation.n; i++)
		for (size_t k = 0; k < run->catalog->relation.v[i]->trigger.n; k++)
			if (strcmp(run->catalog->relation.v[i]->trigger.v[k]->function, f->name) == 0)
				refresh_filled(run, run->catalog->relation.v[i]);
}

static bool define_function(struct run *run, const cJSON *body, struct routine *f)
{
	f->result.modifier = "";
	f->place = run->place;
	f->is_procedure = tree_flag(body, "is_procedure");
	take_options(run, f, tree_get(body, "options"));
	if (!known_language(run, f->language) || !take_parameters(run, f, tree_get(body, "parameters")) || !take_result(run, f, tree_get(body, "returnType")))
		return false;
	f->own_path |= tree_get(body, "sql_body") != NULL;
	if (strcmp(f->result.name ? f->result.name : "", "trigger") == 0)
		body_assigns(run->arena, f);
	return true;
}

/* What check_function_bodies looks at. Bodies in plpgsql are only parsed then. */
static bool check_body(struct run *run, const struct routine *f, const cJSON *body)
{
	const cJSON *tree = tree_get(body, "sql_body");
	const struct bound_problem *p = strcasecmp(f->language, "sql") == 0 && (tree || !run->bodies_unchecked) ? body_check_sql(run->arena, run->catalog, f, tree) : NULL;

	return !p || fail(run, p->sqlstate, *p->object ? p->object : qualified(run, f->schema, f->name), "%s", p->message);
}

static bool create_function(struct run *run, const cJSON *body)
{
	const char *written = NULL, *name = NULL, *schema;
	struct routine *f, *old = NULL;

	if (!tree_name(tree_get(body, "funcname"), &written, &name) || !(schema = creation_schema(run, written, false)))
		return false;
	f = catalog_add_function(run->catalog, schema, name);
	if (!define_function(run, body, f) || !check_body(run, f, body))
		return false;
	for (size_t i = 0; i < run->catalog->function.n && !old; i++) {
		struct routine *other = run->catalog->function.v[i];

		if (other != f && strcmp(other->name, name) == 0 && strcmp(other->schema, schema) == 0 && same_arguments(other, f->argument.v, f->argument.n))
			old = other;
	}
	if (old && !tree_flag(body, "replace"))
		return fail(run, "42723", qualified(run, schema, name), "function \"%s\" already exists with same argument types", name);
	if (old) {
		if (!may_replace(run, old, f))
			return false;
		overwrite(run, old, f);
		event(run, "replace function", qualified(run, schema, name));
		refresh_users(run, old);
		return true;
	}
	depends_on_type(run, part_object(OBJECT_FUNCTION, f, NULL), &f->result);
	for (size_t i = 0; i < f->argument.n; i++)
		depends_on_type(run, part_object(OBJECT_FUNCTION, f, NULL), &f->argument.v[i]);
	for (size_t i = 0; i < f->output.n; i++)
		depends_on_type(run, part_object(OBJECT_FUNCTION, f, NULL), &f->output.v[i]->type);
	event(run, "create function", qualified(run, schema, name));
	return true;
}

/* Trigger functions that PostgreSQL and contrib bring: the column they fill is an argument. */
static bool is_known_trigger_function(const char *name)
{
	static const char *const names[] = {"tsvector_update_trigger", "tsvector_update_trigger_column", "suppress_redundant_updates_trigger", "moddatetime",
		"insert_username", "autoinc",
		"lo_manage", "tcn", "check_primary_key", "check_foreign_key", "triggered_change_notification"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void fill_by(struct run *run, struct relation *relation, const struct trigger *trigger)
{
	const struct routine *f = function_named(run->catalog, trigger->function_schema, trigger->function);
	bool known = !f && is_known_trigger_function(trigger->function), all = !known && (!f || f->assigns_unknown);

	for (size_t i = 0; i < relation->column.n; i++) {
		struct column *column = relation->column.v[i];
		bool filled = all;

		for (size_t k = 0; f && k < f->n_assigns; k++)
			filled |= strcmp(f->assigns[k], column->name) == 0;
		for (size_t k = 0; known && k < trigger->arguments; k++)
			filled |= strcmp(trigger->argument[k], column->name) == 0;
		column->filled_by_trigger |= filled;
	}
}

void refresh_filled(struct run *run, struct relation *relation)
{
	touch_relation(run, relation);
	for (size_t i = 0; i < relation->column.n; i++)
		relation->column.v[i]->filled_by_trigger = false;
	for (size_t i = 0; i < relation->trigger.n; i++) {
		const struct trigger *t = relation->trigger.v[i];

		if (t->timing == 'b' && t->insert && t->row && !t->disabled)
			fill_by(run, relation, t);
	}
}

static bool trigger_function(struct run *run, const cJSON *body, struct trigger *trigger, struct routine **found)
{
	const char *schema = NULL, *name = "";

	tree_name(tree_get(body, "funcname"), &schema, &name);
	*found = function_named(run->catalog, schema, name);
	trigger->function = arena_strdup(run->arena, name);
	trigger->function_schema = *found ? (*found)->schema : arena_strdup(run->arena, schema);
	if (!*found && !is_known_trigger_function(name))
		return run->catalog->open || fail_missing(run, "42883", name, "function %s() does not exist", name);
	if (*found && strcmp((*found)->result.name ? (*found)->result.name : "", "trigger") != 0)
		return fail(run, "42P17", name, "function %s must return type trigger", name);
	return true;
}

/* Whether the kind of trigger goes with the kind of relation. */
static bool trigger_fits(struct run *run, const struct relation *r, const struct trigger *t)
{
	const char *object = qualified(run, r->schema, r->name);

	if (r->kind == RELATION_VIEW ? t->row && t->timing != 'i' : t->timing == 'i')
		return fail(run, "42809", object, "\"%s\" is a %s", r->name, r->kind == RELATION_VIEW ? "view" : "table");
	if (r->kind != RELATION_TABLE && r->kind != RELATION_PARTITIONED && r->kind != RELATION_VIEW && r->kind != RELATION_FOREIGN)
		return fail(run, "42809", object, "relation \"%s\" cannot have triggers", r->name);
	return true;
}

static struct trigger *find_trigger(const struct relation *relation, const char *name)
{
	for (size_t i = 0; i < relation->trigger.n; i++)
		if (strcmp(relation->trigger.v[i]->name, name) == 0)
			return relation->trigger.v[i];
	return NULL;
}

static void read_trigger(struct run *run, const cJSON *body, struct trigger *t)
{
	int timing = tree_int(body, "timing"), events = tree_int(body, "events");
	const cJSON *item;

	t->name = arena_strdup(run->arena, tree_text(body, "trigname"));
	t->timing = timing & TRIGGER_BEFORE ? 'b' : timing & TRIGGER_INSTEAD ? 'i'
									     : 'a';
	t->insert = events & TRIGGER_INSERT;
	t->update = events & TRIGGER_UPDATE;
	t->delete_ = events & TRIGGER_DELETE;
	t->truncate = events & TRIGGER_TRUNCATE;
	t->row = tree_flag(body, "row");
	t->argument = tree_strings(run->arena, tree_get(body, "args"), &t->arguments);
	t->transition = arena_array(run->arena, const char *, tree_count(tree_get(body, "transitionRels")) + 1);
	tree_each(item, tree_get(body, "transitionRels"))
		t->transition[t->transitions++] = arena_strdup(run->arena, tree_text(tree_as(item, "TriggerTransition"), "name"));
	t->place = run->place;
}

static void link_trigger(struct run *run, struct relation *relation, struct trigger *t, struct routine *function, const cJSON *body)
{
	struct object who = part_object(OBJECT_TRIGGER, t, relation);
	size_t n;
	const char **columns = tree_strings(run->arena, tree_get(body, "columns"), &n);

	if (function)
		depends(run, who, part_object(OBJECT_FUNCTION, function, NULL), 'n');
	for (size_t i = 0; i < n; i++)
		if (relation_column(relation, columns[i]))
			depends(run, who, part_object(OBJECT_COLUMN, relation_column(relation, columns[i]), relation), 'n');
	depends_on_expression(run, who, tree_get(body, "whenClause"), NULL, 0);
}

static bool create_trigger(struct run *run, const cJSON *body)
{
	struct relation *relation = need_relation(run, tree_get(body, "relation"));
	struct trigger *t, *old;
	struct routine *function;
	struct relations below = {0};
	size_t n;
	const char **columns = tree_strings(run->arena, tree_get(body, "columns"), &n);

	if (!relation)
		return false;
	t = arena_new(run->arena, struct trigger);
	read_trigger(run, body, t);
	if (!trigger_fits(run, relation, t))
		return false;
	for (size_t i = 0; i < n && !relation->columns_unknown; i++)
		if (!relation_column(relation, columns[i]))
			return fail(run, "42703", dotted(run, relation, columns[i]), "column \"%s\" of relation \"%s\" does not exist", columns[i], relation->name);
	if (!trigger_function(run, body, t, &function))
		return false;
	touch_relation(run, relation);
	if ((old = find_trigger(relation, t->name))) {
		if (!tree_flag(body, "replace"))
			return fail(run, "42710", dotted(run, relation, t->name), "trigger \"%s\" for relation \"%s\" already exists", t->name, relation->name);
		forget_depends(run, old, OBJECT_TRIGGER);
		*old = *t;
		t = old;
	} else {
		vec_push(&relation->trigger, t);
	}
	link_trigger(run, relation, t, function, body);
	event(run, "create trigger", dotted(run, relation, t->name))->on = qualified(run, relation->schema, relation->name);
	refresh_filled(run, relation);
	if (relation->kind == RELATION_PARTITIONED && t->row)
		descendants(run->catalog, relation, &below);
	for (size_t i = 0; i < below.n; i++) {
		struct trigger *copy = arena_new(run->arena, struct trigger);

		if (find_trigger(below.v[i], t->name))
			continue;
		*copy = *t;
		touch_relation(run, below.v[i]);
		vec_push(&below.v[i]->trigger, copy);
		depends(run, part_object(OBJECT_TRIGGER, copy, below.v[i]), part_object(OBJECT_TRIGGER, t, relation), 'a');
		refresh_filled(run, below.v[i]);
	}
	vec_free(&below);
	return true;
}

/* Only what is kept of a function: SECURITY DEFINER and SET search_path. */
static bool alter_function(struct run *run, const cJSON *body)
{
	const cJSON *func = tree_get(body, "func"), *item;
	bool ambiguous;
	struct routine *f = find_function(run, func, &ambiguous);

	if (!f || ambiguous)
		return true;
	touch_function(run, f);
	tree_each(item, tree_get(body, "actions")) take_function_option(run, f, tree_as(item, "DefElem"));
	event(run, "alter function", qualified(run, f->schema, f->name));
	return true;
}

bool run_function_statement(struct run *run, const char *tag, const cJSON *body, bool *known)
{
	static const struct {
		const char *tag;
		bool (*carry_out)(struct run *run, const cJSON *body);
	} handlers[] = {
		{"CreateFunctionStmt", create_function},
		{"CreateTrigStmt", create_trigger},
		{"AlterFunctionStmt", alter_function},
	};

	for (size_t i = 0; i < sizeof(handlers) / sizeof(*handlers); i++) {
		if (strcmp(handlers[i].tag, tag) != 0)
			continue;
		*known = true;
		return handlers[i].carry_out(run, body);
	}
	return true;
}
