/* SQL functions for rules and packs: the table at the end is the list. See functions.h. */
#include "functions.h"

#include "../base/str.h"
#include "inflect.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <sqlite3.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#define LONGEST_NAME 64			/* bytes; longer names are not compared with each other */
#define LONGEST_PATTERN 4096		/* bytes */
#define MATCH_STEPS 500000
#define MATCH_DEPTH 20000
#define MATCH_HEAP_KIB (32 * 1024)

static const char *text_of(sqlite3_value *value)
{
	return (const char *)sqlite3_value_text(value);
}

/* Whether every argument is there and, after this, has a text (making it takes memory, which has a limit). */
static bool texts(sqlite3_context *context, int n, sqlite3_value **argument)
{
	for (int i = 0; i < n; i++) {
		if (sqlite3_value_type(argument[i]) == SQLITE_NULL)
			return false;
		if (!sqlite3_value_text(argument[i])) {
			sqlite3_result_error_nomem(context);
			return false;
		}
	}
	return true;
}

/* Gives `buf` to SQLite as the answer. */
static void answer(sqlite3_context *context, struct buf *buf)
{
	if (!buf->p)
		buf_puts(buf, "");
	sqlite3_result_text64(context, buf->p, buf->n, free, SQLITE_UTF8);
}

/* --- names --- */

/* The second argument, where it is given: words in capitals, separated by spaces, that count as one word each. */
static void snake_case(sqlite3_context *context, int n, sqlite3_value **argument)
{
	struct buf out = {0}, text = {0};

	if (n > 2) {
		sqlite3_result_error(context, "snake_case takes a name and a list of words", -1);
		return;
	}
	if (n > 1)
		inflect_initialisms(&text, text_of(argument[0]), text_of(argument[1]));
	inflect_snake_case(&out, n > 1 ? buf_text(&text) : text_of(argument[0]));
	buf_free(&text);
	answer(context, &out);
}

static void plural(sqlite3_context *context, int n, sqlite3_value **argument)
{
	struct buf out = {0};

	(void)n;
	inflect_plural(&out, text_of(argument[0]));
	answer(context, &out);
}

static void singular(sqlite3_context *context, int n, sqlite3_value **argument)
{
	struct buf out = {0};

	(void)n;
	inflect_singular(&out, text_of(argument[0]));
	answer(context, &out);
}

/*
 * Insertions, deletions, replacements and swaps of neighbours between two names, letter case aside;
 * -1 when one is longer than LONGEST_NAME.
 */
static int distance(const char *a, const char *b)
{
	int row[3][LONGEST_NAME + 1], *before = row[0], *last = row[1], *now = row[2];
	size_t n = strlen(a), m = strlen(b);

	if (n > LONGEST_NAME || m > LONGEST_NAME)
		return -1;
	for (size_t j = 0; j <= m; j++)
		last[j] = (int)j;
	for (size_t i = 1; i <= n; i++) {
		int *spare = before;

		now[0] = (int)i;
		for (size_t j = 1; j <= m; j++) {
			int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
			int best = last[j - 1] + (x != y);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) && y == tolower((unsigned char)a[i - 2]) && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[m];
}

static void edit_distance(sqlite3_context *context, int n, sqlite3_value **argument)
{
	int d = distance(text_of(argument[0]), text_of(argument[1]));

	(void)n;
	if (d >= 0)
		sqlite3_result_int(context, d);
}

struct nearest { char *name; int distance; };

/* One typing mistake in a name of three letters, at most three in a long one: what is farther away is another word. */
static int farthest(const char *name)
{
	size_t n = strlen(name);

	return n < 3 ? 0 : n < 6 ? 1 : n < 9 ? 2 : 3;
}

static void nearest_step(sqlite3_context *context, int n, sqlite3_value **argument)
{
	struct nearest *best;
	const char *name, *candidate;
	int d;

	(void)n;
	if (!texts(context, 2, argument) || !(best = sqlite3_aggregate_context(context, sizeof(*best))))
		return;
	name = text_of(argument[0]);
	candidate = text_of(argument[1]);
	d = distance(name, candidate);
	if (d < 0 || d > farthest(name))
		return;
	if (best->name && (d > best->distance || (d == best->distance && strcmp(candidate, best->name) >= 0)))
		return;
	free(best->name);
	best->name = xstrdup(candidate);
	best->distance = d;
}

static void nearest_final(sqlite3_context *context)
{
	struct nearest *best = sqlite3_aggregate_context(context, 0);

	if (best && best->name)
		sqlite3_result_text(context, best->name, -1, free);
}

/* Words PostgreSQL's quote_ident quotes: all keywords but the unreserved ones, of release 15, between spaces. */
static const char keywords[] =
	" all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character check"
	" coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema"
	" current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists extract false fetch"
	" float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect interval"
	" into is isnull join lateral leading least left like limit localtime localtimestamp national natural nchar none normalize not notnull"
	" null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real references returning"
	" right row select session_user setof similar smallint some substring symmetric table tablesample then time timestamp to trailing treat"
	" trim true union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists"
	" xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable ";

static void quote_ident(sqlite3_context *context, int n, sqlite3_value **argument)
{
	const char *name = text_of(argument[0]);
	struct buf out = {0};
	bool plain = islower((unsigned char)*name) || *name == '_';

	(void)n;
	for (const char *p = name; *p; p++)
		if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p) && *p != '_')
			plain = false;
	if (plain) {
		buf_printf(&out, " %s ", name);
		plain = !strstr(keywords, buf_text(&out));
		buf_reset(&out);
	}
	if (plain) {
		buf_puts(&out, name);
	} else {
		buf_putc(&out, '"');
		for (const char *p = name; *p; p++) {
			if (*p == '"')
				buf_putc(&out, '"');
			buf_putc(&out, *p);
		}
		buf_putc(&out, '"');
	}
	answer(context, &out);
}

