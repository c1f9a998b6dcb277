/* Which operator or function a call means: PostgreSQL's parse_oper and parse_func. See bind_type.h. */
#include "bind_candidate.h"

#include "newer.h"

/* --- operators --- */

static void operator_candidates(struct binder *b, const char *name, bool prefix, struct candidates *list)
{
	for (const struct oper *o = builtin_opers(name); o; o = o->next) {
		int *arg;

		if (!(o->part & b->parts) || !o->left != prefix)
			continue;
		arg = arena_array(b->arena, int, 2);
		arg[0] = prefix ? o->right : o->left;
		arg[1] = o->right;
		arena_push(b->arena, list, (struct candidate){.arg = arg, .result = o->result});
	}
}

/* binary_oper_exact: an unknown side is taken for the other's type first. */
static const struct candidate *exact_operator(struct binder *b, const struct candidates *list, const int *input, size_t n)
{
	int pair[2] = {input[0], input[n - 1]};
	const struct candidate *found;
	bool guessed = n == 2 && (pair[0] == b->p->unknown) != (pair[1] == b->p->unknown);

	if (guessed)
		pair[pair[0] != b->p->unknown] = pair[pair[0] == b->p->unknown];
	found = exact_candidate(list, pair, n);
	if (!found && guessed && base_type(b, pair[0]) != pair[0]) {
		pair[0] = pair[1] = base_type(b, pair[0]);
		found = exact_candidate(list, pair, n);
	}
	return found;
}

static void operator_problem(struct binder *b, const char *name, const int *input, size_t n, int position, bool several)
{
	const char *text = n == 2 ? arena_printf(b->arena, "%s %s %s", type_label(b, input[0]), name, type_label(b, input[1]))
				  : arena_printf(b->arena, "%s %s", name, type_label(b, input[0]));

	struct bound_problem *p = problem(b, several ? "42725" : "42883", position, text, several ? "operator is not unique: %s" : "operator does not exist: %s", text);

	for (const struct oper *o = builtin_opers(name); o && p; o = o->next)
		if (!(o->part & b->parts) && (n == 2) == (o->left != 0) && can_coerce(b, input[n - 1], o->right, 'i') != NO &&
		    (n == 1 || can_coerce(b, input[0], o->left, 'i') != NO))
			not_created(b, p, o->part);
}

/* The candidate for the operand types; NULL where there is none (reported) or it is not known (*result: what is known all the same). */
static const struct candidate *find_operator(struct binder *b, const char *schema, const char *name, const int *input, size_t n, int position, int *result)
{
	struct candidates list = {0};
	const struct candidate *found;
	bool unsure = own_schema(schema) || b->vague || b->catalog->own_operators;

	*result = 0;
	operator_candidates(b, name, n == 1, &list);
	if (!own_schema(schema))
		*result = agreed_result(b, &list);
	for (size_t i = 0; i < n; i++)
		if (!input[i] || own_schema(schema))
			return NULL;
	found = exact_operator(b, &list, input, n);
	if (found)
		return found;
	keep_matching(b, &list, input, n, &unsure);
	if (list.n == 1 && !unsure)
		return &list.v[0];
	if (list.n)
		found = select_candidate(b, &list, input, n);
	if (!unsure && !found) {
		operator_problem(b, name, input, n, position, list.n > 1);
		*result = 0;
	}
	return unsure && !(b->vague && found) ? NULL : found;
}

struct value resolve_operator(struct binder *b, const char *schema, const char *name, struct value *left, struct value *right, int position)
{
	struct value *arg[2] = {left ? left : right, right};
	size_t n = left ? 2 : 1;
	int input[2] = {arg[0]->t, arg[1]->t}, result;
	bool tainted = b->tainted;
	const struct candidate *found;

	b->tainted |= arg[0]->shared || arg[1]->shared;
	found = find_operator(b, schema, name, input, n, position, &result);
	if (found)
		result = apply_candidate(b, found, arg, n);
	else
		forget_values(b, arg, n);
	b->tainted = tainted;
	return typed(b, result);
}

