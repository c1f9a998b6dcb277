#include "../../audit/judge/rule.h"
#include "../../audit/store/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "-- title: A title\n-- severity: warning\n-- confidence: high\n-- profile: safety\n-- status: stable\n"
#define TAIL "-- since: 0.1.0\n--\n-- ## Why\n-- Because.\n--\n-- ## Fix\n-- Do.\n"
#define RULE(message, select) HEAD "-- message: " message "\n" TAIL select

static const struct embedded schema[] = {
	{"schemas/1.sql", "CREATE TABLE file(id INTEGER PRIMARY KEY, path TEXT NOT NULL);"
		"CREATE TABLE thing(\n-- domain: statements\nfile_id INTEGER, line INTEGER, name TEXT);"
		"CREATE VIEW thing_view AS SELECT * FROM thing;"
		"CREATE TABLE coverage(domain TEXT, object TEXT, state TEXT, reason TEXT, file_id INTEGER, line INTEGER);", 0},
	{NULL, NULL, 0},
};

/* Loads one rule at rules/group/name and checks it against the schema above; what is wrong, "" when nothing is. */
static const char *load(struct rule_set *set, const char *text)
{
	const struct embedded files[] = {{"rules/group/name/rule.sql", text, strlen(text)}, {NULL, NULL, 0}};
	struct err err = {0};
	struct facts *facts = facts_open_from(":memory:", schema, &err);

	*set = (struct rule_set){0};
	rules_add_embedded(set, files);
	assert_int_equal(set->rule.n, 1);
	assert_true(rules_check(set, facts_db(facts), &err));
	facts_close(facts);
	return set->rule.v[0].broken ? set->rule.v[0].broken : "";
}

static void a_whole_rule(void **state)
{
	static const char text[] =
		"-- title: A thing has a name\n-- severity: error\n-- confidence: medium\n-- profile: strict\n-- status: preview\n"
		"-- message: Thing \"{name}\" {json: {subject}} {}{9-}\n--   has a name{hint}.\n-- needs: schema , statements\n-- since: 0.2.0\n-- tags: a, b\r\n--\n"
		"-- ## Why\n-- Line one\n--\n--   code\n-- ## Fix\n-- None.\n\n-- a comment of the SQL\nWITH x AS (SELECT * FROM thing_view)\n"
		"SELECT x.file_id, x.line, x.name AS subject, x.name, NULL AS hint, 3 AS \"column\", 1 AS witness FROM x JOIN file ON file.id = x.file_id;\n";
	struct rule_set set;
	const struct rule *rule;

	(void)state;
	assert_string_equal(load(&set, text), "");
	rule = rules_find(&set, "group/name");
	assert_non_null(rule);
	assert_null(rules_find(&set, "group/other"));
	assert_string_equal(rule->group, "group");
	assert_string_equal(rule->file, "rules/group/name/rule.sql");
	assert_string_equal(rule->folder, "rules/group/name/");
	assert_string_equal(rule->title, "A thing has a name");
	assert_string_equal(rule->confidence, "medium");
	assert_int_equal(rule->severity, LEVEL_ERROR);
	assert_true(rule->strict && rule->preview && !rule->user);
	assert_string_equal(rule->message, "Thing \"{name}\" {json: {subject}} {}{9-} has a name{hint}.");
	assert_int_equal(rule->message_line, 6);
	assert_string_equal(rule->needs[0], "schema");
	assert_string_equal(rule->needs[1], "statements");
	assert_null(rule->needs[2]);
	assert_string_equal(rule->since, "0.2.0");
	assert_string_equal(rule->tags, "a, b");
	assert_string_equal(rule->prose, "## Why\nLine one\n\n  code\n## Fix\nNone.\n");
	assert_int_equal(rule->sql_line, 19);
	assert_int_equal(rule->part.n, 7);
	assert_true(rule->part.v[1].is_column);
	assert_string_equal(rule->part.v[1].text, "name");
	assert_string_equal(rule->part.v[2].text, "\" {json: ");
	assert_string_equal(rule->part.v[4].text, "} {}{9-} has a name");
	assert_string_equal(rule->reads[0], "file");
	assert_string_equal(rule->reads[1], "thing");
	assert_string_equal(rule->reads[2], "thing_view");
	assert_null(rule->reads[3]);
	rules_free(&set);
}

