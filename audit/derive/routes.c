/*
 * Registrations × mounts → routes. A router mounted twice gives its routes twice; one that nobody mounts gives none, unless something is
 * mounted that could not be followed: then they are kept with their prefix said to be unknown.
 */
#include "derive.h"
#include "manifest.h"

#include <ctype.h>

#define PREFIXES_MAX 64		/* ways one router is reachable; more are cut and said */
#define NESTING_MAX 12

struct web_object {
	int64_t call_id, file_id;
	const char *framework, *kind, *prefix, *style;
	bool deployed;
};
struct mount { int64_t parent, child; const char *prefix; };
struct way { const char *prefix; int64_t app; bool known; };

struct web {
	struct derive *d;
	VEC_OF(struct web_object) object;
	VEC_OF(struct mount) mount;
	struct map by_call;
	bool open;		/* something is mounted that could not be followed */
};

static int object_of(const struct web *w, int64_t call)
{
	int64_t *n = map_get(&w->by_call, (const char *)&call, sizeof(call));

	return n ? (int)*n - 1 : -1;
}

static bool load(struct web *w, struct err *err)
{
	struct query *q = db_query(w->d->db, err, "SELECT o.call_id, c.file_id, o.framework, o.kind, o.prefix, o.style FROM web_object o JOIN call c ON c.id = o.call_id ORDER BY o.call_id");

	if (!q)
		return false;
	while (query_next(q, err)) {
		struct web_object o = {query_int(q, 0), query_int(q, 1), arena_strdup(w->d->arena, query_text(q, 2)), arena_strdup(w->d->arena, query_text(q, 3)),
			arena_strdup(w->d->arena, query_text(q, 4)), arena_strdup(w->d->arena, query_text(q, 5)), true};

		vec_push(&w->object, o);
		*map_put(&w->by_call, (const char *)&o.call_id, sizeof(o.call_id), NULL) = (int64_t)w->object.n;
	}
	query_end(q);
	q = db_query(w->d->db, err, "SELECT parent_call_id, child_call_id, prefix, prefix IS NULL FROM mount ORDER BY rowid");
	if (!q)
		return false;
	while (query_next(q, err)) {
		if (query_is_null(q, 1))
			w->open = true;
		else
			vec_push(&w->mount, (struct mount){query_int(q, 0), query_int(q, 1), arena_strdup(w->d->arena, query_text(q, 2))});
	}
	query_end(q);
	return !err->message[0];
}

/* '/a/' + '/b' → '/a/b' in slash style; text put together as it is in plain style. */
static const char *join(struct arena *a, const char *style, const char *prefix, const char *path)
{
	char *joined = arena_printf(a, "%s%s", prefix, path), *out = joined;

	if (strcmp(style, "slash") != 0)
		return joined;
	for (char *p = joined; *p; p++)
		if (*p != '/' || out == joined || out[-1] != '/')
			*out++ = *p;
	*out = '\0';
	while (out - joined > 1 && out[-1] == '/')
		*--out = '\0';
	return joined;
}

/* Two mounts may lead to the same place: handle("/a/", api) and handle("/b/", api) where api has the whole paths. */
static int add_way(struct way *out, int n, struct way way)
{
	for (int i = 0; i < n; i++)
		if (out[i].app == way.app && out[i].known == way.known && strcmp(out[i].prefix, way.prefix) == 0)
			return n;
	out[n] = way;
	return n + 1;
}

static int ways_to(struct web *w, int64_t call, struct way *out, int max, int depth)
{
	int at = object_of(w, call), n = 0;
	const struct web_object *o;

	if (at < 0 || depth > NESTING_MAX)
		return 0;
	o = &w->object.v[at];
	for (size_t i = 0; i < w->mount.n && n < max; i++) {
		const struct mount *m = &w->mount.v[i];
		struct way above[PREFIXES_MAX];
		int k;

		if (m->child != call || m->parent == call)
			continue;
		k = ways_to(w, m->parent, above, PREFIXES_MAX, depth + 1);
		for (int j = 0; j < k && n < max; j++) {
			const char *p = join(w->d->arena, o->style, above[j].prefix, m->prefix ? m->prefix : "");

			n = add_way(out, n, (struct way){join(w->d->arena, o->style, p, o->prefix ? o->prefix : ""), above[j].app, above[j].known && m->prefix && o->prefix});
		}
	}
	/* An application mounted in another is served there only. */
	if (n == 0 && max > 0 && strcmp(o->kind, "app") == 0 && o->deployed)
		out[n++] = (struct way){o->prefix ? o->prefix : "", o->call_id, o->prefix != NULL};
	return n;
}

