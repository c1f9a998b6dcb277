/* Building a unit: strings, expressions, scopes, regions, functions, bindings. See walker.h. */
#include "walker_memory.h"

static void intern_grow(struct walker_memory *m)
{
	size_t slots = m->slots ? m->slots * 2 : 1024;
	struct intern_slot *slot = xcalloc(slots, sizeof(*slot));

	for (size_t i = 0; i < m->slots; i++) {
		size_t at = m->slot[i].hash & (slots - 1);

		if (!m->slot[i].offset)
			continue;
		while (slot[at].offset)
			at = (at + 1) & (slots - 1);
		slot[at] = m->slot[i];
	}
	free(m->slot);
	m->slot = slot;
	m->slots = slots;
}

uint32_t put(struct walker *w, const char *text, size_t length)
{
	struct walker_memory *m = w->memory;
	struct unit *u = w->unit;
	uint32_t hash;
	size_t at;

	if (length == 0)
		return 0;
	if (m->interned * 2 >= m->slots)
		intern_grow(m);
	hash = (uint32_t)hash_bytes(text, length, 0);
	for (at = hash & (m->slots - 1); m->slot[at].offset; at = (at + 1) & (m->slots - 1)) {
		const struct intern_slot *s = &m->slot[at];

		if (s->hash == hash && s->length == length && memcmp(u->pool.v + s->offset, text, length) == 0)
			return s->offset;
	}
	vec_reserve(&u->pool, u->pool.n + length + 1);
	m->slot[at] = (struct intern_slot){hash, (uint32_t)u->pool.n, (uint32_t)length};
	m->interned++;
	memcpy(u->pool.v + u->pool.n, text, length);
	u->pool.n += length;
	u->pool.v[u->pool.n++] = '\0';
	return m->slot[at].offset;
}

int32_t expr_new(struct walker *w, const struct node *n, int kind)
{
	TSPoint at = ts_node_start_point(n->ts);

	vec_push(&w->unit->expr, (struct expr){.kind = (uint8_t)kind, .scope = w->scope, .line = (int32_t)at.row + 1,
		.column = at.column >= 65535 ? 65535 : (uint16_t)(at.column + 1), .start = node_start(n), .end = node_end(n)});
	return (int32_t)w->unit->expr.n - 1;
}

int32_t expr_text(struct walker *w, const struct node *n, int kind, uint32_t text)
{
	int32_t e = expr_new(w, n, kind);

	expr_at(w, e)->text = text;
	return e;
}

size_t kids_begin(struct walker *w)
{
	return w->memory->kid.n;
}

void kids_add(struct walker *w, int32_t expr, uint32_t key, int32_t spread)
{
	if (expr)
		vec_push(&w->memory->kid, (struct kid){expr, key, spread});
}

void kids_take(struct walker *w, size_t mark, int32_t *first, int32_t *n)
{
	struct walker_memory *m = w->memory;
	size_t count = m->kid.n - mark;

	*first = *n = 0;
	if (count) {
		vec_reserve(&w->unit->kid, w->unit->kid.n + count);
		memcpy(w->unit->kid.v + w->unit->kid.n, m->kid.v + mark, count * sizeof(struct kid));
		*first = (int32_t)w->unit->kid.n;
		*n = (int32_t)count;
		w->unit->kid.n += count;
	}
	m->kid.n = mark;
}

void kids_drop(struct walker *w, size_t mark)
{
	w->memory->kid.n = mark;
}

void kids_end(struct walker *w, size_t mark, int32_t expr)
{
	struct expr *e = expr_at(w, expr);

	kids_take(w, mark, &e->first, &e->n);
}

int32_t scope_begin(struct walker *w, int kind)
{
	int32_t outer = w->scope;

	vec_push(&w->unit->scope, (struct scope){.parent = outer, .function = w->function, .kind = kind});
	w->scope = (int32_t)w->unit->scope.n - 1;
	return outer;
}

int32_t function_scope(const struct walker *w)
{
	const struct scope *scope = w->unit->scope.v;
	int32_t s = w->scope;

	while (scope[s].parent && scope[s].kind != SCOPE_FUNCTION && scope[s].kind != SCOPE_MODULE)
		s = scope[s].parent;
	return s;
}

