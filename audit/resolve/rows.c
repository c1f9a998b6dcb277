/* Resolved syntax → rows. See rows.h. */
#include "rows_private.h"
#include "catch_use.h"
#include "each.h"
#include "region_test.h"

const char *settled_name(int settled)
{
	static const char *const names[] = {NULL, "await", "return", "discard", "collected", "chained", "assigned", "argument", "test", "throw", "detached", "dropped"};

	return settled >= 0 && settled < (int)(sizeof(names) / sizeof(*names)) ? names[settled] : NULL;
}

const char *region_name(int kind)
{
	static const char *const names[] = {"", "body", "try", "catch", "finally", "else_of_try", "then", "else", "case", "loop", "with", "condition", "class"};

	return kind >= 0 && kind < (int)(sizeof(names) / sizeof(*names)) ? names[kind] : "";
}

static const char *how_name(int how)
{
	static const char *const names[] = {"", "const", "let", "var", "assign", "augment", "with", "each", "catch", "field"};

	return how >= 0 && how < (int)(sizeof(names) / sizeof(*names)) ? names[how] : "";
}

static int64_t region_id(const struct writer *w, int unit, int region)
{
	const struct unit *u = w->r->unit[unit];

	return region > 0 && u->region.v[region].kind != REGION_BODY ? w->n->region[unit] + region : 0;
}

static void write_classes(struct writer *w, int unit)
{
	const struct unit *u = w->r->unit[unit];

	for (int i = 1; i < (int)u->class_.n; i++) {
		const struct class *c = &u->class_.v[i];

		if (!c->line)	/* methods of a type of another file */
			continue;
		row_id(w->class_, 0, w->n->class_[unit] + i);
		row_id(w->class_, 1, w->n->file[unit]);
		row_text(w->class_, 2, unit_text(u, c->name));
		row_id(w->class_, 3, c->function > 1 ? w->n->function[unit] + c->function : 0);
		row_int(w->class_, 4, c->line);
		row_int(w->class_, 5, c->end_line);
		row_end(w->class_);
		for (int b = 0; b < c->bases; b++) {
			const struct kid *k = &u->kid.v[c->first_base + b];
			struct value v = resolve_base(w->r, (struct ref){unit, k->expr});

			row_id(w->class_base, 0, w->n->class_[unit] + i);
			row_int(w->class_base, 1, b);
			row_text(w->class_base, 2, k->key ? unit_text(u, k->key) : NULL);
			row_text(w->class_base, 3, dotted_text(w->r, (struct ref){unit, k->expr}));
			row_text(w->class_base, 4, v.type);
			row_id(w->class_base, 5, v.entity == ENTITY_CLASS ? w->n->class_[v.self.unit] + v.self.index : 0);
			row_end(w->class_base);
		}
	}
}

/* Annotated[T, Depends(f)]: the call among the type arguments stands for a default. */
static struct ref annotated_call(struct resolver *r, int unit, int annotation)
{
	struct ref e = annotation_target(r, (struct ref){unit, annotation});
	const struct unit *u;
	const struct expr *x;

	if (!ref_ok(e) || ref_expr(r, e)->kind != E_INDEX)
		return REF_NONE;
	u = r->unit[e.unit];
	x = ref_expr(r, e);
	for (int i = 1; i < x->n; i++)
		if (u->expr.v[u->kid.v[x->first + i].expr].kind == E_CALL)
			return (struct ref){e.unit, u->kid.v[x->first + i].expr};
	return REF_NONE;
}

static void write_parameters(struct writer *w, int unit)
{
	const struct unit *u = w->r->unit[unit];

	for (int i = 1; i < (int)u->parameter.n; i++) {
		const struct parameter *p = &u->parameter.v[i];
		struct ref d = expr_plain(w->r, (struct ref){unit, p->default_}), call = d;
		struct value v = parameter_value(w->r, unit, i);

		row_id(w->parameter, 0, w->n->function[unit] + p->function);
		row_int(w->parameter, 1, p->position);
		row_text(w->parameter, 2, unit_text(u, p->name));
		if (p->annotation) {
			struct value a = resolve_annotation(w->r, (struct ref){unit, p->annotation});

			buf_reset(&w->text);
			annotation_text(w->r, (struct ref){unit, p->annotation}, &w->text, 0);
			row_text(w->parameter, 3, buf_text(&w->text));
			row_text(w->parameter, 4, a.type);
			if (!ref_ok(call) || ref_expr(w->r, call)->kind != E_CALL)
				call = annotated_call(w->r, unit, p->annotation);
		}
		if (ref_ok(d)) {
			row_text(w->parameter, 5, kind_name(ref_expr(w->r, d)->kind));
			row_text(w->parameter, 6, constant_text(w->r, d));
		}
		if (ref_ok(call) && ref_expr(w->r, call)->kind == E_CALL)
			row_id(w->parameter, 7, w->n->call[call.unit] + ref_expr(w->r, call)->b);
		row_int(w->parameter, 8, (p->flags & (PARAM_REST | PARAM_KEYWORDS)) != 0);
		row_text(w->parameter, 9, v.type);
		row_end(w->parameter);
	}
}

