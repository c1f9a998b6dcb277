/* How drivers write their placeholders. See placeholder.h. */
#include "placeholder.h"

#include <ctype.h>
#include <string.h>

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/*
 * SQLAlchemy's text(), as it is compiled: (?<![:\w$\\]):([\w$]+)(?![:\w$]), over the whole text, literals and comments included; \: is a plain colon.
 * So :id::int is none: the server gets it as it is. Length of the match; 0.
 */
size_t named_placeholder(const char *text, size_t at, size_t n, bool casts)
{
	size_t len = 1;

	if (text[at] != ':' || (at > 0 && (text[at - 1] == ':' || text[at - 1] == '\\' || text[at - 1] == '$' || word_char(text[at - 1]))))
		return 0;
	while (at + len < n && (word_char(text[at + len]) || text[at + len] == '$'))
		len++;
	return len > 1 && !(at + len < n && text[at + len] == ':' && !(casts && at + len + 1 < n && text[at + len + 1] == ':')) ? len : 0;
}

/* pg-promise: $1, $<name>, ${name}, $(name), $[name], $/name/; with :name or ~ an identifier, with :raw, :value, ^ or # text of its own. */
bool formatted_placeholder(const char *p, size_t n, struct placeholder *out)
{
	static const char open[] = "<{([/", close[] = ">})]/";
	const char *pair, *modifier;
	size_t i = 1, m;

	*out = (struct placeholder){.fill = FILL_VALUE};
	if (n < 2 || p[0] != '$')
		return false;
	if (isdigit((unsigned char)p[1])) {
		while (i < n && isdigit((unsigned char)p[i]))
			i++;
		out->number = (int)strtol(p + 1, NULL, 10) % 65536;
	} else if ((pair = strchr(open, p[1])) && p[1]) {
		i = 2;
		while (i < n && word_char(p[i]))
			i++;
		out->name = p + 2;
		out->name_n = i - 2;
		if (!out->name_n)
			return false;
	} else {
		return false;
	}
	modifier = p + i;
	m = i;
	if (m < n && strchr("~^#", p[m]) && p[m])
		m++;
	else if (m + 1 < n && p[m] == ':' && isalpha((unsigned char)p[m + 1])) /* not the :: of a cast */
		for (m++; m < n && isalpha((unsigned char)p[m]); m++)
			;
	if (*modifier == '~' || starts_with(modifier, ":name") || starts_with(modifier, ":alias"))
		out->fill = FILL_NAME;
	else if (m > i && (*modifier == '^' || *modifier == '#' || starts_with(modifier, ":raw") || starts_with(modifier, ":value")))
		out->fill = FILL_NOTHING;
	if (out->name) {
		if (m >= n || p[m] != close[strchr(open, p[1]) - open])
			return false;
		m++;
	}
	out->length = m;
	return true;
}

/* knex: ? a value, ?? an identifier; :name and :name: with an object of values. */
bool question_placeholder(const char *p, size_t n, bool after_word, struct placeholder *out)
{
	size_t i = 1;

	*out = (struct placeholder){.length = 1, .fill = FILL_VALUE};
	if (p[0] == '?') {
		if (n > 1 && p[1] == '?')
			*out = (struct placeholder){.length = 2, .fill = FILL_NAME};
		return true;
	}
	if (p[0] != ':' || after_word || n < 2 || !(isalpha((unsigned char)p[1]) || p[1] == '_'))
		return false;
	while (i < n && word_char(p[i]))
		i++;
	out->name = p + 1;
	out->name_n = i - 1;
	out->length = i;
	if (i < n && p[i] == ':' && (i + 1 == n || p[i + 1] != ':')) {
		out->length++;
		out->fill = FILL_NAME;
	}
	return true;
}

/* {{name}}, {{ name::type }}: a form programs give themselves; the type stays behind the parameter as a cast. */
bool braces_placeholder(const char *p, size_t n, struct placeholder *out, const char **cast, size_t *cast_n)
{
	size_t i = 2;

	if (n < 5 || p[0] != '{' || p[1] != '{')
		return false;
	while (i < n && isspace((unsigned char)p[i]))
		i++;
	*out = (struct placeholder){.fill = FILL_VALUE, .name = p + i};
	while (i < n && word_char(p[i]))
		i++;
	out->name_n = (size_t)(p + i - out->name);
	*cast = p + i;
	if (i + 2 < n && p[i] == ':' && p[i + 1] == ':')
		for (i += 2; i < n && word_char(p[i]); i++)
			;
	*cast_n = (size_t)(p + i - *cast);
	while (i < n && isspace((unsigned char)p[i]))
		i++;
	out->length = i + 2;
	return out->name_n && i + 1 < n && p[i] == '}' && p[i + 1] == '}';
}
