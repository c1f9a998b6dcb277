/* Type numbers, categories, casts, common types, polymorphism. See bind_type.h; the rules are those of PostgreSQL's parse_coerce. */
#include "bind_type.h"

/* A type of the catalogue at hand; its number is builtins()->types + 2 * index. */
struct own_type {
	const char *schema, *name;
	const struct user_type *user;
	char kind;		/* e enum, d domain, c composite */
	int base;
};

static struct own_type *own(struct binder *b, int type)
{
	return type >= b->p->types ? &b->own.v[(type - b->p->types) / 2] : NULL;
}

static int add_own(struct binder *b, struct own_type type)
{
	arena_push(b->arena, &b->own, type);
	return b->p->types + 2 * (int)(b->own.n - 1);
}

/* A type a known extension brings, by the name of its catalogue entry. */
static int extension_type(struct binder *b, const char *name)
{
	int type = builtin_type(name);

	return type && (b->p->type[type / 2].part & b->parts & ~1u) ? type : 0;
}

static int own_number(struct binder *b, const struct sql_type *type)
{
	const struct user_type *user;
	const struct relation *relation;

	for (size_t i = 0; i < b->own.n; i++)
		if (strcmp(b->own.v[i].name, type->name) == 0 && strcmp(b->own.v[i].schema, type->schema) == 0)
			return b->p->types + 2 * (int)i;
	user = catalog_type(b->catalog, type->schema, type->name);
	if (user && user->kind == TYPE_ENUM)
		return add_own(b, (struct own_type){user->schema, user->name, user, 'e', 0});
	if (user && user->kind == TYPE_DOMAIN) {
		int base = type_number(b, &user->base);

		return base ? add_own(b, (struct own_type){user->schema, user->name, user, 'd', base}) : 0;
	}
	if (user && user->kind == TYPE_BASE)
		return extension_type(b, user->name);
	if (user && user->kind != TYPE_COMPOSITE)
		return 0;
	relation = catalog_relation(b->catalog, type->schema, type->name);
	if (relation || user)
		return add_own(b, (struct own_type){user ? user->schema : relation->schema, user ? user->name : relation->name, user, 'c', 0});
	return 0;
}

int type_number(struct binder *b, const struct sql_type *type)
{
	int number;

	if (!type->name || !type->schema)
		return 0;
	number = strcmp(type->schema, "pg_catalog") == 0 ? builtin_type(type->name) : own_number(b, type);
	return number && type->array > 0 ? ARRAY_OF(number) : number;
}

struct sql_type type_of_number(struct binder *b, int type)
{
	struct sql_type result = {.schema = "pg_catalog", .modifier = "", .array = IS_ARRAY(type)};
	const struct own_type *o;

	if (!type)
		return (struct sql_type){.modifier = ""};
	if ((o = own(b, type))) {
		result.schema = o->schema;
		result.name = o->name;
		return result;
	}
	result.name = b->p->type[type / 2].name;
	if (b->p->type[type / 2].part != 1) {
		const struct user_type *user = catalog_type(b->catalog, NULL, result.name);

		result.schema = user ? user->schema : "public";
	}
	return result;
}

struct value typed(struct binder *b, int type)
{
	return (struct value){.t = type, .type = type && type != b->p->unknown ? type_of_number(b, type) : (struct sql_type){0}};
}

const char *type_label(struct binder *b, int type)
{
	struct sql_type t = type_of_number(b, type);
	const char *array = IS_ARRAY(type) ? "[]" : "";

	if ((type & ~1) == b->p->bpchar)
		return arena_printf(b->arena, "character%s", array);
	if ((type & ~1) == b->p->bit)
		return arena_printf(b->arena, "bit%s", array);
	/* Only what is in the search path is named without its schema. */
	if (own(b, type)) {
		bool visible = false;

		for (size_t i = 0; i < b->catalog->search_path.n && !visible; i++)
			visible = strcmp(b->catalog->search_path.v[i], t.schema) == 0;
		return arena_printf(b->arena, "%s%s%s%s", visible ? "" : quote_name(b->arena, t.schema), visible ? "" : ".", quote_name(b->arena, t.name), array);
	}
	return type_text(b->arena, &t);
}

int base_type(struct binder *b, int type)
{
	const struct own_type *o;

	while (!IS_ARRAY(type) && (o = own(b, type)) && o->kind == 'd')
		type = o->base;
	return type;
}

int element_type(struct binder *b, int type)
{
	type = base_type(b, type);
	return IS_ARRAY(type) ? type & ~1 : 0;
}