static void compare_elements(struct binder *b, const char *schema, const char *name, struct value *left, struct value *right, int position)
{
	int element = right->t == b->p->unknown ? b->p->unknown : element_type(b, right->t), input[2] = {left->t, element}, result, declared[2];
	const struct candidate *found;
	struct value *arg[2] = {left, right};

	if (right->t && !element) {
		bool vector = right->t == b->p->int2vector || right->t == b->p->oidvector;

		if (!vector)
			problem(b, "42809", position, name, "op ANY/ALL (array) requires array on right side");
		forget_values(b, arg, 2);
		return;
	}
	found = find_operator(b, schema, name, input, 2, position, &result);
	if (!found) {
		forget_values(b, arg, 2);
		return;
	}
	if (found->result != b->p->bool_)
		problem(b, "42809", position, name, "op ANY/ALL (array) requires operator to yield boolean");
	memcpy(declared, found->arg, sizeof(declared));
	resolve_polymorphic(b, input, declared, 2, &result);
	coerce(b, left, declared[0], 'i');
	coerce(b, right, declared[1] ? ARRAY_OF(declared[1]) : 0, 'i');
}

struct value resolve_any(struct binder *b, const char *schema, const char *name, struct value *left, struct value *right, int position)
{
	bool tainted = b->tainted;

	b->tainted |= left->shared || right->shared;
	compare_elements(b, schema, name, left, right, position);
	b->tainted = tainted;
	return typed(b, b->p->bool_);
}

/* --- functions --- */

/* The arguments of a function as the call gives them: by name, by position, repeated for VARIADIC, or left to defaults. */
struct shape {
	size_t n;			/* arguments of the call */
	const char *const *name;	/* names in the call; NULL entries */
	bool variadic;			/* VARIADIC is written */
	bool star;
};

static void offer(struct binder *b, struct candidates *list, struct candidate c, const int *declared, size_t n, const char *const *names, int variadic, int defaults,
		  const struct shape *shape)
{
	int *arg = arena_array(b->arena, int, shape->n + 1);
	bool *given = arena_array(b->arena, bool, n + 1), named = false;

	list->named = true;
	for (size_t i = 0; i < shape->n; i++)
		named |= shape->name[i] != NULL;
	if (variadic && !shape->variadic && !named && shape->n >= n) {
		for (size_t i = 0; i < shape->n; i++)
			arg[i] = i + 1 < n ? declared[i] : variadic;
		c.variadic = true;
	} else {
		if (shape->n > n || shape->n + (size_t)defaults < n || (shape->variadic && !variadic))
			return;
		for (size_t i = 0; i < shape->n; i++) {
			size_t at = i;

			if (shape->name[i])
				for (at = 0; names && at < n && !(names[at] && *names[at] && strcmp(names[at], shape->name[i]) == 0);)
					at++;
			if (at >= n || given[at] || (shape->name[i] && !names))
				return;
			given[at] = true;
			arg[i] = declared[at];
		}
		for (size_t i = 0; i < n; i++)
			if (!given[i] && i + (size_t)defaults < n)
				return;
		c.defaults = (int)(n - shape->n);
	}
	c.arg = arg;
	/* Of two with the same arguments: the one that is not expanded, or takes fewer from its defaults. */
	for (size_t i = 0; i < list->n; i++) {
		struct candidate *other = &list->v[i];

		if (memcmp(other->arg, arg, shape->n * sizeof(*arg)) != 0)
			continue;
		if (c.variadic < other->variadic || (c.variadic == other->variadic && c.defaults < other->defaults))
			*other = c;
		return;
	}
	arena_push(b->arena, list, c);
}

static void builtin_candidates(struct binder *b, const char *name, const struct shape *shape, struct candidates *list)
{
	for (const struct proc *p = builtin_procs(name); p; p = p->next) {
		if (!(p->part & b->parts))
			continue;
		if (!p->kind)
			list->named = list->vague = true;
		else
			offer(b, list, (struct candidate){.proc = p, .result = p->result}, p->argument, p->n, p->argument_name, p->variadic, p->defaults, shape);
	}
}

