/* Bodies of plpgsql functions: every statement with the variables in scope, records as they flow. See body.h. */
#include "body_private.h"

#include "condition.h"
#include "parse.h"
#include "split.h"
#include "types.h"

#include <strings.h>

static void walk_list(struct walk *w, const struct pl_statement *first);

/* --- binding parts of the body --- */

const char *body_text_of(struct walk *w, struct pl_text t)
{
	return arena_strndup(w->r->arena, w->body->text + t.at, t.end - t.at);
}

/* The condition of a handler around this place that takes the error; NULL. */
static const char *caught_by(struct walk *w, const char *sqlstate)
{
	for (const struct handlers *h = w->handlers; h; h = h->around)
		for (size_t i = 1; i < h->block->branches; i++)
			for (size_t k = 0; k < h->block->branch[i].n_caught; k++) {
				const char *condition = body_text_of(w, h->block->branch[i].caught[k]);

				/* A name, or SQLSTATE and a text. */
				if (strncasecmp(condition, "sqlstate", 8) == 0 ? strstr(condition, sqlstate) != NULL
									       : condition_covers(body_lower(w, h->block->branch[i].caught[k]), sqlstate))
					return condition;
			}
	return NULL;
}

void tell_caught(struct walk *w, size_t from)
{
	for (size_t i = from; i < w->r->out->problem.n; i++)
		w->r->out->problem.v[i].caught = caught_by(w, w->r->out->problem.v[i].problem.sqlstate);
}

static bool is_blank(const struct walk *w, struct pl_text t)
{
	return split_skip_blank(w->body->text, t.at, t.end) >= t.end;
}

/* `before` and the stretch of the body, bound. NULL: nothing stands there. */
struct bound *bind_text(struct walk *w, const char *before, struct pl_text t, struct pl_text blank)
{
	size_t prefix = strlen(before), n = t.end - t.at, known = w->r->out->problem.n;
	char *text;
	struct bound *bound;

	if (is_blank(w, t))
		return NULL;
	text = arena_alloc(w->r->arena, prefix + n + 1);
	memcpy(text, before, prefix);
	memcpy(text + prefix, w->body->text + t.at, n);
	text[prefix + n] = '\0';
	for (size_t i = blank.at; i < blank.end; i++)
		text[prefix + i - t.at] = ' ';
	bound = reading_bind(w->r, text, prefix + n, prefix, t.at, &w->around);
	tell_caught(w, known);
	return bound;
}

void bind_value(struct walk *w, struct pl_text t)
{
	struct bound *bound = bind_text(w, "SELECT ", t, (struct pl_text){0});

	judge_one_column(w, t, bound, "query");
	bound_free(bound);
}

static void bind_values(struct walk *w, const struct pl_statement *s, size_t from)
{
	for (size_t i = from; i < s->expressions; i++)
		bind_value(w, s->expression[i]);
}

/* What follows USING, as the types of $1 … */
static const struct sql_type *bind_using(struct walk *w, const struct pl_statement *s)
{
	struct sql_type *types = arena_array(w->r->arena, struct sql_type, s->expressions + 1);

	for (size_t i = 1; i < s->expressions; i++) {
		struct bound *bound = bind_text(w, "SELECT ", s->expression[i], (struct pl_text){0});

		if (bound && bound->outputs.n == 1 && !bound->problems.n)
			types[i - 1] = bound->outputs.v[0].type;
		bound_free(bound);
	}
	return types;
}

const struct shape *record_shape(struct walk *w, const struct bound *bound)
{
	struct shape *shape;
	struct bound_output *field;

	if (!bound || !bound->outputs.n || bound->problems.n || bound->unchecked)
		return NULL;
	shape = arena_new(w->r->arena, struct shape);
	field = arena_array(w->r->arena, struct bound_output, bound->outputs.n);
	memcpy(field, bound->outputs.v, bound->outputs.n * sizeof(*field));
	shape->field = field;
	shape->n = bound->outputs.n;
	return shape;
}

/* --- records --- */

/* Below these statements a record may have become something else. */
static void forget_assigned(struct walk *w, const struct pl_statement *first)
{
	for (const struct pl_statement *s = first; s; s = s->next) {
		for (size_t i = 0; i < s->targets; i++) {
			struct variable *v = target_variable(w, s->target[i]);

			if (v)
				v->shape = NULL;
		}
		for (size_t i = 0; i < s->branches; i++)
			forget_assigned(w, s->branch[i].first);
	}
}

