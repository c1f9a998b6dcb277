/*
 * Which of several application files is the one that runs: named by a Dockerfile, compose file, Procfile, package script, shell script or
 * platform manifest. Where none is named, all of them may run. Only when one is named are the others set aside (and said so).
 */
#include "manifest.h"

#include <ctype.h>

#define CONFIG_MAX (1 << 20)

struct deployment { bool *named; int n; bool any; };

static bool starts_things(const char *path)
{
	static const char *const names[] = {"Procfile", "package.json", "render.yaml", "render.yml", "fly.toml", "app.yaml", "vercel.json", "nixpacks.toml", "railway.json", "railway.toml",
		"supervisord.conf", "ecosystem.config.js", "ecosystem.config.cjs", NULL};
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	for (int i = 0; names[i]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	if (starts_with(name, "Dockerfile") || ends_with(name, ".Dockerfile") || ends_with(name, ".service"))
		return true;
	return (ends_with(name, ".yml") || ends_with(name, ".yaml")) && strstr(name, "compose");
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || strchr("_-./", c);
}

/* "pkg.app.main:app" in the text, for pkg/app/main.py seen from any folder above it. */
static bool names_python(const char *text, const char *path)
{
	size_t n = strlen(path) - 3;

	for (const char *p = strchr(text, ':'); p; p = strchr(p + 1, ':')) {
		const char *start = p;
		size_t len, i;

		if (!isalpha((unsigned char)p[1]) && p[1] != '_')
			continue;
		while (start > text && (isalnum((unsigned char)start[-1]) || start[-1] == '_' || start[-1] == '.'))
			start--;
		len = (size_t)(p - start);
		if (len == 0 || len > n || (len < n && path[n - len - 1] != '/'))
			continue;
		for (i = 0; i < len; i++)
			if (path[n - len + i] != (start[i] == '.' ? '/' : start[i]))
				break;
		if (i == len)
			return true;
	}
	return false;
}

/* A path ending in the file's: node src/index.js, COPY . then CMD ["node", "dist/main.js"] (built from src/main.ts). */
static bool names_path(const char *text, const char *config_dir, const char *path)
{
	size_t dir = strlen(config_dir);
	const char *relative = dir && strncmp(path, config_dir, dir) == 0 && path[dir] == '/' ? path + dir + 1 : path;
	size_t n = strlen(relative), stem = n;

	if (ends_with(relative, ".ts"))
		stem = n - 3;
	for (const char *p = strstr(text, relative); p; p = strstr(p + 1, relative))
		if ((p == text || !is_word(p[-1]) || p[-1] == '/') && !is_word(p[n]))
			return true;
	if (stem < n && starts_with(relative, "src/")) {
		struct buf b = {0};
		const char *p;

		buf_printf(&b, "dist/%.*s.js", (int)(stem - 4), relative + 4);
		p = strstr(text, buf_text(&b));
		buf_free(&b);
		return p != NULL;
	}
	return false;
}

struct deployment *deployment_find(struct derive *d, const int *file, int files)
{
	struct deployment *out = arena_new(d->arena, struct deployment);

	out->n = files;
	out->named = arena_array(d->arena, bool, files + 1);
	for (int i = 0; i < d->files && files > 1; i++) {
		struct err err = {0};
		size_t n;
		char *text;

		if (!starts_things(d->path[i]) || strcmp(d->role[i], "test") == 0)
			continue;
		text = d->read(d->read_context, d->path[i], CONFIG_MAX, &n, &err);
		for (int k = 0; text && k < files; k++) {
			const char *path = d->path[file[k]];

			if (ends_with(path, ".py") ? names_python(text, path) || names_path(text, path_dir(d->arena, d->path[i]), path) : names_path(text, path_dir(d->arena, d->path[i]), path))
				out->named[k] = out->any = true;
		}
		free(text);
	}
	return out;
}

bool deployment_has(const struct deployment *d, int candidate)
{
	return !d->any || d->named[candidate];
}

bool deployment_imports(struct derive *d, int64_t file_id)
{
	struct err err = {0};
	struct query *q = db_query(d->db, &err, "SELECT 1 FROM import i JOIN file f ON f.id = i.file_id WHERE i.target_file_id = ?1 AND i.file_id <> ?1 AND f.role IN ('source', 'migration')");
	bool found;

	if (!q)
		return false;
	query_bind_int(q, 1, file_id);
	found = query_next(q, &err);
	query_end(q);
	return found;
}
