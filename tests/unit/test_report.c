/* The writers, on reports made by hand: JSON and back, whatever bytes come in; text with frames, collapsed findings, coverage, honesty. */
#include "../../reports/report.h"

#include "../../audit/base/embed.h"
#include "../../audit/base/str.h"
#include "../../reports/json.h"
#include "../../reports/layout.h"
#include "../../reports/routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cJSON.h>
#include <cmocka.h>

static char root[] = "/tmp/plumbline-report-XXXXXX";

static void write_file(const char *name, const char *text, size_t length)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fwrite(text, 1, length, file);
	fclose(file);
}

static struct report_finding finding(const char *rule, enum report_level level, const char *file, int line, int column, const char *message)
{
	return (struct report_finding){.rule = rule, .level = level, .confidence = "high", .file = file, .line = line, .column = column,
		.message = message, .fingerprint = "0123456789abcdef"};
}

/* A run over one file of each kind of trouble. */
static struct report sample(void)
{
	struct report r = {.version = "9.9", .path = "app", .started_at = "2025-01-31T12:00:00Z", .duration_ms = 1234};
	struct report_finding f = finding("query/unknown-column", REPORT_ERROR, "a.js", 2, 5, "Column \"stauts\" does not exist in table \"calls\".");

	r.files.seen = 5;
	r.files.parsed = 3;
	vec_push(&r.files.skipped, (struct report_count){"vendored tree", 2});
	r.routes.found = 2;
	r.routes.linked = 1;
	r.statements.found = 4;
	r.statements.resolved = 3;
	r.statements.checked = 3;
	vec_push(&r.statements.unchecked, (struct report_count){"text is put together at run time", 1});
	vec_push(&r.schema, (struct report_source){"migrations", "db/migrations", 12, true, true, 7, 1, 0});
	f.fix = "Correct the name.";
	f.object = "calls.stauts";
	vec_push(&f.witness, (struct report_step){"a.js", 1, "GET /calls"});
	vec_push(&f.witness, (struct report_step){"a.js", 2, "SELECT stauts FROM calls"});
	vec_push(&r.finding, f);
	vec_push(&r.not_run, (struct report_not_run){"live/drift", "live", "nothing is known about live", false});
	vec_push(&r.not_run, (struct report_not_run){"x/slow", NULL, "over its budget", true});
	vec_push(&r.not_run, (struct report_not_run){"live/shape", "live", "nothing is known about live", false});
	return r;
}

static char *text_of(const struct report *r, bool by_rule, int max, int width)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	report_write_text(r, &(struct report_style){.out = out, .width = width, .root = root, .group = by_rule ? REPORT_BY_RULE : REPORT_BY_FILE, .max_findings = max});
	fclose(out);
	return text;
}

static char *json_of(const struct report *r)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	report_write_json(r, out);
	fclose(out);
	return text;
}

static void contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("lacks:\n%s\n--- in:\n%s", part, text);
}

static void lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("has:\n%s\n--- in:\n%s", part, text);
}

static void text_of_a_whole_run(void **state)
{
	static const char expected[] =
		"a.js  1 error\n"
		"\n"
		"  error  query/unknown-column  a.js:2:5\n"
		"  Column \"stauts\" does not exist in table \"calls\".\n"
		"     1 │ one\n"
		"   > 2 │     wöw\n"
		"       │       ^\n"
		"     3 │ three\n"
		"  path  a.js:1  GET /calls\n"
		"        a.js:2  SELECT stauts FROM calls\n"
		"  fix   Correct the name.\n"
		"\n"
		"Not run\n"
		"  needs live: nothing is known about live\n"
		"      live/drift, live/shape\n"
		"  failed: over its budget\n"
		"      x/slow\n"
		"\n"
		"Coverage\n"
		"  files       5 seen, 3 parsed, 0 with syntax errors, 2 skipped\n"
		"                   2  vendored tree\n"
		"  routes      2 found, 1 linked to a handler and a whole path\n"
		"  statements  4 found, 3 checked, 1 unchecked (75 % checked)\n"
		"                   1  text is put together at run time\n"
		"  schema      migrations db/migrations: 12 tables and views; 7 migrations replayed, 1 failed\n"
		"\n"
		"1 error, 0 warnings, 0 notes · 2 new, 1 fixed since the last run, 4 still there · 1.2 s\n";
	struct report r = sample();
	char *text;

	(void)state;
	r.history = true;
	r.new_findings = 2;
	r.fixed_findings = 1;
	r.still_findings = 4;
	/* The column counts bytes, the caret characters; a tab is four wide. */
	write_file("a.js", "one\n\tw\xc3\xb6w\nthree\n", strlen("one\n\tw\xc3\xb6w\nthree\n"));
	text = text_of(&r, false, 20, 100);
	assert_string_equal(text, expected);
	free(text);
	report_free(&r);
}

