/* Recognising newer syntax. See newer.h. */
#include "newer.h"

#include "split.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BEFORE 6
#define AFTER 4

/* The words around the refusal: before[0] is the one just before it, after[0] the one refused. Words lower case; other tokens one character or "'". */
struct around {
	char before[BEFORE][24];
	char after[AFTER][24];
	bool merges, has_json_table, has_json_constructor;
	bool generated;	 /* in a GENERATED clause that did not come to its STORED or IDENTITY */
	char number[48]; /* the number just before or at the position, with what is glued to it */
};

static void lower_token(const char *p, size_t from, size_t to, char *out, size_t size)
{
	size_t n = to - from;

	if (p[from] == '\'' || p[from] == '"')
		n = 1;
	if (n >= size)
		n = size - 1;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)tolower((unsigned char)p[from + i]);
	out[n] = '\0';
}

static bool is_json_constructor(const char *word)
{
	static const char *const names[] = {"json_object", "json_array", "json_arrayagg", "json_objectagg", "json_exists", "json_query", "json_value",
		"json_scalar", "json_serialize"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(word, names[i]) == 0)
			return true;
	return false;
}

static void note_word(struct around *a, const char *word)
{
	a->merges |= strcmp(word, "into") == 0 && strcmp(a->before[1], "merge") == 0;
	a->has_json_table |= strcmp(word, "json_table") == 0;
	a->has_json_constructor |= is_json_constructor(word);
	if (strcmp(word, "generated") == 0)
		a->generated = true;
	else if (strcmp(word, "stored") == 0 || strcmp(word, "identity") == 0)
		a->generated = false;
}

static void look_around(struct around *a, const char *p, size_t start, size_t end, size_t position)
{
	size_t after = 0;

	for (size_t i = split_skip_blank(p, start, end); i < end && after < AFTER;) {
		size_t past = split_token(p, i, end);
		char word[24];

		lower_token(p, i, past, word, sizeof(word));
		if (past <= position) {
			memmove(a->before + 1, a->before, sizeof(a->before) - sizeof(a->before[0]));
			memcpy(a->before[0], word, sizeof(word));
			note_word(a, word);
		} else {
			memcpy(a->after[after++], word, sizeof(word));
		}
		/* A refused number is reported at its digits or behind them. */
		if (isdigit((unsigned char)p[i]) && past >= position && !*a->number)
			lower_token(p, i, past, a->number, sizeof(a->number));
		i = split_skip_blank(p, past, end);
	}
}

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool is_newer_number(const char *number)
{
	bool digit_before = isdigit((unsigned char)number[0]);

	if (number[0] == '0' && (number[1] == 'x' || number[1] == 'o' || number[1] == 'b'))
		return isxdigit((unsigned char)number[2]) || number[2] == '_';
	for (const char *c = number; *c; c++) {
		if (*c == '_' && !(digit_before && isdigit((unsigned char)c[1])))
			return false;
		if (*c != '_' && !isdigit((unsigned char)*c))
			return false;
		digit_before = isdigit((unsigned char)*c);
	}
	return strchr(number, '_') != NULL;
}

static int version_19(const struct around *a)
{
	if ((is(a->after[0], "split") || is(a->after[0], "merge")) && (is(a->after[1], "partition") || is(a->after[1], "partitions")))
		return 19;
	if (is(a->after[0], "repack") && !*a->before[0])
		return 19;
	if ((is(a->after[0], "ignore") || is(a->after[0], "respect") || is(a->before[0], "ignore") || is(a->before[0], "respect")) &&
		(is(a->after[0], "nulls") || is(a->after[1], "nulls")))
		return 19;
	if (is(a->before[0], "all") && is(a->before[1], "by") && is(a->before[2], "group"))
		return 19;
	if ((is(a->after[0], "portion") && is(a->before[0], "for")) || (is(a->after[0], "for") && is(a->after[1], "portion")))
		return 19;
	return 0;
}

static int version_18(const struct around *a)
{
	/* NOT NULL as a table constraint: CONSTRAINT n NOT NULL c, ADD NOT NULL c, ( …, NOT NULL c */
	if (is(a->after[0], "not") && is(a->after[1], "null") &&
		(is(a->before[1], "constraint") || is(a->before[0], "add") || is(a->before[0], ",") || is(a->before[0], "(")))
		return 18;
	if (is(a->after[0], "enforced") || (is(a->after[0], "not") && is(a->after[1], "enforced")))
		return 18;
	if (is(a->after[0], "virtual"))
		return 18;
	/* GENERATED ALWAYS AS (…) without a word behind it */
	if (a->generated && is(a->before[0], ")") &&
		(is(a->after[0], ",") || is(a->after[0], ")") || !*a->after[0] || is(a->after[0], "not")))
		return 18;
	if (is(a->after[0], "without") && is(a->after[1], "overlaps"))
		return 18;
	if (is(a->after[0], "overlaps") && is(a->before[0], "without"))
		return 18;
	if (is(a->before[0], "period") && is(a->before[1], ",") && is(a->after[1], ")"))
		return 18;
	if (is(a->before[2], "alter") && is(a->before[1], "constraint") && (is(a->after[0], "inherit") || is(a->after[0], "no")))
		return 18;
	if (is(a->before[0], "returning") && is(a->after[0], "with") && is(a->after[1], "("))
		return 18;
	if (is(a->before[1], "not") && is(a->before[0], "null") && is(a->after[0], "not") && is(a->after[1], "valid"))
		return 18;
	return 0;
}

