/* Import specifiers by a byte scan, without parsing: see language.h. Surplus ones do no harm, missing ones do. */
#include "walker.h"

#include <ctype.h>

#define SPECIFIER_MAX 1024

struct scan {
	const char *p, *end;
	void (*found)(void *context, const char *specifier, size_t length, bool is_type_only);
	void *context;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* Does the word stand at p, as a whole? Its beginning is one already. */
static bool word_at(const char *p, const char *end, const char *word, size_t n)
{
	return p < end && (size_t)(end - p) > n && memcmp(p, word, n) == 0 && !is_word(p[n]);
}

/* JavaScript */

static const char *skip_space(const char *p, const char *end)
{
	while (p < end) {
		if (isspace((unsigned char)*p)) {
			p++;
		} else if (*p == '/' && end - p > 1 && p[1] == '/') {
			p = memchr(p, '\n', (size_t)(end - p));
			p = p ? p : end;
		} else if (*p == '/' && end - p > 1 && p[1] == '*') {
			p = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
			p = p ? p + 2 : end;
		} else {
			break;
		}
	}
	return p;
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"' || c == '`';
}

/* Reports the string literal at p, if one is there. */
static void report_literal(struct scan *s, const char *p, bool type_only)
{
	const char *q = p + 1;

	if (p >= s->end || !is_quote(*p))
		return;
	while (q < s->end && *q != *p && *q != '\n' && q - p <= SPECIFIER_MAX)
		q++;
	if (q < s->end && *q == *p && q > p + 1)
		s->found(s->context, p + 1, (size_t)(q - p - 1), type_only);
}

/* The words between import/export and from: `type X`, `type {…}`, or only `{ type A, type B }`. */
static bool clause_is_type_only(const char *p, const char *end)
{
	bool braces = false;

	p = skip_space(p, end);
	if (word_at(p, end, "type", 4)) {	/* import type from 'x' and import type, {…} import a value named type */
		p = skip_space(p + 4, end);
		return p < end && *p != ',';
	}
	if (p >= end || *p++ != '{')
		return false;
	for (p = skip_space(p, end); p < end && *p != '}'; p = skip_space(p, end)) {
		if (!word_at(p, end, "type", 4))
			return false;
		p = skip_space(p + 4, end);
		if (p >= end || *p == ',' || *p == '}' || word_at(p, end, "as", 2))
			return false;
		while (p < end && *p != ',' && *p != '}')
			p++;
		p += p < end && *p == ',';
		braces = true;
	}
	return braces && skip_space(p + 1, end) >= end;
}

static void scan_javascript(struct scan *s)
{
	const char *clause = NULL;	/* behind the import or export read last */
	bool inside = false;		/* a word */

	for (const char *p = s->p; p < s->end; p++) {
		bool first = !inside;

		inside = is_word(*p);
		if (!inside || !first)
			continue;
		if (*p == 'f' && word_at(p, s->end, "from", 4)) {
			report_literal(s, skip_space(p + 4, s->end), clause && clause_is_type_only(clause, p));
			clause = NULL;
		} else if (*p == 'e' && word_at(p, s->end, "export", 6)) {
			clause = p + 6;
		} else if ((*p == 'i' && word_at(p, s->end, "import", 6)) || (*p == 'r' && word_at(p, s->end, "require", 7))) {
			const char *next = skip_space(p + (*p == 'i' ? 6 : 7), s->end);

			clause = *p == 'i' ? p + 6 : clause;
			if (next < s->end && *next == '(')
				report_literal(s, skip_space(next + 1, s->end), false);
			else if (*p == 'i')
				report_literal(s, next, false);
		}
	}
}

/* Python */

/* Blanks, continued lines; with `lines` also line ends and comments (inside parentheses). */
static const char *skip_blank(const char *p, const char *end, bool lines)
{
	while (p < end) {
		if (*p == ' ' || *p == '\t' || *p == '\f' || (lines && isspace((unsigned char)*p))) {
			p++;
		} else if (*p == '\\' && end - p > 1 && (p[1] == '\n' || p[1] == '\r')) {
			p += p[1] == '\r' && end - p > 2 && p[2] == '\n' ? 3 : 2;
		} else if (lines && *p == '#') {
			p = memchr(p, '\n', (size_t)(end - p));
			p = p ? p : end;
		} else {
			break;
		}
	}
	return p;
}

static const char *dotted_end(const char *p, const char *end)
{
	while (p < end && (is_word(*p) || *p == '.'))
		p++;
	return p;
}

/* from MODULE import a, b: reports MODULE, and MODULE.a, MODULE.b, which may be modules too. */
static void report_from(struct scan *s, const char *p)
{
	const char *module = skip_blank(p, s->end, false), *module_end = dotted_end(module, s->end), *name;
	size_t length = (size_t)(module_end - module);
	char joined[SPECIFIER_MAX];
	bool lines;

	p = skip_blank(module_end, s->end, false);
	if (!length || length > SPECIFIER_MAX / 2 || !word_at(p, s->end, "import", 6))
		return;
	s->found(s->context, module, length, false);
	memcpy(joined, module, length);
	if (joined[length - 1] != '.')
		joined[length++] = '.';
	p = skip_blank(p + 6, s->end, false);
	lines = p < s->end && *p == '(';
	for (p = skip_blank(p + lines, s->end, lines); p < s->end; p = skip_blank(p + 1, s->end, lines)) {
		size_t n;

		name = p;
		while (p < s->end && is_word(*p))
			p++;
		n = (size_t)(p - name);
		if (n && n <= SPECIFIER_MAX - length) {
			memcpy(joined + length, name, n);
			s->found(s->context, joined, length + n, false);
		}
		p = skip_blank(p, s->end, lines);
		if (word_at(p, s->end, "as", 2)) {
			p = skip_blank(p + 2, s->end, lines);
			p = skip_blank(dotted_end(p, s->end), s->end, lines);
		}
		if (p >= s->end || *p != ',')
			return;
	}
}

/* import a.b as c, d */
static void report_import(struct scan *s, const char *p)
{
	for (p = skip_blank(p, s->end, false); p < s->end; p = skip_blank(p + 1, s->end, false)) {
		const char *name = p;

		p = dotted_end(p, s->end);
		if (p == name || p - name > SPECIFIER_MAX)
			return;
		s->found(s->context, name, (size_t)(p - name), false);
		p = skip_blank(p, s->end, false);
		if (word_at(p, s->end, "as", 2))
			p = skip_blank(dotted_end(skip_blank(p + 2, s->end, false), s->end), s->end, false);
		if (p >= s->end || *p != ',')
			return;
	}
}

/* A statement begins a line, or follows ; or : in it. */
static bool begins_statement(const char *text, const char *p)
{
	while (p > text && (p[-1] == ' ' || p[-1] == '\t' || p[-1] == '\f'))
		p--;
	return p == text || p[-1] == '\n' || p[-1] == '\r' || p[-1] == ';' || p[-1] == ':';
}

static void scan_python(struct scan *s)
{
	bool inside = false;

	for (const char *p = s->p; p < s->end; p++) {
		bool first = !inside;

		inside = is_word(*p);
		if (!inside || !first)
			continue;
		if (*p == 'f' && word_at(p, s->end, "from", 4) && begins_statement(s->p, p))
			report_from(s, p + 4);
		else if (*p == 'i' && word_at(p, s->end, "import", 6) && begins_statement(s->p, p))
			report_import(s, p + 6);
	}
}

/* Go: imports stand between the package clause and everything else. */
static void scan_go(struct scan *s)
{
	const char *p = skip_space(s->p, s->end);
	bool group = false;

	if (word_at(p, s->end, "package", 7))
		for (p = skip_space(p + 7, s->end); p < s->end && is_word(*p); p++)
			;
	for (;;) {
		p = skip_space(p, s->end);
		if (p < s->end && *p == ';') {
			p++;
		} else if (!group && word_at(p, s->end, "import", 6)) {
			p = skip_space(p + 6, s->end);
			group = p < s->end && *p == '(';
			p += group;
			if (!group && p < s->end && !is_quote(*p))	/* a local name */
				for (p++; p < s->end && (is_word(*p)); p++)
					;
			p = skip_space(p, s->end);
		} else if (group && p < s->end && *p == ')') {
			group = false;
			p++;
		} else if (group && p < s->end && (is_word(*p) || *p == '.')) {
			for (p++; p < s->end && is_word(*p); p++)
				;
		} else if (p < s->end && (*p == '"' || *p == '`')) {
			report_literal(s, p, false);
			for (char quote = *p++; p < s->end && *p != quote && *p != '\n'; p++)
				;
			p += p < s->end;
		} else {
			break;
		}
	}
}

void scan_imports(const struct language *language, const char *text, size_t length,
	void (*found)(void *context, const char *specifier, size_t length, bool is_type_only), void *context)
{
	struct scan s = {text, text + length, found, context};

	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)	/* a byte order mark is no part of the first word */
		s.p += 3;
	if (((const struct grammar *)language->grammar)->python)
		scan_python(&s);
	else if (((const struct grammar *)language->grammar)->go)
		scan_go(&s);
	else
		scan_javascript(&s);
}
