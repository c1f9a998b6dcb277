/*
 * Conditions and columns as expressions: eq(users.id, id), and(a, b), desc(users.name). A member of what stands for a table is its column; what a
 * function means is a builder_word. See compose.h.
 */
#include "compose_chain.h"

#include <stdio.h>

#define NESTED_MAX 10

const struct mapping *table_mapping(const struct composer *c, struct ref e)
{
	struct value v;
	char key[48];

	if (!ref_ok(e))
		return NULL;
	v = resolve(c->d->r, e);
	if (!v.type || !ref_ok(v.origin))
		return NULL;
	snprintf(key, sizeof(key), "call:%lld", (long long)call_id(c->d, v.origin));
	return mapping_of(c->d, key);
}

static bool put_member(struct composer *c, struct ref e)
{
	const struct expr *x = ref_expr(c->d->r, e);
	const struct mapping *m = x->kind == E_MEMBER ? table_mapping(c, (struct ref){e.unit, x->a}) : NULL;
	const struct field *f = m ? mapping_field(m, ref_text(c->d->r, e)) : NULL;

	if (!f || !f->column)
		return false;
	put_name(c, m->table, e);
	put_sql(c, ".");
	put_name(c, f->column, e);
	return true;
}

static struct ref call_argument(const struct composer *c, struct ref e, int i)
{
	const struct expr *x = ref_expr(c->d->r, e);

	return i < x->n && !c->d->r->unit[e.unit]->kid.v[x->first + i].spread ? (struct ref){e.unit, c->d->r->unit[e.unit]->kid.v[x->first + i].expr} : REF_NONE;
}

static void undo(struct composer *c, size_t length)
{
	c->text.n = length;
	if (c->text.p)
		c->text.p[length] = '\0';
}

static bool put_function(struct composer *c, struct ref e, int depth)
{
	const struct expr *x = ref_expr(c->d->r, e);
	struct value callee = resolve(c->d->r, (struct ref){e.unit, x->a});
	const char *form = NULL, *meaning = callee.type ? word_meaning(c, "function", callee.type, &form) : NULL;
	struct ref first = call_argument(c, e, 0), second = call_argument(c, e, 1);
	int n = 0;

	if (!meaning || depth > NESTED_MAX)
		return false;
	if (strcmp(meaning, "join") == 0) {
		put_sql(c, "(");
		for (int i = 0; i < x->n; i++) {
			struct ref part = call_argument(c, e, i);
			size_t before = c->text.n;

			put_separator(c, &n, "", form);
			if (!ref_ok(part) || !put_expression(c, part, depth + 1)) {
				undo(c, before);
				n--;
				c->unknown = true;
			}
		}
		put_sql(c, n ? ")" : "true)");
		return true;
	}
	if (strcmp(meaning, "around") == 0) {
		put_sql(c, form);
		if (!ref_ok(first))
			put_sql(c, "*");
		else if (!put_expression(c, first, depth + 1))
			return false;
		put_sql(c, ")");
		return true;
	}
	if (!ref_ok(first) || !put_expression(c, first, depth + 1))
		return false;
	buf_printf(&c->text, " %s", form);
	if (strcmp(meaning, "behind") == 0)
		return true;
	put_sql(c, " ");
	if (strcmp(meaning, "between") == 0) {
		put_value(c, second);
		put_sql(c, " AND ");
		put_value(c, call_argument(c, e, 2));
		return true;
	}
	if (!ref_ok(second))
		return false;
	if (!put_expression(c, second, depth + 1))
		put_value(c, second);
	put_sql(c, strchr(form, '(') ? ")" : "");
	return true;
}

bool put_expression(struct composer *c, struct ref e, int depth)
{
	size_t before = c->text.n;
	bool found = false;

	e = expr_plain(c->d->r, e);
	if (!ref_ok(e) || depth > NESTED_MAX)
		return false;
	if (ref_expr(c->d->r, e)->kind == E_MEMBER)
		found = put_member(c, e);
	else if (ref_expr(c->d->r, e)->kind == E_CALL)
		found = put_function(c, e, depth);
	else if (ref_expr(c->d->r, e)->kind == E_NAME) {
		struct ref d = definition(c->d->r, e);

		if (ref_ok(d) && !ref_eq(d, e) && (ref_expr(c->d->r, d)->kind == E_CALL || ref_expr(c->d->r, d)->kind == E_MEMBER))
			found = put_expression(c, d, depth + 1);
	}
	if (!found)
		undo(c, before);
	return found;
}
