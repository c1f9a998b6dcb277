/* Walking a syntax tree: gathering children, dispatching to readers, comments, errors. See walker.h. */
#include "walker_memory.h"

#include <ctype.h>
#include <pthread.h>

#define IGNORE_WORD "plumbline-ignore"
#define TEXT_MAX (256u << 20)

static const char *const field_names[F_COUNT] = {
	[F_ALIAS] = "alias", [F_ALTERNATIVE] = "alternative", [F_ARGUMENT] = "argument", [F_ARGUMENTS] = "arguments", [F_ATTRIBUTE] = "attribute",
	[F_BODY] = "body", [F_CAUSE] = "cause", [F_CHANNEL] = "channel", [F_COMMUNICATION] = "communication", [F_CONDITION] = "condition", [F_CONSEQUENCE] = "consequence", [F_CONSTRUCTOR] = "constructor",
	[F_DECLARATION] = "declaration", [F_DEFINITION] = "definition", [F_ELEMENT] = "element", [F_EXPRESSION] = "expression", [F_FIELD] = "field", [F_FINALIZER] = "finalizer",
	[F_FUNCTION] = "function", [F_GUARD] = "guard", [F_HANDLER] = "handler", [F_INCREMENT] = "increment", [F_INDEX] = "index",
	[F_INITIALIZER] = "initializer", [F_KEY] = "key", [F_KIND] = "kind", [F_LEFT] = "left", [F_MODULE] = "module",
	[F_MODULE_NAME] = "module_name", [F_NAME] = "name", [F_OBJECT] = "object", [F_OPERAND] = "operand", [F_OPERATOR] = "operator", [F_OPERATORS] = "operators",
	[F_OPTIONAL_CHAIN] = "optional_chain", [F_PACKAGE] = "package", [F_PARAMETER] = "parameter", [F_PARAMETERS] = "parameters", [F_PATH] = "path", [F_PATTERN] = "pattern",
	[F_PROPERTY] = "property", [F_RECEIVER] = "receiver", [F_RESULT] = "result", [F_RETURN_TYPE] = "return_type", [F_RIGHT] = "right", [F_SOURCE] = "source", [F_SUBJECT] = "subject",
	[F_SUBSCRIPT] = "subscript", [F_SUPERCLASSES] = "superclasses", [F_TAG] = "tag", [F_TYPE] = "type", [F_TYPE_ARGUMENTS] = "type_arguments",
	[F_UPDATE] = "update", [F_VALUE] = "value",
};

static pthread_mutex_t ids_lock = PTHREAD_MUTEX_INITIALIZER;

static struct grammar_ids *resolve_ids(const struct grammar *g)
{
	struct grammar_ids *ids = xcalloc(1, sizeof(*ids));
	struct map rows[2] = {{0}, {0}};

	ids->language = g->get();
	ids->symbols = ts_language_symbol_count(ids->language);
	ids->fields = ts_language_field_count(ids->language) + 1;
	ids->kind = xcalloc(ids->symbols, sizeof(*ids->kind));
	ids->keep = xcalloc(ids->symbols, 1);
	ids->field = xcalloc(ids->fields, 1);
	for (size_t i = 1; i < g->kind_count; i++)
		if (g->kinds[i].name)
			*map_puts(&rows[g->kinds[i].token], g->kinds[i].name) = (int64_t)i;
	for (uint32_t s = 0; s < ids->symbols; s++) {
		const char *name = ts_language_symbol_name(ids->language, (TSSymbol)s);
		bool token = ts_language_symbol_type(ids->language, (TSSymbol)s) != TSSymbolTypeRegular;
		int64_t *row = name ? map_gets(&rows[token], name) : NULL;

		ids->kind[s] = row ? (uint16_t)*row : 0;
		if (row && g->kinds[*row].comment)
			ids->keep[s] = SYMBOL_COMMENT;
		else if (row || !token)
			ids->keep[s] = SYMBOL_KEEP;
		else if (name && name[0] && !strchr("()[]{},;.", name[0]))
			ids->keep[s] = SYMBOL_IN_FIELD;
	}
	for (int f = 1; f < F_COUNT; f++) {
		TSFieldId id = ts_language_field_id_for_name(ids->language, field_names[f], (uint32_t)strlen(field_names[f]));

		if (id && id < ids->fields)
			ids->field[id] = (uint8_t)f;
	}
	map_free(&rows[0]);
	map_free(&rows[1]);
	return ids;
}

