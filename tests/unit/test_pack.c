/* Packs: their head, their halves, what they know. */
#include "../../audit/pack.h"
#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[40];

static int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/plumbline-pack-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
	char command[80];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static void put(const char *name, const char *text)
{
	char path[120];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static bool load(struct packs *packs, struct arena *arena, struct err *err)
{
	const char *dirs[] = {folder, NULL};

	*err = (struct err){0};
	*packs = (struct packs){0};
	return packs_load(packs, arena, dirs, err);
}

static void unload(struct packs *packs, struct arena *arena)
{
	packs_free(packs);
	arena_free(arena);
}

static const struct pack *own(const struct packs *packs)
{
	for (size_t i = 0; i < packs->pack.n; i++)
		if (starts_with(packs->pack.v[i].path, folder))
			return &packs->pack.v[i];
	fail_msg("the pack was not loaded");
	return NULL;
}

static void test_halves(void **state)
{
	struct packs packs;
	struct arena arena = {0};
	struct err err;
	const struct pack *p;

	(void)state;
	put("a.sql", "-- title: A driver\n-- package: npm a, b @s/c\n-- package: pypi x.y z\n--\n-- prose\n\n-- types\nSELECT 1;\n-- a comment\n-- facts\nSELECT 2;\nSELECT 3;");
	put("b.txt", "not a pack");
	put(".hidden.sql", "SELECT");
	assert_true(load(&packs, &arena, &err));
	p = own(&packs);
	assert_string_equal(p->title, "A driver");
	assert_string_equal(p->types, "SELECT 1;\n-- a comment\n");
	assert_string_equal(p->facts, "SELECT 2;\nSELECT 3;");
	assert_int_equal(p->types_line, 8);
	assert_int_equal(p->facts_line, 11);
	assert_true(pack_knows(p, "javascript", "a"));
	assert_true(pack_knows(p, "javascript", "a/sub"));
	assert_true(pack_knows(p, "javascript", "@s/c"));
	assert_false(pack_knows(p, "javascript", "ab"));
	assert_false(pack_knows(p, "javascript", "x.y"));
	assert_true(pack_knows(p, "python", "x.y"));
	assert_true(pack_knows(p, "python", "x.y.z"));
	assert_false(pack_knows(p, "python", "x"));
	assert_false(pack_knows(p, "python", "z/a"));
	assert_true(packs.pack.n > 1);		/* besides the built-in ones */
	unload(&packs, &arena);
}

static void test_one_half(void **state)
{
	struct packs packs;
	struct arena arena = {0};
	struct err err;

	(void)state;
	put("a.sql", "-- facts\n");
	assert_true(load(&packs, &arena, &err));
	assert_string_equal(own(&packs)->types, "");
	unload(&packs, &arena);
	put("a.sql", "-- types\nSELECT 1");
	assert_true(load(&packs, &arena, &err));
	assert_string_equal(own(&packs)->types, "SELECT 1");
	assert_string_equal(own(&packs)->facts, "");
	unload(&packs, &arena);
}

static void test_mistakes(void **state)
{
	static const struct { const char *text, *message; } bad[] = {
		{"", "neither"}, {"-- title: x\n", "neither"}, {"SELECT 1;\n-- facts\n", ":1: SQL before"}, {"-- facts\nSELECT 1;\n-- types\nSELECT 2;\n", ":3: the \"-- types\" part stands before"},
		{"-- types\nSELECT 1;\n-- types\nSELECT 2;\n", ":3: a second"}, {"-- facts\nSELECT 1;\n-- facts\nSELECT 1;\n", ":3: a second"}, {"-- package: cargo x\n-- facts\n", ":1: a package line"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct packs packs;
		struct arena arena = {0};
		struct err err;

		put("a.sql", bad[i].text);
		assert_false(load(&packs, &arena, &err));
		assert_true(err.usage);
		if (!strstr(err.message, bad[i].message) || !strstr(err.message, "a.sql"))
			fail_msg("\"%s\" does not say \"%s\"", err.message, bad[i].message);
		unload(&packs, &arena);
	}
}

static void test_folders(void **state)
{
	struct packs packs = {0};
	struct arena arena = {0};
	struct err err = {0};
	const char *missing[] = {"/nowhere/at/all", NULL};
	char path[120];

	(void)state;
	assert_false(packs_load(&packs, &arena, missing, &err));
	assert_true(err.usage);
	unload(&packs, &arena);
	snprintf(path, sizeof(path), "%s/loop", folder);
	assert_int_equal(symlink(folder, path), 0);	/* a folder in itself is read a few times, not for ever */
	assert_true(load(&packs, &arena, &err));
	unload(&packs, &arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_halves, setup, teardown), cmocka_unit_test_setup_teardown(test_one_half, setup, teardown),
		cmocka_unit_test_setup_teardown(test_mistakes, setup, teardown), cmocka_unit_test_setup_teardown(test_folders, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
