/* Trees are made in a temporary folder, repositories with the git program where there is one. */
#include "../../audit/base/str.h"
#include "../../audit/base/walk.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[32];

static int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/plumbline-walk-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "chmod -R u+rwx %s; rm -rf %s", folder, folder);
	return system(command);
}

static const char *in_folder(const char *path)
{
	static char full[8192];

	snprintf(full, sizeof(full), "%s/%s", folder, path);
	return full;
}

static void put(const char *path, const char *text)
{
	char full[8192];
	FILE *f;

	strcpy(full, in_folder(path));
	for (char *p = full + strlen(folder) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		mkdir(full, 0755);
	}
	f = fopen(full, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void run(const char *command)
{
	char line[8192];

	snprintf(line, sizeof(line), "cd %s && { %s; } >/dev/null 2>&1", folder, command);
	assert_int_equal(system(line), 0);
}

/* A repository of the folder. Tests that need one with tracked files are skipped where git is not installed. */
static bool repository(const char *add)
{
	char line[1000];

	if (system("command -v git >/dev/null") != 0)
		return false;
	snprintf(line, sizeof(line), "git init -q . && git config core.excludesFile /nonexistent && %s", add);
	run(line);
	return true;
}

/* "how: file file … | skipped(reason) …" */
static void assert_walk(const char *below, const char *const *exclude, const char *want)
{
	struct walk walk = {0};
	struct buf got = {0};
	struct err err = {0};

	assert_true(walk_tree(&walk, in_folder(below), exclude, &err));
	buf_printf(&got, "%s:", walk.how);
	for (size_t i = 0; i < walk.file.n; i++)
		buf_printf(&got, " %s", walk.file.v[i].path);
	for (size_t i = 0; i < walk.skipped.n; i++)
		buf_printf(&got, " | %s (%s)", walk.skipped.v[i].path, walk.skipped.v[i].reason);
	walk_free(&walk);
	if (strcmp(buf_text(&got), want) != 0)
		fail_msg("got  %s\nwant %s", buf_text(&got), want);
	buf_free(&got);
}

static void plain_walk_is_sorted_by_bytes(void **state)
{
	(void)state;
	put("b.js", "1");
	put("a/z.js", "1");
	put("a-b.js", "1");
	put("a.js", "");
	assert_walk("", NULL, "plain: a-b.js a.js a/z.js b.js");
	assert_walk("a", NULL, "plain: z.js");
}

static void stat_is_filled(void **state)
{
	struct arena arena = {0};
	struct walk walk = {.arena = &arena};
	struct stat st;

	(void)state;
	put("a.js", "12345");
	stat(in_folder("a.js"), &st);
	assert_true(walk_tree(&walk, folder, NULL, NULL));
	assert_int_equal(walk.file.v[0].stat.size, 5);
	assert_int_equal(walk.file.v[0].stat.inode, st.st_ino);
	assert_int_equal(walk.file.v[0].stat.mtime_ns, (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec);
	walk_free(&walk);
	arena_free(&arena);
}

static void left_out_folders(void **state)
{
	(void)state;
	put("package.json", "{}");
	put("node_modules/pg/index.js", "");
	put("src/node_modules/x.js", "");
	put("build/out.js", "");
	put("src/build/kept.js", "");
	put("src/coverage/kept.js", "");
	put("src/vendor/kept.js", "");
	put("api/package.json", "{}");
	put("api/coverage/report.js", "");
	put("env/pyvenv.cfg", "");
	put("env/lib/a.py", "");
	put("app/__pycache__/a.pyc", "");
	put("web/.next/x.js", "");
	assert_walk("", NULL,
		"plain: api/package.json package.json src/build/kept.js src/coverage/kept.js src/vendor/kept.js"
		" | api/coverage (build output) | app/__pycache__ (build output) | build (build output) | env (virtual environment)"
		" | node_modules (vendored tree) | src/node_modules (vendored tree) | web/.next (build output)");
	/* What the user points at is never left out for its name. */
	assert_walk("build", NULL, "plain: out.js");
	assert_walk("env", NULL, "plain: lib/a.py pyvenv.cfg");
}

static void minified_scripts(void **state)
{
	struct buf dense = {0}, usual = {0};

	(void)state;
	while (dense.n < 40000)
		buf_puts(&dense, dense.n % 4000 < 20 ? "f(a,b);\n" : "f(a,b);");
	while (usual.n < 40000)
		buf_puts(&usual, "const value = compute(input, options);\n");
	put("a.min.js", "1");
	put("b.js", buf_text(&dense));
	put("c.js", buf_text(&usual));
	put("d.sql", buf_text(&dense));
	put("small.js", "f(a,b);f(a,b);");
	assert_walk("", NULL, "plain: c.js d.sql small.js | a.min.js (minified) | b.js (minified)");
	buf_free(&dense);
	buf_free(&usual);
}

static void links_and_pipes_are_no_files(void **state)
{
	(void)state;
	put("a.js", "");
	run("ln -s a.js b.js && ln -s / root && ln -s . self && mkfifo pipe");
	assert_walk("", NULL, "plain: a.js");
}

static void configured_excludes(void **state)
{
	const char *const exclude[] = {"legacy/**", "*.spec.js", "/top", "a/b/", "**/gen", NULL};

	(void)state;
	put("legacy/x.js", "");
	put("src/legacy/x.js", "");
	put("src/x.spec.js", "");
	put("top/x.js", "");
	put("src/top/x.js", "");
	put("a/b/x.js", "");
	put("a/c.js", "");
	put("q/gen/x.js", "");
	assert_walk("", exclude,
		"plain: a/c.js src/legacy/x.js src/top/x.js"
		" | a/b (excluded by configuration) | legacy (excluded by configuration) | q/gen (excluded by configuration)"
		" | src/x.spec.js (excluded by configuration) | top (excluded by configuration)");
}

static void unreadable_folder_is_said(void **state)
{
	struct err err = {0};
	struct walk walk = {0};

	(void)state;
	put("a.js", "");
	put("secret/b.js", "");
	run("chmod 000 secret");
	if (geteuid() != 0)
		assert_walk("", NULL, "plain: a.js | secret (not readable)");
	assert_false(walk_tree(&walk, in_folder("absent"), NULL, &err));
	assert_non_null(strstr(err.message, "absent"));
	assert_true(err.usage);
	assert_false(walk_tree(&walk, in_folder("a.js"), NULL, &err));
	walk_free(&walk);
}

static void deep_tree(void **state)
{
	char path[4000] = "";

	(void)state;
	for (int i = 0; i < 1000; i++)
		strcat(path, "d/");
	run("i=0; while [ $i -lt 1500 ]; do mkdir d && cd d || exit 1; i=$((i+1)); done; touch deepest");
	strcat(path, "x.js");
	put(path, "");
	{
		struct walk walk = {0};

		assert_true(walk_tree(&walk, folder, NULL, NULL));
		assert_int_equal(walk.file.n, 2);
		assert_string_equal(walk.file.v[1].path, path);
		walk_free(&walk);
	}
}

static void git_view(void **state)
{
	(void)state;
	put(".gitignore", "*.log\n/ignored/\n!keep.log\n");
	put("tracked.js", "");
	put("forced.log", "");
	put("untracked.js", "");
	put("x.log", "");
	put("keep.log", "");
	put("ignored/x.js", "");
	put("ignored/forced.js", "");
	put("src/new/a.js", "");
	put("src/new/.gitignore", "b.js\n");
	put("src/new/b.js", "");
	put("dist/tracked.js", "");
	if (!repository("git add tracked.js && git add -f forced.log ignored/forced.js dist/tracked.js && echo local.js >.git/info/exclude"))
		skip();
	put("local.js", "");
	assert_walk("", NULL,
		"git: .gitignore forced.log ignored/forced.js keep.log src/new/.gitignore src/new/a.js tracked.js untracked.js | dist (build output)");
	assert_walk("src", NULL, "git: new/.gitignore new/a.js");
	assert_walk("ignored", NULL, "git: forced.js");
}

static void ignored_root_is_walked_plainly(void **state)
{
	(void)state;
	put(".gitignore", "/scratch/\n");
	put("scratch/a.js", "");
	if (!repository("true"))
		skip();
	assert_walk("scratch", NULL, "plain (the folder is ignored by the repository it lies in): a.js");
}

/* Whatever stands in the configuration is not read: neither a work tree elsewhere, nor an include, a pipe, or a format we do not know. */
static void configuration_is_not_read(void **state)
{
	(void)state;
	put("a.js", "");
	if (!repository("git add a.js"))
		skip();
	run("git config core.worktree /etc && git config core.excludesFile \"$PWD/.git/pipe\" && git config include.path pipe && mkfifo .git/pipe");
	assert_walk("", NULL, "git: a.js");
	run("rm .git/config && mkfifo .git/config");
	assert_walk("", NULL, "git: a.js");
}

static void owner_does_not_matter(void **state)
{
	(void)state;
	put("a.js", "");
	put(".gitignore", "b.js");
	put("b.js", "");
	if (geteuid() != 0 || !repository("git add a.js"))
		skip();
	run("chown -R 12345:12345 .");
	assert_walk("", NULL, "git: .gitignore a.js");
}

static void ignore_files_that_are_none(void **state)
{
	(void)state;
	put("a.js", "");
	put("sub/b.js", "");
	if (!repository("true"))
		skip();
	run("mkfifo sub/.gitignore");
	assert_walk("", NULL, "git: a.js sub/b.js | sub/.gitignore (not a regular file, or too large: ignores nothing)");
	run("rm sub/.gitignore && mkfifo .gitignore");
	assert_walk("sub", NULL, "plain (an ignore file above the folder is not a regular file): b.js");
	run("rm .gitignore && ln -s /dev/zero .gitignore");
	assert_walk("", NULL, "git: a.js sub/b.js | .gitignore (not a regular file, or too large: ignores nothing)");
}

static void broken_index_is_said(void **state)
{
	struct walk walk = {0};

	(void)state;
	put("a.js", "");
	if (!repository("git add a.js"))
		skip();
	put(".git/index", "DIRC this is no index");
	assert_true(walk_tree(&walk, folder, NULL, NULL));
	assert_true(starts_with(walk.how, "plain (libgit2 refuses the repository: "));
	assert_int_equal(walk.file.n, 1);
	walk_free(&walk);
	run("rm .git/index && mkfifo .git/index");
	assert_walk("", NULL, "plain (the git index is not a regular file, or too large): a.js");
}

static void other_repositories_within(void **state)
{
	(void)state;
	put("a.js", "");
	put("clone/x.js", "");
	put("sub/y.js", "");
	if (!repository("git add a.js"))
		skip();
	run("git init -q clone && git init -q sub && cd sub && git add y.js && "
	    "git -c user.name=a -c user.email=a@b commit -qm x && cd .. && git add sub");
	assert_walk("", NULL, "git: a.js sub/y.js | clone (another repository)");
	assert_walk("clone", NULL, "git: x.js");
}

static void linked_work_tree(void **state)
{
	(void)state;
	put("main/a.js", "");
	if (system("command -v git >/dev/null") != 0)
		skip();
	run("cd main && git init -q . && git add a.js && git -c user.name=a -c user.email=a@b commit -qm x && git worktree add -q ../linked && "
	    "echo b.js >.git/info/exclude && touch ../linked/b.js ../linked/c.js");
	assert_walk("linked", NULL, "git: a.js c.js");
}

static void globs(void **state)
{
	static const struct { const char *pattern, *path; bool match; } row[] = {
		{"a.js", "a.js", true}, {"a.js", "b/a.js", false}, {"*.js", "a.js", true}, {"*.js", "b/a.js", false},
		{"*", "a", true}, {"*", "a/b", false}, {"**", "a/b", true}, {"**/a", "a", true}, {"**/a", "b/c/a", true},
		{"**/a", "ba", false}, {"a/**", "a/b/c", true}, {"a/**", "a", false}, {"a/**/b", "a/b", true}, {"a/**/b", "a/x/y/b", true},
		{"a/**/b", "ab", false}, {"a/**/b", "a/xb", false}, {"a?c", "abc", true}, {"a?c", "a/c", false}, {"[a-c]x", "bx", true},
		{"[a-c]x", "dx", false}, {"[!a-c]x", "dx", true}, {"[!a-c]x", "bx", false}, {"[!a]", "/", false}, {"[]]", "]", true},
		{"[", "[", true}, {"[a", "[a", true}, {"[a", "a", false}, {"\\*", "*", true}, {"\\*", "a", false}, {"a\\", "a\\", true},
		{"[\\]]", "]", true}, {"[a-]", "-", true}, {"", "", true}, {"", "a", false}, {"a", "", false}, {"*a*b*", "xaybz", true},
		{"*a*b", "b/a", false}, {"**/*.test.*/x", "q/a.test.js/x", true}, {"**/x*/**/y", "a/x1/b/x2/y", true},
		{"src/**/*.js", "src/a.js", true}, {"src/**/*.js", "src/a/b.js", true}, {"src/**/*.js", "srcs/a.js", false},
		{"a**b", "a/x/b", true}, {"a/*/c", "a//c", true}, {"*/c", "c", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++)
		if (glob_match(row[i].pattern, row[i].path) != row[i].match)
			fail_msg("\"%s\" on \"%s\"", row[i].pattern, row[i].path);
}

/* A naive matcher needs longer than the universe has for this one. */
static void glob_of_many_stars_ends(void **state)
{
	char pattern[1000] = "", path[5000];

	(void)state;
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	for (int i = 0; i < 300; i++)
		strcat(pattern, i % 2 ? "a*" : "**");
	strcat(pattern, "b");
	assert_false(glob_match(pattern, path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TREE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TREE_TEST(plain_walk_is_sorted_by_bytes),
		TREE_TEST(stat_is_filled),
		TREE_TEST(left_out_folders),
		TREE_TEST(minified_scripts),
		TREE_TEST(links_and_pipes_are_no_files),
		TREE_TEST(configured_excludes),
		TREE_TEST(unreadable_folder_is_said),
		TREE_TEST(deep_tree),
		TREE_TEST(git_view),
		TREE_TEST(ignored_root_is_walked_plainly),
		TREE_TEST(configuration_is_not_read),
		TREE_TEST(owner_does_not_matter),
		TREE_TEST(ignore_files_that_are_none),
		TREE_TEST(broken_index_is_said),
		TREE_TEST(other_repositories_within),
		TREE_TEST(linked_work_tree),
		cmocka_unit_test(globs),
		cmocka_unit_test(glob_of_many_stars_ends),
	};

	return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
