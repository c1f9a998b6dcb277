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

/* What an expression is when it is written as a whole number: its text where that is constant, else a hole that can only be a number. */
static void fold_number(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	fold_into(f, e, env, out);
	if (out->n == 1 && out->v[0].parts == 1 && !out->v[0].part[0].text)
		set_one(f, out, (struct fold_part){.hole = out->v[0].part[0].hole, .literal = REF_NONE, .number = true});
}

/* A part of the format: its text with the verbs replaced. false: a verb is not understood. */
static bool expand(struct folder *f, struct ref e, const struct fold_part *format, int *next, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);
	const char *p = format->text, *end = p + format->n;

	while (p < end) {
		const char *percent = memchr(p, '%', (size_t)(end - p));
		size_t n = (size_t)((percent ? percent : end) - p);
		struct set piece;
		char letter = 0;
		int argument = 0;

		if (n || (p + 1 < end && p[1] == '%')) {
			struct fold_part text = *format;

			text.text = p;
			text.n = n ? n : 1;
			set_one(f, &piece, text);
			set_concat(f, out, &piece);
			p += n ? n : 2;
			continue;
		}
		n = verb(p, next, &argument, &letter);
		if (!n || p + n > end || argument < 1 || argument >= x->n || u->kid.v[x->first + argument].spread)
			return false;
		if (letter == 'q') {
			set_text(f, &piece, "\"", REF_NONE);
			set_concat(f, out, &piece);
		}
		(letter == 'd' ? fold_number : fold_into)(f, (struct ref){e.unit, u->kid.v[x->first + argument].expr}, env, &piece);
		set_concat(f, out, &piece);
		if (letter == 'q') {
			set_text(f, &piece, "\"", REF_NONE);
			set_concat(f, out, &piece);
		}
		p += n;
	}
	return true;
}

/* from: the argument of the first verb. */
static bool fold_sprintf(struct folder *f, struct ref e, struct ref format, int from, const struct env *env, struct set *out)
{
	struct set formats;

	fold_into(f, format, env, &formats);
	out->n = 0;
	for (int i = 0; i < formats.n; i++) {
		const struct fold_variant *v = &formats.v[i];
		struct set one;
		int next = from;

		set_empty(&one);
		for (int k = 0; k < v->parts; k++) {
			struct set hole;

			if (v->part[k].text) {
				if (!expand(f, e, &v->part[k], &next, env, &one))
					return false;
				continue;
			}
			if (v->parts == 1)
				return false;	/* nothing of the format is known */
			set_one(f, &hole, v->part[k]);
			set_concat(f, &one, &hole);
		}
		set_union(f, out, &one);
	}
	return out->n > 0;
}

/* {"users", "user_id"} in a []struct{ name, column string }: the element a field's name stands for. */
struct ref fold_go_field(struct resolver *r, struct ref list, struct ref element, const char *name)
{
	const struct unit *u = r->unit[element.unit], *cu;
	const struct expr *x = ref_expr(r, element), *type = &r->unit[list.unit]->expr.v[ref_expr(r, list)->a];
	struct value class;
	int at = 0;

	if ((x->kind != E_ARRAY && x->kind != E_OBJECT) || x->n == 0 || u->kid.v[x->first].key || type->kind != E_UNARY)
		return REF_NONE;
	class = resolve_annotation(r, (struct ref){list.unit, type->a});
	if (class.entity != ENTITY_INSTANCE)
		return REF_NONE;
	cu = r->unit[class.self.unit];
	for (int b = 1; b < (int)cu->binding.n; b++) {
		const struct binding *d = &cu->binding.v[b];

		if (d->scope != cu->class_.v[class.self.index].scope || d->how != HOW_FIELD)
			continue;
		if (strcmp(unit_text(cu, d->name), name) == 0)
			return at < x->n ? (struct ref){element.unit, u->kid.v[x->first + at].expr} : REF_NONE;
		at++;
	}
	return REF_NONE;
}

/* The text of a file beside the source file of `unit`. */
static bool file_text(struct folder *f, int unit, const char *name, struct set *out)
{
	const char *folder = path_dir(f->arena, f->r->path[unit]), *text;

	if (!f->r->read || strpbrk(name, "*?[ \t\"`"))
		return false;
	text = f->r->read(f->r->read_context, *folder && strcmp(folder, ".") != 0 ? arena_printf(f->arena, "%s/%s", folder, name) : name);
	if (text)
		set_text(f, out, text, REF_NONE);
	return text != NULL;
}

bool fold_go_file(struct folder *f, struct ref e, struct set *out)
{
	return file_text(f, e.unit, ref_text(f->r, e), out);
}

/* files.ReadFile("users.sql") of an embed.FS: beside the file that declares it. */
static bool fold_embedded_file(struct folder *f, struct ref e, struct ref name, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e), *owner;
	const char *path = constant_text(f->r, name);
	int unit = e.unit;

	if (!path || u->expr.v[x->a].kind != E_MEMBER)
		return false;
	owner = &u->expr.v[u->expr.v[x->a].a];
	if (owner->kind == E_MEMBER) {	/* sqlfiles.FS */
		struct value package = resolve(f->r, (struct ref){e.unit, owner->a});

		if (package.entity != ENTITY_MODULE)
			return false;
		unit = package.self.unit;
	}
	return file_text(f, unit, path, out);
}

bool fold_go_call(struct folder *f, struct ref e, const char *callee, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);
	struct ref first = {e.unit, x->n ? u->kid.v[x->first].expr : 0};
	const char *with;

	if (callee && (strcmp(callee, "strings.Builder().String") == 0 || strcmp(callee, "bytes.Buffer().String") == 0 || strcmp(callee, "bytes.Buffer().Bytes") == 0))
		return u->expr.v[x->a].kind == E_MEMBER && fold_written(f, e, env, out);
	if (!callee || !ref_ok(first))
		return false;
	if (strcmp(callee, "fmt.Sprintf") == 0)
		return fold_sprintf(f, e, first, 1, env, out);
	if (strcmp(callee, "fmt.Fprintf") == 0 && x->n > 1)
		return fold_sprintf(f, e, (struct ref){e.unit, u->kid.v[x->first + 1].expr}, 2, env, out);
	if ((strcmp(callee, "fmt.Fprint") == 0 || strcmp(callee, "io.WriteString") == 0) && x->n == 2) {
		fold_into(f, (struct ref){e.unit, u->kid.v[x->first + 1].expr}, env, out);
		return true;
	}
	if (ends_with(callee, "text/template.Template().Execute"))
		return fold_template(f, e, out);
	if (strcmp(callee, "strconv.Itoa") == 0 || strcmp(callee, "strconv.FormatInt") == 0) {
		fold_number(f, first, env, out);
		return true;
	}
	if (strcmp(callee, "embed.FS().ReadFile") == 0)
		return fold_embedded_file(f, e, first, out);
	if (strcmp(callee, "strings.TrimSpace") == 0 || strcmp(callee, "global.string") == 0) {
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
