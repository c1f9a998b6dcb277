/* Loops over literals, turn by turn. See each.h. */
#include "each.h"

#define DEPTH_MAX 12

/* A loop variable: the literal it runs over, and which part of an element it is. */
struct loop {
	struct ref list;	/* E_ARRAY or E_OBJECT */
	int binding_value;	/* the iterated expression: tells loops apart */
	const char *part;	/* "", "[1]", "[1][0]" */
	enum { OVER_ELEMENTS, OVER_KEYS, OVER_VALUES, OVER_ITEMS } over;
};

/* Whether the use stands inside the loop whose iterated expression is `value`. */
static bool inside(const struct unit *u, int value, const struct expr *use)
{
	for (int i = 1; i < (int)u->region.n; i++)
		if (u->region.v[i].kind == REGION_LOOP && u->region.v[i].test == value)
			return use->line >= u->region.v[i].line && use->line <= u->region.v[i].end_line;
	return false;
}

static bool literal_of(struct resolver *r, struct ref e, struct loop *out)
{
	const struct unit *u;
	const struct expr *x, *callee;

	e = expr_plain(r, e);
	if (!ref_ok(e))
		return false;
	u = r->unit[e.unit];
	x = ref_expr(r, e);
	out->over = OVER_ELEMENTS;
	if (x->kind == E_CALL && (callee = &u->expr.v[x->a])->kind == E_MEMBER && x->n == 0) {
		const char *method = unit_text(u, callee->text);

		out->over = strcmp(method, "items") == 0 ? OVER_ITEMS : strcmp(method, "values") == 0 ? OVER_VALUES : OVER_KEYS;
		if (out->over == OVER_KEYS && strcmp(method, "keys") != 0)
			return false;
		e.index = callee->a;
	} else if (x->kind == E_CALL && x->n == 1 && (callee = &u->expr.v[x->a])->kind == E_MEMBER && u->expr.v[callee->a].kind == E_NAME &&
		   strcmp(unit_text(u, u->expr.v[callee->a].text), "Object") == 0) {
		const char *method = unit_text(u, callee->text);

		out->over = strcmp(method, "entries") == 0 ? OVER_ITEMS : strcmp(method, "values") == 0 ? OVER_VALUES : OVER_KEYS;
		if (out->over == OVER_KEYS && strcmp(method, "keys") != 0)
			return false;
		e.index = u->kid.v[x->first].expr;
	} else if (x->kind == E_CALL && x->n == 1 && (callee = &u->expr.v[x->a])->kind == E_NAME) {
		static const char *const same[] = {"list", "tuple", "set", "sorted", "reversed", NULL};
		bool known = false;

		for (int i = 0; same[i]; i++)
			known |= strcmp(same[i], unit_text(u, callee->text)) == 0;
		if (!known)
			return false;
		e.index = u->kid.v[x->first].expr;
	}
	out->list = definition(r, e);
	if (!ref_ok(out->list) || ref_expr(r, out->list)->n == 0 || ref_expr(r, out->list)->n > EACH_MAX)
		return false;
	if (ref_expr(r, out->list)->kind == E_OBJECT)
		out->over = out->over == OVER_ELEMENTS ? OVER_KEYS : out->over;
	else if (ref_expr(r, out->list)->kind != E_ARRAY || out->over != OVER_ELEMENTS)
		return false;
	return true;
}

/* The call a function is handed to as its first argument: list.map(row => …). Looked for once for each unit. */
static int handed_to(struct resolver *r, int unit, int function)
{
	const struct unit *u = r->unit[unit];
	int64_t key[2] = {unit, -1}, *slot;
	bool is_new;

	map_put(&r->handed, (const char *)key, sizeof(key), &is_new);
	for (int i = 1; is_new && i < (int)u->call.n; i++) {
		const struct expr *x = &u->expr.v[u->call.v[i].expr], *first = x->n > 0 ? &u->expr.v[u->kid.v[x->first].expr] : NULL;

		if (!first || first->kind != E_FUNCTION)
			continue;
		key[1] = first->b;
		*map_put(&r->handed, (const char *)key, sizeof(key), NULL) = i;
	}
	key[1] = function;
	slot = map_get(&r->handed, (const char *)key, sizeof(key));
	return slot ? (int)*slot : 0;
}

