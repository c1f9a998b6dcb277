/* Folded parts → the text the server would get, with its holes filled so that it parses, its placeholders rewritten, and a map back to the source. */
#include "statements.h"

#include "../extract/language.h"
#include "../sql/parse.h"

#include <ctype.h>
#include <stdio.h>

#define COMBINATIONS_MAX 64
#define SOURCE_MAX (4 << 20)

/* What a hole is filled with, so that the rest can be judged. */
enum fill { FILL_VALUE /* $n */, FILL_NAME /* an unknown identifier */, FILL_NOTHING, FILL_ASSIGNMENT /* a = a, after SET */, FILL_NUMBER /* the n of $n */, FILL_QUOTED /* inside '…' */, FILLS };

struct render {
	struct derive *d;
	struct arena *arena;
	const struct site *site;
	struct buf text;
	VEC_OF(struct text_map) map;
	VEC_OF(struct text_hole) hole;
	VEC_OF(const char *) names;	/* named placeholders seen, by number - 1 */
	int numbered;			/* highest $n so far */
	char quote;			/* ' or " while inside, 0 */
	bool fragment, unknown;
	const uint8_t *forced;		/* per hole: enum fill to use; NULL: by context */
};

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void add_mapped(struct render *r, const char *p, size_t n, struct ref literal, size_t offset)
{
	if (!n)
		return;
	if (ref_ok(literal))
		vec_push(&r->map, (struct text_map){r->text.n, n, literal, offset});
	buf_add(&r->text, p, n);
}

static int placeholder_number(struct render *r, const char *name, size_t n)
{
	for (size_t i = 0; name && i < r->names.n; i++)
		if (r->names.v[i] && strlen(r->names.v[i]) == n && strncmp(r->names.v[i], name, n) == 0)
			return (int)i + 1;
	vec_push(&r->names, name ? arena_strndup(r->arena, name, n) : NULL);
	r->numbered = (int)r->names.n;
	return r->numbered;
}

/* SQLAlchemy's text(): (?<![:\w\\]):(\w+)(?!:), over the whole text, literals and comments included; \: is a plain colon. Length of the match; 0. */
static size_t named_placeholder(const char *text, size_t at, size_t n)
{
	size_t len = 1;

	if (text[at] != ':' || (at > 0 && (text[at - 1] == ':' || text[at - 1] == '\\' || word_char(text[at - 1]))))
		return 0;
	while (at + len < n && word_char(text[at + len]))
		len++;
	while (len > 1 && at + len < n && text[at + len] == ':')	/* the pattern gives back characters until no colon follows */
		len--;
	return len > 1 ? len : 0;
}

/* Literal text with the driver's placeholders rewritten to $n. */
static void add_literal(struct render *r, const struct fold_part *part)
{
	const char *p = part->text;
	bool named = strcmp(r->site->placeholders, "named") == 0;
	bool pyformat = strcmp(r->site->placeholders, "pyformat") == 0 && ref_ok(r->site->values);
	size_t start = 0, inside;	/* inside: where the part starts in its literal */

	inside = ref_ok(part->literal) ? (size_t)(p - ref_text(r->d->r, part->literal)) : 0;
	for (size_t i = 0; i < part->n;) {
		size_t len = 0;
		const char *name = NULL;
		size_t name_n = 0;

		if (named && p[i] == '\\' && i + 1 < part->n && p[i + 1] == ':') {
			add_mapped(r, p + start, i - start, part->literal, inside + start);
			start = ++i;
			i++;
			continue;
		}
		if (named && (len = named_placeholder(p, i, part->n))) {
			name = p + i + 1;
			name_n = len - 1;
		} else if (pyformat && p[i] == '%' && i + 1 < part->n) {
			if (p[i + 1] == '%') {
				add_mapped(r, p + start, i + 1 - start, part->literal, inside + start);
				i += 2;
				start = i;
				continue;
			}
			if (strchr("sbt", p[i + 1])) {
				len = 2;
			} else if (p[i + 1] == '(') {
				const char *close = memchr(p + i, ')', part->n - i);

				if (close && close + 1 < p + part->n && strchr("sbt", close[1])) {
					name = p + i + 2;
					name_n = (size_t)(close - name);
					len = (size_t)(close + 2 - (p + i));
				}
			}
		}
		if (!len) {
			if (r->quote ? p[i] == r->quote : p[i] == '\'' || p[i] == '"')
				r->quote = r->quote ? 0 : p[i];
			i++;
			continue;
		}
		add_mapped(r, p + start, i - start, part->literal, inside + start);
		{
			char number[16];
			int k = snprintf(number, sizeof(number), "$%d", placeholder_number(r, name, name_n));

			add_mapped(r, number, (size_t)k, part->literal, inside + i);
		}
		i += len;
		start = i;
	}
	add_mapped(r, p + start, part->n - start, part->literal, inside + start);
}

