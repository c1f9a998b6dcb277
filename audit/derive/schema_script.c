/*
 * What of a migration file or psql script runs: the forward half, without what is for other databases, with templates filled as far as they can be
 * and included scripts in their place. See schema.h.
 */
#include "schema.h"

#include "../sql/split.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#define INCLUDE_DEPTH 16

enum effect { NOTHING, UP, DOWN, CHANGESET, DUMP, NO_TRANSACTION };

/* Comments of tools, after "--" or "#" and more dashes and blanks. `whole`: nothing else stands on the line. */
static const struct marker {
	const char *text, *tool;
	enum effect effect;
	bool whole;
} markers[] = {
	{"+goose up", "goose", UP, false},
	{"+goose down", "goose", DOWN, false},
	{"+goose no transaction", "goose", NO_TRANSACTION, false},
	{"+migrate up", "sql-migrate", UP, false},
	{"+migrate down", "sql-migrate", DOWN, false},
	{"migrate:up", "dbmate", UP, false},
	{"migrate:down", "dbmate", DOWN, false},
	{"up migration", "node-pg-migrate", UP, false},
	{"down migration", "node-pg-migrate", DOWN, false},
	{"rambler up", "rambler", UP, false},
	{"rambler down", "rambler", DOWN, false},
	{"create above / drop below", "tern", DOWN, false},
	{"!ups", "evolutions", UP, false},
	{"!downs", "evolutions", DOWN, false},
	{"liquibase formatted sql", "liquibase", NOTHING, false},
	{"changeset ", NULL, CHANGESET, false},
	{"! previous:", "graphile-migrate", NOTHING, false},
	{"//@undo", NULL, DOWN, false},
	{"@up", NULL, UP, false},
	{"@down", NULL, DOWN, false},
	{"+down", NULL, DOWN, false},
	{"rollback;", NULL, DOWN, true},
	{"up", NULL, UP, true},
	{"down", NULL, DOWN, true},
	{"postgresql database dump", NULL, DUMP, true},
	{"disable-transaction", NULL, NO_TRANSACTION, true},
	{"no-transaction", NULL, NO_TRANSACTION, true},
};

/* The marker a line is; NULL: none. *rest is what follows it. */
static const struct marker *marker_of(const char *line, const char **rest)
{
	const char *p = line + strspn(line, " \t");

	if (*p == '#')
		p++;
	else if (p[0] == '-' && p[1] == '-')
		p += 2;
	else
		return NULL;
	p += strspn(p, " \t-");
	for (size_t i = 0; i < sizeof(markers) / sizeof(*markers); i++) {
		size_t n = strlen(markers[i].text);

		if (strncasecmp(p, markers[i].text, n) != 0)
			continue;
		*rest = p + n;
		if (!markers[i].whole || (*rest)[strspn(*rest, " \t\r:-")] == '\n' || (*rest)[strspn(*rest, " \t\r:-")] == '\0')
			return &markers[i];
	}
	return NULL;
}

static bool line_says(const char *rest, const char *word)
{
	size_t n = strcspn(rest, "\n"), m = strlen(word);

	for (size_t i = 0; i + m <= n; i++)
		if (strncasecmp(rest + i, word, m) == 0)
			return true;
	return false;
}

struct schema_marks schema_marks(const char *text)
{
	struct schema_marks marks = {0};
	const char *rest;

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const struct marker *m = *line == '-' || *line == '#' || *line == ' ' || *line == '\t' ? marker_of(line, &rest) : NULL;

		if (!m)
			continue;
		if (m->tool && !marks.tool)
			marks.tool = m->tool;
		marks.dump |= m->effect == DUMP;
		marks.no_transaction |= m->effect == NO_TRANSACTION || (m->effect == UP && (line_says(rest, "notransaction") || line_says(rest, "transaction:false")));
	}
	return marks;
}

/* --changeset author:id dbms:postgresql: for this database, as far as it says. */
static bool changeset_runs(const char *rest)
{
	size_t n = strcspn(rest, "\n");

	for (size_t i = 0; i + 5 < n; i++)
		if (strncasecmp(rest + i, "dbms:", 5) == 0) {
			bool here = line_says(rest + i, "postgres"), negated = rest[i + 5] == '!' || rest[i + 6] == '!';

			return here != negated;
		}
	return true;
}

