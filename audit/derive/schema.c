/*
 * The declared schema: migration folders, a schema file, DDL described by code (Alembic, models) and DDL the code executes,
 * each replayed for itself; and the effective schema statements are checked against: migrations, then what the application adds.
 */
#include "../sql/bind.h"
#include "../sql/ddl.h"
#include "difference.h"
#include "schema.h"

#include <ctype.h>
#include <stdio.h>

struct feed {
	struct derive *d;
	int64_t source;
	int ordinal;
	int failed, opaque;
	bool quiet;		/* problems are not written: the same text was replayed before */
	bool given;		/* not the tree's DDL: what cannot be followed is a gap, nobody's mistake */
	const struct schema_source *lenient;	/* models whose create_all makes tables the migrations take for granted */
	const struct schema_text *text;		/* being replayed */
	const struct catalog *catalog;		/* replayed into */
	struct table *event, *problem, *change;
};

static bool made_by_models(const struct schema_source *models, const struct replay_problem *p)
{
	char name[256];
	const char *dot;
	size_t n = 0;

	if (!models || !models->created || p->kind != REPLAY_FAILS)
		return false;
	/* An index or constraint without its table's name: the tables of an older version of the models had it. */
	if (strcmp(p->sqlstate, "42704") == 0)
		return true;
	/* "public.users.email": any prefix that is a table of the models */
	for (dot = p->object; *dot && n < sizeof(name) - 1; dot++)
		name[n++] = *dot;
	name[n] = '\0';
	for (char *cut = name + n; cut > name; cut--) {
		char *schema_dot;

		if (*cut && *cut != '.')
			continue;
		*cut = '\0';
		schema_dot = strchr(name, '.');
		if (catalog_relation(models->catalog, NULL, name))
			return true;
		if (schema_dot && catalog_relation(models->catalog, NULL, schema_dot + 1))
			return true;
	}
	return false;
}

static void on_problem(void *context, const struct replay_problem *p)
{
	static const char *const kinds[] = {"fails", "syntax", "opaque"};
	struct feed *f = context;
	bool lenient = made_by_models(f->lenient, p);
	const char *kind = lenient || (f->text && f->text->filled && p->kind == REPLAY_SYNTAX) ? "opaque" : kinds[p->kind];

	if (f->given) {
		f->opaque++;
		facts_coverage(f->d->facts, "schema", p->object, "partial", p->message, 0, 0);
		return;
	}
	if (strcmp(kind, "opaque") == 0)
		f->opaque++;
	else
		f->failed++;
	if (f->quiet)
		return;
	row_id(f->problem, 0, f->source);
	row_text(f->problem, 1, kind);
	row_text(f->problem, 2, lenient ? "" : p->sqlstate);
	row_text(f->problem, 3, lenient ? "changes a table that create_all makes, not a migration" : p->message);
	row_text(f->problem, 4, p->object);
	row_id(f->problem, 5, p->file);
	row_id(f->problem, 6, p->line);
	row_end(f->problem);
	if (strcmp(kind, "opaque") == 0)
		facts_coverage(f->d->facts, "schema", p->object, "partial", lenient ? "changes a table that create_all makes, not a migration" : p->message, p->file, p->line);
}

static void on_event(void *context, const struct ddl_event *e)
{
	struct feed *f = context;

	if (f->quiet)
		return;
	row_id(f->event, 0, f->source);
	row_int(f->event, 1, ++f->ordinal);
	row_text(f->event, 2, e->operation);
	row_text(f->event, 3, e->object);
	row_int(f->event, 4, e->skipped);
	row_id(f->event, 5, e->file);
	row_id(f->event, 6, e->line);
	row_end(f->event);
}

/* Statements of migrations that change rows: a subquery that reads the row around it where its own table was meant. No server tells of it. */
static void on_change(void *context, const struct replay_change *c)
{
	struct feed *f = context;
	struct arena scratch = {0};
	struct bound *b;

	if (f->quiet || f->given || (!memmem(c->text, c->length, "SELECT", 6) && !memmem(c->text, c->length, "select", 6)))
		return;
	b = bind_statement(&scratch, f->catalog, c->text, c->length);
	for (size_t i = 0; i < b->problems.n; i++) {
		const struct bound_problem *p = &b->problems.v[i];
		int line = c->line, column = 1;

		if (strcmp(p->code, "captured-outer-column") != 0 || !p->certain)
			continue;
		for (int k = 0; k < p->position; k++) {
			column = c->text[k] == '\n' ? 1 : column + 1;
			line += c->text[k] == '\n';
		}
		row_id(f->change, 0, f->source);
		row_text(f->change, 1, p->code);
		row_text(f->change, 2, p->object ? p->object : "");
		row_text(f->change, 3, p->detail ? p->detail : "");
		row_id(f->change, 4, c->file);
		row_int(f->change, 5, line);
		row_int(f->change, 6, column);
		row_end(f->change);
	}
	bound_free(b);
	arena_free(&scratch);
}

