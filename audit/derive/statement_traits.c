/* What statements look like, and the constants bound to them: statement_trait, statement_parameter_value. */
#include "statements.h"

static bool same_trait(const struct bound_trait *a, const struct bound_trait *b)
{
	return strcmp(a->kind, b->kind) == 0 && strcmp(a->table, b->table) == 0 && strcmp(a->column, b->column) == 0 && strcmp(a->detail, b->detail) == 0;
}

static bool has_trait(const struct variant_text *x, const struct bound_trait *t)
{
	for (size_t i = 0; x->bound && i < x->bound->traits.n; i++)
		if (same_trait(&x->bound->traits.v[i], t))
			return true;
	return false;
}

static void trait_row(struct derive *d, const struct site *site, int64_t id, const struct bound_statement *s, int v, const struct bound_trait *p)
{
	struct table *t = facts_table(d->facts, "statement_trait", COLUMNS("statement_id", "kind", "schema", "table_name", "column_name", "detail", "complete", "in_all", "file_id", "line", "column"));
	const struct variant_text *x = &s->variant[v];
	struct source_position at;
	bool in_all = true, complete = true;

	for (int w = 0; w < s->variants; w++) {
		bool there = has_trait(&s->variant[w], p);

		if (there && w < v)
			return;	/* told with that one */
		in_all &= there;
		complete &= !there || (s->variant[w].complete && !s->variant[w].fragment);
	}
	if (is_generated(x, p->position))
		return;
	at = statement_position(d, site, x, p->position);
	row_id(t, 0, id);
	row_text(t, 1, p->kind);
	row_text(t, 2, p->schema);
	row_text(t, 3, p->table);
	row_text(t, 4, p->column);
	row_text(t, 5, p->detail);
	row_int(t, 6, complete);
	row_int(t, 7, in_all);
	row_id(t, 8, at.file_id);
	row_int(t, 9, at.line);
	row_int(t, 10, at.column);
	row_end(t);
}

void trait_rows(struct derive *d, const struct site *site, int64_t id, const struct bound_statement *s)
{
	for (int v = 0; v < s->variants; v++)
		for (size_t i = 0; s->variant[v].bound && i < s->variant[v].bound->traits.n; i++)
			trait_row(d, site, id, s, v, &s->variant[v].bound->traits.v[i]);
}

/* One text an expression may be: whole, or what it begins with. */
static void value_row(struct derive *d, int64_t id, int number, const struct fold_variant *variant, bool sole)
{
	struct table *t = facts_table(d->facts, "statement_parameter_value", COLUMNS("statement_id", "number", "value", "whole", "sole", "file_id", "line"));
	const struct fold_part *first = variant->parts ? &variant->part[0] : NULL;
	struct buf b = {0};
	int parts = 0;

	while (parts < variant->parts && variant->part[parts].text && !variant->part[parts].repeats) {
		buf_add(&b, variant->part[parts].text, variant->part[parts].n);
		parts++;
	}
	if (parts) {
		row_id(t, 0, id);
		row_int(t, 1, number);
		row_text(t, 2, buf_text(&b));
		row_int(t, 3, parts == variant->parts);
		row_int(t, 4, sole);
		row_id(t, 5, ref_ok(first->literal) ? d->n->file[first->literal.unit] : 0);
		row_id(t, 6, ref_ok(first->literal) ? ref_expr(d->r, first->literal)->line : 0);
		row_end(t);
	}
	buf_free(&b);
}

void parameter_value_rows(struct derive *d, const struct site *site, int64_t id, const struct variant_text *text, int number)
{
	struct ref value = bound_value(d, site, text, number);
	struct folding f;

	if (!ref_ok(value))
		return;
	fold(d->r, d->arena, value, &f);
	for (int i = 0; i < f.variants; i++)
		value_row(d, id, number, &f.variant[i], f.variants == 1 && !f.truncated);
}