char type_category(struct binder *b, int type, bool *preferred)
{
	const struct own_type *o = own(b, type);

	*preferred = false;
	if (IS_ARRAY(type))
		return 'A';
	if (o && o->kind == 'd')
		return type_category(b, base_type(b, type), &(bool){false});
	if (o)
		return o->kind == 'e' ? 'E' : 'C';
	*preferred = b->p->type[type / 2].preferred;
	return b->p->type[type / 2].category;
}

const struct user_type *enum_of(struct binder *b, int type)
{
	const struct own_type *o = IS_ARRAY(type) ? NULL : own(b, type);

	return o && o->kind == 'e' ? o->user : NULL;
}

bool is_composite(struct binder *b, int type)
{
	const struct own_type *o = IS_ARRAY(type) ? NULL : own(b, type);

	return type == b->p->record || (o && o->kind == 'c');
}

bool is_polymorphic(struct binder *b, int type)
{
	const struct builtins *p = b->p;

	return type == p->anyelement || type == p->anyarray || type == p->anynonarray || type == p->anyenum || type == p->anyrange || type == p->anymultirange ||
	       type == p->anycompatible || type == p->anycompatiblearray || type == p->anycompatiblenonarray || type == p->anycompatiblerange ||
	       type == p->anycompatiblemultirange;
}

/* find_coercion_pathway: 0 none, '?' not known, 'b' nothing to do, 'f' a function, 'i' through text, 'a' element by element. */
static char pathway(struct binder *b, int source, int target, char context)
{
	static const char order[] = "iae";
	char method = 0, castable;
	bool preferred;

	source = base_type(b, source);
	target = base_type(b, target);
	if (!source || !target)
		return '?';
	if (source == target)
		return 'b';
	castable = builtin_cast(source, target, b->parts, &method);
	if (castable)
		return strchr(order, context) >= strchr(order, castable) ? method : 0;
	if (IS_ARRAY(source) && IS_ARRAY(target)) {
		char way = pathway(b, source & ~1, target & ~1, context);

		return way && way != '?' ? 'a' : way;
	}
	if (context != 'i' && type_category(b, target, &preferred) == 'S')
		return 'i';
	if (context == 'e' && type_category(b, source, &preferred) == 'S')
		return 'i';
	/* CREATE CAST is not replayed; it can concern these. */
	return b->catalog->own_casts ? '?' : 0;
}

bool is_relabel(struct binder *b, int source, int target)
{
	return pathway(b, source, target, 'i') == 'b';
}

enum answer can_coerce(struct binder *b, int source, int target, char context)
{
	char way;

	if (!source || !target)
		return MAYBE;
	if (source == target || target == b->p->any || is_polymorphic(b, target) || source == b->p->unknown)
		return YES;
	way = pathway(b, source, target, context);
	if (way)
		return way == '?' ? MAYBE : YES;
	if (is_composite(b, source) && is_composite(b, target))
		return source == b->p->record || target == b->p->record ? YES : MAYBE;
	/* Arrays of rows, and of domains over them. */
	if (is_composite(b, element_type(b, source)) && is_composite(b, element_type(b, target)))
		return MAYBE;
	return NO;
}

int common_type(struct binder *b, const int *types, size_t n, size_t *at)
{
	int found = n ? types[0] : 0;
	bool preferred = false, same = true, p;
	char category = 0;

	for (size_t i = 0; i < n; i++) {
		if (!types[i])
			return 0;
		same &= types[i] == found;
	}
	if (same && found != b->p->unknown)
		return found;
	found = base_type(b, found);
	category = found == b->p->unknown ? 0 : type_category(b, found, &preferred);
	for (size_t i = 1; i < n; i++) {
		int next = base_type(b, types[i]);

		if (next == b->p->unknown || next == found)
			continue;
		if (found == b->p->unknown) {
			found = next;
			category = type_category(b, next, &preferred);
		} else if (type_category(b, next, &p) != category) {
			*at = i;
			return -1;
		} else if (!preferred) {
			enum answer forth = can_coerce(b, found, next, 'i'), back = can_coerce(b, next, found, 'i');

			if (forth == MAYBE || back == MAYBE)
				return 0;
			if (forth == YES && back == NO) {
				found = next;
				category = type_category(b, next, &preferred);
			}
		}
	}
	return found == b->p->unknown ? b->p->text : found;
}

/* What the any… arguments of a call turned out to be. */
struct poly {
	int element, array, range, multirange, compatible, compatible_range;
	int *candidates;	/* of the anycompatible family */
	size_t n;
	bool unsure;
};

static bool settle(int *slot, int type)
{
	if (*slot && *slot != type)
		return false;
	*slot = type;
	return true;
}

