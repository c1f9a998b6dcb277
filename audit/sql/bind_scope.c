/* What a name means at a place. See bind_private.h. */
#include "bind_type.h"

static const char *const system_column[] = {"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"};

struct scope *scope_new(struct binder *b, struct scope *parent, enum scope_kind kind)
{
	struct scope *scope = arena_new(b->arena, struct scope);

	scope->parent = parent;
	scope->kind = kind;
	scope->within = b->clause;
	return scope;
}

int source_column(const struct source *source, const char *name, size_t *field)
{
	int n = 0;

	for (size_t i = 0; i < source->field.n; i++)
		if (strcmp(source->field.v[i].name, name) == 0) {
			if (n++)
				return 2;
			*field = i;
		}
	if (!n && source->system_columns)
		for (size_t i = 0; i < sizeof(system_column) / sizeof(*system_column); i++)
			if (strcmp(system_column[i], name) == 0) {
				*field = SIZE_MAX;
				return 1;
			}
	return n;
}

static bool columns_reachable(const struct scope *scope, const struct source *source)
{
	return source->cols_visible && (!source->lateral_only || scope->lateral_active);
}

enum lookup find_column(struct scope *scope, const char *name, bool local_only, struct found *found)
{
	int level = 0;

	for (struct scope *s = scope; s; s = s->parent) {
		bool hit = false, opaque = s->holed;

		for (size_t i = 0; i < s->visible.n; i++) {
			struct source *source = s->visible.v[i];
			size_t field = 0;
			int n;

			if (!columns_reachable(s, source))
				continue;
			n = source_column(source, name, &field);
			if (n > 1 || (n && hit))
				return LOOKUP_AMBIGUOUS;
			if (n) {
				*found = (struct found){source, field, level, s};
				hit = true;
			}
			opaque |= source->opaque;
		}
		if (hit)
			return LOOKUP_FOUND;
		if (opaque)
			return LOOKUP_UNKNOWN;
		if (local_only)
			break;
		level += !s->transparent;
	}
	return LOOKUP_MISSING;
}

static bool answers_to(const struct source *source, const struct relation *wanted, const char *schema, const char *name)
{
	if (!schema)
		return strcmp(source->name, name) == 0;
	return wanted && source->kind == SOURCE_RELATION && source->relation == wanted && !source->aliased;
}

enum lookup find_source(struct binder *b, struct scope *scope, const char *schema, const char *name, struct found *found)
{
	const struct relation *wanted = schema ? catalog_relation(b->catalog, schema, name) : NULL;
	int level = 0;

	for (struct scope *s = scope; s; s = s->parent) {
		bool hit = false;

		for (size_t i = 0; i < s->visible.n; i++) {
			struct source *source = s->visible.v[i];

			if (!source->rel_visible || (source->lateral_only && !s->lateral_active))
				continue;
			/* An unknown relation written with this schema is as good as a known one. */
			if (!answers_to(source, wanted, schema, name) &&
			    !(schema && !wanted && source->kind == SOURCE_UNKNOWN && !source->aliased && strcmp(source->name, name) == 0))
				continue;
			if (hit)
				return LOOKUP_AMBIGUOUS;
			*found = (struct found){source, SIZE_MAX, level, s};
			hit = true;
		}
		if (hit)
			return LOOKUP_FOUND;
		if (s->holed)
			return LOOKUP_UNKNOWN;
		level += !s->transparent;
	}
	return LOOKUP_MISSING;
}

struct cte *find_cte(struct scope *scope, const char *name)
{
	for (struct scope *s = scope; s; s = s->parent)
		for (size_t i = s->cte.n; i-- > 0;) {
			struct cte *cte = s->cte.v[i];

			/* Without RECURSIVE a CTE is not visible to itself. */
			if (strcmp(cte->name, name) == 0 && (cte->recursive || cte->state == CTE_DONE))
				return cte;
		}
	return NULL;
}

static void add_names(struct arena *arena, const struct source *source, const char ***names, size_t *n, size_t *cap)
{
	for (size_t i = 0; i < source->field.n && *n < 1000; i++) {
		if (*n == *cap) {
			const char **more = arena_array(arena, const char *, *cap = *cap ? *cap * 2 : 32);

			if (*n)
				memcpy(more, *names, *n * sizeof(*more));
			*names = more;
		}
		(*names)[(*n)++] = source->field.v[i].name;
	}
}

const char *nearest_column(struct binder *b, const struct scope *scope, const struct source *source, const char *name)
{
	const char **names = NULL, *nearest;
	size_t n = 0, cap = 0;

	if (source)
		add_names(b->arena, source, &names, &n, &cap);
	else
		for (const struct scope *s = scope; s; s = s->parent)
			for (size_t i = 0; i < s->visible.n; i++)
				if (s->visible.v[i]->cols_visible)
					add_names(b->arena, s->visible.v[i], &names, &n, &cap);
	nearest = n ? nearest_name(name, names, n) : NULL;
	return nearest ? nearest : "";
}

