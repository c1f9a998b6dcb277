/* Finding the schema's sources. See schema.h. */
#include "schema.h"

#include <ctype.h>
#include <stdio.h>

#define SQL_FILE_MAX (16 << 20)

struct folder { const char *path; VEC_OF(int) file; };
struct folders { VEC_OF(struct folder) folder; };

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

/* Not run by the tool that runs migrations forward, or not PostgreSQL. */
static bool left_out(const char *path)
{
	static const char *const dirs[] = {"archived", "archive", "revert", "reverts", "rollback", "rollbacks", "down", "undo", "clickhouse", "sqlite", "sqlite3", "mysql", "mariadb", "mssql",
		"seeds", "seed", "testdata", "spark", "bigquery", "snowflake", "queries", "query", NULL};
	static const char *const ends[] = {".down.sql", "_down.sql", "-down.sql", ".undo.sql", ".rollback.sql", ".revert.sql", ".sqlite.sql", ".mysql.sql", ".sql.sqlite", NULL};

	if (has_component(path, dirs) || strcmp(base_name(path), "down.sql") == 0 || strcmp(base_name(path), "seed.sql") == 0)
		return true;
	for (int i = 0; ends[i]; i++)
		if (ends_with(path, ends[i]))
			return true;
	return false;
}

/* 0001_x.sql, V2__x.sql, 20240101_x.sql */
static bool numbered(const char *name)
{
	return isdigit((unsigned char)name[0]) || ((name[0] == 'V' || name[0] == 'v') && isdigit((unsigned char)name[1]));
}

/* Numbered scripts that begin by making a table: a history, not a drawer of views or maintenance scripts. */
static bool begins_with_tables(const struct derive *d, const struct folder *f)
{
	int first = f->file.v[0];
	struct err err = {0};
	size_t n;
	char *text;
	bool found = false;

	for (size_t i = 1; i < f->file.n; i++)
		if (strcmp(d->path[f->file.v[i]], d->path[first]) < 0)
			first = f->file.v[i];
	text = d->read(d->read_context, d->path[first], SQL_FILE_MAX, &n, &err);
	found = text && strcasestr(text, "create table");
	free(text);
	return found;
}

static bool is_migration_folder(const struct derive *d, const struct folder *f)
{
	static const char *const names[] = {"migrations", "migration", "migrate", "migrations_pg", "db-migrations", "dbmigrations", "drizzle", NULL};
	size_t n = 0;

	if (has_component(f->path, names))
		return true;
	for (size_t i = 0; i < f->file.n; i++)
		n += numbered(base_name(d->path[f->file.v[i]]));
	return f->file.n >= 2 && n == f->file.n && begins_with_tables(d, f);
}

static unsigned long long leading_number(const char *name)
{
	if (!isdigit((unsigned char)*name))
		name++;
	return strtoull(name, NULL, 10);
}

static const struct derive *ordering;	/* qsort has no context; used by one thread, between set and sort */
static bool ordering_numeric;

/* The name that orders a migration: the file's, or its folder's for name/migration.sql and name/up.sql. */
static const char *version_of(const char *path, char *out, size_t size)
{
	const char *name = base_name(path);

	if (strcmp(name, "migration.sql") == 0 || strcmp(name, "up.sql") == 0) {
		const char *end = name > path ? name - 1 : path, *start = end;

		while (start > path && start[-1] != '/')
			start--;
		snprintf(out, size, "%.*s", (int)(end - start), start);
	} else {
		snprintf(out, size, "%s", name);
	}
	return out;
}

static int by_version(const void *a, const void *b)
{
	char x[512], y[512];

	version_of(ordering->path[*(const int *)a], x, sizeof(x));
	version_of(ordering->path[*(const int *)b], y, sizeof(y));
	if (ordering_numeric && numbered(x) && numbered(y)) {
		unsigned long long m = leading_number(x), n = leading_number(y);

		if (m != n)
			return m < n ? -1 : 1;
	}
	return strcmp(x, y);
}

