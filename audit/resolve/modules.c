/* Import specifiers → files. See modules.h. */
#include "modules.h"

#include <cjson/cJSON.h>

#include <ctype.h>
#include <stdio.h>

const char *path_dir(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_strndup(arena, path, (size_t)(slash - path)) : "";
}

const char *path_normal(struct arena *arena, const char *path)
{
	char *out = arena_alloc(arena, strlen(path) + 1);
	size_t n = 0;

	while (*path) {
		size_t len = strcspn(path, "/");

		if (len == 2 && path[0] == '.' && path[1] == '.') {
			if (n == 0)
				return NULL;
			while (n > 0 && out[n - 1] != '/')
				n--;
			if (n > 0)
				n--;
		} else if (len > 0 && !(len == 1 && path[0] == '.')) {
			if (n)
				out[n++] = '/';
			memcpy(out + n, path, len);
			n += len;
		}
		path += len;
		while (*path == '/')
			path++;
	}
	out[n] = '\0';
	return out;
}

/* What was found before the tree grew may be found elsewhere now. */
static void forget_found(struct modules *m)
{
	map_free(&m->asked);
	m->found.n = 0;
}

void modules_add_file(struct modules *m, const char *path, int file)
{
	forget_found(m);
	*map_puts(&m->path, path) = file + 1;
	if (ends_with(path, ".go") && !ends_with(path, "_test.go")) {
		int64_t *slot = map_puts(&m->go_dir, path_dir(m->arena, path));

		vec_push(&m->go_file, (struct module_file){file, (int)*slot});
		*slot = (int64_t)m->go_file.n;
	}
	if (!ends_with(path, ".py"))
		return;
	for (size_t n = strlen(path); n > 0; n--) {
		bool is_new;

		if (path[n] != '/')
			continue;
		*map_put(&m->dir, path, n, &is_new) = 1;
		if (!is_new)
			break;
	}
}

static int file_at(const struct modules *m, const char *path)
{
	int64_t *n = path ? map_gets(&m->path, path) : NULL;

	return n ? (int)*n - 1 : -1;
}

/* JSON with comments and trailing commas, as tsconfig allows: blanked out in place. */
static void strip_comments(char *p)
{
	for (; *p; p++) {
		if (*p == '"') {
			for (p++; *p && *p != '"'; p++)
				if (*p == '\\' && p[1])
					p++;
			if (!*p)
				return;
		} else if (p[0] == '/' && p[1] == '/') {
			while (*p && *p != '\n')
				*p++ = ' ';
			if (!*p)
				return;
		} else if (p[0] == '/' && p[1] == '*') {
			while (*p && !(p[0] == '*' && p[1] == '/'))
				*p++ = ' ';
			if (!*p)
				return;
			p[0] = p[1] = ' ';
		} else if (*p == ',') {
			const char *q = p + 1 + strspn(p + 1, " \t\r\n");

			if (*q == '}' || *q == ']')
				*p = ' ';
		}
	}
}

void modules_add_tsconfig(struct modules *m, const char *path, const char *text)
{
	char *copy = xstrdup(text);
	const char *dir = path_dir(m->arena, path);
	const cJSON *options, *base, *entry;
	cJSON *root;

	forget_found(m);
	strip_comments(copy);
	strip_comments(copy);	/* a comma before a comment before a bracket shows only the second time */
	root = cJSON_Parse(copy);
	free(copy);
	options = cJSON_GetObjectItemCaseSensitive(root, "compilerOptions");
	base = cJSON_GetObjectItemCaseSensitive(options, "baseUrl");
	if (cJSON_IsString(base)) {
		const char *b = path_normal(m->arena, arena_printf(m->arena, "%s/%s", dir, base->valuestring));

		if (b)
			vec_push(&m->alias, (struct module_alias){dir, "*", arena_printf(m->arena, "%s%s*", b, *b ? "/" : "")});
	}
	cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(options, "paths")) {
		const cJSON *target;

		cJSON_ArrayForEach(target, entry) {
			const char *t;

			if (!cJSON_IsString(target) || !entry->string)
				continue;
			t = path_normal(m->arena, arena_printf(m->arena, "%s/%s/%s", dir, cJSON_IsString(base) ? base->valuestring : ".", target->valuestring));
			if (t)
				vec_push(&m->alias, (struct module_alias){dir, arena_strdup(m->arena, entry->string), t});
		}
	}
	cJSON_Delete(root);
}

