/* The choice between candidates: PostgreSQL's func_select_candidate and what it needs. See bind_candidate.h. */
#include "bind_candidate.h"

bool own_schema(const char *schema)
{
	return schema && strcmp(schema, "pg_catalog") != 0;
}

const struct candidate *exact_candidate(const struct candidates *list, const int *input, size_t n)
{
	for (size_t c = 0; c < list->n; c++)
		if (memcmp(list->v[c].arg, input, n * sizeof(*input)) == 0)
			return &list->v[c];
	return NULL;
}

static enum answer match(struct binder *b, const struct candidate *c, const int *input, size_t n)
{
	int *declared = arena_array(b->arena, int, n + 1), result = c->result;
	enum answer answer = YES, poly;

	for (size_t i = 0; i < n; i++) {
		enum answer one = can_coerce(b, input[i], c->arg[i], 'i');

		if (one == NO)
			return NO;
		if (one == MAYBE)
			answer = MAYBE;
	}
	memcpy(declared, c->arg, n * sizeof(*declared));
	poly = resolve_polymorphic(b, input, declared, n, &result);
	return poly == NO ? NO : answer == MAYBE ? MAYBE : poly;
}

static void keep(struct candidates *list, const int *score)
{
	size_t kept = 0;
	int best = 0;

	for (size_t i = 0; i < list->n; i++)
		best = score[i] > best ? score[i] : best;
	for (size_t i = 0; i < list->n; i++)
		if (score[i] == best)
			list->v[kept++] = list->v[i];
	list->n = kept;
}

/* Most exact matches, then most exact or preferred ones. */
static void prefer_known(struct binder *b, struct candidates *list, const int *input, size_t n, bool preferred)
{
	int *score = arena_array(b->arena, int, list->n + 1);

	for (size_t c = 0; c < list->n; c++)
		for (size_t i = 0; i < n; i++) {
			int type = list->v[c].arg[i];
			bool is_preferred, input_preferred;

			if (input[i] == b->p->unknown)
				continue;
			if (type == input[i])
				score[c]++;
			else if (preferred && type_category(b, type, &is_preferred) == type_category(b, input[i], &input_preferred))
				score[c] += is_preferred;
		}
	keep(list, score);
}

/* The category the candidates agree on for an argument of unknown type, string where any takes one; 0: none. */
static char unknown_category(struct binder *b, const struct candidates *list, size_t i, bool *has_preferred)
{
	char category = 0;
	bool conflict = false;

	*has_preferred = false;
	for (size_t c = 0; c < list->n; c++) {
		bool preferred;
		char one = type_category(b, list->v[c].arg[i], &preferred);

		if (!category) {
			category = one;
			*has_preferred = preferred;
		} else if (one == category) {
			*has_preferred |= preferred;
		} else if (one == 'S') {
			category = 'S';
			*has_preferred = preferred;
		} else {
			conflict = true;
		}
	}
	return conflict && category != 'S' ? 0 : category;
}

static void prefer_unknown(struct binder *b, struct candidates *list, const int *input, size_t n)
{
	struct candidate *kept = arena_array(b->arena, struct candidate, list->n + 1);
	char *category = arena_array(b->arena, char, n + 1);
	bool *preferred = arena_array(b->arena, bool, n + 1);
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (input[i] == b->p->unknown && !(category[i] = unknown_category(b, list, i, &preferred[i])))
			return;
	for (size_t c = 0; c < list->n; c++) {
		bool good = true;

		for (size_t i = 0; i < n && good; i++) {
			bool p;

			if (input[i] == b->p->unknown)
				good = type_category(b, list->v[c].arg[i], &p) == category[i] && (!preferred[i] || p);
		}
		if (good)
			kept[count++] = list->v[c];
	}
	if (count) {
		memcpy(list->v, kept, count * sizeof(*kept));
		list->n = count;
	}
}

/* Unknown arguments taken for the type all known ones have. */
static const struct candidate *assume_same(struct binder *b, const struct candidates *list, const int *input, size_t n)
{
	int *assumed = arena_array(b->arena, int, n + 1), known = 0;
	const struct candidate *found = NULL;

	for (size_t i = 0; i < n; i++) {
		if (input[i] == b->p->unknown)
			continue;
		if (known && known != input[i])
			return NULL;
		known = input[i];
	}
	if (!known)
		return NULL;
	for (size_t i = 0; i < n; i++)
		assumed[i] = known;
	for (size_t c = 0; c < list->n; c++) {
		if (match(b, &list->v[c], assumed, n) == NO)
			continue;
		if (found)
			return NULL;
		found = &list->v[c];
	}
	return found;
}

const struct candidate *select_candidate(struct binder *b, struct candidates *list, const int *types, size_t n)
{
	int *input = arena_array(b->arena, int, n + 1);
	bool unknown = false;

	for (size_t i = 0; i < n; i++) {
		input[i] = base_type(b, types[i]);
		unknown |= input[i] == b->p->unknown;
	}
	prefer_known(b, list, input, n, false);
	if (list->n > 1)
		prefer_known(b, list, input, n, true);
	if (list->n > 1 && !unknown)
		return NULL;
	if (list->n > 1)
		prefer_unknown(b, list, input, n);
	return list->n == 1 ? &list->v[0] : assume_same(b, list, input, n);
}

void keep_matching(struct binder *b, struct candidates *list, const int *input, size_t n, bool *unsure)
{
	size_t kept = 0;

	for (size_t c = 0; c < list->n; c++) {
		enum answer answer = match(b, &list->v[c], input, n);

		*unsure |= answer == MAYBE;
		if (answer != NO)
			list->v[kept++] = list->v[c];
	}
	list->n = kept;
}

int agreed_result(struct binder *b, const struct candidates *list)
{
	int result = list->n && !list->vague ? list->v[0].result : 0;

	for (size_t c = 0; c < list->n; c++)
		if (list->v[c].result != result)
			return 0;
	return is_polymorphic(b, result) ? 0 : result;
}

int apply_candidate(struct binder *b, const struct candidate *c, struct value **arg, size_t n)
{
	int *declared = arena_array(b->arena, int, n + 1), *actual = arena_array(b->arena, int, n + 1), result = c->result;

	for (size_t i = 0; i < n; i++)
		actual[i] = arg[i]->t;
	memcpy(declared, c->arg, n * sizeof(*declared));
	resolve_polymorphic(b, actual, declared, n, &result);
	for (size_t i = 0; i < n; i++)
		coerce(b, arg[i], declared[i], 'i');
	return result;
}

void forget_values(struct binder *b, struct value **arg, size_t n)
{
	for (size_t i = 0; i < n; i++)
		coerce(b, arg[i], 0, 'i');
}

void not_created(struct binder *b, struct bound_problem *p, unsigned part)
{
	p->certain = false;
	for (size_t i = 1; i < b->p->parts; i++)
		if (part == 1u << i)
			p->detail = arena_printf(b->arena, "extension \"%s\", which is not created here, has one", b->p->part[i]);
}
