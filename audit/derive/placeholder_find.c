/*
 * What looks like a placeholder in a statement's text and is none, or is one and can hardly be meant: statement_placeholder.
 *
 * Two scanners read a text before it runs: the driver's, which knows its own placeholders and often neither literals nor comments, and the server's.
 * Where the two see different things the statement fails, or does something else than it says. Here the text is read as the server would, and at each
 * place is asked what the driver makes of it. Nothing is judged: rules do that, with what packs say of the driver (driver_binding).
 */
#include "placeholder.h"

#include "query_files.h"

#include <ctype.h>
#include <stdio.h>

enum state { CODE,
	LITERAL,
	ESCAPED /* E'…' */,
	IDENTIFIER,
	LINE_COMMENT,
	BLOCK_COMMENT,
	DOLLAR };

/* Where a placeholder the server knows stands inside a literal, and there is text. */
struct hidden {
	int number;
	const struct fold_part *part;
	size_t at, n;
};

struct scan {
	struct derive *d;
	const struct site *site;
	int64_t id;
	const struct fold_variant *folded;
	const struct variant_text *x;
	const char *style;
	bool all;    /* the driver looks into literals and comments, too */
	bool values; /* the call gives some */
	enum state state;
	int comment;  /* depth of nested comments */
	char tag[32]; /* of the dollar quote around, with both signs */
	size_t tag_n;
	bool due;	      /* a value may stand here: behind an operator, a comma, an opening parenthesis, a keyword */
	bool opened;	      /* the last thing was '(' */
	char word[2][16];     /* the last two words, the very last second; "" where something else came after */
	char before_open[16]; /* the word before the last '(' */
	int ordinal;	      /* places by position so far */
	bool by_place, by_name;
	VEC_OF(struct hidden) hidden;
	struct map seen;  /* $n outside of literals */
	struct map *told; /* kind and place, of all variants */
	struct map *cut;  /* names that are meant and not read, of all variants */
};

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t offset_in(const struct scan *s, const struct fold_part *part)
{
	return ref_ok(part->literal) ? (size_t)(part->text - ref_text(s->d->r, part->literal)) : 0;
}

/* `literal` and `offset` say where: as in struct text_map. */
struct found {
	const char *kind, *text;
	struct ref literal;
	size_t offset;
	int given /* -1 unknown */;
	const char *form;
};

static void row(struct scan *s, const struct found *f)
{
	struct table *t = facts_table(s->d->facts, "statement_placeholder", COLUMNS("statement_id", "kind", "text", "given", "form", "complete", "file_id", "line", "column"));
	struct text_map map = {0, 1, f->literal, f->offset};
	struct variant_text one = {.text = "", .map = &map, .maps = 1};
	struct source_position at = statement_position(s->d, s->site, &one, ref_ok(f->literal) || (s->site->query && f->offset != TEXT_AT_EXPRESSION) ? 0 : -1);
	const char *key = arena_printf(s->d->arena, "%s %s %d %d %d", f->kind, f->text, (int)at.file_id, at.line, at.column);
	bool is_new;

	map_put(s->told, key, strlen(key), &is_new);
	if (!is_new)
		return;
	row_id(t, 0, s->id);
	row_text(t, 1, f->kind);
	row_text(t, 2, f->text);
	if (f->given >= 0)
		row_int(t, 3, f->given);
	row_text(t, 4, f->form);
	row_int(t, 5, s->x->complete && !s->x->fragment);
	row_id(t, 6, at.file_id);
	row_int(t, 7, at.line);
	row_int(t, 8, at.column);
	row_end(t);
}

static struct found found_in(const struct scan *s, const struct fold_part *part, size_t at, size_t n)
{
	return (struct found){.text = arena_strndup(s->d->arena, part->text + at, n), .literal = part->literal, .offset = offset_in(s, part) + at, .given = -1};
}

static void tell(struct scan *s, const char *kind, const struct fold_part *part, size_t at, size_t n)
{
	struct found f = found_in(s, part, at, n);

	f.kind = kind;
	row(s, &f);
}

/* --- Values given by name --- */