/* Targets that are fields, of a record known not to have them. */
static void judge_targets(struct walk *w, const struct pl_statement *s)
{
	size_t known = w->r->out->problem.n;

	for (size_t i = 0; i < s->targets; i++) {
		const char *name[3];
		struct sql_type type = {0};
		size_t n = pl_names(w->r->arena, w->body->text, s->target[i], name, 3);

		/* As a target r.a.b is field b of field a. */
		n = n == 3 && look_up_variable(w, name, 3, &type) == NAME_NONE ? 2 : n;
		if (n > 1 && look_up_variable(w, name, n, &type) == NAME_NO_FIELD)
			reading_problem(w->r, "42703", "unknown-column", s->target[i].at,
				arena_printf(w->r->arena, "%s.%s", type.name ? type.name : name[n - 2], name[n - 1]), "",
				"record \"%s\" has no field \"%s\"", name[n - 2], name[n - 1]);
	}
	tell_caught(w, known);
}

static void fill_targets(struct walk *w, const struct pl_statement *s, const struct bound *bound)
{
	judge_targets(w, s);
	for (size_t i = 0; i < s->targets; i++) {
		struct variable *v = target_variable(w, s->target[i]);

		if (v)
			v->shape = s->targets == 1 ? record_shape(w, bound) : NULL;
	}
}

/* --- statements --- */

static void structure(struct walk *w, const struct pl_statement *s, const char *detail)
{
	reading_problem(w->r, "42804", "type-mismatch", s->at, "", detail, "structure of query does not match function result type");
}

/* RETURN QUERY: as many columns as declared, of the very same types. */
static void judge_structure(struct walk *w, const struct pl_statement *s, const struct bound *bound)
{
	const struct routine *f = w->r->routine;
	const struct relation *row = f->output.n ? NULL : row_of_type(w->r->catalog, &f->result);
	size_t want = f->output.n ? f->output.n : row ? row->column.n
						      : 1,
	       known = w->r->out->problem.n;

	if (!bound || !bound->outputs.n || bound->problems.n || (row && row->columns_unknown) || !f->result.name ||
		(!f->output.n && !row && (strcmp(f->result.name, "record") == 0 || starts_with(f->result.name, "any") || !f->result.schema)))
		return;
	if (bound->outputs.n != want) {
		structure(w, s, arena_printf(w->r->arena, "Number of returned columns (%zu) does not match expected column count (%zu).", bound->outputs.n, want));
	} else {
		for (size_t i = 0; i < want; i++) {
			const struct sql_type *given = &bound->outputs.v[i].type, *type = f->output.n ? &f->output.v[i]->type : row ? &row->column.v[i]->type
																    : &f->result;

			if (!given->name || !given->schema || !type->name || !type->schema || starts_with(type->name, "any") || same_type(given, type))
				continue;
			structure(w, s, arena_printf(w->r->arena, "Returned type %s does not match expected type %s in column %zu.", type_text(w->r->arena, given), type_text(w->r->arena, type), i + 1));
			break;
		}
	}
	tell_caught(w, known);
}

/* A query whose rows go nowhere. */
static void judge_destination(struct walk *w, const struct pl_statement *s, const struct bound *bound)
{
	size_t known = w->r->out->problem.n;
	bool changes = strcmp(bound->kind, "insert") == 0 || strcmp(bound->kind, "update") == 0 || strcmp(bound->kind, "delete") == 0;

	if (bound->problems.n || bound->unchecked || !(strcmp(bound->kind, "select") == 0 || (changes && bound->outputs.n)))
		return;
	reading_problem(w->r, "42601", "syntax-error", s->at, "", changes ? "" : "To discard the rows use PERFORM.", "query has no destination for result data");
	tell_caught(w, known);
}