static void write_functions(struct writer *w, int unit)
{
	const struct unit *u = w->r->unit[unit];

	for (int i = 1; i < (int)u->function.n; i++) {
		const struct function *f = &u->function.v[i];
		struct ref class = f->class_ ? class_declared_at(w->r, (struct ref){unit, f->class_}) : REF_NONE;

		row_id(w->function, 0, w->n->function[unit] + i);
		row_id(w->function, 1, w->n->file[unit]);
		row_id(w->function, 2, f->parent ? w->n->function[unit] + f->parent : 0);
		row_id(w->function, 3, f->class_ ? w->n->class_[class.unit] + class.index : 0);
		row_text(w->function, 4, i == 1 ? "<module>" : unit_text(u, f->name));
		row_int(w->function, 5, (f->flags & FN_ASYNC) != 0);
		row_int(w->function, 6, (f->flags & FN_GENERATOR) != 0);
		row_int(w->function, 7, f->line);
		row_int(w->function, 8, f->end_line);
		row_end(w->function);
	}
	write_parameters(w, unit);
}

/* The expression a name is bound to when it is bound once, as a whole, at module level; else REF_NONE. */
static struct ref only_value(struct resolver *r, struct ref name)
{
	const struct unit *u = r->unit[name.unit];
	int b = scope_binding(r, name.unit, 1, ref_text(r, name));

	if (!b || binding_next(r, name.unit, b) || !u->binding.v[b].value || *unit_text(u, u->binding.v[b].part))
		return REF_NONE;
	return expr_plain(r, (struct ref){name.unit, u->binding.v[b].value});
}

static void write_imports(struct writer *w, int unit)
{
	const struct unit *u = w->r->unit[unit];

	for (int i = 1; i < (int)u->import.n; i++) {
		const struct import *im = &u->import.v[i];
		struct module_ref m = module_find(w->r->modules, w->r->family[unit], w->r->path[unit], unit_text(u, im->module));

		row_id(w->import, 0, w->n->file[unit]);
		row_text(w->import, 1, unit_text(u, im->module));
		row_text(w->import, 2, m.package);
		row_text(w->import, 3, unit_text(u, im->name));
		row_text(w->import, 4, unit_text(u, im->local));
		row_id(w->import, 5, m.file + 1);
		row_int(w->import, 6, im->is_type_only);
		row_int(w->import, 7, im->line);
		row_end(w->import);
	}
}

static void write_exports(struct writer *w, int unit)
{
	const struct unit *u = w->r->unit[unit];

	for (int i = 1; i < (int)u->export_.n; i++) {
		const struct export *x = &u->export_.v[i];
		struct ref e = {unit, x->expr};

		if (strcmp(unit_text(u, x->name), "*") == 0)
			continue;
		/* export { handler as GET }: the value the name has */
		if (ref_ok(e) && ref_expr(w->r, e)->kind == E_NAME && ref_ok(only_value(w->r, e)))
			e = only_value(w->r, e);
		row_id(w->export_, 0, w->n->file[unit]);
		row_text(w->export_, 1, unit_text(u, x->name));
		row_int(w->export_, 2, x->line);
		if (x->import)
			known_cells(w, w->export_, 3, import_value(w->r, unit, x->import));
		else
			value_cells(w, w->export_, 3, e);
		row_end(w->export_);
		if (ref_ok(e))
			write_object_of(w, e, 0);
	}
}

static void write_targets(struct writer *w, struct ref call)
{
	struct target t[TARGETS_MAX];
	int n = call_targets(w->r, call, t);

	for (int i = 0; i < n; i++) {
		row_id(w->call_target, 0, w->n->call[call.unit] + call.index);
		row_id(w->call_target, 1, w->n->function[t[i].function.unit] + t[i].function.index);
		row_text(w->call_target, 2, t[i].how);
		row_int(w->call_target, 3, t[i].candidates);
		row_end(w->call_target);
	}
}

