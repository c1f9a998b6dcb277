/* Where values come from: the request, the session, a constant, a row of another statement. */
#include "statements.h"

#include "flow.h"
#include "narrow.h"

#define DEPTH_MAX 12
#define STEPS_MAX 500	/* callers and structs looked into for one value: callers of callers multiply */

void origins_prepare(struct derive *d, struct err *err)
{
	struct query *h = db_query(d->db, err, "SELECT path, iif(effect = 'quotes', 1, 2) FROM text_helper");

	while (h && query_next(h, err))
		*map_puts(&d->helper, query_text(h, 0)) = query_int(h, 1);
	query_end(h);
	struct query *q = db_query(d->db, err, "SELECT path, origin, typed FROM request_part");

	while (q && query_next(q, err))	/* typed or not stands behind the text's end */
		*map_puts(&d->request, query_text(q, 0)) = (int64_t)(intptr_t)arena_printf(d->arena, "%s%c%d", query_text(q, 1), '\0', query_int(q, 2) != 0);
	query_end(q);
	q = db_query(d->db, err, "SELECT function_id, position, origin, coalesce(name, '') FROM parameter_origin");
	while (q && query_next(q, err)) {
		int64_t key[2] = {query_int(q, 0), query_int(q, 1)};

		*map_put(&d->parameter_origin, (const char *)key, sizeof(key), NULL) =
			(int64_t)(intptr_t)arena_printf(d->arena, "%s%c%s", query_text(q, 2), ' ', query_text(q, 3));
	}
	query_end(q);
}

/* express.Request().params.id → path, id: the longest part of the type that a pack names. */
static bool request_origin(struct derive *d, const char *type, struct origin *out)
{
	size_t n = strlen(type);

	for (;;) {
		int64_t *o = map_get(&d->request, type, n);

		if (o && strchr(type + n, '(')) /* what a method makes of it (split, map) is another matter */
			return false;
		if (o) {
			const char *rest = type + n;

			out->kind = (const char *)(intptr_t)*o;
			out->narrowed = out->kind[strlen(out->kind) + 1] == '1' ? NARROWED_TYPED : 0;
			out->name = *rest == '.' ? arena_strdup(d->arena, rest + 1) : NULL;
			while (!*rest && n > 0 && type[n - 1] != '.') /* a part that is itself one of a part: req.query.id, made known by name */
				n--;
			if (!*rest && n > 1 && map_get(&d->request, type, n - 1))
				out->name = arena_strdup(d->arena, type + n);
			return true;
		}
		while (n > 0 && type[n - 1] != '.' && type[n - 1] != '[')
			n--;
		if (n == 0)
			return false;
		n--;
	}
}

static bool is_session(const struct derive *d, const char *text)
{
	for (int i = 0; text && d->session && d->session[i]; i++) {
		size_t n = strlen(d->session[i]);

		if (strncmp(text, d->session[i], n) == 0 && (text[n] == '\0' || text[n] == '.'))
			return true;
	}
	return false;
}

static struct origin unknown(void)
{
	return (struct origin){.kind = "unknown"};
}

static struct origin chase(struct derive *d, struct ref e, int depth);

static struct origin of_parameter(struct derive *d, struct ref p, int depth)
{
	const struct parameter *x = &d->r->unit[p.unit]->parameter.v[p.index];
	struct ref function = {p.unit, x->function};
	int64_t key[2] = {function_id(d, function), x->position}, *o = map_get(&d->parameter_origin, (const char *)key, sizeof(key));
	const struct ref *caller;
	struct origin out = {"parameter", arena_strdup(d->arena, unit_text(d->r->unit[p.unit], x->name)), 0, false, 0}, first = unknown();
	int n;

