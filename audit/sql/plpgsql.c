/* Reading the bodies of plpgsql functions. See plpgsql.h. */
#include "plpgsql_private.h"

#include "split.h"

#include <string.h>

#define MAX_DEPTH 200

struct token reader_token(const struct reader *r, size_t at)
{
	at = split_skip_blank(r->text, at, r->length);
	return (struct token){at, pl_token(r->text, at, r->length)};
}

struct token reader_after(const struct reader *r, struct token token)
{
	return reader_token(r, token.end);
}

bool reader_token_is(const struct reader *r, struct token token, const char *word)
{
	return pl_is(r->text, token.at, token.end, word);
}

bool reader_at(const struct reader *r, const char *word)
{
	return reader_token_is(r, r->token, word);
}

void reader_advance(struct reader *r)
{
	r->token = reader_after(r, r->token);
}

bool reader_at_end(const struct reader *r)
{
	return r->token.at >= r->length;
}

/* Once something is not understood, the rest is passed over: the reader stands at the end. */
void reader_lost(struct reader *r, const char *format, const char *what)
{
	if (!r->body->error) {
		r->body->error = arena_printf(r->arena, format, what);
		r->body->error_at = r->token.at;
	}
	r->token = (struct token){r->length, r->length};
}

bool reader_accept(struct reader *r, const char *word)
{
	if (!reader_at(r, word))
		return false;
	reader_advance(r);
	return true;
}

void reader_expect(struct reader *r, const char *word)
{
	if (!reader_accept(r, word))
		reader_lost(r, "no \"%s\" where one is expected", word);
}

/* Up to one of the words (NULL-terminated), outside parentheses; it is not read. */
struct pl_text reader_until(struct reader *r, const char *const *words)
{
	struct pl_text range = {r->token.at, r->token.at};
	int parens = 0;

	for (; !reader_at_end(r); reader_advance(r)) {
		char c = r->text[r->token.at];

		for (size_t i = 0; words[i] && parens == 0; i++)
			if (reader_at(r, words[i]))
				return range;
		if (c == ';')
			break;
		parens += (c == '(' || c == '[') - (c == ')' || c == ']');
		range.end = r->token.end;
	}
	reader_lost(r, "no \"%s\" behind an expression", words[0]);
	return range;
}


static const char *pl_stored_name(struct reader *r, struct token token)
{
	struct pl_text range = {token.at, token.end};
	const char *name = "";

	return pl_names(r->arena, r->text, range, &name, 1) ? name : "";
}

void pl_take_texts(struct reader *r, struct texts *list, struct pl_text **out, size_t *n)
{
	*out = arena_array(r->arena, struct pl_text, list->n + 1);
	if (list->n)
		memcpy(*out, list->v, list->n * sizeof(**out));
	*n = list->n;
	vec_free(list);
}

/* name[.name …][subscripts] */
struct pl_text pl_read_target(struct reader *r)
{
	struct pl_text range = {r->token.at, r->token.end};
	int brackets = 0;

	if (reader_at_end(r) || !(pl_is_name_byte((unsigned char)r->text[r->token.at]) || r->text[r->token.at] == '"')) {
		reader_lost(r, "no variable where one is expected%s", "");
		return range;
	}
	for (reader_advance(r); !reader_at_end(r); reader_advance(r)) {
		char c = r->text[r->token.at];

		if (c == '.' && r->token.end == r->token.at + 1) {
			reader_advance(r);
		} else if (c == '[') {
			brackets++;
		} else if (brackets == 0) {
			break;
		} else if (c == ']') {
			brackets--;
		}
		range.end = r->token.end;
	}
	return range;
}

void pl_read_targets(struct reader *r, struct texts *targets)
{
	reader_accept(r, "strict");
	do
		vec_push(targets, pl_read_target(r));
	while (reader_accept(r, ","));
}

/* Expressions between commas up to one of the words. */
void pl_read_expressions(struct reader *r, struct texts *out, const char *const *words)
{
	const char *stop[8] = {","};

	for (size_t i = 0; words[i] && i < 6; i++)
		stop[i + 1] = words[i];
	do
		vec_push(out, reader_until(r, stop));
	while (reader_accept(r, ","));
}


