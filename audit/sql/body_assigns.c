/* What a trigger function does to NEW. See body.h. */
#include "body_private.h"

#include <strings.h>

struct assigned {
	struct arena *arena;
	const struct pl_body *body;
	VEC_OF(const char *) field;
	bool any;	/* NEW as a whole may be another row */
};

static void note_target(struct assigned *a, struct pl_text target)
{
	const char *name[2];
	size_t n = pl_names(a->arena, a->body->text, target, name, 2);

	if (!n || strcmp(name[0], "new") != 0)
		return;
	if (n == 1)
		a->any = true;
	else
		vec_push(&a->field, name[1]);
}

/* RETURN of something else than NEW, OLD or NULL: a row made elsewhere. */
static bool returns_other(const struct assigned *a, struct pl_text expression)
{
	static const char *const harmless[] = {"new", "old", "null"};
	const char *name[2];
	size_t n = pl_names(a->arena, a->body->text, expression, name, 2);

	for (size_t i = 0; n == 1 && i < sizeof(harmless) / sizeof(*harmless); i++)
		if (strcmp(name[0], harmless[i]) == 0)
			return false;
	return expression.end > expression.at;
}

static void collect(struct assigned *a, const struct pl_statement *first)
{
	for (const struct pl_statement *s = first; s; s = s->next) {
		for (size_t i = 0; i < s->targets; i++)
			note_target(a, s->target[i]);
		for (size_t i = 0; i < s->declarations; i++)
			note_target(a, s->declaration[i].alias);	/* another name for NEW: what is done to it is not followed */
		a->any |= s->kind == PL_RETURN && s->expressions && returns_other(a, s->expression[0]);
		for (size_t i = 0; i < s->branches; i++)
			collect(a, s->branch[i].first);
	}
}

void body_assigns(struct arena *arena, struct routine *f)
{
	struct assigned a = {.arena = arena};

	f->assigns = NULL;
	f->n_assigns = 0;
	f->assigns_unknown = true;
	if (!f->body || strcasecmp(f->language, "plpgsql") != 0)
		return;
	a.body = pl_read(arena, f->body, strlen(f->body));
	if (a.body->error)
		return;
	collect(&a, a.body->block);
	f->assigns = arena_array(arena, const char *, a.field.n + 1);
	if (a.field.n)
		memcpy(f->assigns, a.field.v, a.field.n * sizeof(*f->assigns));
	f->n_assigns = a.field.n;
	f->assigns_unknown = a.any;
	vec_free(&a.field);
}