int32_t region_begin(struct walker *w, const struct node *n, int kind, int32_t test)
{
	vec_push(&w->unit->region, (struct region){.kind = kind, .parent = w->region, .function = w->function, .test = test,
		.line = node_line(n), .end_line = node_end_line(n)});
	w->region = (int32_t)w->unit->region.n - 1;
	w->leaves = LEAVES_NOT;
	return w->region;
}

void region_end(struct walker *w)
{
	struct region *r = region_at(w, w->region);

	r->leaves = w->leaves;
	w->region = r->parent;
}

int32_t leaves_both(int32_t a, int32_t b)
{
	if (a == LEAVES_NOT || b == LEAVES_NOT)
		return LEAVES_NOT;
	if (a == b)
		return a;
	return a == LEAVES_BREAK || b == LEAVES_BREAK ? LEAVES_BREAK : LEAVES_RETURN;
}

int32_t function_begin(struct walker *w, const struct node *n, uint32_t name, int flags)
{
	struct unit *u = w->unit;
	int32_t number = (int32_t)u->function.n;
	int32_t expr = expr_new(w, n, E_FUNCTION);

	expr_at(w, expr)->b = number;
	vec_push(&u->function, (struct function){.name = name, .parent = w->function, .expr = expr, .flags = flags,
		.class_ = flags & FN_METHOD ? u->scope.v[w->scope].class_ : 0, .line = node_line(n), .end_line = node_end_line(n)});
	vec_push(&w->memory->outer_region, w->region);
	w->region = 0;
	w->function = number;
	scope_begin(w, SCOPE_FUNCTION);
	u->function.v[number].scope = w->scope;
	u->function.v[number].region = region_begin(w, n, REGION_BODY, 0);
	return number;
}

void function_end(struct walker *w)
{
	const struct function *f = function_at(w, w->function);

	region_end(w);
	w->region = w->memory->outer_region.v[--w->memory->outer_region.n];
	w->scope = w->unit->scope.v[f->scope].parent;
	w->function = f->parent;
	w->leaves = LEAVES_NOT;
}

void parameters_reserve(struct walker *w, int32_t function, int32_t count)
{
	struct unit *u = w->unit;

	function_at(w, function)->first_parameter = count ? (int32_t)u->parameter.n : 0;
	function_at(w, function)->parameters = count;
	for (int32_t i = 0; i < count; i++)
		vec_push(&u->parameter, (struct parameter){.function = function, .position = i});
}

int32_t parameter_fill(struct walker *w, int32_t function, int32_t position, const struct node *n, uint32_t name,
	int32_t annotation, int32_t default_, int flags)
{
	int32_t number = function_at(w, function)->first_parameter + position;
	struct parameter *p = &w->unit->parameter.v[number];

	p->name = name;
	p->annotation = annotation;
	p->default_ = default_;
	p->flags = flags;
	if (name) {
		int32_t b = bind(w, n, name, function_at(w, function)->scope, HOW_PARAMETER, 0, 0);

		binding_at(w, b)->annotation = annotation;
		binding_at(w, b)->entity = number;
	}
	return number;
}

void name_value(struct walker *w, int32_t expr, uint32_t name)
{
	const struct expr *e = expr_at(w, expr);

	while (e->kind == E_CAST)
		e = expr_at(w, e->a);
	if (e->kind == E_FUNCTION && !function_at(w, e->b)->name)
		function_at(w, e->b)->name = name;
	else if (e->kind == E_CLASS && !class_at(w, e->b)->name)
		class_at(w, e->b)->name = name;
}

int32_t class_begin(struct walker *w, const struct node *n, uint32_t name, int32_t first_base, int32_t bases)
{
	struct unit *u = w->unit;
	int32_t number = (int32_t)u->class_.n;
	int32_t expr = expr_new(w, n, E_CLASS);

	expr_at(w, expr)->b = number;
	vec_push(&u->class_, (struct class){.name = name, .outer_scope = w->scope, .function = w->function, .first_base = first_base, .bases = bases,
		.expr = expr, .line = node_line(n), .end_line = node_end_line(n)});
	scope_begin(w, SCOPE_CLASS);
	u->scope.v[w->scope].class_ = number;
	u->class_.v[number].scope = w->scope;
	u->class_.v[number].region = region_begin(w, n, REGION_CLASS, 0);
	return number;
}

void class_end(struct walker *w)
{
	w->leaves = LEAVES_NOT;
	region_end(w);
	w->scope = w->unit->scope.v[w->scope].parent;
}

