/* What the derivations share. See derive.h. */
#include "compose.h"
#include "guard.h"

int64_t witness_add(struct derive *d, int64_t witness, int position, int64_t file_id, int line, const char *text)
{
	struct table *t;

	if (!d->witness_step)
		d->witness_step = facts_table(d->facts, "witness_step", COLUMNS("witness_id", "position", "file_id", "line", "text"));
	t = d->witness_step;
	if (!witness)
		witness = ++d->witness;
	row_id(t, 0, witness);
	row_int(t, 1, position);
	row_id(t, 2, file_id);
	row_int(t, 3, line);
	row_text(t, 4, text);
	row_end(t);
	return witness;
}

void derive_free(struct derive *d)
{
	graph_free(d->graph);
	if (d->guards)
		map_free(&d->guards->ancestor);
	compose_free(d);
	vec_free(&d->queries);
	vec_free(&d->sites);
	vec_free(&d->steps);
	map_free(&d->site_of_call);
	map_free(&d->shape);
	map_free(&d->request);
	map_free(&d->parameter_origin);
	map_free(&d->narrowed);
	map_free(&d->binding);
	map_free(&d->helper);
	map_free(&d->app);
	catalog_free(d->effective);
	catalog_free(d->declared);
	d->effective = d->declared = NULL;
}
