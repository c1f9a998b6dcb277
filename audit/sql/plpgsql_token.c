/* Tokens and dotted names of plpgsql bodies. See plpgsql.h. */
#include "plpgsql.h"

#include "split.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool pl_is_name_byte(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '$' || c >= 0x80;
}

/* Past $tag$ … $tag$ at `at`; 0: no such text there. */
static size_t dollar_quoted(const char *text, size_t at, size_t end)
{
	size_t tag = at + 1;
	const char *close;

	while (tag < end && (isalnum((unsigned char)text[tag]) || text[tag] == '_' || (unsigned char)text[tag] >= 0x80))
		tag++;
	if (tag >= end || text[tag] != '$' || isdigit((unsigned char)text[at + 1]))
		return 0;
	tag++;
	close = memmem(text + tag, end - tag, text + at, tag - at);
	return close ? (size_t)(close - text) + (tag - at) : end;
}

static size_t escaped_text(const char *text, size_t at, size_t end)
{
	for (at++; at < end; at++) {
		if (text[at] == '\\')
			at++;
		else if (text[at] == '\'' && at + 1 < end && text[at + 1] == '\'')
			at++;
		else if (text[at] == '\'')
			return at + 1;
	}
	return end;
}

size_t pl_token(const char *text, size_t at, size_t end)
{
	size_t past;

	if (at >= end)
		return end;
	if (text[at] == '$' && (past = dollar_quoted(text, at, end)))
		return past;
	if ((text[at] == 'e' || text[at] == 'E') && at + 1 < end && text[at + 1] == '\'')
		return escaped_text(text, at + 1, end);
	if (pl_is_name_byte((unsigned char)text[at])) {
		for (past = at; past < end && pl_is_name_byte((unsigned char)text[past]); past++)
			;
		/* 1.5, but 1..5 */
		if (isdigit((unsigned char)text[at]) && past + 1 < end && text[past] == '.' && text[past + 1] != '.')
			for (past++; past < end && pl_is_name_byte((unsigned char)text[past]); past++)
				;
		return past;
	}
	if (at + 1 < end && ((text[at] == ':' && (text[at + 1] == '=' || text[at + 1] == ':')) || (text[at] == '.' && text[at + 1] == '.') ||
				    (text[at] == '<' && text[at + 1] == '<') || (text[at] == '>' && text[at + 1] == '>')))
		return at + 2;
	return split_token(text, at, end);
}

bool pl_is(const char *text, size_t at, size_t end, const char *word)
{
	return end - at == strlen(word) && strncasecmp(text + at, word, end - at) == 0;
}

size_t pl_names(struct arena *arena, const char *text, struct pl_text range, const char **names, size_t most)
{
	size_t n = 0, at = split_skip_blank(text, range.at, range.end);

	while (n < most && at < range.end) {
		size_t end = pl_token(text, at, range.end);
		bool quoted = text[at] == '"';
		char *name;

		if (!quoted && !pl_is_name_byte((unsigned char)text[at]))
			break;
		name = arena_strndup(arena, text + at + quoted, end - at - 2 * quoted);
		if (quoted) {
			char *out = name;

			for (const char *in = name; *in; in++, out++) {
				*out = *in;
				in += in[0] == '"' && in[1] == '"';
			}
			*out = '\0';
		} else {
			for (char *c = name; *c; c++)
				*c = (char)tolower((unsigned char)*c);
		}
		names[n++] = name;
		at = split_skip_blank(text, end, range.end);
		if (at >= range.end || text[at] != '.')
			break;
		at = split_skip_blank(text, at + 1, range.end);
	}
	return n;
}
