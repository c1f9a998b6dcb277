#include "../../audit/sql/bind.h"
#include "../../audit/sql/parse.h"
#include "../../audit/sql/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char schema[] =
	"CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL, locale text);"
	"CREATE TABLE posts (id serial PRIMARY KEY, tenant_id int NOT NULL, title text NOT NULL, language text, body text, created_at timestamptz NOT NULL DEFAULT now());"
	"CREATE TABLE comments (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, post_id int NOT NULL, author varchar(50) NOT NULL, stars int NOT NULL DEFAULT 0);"
	"CREATE SCHEMA app; CREATE TABLE app.settings (key text PRIMARY KEY, value jsonb NOT NULL);"
	"CREATE VIEW titles AS SELECT id, title AS name FROM posts;";

#include "bind_text.h"

static void no_problem(struct fixture *f, const char *text)
{
	struct bound *b = bind(f, text);

	if (b->problems.n)
		fail_msg("%s: %s %s", text, b->problems.v[0].sqlstate, b->problems.v[0].message);
}

/* The one problem of a text; `at` is where it stands, as the rest of the text from there. */
static const struct bound_problem *one(struct fixture *f, const char *text, const char *sqlstate, const char *message, const char *at)
{
	struct bound *b = bind(f, text);
	const struct bound_problem *p = b->problems.v;

	if (b->problems.n != 1)
		fail_msg("%s: %zu problems; %s", text, b->problems.n, b->problems.n ? b->problems.v[0].message : "");
	assert_string_equal(p->sqlstate, sqlstate);
	assert_string_equal(p->message, message);
	if (!at)
		assert_int_equal(p->position, -1);
	else if (p->position < 0 || strncmp(text + p->position, at, strlen(at)) != 0)
		fail_msg("%s: at %d, not at \"%s\"", text, p->position, at);
	return p;
}

static void names_that_do_not_exist(void **state)
{
	struct fixture *f = *state;
	const struct bound_problem *p;

	p = one(f, "SELECT titel FROM posts", "42703", "column \"titel\" does not exist", "titel");
	assert_string_equal(p->code, "unknown-column");
	assert_string_equal(p->nearest, "title");
	assert_string_equal(p->object, "titel");
	assert_true(p->certain);
	p = one(f, "SELECT p.titel FROM posts p", "42703", "column p.titel does not exist", "p.titel");
	assert_string_equal(p->object, "posts.titel");
	p = one(f, "SELECT * FROM post", "42P01", "relation \"post\" does not exist", "post");
	assert_string_equal(p->code, "unknown-table");
	assert_string_equal(p->nearest, "posts");
	one(f, "SELECT * FROM app.posts WHERE x = 1", "42P01", "relation \"app.posts\" does not exist", "app.posts WHERE");
}

static void bad_qualifiers(void **state)
{
	struct fixture *f = *state;
	const struct bound_problem *p;

	p = one(f, "SELECT posts.id FROM posts p", "42P01", "invalid reference to FROM-clause entry for table \"posts\"", "posts.id");
	assert_string_equal(p->code, "unknown-table");
	assert_string_equal(p->nearest, "p");
	one(f, "SELECT c.id FROM posts p", "42P01", "missing FROM-clause entry for table \"c\"", "c.id");
	one(f, "SELECT 1 FROM posts p, (SELECT p.id) x", "42P01", "invalid reference to FROM-clause entry for table \"p\"", "p.id");
	no_problem(f, "SELECT 1 FROM posts p, LATERAL (SELECT p.id) x");
}

static void ambiguous_names(void **state)
{
	struct fixture *f = *state;
	const struct bound_problem *p = one(f, "SELECT id FROM posts JOIN comments c ON c.post_id = posts.id", "42702", "column reference \"id\" is ambiguous", "id FROM");

	assert_string_equal(p->code, "ambiguous-column");
	no_problem(f, "SELECT id FROM posts JOIN comments USING (id)");
	one(f, "SELECT p.id, c.id FROM posts p, comments c ORDER BY id", "42702", "ORDER BY \"id\" is ambiguous", "id");
	/* Between an unknown relation and a known one, the known column counts as found. */
	one(f, "SELECT id FROM posts, nope", "42P01", "relation \"nope\" does not exist", "nope");
}

static void a_cte_projects_what_it_selects(void **state)
{
	struct fixture *f = *state;

	one(f, "WITH ranked AS (SELECT id, row_number() OVER (ORDER BY id) AS rn FROM posts) SELECT id, language FROM ranked WHERE rn = 1", "42703",
	    "column \"language\" does not exist", "language FROM ranked");
	no_problem(f, "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t");
	no_problem(f, "WITH d AS (DELETE FROM posts WHERE id = 1 RETURNING id AS gone) SELECT gone FROM d");
}