static const char *nearest_source(struct binder *b, const struct scope *scope, const char *name)
{
	const char *names[200], *nearest;
	size_t n = 0;

	for (const struct scope *s = scope; s; s = s->parent)
		for (size_t i = 0; i < s->visible.n && n < 200; i++)
			if (s->visible.v[i]->rel_visible && s->visible.v[i]->name[0])
				names[n++] = s->visible.v[i]->name;
	nearest = n ? nearest_name(name, names, n) : NULL;
	return nearest ? arena_strdup(b->arena, nearest) : "";
}

/* PostgreSQL's errorMissingRTE: a FROM item that exists but is hidden behind an alias, or stands where it cannot be seen, is another message. */
void missing_source(struct binder *b, struct scope *scope, const char *schema, const char *name, int position)
{
	const struct relation *relation = catalog_relation(b->catalog, schema, name);
	const struct source *near = NULL;
	struct bound_problem *p;

	/* RETURNING old.a, new.b */
	if (strcmp(b->clause, "returning") == 0 && !schema && (strcmp(name, "old") == 0 || strcmp(name, "new") == 0)) {
		b->bound->unchecked = "syntax newer than the parser (needs PostgreSQL 18)";
		return;
	}
	for (const struct scope *s = scope; s && !near; s = s->parent)
		for (size_t i = 0; i < s->all.n && !near; i++) {
			const struct source *source = s->all.v[i];

			if ((relation && source->relation == relation) || strcmp(source->name, name) == 0)
				near = source;
		}
	p = problem(b, "42P01", position, name, near ? "invalid reference to FROM-clause entry for table \"%s\""
						      : "missing FROM-clause entry for table \"%s\"", name);
	if (!p)
		return;
	if (near && strcmp(near->name, name) != 0 && near->rel_visible) {
		p->nearest = near->name;
		p->detail = arena_printf(b->arena, "the table is named \"%s\" here", near->name);
	} else if (near) {
		p->detail = arena_printf(b->arena, "there is an entry for table \"%s\", but it cannot be referenced from this part of the query", name);
	} else {
		p->nearest = nearest_source(b, scope, name);
	}
}

/* Whole rows read all columns. Joins hand on to what they join, so only leaves are noted. */
void note_whole_row(struct binder *b, const struct source *source, int level, int position)
{
	for (size_t i = 0; i < source->field.n; i++) {
		const struct field *f = &source->field.v[i];
		struct bound_column c = column_fact(b, f, f->name, position);

		c.level = level;
		c.whole_row = true;
		note_column(b, &c);
	}
}

static struct value value_of(struct binder *b, const struct source *source, size_t i)
{
	const struct field *f = &source->field.v[i];

	return (struct value){.type = f->type, .t = type_number(b, &f->type), .shared = f->shared, .field = f};
}

static struct value found_column(struct binder *b, struct scope *scope, const cJSON *node, const struct found *f, const char *name, bool qualified, int position)
{
	struct ref ref = {.scope = scope, .home = f->scope, .source = f->source, .field = f->field, .level = f->level, .qualified = qualified, .problem = SIZE_MAX};
	const struct field *field = f->field == SIZE_MAX ? NULL : &f->source->field.v[f->field];
	struct bound_column c = column_fact(b, field, name, position);

	if (!field && f->source->relation) {
		c.schema = f->source->relation->schema;
		c.table = f->source->relation->name;
	}
	c.level = f->level;
	c.qualified = qualified;
	ref.bound = note_column(b, &c);
	note_capture(b, &ref, node, name, position);
	node = tree_body(node);
	*map_put(&b->refs, (const char *)&node, sizeof(node), NULL) = (int64_t)b->ref.n;
	vec_push(&b->ref, ref);
	if (field)
		return value_of(b, f->source, f->field);
	return typed(b, builtin_type(strcmp(name, "ctid") == 0 ? "tid" : strcmp(name, "tableoid") == 0 ? "oid" : name[0] == 'x' ? "xid" : "cid"));
}

static struct value found_row(struct binder *b, struct scope *scope, const cJSON *node, const struct found *f, bool qualified, int position)
{
	struct value v = {0};
	struct ref ref = {.scope = scope, .home = f->scope, .source = f->source, .field = SIZE_MAX, .level = f->level, .bound = SIZE_MAX, .problem = SIZE_MAX};
	const cJSON *body = tree_body(node);

