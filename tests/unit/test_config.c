/* The configuration file: what is read, what is refused, and that schemas/config.schema.json has the same keys. */
#include "../../audit/config.h"

#include "../../audit/base/embed.h"
#include "../../audit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cJSON.h>
#include <cmocka.h>

static struct arena arena;

static bool parse_n(struct config *config, const char *text, size_t length, struct err *err)
{
	*config = (struct config){0};
	*err = (struct err){0};
	return config_parse(config, &arena, "f.yml", text, length, err);
}

static void refuses(const char *text, const char *message)
{
	struct config config;
	struct err err;

	assert_false(parse_n(&config, text, strlen(text), &err));
	assert_true(err.usage);
	if (!strstr(err.message, message))
		fail_msg("\"%s\" lacks \"%s\"", err.message, message);
	config_free(&config);
}

static void reads_every_key(void **state)
{
	static const char text[] =
		"exclude: [\"legacy/**\", gen]\nmigrations:\n  - db/migrations\nsearch_path: [app, public]\nsession: [req.session.userId]\n"
		"sinks:\n  - {function: services/db.js#query, text: 1, parameters: 2, returns: row, driver: asyncpg}\n  - function: mydb.Client().run\n"
		"wrappers:\n  - function: lib/async.js#wrap\n    guards: true\nnot_found:\n  - function: lib/http.js#gone\n    status: 410\n"
		"rules:\n  query/unknown-column: warning\n  empty/*:\n    level: off\n    paths: [\"src/**\"]\n"
		"types:\n  - index.ts#prisma is @prisma/client.PrismaClient()\nprincipal_table: users\nservice: billing\nprofile: strict\nfail_on: note\nmin_coverage: 80\n";
	struct config c;
	struct err err;

	(void)state;
	if (!parse_n(&c, text, strlen(text), &err))
		fail_msg("%s", err.message);
	assert_int_equal(c.exclude.n, 2);
	assert_string_equal(c.exclude.v[0], "legacy/**");
	assert_string_equal(c.migrations.v[0], "db/migrations");
	assert_string_equal(c.search_path.v[1], "public");
	assert_string_equal(c.session.v[0], "req.session.userId");
	assert_int_equal(c.sinks.n, 2);
	assert_string_equal(c.sinks.v[0].function, "services/db.js#query");
	assert_int_equal(c.sinks.v[0].text, 1);
	assert_int_equal(c.sinks.v[0].parameters, 2);
	assert_string_equal(c.sinks.v[0].returns, "row");
	assert_string_equal(c.sinks.v[0].driver, "asyncpg");
	assert_int_equal(c.sinks.v[1].text, 0);
	assert_int_equal(c.sinks.v[1].parameters, -1);
	assert_string_equal(c.sinks.v[1].returns, "rows");
	assert_null(c.sinks.v[1].driver);
	assert_true(c.wrappers.v[0].guards);
	assert_int_equal(c.not_found.v[0].status, 410);
	assert_int_equal(c.rules.n, 2);
	assert_string_equal(c.rules.v[0].level, "warning");
	assert_string_equal(c.rules.v[1].pattern, "empty/*");
	assert_string_equal(c.rules.v[1].level, "off");
	assert_string_equal(c.rules.v[1].paths.v[0], "src/**");
	assert_string_equal(c.types.v[0], "index.ts#prisma is @prisma/client.PrismaClient()");
	assert_string_equal(c.principal_table, "users");
	assert_string_equal(c.service, "billing");
	assert_string_equal(c.profile, "strict");
	assert_string_equal(c.fail_on, "note");
	assert_int_equal(c.min_coverage, 80);
	config_free(&c);
}

static void nothing_written_gives_the_defaults(void **state)
{
	static const char *const texts[] = {"", "\n# only a comment\n", "---\n", "exclude:\nsinks:\nrules:\n", "{}"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct config c;
		struct err err;

		assert_true(parse_n(&c, texts[i], strlen(texts[i]), &err));
		assert_string_equal(c.profile, "safety");
		assert_string_equal(c.fail_on, "error");
		assert_int_equal(c.min_coverage, 0);
		assert_int_equal(c.exclude.n + c.sinks.n + c.rules.n, 0);
		config_free(&c);
	}
}