/* The object literal that holds the values, where nothing else can be in it: written at the call, or a name used for this alone; REF_NONE. */
static struct ref values_object(const struct scan *s)
{
	struct resolver *r = s->d->r;
	struct ref e = ref_ok(s->site->values) && !s->site->values_follow ? expr_plain(r, s->site->values) : REF_NONE;
	const struct expr *x = ref_ok(e) ? ref_expr(r, e) : NULL;
	const struct unit *u;
	struct ref object;
	int uses = 0;

	if (x && x->kind == E_OBJECT)
		return e;
	if (!x || x->kind != E_NAME)
		return REF_NONE;
	object = definition(r, e);
	if (!ref_ok(object) || object.unit != e.unit || ref_expr(r, object)->kind != E_OBJECT)
		return REF_NONE;
	u = r->unit[e.unit];
	for (size_t i = 1; i < u->expr.n; i++)
		uses += u->expr.v[i].kind == E_NAME && strcmp(unit_text(u, u->expr.v[i].text), unit_text(u, x->text)) == 0;
	return uses == 1 ? object : REF_NONE;
}

/* text("…").bindparams(id=1): values are in the text's own object. */
static bool binds_itself(struct derive *d, struct ref e)
{
	for (int i = 0; i < 8 && ref_ok(e); i++) {
		const struct expr *x = ref_expr(d->r, e = expr_plain(d->r, e)), *callee;

		if (x->kind == E_NAME) {
			e = definition(d->r, e);
			continue;
		}
		if (x->kind != E_CALL)
			return false;
		callee = &d->r->unit[e.unit]->expr.v[x->a];
		if (callee->kind == E_MEMBER && strcmp(unit_text(d->r->unit[e.unit], callee->text), "bindparams") == 0)
			return true;
		e = callee->kind == E_MEMBER ? (struct ref){e.unit, callee->a} : REF_NONE;
	}
	return false;
}

/* Whether the call gives a value of this name: 1, 0; -1 not known. */
static int gives(const struct scan *s, const char *name, size_t n)
{
	struct ref object = values_object(s);
	const struct unit *u;
	const struct expr *x;
	int answer = 0;

	if (ref_ok(s->site->text) && binds_itself(s->d, s->site->text))
		return -1;
	if (!ref_ok(object))
		return ref_ok(s->site->values) || !s->site->takes_values || !ref_eq(s->site->call, s->site->sink) ? -1 : 0;
	u = s->d->r->unit[object.unit];
	x = ref_expr(s->d->r, object);
	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &u->kid.v[x->first + i];
		const char *key = unit_text(u, k->key);

		if (k->spread || !*key)
			return -1;
		answer |= strlen(key) == n && strncmp(key, name, n) == 0;
	}
	return answer;
}

/* --- Places --- */

/* Whether what stands at byte `at` of the part, or of nothing, is one of the words or marks; the end and a hole are, where `end` says so. */
static bool follows(const struct fold_part *part, size_t at, const char *const *words, const char *marks, bool end)
{
	char word[16];
	size_t n = 0;

	while (part && part->text && at < part->n && isspace((unsigned char)part->text[at]))
		at++;
	if (!part || !part->text || at >= part->n)
		return end;
	if (strchr(marks, part->text[at]))
		return true;
	while (at + n < part->n && n < sizeof(word) - 1 && word_char(part->text[at + n])) {
		word[n] = (char)toupper((unsigned char)part->text[at + n]);
		n++;
	}
	word[n] = '\0';
	return words && one_of(word, words);
}

