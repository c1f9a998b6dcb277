/* OpenAPI documents: what is read of them, what is followed, and what is no such document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../audit/openapi.h"
#include "../../audit/base/str.h"

/* method base path status body media line, a row each */
static char *rows_of(const char *text, struct err *err)
{
	static char out[4096];
	struct facts *f = facts_open(":memory:", err);
	struct query *q;
	size_t n = 0;

	out[0] = '\0';
	if (!openapi_read(text, strlen(text), "openapi.yaml", 1, f, err)) {
		facts_close(f);
		return NULL;
	}
	q = db_query(facts_db(f), err, "SELECT method || ' ' || base || ' ' || path || ' ' || coalesce(status, '-') || ' ' || coalesce(body, '-') || ' ' || coalesce(media, '-') || ' ' || line "
		"FROM stated_response ORDER BY rowid");
	while (query_next(q, err))
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s\n", query_text(q, 0));
	query_end(q);
	facts_close(f);
	return out;
}

static void test_names(void **state)
{
	(void)state;
	assert_true(openapi_is("docs/openapi.yaml"));
	assert_true(openapi_is("api/v1.OpenAPI.json"));
	assert_true(openapi_is("swagger.yml"));
	assert_false(openapi_is("openapi.ts"));
	assert_false(openapi_is("openapi/readme.json"));
}

static void test_version_3(void **state)
{
	struct err err = {0};

	(void)state;
	assert_string_equal(rows_of(
		"openapi: 3.1.0\nservers: [{url: 'https://x.example/api/v1/'}]\npaths:\n  /calls:\n    parameters: []\n    get:\n      responses:\n"
		"        '200': {content: {text/plain: {}, application/json: {schema: {$ref: '#/components/schemas/List'}}}}\n"
		"        '404': {$ref: '#/components/responses/Gone'}\n        default: {$ref: 'other.yaml#/x'}\n"
		"    delete:\n      responses:\n        204: {description: gone}\n"
		"components:\n  schemas: {List: {$ref: '#/components/schemas/Real'}, Real: {type: array}, Loop: {$ref: '#/components/schemas/Loop'}}\n"
		"  responses: {Gone: {content: {text/html: {schema: {$ref: '#/components/schemas/Loop'}}}}}\n", &err),
		"GET /api/v1 /calls 200 list json 8\nGET /api/v1 /calls 404 - html 9\nGET /api/v1 /calls - - - 10\nDELETE /api/v1 /calls 204 none - 13\n");
}

static void test_version_2(void **state)
{
	struct err err = {0};

	(void)state;
	assert_string_equal(rows_of("{\"swagger\": \"2.0\", \"basePath\": \"/v2\", \"paths\": {\"/a/{id}\": {\"get\": {\"responses\": {\n\"200\": {\"schema\": {\"properties\": {}}}}}}}}", &err),
		"GET /v2 /a/{id} 200 object - 2\n");
	/* variables in the server's address: not known */
	assert_string_equal(rows_of("openapi: 3.0.0\nservers: [{url: 'https://{host}/{base}'}]\npaths: {/a: {get: {responses: {'200': {}}}}}\n", &err), "GET  /a 200 none - 3\n");
}

static void test_others(void **state)
{
	struct err err = {0};

	(void)state;
	assert_string_equal(rows_of("paths: {/a: {get: {responses: {'200': {}}}}}\n", &err), "");
	assert_string_equal(rows_of("openapi: 3.0.0\npaths: [1, 2]\n", &err), "");
	assert_string_equal(rows_of("openapi: 3.0.0\npaths: {/a: 1, /b: {get: 1}, /c: {get: {responses: 3}}}\n", &err), "");
	assert_string_equal(rows_of("", &err), "");
	assert_null(rows_of("openapi: 3.0.0\npaths: {", &err));
	assert_true(err.message[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_version_3), cmocka_unit_test(test_version_2), cmocka_unit_test(test_others)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