/* Numbers of different width (9_x, 10_x) are ordered as numbers by every tool that writes them so. */
static bool numbers_differ_in_width(const struct derive *d, const struct folder *f)
{
	size_t width = 0;

	for (size_t i = 0; i < f->file.n; i++) {
		char v[512];
		size_t n;

		version_of(d->path[f->file.v[i]], v, sizeof(v));
		if (!numbered(v))
			return false;
		n = strspn(isdigit((unsigned char)v[0]) ? v : v + 1, "0123456789");
		if (width && n != width)
			return true;
		width = n;
	}
	return false;
}

static bool line_starts(const char *line, const char *marker)
{
	line += strspn(line, " \t");
	if (line[0] != '-' || line[1] != '-')
		return false;
	line += 2;
	line += strspn(line, " \t");
	return strncasecmp(line, marker, strlen(marker)) == 0;
}

void cut_down_section(char *text)
{
	static const char *const ups[] = {"+goose up", "+migrate up", "migrate:up", "!ups", "@up", NULL};
	static const char *const downs[] = {"+goose down", "+migrate down", "migrate:down", "!downs", "@down", "//@undo", "rollback;", "+down", NULL};
	bool down = false;

	for (char *line = text; *line;) {
		size_t n = strcspn(line, "\n");

		for (int i = 0; downs[i]; i++)
			down |= line_starts(line, downs[i]);
		for (int i = 0; ups[i] && down; i++)
			down = !line_starts(line, ups[i]);
		if (down)
			memset(line, ' ', n);
		line += n + (line[n] == '\n');
	}
}

static void add_file(struct derive *d, struct schema_source *s, int file, bool migration)
{
	struct err err = {0};
	char version[512], *text;
	size_t n;

	text = d->read(d->read_context, d->path[file], SQL_FILE_MAX, &n, &err);
	if (!text) {
		facts_coverage(d->facts, "schema", d->path[file], "skipped", err.message, file + 1, 0);
		s->opaque++;
		return;
	}
	if (migration)
		cut_down_section(text);
	version_of(d->path[file], version, sizeof(version));
	vec_push(&s->text, (struct schema_text){.text = arena_strdup(d->arena, text), .file_id = file + 1, .line = 1, .version = migration ? arena_strdup(d->arena, version) : NULL});
	free(text);
}