static struct pl_statement *read_statement(struct reader *r);


static struct pl_statement *statement_new(struct reader *r, enum pl_kind kind)
{
	struct pl_statement *s = arena_new(r->arena, struct pl_statement);

	s->kind = kind;
	s->at = r->token.at;
	return s;
}

void pl_take_branches(struct reader *r, struct pl_statement *s, struct branches *list)
{
	s->branch = arena_array(r->arena, struct pl_branch, list->n + 1);
	if (list->n)
		memcpy(s->branch, list->v, list->n * sizeof(*s->branch));
	s->branches = list->n;
	vec_free(list);
}

/* The only branch. */
void pl_one_branch(struct reader *r, struct pl_statement *s, struct pl_text condition, struct pl_statement *first)
{
	struct branches list = {0};

	vec_push(&list, (struct pl_branch){.condition = condition, .first = first});
	pl_take_branches(r, s, &list);
}

static void read_declaration(struct reader *r, struct pl_declaration *d)
{
	static const char *const type_ends[] = {"collate", "not", "default", ":=", "=", ";", NULL};
	int parens = 0;

	d->at = r->token.at;
	d->name = pl_stored_name(r, r->token);
	reader_advance(r);
	if (reader_accept(r, "alias")) {
		reader_expect(r, "for");
		d->alias = UNTIL(r, ";");
		return;
	}
	reader_accept(r, "constant");
	if (reader_accept(r, "no"))
		reader_expect(r, "scroll");
	else
		reader_accept(r, "scroll");
	if (reader_accept(r, "cursor")) {
		d->cursor = true;
		if (reader_at(r, "(")) {
			d->arguments.at = r->token.end;
			do {
				parens += reader_at(r, "(") - reader_at(r, ")");
				d->arguments.end = r->token.at;
				reader_advance(r);
			} while (parens > 0 && !reader_at_end(r));
		}
		if (!reader_accept(r, "for"))
			reader_expect(r, "is");
		d->query = UNTIL(r, ";");
		return;
	}
	d->type = reader_until(r, type_ends);
	while (reader_accept(r, "collate")) {
		reader_advance(r);
		while (reader_accept(r, "."))
			reader_advance(r);
	}
	if (reader_accept(r, "not"))
		reader_expect(r, "null");
	if (reader_accept(r, "default") || reader_accept(r, ":=") || reader_accept(r, "="))
		d->value = UNTIL(r, ";");
}

static void read_declarations(struct reader *r, struct pl_statement *s)
{
	VEC_OF(struct pl_declaration) list = {0};

	while (!reader_at_end(r) && !reader_at(r, "begin") && !reader_at(r, "<<")) {
		struct pl_declaration d = {0};

		if (reader_accept(r, "declare"))
			continue;
		read_declaration(r, &d);
		reader_expect(r, ";");
		vec_push(&list, d);
	}
	s->declaration = arena_array(r->arena, struct pl_declaration, list.n + 1);
	if (list.n)
		memcpy(s->declaration, list.v, list.n * sizeof(*s->declaration));
	s->declarations = list.n;
	vec_free(&list);
}

static void read_handlers(struct reader *r, struct branches *branches)
{
	while (reader_accept(r, "when")) {
		struct pl_branch branch = {0};
		struct texts caught = {0};

		do
			vec_push(&caught, UNTIL(r, "or", "then"));
		while (reader_accept(r, "or"));
		pl_take_texts(r, &caught, &branch.caught, &branch.n_caught);
		reader_expect(r, "then");
		branch.first = STATEMENTS(r, "when", "end");
		vec_push(branches, branch);
	}
}

static struct pl_statement *read_block(struct reader *r)
{
	struct pl_statement *s = statement_new(r, PL_BLOCK);
	struct branches branches = {0};

	if (reader_accept(r, "declare"))
		read_declarations(r, s);
	reader_expect(r, "begin");
	vec_push(&branches, (struct pl_branch){.first = STATEMENTS(r, "exception", "end")});
	if (reader_accept(r, "exception"))
		read_handlers(r, &branches);
	reader_expect(r, "end");
	s->end = r->token.at;
	if (!reader_at_end(r) && !reader_at(r, ";"))
		reader_advance(r); /* its label */
	pl_take_branches(r, s, &branches);
	return s;
}

