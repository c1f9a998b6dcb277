/*
 * What a server said of the statements' texts, and our binder's problems: one list. The server decides where it can see; what it does not look at
 * (a column left out of an INSERT, a value too long) stays ours. Its words are placed in the source as ours are.
 */
#include "statements.h"

#include <stdio.h>

/* The binder's code for an SQLSTATE; the message decides where one state means two things. */
static const char *code_of(const char *state, const char *message)
{
	static const char *const codes[][2] = {{"42P01", "unknown-table"}, {"42703", "unknown-column"}, {"42702", "ambiguous-column"}, {"42804", "type-mismatch"},
		{"42846", "type-mismatch"}, {"42809", "type-mismatch"}, {"42704", "unknown-type"}, {"22P02", "bad-literal"}, {"22007", "bad-literal"}, {"22008", "bad-literal"},
		{"22003", "bad-literal"}, {"42803", "group-by"}, {"42P18", "undetermined-parameter"}, {"42P08", "undetermined-parameter"}, {"428C9", "write-to-generated"},
		{"55000", "write-to-view"}, {"42601", "syntax-error"}, {"42P10", "on-conflict-without-unique"}};

	if (strcmp(state, "42883") == 0 || strcmp(state, "42725") == 0)
		return starts_with(message, "operator") ? "operator-not-found" : "function-not-found";
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (strcmp(codes[i][0], state) == 0)
			return codes[i][1];
	return "refused";
}

/* The n-th quoted name of a message; NULL. */
static const char *quoted(struct arena *arena, const char *message, int n)
{
	const char *p = strchr(message, '"'), *end;

	for (; p && (end = strchr(p + 1, '"')); p = strchr(end + 1, '"'))
		if (n-- == 0)
			return arena_strndup(arena, p + 1, (size_t)(end - p - 1));
	return NULL;
}

/* column "x" does not exist · column u.x does not exist · column "x" of relation "t" does not exist · relation "s.t" does not exist */
static const char *object_of(struct arena *arena, const char *code, const char *message)
{
	const char *first = quoted(arena, message, 0), *second = quoted(arena, message, 1);

	if (strcmp(code, "unknown-column") == 0) {
		if (first && second && strstr(message, " of relation "))
			return arena_printf(arena, "%s.%s", second, first);
		if (!first && starts_with(message, "column ")) {
			/* u.x: what u stands for is not said. */
			const char *name = message + 7, *dot = strchr(name, '.');
			size_t n = strcspn(name, " ");

			return dot && dot < name + n ? arena_strndup(arena, dot + 1, (size_t)(name + n - dot - 1)) : arena_strndup(arena, name, n);
		}
	}
	if (!first && (starts_with(message, "function ") || starts_with(message, "operator does not exist: "))) {
		const char *name = message + (message[0] == 'f' ? 9 : 25);
		size_t n = message[0] == 'f' ? strcspn(name, "(") : strlen(name);

		return arena_strndup(arena, name, n);
	}
	return first ? first : "";
}

/* Perhaps you meant to reference the column "users.email". */
static const char *nearest_of(struct arena *arena, const char *hint)
{
	const char *name = starts_with(hint, "Perhaps you meant to reference") ? quoted(arena, hint, 0) : NULL;

	return name ? name : "";
}

/* Numbers of parameters put together at run time, $${n}: which parameter stands where is a guess, and with it what type it has. */
static bool has_numbers(const struct variant_text *x)
{
	for (int i = 0; i < x->holes; i++)
		if (x->hole[i].at > 0 && x->hole[i].at <= x->n && x->text[x->hole[i].at - 1] == '$')
			return true;
	return false;
}

static bool is_of_types(const char *state)
{
	static const char *const states[] = {"42804", "42809", "42846", "42883", "42725", "42P08", "42P18", NULL};

	for (int i = 0; states[i]; i++)
		if (strcmp(states[i], state) == 0)
			return true;
	return false;
}

struct writer {
	struct derive *d;
	struct table *problem;
	struct query *answer;
};

static void problem_row(struct writer *w, int64_t id, const struct site *site, const struct variant_text *x, int v, bool in_all)
{
	struct arena *arena = w->d->arena;
	const char *state = query_text(w->answer, 1), *message = arena_strdup(arena, query_text(w->answer, 2)), *code = code_of(state, message);
	struct source_position at = statement_position(w->d, site, x, (int)query_int(w->answer, 5));

	row_id(w->problem, 0, id);
	row_int(w->problem, 1, v);
	row_text(w->problem, 2, code);
	row_text(w->problem, 3, state);
	row_text(w->problem, 4, message);
	row_text(w->problem, 5, object_of(arena, code, message));
	row_text(w->problem, 6, nearest_of(arena, query_text(w->answer, 3)));
	row_text(w->problem, 7, query_text(w->answer, 4));
	row_int(w->problem, 8, !(is_of_types(state) && has_numbers(x)));
	row_int(w->problem, 9, in_all);
	row_int(w->problem, 10, 0);
	row_id(w->problem, 11, at.file_id);
	row_int(w->problem, 12, at.line);
	row_int(w->problem, 13, at.column);
	row_end(w->problem);
}