/* An argument that changes from turn to turn of a loop over a literal. */
static void write_turns(struct writer *w, int64_t call_id, int position, struct ref e)
{
	struct turn *turn = NULL;
	int n = each_turns(w->r, e, &turn);

	for (int i = 0; i < n; i++) {
		row_id(w->argument_turn, 0, call_id);
		row_int(w->argument_turn, 1, position);
		row_int(w->argument_turn, 2, i);
		if (ref_ok(turn[i].expr)) {
			value_cells(w, w->argument_turn, 3, turn[i].expr);
			write_object_of(w, turn[i].expr, 0);
		} else {
			row_text(w->argument_turn, 3, "string");
			row_text(w->argument_turn, 5, turn[i].value);
		}
		row_end(w->argument_turn);
	}
}

static void write_call(struct writer *w, struct ref call)
{
	const struct unit *u = w->r->unit[call.unit];
	const struct call *c = &u->call.v[call.index];
	const struct expr *x = &u->expr.v[c->expr];
	struct ref callee = expr_plain(w->r, (struct ref){call.unit, x->a}), receiver = REF_NONE;
	struct value f = resolve(w->r, callee), result = resolve(w->r, (struct ref){call.unit, c->expr}), object = value_unknown;
	const char *name = "";

	if (ref_ok(callee) && (ref_expr(w->r, callee)->kind == E_NAME || ref_expr(w->r, callee)->kind == E_MEMBER))
		name = ref_text(w->r, callee);
	if (ref_ok(callee) && ref_expr(w->r, callee)->kind == E_MEMBER) {
		receiver = expr_plain(w->r, (struct ref){call.unit, ref_expr(w->r, callee)->a});
		object = resolve(w->r, receiver);
	}
	row_id(w->call, 0, w->n->call[call.unit] + call.index);
	row_id(w->call, 1, w->n->file[call.unit]);
	row_id(w->call, 2, w->n->function[call.unit] + c->function);
	row_id(w->call, 3, region_id(w, call.unit, c->region));
	row_text(w->call, 4, name);
	row_text(w->call, 5, ref_ok(receiver) ? dotted_text(w->r, receiver) : NULL);
	if (ref_ok(receiver) && ref_expr(w->r, receiver)->kind == E_CALL)
		row_id(w->call, 6, w->n->call[call.unit] + ref_expr(w->r, receiver)->b);
	row_text(w->call, 7, object.type);
	row_id(w->call, 8, origin_id(w, object.origin));
	if (ref_ok(receiver) && ref_expr(w->r, receiver)->kind == E_MEMBER) {
		struct value owner = resolve(w->r, (struct ref){call.unit, ref_expr(w->r, receiver)->a});

		row_id(w->call, 9, owner.entity == ENTITY_CLASS ? w->n->class_[owner.self.unit] + owner.self.index : 0);
	}
	row_text(w->call, 10, f.type);
	row_text(w->call, 11, result.type);
	row_id(w->call, 12, origin_id(w, result.origin));
	row_int(w->call, 13, (x->flags & EXPR_NEW) != 0);
	row_int(w->call, 14, (x->flags & EXPR_TAG) != 0);
	row_text(w->call, 15, settled_name(c->settled));
	row_text(w->call, 16, settled_name(c->use));
	row_id(w->call, 17, c->argument_of ? w->n->call[call.unit] + c->argument_of : 0);
	row_int(w->call, 18, x->line);
	row_int(w->call, 19, x->column);
	row_end(w->call);
	for (int i = 0; i < x->n; i++) {
		const struct kid *k = &u->kid.v[x->first + i];
		struct ref e = {call.unit, k->expr};

		/* Of a call that goes nowhere we know, only what is known itself: somebody else has it now. */
		if (!f.type && f.entity == ENTITY_NONE && !ref_ok(resolve(w->r, e).origin))
			continue;
		row_id(w->argument, 0, w->n->call[call.unit] + call.index);
		row_int(w->argument, 1, i);
		row_text(w->argument, 2, k->key ? unit_text(u, k->key) : NULL);
		row_int(w->argument, 3, k->spread != 0);
		value_cells(w, w->argument, 4, e);
		row_end(w->argument);
		write_object_of(w, e, 0);
		write_turns(w, w->n->call[call.unit] + call.index, i, e);
	}
}

