/* A program's contract with its database, from the facts. See contract.h. */
#include "contract.h"

#include "server.h"

/*
 * Statements whose whole text is known and which nothing declared makes wrong already, but for those on tables the program makes itself when it starts. The way
 * to them is named by file, function and nearest route: lines move with every edit.
 */
static const char statements[] =
	"SELECT DISTINCT v.text, f.path || iif(fn.name <> '', '#' || fn.name, '') || coalesce(' ' || way.route, ''),"
	" (SELECT group_concat(c.schema || '.' || c.table_name || ' ' || c.column_name, char(10)) FROM (SELECT DISTINCT schema, table_name, column_name FROM statement_column"
	"  WHERE statement_id = s.id AND variant = v.variant AND clause = 'insert' AND schema <> '' ORDER BY 1, 2, 3) c), s.kind"
	" FROM statement_variant v JOIN statement s ON s.id = v.statement_id JOIN file f ON f.id = s.file_id JOIN function fn ON fn.id = s.function_id"
	" JOIN statement_way way ON way.statement_id = s.id"
	" WHERE v.complete AND s.origin = 'text' AND f.role = 'source'"
	" AND NOT EXISTS (SELECT 1 FROM statement_problem p WHERE p.statement_id = s.id AND p.variant = v.variant AND p.certain)"
	" AND NOT EXISTS (SELECT 1 FROM statement_table t JOIN self_made_table m ON m.name = t.name WHERE t.statement_id = s.id) ORDER BY 2, 1";

/* "public.calls id\npublic.calls caller" → public.calls: id, caller. Sorted by table, so the columns of one stand together. */
static void take_inserts(struct snapshot *s, struct snapshot_statement *t, const char *pairs)
{
	for (const char *p = pairs; p && *p;) {
		size_t n = strcspn(p, "\n"), table = strcspn(p, " ");
		const char *name = arena_strndup(&s->arena, p, table), *column = arena_strndup(&s->arena, p + table + 1, n - table - 1);
		struct snapshot_insert *last = t->insert.n ? &t->insert.v[t->insert.n - 1] : NULL;

		if (last && strcmp(last->table, name) == 0)
			last->columns = arena_printf(&s->arena, "%s, %s", last->columns, column);
		else
			vec_push(&t->insert, (struct snapshot_insert){name, column});
		p += n + (p[n] == '\n');
	}
}

static bool collect_migrations(struct snapshot *s, struct db *facts, struct err *err)
{
	struct query *q = db_query(facts, err, "SELECT coalesce(s.tool, s.kind), m.version FROM declared_migration m JOIN declared_source s ON s.id = m.source_id"
					       " WHERE m.state = 'replayed' AND s.objects > 0 ORDER BY s.path, m.ordinal");

	while (q && query_next(q, err))
		vec_push(&s->migration, (struct live_migration){arena_strdup(&s->arena, query_text(q, 0)), "-", arena_strdup(&s->arena, query_text(q, 1)), false});
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
		take_inserts(s, &t, query_text(q, 2));
		vec_push(&s->statement, t);
	}
	query_end(q);
	return !err->message[0] && (!migrations || collect_migrations(s, facts, err));
}