static void mark_deployed(struct web *w)
{
	struct deployment *deployment;
	int *file = arena_array(w->d->arena, int, w->object.n + 1), *which = arena_array(w->d->arena, int, w->object.n + 1), files = 0;

	for (size_t i = 0; i < w->object.n; i++) {
		int f = (int)w->object.v[i].file_id - 1, k = 0;

		which[i] = -1;
		if (strcmp(w->object.v[i].kind, "app") != 0)
			continue;
		while (k < files && file[k] != f)
			k++;
		if (k == files)
			file[files++] = f;
		which[i] = k;
	}
	/* An application made in one file and started by another: the files that import it speak for it. */
	deployment = deployment_find(w->d, file, files);
	for (size_t i = 0; i < w->object.n; i++)
		if (which[i] >= 0 && !deployment_has(deployment, which[i]) && !deployment_imports(w->d, w->object.v[i].file_id)) {
			w->object.v[i].deployed = false;
			facts_coverage(w->d->facts, "routes", w->d->path[w->object.v[i].file_id - 1], "skipped", "application that nothing starts", w->object.v[i].file_id, 0);
		}
}

/* What the path itself leaves of a parameter: :id(\\d+), <int:id>, {id:[0-9]+}, :id{[0-9]+}, [id=integer]. */
static const char *parameter_pattern(struct arena *arena, const char *segment, const char *name, const char *behind, const char *end)
{
	if (name > segment && name[-1] == ':' && memchr(segment, '<', (size_t)(name - segment))) {
		const char *open = memchr(segment, '<', (size_t)(name - segment));

		return arena_strndup(arena, open + 1, (size_t)(name - open - 2));
	}
	if (behind < end && strchr("({:=", *behind))
		return arena_strndup(arena, behind + 1, (size_t)(end - behind - 1));
	if (name >= segment + 4 && memcmp(name - 4, "(?P<", 4) == 0)
		return arena_strndup(arena, behind + 1, (size_t)(end - behind - 1));
	return NULL;
}

static void parameter_rows(struct derive *d, struct table *t, int64_t route, const char *path)
{
	int segment = 0;

	for (const char *p = path; *p; segment++) {
		size_t n;
		const char *name;

		p += strspn(p, "/");
		n = strcspn(p, "/");
		if (n == 0)
			break;
		for (name = p; name < p + n; name++) {
			size_t len;
			char text[128];

			if (*name != ':' && *name != '{' && *name != '<' && *name != '[')
				continue;
			name += 1 + (name[0] == '[' && name[1] == '[');	/* [[lang]], [...rest] */
			if (starts_with(name, "..."))
				name += 3;
			if (name[-1] == '<' && memchr(name, ':', (size_t)(p + n - name)))	/* <int:id> */
				name = memchr(name, ':', (size_t)(p + n - name)), name++;
			len = 0;
			while (name + len < p + n && (isalnum((unsigned char)name[len]) || name[len] == '_') && len < sizeof(text) - 1) {
				text[len] = name[len];
				len++;
			}
			text[len] = '\0';
			if (len == 0)
				continue;
			row_id(t, 0, route);
			row_int(t, 1, segment);
			row_text(t, 2, text);
			row_int(t, 3, p[n] == '\0' || (p[n] == '/' && p[n + 1] == '\0'));
			row_text(t, 4, parameter_pattern(d->arena, p, name, name + len, p + n));
			row_end(t);
		}
		p += n;
	}
}

/*
 * What runs before a route's handler: what its registration lists, and what is used on its object and on those it is mounted on, before. An error
 * middleware is a boundary, and runs on no route's way.
 */
