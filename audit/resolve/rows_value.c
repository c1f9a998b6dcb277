/* Values as cells of rows, and the literals they show. See rows_private.h. */
#include "rows_private.h"

const char *kind_name(int kind)
{
	switch (kind) {
	case E_STRING: return "string";
	case E_TEMPLATE: return "template";
	case E_NUMBER: return "number";
	case E_CONSTANT: return "constant";
	case E_NAME: return "name";
	case E_MEMBER: return "member";
	case E_CALL: return "call";
	case E_FUNCTION: return "function";
	case E_CLASS: return "class";
	case E_OBJECT: return "object";
	case E_ARRAY: return "array";
	default: return "other";
	}
}

const char *dotted_text(struct resolver *r, struct ref e)
{
	const struct expr *x;
	const char *base;

	e = expr_plain(r, e);
	if (!ref_ok(e))
		return NULL;
	x = ref_expr(r, e);
	if (x->kind == E_NAME)
		return ref_text(r, e);
	if (x->kind != E_MEMBER)
		return NULL;
	base = dotted_text(r, (struct ref){e.unit, x->a});
	return base ? arena_printf(&r->arena, "%s.%s", base, ref_text(r, e)) : NULL;
}

/* Short source text of a type annotation: int | None, list[str]. */
void annotation_text(struct resolver *r, struct ref e, struct buf *out, int depth)
{
	const struct expr *x;

	if (!ref_ok(e) || depth > 6 || out->n > 200)
		return;
	x = ref_expr(r, e);
	if (x->kind == E_NAME || x->kind == E_MEMBER) {
		const char *t = dotted_text(r, e);

		buf_puts(out, t ? t : ref_text(r, e));
	} else if (x->kind == E_STRING) {
		buf_puts(out, ref_text(r, e));
	} else if (x->kind == E_CONSTANT) {
		buf_puts(out, strcmp(ref_text(r, e), "null") == 0 ? "None" : ref_text(r, e));
	} else if (x->kind == E_UNARY) {
		buf_puts(out, ref_text(r, e));
		annotation_text(r, (struct ref){e.unit, x->a}, out, depth + 1);
	} else if (x->kind == E_BINARY) {
		annotation_text(r, (struct ref){e.unit, x->a}, out, depth + 1);
		buf_printf(out, " %s ", ref_text(r, e));
		annotation_text(r, (struct ref){e.unit, x->b}, out, depth + 1);
	} else if (x->kind == E_INDEX) {
		annotation_text(r, (struct ref){e.unit, x->a}, out, depth + 1);
		buf_putc(out, '[');
		for (int i = 0; i < x->n; i++) {
			if (i)
				buf_puts(out, ", ");
			annotation_text(r, (struct ref){e.unit, r->unit[e.unit]->kid.v[x->first + i].expr}, out, depth + 1);
		}
		if (x->n == 0 && x->b)
			annotation_text(r, (struct ref){e.unit, x->b}, out, depth + 1);
		buf_putc(out, ']');
	}
}

int64_t origin_id(const struct writer *w, struct ref origin)
{
	return ref_ok(origin) ? w->n->call[origin.unit] + origin.index : 0;
}

void entity_cells(const struct writer *w, struct table *t, int at, struct value v)
{
	static const char *const names[] = {NULL, "function", "class", "instance", "module", "object", "parameter", "constant"};
	int64_t id = 0;

	switch (v.entity) {
	case ENTITY_FUNCTION: id = w->n->function[v.self.unit] + v.self.index; break;
	case ENTITY_CLASS:
	case ENTITY_INSTANCE: id = w->n->class_[v.self.unit] + v.self.index; break;
	case ENTITY_MODULE: id = w->n->file[v.self.unit]; break;
	case ENTITY_OBJECT: id = w->n->expr[v.self.unit] + v.self.index; break;
	default: break;
	}
	row_text(t, at, names[v.entity]);
	row_id(t, at + 1, id);
}

static void write_object(struct writer *w, struct ref object, int depth);

void known_cells(struct writer *w, struct table *t, int at, struct value v)
{
	row_text(t, at + 3, v.type);
	row_id(t, at + 4, origin_id(w, v.origin));
	entity_cells(w, t, at + 5, v);
}

/* kind, text, value, type, origin, entity, entity_id, value_call_id from column `at` on. Literals of objects it shows are written too. */
void value_cells(struct writer *w, struct table *t, int at, struct ref e)
{
	struct ref plain = expr_plain(w->r, e);
	const struct expr *x;
	struct value v;

	if (!ref_ok(plain)) {
		row_text(t, at, NULL);
		return;
	}
	x = ref_expr(w->r, plain);
	v = resolve(w->r, plain);
	row_text(t, at, kind_name(x->kind));
	row_text(t, at + 1, x->kind == E_STRING || x->kind == E_NUMBER || x->kind == E_CONSTANT ? ref_text(w->r, plain) : dotted_text(w->r, plain));
	row_text(t, at + 2, constant_text(w->r, plain));
	known_cells(w, t, at, v);
	row_id(t, at + 7, x->kind == E_CALL ? w->n->call[plain.unit] + x->b : 0);
}

void write_object_of(struct writer *w, struct ref e, int depth)
{
	struct value v = resolve(w->r, e);

	if (v.entity == ENTITY_OBJECT && ref_ok(v.self))
		write_object(w, v.self, depth);
}

#define OBJECT_DEPTH_MAX 4
#define OBJECT_ENTRIES_MAX 400	/* larger literals are data, not configuration */

static void write_object(struct writer *w, struct ref object, int depth)
{
	const struct unit *u = w->r->unit[object.unit];
	const struct expr *x = ref_expr(w->r, object);

	if (depth > OBJECT_DEPTH_MAX || x->n > OBJECT_ENTRIES_MAX || w->object_written[object.unit][object.index])
		return;
	w->object_written[object.unit][object.index] = 1;
	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &u->kid.v[x->first + i];
		struct ref e = {object.unit, k->expr};

		if (!k->expr)
			continue;
		row_id(w->property, 0, w->n->expr[object.unit] + object.index);
		row_int(w->property, 1, i);
		row_text(w->property, 2, k->key ? unit_text(u, k->key) : NULL);
		row_int(w->property, 3, k->spread != 0);
		row_int(w->property, 4, u->expr.v[k->expr].line);
		value_cells(w, w->property, 5, e);
		row_end(w->property);
		write_object_of(w, e, depth + 1);
	}
}

int64_t struct_id(struct writer *w, struct ref e)
{
	const struct expr *x;

	e = expr_plain(w->r, e);
	x = ref_ok(e) ? ref_expr(w->r, e) : NULL;
	for (int i = 0; x && x->kind == E_ARRAY && !x->a && i < x->n; i++)	/* return &T{…}, nil */
		struct_id(w, (struct ref){e.unit, w->r->unit[e.unit]->kid.v[x->first + i].expr});
	if (!x || x->kind != E_OBJECT || !x->a)
		return 0;
	write_object(w, e, 0);
	return w->n->expr[e.unit] + e.index;
}