/* What is odd about a place where a value is bound, by what stands before it and, from byte `behind` of the part, after it; NULL: nothing. */
static const char *odd_place(const struct scan *s, const struct fold_part *part, size_t behind)
{
	static const char *const sorted[] = {"ASC", "DESC", "NULLS", "LIMIT", "OFFSET", "FETCH", "FOR", "HAVING", "ORDER", NULL};
	static const char *const tables[] = {"FROM", "JOIN", "INTO", "UPDATE", "TABLE", NULL};
	bool parsed = s->x->bound && s->x->bound->parsed;

	switch (s->state) {
	case LITERAL:
	case ESCAPED:
	case DOLLAR:
		return "quoted";
	case LINE_COMMENT:
	case BLOCK_COMMENT:
		return "commented";
	case IDENTIFIER:
		return NULL;
	case CODE:
		break;
	}
	if (strcmp(s->word[1], "IN") == 0 && strcmp(s->before_open, "POSITION") != 0)
		return binds_itself(s->d, s->site->text) ? NULL : "bare-list";
	if (s->opened && strcmp(s->before_open, "IN") == 0 && follows(part, behind, NULL, ")", false))
		return binds_itself(s->d, s->site->text) ? NULL : "list";
	if (strcmp(s->word[1], "BY") == 0 && (strcmp(s->word[0], "ORDER") == 0 || strcmp(s->word[0], "GROUP") == 0) && follows(part, behind, sorted, ",);", true))
		return "sort-key";
	return one_of(s->word[1], tables) && !parsed ? "table" : NULL;
}

/* The driver's own placeholder, read by it. `number`: of the parameter it becomes; 0 not known. */
static void own(struct scan *s, const struct fold_part *part, size_t at, size_t n, const char *name, size_t name_n, int number)
{
	struct ref value = number > 0 ? bound_value(s->d, s->site, s->x, number) : REF_NONE;
	struct found f = found_in(s, part, at, n);

	f.given = name ? gives(s, name, name_n) : -1;
	f.form = ref_ok(value) ? value_form(s->d, value) : NULL;
	f.kind = odd_place(s, part, at + n);
	if (f.kind)
		row(s, &f);
	f.kind = "no-value";
	if (name && f.given == 0 && s->state == CODE)
		row(s, &f);
}

/* A placeholder of whatever style at this place, where a value is due. Its length; 0. */
static size_t any_style(const struct fold_part *part, size_t i)
{
	const char *p = part->text + i, *close;
	size_t left = part->n - i, n;

	if (*p == '?')
		return left > 1 && strchr("?|&", p[1]) && p[1] ? 0 : 1;
	if (*p == '%' && left > 1 && p[1] == 's')
		return left > 2 && word_char(p[2]) ? 0 : 2;
	if (*p == '%' && left > 3 && p[1] == '(' && (close = memchr(p, ')', left)) && close + 1 < p + left && close[1] == 's')
		return (size_t)(close + 2 - p);
	if (*p == '$' && left > 1 && (isdigit((unsigned char)p[1]) || p[1] == '{')) {
		for (n = 1; n < left && isdigit((unsigned char)p[n]); n++)
			;
		if (p[1] != '{')
			return n;
		i++;
		p++;
		left--;
	}
	if ((*p == ':' || *p == '@') && left > 1 && (isalpha((unsigned char)p[1]) || p[1] == '_') && (i == 0 || !strchr(":@<", p[-1]))) {
		for (n = 1; n < left && word_char(p[n]); n++)
			;
		return n;
	}
	if (*p == '{' && left > 2 && (isalpha((unsigned char)p[1]) || p[1] == '_')) {
		for (n = 1; n < left && (word_char(p[n]) || p[n] == '.'); n++)
			;
		if (n < left && p[n] == '}')
			return n + 1 + (part->text + i > part->text && p[-1] == '$');
	}
	return 0;
}

