/* Whether a literal can be read as a type, as the type's input function would. What is not surely wrong is fine. See bind_type.h. */
#include "bind_type.h"

#include <ctype.h>

static const char *skip_space(const char *p)
{
	while (isspace((unsigned char)*p))
		p++;
	return p;
}

static enum literal_fault read_integer(const char *text, long long high)
{
	const char *p = skip_space(text);
	bool negative = *p == '-';
	unsigned long long n = 0, most = negative ? (unsigned long long)high + 1 : (unsigned long long)high;
	bool over = false;

	p += *p == '-' || *p == '+';
	if (!isdigit((unsigned char)*p))
		return LITERAL_SYNTAX;
	for (; isdigit((unsigned char)*p); p++) {
		over |= n > (most - (unsigned)(*p - '0')) / 10;
		n = n * 10 + (unsigned)(*p - '0');
	}
	if (*skip_space(p))
		return LITERAL_SYNTAX;
	return over ? LITERAL_RANGE : LITERAL_FINE;
}

static bool is_word(const char *p, size_t n, const char *word)
{
	return n == strlen(word) && strncasecmp(p, word, n) == 0;
}

static enum literal_fault read_number(const char *text)
{
	static const char *const words[] = {"nan", "infinity", "inf"};
	const char *p = skip_space(text), *start;
	size_t n;

	p += *p == '-' || *p == '+';
	n = strcspn(p, " \t\n\v\f\r");
	for (size_t i = 0; i < 3; i++)
		if (is_word(p, n, words[i]))
			return *skip_space(p + n) ? LITERAL_SYNTAX : LITERAL_FINE;
	start = p;
	while (isdigit((unsigned char)*p))
		p++;
	if (*p == '.')
		for (p++; isdigit((unsigned char)*p); p++)
			;
	if (p - start - (memchr(start, '.', (size_t)(p - start)) != NULL) < 1)
		return LITERAL_SYNTAX;
	if (*p == 'e' || *p == 'E') {
		p += 1 + (p[1] == '-' || p[1] == '+');
		if (!isdigit((unsigned char)*p))
			return LITERAL_SYNTAX;
		while (isdigit((unsigned char)*p))
			p++;
	}
	/* Hexadecimal numbers are read by some C libraries. */
	if ((*p == 'x' || *p == 'X') && p == start + 1)
		return LITERAL_FINE;
	return *skip_space(p) ? LITERAL_SYNTAX : LITERAL_FINE;
}

static enum literal_fault read_boolean(const char *text)
{
	static const struct { const char *word; size_t least; } words[] = {{"true", 1}, {"false", 1}, {"yes", 1}, {"no", 1}, {"on", 2}, {"off", 2}, {"1", 1}, {"0", 1}};
	const char *p = skip_space(text);
	size_t n = strlen(p);

	while (n && isspace((unsigned char)p[n - 1]))
		n--;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (n >= words[i].least && n <= strlen(words[i].word) && strncasecmp(p, words[i].word, n) == 0)
			return LITERAL_FINE;
	return LITERAL_SYNTAX;
}

static enum literal_fault read_uuid(const char *text)
{
	const char *p = text;
	bool brace = *p == '{';
	int digits = 0;

	p += brace;
	while (digits < 32) {
		if (!isxdigit((unsigned char)p[0]) || !isxdigit((unsigned char)p[1]))
			return LITERAL_SYNTAX;
		p += 2;
		digits += 2;
		if (*p == '-' && digits % 4 == 0 && digits < 32)
			p++;
	}
	if (brace && *p++ != '}')
		return LITERAL_SYNTAX;
	return *p ? LITERAL_SYNTAX : LITERAL_FINE;
}

/* --- JSON --- */

static const char *json_space(const char *p)
{
	return p + strspn(p, " \t\n\r");
}

static const char *json_string(const char *p)
{
	if (*p++ != '"')
		return NULL;
	for (; *p != '"'; p++) {
		if ((unsigned char)*p < 0x20)
			return NULL;
		if (*p != '\\')
			continue;
		p++;
		if (*p == 'u') {
			for (int i = 0; i < 4; i++)
				if (!isxdigit((unsigned char)*++p))
					return NULL;
		} else if (!*p || !strchr("\"\\/bfnrt", *p)) {
			return NULL;
		}
	}
	return p + 1;
}

static const char *json_number(const char *p)
{
	const char *start;

	p += *p == '-';
	if (!isdigit((unsigned char)*p))
		return NULL;
	start = p;
	while (isdigit((unsigned char)*p))
		p++;
	if (*start == '0' && p > start + 1)
		return NULL;
	if (*p == '.') {
		if (!isdigit((unsigned char)*++p))
			return NULL;
		while (isdigit((unsigned char)*p))
			p++;
	}
	if (*p == 'e' || *p == 'E') {
		p += 1 + (p[1] == '+' || p[1] == '-');
		if (!isdigit((unsigned char)*p))
			return NULL;
		while (isdigit((unsigned char)*p))
			p++;
	}
	return p;
}

