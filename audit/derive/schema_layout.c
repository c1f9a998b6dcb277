/*
 * Which SQL files are migrations, and in which order they run.
 *
 * Tools differ in three things: how a file's name or place says what it is (`layouts`), which list decides membership and order where there is
 * one (schema_manifest.c), and comments inside the files (schema_script.c). The rest is the same for all: files of one folder run by the numbers in
 * their names.
 */
#include "schema.h"

#include "../base/walk.h"

#include <ctype.h>
#include <stdio.h>

enum use {
	RUN,
	FIRST,	/* before all others: a baseline */
	LATER,	/* after all others: Flyway's repeatable ones */
	NOT,	/* backwards, or for another database */
};

/* The first that fits counts. `folder` is the name of the folder the file lies in; NULL: any. */
static const struct layout {
	const char *folder, *name;
	enum use use;
	int up;			/* the history lies that many folders above the file */
	const char *tool;	/* the name alone shows it; NULL */
	bool evident;		/* nothing but a migration is called so */
	bool joins;		/* only where others made the set */
} layouts[] = {
	{NULL, "down.sql", NOT, 0, NULL, false, false},
	{NULL, "*[._-]down.sql", NOT, 0, NULL, false, false},
	{NULL, "*.undo.sql", NOT, 0, NULL, false, false},
	{NULL, "[0-9]*.undo.*", NOT, 0, NULL, false, false},
	{NULL, "*.rollback.sql", NOT, 0, NULL, false, false},
	{NULL, "*.revert.sql", NOT, 0, NULL, false, false},
	{NULL, "U[0-9]*__*.sql", NOT, 0, NULL, false, false},
	{NULL, "*.sqlite.*sql", NOT, 0, NULL, false, false},
	{NULL, "*.sqlite3.*sql", NOT, 0, NULL, false, false},
	{NULL, "*.mysql.*sql", NOT, 0, NULL, false, false},
	{NULL, "*.mariadb.*sql", NOT, 0, NULL, false, false},
	{NULL, "*.mssql.*sql", NOT, 0, NULL, false, false},
	{NULL, "*.cockroach.*sql", NOT, 0, NULL, false, false},
	{NULL, "*.sqlite.sql", NOT, 0, NULL, false, false},
	{NULL, "*.mysql.sql", NOT, 0, NULL, false, false},
	{NULL, "*.sql.sqlite", NOT, 0, NULL, false, false},
	{NULL, "seed.sql", NOT, 0, NULL, false, false},
	{NULL, "*.seed.sql", NOT, 0, NULL, false, false},
	{NULL, "afterReset.sql", NOT, 0, NULL, false, false},
	{NULL, "migration.sql", RUN, 2, NULL, true, false},		/* Prisma, Drizzle 1.0 */
	{NULL, "up.sql", RUN, 2, NULL, true, false},			/* Diesel, Hasura */
	{NULL, "[Vv][0-9]*__*.sql", RUN, 1, "flyway", true, false},
	{NULL, "R__*.sql", LATER, 1, "flyway", true, false},
	{NULL, "B[0-9]*__*.sql", FIRST, 1, "flyway", true, false},
	{NULL, "[0-9]*.do.*sql", RUN, 1, "postgrator", true, false},
	{NULL, "*.up.sql", RUN, 1, NULL, true, false},			/* golang-migrate, sqlx, go-pg, pop */
	{"sqls", "[0-9]*-up.sql", RUN, 2, "db-migrate", true, false},
	{"committed", "[0-9]*.sql", RUN, 2, "graphile-migrate", true, false},
	{"current", "*.sql", LATER, 2, "graphile-migrate", false, true},
	{NULL, "current.sql", LATER, 1, "graphile-migrate", false, true},
};

static const struct layout plain = {NULL, "*", RUN, 1, NULL, false, false};

/* What a history is called. */
static const char *const history_names[] = {"migrations", "migration", "migrate", "migrations_pg", "db-migrations", "dbmigrations", "drizzle", "delta", NULL};
/* Not run forward, not PostgreSQL, or no schema. */
static const char *const other_names[] = {"archived", "archive", "revert", "reverts", "rollback", "rollbacks", "down", "undo", "verify", "clickhouse", "sqlite", "sqlite3", "mysql",
	"mariadb", "mssql", "sqlserver", "oracle", "cockroach", "cockroachdb", "seeds", "seed", "testdata", "spark", "bigquery", "snowflake", "queries", "query", NULL};