	if (o) {
		const char *text = (const char *)(intptr_t)*o, *space = strchr(text, ' ');

		out.kind = arena_strndup(d->arena, text, (size_t)(space - text));
		if (space[1])
			out.name = space + 1;
		return out;
	}
	n = callers_of(d->r, function, &caller);
	for (int i = 0; i < n; i++) {
		struct ref a = ++d->origin_steps > STEPS_MAX ? REF_NONE : argument_for(d->r, caller[i], function, x->position);
		struct origin w = ref_ok(a) ? chase(d, a, depth + 1) : unknown();

		if (i > 0 && (strcmp(w.kind, first.kind) != 0 || w.statement != first.statement))
			return out;
		w.guarded &= i == 0 || first.guarded;
		/* A path's parameter is looked for among the route's own; of the rest of a request several names are none. */
		if (i > 0 && w.name && strcmp(w.kind, "path") != 0 && (!first.name || strcmp(w.name, first.name) != 0))
			w.name = NULL;
		w.narrowed = i == 0 ? w.narrowed : narrowed_of_both(w.narrowed, first.narrowed);
		first = w;
	}
	return n > 0 && strcmp(first.kind, "unknown") != 0 ? first : out;
}

/* Whether the function around the name gives its field a value of its own: q.ID = … */
static bool assigned_field(const struct unit *u, const struct expr *name, const char *field)
{
	for (int b = 1; b < (int)u->binding.n; b++) {
		const struct expr *target = &u->expr.v[u->binding.v[b].target], *owner = &u->expr.v[target->a];

		if (u->binding.v[b].target && target->kind == E_MEMBER && owner->kind == E_NAME && strcmp(unit_text(u, target->text), field) == 0 &&
			strcmp(unit_text(u, owner->text), unit_text(u, name->text)) == 0 && u->scope.v[owner->scope].function == u->scope.v[name->scope].function)
			return true;
	}
	return false;
}

/* Go: the field of a struct that is written out, here or where it is handed in: q := &query.User{ID: id}; of q.ID it is id. */
static struct origin of_field(struct derive *d, struct ref e, const char *field, int depth)
{
	const struct unit *u;
	const struct expr *x;
	const struct binding *b;
	const struct ref *caller;
	struct origin out = unknown();
	const int *list;
	int n;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || depth > DEPTH_MAX || ++d->origin_steps > STEPS_MAX)
		return out;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	for (int i = 0; x->kind == E_OBJECT && i < x->n; i++)
		if (u->kid.v[x->first + i].key && strcmp(unit_text(u, u->kid.v[x->first + i].key), field) == 0)
			return chase(d, (struct ref){e.unit, u->kid.v[x->first + i].expr}, depth + 1);
	if (x->kind != E_NAME || bindings_of(d->r, e, &list) != 1 || assigned_field(u, x, field))
		return out;
	b = &u->binding.v[list[0]];
	if (b->how != HOW_PARAMETER)
		return b->value && !*unit_text(u, b->part) && b->how != HOW_EACH ? of_field(d, (struct ref){e.unit, b->value}, field, depth + 1) : out;
	n = callers_of(d->r, (struct ref){e.unit, u->parameter.v[b->entity].function}, &caller);
	for (int i = 0; i < n; i++) {
		struct ref a = argument_for(d->r, caller[i], (struct ref){e.unit, u->parameter.v[b->entity].function}, u->parameter.v[b->entity].position);
		struct origin w = ref_ok(a) ? of_field(d, a, field, depth + 1) : unknown();

		if (i > 0 && (strcmp(w.kind, out.kind) != 0 || w.statement != out.statement))
			return unknown();
		w.guarded &= i == 0 || out.guarded;
		w.narrowed = i == 0 ? w.narrowed : narrowed_of_both(w.narrowed, out.narrowed);
		out = w;
	}
	return out;
}

