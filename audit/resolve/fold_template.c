/*
 * Texts made by Go's text/template: {{ if .X }}…{{ else }}…{{ end }} is two texts, {{ range }} and {{ with }} one that may be missing, {{ .X }} a hole.
 * See fold_private.h.
 */
#include "fold_private.h"

#include <ctype.h>

#define NESTED_MAX 20

struct reader {
	struct folder *f;
	struct ref hole;	/* the call that fills the template */
	const char *p, *end;
	bool trim;		/* -}} stood before: blanks that follow are left out */
	bool failed;
};

enum word { WORD_HOLE, WORD_NOTHING, WORD_IF, WORD_RANGE, WORD_ELSE, WORD_ELSE_IF, WORD_END, WORD_UNKNOWN, WORD_NONE };

static bool begins(const char *p, size_t n, const char *word)
{
	size_t length = strlen(word);

	return n >= length && memcmp(p, word, length) == 0 && (n == length || isspace((unsigned char)p[length]));
}

static enum word word_of(const char *p, size_t n)
{
	if (n == 0 || (n > 1 && p[0] == '/' && p[1] == '*'))
		return WORD_NOTHING;
	if (begins(p, n, "if") || begins(p, n, "with"))
		return WORD_IF;
	if (begins(p, n, "range"))
		return WORD_RANGE;
	if (begins(p, n, "end"))
		return WORD_END;
	if (begins(p, n, "else")) {
		p += 4;
		n -= 4;
		while (n > 0 && isspace((unsigned char)*p))
			p++, n--;
		return n == 0 ? WORD_ELSE : WORD_ELSE_IF;
	}
	if (begins(p, n, "define") || begins(p, n, "template") || begins(p, n, "block") || begins(p, n, "break") || begins(p, n, "continue"))
		return WORD_UNKNOWN;
	return *p == '$' && memmem(p, n, ":=", 2) ? WORD_NOTHING : WORD_HOLE;
}

/* The next action, with the text before it put to `out`. */
static enum word next(struct reader *r, struct set *out)
{
	const char *open = memmem(r->p, (size_t)(r->end - r->p), "{{", 2), *close, *stop = open ? open : r->end, *from = r->p;
	struct set text;
	size_t n;

	if (r->trim)
		while (from < stop && isspace((unsigned char)*from))
			from++;
	r->trim = false;
	close = open ? memmem(open, (size_t)(r->end - open), "}}", 2) : NULL;
	if (open && !close) {
		r->failed = true;
		return WORD_NONE;
	}
	if (open && open[2] == '-' && isspace((unsigned char)open[3]))
		while (stop > from && isspace((unsigned char)stop[-1]))
			stop--;
	if (stop > from) {
		set_one(r->f, &text, (struct fold_part){.text = arena_strndup(r->f->arena, from, (size_t)(stop - from)), .n = (size_t)(stop - from), .literal = REF_NONE, .hole = REF_NONE});
		set_concat(r->f, out, &text);
	}
	if (!open)
		return WORD_NONE;
	r->p = close + 2;
	open += 2 + (open[2] == '-');
	if (close > open && close[-1] == '-') {
		r->trim = true;
		close--;
	}
	while (open < close && isspace((unsigned char)*open))
		open++;
	for (n = (size_t)(close - open); n > 0 && isspace((unsigned char)open[n - 1]);)
		n--;
	return word_of(open, n);
}

/* Up to {{ end }}, or {{ else }}: which of them. */
static enum word body(struct reader *r, struct set *out, int depth)
{
	set_empty(out);
	for (;;) {
		enum word w = next(r, out);
		struct set then, other;

		if (r->failed || depth > NESTED_MAX || w == WORD_UNKNOWN) {
			r->failed = true;
			return WORD_NONE;
		}
		if (w == WORD_NONE || w == WORD_END || w == WORD_ELSE || w == WORD_ELSE_IF)
			return w;
		if (w == WORD_HOLE) {
			set_hole(r->f, &then, r->hole);
			set_concat(r->f, out, &then);
		} else if (w == WORD_IF || w == WORD_RANGE) {
			struct set all = {.n = 0};

			do {	/* {{ else if }} begins another branch of the same {{ end }} */
				w = body(r, &then, depth + 1);
				set_union(r->f, &all, &then);
			} while (w == WORD_ELSE_IF);
			if (w == WORD_ELSE)
				w = body(r, &other, depth + 1);
			else
				set_empty(&other);
			if (w != WORD_END || r->failed) {
				r->failed = true;
				return WORD_NONE;
			}
			set_union(r->f, &all, &other);
			set_concat(r->f, out, &all);
		}
	}
}

/* The text a template was parsed from: template.Must(template.New("x").Parse(text)), also behind a name. */
static const char *text_of(struct resolver *r, struct ref e, int depth)
{
	const struct unit *u;
	const struct expr *x, *callee;
	const char *method;
	const int *list;

	e = expr_plain(r, e);
	if (!ref_ok(e) || depth > 8)
		return NULL;
	u = r->unit[e.unit];
	x = ref_expr(r, e);
	if (x->kind == E_NAME) {
		if (bindings_of(r, e, &list) != 1 || !u->binding.v[list[0]].value)
			return NULL;
		return text_of(r, (struct ref){e.unit, u->binding.v[list[0]].value}, depth + 1);
	}
	if (x->kind != E_CALL || u->expr.v[x->a].kind != E_MEMBER)
		return NULL;
	callee = &u->expr.v[x->a];
	method = unit_text(u, callee->text);
	if (strcmp(method, "Parse") == 0 && x->n == 1)
		return constant_text(r, (struct ref){e.unit, u->kid.v[x->first].expr});
	if (strcmp(method, "Must") == 0 && x->n == 1)
		return text_of(r, (struct ref){e.unit, u->kid.v[x->first].expr}, depth + 1);
	return strcmp(method, "Option") == 0 || strcmp(method, "Funcs") == 0 ? text_of(r, (struct ref){e.unit, callee->a}, depth + 1) : NULL;
}

bool fold_template(struct folder *f, struct ref e, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *callee = &u->expr.v[ref_expr(f->r, e)->a];
	const char *text = callee->kind == E_MEMBER ? text_of(f->r, (struct ref){e.unit, callee->a}, 0) : NULL;
	struct reader r = {.f = f, .hole = e};

	if (!text)
		return false;
	r.p = text;
	r.end = text + strlen(text);
	return body(&r, out, 0) == WORD_NONE && !r.failed;
}
