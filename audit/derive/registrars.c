/*
 * Registrars of the program: func (e *Engine) Get(path string, h Handler) { e.mux.Handle("GET", path, e.wrap(h)) }. What such a function is given
 * is registered where it is called. The same for a router that is a parameter: a function called for two routers registers its routes on both,
 * and what it mounts is mounted twice.
 */
#include "derive.h"

#define FORWARD_DEPTH_MAX 5
#define WRAPPERS_MAX 4		/* calls around a handler */

/* A registration on its way to the calls that decide it. Each of the references is an expression in the function around `call`, or nothing. */
struct handing {
	int64_t id;		/* registration.id it comes from */
	struct ref call, method, path, handler, object;
	int64_t object_id, function_id, wrapper_id;
	const char *method_text, *path_text;
};

static struct ref parameter_in(struct derive *d, struct ref e)
{
	struct folding f;

	if (!ref_ok(e) || ref_expr(d->r, e)->kind != E_NAME)
		return REF_NONE;
	fold(d->r, d->arena, e, &f);
	return f.parameter;
}

static struct ref nth_argument(struct derive *d, struct ref e, int64_t position)
{
	const struct expr *x = ref_expr(d->r, e);

	return position >= 0 && position < x->n ? (struct ref){e.unit, d->r->unit[e.unit]->kid.v[x->first + position].expr} : REF_NONE;
}

/* The parameter a handler is, behind the calls around it: wrap(mw, h). */
static struct ref handler_parameter(struct derive *d, struct ref e, int depth)
{
	struct ref p = parameter_in(d, e);

	if (ref_ok(p) || !ref_ok(e) || depth > WRAPPERS_MAX || ref_expr(d->r, e)->kind != E_CALL)
		return p;
	for (int i = ref_expr(d->r, e)->n; i-- > 0 && !ref_ok(p);)
		p = handler_parameter(d, nth_argument(d, e, i), depth + 1);
	return p;
}

/* The function an expression registers: the innermost one handed over, or what the expression is. */
static struct ref handler_function(struct derive *d, struct ref e, int depth)
{
	struct value v;

	e = expr_plain(d->r, e);
	if (!ref_ok(e))
		return REF_NONE;
	for (int i = ref_expr(d->r, e)->kind == E_CALL && depth < WRAPPERS_MAX ? ref_expr(d->r, e)->n : 0; i-- > 0;) {
		struct ref f = handler_function(d, nth_argument(d, e, i), depth + 1);

		if (ref_ok(f))
			return f;
	}
	v = resolve(d->r, e);
	return v.entity == ENTITY_FUNCTION ? v.self : REF_NONE;
}

static struct ref function_of(struct derive *d, struct ref call)
{
	return (struct ref){call.unit, d->r->unit[call.unit]->call.v[call.index].function};
}

static struct ref given(struct derive *d, struct ref caller, struct ref function, struct ref parameter)
{
	if (!ref_ok(parameter) || !ref_eq(function, (struct ref){parameter.unit, d->r->unit[parameter.unit]->parameter.v[parameter.index].function}))
		return REF_NONE;
	return argument_for(d->r, caller, function, d->r->unit[parameter.unit]->parameter.v[parameter.index].position);
}

static void write(struct derive *d, const struct handing *h)
{
	struct table *t = facts_table(d->facts, "registration", COLUMNS("framework", "object_call_id", "method", "path", "function_id", "wrapper_call_id", "call_id", "file_id", "line"));
	struct err err = {0};
	struct query *q = db_query(d->db, &err, "SELECT framework FROM registration WHERE id = ?1");
	const struct unit *u = d->r->unit[h->call.unit];
	int64_t id;

	query_bind_int(q, 1, h->id);
	row_text(t, 0, query_next(q, &err) ? arena_strdup(d->arena, query_text(q, 0)) : "");
	query_end(q);
	row_id(t, 1, h->object_id);
	row_text(t, 2, h->method_text ? h->method_text : "ALL");
	row_text(t, 3, h->path_text);
	row_id(t, 4, h->function_id);
	row_id(t, 5, h->wrapper_id);
	row_id(t, 6, call_id(d, h->call));
	row_id(t, 7, d->n->file[h->call.unit]);
	row_int(t, 8, u->expr.v[u->call.v[h->call.index].expr].line);
	id = row_end(t);
	q = db_query(d->db, &err, "INSERT INTO middleware(object_call_id, registration_id, prefix, position, function_id, type) "
		"SELECT object_call_id, ?2, prefix, position, function_id, type FROM middleware WHERE registration_id = ?1");
	query_bind_int(q, 1, h->id);
	query_bind_int(q, 2, id);
	query_run(q, &err);
	query_end(q);
}

