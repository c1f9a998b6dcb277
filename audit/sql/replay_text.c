/* Source text of expressions. Trees know where tokens begin, not where they end: the end is found in the text. */
#include "replay_private.h"
#include "split.h"

#include <ctype.h>
#include <strings.h>

static size_t statement_end(const struct run *run)
{
	return run->sql ? (size_t)run->sql->start + (size_t)run->sql->length : run->length;
}

/* The end of the token at i, dollar quotes and E'' strings included. */
static size_t token_end(const struct run *run, size_t i, size_t end)
{
	const char *p = run->text;

	if ((p[i] == 'e' || p[i] == 'E') && i + 1 < end && p[i + 1] == '\'') {
		for (i += 2; i < end; i++) {
			if (p[i] == '\\')
				i++;
			else if (p[i] == '\'' && !(i + 1 < end && p[i + 1] == '\''))
				return i + 1;
			else if (p[i] == '\'')
				i++;
		}
		return end;
	}
	if (p[i] == '$' && i + 1 < end && !isdigit((unsigned char)p[i + 1])) {
		const char *close = memchr(p + i + 1, '$', end - i - 1);
		size_t n = close ? (size_t)(close - p) + 1 - i : 0;
		const char *last = n ? memmem(p + i + n, end - i - n, p + i, n) : NULL;

		if (last)
			return (size_t)(last - p) + n;
	}
	return split_token(p, i, end);
}

/* Past the parenthesis that closes the one at i. */
static size_t close_of(const struct run *run, size_t i, size_t end)
{
	int depth = 0;

	while (i < end) {
		char c = run->text[i];

		depth += c == '(' ? 1 : c == ')' ? -1
						 : 0;
		i = token_end(run, i, end);
		if (depth == 0)
			return i;
		i = split_skip_blank(run->text, i, end);
	}
	return end;
}

static const char *slice(struct run *run, size_t from, size_t to)
{
	while (to > from && (isspace((unsigned char)run->text[to - 1]) || run->text[to - 1] == ';'))
		to--;
	return from < to ? arena_strndup(run->arena, run->text + from, to - from) : "";
}

/* The position of the "(" before i with nothing but white space between; i itself when there is none. */
static size_t open_before(const struct run *run, size_t i, size_t begin)
{
	size_t k = i;

	while (k > begin && isspace((unsigned char)run->text[k - 1]))
		k--;
	return k > begin && run->text[k - 1] == '(' ? k - 1 : i;
}

/*
 * Text of an expression whose tokens begin in [low, high]: forward to the first comma or closing parenthesis at its own level behind the
 * last token; where a parenthesis closes before, it was opened just before the beginning.
 */
static const char *expression_slice(struct run *run, size_t low, size_t high, size_t end)
{
	size_t begin = (size_t)run->sql->start, from = low, i = low, last = low;

	while (i < end) {
		char c = run->text[i];

		if (c == '(') {
			i = close_of(run, i, end);
		} else if (c == ')' && i <= high && open_before(run, from, begin) != from) {
			from = open_before(run, from, begin);
			i++;
		} else if (i > high && (c == ',' || c == ')' || c == ';')) {
			break;
		} else {
			i = token_end(run, i, end);
		}
		last = i;
		i = split_skip_blank(run->text, i, end);
	}
	return slice(run, from, last);
}

/* Positions of a tree come from its text, but nothing here trusts that. */
static bool extent_in(const struct run *run, const cJSON *expression, int *low, int *high)
{
	return run->sql && tree_extent(expression, low, high) && *low >= run->sql->start && (size_t)*high < statement_end(run);
}

const char *default_text(struct run *run, const cJSON *expression, int end)
{
	int low, high;
	size_t stop = statement_end(run);

	if (!extent_in(run, expression, &low, &high))
		return "";
	if (end > high && (size_t)end < stop)
		stop = (size_t)end;
	return expression_slice(run, (size_t)low, (size_t)high, stop);
}

const char *parenthesised_text(struct run *run, int position)
{
	size_t end = statement_end(run), i = position < 0 ? end : (size_t)position;

	while (i < end && run->text[i] != '(')
		i = split_skip_blank(run->text, token_end(run, i, end), end);
	if (i >= end)
		return "";
	return slice(run, i + 1, close_of(run, i, end) - 1);
}

const char *key_expression_text(struct run *run, const cJSON *expression)
{
	int low, high;
	size_t end = statement_end(run), i, open;

	if (!extent_in(run, expression, &low, &high))
		return "";
	/* name(…), or anything in parentheses of its own */
	i = (size_t)low;
	while (i < end && (isalnum((unsigned char)run->text[i]) || strchr("_.\"$", run->text[i])))
		i = token_end(run, i, end);
	i = split_skip_blank(run->text, i, end);
	if (i < end && run->text[i] == '(' && close_of(run, i, end) > (size_t)high)
		return slice(run, (size_t)low, close_of(run, i, end));
	for (open = (size_t)low; open_before(run, open, (size_t)run->sql->start) != open;) {
		open = open_before(run, open, (size_t)run->sql->start);
		if (close_of(run, open, end) > (size_t)high)
			return slice(run, open + 1, close_of(run, open, end) - 1);
	}
	return slice(run, (size_t)low, i);
}

const char *tail_text(struct run *run, const cJSON *expression)
{
	int low, high;
	size_t from;

	if (!extent_in(run, expression, &low, &high))
		return "";
	from = (size_t)low;
	while (open_before(run, from, (size_t)run->sql->start) != from)
		from = open_before(run, from, (size_t)run->sql->start);
	return slice(run, from, statement_end(run));
}

static bool word_is(const struct run *run, size_t i, size_t past, const char *word)
{
	return past - i == strlen(word) && strncasecmp(run->text + i, word, past - i) == 0;
}

const char *query_source(struct run *run, int after)
{
	size_t end = statement_end(run), i = after < 0 ? (size_t)run->sql->start : (size_t)after;

	while (i < end) {
		size_t past = run->text[i] == '(' ? close_of(run, i, end) : token_end(run, i, end);
		size_t next = split_skip_blank(run->text, past, end);

		if (word_is(run, i, past, "as"))
			return slice(run, next, end);
		i = next;
	}
	return "";
}
