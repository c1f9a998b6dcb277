/*
 * A unit as text, one fact a line, for tests: only what differs from the usual is written.
 *
 *     import fastapi Depends as Depends
 *     let r = await pool.query("SELECT 1", [id]) in f
 *     call pool.query("SELECT 1", [id]) await assigned in f region then
 *
 * Expressions: f"…{x}" templates, g<…> an index with kids, fn:name, class:name, other(…), (for x: c) a comprehension, !x, (a && b), (c ? a : b).
 */
#ifndef PLUMBLINE_UNIT_TEXT_H
#define PLUMBLINE_UNIT_TEXT_H

#include "../../audit/extract/program.h"

#define UNIT_TEXT_DEPTH 60

static void text_expr(struct buf *b, const struct unit *u, int32_t number, int depth);

static const char *text_of(const struct unit *u, uint32_t offset)
{
	return unit_text(u, offset);
}

static void text_kids(struct buf *b, const struct unit *u, int32_t first, int32_t n, const char *colon, int depth)
{
	for (int32_t i = first; i < first + n; i++) {
		const struct kid *k = &u->kid.v[i];

		if (i > first)
			buf_puts(b, ", ");
		buf_puts(b, k->spread == 2 ? "**" : k->spread == 1 ? "*" : "");
		if (k->key)
			buf_printf(b, "%s%s", text_of(u, k->key), colon);
		text_expr(b, u, k->expr, depth);
	}
}

static void text_quoted(struct buf *b, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			buf_puts(b, "\\n");
		else
			buf_putc(b, *text);
	}
}

static void text_template(struct buf *b, const struct unit *u, const struct expr *e, int depth)
{
	buf_puts(b, e->flags & EXPR_FSTRING ? "f\"" : "`");
	for (int32_t i = e->first; i < e->first + e->n; i++) {
		const struct expr *part = &u->expr.v[u->kid.v[i].expr];

		if (part->kind == E_STRING) {
			text_quoted(b, text_of(u, part->text));
		} else {
			buf_puts(b, "{");
			text_expr(b, u, u->kid.v[i].expr, depth);
			buf_puts(b, "}");
		}
	}
	buf_puts(b, e->flags & EXPR_FSTRING ? "\"" : "`");
}

static void text_list(struct buf *b, const struct unit *u, const struct expr *e, const char *open, const char *colon, const char *close, int depth)
{
	buf_puts(b, open);
	text_kids(b, u, e->first, e->n, colon, depth);
	buf_puts(b, close);
}

static void text_compound(struct buf *b, const struct unit *u, const struct expr *e, int depth)
{
	const char *text = text_of(u, e->text);

	switch (e->kind) {
	case E_BINARY:
		buf_puts(b, "(");
		text_expr(b, u, e->a, depth);
		buf_printf(b, " %s ", text);
		text_expr(b, u, e->b, depth);
		buf_puts(b, ")");
		break;
	case E_CONDITIONAL:
		buf_puts(b, "(");
		text_expr(b, u, e->a, depth);
		buf_puts(b, " ? ");
		text_expr(b, u, e->b, depth);
		buf_puts(b, " : ");
		text_expr(b, u, e->c, depth);
		buf_puts(b, ")");
		break;
	case E_ASSIGN:
		buf_puts(b, "(");
		text_expr(b, u, e->a, depth);
		buf_printf(b, " %s ", text);
		text_expr(b, u, e->b, depth);
		buf_puts(b, ")");
		break;
	case E_COMPREHENSION:
		buf_puts(b, "(for ");
		text_expr(b, u, e->b, depth);
		buf_puts(b, ": ");
		text_expr(b, u, e->a, depth);
		text_list(b, u, e, e->n ? "; " : "", "=", "", depth);
		buf_puts(b, ")");
		break;
	case E_CAST:
		text_expr(b, u, e->a, depth);
		buf_puts(b, " as ");
		text_expr(b, u, e->b, depth);
		break;
	default:
		text_list(b, u, e, "other(", "=", ")", depth);
	}
}

static void text_postfix(struct buf *b, const struct unit *u, const struct expr *e, int depth)
{
	buf_puts(b, e->flags & EXPR_NEW ? "new " : "");
	text_expr(b, u, e->a, depth);
	buf_puts(b, e->flags & EXPR_OPTIONAL ? "?" : "");
	if (e->kind == E_MEMBER) {
		buf_printf(b, ".%s", text_of(u, e->text));
	} else if (e->kind == E_CALL) {
		text_list(b, u, e, "(", "=", ")", depth);
	} else if (e->n) {
		text_list(b, u, e, "<", "=", ">", depth);
	} else {
		buf_puts(b, "[");
		text_expr(b, u, e->b, depth);
		buf_puts(b, "]");
	}
}

