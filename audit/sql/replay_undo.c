/*
 * Taking a failed statement back. A frame holds copies of the catalogue's lists, made when it begins (pointers: cheap), and of whatever
 * the statement touched, made just before. Copies are restored last first; what was made in between stays in the arena, unreachable.
 */
#include "replay_private.h"

/* A list's contents. */
struct saved_list {
	void *elements;
	size_t n;
};

struct note {
	enum { NOTE_BYTES,
		NOTE_RELATION,
		NOTE_TYPE,
		NOTE_FUNCTION } kind;
	void *p;
	void *copy;
	size_t size;
	struct saved_list list[6];
};

struct undo {
	struct undo *outer;
	struct saved_list schema, relation, type, function, policy, extension, search_path, session_path, depend, dropped;
	size_t depends;	     /* how many there were … */
	bool keeps_depends; /* … and whether `depend` holds them: something was taken away since */
	VEC_OF(struct note) notes;
	bool open, own_casts, own_operators;
	size_t events;
};

static struct saved_list save_list(const void *elements, size_t n, size_t size)
{
	struct saved_list saved = {.n = n};

	if (n) {
		saved.elements = xmalloc(n * size);
		memcpy(saved.elements, elements, n * size);
	}
	return saved;
}

#define SAVE(vec) save_list((vec).v, (vec).n, sizeof(*(vec).v))
#define RESTORE(vec, saved) \
	do { \
		vec_reserve(&(vec), (saved).n); \
		if ((saved).n) \
			memcpy((vec).v, (saved).elements, (saved).n * sizeof(*(vec).v)); \
		(vec).n = (saved).n; \
	} while (0)

void undo_begin(struct run *run)
{
	struct undo *undo = xcalloc(1, sizeof(*undo));
	struct catalog *c = run->catalog;

	undo->outer = run->undo;
	undo->schema = SAVE(c->schema);
	undo->relation = SAVE(c->relation);
	undo->type = SAVE(c->type);
	undo->function = SAVE(c->function);
	undo->policy = SAVE(c->policy);
	undo->extension = SAVE(c->extension);
	undo->search_path = SAVE(c->search_path);
	undo->session_path = SAVE(c->session_path);
	undo->depends = c->depend.n;
	undo->dropped = SAVE(c->dropped);
	undo->open = c->open;
	undo->own_casts = c->own_casts;
	undo->own_operators = c->own_operators;
	undo->events = run->events.n;
	run->undo = undo;
}

/* The largest list by far, and nearly every statement only adds to it. */
void undo_keeps_depends(struct run *run)
{
	for (struct undo *undo = run->undo; undo; undo = undo->outer)
		if (!undo->keeps_depends) {
			undo->depend = save_list(run->catalog->depend.v, undo->depends, sizeof(*run->catalog->depend.v));
			undo->keeps_depends = true;
		}
}

static void note_free(struct note *note)
{
	free(note->copy);
	for (size_t i = 0; i < 6; i++)
		free(note->list[i].elements);
}

static void undo_free(struct undo *undo)
{
	free(undo->schema.elements);
	free(undo->relation.elements);
	free(undo->type.elements);
	free(undo->function.elements);
	free(undo->policy.elements);
	free(undo->extension.elements);
	free(undo->search_path.elements);
	free(undo->session_path.elements);
	free(undo->depend.elements);
	free(undo->dropped.elements);
	vec_free(&undo->notes);
	free(undo);
}

void undo_commit(struct run *run)
{
	struct undo *undo = run->undo;

	for (size_t i = 0; i < undo->notes.n; i++) {
		if (undo->outer)
			vec_push(&undo->outer->notes, undo->notes.v[i]);
		else
			note_free(&undo->notes.v[i]);
	}
	run->undo = undo->outer;
	undo_free(undo);
}

/* The copy holds list pointers that are stale by now: the lists keep their memory and get their contents back. */
static void restore_relation(const struct note *note)
{
	struct relation *r = note->p, now = *r;

	memcpy(r, note->copy, sizeof(*r));
	memcpy(&r->column, &now.column, sizeof(r->column));
	memcpy(&r->constraint, &now.constraint, sizeof(r->constraint));
	memcpy(&r->index, &now.index, sizeof(r->index));
	memcpy(&r->trigger, &now.trigger, sizeof(r->trigger));
	memcpy(&r->parent, &now.parent, sizeof(r->parent));
	memcpy(&r->dropped_column, &now.dropped_column, sizeof(r->dropped_column));
	RESTORE(r->column, note->list[0]);
	RESTORE(r->constraint, note->list[1]);
	RESTORE(r->index, note->list[2]);
	RESTORE(r->trigger, note->list[3]);
	RESTORE(r->parent, note->list[4]);
	RESTORE(r->dropped_column, note->list[5]);
}

