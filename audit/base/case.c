/* The parser of .case files. See case.h. */
#include "case.h"

#include "str.h"

#include <ctype.h>
#include <limits.h>

struct parser {
	struct case_file *file;
	struct arena *arena;
	struct err *err;
};

static struct str trim(struct str s)
{
	while (s.n && isspace((unsigned char)s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && isspace((unsigned char)s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Takes the first line off `rest`; the line is without its line break. */
static struct str take_line(struct str *rest)
{
	const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
	struct str line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
	size_t used = line.n + (end != NULL);

	rest->p += used;
	rest->n -= used;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool header_line(struct str line, struct str *path)
{
	if (line.n < 8 || memcmp(line.p, "==> ", 4) != 0 || memcmp(line.p + line.n - 4, " <==", 4) != 0)
		return false;
	*path = trim((struct str){line.p + 4, line.n - 8});
	return true;
}

static bool good_path(struct str path)
{
	size_t i = 0;

	if (path.n == 0 || path.n > 200 || path.p[0] == '/' || memchr(path.p, '\0', path.n))
		return false;
	while (i <= path.n) {
		const char *slash = i < path.n ? memchr(path.p + i, '/', path.n - i) : NULL;
		struct str part = {path.p + i, slash ? (size_t)(slash - path.p) - i : path.n - i};

		if (part.n == 0 || str_is(part, ".") || str_is(part, ".."))
			return false;
		i += part.n + 1;
	}
	return true;
}

/* A rule's id, "group/name", at the start of `s`; its length, 0 when there is none. */
static size_t rule_id(struct str s)
{
	size_t n = 0, slash = 0;

	while (n < s.n && (islower((unsigned char)s.p[n]) || isdigit((unsigned char)s.p[n]) || s.p[n] == '-' || s.p[n] == '/')) {
		if (s.p[n] == '/') {
			if (slash)
				return 0;
			slash = n;
		}
		n++;
	}
	/* The end of an HTML comment may touch the name. */
	while (n && s.p[n - 1] == '-')
		n--;
	return slash && slash + 1 < n ? n : 0;
}

static void add_mark(struct parser *p, const char *path, int line, struct str rule)
{
	vec_push(&p->file->mark, (struct case_mark){path, line, str_dup(p->arena, rule)});
}

/* The text behind "expect:" when a comment starts right before that word. */
static bool mark_text(struct str line, struct str *rest)
{
	static const char *const opening[] = {"//", "#", "--", "/*", "<!--"};
	const char word[] = "expect:";

	for (size_t at = 0; at + sizeof(word) - 1 <= line.n; at++) {
		size_t n = at;

		if (memcmp(line.p + at, word, sizeof(word) - 1) != 0)
			continue;
		while (n && (line.p[n - 1] == ' ' || line.p[n - 1] == '\t'))
			n--;
		for (size_t i = 0; i < sizeof(opening) / sizeof(*opening); i++) {
			size_t length = strlen(opening[i]);

			if (n >= length && memcmp(line.p + n - length, opening[i], length) == 0) {
				*rest = (struct str){line.p + at + sizeof(word) - 1, line.n - at - (sizeof(word) - 1)};
				return true;
			}
		}
	}
	return false;
}

static bool find_marks(struct parser *p, const struct case_section *section)
{
	struct str rest = {section->text, section->length}, ids;

	for (int number = 1; rest.n; number++) {
		struct str line = take_line(&rest);

		if (!mark_text(line, &ids))
			continue;
		do {
			size_t n;

			ids = trim(ids);
			n = rule_id(ids);
			if (n == 0)
				return err_set(p->err, "%d: \"expect:\" is followed by something that is no rule id", section->line + number - 1);
			add_mark(p, section->path, number, (struct str){ids.p, n});
			ids = trim((struct str){ids.p + n, ids.n - n});
		} while (ids.n && ids.p[0] == ',' && (ids.p++, ids.n--, true));
	}
	return true;
}

/* "path:line rule-id" */
static bool add_placed_mark(struct parser *p, struct str s, int number)
{
	const char *space = memchr(s.p, ' ', s.n), *colon = space;
	struct str rule;
	int line = 0;

	while (colon && colon > s.p && *colon != ':')
		colon--;
	if (!colon || *colon != ':')
		return err_set(p->err, "%d: \"at\" wants path:line rule-id", number);
	for (const char *d = colon + 1; d < space; d++) {
		if (!isdigit((unsigned char)*d) || line > INT_MAX / 10 - 1)
			return err_set(p->err, "%d: \"at\" wants path:line rule-id", number);
		line = line * 10 + (*d - '0');
	}
	rule = trim((struct str){space, s.n - (size_t)(space - s.p)});
	if (line == 0 || rule.n == 0 || rule_id(rule) != rule.n)
		return err_set(p->err, "%d: \"at\" wants path:line rule-id", number);
	add_mark(p, arena_strndup(p->arena, s.p, (size_t)(colon - s.p)), line, rule);
	return true;
}

static bool strip(struct str *s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (s->n < n || memcmp(s->p, prefix, n) != 0)
		return false;
	s->p += n;
	s->n -= n;
	return true;
}

static bool parse_expectations(struct parser *p, const struct case_section *section)
{
	struct str rest = {section->text, section->length};

	for (int number = section->line; rest.n; number++) {
		struct str line = trim(take_line(&rest));
		enum case_text_kind kind = CASE_CONTAINS;

		if (line.n == 0)
			continue;
		if (strip(&line, "exit ")) {
			if (line.n == 0 || line.n > 3 || strspn(line.p, "0123456789") < line.n)
				return err_set(p->err, "%d: \"exit\" wants a number", number);
			p->file->exit = 0;
			for (size_t i = 0; i < line.n; i++)
				p->file->exit = p->file->exit * 10 + (line.p[i] - '0');
			continue;
		}
		if (strip(&line, "at ")) {
			if (!add_placed_mark(p, trim(line), number))
				return false;
			continue;
		}
		if (strip(&line, "!"))
			kind = CASE_LACKS;
		else if (strip(&line, "2>"))
			kind = CASE_STDERR;
		line = trim(line);
		if (line.n == 0)
			return err_set(p->err, "%d: nothing is expected here", number);
		vec_push(&p->file->text, (struct case_text){kind, str_dup(p->arena, line)});
	}
	return true;
}

static bool finish_section(struct parser *p, struct case_section section)
{
	while (section.length && section.text[section.length - 1] == '\n' &&
	       (section.length == 1 || section.text[section.length - 2] == '\n'))
		section.length--;
	section.text = section.length && section.text[section.length - 1] != '\n'
		? arena_printf(p->arena, "%.*s\n", (int)section.length, section.text)
		: arena_strndup(p->arena, section.text, section.length);
	section.length = strlen(section.text);
	if (strcmp(section.path, "expect") == 0)
		return parse_expectations(p, &section);
	if (strcmp(section.path, "args") == 0) {
		p->file->args = str_dup(p->arena, trim((struct str){section.text, section.length}));
		if (!*p->file->args || strchr(p->file->args, '\n'))
			return err_set(p->err, "%d: the section args is one line", section.line);
		return true;
	}
	for (size_t i = 0; i < p->file->section.n; i++)
		if (strcmp(p->file->section.v[i].path, section.path) == 0)
			return err_set(p->err, "%d: there are two sections \"%s\"", section.line - 1, section.path);
	vec_push(&p->file->section, section);
	return find_marks(p, &section);
}

bool case_parse(struct case_file *file, struct arena *arena, const char *text, size_t length, struct err *err)
{
	struct parser p = {.file = file, .arena = arena, .err = err};
	struct str rest = {text, length};
	struct case_section section = {0};
	int number = 0;

	*file = (struct case_file){.note = "", .exit = -1};
	if (length > INT_MAX / 2 || memchr(text, '\0', length))
		return err_set(err, "1: not a text");
	while (rest.n) {
		const char *start = rest.p;
		struct str path;

		number++;
		if (!header_line(take_line(&rest), &path))
			continue;
		if (!good_path(path))
			return err_set(err, "%d: \"%.*s\" is not a path within the project", number, (int)(path.n < 200 ? path.n : 200), path.p);
		if (!section.path) {
			file->note = str_dup(arena, trim((struct str){text, (size_t)(start - text)}));
		} else {
			section.length = (size_t)(start - section.text);
			if (!finish_section(&p, section))
				return false;
		}
		section = (struct case_section){.path = str_dup(arena, path), .text = rest.p, .line = number + 1};
	}
	if (!section.path)
		return err_set(err, "1: no section (==> path <==)");
	section.length = (size_t)(text + length - section.text);
	return finish_section(&p, section);
}

void case_free(struct case_file *file)
{
	vec_free(&file->section);
	vec_free(&file->mark);
	vec_free(&file->text);
}
