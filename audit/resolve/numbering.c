/* The numbers that rows and arrays share. See rows.h. */
#include "rows.h"

static int64_t *bases(struct arena *arena, const struct resolver *r, size_t (*count)(const struct unit *))
{
	int64_t *base = arena_array(arena, int64_t, r->units + 1);

	for (int i = 0; i < r->units; i++)
		base[i + 1] = base[i] + (int64_t)count(r->unit[i]);
	return base;
}

static size_t count_call(const struct unit *u) { return u->call.n; }
static size_t count_function(const struct unit *u) { return u->function.n; }
static size_t count_class(const struct unit *u) { return u->class_.n; }
static size_t count_region(const struct unit *u) { return u->region.n; }
static size_t count_expr(const struct unit *u) { return u->expr.n; }

void numbering_make(struct arena *arena, struct numbering *n, const struct resolver *r, const int *file_of_unit)
{
	n->units = r->units;
	n->file = arena_array(arena, int64_t, r->units + 1);
	for (int i = 0; i < r->units; i++)
		n->file[i] = file_of_unit[i] + 1;
	n->call = bases(arena, r, count_call);
	n->function = bases(arena, r, count_function);
	n->class_ = bases(arena, r, count_class);
	n->region = bases(arena, r, count_region);
	n->expr = bases(arena, r, count_expr);
}

static struct ref back(const int64_t *base, int units, int64_t id)
{
	int low = 0, high = units;

	if (id <= 0 || units == 0 || id >= base[units])
		return REF_NONE;
	while (high - low > 1) {
		int middle = (low + high) / 2;

		if (base[middle] <= id)
			low = middle;
		else
			high = middle;
	}
	return id > base[low] ? (struct ref){low, (int)(id - base[low])} : REF_NONE;
}

struct ref numbering_call(const struct numbering *n, int64_t id) { return back(n->call, n->units, id); }
struct ref numbering_function(const struct numbering *n, int64_t id) { return back(n->function, n->units, id); }
struct ref numbering_class(const struct numbering *n, int64_t id) { return back(n->class_, n->units, id); }
