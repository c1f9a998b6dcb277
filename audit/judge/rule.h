/*
 * Rules: SQL files with a header. The id of a rule is its path: rules/query/unknown-column/rule.sql is "query/unknown-column".
 *
 *     -- title: A statement names a column its table does not have
 *     -- severity: error                  error | warning | note
 *     -- confidence: high                 high | medium | low
 *     -- profile: safety                  safety: always on; strict: only with the strict profile
 *     -- status: stable                   stable; preview: only with --preview
 *     -- message: Column "{column_name}" does not exist in table "{table_name}"{hint}.
 *     --   A line that begins with two spaces continues the one above it.
 *     -- needs: schema, statements        coverage domains without which the rule cannot be judged
 *     -- since: 0.1.0
 *     -- tags: alignment, sql             optional
 *     --
 *     -- ## Why
 *     -- prose, Markdown, to the end of the comment
 *     -- ## Fix
 *     -- …
 *     SELECT … AS file_id, … AS line, … AS subject, …
 *
 * The header ends at the first empty comment line or the first line of SQL. One statement, which only reads. Its columns:
 *
 *     file_id, line, subject       required. file_id NULL: the finding is in no file (an object of a live database). subject: what is wrong, by name;
 *                                  with the path and the scope it makes the fingerprint, so it must not hold line numbers or the like
 *     column, object, scope        source column; schema object or "METHOD /path" for the JSON output; enclosing function or route
 *     level, verdict, confidence   of this row, over the header's. NULL: the header's (verdict: none)
 *     witness                      witness_step.witness_id or NULL: the path shown under the finding
 *     any other name               must be used as {name} in the message, where NULL becomes nothing
 *
 * {name} must be a column. Braces around anything but a name are themselves. Mistakes are found when rules are loaded (the header) and
 * when they are checked (the SQL), and say file and line. A broken rule stays in the set with `broken` set, and the others go on.
 */
#ifndef PLUMBLINE_RULE_H
#define PLUMBLINE_RULE_H

#include "../base/arena.h"
#include "../base/embed.h"
#include "../base/str.h"
#include "../base/err.h"
#include "../base/vec.h"
#include "../store/db.h"

enum level { LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR };	/* in order of gravity */

/* A piece of a message: text, or the value of a column. */
struct message_part { const char *text; bool is_column; };

struct rule {
	const char *id, *group;		/* "query/unknown-column", "query" */
	const char *file;		/* "rules/query/unknown-column/rule.sql", or the user's path */
	const char *folder;		/* `file` without "rule.sql": bad_*.case and good_*.case lie there */
	bool user;			/* from a folder the user named */
	const char *title, *confidence, *message, *since;
	const char *tags;		/* NULL: none */
	const char *prose;		/* Markdown; "" */
	const char *sql;		/* the whole file: the header is a comment */
	int sql_line, message_line;	/* where in the file the statement and the message begin */
	enum level severity;
	bool strict, preview;
	const char **needs;		/* NULL-terminated */
	VEC_OF(struct message_part) part;
	const char *broken;		/* NULL, or why, with file and line */
	const char **reads;		/* tables and views it reads, sorted, NULL-terminated; NULL until rule_check */
};

struct rule_set {
	struct arena arena;
	VEC_OF(struct rule) rule;	/* sorted by id */
};

/* Adds the rules of a table of files: those at rules/<group>/<rule>/rule.sql. A broken one is no failure. */
void rules_add_embedded(struct rule_set *set, const struct embedded *files);
/*
 * Adds the rules at folder/<group>/<rule>/rule.sql. false, as a mistake of the user's: the folder cannot be read, holds no rule,
 * a rule's header is broken, or its id is taken (the message names both files).
 */
bool rules_add_folder(struct rule_set *set, const char *folder, struct err *err);
/* Where the columns of a prepared rule stand; -1: not there. */
enum rule_column {
	RULE_FILE_ID, RULE_LINE, RULE_SUBJECT, RULE_COLUMN, RULE_OBJECT, RULE_SCOPE, RULE_LEVEL, RULE_VERDICT, RULE_CONFIDENCE, RULE_WITNESS, RULE_COLUMNS
};
struct rule_shape {
	int at[RULE_COLUMNS];
	int *part;	/* for each message part, the column it shows (-1: text); in the set's arena */
};

/*
 * Prepares a rule and checks what it answers against its header; fills `reads`. To be called, and the query run, between
 * db_guard_begin(db, rule_guard(…)) and db_guard_end. NULL: the rule is broken, and says so in `broken`.
 */
struct rule_reading { struct rule_set *set; struct map tables; };
struct db_guard rule_guard(struct rule_reading *reading, int budget_ms);
struct query *rule_prepare(struct rule *rule, struct rule_reading *reading, struct db *facts, struct rule_shape *shape);
/* Prepares every rule against a fact database (an empty one will do) and fills `reads`. false: a user's rule is broken; ours are only marked. */
bool rules_check(struct rule_set *set, struct db *facts, struct err *err);
const struct rule *rules_find(const struct rule_set *set, const char *id);	/* NULL: none */
bool rules_match(const char *pattern, const char *id);	/* pattern: an id, "group/" followed by an asterisk, or an asterisk alone */
void rules_free(struct rule_set *set);

const char *level_name(enum level level);		/* "error" … */
bool level_parse(const char *name, enum level *level);

#endif