static void own_candidates(struct binder *b, const char *schema, const char *name, const struct shape *shape, struct candidates *list)
{
	for (size_t i = 0; i < b->catalog->function.n; i++) {
		const struct routine *r = b->catalog->function.v[i];
		int *declared, variadic = 0;

		if (strcmp(r->name, name) != 0 || (schema && strcmp(r->schema, schema) != 0))
			continue;
		declared = arena_array(b->arena, int, r->argument.n + 1);
		for (size_t k = 0; k < r->argument.n; k++) {
			declared[k] = type_number(b, &r->argument.v[k]);
			list->vague |= !declared[k];
		}
		if (r->variadic && r->argument.n)
			variadic = IS_ARRAY(declared[r->argument.n - 1]) ? declared[r->argument.n - 1] & ~1 : declared[r->argument.n - 1];
		list->vague |= r->is_aggregate;
		offer(b, list, (struct candidate){.routine = r, .result = type_number(b, &r->result)}, declared, r->argument.n,
		      r->argument_name.n >= r->argument.n ? r->argument_name.v : NULL, variadic, r->defaults, shape);
	}
}

/* name(x) where `name` is a type: a cast. */
static int type_of_name(struct binder *b, const char *schema, const char *name)
{
	struct sql_type type = {own_schema(schema) ? schema : "pg_catalog", name, "", 0};
	const struct user_type *user = catalog_type(b->catalog, schema, name);
	int number = type_number(b, &type);

	if (number || !user)
		return number;
	type.schema = user->schema;
	return type_number(b, &type);
}

static bool is_cast_call(struct binder *b, int type, const struct value *arg)
{
	char method;

	if (arg->t == b->p->unknown)
		return !is_composite(b, type);
	if (is_relabel(b, arg->t, type))
		return true;
	if (is_composite(b, arg->t))
		return false;
	/* Through text: no cast of its own, one side a string. */
	return !builtin_cast(base_type(b, arg->t), base_type(b, type), b->parts, &method) && can_coerce(b, arg->t, type, 'i') == NO &&
	       can_coerce(b, arg->t, type, 'e') == YES;
}

static bool takes(struct binder *b, const struct proc *f, const struct value *args, size_t n)
{
	bool fits = n + (size_t)f->defaults >= f->n && (n <= f->n || f->variadic);

	for (size_t i = 0; i < n && i < f->n && fits; i++)
		fits = can_coerce(b, args[i].t, f->argument[i], 'i') != NO;
	return fits;
}

/* Where nothing of the name exists: a function named much like it. */
static const char *nearest_function(struct binder *b, const char *name)
{
	struct { VEC_OF(const char *) name; } all = {0};
	const char *nearest;
	const struct proc *p;

	for (size_t i = 0; i < b->catalog->function.n; i++) {
		if (strcmp(b->catalog->function.v[i]->name, name) == 0)
			return "";
		arena_push(b->arena, &all.name, b->catalog->function.v[i]->name);
	}
	if (builtin_procs(name))
		return "";
	for (size_t i = 0; (p = builtin_proc(i)); i++)
		if (p->part & b->parts)
			arena_push(b->arena, &all.name, p->name);
	nearest = nearest_name(name, all.name.v, all.name.n);
	return nearest ? nearest : "";
}

static void function_problem(struct binder *b, const cJSON *body, const struct value *args, const char *const *names, size_t n, bool several)
{
	struct buf text = {0};
	struct bound_problem *p;
	const char *schema, *name, *newer = NULL;
	const cJSON *item;

	if (tree_name(tree_get(body, "funcname"), &schema, &name) && !own_schema(schema))
		newer = newer_function(name, n);
	if (newer) {
		b->bound->unchecked = arena_printf(b->arena, "%s() is newer than the catalogue (needs %s)", name, newer);
		return;
	}
	tree_each(item, tree_get(body, "funcname"))
		buf_printf(&text, "%s%s", text.n ? "." : "", tree_string(item) ? tree_string(item) : "");
	buf_putc(&text, '(');
	for (size_t i = 0; i < n; i++)
		buf_printf(&text, "%s%s%s%s", i ? ", " : "", names[i] ? names[i] : "", names[i] ? " => " : "", type_label(b, args[i].t));
	buf_putc(&text, ')');
	p = problem(b, several ? "42725" : "42883", tree_location(body), buf_text(&text), several ? "function %s is not unique" : "function %s does not exist", buf_text(&text));
	buf_free(&text);
	for (const struct proc *f = tree_name(tree_get(body, "funcname"), &schema, &name) ? builtin_procs(name) : NULL; f && p; f = f->next)
		if (!(f->part & b->parts) && takes(b, f, args, n))
			not_created(b, p, f->part);
	if (p && !several)
		p->nearest = nearest_function(b, name);
}