void modules_add_package(struct modules *m, const char *path, const char *text)
{
	cJSON *root = cJSON_Parse(text);
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(root, "name"), *main = cJSON_GetObjectItemCaseSensitive(root, "main");

	forget_found(m);
	if (cJSON_IsString(name) && name->valuestring[0])
		vec_push(&m->package, (struct module_package){arena_strdup(m->arena, name->valuestring), path_dir(m->arena, path),
			cJSON_IsString(main) ? arena_strdup(m->arena, main->valuestring) : NULL});
	cJSON_Delete(root);
}

void modules_add_generated(struct modules *m, const char *path, const char *package)
{
	forget_found(m);
	vec_push(&m->generated, (struct module_package){.name = arena_strdup(m->arena, package), .dir = arena_strdup(m->arena, path)});
}

void modules_free(struct modules *m)
{
	vec_free(&m->generated);
	forget_found(m);
	vec_free(&m->found);
	map_free(&m->path);
	map_free(&m->dir);
	map_free(&m->known);
	map_free(&m->go_dir);
	vec_free(&m->go_file);
	vec_free(&m->go_module);
	vec_free(&m->alias);
	vec_free(&m->package);
}

/* A JavaScript module at `base`: the file itself, with an extension, TypeScript behind a .js specifier, or an index. */
static int js_file(struct modules *m, const char *base)
{
	static const char *const extensions[] = {".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts"};
	static const char *const swaps[][2] = {{".js", ".ts"}, {".js", ".tsx"}, {".jsx", ".tsx"}, {".mjs", ".mts"}, {".cjs", ".cts"}};
	char path[2048];
	int file = file_at(m, base);

	if (file >= 0 || strlen(base) > sizeof(path) - 16)
		return file;
	for (size_t i = 0; i < sizeof(extensions) / sizeof(*extensions); i++) {
		snprintf(path, sizeof(path), "%s%s", base, extensions[i]);
		if ((file = file_at(m, path)) >= 0)
			return file;
	}
	for (size_t i = 0; i < sizeof(swaps) / sizeof(*swaps); i++) {
		if (!ends_with(base, swaps[i][0]))
			continue;
		snprintf(path, sizeof(path), "%.*s%s", (int)(strlen(base) - strlen(swaps[i][0])), base, swaps[i][1]);
		if ((file = file_at(m, path)) >= 0)
			return file;
	}
	for (size_t i = 0; i < sizeof(extensions) / sizeof(*extensions); i++) {
		snprintf(path, sizeof(path), "%s%sindex%s", base, *base ? "/" : "", extensions[i]);
		if ((file = file_at(m, path)) >= 0)
			return file;
	}
	for (size_t i = 0; i < m->generated.n; i++) {
		size_t n = strlen(m->generated.v[i].dir);

		if (strncmp(base, m->generated.v[i].dir, n) == 0 && (base[n] == '\0' || base[n] == '/' || base[n] == '.'))
			m->generated_hit = m->generated.v[i].name;
	}
	return -1;
}

static bool under(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return n == 0 || (strncmp(path, dir, n) == 0 && path[n] == '/');
}

/* tsconfig paths: the configuration nearest to the importing file first, within it the longest pattern. */
static int js_alias(struct modules *m, const char *from, const char *specifier)
{
	size_t done = SIZE_MAX;

	for (;;) {
		const struct module_alias *best = NULL;
		size_t best_score = 0;

		for (size_t i = 0; i < m->alias.n; i++) {
			const struct module_alias *a = &m->alias.v[i];
			const char *star = strchr(a->pattern, '*');
			size_t before = star ? (size_t)(star - a->pattern) : strlen(a->pattern);
			size_t after = star ? strlen(star + 1) : 0, n = strlen(specifier);
			size_t score = 1 + strlen(a->dir) * 4096 + before * 8 + after;

			if (!under(from, a->dir) || score >= done || strncmp(specifier, a->pattern, before) != 0)
				continue;
			if (star ? n < before + after || strcmp(specifier + n - after, star + 1) != 0 : n != before)
				continue;
			if (score > best_score) {
				best = a;
				best_score = score;
			}
		}
		if (!best)
			return -1;
		done = best_score;
		for (size_t i = 0; i < m->alias.n; i++) {	/* a pattern may have several targets */
			const struct module_alias *a = &m->alias.v[i];
			const char *star = strchr(a->pattern, '*'), *hole = strchr(a->target, '*');
			size_t before, after;
			int file;

			if (strcmp(a->dir, best->dir) != 0 || strcmp(a->pattern, best->pattern) != 0)
				continue;
			before = star ? (size_t)(star - a->pattern) : 0;
			after = star ? strlen(star + 1) : 0;
			file = js_file(m, !star || !hole ? a->target : arena_printf(m->arena, "%.*s%.*s%s", (int)(hole - a->target), a->target,
				(int)(strlen(specifier) - before - after), specifier + before, hole + 1));
			if (file >= 0)
				return file;
		}
	}
}

