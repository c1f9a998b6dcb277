/* Units as bytes and back. */
#include "../../audit/extract/language.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char source[] =
	"import { a } from 'm'\n@D() export class C extends B { @F() x: string = 'v'; m(@P() p: T = 1) { try { return f(p) } catch (e) { throw e } } }\n"
	"for (const { k } of await g()) { k.z = [...k] } // plumbline-ignore r: why\n";

static struct unit *sample(void)
{
	return extract(language_of("a.ts"), source, sizeof(source) - 1);
}

static void null_entries(void **state)
{
	struct unit *u = unit_new();

	(void)state;
	assert_int_equal(u->expr.n, 1);
	assert_int_equal(u->suppression.n, 1);
	assert_string_equal(unit_text(u, 0), "");
	assert_int_equal(u->expr.v[0].kind, E_NONE);
	unit_free(u);
	unit_free(NULL);
}

static void round_trip(void **state)
{
	struct unit *u = sample(), *v;
	size_t length, again_length;
	void *bytes = unit_store(u, &length), *again;

	(void)state;
	assert_true(u->class_.n > 1 && u->catch_.n > 1 && u->decorator.n > 3 && u->export_.n > 1 && u->return_.n > 1 && u->suppression.n > 1);
	v = unit_load(bytes, length);
	assert_non_null(v);
	assert_int_equal(v->language, u->language);
	assert_int_equal(v->call.n, u->call.n);
	again = unit_store(v, &again_length);
	assert_int_equal(again_length, length);
	assert_memory_equal(again, bytes, length);
	free(again);
	free(bytes);
	unit_free(u);
	unit_free(v);
}

static void other_bytes_are_refused(void **state)
{
	struct unit *u = sample();
	size_t length;
	char *bytes = unit_store(u, &length);

	(void)state;
	assert_null(unit_load(NULL, 0));
	assert_null(unit_load("", 0));
	assert_null(unit_load("not a unit at all, but long enough for a header", 40));
	for (size_t n = 0; n < length; n++) {	/* every truncation; a copy of the size lets the sanitizer see reading beyond */
		char *cut = xmalloc(n + 1);

		memcpy(cut, bytes, n);
		assert_null(unit_load(cut, n));
		free(cut);
	}
	free(bytes);
	unit_free(u);
}

/* Each of these references, pointed out of its array, must be noticed. */
static void wild_references_are_refused(void **state)
{
	struct unit *u = sample();
	int32_t *places[] = {
		&u->expr.v[1].a, &u->expr.v[1].b, &u->expr.v[1].c, &u->expr.v[1].scope, &u->kid.v[1].expr, &u->scope.v[2].parent, &u->scope.v[1].function,
		&u->scope.v[1].class_, &u->binding.v[1].scope, &u->binding.v[1].value, &u->binding.v[1].target, &u->binding.v[1].entity, &u->binding.v[1].region,
		&u->binding.v[1].how, &u->function.v[2].scope, &u->function.v[2].region, &u->function.v[2].parameters, &u->function.v[2].first_parameter,
		&u->function.v[2].expr, &u->function.v[2].parent, &u->function.v[2].class_, &u->parameter.v[1].default_, &u->parameter.v[1].function, &u->class_.v[1].bases,
		&u->class_.v[1].scope, &u->import.v[1].scope, &u->export_.v[1].expr, &u->export_.v[1].import, &u->region.v[2].parent, &u->region.v[2].test,
		&u->region.v[2].pair, &u->catch_.v[1].region, &u->catch_.v[1].types, &u->call.v[1].expr, &u->call.v[1].argument_of, &u->decorator.v[1].target,
		&u->decorator.v[1].expr, &u->return_.v[1].value, &u->return_.v[1].region,
	};
	static const int32_t wild[] = {-1, 1000000, INT32_MAX, INT32_MIN};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		for (size_t k = 0; k < 4; k++) {
			int32_t kept = *places[i];
			size_t length;
			void *bytes;

			*places[i] = wild[k];
			bytes = unit_store(u, &length);
			if (unit_load(bytes, length))
				fail_msg("place %zu accepts %d", i, wild[k]);
			free(bytes);
			*places[i] = kept;
		}
	unit_free(u);
}

static void wild_texts_are_refused(void **state)
{
	struct unit *u = sample();
	uint32_t *places[] = {&u->expr.v[1].text, &u->kid.v[1].key, &u->binding.v[1].name, &u->binding.v[1].part, &u->function.v[2].name, &u->function.v[2].doc,
		&u->parameter.v[1].name, &u->class_.v[1].name, &u->import.v[1].module, &u->import.v[1].local, &u->export_.v[1].name, &u->catch_.v[1].name,
		&u->suppression.v[1].rule, &u->suppression.v[1].reason};
	size_t length;
	void *bytes;

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		uint32_t kept = *places[i];

		*places[i] = (uint32_t)u->pool.n;
		bytes = unit_store(u, &length);
		if (unit_load(bytes, length))
			fail_msg("place %zu", i);
		free(bytes);
		*places[i] = kept;
	}
	u->pool.v[u->pool.n - 1] = 'x';		/* the last text has no end */
	bytes = unit_store(u, &length);
	assert_null(unit_load(bytes, length));
	free(bytes);
	unit_free(u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(null_entries),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(other_bytes_are_refused),
		cmocka_unit_test(wild_references_are_refused),
		cmocka_unit_test(wild_texts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
