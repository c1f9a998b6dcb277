/* Units: allocation, storing as bytes, reading back with every index checked. See program.h. */
#include "language.h"

#define UNIT_MAGIC 0x31554c50u	/* "PLU1" in memory order */

struct unit_header {
	uint32_t magic, version;
	int32_t language, parse_errors, first_error_line;
	uint32_t arrays;
};
#define UNIT_VERSION 2

/* Every array of a unit, in the order in which they are stored. */
#define UNIT_ARRAYS(A) A(pool) A(expr) A(kid) A(scope) A(binding) A(function) A(parameter) A(class_) A(import) A(export_) A(region) A(catch_) A(call) \
	A(decorator) A(return_) A(suppression)
#define COUNT_ONE(array) +1
enum { ARRAYS = 0 UNIT_ARRAYS(COUNT_ONE) };

struct unit *unit_new(void)
{
	struct unit *u = xcalloc(1, sizeof(*u));

#define RESERVE_NULL(array) \
	vec_reserve(&u->array, 16); \
	memset(u->array.v, 0, sizeof(*u->array.v)); \
	u->array.n = 1;
	UNIT_ARRAYS(RESERVE_NULL)
	return u;
}

void unit_free(struct unit *u)
{
	if (!u)
		return;
#define FREE_ARRAY(array) vec_free(&u->array);
	UNIT_ARRAYS(FREE_ARRAY)
	free(u);
}

void *unit_store(const struct unit *u, size_t *length)
{
	struct unit_header h = {UNIT_MAGIC, UNIT_VERSION, u->language, u->parse_errors, u->first_error_line, ARRAYS};
	size_t n = sizeof(h), count;
	char *bytes, *p;

#define ADD_SIZE(array) n += sizeof(uint64_t) + u->array.n * sizeof(*u->array.v);
	UNIT_ARRAYS(ADD_SIZE)
	p = bytes = xmalloc(n);
	memcpy(p, &h, sizeof(h));
	p += sizeof(h);
#define COPY_ARRAY(array) \
	count = u->array.n; \
	memcpy(p, &(uint64_t){count}, sizeof(uint64_t)); \
	memcpy(p + sizeof(uint64_t), u->array.v, count * sizeof(*u->array.v)); \
	p += sizeof(uint64_t) + count * sizeof(*u->array.v);
	UNIT_ARRAYS(COPY_ARRAY)
	*length = n;
	return bytes;
}

/* Checking: each reference is an index below the array's length, each text an offset in the pool. */
#define REF(value, array) ((value) >= 0 && (size_t)(value) < u->array.n)
#define RANGE(first, count, array) ((first) >= 0 && (count) >= 0 && (size_t)(first) + (size_t)(count) <= u->array.n)
#define TEXT(offset) ((size_t)(offset) < u->pool.n)

static bool check_expr(const struct unit *u, const struct expr *e)
{
	bool ok = e->kind <= E_OTHER && TEXT(e->text) && REF(e->a, expr) && REF(e->c, expr) && RANGE(e->first, e->n, kid) && REF(e->scope, scope) &&
		  e->start <= e->end;

	if (!ok)
		return false;
	switch (e->kind) {
	case E_CALL: return REF(e->b, call);
	case E_FUNCTION: return REF(e->b, function);
	case E_CLASS: return REF(e->b, class_);
	default: return REF(e->b, expr);
	}
}

static bool check_binding(const struct unit *u, const struct binding *b)
{
	if (!TEXT(b->name) || !TEXT(b->part) || !REF(b->scope, scope) || !REF(b->function, function) || !REF(b->region, region) || !REF(b->value, expr) ||
	    !REF(b->target, expr) || !REF(b->annotation, expr))
		return false;
	switch (b->how) {
	case HOW_PARAMETER: return REF(b->entity, parameter);
	case HOW_FUNCTION: return REF(b->entity, function);
	case HOW_CLASS: return REF(b->entity, class_);
	case HOW_IMPORT: return REF(b->entity, import);
	default: return b->how >= 0 && b->how <= HOW_DELETE && b->entity >= 0;
	}
}

static bool check_code(const struct unit *u)
{
	for (size_t i = 0; i < u->expr.n; i++)
		if (!check_expr(u, &u->expr.v[i]))
			return false;
	for (size_t i = 0; i < u->kid.n; i++)
		if (!REF(u->kid.v[i].expr, expr) || !TEXT(u->kid.v[i].key))
			return false;
	for (size_t i = 0; i < u->binding.n; i++)
		if (!check_binding(u, &u->binding.v[i]))
			return false;
	for (size_t i = 0; i < u->call.n; i++) {
		const struct call *c = &u->call.v[i];

		if (!REF(c->expr, expr) || !REF(c->function, function) || !REF(c->region, region) || !REF(c->argument_of, call))
			return false;
	}
	for (size_t i = 0; i < u->return_.n; i++) {
		const struct return_ *r = &u->return_.v[i];

		if (!REF(r->function, function) || !REF(r->region, region) || !REF(r->value, expr) || !REF(r->cause, expr))
			return false;
	}
	return true;
}

