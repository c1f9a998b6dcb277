/*
 * What an ORM read asks for: the conditions written along its chain of calls, and with them how many rows it can give.
 *
 *     session.query(Call).filter(Call.business_id == business.id).order_by(Call.id).all()
 *     session.scalars(select(Call).where(Call.id == id)).first()
 *
 * A condition that is not understood is a parameter of unknown origin: it restricts, nobody knows how.
 */
#include "statements.h"

#include <stdio.h>

#define CHAIN_MAX 60
#define CONDITIONS_MAX 64

struct mapped { const char *schema, *table, *column; };

struct condition {
	const struct mapped *column;	/* NULL: not understood */
	const char *operator;
	struct ref value;		/* REF_NONE: none, or constant */
	bool constant;
};

struct chain {
	struct condition v[CONDITIONS_MAX];
	int n;
	bool unknown;		/* a call whose effect is not known, or a name built up on several ways */
	bool joined, grouped, limited;
	int64_t class_id;
};

struct orm {
	struct derive *d;
	struct map column;	/* class id (8 bytes) + attribute → struct mapped * */
	struct table *columns, *parameters;
	struct query *update;
};

static const struct mapped *find_mapped(const struct orm *o, int64_t class_id, const char *attribute)
{
	char key[256];
	size_t n = strlen(attribute);
	int64_t *slot;

	if (n + sizeof(class_id) > sizeof(key))
		return NULL;
	memcpy(key, &class_id, sizeof(class_id));
	memcpy(key + sizeof(class_id), attribute, n);
	slot = map_get(&o->column, key, sizeof(class_id) + n);
	return slot ? (const struct mapped *)(intptr_t)*slot : NULL;
}

static bool load_columns(struct orm *o, struct err *err)
{
	struct query *q = db_query(o->d->db, err, "SELECT class_id, attribute, schema, table_name, column_name FROM model_column WHERE class_id IS NOT NULL");

	if (!q)
		return false;
	while (query_next(q, err)) {
		struct mapped *m = arena_new(o->d->arena, struct mapped);
		int64_t class_id = query_int(q, 0);
		const char *attribute = query_text(q, 1);
		char key[256];
		size_t n = strlen(attribute);

		if (n + sizeof(class_id) > sizeof(key))
			continue;
		*m = (struct mapped){arena_strdup(o->d->arena, query_text(q, 2)), arena_strdup(o->d->arena, query_text(q, 3)), arena_strdup(o->d->arena, query_text(q, 4))};
		memcpy(key, &class_id, sizeof(class_id));
		memcpy(key + sizeof(class_id), attribute, n);
		*map_put(&o->column, key, sizeof(class_id) + n, NULL) = (int64_t)(intptr_t)m;
	}
	query_end(q);
	return !err->message[0];
}

/* Model.attribute */
static const struct mapped *column_of(const struct orm *o, struct ref e)
{
	const struct expr *x;
	struct value owner;

	e = expr_plain(o->d->r, e);
	if (!ref_ok(e) || (x = ref_expr(o->d->r, e))->kind != E_MEMBER)
		return NULL;
	owner = resolve(o->d->r, (struct ref){e.unit, x->a});
	if (owner.entity != ENTITY_CLASS)
		return NULL;
	return find_mapped(o, o->d->n->class_[owner.self.unit] + owner.self.index, ref_text(o->d->r, e));
}

static void add(struct chain *c, struct condition condition)
{
	if (c->n < CONDITIONS_MAX)
		c->v[c->n++] = condition;
	else
		c->unknown = true;
}

static bool is_constant(struct orm *o, struct ref e)
{
	return constant_text(o->d->r, e) != NULL;
}

