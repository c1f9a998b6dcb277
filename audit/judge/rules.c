/* Sets of rules. See rule.h. */
#include "rule_parse.h"

#include "../base/io.h"
#include "../base/str.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#define LARGEST_RULE (256 * 1024)	/* bytes of a rule file */

static int compare_rules(const void *a, const void *b)
{
	return strcmp(((const struct rule *)a)->id, ((const struct rule *)b)->id);
}

static void sort_rules(struct rule_set *set)
{
	if (set->rule.n)
		qsort(set->rule.v, set->rule.n, sizeof(*set->rule.v), compare_rules);
}

/* A word of a rule id: small letters, digits and '-', beginning with a letter. */
static bool is_word(const char *p, size_t n)
{
	if (!n || !islower((unsigned char)*p))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!islower((unsigned char)p[i]) && !isdigit((unsigned char)p[i]) && p[i] != '-')
			return false;
	return true;
}

static struct rule *add(struct rule_set *set, const char *id, const char *file, const char *text, bool user)
{
	struct rule rule = {.id = id, .file = file, .user = user};

	rule.group = arena_strndup(&set->arena, id, strcspn(id, "/"));
	rule.folder = arena_strndup(&set->arena, file, strlen(file) - strlen("rule.sql"));
	rule_parse(&rule, &set->arena, text);
	vec_push(&set->rule, rule);
	return &set->rule.v[set->rule.n - 1];
}

void rules_add_embedded(struct rule_set *set, const struct embedded *files)
{
	static const char prefix[] = "rules/", suffix[] = "/rule.sql";

	for (const struct embedded *e = files; e->path; e++) {
		const char *id = e->path + sizeof(prefix) - 1, *slash;
		size_t n;

		if (!starts_with(e->path, prefix) || !ends_with(e->path, suffix) || strlen(e->path) < sizeof(prefix) + sizeof(suffix) - 2)
			continue;
		n = strlen(id) - (sizeof(suffix) - 1);
		slash = memchr(id, '/', n);
		if (!slash || !is_word(id, (size_t)(slash - id)) || !is_word(slash + 1, n - (size_t)(slash + 1 - id)))
			continue;
		add(set, arena_strndup(&set->arena, id, n), e->path, e->text, false);
	}
	sort_rules(set);
}

/* Reads folder/id/rule.sql, when it is there. */
static bool add_user_rule(struct rule_set *set, const char *folder, const char *id, size_t before, struct err *err)
{
	const char *file = arena_printf(&set->arena, "%s/%s/rule.sql", folder, id), *slash = strchr(id, '/');
	struct stat st;
	char *text;
	size_t length;
	struct rule *rule;

	if (stat(file, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR ? true : err_usage(err, "cannot read \"%s\": %s", file, strerror(errno));
	if (!is_word(id, (size_t)(slash - id)) || !is_word(slash + 1, strlen(slash + 1)))
		return err_usage(err, "%s: a rule id is two words of small letters, digits and '-'", file);
	for (size_t i = 0; i < before; i++)
		if (strcmp(set->rule.v[i].id, id) == 0)
			return err_usage(err, "rule \"%s\" is defined twice: in %s and in %s", id, set->rule.v[i].file, file);
	if (!io_read(file, LARGEST_RULE, &text, &length, err)) {
		if (err)
			err->usage = true;
		return false;
	}
	if (memchr(text, '\0', length)) {
		free(text);
		return err_usage(err, "%s: not a text file", file);
	}
	rule = add(set, arena_strdup(&set->arena, id), file, arena_strndup(&set->arena, text, length), true);
	free(text);
	return rule->broken ? err_usage(err, "%s", rule->broken) : true;
}

/* The folders in `folder`, sorted; hidden ones left out. */
static bool subfolders(struct arena *arena, const char *folder, const char ***list, size_t *n, struct err *err)
{
	struct dirent **entry;
	int count = scandir(folder, &entry, NULL, alphasort);

	if (count < 0)
		return err_usage(err, "cannot read the folder of rules \"%s\": %s", folder, strerror(errno));
	*list = arena_array(arena, const char *, count + 1);
	*n = 0;
	for (int i = 0; i < count; i++) {
		struct stat st;

		if (entry[i]->d_name[0] != '.' && stat(arena_printf(arena, "%s/%s", folder, entry[i]->d_name), &st) == 0 && S_ISDIR(st.st_mode))
			(*list)[(*n)++] = arena_strdup(arena, entry[i]->d_name);
		free(entry[i]);
	}
	free(entry);
	return true;
}

bool rules_add_folder(struct rule_set *set, const char *folder, struct err *err)
{
	size_t groups, before = set->rule.n;
	const char **group;
	bool ok = subfolders(&set->arena, folder, &group, &groups, err);

	for (size_t i = 0; ok && i < groups; i++) {
		const char **name;
		size_t names = 0;

		ok = subfolders(&set->arena, arena_printf(&set->arena, "%s/%s", folder, group[i]), &name, &names, err);
		for (size_t j = 0; ok && j < names; j++)
			ok = add_user_rule(set, folder, arena_printf(&set->arena, "%s/%s", group[i], name[j]), before, err);
	}
	if (ok && set->rule.n == before)
		ok = err_usage(err, "the folder \"%s\" holds no rule: %s/<group>/<rule>/rule.sql", folder, folder);
	sort_rules(set);
	return ok;
}

const struct rule *rules_find(const struct rule_set *set, const char *id)
{
	struct rule key = {.id = id};

	return set->rule.n ? bsearch(&key, set->rule.v, set->rule.n, sizeof(key), compare_rules) : NULL;
}

bool rules_match(const char *pattern, const char *id)
{
	size_t n = strlen(pattern);

	if (strcmp(pattern, "*") == 0)
		return true;
	if (n > 2 && strcmp(pattern + n - 2, "/*") == 0)
		return strncmp(pattern, id, n - 1) == 0;
	return strcmp(pattern, id) == 0;
}

void rules_free(struct rule_set *set)
{
	for (size_t i = 0; i < set->rule.n; i++)
		vec_free(&set->rule.v[i].part);
	vec_free(&set->rule);
	arena_free(&set->arena);
}
