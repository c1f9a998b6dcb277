#include "../../audit/judge/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "judge_facts.h"

static void everything_a_finding_has(void **state)
{
	static const struct embedded files[] = {
		{"rules/a/b/rule.sql", RULE_HEAD("Thing \"{subject}\" at {line}{hint}; {object}.", "-- needs: statements\n")
		 "SELECT file_id, line, name AS subject, NULL AS hint, 'public.x' AS object, 4 AS \"column\", 'hollow' AS verdict, level, confidence, scope, witness FROM thing",
		 0},
		{NULL, NULL, 0},
	};
	struct facts *facts = judge_facts("INSERT INTO thing VALUES (7, 12, 'n', 'error', 'low', 'f', 5), (NULL, NULL, 'live', NULL, NULL, NULL, NULL);"
					  "INSERT INTO witness_step VALUES (5, 1, 7, 12, 'SELECT'), (5, 0, 2, 3, 'GET /x'), (6, 0, 1, 1, 'other')");
	struct judgement j;
	struct rule_set rules;
	const struct finding *f;

	(void)state;
	judge(&j, &rules, files, facts, &(struct judge_config){0});
	assert_int_equal(j.not_run.n, 0);
	assert_int_equal(j.run.n, 1);
	assert_int_equal(j.run.v[0].findings, 2);
	assert_true(j.run.v[0].ms >= 0);
	assert_int_equal(j.finding.n, 2);
	f = &j.finding.v[0];
	assert_string_equal(f->rule->id, "a/b");
	assert_int_equal(f->level, LEVEL_ERROR);
	assert_string_equal(f->verdict, "hollow");
	assert_string_equal(f->confidence, "low");
	assert_string_equal(f->file, "lib/c.js");
	assert_int_equal(f->line, 12);
	assert_int_equal(f->column, 4);
	assert_string_equal(f->subject, "n");
	assert_string_equal(f->object, "public.x");
	assert_string_equal(f->scope, "f");
	assert_string_equal(f->message, "Thing \"n\" at 12; public.x.");
	assert_int_equal(strspn(f->fingerprint, "0123456789abcdef"), 16);
	assert_int_equal(f->witness_n, 2);
	assert_string_equal(f->witness[0].file, "a.js");
	assert_int_equal(f->witness[0].line, 3);
	assert_string_equal(f->witness[0].text, "GET /x");
	assert_string_equal(f->witness[1].text, "SELECT");
	f = &j.finding.v[1];	/* in no file: last, with the header's level and confidence */
	assert_null(f->file);
	assert_int_equal(f->level, LEVEL_WARNING);
	assert_string_equal(f->confidence, "medium");
	assert_int_equal(f->witness_n, 0);
	assert_int_equal(judge_count(&j, LEVEL_ERROR), 1);
	assert_int_equal(judge_count(&j, LEVEL_NOTE), 2);
	j.finding.v[0].baseline = true;
	assert_int_equal(judge_count(&j, LEVEL_NOTE), 1);
	judged(&j, &rules, facts);
}

static void order_duplicates_and_fingerprints(void **state)
{
	static const struct embedded files[] = {
		{"rules/a/a/rule.sql", RULE_HEAD("x", "") "SELECT file_id, line, name AS subject, scope, level FROM thing", 0},
		{"rules/a/b/rule.sql", RULE_HEAD("x", "") THINGS " WHERE line = 9", 0},
		{NULL, NULL, 0},
	};
	static const char *const orders[] = {
		"INSERT INTO thing VALUES (1, 9, 'n', 'note', 'low', 'f', 0), (1, 9, 'n', 'error', 'low', 'f', 0), (2, 4, 'n', NULL, 'low', 'f', 0), (1, 3, 'n', NULL, 'low', 'f', 0)",
		/* other lines and another order */
		"INSERT INTO thing VALUES (1, 13, 'n', NULL, 'low', 'f', 0), (2, 40, 'n', NULL, 'low', 'f', 0), (1, 19, 'n', 'error', 'low', 'f', 0), (1, 19, 'n', 'note', 'low', 'f', 0)",
	};
	char fingerprint[2][3][17];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct facts *facts = judge_facts(orders[i]);
		struct judgement j;
		struct rule_set rules;

		judge(&j, &rules, files, facts, &(struct judge_config){0});
		assert_int_equal(j.finding.n, i == 0 ? 4 : 3);
		assert_string_equal(j.finding.v[0].file, "a.js");
		assert_int_equal(j.finding.v[1].line, i == 0 ? 3 : 13);
		assert_int_equal(j.finding.v[2].line, i == 0 ? 9 : 19);
		assert_int_equal(j.finding.v[2].level, LEVEL_ERROR);	/* of duplicates the graver one */
		if (i == 0)
			assert_string_equal(j.finding.v[3].rule->id, "a/b");
		for (int k = 0; k < 3; k++)
			strcpy(fingerprint[i][k], j.finding.v[k].fingerprint);
		judged(&j, &rules, facts);
	}
	for (int k = 0; k < 3; k++)
		assert_string_equal(fingerprint[0][k], fingerprint[1][k]);	/* lines do not matter */
	assert_string_not_equal(fingerprint[0][0], fingerprint[0][1]);		/* the file does */
	assert_string_not_equal(fingerprint[0][1], fingerprint[0][2]);		/* a second one is another */
}

