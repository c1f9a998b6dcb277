/* YAML as a tree. See yaml_tree.h. The events of libyaml are read one by one, so that a limit is met before memory is spent. */
#include "yaml_tree.h"

#include <string.h>
#include <yaml.h>

struct reader {
	yaml_parser_t parser;
	struct arena *arena;
	const char *name;
	struct err *err;
	struct yaml_limits limits;
	int nodes;
};

const char *yaml_kind_name(enum yaml_kind kind)
{
	return kind == YAML_LIST ? "a list" : kind == YAML_MAP ? "a map" : "a text";
}

static int line_of(const yaml_event_t *event)
{
	return (int)event->start_mark.line + 1;
}

static bool wrong(struct reader *reader, int line, const char *what)
{
	return err_usage(reader->err, "%s:%d: %s", reader->name, line, what);
}

/* The next event; on false nothing is to be freed. */
static bool next_event(struct reader *reader, yaml_event_t *event)
{
	if (yaml_parser_parse(&reader->parser, event))
		return true;
	return wrong(reader, (int)reader->parser.problem_mark.line + 1, reader->parser.problem ? reader->parser.problem : "not YAML");
}

static bool text_node(struct reader *reader, struct yaml_node *node, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;

	if (memchr(text, '\0', length))
		return wrong(reader, line_of(event), "a text with a NUL character");
	node->text = arena_strndup(reader->arena, text, length);
	node->empty = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		(length == 0 || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
	return true;
}

static const char *not_read(const yaml_event_t *event)
{
	const unsigned char *anchor = NULL, *tag = NULL;

	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return "aliases (*name) are not read here; write the value out";
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		break;
	default:
		break;
	}
	return anchor ? "anchors (&name) are not read here" : tag ? "tags (!name) are not read here" : NULL;
}

static bool children(struct reader *reader, struct yaml_node *parent, yaml_event_type_t end, int depth);

/* The node that begins with `event`. */
static bool node_of(struct reader *reader, struct yaml_node *node, const yaml_event_t *event, int depth)
{
	const char *refused = not_read(event);

	if (refused)
		return wrong(reader, line_of(event), refused);
	if (++reader->nodes > reader->limits.nodes)
		return wrong(reader, line_of(event), "too many values");
	if (event->type == YAML_SCALAR_EVENT)
		return text_node(reader, node, event);
	if (depth >= reader->limits.depth)
		return wrong(reader, line_of(event), "nested too deeply");
	if (event->type == YAML_SEQUENCE_START_EVENT) {
		node->kind = YAML_LIST;
		return children(reader, node, YAML_SEQUENCE_END_EVENT, depth + 1);
	}
	node->kind = YAML_MAP;
	return children(reader, node, YAML_MAPPING_END_EVENT, depth + 1);
}

/* Reads a map's key into node and, in its place, the event of the value. */
static bool key_of(struct reader *reader, const struct yaml_node *parent, struct yaml_node *node, yaml_event_t *event)
{
	struct yaml_node key = {0};
	bool ok = event->type == YAML_SCALAR_EVENT ? !not_read(event) : false;

	node->line = line_of(event);
	ok = ok ? text_node(reader, &key, event) : wrong(reader, node->line, "a key must be plain text");
	yaml_event_delete(event);
	memset(event, 0, sizeof(*event));
	if (!ok)
		return false;
	node->key = key.text;
	for (const struct yaml_node *other = parent->first; other; other = other->next)
		if (strcmp(other->key, node->key) == 0)
			return err_usage(reader->err, "%s:%d: the key \"%s\" stands in line %d already", reader->name, node->line, node->key, other->line);
	return next_event(reader, event);
}

static bool children(struct reader *reader, struct yaml_node *parent, yaml_event_type_t end, int depth)
{
	struct yaml_node **tail = &parent->first;
	bool ok = true;

	while (ok) {
		struct yaml_node *node;
		yaml_event_t event;

		if (!next_event(reader, &event))
			return false;
		if (event.type == end) {
			yaml_event_delete(&event);
			return true;
		}
		node = arena_new(reader->arena, struct yaml_node);
		node->line = line_of(&event);
		if (parent->kind == YAML_MAP)
			ok = key_of(reader, parent, node, &event);
		ok = ok && node_of(reader, node, &event, depth);
		yaml_event_delete(&event);
		*tail = node;
		tail = &node->next;
	}
	return false;
}

static bool document(struct reader *reader, struct yaml_node **root)
{
	int documents = 0;

	for (;;) {
		yaml_event_t event;
		yaml_event_type_t type;
		bool ok = true;

		if (!next_event(reader, &event))
			return false;
		type = event.type;
		if (type == YAML_DOCUMENT_START_EVENT && ++documents > 1) {
			ok = wrong(reader, line_of(&event), "more than one document");
		} else if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT) {
			*root = arena_new(reader->arena, struct yaml_node);
			(*root)->line = line_of(&event);
			ok = node_of(reader, *root, &event, 0);
		}
		yaml_event_delete(&event);
		if (!ok)
			return false;
		if (type == YAML_STREAM_END_EVENT)
			break;
	}
	if (*root && (*root)->kind == YAML_TEXT && (*root)->empty)
		*root = NULL;
	return true;
}

bool yaml_tree_within(struct yaml_node **root, struct arena *arena, const char *name, const char *text, size_t length, struct yaml_limits limits, struct err *err)
{
	struct reader reader = {.arena = arena, .name = name, .err = err, .limits = limits};
	bool ok;

	*root = NULL;
	if (!yaml_parser_initialize(&reader.parser))
		return err_set(err, "out of memory");
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
	ok = document(&reader, root);
	yaml_parser_delete(&reader.parser);
	return ok;
}

bool yaml_tree(struct yaml_node **root, struct arena *arena, const char *name, const char *text, size_t length, struct err *err)
{
	return yaml_tree_within(root, arena, name, text, length, (struct yaml_limits){YAML_MAX_NODES, YAML_MAX_DEPTH}, err);
}