/* The driver's own placeholder at this place, wherever its scanner looks: passes it and returns its length; 0. */
static size_t read_own(struct scan *s, const struct fold_part *part, size_t i)
{
	const char *p = part->text + i;
	size_t left = part->n - i, n;
	bool code = s->state == CODE;

	if (strcmp(s->style, "named") == 0) {
		if (*p == '\\' && left > 1 && p[1] == ':')
			return 2;
		if ((code || s->all) && (n = named_placeholder(part->text, i, part->n, !s->all))) {
			int number = 0;

			for (int k = 0; k < s->x->named && !number; k++)
				if (s->x->names[k] && strlen(s->x->names[k]) == n - 1 && strncmp(s->x->names[k], p + 1, n - 1) == 0)
					number = k + 1;
			own(s, part, i, n, p + 1, n - 1, number);
			return n;
		}
		for (n = 1; code && s->all && *p == ':' && n < left && word_char(p[n]); n++)
			;
		if (code && s->all && *p == ':' && n > 1 && n + 1 < left && p[n] == ':' && p[n + 1] == ':' && (i == 0 || (p[-1] != ':' && !word_char(p[-1]) && p[-1] != '\\'))) {
			*map_put(s->cut, p + 1, n - 1, NULL) = 1;
			tell(s, "cut", part, i, n);
			return n;
		}
		return 0;
	}
	if ((strcmp(s->style, "pyformat") == 0 || strcmp(s->style, "rows") == 0) && s->values && *p == '%') {
		const char *close = left > 1 && p[1] == '(' ? memchr(p, ')', left) : NULL;

		if (left > 1 && p[1] == '%')
			return 2;
		if (close && close + 1 < p + left && strchr("sbt", close[1])) {
			s->by_name = true;
			n = (size_t)(close + 2 - p);
			own(s, part, i, n, p + 2, (size_t)(close - p - 2), 0);
		} else if (left > 1 && strchr("sbt", p[1])) {
			s->by_place = true;
			n = 2;
			own(s, part, i, n, NULL, 0, strcmp(s->style, "rows") == 0 ? 0 : ++s->ordinal);
		} else {
			tell(s, "percent", part, i, left > 1 ? 2 : 1);
			return 1;
		}
		if (s->by_place && s->by_name && strcmp(s->style, "pyformat") == 0)
			tell(s, "mixed", part, i, n);
		return n;
	}
	if (strcmp(s->style, "question") == 0 && s->values && (code || s->all)) {
		if (*p == '\\' && left > 1 && p[1] == '?')
			return 2;
		if (*p == '?' && left > 1 && p[1] == '?')
			return 2;
		if (*p == '?' && code && !s->due && s->all) {
			tell(s, "operator", part, i, left > 1 && p[1] && strchr("|&", p[1]) ? 2 : 1);
			return 1;
		}
		if (*p == '?') {
			own(s, part, i, 1, NULL, 0, 0);
			return 1;
		}
		if (*p == ':' && ref_ok(values_object(s))) {
			struct placeholder x;

			if (!question_placeholder(p, left, i > 0 && (p[-1] == ':' || word_char(p[-1])), &x))
				return 0;
			if (x.fill == FILL_VALUE)
				own(s, part, i, x.length, x.name, x.name_n, 0);
			return x.length;
		}
		return 0;
	}
	if (strcmp(s->style, "formatted") == 0 && s->values) {
		struct placeholder x;

		if (!formatted_placeholder(p, left, &x))
			return 0;
		if (x.fill == FILL_VALUE)
			own(s, part, i, x.length, x.name, x.name_n, x.number);
		return x.length;
	}
	if (strcmp(s->style, "dollar") == 0 && *p == '$' && left > 1 && isdigit((unsigned char)p[1]) && (i == 0 || !word_char(p[-1]))) {
		long number = strtol(p + 1, NULL, 10);
		char key[16];

		for (n = 1; n < left && isdigit((unsigned char)p[n]); n++)
			;
		if (number < 1 || number > 65535)
			return 0;
		if (code) {
			own(s, part, i, n, NULL, 0, (int)number);
			snprintf(key, sizeof(key), "%ld", number);
			*map_puts(&s->seen, key) = 1;
		} else if (s->state != IDENTIFIER) {
			vec_push(&s->hidden, (struct hidden){(int)number, part, i, n});
		}
		return n;
	}
	return 0;
}

static bool reads_any(const struct scan *s, const struct fold_part *part, size_t i)
{
	char mark = part->text[i] == '$' && i + 1 < part->n && part->text[i + 1] == '{' ? '{' : part->text[i];

	static const struct {
		const char *style, *marks;
	} reads[] = {{"dollar", "$"}, {"named", ":"}, {"pyformat", "%"}, {"rows", "%"}, {"question", "?:"}, {"formatted", "${"},
		{"braces", "{"}, {"at", "@$"}, {"sqlc", "@$"}, {"tagged", "$"}, {"none", ""}};

	if (mark == '$' && strcmp(s->style, "question") == 0 && !s->all)
		return true;	/* what the server reads reaches it */
	for (size_t i = 0; i < sizeof(reads) / sizeof(*reads); i++)
		if (strcmp(reads[i].style, s->style) == 0)
			return strchr(reads[i].marks, mark) != NULL;
	return true;	/* a style that is not told apart here */
}

