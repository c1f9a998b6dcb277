/*
 * Syntax newer than the parser: recognised by the tokens around the place where it stopped. Functions newer than the catalogue, which is PostgreSQL 15's.
 */
#ifndef PLUMBLINE_SQL_NEWER_H
#define PLUMBLINE_SQL_NEWER_H

#include <stddef.h>

/*
 * text[start, end) was refused with `message` at byte `position` (-1 unknown) by the parser of PostgreSQL `have`. The version that
 * reads it ("PostgreSQL 16"), static; NULL when no newer syntax is recognised: then it is simply wrong.
 */
const char *newer_syntax(const char *text, size_t start, size_t end, const char *message, int position, int have);

/* The version that brings a function of that name with that many arguments ("PostgreSQL 16"), static; NULL: none is known. */
const char *newer_function(const char *name, size_t arguments);

#endif
