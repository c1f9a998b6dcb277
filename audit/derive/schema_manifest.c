/* Lists that say which migrations there are and in which order they run: where there is one, the names of the files decide nothing. See schema.h. */
#include "schema.h"

#include "../base/walk.h"

#include <cjson/cJSON.h>

#include <ctype.h>

struct search {
	struct derive *d;
	bool *owned;	/* by file: a list decides over it */
	struct schema_sets *out;
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void own(struct search *s, const char *folder)
{
	size_t n = strlen(folder);

	for (int i = 0; i < s->d->files; i++)
		if (schema_is_sql(s->d->path[i]) && (n == 0 || (strncmp(s->d->path[i], folder, n) == 0 && s->d->path[i][n] == '/')))
			s->owned[i] = true;
}

static const char *below(struct arena *a, const char *folder, const char *name)
{
	return *folder ? arena_printf(a, "%s/%s", folder, name) : name;
}

static void add_listed(struct search *s, struct schema_set *set, const char *path, const char *version, const char *recorded)
{
	int file = schema_file(s->d, path);

	if (file >= 0) {
		vec_push(&set->member, (struct schema_member){file, version, recorded});
		s->owned[file] = true;
	} else {
		facts_coverage(s->d->facts, "schema", path, "skipped", "listed among the migrations, but not in the tree", 0, 0);
	}
}

/* Drizzle: meta/_journal.json says which files there are, in their order, and for which database. */
static void read_journal(struct search *s, const char *path, const char *text)
{
	struct arena *a = s->d->arena;
	const char *folder = path_dir(a, path_dir(a, path));
	cJSON *root = cJSON_Parse(text);
	const cJSON *entry, *dialect = cJSON_GetObjectItemCaseSensitive(root, "dialect"), *entries = cJSON_GetObjectItemCaseSensitive(root, "entries");

	if (!cJSON_IsArray(entries)) {
		cJSON_Delete(root);
		return;
	}
	own(s, folder);
	if (!cJSON_IsString(dialect) || strcmp(dialect->valuestring, "postgresql") == 0 || strcmp(dialect->valuestring, "pg") == 0) {
		struct schema_set *set = schema_set_add(s->out, folder, "drizzle");

		cJSON_ArrayForEach(entry, entries) {
			const cJSON *tag = cJSON_GetObjectItemCaseSensitive(entry, "tag"), *when = cJSON_GetObjectItemCaseSensitive(entry, "when");
			const char *name;

			if (!cJSON_IsString(tag) || strchr(tag->valuestring, '/'))
				continue;
			name = arena_printf(a, "%s.sql", tag->valuestring);
			add_listed(s, set, below(a, folder, name), name, cJSON_IsNumber(when) ? arena_printf(a, "%.0f", when->valuedouble) : NULL);
		}
	}
	cJSON_Delete(root);
}

/* Prisma: the lock names the database product; the folders say the rest. */
static void read_lock(struct search *s, const char *path, const char *text)
{
	const char *provider = strstr(text, "provider"), *quote = provider ? strchr(provider, '"') : NULL;

	if (quote && strncmp(quote + 1, "postgres", 8) != 0)
		own(s, path_dir(s->d->arena, path));
}

/* Sqitch: one change a line, deployed from top to bottom. A change that comes twice was reworked: its first form is kept under the tag that follows it. */
static void read_plan(struct search *s, const char *path, const char *text)
{
	struct arena *a = s->d->arena;
	const char *top = path_dir(a, path);
	VEC_OF(const char *) change = {0};	/* tags as "@name" */
	const char *configuration = below(a, top, "sqitch.conf");
	struct schema_set *set;
	static const char *const parts[] = {"deploy", "revert", "verify"};

	if (schema_file(s->d, configuration) >= 0) {
		char *conf = schema_read(s->d, schema_file(s->d, configuration));
		const char *engine = conf ? strstr(conf, "engine = ") : NULL;
		bool other = engine && strncmp(engine + 9, "pg", 2) != 0;

		free(conf);
		if (other)
			return;
	}
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t n = strcspn(line, " \t\r\n");

		if (n > 0 && *line != '%' && *line != '#' && *line != '-')
			vec_push(&change, arena_strndup(a, line, n));
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		own(s, below(a, top, parts[i]));
	set = schema_set_add(s->out, below(a, top, "deploy"), "sqitch");
	for (size_t i = 0; i < change.n; i++) {
		const char *name = change.v[i], *file = NULL;
		bool again = false;

		if (*name == '@')
			continue;
		for (size_t k = i + 1; k < change.n && !again; k++) {
			again = strcmp(change.v[k], name) == 0;
			if (*change.v[k] == '@' && !file) {
				file = arena_printf(a, "deploy/%s%s.sql", name, change.v[k]);
				if (schema_file(s->d, below(a, top, file)) < 0)
					file = NULL;
			}
		}
		if (!again || !file)
			file = arena_printf(a, "deploy/%s.sql", name);
		add_listed(s, set, below(a, top, file), name, NULL);
	}
	vec_free(&change);
}

/* Atlas: a file that is not in the sum is refused; order is that of the names. */
static void read_sum(struct search *s, const char *path, const char *text)
{
	struct arena *a = s->d->arena;
	const char *folder = path_dir(a, path);
	struct schema_set *set = NULL;

	own(s, folder);
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t n = strcspn(line, " \t\r\n");
		const char *name = arena_strndup(a, line, n);

		if (!ends_with(name, ".sql") || strchr(name, '/') || !schema_runs_forward(name))
			continue;
		if (!set)
			set = schema_set_add(s->out, folder, "atlas");
		add_listed(s, set, below(a, folder, name), name, NULL);
	}
}