void cut_down_section(char *text)
{
	bool down = false, paired = false;
	const char *rest;

	/* "-- Down" alone is a comment like any other; after "-- Up" it is not. */
	for (const char *line = text; *line && !paired; line += strcspn(line, "\n"), line += *line == '\n') {
		const struct marker *m = marker_of(line, &rest);

		paired = m && m->whole && m->effect == UP;
	}
	for (char *line = text; *line;) {
		size_t n = strcspn(line, "\n");
		const struct marker *m = marker_of(line, &rest);

		if (m && m->effect == DOWN && (paired || strcmp(m->text, "down") != 0))
			down = true;
		else if (m && m->effect == UP)
			down = false;
		else if (m && m->effect == CHANGESET)
			down = !changeset_runs(rest);
		if (down || *line == '#')
			memset(line, ' ', n);
		line += n + (line[n] == '\n');
	}
}

/* --- other products --- */

const char *other_database(const char *text, size_t length)
{
	static const struct { const char *word, *next, *product; } words[] = {
		{"auto_increment", NULL, "MySQL"}, {"tinyint", NULL, "MySQL"}, {"mediumtext", NULL, "MySQL"}, {"longtext", NULL, "MySQL"},
		{"autoincrement", NULL, "SQLite"}, {"pragma", NULL, "SQLite"}, {"nvarchar", "(", "SQL Server"}, {"lowcardinality", "(", "ClickHouse"},
		{"datetime64", "(", "ClickHouse"}, {"mergetree", NULL, "ClickHouse"}, {"replacingmergetree", NULL, "ClickHouse"}, {"uint64", NULL, "ClickHouse"},
		{"varchar2", "(", "Oracle"}, {"engine", "=", "MySQL"},
	};

	for (size_t i = 0, end; i < length; i = end) {
		end = split_element(text, i, length);
		if (text[i] == '`')
			return "MySQL";
		if (!isalpha((unsigned char)text[i]))
			continue;
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
			size_t next = split_skip_blank(text, end, length);

			if (strlen(words[k].word) == end - i && strncasecmp(text + i, words[k].word, end - i) == 0 && (!words[k].next || (next < length && text[next] == *words[k].next))) {
				/* ENGINE = MergeTree */
				if (strcmp(words[k].word, "engine") == 0 && memmem(text + next, length - next < 40 ? length - next : 40, "Tree", 4))
					return "ClickHouse";
				return words[k].product;
			}
		}
	}
	return NULL;
}

/* --- templates --- */

/*
 * Go templates, as pop and tern run them: {{ … }} stands for a schema, a prefix or a name that is only known at run time. Its place is blanked, with the
 * dot that follows a schema; the objects then lie in the default one. What is between {{ if }} and {{ end }} is kept. In place; true: there were some.
 */
static bool fill_templates(char *text)
{
	static const char *const controls[] = {"if", "else", "end", "range", "with", "define", "template", "block", "/*"};
	bool any = false;

	for (char *p = text; (p = strstr(p, "{{"));) {
		char *end = strstr(p, "}}"), *word = p + 2 + strspn(p + 2, "- \t");
		bool control = false;

		if (!end)
			break;
		any = true;
		end += 2;
		for (size_t i = 0; i < sizeof(controls) / sizeof(*controls); i++)
			control |= starts_with(word, controls[i]) && !isalpha((unsigned char)word[strlen(controls[i])]);
		if (control)
			;
		else if (p > text && p[-1] == '"' && *end == '"' && end[1] == '.')	/* "{{schema}}".name */
			p[-1] = *end = end[1] = ' ';
		else if (*end == '.')
			*end = ' ';
		else if ((*end == '"' || p == text || !(isalnum((unsigned char)p[-1]) || p[-1] == '_' || p[-1] == '"')) && !isalnum((unsigned char)*end) && *end != '_')
			*p++ = 'x';	/* a name of its own */
		for (; p < end; p++)
			if (*p != '\n')
				*p = ' ';
		/* A prefix: what follows moves up to the quote or word it belongs to. */
		if (!control && (isalnum((unsigned char)*end) || *end == '_')) {
			char *start = end;

			while (start > text && start[-1] == ' ')
				start--;
			if (start > text && (start[-1] == '"' || isalnum((unsigned char)start[-1]) || start[-1] == '_') && strcspn(start, "\n") >= (size_t)(end - start)) {
				size_t n = 0;

				while (isalnum((unsigned char)end[n]) || end[n] == '_' || end[n] == '"')
					n++;
				memmove(start, end, n);
				memset(start + n, ' ', (size_t)(end - start));
			}
		}
	}
	return any;
}

