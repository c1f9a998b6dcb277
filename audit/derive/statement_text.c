/* Folded parts → bound statements, and back to the source: positions of what the binder says. */
#include "compose.h"
#include "render.h"

#include "../extract/language.h"
#include "../sql/parse.h"
#include "../sql/split.h"

#include <ctype.h>

#define COMBINATIONS_MAX 64
#define SOURCE_MAX (4 << 20)

/* DROP SCHEMA public CASCADE: a tool that empties the database, no step of the way to its schema. */
static bool empties(const char *text)
{
	static const char *const all[] = {"SCHEMA", "OWNED", "DATABASE", NULL};
	char word[32];

	return one_of(first_word(text + strcspn(text, " \t\r\n"), word, sizeof(word)), all);
}

/* Any of the statements a text holds: UPDATE t …; ALTER TABLE t … is DDL too. */
static void note_ddl(struct site *site, const char *text, size_t length)
{
	static const char *const ddl[] = {"CREATE", "ALTER", "DROP", "COMMENT", "DO", NULL};
	struct splitter s = {.text = text, .length = length};
	struct piece p;
	char word[32];

	while (split_next(&s, &p)) {
		first_word(text + p.start, word, sizeof(word));
		if (strcmp(word, "DROP") == 0 && empties(text + p.start)) {
			site->ddl = site->alters = false;
			return;
		}
		site->ddl |= one_of(word, ddl);
		site->alters |= strcmp(word, "ALTER") == 0 || strcmp(word, "DROP") == 0;
	}
}

void statement_texts(struct derive *d, struct site *site)
{
	struct arena scratch = {0};

	site->kind = "unknown";
	if (site->is_orm || site->grammar || site->folding.variants == 0)
		return;
	for (int v = 0; v < site->folding.variants; v++) {
		struct variant_text x;

		render(d, &scratch, site, &site->folding.variant[v], NULL, &x);
		note_ddl(site, x.text, x.n);
	}
	arena_free(&scratch);
}

/* Binds one variant; where its holes as guessed do not parse, other ways of filling them. */
static void bind_variant(struct derive *d, struct arena *arena, struct site *site, const struct fold_variant *v, struct variant_text *out)
{
	uint8_t forced[8] = {0};
	int holes, combinations = 1;

	render(d, arena, site, v, NULL, out);
	out->bound = bind_statement(arena, d->effective, out->text, out->n);
	holes = out->holes;
	if (out->bound->parsed || holes == 0)
		return;
	for (int i = 0; i < holes && i < 3; i++)
		combinations *= 4;
	for (int c = 0; c < combinations && c < COMBINATIONS_MAX && holes <= 8; c++) {
		struct variant_text other;
		int rest = c;

		for (int i = 0; i < holes; i++) {
			forced[i] = (uint8_t)(rest & 3);
			rest = i < 2 || holes <= 3 ? rest >> 2 : rest;	/* beyond the third, holes are filled like the third */
		}
		render(d, arena, site, v, forced, &other);
		other.bound = bind_statement(arena, d->effective, other.text, other.n);
		if (other.bound->parsed) {
			bound_free(out->bound);
			*out = other;
			out->fragment = true;	/* guessed: no name in it is certain */
			return;
		}
		bound_free(other.bound);
	}
	bound_free(out->bound);
	out->bound = NULL;
	out->reason = "text is assembled at run time";
}

static const char *why_unknown(const struct site *site)
{
	if (ref_ok(site->folding.parameter))
		return "text is a parameter, and its callers are not known";
	return "text is not known before run time";
}

/* A statement composed of calls. */
static void bind_built(struct derive *d, struct arena *arena, struct site *site, struct bound_statement *out)
{
	const char *kind = NULL;

	out->variant = arena_array(arena, struct variant_text, COMPOSED_MAX);
	out->variants = compose(d, arena, site, out->variant, &out->reason);
	out->complete = out->variants > 0;
	for (int i = 0; i < out->variants; i++) {
		struct variant_text *x = &out->variant[i];

		x->bound = bind_statement(arena, d->effective, x->text, x->n);
		if (i == 0) {
			site->composed = arena_strdup(d->arena, x->text);
			out->reason = NULL;
		}
		if (!x->complete || x->bound->unchecked)
			out->complete = false;
		if (!out->reason)
			out->reason = x->bound->unchecked ? x->bound->unchecked : x->reason;
		if (x->bound->parsed) {
			kind = !kind ? x->bound->kind : strcmp(kind, x->bound->kind) == 0 ? kind
											  : "other";
			site->writes |= x->bound->writes;
		}
	}
	site->kind = kind ? arena_strdup(d->arena, kind) : "unknown";
}

