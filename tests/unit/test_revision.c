/* Commits are made with the git program where there is one, and read by us. */
#include "../../audit/base/revision.h"
#include "../../audit/base/str.h"
#include "../../audit/base/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[40];

static bool run(const char *command)
{
	char line[4096];

	snprintf(line, sizeof(line), "cd %s && export GIT_CONFIG_NOSYSTEM=1 HOME=%s GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b && { %s; } >/dev/null 2>&1",
		folder, folder, command);
	return system(line) == 0;
}

static int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/plumbline-revision-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	if (!run("command -v git"))
		return 0;
	return run("git init -q -b main r && cd r && mkdir -p api/src node_modules/x && echo one >api/src/a.js && echo {} >node_modules/x/b.js && ln -s a.js api/src/link.js"
		   " && git add -f . && git commit -qm 1 && git tag -a v1 -m v1 && echo two >api/src/a.js && echo new >api/c.js && git add . && git commit -qm 2 && echo three >api/src/a.js")
		       ? 0
		       : -1;
}

static int teardown(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static struct revision *opened(const char *below, const char *name, struct err *err)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, below);
	return revision_open(path, name, err);
}

#define NEED_GIT() \
	if (!run("command -v git")) \
	skip()

static void assert_text(const char *below, const char *name, const char *path, const char *want)
{
	struct err err = {0};
	struct revision *r = opened(below, name, &err);
	char *text;
	size_t length;

	if (!r)
		fail_msg("%s: %s", name, err.message);
	assert_true(revision_read(r, path, 100, &text, &length, &err));
	assert_string_equal(text, want);
	assert_int_equal(length, strlen(want));
	free(text);
	revision_close(r);
}

static void names_are_found_as_git_does(void **state)
{
	static const char *const names[] = {"HEAD", "@", "main", "heads/main", "refs/heads/main", "v1^{commit}", "v1", "HEAD~1", "main^", "@~"};
	char head[41] = "", path[100];
	FILE *f;

	(void)state;
	NEED_GIT();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_text("r", names[i], "api/src/a.js", i < 5 ? "two\n" : "one\n");
	assert_true(run("cd r && git rev-parse HEAD >../id && git pack-refs --all && git gc -q"));
	snprintf(path, sizeof(path), "%s/id", folder);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fread(head, 1, 40, f), 40);
	fclose(f);
	assert_text("r", head, "api/src/a.js", "two\n");
	head[8] = '\0';
	assert_text("r", head, "api/src/a.js", "two\n");
	assert_text("r", "main", "api/src/a.js", "two\n"); /* packed */
	assert_text("r", "v1", "api/src/a.js", "one\n");
	assert_true(run("cd r && git worktree add -q ../linked v1 && cd ../linked && git checkout -q -b side"));
	assert_text("linked", "HEAD", "api/src/a.js", "one\n");
	assert_text("linked", "main", "api/src/a.js", "two\n");
}

static void a_folder_below_sees_its_own_part(void **state)
{
	struct walk walk = {0};
	struct err err = {0};
	struct revision *r;
	struct buf got = {0};

	(void)state;
	NEED_GIT();
	assert_text("r/api", "main", "src/a.js", "two\n");
	r = opened("r", "main", &err);
	assert_non_null(r);
	walk_revision(&walk, r, (const char *const[]){"c.js", NULL});
	for (size_t i = 0; i < walk.file.n; i++)
		buf_printf(&got, " %s(%d)", walk.file.v[i].path, (int)walk.file.v[i].stat.size);
	for (size_t i = 0; i < walk.skipped.n; i++)
		buf_printf(&got, " | %s: %s", walk.skipped.v[i].path, walk.skipped.v[i].reason);
	assert_string_equal(buf_text(&got), " api/src/a.js(4) | api/c.js: excluded by configuration | node_modules: vendored tree");
	assert_int_equal(strlen(revision_id(r)), 40);
	buf_free(&got);
	walk_free(&walk);
	revision_close(r);
}

/* What a file's stat is follows from its content alone. */
static void same_content_is_the_same_file(void **state)
{
	struct walk walk[2] = {{0}};
	struct err err = {0};

	(void)state;
	NEED_GIT();
	assert_true(run("cd r && git checkout -q api/src/a.js && git commit -q --allow-empty -m 3"));
	for (int i = 0; i < 2; i++) {
		struct revision *r = opened("r/api/src", i ? "HEAD" : "HEAD^", &err);

		assert_non_null(r);
		walk_revision(&walk[i], r, NULL);
		revision_close(r);
	}
	assert_int_equal(walk[0].file.n, 1);
	assert_memory_equal(&walk[0].file.v[0].stat, &walk[1].file.v[0].stat, sizeof(walk[0].file.v[0].stat));
	walk_free(&walk[0]);
	walk_free(&walk[1]);
}

static void assert_refused(const char *below, const char *name, const char *why)
{
	struct err err = {0};
	struct revision *r = opened(below, name, &err);

	assert_null(r);
	if (!strstr(err.message, why))
		fail_msg("%s: %s", name, err.message);
}

static void what_cannot_be_read_says_so(void **state)
{
	struct err err = {0};
	struct revision *r;
	char *text;
	size_t length;

	(void)state;
	NEED_GIT();
	assert_refused("r", "nosuch", "no branch, tag or commit \"nosuch\"");
	assert_refused("r", "config", "no branch, tag or commit"); /* a file beside HEAD is no reference */
	assert_refused("r", "../../id", "no branch, tag or commit");
	assert_refused("r", "main@{1}", "a reflog is not read");
	assert_refused("r", "main~9", "main~9");
	assert_refused(".", "main", "no git repository");
	assert_true(run("mkdir r/later"));
	assert_refused("r/later", "main", "no folder \"later\"");
	r = opened("r", "main", &err);
	assert_non_null(r);
	assert_false(revision_read(r, "api/src/link.js", 100, &text, &length, &err));
	assert_false(revision_read(r, "api/src/a.js", 2, &text, &length, &err));
	assert_false(revision_read(r, "api/src", 100, &text, &length, &err));
	assert_false(revision_read(r, "nothing", 100, &text, &length, &err));
	revision_close(r);
}

/* Who reads a pipe that nobody writes to waits for ever. */
static void pipes_among_the_objects_are_refused(void **state)
{
	(void)state;
	NEED_GIT();
	assert_true(run("mkdir -p r/.git/objects/ab && mkfifo r/.git/objects/ab/00000000000000000000000000000000000000"));
	assert_refused("r", "main", "is not a regular file");
	assert_true(run("rm r/.git/objects/ab/0* && mkdir other && mkfifo other/pipe && echo ../../../other >r/.git/objects/info/alternates"));
	assert_refused("r", "main", "is not a regular file");
	assert_true(run("rm other/pipe && mkdir -p x && cd x && git clone -q --shared ../r s"));
	assert_text("x/s", "HEAD", "api/src/a.js", "two\n");
}

#define GIT_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		GIT_TEST(names_are_found_as_git_does),
		GIT_TEST(a_folder_below_sees_its_own_part),
		GIT_TEST(same_content_is_the_same_file),
		GIT_TEST(what_cannot_be_read_says_so),
		GIT_TEST(pipes_among_the_objects_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
