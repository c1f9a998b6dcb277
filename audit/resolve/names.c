/* Scopes, imports and exports: which bindings a name means. */
#include "packages.h"

#include <stdio.h>

#define IMPORT_DEPTH_MAX 40
#define EXPORTS 0	/* in place of a scope's number */

static size_t name_key(char *out, size_t size, int scope, const char *name)
{
	size_t n = strlen(name);

	if (n > size - 5)
		n = size - 5;
	memcpy(out, &scope, 4);
	memcpy(out + 4, name, n);
	return n + 4;
}

int scope_binding(struct resolver *r, int unit, int scope, const char *name)
{
	char key[512];
	int64_t *b = map_get(&r->state[unit].name, key, name_key(key, sizeof(key), scope, name));

	return b ? (int)*b : 0;
}

int binding_next(struct resolver *r, int unit, int binding)
{
	return r->state[unit].next[binding];
}

int lookup(struct resolver *r, int unit, int scope, const char *name)
{
	const struct unit *u = r->unit[unit];
	bool python = strcmp(r->family[unit], "python") == 0;

	for (int s = scope, i = 0; s > 0 && i < 1000; s = u->scope.v[s].parent, i++) {
		int b;

		/* The names of a class body are seen by the body itself (Python), never by the functions in it. */
		if (u->scope.v[s].kind == SCOPE_CLASS && (!python || s != scope))
			continue;
		b = scope_binding(r, unit, s, name);
		if (b && u->binding.v[b].how != HOW_GLOBAL)
			return b;
	}
	return 0;
}

int lookup_name(struct resolver *r, struct ref e)
{
	const struct unit *u = r->unit[e.unit];
	const struct expr *x = ref_expr(r, e);
	const char *name = ref_text(r, e);
	int b = lookup(r, e.unit, x->scope, name);

	while (b && is_go(r, e.unit)) {
		const struct binding *first = &u->binding.v[b];
		const struct expr *value = &u->expr.v[first->value];

		if (!first->value || first->scope == 1 || x->start >= value->end || first->how == HOW_ASSIGN || first->how == HOW_EACH)
			break;
		b = lookup(r, e.unit, u->scope.v[first->scope].parent, name);
	}
	return b;
}

struct ref class_around(struct resolver *r, int unit, int scope)
{
	const struct unit *u = r->unit[unit];

	for (int s = scope, i = 0; s > 0 && i < 1000; s = u->scope.v[s].parent, i++) {
		const struct function *f;

		if (u->scope.v[s].kind == SCOPE_CLASS && u->scope.v[s].class_)
			return (struct ref){unit, u->scope.v[s].class_};
		f = &u->function.v[u->scope.v[s].function];
		/* A function that is neither arrow nor method has a this of its own. */
		if (u->scope.v[s].kind == SCOPE_FUNCTION && f->scope == s && !(f->flags & (FN_ARROW | FN_LAMBDA)) && !f->class_)
			return REF_NONE;
	}
	return REF_NONE;
}

/* The scope that a name said to be global or nonlocal belongs to. */
static int outer_scope(struct resolver *r, int unit, int scope, const char *name)
{
	const struct unit *u = r->unit[unit];

	for (int s = u->scope.v[scope].parent, i = 0; s > 1 && i < 1000; s = u->scope.v[s].parent, i++) {
		int b = u->scope.v[s].kind == SCOPE_CLASS ? 0 : scope_binding(r, unit, s, name);

		if (b && u->binding.v[b].how != HOW_GLOBAL)
			return s;
	}
	return 1;
}

/* global x; x = v in a function: the assignment is one of the outer name's. */
static void move_out(struct resolver *r, int unit, int *last)
{
	struct unit *u = r->unit[unit];
	struct unit_state *s = &r->state[unit];

	for (int b = 1; b < (int)u->binding.n; b++) {
		const char *name = unit_text(u, u->binding.v[b].name);
		int scope = u->binding.v[b].scope, target;
		char key[512];
		int64_t *slot;

		if (u->binding.v[b].how != HOW_GLOBAL || !*name)
			continue;
		target = outer_scope(r, unit, scope, name);
		slot = map_put(&s->name, key, name_key(key, sizeof(key), scope, name), NULL);
		for (int x = (int)*slot, next; x; x = next) {
			bool is_new;
			int64_t *outer;

			next = s->next[x];
			if (u->binding.v[x].how == HOW_GLOBAL)
				continue;
			s->next[x] = 0;
			u->binding.v[x].scope = target;
			outer = map_put(&s->name, key, name_key(key, sizeof(key), target, name), &is_new);
			if (is_new)
				*outer = x;
			else
				s->next[last[*outer]] = x;
			last[*outer] = x;
		}
		*map_put(&s->name, key, name_key(key, sizeof(key), scope, name), NULL) = b;
		s->next[b] = 0;
	}
}