static bool check_tree(const struct unit *u)
{
	for (size_t i = 0; i < u->scope.n; i++) {
		const struct scope *s = &u->scope.v[i];

		if (s->parent < 0 || (size_t)s->parent >= (i ? i : 1) || !REF(s->function, function) || !REF(s->class_, class_))
			return false;	/* parents come first: no cycles */
	}
	for (size_t i = 0; i < u->region.n; i++) {
		const struct region *r = &u->region.v[i];

		if (r->parent < 0 || (size_t)r->parent >= (i ? i : 1) || !REF(r->function, function) || !REF(r->test, expr) || !REF(r->pair, region) ||
		    !REF(r->subject, expr))
			return false;
	}
	for (size_t i = 0; i < u->catch_.n; i++) {
		const struct catch_clause *c = &u->catch_.v[i];

		if (!REF(c->region, region) || !TEXT(c->name) || !RANGE(c->first_type, c->types, kid))
			return false;
	}
	return true;
}

static bool check_definitions(const struct unit *u)
{
	for (size_t i = 0; i < u->function.n; i++) {
		const struct function *f = &u->function.v[i];

		if (!TEXT(f->name) || !TEXT(f->doc) || f->parent < 0 || (size_t)f->parent >= (i ? i : 1) || !REF(f->class_, class_) || !REF(f->scope, scope) ||
		    !REF(f->region, region) || !REF(f->expr, expr) || !RANGE(f->first_parameter, f->parameters, parameter) || !REF(f->result_annotation, expr))
			return false;
	}
	for (size_t i = 0; i < u->parameter.n; i++) {
		const struct parameter *p = &u->parameter.v[i];

		if (!REF(p->function, function) || !TEXT(p->name) || !REF(p->annotation, expr) || !REF(p->default_, expr))
			return false;
	}
	for (size_t i = 0; i < u->class_.n; i++) {
		const struct class *c = &u->class_.v[i];

		if (!TEXT(c->name) || !REF(c->scope, scope) || !REF(c->outer_scope, scope) || !REF(c->function, function) || !REF(c->region, region) ||
		    !RANGE(c->first_base, c->bases, kid) || !REF(c->expr, expr))
			return false;
	}
	return true;
}

static bool check_module(const struct unit *u)
{
	for (size_t i = 0; i < u->import.n; i++) {
		const struct import *m = &u->import.v[i];

		if (!TEXT(m->module) || !TEXT(m->name) || !TEXT(m->local) || !REF(m->scope, scope))
			return false;
	}
	for (size_t i = 0; i < u->export_.n; i++) {
		const struct export *x = &u->export_.v[i];

		if (!TEXT(x->name) || !REF(x->expr, expr) || !REF(x->import, import))
			return false;
	}
	for (size_t i = 0; i < u->decorator.n; i++) {
		const struct decorator *d = &u->decorator.v[i];
		size_t targets = d->target_kind == 'f' ? u->function.n : d->target_kind == 'c' ? u->class_.n : d->target_kind == 'b' ? u->binding.n : u->parameter.n;
		bool ok = d->target >= 0 && (size_t)d->target < targets;

		if (!ok || !REF(d->expr, expr))
			return false;
	}
	for (size_t i = 0; i < u->suppression.n; i++)
		if (!TEXT(u->suppression.v[i].rule) || !TEXT(u->suppression.v[i].reason))
			return false;
	return u->function.n >= 2 && u->scope.n >= 2 && u->region.n >= 2;
}

static bool load_array(const char **p, const char *end, size_t size, void **v, size_t *n, size_t *cap)
{
	uint64_t count;

	if ((size_t)(end - *p) < sizeof(count))
		return false;
	memcpy(&count, *p, sizeof(count));
	*p += sizeof(count);
	if (count == 0 || count > (size_t)(end - *p) / size || count > INT32_MAX)
		return false;
	*v = xmalloc((size_t)count * size);
	memcpy(*v, *p, (size_t)count * size);
	*p += (size_t)count * size;
	*n = *cap = (size_t)count;
	return true;
}

struct unit *unit_load(const void *bytes, size_t length)
{
	const char *p = bytes, *end = p + length;
	struct unit_header h;
	struct unit *u;
	bool ok = true;

	if (!bytes || length < sizeof(h))
		return NULL;
	memcpy(&h, p, sizeof(h));
	p += sizeof(h);
	if (h.magic != UNIT_MAGIC || h.version != UNIT_VERSION || h.arrays != ARRAYS || h.language < 0 ||
	    (size_t)h.language >= language_count || h.parse_errors < 0)
		return NULL;
	u = xcalloc(1, sizeof(*u));
	u->language = h.language;
	u->parse_errors = h.parse_errors;
	u->first_error_line = h.first_error_line;
#define LOAD_ARRAY(array) ok = ok && load_array(&p, end, sizeof(*u->array.v), (void **)&u->array.v, &u->array.n, &u->array.cap);
	UNIT_ARRAYS(LOAD_ARRAY)
	if (ok && p == end && u->pool.v[0] == '\0' && u->pool.v[u->pool.n - 1] == '\0' &&
	    check_code(u) && check_tree(u) && check_definitions(u) && check_module(u))
		return u;
	unit_free(u);
	return NULL;
}
