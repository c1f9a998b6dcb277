/* Sets of variants: the texts something may have, bounded. See fold_private.h. */
#include "fold_private.h"

#define PARTS_MAX 4000

void set_one(struct folder *f, struct set *s, struct fold_part part)
{
	struct fold_part *p = arena_new(f->arena, struct fold_part);

	*p = part;
	s->v[0] = (struct fold_variant){p, 1};
	s->n = 1;
}

void set_empty(struct set *s)
{
	s->v[0] = (struct fold_variant){NULL, 0};
	s->n = 1;
}

void set_hole(struct folder *f, struct set *s, struct ref e)
{
	set_one(f, s, (struct fold_part){.hole = e, .literal = REF_NONE});
}

static bool same_variant(const struct fold_variant *a, const struct fold_variant *b)
{
	if (a->parts != b->parts)
		return false;
	for (int i = 0; i < a->parts; i++) {
		const struct fold_part *x = &a->part[i], *y = &b->part[i];

		if ((x->text == NULL) != (y->text == NULL) || x->separator != y->separator)
			return false;
		if (x->text ? x->n != y->n || memcmp(x->text, y->text, x->n) != 0 : !ref_eq(x->hole, y->hole))
			return false;
	}
	return true;
}

static void set_add(struct folder *f, struct set *s, const struct fold_variant *v)
{
	for (int i = 0; i < s->n; i++)
		if (same_variant(&s->v[i], v))
			return;
	if (s->n == FOLD_VARIANTS_MAX) {
		f->truncated = true;
		return;
	}
	s->v[s->n++] = *v;
}

void set_union(struct folder *f, struct set *a, const struct set *b)
{
	for (int i = 0; i < b->n; i++)
		set_add(f, a, &b->v[i]);
}

void set_concat(struct folder *f, struct set *a, const struct set *b)
{
	struct set out = {.n = 0};
	int step = 1;

	if (a->n * b->n > FOLD_VARIANTS_MAX) {
		/* Too many combinations: each variant of the larger set once, the other's taken in turn, so that every part is seen. */
		f->truncated = true;
		step = 0;
	}
	for (int i = 0; i < (step ? a->n * b->n : a->n > b->n ? a->n : b->n); i++) {
		const struct fold_variant *x = &a->v[step ? i / b->n : i % a->n], *y = &b->v[i % b->n];
		struct fold_part *p;

		if (x->parts + y->parts > PARTS_MAX) {
			f->truncated = true;
			continue;
		}
		p = arena_array(f->arena, struct fold_part, x->parts + y->parts + 1);
		if (x->parts)
			memcpy(p, x->part, sizeof(*p) * (size_t)x->parts);
		if (y->parts)
			memcpy(p + x->parts, y->part, sizeof(*p) * (size_t)y->parts);
		set_add(f, &out, &(struct fold_variant){p, x->parts + y->parts});
	}
	*a = out;
}

void set_text(struct folder *f, struct set *s, const char *text, struct ref literal)
{
	if (!*text)
		set_empty(s);
	else
		set_one(f, s, (struct fold_part){.text = text, .n = strlen(text), .literal = literal, .hole = REF_NONE});
}

/* Separators of an array become the text of a join. */
void set_join(struct folder *f, struct set *s, const char *with)
{
	for (int i = 0; i < s->n; i++) {
		struct fold_part *p = arena_array(f->arena, struct fold_part, s->v[i].parts + 1);

		for (int k = 0; k < s->v[i].parts; k++) {
			p[k] = s->v[i].part[k];
			if (p[k].separator)
				p[k] = (struct fold_part){.text = with, .n = strlen(with), .literal = REF_NONE, .hole = REF_NONE};
		}
		s->v[i].part = p;
	}
}

void set_push(struct folder *f, struct set *list, const struct set *value)
{
	struct set separator, out = {.n = 0};

	set_one(f, &separator, (struct fold_part){.text = "", .separator = true, .literal = REF_NONE, .hole = REF_NONE});
	for (int i = 0; i < list->n; i++) {
		struct set one = {.v = {list->v[i]}, .n = 1};

		if (one.v[0].parts > 0)
			set_concat(f, &one, &separator);
		set_concat(f, &one, value);
		set_union(f, &out, &one);
	}
	*list = out;
}