void statement_bind(struct derive *d, struct arena *arena, struct site *site, struct bound_statement *out)
{
	const char *kind = NULL;

	memset(out, 0, sizeof(*out));
	out->complete = true;
	if (site->is_orm) {
		site->kind = site->action && strcmp(site->action, "read") != 0 && strcmp(site->action, "refresh") != 0 && strcmp(site->action, "load") != 0 ? site->action : "select";
		site->writes = strcmp(site->kind, "select") != 0;
		return;
	}
	if (site->grammar) {
		bind_built(d, arena, site, out);
		return;
	}
	if (!site->folding.literal) {
		out->complete = false;
		out->reason = why_unknown(site);
		return;
	}
	out->variant = arena_array(arena, struct variant_text, site->folding.variants);
	for (int i = 0; i < site->folding.variants; i++) {
		struct variant_text *x = &out->variant[out->variants];

		bind_variant(d, arena, site, &site->folding.variant[i], x);
		if (x->bound && strcmp(x->bound->kind ? x->bound->kind : "", "empty") == 0) {
			bound_free(x->bound);
			continue;
		}
		out->variants++;
		if (!x->complete || !x->bound || x->bound->unchecked)
			out->complete = false;
		if (!out->reason)
			out->reason = x->reason ? x->reason : x->bound && x->bound->unchecked ? x->bound->unchecked : x->complete ? NULL : "part of the text is only known at run time";
		if (x->bound && x->bound->parsed) {
			kind = !kind ? x->bound->kind : strcmp(kind, x->bound->kind) == 0 ? kind : "other";
			site->writes |= x->bound->writes;
		}
	}
	if (site->folding.truncated) {
		out->complete = false;
		out->reason = out->reason ? out->reason : "more variants than are looked at";
	}
	site->kind = kind ? arena_strdup(d->arena, kind) : "unknown";
}

void statement_unbind(struct bound_statement *s)
{
	for (int i = 0; i < s->variants; i++)
		bound_free(s->variant[i].bound);
}

/* Text between the holes of a template, which has no quotes of its own. */
static bool is_template_part(const struct unit *u, int literal)
{
	if (u->expr.v[literal].flags & EXPR_FSTRING)
		return true;
	if (strcmp(languages[u->language].family, "javascript") != 0)
		return false;	/* literals side by side make a template too, each with its quotes */
	for (size_t i = 1; i < u->expr.n; i++)
		for (int k = 0; u->expr.v[i].kind == E_TEMPLATE && k < u->expr.v[i].n; k++)
			if (u->kid.v[u->expr.v[i].first + k].expr == literal)
				return true;
	return false;
}

static struct source_position position_in(struct derive *d, struct ref literal, size_t offset)
{
	const struct unit *u = d->r->unit[literal.unit];
	const struct expr *x = ref_expr(d->r, literal);
	struct source_position at = {d->n->file[literal.unit], x->line, x->column};
	const struct language *l = &languages[u->language];
	struct err err = {0};
	size_t n, to;
	char *text = offset == TEXT_AT_EXPRESSION ? NULL : d->read(d->read_context, d->r->path[literal.unit], SOURCE_MAX, &n, &err);

	if (!text)
		return at;
	if (x->start < n && x->end <= n) {
		to = literal_offset(l, text, x->start, x->end, is_template_part(u, literal.index), (x->flags & EXPR_RAW) != 0, offset);
		for (size_t i = x->start; i < to && i < n; i++) {
			if (text[i] == '\n') {
				at.line++;
				at.column = 1;
			} else {
				at.column++;
			}
		}
	}
	free(text);
	return at;
}

static struct source_position position_in_query(const struct named_query *q, const struct variant_text *t, int position)
{
	struct source_position at = {q->file_id, q->line, 1};
	size_t to = strspn(q->text, " \t\r\n");

	for (int i = 0; position >= 0 && i < t->maps; i++)
		if ((size_t)position >= t->map[i].at && (size_t)position < t->map[i].at + t->map[i].n)
			to = t->map[i].offset + (size_t)position - t->map[i].at;
	for (size_t i = 0; i < to && i < q->length; i++) {
		at.column = q->text[i] == '\n' ? 1 : at.column + 1;
		at.line += q->text[i] == '\n';
	}
	return at;
}

struct source_position statement_position(struct derive *d, const struct site *site, const struct variant_text *t, int position)
{
	struct ref e = ref_ok(site->text) ? site->text : (struct ref){site->call.unit, d->r->unit[site->call.unit]->call.v[site->call.index].expr};
	const struct expr *x = ref_expr(d->r, e);

	if (site->query)
		return position_in_query(&d->queries.v[site->query - 1], t, position);
	for (int i = 0; position >= 0 && i < t->maps; i++)
		if ((size_t)position >= t->map[i].at && (size_t)position < t->map[i].at + t->map[i].n)
			return position_in(d, t->map[i].literal, t->map[i].offset == TEXT_AT_EXPRESSION ? TEXT_AT_EXPRESSION : t->map[i].offset + (size_t)position - t->map[i].at);
	if (position < 0 && t->maps > 0 && t->map[0].literal.unit == site->call.unit && t->map[0].offset != TEXT_AT_EXPRESSION) {
		size_t skip = strspn(t->text, " \t\r\n");

		return position_in(d, t->map[0].literal, t->map[0].offset + (skip < t->map[0].n ? skip : 0));
	}
	return (struct source_position){d->n->file[e.unit], x->line, x->column};
}
