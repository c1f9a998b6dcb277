/* Calls that give text: join, format, trim, helper functions, tags. See fold_private.h. */
#include "fold_private.h"

static bool fold_format(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	/* "… {} {name} …".format(a, name=b) */
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e);
	struct ref literal = definition(f->r, (struct ref){e.unit, u->expr.v[x->a].a});
	const char *text, *p;
	int next = 0;

	if (!ref_ok(literal) || ref_expr(f->r, literal)->kind != E_STRING)
		return false;
	text = ref_text(f->r, literal);
	set_empty(out);
	for (p = text; *p;) {
		size_t n = strcspn(p, "{}");
		struct set piece;

		if (n) {
			set_one(f, &piece, (struct fold_part){.text = p, .n = n, .literal = literal, .hole = REF_NONE});
			set_concat(f, out, &piece);
			p += n;
			continue;
		}
		if (p[0] == p[1]) {
			set_one(f, &piece, (struct fold_part){.text = p, .n = 1, .literal = literal, .hole = REF_NONE});
			set_concat(f, out, &piece);
			p += 2;
		} else if (*p == '{') {
			size_t len = strcspn(p + 1, "}!:"), whole = strcspn(p, "}");
			int found = 0, position = len == 0 ? next++ : p[1] >= '0' && p[1] <= '9' ? (int)strtol(p + 1, NULL, 10) : -1;

			for (int i = 0; i < x->n && !found; i++) {
				const struct kid *k = &u->kid.v[x->first + i];

				if (k->spread)
					return false;
				if (k->key ? strlen(unit_text(u, k->key)) == len && strncmp(unit_text(u, k->key), p + 1, len) == 0 : i == position)
					found = k->expr;
			}
			if (!found)
				return false;
			fold_into(f, (struct ref){e.unit, found}, env, &piece);
			set_concat(f, out, &piece);
			p += whole + (p[whole] == '}');
		} else {
			p++;
		}
	}
	return true;
}

/* Go: of "return query, args, nil" the first is the value; "return "", nil, err" says there is none. */
static struct ref first_result(struct folder *f, struct ref function, struct ref e)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e), *results = &u->expr.v[f->r->unit[function.unit]->function.v[function.index].result_annotation], *one;

	if (strcmp(f->r->family[function.unit], "go") != 0 || results->kind != E_ARRAY || results->n < 2 || x->kind != E_ARRAY || x->a || x->n < 2)
		return e;
	one = &u->expr.v[u->kid.v[x->first].expr];
	return one->kind == E_STRING && !*unit_text(u, one->text) ? REF_NONE : (struct ref){e.unit, u->kid.v[x->first].expr};
}

static bool fold_function(struct folder *f, struct ref function, struct ref call, const struct env *env, struct set *out)
{
	struct env inner = {function, call, env};
	const int *list;
	int n = returns_of(f->r, function, &list);

	for (const struct env *v = env; v; v = v->outer)
		if (ref_eq(v->function, function))
			return false;
	if (n == 0 || n > 8)
		return false;
	out->n = 0;
	for (int i = 0; i < n; i++) {
		struct ref e = first_result(f, function, (struct ref){function.unit, list[i]});
		struct set one;

		if (!ref_ok(e))
			continue;
		fold_into(f, e, &inner, &one);
		set_union(f, out, &one);
	}
	return out->n > 0;
}

static bool passes_through(const char *method)
{
	static const char *const names[] = {"trim", "trimStart", "trimEnd", "strip", "rstrip", "lstrip", "toString", "dedent", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], method) == 0)
			return true;
	return false;
}

/* sql`… ${x}`: only templates put into it, directly or by name, are text. */
static bool fold_tag(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct expr *x = ref_expr(f->r, e);
	bool outer = f->tagged;

	if (!(x->flags & EXPR_TAG) || x->n != 1 || template_part_of(f->r, e) != PART_TEXT)
		return false;
	f->tagged = true;
	fold_into(f, (struct ref){e.unit, f->r->unit[e.unit]->kid.v[x->first].expr}, env, out);
	f->tagged = outer;
	return true;
}

