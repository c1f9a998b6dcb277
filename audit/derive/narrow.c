/* What the program does to a value before it uses it. See narrow.h. */
#include "narrow.h"

#include "statements.h"

#include <ctype.h>

static bool is_one_of(const char *name, const char *const *names)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

unsigned narrowed_by_call(const char *name, bool javascript)
{
	static const char *const numbers[] = {"parseInt", "parseFloat", "Number", "int", "float", NULL};
	static const char *const typed[] = {"BigInt", "Boolean", "bool", "UUID", "len", NULL};

	if (is_one_of(name, numbers))
		return javascript ? NARROWED_NUMBER : NARROWED_TYPED;
	return is_one_of(name, typed) ? NARROWED_TYPED : 0;
}

static bool contains(const char *name, const char *word)
{
	size_t n = strlen(word);

	for (; *name; name++) {
		size_t i = 0;

		while (i < n && tolower((unsigned char)name[i]) == word[i])
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/* allowed.includes(x), PATTERN.test(x) */
static bool tests_membership(const char *method)
{
	static const char *const names[] = {"includes", "has", "indexOf", "test", "hasOwnProperty", "hasOwn", "fullmatch", "match", "MatchString", NULL};

	return is_one_of(method, names);
}

/* isUUID(x), validate(x), schema.parse(x), Number.isNaN(x), assertId(x) */
static bool checks(const struct unit *u, const struct expr *callee, const char *name)
{
	static const char *const parts[] = {"valid", "check", "assert", "ensure", "verify", "sanitiz", NULL};
	static const char *const names[] = {"parse", "safeParse", "parseAsync", "safeParseAsync", "cast", "load", "exec", "Parse", "isnumeric", "isdigit", "isalnum", "isdecimal", NULL};
	const char *receiver = callee->kind == E_MEMBER && (u->expr.v[callee->a].kind == E_NAME || u->expr.v[callee->a].kind == E_MEMBER) ? unit_text(u, u->expr.v[callee->a].text) : "";

	if (strcmp(receiver, "JSON") == 0 || strcmp(receiver, "json") == 0 || strcmp(receiver, "console") == 0)
		return false;
	for (int i = 0; parts[i]; i++)
		if (contains(name, parts[i]))
			return true;
	return is_one_of(name, names) || (name[0] == 'i' && name[1] == 's' && (isupper((unsigned char)name[2]) || name[2] == '_'));
}

static int64_t *noted(struct derive *d, int unit, int function, const char *text, bool make)
{
	int64_t key[2] = {(int64_t)unit << 32 | function, (int64_t)hash_bytes(text, strlen(text), 0)};

	return make ? map_put(&d->narrowed, (const char *)key, sizeof(key), NULL) : map_get(&d->narrowed, (const char *)key, sizeof(key));
}

/* The name or member that is tested; of a list or an object each of what is in it. */
static void note(struct derive *d, int unit, int expr, unsigned bits)
{
	struct ref e = expr_plain(d->r, (struct ref){unit, expr});
	const struct unit *u = d->r->unit[unit];
	const struct expr *x = ref_ok(e) ? ref_expr(d->r, e) : NULL;
	const char *text;

	if (!x)
		return;
	if (x->kind == E_OBJECT || x->kind == E_ARRAY) {
		for (int i = 0; i < x->n; i++)
			note(d, unit, u->kid.v[x->first + i].expr, bits);
	} else if (x->kind == E_CALL) { /* isValid(name.trim()), isValid(String(name)) */
		if (u->expr.v[x->a].kind == E_MEMBER)
			note(d, unit, u->expr.v[x->a].a, bits);
		else if (x->n == 1 && bits != NARROWED_PRESENT)
			note(d, unit, u->kid.v[x->first].expr, bits);
	} else if (x->kind == E_NAME || x->kind == E_MEMBER || x->kind == E_INDEX) {
		text = dotted_text(d->r, e);
		if (text)
			*noted(d, unit, u->scope.v[x->scope].function, text, true) |= bits;
	}
}

/* What a call asks of its arguments; 0 nothing. */
static unsigned asked_by_call(const struct unit *u, const struct expr *call)
{
	static const char *const bounds[] = {"min", "max", "clamp", "Min", "Max", NULL};
	const struct expr *callee = &u->expr.v[call->a];
	const char *name = callee->kind == E_MEMBER || callee->kind == E_NAME ? unit_text(u, callee->text) : "";

	if (callee->kind == E_MEMBER && tests_membership(name))
		return NARROWED_LISTED;
	if (is_one_of(name, bounds))
		return NARROWED_COMPARED;
	return *name && checks(u, callee, name) ? NARROWED_HANDED : 0;
}

static void note_call(struct derive *d, int unit, const struct call *c)
{
	const struct unit *u = d->r->unit[unit];
	const struct expr *call = &u->expr.v[c->expr], *callee = &u->expr.v[call->a];
	unsigned bits = asked_by_call(u, call);

	if (callee->kind == E_NAME && call->n == 2 && strcmp(unit_text(u, callee->text), "isinstance") == 0)
		note(d, unit, u->kid.v[call->first].expr, NARROWED_TYPED);
	for (int i = 0; bits && i < call->n; i++)
		note(d, unit, u->kid.v[call->first + i].expr, bits);
	if (bits && bits != NARROWED_COMPARED && callee->kind == E_MEMBER) /* id.match(/…/) */
		note(d, unit, callee->a, NARROWED_HANDED);
}

static bool is_nothing(const struct unit *u, int expr)
{
	const char *text = u->expr.v[expr].kind == E_CONSTANT ? unit_text(u, u->expr.v[expr].text) : "";

	return strcmp(text, "null") == 0 || strcmp(text, "undefined") == 0;
}

static bool is_value(const struct unit *u, int expr)
{
	return u->expr.v[expr].kind == E_NAME || u->expr.v[expr].kind == E_MEMBER;
}

static void note_expr(struct derive *d, int unit, const struct expr *x)
{
	static const char *const sizes[] = {"<", ">", "<=", ">=", NULL}, *const either[] = {"&&", "||", "??", NULL}, *const differs[] = {"!=", "!==", NULL};
	const struct unit *u = d->r->unit[unit];
	const char *op = x->kind == E_BINARY || x->kind == E_UNARY ? unit_text(u, x->text) : "";

	if (x->kind == E_CONDITIONAL)
		note(d, unit, x->a, NARROWED_PRESENT);
	if (x->kind == E_UNARY && strcmp(op, "!") == 0)
		note(d, unit, x->a, NARROWED_PRESENT);
	if (x->kind != E_BINARY)
		return;
	if (strcmp(op, "in") == 0 || strcmp(op, "not in") == 0 || (is_one_of(op, differs) && u->expr.v[x->b].kind == E_STRING && *unit_text(u, u->expr.v[x->b].text)))
		note(d, unit, x->a, NARROWED_LISTED);
	if (is_one_of(op, differs) && is_value(u, x->a) && is_value(u, x->b)) { /* token.userId !== userId: only that one passes */
		note(d, unit, x->a, NARROWED_LISTED);
		note(d, unit, x->b, NARROWED_LISTED);
	}
	if (u->expr.v[x->a].kind == E_UNARY && strcmp(unit_text(u, u->expr.v[x->a].text), "typeof") == 0 && u->expr.v[x->b].kind == E_STRING &&
		strcmp(unit_text(u, u->expr.v[x->b].text), "string") != 0)
		note(d, unit, u->expr.v[x->a].a, NARROWED_TYPED);
	if (is_nothing(u, x->b) || is_one_of(op, either))
		note(d, unit, x->a, NARROWED_PRESENT);
	if (is_one_of(op, sizes)) {
		note(d, unit, x->a, NARROWED_COMPARED);
		note(d, unit, x->b, NARROWED_COMPARED);
	}
}

static void note_unit(struct derive *d, int unit)
{
	const struct unit *u = d->r->unit[unit];

	for (int c = 1; c < (int)u->call.n; c++)
		note_call(d, unit, &u->call.v[c]);
	for (int i = 1; i < (int)u->expr.n; i++)
		note_expr(d, unit, &u->expr.v[i]);
	for (int i = 1; i < (int)u->region.n; i++) {
		if (u->region.v[i].kind == REGION_THEN)
			note(d, unit, u->region.v[i].test, NARROWED_PRESENT);
		if (u->region.v[i].kind == REGION_CASE && u->region.v[i].subject)	/* switch (x) { case 'asc': … */
			note(d, unit, u->region.v[i].subject, NARROWED_LISTED);
	}
}

unsigned narrowed_by_tests(struct derive *d, struct ref e)
{
	const char *text = dotted_text(d->r, e);
	const struct unit *u = d->r->unit[e.unit];
	int64_t unit[2] = {e.unit, -1}, *bits;
	unsigned out = 0;
	bool is_new;

	map_put(&d->narrowed, (const char *)unit, sizeof(unit), &is_new);
	if (is_new)
		note_unit(d, e.unit);
	if (!text)
		return 0;
	for (int f = u->scope.v[ref_expr(d->r, e)->scope].function, i = 0; f > 0 && i < 100; f = u->function.v[f].parent, i++) {
		if ((bits = noted(d, e.unit, f, text, false)))
			out |= (unsigned)*bits;
		/* schema.parse(req.body) looks at req.body.name too */
		for (const char *dot = strchr(text, '.'); dot; dot = strchr(dot + 1, '.'))
			if ((bits = noted(d, e.unit, f, arena_strndup(d->arena, text, (size_t)(dot - text)), false)))
				out |= (unsigned)*bits & NARROWED_HANDED;
	}
	return out;
}

unsigned narrowed_of_both(unsigned a, unsigned b)
{
	return (a & b) | ((a | b) & (NARROWED_NUMBER | NARROWED_TYPED));
}

const char *narrowed_text(struct arena *arena, unsigned narrowed)
{
	static const char *const words[] = {"number", "typed", "listed", "compared", "handed", "present"};
	struct buf b = {0};
	const char *out;

	for (int i = 0; i < 6; i++)
		if (narrowed & (1u << i)) {
			if (b.n)
				buf_putc(&b, ' ');
			buf_puts(&b, words[i]);
		}
	out = b.n ? arena_strdup(arena, buf_text(&b)) : NULL;
	buf_free(&b);
	return out;
}

static void check_row(struct derive *d, struct table *t, int unit, int function, int expr, unsigned asked)
{
	struct ref e = expr_plain(d->r, (struct ref){unit, expr});
	const struct unit *u = d->r->unit[unit];
	const struct expr *x = ref_ok(e) ? ref_expr(d->r, e) : NULL;
	struct origin o;

	if (x && x->kind == E_CALL && u->expr.v[x->a].kind == E_MEMBER)
		check_row(d, t, unit, function, u->expr.v[x->a].a, asked);
	if (x && (x->kind == E_OBJECT || x->kind == E_ARRAY))
		for (int i = 0; i < x->n; i++)
			check_row(d, t, unit, function, u->kid.v[x->first + i].expr, asked);
	if (!x || (x->kind != E_NAME && x->kind != E_MEMBER && x->kind != E_INDEX))
		return;
	o = origin_of(d, e);
	if (strcmp(o.kind, "path") != 0 && strcmp(o.kind, "query") != 0 && strcmp(o.kind, "body") != 0)
		return;
	row_id(t, 0, d->n->function[unit] + function);
	row_text(t, 1, o.kind);
	row_text(t, 2, o.name);
	row_text(t, 3, narrowed_text(d->arena, asked));
	row_end(t);
}

/* req.params[key]: which of them, and what becomes of it, is not known; a caller that was going to be told about one is told about all. */
static void computed_rows(struct derive *d, struct table *t, int unit)
{
	const struct unit *u = d->r->unit[unit];

	for (int i = 1; i < (int)u->expr.n; i++) {
		const struct expr *x = &u->expr.v[i];
		struct ref part = {unit, x->a};
		struct value v;
		struct origin o;

		if (x->kind != E_INDEX || !x->b || constant_text(d->r, (struct ref){unit, x->b}))
			continue;
		v = resolve(d->r, part);
		if (!v.type || !map_gets(&d->request, v.type))
			continue;
		o = origin_of(d, part);
		row_id(t, 0, d->n->function[unit] + u->scope.v[x->scope].function);
		row_text(t, 1, o.kind);
		row_text(t, 3, "computed");
		row_end(t);
	}
}

/* error.message.includes('unique'), strings.Contains(err.Error(), "unique"), "unique" in str(error) */
static void searched_rows(struct derive *d, struct table *t, int unit)
{
	static const char *const names[] = {"includes", "indexOf", "startsWith", "match", "search", "test", "Contains", "HasPrefix", NULL};
	const struct unit *u = d->r->unit[unit];

	for (int i = 1; i < (int)u->expr.n; i++) {
		const struct expr *x = &u->expr.v[i], *callee = &u->expr.v[x->a];
		const char *text = NULL;

		if (x->kind == E_BINARY && strcmp(unit_text(u, x->text), "in") == 0 && u->expr.v[x->a].kind == E_STRING)
			text = unit_text(u, u->expr.v[x->a].text);
		else if (x->kind == E_CALL && x->n > 0 && callee->kind == E_MEMBER && is_one_of(unit_text(u, callee->text), names) && u->expr.v[u->kid.v[x->first + x->n - 1].expr].kind == E_STRING)
			text = unit_text(u, u->expr.v[u->kid.v[x->first + x->n - 1].expr].text);
		if (!text || !*text)
			continue;
		row_id(t, 0, d->n->function[unit] + u->scope.v[x->scope].function);
		row_text(t, 1, text);
		row_end(t);
	}
}

/* What is handed over with a handler, or put around it, and has a name that says what it does: get('/:id', validate(schema), list), @validate(). */
static const char declared[] =
	"INSERT INTO request_check(registration_id, part, how) "
	"WITH said(id) AS ("
	"SELECT r.id FROM registration r JOIN call c ON c.argument_of = r.call_id WHERE regexp('(?i)(valid|schema|sanit)', c.name) "
	"UNION SELECT r.id FROM registration r JOIN argument a ON a.call_id = r.call_id WHERE a.kind IN ('name', 'member') AND regexp('(?i)(valid|schema|sanit)', a.text) "
	"UNION SELECT r.id FROM registration r JOIN decorator x ON x.target_kind = 'function' AND x.target_id = r.function_id LEFT JOIN call c ON c.id = x.call_id "
	"WHERE regexp('(?i)(valid|schema|use_args|use_kwargs|expects_json)', coalesce(c.name, x.text, ''))) "
	"SELECT s.id, part.value, 'declared' FROM said s, json_each('[\"path\", \"query\", \"body\"]') part";

bool checks_derive(struct derive *d, struct err *err)
{
	struct table *t = facts_table(d->facts, "request_check", COLUMNS("function_id", "part", "name", "how"));
	struct table *searched = facts_table(d->facts, "searched_text", COLUMNS("function_id", "value"));

	for (int unit = 0; unit < d->n->units; unit++) {
		const struct unit *u = d->r->unit[unit];

		for (int c = 1; c < (int)u->call.n; c++) {
			const struct expr *call = &u->expr.v[u->call.v[c].expr], *callee = &u->expr.v[call->a];
			unsigned asked = asked_by_call(u, call);

			if (asked != NARROWED_HANDED && asked != NARROWED_LISTED)
				continue;
			for (int i = 0; i < call->n; i++)
				check_row(d, t, unit, u->call.v[c].function, u->kid.v[call->first + i].expr, asked);
			if (callee->kind == E_MEMBER)
				check_row(d, t, unit, u->call.v[c].function, callee->a, asked);
		}
		computed_rows(d, t, unit);
		searched_rows(d, searched, unit);
	}
	return db_exec(d->db, declared, err);
}