static bool poly_argument(struct binder *b, struct poly *poly, int declared, int actual)
{
	const struct builtins *p = b->p;
	int base = base_type(b, actual);

	if (actual == p->unknown)
		return true;
	if (!actual) {
		poly->unsure = true;
		return true;
	}
	if (declared == p->anyelement || declared == p->anynonarray || declared == p->anyenum) {
		if (declared == p->anynonarray && IS_ARRAY(base))
			return false;
		if (declared == p->anyenum && !enum_of(b, actual))
			return false;
		return settle(&poly->element, actual);
	}
	if (declared == p->anyarray)
		return (IS_ARRAY(base) || base == p->anyarray) && settle(&poly->array, base);
	if (declared == p->anyrange || declared == p->anymultirange) {
		char kind = base < p->types && !IS_ARRAY(base) ? p->type[base / 2].kind : 0;

		return declared == p->anyrange ? kind == 'r' && settle(&poly->range, base) : kind == 'm' && settle(&poly->multirange, base);
	}
	if (declared == p->anycompatiblearray) {
		if (!IS_ARRAY(base))
			return false;
		poly->candidates[poly->n++] = base & ~1;
	} else if (declared == p->anycompatiblerange || declared == p->anycompatiblemultirange) {
		poly->unsure = true;
	} else {
		if (declared == p->anycompatiblenonarray && IS_ARRAY(base))
			return false;
		poly->candidates[poly->n++] = actual;
	}
	return true;
}

static bool fits(const struct poly *poly, struct binder *b)
{
	const struct builtins *p = b->p;
	int range = poly->range ? poly->range : poly->multirange ? p->type[poly->multirange / 2].base : 0;

	if (poly->array && poly->element && (poly->array & ~1) != poly->element)
		return false;
	if (range && poly->element && p->type[range / 2].base != poly->element)
		return false;
	if (poly->range && poly->multirange && p->type[poly->multirange / 2].base != poly->range)
		return false;
	if (poly->compatible > 0)
		for (size_t i = 0; i < poly->n; i++)
			if (can_coerce(b, poly->candidates[i], poly->compatible, 'i') == NO)
				return false;
	return poly->compatible >= 0;
}

static int filled_in(struct binder *b, const struct poly *poly, int declared)
{
	const struct builtins *p = b->p;

	if (declared == p->anyelement || declared == p->anynonarray || declared == p->anyenum)
		return poly->element;
	if (declared == p->anyarray)
		return poly->array ? poly->array : poly->element ? ARRAY_OF(poly->element) : 0;
	if (declared == p->anyrange)
		return poly->range;
	if (declared == p->anymultirange)
		return poly->multirange;
	if (declared == p->anycompatible || declared == p->anycompatiblenonarray)
		return poly->compatible;
	if (declared == p->anycompatiblearray)
		return poly->compatible ? ARRAY_OF(poly->compatible) : 0;
	return is_polymorphic(b, declared) ? 0 : declared;
}

enum answer resolve_polymorphic(struct binder *b, const int *actual, int *declared, size_t n, int *result)
{
	struct poly poly = {.candidates = arena_array(b->arena, int, n + 1)};
	bool any = false, compatible = false;
	size_t at;

	for (size_t i = 0; i < n; i++) {
		if (!is_polymorphic(b, declared[i]))
			continue;
		any = true;
		compatible |= declared[i] == b->p->anycompatible || declared[i] == b->p->anycompatiblearray || declared[i] == b->p->anycompatiblenonarray;
		if (!poly_argument(b, &poly, declared[i], actual[i]))
			return NO;
	}
	if (!any) {
		*result = is_polymorphic(b, *result) ? 0 : *result;
		return YES;
	}
	if (compatible && !poly.unsure)
		poly.compatible = poly.n ? common_type(b, poly.candidates, poly.n, &at) : b->p->text;
	if (!poly.unsure && !fits(&poly, b))
		return NO;
	if (poly.unsure) {
		/* Something is not known: neither are those that follow from it. */
		for (size_t i = 0; i < n; i++)
			declared[i] = is_polymorphic(b, declared[i]) ? 0 : declared[i];
		*result = is_polymorphic(b, *result) ? 0 : *result;
		return MAYBE;
	}
	if (!poly.element && poly.array)
		poly.element = poly.array & ~1;
	if (!poly.range && poly.multirange)
		poly.range = b->p->type[poly.multirange / 2].base;
	if (!poly.element && poly.range)
		poly.element = b->p->type[poly.range / 2].base;
	for (int m = b->p->types - 2; poly.range && !poly.multirange && m > 0; m -= 2)
		if (b->p->type[m / 2].kind == 'm' && b->p->type[m / 2].base == poly.range)
			poly.multirange = m;
	for (size_t i = 0; i < n; i++)
		declared[i] = filled_in(b, &poly, declared[i]);
	*result = filled_in(b, &poly, *result);
	return YES;
}