static void names_the_line_and_the_nearest_key(void **state)
{
	(void)state;
	refuses("profile: safety\nexlude: [a]\n", "f.yml:2: unknown key \"exlude\"; did you mean \"exclude\"?");
	refuses("zzzzzzzzz: 1\n", "f.yml:1: unknown key \"zzzzzzzzz\"");
	refuses("sinks:\n  - function: a#b\n    param: 1\n", "f.yml:3: unknown key \"param\"");
	refuses("profile: safety\nprofile: strict\n", "f.yml:2: the key \"profile\" stands in line 1 already");
}

static void refuses_what_the_tree_must_not_decide(void **state)
{
	(void)state;
	refuses("database_url: postgres://x\n", "\"database_url\": a file in the audited tree may describe the code, it cannot name a database connection");
	refuses("profile: safety\nhost: db\n", "f.yml:2: \"host\"");
	refuses("packs: [x]\n", "a folder of rules or packs");
	refuses("rules_dir: x\n", "a folder of rules or packs");
	refuses("command: rm\n", "a command");
	refuses("findings_db: x\n", "the place of a file of ours");
	refuses("password: x\n", "a credential");
}

static void refuses_wrong_values(void **state)
{
	(void)state;
	refuses("exclude: a\n", "\"exclude\" must be a list, not a text");
	refuses("exclude: [[a]]\n", "\"exclude\" must be a text, not a list");
	refuses("exclude: [\"\"]\n", "\"exclude\" is empty");
	refuses("profile: loud\n", "\"profile\" must be one of safety|strict");
	refuses("profile: \"\"\n", "\"profile\" must be one of");
	refuses("profile: safety|strict\n", "\"profile\" must be one of");
	refuses("min_coverage: 101\n", "a number from 0 to 100");
	refuses("min_coverage: -1\n", "a number from 0 to 100");
	refuses("min_coverage: 9x\n", "a number from 0 to 100");
	refuses("min_coverage: 99999999999999999999\n", "a number from 0 to 100");
	refuses("sinks:\n  - text: 1\n", "f.yml:2: \"function\" is missing here");
	refuses("sinks: {a: b}\n", "\"sinks\" must be a list, not a map");
	refuses("wrappers:\n  - function: a#b\n    guards: maybe\n", "f.yml:3: \"guards\" must be true or false");
	refuses("not_found:\n  - function: a#b\n    status: 99\n", "a number from 100 to 599");
	refuses("rules:\n  a/b: loud\n", "f.yml:2: \"level\" must be one of off|note|warning|error");
	refuses("rules:\n  a/b: [off]\n", "f.yml:2: the rule \"a/b\"");
	refuses("rules:\n  a/b: {paths: [x]}\n", "\"level\" is missing here");
	refuses("types: [prisma]\n", "f.yml:1: a type is written");
	refuses("types: [\"#a is b\"]\n", "a type is written");
	refuses("types: [\"f#a is \"]\n", "a type is written");
	refuses("- a\n", "f.yml:1: the file must be a map");
	refuses("text\n", "f.yml:1: the file must be a map");
}

static void refuses_yaml_it_does_not_read(void **state)
{
	(void)state;
	refuses("a: [b\n", "f.yml:");
	refuses("exclude: &x [a]\n", "f.yml:1: anchors");
	refuses("exclude: *x\n", "f.yml:1: aliases");
	refuses("profile: !!str safety\n", "f.yml:1: tags");
	refuses("{}\n---\n{}\n", "f.yml:2: more than one document");
	refuses("? [a]\n: b\n", "f.yml:1: a key must be plain text");
	refuses("profile: \"saf\\0ety\"\n", "a text with a NUL character");
	refuses("profile: \"\xff\"\n", "f.yml:");
}

static void meets_its_limits(void **state)
{
	struct buf text = {0};
	struct config c;
	struct err err;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_putc(&text, '[');
	assert_false(parse_n(&c, text.p, text.n, &err));
	assert_non_null(strstr(err.message, "f.yml:1: nested too deeply"));
	buf_reset(&text);
	buf_puts(&text, "exclude: [");
	for (int i = 0; i < 20000; i++)
		buf_puts(&text, "a,");
	buf_puts(&text, "a]");
	assert_false(parse_n(&c, text.p, text.n, &err));
	assert_non_null(strstr(err.message, "too many values"));
	config_free(&c);
	buf_free(&text);
}