static struct replay replay_for(struct catalog *catalog, struct feed *f)
{
	return (struct replay){.catalog = catalog, .on_problem = on_problem, .on_event = on_event, .on_change = on_change, .context = f};
}

static void migration_row(struct derive *d, int64_t source, int ordinal, const struct schema_text *of, const char *state)
{
	struct table *t = facts_table(d->facts, "declared_migration", COLUMNS("source_id", "ordinal", "version", "file_id", "state", "recorded", "digest"));

	row_id(t, 0, source);
	row_int(t, 1, ordinal);
	row_text(t, 2, of->version);
	row_id(t, 3, of->file_id);
	row_text(t, 4, state);
	row_text(t, 5, of->recorded);
	row_text(t, 6, of->digest);
	row_end(t);
}

static void replay_one(struct replay *r, struct feed *f, const struct schema_text *t)
{
	f->text = t;
	if (t->unknown) {
		r->catalog->open = true;
		on_problem(f, &(struct replay_problem){.kind = REPLAY_OPAQUE, .sqlstate = "", .message = t->unknown, .object = "", .file = t->file_id, .line = t->line});
	}
	if (t->blurs)
		for (size_t i = 0; i < r->catalog->relation.n; i++)
			if (strcmp(r->catalog->relation.v[i]->name, t->blurs) == 0)
				r->catalog->relation.v[i]->columns_unknown = true;
	r->in_transaction = t->transaction;
	replay_text(r, t->text, strlen(t->text), t->file_id, t->line);
}

/* Replays the files or texts of a source into `catalog`. */
static void replay_source(struct derive *d, struct schema_source *s, struct catalog *catalog, bool quiet, const struct schema_source *lenient)
{
	struct feed f = {.d = d, .source = s->id, .quiet = quiet, .lenient = lenient, .catalog = catalog};
	struct replay r = replay_for(catalog, &f);
	const struct schema_text *of = NULL;
	int failed = 0, before = 0, ordinal = 0;

	/* Its own catalogue is what a new installation gets; statements are judged against databases that were mended and are past a failure. */
	r.strict = !quiet;
	f.event = facts_table(d->facts, "ddl_event", COLUMNS("source_id", "ordinal", "operation", "object", "skipped", "file_id", "line"));
	f.change = facts_table(d->facts, "migration_problem", COLUMNS("source_id", "code", "object", "detail", "file_id", "line", "column"));
	f.problem = facts_table(d->facts, "replay_problem", COLUMNS("source_id", "kind", "sqlstate", "message", "object", "file_id", "line"));
	for (size_t i = 0; i < s->text.n; i++) {
		const struct schema_text *t = &s->text.v[i];

		/* pg_dump leaves the search path empty; whoever runs the next file begins anew. One that was set may be meant to stay. */
		if (i == 0 || (t->file_id != s->text.v[i - 1].file_id && (catalog->search_path.n == 0 || catalog->session_path.n > 0)))
			replay_session(catalog);
		if (!quiet && d->on_schema_text)
			d->on_schema_text(d->schema_context, s->id, s->kind, s->path, d->path[t->file_id - 1], t->text);
		replay_one(&r, &f, t);
		if (t->version) {
			of = t;
			before = failed;
		}
		failed = f.failed;
		/* A migration may have been cut into several texts. */
		if (!quiet && of && (i + 1 == s->text.n || s->text.v[i + 1].version))
			migration_row(d, s->id, ++ordinal, of, failed > before ? "failed" : "replayed");
	}
	s->failed += f.failed;
	s->opaque += f.opaque;
}

static int objects_of(const struct catalog *c)
{
	int n = 0;

	for (size_t i = 0; i < c->relation.n; i++)
		n += c->relation.v[i]->kind != RELATION_SEQUENCE;
	return n;
}

static void source_row(struct derive *d, const struct schema_source *s, bool used)
{
	struct table *t = facts_table(d->facts, "declared_source", COLUMNS("id", "kind", "path", "complete", "objects", "used", "tool"));

	row_id(t, 0, s->id);
	row_text(t, 1, s->kind);
	row_text(t, 2, s->path);
	row_int(t, 3, !s->catalog->open && s->opaque == 0);
	row_int(t, 4, objects_of(s->catalog));
	row_int(t, 5, used);
	row_text(t, 6, s->tool);
	row_end(t);
	facts_coverage(d->facts, "schema", s->path[0] ? s->path : s->kind, s->failed || s->opaque ? "partial" : "ok",
		s->failed ? "some statements fail" : s->opaque ? "some statements could not be followed" : NULL, 0, 0);
}

