/* A program's contract with its database, from the facts. See contract.h. */
#include "contract.h"

#include "server.h"

/*
 * Statements whose whole text is known and which nothing declared makes wrong already (where nothing is declared, nothing is), with those of their tables that
 * the program makes itself when it starts. The way to them is named by file, function and nearest route: lines move with every edit.
 */
static const char statements[] =
	"SELECT DISTINCT v.text, f.path || iif(fn.name <> '', '#' || fn.name, '') || coalesce(' ' || way.route, ''),"
	" (SELECT group_concat(c.schema || '.' || c.table_name || ' ' || c.column_name, char(10)) FROM (SELECT DISTINCT schema, table_name, column_name FROM statement_column"
	"  WHERE statement_id = s.id AND variant = v.variant AND clause = 'insert' AND schema <> '' ORDER BY 1, 2, 3) c),"
	" (SELECT group_concat(m.made, char(10)) FROM (SELECT DISTINCT m.schema || '.' || m.name || iif(m.alters, ' *', ' ') AS made"
	"  FROM statement_table t JOIN self_made_table m ON m.name = t.name AND (m.schema = t.schema OR t.schema = '') WHERE t.statement_id = s.id ORDER BY 1) m)"
	" FROM statement_variant v JOIN statement s ON s.id = v.statement_id JOIN file f ON f.id = s.file_id JOIN function fn ON fn.id = s.function_id"
	" JOIN statement_way way ON way.statement_id = s.id"
	" WHERE v.complete AND s.origin = 'text' AND f.role = 'source'"
	" AND NOT EXISTS (SELECT 1 FROM statement_problem p WHERE p.statement_id = s.id AND p.variant = v.variant AND p.certain"
	"  AND EXISTS (SELECT 1 FROM declared_source d WHERE d.used AND d.kind <> 'effective')) ORDER BY 2, 1";

/*
 * What an ORM sends is written by the library, so its texts are not asked about: the tables and columns it names are. Of a composed statement that is what its
 * complete texts name. Of others: the columns of conditions, those an INSERT of a mapped class gives, and what orm_read says is read.
 * The INSERT gives whatever is mapped: a column beyond that it cannot give. Of tables the program makes itself it needs the columns, once the table is there.
 */
static const char objects[] =
	"WITH sent AS (SELECT s.id, s.class_id, s.function_id, f.path || iif(fn.name <> '', '#' || fn.name, '') || coalesce(' ' || way.route, '') AS place,"
	"  EXISTS (SELECT 1 FROM statement_variant v WHERE v.statement_id = s.id) AS composed"
	"  FROM statement s JOIN file f ON f.id = s.file_id JOIN function fn ON fn.id = s.function_id JOIN statement_way way ON way.statement_id = s.id"
	"  WHERE s.origin = 'orm' AND f.role = 'source'),"
	" named AS (SELECT s.place, 0 AS gives, c.schema, c.table_name, c.column_name FROM sent s JOIN statement_column c ON c.statement_id = s.id"
	"  WHERE s.composed AND EXISTS (SELECT 1 FROM statement_variant v WHERE v.statement_id = s.id AND v.variant = c.variant AND v.complete)"
	" UNION SELECT s.place, 0, c.schema, c.table_name, c.column_name FROM sent s JOIN statement_column c ON c.statement_id = s.id"
	"  WHERE NOT s.composed AND (c.clause = 'where' OR s.class_id IS NOT NULL AND c.clause = 'insert'"
	"  AND NOT EXISTS (SELECT 1 FROM model_column k WHERE k.class_id = s.class_id AND k.column_name = c.column_name AND k.has_default)"
	"  OR c.clause = 'select')"
	" UNION SELECT s.place, 0, t.schema, t.name, '' FROM sent s JOIN statement_table t ON t.statement_id = s.id WHERE t.known"
	" UNION SELECT s.place, 1, k.schema, k.table_name, k.column_name FROM sent s JOIN statement_table t ON t.statement_id = s.id AND t.role = 'insert' AND t.known"
	"  JOIN model_column k ON k.schema = t.schema AND k.table_name = t.name"
	" UNION SELECT s.place, 2, t.schema, t.name, iif(m.alters, '*', '') FROM sent s JOIN statement_table t ON t.statement_id = s.id JOIN self_made_table m ON m.schema = t.schema AND m.name = t.name)"
	" SELECT place, gives, schema || '.' || table_name || ' ' || column_name FROM named"
	" WHERE schema <> '' AND table_name <> '' AND place || schema || table_name || column_name NOT GLOB '*' || char(10) || '*' AND schema || table_name || column_name NOT GLOB '*[ ,]*'"
	" ORDER BY place, gives, schema, table_name, column_name";

