/* What names mean in a plpgsql body: variables in their blocks, fields of records, declared types. See body_private.h. */
#include "body_private.h"

#include "parse.h"
#include "split.h"
#include "types.h"

#include <strings.h>

static enum name_answer field_answer(const struct variable *v, const char *field, struct sql_type *type)
{
	const struct column *column;

	if (v->row && !v->row->columns_unknown) {
		*type = v->type;
		if (!(column = relation_column(v->row, field)))
			return NAME_NO_FIELD;
		*type = column->type;
		return NAME_VALUE;
	}
	for (size_t i = 0; v->record && v->shape && i < v->shape->n; i++) {
		if (!v->shape->field[i].name)
			return NAME_VALUE;
		if (strcmp(v->shape->field[i].name, field) == 0) {
			*type = v->shape->field[i].type;
			return NAME_VALUE;
		}
	}
	return v->record && v->shape ? NAME_NO_FIELD : NAME_VALUE;
}

static bool has_fields(const struct variable *v)
{
	return v->record || v->row || !v->type.name;
}

enum name_answer look_up_variable(void *context, const char *const *name, size_t n, struct sql_type *type)
{
	const struct walk *w = context;

	for (size_t i = w->variable.n; i-- > 0;) {
		const struct variable *v = &w->variable.v[i];

		/* A field of a field is written in parentheses: r.a.b is never one. */
		if (n < 3 && strcmp(v->name, name[0]) == 0 && (n == 1 || has_fields(v))) {
			if (n == 1)
				*type = v->type;
			return n == 1 ? NAME_VALUE : field_answer(v, name[1], type);
		}
		if (n > 1 && v->label && strcmp(v->label, name[0]) == 0 && strcmp(v->name, name[1]) == 0) {
			if (n == 2)
				*type = v->type;
			return n == 2 ? NAME_VALUE : field_answer(v, name[2], type);
		}
	}
	return NAME_NONE;
}

static struct variable *find_variable(struct walk *w, const char *const *name, size_t n)
{
	for (size_t i = w->variable.n; i-- > 0;) {
		struct variable *v = &w->variable.v[i];

		if (n == 1 ? strcmp(v->name, name[0]) == 0 : n == 2 && v->label && strcmp(v->label, name[0]) == 0 && strcmp(v->name, name[1]) == 0)
			return v;
	}
	return NULL;
}

struct variable *push_variable(struct walk *w, const char *name, const char *label, struct sql_type type)
{
	struct variable v = {.name = name, .label = label, .type = type, .row = row_of_type(w->r->catalog, &type)};

	vec_push(&w->variable, v);
	return &w->variable.v[w->variable.n - 1];
}

void push_builtin(struct walk *w, const char *name, const char *label, const char *type, int array)
{
	push_variable(w, name, label, (struct sql_type){"pg_catalog", type, "", array});
}

struct variable *target_variable(struct walk *w, struct pl_text target)
{
	const char *name[3];
	size_t n = pl_names(w->r->arena, w->body->text, target, name, 3);

	return n && n < 3 ? find_variable(w, name, n) : NULL;
}

static void missing_relation(struct walk *w, size_t position, const char *name)
{
	/* As a query would say it, with all that makes it uncertain. */
	const char *text = arena_printf(w->r->arena, "TABLE %s", name);

	bound_free(reading_bind(w->r, text, strlen(text), strlen(text), position, &w->around));
}

/* x%TYPE, t.c%TYPE, s.t.c%TYPE, t%ROWTYPE */
static struct sql_type copied_type(struct walk *w, struct pl_text t, bool row)
{
	const char *name[4], *dotted;
	size_t n = pl_names(w->r->arena, w->body->text, t, name, 4);
	struct sql_type type = {0};
	const struct relation *relation;
	const struct column *column;

	if (n == 0 || n > 3 || (!row && n < 3 && look_up_variable(w, name, n, &type) != NAME_NONE))
		return type;
	if (!row && n < 2)
		return type;
	relation = catalog_relation(w->r->catalog, n - !row > 1 ? name[0] : NULL, name[n - 1 - !row]);
	dotted = n - !row > 1 ? arena_printf(w->r->arena, "%s.%s", quote_name(w->r->arena, name[0]), quote_name(w->r->arena, name[1])) : quote_name(w->r->arena, name[0]);
	if (!relation) {
		missing_relation(w, t.at, dotted);
	} else if (row) {
		type = (struct sql_type){relation->schema, relation->name, "", 0};
	} else if ((column = relation_column(relation, name[n - 1]))) {
		type = column->type;
	} else if (!relation->columns_unknown) {
		reading_problem(w->r, "42703", "unknown-column", t.at, arena_printf(w->r->arena, "%s.%s", relation->name, name[n - 1]), "",
				"column \"%s\" of relation \"%s\" does not exist", name[n - 1], relation->name);
	}
	return type;
}

