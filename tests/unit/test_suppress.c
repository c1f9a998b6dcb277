#include "../../audit/judge/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "judge_facts.h"

static const struct embedded files[] = {
	{"rules/a/one/rule.sql", RULE_HEAD("x", "") THINGS " WHERE name = 'one'", 0},
	{"rules/a/two/rule.sql", RULE_HEAD("x", "") THINGS " WHERE name = 'two'", 0},
	{"rules/b/needy/rule.sql", RULE_HEAD("x", "-- needs: schema\n") THINGS, 0},
	{"rules/meta/result/rule.sql", RULE_HEAD("x", "")
	 "SELECT s.file_id, s.line, s.id || ' ' || r.rule_known || r.used AS subject FROM suppression s JOIN suppression_result r ON r.suppression_id = s.id", 0},
	{NULL, NULL, 0},
};

/* Findings in order: rule, line, "-" or the reason it is suppressed for. */
static void assert_findings(const struct judgement *j, const char *expected)
{
	char got[1000] = "";

	for (size_t i = 0; i < j->finding.n; i++) {
		const struct finding *f = &j->finding.v[i];

		assert_int_equal(f->suppressed, f->suppression != NULL);
		if (strcmp(f->rule->group, "meta") != 0)
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s %d %s; ", f->rule->id, f->line, f->suppressed ? f->suppression : "-");
	}
	assert_string_equal(got, expected);
}

/* What the rule of group meta saw in suppression_result: id, known, used. */
static void assert_results(const struct judgement *j, const char *expected)
{
	char got[1000] = "";

	for (size_t i = 0; i < j->finding.n; i++)
		if (strcmp(j->finding.v[i].rule->group, "meta") == 0)
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s; ", j->finding.v[i].subject);
	assert_string_equal(got, expected);
}

#define THING(file, line, name) "INSERT INTO thing(file_id, line, name) VALUES (" #file ", " #line ", '" name "');"
#define IGNORE(id, line, rule, reason) "INSERT INTO suppression VALUES (" #id ", 1, " #id ", " #line ", '" rule "', " reason ");"

static void what_is_silenced(void **state)
{
	struct facts *facts = judge_facts(THING(1, 10, "one") THING(1, 20, "one") THING(1, 20, "two") THING(2, 10, "one") THING(1, 30, "two") THING(1, 40, "one")
		THING(1, 50, "one") THING(NULL, 10, "one")
		IGNORE(1, 10, "a/one", "'r1'") IGNORE(2, 20, "a/*", "'r2'") IGNORE(3, 30, "a/one", "'wrong rule'") IGNORE(4, 40, "a/one", "''")
		IGNORE(5, 50, "*", "'all'") IGNORE(6, 60, "a/one", "'nothing there'") IGNORE(7, 10, "a/non", "'misspelt'") IGNORE(8, 10, "c/*", "'no group'")
		IGNORE(9, 10, "", "NULL") IGNORE(10, 10, "a/one", "'again'"));
	struct judgement j;
	struct rule_set rules;

	(void)state;
	judge(&j, &rules, files, facts, &(struct judge_config){0});
	assert_findings(&j, "a/one 10 -; a/one 10 r1; a/one 20 r2; a/two 20 r2; a/two 30 -; a/one 40 -; a/one 50 -; a/one 10 -; ");
	assert_results(&j, "1 11; 2 11; 3 10; 4 11; 5 00; 6 10; 7 00; 8 00; 9 00; 10 11; ");
	assert_int_equal(judge_count(&j, LEVEL_NOTE), 5 + 10);
	judged(&j, &rules, facts);
}

