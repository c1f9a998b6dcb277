/*
 * A program given as texts, resolved in memory, for the tests of resolve/. Files of a language are extracted; tsconfig*.json and package.json are read
 * as the tree reads them. What an expression is, is asked by handing it to a function `see`:
 *
 *     struct program p;
 *     program_open(&p, FILES({"db.js", "const { Pool } = require('pg');\nexports.pool = new Pool();\n"}, {"a.js", "see(require('./db').pool);\n"}), NULL);
 *     assert_seen(&p, "a.js:1", "pg.Pool()");
 *     program_close(&p);
 *
 * A value reads: its type; "function f", "class C", "instance C", "module a.js", "parameter x", "object", "array", "constant"; "?" for unknown.
 */
#ifndef PLUMBLINE_PROGRAM_TEXT_H
#define PLUMBLINE_PROGRAM_TEXT_H

#include "../../audit/extract/language.h"
#include "../../audit/resolve/fold.h"
#include "../../audit/resolve/resolve.h"
#include "../../audit/resolve/resolve_private.h"
#include "../../audit/resolve/rows.h"

#include <stdio.h>

struct program_file { const char *path, *text; };
#define FILES(...) ((const struct program_file[]){__VA_ARGS__, {NULL, NULL}})

/* path, type as a pack's types half has them; a type that starts with '=' is one that returns its receiver. */
struct program_alias { const char *path, *type; };
#define ALIASES(...) ((const struct program_alias[]){__VA_ARGS__, {NULL, NULL}})

struct program {
	struct arena arena;
	struct modules modules;
	struct unit **unit;
	const char **path, **family;
	int *unit_of_file, *file_of_unit;
	int units;
	struct resolver *r;
};

static inline void program_read(struct program *p, const struct program_file *file)
{
	int n = 0;

	memset(p, 0, sizeof(*p));
	p->modules.arena = &p->arena;
	while (file[n].path)
		n++;
	p->unit = arena_array(&p->arena, struct unit *, n + 1);
	p->path = arena_array(&p->arena, const char *, n + 1);
	p->family = arena_array(&p->arena, const char *, n + 1);
	p->unit_of_file = arena_array(&p->arena, int, n + 1);
	p->file_of_unit = arena_array(&p->arena, int, n + 1);
	for (int i = 0; i < n; i++) {
		const struct language *l = language_of(file[i].path);
		const char *slash = strrchr(file[i].path, '/'), *name = slash ? slash + 1 : file[i].path;

		modules_add_file(&p->modules, file[i].path, i);
		if (starts_with(name, "tsconfig"))
			modules_add_tsconfig(&p->modules, file[i].path, file[i].text);
		if (strcmp(name, "go.mod") == 0)
			modules_add_go_mod(&p->modules, file[i].path, file[i].text);
		if (strcmp(name, "package.json") == 0)
			modules_add_package(&p->modules, file[i].path, file[i].text);
		p->unit_of_file[i] = l ? p->units : -1;
		if (!l)
			continue;
		p->path[p->units] = file[i].path;
		p->family[p->units] = l->family;
		p->file_of_unit[p->units] = i;
		p->unit[p->units++] = extract(l, file[i].text, strlen(file[i].text));
	}
	p->r = resolver_new(p->unit, p->units, p->path, p->family, p->unit_of_file, n, &p->modules);
}

static inline void program_open(struct program *p, const struct program_file *file, const struct program_alias *alias)
{
	program_read(p, file);
	for (; alias && alias->path; alias++)
		resolver_alias(p->r, alias->path, alias->type + (*alias->type == '='), *alias->type == '=');
	resolver_run(p->r);
}

static inline void program_close(struct program *p)
{
	resolver_free(p->r);
	for (int i = 0; i < p->units; i++)
		unit_free(p->unit[i]);
	modules_free(&p->modules);
	arena_free(&p->arena);
}