	/* A function that gives one scalar is that scalar, not a row of one. */
	if (f->source->kind == SOURCE_FUNCTION && f->source->field.n == 1 && !f->source->opaque) {
		struct found column = *f;

		column.field = 0;
		return found_column(b, scope, node, &column, f->source->field.v[0].name, qualified, position);
	}
	note_whole_row(b, f->source, f->level, position);
	*map_put(&b->rows, (const char *)&body, sizeof(body), NULL) = (int64_t)b->row.n;
	arena_push(b->arena, &b->row, ref);
	if (f->source->relation && f->source->kind == SOURCE_RELATION && !f->source->opaque) {
		v.type = (struct sql_type){f->source->relation->schema, f->source->relation->name, "", 0};
		v.t = type_number(b, &v.type);
	}
	if ((f->source->kind == SOURCE_QUERY || f->source->kind == SOURCE_CTE) && !f->source->opaque)
		v = typed(b, b->p->record);
	v.row = f->source;
	return v;
}

const struct ref *row_ref_of(struct binder *b, const cJSON *body)
{
	const int64_t *i = map_get(&b->rows, (const char *)&body, sizeof(body));

	return i ? &b->row.v[*i] : NULL;
}

struct ref *ref_of(struct binder *b, const cJSON *node)
{
	const cJSON *body = tree_as(node, "ColumnRef");
	int64_t *i = body ? map_get(&b->refs, (const char *)&body, sizeof(body)) : NULL;

	return i ? &b->ref.v[*i] : NULL;
}

static void missing_column(struct binder *b, struct scope *scope, const struct source *source, const char *qualifier, const char *name, int position)
{
	struct bound_problem *p;

	if (!qualifier) {
		p = problem(b, "42703", position, name, "column \"%s\" does not exist", name);
	} else {
		const char *table = source->relation ? source->relation->name : qualifier;

		p = problem(b, "42703", position, arena_printf(b->arena, "%s.%s", table, name), "column %s.%s does not exist", qualifier, name);
	}
	if (p)
		p->nearest = nearest_column(b, scope, source, name);
}

static void ambiguous_column(struct binder *b, const char *name, int position)
{
	problem(b, "42702", position, name, "column reference \"%s\" is ambiguous", name);
}

/* A column of something not known. */
static void unresolved(struct binder *b, const char *name, int level, bool qualified, int position)
{
	struct bound_column c = column_fact(b, NULL, name, position);

	c.level = level;
	c.qualified = qualified;
	note_column(b, &c);
}

static struct value bind_unqualified(struct binder *b, struct scope *scope, const cJSON *node, const char *name, int position)
{
	struct found f = {0};

	switch (find_column(scope, name, false, &f)) {
	case LOOKUP_FOUND:
		return found_column(b, scope, node, &f, name, false, position);
	case LOOKUP_AMBIGUOUS:
		ambiguous_column(b, name, position);
		return (struct value){0};
	case LOOKUP_UNKNOWN:
		if (find_source(b, scope, NULL, name, &f) == LOOKUP_FOUND && !f.source->opaque)
			return found_row(b, scope, node, &f, false, position);
		unresolved(b, name, 0, false, position);
		return (struct value){0};
	case LOOKUP_MISSING:
		break;
	}
	/* A name that is no column may be a FROM item: its whole row. */
	switch (find_source(b, scope, NULL, name, &f)) {
	case LOOKUP_FOUND:
		return found_row(b, scope, node, &f, false, position);
	case LOOKUP_MISSING:
		missing_column(b, scope, NULL, NULL, name, position);
		break;
	default:
		break;
	}
	return (struct value){0};
}

static struct value bind_qualified(struct binder *b, struct scope *scope, const cJSON *node, const char *schema, const char *table, const char *name, int position)
{
	struct found f = {0};
	int n;

	switch (find_source(b, scope, schema, table, &f)) {
	case LOOKUP_FOUND:
		break;
	case LOOKUP_MISSING:
		missing_source(b, scope, schema, table, position);
		return (struct value){0};
	default:
		return (struct value){0};
	}
	for (struct scope *s = scope; s && s != f.scope; s = s->parent)
		s->correlated = true;
	if (!name)
		return found_row(b, scope, node, &f, true, position);
	n = source_column(f.source, name, &f.field);
	if (n > 1) {
		ambiguous_column(b, name, position);
		return (struct value){0};
	}
	if (n)
		return found_column(b, scope, node, &f, name, true, position);
	if (f.source->opaque) {
		unresolved(b, name, f.level, true, position);
		return (struct value){0};
	}
	if (function_takes_row(b, name))
		note_whole_row(b, f.source, f.level, position);
	else
		missing_column(b, scope, f.source, table, name, position);
	return (struct value){0};
}

void too_many_names(struct binder *b, const cJSON *fields, int position)
{
	const char *text = "";
	const cJSON *item;
	int n = 0;

	/* The message holds the whole name; more of it than this is cut off there anyway. */
	tree_each(item, fields)
		if (n++ < 20)
			text = arena_printf(b->arena, "%s%s%s", text, *text ? "." : "", tree_string(item) ? tree_string(item) : "*");
	problem(b, "42601", position, "", "improper qualified name (too many dotted names): %s", text);
}