static void write_binding(struct writer *w, int unit, int i)
{
	const struct unit *u = w->r->unit[unit];
	const struct binding *b = &u->binding.v[i];
	const struct expr *target = b->target ? &u->expr.v[b->target] : NULL;
	const struct scope *s = &u->scope.v[b->scope];

	if (b->how == HOW_FUNCTION || b->how == HOW_CLASS || b->how == HOW_IMPORT || b->how == HOW_PARAMETER || b->how == HOW_GLOBAL || b->how == HOW_DELETE)
		return;
	if (target ? target->kind != E_MEMBER : s->kind != SCOPE_MODULE && s->kind != SCOPE_CLASS)
		return;
	row_id(w->binding, 1, w->n->file[unit]);
	row_id(w->binding, 2, w->n->function[unit] + (b->function ? b->function : 1));
	row_id(w->binding, 3, !target && s->kind == SCOPE_CLASS ? w->n->class_[unit] + s->class_ : 0);
	row_id(w->binding, 4, region_id(w, unit, b->region));
	row_text(w->binding, 5, target ? unit_text(u, target->text) : unit_text(u, b->name));
	row_text(w->binding, 6, target ? "member" : how_name(b->how));
	row_int(w->binding, 7, b->line);
	if (b->annotation) {
		struct ref a = expr_plain(w->r, (struct ref){unit, b->annotation});
		const struct expr *x = ref_ok(a) ? ref_expr(w->r, a) : NULL;
		struct value v = x ? resolve_base(w->r, a) : value_unknown;
		size_t cut;

		buf_reset(&w->text);
		if (x)
			annotation_text(w->r, a, &w->text, 0);
		cut = w->text.n;
		if (x && x->kind == E_INDEX) {
			buf_putc(&w->text, '\0');
			annotation_text(w->r, (struct ref){unit, x->n > 0 ? u->kid.v[x->first].expr : x->b}, &w->text, 0);
		}
		row_text(w->binding, 8, buf_text(&w->text));
		row_text(w->binding, 9, v.type);
		if (w->text.n > cut)
			row_text(w->binding, 10, w->text.p + cut + 1);
	}
	if (target) {
		struct value owner = resolve(w->r, (struct ref){unit, target->a});

		row_text(w->binding, 11, owner.type);
		row_id(w->binding, 12, origin_id(w, owner.origin));
	}
	if (b->value && !*unit_text(u, b->part))
		value_cells(w, w->binding, 13, (struct ref){unit, b->value});
	row_end(w->binding);
	if (b->value)
		write_object_of(w, (struct ref){unit, b->value}, 0);
}

static void write_decorators(struct writer *w, int unit)
{
	const struct unit *u = w->r->unit[unit];

	for (int i = 1; i < (int)u->decorator.n; i++) {
		const struct decorator *d = &u->decorator.v[i];
		struct ref e = {unit, d->expr};
		struct value v = resolve(w->r, e);

		if (!ref_ok(e))
			continue;
		row_text(w->decorator, 0, d->target_kind == 'f' ? "function" : d->target_kind == 'c' ? "class" : d->target_kind == 'p' ? "parameter" : "field");
		if (d->target_kind == 'p') {
			row_id(w->decorator, 1, w->n->function[unit] + u->parameter.v[d->target].function);
			row_int(w->decorator, 9, u->parameter.v[d->target].position);
		} else if (d->target_kind == 'b') {
			row_id(w->decorator, 1, w->n->class_[unit] + u->scope.v[u->binding.v[d->target].scope].class_);
			row_text(w->decorator, 10, unit_text(u, u->binding.v[d->target].name));
		} else {
			row_id(w->decorator, 1, (d->target_kind == 'f' ? w->n->function : w->n->class_)[unit] + d->target);
		}
		row_int(w->decorator, 2, d->position);
		row_id(w->decorator, 3, ref_expr(w->r, e)->kind == E_CALL ? w->n->call[unit] + ref_expr(w->r, e)->b : 0);
		row_text(w->decorator, 4, dotted_text(w->r, e));
		row_text(w->decorator, 5, v.type);
		entity_cells(w, w->decorator, 6, v);
		row_int(w->decorator, 8, d->line);
		row_end(w->decorator);
	}
}

static void note_region_test(void *context, struct ref region, struct ref value, const char *constant, bool holds, bool any)
{
	struct writer *w = context;

	row_id(w->region_test, 0, w->n->region[region.unit] + region.index);
	row_text(w->region_test, 1, resolve(w->r, value).type);
	row_text(w->region_test, 2, dotted_text(w->r, value));
	row_text(w->region_test, 3, constant);
	row_int(w->region_test, 4, holds);
	row_int(w->region_test, 5, any);
	row_end(w->region_test);
}