/* [a, b].map(x => …), .forEach(x => …), Object.keys(o).forEach(…): the first parameter runs over the elements. */
static bool element_of_callback(struct resolver *r, struct ref parameter, const char *part, struct loop *out)
{
	static const char *const each[] = {"map", "forEach", "flatMap", NULL};
	const struct unit *u = r->unit[parameter.unit];
	const struct parameter *p = &u->parameter.v[parameter.index];
	const struct expr *x, *callee;
	int call = parameter.index && p->position == 0 && strcmp(r->family[parameter.unit], "javascript") == 0 ? handed_to(r, parameter.unit, p->function) : 0;
	bool known = false;

	if (!call)
		return false;
	x = &u->expr.v[u->call.v[call].expr];
	callee = &u->expr.v[x->a];
	for (int i = 0; callee->kind == E_MEMBER && each[i]; i++)
		known |= strcmp(each[i], unit_text(u, callee->text)) == 0;
	out->binding_value = callee->a;
	out->part = part;
	return known && literal_of(r, (struct ref){parameter.unit, callee->a}, out);
}

static bool loop_of(struct resolver *r, struct ref name, struct loop *out)
{
	const struct unit *u = r->unit[name.unit];
	const int *list;
	int n = bindings_of(r, name, &list);

	for (int i = n; i-- > 0;) {
		const struct binding *b = &u->binding.v[list[i]];

		if (b->how == HOW_PARAMETER && n == 1)
			return element_of_callback(r, (struct ref){name.unit, b->entity}, unit_text(u, b->part), out);
		if (b->how != HOW_EACH || !b->value)
			continue;
		if (u->scope.v[b->scope].kind != SCOPE_COMPREHENSION && !inside(u, b->value, ref_expr(r, name)))
			continue;
		out->binding_value = b->value;
		out->part = unit_text(u, b->part);
		return literal_of(r, (struct ref){name.unit, b->value}, out);
	}
	return false;
}

static struct ref part_of(struct resolver *r, struct ref e, const char *part)
{
	while (ref_ok(e) && *part == '[' && part[1] >= '0' && part[1] <= '9') {
		struct ref d = definition(r, e);
		long at = strtol(part + 1, NULL, 10);

		if (!ref_ok(d) || ref_expr(r, d)->kind != E_ARRAY || at >= ref_expr(r, d)->n)
			return REF_NONE;
		e = (struct ref){d.unit, r->unit[d.unit]->kid.v[ref_expr(r, d)->first + at].expr};
		part += strcspn(part, "]");
		part += *part == ']';
	}
	return *part ? REF_NONE : e;
}

static struct turn turn_of(struct resolver *r, const struct loop *loop, int turn)
{
	const struct unit *u = r->unit[loop->list.unit];
	const struct kid *k = &u->kid.v[ref_expr(r, loop->list)->first + turn];
	struct ref e = {loop->list.unit, k->expr};
	const char *part = loop->part;
	struct turn t = {REF_NONE, NULL};
	bool key = loop->over == OVER_KEYS;

	if (k->spread)
		return t;
	if (loop->over == OVER_ITEMS) {
		if (part[0] != '[' || part[2] != ']')
			return t;
		key = part[1] == '0';
		part += 3;
	}
	if (key) {
		t.value = k->key && !*part ? unit_text(u, k->key) : NULL;
		return t;
	}
	t.expr = part_of(r, e, part);
	t.value = ref_ok(t.expr) ? constant_text(r, t.expr) : NULL;
	return t;
}

/* The loop some name in the expression belongs to; false: none, or two. */
static bool find_loop(struct resolver *r, struct ref e, struct loop *out, int depth)
{
	const struct expr *x;

	e = expr_plain(r, e);
	if (!ref_ok(e) || depth > DEPTH_MAX)
		return false;
	x = ref_expr(r, e);
	switch (x->kind) {
	case E_NAME:
		return loop_of(r, e, out);
	case E_INDEX:
		return x->b && find_loop(r, (struct ref){e.unit, x->b}, out, depth + 1);
	case E_MEMBER:
		return find_loop(r, (struct ref){e.unit, x->a}, out, depth + 1);
	case E_TEMPLATE:
		for (int i = 0; i < x->n; i++)
			if (find_loop(r, (struct ref){e.unit, r->unit[e.unit]->kid.v[x->first + i].expr}, out, depth + 1))
				return true;
		return false;
	case E_BINARY:
		return find_loop(r, (struct ref){e.unit, x->a}, out, depth + 1) || find_loop(r, (struct ref){e.unit, x->b}, out, depth + 1);
	default:
		return false;
	}
}

/* row.name in a loop over objects: what the object of this turn has under the name. */
static struct ref member_in_turn(struct resolver *r, struct ref e, int turn, int *loop_value)
{
	const struct expr *x = ref_expr(r, e);
	struct ref base = expr_plain(r, (struct ref){e.unit, x->a}), object;
	struct loop own;