/* --- paths --- */

static void path_join(sqlite3_context *context, int n, sqlite3_value **argument)
{
	struct buf out = {0};

	for (int i = 0; i < n; i++) {
		const char *part = text_of(argument[i]);
		size_t length;

		while (*part == '/')
			part++;
		length = strlen(part);
		while (length && part[length - 1] == '/')
			length--;
		if (length) {
			buf_putc(&out, '/');
			buf_add(&out, part, length);
		}
	}
	if (!out.n)
		buf_putc(&out, '/');
	answer(context, &out);
}

static void basename_of(sqlite3_context *context, int n, sqlite3_value **argument)
{
	const char *path = text_of(argument[0]), *slash = strrchr(path, '/');

	(void)n;
	sqlite3_result_text(context, slash ? slash + 1 : path, -1, SQLITE_TRANSIENT);
}

static void dirname_of(sqlite3_context *context, int n, sqlite3_value **argument)
{
	const char *path = text_of(argument[0]), *slash = strrchr(path, '/');

	(void)n;
	sqlite3_result_text(context, path, slash ? (int)(slash - path) : 0, SQLITE_TRANSIENT);
}

/* --- versions --- */

/* The lowest major version one alternative of a requirement (">=4.2, <5") allows; -1 unknown. */
static int lowest_major(const char *p, const char *end)
{
	int lowest = -1;

	while (p < end) {
		bool upper;
		int major = 0;

		if (*p == ' ' || *p == ',' || *p == '\t') {
			p++;
			continue;
		}
		/* "1.2 - 2.3": what follows the dash is an upper bound. "!=" and "<" say nothing about the lowest either. */
		upper = *p == '<' || *p == '!' || (*p == '-' && end - p > 1 && p[1] == ' ');
		while (p < end && strchr("<>=!~^- v", *p))
			p++;
		if (p == end || !isdigit((unsigned char)*p)) {
			if (p == end || !strchr("xX*", *p))
				return -1;
		} else {
			for (; p < end && isdigit((unsigned char)*p); p++)
				if (major < 100000)
					major = major * 10 + (*p - '0');
			if (!upper && major > lowest)
				lowest = major;
		}
		while (p < end && !strchr(" ,\t", *p))
			p++;
	}
	return lowest;
}

static void semver_major(sqlite3_context *context, int n, sqlite3_value **argument)
{
	const char *p = text_of(argument[0]), *at;
	int lowest = -1;

	(void)n;
	if (starts_with(p, "npm:") && (at = strrchr(p, '@')))
		p = at + 1;
	else if (starts_with(p, "workspace:"))
		p += strlen("workspace:");
	for (;;) {
		const char *bar = strstr(p, "||"), *end = bar ? bar : p + strlen(p);
		int major = lowest_major(p, end);

		if (major < 0)
			return;
		if (lowest < 0 || major < lowest)
			lowest = major;
		if (!bar)
			break;
		p = bar + 2;
	}
	sqlite3_result_int(context, lowest);
}

