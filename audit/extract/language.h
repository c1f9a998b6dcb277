/*
 * Languages: one row each. A language is a grammar, a role table, a file of hooks and its module resolution.
 *
 *     const struct language *l = language_of("src/app.ts");
 *     struct unit *u = extract(l, text, length);
 */
#ifndef PLUMBLINE_LANGUAGE_H
#define PLUMBLINE_LANGUAGE_H

#include "program.h"

#include <stdbool.h>
#include <stddef.h>

struct language {
	const char *name;		/* javascript, typescript, tsx, python, go */
	const char *family;		/* javascript (all three), python, go: what packs and rules see */
	const char *const *extensions;	/* ".js", … NULL-terminated */
	const void *grammar;		/* private to extract/ */
};

extern const struct language languages[];	/* ends with name NULL */
extern const size_t language_count;
const struct language *language_of(const char *path);	/* by extension; NULL: not a language we read. *.d.ts gives NULL */

/*
 * Source text → unit. Never fails: what does not parse yields what could be read, with parse_errors counted.
 * Depth beyond EXTRACT_MAX_DEPTH is cut (counted as a parse error). Needs a large stack; reentrant.
 */
struct unit *extract(const struct language *language, const char *text, size_t length);
#define EXTRACT_MAX_DEPTH 900

/*
 * The import specifiers of a source text by a byte scan, without parsing: 'express', "./db", fastapi, .models.
 * Calls found(context, specifier, length, is_type_only) for each; comments and strings may give surplus ones, never too few.
 */
void scan_imports(const struct language *language, const char *text, size_t length,
	void (*found)(void *context, const char *specifier, size_t length, bool is_type_only), void *context);

/*
 * Where byte `offset` of the decoded value of the string literal (or template part) at source[start, end) stands in the source: a byte offset.
 * Knows quotes, prefixes and escapes of the language; for a template part pass its raw range and is_part = true.
 */
size_t literal_offset(const struct language *language, const char *source, size_t start, size_t end, bool is_part, bool raw, size_t offset);

#endif
