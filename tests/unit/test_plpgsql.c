/* Reading plpgsql: what a body is made of, and where. */
#include "../../audit/sql/plpgsql.h"

#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const kind_name[] = {"block", "assign", "if", "case", "loop", "while", "for_range", "for_query", "for_execute", "for_cursor", "foreach", "exit", "return",
	"return_next", "return_query", "return_execute", "raise", "sql", "perform", "execute", "open", "other"};

static void put_text(struct buf *out, const struct pl_body *body, const char *what, struct pl_text t)
{
	if (t.end > t.at)
		buf_printf(out, " %s<%.*s>", what, (int)(t.end - t.at), body->text + t.at);
}

static void put(struct buf *out, const struct pl_body *body, const struct pl_statement *first)
{
	for (const struct pl_statement *s = first; s; s = s->next) {
		buf_printf(out, "%s", kind_name[s->kind]);
		if (s->label)
			buf_printf(out, " :%s", s->label);
		for (size_t i = 0; i < s->targets; i++)
			put_text(out, body, "to", s->target[i]);
		put_text(out, body, "query", s->query);
		put_text(out, body, "into", s->into);
		for (size_t i = 0; i < s->expressions; i++)
			put_text(out, body, "", s->expression[i]);
		for (size_t i = 0; i < s->declarations; i++) {
			buf_printf(out, " declare %s", s->declaration[i].name);
			put_text(out, body, "type", s->declaration[i].type);
			put_text(out, body, "value", s->declaration[i].value);
			put_text(out, body, "alias", s->declaration[i].alias);
			put_text(out, body, "arguments", s->declaration[i].arguments);
			put_text(out, body, "query", s->declaration[i].query);
		}
		for (size_t i = 0; i < s->branches; i++) {
			buf_puts(out, " (");
			for (size_t k = 0; k < s->branch[i].n_caught; k++)
				put_text(out, body, "when", s->branch[i].caught[k]);
			put_text(out, body, "", s->branch[i].condition);
			put(out, body, s->branch[i].first);
			buf_puts(out, ")");
		}
		buf_puts(out, s->fails ? "!;" : ";");
	}
}

static void reads(const char *text, const char *expected)
{
	struct arena arena = {0};
	struct buf out = {0};
	struct pl_body *body = pl_read(&arena, text, strlen(text));

	if (body->error)
		buf_printf(&out, "error at %zu: %s", body->error_at, body->error);
	else
		put(&out, body, body->block);
	assert_string_equal(buf_text(&out), expected);
	buf_free(&out);
	arena_free(&arena);
}

static void statements(void **state)
{
	(void)state;
	reads("BEGIN a := 1; b.c[1] = 'x;'; NULL; END", "block (assign to<a> <1>;assign to<b.c[1]> <'x;'>;other;);");
	reads("BEGIN IF a THEN b := 1; ELSIF c THEN d := 2; ELSE e := 3; END IF; END;",
		"block (if ( <a>assign to<b> <1>;) ( <c>assign to<d> <2>;) (assign to<e> <3>;););");
	reads("BEGIN CASE x WHEN 1, 2 THEN NULL; ELSE NULL; END CASE; CASE WHEN y THEN NULL; END CASE; END",
		"block (case <x> ( <1, 2>other;) (other;);case ( <y>other;););");
	reads("BEGIN SELECT a, b INTO STRICT x, r.y FROM t; INSERT INTO t VALUES (1) RETURNING id INTO n; END",
		"block (sql to<x> to<r.y> query<SELECT a, b INTO STRICT x, r.y FROM t> into<INTO STRICT x, r.y>;"
		"sql to<n> query<INSERT INTO t VALUES (1) RETURNING id INTO n> into<INTO n>;);");
	reads("BEGIN PERFORM f(x) FROM t; EXECUTE 'a' || b INTO x USING c, d; RETURN; RETURN x + 1; END",
		"block (perform query<f(x) FROM t>;execute to<x> <'a' || b> <c> <d>;return;return <x + 1>;);");
	reads("BEGIN RETURN NEXT r; RETURN QUERY SELECT 1; RETURN QUERY EXECUTE q USING 1; END", "block (return_next <r>;return_query query<SELECT 1>;return_execute <q> <1>;);");
	reads("BEGIN RAISE NOTICE '%', a USING HINT = b; RAISE EXCEPTION 'x'; RAISE; ASSERT a > 1, 'm'; END",
		"block (raise <a> <b>;raise!;raise!;other <a > 1> <'m'>;);");
	reads("BEGIN OPEN c FOR SELECT 1; OPEN c FOR EXECUTE q USING 2; OPEN d(1, x := 2); FETCH NEXT FROM c INTO r; GET DIAGNOSTICS n = ROW_COUNT, m = PG_CONTEXT; CLOSE c; END",
		"block (open to<c> query<SELECT 1>;open to<c> <q> <2>;open to<d> <1> <x := 2>;other to<r>;other to<n> to<m>;other;);");
}

