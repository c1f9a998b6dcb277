/* Extraction kept between runs. See unit_cache.h. */
#include "unit_cache.h"

#include "base/build_id.h"
#include "store/db.h"

#include <pthread.h>

struct entry {
	struct file_stat stat;
	const char *specifiers;
	bool has_unit;
	bool seen;	/* the file is still there: asked for in this run */
};

struct unit_cache {
	struct db *db;
	struct arena arena;
	struct map by_path;	/* → number in entry + 1 */
	VEC_OF(struct entry) entry;
	struct query *unit, *keep;
	bool writing;		/* a transaction is open: only while keeping, so that runs side by side do not wait for each other's parsing */
	bool refused;		/* it could not be had: nothing is kept this time */
	pthread_mutex_t lock;
};

static bool prepare(struct unit_cache *c, const char *path)
{
	struct err err = {0};
	struct query *q;
	bool same;

	c->db = db_open(path, DB_STATE, &err);
	if (!c->db || !db_exec(c->db, "CREATE TABLE IF NOT EXISTS build(id TEXT); "
		"CREATE TABLE IF NOT EXISTS unit(path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER, specifiers TEXT, bytes BLOB)", &err))
		return false;
	q = db_query(c->db, &err, "SELECT 1 FROM build WHERE id = ?1");
	if (!q)
		return false;
	query_bind_text(q, 1, build_id);
	same = query_next(q, &err);
	query_end(q);
	if (!same) {
		if (!db_exec(c->db, "DELETE FROM unit; DELETE FROM build", &err) || !(q = db_query(c->db, &err, "INSERT INTO build VALUES (?1)")))
			return false;
		query_bind_text(q, 1, build_id);
		query_run(q, &err);
		query_end(q);
	}
	q = db_query(c->db, &err, "SELECT path, size, mtime, inode, specifiers, bytes IS NOT NULL FROM unit");
	while (q && query_next(q, &err)) {
		vec_push(&c->entry, (struct entry){{query_int(q, 1), query_int(q, 2), (uint64_t)query_int(q, 3)}, arena_strdup(&c->arena, query_text(q, 4)), query_int(q, 5) != 0, false});
		*map_puts(&c->by_path, query_text(q, 0)) = (int64_t)c->entry.n;
	}
	query_end(q);
	c->unit = db_query(c->db, &err, "SELECT bytes FROM unit WHERE path = ?1");
	c->keep = db_query(c->db, &err, "INSERT OR REPLACE INTO unit VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
	return c->unit && c->keep;
}

struct unit_cache *unit_cache_open(const char *dir)
{
	struct unit_cache *c = xcalloc(1, sizeof(*c));
	struct err err = {0};

	pthread_mutex_init(&c->lock, NULL);
	if (!io_make_dirs(dir, &err) || !prepare(c, arena_printf(&c->arena, "%s/units.db", dir))) {
		unit_cache_close(c);
		return NULL;
	}
	return c;
}

/* Files that are gone. */
static void forget(struct unit_cache *c)
{
	struct err err = {0};
	struct query *q = db_query(c->db, &err, "DELETE FROM unit WHERE path = ?1");

	for (size_t i = 0; q && i < c->by_path.cap; i++) {
		if (!c->by_path.slot[i].key || c->entry.v[c->by_path.slot[i].value - 1].seen)
			continue;
		query_bind_text(q, 1, c->by_path.slot[i].key);
		query_run(q, &err);
	}
	query_end(q);
}

void unit_cache_close(struct unit_cache *c)
{
	struct err err = {0};

	if (!c)
		return;
	query_end(c->unit);
	query_end(c->keep);
	if (c->writing) {
		forget(c);
		db_commit(c->db, &err);
	}
	db_close(c->db);
	map_free(&c->by_path);
	vec_free(&c->entry);
	arena_free(&c->arena);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static struct entry *find(struct unit_cache *c, const char *path, const struct file_stat *stat)
{
	int64_t *n = c ? map_gets(&c->by_path, path) : NULL;
	struct entry *e = n ? &c->entry.v[*n - 1] : NULL;

	if (e)
		e->seen = true;
	return e && e->stat.size == stat->size && e->stat.mtime_ns == stat->mtime_ns && e->stat.inode == stat->inode ? e : NULL;
}

const char *unit_cache_specifiers(struct unit_cache *c, const char *path, const struct file_stat *stat)
{
	struct entry *e = find(c, path, stat);

	return e ? e->specifiers : NULL;
}

struct unit *unit_cache_unit(struct unit_cache *c, const char *path, const struct file_stat *stat)
{
	struct entry *e = find(c, path, stat);
	struct unit *u = NULL;
	struct err err = {0};

	if (!e || !e->has_unit)
		return NULL;
	pthread_mutex_lock(&c->lock);
	query_bind_text(c->unit, 1, path);
	if (query_next(c->unit, &err)) {
		size_t n;
		const void *bytes = query_blob(c->unit, 0, &n);

		u = unit_load(bytes, n);
	}
	query_reset(c->unit);
	pthread_mutex_unlock(&c->lock);
	return u;
}

void unit_cache_keep(struct unit_cache *c, const char *path, const struct file_stat *stat, const char *specifiers, const struct unit *unit)
{
	struct entry *e = find(c, path, stat);
	struct err err = {0};
	size_t n = 0;
	void *bytes;

	if (!c || (e && (e->has_unit || !unit)))
		return;
	if (!c->writing && (c->refused || !(c->writing = db_begin(c->db, &err)))) {
		c->refused = true;
		return;
	}
	bytes = unit ? unit_store(unit, &n) : NULL;
	query_bind_text(c->keep, 1, path);
	query_bind_int(c->keep, 2, stat->size);
	query_bind_int(c->keep, 3, stat->mtime_ns);
	query_bind_int(c->keep, 4, (int64_t)stat->inode);
	query_bind_text(c->keep, 5, specifiers);
	if (bytes)
		query_bind_blob(c->keep, 6, bytes, n);
	else
		query_bind_null(c->keep, 6);
	query_run(c->keep, &err);
	free(bytes);
}
