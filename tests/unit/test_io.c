#include "../../audit/base/io.h"
#include "../../audit/base/str.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/plumbline-io-XXXXXX";
static int root = -1;

static void write_file(const char *name, const char *text)
{
	int fd = openat(root, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	root = open(folder, O_RDONLY | O_DIRECTORY);
	mkdirat(root, "sub", 0755);
	write_file("a.txt", "hello");
	write_file("sub/b.txt", "");
	if (symlinkat("a.txt", root, "link") != 0 || symlinkat("sub", root, "linked") != 0 || symlinkat("/etc", root, "sub/etc") != 0)
		return -1;
	return mkfifoat(root, "pipe", 0644);
}

static int teardown(void **state)
{
	char command[100];

	(void)state;
	close(root);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static void assert_refused(const char *path, const char *why)
{
	struct err err = {0};
	char *text = NULL;
	size_t n;

	assert_false(io_read_beneath(root, path, 100, &text, &n, NULL, &err));
	assert_null(text);
	if (!strstr(err.message, why))
		fail_msg("\"%s\": \"%s\" does not say \"%s\"", path, err.message, why);
}

static void reads_a_file(void **state)
{
	struct file_stat stat = {0};
	char *text;
	size_t n;

	(void)state;
	assert_true(io_read_beneath(root, "a.txt", 5, &text, &n, &stat, NULL));
	assert_int_equal(n, 5);
	assert_string_equal(text, "hello");
	assert_int_equal(stat.size, 5);
	assert_true(stat.mtime_ns > 0 && stat.inode > 0);
	free(text);
	assert_true(io_read_beneath(root, "sub/b.txt", 0, &text, &n, NULL, NULL));
	assert_int_equal(n, 0);
	assert_string_equal(text, "");
	free(text);
}

static void refuses_what_leads_out(void **state)
{
	(void)state;
	assert_refused("link", "link");
	assert_refused("linked/b.txt", "link");
	assert_refused("sub/etc/passwd", "link");
	assert_refused("../etc/passwd", "cannot open");
	assert_refused("sub/../a.txt", "cannot open");
	assert_refused("/etc/passwd", "cannot open");
	assert_refused("", "cannot open");
}

static void refuses_what_is_no_file(void **state)
{
	(void)state;
	assert_refused("sub", "not a regular file");
	assert_refused("pipe", "not a regular file");	/* and does not wait for a writer */
	assert_refused("absent", "No such file");
}

static void refuses_what_is_too_large(void **state)
{
	struct err err = {0};
	char *text;
	size_t n;

	(void)state;
	assert_false(io_read_beneath(root, "a.txt", 4, &text, &n, NULL, &err));
	assert_string_equal(err.message, "\"a.txt\" is larger than 4 bytes");
}

/* /proc files say size 0 and have content all the same. */
static void reads_to_the_end_whatever_the_size_says(void **state)
{
	struct err err = {0};
	char *text;
	size_t n;

	(void)state;
	assert_true(io_read("/proc/self/status", 1 << 20, &text, &n, &err));
	assert_true(n > 100 && strlen(text) == n);
	free(text);
	assert_false(io_read("/proc/self/status", 10, &text, &n, &err));
	assert_non_null(strstr(err.message, "larger"));
}

static void stat_beneath(void **state)
{
	struct file_stat stat;

	(void)state;
	assert_true(io_stat_beneath(root, "a.txt", &stat));
	assert_int_equal(stat.size, 5);
	assert_false(io_stat_beneath(root, "link", &stat));
	assert_false(io_stat_beneath(root, "linked/b.txt", &stat));
	assert_false(io_stat_beneath(root, "sub", &stat));
	assert_false(io_stat_beneath(root, "pipe", &stat));
	assert_false(io_stat_beneath(root, "absent", &stat));
}

static void open_dir_beneath(void **state)
{
	int fd;

	(void)state;
	fd = io_open_dir_beneath(root, "sub");
	assert_true(fd >= 0);
	close(fd);
	fd = io_open_dir_beneath(root, ".");
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(io_open_dir_beneath(root, "linked"), -1);
	assert_int_equal(io_open_dir_beneath(root, "sub/etc"), -1);
	assert_int_equal(io_open_dir_beneath(root, "a.txt"), -1);
	assert_int_equal(io_open_dir_beneath(root, ".."), -1);
}

static void read_follows_links(void **state)
{
	struct arena a = {0};
	struct err err = {0};
	char *text;
	size_t n;

	(void)state;
	assert_true(io_read(arena_printf(&a, "%s/link", folder), 100, &text, &n, NULL));
	assert_string_equal(text, "hello");
	free(text);
	assert_false(io_read(arena_printf(&a, "%s/pipe", folder), 100, &text, &n, &err));
	assert_false(io_read(arena_printf(&a, "%s/absent", folder), 100, &text, &n, &err));
	assert_non_null(strstr(err.message, "absent\": No such file"));
	arena_free(&a);
}

static void write_replaces_whole(void **state)
{
	struct arena a = {0};
	const char *path = arena_printf(&a, "%s/out", folder);
	struct err err = {0};
	struct stat st;
	char *text;
	size_t n;

	(void)state;
	umask(022);
	assert_true(io_write_atomic(path, "one", 3, &err));
	assert_true(io_write_atomic(path, "two\0x", 5, &err));
	assert_true(io_read(path, 100, &text, &n, &err));
	assert_int_equal(n, 5);
	assert_memory_equal(text, "two\0x", 5);
	free(text);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	assert_false(io_write_atomic(arena_printf(&a, "%s/absent/out", folder), "x", 1, &err));
	assert_non_null(strstr(err.message, "cannot write"));
	/* A folder in its place cannot be replaced; nothing is left beside it. */
	assert_false(io_write_atomic(arena_printf(&a, "%s/sub", folder), "x", 1, &err));
	assert_int_equal(system(arena_printf(&a, "! ls %s | grep -q new", folder)), 0);
	arena_free(&a);
}

static void make_dirs(void **state)
{
	struct arena a = {0};
	const char *path = arena_printf(&a, "%s/x/y//z/", folder);
	struct err err = {0};
	struct stat st;

	(void)state;
	assert_true(io_make_dirs(path, &err));
	assert_true(io_make_dirs(path, &err));
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_false(io_make_dirs(arena_printf(&a, "%s/a.txt", folder), &err));
	assert_false(io_make_dirs(arena_printf(&a, "%s/a.txt/below", folder), &err));
	assert_non_null(strstr(err.message, "a.txt"));
	arena_free(&a);
}

static void user_folders(void **state)
{
	struct arena a = {0};

	(void)state;
	setenv("HOME", "/home/ada", 1);
	unsetenv("XDG_CACHE_HOME");
	unsetenv("XDG_STATE_HOME");
	assert_string_equal(io_cache_dir(&a), "/home/ada/.cache/plumbline");
	assert_string_equal(io_state_dir(&a), "/home/ada/.local/state/plumbline");
	setenv("XDG_CACHE_HOME", "/c", 1);
	setenv("XDG_STATE_HOME", "relative", 1);
	assert_string_equal(io_cache_dir(&a), "/c/plumbline");
	assert_string_equal(io_state_dir(&a), "/home/ada/.local/state/plumbline");
	unsetenv("HOME");
	assert_null(io_state_dir(&a));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_file),
		cmocka_unit_test(refuses_what_leads_out),
		cmocka_unit_test(refuses_what_is_no_file),
		cmocka_unit_test(refuses_what_is_too_large),
		cmocka_unit_test(reads_to_the_end_whatever_the_size_says),
		cmocka_unit_test(stat_beneath),
		cmocka_unit_test(open_dir_beneath),
		cmocka_unit_test(read_follows_links),
		cmocka_unit_test(write_replaces_whole),
		cmocka_unit_test(make_dirs),
		cmocka_unit_test(user_folders),
	};

	return cmocka_run_group_tests_name("io", tests, setup, teardown);
}
