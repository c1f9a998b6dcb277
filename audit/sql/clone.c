/* Deep copies of a catalogue. See catalog.h. */
#include "catalog.h"

/* Where each object's copy is, by the object's address: what depends on what is copied through it. */
static void note_copy(struct map *copies, const void *original, void *copy)
{
	*map_put(copies, (const char *)&original, sizeof(original), NULL) = (int64_t)(intptr_t)copy;
}

static void *copy_of(const struct map *copies, const void *original)
{
	const int64_t *copy = map_get(copies, (const char *)&original, sizeof(original));

	return copy ? (void *)(intptr_t)*copy : NULL;
}

static const char *copy_text(struct arena *arena, const char *text)
{
	return arena_strdup(arena, text);
}

static const char **copy_texts(struct arena *arena, const char *const *texts, size_t n)
{
	const char **copy = texts ? arena_array(arena, const char *, n + 1) : NULL;

	for (size_t i = 0; copy && i < n; i++)
		copy[i] = copy_text(arena, texts[i]);
	return copy;
}

static struct sql_type copy_type(struct arena *arena, const struct sql_type *type)
{
	return (struct sql_type){copy_text(arena, type->schema), copy_text(arena, type->name), copy_text(arena, type->modifier), type->array};
}

static struct column *copy_column(struct arena *arena, const struct column *column)
{
	struct column *copy = arena_new(arena, struct column);

	*copy = *column;
	copy->name = copy_text(arena, column->name);
	copy->type = copy_type(arena, &column->type);
	copy->default_sql = copy_text(arena, column->default_sql);
	copy->literal_type = copy_type(arena, &column->literal_type);
	copy->collation = copy_text(arena, column->collation);
	return copy;
}

static struct constraint *copy_constraint(struct arena *arena, const struct constraint *constraint)
{
	struct constraint *copy = arena_new(arena, struct constraint);

	*copy = *constraint;
	copy->name = copy_text(arena, constraint->name);
	copy->column = copy_texts(arena, constraint->column, constraint->columns);
	if (constraint->spared) {
		bool *spared = arena_array(arena, bool, constraint->columns + 1);

		memcpy(spared, constraint->spared, constraint->columns * sizeof(*spared));
		copy->spared = spared;
	}
	copy->ref_schema = copy_text(arena, constraint->ref_schema);
	copy->ref_table = copy_text(arena, constraint->ref_table);
	copy->ref_column = copy_texts(arena, constraint->ref_column, constraint->ref_columns);
	copy->expression = copy_text(arena, constraint->expression);
	copy->value = copy_texts(arena, constraint->value, constraint->values);
	return copy;
}

static struct index *copy_index(struct arena *arena, const struct index *index)
{
	struct index *copy = arena_new(arena, struct index);

	*copy = *index;
	copy->schema = copy_text(arena, index->schema);
	copy->name = copy_text(arena, index->name);
	copy->predicate = copy_text(arena, index->predicate);
	copy->column = copy_texts(arena, index->column, index->columns);
	copy->expression = copy_texts(arena, index->expression, index->columns);
	copy->option = copy_texts(arena, index->option, index->columns);
	copy->attribute = copy_texts(arena, index->attribute, index->columns);
	copy->include = copy_texts(arena, index->include, index->includes);
	copy->method = copy_text(arena, index->method);
	copy->constraint = copy_text(arena, index->constraint);
	return copy;
}

static struct trigger *copy_trigger(struct arena *arena, const struct trigger *trigger)
{
	struct trigger *copy = arena_new(arena, struct trigger);

	*copy = *trigger;
	copy->name = copy_text(arena, trigger->name);
	copy->function_schema = copy_text(arena, trigger->function_schema);
	copy->function = copy_text(arena, trigger->function);
	copy->argument = copy_texts(arena, trigger->argument, trigger->arguments);
	copy->transition = copy_texts(arena, trigger->transition, trigger->transitions);
	return copy;
}

