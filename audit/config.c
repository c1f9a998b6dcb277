/* Configuration. See config.h. The keys are tables; what a key takes is said once, beside its name. */
#include "config.h"

#include "base/io.h"
#include "base/str.h"
#include "sql/catalog.h"
#include "yaml_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SIZE (1u << 20)

enum value { TEXT, TEXTS, CHOICE, NUMBER, BOOLEAN, ENTRIES, RULES };

struct entry;

struct field {
	const char *key;
	enum value kind;
	size_t offset;			/* of the member within what the key is part of */
	const char *choices;		/* CHOICE: words between bars */
	int min, max;			/* NUMBER */
	bool required;
	const struct entry *entry;	/* ENTRIES */
};

/* One entry of a list of maps: its fields, and how to append an empty one to the configuration. */
struct entry {
	const struct field *fields;
	void *(*append)(struct config *config);
};

struct reading {
	struct config *config;
	struct arena *arena;
	const char *name;
	struct err *err;
};

typedef bool read_fn(struct reading *r, const struct field *f, const struct yaml_node *node, void *into);

static void *append_sink(struct config *config)
{
	vec_push(&config->sinks, (struct config_sink){.parameters = -1, .returns = "rows", .placeholders = "dollar"});
	return &config->sinks.v[config->sinks.n - 1];
}

static void *append_wrapper(struct config *config)
{
	vec_push(&config->wrappers, (struct config_wrapper){0});
	return &config->wrappers.v[config->wrappers.n - 1];
}

static void *append_not_found(struct config *config)
{
	vec_push(&config->not_found, (struct config_not_found){.status = 404});
	return &config->not_found.v[config->not_found.n - 1];
}

static const struct field sink_fields[] = {
	{"function", TEXT, .offset = offsetof(struct config_sink, function), .required = true},
	{"text", NUMBER, .offset = offsetof(struct config_sink, text), .max = 63},
	{"parameters", NUMBER, .offset = offsetof(struct config_sink, parameters), .max = 63},
	{"returns", CHOICE, .offset = offsetof(struct config_sink, returns), .choices = "rows|row|value|result|none"},
	{"driver", TEXT, .offset = offsetof(struct config_sink, driver)},
	{"placeholders", CHOICE, .offset = offsetof(struct config_sink, placeholders), .choices = "dollar|named|pyformat|tagged|question|formatted|braces|none"},
	{0},
};
static const struct field wrapper_fields[] = {
	{"function", TEXT, .offset = offsetof(struct config_wrapper, function), .required = true},
	{"guards", BOOLEAN, .offset = offsetof(struct config_wrapper, guards)},
	{0},
};
static const struct field not_found_fields[] = {
	{"function", TEXT, .offset = offsetof(struct config_not_found, function), .required = true},
	{"status", NUMBER, .offset = offsetof(struct config_not_found, status), .min = 100, .max = 599},
	{0},
};
static const struct field rule_fields[] = {
	{"level", CHOICE, .offset = offsetof(struct config_rule, level), .choices = "off|note|warning|error", .required = true},
	{"paths", TEXTS, .offset = offsetof(struct config_rule, paths)},
	{0},
};
static const struct entry sink_entry = {sink_fields, append_sink};
static const struct entry wrapper_entry = {wrapper_fields, append_wrapper};
static const struct entry not_found_entry = {not_found_fields, append_not_found};

static const struct field file_fields[] = {
	{"exclude", TEXTS, .offset = offsetof(struct config, exclude)},
	{"migrations", TEXTS, .offset = offsetof(struct config, migrations)},
	{"search_path", TEXTS, .offset = offsetof(struct config, search_path)},
	{"session", TEXTS, .offset = offsetof(struct config, session)},
	{"sinks", ENTRIES, .entry = &sink_entry},
	{"wrappers", ENTRIES, .entry = &wrapper_entry},
	{"not_found", ENTRIES, .entry = &not_found_entry},
	{"rules", RULES, .offset = 0},
	{"types", TEXTS, .offset = offsetof(struct config, types)},
	{"service", TEXT, .offset = offsetof(struct config, service)},
	{"principal_table", TEXT, .offset = offsetof(struct config, principal_table)},
	{"profile", CHOICE, .offset = offsetof(struct config, profile), .choices = "safety|strict"},
	{"fail_on", CHOICE, .offset = offsetof(struct config, fail_on), .choices = "error|warning|note"},
	{"min_coverage", NUMBER, .offset = offsetof(struct config, min_coverage), .max = 100},
	{0},
};

/* What a file that comes with the audited code must not decide. */
static const struct { const char *names, *what, *instead; } forbidden[] = {
	{"db|database|database_url|dsn|connection|connection_string|postgres|postgresql|pg",
		"a database connection", "give it on the command line or in the environment"},
	{"url|base_url|host|hosts|port|server|redis|redis_url|proxy", "a host", "give it on the command line or in the environment"},
	{"user|password|token|secret|secrets", "a credential", "give it in the environment"},
	{"rules_dir|rules_path|rule_dirs|packs|packs_dir|pack_dirs|plugins|extends",
		"a folder of rules or packs", "use --rules and --packs"},
	{"command|commands|exec|run|script|scripts|hooks|pre|post", "a command", "nothing of the audited project is ever run"},
	{"cache|cache_dir|state|state_dir|facts|facts_db|findings|findings_db|history|output",
		"the place of a file of ours", "set XDG_CACHE_HOME or XDG_STATE_HOME, or use --output"},
};

