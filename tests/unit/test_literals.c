/* Values of string literals, and where a byte of the value stands in the source. */
#include "../../audit/extract/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* Extracts `x = <literal>` and compares the value of its first string. */
static void value(const char *file, const char *literal, const char *wanted)
{
	char source[256];
	struct unit *u;
	size_t i = 1;

	snprintf(source, sizeof(source), "x = %s\n", literal);
	u = extract(language_of(file), source, strlen(source));
	while (i < u->expr.n && u->expr.v[i].kind != E_STRING)
		i++;
	if (i == u->expr.n)
		fail_msg("%s: no string", literal);
	if (strcmp(unit_text(u, u->expr.v[i].text), wanted) != 0)
		fail_msg("%s: \"%s\", not \"%s\"", literal, unit_text(u, u->expr.v[i].text), wanted);
	unit_free(u);
}

static void values_in_javascript(void **state)
{
	static const struct { const char *literal, *wanted; } cases[] = {
		{"'a\"b'", "a\"b"}, {"\"it's\"", "it's"}, {"'\\n\\t\\r\\b\\f\\v\\\\\\'\\\"'", "\n\t\r\b\f\v\\'\""}, {"'\\x41\\u0042\\u{43}'", "ABC"},
		{"'\\uD83D\\uDE00'", "\xF0\x9F\x98\x80"}, {"'\\u{1F600}'", "\xF0\x9F\x98\x80"}, {"'\\uD83D!'", "\xEF\xBF\xBD!"}, {"'\\q\\`\\$'", "q`$"},
		{"'\\101'", "A"}, {"'a\\\nb'", "ab"}, {"'a\\\r\nb'", "ab"}, {"`a\\`b\\${c}`", "a`b${c}"}, {"'{{}}'", "{{}}"}, {"'\xC3\xA9'", "\xC3\xA9"}, {"''", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		value("a.js", cases[i].literal, cases[i].wanted);
}

static void values_in_python(void **state)
{
	static const struct { const char *literal, *wanted; } cases[] = {
		{"'a\"b'", "a\"b"}, {"'\\a\\x41\\u0042\\U00000043\\104'", "\aABCD"}, {"'\\q\\w'", "\\q\\w"}, {"r'\\n'", "\\n"}, {"R\"\\d\"", "\\d"}, {"b'\\u0041'", "\\u0041"},
		{"'''a'b''c'''", "a'b''c"}, {"\"\"\"x\ny\"\"\"", "x\ny"}, {"'a\\\nb'", "ab"}, {"u'x'", "x"}, {"'\\N{BULLET}.'", "\xEF\xBF\xBD."}, {"'{{}}'", "{{}}"}, {"''", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		value("a.py", cases[i].literal, cases[i].wanted);
}

/* at[i]: where byte i of the value stands in the literal; the last: where its end stands. */
static void offsets(const char *file, const char *literal, bool part, bool raw, const char *at)
{
	for (size_t i = 0; at[i]; i++) {
		size_t found = literal_offset(language_of(file), literal, 0, strlen(literal), part, raw, i), wanted = (size_t)(at[i] - 'a');

		if (found != wanted)
			fail_msg("%s: byte %zu at %zu, not %zu", literal, i, found, wanted);
	}
	assert_true(literal_offset(language_of(file), literal, 0, strlen(literal), part, raw, 1000) <= strlen(literal));
}

static void offsets_in_javascript(void **state)
{
	(void)state;
	offsets("a.js", "'abc'", false, false, "bcde");
	offsets("a.js", "'a\\nb'", false, false, "bcef");
	offsets("a.js", "'\\x41B\\u{43}D'", false, false, "bfgmn");
	offsets("a.js", "'\\u00e9x'", false, false, "bbhi");	/* two bytes from one escape */
	offsets("a.js", "'a\\\nb'", false, false, "bef");
	offsets("a.js", "`a\\`b`", false, false, "bcef");
	offsets("a.js", "a'\\\"b", true, false, "abcef");
	offsets("a.js", "''", false, false, "b");
	offsets("a.js", "'", false, false, "b");
	offsets("a.js", "", false, false, "a");
}

static void offsets_in_python(void **state)
{
	(void)state;
	offsets("a.py", "'abc'", false, false, "bcde");
	offsets("a.py", "rb'a\\nb'", false, false, "defgh");
	offsets("a.py", "\"\"\"a\"b\"\"\"", false, false, "defg");
	offsets("a.py", "'a'  \"b\"", false, false, "bgh");
	offsets("a.py", "'a' # '\n  r'\\n''''c'''", false, false, "bmnst");
	offsets("a.py", "f'{{x'", false, false, "cef");
	offsets("a.py", "{{x}}y", true, false, "acdfg");
	offsets("a.py", "\\n", true, true, "abc");
	offsets("a.py", "'\\", false, false, "b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_in_javascript),
		cmocka_unit_test(values_in_python),
		cmocka_unit_test(offsets_in_javascript),
		cmocka_unit_test(offsets_in_python),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