static int version_17(const struct around *a)
{
	if (a->has_json_table)
		return 17;
	if (a->merges && (is(a->after[0], "returning") || (is(a->before[0], "matched") && is(a->after[0], "by"))))
		return 17;
	if (is(a->after[0], "expression") && is(a->before[0], "set"))
		return 17;
	if (is(a->before[0], "method") && is(a->before[1], "access") && is(a->after[0], "default"))
		return 17;
	if (is(a->before[0], "at") && is(a->after[0], "local"))
		return 17;
	return 0;
}

static int version_16(const struct around *a, const char *message)
{
	if (strstr(message, "in FROM must have an alias"))
		return 16;
	if (is_newer_number(a->number))
		return 16;
	if (is(a->after[0], "storage") || (is(a->before[0], "storage") && is(a->after[0], "default")))
		return 16;
	if (is(a->before[0], "is") && is(a->after[0], "json"))
		return 16;
	if (is(a->before[0], "json") && (is(a->before[1], "is") || (is(a->before[1], "not") && is(a->before[2], "is"))))
		return 16;
	if (is(a->before[0], "with") && (is(a->after[0], "inherit") || is(a->after[0], "set")))
		return 16;
	/* JSON_OBJECT('a': 1), JSON_ARRAY(1 ABSENT ON NULL), JSON_ARRAYAGG(x ORDER BY y RETURNING jsonb), JSON_VALUE(… PASSING …) */
	if (a->has_json_constructor && (is(a->after[0], ":") || is(a->after[0], "returning") || is(a->after[0], "absent") || is(a->after[0], "passing") ||
					       (is(a->after[0], "null") && is(a->after[1], "on")) || is(a->after[1], "wrapper") || is(a->after[1], "unique")))
		return 16;
	return 0;
}

const char *newer_syntax(const char *text, size_t start, size_t end, const char *message, int position, int have)
{
	static const char *const names[] = {"PostgreSQL 16", "PostgreSQL 17", "PostgreSQL 18", "PostgreSQL 19"};
	struct around a = {0};
	int version;

	look_around(&a, text, start, end, position < 0 || (size_t)position > end ? end : (size_t)position);
	if (!(version = version_19(&a)) && !(version = version_18(&a)) && !(version = version_17(&a)))
		version = version_16(&a, message);
	return version > have ? names[version - 16] : NULL;
}

const char *newer_function(const char *name, size_t arguments)
{
	static const struct {
		const char *name;
		int version;
		size_t arguments; /* SIZE_MAX: any number */
	} functions[] = {
		{"any_value", 16, 1}, {"array_sample", 16, 2}, {"array_shuffle", 16, 1}, {"date_add", 16, SIZE_MAX}, {"date_subtract", 16, SIZE_MAX}, {"erf", 16, 1},
		{"erfc", 16, 1}, {"pg_input_is_valid", 16, 2}, {"pg_input_error_info", 16, 2}, {"random_normal", 16, SIZE_MAX}, {"json_array", 16, SIZE_MAX},
		{"json_arrayagg", 16, SIZE_MAX}, {"json_objectagg", 16, SIZE_MAX}, {"json_exists", 17, SIZE_MAX}, {"json_query", 17, SIZE_MAX}, {"json_value", 17, SIZE_MAX},
		{"json_scalar", 17, 1}, {"json_serialize", 17, 1}, {"merge_action", 17, 0}, {"random", 17, 2}, {"to_bin", 17, 1}, {"to_oct", 17, 1}, {"to_regtypemod", 17, 1},
		{"pg_basetype", 17, 1}, {"unicode_assigned", 17, 1}, {"unicode_version", 17, 0}, {"uuid_extract_timestamp", 17, 1}, {"uuid_extract_version", 17, 1}, {"xmltext", 17, 1},
		{"array_reverse", 18, 1}, {"array_sort", 18, SIZE_MAX}, {"casefold", 18, 1}, {"crc32", 18, 1}, {"crc32c", 18, 1}, {"gamma", 18, 1}, {"lgamma", 18, 1}, {"uuidv4", 18, 0},
		{"uuidv7", 18, SIZE_MAX}, {"json_strip_nulls", 18, 2}, {"jsonb_strip_nulls", 18, 2},
	};
	static const char *const names[] = {"PostgreSQL 16", "PostgreSQL 17", "PostgreSQL 18"};

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (is(functions[i].name, name) && (functions[i].arguments == SIZE_MAX || functions[i].arguments == arguments))
			return names[functions[i].version - 16];
	return NULL;
}