static void opaque_relations_silence_unqualified_names(void **state)
{
	struct fixture *f = *state;
	struct bound *b;

	no_problem(f, "SELECT relname, anything FROM pg_class, posts WHERE nspname = title");
	no_problem(f, "SELECT x.whatever FROM elsewhere.unknown_function(1) x");
	one(f, "SELECT whatever, posts.nope FROM elsewhere.unknown_function(1) x, posts", "42703", "column posts.nope does not exist", "posts.nope");
	f->catalog->open = true;
	b = bind(f, "SELECT 1 FROM nope");
	assert_int_equal(b->problems.n, 1);
	assert_false(b->problems.v[0].certain);
}

static void holes_are_not_judged(void **state)
{
	struct fixture *f = *state;
	struct bound *b;

	no_problem(f, "SELECT plumbline_hole_1 FROM posts ORDER BY anything");
	no_problem(f, "SELECT * FROM plumbline_hole_1 WHERE x.a = 1 AND b = 2");
	no_problem(f, "SELECT c.author FROM posts plumbline_hole_1 WHERE posts.id = c.post_id");
	no_problem(f, "SELECT id FROM posts WHERE plumbline_hole_1.x = 1 AND plumbline_hole_2");
	no_problem(f, "INSERT INTO tenants (plumbline_hole_1) VALUES (plumbline_hole_2)");
	no_problem(f, "UPDATE posts SET plumbline_hole_1 = $1");
	one(f, "SELECT titel FROM posts WHERE plumbline_hole_1", "42703", "column \"titel\" does not exist", "titel");
	b = bind(f, "SELECT * FROM posts WHERE id = 1 plumbline_hole_1");
	assert_false(b->parsed);
	assert_non_null(b->unchecked);
	assert_int_equal(b->problems.n, 0);
}

static void captured_columns(void **state)
{
	struct fixture *f = *state;
	const struct bound_problem *p;

	p = one(f, "UPDATE posts SET body = upper((SELECT language::text FROM tenants WHERE id = posts.tenant_id))", "PL001",
		"column \"language\" is not in \"tenants\": it is taken from \"posts\" of the outer query", "language");
	assert_string_equal(p->code, "captured-outer-column");
	assert_string_equal(p->object, "tenants.language");
	assert_string_equal(p->detail, "posts.language of the outer query; \"tenants\" has no column \"language\"");
	assert_true(p->certain);
	p = one(f, "DELETE FROM posts WHERE tenant_id IN (SELECT tenant_id FROM tenants WHERE locale = 'x')", "PL001",
		"column \"tenant_id\" is not in \"tenants\": it is taken from \"posts\" of the outer query", "tenant_id FROM");
	assert_true(p->certain);
	/* Correlation on purpose, only without a qualifier. */
	p = one(f, "SELECT 1 FROM posts WHERE EXISTS (SELECT 1 FROM comments c WHERE c.post_id = tenant_id)", "PL001",
		"column \"tenant_id\" is not in \"comments\": it is taken from \"posts\" of the outer query", "tenant_id");
	assert_false(p->certain);
	/* A filter on the outer row alone, in a subquery not tied to it otherwise. */
	p = one(f, "SELECT 1 FROM posts WHERE id IN (SELECT post_id FROM comments WHERE language = $1)", "PL001",
		"column \"language\" is not in \"comments\": it is taken from \"posts\" of the outer query", "language");
	assert_true(p->certain);
	p = one(f, "SELECT 1 FROM posts p WHERE id IN (SELECT post_id FROM comments WHERE language = $1 AND post_id = p.id)", "PL001",
		"column \"language\" is not in \"comments\": it is taken from \"posts\" of the outer query", "language");
	assert_false(p->certain);
	no_problem(f, "SELECT 1 FROM posts WHERE id IN (SELECT post_id FROM comments c WHERE c.author = posts.title)");
	no_problem(f, "SELECT 1 FROM posts WHERE EXISTS (SELECT 1 FROM unnest(ARRAY[1]) x WHERE x = tenant_id)");
	no_problem(f, "SELECT (SELECT tenant_id FROM elsewhere.unknown_function() f) FROM posts");
}