struct script {
	int file;
	const struct layout *layout;
	struct schema_marks marks;
	const char *other;	/* the database product it is written for; NULL PostgreSQL, as far as one sees */
	bool creates;		/* makes a table */
};

struct group {
	const char *path;
	bool trailing;		/* the number comes last in the names: path_12.sql */
	bool joined;		/* some layout made it a history */
	VEC_OF(struct script) script;
};

struct search {
	struct derive *d;
	bool *owned;		/* by file: a list decides over it */
	VEC_OF(struct group) group;
	struct map by_path;	/* number + 1 */
	struct schema_sets *out;
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool has_component(const char *path, const char *const *names)
{
	for (const char *p = path; *p;) {
		size_t n = strcspn(p, "/");

		for (int i = 0; names[i]; i++)
			if (strlen(names[i]) == n && strncasecmp(p, names[i], n) == 0)
				return true;
		p += n + (p[n] == '/');
	}
	return false;
}

static const char *below(struct arena *a, const char *folder, const char *name)
{
	return *folder ? arena_printf(a, "%s/%s", folder, name) : name;
}

static bool named(const char *name, const char *const *names)
{
	return !strchr(name, '/') && has_component(name, names);
}

bool schema_runs_forward(const char *name)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++)
		if (!layouts[i].folder && glob_match(layouts[i].name, name))
			return layouts[i].use != NOT;
	return true;
}

static const struct layout *layout_of(const char *folder, const char *name)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++)
		if ((!layouts[i].folder || strcmp(layouts[i].folder, base_name(folder)) == 0) && glob_match(layouts[i].name, name))
			return &layouts[i];
	return &plain;
}

bool schema_is_sql(const char *path)
{
	return ends_with(path, ".sql") || ends_with(path, ".sql.postgres") || ends_with(path, ".pgsql");
}

