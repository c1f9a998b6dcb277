/* The reader of Prisma's schema language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../audit/base/str.h"
#include "../../audit/extract/prisma.h"

static const char *dump(struct arena *arena, const char *text)
{
	struct prisma_file f = {0};
	struct buf b = {0};
	const char *out;

	prisma_read(arena, text, strlen(text), &f);
	for (size_t i = 0; i < f.block.n; i++)
		buf_printf(&b, "block %s %s %d\n", f.block.v[i].kind, f.block.v[i].name, f.block.v[i].line);
	for (size_t i = 0; i < f.field.n; i++)
		buf_printf(&b, "field %d %s %s%s%s %s %d\n", f.field.v[i].block, f.field.v[i].name, f.field.v[i].type ? f.field.v[i].type : "-", f.field.v[i].is_list ? "[]" : "",
			f.field.v[i].is_optional ? "?" : "", f.field.v[i].value ? f.field.v[i].value : "-", f.field.v[i].line);
	for (size_t i = 0; i < f.attribute.n; i++)
		buf_printf(&b, "attribute %d.%d %s\n", f.attribute.v[i].block, f.attribute.v[i].field, f.attribute.v[i].name);
	for (size_t i = 0; i < f.argument.n; i++)
		buf_printf(&b, "argument %d %d.%d %s %s %s\n", f.argument.v[i].attribute, f.argument.v[i].position, f.argument.v[i].item, f.argument.v[i].keyword ? f.argument.v[i].keyword : "-",
			f.argument.v[i].kind, f.argument.v[i].value);
	out = arena_strdup(arena, buf_text(&b));
	buf_free(&b);
	prisma_free(&f);
	return out;
}

static void test_model(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(dump(&arena,
				    "// a comment\nmodel User {\n  id String @id @default(uuid()) @map(\"user_id\") @db.VarChar(255) // tail\n  posts Post[] @relation(\"a\\\"b\", fields: [x, y], references: [id])\n"
				    "  age Int?\n\n  @@unique([id, age(sort: Desc)], map: \"k\")\n}\n"),
		"block model User 2\n"
		"field 0 id String - 3\n"
		"field 0 posts Post[] - 4\n"
		"field 0 age Int? - 5\n"
		"attribute 0.0 id\n"
		"attribute 0.0 default\n"
		"attribute 0.0 map\n"
		"attribute 0.0 db.VarChar\n"
		"attribute 0.1 relation\n"
		"attribute 0.-1 unique\n"
		"argument 1 0.-1 - call uuid()\n"
		"argument 2 0.-1 - string user_id\n"
		"argument 3 0.-1 - number 255\n"
		"argument 4 0.-1 - string a\"b\n"
		"argument 4 1.0 fields name x\n"
		"argument 4 1.1 fields name y\n"
		"argument 4 2.0 references name id\n"
		"argument 5 0.0 - name id\n"
		"argument 5 0.1 - call age(sort: Desc)\n"
		"argument 5 1.-1 map string k\n");
	arena_free(&arena);
}

static void test_other_blocks(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(dump(&arena, "datasource db {\n  provider = \"postgresql\"\n  url = env(\"X\")\n}\n/* two\nlines */ enum Role { \n A @map(\"a\")\n B\n}\nmodel T {\n v Unsupported(\"tsvector\")?\n}"),
		"block datasource db 1\n"
		"block enum Role 6\n"
		"block model T 10\n"
		"field 0 provider - postgresql 2\n"
		"field 0 url - env(\"X\") 3\n"
		"field 1 A - - 7\n"
		"field 1 B - - 8\n"
		"field 2 v Unsupported? - 11\n"
		"attribute 1.2 map\n"
		"argument 0 0.-1 - string a\n");
	arena_free(&arena);
}

/* What does not fit is passed over, and nothing is read beyond the text. */
static void test_broken(void **state)
{
	static const char *const texts[] = {"", "model", "model X", "model X {", "model X {\n a", "model X {\n a B @", "model X {\n a B @c(", "model X {\n a B @c([", "model X {\n a B @c(\"", "}", "@@x",
		"model X {\n ?? \n b Int\n}", "/*", "model X {\n a U(\"", "model X { a B @c(x: [1, , ]) }"};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *exact = malloc(strlen(texts[i]) + 1);
		struct prisma_file f = {0};

		memcpy(exact, texts[i], strlen(texts[i]));
		prisma_read(&arena, exact, strlen(texts[i]), &f);
		prisma_free(&f);
		free(exact);
	}
	assert_string_equal(dump(&arena, "model X {\n ?? \n b Int\n}"), "block model X 1\nfield 0 b Int - 3\n");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_model), cmocka_unit_test(test_other_blocks), cmocka_unit_test(test_broken)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