/* Tables of ids live until exit, one per grammar. */
static const struct grammar_ids *grammar_ids(struct grammar *g)
{
	pthread_mutex_lock(&ids_lock);
	if (!g->ids)
		g->ids = resolve_ids(g);
	pthread_mutex_unlock(&ids_lock);
	return g->ids;
}

/* Comments */

/* The line of the first code after `at`: blank space and comments are passed over. */
static int32_t next_code_line(const struct walker *w, size_t at, int32_t line)
{
	struct walker_memory *m = w->memory;
	const char *p = w->text + at, *end = w->text + w->length;

	if (m->code_line && at >= m->blank_from && at <= m->code_at)
		return m->code_line;
	while (p < end) {
		if (*p == '\n') {
			line++;
			p++;
		} else if (isspace((unsigned char)*p)) {
			p++;
		} else if (w->grammar->python ? *p == '#' : *p == '/' && p + 1 < end && p[1] == '/') {
			while (p < end && *p != '\n')
				p++;
		} else if (!w->grammar->python && *p == '/' && p + 1 < end && p[1] == '*') {
			for (p += 2; p < end && !(p[-1] == '/' && p[-2] == '*'); p++)
				line += *p == '\n';
		} else {
			break;
		}
	}
	m->blank_from = at;
	m->code_at = (size_t)(p - w->text);
	m->code_line = line;
	return line;
}

static const char *trim(const char *p, const char **end)
{
	while (p < *end && isspace((unsigned char)*p))
		p++;
	while (*end > p && isspace((unsigned char)(*end)[-1]))
		(*end)--;
	return p;
}

static void read_comment(struct walker *w, TSNode comment)
{
	size_t start = ts_node_start_byte(comment), stop = ts_node_end_byte(comment), before = start;
	const char *p = w->text + start, *end = w->text + stop;
	int32_t line = (int32_t)ts_node_start_point(comment).row + 1, covers;

	while (before && w->text[before - 1] != '\n' && isspace((unsigned char)w->text[before - 1]))
		before--;
	if (before && w->text[before - 1] != '\n')
		covers = line;
	else
		covers = next_code_line(w, stop, (int32_t)ts_node_end_point(comment).row + 1);
	if (stop - start > 4 && p[0] == '/' && p[1] == '*')
		end -= 2;
	for (; (p = memmem(p, (size_t)(end - p), IGNORE_WORD, strlen(IGNORE_WORD))); ) {
		const char *eol, *rule, *rule_end, *reason;

		p += strlen(IGNORE_WORD);
		eol = memchr(p, '\n', (size_t)(end - p));
		eol = eol ? eol : end;
		rule = trim(p, &eol);
		for (rule_end = rule; rule_end < eol && *rule_end != ':' && !isspace((unsigned char)*rule_end); rule_end++)
			;
		reason = rule_end;
		while (reason < eol && isspace((unsigned char)*reason))
			reason++;
		if (reason < eol && *reason == ':')
			reason = trim(reason + 1, &eol);
		else
			reason = eol;	/* words without a colon are no reason */
		vec_push(&w->unit->suppression, (struct suppression){put(w, rule, (size_t)(rule_end - rule)), put(w, reason, (size_t)(eol - reason)), line, covers});
		p = eol;
	}
}

/* Nodes */

static struct node *nodes_take(struct walker_memory *m, size_t count)
{
	struct node_chunk *c = m->chunk;

	if (c->cap - c->used < count) {
		if (c->next && c->next->cap < count) {
			struct node_chunk *small = c->next;

			c->next = small->next;
			free(small);
		}
		if (!c->next || c->next->cap < count) {
			size_t cap = count > 2048 ? count : 2048;
			struct node_chunk *more = xmalloc(sizeof(*more) + cap * sizeof(struct node));

			*more = (struct node_chunk){.next = c->next, .cap = cap};
			c->next = more;
		}
		c = m->chunk = c->next;
		c->used = 0;
	}
	c->used += count;
	return c->v + c->used - count;
}

struct node *node_open(struct walker *w, struct node *n)
{
	struct walker_memory *m = w->memory;
	const struct grammar_ids *ids = m->ids;
	uint32_t count;
	int32_t k = 0;

