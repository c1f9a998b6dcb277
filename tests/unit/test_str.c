#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void identifiers(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_identifier(&b, "Calls");
	buf_identifier(&b, "a\"b");
	assert_string_equal(buf_text(&b), "\"Calls\"\"a\"\"b\"");
	buf_free(&b);
}

static void slices(void **state)
{
	struct arena a = {0};

	(void)state;
	assert_true(str_is((struct str){"users.id", 5}, "users"));
	assert_false(str_is((struct str){"users.id", 5}, "user"));
	assert_true(str_eq(str_of(NULL), STR("")));
	assert_true(starts_with("rules/query", "rules/"));
	assert_false(starts_with("rul", "rules/"));
	assert_true(ends_with("a.sql", ".sql"));
	assert_false(ends_with("sql", ".sql"));
	assert_string_equal(str_dup(&a, (struct str){"abcdef", 2}), "ab");
	arena_free(&a);
}

static void buffer_grows(void **state)
{
	struct buf b = {0};

	(void)state;
	assert_string_equal(buf_text(&b), "");
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%d,", i);
	assert_int_equal(b.n, 3890);
	assert_int_equal(strlen(b.p), b.n);
	buf_reset(&b);
	assert_string_equal(buf_text(&b), "");
	buf_printf(&b, "%05000d", 1);
	assert_int_equal(b.n, 5000);
	buf_free(&b);
	assert_string_equal(buf_text(&b), "");
}

static void buffer_keeps_its_maximum(void **state)
{
	struct buf b = {.max = 10};

	(void)state;
	buf_puts(&b, "12345");
	assert_false(b.truncated);
	buf_puts(&b, "67890");
	assert_false(b.truncated);
	buf_putc(&b, 'x');
	assert_true(b.truncated);
	assert_string_equal(b.p, "1234567890");
	buf_puts(&b, "more");
	assert_int_equal(b.n, 10);
	buf_reset(&b);
	assert_false(b.truncated);
	buf_free(&b);
}

static void assert_printable(const char *in, size_t n, bool keep, const char *want)
{
	struct buf b = {0};

	buf_printable(&b, in, n, keep);
	assert_string_equal(buf_text(&b), want);
	buf_free(&b);
}
#define PRINTABLE(in, keep, want) assert_printable(in, sizeof(in) - 1, keep, want)

static void printable(void **state)
{
	(void)state;
	PRINTABLE("plain Grüße 日本 😀", false, "plain Grüße 日本 😀");
	PRINTABLE("\x1b[31mred", false, "\\x1b[31mred");
	PRINTABLE("a\nb\tc\r", false, "a\\x0ab\\x09c\\x0d");
	PRINTABLE("a\nb\tc\r", true, "a\nb\tc\\x0d");
	PRINTABLE("zero\0byte", false, "zero\\x00byte");
	PRINTABLE("\xe2\x80\xae" "evil", false, "\\u202eevil");
	PRINTABLE("\xe2\x81\xa6", false, "\\u2066");
	PRINTABLE("\xc2\x9b", false, "\\x9b");
	PRINTABLE("\xf3\xa0\x80\xa1", false, "\\ue0021");
}

static void invalid_utf8(void **state)
{
	(void)state;
	PRINTABLE("\xff\xfe", false, "\\xff\\xfe");
	PRINTABLE("\xc3", false, "\\xc3");			/* cut short */
	PRINTABLE("\xe2\x80", false, "\\xe2\\x80");
	PRINTABLE("\xc0\xaf", false, "\\xc0\\xaf");		/* overlong */
	PRINTABLE("\xe0\x80\xaf", false, "\\xe0\\x80\\xaf");
	PRINTABLE("\xed\xa0\x80", false, "\\xed\\xa0\\x80");	/* a surrogate */
	PRINTABLE("\xf4\x90\x80\x80", false, "\\xf4\\x90\\x80\\x80");	/* beyond Unicode */
	PRINTABLE("\xc3(", false, "\\xc3(");
}

static void map_of_many(void **state)
{
	struct map m = {0};
	char key[32];
	bool is_new;

	(void)state;
	assert_null(map_gets(&m, "x"));
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		*map_put(&m, key, strlen(key), &is_new) = i;
		assert_true(is_new);
	}
	assert_int_equal(m.n, 5000);
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		assert_int_equal(*map_gets(&m, key), i);
	}
	*map_put(&m, "key7", 4, &is_new) = -1;
	assert_false(is_new);
	assert_int_equal(*map_gets(&m, "key7"), -1);
	assert_null(map_gets(&m, "key5000"));
	map_free(&m);
}

static void map_keys_are_bytes(void **state)
{
	struct map m = {0};

	(void)state;
	*map_put(&m, "a\0b", 3, NULL) = 1;
	*map_put(&m, "a\0c", 3, NULL) = 2;
	*map_put(&m, "", 0, NULL) = 3;
	assert_int_equal(*map_get(&m, "a\0b", 3), 1);
	assert_int_equal(*map_get(&m, "a\0c", 3), 2);
	assert_int_equal(*map_get(&m, "", 0), 3);
	assert_null(map_gets(&m, "a"));
	map_free(&m);
}

/* The value is part of fingerprints kept in repositories. */
static void hash_is_stable(void **state)
{
	(void)state;
	assert_true(hash_bytes("", 0, 0) == 0x2D06800538D394C2ull);
	assert_true(hash_bytes("abc", 3, 0) == 0x78AF5F94892F3950ull);
	assert_true(hash_bytes("abc", 3, 1) != hash_bytes("abc", 3, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices), cmocka_unit_test(identifiers),
		cmocka_unit_test(buffer_grows),
		cmocka_unit_test(buffer_keeps_its_maximum),
		cmocka_unit_test(printable),
		cmocka_unit_test(invalid_utf8),
		cmocka_unit_test(map_of_many),
		cmocka_unit_test(map_keys_are_bytes),
		cmocka_unit_test(hash_is_stable),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