/* "public.calls id\npublic.calls caller" → public.calls: id, caller. Sorted by table, so the columns of one stand together. */
static void take_columns(struct snapshot *s, struct snapshot_columns *out, const char *pairs)
{
	for (const char *p = pairs; p && *p;) {
		size_t n = strcspn(p, "\n"), table = strcspn(p, " ");
		const char *name = arena_strndup(&s->arena, p, table), *column = arena_strndup(&s->arena, p + table + 1, n - table - 1);
		struct snapshot_table *last = out->n ? &out->v[out->n - 1] : NULL;

		if (last && strcmp(last->table, name) == 0)
			last->columns = *last->columns ? arena_printf(&s->arena, "%s, %s", last->columns, column) : column;
		else
			vec_push(out, (struct snapshot_table){name, column});
		p += n + (p[n] == '\n');
	}
}

static bool collect_objects(struct snapshot *s, struct db *facts, struct err *err)
{
	struct query *q = db_query(facts, err, objects);
	size_t first = s->statement.n;

	while (q && query_next(q, err)) {
		const char *place = query_text(q, 0);
		struct snapshot_statement *t;

		if (s->statement.n == first || strcmp(s->statement.v[s->statement.n - 1].where, place) != 0)
			vec_push(&s->statement, (struct snapshot_statement){.text = "", .where = arena_strdup(&s->arena, place)});
		t = &s->statement.v[s->statement.n - 1];
		take_columns(s, query_int(q, 1) == 0 ? &t->need : query_int(q, 1) == 1 ? &t->insert : &t->made, query_text(q, 2));
	}
	query_end(q);
	return !err->message[0];
}

static const char *or_null(struct arena *a, struct query *q, int column)
{
	const char *text = query_text(q, column);

	return text && *text ? arena_strdup(a, text) : NULL;
}

static bool collect_migrations(struct snapshot *s, struct db *facts, struct err *err)
{
	struct query *q = db_query(facts, err, "SELECT coalesce(s.tool, s.kind), m.version, m.recorded,"
					       " iif(s.path = '' OR s.path GLOB '*[ ' || char(10) || ']*', '-', s.path),"
					       " (SELECT r.parents FROM revision r WHERE r.file_id = m.file_id AND r.unit = m.version)"
					       " FROM declared_migration m JOIN declared_source s ON s.id = m.source_id"
					       " WHERE m.state = 'replayed' AND s.objects > 0 ORDER BY s.path, m.ordinal");

	while (q && query_next(q, err))
		vec_push(&s->migration, (struct live_migration){.tool = arena_strdup(&s->arena, query_text(q, 0)),
			.table = arena_strdup(&s->arena, query_text(q, 3)), .version = arena_strdup(&s->arena, query_text(q, 1)),
			.recorded = or_null(&s->arena, q, 2), .after = or_null(&s->arena, q, 4)});
	query_end(q);
	return !err->message[0];
}

bool contract_collect(struct snapshot *s, struct db *facts, bool migrations, struct err *err)
{
	struct query *q = db_query(facts, err, statements);

	while (q && query_next(q, err)) {
		struct snapshot_statement t = {.text = arena_strdup(&s->arena, query_text(q, 0)), .where = arena_strdup(&s->arena, query_text(q, 1))};

		if (!server_can_judge(t.text) || strchr(t.where, '\n'))
			continue;
		take_columns(s, &t.insert, query_text(q, 2));
		take_columns(s, &t.made, query_text(q, 3));
		vec_push(&s->statement, t);
	}
	query_end(q);
	return !err->message[0] && collect_objects(s, facts, err) && (!migrations || collect_migrations(s, facts, err));
}
