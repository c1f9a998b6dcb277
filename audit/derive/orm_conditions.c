/*
 * What an ORM statement asks for: the conditions written along its chain of calls, and with them how many rows it can give.
 *
 *     session.query(Call).filter(Call.business_id == business.id).order_by(Call.id).all()
 *     session.scalars(select(Call).where(Call.id == id)).first()
 *
 * A condition that is not understood is a parameter of unknown origin: it restricts, nobody knows how.
 */
#include "narrow.h"
#include "orm_chain.h"

struct rows {
	struct table *columns, *parameters;
	struct query *update;
};

static bool fixed(const struct chain *c, const char *column)
{
	for (int i = 0; i < c->n; i++)
		if (c->v[i].column && c->v[i].operator&& strcmp(c->v[i].clause, "where") == 0 && strcmp(c->v[i].operator, "=") == 0 &&
			strcmp(c->v[i].column->table, c->table->name) == 0 && strcmp(c->v[i].column->column, column) == 0)
			return true;
	return false;
}

/* A unique key of the table whose columns are all fixed: its name and columns; NULL. */
static const char *unique_proof(struct derive *d, const struct chain *c)
{
	for (size_t i = 0; i < c->table->index.n; i++) {
		const struct index *x = c->table->index.v[i];
		bool all = x->unique && !x->partial && x->columns > 0;

		for (size_t k = 0; k < x->columns && all; k++)
			all = x->column[k] && fixed(c, x->column[k]);
		if (all)
			return arena_printf(d->arena, "%s (%s)", x->name ? x->name : "unique key", x->column[0]);
	}
	return NULL;
}

static void write_parameter(struct derive *d, const struct rows *rows, int64_t id, int number, const struct condition *v)
{
	struct origin from = {.kind = "unknown"};

	if (v && v->constant)
		from.kind = "constant";
	else if (v && (v->column || strcmp(v->clause, "limit") == 0) && ref_ok(v->value))
		from = origin_of(d, v->value);
	row_id(rows->parameters, 0, id);
	row_int(rows->parameters, 1, number);
	row_text(rows->parameters, 2, v && v->column ? v->column->table : NULL);
	row_text(rows->parameters, 3, v && v->column ? v->column->column : NULL);
	row_text(rows->parameters, 4, v ? v->clause : "where");
	row_text(rows->parameters, 5, from.kind);
	row_text(rows->parameters, 6, from.name);
	row_id(rows->parameters, 7, from.statement);
	row_text(rows->parameters, 8, narrowed_text(d->arena, from.narrowed));
	row_end(rows->parameters);
}

static void write_conditions(struct derive *d, const struct rows *rows, int64_t id, const struct chain *c)
{
	int number = 0;

	for (int i = 0; i < c->n; i++) {
		const struct condition *v = &c->v[i];
		bool bound = strcmp(v->clause, "order") != 0;

		number += bound;
		if (v->column) {
			row_id(rows->columns, 0, id);
			row_int(rows->columns, 1, 0);
			row_text(rows->columns, 2, v->column->schema);
			row_text(rows->columns, 3, v->column->table);
			row_text(rows->columns, 4, v->column->column);
			row_text(rows->columns, 5, v->clause);
			row_text(rows->columns, 6, strcmp(v->clause, "set") == 0 ? "set" : v->operator);
			row_id(rows->columns, 7, bound ? number : 0);
			row_int(rows->columns, 8, strcmp(v->clause, "where") == 0);
			row_int(rows->columns, 9, 0);
			row_end(rows->columns);
		}
		if (bound)
			write_parameter(d, rows, id, number, v);
	}
	if (c->unknown)
		write_parameter(d, rows, id, number + 1, NULL);
}

static void read_cardinality(struct derive *d, struct site *site, const struct chain *c, enum takes takes, const struct rows *rows, int64_t id)
{
	const char *proof = c->table ? unique_proof(d, c) : NULL;

	if (!c->table || c->joined || c->grouped || c->unknown) {
		site->cardinality = NULL;
		proof = NULL;
	} else if (takes == TAKES_COUNT) {
		site->cardinality = "one";
	} else if (proof) {
		site->cardinality = "maybe_one";
	} else if (c->limited || takes == TAKES_FIRST) {
		site->cardinality = "maybe_one";
		proof = "LIMIT 1";
	} else {
		site->cardinality = "many";
	}
	query_bind_int(rows->update, 1, id);
	query_bind_text(rows->update, 2, site->cardinality);
	query_bind_text(rows->update, 3, proof);
}

static bool one_site(struct orm *o, const struct rows *rows, struct site *site, int64_t id, const struct relation *table, struct err *err)
{
	struct chain c = {.model = model_key(site->class_id, site->table_call), .table = table};
	struct ref call = {site->call.unit, o->d->r->unit[site->call.unit]->call.v[site->call.index].expr};
	bool read = strcmp(site->action, "read") == 0;
	enum takes takes;

	if (strcmp(site->action, "load") == 0) {
		site->cardinality = strcmp(site->api, "rows") == 0 ? "many" : "maybe_one";
		query_bind_int(rows->update, 1, id);
		query_bind_text(rows->update, 2, site->cardinality);
		query_bind_text(rows->update, 3, "relationship");
		return query_run(rows->update, err);
	}
	takes = ref_ok(site->text) ? chain_handed(o, &c, site->text) : chain_read(o, &c, call);
	if (takes == TAKES_NOTHING) { /* not sent by a chain: session.add(row), or a call packs have not told of */
		if (!read)
			return true;
		c.unknown = true;
	}
	write_conditions(o->d, rows, id, &c);
	if (!read)
		return true;
	read_cardinality(o->d, site, &c, takes, rows, id);
	return query_run(rows->update, err);
}

bool orm_conditions(struct derive *d, struct err *err)
{
	struct orm o;
	struct query *model = db_query(d->db, err, "SELECT schema, table_name FROM model WHERE class_id = ?1 UNION ALL SELECT schema, table_name FROM model WHERE table_call_id = ?2");
	struct rows rows = {
		.columns = facts_table(d->facts, "statement_column", COLUMNS("statement_id", "variant", "schema", "table_name", "column_name", "clause", "operator", "parameter", "conjunct", "level")),
		.parameters = facts_table(d->facts, "statement_parameter", COLUMNS("statement_id", "number", "table_name", "column_name", "use", "origin", "name", "origin_statement_id", "narrowed")),
		.update = db_query(d->db, err, "UPDATE statement SET cardinality = ?2, proof = ?3 WHERE id = ?1"),
	};
	bool ok = orm_load(&o, d, err) && model && rows.update;

	for (size_t i = 0; ok && i < d->sites.n; i++) {
		struct site *site = &d->sites.v[i];
		const struct relation *table = NULL;

		if (!site->is_orm || (!site->class_id && !site->table_call) || !site->action)
			continue;
		query_bind_int(model, 1, site->class_id);
		query_bind_int(model, 2, site->table_call);
		if (query_next(model, err))
			table = catalog_relation(d->effective, query_text(model, 0), query_text(model, 1));
		query_reset(model);
		ok = one_site(&o, &rows, site, (int64_t)i + 1, table, err);
	}
	query_end(model);
	query_end(rows.update);
	orm_free(&o);
	return ok && !err->message[0];
}