static void index_bindings(struct resolver *r, int unit)
{
	struct unit *u = r->unit[unit];
	struct unit_state *s = &r->state[unit];
	int *last = xcalloc(u->binding.n + 1, sizeof(*last));

	for (int b = 1; b < (int)u->binding.n; b++) {
		const char *name = unit_text(u, u->binding.v[b].name);
		char key[512];
		int64_t *slot;
		bool is_new;

		if (!*name)
			continue;
		slot = map_put(&s->name, key, name_key(key, sizeof(key), u->binding.v[b].scope, name), &is_new);
		if (is_new) {
			*slot = b;
			last[b] = b;
		} else {
			s->next[last[*slot]] = b;
			last[*slot] = b;
		}
	}
	if (strcmp(r->family[unit], "python") == 0)
		move_out(r, unit, last);
	free(last);
}

/* static make() { const made = new C(); made.x = v; … }: a factory within its class. */
static bool is_made_here(struct resolver *r, int unit, const struct expr *owner, struct ref class)
{
	const struct unit *u = r->unit[unit];
	int b = strcmp(r->family[unit], "javascript") == 0 ? lookup(r, unit, owner->scope, unit_text(u, owner->text)) : 0;
	const struct expr *value = b && u->binding.v[b].how == HOW_CONST && u->binding.v[b].value ? &u->expr.v[u->binding.v[b].value] : NULL;

	return value && value->kind == E_CALL && value->flags & EXPR_NEW && u->expr.v[value->a].kind == E_NAME && u->expr.v[value->a].text == u->class_.v[class.index].name;
}

/* this.x = v and self.x = v: by class. */
static void index_members(struct resolver *r, int unit)
{
	struct unit *u = r->unit[unit];
	struct unit_state *s = &r->state[unit];

	for (int b = (int)u->binding.n - 1; b > 0; b--) {
		const struct binding *m = &u->binding.v[b];
		const struct expr *target, *owner;
		const struct function *f;
		struct ref class;

		if (!m->target || u->expr.v[m->target].kind != E_MEMBER)
			continue;
		target = &u->expr.v[m->target];
		owner = &u->expr.v[target->a];
		if (owner->kind != E_NAME)
			continue;
		class = class_around(r, unit, owner->scope);
		if (!ref_ok(class))
			continue;
		if (strcmp(unit_text(u, owner->text), "this") != 0) {
			/* self: the first parameter of the method around */
			int fn = u->scope.v[owner->scope].function;

			while (fn > 1 && !u->function.v[fn].class_)
				fn = u->function.v[fn].parent;
			f = &u->function.v[fn];
			if (fn <= 1 || (!is_made_here(r, unit, owner, class) &&
					(!f->parameters || strcmp(r->family[unit], "python") != 0 || u->parameter.v[f->first_parameter].name != owner->text)))
				continue;
		}
		s->member_next[b] = s->class_member[class.index];
		s->class_member[class.index] = b;
	}
}

static void index_functions(struct resolver *r, int unit)
{
	struct unit *u = r->unit[unit];
	struct unit_state *s = &r->state[unit];

	for (int i = (int)u->return_.n - 1; i > 0; i--) {
		s->return_next[i] = s->first_return[u->return_.v[i].function];
		s->first_return[u->return_.v[i].function] = i;
	}
	for (int b = 1; b < (int)u->binding.n; b++)
		if (u->binding.v[b].how == HOW_PARAMETER && u->binding.v[b].entity && !*unit_text(u, u->binding.v[b].part))
			s->parameter_binding[u->binding.v[b].entity] = b;
	for (int c = 1; c < (int)u->call.n; c++) {
		const struct expr *x = &u->expr.v[u->call.v[c].expr];

		for (int i = 0; i < x->n; i++) {
			const struct expr *a = &u->expr.v[u->kid.v[x->first + i].expr];

			if (a->kind == E_FUNCTION)
				vec_push(&s->handed[a->b], (struct handed){.call = {unit, u->call.v[c].expr}, .position = i});
			for (int k = 0; a->kind == E_OBJECT && k < a->n; k++) {	/* route({ handler: fn }) */
				const struct kid *entry = &u->kid.v[a->first + k];

				if (entry->key && u->expr.v[entry->expr].kind == E_FUNCTION)
					vec_push(&s->handed[u->expr.v[entry->expr].b], (struct handed){{unit, u->call.v[c].expr}, i, unit_text(u, entry->key), NULL});
			}
		}
	}
}

