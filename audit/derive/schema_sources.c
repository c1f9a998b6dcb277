/* Finding the schema's sources: folders and files of SQL, histories, models, DDL in the code. See schema.h. */
#include "../base/digest.h"
#include "schema.h"

#include <stdio.h>

char *schema_read(struct derive *d, int file)
{
	struct err err = {0};
	size_t n;
	char *text = d->read(d->read_context, d->path[file], SQL_FILE_MAX, &n, &err);

	if (!text)
		facts_coverage(d->facts, "schema", d->path[file], "skipped", err.message, file + 1, 0);
	return text;
}

/* Prisma and Drizzle record the SHA-256 of a file. Its lines may have ended otherwise where it ran, so it is told for either end. */
static const char *digest_of(struct arena *a, const char *tool, const char *text)
{
	struct buf lines = {0};
	char unix_ends[DIGEST_MAX], dos_ends[DIGEST_MAX];

	if (!tool || (strcmp(tool, "prisma") != 0 && strcmp(tool, "drizzle") != 0))
		return NULL;
	for (const char *p = text; *p; p++)
		if (*p != '\r' || p[1] != '\n')
			buf_putc(&lines, *p);
	digest_sha256(buf_text(&lines), lines.n, unix_ends);
	buf_reset(&lines);
	for (const char *p = text; *p; p++) {
		if (*p == '\n' && (p == text || p[-1] != '\r'))
			buf_putc(&lines, '\r');
		buf_putc(&lines, *p);
	}
	digest_sha256(buf_text(&lines), lines.n, dos_ends);
	buf_free(&lines);
	return arena_printf(a, "%s %s", unix_ends, dos_ends);
}

static void add_file(struct derive *d, struct schema_source *s, int file, const struct schema_member *member, bool transaction)
{
	char *text = schema_read(d, file);
	struct schema_text prototype = {.file_id = file + 1, .line = 1};

	if (!text) {
		s->opaque++;
		return;
	}
	if (member) {
		prototype.version = member->version;
		prototype.recorded = member->recorded;
		prototype.digest = digest_of(d->arena, s->tool, text);
		cut_down_section(text);
	}
	prototype.transaction = transaction && !schema_marks(text).no_transaction;
	schema_script(d, &s->text, prototype, text);
	free(text);
}

/* Says something of the schema, rather than only making a database or filling it. */
static bool declares(const struct schema_texts *texts, size_t from, size_t to)
{
	static const char *const words[] = {"create table", "create unlogged", "create type", "create view", "create or replace", "create schema", "create materialized", "alter table",
		"create domain", "create function", "create extension", "create index", "create unique", "create sequence", "create temp"};

	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
			if (texts->v[i].unknown || strcasestr(texts->v[i].text, words[k]))
				return true;
	return false;
}

/* A script that connects to one database after the other describes several. */
static void add_script(struct derive *d, struct schema_sources *out, int file)
{
	struct schema_source all = {.kind = "schema_file", .path = d->path[file]};

	add_file(d, &all, file, NULL, false);
	for (size_t from = 0, to; from < all.text.n; from = to) {
		struct schema_source s = {.kind = "schema_file", .path = d->path[file], .opaque = all.opaque};
		const char *database = all.text.v[from].database;

		for (to = from; to < all.text.n && (all.text.v[to].database == database || (database && all.text.v[to].database && strcmp(all.text.v[to].database, database) == 0)); to++)
			vec_push(&s.text, all.text.v[to]);
		if (declares(&all.text, from, to))
			vec_push(&out->source, s);
		else
			vec_free(&s.text);
	}
	vec_free(&all.text);
}

/* CREATE TABLE, CREATE OR REPLACE VIEW, … with a part that is only known at run time: it may be any relation's name. */
static bool makes_relation(const char *text)
{
	text += strspn(text, " \t\r\n(;");
	return strncasecmp(text, "CREATE", 6) == 0 && (strcasestr(text, "TABLE") || strcasestr(text, "VIEW"));
}

/* The texts a step written as code sends. */
static void add_step(struct derive *d, struct schema_source *s, const struct site *site, const char *version)
{
	for (int v = 0; v < site->folding.variants; v++) {
		struct buf text = {0};
		bool complete = fold_known_text(&site->folding.variant[v], &text);

		if (complete)
			vec_push(&s->text, (struct schema_text){.text = arena_strdup(d->arena, buf_text(&text)), .file_id = (int)d->n->file[site->call.unit],
				.line = ref_expr(d->r, site->text)->line, .version = version});
		s->opaque += !complete;
		s->open |= !complete && makes_relation(buf_text(&text));
		buf_free(&text);
	}
}

static unsigned long long number_of(const char *path)
{
	const char *name = strrchr(path, '/');

	return strtoull(name ? name + 1 : path, NULL, 10);
}