/* Whether anything of it was moved to a caller; what callers cannot say either stays where it is. */
static bool forward(struct derive *d, const struct handing *h, int depth)
{
	struct ref function = function_of(d, h->call), path = h->path_text ? REF_NONE : parameter_in(d, h->path), object = h->object_id ? REF_NONE : parameter_in(d, h->object);
	struct ref method = h->method_text ? REF_NONE : parameter_in(d, h->method), handler = handler_parameter(d, h->handler, 0);
	const struct ref *caller;
	bool any = false;
	int n;

	if (depth >= FORWARD_DEPTH_MAX || (!ref_ok(path) && !ref_ok(object)))
		return false;
	n = callers_of(d->r, function, &caller);
	for (int i = 0; i < n; i++) {
		struct handing out = *h;

		/* The place is where the path is written: a router handed over leaves it in the function. */
		out.call = caller[i];
		out.path = given(d, caller[i], function, path);
		out.path_text = ref_ok(out.path) ? constant_text(d->r, out.path) : h->path_text;
		out.method = given(d, caller[i], function, method);
		if (ref_ok(out.method))
			out.method_text = constant_text(d->r, out.method);
		out.object = given(d, caller[i], function, object);
		if (ref_ok(out.object) && ref_ok(resolve(d->r, out.object).origin))
			out.object_id = call_id(d, resolve(d->r, out.object).origin);
		out.handler = given(d, caller[i], function, handler);
		if (ref_ok(out.handler)) {
			struct ref f = handler_function(d, out.handler, 0);

			out.function_id = ref_ok(f) ? function_id(d, f) : 0;
			if (!h->wrapper_id && ref_expr(d->r, h->handler)->kind == E_CALL)
				out.wrapper_id = d->n->call[h->handler.unit] + ref_expr(d->r, h->handler)->b;
		}
		if ((!ref_ok(path) || ref_ok(out.path)) && (!ref_ok(object) || ref_ok(out.object))) {
			any = true;
			if (!forward(d, &out, depth + 1)) {
				if (!ref_ok(path))
					out.call = h->call;
				write(d, &out);
			}
		}
	}
	return any;
}

static struct ref receiver_of(struct derive *d, struct ref e)
{
	const struct expr *callee = &d->r->unit[e.unit]->expr.v[ref_expr(d->r, e)->a];

	return callee->kind == E_MEMBER ? (struct ref){e.unit, callee->a} : REF_NONE;
}

static bool forward_registrations(struct derive *d, struct err *err)
{
	struct query *q = db_query(d->db, err, "SELECT id, call_id, object_call_id, method, path, method_position, path_position, handler_position, function_id, wrapper_call_id FROM registration "
		"WHERE call_id IS NOT NULL AND (path IS NULL AND path_position IS NOT NULL OR object_call_id IS NULL) ORDER BY id");
	VEC_OF(int64_t) moved = {0};
	VEC_OF(struct handing) found = {0};

	while (q && query_next(q, err)) {
		struct handing h = {.id = query_int(q, 0), .call = numbering_call(d->n, query_int(q, 1)), .object_id = query_int(q, 2), .function_id = query_int(q, 8), .wrapper_id = query_int(q, 9)};
		struct ref e;

		if (!ref_ok(h.call))
			continue;
		e = (struct ref){h.call.unit, d->r->unit[h.call.unit]->call.v[h.call.index].expr};
		h.method = query_is_null(q, 5) ? REF_NONE : nth_argument(d, e, query_int(q, 5));
		h.path = query_is_null(q, 6) ? REF_NONE : nth_argument(d, e, query_int(q, 6));
		h.handler = query_is_null(q, 7) ? REF_NONE : nth_argument(d, e, query_int(q, 7));
		h.object = receiver_of(d, e);
		h.path_text = query_text(q, 4) ? arena_strdup(d->arena, query_text(q, 4)) : NULL;
		/* a method that is a parameter was taken for any method */
		h.method_text = ref_ok(parameter_in(d, h.method)) ? NULL : arena_strdup(d->arena, query_text(q, 3));
		vec_push(&found, h);
	}
	query_end(q);
	for (size_t i = 0; i < found.n; i++)
		if (forward(d, &found.v[i], 0))
			vec_push(&moved, found.v[i].id);
	for (size_t i = 0; i < moved.n && (q = db_query(d->db, err, "DELETE FROM registration WHERE id = ?1")); i++) {
		query_bind_int(q, 1, moved.v[i]);
		query_run(q, err);
		query_end(q);
	}
	vec_free(&moved);
	vec_free(&found);
	return !err->message[0];
}

