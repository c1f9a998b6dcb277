/* What needs what, and the removal of objects with all that needs them. */
#include "replay_private.h"

struct object part_object(enum object_kind kind, void *p, struct relation *relation)
{
	return (struct object){kind, p, relation};
}

struct object relation_object(struct relation *relation)
{
	return part_object(OBJECT_RELATION, relation, relation);
}

static bool same_object(struct object a, struct object b)
{
	return a.kind == b.kind && a.p == b.p;
}

void depends(struct run *run, struct object who, struct object on, char how)
{
	if (!same_object(who, on))
		vec_push(&run->catalog->depend, (struct depend){who, on, how});
}

void depends_on_type(struct run *run, struct object who, const struct sql_type *type)
{
	struct user_type *user;
	struct relation *relation;

	if (!type->schema || strcmp(type->schema, "pg_catalog") == 0)
		return;
	if ((user = catalog_type(run->catalog, type->schema, type->name)))
		depends(run, who, part_object(OBJECT_TYPE, user, NULL), 'n');
	else if ((relation = catalog_relation(run->catalog, type->schema, type->name)))
		depends(run, who, relation_object(relation), 'n');
}

void forget_depends(struct run *run, const void *who, enum object_kind kind)
{
	struct catalog *c = run->catalog;
	size_t kept = 0;

	while (kept < c->depend.n && (c->depend.v[kept].who.p != who || c->depend.v[kept].who.kind != kind))
		kept++;
	if (kept == c->depend.n)
		return;
	undo_keeps_depends(run);
	for (size_t i = kept; i < c->depend.n; i++)
		if (c->depend.v[i].who.p != who || c->depend.v[i].who.kind != kind)
			c->depend.v[kept++] = c->depend.v[i];
	c->depend.n = kept;
}

/* Walk of an expression for what it uses. */
struct uses {
	struct run *run;
	struct object who;
	struct relation *relation;
	char columns;
};

static void use_sequence(struct uses *uses, const char *text)
{
	char *copy = arena_strdup(uses->run->arena, text), *dot = strrchr(copy, '.');
	struct relation *sequence;

	if (dot)
		*dot = '\0';
	/* 'public."Name_seq"': quotes of a regclass text */
	for (char *part = copy; part; part = part == copy && dot ? dot + 1 : NULL) {
		size_t n = strlen(part);

		if (n >= 2 && part[0] == '"' && part[n - 1] == '"') {
			memmove(part, part + 1, n - 2);
			part[n - 2] = '\0';
		}
	}
	sequence = catalog_relation(uses->run->catalog, dot ? copy : NULL, dot ? dot + 1 : copy);
	if (sequence)
		depends(uses->run, uses->who, relation_object(sequence), 'n');
}

static void use_function(struct uses *uses, const cJSON *call)
{
	const char *schema, *name, *text;
	struct catalog *c = uses->run->catalog;
	struct routine *function;
	const cJSON *args = tree_get(call, "args");

	if (!tree_name(tree_get(call, "funcname"), &schema, &name))
		return;
	if (strcmp(name, "nextval") == 0 || strcmp(name, "currval") == 0 || strcmp(name, "setval") == 0) {
		text = tree_constant(uses->run->arena, tree_item(args, 0));
		if (text)
			use_sequence(uses, text);
		return;
	}
	if ((function = function_named(c, schema, name)))
		depends(uses->run, uses->who, part_object(OBJECT_FUNCTION, function, NULL), 'n');
}

static bool visit_use(void *context, const char *tag, const cJSON *body)
{
	struct uses *uses = context;
	struct run *run = uses->run;

	if (strcmp(tag, "FuncCall") == 0) {
		use_function(uses, body);
	} else if (strcmp(tag, "TypeCast") == 0) {
		struct sql_type type = type_from_tree(run->arena, run->catalog, tree_get(body, "typeName"));

		depends_on_type(run, uses->who, &type);
	} else if (strcmp(tag, "ColumnRef") == 0 && uses->relation) {
		const char *schema, *name;
		struct column *column;

		if (tree_name(tree_get(body, "fields"), &schema, &name) && (column = relation_column(uses->relation, name)))
			depends(run, uses->who, part_object(OBJECT_COLUMN, column, uses->relation), uses->columns);
	} else if (strcmp(tag, "SelectStmt") == 0) {
		return !uses->relation; /* names inside have scopes of their own */
	}
	return true;
}

void depends_on_expression(struct run *run, struct object who, const cJSON *expression, struct relation *relation, char columns)
{
	struct uses uses = {run, who, relation, columns};

	tree_walk(expression, visit_use, &uses);
}