static void duration(sqlite3_context *context, int n, sqlite3_value **argument)
{
	static const struct { int64_t below, unit; const char *words; } scale[] = {
		{120, 1, "seconds"}, {7200, 60, "minutes"}, {172800, 3600, "hours"}, {INT64_MAX, 86400, "days"},
	};
	int64_t seconds = sqlite3_value_int64(argument[0]);
	size_t i = 0;
	char text[48];

	(void)n;
	if (sqlite3_value_type(argument[0]) == SQLITE_NULL)
		return;
	while (seconds >= scale[i].below && i < 3)
		i++;
	snprintf(text, sizeof(text), "%lld %s", (long long)(seconds / scale[i].unit), scale[i].words);
	sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

/* --- regular expressions --- */

struct pattern {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *limits;
};

static void pattern_free(void *p)
{
	struct pattern *pattern = p;

	pcre2_match_context_free(pattern->limits);
	pcre2_match_data_free(pattern->match);
	pcre2_code_free(pattern->code);
	free(pattern);
}

static struct pattern *compile(sqlite3_context *context, const char *text)
{
	struct pattern *pattern;
	char words[256] = "";
	PCRE2_SIZE where = 0;
	pcre2_code *code;
	int error;

	if (strlen(text) > LONGEST_PATTERN) {
		sqlite3_result_error(context, "the regular expression is too long", -1);
		return NULL;
	}
	code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &where, NULL);
	if (!code) {
		struct buf out = {0};

		pcre2_get_error_message(error, (PCRE2_UCHAR *)words, sizeof(words));
		buf_printf(&out, "regular expression \"%s\", at %zu: %s", text, where, words);
		sqlite3_result_error(context, buf_text(&out), -1);
		buf_free(&out);
		return NULL;
	}
	pattern = xcalloc(1, sizeof(*pattern));
	pattern->code = code;
	pattern->match = pcre2_match_data_create_from_pattern(code, NULL);
	pattern->limits = pcre2_match_context_create(NULL);
	if (!pattern->match || !pattern->limits) {
		pattern_free(pattern);
		sqlite3_result_error_nomem(context);
		return NULL;
	}
	pcre2_set_match_limit(pattern->limits, MATCH_STEPS);
	pcre2_set_depth_limit(pattern->limits, MATCH_DEPTH);
	pcre2_set_heap_limit(pattern->limits, MATCH_HEAP_KIB);
	return pattern;
}

/*
 * Matches argument 1 against the pattern of argument 0, compiled once per statement when it is constant.
 * Answers the number of groups set, 0 for no match, negative after an error was given to `context`.
 */
static int match(sqlite3_context *context, sqlite3_value **argument, struct pattern **pattern)
{
	int rc;

	*pattern = sqlite3_get_auxdata(context, 0);
	if (!*pattern) {
		struct pattern *compiled = compile(context, text_of(argument[0]));

		if (!compiled)
			return -1;
		sqlite3_set_auxdata(context, 0, compiled, pattern_free);
		*pattern = sqlite3_get_auxdata(context, 0);	/* NULL when SQLite had no memory for it and freed it */
		if (!*pattern) {
			sqlite3_result_error_nomem(context);
			return -1;
		}
	}
	rc = pcre2_match((*pattern)->code, (PCRE2_SPTR)text_of(argument[1]), (PCRE2_SIZE)sqlite3_value_bytes(argument[1]), 0, 0, (*pattern)->match,
			 (*pattern)->limits);
	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	if (rc < 0) {
		char words[256] = "";

		pcre2_get_error_message(rc, (PCRE2_UCHAR *)words, sizeof(words));
		sqlite3_result_error(context, words, -1);
	}
	return rc;
}

static void regexp(sqlite3_context *context, int n, sqlite3_value **argument)
{
	struct pattern *pattern;
	int groups = match(context, argument, &pattern);

	(void)n;
	if (groups >= 0)
		sqlite3_result_int(context, groups > 0);
}

static void regexp_capture(sqlite3_context *context, int n, sqlite3_value **argument)
{
	struct pattern *pattern;
	int groups = match(context, argument, &pattern), group = sqlite3_value_int(argument[2]);
	PCRE2_SIZE *at;

	(void)n;
	if (groups <= 0 || group < 0 || group >= groups)
		return;
	at = pcre2_get_ovector_pointer(pattern->match) + 2 * group;
	if (at[0] != PCRE2_UNSET && at[0] <= at[1])
		sqlite3_result_text(context, text_of(argument[1]) + at[0], (int)(at[1] - at[0]), SQLITE_TRANSIENT);
}

