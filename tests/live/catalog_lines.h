/* A catalogue as lines of text, in the form tests/live/replay_truth.sql gives the server's in. Part of replay_truth.c, whose state `t` it uses. */
#ifndef PLUMBLINE_CATALOG_LINES_H
#define PLUMBLINE_CATALOG_LINES_H

static void line(struct lines *out, struct buf *text)
{
	vec_push(out, xstrdup(buf_text(text)));
	buf_reset(text);
}

static void add_names(struct buf *text, const char *const *names, size_t n)
{
	buf_puts(text, " (");
	for (size_t i = 0; i < n; i++)
		buf_printf(text, "%s%s", i ? "," : "", names[i] ? names[i] : "?");
	buf_putc(text, ')');
}

static bool of_extension(const void *p)
{
	for (size_t i = 0; i < t.catalog->depend.n; i++)
		if (t.catalog->depend.v[i].who.p == p && t.catalog->depend.v[i].on.kind == OBJECT_EXTENSION)
			return true;
	return false;
}

static void column_lines(struct lines *out, struct buf *text, const struct relation *r)
{
	for (size_t i = 0; i < r->column.n; i++) {
		const struct column *c = r->column.v[i];

		buf_printf(text, "column %s.%s %zu %s %s", r->schema, r->name, i + 1, c->name, type_text(&t.catalog->arena, &c->type));
		buf_printf(text, "%s%s", c->not_null ? " not null" : "", c->has_default ? " default" : "");
		if (c->identity)
			buf_printf(text, " identity %c", c->identity);
		if (c->generated)
			buf_puts(text, " generated");
		line(out, text);
	}
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void constraint_lines(struct lines *out, struct buf *text, const struct relation *r)
{
	for (size_t i = 0; i < r->constraint.n; i++) {
		const struct constraint *c = r->constraint.v[i];

		buf_printf(text, "constraint %s.%s %s %c", r->schema, r->name, c->name, c->kind);
		if (c->kind == CONSTRAINT_EXCLUDE) { /* expressions are 0 in conkey */
			for (size_t k = 0; k < r->index.n; k++)
				if (r->index.v[k]->constraint && strcmp(r->index.v[k]->constraint, c->name) == 0)
					add_names(text, r->index.v[k]->column, r->index.v[k]->columns);
		} else {
			add_names(text, c->column, c->columns);
		}
		if (c->kind == CONSTRAINT_FOREIGN) {
			buf_printf(text, " -> %s.%s", c->ref_schema, c->ref_table);
			add_names(text, c->ref_column, c->ref_columns);
			buf_printf(text, " %c%c", c->on_delete, c->on_update);
		}
		buf_printf(text, "%s%s%s", c->deferrable ? " deferrable" : "", c->deferred ? " deferred" : "", c->not_valid ? " not valid" : "");
		line(out, text);
	}
}

static void index_lines(struct lines *out, struct buf *text, const struct relation *r)
{
	for (size_t i = 0; i < r->index.n; i++) {
		const struct index *x = r->index.v[i];

		buf_printf(text, "index %s.%s on %s%s%s%s %s", x->schema, x->name, r->name, x->unique ? " unique" : "", x->primary ? " primary" : "",
			x->nulls_not_distinct ? " nulls not distinct" : "", x->method);
		add_names(text, x->column, x->columns);
		buf_printf(text, "%s%s", x->partial ? " partial" : "", x->constraint ? " constraint" : "");
		line(out, text);
		if ((x->partial && !(x->predicate && *x->predicate)))
			differ("index %s: no text of the predicate%s%s", x->name, "", "");
		for (size_t k = 0; k < x->columns; k++)
			if (!x->column[k] && !(x->expression[k] && *x->expression[k]))
				differ("index %s: no text of an expression%s%s", x->name, "", "");
	}
}

static void trigger_lines(struct lines *out, struct buf *text, const struct relation *r)
{
	for (size_t i = 0; i < r->trigger.n; i++) {
		const struct trigger *g = r->trigger.v[i];

		buf_printf(text, "trigger %s.%s %s %c%s%s%s%s%s %s", r->schema, r->name, g->name, g->timing, g->insert ? " insert" : "", g->update ? " update" : "",
			g->delete_ ? " delete" : "",
			g->row ? " row" : "", g->disabled ? " disabled" : "", g->function);
		line(out, text);
	}
}

static void function_line(struct lines *out, struct buf *text, const struct routine *f)
{
	buf_printf(text, "function %s.%s(", f->schema, f->name);
	for (size_t i = 0; i < f->argument.n; i++) {
		struct sql_type bare = f->argument.v[i];

		bare.modifier = "";
		buf_printf(text, "%s%s", i ? "," : "", strcmp(bare.name, "bpchar") == 0 ? "character" : strcmp(bare.name, "bit") == 0 ? "bit"
																      : type_text(&t.catalog->arena, &bare));
	}
	if (f->is_procedure) {
		buf_puts(text, ") procedure");
	} else {
		struct sql_type bare = f->result;

		bare.modifier = "";
		buf_printf(text, ") %s%s", f->returns_set ? "setof " : "", type_text(&t.catalog->arena, &bare));
	}
	buf_printf(text, " defaults %d", f->defaults);
	line(out, text);
}

static void type_line(struct lines *out, struct buf *text, const struct user_type *type)
{
	if (type->kind == TYPE_BASE || of_extension(type))
		return;
	buf_printf(text, "type %s.%s %c", type->schema, type->name, type->kind);
	for (size_t i = 0; i < type->label.n; i++)
		buf_printf(text, "%s%s", i ? "," : " ", type->label.v[i]);
	if (type->kind == TYPE_DOMAIN)
		buf_printf(text, " %s%s", type_text(&t.catalog->arena, &type->base), type->not_null ? " not null" : "");
	line(out, text);
}

static void relation_lines(struct lines *out, struct buf *text, const struct relation *r)
{
	if (r->temporary || of_extension(r))
		return;
	buf_printf(text, "relation %s.%s %c%s%s%s", r->schema, r->name, r->kind, r->row_security ? " rls" : "", r->force_row_security ? " force" : "",
		r->unlogged ? " unlogged" : "");
	line(out, text);
	if (r->kind == RELATION_SEQUENCE)
		return;
	if (r->columns_unknown) {
		t.unknown_relations++;
		buf_printf(&t.report, "# columns not known: %s.%s\n", r->schema, r->name);
	}
	column_lines(out, text, r);
	constraint_lines(out, text, r);
	index_lines(out, text, r);
	trigger_lines(out, text, r);
}

static void our_lines(struct lines *out)
{
	const struct catalog *c = t.catalog;
	struct buf text = {0};

	for (size_t i = 0; i < c->schema.n; i++) {
		if (strcmp(c->schema.v[i], "pg_catalog") == 0 || strcmp(c->schema.v[i], "information_schema") == 0)
			continue;
		buf_printf(&text, "schema %s", c->schema.v[i]);
		line(out, &text);
	}
	for (size_t i = 0; i < c->relation.n; i++)
		relation_lines(out, &text, c->relation.v[i]);
	for (size_t i = 0; i < c->type.n; i++)
		type_line(out, &text, c->type.v[i]);
	for (size_t i = 0; i < c->function.n; i++)
		if (!c->function.v[i]->is_aggregate)
			function_line(out, &text, c->function.v[i]);
	for (size_t i = 0; i < c->policy.n; i++) {
		const struct policy *p = c->policy.v[i];

		buf_printf(&text, "policy %s.%s %s %s %s", p->schema, p->table, p->name, p->command, p->permissive ? "permissive" : "restrictive");
		line(out, &text);
	}
	for (size_t i = 0; i < c->extension.n; i++) {
		buf_printf(&text, "extension %s %s", c->extension.v[i]->name, c->extension.v[i]->schema);
		line(out, &text);
	}
	buf_free(&text);
}

#endif