static const struct {
	const char *word;
	enum pl_kind kind;
	void (*read)(struct reader *r, struct pl_statement *s);
} statements[] = {
	{"if", PL_IF, pl_read_if}, {"case", PL_CASE, pl_read_case}, {"loop", PL_LOOP, pl_read_bare_loop}, {"while", PL_WHILE, pl_read_while}, {"for", PL_FOR_QUERY, pl_read_for},
	{"foreach", PL_FOREACH, pl_read_foreach}, {"exit", PL_EXIT, pl_read_exit}, {"continue", PL_EXIT, pl_read_exit}, {"return", PL_RETURN, pl_read_return},
	{"raise", PL_RAISE, pl_read_raise}, {"assert", PL_OTHER, pl_read_assert}, {"execute", PL_EXECUTE, pl_read_execute}, {"perform", PL_PERFORM, pl_read_perform},
	{"get", PL_OTHER, pl_read_diagnostics}, {"open", PL_OPEN, pl_read_open}, {"fetch", PL_OTHER, pl_read_fetch}, {"move", PL_OTHER, pl_read_fetch},
	{"close", PL_OTHER, pl_read_rest}, {"null", PL_OTHER, pl_read_rest}, {"commit", PL_OTHER, pl_read_rest}, {"rollback", PL_OTHER, pl_read_rest},
};

static struct pl_statement *read_statement(struct reader *r)
{
	struct pl_statement *s;
	const char *label = NULL;

	if (reader_accept(r, "<<")) {
		label = pl_stored_name(r, r->token);
		reader_advance(r);
		reader_expect(r, ">>");
	}
	if (reader_at(r, "declare") || reader_at(r, "begin")) {
		s = read_block(r);
	} else if (s = statement_new(r, PL_SQL), !pl_read_assignment(r, s)) {
		size_t i = 0, n = sizeof(statements) / sizeof(*statements);

		while (i < n && !reader_at(r, statements[i].word))
			i++;
		if (i < n) {
			s->kind = statements[i].kind;
			reader_advance(r);
			statements[i].read(r, s);
		} else {
			pl_read_sql(r, s);
		}
	}
	s->label = label;
	if (!s->end)
		s->end = r->token.at;
	return s;
}

struct pl_statement *pl_read_statements(struct reader *r, const char *const *ends)
{
	struct pl_statement *first = NULL, **next = &first;

	if (++r->depth > MAX_DEPTH)
		reader_lost(r, "nested too deeply%s", "");
	while (!r->body->error) {
		for (size_t i = 0; ends[i]; i++)
			if (reader_at(r, ends[i])) {
				r->depth--;
				return first;
			}
		if (reader_at_end(r)) {
			reader_lost(r, "no \"%s\" at the end", ends[0]);
			break;
		}
		*next = read_statement(r);
		next = &(*next)->next;
		reader_expect(r, ";");
	}
	r->depth--;
	return first;
}

/* #option dump, #variable_conflict use_column */
static void read_options(struct reader *r)
{
	while (reader_at(r, "#")) {
		reader_advance(r);
		if (reader_accept(r, "variable_conflict"))
			r->body->conflict = reader_at(r, "use_column") ? PL_CONFLICT_COLUMN : reader_at(r, "use_variable") ? PL_CONFLICT_VARIABLE
														   : PL_CONFLICT_ERROR;
		else
			reader_advance(r);
		reader_advance(r);
	}
}

struct pl_body *pl_read(struct arena *arena, const char *text, size_t length)
{
	struct pl_body *body = arena_new(arena, struct pl_body);
	struct reader r = {.arena = arena, .text = text, .length = length, .body = body};

	body->text = text;
	body->length = length;
	r.token = reader_token(&r, 0);
	read_options(&r);
	if (!reader_at(&r, "<<") && !reader_at(&r, "declare") && !reader_at(&r, "begin"))
		reader_lost(&r, "no \"%s\" at the beginning", "BEGIN");
	body->block = body->error ? NULL : read_statement(&r);
	reader_accept(&r, ";");
	if (!reader_at_end(&r))
		reader_lost(&r, "something behind the last \"%s\"", "END");
	return body;
}
