/* OpenAPI documents. See openapi.h. */
#include "openapi.h"

#include "base/str.h"
#include "yaml_tree.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REFERENCES_MAX 8	/* of references to references */

static const struct yaml_limits limits = {200000, 100};	/* documents are often made by programs */

struct document {
	const struct yaml_node *root;
	struct arena *arena;
	struct table *response;
	int64_t file_id;
};

bool openapi_is(const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path, *dot = strrchr(name, '.');

	return dot && (strcasecmp(dot, ".json") == 0 || strcasecmp(dot, ".yaml") == 0 || strcasecmp(dot, ".yml") == 0) && (strcasestr(name, "openapi") || strcasestr(name, "swagger"));
}

static const struct yaml_node *entry(const struct yaml_node *map, const char *key)
{
	for (const struct yaml_node *n = map && map->kind == YAML_MAP ? map->first : NULL; n; n = n->next)
		if (n->key && strcmp(n->key, key) == 0)
			return n;
	return NULL;
}

static const char *text_of(const struct yaml_node *n)
{
	return n && n->kind == YAML_TEXT ? n->text : NULL;
}

/* The node itself, or what its $ref leads to: #/components/responses/NotFound; NULL: into another document. */
static const struct yaml_node *followed(const struct document *d, const struct yaml_node *n)
{
	for (int i = 0; n && entry(n, "$ref"); i++) {
		const char *at = text_of(entry(n, "$ref"));

		if (!at || !starts_with(at, "#/") || i >= REFERENCES_MAX)
			return NULL;
		n = d->root;
		for (at += 2; n && *at;) {
			size_t length = strcspn(at, "/");

			n = entry(n, arena_strndup(d->arena, at, length));
			at += length + (at[length] == '/');
		}
	}
	return n;
}

static const char *body_of(const struct document *d, const struct yaml_node *schema)
{
	const char *type;

	schema = followed(d, schema);
	type = text_of(entry(schema, "type"));
	if (!schema)
		return NULL;
	return type && strcmp(type, "array") == 0 ? "list" : (type && strcmp(type, "object") == 0) || entry(schema, "properties") ? "object" : NULL;
}

static const char *media_of(const char *type)
{
	if (strstr(type, "json"))
		return "json";
	if (strcmp(type, "text/html") == 0)
		return "html";
	if (strcmp(type, "text/plain") == 0)
		return "text";
	return strcmp(type, "*/*") == 0 ? NULL : "file";
}

static void response_row(const struct document *d, const char *method, const char *base, const struct yaml_node *path, const struct yaml_node *said)
{
	const struct yaml_node *response = followed(d, said), *content = entry(response, "content"), *schema = entry(response, "schema");
	const char *body = NULL, *media = NULL;

	if (content && content->kind == YAML_MAP && content->first) {
		const struct yaml_node *json = NULL;

		for (const struct yaml_node *n = content->first; n && !json; n = n->next)
			json = n->key && strstr(n->key, "json") ? n : NULL;
		json = json ? json : content->first;
		media = json->key ? media_of(json->key) : NULL;
		schema = entry(json, "schema");
	}
	body = schema ? body_of(d, schema) : response && !content ? "none" : NULL;
	row_text(d->response, 1, method);
	row_text(d->response, 2, base);
	row_text(d->response, 3, path->key);
	if (said->key && strlen(said->key) == 3 && strspn(said->key, "0123456789") == 3)
		row_int(d->response, 4, strtol(said->key, NULL, 10));
	row_text(d->response, 5, body);
	row_text(d->response, 6, media);
	row_text(d->response, 7, "openapi");
	row_id(d->response, 8, d->file_id);
	row_int(d->response, 9, said->line);
	row_end(d->response);
}

/* /api/v1 of https://example.com/api/v1, or of a path alone; '' where it has variables. */
static const char *base_of(struct arena *arena, const struct yaml_node *root)
{
	const struct yaml_node *servers = entry(root, "servers");
	const char *url = servers && servers->kind == YAML_LIST && servers->first ? text_of(entry(servers->first, "url")) : text_of(entry(root, "basePath"));
	const char *scheme = url ? strstr(url, "://") : NULL;
	size_t n;

	if (scheme)
		url = strchr(scheme + 3, '/');
	if (!url || *url != '/' || strchr(url, '{'))
		return "";
	n = strcspn(url, "?#");
	while (n > 0 && url[n - 1] == '/')
		n--;
	return arena_strndup(arena, url, n);
}

static const char *method_of(const char *key)
{
	static const char *const methods[][2] = {{"get", "GET"}, {"post", "POST"}, {"put", "PUT"}, {"patch", "PATCH"}, {"delete", "DELETE"}, {"head", "HEAD"}, {"options", "OPTIONS"}};

	for (size_t i = 0; key && i < sizeof(methods) / sizeof(*methods); i++)
		if (strcmp(methods[i][0], key) == 0)
			return methods[i][1];
	return NULL;
}

bool openapi_read(const char *text, size_t length, const char *path, int64_t file_id, struct facts *facts, struct err *err)
{
	struct arena arena = {0};
	struct yaml_node *root;
	struct document d = {.arena = &arena, .file_id = file_id,
		.response = facts_table(facts, "stated_response", COLUMNS("registration_id", "method", "base", "path", "status", "body", "media", "source", "file_id", "line"))};
	bool ok = yaml_tree_within(&root, &arena, path, text, length, limits, err);

	if (ok && (entry(root, "openapi") || entry(root, "swagger"))) {
		const struct yaml_node *paths = entry(root, "paths");
		const char *base = base_of(&arena, root);

		d.root = root;
		for (const struct yaml_node *p = paths && paths->kind == YAML_MAP ? paths->first : NULL; p; p = p->next) {
			const struct yaml_node *item = followed(&d, p);

			for (const struct yaml_node *o = item && item->kind == YAML_MAP ? item->first : NULL; o; o = o->next) {
				const struct yaml_node *responses = method_of(o->key) ? entry(o, "responses") : NULL;

				for (const struct yaml_node *r = responses && responses->kind == YAML_MAP ? responses->first : NULL; r; r = r->next)
					response_row(&d, method_of(o->key), base, p, r);
			}
		}
	}
	arena_free(&arena);
	return ok;
}
