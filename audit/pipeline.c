/* From a source tree to facts. See pipeline.h. */
#include "pipeline.h"

#include "base/build_id.h"
#include "base/parallel.h"
#include "base/str.h"
#include "config.h"
#include "derive/derive.h"
#include "documents.h"
#include "pack.h"
#include "resolve/rows.h"
#include "tree.h"

#include <stdio.h>

struct work {
	struct pipeline *p;
	struct tree tree;
	struct packs packs;
	struct resolver *r;
	struct numbering n;
	struct derive d;
	struct unit **unit;
	const char **unit_path, **unit_family;
	int *file_of_unit, *unit_of_file;
	int units;
};

static const char *const *listed(struct arena *arena, const char *const *v, size_t n)
{
	const char **out = arena_array(arena, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		out[i] = v[i];
	return out;
}

/* Lists of the configuration are vectors of const char *. */
#define LISTED(arena, vec) listed(arena, (vec).v, (vec).n)

static void tell(const struct pipeline *p, const char *stage)
{
	if (p->progress)
		p->progress(p->progress_context, stage, 0, 0);
}

static uint64_t mix(uint64_t h, const char *text)
{
	return hash_bytes(text ? text : "", text ? strlen(text) + 1 : 0, h);	/* with the NUL: "ab", "c" is not "a", "bc" */
}

static uint64_t mix_list(uint64_t h, const char *const *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = mix(h, v[i]);
	return mix(h, NULL);
}

/* The configuration may lie outside the tree. */
static uint64_t digest_config(const struct config *c, uint64_t h)
{
	h = mix_list(h, c->exclude.v, c->exclude.n);
	h = mix_list(h, c->migrations.v, c->migrations.n);
	h = mix_list(h, c->search_path.v, c->search_path.n);
	h = mix_list(h, c->session.v, c->session.n);
	h = mix_list(h, c->types.v, c->types.n);
	for (size_t i = 0; i < c->sinks.n; i++) {
		const struct config_sink *s = &c->sinks.v[i];

		h = mix(mix(mix(mix(h, s->function), s->returns), s->driver), s->placeholders);
		h = hash_bytes(&s->text, sizeof(s->text), hash_bytes(&s->parameters, sizeof(s->parameters), h));
	}
	for (size_t i = 0; i < c->wrappers.n; i++)
		h = mix(mix(h, c->wrappers.v[i].function), c->wrappers.v[i].guards ? "guards" : "");
	for (size_t i = 0; i < c->not_found.n; i++)
		h = hash_bytes(&c->not_found.v[i].status, sizeof(int), mix(h, c->not_found.v[i].function));
	for (size_t i = 0; i < c->rules.n; i++)
		h = mix_list(mix(mix(h, c->rules.v[i].pattern), c->rules.v[i].level), c->rules.v[i].paths.v, c->rules.v[i].paths.n);
	return mix(h, c->principal_table);
}

/* Stat of every file, .plumbline.yml among them: nothing that matters changes without one of them. */
static uint64_t digest_tree(const struct pipeline *p, const struct tree *t)
{
	uint64_t h = hash_bytes(build_id, strlen(build_id), 0);

	for (size_t i = 0; i < t->sources; i++) {
		const struct source *s = &t->source[i];

		h = hash_bytes(s->path, strlen(s->path), h);
		h = hash_bytes(&s->stat.size, sizeof(s->stat.size), h);
		h = hash_bytes(&s->stat.mtime_ns, sizeof(s->stat.mtime_ns), h);
		h = hash_bytes(&s->stat.inode, sizeof(s->stat.inode), h);
	}
	return digest_config(p->config, h);
}

static uint64_t digest_packs(const struct packs *packs, uint64_t h)
{
	for (size_t i = 0; i < packs->pack.n; i++) {
		h = hash_bytes(packs->pack.v[i].types, strlen(packs->pack.v[i].types), h);
		h = hash_bytes(packs->pack.v[i].facts, strlen(packs->pack.v[i].facts), h);
	}
	return h;
}

static bool open_tree(struct work *w, struct err *err)
{
	struct pipeline *p = w->p;

	w->tree.root_fd = -1;
	if (!tree_open(&w->tree, p->root, p->revision, LISTED(&p->arena, p->config->exclude), err) || !packs_load(&w->packs, &p->arena, p->pack_dirs, err))
		return false;
	p->digest = digest_packs(&w->packs, digest_tree(p, &w->tree));
	if (p->given)
		p->digest = mix(p->digest, p->given->text);	/* NULL: a schema in memory, whose run is kept by nobody */
	return true;
}

static void close_work(struct work *w)
{
	derive_free(&w->d);
	resolver_free(w->r);
	packs_free(&w->packs);
	tree_close(&w->tree);
	free(w->unit);
}

bool pipeline_digest(struct pipeline *p, struct err *err)
{
	struct work w = {.p = p};
	bool ok = open_tree(&w, err);

	close_work(&w);
	return ok;
}

static const char *family_of_path(const struct source *s)
{
	static const char *const known[][2] = {{".sql", "sql"}, {".json", "json"}, {".yml", "yaml"}, {".yaml", "yaml"}, {".toml", "toml"}};

	if (s->language)
		return s->language->family;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (ends_with(s->path, known[i][0]))
			return known[i][1];
	return NULL;
}

static void file_rows(struct work *w)
{
	struct facts *f = w->p->facts;
	struct table *t = facts_table(f, "file", COLUMNS("id", "path", "language", "role", "parsed", "parse_errors"));
	struct table *setting = facts_table(f, "setting", COLUMNS("key", "value", "detail"));
	const struct config *c = w->p->config;

	for (size_t i = 0; i < w->tree.sources; i++) {
		const struct source *s = &w->tree.source[i];

		row_int(t, 0, (int64_t)i + 1);
		row_text(t, 1, s->path);
		row_text(t, 2, family_of_path(s));
		row_text(t, 3, s->role);
		row_int(t, 4, s->unit != NULL);
		row_int(t, 5, s->unit ? s->unit->parse_errors : 0);
		row_end(t);
		if (!s->language)
			continue;
		w->p->files++;
		if (s->skipped)
			facts_coverage(f, "files", s->path, "skipped", s->skipped, (int64_t)i + 1, 0);
		else if (s->unit && s->unit->parse_errors)
			facts_coverage(f, "files", s->path, "partial", "syntax the grammar does not understand", (int64_t)i + 1, s->unit->first_error_line);
		else if (s->unit)
			facts_coverage(f, "files", s->path, "ok", NULL, (int64_t)i + 1, 0);
	}
	for (size_t i = 0; i < w->tree.walk.skipped.n; i++)
		facts_coverage(f, "files", w->tree.walk.skipped.v[i].path, "skipped", w->tree.walk.skipped.v[i].reason, 0, 0);
	if (c->principal_table) {
		row_text(setting, 0, "principal_table");
		row_text(setting, 1, c->principal_table);
		row_end(setting);
	}
	for (size_t i = 0; i < c->wrappers.n; i++) {
		row_text(setting, 0, "wrapper");
		row_text(setting, 1, c->wrappers.v[i].function);
		row_text(setting, 2, c->wrappers.v[i].guards ? "guards" : "none");
		row_end(setting);
	}
}

static bool run_packs(struct work *w, bool types, struct err *err)
{
	for (size_t i = 0; i < w->packs.pack.n; i++) {
		const struct pack *k = &w->packs.pack.v[i];
		const char *sql = types ? k->types : k->facts;

		if (k->used && *sql && !types)
			tell(w->p, k->path);
		if (k->used && *sql && !db_exec_file(facts_db(w->p->facts), sql, k->path, types ? k->types_line : k->facts_line, err)) {
			err->usage = true;
			return false;
		}
	}
	return true;
}

static bool make_resolver(struct work *w, struct err *err)
{
	struct db *db = facts_db(w->p->facts);
	struct query *q;
	int units = 0;

	w->unit = xcalloc(w->tree.sources + 1, sizeof(*w->unit));
	w->unit_path = arena_array(&w->p->arena, const char *, w->tree.sources + 1);
	w->unit_family = arena_array(&w->p->arena, const char *, w->tree.sources + 1);
	w->file_of_unit = arena_array(&w->p->arena, int, w->tree.sources + 1);
	w->unit_of_file = arena_array(&w->p->arena, int, w->tree.sources + 1);
	for (size_t i = 0; i < w->tree.sources; i++) {
		const struct source *s = &w->tree.source[i];

		w->unit_of_file[i] = s->unit ? units : -1;
		if (!s->unit)
			continue;
		w->unit[units] = s->unit;
		w->unit_path[units] = s->path;
		w->unit_family[units] = s->language->family;
		w->file_of_unit[units++] = (int)i;
	}
	w->units = units;
	w->r = resolver_new(w->unit, units, w->unit_path, w->unit_family, w->unit_of_file, (int)w->tree.sources, &w->tree.modules);
	if (!(q = db_query(db, err, "SELECT path, type, same FROM type_alias")))
		return false;
	while (query_next(q, err))
		resolver_alias(w->r, query_text(q, 0), query_text(q, 1), query_int(q, 2) != 0);
	query_end(q);
	if (!(q = db_query(db, err, "SELECT path, package FROM generated_module")))
		return false;
	while (query_next(q, err))
		modules_add_generated(&w->tree.modules, query_text(q, 0), query_text(q, 1));
	query_end(q);
	if (!(q = db_query(db, err, "SELECT path, value FROM library_constant")))
		return false;
	while (query_next(q, err))
		resolver_constant(w->r, query_text(q, 0), query_text(q, 1));
	query_end(q);
	if (!(q = db_query(db, err, "SELECT path, part FROM template_part")))
		return false;
	while (query_next(q, err))
		if (!resolver_template_part(w->r, query_text(q, 0), query_text(q, 1)))
			err_usage(err, "template_part \"%s\": \"%s\" is none of text, name, columns, unknown", query_text(q, 0), query_text(q, 1));
	query_end(q);
	return !err->message[0];
}

/* "src/db.js#query is pg.Pool().query": the words of a `types` line of the configuration. */
static void declare_types(struct work *w)
{
	const struct config *c = w->p->config;

	for (size_t i = 0; i < c->types.n; i++) {
		const char *line = c->types.v[i], *hash = strchr(line, '#'), *is = hash ? strstr(hash, " is ") : NULL;

		if (is)
			resolver_declare(w->r, arena_strndup(&w->p->arena, line, (size_t)(hash - line)), arena_strndup(&w->p->arena, hash + 1, (size_t)(is - hash - 1)), is + 4);
	}
}

/* Sinks of the configuration: every call of the function, or of the type, sends the text it is given. */
static bool configured_sinks(struct work *w, struct err *err)
{
	static const char by_function[] = "INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api) "
		"SELECT t.call_id, ?3, 'sql', ?4, ?7, ?5, ?6 FROM call_target t JOIN function f ON f.id = t.function_id JOIN file p ON p.id = f.file_id "
		"WHERE p.path = ?1 AND f.name = ?2 AND t.how <> 'callback'";
	static const char by_type[] = "INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api) "
		"SELECT id, ?3, 'sql', ?4, ?7, ?5, ?6 FROM call WHERE callee = ?1 AND ?2 IS NULL";

	for (size_t i = 0; i < w->p->config->sinks.n; i++) {
		const struct config_sink *s = &w->p->config->sinks.v[i];
		const char *hash = strchr(s->function, '#');
		struct query *q = db_query(facts_db(w->p->facts), err, hash ? by_function : by_type);

		if (!q)
			return false;
		query_bind_text(q, 1, hash ? arena_strndup(&w->p->arena, s->function, (size_t)(hash - s->function)) : s->function);
		query_bind_text(q, 2, hash ? hash + 1 : NULL);
		query_bind_text(q, 3, s->driver ? s->driver : "configured");
		query_bind_int(q, 4, s->text);
		if (s->parameters >= 0)
			query_bind_int(q, 5, s->parameters);
		query_bind_text(q, 6, s->returns ? s->returns : "rows");
		query_bind_text(q, 7, s->placeholders);
		query_run(q, err);
		query_end(q);
	}
	return !err->message[0];
}

/* Wrappers and helpers the configuration declares: handlers behind a wrapper that catches, exits through a helper that answers "not there". */
static bool configured_code(struct work *w, struct err *err)
{
	static const char wrapper[] = "INSERT INTO boundary(framework, kind, error_type, function_id, file_id, line) "
		"SELECT r.framework, 'wrapper', '*', r.function_id, r.file_id, r.line FROM registration r JOIN call c ON c.id = r.wrapper_call_id "
		"WHERE c.callee = ?1 OR c.id IN (SELECT t.call_id FROM call_target t JOIN function f ON f.id = t.function_id JOIN file p ON p.id = f.file_id "
		"WHERE p.path || '#' || f.name = ?1 AND t.how <> 'callback')";
	static const char helper[] = "INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, file_id, line) "
		"SELECT 'configured', c.function_id, c.region_id, c.id, 'respond', ?2, c.file_id, c.line FROM call c "
		"WHERE c.callee = ?1 OR c.id IN (SELECT t.call_id FROM call_target t JOIN function f ON f.id = t.function_id JOIN file p ON p.id = f.file_id "
		"WHERE p.path || '#' || f.name = ?1 AND t.how <> 'callback')";
	const struct config *c = w->p->config;
	struct db *db = facts_db(w->p->facts);

	for (size_t i = 0; i < c->wrappers.n; i++) {
		struct query *q = c->wrappers.v[i].guards ? db_query(db, err, wrapper) : NULL;

		if (!c->wrappers.v[i].guards)
			continue;
		if (!q)
			return false;
		query_bind_text(q, 1, c->wrappers.v[i].function);
		query_run(q, err);
		query_end(q);
	}
	for (size_t i = 0; i < c->not_found.n; i++) {
		struct query *q = db_query(db, err, helper);

		if (!q)
			return false;
		query_bind_text(q, 1, c->not_found.v[i].function);
		query_bind_int(q, 2, c->not_found.v[i].status);
		query_run(q, err);
		query_end(q);
	}
	return !err->message[0];
}

/*
 * A method no pack names, called on a value some pack knows, whose result is used further: what follows in the chain is lost. A row says so,
 * because this is how a line missing in a pack shows.
 */
static bool unknown_methods(struct work *w, struct err *err)
{
	return db_exec(facts_db(w->p->facts), "INSERT INTO coverage(domain, object, state, reason, file_id, line) "
		"SELECT 'packs', c.callee, 'unchecked', 'a method no pack names, in the middle of a chain', c.file_id, c.line "
		"FROM (SELECT DISTINCT receiver_call_id AS id FROM call WHERE receiver_call_id IS NOT NULL) m CROSS JOIN call c ON c.id = m.id "
		"WHERE +c.receiver_type IN (SELECT type FROM type_alias WHERE type LIKE '%()') AND +c.result_type = c.callee || '()' "
		"AND c.result_type NOT IN (SELECT path FROM value_shape) "
		"AND c.result_type NOT IN (SELECT path FROM type_alias) "
		"AND c.id NOT IN (SELECT call_id FROM statement_site) AND c.id NOT IN (SELECT call_id FROM exit WHERE call_id IS NOT NULL)", err);
}

static char *read_file(void *context, const char *path, size_t max, size_t *length, struct err *err)
{
	return tree_read(context, path, max, length, err);
}

static void prepare_derive(struct work *w)
{
	const char **path = arena_array(&w->p->arena, const char *, w->tree.sources + 1), **role = arena_array(&w->p->arena, const char *, w->tree.sources + 1);
	const struct config *c = w->p->config;

	for (size_t i = 0; i < w->tree.sources; i++) {
		path[i] = w->tree.source[i].path;
		role[i] = w->tree.source[i].role;
	}
	w->d = (struct derive){.given = w->p->given, .want_ddl = w->p->want_ddl, .want_schema = w->p->want_schema,
		 .facts = w->p->facts, .db = facts_db(w->p->facts), .r = w->r, .n = &w->n, .arena = &w->p->arena, .jobs = w->p->jobs, .files = (int)w->tree.sources,
		.path = path, .role = role, .read = read_file, .read_context = &w->tree, .migrations = LISTED(&w->p->arena, c->migrations),
		.search_path = LISTED(&w->p->arena, c->search_path), .session = LISTED(&w->p->arena, c->session),
		.on_schema_text = w->p->on_schema_text, .schema_context = w->p->schema_context};
}

static bool run(struct work *w, struct err *err)
{
	struct pipeline *p = w->p;
	const char *cache = p->use_cache ? io_cache_dir(&p->arena) : NULL;

	if (cache)
		cache = arena_printf(&p->arena, "%s/%016llx", cache, (unsigned long long)hash_bytes(p->root, strlen(p->root), p->revision != NULL));
	tell(p, "looking");
	if (!open_tree(w, err))
		return false;
	if (!tree_extract(&w->tree, &w->packs, p->jobs, cache, p->progress, p->progress_context, err))
		return false;
	p->parsed = w->tree.parsed;
	p->from_cache = w->tree.from_cache;
	p->facts = facts_open(":memory:", err);
	if (!p->facts)
		return false;
	tell(p, "resolving");
	file_rows(w);
	documents_write(&w->tree, p->facts);
	if (!run_packs(w, true, err) || !make_resolver(w, err))
		return false;
	declare_types(w);
	resolver_run(w->r);
	declare_types(w);
	numbering_make(&p->arena, &w->n, w->r, w->file_of_unit);
	rows_write(w->r, &w->n, p->facts);
	tell(p, "indexing");
	if (!facts_index(p->facts, err))
		return false;
	tell(p, "packs");
	prepare_derive(w);
	if (!query_files_read(&w->d, err))
		return err_in(err, "reading named queries");
	if (!run_packs(w, false, err))
		return false;
	if (!registrars_derive(&w->d, err))
		return err_in(err, "following registrars");
	if (!configured_sinks(w, err) || !configured_code(w, err) || !unknown_methods(w, err))
		return false;
	tell(p, "routes");
	if (!routes_derive(&w->d, err) || !responses_derive(&w->d, err))
		return err_in(err, "assembling routes");
	tell(p, "statements");
	if (!engines_derive(&w->d, err) || !statements_find(&w->d, err))
		return err_in(err, "finding statements");
	tell(p, "schema");
	if (!schema_derive(&w->d, err))
		return err_in(err, "reading the schema");
	p->ddl = w->d.ddl;
	p->schema = w->d.schema;
	tell(p, "binding");
	if (!statements_bind(&w->d, err))
		return err_in(err, "binding statements");
	if ((p->ask && !p->ask(p->ask_context, p->facts, err)) || (p->given && !statements_answered(&w->d, err)))
		return err_in(err, "asking the database");
	if (!checks_derive(&w->d, err))
		return err_in(err, "looking for tests of requests");
	if (!loops_derive(&w->d, err))
		return err_in(err, "looking for statements in loops");
	if (!results_derive(&w->d, err))
		return err_in(err, "looking at what is read of rows");
	if (!exits_derive(&w->d, err))
		return err_in(err, "finding answers");
	tell(p, "reach");
	if (!reach_derive(&w->d, err))
		return err_in(err, "following routes");
	if (!error_branches_derive(&w->d, err) || !unread_errors_derive(&w->d, err))
		return err_in(err, "looking for what answers errors");
	tell(p, "emptiness");
	if (!emptiness_derive(&w->d, err) || !null_lists_derive(&w->d, err) || !empty_use_derive(&w->d, err))
		return err_in(err, "looking for emptiness tests");
	return db_exec(facts_db(p->facts), "ANALYZE", err) && facts_done(p->facts, err);
}

struct job { struct work *w; struct err *err; bool ok; };

static void run_job(void *context, size_t index, unsigned worker)
{
	struct job *j = context;

	(void)index;
	(void)worker;
	j->ok = run(j->w, j->err);
}

bool pipeline_run(struct pipeline *p, struct err *err)
{
	struct work w = {.p = p};
	struct job job = {&w, err, false};

	/* On a thread of its own for its large stack: the SQL parser and the resolver recurse. */
	parallel_for(1, 1, run_job, &job);
	close_work(&w);
	if (!job.ok && p->facts) {
		facts_close(p->facts);
		p->facts = NULL;
	}
	return job.ok;
}

void pipeline_end(struct pipeline *p)
{
	catalog_free(p->schema);
	p->schema = NULL;
	if (p->facts)
		facts_close(p->facts);
	p->facts = NULL;
	arena_free(&p->arena);
}