/* --- psql --- */

struct meta { size_t start, end; };
struct metas { VEC(struct meta); };

struct setting { const char *name, *value; };

struct psql {
	struct derive *d;
	struct schema_texts *out;
	struct schema_text prototype;
	VEC_OF(struct setting) settings;
	const char *database;
	int depth;
	bool substitutes;	/* variables are, in a script of psql */
};

static void note_meta(void *context, size_t start, size_t end)
{
	vec_push((struct metas *)context, (struct meta){start, end});
}

static const char *setting(const struct psql *p, const char *name, size_t n)
{
	for (size_t i = p->settings.n; i-- > 0;)
		if (strlen(p->settings.v[i].name) == n && strncmp(p->settings.v[i].name, name, n) == 0)
			return p->settings.v[i].value;
	return NULL;
}

/* The end of a variable's name that begins at `at`; `at` when none does. */
static size_t name_end(const char *text, size_t at, size_t end)
{
	while (at < end && (isalnum((unsigned char)text[at]) || text[at] == '_'))
		at++;
	return at;
}

/*
 * :name, :'name' and :"name" outside quotes become the value that was set. One that nobody set comes from the command line: it is left as a name of
 * its own, and *open says so.
 */
static char *substitute(const struct psql *p, const char *text, size_t length, bool *open)
{
	struct buf out = {0};
	char *result;

	for (size_t i = 0, end; i < length; i = end) {
		size_t name = i + 1, past, quote;
		const char *value;

		end = split_element(text, i, length);
		quote = name < length && (text[name] == '\'' || text[name] == '"');
		past = name_end(text, name + quote, length);
		if (text[i] != ':' || past == name + quote || (i > 0 && (text[i - 1] == ':' || text[i - 1] == '[' || isalnum((unsigned char)text[i - 1]))) ||
		    (quote && (past >= length || text[past] != text[name])) || isdigit((unsigned char)text[name])) {
			if (text[i] == ':' && name < length && (text[name] == ':' || text[name] == '='))
				end = i + 2;
			buf_add(&out, text + i, end - i);
			continue;
		}
		value = setting(p, text + name + quote, past - name - quote);
		end = past + quote;
		if (quote)
			buf_putc(&out, text[name]);
		else if (!value)
			buf_putc(&out, ' ');
		if (value)
			buf_puts(&out, value);
		else
			buf_add(&out, text + name + quote, past - name - quote);
		if (quote)
			buf_putc(&out, text[name]);
		*open |= !value;
	}
	result = arena_strndup(p->d->arena, buf_text(&out), out.n);
	buf_free(&out);
	return result;
}

static int lines_to(const char *text, size_t at)
{
	int n = 0;

	for (size_t i = 0; i < at; i++)
		n += text[i] == '\n';
	return n;
}

static void flush(struct psql *p, const char *text, size_t from, size_t to, const char *unknown)
{
	struct schema_text piece = p->prototype;

	piece.line += lines_to(text, from);
	piece.text = p->substitutes ? substitute(p, text + from, to - from, &piece.filled) : arena_strndup(p->d->arena, text + from, to - from);
	piece.database = p->database;
	piece.unknown = unknown;
	vec_push(p->out, piece);
	p->prototype.version = NULL;	/* one migration, whatever it is cut into */
}

/* The words of a meta-command, quotes taken off. */
static size_t words_of(struct arena *a, const char *line, size_t n, const char *word[3])
{
	size_t count = 0;

	word[0] = word[1] = word[2] = "";
	for (size_t i = 0; i < n && count < 3;) {
		size_t start = i;
		char quote = line[i];

		if (isspace((unsigned char)line[i])) {
			i++;
			continue;
		}
		if (quote == '\'' || quote == '"') {
			for (start = ++i; i < n && line[i] != quote; i++)
				;
			word[count++] = arena_strndup(a, line + start, i - start);
			i++;
			continue;
		}
		while (i < n && !isspace((unsigned char)line[i]))
			i++;
		word[count++] = arena_strndup(a, line + start, i - start);
	}
	return count;
}