static void nobody_can_tell_when_a_rule_did_not_run(void **state)
{
	struct facts *facts = judge_facts(THING(1, 10, "one") IGNORE(1, 10, "a/one", "'r'") IGNORE(2, 11, "a/one", "'r'") IGNORE(3, 12, "a/two", "'r'")
		IGNORE(4, 13, "a/*", "'r'") IGNORE(5, 10, "a/*", "'r'") IGNORE(6, 14, "b/needy", "'r'") IGNORE(7, 15, "b/*", "'r'") IGNORE(8, 15, "b/none", "'r'"));
	struct judgement j;
	struct rule_set rules;

	(void)state;
	judge(&j, &rules, files, facts, &(struct judge_config){.disabled = (const char *const[]){"a/two", NULL}});
	assert_findings(&j, "a/one 10 r; ");
	assert_results(&j, "1 11; 2 10; 5 11; 8 00; ");
	judged(&j, &rules, facts);
}

static void rules_of_group_meta(void **state)
{
	struct facts *facts = judge_facts(IGNORE(1, 10, "a/one", "'r'") IGNORE(2, 1, "meta/result", "'known'") IGNORE(3, 2, "meta/result", "'r'"));
	struct judgement j;
	struct rule_set rules;

	(void)state;
	judge(&j, &rules, files, facts, &(struct judge_config){0});
	assert_results(&j, "1 10; ");			/* those of group meta are not judged themselves, */
	assert_true(j.finding.v[0].suppressed);		/* and silence */
	assert_string_equal(j.finding.v[0].suppression, "known");
	judged(&j, &rules, facts);
}

/* A second run over the same facts says the same. */
static void twice(void **state)
{
	struct facts *facts = judge_facts(THING(1, 10, "one") IGNORE(1, 10, "a/one", "'r'") IGNORE(2, 11, "a/one", "'r'"));
	struct judgement j;
	struct rule_set rules;

	(void)state;
	judge(&j, &rules, files, facts, &(struct judge_config){0});
	judge_free(&j);
	rules_free(&rules);
	judge(&j, &rules, files, facts, &(struct judge_config){0});
	assert_results(&j, "1 11; 2 10; ");
	judged(&j, &rules, facts);
}

/* The two rules that are shipped, over the vocabulary that is shipped. */
static void the_shipped_rules(void **state)
{
	struct err err = {0};
	struct facts *facts = facts_open(":memory:", &err);
	struct rule_set rules = {0};
	struct judgement j = {0};
	char got[300] = "";

	(void)state;
	if (!facts)
		fail_msg("%s", err.message);
	facts_coverage(facts, "files", "a.js", "ok", NULL, 1, 0);
	assert_true(db_exec(facts_db(facts), "INSERT INTO file(path, role, parsed, parse_errors) VALUES ('a.js', 'source', 1, 0);"
		"INSERT INTO suppression(file_id, line, covers_line, rule, reason) VALUES (1, 1, 2, 'no/such', 'r'), (1, 3, 4, '', ''),"
		" (1, 5, 6, 'query/unknown-column', ''), (1, 7, 8, 'query/unknown-colum', ''), (1, 9, 10, 'meta/suppression-unused', '')", &err));
	rules_add_embedded(&rules, embedded_files);
	assert_true(judge_run(&j, &rules, facts_db(facts), &(struct judge_config){.only = (const char *const[]){"meta/*", NULL}}, &err));
	for (size_t i = 0; i < j.finding.n; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%d %s; ", j.finding.v[i].line, j.finding.v[i].rule->id + strlen("meta/suppression-"));
	assert_string_equal(got, "1 unused; 3 unused; 5 without-reason; 7 unused; 9 without-reason; ");
	assert_string_equal(j.finding.v[0].message, "The comment \"plumbline-ignore no/such\" names a rule that does not exist."
			    " Write \"plumbline-ignore <rule>: <reason>\" with one of the names \"plumbline rules\" lists.");
	judged(&j, &rules, facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_silenced),
		cmocka_unit_test(nobody_can_tell_when_a_rule_did_not_run),
		cmocka_unit_test(rules_of_group_meta),
		cmocka_unit_test(twice),
		cmocka_unit_test(the_shipped_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