/* EXECUTE and its like: a text that is constant is a statement of its own, with USING as $1 …; it sees no variables. */
static void bind_executed(struct walk *w, const struct pl_statement *s)
{
	const struct sql_type *using = bind_using(w, s);
	const char *text;
	bool number;
	struct surroundings around = {.made = w->around.made, .n_made = w->around.n_made, .parameters = s->expressions - 1};
	size_t known;

	bind_value(w, s->expression[0]);
	known = w->r->out->problem.n;
	text = body_constant(w, s->expression[0], &number);
	if (!text) {
		vec_push(&w->r->out->dynamic, (int)s->at);
		return;
	}
	around.parameter = using;
	bound_free(reading_bind(w->r, text, strlen(text), strlen(text), s->expression[0].at, &around));
	tell_caught(w, known);
}

static bool leaves(const struct pl_statement *s)
{
	return s->kind == PL_RETURN || (s->kind == PL_RAISE && s->fails);
}

/* Whether a way through these statements does not come to their end. */
static bool may_leave(const struct pl_statement *first)
{
	for (const struct pl_statement *s = first; s; s = s->next) {
		if (leaves(s) || s->kind == PL_EXIT)
			return true;
		for (size_t i = 0; i < s->branches; i++)
			if (may_leave(s->branch[i].first))
				return true;
	}
	return false;
}

static void walk_branch(struct walk *w, const struct pl_branch *branch, bool sure)
{
	bool conditional = w->r->conditional;

	w->r->conditional |= !sure;
	walk_list(w, branch->first);
	w->r->conditional = conditional || may_leave(branch->first);
}

static void walk_block(struct walk *w, const struct pl_statement *s)
{
	size_t outer = w->variable.n;
	struct handlers handlers = {s, w->handlers};

	for (size_t i = 0; i < s->declarations; i++)
		declare_variable(w, &s->declaration[i], s->label);
	w->handlers = s->branches > 1 ? &handlers : w->handlers;
	walk_branch(w, &s->branch[0], true);
	w->handlers = handlers.around;
	judge_handlers(w, s);
	push_builtin(w, "sqlstate", NULL, "text", 0);
	push_builtin(w, "sqlerrm", NULL, "text", 0);
	for (size_t i = 1; i < s->branches; i++) {
		forget_assigned(w, s->branch[0].first);
		walk_branch(w, &s->branch[i], false);
	}
	for (size_t i = 0; i < s->branches && s->branches > 1; i++)
		forget_assigned(w, s->branch[i].first);
	w->variable.n = outer;
}

static void walk_branches(struct walk *w, const struct pl_statement *s)
{
	const char *tested = s->kind == PL_CASE ? bind_tested(w, s) : NULL;

	for (size_t i = 0; i < s->branches; i++) {
		bool conditional = w->r->conditional;

		w->r->conditional |= i > 0;
		if (tested)
			bind_when(w, tested, s->branch[i].condition);
		else
			bind_value(w, s->branch[i].condition);
		w->r->conditional = conditional;
		walk_branch(w, &s->branch[i], false);
		forget_assigned(w, s->branch[i].first);
	}
	if (tested)
		w->variable.n--;
}

/* The body of a loop: a record may come to its head as the body left it. */
static void walk_loop(struct walk *w, const struct pl_statement *s, bool sure)
{
	walk_branch(w, &s->branch[0], sure);
	forget_assigned(w, s->branch[0].first);
}

static void walk_for(struct walk *w, const struct pl_statement *s)
{
	size_t outer = w->variable.n;
	const char *name;
	struct variable *cursor;
	struct bound *bound = NULL;

	if (s->kind == PL_FOR_RANGE)
		judge_bounds(w, s);
	if (s->kind == PL_FOR_CURSOR)
		bind_cursor_arguments(w, s);
	if (s->kind == PL_FOR_QUERY)
		bound = bind_text(w, "", s->query, (struct pl_text){0});
	if (s->kind == PL_FOR_EXECUTE)
		bind_executed(w, s);
	forget_assigned(w, s->branch[0].first);
	if (s->kind == PL_FOR_RANGE || s->kind == PL_FOR_CURSOR) {
		cursor = s->kind == PL_FOR_CURSOR ? target_variable(w, s->target[1]) : NULL;
		if (pl_names(w->r->arena, w->body->text, s->target[0], &name, 1)) {
			const struct shape *shape = cursor ? cursor->cursor : NULL;
			struct variable *v = push_variable(w, name, s->label, s->kind == PL_FOR_RANGE ? (struct sql_type){"pg_catalog", "int4", "", 0} : (struct sql_type){0});

			v->record = s->kind == PL_FOR_CURSOR;
			v->shape = shape;
		}
	} else {
		fill_targets(w, s, bound);
	}
	walk_loop(w, s, false);
	w->variable.n = outer;
	forget_assigned(w, s->branch[0].first);
	for (size_t i = 0; i < s->targets && s->kind != PL_FOR_RANGE && s->kind != PL_FOR_CURSOR; i++) {
		struct variable *v = target_variable(w, s->target[i]);

		if (v)
			v->shape = NULL;
	}
	bound_free(bound);
}

