/* The statement splitter. See split.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "split.h"

#include <ctype.h>
#include <string.h>

/* What the scan of one statement has seen so far. */
struct state {
	const char *p;
	size_t n, i;
	size_t start; /* of the statement proper; n: nothing yet */
	size_t resume;
	int parens, atomic; /* open parentheses; open BEGIN/CASE in a function body of statements */
	int words;	    /* words seen, for the first few */
	bool creates_routine, copies, from_stdin;
	char word[4][16]; /* the first words, lower case */
	const struct splitter *splitter;
};

static bool is_word_start(unsigned char c)
{
	return isalpha(c) || c == '_' || c >= 0x80;
}

static bool is_word(unsigned char c)
{
	return is_word_start(c) || isdigit(c) || c == '$';
}

static size_t line_end(const char *p, size_t i, size_t n)
{
	const char *nl = i < n ? memchr(p + i, '\n', n - i) : NULL;

	return nl ? (size_t)(nl - p) + 1 : n;
}

/* Past a nested comment that begins at i; n when it is left open. */
static size_t skip_comment(const char *p, size_t i, size_t n)
{
	int depth = 1;

	for (i += 2; i < n; i++) {
		if (p[i] == '/' && i + 1 < n && p[i + 1] == '*') {
			depth++;
			i++;
		} else if (p[i] == '*' && i + 1 < n && p[i + 1] == '/') {
			i++;
			if (--depth == 0)
				return i + 1;
		}
	}
	return n + 1;
}

/* Past a quoted text whose opening quote is at i; n + 1 when it is left open. */
static size_t skip_quoted(const char *p, size_t i, size_t n, bool backslashes)
{
	char quote = p[i];

	for (i++; i < n; i++) {
		if (backslashes && p[i] == '\\') {
			i++;
		} else if (p[i] == quote) {
			if (i + 1 < n && p[i + 1] == quote)
				i++;
			else
				return i + 1;
		}
	}
	return n + 1;
}

/* Length of the dollar-quote delimiter at i ("$$", "$body$"); 0: none. */
static size_t dollar_delimiter(const char *p, size_t i, size_t n)
{
	size_t j = i + 1;

	if (j < n && isdigit((unsigned char)p[j]))
		return 0;
	while (j < n && is_word((unsigned char)p[j]) && p[j] != '$')
		j++;
	return j < n && p[j] == '$' ? j + 1 - i : 0;
}

static size_t skip_dollar(const char *p, size_t i, size_t n, size_t delimiter)
{
	const char *found = memmem(p + i + delimiter, n - i - delimiter, p + i, delimiter);

	return found ? (size_t)(found - p) + delimiter : n + 1;
}

/* The first line-ending semicolon in [from, to) that is followed by a line starting with a letter at its margin; 0: none. */
static size_t resume_point(const char *p, size_t from, size_t to, size_t n)
{
	for (size_t i = from; i < to; i++) {
		size_t j = i + 1;

		if (p[i] != ';')
			continue;
		while (j < n && (p[j] == ' ' || p[j] == '\t' || p[j] == '\r'))
			j++;
		if (j < n && p[j] != '\n' && !(p[j] == '-' && j + 1 < n && p[j + 1] == '-'))
			continue;
		j = split_skip_blank(p, j, n);
		if (j < n && isalpha((unsigned char)p[j]) && p[j - 1] == '\n')
			return i + 1;
	}
	return 0;
}

static void note_resume(struct state *s, size_t from, size_t to)
{
	if (!s->resume)
		s->resume = resume_point(s->p, from, to < s->n ? to : s->n, s->n);
}

size_t split_skip_blank(const char *text, size_t i, size_t end)
{
	while (i < end) {
		if (isspace((unsigned char)text[i])) {
			i++;
		} else if (text[i] == '-' && i + 1 < end && text[i + 1] == '-') {
			i = line_end(text, i, end);
		} else if (text[i] == '/' && i + 1 < end && text[i + 1] == '*') {
			size_t past = skip_comment(text, i, end);

			if (past > end)
				break;
			i = past;
		} else {
			break;
		}
	}
	return i < end ? i : end;
}

size_t split_token(const char *p, size_t i, size_t end)
{
	size_t past;

	if (i >= end)
		return end;
	if (is_word((unsigned char)p[i])) {
		while (i < end && is_word((unsigned char)p[i]))
			i++;
		return i;
	}
	if (p[i] == '\'' || p[i] == '"') {
		past = skip_quoted(p, i, end, false);
		return past > end ? end : past;
	}
	return i + 1;
}

size_t split_element(const char *p, size_t i, size_t end)
{
	size_t past = i + 1, delimiter;

	if (i >= end)
		return end;
	if (p[i] == '-' && i + 1 < end && p[i + 1] == '-')
		past = line_end(p, i, end);
	else if (p[i] == '/' && i + 1 < end && p[i + 1] == '*')
		past = skip_comment(p, i, end);
	else if (p[i] == '\'' || p[i] == '"')
		past = skip_quoted(p, i, end, false);
	else if ((p[i] == 'e' || p[i] == 'E') && i + 1 < end && p[i + 1] == '\'')
		past = skip_quoted(p, i + 1, end, true);
	else if (p[i] == '$' && (delimiter = dollar_delimiter(p, i, end)))
		past = skip_dollar(p, i, end, delimiter);
	else if (is_word((unsigned char)p[i]))
		return split_token(p, i, end);
	return past > end ? end : past;
}

