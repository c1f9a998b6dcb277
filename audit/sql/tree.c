/* Reading cJSON parse trees. See tree.h. */
#include "tree.h"

#include <string.h>

const char *tree_tag(const cJSON *node)
{
	const cJSON *member = cJSON_IsObject(node) ? node->child : NULL;

	/* Tags are CamelCase, members are not: this tells { "String": … } from a body with one member. */
	if (!member || member->next || !member->string || member->string[0] < 'A' || member->string[0] > 'Z')
		return "";
	return member->string;
}

const cJSON *tree_body(const cJSON *node)
{
	return *tree_tag(node) ? node->child : NULL;
}

const cJSON *tree_as(const cJSON *node, const char *tag)
{
	return strcmp(tree_tag(node), tag) == 0 ? node->child : NULL;
}

bool tree_is(const cJSON *node, const char *tag)
{
	return strcmp(tree_tag(node), tag) == 0;
}

const cJSON *tree_get(const cJSON *body, const char *key)
{
	return cJSON_IsObject(body) ? cJSON_GetObjectItemCaseSensitive(body, key) : NULL;
}

const cJSON *tree_at(const cJSON *body, const char *key, const char *tag)
{
	return tree_as(tree_get(body, key), tag);
}

const char *tree_text(const cJSON *body, const char *key)
{
	const cJSON *item = tree_get(body, key);

	return cJSON_IsString(item) && item->valuestring ? item->valuestring : "";
}

bool tree_text_is(const cJSON *body, const char *key, const char *text)
{
	return strcmp(tree_text(body, key), text) == 0;
}

int tree_int(const cJSON *body, const char *key)
{
	const cJSON *item = tree_get(body, key);

	return cJSON_IsNumber(item) ? item->valueint : 0;
}

bool tree_flag(const cJSON *body, const char *key)
{
	return cJSON_IsTrue(tree_get(body, key));
}

int tree_location(const cJSON *body)
{
	const cJSON *item = tree_get(body, "location");

	return cJSON_IsNumber(item) && item->valueint >= 0 ? item->valueint : -1;
}

const char *tree_string(const cJSON *node)
{
	const cJSON *body = tree_as(node, "String");

	if (!body)
		return NULL;
	/* 15 and later say "sval"; an empty string leaves the member out. */
	return tree_text(body, "sval");
}

size_t tree_count(const cJSON *list)
{
	const cJSON *item;
	size_t n = 0;

	if (!cJSON_IsArray(list))
		return 0;
	tree_each(item, list)
		n++;
	return n;
}

const cJSON *tree_item(const cJSON *list, size_t i)
{
	const cJSON *item;

	if (!cJSON_IsArray(list))
		return NULL;
	tree_each(item, list) if (i-- == 0) return item;
	return NULL;
}

bool tree_name(const cJSON *list, const char **schema, const char **name)
{
	const cJSON *item;
	const char *last = NULL, *before = NULL;

	if (!cJSON_IsArray(list))
		return false;
	tree_each(item, list) {
		const char *text = tree_string(item);

		if (!text)
			return false;
		before = last;
		last = text;
	}
	if (!last)
		return false;
	*schema = before;
	*name = last;
	return true;
}

bool tree_object_name(const cJSON *node, const char **schema, const char **name)
{
	const char *tag = tree_tag(node);

	if (strcmp(tag, "List") == 0)
		return tree_name(tree_get(tree_body(node), "items"), schema, name);
	if (strcmp(tag, "TypeName") == 0)
		return tree_name(tree_get(tree_body(node), "names"), schema, name);
	if (strcmp(tag, "ObjectWithArgs") == 0)
		return tree_name(tree_get(tree_body(node), "objname"), schema, name);
	if (strcmp(tag, "String") == 0) {
		*schema = NULL;
		*name = tree_string(node);
		return true;
	}
	return tree_name(node, schema, name);
}

const char **tree_strings(struct arena *arena, const cJSON *list, size_t *n)
{
	const char **texts = arena_array(arena, const char *, tree_count(list) + 1);
	const cJSON *item;

	*n = 0;
	if (cJSON_IsArray(list))
		tree_each(item, list) if (tree_string(item))
			texts[(*n)++] = arena_strdup(arena, tree_string(item));
	return texts;
}

const char *tree_constant(struct arena *arena, const cJSON *node)
{
	const cJSON *constant, *value;

	while (tree_is(node, "TypeCast"))
		node = tree_get(tree_body(node), "arg");
	constant = tree_as(node, "A_Const");
	if (!constant || tree_flag(constant, "isnull"))
		return NULL;
	if ((value = tree_get(constant, "sval")))
		return arena_strdup(arena, tree_text(value, "sval"));
	if ((value = tree_get(constant, "ival")))
		return arena_printf(arena, "%d", tree_int(value, "ival"));
	if ((value = tree_get(constant, "fval")))
		return arena_strdup(arena, tree_text(value, "fval"));
	if ((value = tree_get(constant, "boolval")))
		return tree_flag(value, "boolval") ? "true" : "false";
	if ((value = tree_get(constant, "bsval")))
		return arena_strdup(arena, tree_text(value, "bsval"));
	return NULL;
}

bool tree_is_null_constant(const cJSON *node)
{
	while (tree_is(node, "TypeCast"))
		node = tree_get(tree_body(node), "arg");
	return tree_flag(tree_as(node, "A_Const"), "isnull");
}

void tree_walk(const cJSON *node, bool (*visit)(void *context, const char *tag, const cJSON *body), void *context)
{
	const cJSON *item;

	if (!node)
		return;
	if (*tree_tag(node)) {
		if (!visit(context, tree_tag(node), tree_body(node)))
			return;
		node = tree_body(node);
	}
	if (cJSON_IsObject(node) || cJSON_IsArray(node))
		tree_each(item, node)
			tree_walk(item, visit, context);
}

bool tree_extent(const cJSON *node, int *low, int *high)
{
	const cJSON *item;
	bool found = false;

	if (!cJSON_IsObject(node) && !cJSON_IsArray(node))
		return false;
	tree_each(item, node) {
		int a, b;

		if (cJSON_IsNumber(item) && item->string && strcmp(item->string, "location") == 0) {
			if (item->valueint < 0)
				continue;
			a = b = item->valueint;
		} else if (!tree_extent(item, &a, &b)) {
			continue;
		}
		if (!found || a < *low)
			*low = a;
		if (!found || b > *high)
			*high = b;
		found = true;
	}
	return found;
}