/* Where a schema is given, nothing the tree declares is what statements are judged against. */
static void finish(struct derive *d, struct schema_source *s, bool used)
{
	used = used && (!d->given || strcmp(s->kind, "effective") == 0);
	source_row(d, s, used);
	schema_rows(d, s);
}

static struct catalog *new_catalog(const struct derive *d)
{
	struct catalog *c = catalog_new();

	/* Names without a schema are looked up where the server does. */
	if (d->given && d->given->search_path && !(d->search_path && d->search_path[0])) {
		c->search_path.n = 0;
		for (int i = 0; d->given->search_path[i]; i++)
			vec_push(&c->search_path, arena_strdup(&c->arena, d->given->search_path[i]));
	}
	if (d->search_path && d->search_path[0]) {
		c->search_path.n = 0;
		for (int i = 0; d->search_path[i]; i++) {
			vec_push(&c->search_path, arena_strdup(&c->arena, d->search_path[i]));
			vec_push(&c->session_path, c->search_path.v[i]);
		}
	}
	return c;
}

/* create_all makes what is missing, and only that. */
static void add_missing_tables(struct catalog *to, const struct schema_source *models, struct derive *d)
{
	struct feed f = {.d = d, .source = models->id, .quiet = true};
	struct replay r = replay_for(to, &f);
	bool *there = arena_array(d->arena, bool, models->text.n + 1);

	for (size_t i = 0; i < models->text.n; i++)
		there[i] = models->text.v[i].table && catalog_relation(to, models->text.v[i].schema, models->text.v[i].table);
	for (size_t i = 0; i < models->text.n; i++) {
		const struct schema_text *t = &models->text.v[i];

		if (!there[i])
			replay_one(&r, &f, t);
	}
}

static bool same_columns(const struct relation *a, const struct relation *b)
{
	if (a->column.n != b->column.n)
		return false;
	for (size_t i = 0; i < a->column.n; i++)
		if (!relation_column(b, a->column.v[i]->name))
			return false;
	return true;
}

/*
 * Two histories that each make a table of the same name, with other columns: two databases, and which of them a statement goes to is not
 * known. Two answers are none: the table's columns are not judged.
 */
static void blur_doubles(struct arena *arena, struct catalog *effective, const struct schema_sources *all)
{
	struct map first = {0};	/* "schema.name" → number + 1 in `seen` */
	VEC_OF(const struct relation *) seen = {0};

	for (size_t i = 0; i < all->source.n; i++)
		for (size_t t = 0; all->source.v[i].history && t < all->source.v[i].catalog->relation.n; t++) {
			const struct relation *a = all->source.v[i].catalog->relation.v[t];
			int64_t *slot = map_puts(&first, arena_printf(arena, "%s.%s", a->schema, a->name));
			struct relation *both;

			if (!*slot) {
				vec_push(&seen, a);
				*slot = (int64_t)seen.n;
				continue;
			}
			both = same_columns(seen.v[*slot - 1], a) ? NULL : catalog_relation(effective, a->schema, a->name);
			if (both)
				both->columns_unknown = true;
		}
	vec_free(&seen);
	map_free(&first);
}

/* A folder of numbered programs among the migrations: they change what a schema file says. NULL: none. */
static const char *unread_history(struct derive *d)
{
	static const char *const folders[] = {"/migrations/", "/migration/", "/migrate/"}, *const ends[] = {".js", ".ts", ".mjs", ".cjs", ".py", ".rb", ".php", ".go"};

	for (int i = 0; i < d->files; i++) {
		const char *path = d->path[i], *name = strrchr(path, '/');

		if (!name || strspn(name + 1, "0123456789") < 4 || strcmp(d->role[i], "test") == 0)
			continue;
		for (size_t f = 0; f < sizeof(folders) / sizeof(*folders); f++)
			for (size_t e = 0; e < sizeof(ends) / sizeof(*ends); e++) {
				size_t n = strlen(folders[f]);

				if (ends_with(path, ends[e]) && ((size_t)(name - path) + 2 > n ? strncmp(name + 1 - n, folders[f], n) == 0 : strncmp(path, folders[f] + 1, n - 1) == 0))
					return path_dir(d->arena, path);
			}
	}
	return NULL;
}