static void equal_findings_are_shown_once(void **state)
{
	struct report r = {.statements = {.found = 1, .checked = 1}, .files = {.seen = 2}};
	char *text;

	(void)state;
	for (int line = 10; line <= 100; line += 10)
		vec_push(&r.finding, finding("a/b", REPORT_WARNING, "x.js", line, 1, "Same."));
	vec_push(&r.finding, finding("a/b", REPORT_WARNING, "y.js", 7, 1, "Same."));
	vec_push(&r.finding, finding("a/b", REPORT_WARNING, "y.js", 8, 1, "Other."));
	report_sort(&r);
	text = text_of(&r, false, 20, 100);
	contains(text, "x.js  10 warnings\n\n  warning  a/b  x.js:10:1\n  Same.\n  also  lines 20, 30, 40, 50, 60, 70 and 3 more (10 in all)\n");
	contains(text, "y.js  2 warnings\n");
	contains(text, "y.js:8:1\n  Other.\n");
	contains(text, "0 errors, 12 warnings, 0 notes");
	free(text);
	text = text_of(&r, true, 20, 100);
	contains(text, "a/b  12 warnings\n");
	contains(text, "and 4 more (11 in all)");
	free(text);
	report_free(&r);
}

static void text_shows_at_most_so_many_of_a_rule(void **state)
{
	struct report r = {.statements = {.found = 1, .checked = 1}, .files = {.seen = 2}};
	static char messages[30][20];
	char *text;

	(void)state;
	for (int i = 0; i < 30; i++) {
		snprintf(messages[i], sizeof(messages[i]), "Number %d.", i);
		vec_push(&r.finding, finding("a/b", REPORT_NOTE, i < 25 ? "x.js" : "z.js", i + 1, 0, messages[i]));
	}
	text = text_of(&r, false, 5, 100);
	contains(text, "Number 4.");
	lacks(text, "Number 5.");
	lacks(text, "z.js");
	contains(text, "… 25 more of a/b; --max-findings 0 shows all\n");
	contains(text, "30 notes");
	free(text);
	text = text_of(&r, false, 0, 100);
	contains(text, "Number 29.");
	lacks(text, "more of");
	free(text);
	report_free(&r);
}

static void a_run_that_saw_nothing_is_no_pass(void **state)
{
	struct report r = {.files = {.seen = 10}};
	char *text = text_of(&r, false, 0, 100);

	(void)state;
	contains(text, "No SQL statement was found");
	contains(text, "This is not a pass.");
	contains(text, "schema      none found");
	free(text);
	r.files.seen = 0;
	text = text_of(&r, false, 0, 100);
	contains(text, "No file was found here");
	free(text);
	r.files.seen = 1;
	r.statements.found = 3;
	text = text_of(&r, false, 0, 100);
	contains(text, "Not one statement could be checked. This is not a pass.");
	free(text);
	r.statements.checked = 3;
	text = text_of(&r, false, 0, 100);
	contains(text, "No schema was found");
	free(text);
	vec_push(&r.schema, (struct report_source){.kind = "migrations", .path = "m", .used = true, .complete = true});
	text = text_of(&r, false, 0, 100);
	lacks(text, "not a pass");
	free(text);
	report_free(&r);
}

