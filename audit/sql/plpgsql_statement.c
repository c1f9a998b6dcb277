/* The statements of plpgsql, one by one. See plpgsql.h. */
#include "plpgsql_private.h"

#include <string.h>

void pl_read_if(struct reader *r, struct pl_statement *s)
{
	struct branches list = {0};

	do {
		struct pl_branch branch = {.condition = UNTIL(r, "then")};

		reader_expect(r, "then");
		branch.first = STATEMENTS(r, "elsif", "elseif", "else", "end");
		vec_push(&list, branch);
	} while (reader_accept(r, "elsif") || reader_accept(r, "elseif"));
	if (reader_accept(r, "else"))
		vec_push(&list, (struct pl_branch){.first = STATEMENTS(r, "end")});
	reader_expect(r, "end");
	reader_expect(r, "if");
	pl_take_branches(r, s, &list);
}

void pl_read_case(struct reader *r, struct pl_statement *s)
{
	struct branches list = {0};
	struct texts tested = {0};

	vec_push(&tested, UNTIL(r, "when"));
	pl_take_texts(r, &tested, &s->expression, &s->expressions);
	while (reader_accept(r, "when")) {
		struct pl_branch branch = {.condition = UNTIL(r, "then")};

		reader_expect(r, "then");
		branch.first = STATEMENTS(r, "when", "else", "end");
		vec_push(&list, branch);
	}
	if (reader_accept(r, "else"))
		vec_push(&list, (struct pl_branch){.first = STATEMENTS(r, "end")});
	reader_expect(r, "end");
	reader_expect(r, "case");
	pl_take_branches(r, s, &list);
}

/* LOOP … END LOOP [label], the word before it read. */
static void read_loop(struct reader *r, struct pl_statement *s, struct pl_text condition)
{
	reader_expect(r, "loop");
	pl_one_branch(r, s, condition, STATEMENTS(r, "end"));
	reader_expect(r, "end");
	reader_expect(r, "loop");
	if (!reader_at_end(r) && !reader_at(r, ";"))
		reader_advance(r);
}

/* FOR x IN c LOOP and FOR x IN c(…) LOOP: a word, and nothing behind it or its parentheses. A query is never just that. */
static bool at_cursor(struct reader *r)
{
	struct token next = reader_after(r, r->token);
	int parens = 0;

	if (!pl_is_name_byte((unsigned char)r->text[r->token.at]) && r->text[r->token.at] != '"')
		return false;
	if (reader_token_is(r, next, "(")) {
		do {
			parens += reader_token_is(r, next, "(") - reader_token_is(r, next, ")");
			next = reader_after(r, next);
		} while (parens > 0 && next.at < r->length);
	}
	return reader_token_is(r, next, "loop");
}

static void read_using(struct reader *r, struct texts *expressions, struct texts *targets, const char *end)
{
	for (;;) {
		if (reader_accept(r, "into"))
			pl_read_targets(r, targets);
		else if (reader_accept(r, "using"))
			EXPRESSIONS(r, expressions, "into", end);
		else
			return;
	}
}

void pl_read_for(struct reader *r, struct pl_statement *s)
{
	struct texts targets = {0}, expressions = {0};

	do
		vec_push(&targets, pl_read_target(r));
	while (reader_accept(r, ","));
	reader_expect(r, "in");
	if (reader_accept(r, "execute")) {
		s->kind = PL_FOR_EXECUTE;
		vec_push(&expressions, UNTIL(r, "using", "loop"));
		read_using(r, &expressions, &targets, "loop");
	} else if (at_cursor(r)) {
		s->kind = PL_FOR_CURSOR;
		vec_push(&targets, ((struct pl_text){r->token.at, r->token.end}));
		reader_advance(r);
		if (reader_accept(r, "(") && !reader_at(r, ")"))
			EXPRESSIONS(r, &expressions, ")");
		reader_accept(r, ")");
	} else {
		bool reverse = reader_accept(r, "reverse");
		struct pl_text range = UNTIL(r, "..", "loop");

		s->kind = reverse || reader_at(r, "..") ? PL_FOR_RANGE : PL_FOR_QUERY;
		if (s->kind == PL_FOR_QUERY) {
			s->query = range;
		} else {
			vec_push(&expressions, range);
			reader_expect(r, "..");
			vec_push(&expressions, UNTIL(r, "by", "loop"));
			if (reader_accept(r, "by"))
				vec_push(&expressions, UNTIL(r, "loop"));
		}
	}
	pl_take_texts(r, &targets, &s->target, &s->targets);
	pl_take_texts(r, &expressions, &s->expression, &s->expressions);
	read_loop(r, s, (struct pl_text){0});
}

