/*
 * The catalogue as the server has it, for test programs that measure the binder alone: read_catalog() fills server.catalog from the database
 * server.db is connected to, the current transaction's own changes included.
 */
#ifndef PLUMBLINE_TEST_SERVER_CATALOG_H
#define PLUMBLINE_TEST_SERVER_CATALOG_H

#include "../../audit/sql/bind.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

static struct { PGconn *db; struct catalog *catalog; } server;

static void die(const char *what)
{
	fprintf(stderr, "%s: %s", what, PQerrorMessage(server.db));
	exit(2);
}

static PGresult *ask(const char *sql)
{
	PGresult *r = PQexec(server.db, sql);

	if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
		die(sql);
	return r;
}

static void run(const char *sql)
{
	PQclear(ask(sql));
}

#define MINE "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
/* Temporary relations are in a schema of the session's own. */
#define SCHEMA "CASE WHEN n.nspname LIKE 'pg\\_temp\\_%' THEN 'pg_temp' ELSE n.nspname END"
#define TYPE_PARTS "coalesce(en.nspname, tn.nspname), coalesce(et.typname, ty.typname), (et.oid IS NOT NULL)::int"
#define TYPE_JOIN(oid) " JOIN pg_type ty ON ty.oid = " oid " JOIN pg_namespace tn ON tn.oid = ty.typnamespace" \
	" LEFT JOIN pg_type et ON et.oid = ty.typelem AND et.typarray = ty.oid LEFT JOIN pg_namespace en ON en.oid = et.typnamespace "

static char *word(const char *text)
{
	return arena_strdup(&server.catalog->arena, text);
}

static struct sql_type read_type(PGresult *r, int row, int column)
{
	return (struct sql_type){word(PQgetvalue(r, row, column)), word(PQgetvalue(r, row, column + 1)), "", atoi(PQgetvalue(r, row, column + 2))};
}

static const char **read_names(const char *list, size_t *n)
{
	const char **names = arena_array(&server.catalog->arena, const char *, strlen(list) + 1);

	*n = 0;
	for (const char *p = list; *p;) {
		size_t length = strcspn(p, "\n");

		names[(*n)++] = length ? arena_strndup(&server.catalog->arena, p, length) : NULL;
		p += length + (p[length] == '\n');
	}
	return names;
}

/* Enums and domains; those that extensions bring are base types. */
static void read_types(void)
{
	PGresult *r = ask("SELECT n.nspname, t.typname, t.typtype, (SELECT string_agg(enumlabel, E'\\n' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), " TYPE_PARTS
			  " FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace" TYPE_JOIN("CASE t.typbasetype WHEN 0 THEN t.oid ELSE t.typbasetype END")
			  "WHERE " MINE " AND t.typtype IN ('e', 'd', 'b') AND t.typcategory <> 'A'");

	for (int i = 0; i < PQntuples(r); i++) {
		struct user_type *type = catalog_add_type(server.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1), PQgetvalue(r, i, 2)[0]);
		size_t n;
		const char **labels = read_names(PQgetvalue(r, i, 3), &n);

		for (size_t k = 0; k < n; k++)
			vec_push(&type->label, labels[k]);
		if (type->kind == TYPE_DOMAIN)
			type->base = read_type(r, i, 4);
	}
	PQclear(r);
	r = ask("SELECT extname, nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace");
	for (int i = 0; i < PQntuples(r); i++) {
		struct extension *extension = arena_new(&server.catalog->arena, struct extension);

		*extension = (struct extension){.name = word(PQgetvalue(r, i, 0)), .schema = word(PQgetvalue(r, i, 1))};
		vec_push(&server.catalog->extension, extension);
	}
	PQclear(r);
}