/* The word (upper case) or character that stands before the end of the text. */
static void last_token(const struct buf *text, char *out, size_t size)
{
	size_t n = text->n, end, i;

	while (n > 0 && isspace((unsigned char)text->p[n - 1]))
		n--;
	end = n;
	while (n > 0 && word_char(text->p[n - 1]))
		n--;
	if (n == end && n > 0)
		n--;
	for (i = 0; n + i < end && i < size - 1; i++)
		out[i] = (char)toupper((unsigned char)text->p[n + i]);
	out[i] = '\0';
}

static bool one_of(const char *word, const char *const *list)
{
	for (int i = 0; list[i]; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

static enum fill fill_by_context(const struct render *r)
{
	static const char *const names[] = {"FROM", "JOIN", "INTO", "UPDATE", "TABLE", "ONLY", "EXISTS", "INDEX", "AS", "COLUMN", "SCHEMA", "TYPE", "VIEW", ".", NULL};
	static const char *const values[] = {"=", "<", ">", "(", ",", "+", "-", "*", "/", "|", "%", "~", "WHERE", "AND", "OR", "NOT", "ON", "WHEN", "THEN", "ELSE", "LIMIT", "OFFSET", "RETURNING",
		"LIKE", "ILIKE", "BETWEEN", "BY", "HAVING", "SELECT", "DISTINCT", "IN", "VALUES", "INTERVAL", "[", NULL};
	char token[32];

	if (r->quote == '\'')
		return FILL_QUOTED;
	if (r->quote == '"')
		return FILL_NAME;
	if (r->text.n > 0 && r->text.p[r->text.n - 1] == '$' && (r->text.n < 2 || r->text.p[r->text.n - 2] != '$'))
		return FILL_NUMBER;
	if (r->text.n > 0 && word_char(r->text.p[r->text.n - 1]))
		return FILL_NAME;
	last_token(&r->text, token, sizeof(token));
	if (strcmp(token, "SET") == 0)
		return FILL_ASSIGNMENT;
	if (one_of(token, names))
		return FILL_NAME;
	return one_of(token, values) ? FILL_VALUE : FILL_NOTHING;
}

static void add_hole(struct render *r, struct ref e)
{
	enum fill fill = fill_by_context(r);
	size_t at = r->text.n;
	int number = 0;

	if (r->forced && fill != FILL_NUMBER && fill != FILL_QUOTED && !(fill == FILL_NAME && r->quote))
		fill = r->forced[r->hole.n];
	switch (fill) {
	case FILL_NUMBER:
		number = placeholder_number(r, NULL, 0);
		buf_printf(&r->text, "%d", number);
		return;		/* a counter, not a value put into the text */
	case FILL_QUOTED:
		buf_putc(&r->text, 'x');
		break;
	case FILL_VALUE:
		buf_printf(&r->text, "$%d", number = placeholder_number(r, NULL, 0));
		break;
	case FILL_NAME:
		while (r->text.n > 0 && word_char(r->text.p[r->text.n - 1]))	/* table_${suffix}: the whole name is unknown */
			r->text.p[--r->text.n] = '\0';
		at = r->text.n;
		buf_printf(&r->text, HOLE_PREFIX "%zu", r->hole.n + 1);
		break;
	case FILL_ASSIGNMENT:
		buf_printf(&r->text, HOLE_PREFIX "%zu = " HOLE_PREFIX "%zu", r->hole.n + 1, r->hole.n + 1);
		break;
	default:
		buf_putc(&r->text, ' ');
		r->fragment = true;
		break;
	}
	vec_push(&r->hole, (struct text_hole){at, e, number});
	r->unknown = true;
}

static void render(struct derive *d, struct arena *arena, const struct site *site, const struct fold_variant *v, const uint8_t *forced, struct variant_text *out)
{
	struct render r = {.d = d, .arena = arena, .site = site, .forced = forced};

	r.text.max = SQL_STATEMENT_MAX * 2;
	/* $n written in the text itself count first, so that holes get numbers beyond them. */
	for (int i = 0; i < v->parts; i++)
		for (size_t k = 0; v->part[i].text && k + 1 < v->part[i].n; k++)
			if (v->part[i].text[k] == '$' && isdigit((unsigned char)v->part[i].text[k + 1])) {
				long n = strtol(v->part[i].text + k + 1, NULL, 10);

				while ((long)r.names.n < n && n < 65536)
					vec_push(&r.names, NULL);
			}
	for (int i = 0; i < v->parts; i++) {
		if (v->part[i].text)
			add_literal(&r, &v->part[i]);
		else if (v->part[i].repeats)
			r.fragment = r.unknown = true;
		else
			add_hole(&r, v->part[i].hole);
	}
	memset(out, 0, sizeof(*out));
	out->text = arena_strndup(arena, buf_text(&r.text), r.text.n);
	out->n = r.text.n;
	out->complete = !r.unknown;
	out->fragment = r.fragment;
	out->map = arena_array(arena, struct text_map, r.map.n + 1);
	if (r.map.n)
		memcpy(out->map, r.map.v, sizeof(*r.map.v) * r.map.n);
	out->maps = (int)r.map.n;
	out->hole = arena_array(arena, struct text_hole, r.hole.n + 1);
	if (r.hole.n)
		memcpy(out->hole, r.hole.v, sizeof(*r.hole.v) * r.hole.n);
	out->holes = (int)r.hole.n;
	if (r.names.n) {
		const char **names = arena_array(arena, const char *, r.names.n);

		memcpy(names, r.names.v, sizeof(*names) * r.names.n);
		out->names = names;
		out->named = (int)r.names.n;
	}
	buf_free(&r.text);
	vec_free(&r.map);
	vec_free(&r.hole);
	vec_free(&r.names);
}

static const char *first_word(const char *text, char *out, size_t size)
{
	size_t n = 0;

	for (;;) {
		text += strspn(text, " \t\r\n(;");
		if (text[0] == '-' && text[1] == '-') {
			text += strcspn(text, "\n");
		} else if (text[0] == '/' && text[1] == '*') {
			const char *end = strstr(text, "*/");

			if (!end)
				break;
			text = end + 2;
		} else {
			break;
		}
	}
	while (isalpha((unsigned char)text[n]) && n < size - 1) {
		out[n] = (char)toupper((unsigned char)text[n]);
		n++;
	}
	out[n] = '\0';
	return out;
}

void statement_texts(struct derive *d, struct site *site)
{
	static const char *const ddl[] = {"CREATE", "ALTER", "DROP", "COMMENT", "DO", NULL};
	struct arena scratch = {0};

	site->kind = "unknown";
	if (site->is_orm || site->folding.variants == 0)
		return;
	for (int v = 0; v < site->folding.variants; v++) {
		struct variant_text x;
		char word[32];

		render(d, &scratch, site, &site->folding.variant[v], NULL, &x);
		if (one_of(first_word(x.text, word, sizeof(word)), ddl))
			site->ddl = true;
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

void statement_bind(struct derive *d, struct arena *arena, struct site *site, struct bound_statement *out)
{
	const char *kind = NULL;

	memset(out, 0, sizeof(*out));
	out->complete = true;
	if (site->is_orm) {
		site->kind = site->action && strcmp(site->action, "read") != 0 && strcmp(site->action, "refresh") != 0 ? site->action : "select";
		site->writes = strcmp(site->kind, "select") != 0;
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
	char *text = d->read(d->read_context, d->r->path[literal.unit], SOURCE_MAX, &n, &err);

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

struct source_position statement_position(struct derive *d, const struct site *site, const struct variant_text *t, int position)
{
	struct ref e = ref_ok(site->text) ? site->text : (struct ref){site->call.unit, d->r->unit[site->call.unit]->call.v[site->call.index].expr};
	const struct expr *x = ref_expr(d->r, e);

	for (int i = 0; position >= 0 && i < t->maps; i++)
		if ((size_t)position >= t->map[i].at && (size_t)position < t->map[i].at + t->map[i].n)
			return position_in(d, t->map[i].literal, t->map[i].offset + (size_t)position - t->map[i].at);
	if (position < 0 && t->maps > 0 && t->map[0].literal.unit == site->call.unit) {
		size_t skip = strspn(t->text, " \t\r\n");

		return position_in(d, t->map[0].literal, t->map[0].offset + (skip < t->map[0].n ? skip : 0));
	}
	return (struct source_position){d->n->file[e.unit], x->line, x->column};
}