static bool in_words(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; *p; p += strcspn(p, "|"), p += *p == '|')
		if (strcspn(p, "|") == n && memcmp(p, word, n) == 0)
			return true;
	return false;
}

#define wrong(r, node, format, ...) err_usage((r)->err, "%s:%d: " format, (r)->name, (node)->line, ##__VA_ARGS__)

static size_t field_count(const struct field *fields)
{
	size_t n = 0;

	while (fields[n].key)
		n++;
	return n;
}

static bool unknown_key(struct reading *r, const struct field *fields, const struct yaml_node *node)
{
	size_t n = field_count(fields);
	const char **keys = arena_array(r->arena, const char *, n);
	const char *near;

	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		if (in_words(forbidden[i].names, node->key))
			return wrong(r, node, "\"%s\": a file in the audited tree may describe the code, it cannot name %s; %s", node->key,
				forbidden[i].what, forbidden[i].instead);
	for (size_t i = 0; i < n; i++)
		keys[i] = fields[i].key;
	near = nearest_name(node->key, keys, n);
	if (near)
		return wrong(r, node, "unknown key \"%s\"; did you mean \"%s\"?", node->key, near);
	return wrong(r, node, "unknown key \"%s\"", node->key);
}

static bool want(struct reading *r, const struct field *f, const struct yaml_node *node, enum yaml_kind kind)
{
	if (node->kind == kind)
		return true;
	return wrong(r, node, "\"%s\" must be %s, not %s", f->key, yaml_kind_name(kind), yaml_kind_name(node->kind));
}

static bool read_text(struct reading *r, const struct field *f, const struct yaml_node *node, void *into)
{
	if (!want(r, f, node, YAML_TEXT))
		return false;
	if (!*node->text)
		return wrong(r, node, "\"%s\" is empty", f->key);
	*(const char **)into = node->text;
	return true;
}

static bool read_texts(struct reading *r, const struct field *f, const struct yaml_node *node, void *into)
{
	struct { VEC(const char *); } *list = into;

	if (node->kind == YAML_TEXT && node->empty)
		return true;
	if (!want(r, f, node, YAML_LIST))
		return false;
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		const char *text = NULL;

		if (!read_text(r, f, item, &text))
			return false;
		vec_push(list, text);
	}
	return true;
}

static bool read_choice(struct reading *r, const struct field *f, const struct yaml_node *node, void *into)
{
	if (!want(r, f, node, YAML_TEXT))
		return false;
	if (!in_words(f->choices, node->text))
		return wrong(r, node, "\"%s\" must be one of %s", f->key, f->choices);
	*(const char **)into = node->text;
	return true;
}

static bool read_number(struct reading *r, const struct field *f, const struct yaml_node *node, void *into)
{
	char *end;
	long value;

	if (!want(r, f, node, YAML_TEXT))
		return false;
	errno = 0;
	value = strtol(node->text, &end, 10);
	if (!*node->text || *end || errno || value < f->min || value > f->max)
		return wrong(r, node, "\"%s\" must be a number from %d to %d", f->key, f->min, f->max);
	*(int *)into = (int)value;
	return true;
}

static bool read_boolean(struct reading *r, const struct field *f, const struct yaml_node *node, void *into)
{
	if (!want(r, f, node, YAML_TEXT))
		return false;
	if (strcmp(node->text, "true") != 0 && strcmp(node->text, "false") != 0)
		return wrong(r, node, "\"%s\" must be true or false", f->key);
	*(bool *)into = strcmp(node->text, "true") == 0;
	return true;
}

static bool read_map(struct reading *r, const struct field *fields, const struct yaml_node *node, void *into);

static bool read_entries(struct reading *r, const struct field *f, const struct yaml_node *node, void *into)
{
	(void)into;
	if (node->kind == YAML_TEXT && node->empty)
		return true;
	if (!want(r, f, node, YAML_LIST))
		return false;
	for (const struct yaml_node *item = node->first; item; item = item->next)
		if (!want(r, f, item, YAML_MAP) || !read_map(r, f->entry->fields, item, f->entry->append(r->config)))
			return false;
	return true;
}

/* rules: a map from a rule id, or group with a star, to its level, or to a map of level and paths. */
static bool read_rules(struct reading *r, const struct field *f, const struct yaml_node *node, void *into)
{
	(void)into;
	if (node->kind == YAML_TEXT && node->empty)
		return true;
	if (!want(r, f, node, YAML_MAP))
		return false;
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		struct config_rule *rule;

		vec_push(&r->config->rules, (struct config_rule){.pattern = item->key});
		rule = &r->config->rules.v[r->config->rules.n - 1];
		if (item->kind == YAML_LIST)
			return wrong(r, item, "the rule \"%s\" must be a level (off, note, warning, error) or a map with \"level\" and \"paths\"", item->key);
		if (item->kind == YAML_TEXT ? !read_choice(r, &rule_fields[0], item, &rule->level) : !read_map(r, rule_fields, item, rule))
			return false;
	}
	return true;
}