	if (!ref_ok(base) || ref_expr(r, base)->kind != E_NAME || !loop_of(r, base, &own))
		return REF_NONE;
	*loop_value = own.binding_value;
	object = turn_of(r, &own, turn).expr;
	object = ref_ok(object) ? definition(r, object) : REF_NONE;
	if (!ref_ok(object) || ref_expr(r, object)->kind != E_OBJECT)
		return REF_NONE;
	for (int i = 0; i < ref_expr(r, object)->n; i++) {
		const struct kid *k = &r->unit[object.unit]->kid.v[ref_expr(r, object)->first + i];

		if (k->key && strcmp(unit_text(r->unit[object.unit], k->key), ref_text(r, e)) == 0)
			return (struct ref){object.unit, k->expr};
	}
	return REF_NONE;
}

static bool text_in_turn(struct resolver *r, struct ref e, const struct loop *loop, int turn, struct buf *out, int depth);

/* NAMES[key]: what a table of constants has under this turn's key. */
static const char *keyed_in_turn(struct resolver *r, struct ref e, const struct loop *loop, int turn, int depth)
{
	const struct expr *x = ref_expr(r, e);
	struct ref object = definition(r, (struct ref){e.unit, x->a});
	struct buf key = {.max = 256};
	const char *found = NULL;

	if (ref_ok(object) && ref_expr(r, object)->kind == E_OBJECT && text_in_turn(r, (struct ref){e.unit, x->b}, loop, turn, &key, depth + 1))
		for (int i = 0; !found && i < ref_expr(r, object)->n; i++) {
			const struct kid *k = &r->unit[object.unit]->kid.v[ref_expr(r, object)->first + i];

			if (k->key && strcmp(unit_text(r->unit[object.unit], k->key), buf_text(&key)) == 0)
				found = constant_text(r, (struct ref){object.unit, k->expr});
		}
	buf_free(&key);
	return found;
}

static bool text_in_turn(struct resolver *r, struct ref e, const struct loop *loop, int turn, struct buf *out, int depth)
{
	const struct expr *x;
	struct loop own;
	const char *text;

	e = expr_plain(r, e);
	if (!ref_ok(e) || depth > DEPTH_MAX)
		return false;
	x = ref_expr(r, e);
	if (x->kind == E_TEMPLATE) {
		for (int i = 0; i < x->n; i++)
			if (!text_in_turn(r, (struct ref){e.unit, r->unit[e.unit]->kid.v[x->first + i].expr}, loop, turn, out, depth + 1))
				return false;
		return true;
	}
	if (x->kind == E_BINARY)
		return strcmp(ref_text(r, e), "+") == 0 && text_in_turn(r, (struct ref){e.unit, x->a}, loop, turn, out, depth + 1) &&
		       text_in_turn(r, (struct ref){e.unit, x->b}, loop, turn, out, depth + 1);
	if (x->kind == E_INDEX && x->b) {
		text = keyed_in_turn(r, e, loop, turn, depth);
	} else if (x->kind == E_MEMBER) {
		int loop_value = 0;
		struct ref value = member_in_turn(r, e, turn, &loop_value);

		text = ref_ok(value) && loop_value == loop->binding_value ? constant_text(r, value) : loop_value ? NULL : constant_text(r, e);
	} else if (x->kind == E_NAME && loop_of(r, e, &own))
		text = own.binding_value == loop->binding_value ? turn_of(r, &own, turn).value : NULL;
	else
		text = constant_text(r, e);
	if (text)
		buf_puts(out, text);
	return text != NULL;
}

int each_turns(struct resolver *r, struct ref e, struct turn **out)
{
	struct loop loop;
	struct turn *list;
	int n;

	e = expr_plain(r, e);
	if (!ref_ok(e) || !find_loop(r, e, &loop, 0))
		return 0;
	n = ref_expr(r, loop.list)->n;
	*out = list = arena_array(&r->arena, struct turn, n);
	for (int i = 0; i < n; i++) {
		struct buf text = {.max = 65536};

		if (ref_expr(r, e)->kind == E_NAME) {
			list[i] = turn_of(r, &loop, i);
			continue;
		}
		list[i] = (struct turn){REF_NONE, NULL};
		if (ref_expr(r, e)->kind == E_MEMBER) {
			int loop_value = 0;

			list[i].expr = member_in_turn(r, e, i, &loop_value);
			list[i].value = ref_ok(list[i].expr) ? constant_text(r, list[i].expr) : NULL;
			continue;
		}
		if (text_in_turn(r, e, &loop, i, &text, 0) && !text.truncated)
			list[i].value = arena_strdup(&r->arena, buf_text(&text));
		buf_free(&text);
	}
	return n;
}
