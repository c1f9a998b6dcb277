/* Changes a statement the way people get statements wrong. For test programs; seeded. */
#ifndef PLUMBLINE_TEST_MUTATE_H
#define PLUMBLINE_TEST_MUTATE_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"as written", "name misspelt", "name for name", "qualifier dropped", "list item dropped", "qualifier added",
	"literal of another type", "GROUP BY item dropped", "operands swapped", "alias renamed", "operator exchanged", "cast added"};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

struct token { size_t start, length; };

static unsigned random_next(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Identifiers outside of strings and comments. */
static size_t identifiers(const char *text, struct token *token, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; text[i];) {
		if (text[i] == '\'') {
			for (i++; text[i] && text[i] != '\''; i++)
				;
			i += text[i] != 0;
		} else if (text[i] == '-' && text[i + 1] == '-') {
			i += strcspn(text + i, "\n");
		} else if (isalpha((unsigned char)text[i]) || text[i] == '_') {
			size_t start = i;

			while (isalnum((unsigned char)text[i]) || text[i] == '_')
				i++;
			if (n < most)
				token[n++] = (struct token){start, i - start};
		} else {
			i++;
		}
	}
	return n;
}

static void splice(char *out, size_t size, const char *text, size_t start, size_t length, const char *with, size_t with_length)
{
	snprintf(out, size, "%.*s%.*s%s", (int)start, text, (int)with_length, with, text + start + length);
}

/* Literals: quoted, or numbers that are no part of a name. */
static size_t literals(const char *text, struct token *token, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; text[i] && n < most;) {
		size_t start = i;

		if (text[i] == '\'') {
			for (i++; text[i] && text[i] != '\''; i++)
				;
			i += text[i] != 0;
			token[n++] = (struct token){start, i - start};
		} else if (isalpha((unsigned char)text[i]) || text[i] == '_' || text[i] == '$') {
			for (i++; isalnum((unsigned char)text[i]) || text[i] == '_';)
				i++;
		} else if (isdigit((unsigned char)text[i])) {
			while (isalnum((unsigned char)text[i]) || text[i] == '.')
				i++;
			token[n++] = (struct token){start, i - start};
		} else {
			i++;
		}
	}
	return n;
}

static size_t operators(const char *text, struct token *token, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; text[i] && n < most; i++) {
		size_t length = strspn(text + i, "=<>+-/|~");

		if (text[i] == '\'') {
			i += 1 + strcspn(text + i + 1, "'");
			if (!text[i])
				break;
		} else if (length) {
			token[n++] = (struct token){i, length};
			i += length - 1;
		}
	}
	return n;
}

/* "a OP b" becomes "b OP a" where both are words. */
static bool swap_operands(const char *text, struct token op, char *out, size_t size)
{
	size_t end = op.start, start, from = op.start + op.length, to;

	while (end && text[end - 1] == ' ')
		end--;
	for (start = end; start && (isalnum((unsigned char)text[start - 1]) || strchr("_.$'", text[start - 1]));)
		start--;
	while (text[from] == ' ')
		from++;
	for (to = from; text[to] && (isalnum((unsigned char)text[to]) || strchr("_.$'", text[to]));)
		to++;
	if (start == end || from == to)
		return false;
	snprintf(out, size, "%.*s%.*s%.*s%.*s%s", (int)start, text, (int)(to - from), text + from, (int)(from - end), text + end, (int)(end - start), text + start, text + to);
	return true;
}

/* A mutant of `text` of a random kind; the text itself where that kind finds nothing to change. */
static void mutate(const char *text, unsigned *seed, char *out, size_t size, size_t *kind)
{
	static const char *const values[] = {"1", "'x'", "'1'", "true", "1.5", "NULL", "''", "'2024-01-01'", "'{}'", "$1", "now()", "9999999999", "ARRAY[1]"};
	static const char *const words[] = {"=", "<", "+", "||", "-", "/", "->>", "~", "<>"};
	static const char *const casts[] = {"::int", "::text", "::boolean", "::date", "::uuid", "::jsonb", "::numeric", "::text[]", "::timestamptz"};
	struct token token[400], other[400];
	size_t n = identifiers(text, token, 400), m;
	struct token a = token[random_next(seed) % n], b = token[random_next(seed) % n];
	const char *group;
	char word[100];

	snprintf(out, size, "%s", text);
	*kind = 1 + random_next(seed) % (KINDS - 1);
	switch (*kind) {
	case 1:
		snprintf(word, sizeof(word), "%.*sx", (int)(a.length > 60 ? 60 : a.length), text + a.start);
		splice(out, size, text, a.start, a.length, word, strlen(word));
		break;
	case 2:
		splice(out, size, text, a.start, a.length, text + b.start, b.length);
		break;
	case 3:
		splice(out, size, text, a.start, a.length + (text[a.start + a.length] == '.'), "", 0);
		break;
	case 4: {
		const char *comma = strchr(text + a.start, ',');
		size_t at = comma ? (size_t)(comma - text) : a.start;

		splice(out, size, text, at, comma ? 1 + strcspn(comma + 1, ",()") : a.length, "", 0);
		break;
	}
	case 5:
		snprintf(word, sizeof(word), "%.*s.", (int)(b.length > 60 ? 60 : b.length), text + b.start);
		splice(out, size, text, a.start, 0, word, strlen(word));
		break;
	case 6:
		/* Where there is no literal, an identifier gives way to one. */
		m = literals(text, other, 400);
		a = m ? other[random_next(seed) % m] : a;
		snprintf(word, sizeof(word), "%s", values[random_next(seed) % (sizeof(values) / sizeof(*values))]);
		splice(out, size, text, a.start, a.length, word, strlen(word));
		break;
	case 7:
		group = strcasestr(text, "GROUP BY");
		if (group) {
			size_t at = (size_t)(group - text) + 8, length = strcspn(text + at, ",)\n");

			if (text[at + length] == ',')
				splice(out, size, text, at, length + 1, "", 0);
			else
				splice(out, size, text, at - 8, length + 8, "", 0);
		} else {
			/* One of the select list becomes an aggregate instead. */
			snprintf(word, sizeof(word), "count(%.*s)", (int)(a.length > 60 ? 60 : a.length), text + a.start);
			splice(out, size, text, a.start, a.length, word, strlen(word));
		}
		break;
	case 8:
		m = operators(text, other, 400);
		if (!m || !swap_operands(text, other[random_next(seed) % m], out, size))
			splice(out, size, text, a.start, a.length, text + b.start, b.length);
		break;
	case 9: {
		const char *as = strcasestr(text + (a.start > 60 ? a.start - 60 : 0), " AS ");

		if (!as)
			as = strcasestr(text, " AS ");
		if (as)
			splice(out, size, text, (size_t)(as - text) + 4, 0, "re", 2);
		else
			splice(out, size, text, a.start + a.length, 0, "_re", 3);
		break;
	}
	case 10: {
		const char *with = words[random_next(seed) % (sizeof(words) / sizeof(*words))];

		m = operators(text, other, 400);
		a = m ? other[random_next(seed) % m] : a;
		splice(out, size, text, a.start, a.length, with, strlen(with));
		break;
	}
	default: {
		const char *cast = casts[random_next(seed) % (sizeof(casts) / sizeof(*casts))];

		/* A call's name with a cast would read as a type with modifiers. */
		if (text[a.start + a.length] != '(')
			splice(out, size, text, a.start + a.length, 0, cast, strlen(cast));
	}
	}
}

#endif