static void inserts_that_miss_a_required_column(void **state)
{
	struct fixture *f = *state;
	const struct bound_problem *p;

	p = one(f, "INSERT INTO posts (tenant_id) VALUES ($1)", "23502", "null value in column \"title\" of relation \"posts\" violates not-null constraint", "posts");
	assert_string_equal(p->code, "insert-missing-required");
	assert_string_equal(p->object, "posts.title");
	one(f, "INSERT INTO tenants SELECT id FROM posts", "23502", "null value in column \"name\" of relation \"tenants\" violates not-null constraint", "tenants");
	one(f, "INSERT INTO tenants (id, name) VALUES ($1, DEFAULT)", "23502",
	    "null value in column \"name\" of relation \"tenants\" violates not-null constraint", "DEFAULT");
	assert_int_equal(bind(f, "INSERT INTO tenants DEFAULT VALUES")->problems.n, 2);
	no_problem(f, "INSERT INTO comments (post_id, author) VALUES ($1, $2), ($3, $4)");
	no_problem(f, "INSERT INTO titles (id) VALUES (1)");
	no_problem(f, "INSERT INTO posts (tenant_id, title, created_at) VALUES (1, 'x', DEFAULT)");
}

static void null_into_not_null(void **state)
{
	struct fixture *f = *state;
	const struct bound_problem *p;

	p = one(f, "UPDATE posts SET title = NULL", "23502", "null value in column \"title\" of relation \"posts\" violates not-null constraint", "NULL");
	assert_string_equal(p->code, "null-into-not-null");
	one(f, "INSERT INTO posts (tenant_id, title, created_at) VALUES (1, 'x', NULL::timestamptz)", "23502",
	    "null value in column \"created_at\" of relation \"posts\" violates not-null constraint", "NULL");
	no_problem(f, "UPDATE posts SET language = NULL, title = coalesce(NULL, 'x')");
}

static void filled_by_a_trigger(void **state)
{
	struct fixture *f = *state;

	relation_column(catalog_relation(f->catalog, NULL, "posts"), "title")->filled_by_trigger = true;
	no_problem(f, "INSERT INTO posts (tenant_id) VALUES ($1)");
	no_problem(f, "INSERT INTO posts (tenant_id, title) VALUES ($1, NULL)");
}

static void widths(void **state)
{
	struct fixture *f = *state;

	one(f, "INSERT INTO tenants (id, name) VALUES (1, 'a', 'b')", "42601", "INSERT has more expressions than target columns", "'b'");
	assert_string_equal(bind(f, "INSERT INTO tenants (id, name) VALUES (1)")->problems.v[0].message, "INSERT has more target columns than expressions");
	one(f, "SELECT 1, 2 UNION SELECT 3", "42601", "each UNION query must have the same number of columns", "3");
	one(f, "SELECT 1 FROM posts WHERE id IN (SELECT id, title FROM posts)", "42601", "subquery has too many columns", "IN (SELECT");
	one(f, "SELECT *", "42601", "SELECT * with no tables specified is not valid", "*");
}

static const struct bound_column *column(const struct bound *b, const char *name, const char *clause)
{
	for (size_t i = 0; i < b->columns.n; i++)
		if (strcmp(b->columns.v[i].column, name) == 0 && strcmp(b->columns.v[i].clause, clause) == 0)
			return &b->columns.v[i];
	fail_msg("no column %s in %s", name, clause);
	return NULL;
}

static void columns_say_what_they_are_compared_with(void **state)
{
	struct fixture *f = *state;
	struct bound *b = bind(f, "SELECT p.title FROM posts p WHERE p.id = $1::int AND (p.language = $2 OR body LIKE $3) AND tenant_id IN ($4, $5) AND "
				  "created_at > $6 AND EXISTS (SELECT 1 FROM comments WHERE post_id = p.id AND stars = ANY($7))");
	const struct bound_column *c = column(b, "id", "where");

	assert_string_equal(c->table, "posts");
	assert_string_equal(c->schema, "public");
	assert_string_equal(c->operator, "=");
	assert_int_equal(c->parameter, 1);
	assert_true(c->conjunct);
	assert_true(c->qualified);
	assert_false(column(b, "language", "where")->conjunct);
	assert_int_equal(column(b, "language", "where")->parameter, 2);
	assert_string_equal(column(b, "body", "where")->operator, "like");
	assert_string_equal(column(b, "tenant_id", "where")->operator, "in");
	assert_int_equal(column(b, "tenant_id", "where")->parameter, 4);
	assert_string_equal(column(b, "created_at", "where")->operator, ">");
	assert_false(column(b, "post_id", "where")->conjunct);
	assert_string_equal(column(b, "stars", "where")->operator, "any");
	assert_string_equal(column(b, "title", "select")->operator, "");
	assert_int_equal(b->max_parameter, 7);
	for (size_t i = 0; i < b->columns.n; i++)
		if (b->columns.v[i].level == 1)
			assert_string_equal(b->columns.v[i].column, "id");
}