static void hostile_text_is_escaped(void **state)
{
	struct report r = {.files = {.seen = 1}};
	struct report_finding f = finding("a/b", REPORT_ERROR, "e\033[2J.js", 1, 1, "esc \033[31m bidi \xe2\x80\xae bad \xff end");
	char *text, *json;
	cJSON *root_item;

	(void)state;
	vec_push(&f.witness, (struct report_step){"w\n.js", 1, "::error::\r\033]0;x\a"});
	f.object = "o\xc0\xaf";
	vec_push(&r.finding, f);
	write_file("e.js", "x", 1);
	text = text_of(&r, false, 0, 100);
	lacks(text, "\033");
	lacks(text, "\xe2\x80\xae");
	lacks(text, "\xff");
	lacks(text, "\a");
	lacks(text, " ::error");
	contains(text, "\\x3a:error::");
	contains(text, "e\\x1b[2J.js:1:1");
	free(text);
	json = json_of(&r);
	lacks(json, "\033");
	lacks(json, "\xe2\x80\xae");
	root_item = cJSON_Parse(json);
	assert_non_null(root_item);
	contains(json, "esc \\u001b[31m bidi \\u202e bad \\ufffd end");
	contains(json, "\"object\":\"o\\ufffd\\ufffd\"");
	cJSON_Delete(root_item);
	free(json);
	report_free(&r);
}

static void no_line_is_a_command_to_a_ci_service(void **state)
{
	static const char *const texts[] = {"::error file=x::y", "a ::set-output name=b::c", "##[group]x", "x ##vso[task.setvariable]y", "##teamcity[x]"};
	static const char plain[] = "SELECT a::text, '##', pg::Pool ## x";
	struct buf safe = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		buf_reset(&safe);
		text_safe(&safe, texts[i], strlen(texts[i]));
		lacks(buf_text(&safe), "##");
		assert_false(starts_with(buf_text(&safe), "::"));
		lacks(buf_text(&safe), " ::");
	}
	buf_reset(&safe);
	text_safe(&safe, plain, strlen(plain));
	assert_string_equal(buf_text(&safe), plain);
	buf_free(&safe);
}

/* Each byte value, alone and after the beginning of a longer character: always valid JSON. */
static void any_bytes_give_valid_json(void **state)
{
	static const char *const before[] = {"", "\xe2", "\xe2\x82", "\xf0\x9f\x98", "\xed\xa0", "\xf4\x90\x80"};

	(void)state;
	for (size_t b = 0; b < sizeof(before) / sizeof(before[0]); b++) {
		for (int c = 0; c < 256; c++) {
			char bytes[8], *text = NULL;
			size_t n = strlen(before[b]), length = 0;
			FILE *out = open_memstream(&text, &length);
			struct json j = {.out = out};
			cJSON *item;

			memcpy(bytes, before[b], n);
			bytes[n++] = (char)c;
			json_text_n(&j, NULL, bytes, n);
			fclose(out);
			item = cJSON_Parse(text);
			if (c != 0)
				assert_true(cJSON_IsString(item));
			for (size_t i = 0; i < length; i++)
				assert_true((unsigned char)text[i] >= 0x20 && text[i] != 0x7F);
			cJSON_Delete(item);
			free(text);
		}
	}
}

static void json_comes_back_the_same(void **state)
{
	struct report r = sample(), back = {0};
	char *json, *again;
	struct err err = {0};

	(void)state;
	r.history = true;
	r.new_findings = 3;
	r.suppressed = 2;
	vec_push(&r.finding, finding("a/b", REPORT_NOTE, NULL, 0, 0, "In no file, \"quoted\" \\ \n\t \xf0\x9f\x98\x80."));
	vec_push(&r.not_run, (struct report_not_run){"x/y", NULL, "over its budget", true});
	json = json_of(&r);
	if (!report_read_json(&back, json, strlen(json), &err))
		fail_msg("%s", err.message);
	again = json_of(&back);
	assert_string_equal(json, again);
	assert_int_equal(back.finding.n, 2);
	assert_null(back.finding.v[1].file);
	assert_true(back.not_run.v[1].failed && !back.not_run.v[2].failed);
	free(json);
	free(again);
	report_free(&back);
	report_free(&r);
}

