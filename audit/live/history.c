/* The tables of migration tools. See history.h. */
#include "history.h"

#include "../base/embed.h"
#include "../base/str.h"

/*
 * A tool by its table and a column only its table has. `version` and `failed` are SQL over the table's own columns. Where two tools share a table's name,
 * the first whose column is there counts.
 */
static const struct tool {
	const char *table, *column, *name, *version, *failed, *where;
	enum live_history kind;
	const char *digest; /* SQL; NULL: it records none we know how to compute */
} tools[] = {
	{"schema_migrations", "dirty", "golang-migrate", "version::text", "dirty", "true", HISTORY_NEWEST, NULL},
	{"schema_migrations", "inserted_at", "ecto", "version::text", "false", "true", HISTORY_NUMBERS, NULL},
	{"schema_migrations", "version", "schema_migrations", "version::text", "false", "true", HISTORY_NUMBERS, NULL},
	{"goose_db_version", "version_id", "goose", "version_id::text", "false", "version_id > 0 AND is_applied", HISTORY_NUMBERS, NULL},
	{"_prisma_migrations", "migration_name", "prisma", "migration_name", "finished_at IS NULL", "rolled_back_at IS NULL", HISTORY_NAMES, "checksum"},
	{"__drizzle_migrations", "hash", "drizzle", "created_at::text", "false", "true", HISTORY_NAMES, "hash"},
	{"alembic_version", "version_num", "alembic", "version_num", "false", "true", HISTORY_HEADS, NULL},
	{"django_migrations", "app", "django", "app || '.' || name", "false", "true", HISTORY_NAMES, NULL},
	{"knex_migrations", "migration_time", "knex", "name", "false", "true", HISTORY_NAMES, NULL},
	{"flyway_schema_history", "installed_rank", "flyway", "script", "NOT success", "version IS NOT NULL", HISTORY_NUMBERS, NULL},
	{"schema_version", "installed_rank", "flyway", "script", "NOT success", "version IS NOT NULL", HISTORY_NUMBERS, NULL},
	{"schema_version", "version", "tern", "version::text", "false", "version::text <> '0'", HISTORY_NEWEST, NULL},
	{"sequelizemeta", "name", "sequelize", "name", "false", "true", HISTORY_NAMES, NULL},
	{"migrations", "timestamp", "typeorm", "name", "false", "true", HISTORY_NAMES, NULL},
	{"migrations", "run_on", "db-migrate", "ltrim(name, '/')", "false", "true", HISTORY_NAMES, NULL},
	{"typeorm_migrations", "timestamp", "typeorm", "name", "false", "true", HISTORY_NAMES, NULL},
	{"pgmigrations", "run_on", "node-pg-migrate", "name", "false", "true", HISTORY_NAMES, NULL},
	{"changes", "script_hash", "sqitch", "change", "false", "true", HISTORY_NAMES, NULL},
	{"_sqlx_migrations", "checksum", "sqlx", "version::text", "NOT success", "true", HISTORY_NUMBERS, NULL},
	{"__diesel_schema_migrations", "version", "diesel", "version", "false", "true", HISTORY_NUMBERS, NULL},
	{"kysely_migration", "name", "kysely", "name", "false", "true", HISTORY_NAMES, NULL},
	{"mikro_orm_migrations", "name", "mikro-orm", "name", "false", "true", HISTORY_NAMES, NULL},
	{"umzug_migrations", "name", "umzug", "name", "false", "true", HISTORY_NAMES, NULL},
	{"gorp_migrations", "applied_at", "sql-migrate", "id", "false", "true", HISTORY_NAMES, NULL},
	{"bun_migrations", "group_id", "bun", "name", "false", "true", HISTORY_NUMBERS, NULL},
	{"atlas_schema_revisions", "executed_at", "atlas", "version", "error IS NOT NULL AND error <> ''", "type <> 1", HISTORY_NUMBERS, NULL},
	{"databasechangelog", "orderexecuted", "liquibase", "filename || '::' || id", "false", "true", HISTORY_NAMES, NULL},
	{NULL},
};

enum live_history live_history_kind(const char *tool)
{
	for (const struct tool *t = tools; t->name; t++)
		if (strcmp(t->name, tool) == 0)
			return t->kind;
	return HISTORY_NAMES;
}

struct found {
	const struct tool *tool;
	const char *schema, *table, *label;
	bool readable;
};

struct history {
	struct arena *arena;
	struct live_schema *out;
	VEC_OF(struct found) found;
	const struct found *now;
};

static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; *p; p += strcspn(p, ","), p += *p == ',')
		if (strcspn(p, ",") == n && memcmp(p, word, n) == 0)
			return true;
	return false;
}

static bool on_table(void *context, const struct pg_row *row)
{
	struct history *h = context;
	const char *schema = pg_value(row, 0), *table = pg_value(row, 1), *columns = pg_value(row, 2);

	for (const struct tool *t = tools; schema && table && columns && t->name; t++) {
		if (strcasecmp(t->table, table) != 0 || !has_word(columns, t->column))
			continue;
		vec_push(&h->found, (struct found){t, arena_strdup(h->arena, schema), arena_strdup(h->arena, table), arena_printf(h->arena, "%s.%s", schema, table), pg_true(row, 3)});
		break;
	}
	return true;
}

static bool on_version(void *context, const struct pg_row *row)
{
	struct history *h = context;

	if (pg_value(row, 0))
		vec_push(&h->out->migration, (struct live_migration){h->now->tool->name, h->now->label, arena_strdup(h->arena, pg_value(row, 0)), pg_true(row, 1),
							       pg_value(row, 2) ? arena_strdup(h->arena, pg_value(row, 2)) : NULL, NULL, NULL});
	return true;
}

static bool read_table(struct pg *pg, struct history *h, const struct found *f, struct err *err)
{
	struct buf sql = {0};
	struct err why = {0};
	size_t before = h->out->migration.n;
	bool ok = true;

	h->now = f;
	if (f->readable) {
		buf_printf(&sql, "SELECT %s, %s, %s FROM ", f->tool->version, f->tool->failed, f->tool->digest ? f->tool->digest : "NULL::text");
		buf_identifier(&sql, f->schema);
		buf_putc(&sql, '.');
		buf_identifier(&sql, f->table);
		buf_printf(&sql, " WHERE %s ORDER BY 1 LIMIT 100000", f->tool->where);
		ok = pg_each(pg, buf_text(&sql), NULL, 0, on_version, h, &why);
		buf_free(&sql);
	}
	if (!ok && pg_last_fault(pg) != PG_REFUSED) {
		*err = why;
		return false;
	}
	if (!f->readable || !ok)
		vec_push(&h->out->gap, (struct live_gap){arena_printf(h->arena, "history %s", f->label), f->readable ? arena_strdup(h->arena, why.message) : "permission: GRANT SELECT on it"});
	if (h->out->migration.n == before)
		vec_push(&h->out->migration, (struct live_migration){.tool = f->tool->name, .table = f->label});
	return true;
}

bool live_history_read(struct pg *pg, struct arena *arena, struct live_schema *out, struct err *err)
{
	struct history h = {.arena = arena, .out = out};
	bool ok = pg_each(pg, embedded_find("audit/live/catalog/migrations.sql")->text, NULL, 0, on_table, &h, err);

	for (size_t i = 0; ok && i < h.found.n; i++)
		ok = read_table(pg, &h, &h.found.v[i], err);
	vec_free(&h.found);
	return ok;
}