static int js_workspace(struct modules *m, const char *specifier)
{
	for (size_t i = 0; i < m->package.n; i++) {
		const struct module_package *p = &m->package.v[i];
		size_t n = strlen(p->name);
		const char *sep = *p->dir ? "/" : "";
		int file = -1;

		if (strncmp(specifier, p->name, n) != 0 || (specifier[n] != '\0' && specifier[n] != '/'))
			continue;
		if (specifier[n]) {
			file = js_file(m, arena_printf(m->arena, "%s%s%s", p->dir, sep, specifier + n + 1));
			if (file < 0)
				file = js_file(m, arena_printf(m->arena, "%s%ssrc/%s", p->dir, sep, specifier + n + 1));
		} else {
			const char *main = p->main ? path_normal(m->arena, arena_printf(m->arena, "%s/%s", p->dir, p->main)) : NULL;

			if (main)
				file = js_file(m, main);
			if (file < 0)
				file = js_file(m, arena_printf(m->arena, "%s%ssrc", p->dir, sep));
			if (file < 0)
				file = js_file(m, p->dir);
		}
		if (file >= 0)
			return file;
	}
	return -1;
}

/* '@/x', '~/x' and '$lib/x' without a tsconfig: src/ or the root of a folder around the importing file (the bundlers' habit). */
static int js_at(struct modules *m, const char *from, const char *specifier)
{
	const char *dir = path_dir(m->arena, from);

	if (starts_with(specifier, "$lib/") || strcmp(specifier, "$lib") == 0)	/* SvelteKit's: src/lib */
		specifier = arena_printf(m->arena, "@/%s", specifier + 1);
	if ((specifier[0] != '@' && specifier[0] != '~') || specifier[1] != '/')
		return -1;
	for (;;) {
		const char *sep = *dir ? "/" : "";
		int file = js_file(m, arena_printf(m->arena, "%s%ssrc/%s", dir, sep, specifier + 2));

		if (file < 0)
			file = js_file(m, arena_printf(m->arena, "%s%s%s", dir, sep, specifier + 2));
		if (file >= 0 || !*dir)
			return file;
		dir = path_dir(m->arena, dir);
	}
}

static struct module_ref js_find(struct modules *m, const char *from, const char *specifier)
{
	struct module_ref ref = {.file = -1};

	m->generated_hit = NULL;
	if (specifier[0] == '.' && (specifier[1] == '/' || specifier[1] == '\0' || (specifier[1] == '.' && (specifier[2] == '/' || specifier[2] == '\0')))) {
		const char *path = path_normal(m->arena, arena_printf(m->arena, "%s/%s", path_dir(m->arena, from), specifier));

		if (path)
			ref.file = js_file(m, path);
		if (ref.file < 0)
			ref.package = m->generated_hit;
		return ref;	/* a relative specifier is no package but for generated code */
	}
	ref.file = js_alias(m, from, specifier);
	if (ref.file < 0)
		ref.file = js_workspace(m, specifier);
	if (ref.file < 0)
		ref.file = js_at(m, from, specifier);
	if (ref.file < 0 && m->generated_hit)
		ref.package = m->generated_hit;
	else if (ref.file < 0)
		ref.package = starts_with(specifier, "node:") ? specifier + 5 : specifier;
	return ref;
}

static struct module_ref python_at(struct modules *m, const char *path)
{
	struct module_ref ref = {.file = -1};

	ref.file = file_at(m, arena_printf(m->arena, "%s.py", path));
	if (ref.file < 0)
		ref.file = file_at(m, arena_printf(m->arena, "%s%s__init__.py", path, *path ? "/" : ""));
	if (ref.file < 0 && map_gets(&m->dir, path))
		ref.dir = path;
	return ref;
}

struct module_ref module_child(struct modules *m, const char *dir, const char *name)
{
	return python_at(m, arena_printf(m->arena, "%s%s%s", dir, *dir ? "/" : "", name));
}