/* --- The server's way of reading --- */

/* A dollar quote's tag at p, $$ or $name$: its length; 0. */
static size_t dollar_tag(const char *p, size_t left)
{
	size_t n = 1;

	if (left > 1 && isdigit((unsigned char)p[1]))
		return 0;
	while (n < left && word_char(p[n]))
		n++;
	return n < left && p[n] == '$' && n < sizeof(((struct scan *)0)->tag) - 1 ? n + 1 : 0;
}

static void token(struct scan *s, const char *p, size_t n)
{
	static const char *const values[] = {"WHERE", "AND", "OR", "NOT", "ON", "WHEN", "THEN", "ELSE", "LIMIT", "OFFSET", "LIKE", "ILIKE", "BETWEEN", "IN", "VALUES", "SELECT", "SET", "BY",
		"ANY", "RETURNING", "FROM", "JOIN", "INTO", "HAVING", "INTERVAL", "UPDATE", NULL};

	memcpy(s->word[0], s->word[1], sizeof(s->word[0]));
	s->word[1][0] = '\0';
	s->opened = false;
	if (word_char(*p) && !isdigit((unsigned char)*p) && n < sizeof(s->word[1])) {
		for (size_t i = 0; i <= n; i++)
			s->word[1][i] = i < n ? (char)toupper((unsigned char)p[i]) : '\0';
		s->due = one_of(s->word[1], values);
		return;
	}
	if (*p == '(') {
		memcpy(s->before_open, s->word[0], sizeof(s->before_open));
		s->opened = true;
	}
	s->due = strchr("=<>(,+-*/|~", *p) != NULL;
}

/* Passes what begins at byte i as the server would, in whatever state. Returns how long it is. */
static size_t step(struct scan *s, const struct fold_part *part, size_t i)
{
	const char *p = part->text + i;
	size_t left = part->n - i, n = 1;

	switch (s->state) {
	case LITERAL:
	case ESCAPED:
		if (s->state == ESCAPED && *p == '\\' && left > 1)
			return 2;
		if (*p == '\'' && left > 1 && p[1] == '\'')
			return 2;
		if (*p == '\'')
			s->state = CODE;
		return 1;
	case IDENTIFIER:
		if (*p == '"')
			s->state = CODE;
		return 1;
	case LINE_COMMENT:
		if (*p == '\n')
			s->state = CODE;
		return 1;
	case BLOCK_COMMENT:
		if (left > 1 && ((p[0] == '*' && p[1] == '/') || (p[0] == '/' && p[1] == '*'))) {
			s->comment += *p == '/' ? 1 : -1;
			if (!s->comment)
				s->state = CODE;
			return 2;
		}
		return 1;
	case DOLLAR:
		if (*p == '$' && left >= s->tag_n && strncmp(p, s->tag, s->tag_n) == 0) {
			s->state = CODE;
			return s->tag_n;
		}
		return 1;
	case CODE:
		break;
	}
	if (isspace((unsigned char)*p))
		return 1;
	if (*p == '-' && left > 1 && p[1] == '-') {
		s->state = LINE_COMMENT;
		return 2;
	}
	if (*p == '/' && left > 1 && p[1] == '*') {
		s->state = BLOCK_COMMENT;
		s->comment = 1;
		return 2;
	}
	if (*p == '$' && (n = dollar_tag(p, left))) {
		memcpy(s->tag, p, n);
		s->tag[n] = '\0';
		s->tag_n = n;
		s->state = DOLLAR;
		token(s, "'", 1);
		return n;
	}
	n = 1;
	if (*p == '\'' || *p == '"') {
		bool escaped = *p == '\'' && i > 0 && (p[-1] == 'E' || p[-1] == 'e') && (i < 2 || !word_char(p[-2]));

		s->state = *p == '"' ? IDENTIFIER : escaped ? ESCAPED
							    : LITERAL;
		token(s, "'", 1);
		return 1;
	}
	while (word_char(*p) && n < left && word_char(p[n]))
		n++;
	token(s, p, n);
	return n;
}