/* Steps written as code in the folder of a set, numbered like its files: those with numbers from `from` up to `to`. */
static bool is_beside(const struct site *step, const char *folder)
{
	size_t n = strlen(folder);
	const char *unit = step->action;

	return unit && !step->revised && strncmp(unit, folder, n) == 0 && unit[n] == '/' && !strchr(unit + n + 1, '/');
}

static void add_steps(struct derive *d, struct schema_source *s, const char *folder, unsigned long long from, unsigned long long to)
{
	for (unsigned long long next = from; next < to;) {
		unsigned long long least = to;

		for (size_t i = 0; i < d->steps.n; i++) {
			const char *unit = d->steps.v[i].action;

			if (is_beside(&d->steps.v[i], folder) && number_of(unit) >= next && number_of(unit) < least)
				least = number_of(unit);
		}
		for (size_t i = 0; i < d->steps.n && least < to; i++) {
			const char *unit = d->steps.v[i].action;

			if (is_beside(&d->steps.v[i], folder) && number_of(unit) == least)
				add_step(d, s, &d->steps.v[i], unit + strlen(folder) + 1);
		}
		if (least == to)
			return;
		next = least + 1;
	}
}

/* Steps of revisions belong to a history of their own. */
static void mark_revised(struct derive *d)
{
	struct err err = {0};
	struct query *q = d->steps.n ? db_query(d->db, &err, "SELECT DISTINCT unit FROM revision") : NULL;

	while (q && query_next(q, &err))
		for (size_t i = 0; i < d->steps.n; i++)
			d->steps.v[i].revised |= d->steps.v[i].action && strcmp(d->steps.v[i].action, query_text(q, 0)) == 0;
	query_end(q);
}

static void sql_sources(struct derive *d, struct schema_sources *out)
{
	struct schema_sets sets = {0};

	mark_revised(d);
	schema_sets_find(d, &sets);
	for (size_t i = 0; i < sets.set.n; i++) {
		const struct schema_set *set = &sets.set.v[i];
		struct schema_source s = {.kind = "migrations", .path = set->path, .tool = set->tool};

		unsigned long long last = 0;

		for (size_t k = 0; k < set->member.n; k++) {
			unsigned long long number = number_of(d->path[set->member.v[k].file]);

			if (d->steps.n && number > last)
				add_steps(d, &s, set->path, last, number);
			last = number > last ? number : last;
			add_file(d, &s, set->member.v[k].file, &set->member.v[k], set->transaction);
		}
		if (d->steps.n)
			add_steps(d, &s, set->path, last, ~0ull);
		vec_push(&out->source, s);
	}
	for (size_t i = 0; i < sets.loose.n; i++)
		add_script(d, out, sets.loose.v[i]);
	schema_sets_free(&sets);
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

/* What empties the database is a tool's or a test's, not a step of the application's start. */
static bool resets(const char *text)
{
	return strcasestr(text, "drop schema") || strcasestr(text, "drop database") || (strcasestr(text, "drop table") && !strcasestr(text, "create"));
}

/* The first word of a name in camel or snake case. */
static bool first_word_is(const char *name, const char *word)
{
	size_t n = strlen(word);

	return strncasecmp(name, word, n) == 0 && !(name[n] >= 'a' && name[n] <= 'z');
}

/* func downAddNick(tx), Rollback: func(tx) …: the way back. */
static bool undoes(struct derive *d, const struct site *site)
{
	const struct unit *u = d->r->unit[site->call.unit];

	for (int f = u->call.v[site->call.index].function; f > 1; f = u->function.v[f].parent) {
		const char *name = unit_text(u, u->function.v[f].name);

		if (first_word_is(name, "down") || first_word_is(name, "rollback") || first_word_is(name, "revert"))
			return true;
	}
	return false;
}

/* DDL the application executes itself. */
static void startup_source(struct derive *d, struct schema_sources *out)
{
	struct schema_source s = {.kind = "startup", .path = ""};

	for (size_t i = 0; i < d->sites.n; i++) {
		const struct site *site = &d->sites.v[i];
		int unit = site->call.unit;
		const char *role = d->role[d->n->file[unit] - 1];
		bool go = strcmp(d->r->family[unit], "go") == 0;	/* its migrations are code like other code */

		if (!site->ddl || (strcmp(role, "migration") == 0 && !go) || strcmp(role, "example") == 0 || (go && undoes(d, site)))
			continue;
		if (!*s.path)
			s.path = d->r->path[unit];
		for (int v = 0; v < site->folding.variants; v++) {
			struct buf text = {0};
			bool complete = fold_known_text(&site->folding.variant[v], &text);

			if (complete && !resets(buf_text(&text))) {
				vec_push(&s.text, (struct schema_text){.text = arena_strdup(d->arena, buf_text(&text)), .file_id = (int)d->n->file[unit],
					.line = ref_ok(site->text) ? ref_expr(d->r, site->text)->line : 1});
			} else if (!complete) {
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
