/* The header of a rule file. See rule.h; sets of rules are in rules.c, the check of the SQL in check.c. */
#include "rule_parse.h"

#include "../base/str.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

enum key { TITLE, SEVERITY, CONFIDENCE, PROFILE, STATUS, MESSAGE, NEEDS, SINCE, TAGS, KEYS };

static const struct { const char *name; bool required; const char *choices[4]; } keys[KEYS] = {
	[TITLE] = {"title", true, {0}},
	[SEVERITY] = {"severity", true, {"error", "warning", "note"}},
	[CONFIDENCE] = {"confidence", true, {"high", "medium", "low"}},
	[PROFILE] = {"profile", true, {"safety", "strict"}},
	[STATUS] = {"status", true, {"stable", "preview"}},
	[MESSAGE] = {"message", true, {0}},
	[NEEDS] = {"needs", false, {0}},
	[SINCE] = {"since", true, {0}},
	[TAGS] = {"tags", false, {0}},
};

struct parser {
	struct rule *rule;
	struct arena *arena;
	const char *at;			/* the next line */
	int line;			/* its number */
	char *value[KEYS];
	int value_line[KEYS];
	int last;			/* the key a continuation belongs to; -1: none yet */
};

bool rule_break(struct rule *rule, struct arena *arena, int line, const char *format, ...)
{
	char words[800];
	va_list ap;

	if (rule->broken)
		return false;
	va_start(ap, format);
	vsnprintf(words, sizeof(words), format, ap);
	va_end(ap);
	rule->broken = arena_printf(arena, "%s:%d: %s", rule->file, line, words);
	return false;
}

/* Takes one line off the text, without its end; *text is NULL at the end of the file. */
static struct str next_line(const char **text)
{
	struct str line = {*text, strcspn(*text, "\n")};

	*text = line.p[line.n] ? line.p + line.n + 1 : NULL;
	while (line.n && isspace((unsigned char)line.p[line.n - 1]))
		line.n--;
	return line;
}

static struct str trim(struct str s)
{
	while (s.n && isspace((unsigned char)*s.p))
		s.p++, s.n--;
	return s;
}

static bool header_line(struct parser *p, struct str rest)
{
	const char *colon = memchr(rest.p, ':', rest.n);
	struct str name = {rest.p, colon ? (size_t)(colon - rest.p) : 0}, value;

	if (rest.n > 1 && rest.p[0] == ' ' && rest.p[1] == ' ' && p->last >= 0) {
		value = trim(rest);
		p->value[p->last] = arena_printf(p->arena, "%s %.*s", p->value[p->last], (int)value.n, value.p);
		return true;
	}
	name = trim(name);
	for (int i = 0; i < KEYS; i++) {
		if (!str_is(name, keys[i].name))
			continue;
		if (p->value[i])
			return rule_break(p->rule, p->arena, p->line, "\"%s\" is given twice", keys[i].name);
		value = trim((struct str){colon + 1, rest.n - (size_t)(colon + 1 - rest.p)});
		p->value[i] = str_dup(p->arena, value);
		p->value_line[i] = p->line;
		p->last = i;
		return true;
	}
	return rule_break(p->rule, p->arena, p->line, "expected \"-- key: value\" with one of title, severity, confidence, profile, status, message, "
			  "needs, since, tags; an empty comment line ends the header");
}

/* Reads header and prose; leaves p->at where the SQL begins (NULL: there is none). */
static bool comment_block(struct parser *p)
{
	struct buf prose = {0};
	bool in_header = true, ok = true;

	while (ok && p->at) {
		const char *here = p->at;
		struct str line = next_line(&p->at);

		if (line.n < 2 || line.p[0] != '-' || line.p[1] != '-') {
			p->at = here;
			break;
		}
		line.p += 2;
		line.n -= 2;
		if (in_header && line.n == 0) {
			in_header = false;
		} else if (in_header) {
			ok = header_line(p, line);
		} else {
			bool space = line.n && *line.p == ' ';

			buf_add(&prose, line.p + space, line.n - space);
			buf_putc(&prose, '\n');
		}
		p->line++;
	}
	p->rule->prose = arena_strdup(p->arena, buf_text(&prose));
	buf_free(&prose);
	return ok;
}

