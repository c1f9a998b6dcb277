/* The resolver's life: its arrays beside each unit, aliases and constants of packs, the two rounds, constant texts. */
#include "dispatch.h"

#include <stdio.h>

struct resolver *resolver_new(struct unit **unit, int units, const char **path, const char **family, int *unit_of_file, int files, struct modules *modules)
{
	struct resolver *r = xcalloc(1, sizeof(*r));
	int64_t classes = 0;

	r->unit = unit;
	r->units = units;
	r->path = path;
	r->family = family;
	r->unit_of_file = unit_of_file;
	r->files = files;
	r->modules = modules;
	r->state = xcalloc((size_t)units + 1, sizeof(*r->state));
	for (int i = 0; i < units; i++) {
		struct unit_state *s = &r->state[i];
		const struct unit *u = unit[i];

		s->value = arena_array(&r->arena, struct value, u->expr.n);
		s->value_mark = arena_array(&r->arena, uint8_t, u->expr.n);
		s->result = arena_array(&r->arena, struct value, u->function.n);
		s->result_mark = arena_array(&r->arena, uint8_t, u->function.n);
		s->next = arena_array(&r->arena, int, u->binding.n);
		s->member_next = arena_array(&r->arena, int, u->binding.n);
		s->class_member = arena_array(&r->arena, int, u->class_.n);
		s->export_next = arena_array(&r->arena, int, u->export_.n);
		s->first_return = arena_array(&r->arena, int, u->function.n);
		s->return_next = arena_array(&r->arena, int, u->return_.n);
		s->parameter_binding = arena_array(&r->arena, int, u->parameter.n);
		s->handed = arena_alloc(&r->arena, sizeof(*s->handed) * u->function.n);
		s->caller_value = arena_array(&r->arena, struct value, u->parameter.n);
		s->callers = arena_alloc(&r->arena, sizeof(*s->callers) * u->function.n);
		for (size_t p = 0; p < u->parameter.n; p++)
			s->caller_value[p] = value_unknown;
		s->class_base = classes;
		classes += (int64_t)u->class_.n;
		index_unit(r, i);
	}
	packages_make(r);
	return r;
}

void resolver_free(struct resolver *r)
{
	if (!r)
		return;
	for (int i = 0; i < r->units; i++) {
		map_free(&r->state[i].name);
		for (size_t f = 0; f < r->unit[i]->function.n; f++) {
			vec_free(&r->state[i].callers[f]);
			vec_free(&r->state[i].handed[f]);
		}
	}
	packages_free(r);
	dispatch_free(r);
	free(r->state);
	map_free(&r->type);
	map_free(&r->alias);
	map_free(&r->constant);
	map_free(&r->handed);
	vec_free(&r->handed_parameters);
	map_free(&r->template_part);
	vec_free(&r->aliases);
	arena_free(&r->arena);
	free(r);
}

void resolver_alias(struct resolver *r, const char *path, const char *type, bool same)
{
	vec_push(&r->aliases, (struct resolver_alias){arena_strdup(&r->arena, type), same});
	*map_puts(&r->alias, path) = (int64_t)r->aliases.n;
	r->any_member |= strlen(path) > 2 && strcmp(path + strlen(path) - 2, ".*") == 0;
}

void resolver_constant(struct resolver *r, const char *path, const char *value)
{
	*map_puts(&r->constant, path) = (int64_t)(intptr_t)arena_strdup(&r->arena, value);
}

bool resolver_template_part(struct resolver *r, const char *path, const char *part)
{
	static const char *const names[] = {"", "text", "name", "columns", "unknown"};

	for (int i = PART_TEXT; i <= PART_UNKNOWN; i++)
		if (strcmp(part, names[i]) == 0) {
			*map_puts(&r->template_part, path) = i;
			return true;
		}
	return false;
}

enum template_part template_part_of(struct resolver *r, struct ref e)
{
	struct value v = resolve(r, e);
	int64_t *part = v.type ? map_gets(&r->template_part, v.type) : NULL;

	/* sql`…` and sql(columns) have one type: only a template is text */
	if (part && *part == PART_TEXT && ref_ok(v.origin) && !(ref_expr(r, (struct ref){v.origin.unit, r->unit[v.origin.unit]->call.v[v.origin.index].expr})->flags & EXPR_TAG))
		return PART_COLUMNS;
	return part ? (enum template_part)*part : PART_VALUE;
}

/* The binding of a module-level name: path#name. */
static struct ref named(struct resolver *r, const char *path, size_t n, const char *name)
{
	int64_t *file = map_get(&r->modules->path, path, n);
	int unit = file ? r->unit_of_file[*file - 1] : -1;

	return unit >= 0 ? (struct ref){unit, scope_binding(r, unit, 1, name)} : REF_NONE;
}

/* path#name(fn)#0 is … */
static void declare_handed(struct resolver *r, const char *path, const char *name, const char *mark, const char *type)
{
	struct ref b = named(r, path, strlen(path), arena_strndup(&r->arena, name, (size_t)(mark - name)));
	struct value f = ref_ok(b) ? value_of_bindings(r, b.unit, b.index) : value_unknown;
	const char *hash = strchr(type, '#');
	struct ref object = hash ? named(r, type, (size_t)(hash - type), hash + 1) : REF_NONE;
	struct handed_parameter h = {.function = f.self, .position = (int)strtol(mark + strlen("(fn)#"), NULL, 10), .value = REF_NONE};

	if (f.entity != ENTITY_FUNCTION)
		return;
	if (ref_ok(object))
		h.value = (struct ref){object.unit, r->unit[object.unit]->binding.v[object.index].value};
	else
		h.type = intern(r, type, strlen(type));
	for (size_t i = 0; i < r->handed_parameters.n; i++)
		if (ref_eq(r->handed_parameters.v[i].function, h.function) && r->handed_parameters.v[i].position == h.position)
			return;
	vec_push(&r->handed_parameters, h);
}