static void text_expr(struct buf *b, const struct unit *u, int32_t number, int depth)
{
	const struct expr *e = &u->expr.v[number];
	const char *text = text_of(u, e->text);

	if (depth > UNIT_TEXT_DEPTH) {
		buf_puts(b, "…");
		return;
	}
	switch (e->kind) {
	case E_NONE:
		buf_puts(b, "-");
		break;
	case E_STRING:
		buf_printf(b, "%s\"", e->flags & EXPR_BYTES ? "b" : "");
		text_quoted(b, text);
		buf_puts(b, "\"");
		break;
	case E_TEMPLATE:
		text_template(b, u, e, depth + 1);
		break;
	case E_NUMBER:
	case E_CONSTANT:
	case E_NAME:
		buf_puts(b, text);
		break;
	case E_MEMBER:
	case E_INDEX:
	case E_CALL:
		text_postfix(b, u, e, depth + 1);
		break;
	case E_FUNCTION:
		buf_printf(b, "fn:%s", text_of(u, u->function.v[e->b].name));
		break;
	case E_CLASS:
		buf_printf(b, "class:%s", text_of(u, u->class_.v[e->b].name));
		break;
	case E_OBJECT:
		text_list(b, u, e, "{", ": ", "}", depth + 1);
		break;
	case E_ARRAY:
		text_list(b, u, e, "[", "=", "]", depth + 1);
		break;
	case E_UNARY:
		buf_puts(b, text);
		text_expr(b, u, e->a, depth + 1);
		break;
	case E_AWAIT:
		buf_puts(b, "await ");
		text_expr(b, u, e->a, depth + 1);
		break;
	default:
		text_compound(b, u, e, depth + 1);
	}
}

static const char *const text_regions[] = {"none", "body", "try", "catch", "finally", "else-of-try", "then", "else", "case", "loop", "with", "condition", "class"};
static const char *const text_hows[] = {"none", "const", "let", "var", "assign", "augment", "with", "each", "catch", "field", "parameter", "def", "class-def", "import-of",
	"global", "delete"};
static const char *const text_settled[] = {"not", "await", "return", "discard", "collected", "chained", "assigned", "argument", "test", "throw", "detached"};
static const char *const text_leaves[] = {"", " returns", " throws", " breaks"};

static const char *text_function(const struct unit *u, int32_t number)
{
	const char *name = text_of(u, u->function.v[number].name);

	return number == 1 ? "module" : *name ? name : "anonymous";
}

static void text_scope(struct buf *b, const struct unit *u, int32_t number)
{
	const struct scope *s = &u->scope.v[number];

	if (s->kind == SCOPE_CLASS)
		buf_printf(b, " in class %s", text_of(u, u->class_.v[s->class_].name));
	else if (s->kind == SCOPE_COMPREHENSION)
		buf_puts(b, " in comprehension");
	else if (s->kind == SCOPE_BLOCK)
		buf_puts(b, " in block");
	else
		buf_printf(b, " in %s", text_function(u, s->function));
}

static void text_field(struct buf *b, const struct unit *u, const char *name, int32_t expr)
{
	if (expr) {
		buf_puts(b, name);
		text_expr(b, u, expr, 0);
	}
}

/* The region and those around it, innermost first, up to the body. */
static void text_region(struct buf *b, const struct unit *u, int32_t region)
{
	int depth = 0;

	for (; region && u->region.v[region].kind != REGION_BODY && depth++ < UNIT_TEXT_DEPTH; region = u->region.v[region].parent)
		buf_printf(b, " @%s", text_regions[u->region.v[region].kind]);
}

static void text_definitions(struct buf *b, const struct unit *u)
{
	static const char *const flags[] = {"async", "generator", "arrow", "method", "static", "classmethod", "property", "constructor", "lambda", "abstract"};

	for (size_t i = 1; i < u->function.n; i++) {
		const struct function *f = &u->function.v[i];

		buf_printf(b, "function %s %d-%d", text_function(u, (int32_t)i), f->line, f->end_line);
		for (int bit = 0; bit < 10; bit++)
			if (f->flags >> bit & 1)
				buf_printf(b, " %s", flags[bit]);
		if (f->class_)
			buf_printf(b, " of %s", text_of(u, u->class_.v[f->class_].name));
		if (f->parent > 1)
			buf_printf(b, " in %s", text_function(u, f->parent));
		text_field(b, u, " -> ", f->result_annotation);
		buf_printf(b, "%s", text_leaves[u->region.v[f->region].leaves]);
		if (f->doc) {
			buf_puts(b, " doc \"");
			text_quoted(b, text_of(u, f->doc));
			buf_puts(b, "\"");
		}
		buf_putc(b, '\n');
	}
	for (size_t i = 1; i < u->parameter.n; i++) {
		const struct parameter *p = &u->parameter.v[i];

		buf_printf(b, "parameter %s.%d %s%s", text_function(u, p->function), p->position, p->flags & PARAM_REST ? "*" : p->flags & PARAM_KEYWORDS ? "**" : "",
			text_of(u, p->name));
		text_field(b, u, ": ", p->annotation);
		text_field(b, u, " = ", p->default_);
		buf_printf(b, "%s%s\n", p->flags & PARAM_KEYWORD_ONLY ? " keyword-only" : "", p->flags & PARAM_PROPERTY ? " property" : "");
	}
	for (size_t i = 1; i < u->class_.n; i++) {
		const struct class *c = &u->class_.v[i];

		buf_printf(b, "class %s %d-%d (", text_of(u, c->name), c->line, c->end_line);
		text_kids(b, u, c->first_base, c->bases, "=", 0);
		buf_puts(b, ")\n");
	}
}