/* Liquibase: the master changelog includes files, in YAML, XML or JSON; what stands in quotes or after "file:" and ends with .sql is one. */
static void read_changelog(struct search *s, const char *path, const char *text)
{
	struct arena *a = s->d->arena;
	const char *folder = path_dir(a, path);
	struct schema_set *set = NULL;

	for (const char *at = text; (at = strstr(at, ".sql")); at += 4) {
		const char *start = at;
		const char *name;
		int file = -1;

		while (start > text && !strchr("\"' \t\n:=<>", start[-1]))
			start--;
		if (isalnum((unsigned char)at[4]))
			continue;
		name = arena_strndup(a, start, (size_t)(at + 4 - start));
		/* From the changelog's folder, from the root, or from a folder of resources on the way. */
		for (const char *from = folder; file < 0; from = path_dir(a, from)) {
			file = schema_file(s->d, below(a, from, name));
			if (!*from)
				break;
		}
		if (file < 0 || s->owned[file])
			continue;
		if (!set)
			set = schema_set_add(s->out, folder, "liquibase");
		add_listed(s, set, s->d->path[file], name, NULL);
	}
}

static const struct {
	const char *name;
	void (*read)(struct search *s, const char *path, const char *text);
} manifests[] = {
	{"_journal.json", read_journal},
	{"migration_lock.toml", read_lock},
	{"sqitch.plan", read_plan},
	{"atlas.sum", read_sum},
	{"*changelog*.yaml", read_changelog},
	{"*changelog*.yml", read_changelog},
	{"*changelog*.xml", read_changelog},
	{"*changelog*.json", read_changelog},
};

void schema_manifests_read(struct derive *d, bool *owned, struct schema_sets *out)
{
	struct search search = {d, owned, out}, *s = &search;

	for (int i = 0; i < s->d->files; i++) {
		const char *name = base_name(s->d->path[i]);

		if (strcmp(s->d->role[i], "test") == 0)
			continue;
		for (size_t k = 0; k < sizeof(manifests) / sizeof(*manifests); k++) {
			char *text;

			if (!glob_match(manifests[k].name, name))
				continue;
			text = schema_read(s->d, i);
			if (text)
				manifests[k].read(s, s->d->path[i], text);
			free(text);
			break;
		}
	}
}
