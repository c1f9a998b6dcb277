/* Values in plpgsql bodies: how many columns they have, what they are assigned to, returned for or compared with; names of conditions. See body_private.h. */
#include "body_private.h"

#include "condition.h"
#include "parse.h"
#include "split.h"
#include "types.h"

#include <ctype.h>
#include <strings.h>

bool same_type(const struct sql_type *a, const struct sql_type *b)
{
	struct sql_type x = *a, y = *b;

	x.modifier = y.modifier = "";
	return type_same(&x, &y);
}

const char *body_lower(struct walk *w, struct pl_text t)
{
	char *text = arena_strndup(w->r->arena, w->body->text + t.at, t.end - t.at);
	size_t n = strlen(text);

	while (n && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
	for (char *c = text; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return text;
}

/* format() of a text without places gives the text, with %% for %. NULL: it has some. */
static const char *without_places(struct arena *arena, const char *format)
{
	char *out = arena_strdup(arena, format), *to = out;

	for (const char *c = format; *c; c++) {
		if (*c == '%' && *++c != '%')
			return NULL;
		*to++ = *c;
	}
	*to = '\0';
	return out;
}

static bool is_format(const cJSON *call)
{
	const cJSON *names = tree_get(call, "funcname");
	size_t n = tree_count(names);
	const char *name = tree_string(tree_item(names, n - 1)), *schema = n == 2 ? tree_string(tree_item(names, 0)) : "pg_catalog";

	return n && n < 3 && name && schema && strcmp(name, "format") == 0 && strcmp(schema, "pg_catalog") == 0;
}

const char *body_constant(struct walk *w, struct pl_text t, bool *number)
{
	const char *expression = arena_printf(w->r->arena, "SELECT %s", body_text_of(w, t)), *text = NULL;
	struct sql_text *sql = sql_parse(expression, strlen(expression));
	const cJSON *select = sql->n == 1 && sql->statement[0].tree ? tree_as(sql->statement[0].tree, "SelectStmt") : NULL;
	const cJSON *list = tree_get(select, "targetList"), *value = tree_get(tree_as(tree_item(list, 0), "ResTarget"), "val");
	const cJSON *call = tree_as(value, "FuncCall"), *first = tree_item(tree_get(call, "args"), 0);

	*number = false;
	if (tree_count(list) == 1 && !tree_get(select, "fromClause") && tree_is(value, "A_Const") && !tree_get(tree_as(value, "A_Const"), "bsval")) {
		const cJSON *constant = tree_as(value, "A_Const");

		text = tree_constant(w->r->arena, value);
		*number = tree_get(constant, "ival") || tree_get(constant, "fval");
	} else if (tree_count(list) == 1 && call && is_format(call) && tree_get(tree_as(first, "A_Const"), "sval")) {
		text = without_places(w->r->arena, tree_constant(w->r->arena, first));
	}
	sql_free(sql);
	return text;
}

static void say(struct walk *w, const char *sqlstate, size_t at, const char *object, const char *text)
{
	size_t known = w->r->out->problem.n;

	reading_problem(w->r, sqlstate, strcmp(sqlstate, "42601") == 0 ? "syntax-error" : "type-mismatch", at, object, "", "%s", text);
	tell_caught(w, known);
}
#define SAY(w, sqlstate, at, ...) say((w), (sqlstate), (at), "", arena_printf((w)->r->arena, __VA_ARGS__))

void judge_one_column(struct walk *w, struct pl_text t, const struct bound *bound, const char *what)
{
	if (bound && !bound->unchecked && !bound->problems.n && bound->outputs.n > 1)
		SAY(w, "42601", t.at, "%s returned %zu columns", what, bound->outputs.n);
}

/* The type of a value that is just one; name NULL: not known. */
static struct sql_type type_of(const struct bound *bound)
{
	return bound && !bound->unchecked && !bound->problems.n && bound->outputs.n == 1 ? bound->outputs.v[0].type : (struct sql_type){0};
}

static bool is_system_type(const struct sql_type *type)
{
	return type->name && type->schema && strcmp(type->schema, "pg_catalog") == 0;
}

/* No row, and nothing that stands for any type. */
static bool is_scalar(const struct sql_type *type)
{
	return type->name && (type->array || (is_system_type(type) && strcmp(type->name, "record") != 0 && strcmp(type->name, "unknown") != 0 &&
						     strcmp(type->name, "void") != 0 && !starts_with(type->name, "any")));
}

static bool is_record(const struct sql_type *type)
{
	return is_system_type(type) && !type->array && strcmp(type->name, "record") == 0;
}

static const char *as_literal(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, 2 * strlen(text) + 3), *to = out;

	*to++ = '\'';
	for (; *text; *to++ = *text++)
		if (*text == '\'')
			*to++ = '\'';
	*to++ = '\'';
	*to = '\0';
	return out;
}

/* A constant that becomes a value of the type, as its text is read. */
static void judge_constant(struct walk *w, struct pl_text t, const struct sql_type *type)
{
	static const char *const whole[] = {"int2", "int4", "int8"};
	struct sql_type bare = *type;
	bool number, fits = false;
	const char *constant, *text;
	size_t known = w->r->out->problem.n;

	if (!is_scalar(type) || !(constant = body_constant(w, t, &number)))
		return;
	/* A number is converted, not read: whether it is in range is all there is to say. */
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		fits |= !type->array && strcmp(type->name, whole[i]) == 0;
	if (number && (!fits || strspn(constant, "-0123456789") != strlen(constant)))
		return;
	bare.modifier = "";
	text = arena_printf(w->r->arena, "SELECT %s::%s", as_literal(w->r->arena, constant), type_text(w->r->arena, &bare));
	bound_free(reading_bind(w->r, text, strlen(text), strlen(text), t.at, &w->around));
	tell_caught(w, known);
}

void judge_assignment(struct walk *w, const struct pl_statement *s)
{
	struct pl_text value = s->expression[0];
	struct bound *bound;
	struct variable *v;
	const char *name[1];

	if (split_skip_blank(w->body->text, value.at, value.end) >= value.end) {
		SAY(w, "42601", s->at, "assignment source returned 0 columns");
		return;
	}
	bound = bind_text(w, "SELECT ", value, (struct pl_text){0});
	judge_one_column(w, value, bound, "assignment source");
	/* A plain name is the variable as a whole: no field, no element. */
	v = pl_names(w->r->arena, w->body->text, s->target[0], name, 1) == 1 && !memchr(w->body->text + s->target[0].at, '[', s->target[0].end - s->target[0].at) ? target_variable(w, s->target[0]) : NULL;
	if (v && bound && !bound->problems.n)
		judge_constant(w, value, &v->type);
	bound_free(bound);
}

/* --- RETURN --- */

/* Rows are converted by position, each column to the very same type. */
static bool same_row(const struct relation *a, const struct relation *b)
{
	if (a == b || a->columns_unknown || b->columns_unknown)
		return true;
	if (a->column.n != b->column.n)
		return false;
	for (size_t i = 0; i < a->column.n; i++)
		if (!same_type(&a->column.v[i]->type, &b->column.v[i]->type))
			return false;
	return true;
}

void judge_return(struct walk *w, const struct pl_statement *s)
{
	const struct routine *f = w->r->routine;
	bool trigger = is_system_type(&f->result) && strcmp(f->result.name, "trigger") == 0;
	const struct relation *want = trigger ? w->r->on : f->output.n ? NULL
								       : row_of_type(w->r->catalog, &f->result),
			      *given;
	struct pl_text value = s->expressions ? s->expression[0] : (struct pl_text){0};
	size_t first = split_skip_blank(w->body->text, value.at, value.end);
	struct sql_type type;
	struct bound *bound;

	bound = bind_text(w, "SELECT ", value, (struct pl_text){0});
	judge_one_column(w, value, bound, "query");
	type = type_of(bound);
	given = row_of_type(w->r->catalog, &type);
	/* NULL is a row as well: what is no row has to be there. */
	if (!type.name || pl_is(w->body->text, first, pl_token(w->body->text, first, value.end), "null") || bound->outputs.v[0].null.is != NULL_NEVER) {
		bound_free(bound);
		return;
	}
	bound_free(bound);
	if (!want && !trigger && !(is_record(&f->result) && !f->output.n))
		return;
	if (is_scalar(&type))
		SAY(w, "42804", s->at, "cannot return non-composite value from function returning composite type");
	else if (want && given && !same_row(given, want))
		SAY(w, "42804", s->at, trigger ? "returned row structure does not match the structure of the triggering table" : "returned record type does not match expected record type");
}

/* --- loops --- */

void judge_foreach(struct walk *w, const struct pl_statement *s)
{
	struct bound *bound = bind_text(w, "SELECT ", s->expression[0], (struct pl_text){0});
	struct sql_type type = type_of(bound);

	judge_one_column(w, s->expression[0], bound, "query");
	bound_free(bound);
	if (is_scalar(&type) && !type.array && strcmp(type.name, "int2vector") != 0 && strcmp(type.name, "oidvector") != 0)
		SAY(w, "42804", s->at, "FOREACH expression must yield an array, not type %s", type_text(w->r->arena, &type));
}

void judge_bounds(struct walk *w, const struct pl_statement *s)
{
	for (size_t i = 0; i < s->expressions; i++) {
		struct bound *bound = bind_text(w, "SELECT ", s->expression[i], (struct pl_text){0});
		struct sql_type type = type_of(bound);

		judge_one_column(w, s->expression[i], bound, "query");
		bound_free(bound);
		if (is_record(&type) || row_of_type(w->r->catalog, &type))
			SAY(w, "42804", s->at, "cannot cast composite value of \"%s\" type to a scalar value of \"integer\" type", type.name);
	}
}

void bind_cursor_arguments(struct walk *w, const struct pl_statement *s)
{
	for (size_t i = 0; i < s->expressions; i++) {
		struct pl_text value = s->expression[i];
		size_t past = pl_token(w->body->text, split_skip_blank(w->body->text, value.at, value.end), value.end), at = split_skip_blank(w->body->text, past, value.end);

		/* name := value */
		if (at + 2 < value.end && strncmp(w->body->text + at, ":=", 2) == 0)
			value.at = at + 2;
		bound_free(bind_text(w, "SELECT ", value, (struct pl_text){0}));
	}
}

/* --- CASE --- */

const char *bind_tested(struct walk *w, const struct pl_statement *s)
{
	struct pl_text value = s->expressions ? s->expression[0] : (struct pl_text){0};
	struct bound *bound = bind_text(w, "SELECT ", value, (struct pl_text){0});
	const char *name;
	bool number;

	if (!bound)
		return NULL;
	judge_one_column(w, value, bound, "query");
	name = arena_printf(w->r->arena, "__Case__Variable_%zu__", s->at);
	/* A text that is a constant is a text by then. */
	push_variable(w, name, NULL, body_constant(w, value, &number) && !number ? (struct sql_type){0} : type_of(bound));
	bound_free(bound);
	return name;
}

void bind_when(struct walk *w, const char *tested, struct pl_text list)
{
	const char *before = arena_printf(w->r->arena, "SELECT \"%s\" IN (", tested), *text;
	size_t known = w->r->out->problem.n;

	if (split_skip_blank(w->body->text, list.at, list.end) >= list.end)
		return;
	/* A comment may end it. */
	text = arena_printf(w->r->arena, "%s%s\n)", before, body_text_of(w, list));
	bound_free(reading_bind(w->r, text, strlen(text), strlen(before), list.at, &w->around));
	tell_caught(w, known);
}

/* --- conditions --- */

static bool is_plain_name(const struct walk *w, struct pl_text t)
{
	size_t at = t.at;

	while (at < t.end && pl_is_name_byte((unsigned char)w->body->text[at]))
		at++;
	return at > t.at && w->body->text[t.at] != '$' && !isdigit((unsigned char)w->body->text[t.at]) && split_skip_blank(w->body->text, at, t.end) >= t.end;
}

static void judge_name(struct walk *w, struct pl_text t)
{
	if (is_plain_name(w, t) && !condition_known(body_lower(w, t)))
		SAY(w, "42704", t.at, "unrecognized exception condition \"%s\"", body_lower(w, t));
}

void judge_raise(struct walk *w, const struct pl_statement *s)
{
	const char *code;
	bool number;

	judge_name(w, s->condition);
	if (s->errcode.end > s->errcode.at && (code = body_constant(w, s->errcode, &number)) && !condition_is_sqlstate(code) &&
		!(condition_known(code) && strcmp(code, "others") != 0))
		SAY(w, "42704", s->errcode.at, "unrecognized exception condition \"%s\"", code);
}

void judge_handlers(struct walk *w, const struct pl_statement *block)
{
	for (size_t i = 1; i < block->branches; i++)
		for (size_t k = 0; k < block->branch[i].n_caught; k++)
			judge_name(w, block->branch[i].caught[k]);
}