/* The call at "path:line name" (its callee's last name); "path:line" is the call of `see` there. */
static inline struct ref program_call(struct program *p, const char *where)
{
	const char *colon = strrchr(where, ':'), *space = strchr(colon, ' '), *name = space ? space + 1 : "see";
	long line = strtol(colon + 1, NULL, 10);

	for (int i = 0; i < p->units; i++) {
		const struct unit *u = p->unit[i];

		if (strncmp(p->path[i], where, (size_t)(colon - where)) != 0 || p->path[i][colon - where])
			continue;
		for (int c = 1; c < (int)u->call.n; c++) {
			const struct expr *x = &u->expr.v[u->call.v[c].expr], *callee = &u->expr.v[x->a];

			if (x->line == line && (callee->kind == E_NAME || callee->kind == E_MEMBER) && strcmp(unit_text(u, callee->text), name) == 0)
				return (struct ref){i, c};
		}
	}
	fail_msg("no call at %s", where);
	return REF_NONE;
}

static inline struct ref program_call_expr(struct program *p, const char *where)
{
	struct ref c = program_call(p, where);

	return (struct ref){c.unit, p->unit[c.unit]->call.v[c.index].expr};
}

static inline struct ref program_argument(struct program *p, const char *where, int position)
{
	struct ref e = program_call_expr(p, where);
	const struct expr *x = ref_expr(p->r, e);

	if (position >= x->n)
		fail_msg("%s has no argument %d", where, position);
	return (struct ref){e.unit, p->unit[e.unit]->kid.v[x->first + position].expr};
}

static inline const char *program_value(struct program *p, struct value v)
{
	const struct unit *u = ref_ok(v.self) ? p->unit[v.self.unit] : NULL;

	switch (v.entity) {
	case ENTITY_FUNCTION: return arena_printf(&p->arena, "function %s", unit_text(u, u->function.v[v.self.index].name));
	case ENTITY_CLASS: return arena_printf(&p->arena, "class %s", unit_text(u, u->class_.v[v.self.index].name));
	case ENTITY_INSTANCE: return arena_printf(&p->arena, "instance %s", unit_text(u, u->class_.v[v.self.index].name));
	case ENTITY_MODULE: return arena_printf(&p->arena, "module %s", p->path[v.self.unit]);
	case ENTITY_OBJECT: return ref_expr(p->r, v.self)->kind == E_ARRAY ? "array" : "object";
	case ENTITY_PARAMETER: return arena_printf(&p->arena, "parameter %s", unit_text(u, u->parameter.v[v.self.index].name));
	case ENTITY_CONSTANT: return "constant";
	default: return v.type ? v.type : "?";
	}
}

static inline const char *program_seen(struct program *p, const char *where)
{
	return program_value(p, resolve(p->r, program_argument(p, where, 0)));
}

/* "path:line" of the call that made what is seen; "?" unknown. */
static inline const char *program_origin(struct program *p, const char *where)
{
	struct value v = resolve(p->r, program_argument(p, where, 0));

	if (!ref_ok(v.origin))
		return "?";
	return arena_printf(&p->arena, "%s:%d", p->path[v.origin.unit], p->unit[v.origin.unit]->expr.v[p->unit[v.origin.unit]->call.v[v.origin.index].expr].line);
}

/* The texts argument 0 of `see` may have, joined by " | "; a hole is {its source}. "…" behind them: more were left out. */
static inline const char *program_folded(struct program *p, const char *where)
{
	struct folding f;
	struct buf b = {0};
	const char *text;

	fold(p->r, &p->arena, program_argument(p, where, 0), &f);
	for (int v = 0; v < f.variants; v++) {
		buf_puts(&b, v ? " | " : "");
		for (int i = 0; i < f.variant[v].parts; i++) {
			const struct fold_part *part = &f.variant[v].part[i];
			const char *source = part->text || !ref_ok(part->hole) ? NULL : dotted_text(p->r, part->hole);

			if (part->text)
				buf_add(&b, part->text, part->n);
			else
				buf_printf(&b, "{%s}", part->repeats ? "*" : source ? source : "?");
		}
	}
	buf_puts(&b, f.truncated ? " …" : "");
	text = arena_strdup(&p->arena, buf_text(&b));
	buf_free(&b);
	return text;
}

#define assert_seen(p, where, what) assert_string_equal(program_seen((p), (where)), (what))
#define assert_origin(p, where, what) assert_string_equal(program_origin((p), (where)), (what))
#define assert_folded(p, where, what) assert_string_equal(program_folded((p), (where)), (what))

#endif
