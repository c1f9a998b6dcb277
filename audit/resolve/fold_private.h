/* Shared by the files of folding: sets of variants, the steps that call each other. Private to resolve/. */
#ifndef PLUMBLINE_FOLD_PRIVATE_H
#define PLUMBLINE_FOLD_PRIVATE_H

#include "fold.h"
#include "resolve_private.h"

/* Set of variants while folding. Variants are never changed once made. */
struct set {
	struct fold_variant v[FOLD_VARIANTS_MAX];
	int n;
};

/* Parameters of a helper function that is looked into, and the call that gives their values. */
struct env {
	struct ref function, call;
	const struct env *outer;
};

struct folder {
	struct resolver *r;
	struct arena *arena;
	bool truncated;
	int depth;
	struct ref loop;	/* the constant list a name of the text runs over: folded once per element, so that two names of one loop agree */
	int loop_at, loop_n;
	bool tagged;		/* inside a tagged template: what is put into it is bound, not text */
	int steps;	/* spent, of STEPS_MAX: helper functions calling helper functions must not take for ever */
};

/* An expression's texts, never none. */
void fold_into(struct folder *f, struct ref e, const struct env *env, struct set *out);

/* fold_set.c */
void set_one(struct folder *f, struct set *s, struct fold_part part);
void set_empty(struct set *s);
void set_hole(struct folder *f, struct set *s, struct ref e);
void set_text(struct folder *f, struct set *s, const char *text, struct ref literal);	/* "" gives the empty variant */
void set_union(struct folder *f, struct set *a, const struct set *b);
void set_concat(struct folder *f, struct set *a, const struct set *b);
void set_join(struct folder *f, struct set *s, const char *with);
void set_push(struct folder *f, struct set *list, const struct set *value);	/* one more element */

/* fold_name.c; false: the name is nothing that can be folded. */
bool fold_name(struct folder *f, struct ref e, const struct env *env, struct set *out);
bool fold_written(struct folder *f, struct ref e, const struct env *env, struct set *out);	/* sb.String() of a strings.Builder */
bool fold_member(struct folder *f, struct ref e, const struct env *env, struct set *out);

/* fold_each.c: names of loops over constant lists. */
bool fold_each(struct folder *f, int unit, const struct binding *b, const char *part, const struct env *env, struct set *out);

/* fold_go.c; callee: type of what is called, NULL unknown. false: no function that makes text. */
bool fold_go_cleans(struct resolver *r, int unit, int binding);	/* x = strings.TrimSpace(x): the text stays what it is to the server */
struct ref fold_go_field(struct resolver *r, struct ref list, struct ref element, const char *name);	/* of a struct written by position; REF_NONE */
bool fold_go_file(struct folder *f, struct ref e, struct set *out);	/* a variable filled by //go:embed */
/* fold_template.c: what template.Execute(w, data) writes, its branches taken one by one. false: the template is not known, or defines others. */
bool fold_template(struct folder *f, struct ref e, struct set *out);
bool fold_go_call(struct folder *f, struct ref e, const char *callee, const struct env *env, struct set *out);

/* fold_call.c */
bool fold_call(struct folder *f, struct ref e, const struct env *env, struct set *out);

#endif