static void collect_folders(struct derive *d, struct folders *out)
{
	struct map index = {0};

	for (int i = 0; i < d->files; i++) {
		const char *dir;
		int64_t *slot;
		bool is_new;

		if (!ends_with(d->path[i], ".sql") || left_out(d->path[i]) || strcmp(d->role[i], "test") == 0)
			continue;
		dir = path_dir(d->arena, d->path[i]);
		if (strcmp(base_name(d->path[i]), "migration.sql") == 0 || strcmp(base_name(d->path[i]), "up.sql") == 0)
			dir = path_dir(d->arena, dir);
		slot = map_put(&index, dir, strlen(dir), &is_new);
		if (is_new) {
			vec_push(&out->folder, (struct folder){.path = dir});
			*slot = (int64_t)out->folder.n;
		}
		vec_push(&out->folder.v[*slot - 1].file, i);
	}
	map_free(&index);
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
	static const char *const names[] = {"schema.sql", "structure.sql", "init.sql", "database.sql", "db.sql", "tables.sql", "ddl.sql", "create_tables.sql", "setup.sql", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return strstr(name, "schema") != NULL;
}

static void sql_sources(struct derive *d, struct schema_sources *out)
{
	struct folders all = {0};

	collect_folders(d, &all);
	for (size_t i = 0; i < all.folder.n; i++) {
		struct folder *f = &all.folder.v[i];
		struct schema_source s = {.kind = "migrations", .path = f->path};

		if (!wanted(d, f->path) || !(is_migration_folder(d, f) || (d->migrations && d->migrations[0])))
			continue;
		ordering = d;
		ordering_numeric = numbers_differ_in_width(d, f);
		qsort(f->file.v, f->file.n, sizeof(*f->file.v), by_version);
		for (size_t k = 0; k < f->file.n; k++)
			add_file(d, &s, f->file.v[k], true);
		vec_push(&out->source, s);
		f->file.n = 0;
	}
	for (size_t i = 0; i < all.folder.n; i++)
		for (size_t k = 0; k < all.folder.v[i].file.n; k++) {
			int file = all.folder.v[i].file.v[k];
			struct schema_source s = {.kind = "schema_file", .path = d->path[file]};

			if (!wanted(d, d->path[file]) || !(schema_file_name(base_name(d->path[file])) || (d->migrations && d->migrations[0])))
				continue;
			add_file(d, &s, file, false);
			vec_push(&out->source, s);
		}
	for (size_t i = 0; i < all.folder.n; i++)
		vec_free(&all.folder.v[i].file);
	vec_free(&all.folder);
}

/* Histories that name their predecessors (Alembic): revisions in the order they run; broken links are reported. */

enum visit { VISIT_NEW, VISIT_BUSY, VISIT_DONE, VISIT_STUCK /* in a circle, or after one */ };
struct revision { const char *unit, *parents; int64_t file; int line; enum visit visit; bool followed; };
struct history {
	struct derive *d;
	int64_t source;
	VEC_OF(struct revision) v;
	struct map by_unit;	/* number + 1 */
	struct query *texts;
};

static int find_revision(const struct history *h, const char *unit, size_t length)
{
	int64_t *n = map_get(&h->by_unit, unit, length);

	return n ? (int)*n - 1 : -1;
}

static void chain_problem(const struct history *h, const struct revision *v, const char *message)
{
	struct table *t = facts_table(h->d->facts, "replay_problem", COLUMNS("source_id", "kind", "sqlstate", "message", "object", "file_id", "line"));

	row_id(t, 0, h->source);
	row_text(t, 1, "chain");
	row_text(t, 2, "");
	row_text(t, 3, message);
	row_text(t, 4, v->unit);
	row_id(t, 5, v->file);
	row_int(t, 6, v->line);
	row_end(t);
}

/* Marks who is followed by whom; a link to a revision that no file has is a problem. */
static void link_revisions(struct history *h)
{
	for (size_t i = 0; i < h->v.n; i++)
		for (const char *p = h->v.v[i].parents ? h->v.v[i].parents : ""; *p;) {
			size_t len = strcspn(p, ",");
			int parent = find_revision(h, p, len);

			if (parent < 0)
				chain_problem(h, &h->v.v[i], arena_printf(h->d->arena, "revision \"%s\" follows \"%.*s\", which no file has", h->v.v[i].unit, (int)len, p));
			else
				h->v.v[parent].followed = true;
			p += len + (p[len] == ',');
		}
}

static void add_unit_texts(struct history *h, struct schema_source *s, const struct revision *it, struct err *err)
{
	struct arena *a = h->d->arena;
	bool first = true;

	query_bind_text(h->texts, 1, it->unit);
	query_bind_int(h->texts, 2, it->file);
	while (query_next(h->texts, err)) {
		vec_push(&s->text, (struct schema_text){.text = arena_strdup(a, query_text(h->texts, 0)), .file_id = (int)query_int(h->texts, 1), .line = (int)query_int(h->texts, 2),
			.version = first ? it->unit : NULL});
		first = false;
	}
	query_reset(h->texts);
	if (first)
		vec_push(&s->text, (struct schema_text){.text = "", .file_id = (int)it->file, .line = 1, .version = it->unit});
}

/* The next revision to run before this one; -1: none. What follows a circle never runs. */
static int next_parent(struct history *h, struct revision *it, bool *stuck)
{
	for (const char *p = it->parents ? it->parents : ""; *p;) {
		size_t len = strcspn(p, ",");
		int parent = find_revision(h, p, len);

		if (parent >= 0 && h->v.v[parent].visit == VISIT_NEW)
			return parent;
		*stuck |= parent >= 0 && h->v.v[parent].visit != VISIT_DONE;
		p += len + (p[len] == ',');
	}
	return -1;
}

/* The revision and all it follows, parents first. The stack is ours: histories are thousands of links long. */
static void run_revision(struct history *h, struct schema_source *s, int start, struct err *err)
{
	VEC_OF(int) stack = {0};

	vec_push(&stack, start);
	while (stack.n > 0) {
		struct revision *it = &h->v.v[stack.v[stack.n - 1]];
		bool stuck = false;
		int parent;

		it->visit = VISIT_BUSY;
		parent = next_parent(h, it, &stuck);
		if (parent >= 0) {
			vec_push(&stack, parent);
			continue;
		}
		it->visit = stuck ? VISIT_STUCK : VISIT_DONE;
		if (!stuck)
			add_unit_texts(h, s, it, err);
		stack.n--;
	}
	vec_free(&stack);
}

/* A history lies in one folder, versions/ with what is below it: another folder's is another database's. */
#define HISTORY_FOLDER "iif(instr(f.path, 'versions/') > 0, substr(f.path, 1, instr(f.path, 'versions/') + 7), dirname(f.path))"

static bool load_revisions(struct history *h, const char *folder, struct schema_source *s, struct err *err)
{
	struct query *q = db_query(h->d->db, err, "SELECT r.unit, r.parents, r.file_id, r.line, f.path FROM revision r JOIN file f ON f.id = r.file_id "
		"WHERE " HISTORY_FOLDER " = ?1 ORDER BY f.path");

	if (!q)
		return false;
	query_bind_text(q, 1, folder);
	while (query_next(q, err)) {
		struct revision it = {.unit = arena_strdup(h->d->arena, query_text(q, 0)), .parents = arena_strdup(h->d->arena, query_text(q, 1)), .file = query_int(q, 2),
			.line = (int)query_int(q, 3)};
		bool is_new;
		int64_t *slot = map_put(&h->by_unit, it.unit, strlen(it.unit), &is_new);

		if (!s->path)
			s->path = path_dir(h->d->arena, query_text(q, 4));
		if (!is_new) {
			chain_problem(h, &it, arena_printf(h->d->arena, "revision \"%s\" is defined twice", it.unit));
			continue;
		}
		vec_push(&h->v, it);
		*slot = (int64_t)h->v.n;
	}
	query_end(q);
	return !err->message[0];
}

static bool revision_source(struct derive *d, const char *folder, struct schema_sources *out, struct err *err)
{
	struct schema_source s = {.kind = "alembic"};
	struct history h = {.d = d, .source = (int64_t)out->source.n + 1};
	size_t heads = 0;

	if (load_revisions(&h, folder, &s, err) && h.v.n > 0 &&
	    (h.texts = db_query(d->db, err, "SELECT text, file_id, line FROM ddl_text WHERE source = 'alembic' AND unit = ?1 "
		"AND (file_id = ?2 OR (SELECT count(*) FROM revision r WHERE r.unit = ?1) = 1) ORDER BY ordinal"))) {
		link_revisions(&h);
		for (size_t i = 0; i < h.v.n; i++)
			if (h.v.v[i].visit == VISIT_NEW)
				run_revision(&h, &s, (int)i, err);
		for (size_t i = 0; i < h.v.n; i++) {
			const struct revision *it = &h.v.v[i];

			if (it->visit == VISIT_STUCK)
				chain_problem(&h, it, arena_printf(d->arena, "revision \"%s\" is part of a circle", it->unit));
			if (!it->followed && ++heads > 1)
				chain_problem(&h, it, arena_printf(d->arena, "revision \"%s\" is a second head: \"alembic upgrade head\" refuses to choose", it->unit));
		}
		vec_push(&out->source, s);
	}
	query_end(h.texts);
	vec_free(&h.v);
	map_free(&h.by_unit);
	return !err->message[0];
}

static bool revision_sources(struct derive *d, struct schema_sources *out, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT DISTINCT " HISTORY_FOLDER " FROM revision r JOIN file f ON f.id = r.file_id ORDER BY 1");
	VEC_OF(const char *) folder = {0};
	bool ok = q != NULL;

	while (ok && query_next(q, err))
		vec_push(&folder, arena_strdup(d->arena, query_text(q, 0)));
	query_end(q);
	for (size_t i = 0; ok && i < folder.n; i++)
		ok = revision_source(d, folder.v[i], out, err);
	vec_free(&folder);
	return ok && !err->message[0];
}

static bool model_source(struct derive *d, struct schema_sources *out, struct err *err)
{
	struct schema_source s = {.kind = "models", .path = ""};
	struct query *q = db_query(d->db, err, "SELECT t.text, t.file_id, t.line, t.unit, f.path FROM ddl_text t JOIN file f ON f.id = t.file_id WHERE t.source = 'models' "
		"ORDER BY t.ordinal, f.path, t.line");

	if (!q)
		return false;
	while (query_next(q, err)) {
		const char *unit = query_text(q, 3), *dot = strchr(unit, '.');

		if (!*s.path)
			s.path = arena_strdup(d->arena, query_text(q, 4));
		vec_push(&s.text, (struct schema_text){.text = arena_strdup(d->arena, query_text(q, 0)), .file_id = (int)query_int(q, 1), .line = (int)query_int(q, 2),
			.schema = dot ? arena_strndup(d->arena, unit, (size_t)(dot - unit)) : NULL, .table = dot ? arena_strdup(d->arena, dot + 1) : NULL});
	}
	query_end(q);
	if (err->message[0])
		return false;
	s.created = db_int(d->db, 0, "SELECT count(*) FROM model_creation") > 0;
	if (s.text.n > 0)
		vec_push(&out->source, s);
	else
		vec_free(&s.text);
	return true;
}

/* CREATE TABLE, CREATE OR REPLACE VIEW, … with a part that is only known at run time: it may be any relation's name. */
static bool makes_relation(const char *text)
{
	text += strspn(text, " \t\r\n(;");
	return strncasecmp(text, "CREATE", 6) == 0 && (strcasestr(text, "TABLE") || strcasestr(text, "VIEW"));
}

/* DDL the application executes itself. */
static void startup_source(struct derive *d, struct schema_sources *out)
{
	struct schema_source s = {.kind = "startup", .path = ""};

	for (size_t i = 0; i < d->sites.n; i++) {
		const struct site *site = &d->sites.v[i];
		int unit = site->call.unit;
		const char *role = d->role[d->n->file[unit] - 1];

		if (!site->ddl || strcmp(role, "migration") == 0 || strcmp(role, "example") == 0)
			continue;
		if (!*s.path)
			s.path = d->r->path[unit];
		for (int v = 0; v < site->folding.variants; v++) {
			struct buf text = {0};
			bool complete = true;

			for (int p = 0; p < site->folding.variant[v].parts; p++) {
				complete &= site->folding.variant[v].part[p].text != NULL;
				if (site->folding.variant[v].part[p].text)
					buf_add(&text, site->folding.variant[v].part[p].text, site->folding.variant[v].part[p].n);
			}
			if (complete) {
				vec_push(&s.text, (struct schema_text){.text = arena_strdup(d->arena, buf_text(&text)), .file_id = (int)d->n->file[unit],
					.line = ref_ok(site->text) ? ref_expr(d->r, site->text)->line : 1});
			} else {
				s.opaque++;
				s.open |= makes_relation(buf_text(&text));
			}
			buf_free(&text);
		}
	}
	if (s.text.n > 0)
		vec_push(&out->source, s);
	else
		vec_free(&s.text);
}

bool schema_sources_find(struct derive *d, struct schema_sources *out, struct err *err)
{
	sql_sources(d, out);
	if (!revision_sources(d, out, err) || !model_source(d, out, err))
		return false;
	startup_source(d, out);
	return true;
}

void schema_sources_free(struct schema_sources *s)
{
	for (size_t i = 0; i < s->source.n; i++)
		vec_free(&s->source.v[i].text);
	vec_free(&s->source);
}
