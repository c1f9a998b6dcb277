/*
 * What the program reads of a statement's rows: the fields of the struct they are put into by name, and the variables they are scanned into by place,
 * each with what it can hold. Facts alone: which of it is wrong is a rule's to say.
 */
#include "derive.h"

#include "../extract/program.h"

#define EMBEDDED_MAX 6

/* Types of Go that have no place for NULL. */
static bool is_plain(const char *name)
{
	static const char *const names[] = {"string", "bool", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "byte", "rune", "float32", "float64", NULL};

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The declaration of a field of a struct, embedded ones included; 0 none. *unit: where. */
static int field_of(struct resolver *r, struct ref class, const char *name, int *unit, int depth)
{
	const struct unit *u = r->unit[class.unit];
	const struct class *c = &u->class_.v[class.index];

	for (int b = 1; b < (int)u->binding.n; b++)
		if (u->binding.v[b].how == HOW_FIELD && u->binding.v[b].scope == c->scope && strcmp(unit_text(u, u->binding.v[b].name), name) == 0) {
			*unit = class.unit;
			return b;
		}
	for (int i = 0; i < c->bases && depth < EMBEDDED_MAX; i++) {
		struct value base = resolve_base(r, (struct ref){class.unit, u->kid.v[c->first_base + i].expr});
		int b = base.entity == ENTITY_CLASS ? field_of(r, base.self, name, unit, depth + 1) : 0;

		if (b)
			return b;
	}
	return 0;
}

static bool has_scan(struct resolver *r, struct ref class)
{
	const struct unit *u = r->unit[class.unit];
	const char *name = unit_text(u, u->class_.v[class.index].name);

	for (int i = 0; i < r->units; i++)	/* a method may stand in any file of the package */
		for (int f = 1; f < (int)r->unit[i]->function.n; f++) {
			const struct function *x = &r->unit[i]->function.v[f];

			if (x->class_ && strcmp(unit_text(r->unit[i], x->name), "Scan") == 0 && strcmp(unit_text(r->unit[i], r->unit[i]->class_.v[x->class_].name), name) == 0)
				return true;
		}
	return false;
}

/* *holds: -1 not known. false: no type is written that is understood. */
static bool declared(struct derive *d, struct ref type, struct buf *text, int *holds)
{
	const struct expr *x = ref_expr(d->r, type);
	struct value v;

	*holds = -1;
	switch (x->kind) {
	case E_UNARY:
		*holds = 1;	/* *T, []T, map[K]T: nil */
		buf_puts(text, ref_text(d->r, type));
		return true;
	case E_NAME:
		buf_puts(text, ref_text(d->r, type));
		v = resolve(d->r, type);
		if (v.type && strncmp(v.type, "global.", 7) == 0) {
			*holds = is_plain(ref_text(d->r, type)) ? 0 : strcmp(ref_text(d->r, type), "any") == 0 ? 1 : -1;
		} else if (v.entity == ENTITY_CLASS) {
			const struct unit *u = d->r->unit[v.self.unit];
			const struct class *c = &u->class_.v[v.self.index];
			const struct expr *under = c->bases == 1 ? &u->expr.v[u->kid.v[c->first_base].expr] : NULL;

			if (under && strcmp(unit_text(u, u->kid.v[c->first_base].key), "underlying") == 0 && under->kind == E_NAME && is_plain(unit_text(u, under->text)) && !has_scan(d->r, v.self))
				*holds = 0;
		}
		return true;
	case E_MEMBER:
		v = resolve(d->r, type);
		buf_printf(text, "%s.%s", ref_expr(d->r, (struct ref){type.unit, x->a})->kind == E_NAME ? ref_text(d->r, (struct ref){type.unit, x->a}) : "", ref_text(d->r, type));
		if (v.type && strcmp(v.type, "time.Time") == 0)
			*holds = 0;
		else if (v.type && strncmp(v.type, "database/sql.Null", 17) == 0)
			*holds = 1;
		return true;
	default:
		return false;
	}
}

/* What a name was given where it was made: x := "", x := 0. */
static bool by_value(const struct expr *value, const struct unit *u, struct buf *text)
{
	if (value->kind == E_STRING)
		buf_puts(text, "string");
	else if (value->kind == E_NUMBER)
		buf_puts(text, strchr(unit_text(u, value->text), '.') ? "float64" : "int");
	else if (value->kind == E_CONSTANT && strcmp(unit_text(u, value->text), "null") != 0 && strcmp(unit_text(u, value->text), "nil") != 0)
		buf_puts(text, "bool");
	else
		return false;
	return true;
}

static bool target_type(struct derive *d, struct ref e, struct buf *text, int *holds)
{
	const struct unit *u;
	const struct expr *x;
	const int *list;

	e = expr_plain(d->r, e);
	if (!ref_ok(e))
		return false;
	u = d->r->unit[e.unit];
	x = ref_expr(d->r, e);
	if (x->kind == E_MEMBER) {
		struct value owner = resolve(d->r, (struct ref){e.unit, x->a});
		int unit = 0, b = owner.entity == ENTITY_INSTANCE ? field_of(d->r, owner.self, ref_text(d->r, e), &unit, 0) : 0;

		return b && d->r->unit[unit]->binding.v[b].annotation && declared(d, (struct ref){unit, d->r->unit[unit]->binding.v[b].annotation}, text, holds);
	}
	if (x->kind != E_NAME || bindings_of(d->r, e, &list) < 1)
		return false;
	u = d->r->unit[e.unit];
	if (u->binding.v[list[0]].how != HOW_VAR && u->binding.v[list[0]].how != HOW_CONST && u->binding.v[list[0]].how != HOW_LET)
		return false;	/* a parameter's pointer is not kept */
	if (u->binding.v[list[0]].annotation)
		return declared(d, (struct ref){e.unit, u->binding.v[list[0]].annotation}, text, holds);
	*holds = 0;
	return u->binding.v[list[0]].value && !*unit_text(u, u->binding.v[list[0]].part) && by_value(&u->expr.v[u->binding.v[list[0]].value], u, text);
}

static bool targets(struct derive *d, struct err *err)
{
	struct table *t = facts_table(d->facts, "scan_target", COLUMNS("call_id", "position", "type", "holds_null"));
	struct query *q = db_query(d->db, err, "SELECT call_id, first FROM result_scan");

	while (q && query_next(q, err)) {
		struct ref call = numbering_call(d->n, query_int(q, 0));
		const struct unit *u = ref_ok(call) ? d->r->unit[call.unit] : NULL;
		const struct expr *x = u ? &u->expr.v[u->call.v[call.index].expr] : NULL;

		for (int i = (int)query_int(q, 1); x && i < x->n; i++) {
			struct buf text = {0};
			int holds = -1;

			if (target_type(d, (struct ref){call.unit, u->kid.v[x->first + i].expr}, &text, &holds)) {
				row_id(t, 0, query_int(q, 0));
				row_int(t, 1, i);
				row_text(t, 2, buf_text(&text));
				if (holds >= 0)
					row_int(t, 3, holds);
				row_end(t);
			}
			buf_free(&text);
		}
	}
	query_end(q);
	return !err->message[0];
}

/* A struct whose fields say their columns, handed over before the text: Get(&user, "SELECT …"). A list of them takes many rows. */
static const char holders[] =
	"INSERT INTO statement_result(statement_id, class_id, many, whole, lax) "
	"SELECT DISTINCT s.id, k.id, a.type LIKE '[]%', 0, 0 "
	"FROM statement s "
	"JOIN argument a ON a.call_id = s.call_id AND a.position < s.text_position AND a.type GLOB '*class:[0-9]*()' "
	"JOIN class k ON a.type IN ('class:' || k.id || '()', '[]class:' || k.id || '()') "
	"WHERE s.origin = 'text' AND EXISTS (SELECT 1 FROM binding b WHERE b.class_id = k.id AND b.how = 'field' AND instr(' ' || b.value, ' db:\"'))";

static const char collected[] =
	"INSERT INTO statement_result(statement_id, class_id, many, whole, lax) "
	"SELECT DISTINCT s.id, c.class_id, c.many, 0, c.lax FROM result_collect c JOIN statement s ON s.call_id = c.origin_call_id AND s.sink_call_id = s.call_id "
	"WHERE s.origin = 'text' AND (SELECT count(*) FROM statement o WHERE o.call_id = s.call_id) = 1";

/* The struct's own fields, and those of the structs embedded in it without a name of their own; without a tag only where the driver says how they are called. */
static const char fields[] =
	"INSERT INTO result_field(statement_id, how, name, class_id, type, holds_null, nested, file_id, line) "
	"WITH RECURSIVE part(statement_id, class_id, depth) AS ("
	"SELECT statement_id, class_id, 0 FROM statement_result "
	"UNION SELECT p.statement_id, b.base_class_id, p.depth + 1 FROM part p JOIN class_base b ON b.class_id = p.class_id AND b.base_class_id IS NOT NULL AND b.keyword IS NULL WHERE p.depth < 4), "
	"tag(statement_id, class_id, name, rest, type, of, nested, file_id, line) AS ("
	"SELECT p.statement_id, p.class_id, b.name, iif(instr(' ' || coalesce(b.value, ''), ' db:\"'), substr(b.value, instr(' ' || b.value, ' db:\"') + 4), NULL), b.annotation, "
	"coalesce(b.annotation_type, ''), "
	"coalesce(b.annotation_type, '') LIKE 'class:%' AND NOT EXISTS (SELECT 1 FROM class_base y WHERE 'class:' || y.class_id = b.annotation_type AND y.keyword = 'underlying'), b.file_id, b.line "
	"FROM part p JOIN binding b ON b.class_id = p.class_id AND b.how = 'field' "
	"WHERE NOT EXISTS (SELECT 1 FROM class_base y WHERE y.class_id = p.class_id AND y.keyword IS NULL AND y.base_class_id IS NOT NULL "
	"AND (y.text = b.name OR y.text LIKE '%.' || b.name) AND instr(' ' || coalesce(b.value, ''), ' db:\"') = 0)), "
	"named(statement_id, class_id, name, type, of, nested, file_id, line) AS ("
	"SELECT t.statement_id, t.class_id, CASE WHEN t.rest IS NOT NULL THEN substr(t.rest, 1, min(iif(instr(t.rest, ','), instr(t.rest, ','), 1000), instr(t.rest, '\"')) - 1) "
	"WHEN n.naming IS NULL OR t.name NOT GLOB '[A-Z]*' THEN '' WHEN n.naming = 'snake' THEN snake_case(t.name) ELSE lower(t.name) END, t.type, t.of, t.nested, t.file_id, t.line "
	"FROM tag t JOIN statement s ON s.id = t.statement_id LEFT JOIN result_naming n ON n.driver = s.driver) "
	"SELECT statement_id, 'field', name, class_id, type, CASE WHEN type LIKE '*%' OR type LIKE '[]%' OR type LIKE 'map[]%' THEN 1 "
	"WHEN of IN ('global.string', 'global.bool', 'global.int', 'global.int8', 'global.int16', 'global.int32', 'global.int64', 'global.uint', 'global.uint8', 'global.uint16', "
	"'global.uint32', 'global.uint64', "
	"'global.float32', 'global.float64', 'global.byte', 'global.rune', 'time.Time') THEN 0 WHEN of LIKE 'database/sql.Null%' THEN 1 "
	"WHEN EXISTS (SELECT 1 FROM class_base y WHERE 'class:' || y.class_id = named.of AND y.keyword = 'underlying' AND y.type IN ('global.string', 'global.int', 'global.int64', "
	"'global.int32', 'global.bool', 'global.float64') "
	"AND NOT EXISTS (SELECT 1 FROM function f WHERE f.class_id = y.class_id AND f.name = 'Scan')) THEN 0 END, nested, file_id, line "
	"FROM named WHERE name NOT IN ('', '-')";

/* Nothing embedded comes from elsewhere, and every field has a name. */
static const char whole[] =
	"UPDATE statement_result SET whole = 1 WHERE EXISTS (SELECT 1 FROM statement s JOIN result_naming n ON n.driver = s.driver WHERE s.id = statement_id) "
	"AND NOT EXISTS (WITH RECURSIVE part(class_id, depth) AS (SELECT statement_result.class_id, 0 UNION SELECT b.base_class_id, "
	"p.depth + 1 FROM part p JOIN class_base b ON b.class_id = p.class_id AND b.base_class_id IS NOT NULL WHERE p.depth < 5) "
	"SELECT 1 FROM part p JOIN class_base b ON b.class_id = p.class_id WHERE b.base_class_id IS NULL OR p.depth >= 4)";

/* rows.Scan(&a, &b): one row for each place. The statement is the one whose call made the receiver. */
static const char places[] =
	"INSERT INTO result_field(statement_id, how, position, call_id, type, holds_null, nested, file_id, line) "
	"SELECT s.id, 'place', a.position - r.first, c.id, t.type, t.holds_null, 0, c.file_id, c.line "
	"FROM result_scan r JOIN call c ON c.id = r.call_id "
	"JOIN statement s ON s.call_id = coalesce(c.receiver_call_id, c.receiver_origin) AND s.sink_call_id = s.call_id "
	"JOIN argument a ON a.call_id = c.id AND a.position >= r.first "
	"LEFT JOIN scan_target t ON t.call_id = c.id AND t.position = a.position "
	"WHERE NOT EXISTS (SELECT 1 FROM argument x WHERE x.call_id = c.id AND x.is_spread) "
	"AND (SELECT count(*) FROM statement o WHERE o.call_id = s.call_id) = 1";

bool results_derive(struct derive *d, struct err *err)
{
	return targets(d, err) && db_exec(d->db, holders, err) && db_exec(d->db, collected, err) && db_exec(d->db, fields, err) && db_exec(d->db, whole, err) && db_exec(d->db, places, err);
}
