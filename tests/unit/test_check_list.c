/* The values a CHECK leaves to a column. */
#include "../../audit/sql/check_list.h"
#include "../../audit/sql/parse.h"
#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void values(const char *expression, const char *expected)
{
	struct arena arena = {0};
	char *text = xmalloc(strlen(expression) + 32);
	struct buf all = {0};
	struct sql_text *sql;
	const char **value;
	const cJSON *select;
	size_t n;

	sprintf(text, "SELECT %s", expression);
	sql = sql_parse(text, strlen(text));
	select = tree_as(sql->statement[0].tree, "SelectStmt");
	n = check_list(&arena, tree_get(tree_as(tree_item(tree_get(select, "targetList"), 0), "ResTarget"), "val"), "a", &value);
	for (size_t i = 0; i < n; i++)
		buf_printf(&all, "%s%s", i ? " " : "", value[i]);
	if (strcmp(buf_text(&all), expected) != 0)
		fail_msg("%s: %s, expected %s", expression, buf_text(&all), expected);
	buf_free(&all);
	sql_free(sql);
	free(text);
	arena_free(&arena);
}

static void lists(void **state)
{
	(void)state;
	values("a IN ('x', 'y')", "x y");
	values("a::text = ANY (ARRAY['x'::text, 'y'::text])", "x y");
	values("(a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])", "x y");
	values("a = 'x' OR 'y' = a OR a IS NULL", "x y");
	values("length(a) < 9 AND a IN ('x')", "x");
	values("a IS NULL OR a IN (1, 2)", "1 2");
}

static void no_lists(void **state)
{
	(void)state;
	values("a <> 'x'", "");
	values("a NOT IN ('x')", "");
	values("b IN ('x')", "");
	values("lower(a) IN ('x')", "");
	values("a IN ('x', b)", "");
	values("a = 'x' OR b = 'y'", "");
	values("a = 'x' OR a IS NOT NULL", "");
	values("a LIKE ANY (ARRAY['x'])", "");
	values("NOT (a = 'x')", "");
	values("a = b", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),
		cmocka_unit_test(no_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