static void loops(void **state)
{
	(void)state;
	reads("BEGIN FOR i IN REVERSE 10..1 BY 2 LOOP EXIT WHEN i < 3; END LOOP; END", "block (for_range to<i> <10> <1> <2> (exit <i < 3>;););");
	reads("BEGIN FOR r IN SELECT 1.5 FROM t LOOP CONTINUE; END LOOP; END", "block (for_query to<r> query<SELECT 1.5 FROM t> (exit;););");
	reads("BEGIN FOR a, b IN EXECUTE q USING 1 LOOP NULL; END LOOP; FOR r IN c(1) LOOP NULL; END LOOP; FOR r IN c LOOP NULL; END LOOP; END",
		"block (for_execute to<a> to<b> <q> <1> (other;);for_cursor to<r> to<c> <1> (other;);for_cursor to<r> to<c> (other;););");
	reads("BEGIN <<l>> WHILE a LOOP LOOP NULL; END LOOP; END LOOP l; FOREACH x SLICE 1 IN ARRAY y LOOP NULL; END LOOP; END",
		"block (while :l ( <a>loop (other;););foreach to<x> <y> (other;););");
}

static void blocks(void **state)
{
	(void)state;
	reads("#variable_conflict use_column\n<<top>> DECLARE a int := 1; b CONSTANT varchar(5) NOT NULL DEFAULT 'x'; c ALIAS FOR $1; \"D\" CURSOR (p int) FOR SELECT p;"
	      " BEGIN NULL; EXCEPTION WHEN unique_violation OR SQLSTATE '22012' THEN NULL; WHEN OTHERS THEN RAISE; END top;",
		"block :top declare a type<int> value<1> declare b type<varchar(5)> value<'x'> declare c alias<$1> declare D arguments<p int> query<SELECT p>"
		" (other;) ( when<unique_violation> when<SQLSTATE '22012'>other;) ( when<OTHERS>raise!;);");
	reads("BEGIN DECLARE x t%ROWTYPE; BEGIN NULL; END; END", "block (block declare x type<t%ROWTYPE> (other;););");
}

/* Semicolons, quotes and keywords inside texts and comments end nothing. */
static void texts(void **state)
{
	(void)state;
	reads("BEGIN a := $q$;END$q$; /* ; END */ b := E'it\\'s;'; -- THEN\n c := \"x;y\"; END", "block (assign to<a> <$q$;END$q$>;assign to<b> <E'it\\'s;'>;assign to<c> <\"x;y\">;);");
	reads("BEGIN x := (SELECT CASE WHEN a THEN 1 ELSE 2 END); END", "block (assign to<x> <(SELECT CASE WHEN a THEN 1 ELSE 2 END)>;);");
}

static void refused(void **state)
{
	(void)state;
	reads("", "error at 0: no \"BEGIN\" at the beginning");
	reads("SELECT 1", "error at 0: no \"BEGIN\" at the beginning");
	reads("BEGIN NULL;", "error at 11: no \"exception\" at the end");
	reads("BEGIN IF a; END", "error at 10: no \"then\" behind an expression");
	reads("BEGIN NULL; END; x", "error at 17: something behind the last \"END\"");
}

/* However a body is cut or mixed up, reading it comes to an end within it. */
static void hostile(void **state)
{
	static const char text[] = "<<l>> DECLARE a int := $x$ $x$; c CURSOR (p int) FOR SELECT 1; BEGIN FOR i IN 1..2 LOOP a[1] := E'\\'; IF x THEN SELECT a INTO b, c FROM t;"
				   " END IF; END LOOP; EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', (1; END";
	struct arena arena = {0};
	char *copy;

	(void)state;
	for (size_t from = 0; from < sizeof(text); from++)
		for (size_t to = from; to < sizeof(text); to += 3) {
			copy = malloc(to - from + 1);
			memcpy(copy, text + from, to - from);
			assert_non_null(pl_read(&arena, copy, to - from));
			free(copy);
		}
	copy = malloc(600000);
	for (size_t i = 0; i < 100000; i++)
		memcpy(copy + i * 6, "BEGIN ", 6);
	assert_non_null(pl_read(&arena, copy, 600000)->error);
	free(copy);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements),
		cmocka_unit_test(loops),
		cmocka_unit_test(blocks),
		cmocka_unit_test(texts),
		cmocka_unit_test(refused),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