/* The given schema takes the place of what the sources make, which is kept to be compared with. */
static void take_given(struct derive *d, struct schema_sources *all)
{
	struct schema_source given = {.id = (int64_t)all->source.n + 2, .kind = d->given->kind, .path = d->given->where,
		.catalog = d->given->catalog ? catalog_clone(d->given->catalog) : new_catalog(d)};
	struct feed f = {.d = d, .source = given.id, .given = true};
	struct replay r = {.catalog = given.catalog, .on_problem = on_problem, .context = &f};

	if (!d->given->catalog)
		replay_text(&r, d->given->text, strlen(d->given->text), 0, 1);
	for (int i = 0; d->given->opaque && d->given->opaque[i]; i++) {
		const char *dot = strchr(d->given->opaque[i], '.');
		struct relation *rel = dot ? catalog_relation(given.catalog, arena_strndup(d->arena, d->given->opaque[i], (size_t)(dot - d->given->opaque[i])), dot + 1) : NULL;

		if (rel)
			rel->columns_unknown = true;
	}
	given.opaque = f.opaque;
	source_row(d, &given, true);
	schema_places(d->effective, given.catalog);
	if (all->source.n) {
		d->declared = d->effective;
		schema_differences(d, all, d->declared, given.catalog, f.opaque == 0 && !given.catalog->open);
	} else {
		catalog_free(d->effective);
	}
	d->effective = given.catalog;
}

/* What the sources make together, for a snapshot or for the code of another version. */
static void keep_schema(struct derive *d)
{
	struct buf ddl = {0};

	if (d->want_schema)
		d->schema = catalog_clone(d->effective);
	if (!d->want_ddl)
		return;
	catalog_ddl(d->effective, &ddl);
	d->ddl = arena_strdup(d->arena, buf_text(&ddl));
	buf_free(&ddl);
}

bool schema_derive(struct derive *d, struct err *err)
{
	struct schema_sources all = {0};
	struct schema_source *models = NULL, *startup = NULL, *effective, *s;
	const char *unread;
	bool migrations = false;
	int64_t last;

	if (!schema_sources_find(d, &all, err))
		return false;
	for (size_t i = 0; i < all.source.n; i++) {
		s = &all.source.v[i];
		s->id = (int64_t)i + 1;
		s->catalog = new_catalog(d);
		if (strcmp(s->kind, "models") == 0)
			models = s;
		else if (strcmp(s->kind, "startup") == 0)
			startup = s;
		else if (strcmp(s->kind, "migrations") == 0 || strcmp(s->kind, "alembic") == 0)
			migrations = true;
	}
	if (models)
		replay_source(d, models, models->catalog, false, NULL);
	d->effective = new_catalog(d);
	for (size_t i = 0; i < all.source.n; i++) {
		bool used;

		s = &all.source.v[i];
		if (s == models || s == startup)
			continue;
		used = strcmp(s->kind, "schema_file") != 0 || !migrations;
		s->history = used;
		replay_source(d, s, s->catalog, false, models);
		finish(d, s, used);
		if (used)
			replay_source(d, s, d->effective, true, models);
		d->effective->open |= used && s->catalog->open;
	}
	if (models) {
		bool used = models->created || all.source.n == 1 || (all.source.n == 2 && startup);

		finish(d, models, used);
		if (used)
			add_missing_tables(d->effective, models, d);
	}
	if (startup) {
		replay_source(d, startup, startup->catalog, true, NULL);
		startup->failed = 0;	/* out of context: it changes tables that others make */
		finish(d, startup, true);
		replay_source(d, startup, d->effective, true, NULL);
		d->effective->open |= startup->open;
	}
	if (!migrations && (unread = unread_history(d))) {
		d->effective->open = true;
		facts_coverage(d->facts, "schema", unread, "partial", "a history of migrations that was not read: the schema may be newer", 0, 0);
	}
	blur_doubles(d->arena, d->effective, &all);
	keep_schema(d);
	if (d->given)
		take_given(d, &all);
	last = (int64_t)all.source.n + 1;
	vec_push(&all.source, (struct schema_source){.id = last, .kind = "effective", .path = "", .catalog = d->effective});
	effective = &all.source.v[all.source.n - 1];
	if (all.source.n > 1 || d->given) {
		finish(d, effective, true);
		dependency_rows(d, effective->id, d->effective);
		stored_rows(d);
	}
	for (size_t i = 0; i + 1 < all.source.n; i++)
		catalog_free(all.source.v[i].catalog);
	schema_sources_free(&all);
	return true;
}