static read_fn *const readers[] = {
	[TEXT] = read_text, [TEXTS] = read_texts, [CHOICE] = read_choice, [NUMBER] = read_number,
	[BOOLEAN] = read_boolean, [ENTRIES] = read_entries, [RULES] = read_rules,
};

static bool read_map(struct reading *r, const struct field *fields, const struct yaml_node *node, void *into)
{
	for (const struct field *f = fields; f->key; f++) {
		const struct yaml_node *child = node->first;

		while (child && strcmp(child->key, f->key) != 0)
			child = child->next;
		if (!child && f->required)
			return wrong(r, node, "\"%s\" is missing here", f->key);
	}
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		const struct field *f = fields;

		while (f->key && strcmp(f->key, child->key) != 0)
			f++;
		if (!f->key)
			return unknown_key(r, fields, child);
		if (!readers[f->kind](r, f, child, (char *)into + f->offset))
			return false;
	}
	return true;
}

/* "file#name is symbolic.type()" */
static bool check_types(struct reading *r, const struct yaml_node *root)
{
	const struct yaml_node *types = root->first;

	while (types && strcmp(types->key, "types") != 0)
		types = types->next;
	for (const struct yaml_node *item = types ? types->first : NULL; item; item = item->next) {
		const char *is = strstr(item->text, " is "), *hash = strchr(item->text, '#');

		if (!is || !is[4] || !hash || hash == item->text || hash > is || hash + 1 == is)
			return wrong(r, item, "a type is written \"file#name is package.Type()\", or \"file#name(fn)#0 is file#name\"");
	}
	return true;
}

static void set_defaults(struct config *config)
{
	config->profile = config->profile ? config->profile : "safety";
	config->fail_on = config->fail_on ? config->fail_on : "error";
}

bool config_parse(struct config *config, struct arena *arena, const char *name, const char *text, size_t length, struct err *err)
{
	struct reading r = {config, arena, name, err};
	struct yaml_node *root;

	if (!yaml_tree(&root, arena, name, text, length, err))
		return false;
	if (root && root->kind != YAML_MAP)
		return err_usage(err, "%s:%d: the file must be a map of keys and values", name, root->line);
	if (root && (!read_map(&r, file_fields, root, config) || !check_types(&r, root)))
		return false;
	set_defaults(config);
	return true;
}

/* What to read, opened so that a link in the tree leads nowhere. *text stays NULL where there is no file. */
static bool read_from_tree(const char *root, char **text, size_t *length, struct err *err)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;
	bool ok = true;

	if (fd < 0)
		return err_usage(err, "cannot open \"%s\": %s", root, strerror(errno));
	if (fstatat(fd, CONFIG_FILE, &st, AT_SYMLINK_NOFOLLOW) == 0)
		ok = io_read_beneath(fd, CONFIG_FILE, MAX_SIZE, text, length, NULL, err);
	else if (fstatat(fd, ".plumbline.yaml", &st, AT_SYMLINK_NOFOLLOW) == 0)
		ok = err_set(err, "\".plumbline.yaml\" is not read; its name must be \"%s\"", CONFIG_FILE);
	close(fd);
	return ok;
}

bool config_load(struct config *config, struct arena *arena, const char *root, const char *path, struct err *err)
{
	char *text = NULL;
	size_t length = 0;
	bool ok = path ? io_read(path, MAX_SIZE, &text, &length, err) : read_from_tree(root, &text, &length, err);

	if (ok && text) {
		config->path = path ? arena_strdup(arena, path) : arena_printf(arena, "%s/%s", root, CONFIG_FILE);
		ok = config_parse(config, arena, config->path, text, length, err);
	}
	free(text);
	if (err && !ok)
		err->usage = true;
	set_defaults(config);
	return ok;
}

void config_free(struct config *config)
{
	for (size_t i = 0; i < config->rules.n; i++)
		vec_free(&config->rules.v[i].paths);
	vec_free(&config->exclude);
	vec_free(&config->migrations);
	vec_free(&config->search_path);
	vec_free(&config->session);
	vec_free(&config->sinks);
	vec_free(&config->wrappers);
	vec_free(&config->not_found);
	vec_free(&config->rules);
	vec_free(&config->types);
}

const char *const *config_keys(struct arena *arena, const char *section)
{
	static const struct { const char *section; const struct field *fields; } sections[] = {
		{"", file_fields}, {"sinks", sink_fields}, {"wrappers", wrapper_fields}, {"not_found", not_found_fields}, {"rules", rule_fields},
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		size_t n = field_count(sections[i].fields);
		const char **keys = arena_array(arena, const char *, n + 1);

		for (size_t j = 0; j < n; j++)
			keys[j] = sections[i].fields[j].key;
		if (strcmp(sections[i].section, section) == 0)
			return keys;
	}
	return NULL;
}
