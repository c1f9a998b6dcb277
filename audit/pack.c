/* Packs: loading and cutting in halves. See pack.h. */
#include "pack.h"

#include "base/embed.h"
#include "base/io.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define PACK_MAX (1 << 20)

static void add_names(struct arena *arena, struct pack *p, const char *text)
{
	bool npm = starts_with(text, "npm "), go = starts_with(text, "go ");

	for (text += strcspn(text, " "); *text; text += strcspn(text, " ,")) {
		text += strspn(text, " ,");
		if (!*text)
			break;
		if (npm)
			vec_push(&p->npm, arena_strndup(arena, text, strcspn(text, " ,")));
		else if (go)
			vec_push(&p->go, arena_strndup(arena, text, strcspn(text, " ,")));
		else
			vec_push(&p->pypi, arena_strndup(arena, text, strcspn(text, " ,")));
	}
}

static bool add_pack(struct packs *packs, struct arena *arena, const char *path, const char *text, struct err *err)
{
	struct pack p = {.path = arena_strdup(arena, path), .title = "", .types = "", .facts = ""};
	const char *body = NULL, *line = text;
	int number = 1;

	for (; *line; number++) {
		size_t n = strcspn(line, "\n");
		const char *s = arena_strndup(arena, line, n);

		line += n + (line[n] == '\n');
		if (strcmp(s, "-- types") == 0 || strcmp(s, "-- facts") == 0) {
			const char **half = s[3] == 't' ? &p.types : &p.facts;

			if (**half)
				return err_usage(err, "%s:%d: a second \"%s\" part; a pack has one of each", path, number, s);
			if (s[3] == 't' && body)
				return err_usage(err, "%s:%d: the \"-- types\" part stands before \"-- facts\"", path, number);
			body = line;
			*(s[3] == 't' ? &p.types_line : &p.facts_line) = number + 1;
			*half = strcmp(s, "-- types") == 0 ? arena_strndup(arena, line, (size_t)(strstr(line, "\n-- facts\n") ? strstr(line, "\n-- facts\n") + 1 - line :
				(long)strlen(line))) : line;
		} else if (!body && starts_with(s, "-- title: ")) {
			p.title = s + 10;
		} else if (!body && starts_with(s, "-- package: ")) {
			if (!starts_with(s + 12, "npm ") && !starts_with(s + 12, "pypi ") && !starts_with(s + 12, "go "))
				return err_usage(err, "%s:%d: a package line names its ecosystem: \"-- package: npm express\", \"-- package: pypi fastapi\" or \"-- package: go net/http\"", path, number);
			add_names(arena, &p, s + 12);
		} else if (!body && starts_with(s, "-- files: ")) {
			for (const char *glob = s + 10; *glob; glob += strspn(glob, " ")) {
				vec_push(&p.files, arena_strndup(arena, glob, strcspn(glob, " ")));
				glob += strcspn(glob, " ");
			}
		} else if (!body && *s && !starts_with(s, "--")) {
			return err_usage(err, "%s:%d: SQL before \"-- types\" or \"-- facts\"; a pack's SQL stands in one of the two parts", path, number);
		}
	}
	if (!body)
		return err_usage(err, "%s: neither a \"-- types\" nor a \"-- facts\" part", path);
	vec_push(&packs->pack, p);
	return true;
}

static bool add_dir(struct packs *packs, struct arena *arena, const char *path, int depth, struct err *err)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	bool ok = true;

	if (!dir)
		return err_usage(err, "cannot read the folder of packs \"%s\": %s", path, strerror(errno));
	while (ok && (e = readdir(dir))) {
		const char *child = arena_printf(arena, "%s/%s", path, e->d_name);
		struct stat st;
		char *text;
		size_t n;

		if (e->d_name[0] == '.' || stat(child, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth < 4) {
			ok = add_dir(packs, arena, child, depth + 1, err);
		} else if (S_ISREG(st.st_mode) && ends_with(child, ".sql")) {
			ok = io_read(child, PACK_MAX, &text, &n, err);
			if (ok) {
				ok = add_pack(packs, arena, child, arena_strdup(arena, text), err);
				free(text);
			}
		}
	}
	closedir(dir);
	return ok;
}

bool packs_load(struct packs *packs, struct arena *arena, const char *const *dirs, struct err *err)
{
	for (const struct embedded *e = embedded_files; e->path; e++)
		if (starts_with(e->path, "audit/packs/") && ends_with(e->path, ".sql") && !add_pack(packs, arena, e->path, e->text, err))
			return false;
	for (; dirs && *dirs; dirs++)
		if (!add_dir(packs, arena, *dirs, 0, err))
			return false;
	return true;
}

void packs_free(struct packs *packs)
{
	for (size_t i = 0; i < packs->pack.n; i++) {
		vec_free(&packs->pack.v[i].npm);
		vec_free(&packs->pack.v[i].pypi);
		vec_free(&packs->pack.v[i].go);
		vec_free(&packs->pack.v[i].files);
	}
	vec_free(&packs->pack);
}

bool pack_knows(const struct pack *p, const char *family, const char *specifier)
{
	bool python = strcmp(family, "python") == 0, go = strcmp(family, "go") == 0;
	size_t n = python ? p->pypi.n : go ? p->go.n : p->npm.n;

	for (size_t i = 0; i < n; i++) {
		const char *name = python ? p->pypi.v[i] : go ? p->go.v[i] : p->npm.v[i];
		size_t len = strlen(name);

		if (strncmp(specifier, name, len) == 0 && (specifier[len] == '\0' || specifier[len] == (python ? '.' : '/')))
			return true;
	}
	return false;
}
