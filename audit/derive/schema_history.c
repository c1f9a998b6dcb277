/* Histories written as code, that name their predecessors (Alembic) or are ordered by their files' names (knex): revisions in the order they run; broken links are reported. See schema.h. */
#include "render.h"
#include "schema.h"

enum visit { VISIT_NEW, VISIT_BUSY, VISIT_DONE, VISIT_STUCK /* in a circle, or after one */ };
struct revision { const char *unit, *parents; int64_t file; int line; enum visit visit; bool followed; };
struct history {
	struct derive *d;
	int64_t source;
	VEC_OF(struct revision) v;
	struct map by_unit;	/* number + 1 */
	struct query *texts;
	bool linked;		/* revisions name what they follow; else their files' names order them */
	bool one_head;		/* two that nobody follows are a mistake (Alembic) */
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

static bool touches_rows(const char *text)
{
	static const char *const rows[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SET", "COPY", NULL};
	char word[32];

	return one_of(first_word(text, word, sizeof(word)), rows) && !strcasestr(text, "CREATE") && !strcasestr(text, "ALTER") && !strcasestr(text, "DROP");
}

/* "ALTER TABLE x …" with parts that only run time knows: x; of other DDL "", no table in particular; NULL: only rows are touched. */
static const char *blurred_table(struct arena *a, const struct fold_variant *v)
{
	const char *text = v->parts > 0 && v->part[0].text ? arena_strndup(a, v->part[0].text, v->part[0].n) : "";
	size_t n;

	if (touches_rows(text))
		return NULL;
	text += strspn(text, " \t\r\n");
	if (strncasecmp(text, "ALTER TABLE", 11) != 0)
		return "";
	text += 11 + strspn(text + 11, " \t\r\n\"");
	if (strncasecmp(text, "IF EXISTS", 9) == 0)
		text += 9 + strspn(text + 9, " \t\r\n\"");
	n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	return text[n] ? arena_strndup(a, text, n) : "";
}

/* What a migration sends as text, up to this line (0: all). Of a loop over constants every turn is run. */
static void add_steps(struct history *h, struct schema_source *s, const struct revision *it, int before, size_t *next, bool *first)
{
	for (; *next < h->d->steps.n; ++*next) {
		const struct site *step = &h->d->steps.v[*next];
		int line = h->d->r->unit[step->call.unit]->expr.v[h->d->r->unit[step->call.unit]->call.v[step->call.index].expr].line;

		if (strcmp(step->action, it->unit) != 0)
			continue;
		if (before && line >= before)
			return;
		for (int v = 0; v < step->folding.variants; v++) {
			struct schema_text text = {.file_id = (int)it->file, .line = line, .version = *first ? it->unit : NULL};
			struct buf b = {0};
			bool complete = fold_known_text(&step->folding.variant[v], &b);

			if (complete && touches_rows(buf_text(&b))) {
				buf_free(&b);
				continue;
			}
			text.blurs = complete ? NULL : blurred_table(h->d->arena, &step->folding.variant[v]);
			text.unknown = text.blurs ? "a migration sends a text that is not known before run time" : NULL;
			text.text = complete ? arena_strdup(h->d->arena, buf_text(&b)) : "";
			buf_free(&b);
			if (complete || text.blurs) {
				vec_push(&s->text, text);
				*first = false;
			}
		}
	}
}

static void add_unit_texts(struct history *h, struct schema_source *s, const struct revision *it, struct err *err)
{
	struct arena *a = h->d->arena;
	bool first = true;
	size_t step = 0;

	query_bind_text(h->texts, 1, it->unit);
	query_bind_int(h->texts, 2, it->file);
	while (query_next(h->texts, err)) {
		add_steps(h, s, it, (int)query_int(h->texts, 3), &step, &first);
		vec_push(&s->text, (struct schema_text){.text = arena_strdup(a, query_text(h->texts, 0)), .file_id = (int)query_int(h->texts, 1), .line = (int)query_int(h->texts, 2),
			.version = first ? it->unit : NULL});
		first = false;
	}
	query_reset(h->texts);
	add_steps(h, s, it, 0, &step, &first);
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

/* A history lies in one folder, versions/ with what is below it: another folder's is another database's. Django's are spread over the applications of one: the pack says so. */
#define HISTORY_FOLDER "coalesce(r.history, iif(instr(f.path, 'versions/') > 0, substr(f.path, 1, instr(f.path, 'versions/') + 7), dirname(f.path)))"

static bool load_revisions(struct history *h, const char *folder, struct schema_source *s, struct err *err)
{
	struct query *q = db_query(h->d->db, err, "SELECT r.unit, r.parents, r.file_id, r.line, f.path, r.source FROM revision r JOIN file f ON f.id = r.file_id "
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
		if (strcmp(query_text(q, 5), "alembic") != 0)
			s->kind = "migrations";
		h->one_head = strcmp(query_text(q, 5), "django") != 0;
		h->linked |= it.parents != NULL;
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
	    (h.texts = db_query(d->db, err, "SELECT text, file_id, line, coalesce(place, line) FROM ddl_text WHERE unit = ?1 AND source IN (SELECT r.source FROM revision r WHERE r.unit = ?1) "
		"AND (file_id = ?2 OR (SELECT count(*) FROM revision r WHERE r.unit = ?1) = 1) ORDER BY ordinal"))) {
		link_revisions(&h);
		for (size_t i = 0; i < h.v.n; i++)
			if (h.v.v[i].visit == VISIT_NEW)
				run_revision(&h, &s, (int)i, err);
		for (size_t i = 0; i < h.v.n; i++) {
			const struct revision *it = &h.v.v[i];

			if (it->visit == VISIT_STUCK)
				chain_problem(&h, it, arena_printf(d->arena, "revision \"%s\" is part of a circle", it->unit));
			if (h.linked && h.one_head && !it->followed && ++heads > 1)
				chain_problem(&h, it, arena_printf(d->arena, "revision \"%s\" is a second head: \"alembic upgrade head\" refuses to choose", it->unit));
		}
		vec_push(&out->source, s);
	}
	query_end(h.texts);
	vec_free(&h.v);
	map_free(&h.by_unit);
	return !err->message[0];
}

bool revision_sources(struct derive *d, struct schema_sources *out, struct err *err)
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
