/* A hand-written reader of Prisma's schema language. See prisma.h. */
#include "prisma.h"

#include "../base/str.h"

#include <ctype.h>

struct reader {
	struct arena *arena;
	const char *p, *end;
	int line;
	struct prisma_file *out;
};

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Spaces and comments; newlines too where `lines`: inside parentheses and between blocks they mean nothing. */
static void skip(struct reader *r, bool lines)
{
	while (r->p < r->end) {
		if (*r->p == '\n' && !lines)
			return;
		if (r->p[0] == '/' && r->p + 1 < r->end && r->p[1] == '/') {
			while (r->p < r->end && *r->p != '\n')
				r->p++;
		} else if (r->p[0] == '/' && r->p + 1 < r->end && r->p[1] == '*') {
			while (r->p < r->end && !(r->p[0] == '*' && r->p + 1 < r->end && r->p[1] == '/'))
				r->line += *r->p++ == '\n';
			r->p = r->p + 2 <= r->end ? r->p + 2 : r->end;
		} else if (isspace((unsigned char)*r->p)) {
			r->line += *r->p++ == '\n';
		} else {
			return;
		}
	}
}

static void skip_line(struct reader *r)
{
	while (r->p < r->end && *r->p != '\n')
		r->p++;
}

static bool accept(struct reader *r, char c)
{
	if (r->p >= r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

/* A word; with dots where `dotted`: db.VarChar. NULL: there is none. */
static const char *word(struct reader *r, bool dotted)
{
	const char *start = r->p;

	while (r->p < r->end && (word_char(*r->p) || (dotted && *r->p == '.' && r->p > start)))
		r->p++;
	return r->p > start ? arena_strndup(r->arena, start, (size_t)(r->p - start)) : NULL;
}

static const char *string(struct reader *r)
{
	struct buf b = {0};
	const char *text;

	r->p++;
	while (r->p < r->end && *r->p != '"' && *r->p != '\n') {
		if (*r->p == '\\' && r->p + 1 < r->end) {
			r->p++;
			buf_putc(&b, *r->p == 'n' ? '\n' : *r->p == 't' ? '\t'
									: *r->p);
		} else {
			buf_putc(&b, *r->p);
		}
		r->p++;
	}
	accept(r, '"');
	text = arena_strdup(r->arena, buf_text(&b));
	buf_free(&b);
	return text;
}

/* To the parenthesis that closes one that was opened; strings are passed over. */
static void skip_call(struct reader *r)
{
	for (int depth = 1; r->p < r->end && depth > 0;) {
		if (*r->p == '"') {
			string(r);
			continue;
		}
		depth += *r->p == '(' ? 1 : *r->p == ')' ? -1
							 : 0;
		r->line += *r->p == '\n';
		r->p++;
	}
}

/* "text", 12, name, now(), field(sort: Desc): a name with an argument list is a call. false: nothing of these. */
static bool value(struct reader *r, struct prisma_argument *out)
{
	const char *start = r->p;

	if (r->p >= r->end)
		return false;
	if (*r->p == '"') {
		out->kind = "string";
		out->value = string(r);
		return true;
	}
	if (isdigit((unsigned char)*r->p) || *r->p == '-') {
		r->p++;
		while (r->p < r->end && (isalnum((unsigned char)*r->p) || *r->p == '.'))
			r->p++;
		out->kind = "number";
		out->value = arena_strndup(r->arena, start, (size_t)(r->p - start));
		return true;
	}
	out->value = word(r, true);
	out->kind = "name";
	if (out->value && accept(r, '(')) {
		skip_call(r);
		out->kind = "call";
		out->value = arena_strndup(r->arena, start, (size_t)(r->p - start));
	}
	return out->value != NULL;
}

static void list(struct reader *r, struct prisma_argument argument)
{
	for (;;) {
		skip(r, true);
		if (accept(r, ']') || r->p >= r->end)
			return;
		argument.item++;
		if (!value(r, &argument))
			r->p++;
		else
			vec_push(&r->out->argument, argument);
		skip(r, true);
		accept(r, ',');
	}
}

static void arguments(struct reader *r, int attribute)
{
	for (int position = 0;; position++) {
		struct prisma_argument a = {.attribute = attribute, .position = position, .item = -1};
		const char *start;

		skip(r, true);
		if (accept(r, ')') || r->p >= r->end)
			return;
		start = r->p;
		a.keyword = word(r, false);
		skip(r, true);
		if (a.keyword && accept(r, ':')) {
			skip(r, true);
		} else {
			r->p = start;
			a.keyword = NULL;
		}
		if (accept(r, '['))
			list(r, a);
		else if (value(r, &a))
			vec_push(&r->out->argument, a);
		else
			r->p++;
		skip(r, true);
		accept(r, ',');
	}
}

/* @id @db.VarChar(255) up to the end of the line, or one @@… */
static void attributes(struct reader *r, int block, int field)
{
	for (;;) {
		struct prisma_attribute a = {.block = block, .field = field};

		skip(r, false);
		if (!accept(r, '@'))
			return;
		accept(r, '@');
		a.line = r->line;
		a.name = word(r, true);
		if (!a.name)
			return;
		vec_push(&r->out->attribute, a);
		if (accept(r, '('))
			arguments(r, (int)r->out->attribute.n - 1);
	}
}

static void field(struct reader *r, int block)
{
	struct prisma_field f = {.block = block, .line = r->line};

	f.name = word(r, false);
	if (!f.name) {
		skip_line(r);
		return;
	}
	skip(r, false);
	if (accept(r, '=')) {
		struct prisma_argument a = {.item = -1};

		skip(r, false);
		if (value(r, &a))
			f.value = a.value;
		vec_push(&r->out->field, f);
		skip_line(r);
		return;
	}
	f.type = word(r, true);
	if (f.type && accept(r, '(')) { /* Unsupported("tsvector") */
		skip_call(r);
		f.type = "Unsupported";
	}
	if (f.type && accept(r, '['))
		f.is_list = accept(r, ']');
	f.is_optional = f.type && accept(r, '?');
	vec_push(&r->out->field, f);
	attributes(r, block, (int)r->out->field.n - 1);
	skip_line(r);
}

static void block(struct reader *r)
{
	struct prisma_block b = {.line = r->line};

	b.kind = word(r, false);
	skip(r, true);
	b.name = word(r, false);
	skip(r, true);
	if (!b.kind || !b.name || !accept(r, '{')) {
		skip_line(r);
		return;
	}
	vec_push(&r->out->block, b);
	for (;;) {
		skip(r, true);
		if (accept(r, '}') || r->p >= r->end)
			return;
		if (*r->p == '@') {
			attributes(r, (int)r->out->block.n - 1, -1);
			skip_line(r);
		} else {
			field(r, (int)r->out->block.n - 1);
		}
	}
}

void prisma_read(struct arena *arena, const char *text, size_t length, struct prisma_file *out)
{
	struct reader r = {.arena = arena, .p = text, .end = text + length, .line = 1, .out = out};

	for (;;) {
		skip(&r, true);
		if (r.p >= r.end)
			return;
		block(&r);
	}
}

void prisma_free(struct prisma_file *f)
{
	vec_free(&f->block);
	vec_free(&f->field);
	vec_free(&f->attribute);
	vec_free(&f->argument);
}