/* Fingerprints are a promise: baselines hold them. */
static void a_fingerprint_for_ever(void **state)
{
	static const struct embedded files[] = {
		{"rules/query/unknown-column/rule.sql", RULE_HEAD("x", "") "SELECT file_id, line, name AS subject, scope FROM thing", 0}, {NULL, NULL, 0},
	};
	struct facts *facts = judge_facts("INSERT INTO thing VALUES (7, 12, 'users.email', NULL, NULL, 'GET /users', NULL), (7, 13, 'users.email', NULL, NULL, NULL, NULL)");
	struct judgement j;
	struct rule_set rules;

	(void)state;
	judge(&j, &rules, files, facts, &(struct judge_config){0});
	assert_string_equal(j.finding.v[0].fingerprint, "346362d6de5905df");
	assert_string_equal(j.finding.v[1].fingerprint, "a18b447256070bd0");
	judged(&j, &rules, facts);
}

static void what_is_missing_is_not_clean(void **state)
{
	static const struct embedded files[] = {
		{"rules/a/needy/rule.sql", RULE_HEAD("x", "-- needs: files, schema, prepare\n") THINGS, 0},
		{"rules/a/fine/rule.sql", RULE_HEAD("x", "-- needs: files, statements\n") THINGS, 0},
		{"rules/a/broken/rule.sql", RULE_HEAD("x", "") "SELECT nope", 0},
		{"rules/a/header/rule.sql", "-- title: t\n", 0},
		{"rules/a/slow/rule.sql", RULE_HEAD("x", "") "SELECT f.id AS file_id, 1 AS line, 'x' AS subject FROM file f, json_each('[1,2]')"
		 " WHERE value = 1 OR (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n)", 0},
		{"rules/a/level/rule.sql", RULE_HEAD("x", "") "SELECT 1 AS file_id, 1 AS line, 'x' AS subject, NULL AS level UNION ALL SELECT 1, 2, 'x', 'fatal'", 0},
		{"rules/a/confidence/rule.sql", RULE_HEAD("x", "") "SELECT 1 AS file_id, 1 AS line, 'x' AS subject, 'certain' AS confidence", 0},
		{"rules/a/file/rule.sql", RULE_HEAD("x", "") "SELECT 99 AS file_id, 1 AS line, 'x' AS subject", 0},
		{"rules/a/subject/rule.sql", RULE_HEAD("x", "") "SELECT 1 AS file_id, 1 AS line, NULL AS subject", 0},
		{"rules/a/many/rule.sql", RULE_HEAD("x", "") "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10001)"
		 " SELECT 1 AS file_id, i AS line, 'x' AS subject FROM n", 0},
		{NULL, NULL, 0},
	};
	static const struct { const char *rule, *needs, *why; bool broken; } expected[] = {
		{"a/broken", NULL, "rules/a/broken/rule.sql:11: no such column: nope", true},
		{"a/confidence", NULL, "a row has the confidence \"certain\"", true},
		{"a/file", NULL, "a row has file_id 99, which no file has", true},
		{"a/header", NULL, "rules/a/header/rule.sql:1: the header has no \"severity\"", true},
		{"a/level", NULL, "a row has the level \"fatal\"", true},
		{"a/many", NULL, "more than 10000 findings: the others are not shown", false},
		{"a/needy", "schema, prepare", "nothing is known about schema: no migrations found", false},
		{"a/slow", NULL, "stopped: over its budget of 100 ms", false},
		{"a/subject", NULL, "a row has no subject", true},
	};
	struct facts *facts = judge_facts("INSERT INTO thing VALUES (1, 1, 'n', NULL, NULL, NULL, NULL)");
	struct judgement j;
	struct rule_set rules;

	(void)state;
	judge(&j, &rules, files, facts, &(struct judge_config){.budget_ms = 100});
	assert_int_equal(j.not_run.n, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < j.not_run.n; i++) {
		const struct not_run *n = &j.not_run.v[i];

		assert_string_equal(n->rule->id, expected[i].rule);
		if (strncmp(n->why, expected[i].why, strlen(expected[i].why)) != 0)
			fail_msg("%s: \"%s\"", n->rule->id, n->why);
		assert_int_equal(n->broken, expected[i].broken);
		assert_int_equal(!n->needs, !expected[i].needs);
		if (n->needs)
			assert_string_equal(n->needs, expected[i].needs);
	}
	assert_int_equal(j.run.n, 1);
	assert_string_equal(j.run.v[0].rule->id, "a/fine");
	assert_int_equal(j.finding.n, JUDGE_MOST_FINDINGS + 1);	/* those of a/many and of a/fine, none of the rules that failed half way */
	judged(&j, &rules, facts);
}

