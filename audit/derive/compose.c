/* What both ways of composing share: words, mappings, text with a way back to the source. See compose.h. */
#include "compose.h"

#include "../sql/parse.h"

#include <stdio.h>

struct meaning {
	const char *meaning, *detail;
};
struct composing {
	struct map word;    /* grammar, place, word, each ended by NUL → struct meaning * */
	struct map text;    /* type of a text that a builder gives → its grammar */
	struct map mapping; /* key → struct mapping * */
};

static size_t word_key(char *out, size_t size, const char *grammar, const char *place, const char *word)
{
	int n = snprintf(out, size, "%s%c%s%c%s", grammar, 1, place, 1, word);

	return n < 0 || (size_t)n >= size ? 0 : (size_t)n;
}

static struct mapping *mapping_new(struct derive *d, const char *key, const char *schema, const char *table)
{
	int64_t *slot = map_puts(&d->composing->mapping, key);
	struct mapping *m;

	if (*slot)
		return (struct mapping *)(intptr_t)*slot;
	m = arena_new(d->arena, struct mapping);
	*m = (struct mapping){.key = arena_strdup(d->arena, key), .schema = arena_strdup(d->arena, schema), .table = arena_strdup(d->arena, table)};
	*slot = (int64_t)(intptr_t)m;
	return m;
}

static bool load_words(struct derive *d, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT grammar, place, word, meaning, detail FROM builder_word");

	while (q && query_next(q, err)) {
		char key[256];
		size_t n = word_key(key, sizeof(key), query_text(q, 0), query_text(q, 1), query_text(q, 2));
		struct meaning *m = arena_new(d->arena, struct meaning);

		*m = (struct meaning){arena_strdup(d->arena, query_text(q, 3)), arena_strdup(d->arena, query_text(q, 4))};
		if (n)
			*map_put(&d->composing->word, key, n, NULL) = (int64_t)(intptr_t)m;
		if (strcmp(query_text(q, 1), "text") == 0)
			*map_puts(&d->composing->text, query_text(q, 2)) = (int64_t)(intptr_t)arena_strdup(d->arena, query_text(q, 0));
	}
	query_end(q);
	return !err->message[0];
}

/* clang-format off */
#define FIELDS \
	"SELECT m.key, c.attribute, c.column_name, c.has_client_default, NULL, 0, NULL, NULL, NULL, NULL, NULL, c.primary_key, c.has_default " \
	"FROM model m JOIN model_column c ON c.schema = m.schema AND c.table_name = m.table_name AND c.class_id IS m.class_id AND c.table_call_id IS m.table_call_id " \
	"WHERE m.key IS NOT NULL " \
	"UNION ALL SELECT model, attribute, NULL, 0, target, is_list, columns, target_columns, link_table, link_columns, link_target_columns, 0, 0 FROM model_relation"
/* clang-format on */

static bool load_mappings(struct derive *d, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT key, schema, table_name FROM model WHERE key IS NOT NULL");

	while (q && query_next(q, err))
		mapping_new(d, query_text(q, 0), query_text(q, 1), query_text(q, 2));
	query_end(q);
	q = err->message[0] ? NULL : db_query(d->db, err, FIELDS);
	while (q && query_next(q, err)) {
		int64_t *slot = map_gets(&d->composing->mapping, query_text(q, 0));
		struct arena *a = d->arena;
		struct field f = {.attribute = arena_strdup(a, query_text(q, 1)), .column = arena_strdup(a, query_text(q, 2)), .is_filled = query_int(q, 3), .is_list = query_int(q, 5)};

		f.is_key = query_int(q, 11);
		f.has_default = query_int(q, 12);
		f.target = arena_strdup(a, query_text(q, 4));
		f.near = arena_strdup(a, query_text(q, 6));
		f.far = arena_strdup(a, query_text(q, 7));
		f.link = arena_strdup(a, query_text(q, 8));
		f.link_near = arena_strdup(a, query_text(q, 9));
		f.link_far = arena_strdup(a, query_text(q, 10));
		if (slot)
			vec_push(&((struct mapping *)(intptr_t)*slot)->field, f);
	}
	query_end(q);
	return !err->message[0];
}

static bool load_scopes(struct derive *d, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT model, name, function_id FROM model_scope");

	while (q && query_next(q, err)) {
		int64_t *slot = map_gets(&d->composing->mapping, query_text(q, 0));

		if (slot)
			vec_push(&((struct mapping *)(intptr_t)*slot)->scope, (struct scope_function){arena_strdup(d->arena, query_text(q, 1)), numbering_function(d->n, query_int(q, 2))});
	}
	query_end(q);
	return !err->message[0];
}