static void text_names(struct buf *b, const struct unit *u)
{
	for (size_t i = 1; i < u->import.n; i++) {
		const struct import *m = &u->import.v[i];

		buf_printf(b, "import %s %s", text_of(u, m->module), m->name ? text_of(u, m->name) : "-");
		if (m->local)
			buf_printf(b, " as %s", text_of(u, m->local));
		buf_printf(b, "%s%s\n", m->is_type_only ? " type-only" : "", m->is_reexport ? " reexport" : "");
	}
	for (size_t i = 1; i < u->export_.n; i++) {
		buf_printf(b, "export %s", text_of(u, u->export_.v[i].name));
		text_field(b, u, " = ", u->export_.v[i].expr);
		buf_putc(b, '\n');
	}
	for (size_t i = 1; i < u->binding.n; i++) {
		const struct binding *x = &u->binding.v[i];

		buf_printf(b, "%s ", text_hows[x->how]);
		if (x->target)
			text_expr(b, u, x->target, 0);
		else
			buf_puts(b, text_of(u, x->name));
		text_field(b, u, ": ", x->annotation);
		text_field(b, u, " = ", x->value);
		buf_printf(b, "%s%s", x->part ? " part " : "", text_of(u, x->part));
		text_scope(b, u, x->scope);
		text_region(b, u, x->region);
		buf_putc(b, '\n');
	}
}

static void text_flow(struct buf *b, const struct unit *u)
{
	for (size_t i = 1; i < u->region.n; i++) {
		const struct region *r = &u->region.v[i];

		buf_printf(b, "region %s %d-%d", text_regions[r->kind], r->line, r->end_line);
		text_field(b, u, " test ", r->test);
		text_field(b, u, " subject ", r->subject);
		if (r->pair)
			buf_printf(b, " pair %s %d", text_regions[u->region.v[r->pair].kind], u->region.v[r->pair].line);
		if (r->flags)
			buf_printf(b, " flags %d", r->flags);
		buf_puts(b, text_leaves[r->leaves]);
		text_region(b, u, r->parent);
		buf_printf(b, " in %s\n", text_function(u, r->function));
	}
	for (size_t i = 1; i < u->catch_.n; i++) {
		const struct catch_clause *c = &u->catch_.v[i];

		buf_printf(b, "catch %s (", text_of(u, c->name));
		text_kids(b, u, c->first_type, c->types, "=", 0);
		buf_printf(b, ") %d\n", c->line);
	}
	for (size_t i = 1; i < u->return_.n; i++) {
		const struct return_ *r = &u->return_.v[i];

		buf_printf(b, "%s ", r->how == 'r' ? "return" : r->how == 't' ? "throw" : "yield");
		text_expr(b, u, r->value, 0);
		text_field(b, u, " from ", r->cause);
		buf_printf(b, " in %s", text_function(u, r->function));
		text_region(b, u, r->region);
		buf_putc(b, '\n');
	}
}

static void text_calls(struct buf *b, const struct unit *u)
{
	for (size_t i = 1; i < u->call.n; i++) {
		const struct call *c = &u->call.v[i];

		buf_puts(b, "call ");
		text_expr(b, u, c->expr, 0);
		buf_printf(b, " %s", text_settled[c->settled]);
		if (c->use != c->settled)
			buf_printf(b, " %s", text_settled[c->use]);
		if (c->argument_of) {
			buf_puts(b, " for ");
			text_expr(b, u, u->expr.v[u->call.v[c->argument_of].expr].a, 0);
		}
		buf_printf(b, " in %s", text_function(u, c->function));
		text_region(b, u, c->region);
		buf_putc(b, '\n');
	}
	for (size_t i = 1; i < u->decorator.n; i++) {
		const struct decorator *d = &u->decorator.v[i];

		buf_printf(b, "decorator %c ", d->target_kind);
		if (d->target_kind == 'c')
			buf_puts(b, text_of(u, u->class_.v[d->target].name));
		else if (d->target_kind == 'f')
			buf_puts(b, text_function(u, d->target));
		buf_printf(b, ".%d @", d->position);
		text_expr(b, u, d->expr, 0);
		buf_printf(b, " %d\n", d->line);
	}
	for (size_t i = 1; i < u->suppression.n; i++) {
		const struct suppression *s = &u->suppression.v[i];

		buf_printf(b, "suppression %s: %s %d covers %d\n", text_of(u, s->rule), text_of(u, s->reason), s->line, s->covers_line);
	}
}

/* Appends the facts of the unit. */
static void unit_as_text(struct buf *b, const struct unit *u)
{
	text_definitions(b, u);
	text_names(b, u);
	text_flow(b, u);
	text_calls(b, u);
	if (u->parse_errors)
		buf_printf(b, "errors %d first %d\n", u->parse_errors, u->first_error_line);
}

#endif