static bool middleware_rows(struct derive *d, struct err *err)
{
	struct query *q = db_query(d->db, err,
		"INSERT INTO route_middleware(route_id, function_id, call_id, certain) "
		"WITH RECURSIVE above(route_id, object_call_id, call_id, certain, depth) AS ("
		"SELECT r.id, g.object_call_id, g.call_id, 1, 0 FROM route r JOIN registration g ON g.id = r.registration_id WHERE g.object_call_id IS NOT NULL "
		"UNION SELECT a.route_id, m.parent_call_id, m.call_id, a.certain AND (SELECT count(*) FROM mount o WHERE o.child_call_id = m.child_call_id) = 1, a.depth + 1 "
		"FROM above a JOIN mount m ON m.child_call_id = a.object_call_id WHERE a.depth < 12), "
		"used AS (SELECT r.id AS route_id, m.function_id, g.call_id, 1 AS certain FROM middleware m JOIN registration g ON g.id = m.registration_id "
		"JOIN route r ON r.registration_id = g.id "
		"UNION ALL SELECT a.route_id, m.function_id, u.id, a.certain AND u.file_id = b.file_id AND m.prefix IS NULL "
		"FROM above a JOIN middleware m ON m.object_call_id = a.object_call_id AND m.registration_id IS NULL JOIN route r ON r.id = a.route_id "
		"JOIN call u ON u.id = m.position JOIN call b ON b.id = a.call_id "
		"WHERE (u.file_id <> b.file_id OR u.id < b.id) AND (m.prefix IS NULL OR r.path = m.prefix OR instr(r.path, rtrim(m.prefix, '/*') || '/') > 0)) "
		"SELECT x.route_id, x.function_id, min(x.call_id), max(x.certain) FROM used x JOIN route r ON r.id = x.route_id "
		"WHERE x.function_id IS NOT NULL AND x.function_id IS NOT r.function_id AND x.function_id NOT IN (SELECT function_id FROM boundary WHERE function_id IS NOT NULL) "
		"GROUP BY x.route_id, x.function_id ORDER BY 1, 3");

	return q && (query_run(q, err), query_end(q), !err->message[0]);
}

bool routes_derive(struct derive *d, struct err *err)
{
	struct web w = {.d = d};
	struct table *route = facts_table(d->facts, "route", COLUMNS("registration_id", "framework", "app_call_id", "app_id", "method", "path", "prefix_known", "function_id", "file_id", "line"));
	struct table *parameter = facts_table(d->facts, "route_parameter", COLUMNS("route_id", "position", "name", "is_tail", "pattern"));
	struct query *q;
	bool ok;

	manifests_read(d);
	if (!load(&w, err))
		return false;
	mark_deployed(&w);
	q = db_query(d->db, err, "SELECT r.id, r.framework, r.object_call_id, r.method, r.path, r.function_id, r.file_id, r.line, r.whole FROM registration r ORDER BY r.id");
	while (q && query_next(q, err)) {
		struct way way[PREFIXES_MAX];
		int at = query_is_null(q, 2) ? -1 : object_of(&w, query_int(q, 2)), n = at >= 0 ? ways_to(&w, query_int(q, 2), way, PREFIXES_MAX, 0) : 0;
		const char *path = query_text(q, 4);
		bool mounted = n > 0, any_known = false;

		for (int i = 0; i < n; i++)
			any_known |= way[i].known;
		if (!path) {
			facts_coverage(d->facts, "routes", d->path[query_int(q, 6) - 1], "partial", "path is not a constant", query_int(q, 6), (int)query_int(q, 7));
			path = "…";
		}
		if (!mounted && at >= 0 && (strcmp(w.object.v[at].kind, "app") == 0 || !w.open)) {
			if (strcmp(w.object.v[at].kind, "app") != 0)
				facts_coverage(d->facts, "routes", path, "skipped", "router that nothing mounts", query_int(q, 6), (int)query_int(q, 7));
			continue;
		}
		if (!mounted && query_int(q, 8))
			way[n++] = (struct way){"", 0, true};
		else if (!mounted)
			way[n++] = (struct way){at >= 0 && w.object.v[at].prefix && *w.object.v[at].prefix ? w.object.v[at].prefix : "…", 0, false};
		for (int i = 0; i < n; i++) {
			const char *full = join(d->arena, at >= 0 ? w.object.v[at].style : "slash", way[i].prefix, path);
			bool known = way[i].known && !query_is_null(q, 4);
			int64_t id;

			/* served at "/" or under a path from the settings: the one that is known is the route */
			if (any_known && !way[i].known)
				continue;
			if (!*full && at >= 0 && strcmp(w.object.v[at].style, "slash") == 0)
				full = "/";
			row_id(route, 0, query_int(q, 0));
			row_text(route, 1, query_text(q, 1));
			row_id(route, 2, way[i].app);
			row_id(route, 3, manifest_app(d, query_text(q, 1), d->path[query_int(q, 6) - 1]));
			row_text(route, 4, query_text(q, 3));
			row_text(route, 5, full);
			row_int(route, 6, known);
			row_id(route, 7, query_int(q, 5));
			row_id(route, 8, query_int(q, 6));
			row_int(route, 9, query_int(q, 7));
			id = row_end(route);
			parameter_rows(d, parameter, id, full);
			facts_coverage(d->facts, "routes", full, known ? "ok" : "partial", known ? NULL : "prefix is only known at run time", query_int(q, 6), (int)query_int(q, 7));
		}
	}
	ok = q && !err->message[0];
	query_end(q);
	vec_free(&w.object);
	vec_free(&w.mount);
	map_free(&w.by_call);
	return ok && middleware_rows(d, err);
}