static void walk_query(struct walk *w, const struct pl_statement *s)
{
	struct bound *bound = bind_text(w, s->kind == PL_PERFORM ? "SELECT " : "", s->query, s->into);

	fill_targets(w, s, bound);
	if (s->kind == PL_SQL && bound && !s->targets)
		judge_destination(w, s, bound);
	if (s->kind == PL_RETURN_QUERY)
		judge_structure(w, s, bound);
	bound_free(bound);
}

static void walk_statement(struct walk *w, const struct pl_statement *s)
{
	switch (s->kind) {
	case PL_BLOCK:
		walk_block(w, s);
		break;
	case PL_IF:
	case PL_CASE:
		walk_branches(w, s);
		break;
	case PL_LOOP:
	case PL_WHILE:
		forget_assigned(w, s->branch[0].first);
		bind_value(w, s->branch[0].condition);
		walk_loop(w, s, s->kind == PL_LOOP);
		break;
	case PL_FOREACH:
		judge_foreach(w, s);
		fill_targets(w, s, NULL);
		forget_assigned(w, s->branch[0].first);
		walk_loop(w, s, false);
		break;
	case PL_FOR_RANGE:
	case PL_FOR_QUERY:
	case PL_FOR_EXECUTE:
	case PL_FOR_CURSOR:
		walk_for(w, s);
		break;
	case PL_SQL:
	case PL_PERFORM:
	case PL_RETURN_QUERY:
		walk_query(w, s);
		break;
	case PL_EXECUTE:
	case PL_RETURN_EXECUTE:
		bind_executed(w, s);
		fill_targets(w, s, NULL);
		break;
	case PL_OPEN:
		if (s->dynamic)
			bind_executed(w, s);
		else if (s->expressions)
			bind_cursor_arguments(w, s);
		else
			bound_free(bind_text(w, "", s->query, (struct pl_text){0}));
		break;
	case PL_ASSIGN:
		judge_assignment(w, s);
		fill_targets(w, s, NULL);
		break;
	case PL_RETURN:
	case PL_RETURN_NEXT:
		judge_return(w, s);
		break;
	case PL_RAISE:
		bind_values(w, s, 0);
		judge_raise(w, s);
		break;
	default:
		bind_values(w, s, 0);
		fill_targets(w, s, NULL);
	}
}

static void walk_list(struct walk *w, const struct pl_statement *first)
{
	for (const struct pl_statement *s = first; s; s = s->next) {
		walk_statement(w, s);
		/* What stands behind it is never reached. */
		if (leaves(s))
			return;
	}
}

/* --- the function --- */

static void push_parameters(struct walk *w)
{
	const struct routine *f = w->r->routine;

	for (size_t i = 0; i < f->parameters; i++) {
		struct sql_type type = f->parameter[i].type;

		if (type.name && (starts_with(type.name, "any") || (strcmp(type.name, "record") == 0)))
			type = (struct sql_type){0};
		push_variable(w, arena_printf(w->r->arena, "$%zu", i + 1), f->name, type);
		if (f->parameter[i].name)
			push_variable(w, f->parameter[i].name, f->name, type);
	}
	push_builtin(w, "found", f->name, "bool", 0);
}

static const struct sql_type *parameter_types(struct arena *arena, const struct routine *f)
{
	struct sql_type *types = arena_array(arena, struct sql_type, f->parameters + 1);

	for (size_t i = 0; i < f->parameters; i++)
		if (f->parameter[i].type.name && !starts_with(f->parameter[i].type.name, "any"))
			types[i] = f->parameter[i].type;
	return types;
}

