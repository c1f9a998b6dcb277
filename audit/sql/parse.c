/* Statements of a text. See parse.h. */
#include "parse.h"

#include "newer.h"
#include "split.h"

#include "../base/arena.h"
#include "../base/vec.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <limits.h>
#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#define MAX_RESUMES 200 /* how often one text is cut again after an open quote: bounds the work on hostile input */

struct statements {
	VEC(struct sql_statement);
};

int sql_parser_version(void)
{
	return PG_VERSION_NUM / 10000;
}

/* What the server calls character number `cursor` (from 1) as a byte offset. */
static int byte_of_character(const char *text, size_t length, int cursor)
{
	size_t i = 0;

	for (int at = 1; at < cursor && i < length; at++) {
		unsigned char c = (unsigned char)text[i];

		i += c < 0x80 ? 1 : (c & 0xe0) == 0xc0 ? 2
			    : (c & 0xf0) == 0xe0       ? 3
			    : (c & 0xf8) == 0xf0       ? 4
						       : 1;
	}
	return (int)(i < length ? i : length);
}

/* The printer writes integer constants below zero as if they were zero: their text is asked. */
static void mend_negative(cJSON *constant, const char *text, size_t length)
{
	cJSON *value = cJSON_GetObjectItemCaseSensitive(constant, "ival"), *location = cJSON_GetObjectItemCaseSensitive(constant, "location");
	size_t i = cJSON_IsNumber(location) && location->valueint > 0 ? (size_t)location->valueint : length;
	long number = 0;

	if (!cJSON_IsObject(value) || value->child || i >= length || text[i] != '-')
		return;
	for (i = split_skip_blank(text, i + 1, length); i < length && isdigit((unsigned char)text[i]) && number < INT_MAX; i++)
		number = number * 10 + (text[i] - '0');
	cJSON_AddNumberToObject(value, "ival", (double)-number);
}

/* Makes the tree say where things are in the whole text: it was parsed `by` bytes away. `text` is what was parsed. */
static void shift_locations(cJSON *node, int by, const char *text, size_t length)
{
	if (node->string && strcmp(node->string, "A_Const") == 0)
		mend_negative(node, text, length);
	for (cJSON *item = node->child; item; item = item->next) {
		if (item->child)
			shift_locations(item, by, text, length);
		else if (cJSON_IsNumber(item) && item->string && item->valueint >= 0 &&
			 (strcmp(item->string, "location") == 0 || strcmp(item->string, "stmt_location") == 0))
			cJSON_SetIntValue(item, item->valueint + by);
	}
}

static int member_int(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsNumber(item) ? item->valueint : 0;
}

/* Result of one call of the parser. */
struct parsed {
	cJSON *root;  /* NULL: refused, or nested too deeply */
	char *error;  /* malloc'ed; NULL: nested too deeply when root is NULL too */
	int position; /* byte in the text that was given */
};

/*
 * Parses text[start, end). A blank is put in front: the printer leaves zero members out, so that a location of 0 could not be told from
 * no location.
 */
static struct parsed call_parser(const char *text, size_t start, size_t end)
{
	struct parsed parsed = {.position = -1};
	size_t n = end - start;
	char *copy = xmalloc(n + 2);
	PgQueryParseResult result;

	copy[0] = ' ';
	memcpy(copy + 1, text + start, n);
	copy[n + 1] = '\0';
	result = pg_query_parse(copy);
	if (result.error) {
		parsed.error = xstrdup(result.error->message ? result.error->message : "refused without a message");
		if (result.error->cursorpos > 0) {
			int at = byte_of_character(copy, n + 1, result.error->cursorpos) - 1;

			parsed.position = (int)start + (at < 0 ? 0 : at);
		}
	} else if (result.parse_tree) {
		parsed.root = cJSON_Parse(result.parse_tree);
		if (parsed.root)
			shift_locations(parsed.root, (int)start - 1, copy, n + 1);
	}
	pg_query_free_parse_result(result);
	free(copy);
	return parsed;
}

/* Adds the statements of a parsed tree; `begin` is where the text given to the parser started, `end` where it ended. */
static void take_trees(struct statements *out, const char *text, cJSON *root, size_t begin, size_t end)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "stmts"), *raw;

	cJSON_ArrayForEach (raw, list) {
		cJSON *tree = cJSON_DetachItemFromObjectCaseSensitive(raw, "stmt");
		/* Shifted with the other locations, except where it is 0 and left out. */
		const cJSON *location = cJSON_GetObjectItemCaseSensitive(raw, "stmt_location");
		size_t from = cJSON_IsNumber(location) && location->valueint > 0 ? (size_t)location->valueint : begin;
		int length = member_int(raw, "stmt_len");
		/* The first statement's length counts the blank in front. */
		size_t to = length > 0 ? from + (size_t)length - (from == begin && !location ? 1 : 0) : end;
		size_t start = split_skip_blank(text, from, to);

		if (!tree)
			continue;
		while (to > start && isspace((unsigned char)text[to - 1]))
			to--;
		vec_push(out, (struct sql_statement){.start = (int)start, .length = (int)(to - start), .leading = (int)(start - from), .tree = tree, .error_position = -1});
	}
}

