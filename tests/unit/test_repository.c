/* Repositories are folders of files, made here by hand: no program is needed. */
#include "../../audit/base/repository.h"
#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define ONE "1111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222"

static char folder[40];
static struct arena arena;

static int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/plumbline-repository-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
	char command[100];

	(void)state;
	arena_free(&arena);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static const char *at(const char *path)
{
	return arena_printf(&arena, "%s/%s", folder, path);
}

static void put(const char *path, const char *text)
{
	char *full = arena_strdup(&arena, at(path));
	FILE *f;

	for (char *p = full + strlen(folder) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		mkdir(full, 0755);
	}
	f = fopen(full, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void a_work_tree_and_a_linked_one(void **state)
{
	const char *top;

	(void)state;
	assert_null(repository_find(&arena, at("."), &top));
	put("r/.git/HEAD", "ref: refs/heads/main\n");
	put("r/api/src/a.js", "");
	assert_string_equal(repository_find(&arena, at("r/api/src"), &top), at("r/.git"));
	assert_string_equal(top, at("r"));
	put("r/.git/worktrees/w/HEAD", "ref: refs/heads/side\n");
	put("r/.git/worktrees/w/commondir", "../..\n");
	put("w/.git", arena_printf(&arena, "gitdir: %s\n", at("r/.git/worktrees/w")));
	assert_string_equal(repository_find(&arena, at("w"), &top), at("r/.git/worktrees/w"));
	assert_string_equal(repository_common(&arena, at("r/.git/worktrees/w")), at("r/.git/worktrees/w/../.."));
	put("r/.git/refs/heads/main", ONE "\n");
	put("r/.git/refs/heads/side", TWO "\n");
	assert_string_equal(repository_reference(&arena, at("r/.git/worktrees/w"), "HEAD"), TWO);
	assert_string_equal(repository_reference(&arena, at("r/.git/worktrees/w"), "main"), ONE);
	assert_string_equal(repository_reference(&arena, at("r/.git"), "HEAD"), ONE);
}

static void references(void **state)
{
	(void)state;
	put("r/.git/HEAD", "ref: refs/heads/main\n");
	put("r/.git/packed-refs", "# pack-refs with: peeled fully-peeled sorted \n" ONE " refs/heads/main\n" TWO " refs/tags/v1\n^" ONE "\n" TWO " refs/remotes/origin/next\n");
	put("r/.git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/next\n");
	put("r/.git/refs/heads/loop", "ref: refs/heads/loop\n");
	put("r/.git/refs/heads/odd", "no id at all\n");
	put("secret", ONE "\n");
	assert_string_equal(repository_reference(&arena, at("r/.git"), "HEAD"), ONE);
	assert_string_equal(repository_reference(&arena, at("r/.git"), "v1"), TWO);
	assert_string_equal(repository_reference(&arena, at("r/.git"), "origin/next"), TWO);
	assert_string_equal(repository_reference(&arena, at("r/.git"), "origin"), TWO);
	assert_null(repository_reference(&arena, at("r/.git"), "loop"));
	assert_null(repository_reference(&arena, at("r/.git"), "odd"));
	assert_null(repository_reference(&arena, at("r/.git"), "mai"));
	assert_null(repository_reference(&arena, at("r/.git"), "../../secret"));
	assert_int_equal(symlink(at("secret"), at("r/.git/refs/heads/link")), 0);
	assert_null(repository_reference(&arena, at("r/.git"), "link"));
	/* The file of a branch counts before the packed list. */
	put("r/.git/refs/heads/main", TWO "\n");
	assert_string_equal(repository_reference(&arena, at("r/.git"), "main"), TWO);
}

static void what_the_remote_is_called(void **state)
{
	static const char *const urls[][2] = {
		{"https://github.com/acme/billing.git", "acme/billing"},
		{"https://robot:token@git.example:8443/acme/billing", "acme/billing"},
		{"git@github.com:acme/billing.git", "acme/billing"},
		{"ssh://git@host/acme/team/billing.git/", "team/billing"},
		{"https://host/billing.git", "billing"},
		{"/srv/git/billing.git", "billing"},
		{"../billing", "billing"},
	};

	(void)state;
	put("r/.git/HEAD", "ref: refs/heads/main\n");
	assert_null(repository_origin(&arena, at("r/.git")));
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		put("r/.git/config", arena_printf(&arena, "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = https://x/a/b\n[remote \"origin\"]\n\tfetch = +a:b\n\turl = %s\n[branch \"main\"]\n\turl = no\n", urls[i][0]));
		assert_string_equal(repository_origin(&arena, at("r/.git")), urls[i][1]);
	}
	put("r/.git/config", "[core]\n\tbare = false\n");
	assert_null(repository_origin(&arena, at("r/.git")));
}

#define FOLDER_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FOLDER_TEST(a_work_tree_and_a_linked_one),
		FOLDER_TEST(references),
		FOLDER_TEST(what_the_remote_is_called),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