	if (!n || n->child || !(count = ts_node_child_count(n->ts)))
		return n;
	n->child = nodes_take(m, count);
	ts_tree_cursor_reset(&m->cursor, n->ts);
	if (!ts_tree_cursor_goto_first_child(&m->cursor))
		return n;
	do {
		TSNode ts = ts_tree_cursor_current_node(&m->cursor);
		TSSymbol symbol = ts_node_symbol(ts);
		bool known = symbol < ids->symbols;
		int keep = known ? ids->keep[symbol] : SYMBOL_KEEP;
		TSFieldId field;

		if (keep == SYMBOL_SKIP || (m->broken && ts_node_is_missing(ts)))
			continue;
		if (keep == SYMBOL_COMMENT) {
			if (m->suppressions)
				read_comment(w, ts);
			continue;
		}
		field = ts_tree_cursor_current_field_id(&m->cursor);
		if (keep == SYMBOL_IN_FIELD && !field)
			continue;
		if ((uint32_t)k == count)
			break;
		n->child[k++] = (struct node){.ts = ts, .kind = known ? ids->kind[symbol] : 0, .field = ids->field[field],
			.named = !known || (keep == SYMBOL_KEEP && !w->grammar->kinds[ids->kind[symbol]].token)};
	} while (ts_tree_cursor_goto_next_sibling(&m->cursor));
	n->children = k;
	return n;
}

struct node *child(const struct node *n, enum field field)
{
	for (int32_t i = 0; n && field != F_NONE && i < n->children; i++)
		if (n->child[i].field == field)
			return &n->child[i];
	return NULL;
}

struct node *child_kind(const struct node *n, int kind)
{
	for (int32_t i = 0; n && i < n->children; i++)
		if (n->child[i].kind == kind)
			return &n->child[i];
	return NULL;
}

struct node *child_named(const struct node *n, int index)
{
	for (int32_t i = 0; n && i < n->children; i++)
		if (n->child[i].named && index-- == 0)
			return &n->child[i];
	return NULL;
}

bool node_is(const struct walker *w, const struct node *n, const char *text)
{
	return n && node_length(n) == strlen(text) && memcmp(node_text(w, n), text, strlen(text)) == 0;
}

/* Reading */

void error_add(struct walker *w, const struct node *n)
{
	if (!w->unit->parse_errors++)
		w->unit->first_error_line = node_line(n);
}

static int32_t read_node(struct walker *w, const struct node *n)
{
	struct walker_memory *m = w->memory;
	const struct kind *k = &w->grammar->kinds[n->kind];
	struct node_chunk *chunk = m->chunk;
	size_t used = chunk->used;
	struct node open = *n;
	int32_t e;

	if (!n->named && !k->read)
		return 0;
	if (m->depth >= EXTRACT_MAX_DEPTH) {
		error_add(w, n);
		return 0;
	}
	m->depth++;
	if (!k->leaf)
		node_open(w, &open);
	e = k->read ? k->read(w, &open) : read_other(w, &open);
	m->depth--;
	m->chunk = chunk;
	chunk->used = used;
	return e;
}

/* Reads with what happens to the value, and restores. */
static int32_t read_as(struct walker *w, const struct node *n, int settled, int use, int32_t argument_of)
{
	uint8_t outer_settled = w->settled, outer_use = w->use;
	int32_t outer_argument = w->argument_of, e;

	if (!n)
		return 0;
	w->settled = (uint8_t)settled;
	w->use = (uint8_t)use;
	w->argument_of = argument_of;
	e = read_node(w, n);
	w->settled = outer_settled;
	w->use = outer_use;
	w->argument_of = outer_argument;
	return e;
}

int32_t read_expr(struct walker *w, const struct node *n, int settled)
{
	return read_as(w, n, settled, settled, 0);
}

int32_t read_argument(struct walker *w, const struct node *n, int settled, int32_t call)
{
	return read_as(w, n, settled, settled, call ? call : w->argument_of);
}

int32_t read_through(struct walker *w, const struct node *n)
{
	return read_as(w, n, w->settled, w->use, w->argument_of);
}

int32_t read_awaited(struct walker *w, const struct node *n)
{
	return read_as(w, n, SETTLED_AWAIT, w->settled == SETTLED_AWAIT ? w->use : w->settled, w->argument_of);
}