static void scan_text(struct scan *s, const struct fold_part *part)
{
	for (size_t i = 0, n; i < part->n; i += n) {
		n = read_own(s, part, i);
		if (!n && s->state == CODE && s->due && !reads_any(s, part, i) && (n = any_style(part, i)))
			tell(s, "foreign", part, i, n);
		if (n && s->state == CODE)
			token(s, "1", 1); /* a value stood here */
		else if (!n)
			n = step(s, part, i);
	}
}

/* A value put into a tagged template. */
static void scan_hole(struct scan *s, const struct fold_part *part, const struct fold_part *next)
{
	if (strcmp(s->style, "tagged") == 0 && ref_ok(part->hole) && template_part_of(s->d->r, part->hole) == PART_VALUE) {
		const char *text = dotted_text(s->d->r, part->hole);
		struct found f = {.kind = odd_place(s, next, 0), .literal = part->hole, .offset = TEXT_AT_EXPRESSION, .given = 1, .form = value_form(s->d, part->hole)};

		f.text = arena_printf(s->d->arena, "${%s}", text ? text : "…");
		if (f.kind)
			row(s, &f);
	}
	if (s->state == CODE)
		token(s, "1", 1);
}

static void scan_variant(struct scan *s)
{
	int given = values_given(s->d, s->site);

	for (int i = 0; i < s->folded->parts; i++) {
		const struct fold_part *part = &s->folded->part[i], *next = i + 1 < s->folded->parts ? part + 1 : NULL;

		if (part->text)
			scan_text(s, part);
		else
			scan_hole(s, part, next);
	}
	for (size_t i = 0; i < s->hidden.n; i++) {
		const struct hidden *h = &s->hidden.v[i];
		char key[16];

		snprintf(key, sizeof(key), "%d", h->number);
		if (!map_gets(&s->seen, key) && given >= h->number)
			tell(s, "quoted", h->part, h->at, h->n);
	}
}

/* Names that are given and that no text of the statement asks for. */
static void unused(struct scan *s, const struct bound_statement *statement)
{
	struct ref object = values_object(s);
	const struct unit *u;
	const struct expr *x;
	bool names = false;

	if (!ref_ok(object) || !statement->complete || s->site->folding.truncated)
		return;
	for (int v = 0; v < statement->variants; v++)
		for (int k = 0; k < statement->variant[v].named; k++)
			names |= statement->variant[v].names[k] != NULL && statement->variant[v].names[k][0] != '#';
	u = s->d->r->unit[object.unit];
	x = ref_expr(s->d->r, object);
	for (int i = 0; names && i < x->n; i++) {
		const struct kid *k = &u->kid.v[x->first + i];
		bool asked = map_gets(s->cut, unit_text(u, k->key)) != NULL;

		if (k->spread || !k->key)
			return;
		for (int v = 0; v < statement->variants; v++)
			for (int n = 0; n < statement->variant[v].named; n++)
				asked |= statement->variant[v].names[n] && strcmp(statement->variant[v].names[n], unit_text(u, k->key)) == 0;
		if (!asked)
			row(s, &(struct found){.kind = "unused", .text = unit_text(u, k->key), .literal = object, .offset = TEXT_AT_EXPRESSION, .given = 1});
	}
}

void placeholder_rows(struct derive *d, const struct site *site, int64_t id, const struct bound_statement *statement)
{
	struct map told = {0}, cut = {0};
	int64_t *binding = map_gets(&d->binding, site->driver);
	struct scan last = {0};

	if (site->is_orm || site->grammar || !site->folding.literal || statement->variants != site->folding.variants)
		return;
	for (int v = 0; v < statement->variants; v++) {
		struct scan s = {.d = d, .site = site, .id = id, .folded = &site->folding.variant[v], .x = &statement->variant[v], .told = &told, .cut = &cut};

		s.style = site->placeholders;
		s.all = binding && (*binding & BINDING_EVERYWHERE);
		s.values = ref_ok(site->values);
		scan_variant(&s);
		vec_free(&s.hidden);
		map_free(&s.seen);
		last = s;
	}
	if (statement->variants)
		unused(&last, statement);
	map_free(&told);
	map_free(&cut);
}