/* Behind the value; NULL: none. Beyond a depth nobody writes, everything is taken for right (*deep). */
static const char *json_value(const char *p, int depth, bool *deep)
{
	static const char *const words[] = {"true", "false", "null"};
	char close = *p == '{' ? '}' : ']';

	if (depth > 100) {
		*deep = true;
		return NULL;
	}
	if (*p == '"')
		return json_string(p);
	for (size_t i = 0; i < 3; i++)
		if (starts_with(p, words[i]))
			return p + strlen(words[i]);
	if (*p != '{' && *p != '[')
		return json_number(p);
	p = json_space(p + 1);
	if (*p == close)
		return p + 1;
	for (;;) {
		if (close == '}') {
			if (!(p = json_string(p)) || *(p = json_space(p)) != ':')
				return NULL;
			p = json_space(p + 1);
		}
		if (!(p = json_value(p, depth + 1, deep)))
			return NULL;
		p = json_space(p);
		if (*p == close)
			return p + 1;
		if (*p != ',')
			return NULL;
		p = json_space(p + 1);
	}
}

static enum literal_fault read_json(const char *text)
{
	bool deep = false;
	const char *end = json_value(json_space(text), 0, &deep);

	return deep || (end && !*json_space(end)) ? LITERAL_FINE : LITERAL_SYNTAX;
}

/* --- dates --- */

/* Words a date may consist of without a digit. */
static bool has_word(const char *text, const char *const *words, size_t most)
{
	for (const char *p = text; *p;) {
		size_t n;

		while (*p && !isalpha((unsigned char)*p))
			p++;
		for (n = 0; isalpha((unsigned char)p[n]);)
			n++;
		for (size_t i = 0; i < most; i++)
			if (n && is_word(p, n, words[i]))
				return true;
		p += n;
	}
	return false;
}

static bool has_special_word(const char *text)
{
	static const char *const words[] = {"now", "today", "tomorrow", "yesterday", "epoch", "infinity", "allballs", "current", "invalid", "abstime", "inf"};

	return has_word(text, words, sizeof(words) / sizeof(*words));
}

static bool digits_at(const char *p, int n, int *value)
{
	*value = 0;
	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)p[i]))
			return false;
		*value = *value * 10 + (p[i] - '0');
	}
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static enum literal_fault read_date(const char *text)
{
	static const char *const interval_words[] = {"day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "minute", "minutes", "mins",
		"seconds", "secs", "ago"};
	const char *p = skip_space(text);
	int year, month, day;

	if (!strpbrk(p, "0123456789"))
		return has_special_word(p) ? LITERAL_FINE : LITERAL_SYNTAX;
	/* An interval, or less than a date. */
	if (has_word(p, interval_words, sizeof(interval_words) / sizeof(*interval_words)))
		return LITERAL_SYNTAX;
	day = (int)strspn(p, "0123456789");
	if ((!p[day] && day <= 4) || (day == 4 && p[4] == '-' && strspn(p + 5, "0123456789") == 2 && !p[7]))
		return LITERAL_SYNTAX;
	/* YYYY-MM-DD, alone or with a time behind it. */
	if (!digits_at(p, 4, &year) || p[4] != '-' || !digits_at(p + 5, 2, &month) || p[7] != '-' || !digits_at(p + 8, 2, &day) || isdigit((unsigned char)p[10]))
		return LITERAL_FINE;
	if (p[10] && p[10] != ' ' && p[10] != 'T')
		return LITERAL_FINE;
	if (strcasestr(p, "bc") || !year)
		return LITERAL_FINE;
	return month < 1 || month > 12 || day < 1 || day > days_in(year, month) ? LITERAL_DATE : LITERAL_FINE;
}

static bool is_iso_date(const char *text)
{
	int year, month, day;

	return digits_at(text, 4, &year) && text[4] == '-' && digits_at(text + 5, 2, &month) && text[7] == '-' && digits_at(text + 8, 2, &day) && !text[10];
}

static enum literal_fault read_enum(const struct user_type *type, const char *text)
{
	for (size_t i = 0; i < type->label.n; i++)
		if (strcmp(type->label.v[i], text) == 0)
			return LITERAL_FINE;
	return LITERAL_SYNTAX;
}

enum literal_fault read_literal(struct binder *b, const char *text, int type)
{
	const struct builtins *p = b->p;
	const struct user_type *labels = enum_of(b, type);

	if (!type)
		return LITERAL_FINE;
	if (labels)
		return read_enum(labels, text);
	if (is_composite(b, type) && type != p->record)
		return *skip_space(text) == '(' ? LITERAL_FINE : LITERAL_SYNTAX;
	if (IS_ARRAY(type))
		return *skip_space(text) == '{' || *skip_space(text) == '[' ? LITERAL_FINE : LITERAL_SYNTAX;
	if (type == p->int2)
		return read_integer(text, INT16_MAX);
	if (type == p->int4)
		return read_integer(text, INT32_MAX);
	if (type == p->int8)
		return read_integer(text, INT64_MAX);
	if (type == p->numeric || type == p->float8 || type == p->float4)
		return read_number(text);
	if (type == p->bool_)
		return read_boolean(text);
	if (type == p->uuid)
		return read_uuid(text);
	if (type == p->json || type == p->jsonb)
		return read_json(text);
	if (type == p->date || type == p->timestamp || type == p->timestamptz)
		return read_date(text);
	if (type == p->interval && is_iso_date(text))
		return LITERAL_SYNTAX;
	if (type == p->interval)
		return strpbrk(text, "0123456789") || strcasestr(text, "inf") ? LITERAL_FINE : LITERAL_SYNTAX;
	if (type == p->time || type == p->timetz)
		return strpbrk(text, "0123456789") || has_special_word(text) ? LITERAL_FINE : LITERAL_SYNTAX;
	return LITERAL_FINE;
}