static struct call chosen(struct binder *b, const struct candidate *c, struct value *args, size_t n)
{
	struct value **arg = arena_array(b->arena, struct value *, n + 1);
	struct call call = {.proc = c->proc, .routine = c->routine};

	for (size_t i = 0; i < n; i++)
		arg[i] = &args[i];
	call.result = apply_candidate(b, c, arg, n);
	call.set = c->proc ? c->proc->returns_set : c->routine->returns_set;
	return call;
}

static struct call not_known(struct binder *b, const struct candidates *list, struct value *args, size_t n)
{
	struct call call = {.result = agreed_result(b, list)};

	for (size_t i = 0; i < n; i++)
		coerce(b, &args[i], 0, 'i');
	/* Where all give the same, what they are otherwise is alike too. */
	if (call.result && list->n) {
		call.proc = list->v[0].proc;
		call.routine = list->v[0].routine;
		call.set = call.proc ? call.proc->returns_set : call.routine->returns_set;
	}
	return call;
}

static bool is_projection(const struct value *row, const char *name)
{
	size_t field;

	return !row->row || row->row->opaque || source_column(row->row, name, &field) != 0;
}

static struct call find_function(struct binder *b, const cJSON *body, struct value *args, const char *const *names, size_t n)
{
	struct shape shape = {.n = n, .name = names, .variadic = tree_flag(body, "func_variadic"), .star = tree_flag(body, "agg_star")};
	struct candidates list = {0};
	const char *schema = NULL, *name = NULL;
	const struct candidate *found;
	int *input = arena_array(b->arena, int, n + 1), cast;
	bool unsure = b->vague, known = true, rows = false;

	if (!tree_name(tree_get(body, "funcname"), &schema, &name) || is_hole(name))
		return not_known(b, &list, args, n);
	if (!own_schema(schema))
		builtin_candidates(b, name, &shape, &list);
	if (!schema || own_schema(schema))
		own_candidates(b, schema, name, &shape, &list);
	for (size_t i = 0; i < n; i++) {
		input[i] = args[i].t;
		known &= input[i] != 0;
		rows |= args[i].row != NULL || is_composite(b, input[i]);
	}
	if (known && !list.vague && (found = exact_candidate(&list, input, n)))
		return chosen(b, found, args, n);
	cast = n == 1 && !names[0] && !shape.star ? type_of_name(b, schema, name) : 0;
	if (cast && known && is_cast_call(b, cast, &args[0])) {
		coerce(b, &args[0], cast, 'e');
		return (struct call){.result = cast, .cast = true};
	}
	/* A schema that is not the catalogue's may be one of PostgreSQL's own; a call of one row may be its column. */
	if (own_schema(schema) && !list.named)
		unsure = true;
	/* name(row) may be its column. */
	unsure |= rows && n == 1 && is_projection(&args[0], name);
	if (!known || list.vague) {
		if (!list.named && !unsure && !rows && !cast)
			function_problem(b, body, args, names, n, false);
		return not_known(b, &list, args, n);
	}
	keep_matching(b, &list, input, n, &unsure);
	found = list.n == 1 ? &list.v[0] : list.n ? select_candidate(b, &list, input, n) : NULL;
	if (found && (!unsure || b->vague))
		return chosen(b, found, args, n);
	if (!unsure)
		function_problem(b, body, args, names, n, list.n > 1);
	return not_known(b, &list, args, n);
}

struct call resolve_function(struct binder *b, const cJSON *body, struct value *args, const char *const *names, size_t n)
{
	bool tainted = b->tainted;
	struct call call;

	for (size_t i = 0; i < n; i++)
		b->tainted |= args[i].shared;
	call = find_function(b, body, args, names, n);
	b->tainted = tainted;
	return call;
}
