/*
 * What PostgreSQL 15 and common extensions bring: types, casts, operators, functions, from schemas/data/catalogue.txt (made from a real server).
 *
 *     const struct builtins *p = builtins();	// parsed once, on the first call; lives until exit; thread-safe
 *     for (const struct proc *f = builtin_procs("lower"); f; f = f->next) ...
 *
 * Types are numbers: an even one is a type, the odd one after it its array. 0 is "not known". Numbers from builtins()->types on are for the caller's own types.
 */
#ifndef PLUMBLINE_BUILTIN_H
#define PLUMBLINE_BUILTIN_H

#include <stdbool.h>
#include <stddef.h>

#define ARRAY_OF(type) ((type) | 1)
#define IS_ARRAY(type) ((type) & 1)

enum builtin_part { PART_CORE, PART_MAX = 16 };	/* bit 1 << part; parts of extensions are numbered as in the file */

struct builtin_type {
	const char *name;
	char category;		/* pg_type.typcategory: N numeric, S string, … */
	char kind;		/* b base, p pseudo, d domain, r range, m multirange */
	bool preferred;
	int base;		/* of a domain its type, of a range its subtype, of a multirange its range */
	unsigned part;
};

struct proc {
	const struct proc *next;	/* of the same name */
	const char *name;
	char kind;		/* f function, p procedure, w window, a aggregate, o and h ordered-set aggregates; 0: the name alone is known */
	bool returns_set, strict;
	char volatility;
	int direct;		/* of o and h: direct arguments */
	int defaults, variadic;	/* variadic: the element type, 0 none */
	int result;
	size_t n;
	const int *argument;
	const char *const *argument_name;	/* of the inputs; NULL when unnamed */
	size_t outputs;
	const char *const *output_name;
	const int *output;
	unsigned part;
};

struct oper {
	const struct oper *next;	/* of the same name */
	const char *name;
	int left, right, result;	/* left 0: prefix */
	unsigned part;
};

struct builtins {
	int types;		/* numbers below are used */
	const struct builtin_type *type;	/* by number / 2 */
	size_t parts;
	const char *part[PART_MAX];	/* names of extensions; part[0] is "core" */
	int any, anyarray, anycompatible, anycompatiblearray, anycompatiblemultirange, anycompatiblenonarray, anycompatiblerange, anyelement, anyenum, anymultirange,
		anynonarray, anyrange;
	int bit, bool_, bpchar, bytea, char_, date, float4, float8, int2, int4, int8, interval, json, jsonb, name, numeric, oid, record, regclass, text, time, timestamp,
		timestamptz, timetz, unknown, uuid, varbit, varchar, xml, void_, int2vector, oidvector;
};

const struct builtins *builtins(void);
int builtin_type(const char *name);	/* 0: no such type */
const struct proc *builtin_procs(const char *name);
const struct proc *builtin_proc(size_t i);	/* all of them one by one, in no order; NULL past the end */
const struct oper *builtin_opers(const char *name);
/* 'i', 'a' or 'e': the weakest context in which a cast is applied; 0: none in the parts given. *method: f, i or b. */
char builtin_cast(int source, int target, unsigned parts, char *method);

#endif