static struct module_ref python_find(struct modules *m, const char *from, const char *specifier)
{
	struct module_ref ref = {.file = -1};
	const char *dir = path_dir(m->arena, from);
	char *path;

	if (specifier[0] == '.') {
		for (specifier++; *specifier == '.'; specifier++) {
			if (!*dir)
				return ref;
			dir = path_dir(m->arena, dir);
		}
		if (!*specifier)
			return python_at(m, dir);
		path = arena_printf(m->arena, "%s%s%s", dir, *dir ? "/" : "", specifier);
		for (char *p = path + strlen(dir); *p; p++)
			if (*p == '.')
				*p = '/';
		return python_at(m, path);
	}
	/* Absolute: from the folder of the importing file outwards, as the roots on sys.path usually lie. */
	for (;;) {
		path = arena_printf(m->arena, "%s%s%s", dir, *dir ? "/" : "", specifier);
		for (char *p = path + strlen(dir); *p; p++)
			if (*p == '.')
				*p = '/';
		ref = python_at(m, path);
		/* alembic/ with its env.py is not the package alembic: a folder without __init__.py gives way to a package packs know. */
		if (ref.dir && map_get(&m->known, specifier, strcspn(specifier, ".")))
			ref.dir = NULL;
		if (ref.file >= 0 || ref.dir)
			return ref;
		if (!*dir)
			break;
		dir = path_dir(m->arena, dir);
	}
	ref.package = specifier;
	return ref;
}

/* module example.com/app, alone on its line or quoted. */
void modules_add_go_mod(struct modules *m, const char *path, const char *text)
{
	forget_found(m);
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const char *p = text + strspn(text, " \t");
		size_t n;

		if (strncmp(p, "module", 6) != 0 || !p[6] || !strchr(" \t", p[6]))
			continue;
		p += 6 + strspn(p + 6, " \t\"`");
		n = strcspn(p, " \t\r\n\"`");
		if (n)
			vec_push(&m->go_module, (struct module_package){arena_strndup(m->arena, p, n), path_dir(m->arena, path), NULL});
		return;
	}
}

static struct module_ref go_find(struct modules *m, const char *specifier)
{
	const struct module_package *best = NULL;
	struct module_ref ref = {.file = -1};

	for (size_t i = 0; i < m->go_module.n; i++) {
		const struct module_package *p = &m->go_module.v[i];

		if ((under(specifier, p->name) || strcmp(specifier, p->name) == 0) && (!best || strlen(p->name) > strlen(best->name)))
			best = p;
	}
	if (best) {
		const char *rest = specifier + strlen(best->name), *dir = arena_printf(m->arena, "%s%s", best->dir, *best->dir ? rest : rest + (*rest == '/'));
		int64_t *slot = map_gets(&m->go_dir, dir);

		if (slot) {
			ref.dir = dir;
			ref.file = m->go_file.v[*slot - 1].file;
			return ref;
		}
	}
	ref.package = specifier;
	return ref;
}

static struct module_ref find_fresh(struct modules *m, const char *family, const char *from, const char *specifier)
{
	if (strcmp(family, "go") == 0)
		return go_find(m, specifier);
	return strcmp(family, "python") == 0 ? python_find(m, from, specifier) : js_find(m, from, specifier);
}

/* The same few specifiers are asked for by every name that is looked up. What is found depends on the folder of `from` alone. */
struct module_ref module_find(struct modules *m, const char *family, const char *from, const char *specifier)
{
	const char *slash = strrchr(from, '/');
	size_t dir = slash ? (size_t)(slash - from) : 0, n = strlen(specifier);
	char key[1024];
	struct module_ref ref;
	bool is_new;
	int64_t *slot;

	if (n == 0 || dir + n + 2 > sizeof(key))
		return find_fresh(m, family, from, specifier);
	key[0] = family[0];
	memcpy(key + 1, from, dir);
	key[dir + 1] = '\0';
	memcpy(key + dir + 2, specifier, n);
	slot = map_put(&m->asked, key, dir + n + 2, &is_new);
	if (!is_new)
		return m->found.v[*slot];
	ref = find_fresh(m, family, from, specifier);
	ref.package = arena_strdup(m->arena, ref.package);	/* it may be the caller's text, which need not live as long */
	vec_push(&m->found, ref);
	*map_put(&m->asked, key, dir + n + 2, NULL) = (int64_t)m->found.n - 1;
	return ref;
}