void read_statement(struct walker *w, const struct node *n)
{
	w->leaves = LEAVES_NOT;
	read_as(w, n, SETTLED_DISCARD, SETTLED_DISCARD, 0);
}

void read_statements(struct walker *w, const struct node *n)
{
	int32_t leaves = LEAVES_NOT;

	for (int32_t i = 0; i < n->children; i++) {
		if (!n->child[i].named)
			continue;
		read_statement(w, &n->child[i]);
		if (leaves == LEAVES_NOT)
			leaves = w->leaves;
	}
	w->leaves = leaves;
}

/* Extraction of a file */

/* Counts the error and missing nodes, visiting only subtrees that hold some. */
static void count_errors(struct unit *u, TSNode root)
{
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	bool down = true;

	for (;;) {
		if (down) {
			TSNode n = ts_tree_cursor_current_node(&cursor);

			if ((ts_node_is_error(n) || ts_node_is_missing(n)) && !u->parse_errors++)
				u->first_error_line = (int32_t)ts_node_start_point(n).row + 1;
			if (ts_node_has_error(n) && ts_tree_cursor_goto_first_child(&cursor))
				continue;
		}
		down = ts_tree_cursor_goto_next_sibling(&cursor);
		if (!down && !ts_tree_cursor_goto_parent(&cursor))
			break;
	}
	ts_tree_cursor_delete(&cursor);
}

/* The module: function 1, scope 1, region 1. */
static void add_module(struct unit *u)
{
	vec_push(&u->function, (struct function){.scope = 1, .region = 1, .line = 1, .end_line = 1});
	vec_push(&u->scope, (struct scope){.function = 1, .kind = SCOPE_MODULE});
	vec_push(&u->region, (struct region){.kind = REGION_BODY, .function = 1, .line = 1, .end_line = 1});
}

static void walk(struct walker *w, TSNode root)
{
	struct node n = {.ts = root, .named = true};
	struct unit *u = w->unit;

	u->function.v[1].end_line = u->region.v[1].end_line = node_end_line(&n);
	w->function = w->scope = w->region = 1;
	node_open(w, &n);
	if (w->grammar->module)
		w->grammar->module(w, &n);
	else
		read_statements(w, &n);
	u->region.v[1].leaves = w->leaves;
}

static void memory_free(struct walker_memory *m)
{
	for (struct node_chunk *c = m->first_chunk, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	ts_tree_cursor_delete(&m->cursor);
	vec_free(&m->kid);
	vec_free(&m->outer_region);
	vec_free(&m->part);
	buf_free(&m->scratch);
	free(m->slot);
}

static void walk_tree(struct unit *u, struct grammar *g, const struct grammar_ids *ids, const char *text, size_t length, TSTree *tree)
{
	TSNode root = ts_tree_root_node(tree);
	struct walker_memory m = {.ids = ids, .cursor = ts_tree_cursor_new(root), .broken = ts_node_has_error(root),
		.suppressions = memmem(text, length, IGNORE_WORD, strlen(IGNORE_WORD)) != NULL};
	struct walker w = {.unit = u, .grammar = g, .text = text, .length = length, .iota = -1, .memory = &m};

	m.first_chunk = m.chunk = xmalloc(sizeof(struct node_chunk) + 2048 * sizeof(struct node));
	*m.chunk = (struct node_chunk){.cap = 2048};
	if (m.broken)
		count_errors(u, root);
	walk(&w, root);
	memory_free(&m);
}

struct unit *extract(const struct language *language, const char *text, size_t length)
{
	struct grammar *g = (struct grammar *)language->grammar;
	const struct grammar_ids *ids = grammar_ids(g);
	struct unit *u = unit_new();
	TSParser *parser = ts_parser_new();
	TSTree *tree = NULL;

	u->language = (int32_t)(language - languages);
	add_module(u);
	if (length <= TEXT_MAX && ts_parser_set_language(parser, ids->language)) {
		char *parsed = g->prepare ? g->prepare(text, length) : NULL;

		tree = ts_parser_parse_string(parser, NULL, parsed ? parsed : text, (uint32_t)length);
		free(parsed);
	}
	if (tree) {
		walk_tree(u, g, ids, text, length, tree);
		ts_tree_delete(tree);
	} else {
		u->parse_errors = u->first_error_line = 1;
	}
	ts_parser_delete(parser);
	return u;
}