bool compose_prepare(struct derive *d, struct err *err)
{
	d->composing = arena_new(d->arena, struct composing);
	*d->composing = (struct composing){0};
	return load_words(d, err) && load_mappings(d, err) && load_scopes(d, err);
}

void compose_free(struct derive *d)
{
	if (!d->composing)
		return;
	for (size_t i = 0; i < d->composing->mapping.cap; i++)
		if (d->composing->mapping.slot[i].key) {
			struct mapping *m = (struct mapping *)(intptr_t)d->composing->mapping.slot[i].value;

			vec_free(&m->field);
			vec_free(&m->scope);
		}
	map_free(&d->composing->mapping);
	map_free(&d->composing->word);
	map_free(&d->composing->text);
}

const char *word_meaning(const struct composer *c, const char *place, const char *word, const char **detail)
{
	char key[256];
	size_t n = word_key(key, sizeof(key), c->site->grammar, place, word);
	int64_t *slot = n ? map_get(&c->d->composing->word, key, n) : NULL;
	const struct meaning *m = slot ? (const struct meaning *)(intptr_t)*slot : NULL;

	if (detail)
		*detail = m ? m->detail : NULL;
	return m ? m->meaning : NULL;
}

const char *text_grammar(const struct derive *d, const char *type)
{
	int64_t *slot = type && d->composing ? map_gets(&d->composing->text, type) : NULL;

	return slot ? (const char *)(intptr_t)*slot : NULL;
}

const struct mapping *mapping_of(const struct derive *d, const char *key)
{
	int64_t *slot = key ? map_gets(&d->composing->mapping, key) : NULL;

	return slot ? (const struct mapping *)(intptr_t)*slot : NULL;
}

const struct field *mapping_field(const struct mapping *m, const char *attribute)
{
	for (size_t i = 0; i < m->field.n; i++)
		if (strcmp(m->field.v[i].attribute, attribute) == 0)
			return &m->field.v[i];
	return NULL;
}

void put_sql(struct composer *c, const char *text)
{
	buf_puts(&c->text, text);
}

void put_name(struct composer *c, const char *name, struct ref at)
{
	size_t start = c->text.n;

	buf_putc(&c->text, '"');
	for (; *name; name++) {
		if (*name == '"')
			buf_putc(&c->text, '"');
		buf_putc(&c->text, *name);
	}
	buf_putc(&c->text, '"');
	if (ref_ok(at))
		vec_push(&c->map, (struct text_map){start, c->text.n - start, at, TEXT_AT_EXPRESSION});
}

void put_column(struct composer *c, const char *alias, const char *name, struct ref at)
{
	if (alias && *alias)
		buf_printf(&c->text, "%s.", alias);
	put_name(c, name, at);
}

void put_table(struct composer *c, const char *schema, const char *table, struct ref at)
{
	if (schema && *schema && strcmp(schema, "public") != 0) {
		put_name(c, schema, at);
		put_sql(c, ".");
	}
	put_name(c, table, at);
}

void put_value(struct composer *c, struct ref value)
{
	c->numbered++;
	if (ref_ok(value))
		vec_push(&c->hole, (struct text_hole){c->text.n, value, c->numbered, true});
	if (c->questions)
		buf_putc(&c->text, '?');
	else
		buf_printf(&c->text, "$%d", c->numbered);
}

/* Names of "a,b", one after the other. NULL at the end. */
const char *next_name(struct composer *c, const char **list)
{
	size_t n = *list ? strcspn(*list, ",") : 0;
	const char *name;

	if (!n)
		return NULL;
	name = arena_strndup(c->arena, *list, n);
	*list += n + ((*list)[n] == ',');
	return name;
}

const char *new_alias(struct composer *c)
{
	return arena_printf(c->arena, "t%d", c->aliases++);
}

void put_separator(struct composer *c, int *n, const char *first, const char *other)
{
	put_sql(c, (*n)++ ? other : first);
}

struct ref literal_of(const struct composer *c, struct ref e, enum expr_kind kind)
{
	struct value v;

	e = expr_plain(c->d->r, e);
	if (!ref_ok(e))
		return REF_NONE;
	if (ref_expr(c->d->r, e)->kind == kind)
		return e;
	v = resolve(c->d->r, e);
	if (v.entity != ENTITY_OBJECT || !ref_ok(v.self) || ref_expr(c->d->r, v.self)->kind != kind)
		return REF_NONE;
	return v.self;
}

int entries_of(const struct composer *c, struct ref literal)
{
	return ref_ok(literal) ? ref_expr(c->d->r, literal)->n : 0;
}

