/* Texts made by Go's standard library: fmt.Sprintf, strings.Join, strings.TrimSpace. See fold_private.h. */
#include "fold_private.h"

/* A verb of a format: %s, %-5d, %[1]q. Its length; 0: not understood. *argument: which one it takes. */
static size_t verb(const char *p, int *next, int *argument, char *letter)
{
	size_t n = 1 + strspn(p + 1, "+-# 0");

	if (p[n] == '[') {
		*next = atoi(p + n + 1);
		n += strcspn(p + n, "]");
		if (p[n] != ']')
			return 0;
		n++;
	}
	n += strspn(p + n, "0123456789.");
	if (!p[n] || p[n] == '*')
		return 0;
	*letter = p[n];
	*argument = (*next)++;
	return n + 1;
}

static bool fold_sprintf(struct folder *f, struct ref e, struct ref format, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);
	struct ref literal = definition(f->r, format);
	const char *p;
	int next = 1;

	if (!ref_ok(literal) || ref_expr(f->r, literal)->kind != E_STRING)
		return false;
	set_empty(out);
	for (p = ref_text(f->r, literal); *p;) {
		size_t n = strcspn(p, "%");
		struct set piece;
		char letter = 0;
		int argument = 0;

		if (n || p[1] == '%') {
			set_one(f, &piece, (struct fold_part){.text = p, .n = n ? n : 1, .literal = literal, .hole = REF_NONE});
			set_concat(f, out, &piece);
			p += n ? n : 2;
			continue;
		}
		n = verb(p, &next, &argument, &letter);
		if (!n || argument < 1 || argument >= x->n || u->kid.v[x->first + argument].spread)
			return false;
		if (letter == 'q') {
			set_text(f, &piece, "\"", REF_NONE);
			set_concat(f, out, &piece);
		}
		fold_into(f, (struct ref){e.unit, u->kid.v[x->first + argument].expr}, env, &piece);
		set_concat(f, out, &piece);
		if (letter == 'q') {
			set_text(f, &piece, "\"", REF_NONE);
			set_concat(f, out, &piece);
		}
		p += n;
	}
	return true;
}

bool fold_go_call(struct folder *f, struct ref e, const char *callee, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);
	struct ref first = {e.unit, x->n ? u->kid.v[x->first].expr : 0};
	const char *with;

	if (!callee || !ref_ok(first))
		return false;
	if (strcmp(callee, "fmt.Sprintf") == 0)
		return fold_sprintf(f, e, first, env, out);
	if (strcmp(callee, "strings.TrimSpace") == 0) {
		fold_into(f, first, env, out);
		return true;
	}
	if (strcmp(callee, "strings.Join") != 0 || x->n != 2 || !(with = constant_text(f->r, (struct ref){e.unit, u->kid.v[x->first + 1].expr})))
		return false;
	fold_into(f, first, env, out);
	set_join(f, out, with);
	return true;
}

/* strings.NewReplacer("\t", "", "\n", " ") */
static bool replaces_blanks(struct resolver *r, struct ref call)
{
	const struct unit *u = r->unit[call.unit];
	const struct expr *x = &u->expr.v[u->call.v[call.index].expr];

	for (int i = 0; i < x->n; i++) {
		const char *text = constant_text(r, (struct ref){call.unit, u->kid.v[x->first + i].expr});

		if (!text || text[strspn(text, " \t\r\n")])
			return false;
	}
	return x->n > 0;
}

bool fold_go_cleans(struct resolver *r, int unit, int binding)
{
	const struct unit *u = r->unit[unit];
	const struct binding *b = &u->binding.v[binding];
	const struct expr *x = &u->expr.v[b->value], *argument = x->n == 1 ? &u->expr.v[u->kid.v[x->first].expr] : NULL;
	struct value callee;

	if (b->how != HOW_ASSIGN || x->kind != E_CALL || !argument || argument->kind != E_NAME || argument->text != b->name || strcmp(r->family[unit], "go") != 0)
		return false;
	callee = resolve(r, (struct ref){unit, x->a});
	return callee.type && (strcmp(callee.type, "strings.TrimSpace") == 0 ||
		(strcmp(callee.type, "strings.NewReplacer().Replace") == 0 && ref_ok(callee.origin) && replaces_blanks(r, callee.origin)));
}
