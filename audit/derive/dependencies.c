/* What in the schema cannot live without what: declared_dependency, of the schema statements are checked against. */
#include "schema.h"

struct named {
	const char *kind, *schema, *table, *name; /* kind NULL: nothing a reader would look for */
	struct place place;
};

static struct named relation_named(const struct relation *r)
{
	const char *kind = r->kind == RELATION_VIEW || r->kind == RELATION_MATVIEW ? "view" : r->kind == RELATION_SEQUENCE ? "sequence"
															   : "table";

	return (struct named){kind, r->schema, r->name, r->name, r->place};
}

/* The object that depends, as people name it. */
static struct named name_of(const struct object *o)
{
	const char *schema = o->relation ? o->relation->schema : "", *table = o->relation ? o->relation->name : "";

	switch (o->kind) {
	case OBJECT_RELATION:
		return relation_named(o->p);
	case OBJECT_COLUMN: {
		const struct column *c = o->p;
		return (struct named){"column", schema, table, c->name, c->place};
	}
	case OBJECT_DEFAULT: {
		const struct column *c = o->p;
		return (struct named){"default", schema, table, c->name, c->place};
	}
	case OBJECT_CONSTRAINT: {
		const struct constraint *c = o->p;
		return (struct named){"constraint", schema, table, c->name, c->place};
	}
	case OBJECT_INDEX: {
		const struct index *i = o->p;
		return (struct named){i->constraint ? NULL : "index", schema, table, i->name, i->place}; /* its constraint stands for it */
	}
	case OBJECT_TRIGGER: {
		const struct trigger *t = o->p;
		return (struct named){"trigger", schema, table, t->name, t->place};
	}
	case OBJECT_POLICY: {
		const struct policy *p = o->p;
		return (struct named){"policy", p->schema, p->table, p->name, p->place};
	}
	case OBJECT_TYPE: {
		const struct user_type *t = o->p;
		return (struct named){"type", t->schema, "", t->name, t->place};
	}
	case OBJECT_FUNCTION: {
		const struct routine *f = o->p;
		return (struct named){"function", f->schema, "", f->name, f->place};
	}
	case OBJECT_EXTENSION:
		break;
	}
	return (struct named){0};
}

void dependency_rows(struct derive *d, int64_t source, const struct catalog *catalog)
{
	struct table *t = facts_table(d->facts, "declared_dependency", COLUMNS("source_id", "kind", "schema", "table_name", "name", "on_schema", "on_table", "on_column", "file_id", "line"));

	for (size_t i = 0; i < catalog->depend.n; i++) {
		const struct depend *e = &catalog->depend.v[i];
		const struct relation *on = e->on.kind == OBJECT_RELATION ? e->on.p : e->on.kind == OBJECT_COLUMN ? e->on.relation
														  : NULL;
		struct named who = name_of(&e->who);

		if (!on || !who.kind)
			continue;
		row_id(t, 0, source);
		row_text(t, 1, who.kind);
		row_text(t, 2, who.schema);
		row_text(t, 3, who.table);
		row_text(t, 4, who.name);
		row_text(t, 5, on->schema);
		row_text(t, 6, on->name);
		row_text(t, 7, e->on.kind == OBJECT_COLUMN ? ((const struct column *)e->on.p)->name : NULL);
		row_id(t, 8, who.place.file);
		row_id(t, 9, who.place.line);
		row_end(t);
	}
}