static void restore_type(const struct note *note)
{
	struct user_type *t = note->p, now = *t;

	memcpy(t, note->copy, sizeof(*t));
	memcpy(&t->label, &now.label, sizeof(t->label));
	RESTORE(t->label, note->list[0]);
}

static void restore_function(const struct note *note)
{
	struct routine *f = note->p, now = *f;

	memcpy(f, note->copy, sizeof(*f));
	memcpy(&f->argument, &now.argument, sizeof(f->argument));
	memcpy(&f->argument_name, &now.argument_name, sizeof(f->argument_name));
	memcpy(&f->output, &now.output, sizeof(f->output));
	RESTORE(f->argument, note->list[0]);
	RESTORE(f->argument_name, note->list[1]);
	RESTORE(f->output, note->list[2]);
}

void undo_back(struct run *run)
{
	struct undo *undo = run->undo;
	struct catalog *c = run->catalog;

	for (size_t i = undo->notes.n; i-- > 0;) {
		struct note *note = &undo->notes.v[i];

		if (note->kind == NOTE_BYTES)
			memcpy(note->p, note->copy, note->size);
		else if (note->kind == NOTE_RELATION)
			restore_relation(note);
		else if (note->kind == NOTE_TYPE)
			restore_type(note);
		else
			restore_function(note);
		note_free(note);
	}
	RESTORE(c->schema, undo->schema);
	RESTORE(c->relation, undo->relation);
	RESTORE(c->type, undo->type);
	RESTORE(c->function, undo->function);
	RESTORE(c->policy, undo->policy);
	RESTORE(c->extension, undo->extension);
	RESTORE(c->search_path, undo->search_path);
	RESTORE(c->session_path, undo->session_path);
	if (undo->keeps_depends)
		RESTORE(c->depend, undo->depend);
	else
		c->depend.n = undo->depends;
	RESTORE(c->dropped, undo->dropped);
	c->open = undo->open;
	c->own_casts = undo->own_casts;
	c->own_operators = undo->own_operators;
	run->events.n = undo->events;
	catalog_reindex(c);
	run->undo = undo->outer;
	undo_free(undo);
}

static struct note *take_note(struct run *run, int kind, void *p, size_t size)
{
	struct undo *undo = run->undo;
	struct note note = {.kind = kind, .p = p, .size = size, .copy = xmalloc(size)};

	memcpy(note.copy, p, size);
	vec_push(&undo->notes, note);
	return &undo->notes.v[undo->notes.n - 1];
}

/* Whether the innermost frame has a copy already: the first one is what counts. */
static bool noted(const struct run *run, const void *p)
{
	for (size_t i = run->undo->notes.n; i-- > 0;)
		if (run->undo->notes.v[i].p == p)
			return true;
	return false;
}

void touch_bytes(struct run *run, void *p, size_t size)
{
	if (!noted(run, p))
		take_note(run, NOTE_BYTES, p, size);
}

void touch_relation(struct run *run, struct relation *r)
{
	struct note *note;

	if (noted(run, r))
		return;
	note = take_note(run, NOTE_RELATION, r, sizeof(*r));
	note->list[0] = SAVE(r->column);
	note->list[1] = SAVE(r->constraint);
	note->list[2] = SAVE(r->index);
	note->list[3] = SAVE(r->trigger);
	note->list[4] = SAVE(r->parent);
	note->list[5] = SAVE(r->dropped_column);
	for (size_t i = 0; i < r->column.n; i++)
		take_note(run, NOTE_BYTES, r->column.v[i], sizeof(*r->column.v[i]));
	for (size_t i = 0; i < r->constraint.n; i++)
		take_note(run, NOTE_BYTES, r->constraint.v[i], sizeof(*r->constraint.v[i]));
	for (size_t i = 0; i < r->index.n; i++)
		take_note(run, NOTE_BYTES, r->index.v[i], sizeof(*r->index.v[i]));
	for (size_t i = 0; i < r->trigger.n; i++)
		take_note(run, NOTE_BYTES, r->trigger.v[i], sizeof(*r->trigger.v[i]));
}

void touch_type(struct run *run, struct user_type *type)
{
	if (!noted(run, type))
		take_note(run, NOTE_TYPE, type, sizeof(*type))->list[0] = SAVE(type->label);
}

void touch_function(struct run *run, struct routine *f)
{
	struct note *note;

	if (noted(run, f))
		return;
	note = take_note(run, NOTE_FUNCTION, f, sizeof(*f));
	note->list[0] = SAVE(f->argument);
	note->list[1] = SAVE(f->argument_name);
	note->list[2] = SAVE(f->output);
}