int schema_file(const struct derive *d, const char *path)
{
	int low = 0, high = d->files - 1;	/* files come sorted by path */

	while (low <= high) {
		int middle = low + (high - low) / 2, order = strcmp(path, d->path[middle]);

		if (order == 0)
			return middle;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return -1;
}

/* --- order --- */

static bool numbered(const char *name)
{
	return isdigit((unsigned char)name[0]) || (strchr("VvB", name[0]) && name[0] && isdigit((unsigned char)name[1]));
}

/* "1.10" and "1_10__x" hold two numbers, "2024-01-02-101500_x" is one: dashes between digits are left out. */
static int compare_numbers(const char *a, const char *b, bool dotted)
{
	for (;;) {
		unsigned long long x = 0, y = 0;

		for (; isdigit((unsigned char)*a) || (*a == '-' && isdigit((unsigned char)a[1])); a++)
			x = *a == '-' ? x : x * 10 + (unsigned long long)(*a - '0');
		for (; isdigit((unsigned char)*b) || (*b == '-' && isdigit((unsigned char)b[1])); b++)
			y = *b == '-' ? y : y * 10 + (unsigned long long)(*b - '0');
		if (x != y)
			return x < y ? -1 : 1;
		if (!(*a == '.' || (dotted && *a == '_')) || !isdigit((unsigned char)a[1]) || !(*b == '.' || (dotted && *b == '_')) || !isdigit((unsigned char)b[1])) {
			bool more_a = (*a == '.' || (dotted && *a == '_')) && isdigit((unsigned char)a[1]);
			bool more_b = (*b == '.' || (dotted && *b == '_')) && isdigit((unsigned char)b[1]);

			return (int)more_a - (int)more_b;
		}
		a++;
		b++;
	}
}

struct key {
	enum use use;
	const char *version;	/* path below the set's folder, without migration.sql and up.sql */
	int file;
	const struct layout *layout;
};

/* qsort has no context; used by one thread, between set and sort. */
static struct {
	bool by_text, trailing, dotted;
} ordering;

static int pass(enum use use)
{
	return use == FIRST ? 0 : use == RUN ? 1 : 2;
}

static int by_version(const void *p, const void *q)
{
	const struct key *x = p, *y = q;
	const char *a = x->version, *b = y->version;

	if (pass(x->use) != pass(y->use))
		return pass(x->use) - pass(y->use);
	if (ordering.trailing) {
		const char *m = strrchr(a, '_'), *n = strrchr(b, '_');
		int order = m && n ? compare_numbers(m + 1, n + 1, false) : 0;

		return order ? order : strcmp(a, b);
	}
	if (ordering.dotted) {
		a = base_name(a);
		b = base_name(b);
	}
	/* Folder by folder, then the file. */
	while (!ordering.by_text) {
		size_t m = strcspn(a, "/"), n = strcspn(b, "/");
		int order = 0;

		if (numbered(a) && numbered(b))
			order = compare_numbers(a + !isdigit((unsigned char)*a), b + !isdigit((unsigned char)*b), ordering.dotted);
		if (order)
			return order;
		if (m != n || strncmp(a, b, m) != 0 || !a[m] || !b[n])
			break;
		a += m + 1;
		b += n + 1;
	}
	return strcmp(a, b);
}

/* Tools that take names as they are, whatever numbers are in them. */
static bool orders_by_text(const char *tool)
{
	static const char *const names[] = {"prisma", "dbmate", "supabase", "atlas", "graphile-migrate", "liquibase", NULL};

	return tool && named(tool, names);
}

static const char *version_of(struct derive *d, const struct group *g, const struct script *s)
{
	const char *path = d->path[s->file];
	size_t n = g->trailing || !*g->path ? 0 : strlen(g->path) + 1;
	const char *rest = g->trailing ? base_name(path) : path + n;

	return s->layout->up == 2 && s->layout->evident && strrchr(rest, '/') && !s->layout->folder ? arena_strndup(d->arena, rest, (size_t)(strrchr(rest, '/') - rest)) : rest;
}

/* --- sets --- */

struct schema_set *schema_set_add(struct schema_sets *sets, const char *path, const char *tool)
{
	static const char *const wraps[] = {"goose", "sql-migrate", "dbmate", "diesel", "drizzle", NULL};

	vec_push(&sets->set, (struct schema_set){.path = path, .tool = tool, .transaction = tool && named(tool, wraps)});
	return &sets->set.v[sets->set.n - 1];
}

/* Where a tool's own file in the folder, or one around it, shows which tool it is. */
static const char *tool_of_place(const struct derive *d, const char *folder)
{
	static const struct { const char *file, *tool; } shown[] = {
		{"migration_lock.toml", "prisma"}, {"diesel.toml", "diesel"}, {"supabase/config.toml", "supabase"}, {"config.toml", "supabase"},
	};

	if (strcmp(folder, "supabase/migrations") == 0 || ends_with(folder, "/supabase/migrations"))
		return "supabase";
	for (const char *at = folder;; at = path_dir(d->arena, at)) {
		for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
			if (strcmp(shown[i].tool, "supabase") != 0 && schema_file(d, *at ? arena_printf(d->arena, "%s/%s", at, shown[i].file) : shown[i].file) >= 0)
				return shown[i].tool;
		if (!*at)
			return NULL;
	}
}

static const char *tool_of(const struct derive *d, const struct group *g)
{
	const char *tool = tool_of_place(d, g->path);

	for (size_t i = 0; i < g->script.n && !tool; i++)
		tool = g->script.v[i].marks.tool ? g->script.v[i].marks.tool : g->script.v[i].layout->tool;
	return tool;
}

/* The name without the part that says which database it is for: of two of one name, the one for PostgreSQL runs. */
static const char *without_dialect(struct arena *a, const char *version)
{
	static const char *const parts[] = {".postgres", ".postgresql", ".pg"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const char *at = strstr(version, parts[i]);
		size_t n = strlen(parts[i]);

		if (at && (at[n] == '.' || at[n] == '\0'))
			return arena_printf(a, "%.*s%s", (int)(at - version), version, at + n);
	}
	return version;
}

static void add_members(struct search *s, struct group *g, struct schema_set *set)
{
	struct arena *a = s->d->arena;
	VEC_OF(struct key) keys = {0};
	struct map dialect = {0};

	for (size_t i = 0; i < g->script.n; i++) {
		struct script *it = &g->script.v[i];

		vec_push(&keys, (struct key){it->layout->use, version_of(s->d, g, it), it->file, it->layout});
		if (without_dialect(a, keys.v[i].version) != keys.v[i].version)
			*map_puts(&dialect, without_dialect(a, keys.v[i].version)) = 1;
	}
	ordering.by_text = orders_by_text(set->tool);
	ordering.trailing = g->trailing;
	ordering.dotted = set->tool && strcmp(set->tool, "flyway") == 0;
	if (keys.n)
		qsort(keys.v, keys.n, sizeof(*keys.v), by_version);
	for (size_t i = 0; i < keys.n; i++)
		if (!map_gets(&dialect, keys.v[i].version))
			vec_push(&set->member, (struct schema_member){keys.v[i].file, keys.v[i].version, NULL});
	map_free(&dialect);
	vec_free(&keys);
}

/* --- folders --- */

/* The folder of the history a file belongs to. */
static const char *history_folder(struct arena *a, const char *path, const struct layout *layout)
{
	const char *folder = path_dir(a, path);

	for (int i = 1; i < layout->up && *folder; i++)
		folder = path_dir(a, folder);
	/* Flyway looks into subfolders; numbered folders of a history are steps of it. */
	for (const char *at = folder; *at; at = path_dir(a, at)) {
		if (named(base_name(at), history_names))
			return layout->tool && strcmp(layout->tool, "flyway") == 0 ? at : folder;
		if (layout == &plain && numbered(base_name(at)) && named(base_name(path_dir(a, at)), history_names))
			return path_dir(a, at);
	}
	return folder;
}

static struct group *group_at(struct search *s, const char *path, bool make)
{
	bool is_new;
	int64_t *slot;

	if (!make) {
		slot = map_gets(&s->by_path, path);
		return slot ? &s->group.v[*slot - 1] : NULL;
	}
	slot = map_put(&s->by_path, path, strlen(path), &is_new);
	if (is_new) {
		vec_push(&s->group, (struct group){.path = path});
		*slot = (int64_t)s->group.n;
	}
	return &s->group.v[*slot - 1];
}

/* name_upgrade_12.sql, schema_version_12.sql: what comes before the number, in the arena; NULL: no such name. */
static const char *trailing_stem(struct arena *a, const char *path)
{
	const char *name = base_name(path), *dot = strrchr(name, '.'), *end = dot;

	while (end && end > name && isdigit((unsigned char)end[-1]))
		end--;
	return end && end < dot && end > name && end[-1] == '_' && (strcasestr(name, "upgrade") || strcasestr(name, "version")) ? arena_strndup(a, path, (size_t)(end - path)) : NULL;
}

/* _upgrade_x_1.sql, … change what _x.db.sql makes; _x_indexes.sql comes after them. */
static void add_ends(struct search *s, struct group *g)
{
	static const struct layout first = {NULL, "*", FIRST, 1, NULL, false, false}, later = {NULL, "*", LATER, 1, NULL, false, false};
	struct arena *a = s->d->arena;
	const char *folder = path_dir(a, g->path), *name = base_name(g->path), *upgrade = strcasestr(name, "upgrade_");
	const char *stem = upgrade && upgrade[8] ? arena_strndup(a, upgrade + 8, strlen(upgrade + 8) - 1) : "";
	int file;

	if (!*stem)
		return;
	if ((file = schema_file(s->d, below(a, folder, arena_printf(a, "_%s.db.sql", stem)))) >= 0) {
		vec_push(&g->script, (struct script){.file = file, .layout = &first});
		s->owned[file] = true;
	}
	if ((file = schema_file(s->d, below(a, folder, arena_printf(a, "_%s_indexes.sql", stem)))) >= 0) {
		vec_push(&g->script, (struct script){.file = file, .layout = &later});
		s->owned[file] = true;
	}
}

static void look_into(struct search *s, struct script *it)
{
	struct err err = {0};
	size_t n;
	char *text = s->d->read(s->d->read_context, s->d->path[it->file], SQL_FILE_MAX, &n, &err);

	if (!text)
		return;
	it->marks = schema_marks(text);
	it->creates = strcasestr(text, "create table") || strcasestr(text, "create unlogged table");
	cut_down_section(text);
	it->other = other_database(text, n);
	free(text);
}

static void collect(struct search *s)
{
	struct derive *d = s->d;

	for (int i = 0; i < d->files; i++) {
		const char *path = d->path[i], *stem;
		struct script it = {.file = i};
		struct group *g;

		if (!schema_is_sql(path) || s->owned[i] || has_component(path_dir(d->arena, path), other_names) || strcmp(d->role[i], "test") == 0)
			continue;
		it.layout = layout_of(path_dir(d->arena, path), base_name(path));
		if (it.layout->use == NOT)
			continue;
		if (it.layout->joins && !group_at(s, history_folder(d->arena, path, it.layout), false))
			it.layout = &plain;
		stem = it.layout == &plain ? trailing_stem(d->arena, path) : NULL;
		g = group_at(s, stem ? stem : history_folder(d->arena, path, it.layout), true);
		g->trailing = stem != NULL;
		g->joined |= it.layout->evident;
		look_into(s, &it);
		vec_push(&g->script, it);
	}
	for (size_t i = 0; i < s->group.n; i++)
		if (s->group.v[i].trailing)
			add_ends(s, &s->group.v[i]);
}

/* Numbered scripts that begin by making a table: a history, not a drawer of views or maintenance scripts. */
static bool numbered_history(const struct derive *d, const struct group *g)
{
	const struct script *first = NULL;

	for (size_t i = 0; i < g->script.n; i++) {
		const char *path = d->path[g->script.v[i].file];

		if (!g->trailing && !numbered(base_name(path)))
			return false;
		if (!first || strcmp(path, d->path[first->file]) < 0)
			first = &g->script.v[i];
	}
	return g->script.n >= 2 && (first->creates || g->trailing);
}

static bool is_history(const struct derive *d, const struct group *g)
{
	if (g->joined || g->trailing || has_component(g->path, history_names))
		return g->script.n > 0;
	for (size_t i = 0; i < g->script.n; i++)
		if (g->script.v[i].marks.tool)
			return true;
	return numbered_history(d, g);
}

/* The product most of the scripts that make tables are written for, when it is not PostgreSQL. */
static const char *product_of(const struct group *g)
{
	const char *other = NULL;
	size_t foreign = 0, own = 0;

	for (size_t i = 0; i < g->script.n; i++) {
		foreign += g->script.v[i].other != NULL;
		own += !g->script.v[i].other && g->script.v[i].creates;
		if (!other)
			other = g->script.v[i].other;
	}
	return foreign > own ? other : NULL;
}

static bool wanted(const struct derive *d, const char *path)
{
	for (int i = 0; d->migrations && d->migrations[i]; i++) {
		size_t n = strlen(d->migrations[i]);

		while (n > 1 && d->migrations[i][n - 1] == '/')
			n--;
		if (strncmp(path, d->migrations[i], n) == 0 && (path[n] == '\0' || path[n] == '/'))
			return true;
	}
	return !d->migrations || !d->migrations[0];
}

static bool schema_file_name(const char *name)
{
	static const char *const names[] = {"structure.sql", "init.sql", "database.sql", "db.sql", "tables.sql", "ddl.sql", "create_tables.sql", "setup.sql", NULL};

	return named(name, names) || strstr(name, "schema") != NULL;
}

/* Files that are no migrations but may hold a schema: by their name, by pg_dump's heading, or because the server's image runs them. */
static bool may_be_schema(const struct derive *d, const struct script *it)
{
	static const char *const folders[] = {"initdb.d", "docker-entrypoint-initdb.d", "initdb", NULL};
	const char *path = d->path[it->file];

	return schema_file_name(base_name(path)) || (it->creates && (it->marks.dump || has_component(path_dir(d->arena, path), folders)));
}

static void judge_group(struct search *s, struct group *g)
{
	struct derive *d = s->d;
	bool configured = d->migrations && d->migrations[0];
	const char *product = product_of(g);

	if (product) {
		facts_coverage(d->facts, "schema", g->path, "skipped", arena_printf(d->arena, "written for %s", product), 0, 0);
		return;
	}
	if (wanted(d, g->path) && (configured || is_history(d, g))) {
		add_members(s, g, schema_set_add(s->out, g->path, tool_of(d, g)));
		return;
	}
	for (size_t i = 0; i < g->script.n; i++)
		if (!s->owned[g->script.v[i].file] && wanted(d, d->path[g->script.v[i].file]) && (configured || may_be_schema(d, &g->script.v[i])))
			vec_push(&s->out->loose, g->script.v[i].file);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct schema_set *)a)->path, ((const struct schema_set *)b)->path);
}

void schema_sets_find(struct derive *d, struct schema_sets *out)
{
	struct search s = {.d = d, .out = out, .owned = arena_array(d->arena, bool, d->files + 1)};
	size_t kept = 0;

	schema_manifests_read(d, s.owned, out);
	collect(&s);
	for (size_t i = 0; i < s.group.n; i++) {
		judge_group(&s, &s.group.v[i]);
		vec_free(&s.group.v[i].script);
	}
	for (size_t i = 0; i < out->set.n; i++) {
		if (out->set.v[i].member.n > 0 && wanted(d, out->set.v[i].path))
			out->set.v[kept++] = out->set.v[i];
		else
			vec_free(&out->set.v[i].member);
	}
	out->set.n = kept;
	if (kept > 1)
		qsort(out->set.v, kept, sizeof(*out->set.v), by_path);
	vec_free(&s.group);
	map_free(&s.by_path);
}

void schema_sets_free(struct schema_sets *sets)
{
	for (size_t i = 0; i < sets->set.n; i++)
		vec_free(&sets->set.v[i].member);
	vec_free(&sets->set);
	vec_free(&sets->loose);
}