static void write_regions(struct writer *w, int unit)
{
	static const char *const leaves[] = {NULL, "return", "throw", "break"};
	const struct unit *u = w->r->unit[unit];

	for (int i = 1; i < (int)u->region.n; i++) {
		const struct region *g = &u->region.v[i];

		if (g->kind == REGION_BODY)
			continue;
		row_id(w->region, 0, w->n->region[unit] + i);
		row_id(w->region, 1, w->n->file[unit]);
		row_id(w->region, 2, w->n->function[unit] + g->function);
		row_id(w->region, 3, region_id(w, unit, g->parent));
		row_text(w->region, 4, region_name(g->kind));
		row_id(w->region, 5, g->pair ? w->n->region[unit] + g->pair : 0);
		row_text(w->region, 6, leaves[g->leaves & 3]);
		row_int(w->region, 7, g->line);
		row_int(w->region, 8, g->end_line);
		if (g->kind == REGION_WITH && g->test) {
			struct ref manager = expr_plain(w->r, (struct ref){unit, g->test});

			row_text(w->region, 9, resolve(w->r, manager).type);
			if (ref_ok(manager) && ref_expr(w->r, manager)->kind == E_CALL)
				row_id(w->region, 10, w->n->call[unit] + ref_expr(w->r, manager)->b);
		}
		row_end(w->region);
		for (int a = i, depth = 0; a > 0 && u->region.v[a].kind != REGION_BODY && depth < 64; a = u->region.v[a].parent, depth++) {
			row_id(w->in_region, 0, w->n->region[unit] + i);
			row_id(w->in_region, 1, w->n->region[unit] + a);
			row_text(w->in_region, 2, region_name(u->region.v[a].kind));
			row_end(w->in_region);
		}
	}
	for (int i = 1; i < (int)u->catch_.n; i++) {
		const struct catch_clause *c = &u->catch_.v[i];

		for (int t = 0; t < (c->types ? c->types : 1); t++) {
			struct ref e = {unit, c->types ? u->kid.v[c->first_type + t].expr : 0};

			row_id(w->catch_clause, 0, w->n->region[unit] + c->region);
			row_id(w->catch_clause, 1, w->n->region[unit] + u->region.v[c->region].pair);
			row_text(w->catch_clause, 2, c->name ? unit_text(u, c->name) : NULL);
			if (ref_ok(e)) {
				row_text(w->catch_clause, 3, dotted_text(w->r, e));
				row_text(w->catch_clause, 4, resolve(w->r, e).type);
			}
			row_end(w->catch_clause);
		}
	}
}

static void write_returns(struct writer *w, int unit)
{
	const struct unit *u = w->r->unit[unit];

	for (int i = 1; i < (int)u->return_.n; i++) {
		const struct return_ *t = &u->return_.v[i];

		row_id(w->return_, 0, w->n->file[unit]);
		row_id(w->return_, 1, w->n->function[unit] + t->function);
		row_id(w->return_, 2, region_id(w, unit, t->region));
		row_text(w->return_, 3, t->how == 't' ? "throw" : t->how == 'y' ? "yield" : "return");
		row_int(w->return_, 4, t->line);
		value_cells(w, w->return_, 5, (struct ref){unit, t->value});
		row_id(w->return_, 13, struct_id(w, (struct ref){unit, t->value}));
		row_end(w->return_);
		if (t->value)
			write_object_of(w, (struct ref){unit, t->value}, 0);
	}
	for (int i = 1; i < (int)u->suppression.n; i++) {
		const struct suppression *s = &u->suppression.v[i];

		row_id(w->suppression, 0, w->n->file[unit]);
		row_int(w->suppression, 1, s->line);
		row_int(w->suppression, 2, s->covers_line);
		row_text(w->suppression, 3, unit_text(u, s->rule));
		row_text(w->suppression, 4, unit_text(u, s->reason));
		row_end(w->suppression);
	}
}

#define VALUE_COLUMNS "kind", "text", "value", "type", "origin", "entity", "entity_id", "value_call_id"