static bool ends_with_word(struct walk *w, struct pl_text *t, const char *word)
{
	size_t n = strlen(word), end = t->end;

	if (end - t->at < n + 1 || strncasecmp(w->body->text + end - n, word, n) != 0)
		return false;
	for (end -= n; end > t->at && strchr(" \t\r\n", w->body->text[end - 1]);)
		end--;
	if (end == t->at || w->body->text[end - 1] != '%')
		return false;
	t->end = end - 1;
	return true;
}

static struct sql_type named_type(struct walk *w, struct pl_text t)
{
	struct sql_type type = {0};
	const char *text = arena_printf(w->r->arena, "SELECT NULL::%s", body_text_of(w, t));
	struct sql_text *sql = sql_parse(text, strlen(text));
	const cJSON *select = sql->n == 1 && sql->statement[0].tree ? tree_as(sql->statement[0].tree, "SelectStmt") : NULL;
	const cJSON *cast = tree_at(tree_as(tree_item(tree_get(select, "targetList"), 0), "ResTarget"), "val", "TypeCast");

	if (cast) {
		type = type_from_tree(w->r->arena, w->r->catalog, tree_get(cast, "typeName"));
		/* One that does not exist is said by the binder. */
		if (!type.schema) {
			bound_free(bind_text(w, "SELECT NULL::", t, (struct pl_text){0}));
			type.name = NULL;
		}
	}
	sql_free(sql);
	return type;
}

static struct sql_type declared_type(struct walk *w, struct pl_text t, bool *record)
{
	*record = pl_is(w->body->text, t.at, t.end, "record");
	if (*record)
		return (struct sql_type){0};
	if (ends_with_word(w, &t, "rowtype"))
		return copied_type(w, t, true);
	if (ends_with_word(w, &t, "type"))
		return copied_type(w, t, false);
	return named_type(w, t);
}

/* The arguments of a bound cursor are names in its query. */
static void declare_cursor(struct walk *w, const struct pl_declaration *d, const char *label)
{
	size_t outer = w->variable.n, at = d->arguments.at;
	bool conditional = w->r->conditional;
	struct bound *bound;
	const struct shape *shape;

	while (at < d->arguments.end) {
		size_t end = at, parens = 0, past;
		struct pl_text part;
		const char *name;
		bool record;

		for (; end < d->arguments.end && (parens || w->body->text[end] != ','); end = past) {
			past = pl_token(w->body->text, end, d->arguments.end);
			parens += w->body->text[end] == '(';
			parens -= parens && w->body->text[end] == ')';
		}
		part = (struct pl_text){split_skip_blank(w->body->text, at, end), end};
		past = pl_token(w->body->text, part.at, end);
		if (pl_names(w->r->arena, w->body->text, (struct pl_text){part.at, past}, &name, 1)) {
			part.at = split_skip_blank(w->body->text, past, end);
			while (part.end > part.at && strchr(" \t\r\n", w->body->text[part.end - 1]))
				part.end--;
			push_variable(w, name, d->name, declared_type(w, part, &record));
		}
		at = end + 1;
	}
	/* It is looked at when the cursor is opened, if ever. */
	w->r->conditional = true;
	bound = bind_text(w, "", d->query, (struct pl_text){0});
	w->r->conditional = conditional;
	shape = record_shape(w, bound);
	bound_free(bound);
	w->variable.n = outer;
	push_variable(w, d->name, label, (struct sql_type){"pg_catalog", "refcursor", "", 0})->cursor = shape;
}

void declare_variable(struct walk *w, const struct pl_declaration *d, const char *label)
{
	struct sql_type type;
	bool record = false;

	if (d->cursor) {
		declare_cursor(w, d, label);
		return;
	}
	if (d->alias.end > d->alias.at) {
		const struct variable *v = target_variable(w, d->alias);
		struct variable copy = v ? *v : (struct variable){0};

		copy.name = d->name;
		copy.label = label;
		copy.shape = NULL; /* two names, one record: what is assigned to one is not followed to the other */
		vec_push(&w->variable, copy);
		return;
	}
	type = declared_type(w, d->type, &record);
	bind_value(w, d->value);
	push_variable(w, d->name, label, type)->record = record;
}