/* What of its texts the server refused for a reason the binder did not see. */
#define UNSEEN "SELECT r.variant, r.sqlstate, r.message, r.hint, r.detail, r.position," \
	       " (SELECT count(*) FROM prepare_result o WHERE o.statement_id = r.statement_id AND o.sqlstate = r.sqlstate AND o.message = r.message)" \
	       " = (SELECT count(*) FROM statement_variant v WHERE v.statement_id = r.statement_id)" \
	       " FROM prepare_result r WHERE r.statement_id = ?1 AND r.unchecked IS NULL AND r.sqlstate <> '00000'" \
	       " AND NOT EXISTS (SELECT 1 FROM statement_problem p WHERE p.statement_id = r.statement_id AND p.sqlstate = r.sqlstate)" \
	       " AND NOT EXISTS (SELECT 1 FROM prepare_result o WHERE o.statement_id = r.statement_id AND o.sqlstate = r.sqlstate AND o.variant < r.variant) ORDER BY r.variant"

static bool unseen(struct derive *d, struct err *err)
{
	struct writer w = {.d = d, .problem = facts_table(d->facts, "statement_problem", COLUMNS("statement_id", "variant",
		"code", "sqlstate", "message", "object", "nearest", "detail", "certain", "in_all", "drift", "file_id", "line", "column"))};
	struct query *which = db_query(d->db, err, "SELECT DISTINCT statement_id FROM prepare_result WHERE unchecked IS NULL AND sqlstate <> '00000'");

	w.answer = db_query(d->db, err, UNSEEN);
	while (which && w.answer && query_next(which, err)) {
		int64_t id = query_int(which, 0);
		struct site site = d->sites.v[id - 1];
		struct arena scratch = {0};
		struct bound_statement s = {0};

		statement_bind(d, &scratch, &site, &s);
		query_bind_int(w.answer, 1, id);
		while (query_next(w.answer, err)) {
			int v = (int)query_int(w.answer, 0);

			if (v < s.variants)
				problem_row(&w, id, &site, &s.variant[v], v, query_int(w.answer, 6) != 0);
		}
		query_reset(w.answer);
		statement_unbind(&s);
		arena_free(&scratch);
	}
	query_end(which);
	query_end(w.answer);
	return !err->message[0];
}

/* What Parse judges. The rest it lets pass, so its silence there means nothing. */
#define JUDGED "('syntax-error', 'unknown-table', 'unknown-column', 'ambiguous-column', 'function-not-found', 'operator-not-found', 'type-mismatch', 'unknown-type'," \
	       " 'bad-literal', 'group-by', 'undetermined-parameter', 'write-to-generated', 'write-to-view')"

static const char merge[] =
	/* Where the server and the binder differ, the server is right, and the difference is ours to know. */
	"INSERT INTO coverage(domain, object, state, reason, file_id, line)"
	" SELECT 'binder', p.code || ': ' || p.message, 'unchecked',"
	" iif(r.sqlstate = '00000', 'the server accepts it', 'the server says ' || r.sqlstate || ': ' || r.message), p.file_id, p.line"
	" FROM statement_problem p JOIN prepare_result r ON r.statement_id = p.statement_id AND r.variant = p.variant AND r.unchecked IS NULL AND r.sqlstate <> p.sqlstate"
	" WHERE p.certain AND p.code IN " JUDGED ";"
	"DELETE FROM statement_problem WHERE code IN " JUDGED
	" AND EXISTS (SELECT 1 FROM prepare_result r WHERE r.statement_id = statement_problem.statement_id AND r.variant = statement_problem.variant"
	" AND r.unchecked IS NULL AND r.sqlstate <> statement_problem.sqlstate);"
	"UPDATE statement_problem SET certain = 1 WHERE sqlstate NOT IN ('42804', '42809', '42846', '42883', '42725', '42P08', '42P18')"
	" AND EXISTS (SELECT 1 FROM prepare_result r WHERE r.statement_id = statement_problem.statement_id"
	" AND r.variant = statement_problem.variant AND r.unchecked IS NULL AND r.sqlstate = statement_problem.sqlstate);"
	"UPDATE statement SET checked = 1, reason = NULL WHERE NOT checked AND EXISTS (SELECT 1 FROM prepare_result r WHERE r.statement_id = statement.id AND r.unchecked IS NULL)";

/* What the binder finds only in the given schema comes from the difference of the two. Of what only the server sees that is not known. */
static const char drift[] =
	"UPDATE statement_problem SET drift = 1 WHERE NOT EXISTS (SELECT 1 FROM declared_problem d WHERE d.statement_id = statement_problem.statement_id"
	" AND d.sqlstate = statement_problem.sqlstate AND d.code = statement_problem.code"
	" AND (d.object = statement_problem.object OR d.object LIKE '%.' || statement_problem.object OR statement_problem.object LIKE '%.' || d.object))";

bool statements_answered(struct derive *d, struct err *err)
{
	if (d->declared && !db_exec(d->db, drift, err))
		return false;
	if (!db_int(d->db, 0, "SELECT EXISTS (SELECT 1 FROM prepare_result)"))
		return true;
	return db_exec(d->db, merge, err) && unseen(d, err);
}