static void open_tables(struct writer *w, struct facts *f)
{
	w->class_ = facts_table(f, "class", COLUMNS("id", "file_id", "name", "function_id", "line", "end_line"));
	w->class_base = facts_table(f, "class_base", COLUMNS("class_id", "position", "keyword", "text", "type", "base_class_id"));
	w->function = facts_table(f, "function", COLUMNS("id", "file_id", "parent_id", "class_id", "name", "is_async", "is_generator", "line", "end_line"));
	w->parameter = facts_table(f, "parameter", COLUMNS("function_id", "position", "name", "annotation", "annotation_type", "default_kind", "default_text", "default_call_id",
		"is_rest", "type"));
	w->import = facts_table(f, "import", COLUMNS("file_id", "module", "package", "name", "local", "target_file_id", "is_type_only", "line"));
	w->call = facts_table(f, "call", COLUMNS("id", "file_id", "function_id", "region_id", "name", "receiver", "receiver_call_id", "receiver_type", "receiver_origin", "receiver_class_id", "callee",
		"result_type", "result_origin", "is_new", "is_tag", "settled", "use", "argument_of", "line", "column"));
	w->argument = facts_table(f, "argument", COLUMNS("call_id", "position", "keyword", "is_spread", VALUE_COLUMNS));
	w->argument_turn = facts_table(f, "argument_turn", COLUMNS("call_id", "position", "turn", VALUE_COLUMNS));
	w->property = facts_table(f, "property", COLUMNS("object_id", "position", "key", "is_spread", "line", VALUE_COLUMNS));
	w->binding = facts_table(f, "binding", COLUMNS("id", "file_id", "function_id", "class_id", "region_id", "name", "how", "line", "annotation", "annotation_type",
		"annotation_argument", "owner_type", "owner_origin", VALUE_COLUMNS));
	w->decorator = facts_table(f, "decorator", COLUMNS("target_kind", "target_id", "position", "call_id", "text", "type", "entity", "entity_id", "line", "parameter", "field"));
	w->region = facts_table(f, "region", COLUMNS("id", "file_id", "function_id", "parent_id", "kind", "pair_id", "leaves", "line", "end_line", "type", "call_id"));
	w->in_region = facts_table(f, "in_region", COLUMNS("region_id", "ancestor_id", "kind"));
	w->catch_clause = facts_table(f, "catch_clause", COLUMNS("region_id", "try_id", "name", "type_text", "type"));
	w->catch_use = facts_table(f, "catch_use", COLUMNS("region_id", "call_id", "how", "line"));
	w->return_ = facts_table(f, "return", COLUMNS("file_id", "function_id", "region_id", "how", "line", VALUE_COLUMNS, "object_id"));
	w->export_ = facts_table(f, "export", COLUMNS("file_id", "name", "line", VALUE_COLUMNS));
	w->region_test = facts_table(f, "region_test", COLUMNS("region_id", "type", "text", "value", "holds", "any"));
	w->call_target = facts_table(f, "call_target", COLUMNS("call_id", "function_id", "how", "candidates"));
	w->class_member = facts_table(f, "class_member", COLUMNS("class_id", "name", "file_id", "function_id", "line", "column"));
	w->suppression = facts_table(f, "suppression", COLUMNS("file_id", "line", "covers_line", "rule", "reason"));
}

static void note_catch_use(void *context, struct ref region, struct ref call, const char *how, int line)
{
	struct writer *w = context;

	row_id(w->catch_use, 0, w->n->region[region.unit] + region.index);
	row_id(w->catch_use, 1, w->n->call[call.unit] + call.index);
	row_text(w->catch_use, 2, how);
	row_int(w->catch_use, 3, line);
	row_end(w->catch_use);
}

void rows_write(struct resolver *r, const struct numbering *n, struct facts *facts)
{
	struct writer w = {.r = r, .n = n};
	struct arena scratch = {0};

	open_tables(&w, facts);
	w.object_written = arena_array(&scratch, uint8_t *, r->units + 1);
	for (int i = 0; i < r->units; i++)
		w.object_written[i] = arena_array(&scratch, uint8_t, r->unit[i]->expr.n);
	for (int i = 0; i < r->units; i++) {
		const struct unit *u = r->unit[i];

		write_classes(&w, i);
		write_functions(&w, i);
		write_imports(&w, i);
		write_exports(&w, i);
		for (int c = 1; c < (int)u->call.n; c++) {
			write_call(&w, (struct ref){i, c});
			write_targets(&w, (struct ref){i, c});
		}
		for (int b = 1; b < (int)u->binding.n; b++)
			write_binding(&w, i, b);
		write_decorators(&w, i);
		write_class_members(&w, i);
		write_regions(&w, i);
		write_returns(&w, i);
		catch_uses(r, i, note_catch_use, &w);
		region_tests(r, i, note_region_test, &w);
	}
	buf_free(&w.text);
	arena_free(&scratch);
}
