/* plpgsql_check. See bodies.h. */
#include "bodies.h"

#include "../base/embed.h"
#include "../base/str.h"
#include "state.h"

struct body {
	const char *oid, *table_oid, *schema, *name, *arguments, *kind, *table, *extension_schema;
	bool makes_tables;
};

struct checking {
	struct arena *arena;
	VEC_OF(struct body) body;
	const struct body *now;
	struct table *out;
};

static const char *kept(struct checking *c, const struct pg_row *row, int column)
{
	return arena_strdup(c->arena, pg_value(row, column) ? pg_value(row, column) : "");
}

static bool on_body(void *context, const struct pg_row *row)
{
	struct checking *c = context;

	vec_push(&c->body, (struct body){.oid = kept(c, row, 0), .table_oid = kept(c, row, 1), .schema = kept(c, row, 2), .name = kept(c, row, 3), .arguments = kept(c, row, 4),
		.kind = kept(c, row, 5), .table = pg_value(row, 6) ? kept(c, row, 6) : NULL, .makes_tables = pg_int(row, 7) != 0, .extension_schema = kept(c, row, 8)});
	return true;
}

static bool on_problem(void *context, const struct pg_row *row)
{
	struct checking *c = context;
	const char *sqlstate = pg_value(row, 1);

	/* A table the body itself makes is not there yet. */
	if (!sqlstate || !pg_value(row, 2) || (c->now->makes_tables && strcmp(sqlstate, "42P01") == 0))
		return true;
	row_text(c->out, 0, c->now->kind);
	row_text(c->out, 1, c->now->schema);
	row_text(c->out, 2, c->now->name);
	row_text(c->out, 3, c->now->arguments);
	row_text(c->out, 4, c->now->table);
	row_text(c->out, 5, pg_value(row, 0));
	row_text(c->out, 6, sqlstate);
	row_text(c->out, 7, pg_value(row, 2));
	row_text(c->out, 8, pg_value(row, 3) ? pg_value(row, 3) : "");
	row_end(c->out);
	return true;
}

static bool check_one(struct pg *pg, struct checking *c, const struct body *b, struct facts *facts, struct err *err)
{
	const char *parameters[] = {b->oid, b->table_oid};
	struct buf sql = {0};
	struct err why = {0};
	bool ok;

	c->now = b;
	buf_puts(&sql, "SELECT r.lineno, r.sqlstate, r.message, r.detail FROM ");
	buf_identifier(&sql, b->extension_schema);
	buf_puts(&sql, ".plpgsql_check_function_tb(funcoid := $1::oid::pg_catalog.regprocedure, relid := $2::oid::pg_catalog.regclass, fatal_errors := false, other_warnings := false,"
		       " extra_warnings := false) r WHERE r.level = 'error'");
	ok = pg_each_in_session(pg, buf_text(&sql), parameters, 2, on_problem, c, &why);
	buf_free(&sql);
	if (ok)
		return true;
	if (pg_last_fault(pg) != PG_REFUSED) {
		*err = why;
		return err_in(err, "plpgsql_check");
	}
	facts_coverage(facts, "live", arena_printf(c->arena, "plpgsql_check of %s.%s", b->schema, b->name), "unchecked", arena_strdup(c->arena, why.message), 0, 0);
	return true;
}

/* Which way through the body comes to the place is not said, so it counts as one of several. */
static const char merge[] =
	"INSERT INTO stored_problem(kind, schema, name, arguments, on_tables, tables, code, sqlstate, message, object, nearest, detail, certain, conditional, caught, file_id, line) "
	"SELECT b.kind, b.schema, b.name, b.arguments, group_concat(DISTINCT b.table_name), '', 'refused', b.sqlstate, b.message, '', '', b.detail, 1, 1, NULL, f.file_id, f.line "
	"FROM live_body_check b LEFT JOIN effective_function f ON f.schema = b.schema AND f.name = b.name AND f.arguments = b.arguments "
	"WHERE NOT EXISTS (SELECT 1 FROM stored_problem p WHERE p.certain AND p.schema = b.schema AND p.name = b.name AND p.arguments = b.arguments AND p.sqlstate = b.sqlstate "
	"AND (p.message = b.message OR p.object <> '' AND instr(b.message, substr(p.object, instr(p.object, '.') + 1)))) "
	"GROUP BY b.schema, b.name, b.arguments, b.sqlstate, b.message";

bool live_bodies_check(struct pg *pg, const struct live_schema *schema, struct facts *facts, struct arena *arena, struct err *err)
{
	struct checking c = {.arena = arena, .out = facts_table(facts, "live_body_check", COLUMNS("kind", "schema", "name", "arguments", "table_name", "line", "sqlstate", "message", "detail"))};
	const char *list = live_gated(arena, embedded_find("audit/live/catalog/bodies.sql")->text, pg_server(pg)->version);
	bool ok = pg_each(pg, list, &schema->schemas, 1, on_body, &c, err);

	if (ok && !c.body.n)
		facts_coverage(facts, "live", "plpgsql_check", "skipped", "the extension plpgsql_check is not installed, or there is no function", 0, 0);
	for (size_t i = 0; ok && i < c.body.n; i++)
		ok = check_one(pg, &c, &c.body.v[i], facts, err);
	vec_free(&c.body);
	return ok && db_exec(facts_db(facts), merge, err);
}