/* What packs say a call gives: an identifier made of constant names (Identifier("public", "calls")), or a text of its own (Placeholder()). */
static bool fold_library_text(struct folder *f, struct ref e, struct set *out)
{
	const struct expr *x = ref_expr(f->r, e);
	struct value v = resolve(f->r, e);
	int64_t *constant = v.type && x->n == 0 ? map_gets(&f->r->constant, v.type) : NULL;
	struct buf name = {.max = 256};

	if (constant) {
		set_text(f, out, (const char *)(intptr_t)*constant, REF_NONE);
		return true;
	}
	if (!v.type || x->n == 0 || template_part_of(f->r, e) != PART_NAME)
		return false;
	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &f->r->unit[e.unit]->kid.v[x->first + i];
		const char *text = k->spread || k->key ? NULL : constant_text(f->r, (struct ref){e.unit, k->expr});

		if (!text) {
			buf_free(&name);
			return false;
		}
		buf_puts(&name, i ? ".\"" : "\"");
		for (; *text; text++)
			buf_puts(&name, *text == '"' ? "\"\"" : (char[]){*text, '\0'});
		buf_putc(&name, '"');
	}
	set_text(f, out, arena_strdup(f->arena, buf_text(&name)), REF_NONE);
	buf_free(&name);
	return true;
}

bool fold_call(struct folder *f, struct ref e, const struct env *env, struct set *out)
{
	const struct unit *u = f->r->unit[e.unit];
	const struct expr *x = ref_expr(f->r, e), *callee = &u->expr.v[x->a];
	struct ref object = {e.unit, callee->kind == E_MEMBER ? callee->a : 0}, first = {e.unit, x->n ? u->kid.v[x->first].expr : 0};
	const char *method = callee->kind == E_MEMBER || callee->kind == E_NAME ? unit_text(u, callee->text) : "";
	struct value v, c;

	if (fold_tag(f, e, env, out))
		return true;
	if (ref_ok(object) && strcmp(method, "join") == 0) {
		bool python = strcmp(f->r->family[e.unit], "python") == 0;
		const char *with = python ? constant_text(f->r, object) : ref_ok(first) ? constant_text(f->r, first) : ",";

		if (!with || (python && !ref_ok(first)))
			return false;
		fold_into(f, python ? first : object, env, out);
		set_join(f, out, with);
		return true;
	}
	if (ref_ok(object) && ((x->n == 0 && passes_through(method)) || strcmp(method, "bindparams") == 0)) {
		fold_into(f, object, env, out);
		return true;
	}
	if (ref_ok(object) && strcmp(method, "filter") == 0 && x->n == 1 && u->expr.v[first.index].kind == E_NAME && strcmp(ref_text(f->r, first), "Boolean") == 0) {
		fold_into(f, object, env, out);
		return true;
	}
	if (ref_ok(object) && strcmp(method, "format") == 0 && strcmp(f->r->family[e.unit], "python") == 0 && fold_format(f, e, env, out))
		return true;
	if (ref_ok(object) && strcmp(method, "concat") == 0) {
		fold_into(f, object, env, out);
		for (int i = 0; i < x->n; i++) {
			struct set one;

			fold_into(f, (struct ref){e.unit, u->kid.v[x->first + i].expr}, env, &one);
			set_concat(f, out, &one);
		}
		return true;
	}
	c = resolve(f->r, (struct ref){e.unit, x->a});
	if (strcmp(f->r->family[e.unit], "go") == 0 && fold_go_call(f, e, c.type, env, out))
		return true;
	if (c.type && ref_ok(first) && (strcmp(c.type, "global.String") == 0 || strcmp(c.type, "global.str") == 0 || strcmp(c.type, "textwrap.dedent") == 0 ||
	    strcmp(c.type, "inspect.cleandoc") == 0)) {
		fold_into(f, first, env, out);
		return true;
	}
	if (fold_library_text(f, e, out))
		return true;
	/* A call a pack says gives its argument: text("…"). The argument itself is looked at: its name may have been added to since. */
	if (c.type && ref_ok(first) && c.entity != ENTITY_FUNCTION) {
		const char *path = type_join(f->r, c.type, "()", "");
		int64_t *alias = path ? map_gets(&f->r->alias, path) : NULL;

		if (alias && strcmp(f->r->aliases.v[*alias - 1].type, "#0") == 0) {
			fold_into(f, first, env, out);
			return true;
		}
	}
	v = resolve(f->r, e);
	if (v.entity == ENTITY_CONSTANT && ref_ok(v.self) && !ref_eq(v.self, e) && c.entity != ENTITY_FUNCTION) {
		fold_into(f, v.self, env, out);
		return true;
	}
	if (c.entity == ENTITY_FUNCTION)
		return fold_function(f, c.self, (struct ref){e.unit, x->b}, env, out);
	return false;
}