static const char *relation_word(const struct relation *relation)
{
	switch (relation->kind) {
	case RELATION_VIEW:
		return "view";
	case RELATION_MATVIEW:
		return "materialized view";
	case RELATION_SEQUENCE:
		return "sequence";
	case RELATION_FOREIGN:
		return "foreign table";
	case RELATION_COMPOSITE:
		return "composite type";
	default:
		return "table";
	}
}

/* A name as messages show it: with its schema where that is not in the search path. */
static const char *shown(struct run *run, const char *schema, const char *name)
{
	for (size_t i = 0; i < run->catalog->search_path.n; i++)
		if (strcmp(run->catalog->search_path.v[i], schema) == 0)
			return quote_name(run->arena, name);
	return arena_printf(run->arena, "%s.%s", quote_name(run->arena, schema), quote_name(run->arena, name));
}

static const char *function_text(struct run *run, const struct routine *f)
{
	struct buf text = {0};
	const char *result;

	buf_printf(&text, "function %s(", shown(run, f->schema, f->name));
	for (size_t i = 0; i < f->argument.n; i++)
		buf_printf(&text, "%s%s", i ? "," : "", type_text(run->arena, &f->argument.v[i]));
	buf_putc(&text, ')');
	result = arena_strdup(run->arena, buf_text(&text));
	buf_free(&text);
	return result;
}

const char *describe(struct run *run, struct object o)
{
	struct arena *a = run->arena;
	const struct relation *r = o.relation;
	const char *table = r ? arena_printf(a, "%s %s", relation_word(r), shown(run, r->schema, r->name)) : "";

	switch (o.kind) {
	case OBJECT_RELATION:
		return table;
	case OBJECT_COLUMN:
		return arena_printf(a, "column %s of %s", ((struct column *)o.p)->name, table);
	case OBJECT_DEFAULT:
		return arena_printf(a, "default value for column %s of %s", ((struct column *)o.p)->name, table);
	case OBJECT_CONSTRAINT:
		return arena_printf(a, "constraint %s on %s", ((struct constraint *)o.p)->name, table);
	case OBJECT_INDEX:
		return arena_printf(a, "index %s", shown(run, r ? r->schema : "", ((struct index *)o.p)->name));
	case OBJECT_TRIGGER:
		return arena_printf(a, "trigger %s on %s", ((struct trigger *)o.p)->name, table);
	case OBJECT_POLICY:
		return arena_printf(a, "policy %s on %s", ((struct policy *)o.p)->name, table);
	case OBJECT_TYPE:
		return arena_printf(a, "type %s", shown(run, ((struct user_type *)o.p)->schema, ((struct user_type *)o.p)->name));
	case OBJECT_FUNCTION:
		return function_text(run, o.p);
	case OBJECT_EXTENSION:
		return arena_printf(a, "extension %s", ((struct extension *)o.p)->name);
	}
	return "";
}

/* An object on its way out. */
struct doomed {
	struct object object;
	enum { BY_CASCADE,
		BY_OWNER,
		BY_NAME } reached; /* the strongest reason wins: only BY_CASCADE asks for CASCADE */
	struct object because;
};
struct doom {
	VEC(struct doomed);
	struct map index;   /* object → place + 1 */
	struct map by_need; /* object → place + 1 in catalog->depend of the first that needs it, … */
	size_t *next;	    /* … and of the one after that; 0: none */
};

/* Objects as keys. */
struct object_key {
	void *p;
	uintptr_t kind;
};

static struct object_key key_of(struct object object)
{
	return (struct object_key){object.p, object.kind};
}

static int64_t *object_get(const struct map *map, struct object object)
{
	struct object_key key = key_of(object);

	return map_get(map, (const char *)&key, sizeof(key));
}

static int64_t *object_put(struct map *map, struct object object)
{
	struct object_key key = key_of(object);

	return map_put(map, (const char *)&key, sizeof(key), NULL);
}

static void add_doomed(struct doom *doom, struct object object, int reached, struct object because)
{
	int64_t *place = object_put(&doom->index, object);

	if (*place) {
		if ((int)doom->v[*place - 1].reached < reached)
			doom->v[*place - 1].reached = reached;
		return;
	}
	vec_push(doom, (struct doomed){object, reached, because});
	*place = (int64_t)doom->n;
}

static void index_needs(struct run *run, struct doom *doom)
{
	const struct catalog *c = run->catalog;

	doom->next = xcalloc(c->depend.n, sizeof(*doom->next));
	for (size_t i = c->depend.n; i-- > 0;) {
		int64_t *first = object_put(&doom->by_need, c->depend.v[i].on);

		doom->next[i] = (size_t)*first;
		*first = (int64_t)i + 1;
	}
}