static bool check_values(struct parser *p)
{
	for (int i = 0; i < KEYS; i++) {
		const char *const *choice = keys[i].choices;

		if (keys[i].required && (!p->value[i] || !*p->value[i]))
			return rule_break(p->rule, p->arena, 1, "the header has no \"%s\"", keys[i].name);
		if (!p->value[i] || !*choice)
			continue;
		while (*choice && strcmp(*choice, p->value[i]) != 0)
			choice++;
		if (!*choice)
			return rule_break(p->rule, p->arena, p->value_line[i], "\"%s\" is not a %s: %s, %s%s%s", p->value[i], keys[i].name, keys[i].choices[0],
					  keys[i].choices[1], keys[i].choices[2] ? ", " : "", keys[i].choices[2] ? keys[i].choices[2] : "");
	}
	return true;
}

static bool split_needs(struct parser *p)
{
	const char *rest = p->value[NEEDS] ? p->value[NEEDS] : "";
	size_t n = 0;

	p->rule->needs = arena_array(p->arena, const char *, strlen(rest) + 1);
	while (*rest) {
		size_t length = strcspn(rest, ",");
		struct str name = trim((struct str){rest, length});

		while (name.n && isspace((unsigned char)name.p[name.n - 1]))
			name.n--;
		for (size_t i = 0; i < name.n; i++)
			if (!islower((unsigned char)name.p[i]) && name.p[i] != '_')
				name.n = 0;
		if (!name.n)
			return rule_break(p->rule, p->arena, p->value_line[NEEDS], "\"needs\" is a list of coverage domains: schema, statements");
		p->rule->needs[n++] = str_dup(p->arena, name);
		rest += length + (rest[length] == ',');
	}
	return true;
}

/* Cuts the message into text and {column}s. */
static void split_message(struct rule *rule, struct arena *arena)
{
	const char *text = rule->message, *p = text;

	while (*p) {
		size_t n = *p == '{' ? strspn(p + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") : 0;

		if (!n || p[n + 1] != '}') {
			p++;
			continue;
		}
		if (p > text)
			vec_push(&rule->part, (struct message_part){arena_strndup(arena, text, (size_t)(p - text)), false});
		vec_push(&rule->part, (struct message_part){arena_strndup(arena, p + 1, n), true});
		p = text = p + n + 2;
	}
	if (p > text)
		vec_push(&rule->part, (struct message_part){arena_strdup(arena, text), false});
}

bool rule_parse(struct rule *rule, struct arena *arena, const char *text)
{
	struct parser p = {.rule = rule, .arena = arena, .at = text, .line = 1, .last = -1};

	rule->sql = text;
	rule->needs = arena_array(arena, const char *, 1);
	rule->prose = "";
	rule->title = rule->message = rule->since = rule->confidence = "";
	if (!comment_block(&p) || !check_values(&p) || !split_needs(&p))
		return false;
	rule->title = p.value[TITLE];
	rule->confidence = p.value[CONFIDENCE];
	rule->message = p.value[MESSAGE];
	rule->message_line = p.value_line[MESSAGE];
	rule->since = p.value[SINCE];
	rule->tags = p.value[TAGS];
	level_parse(p.value[SEVERITY], &rule->severity);
	rule->strict = strcmp(p.value[PROFILE], "strict") == 0;
	rule->preview = strcmp(p.value[STATUS], "preview") == 0;
	split_message(rule, arena);
	if (!rule->user && (!strstr(rule->prose, "## Why") || !strstr(rule->prose, "## Fix")))
		return rule_break(rule, arena, 1, "the prose needs a part \"## Why\" and a part \"## Fix\"");
	for (rule->sql_line = p.line; p.at; rule->sql_line++)
		if (next_line(&p.at).n)
			return true;
	return rule_break(rule, arena, p.line, "there is no SQL");
}

static const char *const level_names[] = {[LEVEL_NOTE] = "note", [LEVEL_WARNING] = "warning", [LEVEL_ERROR] = "error"};

const char *level_name(enum level level)
{
	return level_names[level];
}

bool level_parse(const char *name, enum level *level)
{
	for (int i = LEVEL_NOTE; i <= LEVEL_ERROR; i++) {
		if (strcmp(level_names[i], name) == 0) {
			*level = (enum level)i;
			return true;
		}
	}
	return false;
}
