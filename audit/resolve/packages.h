/*
 * Go's packages: the files of a folder with one package clause share their names, their types' methods stand in any of them,
 * and an interface stands for whatever has its methods. Private to resolve/.
 */
#ifndef PLUMBLINE_PACKAGES_H
#define PLUMBLINE_PACKAGES_H

#include "resolve_private.h"

void packages_make(struct resolver *r);		/* once, from the units alone */
void packages_fields(struct resolver *r);	/* what literals put into fields; aliases must be there */
void packages_free(struct resolver *r);

static inline bool is_go(const struct resolver *r, int unit) { return r->family[unit][0] == 'g'; }
/* Whether the unit's package is a program (package main) or is imported by one, at any depth: mocks and helpers of tests are not. In a tree without programs all are. */
bool package_is_linked(struct resolver *r, int unit);
/* A unit of the package in a folder of the tree; -1 none. */
int package_of_folder(struct resolver *r, const char *dir);
/* What a top-level name is, from any file of the unit's package. */
struct value package_member(struct resolver *r, int unit, const char *name);
/* An imported package of the tree whose package clause differs from its path. */
struct value package_by_clause(struct resolver *r, int unit, const char *name);
/* A member of a class in any file of its package: the binding; REF_NONE. */
struct ref class_binding(struct resolver *r, struct ref class, const char *name);
/* The class where it is declared, when `class` only holds methods. */
struct ref class_declared_at(struct resolver *r, struct ref class);
bool class_is_interface(struct resolver *r, struct ref class);
/* What the literals of the program put into a field, and methods assign to it: what all agree on. */
struct value field_filled(struct resolver *r, struct ref class, const char *name);
/* The i-th result of a call, or the whole (i = 0) of any other expression that is taken apart. */
struct value result_part(struct resolver *r, struct ref e, int i);
struct value function_part(struct resolver *r, struct ref function, int i);
/* []T of a type and back: T of what []T spells. */
struct value list_of(struct resolver *r, struct value element);
struct value element_of(struct resolver *r, const char *type, struct ref origin);
/* new(T), append(list, …), make(T): what the language itself returns; false: another call. */
bool builtin_result(struct resolver *r, struct ref call, struct value *out);
/* Methods of the program that an interface's method may be, at most TARGETS_MAX; of packages no program has, none for those of a program. */
int implementers(struct resolver *r, struct ref method, struct target *out);

#endif
