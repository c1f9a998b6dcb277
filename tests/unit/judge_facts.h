/* A small fact database and rules as text, for the tests of judge/. */
#ifndef PLUMBLINE_JUDGE_FACTS_H
#define PLUMBLINE_JUDGE_FACTS_H

#include "../../audit/judge/judge.h"
#include "../../audit/store/facts.h"

static const struct embedded judge_schema[] = {
	{"schemas/1.sql",
	 "CREATE TABLE file(id INTEGER PRIMARY KEY, path TEXT NOT NULL);"
	 "CREATE TABLE coverage(domain TEXT, object TEXT, state TEXT, reason TEXT, file_id INTEGER, line INTEGER);"
	 "CREATE TABLE suppression(id INTEGER PRIMARY KEY, file_id INTEGER, line INTEGER, covers_line INTEGER, rule TEXT, reason TEXT);"
	 "CREATE TABLE suppression_result(suppression_id INTEGER PRIMARY KEY, rule_known INTEGER NOT NULL, used INTEGER NOT NULL);"
	 "CREATE TABLE witness_step(witness_id INTEGER, position INTEGER, file_id INTEGER, line INTEGER, text TEXT);"
	 "CREATE TABLE thing(file_id, line, name, level, confidence, scope, witness);"
	 "INSERT INTO file VALUES (1, 'b.js'), (2, 'a.js'), (7, 'lib/c.js');"
	 "INSERT INTO coverage(domain, state, reason) VALUES ('files', 'ok', NULL), ('statements', 'partial', 'some'), ('schema', 'skipped', 'no migrations found');", 0},
	{NULL, NULL, 0},
};

#define RULE_HEAD(message, more) \
	"-- title: t\n-- severity: warning\n-- confidence: medium\n-- profile: safety\n-- status: stable\n-- message: " message "\n-- since: 1\n" more \
	"--\n-- ## Why\n-- ## Fix\n"
#define THINGS "SELECT file_id, line, name AS subject FROM thing"

static struct facts *judge_facts(const char *rows)
{
	struct err err = {0};
	struct facts *facts = facts_open_from(":memory:", judge_schema, &err);

	if (!facts || !db_exec(facts_db(facts), rows, &err))
		fail_msg("%s", err.message);
	return facts;
}

static void judge(struct judgement *j, struct rule_set *rules, const struct embedded *files, struct facts *facts, const struct judge_config *config)
{
	struct err err = {0};

	*j = (struct judgement){0};
	*rules = (struct rule_set){0};
	rules_add_embedded(rules, files);
	if (!judge_run(j, rules, facts_db(facts), config, &err))
		fail_msg("%s", err.message);
}

static void judged(struct judgement *j, struct rule_set *rules, struct facts *facts)
{
	judge_free(j);
	rules_free(rules);
	facts_close(facts);
}

#endif