static void copy_relation(struct catalog *to, const struct relation *relation, struct map *copies)
{
	struct relation *copy = catalog_add_relation(to, relation->schema, relation->name, relation->kind);
	struct arena *arena = &to->arena;

	copy->temporary = relation->temporary;
	copy->unlogged = relation->unlogged;
	copy->made = relation->made;
	copy->columns_unknown = relation->columns_unknown;
	copy->row_security = relation->row_security;
	copy->force_row_security = relation->force_row_security;
	copy->view_sql = copy_text(arena, relation->view_sql);
	copy->place = relation->place;
	note_copy(copies, relation, copy);
	for (size_t i = 0; i < relation->column.n; i++) {
		vec_push(&copy->column, copy_column(arena, relation->column.v[i]));
		note_copy(copies, relation->column.v[i], copy->column.v[i]);
	}
	for (size_t i = 0; i < relation->constraint.n; i++) {
		catalog_note_part(to, relation->constraint.v[i]->name);
		vec_push(&copy->constraint, copy_constraint(arena, relation->constraint.v[i]));
		note_copy(copies, relation->constraint.v[i], copy->constraint.v[i]);
	}
	for (size_t i = 0; i < relation->index.n; i++) {
		catalog_note_part(to, relation->index.v[i]->name);
		vec_push(&copy->index, copy_index(arena, relation->index.v[i]));
		note_copy(copies, relation->index.v[i], copy->index.v[i]);
	}
	for (size_t i = 0; i < relation->trigger.n; i++) {
		vec_push(&copy->trigger, copy_trigger(arena, relation->trigger.v[i]));
		note_copy(copies, relation->trigger.v[i], copy->trigger.v[i]);
	}
	for (size_t i = 0; i < relation->dropped_column.n; i++)
		vec_push(&copy->dropped_column, copy_text(arena, relation->dropped_column.v[i]));
	copy->next_number = relation->next_number;
}

static struct user_type *copy_user_type(struct catalog *to, const struct user_type *type)
{
	struct user_type *copy = catalog_add_type(to, type->schema, type->name, type->kind);

	copy->base = copy_type(&to->arena, &type->base);
	copy->not_null = type->not_null;
	copy->has_default = type->has_default;
	copy->has_check = type->has_check;
	copy->place = type->place;
	for (size_t i = 0; i < type->label.n; i++)
		vec_push(&copy->label, copy_text(&to->arena, type->label.v[i]));
	return copy;
}

static struct routine *copy_function(struct catalog *to, const struct routine *function)
{
	struct routine *copy = catalog_add_function(to, function->schema, function->name);
	struct arena *arena = &to->arena;

	for (size_t i = 0; i < function->argument.n; i++)
		vec_push(&copy->argument, copy_type(arena, &function->argument.v[i]));
	for (size_t i = 0; i < function->argument_name.n; i++)
		vec_push(&copy->argument_name, copy_text(arena, function->argument_name.v[i]));
	for (size_t i = 0; i < function->output.n; i++)
		vec_push(&copy->output, copy_column(arena, function->output.v[i]));
	copy->defaults = function->defaults;
	copy->variadic = function->variadic;
	copy->returns_set = function->returns_set;
	copy->is_procedure = function->is_procedure;
	copy->is_aggregate = function->is_aggregate;
	copy->security_definer = function->security_definer;
	copy->own_path = function->own_path;
	copy->result = copy_type(arena, &function->result);
	copy->parameter = arena_array(arena, struct routine_parameter, function->parameters + 1);
	copy->parameters = function->parameters;
	for (size_t i = 0; i < function->parameters; i++) {
		const struct routine_parameter *p = &function->parameter[i];

		copy->parameter[i] = (struct routine_parameter){copy_text(arena, p->name), copy_type(arena, &p->type), p->mode};
	}
	copy->language = copy_text(arena, function->language);
	copy->body_line = function->body_line;
	copy->body_fixed = function->body_fixed;
	if (function->search_path)
		copy->search_path = copy_texts(arena, function->search_path, function->n_search_path);
	copy->n_search_path = function->n_search_path;
	copy->body = copy_text(arena, function->body);
	copy->assigns = copy_texts(arena, function->assigns, function->n_assigns);
	copy->n_assigns = function->n_assigns;
	copy->assigns_unknown = function->assigns_unknown;
	copy->place = function->place;
	return copy;
}