/* exports.a = …, export { a }: by name, as if in a scope of their own. */
static void index_exports(struct resolver *r, int unit)
{
	struct unit *u = r->unit[unit];
	struct unit_state *s = &r->state[unit];

	for (int i = (int)u->export_.n - 1; i > 0; i--) {
		const char *name = unit_text(u, u->export_.v[i].name);
		char key[512];
		int64_t *slot = map_put(&s->name, key, name_key(key, sizeof(key), EXPORTS, name), NULL);

		s->export_next[i] = (int)*slot;
		*slot = i;
	}
}

void index_unit(struct resolver *r, int unit)
{
	index_bindings(r, unit);
	index_members(r, unit);
	index_functions(r, unit);
	index_exports(r, unit);
}

int parameter_binding(struct resolver *r, int unit, int parameter)
{
	return r->state[unit].parameter_binding[parameter];
}

/* Modules */

static struct value module_value(struct resolver *r, struct module_ref m)
{
	struct value v = value_unknown;

	if (m.file >= 0 && r->unit_of_file[m.file] >= 0) {
		v.entity = ENTITY_MODULE;
		v.self = (struct ref){r->unit_of_file[m.file], 1};
	} else if (m.dir) {
		v.type = type_join(r, "dir:", "", m.dir);
	}
	return v;
}

static struct value python_member(struct resolver *r, int unit, const char *name)
{
	const char *path = r->path[unit];
	int b = scope_binding(r, unit, 1, name);
	struct value v = value_unknown;

	if (b)
		v = value_of_bindings(r, unit, b);
	if (!b && ends_with(path, "__init__.py"))
		v = module_value(r, module_child(r->modules, path_dir(&r->arena, path), name));
	if (!b && !value_known(v))
		v = star_import(r, unit, name);
	return v;
}

static struct value js_member(struct resolver *r, int unit, const char *name)
{
	const struct unit *u = r->unit[unit];
	struct value v = value_unknown;
	bool found = false;

	for (int i = scope_binding(r, unit, EXPORTS, name); i; i = r->state[unit].export_next[i]) {
		const struct export *x = &u->export_.v[i];
		struct value w;

		w = x->import ? import_value(r, unit, x->import) : resolve(r, (struct ref){unit, x->expr});
		v = found ? value_merge(r, v, w) : w;
		found = true;
	}
	if (found || strcmp(name, "=") == 0)
		return v;
	for (size_t i = 1; i < u->export_.n && !r->state[unit].searching; i++)
		if (u->export_.v[i].import && strcmp(unit_text(u, u->export_.v[i].name), "*") == 0) {
			struct value m = import_value(r, unit, u->export_.v[i].import);

			r->state[unit].searching = true;
			if (m.entity == ENTITY_MODULE)
				v = module_member(r, m.self.unit, name);
			else if (m.type)
				v = value_member(r, m, name);
			r->state[unit].searching = false;
			if (value_known(v))
				return v;
		}
	v = module_member(r, unit, "=");
	return strcmp(name, "default") == 0 || !value_known(v) ? v : value_member(r, v, name);
}

struct value module_member(struct resolver *r, int unit, const char *name)
{
	struct value v = value_unknown;

	if (r->depth >= IMPORT_DEPTH_MAX)
		return v;
	r->depth++;
	v = is_go(r, unit) ? package_member(r, unit, name) : strcmp(r->family[unit], "python") == 0 ? python_member(r, unit, name) : js_member(r, unit, name);
	r->depth--;
	return v;
}