/* The parameter a name is, where a pack says what part of the request it is: that is more than what callers of the handler besides the framework give. */
static bool is_request_parameter(struct derive *d, struct ref e, struct ref *out)
{
	const struct unit *u = d->r->unit[e.unit];
	const int *list;
	const struct binding *b;
	int64_t key[2];

	if (ref_expr(d->r, e)->kind != E_NAME || bindings_of(d->r, e, &list) != 1)
		return false;
	b = &u->binding.v[list[0]];
	if (b->how != HOW_PARAMETER || !b->entity)
		return false;
	*out = (struct ref){e.unit, b->entity};
	key[0] = function_id(d, (struct ref){e.unit, u->parameter.v[b->entity].function});
	key[1] = u->parameter.v[b->entity].position;
	return map_get(&d->parameter_origin, (const char *)key, sizeof(key)) != NULL;
}

/* What a pack says the function leaves of its argument; 0: none does. */
static int helper_of(struct derive *d, struct ref callee)
{
	struct value c = resolve(d->r, callee);
	int64_t *effect = c.type ? map_gets(&d->helper, c.type) : NULL;

	return effect ? (int)*effect : 0;
}

static bool keeps(const char *name)
{
	static const char *const names[] = {"trim", "toLowerCase", "toUpperCase", "toString", "strip", "lower", "upper", "String", "str", "decodeURIComponent", "normalize", "replace", "slice",
		"substring", "join", "isoformat", "encode", "decode", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static struct origin of_call(struct derive *d, struct ref e, int depth)
{
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *x = ref_expr(d->r, e), *callee = &u->expr.v[x->a];
	const char *name = callee->kind == E_NAME || callee->kind == E_MEMBER ? unit_text(u, callee->text) : "";
	struct ref argument = {e.unit, x->n ? u->kid.v[x->first].expr : 0}, object = {e.unit, callee->kind == E_MEMBER ? callee->a : 0};
	struct origin o = unknown();
	unsigned made = narrowed_by_call(name, strcmp(d->r->family[e.unit], "javascript") == 0);
	int helper = helper_of(d, (struct ref){e.unit, x->a});

	if ((made || helper == HELPER_QUOTES) && ref_ok(argument)) {
		o = chase(d, argument, depth + 1);
		o.guarded = true;
		o.narrowed |= made;
	} else if (helper == HELPER_PASSES && ref_ok(argument)) {
		o = chase(d, argument, depth + 1);
	} else if (keeps(name) && ref_ok(object)) {
		o = chase(d, object, depth + 1);
		if (strcmp(name, "replace") == 0 && ref_ok(argument) && ref_expr(d->r, argument)->kind != E_STRING)	/* a pattern: it may leave nothing that harms */
			o.guarded = true;
		if (strcmp(name, "slice") == 0 || strcmp(name, "substring") == 0)	/* no longer than that */
			o.narrowed |= NARROWED_COMPARED;
	} else if (keeps(name) && ref_ok(argument)) {
		o = chase(d, argument, depth + 1);
	}
	return o;
}

static bool compares(const char *operator)
{
	static const char *const operators[] = {"==", "===", "!=", "!==", "<", ">", "<=", ">=", "in", "not in", "is", "is not", NULL};

	for (int i = 0; operators[i]; i++)
		if (strcmp(operators[i], operator) == 0)
			return true;
	return false;
}

/* Which of a part's values it is where the type does not say: request.param('id'), chi.URLParam(r, "id"), mux.Vars(r)["id"], and a name one of them was given. */
static const char *part_name(struct derive *d, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	const char *name = NULL;
	const int *list;

	for (int depth = 0; depth < 4; depth++) {
		const struct expr *x = ref_expr(d->r, e);

		if (x->kind == E_CALL)
			for (int i = x->n; i-- > 0 && !name;)
				name = constant_text(d->r, (struct ref){e.unit, u->kid.v[x->first + i].expr});
		if (x->kind == E_INDEX && x->b)
			name = constant_text(d->r, (struct ref){e.unit, x->b});
		if (x->kind != E_NAME || bindings_of(d->r, e, &list) != 1 || !u->binding.v[list[0]].value)
			return name;
		e = expr_plain(d->r, (struct ref){e.unit, u->binding.v[list[0]].value});
	}
	return name;
}

static struct origin chase(struct derive *d, struct ref e, int depth)
{
	struct origin o = unknown();
	const struct expr *x;
	const char *constant;
	struct ref parameter;
	struct value v;
	bool certain;

	e = expr_plain(d->r, e);
	if (!ref_ok(e) || depth > DEPTH_MAX)
		return o;
	x = ref_expr(d->r, e);
	o.name = dotted_text(d->r, e);
	if (is_session(d, o.name)) {
		o.kind = "session";
		return o;
	}
	if (is_request_parameter(d, e, &parameter)) {
		o = of_parameter(d, parameter, depth);
		o.narrowed |= narrowed_by_tests(d, e);
		o.guarded |= (o.narrowed & NARROWED_LISTED) != 0;
		return o;
	}
	v = resolve(d->r, e);
	if (x->kind == E_MEMBER && strcmp(d->r->family[e.unit], "go") == 0) {
		struct origin w = of_field(d, (struct ref){e.unit, x->a}, ref_text(d->r, e), depth);

		if (strcmp(w.kind, "unknown") != 0)
			return w;
	}
	if (v.type && request_origin(d, v.type, &o)) {
		if (!o.name)
			o.name = part_name(d, e);
		o.narrowed |= narrowed_by_tests(d, e);
		o.guarded = (o.narrowed & NARROWED_LISTED) != 0;
		return o;
	}
	if ((constant = constant_text(d->r, e))) {
		o.kind = "constant";
		o.name = constant;
		return o;
	}
	o.statement = statement_of(d, e, &certain);
	if (o.statement) {
		o.kind = "statement";
		return o;
	}
	switch (x->kind) {
	case E_NAME: {
		const int *list;
		int n = bindings_of(d->r, e, &list);
		struct origin w = unknown();
		unsigned tests = narrowed_by_tests(d, e);
		bool checked = (tests & NARROWED_LISTED) != 0;

		if (n == 1 && d->r->unit[e.unit]->binding.v[list[0]].how == HOW_PARAMETER && d->r->unit[e.unit]->binding.v[list[0]].entity) {
			w = of_parameter(d, (struct ref){e.unit, d->r->unit[e.unit]->binding.v[list[0]].entity}, depth);
			w.guarded |= checked;
			w.narrowed |= tests;
			return w;
		}
		if (n == 1 && d->r->unit[e.unit]->binding.v[list[0]].value && !*unit_text(d->r->unit[e.unit], d->r->unit[e.unit]->binding.v[list[0]].part)) {
			w = chase(d, (struct ref){e.unit, d->r->unit[e.unit]->binding.v[list[0]].value}, depth + 1);
			w.guarded |= checked;
			w.narrowed |= tests;
			if (strcmp(w.kind, "unknown") == 0)
				w.kind = "local";
			return w;
		}
		o.kind = n > 0 ? "local" : "unknown";
		o.guarded = checked;
		o.narrowed = tests;
		return o;
	}
	case E_MEMBER:
		if (v.entity == ENTITY_PARAMETER && ref_ok(v.self))
			return of_parameter(d, v.self, depth);
		return chase(d, (struct ref){e.unit, x->a}, depth + 1);
	case E_INDEX:
		if (resolve(d->r, (struct ref){e.unit, x->a}).entity == ENTITY_OBJECT) {
			o.kind = "constant"; /* a table of constants, whatever the key */
			o.guarded = true;
			return o;
		}
		return chase(d, (struct ref){e.unit, x->a}, depth + 1);
	case E_CALL:
		return of_call(d, e, depth);
	case E_BINARY:
	case E_CONDITIONAL: {
		int left = x->kind == E_BINARY ? x->a : x->b, right = x->kind == E_BINARY ? x->b : x->c;
		struct origin a = chase(d, (struct ref){e.unit, left}, depth + 1), b = chase(d, (struct ref){e.unit, right}, depth + 1);
		struct origin *out = strcmp(a.kind, "constant") == 0 ? &b : &a;

		if (x->kind == E_BINARY && compares(ref_text(d->r, e))) {
			out->narrowed |= NARROWED_TYPED;	/* x !== false */
			out->guarded = true;
		}
		if (x->kind == E_CONDITIONAL || strcmp(ref_text(d->r, e), "||") == 0 || strcmp(ref_text(d->r, e), "??") == 0)
			out->narrowed |= NARROWED_PRESENT;
		return *out;
	}
	case E_TEMPLATE:
		for (int i = 0; i < x->n; i++) {
			struct origin a = chase(d, (struct ref){e.unit, d->r->unit[e.unit]->kid.v[x->first + i].expr}, depth + 1);

			if (strcmp(a.kind, "constant") != 0)
				return a;
		}
		return o;
	default:
		return o;
	}
}

struct origin origin_of(struct derive *d, struct ref e)
{
	d->origin_steps = 0;
	return chase(d, e, 0);
}

struct ref bound_value(struct derive *d, const struct site *site, const struct variant_text *t, int number)
{
	struct ref values = site->values;
	const struct expr *x;
	struct value v;

	for (int i = 0; i < t->holes; i++)
		if (t->hole[i].number == number)
			return t->hole[i].expr;
	if (!ref_ok(values) && number >= 1 && number <= t->named && t->names[number - 1]) { /* get_user(conn, id=…) */
		const struct unit *u = d->r->unit[site->call.unit];
		const struct expr *call = &u->expr.v[u->call.v[site->call.index].expr];

		for (int i = 0; i < call->n; i++)
			if (u->kid.v[call->first + i].key && strcmp(unit_text(u, u->kid.v[call->first + i].key), t->names[number - 1]) == 0)
				return (struct ref){site->call.unit, u->kid.v[call->first + i].expr};
	}
	if (!ref_ok(values) || number < 1)
		return REF_NONE;
	if (site->values_follow) {
		/* execute($1, a, b): the value is an argument of its own */
		const struct unit *u = d->r->unit[values.unit];
		const struct expr *call = &u->expr.v[u->call.v[site->call.index].expr];

		for (int i = 0; values.unit == site->call.unit && i < call->n; i++)
			if (u->kid.v[call->first + i].expr == values.index && i + number - 1 < call->n && !u->kid.v[call->first + i + number - 1].spread)
				return (struct ref){values.unit, u->kid.v[call->first + i + number - 1].expr};
		return REF_NONE;
	}
	v = resolve(d->r, values);
	if (number == 1 && strcmp(site->placeholders, "formatted") == 0 && v.entity != ENTITY_OBJECT)
		return values; /* one value in place of a list */
	if (v.entity != ENTITY_OBJECT || !ref_ok(v.self))
		return REF_NONE;
	x = ref_expr(d->r, v.self);
	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &d->r->unit[v.self.unit]->kid.v[x->first + i];

		if (k->spread)
			return REF_NONE;
		const char *name = number <= t->named ? t->names[number - 1] : NULL;

		if (k->key ? name && strcmp(unit_text(d->r->unit[v.self.unit], k->key), name) == 0 : i == (name && *name == '#' ? strtol(name + 1, NULL, 10) : number - 1))
			return (struct ref){v.self.unit, k->expr};
	}
	return REF_NONE;
}

/* A parameter that is declared to be a list: number[], Array<T>, list[int], []int64. */
static bool declared_list(struct derive *d, struct ref e)
{
	const struct unit *u = d->r->unit[e.unit];
	const int *list;
	const struct binding *b;
	const char *text;
	struct ref type;
	int n = ref_expr(d->r, e)->kind == E_NAME ? bindings_of(d->r, e, &list) : 0;

	if (n != 1 || (b = &u->binding.v[list[0]])->how != HOW_PARAMETER || !b->entity || !u->parameter.v[b->entity].annotation)
		return false;
	type = (struct ref){e.unit, u->parameter.v[b->entity].annotation};
	if (ref_expr(d->r, type)->kind == E_INDEX)
		type.index = ref_expr(d->r, type)->a;
	text = dotted_text(d->r, type);
	return text && (strcmp(text, "Array") == 0 || strcmp(text, "list") == 0 || strcmp(text, "List") == 0 || strcmp(text, "typing.List") == 0 || strcmp(text, "Sequence") == 0);
}

/* list(x), tuple(x), Array.from(x), x.map(f): what these give, in every language that has them. */
static const char *form_of_call(struct derive *d, struct ref e)
{
	static const char *const lists[] = {"map", "filter", "split", "flat", "flatMap", NULL};
	const struct unit *u = d->r->unit[e.unit];
	const struct expr *callee = &u->expr.v[ref_expr(d->r, e)->a];
	const char *name = callee->kind == E_NAME || callee->kind == E_MEMBER ? unit_text(u, callee->text) : "";
	bool python = strcmp(d->r->family[e.unit], "python") == 0;

	if (callee->kind == E_NAME && python)
		return strcmp(name, "tuple") == 0 ? "tuple" : strcmp(name, "list") == 0 || strcmp(name, "sorted") == 0 ? "array"
						      : strcmp(name, "str") == 0				       ? "string"
														       : NULL;
	if (callee->kind != E_MEMBER || strcmp(d->r->family[e.unit], "javascript") != 0)
		return NULL;
	for (int i = 0; lists[i]; i++)
		if (strcmp(lists[i], name) == 0 && ref_expr(d->r, e)->n > 0)
			return "array";
	return NULL;
}

const char *value_form(struct derive *d, struct ref value)
{
	struct value v;
	const struct expr *x;

	value = expr_plain(d->r, value);
	if (!ref_ok(value))
		return NULL;
	v = resolve(d->r, value);
	if (v.entity == ENTITY_OBJECT && ref_ok(v.self))
		value = v.self;
	x = ref_expr(d->r, value);
	switch (x->kind) {
	case E_ARRAY:
		return x->n == 0 ? NULL : x->flags & EXPR_TUPLE ? "tuple"
								: "array";
	case E_OBJECT:
		return "object";
	case E_STRING:
	case E_TEMPLATE:
		return "string";
	case E_NUMBER:
		return "number";
	case E_CALL:
		return form_of_call(d, value);
	case E_NAME:
		return declared_list(d, value) ? "array" : NULL;
	default:
		return NULL;
	}
}

int values_given(struct derive *d, const struct site *site)
{
	const struct unit *u = d->r->unit[site->call.unit];
	const struct expr *call = &u->expr.v[u->call.v[site->call.index].expr], *list;
	struct ref values = ref_ok(site->values) ? expr_plain(d->r, site->values) : REF_NONE;
	int first = -1, n = 0;

	if (!ref_ok(values) || site->values.unit != site->call.unit)
		return -1;
	if (site->values_follow) {
		for (int i = 0; i < call->n; i++) {
			const struct kid *k = &u->kid.v[call->first + i];

			if (k->expr == site->values.index)
				first = i;
			if (k->spread)
				return -1;
			n += first >= 0 && !k->key;
		}
		return first >= 0 ? n : -1;
	}
	/* A list that has a name may grow before it is sent; a list of lists may be rows, one per execution. */
	list = ref_expr(d->r, values);
	if (list->kind != E_ARRAY)
		return -1;
	for (int i = 0; i < list->n; i++) {
		const struct kid *k = &u->kid.v[list->first + i];

		if (k->spread || k->key || ref_expr(d->r, (struct ref){values.unit, k->expr})->kind == E_ARRAY)
			return -1;
	}
	return list->n;
}

struct origin parameter_origin(struct derive *d, const struct site *site, const struct variant_text *t, int number)
{
	struct ref value = bound_value(d, site, t, number);

	return ref_ok(value) ? origin_of(d, value) : unknown();
}