static struct policy *copy_policy(struct catalog *to, const struct policy *policy)
{
	struct policy *copy = arena_new(&to->arena, struct policy);

	*copy = *policy;
	copy->schema = copy_text(&to->arena, policy->schema);
	copy->table = copy_text(&to->arena, policy->table);
	copy->name = copy_text(&to->arena, policy->name);
	copy->command = copy_text(&to->arena, policy->command);
	copy->roles = copy_text(&to->arena, policy->roles);
	copy->using_sql = copy_text(&to->arena, policy->using_sql);
	copy->check_sql = copy_text(&to->arena, policy->check_sql);
	vec_push(&to->policy, copy);
	return copy;
}

static void copy_extension(struct catalog *to, const struct extension *extension, struct map *copies)
{
	struct extension *copy = arena_new(&to->arena, struct extension);

	*copy = *extension;
	copy->name = copy_text(&to->arena, extension->name);
	copy->schema = copy_text(&to->arena, extension->schema);
	vec_push(&to->extension, copy);
	note_copy(copies, extension, copy);
}

/* What refers to other objects, once all of them are there. */
static void copy_references(struct catalog *to, const struct catalog *from, const struct map *copies)
{
	for (size_t i = 0; i < from->relation.n; i++)
		for (size_t k = 0; k < from->relation.v[i]->parent.n; k++) {
			struct relation *parent = copy_of(copies, from->relation.v[i]->parent.v[k]);

			if (parent)
				vec_push(&to->relation.v[i]->parent, parent);
		}
	for (size_t i = 0; i < from->depend.n; i++) {
		struct depend d = from->depend.v[i];

		d.who.p = copy_of(copies, d.who.p);
		d.on.p = copy_of(copies, d.on.p);
		d.who.relation = d.who.relation ? copy_of(copies, d.who.relation) : NULL;
		d.on.relation = d.on.relation ? copy_of(copies, d.on.relation) : NULL;
		if (d.who.p && d.on.p)
			vec_push(&to->depend, d);
	}
}

struct catalog *catalog_clone(const struct catalog *catalog)
{
	struct catalog *copy = xcalloc(1, sizeof(*copy));
	struct map copies = {0};

	for (size_t i = 0; i < catalog->schema.n; i++)
		vec_push(&copy->schema, copy_text(&copy->arena, catalog->schema.v[i]));
	for (size_t i = 0; i < catalog->search_path.n; i++)
		vec_push(&copy->search_path, copy_text(&copy->arena, catalog->search_path.v[i]));
	for (size_t i = 0; i < catalog->session_path.n; i++)
		vec_push(&copy->session_path, copy_text(&copy->arena, catalog->session_path.v[i]));
	for (size_t i = 0; i < catalog->relation.n; i++)
		copy_relation(copy, catalog->relation.v[i], &copies);
	for (size_t i = 0; i < catalog->type.n; i++)
		note_copy(&copies, catalog->type.v[i], copy_user_type(copy, catalog->type.v[i]));
	for (size_t i = 0; i < catalog->function.n; i++)
		note_copy(&copies, catalog->function.v[i], copy_function(copy, catalog->function.v[i]));
	for (size_t i = 0; i < catalog->policy.n; i++)
		note_copy(&copies, catalog->policy.v[i], copy_policy(copy, catalog->policy.v[i]));
	for (size_t i = 0; i < catalog->extension.n; i++)
		copy_extension(copy, catalog->extension.v[i], &copies);
	copy_references(copy, catalog, &copies);
	copy->open = catalog->open;
	copy->public_create = catalog->public_create;
	copy->own_casts = catalog->own_casts;
	copy->own_operators = catalog->own_operators;
	copy->own_rules = catalog->own_rules;
	map_free(&copies);
	return copy;
}