struct value import_value(struct resolver *r, int unit, int import)
{
	const struct unit *u = r->unit[unit];
	const struct import *im = &u->import.v[import];
	const char *specifier = unit_text(u, im->module), *name = unit_text(u, im->name);
	struct module_ref m = module_find(r->modules, r->family[unit], r->path[unit], specifier);
	struct value v = value_unknown;
	bool python = strcmp(r->family[unit], "python") == 0;

	if (m.file < 0 && !m.dir && !m.package)
		return v;
	if (is_go(r, unit) && m.dir) {
		if (package_of_folder(r, m.dir) < 0)	/* code made when the program is built: its types are spelled from its path */
			return value_typed(r, type_join(r, specifier, "", ""), REF_NONE);
		v.entity = ENTITY_MODULE;
		v.self = (struct ref){package_of_folder(r, m.dir), 1};
		return v;
	}
	if (m.file >= 0 && r->unit_of_file[m.file] < 0)
		return v;
	if (m.package) {
		struct value package = {.type = intern(r, m.package, strlen(m.package)), .self = {-1, 0}, .origin = {-1, 0}};
		int64_t *alias = package.type ? map_gets(&r->alias, package.type) : NULL;

		if (alias)
			package.type = intern(r, r->aliases.v[*alias - 1].type, strlen(r->aliases.v[*alias - 1].type));
		return strcmp(name, "*") == 0 || strcmp(name, "default") == 0 ? package : value_member(r, package, name);
	}
	if (m.dir) {
		v.type = type_join(r, "dir:", "", m.dir);
		return strcmp(name, "*") == 0 ? v : value_member(r, v, name);
	}
	if (strcmp(name, "*") == 0)
		return module_value(r, m);
	if (python && im->module && specifier[0] && strspn(specifier, ".") == strlen(specifier)) {
		/* from . import m: what __init__ itself binds, then a submodule; in __init__ the name bound is the one asked for */
		const char *dir = path_dir(&r->arena, r->path[r->unit_of_file[m.file]]);

		v = r->unit_of_file[m.file] != unit ? module_member(r, r->unit_of_file[m.file], name) : value_unknown;
		if (!value_known(v))
			v = module_value(r, module_child(r->modules, dir, name));
		if (value_known(v))
			return v;
	}
	return module_member(r, r->unit_of_file[m.file], name);
}

struct value star_import(struct resolver *r, int unit, const char *name)
{
	const struct unit *u = r->unit[unit];
	struct value v = value_unknown;

	if (r->depth >= IMPORT_DEPTH_MAX || r->state[unit].searching)
		return v;
	for (size_t i = 1; i < u->import.n; i++) {
		const struct import *im = &u->import.v[i];
		struct module_ref m;

		if (strcmp(unit_text(u, im->name), "*") != 0 || *unit_text(u, im->local) || im->is_reexport)
			continue;
		m = module_find(r->modules, r->family[unit], r->path[unit], unit_text(u, im->module));
		if (is_go(r, unit) && m.dir && package_of_folder(r, m.dir) >= 0) {
			v = package_member(r, package_of_folder(r, m.dir), name);
			if (value_known(v))
				return v;
			continue;
		}
		if (m.file < 0 || r->unit_of_file[m.file] < 0 || r->unit_of_file[m.file] == unit)
			continue;
		r->state[unit].searching = true;
		v = module_member(r, r->unit_of_file[m.file], name);
		r->state[unit].searching = false;
		if (value_known(v))
			return v;
	}
	return v;
}

/* Definitions */

int bindings_of(struct resolver *r, struct ref name, const int **out)
{
	const struct expr *x = ref_expr(r, name);
	int first = x->kind == E_NAME ? lookup_name(r, name) : 0, n = 0, *list;

	for (int b = first; b; b = binding_next(r, name.unit, b))
		n++;
	list = arena_array(&r->arena, int, n + 1);
	n = 0;
	for (int b = first; b; b = binding_next(r, name.unit, b))
		list[n++] = b;
	*out = list;
	return n;
}

struct ref definition(struct resolver *r, struct ref e)
{
	struct value v;

	e = expr_plain(r, e);
	if (!ref_ok(e))
		return e;
	v = resolve(r, e);
	if ((v.entity == ENTITY_CONSTANT || v.entity == ENTITY_OBJECT) && ref_ok(v.self))
		return v.self;
	return REF_NONE;
}