static void run_script(struct psql *p, char *text);

/* \i is said from where psql is started: the root of the tree, the script's folder, or one between them; \ir from the script's folder. */
static bool include(struct psql *p, const char *name, const char *folder)
{
	struct arena *a = p->d->arena;
	struct schema_text before = p->prototype;
	char *text;
	int file = -1;

	while (starts_with(name, "./"))
		name += 2;
	for (const char *from = folder; file < 0; from = path_dir(a, from)) {
		const char *rest = name;

		while (starts_with(rest, "../") && *from) {
			rest += 3;
			from = path_dir(a, from);
		}
		file = schema_file(p->d, *from ? arena_printf(a, "%s/%s", from, rest) : rest);
		if (!*from)
			break;
	}
	if (file < 0 || p->depth >= INCLUDE_DEPTH || !(text = schema_read(p->d, file)))
		return false;
	p->prototype.file_id = file + 1;
	p->prototype.line = 1;
	p->depth++;
	run_script(p, text);
	p->depth--;
	p->prototype.file_id = before.file_id;
	p->prototype.line = before.line;
	free(text);
	return true;
}

/* What a meta-command does to what follows; why it could not be followed, or NULL. */
static const char *run_meta(struct psql *p, const char *text, const struct meta *m, const char *folder)
{
	struct arena *a = p->d->arena;
	const char *word[3];

	words_of(a, text + m->start, m->end - m->start, word);
	if (strcmp(word[0], "\\i") == 0 || strcmp(word[0], "\\ir") == 0 || strcmp(word[0], "\\include") == 0 || strcmp(word[0], "\\include_relative") == 0)
		return include(p, word[1], folder) ? NULL : arena_printf(a, "includes \"%s\", which is not in the tree", word[1]);
	if (strcmp(word[0], "\\set") == 0)
		vec_push(&p->settings, (struct setting){word[1], word[2]});
	else if (strcmp(word[0], "\\gexec") == 0)
		return "\\gexec runs what a query returns";
	else if ((strcmp(word[0], "\\c") == 0 || strcmp(word[0], "\\connect") == 0) && *word[1] && strcmp(word[1], "-") != 0)
		p->database = word[1];
	return NULL;
}

/* Whether the condition of \if holds; *known says whether one can tell. */
static bool condition_holds(const struct psql *p, const char *line, size_t n, bool *known)
{
	const char *word[3], *value;
	static const char *const yes[] = {"true", "on", "1", "yes", "t"}, *const no[] = {"false", "off", "0", "no", "f"};

	words_of(p->d->arena, line, n, word);
	value = *word[1] == ':' && word[1][1] != '{' ? setting(p, word[1] + 1, strlen(word[1] + 1)) : word[1];
	if (starts_with(word[1], ":{?")) {
		*known = true;
		return setting(p, word[1] + 3, strcspn(word[1] + 3, "}")) != NULL;
	}
	for (size_t i = 0; value && i < 5; i++)
		if (strcasecmp(value, yes[i]) == 0 || strcasecmp(value, no[i]) == 0) {
			*known = true;
			return strcasecmp(value, yes[i]) == 0;
		}
	*known = false;
	return false;
}

static bool meta_is(const char *text, const struct meta *m, const char *name)
{
	size_t n = strlen(name);

	return m->end - m->start >= n && strncmp(text + m->start, name, n) == 0 && !isalpha((unsigned char)text[m->start + n]);
}