struct entry entry_of(const struct composer *c, struct ref literal, int i)
{
	const struct unit *u = c->d->r->unit[literal.unit];
	const struct kid *k = &u->kid.v[ref_expr(c->d->r, literal)->first + i];

	return (struct entry){unit_text(u, k->key), {literal.unit, k->expr}, k->spread != 0};
}

bool is_constant_value(const struct composer *c, struct ref e, const char *text)
{
	e = expr_plain(c->d->r, e);
	return ref_ok(e) && ref_expr(c->d->r, e)->kind == E_CONSTANT && strcmp(ref_text(c->d->r, e), text) == 0;
}

const struct relation *table_of(const struct composer *c, const char *schema, const char *table)
{
	return c->d->effective ? catalog_relation(c->d->effective, schema && *schema ? schema : NULL, table) : NULL;
}

bool names_come_from_model(const struct derive *d, const struct site *site)
{
	const struct mapping *m = mapping_of(d, site->model);
	struct composer c = {.d = (struct derive *)d, .site = site};

	if (site->grammar && word_meaning(&c, "form", "pieces", NULL))	/* what is written and what is the model's is told name by name */
		return false;
	for (size_t i = 0; m && i < m->field.n; i++)
		if (m->field.v[i].column)
			return true;
	return false;
}

void not_known(struct composer *c, const char *why)
{
	c->unknown = true;
	c->why = c->why ? c->why : why;
}

void take_back(struct composer *c, size_t length)
{
	c->text.n = length;
	if (c->text.p)
		c->text.p[length] = '\0';
}

void settle_optional(struct composer *c, struct record *row)
{
	size_t kept = 0;

	for (size_t i = 0; i < row->v.n; i++) {
		c->optional |= row->v.v[i].sometimes;
		if (!c->lean || !row->v.v[i].sometimes)
			row->v.v[kept++] = row->v.v[i];
	}
	row->v.n = kept;
}

/* One text, with the callers chosen in *c. false: the table is not known. */
static bool compose_one(struct composer *c, struct variant_text *out)
{
	const struct mapping *m = mapping_of(c->d, c->site->model);
	bool found;

	memset(out, 0, sizeof(*out));
	c->text.max = SQL_STATEMENT_MAX;
	found = word_meaning(c, "form", "pieces", NULL) ? compose_pieces(c) : word_meaning(c, "form", "chain", NULL) ? compose_chain(c) : m && compose_object(c, m);
	if (found) {
		variant_keep(c->arena, out, &c->text, c->map.v, c->map.n, c->hole.v, c->hole.n);
		out->complete = !c->unknown && !c->fragment;
		out->fragment = c->fragment;
		out->generated = c->generated;
		out->reason = out->complete ? NULL : c->why ? c->why
							    : "part of the text is only known at run time";
	}
	buf_free(&c->text);
	vec_free(&c->map);
	vec_free(&c->hole);
	vec_free(&c->joined);
	return found;
}

/* A text that another variant has, as well known, is one variant. */
static void keep_text(struct variant_text *out, int *n, const struct variant_text *x)
{
	for (int i = 0; i < *n; i++)
		if (out[i].n == x->n && out[i].complete == x->complete && memcmp(out[i].text, x->text, x->n) == 0)
			return;
	out[(*n)++] = *x;
}

int compose(struct derive *d, struct arena *arena, const struct site *site, struct variant_text *out, const char **reason)
{
	struct composer waiting[COMPOSED_MAX];
	int todo = 1, n = 0;

	waiting[0] = (struct composer){.d = d, .arena = arena, .site = site, .asked = REF_NONE, .row = REF_NONE};
	*reason = "the table is not known before run time";
	while (todo > 0 && n < COMPOSED_MAX) {
		struct composer start = waiting[--todo], c = start;
		struct variant_text x;
		const struct ref *caller;
		int callers;

		if (!compose_one(&c, &x))
			continue;
		callers = ref_ok(c.asked) && c.frames < FRAMES_MAX / 2 ? callers_of(d->r, c.asked, &caller) : 0;
		if (callers > 0 && callers + todo + n <= COMPOSED_MAX) {
			for (int i = callers - 1; i >= 0; i--) {
				waiting[todo] = start;
				memmove(&waiting[todo].frame[1], start.frame, start.frames * sizeof(struct frame));
				waiting[todo].frame[0] = (struct frame){c.asked, caller[i]};
				waiting[todo++].frames++;
			}
			continue;
		}
		keep_text(out, &n, &x);
		if (c.optional && !start.lean && n + todo < COMPOSED_MAX) {
			start.lean = true;
			waiting[todo++] = start;
		}
	}
	return n;
}