static const struct embedded chosen[] = {
	{"rules/a/safe/rule.sql", RULE_HEAD("x", "") THINGS, 0},
	{"rules/b/preview/rule.sql", "-- title: t\n-- severity: note\n-- confidence: high\n-- profile: safety\n-- status: preview\n-- message: x\n-- since: 1\n--\n"
		"-- ## Why\n-- ## Fix\n" THINGS, 0},
	{"rules/b/strict/rule.sql", "-- title: t\n-- severity: note\n-- confidence: high\n-- profile: strict\n-- status: stable\n-- message: x\n-- since: 1\n--\n"
		"-- ## Why\n-- ## Fix\n" THINGS, 0},
	{NULL, NULL, 0},
};

/* Which rules run, as "a/safe b/strict ". */
static void assert_runs(const struct judge_config *config, const char *expected)
{
	struct facts *facts = judge_facts("");
	struct judgement j;
	struct rule_set rules;
	char got[200] = "";

	judge(&j, &rules, chosen, facts, config);
	for (size_t i = 0; i < j.run.n; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s ", j.run.v[i].rule->id);
	assert_int_equal(j.not_run.n, 0);
	assert_string_equal(got, expected);
	judged(&j, &rules, facts);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static void which_rules_run(void **state)
{
	(void)state;
	assert_runs(&(struct judge_config){0}, "a/safe ");
	assert_runs(&(struct judge_config){.strict = true}, "a/safe b/strict ");
	assert_runs(&(struct judge_config){.strict = true, .preview = true}, "a/safe b/preview b/strict ");
	assert_runs(&(struct judge_config){.only = LIST("b/*")}, "");
	assert_runs(&(struct judge_config){.only = LIST("b/*"), .strict = true}, "b/strict ");
	assert_runs(&(struct judge_config){.only = LIST("b/strict", "b/preview")}, "b/preview b/strict ");
	assert_runs(&(struct judge_config){.disabled = LIST("a/*"), .preview = true}, "b/preview ");
	assert_runs(&(struct judge_config){.only = LIST("a/safe"), .disabled = LIST("*")}, "");
	assert_runs(&(struct judge_config){.setting = (struct rule_setting[]){{.rule = "a/safe", .level = "off"}}, .settings = 1}, "");
	assert_runs(&(struct judge_config){.setting = (struct rule_setting[]){{.rule = "*", .level = "off"}, {.rule = "a/safe", .level = "error"}}, .settings = 2}, "a/safe ");
	assert_runs(&(struct judge_config){.setting = (struct rule_setting[]){{.rule = "b/strict", .level = "on"}, {.rule = "b/*", .level = "error"}}, .settings = 2},
		    "a/safe b/strict ");
	assert_runs(&(struct judge_config){.only = LIST("a/safe"), .setting = (struct rule_setting[]){{.rule = "b/strict", .level = "on"}}, .settings = 1}, "a/safe ");
}

static void levels_and_globs(void **state)
{
	const struct rule_setting settings[] = {
		{.rule = "a/*", .level = "error", .exclude = LIST("lib/**")},
		{.rule = "b/strict", .level = "on", .include = LIST("b.*", "lib/*"), .exclude = LIST("nothing")},
	};
	struct facts *facts = judge_facts("INSERT INTO thing SELECT id, 1, path, 'note', NULL, NULL, NULL FROM file; INSERT INTO thing(line, name) VALUES (1, 'live')");
	struct judgement j;
	struct rule_set rules;
	char got[300] = "";

	(void)state;
	judge(&j, &rules, chosen, facts, &(struct judge_config){.setting = settings, .settings = 2});
	for (size_t i = 0; i < j.finding.n; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s %s %s, ", j.finding.v[i].rule->id, j.finding.v[i].subject, level_name(j.finding.v[i].level));
	assert_string_equal(got, "a/safe a.js error, a/safe b.js error, b/strict b.js note, b/strict lib/c.js note, a/safe live error, b/strict live note, ");
	judged(&j, &rules, facts);
}

static void mistakes_of_configuration(void **state)
{
	const struct { struct judge_config config; const char *message; } cases[] = {
		{{.only = (const char *const[]){"a/saef", NULL}}, "there is no rule \"a/saef\""},
		{{.disabled = (const char *const[]){"c/*", NULL}}, "there is no rule \"c/*\""},
		{{.setting = (const struct rule_setting[]){{.rule = "", .level = "off"}}, .settings = 1}, "there is no rule \"\""},
		{{.setting = (const struct rule_setting[]){{.rule = "a/safe", .level = "fatal"}}, .settings = 1}, "rule \"a/safe\": \"fatal\" is not a level"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct facts *facts = judge_facts("");
		struct judgement j = {0};
		struct rule_set rules = {0};
		struct err err = {0};

		rules_add_embedded(&rules, chosen);
		assert_false(judge_run(&j, &rules, facts_db(facts), &cases[i].config, &err));
		assert_true(err.usage);
		assert_ptr_equal(strstr(err.message, cases[i].message), err.message);
		judged(&j, &rules, facts);
	}
}

static void hostile_names(void **state)
{
	static const struct embedded files[] = {{"rules/a/b/rule.sql", RULE_HEAD("{subject}{subject}", "") THINGS ", json_each('[1,2,3]')", 0}, {NULL, NULL, 0}};
	/* 'x' and then two-byte characters: the cut falls into one */
	struct facts *facts = judge_facts("INSERT INTO thing(file_id, line, name) VALUES (1, -5, 'x' || replace(printf('%.*c', 100000, '.'), '.', 'ä')),"
					  " (1, 99999999999, CAST(x'ff00fe' AS TEXT)), (1, 'abc', x'6869')");
	struct judgement j;
	struct rule_set rules;

	(void)state;
	judge(&j, &rules, files, facts, &(struct judge_config){0});
	assert_int_equal(j.finding.n, 3);
	assert_string_equal(j.finding.v[0].message, "hihi");
	assert_int_equal(j.finding.v[0].line, 0);
	assert_int_equal(j.finding.v[1].line, 0);
	assert_int_equal(strlen(j.finding.v[1].subject), 8191 + strlen("…"));
	assert_true(strlen(j.finding.v[1].message) < 8200);
	assert_int_equal(j.finding.v[2].line, INT32_MAX);
	judged(&j, &rules, facts);
}

static void facts_without_files_are_an_error(void **state)
{
	struct db *db = db_open(":memory:", DB_FACTS, NULL);
	struct rule_set rules = {0};
	struct judgement j = {0};
	struct err err = {0};

	(void)state;
	assert_false(judge_run(&j, &rules, db, &(struct judge_config){0}, &err));
	assert_string_equal(err.message, "judging: no such table: file");
	assert_false(err.usage);
	judge_free(&j);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_a_finding_has),
		cmocka_unit_test(order_duplicates_and_fingerprints),
		cmocka_unit_test(a_fingerprint_for_ever),
		cmocka_unit_test(what_is_missing_is_not_clean),
		cmocka_unit_test(which_rules_run),
		cmocka_unit_test(levels_and_globs),
		cmocka_unit_test(mistakes_of_configuration),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(facts_without_files_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
