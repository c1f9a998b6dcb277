/* Folded parts → text. See render.h. */
#include "placeholder.h"
#include "query_files.h"
#include "render.h"

#include "../sql/parse.h"

#include <ctype.h>
#include <stdio.h>

struct render {
	struct derive *d;
	struct arena *arena;
	const struct site *site;
	struct buf text;
	VEC_OF(struct text_map) map;
	VEC_OF(struct text_hole) hole;
	VEC_OF(const char *) names;	/* named placeholders seen, by number - 1 */
	int numbered;			/* highest $n so far */
	int ordinal;			/* ? and ?? so far */
	int given;			/* how many values the call gives; -1: not known */
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
	if (ref_ok(literal) || r->site->query)
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

static enum fill fill_by_context(const struct render *r);

/* Text whose placeholders stand for identifiers and text as well as values. */
static void add_rich_literal(struct render *r, const struct fold_part *part, bool formatted)
{
	const char *p = part->text, *cast = NULL;
	size_t start = 0, cast_n = 0;
	bool braces = strcmp(r->site->placeholders, "braces") == 0;

	for (size_t i = 0; i < part->n;) {
		struct placeholder x;
		char text[64];
		int k = 0;

		if (!formatted && !braces && p[i] == '\\' && i + 1 < part->n && p[i + 1] == '?') {
			add_mapped(r, p + start, i - start, part->literal, start);
			start = i + 1;
			i += 2;
			continue;
		}
		if (braces ? !braces_placeholder(p + i, part->n - i, &x, &cast, &cast_n)
			: formatted ? !formatted_placeholder(p + i, part->n - i, &x)
			      : r->quote || !question_placeholder(p + i, part->n - i, i > 0 && (p[i - 1] == ':' || word_char(p[i - 1])), &x)) {
			if (r->quote ? p[i] == r->quote : p[i] == '\'' || p[i] == '"')
				r->quote = r->quote ? 0 : p[i];
			i++;
			continue;
		}
		add_mapped(r, p + start, i - start, part->literal, start);
		if (!formatted && !x.name) {	/* which of the bindings: ?? takes one too */
			x.name = arena_printf(r->arena, "#%d", r->ordinal++);
			x.name_n = strlen(x.name);
		}
		if (x.fill == FILL_NOTHING) {	/* text: whatever fits where it stands, and nothing is certain */
			x.fill = fill_by_context(r);
			r->unknown = r->fragment = true;
		}
		if (x.fill == FILL_VALUE) {
			k = snprintf(text, sizeof(text), "$%d%.*s", x.number ? x.number : placeholder_number(r, x.name, x.name_n), cast_n < 40 ? (int)cast_n : 0, cast ? cast : "");
		} else if (x.fill == FILL_NAME) {
			k = snprintf(text, sizeof(text), HOLE_PREFIX "%zu", 100 + i);
			r->unknown = true;
		} else {
			k = snprintf(text, sizeof(text), " ");
		}
		add_mapped(r, text, (size_t)k, part->literal, i);
		i += x.length;
		start = i;
	}
	add_mapped(r, p + start, part->n - start, part->literal, start);
}

/* Literal text with the driver's placeholders rewritten to $n. */
/* "… id IN :ids": an expanding parameter (SQLAlchemy) or a tuple (psycopg2), which the driver puts in parentheses, with any number of values. One that sends values beside the text does not. */
static bool follows_in(const struct buf *text)
{
	size_t n = text->n;

	while (n > 0 && isspace((unsigned char)text->p[n - 1]))
		n--;
	return n > 2 && n < text->n && toupper((unsigned char)text->p[n - 1]) == 'N' && toupper((unsigned char)text->p[n - 2]) == 'I' && !word_char(text->p[n - 3]);
}

static void last_token(const struct buf *text, char *out, size_t size);

/* execute_values: "INSERT INTO t (a, b) VALUES %s" becomes rows as wide as the list of columns before VALUES; as wide as nobody knows without one. */
static void add_row_of_values(struct render *r)
{
	size_t n = r->text.n, columns = 1;
	char word[16];

	last_token(&r->text, word, sizeof(word));
	while (n > 0 && isspace((unsigned char)r->text.p[n - 1]))
		n--;
	n -= strcmp(word, "VALUES") == 0 ? strlen(word) : 0;
	while (n > 0 && isspace((unsigned char)r->text.p[n - 1]))
		n--;
	if (strcmp(word, "VALUES") != 0 || n == 0 || r->text.p[n - 1] != ')') {
		r->unknown = r->fragment = true;
		buf_puts(&r->text, "(NULL)");
		return;
	}
	while (n > 0 && r->text.p[n - 1] != '(')
		columns += r->text.p[--n] == ',';
	for (size_t i = 0; i < columns; i++)
		buf_printf(&r->text, "%s$%d", i ? ", " : "(", placeholder_number(r, NULL, 0));
	buf_putc(&r->text, ')');
}

static void add_literal(struct render *r, const struct fold_part *part)
{
	const char *p = part->text;
	bool named = strcmp(r->site->placeholders, "named") == 0;
	bool rows = strcmp(r->site->placeholders, "rows") == 0, pyformat = rows || (strcmp(r->site->placeholders, "pyformat") == 0 && ref_ok(r->site->values));
	bool marks = strcmp(r->site->placeholders, "marks") == 0 && ref_ok(r->site->values), at_names = marks && !memchr(p, '?', part->n);
	bool macros = strcmp(r->site->placeholders, "sqlc") == 0, at = macros || at_names || strcmp(r->site->placeholders, "at") == 0, embed = false;
	const int64_t *binding = map_gets(&r->d->binding, r->site->driver);
	bool code = binding && (*binding & BINDING_CODE);	/* the driver reads neither literals nor casts as placeholders */
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
		if (at && !r->quote && p[i] == '-' && i + 1 < part->n && p[i + 1] == '-') {	/* an apostrophe in a comment opens nothing */
			while (i < part->n && p[i] != '\n')
				i++;
			continue;
		}
		if (at && !r->quote && (len = at_placeholder(p, i, part->n, macros, &name, &name_n, &embed)) && embed) {
			add_mapped(r, p + start, i - start, part->literal, inside + start);
			add_mapped(r, name, name_n, part->literal, inside + (size_t)(name - p));
			add_mapped(r, ".*", 2, part->literal, inside + i);
			start = i += len;
			continue;
		}
		if (len) {
			/* found */
		} else if (marks && p[i] == '?' && (r->given < 0 || r->ordinal < r->given)) {
			len = 1;
			r->ordinal++;
		} else if (named && !(code && r->quote) && (len = named_placeholder(p, i, part->n, code))) {
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
		if (rows) {
			add_row_of_values(r);
		} else {
			bool list = (!at || marks) && follows_in(&r->text) && !(pyformat && binding && (*binding & BINDING_BESIDE));
			char number[40];
			int value = placeholder_number(r, name, name_n);
			int k = snprintf(number, sizeof(number), list && (marks || at) ? "($%d)" : list ? "($%d, $%d)" : "$%d", value, value);

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

/*
 * Whether a hole at the end of the text may bring further tables into the statement: not behind WHERE, ORDER BY and the clauses after it,
 * for the parenthesis the hole stands in.
 */
static bool may_add_tables(const struct buf *text)
{
	static const char *const after[] = {"WHERE", "ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "FETCH", "RETURNING", NULL};
	static const char *const before[] = {"SELECT", "FROM", "JOIN", "USING", "WITH", "UPDATE", "DELETE", "INSERT", "UNION", "INTERSECT", "EXCEPT", "VALUES", NULL};
	bool tables[64] = {true};
	int depth = 0;
	char quote = 0, word[16];

	for (size_t i = 0, n; i < text->n; i += n) {
		const char *p = text->p + i;

		n = 1;
		if (quote) {
			quote = *p == quote ? 0 : quote;
		} else if (*p == '\'' || *p == '"') {
			quote = *p;
		} else if (*p == '(' && depth < 63) {
			tables[++depth] = true;
		} else if (*p == ')' && depth > 0) {
			depth--;
		} else if (word_char(*p)) {
			while (i + n < text->n && word_char(p[n]))
				n++;
			if (n >= sizeof(word))
				continue;
			for (size_t k = 0; k <= n; k++)
				word[k] = k < n ? (char)toupper((unsigned char)p[k]) : '\0';
			if (one_of(word, after))
				tables[depth] = false;
			else if (one_of(word, before))
				tables[depth] = true;
		}
	}
	return tables[depth];
}

bool one_of(const char *word, const char *const *list)
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

static void add_hole(struct render *r, struct ref e, bool is_number)
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
		buf_putc(&r->text, is_number ? '1' : 'x');
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
		r->fragment |= may_add_tables(&r->text);
		break;
	}
	/* A number where a value stands is one value of many: nothing else can come of it. */
	is_number = is_number && (fill == FILL_VALUE || fill == FILL_QUOTED);
	vec_push(&r->hole, (struct text_hole){at, e, number, is_number});
	r->unknown |= !is_number;
}

const char *first_word(const char *text, char *out, size_t size)
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

#define COLUMNS_MAX 64

/* Names a helper is given: those after its first argument; or that, a name or a list of them; or the keys of the object that is that. -1 unknown. */
static int helper_names(struct render *r, struct ref e, const char **out)
{
	struct resolver *res = r->d->r;
	const struct expr *x;
	const struct kid *k;
	struct value v;
	int n = 0;

	e = expr_plain(res, e);
	x = ref_ok(e) ? ref_expr(res, e) : NULL;
	if (!x || x->kind != E_CALL || x->n < 1 || x->n > COLUMNS_MAX)
		return -1;
	k = &res->unit[e.unit]->kid.v[x->first];
	for (int i = 1; i < x->n; i++)
		if (!(out[n++] = constant_text(res, (struct ref){e.unit, k[i].expr})))
			return -1;
	if (n > 0)
		return n;
	if ((out[0] = constant_text(res, (struct ref){e.unit, k->expr})))
		return 1;
	v = resolve(res, (struct ref){e.unit, k->expr});
	if (v.entity != ENTITY_OBJECT || ref_expr(res, v.self)->n > COLUMNS_MAX)
		return -1;
	x = ref_expr(res, v.self);
	k = &res->unit[v.self.unit]->kid.v[x->first];
	for (int i = 0; i < x->n; i++)
		if (k[i].spread || !(out[n++] = x->kind == E_ARRAY ? constant_text(res, (struct ref){v.self.unit, k[i].expr}) : k[i].key ? unit_text(res->unit[v.self.unit], k[i].key) : NULL))
			return -1;
	return n;
}

/* An identifier the library quotes: nothing known of it, and no text of its own either. */
static void add_name(struct render *r, struct ref e)
{
	vec_push(&r->hole, (struct text_hole){r->text.n, e, 0, true});
	buf_printf(&r->text, HOLE_PREFIX "%zu", r->hole.n);
	r->unknown = true;
}

static void add_list(struct render *r, const char *const *name, int n, const char *form)
{
	for (int i = 0; i < n; i++) {
		buf_puts(&r->text, i ? ", " : "");
		if (*form == 'v') {
			buf_printf(&r->text, "$%d", placeholder_number(r, NULL, 0));
			continue;
		}
		for (const char *p = name[i], *dot; p; p = dot ? dot + 1 : NULL) {
			dot = strchr(p, '.');
			buf_printf(&r->text, "\"%.*s\"%s", (int)(dot ? dot - p : (long)strlen(p)), p, dot ? "." : "");
		}
		if (*form == 's')
			buf_printf(&r->text, " = $%d", placeholder_number(r, NULL, 0));
	}
}

/* sql(row, 'a', 'b'): (a, b) VALUES ($1, $2) after the table of an INSERT, a = $1, b = $2 after SET, ($1) after IN, a, b elsewhere. */
static void add_columns(struct render *r, struct ref e)
{
	static const char *const before_names[] = {"SELECT", "FROM", "JOIN", "INTO", "UPDATE", "BY", ",", ".", "(", "RETURNING", "DISTINCT", "ON", "AND", "WHERE", "TABLE", NULL};
	const char *name[COLUMNS_MAX];
	int n = helper_names(r, e, name);
	char token[32], first[32];

	last_token(&r->text, token, sizeof(token));
	first_word(buf_text(&r->text), first, sizeof(first));
	if (strcmp(token, "IN") == 0) {
		buf_printf(&r->text, "($%d)", placeholder_number(r, NULL, 0));
	} else if (strcmp(token, "SET") == 0 && n > 0) {
		add_list(r, name, n, "set");
	} else if (one_of(token, before_names) && n > 0) {
		add_list(r, name, n, "names");
	} else if (one_of(token, before_names)) {
		add_name(r, e);
	} else if (strcmp(first, "INSERT") == 0 && n > 0) {
		buf_puts(&r->text, "(");
		add_list(r, name, n, "names");
		buf_puts(&r->text, ") VALUES (");
		add_list(r, name, n, "values");
		buf_puts(&r->text, ")");
	} else if (strcmp(first, "INSERT") == 0) {
		buf_puts(&r->text, " DEFAULT VALUES");
		r->unknown = r->fragment = true;
	} else {
		size_t before = r->hole.n;

		add_hole(r, e, false);
		if (r->hole.n > before)
			r->hole.v[before].bound = true;
		r->fragment = true;
	}
}

/* What is put into a tagged template: a value the library binds, unless its type says otherwise. */
static void add_tagged(struct render *r, struct ref e)
{
	enum template_part part = template_part_of(r->d->r, e);

	if (r->quote == '\'' && part == PART_VALUE) {	/* bound all the same: the literal then holds the sign and no value */
		int number = placeholder_number(r, NULL, 0);

		vec_push(&r->hole, (struct text_hole){r->text.n, e, number, true});
		buf_printf(&r->text, "$%d", number);
	} else if (r->quote || part == PART_UNKNOWN || part == PART_TEXT) {
		add_hole(r, e, false);
	} else if (part == PART_NAME) {
		add_name(r, e);
	} else if (part == PART_COLUMNS) {
		add_columns(r, e);
	} else {
		int number = placeholder_number(r, NULL, 0);

		vec_push(&r->hole, (struct text_hole){r->text.n, e, number, true});
		buf_printf(&r->text, "$%d", number);
	}
}

void render(struct derive *d, struct arena *arena, const struct site *site, const struct fold_variant *v, const uint8_t *forced, struct variant_text *out)
{
	struct render r = {.d = d, .arena = arena, .site = site, .forced = forced, .given = strcmp(site->placeholders, "marks") == 0 ? values_given(d, site) : -1};

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
		if (v->part[i].text && ((ref_ok(site->values) && (strcmp(site->placeholders, "formatted") == 0 || strcmp(site->placeholders, "question") == 0)) || strcmp(site->placeholders, "braces") == 0))
			add_rich_literal(&r, &v->part[i], site->placeholders[0] == 'f');
		else if (v->part[i].text)
			add_literal(&r, &v->part[i]);
		else if (v->part[i].repeats)
			r.fragment = r.unknown = true;
		else if (strcmp(site->placeholders, "tagged") == 0)
			add_tagged(&r, v->part[i].hole);
		else if (ref_ok(v->part[i].hole) && template_part_of(d->r, v->part[i].hole) == PART_NAME && !r.quote)
			add_name(&r, v->part[i].hole);
		else
			add_hole(&r, v->part[i].hole, v->part[i].number);
	}
	memset(out, 0, sizeof(*out));
	variant_keep(arena, out, &r.text, r.map.v, r.map.n, r.hole.v, r.hole.n);
	out->complete = !r.unknown;
	out->fragment = r.fragment;
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

void variant_keep(struct arena *arena, struct variant_text *out, const struct buf *text, const struct text_map *map, size_t maps, const struct text_hole *hole, size_t holes)
{
	out->text = arena_strndup(arena, buf_text(text), text->n);
	out->n = text->n;
	out->map = arena_array(arena, struct text_map, maps + 1);
	if (maps)
		memcpy(out->map, map, sizeof(*map) * maps);
	out->maps = (int)maps;
	out->hole = arena_array(arena, struct text_hole, holes + 1);
	if (holes)
		memcpy(out->hole, hole, sizeof(*hole) * holes);
	out->holes = (int)holes;
}

bool begins_statement(const char *text)
{
	static const char *const words[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE", "VALUES", "TABLE", "CREATE", "ALTER", "DROP", "TRUNCATE", "BEGIN", "START", "COMMIT", "ROLLBACK",
		"SAVEPOINT", "RELEASE", "SET", "RESET", "SHOW", "EXPLAIN", "COPY", "LOCK", "CALL", "DO", "ANALYZE", "VACUUM", "REFRESH", "GRANT", "REVOKE", "COMMENT", "LISTEN", "NOTIFY", "REINDEX",
		"DECLARE", "FETCH", "CLOSE", "PREPARE", "EXECUTE", "DEALLOCATE", "DISCARD", NULL};
	char word[32];

	return one_of(first_word(text, word, sizeof(word)), words);
}