int32_t bind(struct walker *w, const struct node *n, uint32_t name, int32_t scope, int how, int32_t value, uint32_t part)
{
	vec_push(&w->unit->binding, (struct binding){.name = name, .scope = scope, .function = w->function, .region = w->region, .how = how,
		.value = value, .part = part, .line = node_line(n)});
	return (int32_t)w->unit->binding.n - 1;
}

size_t part_push(struct walker *w, const char *text, size_t length)
{
	struct walker_memory *m = w->memory;
	size_t mark = m->part.n;

	vec_reserve(&m->part, m->part.n + length + 1);
	memcpy(m->part.v + m->part.n, text, length);
	m->part.n += length;
	return mark;
}

size_t part_index(struct walker *w, int32_t index)
{
	char text[16];
	char *p = text + sizeof(text);

	*--p = ']';
	do
		*--p = (char)('0' + index % 10);
	while (index /= 10);
	*--p = '[';
	return part_push(w, p, (size_t)(text + sizeof(text) - p));
}

void part_pop(struct walker *w, size_t mark)
{
	w->memory->part.n = mark;
}

uint32_t put_part(struct walker *w)
{
	struct walker_memory *m = w->memory;

	return m->part.n == m->part_from ? 0 : put(w, m->part.v + m->part_from, m->part.n - m->part_from);
}

size_t part_start(struct walker *w)
{
	size_t outer = w->memory->part_from;

	w->memory->part_from = w->memory->part.n;
	return outer;
}

void part_restore(struct walker *w, size_t start)
{
	w->memory->part.n = w->memory->part_from;
	w->memory->part_from = start;
}

void return_add(struct walker *w, const struct node *n, int how, int32_t value, int32_t cause)
{
	vec_push(&w->unit->return_, (struct return_){w->function, w->region, how, value, node_line(n), cause});
}

void decorator_add(struct walker *w, const struct node *n, int target_kind, int32_t target, int32_t position, int32_t expr)
{
	vec_push(&w->unit->decorator, (struct decorator){target_kind, target, position, expr, node_line(n)});
}

int32_t import_add(struct walker *w, const struct node *n, uint32_t module, uint32_t name, uint32_t local, bool type_only)
{
	int32_t number = (int32_t)w->unit->import.n;

	vec_push(&w->unit->import, (struct import){.module = module, .name = name, .local = local, .scope = w->scope, .line = node_line(n),
		.is_type_only = type_only});
	if (local)
		binding_at(w, bind(w, n, local, w->scope, HOW_IMPORT, 0, 0))->entity = number;
	return number;
}

void export_add(struct walker *w, const struct node *n, uint32_t name, int32_t expr, int32_t import)
{
	vec_push(&w->unit->export_, (struct export){name, expr, import, node_line(n)});
}

void catch_add(struct walker *w, const struct node *n, int32_t region, uint32_t name, int32_t first_type, int32_t types)
{
	vec_push(&w->unit->catch_, (struct catch_clause){region, name, first_type, types, node_line(n)});
}

/* Assignments to declared names */

static bool declares(int how)
{
	return how != HOW_ASSIGN && how != HOW_AUGMENT && how != HOW_FIELD && how != HOW_NONE;
}

void settle_assignments(struct walker *w)
{
	struct unit *u = w->unit;
	struct map declared = {0};
	struct { int32_t scope; uint32_t name; } key;
	size_t open = 0;

	for (size_t i = 1; i < u->binding.n; i++)
		open += u->binding.v[i].name && !declares(u->binding.v[i].how) && u->binding.v[i].how != HOW_FIELD;
	if (!open)
		return;
	for (size_t i = 1; i < u->binding.n; i++) {
		key.scope = u->binding.v[i].scope;
		key.name = u->binding.v[i].name;
		if (key.name && declares(u->binding.v[i].how) && u->scope.v[key.scope].kind != SCOPE_CLASS)
			map_put(&declared, (const char *)&key, sizeof(key), NULL);
	}
	for (size_t i = 1; i < u->binding.n; i++) {
		struct binding *b = &u->binding.v[i];

		if (!b->name || (b->how != HOW_ASSIGN && b->how != HOW_AUGMENT))
			continue;
		for (key.name = b->name, key.scope = b->scope; key.scope > 1; key.scope = u->scope.v[key.scope].parent)
			if (map_get(&declared, (const char *)&key, sizeof(key)))
				break;
		b->scope = key.scope ? key.scope : 1;
	}
	map_free(&declared);
}