/* Blanks the branches of \if that are not taken. What depends on something unknown is not run, and *open says so. */
static void take_branches(struct psql *p, char *text, const struct metas *metas, bool *open)
{
	struct { bool active, taken; } stack[32] = {{true, true}};
	int depth = 0;
	size_t from = 0;

	for (size_t i = 0; i < metas->n; i++) {
		const struct meta *m = &metas->v[i];
		bool opens = meta_is(text, m, "\\if"), other = meta_is(text, m, "\\elif") || meta_is(text, m, "\\else"), ends = meta_is(text, m, "\\endif"), known = true, holds = true;

		if (!opens && !other && !ends)
			continue;
		for (size_t k = from; k < m->start && !stack[depth].active; k++)
			if (text[k] != '\n')
				text[k] = ' ';
		from = m->end;
		if (opens && depth + 1 < 32) {
			holds = condition_holds(p, text + m->start, m->end - m->start, &known);
			*open |= !known;
			depth++;
			stack[depth].active = stack[depth - 1].active && holds && known;
			stack[depth].taken = holds || !known;
		} else if (other && depth > 0) {
			if (meta_is(text, m, "\\elif"))
				holds = condition_holds(p, text + m->start, m->end - m->start, &known);
			*open |= !known;
			stack[depth].active = stack[depth - 1].active && !stack[depth].taken && holds && known;
			stack[depth].taken |= holds || !known;
		} else if (ends && depth > 0) {
			depth--;
		}
	}
}

/* SELECT 'CREATE DATABASE x' WHERE NOT EXISTS (…) \gexec: nothing in the schema. */
static bool makes_no_object(const char *text, size_t from, size_t to)
{
	static const char *const words[] = {"create database", "create role", "create user", "alter role", "alter user", "grant "};
	char *query = xcalloc(to - from + 1, 1);
	bool found = false;

	memcpy(query, text + from, to - from);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		found |= strcasestr(query, words[i]) != NULL;
	found &= !strcasestr(query, " table ") && !strcasestr(query, " schema ");
	free(query);
	return found;
}

static void run_script(struct psql *p, char *text)
{
	struct splitter s = {.text = text, .length = strlen(text)};
	struct metas metas = {0};
	struct piece piece;
	const char *folder = path_dir(p->d->arena, p->d->path[p->prototype.file_id - 1]);
	size_t from = 0, length = s.length;
	bool open = false;

	s.on_meta = note_meta;
	s.context = &metas;
	while (split_next(&s, &piece))
		;
	p->substitutes |= metas.n > 0;
	take_branches(p, text, &metas, &open);
	for (size_t i = 0; i < metas.n; i++) {
		struct meta m = metas.v[i];
		const char *unknown;
		size_t start;

		if (text[m.start] != '\\')	/* blanked */
			continue;
		if (m.end - m.start <= 2 && m.start + 1 < length && text[m.start + 1] == ';')
			continue;
		start = from;
		flush(p, text, from, m.start, NULL);
		from = m.end > 0 && text[m.end - 1] == '\n' ? m.end - 1 : m.end;
		unknown = run_meta(p, text, &m, folder);
		if (unknown && !(starts_with(unknown, "\\gexec") && makes_no_object(text, start, m.start)))
			flush(p, text, m.start, m.start, unknown);
	}
	flush(p, text, from, length, open ? "depends on a condition of \\if that is not known" : NULL);
	vec_free(&metas);
}

/* A placeholder as graphile-migrate fills it (":DATABASE_OWNER"). */
static bool has_placeholder(const char *text)
{
	for (const char *p = strchr(text, ':'); p; p = strchr(p + 1, ':'))
		if (p > text && isspace((unsigned char)p[-1]) && isupper((unsigned char)p[1]) && (isupper((unsigned char)p[2]) || p[2] == '_'))
			return true;
	return false;
}

static bool has_meta(const char *text)
{
	for (const char *p = strchr(text, '\\'); p; p = strchr(p + 1, '\\'))
		if (p == text || p[-1] == '\n' || p[-1] == ' ' || p[-1] == '\t' || p[-1] == ';')
			return true;
	return false;
}

void schema_script(struct derive *d, struct schema_texts *out, struct schema_text prototype, char *text)
{
	struct psql p = {.d = d, .out = out, .prototype = prototype, .substitutes = has_placeholder(text)};

	p.prototype.filled = strstr(text, "{{") && fill_templates(text);
	if (p.substitutes || has_meta(text)) {
		run_script(&p, text);
		vec_free(&p.settings);
	} else {
		prototype.filled = p.prototype.filled;
		prototype.text = arena_strdup(d->arena, text);
		vec_push(out, prototype);
	}
}