static void parameters_know_their_columns(void **state)
{
	struct fixture *f = *state;
	struct bound *b = bind(f, "UPDATE posts SET title = $1, body = lower($2) WHERE id = $3");

	assert_int_equal(b->parameters.n, 3);
	assert_int_equal(b->parameters.v[0].number, 3);
	assert_string_equal(b->parameters.v[0].column, "id");
	assert_string_equal(b->parameters.v[0].use, "where");
	assert_string_equal(b->parameters.v[0].type.name, "int4");
	assert_string_equal(b->parameters.v[1].column, "title");
	assert_string_equal(b->parameters.v[1].use, "set");
	assert_string_equal(b->parameters.v[2].column, "");
	b = bind(f, "INSERT INTO comments (post_id, author) VALUES ($1, $2::text) RETURNING id");
	assert_string_equal(b->parameters.v[0].column, "post_id");
	assert_string_equal(b->parameters.v[0].use, "insert");
	assert_string_equal(b->parameters.v[1].type.name, "text");
	b = bind(f, "SELECT 1 FROM posts LIMIT $1 OFFSET $2");
	assert_string_equal(b->parameters.v[0].use, "offset");
	assert_string_equal(b->parameters.v[1].use, "limit");
}

static void outputs(void **state)
{
	struct fixture *f = *state;
	struct bound *b = bind(f, "SELECT s.*, count(*) AS n, t.name FROM (SELECT id AS pid, title FROM posts) s LEFT JOIN tenants t ON t.id = s.pid GROUP BY 1, 2, t.name");

	assert_int_equal(b->outputs.n, 4);
	assert_string_equal(b->outputs.v[0].name, "pid");
	assert_string_equal(b->outputs.v[0].table, "posts");
	assert_string_equal(b->outputs.v[0].column, "id");
	assert_string_equal(b->outputs.v[0].type.name, "int4");
	assert_int_equal(b->outputs.v[1].null.is, NULL_NEVER);
	assert_string_equal(b->outputs.v[2].type.name, "int8");
	assert_int_equal(b->outputs.v[3].null.is, NULL_MAY);
	assert_string_equal(b->outputs.v[3].null.cause, "outer join");
	assert_int_equal(bind(f, "SELECT * FROM elsewhere.unknown_function() f")->outputs.n, 0);
	assert_int_equal(bind(f, "INSERT INTO tenants (id, name) VALUES (1, 'x')")->outputs.n, 0);
	assert_int_equal(bind(f, "INSERT INTO tenants (id, name) VALUES (1, 'x') RETURNING *")->outputs.n, 3);
}

static void tables_and_their_roles(void **state)
{
	struct fixture *f = *state;
	struct bound *b = bind(f, "WITH gone AS (DELETE FROM comments WHERE post_id = $1 RETURNING author) INSERT INTO tenants (id, name) SELECT 1, author FROM gone, posts p");

	assert_int_equal(b->tables.n, 3);
	assert_string_equal(b->tables.v[0].role, "delete");
	assert_string_equal(b->tables.v[1].role, "insert");
	assert_string_equal(b->tables.v[2].role, "read");
	assert_string_equal(b->tables.v[2].alias, "p");
	assert_ptr_equal(b->tables.v[2].relation, catalog_relation(f->catalog, NULL, "posts"));
	assert_true(b->writes);
	assert_string_equal(b->kind, "insert");
	assert_false(bind(f, "EXPLAIN DELETE FROM posts")->writes);
	assert_true(bind(f, "EXPLAIN ANALYZE DELETE FROM posts")->writes);
	assert_string_equal(bind(f, "TRUNCATE posts, comments")->tables.v[1].role, "truncate");
}

static void queries_inside_utility_statements(void **state)
{
	struct fixture *f = *state;

	one(f, "CREATE VIEW v AS SELECT titel FROM posts", "42703", "column \"titel\" does not exist", "titel");
	one(f, "COPY (SELECT titel FROM posts) TO STDOUT", "42703", "column \"titel\" does not exist", "titel");
	one(f, "COPY posts (id, titel) TO STDOUT", "42703", "column \"titel\" of relation \"posts\" does not exist", NULL);
	one(f, "PREPARE p AS SELECT titel FROM posts", "42703", "column \"titel\" does not exist", "titel");
	one(f, "DECLARE c CURSOR FOR SELECT titel FROM posts", "42703", "column \"titel\" does not exist", "titel");
	one(f, "EXPLAIN SELECT titel FROM posts", "42703", "column \"titel\" does not exist", "titel");
	one(f, "LOCK TABLE post", "42P01", "relation \"post\" does not exist", "post");
	one(f, "TRUNCATE post", "42P01", "relation \"post\" does not exist", "post");
	one(f, "CREATE TABLE x AS SELECT titel FROM posts", "42703", "column \"titel\" does not exist", "titel");
}