void resolver_declare(struct resolver *r, const char *path, const char *name, const char *type)
{
	const char *mark = strstr(name, "(fn)#");
	/* A declared name is an annotation nobody wrote: all its bindings resolve to an alias of their own. */
	int64_t *file = map_gets(&r->modules->path, path);
	int unit = file ? r->unit_of_file[*file - 1] : -1;
	int b = unit >= 0 && !mark ? scope_binding(r, unit, 1, name) : 0;

	if (mark)
		declare_handed(r, path, name, mark, type);
	for (; b; b = binding_next(r, unit, b)) {
		int e = r->unit[unit]->binding.v[b].value;

		if (!e)
			continue;
		r->state[unit].value[e] = (struct value){.type = intern(r, type, strlen(type)), .origin = {-1, 0}, .self = {-1, 0}};
		r->state[unit].value_mark[e] = MARK_DONE;
	}
}

void resolver_run(struct resolver *r)
{
	packages_fields(r);
	dispatch_find(r);
	type_by_callers(r);
	for (int i = 0; i < r->units; i++) {
		struct unit_state *s = &r->state[i];
		const struct unit *u = r->unit[i];

		memset(s->value_mark, 0, u->expr.n);
		memset(s->result_mark, 0, u->function.n);
	}
}

/* Constant texts */

#define CONSTANT_MAX 65536

#define CONSTANT_STEPS_MAX 2000	/* a = b + b; b = c + c; …: twice as long each time */

/* A call a pack says gives its argument: text("…") */
static bool gives_first_argument(struct resolver *r, struct ref call)
{
	const struct expr *x = ref_expr(r, call);
	struct value f = x->a && x->n > 0 ? resolve(r, (struct ref){call.unit, x->a}) : value_unknown;
	const char *path = type_join(r, f.type, "()", "");
	int64_t *alias = path ? map_gets(&r->alias, path) : NULL;

	return alias && strcmp(r->aliases.v[*alias - 1].type, "#0") == 0;
}

static bool constant_into(struct resolver *r, struct ref e, struct buf *out, int depth, int *steps)
{
	const struct unit *u;
	const struct expr *x;
	struct value v;

	e = expr_plain(r, e);
	if (!ref_ok(e) || depth > 20 || out->n > CONSTANT_MAX || ++*steps > CONSTANT_STEPS_MAX)
		return false;
	u = r->unit[e.unit];
	x = ref_expr(r, e);
	switch (x->kind) {
	case E_STRING:
	case E_NUMBER:
		buf_puts(out, ref_text(r, e));
		return true;
	case E_TEMPLATE:
		for (int i = 0; i < x->n; i++)
			if (!constant_into(r, (struct ref){e.unit, u->kid.v[x->first + i].expr}, out, depth + 1, steps))
				return false;
		return true;
	case E_BINARY:
		return strcmp(ref_text(r, e), "+") == 0 && constant_into(r, (struct ref){e.unit, x->a}, out, depth + 1, steps) &&
		       constant_into(r, (struct ref){e.unit, x->b}, out, depth + 1, steps);
	case E_UNARY:
		if (strcmp(ref_text(r, e), "-") != 0)
			return false;
		buf_putc(out, '-');
		return constant_into(r, (struct ref){e.unit, x->a}, out, depth + 1, steps);
	case E_CONSTANT:
		buf_puts(out, ref_text(r, e));
		return true;
	case E_CALL:
		return gives_first_argument(r, e) && constant_into(r, (struct ref){e.unit, u->kid.v[x->first].expr}, out, depth + 1, steps);
	case E_NAME:
	case E_MEMBER:
	case E_INDEX:
		break;
	default:
		return false;
	}
	v = resolve(r, e);
	if (v.entity == ENTITY_CONSTANT && ref_ok(v.self) && !ref_eq(v.self, e)) {
		const int *list;
		/* A name with several values, or one that is added to, is not constant. */
		if (x->kind == E_NAME && bindings_of(r, e, &list) > 1)
			return false;
		return constant_into(r, v.self, out, depth + 1, steps);
	}
	if (v.type) {
		int64_t *text = map_gets(&r->constant, v.type);

		if (text) {
			buf_puts(out, (const char *)(intptr_t)*text);
			return true;
		}
	}
	return false;
}

const char *constant_text(struct resolver *r, struct ref e)
{
	struct buf out = {.max = CONSTANT_MAX + 1024};
	const char *text = NULL;
	const struct expr *x;
	int steps = 0;

	e = expr_plain(r, e);
	if (!ref_ok(e))
		return NULL;
	x = ref_expr(r, e);
	if (x->kind == E_STRING || x->kind == E_NUMBER || x->kind == E_CONSTANT)
		return ref_text(r, e);
	if (x->kind == E_FUNCTION || x->kind == E_OBJECT || x->kind == E_ARRAY)
		return NULL;
	if (constant_into(r, e, &out, 0, &steps) && !out.truncated)
		text = arena_strdup(&r->arena, buf_text(&out));
	buf_free(&out);
	return text;
}
