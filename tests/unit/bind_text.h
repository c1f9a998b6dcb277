/*
 * Binding texts against a schema written as text. Each test of the file begins with the tables of its `static const char schema[]`:
 * define that after the other includes, then include this, and run with cmocka_unit_test_setup_teardown(f, set_up, tear_down).
 */
#ifndef PLUMBLINE_BIND_TEXT_H
#define PLUMBLINE_BIND_TEXT_H

struct fixture { struct catalog *catalog; struct arena arena; struct bound *bound; };

static int set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	struct replay replay = {.catalog = f->catalog = catalog_new()};

	replay_text(&replay, schema, strlen(schema), 1, 1);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	bound_free(f->bound);
	arena_free(&f->arena);
	catalog_free(f->catalog);
	free(f);
	return 0;
}

/* Owned by the fixture, until the next text is bound. */
static struct bound *bind(struct fixture *f, const char *text)
{
	bound_free(f->bound);
	f->bound = bind_statement(&f->arena, f->catalog, text, strlen(text));
	return f->bound;
}

#endif