static void mistakes(void **state)
{
	static const struct { const char *text, *broken; } cases[] = {
		{"", "rule.sql:1: the header has no \"title\""},
		{"SELECT 1", "rule.sql:1: the header has no \"title\""},
		{"-- title: x\n-- colour: red\n", "rule.sql:2: expected \"-- key: value\""},
		{"-- just words\n", "rule.sql:1: expected \"-- key: value\""},
		{"--   goes on\n", "rule.sql:1: expected \"-- key: value\""},
		{"-- title: x\n-- title: y\n", "rule.sql:2: \"title\" is given twice"},
		{"-- title:\n", "rule.sql:1: the header has no \"title\""},
		{"-- title: x\n-- severity: fatal\n", "rule.sql:2: \"fatal\" is not a severity: error, warning, note"},
		{HEAD TAIL "SELECT 1", "rule.sql:1: the header has no \"message\""},
		{HEAD "-- message: x\n-- needs: schema,,x\n" TAIL "SELECT 1", "rule.sql:7: \"needs\" is a list"},
		{HEAD "-- message: x\n-- needs: DROP TABLE\n" TAIL "SELECT 1", "rule.sql:7: \"needs\" is a list"},
		{HEAD "-- message: x\n-- since: 1\nSELECT 1", "rule.sql:1: the prose needs"},
		{RULE("x", ""), "rule.sql:14: there is no SQL"},
		{RULE("x", "\n  \n"), "rule.sql:14: there is no SQL"},
		{RULE("x", "-- nothing\n"), "rule.sql:15: there is no SQL"},
		{RULE("x", "SELECT 1 AS file_id,\n 2 AS line\n, nonsense AS subject"), "rule.sql:16: no such column: nonsense"},
		{RULE("x", "SELECT 1 AS file_id, 2 AS line"), "rule.sql:14: the SELECT has no column \"subject\""},
		{RULE("x", "\nSELECT 1 AS file_id, 2 AS line, 3 AS subject, 4 AS extra"), "rule.sql:15: column \"extra\" is not used in the message"},
		{RULE("x {extra}", "SELECT 1 AS file_id, 2 AS line, 3 AS subject"), "rule.sql:6: the message uses {extra}"},
		{RULE("x {Line}", "SELECT 1 AS file_id, 2 AS line, 3 AS subject"), "rule.sql:6: the message uses {Line}"},
		{RULE("x", "SELECT 1 AS file_id, 2 AS line, 3 AS subject, 4 AS line"), "rule.sql:14: the SELECT has two columns \"line\""},
		{RULE("x", "SELECT 1 AS file_id, 2 AS line, 3 AS subject;\nSELECT 2"), "rule.sql:15: there is more than one statement"},
		{RULE("x", "DELETE FROM file RETURNING 1 AS file_id, 2 AS line, 3 AS subject"), "rule.sql:14: not allowed here"},
		{RULE("x", "SELECT 1 AS file_id, 2 AS line, 3 AS subject FROM thing"),
		 "rule.sql:14: reads table \"thing\" of domain \"statements\", which \"needs\" does not name"},
		{RULE("x", "SELECT 1 AS file_id, 2 AS line, 3 AS subject FROM thing_view"), "rule.sql:14: reads table \"thing\" of domain"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rule_set set;
		const char *broken = load(&set, cases[i].text);

		if (!strstr(broken, cases[i].broken))
			fail_msg("case %zu: \"%s\" instead of \"%s\"", i, broken, cases[i].broken);
		assert_ptr_equal(strstr(broken, "rules/group/name/rule.sql:"), broken);
		rules_free(&set);
	}
}

static void only_rules_are_rules(void **state)
{
	static const struct embedded files[] = {
		{"rules/z/last/rule.sql", RULE("x", "SELECT 1 AS file_id, 2 AS line, 3 AS subject"), 0},
		{"rules/a/b-2/rule.sql", RULE("x", "SELECT 1 AS file_id, 2 AS line, 3 AS subject"), 0},
		{"rules/a/b-2/bad_x.case", "", 0}, {"rules/rule.sql", "", 0}, {"rules/a/rule.sql", "", 0}, {"rules//rule.sql", "", 0}, {"rules/a//rule.sql", "", 0},
		{"rules/A/b/rule.sql", "", 0}, {"rules/a/b/c/rule.sql", "", 0}, {"rules/a/_b/rule.sql", "", 0}, {"schemas/a/b/rule.sql", "", 0}, {NULL, NULL, 0},
	};
	struct rule_set set = {0};

	(void)state;
	rules_add_embedded(&set, files);
	assert_int_equal(set.rule.n, 2);
	assert_string_equal(set.rule.v[0].id, "a/b-2");
	assert_string_equal(set.rule.v[1].id, "z/last");
	rules_free(&set);
	assert_true(rules_match("*", "a/b") && rules_match("a/*", "a/b") && rules_match("a/b", "a/b"));
	assert_false(rules_match("a/*", "ab/c") || rules_match("/*", "a/b") || rules_match("a/b", "a/bc") || rules_match("", "a/b") || rules_match("a*", "a/b"));
}

/* Writes folder/path, making its folders. */
static void put(const char *folder, const char *path, const char *text)
{
	char name[300];
	FILE *out;

	snprintf(name, sizeof(name), "%s/%s", folder, path);
	for (char *p = name + strlen(folder) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(name, 0700);
		*p = '/';
	}
	out = fopen(name, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void folders_of_the_user(void **state)
{
	static const char good[] = HEAD "-- message: x\n-- since: 1\n--\n-- No prose needed.\nSELECT 1 AS file_id, 2 AS line, 3 AS subject";
	static const char no_table[] = HEAD "-- message: x\n-- since: 1\n--\nSELECT 1 AS file_id, 2 AS line, 3 AS subject\nFROM nowhere";
	static const struct embedded ours[] = {{"rules/own/one/rule.sql", RULE("x", "SELECT 1 AS file_id, 2 AS line, 3 AS subject"), 0}, {NULL, NULL, 0}};
	char folder[] = "/tmp/plumbline-rules-XXXXXX", command[100];
	struct rule_set set = {0};
	struct err err = {0};
	struct facts *facts = facts_open_from(":memory:", schema, &err);

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_false(rules_add_folder(&set, "/tmp/there/is/none", &err));
	assert_true(err.usage);
	assert_false(rules_add_folder(&set, folder, &err));
	assert_non_null(strstr(err.message, "holds no rule"));
	put(folder, "own/one/rule.sql", good);
	put(folder, "own/two/rule.sql", good);
	put(folder, "own/notes/readme.txt", "");
	put(folder, "readme.txt", "");
	put(folder, ".git/x/rule.sql", "");
	assert_true(rules_add_folder(&set, folder, &err));
	assert_int_equal(set.rule.n, 2);
	assert_true(set.rule.v[0].user);
	assert_true(rules_check(&set, facts_db(facts), &err));
	rules_free(&set);

	rules_add_embedded(&set, ours);
	err = (struct err){0};
	assert_false(rules_add_folder(&set, folder, &err));
	assert_true(err.usage);
	assert_non_null(strstr(err.message, "in rules/own/one/rule.sql and in /tmp/"));
	rules_free(&set);

	put(folder, "own/two/rule.sql", no_table);
	assert_true(rules_add_folder(&set, folder, &err));
	err = (struct err){0};
	assert_false(rules_check(&set, facts_db(facts), &err));
	assert_true(err.usage);
	assert_non_null(strstr(err.message, "own/two/rule.sql:9: no such table: nowhere"));
	rules_free(&set);

	put(folder, "own/two/rule.sql", "-- title: only\n");
	err = (struct err){0};
	assert_false(rules_add_folder(&set, folder, &err));
	assert_true(err.usage);
	assert_non_null(strstr(err.message, "own/two/rule.sql:1: the header has no \"severity\""));
	rules_free(&set);

	put(folder, "own/two/rule.sql", good);
	put(folder, "own/Bad_name/rule.sql", good);
	assert_false(rules_add_folder(&set, folder, &err));
	assert_non_null(strstr(err.message, "own/Bad_name/rule.sql: a rule id is two words"));
	rules_free(&set);
	facts_close(facts);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	assert_int_equal(system(command), 0);
}

/* Every rule that is shipped fits the vocabulary that is shipped. */
static void the_embedded_rules(void **state)
{
	struct err err = {0};
	struct facts *facts = facts_open(":memory:", &err);
	struct rule_set set = {0};

	(void)state;
	if (!facts)
		fail_msg("%s", err.message);
	rules_add_embedded(&set, embedded_files);
	assert_true(rules_check(&set, facts_db(facts), &err));
	for (size_t i = 0; i < set.rule.n; i++)
		if (set.rule.v[i].broken)
			fail_msg("%s", set.rule.v[i].broken);
	assert_non_null(rules_find(&set, "meta/suppression-unused"));
	assert_non_null(rules_find(&set, "meta/suppression-without-reason"));
	rules_free(&set);
	facts_close(facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_rule),
		cmocka_unit_test(mistakes),
		cmocka_unit_test(only_rules_are_rules),
		cmocka_unit_test(folders_of_the_user),
		cmocka_unit_test(the_embedded_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