static void what_is_no_report_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "{", "[]", "null", "{}", "{\"format\":2}",
		"{\"format\":1,\"findings\":[{}]}",
		"{\"format\":1,\"findings\":[{\"rule\":\"a\",\"message\":\"b\",\"level\":\"loud\"}]}",
		"{\"format\":1,\"findings\":[1,null]}", "{\"format\":1,\"not_run\":[7]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct report r = {0};
		struct err err = {0};

		assert_false(report_read_json(&r, texts[i], strlen(texts[i]), &err));
		assert_true(err.message[0]);
		report_free(&r);
	}
}

/* Odd values where numbers and lists are expected are nothing, not a crash. */
static void odd_values_are_nothing(void **state)
{
	static const char odd[] =
		"{\"format\":1,\"run\":[],\"coverage\":{\"files\":7,\"statements\":{\"found\":-1e300,\"unchecked\":[1,{}]},\"schema\":{\"a\":1}},"
		"\"findings\":[{\"rule\":\"a\",\"message\":\"b\",\"level\":\"note\",\"line\":1e99,\"witness\":[{\"line\":\"x\"}]}]}";
	struct report r = {0};
	char *text;

	(void)state;
	assert_true(report_read_json(&r, odd, strlen(odd), NULL));
	text = text_of(&r, false, 0, 100);
	contains(text, "1 note");
	free(text);
	report_free(&r);
}

/* The keys report.schema.json requires of an object are those written; deeper checks are the schema's own tests'. */
static void requires(const cJSON *schema, const cJSON *value, const char *where)
{
	const cJSON *key, *properties = cJSON_GetObjectItemCaseSensitive(schema, "properties"), *items = cJSON_GetObjectItemCaseSensitive(schema, "items");

	cJSON_ArrayForEach(key, cJSON_GetObjectItemCaseSensitive(schema, "required"))
		if (!cJSON_GetObjectItemCaseSensitive(value, cJSON_GetStringValue(key)))
			fail_msg("%s lacks \"%s\"", where, cJSON_GetStringValue(key));
	if (properties) {
		cJSON_ArrayForEach(key, value) {
			const cJSON *property = cJSON_GetObjectItemCaseSensitive(properties, key->string);

			if (!property)
				fail_msg("%s: \"%s\" is not in the schema", where, key->string);
			requires(property, key, key->string);
		}
	}
	if (items)
		cJSON_ArrayForEach(key, value)
			requires(items, key, where);
}

static void json_has_the_keys_of_its_schema(void **state)
{
	const struct embedded *file = embedded_find("schemas/report.schema.json");
	struct report r = sample();
	char *json;
	cJSON *schema, *value;

	(void)state;
	assert_non_null(file);
	schema = cJSON_Parse(file->text);
	assert_non_null(schema);
	r.history = true;
	json = json_of(&r);
	value = cJSON_Parse(json);
	requires(schema, value, "the report");
	cJSON_Delete(schema);
	cJSON_Delete(value);
	free(json);
	report_free(&r);
}