static void read_relations(void)
{
	PGresult *r = ask("SELECT " SCHEMA ", c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
			  " WHERE " MINE " AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') ORDER BY c.oid");

	for (int i = 0; i < PQntuples(r); i++)
		catalog_add_relation(server.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1), PQgetvalue(r, i, 2)[0]);
	PQclear(r);
	r = ask("SELECT " SCHEMA ", c.relname, a.attname, a.attnum, a.attnotnull::int, (a.atthasdef OR a.attidentity <> '')::int, a.attidentity, (a.attgenerated <> '')::int, "
		TYPE_PARTS ", coalesce(substring(format_type(a.atttypid, a.atttypmod) from '\\([0-9,]+\\)'), '')"
		" FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace" TYPE_JOIN("a.atttypid")
		"WHERE " MINE " AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.oid, a.attnum");
	for (int i = 0; i < PQntuples(r); i++) {
		struct relation *relation = catalog_relation(server.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1));
		struct column *column = arena_new(&server.catalog->arena, struct column);

		*column = (struct column){.name = word(PQgetvalue(r, i, 2)), .number = atoi(PQgetvalue(r, i, 3)), .not_null = atoi(PQgetvalue(r, i, 4)),
					  .has_default = atoi(PQgetvalue(r, i, 5)), .identity = PQgetvalue(r, i, 6)[0],
					  .generated = atoi(PQgetvalue(r, i, 7)), .type = read_type(r, i, 8)};
		column->type.modifier = word(PQgetvalue(r, i, 11));
		vec_push(&relation->column, column);
	}
	PQclear(r);
	r = ask("SELECT " SCHEMA ", c.relname, pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE " MINE " AND c.relkind = 'v'");
	for (int i = 0; i < PQntuples(r); i++)
		catalog_relation(server.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1))->view_sql = word(PQgetvalue(r, i, 2));
	PQclear(r);
	r = ask("SELECT " SCHEMA ", c.relname, pn.nspname, p.relname FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid"
		" JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace"
		" WHERE c.relkind IN ('r', 'p')");
	for (int i = 0; i < PQntuples(r); i++)
		vec_push(&catalog_relation(server.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1))->parent,
			 catalog_relation(server.catalog, PQgetvalue(r, i, 2), PQgetvalue(r, i, 3)));
	PQclear(r);
}

static void read_keys(void)
{
	PGresult *r = ask("SELECT " SCHEMA ", c.relname, k.conname, k.contype, k.condeferrable::int,"
			  " coalesce((SELECT indnullsnotdistinct FROM pg_index WHERE indexrelid = k.conindid), false)::int, (SELECT string_agg(a.attname, E'\\n' ORDER BY x.n)"
			  " FROM unnest(k.conkey) WITH ORDINALITY AS x(attnum, n) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.attnum),"
			  " CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) END FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " MINE " AND k.contype IN ('p', 'u', 'x', 'c')");

	for (int i = 0; i < PQntuples(r); i++) {
		struct constraint *c = arena_new(&server.catalog->arena, struct constraint);

		*c = (struct constraint){.name = word(PQgetvalue(r, i, 2)), .kind = PQgetvalue(r, i, 3)[0], .deferrable = atoi(PQgetvalue(r, i, 4)),
					 .nulls_not_distinct = atoi(PQgetvalue(r, i, 5))};
		c->column = read_names(PQgetvalue(r, i, 6), &c->columns);
		c->expression = PQgetisnull(r, i, 7) ? NULL : word(PQgetvalue(r, i, 7));
		vec_push(&catalog_relation(server.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1))->constraint, c);
	}
	PQclear(r);
}

/* Unique indexes that are no constraint's. */
static void read_indexes(void)
{
	PGresult *r = ask("SELECT " SCHEMA ", c.relname, x.relname, (i.indpred IS NOT NULL)::int, (SELECT string_agg(coalesce(a.attname, '') || E'\\n', '' ORDER BY k.n)"
			  " FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n) LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0 WHERE k.n <= i.indnkeyatts),"
			  " coalesce(pg_get_expr(i.indpred, i.indrelid), ''), (SELECT string_agg(CASE k.attnum WHEN 0 THEN replace(pg_get_indexdef(i.indexrelid, k.n::int, true),"
			  " E'\\n', ' ') ELSE '' END || E'\\n', '' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n) WHERE k.n <= i.indnkeyatts),"
			  " i.indnullsnotdistinct::int FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
			  " WHERE " MINE " AND c.relkind IN ('r', 'p', 'm') AND i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)");

	for (int i = 0; i < PQntuples(r); i++) {
		struct index *index = arena_new(&server.catalog->arena, struct index);

		*index = (struct index){.name = word(PQgetvalue(r, i, 2)), .unique = true, .partial = atoi(PQgetvalue(r, i, 3)),
					.nulls_not_distinct = atoi(PQgetvalue(r, i, 7))};
		index->column = read_names(PQgetvalue(r, i, 4), &index->columns);
		index->predicate = index->partial ? word(PQgetvalue(r, i, 5)) : NULL;
		index->expression = read_names(PQgetvalue(r, i, 6), &index->columns);
		vec_push(&catalog_relation(server.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1))->index, index);
	}
	PQclear(r);
}

