/* Package manifests → dependency, and the applications they stand for → app. */
#include "manifest.h"

#include <cjson/cJSON.h>

#include <ctype.h>

#define MANIFEST_MAX (1 << 20)

/* "^4.18.2", ">=2,<3", "~=0.110" → 4, 2, 0; -1 unknown. */
static int lowest_major(const char *version)
{
	const char *p = version + strcspn(version, "0123456789");

	return *p && !strchr(version, '/') ? (int)strtol(p, NULL, 10) : -1;
}

static void dependency_row(struct derive *d, struct table *t, int file, const char *ecosystem, const char *name, const char *version)
{
	int major = version && *version ? lowest_major(version) : -1;

	row_id(t, 0, file + 1);
	row_text(t, 1, path_dir(d->arena, d->path[file]));
	row_text(t, 2, ecosystem);
	row_text(t, 3, name);
	row_text(t, 4, version);
	if (major >= 0)
		row_int(t, 5, major);
	row_end(t);
}

static void read_package_json(struct derive *d, struct table *t, int file, const char *text)
{
	static const char *const parts[] = {"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"};
	cJSON *root = cJSON_Parse(text);

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const cJSON *e;

		cJSON_ArrayForEach(e, cJSON_GetObjectItemCaseSensitive(root, parts[i]))
			if (e->string)
				dependency_row(d, t, file, "npm", e->string, cJSON_IsString(e) ? e->valuestring : NULL);
	}
	cJSON_Delete(root);
}

/* One requirement: name[extra]>=1.2 ; marker. pypi names in lower case, '-' for '_' and '.'. */
static void read_requirement(struct derive *d, struct table *t, int file, const char *text, size_t n)
{
	char name[128];
	size_t len = 0, cut;

	while (n > 0 && (isspace((unsigned char)*text) || *text == '"' || *text == '\''))
		text++, n--;
	while (len < n && len < sizeof(name) - 1 && (isalnum((unsigned char)text[len]) || strchr("-_.", text[len]))) {
		name[len] = (char)tolower((unsigned char)(text[len] == '_' || text[len] == '.' ? '-' : text[len]));
		len++;
	}
	if (len == 0)
		return;
	name[len] = '\0';
	cut = len;
	if (cut < n && text[cut] == '[')
		while (cut < n && text[cut] != ']')
			cut++;
	while (cut < n && (text[cut] == ']' || isspace((unsigned char)text[cut])))
		cut++;
	for (len = cut; len < n && text[len] != ';' && text[len] != '#' && text[len] != '"' && text[len] != '\''; len++)
		;
	dependency_row(d, t, file, "pypi", name, arena_strndup(d->arena, text + cut, len - cut));
}

static void read_requirements(struct derive *d, struct table *t, int file, const char *text)
{
	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n");

		if (isalpha((unsigned char)*line))
			read_requirement(d, t, file, line, n);
		line += n + (line[n] == '\n');
	}
}

/* pyproject.toml: strings of a dependencies = [ … ] array, and name = "^1.2" lines under a *.dependencies heading (Poetry). */
static void read_pyproject(struct derive *d, struct table *t, int file, const char *text)
{
	bool array = false, poetry = false;

	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n"), lead = strspn(line, " \t");
		const char *s = line + lead;

		if (*s == '[' && !array) {
			size_t end = strcspn(s, "]");

			poetry = end > 13 && end < n && strncmp(s + end - 12, "dependencies", 12) == 0;
		} else if (starts_with(s, "dependencies") && memchr(s, '[', n - lead)) {
			array = !memchr(s, ']', n - lead);
			for (const char *q = memchr(s, '"', n - lead); q && q < line + n; q = memchr(q, '"', (size_t)(line + n - q))) {
				const char *close = memchr(q + 1, '"', (size_t)(line + n - q - 1));

				if (!close)
					break;
				read_requirement(d, t, file, q + 1, (size_t)(close - q - 1));
				q = close + 1;
			}
		} else if (array && *s == ']') {
			array = false;
		} else if (array && (*s == '"' || *s == '\'')) {
			read_requirement(d, t, file, s + 1, strcspn(s + 1, "\"'\n"));
		} else if (poetry && isalpha((unsigned char)*s)) {
			const char *eq = memchr(s, '=', n - lead), *q = eq ? memchr(eq, '"', (size_t)(line + n - eq)) : NULL;

			if (q) {
				char *whole = arena_printf(d->arena, "%.*s %.*s", (int)strcspn(s, " \t="), s, (int)strcspn(q + 1, "\"\n"), q + 1);

				read_requirement(d, t, file, whole, strlen(whole));
			}
		}
		line += n + (line[n] == '\n');
	}
}

void manifests_read(struct derive *d)
{
	struct table *t = facts_table(d->facts, "dependency", COLUMNS("file_id", "root", "ecosystem", "name", "version", "major"));

	for (int i = 0; i < d->files; i++) {
		const char *name = strrchr(d->path[i], '/') ? strrchr(d->path[i], '/') + 1 : d->path[i];
		bool json = strcmp(name, "package.json") == 0, project = strcmp(name, "pyproject.toml") == 0;
		struct err err = {0};
		size_t n;
		char *text;

		if (!json && !project && !(starts_with(name, "requirements") && ends_with(name, ".txt")))
			continue;
		text = d->read(d->read_context, d->path[i], MANIFEST_MAX, &n, &err);
		if (!text)
			continue;
		if (json)
			read_package_json(d, t, i, text);
		else if (project)
			read_pyproject(d, t, i, text);
		else
			read_requirements(d, t, i, text);
		free(text);
	}
}

static int64_t find_app(struct derive *d, const char *framework, const char *path)
{
	/* The nearest manifest above the file that asks for the framework. */
	static const char sql[] = "SELECT root, file_id, major FROM dependency WHERE (name = ?1 OR name IN (SELECT package FROM framework_package WHERE framework = ?1)) "
		"AND (root = '' OR substr(?2, 1, length(root) + 1) = root || '/') "
		"ORDER BY length(root) DESC, major IS NULL, file_id LIMIT 1";
	struct table *t = facts_table(d->facts, "app", COLUMNS("framework", "major", "root", "file_id"));
	struct err err = {0};
	struct query *q = db_query(d->db, &err, sql);
	struct query *known;
	int64_t id = 0, file = 0, major = -1;
	const char *root = "";

	if (!q)
		return 0;
	query_bind_text(q, 1, framework);
	query_bind_text(q, 2, path);
	if (query_next(q, &err)) {
		root = arena_strdup(d->arena, query_text(q, 0));
		file = query_int(q, 1);
		if (!query_is_null(q, 2))
			major = query_int(q, 2);
	}
	query_end(q);
	known = db_query(d->db, &err, "SELECT id FROM app WHERE framework = ?1 AND root = ?2");
	query_bind_text(known, 1, framework);
	query_bind_text(known, 2, root);
	if (query_next(known, &err))
		id = query_int(known, 0);
	query_end(known);
	if (id)
		return id;
	row_text(t, 0, framework);
	if (major >= 0)
		row_int(t, 1, major);
	row_text(t, 2, root);
	row_id(t, 3, file);
	return row_end(t);
}

int64_t manifest_app(struct derive *d, const char *framework, const char *path)
{
	/* Files of one folder have the same manifest above them. */
	const char *key = arena_printf(d->arena, "%s %s", framework, path_dir(d->arena, path));
	bool is_new;
	int64_t *app = map_put(&d->app, key, strlen(key), &is_new);

	if (is_new)
		*app = find_app(d, framework, path);
	return *app;
}