static void add_policies(struct run *run, struct doom *doom, struct relation *r, struct object because)
{
	for (size_t i = 0; i < run->catalog->policy.n; i++) {
		struct policy *policy = run->catalog->policy.v[i];

		if (strcmp(policy->schema, r->schema) == 0 && strcmp(policy->table, r->name) == 0)
			add_doomed(doom, part_object(OBJECT_POLICY, policy, r), BY_OWNER, because);
	}
}

/* What an object consists of. */
static void add_parts(struct run *run, struct doom *doom, struct object o)
{
	struct relation *r = o.relation;

	if (o.kind == OBJECT_RELATION) {
		for (size_t i = 0; i < r->column.n; i++)
			add_doomed(doom, part_object(OBJECT_COLUMN, r->column.v[i], r), BY_OWNER, o);
		for (size_t i = 0; i < r->constraint.n; i++)
			add_doomed(doom, part_object(OBJECT_CONSTRAINT, r->constraint.v[i], r), BY_OWNER, o);
		for (size_t i = 0; i < r->index.n; i++)
			add_doomed(doom, part_object(OBJECT_INDEX, r->index.v[i], r), BY_OWNER, o);
		for (size_t i = 0; i < r->trigger.n; i++)
			add_doomed(doom, part_object(OBJECT_TRIGGER, r->trigger.v[i], r), BY_OWNER, o);
		add_policies(run, doom, r, o);
	} else if (o.kind == OBJECT_COLUMN) {
		add_doomed(doom, part_object(OBJECT_DEFAULT, o.p, r), BY_OWNER, o);
	} else if (o.kind == OBJECT_CONSTRAINT) {
		struct index *index = key_index(r, o.p);

		if (index)
			add_doomed(doom, part_object(OBJECT_INDEX, index, r), BY_OWNER, o);
	} else if (o.kind == OBJECT_INDEX && ((struct index *)o.p)->constraint) {
		struct constraint *constraint = find_constraint(r, ((struct index *)o.p)->constraint);

		if (constraint)
			add_doomed(doom, part_object(OBJECT_CONSTRAINT, constraint, r), BY_OWNER, o);
	}
}

static void close_doom(struct run *run, struct doom *doom)
{
	for (size_t i = 0; i < doom->n; i++) {
		struct object object = doom->v[i].object;
		const int64_t *first = object_get(&doom->by_need, object);

		add_parts(run, doom, object);
		for (size_t k = first ? (size_t)*first : 0; k; k = doom->next[k - 1]) {
			const struct depend *d = &run->catalog->depend.v[k - 1];

			add_doomed(doom, d->who, d->how == 'n' ? BY_CASCADE : BY_OWNER, object);
		}
	}
}

#define REMOVE(list, item) \
	do { \
		size_t kept_ = 0; \
		for (size_t i_ = 0; i_ < (list).n; i_++) \
			if ((const void *)(list).v[i_] != (const void *)(item)) \
				(list).v[kept_++] = (list).v[i_]; \
		(list).n = kept_; \
	} while (0)

static void tell_dropped(struct run *run, const char *operation, const char *object, const struct relation *on, bool cascaded)
{
	struct ddl_event *e = event(run, operation, object);

	e->cascaded = cascaded;
	if (on)
		e->on = qualified(run, on->schema, on->name);
}

static void remove_default(struct run *run, struct object o)
{
	struct column *column = o.p;

	touch(run, column);
	column->has_default = false;
	column->default_sql = NULL;
	column->identity = 0;
}

static void remove_part(struct run *run, struct object o, bool cascaded)
{
	struct relation *r = o.relation;

	touch_relation(run, r);
	if (o.kind == OBJECT_COLUMN) {
		struct column *column = o.p;

		tell_dropped(run, "drop column", dotted(run, r, column->name), r, cascaded);
		REMOVE(r->column, column);
		vec_push(&r->dropped_column, column->name);
	} else if (o.kind == OBJECT_CONSTRAINT) {
		tell_dropped(run, "drop constraint", dotted(run, r, ((struct constraint *)o.p)->name), r, cascaded);
		REMOVE(r->constraint, o.p);
	} else if (o.kind == OBJECT_INDEX) {
		tell_dropped(run, "drop index", qualified(run, r->schema, ((struct index *)o.p)->name), r, cascaded);
		REMOVE(r->index, o.p);
	} else {
		tell_dropped(run, "drop trigger", dotted(run, r, ((struct trigger *)o.p)->name), r, cascaded);
		REMOVE(r->trigger, o.p);
		refresh_filled(run, r);
	}
}