static bool one_of(const char *word, const char *const *list)
{
	for (int i = 0; list[i]; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

static void add_condition(struct orm *o, struct chain *c, struct ref e, int depth);

static void add_call_condition(struct orm *o, struct chain *c, struct ref e, int depth)
{
	static const char *const tests[] = {"is_", "is_not", "isnot", NULL};
	static const char *const likes[] = {"like", "ilike", "contains", "icontains", "startswith", "endswith", "match", NULL};
	const struct unit *u = o->d->r->unit[e.unit];
	const struct expr *x = ref_expr(o->d->r, e), *callee = &u->expr.v[x->a];
	const char *method = callee->kind == E_MEMBER || callee->kind == E_NAME ? unit_text(u, callee->text) : "";
	const struct mapped *m = callee->kind == E_MEMBER ? column_of(o, (struct ref){e.unit, callee->a}) : NULL;
	struct ref first = {e.unit, x->n ? u->kid.v[x->first].expr : 0};

	if (strcmp(method, "and_") == 0 && depth < 8) {
		for (int i = 0; i < x->n; i++)
			add_condition(o, c, (struct ref){e.unit, u->kid.v[x->first + i].expr}, depth + 1);
	} else if (m && one_of(method, tests)) {
		add(c, (struct condition){m, "is", REF_NONE, true});
	} else if (m && ref_ok(first) && (one_of(method, likes) || strcmp(method, "in_") == 0)) {
		add(c, (struct condition){m, strcmp(method, "in_") == 0 ? "in" : "like", first, is_constant(o, first)});
	} else {
		add(c, (struct condition){NULL, NULL, e, false});
	}
}

static void add_condition(struct orm *o, struct chain *c, struct ref e, int depth)
{
	static const char *const compares[] = {"==", "!=", "<", ">", "<=", ">=", NULL};
	const struct expr *x;
	const struct mapped *m;

	e = expr_plain(o->d->r, e);
	if (!ref_ok(e))
		return;
	x = ref_expr(o->d->r, e);
	if (x->kind == E_BINARY && one_of(ref_text(o->d->r, e), compares)) {
		struct ref left = {e.unit, x->a}, right = {e.unit, x->b};
		const char *op = ref_text(o->d->r, e);

		m = column_of(o, left);
		if (!m && (m = column_of(o, right)))
			right = left;
		if (m && !column_of(o, right)) {
			add(c, (struct condition){m, strcmp(op, "==") == 0 ? "=" : op, right, is_constant(o, right)});
			return;
		}
		add(c, (struct condition){NULL, NULL, e, false});
	} else if (x->kind == E_CALL) {
		add_call_condition(o, c, e, depth);
	} else if ((m = column_of(o, e)) || (x->kind == E_UNARY && (m = column_of(o, (struct ref){e.unit, x->a})))) {
		add(c, (struct condition){m, "is", REF_NONE, true});
	} else {
		add(c, (struct condition){NULL, NULL, e, false});
	}
}

/* One call of the chain: .where(…), .limit(1), … */
static void add_method(struct orm *o, struct chain *c, struct ref call, const char *method)
{
	static const char *const same[] = {"order_by", "options", "distinct", "execution_options", "populate_existing", "yield_per", "with_for_update", "enable_eagerloads", "offset",
		"params", "unique", NULL};
	static const char *const joins[] = {"join", "outerjoin", "select_from", "join_from", NULL};
	const struct unit *u = o->d->r->unit[call.unit];
	const struct expr *x = ref_expr(o->d->r, call);

	if (strcmp(method, "where") == 0 || strcmp(method, "filter") == 0) {
		for (int i = 0; i < x->n; i++) {
			if (u->kid.v[x->first + i].spread)
				c->unknown = true;
			else
				add_condition(o, c, (struct ref){call.unit, u->kid.v[x->first + i].expr}, 0);
		}
	} else if (strcmp(method, "filter_by") == 0) {
		for (int i = 0; i < x->n; i++) {
			const struct kid *k = &u->kid.v[x->first + i];
			struct ref value = {call.unit, k->expr};
			const struct mapped *m = k->key ? find_mapped(o, c->class_id, unit_text(u, k->key)) : NULL;

			add(c, (struct condition){m, m ? "=" : NULL, value, m && is_constant(o, value)});
		}
	} else if (strcmp(method, "limit") == 0) {
		const char *n = x->n == 1 ? constant_text(o->d->r, (struct ref){call.unit, u->kid.v[x->first].expr}) : NULL;

		c->limited |= n && strcmp(n, "1") == 0;
	} else if (strcmp(method, "group_by") == 0 || strcmp(method, "having") == 0) {
		c->grouped = true;
	} else if (one_of(method, joins)) {
		c->joined = true;
	} else if (!one_of(method, same)) {
		c->unknown = true;
	}
}

/* The first call of the chain: query(Call), select(Call). More than the class itself (columns, functions) is no plain read. */
static void add_root(struct orm *o, struct chain *c, struct ref call)
{
	const struct unit *u = o->d->r->unit[call.unit];
	const struct expr *x = ref_expr(o->d->r, call);

	c->grouped |= x->n != 1;
	for (int i = 0; i < x->n; i++) {
		struct ref e = expr_plain(o->d->r, (struct ref){call.unit, u->kid.v[x->first + i].expr});

		if (!ref_ok(e) || ref_expr(o->d->r, e)->kind == E_CALL)
			c->grouped = true;
	}
}

static void follow(struct orm *o, struct chain *c, struct ref e)
{
	static const char *const roots[] = {"select", "query", NULL};

	for (int i = 0; i < CHAIN_MAX; i++) {
		const struct unit *u;
		const struct expr *x, *callee;
		const int *list;

		e = expr_plain(o->d->r, e);
		if (!ref_ok(e))
			break;
		u = o->d->r->unit[e.unit];
		x = ref_expr(o->d->r, e);
		if (x->kind == E_NAME) {
			if (bindings_of(o->d->r, e, &list) != 1 || !u->binding.v[list[0]].value || u->binding.v[list[0]].how != HOW_ASSIGN || *unit_text(u, u->binding.v[list[0]].part))
				break;
			e.index = u->binding.v[list[0]].value;
			continue;
		}
		if (x->kind != E_CALL)
			break;
		callee = &u->expr.v[x->a];
		if ((callee->kind == E_NAME || callee->kind == E_MEMBER) && one_of(unit_text(u, callee->text), roots)) {
			add_root(o, c, e);
			return;
		}
		if (callee->kind != E_MEMBER)
			break;
		add_method(o, c, e, unit_text(u, callee->text));
		e.index = callee->a;
	}
	c->unknown = true;
}

static bool fixed(const struct chain *c, const struct relation *table, const char *column)
{
	for (int i = 0; i < c->n; i++)
		if (c->v[i].column && strcmp(c->v[i].operator, "=") == 0 && strcmp(c->v[i].column->table, table->name) == 0 && strcmp(c->v[i].column->column, column) == 0)
			return true;
	return false;
}

/* A unique key of the table whose columns are all fixed: its name and columns; NULL. */
static const char *unique_proof(struct derive *d, const struct chain *c, const struct relation *table)
{
	for (size_t i = 0; i < table->index.n; i++) {
		const struct index *x = table->index.v[i];
		bool all = x->unique && !x->partial && x->columns > 0;

		for (size_t k = 0; k < x->columns && all; k++)
			all = x->column[k] && fixed(c, table, x->column[k]);
		if (all)
			return arena_printf(d->arena, "%s (%s)", x->name ? x->name : "unique key", x->column[0]);
	}
	return NULL;
}

static void write_conditions(struct orm *o, int64_t id, const struct chain *c)
{
	for (int i = 0; i < c->n + c->unknown; i++) {
		const struct condition *v = i < c->n ? &c->v[i] : NULL;
		struct origin from = {.kind = "unknown"};

		if (v && v->constant)
			from.kind = "constant";
		else if (v && v->column && ref_ok(v->value))
			from = origin_of(o->d, v->value);
		if (v && v->column) {
			row_id(o->columns, 0, id);
			row_int(o->columns, 1, 0);
			row_text(o->columns, 2, v->column->schema);
			row_text(o->columns, 3, v->column->table);
			row_text(o->columns, 4, v->column->column);
			row_text(o->columns, 5, "where");
			row_text(o->columns, 6, v->operator);
			row_id(o->columns, 7, i + 1);
			row_int(o->columns, 8, 1);
			row_int(o->columns, 9, 0);
			row_end(o->columns);
		}
		row_id(o->parameters, 0, id);
		row_int(o->parameters, 1, i + 1);
		row_text(o->parameters, 2, v && v->column ? v->column->table : NULL);
		row_text(o->parameters, 3, v && v->column ? v->column->column : NULL);
		row_text(o->parameters, 4, "where");
		row_text(o->parameters, 5, from.kind);
		row_text(o->parameters, 6, from.name);
		row_id(o->parameters, 7, from.statement);
		row_end(o->parameters);
	}
}

/* session.get(Call, id), query.get(id): by the primary key, where that is one column. */
static void by_key(struct orm *o, struct chain *c, struct ref call, bool query, const struct relation *table)
{
	const struct unit *u = o->d->r->unit[call.unit];
	const struct expr *x = ref_expr(o->d->r, call);
	int at = query ? 0 : 1;

	for (size_t i = 0; table && i < table->index.n && at < x->n; i++) {
		const struct index *key = table->index.v[i];
		struct mapped *m;

		if (!key->primary || key->columns != 1 || !key->column[0])
			continue;
		m = arena_new(o->d->arena, struct mapped);
		*m = (struct mapped){table->schema, table->name, key->column[0]};
		add(c, (struct condition){m, "=", {call.unit, u->kid.v[x->first + at].expr}, is_constant(o, (struct ref){call.unit, u->kid.v[x->first + at].expr})});
		return;
	}
	c->unknown = true;
}

static void one_read(struct orm *o, struct site *site, int64_t id, const struct relation *table)
{
	static const char *const of_chain[] = {"all", "first", "one", "one_or_none", "scalar", "count", NULL};
	const struct unit *u = o->d->r->unit[site->call.unit];
	const struct expr *x = &u->expr.v[u->call.v[site->call.index].expr], *callee = &u->expr.v[x->a];
	const char *method = callee->kind == E_MEMBER ? unit_text(u, callee->text) : "";
	struct value receiver = callee->kind == E_MEMBER ? resolve(o->d->r, (struct ref){site->call.unit, callee->a}) : (struct value){.type = NULL};
	bool query = receiver.type && strcmp(receiver.type, "sqlalchemy.Query()") == 0;
	struct chain c = {.class_id = site->class_id};
	const char *proof;

	if (query && one_of(method, of_chain))
		follow(o, &c, (struct ref){site->call.unit, callee->a});
	else if (strcmp(method, "get") == 0 || strcmp(method, "get_one") == 0)
		by_key(o, &c, (struct ref){site->call.unit, u->call.v[site->call.index].expr}, query, table);
	else if (!query && x->n > 0)
		follow(o, &c, (struct ref){site->call.unit, u->kid.v[x->first].expr});
	else
		c.unknown = true;
	proof = table ? unique_proof(o->d, &c, table) : NULL;
	if (!table || c.joined || c.grouped || c.unknown) {
		site->cardinality = NULL;
		proof = NULL;
	} else if (query && strcmp(method, "count") == 0) {
		site->cardinality = "one";
	} else if (proof) {
		site->cardinality = "maybe_one";
	} else if (c.limited || (query && strcmp(method, "first") == 0)) {
		site->cardinality = "maybe_one";
		proof = "LIMIT 1";
	} else {
		site->cardinality = "many";
	}
	write_conditions(o, id, &c);
	query_bind_int(o->update, 1, id);
	query_bind_text(o->update, 2, site->cardinality);
	query_bind_text(o->update, 3, proof);
}

bool orm_conditions(struct derive *d, struct err *err)
{
	struct orm o = {.d = d};
	struct query *model = db_query(d->db, err, "SELECT schema, table_name FROM model WHERE class_id = ?1");
	bool ok;

	o.update = db_query(d->db, err, "UPDATE statement SET cardinality = ?2, proof = ?3 WHERE id = ?1");
	o.columns = facts_table(d->facts, "statement_column", COLUMNS("statement_id", "variant", "schema", "table_name", "column_name", "clause", "operator", "parameter", "conjunct", "level"));
	o.parameters = facts_table(d->facts, "statement_parameter", COLUMNS("statement_id", "number", "table_name", "column_name", "use", "origin", "name", "origin_statement_id"));
	ok = model && o.update && load_columns(&o, err);
	for (size_t i = 0; ok && i < d->sites.n; i++) {
		struct site *site = &d->sites.v[i];
		const struct relation *table = NULL;

		if (!site->is_orm || !site->class_id || !site->action)
			continue;
		if (strcmp(site->action, "load") == 0) {
			site->cardinality = strcmp(site->api, "rows") == 0 ? "many" : "maybe_one";
			query_bind_int(o.update, 1, (int64_t)i + 1);
			query_bind_text(o.update, 2, site->cardinality);
			query_bind_text(o.update, 3, "relationship");
			ok = query_run(o.update, err);
			continue;
		}
		if (strcmp(site->action, "read") != 0)
			continue;
		query_bind_int(model, 1, site->class_id);
		if (query_next(model, err))
			table = catalog_relation(d->effective, query_text(model, 0), query_text(model, 1));
		query_reset(model);
		one_read(&o, site, (int64_t)i + 1, table);
		ok = query_run(o.update, err);
	}
	query_end(model);
	query_end(o.update);
	map_free(&o.column);
	return ok && !err->message[0];
}