void pl_read_foreach(struct reader *r, struct pl_statement *s)
{
	struct texts targets = {0}, expressions = {0};

	do
		vec_push(&targets, pl_read_target(r));
	while (reader_accept(r, ","));
	if (reader_accept(r, "slice"))
		reader_advance(r);
	reader_expect(r, "in");
	reader_expect(r, "array");
	vec_push(&expressions, UNTIL(r, "loop"));
	pl_take_texts(r, &targets, &s->target, &s->targets);
	pl_take_texts(r, &expressions, &s->expression, &s->expressions);
	read_loop(r, s, (struct pl_text){0});
}

void pl_read_execute(struct reader *r, struct pl_statement *s)
{
	struct texts targets = {0}, expressions = {0};

	vec_push(&expressions, UNTIL(r, "into", "using", ";"));
	read_using(r, &expressions, &targets, ";");
	pl_take_texts(r, &targets, &s->target, &s->targets);
	pl_take_texts(r, &expressions, &s->expression, &s->expressions);
}

void pl_read_return(struct reader *r, struct pl_statement *s)
{
	struct texts expressions = {0};

	if (reader_accept(r, "query")) {
		if (reader_accept(r, "execute")) {
			s->kind = PL_RETURN_EXECUTE;
			pl_read_execute(r, s);
			return;
		}
		s->kind = PL_RETURN_QUERY;
		s->query = UNTIL(r, ";");
		return;
	}
	if (reader_accept(r, "next"))
		s->kind = PL_RETURN_NEXT;
	vec_push(&expressions, UNTIL(r, ";"));
	pl_take_texts(r, &expressions, &s->expression, &s->expressions);
}

void pl_read_raise(struct reader *r, struct pl_statement *s)
{
	static const char *const levels[] = {"exception", "warning", "notice", "info", "log", "debug"};
	struct texts expressions = {0};

	s->fails = true;
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (reader_accept(r, levels[i])) {
			s->fails = i == 0;
			break;
		}
	/* A format and its arguments; or the name of a condition. */
	s->condition = UNTIL(r, ",", "using", ";");
	if (reader_accept(r, ","))
		EXPRESSIONS(r, &expressions, "using", ";");
	while (reader_accept(r, "using") || reader_accept(r, ",")) {
		bool code = reader_at(r, "errcode");

		reader_advance(r);
		if (!reader_accept(r, "="))
			reader_expect(r, ":=");
		vec_push(&expressions, UNTIL(r, ",", ";"));
		if (code)
			s->errcode = expressions.v[expressions.n - 1];
	}
	pl_take_texts(r, &expressions, &s->expression, &s->expressions);
}

void pl_read_open(struct reader *r, struct pl_statement *s)
{
	struct texts targets = {0}, expressions = {0};

	vec_push(&targets, pl_read_target(r));
	reader_accept(r, "no");
	reader_accept(r, "scroll");
	if (reader_accept(r, "for")) {
		s->dynamic = reader_accept(r, "execute");
		if (s->dynamic) {
			vec_push(&expressions, UNTIL(r, "using", ";"));
			read_using(r, &expressions, &targets, ";");
		} else {
			s->query = UNTIL(r, ";");
		}
	} else if (reader_accept(r, "(")) {
		if (!reader_at(r, ")"))
			EXPRESSIONS(r, &expressions, ")");
		reader_expect(r, ")");
	}
	pl_take_texts(r, &targets, &s->target, &s->targets);
	pl_take_texts(r, &expressions, &s->expression, &s->expressions);
}