static void add_refused(struct statements *out, const struct piece *piece, char *error, int position, bool unchecked, const char *needs)
{
	vec_push(out, (struct sql_statement){
			      .start = (int)piece->start,
			      .length = (int)(piece->end - piece->start),
			      .leading = (int)(piece->start - piece->begin),
			      .error = error,
			      .error_position = position,
			      .unchecked = unchecked,
			      .needs = needs,
		      });
}

/* Cuts the piece at its resume point, when it has one. false: it has none. */
static bool cut_piece(const char *text, struct splitter *splitter, struct piece *piece)
{
	if (!piece->resume)
		return false;
	splitter->at = piece->resume;
	piece->end = piece->resume;
	while (piece->end > piece->start && (text[piece->end - 1] == ';' || isspace((unsigned char)text[piece->end - 1])))
		piece->end--;
	piece->resume = 0;
	return piece->end > piece->start;
}

static void parse_piece(struct statements *out, const char *text, struct splitter *splitter, struct piece *piece, int *resumes)
{
	struct parsed parsed;
	const char *needs;

	if (piece->end - piece->start > SQL_STATEMENT_MAX && !(*resumes < MAX_RESUMES && ++*resumes && cut_piece(text, splitter, piece))) {
		add_refused(out, piece, xstrdup("longer than 128 KB"), -1, true, NULL);
		return;
	}
	if (piece->has_nul) {
		const char *nul = memchr(text + piece->start, '\0', piece->end - piece->start);

		add_refused(out, piece, xstrdup("NUL byte in statement"), nul ? (int)(nul - text) : -1, false, NULL);
		return;
	}
	parsed = call_parser(text, piece->start, piece->end);
	if (parsed.root) {
		take_trees(out, text, parsed.root, piece->start, piece->end);
		if (out->n > 0 && out->v[out->n - 1].start == (int)piece->start)
			out->v[out->n - 1].leading = (int)(piece->start - piece->begin);
		cJSON_Delete(parsed.root);
		return;
	}
	if (!parsed.error) {
		add_refused(out, piece, xstrdup("nested too deeply"), -1, true, NULL);
		return;
	}
	needs = newer_syntax(text, piece->start, piece->end, parsed.error, parsed.position, sql_parser_version());
	if (!needs && *resumes < MAX_RESUMES) {
		++*resumes;
		cut_piece(text, splitter, piece);
	}
	add_refused(out, piece, parsed.error, parsed.position, needs != NULL, needs);
}

static void parse_pieces(struct statements *out, const char *text, size_t length)
{
	struct splitter splitter = {.text = text, .length = length};
	struct piece piece;
	int resumes = 0;

	while (split_next(&splitter, &piece))
		parse_piece(out, text, &splitter, &piece, &resumes);
}

struct sql_text *sql_parse(const char *text, size_t length)
{
	struct sql_text *sql = xcalloc(1, sizeof(*sql));
	struct statements out = {0};
	struct parsed whole = {0};
	char *copy;

	if (length > INT_MAX / 2) /* positions are ints */
		length = INT_MAX / 2;
	copy = xmalloc(length + 1);
	if (length)
		memcpy(copy, text, length);
	copy[length] = '\0';
	sql->text = copy;
	if (length <= SQL_STATEMENT_MAX && !memchr(copy, '\0', length))
		whole = call_parser(copy, 0, length);
	if (whole.root)
		take_trees(&out, copy, whole.root, 0, length);
	else
		parse_pieces(&out, copy, length);
	cJSON_Delete(whole.root);
	free(whole.error);
	sql->statement = out.v;
	sql->n = out.n;
	return sql;
}

void sql_free(struct sql_text *sql)
{
	if (!sql)
		return;
	for (size_t i = 0; i < sql->n; i++) {
		cJSON_Delete(sql->statement[i].tree);
		free((char *)sql->statement[i].error);
	}
	free(sql->statement);
	free((char *)sql->text);
	free(sql);
}

/* The parser loses a byte of its own when it refuses a body. */
static PgQueryPlpgsqlParseResult call_plpgsql_parser(const char *text)
{
	PgQueryPlpgsqlParseResult result;

#ifdef __SANITIZE_ADDRESS__
	__lsan_disable();
#endif
	result = pg_query_parse_plpgsql(text);
#ifdef __SANITIZE_ADDRESS__
	__lsan_enable();
#endif
	return result;
}

struct cJSON *sql_parse_plpgsql(const char *statement_text, char *message, size_t size)
{
	PgQueryPlpgsqlParseResult result;
	cJSON *root = NULL;

	if (size)
		message[0] = '\0';
	if (strlen(statement_text) > SQL_STATEMENT_MAX) {
		snprintf(message, size, "longer than 128 KB");
		return NULL;
	}
	result = call_plpgsql_parser(statement_text);
	if (result.error)
		snprintf(message, size, "%s", result.error->message ? result.error->message : "refused without a message");
	else if (!(root = cJSON_Parse(result.plpgsql_funcs ? result.plpgsql_funcs : "")))
		snprintf(message, size, "nested too deeply");
	pg_query_free_plpgsql_parse_result(result);
	return root;
}
