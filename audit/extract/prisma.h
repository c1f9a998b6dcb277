/*
 * Prisma's schema language: blocks of fields with attributes.
 *
 *     model User {
 *       id    String @id @map("user_id") @db.Uuid
 *       posts Post[] @relation("author")
 *       @@map("users")
 *     }
 *
 *     struct prisma_file f = {0};
 *     prisma_read(&arena, text, n, &f);
 *     … f.block, f.field, f.attribute, f.argument: each names its parent by number; -1: none …
 *     prisma_free(&f);
 *
 * Nothing is judged: what a model or an attribute means is a pack's to say. What does not fit the grammar is passed over up to the end of its line.
 * Strings are in the arena.
 */
#ifndef PLUMBLINE_PRISMA_H
#define PLUMBLINE_PRISMA_H

#include "../base/arena.h"
#include "../base/vec.h"

#include <stdbool.h>

struct prisma_block {
	const char *kind, *name;
	int line;
}; /* model, enum, view, type, datasource, generator */
struct prisma_field {
	int block;
	const char *name, *type, *value; /* type: of a model's field, without [] and ?; value: of "name = value"; NULL */
	bool is_list, is_optional;
	int line;
};
struct prisma_attribute {
	int block, field;
	const char *name;
	int line;
}; /* field -1: of the block (@@); name "map", "db.Uuid" */
struct prisma_argument {
	int attribute, position;
	int item;	     /* number in a list; -1: not in a list */
	const char *keyword; /* name: value; NULL */
	const char *kind;    /* string | number | name | call */
	const char *value;   /* a string's text, a number, a name; of a call its text as written */
};

struct prisma_file {
	VEC_OF(struct prisma_block) block;
	VEC_OF(struct prisma_field) field;
	VEC_OF(struct prisma_attribute) attribute;
	VEC_OF(struct prisma_argument) argument;
};

void prisma_read(struct arena *arena, const char *text, size_t length, struct prisma_file *out);
void prisma_free(struct prisma_file *file);

#endif