/* A word at i: remembers the first ones, counts BEGIN … END in bodies of statements. Its end is returned. */
static size_t take_word(struct state *s)
{
	size_t end = s->i, length;
	char word[16] = "";

	while (end < s->n && is_word((unsigned char)s->p[end]))
		end++;
	length = end - s->i;
	if (length < sizeof(word))
		for (size_t k = 0; k < length; k++)
			word[k] = (char)tolower((unsigned char)s->p[s->i + k]);
	if (s->words < 4)
		memcpy(s->word[s->words], word, sizeof(word));
	s->words++;
	if (s->words == 1)
		s->copies = strcmp(word, "copy") == 0;
	if (s->words <= 4 && strcmp(s->word[0], "create") == 0 && (strcmp(word, "function") == 0 || strcmp(word, "procedure") == 0))
		s->creates_routine = s->words == 2 || (s->words == 4 && strcmp(s->word[1], "or") == 0);
	if (s->copies && strcmp(word, "stdin") == 0)
		s->from_stdin = true;
	if (s->creates_routine && s->parens == 0) {
		if (strcmp(word, "begin") == 0 || (s->atomic && strcmp(word, "case") == 0))
			s->atomic++;
		else if (s->atomic && strcmp(word, "end") == 0)
			s->atomic--;
	}
	return end;
}

/* Moves over one lexical element that is not a statement end. */
static void take_element(struct state *s)
{
	const char *p = s->p;
	size_t n = s->n, i = s->i, past, delimiter;
	unsigned char c = (unsigned char)p[i];

	if (c == '\'' || c == '"') {
		past = skip_quoted(p, i, n, false);
	} else if ((c == 'e' || c == 'E') && i + 1 < n && p[i + 1] == '\'') {
		past = skip_quoted(p, i + 1, n, true);
	} else if (c == '$' && (delimiter = dollar_delimiter(p, i, n))) {
		past = skip_dollar(p, i, n, delimiter);
		if (past <= n) { /* a closed body is trusted: its semicolons are its own */
			s->i = past;
			return;
		}
	} else if (c == '/' && i + 1 < n && p[i + 1] == '*') {
		past = skip_comment(p, i, n);
	} else if (is_word_start(c)) {
		s->i = take_word(s);
		return;
	} else if (isdigit(c) || c == '$') {
		for (s->i++; s->i < n && is_word((unsigned char)p[s->i]); s->i++)
			;
		return;
	} else {
		if (c == '(')
			s->parens++;
		else if (c == ')' && s->parens > 0)
			s->parens--;
		s->i++;
		return;
	}
	note_resume(s, i, past);
	s->i = past < n ? past : n;
}

/* COPY … FROM stdin: the lines after the statement, up to "\." alone. */
static size_t skip_copy_data(const char *p, size_t i, size_t n)
{
	i = line_end(p, i, n);
	while (i < n) {
		size_t next = line_end(p, i, n), end = next;

		while (end > i && (p[end - 1] == '\n' || p[end - 1] == '\r'))
			end--;
		if (end - i == 2 && p[i] == '\\' && p[i + 1] == '.')
			return next;
		i = next;
	}
	return n;
}

/* Past a psql meta-command at i: the rest of its line, or the two characters of \;. */
static size_t skip_meta(const char *p, size_t i, size_t n)
{
	return i + 1 < n && p[i + 1] == ';' ? i + 2 : line_end(p, i, n);
}

/* Scans to the end of one statement; `end` is where its text ends. */
static size_t scan_statement(struct state *s)
{
	while (s->i < s->n) {
		unsigned char c = (unsigned char)s->p[s->i];
		size_t at = s->i;

		if (isspace(c)) {
			s->i++;
		} else if (c == '-' && s->i + 1 < s->n && s->p[s->i + 1] == '-') {
			s->i = line_end(s->p, s->i, s->n);
		} else if (c == '/' && s->i + 1 < s->n && s->p[s->i + 1] == '*' && skip_comment(s->p, s->i, s->n) <= s->n) {
			s->i = skip_comment(s->p, s->i, s->n);
		} else if (c == '\\') {
			/* Outside quotes a backslash is never SQL. Most that stand in a statement end it (\g, \gset, \;). */
			s->i = skip_meta(s->p, s->i, s->n);
			if (s->splitter->on_meta)
				s->splitter->on_meta(s->splitter->context, at, s->i);
			if (s->start < s->n)
				return at;
		} else if (c == ';' && (s->parens == 0 && s->atomic == 0)) {
			s->i++;
			return at;
		} else {
			if (c == ';')
				note_resume(s, at, at + 1);
			if (s->start == s->n)
				s->start = at;
			take_element(s);
		}
	}
	return s->n;
}

bool split_next(struct splitter *splitter, struct piece *piece)
{
	const char *p = splitter->text;

	while (splitter->at < splitter->length) {
		struct state s = {.p = p, .n = splitter->length, .i = splitter->at, .start = splitter->length, .splitter = splitter};
		size_t end = scan_statement(&s);

		*piece = (struct piece){.begin = splitter->at, .start = s.start, .resume = s.resume};
		splitter->at = s.i;
		if (s.start >= splitter->length)
			continue;
		while (end > s.start && isspace((unsigned char)p[end - 1]))
			end--;
		piece->end = end;
		piece->has_nul = memchr(p + s.start, '\0', end - s.start) != NULL;
		if (s.copies && s.from_stdin)
			splitter->at = skip_copy_data(p, splitter->at, splitter->length);
		return true;
	}
	return false;
}