/* Every beginning of a file, and the file with any byte replaced, is read or refused with words, never anything else. */
static void survives_damaged_files(void **state)
{
	static const char text[] = "exclude: [\"a\", b]\nrules:\n  q/c: {level: off, paths: [x]}\nsinks:\n  - function: a#b\n    text: 1\n";
	static const char bytes[] = "\0\n\t:-[]{}#&*!|>'\"%@`\x80\xff";

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		char copy[sizeof(text)];

		for (size_t j = 0; j < sizeof(bytes); j++) {
			struct config c;
			struct err err;

			memcpy(copy, text, sizeof(text));
			copy[i] = bytes[j];
			assert_true(parse_n(&c, copy, sizeof(text) - 1, &err) || err.message[0]);
			config_free(&c);
		}
	}
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void reads_the_file_of_the_tree(void **state)
{
	char root[] = "/tmp/plumbline-config-XXXXXX", path[100], other[100];
	struct config c = {0};
	struct err err = {0};

	(void)state;
	assert_non_null(mkdtemp(root));
	snprintf(path, sizeof(path), "%s/" CONFIG_FILE, root);
	snprintf(other, sizeof(other), "%s/.plumbline.yaml", root);
	assert_true(config_load(&c, &arena, root, NULL, &err));
	assert_null(c.path);
	assert_string_equal(c.profile, "safety");

	write_file(other, "profile: strict\n");
	assert_false(config_load(&c, &arena, root, NULL, &err));
	assert_true(err.usage);
	assert_non_null(strstr(err.message, CONFIG_FILE));
	assert_true(config_load(&c, &arena, root, other, &err));
	assert_string_equal(c.profile, "strict");

	/* A link in the tree may lead anywhere; a file the user names is the user's business. */
	c = (struct config){0};
	assert_int_equal(symlink(other, path), 0);
	assert_false(config_load(&c, &arena, root, NULL, &err));
	assert_non_null(strstr(err.message, "link"));
	unlink(path);

	write_file(path, "profile: strict\nfoo: 1\n");
	assert_false(config_load(&c, &arena, root, NULL, &err));
	assert_non_null(strstr(err.message, CONFIG_FILE ":2: unknown key \"foo\""));
	write_file(path, "fail_on: note\n");
	c = (struct config){0};
	assert_true(config_load(&c, &arena, root, NULL, &err));
	assert_string_equal(c.path, path);
	assert_string_equal(c.fail_on, "note");
	assert_false(config_load(&c, &arena, root, "/nonexistent/file", &err));
	assert_true(err.usage);
	unlink(path);
	unlink(other);
	rmdir(root);
}

/* --- schemas/config.schema.json --- */

static const cJSON *at(const cJSON *root, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(root, key);

	if (!item)
		fail_msg("the schema has no \"%s\"", key);
	return item;
}

static void same_keys(const char *section, const cJSON *properties)
{
	const char *const *keys = config_keys(&arena, section);
	int n = 0;

	assert_non_null(keys);
	for (; keys[n]; n++)
		if (!cJSON_GetObjectItemCaseSensitive(properties, keys[n]))
			fail_msg("\"%s\" of \"%s\" is not in the schema", keys[n], section);
	assert_int_equal(n, cJSON_GetArraySize(properties));
}

static void agrees_with_the_schema(void **state)
{
	const struct embedded *file = embedded_find("schemas/config.schema.json");
	static const char *const lists[] = {"sinks", "wrappers", "not_found"};
	const cJSON *properties;
	cJSON *root;

	(void)state;
	assert_non_null(file);
	root = cJSON_Parse(file->text);
	assert_non_null(root);
	properties = at(root, "properties");
	same_keys("", properties);
	for (size_t i = 0; i < 3; i++)
		same_keys(lists[i], at(at(at(properties, lists[i]), "items"), "properties"));
	same_keys("rules", at(cJSON_GetArrayItem(at(at(at(properties, "rules"), "additionalProperties"), "oneOf"), 1), "properties"));
	assert_null(config_keys(&arena, "nothing"));
	cJSON_Delete(root);
}

static int end(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_key),
		cmocka_unit_test(nothing_written_gives_the_defaults),
		cmocka_unit_test(names_the_line_and_the_nearest_key),
		cmocka_unit_test(refuses_what_the_tree_must_not_decide),
		cmocka_unit_test(refuses_wrong_values),
		cmocka_unit_test(refuses_yaml_it_does_not_read),
		cmocka_unit_test(meets_its_limits),
		cmocka_unit_test(survives_damaged_files),
		cmocka_unit_test(reads_the_file_of_the_tree),
		cmocka_unit_test(agrees_with_the_schema),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
