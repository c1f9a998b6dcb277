/* Chains of calls that make a query. See orm_chain.h. */
#include "orm_chain.h"

#define CHAIN_MAX 60
#define DEPTH_MAX 8
#define KEY_MAX 256

enum effect { STEP_ROOT,
	STEP_SAME,
	STEP_WHERE,
	STEP_EQUALS,
	STEP_COMPARE,
	STEP_RESTRICT,
	STEP_KEY,
	STEP_LIMIT,
	STEP_GROUP,
	STEP_JOIN,
	STEP_ORDER,
	STEP_SET,
	STEP_OPTIONS,
	STEP_ARGUMENT };

struct step {
	enum effect effect;
	enum takes takes;
	int position; /* -1: all */
};

/* What is handed to a step: arguments of a call, or the value of an entry. */
struct given {
	int unit;
	const struct kid *kid;
	int n;
};

/* Loading */

static int word_of(const char *word, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

static bool model_attribute_key(char *key, size_t *n, int64_t model, const char *attribute)
{
	size_t length = strlen(attribute);

	if (length + sizeof(model) > KEY_MAX)
		return false;
	memcpy(key, &model, sizeof(model));
	memcpy(key + sizeof(model), attribute, length);
	*n = length + sizeof(model);
	return true;
}

static bool load_columns(struct orm *o, struct err *err)
{
	struct query *q = db_query(o->d->db, err,
		"SELECT class_id, table_call_id, attribute, schema, table_name, column_name FROM model_column WHERE class_id IS NOT NULL OR table_call_id IS NOT NULL "
		"UNION ALL SELECT a.class_id, a.table_call_id, a.attribute, c.schema, c.table_name, c.column_name FROM model_attribute a "
		"JOIN model_column c ON c.class_id IS a.class_id AND c.table_call_id IS a.table_call_id AND c.column_name = a.column_name");

	while (q && query_next(q, err)) {
		struct mapped *m = arena_new(o->d->arena, struct mapped);
		char key[KEY_MAX];
		size_t n;

		if (!model_attribute_key(key, &n, model_key(query_int(q, 0), query_int(q, 1)), query_text(q, 2)))
			continue;
		*m = (struct mapped){arena_strdup(o->d->arena, query_text(q, 3)), arena_strdup(o->d->arena, query_text(q, 4)), arena_strdup(o->d->arena, query_text(q, 5))};
		*map_put(&o->column, key, n, NULL) = (int64_t)(intptr_t)m;
	}
	query_end(q);
	return q && !err->message[0];
}

static bool load_steps(struct orm *o, struct err *err)
{
	static const char *const effects[] = {"root", "same", "where", "equals", "compare", "restrict", "key", "limit", "group", "join", "order", "set", "options", "argument", NULL};
	static const char *const takes[] = {"", "all", "first", "count", NULL};
	struct query *q = db_query(o->d->db, err, "SELECT path, effect, coalesce(position, -1), coalesce(takes, '') FROM query_step");

	while (q && query_next(q, err)) {
		int effect = word_of(query_text(q, 1), effects), taken = word_of(query_text(q, 3), takes);
		struct step *s = arena_new(o->d->arena, struct step);

		if (effect < 0 || taken < 0) {
			query_end(q);
			return err_set(err, "query_step of \"%s\": no such effect", query_text(q, 0));
		}
		*s = (struct step){(enum effect)effect, (enum takes)taken, (int)query_int(q, 2)};
		*map_puts(&o->step, query_text(q, 0)) = (int64_t)(intptr_t)s;
	}
	query_end(q);
	return q && !err->message[0];
}

bool orm_load(struct orm *o, struct derive *d, struct err *err)
{
	struct query *q;

	*o = (struct orm){.d = d};
	if (!load_columns(o, err) || !load_steps(o, err))
		return false;
	q = db_query(d->db, err, "SELECT path, operator FROM query_condition");
	while (q && query_next(q, err))
		*map_puts(&o->condition, query_text(q, 0)) = (int64_t)(intptr_t)arena_strdup(d->arena, query_text(q, 1));
	query_end(q);
	q = db_query(d->db, err, "SELECT class_id, table_call_id, framework FROM model");
	while (q && query_next(q, err)) {
		int64_t model = model_key(query_int(q, 0), query_int(q, 1));

		*map_put(&o->framework, (const char *)&model, sizeof(model), NULL) = (int64_t)(intptr_t)arena_strdup(d->arena, query_text(q, 2));
	}
	query_end(q);
	return !err->message[0];
}

void orm_free(struct orm *o)
{
	map_free(&o->column);
	map_free(&o->framework);
	map_free(&o->step);
	map_free(&o->condition);
}

/* Looking up */

static const struct mapped *find_mapped(const struct orm *o, int64_t model, const char *attribute)
{
	char key[KEY_MAX];
	size_t n;
	int64_t *slot = model_attribute_key(key, &n, model, attribute) ? map_get(&o->column, key, n) : NULL;

	return slot ? (const struct mapped *)(intptr_t)*slot : NULL;
}

/* What the packs of the model's framework say of a name in a condition; NULL. */
static const char *operator_of(const struct orm *o, int64_t model, const char *name)
{
	int64_t *framework = map_get(&o->framework, (const char *)&model, sizeof(model)), *op = NULL;

	if (framework)
		op = map_gets(&o->condition, arena_printf(o->d->arena, "%s:%s", (const char *)(intptr_t)*framework, name));
	return op ? (const char *)(intptr_t)*op : NULL;
}

static const struct step *step_at(const struct orm *o, const char *path)
{
	int64_t *slot = path ? map_gets(&o->step, path) : NULL;

	return slot ? (const struct step *)(intptr_t)*slot : NULL;
}

/* Model.attribute, table.c.column: the column, and whose it is */
static const struct mapped *column_of(const struct orm *o, struct ref e, int64_t *model)
{
	struct value owner;

	e = expr_plain(o->d->r, e);
	if (!ref_ok(e) || ref_expr(o->d->r, e)->kind != E_MEMBER)
		return NULL;
	owner = resolve(o->d->r, (struct ref){e.unit, ref_expr(o->d->r, e)->a});
	if (owner.entity == ENTITY_CLASS)
		*model = o->d->n->class_[owner.self.unit] + owner.self.index;
	else if (ref_ok(owner.origin))
		*model = -call_id(o->d, owner.origin);
	else
		return NULL;
	return find_mapped(o, *model, ref_text(o->d->r, e));
}

/* The path entries of an object have after it: an object or array literal, also behind a name. */
static struct ref literal_of(const struct orm *o, struct ref e, enum expr_kind kind)
{
	struct value v = resolve(o->d->r, e);

	return v.entity == ENTITY_OBJECT && ref_expr(o->d->r, v.self)->kind == kind ? v.self : REF_NONE;
}

static struct given kids_of(const struct orm *o, struct ref e)
{
	const struct expr *x = ref_expr(o->d->r, e);

	return (struct given){e.unit, &o->d->r->unit[e.unit]->kid.v[x->first], x->n};
}

/* Conditions */

static void add(struct orm *o, struct chain *c, const char *clause, const struct mapped *column, const char *operator, struct ref value)
{
	if (c->n == CONDITIONS_MAX)
		c->unknown = true;
	else
		c->v[c->n++] = (struct condition){column, clause, operator, value, !ref_ok(value) || constant_text(o->d->r, value) != NULL};
}

static void add_unknown(struct chain *c, struct ref value)
{
	if (c->n == CONDITIONS_MAX)
		c->unknown = true;
	else
		c->v[c->n++] = (struct condition){NULL, "where", NULL, value, false};
}

/* { contains: x }: the one entry of the object says how it is compared. */
static const char *operator_in(const struct orm *o, const struct chain *c, struct ref *value)
{
	struct ref object = literal_of(o, *value, E_OBJECT);
	struct given g;
	const char *op;

	if (!ref_ok(object))
		return "=";
	g = kids_of(o, object);
	op = g.n == 1 && g.kid->key ? operator_of(o, c->model, unit_text(o->d->r->unit[g.unit], g.kid->key)) : NULL;
	if (op)
		*value = (struct ref){g.unit, g.kid->expr};
	return op;
}

/* name = value, status__in = list */
static void add_named(struct orm *o, struct chain *c, const char *clause, const char *name, struct ref value)
{
	const struct mapped *m = find_mapped(o, c->model, name);
	const char *op = "=", *last = strstr(name, "__");

	if (!m && last) {
		m = find_mapped(o, c->model, arena_strndup(o->d->arena, name, (size_t)(last - name)));
		op = m ? operator_of(o, c->model, last + 2) : NULL;
	} else if (m) {
		op = operator_in(o, c, &value);
	}
	if (m && op)
		add(o, c, clause, m, op, value);
	else if (strcmp(clause, "where") == 0)
		add_unknown(c, value);
}

static void add_condition(struct orm *o, struct chain *c, struct ref e, int depth);

/* Keywords, and the entries of objects among the arguments; other arguments are conditions of their own. */
static void add_all(struct orm *o, struct chain *c, const char *clause, struct given g, int depth)
{
	for (int i = 0; i < g.n; i++) {
		struct ref value = {g.unit, g.kid[i].expr}, object;

		if (g.kid[i].key) {
			add_named(o, c, clause, unit_text(o->d->r->unit[g.unit], g.kid[i].key), value);
		} else if (g.kid[i].spread || depth >= DEPTH_MAX) {
			c->unknown |= strcmp(clause, "where") == 0;
		} else if (ref_ok(object = literal_of(o, value, E_OBJECT))) {
			add_all(o, c, clause, kids_of(o, object), depth + 1);
		} else if (strcmp(clause, "where") == 0) {
			add_condition(o, c, value, depth + 1);
		}
	}
}

static void add_call_condition(struct orm *o, struct chain *c, struct ref e, int depth)
{
	const struct expr *x = ref_expr(o->d->r, e), *callee;
	struct ref f = {e.unit, x->a}, first = x->n ? (struct ref){e.unit, kids_of(o, e).kid->expr} : REF_NONE;
	const char *op = NULL, *path = x->a ? resolve(o->d->r, f).type : NULL;
	const struct mapped *m = NULL;
	int64_t model = 0, *named = path ? map_gets(&o->condition, path) : NULL;

	if (named && depth < DEPTH_MAX && strcmp((const char *)(intptr_t)*named, "and") == 0) {
		add_all(o, c, "where", kids_of(o, e), depth + 1);
		return;
	}
	if (named) { /* eq(users.id, x) */
		m = ref_ok(first) ? column_of(o, first, &model) : NULL;
		if (m && x->n > 1)
			add(o, c, "where", m, (const char *)(intptr_t)*named, (struct ref){e.unit, kids_of(o, e).kid[1].expr});
	} else if (x->a && (callee = ref_expr(o->d->r, f))->kind == E_MEMBER && (m = column_of(o, (struct ref){e.unit, callee->a}, &model))) {
		op = operator_of(o, model, ref_text(o->d->r, f));
		if (op)
			add(o, c, "where", m, op, strcmp(op, "is") == 0 ? REF_NONE : first);
		else
			m = NULL;
	}
	if (!m)
		add_unknown(c, e);
}

static void add_condition(struct orm *o, struct chain *c, struct ref e, int depth)
{
	static const char *const compares[] = {"==", "!=", "<", ">", "<=", ">=", NULL};
	const struct expr *x;
	const struct mapped *m;
	int64_t model;

	e = expr_plain(o->d->r, e);
	if (!ref_ok(e))
		return;
	x = ref_expr(o->d->r, e);
	if (x->kind == E_BINARY && word_of(ref_text(o->d->r, e), compares) >= 0) {
		struct ref left = {e.unit, x->a}, right = {e.unit, x->b};
		const char *op = ref_text(o->d->r, e);

		m = column_of(o, left, &model);
		if (!m && (m = column_of(o, right, &model)))
			right = left;
		if (m && !column_of(o, right, &model))
			add(o, c, "where", m, strcmp(op, "==") == 0 ? "=" : op, right);
		else
			add_unknown(c, e);
	} else if (x->kind == E_BINARY && strcmp(ref_text(o->d->r, e), "&") == 0 && depth < DEPTH_MAX) {
		add_condition(o, c, (struct ref){e.unit, x->a}, depth + 1);
		add_condition(o, c, (struct ref){e.unit, x->b}, depth + 1);
	} else if (x->kind == E_CALL) {
		add_call_condition(o, c, e, depth);
	} else if ((m = column_of(o, e, &model)) || (x->kind == E_UNARY && (m = column_of(o, (struct ref){e.unit, x->a}, &model)))) {
		add(o, c, "where", m, "is", REF_NONE);
	} else {
		add_unknown(c, e);
	}
}

/* where('id', x), where('age', '>', x), where({ id: x }) */
static void add_compare(struct orm *o, struct chain *c, struct given g)
{
	const char *name = g.n > 0 ? constant_text(o->d->r, (struct ref){g.unit, g.kid[0].expr}) : NULL;
	const char *op = g.n == 3 ? constant_text(o->d->r, (struct ref){g.unit, g.kid[1].expr}) : "=";
	const struct mapped *m = name ? find_mapped(o, c->model, name) : NULL;

	if (g.n == 1)
		add_all(o, c, "where", g, 0);
	else if (m && op && g.n < 4)
		add(o, c, "where", m, op, (struct ref){g.unit, g.kid[g.n - 1].expr});
	else
		add_unknown(c, g.n ? (struct ref){g.unit, g.kid[g.n - 1].expr} : REF_NONE);
}

/* By the primary key, where that is one column. */
static void add_key(struct orm *o, struct chain *c, struct given g)
{
	for (size_t i = 0; c->table && i < c->table->index.n && g.n > 0; i++) {
		const struct index *key = c->table->index.v[i];
		struct mapped *m;

		if (!key->primary || key->columns != 1 || !key->column[0])
			continue;
		m = arena_new(o->d->arena, struct mapped);
		*m = (struct mapped){c->table->schema, c->table->name, key->column[0]};
		add(o, c, "where", m, "=", (struct ref){g.unit, g.kid[0].expr});
		return;
	}
	c->unknown = true;
}

static void add_order(struct orm *o, struct chain *c, struct given g)
{
	for (int i = 0; i < g.n; i++) {
		struct ref e = expr_plain(o->d->r, (struct ref){g.unit, g.kid[i].expr});
		const struct mapped *m = NULL;
		const char *name;
		int64_t model;

		for (int depth = 0; ref_ok(e) && depth < DEPTH_MAX; depth++) { /* Call.id.desc(), desc(Call.id) */
			const struct expr *x = ref_expr(o->d->r, e);

			if ((m = column_of(o, e, &model)) || x->kind != E_CALL || !x->a)
				break;
			e.index = ref_expr(o->d->r, (struct ref){e.unit, x->a})->kind == E_MEMBER && !x->n ? ref_expr(o->d->r, (struct ref){e.unit, x->a})->a
				  : x->n								   ? kids_of(o, e).kid->expr
													   : 0;
		}
		if (!m && ref_ok(e) && (name = constant_text(o->d->r, e)))
			m = find_mapped(o, c->model, name + (*name == '-' || *name == '+'));
		if (m && c->n < CONDITIONS_MAX)
			c->v[c->n++] = (struct condition){m, "order", NULL, REF_NONE, true};
	}
}

/* Steps */

static void follow(struct orm *o, struct chain *c, struct ref e, int depth);

static void apply(struct orm *o, struct chain *c, const char *path, const struct step *s, struct given g, int depth)
{
	if (s->position >= 0) {
		g.kid += s->position < g.n ? s->position : 0;
		g.n = s->position < g.n;
	}
	switch (s->effect) {
	case STEP_SAME:
		break;
	case STEP_ROOT: /* more than the model itself (columns, functions) is no plain read of it */
		c->grouped |= g.n > 1;
		for (int i = 0; i < g.n; i++) {
			struct ref e = expr_plain(o->d->r, (struct ref){g.unit, g.kid[i].expr});

			c->grouped |= !ref_ok(e) || ref_expr(o->d->r, e)->kind == E_CALL;
		}
		break;
	case STEP_WHERE:
	case STEP_EQUALS:
		add_all(o, c, "where", g, 0);
		break;
	case STEP_COMPARE:
		add_compare(o, c, g);
		break;
	case STEP_RESTRICT:
		add_unknown(c, g.n ? (struct ref){g.unit, g.kid[0].expr} : REF_NONE);
		break;
	case STEP_KEY:
		add_key(o, c, g);
		break;
	case STEP_LIMIT: {
		const char *n = g.n == 1 ? constant_text(o->d->r, (struct ref){g.unit, g.kid[0].expr}) : NULL;

		c->limited |= n && strcmp(n, "1") == 0;
		if (g.n == 1 && !n)
			add(o, c, "limit", NULL, NULL, (struct ref){g.unit, g.kid[0].expr});
		break;
	}
	case STEP_GROUP:
		c->grouped = true;
		break;
	case STEP_JOIN:
		c->joined = true;
		break;
	case STEP_ORDER:
		add_order(o, c, g);
		break;
	case STEP_SET:
		add_all(o, c, "set", g, 0);
		break;
	case STEP_OPTIONS:
		for (int i = 0; i < g.n; i++) {
			struct ref object = literal_of(o, (struct ref){g.unit, g.kid[i].expr}, E_OBJECT);
			struct given entry = ref_ok(object) ? kids_of(o, object) : (struct given){0, NULL, 0};

			c->unknown |= !ref_ok(object);
			for (int k = 0; k < entry.n; k++) {
				const char *key = entry.kid[k].key ? unit_text(o->d->r->unit[entry.unit], entry.kid[k].key) : "";
				const struct step *inner = step_at(o, arena_printf(o->d->arena, "%s{%s}", path, key));
				struct kid value = {.expr = entry.kid[k].expr};

				if (inner && depth < DEPTH_MAX)
					apply(o, c, path, inner, (struct given){entry.unit, &value, 1}, depth + 1);
				else
					c->unknown = true;
			}
		}
		break;
	case STEP_ARGUMENT:
		if (g.n > 0)
			follow(o, c, (struct ref){g.unit, g.kid[0].expr}, depth + 1);
		else
			c->unknown = true;
		break;
	}
}

/* From an expression that is a query back to where the chain begins. */
static void follow(struct orm *o, struct chain *c, struct ref e, int depth)
{
	for (int i = 0; i < CHAIN_MAX && depth < DEPTH_MAX; i++) {
		const struct expr *x;
		const struct step *s;
		const char *path;
		const int *list;

		e = expr_plain(o->d->r, e);
		if (!ref_ok(e))
			break;
		x = ref_expr(o->d->r, e);
		if (x->kind == E_NAME) {
			const struct unit *u = o->d->r->unit[e.unit];

			if (bindings_of(o->d->r, e, &list) != 1 || !u->binding.v[list[0]].value || u->binding.v[list[0]].how == HOW_EACH || *unit_text(u, u->binding.v[list[0]].part))
				break;
			e.index = u->binding.v[list[0]].value;
			continue;
		}
		if (x->kind == E_MEMBER && (s = step_at(o, resolve(o->d->r, e).type)) && s->effect == STEP_ROOT)
			return;
		if (x->kind != E_CALL || !x->a)
			break;
		path = resolve(o->d->r, (struct ref){e.unit, x->a}).type;
		if (!(s = step_at(o, path)))
			break;
		apply(o, c, path, s, kids_of(o, e), depth);
		if (s->effect == STEP_ROOT || s->effect == STEP_ARGUMENT)
			return;
		e = (struct ref){e.unit, x->a};
		if (ref_expr(o->d->r, e)->kind != E_MEMBER)
			break;
		e.index = ref_expr(o->d->r, e)->a;
	}
	c->unknown = true;
}

enum takes chain_read(struct orm *o, struct chain *c, struct ref e)
{
	const struct expr *x = ref_expr(o->d->r, e);
	const char *path = x->a ? resolve(o->d->r, (struct ref){e.unit, x->a}).type : NULL;
	const struct step *s = step_at(o, path);
	const struct expr *callee = x->a ? ref_expr(o->d->r, (struct ref){e.unit, x->a}) : NULL;
	struct value receiver;

	if (!s || s->takes == TAKES_NOTHING)
		return TAKES_NOTHING;
	apply(o, c, path, s, kids_of(o, e), 0);
	if (s->effect == STEP_ARGUMENT || !callee || callee->kind != E_MEMBER)
		return s->takes;
	/* what sends may be the session, the client, the model: then it is the whole chain */
	receiver = resolve(o->d->r, (struct ref){e.unit, callee->a});
	if (receiver.type && map_gets(&o->step, arena_printf(o->d->arena, "%s", receiver.type)))
		follow(o, c, (struct ref){e.unit, callee->a}, 0);
	return s->takes;
}

enum takes chain_handed(struct orm *o, struct chain *c, struct ref e)
{
	follow(o, c, e, 0);
	return TAKES_ALL;
}
