/* The catalogue of PostgreSQL itself. See builtin.h. */
#include "builtin.h"

#include "../base/embed.h"
#include "../base/str.h"
#include "../base/vec.h"

#include <pthread.h>

struct cast { char context, method; unsigned part; };

static struct {
	struct builtins public;
	struct arena arena;
	struct map types, procs, opers, casts;	/* name → number; name → index + 1 of the newest; source and target → index */
	VEC_OF(struct builtin_type) type;
	VEC_OF(struct proc *) proc;	/* first of each name */
	VEC_OF(struct oper *) oper;
	VEC_OF(struct cast) cast;
	unsigned part;
} all;
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct words { char *at; };

/* The next word of a line, cut out in place; "" at its end. */
static char *next_word(struct words *line)
{
	char *word = line->at;
	size_t n = strcspn(word, " ");

	line->at += n + (word[n] == ' ');
	word[n] = 0;
	return word;
}

static size_t word_number(const char *digits)
{
	size_t n = 0;

	while (*digits >= '0' && *digits <= '9' && n < 10000)
		n = n * 10 + (size_t)(*digits++ - '0');
	return n;
}

int builtin_type(const char *name)
{
	const int64_t *i = map_gets(&all.types, name);

	return i ? (int)*i : 0;
}

/* "int4", "int4[]", "-"; a type is made when it is named before its own line. */
static int type_number(char *text)
{
	size_t n = strlen(text);
	bool array = n > 2 && strcmp(text + n - 2, "[]") == 0;
	int64_t *i;
	bool new;

	if (strcmp(text, "-") == 0 || !n)
		return 0;
	if (array)
		text[n - 2] = 0;
	i = map_put(&all.types, text, strlen(text), &new);
	if (new) {
		*i = 2 * (int64_t)all.type.n;
		vec_push(&all.type, (struct builtin_type){.name = text, .category = 'U', .kind = 'b', .part = all.part});
	}
	return (int)*i | array;
}

static void read_type(struct words *line)
{
	int number = type_number(next_word(line));
	char category = *next_word(line), preferred = *next_word(line), kind = *next_word(line);
	int base = type_number(next_word(line));
	struct builtin_type *type = &all.type.v[number / 2];

	type->category = category;
	type->kind = kind;
	type->preferred = preferred == '!';
	type->base = base;
	type->part = all.part;
}

static void read_cast(struct words *line)
{
	int key[2];
	struct cast cast = {.part = all.part};

	key[0] = type_number(next_word(line));
	key[1] = type_number(next_word(line));
	cast.context = *next_word(line);
	cast.method = *next_word(line);
	*map_put(&all.casts, (const char *)key, sizeof(key), NULL) = (int64_t)all.cast.n;
	vec_push(&all.cast, cast);
}

static void read_oper(struct words *line)
{
	struct oper *oper = arena_new(&all.arena, struct oper);
	int64_t *i;
	bool new;

	oper->name = next_word(line);
	oper->left = type_number(next_word(line));
	oper->right = type_number(next_word(line));
	oper->result = type_number(next_word(line));
	oper->part = all.part;
	i = map_put(&all.opers, oper->name, strlen(oper->name), &new);
	if (new) {
		*i = (int64_t)all.oper.n;
		vec_push(&all.oper, NULL);
	}
	oper->next = all.oper.v[*i];
	all.oper.v[*i] = oper;
}

/* The items of "(a,b)", cut out in place. */
static size_t split_list(char *text, char **item, size_t most)
{
	size_t n = 0, length = strlen(text);

	if (length < 2)
		return 0;
	text[length - 1] = 0;
	for (char *p = text + 1; *p && n < most;) {
		size_t k = strcspn(p, ",");
		bool more = p[k] == ',';

		item[n++] = p;
		p[k] = 0;
		p += k + more;
	}
	return n;
}

static const int *type_list(char *text, size_t *n)
{
	char *item[128];
	int *types;

	*n = split_list(text, item, 128);
	types = arena_array(&all.arena, int, *n + 1);
	for (size_t i = 0; i < *n; i++)
		types[i] = type_number(item[i]);
	return types;
}

static void read_names(struct proc *proc, char *text)
{
	char *item[128];
	size_t n = split_list(text, item, 128);
	const char **names = arena_array(&all.arena, const char *, proc->n + 1);

	for (size_t i = 0; i < n && i < proc->n; i++)
		names[i] = item[i];
	proc->argument_name = names;
}

static void read_outputs(struct proc *proc, char *text)
{
	char *item[128];
	size_t n = split_list(text, item, 128);
	const char **names = arena_array(&all.arena, const char *, n + 1);
	int *types = arena_array(&all.arena, int, n + 1);

	for (size_t i = 0; i < n; i++) {
		char *colon = strchr(item[i], ':');

		names[i] = item[i];
		if (!colon)
			continue;
		*colon = 0;
		types[i] = type_number(colon + 1);
	}
	proc->outputs = n;
	proc->output_name = names;
	proc->output = types;
}