static void frames_show_what_can_be_shown(void **state)
{
	struct report r = sample();
	struct report_finding *f = &r.finding.v[0];
	struct buf line = {0};
	char *text;

	(void)state;
	/* Crossing the end of the file, a missing file, a link out of the tree: no frame, no failure. */
	write_file("a.js", "only", 4);
	text = text_of(&r, false, 0, 100);
	lacks(text, "│");
	free(text);
	f->line = 1;
	f->column = 400;
	text = text_of(&r, false, 0, 100);
	contains(text, "   > 1 │ only\n       │     ^\n");
	free(text);
	f->file = "missing.js";
	text = text_of(&r, false, 0, 100);
	lacks(text, "│");
	free(text);
	f->file = "../../etc/passwd";
	text = text_of(&r, false, 0, 100);
	lacks(text, "│");
	free(text);

	/* A long line is shown around the column. */
	for (int i = 0; i < 5000; i++)
		buf_printf(&line, "%c", 'a' + i % 26);
	memcpy(line.p + 3000, "HERE", 4);
	write_file("b.js", line.p, line.n);
	f->file = "b.js";
	f->column = 3001;
	text = text_of(&r, false, 0, 60);
	contains(text, "HERE");
	for (const char *p = text; *p; p += strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n'))
		if (starts_with(p, "   > 1"))
			assert_true(strcspn(p, "\n") < 80);
	contains(text, "^");
	free(text);
	buf_free(&line);
	report_free(&r);
}

static void order_is_by_place(void **state)
{
	struct report r = {0};

	(void)state;
	vec_push(&r.finding, finding("b/b", REPORT_NOTE, "b", 1, 1, "4"));
	vec_push(&r.finding, finding("b/b", REPORT_NOTE, "a", 2, 9, "3"));
	vec_push(&r.finding, finding("b/b", REPORT_NOTE, "a", 2, 1, "2"));
	vec_push(&r.finding, finding("a/a", REPORT_NOTE, "a", 2, 1, "1"));
	vec_push(&r.finding, finding("a/a", REPORT_NOTE, NULL, 0, 0, "5"));
	report_sort(&r);
	assert_string_equal(r.finding.v[0].message, "1");
	assert_string_equal(r.finding.v[1].message, "2");
	assert_string_equal(r.finding.v[2].message, "3");
	assert_string_equal(r.finding.v[3].message, "4");
	assert_string_equal(r.finding.v[4].message, "5");
	report_free(&r);
}

/* By level the gravest comes first, of these what most routes touch; the text has one group for each level. */
static void rank_is_by_gravity_and_routes(void **state)
{
	struct report r = {.statements = {.found = 1, .checked = 1}, .files = {.seen = 2}};
	struct report_finding busy = finding("b/b", REPORT_WARNING, "z", 9, 1, "Busy."), nowhere = finding("a/a", REPORT_ERROR, NULL, 0, 0, "Nowhere.");
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	(void)state;
	busy.routes = 7;
	nowhere.object = "role app";
	vec_push(&r.finding, finding("a/a", REPORT_NOTE, "a", 1, 1, "Note."));
	vec_push(&r.finding, finding("a/a", REPORT_WARNING, "a", 1, 1, "Idle."));
	vec_push(&r.finding, busy);
	vec_push(&r.finding, nowhere);
	vec_push(&r.server.hidden, (struct report_grant){"what sessions do", "GRANT x TO y"});
	r.server.name = "database \"app\"";
	report_rank(&r);
	assert_string_equal(r.finding.v[0].message, "Nowhere.");
	assert_string_equal(r.finding.v[1].message, "Busy.");
	assert_string_equal(r.finding.v[2].message, "Idle.");
	assert_string_equal(r.finding.v[3].message, "Note.");
	report_write_text(&r, &(struct report_style){.out = out, .width = 100, .root = root, .group = REPORT_BY_LEVEL});
	fclose(out);
	contains(text, "1 error\n\n  error  a/a  role app\n  Nowhere.\n\n2 warnings\n\n  warning  b/b  z:9:1\n  Busy.\n");
	contains(text, "Unknown for lack of a right\n  what sessions do\n      GRANT x TO y;\n");
	free(text);
	report_free(&r);
}

static void routes_are_one_a_line(void **state)
{
	struct route_list list = {0};
	struct route_row row = {.method = "GET", .path = "/calls/\"x", .file = "a.js", .line = 3, .framework = "express", .prefix_known = true};
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	cJSON *array;

	(void)state;
	vec_push(&row.table, (struct route_table){"calls", "read"});
	vec_push(&row.statement, (struct route_place){"a.js", 5, 0});
	vec_push(&list, row);
	vec_push(&list, (struct route_row){.method = "POST", .path = "…/y", .file = "b.js", .line = 4, .handler = "h",
		.framework = "fastapi", .guard = "partly"});
	routes_write_json(&list, out);
	fclose(out);
	assert_true(starts_with(text, "[\n{\"method\":\"GET\",\"path\":\"/calls/\\\"x\",\"file\":\"a.js\",\"line\":3,\"handler\":null,"));
	contains(text, "},\n{\"method\":\"POST\"");
	array = cJSON_Parse(text);
	assert_int_equal(cJSON_GetArraySize(array), 2);
	cJSON_Delete(array);
	free(text);
	out = open_memstream(&text, &n);
	routes_write_text(&list, 3, out, false, 0);
	fclose(out);
	contains(text, "METHOD  PATH       HANDLER  GUARD   SQL  TABLES      WHERE\n");
	contains(text, "GET     /calls/\"x  ?        -         1  calls read  a.js:3\n");
	contains(text, "POST    …/y        h        partly    0  -           b.js:4\n");
	contains(text, "2 routes, 3 left out by the filter\n");
	free(text);
	routes_free(&list);
}

/* The page of the graph: whatever the names are, the data between its tags is one JSON text, and nothing in it ends the script. */
static void graph_holds_its_data(void **state)
{
	struct route_list list = {0};
	struct route_row row = {.method = "GET", .path = "/</script><b>", .file = "a.js", .line = 3, .framework = "express", .guard = "hang"};
	struct route_statement statement = {.function = "list", .file = "a.js", .line = 5, .kind = "select", .text = "SELECT '<!--'"};
	const char *begin = "<script type=\"application/json\" id=\"data\">", *data, *end;
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	cJSON *root, *tables;

	(void)state;
	vec_push(&statement.table, (struct route_table){"calls", "read"});
	vec_push(&list.statement, statement);
	vec_push(&row.statement, (struct route_place){"a.js", 5, 0});
	vec_push(&list, row);
	routes_write_html(&list, out);
	fclose(out);
	data = strstr(text, begin);
	assert_non_null(data);
	data += strlen(begin);
	end = strchr(data, '<');
	assert_true(starts_with(end, "</script>"));
	root = cJSON_ParseWithLength(data, (size_t)(end - data));
	assert_non_null(root);
	assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(cJSON_GetObjectItem(root, "routes"), 0), "path")->valuestring, "/</script><b>");
	tables = cJSON_GetObjectItem(cJSON_GetArrayItem(cJSON_GetObjectItem(root, "statements"), 0), "tables");
	assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(tables, 0), "name")->valuestring, "calls");
	assert_true(ends_with(text, "</html>\n"));
	cJSON_Delete(root);
	free(text);
	routes_free(&list);
}

static int begin(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int end(void **state)
{
	static const char *const names[] = {"a.js", "b.js", "e.js"};
	char path[200];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", root, names[i]);
		unlink(path);
	}
	return rmdir(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_a_whole_run),
		cmocka_unit_test(equal_findings_are_shown_once),
		cmocka_unit_test(text_shows_at_most_so_many_of_a_rule),
		cmocka_unit_test(a_run_that_saw_nothing_is_no_pass),
		cmocka_unit_test(hostile_text_is_escaped),
		cmocka_unit_test(no_line_is_a_command_to_a_ci_service),
		cmocka_unit_test(any_bytes_give_valid_json),
		cmocka_unit_test(json_comes_back_the_same),
		cmocka_unit_test(what_is_no_report_is_refused),
		cmocka_unit_test(odd_values_are_nothing),
		cmocka_unit_test(json_has_the_keys_of_its_schema),
		cmocka_unit_test(frames_show_what_can_be_shown),
		cmocka_unit_test(order_is_by_place),
		cmocka_unit_test(rank_is_by_gravity_and_routes),
		cmocka_unit_test(routes_are_one_a_line),
		cmocka_unit_test(graph_holds_its_data),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
