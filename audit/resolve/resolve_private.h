/* Shared by the files of resolve/: the state beside each unit, and the steps of resolution that call each other. */
#ifndef PLUMBLINE_RESOLVE_PRIVATE_H
#define PLUMBLINE_RESOLVE_PRIVATE_H

#include "resolve.h"

enum { MARK_NONE, MARK_BUSY, MARK_DONE };

/* A place a function is handed to: argument `position` of a call, the entry `key` of an object there, or what a file exports for a framework to call. */
struct handed {
	struct ref call;	/* an E_CALL expr; REF_NONE: exported */
	int position;
	const char *key;	/* f({ key: fn }); NULL */
	const char *exported;	/* "app/api/calls/route.ts#GET" */
};

struct unit_state {
	struct value *value;		/* per expr */
	uint8_t *value_mark;
	struct value *result;		/* per function */
	uint8_t *result_mark;
	struct map name;		/* "scope\0name" → first binding */
	int *next;			/* per binding: next of the same scope and name */
	int *class_member;		/* per class: first binding x.a = v of this/self in its methods */
	int *member_next;		/* per binding */
	int *export_next;		/* per export: next of the same name */
	int *first_return, *return_next;	/* per function / per return */
	int *parameter_binding;		/* per parameter */
	VEC_OF(struct handed) *handed;	/* per function: the calls it is an argument of, by its name or written there */
	struct value *caller_value;	/* per parameter: what its callers agree on (second round) */
	VEC_OF(struct ref) *callers;	/* per function */
	bool searching;			/* its export * or import * are being followed: a circle finds nothing new */
	int64_t class_base;		/* numbers of classes in the fact database: class_base + index */
};

#define RESOLVE_DEPTH_MAX 400	/* of one chain of definitions: longer ones are unknown */

extern const struct value value_unknown;
/* What packs call the type; *same (may be NULL): the call returns its receiver; *special (may be NULL): a "#0…" alias. */
const char *canonical(struct resolver *r, const char *type, bool *same, const char **special);
bool is_null_like(struct resolver *r, struct value v);	/* null, undefined, [] or {} */
struct value value_typed(struct resolver *r, const char *type, struct ref origin);
struct value value_of_module(struct resolver *r, struct module_ref m);
struct value value_element(struct resolver *r, struct value base, long index);	/* index < 0: any element */
bool value_known(struct value v);
const char *intern(struct resolver *r, const char *text, size_t n);
const char *type_join(struct resolver *r, const char *base, const char *middle, const char *name);	/* NULL when too long or a part is NULL */
struct value value_merge(struct resolver *r, struct value a, struct value b);
struct value value_of_class(struct resolver *r, struct ref class, bool instance);
struct value value_member(struct resolver *r, struct value base, const char *name);
struct value value_part(struct resolver *r, struct value v, const char *part);
struct value value_of_binding(struct resolver *r, int unit, int binding);
struct value value_of_bindings(struct resolver *r, int unit, int first);
struct value function_result(struct resolver *r, struct ref function, struct ref call);

/* annotation.c */
struct ref annotation_target(struct resolver *r, struct ref e);	/* the annotation behind a name for one */

/* names.c */
int scope_binding(struct resolver *r, int unit, int scope, const char *name);	/* first binding of the name in that very scope; 0 */
int lookup(struct resolver *r, int unit, int scope, const char *name);		/* from a scope outwards */
int lookup_name(struct resolver *r, struct ref name);	/* of a NAME expr; Go: a name is not yet there in its own declaration: handler := &handler{} */
struct ref class_around(struct resolver *r, int unit, int scope);
struct value module_member(struct resolver *r, int unit, const char *name);
struct value import_value(struct resolver *r, int unit, int import);
struct value star_import(struct resolver *r, int unit, const char *name);
void index_unit(struct resolver *r, int unit);
/* parameters.c */
struct value parameter_value(struct resolver *r, int unit, int parameter);
void type_by_callers(struct resolver *r);

#endif