enum name_answer name_around(const struct binder *b, const char *const *name, size_t n, struct sql_type *type)
{
	*type = (struct sql_type){0};
	return b->around && b->around->look_up && n > 0 && n <= 3 ? b->around->look_up(b->around->context, name, n, type) : NAME_NONE;
}

bool clashes(struct binder *b, const char *const *name, size_t n, int position)
{
	struct sql_type type;
	struct bound_problem *p;

	if (!b->around || b->around->both != CLASH || name_around(b, name, n, &type) != NAME_VALUE)
		return false;
	p = problem(b, "42702", position, name[n - 1], "column reference \"%s\" is ambiguous", n == 1 ? name[0] : arena_printf(b->arena, "%s.%s", name[0], name[1]));
	if (p)
		p->detail = "it could refer to either a PL/pgSQL variable or a table column";
	return true;
}

/* Whether the names mean a column or a row at this place, without a word about it. */
static enum lookup column_at(struct binder *b, struct scope *scope, const char *const *name, size_t n)
{
	const char *schema = n == 3 ? name[0] : NULL, *last = name[n - 1];
	struct found f = {0};
	enum lookup there = n == 1 ? find_column(scope, last, false, &f) : find_source(b, scope, schema, name[n - 2], &f);

	if (n == 1)
		return there == LOOKUP_MISSING ? find_source(b, scope, NULL, last, &f) : there;
	if (there != LOOKUP_FOUND || source_column(f.source, last, &f.field))
		return there;
	return f.source->opaque ? LOOKUP_UNKNOWN : LOOKUP_MISSING;
}

/* A name the function around the statement knows. false: it is a column's after all, or nobody's. */
static bool bind_name_around(struct binder *b, struct scope *scope, const cJSON *body, const char *const *name, size_t n, int position, struct value *v)
{
	struct sql_type type;
	enum name_answer answer = name_around(b, name, n, &type);
	enum lookup column;

	*v = (struct value){0};
	if (answer == NAME_NONE)
		return false;
	column = b->around->both == NAME_WINS ? LOOKUP_MISSING : column_at(b, scope, name, n);
	if (column == LOOKUP_UNKNOWN)
		return true;
	if (column != LOOKUP_MISSING)
		return column == LOOKUP_FOUND && clashes(b, name, n, position);
	if (answer == NAME_NO_FIELD) {
		problem(b, "42703", position, arena_printf(b->arena, "%s.%s", type.name ? type.name : name[n - 2], name[n - 1]), "record \"%s\" has no field \"%s\"", name[n - 2], name[n - 1]);
		return true;
	}
	if (type.name) {
		*v = typed(b, type_number(b, &type));
		v->type = type;
	}
	*map_put(&b->around_refs, (const char *)&body, sizeof(body), NULL) = 1;
	return true;
}

bool is_name_around(const struct binder *b, const cJSON *column_ref)
{
	return b->around && map_get(&b->around_refs, (const char *)&column_ref, sizeof(column_ref)) != NULL;
}

struct value bind_column_ref(struct binder *b, struct scope *scope, const cJSON *node, const cJSON *body)
{
	struct value around;
	const cJSON *fields = tree_get(body, "fields");
	size_t n = tree_count(fields);
	const char *name[4] = {0};
	int position = tree_location(body);
	bool star;

	if (n > 4) {
		too_many_names(b, fields, position);
		return (struct value){0};
	}
	for (size_t i = 0; i < n; i++) {
		name[i] = tree_string(tree_item(fields, i));
		if (name[i] && is_hole(name[i])) {
			/* A hole alone may be any expression, with columns of its own. */
			return (struct value){0};
		}
	}
	star = n && !name[n - 1];
	/* ROW(NEW.*), f(r.*): some columns, whose number is not followed. */
	if (star && n == 2 && find_source(b, scope, NULL, name[0], &(struct found){0}) == LOOKUP_MISSING && name_around(b, name, 1, &(struct sql_type){0}) != NAME_NONE)
		return (struct value){0};
	if (!star && b->around && bind_name_around(b, scope, body, name, n, position, &around))
		return around;
	if (n == 1)
		return star ? (struct value){0} : bind_unqualified(b, scope, node, name[0], position);
	if (n == 2)
		return bind_qualified(b, scope, node, NULL, name[0], name[1], position);
	if (n == 3)
		return bind_qualified(b, scope, node, name[0], name[1], name[2], position);
	/* Four names begin with a database; whether it is this one is not ours to say. */
	return n == 4 ? bind_qualified(b, scope, node, name[1], name[2], name[3], position) : (struct value){0};
}