/* Every match, one after the other; $1 … $9 in the replacement are what the groups matched. An empty match ends it. */
static void regexp_replace(sqlite3_context *context, int n, sqlite3_value **argument)
{
	struct pattern *pattern;
	const char *text = text_of(argument[1]), *replacement = text_of(argument[2]);
	PCRE2_SIZE length = (PCRE2_SIZE)sqlite3_value_bytes(argument[1]), from = 0;
	struct buf out = {0};
	int groups = match(context, argument, &pattern);

	(void)n;
	while (groups > 0) {
		PCRE2_SIZE *at = pcre2_get_ovector_pointer(pattern->match);

		if (at[1] <= from || at[0] > at[1])
			break;
		buf_add(&out, text + from, at[0] - from);
		for (const char *p = replacement; *p; p++) {
			int group = *p == '$' && p[1] >= '1' && p[1] <= '9' ? p[1] - '0' : 0;

			if (!group)
				buf_putc(&out, *p);
			else if (++p && group < groups && at[2 * group] != PCRE2_UNSET)
				buf_add(&out, text + at[2 * group], at[2 * group + 1] - at[2 * group]);
		}
		from = at[1];
		groups = pcre2_match(pattern->code, (PCRE2_SPTR)text, length, from, 0, pattern->match, pattern->limits);
	}
	if (groups < 0 && groups != PCRE2_ERROR_NOMATCH) {
		if (from > 0)
			sqlite3_result_error(context, "the regular expression needs too many steps", -1);
		buf_free(&out);
		return;
	}
	buf_add(&out, text + from, length - from);
	answer(context, &out);
}

/* --- the list --- */

typedef void scalar(sqlite3_context *context, int n, sqlite3_value **argument);

/* A scalar function of a NULL is NULL. */
static const struct function {
	const char *name;
	int arguments;		/* -1: any number */
	scalar *call;		/* NULL: nearest, the one aggregate */
} functions[] = {
	{"snake_case", -1, snake_case},		/* 'HTTPServerId' → 'http_server_id'; ('UserIDs', 'API ID'): words written in capitals → 'user_ids' */
	{"plural", 1, plural},			/* of the last word: 'user_category' → 'user_categories' */
	{"singular", 1, singular},		/* 'people' → 'person' */
	{"edit_distance", 2, edit_distance},	/* typing mistakes between two names, letter case aside; NULL for names over 64 bytes */
	{"nearest", 2, NULL},			/* aggregate: nearest(name, candidate), the candidate few typing mistakes away, or NULL */
	{"quote_ident", 1, quote_ident},	/* an SQL identifier, in quotes where PostgreSQL needs them */
	{"path_join", -1, path_join},		/* parts of a route's path: ('/api/', 'users') → '/api/users'; ('/api', '/') → '/api' */
	{"basename", 1, basename_of},		/* 'db/schema.sql' → 'schema.sql' */
	{"dirname", 1, dirname_of},		/* 'db/schema.sql' → 'db'; '' for a file at the root */
	{"semver_major", 1, semver_major},	/* the lowest major version a requirement allows: '^4.18.2' → 4; NULL: '*', 'latest', a URL */
	{"duration", 1, duration},		/* seconds in words: 90 → '90 seconds', 5400 → '90 minutes', 90000 → '25 hours' */
	{"regexp", 2, regexp},			/* regexp(pattern, text), or text REGEXP pattern: PCRE2, 1 or 0; an error when it needs too many steps */
	{"regexp_capture", 3, regexp_capture},	/* regexp_capture(pattern, text, group): what the group matched, or NULL */
	{"regexp_replace", 3, regexp_replace},	/* regexp_replace(pattern, text, replacement): every match; $1 in the replacement is group 1 */
};

static void call_scalar(sqlite3_context *context, int n, sqlite3_value **argument)
{
	const struct function *function = sqlite3_user_data(context);

	if (texts(context, n, argument))
		function->call(context, n, argument);
}

bool functions_register(struct sqlite3 *sqlite)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		const struct function *f = &functions[i];

		if (sqlite3_create_function_v2(sqlite, f->name, f->arguments, flags, (void *)f, f->call ? call_scalar : NULL, f->call ? NULL : nearest_step,
					       f->call ? NULL : nearest_final, NULL) != SQLITE_OK)
			return false;
	}
	return true;
}