static void push_trigger(struct walk *w, const struct relation *on)
{
	static const struct {
		const char *name, *type;
		int array;
	} given[] = {
		{"tg_name", "name", 0},
		{"tg_when", "text", 0},
		{"tg_level", "text", 0},
		{"tg_op", "text", 0},
		{"tg_relid", "oid", 0},
		{"tg_relname", "name", 0},
		{"tg_table_name", "name", 0},
		{"tg_table_schema", "name", 0},
		{"tg_nargs", "int4", 0},
		{"tg_argv", "text", 1},
	};
	const char *label = w->r->routine->name;
	struct sql_type row = on ? (struct sql_type){on->schema, on->name, "", 0} : (struct sql_type){0};

	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++)
		push_builtin(w, given[i].name, label, given[i].type, given[i].array);
	push_variable(w, "new", label, row)->record = !on;
	push_variable(w, "old", label, row)->record = !on;
}

/* The whole body, once; `transition`: tables that are there for this trigger alone. */
static void walk_function(struct reading *r, const struct pl_body *body, const struct relation *on, const struct trigger *trigger)
{
	const struct routine *f = r->routine;
	const char *result = f->result.name ? f->result.name : "";
	struct walk w = {.r = r, .body = body};
	const char **made = arena_array(r->arena, const char *, r->bodies->n_made + 1 + (trigger ? trigger->transitions : 0));

	for (size_t i = 0; i < r->bodies->n_made; i++)
		made[w.around.n_made++] = r->bodies->made[i];
	for (size_t i = 0; trigger && i < trigger->transitions; i++)
		made[w.around.n_made++] = trigger->transition[i];
	w.around.made = made;
	w.around.both = body->conflict == PL_CONFLICT_ERROR ? CLASH : body->conflict == PL_CONFLICT_VARIABLE ? NAME_WINS
													     : COLUMN_WINS;
	w.around.look_up = look_up_variable;
	w.around.context = &w;
	w.around.parameter = parameter_types(r->arena, f);
	w.around.parameters = f->parameters;
	r->on = on;
	r->conditional = false;
	push_parameters(&w);
	if (strcmp(result, "trigger") == 0)
		push_trigger(&w, on);
	if (strcmp(result, "event_trigger") == 0) {
		push_builtin(&w, "tg_event", f->name, "text", 0);
		push_builtin(&w, "tg_tag", f->name, "text", 0);
	}
	walk_statement(&w, body->block);
	vec_free(&w.variable);
}

static bool is_copy(const struct relation *relation, const struct trigger *trigger)
{
	for (size_t p = 0; p < relation->parent.n; p++)
		for (size_t i = 0; i < relation->parent.v[p]->trigger.n; i++)
			if (strcmp(relation->parent.v[p]->trigger.v[i]->name, trigger->name) == 0)
				return true;
	return false;
}

/* In a function for several tables a branch may be meant for another of them; what is wrong for all is wrong whatever it is meant for. */
static void settle_tables(struct body *body, size_t tables)
{
	for (size_t i = 0; i < body->problem.n && tables > 1; i++) {
		struct body_problem *p = &body->problem.v[i];
		size_t same = 0;

		for (size_t k = 0; k < body->problem.n; k++)
			same += body->problem.v[k].problem.position == p->problem.position && strcmp(body->problem.v[k].problem.message, p->problem.message) == 0;
		if (same < tables && p->conditional)
			p->problem.certain = false;
	}
}

void read_plpgsql(struct reading *r)
{
	const struct routine *f = r->routine;
	struct pl_body *body = pl_read(r->arena, f->body, strlen(f->body));
	size_t tables = 0;

	if (body->error) {
		r->out->unchecked = arena_printf(r->arena, "%s (line %d)", body->error, body_line(f, (int)body->error_at));
		return;
	}
	for (size_t i = 0; f->result.name && strcmp(f->result.name, "trigger") == 0 && i < r->catalog->relation.n; i++) {
		const struct relation *relation = r->catalog->relation.v[i];

		for (size_t k = 0; k < relation->trigger.n; k++) {
			const struct trigger *t = relation->trigger.v[k];

			if (strcmp(t->function, f->name) != 0 || (t->function_schema && strcmp(t->function_schema, f->schema) != 0) || is_copy(relation, t))
				continue;
			walk_function(r, body, t->row ? relation : NULL, t);
			tables++;
		}
	}
	if (tables == 0)
		walk_function(r, body, NULL, NULL);
	else
		settle_tables(r->out, tables);
}