static void several_statements(void **state)
{
	struct fixture *f = *state;
	struct bound *b;

	no_problem(f, "BEGIN; CREATE TEMP TABLE t (a int); INSERT INTO t SELECT id FROM posts; SELECT a FROM t; COMMIT");
	b = bind(f, "BEGIN; UPDATE posts SET body = ''; SELECT id FROM tenants WHERE id = 1; COMMIT");
	assert_int_equal(b->statements, 4);
	assert_string_equal(b->kind, "update");
	assert_string_equal(b->outputs.v[0].table, "tenants");
	b = bind(f, "SELECT titel FROM posts; SELECT 1; SELECT nam FROM tenants");
	assert_int_equal(b->problems.n, 2);
	assert_int_equal(b->problems.v[1].position, 42);
	b = bind(f, "");
	assert_string_equal(b->kind, "empty");
	assert_true(b->parsed);
}

static void syntax_errors(void **state)
{
	struct fixture *f = *state;
	struct bound *b;
	const struct bound_problem *p = one(f, "SELEC id FROM posts", "42601", "syntax error at or near \"SELEC\"", "SELEC");

	assert_string_equal(p->code, "syntax-error");
	assert_false(f->bound->parsed);
	b = bind(f, "SELECT 1 FROM (SELECT 1)");
	assert_int_equal(b->problems.n, 0);
	/* A subquery without an alias is syntax of PostgreSQL 16. */
	if (sql_parser_version() < 16)
		assert_non_null(b->unchecked);
	else
		assert_true(b->parsed);
}

static void hostile_texts(void **state)
{
	struct fixture *f = *state;
	struct buf text = {0};

	bind(f, "SELECT \"\xff\xfe\", '\xc3' FROM \"\x01\"");
	buf_puts(&text, "SELECT 1 WHERE ");
	for (int i = 0; i < 5000; i++)
		buf_puts(&text, "(");
	assert_true(bind(f, text.p)->problems.n + (f->bound->unchecked != NULL) > 0);
	buf_reset(&text);
	/* Columns that would double with each step. */
	buf_puts(&text, "WITH c0 AS (SELECT * FROM posts)");
	for (int i = 1; i < 40; i++)
		buf_printf(&text, ", c%d AS (SELECT * FROM c%d a, c%d b)", i, i - 1, i - 1);
	buf_puts(&text, " SELECT * FROM c39");
	assert_true(bind(f, text.p)->columns.n <= 100000);
	buf_reset(&text);
	buf_puts(&text, "SELECT 1 FROM posts");
	for (int i = 0; i < 400; i++)
		buf_printf(&text, " JOIN posts p%d USING (id)", i);
	bind(f, text.p);
	buf_reset(&text);
	buf_puts(&text, "SELECT ");
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "%sx%d", i ? "," : "", i % 10);
	buf_puts(&text, " FROM posts");
	assert_true(bind(f, text.p)->problems.n > 0);
	buf_free(&text);
	bind(f, "SELECT a.b.c.d.e.f, (((SELECT))), ROW(), ARRAY[]::int[] FROM posts AS p (a, b, c, d, e, f, g, h)");
	bind(f, "INSERT INTO posts (id, id) SELECT FROM posts ON CONFLICT (nope) DO UPDATE SET (a, b) = (SELECT)");
}

int main(void)
{
#define bind_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		bind_test(names_that_do_not_exist), bind_test(bad_qualifiers), bind_test(ambiguous_names), bind_test(a_cte_projects_what_it_selects),
		bind_test(opaque_relations_silence_unqualified_names), bind_test(holes_are_not_judged), bind_test(captured_columns),
		bind_test(inserts_that_miss_a_required_column), bind_test(null_into_not_null), bind_test(filled_by_a_trigger), bind_test(widths),
		bind_test(columns_say_what_they_are_compared_with), bind_test(parameters_know_their_columns), bind_test(outputs), bind_test(tables_and_their_roles),
		bind_test(queries_inside_utility_statements), bind_test(several_statements), bind_test(syntax_errors), bind_test(hostile_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