/* GET [STACKED] DIAGNOSTICS v = item, … */
void pl_read_diagnostics(struct reader *r, struct pl_statement *s)
{
	struct texts targets = {0};

	while (!reader_at_end(r) && !reader_at(r, "diagnostics"))
		reader_advance(r);
	do {
		reader_advance(r); /* DIAGNOSTICS, or a comma */
		vec_push(&targets, pl_read_target(r));
		UNTIL(r, ",", ";");
	} while (reader_at(r, ","));
	pl_take_texts(r, &targets, &s->target, &s->targets);
}

void pl_read_fetch(struct reader *r, struct pl_statement *s)
{
	struct texts targets = {0};

	UNTIL(r, "into", ";");
	if (reader_accept(r, "into"))
		pl_read_targets(r, &targets);
	pl_take_texts(r, &targets, &s->target, &s->targets);
}

void pl_read_assert(struct reader *r, struct pl_statement *s)
{
	struct texts expressions = {0};

	EXPRESSIONS(r, &expressions, ";");
	pl_take_texts(r, &expressions, &s->expression, &s->expressions);
}

/* An SQL statement up to its semicolon. INTO names variables, but for INSERT INTO, MERGE INTO and IMPORT … INTO. */
void pl_read_sql(struct reader *r, struct pl_statement *s)
{
	struct texts targets = {0};
	struct token before = r->token;
	bool import = reader_at(r, "import");
	int parens = 0;

	s->query = (struct pl_text){r->token.at, r->token.at};
	while (!reader_at_end(r) && !(parens == 0 && reader_at(r, ";"))) {
		parens += reader_at(r, "(") - reader_at(r, ")");
		if (reader_at(r, "into") && !reader_token_is(r, before, "insert") && !reader_token_is(r, before, "merge") && !import && !targets.n) {
			s->into.at = r->token.at;
			reader_advance(r);
			pl_read_targets(r, &targets);
			s->into.end = s->query.end = targets.v[targets.n - 1].end;
			before = (struct token){0, 0};
			continue;
		}
		s->query.end = r->token.end;
		before = r->token;
		reader_advance(r);
	}
	pl_take_texts(r, &targets, &s->target, &s->targets);
}

/* variable := expression: told from a statement by what follows the name. */
bool pl_read_assignment(struct reader *r, struct pl_statement *s)
{
	struct token name = r->token, next = reader_after(r, name);
	struct texts targets = {0}, expressions = {0};

	if (!pl_is_name_byte((unsigned char)r->text[name.at]) && r->text[name.at] != '"')
		return false;
	while (reader_token_is(r, next, ".")) {
		next = reader_after(r, next);
		next = reader_after(r, next);
	}
	if (!reader_token_is(r, next, ":=") && !reader_token_is(r, next, "=") && !reader_token_is(r, next, "["))
		return false;
	s->kind = PL_ASSIGN;
	vec_push(&targets, pl_read_target(r));
	/* a[i].b := … */
	while (reader_accept(r, ".")) {
		struct pl_text more = pl_read_target(r);

		targets.v[0].end = more.end;
	}
	if (!reader_accept(r, ":="))
		reader_expect(r, "=");
	vec_push(&expressions, UNTIL(r, ";"));
	pl_take_texts(r, &targets, &s->target, &s->targets);
	pl_take_texts(r, &expressions, &s->expression, &s->expressions);
	return true;
}

void pl_read_exit(struct reader *r, struct pl_statement *s)
{
	struct texts expressions = {0};

	if (!reader_at(r, "when") && !reader_at(r, ";"))
		reader_advance(r); /* the label */
	if (reader_accept(r, "when"))
		vec_push(&expressions, UNTIL(r, ";"));
	pl_take_texts(r, &expressions, &s->expression, &s->expressions);
}

void pl_read_perform(struct reader *r, struct pl_statement *s)
{
	s->query = UNTIL(r, ";");
}

void pl_read_bare_loop(struct reader *r, struct pl_statement *s)
{
	r->token = reader_token(r, s->at);
	read_loop(r, s, (struct pl_text){0});
}

void pl_read_while(struct reader *r, struct pl_statement *s)
{
	read_loop(r, s, UNTIL(r, "loop"));
}

void pl_read_rest(struct reader *r, struct pl_statement *s)
{
	(void)s;
	UNTIL(r, ";");
}