static void add_proc(struct proc *proc)
{
	bool new;
	int64_t *i = map_put(&all.procs, proc->name, strlen(proc->name), &new);

	if (new) {
		*i = (int64_t)all.proc.n;
		vec_push(&all.proc, NULL);
	}
	proc->part = all.part;
	proc->next = all.proc.v[*i];
	all.proc.v[*i] = proc;
}

static void read_proc(struct words *line)
{
	struct proc *proc = arena_new(&all.arena, struct proc);
	const char *word;
	char *text;

	proc->name = next_word(line);
	word = next_word(line);
	proc->kind = word[0];
	proc->direct = (int)word_number(word + 1);
	word = next_word(line);
	proc->returns_set = word[0] == 's';
	proc->strict = word[1] == 'n';
	proc->volatility = word[2];
	proc->defaults = (int)word_number(next_word(line));
	proc->variadic = type_number(next_word(line));
	proc->result = type_number(next_word(line));
	proc->argument = type_list(next_word(line), &proc->n);
	while (*(text = next_word(line))) {
		if (*text == '[')
			read_names(proc, text);
		else if (*text == '{')
			read_outputs(proc, text);
	}
	add_proc(proc);
}

static void read_line(struct words *line)
{
	const char *word = next_word(line);

	if (strcmp(word, "function") == 0) {
		read_proc(line);
	} else if (strcmp(word, "operator") == 0) {
		read_oper(line);
	} else if (strcmp(word, "cast") == 0) {
		read_cast(line);
	} else if (strcmp(word, "type") == 0) {
		read_type(line);
	} else if (strcmp(word, "other") == 0) {
		struct proc *proc = arena_new(&all.arena, struct proc);

		proc->name = next_word(line);
		add_proc(proc);
	} else if (strcmp(word, "part") == 0 && all.public.parts < PART_MAX) {
		all.part = 1u << all.public.parts;
		all.public.part[all.public.parts++] = next_word(line);
	}
}

static void name_types(struct builtins *p)
{
#define NAME(member, name_) p->member = builtin_type(name_)
#define SAME(member) NAME(member, #member)
	SAME(any), SAME(anyarray), SAME(anycompatible), SAME(anycompatiblearray), SAME(anycompatiblemultirange), SAME(anycompatiblenonarray);
	SAME(anycompatiblerange), SAME(anyelement), SAME(anyenum), SAME(anymultirange), SAME(anynonarray), SAME(anyrange);
	SAME(bit), NAME(bool_, "bool"), SAME(bpchar), SAME(bytea), NAME(char_, "char"), SAME(date), SAME(float4), SAME(float8), SAME(int2), SAME(int4), SAME(int8);
	SAME(interval), SAME(json), SAME(jsonb), SAME(name), SAME(numeric), SAME(oid), SAME(record), SAME(regclass), SAME(text), SAME(time), SAME(timestamp);
	SAME(timestamptz), SAME(timetz), SAME(unknown), SAME(uuid), SAME(varbit), SAME(varchar), SAME(xml), NAME(void_, "void"), SAME(int2vector), SAME(oidvector);
#undef SAME
#undef NAME
}

static void load(void)
{
	const struct embedded *file = embedded_find("schemas/data/catalogue.txt");
	char *text;

	vec_push(&all.type, (struct builtin_type){.name = "?", .category = 'X', .kind = 'p'});
	if (!file)
		return;
	text = arena_strndup(&all.arena, file->text, file->length);
	while (*text) {
		size_t n = strcspn(text, "\n");
		struct words line = {text};

		text += n + (text[n] == '\n');
		line.at[n] = 0;
		if (*line.at && *line.at != '#')
			read_line(&line);
	}
	all.public.type = all.type.v;
	all.public.types = 2 * (int)all.type.n;
	name_types(&all.public);
}

const struct builtins *builtins(void)
{
	pthread_once(&once, load);
	return &all.public;
}

const struct proc *builtin_proc(size_t i)
{
	return i < all.proc.n ? all.proc.v[i] : NULL;
}

const struct proc *builtin_procs(const char *name)
{
	const int64_t *i = map_gets(&all.procs, name);

	return i ? all.proc.v[*i] : NULL;
}

const struct oper *builtin_opers(const char *name)
{
	const int64_t *i = map_gets(&all.opers, name);

	return i ? all.oper.v[*i] : NULL;
}

char builtin_cast(int source, int target, unsigned parts, char *method)
{
	const int key[2] = {source, target};
	const int64_t *i = map_get(&all.casts, (const char *)key, sizeof(key));

	if (!i || !(all.cast.v[*i].part & parts))
		return 0;
	*method = all.cast.v[*i].method;
	return all.cast.v[*i].context;
}