static const char *drop_operation(const struct relation *r)
{
	switch (r->kind) {
	case RELATION_VIEW:
		return "drop view";
	case RELATION_MATVIEW:
		return "drop materialized view";
	case RELATION_SEQUENCE:
		return "drop sequence";
	case RELATION_COMPOSITE:
		return "drop type";
	default:
		return "drop table";
	}
}

static void remove_whole(struct run *run, struct object o, bool cascaded)
{
	struct catalog *c = run->catalog;

	if (o.kind == OBJECT_RELATION) {
		struct relation *r = o.p;

		if (r->kind != RELATION_COMPOSITE)
			tell_dropped(run, drop_operation(r), qualified(run, r->schema, r->name), NULL, cascaded);
	} else if (o.kind == OBJECT_TYPE) {
		struct user_type *type = o.p;

		tell_dropped(run, "drop type", qualified(run, type->schema, type->name), NULL, cascaded);
		REMOVE(c->type, type);
	} else if (o.kind == OBJECT_FUNCTION) {
		struct routine *function = o.p;

		tell_dropped(run, "drop function", qualified(run, function->schema, function->name), NULL, cascaded);
		REMOVE(c->function, function);
	} else if (o.kind == OBJECT_EXTENSION) {
		tell_dropped(run, "drop extension", ((struct extension *)o.p)->name, NULL, cascaded);
		REMOVE(c->extension, o.p);
	} else if (o.kind == OBJECT_POLICY) {
		struct policy *policy = o.p;

		tell_dropped(run, "drop policy", arena_printf(run->arena, "%s.%s.%s", policy->schema, policy->table, policy->name), o.relation, cascaded);
		REMOVE(c->policy, policy);
	}
}

static bool is_doomed(const struct doom *doom, struct object o)
{
	const int64_t *place = object_get(&doom->index, o);

	return place && *place;
}

static bool is_doomed_relation(const void *doom, struct relation *relation)
{
	return is_doomed(doom, relation_object(relation));
}

static void remove_all(struct run *run, const struct doom *doom)
{
	struct catalog *c = run->catalog;
	size_t kept = 0;

	/* Parts of what goes as a whole stay with it: a dropped table can still be looked at. */
	for (size_t i = 0; i < doom->n; i++) {
		struct object o = doom->v[i].object;
		bool cascaded = doom->v[i].reached != BY_NAME;

		if (o.kind != OBJECT_RELATION && o.kind != OBJECT_POLICY && o.relation && is_doomed(doom, relation_object(o.relation)))
			continue;
		if (o.kind == OBJECT_DEFAULT) {
			if (!is_doomed(doom, part_object(OBJECT_COLUMN, o.p, o.relation)))
				remove_default(run, o);
		} else if (o.kind == OBJECT_COLUMN || o.kind == OBJECT_CONSTRAINT || o.kind == OBJECT_INDEX || o.kind == OBJECT_TRIGGER) {
			remove_part(run, o, cascaded);
		} else {
			remove_whole(run, o, cascaded);
		}
	}
	catalog_remove_relations(c, is_doomed_relation, doom);
	undo_keeps_depends(run);
	for (size_t i = 0; i < c->depend.n; i++)
		if (!is_doomed(doom, c->depend.v[i].who) && !is_doomed(doom, c->depend.v[i].on))
			c->depend.v[kept++] = c->depend.v[i];
	c->depend.n = kept;
}

bool drop_objects(struct run *run, const struct object *objects, size_t n, bool cascade)
{
	struct doom doom = {0};
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		add_doomed(&doom, objects[i], BY_NAME, objects[i]);
	index_needs(run, &doom);
	close_doom(run, &doom);
	for (size_t i = 0; i < doom.n && ok && !cascade; i++) {
		if (doom.v[i].reached != BY_CASCADE)
			continue;
		if (n == 1)
			ok = fail(run, "2BP01", describe(run, objects[0]), "cannot drop %s because other objects depend on it (%s)", describe(run, objects[0]),
				describe(run, doom.v[i].object));
		else
			ok = fail(run, "2BP01", describe(run, doom.v[i].because), "cannot drop desired object(s) because other objects depend on them (%s)",
				describe(run, doom.v[i].object));
	}
	if (ok)
		remove_all(run, &doom);
	vec_free(&doom);
	map_free(&doom.index);
	map_free(&doom.by_need);
	free(doom.next);
	return ok;
}