/* v1 := r.Group("/v1") in a function that gets r from several callers: mounted on what each of them hands in. */
static void mount_on(struct derive *d, struct ref receiver, struct ref function, int64_t mount, struct table *t, int depth)
{
	struct ref p = parameter_in(d, receiver);
	const struct ref *caller;
	struct err err = {0};
	int n = ref_ok(p) && depth < FORWARD_DEPTH_MAX ? callers_of(d->r, function, &caller) : 0;

	for (int i = 0; i < n; i++) {
		struct ref a = given(d, caller[i], function, p), origin = ref_ok(a) ? resolve(d->r, a).origin : REF_NONE;
		struct query *q;

		if (!ref_ok(a))
			continue;
		if (!ref_ok(origin)) {
			mount_on(d, a, function_of(d, caller[i]), mount, t, depth + 1);
			continue;
		}
		q = db_query(d->db, &err, "SELECT framework, prefix, child_call_id, call_id, file_id, line FROM mount WHERE rowid = ?1");
		query_bind_int(q, 1, mount);
		if (query_next(q, &err)) {
			row_text(t, 0, arena_strdup(d->arena, query_text(q, 0)));
			row_id(t, 1, call_id(d, origin));
			row_text(t, 2, query_is_null(q, 1) ? NULL : arena_strdup(d->arena, query_text(q, 1)));
			row_id(t, 3, query_int(q, 2));
			row_id(t, 4, query_int(q, 3));
			row_id(t, 5, query_int(q, 4));
			row_int(t, 6, query_int(q, 5));
		}
		query_end(q);
		row_end(t);
	}
}

static bool forward_mounts(struct derive *d, struct err *err)
{
	struct table *t = facts_table(d->facts, "mount", COLUMNS("framework", "parent_call_id", "prefix", "child_call_id", "call_id", "file_id", "line"));
	struct query *q = db_query(d->db, err, "SELECT rowid, call_id FROM mount WHERE parent_call_id IS NULL AND child_call_id IS NOT NULL ORDER BY rowid");
	VEC_OF(int64_t) open = {0};

	while (q && query_next(q, err)) {
		vec_push(&open, query_int(q, 0));
		vec_push(&open, query_int(q, 1));
	}
	query_end(q);
	for (size_t i = 0; i + 1 < open.n; i += 2) {
		struct ref call = numbering_call(d->n, open.v[i + 1]);

		if (ref_ok(call))
			mount_on(d, receiver_of(d, (struct ref){call.unit, d->r->unit[call.unit]->call.v[call.index].expr}), function_of(d, call), open.v[i], t, 0);
	}
	vec_free(&open);
	return !err->message[0];
}

/* A registrar nobody calls registers nothing; one that is called by a name nobody resolved may. */
static const char uncalled[] =
	"DELETE FROM registration WHERE id IN (SELECT r.id FROM registration r JOIN call c ON c.id = r.call_id JOIN function f ON f.id = c.function_id "
	"JOIN argument a ON a.call_id = c.id AND a.position = r.path_position AND a.entity = 'parameter' JOIN parameter p ON p.function_id = f.id AND p.name = a.text "
	"WHERE r.path IS NULL AND f.name <> '' AND NOT EXISTS (SELECT 1 FROM call_target t WHERE t.function_id = f.id) "
	"AND NOT EXISTS (SELECT 1 FROM call o WHERE o.name = f.name AND o.receiver_type IS NULL AND NOT EXISTS (SELECT 1 FROM call_target t WHERE t.call_id = o.id)))";

bool registrars_derive(struct derive *d, struct err *err)
{
	return db_exec(d->db, uncalled, err) && forward_registrations(d, err) && forward_mounts(d, err);
}
