/* Schema documents → rows. See documents.h. */
#include "documents.h"

#include "extract/prisma.h"
#include "openapi.h"

#define DOCUMENT_MAX (4 << 20)

struct rows {
	struct table *block, *field, *attribute, *argument;
	int64_t blocks, fields, attributes;
};

static void write_rows(struct rows *t, const struct prisma_file *f, int64_t file_id)
{
	for (size_t i = 0; i < f->block.n; i++) {
		row_id(t->block, 0, t->blocks + (int64_t)i + 1);
		row_id(t->block, 1, file_id);
		row_text(t->block, 2, f->block.v[i].kind);
		row_text(t->block, 3, f->block.v[i].name);
		row_int(t->block, 4, f->block.v[i].line);
		row_end(t->block);
	}
	for (size_t i = 0; i < f->field.n; i++) {
		const struct prisma_field *x = &f->field.v[i];

		row_id(t->field, 0, t->fields + (int64_t)i + 1);
		row_id(t->field, 1, t->blocks + x->block + 1);
		row_text(t->field, 2, x->name);
		row_text(t->field, 3, x->type);
		row_text(t->field, 4, x->value);
		row_int(t->field, 5, x->is_list);
		row_int(t->field, 6, x->is_optional);
		row_int(t->field, 7, x->line);
		row_end(t->field);
	}
	for (size_t i = 0; i < f->attribute.n; i++) {
		const struct prisma_attribute *x = &f->attribute.v[i];

		row_id(t->attribute, 0, t->attributes + (int64_t)i + 1);
		row_id(t->attribute, 1, t->blocks + x->block + 1);
		row_id(t->attribute, 2, x->field < 0 ? 0 : t->fields + x->field + 1);
		row_text(t->attribute, 3, x->name);
		row_int(t->attribute, 4, x->line);
		row_end(t->attribute);
	}
	for (size_t i = 0; i < f->argument.n; i++) {
		const struct prisma_argument *x = &f->argument.v[i];

		row_id(t->argument, 0, t->attributes + x->attribute + 1);
		row_int(t->argument, 1, x->position);
		if (x->item >= 0)
			row_int(t->argument, 2, x->item);
		row_text(t->argument, 3, x->keyword);
		row_text(t->argument, 4, x->kind);
		row_text(t->argument, 5, x->value);
		row_end(t->argument);
	}
	t->blocks += (int64_t)f->block.n;
	t->fields += (int64_t)f->field.n;
	t->attributes += (int64_t)f->attribute.n;
}

void documents_write(const struct tree *tree, struct facts *facts)
{
	struct rows t = {
		.block = facts_table(facts, "schema_block", COLUMNS("id", "file_id", "kind", "name", "line")),
		.field = facts_table(facts, "schema_field", COLUMNS("id", "block_id", "name", "type", "value", "is_list", "is_optional", "line")),
		.attribute = facts_table(facts, "schema_attribute", COLUMNS("id", "block_id", "field_id", "name", "line")),
		.argument = facts_table(facts, "schema_argument", COLUMNS("attribute_id", "position", "item", "keyword", "kind", "value")),
	};

	for (size_t i = 0; i < tree->sources; i++) {
		const struct source *s = &tree->source[i];
		struct prisma_file f = {0};
		struct arena arena = {0};
		struct err err = {0};
		size_t n;
		char *text;

		if (openapi_is(s->path) && strcmp(s->role, "test") != 0) {
			text = tree_read(tree, s->path, DOCUMENT_MAX, &n, &err);
			if (!text || !openapi_read(text, n, s->path, (int64_t)i + 1, facts, &err))
				facts_coverage(facts, "routes", s->path, "skipped", err.message, (int64_t)i + 1, 0);
			free(text);
			continue;
		}
		if (!ends_with(s->path, ".prisma") || strcmp(s->role, "test") == 0)
			continue;
		text = tree_read(tree, s->path, DOCUMENT_MAX, &n, &err);
		if (text) {
			prisma_read(&arena, text, n, &f);
			write_rows(&t, &f, (int64_t)i + 1);
		} else {
			facts_coverage(facts, "schema", s->path, "skipped", err.message, (int64_t)i + 1, 0);
		}
		free(text);
		prisma_free(&f);
		arena_free(&arena);
	}
}