/* What a BEFORE trigger assigns is not read: it may be any column. */
static void read_triggers(void)
{
	PGresult *r = ask("SELECT " SCHEMA ", c.relname, t.tgname, t.tgtype, (t.tgenabled = 'D')::int FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
			  " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " MINE " AND NOT t.tgisinternal");

	for (int i = 0; i < PQntuples(r); i++) {
		struct relation *relation = catalog_relation(server.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1));
		struct trigger *t = arena_new(&server.catalog->arena, struct trigger);
		int type = atoi(PQgetvalue(r, i, 3));

		*t = (struct trigger){.name = word(PQgetvalue(r, i, 2)), .timing = type & 64 ? 'i' : type & 2 ? 'b' : 'a', .row = type & 1, .insert = (type & 4) != 0,
				      .update = (type & 16) != 0, .delete_ = (type & 8) != 0, .truncate = (type & 32) != 0, .disabled = atoi(PQgetvalue(r, i, 4))};
		vec_push(&relation->trigger, t);
		for (size_t c = 0; t->timing == 'b' && t->row && t->insert && c < relation->column.n; c++)
			relation->column.v[c]->filled_by_trigger = true;
	}
	PQclear(r);
}

static struct sql_type input_type(const char *text)
{
	char schema[80], name[80];
	int array = 0;

	if (sscanf(text, "%79s %79s %d", schema, name, &array) != 3)
		return (struct sql_type){0};
	return (struct sql_type){word(schema), word(name), "", array};
}

static void read_functions(void)
{
	PGresult *r = ask("SELECT n.nspname, p.proname, p.pronargs, p.pronargdefaults, p.proretset::int, (p.prokind = 'p')::int, (p.prokind = 'a')::int, (p.provariadic <> 0)::int, "
			  TYPE_PARTS ", (SELECT string_agg(p.proargnames[i], E'\\n' ORDER BY i) FROM generate_subscripts(p.proargmodes, 1) i"
			  " WHERE p.proargmodes[i] IN ('o', 'b', 't')),"
			  " (SELECT string_agg(format('%s %s %s', coalesce(en.nspname, tn.nspname), coalesce(et.typname, ty.typname), (et.oid IS NOT NULL)::int), E'\\n' ORDER BY x.i)"
			  " FROM unnest(p.proargtypes) WITH ORDINALITY x(o, i)" TYPE_JOIN("x.o") "),"
			  " (SELECT string_agg(p.proargnames[i], E'\\n' ORDER BY i) FROM generate_subscripts(p.proargnames, 1) i"
			  " WHERE p.proargmodes IS NULL OR p.proargmodes[i] IN ('i', 'b', 'v')) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
			  TYPE_JOIN("p.prorettype") " WHERE " MINE " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')");

	for (int i = 0; i < PQntuples(r); i++) {
		struct routine *f = catalog_add_function(server.catalog, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1));
		size_t n, types, named;
		const char **names = read_names(PQgetvalue(r, i, 11), &n), **type = read_names(PQgetvalue(r, i, 12), &types), **in = read_names(PQgetvalue(r, i, 13), &named);

		f->defaults = atoi(PQgetvalue(r, i, 3));
		f->returns_set = atoi(PQgetvalue(r, i, 4));
		f->is_procedure = atoi(PQgetvalue(r, i, 5));
		f->is_aggregate = atoi(PQgetvalue(r, i, 6));
		f->variadic = atoi(PQgetvalue(r, i, 7));
		f->result = read_type(r, i, 8);
		for (size_t k = 0; k < (size_t)atoi(PQgetvalue(r, i, 2)); k++) {
			vec_push(&f->argument, k < types && type[k] ? input_type(type[k]) : (struct sql_type){0});
			vec_push(&f->argument_name, k < named ? in[k] : NULL);
		}
		for (size_t k = 0; k < n; k++) {
			struct column *column = arena_new(&server.catalog->arena, struct column);

			column->name = names[k];
			vec_push(&f->output, column);
		}
	}
	PQclear(r);
}

static void read_catalog(void)
{
	PGresult *r;

	server.catalog = catalog_new();
	r = ask("SELECT nspname FROM pg_namespace n WHERE nspname <> 'public' AND " MINE);
	for (int i = 0; i < PQntuples(r); i++)
		vec_push(&server.catalog->schema, word(PQgetvalue(r, i, 0)));
	PQclear(r);
	read_types();
	read_relations();
	read_keys();
	read_indexes();
	read_triggers();
	read_functions();
}

#endif
